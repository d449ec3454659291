"""Money that one public body of the place pays to another, found on both sides.

Belongs here: matching what payers state with what receivers state, levy by levy. Does not belong here: which lines are transfers
(reference_data/return_heading.csv: those whose line names the receiver), or what the count makes of them.

A levy is paid by some bodies (positive lines) and received by another (negative lines); a body with both is one of the two, by what is
left: it passes nothing to itself. What is taken out of the count is what
both sides state, and no more: money to a body outside the place, or from one, stays. With several receivers of one levy nobody
states who paid whom: it is divided by what each received.

Under a heading that names no receiver ("other levies") money to an authority elsewhere stands beside money among the bodies of the
place. There only sums that agree to the rounding of the returns are the same money: of the one receiver with all payers together, else
of one receiver with one payer where each agrees with no other. All else stays with who pays it.

Where lines name the other body, each pair is held against each other by itself. What only one of the two states is told and not taken
out: the spending of a receiver without a return stands with who pays it. The receiver names neither account nor function: both are the payer's.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import polars as pl

from totalplace.analysis.allocation import allocate
from totalplace.contracts import spend

_GROUP = ("fy", "account", "economic", "type", "cofog")
_PAIR = ("fy", "economic", "type")
_ZERO = Decimal("0.00")
_UNNAMED = frozenset({"other levy"})  # kinds of transfer whose lines name no receiver
_ROUNDING = Decimal(500)  # returns are in thousands of pounds: a figure may be out by half of one


@dataclass(frozen=True)
class Thresholds:
    """From ref.assumption: the least sum at which levies that name no receiver are matched."""

    unnamed_levy_least_gbp: Decimal


def match_transfers(lines: pl.DataFrame, limits: Thresholds) -> pl.DataFrame:
    """analysis.transfer from lines that are transfers: body_id, other_body_id, is_received, fy, account, economic, type, cofog, amount_gbp.

    Received amounts are negative; other_body_id is empty where the kind of line alone says who receives it.
    """
    is_named = pl.col("other_body_id").is_not_null()
    found = [*_pooled(lines.filter(~is_named), limits), *_named(lines.filter(is_named))]
    return spend.ANALYSIS_TRANSFER.conform(pl.DataFrame(found, schema=spend.ANALYSIS_TRANSFER.polars_schema())).collect()


def _pooled(lines: pl.DataFrame, limits: Thresholds) -> list[dict[str, Any]]:
    stated: defaultdict[tuple[Any, ...], defaultdict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for row in lines.iter_rows(named=True):
        stated[tuple(row[name] for name in _GROUP)][row["body_id"]] += row["amount_gbp"]
    payers = {group: paid for group, bodies in stated.items() if (paid := {body: gbp for body, gbp in bodies.items() if gbp > 0})}
    receivers = {group: received for group, bodies in stated.items() if (received := {body: -gbp for body, gbp in bodies.items() if gbp < 0})}
    found: list[dict[str, Any]] = []
    for group in sorted(payers.keys() & receivers.keys(), key=str):
        type_ = group[_GROUP.index("type")]
        sides = [(payers[group], receivers[group])]
        for paid, received in _agreeing(*sides[0], limits) if type_ in _UNNAMED else sides:
            found += _divided(group, paid, received)
    return found


def _agreeing(paid: Mapping[str, Decimal], received: Mapping[str, Decimal], limits: Thresholds) -> list[tuple[dict[str, Decimal], dict[str, Decimal]]]:
    """Payers and receivers whose sums are the same money, where the heading does not say so."""

    def agree(payers: Mapping[str, Decimal], gbp: Decimal) -> bool:
        return gbp >= limits.unnamed_levy_least_gbp and abs(sum(payers.values(), _ZERO) - gbp) <= _ROUNDING * (len(payers) + 1)

    if len(received) == 1 and agree(paid, next(iter(received.values()))):
        return [(dict(paid), dict(received))]
    pairs = [(payer, receiver) for payer in sorted(paid) for receiver in sorted(received) if agree({payer: paid[payer]}, received[receiver])]
    alone = [pair for pair in pairs if sum(pair[0] == other[0] or pair[1] == other[1] for other in pairs) == 1]
    return [({payer: paid[payer]}, {receiver: received[receiver]}) for payer, receiver in alone]


def _divided(group: tuple[Any, ...], paid: Mapping[str, Decimal], received: Mapping[str, Decimal]) -> list[dict[str, Any]]:
    """What each payer passes to each receiver, of what both sides state."""
    stated_by_payers, stated_by_receivers = sum(paid.values(), _ZERO), sum(received.values(), _ZERO)
    matched = allocate(min(stated_by_payers, stated_by_receivers), paid)
    of_receivers = allocate(stated_by_receivers, paid)
    found: list[dict[str, Any]] = []
    for payer in sorted(paid):
        shares = {name: allocate(gbp, received) for name, gbp in (("payer", paid[payer]), ("receiver", of_receivers[payer]), ("matched", matched[payer]))}
        found += [
            {
                "from_body_id": payer,
                "to_body_id": receiver,
                **dict(zip(_GROUP, group, strict=True)),
                "payer_view_gbp": shares["payer"][receiver],
                "receiver_view_gbp": shares["receiver"][receiver],
                "eliminated_gbp": shares["matched"][receiver],
                "is_named": False,
            }
            for receiver in sorted(received)
        ]
    return found


def _named(lines: pl.DataFrame) -> list[dict[str, Any]]:
    """Each pair of bodies by itself: what the one says it paid the other, what the other says it received."""
    paid: defaultdict[tuple[Any, ...], defaultdict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    received: defaultdict[tuple[Any, ...], defaultdict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for row in lines.iter_rows(named=True):
        ends = (row["other_body_id"], row["body_id"]) if row["is_received"] else (row["body_id"], row["other_body_id"])
        side, sign = (received, -1) if row["is_received"] else (paid, 1)
        side[(*ends, *(row[name] for name in _PAIR))][f"{row['account']}\t{row['cofog']}"] += sign * row["amount_gbp"]
    found: list[dict[str, Any]] = []
    for pair in sorted(paid.keys() | received.keys(), key=str):
        payer, receiver, *rest = pair
        stated = sum(received[pair].values(), _ZERO)
        # where the payer states nothing, account and function are the receiver's
        views = dict(paid[pair]) or dict.fromkeys(received[pair], _ZERO)
        weights = {key: gbp for key, gbp in views.items() if gbp > 0}
        if weights:
            of_receiver = allocate(max(stated, _ZERO), weights)
            matched = allocate(max(min(sum(views.values(), _ZERO), stated), _ZERO), weights)
        else:
            of_receiver, matched = {min(views): stated}, {}
        for key, gbp in sorted(views.items()):
            account, cofog = key.split("\t")
            theirs = of_receiver.get(key, _ZERO)
            found.append(
                {
                    "from_body_id": payer,
                    "to_body_id": receiver,
                    **dict(zip(_PAIR, rest, strict=True)),
                    "account": account,
                    "cofog": cofog,
                    "payer_view_gbp": gbp,
                    "receiver_view_gbp": theirs,
                    "eliminated_gbp": min(matched.get(key, _ZERO), max(gbp, _ZERO), max(theirs, _ZERO)),
                    "is_named": True,
                }
            )
    return found
