"""What became of every file, part, line and penny of the example place, beside what was planted."""

from collections import Counter, defaultdict
from decimal import Decimal

import pytest

from tests.example_place.conftest import Line, Published, line_of
from totalplace.example.truth import LISTING_KINDS

pytestmark = pytest.mark.timeout(1200)
OUTCOMES = ("loaded", "rejected", "ignored", "held", "superseded")
NOUGHT = Decimal(0)


def test_every_file_ends_as_planted(published: Published) -> None:
    expected = {row["path"]: row["status"] for row in published.truth("files.csv")}
    assert {path: row["status"] for path, row in published.files.items()} == expected


def test_every_file_that_is_not_loaded_says_why(published: Published) -> None:
    for path, row in published.files.items():
        said = row["reason"] or ""
        assert (row["status"] == "loaded") == (said == ""), path
        assert not said or (said[0].isupper() or said.startswith(("a ", "the "))), f"{path}: {said}"


def test_every_part_has_its_rows_by_outcome(published: Published) -> None:
    """Of a file with the same bytes as another every row is superseded."""
    expected: Counter[tuple[str, str, str]] = Counter()
    for row in published.lines:
        expected[(row["path"], row["part"], row["outcome"])] += 1
    found = {
        (path, part, outcome): row[f"rows_{outcome}"]
        for (path, part), row in published.parts.items()
        for outcome in OUTCOMES
        if row[f"rows_{outcome}"]
    }
    assert found == dict(expected)
    for key, part in published.parts.items():
        assert part["rows_read"] == sum(part[f"rows_{outcome}"] for outcome in OUTCOMES), key


def test_every_part_has_its_pounds_by_outcome(published: Published) -> None:
    """Where nobody can say which column holds the amount (headings to be confirmed), there are no pounds to state."""
    expected: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    for row in published.lines:
        if row["amount_gbp"]:
            expected[(row["path"], row["part"], row["outcome"])] += Decimal(row["amount_gbp"])
    compared = 0
    for (path, part), row in published.parts.items():
        if row["amount_read_gbp"] is None:
            assert row["kind"] != "payments", path
            continue
        for outcome in OUTCOMES:
            assert row[f"amount_{outcome}_gbp"] == expected[(path, part, outcome)], (path, part, outcome)
            compared += 1
        assert row["amount_read_gbp"] == sum((row[f"amount_{outcome}_gbp"] for outcome in OUTCOMES), NOUGHT)
    assert compared > 100


def test_every_payment_line_is_what_was_planted(published: Published) -> None:
    """Loaded and superseded lines stand in mart.spend_line with amount, year and body; no other line does."""
    expected = {}
    for row in published.lines:
        if row["kind"] != "payment" or published.files[row["path"]]["status"] == "duplicate":
            continue
        if row["outcome"] in ("loaded", "superseded"):
            status = "counted" if row["outcome"] == "loaded" else "superseded"
            expected[line_of(row)] = (status, Decimal(row["amount_gbp"]), int(row["fy"]), row["body_id"])
    found = {
        line: (row["status"], row["amount_gbp"], row["fy"], row["body_id"]) for line, row in published.payments.items()
    }
    assert set(found) == set(expected)
    assert {line: (found[line], expected[line]) for line in expected if found[line] != expected[line]} == {}


def test_every_register_line_is_what_was_planted(published: Published) -> None:
    """Loaded lines stand in mart.estate_source under their body but for sensitive premises and homes; no other line does."""
    expected: dict[Line, str] = {}
    sensitive = homes = 0
    for row in published.lines:
        if row["kind"] in LISTING_KINDS and row["outcome"] == "loaded":
            if row["asset_id"] and published.assets[row["asset_id"]]["is_sensitive"] == "true":
                sensitive += 1
            elif row["asset_id"] and published.assets[row["asset_id"]]["is_dwelling"] == "true":
                homes += 1
            else:
                expected[line_of(row)] = row["body_id"]
    assert sensitive > 0 and homes > 60
    # a building that two bodies list stands under the one that manages it: each line still names its own in mart.interest
    assert published.register_lines.keys() == expected.keys()
    bodies: dict[str, set[str]] = defaultdict(set)
    for line, row in published.register_lines.items():
        bodies[row["asset_id"]].add(expected[line])
    assert {line for line, row in published.register_lines.items() if row["body_id"] not in bodies[row["asset_id"]]} == set()
    shared = {asset_id for asset_id, found in bodies.items() if len(found) > 1}
    assert {line for line, row in published.register_lines.items() if row["asset_id"] not in shared and row["body_id"] != expected[line]} == set()


def test_rejected_and_refused_rows_have_an_error_on_their_own_line(published: Published) -> None:
    expected = {
        line_of(row)
        for row in published.lines
        if row["outcome"] == "rejected" or row["reason"] == "building of another body"
    }
    found = {line for line, issues in published.issues.items() if any(issue["severity"] == "error" for issue in issues)}
    assert found == expected
    for line in expected:
        for issue in published.issues[line]:
            assert issue["message"], line


def test_bodies_have_their_totals(published: Published) -> None:
    coverage = {row["body_id"]: row for row in published.rows("select * from mart.body_coverage")}
    expected = published.totals["bodies"]
    assert set(coverage) == set(expected)
    for body_id, total in expected.items():
        assert coverage[body_id]["payment_lines"] == total["payment_lines"], body_id
        assert coverage[body_id]["payments_gbp"] == Decimal(total["payments_gbp"]), body_id
    paid = published.rows("select count(*) as n, sum(amount_gbp) as gbp from mart.spend_line where status = 'counted'")[
        0
    ]
    assert (paid["n"], paid["gbp"]) == (published.totals["payment_lines"], Decimal(published.totals["payments_gbp"]))


def test_bodies_have_the_assets_of_their_registers(published: Published) -> None:
    """Each building of a register once, whatever editions and lists there are, under its owner if it has one here, else under one of
    those that list it; sensitive ones and homes are counted apart, and what a body says it no longer holds is not its."""
    given_up = {(row["body_id"], row["asset_id"]) for row in published.truth("corrections.csv") if row["value"] == "no longer held"}
    assert given_up
    holders: dict[str, dict[str, bool]] = defaultdict(dict)
    for row in published.lines:
        asset = published.assets.get(row["asset_id"])
        if row["outcome"] != "loaded" or asset is None or "true" in (asset["is_sensitive"], asset["is_dwelling"]) or not asset["body_id"]:
            continue
        if row["path"].startswith(f"inbox/{asset['body_id']}/") and (asset["body_id"], asset["asset_id"]) not in given_up:
            holders[asset["building_id"]][asset["body_id"]] = asset["tenure"].lower().startswith("free")
    found = {
        row["body_id"]: row["assets_held"]
        for row in published.rows("select body_id, assets_held from mart.body_coverage")
    }
    certain: Counter[str] = Counter()
    open_to: Counter[str] = Counter()
    for bodies in holders.values():
        owners = [body for body, is_owner in bodies.items() if is_owner] or list(bodies)
        (certain if len(owners) == 1 else open_to).update(owners)
    assert sum(found.values()) == len(holders)
    for body, count in found.items():
        assert certain[body] <= count <= certain[body] + open_to[body], body


def test_floor_areas_of_registers_add_up(published: Published) -> None:
    """Per body, over the lines that state a floor area: what the register says is what is published."""
    spoilt = {
        line_of(row)
        for row in published.truth("faults.csv")
        if row["fault"] == "not applicable in a number" and row["line"]
    }
    true_asset = {line_of(row): published.assets[row["asset_id"]] for row in published.truth("asset_lines.csv")}
    compared = 0
    for line, row in published.register_lines.items():
        asset = true_asset.get(line)
        if asset is None or row["gia_m2"] is None:
            continue
        assert line not in spoilt or asset["gia_m2"], line
        # square feet were rounded to hundredths of one
        assert row["gia_m2"] == pytest.approx(float(asset["gia_m2"]), abs=0.001), (line, row["name"])
        compared += 1
    assert compared > 500


def test_postcodes_boundaries_and_statistics_are_all_there(published: Published) -> None:
    for kind, outcome in (
        ("postcode", "loaded"),
        ("boundary", "loaded"),
        ("postcode", "ignored"),
        ("area statistic", "loaded"),
    ):
        count = sum(row["kind"] == kind and row["outcome"] == outcome for row in published.lines)
        kinds = {"postcode": "postcodes", "boundary": "boundaries", "area statistic": "area_statistic"}
        found = sum(row[f"rows_{outcome}"] for row in published.parts.values() if row["kind"] == kinds[kind])
        assert found == count, (kind, outcome)
