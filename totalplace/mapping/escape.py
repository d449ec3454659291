"""The one way by which text from data reaches a page.

Belongs here: making a value safe to stand in HTML. Does not belong here: anything that decides
what is said. Everything else in this package calls these functions and writes no value of its own accord.

Why more than html.escape: folium writes some texts inside JavaScript template literals, where a backtick, `${` or a
backslash breaks out although HTML is escaped; and characters that turn the direction of writing can make a line of a
page read as something that nobody wrote.
"""

import html
import re
from functools import lru_cache

# control characters apart from tab and line feed, marks that change the direction of writing, byte-order mark, what XML does not allow
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff]"
)
_BREAKS = re.compile("[ \t\n]+")  # a no-break space stays one
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


# most of what a map says it says of several buildings, and several maps say it; True and 1 are not the same text
@lru_cache(maxsize=200_000, typed=True)
def plain(value: object) -> str:
    """The value as text in one line, without characters that a reader cannot see."""
    text = _LONE_SURROGATE.sub("\ufffd", str(value))
    return _BREAKS.sub(" ", _INVISIBLE.sub("", text)).strip(" ")


def esc(value: object) -> str:
    """The value as text that is only text, in an element, in a quoted attribute and in a template literal."""
    return html.escape(plain(value), quote=True).replace("`", "&#96;").replace("$", "&#36;").replace("\\", "&#92;")
