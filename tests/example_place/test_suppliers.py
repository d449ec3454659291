"""What the place buys from whom: the trades that the example planted, and bodies that stand in two lists of one supplier."""

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
