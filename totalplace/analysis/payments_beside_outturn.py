"""Payments set beside the outturn of the body that paid: what they explain of it, and what can be said of the rest.

Belongs here: pairing years, dividing the difference into what the data explain and what they do not, the words for it. Does not belong
here: what a payment is (core.payment_wording), the outturn (mart.spend_count).

Of the difference is explained only what somebody states in pounds: payments whose words say that they are no part of the outturn's
total, and benefits to persons, which the return states and lists of payments leave out. Months that no list has, pay, and income that
the return takes off are named, but nobody states what they come to: they are not explained.
"""

from decimal import Decimal

import polars as pl

from totalplace.contracts import payments as contracts
from totalplace.words import pounds, year_name

OUTSIDE = {
    "capital": "capital",
    "collection fund": "precepts and the collection fund",
    "housing revenue account": "the housing revenue account",
    "lending and investments": "lending and investments",
}
_INSIDE = {"levy": "levies", "school budget": "budgets of schools", "pay and deductions": "taxes and pensions paid with pay"}
_YEAR = 12
_TENTH = Decimal("0.1")
_NOTHING = Decimal(0)


def set_beside(payments: pl.DataFrame, outturn: pl.DataFrame) -> pl.DataFrame:
    """analysis.payment_comparison.

    `payments` has body_id, fy, month_on, payment_kind, is_to_body_of_place, amount_gbp; `outturn` a row a body and year: body_id, fy,
    source_return, gross_gbp, benefit_gbp. Each outturn stands beside the payments of its own year, nought if there are none. Payments of a
    year without an outturn stand beside the body's nearest outturn (of two the earlier), in a row that says so.
    """
    rows = []
    paid = {(body, fy): group for (body, fy), group in payments.group_by("body_id", "fy")}
    stated = {(row["body_id"], row["fy"]): row for row in outturn.iter_rows(named=True)}
    for (body, fy), row in stated.items():
        others = sorted(year for other, year in paid if other == body and year != fy)
        has_both = any(other == body and (body, year) in paid for other, year in stated)
        rows.append(_same_year(row, paid.get((body, fy)), others, has_both))
    for (body, fy), group in paid.items():
        years = [year for other, year in stated if other == body]
        if years and fy not in years:
            nearest = min(years, key=lambda year: (abs(year - fy), year))
            rows.append(_nearest_year(stated[body, nearest], group, fy))
    return contracts.PAYMENT_COMPARISON.conform(
        pl.DataFrame(rows, schema=contracts.PAYMENT_COMPARISON.polars_schema())
    ).collect().sort(contracts.PAYMENT_COMPARISON.primary_key)  # fmt: skip


def _row(stated: dict[str, object], fy: int, source_return: str, item: str, found: Decimal, explained: Decimal | None, share: Decimal | None, words: str) -> dict[str, object]:
    expected = stated["gross_gbp"]
    assert isinstance(expected, Decimal)
    return {
        "body_id": stated["body_id"], "fy": fy, "source_return": source_return, "item": item, "expected_gbp": expected, "found_gbp": found,
        "difference_gbp": expected - found, "outturn_fy": stated["fy"],
        "explained_gbp": explained, "not_explained_gbp": None if explained is None else expected - found - explained,
        "found_share": None if share is None else float(share), "explanation": words,
    }  # fmt: skip


def _same_year(stated: dict[str, object], group: pl.DataFrame | None, others: list[int], has_both: bool) -> dict[str, object]:
    fy, expected, benefits = stated["fy"], stated["gross_gbp"], stated["benefit_gbp"]
    assert isinstance(fy, int) and isinstance(expected, Decimal) and isinstance(benefits, Decimal)
    source_return, item = f"payments beside {stated['source_return']}", "payments of the year beside the outturn of the same year"
    if group is None:
        which = f"no list of payments of {year_name(fy)} was received, only of {', '.join(year_name(year) for year in others)}" if others else "no list of payments of the body was received"
        return _row(stated, fy, source_return, item, _NOTHING, _NOTHING, _NOTHING, f"{'' if has_both else 'no year has both: '}{which}; nothing of the outturn is explained")
    found, outside = _total(group), _of_kinds(group)
    taken_off = sum((amount for kind, amount in outside.items() if kind in OUTSIDE), _NOTHING)
    left_out = benefits - outside.get("benefit", _NOTHING)
    part = found - taken_off
    share = part / expected if expected > 0 else None
    said = [f"the lists have {_months(group)}"]
    if taken_off:
        kinds = "; ".join(f"{words} {pounds(outside[kind])}" for kind, words in OUTSIDE.items() if kind in outside)
        said.append(f"of the payments {pounds(taken_off)} are by their words no part of this total ({kinds})")
    said.append(f"what is left, {pounds(part)}, is {_percent(share)} of the outturn" if share is not None else f"what is left is {pounds(part)}")
    for kind, words in _INSIDE.items():
        if kind in outside:
            said.append(f"in it {words}: {pounds(outside[kind])}")
    passed = _total(group.filter("is_to_body_of_place"))
    if passed:
        said.append(f"in it paid to other public bodies of the place: {pounds(passed)}")
    if left_out:
        said.append(f"of the outturn {pounds(left_out)} are benefits to persons, which lists of payments leave out")
    rest = expected - found - (left_out - taken_off)
    said.append(
        f"not explained: {pounds(rest)}. Months that no list has, pay, and payments below the publisher's limit are in it, and income that "
        "the return takes off and lists do not; nobody states what they come to"
    )
    return _row(stated, fy, source_return, item, found, left_out - taken_off, share, "; ".join(said))


def _nearest_year(stated: dict[str, object], group: pl.DataFrame, fy: int) -> dict[str, object]:
    of, expected = stated["fy"], stated["gross_gbp"]
    assert isinstance(of, int) and isinstance(expected, Decimal)
    kinds = _of_kinds(group)
    found = _total(group)
    part = found - sum((amount for kind, amount in kinds.items() if kind in OUTSIDE), _NOTHING)
    share = part / expected if expected > 0 else None
    compared = f", {_percent(share)} of the outturn of {year_name(of)}" if share is not None else ""
    return _row(
        stated, fy, f"payments beside {stated['source_return']} of {year_name(of)}",
        f"payments of {year_name(fy)} beside the outturn of {year_name(of)}, the nearest there is", found, None, None,
        f"no outturn of {year_name(fy)} was received: years differ, so this shows the size and explains nothing; the lists have {_months(group)}; "
        f"payments but for {', '.join(OUTSIDE.values())}: {pounds(part)}{compared}",
    )  # fmt: skip


def _total(group: pl.DataFrame) -> Decimal:
    return sum(group["amount_gbp"].to_list(), _NOTHING)


def _of_kinds(group: pl.DataFrame) -> dict[str, Decimal]:
    """The sum of each kind of payment that the words tell."""
    found: dict[str, Decimal] = {}
    for kind, amount in group.select("payment_kind", "amount_gbp").iter_rows():
        if kind is not None:
            found[kind] = found.get(kind, _NOTHING) + amount
    return found


def _months(group: pl.DataFrame) -> str:
    months = group["month_on"].drop_nulls().n_unique()
    said = f"{months} of {_YEAR} months"
    undated = group["month_on"].null_count()
    return f"{said}, and payments of which they do not say the month" if undated and months else said if months else "payments of which they do not say the month"


def _percent(share: Decimal) -> str:
    return f"{(share * 100).quantize(_TENTH)} %"
