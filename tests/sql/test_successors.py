"""Which new authority gets which asset, what is an exception and why, and the count by new authority: given rows, expected rows."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.sql.running import FILE, Rows, file_of, run_file
from totalplace import reference

Row = dict[str, Any]
WEST, EAST = {"successor_id": "west", "name": "West Council"}, {"successor_id": "east", "name": "East Council"}
NEW = [
    {**WEST, "part": "area", "code": "E1"},
    {**WEST, "part": "area", "code": "E2"},
    {**EAST, "part": "area", "code": "E3"},
    {**WEST, "part": "body", "code": "county"},
    {**EAST, "part": "body", "code": "county"},
    {**WEST, "part": "body", "code": "one"},
    {**WEST, "part": "body", "code": "two"},
    {**EAST, "part": "body", "code": "three"},
]  # fmt: skip
BODIES = [{"body_id": name, "name": name.title()} for name in ("county", "one", "two", "three", "trust")]


def asset(asset_id: str = "a", body: str = "county", area: str | None = "E1", **more: Any) -> Row:
    plain = {
        "asset_kind": "building", "name": "Elm Centre", "function": "office", "ownership_basis": "register", "is_public_estate": True, "is_disowned": False,
        "tenure": "freehold", "is_in_place": area is not None,
    }  # fmt: skip
    return {"asset_id": asset_id, "body_id": body, "area_code": area, **plain, **more}


def allocated(tmp_path: Path, *assets: Row, new: Rows = NEW, **given: Rows) -> list[Row]:
    words = reference.successor_word_table().rows(named=True)
    tables = {name.replace("__", "."): rows for name, rows in given.items()}
    tables |= {"mart.estate": list(assets), "ref.successor": new, "ref.successor_word": words, "ref.body": BODIES}
    return run_file(file_of("mart.successor_estate"), {name: rows for name, rows in tables.items() if rows}, tmp_path).rows(named=True)


@pytest.mark.parametrize(
    ("given", "successor", "rule", "exceptions", "decision"),
    [
        (asset(area="E2"), "west", "by location", None, False),
        (asset(area="E3"), "east", "by location", None, False),
        (asset(asset_kind="land", function="land", name="Land at County Hall"), "west", "by location", None, False),
        # out of the areas of a divided body, and of one that passes whole
        (asset(area="E9"), "undecided", "out of the area of every new authority", "out of area", True),
        (asset(area=None), "undecided", "out of the area of every new authority", "out of area", True),
        (asset(area=None, is_in_place=None), "undecided", "place not known", "place not known", True),
        (asset(body="one", area="E9"), "west", "only new authority of its body", "out of area", False),
        (asset(body="one", area=None, is_in_place=None), "west", "only new authority of its body", "place not known", False),
        # a district's in the area of a new authority that it does not pass to, and in another district of its own
        (asset(body="one", area="E3"), "east", "by location", "out of area", True),
        (asset(body="one", area="E2"), "west", "by location", None, False),
        # a divided body's seat, archive and depot, and those of one that passes whole
        (asset(name="County Hall"), "west", "by location", "headquarters", True),
        (asset(body="one", name="Former Civic Centre, North Road"), "west", "by location", "headquarters", False),
        (asset(function="school", name="Civic Centre Nursery"), "west", "by location", None, False),
        (asset(name="County Record Office", function="museum or arts"), "west", "by location", "archive", True),
        (asset(name="Hall of Records Officers"), "west", "by location", None, False),
        (asset(function="depot", area="E3"), "east", "by location", "depot", True),
        (asset(body="two", function="depot", area="E2"), "west", "by location", "depot", False),
        # garages of a housing authority, wherever they stand; a county has no housing revenue account
        (asset(body="one", function="garage", area="E3"), "west", "housing authority", "housing", False),
        (asset(function="garage"), "west", "by location", None, False),
        (asset(tenure="leasehold", name="Town Hall", function="town hall"), "west", "by location", "headquarters, lease", True),
    ],
)  # fmt: skip
def test_each_asset_has_one_new_authority_a_rule_and_its_exceptions(
    given: Row, successor: str, rule: str, exceptions: str | None, decision: bool, tmp_path: Path
) -> None:
    (row,) = allocated(tmp_path, given)
    assert (row["successor_id"], row["rule"], row["all_exceptions"], row["needs_decision"]) == (successor, rule, exceptions, decision)
    assert row["exception"] == (exceptions.split(", ")[0] if exceptions else None)
    assert row["is_exception"] == (exceptions is not None)


def test_what_others_keep_or_nobody_shows_to_be_held_is_not_allocated(tmp_path: Path) -> None:
    others = [
        asset("a", "trust"), asset("b", ownership_basis="service list only", is_public_estate=None), asset("c", is_disowned=True), asset("d", is_public_estate=False),
        asset("e", "trust", owner_body_id="one"), asset("f", "one", owner_body_id="trust"),
    ]  # fmt: skip
    rows = allocated(tmp_path, *others)
    assert [(row["asset_id"], row["body_id"], row["exception"]) for row in rows] == [("e", "one", "shared"), ("f", "one", "shared")]


def test_without_new_authorities_there_is_nothing(tmp_path: Path) -> None:
    assert allocated(tmp_path, asset(), new=[]) == []


@pytest.mark.parametrize(
    ("others", "wanted"),
    [
        ({"mart__occupation": [{"asset_id": "a", "occupier_body_id": "trust", "occupation": "user"}]}, ("shared", False, "Trust")),
        ({"mart__interest": [{"asset_id": "a", "source": "lease", "body_id": "one", "detail": "let", "tenant_body_id": "three"}]}, ("shared", True, "Three")),
        ({"mart__interest": [{"asset_id": "a", "source": "register", "body_id": "county", "detail": "not known"}]}, ("shared", False, "County")),
        # of the same new authority; empty; said not to be owned
        ({"mart__occupation": [{"asset_id": "a", "occupier_body_id": "two", "occupation": "user"}]}, (None, False, "")),
        ({"mart__occupation": [{"asset_id": "a", "occupier_body_id": "trust", "occupation": "vacant"}]}, (None, False, "")),
        ({"mart__interest": [{"asset_id": "a", "source": "register", "body_id": "three", "detail": "not owned"}]}, (None, False, "")),
    ],
)  # fmt: skip
def test_what_is_shared_beyond_the_new_authority_is_told(others: dict[str, Rows], wanted: tuple[str | None, bool, str], tmp_path: Path) -> None:
    (row,) = allocated(tmp_path, asset(body="one"), **others)
    assert (row["exception"], row["needs_decision"]) == wanted[:2]
    assert wanted[2] in row["reason"]


@pytest.mark.parametrize(
    ("body", "line", "wanted"),
    [
        ("one", {}, ("private finance", False)),
        ("county", {"until_on": date(2033, 3, 31)}, ("private finance", True)),
        ("county", {"until_on": date(2026, 3, 31)}, (None, False)),  # it has ended
        ("county", {"item": "listed"}, (None, False)),
    ],
)
def test_private_finance_goes_with_its_contract(body: str, line: Row, wanted: tuple[str | None, bool], tmp_path: Path) -> None:
    given = {
        "staging__building_constraint": [{**FILE, "source_row": 2, "item": "private finance", **line}],
        "core__asset_reference": [{**FILE, "source_row": 2, "asset_id": "a", "line_status": "loaded"}],
        "core__calendar": [{"next_month_on": date(2026, 4, 1)}],
    }
    (row,) = allocated(tmp_path, asset(body=body), **given)
    assert (row["exception"], row["needs_decision"]) == wanted
    assert ("until 2033-03-31" in row["reason"]) == (line.get("until_on") == date(2033, 3, 31))


def test_a_lease_says_until_when(tmp_path: Path) -> None:
    lease = {"asset_id": "a", "source": "lease", "body_id": "one", "detail": "not known", "detail_as_published": "tenant", "ends_on": date(2031, 3, 24)}
    (row,) = allocated(tmp_path, asset(body="one", tenure="not known"), mart__interest=[lease])
    assert (row["exception"], row["needs_decision"]) == ("lease", False)
    assert "until 2031-03-24" in row["reason"]


@pytest.mark.parametrize("seed", range(3))
def test_every_asset_stands_once_and_totals_are_those_of_the_estate(seed: int, tmp_path: Path) -> None:
    draw = Random(seed)
    assets = [
        asset(
            f"a{number:03d}", draw.choice(["county", "one", "two", "three", "trust"]), draw.choice(["E1", "E2", "E3", "E9", None]), asset_kind=draw.choice(["building", "land", "site"]),
            is_in_place=draw.choice([True, False, None]), owner_body_id=draw.choice([None, "one", "trust", "county"]), function=draw.choice(["office", "depot", "garage", "town hall"]),
            tenure=draw.choice(["freehold", "leasehold"]), gia_m2=draw.choice([None, 10.5, 200.0]), running_cost_gbp=draw.choice([None, "10.01", "0.99"]),
            required_maintenance_gbp=draw.choice([None, "7.50"]), book_value_gbp=draw.choice([None, "100.10"]), book_value_basis="not stated",
        )
        for number in range(150)
    ]  # fmt: skip
    wanted = {row["asset_id"]: row for row in assets if row["body_id"] != "trust" or row["owner_body_id"] in ("one", "county")}
    used = [{"asset_id": draw.choice(assets)["asset_id"], "occupier_body_id": draw.choice(["one", "trust", "three"]), "occupation": "user"} for _ in range(80)]
    rows = allocated(tmp_path, *assets, mart__occupation=used)
    assert sorted(row["asset_id"] for row in rows) == sorted(wanted)
    totals = run_file(file_of("mart.successor"), {"ref.successor": NEW, "mart.successor_estate": rows}, tmp_path).rows(named=True)
    assert [row["successor_id"] for row in totals] == ["east", "undecided", "west"]
    assert sum(row["asset_count"] for row in totals) == len(wanted)
    assert sum(row["decision_count"] for row in totals) == sum(row["needs_decision"] for row in rows)
    for name in ("running_cost_gbp", "required_maintenance_gbp", "book_value_gbp"):
        assert sum(row[name] or 0 for row in totals) == sum(Decimal(row[name] or 0) for row in wanted.values())


def test_book_values_are_not_added_up_over_bases_and_homes_pass_with_their_authority(tmp_path: Path) -> None:
    held = {"rule": "by location", "asset_kind": "building", "is_exception": False, "needs_decision": False}
    rows = [
        {**held, "successor_id": "west", "asset_id": "a", "book_value_gbp": "10", "book_value_basis": "existing use value"},
        {**held, "successor_id": "west", "asset_id": "b", "book_value_gbp": "20", "book_value_basis": "depreciated replacement cost"},
        {**held, "successor_id": "east", "asset_id": "c", "book_value_gbp": "10", "book_value_basis": "existing use value", "gia_m2": 50.0},
        {**held, "successor_id": "east", "asset_id": "d", "asset_kind": "site", "gia_m2": 70.0},
        {**held, "successor_id": "undecided", "asset_id": "e"},
    ]
    homes = [{"body_id": name, "held_count": count} for name, count in (("one", 5), ("one", 4), ("three", 3), ("county", 2), ("trust", 1))]
    totals = run_file(file_of("mart.successor"), {"ref.successor": NEW, "mart.successor_estate": rows, "mart.dwelling": homes}, tmp_path).rows(named=True)
    shown = {row["successor_id"]: (row["book_value_basis"], row["book_value_gbp"], row["gia_m2"], row["dwelling_count"], row["area_count"]) for row in totals}
    assert shown == {
        "west": ("several", None, None, 9, 2), "east": ("existing use value", Decimal("10.00"), 50.0, 3, 1), "undecided": (None, None, None, 2, 0),
    }  # fmt: skip


def test_the_count_by_new_authority_adds_up_and_shows_what_is_divided_and_what_is_left(tmp_path: Path) -> None:
    counted = {"fy": 2024, "economic": "revenue", "is_counted": True}
    count = [
        {**counted, "count_id": 1, "body_id": "one", "net_gbp": "100.01"},
        {**counted, "count_id": 2, "body_id": "county", "net_gbp": "300"},
        {**counted, "count_id": 3, "body_id": "county", "net_gbp": "50"},
        {**counted, "count_id": 4, "body_id": "trust", "net_gbp": "20", "economic": "capital"},
        {**counted, "count_id": 5, "body_id": "one", "net_gbp": "9999", "is_counted": False},
    ]
    areas = [
        {"count_id": 1, "area_code": "E1", "net_gbp": "100.01", "basis": "measured"},
        *({"count_id": 2, "area_code": code, "net_gbp": part, "basis": "apportioned"} for code, part in (("E1", "70"), ("E2", "30"), ("E3", "150"), ("E9", "50"))),
        {"count_id": 4, "area_code": "E3", "net_gbp": "20", "basis": "measured"},
    ]  # fmt: skip
    rows = run_file(file_of("mart.successor_spend"), {"ref.successor": NEW, "mart.spend_count": count, "mart.spend_by_area": areas}, tmp_path).rows(named=True)
    shown = [(row["successor_id"], row["body_id"], row["economic"], row["passes"], *(str(row[f"{name}_gbp"]) for name in ("net", "measured", "apportioned", "not_placed"))) for row in rows]
    assert shown == [
        ("east", "county", "revenue", True, "150.00", "0.00", "150.00", "0.00"),
        ("east", "trust", "capital", False, "20.00", "20.00", "0.00", "0.00"),
        ("undecided", "county", "revenue", True, "100.00", "0.00", "50.00", "50.00"),
        ("west", "county", "revenue", True, "100.00", "0.00", "100.00", "0.00"),
        ("west", "one", "revenue", True, "100.01", "100.01", "0.00", "0.00"),
    ]
    without = run_file(file_of("mart.successor_spend"), {"mart.spend_count": count, "mart.spend_by_area": areas}, tmp_path)
    assert without.is_empty()
