"""Who buys from the same suppliers and what could be let together: the sections of the page on spending about buying.

Belongs here: the matrix of shared suppliers, the base of what could be bought together, and joint starts of contracts. Does not
belong here: the count (spend_page.py), drawing (figures.py), or judging what overlaps (sql/mart/).
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from itertools import combinations
from typing import Any

import polars as pl

from totalplace.mapping import wording
from totalplace.mapping.escape import esc, plain
from totalplace.mapping.figures import Drawing, matrix, picture
from totalplace.mapping.sections import big, folded, pounds, row, section, year
from totalplace.mapping.tables import table

_MOST_IN_A_MATRIX = 14  # more would not be read
_SHARED = "Who buys from the same suppliers"
_NO_MATRIX = "Not known: it takes the payments of at least two bodies in one year."


def shared_suppliers(overlap: pl.DataFrame, bodies: pl.DataFrame) -> tuple[str, Drawing | None]:
    """How many suppliers each pair of bodies both pay, in the year whose payments most bodies published; and the figure by itself.

    Of years with as many bodies it is that of the most pounds named, then the newest.
    """
    # what cannot be bought together (grants, taxes, single placements) makes no supplier a shared one
    addressable = _paid(overlap.filter(pl.col("addressable_gbp") > 0))
    # a body of whose year no word tells what was bought would be left out whole: whatever it paid is compared, and that is said
    untold = _paid(overlap.filter(pl.col("category") == "not stated")).join(addressable, on=["fy", "body_id"], how="anti")
    paying = pl.concat([addressable, untold]).unique()
    named = overlap.group_by("fy").agg((pl.col("addressable_gbp") + pl.col("other_gbp")).sum().alias("gbp"))
    years = (
        paying.group_by("fy").agg(pl.col("body_id").n_unique().alias("bodies"))
        .join(named, on="fy", how="left")
        .sort("bodies", "gbp", "fy", descending=True)
    )  # fmt: skip
    if years.is_empty() or years["bodies"][0] < 2:
        return section("shared", _SHARED, _NO_MATRIX, ""), None
    fy = int(years["fy"][0])
    paying = paying.filter(pl.col("fy") == fy).join(bodies.select("body_id", "name"), on="body_id", how="left")
    largest = paying.group_by("body_id", "name").len().sort("len", "body_id", descending=[True, False])
    shown = largest.head(_MOST_IN_A_MATRIX).sort("name", "body_id")
    of_body = {body_id: set(rows["supplier_id"]) for (body_id,), rows in paying.group_by("body_id")}
    ids, names = shown["body_id"].to_list(), shown["name"].to_list()
    shared = {(one, other): len(of_body[one] & of_body[other]) for one, other in combinations(ids, 2)}
    cells = [[float(shared.get((ids[column], ids[line]), 0)) for column in range(len(ids))] for line in range(len(ids))]
    words = [[wording.count(cell) for cell in line] for line in cells]
    said = f"Suppliers that both bodies of a pair paid in {year(fy)} for what could be bought together. {_base(overlap.filter(pl.col('fy') == fy), largest)}"
    without = bodies.join(untold.filter(pl.col("fy") == fy), on="body_id", how="semi")["name"]
    if not without.is_empty():
        said += (
            f" In the payments of {wording.listed(sorted(plain(name) for name in without))} no word tells of anything that could be bought together: "
            "suppliers that they paid for what is not told are compared, public bodies perhaps among them."
        )
    others = years.filter(pl.col("fy") != fy).sort("fy")
    if not others.is_empty():
        listed = [f"{year(each['fy'])} ({wording.plural(each['bodies'], 'body', 'bodies')})" for each in others.iter_rows(named=True)]
        said += f" Payments of other years are published too: {wording.listed(listed)}."
    if largest.height > shown.height:
        said += f" The {shown.height} bodies with most suppliers are drawn, of {largest.height}."
    rows = [
        row(f"{names[ids.index(one)]} and {names[ids.index(other)]}", wording.count(number))
        for (one, other), number in sorted(shared.items(), key=lambda item: (-item[1], item[0]))
    ]
    listing = table(("Pair of bodies", "Suppliers both pay"), rows, described_by="shared-title")
    alternative = "A table of pairs of bodies, darker where they share more suppliers. The same figures are in the table below."
    drawing = matrix(names, cells, words)
    return section("shared", _SHARED, said, picture(drawing, alternative, _SHARED) + folded("The figures as a table", listing)), drawing


def _paid(overlap: pl.DataFrame) -> pl.DataFrame:
    """Which body paid which supplier in which year."""
    return overlap.select("supplier_id", "fy", pl.col("body_ids").str.split("|").alias("body_id")).explode("body_id", empty_as_null=True).unique()


def _base(of_year: pl.DataFrame, paying: pl.DataFrame) -> str:
    """What the pounds that could be bought together are a part of, and whose payments they are."""
    addressable, other = (sum(of_year[name].to_list(), Decimal(0)) for name in ("addressable_gbp", "other_gbp"))
    several = sum(of_year.filter(pl.col("body_count") > 1)["addressable_gbp"].to_list(), Decimal(0))
    names = wording.listed(sorted(plain(name) for name in paying["name"]))
    return (
        f"The published payments of {wording.plural(paying.height, 'body', 'bodies')} ({names}) name suppliers of {big(addressable + other)}. "
        f"Of it {big(addressable)} bought from third parties what bodies could buy together, and {big(several)} of that went to suppliers that more than "
        "one of them pays for the same category. The rest went to public bodies, on grants, taxes, single placements, or on what no word tells. No saving is assumed."
    )


def _bodies_with_counts(joint: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """The bodies of a category with how many contracts each has: one beside thirty is little to let together."""
    bodies = zip(joint["body_ids"].split("|"), joint["contract_counts"].split("|"), strict=True)
    return wording.listed([f"{plain(names.get(body_id, body_id))} ({number})" for body_id, number in bodies])


def joint_starts(joint: pl.DataFrame, bodies: pl.DataFrame, published_on: date) -> str:
    """What several bodies have contracts for, and from when on they could let it together; nothing where no two registers meet."""
    if joint.is_empty():
        return ""
    names = dict(bodies.select("body_id", "name").iter_rows())
    ahead = joint.filter(pl.col("earliest_joint_start_on").is_not_null() & (pl.col("earliest_joint_start_on") > published_on))
    passed = joint.height - ahead.height
    whose = sorted({plain(names.get(body_id, body_id)) for ids in joint["body_ids"] for body_id in ids.split("|")})
    total = sum(joint["amount_gbp"].to_list(), Decimal(0))
    owners = sorted({plain(names.get(body_id, body_id)) for ids in joint["register_body_ids"] for body_id in ids.split("|")})
    others = [name for name in whose if name not in owners]
    besides = f" (in which contracts of {wording.listed(others)} stand too)" if others else ""
    oldest = min(joint["registers_as_at_on"].drop_nulls().to_list(), default=None)
    since = f" What was let after {wording.day(oldest)}, the latest start of the oldest register, may be lacking." if oldest else ""
    said = (
        f"From the contracts {'register' if len(owners) == 1 else 'registers'} of {wording.listed(owners)}{besides}: categories in which several bodies have "
        f"running contracts, {big(total)} a year in all as published. What ended before the month of publication is not running.{since} "
        "A start is the day on which each of the bodies has had one of its contracts end; no saving is assumed."
    )
    unvalued = int(joint["unvalued_count"].sum())
    if unvalued:
        said += f" {wording.plural(unvalued, 'contract states', 'contracts state')} no value a year and {'is' if unvalued == 1 else 'are'} not in these pounds."
    if passed:
        said += (
            f" For {wording.plural(passed, 'category', 'categories')} that day has passed or is in the month of publication: no start is offered, "
            "because what was let since is not in the registers."
        )
    ordered = joint.with_columns(pl.when(pl.col("earliest_joint_start_on") > published_on).then("earliest_joint_start_on").alias("start"))
    rows = [
        row(
            each["category"],
            "none offered" if each["start"] is None else esc(wording.day(each["start"])),
            pounds(each["amount_gbp"]),
            wording.count(each["contract_count"]),
        ).replace("</tr>", f'<td class="words">{esc(_bodies_with_counts(each, names))}</td></tr>')
        for each in ordered.sort("start", "category", nulls_last=True).iter_rows(named=True)
    ]
    listing = table(("What is bought", "Joint start from", "A year, £", "Running contracts", "Bodies"), rows, described_by="joint-title", words=(0, 4))
    return section("joint", "What could be let together, and from when", said, listing)
