"""The third sector of the example place: which organisations there are, where they work, and that nobody can be called or visited from what is published."""

from decimal import Decimal

import pytest

from tests.example_place.conftest import Published

pytestmark = pytest.mark.timeout(1200)


def test_each_organisation_stands_with_its_office_and_where_it_works(published: Published) -> None:
    columns = ("name", "charity_number", "kind", "status", "office", "operation", "area_codes", "age_from", "age_to", "age_basis", "government_contracts_gbp", "members")
    found = published.rows(f"select {', '.join(columns)} from mart.sector_organisation")
    assert sorted(tuple("" if value is None else str(value) for value in row.values()) for row in found) == sorted(tuple(row.values()) for row in published.truth("sector.csv"))


def test_grants_reach_the_charity_of_the_number(published: Published) -> None:
    awarded = [Decimal(row["amount_gbp"]) for row in published.truth("grants.csv") if row["recipient"] == "Brackmouth Youth Club"]
    (club,) = published.rows("select grant_count, granted_gbp, grant_link from mart.sector_organisation where charity_number = '9990000'")
    assert club == {"grant_count": len(awarded), "granted_gbp": sum(awarded), "grant_link": "charity number"} and awarded


def test_nobody_can_be_called_or_written_to(published: Published) -> None:
    """The register and the list of groups have telephone numbers and e-mail addresses; no published table has one in any cell."""
    tables = published.rows("select table_schema || '.' || table_name as name from information_schema.tables where table_schema in ('mart', 'ops', 'ref')")
    found = [
        table["name"]
        for table in tables
        if published.rows(f"select 1 as hit from {table['name']} as line where line::varchar like '%01632 960%' or line::varchar like '%@charity.example%' limit 1")
    ]
    assert found == [] and len(tables) > 80
    assert "01632 960" in (published.folder / "inbox/charity-register/publicextract.charity.csv").read_text("utf-8")


def test_offers_meet_the_needs_that_they_were_planted_for(published: Published) -> None:
    """Job Start of Brackmouth takes 0 to 25, the drop-in of Cawdenshaw 16 to 24: both meet both bands of the need, where they work. All other matches say what is against them."""
    found = published.rows("select name, age_from, age_to, area_name from mart.sector_match where strength = 'subject, ages and area' order by all")
    bands = [(16, 17), (18, 24)]
    assert [tuple(row.values()) for row in found] == [(f"{town} {what}", *band, town) for town, what in (("Brackmouth", "Job Start"), ("Cawdenshaw", "Drop-in")) for band in bands]
    others = published.rows("select against is not null as is_told, reason like '%words: %' as has_words, count(*) as pairs from mart.sector_match where strength <> 'subject, ages and area' group by all")
    (only,) = others
    assert (only["is_told"], only["has_words"]) == (True, True) and only["pairs"] > 20
