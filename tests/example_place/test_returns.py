"""The count of the example place beside what its bodies truly spend: to the penny, before and after transfers.

Back to the cells: test_lineage.py.
"""

from collections import defaultdict
from decimal import Decimal

import pytest

from tests.example_place.conftest import Published

pytestmark = pytest.mark.timeout(1200)
KINDS = ("return line", "spending line")
VIEWS = ("gross_gbp", "transfer_out_gbp", "net_gbp", "transfer_in_memo_gbp")


def test_the_count_is_the_truth_to_the_penny(published: Published) -> None:
    """Each body's every line, before and after what passes between them, and nothing besides: councils, police, fire, NHS and a department."""
    expected = {
        (row["body_id"], int(row["fy"]), row["account"], row["line_code"], row["cofog"]): tuple(Decimal(row[view]) for view in VIEWS)
        for row in published.truth("spend_count.csv")
    }
    rows = published.rows("select * from mart.spend_count where is_counted and count_id > 0")
    found = {(row["body_id"], row["fy"], row["account"], row["line_code"] or "", row["cofog"]): tuple(row[view] for view in VIEWS) for row in rows}
    assert len(rows) == len(found) == len(expected) > 15 * 28 + 5 * 18
    assert {key: (found.get(key), value) for key, value in expected.items() if found.get(key) != value} == {}


def test_the_place_is_counted_once_in_both_views(published: Published) -> None:
    truth = published.truth("spend_count.csv")
    gross, net = (sum(Decimal(row[view]) for row in truth) for view in ("gross_gbp", "net_gbp"))
    (row,) = published.rows("select sum(gross_gbp) as gross, sum(net_gbp) as net, sum(funder_gbp) as funder from mart.spend_count where is_counted")
    assert row == {"gross": gross, "net": net, "funder": net}
    assert gross - net == sum(Decimal(row["eliminated_gbp"]) for row in published.truth("transfers.csv")) > 0


def test_transfers_are_as_both_sides_state_them(published: Published) -> None:
    keys, views = ("from_body_id", "to_body_id", "fy", "type", "cofog"), ("payer_view_gbp", "receiver_view_gbp", "eliminated_gbp")
    expected = {tuple(row[key] for key in keys): tuple(Decimal(row[view]) for view in views) for row in published.truth("transfers.csv")}
    found = {tuple(str(row[key]) for key in keys): tuple(row[view] for view in views) for row in published.rows("select * from mart.transfer")}
    assert found == expected
    # a line that names no receiver: three districts' £800,000 are not the fire authority's £775,000, and are told; a year before they agree
    (told,) = published.rows("select severity, value from ops.issue where issue_type = 'levies that name no receiver'")
    assert told == {"severity": "warning", "value": "775000.00"}
    (other,) = published.rows("select sum(gross_gbp) as gross, sum(net_gbp) as net from mart.spend_count where is_counted and line_code = '728' and fy = 2024")
    assert other == {"gross": Decimal(800_000), "net": Decimal(800_000)}


def test_every_cell_is_somewhere_with_its_pounds(published: Published) -> None:
    """Loaded and superseded cells stand in mart.return_line with their body, row by row; those of elsewhere and totals do not."""
    expected: defaultdict[tuple[str, str, str, str], list[Decimal]] = defaultdict(list)
    for row in published.lines:
        if row["kind"] in KINDS and row["outcome"] in ("loaded", "superseded"):
            expected[row["path"], row["line"], row["body_id"], row["outcome"]].append(Decimal(row["amount_gbp"]))
    found: defaultdict[tuple[str, str, str, str], list[Decimal]] = defaultdict(list)
    for row in published.rows("select file.path, line.* from mart.return_line line join ops.source_file file using (source_file_id)"):
        status = "superseded" if row["status"] == "superseded" else "loaded"
        found[row["path"], str(row["source_row"]), row["body_id"], status].append(row["amount_gbp"])
    assert {key: sorted(amounts) for key, amounts in found.items()} == {key: sorted(amounts) for key, amounts in expected.items()}


def test_a_wrong_total_is_shown_and_not_corrected(published: Published) -> None:
    """The third district's total of services is £1.234m more than its lines, and so is what its form makes of it; no other total is."""
    off = published.rows("select * from mart.spend_reconciliation where difference_gbp <> 0 and source_return like 'RS %' and item not like 'the count%' and outturn_fy is null")
    (fault,) = [row for row in published.truth("faults.csv") if row["fault"] == "total of a return misprinted"]
    (line,) = {row["body_id"] for row in published.lines if (row["path"], row["part"], row["line"]) == (fault["path"], fault["part"], fault["line"])}
    assert [(row["body_id"], row["item"].split()[0], row["difference_gbp"]) for row in off] == [(line, "699", Decimal(1_234_000))]
    (beside,) = published.rows("select explanation from mart.spend_reconciliation where body_id = ? and item like 'the count%'", line)
    assert beside["explanation"].endswith("; printed totals against their lines: 1234000.00")


def test_totals_of_plain_returns_are_set_beside_their_lines(published: Published) -> None:
    """The second trust's printed total is £77,000 more than its lines; every other total is the sum of its lines."""
    rows = published.rows("select body_id, source_return, item, difference_gbp from mart.spend_reconciliation where source_return not like 'RS %' and item like 'total%'")
    assert {(row["body_id"], row["source_return"], row["item"]): row["difference_gbp"] for row in rows} == {
        ("aldermarch-north-pct", "NHS return programme budget: spending", "total of registered people"): 0,
        ("aldermarch-west-pct", "NHS return outturn: spending", "total"): 77_000,
        ("aldermarch-ambulance", "NHS return outturn: spending", "total"): 0,
        ("aldermarch-police", "police objective analysis outturn: spending", "total"): 0,
    }


def test_one_money_is_counted_once(published: Published) -> None:
    """Why lines of the plain returns are not in the count: each reason for as many lines as were written for it."""
    rows = published.rows("select source_return, reason, count(*) as lines from mart.return_line where status = 'excluded' and return_total = 'spending of the return' group by all")
    reasons = {(row["source_return"], row["reason"]): row["lines"] for row in rows}
    own, total = "the same money as in the body's revenue outturn of the year, which is counted", "a total of the return: its lines are counted"
    assert reasons == {
        ("NHS return", total): 4, ("NHS return", "part of a line that is counted whole, as its parts do not add up to it"): 1,
        ("NHS return", "planned, not spent: budget"): 8, ("NHS return", "the same money as outturn, which is counted"): 8,
        ("NHS return", "the same money as programme budget of registered people, which is counted"): 1,
        ("police objective analysis", own): 12, ("police objective analysis", total): 1, ("fire return", own): 3,
        ("central return", "housing benefit is counted where the councils pay it"): 1,
    }  # fmt: skip
    (stated,) = published.rows("select basis, basis_method from mart.spend_count where line = 'Jobcentre Plus'")
    assert stated == {"basis": "apportioned", "basis_method": "working-age population"}
