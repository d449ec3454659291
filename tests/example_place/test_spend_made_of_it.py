"""What is made of payments and of the count in the example place: functions, payments beside the outturn, money by area."""

import csv
import tomllib
from collections import defaultdict
from decimal import Decimal

import pytest

from tests.example_place.conftest import Published

pytestmark = pytest.mark.timeout(1200)
# by hand, from what the firms of each trade are paid for (totalplace/example/words.py); what several functions buy tells none
FUNCTIONS = {
    "Residential care placements": "10", "Home care": "10", "Highways maintenance": "04.5", "Home to school transport": "09.6", "Waste disposal": "05.1",
    "Building cleaning": "unmapped", "Security of premises": "unmapped", "Gas and electricity": "unmapped",
}  # fmt: skip
OF_KIND = {"police": "03.1", "fire": "03.2", "nhs": "07"}


def test_payments_serve_the_function_that_they_are_for(published: Published) -> None:
    rows = published.rows("select distinct body.kind, line.purpose, line.cofog from mart.spend_line as line join ref.body as body using (body_id)")
    found = {(row["kind"], row["purpose"], row["cofog"]) for row in rows if row["purpose"] in FUNCTIONS or row["kind"] in OF_KIND}
    assert {cofog for kind, _, cofog in found if kind in OF_KIND} == set(OF_KIND.values())
    assert all(cofog == OF_KIND.get(kind, FUNCTIONS.get(purpose)) for kind, purpose, cofog in found), found
    assert {purpose for kind, purpose, _ in found if kind == "council"} == set(FUNCTIONS)


def test_payments_stand_beside_what_the_body_truly_spent(published: Published) -> None:
    spent: defaultdict[tuple[str, int], Decimal] = defaultdict(Decimal)
    benefits: defaultdict[tuple[str, int], Decimal] = defaultdict(Decimal)
    for row in published.truth("spend_count.csv"):
        key = row["body_id"], int(row["fy"])
        spent[key] += Decimal(row["gross_gbp"])
        if row["line_code"] in ("711", "712", "713", "714"):
            benefits[key] += Decimal(row["gross_gbp"])
    paid: defaultdict[tuple[str, int], Decimal] = defaultdict(Decimal)
    for line in published.payments.values():
        if line["status"] == "counted":
            paid[line["body_id"], line["fy"]] += line["amount_gbp"]
    rows = {(row["body_id"], row["fy"]): row for row in published.rows("select * from mart.spend_reconciliation where outturn_fy = fy")}
    assert rows.keys() == spent.keys()
    for key, row in rows.items():
        assert (row["expected_gbp"], row["found_gbp"]) == (spent[key], paid[key]), key
        # no payment of the example is said to be capital, a precept or a benefit: benefits alone explain
        assert row["explained_gbp"] == (benefits[key] if paid[key] else 0), key
        assert row["not_explained_gbp"] == spent[key] - paid[key] - row["explained_gbp"]
    assert published.rows("select * from ops.issue where issue_type = 'payments of another size than the return'") == []


def test_money_of_one_area_is_measured_there_and_of_several_divided_by_people(published: Published) -> None:
    declared = tomllib.loads((published.folder / "place.toml").read_text("utf-8"))["body"]
    several = {body["id"]: len(body["areas"]) for body in declared if "areas" in body}
    of_one = {body["id"] for body in declared if "gss" in body["codes"] and body["id"] not in several}
    assert "aldermarch-ambulance" not in several | dict.fromkeys(of_one, 1)  # it goes beyond the county: its money is given to no area
    truth: defaultdict[tuple[str, int], Decimal] = defaultdict(Decimal)
    for row in published.truth("spend_count.csv"):
        if row["body_id"] in several or row["body_id"] in of_one:
            truth[row["body_id"], int(row["fy"])] += Decimal(row["net_gbp"])
    found = published.rows(
        """
        select body_id, fy, area.basis, count(distinct area_code) as areas, sum(area.net_gbp) as gbp
        from mart.spend_by_area as area join mart.spend_count as counted using (count_id) group by all
        """
    )
    assert {(row["body_id"], row["fy"]): row["gbp"] for row in found} == dict(truth)
    assert {row["body_id"]: (row["basis"], row["areas"]) for row in found} == {
        body: ("apportioned", several[body]) if body in several else ("measured", 1) for body, _ in truth
    }
    with (published.folder / "reference" / "population-2023-lsoa.csv").open(encoding="utf-8-sig", newline="") as stream:
        people = [row for row in csv.reader(stream) if row[0].startswith("2023")]
    (place,) = published.rows("select sum(persons) as persons from (select distinct area_code, persons from mart.spend_by_area)")
    assert place["persons"] == sum(int(row[4]) for row in people)
    overlap = published.rows("select fy, sum(net_gbp) as gbp from mart.function_overlap where level = 'division' group by fy")
    assert {row["fy"]: row["gbp"] for row in overlap} == {fy: sum((gbp for (_, year), gbp in truth.items() if year == fy), Decimal(0)) for _, fy in truth}
