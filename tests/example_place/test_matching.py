"""The same building on several lists of the example place is one asset, and what only looks alike is not."""

from collections import defaultdict
from collections.abc import Callable
from itertools import combinations

import pytest

from tests.example_place.conftest import Line, Published, Row

pytestmark = pytest.mark.timeout(1200)
PRECISION, RECALL = 0.98, 0.95


def _side(row: Row, side: str) -> Line:
    return row[f"{side}_path"], row[f"{side}_part"], int(row[f"{side}_line"])


def _true_pairs(published: Published) -> set[tuple[Line, Line]]:
    return {(_side(row, "left"), _side(row, "right")) for row in published.truth("same_building.csv")}


def _found_pairs(published: Published) -> set[tuple[Line, Line]]:
    """Two lines of different lists under one id. Lines that speak of nothing that exists (not owned) are no building."""
    of_truth = {(row["path"], row["part"], int(row["line"])) for row in published.truth("asset_lines.csv")}
    lines: dict[str, list[Line]] = defaultdict(list)
    for line, row in published.register_lines.items():
        if line in of_truth:
            lines[row["asset_id"]].append(line)
    return {
        (left, right)
        for found in lines.values()
        for left, right in combinations(sorted(found), 2)
        if left[:2] != right[:2]
    }


def test_pairs_of_lines_are_found(published: Published, record_property: Callable[[str, object], None]) -> None:
    true, found = _true_pairs(published), _found_pairs(published)
    precision, recall = len(true & found) / len(found), len(true & found) / len(true)
    words = f"precision {precision:.4f}, recall {recall:.4f}: {len(true)} true pairs, {len(found)} found, {len(true & found)} of them true"
    record_property("printed", f"The same building on several lists of the example place\n{words}")
    assert len(true) > 800
    wrong, missed = sorted(found - true)[:20], sorted(true - found)[:20]
    assert precision >= PRECISION, (words, wrong)
    assert recall >= RECALL, (words, missed)


def test_hard_words_are_understood(published: Published, record_property: Callable[[str, object], None]) -> None:
    """The three lists that say the same places otherwise each, and neighbours alike, by themselves."""
    hard = ("places-open-to-the-public.csv", "community-facilities.csv", "where-we-work.csv")
    true, found = ({pair for pair in pairs if all(line[0].endswith(hard) for line in pair)} for pairs in (_true_pairs(published), _found_pairs(published)))
    words = f"precision {len(true & found) / len(found):.4f}, recall {len(true & found) / len(true):.4f} of {len(true)} true pairs"
    record_property("printed", f"Of these, put in hard words\n{words}")
    assert len(true) > 80
    assert len(true & found) >= PRECISION * len(found), (words, sorted(found - true))
    assert len(true & found) >= RECALL * len(true), (words, sorted(true - found))


@pytest.mark.parametrize(
    ("use", "least"),
    [
        ("business unit", 12), ("infant school", 2), ("junior school", 2), ("car park", 4), ("advice office", 12), ("campus block", 12),
        ("public toilets", 6), ("church", 2), ("church hall", 3),
    ],
)
def test_what_only_looks_alike_is_not_joined(published: Published, use: str, least: int) -> None:
    """Units of one court, blocks and schools of one campus, 12 and 21, a church and its hall, car parks beside buildings: each stands alone."""
    wanted = {
        asset["asset_id"]
        for asset in published.assets.values()
        if asset["use"] == use and not asset["body_id"]
    }
    building = {
        (row["path"], row["part"], int(row["line"])): published.assets[row["asset_id"]]["building_id"]
        for row in published.truth("asset_lines.csv")
    }
    mine = {
        (row["path"], row["part"], int(row["line"]))
        for row in published.truth("asset_lines.csv")
        if row["asset_id"] in wanted
    }
    ids = {published.register_lines[line]["asset_id"] for line in mine & set(published.register_lines)}
    together: dict[str, set[str]] = defaultdict(set)
    for line, row in published.register_lines.items():
        if row["asset_id"] in ids and line in building:
            together[row["asset_id"]].add(building[line])
    assert len(together) >= least
    assert {asset_id: found for asset_id, found in together.items() if len(found) > 1} == {}


def test_halls_of_one_name_in_two_towns_are_two(published: Published) -> None:
    halls = defaultdict(set)
    for asset in published.assets.values():
        if asset["use"] == "hall" and asset["name"].startswith("St "):
            halls[asset["name"]].add(asset["asset_id"])
    assert halls and all(len(found) == 2 for found in halls.values())
    by_line = {(row["path"], row["part"], int(row["line"])): row["asset_id"] for row in published.truth("asset_lines.csv")}
    ids: dict[str, set[str]] = defaultdict(set)
    for line, row in published.register_lines.items():
        if line in by_line:
            ids[row["asset_id"]].add(by_line[line])
    for found in halls.values():
        assert not any(found <= joined for joined in ids.values())


def test_certificates_and_outlines_stand_with_their_building(published: Published) -> None:
    """Each with an asset that a list of its building has; and nearly all of them with one."""
    building = {
        (row["path"], row["part"], int(row["line"])): published.assets[row["asset_id"]]["building_id"]
        for row in published.truth("asset_lines.csv")
    }
    ids: dict[str, set[str]] = defaultdict(set)
    for line, row in published.register_lines.items():
        if line in building:
            ids[building[line]].add(row["asset_id"])
    wrong = [
        line for line, row in published.evidence_lines.items() if row["asset_id"] not in ids[building[line]]
    ]
    planted = sum(row["kind"] in ("energy certificate", "building outline") for row in published.lines)
    assert wrong == []
    assert len(published.evidence_lines) >= RECALL * planted > 150


def test_published_pairs_are_lines_of_one_asset(published: Published) -> None:
    """mart.register_duplicate: both lines stand in mart.estate_source under the pair's asset."""
    wrong = published.rows(
        """
        select pair.*
        from mart.register_duplicate pair
        left join mart.estate_source one
            on one.source_file_id = pair.left_source_file_id and one.source_part = pair.left_source_part and one.source_row = pair.left_source_row
        left join mart.estate_source other
            on other.source_file_id = pair.right_source_file_id and other.source_part = pair.right_source_part
            and other.source_row = pair.right_source_row
        where pair.decision = 'same' and (one.asset_id is distinct from pair.asset_id or other.asset_id is distinct from pair.asset_id)
        """
    )
    assert wrong == []
