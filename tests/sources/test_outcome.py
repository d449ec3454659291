"""Lists of indicators in the layouts of docs/layouts.md, over small samples with their faults; periods by themselves."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from totalplace.mapping.outcome_words import span_words
from totalplace.recognition import Recognition
from totalplace.values.periods import span

Read = Callable[..., tuple[Recognition, list[dict[str, Any]]]]


def test_a_list_of_todays_framework(staged: Read) -> None:
    found, rows = staged("outcome/today.csv")
    assert (found.kind, found.status, found.unused) == ("outcome", "recognised", [])
    rough, young, held, spring, about, odd, nowhere, nothing, year, total = rows
    assert (rough["framework"], rough["priority_outcome"], rough["indicator_as_published"]) == ("Local Outcomes Framework", "Homelessness", "People sleeping rough")
    assert (rough["period_starts_on"], rough["period_ends_on"], rough["value"], rough["unit"], rough["direction"]) == (date(2025, 7, 1), date(2025, 9, 30), 14.0, None, "lower")
    assert (rough["breakdown"], rough["is_break"], rough["lead_partner_as_published"], rough["row_status"]) == ("all", None, "Sampleton Council", None)
    assert (young["value"], young["unit"], young["low"], young["high"], young["breakdown"], young["is_break"]) == (6.4, "percent", 5.0, 7.9, "16 to 24", True)
    # a figure held back is no fault of anybody's, and not nought
    assert (held["row_status"], held["row_reason"], held["value"], held["value__problem"]) == ("ignored", "no figure published", None, None)
    assert (spring["row_status"], spring["row_reason"]) == ("rejected", "period of a figure unreadable")
    assert (about["row_status"], about["row_reason"], about["value__text"]) == ("rejected", "figure of an indicator unreadable", "about ten")
    assert (odd["row_status"], odd["low"], odd["high"], odd["value__text"]) == (None, None, None, "runs from 13 to 20 and the figure is 12")
    assert (odd["direction"], odd["direction__problem"]) == (None, "direction of an indicator not known")
    assert [row["row_reason"] for row in (nowhere, nothing)] == ["no area of an indicator", "no indicator named"]
    assert (year["value"], year["period_starts_on"], year["period_ends_on"]) == (12.0, date(2024, 4, 1), date(2025, 3, 31))
    assert year["lead_partner_as_published"] == "individual (withheld)"
    assert (total["row_status"], total["row_reason"]) == ("ignored", "total line")


def test_a_list_of_the_national_indicators(staged: Read) -> None:
    found, (neet, alcohol) = staged("outcome/ni.csv")
    assert (found.kind, found.status, found.unused) == ("outcome", "recognised", [])
    assert (neet["framework"], neet["indicator_code"], neet["value"], neet["target"]) == ("National Indicators 2008", "NI 117", 9.0, 8.5)
    assert (neet["area_code"], neet["area_as_published"], neet["period_starts_on"], neet["period_ends_on"]) == ("00CF", "Sampleton", date(2008, 4, 1), date(2009, 3, 31))
    # a year alone under "Financial year" is the one its April falls in
    assert (alcohol["indicator_code"], alcohol["value"], alcohol["period_starts_on"], alcohol["period_ends_on"]) == ("NI 39", 2114.0, date(2009, 4, 1), date(2010, 3, 31))


@pytest.mark.parametrize(
    ("text", "first", "last", "said"),
    [
        ("2008/09", (2008, 4, 1), (2009, 3, 31), "2008-09"),
        ("FY 2008-2009", (2008, 4, 1), (2009, 3, 31), "2008-09"),
        ("2025", (2025, 1, 1), (2025, 12, 31), "2025"),
        ("2021 - 23", (2021, 1, 1), (2023, 12, 31), "2021 to 2023"),
        ("2021/22 - 2023/24", (2021, 4, 1), (2024, 3, 31), "2021-22 to 2023-24"),
        ("Academic year 2023/24", (2023, 9, 1), (2024, 8, 31), "September 2023 to August 2024"),
        ("Q4 2025/26", (2026, 1, 1), (2026, 3, 31), "January to March 2026"),
        ("2025 Q1", (2025, 1, 1), (2025, 3, 31), "January to March 2025"),
        ("Dec 2008 to Feb 2009", (2008, 12, 1), (2009, 2, 28), "December 2008 to February 2009"),
        ("November to January 2012", (2011, 11, 1), (2012, 1, 31), "November 2011 to January 2012"),
        ("Feb-2024", (2024, 2, 1), (2024, 2, 29), "February 2024"),
        ("year ending 31 March 2025", (2024, 4, 1), (2025, 3, 31), "2024-25"),
        ("31/03/2025", (2025, 3, 31), (2025, 3, 31), "31 March 2025"),
        ("1st May 2025", (2025, 5, 1), (2025, 5, 1), "1 May 2025"),
    ],
)
def test_periods(text: str, first: tuple[int, int, int], last: tuple[int, int, int], said: str) -> None:
    assert span(text) == (date(*first), date(*last))
    assert span_words(date(*first), date(*last)) == said


@given(st.integers(2001, 2060), st.integers(1, 12), st.integers(1, 60))
@example(2001, 1, 24)
def test_a_period_is_read_from_its_own_name(year: int, month: int, months: int) -> None:
    """Whatever we call a period of whole months means that period again; so does a day."""
    first = date(year, month, 1)
    end = year * 12 + month - 1 + months
    last = date(end // 12, end % 12 + 1, 1) - timedelta(days=1)
    assert span(span_words(first, last)) == (first, last)
    assert span(span_words(last, last)) == (last, last)


@pytest.mark.parametrize("text", ["spring", "31/31/2025", "Q5 2025", "2023 - 21", "Q1 2021 - 23", "March", "20245"])
def test_what_is_no_period(text: str) -> None:
    assert span(text) is None
