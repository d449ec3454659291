"""Which character parts the fields of a text file.

Belongs here: trying each delimiter on a sample. Does not belong here: encodings, headings.
"""

import io
from collections import Counter
from itertools import islice

from totalplace.reading.exact import records_of
from totalplace.reading.problems import BLANK_CHARACTERS

DELIMITERS = (",", "\t", ";", "|", "$", "¬", "^")
_SAMPLE_RECORDS = 400


def find_delimiter(sample: str, line_end: str) -> str:
    """The delimiter under which most records of the sample have the same number of fields, more than one.

    `sample` is the start of the text, up to any place. A text with one column only has ",".
    """
    best, best_score = ",", 0.0
    for delimiter in DELIMITERS:
        if delimiter in sample:
            score = _consistency(sample, delimiter, line_end)
            if score > best_score + 0.02:
                best, best_score = delimiter, score
    return best


def _consistency(sample: str, delimiter: str, line_end: str) -> float:
    """Share of records with the usual number of fields, a little more for wide tables, 0 where the usual is
    one field.
    """
    lines = io.StringIO(sample, newline=line_end)
    counted: Counter[int] = Counter()
    records = list(islice(records_of(lines, delimiter, line_end), _SAMPLE_RECORDS))
    # The sample may break off inside the last record.
    for record in records[:-1] if len(records) > 2 else records:
        if any(cell.strip(BLANK_CHARACTERS) for cell in record.cells):
            counted[len(record.cells)] += 1
    several = {width: count for width, count in counted.items() if width > 1}
    if not several:
        return 0.0
    width, count = max(several.items(), key=lambda item: (item[1], item[0]))
    return count / sum(counted.values()) + min(width, 50) / 1000
