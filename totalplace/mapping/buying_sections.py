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

from totalplace.language import say
from totalplace.mapping import wording
from totalplace.mapping.escape import esc, plain
from totalplace.mapping.figures import Drawing, matrix, picture
from totalplace.mapping.sections import big, folded, pounds, row, section, year
from totalplace.mapping.tables import table
from totalplace.mapping.walked import hint, walked

_MOST_IN_A_MATRIX = 14  # more would not be read


def shared_suppliers(overlap: pl.DataFrame, bodies: pl.DataFrame) -> tuple[str, Drawing | None]:
    """How many suppliers each pair of bodies both pay, in the year whose payments most bodies published; and the figure by itself.

    Of years with as many bodies it is that of the most pounds named, then the newest.
    """
    heading = say("buying.shared.heading")
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
        return section("shared", heading, say("buying.shared.none"), ""), None
    fy = int(years["fy"][0])
    paying = paying.filter(pl.col("fy") == fy).join(bodies.select("body_id", "name"), on="body_id", how="left")
    largest = paying.group_by("body_id", "name").len().sort("len", "body_id", descending=[True, False])
    shown = largest.head(_MOST_IN_A_MATRIX).sort("name", "body_id")
    of_body = {body_id: set(rows["supplier_id"]) for (body_id,), rows in paying.group_by("body_id")}
    ids, names = shown["body_id"].to_list(), shown["name"].to_list()
    shared = {(one, other): len(of_body[one] & of_body[other]) for one, other in combinations(ids, 2)}
    cells = [[float(shared.get((ids[column], ids[line]), 0)) for column in range(len(ids))] for line in range(len(ids))]
    words = [[wording.count(cell) for cell in line] for line in cells]
    said = say("buying.shared.words", year=year(fy), base=_base(overlap.filter(pl.col("fy") == fy), largest))
    without = bodies.join(untold.filter(pl.col("fy") == fy), on="body_id", how="semi")["name"]
    if not without.is_empty():
        said += " " + say("buying.shared.untold", bodies=wording.listed(sorted(plain(name) for name in without)))
    others = years.filter(pl.col("fy") != fy).sort("fy")
    if not others.is_empty():
        listed = [say("buying.shared.year", year=year(each["fy"]), bodies=say("pack.counted.body", number=each["bodies"])) for each in others.iter_rows(named=True)]
        said += " " + say("buying.shared.other_years", years=wording.listed(listed))
    if largest.height > shown.height:
        said += " " + say("buying.shared.most", shown=shown.height, all=largest.height)
    rows = [
        row(say("buying.shared.pair", one=names[ids.index(one)], other=names[ids.index(other)]), wording.count(number))
        for (one, other), number in sorted(shared.items(), key=lambda item: (-item[1], item[0]))
    ]
    listing = table((say("buying.shared.column_pair"), say("buying.shared.column_both")), rows, described_by="shared-title")
    alternative = say("buying.shared.alternative")
    drawing = matrix(names, cells, words)
    return section("shared", heading, said, picture(drawing, alternative, heading) + folded(say("pack.figures_as_table"), listing)), drawing


def _paid(overlap: pl.DataFrame) -> pl.DataFrame:
    """Which body paid which supplier in which year."""
    return overlap.select("supplier_id", "fy", pl.col("body_ids").str.split("|").alias("body_id")).explode("body_id", empty_as_null=True).unique()


def _base(of_year: pl.DataFrame, paying: pl.DataFrame) -> str:
    """What the pounds that could be bought together are a part of, and whose payments they are."""
    addressable, other = (sum(of_year[name].to_list(), Decimal(0)) for name in ("addressable_gbp", "other_gbp"))
    several = sum(of_year.filter(pl.col("body_count") > 1)["addressable_gbp"].to_list(), Decimal(0))
    names = wording.listed(sorted(plain(name) for name in paying["name"]))
    return say("buying.shared.base", bodies=say("pack.counted.body", number=paying.height), names=names, all=big(addressable + other), could=big(addressable), several=big(several))


def _bodies_with_counts(joint: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """The bodies of a category with how many contracts each has: one beside thirty is little to let together."""
    bodies = zip(joint["body_ids"].split("|"), joint["contract_counts"].split("|"), strict=True)
    return wording.listed([say("buying.joint.of_body", body=plain(names.get(body_id, body_id)), contracts=number) for body_id, number in bodies])


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
    besides = " " + say("buying.joint.besides", bodies=wording.listed(others)) if others else ""
    oldest = min(joint["registers_as_at_on"].drop_nulls().to_list(), default=None)
    since = " " + say("buying.joint.since", day=wording.day(oldest)) if oldest else ""
    registers = say("buying.joint.registers", number=len(owners), bodies=wording.listed(owners) + besides)
    said = say("buying.joint.words", registers=registers, gbp=big(total), since=since)
    unvalued = int(joint["unvalued_count"].sum())
    if unvalued:
        said += " " + say("buying.joint.unvalued", contracts=unvalued)
    if passed:
        said += " " + say("buying.joint.passed", categories=say("pack.counted.category", number=passed))
    ordered = joint.with_columns(pl.when(pl.col("earliest_joint_start_on") > published_on).then("earliest_joint_start_on").alias("start"))
    rows = [
        row(
            each["category"],
            esc(say("buying.joint.no_start")) if each["start"] is None else esc(wording.day(each["start"])),
            walked(pounds(each["amount_gbp"]), "mart.joint_procurement", "amount_gbp", say("why_page.contracts"), say("why_page.joint", category=plain(each["category"])), joint_id=each["joint_id"]),
            wording.count(each["contract_count"]),
        ).replace("</tr>", f'<td class="words">{esc(_bodies_with_counts(each, names))}</td></tr>')
        for each in ordered.sort("start", "category", nulls_last=True).iter_rows(named=True)
    ]
    listing = table((say("buying.joint.column_bought"), say("buying.joint.column_start"), say("buying.joint.column_year"), say("buying.joint.column_contracts"), say("buying.joint.column_bodies")), rows, described_by="joint-title", words=(0, 4))
    return section("joint", say("buying.joint.heading"), said, hint() + listing)
