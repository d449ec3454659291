"""The catalogue of faults that are planted, and how a fault is put on a row.

Belongs here: each fault's code, what it is, which issue is due for it, and the planter. Does not belong here:
which file gets which fault (registers, payments).
A row never carries two planted faults, so that each expected issue can be looked up by its line.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from totalplace.example.truth import Row


@dataclass(frozen=True)
class Fault:
    """What the fault is, where it occurs, and in plain words which issue is due ("" if none: it must do no harm)."""

    about: str
    applies_to: str  # property, payment, reference, file
    expected_issue: str


FAULTS: dict[str, Fault] = {
    # registers
    "uprn leading zeros": Fault("UPRN padded with zeros to twelve digits", "property", "UPRN with leading zeros"),
    "uprn as float": Fault("UPRN with a decimal point and a nought", "property", "UPRN written as a decimal number"),
    "uprn in scientific form": Fault(
        "UPRN rounded by a spreadsheet, as 1.00023E+11", "property", "UPRN lost its digits"
    ),
    "uprn repeated": Fault(
        "the UPRN of another asset of the same register", "property", "UPRN repeated in the register"
    ),
    "uprn in words": Fault("'Not Known' in place of a UPRN", "property", "UPRN unreadable"),
    "postcode outward only": Fault("postcode cut to its first half", "property", "only the first half of the postcode"),
    "postcode letter for nought": Fault(
        "letter O in the place of the figure", "property", "letter O for nought in the postcode"
    ),
    "postcode line break": Fault("postcode followed by a line break in the cell", "property", "line break in a cell"),
    "postcode cut short": Fault("postcode with part of its second half", "property", "postcode incomplete"),
    "postcode terminated": Fault("postcode that is no longer in use", "property", "postcode no longer in use"),
    "not owned": Fault(
        "a line that says that the body does not own the land", "property", "the line says it is not owned"
    ),
    "area as text": Fault("area in words with hectares and acres", "property", "area written in words"),
    "not applicable in a number": Fault("'Not Applicable' in a column of numbers", "property", "number unreadable"),
    "many assets on one point": Fault(
        "twenty assets at the coordinates of one office", "property", "many assets on one point"
    ),
    "outside the place": Fault(
        "an asset that truly stands outside the county", "property", "location outside the place"
    ),
    "longitude and latitude exchanged": Fault(
        "longitude in the place of latitude", "property", "longitude and latitude exchanged"
    ),
    "easting and northing exchanged": Fault(
        "northing in the place of easting", "property", "easting and northing exchanged"
    ),
    "grid letters": Fault("a grid reference with letters in place of eastings and northings", "property", ""),
    "coordinates missing": Fault("no coordinates and no coordinate system", "property", "no coordinates"),
    "coordinates nought": Fault("0 for easting and northing", "property", "coordinates are nought"),
    "name not given": Fault("N/A as a name", "property", "name not given"),
    "vocabulary in another case": Fault("the same term in other capitals", "property", ""),
    "non-breaking space": Fault("a non-breaking space at the end of a term", "property", ""),
    "carriage return in a cell": Fault(
        "a bare carriage return inside a quoted cell", "property", "line break in a cell"
    ),
    "line break in a cell": Fault("a line break inside a quoted cell", "property", "line break in a cell"),
    "trailing hash": Fault("a # after the street's name", "property", ""),
    "asset code of parent and child": Fault("two codes in one, with a stroke", "property", ""),
    "asset code reissued": Fault("another code than in the newer edition", "property", ""),
    "record repeated": Fault("the whole record twice in the register", "property", "the same record twice"),
    # lists of places of service, and returns about buildings
    "coordinates some metres off": Fault("coordinates 5 to 40 m beside the building", "property", ""),
    "closed school": Fault("a school that closed, beside the one that came after it", "school", ""),
    "roll without capacity": Fault("pupils, and no number of places", "school", "roll without capacity"),
    "two owners of one freehold": Fault(
        "two registers say that their body owns the building", "property", "two owners of one freehold"
    ),
    "area in acres": Fault("land in acres", "property", ""),
    "area in square feet": Fault("floor area in square feet", "property", ""),
    "percentage over 100": Fault("more than the whole is under-used", "nhs estate", "percentage over 100"),
    "more in use than there is": Fault(
        "a room in use for more hours than it is available", "measured use", "more hours in use than there are"
    ),
    "parts and total differ": Fault(
        "parts of a running cost that are not its total", "estate cost", "parts do not add up to the total"
    ),
    "grade of an unknown scale": Fault("a condition of 7, from 1 to 10", "condition survey", "grade of an unknown scale"),
    "item that is not weighed": Fault("words for what stands in the way of giving a building up", "building constraint", "item not known"),
    "lease ends before it starts": Fault("first and last day exchanged", "lease", "lease ends before it starts"),
    "area in words": Fault("words for a corrected area", "building confirmation", "area unreadable"),
    "correction of a building not held": Fault(
        "a body corrects a building of another", "building confirmation", "building of another body"
    ),
    # payments
    "credit": Fault("a negative amount", "payment", ""),
    "credit in brackets": Fault("a negative amount in brackets", "payment", ""),
    "credit without its minus": Fault("a credit that somebody's cleaning made positive", "payment", ""),
    "thousands comma": Fault("commas between thousands", "payment", ""),
    "pound sign": Fault("a pound sign in the amount", "payment", ""),
    "amount nil": Fault("'Nil' for an amount of nothing", "payment", "amount in words, taken as nothing"),
    "amount dash": Fault("'-' in the place of an amount: nothing is said", "payment", "amount missing"),
    "amount trailing space": Fault("spaces after the amount", "payment", ""),
    "amount trailing dot": Fault("a full stop after the amount", "payment", "full stop after the amount"),
    "amount missing": Fault("no amount", "payment", "amount missing"),
    "amount unreadable": Fault("words for an amount", "payment", "amount unreadable"),
    "american date": Fault("month before day", "payment", ""),
    "date of noughts": Fault("00:00:00 in the place of a date", "payment", "date unreadable"),
    "date of 1 January": Fault(
        "1 January for dates that somebody could not read", "payment", "many lines dated 1 January"
    ),
    "date as serial": Fault("a spreadsheet's day number without its date format", "payment", ""),
    "redacted payee": Fault("the publisher withheld the payee", "payment", ""),
    "private person named": Fault("a private person printed as payee", "payment", "payee looks like a private person"),
    "supplier called total": Fault("a firm whose name begins with Total: a payment, not a total", "payment", ""),
    "identical lines": Fault("split lines of one payment, alike in every field: never to be dropped", "payment", ""),
    "regular equal fee": Fault("the same fee every month: no repeat", "payment", ""),
    "split below threshold": Fault("a line under £500 of a larger payment", "payment", ""),
    "supplier spelt otherwise": Fault("another spelling of a supplier of several bodies", "payment", ""),
    "public body paid": Fault("a payment to another body of the place", "payment", ""),
    "more fields than headings": Fault("an unquoted comma in a name", "payment", "more fields than headings"),
    "fewer fields than headings": Fault(
        "the last, empty fields are not there at all", "payment", "fewer fields than headings"
    ),
    "private person given a grant": Fault("a private person printed as recipient of a grant", "grant", ""),
    "grant not in pounds": Fault("a grant in euros", "grant", "grant not in pounds"),
    "grant in words": Fault("words for the amount of a grant", "grant", "amount unreadable"),
    "administration not defined": Fault("administration of an offer, and not what counts as that", "provision", "administration not defined"),
    "age band downwards": Fault("the oldest age before the youngest", "provision", "age band runs downwards"),
    "area served misspelt": Fault("an area served that nobody knows", "provision", "area served not known"),
    "offer twice in a list": Fault("the same line twice in a list of provision", "provision", ""),
    "private person provides": Fault("a private person printed as provider", "provision", ""),
    "number withheld": Fault("an asterisk for a number too small to show", "need", "number withheld by the publisher"),
    "need without an age band": Fault("people in need of no ages", "need", "need without an age band"),
    "area of need misspelt": Fault("an area of need that nobody knows", "need", "area of need not known"),
    "contact data in a list": Fault("columns with telephone numbers and addresses of people to ask", "sector", "contact data left out"),
    "charity number cut short": Fault("a charity number of two figures", "sector", "charity number not one"),
    "group named like a person": Fault("a private person printed as the name of a group", "sector", "group named like a private person"),
    "blank heading": Fault("a column without heading", "file", ""),
    "surplus blank field": Fault("every record has one field more than the headings, blank", "file", ""),
    "misspelt heading": Fault("a heading with a slip of the pen or cut short", "file", ""),
    # both
    "replacement character": Fault(
        "U+FFFD burnt in where a character was lost", "any", "characters were lost before we got it"
    ),
    "total line": Fault("a labelled total", "any", "total line"),
    "unlabelled total line": Fault("a last line with nothing but the sum", "any", "total line"),
    "repeated headings": Fault("the headings again among the records", "any", "headings repeated"),
    "blank row": Fault("a row with nothing in it", "any", ""),
    "blank column": Fault("a column with nothing in it, heading included", "any", ""),
    # parts and files
    "preamble": Fault("lines above the headings", "file", ""),
    "two-row heading": Fault("headings on two rows", "file", ""),
    "merged heading": Fault("one merged heading over two columns", "file", ""),
    "duplicated headings": Fault("two pairs of columns with the same headings", "file", "headings occur twice"),
    "stray heading": Fault("a column 'Column1' with nothing in it", "file", ""),
    "changed headings": Fault("another wording of headings than in the months before", "file", ""),
    "encoding cp1252": Fault("not UTF-8 but Windows 1252", "file", ""),
    "encoding cp437": Fault("not UTF-8 but DOS 437, the pound sign as 0x9C", "file", ""),
    "byte-order mark": Fault("a byte-order mark in front", "file", ""),
    "byte-order mark encoded twice": Fault("the mark read as Windows 1252 and written as UTF-8", "file", ""),
    "carriage return line ends": Fault("lines end by CR alone", "file", ""),
    "crlf line ends": Fault("lines end by CR LF", "file", ""),
    "pipe delimiter": Fault("fields end by |", "file", ""),
    "tab delimiter": Fault("fields end by tab", "file", ""),
    "dollar delimiter": Fault("fields end by $", "file", ""),
    "not-sign delimiter": Fault("fields end by ¬", "file", ""),
    "easting and northing in one cell": Fault("both coordinates in one text cell", "file", ""),
    "two coordinate systems": Fault("British National Grid on some rows, WGS84 on others, as the row says", "file", ""),
    "workbook under another extension": Fault("an .xls that is really .xlsx", "file", ""),
    "archive": Fault("a zip or gzip with the table in it", "file", ""),
    "gross and net side by side": Fault("three amounts a line", "file", ""),
    "financial period for a date": Fault("YYYYPP and no date", "file", ""),
    "body twice in a return": Fault("an authority that the return lists a second time, with the same figures", "file", "authority stands twice"),
    "total of a return misprinted": Fault("a printed total that is not the sum of its lines", "file", "total does not add up"),
    "form of a return missing": Fault("a detailed form that others have and whose money the summary states", "file", "form of the return missing"),
    "form beside the data of a return": Fault("a form, a pivot table or a page of words on a sheet beside the data", "file", ""),
    "line of a return that no list has": Fault("a programme of care that is none", "file", "line of the return not known"),
    "amount of a return unreadable": Fault("letters where an amount should stand", "file", "amount unreadable"),
    "total of a plain return misprinted": Fault("a printed total that is not the sum of its lines, in a plain layout", "file", "total does not add up"),
    "parts of a return that do not add up": Fault("one part of a programme beside the whole", "file", "parts do not add up to their line"),
    "thousands for pounds in a return": Fault("thousands under a heading that says pounds", "file", "return of another size"),
    "net that is not gross less income": Fault("a net figure that contradicts the two beside it", "file", "net is not expenditure less income"),
    "apportioned and not said how": Fault("a figure that was modelled, nobody says on what", "file", "how it was apportioned is not stated"),
    "area of a return misspelt": Fault("an area that nobody knows", "file", "line of a return held"),
    "department that place.toml does not know": Fault("a department that is none of the place's bodies", "file", "line of a return held"),
    "older edition": Fault("an earlier edition of a register that is there", "file", "older edition"),
    "cleaned copy": Fault(
        "a copy of a month in which credits have lost their minus signs", "file", "the same payments published twice"
    ),
    "duplicate file": Fault("the same bytes under another name", "file", "the same file twice"),
    "supplier totals": Fault("a total a supplier, without date", "file", "no date or period"),
    "another kind of file": Fault(
        "a file of another kind under the name of payments", "file", ""
    ),
    "unknown kind": Fault("a file of no kind that is read", "file", "kind not recognised"),
    "cryptic headings": Fault("headings that nobody outside could read", "file", "headings not recognised"),
    "empty file": Fault("no bytes", "file", "empty file"),
    "truncated archive": Fault("a zip that breaks off", "file", "archive damaged"),
    # reference
    "postcode without location": Fault(
        "a postcode of a large user, without grid reference", "reference", "no location"
    ),
    "pseudo code": Fault("E99999999 where an area code is missing", "reference", ""),
}


class Planter:
    """Puts faults on clean rows of a table, drawn without replacement in a fixed order."""

    def __init__(self, rows: list["Row"], rng: np.random.Generator) -> None:
        self.rows = rows
        self._order = [int(index) for index in rng.permutation(len(rows))]
        self._next = 0

    def pick(self, count: int, where: Callable[["Row"], bool] | None = None) -> list["Row"]:
        """Up to `count` clean rows that fit. Rows that do not fit stay available."""
        found: list[Row] = []
        kept: list[int] = []
        while self._next < len(self._order) and len(found) < count:
            index = self._order[self._next]
            self._next += 1
            row = self.rows[index]
            if not row.is_clean:
                continue
            if where is None or where(row):
                found.append(row)
            else:
                kept.append(index)
        self._order[self._next : self._next] = kept
        return found


def insert(rows: list["Row"], position: int, new: "Row") -> None:
    """Put a row in the table at a position from 0."""
    rows.insert(min(position, len(rows)), new)
