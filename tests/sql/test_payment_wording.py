"""Which function of government a payment's words tell: each wording judged once, by reviewed phrases."""

from pathlib import Path
from typing import Any

import pytest

from tests.sql.running import file_of, run_file
from totalplace import reference

WORDS = reference.payment_word_table().to_dicts()


def told(tmp_path: Path, *lines: dict[str, Any]) -> list[dict[str, Any]]:
    given = [{"source_row": number, **{f"{name}_as_published": text for name, text in line.items()}} for number, line in enumerate(lines)]
    return run_file(file_of("core.payment_wording"), {"staging.payment": given, "ref.payment_word": WORDS}, tmp_path).rows(named=True)


@pytest.mark.parametrize(
    ("said", "cofog", "kind"),
    [
        ({"purpose": "Refuse collection", "department": "Adult Social Care"}, "05.1", None),  # the work before the unit
        ({"purpose": "Agency staff", "department": "Adult Social Care"}, "10", None),
        ({"purpose": "Highways maintenance"}, "04.5", None),  # any ending
        ({"department": "PHYS SUPP 85+ LT"}, "10.2", None),  # the longest of several
        ({"department": "PHYS SUPP 18-64 LT"}, "10.1", None),
        ({"department": "Children's Services"}, None, None),  # schools and social care in one
        ({"department": "Childrens & Education Services"}, "unmapped", None),
        ({"department": "Housing, Environment and Healthy Communities"}, None, None),  # several functions
        ({"service": "Housing"}, "06", None),  # alone it tells
        ({"purpose": "Ctax - Preceptor Payments"}, None, "collection fund"),
        ({"purpose": "Waste disposal levy"}, "05.1", "levy"),
        ({"purpose": "Levies", "department": "General Fund"}, None, "levy"),
        ({"purpose": "SCHOOL BUDGET SHARE - sample"}, "09", "school budget"),
        ({"department": "Capital Schemes", "category": "CONSTRUCTION : Roads"}, "04.5", "capital"),
        ({"service": "Libraries", "capital_or_revenue": "C"}, "08.2", "capital"),
        ({"service": "Libraries", "capital_or_revenue": "R"}, "08.2", None),
        ({"purpose": "Senior planners"}, None, None),  # no word of it is a phrase: SEN and PLANNING are not in it
        ({"purpose": "Stationery"}, None, None),
        ({}, None, None),
    ],
)
def test_words_tell_the_function_or_nothing(said: dict[str, Any], cofog: str | None, kind: str | None, tmp_path: Path) -> None:
    (row,) = told(tmp_path, {"capital_or_revenue": None, **said})
    assert (row["cofog"], row["payment_kind"]) == (cofog, kind)


def test_each_wording_stands_once(tmp_path: Path) -> None:
    rows = told(tmp_path, {"purpose": "Home care"}, {"purpose": "Home care"}, {"purpose": None}, {"purpose": None})
    assert sorted((row["purpose_as_published"] or "", row["line_count"]) for row in rows) == [("", 2), ("Home care", 2)]


def test_every_phrase_can_be_found_and_means_a_function_that_there_is() -> None:
    functions = set(reference.cofog_table()["cofog"])
    for row in WORDS:
        phrase = row["phrase"].removesuffix("*")
        assert phrase == phrase.upper().strip() and "*" not in phrase
        # phrases are looked up by four letters of their first word
        assert " " in phrase or phrase == row["phrase"] or len(phrase) >= 4, row["phrase"]
        assert row["says"] == "payment kind" or row["meaning"] in functions, row["phrase"]
