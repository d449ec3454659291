"""One register out of 400,000 rows of 60 lists: the lists, and making the register. run.py measures the second.

Belongs here: lists drawn by seed in which a tenth of the rows are buildings that stand on another list too. Does not belong here:
measuring (run.py), or whether the right ones are joined (tests/example_place).
"""

import sys
from pathlib import Path

import numpy as np
import polars as pl

_COUNCILS, _NATIONAL = 55, 5
_SIDE_M = 11_000  # of the square in which a council's buildings stand
_SHARED = 0.1
_USES = ("Library", "School", "Depot", "Health Centre", "Community Centre", "Offices", "Fire Station", "Clinic", "Museum", "Sports Hall")
_FIRST = ("Ash", "Birch", "Cole", "Dun", "Elm", "Fern", "Gar", "Holm", "Ing", "Kirk", "Long", "Mill", "Nether", "Over", "Park", "Quarr", "Red", "Stan", "Thorn", "West")
_SECOND = ("ford", "ton", "ley", "by", "worth", "field", "wick", "ham", "dale", "gate", "moor", "combe", "stead", "well", "bridge", "cote", "hurst", "mere", "shaw", "thwaite")
_STREETS = ("High Street", "Mill Lane", "Church Road", "Station Road", "Park Avenue", "Queen Street", "Manor Way", "Bridge Street")


def generate(place: Path, rows: int) -> None:
    """The place's folder: a register a council, and national lists of buildings that mostly stand in a register too."""
    draw = np.random.default_rng(42)
    place.mkdir(parents=True)
    names = [f"council-{number:02d}" for number in range(_COUNCILS)] + [f"national-{number}" for number in range(_NATIONAL)]
    (place / "place.toml").write_text(
        'name = "Bench"\n' + "".join(f'[[body]]\nid = "{name}"\nname = "{name.title()}"\nkind = "{"council" if name.startswith("c") else "nhs"}"\n' for name in names)
    )
    shared = int(rows * _SHARED)
    owned = rows - shared
    council = np.sort(draw.integers(0, _COUNCILS, owned))
    east = 300_000 + (council % 10) * 20_000 + draw.uniform(0, _SIDE_M, owned)
    north = 200_000 + (council // 10) * 20_000 + draw.uniform(0, _SIDE_M, owned)
    place_name = np.char.add(np.array(_FIRST)[draw.integers(0, 20, owned)], np.array(_SECOND)[draw.integers(0, 20, owned)])
    frame = pl.DataFrame(
        {
            "council": council,
            "UPRN": 100_000_000_000 + np.arange(owned),
            "Property Name": pl.Series(place_name) + " " + pl.Series(np.array(_USES)[draw.integers(0, len(_USES), owned)]),
            "Street Number": draw.integers(1, 200, owned),
            "Street": np.array(_STREETS)[draw.integers(0, len(_STREETS), owned)],
            "GeoX": np.round(east, 1),
            "GeoY": np.round(north, 1),
            "Tenure Type": np.array(["Freehold", "Leasehold"])[draw.integers(0, 2, owned)],
            "GIA (m2)": draw.integers(80, 5000, owned),
        }
    )
    for number in range(_COUNCILS):
        of_one = frame.filter(pl.col("council") == number).drop("council").with_row_index("Asset Code", 1)
        _write(of_one, place / "inbox" / f"council-{number:02d}" / "register.csv")
    again = frame[np.sort(draw.choice(owned, shared, replace=False))]
    moved = again.select(
        pl.col("Property Name").str.replace("Community Centre", "Comm. Ctr").str.replace("Health Centre", "H.C."),
        pl.concat_str(["Street Number", "Street"], separator=" ").alias("Address"),
        (pl.col("GeoX") + pl.Series(draw.normal(0, 12, shared))).round(1),
        (pl.col("GeoY") + pl.Series(draw.normal(0, 12, shared))).round(1),
    )
    for number in range(_NATIONAL):
        _write(moved.gather_every(_NATIONAL, number), place / "inbox" / f"national-{number}" / "list.csv")


def _write(frame: pl.DataFrame, target: Path) -> None:
    target.parent.mkdir(parents=True)
    frame.write_csv(target)


def build(place: str) -> None:
    """From the inbox to core.asset_line: read, typed, placed, judged, joined."""
    from time import monotonic

    from totalplace.pipeline import open_workbench, steps

    with open_workbench(place) as bench:
        wanted: set[str] = set()

        def visit(table: str) -> None:
            if table not in wanted:
                wanted.add(table)
                for name in (*steps()[table].inputs, *steps()[table].after):
                    visit(name)

        visit("core.asset_line")
        for table in steps():
            if table in wanted:
                began = monotonic()
                bench.run(table)
                sys.stdout.write(f"{table} {monotonic() - began:.1f} s\n")
        lines = bench.scan("core.asset_line").select(pl.len().alias("lines"), pl.col("asset_id").n_unique().alias("assets")).collect()
        sys.stdout.write(f"{lines.row(0)} lines, assets\n")


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["generate", folder, rows]:
            generate(Path(folder), int(rows))
        case ["build", name]:
            build(name)
