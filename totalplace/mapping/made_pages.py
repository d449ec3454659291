"""A page that was made, taken apart again: its title and question for a list of pages, its parts for one printed document.

Belongs here: reading pages of our own shell (page.py). Does not belong here: making any. What is taken out is HTML, safe as it was in its page.
"""

import re
from dataclasses import dataclass

_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
_EYEBROW = re.compile(r'<p class="eyebrow"><span>(.*?)</span> <span>(.*?)</span></p>', re.DOTALL)
_TITLE = re.compile(r"<h1>(.*?)</h1>", re.DOTALL)
_SUBTITLE = re.compile(r'<p class="subtitle">(.*?)</p>', re.DOTALL)
_HEADER = re.compile(r'<header class="top">\n(.*?)</header>', re.DOTALL)
_MAIN = re.compile(r"<main>\n(.*?)</main>", re.DOTALL)


@dataclass(frozen=True)
class MadePage:
    """The parts of a page, each as HTML."""

    question: str
    title: str
    said: tuple[str, ...]  # under the title: what is measured, then its first findings
    styles: tuple[str, ...]
    header: str
    main: str


def read(html: str) -> MadePage:
    """The page taken apart. Raises ValueError for what is none of ours."""
    # what comes before the body are libraries and styles, in which nothing of the page stands
    head, opened, body = html.partition("\n<body>\n")
    eyebrow, title, header, main = _EYEBROW.search(body), _TITLE.search(body), _HEADER.search(body), _MAIN.search(body)
    if not opened or eyebrow is None or title is None or header is None or main is None:
        raise ValueError("this is no page of ours: it lacks the frame of one")
    return MadePage(eyebrow[2], title[1], tuple(_SUBTITLE.findall(header[1])), tuple(_STYLE.findall(head)), header[1], main[1])
