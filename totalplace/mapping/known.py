"""What is known of each body's estate, as bars in a table: figure and exact shares in one, read without the map.

Belongs here: the figure that stands before a map. Does not belong here: what is counted (mart.body_coverage), which facts
are shown (maps/*.toml), the tables beneath the map (tables.py).

The bars are rectangles in the cells of a table and not a plotted picture: each stands beside its figure, a screen reader
reads the table, and the page stays one file without a library of plots.
"""

from collections.abc import Sequence

import polars as pl

from totalplace.language import say, say_html
from totalplace.mapping import wording
from totalplace.mapping.escape import esc
from totalplace.mapping.spec import Fact
from totalplace.mapping.tables import NOTHING, by_kind_and_size, kind_swatch
from totalplace.mapping.totals import LOCATED, known_for

_BAR, _HEIGHT = 60, 8  # of a whole bar, in the units of its picture


def known_by_body(facts: Sequence[Fact], bodies: pl.DataFrame, coverage: pl.DataFrame) -> str:
    """One row a body, one bar a fact, and who has confirmed the picture; nothing where the map declares no facts."""
    if not facts:
        return ""
    rows, silent = [], []
    for row in by_kind_and_size(bodies, coverage).iter_rows(named=True):
        name = f'<span class="named">{kind_swatch(row["kind"])}<bdi>{esc(row["name"])}</bdi></span>'
        if not row["assets_held"]:
            silent.append(f"<li>{name}</li>")
            continue
        cells = "".join(_cell(row[fact.share], whole=_whole(row, fact)) for fact in facts)
        confirmed = say("known.not_yet")
        if row["confirmed_by"]:
            confirmed = say("known.confirmed_on", day=wording.day(row['confirmed_on'])) if row["confirmed_on"] else say("known.confirmed")
        rows.append(
            f'<tr><th scope="row">{name}</th>{cells}<td class="words">{confirmed}</td>'
            f'<td>{wording.count(row["assets_held"])}</td><td>{wording.count(row["buildings_held"])}</td></tr>'
        )
    if not rows:
        return ""
    so_many = coverage["confirmed_by"].drop_nulls().len()
    held = wording.count(int(coverage["assets_held"].sum())), wording.count(int(coverage["buildings_held"].sum()))
    total = "".join(_cell(known_for(coverage, fact.share), whole=1) for fact in facts)
    heads = "".join(f'<th scope="col" class="bar-head">{esc(fact.label)}</th>' for fact in facts)
    quiet = ""
    if silent:
        fold = "" if len(silent) > 6 else " open"
        quiet = f'<details class="silent told"{fold}><summary>{say_html("known.silent", bodies=len(silent))}</summary><ul>{"".join(silent)}</ul></details>'
    return f"""<section class="wide known" aria-labelledby="known-title">
<h2 id="known-title">{say_html("known.title")}</h2>
<p class="hint">{say_html("known.hint")}</p>
<div class="scroll" role="group" aria-labelledby="known-title" tabindex="0">
<table class="figures bars" aria-labelledby="known-title"><thead><tr><th scope="col">{say_html("known.body")}</th>{heads}
<th scope="col" class="words">{say_html("known.confirmed_by")}</th><th scope="col">{say_html("known.assets")}</th><th scope="col">{say_html("known.buildings")}</th></tr></thead>
<tbody><tr class="all"><th scope="row">{say_html("known.all")}</th>{total}
<td class="words">{say_html("known.confirmed_of", confirmed=so_many, bodies=say("counted.bodies", number=coverage.height))}</td><td>{held[0]}</td><td>{held[1]}</td></tr>
{"".join(rows)}</tbody></table></div>
{quiet}
</section>
"""


def _whole(row: dict[str, object], fact: Fact) -> object:
    return row["assets_held"] if fact.share == LOCATED else row["buildings_held"]


def _cell(share: float | None, *, whole: object) -> str:
    """The share in figures over its bar; a body without buildings has neither."""
    if not whole:
        return f'<td class="bar"><span>{NOTHING}</span></td>'
    value = share or 0.0  # nothing was sent that says it of any of them
    length = round(_BAR * value, 1)
    inner = f'<rect width="{length:g}" height="{_HEIGHT}" fill="#12436D"/>' if length else ""
    return (
        f'<td class="bar"><span>{wording.share(value, 1)}</span><svg width="{_BAR}" height="{_HEIGHT}" viewBox="0 0 {_BAR} {_HEIGHT}" '
        f'aria-hidden="true"><rect x=".5" y=".5" width="{_BAR - 1}" height="{_HEIGHT - 1}" fill="#fff" stroke="#6F777B"/>{inner}</svg></td>'
    )
