"""All of property/ and spend/ in one inbox: every file, record and penny is accounted for.

Figures are compared with tests/real/reader.py, which shares no code with what is tested.
"""

from decimal import Decimal
from typing import Any

import pytest

from tests.example_place.conftest import Published
from tests.real.conftest import DATA, inbox_path
from tests.real.reader import Counted, count_payments

pytestmark = [pytest.mark.real, pytest.mark.soak, pytest.mark.timeout(1800)]
OUTCOMES = ("loaded", "rejected", "ignored", "held", "superseded")
NOUGHT = Decimal(0)
PAYMENTS = (
    sorted(
        str(path.relative_to(DATA / "spend"))
        for path in (DATA / "spend").rglob("*")
        if path.is_file() and path.name not in ("README.md", "2022-07.csv")
    )
    if (DATA / "spend").is_dir()
    else []
)
# Lines that are no payments though they have an amount: totals of the lines above them, labelled or not. By file: lines, pounds.
TOTAL_LINES: dict[str, tuple[int, str]] = {
    "lambeth/2011-02-payments.csv": (1, "40354087.84"),
    "lambeth/2011-03-payments.csv": (1, "46307126.33"),
    "lambeth/2011-04-payments.csv": (1, "37361284.82"),
    "lambeth/2011-05-payments.csv": (1, "42881868.96"),
    "lambeth/2011-06-payments.csv": (1, "43385857.97"),
    "lambeth/2011-07-payments.csv": (1, "36508441.64"),
    "lambeth/2011-08-payments.csv": (1, "41146090.89"),
    "lambeth/2011-10-payments.csv": (2, "33908610.45"),  # and a line that names a supplier and nothing else
    "lambeth/2011-12-payments.csv": (1, "27883188.83"),
    "lambeth/2012-01-payments.csv": (1, "40507893.99"),
    "lambeth/2012-02-payments.csv": (2, "44773003.39"),  # likewise
    "lambeth/2012-03-payments.csv": (1, "50107019.65"),
    "lambeth/2012-04-payments.csv": (1, "38864454.90"),
    "lambeth/2012-05-payments.csv": (1, "43292721.79"),
    "lambeth/2012-06-payments.csv": (2, "40292334.84"),  # a total, and a note
    "leeds_raw/2012-05.csv.gz": (1, "73675027.41"),
}
# Lines that are not counted because their amount is missing or cannot be read: no pounds are lost with them.
REJECTED: dict[str, int] = {
    "lambeth/2011-11-payments.csv": 1,  # a lost line end: the amount and 106 other fields run on in one line
    "lambeth/2012-06-payments.csv": 639,  # a comma lost between date and amount
}
# The same payments stand in a better list: cleaning took the minus sign from all credits.
SUPERSEDED = {"leeds_clean/2010-12.csv.gz", *(f"salford/2019-{month:02d}.csv" for month in range(1, 13))}
PROPERTY = {
    "cheltenham_land_and_assets_2021.csv": 498,
    "lambeth_core_office_buildings.csv": 17,
    "lambeth_leisure_centres.csv": 5,
    "london_fire_brigade_property_converted.csv": 124,
    "oxford_community_centres.csv": 23,
    "trafford_community_hubs.csv": 6,
    "trafford_land_and_building_assets.csv": 608,
    "trafford_leisure_centres.csv": 9,
}
OUTLINES = {
    "gm_fire_stations_footprints.geojson": 82,
    "gm_hospitals_footprints.geojson": 449,
    "gm_primary_schools_footprints.geojson.gz": 1860,
    "gm_secondary_schools_footprints.geojson": 936,
    "gm_special_schools_footprints.geojson": 200,
}


def _account(published: Published, path: str) -> dict[str, Any]:
    """The accounts of all parts of a file, added up."""
    parts = [part for (found, _), part in published.parts.items() if found == path]
    names = [
        "rows_read",
        "amount_read_gbp",
        *(f"{kind}_{name}{unit}" for kind, unit in (("rows", ""), ("amount", "_gbp")) for name in OUTCOMES),
    ]
    return {name: sum((Decimal(part[name] or 0) for part in parts), NOUGHT) for name in names}


@pytest.fixture(scope="module")
def independent() -> dict[str, Counted]:
    return {path: count_payments(DATA, path) for path in PAYMENTS}


def test_every_file_ends_somewhere_with_a_reason(everything: Published) -> None:
    expected = {
        inbox_path(path) for folder in ("property", "spend") for path in (DATA / folder).rglob("*") if path.is_file()
    }
    # a file of notes beside the lists is none of the data
    assert expected - set(everything.files) <= {inbox_path(DATA / "spend" / "nwod_gm_2019" / "README.md")}
    for path, file in everything.files.items():
        assert file["status"] in ("loaded", "held", "rejected", "superseded", "duplicate", "ignored")
        assert (file["status"] == "loaded") == (not file["reason"]), path


def test_every_part_adds_up(everything: Published) -> None:
    for key, part in everything.parts.items():
        assert part["rows_read"] == sum(part[f"rows_{name}"] for name in OUTCOMES), key
        if part["amount_read_gbp"] is not None:
            assert part["amount_read_gbp"] == sum((part[f"amount_{name}_gbp"] for name in OUTCOMES), NOUGHT), key


def test_each_list_has_its_records_and_pounds(everything: Published, independent: dict[str, Counted]) -> None:
    """Read by two readers: the same number of records and the same pounds, to the penny, file by file."""
    wrong = {}
    for path, counted in independent.items():
        account = _account(everything, inbox_path(DATA / "spend" / path))
        if (account["rows_read"], account["amount_read_gbp"]) != (counted.records, counted.pounds):
            wrong[path] = (account["rows_read"], account["amount_read_gbp"], counted)
    assert wrong == {}
    assert len(independent) > 80


def test_the_last_month_under_headings_of_its_own_is_read_by_them(everything: Published) -> None:
    """Lancashire Fire's year has a second row of headings at row 2,745, with other columns below it."""
    path = inbox_path(DATA / "spend" / "lancashire_fire" / "fire-2022-23.xlsx")
    parts = {part: (row["heading_line"], row["rows_read"], row["rows_loaded"]) for (found, part), row in everything.parts.items() if found == path}
    assert parts == {"Data to upload": (1, 2743, 2743), "Data to upload (2)": (2745, 165, 165)}


def test_what_is_not_counted_is_known_line_by_line(everything: Published) -> None:
    """All of each list is counted but for total lines, lines without a readable amount, and the cleaned copy."""
    for path in PAYMENTS:
        account = _account(everything, inbox_path(DATA / "spend" / path))
        lines, pounds = TOTAL_LINES.get(path, (0, "0"))
        assert (account["rows_ignored"], account["amount_ignored_gbp"]) == (lines, Decimal(pounds)), path
        assert (account["rows_rejected"], account["amount_rejected_gbp"]) == (REJECTED.get(path, 0), 0), path
        assert account["rows_held"] == 0, path
        assert account["rows_superseded"] == (account["rows_read"] if path in SUPERSEDED else 0), path


def test_the_sum_over_all_lists(everything: Published, independent: dict[str, Counted]) -> None:
    expected = sum((counted.pounds for path, counted in independent.items() if path not in SUPERSEDED), NOUGHT)
    expected -= sum((Decimal(pounds) for _, pounds in TOTAL_LINES.values()), NOUGHT)
    found = everything.rows("select sum(amount_gbp) as gbp from mart.spend_line where status = 'counted'")[0]["gbp"]
    assert found == expected
    assert everything.rows("select sum(payments_gbp) as gbp from mart.body_coverage")[0]["gbp"] == expected


def test_the_raw_month_stands_and_the_cleaned_one_does_not(everything: Published) -> None:
    """Leeds, December 2010: cleaning took the minus sign from all credits (SOURCES.md)."""
    raw = _account(everything, inbox_path(DATA / "spend" / "leeds_raw" / "2010-12.csv.gz"))
    clean = _account(everything, inbox_path(DATA / "spend" / "leeds_clean" / "2010-12.csv.gz"))
    assert (raw["rows_loaded"], raw["amount_loaded_gbp"]) == (10303, Decimal("77179009.24"))
    assert (clean["rows_superseded"], clean["amount_superseded_gbp"]) == (10303, Decimal("77875424.32"))


def test_registers_have_their_records(everything: Published) -> None:
    for name, records in PROPERTY.items():
        account = _account(everything, inbox_path(DATA / "property" / name))
        assert (account["rows_read"], account["rows_loaded"]) == (records, records), name
    for name, records in OUTLINES.items():
        # an outline of a building that nobody lists is ignored by that rule
        account = _account(everything, inbox_path(DATA / "property" / name))
        assert (account["rows_read"], account["rows_loaded"] + account["rows_ignored"]) == (records, records), name


def test_no_uprn_has_leading_zeros(everything: Published) -> None:
    assert everything.rows("select uprn from mart.estate where uprn like '0%'") == []
    assert everything.rows("select uprn from mart.estate_source where uprn like '0%'") == []
    assert everything.rows("select count(*) as n from mart.estate where uprn is not null")[0]["n"] > 500


def test_contracts_are_not_payments(everything: Published) -> None:
    path = inbox_path(DATA / "spend" / "salford" / "2022-07.csv")
    (part,) = [part for (found, _), part in everything.parts.items() if found == path]
    assert (part["kind"], part["rows_read"], part["rows_loaded"]) == ("contract", 360, 360)
    assert everything.rows("select count(*) as n from mart.spend_line join ops.source_file using (source_file_id) where path = ?", path)[0]["n"] == 0
