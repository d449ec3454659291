"""What the place buys from whom: the trades that the example planted, and bodies that stand in two lists of one supplier."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

from tests.example_place.conftest import Published

# what each purpose of the example's ledgers is, by common sense
BOUGHT = {
    "Building cleaning": "cleaning", "Security of premises": "facilities and security", "Printing and stationery": "printing, post and stationery",
    "Legal fees": "legal services", "Waste disposal": "waste and recycling", "Agency staff": "agency staff and recruitment", "Home care": "social care",
    "Home to school transport": "passenger transport", "Vehicle hire and repair": "vehicles and fuel", "Highways maintenance": "highways and civil engineering",
    "Telephones and data lines": "computing and telephones", "Residential care placements": "individual placements",
}  # fmt: skip


def test_shared_suppliers_are_those_of_the_ledgers(published: Published) -> None:
    rows = published.rows("select category, body_count, addressable_gbp, other_gbp from mart.supplier_overlap")
    assert max(row["body_count"] for row in rows) == 6, "six bodies send payments, and the large firms sell to all"
    assert set(BOUGHT.values()) <= {row["category"] for row in rows}
    assert {row["category"] for row in rows if row["other_gbp"] and row["category"] in BOUGHT.values()} <= {"individual placements"}


def test_the_overlap_adds_up_to_the_lines(published: Published) -> None:
    (found,) = published.rows("select sum(addressable_gbp + other_gbp) as gbp from mart.supplier_overlap")
    (lines,) = published.rows("select sum(amount_gbp) as gbp from mart.spend_line where status = 'counted' and supplier_id is not null")
    assert found["gbp"] == lines["gbp"] > Decimal(0)


def test_a_purpose_is_one_category(published: Published) -> None:
    rows = published.rows(
        """
        select line.purpose, overlap.category, sum(line.amount_gbp) as gbp
        from mart.spend_line as line
        join (select supplier_id, fy, min(category) as category from mart.supplier_overlap group by all having count(*) = 1) as overlap using (supplier_id, fy)
        where line.status = 'counted' group by all
        """
    )
    told = {(row["purpose"], row["category"]) for row in rows if row["purpose"] in BOUGHT}
    assert told and told <= set(BOUGHT.items())


def test_public_bodies_are_known_as_payees(published: Published) -> None:
    named = {row["name"]: row["body_id"] for row in published.rows("select name, body_id from ref.body")}
    rows = published.rows("select supplier_as_published, payee_body_id from mart.spend_line where supplier_id is not null")
    assert {row["supplier_as_published"] for row in rows if row["payee_body_id"]} <= named.keys()
    for row in rows:
        if row["supplier_as_published"] in named:
            assert row["payee_body_id"] == named[row["supplier_as_published"]]


def test_what_could_be_let_together_is_what_both_registers_have_running(published: Published) -> None:
    """Counted again from truth/contracts.csv: categories by common sense, days and pounds as planted."""
    as_at = {row["body_id"]: row["as_at_on"] for row in published.rows("select distinct body_id, as_at_on from mart.contract")}
    assert len(as_at) == 2
    running: dict[str, list[tuple[str, str, Decimal, date, bool]]] = defaultdict(list)
    for row in published.truth("contracts.csv"):
        category = BOUGHT.get(row["purpose"])
        if category is None or category == "individual placements" or not row["ends_on"]:
            continue
        ends_on = date.fromisoformat(row["ends_on"])
        if ends_on >= max(as_at[row["body_id"]], date(2025, 6, 1)):  # published in June 2025
            amount = Decimal(row["annual_gbp"] or 0)
            running[category].append((row["body_id"], row["supplier"], amount, ends_on + timedelta(days=1), row["is_small_firm"] == "yes"))
    wanted = {}
    for category, contracts in running.items():
        first = {body: min(free_on for owner, _, _, free_on, _ in contracts if owner == body) for body, *_ in contracts}
        total = sum((amount for _, _, amount, _, _ in contracts), Decimal(0))
        if len(first) > 1 and category != "computing and telephones":  # of which the example has a second purpose
            small = sum((amount for _, _, amount, _, is_small in contracts if is_small), Decimal(0))
            wanted[category] = ("|".join(sorted(first)), len({supplier for _, supplier, *_ in contracts}), max(first.values()), total, round(float(small / total), 4))
    found = {
        row["category"]: (row["body_ids"], row["supplier_count"], row["first_free_on"], row["amount_gbp"], row["small_firm_share"])
        for row in published.rows("select * from mart.joint_procurement")
    }
    assert len(wanted) >= 4
    # published in June 2025: what could have started by then is no start
    starts = published.rows("select first_free_on, earliest_joint_start_on from mart.joint_procurement")
    assert min(row["first_free_on"] for row in starts) > date(2025, 6, 1), "what ended before that month runs no more"
    assert {row["earliest_joint_start_on"] for row in starts if row["first_free_on"] < date(2025, 7, 1)} <= {None}
    assert all(row["earliest_joint_start_on"] == row["first_free_on"] for row in starts if row["first_free_on"] >= date(2025, 7, 1))
    assert {category: found.get(category) for category in wanted} == wanted
    assert {row["supplier_id"] is not None for row in published.rows("select supplier_id from mart.contract")} == {True}
