"""Entries of scenario files and the lines on which they stand."""

import tomllib
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from totalplace.analysis.pool_entries import entries

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
