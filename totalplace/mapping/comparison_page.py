"""The page of places side by side: a table a question, each figure with its year and its coverage.

Belongs here: what the page says and shows. Does not belong here: any figure (totalplace/comparison.py).
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl

from totalplace import comparison
from totalplace.language import say
from totalplace.mapping import wording
from totalplace.mapping.escape import esc
from totalplace.mapping.page import MapParts, PageFacts, own_text, page
from totalplace.mapping.sections import bullets, row, section
from totalplace.mapping.tables import table


def comparison_page(rows: pl.DataFrame, unpublished: Sequence[str]) -> str:
    """The page. `rows` is mart.place_comparison."""
    places = rows.select("place", "place_name", "publication_id", "published_on").unique().sort("place")
    figures = rows.select("figure", "is_comparable").unique()
    facts = PageFacts(
        place_name=wording.listed(places["place_name"].to_list()),
        published_on=places["published_on"].max(),  # type: ignore[arg-type]
        publication_id=wording.listed(places["publication_id"].to_list()),
        attributions=(say("comparison.licence"),),
    )
    questions = rows.sort("position")["question"].unique(maintain_order=True).to_list()
    parts = [_question(number, rows.filter(pl.col("question") == question), places) for number, question in enumerate(questions)]
    return page(
        MapParts(),
        title=say("comparison.title", places=places.height, comparable=int(figures["is_comparable"].sum()), figures=figures.height),
        subtitle=say("comparison.subtitle"),
        question=say("comparison.question"),
        audience="public",
        facts=facts,
        lead="",
        body="".join(parts),
        about=_about(facts, places, unpublished),
        styles=[own_text("page.css"), own_text("figures.css"), own_text("comparison.css")],
        scripts=[],
        data={},
        skip_links=[(f"question-{number}", question) for number, question in enumerate(questions)],
    )


def _question(number: int, rows: pl.DataFrame, places: pl.DataFrame) -> str:
    key = f"question-{number}"
    ids = places["place"].to_list()
    found = {(entry["figure"], entry["place"]): entry for entry in rows.iter_rows(named=True)}
    names = rows.sort("position", "figure")["figure"].unique(maintain_order=True).to_list()
    lines = []
    for name in names:
        first = next(entry for entry in (found.get((name, place)) for place in ids) if entry is not None)
        comparable = say("comparison.comparable" if first["is_comparable"] else "comparison.not_comparable")
        named = name if first["unit"] in ("buildings", "places") else f"{name}, {first['unit']}"
        lines.append(row(named, *(_cell(found.get((name, place))) for place in ids), esc(comparable), words=(len(ids) + 1,)))
    headings = [say("comparison.column_figure"), *places["place_name"].to_list(), say("comparison.column_comparable")]
    shown = table(headings, lines, described_by=f"{key}-title", words=(0, len(headings) - 1))
    return section(key, str(rows["question"][0]), say("comparison.hint"), shown)


def _cell(entry: dict[str, Any] | None) -> str:
    """The figure with its year and coverage beneath."""
    if entry is None:
        return esc(say("wording.not_known"))
    value = say("wording.not_known") if entry["value"] is None else wording.decimal(_digits(entry["value"], entry["unit"]))
    year = _year(entry["year"])
    covered = say("wording.not_known") if entry["coverage"] is None else wording.share(entry["coverage"], 1)
    return f"<b>{esc(value)}</b><small>{esc(say('comparison.beneath', year=year, coverage=covered, of=entry['coverage_of']))}</small>"


def _year(said: str) -> str:
    first, _, last = said.removesuffix(comparison.BY_BODY).partition(comparison.SPAN)
    try:
        period = wording.period(date.fromisoformat(first), date.fromisoformat(last or first))
    except ValueError:
        return said if said[:1].isdigit() else say("wording.period_not_known")
    return say("comparison.by_body", period=period) if said.endswith(comparison.BY_BODY) else period


def _digits(value: Decimal, unit: str) -> str:
    said = f"{value:,.2f}".replace("-", wording.MINUS)
    return said if unit in ("%", "£ a person") else said.removesuffix(".00")


def _about(facts: PageFacts, places: pl.DataFrame, unpublished: Sequence[str]) -> str:
    publications = [
        say("comparison.publication", place=name, publication=publication, day=wording.day(published_on))
        for name, publication, published_on in places.select("place_name", "publication_id", "published_on").iter_rows()
    ]
    return f"""<section class="about" aria-labelledby="about-title">
<h2 id="about-title">{esc(say("pack.about"))}</h2>
<h3>{esc(say("pack.how_worked_out"))}</h3><p>{esc(say("comparison.method"))}</p>
<h3>{esc(say("pack.cannot_tell"))}</h3><p>{esc(say("comparison.cannot_tell"))}</p>
{bullets(say("comparison.publications"), publications)}{bullets(say("comparison.unpublished"), list(unpublished))}{bullets(say("pack.credits"), facts.attributions)}
</section>
"""
