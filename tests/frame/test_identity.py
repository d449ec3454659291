"""Ids that people note down: kept, merged where a person said so, never in a circle, and following from keys everywhere."""

from datetime import date
from pathlib import Path

import duckdb
import polars as pl
import pytest

from totalplace import identity
from totalplace.errors import PlaceError

_HEAD = "source_key,id,first_seen_on,merged_into\n"


def written(tmp_path: Path, rows: str) -> Path:
    path = tmp_path / "asset.csv"
    path.write_text(_HEAD + rows, "utf-8")
    return path


def ids(path: Path) -> dict[str, str]:
    return dict(identity.known_identities(path).select("source_key", "asset_id").iter_rows())


def current(*rows: tuple[str, str, str], **facts: object) -> pl.DataFrame:
    """Keys with their own id and that of their asset, as a publication has them."""
    drawn = [{"source_key": key, "own_id": own, "asset_id": asset, **facts} for key, own, asset in rows]
    names = ("source_key", "own_id", "asset_id", "may_be_id", *identity.FACTS)
    return pl.DataFrame(drawn, schema=dict.fromkeys(names, pl.String()))


def test_ids_are_the_same_in_python_and_sql() -> None:
    for key in ("northby-council/code A1", "x/name Café €", ""):
        with duckdb.connect() as connection:
            assert connection.execute("select 'a' || left(md5(?), 12)", [key]).fetchone() == (identity.id_of_key(key),)


def test_ids_never_change() -> None:
    assert identity.id_of_key("northby-council/code A1") == "afd6b64978abb"


def test_no_file_is_no_identities(tmp_path: Path) -> None:
    assert identity.known_identities(tmp_path / "asset.csv").height == 0


def test_an_id_that_a_person_moved_is_obeyed(tmp_path: Path) -> None:
    path = written(tmp_path, "b/code 1,a000000000001,2025-01-01,\n")
    assert ids(path) == {"b/code 1": "a000000000001"}


def test_a_merge_of_ours_is_noted_and_not_obeyed(tmp_path: Path) -> None:
    """It follows the links of each publication; a person's is a person's."""
    path = tmp_path / "asset.csv"
    rows = [{"source_key": "b/code 1", "id": "a1", "first_seen_on": "2025-01-01", "merged_into": "a2", "merged_by": "match"}]
    identity.write_identities(path, pl.DataFrame(rows, schema=dict.fromkeys(identity._COLUMNS, pl.String())))
    (row,) = identity.known_identities(path).to_dicts()
    assert (row["asset_id"], row["merged_into"]) == ("a1", "a2")


def test_merges_are_followed_to_their_end(tmp_path: Path) -> None:
    path = written(tmp_path, "b/code 1,a1,2025-01-01,a2\nb/code 2,a2,2025-01-01,a3\nb/code 3,a3,2025-01-01,\n")
    assert ids(path) == {"b/code 1": "a3", "b/code 2": "a3", "b/code 3": "a3"}


def test_a_circle_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, "b/code 1,a1,2025-01-01,a2\nb/code 2,a2,2025-01-01,a1\n")
    with pytest.raises(PlaceError, match=r"asset\.csv.*a1, a2.*circle.*Mend merged_into"):
        identity.known_identities(path)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("b/code 1,a1,30/06/2025,\n", "line 2.*2025-03-31"),
        ("b/code 0,a0,2025-01-01,\nb/code 1,,2025-01-01,\n", "line 3.*lacks"),
        ("b/code 1,a1,2025-01-01,\nb/code 1,a2,2025-01-01,\n", "line 2.*another line has too"),
    ],
)
def test_what_a_spreadsheet_program_spoiled_is_told_with_its_line(rows: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(PlaceError, match=words):
        identity.read_identities(written(tmp_path, rows))


def test_another_table_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "asset.csv"
    path.write_text("key,id\n1,2\n", "utf-8")
    with pytest.raises(PlaceError, match="has the columns key, id; expected are source_key"):
        identity.read_identities(path)


def test_new_keys_are_added_and_old_ones_keep_their_day(tmp_path: Path) -> None:
    path = written(tmp_path, "b/code 1,a1,2024-01-01,\n")
    now = current(("b/code 1", "a1", "a1"), ("b/code 2", "a2", "a1"), name="Ash House", uprn="7")
    extended = identity.extend(path, now, date(2025, 6, 30))
    identity.write_identities(path, extended)
    assert identity.read_identities(path).select("source_key", "id", "first_seen_on", "last_seen_on", "merged_into", "merged_by", "name", "uprn").rows() == [
        ("b/code 1", "a1", "2024-01-01", "2025-06-30", None, None, "Ash House", "7"),
        ("b/code 2", "a2", "2025-06-30", "2025-06-30", "a1", "match", "Ash House", "7"),
    ]
    assert identity.extend(path, now, date(2025, 6, 30)).equals(extended), "a second time adds nothing"
    gone = identity.extend(path, now.head(1), date(2026, 1, 1))
    assert gone["last_seen_on"].to_list() == ["2026-01-01", "2025-06-30"]
    parted = current(("b/code 1", "a1", "a1"), ("b/code 2", "a2", "a2"), name="Ash House", uprn="7")
    assert identity.extend(path, parted, date(2026, 1, 1))["merged_into"].to_list() == [None, None], "a merge of ours ends with its link"
    assert not list(tmp_path.glob("*.writing"))


def test_a_question_is_noted_until_it_is_settled(tmp_path: Path) -> None:
    path = written(tmp_path, "b/code 1,a1,2024-01-01,\n")
    identity.write_identities(path, identity.extend(path, current(("b/code 2", "a2", "a2"), may_be_id="a1"), date(2025, 6, 30)))
    assert identity.known_identities(path).select("asset_id", "may_be_id").rows() == [("a1", None), ("a2", "a1")]
    settled = identity.extend(path, current(("b/code 2", "a2", "a1")), date(2025, 9, 30))
    assert settled.select("id", "merged_into", "may_be_id").rows() == [("a1", None, None), ("a2", "a1", None)]


def test_a_file_of_an_earlier_version_is_read(tmp_path: Path) -> None:
    path = tmp_path / "asset.csv"
    path.write_text("source_key,id,first_seen_on,merged_into,merged_by,name,postcode,uprn,easting,northing\nb/code 1,a1,2024-01-01,,,Ash House,,7,400000.0,300000.0\n", "utf-8")
    (row,) = identity.known_identities(path).to_dicts()
    assert (row["asset_id"], row["name"], row["easting"], row["address"], row["last_seen_on"]) == ("a1", "Ash House", 400_000.0, None, None)


def test_a_merge_by_a_person_stays(tmp_path: Path) -> None:
    path = written(tmp_path, "b/code 1,a1,2024-01-01,a2\nb/code 2,a2,2024-01-01,\n")
    now = current(("b/code 1", "a2", "a2"), ("b/code 2", "a2", "a2"))
    found = identity.extend(path, now, date(2025, 6, 30))
    assert found.select("id", "merged_into", "merged_by").rows() == [("a1", "a2", None), ("a2", None, None)]


def test_a_code_given_to_another_asset_keeps_the_old_id_under_its_last_day(tmp_path: Path) -> None:
    path = written(tmp_path, "b/code 1,a1,2024-01-01,\n")
    found = identity.extend(path, current(("b/code 1", "a9", "a9")), date(2025, 6, 30))
    assert found.select("source_key", "id").rows() == [("b/code 1", "a9"), ("b/code 1 (until 2025-06-30)", "a1")]


def test_a_publication_that_writes_its_keys_is_not_stale_by_that(tmp_path: Path) -> None:
    path, used = written(tmp_path, "b/code 1,a1,2024-01-01,\n"), tmp_path / "used.json"
    first = identity.basis(path, used, "inputs")
    identity.write_identities(path, identity.extend(path, current(("b/code 2", "a2", "a2")), date(2025, 6, 30)))
    identity.note_basis(path, used, "inputs", first)
    assert identity.basis(path, used, "inputs") == first
    assert identity.basis(path, used, "other inputs") != first, "another list asks for the ids as they are now"
    path.write_text(path.read_text("utf-8").replace("a2", "a3"), "utf-8")
    assert identity.basis(path, used, "inputs") != first, "a person changed the file"


def test_history_tells_what_became_of_an_id() -> None:
    identities = pl.DataFrame(
        [
            ("b/code 1", "a1", "2024-01-01", "a2", "2025-06-30"),
            ("b/code 2", "a2", "2024-01-01", None, "2025-06-30"),
            ("b/code 9", "a9", "2023-01-01", None, "2023-04-01"),
        ],
        schema=dict.fromkeys(("source_key", "id", "first_seen_on", "merged_into", "last_seen_on"), pl.String),
        orient="row",
    )  # fmt: skip
    found = identity.history(identities, pl.DataFrame({"asset_id": ["a2", "a2"]}))
    told = {row["id"]: (row["merged_into"], row["is_current"], row["last_seen_on"]) for row in found.iter_rows(named=True)}
    assert told == {"a1": ("a2", False, date(2025, 6, 30)), "a2": (None, True, date(2025, 6, 30)), "a9": (None, False, date(2023, 4, 1))}


def test_a_key_that_must_not_be_read_keeps_its_id_and_is_known_again(tmp_path: Path) -> None:
    """A name of a supplier that is taken for a person's now."""
    path = written(tmp_path, "QUILLFEATHER JOHN,s1,2024-01-01,\nWRENSBY PLUMBING,s2,2024-01-01,\n")
    hidden = identity.extend(path, current(("WRENSBY PLUMBING", "s2", "s2")), date(2025, 6, 30), unreadable={"QUILLFEATHER JOHN"})
    identity.write_identities(path, hidden)
    assert "QUILLFEATHER" not in path.read_text("utf-8")
    assert dict(hidden.select("id", "first_seen_on").iter_rows()) == {"s1": "2024-01-01", "s2": "2024-01-01"}
    again = identity.extend(path, current(("QUILLFEATHER JOHN", "s1", "s1")), date(2025, 9, 30))
    assert again.select("source_key", "id", "first_seen_on").rows() == [("QUILLFEATHER JOHN", "s1", "2024-01-01"), ("WRENSBY PLUMBING", "s2", "2024-01-01")]


def test_a_key_that_ended_is_judged_by_what_lists_had() -> None:
    assert [identity.key_before_it_ended(key) for key in ("MRS A WRENSBY (until 2025-06-30)", "A WRENSBY (until 2025-06-30, 2)", "UNTIL WE MEET")] == ["MRS A WRENSBY", "A WRENSBY", "UNTIL WE MEET"]
