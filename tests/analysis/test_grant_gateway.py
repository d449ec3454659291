"""The single gateway: lengths, recipients, shares, places, cold spots, overlaps and joint decisions, over a few grants worked out by hand."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from totalplace.analysis.grant_areas import Limits, Need, Outlines, by_area, needs, offices_of, place_grants
from totalplace.analysis.grant_decision import decisions
from totalplace.analysis.grant_gateway import gateway, in_words, months_after, parties, recipient_keys
from totalplace.analysis.grant_overlap import overlaps, telling_words
from totalplace.contracts import contract
from totalplace.errors import PlaceError
from totalplace.grant_pots import Pot, meets_nothing, parse_pots
from totalplace.place import Area, Place

Rows = list[dict[str, Any]]
NO_ID: dict[str, Any] = {"recipient_id": None, "charity_number": None, "company_number": None}
LIMITS = Limits(years=5, deprived_share=0.2, rate_share=0.5, known_least_share=0.5, small_known_share=0.9)


def frame(table: str, rows: Rows) -> pl.DataFrame:
    return contract(table).conform(pl.DataFrame(rows, infer_schema_length=None) if rows else contract(table).empty()).collect()


def grant(number: int, fy: int, pounds: str, **facts: Any) -> dict[str, Any]:
    told = {
        "line_id": number, "body_id": "northby", "funder_as_published": "Northby Council", "fy": fy, "recipient_as_published": "Choir", "recipient_kind": "other organisation", "amount_gbp": Decimal(pounds),
        "final_gbp": Decimal(pounds), "status": "counted", "awarded_on": date(fy, 5, 1), "duration_months": 12, "title": "Grant to Choir", "purpose": "Songs",
    }  # fmt: skip
    return told | facts


def facts_of(rows: Rows, places: dict[int, dict[str, str | None]] | None = None) -> pl.DataFrame:
    return gateway(frame("mart.grant", rows), frame("ref.body", [{"body_id": "northby", "name": "Northby Council", "kind": "council"}]), places or {}, short_months=12)


@pytest.mark.parametrize(
    ("words", "months", "span"),
    [
        ("1 year", 12, None), ("Three  Years", 36, None), ("18 months", 18, None), ("2 yrs", 24, None), ("six-months", 6, None), ("26 weeks", 6, None),
        ("2024/25", 12, (date(2024, 4, 1), date(2025, 3, 31))), ("FY 2023-2024", 12, (date(2023, 4, 1), date(2024, 3, 31))),
        ("01/04/2024 – 30/09/2024", 6, (date(2024, 4, 1), date(2024, 9, 30))), ("1.4.2024 to 31.3.2027", 36, (date(2024, 4, 1), date(2027, 3, 31))),
    ],
)  # fmt: skip
def test_a_period_in_words_is_read(words: str, months: int, span: tuple[date, date] | None) -> None:
    found = in_words(words)
    assert found is not None and (found.months, (found.from_on, found.until_on) if found.from_on else None) == (months, span)


@pytest.mark.parametrize("words", [None, "", "one-off", "2024/26", "ongoing", "31/02/2024 to 31/03/2024", "1/4/2025 to 1/4/2024", "0 months", "12"])
def test_a_period_that_says_no_length_is_none(words: str | None) -> None:
    assert in_words(words) is None


@given(st.dates(date(2000, 1, 1), date(2050, 1, 1)), st.integers(1, 120))
def test_so_many_months_end_the_day_before_the_same_day(first: date, months: int) -> None:
    last = months_after(first, Decimal(months))
    after = date.fromordinal(last.toordinal() + 1)
    assert (after.year - first.year) * 12 + after.month - first.month == months
    assert after.day == first.day or (first.day > 28 and after.day < first.day)


def test_one_recipient_is_one_by_number_and_by_name_only_where_that_is_certain() -> None:
    def row(name: str, charity: str | None = None, company: str | None = None) -> dict[str, Any]:
        return {**NO_ID, "recipient_as_published": name, "charity_number": charity, "company_number": company}

    keys = recipient_keys(
        [
            row("Choir", "1000001"), row("The Choir CIO", "1000001", "CE000001"), row("Choir Ltd", None, "CE000001"), row("CHOIR"),
            row("Band", "1000002"), row("Band", "1000003"), row("Band"), row("Friends' Hall"), row("Friends Hall"), row("individual (withheld)"), row("(withheld)", None),
        ]
    )  # fmt: skip
    choir, band, hall = keys[:4], keys[4:7], keys[7:9]
    assert len(set(choir)) == 1 and len(set(band)) == 3 and len(set(hall)) == 1 and keys[9:] == [None, None]


def test_length_year_sum_and_runs_of_short_grants() -> None:
    rows = [
        grant(1, 2021, "100"), grant(2, 2022, "100"), grant(3, 2024, "100"), grant(4, 2022, "360.01", duration_months=36), grant(5, 2023, "90", duration_months=None, period_as_published="6 months"),
        grant(6, 2023, "50", duration_months=None, recipient_as_published="Band"), grant(7, 2024, "10", recipient_as_published="individual (withheld)", recipient_kind="individual (withheld)"),
        grant(8, 2024, "10", duration_months=None, starts_on=date(2024, 4, 1), ends_on=date(2025, 3, 31), recipient_as_published="Hall"), grant(9, 2024, "9", status="superseded"),
    ]  # fmt: skip
    found = {row["line_id"]: row for row in facts_of(rows).iter_rows(named=True)}
    assert {number: (row["months"], row["is_short"], row["is_under_a_year"], row["short_run_years"]) for number, row in found.items()} == {
        1: (12, True, False, 1), 2: (12, True, False, 2), 3: (12, True, False, 4), 4: (36, False, False, None), 5: (6, True, True, 3), 6: (None, None, None, None),
        7: (12, True, False, None), 8: (12, True, False, 1),
    }  # fmt: skip
    # 360.01 over three years, to the penny; what runs for a year or less is all of a year
    assert (found[4]["annual_gbp"], found[5]["annual_gbp"], found[6]["annual_gbp"]) == (Decimal("120.00"), Decimal(90), None)
    assert (found[4]["until_on"], found[6]["until_on"], found[8]["months_basis"]) == (date(2025, 4, 30), None, "from its two days")


def test_shares_are_of_the_year_and_a_pound_given_on_counts_where_it_ends() -> None:
    rows = [
        grant(1, 2023, "600"), grant(2, 2023, "300", recipient_as_published="Band", duration_months=24), grant(3, 2023, "100", recipient_as_published="individual (withheld)"),
        # a foundation that was given 500 and gave 200 of it on: only 300 stay with it
        grant(4, 2023, "500", body_id=None, funder_as_published="Lottery", recipient_as_published="Foundation", final_gbp=Decimal(300)),
        grant(5, 2023, "200", body_id=None, funder_as_published="Foundation", recipient_as_published="Band"), grant(6, 2022, "1"),
    ]  # fmt: skip
    table = parties(facts_of(rows), frame("ref.body", [{"body_id": "northby", "name": "Northby Council", "kind": "council"}]), {})
    of_year = [row for row in table.iter_rows(named=True) if row["fy"] == 2023]
    assert [(row["side"], row["rank"], row["party"], row["final_gbp"], round(row["share"], 4), round(row["cumulative_share"], 4)) for row in of_year] == [
        ("funder", 1, "Northby Council", 1000, 0.6667, 0.6667), ("funder", 2, "Lottery", 300, 0.2, 0.8667), ("funder", 3, "Foundation", 200, 0.1333, 1.0),
        ("recipient", 1, "Choir", 600, 0.4, 0.4), ("recipient", 2, "Band", 500, 0.3333, 0.7333), ("recipient", 3, "Foundation", 300, 0.2, 0.9333),
    ]  # fmt: skip
    assert {(row["total_gbp"], row["party_count"]) for row in of_year} == {(1500, 3)}
    # the private person is in the total and has no rank
    assert {row["side"]: row["without_rank_gbp"] for row in of_year} == {"funder": 0, "recipient": 100}
    choir = next(row for row in of_year if row["party"] == "Choir")
    assert (choir["renewed_count"], choir["renewed_gbp"], choir["longest_run_years"], of_year[0]["length_not_stated_count"]) == (1, 600, 2, 0)


def _areas() -> pl.DataFrame:
    """A district of six wards in a row, 1 km wide, and a small area in each."""
    rows = [{"area_code": "E07000001", "area_name": "Northby District", "area_type": "district", "outline_wkb": shapely.to_wkb(shapely.box(0, 0, 6000, 1000))}]
    for number in range(6):
        box = shapely.to_wkb(shapely.box(number * 1000, 0, number * 1000 + 1000, 1000))
        rows.append({"area_code": f"E0500000{number}", "area_name": f"Ward {'ABCDEF'[number]}", "area_type": "ward", "outline_wkb": box})
        rows.append({"area_code": f"E0100000{number}", "area_name": f"LSOA {number}", "area_type": "lsoa", "outline_wkb": box})
    return frame("core.area", [{**row, "is_in_place": True, "source_file_id": "f"} for row in rows])


def _postcodes(*points: tuple[str, float]) -> pl.DataFrame:
    return frame("core.postcode", [{"postcode": code, "easting": east, "northing": 500.0, "lad_code": "E07000001"} for code, east in points])


def test_where_a_grant_goes_has_its_basis() -> None:
    rows = [
        grant(1, 2024, "1", area_code="E05000001"), grant(2, 2024, "1", area_code="E07000001", charity_number="1000001"), grant(3, 2024, "1", area_as_published="ward c"),
        grant(4, 2024, "1", charity_number="1000001"), grant(5, 2024, "1", company_number="01234567"), grant(6, 2024, "1", recipient_kind="individual (withheld)", area_code="E05000001"),
        grant(7, 2024, "1", area_code="E09999999"), grant(8, 2024, "1", area_code="E01000004"), grant(9, 2024, "1"), grant(10, 2024, "1"), grant(11, 2024, "1", charity_number="1000009"),
    ]  # fmt: skip
    keys = {9: "HALL", 10: "FRIENDS", 11: "HALL"}
    lines = [2, 6, 7, *keys]
    told = pl.DataFrame(
        {
            "line_id": lines, "recipient_postcode": ["ZA1 1AA", "ZA1 1AA", *[None] * 4], "recipient_area_code": [None, None, "E05000005", *[None] * 3],
            "recipient_key": [keys.get(line) for line in lines],
        }
    )  # fmt: skip
    # two charities bear one name, so that tells nothing; nor does a name where the list gives another number
    offices = offices_of(
        pl.DataFrame(
            {
                "charity_number": ["1000005", "1000006", "1000007", "1000008"], "company_number": ["01234567", None, None, None], "name_key": ["BAND", "HALL", "FRIENDS", "FRIENDS"],
                "office_postcode": ["ZA1 1AB", "ZA1 1AA", "ZA1 1AA", "ZA1 1AB"],
            }
        )
    )  # fmt: skip
    found = place_grants(frame("mart.grant", rows), told, _postcodes(("ZA1 1AA", 3500.0), ("ZA1 1AB", 500.0)), Outlines(_areas()), offices)
    assert {line: (place["benefit_ward_code"], place["benefit_district_code"], place["benefit_basis"]) for line, place in found.items()} == {
        1: ("E05000001", "E07000001", "area code on the grant"), 2: (None, "E07000001", "area code on the grant"), 3: ("E05000002", "E07000001", "name of the area on the grant"),
        **dict.fromkeys((4, 5, 7, 9, 10, 11), (None, None, None)), 8: ("E05000004", "E07000001", "area code on the grant"),
    }  # fmt: skip
    assert {line: (place["recipient_ward_code"], place["recipient_basis"]) for line, place in found.items() if place["recipient_basis"]} == {
        2: ("E05000003", "postcode on the grant"), 4: ("E05000003", "postcode on another grant to it"), 5: ("E05000000", "registered office"), 7: ("E05000005", "area code on the grant"),
        9: ("E05000003", "registered office of the charity of its name"),
    }  # fmt: skip


def test_no_ward_is_told_of_a_recipient_whose_name_is_withheld() -> None:
    places = {1: {"benefit_ward_code": "E05000001", "benefit_district_code": "E07000001", "benefit_basis": "area code on the grant", "recipient_ward_code": "E05000001", "recipient_district_code": "E07000001", "recipient_basis": "postcode on the grant"}}
    (row,) = facts_of([grant(1, 2024, "1", recipient_as_published="(withheld)")], places).to_dicts()
    assert (row["benefit_ward_code"], row["benefit_district_code"], row["recipient_ward_code"], row["recipient_district_code"]) == (None, "E07000001", None, None)


def _statistics(scores: list[float], persons: list[int], period: str = "2019") -> pl.DataFrame:
    rows: Rows = [{"area_code": f"E0100000{number}", "statistic": "Index of Multiple Deprivation: score", "period": period, "value": score, "unit": "score"} for number, score in enumerate(scores)]
    rows += [{"area_code": f"E0100000{number}", "statistic": "Persons: all ages", "period": "2023-06-30", "value": float(count), "unit": "persons"} for number, count in enumerate(persons)]
    return frame("core.area_statistic", [{**row, "source_file_id": "f"} for row in rows])


def _need(scores: list[float], persons: list[int]) -> dict[str, Need]:
    areas = _areas()
    return needs(_statistics(scores, persons), areas, _postcodes(), ["E07000001"], Outlines(areas), LIMITS)


def test_deprivation_is_the_mean_of_small_areas_by_residents_and_the_most_deprived_fifth_is_marked() -> None:
    found = _need([50, 10, 20, 30, 40, 5], [100, 200, 300, 100, 100, 200])
    # 50×100 + 10×200 + 20×300 + 30×100 + 40×100 + 5×200 = 21,000 of 1,000 people
    assert (found["E07000001"].deprivation, found["E07000001"].persons, found["E07000001"].is_deprived) == (21.0, 1000, None)
    assert [found[f"E0500000{number}"].rank for number in range(6)] == [1, 5, 4, 3, 2, 6]
    # a fifth of six wards, rounded up, is two
    assert [found[f"E0500000{number}"].is_deprived for number in range(6)] == [True, False, False, False, True, False]
    lacking = _need([50, 10, 20, 30, 40], [100, 200, 300, 100, 100, 200])
    # of the district five small areas in six are known, which is not nine tenths
    assert lacking["E05000005"].deprivation is None and lacking["E07000001"].deprivation is None and lacking["E05000000"].rank == 1


def _verdicts(rows: Rows, places: dict[int, dict[str, str | None]], own_list: frozenset[str]) -> dict[str, tuple[str, str]]:
    need = _need([50, 10, 20, 30, 40, 5], [100, 200, 300, 100, 100, 200])
    kinds = {row["line_id"]: row["recipient_kind"] for row in rows}
    table = by_area(facts_of(rows, places), kinds, need, Outlines(_areas()), own_list, LIMITS)
    return {row["area_code"]: (row["verdict"], row["reason"]) for row in table.iter_rows(named=True) if row["area_type"] == "ward"}


def test_a_cold_spot_is_deprived_and_given_less_than_half() -> None:
    rows = [grant(1, 2024, "800"), grant(2, 2024, "10", recipient_as_published="Band"), grant(3, 2024, "150", recipient_as_published="Hall"), grant(4, 2024, "999", recipient_as_published="individual (withheld)", recipient_kind="individual (withheld)")]
    places = {number: {"benefit_ward_code": f"E0500000{ward}", "benefit_district_code": "E07000001", "benefit_basis": "area code on the grant"} for number, ward in ((1, 1), (2, 0), (3, 4))}
    found = _verdicts(rows, places, frozenset({"E07000001"}))
    # 960 for 1,000 people: £960 a thousand. Ward A has 100 for each thousand, ward E 1,500; ward F has nothing and is the least deprived
    assert {code: verdict for code, (verdict, _) in found.items()} == {"E05000000": "cold spot", **{f"E0500000{number}": "not a cold spot" for number in range(1, 6)}}
    assert "£100.00 a year for each 1,000 residents, where the place has £960.00; number 1 by deprivation" in found["E05000000"][1]
    # nobody who serves it sent a list: that nothing is listed is no finding
    assert {verdict for verdict, _ in _verdicts(rows, places, frozenset()).values()} == {"not computed"}
    # one ward alone has a list of its own: it is held against nothing
    alone = _verdicts(rows, places, frozenset({"E05000001"}))
    assert alone["E05000001"] == ("not computed", "Lists of grants and residents are known of 1 of its kind (ward) alone: too few to compare.")
    # of 960 pounds 800 are not known by ward
    unplaced = _verdicts(rows, {number: place for number, place in places.items() if number > 1}, frozenset({"E07000001"}))
    assert {reason for _, reason in unplaced.values()} == {"It is known of 17 % of the money which ward it is to benefit: too little to compare."}


def test_pounds_a_year_are_over_the_years_that_lists_have_for_every_area_alike() -> None:
    """Of 2020 to 2024 lists have 2021, 2022 (of a private person alone) and 2024: three years, though ward A was given a grant in one of them only."""
    rows = [
        grant(1, 2021, "300"), grant(2, 2024, "600", recipient_as_published="Band"), grant(3, 2022, "5", recipient_as_published="individual (withheld)", recipient_kind="individual (withheld)"),
        grant(4, 2012, "9000", recipient_as_published="Hall"),
    ]  # fmt: skip
    places = {number: {"benefit_ward_code": f"E0500000{ward}", "benefit_district_code": "E07000001", "benefit_basis": "area code on the grant"} for number, ward in ((1, 0), (2, 1), (4, 0))}
    table = by_area(facts_of(rows, places), {row["line_id"]: row["recipient_kind"] for row in rows}, _need([50, 10, 20, 30, 40, 5], [100, 200, 300, 100, 100, 200]), Outlines(_areas()), frozenset({"E07000001"}), LIMITS)
    wide = {row["area_code"]: row for row in table.iter_rows(named=True) if row["first_fy"] != row["last_fy"]}
    assert {(row["first_fy"], row["last_fy"], row["year_count"]) for row in wide.values()} == {(2021, 2024, 3)}
    # 300 ÷ 100 people ÷ 3 years, 600 ÷ 200 ÷ 3, and 900 ÷ 1,000 ÷ 3, each for a thousand
    assert [wide[code]["per_1000_a_year_gbp"] for code in ("E05000000", "E05000001", "E07000001")] == [1000, 1000, 300]
    assert wide["E05000000"]["reason"].startswith("2021-22 to 2024-25 (3 years of lists): £1,000.00 a year")


def test_telling_words_are_what_something_is_for() -> None:
    assert telling_words("Grant to support the Youth Clubs", "Children's boxing and fitness") == {"youth", "club", "children", "boxing", "fitness"}


def test_overlaps_are_of_two_funders_one_recipient_one_time_and_one_purpose() -> None:
    def two(number: int, purpose: str, **more: Any) -> dict[str, Any]:
        return grant(number, 2024, "100", purpose=purpose, title=None, charity_number="1000001", **more)

    lottery = {"body_id": None, "funder_as_published": "Lottery"}
    rows = [
        two(1, "Debt advice for tenants"), two(2, "Advice on debts in surgeries", **lottery), two(3, "A minibus", **lottery), two(4, "Debt advice again"),
        two(5, "Debt advice", awarded_on=date(2025, 5, 2), **lottery), two(6, "Debt advice", duration_months=None, **lottery), grant(7, 2024, "1", purpose="Debt advice for tenants", recipient_as_published="Band", **lottery),
    ]  # fmt: skip
    table = overlaps(facts_of(rows), frame("mart.grant", rows), 2, 0.5)
    # 4 is of the same funder, 5 begins a day after 1 ends, 7 goes to somebody else; of 6 nobody says how long, but it is of the same year
    assert {(row["left_line_id"], row["right_line_id"]): (row["shared_words"], row["overlap_from_on"], row["overlap_until_on"]) for row in table.iter_rows(named=True)} == {
        (1, 2): ("advice, debt", date(2024, 5, 1), date(2025, 4, 30)), (2, 4): ("advice, debt", date(2024, 5, 1), date(2025, 4, 30)),
        (1, 6): ("advice, debt", None, None), (4, 6): ("advice, debt", None, None),
    }  # fmt: skip
    assert table["reason"][0] == (
        "Northby Council (£100.00) and Lottery (£100.00) both fund it from 2024-05-01 to 2025-04-30; the same charity number; both speak of: advice, debt."
    )


POT = """
[[pot]]
id = "one"
name = "One gateway"
amount_gbp = 2000000
first_fy = 2025
last_fy = 2026
decide_months_before = 6
funders = ["northby", "lottery"]
areas = ["E05000001"]
recipient_kinds = ["charity", "other organisation"]
max_award_gbp = 100
max_months = 24

[[pot.theme]]
name = "young people"
words = ["young people", "youth"]
"""
PLACE = Place(name="Sample", area=(Area(code="E07000001"),))


def reasons_end(row: dict[str, Any]) -> str:
    return str(row["reason"]).rsplit("; ", 1)[1]


def test_the_joint_list_says_why_each_grant_is_in_or_out() -> None:
    pots = parse_pots(POT.encode(), Path("grants-gateway.toml"), PLACE)

    def asked(number: int, purpose: str, recipient: str, **more: Any) -> dict[str, Any]:
        return grant(number, 2024, "100", purpose=purpose, title=None, recipient_as_published=recipient, **more)

    rows = [
        asked(1, "Evenings for young people", "A"), asked(2, "Youth evenings", "B", amount_gbp=Decimal(101)), asked(3, "Youthful art", "C"), asked(4, "Youth", "D", duration_months=None),
        asked(5, "Youth", "E", body_id=None, funder_as_published="Other fund"), asked(6, "Youth", "F", recipient_kind="company"), asked(7, "Youth", "G", awarded_on=date(2020, 1, 1)),
        asked(8, "Youth", "individual (withheld)", recipient_kind="individual (withheld)"), asked(9, "Youth", "H"), asked(10, "Youth", "I", duration_months=30),
        asked(11, "Youth evenings", "J", awarded_on=date(2023, 5, 1)), asked(12, "Evenings for youths", "J", awarded_on=date(2024, 5, 1)), asked(13, "Youth", "K"), asked(14, "Youth", "L", awarded_on=date(2024, 3, 10)),
    ]  # fmt: skip
    places = {number: {"benefit_ward_code": "E05000001", "benefit_district_code": "E07000001", "benefit_basis": "area code on the grant"} for number in range(1, 13)}
    places[9] = {"benefit_ward_code": None, "benefit_district_code": "E07000001", "benefit_basis": "area code on the grant"}
    places[14] = places[1]
    places[13] = {"benefit_ward_code": "E05000002", "benefit_district_code": "E07000001", "benefit_basis": "area code on the grant"}
    table = decisions(pots, facts_of(rows, places), frame("mart.grant", rows))
    found = {row["line_id"]: row for row in table.iter_rows(named=True)}
    assert {line: row["outcome"] for line, row in found.items()} == {1: "in", 2: "out", 3: "out", 4: "not stated", 6: "out", 9: "not stated", 10: "out", 11: "out", 12: "in", 13: "out", 14: "in"}
    assert (found[1]["until_on"], found[1]["decide_by_on"], found[1]["decision_fy"], found[1]["theme"]) == (date(2025, 4, 30), date(2024, 10, 30), 2025, "young people")
    assert reasons_end(found[14]) == "it ends on 2025-03-09, before the pot opens on 2025-04-01, so what follows it is decided by 2024-09-30." and found[14]["decision_fy"] == 2025
    reasons = {line: row["reason"] for line, row in found.items()}
    assert reasons[2] == "It is £101.00 a year, more than £100.00."
    assert reasons[3] == "No word of it is of the themes young people."
    assert reasons[4] == "The lists do not say how long it runs; what it is a year is not known; its length is not stated."
    assert reasons[6] == "Its recipient is a company, and the pot is for charity or other organisation."
    assert reasons[9] == "It is to benefit E07000001, and no list says which ward."
    assert reasons[10] == "It runs for 30 months, more than 24."
    assert reasons[11] == "A grant that began on 2024-05-01 has followed it already."
    assert reasons[13] == "It is to benefit E05000002, which the pot is not for."
    assert reasons[1].startswith("'young people' in its purpose is of the theme young people; it is to benefit E05000001;")


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ("max_award_gbp", "max_awards_gbp", "[[pot]] number 1, line 2: 'max_awards_gbp' is not known here. Known are: id, name,"),
        ('id = "one"', "", "[[pot]] number 1, line 2: 'id' is missing: it must be given."),
        ("last_fy = 2026", "last_fy = 2024", "the last year, 2024-25, is before the first, 2025-26."),
        ("max_months = 24", "max_months = 24\nmin_months = 48", "min_months is above max_months, so no grant could meet both."),
        ('"northby", "lottery"', '"northby", "Northby"', "a funder is named twice. Name each once."),
        ('areas = ["E05000001"]', 'areas = ["Ward A"]', "'Ward A' is no code of an area"),
        ('"charity", "other organisation"', '"charities"', "'recipient_kinds' has 'charities', which is not one of charity, company, other organisation or public body."),
        ("[[pot]]", "[[pot", "is not valid TOML"),
    ],
)  # fmt: skip
def test_a_fault_of_the_file_gets_a_sentence(was: str, becomes: str, said: str) -> None:
    with pytest.raises(PlaceError) as raised:
        parse_pots(POT.replace(was, becomes, 1).encode(), Path("grants-gateway.toml"), PLACE)
    assert said in str(raised.value)


def test_a_funder_of_whom_there_is_no_list_and_an_area_that_is_none_are_told() -> None:
    told = list(meets_nothing(parse_pots(POT.encode(), Path("x"), PLACE), POT.encode(), ["northby", "Northby Council"], {"E05000002"}))
    assert told == [
        "[[pot]] number 1, line 2: no list has a grant of 'lottery', so none of its stands in the joint list. Lists have grants of: Northby Council, northby. Write the funder as they do, or have its list sent.",
        "[[pot]] number 1, line 2: 'E05000001' is no area of the place that any boundary shows, so no grant is for it. Correct the code, or put the boundaries into reference/.",
    ]


def test_the_pot_of_the_page_can_be_used() -> None:
    (block,) = re.findall(r"```toml\n(.*?)```", (Path(__file__).parents[2] / "docs" / "grants-gateway.md").read_text("utf-8"), re.DOTALL)
    (pot,) = parse_pots(block.encode(), Path("x"), Place(name="Sample"))
    assert set(Pot.model_fields) == pot.model_fields_set


def test_nothing_is_made_of_nothing() -> None:
    none = frame("mart.grant", [])
    facts = facts_of([])
    assert facts.is_empty() and parties(facts, frame("ref.body", []), {}).is_empty() and overlaps(facts, none, 2, 0.5).is_empty()
    assert by_area(facts, {}, {}, Outlines(_areas()), frozenset(), LIMITS).is_empty() and decisions(parse_pots(POT.encode(), Path("x"), PLACE), facts, none).is_empty()
