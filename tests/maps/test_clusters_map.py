"""The map of clusters: what it counts and says, and what happens in a browser when one is opened."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import shapely
import totalplace_web

from tests.maps.test_estate_map import payload, read
from tests.maps.test_what_is_known import title
from totalplace.contracts.clusters import CLUSTER, MEMBER
from totalplace.mapping.clusters import Clustered
from totalplace.mapping.declared import load_spec
from totalplace.mapping.estate_map import estate_map
from totalplace.mapping.page import PageFacts
from totalplace.mapping.spec import MapSpec

FILE = Path(__file__).parents[2] / "maps" / "clusters-of-public-buildings.toml"
SPEC = load_spec(FILE, MapSpec)
HELD = pl.col("ownership_basis").is_in(["register", "title"])
A_CLUSTER = 5


def clustered(county: Any, *, known: int) -> Clustered:
    """Six clusters of five located buildings each, whichever they are; of the first so many what could be released is known."""
    rows = county.estate.filter((pl.col("asset_kind") == "building") & pl.col("lon").is_not_null()).sort("asset_id").head(6 * A_CLUSTER)
    members, clusters = [], []
    for number in range(6):
        group = rows.slice(number * A_CLUSTER, A_CLUSTER)
        hub = group.row(0, named=True)
        cluster_id = f"cluster-{hub['asset_id']}"
        for place, asset_id in enumerate(group["asset_id"]):
            part = "near only" if place else "hub"
            members.append({"asset_id": asset_id, "cluster_id": cluster_id, "hub_asset_id": hub["asset_id"], "part": part, "distance_m": 10.0 * place, "duplicated_m2": 0.0})
        held = group.filter(HELD)
        clusters.append(
            {
                "cluster_id": cluster_id, "rank": number + 1, "hub_asset_id": hub["asset_id"], "asset_count": A_CLUSTER, "held_count": held.height, "body_count": group["body_id"].n_unique(),
                "held_body_count": held["body_id"].n_unique(), "gia_m2": 900.5, "gia_known_count": 2, "spare_m2": 300.25 if number < known else None, "spare_known_count": int(number < known),
                "releasable_m2": 100.25 if number < known else None, "radius_m": 40.0, "basis": "spare area" if number < known else "floor area", "running_cost_known_count": 0,
            }
        )  # fmt: skip
    return Clustered.of(CLUSTER.conform(pl.DataFrame(clusters, infer_schema_length=None)).collect(), MEMBER.conform(pl.DataFrame(members)).collect())


def page_of(county: Any, found: Clustered) -> str:
    facts = PageFacts(place_name="Exampleshire", published_on=date(2026, 11, 20), publication_id="2026-11-20-1a2b3c4d")
    frames = (county.estate, county.bodies, county.boundaries, county.coverage, county.files, county.estate_sources)
    return estate_map(*frames, coloured_by=county.bodies, spec=SPEC, facts=facts, clustered=found)


def test_only_buildings_of_clusters_are_shown_and_the_rest_is_counted(small: Any) -> None:
    found = clustered(small, known=4)
    page = page_of(small, found)
    inside = small.estate.join(found.members, on="asset_id", how="semi")
    held, every = inside.filter(HELD).height, small.estate.filter(HELD & (pl.col("asset_kind") == "building")).height
    words = " ".join(" ".join(read(page).words).split())
    assert f"{held} of {every} buildings held and {30 - held} places of service stand in 6 clusters · spare area known of 4 of {held}".replace(" · ", " ") in words
    assert payload(page)["assets"]["n"] == 30


def test_the_title_is_about_release_where_enough_is_known_and_else_about_coverage(small: Any) -> None:
    assert title(page_of(small, clustered(small, known=4))) == "Co-location could release at most 401 m² in 6 clusters"
    assert title(page_of(small, clustered(small, known=2))) == "Spare area is known in 2 of 6 clusters of public buildings"
    assert title(page_of(small, clustered(small, known=0))) == "Spare area is known in 0 of 6 clusters of public buildings"


def test_a_hull_holds_its_buildings_and_the_hub_is_its_first(small: Any) -> None:
    found = clustered(small, known=1)
    data = payload(page_of(small, found))
    order = small.estate.join(found.members, on="asset_id", how="semi").sort("gia_m2", "name", "asset_id", descending=[True, False, False], nulls_last=True)
    for cluster, row in zip(data["clusters"], found.clusters.iter_rows(named=True), strict=True):
        ids = [order["asset_id"][place] for place in cluster["members"]]
        assert ids[0] == row["hub_asset_id"]
        assert set(ids) == set(found.members.filter(pl.col("cluster_id") == row["cluster_id"])["asset_id"])
        steps = pl.DataFrame({"x": cluster["hull"][::2], "y": cluster["hull"][1::2]}).select(pl.all().cum_sum() / 1e5)
        hull = shapely.Polygon(steps.rows())
        assert all(hull.contains(shapely.Point(lon, lat)) for lon, lat in order.filter(pl.col("asset_id").is_in(ids)).select("lon", "lat").rows())
    assert data["clusters"][0]["words"][1] == "At most 100 m² could be released; 300 m² spare of 900 m²".replace(" m²", "\u00a0m²")
    assert data["clusters"][1]["words"][1].startswith("Spare area not known")


@pytest.mark.browser
@pytest.mark.parametrize("width", [1440, 390])
def test_a_cluster_opens_from_the_list_by_keyboard_and_shows_its_buildings(small: Any, show: Callable[..., Any], width: int) -> None:
    found = clustered(small, known=3)
    opened = show(page_of(small, found), width=width, bypass_csp=True)
    page = opened.page
    items = page.locator(".cluster-item")
    assert items.count() == 6
    names = dict(small.estate.select("asset_id", "name").iter_rows())
    hubs = [names[hub] for hub in found.clusters["hub_asset_id"]]
    assert items.locator(".name").all_inner_texts() == hubs
    items.nth(2).focus()
    page.keyboard.press("Enter")
    page.wait_for_timeout(200)
    assert page.evaluate("document.activeElement.getAttribute('aria-expanded')") == "true"
    shown = page.locator("#clusters .here button").all_inner_texts()
    assert len(shown) == A_CLUSTER and shown[0].startswith(hubs[2]) and "Hub" in shown[0]
    assert page.locator("path.hull.chosen").count() == 1
    page.locator("#clusters .here button").nth(1).press("Enter")
    assert "In the cluster" in page.locator(".leaflet-popup").inner_text()
    assert opened.errors == [] and opened.remote == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.add_script_tag(content=totalplace_web.script("axe.min.js"))
    violations = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    assert [rule["id"] for rule in violations] == []


@pytest.mark.browser
def test_circles_when_zoomed_out_are_buttons_that_open_their_cluster(small: Any, show: Callable[..., Any]) -> None:
    page = show(page_of(small, clustered(small, known=3))).page
    circle = page.locator(".group").first
    assert circle.get_attribute("role") == "button"
    assert (circle.get_attribute("aria-label") or "").startswith("Cluster ")
    circle.press("Enter")
    page.wait_for_timeout(200)
    assert page.locator(".cluster-item[aria-expanded=true]").count() == 1
    page.locator("#no-bodies").evaluate("button => button.click()")
    page.wait_for_timeout(200)
    assert "0 of 6 clusters" in page.locator("#cluster-status").inner_text()
