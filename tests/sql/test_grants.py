"""Whose each grant is, which edition of a list counts, and what a recipient is, over given rows."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.sql.running import Rows, file_of, run_file

NORTHBY, SOUTHBY = "Northby Council", "Southby Council"
NEWER = "a newer edition of the list has the grant: "


def line(file: str, row: int, identifier: str | None = None, pounds: str = "100", **facts: Any) -> dict[str, Any]:
    told = {
        "source_file_id": file, "source_part": "table", "source_row": row, "part_number": 1, "path": f"{file}.csv", "organisation_as_published": NORTHBY, "grant_identifier": identifier,
        "recipient_key": "CHOIR", "recipient_as_published": "Choir", "is_withheld": False, "amount_gbp": Decimal(pounds), "awarded_on": date(2024, 5, 1), "fy": 2024,
    }  # fmt: skip
    return told | facts


def told(tmp_path: Path, lines: Rows, bodies: dict[str, tuple[str | None, str]] | None = None, **others: Rows) -> dict[tuple[str, int], tuple[str, str | None, str | None]]:
    """Status, reason and body by file and row; `bodies`: what core.buying_label says of a name."""
    known = bodies or {NORTHBY: ("northby", "named in the row")}
    labels = {(row["source_file_id"], row["organisation_as_published"]): None for row in lines}
    given: dict[str, Rows] = {
        "staging.grant": lines,
        "core.buying_label": [
            {"source_file_id": file, "source_part": "table", "organisation_as_published": name, "body_id": known[name][0], "basis": known[name][1], "row_count": 1} for file, name in labels
        ],
        "raw.inbox": [{"source_file_id": file, "source_part": "table", "received_on": date(2025, 6, 1)} for file in {row["source_file_id"] for row in lines}],
        **{name.replace("__", "."): rows for name, rows in others.items()},
    }
    rows = run_file(file_of("core.grant_line"), given, tmp_path).rows(named=True)
    return {(row["source_file_id"], row["source_row"]): (row["line_status"], row["line_reason"], row["body_id"]) for row in rows}


def test_a_grant_counts_once_from_the_newest_edition(tmp_path: Path) -> None:
    """By its identifier, though name and amount were put right since; what the newest no longer has still counts. A day to come makes no list newer."""
    found = told(
        tmp_path,
        [
            line("a-new", 2, "G1", "90", modified_on=date(2025, 1, 1), recipient_key="CHOIRS"), line("a-new", 3, "G3", modified_on=date(2023, 1, 1)),
            line("z-old", 2, "G1", modified_on=date(2024, 9, 1)), line("z-old", 3, "G2", awarded_on=date(2029, 5, 1)),
        ],
    )  # fmt: skip
    assert found == {
        ("a-new", 2): ("loaded", None, "northby"), ("a-new", 3): ("loaded", None, "northby"),
        ("z-old", 2): ("superseded", NEWER + "a-new.csv", "northby"), ("z-old", 3): ("loaded", None, "northby"),
    }  # fmt: skip


def test_an_identifier_of_several_grants_is_none(tmp_path: Path) -> None:
    """A programme's code in its place would lose all grants but one; the very same line twice is one grant."""
    found = told(
        tmp_path,
        [line("a", 2, "FUND", recipient_key="CLUB"), line("a", 3, "FUND", recipient_key="BAND"), line("a", 4, "G9"), line("a", 5, "G9"), line("b", 2, "FUND", recipient_key="CLUB")],
    )
    assert [found["a", row][0] for row in (2, 3, 4, 5)] == ["loaded", "loaded", "loaded", "superseded"]
    assert found["a", 5][1] == "the list has the grant twice, with the same identifier"
    assert found["b", 2] == ("superseded", "the same grant stands in a.csv", "northby")


def test_without_identifiers_the_same_content_is_the_same_grant_one_to_one(tmp_path: Path) -> None:
    found = told(tmp_path, [line("a", 2), line("a", 3), line("b", 2), line("c", 2, "G1"), line("b", 3, pounds="101"), line("b", 4, awarded_on=None, purpose_as_published="x")])
    # two alike in one list are two; the list with an identifier has one of them
    assert {key: status for key, (status, _, _) in found.items()} == {
        ("a", 2): "superseded", ("a", 3): "loaded", ("b", 2): "superseded", ("c", 2): "loaded", ("b", 3): "loaded", ("b", 4): "loaded",
    }  # fmt: skip
    assert found["a", 2][1] == "the same grant stands in c.csv"


def test_other_funders_count_where_the_place_benefits(tmp_path: Path) -> None:
    fund = "Sample Lottery"
    lines = [
        line("a", 2, organisation_as_published=fund, area_code="E1"), line("a", 3, organisation_as_published=fund, area_code="E9"),
        line("a", 4, organisation_as_published=fund, recipient_postcode="ZA1 1AA"), line("a", 5, organisation_as_published=None),
        line("b", 2), line("b", 3, organisation_as_published=fund, area_code="E9"), line("c", 2, organisation_as_published=fund),
        line("d", 2, pounds="8", organisation_as_published=fund, area_code="E9", recipient_area_code="E1"),
    ]  # fmt: skip
    bodies = {fund: (None, "outside the place"), NORTHBY: ("northby", "named in the row"), None: (None, "nobody named")}
    areas = {"core__place_area": [{"area_code": "E1"}], "core__postcode": [{"postcode": "ZA1 1AA", "lad_code": "E1"}]}
    found = told(tmp_path, lines, bodies, **areas)  # type: ignore[arg-type]
    assert {key: (status, body) for key, (status, _, body) in found.items()} == {
        ("a", 2): ("loaded", None), ("a", 3): ("ignored", None), ("a", 4): ("loaded", None), ("a", 5): ("held", None),
        ("b", 2): ("loaded", "northby"), ("b", 3): ("ignored", None), ("c", 2): ("ignored", None), ("d", 2): ("loaded", None),
    }  # fmt: skip
    # in the file of a body a name that nobody knows is its own, unless the file tells several funders apart
    own = told(tmp_path, [line("a", 2, pounds="7", organisation_as_published=SOUTHBY), line("b", 2), line("b", 3, organisation_as_published=SOUTHBY)], {SOUTHBY: ("northby", "sender"), NORTHBY: ("northby", "named in the row")})
    assert {key: (status, body) for key, (status, _, body) in own.items()} == {("a", 2): ("loaded", "northby"), ("b", 2): ("loaded", "northby"), ("b", 3): ("ignored", None)}


def test_what_a_recipient_is(tmp_path: Path) -> None:
    people = {"recipient_key": None, "recipient_as_published": "individual (withheld)", "is_withheld": True}
    lines = [
        line("a", 2, charity_number="1099999"), line("a", 3, charity_number="99999999"), line("a", 4, recipient_code="GB-CHC-1099998", company_number="09999999"),
        line("a", 5, recipient_key="SOUTHBY"), line("a", 6, **people), line("a", 7, starts_on=date(2024, 4, 1), ends_on=date(2025, 3, 31), title="Rose House garden"),
    ]  # fmt: skip
    given: dict[str, Rows] = {
        "staging.grant": lines,
        "core.grant_line": [{**{name: row[name] for name in ("source_file_id", "source_part", "source_row", "amount_gbp")}, "line_status": "loaded", "body_id": "northby"} for row in lines],
        "core.supplier_identity": [{"supplier_key": "SOUTHBY", "supplier_id": "s1", "body_id": "southby"}, {"supplier_key": "CHOIR", "supplier_id": "s2"}],
        "core.guarded_text": [{"text": "Rose House garden"}],
    }
    rows = {row["source_row"]: row for row in run_file(file_of("mart.grant"), given, tmp_path).rows(named=True)}
    assert {number: (row["recipient_kind"], row["charity_number"], row["company_number"]) for number, row in rows.items()} == {
        2: ("charity", "1099999", None), 3: ("company", None, "99999999"), 4: ("charity", "1099998", "09999999"), 5: ("public body", None, None),
        6: ("individual (withheld)", None, None), 7: ("other organisation", None, None),
    }  # fmt: skip
    assert (rows[5]["recipient_id"], rows[5]["recipient_body_id"], rows[6]["recipient_id"]) == ("s1", "southby", None)
    assert (rows[7]["duration_months"], rows[7]["title"]) == (12, "(withheld)")


def test_good_practice_is_met_or_not_or_nobody_says(tmp_path: Path) -> None:
    def grant(number: int, fy: int, pounds: str, **facts: Any) -> dict[str, Any]:
        told = {"line_id": number, "body_id": "northby", "fy": fy, "recipient_as_published": "Choir", "recipient_kind": "charity", "amount_gbp": Decimal(pounds), "status": "counted"}
        return told | facts

    def known(row: dict[str, Any], months: float | None, recipient: str | None = "name CHOIR") -> dict[str, Any]:
        return {"line_id": row["line_id"], "recipient_key": recipient, "months": months}

    grants = [
        grant(1, 2023, "10", duration_months=12, payment_timing_as_published="Quarterly in advance"),
        grant(2, 2024, "20", period_as_published="1 year", recipient_as_published="CHOIR", payment_timing_as_published="Half in advance, half in arrears"),
        grant(3, 2024, "40", duration_months=36, overhead_asked_gbp=Decimal(5), overhead_given_gbp=Decimal(5), reporting_hours=0.04),
        grant(4, 2024, "80", duration_months=6, recipient_as_published="Band", overhead_asked_gbp=Decimal(5), overhead_given_gbp=Decimal("4.99"), reporting_hours=0.081),
        # sensitive premises, whose recipient nobody must know; a person and a public body are not asked
        grant(5, 2024, "160", duration_months=12, recipient_as_published="(withheld)"),
        grant(10, 2024, "7", duration_months=12, recipient_kind="individual (withheld)"), grant(11, 2024, "7", duration_months=12, recipient_kind="public body"),
        grant(6, 2024, "320"),
        # another programme is no bidding again, another edition no grant, and nobody's grant no funder's
        grant(7, 2024, "640", duration_months=12, programme_as_published="Hall"),
        grant(8, 2024, "5", status="superseded"), grant(9, 2024, "5", body_id=None),
    ]  # fmt: skip
    # of what does not count there is no row
    lengths = [
        known(row, {2: 12, 6: None}.get(row["line_id"], row.get("duration_months")), {4: "name BAND", 5: None}.get(row["line_id"], "name CHOIR"))
        for row in grants if row["status"] == "counted"
    ]  # fmt: skip
    limits = [{"assumption_id": "grant_short_months", "value": 12.0}, {"assumption_id": "grant_reporting_hours_per_1000_gbp", "value": 1.0}]
    rows = run_file(file_of("mart.grant_practice"), {"mart.grant": grants, "mart.grant_gateway": lengths, "core.assumption": limits}, tmp_path).rows(named=True)
    found = {(row["fy"], row["practice"]): tuple(int(row[f"{name}_gbp"]) for name in ("met", "not_met", "not_stated")) for row in rows}
    assert found == {
        (2023, "length"): (0, 10, 0), (2023, "payment in advance"): (10, 0, 0), (2023, "full cost recovery"): (0, 0, 10), (2023, "proportionate information"): (0, 0, 10), (2023, "no bidding again"): (0, 0, 10),
        (2024, "length"): (40, 900, 320), (2024, "payment in advance"): (0, 20, 1240), (2024, "full cost recovery"): (40, 80, 1140), (2024, "proportionate information"): (40, 80, 1140),
        (2024, "no bidding again"): (760, 20, 480),
    }  # fmt: skip
    assert {row["met_count"] + row["not_met_count"] + row["not_stated_count"] for row in rows if row["fy"] == 2024} == {6}


FOUNDATION = {"recipient_as_published": "Shire Foundation", "recipient_key": "SHIRE FOUNDATION"}
FROM_FOUNDATION = {"organisation_as_published": "The Shire Foundation", "organisation_key": "SHIRE FOUNDATION"}


def given_on(tmp_path: Path, lines: Rows, **others: Rows) -> dict[int, tuple[str | None, int, int]]:
    """Basis, pounds given on and final pounds by row; who is no "Northby Council" is no body of the place."""
    told = [
        {
            **{name: row[name] for name in ("source_file_id", "source_part", "source_row", "amount_gbp")}, "line_status": "loaded",
            "funder_as_published": row["organisation_as_published"], "body_id": "northby" if row["organisation_as_published"] == NORTHBY else None,
        }
        for row in lines
    ]  # fmt: skip
    given = {"staging.grant": lines, "core.grant_line": told, **{name.replace("__", "."): rows for name, rows in others.items()}}
    rows = run_file(file_of("mart.grant"), given, tmp_path).rows(named=True)
    return {row["source_row"]: (row["regrant_basis"], int(row["regrant_gbp"]), int(row["final_gbp"])) for row in rows}


def test_a_pound_given_on_counts_once_however_it_went_on(tmp_path: Path) -> None:
    """Of £140 to the foundation £80 stand again: £30 in the year, £50 in the next, those stated first; what it never gave stays with it."""
    lines = [
        line("a", 2, "G1", "40", **FOUNDATION, awarded_on=date(2024, 4, 1)),
        line("a", 3, "G2", "100", **FOUNDATION, regrant_as_published="FRG010"),
        line("b", 4, "F1", "30", **FROM_FOUNDATION), line("b", 5, "F2", "50", **FROM_FOUNDATION, fy=2025, awarded_on=date(2025, 5, 1)),
        # too late to be of it, and the year before it
        line("b", 6, "F3", "500", **FROM_FOUNDATION, fy=2026, awarded_on=date(2026, 5, 1)), line("b", 7, "F4", "500", **FROM_FOUNDATION, fy=2023, awarded_on=date(2023, 5, 1)),
    ]  # fmt: skip
    found = given_on(tmp_path, lines)
    assert found == {2: (None, 0, 40), 3: ("stated", 80, 20), 4: (None, 0, 30), 5: (None, 0, 50), 6: (None, 0, 500), 7: (None, 0, 500)}
    assert sum(final for _, _, final in found.values()) == 40 + 100 + 500 + 500


def test_who_is_a_funder_is_told_by_number_before_name_and_a_public_body_only_if_the_list_says_so(tmp_path: Path) -> None:
    lines = [
        line("a", 2, "G1", "10", **FOUNDATION, charity_number="1099999"),
        # the name alone, under another number: another foundation
        line("a", 3, "G2", "10", **FOUNDATION, charity_number="1099998"),
        line("a", 4, "G3", "10", recipient_key="FRIENDS OF THE SHIRE", recipient_code="GB-CHC-1099999", regrant_as_published="no"),
        line("b", 5, "F1", "15", **FROM_FOUNDATION, organisation_code="GB-CHC-1099999"),
        line("c", 6, "L1", "70", organisation_as_published="Lottery", organisation_key="LOTTERY", recipient_key="NORTHBY COUNCIL"),
        line("c", 7, "L2", "70", organisation_as_published="Lottery", organisation_key="LOTTERY", recipient_key="NORTHBY COUNCIL", regrant_as_published="Common Regrant"),
        # stated, of somebody whose own grants nobody lists; and what a body gives itself
        line("c", 8, "L3", "70", organisation_as_published="Lottery", organisation_key="LOTTERY", recipient_key="BANK OF TIME", regrant_as_published="FRG020"),
        line("a", 9, "G4", "25", recipient_key="NORTHBY COUNCIL", regrant_as_published="FRG010"),
    ]  # fmt: skip
    found = given_on(tmp_path, lines, core__supplier_identity=[{"supplier_key": "NORTHBY COUNCIL", "supplier_id": "s1", "body_id": "northby"}])
    assert found == {
        2: ("recipient gives grants", 10, 0), 3: (None, 0, 10), 4: ("recipient gives grants", 5, 5), 5: (None, 0, 15),
        6: (None, 0, 70), 7: ("stated", 55, 15), 8: ("stated", 0, 70), 9: ("stated", 0, 25),
    }  # fmt: skip
