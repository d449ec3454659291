"""What we all spend here: the count, who spends what on what, and who buys from the same suppliers, on one page that opens from disk.

Belongs here: which figures the page has, what it finds and what it cannot tell. Does not belong here: drawing (figures.py), the
frame of a page (page.py), counting (sql/mart/). A pure function: frames in, HTML out, the same HTML for the same frames.
"""

from collections.abc import Sequence
from decimal import Decimal
from itertools import combinations

import polars as pl

from totalplace.mapping import wording
from totalplace.mapping.escape import esc, plain
from totalplace.mapping.figures import Bar, Flow, bars, flow, matrix, millions, picture
from totalplace.mapping.page import MapParts, PageFacts, own_text, page
from totalplace.mapping.palette import COLOUR_OF_KIND, INDEX
from totalplace.mapping.tables import table

QUESTION = "What we all spend here"
_MOST_IN_A_MATRIX = 14  # more would not be read


def spend_page(
    count: pl.DataFrame,
    transfers: pl.DataFrame,
    reconciliation: pl.DataFrame,
    overlap: pl.DataFrame,
    bodies: pl.DataFrame,
    cofog: pl.DataFrame,
    *,
    facts: PageFacts,
) -> str | None:
    """The page, or None where no body's spending is counted.

    `count` is mart.spend_count, `transfers` mart.transfer, `reconciliation` mart.spend_reconciliation, `overlap`
    mart.supplier_overlap, `bodies` ref.body and `cofog` ref.cofog. Pounds, each year by itself.
    """
    counted = count.filter(pl.col("is_counted") & pl.col("return_total").is_not_null())
    if counted.is_empty():
        return None
    fy = _fullest_year(counted)
    named = counted.filter(pl.col("fy") == fy).join(bodies.select("body_id", "name", "kind"), on="body_id", how="left")
    by_body = _by_body(named)
    net = sum(by_body["net_gbp"].to_list(), Decimal(0))
    spending = bodies.height
    sentences = [
        f"{wording.plural(by_body.height, 'body', 'bodies')} of the {wording.count(spending)} of the place sent a revenue outturn for {_year(fy)}.",
        _reconciled(reconciliation, fy),
        "Revenue only: capital, the NHS and central departments are not in these figures unless a return of theirs is.",
    ]
    return page(
        MapParts(),
        title=f"{wording.plural(by_body.height, 'body', 'bodies')} spent {_big(net)} here in {_year(fy)}, each pound counted once",
        subtitle=(
            f"Net current expenditure by the body that finally spends it, {facts.place_name}, {_year(fy)}, prices of that year; "
            "net of fees and charges, before interest, debt and reserves."
        ),
        question=QUESTION,
        audience="partners",
        facts=facts,
        lead="".join(f'<p class="subtitle">{esc(sentence)}</p>' for sentence in sentences if sentence),
        body=_count(by_body, fy) + _flow(named, cofog, fy) + _matrix(overlap, bodies) + _years(counted),
        about=_about(facts, transfers, fy),
        styles=[own_text("page.css"), own_text("figures.css")],
        scripts=[],
        data={},
        skip_links=[("count", "Skip to the count"), ("flow", "Skip to who spends what on what"), ("shared", "Skip to shared suppliers")],
    )


def _fullest_year(counted: pl.DataFrame) -> int:
    """The year that most bodies reported; of several the newest."""
    years = counted.group_by("fy").agg(pl.col("body_id").n_unique().alias("bodies")).sort("bodies", "fy", descending=True)
    return int(years["fy"][0])


def _year(fy: int) -> str:
    return f"{fy}-{(fy + 1) % 100:02d}"


def _big(value: Decimal) -> str:
    return f"£{value / 10**9:,.1f} billion" if abs(value) >= 10**9 else f"£{value / 10**6:,.0f} million"


def _by_body(named: pl.DataFrame) -> pl.DataFrame:
    return (
        named.group_by("body_id", "name", "kind")
        .agg(pl.col("gross_gbp", "transfer_out_gbp", "net_gbp").sum())
        .sort("net_gbp", "body_id", descending=[True, False])
    )


def _reconciled(reconciliation: pl.DataFrame, fy: int) -> str:
    # the count beside its total is printed by no return, and a budget is none of what was spent
    totals = reconciliation.filter(
        (pl.col("fy") == fy) & ~pl.col("item").str.starts_with("the count, before transfers") & pl.col("source_return").str.contains(" outturn: ", literal=True)
    )
    if totals.is_empty():
        return ""
    off = totals.filter(pl.col("difference_gbp") != 0)
    said = f"Of {wording.plural(totals.height, 'total', 'totals')} printed in the returns {wording.count(totals.height - off.height)} are reproduced from their lines to the pound"
    rounded = off.filter(pl.col("explanation").str.starts_with("rounding")).height
    if rounded:
        said += f"; {wording.plural(rounded, 'differs', 'differ')} by what rounding to thousands explains"
    if off.height > rounded:
        said += f"; {wording.plural(off.height - rounded, 'differs', 'differ')} otherwise, see mart.spend_reconciliation"
    return said + "."


def _section(key: str, heading: str, words: str, inside: str) -> str:
    return f'<section class="wide" id="{key}" tabindex="-1" aria-labelledby="{key}-title"><h2 id="{key}-title">{esc(heading)}</h2><p class="hint">{esc(words)}</p>{inside}</section>'


def _folded(what: str, inside: str) -> str:
    return f"<details><summary>{esc(what)}</summary>{inside}</details>"


def _row(first: object, *cells: str) -> str:
    return f'<tr><th scope="row"><bdi>{esc(first)}</bdi></th>' + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def _pounds(value: Decimal) -> str:
    return wording.count(int(value)) if value == int(value) else f"{value:,.2f}".replace("-", wording.MINUS)


def _count(by_body: pl.DataFrame, fy: int) -> str:
    """The count as bars, what is passed on hatched, with its table."""
    drawn = [
        Bar(row["name"], COLOUR_OF_KIND[row["kind"]], float(row["net_gbp"]), float(row["transfer_out_gbp"])) for row in by_body.iter_rows(named=True)
    ]
    passed = sum(by_body["transfer_out_gbp"].to_list(), Decimal(0))
    svg = bars(drawn, "spends itself", "passes to another body of the place, which spends it")
    rows = [
        _row(row["name"], _pounds(row["gross_gbp"]), _pounds(row["transfer_out_gbp"]), _pounds(row["net_gbp"]))
        for row in by_body.iter_rows(named=True)
    ]
    sums = [sum(by_body[name].to_list(), Decimal(0)) for name in ("gross_gbp", "transfer_out_gbp", "net_gbp")]
    rows.append('<tr class="total"><th scope="row">All</th>' + "".join(f"<td>{_pounds(value)}</td>" for value in sums) + "</tr>")
    said = f"What each body spends in {_year(fy)}. {millions(float(passed))} in all is passed on between bodies (levies and the like) and counted where it is spent."
    listing = table(("Body", "Gross, £", "Passed on, £", "Net, £"), rows, described_by="count-title")
    largest = by_body.row(0, named=True)
    alternative = f"Bars of net spending by body; the longest is {plain(largest['name'])} with {millions(float(largest['net_gbp']))}. The same figures are in the table below."
    return _section("count", "What each body spends", said, picture(svg, alternative) + _folded("The figures as a table", listing))


def _flow(named: pl.DataFrame, cofog: pl.DataFrame, fy: int) -> str:
    """From bodies to functions of government; what is below nought cannot be drawn and is told."""
    cells = (
        named.join(cofog.select("cofog", "division", "division_name"), on="cofog", how="left")
        .group_by("body_id", "name", "kind", "division", "division_name")
        .agg(pl.col("net_gbp").sum())
        .filter(pl.col("net_gbp") != 0)
    )
    positive, negative = cells.filter(pl.col("net_gbp") > 0), cells.filter(pl.col("net_gbp") < 0)
    size = pl.col("net_gbp").sum().alias("size")
    left = (
        positive.group_by("body_id", "name", "kind").agg(size)
        .sort(pl.col("kind").replace_strict(INDEX, return_dtype=pl.Int32), "size", "body_id", descending=[False, True, False])
    )  # fmt: skip
    right = positive.group_by("division", "division_name").agg(size).sort("division")
    flows = [
        Flow(row["name"], row["division_name"], COLOUR_OF_KIND[row["kind"]], float(row["net_gbp"]))
        for row in positive.sort("body_id", "division").iter_rows(named=True)
    ]
    svg = flow(flows, left["name"].to_list(), right["division_name"].to_list())
    below = sum(negative["net_gbp"].to_list(), Decimal(0))
    said = f"Net spending in {_year(fy)} from the body that spends it (left) to what it is for (right: functions of government, COFOG)."
    if negative.height:
        said += f" {wording.plural(negative.height, 'line of the table is', 'lines of the table are')} below nought ({millions(float(below))} in all: income above cost) and cannot be drawn."
    rows = [
        _row(row["name"], f"<bdi>{esc(row['division_name'])}</bdi>", _pounds(row["net_gbp"]))
        for row in cells.sort("name", "division").iter_rows(named=True)
    ]
    listing = table(("Body", "Function", "Net, £"), rows, described_by="flow-title", words=(0, 1))
    first = right.sort("size", "division", descending=[True, False]).row(0, named=True)
    alternative = f"Bands from {left.height} bodies to {right.height} functions; the thickest end is {plain(first['division_name'])} with {millions(float(first['size']))}. The same figures are in the table below."
    return _section("flow", "Who spends what on what", said, picture(svg, alternative) + _folded("The figures as a table", listing))


def _matrix(overlap: pl.DataFrame, bodies: pl.DataFrame) -> str:
    """How many suppliers each pair of bodies both pay, in the year whose payments most bodies published."""
    # what cannot be bought together (grants, taxes, single placements) makes no supplier a shared one
    overlap = overlap.filter(pl.col("addressable_gbp") > 0)
    paying = overlap.select("supplier_id", "fy", pl.col("body_ids").str.split("|").alias("body_id")).explode("body_id", empty_as_null=True).unique()
    years = paying.group_by("fy").agg(pl.col("body_id").n_unique().alias("bodies")).sort("bodies", "fy", descending=True)
    if years.is_empty() or years["bodies"][0] < 2:
        return _section(
            "shared", "Who buys from the same suppliers",
            "Not known: it takes the payments of at least two bodies in one year.", "",
        )  # fmt: skip
    fy = int(years["fy"][0])
    paying = paying.filter(pl.col("fy") == fy).join(bodies.select("body_id", "name"), on="body_id", how="left")
    largest = paying.group_by("body_id", "name").len().sort("len", "body_id", descending=[True, False])
    shown = largest.head(_MOST_IN_A_MATRIX).sort("name", "body_id")
    of_body = {body_id: set(rows["supplier_id"]) for (body_id,), rows in paying.group_by("body_id")}
    ids, names = shown["body_id"].to_list(), shown["name"].to_list()
    shared = {(one, other): len(of_body[one] & of_body[other]) for one, other in combinations(ids, 2)}
    cells = [[float(shared.get((ids[column], ids[row]), 0)) for column in range(len(ids))] for row in range(len(ids))]
    words = [[wording.count(cell) for cell in line] for line in cells]
    several = overlap.filter((pl.col("fy") == fy) & (pl.col("body_count") > 1))
    addressable = sum(several["addressable_gbp"].to_list(), Decimal(0))
    said = (
        f"Suppliers that both bodies of a pair paid in {_year(fy)} for what could be bought together. {_big(addressable)} went to suppliers that more than one body "
        "pays for the same category and could be bought together; no saving is assumed."
    )
    if largest.height > shown.height:
        said += f" The {shown.height} bodies with most suppliers are drawn, of {largest.height}."
    rows = [
        _row(f"{names[ids.index(one)]} and {names[ids.index(other)]}", wording.count(number))
        for (one, other), number in sorted(shared.items(), key=lambda item: (-item[1], item[0]))
    ]
    listing = table(("Pair of bodies", "Suppliers both pay"), rows, described_by="shared-title")
    alternative = "A table of pairs of bodies, darker where they share more suppliers. The same figures are in the table below."
    return _section("shared", "Who buys from the same suppliers", said, picture(matrix(names, cells, words), alternative) + _folded("The figures as a table", listing))


def _years(counted: pl.DataFrame) -> str:
    """Every year in the count beside the others, never added up."""
    years = counted.group_by("fy").agg(pl.col("body_id").n_unique().alias("bodies"), pl.col("gross_gbp", "transfer_out_gbp", "net_gbp").sum()).sort("fy")
    rows = [
        _row(_year(row["fy"]), wording.count(row["bodies"]), _pounds(row["gross_gbp"]), _pounds(row["transfer_out_gbp"]), _pounds(row["net_gbp"]))
        for row in years.iter_rows(named=True)
    ]
    words = "Years stand beside each other: bodies, returns and what is in them change, and prices are of each year."
    return _section(
        "years", "Every year that was returned", words,
        table(("Year", "Bodies", "Gross, £", "Passed on, £", "Net, £"), rows, described_by="years-title"),
    )  # fmt: skip


def _about(facts: PageFacts, transfers: pl.DataFrame, fy: int) -> str:
    of_year = transfers.filter(pl.col("fy") == fy)
    differ = of_year.filter(pl.col("payer_view_gbp") != pl.col("receiver_view_gbp"))
    gap = sum((differ["payer_view_gbp"] - differ["receiver_view_gbp"]).to_list(), Decimal(0)) if differ.height else Decimal(0)
    both = "Payer and receiver state the same for every one."
    if differ.height:
        both = f"For {wording.count(differ.height)} of them payer and receiver state different amounts ({millions(float(gap))} in all): only what both state is taken out."
    accepted = _listed("Checks that failed and were accepted", facts.overridden_checks)
    credits = _listed("Licences and attributions", (*facts.attributions, "Figures drawn with Matplotlib."))
    return f"""<section class="about" aria-labelledby="about-title">
<h2 id="about-title">About this page</h2>
<h3>How it was worked out</h3><p>Each body's own return is read cell by cell; its printed totals are reproduced from its lines before
anything is derived. One total is counted, net current expenditure. Money that one body of the place passes to another is
taken out of the payer and counted where it is spent: {wording.plural(of_year.height, "transfer", "transfers")} of {esc(_year(fy))}. {esc(both)}
Other levies, whose line names no receiver, are left where they are paid, though some may be spent here again.
What is not one function of government stands as such and is not shared out. The account is that of the summary of the return:
its line of education is said to be of the general fund although it holds the dedicated schools grant.</p>
<h3>What it cannot tell</h3><p>What bodies spend that sent no return; capital; what it achieved; and whether two bodies that buy the same thing buy it
for the same people. Any figure walks back to its cells: totalplace why PLACE mart.spend_count body_id=… fy=….</p>
{accepted}{credits}
</section>
"""


def _listed(heading: str, items: Sequence[str]) -> str:
    if not items:
        return ""
    return f"<h3>{esc(heading)}</h3><ul>" + "".join(f"<li>{esc(item)}</li>" for item in items) + "</ul>"
