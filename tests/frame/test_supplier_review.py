"""What people decided of names of suppliers, and what of it is kept when a name is withheld. All names are invented."""

from pathlib import Path

import polars as pl

from totalplace import identity, review, withheld_names
from totalplace.place import Place, listed_sensitive_table

SHOWN = ["ACME CLEANING", "WRENSBY PLUMBING"]


def decided(path: Path, *rows: dict[str, str]) -> None:
    text = dict.fromkeys(review.SUPPLIER_COLUMNS, "")
    pl.DataFrame([text | row for row in rows]).write_csv(path)


def kept(path: Path, shown: list[str], *entries: str) -> list[dict[str, str | None]]:
    hidden = withheld_names.not_to_be_kept(review.supplier_keys(path), shown, listed_sensitive_table(Place(name="Somewhere", sensitive=entries)))
    review.write_supplier_review(path, pl.DataFrame(schema=dict.fromkeys(review.SUPPLIER_COLUMNS[2:], pl.String)), shown, hidden)
    return review.read_review(path, review.SUPPLIER_COLUMNS).to_dicts()


def test_a_name_that_may_be_a_persons_and_is_shown_no_more_is_not_kept(tmp_path: Path) -> None:
    path = tmp_path / "suppliers.csv"
    person = {"decision": "different", "reason": "Mrs Quillfeather works there", "left_name": "Acme Cleaning", "left_key": "ACME CLEANING", "right_name": "Quillfeather, Anne", "right_key": "QUILLFEATHER ANNE", "right_id": "s2"}
    firms = {"decision": "same", "reason": "a slip", "left_name": "Wrensby Plumbing", "left_key": "WRENSBY PLUMBING", "right_name": "Gone Plumbing Ltd", "right_key": "GONE PLUMBING"}
    decided(path, person, firms)
    first, second = kept(path, SHOWN)
    opaque = identity.opaque_key("QUILLFEATHER ANNE")
    assert (first["decision"], first["reason"], first["left_name"], first["right_name"], first["right_key"], first["right_id"]) == ("different", None, "Acme Cleaning", None, opaque, "s2")
    assert (second["reason"], second["right_name"], second["right_key"]) == ("a slip", "Gone Plumbing Ltd", "GONE PLUMBING"), "a firm that is listed no more is no secret"
    assert kept(path, SHOWN) == [first, second], "a second time changes nothing"
    back, _ = kept(path, [*SHOWN, "QUILLFEATHER ANNE"])
    assert back["right_key"] == "QUILLFEATHER ANNE", "the decision holds again when the name is shown again"


def test_a_name_that_is_shown_stays(tmp_path: Path) -> None:
    path = tmp_path / "suppliers.csv"
    decided(path, {"decision": "same", "left_name": "Wrensby A", "left_key": "WRENSBY A", "right_name": "Acme", "right_key": "ACME"})
    assert kept(path, ["WRENSBY A"])[0]["left_name"] == "Wrensby A"


def test_a_name_of_what_the_place_must_not_tell_is_not_kept(tmp_path: Path) -> None:
    path = tmp_path / "suppliers.csv"
    decided(path, {"decision": "same", "left_name": "Juniper Lodge Care Ltd", "left_key": "JUNIPER LODGE CARE", "right_name": "Acme Cleaning", "right_key": "ACME CLEANING"})
    (row,) = kept(path, SHOWN, "Juniper Lodge")
    assert (row["decision"], row["left_name"], row["left_key"], row["right_key"]) == ("same", None, identity.opaque_key("JUNIPER LODGE CARE"), "ACME CLEANING")


def test_a_key_that_ended_is_withheld_with_the_day_on_which_it_did() -> None:
    nothing = listed_sensitive_table(Place(name="Somewhere"))
    keys = ["QUILLFEATHER ANNE (until 2025-06-30)", "WRENSBY A (until 2025-06-30, 2)", "GONE PLUMBING (until 2025-06-30)", identity.opaque_key("X"), None]
    assert withheld_names.not_to_be_kept(keys, ["WRENSBY A"], nothing) == {"QUILLFEATHER ANNE (until 2025-06-30)"}
