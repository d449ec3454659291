"""Whose row each line is, by the names that lists and place.toml have: given rows, expected rows."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.sql.given import aliases, label
from tests.sql.running import FILE, Rows, run

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
