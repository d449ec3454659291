"""Reading received files: bytes in, tables of text out.

Belongs here: containers, encodings, delimiters, records, sheets, features, headings. Does not belong here:
what the text
means (recognition, sources, values).
"""

from totalplace.reading.files import read_tables
from totalplace.reading.headings import normalise_heading
from totalplace.reading.problems import READING_ISSUES
from totalplace.reading.table import FIELDS, ROW, Problem, TextTable, Unreadable, column_name

__all__ = [
    "FIELDS",
    "READING_ISSUES",
    "ROW",
    "Problem",
    "TextTable",
    "Unreadable",
    "column_name",
    "normalise_heading",
    "read_tables",
]
