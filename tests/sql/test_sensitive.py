"""What tells sensitive premises, and what of them is found again in other files. All names are invented."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.sql.running import Rows, run
from totalplace.place import Place, listed_sensitive_table

LINE = {"source_file_id": "f1", "source_part": "table"}
FUNCTIONS: Rows = [{"function_id": "sensitive refuge", "is_sensitive": True}, {"function_id": "office", "is_sensitive": False}]
WORDS: Rows = [{"word": "refuge", "function_id": "sensitive refuge", "rank": 9}, {"word": "offices", "function_id": "office", "rank": 70}]


def listed(*entries: str) -> Rows:
    return listed_sensitive_table(Place(name="Somewhere", sensitive=entries)).to_dicts()


def premises(tmp_path: Path, **given: Rows) -> Rows:
    return run("core.premises_line", tmp_path, **given).to_dicts()


@pytest.mark.parametrize(
    "line",
    [
        {"address_as_published": "2 Quay Street, Northby"},
        {"street_number": "2", "street": "Quay Street", "locality": "Northby"},
        {"street": "2 Quay Street", "town": "Northby"},
    ],
)
def test_an_address_that_the_place_lists_is_found_over_several_columns(line: dict[str, Any], tmp_path: Path) -> None:
    lines = [{**LINE, "source_row": 2, "name_as_published": "Offices", **line}, {**LINE, "source_row": 3, "name_as_published": "Offices", "street": "12 Quay Street", "town": "Northby"}]
    found = run("core.sensitive_statement", tmp_path, core__premises_line=premises(tmp_path, core__listing=lines), core__listed_sensitive=listed("2 Quay Street, Northby"), ref__function=FUNCTIONS, ref__function_word=WORDS)
    assert found.select("source_row", "basis").rows() == [(2, "listed")]


def test_premises_are_told_by_all_that_their_lines_say_though_a_flag_is_lost(tmp_path: Path) -> None:
    listing = [
        {**LINE, "source_row": 2, "name_as_published": "Rose & Crown House", "address_as_published": "Flat 1", "street": "2 Quay Street", "uprn": "101", "postcode": "AB1 2CD", "easting": 400500.4, "northing": 300400.0},
        {**LINE, "source_row": 3, "name_as_published": "Juniper", "uprn": "102", "postcode": "AB1 2CD"},
        {**LINE, "source_row": 4, "postcode": "AB1 2CD", "easting": 1.0, "northing": 2.0},
        {**LINE, "source_row": 5, "name_as_published": "Library", "uprn": "103"},
    ]
    lines = [
        {**LINE, "source_row": 2, "line_status": "loaded", "is_sensitive": False, "source_key": "c/code A1", "name": "Rose & Crown House"},
        {**LINE, "source_row": 3, "line_status": "superseded", "is_sensitive": True, "source_key": "c/code A2", "name": "Juniper"},
        {**LINE, "source_row": 4, "line_status": "loaded", "is_sensitive": True, "source_key": "c/name WITHOUT A NAME", "name": "Without a name"},
        {**LINE, "source_row": 5, "line_status": "loaded", "is_sensitive": False, "source_key": "c/code A4", "name": "Library"},
    ]
    found = run(
        "core.sensitive_key", tmp_path, core__premises_line=premises(tmp_path, core__listing=listing), core__property_line=lines,
        core__sensitive_statement=[{**LINE, "source_row": 2, "is_whole": True}, {**LINE, "source_row": 5, "is_whole": False}],
        core__known_identity=[{"source_key": "c/code A1", "asset_id": "a000000000007"}],
    )  # fmt: skip
    keys = set(found["sensitive_key"])
    assert {key for key in keys if not key.startswith("id a")} == {
        "key c/code A1", "uprn 101", "at AB1 2CD ROSECROWNHOUSE", "at AB1 2CD FLAT12QUAYSTREET", "house AB1 2CD 2 QUAY", "point 400500.0 300400.0 ROSE",
        "uprn 102", "at AB1 2CD JUNIPER", "key c/name WITHOUT A NAME",
    }  # fmt: skip
    assert "id a000000000007" in keys, "a key that an edition replaced has no id to speak of, one that counts has"
    assert len(keys) == 11


@pytest.mark.parametrize(
    ("known", "is_found"),
    [
        ({"source_key": "c/code A1"}, True),
        ({"source_key": "c/code A9", "uprn": "101"}, True),
        ({"source_key": "c/code A9", "name": "ROSE HOUSE.", "postcode": "AB1 2CD"}, True),
        ({"source_key": "c/code A9", "name": "2 Quay Road", "postcode": "AB1 2CD"}, True),
        ({"source_key": "c/code A9", "name": "Offices", "address": "Flat 3, 2 Quay Street", "postcode": "AB1 2CD"}, True),
        ({"source_key": "c/code A9", "name": "Rose", "easting": 400500.2, "northing": 300400.0}, True),
        ({"source_key": "c/code A9", "name": "Old Hawthorn Villa (east)"}, True),
        ({"source_key": "c/code B-7"}, True),
        ({"source_key": "c/code A9", "name": "Rose House", "postcode": "ZZ9 9ZZ"}, False),
        ({"source_key": "c/code A9", "name": "12 Quay Street", "postcode": "AB1 2CD"}, False),
        ({"source_key": "c/code A9"}, False),
    ],
)
def test_of_what_an_earlier_publication_knew_the_sensitive_is_found(known: dict[str, Any], is_found: bool, tmp_path: Path) -> None:
    keys = ("key c/code A1", "uprn 101", "at AB1 2CD ROSEHOUSE", "house AB1 2CD 2 QUAY", "point 400500.0 300400.0 ROSE")
    found = run(
        "core.sensitive_identity", tmp_path, core__known_identity=[{"asset_id": "a1", **known}, {"asset_id": "a1", "source_key": "d/code 7"}, {"asset_id": "a2", "source_key": "d/code 8"}],
        core__sensitive_key=[{"sensitive_key": key} for key in keys], core__listed_sensitive=listed("Hawthorn Villa", "B7"),
    )  # fmt: skip
    assert found["source_key"].to_list() == ([known["source_key"], "d/code 7"] if is_found else []), "what has one id is one building"


def stated(tmp_path: Path, *entries: str, **given: Rows) -> list[tuple[int, str, bool]]:
    found = run("core.sensitive_statement", tmp_path, core__premises_line=premises(tmp_path, **given), core__listed_sensitive=listed(*entries), ref__function=FUNCTIONS, ref__function_word=WORDS)
    return sorted(found.select("source_row", "basis", "is_whole").rows())


def returned(kind: str, **said: Any) -> dict[str, Rows]:
    line = {**LINE, "source_row": 2}
    own = {name: said[name] for name in said if name not in ("name_as_published", "asset_code", "uprn", "asset_id")}
    return {"core__return_line": [{**line, "source_kind": kind, **{name: said[name] for name in said if name not in own}}], f"staging__{kind}": [{**line, **own}]}


@pytest.mark.parametrize("kind", ["estate_cost", "condition_survey", "measured_use", "lease", "occupation_return", "building_constraint"])
def test_a_return_that_names_such_premises_says_so(kind: str, tmp_path: Path) -> None:
    lines = {"core__return_line": returned(kind, name_as_published="Rose Refuge")["core__return_line"]}
    assert stated(tmp_path, **lines) == [(2, "its words", True)]
    lines = {"core__return_line": returned(kind, name_as_published="Hawthorn Villa, rear")["core__return_line"]}
    assert stated(tmp_path, "Hawthorn Villa", **lines) == [(2, "listed", True)]
    for code in ({"asset_code": "B-7"}, {"uprn": "101"}):
        lines = {"core__return_line": returned(kind, **code)["core__return_line"]}
        assert stated(tmp_path, "B7", "101", **lines) == [(2, "listed", True)]


@pytest.mark.parametrize(
    ("kind", "said", "bases"),
    [
        ("measured_use", {"unit_name_as_published": "Refuge, first floor"}, ["its words"]),
        ("lease", {"tenant_as_published": "Northby Refuge"}, ["its words"]),
        ("lease", {"demise_as_published": "Hawthorn Villa"}, ["listed"]),
        ("lease", {"tenant_as_published": "Juniper"}, ["listed"]),
        ("lease", {"tenant_as_published": "Juniper Trading"}, []),
        ("occupation_return", {"occupier_as_published": "Rose Refuge at Hawthorn Villa"}, ["its words", "listed"]),
        ("occupation_return", {"team_as_published": "Refuge support"}, []),  # a team sits in an office and is called after those it cares for
        ("occupation_return", {"team_as_published": "Hawthorn Villa staff"}, ["listed"]),
        ("building_constraint", {"note_as_published": "Shared with a refuge"}, ["its words"]),
        ("building_constraint", {"stated_by_as_published": "Hawthorn Villa staff"}, ["listed"]),
    ],
)
def test_a_room_a_tenant_or_an_occupier_is_a_part(kind: str, said: dict[str, Any], bases: list[str], tmp_path: Path) -> None:
    found = stated(tmp_path, "Hawthorn Villa", "Juniper", **returned(kind, name_as_published="Town Hall", **said))
    assert found == [(2, basis, False) for basis in bases]


@pytest.mark.parametrize(
    ("table", "line"),
    [
        ("energy_certificate", {"address_as_published": "Rose Refuge, 2 Quay Street"}),
        ("energy_certificate", {"address_as_published": "2 Quay Street", "category_as_published": "Refuge"}),
        ("energy_certificate", {"address_as_published": "1 Hawthorn Villa, Northby"}),
        ("energy_certificate", {"address_as_published": "Offices", "uprn": "101"}),
        ("building_outline", {"name_as_published": "Rose Refuge"}),
        ("building_outline", {"use_as_published": "Refuge"}),
        ("building_outline", {"name_as_published": "HAWTHORN VILLA"}),
        ("building_confirmation", {"corrected_use": "Refuge"}),
        ("building_confirmation", {"corrected_name": "Hawthorn Villa"}),
    ],
)
def test_a_certificate_an_outline_and_a_sheet_say_so(table: str, line: dict[str, Any], tmp_path: Path) -> None:
    ((row, _, is_whole),) = stated(tmp_path, "Hawthorn Villa", "101", **{f"staging__{table}": [{**LINE, "source_row": 2, **line}, {**LINE, "source_row": 3}]})
    assert (row, is_whole) == (2, True)


@pytest.mark.parametrize(
    ("line", "is_sensitive"),
    [
        ({"uprn": "101"}, True),
        ({"asset_code": "th1"}, True),
        ({"name_as_published": "Offices of Juniper", "postcode": "AB1 2CD"}, False),  # it bears the postcode, not the name
        ({"name_as_published": "TOWN-HALL", "postcode": "AB1 2CD"}, True),
        ({"asset_id": "a000000000007"}, True),
        ({"uprn": "102"}, False),
    ],
)
def test_a_building_that_only_a_return_calls_a_refuge_is_one(line: dict[str, Any], is_sensitive: bool, tmp_path: Path) -> None:
    label = {**LINE, "basis": "sender", "body_id": "council", "row_count": 1}
    lines = [{**LINE, "source_row": 2, "source_kind": "property", "name_as_published": "Town Hall", "asset_code": "TH1", "uprn": "101", "postcode": "AB1 2CD"}]
    reply = {"source_file_id": "f2", "source_part": "table", "source_row": 9}
    refuge = {**reply, "is_listed": False, "said": "Refuge", **line}
    found = run(
        "core.property_line", tmp_path, core__listing=lines, core__property_label=[label], core__property_place=[{**LINE, "source_row": 2, "location_method": "not known"}],
        core__known_identity=[{"source_key": "council/code TH1", "asset_id": "a000000000007"}],
        core__sensitive_statement=[{**reply, "function": "sensitive refuge", "is_whole": True}], core__premises_line=[refuge],
        core__return_line=[{**reply, "source_kind": "estate_cost"}], core__return_label=[{"source_file_id": "f2", "source_part": "table", "basis": "sender", "body_id": "council", "row_count": 1}],
        core__register_part=[{**LINE, "body_id": "council", "line_count": 1, "tenure_count": 1, "is_register": True}],
    )  # fmt: skip
    assert found["is_sensitive"].to_list() == [is_sensitive]


KEYS = ("uprn 101", "at AB1 2CD ROSEHOUSE", "house AB1 2CD 2 QUAY", "id a000000000007")


@pytest.mark.parametrize(
    ("line", "is_whole"),
    [
        ({"uprn": "101"}, True),
        ({"name_as_published": "Rose House.", "postcode": "AB1 2CD"}, True),
        ({"whole_address": "Flat 1, 2 Quay Street", "postcode": "AB1 2CD"}, True),
        ({"asset_id": "a000000000007"}, True),
        ({"said_of_part": "Store of Rose House"}, False),
        ({"said_of_part": "Offices | Juniper"}, False),
        ({"said_of_team": "Rose House team"}, False),
        ({"said_of_part": "Offices of Juniper"}, None),
        ({"name_as_published": "Rose House", "postcode": "ZZ9 9ZZ"}, None),
    ],
)
def test_lines_of_other_files_are_guarded_by_what_is_known_of_the_premises(line: dict[str, Any], is_whole: bool | None, tmp_path: Path) -> None:
    found = run(
        "core.guarded_line", tmp_path, core__premises_line=[{**LINE, "source_row": 2, "is_listed": False, **line}], core__sensitive_key=[{"sensitive_key": key} for key in KEYS],
        core__sensitive_name=[{"words": "rose house", "is_all": False}, {"words": "juniper", "is_all": True}],
    )  # fmt: skip
    assert found["is_whole"].to_list() == ([] if is_whole is None else [is_whole])


@pytest.mark.parametrize(
    ("words", "is_guarded"),
    [
        (" old rose house | depot ", True),
        (" juniper | a8 ", True),
        (" x | 101 | y ", True),
        (" offices | 2 quay street | ab12cd ", True),
        (" offices | 2 quay street | ab1 2cd ", True),
        (" depot | b 7 | ", True),
        (" depot | b7 | ", True),
        (" offices | 12 quay street | ab1 2cd ", False),
        (" offices | 2 quay street | zz9 9zz ", False),
        (" depot | 1010 ", False),
    ],
)
def test_a_rejected_line_is_guarded_by_any_of_its_cells(words: str, is_guarded: bool, tmp_path: Path) -> None:
    found = run(
        "core.guarded_line", tmp_path, staging__said=[{**LINE, "source_row": 2, "words": words}], core__sensitive_key=[{"sensitive_key": key} for key in KEYS],
        core__sensitive_name=[{"words": "rose house", "is_all": False}, {"words": "juniper", "is_all": True}], core__listed_sensitive=listed("B-7"),
    )  # fmt: skip
    assert found.select("source_row", "is_whole").rows() == ([(2, False)] if is_guarded else [])


def test_names_of_ordinary_words_name_no_premises(tmp_path: Path) -> None:
    names = ["Rose Refuge", "The Refuge Offices", "Juniper", "Refuge", "Hazel", "12 Mill Lane Offices"]
    listing = [{**LINE, "source_row": row, "name_as_published": name} for row, name in enumerate(names, 2)]
    listing[0]["street_number"], listing[0]["street"], listing[0]["town"] = "2a", "Quay Street", "Northby"
    found = run(
        "core.sensitive_name", tmp_path, core__premises_line=premises(tmp_path, core__listing=listing), ref__function_word=WORDS, core__listed_sensitive=listed("Hawthorn Villa", "Birch", "7", "100010000004"),
        ref__matching_word=[{"word": word, "role": "drop"} for word in ("the", "lane")],
        core__sensitive_statement=[{**LINE, "source_row": row, "is_whole": True} for row in (2, 3, 4, 5, 7)] + [{**LINE, "source_row": 6, "is_whole": False}],
    )  # fmt: skip
    assert sorted(found.rows()) == sorted([
        ("rose refuge", False), ("juniper", True), ("12 mill lane offices", False), ("2a quay street", False), ("hawthorn villa", False), ("birch", True), ("100010000004", True),
    ])  # fmt: skip


@pytest.mark.parametrize(
    ("text", "is_guarded"),
    [
        ("Rent of Rose House, March", True),
        ("ROSE-HOUSE", True),
        ("rose rose house", True),
        ("Juniper", True),
        ("Juniper berries", False),
        ("Rose Houses", False),
        ("House of Rose", False),
        ("Children's homes", False),
    ],
)
def test_a_purpose_that_names_such_premises_is_guarded(text: str, is_guarded: bool, tmp_path: Path) -> None:
    names: Rows = [{"words": "rose house", "is_all": False}, {"words": "juniper", "is_all": True}]
    for column in ("purpose_as_published", "department_as_published", "service_as_published"):
        found = run("core.guarded_text", tmp_path, core__sensitive_name=names, staging__payment=[{**LINE, "source_row": 2, column: text}])
        assert found["text"].to_list() == ([text] if is_guarded else [])
    found = run("core.guarded_text", tmp_path, core__sensitive_name=names, staging__issue=[{**LINE, "source_row": 2, "value": text}], core__issue=[{**LINE, "message": text}])
    assert found["text"].to_list() == ([text] if is_guarded else [])


def test_guarded_texts_are_withheld_beside_the_pounds(tmp_path: Path) -> None:
    lines: Rows = [
        {**LINE, "source_row": 2, "purpose_as_published": "Rose House", "department_as_published": "Care", "service_as_published": None, "amount_gbp": "5.00"},
        {**LINE, "source_row": 3, "purpose_as_published": "Rent", "department_as_published": "Rose House", "service_as_published": "Rose House", "amount_gbp": "6.00"},
        {**LINE, "source_row": 4, "purpose_as_published": "Rent", "department_as_published": None, "service_as_published": None, "amount_gbp": "7.00"},
    ]
    wording = run("core.payment_wording", tmp_path, staging__payment=lines, core__guarded_text=[{"text": "Rose House"}]).to_dicts()
    found = run(
        "mart.spend_line", tmp_path, staging__payment=lines, core__payment_wording=wording, ref__place=[{"place": "x", "name": "X"}], ref__body=[{"body_id": "council", "kind": "council"}],
        core__payment_label=[{**LINE, "body_id": "council"}],
    )  # fmt: skip
    assert found.sort("source_row").select("purpose", "department", "line", pl.col("amount_gbp").cast(pl.String)).rows() == [
        ("(withheld)", "Care", "(withheld)", "5.00"), ("Rent", "(withheld)", "(withheld)", "6.00"), ("Rent", None, "Rent", "7.00"),
    ]  # fmt: skip


def test_an_issue_that_names_such_premises_tells_only_where(tmp_path: Path) -> None:
    issue = {**LINE, "source_row": 2, "field": "Purpose", "issue_type": "odd", "severity": "note", "responsible": "sender", "occurrences": 1}
    found = run(
        "ops.issue", tmp_path, staging__issue=[{**issue, "value": "Rose House", "message": "'Rose House' is odd"}, {**issue, "source_row": 3, "message": "'Rose House' is odd"}, {**issue, "source_row": 4, "value": "x", "message": "x is odd"}],
        core__guarded_text=[{"text": "Rose House"}, {"text": "'Rose House' is odd"}],
    )  # fmt: skip
    assert not any("Rose" in str(cell) for row in found.rows() for cell in row)
    assert found.sort("source_row")["value"].to_list() == ["(withheld)", "(withheld)", "x"]


def test_an_issue_does_not_tell_why_its_line_is_withheld(tmp_path: Path) -> None:
    """A refuge, a home and a text that names either are told in the same words: otherwise the words mark the row of the refuge."""
    issue = {**LINE, "field": "Name", "issue_type": "odd", "severity": "note", "responsible": "sender", "occurrences": 1, "value": "x"}
    texts = {2: "a is odd", 3: "b is odd", 4: "'Rose House' is odd", 5: "plain is odd"}
    found = run(
        "ops.issue", tmp_path, staging__issue=[{**issue, "source_row": row, "message": text} for row, text in texts.items()], core__guarded_line=[{**LINE, "source_row": 2, "is_whole": True}],
        core__dwelling_statement=[{**LINE, "source_row": 3, "basis": "use"}], core__guarded_text=[{"text": "'Rose House' is odd"}],
    )  # fmt: skip
    messages = found.sort("source_row")["message"].to_list()
    assert len(set(messages[:3])) == 1
    assert not any(word in messages[0].lower() for word in ("sensitive", "dwelling", "home", "odd"))
    assert messages[3] == "plain is odd"


# --- payees and parties -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "published", "is_withheld"),
    [
        ("JUNIPER LODGE", "Juniper Lodge Ltd", True), ("JUNIPERLODGE", "JuniperLodge", True), ("CARE AT JUNIPER LODGE", "Care at Juniper Lodge", True),
        ("WRENSBY CARE", "Wrensby Care Ltd t/a Juniper Lodge", True), ("JUNIPER", "Juniper Ltd", False), ("JUNIPER LODGES", "Juniper Lodges", False),
    ],
)  # fmt: skip
def test_a_payee_that_bears_an_entry_of_the_places_own_list_is_withheld(key: str, published: str, is_withheld: bool, tmp_path: Path) -> None:
    for table, columns in (("staging__payment", ("supplier_key", "supplier_as_published")), ("staging__grant", ("recipient_key", "recipient_as_published"))):
        payees = [{**LINE, "source_row": 2, **dict(zip(columns, (key, published), strict=True))}]
        found = run("core.withheld_payee", tmp_path, core__listed_sensitive=listed("Juniper Lodge"), **{table: payees})
        assert found["supplier_key"].to_list() == ([key] if is_withheld else [])


def test_a_withheld_payee_has_no_name_and_no_supplier_and_its_pounds_stay(tmp_path: Path) -> None:
    line = {**LINE, "source_row": 2, "body_id": "council", "line_status": "loaded"}
    paid = {**LINE, "source_row": 2, "part_number": 1, "supplier_key": "JUNIPER LODGE", "supplier_as_published": "Juniper Lodge Ltd", "amount_gbp": Decimal("5.00")}
    label = {**LINE, "body_id": "council"}
    hidden = [{"supplier_key": "JUNIPER LODGE"}]
    assert run("analysis.supplier_name", tmp_path, staging__payment=[paid], core__payment_label=[label]).height == 1
    assert run("analysis.supplier_name", tmp_path, staging__payment=[paid], core__payment_label=[label], core__withheld_payee=hidden).height == 0
    given = {"staging__payment": [paid], "core__payment_label": [label], "core__payment_wording": [{}], "ref__place": [{}], "ref__body": [{"body_id": "council"}]}
    found = run("mart.spend_line", tmp_path, core__withheld_payee=hidden, **given)
    assert found.select("supplier_as_published", "supplier_id", "amount_gbp").rows() == [("(withheld)", None, Decimal("5.00"))]
    contracts = {"staging__contract": [{key: paid[key] for key in paid if key != "amount_gbp"}], "core__contract_line": [line]}
    contracts["core__calendar"] = [{"next_month_on": date(2026, 1, 1)}]
    assert run("mart.contract", tmp_path, core__withheld_payee=hidden, **contracts)["supplier_as_published"].to_list() == ["(withheld)"]
    grant = {**LINE, "source_row": 2, "part_number": 1, "recipient_key": "JUNIPER LODGE", "recipient_as_published": "Juniper Lodge", "charity_number": "1234567"}
    found = run("mart.grant", tmp_path, core__withheld_payee=hidden, staging__grant=[grant], core__grant_line=[line])
    assert found.select("recipient_as_published", "charity_number").rows() == [("(withheld)", None)]


def test_a_home_that_parties_of_a_lease_or_an_occupation_name_is_withheld(tmp_path: Path) -> None:
    at = {**LINE, "source_row": 2}
    names = [{"words": "9 tarn row"}]
    reference = [{**at, "asset_id": "a1", "body_id": "council", "line_status": "loaded"}]
    lease = {**at, "lease_code": "L1", "landlord_as_published": "Northby Council", "tenant_as_published": "The occupier of 9 Tarn Row", "rent_a_year_gbp": Decimal("9.00")}
    texts = run("core.guarded_text", tmp_path, core__dwelling_name=names, staging__lease=[lease]).to_dicts()
    found = run("core.lease", tmp_path, core__guarded_text=texts, staging__lease=[lease], core__asset_reference=reference)
    assert found.select("landlord_as_published", "tenant_as_published", "rent_a_year_gbp").rows() == [("Northby Council", "(withheld)", Decimal("9.00"))]
    occupation = {**at, "occupier_as_published": "Wardens of 9 Tarn Row", "team_as_published": "Housing team, 9 Tarn Row"}
    found = run("mart.occupation", tmp_path, core__dwelling_name=names, staging__occupation_return=[occupation], core__asset_reference=reference)
    assert found.select("occupier_as_published", "team_as_published").rows() == [("(withheld)", "(withheld)")]
