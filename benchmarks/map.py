"""The map of run.py: a place of so many buildings, run for real; size of the page, and how soon it can be used."""

import os
import shutil
import statistics
import subprocess
import sys
from pathlib import Path

ASSETS_AT_SCALE_1 = 1_500


def main(folder: Path, buildings: int, runs: int) -> None:
    """Make and run the example at the scale that has about so many buildings, open its map a few times, print a table."""
    environment = {"TOTALPLACE_PLACES": str(folder / "big"), "DAGSTER_HOME": str(folder / "dagster-big")}
    command = [str(Path(sys.executable).parent / "totalplace"), "demo", "--place", "big", "--scale", str(buildings / ASSETS_AT_SCALE_1)]
    subprocess.run(command, check=True, env=os.environ | environment, capture_output=True)
    page = folder / "big" / "big" / "out" / "maps" / "what-we-all-own-here.html"
    lines = ["| | |", "|---|---|", f"| size of the page | {page.stat().st_size / 1e6:.2f} MB |"]
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        lines.append("| until it can be used | not measured: there is no Chromium here |")
    else:
        times = sorted(_ready(page, browser) for _ in range(max(runs, 5)))
        lines.append(f"| until it can be used, Chromium | {statistics.median(times):,.0f} ms ({times[0]:,.0f} to {times[-1]:,.0f}) |")
    sys.stdout.write("\n".join(lines))


def _ready(page: Path, browser: str) -> float:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        chromium = driver.chromium.launch(
            executable_path=browser, args=["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
        )
        opened = chromium.new_page(viewport={"width": 1440, "height": 900})
        opened.goto(page.as_uri())
        opened.locator("html[data-ready='true']").wait_for(state="attached")
        taken = float(opened.locator("html").get_attribute("data-ready-ms") or "nan")
        chromium.close()
    return taken


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
