"""A page of scrutiny for one decision: what is decided, who loses, who does not agree, what it rests on, what to ask.

Belongs here: the page. Does not belong here: the sentences that the figures raise (scrutiny_questions.py), the frame of a page (page.py), or
any figure. A pure function: frames in, HTML out, the same HTML for the same frames.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from totalplace.mapping import wording
from totalplace.mapping.escape import esc, plain
from totalplace.mapping.outcome_words import how_it_stands
from totalplace.mapping.page import MapParts, PageFacts, own_text, page
from totalplace.mapping.scrutiny_questions import Subject
from totalplace.mapping.sections import bullets, row, section
from totalplace.mapping.tables import table

_NOBODY = "No dissent is written down. That nobody wrote it down does not say that everybody agrees: ask each partner."
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
        subtitle=f"For the members who decide on it, {facts.place_name}. Nothing here is recommended.",
        question=f"Scrutiny: {subject.name}",
        audience="partners",
        facts=facts,
        lead="".join(f'<p class="caution">{esc(words)}</p>' for words in subject.cautions),
        body="".join(parts),
        about=_about(facts),
        styles=[own_text("page.css"), own_text("figures.css"), own_text("pools.css"), own_text("scrutiny.css")],
        scripts=[],
        data={},
        skip_links=[("losers", "Skip to who loses"), ("dissent", "Skip to who does not agree"), ("questions", "Skip to the questions")],
    )


def _decision(subject: Subject, decided: Mapping[str, Any] | None, links: Sequence[tuple[str, str]], facts: PageFacts) -> str:
    said = plain(decided["words"]) if decided else "Nobody has written down what is to be decided, by whom and when."
    who = "" if decided is None else f"<p>{esc(_by(decided, 'Decided by', 'by'))}</p>"
    if decided is not None and decided["said_on"] and decided["said_on"] < facts.published_on:
        who += f"<p><b>That day is over</b>: these figures were published on {esc(wording.day(facts.published_on))}. Whether it was decided is not written down.</p>"
    means = "".join(f"<li>{esc(words)}</li>" for words in subject.decides)
    more = "".join(f'<li><a href="{esc(address)}">{esc(words)}</a></li>' for address, words in links)
    inside = f'<p class="lead">{esc(said)}</p>{who}<h3>What a yes would mean</h3><ul class="plainly">{means}</ul>' + (f"<h3>More of it</h3><ul class=\"plainly\">{more}</ul>" if more else "")
    return section("decision", "The decision", "What is to be decided, and what it comes to by the figures.", inside)


def _by(entry: Mapping[str, Any], who: str, when: str) -> str:
    parts = [f"{who}: {plain(entry['said_by'])}" if entry["said_by"] else f"{who}: not stated"]
    parts.append(f"{when} {wording.day(entry['said_on'])}" if entry["said_on"] else "no day is stated")
    return ", ".join(parts) + "."


def _losers(subject: Subject) -> str:
    if subject.losers is None:
        inside = "<p><b>Not known.</b></p>"
    elif not subject.losers:
        inside = "<p><b>Nobody by the central figures.</b></p>"
    else:
        inside = '<dl class="evidence">' + "".join(f"<div><dt>{esc(each.who)}</dt><dd><b>{esc(each.by)}</b>{esc('. ' + each.words[:1].upper() + each.words[1:] + '.' if each.words else '')}</dd></div>" for each in subject.losers) + "</dl>"
    return section("losers", "Who loses", subject.losers_words, inside)


def _dissent(written: Written) -> str:
    said = written.of("dissent")
    if not said:
        return section("dissent", "Who does not agree", "In the partners’ own words.", f"<p>{esc(_NOBODY)}</p>")
    items = "".join(
        f'<blockquote><p>“{esc(each["words"])}”</p><p class="hint">{esc(written.name(each["body_id"]))}{esc("" if not each["said_by"] else ", " + plain(each["said_by"]))}'
        f'{esc("" if not each["said_on"] else ", " + wording.day(each["said_on"]))}</p></blockquote>'
        for each in said
    )
    return section("dissent", "Who does not agree", "In the partners’ own words. Of the others it is not known whether they agree.", items)


def _questions(subject: Subject, written: Written) -> str:
    asked = [(each["words"], " · ".join(filter(None, (written.name(each["body_id"]), plain(each["said_by"] or ""))))) for each in written.of("question")]
    own = "".join(f"<li>{esc(words)}{f' <span class=hint>({esc(who)})</span>' if who else ''}</li>" for words, who in asked)
    found = "".join(f"<li>{esc(words)}</li>" for words in subject.questions)
    inside = (f"<h3>Asked by members and partners</h3><ol class=\"asked\">{own}</ol>" if own else "") + f'<h3>Raised by the figures</h3><ol class="asked">{found}</ol>'
    return section("questions", "Questions to ask", "Each has the figure that raises it. What the figures do not raise is not asked here.", inside)


def _assumptions(subject: Subject, assumptions: pl.DataFrame) -> str:
    turns = f"<h3>On what it hangs</h3>{bullets_plain(subject.turns)}" if subject.turns else ""
    if assumptions.is_empty():
        return section("assumptions", "Assumptions that matter", "The rows of ref.assumption that these figures were made with: none.", turns)
    judged = assumptions.with_columns(pl.any_horizontal(*(pl.col("source").str.contains(word, literal=True) for word in (*_OWN, "(check)"))).alias("is_own")).sort("is_own", "assumption_id", descending=[True, False])
    own = judged.filter("is_own").height
    rows = [row(each["meaning"], f"{each['value']:g}", esc(each["unit"]), esc(each["source"]), f"<code>{esc(each['assumption_id'])}</code>", words=(2, 3, 4)) for each in judged.iter_rows(named=True)]
    said = (
        f"The figures were made with {wording.plural(judged.height, 'assumption', 'assumptions')}. {wording.count(own)} of them are the project’s own or not checked against their source yet: these stand first. "
        "A place states its own in place.toml."
    )
    inside = table(("What is assumed", "Value", "Unit", "Source", "Name"), rows, described_by="assumptions-title", words=(0, 2, 3, 4))
    return section("assumptions", "Assumptions that matter", said, f'{turns}<h3>All of them, with their source</h3><details open><summary>{esc(wording.plural(judged.height, "assumption", "assumptions"))}</summary>{inside}</details>')


def _outcomes(subject: Subject, outcomes: pl.DataFrame) -> str:
    said = "The latest figures of the indicators of the theme. They stand beside the decision: none of them says what it would bring."
    if outcomes.is_empty():
        return section("outcomes", "How people fare", said, f"<p>No indicator of the theme “{esc(subject.theme)}” is in the lists received: by which figure will it be known how people fare?</p>")
    return section("outcomes", "How people fare", said, bullets_plain(how_it_stands(outcomes)))


def bullets_plain(items: Sequence[str]) -> str:
    """A list of texts, not yet safe."""
    return '<ul class="plainly">' + "".join(f"<li>{esc(item)}</li>" for item in items) + "</ul>"


def _about(facts: PageFacts) -> str:
    return f"""<section class="about" aria-labelledby="about-title">
<h2 id="about-title">About this page</h2>
<h3>How it was made</h3><p>Who loses and what is asked follow from the published tables by fixed rules, the same for every decision. What is to be decided,
dissent and questions of members are as written in the folder scrutiny of the place. Assumptions are those that the steps behind the figures name.</p>
<h3>What it cannot tell</h3><p>Whether a question has been answered; who does not agree and wrote nothing; what is in no figure: trust, staff, what people want.
Who loses is told of the partners and of residents by their way to services, and of nobody else.</p>
{bullets("Checks that failed and were accepted", facts.overridden_checks)}{bullets("Licences and attributions", facts.attributions)}
</section>
"""
