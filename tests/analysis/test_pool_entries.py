"""Entries of scenario files and the lines on which they stand."""

import tomllib
from decimal import Decimal
from typing import Any

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from totalplace.analysis.pool_entries import entries
from totalplace.analysis.pool_overlap import promised_twice
from totalplace.contracts.pooling import CONTRIBUTION, ENTRY

TEXT = '''\
# a comment
name = "Pot"   # and another
note = """
share = 3
"""
fee = { fixed_gbp = 6000, share_of_spend = 0.010 }
vat.taxable_share = 0.5

[[purpose]]
id = "a"
spend_gbp = [
  1,
  2.50,
]
[[partner]]
body = "north"
[[partner.line]]
line = "Roads"
share = 0.1
[[partner.line]]
line = "Parks"
[[partner]]
body = "trust"
[[partner.line]]  # its first
share = 0.2
excluded = true
'''


def test_each_entry_stands_on_its_line() -> None:
    assert entries(TEXT.encode()) == [
        ("name", 2, "Pot"), ("note", 3, "share = 3\n"), ("fee.fixed_gbp", 6, "6000"), ("fee.share_of_spend", 6, "0.010"), ("vat.taxable_share", 7, "0.5"), ("purpose.1.id", 10, "a"),
        ("purpose.1.spend_gbp", 11, "1, 2.50"), ("partner.1.body", 16, "north"), ("partner.1.line.1.line", 18, "Roads"), ("partner.1.line.1.share", 19, "0.1"), ("partner.1.line.2.line", 21, "Parks"),
        ("partner.2.body", 23, "trust"), ("partner.2.line.1.share", 25, "0.2"), ("partner.2.line.1.excluded", 26, "true"),
    ]  # fmt: skip


def test_what_is_no_toml_has_none() -> None:
    assert entries(b"name = ") == entries(b"name = \xff") == []


@given(st.lists(st.tuples(st.integers(0, 3), st.lists(st.integers(0, 99), max_size=3)), max_size=4), st.booleans())
def test_every_entry_is_found_once_on_the_line_that_has_it(partners: list[tuple[int, list[int]]], has_mark: bool) -> None:
    lines = ["name = 1"]
    for blank, shares in partners:
        lines += [""] * blank + ["[[partner]]", f"blank = {blank}"]
        for share in shares:
            lines += ["[[partner.line]]", f"share = {share}"]
    text = "\n".join(lines)
    found = entries((b"\xef\xbb\xbf" if has_mark else b"") + text.encode())
    assert len({name for name, _, _ in found}) == len(found) == 1 + len(partners) + sum(len(shares) for _, shares in partners)
    whole = tomllib.loads(text)
    for name, number, value in found:
        held: Any = whole
        for step in name.split("."):
            held = held[int(step) - 1] if isinstance(held, list) else held[step]
        assert str(held) == value and lines[number - 1] == f"{name.split('.')[-1]} = {value}"


def test_a_line_of_which_two_files_draw_more_than_it_holds_is_told_under_both() -> None:
    """North's line of £30 is drawn on for £20 and £15; the year after for £30 by one alone."""
    def row(scenario_id: str, fy: int, gbp: str) -> dict[str, Any]:
        return {"scenario_id": scenario_id, "body_id": "north", "count_id": 11, "line": "Roads", "fy": fy, "amount_gbp": Decimal(gbp), "available_gbp": Decimal("30.00")}

    contribution = CONTRIBUTION.conform(pl.DataFrame([row("jar", 2026, "15.00"), row("pot", 2026, "20.00"), row("pot", 2027, "30.00")])).collect()
    entry = pl.DataFrame([("jar", "partner.1.body", 7, "north"), ("pot", "partner.2.body", 31, "north"), ("pot", "partner.1.body", 20, "trust")], schema=ENTRY.polars_schema(), orient="row")
    told = promised_twice(contribution, entry)
    assert set(told) == {"jar", "pot"} and told["jar"] == told["pot"]
    assert told["pot"] == [
        "scenarios/jar.toml ([[partner]] north, line 7) and scenarios/pot.toml ([[partner]] north, line 31) together draw £35.00 in 2026-27 from 'Roads' of north (count_id 11), which holds £30.00: "
        "£5.00 is promised twice. If both are to hold, lower what one of them draws; if they are choices between each other, nothing is to be done."
    ]
    assert promised_twice(contribution.filter(pl.col("scenario_id") == "pot"), entry) == {}
