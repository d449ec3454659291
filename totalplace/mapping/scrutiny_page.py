"""A page of scrutiny for one decision: what is decided, who loses, who does not agree, what it rests on, what to ask.

Belongs here: the page. Does not belong here: the sentences that the figures raise (scrutiny_questions.py), the frame of a page (page.py), or
any figure. A pure function: frames in, HTML out, the same HTML for the same frames.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from totalplace.language import say, say_html
from totalplace.mapping import wording
from totalplace.mapping.about import about_page, accepted, credits
from totalplace.mapping.escape import esc, plain
from totalplace.mapping.outcome_words import how_it_stands
from totalplace.mapping.page import MapParts, PageFacts, own_text, page
from totalplace.mapping.scrutiny_questions import Subject
from totalplace.mapping.sections import row, section
from totalplace.mapping.tables import table

_OWN = ("project default", "project's")


@dataclass(frozen=True)
class Written:
    """What people wrote of it: rows of mart.scrutiny_note of this subject, and the names of the bodies."""

    notes: pl.DataFrame
    names: Mapping[str, str]

    def of(self, entry: str) -> list[dict[str, Any]]:
        return self.notes.filter(pl.col("entry") == entry).sort("entry_number").to_dicts()

    def name(self, body_id: str | None) -> str:
        return plain(self.names.get(body_id or "", body_id or ""))


def scrutiny_page(subject: Subject, written: Written, assumptions: pl.DataFrame, outcomes: pl.DataFrame, links: Sequence[tuple[str, str]], *, facts: PageFacts) -> str:
    """The page. `assumptions` are the rows of ref.assumption in force that the figures were made with, `outcomes` the rows of mart.outcome of
    the subject's theme, `links` other pages on it: address and words."""
    decided = next(iter(written.of("decision")), None)
    parts = [
        _decision(subject, decided, links, facts),
        _losers(subject),
        _dissent(written),
        _questions(subject, written),
        _assumptions(subject, assumptions),
        *([_outcomes(subject, outcomes)] if subject.theme is not None else []),
    ]
    return page(
        MapParts(),
        title=subject.title,
        subtitle=say("scrutiny_page.subtitle", place=facts.place_name),
        question=say("scrutiny_page.question", subject=subject.name),
        audience="partners",
        facts=facts,
        lead="".join(f'<p class="caution">{esc(words)}</p>' for words in subject.cautions),
        body="".join(parts),
        about=_about(facts),
        styles=[own_text("page.css"), own_text("figures.css"), own_text("pools.css"), own_text("scrutiny.css")],
        scripts=[],
        data={},
        skip_links=[("losers", say("scrutiny_page.skip_losers")), ("dissent", say("scrutiny_page.skip_dissent")), ("questions", say("scrutiny_page.skip_questions"))],
    )


def _decision(subject: Subject, decided: Mapping[str, Any] | None, links: Sequence[tuple[str, str]], facts: PageFacts) -> str:
    said = plain(decided["words"]) if decided else say("scrutiny_page.decision.not_written")
    who = "" if decided is None else f"<p>{esc(_by(decided))}</p>"
    if decided is not None and decided["said_on"] and decided["said_on"] < facts.published_on:
        who += f'<p>{say_html("scrutiny_page.decision.over", day=wording.day(facts.published_on))}</p>'
    means = "".join(f"<li>{esc(words)}</li>" for words in subject.decides)
    more = "".join(f'<li><a href="{esc(address)}">{esc(words)}</a></li>' for address, words in links)
    inside = f'<p class="lead">{esc(said)}</p>{who}<h3>{say_html("scrutiny_page.decision.yes")}</h3><ul class="plainly">{means}</ul>' + (f'<h3>{say_html("scrutiny_page.decision.more")}</h3><ul class="plainly">{more}</ul>' if more else "")
    return section("decision", say("scrutiny_page.decision.heading"), say("scrutiny_page.decision.words"), inside)


def _by(decided: Mapping[str, Any]) -> str:
    who = say("scrutiny_page.decision.decided_by", who=plain(decided["said_by"])) if decided["said_by"] else say("scrutiny_page.decision.by_not_stated")
    when = say("scrutiny_page.decision.on", day=wording.day(decided["said_on"])) if decided["said_on"] else say("scrutiny_page.decision.no_day")
    return say("scrutiny_page.decision.by_and_on", who=who, when=when)


def _whose(each: Mapping[str, Any], written: Written) -> str:
    """The body, who said it for the body, and when, as far as it is stated."""
    told = [written.name(each["body_id"]), plain(each["said_by"] or ""), wording.day(each["said_on"]) if each["said_on"] else ""]
    return ", ".join(part for number, part in enumerate(told) if part or not number)


def _losers(subject: Subject) -> str:
    if subject.losers is None:
        inside = f'<p><b>{say_html("scrutiny_page.losers.not_known")}</b></p>'
    elif not subject.losers:
        inside = f'<p><b>{say_html("scrutiny_page.losers.nobody")}</b></p>'
    else:
        inside = '<dl class="evidence">' + "".join(f"<div><dt>{esc(each.who)}</dt><dd><b>{esc(each.by)}</b>{esc('. ' + each.words[:1].upper() + each.words[1:] + '.' if each.words else '')}</dd></div>" for each in subject.losers) + "</dl>"
    return section("losers", say("scrutiny_page.losers.heading"), subject.losers_words, inside)


def _dissent(written: Written) -> str:
    said = written.of("dissent")
    if not said:
        return section("dissent", say("scrutiny_page.dissent.heading"), say("scrutiny_page.dissent.words"), f'<p>{say_html("scrutiny_page.dissent.nobody")}</p>')
    items = "".join(f'<blockquote><p>{say_html("scrutiny_page.dissent.quoted", words=each["words"])}</p><p class="hint">{esc(_whose(each, written))}</p></blockquote>' for each in said)
    return section("dissent", say("scrutiny_page.dissent.heading"), say("scrutiny_page.dissent.words_others"), items)


def _questions(subject: Subject, written: Written) -> str:
    asked = [(each["words"], " · ".join(filter(None, (written.name(each["body_id"]), plain(each["said_by"] or ""))))) for each in written.of("question")]
    own = "".join(f"<li>{esc(words)}{f' <span class=hint>({esc(who)})</span>' if who else ''}</li>" for words, who in asked)
    found = "".join(f"<li>{esc(words)}</li>" for words in subject.questions)
    inside = (f'<h3>{say_html("scrutiny_page.questions.asked")}</h3><ol class="asked">{own}</ol>' if own else "") + f'<h3>{say_html("scrutiny_page.questions.raised")}</h3><ol class="asked">{found}</ol>'
    return section("questions", say("scrutiny_page.questions.heading"), say("scrutiny_page.questions.words"), inside)


def _assumptions(subject: Subject, assumptions: pl.DataFrame) -> str:
    turns = f'<h3>{say_html("scrutiny_page.assumptions.turns")}</h3>{bullets_plain(subject.turns)}' if subject.turns else ""
    if assumptions.is_empty():
        return section("assumptions", say("scrutiny_page.assumptions.heading"), say("scrutiny_page.assumptions.none"), turns)
    judged = assumptions.with_columns(pl.any_horizontal(*(pl.col("source").str.contains(word, literal=True) for word in (*_OWN, "(check)"))).alias("is_own")).sort("is_own", "assumption_id", descending=[True, False])
    own = judged.filter("is_own").height
    rows = [row(each["meaning"], wording.decimal(f"{each['value']:g}"), esc(each["unit"]), esc(each["source"]), f"<code>{esc(each['assumption_id'])}</code>", words=(2, 3, 4)) for each in judged.iter_rows(named=True)]
    said = say("scrutiny_page.assumptions.words", assumptions=say("pack.counted.assumption", number=judged.height), own=own)
    inside = table((say("scrutiny_page.assumptions.column_what"), say("scrutiny_page.assumptions.column_value"), say("scrutiny_page.assumptions.column_unit"), say("scrutiny_page.assumptions.column_source"), say("scrutiny_page.assumptions.column_name")), rows, described_by="assumptions-title", words=(0, 2, 3, 4))
    return section("assumptions", say("scrutiny_page.assumptions.heading"), said, f'{turns}<h3>{say_html("scrutiny_page.assumptions.all")}</h3><details open><summary>{say_html("pack.counted.assumption", number=judged.height)}</summary>{inside}</details>')


def _outcomes(subject: Subject, outcomes: pl.DataFrame) -> str:
    said = say("scrutiny_page.outcomes.words")
    if outcomes.is_empty():
        return section("outcomes", say("scrutiny_page.outcomes.heading"), said, f'<p>{say_html("scrutiny_page.outcomes.none", theme=subject.theme or "")}</p>')
    return section("outcomes", say("scrutiny_page.outcomes.heading"), said, bullets_plain(how_it_stands(outcomes)))


def bullets_plain(items: Sequence[str]) -> str:
    """A list of texts, not yet safe."""
    return '<ul class="plainly">' + "".join(f"<li>{esc(item)}</li>" for item in items) + "</ul>"


def _about(facts: PageFacts) -> str:
    told = [(say("pack.how_made"), say_html("scrutiny_page.method")), (say("pack.cannot_tell"), say_html("scrutiny_page.cannot_tell"))]
    return about_page(told, accepted(facts) + credits(facts, has_figures=False))
