"""The shell of every map page: one file that opens from disk, fetches nothing and runs only its own scripts.

Belongs here: inlining what folium refers to, ids that do not change from run to run, the content-security policy, the
frame of a page (head, headings, footer). Does not belong here: anything about a particular map.
"""

import base64
import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from html.parser import HTMLParser
from importlib import resources

import folium
import totalplace_web
from branca.element import Element, Figure

from totalplace.language import Html, current, for_scripts, say, say_html
from totalplace.mapping.escape import esc
from totalplace.mapping.wording import day

LIBRARIES = {"leaflet": "leaflet"}


@dataclass(frozen=True)
class PageFacts:
    """What a page says about the publication it belongs to."""

    place_name: str
    published_on: date
    publication_id: str
    attributions: Sequence[str] = ()  # licences and attributions that the sources require, a sentence each
    overridden_checks: Sequence[str] = ()  # failed checks that somebody accepted: what, by whom, why
    assets_left_out: int = 0  # held, but not for the readers of this edition
    ending: str = ""  # HTML already made safe, after everything that the page says itself: what it was made from and assumes
    picture: str = ""  # what the pictures of the page for slides are called, without their endings; they stand beside it


@dataclass
class MapParts:
    """A folium map taken apart, with nothing in it that would be fetched."""

    styles: list[str] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)
    html: str = ""
    script: str = ""
    licences: list[str] = field(default_factory=list)


def own_text(name: str) -> str:
    """A script or stylesheet of ours, beside this module."""
    return (resources.files("totalplace.mapping") / name).read_text("utf-8").replace("\r\n", "\n")


def number_elements(root: Element) -> None:
    """Counted ids instead of folium's random ones, so that the same input gives the same page."""
    seen: set[int] = set()

    def visit(element: Element) -> None:
        if id(element) in seen:
            return
        seen.add(id(element))
        element._id = str(len(seen))
        for part in (
            getattr(element, "header", None),
            getattr(element, "html", None),
            getattr(element, "script", None),
        ):
            if isinstance(part, Element):
                visit(part)
        for child in list(element._children.values()):
            visit(child)

    visit(root)


class _Header(HTMLParser):
    """Reads the header that folium wrote: scripts and styles in order, by name where they are remote."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.parts = MapParts()
        self.inside = ""
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.inside, self.text = tag, []
        if tag == "script" and given.get("src"):
            self._library(str(given["src"]), self.parts.scripts, totalplace_web.script)
        elif tag == "link" and given.get("href"):
            self._library(str(given["href"]), self.parts.styles, totalplace_web.style)

    def _library(self, address: str, into: list[str], read: Callable[[str], str]) -> None:
        name = address.rsplit("/", 1)[-1]
        into.append(read(name))
        library = name.rsplit(".", 1)[0]
        if library in LIBRARIES and LIBRARIES[library] not in self.parts.licences:
            self.parts.licences.append(LIBRARIES[library])

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def handle_endtag(self, tag: str) -> None:
        text = "".join(self.text).strip()
        if text and tag == self.inside == "style":
            self.parts.styles.append(text)
        elif text and tag == self.inside == "script":
            self.parts.scripts.append(text)
        self.inside, self.text = "", []


def take_apart(drawing: folium.Map) -> MapParts:
    """The map's scripts, styles and element, everything remote replaced by the packaged text.

    A script or style that is not packaged is a KeyError: the page is not made, rather than sending readers online.
    """
    figure = drawing.get_root()
    if not isinstance(figure, Figure):
        raise TypeError("the map is not in a figure")
    number_elements(figure)
    figure.render()
    reader = _Header()
    reader.feed(figure.header.render())
    parts = reader.parts
    parts.html = figure.html.render()
    parts.script = figure.script.render()
    left = re.search(r"_[0-9a-f]{32}\b", parts.html + parts.script + "".join(parts.styles[1:]))
    if left:
        raise ValueError(f"an element of the map kept its random id: {left[0]}")
    return parts


def _hash(text: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii") + "'"


def _licence_comment(names: Sequence[str]) -> str:
    texts = "\n\n".join(f"{name}\n{totalplace_web.licence(name)}" for name in names)
    return "<!-- Licences of the libraries in this page\n\n" + texts.replace("--", "- -") + "-->"


def _pictures(name: str) -> str:
    if not name:
        return ""
    svg, png = (Html(f'<a href="{esc(name)}.{ending}">{esc(words)}</a>') for ending, words in (("svg", say("page.picture_svg")), ("png", say("page.picture_png"))))
    said = say_html("page.pictures", svg=svg, png=png)
    return f"\n<p>{said}</p>"


def page(
    parts: MapParts,
    *,
    title: str,
    subtitle: str,
    question: str,
    audience: str,
    facts: PageFacts,
    lead: str,
    body: str,
    about: str,
    styles: Sequence[str],
    scripts: Sequence[str],
    data: dict[str, str],
    skip_links: Sequence[tuple[str, str]],
    words: Sequence[str] = (),
) -> str:
    """The whole page. `lead`, `body` and `about` are HTML already made safe; everything else is text.

    `data` are blocks of base64 by element id: data, not script, so the policy does not name them. `words` are the tables of the catalogue of
    which the scripts say texts.
    """
    all_styles = [*parts.styles, *styles]
    if words:
        data = {"words": for_scripts(*words), **data}
    all_scripts = [*parts.scripts, *([own_text("words.js")] if words else []), *scripts, parts.script.strip()]
    policy = "; ".join(
        [
            "default-src 'none'",
            "img-src data: blob:",
            "style-src " + " ".join(dict.fromkeys(_hash(text) for text in all_styles)),
            "script-src " + " ".join(dict.fromkeys(_hash(text) for text in all_scripts)),
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )
    head_styles = "\n".join(f"<style>{text}</style>" for text in all_styles)
    tail_scripts = "\n".join(f"<script>{text}</script>" for text in all_scripts)
    blocks = "\n".join(f'<script type="text/plain" id="{esc(name)}">{text}</script>' for name, text in data.items())
    skips = "".join(f'<a class="skip" href="#{esc(target)}">{esc(label)}</a>' for target, label in skip_links)
    readers = {each: say(f"page.for_the_{each}") for each in ("public", "partners", "body")}[audience]
    return f"""<!doctype html>
<html lang="{esc(current().tag)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>{esc(title)} – {esc(question)} – {esc(facts.place_name)}</title>
{_licence_comment(parts.licences)}
{head_styles}
</head>
<body>
<nav class="skips" aria-label="{esc(say("page.skip_links"))}">{skips}</nav>
<header class="top">
<p class="eyebrow"><span>{esc(facts.place_name)}</span> <span>{esc(question)}</span></p>
<h1>{esc(title)}</h1>
<p class="subtitle">{esc(subtitle)}</p>
{lead}
</header>
<main>
{body}
{about}{facts.ending}
</main>
<footer>
<p>{say_html("page.footer", readers=readers, day=day(facts.published_on), publication=facts.publication_id)}</p>{_pictures(facts.picture)}
</footer>
{blocks}
{tail_scripts}
</body>
</html>
"""
