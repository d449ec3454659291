"""How we work together: the checklist as each partnership filled it in, on one page that opens from disk.

Belongs here: the page. Does not belong here: the questions (reference_data/checklist_question.csv) or reading answers (scrutiny_files.py).
"""

from collections.abc import Mapping
from typing import Any

import polars as pl

from totalplace.language import Html, say, say_html
from totalplace.mapping import wording
from totalplace.mapping.about import about_page, accepted
from totalplace.mapping.escape import esc, plain
from totalplace.mapping.page import MapParts, PageFacts, own_text, page
from totalplace.mapping.sections import bullets, section
from totalplace.mapping.terms import term


def partnership_page(answers: pl.DataFrame, *, facts: PageFacts) -> str | None:
    """The page, or None where no partnership has filled in the checklist. `answers` is mart.self_assessment."""
    if answers.is_empty():
        return None
    given = answers.filter(pl.col("answer") != "not answered").height
    partnerships = answers.select("partnership_id", "partnership").unique().sort("partnership", "partnership_id")
    parts = [_one(number, answers.filter(pl.col("partnership_id") == key).sort("position")) for number, (key, _) in enumerate(partnerships.iter_rows())]
    return page(
        MapParts(),
        title=say("partnership_page.title", given=given, questions=say("pack.counted.question", number=answers.height)),
        subtitle=say("partnership_page.subtitle", partnerships=say("pack.counted.partnership", number=partnerships.height), place=facts.place_name),
        question=say("partnership_page.question"),
        audience="partners",
        facts=facts,
        lead="",
        body="".join(parts),
        about=_about(answers, facts),
        styles=[own_text("page.css"), own_text("figures.css"), own_text("pools.css"), own_text("scrutiny.css")],
        scripts=[],
        data={},
        skip_links=[("partnership-0", say("partnership_page.skip"))],
    )


def _one(number: int, answers: pl.DataFrame) -> str:
    first = answers.row(0, named=True)
    counts = dict(answers.group_by("answer").len().iter_rows())
    said = ", ".join(say("partnership_page.answer", answer=term(word), number=counts[word]) for word in ("yes", "partly", "no", "not answered") if word in counts)
    key = f"partnership-{number}"
    parts = []
    for (part,), mine in answers.group_by("part", maintain_order=True):
        name = f"{key}-{mine['position'][0]}"
        parts.append(f'<h3 id="{name}">{esc(part)}</h3><dl class="evidence answers">' + "".join(_answer(each) for each in mine.iter_rows(named=True)) + "</dl>")
    return section(key, plain(first["partnership"]), say("partnership_page.words", who=plain(first["filled_by"]), day=wording.day(first["filled_on"]), said=said), "".join(parts))


def _answer(each: Mapping[str, Any]) -> str:
    """A question with its answer, what shows it and what is to be done."""
    told = Html(f"<b>{esc(term(each['answer']))}</b>")
    if each["evidence"]:
        told = say_html("partnership_page.shown", answer=told, evidence=each["evidence"])
    elif each["answer"] not in ("no", "not answered"):
        told = say_html("partnership_page.unshown", answer=told)
    ahead = "<br>" + say_html("partnership_page.ahead", step=each["next_step"]) if each["next_step"] else ""
    return f"<div><dt>{esc(each['question'])}</dt><dd>{told}{ahead}</dd></div>"


def _about(answers: pl.DataFrame, facts: PageFacts) -> str:
    # which question of its source it is, is told in ref.checklist_question
    of = pl.col("source").str.replace(r", question \d+", "")
    sources = [say("partnership_page.source", source=plain(source), questions=say("pack.counted.question", number=count)) for source, count in answers.unique("question_id").group_by(of).len().sort("source").iter_rows()]
    told = [(say("pack.how_made"), say_html("partnership_page.method")), (say("pack.cannot_tell"), say_html("partnership_page.cannot_tell"))]
    return about_page(told, bullets(say("partnership_page.sources"), sources) + accepted(facts))
