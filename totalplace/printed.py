"""Making a PDF of a document: by the Chromium or Chrome of the machine, else by WeasyPrint, else not, with a sentence that says why.

Belongs here: finding what can make one, and having it made. Does not belong here: what stands in it (mapping/printed_pack.py), where it goes
(board_pack.py).

A browser is older than the numbers of pages that we ask for if it is older than 131: then the library does it. Nothing is fetched: the
document has a content-security policy, and the browser is told that there are no other machines.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from totalplace.settings import NO_PDF, Settings
from totalplace.whole_files import put_whole

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge", "microsoft-edge")
_ELSEWHERE = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", "/Applications/Chromium.app/Contents/MacOS/Chromium", "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe", r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe", r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)  # fmt: skip
_OLDEST = 131  # writes what stands in the margins of a page
_SECONDS = 180
_FLAGS = (
    "--headless", "--disable-gpu", "--no-first-run", "--no-default-browser-check", "--disable-extensions", "--disable-sync", "--disable-background-networking",
    "--disable-component-update", "--host-resolver-rules=MAP * ~NOTFOUND", "--no-pdf-header-footer", "--generate-pdf-document-outline",
)  # fmt: skip

Made = Callable[[Mapping[str, int]], str]  # the document, given the pages on which its parts begin


class Printer(Protocol):
    """What makes a PDF."""

    @property
    def name(self) -> str:
        """What it is called."""

    def write(self, made: Made, target: Path) -> None:
        """Write the document there. Raises OSError, ValueError or subprocess.SubprocessError where it cannot be made."""


@dataclass(frozen=True)
class Browser:
    """The machine's own Chromium, Chrome or Edge, without a window. It does not tell on which page a part begins: the document is made twice."""

    program: str

    @property
    def name(self) -> str:
        return Path(self.program).stem

    def write(self, made: Made, target: Path) -> None:
        self._print(made({}), target)
        numbers = _begin_on(target)
        if numbers:
            self._print(made(numbers), target)

    def _print(self, html: str, target: Path) -> None:
        with tempfile.TemporaryDirectory(prefix="totalplace-pdf-", ignore_cleanup_errors=True) as folder:
            document = Path(folder) / "document.html"
            document.write_text(html, "utf-8")
            # the system's user of everything may not have the browser's own cage, and the document is ours and runs nothing
            cage = ["--no-sandbox"] if sys.platform.startswith("linux") and os.geteuid() == 0 else []
            command = [self.program, *_FLAGS, *cage, f"--user-data-dir={folder}/profile", f"--print-to-pdf={target}", document.as_uri()]
            subprocess.run(command, check=True, timeout=_SECONDS, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
        if not target.is_file():
            raise OSError(f"{self.name} wrote nothing")


def _begin_on(pdf: Path) -> dict[str, int]:
    """The page of every named place of the document, from 1."""
    import pypdf  # for whoever prints
    import pypdf.errors

    try:
        reader = pypdf.PdfReader(pdf)
        places = {name.lstrip("/"): reader.get_destination_page_number(place) for name, place in reader.named_destinations.items()}
    except pypdf.errors.PyPdfError as error:
        raise ValueError(f"{pdf.name} cannot be read again") from error
    return {name: number + 1 for name, number in places.items() if number is not None and number >= 0}


@dataclass(frozen=True)
class Library:
    """WeasyPrint: no browser, but libraries of the system for text (Pango). It writes the numbers into the contents by itself, as printed.css asks."""

    @property
    def name(self) -> str:
        return "WeasyPrint"

    def write(self, made: Made, target: Path) -> None:
        import weasyprint

        weasyprint.HTML(string=made({}), url_fetcher=_only_data()).write_pdf(target)


def _only_data() -> Any:
    """What fetches nothing but what stands in the document itself."""
    import weasyprint.urls

    return weasyprint.urls.URLFetcher(allowed_protocols={"data"})


def printer(settings: Settings) -> Printer | None:
    """What makes PDFs here; None where nothing can, or where the settings say that none is wanted."""
    if settings.pdf_by == NO_PDF:
        return None
    programs = [settings.pdf_by] if settings.pdf_by else [found for name in _NAMES if (found := shutil.which(name))] + [path for path in _ELSEWHERE if Path(path).is_file()]
    found = next((program for program in programs if _version(program) >= _OLDEST), None)
    if found is not None:
        return Browser(found)
    try:
        import weasyprint  # noqa: F401
    except (ImportError, OSError):
        return None
    return Library()


def _version(program: str) -> int:
    """The number before the first point of the browser's version; nought where it says none."""
    try:
        said = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=30, check=False, stdin=subprocess.DEVNULL).stdout
    except (OSError, subprocess.SubprocessError):
        return 0
    found = re.search(r"(\d+)\.\d+", said)
    return int(found[1]) if found else 0


def why_not(settings: Settings) -> str:
    """Why no PDF can be made here; nothing where one can, or where nobody wants one."""
    if settings.pdf_by == NO_PDF or printer(settings) is not None:
        return ""
    return "of the board pack can be made: neither a Chromium, Chrome or Edge of version 131 or later nor Pango, which WeasyPrint needs, is on this machine. Each page can be printed from a browser."


def by(settings: Settings) -> str:
    """What makes PDFs here, by name; nothing where nothing does, or none is wanted."""
    found = printer(settings)
    return "" if found is None else found.name


def failed(settings: Settings) -> str:
    """That what makes PDFs here did not make one, for who looks for it; nothing where nothing makes any."""
    name = by(settings)
    return f"of the board pack: {name} failed to make it. The next run tries again; another program is named, or none ({NO_PDF}), by TOTALPLACE_PDF. Each page can be printed from a browser." if name else ""


def write(settings: Settings, made: Made, target: Path) -> bool:
    """Write the PDF in one step, where something here can make one. Says whether there is one: that of an earlier day does not stay."""
    by = printer(settings)
    if by is not None:
        beside = target.with_suffix(".pdf.writing")
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            by.write(made, beside)
            put_whole(beside, target)
            return True
        except (OSError, ValueError, subprocess.SubprocessError):
            # every page stands by itself: the publication does not fail for want of the document
            pass
        finally:
            beside.unlink(missing_ok=True)
    target.unlink(missing_ok=True)
    return False
