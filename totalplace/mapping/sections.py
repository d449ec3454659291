"""Pieces of pages of figures and maps: a section with its heading, a folded table, a row, the end of a map, pounds and years in words.

Belongs here: what several sections of such a page are made of. Does not belong here: what any of them says.
"""

from collections.abc import Collection, Sequence
from decimal import Decimal

from totalplace.language import say, say_html
from totalplace.mapping import wording
from totalplace.mapping.escape import esc
from totalplace.mapping.page import PageFacts

_ROWS_ON_PAPER = 40  # a page of A4
IN_MILLIONS = 10**5  # pounds from which on an amount is told in millions


def section(key: str, heading: str, words: str, inside: str) -> str:
    """A section that can be jumped to, its words (not yet safe) above what is inside it (HTML)."""
    return f'<section class="wide" id="{key}" tabindex="-1" aria-labelledby="{key}-title"><h2 id="{key}-title">{esc(heading)}</h2><p class="hint">{esc(words)}</p>{inside}</section>'


def folded(what: str, inside: str, *, is_open: bool = False, key: str = "") -> str:
    """HTML that is opened by a click; what is short stands open on paper, where nothing can be clicked. With a key it can be jumped to."""
    target = f' id="{key}" tabindex="-1"' if key else ""
    on_paper = ' class="on-paper"' if inside.count("<tr") <= _ROWS_ON_PAPER else ""
    return f"<details{target}{on_paper}{' open' if is_open else ''}><summary>{esc(what)}</summary>{inside}</details>"


def bullets(heading: str, items: Sequence[str]) -> str:
    """A list of texts (not yet safe) under a heading; nothing where there are none."""
    if not items:
        return ""
    return f"<h3>{esc(heading)}</h3><ul>" + "".join(f"<li>{esc(item)}</li>" for item in items) + "</ul>"


def about_map(facts: PageFacts, method: str, cannot_tell: str, *, more: str = "", sources: str = "") -> str:
    """What a map says of itself at its end. `more`, after the method, and `sources`, before the licences, are HTML, each ending its line."""
    credits = "".join(f"<li>{esc(item)}</li>" for item in facts.attributions)
    return f"""<section class="about" aria-labelledby="about-title">
<h2 id="about-title">{say_html("sections.about_map")}</h2>
<h3>{say_html("sections.method")}</h3><p>{esc(method)}</p>
{more}<h3>{say_html("sections.cannot_tell")}</h3><p>{esc(cannot_tell)}</p>
{bullets(say("sections.accepted"), facts.overridden_checks)}
{sources}<h3>{say_html("sections.licences")}</h3><ul>{credits}</ul>
</section>
"""


def row(first: object, *cells: str, words: Collection[int] = ()) -> str:
    """A row of a table with its heading; the cells are HTML. `words` are the positions of those that are words, counted with the heading."""
    columns = "".join(f"<td{' class=words' if position in words else ''}>{cell}</td>" for position, cell in enumerate(cells, 1))
    return f'<tr><th scope="row"><bdi>{esc(first)}</bdi></th>{columns}</tr>'


def pounds(value: Decimal) -> str:
    """Exact: 1,234 or 1,234.50."""
    return wording.count(int(value)) if value == int(value) else wording.decimal(f"{value:,.2f}".replace("-", wording.MINUS))


def year(fy: int) -> str:
    """2024-25."""
    return f"{fy}-{(fy + 1) % 100:02d}"


def big(value: Decimal) -> str:
    """£2.6 billion, £118 million, £1.2 million, £9,375: as short as it can be told."""
    size = abs(value)
    if size >= 10**9:
        said = say("wording.billion_pounds", number=wording.decimal(f"{size / 10**9:,.1f}"))
    elif size >= IN_MILLIONS:
        said = say("wording.million_pounds", number=wording.decimal(f"{size / 10**6:,.{0 if size >= 10**7 else 1}f}"))
    else:
        said = say("wording.pounds", number=wording.decimal(f"{size:,.0f}"))
    return (wording.MINUS if value < 0 and round(value) else "") + said
