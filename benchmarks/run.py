"""`make bench`: what users would otherwise do, beside what this does, in one run, into RESULTS.md.

Belongs here: measuring whole commands from outside, several times, in turn. Does not belong here: any verdict; tests do
not depend on the speed of a machine.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import uuid4

HERE = Path(__file__).parent
ROWS = 5_000_000
MAP_BUILDINGS = 30_000
REGISTER_ROWS = 400_000
NEIGHBOURS = 400_000
CLUSTERED = 400_000
SPENDING_ROWS = (2_000_000, 20_000_000)
LEDGER_ROWS = 4_000_000
POOL_DRAWS = 10_000
LINKED = (1_000_000, 400_000)  # records, and people they are drawn from
CONCENTRATED = (5_000_000, 400_000)  # contacts, and people they are drawn from
SLOW_DRAWS = {"loop": (100, 1_100), "exact": (5, 55)}  # what a draw costs is the difference, start-up apart
PLANNED = ((2_000, 0.7), (10_000, 0.7))  # buildings, and how many of them are known well enough to be weighed


@dataclass(frozen=True)
class Figure:
    """One finished command: wall seconds, CPU seconds, peak memory of the process in MB."""

    wall: float
    cpu: float
    memory: float


def measure(command: list[str], environment: dict[str, str]) -> Figure:
    """Run a command to its end and ask the system what it used. Raises RuntimeError if it fails."""
    import time

    with tempfile.TemporaryFile() as said:
        began = time.monotonic()
        process = subprocess.Popen(command, env=os.environ | environment, stdout=said, stderr=subprocess.STDOUT)
        _, status, used = os.wait4(process.pid, 0)
        wall = time.monotonic() - began
        if status != 0:
            said.seek(0)
            raise RuntimeError(f"{' '.join(command)} failed:\n{said.read().decode()[-2000:]}")
    return Figure(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def in_turn(commands: dict[str, list[str]], environment: dict[str, str], runs: int, before: dict[str, list[Path]]) -> dict[str, list[Figure]]:
    """Each command `runs` times, A B C A B C …, so that a machine that slows down slows all of them."""
    figures: dict[str, list[Figure]] = {name: [] for name in commands}
    for _ in range(runs):
        for name, command in commands.items():
            for folder in before.get(name, []):
                # aside, not away: a file system that has just deleted thousands of files is slow at making new ones
                if folder.is_dir():
                    folder.rename(folder.with_name(f"{folder.name}-{uuid4().hex}"))
            figures[name].append(measure(command, environment))
            print(name, figures[name][-1], flush=True)  # noqa: T201 -- a command's own progress
    return figures


def table(figures: dict[str, list[Figure]], against: str) -> str:
    """Medians, with the ratio of each run to that of `against` in the same round."""
    lines = [f"| | wall s | CPU s | peak MB | wall, times {against} | CPU, times {against} |", "|---|---|---|---|---|---|"]
    for name, runs in figures.items():
        ratios = [run.wall / other.wall for run, other in zip(runs, figures[against], strict=True)]
        cpu = [run.cpu / other.cpu for run, other in zip(runs, figures[against], strict=True)]
        wall = sorted(run.wall for run in runs)
        lines.append(
            f"| {name} | {statistics.median(wall):.1f} ({wall[0]:.1f} to {wall[-1]:.1f}) | {statistics.median(run.cpu for run in runs):.1f} "
            f"| {statistics.median(run.memory for run in runs):,.0f} | {statistics.median(ratios):.2f} | {statistics.median(cpu):.2f} |"
        )
    return "\n".join(lines)


def payments(folder: Path, runs: int) -> str:
    source = folder / "payments.csv"
    subprocess.run([sys.executable, str(HERE / "payments.py"), "generate", str(source), str(ROWS)], check=True)
    place = folder / "places" / "bench"
    (place / "inbox" / "anytown").mkdir(parents=True)
    (place / "place.toml").write_text('name = "Bench"\n[[body]]\nid = "anytown"\nname = "Anytown Council"\nkind = "council"\n')
    os.link(source, place / "inbox" / "anytown" / "payments.csv")
    environment = {"TOTALPLACE_PLACES": str(folder / "places")}
    script = str(HERE / "payments.py")
    commands = {
        "DuckDB read_csv(all_varchar) to Parquet": [sys.executable, script, "duckdb", str(source), str(folder / "duckdb.parquet")],
        "totalplace: hashed, recognised, typed, checked, accounted": [sys.executable, script, "totalplace", "bench", ""],
        "a plain pandas script: typed, to Parquet": [sys.executable, script, "pandas", str(source), str(folder / "pandas.parquet")],
    }
    names = list(commands)
    figures = in_turn(commands, environment, runs, {names[1]: [place / "work"]})
    size = source.stat().st_size / 1e6
    return f"{ROWS:,} payment lines, {size:,.0f} MB of CSV.\n\n" + table(figures, names[0])


def example(folder: Path, runs: int) -> str:
    environment = {"TOTALPLACE_PLACES": str(folder / "example"), "DAGSTER_HOME": str(folder / "dagster")}
    command = [str(Path(sys.executable).parent / "totalplace"), "demo"]
    measure(command, environment)
    place = folder / "example" / "example"
    figures = in_turn(
        {"full run": command, "nothing changed": command}, environment, runs, {"full run": [place / "work", place / "out"]}
    )
    return "The example place, in a warm environment, by command.\n\n" + table(figures, "full run")


def big_map(folder: Path, runs: int) -> str:
    result = subprocess.run(
        [sys.executable, str(HERE / "map.py"), str(folder), str(MAP_BUILDINGS), str(runs)], check=True, capture_output=True, text=True
    )
    return result.stdout.strip()


def neighbours(folder: Path, runs: int) -> str:
    script, few, many = str(HERE / "neighbours.py"), folder / "few.npz", folder / "many.npz"
    for target, count in ((few, NEIGHBOURS), (many, 10 * NEIGHBOURS)):
        subprocess.run([sys.executable, script, "generate", str(target), str(count)], check=True)
    commands = {
        "grid join in plain SQL": [sys.executable, script, "sql", str(few)],
        "GeoPandas sjoin(predicate='dwithin')": [sys.executable, script, "geopandas", str(few)],
        "SciPy cKDTree.query_pairs": [sys.executable, script, "scipy", str(few)],
        "grid join in plain SQL, 10 times the buildings": [sys.executable, script, "sql", str(many)],
    }
    said = f"All pairs of different bodies within 400 m: {NEIGHBOURS:,} buildings, and ten times as many at the same density.\n\n"
    return said + table(in_turn(commands, {}, runs, {}), next(iter(commands)))


def side_by_side(folder: Path, runs: int) -> str:
    script, place = str(HERE / "clusters.py"), str(folder / "clusters")
    subprocess.run([sys.executable, script, "generate", place, str(CLUSTERED)], check=True)
    commands = {
        "clusters: every building to its hub": [sys.executable, script, "members", place],
        "pairs that provide the same, each with what stands against it": [sys.executable, script, "pairs", place],
    }
    return f"{CLUSTERED:,} buildings of 20 bodies, as dense as in towns.\n\n" + table(in_turn(commands, {}, runs, {}), next(iter(commands)))


def one_estate(folder: Path, _: int) -> str:
    """The plan of a county and of one five times as large, and what a greedy way gains; one run each, as it takes minutes."""
    script, said = str(HERE / "estate_plan.py"), []
    for count, known in PLANNED:
        place = str(folder / f"estate-{count}")
        subprocess.run([sys.executable, script, "generate", place, str(count), str(known)], check=True)
        commands = {
            "the plan of all partners, with its bound": [sys.executable, script, "plan", place],
            "the greedy way": [sys.executable, script, "greedy", place],
        }
        if count == PLANNED[0][0]:
            commands["all six options, what turns them, what each block is worth"] = [sys.executable, script, "options", place]
        measured = table(in_turn(commands, {}, 1, {}), next(iter(commands)))
        found = subprocess.run([sys.executable, script, "report", place], check=True, capture_output=True, text=True).stdout.strip()
        said.append(f"{count:,} buildings, {known:.0%} of them weighed, and {count * 3 // 2:,} occupations.\n\n{measured}\n\n{found}")
    return "\n\n".join(said)


def one_register(folder: Path, _: int) -> str:
    script, place = str(HERE / "register.py"), folder / "registers" / "bench"
    subprocess.run([sys.executable, script, "generate", str(place), str(REGISTER_ROWS)], check=True)
    name = "read, typed, placed, judged, joined"
    figures = in_turn({name: [sys.executable, script, "build", "bench"]}, {"TOTALPLACE_PLACES": str(place.parent)}, 1, {name: [place / "work"]})
    return f"{REGISTER_ROWS:,} rows of 60 lists, a tenth of them buildings that another list has too. One run: it takes minutes.\n\n" + table(figures, name)


def spending(folder: Path, _: int) -> str:
    """Lists of 40 bodies: the few rows and the many, one run each, and what DuckDB takes to read the same files as text."""
    script = str(HERE / "spending.py")
    parts = {"read": "hashed, recognised, typed, checked, accounted, told whose they are and what was published twice", "suppliers": "names of suppliers joined", "count": "classified and counted"}
    lines = ["| lines | | wall s | CPU s | peak MB |", "|---|---|---|---|---|"]
    figures: dict[tuple[int, str], Figure] = {}
    for rows in SPENDING_ROWS:
        place = folder / f"spending-{rows}" / "bench"
        subprocess.run([sys.executable, script, "generate", str(place), str(rows)], check=True)
        commands = {"duckdb": [script, "duckdb", str(place), str(folder / "spending.parquet")], **{part: [script, "make", "bench", part] for part in parts}}
        for name, command in commands.items():
            figure = figures[rows, name] = measure([sys.executable, *command], {"TOTALPLACE_PLACES": str(place.parent)})
            said = parts.get(name, "DuckDB read_csv(all_varchar) to Parquet, and one group-by")
            lines.append(f"| {rows:,} | {said} | {figure.wall:.1f} | {figure.cpu:.1f} | {figure.memory:,.0f} |")
            print(lines[-1], flush=True)  # noqa: T201 -- a command's own progress
        if rows == SPENDING_ROWS[0]:
            subprocess.run([sys.executable, script, "ledgers", str(place), str(LEDGER_ROWS)], check=True)
            figure = measure([sys.executable, script, "make", "bench", "repeats"], {"TOTALPLACE_PLACES": str(place.parent)})
            lines.append(f"| {rows:,} and {LEDGER_ROWS:,} of ledgers | ledgers read, names joined again, repeats and payments to check found | {figure.wall:.1f} | {figure.cpu:.1f} | {figure.memory:,.0f} |")
        shutil.rmtree(place.parent)
    few, many = SPENDING_ROWS
    counted = {rows: [figures[rows, "read"], figures[rows, "count"]] for rows in SPENDING_ROWS}

    def ratio(of: Callable[[Figure], float]) -> str:
        text, read, both = of(figures[many, "duckdb"]), of(figures[many, "read"]), sum(map(of, counted[many]))
        return f"{read / text:.2f} read and accounted for, {both / text:.2f} counted too; growth {both / sum(map(of, counted[few])):.1f}"

    lines += ["", f"{many:,} lines, times DuckDB, and times {few:,}: wall {ratio(lambda each: each.wall)}; CPU {ratio(lambda each: each.cpu)}."]
    said = "40 bodies, four layouts, a file a body and year of 50,000 lines, 300,000 names of which 45,000 are another clerk's way of writing one. One run each.\n\n"
    return said + "\n".join(lines)


def pools(folder: Path, _: int) -> str:
    """Draws of a large pool, and what the same would take by a plain loop and by the exact ledger, from fewer draws. One run each."""
    script, place = str(HERE / "pools.py"), str(folder)
    figure = measure([sys.executable, script, "model", place, str(POOL_DRAWS)], {})
    lines = ["| draws | | wall s | CPU s | peak MB | CPU s for 10,000 draws |", "|---|---|---|---|---|---|"]
    lines.append(f"| {POOL_DRAWS:,} | totalplace: all draws, percentiles, each of 95 inputs alone and where it turns the results | {figure.wall:.1f} | {figure.cpu:.1f} | {figure.memory:,.0f} | {figure.cpu:.1f} |")
    words = {"loop": "a plain Python loop over draws, years, partners and lines: all draws, nothing else", "exact": "the exact ledger and appraisal, to the penny, once a draw"}
    for name, (few, many) in SLOW_DRAWS.items():
        small, large = (measure([sys.executable, script, name, place, str(draws)], {}) for draws in (few, many))
        scaled = (large.cpu - small.cpu) / (many - few) * POOL_DRAWS
        lines.append(f"| {many:,} | {words[name]} | {large.wall:.1f} | {large.cpu:.1f} | {large.memory:,.0f} | {scaled:,.0f} (scaled up) |")
    found = subprocess.run([sys.executable, script, "report", place], check=True, capture_output=True, text=True).stdout.strip()
    said = "8 partners with 50 lines, 10 years, 5 purposes with 3 benefits each, a range for every input. Scaled up: what each further draw costs, times 10,000.\n\n"
    return said + "\n".join(lines) + f"\n\nThe same draws, compared: {found}."


def people(folder: Path, _: int) -> str:
    """Records put together to people beside Splink alone, and contacts costed and concentrated beside a plain pandas way. One run each."""
    linking, contacts = str(HERE / "people.py"), str(HERE / "contacts.py")
    records, place = folder / "people.parquet", folder / "contacts"
    place.mkdir()
    subprocess.run([sys.executable, linking, "generate", str(records), *map(str, LINKED)], check=True)
    subprocess.run([sys.executable, contacts, "generate", str(place), *map(str, CONCENTRATED)], check=True)
    commands = {
        "records to people: rules, what is left weighed by Splink, contradictions parted": [linking, "ours", str(records)],
        "Splink alone: all records weighed by the same model, its own clusters": [linking, "splink", str(records)],
        "contacts costed and concentrated: all that an edition tells": [contacts, "all", str(place)],
        "the same as pandas does": [contacts, "alike", str(place)],
        "a plain pandas script": [contacts, "pandas", str(place)],
    }
    lines = ["| | wall s | CPU s | peak MB |", "|---|---|---|---|"]
    for name, command in commands.items():
        figure = measure([sys.executable, *command], {})
        lines.append(f"| {name} | {figure.wall:.1f} | {figure.cpu:.1f} | {figure.memory:,.0f} |")
        print(lines[-1], flush=True)  # noqa: T201 -- a command's own progress
    found = [subprocess.run([sys.executable, linking, way, str(records)], check=True, capture_output=True, text=True).stdout.strip() for way in ("ours", "splink")]
    said = f"{LINKED[0]:,} records of eight agencies, and {CONCENTRATED[0]:,} contacts. One run each.\n\n"
    return said + "\n".join(lines) + "\n\n" + "\n\n".join(found)


SECTIONS = {
    "Payments": payments,
    "Spending of a place": spending,
    "Example place": example,
    "Map": big_map,
    "Neighbours": neighbours,
    "Clusters": side_by_side,
    "One register": one_register,
    "Plan for one estate": one_estate,
    "Pools": pools,
    "People": people,
}


def main() -> None:
    """Measure everything, or the sections asked for, and write RESULTS.md if it was everything."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--runs", type=int, default=3)
    asked.add_argument("--only", choices=SECTIONS, action="append", help="a section alone: printed, and RESULTS.md stays as it is")
    told = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="totalplace-bench-") as name:
        sections = {title: SECTIONS[title](Path(name), told.runs) for title in told.only or SECTIONS}
    text = f"# Measured on {date.today()}\n\nMedians of {told.runs} runs in turn (least to most), whole processes with their start-up; {os.cpu_count()} cores.\n"
    text += "".join(f"\n## {title}\n\n{body}\n" for title, body in sections.items())
    if not told.only:
        (HERE / "RESULTS.md").write_text(text)
    print(text)  # noqa: T201 -- the command's answer


if __name__ == "__main__":
    main()
