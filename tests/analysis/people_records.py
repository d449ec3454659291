"""Records of made-up people, for tests of linkage."""

from datetime import date
from typing import Any

import polars as pl

from totalplace.analysis.linkage_model import Model, load_model

SCHEMA = {
    "record_no": pl.Int64, "agency": pl.String, "agreement_id": pl.String, "person_reference": pl.String, "forename": pl.String, "surname": pl.String,
    "born_on": pl.Date, "sex": pl.String, "postcode": pl.String, "nhs_number": pl.String, "uprn": pl.Int64, "family_reference": pl.String, "is_pseudonym": pl.Boolean,
}  # fmt: skip
ASSUMED = {
    "linkage_threshold": 0.95, "linkage_threshold_lower": 0.8, "linkage_threshold_higher": 0.99, "linkage_contradicted_threshold": 0.999,
    "linkage_person_records": 6, "linkage_birth_years": 10, "linkage_bridge_records": 3, "linkage_block_records": 50,
}  # fmt: skip


def model(**other: float) -> Model:
    return load_model(ASSUMED | other)


def records(*rows: dict[str, Any]) -> pl.DataFrame:
    """What a row does not state: an agency and a reference of its own, one agreement, names and not pseudonyms."""
    given = [
        {"record_no": at, "agency": f"agency-{at}", "person_reference": f"r{at}", "agreement_id": "sharing", "is_pseudonym": False, **row} for at, row in enumerate(rows)
    ]
    return pl.DataFrame([{name: row.get(name) for name in SCHEMA} for row in given], SCHEMA)


def person(forename: str | None = "Ada", surname: str | None = "Thorn", born_on: date | None = date(1970, 5, 17), **other: Any) -> dict[str, Any]:
    return {"forename": forename, "surname": surname, "born_on": born_on, **other}


def grouped(links: pl.DataFrame) -> set[frozenset[int]]:
    """The people, as sets of record numbers."""
    return {frozenset(numbers) for numbers in links.group_by("person_no").agg("record_no")["record_no"].to_list()}
