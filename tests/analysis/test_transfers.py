"""Money among bodies: division to the penny, and what both sides state."""

from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from totalplace.analysis.allocation import allocate
from totalplace.analysis.transfers import Thresholds, match_transfers

PENNIES = st.integers(-10**12, 10**12).map(lambda n: Decimal(n) / 100)
WEIGHTS = st.dictionaries(st.text("abc", min_size=1, max_size=3), st.integers(0, 10**9).map(lambda n: Decimal(n) / 100), min_size=1, max_size=8)
LIMITS = Thresholds(unnamed_levy_least_gbp=Decimal(100_000))


@given(PENNIES, WEIGHTS)
def test_parts_add_up_and_lie_within_a_penny_of_their_share(amount: Decimal, weights: dict[str, Decimal]) -> None:
    whole = sum(weights.values())
    if whole == 0:
        return
    parts = allocate(amount, weights)
    assert sum(parts.values()) == amount
    for key, part in parts.items():
        assert abs(part - amount * weights[key] / whole) < Decimal("0.0100001")
        assert part == part.quantize(Decimal("0.01"))


@given(PENNIES, WEIGHTS)
def test_the_order_of_the_keys_does_not_matter(amount: Decimal, weights: dict[str, Decimal]) -> None:
    if sum(weights.values()) > 0:
        assert allocate(amount, weights) == allocate(amount, dict(reversed(list(weights.items()))))


def test_ties_go_by_key_and_what_cannot_be_divided_is_refused() -> None:
    equal = {"b": Decimal(1), "a": Decimal(1), "c": Decimal(1)}
    assert allocate(Decimal("0.02"), equal) == {"a": Decimal("0.01"), "b": Decimal("0.01"), "c": Decimal("0.00")}
    assert allocate(Decimal(0), {"a": Decimal(0)}) == {"a": Decimal(0)}
    for amount, weights in ((Decimal(1), {"a": Decimal(0)}), (Decimal(1), {"a": Decimal(-1)}), (Decimal("0.001"), {"a": Decimal(1)})):
        with pytest.raises(ValueError):
            allocate(amount, weights)


def matched(*lines: tuple[str, int], **more: Any) -> dict[tuple[str, str], tuple[Decimal, Decimal, Decimal]]:
    rows = [{"body_id": body, "fy": 2010, "account": "general fund", "economic": "revenue", "type": "waste levy", "cofog": "05.1", "other_body_id": None, "is_received": False, "amount_gbp": Decimal(amount), **more} for body, amount in lines]
    schema = {"body_id": pl.String, "fy": pl.Int64, "account": pl.String, "economic": pl.String, "type": pl.String, "cofog": pl.String, "other_body_id": pl.String, "is_received": pl.Boolean, "amount_gbp": pl.Decimal(18, 2)}
    found = match_transfers(pl.DataFrame(rows, schema=schema), LIMITS)
    return {(row["from_body_id"], row["to_body_id"]): (row["payer_view_gbp"], row["receiver_view_gbp"], row["eliminated_gbp"]) for row in found.to_dicts()}


def test_what_both_sides_state_is_taken_out_whole() -> None:
    assert matched(("a", 30), ("b", 70), ("waste", -100)) == {("a", "waste"): (30, 30, 30), ("b", "waste"): (70, 70, 70)}


def test_no_more_is_taken_out_than_both_sides_state() -> None:
    # the payers state 20 more: it may have gone to another authority
    assert matched(("a", 30), ("b", 90), ("waste", -100)) == {("a", "waste"): (30, 25, 25), ("b", "waste"): (90, 75, 75)}
    # the receiver states 60 more: another council pays it too, and has sent no return
    assert matched(("a", 10), ("b", 30), ("waste", -100)) == {("a", "waste"): (10, 25, 10), ("b", "waste"): (30, 75, 30)}


def test_a_levy_to_or_from_outside_stays() -> None:
    assert matched(("a", 30)) == {}
    assert matched(("waste", -30)) == {}
    assert matched(("a", 0), ("waste", 0)) == {}


def test_what_a_body_pays_and_receives_is_netted_first() -> None:
    assert matched(("a", 100), ("a", -5)) == {}
    assert matched(("a", 100), ("a", -5), ("waste", 2), ("waste", -97)) == {("a", "waste"): (95, 95, 95)}


def test_of_several_receivers_each_gets_its_share() -> None:
    assert matched(("a", 60), ("b", 40), ("east", -25), ("west", -75)) == {
        ("a", "east"): (15, 15, 15), ("a", "west"): (45, 45, 45), ("b", "east"): (10, 10, 10), ("b", "west"): (30, 30, 30),
    }  # fmt: skip


def other(*lines: tuple[str, int]) -> dict[tuple[str, str], tuple[Decimal, Decimal, Decimal]]:
    return matched(*lines, type="other levy", cofog="unmapped")


def test_levies_that_name_no_receiver_are_matched_where_sums_agree() -> None:
    # all payers together state what the one receiver states, to the rounding of the returns
    assert other(("a", 300_000), ("b", 500_000), ("fire", -800_000)) == {("a", "fire"): (300_000, 300_000, 300_000), ("b", "fire"): (500_000, 500_000, 500_000)}
    assert sum(row[2] for row in other(("a", 300_000), ("b", 500_000), ("fire", -801_000)).values()) == 800_000
    # one payer and one receiver agree, the other payer's levy went elsewhere
    assert other(("a", 300_000), ("b", 500_000), ("fire", -500_000)) == {("b", "fire"): (500_000, 500_000, 500_000)}


def test_levies_that_name_no_receiver_are_else_left_alone() -> None:
    assert other(("a", 300_000), ("b", 500_000), ("fire", -775_000)) == {}
    # two payers, or two receivers, with the sum of one: nobody can tell which
    assert other(("a", 300_000), ("b", 300_000), ("fire", -300_000)) == {}
    assert other(("a", 300_000), ("b", 500_000), ("fire", -300_000), ("parks", -300_000)) == {}
    # small sums agree by chance
    assert other(("a", 99_000), ("fire", -99_000)) == {}


@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(-10**7, 10**7), max_size=6))
def test_eliminations_never_exceed_either_side_and_are_the_same_for_both(amounts: dict[str, int]) -> None:
    found = matched(*amounts.items())
    paid = sum(amount for amount in amounts.values() if amount > 0)
    received = -sum(amount for amount in amounts.values() if amount < 0)
    assert sum(row[2] for row in found.values()) == min(paid, received)
    for body, amount in amounts.items():
        assert sum((row[2] for (payer, _), row in found.items() if payer == body), Decimal(0)) <= max(amount, 0)


NAMED = pl.Schema({"body_id": pl.String, "other_body_id": pl.String, "is_received": pl.Boolean, "fy": pl.Int64, "account": pl.String, "economic": pl.String, "type": pl.String, "cofog": pl.String, "amount_gbp": pl.Decimal(18, 2)})


def named(*lines: tuple[str, str, bool, str, int]) -> dict[tuple[str, str, str], tuple[int, int, int]]:
    rows = [(body, other, is_received, 2010, "NHS", "revenue", "PCT or ICB to NHS trust", cofog, Decimal(amount)) for body, other, is_received, cofog, amount in lines]
    found = match_transfers(pl.DataFrame(rows, schema=NAMED, orient="row"), LIMITS)
    return {(row["from_body_id"], row["to_body_id"], row["cofog"]): (int(row["payer_view_gbp"]), int(row["receiver_view_gbp"]), int(row["eliminated_gbp"])) for row in found.to_dicts()}


def test_bodies_that_name_each_other_are_matched_pair_by_pair() -> None:
    """The receiver states one sum: it is divided by what the payer states for each function, and no pair takes from another."""
    assert named(("pct", "trust", False, "07", 60), ("pct", "trust", False, "10", 20), ("trust", "pct", True, "07", -40), ("other", "trust", False, "07", 5)) == {
        ("pct", "trust", "07"): (60, 30, 30), ("pct", "trust", "10"): (20, 10, 10), ("other", "trust", "07"): (5, 0, 0),
    }  # fmt: skip


def test_what_one_side_alone_states_is_told_and_not_taken_out() -> None:
    assert named(("pct", "trust", False, "07", 60)) == {("pct", "trust", "07"): (60, 0, 0)}
    assert named(("trust", "pct", True, "07", -40)) == {("pct", "trust", "07"): (0, 40, 0)}
    # a refund larger than what was paid is no payment
    assert named(("pct", "trust", False, "07", -60), ("trust", "pct", True, "07", -40)) == {("pct", "trust", "07"): (-60, 40, 0)}


AMOUNTS = st.lists(st.tuples(st.sampled_from(["07", "10", "unmapped"]), st.integers(min_value=-50_000, max_value=90_000)), max_size=4)


@settings(deadline=None)
@given(AMOUNTS, st.integers(min_value=-1_000, max_value=90_000))
def test_of_a_pair_what_both_state_is_taken_out_and_never_more(paid: list[tuple[str, int]], received: int) -> None:
    """Whatever the functions and refunds (in pence): the pair gives up the less of both sums, and no function more than it has."""
    said = [("pct", "trust", False, cofog, amount) for cofog, amount in paid] + [("trust", "pct", True, "07", -received)]
    rows = [(body, other, is_received, 2010, "NHS", "revenue", "PCT or ICB to NHS trust", cofog, Decimal(amount) / 100) for body, other, is_received, cofog, amount in said]
    found = match_transfers(pl.DataFrame(rows, schema=NAMED, orient="row"), LIMITS)
    assert sum(found["eliminated_gbp"], Decimal(0)) == Decimal(max(min(sum(amount for _, amount in paid), received), 0)) / 100
    assert all(0 <= taken <= max(payer, 0) for payer, taken in found.select("payer_view_gbp", "eliminated_gbp").iter_rows())
