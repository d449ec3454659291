"""Headings in their normal form, and the heading row told from preambles and data."""

import pytest

from totalplace.issues import IssueType
from totalplace.reading import READING_ISSUES, normalise_heading
from totalplace.reading.headings import find_heading_row


@pytest.mark.parametrize(
    ("published", "normal"),
    [
        ("GeoX", "geo x"),
        ("Strgrpcc(T)", "strgrpcc t"),
        ("Amount (£)", "amount gbp"),
        ("Amount (Â£)", "amount gbp"),
        ("£000", "gbp000"),
        ("Net expenditure (£'000)", "net expenditure gbp000"),
        ("£ thousand", "gbp000"),
        ("£k", "gbp000"),
        ("£m", "gbpm"),
        ("Floor area (m²)", "floor area m2"),
        ("Floor area sqm", "floor area m2"),
        ("GIA_sq_m", "gia m2"),
        ("GIA (sq. metres)", "gia m2"),
        ("\ufeffUPRN", "uprn"),
        ("ï»¿UPRN", "uprn"),
        ("UPRN", "uprn"),
        ("LSOA11CD", "lsoa11cd"),
        ("IrrecoverableVATAmount", "irrecoverable vat amount"),
        ("PCTs", "pcts"),
        ("e-code", "e code"),
        ("Children's  Services\r\n(net)", "childrens services net"),
        ("Under used (%)", "under used percent"),
        ("\u00a0 ", ""),
    ],
)
def test_normal_form(published: str, normal: str) -> None:
    assert normalise_heading(published) == normal
    assert normalise_heading(normal) == normal


def test_known_headings_decide() -> None:
    rows = [["North", "Roads", "Care"], ["Supplier", "Purpose", "Paid"], ["Smith", "Repairs", "Yes"]]
    assert find_heading_row(rows, frozenset({"supplier", "purpose", "paid"})).position == 1


def test_row_of_codes_above_the_headings() -> None:
    rows = [
        ["", "", "190", "290"],
        ["Code", "Authority", "Schools", "Roads"],
        ["E1", "Kent", "5", "6"],
        ["E2", "Surrey", "7", "8"],
    ]
    assert find_heading_row(rows, frozenset()).position == 1


def test_full_group_row() -> None:
    rows = [
        ["Code", "Tax", "Tax", "Levy", "Levy"],
        ["", "Gross", "Net", "Gross", "Net"],
        ["E1", "1", "2", "3", "4"],
        ["E2", "1", "2", "3", "4"],
    ]
    found = find_heading_row(rows, frozenset())
    assert found.position == 1
    assert found.headings == ("Code", "Tax - Gross", "Tax - Net", "Levy - Gross", "Levy - Net")


def test_text_that_recurs_is_data() -> None:
    rows = [
        ["North", "Care", "Smith"],
        ["North", "Roads", "Jones"],
        ["South", "Care", "Brown"],
        ["North", "Care", "White"],
    ]
    assert find_heading_row(rows, frozenset()).position is None


def test_column_of_codes_has_no_heading() -> None:
    assert find_heading_row([[f"ABC_{number}"] for number in range(10, 30)], frozenset()).position is None


def test_issue_types_say_what_to_do() -> None:
    assert len({issue.code for issue in READING_ISSUES}) == len(READING_ISSUES)
    for issue in READING_ISSUES:
        assert isinstance(issue, IssueType)
        assert issue.message.endswith(".")
        assert issue.message.format(value="x")
