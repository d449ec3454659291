"""Which organisations of the third sector concern the place, where they work as against their office, and what goes to them, over given rows."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.sql.running import Rows, file_of, run_file, threshold

HERE, AWAY = "ZA1 1AA", "ZB1 1AA"
AREAS = [
    {"area_code": "E07999001", "area_name": "Brackmouth", "area_type": "district", "is_in_place": True},
    {"area_code": "E07999091", "area_name": "Ottermoss", "area_type": "district", "is_in_place": False},
]
POSTCODES = [{"postcode": HERE, "lad_code": "E07999001"}, {"postcode": AWAY, "lad_code": "E07999091"}]


def charity(row: int, number: str, postcode: str | None = None, file: str = "register", **facts: Any) -> dict[str, Any]:
    name = facts.pop("name", f"Charity {number}")
    told = {
        "source_file_id": file, "source_part": "table", "source_row": row, "path": f"{file}.csv", "charity_number": number, "name_as_published": name, "name_key": name.upper(), "office_postcode": postcode,
    }  # fmt: skip
    return told | facts


def detail(row: int, number: str, file: str = "areas", **facts: Any) -> dict[str, Any]:
    return {"source_file_id": file, "source_part": "table", "source_row": row, "path": f"{file}.csv", "charity_number": number} | facts


def group(row: int, name: str, area: str | None, file: str = "groups", **facts: Any) -> dict[str, Any]:
    told = {"source_file_id": file, "source_part": "table", "source_row": row, "path": f"{file}.csv", "name_as_published": name, "name_key": name.upper(), "area_as_published": area, "activities": "Meets"}
    return told | facts


def lines(tmp_path: Path, charities: Rows = (), details: Rows = (), groups: Rows = (), **others: Rows) -> Rows:  # type: ignore[assignment]
    files = {row["source_file_id"] for row in (*charities, *details, *groups)}
    given: dict[str, Rows] = {
        "staging.charity": list(charities), "staging.charity_detail": list(details), "staging.sector_group": list(groups), "core.area": AREAS, "core.postcode": POSTCODES,
        "ref.body": [{"body_id": "county", "name": "Aldermarch County Council", "kind": "council"}],
        "raw.inbox": [{"source_file_id": file, "source_part": "table", "received_on": date(2025, 6, 1)} for file in files],
        "core.assumption": threshold("sector_list_place_share", 0.5),
        **{name.replace("__", "."): rows for name, rows in others.items()},
    }  # fmt: skip
    return run_file(file_of("core.sector_line"), given, tmp_path).rows(named=True)


def test_an_office_here_is_not_work_here_and_the_country_is_not_the_place(tmp_path: Path) -> None:
    """Of a national register those with an office or work here, or that a body pays; each with where it says that it works."""

    def area(row: int, number: str, kind: str, name: str) -> dict[str, Any]:
        return detail(row, number, area_kind=kind, area_as_published=name)

    found = lines(
        tmp_path,
        [charity(row, f"10000{row:02d}", postcode) for row, postcode in enumerate((HERE, AWAY, AWAY, HERE, AWAY, AWAY, None, "ZC9 9ZZ", "ZA1 9ZZ"), 2)],
        [
            area(2, "1000002", "Local Authority", "Brackmouth City"), area(3, "1000003", "Local Authority", "Aldermarch"), area(4, "1000003", "Local Authority", "Ottermoss"),
            area(5, "1000004", "Region", "Throughout England"), area(6, "1000005", "Region", "Throughout England And Wales"), area(7, "1000006", "Country", "Wales"),
            area(8, "1000099", "Local Authority", "Brackmouth"),
        ],
        analysis__supplier_name=[{"supplier_key": "X", "charity_number": "1000006"}],
    )  # fmt: skip
    told = {row["source_row"]: (row["line_status"], row["office"], row["operation"]) for row in found if row["source_kind"] == "charity"}
    assert {row["source_row"]: row["area_codes"] for row in found if row["area_codes"] and row["source_kind"] == "charity"} == {2: "E07999001", 3: "whole place"}
    assert told == {
        2: ("loaded", "in the place", "in the place only"), 3: ("loaded", "outside the place", "in the place and elsewhere"), 4: ("ignored", "outside the place", "wider, the place not named"),
        5: ("loaded", "in the place", "wider, the place not named"), 6: ("loaded", "outside the place", "elsewhere"), 7: ("ignored", "outside the place", "not stated"),
        8: ("ignored", "not known", "not stated"), 9: ("ignored", "outside the place", "not stated"), 10: ("ignored", "not known", "not stated"),
    }  # fmt: skip
    other = {row["source_row"]: (row["line_status"], row["line_reason"]) for row in found if row["source_kind"] == "charity_detail"}
    assert other[2] == ("loaded", None) and other[5] == ("ignored", "outside the place") and other[8] == ("ignored", "of a charity that no list names")


def test_a_list_of_the_places_charities_concerns_it_with_all_of_them(tmp_path: Path) -> None:
    """Half of the offices that can be placed are here. Who says that it works elsewhere is none of them; the newer list counts, and a charity twice in one list once."""
    new = {"extracted_on": date(2025, 5, 1)}
    found = lines(
        tmp_path,
        [
            charity(2, "1000002", HERE), charity(3, "1000003", AWAY), charity(4, "1000004"), charity(5, "1000002", HERE), charity(6, "1000005", area_as_published="Ottermoss"),
            charity(2, "1000002", HERE, "new", **new), charity(3, "1000008", AWAY, "new", **new), charity(4, "1000009", AWAY, "new", **new),
        ],
    )  # fmt: skip
    told = {(row["source_file_id"], row["source_row"]): (row["line_status"], row["line_reason"], row["is_listed"]) for row in found}
    assert told == {
        ("register", 2): ("loaded", None, True), ("register", 3): ("loaded", None, True), ("register", 4): ("loaded", None, True), ("register", 5): ("superseded", "the list has it twice", True),
        ("register", 6): ("ignored", "outside the place", False), ("new", 2): ("superseded", "a newer list has it: register.csv", True), ("new", 3): ("ignored", "outside the place", False), ("new", 4): ("ignored", "outside the place", False),
    }  # fmt: skip


def test_a_group_with_the_name_of_one_charity_is_it_and_one_elsewhere_is_not_of_the_place(tmp_path: Path) -> None:
    found = lines(
        tmp_path,
        [charity(2, "1000002", HERE, name="Choir"), charity(3, "1000003", HERE, name="Band"), charity(4, "1000004", HERE, name="Band")],
        groups=[group(2, "Choir", "Brackmouth"), group(3, "Band", "Brackmouth"), group(4, "Walkers", "Ottermoss"), group(5, "Knitters", "The Mill"), group(6, "Drop-in", None), group(7, "Drop-in", None)],
    )
    told = {row["source_row"]: (row["line_status"], row["charity_number"], row["operation"]) for row in found if row["source_kind"] == "sector_group"}
    assert told == {
        2: ("loaded", "1000002", "in the place only"), 3: ("loaded", None, "in the place only"), 4: ("ignored", None, "elsewhere"), 5: ("loaded", None, "area not recognised"),
        6: ("loaded", None, "not stated"), 7: ("superseded", None, "not stated"),
    }  # fmt: skip


def test_a_charity_whose_number_cannot_be_read_is_known_by_its_name(tmp_path: Path) -> None:
    found = lines(tmp_path, [charity(row, "1000002", HERE, name=name, charity_number=None) for row, name in ((2, "Hounds"), (3, "Hounds"), (4, "Whippets"))])
    assert {row["source_row"]: row["line_reason"] for row in found} == {2: None, 3: "the list has it twice", 4: None}


def organisations(tmp_path: Path, charities: Rows, details: Rows = (), groups: Rows = (), **others: Rows) -> dict[str, dict[str, Any]]:  # type: ignore[assignment]
    kinds = [("charity", row) for row in charities] + [("charity_detail", row) for row in details] + [("sector_group", row) for row in groups]
    counted = [
        {
            **{name: row[name] for name in ("source_file_id", "source_part", "source_row")}, "source_kind": kind, "line_status": "loaded", "operation": "not stated", "office": "in the place",
            "office_area_code": "E07999001", "is_listed": True, "as_at_on": date(2025, 6, 1),
            "organisation_key": f"charity/{row['charity_number']}" if row.get("charity_number") else f"group/{row['name_key']}",
        }
        for kind, row in kinds
    ]  # fmt: skip
    given: dict[str, Rows] = {
        "core.sector_line": counted, "staging.charity": list(charities), "staging.charity_detail": list(details), "staging.sector_group": list(groups),
        **{name.replace("__", "."): rows for name, rows in others.items()},
    }  # fmt: skip
    rows = run_file(file_of("mart.sector_organisation"), given, tmp_path).rows(named=True)
    return {row["charity_number"] or row["name"]: row for row in rows}


def test_who_is_paid_is_told_by_number_and_by_name_only_where_no_number_speaks_against_it(tmp_path: Path) -> None:
    def supplier(number: int, pounds: str, **facts: Any) -> dict[str, Any]:
        return {"supplier_id": f"s{number}", "amount_gbp": Decimal(pounds), **facts}

    found = organisations(
        tmp_path,
        [
            charity(2, "1000002", name="Choir"), charity(3, "1000003", name="Band", company_number="09500001"), charity(4, "1000004", name="Harriers"), charity(5, "1000005", name="Club"),
            charity(6, "1000006", name="Club"),
        ],
        groups=[group(2, "Knitters", None)],
        mart__supplier=[
            supplier(1, "100", charity_number="1000002"), supplier(2, "50", company_number="09500001"), supplier(3, "30", charity_number="1999999"), supplier(4, "20"), supplier(5, "10"),
            supplier(6, "5", charity_number="1000002"), supplier(7, "7", body_id="county", charity_number="1000004"),
        ],
        # s3 is called Harriers under another charity's number; nobody knows which Club s4 is
        core__supplier_identity=[{"supplier_key": key, "supplier_id": f"s{n}"} for n, key in ((1, "SAMPLE CHOIR"), (3, "HARRIERS"), (4, "CLUB"), (5, "KNITTERS"))],
    )  # fmt: skip
    assert {key: (row["supplier_id"], row["supplier_link"], row["paid_gbp"]) for key, row in found.items()} == {
        "1000002": ("s1", "charity number", 105), "1000003": ("s2", "company number", 50), "1000004": (None, None, 0), "1000005": (None, None, 0), "1000006": (None, None, 0),
        "Knitters": ("s5", "name", 10),
    }  # fmt: skip


def test_grants_go_to_one_organisation_each_and_what_it_gave_on_stands_beside(tmp_path: Path) -> None:
    def given(row: int, pounds: str, given_on: str = "0", key: str = "OTHER", **facts: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        place = {"source_file_id": "g", "source_part": "table", "source_row": row}
        line = {
            **place, "line_id": row, "fy": 2020 + row, "amount_gbp": Decimal(pounds), "regrant_gbp": Decimal(given_on), "final_gbp": Decimal(pounds) - Decimal(given_on),
            "recipient_kind": "other organisation", "status": "counted",
        }  # fmt: skip
        return line | facts, {**place, "recipient_key": key}

    pairs = [
        given(2, "100", "40", charity_number="1000002"), given(3, "10", key="CHOIR"), given(4, "5", key="CHOIR", charity_number="1000009"), given(5, "3", key="CHOIR", recipient_kind="individual (withheld)"),
        given(6, "2", key="CHOIR", status="superseded"),
    ]  # fmt: skip
    found = organisations(tmp_path, [charity(2, "1000002", name="Choir")], mart__grant=[line for line, _ in pairs], staging__grant=[staged for _, staged in pairs])
    row = found["1000002"]
    assert (row["grant_count"], row["granted_gbp"], row["given_on_gbp"], row["grant_link"], row["first_grant_fy"], row["last_grant_fy"]) == (2, 110, 40, "name", 2022, 2023)


def test_what_the_register_and_a_group_list_say_is_put_together_and_secrets_are_withheld(tmp_path: Path) -> None:
    found = organisations(
        tmp_path,
        [charity(2, "1000002", name="Choir", activities="Sings", income_gbp=Decimal(9), ends_on=date(2024, 3, 31)), charity(3, "1000003", name="Rose House Trust", activities="A garden"), charity(4, "1000004", activities="At Rose House"), charity(5, "1000005", name="individual (withheld)", activities="Prizes", company_number="09500005") | {"name_key": None}],
        [
            detail(2, "1000002", class_kind="what", class_as_published="Arts"), detail(3, "1000002", class_kind="who", class_as_published="Elderly"), detail(4, "1000002", class_kind="who", class_as_published="Children"),
            detail(5, "1000002", ends_on=date(2023, 3, 31), contracts_gbp=Decimal(4), volunteers=9), detail(6, "1000002", ends_on=date(2024, 3, 31), contracts_gbp=Decimal(5), contract_count=2, is_grant_maker=True),
            detail(7, "1000004", ends_on=date(2022, 3, 31), income_gbp=Decimal(70)),
        ],
        [group(2, "Choir", "Brackmouth", charity_number="1000002", members=30, age_from=0, age_to=120), group(3, "Knitters", None, for_whom="Older people")],
        core__withheld_payee=[{"supplier_key": "ROSE HOUSE TRUST"}],
        core__guarded_text=[{"text": "At Rose House"}],
    )  # fmt: skip
    choir = found["1000002"]
    assert (choir["what_it_does"], choir["who_it_helps"], choir["activities"], choir["members"], choir["age_to"], choir["kind"], choir["status"]) == ("Arts", "Children | Elderly", "Sings", 30, 120, "charity", "not stated")
    assert (choir["government_contracts_gbp"], choir["government_contract_count"], choir["volunteers"], choir["return_to_on"], choir["income_gbp"]) == (5, 2, None, date(2024, 3, 31), 9)
    hidden = found["(withheld)"]
    assert (hidden["charity_number"], hidden["activities"], hidden["office_area_code"]) == (None, "(withheld)", None)
    assert (found["1000004"]["activities"], found["1000004"]["income_gbp"], found["1000004"]["period_to_on"]) == ("(withheld)", 70, date(2022, 3, 31))
    person = found["individual (withheld)"]
    assert (person["charity_number"], person["company_number"], person["activities"], person["office_area_code"]) == (None, None, "(withheld)", None)
    knitters = found["Knitters"]
    assert (knitters["kind"], knitters["status"], knitters["who_it_helps"], knitters["office"], knitters["sector_id"] != choir["sector_id"]) == ("group on no register", "on no register", "Older people", "not known", True)


WORDS = [
    {"applies_to": "words", "phrase": "job club*", "subject_kind": "cohort", "subject": "neets"}, {"applies_to": "words", "phrase": "drug*", "subject_kind": "cohort", "subject": "addicts"},
    {"applies_to": "classification", "phrase": "community employment", "subject_kind": "cohort", "subject": "neets"}, {"applies_to": "words", "phrase": "choir", "subject_kind": "function", "subject": "library"},
]  # fmt: skip


def matches(tmp_path: Path, organisations: Rows, needs: Rows, **others: Rows) -> dict[tuple[str, str, int], dict[str, Any]]:
    shown = {"kind": "charity", "status": "registered", "office": "in the place", "operation": "in the place only"}
    gaps = [{"age_from": 16, "age_to": 17, "area_code": "E07999001", "area_name": "Brackmouth", "fy": 2024, "verdict": "fewer places than people", "gap_people": 5.0} | need for need in needs]
    given: dict[str, Rows] = {
        "mart.sector_organisation": [shown | row for row in organisations], "mart.provision_gap": gaps, "ref.sector_word": WORDS, **{name.replace("__", "."): rows for name, rows in others.items()},
    }  # fmt: skip
    rows = run_file(file_of("mart.sector_match"), given, tmp_path).rows(named=True)
    return {(row["sector_id"], row["cohort"], row["age_from"]): row for row in rows}


def test_every_match_says_with_what_words_and_what_speaks_against_it(tmp_path: Path) -> None:
    here = {"area_codes": "E07999001; E07999003", "areas_in_place": "Brackmouth; Dunmarrow"}
    found = matches(
        tmp_path,
        [
            {"sector_id": "a", "name": "Start", "activities": "Job Clubs, and more.", "what_it_does": "Community/employment | Arts", "age_from": 0, "age_to": 25, "age_basis": "classification", **here},
            {"sector_id": "b", "name": "Job club of the county", "age_from": 60, "age_to": 120, "age_basis": "stated", "area_codes": "E07999002", "areas_in_place": "Cawdenshaw"},
            {"sector_id": "c", "name": "Relief", "who_it_helps": "NEETs", "operation": "wider, the place not named", "office": "outside the place", "is_insolvent": True},
            {"sector_id": "d", "name": "Choir", "activities": "A choir with a jobclub", **here},
            {"sector_id": "e", "name": "Closed", "activities": "Job club", "status": "removed"}, {"sector_id": "f", "name": "Far", "activities": "Job club", "operation": "elsewhere"},
            {"sector_id": "g", "name": "(withheld)", "activities": "(withheld)", "what_it_does": "Community/employment", **here},
        ],
        [{"cohort": "neets"}, {"cohort": "neets", "fy": 2023, "verdict": "places enough"}],
        mart__provision=[{"cohort": "neets", "provider_as_published": "START", "status": "counted"}],
    )  # fmt: skip
    assert {key[0] for key in found} == {"a", "b", "c"}
    start, county, relief = (found[name, "neets", 16] for name in "abc")
    assert (start["strength"], start["words"], start["classes"], start["against"], start["is_provider"]) == ("subject, ages and area", "job club*", "Community/employment", None, True)
    assert start["reason"] == "words: job club*; classification: Community/employment; ages 0 to 25, by classification; works in Brackmouth; Dunmarrow"
    assert (start["fy"], start["need_verdict"], start["gap_people"]) == (2024, "fewer places than people", 5.0)
    assert (county["strength"], county["ages"], county["area"], county["is_provider"]) == ("subject", "they do not meet", "works in the place, not there", False)
    assert (county["reason"], county["against"]) == ("words: job club*", "ages 60 to 120, stated; works in Cawdenshaw")
    assert relief["words"] == "neets" and relief["against"] == "ages are not stated; works in the whole country and does not name the place; its office is not known to be in the place; insolvent or in administration"


def test_a_need_of_the_whole_place_is_met_by_work_in_any_of_it_and_areas_of_two_kinds_are_not_compared(tmp_path: Path) -> None:
    found = matches(
        tmp_path,
        [
            {"sector_id": "a", "name": "Drug watch", "area_codes": "E07999002", "areas_in_place": "Cawdenshaw"}, {"sector_id": "b", "name": "Drugs line", "area_codes": "whole place", "areas_in_place": "Aldermarch"},
            {"sector_id": "c", "name": "Drugs ward", "area_codes": "E05999001", "areas_in_place": "Harbour"},
        ],
        [{"cohort": "addicts", "area_code": "whole place"}, {"cohort": "addicts", "age_from": 18, "age_to": 24}],
    )  # fmt: skip
    assert {key[::2]: row["area"] for key, row in found.items()} == {
        ("a", 16): "works there", ("b", 16): "works there", ("c", 16): "works there",
        ("a", 18): "works in the place, not there", ("b", 18): "works there", ("c", 18): "not known",
    }  # fmt: skip
    assert found["c", "addicts", 18]["against"] == "ages are not stated; works in Harbour, which is no area of that kind"
