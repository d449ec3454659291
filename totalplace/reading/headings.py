"""Headings: their normal form, and which row of a table holds them.

Belongs here: normalise_heading, the search for the heading row among the first rows of a table, and whether a row further down
begins another table. Does not belong here: what a heading means (sources and recognition say that).
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from totalplace.reading.problems import BLANK_CHARACTERS

# How many rows from the top are looked at. Workbooks may have pages of contents and explanations above a table.
SAMPLED_ROWS = 1_000

_MOJIBAKE_MARK = "ï»¿"
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z]{2})")
_THOUSANDS = re.compile(r"£\s*[’'`]?\s*(?:000[’']?s?\b|k\b|thousands?\b)|£(?=\s*thousands?\b)", re.IGNORECASE)
_MILLIONS = re.compile(r"£\s*(?:m\b|million\b)", re.IGNORECASE)
_SQUARE_METRES = re.compile(r"\b(?:sqm|sq m|sqmt?rs?|sq mt?rs?|(?:sq|square) met(?:re|er)s?|m 2|m sq|msq)\b")
_PUNCTUATION = re.compile(r"[^\w]+|_+")
_APOSTROPHES = re.compile(r"(?<=\w)[’'`](?=\w)")


@lru_cache(maxsize=20_000)  # the same headings come again and again
def normalise_heading(text: str) -> str:
    """The normal form of a heading: lower-case words with single spaces; "£" is gbp, "£000" gbp000, "%"
    percent, "m²" m2.
    """
    shown = text.replace("\ufeff", "").replace(_MOJIBAKE_MARK, "").replace("Â£", "£")
    shown = _THOUSANDS.sub(" gbp000 ", shown)
    shown = _MILLIONS.sub(" gbpm ", shown)
    shown = shown.replace("£", " gbp ").replace("%", " percent ")
    shown = unicodedata.normalize("NFKC", shown)
    shown = _APOSTROPHES.sub("", shown)
    shown = _CAMEL.sub(" ", shown)
    words = _PUNCTUATION.sub(" ", shown).lower().strip()
    return " ".join(_SQUARE_METRES.sub("m2", words).split())


@dataclass(frozen=True)
class HeadingRow:
    """Where the headings are among the rows looked at (None: there are none) and what they are, as published.

    `cells` is the row itself, before a group row was joined to it.
    """

    position: int | None
    headings: tuple[str, ...]
    cells: tuple[str, ...] = ()


def is_blank(cell: str | None) -> bool:
    """Whether a cell holds nothing but white space."""
    return cell is None or not cell.strip(BLANK_CHARACTERS)


def is_blank_record(cells: Sequence[str]) -> bool:
    """Whether all cells are blank."""
    return not "".join(cells).strip(BLANK_CHARACTERS)


_NUMBER = re.compile(
    r"^[-+(]?\s*[£$€]?\s*[-+]?\d[\d,]*(?:\.\d+)?(?:e[-+]?\d+)?\s*%?\s*[)-]?$|^[-+]?\.\d+$", re.IGNORECASE
)
_DATE = re.compile(
    r"^\d{1,4}[-/. ](?:\d{1,2}|[A-Za-z]{3,9})[-/. ]\d{2,4}(?:[T ][\d:.]+Z?)?$|^\d{1,2}(?:st|nd|rd|th) [A-Z][a-z]+"
)
# Without the space, "WD16CD" (a code of wards) would be one.
_POSTCODE = re.compile(r"^[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}$")
_ADDRESS_OF_WEB = re.compile(r"^(?:https?://|www\.)|^\S+@\S+\.\S+$", re.IGNORECASE)
_LONGEST_HEADING = 400
_ROWS_OF_CODES = 4  # ids, groups and numbers of columns above their names, and one to spare


def _is_value(cell: str) -> bool:
    """Whether a cell looks like a value and not like a heading."""
    text = cell.strip(BLANK_CHARACTERS)
    return bool(
        _NUMBER.match(text)
        or _DATE.match(text)
        or _POSTCODE.match(text)
        or _ADDRESS_OF_WEB.match(text)
        or len(text) > _LONGEST_HEADING
    )


def _values_in(row: Sequence[str]) -> int:
    """Cells that look like values.

    Whole numbers that count up by one (ages, years) are headings of a series where other headings stand beside them.
    """
    values = [place for place, cell in enumerate(row) if not is_blank(cell) and _is_value(cell)]
    labels = sum(not is_blank(cell) for cell in row) - len(values)
    return len(values) if labels < 2 else sum(not _in_series(row, place) for place in values)


def _in_series(row: Sequence[str], place: int) -> bool:
    text = row[place].strip()
    before = row[place - 1].strip() if place else ""
    after = row[place + 1].strip() if place + 1 < len(row) else ""
    return text.isdecimal() and (
        (before.isdecimal() and int(text) == int(before) + 1) or (after.isdecimal() and int(after) == int(text) + 1)
    )


def find_heading_row(rows: Sequence[Sequence[str]], known_headings: frozenset[str]) -> HeadingRow:
    """The heading row among the first rows of a table (blank cells ""), each row as long as it is in the file.

    Known headings decide where a row has enough of them; else the first row that is about as full as the data,
    looks like
    labels and is not like the rows below it.
    """
    rows = rows[:SAMPLED_ROWS]
    filled = [sum(not is_blank(cell) for cell in row) for row in rows]
    typical = _typical_fill(filled)
    position = _by_known(rows, filled, known_headings)
    if position is None:
        position = _by_looks(rows, filled, typical)
        if position is not None:
            position = _under_codes(rows, filled, position, known_headings)
    if position is None:
        return HeadingRow(None, ())
    if _has_items_below(rows, position):
        position += 1
    item = list(rows[position])
    group = rows[position - 1] if position and _is_group_row(rows[position - 1], rows[position]) else None
    return HeadingRow(position, tuple(_joined(group, item)), tuple(item))


def begins_another_table(
    row: Sequence[str], below: Sequence[Sequence[str]], headings: Sequence[str], known_headings: frozenset[str]
) -> bool:
    """Whether a row far below the headings is a row of headings itself, with other columns, and the rows below it are its data.

    Two thirds of its cells and at least three are known headings, about as many as there were at the top, and some stand
    in other columns than there; the headings once more, as they are, begin no other table.
    """
    cells = {place: normalise_heading(cell) for place, cell in enumerate(row) if not is_blank(cell)}
    if _values_in(row):
        return False
    known = [place for place, heading in cells.items() if heading in known_headings]
    above = [normalise_heading(heading) for heading in headings]
    count = len({cells[place] for place in known})
    if count < 3 or 3 * len(known) < 2 * len(cells) or 2 * count < len(set(above) & known_headings):
        return False
    if all(place < len(above) and cells[place] == above[place] for place in known):
        return False
    with_values = [any(place < len(each) and not is_blank(each[place]) and _is_value(each[place]) for place in cells) for each in below]
    return 2 * sum(with_values) > len(below)


def _typical_fill(filled: Sequence[int]) -> int:
    """How many cells a row of data usually has filled: the upper quartile, since titles and totals are emptier."""
    full = sorted(count for count in filled if count)
    return full[(3 * len(full)) // 4] if full else 0


def _by_known(rows: Sequence[Sequence[str]], filled: Sequence[int], known: frozenset[str]) -> int | None:
    if not known:
        return None
    # Cells come again and again in data: each is put into its normal form once.
    normal = {cell: normalise_heading(cell) for row in rows for cell in set(row) if not _is_value(cell)}
    found = [len({normal[cell] for cell in row if cell in normal} & known) for row in rows]
    best = max(found, default=0)
    if best < 2:
        return None
    for position, count in enumerate(found):
        is_enough = count == best and 3 * count >= filled[position]
        if is_enough and _values_in(rows[position]) <= 0.15 * filled[position]:
            return position
    return None


def _by_looks(rows: Sequence[Sequence[str]], filled: Sequence[int], typical: int) -> int | None:
    full_rows_above = 0
    for position, row in enumerate(rows):
        if filled[position] == 0 or filled[position] < 0.6 * typical:
            continue
        if _values_in(row) <= 0.15 * filled[position]:
            stands_out = _stands_over_values(rows, position)
            if stands_out or (full_rows_above == 0 and not _recurs(rows, position)):
                return _last_label_row(rows, filled, position)
        # Rows of codes may stand above the headings, but after a few full rows of values the table has none.
        full_rows_above += 1
        if full_rows_above > 3:
            return None
    return None


def _under_codes(rows: Sequence[Sequence[str]], filled: Sequence[int], position: int, known: frozenset[str]) -> int:
    """The row itself; or, where it names nothing that is known, a fuller row of labels close below that does: it is one of codes of the columns."""
    if any(normalise_heading(cell) in known for cell in rows[position]):
        return position
    for below in range(position + 1, min(position + 1 + _ROWS_OF_CODES, len(rows))):
        count = len({normalise_heading(cell) for cell in rows[below]} & known)
        if count >= 3 and filled[below] > filled[position] and _values_in(rows[below]) <= 0.15 * filled[below]:
            return below
    return position


def _stands_over_values(rows: Sequence[Sequence[str]], position: int) -> bool:
    """Whether a label of the row stands over a column of values: no row of data does."""
    for place, cell in enumerate(rows[position]):
        if is_blank(cell) or _is_value(cell):
            continue
        below = [row[place] for row in rows[position + 1 :] if place < len(row) and not is_blank(row[place])]
        # One exception in a column ("Nil", "not known") does not make its row a heading.
        if below and sum(map(_is_value, below)) > 0.9 * len(below) and 2 * len(below) > len(rows) - position - 1:
            return True
    return False


def _recurs(rows: Sequence[Sequence[str]], position: int) -> bool:
    """Whether the row is like those below: a label comes again in its column although the row as a whole does not."""
    labels = [
        (place, cell.strip()) for place, cell in enumerate(rows[position]) if not is_blank(cell) and not _is_value(cell)
    ]
    again = 0
    for below in rows[position + 1 :]:
        same = sum(place < len(below) and below[place].strip() == cell for place, cell in labels)
        again += 0 < same < 0.8 * len(labels)
    is_alone = len(labels) == 1 and len(rows) > position + 3 and _same_shape(rows, position, labels[0][0])
    return is_alone or again > 0.1 * max(len(rows) - position - 1, 1)


def _same_shape(rows: Sequence[Sequence[str]], position: int, place: int) -> bool:
    """Whether a single column's first cell is built like nearly all below it, as codes are."""
    shape = _shape(rows[position][place])
    below = [_shape(row[place]) for row in rows[position + 1 :] if place < len(row) and not is_blank(row[place])]
    return any(letter in shape for letter in "9_") and sum(other == shape for other in below) > 0.8 * len(below)


def _shape(cell: str) -> str:
    text = re.sub(r"[A-Z]+", "A", re.sub(r"[a-z]+", "a", re.sub(r"\d+", "9", cell.strip())))
    return re.sub(r"(?:Aa|a)(?: (?:Aa|a|A))*", "a", text)


def _last_label_row(rows: Sequence[Sequence[str]], filled: Sequence[int], position: int) -> int:
    """The item row, where a group row above it is full enough to be taken for the headings.

    Only where the row below is all labels too, fills gaps of this one, and values come under it.
    """
    below = position + 1
    if below + 1 >= len(rows):
        return position
    gaps = [
        place
        for place, cell in enumerate(rows[below])
        if not is_blank(cell) and (place >= len(rows[position]) or is_blank(rows[position][place]))
    ]
    repeated = _has_repeats(rows[position])
    is_label_row = filled[below] and _values_in(rows[below]) == 0 and filled[below] >= 0.6 * filled[position]
    if is_label_row and (gaps or repeated) and _values_in(rows[below + 1]) > 0 and not _recurs(rows, below):
        return below
    return position


def _has_items_below(rows: Sequence[Sequence[str]], position: int) -> bool:
    """Whether the next row names the columns under merged headings: labels alone, and only where the headings leave room.

    Room is a blank heading, or one that is followed by a blank one with a label under it too. A row of data fills columns
    that have headings of their own.
    """
    if position + 2 >= len(rows):
        return False
    heads, items = rows[position], rows[position + 1]
    labelled = [place for place, cell in enumerate(items) if not is_blank(cell)]

    def is_gap(place: int) -> bool:
        return place >= len(heads) or is_blank(heads[place])

    gaps = [place for place in labelled if is_gap(place)]
    starts = [place for place in labelled if not is_gap(place) and place + 1 in gaps]
    is_labels = not _values_in(items) and len({items[place].strip() for place in labelled}) == len(labelled)
    return (
        bool(gaps and starts)
        and len(gaps) + len(starts) == len(labelled)
        and is_labels
        and _values_in(rows[position + 2]) > 0
    )


def _has_repeats(row: Sequence[str]) -> bool:
    counted = Counter(normalise_heading(cell) for cell in row if not is_blank(cell))
    return bool(counted) and max(counted.values()) > 1


def _is_group_row(above: Sequence[str], item: Sequence[str]) -> bool:
    """A row of groups has labels beyond the first column, and stands over repeated or blank items."""
    labels = [place for place, cell in enumerate(above) if not is_blank(cell)]
    is_partial = len(labels) < len(item) or _has_repeats(item)
    return bool(labels) and labels != [0] and is_partial and _values_in(above) == 0


def _joined(group: Sequence[str] | None, item: Sequence[str]) -> list[str]:
    """Items with their group in front where the item alone is blank or not the only one of its name."""
    if group is None:
        return ["" if is_blank(cell) else cell for cell in item]
    counted = Counter(normalise_heading(cell) for cell in item)
    headings, current = [], ""
    for place, cell in enumerate(item):
        if place < len(group) and not is_blank(group[place]):
            current = group[place].strip()
        if is_blank(cell):
            headings.append(group[place].strip() if place < len(group) and not is_blank(group[place]) else "")
        elif current and counted[normalise_heading(cell)] > 1:
            headings.append(f"{current} - {cell.strip()}")
        else:
            headings.append(cell)
    return headings
