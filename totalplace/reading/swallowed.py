"""Lines of a text file that a stray quotation mark made part of one cell.

Belongs here: telling records that were swallowed from a cell that is written on several lines. Does not belong here:
reading records (scan, exact), or what becomes of a row that swallowed others (staging).
"""

from collections.abc import Sequence

from totalplace.reading.exact import Record

# A record on no more lines than this is not looked at: a cell of a few lines hides few records, and most such cells are addresses.
FEW_LINES = 4
# In a narrow table a line of an address or a list has as many delimiters as a record has.
_NARROW = 4
# What share of a cell's whole lines must look like records: where the row is out of step, and where it fits the headings.
_MOST, _NEARLY_ALL = 0.5, 0.9


def swallowed(record: Record, delimiter: str, line_end: str, width: int) -> tuple[int, int] | None:
    """The first and the last line of the cell that swallowed records of a table of `width` columns; None if none did."""
    before = record.line
    for cell in record.cells:
        lines = cell.split(line_end)
        whole = [line for line in lines[1:-1] if line.strip()]
        if len(lines) > FEW_LINES and whole and _are_records(whole, delimiter, width, fits=len(record.cells) == width and not record.is_open):
            return before, before + len(lines) - 1 - (record.is_open and not lines[-1])
        before += len(lines) - 1
    return None


def _are_records(whole: Sequence[str], delimiter: str, width: int, *, fits: bool) -> bool:
    """Whether lines of a cell have as many delimiters as a record.

    A stray mark mostly closes in the midst of another record, which leaves the row out of step. One that fits the headings may be a note
    of several lines, whose commas have spaces behind them, so it must be plainer there; and in a narrow table it says too little.
    """
    alike = sum(line.count(delimiter) == width - 1 and not (fits and delimiter + " " in line) for line in whole)
    if width < _NARROW:
        return width > 1 and not fits and alike == len(whole)
    return alike > (_NEARLY_ALL if fits else _MOST) * len(whole)
