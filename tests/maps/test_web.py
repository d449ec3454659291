"""The packaged scripts and styles: there, whole, and fit to stand inside a page."""

import json
import re
from pathlib import Path

import pytest
import totalplace_web

WEB = Path(__file__).parents[2] / "web"


def test_a_script_can_stand_in_a_page() -> None:
    text = totalplace_web.script("leaflet.js")
    assert "Leaflet 1.9.4" in text
    assert "</script" not in text and "sourceMappingURL" not in text


def test_a_style_brings_its_pictures() -> None:
    text = totalplace_web.style("leaflet.css")
    assert all(address.startswith(('"data:', "#")) for address in re.findall(r"url\(([^)]{0,8})", text))


@pytest.mark.parametrize("name", ["jquery.js", "../__init__.py", "leaflet.css", "images/layers.png"])
def test_an_unknown_script_is_an_error(name: str) -> None:
    with pytest.raises(KeyError):
        totalplace_web.script(name)


def test_the_lock_pins_exactly_and_names_no_registry() -> None:
    lock = json.loads((WEB / "package-lock.json").read_text("utf-8"))
    wanted = json.loads((WEB / "package.json").read_text("utf-8"))["dependencies"]
    packages = {name.removeprefix("node_modules/"): entry for name, entry in lock["packages"].items() if name}
    assert {name: entry["version"] for name, entry in packages.items()} == wanted
    assert all("resolved" not in entry and entry["integrity"].startswith("sha512-") for entry in packages.values())
