"""Every SQL file that judges: given rows, expected rows."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.sql.running import Rows, file_of, run_file
from totalplace.place import Place, listed_sensitive_table

FILE = {"source_file_id": "f1", "source_part": "table"}
OTHER = {"source_file_id": "f2", "source_part": "table"}


def run(table: str, tmp_path: Path, **given: Rows) -> pl.DataFrame:
    """The result over the given tables, written with two underscores for the point."""
    return run_file(file_of(table), {name.replace("__", "."): rows for name, rows in given.items()}, tmp_path)


def threshold(name: str, value: float) -> Rows:
    return [{"assumption_id": name, "value": value}]


# --- which body -------------------------------------------------------------------------------------------------------


def aliases(*pairs: tuple[str, str]) -> Rows:
    return [{"alias_key": key, "body_id": body, "alias": key} for key, body in pairs]


BODIES: Rows = [{"body_id": "council"}, {"body_id": "fire"}, {"body_id": "police"}]


@pytest.mark.parametrize(
    ("label", "body", "basis"),
    [
        ({"sender": "council", "organisation_as_published": "Northby Council"}, "council", "named in the row"),
        ({"sender": "ministry", "organisation_as_published": "NORTHBY  council!"}, "council", "named in the row"),
        ({"sender": "ministry", "organisation_code": "http://id.example/doc/E07000901/"}, "council", "named in the row"),
        ({"sender": "ministry", "organisation_as_published": "No such", "organisation_code": "E07000901"}, "council", "named in the row"),
        # an arm's-length company that place.toml does not know is counted under the body that sent it
        ({"sender": "council", "organisation_as_published": "Northby Homes Ltd"}, "council", "sender"),
        ({"sender": "council"}, "council", "sender"),
        # a national file: who is not known is outside
        ({"sender": "ministry", "organisation_as_published": "Southby Council"}, None, "outside the place"),
        ({"sender": "ministry"}, None, "nobody named"),
        # a name that two kinds of body share stands for the one that sent the file, and for nobody in other files
        ({"sender": "fire", "organisation_as_published": "Greater Northby"}, "fire", "named in the row"),
        ({"sender": "police", "organisation_as_published": "Greater Northby"}, "police", "named in the row"),
        ({"sender": "ministry", "organisation_as_published": "Greater Northby"}, None, "outside the place"),
        ({"sender": "council", "organisation_as_published": "Greater Northby"}, "council", "sender"),
        ({"sender": "council", "organisation_as_published": "Arts & Culture"}, "fire", "named in the row"),
    ],
)  # fmt: skip
def test_label_body(label: dict[str, Any], body: str | None, basis: str, tmp_path: Path) -> None:
    known = aliases(
        ("NORTHBYCOUNCIL", "council"),
        ("E07000901", "council"),
        ("GREATERNORTHBY", "fire"),
        ("GREATERNORTHBY", "police"),
        ("ARTSANDCULTURE", "fire"),
    )
    for given_table, table in (("core__listing", "core.property_label"), ("staging__payment", "core.payment_label")):
        found = run(
            table,
            tmp_path,
            **{given_table: [{**FILE, **label}] * 2, "ref__body": BODIES, "ref__body_alias": known},
        )
        assert found.select("body_id", "basis", "row_count").rows() == [(body, basis, 2)]


def named(name: str | None, rows: int = 1, **more: Any) -> Rows:
    return [{**FILE, "sender": "council", "organisation_as_published": name, **more}] * rows


@pytest.mark.parametrize(
    ("others", "body", "basis"),
    [
        # the table names the sender only: the column does not tell bodies apart
        (named("Northby Council"), "council", "sender"),
        (named(None), "council", "sender"),
        (named("Northby Council") + named("Northby Fire"), None, "name not known"),
        (named("some other words", organisation_code="E31"), None, "name not known"),
        # another table of the same file is another list
        (named("Northby Fire", source_part="other sheet"), "council", "sender"),
    ],
)
def test_a_name_not_known_is_held_where_names_tell_bodies_apart(
    others: Rows, body: str | None, basis: str, tmp_path: Path
) -> None:
    known = aliases(("NORTHBYCOUNCIL", "council"), ("NORTHBYFIRE", "fire"), ("E31", "fire"))
    rows = [*named("Southby Trust", 3), *named(None, 2, source_row=9), *others]
    for given_table, table in (("core__listing", "core.property_label"), ("staging__payment", "core.payment_label")):
        found = run(table, tmp_path, **{given_table: rows, "ref__body": BODIES, "ref__body_alias": known})
        by_name = {row["organisation_as_published"]: row for row in found.filter(source_part="table").iter_rows(named=True)}
        unknown = by_name["Southby Trust"]
        assert (unknown["body_id"], unknown["basis"], unknown["row_count"]) == (body, basis, 3)
        assert (by_name[None]["body_id"], by_name[None]["basis"]) == ("council", "sender"), "a row without a name is the sender's"


def test_rows_of_a_name_not_known_are_held_with_a_question(tmp_path: Path) -> None:
    unknown = label(FILE, None, "name not known", organisation_as_published="Southby Trust", row_count=1)
    lines = run(
        "core.payment_line", tmp_path, core__payment_label=[unknown],
        staging__payment=[{**FILE, "source_row": 2, "organisation_as_published": "Southby Trust", "amount_gbp": Decimal(1)}],
    )  # fmt: skip
    assert lines.select("line_status", "body_id").rows() == [("held", None)]
    assert "place.toml does not know" in lines["line_reason"].item()
    (issue,) = run("core.issue", tmp_path, core__label_body=[unknown]).iter_rows(named=True)
    assert (issue["issue_type"], issue["severity"], issue["value"], issue["occurrences"]) == ("whose is it", "error", "Southby Trust", 1)
    assert "Whose is 'Southby Trust'?" in issue["message"] and "place.toml" in issue["message"]


@pytest.mark.parametrize(("is_in_place", "status"), [(True, "held"), (False, "ignored"), (None, "ignored")])
def test_in_a_list_of_several_bodies_a_name_not_known_is_outside_or_held(is_in_place: bool | None, status: str, tmp_path: Path) -> None:
    """A national list that a body sent: what does not lie in the place is nobody's there; what does waits for an answer."""
    found = property_line(
        tmp_path, [{"organisation_as_published": "Southby Trust"}],
        labels=[label(FILE, None, "name not known", organisation_as_published="Southby Trust"), label(FILE, "fire", "named in the row", organisation_as_published="Northby Fire")],
        places=[{**LINE, "is_in_place": is_in_place, "location_method": "coordinates"}],
    )  # fmt: skip
    assert found.select("line_status", "body_id").rows() == [(status, None)]


# --- payments ---------------------------------------------------------------------------------------------------------


def payments(file: dict[str, str], path: str, *amounts: str, day: date = date(2025, 4, 3)) -> Rows:
    return [
        {
            **file,
            "path": path,
            "source_row": row,
            "paid_on": day,
            "supplier_key": f"S{row}",
            "amount_gbp": Decimal(amount),
        }
        for row, amount in enumerate(amounts, 2)
    ]


def label(file: dict[str, str], body: str | None = "council", basis: str = "sender", **more: Any) -> dict[str, Any]:
    return {**file, "body_id": body, "basis": basis, "row_count": 1, **more}


def editions(
    tmp_path: Path, one: Rows, two: Rows, bodies: tuple[str, str] = ("council", "council")
) -> list[tuple[Any, ...]]:
    found = run(
        "core.payment_edition", tmp_path, staging__payment=[*one, *two], core__payment_label=[label(FILE, bodies[0]), label(OTHER, bodies[1])],
        core__assumption=threshold("payment_edition_shared_share", 0.8),
    )  # fmt: skip
    return found.select("source_file_id", "better_path", "line_count", "matched_count").rows()


def test_of_two_lists_the_one_with_more_credits_is_better(tmp_path: Path) -> None:
    signed = payments(FILE, "a.csv", "10", "-5", "7")
    unsigned = payments(OTHER, "b.csv", "10", "5", "7")
    assert editions(tmp_path, signed, unsigned) == [("f2", "a.csv", 3, 3)]
    eight = ("10", "-5", "7", "11", "12", "13", "14", "15")
    nine = ("10", "5", "7", "11", "12", "13", "14", "15", "99")
    assert editions(tmp_path, payments(FILE, "a.csv", *eight), payments(OTHER, "b.csv", *nine)) == [("f2", "a.csv", 9, 8)], "signs decide before length"
    many = (*nine, "21", "22", "23", "24")
    assert editions(tmp_path, payments(FILE, "a.csv", *eight), payments(OTHER, "b.csv", *many)) == [], "too many lines would go uncounted"


def test_then_the_one_with_more_lines_then_the_first_by_path(tmp_path: Path) -> None:
    short, long = payments(FILE, "a.csv", "10", "5"), payments(OTHER, "b.csv", "10", "5", "3")
    assert editions(tmp_path, short, long) == [("f1", "b.csv", 2, 2)]
    assert editions(tmp_path, payments(FILE, "a.csv", "10", "5"), payments(OTHER, "b.csv", "10", "5")) == [
        ("f2", "a.csv", 2, 2)
    ]


def test_lists_that_share_too_little_both_count(tmp_path: Path) -> None:
    assert editions(tmp_path, payments(FILE, "a.csv", "10", "5", "3"), payments(OTHER, "b.csv", "10", "6", "4")) == []


def test_lists_of_two_bodies_or_two_months_both_count(tmp_path: Path) -> None:
    one, two = payments(FILE, "a.csv", "10", "5"), payments(OTHER, "b.csv", "10", "5")
    assert editions(tmp_path, one, two, ("council", "fire")) == []
    assert editions(tmp_path, one, payments(OTHER, "b.csv", "10", "5", day=date(2025, 5, 3))) == []


def test_a_payment_repeated_in_one_list_is_matched_once_for_each_time(tmp_path: Path) -> None:
    thrice = [
        {**row, "supplier_key": "S", "source_row": number}
        for number, row in enumerate(payments(FILE, "a.csv", "5", "5", "5"), 2)
    ]
    once = [{**row, "supplier_key": "S"} for row in payments(OTHER, "b.csv", "5")]
    assert editions(tmp_path, thrice, once) == [("f2", "a.csv", 1, 1)]


def test_payment_line(tmp_path: Path) -> None:
    rows = [
        *payments(FILE, "a.csv", "1"),
        *payments(OTHER, "b.csv", "2"),
        {**FILE, "source_row": 9, "organisation_as_published": "Elsewhere", "amount_gbp": Decimal(3)},
        {**FILE, "source_row": 10, "organisation_code": "X", "amount_gbp": Decimal(4)},
    ]
    labels = [
        label(FILE), label(OTHER),
        label(FILE, None, "outside the place", organisation_as_published="Elsewhere"), label(FILE, None, "nobody named", organisation_code="X"),
    ]  # fmt: skip
    twin = [{**OTHER, "source_row": 2, "body_id": "council", "better_path": "a.csv"}]
    found = run("core.payment_line", tmp_path, staging__payment=rows, core__payment_label=labels, core__payment_twin=twin)
    assert found.sort("source_file_id", "source_row").select("source_row", "line_status", "body_id").rows() == [
        (2, "loaded", "council"), (9, "ignored", None), (10, "held", None), (2, "superseded", "council"),
    ]  # fmt: skip
    reasons = dict(found.select("line_status", "line_reason").rows())
    assert reasons["loaded"] is None and "a.csv" in reasons["superseded"] and "inbox/<body>/" in reasons["held"]


def test_spend_line(tmp_path: Path) -> None:
    def payment(row: int, fy: int, **more: Any) -> dict[str, Any]:
        return {
            **FILE,
            "part_number": 3,
            "source_row": row,
            "fy": fy,
            "fy_basis": "period",
            "paid_on": date(2027, 1, 5),
            "paid_on_basis": "extract",
            "amount_gbp": Decimal(row),
            "is_card": False,
            "is_withheld": False,
            "supplier_key": "ACME",
            "amount_basis": "net",
            **more,
        }

    found = run(
        "mart.spend_line", tmp_path,
        staging__payment=[payment(2, 2025), payment(3, 2023), payment(4, 2026), payment(5, 2025, is_withheld=True, supplier_key=None), payment(6, 2025), payment(7, 2025)],
        core__payment_line=[{**FILE, "source_row": row, "line_status": status, "line_reason": reason, "body_id": "council"}
                            for row, status, reason in [(2, "loaded", None), (3, "loaded", None), (4, "loaded", None), (5, "loaded", None), (6, "superseded", "elsewhere"), (7, "held", "nobody")]],
        ref__place=[{"place": "northby", "name": "Northby", "first_fy": 2024, "last_fy": 2025}],
    )  # fmt: skip
    assert found.sort("source_row").select("source_row", "status").rows() == [
        (2, "counted"),
        (3, "excluded"),
        (4, "excluded"),
        (5, "counted"),
        (6, "superseded"),
    ]
    assert found["line_id"].sort().to_list() == [3 * 2**26 + row for row in (2, 3, 4, 5, 6)]
    assert found.select("fy_basis", "paid_on_basis").unique().rows() == [("period", "extract")]
    suppliers = dict(found.select("source_row", "supplier_id").rows())
    assert suppliers[5] is None and suppliers[2] == suppliers[3]
    assert found.filter(status="counted")["reason"].null_count() == 2


# --- registers --------------------------------------------------------------------------------------------------------


def register(file: dict[str, str], path: str, *codes: str, as_at: date | None = None, **more: Any) -> Rows:
    return [
        {**file, "path": path, "source_row": row, "asset_code": code, "as_at_on": as_at, **more}
        for row, code in enumerate(codes, 2)
    ]


def replaced(tmp_path: Path, one: Rows, two: Rows) -> list[tuple[Any, ...]]:
    found = run(
        "core.property_edition",
        tmp_path,
        core__listing=[*one, *two],
        core__property_label=[label(FILE), label(OTHER)],
        core__assumption=threshold("edition_shared_share", 0.5),
    )
    return found.select("source_file_id", "newer_path").rows()


def test_a_register_is_replaced_by_one_of_a_later_day(tmp_path: Path) -> None:
    old = register(FILE, "z.csv", "A", "B", "C", as_at=date(2024, 4, 1))
    assert replaced(tmp_path, old, register(OTHER, "a.csv", "A", "B", "D", as_at=date(2025, 4, 1))) == [("f1", "a.csv")]
    assert replaced(tmp_path, old, register(OTHER, "a.csv", "A", "D", "E", as_at=date(2025, 4, 1))) == [], (
        "too little is shared"
    )


def test_without_days_the_later_path_is_the_newer(tmp_path: Path) -> None:
    assert replaced(
        tmp_path, register(FILE, "register-2024.csv", "A", "B"), register(OTHER, "register-2025.csv", "A", "B")
    ) == [("f1", "register-2025.csv")]


def test_lines_are_joined_by_uprn_or_name_where_codes_were_reissued(tmp_path: Path) -> None:
    old = register(FILE, "a.csv", "1", "2", as_at=date(2024, 4, 1))
    new = register(OTHER, "b.csv", "8", "9", as_at=date(2025, 4, 1))
    for number, (one, two) in enumerate(zip(old, new, strict=True)):
        one["uprn"] = two["uprn"] = f"10{number}"
    assert replaced(tmp_path, old, new) == [("f1", "b.csv")]


def test_an_edition_of_one_bodys_register_leaves_another_bodys_in_the_same_file_alone(tmp_path: Path) -> None:
    """A file with the registers of council and fire; a later one has the council's alone."""
    old = [
        {**row, "organisation_as_published": body}
        for body, codes in (("Council", ("A", "B")), ("Fire", ("C", "D", "E")))
        for row in register(FILE, "old.csv", *codes, as_at=date(2024, 4, 1))
    ]
    for number, row in enumerate(old, 2):
        row["source_row"] = number
    new = [{**row, "organisation_as_published": "Council"} for row in register(OTHER, "new.csv", "A", "B", as_at=date(2025, 4, 1))]
    labels = [label(file, body.lower(), "named in the row", organisation_as_published=body) for file in (FILE, OTHER) for body in ("Council", "Fire")]
    editions = run(
        "core.property_edition", tmp_path, core__listing=[*old, *new], core__property_label=labels, core__assumption=threshold("edition_shared_share", 0.5),
    )  # fmt: skip
    assert editions.rows() == [("council", "f1", "table", "new.csv")]
    lines = run(
        "core.property_line", tmp_path, core__listing=[*old, *new], core__property_label=labels, core__property_edition=editions.rows(named=True),
        core__property_place=[{"source_file_id": row["source_file_id"], "source_part": "table", "source_row": row["source_row"], "location_method": "not known"} for row in (*old, *new)],
    )  # fmt: skip
    found = lines.filter(source_file_id="f1").sort("source_row").select("body_id", "line_status").rows()
    assert found == [("council", "superseded")] * 2 + [("fire", "loaded")] * 3


LINE = {**FILE, "source_row": 2}
WORDS: Rows = [{"word": word, "function_id": function, "rank": rank, "is_of_names": word in ("park", "bridge", "land"), "name_function_id": "office" if word == "council house" else None} for word, function, rank in [
    ("school", "school", 50), ("library", "library", 40), ("libraries", "library", 40), ("town hall", "town hall", 20), ("hall", "community centre", 60), ("offices", "office", 70),
    ("refuge", "sensitive refuge", 9), ("women s aid", "sensitive refuge", 8), ("children s home", "sensitive children's home", 17), ("park", "park or open space", 80),
    ("bridge", "highway land", 85), ("car park", "car park", 82), ("land", "land", 99), ("fire station", "fire station", 8),
    ("refuge assurance", "office", 70), ("traffic refuge", "highway land", 90), ("refuge island", "highway land", 90), ("children s home farm", "farm or woodland", 90),
    ("toilets", "public toilet", 84), ("public toilets", "public toilet", 84), ("caretaker s house", "dwelling", 95), ("caretakers house", "dwelling", 95), ("council house", "dwelling", 95), ("council houses", "dwelling", 95),
]]  # fmt: skip
FUNCTIONS: Rows = [{"function_id": name, "is_sensitive": name.startswith("sensitive")} for name in sorted({str(row["function_id"]) for row in WORDS})]


def property_line(
    tmp_path: Path, rows: Rows, labels: Rows | None = None, places: Rows | None = None, listed: Rows | None = None, **given: Rows
) -> pl.DataFrame:
    listing = [{**LINE, "name_as_published": "Somewhere", **row} for row in rows]
    stated = run(
        "core.sensitive_statement", tmp_path,
        core__premises_line=run("core.premises_line", tmp_path, core__listing=listing).to_dicts(),
        ref__function_word=WORDS, ref__function=FUNCTIONS, core__listed_sensitive=listed or [],
    )  # fmt: skip
    return run(
        "core.property_line", tmp_path,
        core__listing=listing, core__sensitive_statement=stated.to_dicts(), ref__function=FUNCTIONS,
        core__property_label=labels or [label(FILE)],
        core__property_place=places or [{**LINE, **{key: row[key] for key in ("source_row", "source_file_id") if key in row}, "location_method": "not known"} for row in rows],
        ref__function_word=WORDS, **{"core__register_part": [{**FILE, "body_id": "council", "line_count": 1, "tenure_count": 1, "is_register": True}], **given},
    )  # fmt: skip


def test_of_two_words_of_one_rank_and_length_the_first_by_letters_counts(tmp_path: Path) -> None:
    words: Rows = [{"word": word, "function_id": function, "rank": 40} for word, function in (("museum", "museum"), ("chapel", "chapel"))]
    for order in (words, words[::-1]):
        found = run(
            "core.property_line", tmp_path, core__listing=[{**LINE, "name_as_published": "Museum and Chapel"}], core__property_label=[label(FILE)],
            core__property_place=[{**LINE, "location_method": "not known"}], ref__function_word=order,
            ref__function=[{"function_id": name, "is_sensitive": False} for name in ("museum", "chapel")],
        )  # fmt: skip
        assert found["function"].to_list() == ["chapel"]


@pytest.mark.parametrize(
    ("words", "tenure"),
    [("Freehold", "freehold"), ("FH", "freehold"), ("Leasehold", "leasehold"), ("LLH", "leasehold"), ("Long lease", "leasehold"), ("Freehold / Leasehold", "freehold and leasehold"),
     ("Licence to occupy", "licence"), ("Peppercorn", "other"), (None, "not known")],
)  # fmt: skip
def test_tenure_in_the_registers_words(words: str | None, tenure: str, tmp_path: Path) -> None:
    assert property_line(tmp_path, [{"tenure_as_published": words}])["tenure"].to_list() == [tenure]


@pytest.mark.parametrize(
    ("line", "detail"),
    [
        ({"tenure_detail_as_published": "Occupied by the council"}, "occupied by the body"),
        ({"tenure_detail_as_published": "Vacant"}, "vacant"),
        ({"tenure_detail_as_published": "Unoccupied"}, "vacant"),
        # a valuer's basis, not who is in it
        ({"tenure_detail_as_published": "Freehold with vacant possession"}, "other"),
        ({"tenure_detail_as_published": "Owner occupied; valued with vacant possession"}, "occupied by the body"),
        ({"tenure_detail_as_published": "Ground lease to a club"}, "ground lease"),
        ({"tenure_detail_as_published": "Sub-let"}, "sub-let"),
        ({"tenure_detail_as_published": "Leased out"}, "let"),
        ({"tenure_detail_as_published": "Outlet store"}, "other"),
        ({"tenure_detail_as_published": "Licence"}, "licence"),
        ({"tenure_detail_as_published": "Not vacant"}, "not known"),
        ({"tenure_detail_as_published": "Non-operational"}, "not known"),
        ({"tenure_detail_as_published": "No longer let"}, "not known"),
        ({"tenure_detail_as_published": "No longer let, vacant"}, "vacant"),
        ({"tenure_detail_as_published": "No longer in use"}, "vacant"),
        ({"tenure_detail_as_published": "Playground"}, "other"),
        ({"tenure_detail_as_published": "Occupied by the council, on a lease"}, "occupied by the body"),
        ({"occupied_as_published": "Vacant: Yes"}, "vacant"),
        ({"occupied_as_published": "Vacant: N"}, "not known"),
        ({"occupied_as_published": "No"}, "vacant"),
        ({"occupied_as_published": "Yes"}, "occupied by the body"),
        ({"tenure_detail_as_published": "Vacant", "is_not_owned": True}, "not owned"),
        ({}, "not known"),
    ],
)  # fmt: skip
def test_what_the_body_does_with_it(line: dict[str, Any], detail: str, tmp_path: Path) -> None:
    assert property_line(tmp_path, [line])["interest_detail"].to_list() == [detail]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ({"holding_as_published": "Land and Buildings"}, "building"), ({"holding_as_published": "Land"}, "land"), ({"holding_as_published": "Site"}, "site"),
        ({"name_as_published": "Park House"}, "building"), ({"name_as_published": "Northby Park"}, "land"), ({"name_as_published": "Former Park"}, "land"),
        ({"holding_as_published": "Land", "gia_m2": 20.0}, "building"), ({"use_as_published": "Park"}, "land"), ({"use_as_published": "Library"}, "building"), ({}, "building"),
        ({"source_kind": "nhs estates return", "holding_as_published": "Site", "gia_m2": 20.0}, "site"),
    ],
)  # fmt: skip
def test_building_land_or_site(line: dict[str, Any], kind: str, tmp_path: Path) -> None:
    assert property_line(tmp_path, [line])["asset_kind"].to_list() == [kind]


@pytest.mark.parametrize(
    ("name", "use", "function"),
    [
        ("Northby Primary School", None, "school"),
        ("12 School Lane", None, "not known"),  # a street of that name says nothing about the building
        ("School House, Library Road", None, "school"),
        ("Northby Town Hall", None, "town hall"),  # of several words the one of the lowest rank
        ("Northby Town Hall", "Offices", "office"),  # the stated use comes before the name
        ("Rose House", "Refuge", "sensitive refuge"),
        ("Women's Refuge", "Offices", "sensitive refuge"),  # but never before a name that must not be shown
        ("Park House", None, "not known"),  # named after a park
        ("Bridge Court", None, "not known"),
        ("Northby Park", None, "park or open space"),
        ("Town Hall Car Park", None, "car park"),  # the last words say what it is
        ("Library, Town Hall", None, "library"),  # and the first piece, where it is comes after
        ("Park at the Town Hall", None, "park or open space"),
        ("Former Library", None, "not known"),
        ("49 Long Row (former library)", None, "not known"),
        ("Land and library by the river", None, "land"),
        ("Town Hall (former library)", None, "town hall"),
        ("Somewhere", "Former school", "not known"),
        ("Sparkle", None, "not known"),  # a word inside a word is not that word
        # a head that is but a name leaves the word to what follows it, or to what stands before the name
        ("Elm Park, Public toilets", None, "public toilet"),
        ("Elm Park (Toilets, school room)", None, "public toilet"),  # the first thing named
        ("Elm Park - Library", None, "library"),
        ("Elm Park, Library Walk", None, "park or open space"),  # a street again
        ("Elm Park, near the library", None, "park or open space"),
        ("Elm Park (former library)", None, "park or open space"),
        ("Park, Town Hall", None, "park or open space"),  # no name: the park at the town hall
        ("Public toilets Elm Park", None, "public toilet"),
        ("Library Car Park Elm Park", None, "car park"),
        ("Library Park", None, "park or open space"),
        ("Elm Land, Library", None, "land"),
        # what it is beside is not what it is
        ("Field north of the school", None, "not known"),
        ("Plot 4, south-west of Library, Elm Walk", None, "not known"),
        ("12 Elm Walk, rear of School", None, "not known"),
        ("Fields adj Northby Primary School", None, "not known"),
        ("Hut off School Drive, opposite Town Hall (library)", None, "library"),
        ("Long Field ' beside it the school", None, "not known"),
        ("Northby Children ' s School", None, "school"),  # a possessive that lost its place
        ("St Thomas' School", None, "school"),
        # a home on the spot is not the service
        ("Northby School Caretaker's House", None, "dwelling"),
        ("Northby School, Caretaker's House", None, "dwelling"),
        ("Caretakers House, Northby School", None, "dwelling"),
        # the seat of a council bears the name that a kind of home has
        ("Northby Council House", None, "office"),
        ("The Council House, 1 Old Square", None, "office"),
        ("12 Elm Walk", "Council house", "dwelling"),
        ("12 Elm Walk (council house)", None, "dwelling"),
        ("3 bed council house", None, "dwelling"),
        ("Council houses, Elm Walk", None, "dwelling"),
    ],
)  # fmt: skip
def test_what_it_is_for(name: str, use: str | None, function: str, tmp_path: Path) -> None:
    found = property_line(tmp_path, [{"name_as_published": name, "use_as_published": use}])
    assert found["function"].to_list() == [function]
    assert found["is_sensitive"].to_list() == [function.startswith("sensitive")]


@pytest.mark.parametrize(
    ("name", "holding", "function", "kind"),
    [
        ("Elm Park", "Buildings", "not known", "building"),  # what is listed as a building is no land because of its name
        ("Elm Park", "Land and Buildings", "park or open space", "building"),
        ("Elm Park", "Land", "park or open space", "land"),
        ("Elm Park", None, "park or open space", "land"),
        ("Elm Park, Public toilets", None, "public toilet", "building"),
        ("Land at Elm Walk", "Buildings", "not known", "building"),
        ("Elm Car Park", "Buildings", "car park", "building"),  # its word is not only one of names
        ("Elm Park, Library", "Buildings", "library", "building"),
    ],
)
def test_a_name_does_not_make_land_of_a_building(name: str, holding: str | None, function: str, kind: str, tmp_path: Path) -> None:
    found = property_line(tmp_path, [{"name_as_published": name, "holding_as_published": holding}])
    assert found.select("function", "asset_kind").rows() == [(function, kind)]
    stated = property_line(tmp_path, [{"name_as_published": name, "holding_as_published": holding, "use_as_published": "Park"}])
    assert stated["function"].to_list() == ["park or open space"], "a use that is stated counts"


def list_of(*lines: str | dict[str, Any], **given: Any) -> list[tuple[str, str]]:
    """What the lines of one list, names or whole lines, are for and what shows it."""
    shared = {"source_kind": "property", **{name: given.pop(name) for name in ("path", "source_part", "function_of_list") if name in given}}
    rows = [{**({"name_as_published": line} if isinstance(line, str) else line), "source_row": row, **shared} for row, line in enumerate(lines, 2)]
    part = {"source_part": shared.get("source_part", "table")}
    given.setdefault("core__register_part", [])
    found = property_line(
        given.pop("tmp_path"), rows, [{**label(FILE), **part}], [{**LINE, **part, "source_row": row["source_row"], "location_method": "not known"} for row in rows], **given
    )  # fmt: skip
    return found.sort("source_row").select("function", "function_basis").rows()


NAMED, STATED = "name of the list", "stated for the list"


@pytest.mark.parametrize(
    ("path", "sheet", "function"),
    [
        ("inbox/ministry/libraries.csv", "table", "library"),
        ("inbox/ministry/gm_library-2019 (2).csv.gz", "table", "library"),
        ("inbox/ministry/FireStations.xlsx", "Sheet1", "fire station"),  # words run together, and several of them
        ("inbox/ministry/places.xlsx", "Libraries", "library"),
        ("inbox/ministry/libraries.xlsx", "Schools", "school"),  # the sheet before the file
        ("inbox/library/places.csv", "table", None),  # who sent it says nothing of what it is
        ("inbox/ministry/libraries_and_schools.csv", "table", None),
        ("inbox/ministry/libraries.xlsx", "Schools and offices", None),  # nor does the file where its sheet says two things
        ("inbox/ministry/park.csv", "table", None),  # a word that may be part of a name
        ("inbox/ministry/librarians.csv", "table", None),
        ("inbox/ministry/car_parks.csv", "table", "car park"),
    ],
)
def test_a_list_that_says_in_its_name_what_it_is_of(path: str, sheet: str, function: str | None, tmp_path: Path) -> None:
    names = ("Hightown", "Elm Park", "Park House")
    found = list_of(*names, path=path, source_part=sheet, tmp_path=tmp_path)
    own = [("not known", "not known"), ("park or open space", "name"), ("not known", "not known")]
    assert found == (own if function is None else [(function, NAMED)] * 3)


def test_the_name_of_a_list_never_stands_above_a_lines_own_words(tmp_path: Path) -> None:
    lines = (
        "Hightown", "Lowtown Library", "Midtown Library", "Town Hall", "Former School", "Land at Elm Walk", {"name_as_published": "Elm House", "use_as_published": "Offices"},
        {"name_as_published": "Oak House", "use_as_published": "Former school"},
    )  # fmt: skip
    own = [("library", "name"), ("library", "name"), ("town hall", "name"), ("not known", "not known"), ("land", "name"), ("office", "stated use"), ("not known", "not known")]
    assert list_of(*lines, path="inbox/x/libraries.csv", tmp_path=tmp_path) == [("library", NAMED), *own]
    assert list_of(*lines, path="inbox/x/places.csv", function_of_list="library", tmp_path=tmp_path) == [("library", STATED), *own]


def test_the_name_of_a_list_is_not_believed_against_most_of_its_lines(tmp_path: Path) -> None:
    """The Home Office's list of fire stations is no list of offices."""
    stations = ("Hightown", "Lowtown Fire Station", "Midtown Fire Station", "Elm Offices")
    assert list_of(*stations, path="inbox/x/home_office_2019.csv", tmp_path=tmp_path)[0] == ("not known", "not known")
    assert list_of(*stations, path="inbox/x/home_office_2019.csv", function_of_list="fire station", tmp_path=tmp_path)[0] == ("fire station", STATED)
    assert list_of("Hightown", "Lowtown Fire Station", "Elm Offices", path="inbox/x/offices.csv", tmp_path=tmp_path)[0] == ("office", NAMED), "as many as of any other"


def test_a_register_holds_all_sorts_whatever_its_name(tmp_path: Path) -> None:
    register = [{**FILE, "body_id": "council", "line_count": 1, "tenure_count": 1, "is_register": True}]
    assert list_of("Hightown", path="inbox/x/libraries.csv", core__register_part=register, tmp_path=tmp_path) == [("not known", "not known")]
    assert list_of("Hightown", path="inbox/x/libraries.csv", core__register_part=register, function_of_list="school", tmp_path=tmp_path) == [("school", STATED)]


@pytest.mark.parametrize(("function", "kind"), [("library", "building"), ("car park", "land"), (None, "land")])
def test_a_list_says_too_whether_it_is_of_land(function: str | None, kind: str, tmp_path: Path) -> None:
    found = property_line(tmp_path, [{"name_as_published": "Elm Park", "function_of_list": function}])
    assert found["asset_kind"].to_list() == [kind]


@pytest.mark.parametrize("entry", ["Rose House", "100010000001", "0100010000001", "AB-12", "4 Elm Walk", "The Close, 4 Elm Walk"])
def test_premises_that_place_toml_lists_are_sensitive(entry: str, tmp_path: Path) -> None:
    line = {
        "name_as_published": "Rose House (store)",
        "address_as_published": "The Close, 4 Elm Walk, Northby",
        "uprn": "100010000001",
        "asset_code": "ab/12",
        "use_as_published": "Library",
    }
    listed = listed_sensitive_table(Place(name="Somewhere", sensitive=(entry,))).to_dicts()
    found = property_line(tmp_path, [line], listed=listed)
    assert found.select("function", "is_sensitive").rows() == [("sensitive listed", True)]
    other = property_line(tmp_path, [{**line, "name_as_published": "Primrose House", "address_as_published": "14 Elm Walk", "uprn": "1", "asset_code": "B"}], listed=listed)
    assert other["is_sensitive"].to_list() == [False]


@pytest.mark.parametrize(
    "column",
    ["name_as_published", "address_as_published", "street", "locality", "town", "use_as_published", "tenure_as_published", "tenure_detail_as_published",
     "other_detail_as_published", "occupied_as_published", "holding_as_published", "reason_for_holding_as_published", "organisation_as_published"],
)  # fmt: skip
def test_every_text_of_a_line_is_read(column: str, tmp_path: Path) -> None:
    line = {"name_as_published": "7 Elm Walk", column: "Let to Northby Women’s Aid"}
    labels = [label(FILE, organisation_as_published=line.get("organisation_as_published"))]
    assert property_line(tmp_path, [line], labels)["function"].to_list() == ["sensitive refuge"]


@pytest.mark.parametrize(
    ("line", "is_sensitive"),
    [
        ({"name_as_published": "Refuge Assurance House"}, False),
        ({"name_as_published": "Refuge Assurance House", "tenure_detail_as_published": "let as a refuge"}, True),
        ({"other_detail_as_published": "verge with a traffic refuge island"}, False),
        ({"other_detail_as_published": "traffic refuge island; house used as a refuge"}, True),  # phrases that overlap hide nothing
        ({"name_as_published": "Children's Home Farm"}, False),
        ({"name_as_published": "Refuse depot"}, False),
        ({"address_as_published": "12 Refuge Road, Northby"}, False),
        ({"address_as_published": "The Refuge, 12 Elm Walk"}, True),
        ({"name_as_published": "Residence for Women's", "use_as_published": "Aid office"}, False),  # two cells make no phrase
    ],
)
def test_ordinary_words_are_not_withheld(line: dict[str, Any], is_sensitive: bool, tmp_path: Path) -> None:
    assert property_line(tmp_path, [line])["is_sensitive"].to_list() == [is_sensitive]


REFUGE = {**FILE, "source_row": 2, "name_as_published": "Rose House", "use_as_published": "Refuge", "uprn": "101", "asset_code": "A", "postcode": "AB1 2CD",
          "address_as_published": "4 Elm Walk", "easting": 400_000.0, "northing": 300_000.0}  # fmt: skip


def test_lines_without_a_name_are_not_one_asset(tmp_path: Path) -> None:
    """Neither in one list nor over two of a body, nor when a list is sent again under another name."""
    other = {"source_file_id": "f2", "path": "inbox/council/other.csv"}
    lines: Rows = [
        {"source_row": 2, "postcode": "ZE1 0AA"}, {"source_row": 3, "postcode": "ZE1 0AA"}, {"source_row": 4, "easting": 400000.0, "northing": 300000.0},
        {"source_row": 5, "easting": 400000.0, "northing": 300000.0}, {"source_row": 6}, {"source_row": 7}, {**other, "source_row": 2, "postcode": "ZE1 0AA"},
    ]  # fmt: skip
    rows = [{"name_as_published": None, "path": "inbox/council/register.csv", **line} for line in lines]
    found = property_line(tmp_path, rows, [label(FILE), {**label(FILE), "source_file_id": "f2"}])
    assert found["source_key"].n_unique() == len(lines)
    assert found["name"].unique().to_list() == ["Without a name"]
    longer = property_line(tmp_path, [{**rows[0], "source_row": 1, "name_as_published": "Depot"}, *rows], [label(FILE), {**label(FILE), "source_file_id": "f2"}])
    assert set(found["source_key"]) < set(longer["source_key"]), "a line more before them changes no id"


@pytest.mark.parametrize(
    "place", [{"postcode": "ZE1 0AA"}, {"easting": 400000.0, "northing": 300000.0}]
)
@pytest.mark.parametrize("told", [{}, {"uprn": "7"}, {"asset_code": "A1"}])
def test_a_line_without_a_name_is_not_withheld_with_another(place: dict[str, Any], told: dict[str, Any], tmp_path: Path) -> None:
    refuge = {"name_as_published": None, "use_as_published": "Refuge", **place, "source_row": 2}
    found = property_line(tmp_path, [refuge, {"name_as_published": None, "use_as_published": "Offices", **place, **told, "source_row": 3}])
    assert found["is_sensitive"].to_list() == [True, False]


@pytest.mark.parametrize(
    ("line", "is_sensitive"),
    [
        ({"asset_code": "A"}, True),  # the same asset of the same body, in other words
        ({"uprn": "101"}, True),
        ({"uprn": "102"}, False),
        ({"name_as_published": "ROSE-HOUSE", "postcode": "AB1 2CD"}, True),
        ({"name_as_published": "Rose House", "postcode": "AB1 2CE"}, False),
        ({"address_as_published": "4 Elm Walk.", "postcode": "AB1 2CD"}, True),
        ({"name_as_published": "4 Elm Walk", "postcode": "AB1 2CD"}, True),
        ({"name_as_published": "5 Elm Walk", "postcode": "AB1 2CD"}, False),
        # the house by its number and street, however the line names it
        ({"name_as_published": "Rose Trust", "address_as_published": "Ground floor, 4 Elm Walk, Northby", "postcode": "AB1 2CD"}, True),
        ({"name_as_published": "Rose Trust", "address_as_published": "14 Elm Walk, Northby", "postcode": "AB1 2CD"}, False),
        # the very point, under a name that begins alike
        ({"name_as_published": "Rose Cottage", "easting": 400_000.2, "northing": 300_000.0}, True),
        ({"name_as_published": "Bus shelter", "easting": 400_000.0, "northing": 300_000.0}, False),
        ({"name_as_published": "Rose Cottage", "easting": 400_009.0, "northing": 300_000.0}, False),
    ],
)
def test_a_building_is_sensitive_on_every_list_that_has_it(line: dict[str, Any], is_sensitive: bool, tmp_path: Path) -> None:
    other = {**OTHER, "name_as_published": "Plain Office", **line}
    found = property_line(tmp_path, [REFUGE, other], [label(FILE), label(OTHER)]).sort("source_file_id")
    assert found["is_sensitive"].to_list() == [True, is_sensitive]
    if is_sensitive:
        assert found["premises_key"].n_unique() == 1 and found["function"].to_list() == ["sensitive refuge"] * 2


def test_lines_that_lead_from_one_to_the_next_are_one_building(tmp_path: Path) -> None:
    rows = [
        REFUGE,
        {**OTHER, "source_row": 2, "name_as_published": "Offices", "asset_code": "A", "uprn": "202"},  # by the code of the first
        {**OTHER, "source_row": 3, "name_as_published": "Annexe", "uprn": "202", "postcode": "AB9 9ZZ"},  # by the UPRN of the second
        {**OTHER, "source_row": 4, "name_as_published": "Annexe", "postcode": "AB9 9ZZ"},  # by the name of the third
        {**OTHER, "source_row": 5, "name_as_published": "Library", "uprn": "303", "postcode": "AB9 9ZZ"},
    ]
    found = property_line(tmp_path, rows, [label(FILE), label(OTHER)]).sort("source_file_id", "source_row")
    assert found["is_sensitive"].to_list() == [True, True, True, True, False]


def test_lines_that_a_person_merged_are_one_building(tmp_path: Path) -> None:
    other = {**OTHER, "name_as_published": "Plain Office", "asset_code": "B"}
    known = [{"source_key": f"council/code {code}", "asset_id": "a1"} for code in "AB"]
    found = property_line(tmp_path, [REFUGE, other], [label(FILE), label(OTHER)], core__known_identity=known)
    assert found["is_sensitive"].to_list() == [True, True]


def test_what_stands_on_no_register_owns_nothing(tmp_path: Path) -> None:
    part = {**FILE, "body_id": "council", "line_count": 2, "tenure_count": 0}
    for is_register, basis in ((True, "register"), (False, "service list only")):
        found = property_line(tmp_path, [{"tenure_as_published": "Freehold"}], core__register_part=[{**part, "is_register": is_register}])
        assert found["ownership_basis"].to_list() == [basis]
    of_another = [{**part, "body_id": "fire", "is_register": True}]
    assert property_line(tmp_path, [{}], core__register_part=of_another)["ownership_basis"].to_list() == ["service list only"]


TENURE, CODE, HOLDING = {"tenure_as_published": "Freehold"}, {"asset_code": "A1"}, {"holding_as_published": "Land"}
REASON, AREA, UPRN = {"reason_for_holding_as_published": "Operational"}, {"gia_m2": 90.0}, {"uprn": "7"}


@pytest.mark.parametrize(
    ("lines", "is_register"),
    [
        ([{**TENURE, **CODE}] * 2, True),
        ([{**TENURE, **UPRN}, {**TENURE, **UPRN}, UPRN], True),
        ([{**TENURE, **AREA}, {**TENURE, **AREA}], True),
        ([TENURE, TENURE], False),  # of a landholder's columns this is one
        ([CODE, CODE, {**CODE, **TENURE}], False),  # a stray remark
        ([UPRN, UPRN], False),
        ([{**CODE, **AREA}] * 2, False),  # a national list of surgeries or schools has these too
        ([{**CODE, **HOLDING, **AREA}] * 2, True),
        ([{**REASON, **AREA}] * 2, True),
        ([{**REASON, **AREA}, {}, {}], False),
    ],
)
def test_what_makes_a_list_a_register(lines: Rows, is_register: bool, tmp_path: Path) -> None:
    rows = [{**FILE, "source_row": row, **line} for row, line in enumerate(lines, 2)]
    given = {"core__property_label": [label(FILE)], "core__assumption": threshold("register_filled_share", 0.5)}
    found = run("core.register_part", tmp_path, core__listing=rows, **given)
    assert found.select("body_id", "line_count", "is_register").rows() == [("council", len(lines), is_register)]


def test_a_register_of_one_body_is_none_of_another_in_the_same_table(tmp_path: Path) -> None:
    mine = [{**FILE, "source_row": row, "organisation_as_published": "One", **TENURE, **CODE} for row in (2, 3)]
    theirs = [{**FILE, "source_row": row, "organisation_as_published": "Two", **CODE} for row in (4, 5, 6)]
    labels = [label(FILE, "one", organisation_as_published="One"), label(FILE, "two", organisation_as_published="Two")]
    found = run(
        "core.register_part", tmp_path, core__listing=[*mine, *theirs], core__property_label=labels, core__assumption=threshold("register_filled_share", 0.5)
    )
    assert dict(found.select("body_id", "is_register").rows()) == {"one": True, "two": False}


def test_lines_are_held_ignored_or_superseded_with_a_reason(tmp_path: Path) -> None:
    assert property_line(tmp_path, [{}], labels=[label(FILE, None, "nobody named")])["line_status"].to_list() == [
        "held"
    ]
    assert property_line(tmp_path, [{}], labels=[label(FILE, None, "outside the place")])["line_status"].to_list() == [
        "ignored"
    ]
    newer = property_line(tmp_path, [{}], core__property_edition=[{**FILE, "body_id": "council", "newer_path": "b.csv"}])
    assert newer.select("line_status", "line_reason").rows() == [("superseded", "a newer edition stands in b.csv")]


@pytest.mark.parametrize(("is_in_place", "status"), [(True, "loaded"), (False, "ignored")])
def test_a_name_not_known_in_a_list_that_a_body_sent(is_in_place: bool, status: str, tmp_path: Path) -> None:
    found = property_line(
        tmp_path, [{"organisation_as_published": "Elsewhere Council"}], labels=[label(FILE, organisation_as_published="Elsewhere Council")],
        places=[{**LINE, "is_in_place": is_in_place, "location_method": "coordinates"}],
    )  # fmt: skip
    assert found["line_status"].to_list() == [status]


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ({"asset_code": "a1", "uprn": "7"}, "council/code A1"),
        ({"uprn": "7"}, "council/uprn 7 SOMEWHERE"),
        ({"postcode": "M33 1AA"}, "council/name SOMEWHERE M33 1AA"),
        ({"easting": 400100.4, "northing": 300100.0}, "council/name SOMEWHERE 400100.0 300100.0"),
        ({"address_as_published": "1 High St"}, "council/name SOMEWHERE 1 HIGH ST"),
    ],
)
def test_what_an_id_is_given_for(line: dict[str, Any], key: str, tmp_path: Path) -> None:
    assert property_line(tmp_path, [line])["source_key"].to_list() == [key]


def keys(tmp_path: Path, *lines: dict[str, Any], **given: Rows) -> list[str]:
    rows = [{"source_row": row, "asset_code": "A1", **line} for row, line in enumerate(lines, 2)]
    given = {"labels": [label(FILE), label(OTHER)], **given}
    return property_line(tmp_path, rows, **given).sort("source_row")["source_key"].to_list()  # type: ignore[arg-type]


def test_two_of_one_name_and_road_are_told_apart_by_their_points(tmp_path: Path) -> None:
    """Where a list gives neither code nor UPRN; a point that is written otherwise alone is no other building."""
    toilets = {"name_as_published": "Public Toilets", "postcode": "M33 1AA", "address_as_published": "High Street", "asset_code": None}
    assumed: Rows = [{"assumption_id": "identity_same_point_m", "value": 5.0}]
    for metres, count in ((60.0, 2), (2.0, 1)):
        points = [{"easting": 400100.0 + east, "northing": 300100.0} for east in (0.0, metres)]
        assert len(set(keys(tmp_path, *({**toilets, **point} for point in points), core__assumption=assumed))) == count
    assert len(set(keys(tmp_path, toilets, {**toilets, "easting": 400100.0, "northing": 300100.0}, core__assumption=assumed))) == 1


def test_a_code_given_to_two_assets_does_not_join_them(tmp_path: Path) -> None:
    assert len(set(keys(tmp_path, {"uprn": "7"}, {"uprn": "8"}))) == 2
    assert len(set(keys(tmp_path, {"name_as_published": "Hall"}, {"name_as_published": "Depot"}))) == 2
    assert len(set(keys(tmp_path, {"name_as_published": "Hall"}, {"name_as_published": "Depot", **OTHER}))) == 2, "over all lists of a body"
    hall, the_hall = {"uprn": "7", "name_as_published": "Hall"}, {"uprn": "7", "name_as_published": "The hall"}
    assert len(set(keys(tmp_path, hall, the_hall, {"name_as_published": "Hall"}))) == 1
    assert len(set(keys(tmp_path, hall, {"name_as_published": "Depot"}))) == 2


@pytest.mark.parametrize("names", [("Hall", "Hall"), ("Hall", "Depot")])
def test_an_id_stays_when_a_uprn_is_added_to_one_line(names: tuple[str, str], tmp_path: Path) -> None:
    one, two = ({"name_as_published": name} for name in names)
    assert keys(tmp_path, {**one, "uprn": "7"}, two) == keys(tmp_path, one, two)


@pytest.mark.parametrize(("kind", "postcode", "count"), [("facility", "NB1 1AA", 1), ("property", "NB1 1AA", 2), ("facility", None, 2)])
def test_a_surgery_that_its_list_names_twice_is_one_place(kind: str, postcode: str | None, count: int, tmp_path: Path) -> None:
    """A list of practices names the surgery again with its address in other words; houses of one name are told apart by theirs."""
    same = {"source_kind": kind, "asset_code": None, "name_as_published": "Elm Surgery", "postcode": postcode}
    assert len(set(keys(tmp_path, {**same, "address_as_published": "12 Elm Walk"}, {**same, "address_as_published": "The Surgery, Elm Walk"}))) == count


def test_a_replaced_edition_says_nothing_of_todays_codes(tmp_path: Path) -> None:
    newer = [{**OTHER, "body_id": "council", "newer_path": "b.csv"}]
    found = keys(tmp_path, {"name_as_published": "Hall"}, {"name_as_published": "Depot", **OTHER}, core__property_edition=newer)
    assert found[0] == "council/code A1"


# --- assets -----------------------------------------------------------------------------------------------------------


def asset_tables(*lines: dict[str, Any]) -> dict[str, Rows]:
    """Lines that speak of one asset, the first believed first."""
    keys = [{**FILE, "source_row": row} for row in range(2, 2 + len(lines))]
    shown = {
        "body_id": "council",
        "asset_kind": "building",
        "function": "not known",
        "ownership_basis": "register",
        "is_not_owned": False,
        "tenure": "not known",
        "name": "Somewhere",
        "location_method": "not known",
    }
    rows = [{**key, **shown, **line} for key, line in zip(keys, lines, strict=True)]

    def only(table: str) -> Rows:
        from totalplace import contracts

        names = contracts.contract(table).column_names
        return [{name: value for name, value in row.items() if name in names} for row in rows]

    return {
        "core.asset_line": [{**key, "asset_id": "a1", "source_key": "k", "rank": rank} for rank, key in enumerate(keys, 1)],
        "core.property_line": only("core.property_line"), "core.listing": only("core.listing"), "core.property_place": only("core.property_place"),
        "ref.area": [{"area_code": "E07000901"}],
    }  # fmt: skip


def estate(tmp_path: Path, *lines: dict[str, Any]) -> dict[str, Any]:
    given = asset_tables(*lines)
    cost_file = file_of("mart.estate_cost")
    numbered = [{**line, "part_number": 1} for line in given["core.listing"]]
    costs = run_file(cost_file, {"core.asset_line": given["core.asset_line"], "core.property_line": given["core.property_line"], "core.listing": numbered}, tmp_path)
    found = run_file(file_of("mart.estate"), {**given, "mart.estate_cost": costs.to_dicts()}, tmp_path)
    assert found.height == 1
    return found.row(0, named=True)


def test_each_column_is_that_of_the_first_line_that_states_it(tmp_path: Path) -> None:
    row = estate(
        tmp_path,
        {"name": "Town Hall", "gia_m2": None, "as_at_on": date(2025, 4, 1)},
        {"name": "Old name", "gia_m2": 900.0, "running_cost_gbp": Decimal("5000"), "running_cost_fy": 2022, "as_at_on": date(2024, 3, 31), "function": "office", "tenure": "leasehold"},
        {"name": "Older", "gia_m2": 800.0, "function": "library"},
    )  # fmt: skip
    assert (row["name"], row["gia_m2"], row["gia_method"], row["function"], row["tenure"], row["source_count"]) == (
        "Town Hall",
        900.0,
        "measured",
        "office",
        "leasehold",
        3,
    )
    assert (row["running_cost_gbp"], row["running_cost_method"], row["running_cost_fy"]) == (
        Decimal("5000.00"),
        "register",
        2022,
    )
    assert row["as_at_on"] == date(2025, 4, 1)


def test_a_figure_has_the_year_of_its_own_line_or_none(tmp_path: Path) -> None:
    figures = {"running_cost_gbp": Decimal("5000"), "required_maintenance_gbp": Decimal("70"), "book_value_gbp": Decimal("90")}
    years = {"running_cost_fy": 2021, "required_maintenance_fy": 2020, "book_value_on": date(2019, 3, 31)}
    undated = estate(tmp_path, {**figures, "as_at_on": date(2025, 4, 1)}, {**figures, **years, "as_at_on": date(2024, 4, 1)})
    assert [undated[name] for name in years] == [None, None, None], "the day of the register or another line's year is no year of this figure"
    dated = estate(tmp_path, {"as_at_on": date(2025, 4, 1)}, {**figures, **years, "as_at_on": date(2024, 4, 1)})
    assert {name: dated[name] for name in years} == years


def test_the_best_location_is_taken_whole(tmp_path: Path) -> None:
    row = estate(
        tmp_path,
        {"location_method": "postcode", "easting": 1.0, "northing": 1.0, "lon": 0.1, "lat": 50.0, "area_code": "E07000999", "is_in_place": False},
        {"location_method": "coordinates", "easting": 2.0, "northing": 3.0, "lon": 0.2, "lat": 51.0, "area_code": "E07000901", "is_in_place": True},
    )  # fmt: skip
    assert (row["location_method"], row["easting"], row["northing"], row["area_code"], row["is_in_place"]) == (
        "coordinates",
        2.0,
        3.0,
        "E07000901",
        True,
    )


@pytest.mark.parametrize(
    ("line", "owner", "is_public"),
    [
        ({"tenure": "freehold"}, "council", True),
        ({"tenure": "leasehold"}, None, True),
        ({"tenure": "freehold", "ownership_basis": "service list only"}, None, None),
        ({"tenure": "freehold", "is_not_owned": True}, None, False),
    ],
)  # fmt: skip
def test_who_owns_it(line: dict[str, Any], owner: str | None, is_public: bool | None, tmp_path: Path) -> None:
    row = estate(tmp_path, line)
    assert (row["owner_body_id"], row["is_public_estate"]) == (owner, is_public)


def test_without_a_location_the_method_says_so(tmp_path: Path) -> None:
    row = estate(tmp_path, {})
    assert (row["easting"], row["location_method"], row["gia_method"]) == (None, "not known", None)


def test_asset_line_obeys_identities_and_ranks(tmp_path: Path) -> None:
    lines = [{**FILE, "source_row": row, "line_status": "loaded", "is_sensitive": False, "is_not_owned": False, "ownership_basis": basis, "source_key": key} for row, basis, key in
             [(2, "service list only", "k1"), (3, "register", "k1"), (4, "register", "k2"), (5, "register", "k3")]]  # fmt: skip
    lines += [{**lines[0], "source_row": 6, "line_status": "held"}, {**lines[0], "source_row": 7, "is_sensitive": True}]
    staged = [{**FILE, "source_row": row, "as_at_on": date(2025, 1, row)} for row in range(2, 8)]
    found = run(
        "core.asset_line",
        tmp_path,
        core__property_line=lines,
        core__listing=staged,
        core__asset_identity=[{"source_key": key, "asset_id": asset, "own_id": key} for key, asset in [("k1", "a1"), ("k2", "kept"), ("k3", "kept")]],
    )
    assert sorted(found["source_row"]) == [2, 3, 4, 5], "held and sensitive lines are no assets"
    ranks = {row["source_row"]: (row["asset_id"], row["rank"]) for row in found.iter_rows(named=True)}
    assert ranks[3][1] == 1 and ranks[2] == (ranks[3][0], 2), "a register before a list"
    assert ranks[5] == ("kept", 1) and ranks[4] == ("kept", 2), "the later day first"


@pytest.mark.parametrize(
    ("staged", "identity", "reason"),
    [
        ({"asset_code": "A1", "uprn": "7"}, {}, "same body and asset code"),
        ({"uprn": "7"}, {}, "same body, UPRN and name"),
        ({}, {}, "same body, name and location"),
        ({"asset_code": "A1"}, {"reason": "an earlier publication or a person says so"}, "an earlier publication or a person says so"),
        ({"asset_code": "A1"}, {"own_id": "a2"}, "same UPRN and name as on another list"),
    ],
)  # fmt: skip
def test_estate_source_says_why(staged: dict[str, Any], identity: dict[str, Any], reason: str, tmp_path: Path) -> None:
    pairs = [{"left_key": "k", "right_key": f"k{score}", "asset_id": "a1", "reason": why, "score": score} for score, why in [(0.9, "same postcode and same name"), (0.99, "same UPRN and name")]]
    found = run(
        "mart.estate_source", tmp_path, core__asset_line=[{**LINE, "asset_id": "a1", "source_key": "k", "rank": 1}],
        core__listing=[{**LINE, **staged}], core__property_place=[{**LINE, "location_method": "not known"}], core__asset_pair=pairs,
        core__property_line=[{**LINE, "function_basis": "name of the list"}],
        core__asset_identity=[{"source_key": "k", "asset_id": "a1", "own_id": "a1", **identity}],
    )  # fmt: skip
    assert found.select("match_reason", "function_basis").rows() == [(reason, "name of the list")]


@pytest.mark.parametrize(
    ("lines", "owner", "basis", "is_public"),
    [
        # a list of services adds a building, and takes no ownership away
        ([{"tenure": "freehold"}, {"body_id": "schools", "ownership_basis": "service list only"}], "council", "register", True),
        # one body rents, another owns
        ([{"tenure": "leasehold"}, {"body_id": "fire", "tenure": "freehold"}], "fire", "register", True),
        ([{"tenure": "freehold"}, {"body_id": "fire", "is_not_owned": True}], "council", "register", True),
        # two owners of one freehold: none is shown
        ([{"tenure": "freehold"}, {"body_id": "fire", "tenure": "freehold"}], None, "register", True),
        # a body that says anywhere that it does not own it owns it nowhere
        ([{"tenure": "freehold"}, {"is_not_owned": True}], None, "service list only", False),
        ([{"is_not_owned": True}], None, "service list only", False),
        # a place of service all the same, where a list shows it
        ([{"is_not_owned": True}, {"body_id": "schools", "ownership_basis": "service list only"}], None, "service list only", False),
        # what a body's later line says of its tenure stands before its earlier one
        ([{"tenure": "leasehold"}, {"tenure": "freehold"}], None, "register", True),
    ],
)  # fmt: skip
def test_who_owns_what_several_bodies_list(lines: Rows, owner: str | None, basis: str, is_public: bool, tmp_path: Path) -> None:
    row = estate(tmp_path, *lines)
    assert (row["owner_body_id"], row["ownership_basis"], row["is_public_estate"]) == (owner, basis, is_public)


@pytest.mark.parametrize(
    ("lines", "is_disowned"),
    [
        ([{"is_not_owned": True}], True),
        ([{"tenure": "freehold"}], False),
        ([{"ownership_basis": "service list only"}], False),
        ([{"is_not_owned": True}, {"body_id": "fire"}], False),
        ([{"is_not_owned": True}, {"body_id": "schools", "ownership_basis": "service list only"}], False),
    ],
)
def test_what_is_listed_only_to_say_that_it_is_not_owned(lines: Rows, is_disowned: bool, tmp_path: Path) -> None:
    assert estate(tmp_path, *lines)["is_disowned"] is is_disowned


@pytest.mark.parametrize(
    ("said", "condition"),
    [
        ("B", "B"), ("Good", "Good"), ("C - poor", "C - poor"), ("Unclassified minor defects", "Unclassified minor defects"), ("Surveyed: fair", "Surveyed: fair"),
        ("No defects", "No defects"), ("Not Surveyed", None), ("not yet surveyed", None), ("Unknown", None), ("UNKNOWN ", None), ("Not known", None), ("N/K", None), ("Not applicable", None),
        ("No survey", None), ("No recent survey", None), ("No data", None), ("Survey required", None), ("Awaiting survey", None), ("To be surveyed", None),
        ("To be confirmed", None), ("TBC", None), ("None", None), ("Not assessed", None), ("Ungraded", None), ("Pending", None), ("?", None), ("n.a.", None),
    ],
)  # fmt: skip
def test_not_surveyed_is_no_condition(said: str, condition: str | None, tmp_path: Path) -> None:
    """Of two lines the first that states a condition counts, and one that says it was not surveyed states none."""
    assert estate(tmp_path, {"condition_as_published": said})["condition"] == condition
    assert estate(tmp_path, {"condition_as_published": said}, {"condition_as_published": "D"})["condition"] == (condition or "D")


def test_two_owners_of_one_freehold_are_told_to_both(tmp_path: Path) -> None:
    def line(row: int, body: str, **more: Any) -> dict[str, Any]:
        return {**FILE, "source_row": row, "body_id": body, "line_status": "loaded", "ownership_basis": "register", "is_not_owned": False, "tenure": "freehold", "source_key": f"k{row}", **more}

    lines = [line(2, "council"), line(3, "fire"), line(4, "police", tenure="leasehold"), line(5, "fire")]
    found = run(
        "core.issue", tmp_path, core__property_line=lines,
        core__asset_line=[{**FILE, "source_row": row, "asset_id": asset} for row, asset in [(2, "a1"), (3, "a1"), (4, "a1"), (5, "a2")]],
        ref__body=[{"body_id": body, "name": body.title()} for body in ("council", "fire", "police")],
    ).filter(pl.col("issue_type") == "two owners of one freehold")  # fmt: skip
    told = dict(found.select("source_row", "message").rows())
    assert told.keys() == {2, 3}
    assert "register of Fire." in told[2] and "register of Council." in told[3]


def test_decided_pairs_are_published_with_their_lines(tmp_path: Path) -> None:
    pairs = [
        {"left_key": "k1", "right_key": "k2", "asset_id": "a1", "reason": "same UPRN", "score": 0.95, "decision": "same by rule"},
        {"left_key": "k1", "right_key": "k3", "reason": "same postcode and like name", "score": 0.6, "decision": "doubtful"},
        {"left_key": "k2", "right_key": "k3", "reason": "a person's decision", "score": 0.0, "decision": "different by a person"},
    ]  # fmt: skip
    records = [{**file, "source_row": row, "source_key": key, "record_id": row, "body_id": body} for key, file, row, body in [("k1", FILE, 2, "council"), ("k2", OTHER, 7, "fire"), ("k3", OTHER, 8, "fire")]]
    found = run("mart.register_duplicate", tmp_path, core__asset_pair=pairs, analysis__asset_record=records)
    assert found.select("left_source_row", "right_source_file_id", "right_source_row", "asset_id", "decision").rows() == [
        (2, "f2", 7, "a1", "same by rule"), (7, "f2", 8, None, "different by a person"),
    ]  # fmt: skip


def test_how_closely_an_asset_hangs_together(tmp_path: Path) -> None:
    keys = ["k1", "k2", "k3", "k4"]
    records = [{"source_key": key, "record_id": number, "body_id": body, "easting": 100.0 * number, "northing": 0.0} for number, (key, body) in enumerate(zip(keys, ["council", "council", "fire", "fire"], strict=True))]
    pairs = [{"left_key": one, "right_key": two, "asset_id": "a1", "score": score} for one, two, score in [("k1", "k2", 0.9), ("k2", "k3", 0.8)]]
    identities = [{"source_key": key, "asset_id": "a1" if key != "k4" else "a2", "own_id": key} for key in keys]
    found = run("mart.asset_match", tmp_path, core__asset_identity=identities, core__asset_pair=pairs, analysis__asset_record=records)
    assert found.rows() == [("a1", 3, 2, 2, 0.666667, 0.8, 200.0)]


@pytest.mark.parametrize(
    ("detail", "occupation", "occupier"),
    [("occupied by the body", "owner occupied", "council"), ("vacant", "vacant", None), ("let", "tenant", None), ("ground lease", "tenant", None), ("not known", "not known", None)],
)  # fmt: skip
def test_occupation(detail: str, occupation: str, occupier: str | None, tmp_path: Path) -> None:
    line = {
        **LINE,
        "body_id": "council",
        "interest_detail": detail,
        "ownership_basis": "register",
        "is_not_owned": False,
    }
    given = {
        "core__asset_line": [{**LINE, "asset_id": "a1"}],
        "core__property_line": [line],
        "core__listing": [LINE],
    }
    assert run("mart.occupation", tmp_path, **given).select("occupation", "occupier_body_id").rows() == [
        (occupation, occupier)
    ]


def test_interests_and_occupations_are_those_of_registers(tmp_path: Path) -> None:
    line = {
        **LINE,
        "body_id": "council",
        "interest_detail": "let",
        "ownership_basis": "service list only",
        "is_not_owned": False,
        "tenure": "not known",
    }
    given = {
        "core__asset_line": [{**LINE, "asset_id": "a1"}],
        "core__property_line": [line],
        "core__listing": [LINE],
    }
    assert run("mart.occupation", tmp_path, **given).height == run("mart.interest", tmp_path, **given).height == 0
    line["ownership_basis"], line["is_not_owned"] = "register", True
    assert run("mart.occupation", tmp_path, **given).height == 0
    assert run("mart.interest", tmp_path, **given).height == 1


# --- accounts ---------------------------------------------------------------------------------------------------------

ACCOUNT = {**FILE, "status": "loaded", "rows_read": 10, "rows_loaded": 7, "rows_rejected": 1, "rows_ignored": 2, "rows_held": 0, "rows_amount_unreadable": 1,
           "amount_read_gbp": Decimal(100), "amount_loaded_gbp": Decimal(70), "amount_rejected_gbp": Decimal(10), "amount_ignored_gbp": Decimal(20), "amount_held_gbp": Decimal(0),
           "rule": "total line: 2"}  # fmt: skip
INBOX = {
    **FILE,
    "sender": "council",
    "path": "inbox/council/a.csv",
    "sha256": "0",
    "bytes": 1,
    "rows_read": 10,
    "kind": "payments",
    "status": "loaded",
}
_COUNTS = ("loaded", "rejected", "ignored", "held", "superseded")


def outcome(status: str, rows: int, amount: int, reason: str = "why") -> dict[str, Any]:
    return {**FILE, "line_status": status, "line_reason": reason, "row_count": rows, "amount_gbp": Decimal(amount)}


def source_part(
    tmp_path: Path, *outcomes: dict[str, Any], inbox: dict[str, Any] = INBOX, account: Rows | None = None
) -> dict[str, Any]:
    found = run(
        "ops.source_part",
        tmp_path,
        raw__inbox=[inbox],
        staging__account=[ACCOUNT] if account is None else account,
        core__line_outcome=list(outcomes),
    )
    row = found.row(0, named=True)
    assert row["rows_read"] == sum(row[f"rows_{name}"] for name in _COUNTS), row
    if row["amount_read_gbp"] is not None:
        assert row["amount_read_gbp"] == sum(row[f"amount_{name}_gbp"] for name in _COUNTS), row
    return row


def test_rows_and_pounds_move_from_loaded_to_what_became_of_them(tmp_path: Path) -> None:
    row = source_part(
        tmp_path, outcome("ignored", 2, 20, "outside the place"), outcome("held", 1, 10), outcome("superseded", 1, 5)
    )
    assert [row[f"rows_{name}"] for name in _COUNTS] == [3, 1, 4, 1, 1]
    assert [row[f"amount_{name}_gbp"] for name in _COUNTS] == [
        Decimal(35),
        Decimal(10),
        Decimal(40),
        Decimal(10),
        Decimal(5),
    ]
    assert (row["status"], row["reason"]) == ("loaded", None)
    assert "total line: 2" in row["rule"] and "outside the place: 2" in row["rule"]


@pytest.mark.parametrize(
    ("outcomes", "status", "reason"),
    [
        ([outcome("superseded", 7, 70, "newer")], "superseded", "newer"),
        ([outcome("held", 7, 70, "nobody")], "held", "nobody"),
        ([outcome("ignored", 7, 70, "outside the place")], "ignored", "outside the place"),
        ([outcome("held", 4, 40, "nobody"), outcome("superseded", 3, 30, "newer")], "held", "nobody"),
        ([], "loaded", None),
    ],
)  # fmt: skip
def test_the_status_of_a_table_of_which_nothing_is_left(
    outcomes: Rows, status: str, reason: str | None, tmp_path: Path
) -> None:
    row = source_part(tmp_path, *outcomes)
    assert (row["status"], row["reason"]) == (status, reason)


def test_a_table_all_of_whose_rows_were_rejected(tmp_path: Path) -> None:
    account = {
        **ACCOUNT,
        "rows_loaded": 0,
        "rows_rejected": 8,
        "amount_loaded_gbp": Decimal(0),
        "amount_rejected_gbp": Decimal(80),
    }
    row = source_part(tmp_path, account=[account])
    assert row["status"] == "rejected" and "ops.issue" in row["reason"]


@pytest.mark.parametrize(
    ("status", "column"),
    [("held", "rows_held"), ("duplicate", "rows_superseded"), ("rejected", "rows_rejected"), ("ignored", "rows_ignored")],
)
def test_a_table_that_was_never_staged_is_accounted_for(status: str, column: str, tmp_path: Path) -> None:
    row = source_part(tmp_path, inbox={**INBOX, "status": status, "kind": None, "reason": "because"}, account=[])
    assert (row[column], row["status"], row["reason"], row["amount_read_gbp"]) == (10, status, "because", None)


def test_all_that_a_file_with_the_same_bytes_as_another_holds_is_superseded(tmp_path: Path) -> None:
    copy = {**INBOX, **OTHER, "status": "duplicate", "reason": "The same bytes as a.csv."}
    other = {**INBOX, "source_file_id": "f3", "sha256": "1"}
    parts = run(
        "ops.source_part", tmp_path, raw__inbox=[INBOX, copy, other], staging__account=[ACCOUNT, {**ACCOUNT, "source_file_id": "f3", "amount_read_gbp": Decimal(9)}],
        core__line_outcome=[outcome("held", 7, 70)],
    )  # fmt: skip
    row = parts.filter(source_file_id="f2").row(0, named=True)
    assert [row[f"rows_{name}"] for name in ("read", *_COUNTS)] == [10, 0, 0, 0, 0, 10]
    assert [row[f"amount_{name}_gbp"] for name in ("read", *_COUNTS)] == [100, 0, 0, 0, 0, 100]
    assert (row["rows_amount_unreadable"], row["status"], row["reason"], row["rule"]) == (1, "duplicate", "The same bytes as a.csv.", None)


def test_the_reason_given_is_one_of_the_status_and_the_same_each_time(tmp_path: Path) -> None:
    """Superseded for two reasons, held for one that has more rows than either: superseded, by the first in words."""
    outcomes = [outcome("held", 3, 30, "nobody"), outcome("superseded", 2, 20, "b.csv"), outcome("superseded", 2, 20, "a.csv")]
    for order in (outcomes, outcomes[::-1]):
        row = source_part(tmp_path, *order)
        assert (row["status"], row["reason"]) == ("superseded", "a.csv")


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        (("loaded", "rejected"), "loaded"),
        (("rejected", "held"), "held"),
        (("ignored", "superseded"), "superseded"),
        (("duplicate",), "duplicate"),
    ],
)
def test_a_file_is_loaded_if_anything_in_it_is(statuses: tuple[str, ...], expected: str, tmp_path: Path) -> None:
    parts = [
        {
            "source_file_id": "f1",
            "source_part": f"sheet {number}",
            "status": status,
            "reason": None if status == "loaded" else f"why {status}",
        }
        for number, status in enumerate(statuses)
    ]
    inbox = [{**INBOX, "source_part": part["source_part"]} for part in parts]
    found = run("ops.source_file", tmp_path, raw__inbox=inbox, ops__source_part=parts)
    assert found.select("status", "reason").rows() == [(expected, None if expected == "loaded" else f"why {expected}")]


def test_of_tables_with_the_same_status_the_first_gives_the_reason(tmp_path: Path) -> None:
    parts = [{"source_file_id": "f1", "source_part": name, "status": "held", "reason": f"why {name}"} for name in ("b", "a", "aa")]
    for order in (parts, parts[::-1]):
        found = run("ops.source_file", tmp_path, raw__inbox=[{**INBOX, "source_part": part["source_part"]} for part in order], ops__source_part=order)
        assert found["reason"].to_list() == ["why a"]


def test_line_outcome_adds_up_rows_and_pounds(tmp_path: Path) -> None:
    lines = [
        {**FILE, "source_row": row, "line_status": status, "line_reason": "r" if status != "loaded" else None}
        for row, status in [(2, "held"), (3, "held"), (4, "loaded")]
    ]
    found = run(
        "core.line_outcome",
        tmp_path,
        core__payment_line=lines,
        staging__payment=payments(FILE, "a.csv", "1.10", "2.20", "3.30"),
        core__property_line=[{**OTHER, "source_row": 2, "line_status": "ignored", "line_reason": "outside"}],
    )
    assert sorted(found.select("source_file_id", "line_status", "row_count", "amount_gbp").rows(), key=str) == [
        ("f1", "held", 2, Decimal("3.30")),
        ("f2", "ignored", 1, None),
    ]


def test_body_coverage(tmp_path: Path) -> None:
    def asset(**more: Any) -> dict[str, Any]:
        return {
            "body_id": "council",
            "is_public_estate": True,
            "asset_kind": "building",
            "ownership_basis": "register",
            "is_disowned": False,
            "easting": 1.0,
            **more,
        }

    found = run(
        "mart.body_coverage", tmp_path, ref__body=[{"body_id": "council"}, {"body_id": "silent"}],
        mart__estate=[asset(gia_m2=100.25, gia_method="measured", running_cost_gbp=Decimal(5)), asset(gia_m2=None, easting=None), asset(asset_kind="land", land_area_m2=50.0),
                      asset(is_public_estate=None, ownership_basis="service list only", gia_m2=900.0)],
        mart__spend_line=[{"body_id": "council", "status": status, "amount_gbp": Decimal(amount), "paid_on": date(2025, 4, amount)} for status, amount in [("counted", 3), ("counted", 4), ("superseded", 9)]],
        core__label_body=[label(FILE), label(OTHER)],
        ops__source_file=[{"source_file_id": "f1", "sender": "council", "status": "loaded"}, {"source_file_id": "f2", "sender": "council", "status": "held"}, {"source_file_id": "f3", "sender": "council", "status": "ignored"}],
        ops__source_part=[
            {"source_file_id": "f1", "source_part": "table", "kind": "payments", "amount_held_gbp": Decimal("2.50")},
            {"source_file_id": "f2", "source_part": "table", "kind": "payments", "amount_held_gbp": Decimal("40.00")},
            {"source_file_id": "f2", "source_part": "other", "kind": "property_register", "amount_held_gbp": None},
        ],
        core__body_claim=[{"body_id": "council", "assets_expected": 9, "confirmed_by": "A. Smith"}],
    )  # fmt: skip
    council, silent = found.sort("body_id").rows(named=True)
    assert (
        council["files_loaded"],
        council["files_not_loaded"],
        council["assets_held"],
        council["service_places"],
        council["assets_expected"],
        council["buildings_held"],
    ) == (1, 1, 3, 1, 9, 2)
    assert (council["located_share"], council["floor_area_share"], council["running_cost_share"]) == (0.666667, 0.5, 0.5)
    assert (
        council["payment_lines"],
        council["payments_gbp"],
        council["payments_from_on"],
        council["payments_to_on"],
    ) == (2, Decimal("7.00"), date(2025, 4, 3), date(2025, 4, 4))
    assert (council["payments_held_gbp"], silent["payments_held_gbp"]) == (Decimal("42.50"), Decimal("0.00"))
    assert council["gia_m2"] in (100.2, 100.3) and council["land_area_m2"] == 50.0
    assert (silent["assets_held"], silent["payments_gbp"], silent["located_share"], silent["confirmed_by"]) == (
        0,
        Decimal("0.00"),
        None,
        None,
    )


def test_what_is_known_of_a_building_is_counted_and_land_is_not_asked(tmp_path: Path) -> None:
    found = run(
        "mart.estate_known", tmp_path,
        mart__estate=[
            {"asset_id": "all", "asset_kind": "building", "easting": 1.0, "gia_m2": 0.0, "running_cost_gbp": Decimal(0), "condition": "D"},
            {"asset_id": "none", "asset_kind": "site"},
            {"asset_id": "placed", "asset_kind": "building", "easting": 1.0, "condition": "A"},
            {"asset_id": "field", "asset_kind": "land", "condition": "A"},
        ],
        mart__utilisation_latest=[
            {"asset_id": "all", "is_known": True}, {"asset_id": "none", "is_known": True}, {"asset_id": "placed", "is_known": False}, {"asset_id": "field", "is_known": True},
        ],
    )  # fmt: skip
    assert found.sort("asset_id").rows() == [
        ("all", True, True, True, True, True, 4),
        ("none", False, False, False, False, True, 1),
        ("placed", True, False, False, True, False, 1),
    ]


def test_what_is_odd_in_a_line_outside_the_place_is_not_told(tmp_path: Path) -> None:
    def issue(file: dict[str, str], row: int | None) -> dict[str, Any]:
        return {**file, "source_row": row, "field": "Name", "issue_type": "odd", "severity": "note", "message": "odd", "responsible": "sender", "occurrences": 1}

    found = run(
        "ops.issue", tmp_path, staging__issue=[*(issue(FILE, row) for row in (2, 3, 4, None)), *(issue(OTHER, row) for row in (2, 3))],
        core__property_line=[{**FILE, "source_row": 2, "line_status": "ignored"}, {**FILE, "source_row": 3, "line_status": "held"}],
        core__payment_line=[{**OTHER, "source_row": 3, "line_status": "ignored"}],
    )  # fmt: skip
    told = sorted(found.select("source_file_id", "source_row").rows(), key=str)
    assert told == [("f1", 3), ("f1", 4), ("f1", None), ("f2", 2)], "rejected lines (4) and what concerns the table are still told"


def test_coordinates_far_from_their_list_are_told_without_a_place_that_is_sensitive(tmp_path: Path) -> None:
    rows = (2, 3, 4)
    found = run(
        "core.issue", tmp_path, core__listing=[{**FILE, "source_row": row, "easting": 4304.0, "northing": 397400.0} for row in rows],
        core__property_line=[{**FILE, "source_row": row, "line_status": "loaded", "is_sensitive": row == 3, "source_key": str(row)} for row in rows],
        core__property_place=[
            {**FILE, "source_row": row, "location_method": method, "is_far_from_list": row < 4} for row, method in zip(rows, ("postcode", "coordinates", "coordinates"), strict=True)
        ],
    )  # fmt: skip
    told = {row["source_row"]: row for row in found.filter(issue_type="far from its list").iter_rows(named=True)}
    assert set(told) == {2, 3}
    assert "4304" in told[2]["value"] and "The middle of the postcode was used" in told[2]["message"]
    assert told[3]["value"] is None and "They were used" in told[3]["message"]


def test_issues_withhold_what_is_said_of_sensitive_premises(tmp_path: Path) -> None:
    def issue(row: int, value: str) -> dict[str, Any]:
        return {
            **FILE,
            "source_row": row,
            "field": "Name",
            "value": value,
            "issue_type": "odd",
            "severity": "note",
            "message": f"{value} is odd",
            "responsible": "sender",
            "occurrences": 1,
        }

    found = run(
        "ops.issue", tmp_path, staging__issue=[issue(2, "Rose House"), issue(3, "Library"), issue(3, "Library again")],
        core__guarded_line=[{**FILE, "source_row": 2, "is_whole": True}],
    )  # fmt: skip
    assert found["issue_id"].n_unique() == 3
    assert not any("Rose House" in str(cell) for row in found.rows() for cell in row)
    assert sorted(found["value"]) == ["(withheld)", "Library", "Library again"]
