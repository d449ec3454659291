"""The description of Parquet extracts: what it says of tables, keys, licences and sources, from the contracts."""

from datetime import date
from typing import Any

import polars as pl
import pytest

from totalplace import contracts, data_package, extracts
from totalplace.contracts._base import Column, Contract
from totalplace.data_package import Sender, Written

THING = Contract(
    table="mart.thing",
    grain="thing",
    question="What is there?",
    primary_key=("thing_id",),
    columns=(
        Column("thing_id", "text", "Our id"),
        Column("colour", "text", "Its colour", required=True, values=("red", "green")),
        Column("body_id", "text", "The body", references="ref.body.body_id"),
        Column("owner_id", "text", "The owner", references="mart.owner.owner_id"),
        Column("amount_gbp", "money", "Pounds"),
    ),
)


def _package(*senders: Sender, tables: tuple[Contract, ...] = (THING, contracts.contract("ref.body")), audience: str = "partners") -> dict[str, Any]:
    written = [Written(contract, f"parquet/{contract.table}.parquet", 3, "ab") for contract in tables]
    return data_package.described("northby", "Northby", "2025-06-30-ab", date(2025, 6, 30), audience, written, senders)


def test_columns_keys_and_values_are_those_of_the_contract() -> None:
    thing = _package()["resources"][0]
    assert thing["name"] == "mart.thing" and thing["path"] == "parquet/mart.thing.parquet"
    assert thing["schema"]["fields"] == [
        {"name": "thing_id", "type": "string", "description": "Our id", "constraints": {"required": True, "unique": True}},
        {"name": "colour", "type": "string", "description": "Its colour", "constraints": {"required": True, "enum": ["red", "green"]}},
        {"name": "body_id", "type": "string", "description": "The body"},
        {"name": "owner_id", "type": "string", "description": "The owner"},
        {"name": "amount_gbp", "type": "number", "description": "Pounds"},
    ]
    assert thing["schema"]["primaryKey"] == ["thing_id"]


def test_a_key_is_told_only_if_what_it_leads_to_is_in_the_package() -> None:
    schema = _package()["resources"][0]["schema"]
    assert schema["foreignKeys"] == [{"fields": ["body_id"], "reference": {"resource": "ref.body", "fields": ["body_id"]}}]
    assert "foreignKeys" not in _package(tables=(THING,))["resources"][0]["schema"]


@pytest.mark.parametrize(
    ("licence", "name"),
    [("OGL-UK-3.0", "OGL-UK-3.0"), ("Open Government Licence v3.0", "OGL-UK-3.0"), ("CC-BY-4.0", "CC-BY-4.0"), ("CC0", "CC0-1.0"), ("agreement of 2024", None), (None, None)],
)
def test_a_licence_that_all_know_goes_by_its_name_and_any_other_by_its_words(licence: str | None, name: str | None) -> None:
    package = _package(Sender("north-council", 2, licence))
    assert [entry["name"] for entry in package.get("licenses", [])] == ([name] if name else [])
    assert package["attributions"] == ([f"north-council: {licence}"] if licence else [])
    assert package["sources"] == [{"title": f"north-council: 2 files loaded, {f'licence: {licence}' if licence else 'no licence stated'}"}]


def test_what_is_for_everybody_does_not_tell_how_many_files_a_sender_sent() -> None:
    assert _package(Sender("north-council", None, "CC0"), audience="public")["sources"] == [{"title": "north-council: licence: CC0"}]


def test_everybody_is_told_of_those_alone_who_sent_under_an_open_licence() -> None:
    sent = [("north-council", "OGL-UK-3.0", "loaded"), ("north-council", "OGL-UK-3.0", "loaded"), ("north-police", "agreement of 2024", "loaded"), ("north-trust", None, "loaded")]
    files = pl.DataFrame(sent, schema={"sender": pl.String(), "licence": pl.String(), "status": pl.String()}, orient="row")
    assert list(extracts._senders(files, "public")) == [Sender("north-council", None, "OGL-UK-3.0")]
    assert list(extracts._senders(files, "partners")) == [Sender("north-council", 2, "OGL-UK-3.0"), Sender("north-police", 1, "agreement of 2024"), Sender("north-trust", 1, None)]


def test_it_says_whom_it_is_for_and_of_which_publication_and_day() -> None:
    package = _package(audience="public")
    assert (package["audience"], package["version"], package["created"], package["name"]) == ("public", "2025-06-30-ab", "2025-06-30T00:00:00Z", "northby-public")
    assert "everybody" in package["description"]


def test_no_table_about_people_is_extracted() -> None:
    from totalplace.contracts import customers

    protected = {contract.table for contract in customers.ALL}
    assert not protected & set(extracts.extracted())
    assert all(table in contracts.all_contracts() for table in extracts.extracted())
