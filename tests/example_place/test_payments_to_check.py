"""Payments to check of the example's ledgers, against what was planted in them: every type, with look-alikes as negatives."""

import csv
from collections import Counter

import pytest

from tests.example_place.conftest import Published

Found = dict[tuple[str, frozenset[str]], tuple[str, str]]


@pytest.fixture(scope="module")
def planted(published: Published) -> Found:
    return {
        (row["body_id"], frozenset(row["transactions"].split("|"))): (row["type"], row["amount_gbp"]) for row in published.truth("payments_to_check.csv")
    }


@pytest.fixture(scope="module")
def told(published: Published) -> Found:
    """What stands in out/bodies/<body>/payments-to-check.csv, but for repeats within published lists."""
    found: Found = {}
    for path in sorted((published.folder / "out" / "bodies").glob("*/payments-to-check.csv")):
        with path.open(newline="", encoding="utf-8-sig") as stream:
            for row in csv.DictReader(stream):
                if row["Invoice references"]:
                    found[path.parent.name, frozenset(row["Transactions"].split(" | "))] = (row["What may have happened"], row["Pounds that may be too many"])
    return found


def test_precision_and_recall_of_each_type(planted: Found, told: Found) -> None:
    right = Counter(kind for key, (kind, _) in told.items() if key in planted and planted[key][0] == kind)
    wanted, found = (Counter(kind for kind, _ in answers.values()) for answers in (planted, told))
    assert len(wanted) == 4 and min(wanted.values()) >= 20
    for kind in sorted(wanted):
        precision, recall = right[kind] / max(found[kind], 1), right[kind] / wanted[kind]
        print(f"{kind}: precision {precision:.3f}, recall {recall:.3f} of {wanted[kind]}")  # noqa: T201 -- wanted beside the verdict
        assert precision >= 0.9, kind
        assert recall >= 0.9, kind


def test_the_pounds_at_stake_are_those_planted(planted: Found, told: Found) -> None:
    both = planted.keys() & told.keys()
    assert {key: told[key][1] for key in both} == {key: planted[key][1] for key in both}


def test_the_table_says_what_was_computed_and_what_could_not_be(published: Published, planted: Found) -> None:
    rows = published.rows("select * from mart.duplicate_payment")
    with_ledger = {body for body, _ in planted}
    for row in rows:
        if row["type"] != "transaction repeated":
            assert (row["status"] == "computed") == (row["body_id"] in with_ledger), row
            assert row["status"] in ("computed", "not computable: no invoice reference of a ledger (those of published lists are not taken for such)")
        assert (row["candidate_count"] is None) == (row["status"] != "computed")
    counted = {(row["body_id"], row["type"]): row["candidate_count"] for row in rows if row["status"] == "computed" and row["type"] != "transaction repeated"}
    assert sum(counted.values()) >= 0.9 * len(planted)


def test_ledgers_are_no_spend_and_candidates_stand_with_their_body_only(published: Published) -> None:
    assert published.rows("select * from mart.spend_line join ops.source_file using (source_file_id) where path like '%purchase-ledger%'") == []
    tables = {row["table_name"] for row in published.rows("select distinct table_name from ops.dictionary")}
    assert not tables & {"analysis.payment_to_check", "analysis.repeated_payment"}
    assert not list((published.folder / "out" / "public").glob("**/payments-to-check.csv"))
