"""Clusters on a map: their hulls, the ranked list beside the map and the table beneath it.

Belongs here: what is shown of mart.cluster and mart.cluster_member. Does not belong here: which buildings make a cluster
(analysis/clusters.py), drawing in the browser (estate_map.js), the sentences of the page (maps/*.toml).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
import shapely

from totalplace.language import say, say_html
from totalplace.mapping import layers, wording
from totalplace.mapping.escape import esc, plain
from totalplace.mapping.tables import NOTHING, table
from totalplace.mapping.totals import held

_ROUND_M = 40.0  # a hull runs so far outside its buildings, so that two have one too
_ROWS = 300  # of the table; all are in the database


@dataclass(frozen=True)
class Clustered:
    """The clusters by rank, and the buildings in them."""

    clusters: pl.DataFrame
    members: pl.DataFrame

    @classmethod
    def of(cls, clusters: pl.DataFrame, members: pl.DataFrame) -> "Clustered":
        """These clusters, in the order in which they are listed."""
        return cls(clusters.sort("rank"), members.sort("cluster_id", "distance_m", "asset_id"))

    @property
    def spare_known(self) -> int:
        """Clusters of which it is known what could be released at most."""
        return int(self.clusters["releasable_m2"].is_not_null().sum())

    @property
    def releasable_m2(self) -> float:
        """What could be released at most in all of them, of what is known."""
        return float(self.clusters.select(pl.col("releasable_m2").mul(100).round().sum()).item() or 0) / 100

    def only(self, estate: pl.DataFrame) -> pl.DataFrame:
        """The buildings that stand in a cluster."""
        return estate.join(self.members, on="asset_id", how="semi", maintain_order="left")

    def coverage(self, estate: pl.DataFrame) -> list[str]:
        """How much of the buildings of the place stands in clusters, and of how much of it what could be released is known."""
        buildings = estate.filter(pl.col("asset_kind") == "building")
        inside = self.only(buildings)
        held_inside, spare = inside.filter(held()).height, int(self.clusters["spare_known_count"].sum())
        return [
            say_html(
                "clusters.coverage", inside=held_inside, held=say("counted.buildings_held", number=buildings.filter(held()).height),
                services=inside.height - held_inside, clusters=self.clusters.height,
            ),
            say_html("clusters.spare_known", known=spare, held=held_inside),
        ]  # fmt: skip

    def payload(self, estate: pl.DataFrame) -> list[dict[str, Any]]:
        """Each cluster for the page, by rank: its members by their place in `estate`, the hub first, its hull, and its two lines of words."""
        places = self.members.join(estate.select("asset_id", "easting", "northing").with_row_index("place"), on="asset_id", how="inner")
        groups = {key: group for (key,), group in places.sort(pl.col("part") != "hub", "distance_m", "asset_id").group_by("cluster_id", maintain_order=True)}
        found = []
        for row in self.clusters.iter_rows(named=True):
            members = groups[row["cluster_id"]]
            points = shapely.points(members.select("easting", "northing").to_numpy())
            hull = shapely.buffer(shapely.convex_hull(shapely.multipoints(points)), _ROUND_M, quad_segs=3)
            found.append({"members": members["place"].to_list(), "hull": _ring(hull), "words": [_of_what(row), _what(row)]})
        return found

    def first(self, estate: pl.DataFrame, number: int) -> list[tuple[dict[str, Any], str, str]]:
        """So many clusters by rank, each with the name of its hub and what it could release."""
        names = dict(estate.select("asset_id", "name").iter_rows())
        return [(row, names.get(row["hub_asset_id"], say("wording.not_known")), _what(row)) for row in self.clusters.head(number).iter_rows(named=True)]

    def table(self, estate: pl.DataFrame, boundaries: pl.DataFrame) -> str:
        """The clusters as a table, the first so many by rank."""
        names = dict(estate.select("asset_id", "name").iter_rows())
        districts = dict(boundaries.select("area_code", "area_name").iter_rows())
        rows = []
        for row in self.clusters.head(_ROWS).iter_rows(named=True):
            cost = row["running_cost_gbp"]
            cells = [
                wording.count(row["asset_count"]),
                wording.count(row["held_count"]),
                wording.count(row["body_count"]),
                _area(row["gia_m2"]),
                _area(row["spare_m2"]),
                _area(row["duplicated_m2"]) if row["held_count"] else NOTHING,
                _area(row["releasable_m2"]),
                say("wording.not_known") if cost is None else wording.count(float(cost)),
            ]
            rows.append(
                f'<tr><th scope="row">{row["rank"]}</th><td class="words"><bdi>{esc(names.get(row["hub_asset_id"], ""))}</bdi></td>'
                f'<td class="words">{esc(districts.get(row["area_code"], say("wording.not_known")))}</td>' + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"
            )
        headings = (
            say("clusters.col_rank"), say("clusters.col_hub"), say("clusters.col_district"), say("clusters.col_buildings"), say("clusters.col_held"), say("clusters.col_bodies"), say("clusters.col_floor_area"), say("clusters.col_spare"), say("clusters.col_twice"), say("clusters.col_at_most"),
            say("clusters.col_cost"),
        )  # fmt: skip
        more = self.clusters.height - len(rows)
        note = f"<p>{say_html('clusters.more', clusters=more)}</p>" if more else ""
        hint = f'<p class="hint">{say_html("clusters.table_hint")}</p>'
        return f'<h3 id="clusters-title">{say_html("clusters.title")}</h3>{hint}' + table(headings, rows, described_by="clusters-title", words=(1, 2)) + note


def ranked_list() -> str:
    """The list beside the map, which estate_map.js fills."""
    return f"""<h2 id="cluster-title">{say_html("clusters.title")}</h2>
<p class="hint">{say_html("clusters.list_hint")}</p>
<p id="cluster-status" role="status" class="status"></p>
<ol id="clusters" class="results" aria-labelledby="cluster-title"></ol>
<nav class="pager in-line" aria-label="{say_html("clusters.pages_of_list")}"><button type="button" data-cluster-step="-1">{say_html("stage.previous")}</button>
<span id="cluster-page"></span><button type="button" data-cluster-step="1">{say_html("stage.next")}</button></nav>
"""


def _ring(hull: Any) -> list[int]:
    """The outline as layers._rings writes them: whole hundred-thousandths of a degree, each point as the step from the last."""
    whole = np.rint(layers.to_degrees(shapely.get_coordinates(hull.exterior)) * layers.SCALE).astype(int)
    return [int(value) for value in np.diff(whole, axis=0, prepend=np.zeros((1, 2), dtype=int)).ravel()]


def _area(value: float | None) -> str:
    return say("wording.not_known") if value is None else wording.count(value)


def _of_what(row: dict[str, Any]) -> str:
    said = say("clusters.buildings_of_bodies", buildings=say("counted.buildings", number=row["asset_count"]), bodies=say("counted.bodies", number=row["body_count"]))
    if not row["held_count"]:
        return say("clusters.none_held", buildings_of_bodies=said)
    if row["held_count"] == row["asset_count"]:
        return said
    return say("clusters.some_held", buildings_of_bodies=said, held=row["held_count"], bodies=row["held_body_count"])


def _what(row: dict[str, Any]) -> str:
    """What it could release, or the best that is known of it instead."""
    if row["releasable_m2"] is not None:
        return say("clusters.could_be_released", releasable=wording.area(row['releasable_m2']), spare=wording.area(row['spare_m2']), floor_area=wording.area(row['gia_m2']))
    if row["basis"] == "places of service":
        return plain(say("clusters.services_only"))
    if row["gia_m2"] is None:
        return say("clusters.nothing_known")
    return say("clusters.spare_not_known", floor_area=wording.area(row['gia_m2']), known=row['gia_known_count'], held=row['held_count'])
