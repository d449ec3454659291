"""Running again: the same files give the same results, and what has not changed is not done again."""

import re

import pytest

from tests.example_place.conftest import Published, totalplace

pytestmark = [pytest.mark.soak, pytest.mark.timeout(1800)]  # the place is made a second time: longer than `make test` has
ADDED = """\
Asset Reference,Property Name,Address,Postcode,Tenure,Easting,Northing,Gross Internal Area (m2)
NEW1,Quorndle Annexe,"1 Quorndle Road, Brackmouth",ZA2 1QY,Freehold,392520,306503,250
NEW2,Quorndle Store,"2 Quorndle Road, Brackmouth",ZA2 1QY,Leasehold,392560,306540,120
"""


def test_the_same_files_give_the_same_publication(published: Published, again: Published) -> None:
    query = "select * from ops.publication"
    assert again.rows(query) == published.rows(query)
    first = {page.name: page.read_bytes() for page in (published.folder / "out" / "maps").glob("*.html")}
    second = {page.name: page.read_bytes() for page in (again.folder / "out" / "maps").glob("*.html")}
    assert first and second == first


def test_rows_are_the_same_too(published: Published, again: Published) -> None:
    """Row for row, whatever the fingerprint says."""
    tables = [
        f"{row['table_schema']}.{row['table_name']}"
        for row in published.rows(
            "select * from information_schema.tables where table_schema in ('ref', 'ops', 'mart')"
        )
    ]
    assert len(tables) > 12
    for table in sorted(set(tables) - {"ops.publication", "ops.run", "ops.change"}):
        query = f"select * from {table} order by all"
        assert again.rows(query) == published.rows(query), table


def test_a_new_register_concerns_no_payment(again: Published) -> None:
    """One property file more: only what is made from registers is made again; then nothing is left to do."""
    root, place = again.folder.parent, again.folder.name
    before = again.rows("select publication_id from ops.publication")[0]["publication_id"]
    (again.folder / "inbox" / "brackmouth-city-council" / "annexes.csv").write_text(ADDED, "utf-8")
    said = totalplace(root, "run", place, "--verbose")
    made = set(re.findall(r"Making (\w+\.\w+)", said))
    assert {"staging.property", "core.property_line", "core.property_place", "mart.estate"} <= made
    payment_side = {
        name
        for name in made
        # core.payment_wording, mart.spend_line and what follows from it are made again: a register may name premises that no purpose may name from now on
        if (name.startswith(("staging.payment", "core.payment")) and name != "core.payment_wording") or name in ("core.postcode", "core.area", "staging.boundary")
    }
    assert payment_side == set()
    assert not re.findall(r"Recognising inbox/(?!brackmouth-city-council/annexes)", said)
    after = again.rows("select publication_id from ops.publication")[0]["publication_id"]
    assert after != before
    assert {row["name"] for row in again.rows("select name from mart.estate where name like 'Quorndle %'")} == {
        "Quorndle Annexe",
        "Quorndle Store",
    }

    changed = again.rows("select change_kind, words, why, since_publication_id from ops.change order by position")
    assert {row["since_publication_id"] for row in changed} == {before}
    told = {row["words"]: row["why"] for row in changed}
    assert "inbox/brackmouth-city-council/annexes.csv: new, loaded: +2 assets" in told
    assert next(why for words, why in told.items() if re.fullmatch(r"Brackmouth City Council: assets held [\d,]+ \(\+2\)", words)) == "inbox/brackmouth-city-council/annexes.csv, new: 2 assets"
    assert not any("payments" in words for words in told)

    runs = len(list((again.folder / "work" / "runs").glob("*")))
    said = totalplace(root, "run", place, "--verbose")
    assert f"Nothing has changed since publication {after}" in said
    assert "Making" not in said
    assert len(list((again.folder / "work" / "runs").glob("*"))) == runs
