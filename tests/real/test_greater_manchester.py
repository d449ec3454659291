"""The place of places/greater_manchester.csv, run to a publication."""

import csv
from decimal import Decimal

import pytest

from tests.example_place.conftest import Published
from tests.real.conftest import COUNCILS, DATA, DISTRICTS
from tests.real.reader import count_payments

pytestmark = [pytest.mark.real, pytest.mark.soak, pytest.mark.timeout(1800)]
OUTCOMES = ("loaded", "rejected", "ignored", "held", "superseded")
REGISTER = "inbox/trafford-council/property/trafford_land_and_building_assets.csv"
TRAFFORD = "E08000009"


def _register(published: Published) -> list[dict[str, object]]:
    return published.rows(
        """
        select estate.* from mart.estate estate
        where asset_id in (select asset_id from mart.estate_source join ops.source_file using (source_file_id) where path = ?)
        """,
        REGISTER,
    )


def test_every_file_ends_somewhere_with_a_reason(greater_manchester: Published) -> None:
    assert len(greater_manchester.files) > 70
    for path, file in greater_manchester.files.items():
        assert (file["status"] == "loaded") == (not file["reason"]), path
    for key, part in greater_manchester.parts.items():
        assert part["rows_read"] == sum(part[f"rows_{name}"] for name in OUTCOMES), key
        assert not part["rule"] or part["rule"][0].isalnum(), part["rule"]


def test_the_register_of_trafford_lands_in_trafford(greater_manchester: Published) -> None:
    """But for two that SOURCES.md names and Tatton House, whose address is in Wythenshawe and so in Manchester."""
    rows = _register(greater_manchester)
    placed = [row for row in rows if row["location_method"] not in ("postcode", "not known")]
    assert len(placed) > 350
    elsewhere = {row["name"] for row in placed if row["area_code"] != TRAFFORD}
    assert elsewhere == {"Sonova House", "The Fort", "Tatton House"}


def test_the_exchanged_row_is_put_right(greater_manchester: Published) -> None:
    (row,) = [row for row in _register(greater_manchester) if row["name"] == "Davyhulme Youth Centre"]
    assert row["location_method"] == "coordinates exchanged"
    assert row["area_code"] == TRAFFORD
    assert (row["lon"], row["lat"]) == (pytest.approx(-2.365856, abs=2e-6), pytest.approx(53.457484, abs=2e-6))


def test_salford_is_counted_once(greater_manchester: Published) -> None:
    """The year's list has the minus signs that the monthly ones lost (places/greater_manchester.csv)."""
    months = [f"inbox/salford-council/salford/2019-{month:02d}.csv" for month in range(1, 13)]
    assert {greater_manchester.files[path]["status"] for path in months} == {"superseded"}
    year = greater_manchester.parts[("inbox/salford-council/nwod_gm_2019/salford_2019.csv.gz", "table")]
    assert (year["rows_loaded"], year["amount_loaded_gbp"]) == (16793, Decimal("327172549.77"))
    assert sum(greater_manchester.parts[(path, "table")]["rows_superseded"] for path in months) == 16793


def test_every_list_of_payments_is_loaded_or_set_aside_for_a_reason(greater_manchester: Published) -> None:
    """All 38 of places/greater_manchester.csv: only Salford's months of 2019 are set aside, as they lost their minus signs."""
    with (DATA / "places" / "greater_manchester.csv").open(newline="", encoding="utf-8") as stream:
        listed = [row for row in csv.DictReader(stream) if row["kind"] == "payments"]
    assert len(listed) == 38
    became = {row["path"]: greater_manchester.files[f"inbox/{row['body_id']}/{row['path'].removeprefix('spend/')}"] for row in listed}
    aside = {path for path, file in became.items() if file["status"] != "loaded"}
    assert aside == {f"spend/salford/2019-{month:02d}.csv" for month in range(1, 13)}
    assert {became[path]["status"] for path in aside} == {"superseded"}
    assert all("salford_2019.csv.gz" in became[path]["reason"] for path in aside)


def _payments_beside(published: Published, body: str, fy: int) -> dict[str, object]:
    (row,) = published.rows("select * from mart.spend_reconciliation where body_id = ? and fy = ? and outturn_fy is not null", body, fy)
    return row


def test_payments_of_manchester_explain_a_small_share_of_its_outturn_of_2010(greater_manchester: Published) -> None:
    """The one body and year of Greater Manchester with both. Outturn and benefits are typed from the workbook, payments are read by another reader."""
    found = _payments_beside(greater_manchester, "manchester-council", 2010)
    paid = sum((count_payments(DATA, f"manchester/{month}.csv").pounds for month in ("2010-12", "2011-01")), Decimal(0))
    assert (found["expected_gbp"], found["found_gbp"]) == (Decimal(1_234_506_000), paid)
    assert paid == Decimal("117379292.34")
    # what its words put outside net current expenditure comes off the payments; benefits to persons (£202.939m, £1.910m, £37.961m) are in no list
    (told,) = greater_manchester.rows(
        "select sum(amount_gbp) as gbp from mart.spend_line where body_id = 'manchester-council' and fy = 2010 and payment_kind in ('capital', 'housing revenue account')"
    )
    assert found["explained_gbp"] == Decimal(202_939_000 + 1_910_000 + 37_961_000) - told["gbp"]
    assert found["not_explained_gbp"] == Decimal(1_234_506_000) - paid - Decimal(str(found["explained_gbp"]))
    assert found["found_share"] == pytest.approx(float((paid - told["gbp"]) / 1_234_506_000))
    assert "2 of 12 months" in str(found["explanation"])


def test_of_all_other_outturns_it_is_said_that_no_payments_of_the_year_are_here(greater_manchester: Published) -> None:
    rows = greater_manchester.rows("select body_id, fy, found_gbp, found_share, explanation from mart.spend_reconciliation where fy = outturn_fy and found_gbp = 0")
    # 14 bodies of 2010-11 and 13 of 2017-18, but for the one
    assert len(rows) == 14 + 13 - 1
    for row in rows:
        has_lists = row["body_id"].removesuffix("-council") in {"bolton", "manchester", "oldham", "salford", "tameside", "trafford"}
        assert ("was received, only of " in row["explanation"]) == has_lists, row
        assert row["explanation"].startswith("no year has both") == (row["body_id"] != "manchester-council")
    nearest = greater_manchester.rows("select * from mart.spend_reconciliation where outturn_fy <> fy")
    assert {(row["body_id"], row["fy"], row["outturn_fy"]) for row in nearest} == {
        ("bolton-council", 2018, 2017), ("bolton-council", 2019, 2017), ("oldham-council", 2018, 2017), ("oldham-council", 2019, 2017),
        ("tameside-council", 2018, 2017), ("tameside-council", 2019, 2017), ("trafford-council", 2024, 2017), ("trafford-council", 2026, 2017),
        ("salford-council", 2011, 2010), ("salford-council", 2016, 2017), ("salford-council", 2018, 2017), ("salford-council", 2019, 2017),
        *(("manchester-council", fy, 2017) for fy in (2016, 2018, 2019, 2022)),
    }  # fmt: skip
    assert all("the nearest there is" in row["item"] and row["found_share"] is row["explained_gbp"] is None for row in nearest)


def test_councils_spend_in_their_own_areas_and_no_other_money_is_given_to_one(greater_manchester: Published) -> None:
    rows = greater_manchester.rows(
        """
        select body_id, area_code, area.basis, sum(area.net_gbp) as gbp, max(persons) as persons
        from mart.spend_by_area as area join mart.spend_count using (count_id) group by all order by area_code
        """
    )
    assert [(row["body_id"], row["area_code"], row["basis"]) for row in rows] == [
        (f"{name.lower()}-council", code, "measured") for name, code in zip(COUNCILS, DISTRICTS, strict=True)
    ]
    # people of 2024 are set against no year of the returns
    assert {row["persons"] for row in rows} == {None}


def test_contracts_are_not_payments(greater_manchester: Published) -> None:
    part = greater_manchester.parts["inbox/salford-council/salford/2022-07.csv", "table"]
    assert (part["kind"], part["status"], part["rows_loaded"]) == ("contract", "loaded", 360)


def test_all_postcodes_are_accounted_for(greater_manchester: Published) -> None:
    part = greater_manchester.parts[("reference/gm_postcodes_2018-08.csv.gz", "table")]
    assert part["rows_read"] == sum(part[f"rows_{name}"] for name in OUTCOMES) == 111_757
    assert part["rows_loaded"] == 111_757


def test_national_lists_keep_what_is_in_the_place(greater_manchester: Published) -> None:
    path = "inbox/gm-fire-and-rescue/emergency/home_office_fire_stations_england.ods"
    (stations,) = [part for (found, _), part in greater_manchester.parts.items() if found == path]
    assert (stations["rows_read"], stations["rows_loaded"], stations["rows_ignored"]) == (1399, 41, 1358)
    assert stations["rule"] == "outside the place: 1358"
    rows = greater_manchester.rows(
        "select ownership_basis, is_public_estate, is_in_place, count(*) as n from mart.estate where body_id = 'gm-fire-and-rescue' group by all"
    )
    assert [(row["ownership_basis"], row["is_public_estate"]) for row in rows] == [("service list only", None)]


def test_no_uprn_has_leading_zeros(greater_manchester: Published) -> None:
    assert greater_manchester.rows("select uprn from mart.estate where uprn like '0%'") == []


def test_unknown_dates_of_tameside_are_reported(greater_manchester: Published) -> None:
    """Over 900 of its payments are dated 1 January because their dates could not be read (SOURCES.md)."""
    found = greater_manchester.part_issues[("inbox/tameside-council/nwod_gm_2019/tameside_2019.csv.gz", "table")]
    (issue,) = [issue for issue in found if issue["issue_type"] == "many lines dated 1 January"]
    assert issue["occurrences"] == 928


def test_outlines_of_fire_stations_and_schools_find_theirs_and_no_floor_area_is_made_of_them(greater_manchester: Published) -> None:
    """Each of the 41 stations of the Home Office's list has its building on the map; what the map has beyond the lists is counted."""
    stations = greater_manchester.rows("select name, footprint_m2 from mart.estate where function = 'fire station' and body_id = 'gm-fire-and-rescue'")
    assert len(stations) == 41
    assert all(100 < float(str(row["footprint_m2"])) < 6_000 for row in stations)
    (school,) = greater_manchester.rows("select asset_id, footprint_m2, gia_m2, gia_method from mart.estate where name = 'Wellington School' and function = 'school'")
    assert (school["gia_m2"], school["gia_method"]) == (None, None)
    named = greater_manchester.rows("select match_reason, footprint_m2 from mart.building_evidence where asset_id = ?", school["asset_id"])
    assert {row["match_reason"] for row in named} == {"stands in the outline, same use, same name"}
    hospitals = greater_manchester.parts[("inbox/nhs/property/gm_hospitals_footprints.geojson", "table")]
    assert (hospitals["rows_read"], hospitals["rows_loaded"] + hospitals["rows_ignored"]) == (449, 449)


def test_six_hospitals_stand_once_each_and_a_doubtful_sector_makes_none_private(greater_manchester: Published) -> None:
    """The list says "Independent Sector" of the Infirmary and of Wythenshawe, which it puts under an NHS trust."""
    known = {
        "Manchester Royal Infirmary": "M13 9WL", "Salford Royal": "M6 8HD", "Wythenshawe Hospital": "M23 9LT",
        "Royal Oldham Hospital": "OL1 2JH", "Stepping Hill Hospital": "SK2 7JE", "Royal Bolton Hospital": "BL4 0JR",
    }  # fmt: skip
    found = greater_manchester.rows(
        "select name, postcode, ownership_basis, is_public_estate, is_in_place from mart.estate where function = 'hospital' and name in (select unnest(?)) order by name",
        list(known),
    )
    assert [tuple(row.values()) for row in found] == [(name, known[name], "service list only", None, True) for name in sorted(known)]
    outlined = greater_manchester.rows("select distinct name from mart.estate where function = 'hospital' and footprint_m2 > 10000 and name in (select unnest(?))", list(known))
    assert {row["name"] for row in outlined} >= {"Royal Bolton Hospital", "Royal Oldham Hospital", "Stepping Hill Hospital", "Wythenshawe Hospital"}


def test_each_surgery_of_the_list_stands_once_though_some_lines_name_it_again(greater_manchester: Published) -> None:
    """Ten surgeries of a name and postcode stand on two or three lines, their address in other words."""
    found = greater_manchester.rows(
        "select name, postcode, count(*) as n, sum(source_count) as lines from mart.estate where function = 'clinic' group by all having sum(source_count) > 1 and name = 'Shevington Surgery'"
    )
    assert [tuple(row.values()) for row in found] == [("Shevington Surgery", "WN6 8ET", 1, 3)]
    twice = greater_manchester.rows("select name, postcode from mart.estate where function = 'clinic' group by all having count(*) > 1")
    assert twice == []


def test_lists_named_after_where_they_are_say_by_their_name_what_they_are(greater_manchester: Published) -> None:
    found = greater_manchester.rows(
        "select function, function_basis from mart.estate join mart.estate_source using (asset_id) where name in ('Wigan Spotlight', 'Move Altrincham') order by function"
    )
    assert [tuple(row.values()) for row in found] == [("court or probation", "name of the list"), ("leisure centre", "name of the list")]


def test_private_hospitals_are_no_public_estate(greater_manchester: Published) -> None:
    found = greater_manchester.rows("select is_public_estate, count(*) > 0 as is_there from mart.estate where governance = 'independent' and function = 'hospital' group by all")
    assert [tuple(row.values()) for row in found] == [(False, True)]
    spire = greater_manchester.rows("select governance, function from mart.estate where name = 'Spire Manchester Hospital' order by governance nulls last")
    # the list of practices names it too, at another point, and does not say whose it is
    assert [tuple(row.values()) for row in spire] == [("independent", "hospital"), (None, "hospital")]


def test_trafford_s_grants_count_once(greater_manchester: Published) -> None:
    """Three editions of one list, counted from the files: the newest holds every grant of the others (one name was put right)."""
    accounts = {path.rsplit("/", 1)[-1]: part for (path, _), part in greater_manchester.parts.items() if part["kind"] == "grant"}
    assert {name: (part["rows_read"], part["rows_loaded"], part["rows_superseded"], part["amount_read_gbp"]) for name, part in accounts.items()} == {
        "trafford_vcs_grants.csv": (555, 555, 0, Decimal("1291436.54")),
        "trafford_360giving_2022.xlsx": (366, 0, 366, Decimal("808690.47")),
        "trafford_360giving_2020.csv": (122, 0, 122, Decimal("315636.41")),
    }
    (found,) = greater_manchester.rows(
        "select count(*) as n, sum(amount_gbp) as gbp, min(fy) as first, max(fy) as last, count(*) filter (where recipient_kind = 'individual (withheld)') as people, min(body_id) as body from mart.grant where status = 'counted'"
    )
    assert found == {"n": 555, "gbp": Decimal("1291436.54"), "first": 2012, "last": 2024, "people": 1, "body": "trafford-council"}


def test_trafford_s_grants_in_the_gateway(greater_manchester: Published) -> None:
    """Every grant of the list is for twelve months, 11 have the recipient's postcode, and the area to benefit is the whole of Trafford; nine councils sent no list."""
    (found,) = greater_manchester.rows(
        "select count(*)::int as n, count(*) filter (where is_short and not is_under_a_year)::int as short, sum(final_gbp) as gbp, count(*) filter (where recipient_basis = 'postcode on the grant')::int as placed, count(benefit_ward_code)::int as wards from mart.grant_gateway"
    )
    assert found == {"n": 555, "short": 555, "gbp": Decimal("1291436.54"), "placed": 11, "wards": 0}
    others = greater_manchester.rows(
        "select distinct verdict, reason from mart.grant_area where area_type = 'district' and basis = 'place to benefit' and area_code <> 'E08000009' and first_fy <> last_fy"
    )
    assert others == [{"verdict": "not computed", "reason": "No body that serves it sent a list of its grants: that none are listed here is no finding."}]
