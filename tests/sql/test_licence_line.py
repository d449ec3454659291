"""Which line of a register of licensed premises counts, and what is shown of it: given rows, expected rows."""

from datetime import date
from pathlib import Path
from typing import Any

from tests.sql.running import FILE, OTHER, Rows, file_of, run_file

HERE, AWAY = "ZA1 1AA", "ZZ9 9ZZ"
POSTCODES = [
    {"postcode": HERE, "lad_code": "E07999001", "lsoa_code": "E01999001", "msoa_code": "E02999001", "easting": 400000.0, "northing": 300000.0},
    {"postcode": AWAY, "lad_code": "E07000001", "lsoa_code": "E01000001", "msoa_code": "E02000001", "easting": 500000.0, "northing": 300000.0},
]


def licence(row: int, reference: str | None, postcode: str | None = HERE, file: dict[str, Any] = FILE, **facts: Any) -> dict[str, Any]:
    return {
        **file, "source_row": row, "part_number": 1 if file is FILE else 2, "path": f"inbox/council/{file['source_file_id']}.csv", "sender": "council", "reference": reference, "postcode": postcode,
        "name_as_published": f"The Sample {row}", "name_key": f"THE SAMPLE {row}", "sales": "on", "kind": "pub", "kind_basis": "name of the premises", "licence_type": "premises licence", **facts,
    }  # fmt: skip


def lines(tmp_path: Path, licences: Rows, first_on: date = date(2024, 1, 1), then_on: date = date(2025, 1, 1), **others: Rows) -> dict[tuple[str, int], dict[str, Any]]:
    received = [{**FILE, "status": "loaded", "received_on": first_on}, {**OTHER, "status": "loaded", "received_on": then_on}]
    given = {
        "staging.licensed_premises": licences, "raw.inbox": received, "core.postcode": POSTCODES, "core.place_area": [{"area_code": "E07999001"}],
        "core.assumption": [{"assumption_id": "edition_shared_share", "value": 0.5}], **{name.replace("__", "."): rows for name, rows in others.items()},
    }  # fmt: skip
    return {(row["source_file_id"], row["source_row"]): row for row in run_file(file_of("core.licence_line"), given, tmp_path).rows(named=True)}


def told(found: dict[tuple[str, int], dict[str, Any]]) -> dict[tuple[str, int], tuple[str, str | None]]:
    return {key: (row["line_status"], row["line_reason"]) for key, row in found.items()}


def test_a_line_counts_where_it_is_of_the_place_and_in_force(tmp_path: Path) -> None:
    found = lines(
        tmp_path,
        [
            licence(2, "P1"), licence(3, "P2", AWAY), licence(4, "P3", "ZZ1 1ZZ"), licence(5, "P4", ended_on=date(2020, 1, 1)), licence(6, "P5", ended_on=date(2030, 1, 1)),
            licence(7, "p-1"), licence(8, None, name_key="HALL"), licence(9, None, name_key="HALL"), licence(10, None, None, name_key=None), licence(11, None, None, name_key=None),
        ],
    )  # fmt: skip
    assert told(found) == {
        ("f1", 2): ("loaded", None), ("f1", 3): ("ignored", "outside the place"), ("f1", 4): ("loaded", None), ("f1", 5): ("ignored", "licence not in force"), ("f1", 6): ("loaded", None),
        ("f1", 7): ("superseded", "the register has the licence twice"), ("f1", 8): ("loaded", None), ("f1", 9): ("superseded", "the register has the licence twice"),
        ("f1", 10): ("loaded", None), ("f1", 11): ("loaded", None),
    }  # fmt: skip
    assert (found["f1", 2]["lsoa_code"], found["f1", 2]["msoa_code"], found["f1", 4]["lsoa_code"]) == ("E01999001", "E02999001", None)


def test_of_two_editions_the_newer_counts_and_what_it_no_longer_has_is_gone(tmp_path: Path) -> None:
    older = [licence(2, "P1"), licence(3, "P2"), licence(4, "P3")]
    newer = [licence(2, "P1", file=OTHER), licence(3, "P2", file=OTHER), licence(4, "P9", file=OTHER)]
    gone = ("superseded", "a newer edition of the register: inbox/council/f2.csv")
    found = told(lines(tmp_path, older + newer))
    assert [found["f1", row] for row in (2, 3, 4)] == [gone] * 3 and [found["f2", row][0] for row in (2, 3, 4)] == ["loaded"] * 3
    # received the other way round
    found = told(lines(tmp_path, older + newer, date(2025, 1, 1), date(2024, 1, 1)))
    assert {status for (file, _), (status, _) in found.items() if file == "f2"} == {"superseded"}


def test_two_lists_that_share_a_licence_only_are_no_editions(tmp_path: Path) -> None:
    """Clubs in a list of their own: the licence that both have counts once, from the newer."""
    found = told(lines(tmp_path, [licence(2, "P1"), licence(3, "P2"), licence(4, "P3"), licence(2, "P1", file=OTHER), licence(3, "C1", file=OTHER), licence(4, "C2", file=OTHER)]))
    assert found["f1", 2] == ("superseded", "the licence stands in inbox/council/f2.csv")
    assert [status for key, (status, _) in sorted(found.items()) if key != ("f1", 2)] == ["loaded"] * 5


def test_premises_that_the_place_keeps_out_are_shown_by_their_district_alone(tmp_path: Path) -> None:
    found = lines(tmp_path, [licence(2, "P1", name_key="ROSE HOUSE"), licence(3, "P2")], core__withheld_payee=[{"supplier_key": "ROSE HOUSE"}])
    shown = run_file(
        file_of("mart.licensed_premises"),
        {"core.licence_line": list(found.values()), "staging.licensed_premises": [licence(2, "P1", lon=-2.0, lat=52.0, easting=400010.0, northing=300010.0), licence(3, "P2")]},
        tmp_path,
    )
    secret, other = shown.sort("source_row").rows(named=True)
    assert [secret[name] for name in ("reference", "name", "postcode", "easting", "lon", "lsoa_code", "msoa_code")] == [None, "(withheld)", None, None, None, None, None]
    assert secret["lad_code"] == "E07999001"
    assert (other["name"], other["easting"], other["location_method"], other["kind"], other["sales"]) == ("The Sample 3", 400000.0, "postcode", "pub", "on")


def test_the_food_hygiene_register_tells_the_kind_where_the_licence_does_not(tmp_path: Path) -> None:
    def food(row: int, key: str, kind: str, postcode: str = HERE) -> dict[str, Any]:
        return {**OTHER, "source_row": row, "part_number": 2, "path": "f.csv", "sender": "council", "fhrs_id": str(row), "name_key": key, "kind": kind, "postcode": postcode}

    unknown = {"kind": "not known", "kind_basis": "not known"}
    licences = [
        licence(2, "P1", name_key="ALISHAAN", **unknown), licence(3, "P2", name_key="CROWN BAR", kind="pub"), licence(4, "P3", name_key="BROAD NEWS", kind="small shop"),
        licence(5, "P4", name_key="MILL", **unknown), licence(6, "P5", name_key="ELSEWHERE", **unknown), licence(7, "P6", name_key="CROWN BAR", kind="club", kind_basis="wording of the register"),
    ]  # fmt: skip
    foods = [food(2, "ALISHAAN INDIAN RESTAURANT", "restaurant"), food(3, "CROWN BAR AND GRILL", "restaurant"), food(4, "CROWN BAR", "takeaway"), food(5, "BROAD NEWS", "takeaway"), food(6, "MILL", "pub"), food(7, "ELSEWHERE", "pub", AWAY)]  # fmt: skip
    found = lines(tmp_path, licences)
    shown = run_file(file_of("mart.licensed_premises"), {"core.licence_line": list(found.values()), "staging.licensed_premises": licences, "staging.food_business": foods}, tmp_path)
    food_says, name_says, nobody = "food hygiene register", "name of the premises", ("not known", "not known")
    assert [(row["kind"], row["kind_basis"]) for row in shown.sort("source_row").rows(named=True)] == [
        # the whole name before the longer one that holds it; a shop's own name is not overruled; four letters are too few; another postcode is another place
        ("restaurant", food_says), ("takeaway", food_says), ("small shop", name_says), nobody, nobody, ("club", "wording of the register"),
    ]  # fmt: skip
