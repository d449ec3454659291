"""Payments to check: what a ledger with invoice references may have paid twice, with type, reason and confidence.

Belongs here: the judgement over lines of ledger extracts. Does not belong here: published lists, which have no invoice reference
(sql/analysis/transaction_repeat.sql), or files for the bodies (sheets.py).

What is looked at are transactions, net of what was reversed. Each stands in one candidate at most, under the surest type. A fee paid
again and again in one amount is none: its references or the days of its invoices go on as the fee does.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import combinations, pairwise
from statistics import median
from typing import Any

import polars as pl

from totalplace.contracts.suppliers import PAYMENT_TO_CHECK

TWICE = "invoice paid twice"
TWO_REFERENCES = "one invoice under two references"
IN_PARTS = "invoice paid whole and in parts"
MISKEYED = "mis-keyed"

_REPEAT = r"[-/ ._]?(?:COPY|DUP|DUPLICATE|REPRINT|RESUBMITTED)$"
_LETTER_AFTER = r"^([A-Z]*[0-9]+)[A-Z]$"
_WORD_BEFORE = r"^(?:INVOICE|INV|NO|REF|SI|SIN)([0-9].*)$"
_CREDIT_BEFORE = r"^(?:CREDITNOTE|CREDIT|CRN|CN|CR|REV|REVERSAL)([A-Z]*[0-9].*)$"
_PART_AFTER = r"[-/ ._]+(?:PART|PT)?[ .]?(?:[A-Z]|[0-9]{1,2})$"


@dataclass(frozen=True)
class CheckLimits:
    """Rows of ref.assumption."""

    same_invoice_days: float  # invoices dated farther apart are two invoices
    paid_days: float  # where a day of invoice is lacking: payments farther apart are of two invoices
    regular_count: float  # from so many equal payments on at even distances they are a regular fee
    parts_at_most: float
    least_gbp: float  # less is not worth a person's time
    shortest_rhythm_days: float  # payments nearer to each other are no series
    even_days: float  # a distance is as the usual one within so many days, or
    even_share: float  # within this share of it
    spread_days: float  # distances are even that differ by so many days at most, or
    spread_share: float  # by this share of the longest
    early_share: float  # nearer than this share of the rhythm, a payment breaks it
    made_up_share: float  # unless it and the distance beside it are more than so many times the rhythm
    series_distance: float  # numbers nearer to each other are two invoices of one series
    common_reference_payments: float  # a reference that more payments bear is no invoice's
    common_amount_payments: float  # an amount that more payments have says nothing
    common_day_payments: float  # nor one that more payments of one day of invoice have


@dataclass(frozen=True)
class _Payment:
    """One transaction of one invoice."""

    key: tuple[str, str]  # body, supplier
    transaction: str
    reference: str  # as it was keyed, in capitals
    same: str  # what a reference is without punctuation, leading noughts and words before it
    root: str  # and without what says that it is a copy
    stem: str  # and without the number or letter of a part
    amount: Decimal
    paid_on: date
    invoiced_on: date | None
    lines: tuple[str, ...]
    line_amounts: tuple[Decimal, ...]
    name: str


def candidates(lines: pl.DataFrame, limits: CheckLimits) -> pl.DataFrame:
    """analysis.payment_to_check from rows of core.ledger_line that count and name supplier and invoice."""
    found: list[dict[str, Any]] = []
    taken: set[tuple[str, str, str]] = set()
    payments = _payments(lines, limits)
    for kind, groups in (
        (TWICE, _twice(payments, limits)),
        (TWO_REFERENCES, _two_references(payments, limits)),
        (IN_PARTS, _in_parts(payments, limits)),
        (MISKEYED, _miskeyed(payments, limits)),
    ):
        for group, amount, reason, confidence in groups:
            ids = {(*one.key, one.transaction + "/" + one.reference) for one in group}
            if amount >= Decimal(str(limits.least_gbp)) and not ids & taken:
                taken |= ids
                found.append(_row(kind, group, amount, reason, confidence))
    frame = pl.DataFrame(found, schema=PAYMENT_TO_CHECK.polars_schema(), orient="row")
    return frame.sort("body_id", "confidence", "amount_gbp", "candidate_id", descending=[False, True, True, False])


def _row(kind: str, group: Sequence[_Payment], amount: Decimal, reason: str, confidence: float) -> dict[str, Any]:
    ordered = sorted(group, key=lambda one: (one.paid_on, one.transaction, one.reference))
    last = ordered[-1].paid_on
    body_id, supplier = ordered[0].key
    return {
        "candidate_id": f"{body_id}/{supplier}/{ordered[0].transaction}/{ordered[-1].transaction}/{ordered[0].reference}",
        "body_id": body_id,
        "fy": last.year - (last.month < 4),
        "type": kind,
        "reason": reason,
        "amount_gbp": amount,
        "confidence": confidence,
        "supplier": ordered[0].name,
        "invoice_references": " | ".join(dict.fromkeys(one.reference for one in ordered)),
        "transactions": " | ".join(one.transaction for one in ordered),
        "amounts": " | ".join(str(one.amount) for one in ordered),
        "paid_on": " | ".join(one.paid_on.isoformat() for one in ordered),
        "lines": " | ".join(line for one in ordered for line in one.lines),
        "lines_gbp": " | ".join(str(share) for share in _shares(ordered, amount)),
    }


def _shares(ordered: Sequence[_Payment], amount: Decimal) -> list[Decimal]:
    """What of the amount each line is: whole payments from the last back, of the first of them what is then left."""
    left = amount
    shares: list[Decimal] = []
    for one in reversed(ordered):
        taken = min(one.amount, left)
        left -= taken
        if taken == one.amount:
            shares[:0] = one.line_amounts
            continue
        of_lines, so_far = [], Decimal(0)
        for line in one.line_amounts:
            before, so_far = so_far, so_far + line
            of_lines.append(min(max(so_far, Decimal(0)), taken) - min(max(before, Decimal(0)), taken))
        shares[:0] = of_lines
    return shares


def _payments(lines: pl.DataFrame, limits: CheckLimits) -> pl.DataFrame:
    """Transactions of invoices with what their references are compared by, net of what was reversed."""
    reference = pl.col("invoice_reference").str.to_uppercase().str.strip_chars()
    named = lines.filter(
        pl.col("supplier").is_not_null() & reference.str.contains("[0-9]") & pl.col("transaction_number").is_not_null() & pl.col("paid_on").is_not_null()
    ).with_columns(reference.alias("reference"))
    summed = (
        named.sort("line")
        .group_by("body_id", "supplier", "transaction_number", "reference", maintain_order=True)
        .agg(
            pl.col("amount_gbp").sum().cast(pl.Decimal(18, 2)), pl.col("paid_on").min(), pl.col("invoice_on").min(), pl.col("line").alias("lines"),
            pl.col("amount_gbp").alias("line_amounts"),
            pl.col("supplier_name").first(), pl.col("reversal_of").drop_nulls().first(),
        )
        .with_columns(_compared("reference"))
    )  # fmt: skip
    paid = summed.filter(pl.col("amount_gbp") > 0)
    return _net(paid, summed.filter(pl.col("amount_gbp") < 0))


def _compared(column: str) -> list[pl.Expr]:
    def bare(text: pl.Expr) -> pl.Expr:
        # letters and digits, words before a number and noughts before it dropped
        letters = text.str.replace_all(r"[^A-Z0-9]", "")
        return letters.str.replace(_WORD_BEFORE, "$1").str.replace(r"^([A-Z]*)0+([0-9])", "${1}$2")

    text = pl.col(column)
    root = bare(text.str.replace(_REPEAT, ""))
    return [
        bare(text).alias("same"),
        root.str.replace(_LETTER_AFTER, "$1").alias("root"),
        bare(text.str.replace(_PART_AFTER, "")).alias("stem"),
        bare(text).str.replace(_CREDIT_BEFORE, "$1").str.replace(r"^([A-Z]*)0+([0-9])", "${1}$2").alias("credited"),
    ]


def _net(paid: pl.DataFrame, credits: pl.DataFrame) -> pl.DataFrame:
    """Without payments that a credit takes back: one that names its transaction, else one of the same invoice and amount.

    One to one, the latest payment first: what is left of a payment made twice and reversed once is one payment.
    """
    named = credits.filter(pl.col("reversal_of").is_not_null()).select("body_id", "supplier", pl.col("reversal_of").alias("transaction_number"), pl.col("amount_gbp").neg())
    paid = paid.join(named.unique(), on=["body_id", "supplier", "transaction_number", "amount_gbp"], how="anti")
    silent = credits.filter(pl.col("reversal_of").is_null()).group_by("body_id", "supplier", pl.col("credited").alias("same"), pl.col("amount_gbp").neg()).len("credit_count")
    by = ["body_id", "supplier", "same", "amount_gbp"]
    paid = paid.join(silent, on=by, how="left").sort(*by, "paid_on", "transaction_number", descending=[False] * 4 + [True, True])
    place = pl.int_range(pl.len()).over(by)
    return paid.filter(place >= pl.col("credit_count").fill_null(0)).drop("credit_count")


_Found = Iterator[tuple[list[_Payment], Decimal, str, float]]


def _groups(payments: pl.DataFrame, by: Sequence[str], most: float, least: int = 2) -> Iterator[list[_Payment]]:
    """Payments that agree in these columns and stand in several transactions, in a fixed order."""
    keys = ["body_id", "supplier", *by]
    rows = payments.filter(pl.len().over(keys).is_between(least, most)).filter(pl.col("transaction_number").n_unique().over(keys) > 1)
    rows = rows.sort(*keys, "paid_on", "transaction_number", "reference")
    group: list[_Payment] = []
    before: tuple[Any, ...] | None = None
    for row in rows.iter_rows(named=True):
        key = tuple(row[name] for name in keys)
        if key != before and group:
            yield group
            group = []
        before = key
        group.append(
            _Payment(
                (row["body_id"], row["supplier"]), row["transaction_number"], row["reference"], row["same"], row["root"], row["stem"],
                row["amount_gbp"], row["paid_on"], row["invoice_on"], tuple(row["lines"]), tuple(row["line_amounts"]), row["supplier_name"],
            )
        )  # fmt: skip
    if group:
        yield group


def _near(one: _Payment, other: _Payment, limits: CheckLimits) -> bool:
    """Their invoices may be one: their days are near each other, or where one is not given, the days of payment."""
    if one.invoiced_on is None or other.invoiced_on is None:
        return abs((one.paid_on - other.paid_on).days) <= limits.paid_days
    return abs((one.invoiced_on - other.invoiced_on).days) <= limits.same_invoice_days


def _repeats(group: Sequence[_Payment], limits: CheckLimits) -> Iterator[list[_Payment]]:
    """Payments that may be of one invoice: of a series what breaks its rhythm, with what it repeats; else those near the first."""
    for day_of in (_invoice_day, _payment_day):
        rhythm = _rhythm(group, day_of, limits)
        if rhythm:
            yield from _breaking(group, day_of, rhythm, limits)
            return
    runs: list[list[_Payment]] = []
    for one in group:
        run = next((run for run in runs if _near(run[0], one, limits)), None)
        if run is None:
            runs.append([one])
        else:
            run.append(one)
    yield from (run for run in runs if len(run) > 1)


def _invoice_day(one: _Payment) -> date | None:
    return one.invoiced_on


def _payment_day(one: _Payment) -> date | None:
    return one.paid_on


_DayOf = Callable[[_Payment], date | None]


def _rhythm(group: Sequence[_Payment], day_of: _DayOf, limits: CheckLimits) -> float:
    """Days between the payments of a series, where an account's number stands instead of an invoice's; 0 where they are none.

    Most of the distances are even. Days of payment tell it only where no two payments have one day of invoice: those are one invoice.
    """
    invoiced = [one.invoiced_on for one in group if one.invoiced_on is not None]
    days = sorted({day for one in group if (day := day_of(one)) is not None})
    if any(day_of(one) is None for one in group) or (day_of is _payment_day and len(set(invoiced)) < len(invoiced)):
        return 0
    gaps = [(later - earlier).days for earlier, later in pairwise(days)]
    if len(days) < limits.regular_count or not gaps:
        return 0
    usual = median(gaps)
    even = [gap for gap in gaps if abs(gap - usual) <= max(limits.even_days, usual * limits.even_share)]
    is_even = max(gaps) - min(gaps) <= max(limits.spread_days, max(gaps) * limits.spread_share)
    return usual if usual >= limits.shortest_rhythm_days and (is_even or len(even) > len(gaps) / 2) else 0


def _breaking(group: Sequence[_Payment], day_of: _DayOf, rhythm: float, limits: CheckLimits) -> Iterator[list[_Payment]]:
    """Payments nearer to the one before than to the next of the rhythm, each with those that it repeats.

    Not one paid early, nor one after a late one: the distance to the neighbour on the other side makes up for it.
    """
    ordered = sorted(group, key=lambda one: (day_of(one) or one.paid_on, one.paid_on, one.transaction, one.reference))
    days = [day_of(one) or one.paid_on for one in ordered]
    gaps = [(later - earlier).days for earlier, later in pairwise(days)]
    together = [ordered[0]]
    for place, gap in enumerate(gaps):
        is_made_up = any(gap + beside > limits.made_up_share * rhythm for beside in gaps[max(place - 1, 0) : place] + gaps[place + 1 : place + 2])
        is_one_invoice = gap == 0 and day_of is _invoice_day
        if is_one_invoice or (gap < rhythm * limits.early_share and not is_made_up):
            together.append(ordered[place + 1])
            continue
        if len(together) > 1:
            yield together
        together = [ordered[place + 1]]
    if len(together) > 1:
        yield together


def _twice(payments: pl.DataFrame, limits: CheckLimits) -> _Found:
    for group in _groups(payments, ["reference", "amount_gbp"], most=limits.common_reference_payments):
        for like in _repeats(group, limits):
            dated = all(one.invoiced_on == like[0].invoiced_on and one.invoiced_on is not None for one in like)
            yield like, like[0].amount * (len(like) - 1), "same supplier, invoice reference and amount in several transactions", 0.97 if dated else 0.9


def _two_references(payments: pl.DataFrame, limits: CheckLimits) -> _Found:
    for column, reason, confidence in (
        ("same", "same supplier and amount; the references differ in punctuation, noughts or a word before the number", 0.92),
        ("root", "same supplier and amount; one reference has a letter or a word for a copy more than the other", 0.8),
    ):
        for group in _groups(payments, [column, "amount_gbp"], most=limits.common_reference_payments):
            if len({one.reference for one in group}) == 1:
                continue
            for run in _repeats(group, limits):
                plain = [one for one in run if one.same == one.root]
                # 12A and 12B are two of a series: one must be the bare number
                if column == "root" and (not plain or len(plain) == len(run)):
                    continue
                first = plain[0] if column == "root" else run[0]
                like = [first, *(one for one in run if one is not first and one.reference != first.reference and _near(first, one, limits))]
                if len(like) > 1:
                    yield like, first.amount * (len(like) - 1), reason, confidence


def _in_parts(payments: pl.DataFrame, limits: CheckLimits) -> _Found:
    most = int(limits.parts_at_most)
    # a part stands under the reference itself or under one with its number or letter behind it
    under = [payments.with_columns(pl.col("same").alias("whole")), payments.filter(pl.col("stem") != pl.col("same")).with_columns(pl.col("stem").alias("whole"))]
    for group in _groups(pl.concat(under), ["whole"], least=3, most=most + 1):
        shortest = min((one.same for one in group), key=len)
        whole = max((one for one in group if one.same == shortest), key=lambda one: (one.amount, one.transaction))
        parts = [one for one in group if one is not whole]
        if sum((one.amount for one in parts), Decimal(0)) == whole.amount and all(_near(whole, one, limits) for one in parts):
            yield group, whole.amount, f"the whole of an invoice was paid, and {len(parts)} payments under its reference add up to the same", 0.85


def _miskeyed(payments: pl.DataFrame, limits: CheckLimits) -> _Found:
    # digits of the amount, under one reference
    for group in _groups(payments, ["same"], most=2):
        one, other = group
        kind = _slip(_digits(one.amount), _digits(other.amount)) if _near(one, other, limits) else ""
        if kind == "exchanged":
            yield group, min(one.amount, other.amount), "same supplier and invoice reference; two neighbouring digits of the amount are exchanged", 0.88
        elif one.amount in (other.amount * 10, other.amount * 100) or other.amount in (one.amount * 10, one.amount * 100):
            yield group, min(one.amount, other.amount), "same supplier and invoice reference; the amounts differ by the place of the point", 0.85
        elif kind == "replaced" and one.invoiced_on is not None and one.invoiced_on == other.invoiced_on:
            yield group, min(one.amount, other.amount), "same supplier, invoice reference and day of invoice; the amounts differ in one digit", 0.6
    # digits of the reference, for one amount
    letters = payments.with_columns(pl.col("same").str.split("").list.sort().list.join("").alias("letters"))
    for group in _groups(letters, ["amount_gbp", "letters"], most=limits.common_amount_payments):
        for one, other in combinations(group, 2):
            if one.same != other.same and one.invoiced_on is not None and _near(one, other, limits) and _slip(one.same, other.same) == "exchanged":
                yield [one, other], one.amount, "same supplier and amount; two neighbouring digits of the reference are exchanged", 0.8
    for group in _groups(payments.filter(pl.col("invoice_on").is_not_null()), ["amount_gbp", "invoice_on"], most=limits.common_day_payments):
        for one, other in combinations(group, 2):
            if _slip(one.same, other.same) == "replaced" and not _follow(one.same, other.same, limits):
                yield [one, other], one.amount, "same supplier, amount and day of invoice; the references differ in one digit", 0.65


def _digits(amount: Decimal) -> str:
    return f"{amount:.2f}".replace(".", "")


def _slip(one: str, other: str) -> str:
    """exchanged: two neighbouring digits; replaced: one digit; else nothing."""
    if len(one) != len(other) or len(one) < 3:
        return ""
    places = [place for place, (left, right) in enumerate(zip(one, other, strict=True)) if left != right]
    if not all(one[place].isdigit() and other[place].isdigit() for place in places):
        return ""
    if len(places) == 1:
        return "replaced"
    if len(places) == 2 and places[1] == places[0] + 1 and one[places[0]] == other[places[1]] and one[places[1]] == other[places[0]]:
        return "exchanged"
    return ""


def _follow(one: str, other: str, limits: CheckLimits) -> bool:
    """Numbers of one series, near each other: two invoices of one day."""
    numbers = ["".join(letter for letter in reference if letter.isdigit()) for reference in (one, other)]
    return abs(int(numbers[0]) - int(numbers[1])) < limits.series_distance
