"""Planted neighbours are found: whose hub is which, and what stands against each pair of them."""

import pytest

from tests.example_place.conftest import Published

pytestmark = pytest.mark.timeout(1200)


def test_planted_hubs_are_found_with_all_that_stands_around_them_and_nothing_else(published: Published) -> None:
    ours = published.ours
    planted = {ours[row["asset_id"]]: ours[row["hub_asset_id"]] for row in published.truth("hubs.csv")}
    found = {row["asset_id"]: row["hub_asset_id"] for row in published.rows("select asset_id, hub_asset_id from mart.cluster_member")}
    assert {asset: hub for asset, hub in found.items() if asset in planted or hub in planted.values()} == planted


def test_planted_pairs_are_screened_as_they_ought_to_be(published: Published) -> None:
    ours = published.ours
    planted = {ours[row["asset_id"]] for row in published.truth("hubs.csv")}
    wanted = {
        (frozenset((ours[row["left_asset_id"]], ours[row["right_asset_id"]])), ours[row["survivor_asset_id"]], row["constraint"])
        for row in published.truth("overlaps.csv")
    }
    rows = published.rows("select * from mart.service_overlap")
    found = {(frozenset((row["left_asset_id"], row["right_asset_id"])), row["survivor_asset_id"], row["binding_constraint"]) for row in rows if planted & {row["left_asset_id"], row["right_asset_id"]}}
    assert found == wanted


def test_every_cluster_keeps_its_promises(published: Published) -> None:
    """At least two bodies, none farther from its hub than the walk of the assumptions, none in two, no home and no sensitive use among them."""
    broken = published.rows(
        """
        select member.* from mart.cluster_member member
        join mart.estate estate using (asset_id)
        join mart.estate hub on hub.asset_id = member.hub_asset_id
        join mart.cluster using (cluster_id)
        where cluster.body_count < 2 or estate.asset_kind <> 'building' or estate.function = 'dwelling'
            or sqrt((estate.easting - hub.easting) ** 2 + (estate.northing - hub.northing) ** 2) > 400 / 1.3
        """
    )
    assert broken == []
    (row,) = published.rows("select count(*) as clusters, sum(asset_count) as members, (select count(*) from mart.cluster_member) as rows, max(rank) as last from mart.cluster")
    assert row["clusters"] == row["last"] > 50
    assert row["members"] == row["rows"]


def test_they_are_on_a_map_of_their_own(published: Published) -> None:
    """Of a place without any, that none is made is in tests/integration/test_publishing.py."""
    page = (published.folder / "out" / "maps" / "clusters-of-public-buildings.html").read_text("utf-8")
    (row,) = published.rows("select count(*) as clusters from mart.cluster")
    assert f"stand in <b>{row['clusters']}</b> clusters" in page
    assert not (published.folder / "out" / "public" / "maps" / "clusters-of-public-buildings.html").exists()
