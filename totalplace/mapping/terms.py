"""Values of listed columns ("section 75", "in force") in the language of the page.

Belongs here: finding such a value in the catalogue. Does not belong here: any sentence, or names and words of the place's own files, which
stand on a page as they were written.
"""

import re

from totalplace.language import current, say
from totalplace.mapping.escape import plain

_OTHER = re.compile(r"[^a-z0-9]+")


def term(value: str) -> str:
    """The value as the catalogue says it in its table `term`; one that is not listed there as it is."""
    key = term_key(value)
    return say(f"term.{key}") if f"term.{key}" in current().texts else plain(value)


def cased(value: str) -> str:
    """The same with a capital, at the head of a line."""
    said = term(value)
    return said[:1].upper() + said[1:]


def term_key(value: str) -> str:
    """By which name the catalogue has it: `in_force`."""
    return _OTHER.sub("_", value.lower()).strip("_")
