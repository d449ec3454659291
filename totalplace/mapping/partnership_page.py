"""How we work together: the checklist as each partnership filled it in, on one page that opens from disk.

Belongs here: the page. Does not belong here: the questions (reference_data/checklist_question.csv) or reading answers (scrutiny_files.py).
"""

from collections.abc import Mapping
from typing import Any

import polars as pl

from totalplace.mapping import wording
from totalplace.mapping.escape import esc, plain
from totalplace.mapping.page import MapParts, PageFacts, own_text, page
from totalplace.mapping.sections import bullets, section

QUESTION = "How we work together"
_UNSHOWN = "nothing is named that shows it"


def partnership_page(answers: pl.DataFrame, *, facts: PageFacts) -> str | None:
    """The page, or None where no partnership has filled in the checklist. `answers` is mart.self_assessment."""
    if answers.is_empty():
        return None
    given = answers.filter(pl.col("answer") != "not answered").height
    partnerships = answers.select("partnership_id", "partnership").unique().sort("partnership", "partnership_id")
    parts = [_one(number, answers.filter(pl.col("partnership_id") == key).sort("position")) for number, (key, _) in enumerate(partnerships.iter_rows())]
    return page(
        MapParts(),
        title=f"{wording.count(given)} of {wording.plural(answers.height, 'question', 'questions')} on working together answered",
        subtitle=f"The checklist of {wording.plural(partnerships.height, 'partnership', 'partnerships')} of {facts.place_name}, as each filled it in for itself.",
        question=QUESTION,
        audience="partners",
        facts=facts,
        lead="",
        body="".join(parts),
        about=_about(answers, facts),
        styles=[own_text("page.css"), own_text("figures.css"), own_text("pools.css"), own_text("scrutiny.css")],
        scripts=[],
        data={},
        skip_links=[("partnership-0", "Skip to the answers")],
    )


def _one(number: int, answers: pl.DataFrame) -> str:
    first = answers.row(0, named=True)
    counts = dict(answers.group_by("answer").len().iter_rows())
    said = ", ".join(f"{word}: {wording.count(counts[word])}" for word in ("yes", "partly", "no", "not answered") if word in counts)
    key = f"partnership-{number}"
    parts = []
    for (part,), mine in answers.group_by("part", maintain_order=True):
        name = f"{key}-{mine['position'][0]}"
        parts.append(f'<h3 id="{name}">{esc(part)}</h3><dl class="evidence answers">' + "".join(_answer(each) for each in mine.iter_rows(named=True)) + "</dl>")
    return section(key, plain(first["partnership"]), f"Filled in by {plain(first['filled_by'])}, {wording.day(first['filled_on'])}. {said}.", "".join(parts))


def _answer(each: Mapping[str, Any]) -> str:
    """A question with its answer, what shows it and what is to be done."""
    shown = f". {plain(each['evidence'])}" if each["evidence"] else "" if each["answer"] in ("no", "not answered") else f"; {_UNSHOWN}"
    ahead = f"<br>To be done: {esc(each['next_step'])}" if each["next_step"] else ""
    return f"<div><dt>{esc(each['question'])}</dt><dd><b>{esc(each['answer'])}</b>{esc(shown)}{ahead}</dd></div>"


def _about(answers: pl.DataFrame, facts: PageFacts) -> str:
    # which question of its source it is, is told in ref.checklist_question
    of = pl.col("source").str.replace(r", question \d+", "")
    sources = [f"{plain(source)}: {wording.plural(count, 'question', 'questions')}" for source, count in answers.unique("question_id").group_by(of).len().sort("source").iter_rows()]
    return f"""<section class="about" aria-labelledby="about-title">
<h2 id="about-title">About this page</h2>
<h3>How it was made</h3><p>Each partnership answers for itself, in a file of the folder self-assessment. What it leaves out is shown as not answered, and is neither yes nor no.
What is said is not checked.</p>
<h3>What it cannot tell</h3><p>Whether partners who were not asked would answer alike, and whether an answer still holds.</p>
{bullets("Where the questions are from", sources)}{bullets("Checks that failed and were accepted", facts.overridden_checks)}
</section>
"""
