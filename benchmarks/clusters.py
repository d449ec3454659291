"""Clusters and pairs that provide the same, of buildings drawn by seed: the very steps of a run, from Parquet to Parquet.

Belongs here: making the buildings, and each way as a process of its own. Does not belong here: measuring (run.py).
"""

import sys
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from totalplace import contracts, reference, sql
from totalplace.analysis import clusters
from totalplace.place import Place
from totalplace.settings import read_settings

BODIES = 20
_POINTS_A_KM2 = 50.0  # as in the towns of a county
_INPUTS = ("mart.estate", "mart.utilisation_latest", "ref.function", "core.assumption")


def generate(folder: Path, count: int) -> None:
    """Buildings at one density, four in five held, a third of them measured."""
    draw = np.random.default_rng(1)
    side = (count / _POINTS_A_KM2) ** 0.5 * 1000
    uses = ["office", "library", "clinic", "police station", "community centre", "school", "not known", "children's centre", "fire station", "hospital"]
    ids = [f"a{number:012x}" for number in draw.permutation(count)]
    held, measured = draw.random(count) < 0.8, draw.random(count) < 0.33
    area = np.round(draw.lognormal(6.5, 1, count))
    estate = pl.DataFrame(
        {
            "asset_id": ids,
            "asset_kind": ["building"] * count,
            "body_id": draw.choice([f"body-{number}" for number in range(BODIES)], count),
            "function": draw.choice(uses, count),
            "ownership_basis": np.where(held, "register", "service list only"),
            "is_disowned": np.zeros(count, dtype=bool),
            "easting": draw.uniform(0, side, count),
            "northing": draw.uniform(0, side, count),
            "gia_m2": area,
            "condition": draw.choice(list("ABCD"), count),
        }
    )
    used = pl.DataFrame(
        {
            "asset_id": ids,
            "is_known": measured,
            "measure": ["U5"] * count,
            "band": np.where(measured, draw.choice(["under-used", "under-used", "right-sized"], count), "unknown"),
            "utilisation_share": draw.uniform(0.1, 0.6, count),
            "peak_share": draw.uniform(0.2, 0.8, count),
        }
    ).with_columns(pl.when("is_known").then(pl.Series(np.round(area * draw.uniform(0, 0.5, count)))).alias("spare_m2"))
    assumed = reference.assumptions_in_force(Place(name="Bench"), date(2026, 11, 1))
    frames = {"mart.estate": estate, "mart.utilisation_latest": used, "ref.function": reference.function_table(), "core.assumption": assumed}
    folder.mkdir(parents=True, exist_ok=True)
    for table, frame in frames.items():
        contracts.contract(table).conform(frame).sink_parquet(folder / f"{table}.parquet")


def members(folder: Path) -> int:
    """Which building stands in which cluster."""
    read = {table: pl.read_parquet(folder / f"{table}.parquet") for table in _INPUTS}
    shares = clusters.sharing(read["ref.function"].iter_rows(named=True))
    assumed = dict(read["core.assumption"].iter_rows())
    buildings = clusters.candidates(read["mart.estate"], read["mart.utilisation_latest"], shares)
    found = clusters.choose(buildings, shares, assumed["cluster_walk_m"] / assumed["walk_detour_times"])
    found.write_parquet(folder / "mart.cluster_member.parquet")
    return found.height


def pairs(folder: Path) -> int:
    """The screen of pairs, every one with its constraint."""
    file = next(file for file in sql.load_folder("mart") if file.table == "mart.service_overlap")
    target = folder / "mart.service_overlap.parquet"
    with sql.session(read_settings(), folder / "spill") as connection:
        sql.create_views(connection, {table: folder / f"{table}.parquet" for table in _INPUTS})
        sql.run_to_parquet(connection, file, contracts.contract(file.table), target)
    return int(pl.scan_parquet(target).select(pl.len()).collect().item())


WAYS = {"members": members, "pairs": pairs}

if __name__ == "__main__":
    way, path, *count = sys.argv[1:]
    if way == "generate":
        generate(Path(path), int(count[0]))
    else:
        print(f"{WAYS[way](Path(path)):,} rows")  # noqa: T201 -- the command's answer
