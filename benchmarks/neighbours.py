"""All pairs of buildings of different bodies within 400 m: our grid join in plain SQL, GeoPandas, SciPy. One way a process.

Belongs here: the same question asked in each way, over points drawn by seed. Does not belong here: measuring (run.py).
"""

import sys
from pathlib import Path

import numpy as np

RADIUS_M = 400.0
BODIES = 20
_POINTS_A_KM2 = 50.0  # 6 million pairs of 400,000 buildings, about what the towns of a county have
_GRID_JOIN = """
with cell as (
    select id, body, x, y, floor(x / {radius})::bigint as cell_x, floor(y / {radius})::bigint as cell_y from building
),
-- its own square and four of the eight around it: the other four look from their side
step as (select * from (values (0, 0), (1, -1), (1, 0), (1, 1), (0, 1)) as step (across, up)),
spread as (
    select cell.id, cell.body, cell.x, cell.y, cell.cell_x + step.across as cell_x, cell.cell_y + step.up as cell_y, step.across = 0 and step.up = 0 as is_own
    from cell cross join step
)
select count(*), sum(least(one.id, other.id) * 31 + greatest(one.id, other.id))
from spread as one
inner join cell as other on other.cell_x = one.cell_x and other.cell_y = one.cell_y
where other.body <> one.body
    and (not one.is_own or other.id > one.id)
    and (one.x - other.x) * (one.x - other.x) + (one.y - other.y) * (one.y - other.y) <= {radius} * {radius}
"""


def generate(target: Path, count: int) -> None:
    """Buildings at one density, however many: the side of the square grows."""
    draw = np.random.default_rng(1)
    side = (count / _POINTS_A_KM2) ** 0.5 * 1000
    np.savez(target, x=draw.uniform(0, side, count), y=draw.uniform(0, side, count), body=draw.integers(0, BODIES, count))


def sql_grid(x: np.ndarray, y: np.ndarray, body: np.ndarray) -> int:
    import duckdb
    import pyarrow as pa

    building = pa.table({"id": np.arange(len(x)), "body": body, "x": x, "y": y})  # noqa: F841 -- read by DuckDB by its name
    with duckdb.connect(config={"threads": "2", "memory_limit": "900MB"}) as connection:
        row = connection.execute(_GRID_JOIN.format(radius=RADIUS_M)).fetchone()
    return int(row[0]) if row else 0


def geopandas_join(x: np.ndarray, y: np.ndarray, body: np.ndarray) -> int:
    import geopandas as gpd

    points = gpd.GeoDataFrame({"body": body}, geometry=gpd.points_from_xy(x, y), crs=27700)
    joined = gpd.sjoin(points, points, predicate="dwithin", distance=RADIUS_M)
    return int(((joined.index < joined["index_right"]) & (joined["body_left"] != joined["body_right"])).sum())


def scipy_tree(x: np.ndarray, y: np.ndarray, body: np.ndarray) -> int:
    from scipy.spatial import cKDTree

    pairs = cKDTree(np.column_stack([x, y])).query_pairs(RADIUS_M, output_type="ndarray")
    return int((body[pairs[:, 0]] != body[pairs[:, 1]]).sum())


WAYS = {"sql": sql_grid, "geopandas": geopandas_join, "scipy": scipy_tree}

if __name__ == "__main__":
    way, path, *count = sys.argv[1:]
    if way == "generate":
        generate(Path(path), int(count[0]))
    else:
        with np.load(path) as drawn:
            print(WAYS[way](drawn["x"], drawn["y"], drawn["body"]), "pairs")  # noqa: T201 -- the command's answer
