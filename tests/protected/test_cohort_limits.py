"""A cohort of users of some services covers people, with all that they use; others are left out by the clause, and counted."""

from datetime import date

import polars as pl
import pytest

from tests.protected.agreement import AGREEMENT, PLACE, TODAY
from totalplace.protected.agreements import Agreements, parse_agreement
from totalplace.protected.cohort_limits import counted_again, within_cohorts
from totalplace.protected.contact_rows import CONTACT_SCHEMA, OUTCOME_SCHEMA

# person 1 is known to police and treatment, 2 to the police about drugs, 3 to the police about nothing of the kind, 4 to treatment about both
LINKS = pl.DataFrame({"record_no": [0, 1, 2, 3, 4], "person_no": [1, 1, 2, 3, 4]})
CONTACTS = [
    (0, 0, "shire-police", "police", "police-custody", None),
    (1, 1, "shire-council", "treatment", "treatment-structured-community", "alcohol"),
    (2, 2, "shire-police", "police", "police-custody", "drugs"),
    (3, 2, "shire-police", "police", "police-incident", None),
    (4, 3, "shire-police", "police", "police-custody", None),
    (5, 3, "shire-police", "police", "police-incident", None),
    (6, 4, "shire-council", "treatment", "treatment-structured-community", "both"),
]


def contacts(agreement_id: str = "alcohol") -> pl.DataFrame:
    day = date(2024, 1, 1)
    rows = [
        {"contact_no": number, "record_no": record, "agency": agency, "layout": layout, "service": service, "started_on": day, "ended_on": day, "substance": substance, "agreement_id": agreement_id}
        for number, record, agency, layout, service, substance in CONTACTS
    ]
    return pl.DataFrame(rows, schema=CONTACT_SCHEMA)


def agreements(cohort: str, name: str = "alcohol.toml") -> Agreements:
    text = AGREEMENT.replace('substances = ["alcohol", "drugs"]', cohort)
    return Agreements((parse_agreement(text.encode(), name, PLACE, TODAY),), TODAY)


@pytest.mark.parametrize(
    ("cohort", "kept", "clause"),
    [
        ('substances = ["alcohol"]', [0, 1, 6], "agreement 'alcohol', substances: alcohol"),
        ('substances = ["alcohol", "drugs"]', [0, 1, 2, 3, 6], "agreement 'alcohol', substances: alcohol, drugs"),
        ('services = ["police-incident"]', [2, 3, 4, 5], "agreement 'alcohol', services: police-incident"),
        ('services = ["police-custody"]\nsubstances = ["drugs"]', [2, 3], "agreement 'alcohol', services: police-custody; agreement 'alcohol', substances: drugs"),
        ('services = "all"', list(range(7)), None),
    ],
)
def test_whoever_has_such_a_contact_is_covered_with_all_contacts(cohort: str, kept: list[int], clause: str | None) -> None:
    found, left_out = within_cohorts(contacts(), LINKS, agreements(cohort))
    assert found["contact_no"].to_list() == kept
    assert found.height + left_out["contacts"].sum() == 7 and left_out.schema == OUTCOME_SCHEMA
    assert left_out["outcome"].unique().to_list() == ([clause] if clause else [])


def test_a_contact_under_one_agreement_covers_nobody_under_another() -> None:
    other = contacts().with_columns(pl.when(pl.col("agency") == "shire-council").then(pl.lit("treatment")).otherwise("agreement_id").alias("agreement_id"))
    found, _ = within_cohorts(other, LINKS, agreements('substances = ["alcohol"]'))
    assert found["contact_no"].to_list() == [1, 6], "the police's records of person 1 are under an agreement in which nothing says alcohol"


def test_outcomes_move_from_used_to_the_clause() -> None:
    kept, left_out = within_cohorts(contacts(), LINKS, agreements('substances = ["alcohol", "drugs"]'))
    intake = pl.DataFrame(
        [("shire-police", "police", "alcohol", "used", None, 5, 3), ("shire-council", "treatment", "alcohol", "used", None, 2, 2), ("shire-police", "police", "alcohol", "a contact before birth", None, 4, 2)],
        schema=OUTCOME_SCHEMA, orient="row",
    )  # fmt: skip
    settled = counted_again(intake, contacts(), kept, left_out).select("agency", "outcome", "contacts", "people").rows()
    assert settled == [
        ("shire-council", "used", 2, 2),
        ("shire-police", "a contact before birth", 4, 2),
        ("shire-police", "agreement 'alcohol', substances: alcohol, drugs", 2, 1),
        ("shire-police", "used", 3, 2),
    ]
