"""The board pack as one document to print: what stands in it, and what makes a PDF of it where anything can."""

import re
import sys
from datetime import date
from pathlib import Path

import pypdf
import pytest

from tests.conftest import CHROMIUM
from totalplace import printed
from totalplace.mapping.made_pages import MadePage, read
from totalplace.mapping.page import MapParts, PageFacts, page
from totalplace.mapping.printed_pack import Chapter, Picture, anchor, printed_pack
from totalplace.settings import NO_PDF, Settings

FACTS = PageFacts("Exampleshire <b>", date(2026, 3, 1), "2026-03-01-abc")
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="160" height="90"><rect width="160" height="90" fill="#12436D"/></svg>'


def made(title: str, body: str) -> MadePage:
    """A page of our shell, taken apart again."""
    return read(
        page(
            MapParts(), title=title, subtitle="Of what", question="What we ask", audience="partners", facts=FACTS, lead="", body=body, about="", styles=["p { color: red }"], scripts=[],
            data={}, skip_links=[],
        )
    )  # fmt: skip


def document(numbers: dict[str, int] | None = None) -> str:
    first = made("Five & six", '<h2 id="a">One</h2><details><summary>More</summary><p aria-labelledby="a b">folded</p></details><a class="x" href="second.html#a">on</a> <a href="#a">up</a>')
    second = made("Two", '<h2 id="a">Other</h2><a href="../maps/away.html">a map</a>')
    return printed_pack([Chapter("first.html", first), Chapter("second.html", second)], [Picture("m", made("A map", ""), SVG)], numbers or {}, facts=FACTS, audience="partners")


def settings(pdf_by: str) -> Settings:
    return Settings(Path(), Path(), None, "1GB", 1, 1, Path(), pdf_by)


def program(folder: Path, said: str, does: str = "exit 1") -> str:
    """Something that calls itself a browser."""
    path = folder / "browser"
    path.write_text(f'#!/bin/sh\nif [ "$1" = --version ]; then echo "{said}"; exit 0; fi\n{does}\n', "utf-8")
    path.chmod(0o755)
    return str(path)


def test_a_page_is_taken_apart_as_it_was_written() -> None:
    found = made("Five & six", "<p>words</p>")
    assert (found.title, found.question, found.said) == ("Five &amp; six", "What we ask", ("Of what",))
    assert "<p>words</p>" in found.main and found.styles == ("p { color: red }",)
    with pytest.raises(ValueError, match="no page of ours"):
        read("<html><body>\n<h1>Something else</h1></body></html>")


def test_everything_is_unfolded_and_leads_somewhere_in_the_document() -> None:
    html = document()
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids)), "two parts have the same id"
    assert set(re.findall(r'href="#([^"]+)"', html)) <= set(ids), "a link leads nowhere"
    assert "<details>" not in html and html.count("<details open>") == 1
    assert 'aria-labelledby="part-0-a part-0-b"' in html
    assert '<a class="x" href="#part-1-a">on</a>' in html and "a map" in html and "away.html" not in html


def test_the_document_says_for_whom_it_is_and_runs_and_fetches_nothing() -> None:
    html = document()
    assert "Exampleshire &lt;b&gt;" in html and "Exampleshire <b>" not in html
    assert "default-src &#x27;none&#x27;" in html or "default-src 'none'" in html
    assert "<script" not in html and not re.search(r'(src|href)="(?!data:|#)', html)
    # in the foot of every page, written so that no name can end the stylesheet or its text
    assert re.search(r'@bottom-left \{ content: "Exampleshire \\3c b\\3e +· the partner bodies; not for publication"', html.replace("\\b7 ", "·")), "the foot does not say it"


def test_the_contents_name_the_pages_that_are_known() -> None:
    assert '<span class="page">7</span>' in document({anchor(1): 7}) and '<span class="page">7</span>' not in document()


def test_where_no_pdf_is_wanted_none_stays_and_nothing_is_said(tmp_path: Path) -> None:
    target = tmp_path / "pack.pdf"
    target.write_bytes(b"of an earlier day")
    assert not printed.write(settings(NO_PDF), lambda _: document(), target)
    assert not target.exists(), "a document of another publication stayed"
    assert printed.why_not(settings(NO_PDF)) == ""


def test_a_browser_that_fails_leaves_no_pdf(tmp_path: Path) -> None:
    assert not printed.write(settings(program(tmp_path, "Chromium 150.0.1")), lambda _: document(), tmp_path / "pack.pdf")
    assert [path.name for path in tmp_path.iterdir()] == ["browser"]


def test_a_browser_too_old_for_numbers_of_pages_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)  # as where the system lacks Pango
    assert isinstance(printed.printer(settings(program(tmp_path, "Chromium 131.0.1"))), printed.Browser)
    too_old = settings(program(tmp_path, "Chromium 130.0.1"))
    assert printed.printer(too_old) is None
    assert "version 131 or later" in printed.why_not(too_old)


@pytest.mark.browser
def test_the_browser_numbers_the_pages_and_the_contents(tmp_path: Path) -> None:
    assert CHROMIUM is not None
    target = tmp_path / "pack.pdf"
    assert printed.write(settings(CHROMIUM), document, target)
    pages = [sheet.extract_text() for sheet in pypdf.PdfReader(target).pages]
    # cover, contents, two pages of the pack, one map
    assert len(pages) == 5 and "Two" in pages[3] and "A map" in pages[4]
    assert all(f"{number} / 5" in text for number, text in enumerate(pages[1:], 2)), "a page has no number"
    assert all("not for publication" in text for text in pages), "a page does not say for whom it is"
    assert re.search(r"Five & six\s+3", pages[1]) and re.search(r"Two\s+4", pages[1]) and re.search(r"A map\s+5", pages[1]), "the contents do not say where"
    assert "folded" in pages[2], "what is folded on the page is lost on paper"
