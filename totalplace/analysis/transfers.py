"""Money that one public body of the place pays to another, found on both sides.

Belongs here: matching what payers state with what receivers state, levy by levy. Does not belong here: which lines are transfers
(reference_data/return_heading.csv: those whose line names the receiver), or what the count makes of them.

A levy is paid by some bodies (positive lines) and received by another (negative lines); a body with both is one of the two, by what is
left: it passes nothing to itself. What is taken out of the count is what
both sides state, and no more: money to a body outside the place, or from one, stays. With several receivers of one levy nobody
states who paid whom: it is divided by what each received.
"""

from collections import defaultdict
from decimal import Decimal
from typing import Any

import polars as pl

from totalplace.analysis.allocation import allocate
from totalplace.contracts import spend

_GROUP = ("fy", "account", "economic", "type", "cofog")


def match_transfers(lines: pl.DataFrame) -> pl.DataFrame:
    """analysis.transfer from lines that are transfers: body_id, fy, account, economic, type, cofog, amount_gbp (received: negative)."""
    stated: defaultdict[tuple[Any, ...], defaultdict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for row in lines.iter_rows(named=True):
        stated[tuple(row[name] for name in _GROUP)][row["body_id"]] += row["amount_gbp"]
    payers = {group: paid for group, bodies in stated.items() if (paid := {body: gbp for body, gbp in bodies.items() if gbp > 0})}
    receivers = {group: received for group, bodies in stated.items() if (received := {body: -gbp for body, gbp in bodies.items() if gbp < 0})}
    found = []
    for group in sorted(payers.keys() & receivers.keys(), key=str):
        paid, received = payers[group], receivers[group]
        stated_by_payers, stated_by_receivers = sum(paid.values()), sum(received.values())
        matched = allocate(min(Decimal(stated_by_payers), Decimal(stated_by_receivers)), paid)
        of_receivers = allocate(Decimal(stated_by_receivers), paid)
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
                }
                for receiver in sorted(received)
            ]
    return spend.ANALYSIS_TRANSFER.conform(pl.DataFrame(found, schema=spend.ANALYSIS_TRANSFER.polars_schema())).collect()
