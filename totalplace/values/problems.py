"""What can be wrong with a cell: the issue types that parsers report.

Belongs here: codes, severity and words for what a single cell shows. Does not belong here: what only several cells or
rows together show (the module of each source declares those).
"""

from totalplace.issues import IssueType

AMOUNT_UNREADABLE = IssueType(
    "amount unreadable",
    "error",
    "sender",
    "The amount '{value}' cannot be read as pounds and pence, so it is not counted. Send it as digits, such as 1234.56.",
)
AMOUNT_ROUNDED = IssueType(
    "amount rounded",
    "note",
    "nobody",
    "The amount '{value}' has parts of a penny and was rounded to the nearest penny, halves away from nought.",
)
AMOUNT_REPAIRED = IssueType(
    "amount repaired",
    "note",
    "sender",
    "The amount '{value}' has a full stop after its pence, which was left out. Send it as digits, such as 1234.56.",
)
DATE_UNREADABLE = IssueType(
    "date unreadable",
    "warning",
    "sender",
    "'{value}' cannot be read as a date and was left blank. Send dates as 2024-04-30 or 30/04/2024.",
)
DATE_AMERICAN = IssueType(
    "date looks American",
    "warning",
    "sender",
    "'{value}' is no date with the day first, but is one with the month first. It was left blank. Send the day first.",
)
DATE_READ_AS_AMERICAN = IssueType(
    "date read as American",
    "note",
    "sender",
    "'{value}' was read with the month first, because every date of the column can be read so and some only so.",
)
DATE_OUT_OF_RANGE = IssueType(
    "date out of range",
    "warning",
    "sender",
    "'{value}' is a date before 1900 or too far ahead to be true, and was left blank. Send the right date.",
)
PERIOD_UNREADABLE = IssueType(
    "period unreadable",
    "warning",
    "sender",
    "'{value}' cannot be read as a financial period and was left blank. Send year and period, such as 202405.",
)
YEAR_UNREADABLE = IssueType(
    "year of a figure unreadable",
    "warning",
    "sender",
    "'{value}' cannot be read as a financial year and was left blank. Send both its years, such as 2024/25: one alone may be the first or the second.",
)
UPRN_UNREADABLE = IssueType(
    "UPRN unreadable",
    "warning",
    "sender",
    "'{value}' is not a property reference number (up to twelve digits) and was left blank. Send the number.",
)
UPRN_LOST = IssueType(
    "UPRN lost in a spreadsheet",
    "warning",
    "sender",
    "'{value}' is a property reference number that a spreadsheet cut short. Format the column as text and send it again.",
)
POSTCODE_REPAIRED = IssueType(
    "postcode repaired",
    "note",
    "sender",
    "The postcode '{value}' had a letter for a digit or a digit for a letter and was put right.",
)
POSTCODE_OUTWARD = IssueType(
    "postcode is only the first half",
    "note",
    "sender",
    "'{value}' is only the first half of a postcode. It was kept as an area, not as a place. Send the whole postcode.",
)
POSTCODE_CUT = IssueType(
    "postcode cut short",
    "warning",
    "sender",
    "The postcode '{value}' lacks its end and was left blank. Send the whole postcode.",
)
POSTCODE_UNREADABLE = IssueType(
    "postcode unreadable",
    "warning",
    "sender",
    "'{value}' is not a postcode and was left blank. Send a postcode such as M33 7DZ.",
)
AREA_UNREADABLE = IssueType(
    "area unreadable",
    "warning",
    "sender",
    "'{value}' cannot be read as one area and was left blank. Send square metres (hectares for land) as a number.",
)
AREA_CONVERTED = IssueType(
    "area in another unit",
    "note",
    "sender",
    "Areas in acres or square feet were converted to square metres. Check that the unit is right: one taken for another is ten to "
    "ten thousand times out. Better send square metres.",
    told_once_a="table",
)
NUMBER_UNREADABLE = IssueType(
    "number unreadable",
    "warning",
    "sender",
    "'{value}' cannot be read as a number and was left blank.",
)
YES_NO_UNREADABLE = IssueType(
    "yes or no unreadable",
    "warning",
    "sender",
    "'{value}' is neither yes nor no and was left blank.",
)
ENERGY_UNREADABLE = IssueType(
    "energy rating unreadable",
    "warning",
    "sender",
    "'{value}' is not an energy rating from A to G and was left blank.",
)

VALUE_ISSUES: tuple[IssueType, ...] = (
    AMOUNT_UNREADABLE,
    AMOUNT_ROUNDED,
    AMOUNT_REPAIRED,
    DATE_UNREADABLE,
    DATE_AMERICAN,
    DATE_READ_AS_AMERICAN,
    DATE_OUT_OF_RANGE,
    PERIOD_UNREADABLE,
    YEAR_UNREADABLE,
    UPRN_UNREADABLE,
    UPRN_LOST,
    POSTCODE_REPAIRED,
    POSTCODE_OUTWARD,
    POSTCODE_CUT,
    POSTCODE_UNREADABLE,
    AREA_UNREADABLE,
    AREA_CONVERTED,
    NUMBER_UNREADABLE,
    YES_NO_UNREADABLE,
    ENERGY_UNREADABLE,
)
