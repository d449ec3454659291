"""What a page of the board pack says of itself at its end.

Belongs here: the section itself and the lists that every page has in it. Does not belong here: what a page says there (its own module and the
catalogue), or what maps say of themselves (sections.py).
"""

from collections.abc import Sequence

from totalplace.language import Html, say
from totalplace.mapping.escape import esc
from totalplace.mapping.page import PageFacts
from totalplace.mapping.sections import bullets


def about_page(told: Sequence[tuple[str, Html]], lists: str) -> str:
    """The section: headings with a paragraph each, and under them lists (HTML)."""
    paragraphs = "\n".join(f"<h3>{esc(heading)}</h3><p>{words}</p>" for heading, words in told)
    return f"""<section class="about" aria-labelledby="about-title">
<h2 id="about-title">{esc(say("pack.about"))}</h2>
{paragraphs}
{lists}
</section>
"""


def accepted(facts: PageFacts) -> str:
    """Checks that failed and over which somebody published; nothing where there are none."""
    return bullets(say("pack.accepted"), facts.overridden_checks)


def credits(facts: PageFacts, *, has_figures: bool) -> str:
    """Licences and attributions, that of the drawing library where it drew something."""
    return bullets(say("pack.credits"), [*facts.attributions, *([say("pack.drawn_with")] if has_figures else [])])
