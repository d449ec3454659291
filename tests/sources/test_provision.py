"""Lists of provision and tables of need, over small samples with their faults; every expected value typed by hand."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from totalplace.recognition import Recognition
from totalplace.sources._cohorts import NEET
from totalplace.sources.provision import kind_of

Read = Callable[..., tuple[Recognition, list[dict[str, Any]]]]


def test_a_list_of_provision_is_read_as_sent(staged: Read) -> None:
    found, rows = staged("provision/layout.csv")
    assert (found.kind, found.status, found.unused) == ("provision", "recognised", [])
    course, mentors, plumbing, person, *others, total = rows
    assert (course["provider_key"], course["service"], course["cohort"], course["level"]) == ("SAMPLE TRAINING", "employability training", NEET, "2")
    assert (course["age_from"], course["age_to"], course["age_basis"], course["area_as_published"]) == (16, 24, "stated", "Sampleton")
    assert (course["places"], course["starts"], course["completions"], course["starts_at_level_held"]) == (20, 45, 30, 9)
    assert (course["price_basis"], course["price_gbp"], course["amount_gbp"], course["administration_gbp"]) == ("start", Decimal("1200.50"), Decimal("54022.50"), Decimal("4000.00"))
    assert (course["from_on"], course["to_on"], course["row_status"]) == (date(2024, 4, 1), date(2025, 3, 31), None)
    # a band that runs downwards is none, and the offer stays
    assert (mentors["age_from"], mentors["age_to"], mentors["age_basis"], mentors["age_from__problem"]) == (None, None, "not stated", "age band runs downwards")
    assert (mentors["service"], mentors["cohort"], mentors["level"], mentors["row_status"]) == ("mentoring", NEET, "none", None)
    # two levels are none; half a band is none; more held the level than started; administration beyond the amount; no last day
    assert (plumbing["level"], plumbing["level_as_published__problem"], plumbing["age_basis"], plumbing["age_to__problem"]) == (None, "level not known", "not stated", "age band not stated")
    assert (plumbing["starts_at_level_held"], plumbing["starts_at_level_held__problem"]) == (None, "more hold the level than started")
    assert (plumbing["administration_gbp"], plumbing["administration_gbp__problem"], plumbing["amount_gbp"], plumbing["to_on"]) == (None, "administration above the amount", Decimal("-50.00"), None)
    assert plumbing["price_basis"] == "outcome"
    # a person: the name goes nowhere
    assert (person["provider_as_published"], person["provider_key"], person["is_withheld"]) == ("individual (withheld)", None, True)
    assert (person["service_as_published"], person["eligibility_as_published"]) == ("(withheld)", "(withheld)")
    assert "Specimen" not in str([value for name, value in person.items() if not name.endswith("__text")])
    assert (person["amount_gbp"], person["amount_gbp__problem"], person["places"], person["price_basis__problem"], person["level"]) == (None, "amount unreadable", None, "price basis not known", "entry")
    assert [(row["row_status"], row["row_reason"]) for row in others] == [
        ("rejected", "no provider named"), ("rejected", "service not named"), ("rejected", "period of provision or need reversed"), ("rejected", "no period of provision or need"),
    ]  # fmt: skip
    # a service that names the group needs no column for it
    assert others[2]["cohort"] == NEET
    assert (total["row_status"], total["row_reason"]) == ("ignored", "total line")


def test_age_bands_in_words_and_years_in_place_of_days(staged: Read) -> None:
    found, rows = staged("provision/bands.csv")
    assert (found.kind, found.status) == ("provision", "recognised")
    assert [(row["age_from"], row["age_to"], row["age_basis"]) for row in rows] == [
        (16, 24, "stated"), (18, 120, "no upper age"), (0, 18, "stated"), (16, 18, "stated"), (None, None, "not stated"), (None, None, "not stated"),
    ]  # fmt: skip
    assert (rows[4]["age_to__problem"], rows[5]["age_to__problem"]) == ("age band unreadable", "age band not stated")
    assert {(row["from_on"], row["to_on"], row["cohort"], row["service"]) for row in rows} == {(date(2024, 4, 1), date(2025, 3, 31), "alcohol and drugs", "drop in")}
    assert (rows[0]["price_basis"], rows[0]["price_gbp"]) == ("outcome", Decimal("500.00"))


def test_a_table_of_need_keeps_the_band_and_what_is_not_known(staged: Read) -> None:
    found, rows = staged("need/layout.csv")
    assert (found.kind, found.status, found.unused) == ("need", "recognised", [])
    known, hidden, drinkers, *refused, total = rows
    assert (known["cohort"], known["age_from"], known["age_to"], known["area_as_published"]) == (NEET, 16, 17, "E07000901")
    assert (known["people"], known["not_known"], known["people_of_age"], known["months_averaged"]) == (123.3, 41, 2900, "December to February")
    assert (known["from_on"], known["to_on"], known["source_as_published"]) == (date(2024, 12, 1), date(2025, 2, 28), "Sample client system")
    # too few to show is not known, and not nought
    assert (hidden["people"], hidden["is_withheld_by_publisher"], hidden["people__problem"], hidden["row_status"]) == (None, True, "number withheld by the publisher", None)
    assert (drinkers["cohort"], drinkers["people"], drinkers["months_averaged__problem"]) == ("problem drinkers", 450, None)
    assert [(row["row_status"], row["row_reason"]) for row in refused] == [
        ("rejected", "need without an age band"), ("rejected", "need without an age band"), ("rejected", "need not named"), ("rejected", "area of need not given"),
        ("rejected", "no people counted"), ("rejected", "no period of provision or need"), ("rejected", "period of provision or need reversed"),
    ]  # fmt: skip
    assert (total["row_status"], total["row_reason"]) == ("ignored", "total line")


def test_of_need_and_not_known_in_one_figure_only_what_can_be_told_apart_is_need(staged: Read) -> None:
    found, (apart, together, few) = staged("need/together.csv")
    assert (found.kind, found.status) == ("need", "recognised")
    assert (apart["people"], apart["not_known"], apart["cohort"]) == (123, 41, NEET)
    assert (together["people"], together["people_or_not_known"], together["row_status"]) == (None, 80, None)
    assert (few["people"], few["is_withheld_by_publisher"]) == (None, True)


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Careers guidance", "careers advice"), ("Ready for work!", "employability training"), ("Befriending", "mentoring"), ("Traineeships (16-18)", "apprenticeships and traineeships"),
        ("Forest school", "forest school"), ("  Forest-School ", "forest school"), ("Foyer rooms", "housing support"), (None, None),
    ],
)  # fmt: skip
def test_what_lists_call_an_offer_is_told_by_its_words(words: str | None, kind: str | None) -> None:
    found = pl.DataFrame({"words": [words]}, schema={"words": pl.String}).select(kind_of(pl.col("words"))).item()
    assert found == kind
