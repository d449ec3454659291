"""The board pack as one document to print: a cover, contents, every page as a chapter, and a picture of every map.

Belongs here: putting pages that are made together as one, and how that is laid out on paper (printed.css). Does not belong here: making a PDF of it
(printed.py), or any page. A pure function: pages in, HTML out, the same HTML for the same pages.
"""

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from totalplace.language import current, say, say_html
from totalplace.mapping.escape import esc
from totalplace.mapping.figures import address
from totalplace.mapping.made_pages import MadePage
from totalplace.mapping.page import PageFacts, own_text
from totalplace.mapping.wording import day

_ID = re.compile(r' (id|for)="([^"]+)"')
_NAMES = re.compile(r' (aria-labelledby|aria-describedby|aria-controls|headers)="([^"]+)"')
_LINK = re.compile(r'<a\b([^>]*?) href="([^"]*)"([^>]*)>(.*?)</a>', re.DOTALL)
_FOLDED = re.compile(r"<details(?: open)?>")


@dataclass(frozen=True)
class Chapter:
    """A page of the pack, by the name of its file."""

    name: str
    page: MadePage


@dataclass(frozen=True)
class Picture:
    """A map as a picture: what it asks and finds (HTML, as on its page), and the SVG."""

    name: str
    page: MadePage
    svg: str


def printed_pack(chapters: Sequence[Chapter], maps: Sequence[Picture], numbers: Mapping[str, int], *, facts: PageFacts, audience: str) -> str:
    """The document. `numbers` are the pages on which chapters and maps begin, by anchor(); without them the contents have none."""
    of = {chapter.name: anchor(number) for number, chapter in enumerate(chapters)}
    styles = list(dict.fromkeys(style for chapter in chapters for style in chapter.page.styles))
    readers = say(f"page.for_the_{audience}")
    foot = f'@page {{ @bottom-left {{ content: "{_css(facts.place_name)} · {_css(readers)}"; }} }}'
    styles += [own_text("printed.css"), foot]
    hashes = " ".join("'sha256-" + base64.b64encode(hashlib.sha256(style.encode("utf-8")).digest()).decode("ascii") + "'" for style in styles)
    entries = [(of[chapter.name], chapter.page) for chapter in chapters] + [(anchor(len(chapters) + number), each.page) for number, each in enumerate(maps)]
    contents = "".join(
        f'<li><a href="#{key}"><span class="asks">{page.question}</span> <span class="finds">{page.title}</span></a> <span class="page">{numbers.get(key, "")}</span></li>' for key, page in entries
    )
    title = esc(say("printed.title", place=facts.place_name))
    body = "".join(_chapter(of[chapter.name], chapter.page, of) for chapter in chapters)
    body += "".join(_map(anchor(len(chapters) + number), each) for number, each in enumerate(maps))
    return f"""<!doctype html>
<html lang="{esc(current().tag)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src {hashes}; base-uri 'none'; form-action 'none'">
<title>{title}</title>
{"".join(f"<style>{style}</style>" for style in styles)}
</head>
<body class="printed">
<section class="cover">
<h1>{title}</h1>
<p class="lead">{esc(say("pack_index.subtitle"))}</p>
<p>{say_html("page.footer", readers=readers, day=day(facts.published_on), publication=facts.publication_id)}</p>
</section>
<nav class="contents" aria-labelledby="contents-title">
<h1 id="contents-title">{esc(say("printed.contents"))}</h1>
<ol>{contents}</ol>
</nav>
{body}
</body>
</html>
"""


def anchor(number: int) -> str:
    """What the chapter of this number is called in the document."""
    return f"part-{number}"


def _chapter(key: str, page: MadePage, of: Mapping[str, str]) -> str:
    inside = _as_printed(page.header + page.main, key, of)
    return f'<article class="chapter" id="{key}">{inside}</article>\n'


def _map(key: str, each: Picture) -> str:
    return f'<article class="chapter map" id="{key}"><p class="eyebrow">{each.page.question}</p><h1>{each.page.title}</h1><img class="slide-of-map" src="{address(each.svg)}" alt="{each.page.question}: {each.page.title}"></article>\n'


def _as_printed(html: str, key: str, of: Mapping[str, str]) -> str:
    """With everything unfolded, ids that no other chapter has, and links that lead somewhere in this document or are words."""
    html = _FOLDED.sub("<details open>", html)
    html = _ID.sub(rf' \1="{key}-\2"', html)
    html = _NAMES.sub(lambda found: f' {found[1]}="{" ".join(f"{key}-{name}" for name in found[2].split())}"', html)
    return _LINK.sub(lambda found: _link(found, key, of), html)


def _link(found: re.Match[str], key: str, of: Mapping[str, str]) -> str:
    before, target, after, words = found.groups()
    name, _, part = target.partition("#")
    if not name and part:
        return f'<a{before} href="#{key}-{part}"{after}>{words}</a>'
    if name in of:
        return f'<a{before} href="#{of[name]}{f"-{part}" if part else ""}"{after}>{words}</a>'
    return words


def _css(text: str) -> str:
    """Text within quotes of a stylesheet."""
    return "".join(character if character.isalnum() or character in " .,-;" else f"\\{ord(character):x} " for character in text)
