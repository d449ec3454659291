"""The first page of the board pack: a card for each of the three questions, and the way on to every page and map.

Belongs here: what the first page shows of the others. Does not belong here: any figure of its own (the pages have them), the frame of a page
(page.py), which pages there are (board_pack.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from totalplace.language import say, say_html
from totalplace.mapping.about import about_page, accepted, credits
from totalplace.mapping.escape import esc
from totalplace.mapping.figures import Drawing, address
from totalplace.mapping.made_pages import MadePage
from totalplace.mapping.page import MapParts, PageFacts, own_text, page

INDEX = "index.html"


@dataclass(frozen=True)
class Onward:
    """A page or map that is linked to, with what it asks and finds (HTML, as in that page)."""

    where: str
    page: MadePage


@dataclass(frozen=True)
class Card:
    """One of the questions: the page that answers it, a picture of it, and what else there is. Without a page it says why there is none."""

    key: str  # own, spend or whom
    answer: Onward | None
    drawing: Drawing | None = None
    onward: Sequence[Onward] = ()


def pack_index(cards: Sequence[Card], others: Sequence[Onward], bodies: Sequence[tuple[str, str]], printed: str, *, facts: PageFacts, audience: str) -> str:
    """The page. `others` answer none of the three questions by themselves; `bodies` are names and addresses of their sheets; `printed` is the address of
    the pack as one document, empty where there is none."""
    answered = sum(card.answer is not None for card in cards)
    lead = [say("pack_index.lead", pages=sum((card.answer is not None) + len(card.onward) for card in cards) + len(others))]
    if audience == "public":
        lead.append(say("pack_index.lead_public"))
    links = f'<p class="subtitle"><a href="{esc(printed)}">{esc(say("pack_index.printed"))}</a></p>' if printed else ""
    return page(
        MapParts(),
        title=say("pack_index.title", number=answered, place=facts.place_name),
        subtitle=say("pack_index.subtitle"),
        question=say("pack_index.question"),
        audience=audience,
        facts=facts,
        lead="".join(f'<p class="subtitle">{esc(each)}</p>' for each in lead) + links,
        body="".join(map(_card, cards)) + _others(others) + _bodies(bodies),
        about=about_page([(say("pack.how_worked_out"), say_html("pack_index.method")), (say("pack.cannot_tell"), say_html("pack_index.cannot_tell"))], accepted(facts) + credits(facts, has_figures=True)),
        styles=[own_text("page.css"), own_text("figures.css"), own_text("pack.css")],
        scripts=[],
        data={},
        skip_links=[(card.key, say("pack.skip_to", heading=say(f"pack_index.{card.key}"))) for card in cards],
    )


def _card(card: Card) -> str:
    heading = esc(say(f"pack_index.{card.key}"))
    if card.answer is None:
        inside = f'<p class="finding">{esc(say(f"pack_index.{card.key}_nothing"))}</p>'
    else:
        found = card.answer.page
        said = "".join(f'<p class="hint">{each}</p>' for each in found.said[:2])
        shown = "" if card.drawing is None else _picture(card.drawing, esc(say("pack_index.picture")))
        inside = f'<p class="finding"><a href="{esc(card.answer.where)}">{found.title}</a></p>{said}{shown}'
    return f'<section class="wide card" id="{card.key}" tabindex="-1" aria-labelledby="{card.key}-title"><h2 id="{card.key}-title">{heading}</h2>{inside}{_list(card.onward, say("pack_index.onward"))}</section>'


def _picture(drawing: Drawing, alternative: str) -> str:
    image = f'<img class="figure" src="{address(drawing.wide)}" alt="{alternative}">'
    return f'<picture><source media="(max-width: 40rem)" srcset="{address(drawing.narrow)}">{image}</picture>' if drawing.narrow else image


def _list(onward: Sequence[Onward], heading: str) -> str:
    """Links, each with what it asks and, where it says more, finds."""
    if not onward:
        return ""
    items = "".join(f'<li><a href="{esc(each.where)}">{each.page.question}</a>: {each.page.title}</li>' for each in onward)
    return f'<h3>{esc(heading)}</h3><ul class="onward">{items}</ul>'


def _others(others: Sequence[Onward]) -> str:
    if not others:
        return ""
    inside = "".join(f'<li><a href="{esc(each.where)}">{each.page.question}</a>: {each.page.title}</li>' for each in others)
    return f'<section class="wide" id="others" aria-labelledby="others-title"><h2 id="others-title">{esc(say("pack_index.others"))}</h2><ul class="onward">{inside}</ul></section>'


def _bodies(bodies: Sequence[tuple[str, str]]) -> str:
    if not bodies:
        return ""
    inside = "".join(f'<li><a href="{esc(where)}">{esc(name)}</a></li>' for name, where in bodies)
    return f'<section class="wide" id="bodies" aria-labelledby="bodies-title"><h2 id="bodies-title">{esc(say("pack_index.bodies"))}</h2><p class="hint">{esc(say("pack_index.bodies_said"))}</p><ul class="onward columns">{inside}</ul></section>'
