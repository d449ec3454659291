"""What reading can find wrong with a file that is nevertheless read, and blank cells defined once.

Belongs here: the codes of reading's issues, their wording, what counts as blank. Does not belong here: finding
them, and
the sentences for files that cannot be read at all (each container words its own).
"""

from totalplace.issues import IssueType

ENCODING_GUESSED = "encoding guessed"
ENCODING_MIXED = "encoding mixed"
CHARACTERS_LOST = "characters lost"
HEADING_REPEATED = "heading repeated"
HEADINGS_MISSING = "headings missing"
QUOTE_NOT_CLOSED = "quote not closed"
LINES_SWALLOWED = "lines swallowed by a quotation mark"
SHEET_HIDDEN = "sheet hidden"
SHEET_CUT_OFF = "sheet may be cut off"
TEXT_CUT_OFF = "text may be cut off"
COORDINATES_ASSUMED = "coordinate system assumed"

# White space of Unicode, written out because Python and Polars disagree about which control characters belong to it.
BLANK_CHARACTERS = (
    "\t\n\x0b\x0c\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)

READING_ISSUES: tuple[IssueType, ...] = (
    IssueType(
        ENCODING_GUESSED,
        "note",
        "nobody",
        "The file is not in UTF-8; it was read as {value}. If pound signs or accents look wrong, save it as "
        "'CSV UTF-8' and send it again.",
    ),
    IssueType(
        ENCODING_MIXED,
        "warning",
        "sender",
        "Most of the file is in UTF-8, but {value} characters are in an older Windows encoding; they were read "
        "as such. "
        "Save the whole file as 'CSV UTF-8'.",
    ),
    IssueType(
        CHARACTERS_LOST,
        "warning",
        "sender",
        "Some characters were already lost before the file was sent and show as a question mark in a diamond. "
        "Export the "
        "file again from the system that holds the original.",
    ),
    IssueType(
        HEADING_REPEATED,
        "note",
        "nobody",
        "The row of headings is repeated here, as at the top of a printed page. It is not counted as data.",
    ),
    IssueType(
        HEADINGS_MISSING,
        "warning",
        "pilot team",
        "No row of headings was found. Say which column is which in a mapping file, or ask the sender for headings.",
    ),
    IssueType(
        QUOTE_NOT_CLOSED,
        "warning",
        "sender",
        "A quotation mark is opened here and never closed, so the rest of the file became one cell. Close or "
        "remove the "
        "mark and send the file again.",
    ),
    IssueType(
        LINES_SWALLOWED,
        "error",
        "sender",
        "A quotation mark opened in {value} are one field. Remove it and send the file again.",
    ),
    IssueType(
        SHEET_HIDDEN,
        "note",
        "sender",
        "The sheet '{value}' is hidden in the workbook; it was read all the same. Say if it was not meant to be sent.",
    ),
    IssueType(
        SHEET_CUT_OFF,
        "warning",
        "sender",
        "The sheet ends at row {value}, the most that this kind of workbook can hold, so later rows may be missing. "
        "Export the data as CSV instead.",
    ),
    IssueType(
        TEXT_CUT_OFF,
        "warning",
        "sender",
        "Several cells of the column '{value}' are exactly 255 characters long, so longer text was probably "
        "cut. Export "
        "the data again without that limit.",
    ),
    IssueType(
        COORDINATES_ASSUMED,
        "warning",
        "sender",
        "The file names no coordinate system and its coordinates are not degrees; British National Grid ({value}) was "
        "assumed. State the coordinate system in the file.",
    ),
)
