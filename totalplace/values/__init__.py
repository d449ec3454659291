"""What a published cell says: pure parsers from a text column to a typed one.

Belongs here: everything that reads one cell by itself. Does not belong here: anything that needs the row or the column.
"""

from totalplace.values._names import COMPANY_WORDS
from totalplace.values.amounts import MONEY, money, money_thousands
from totalplace.values.cells import integer, number, text, yes_no
from totalplace.values.dates import EARLIEST, LATEST, american_date, date, financial_period, financial_year, term_end
from totalplace.values.payees import (
    MASKED,
    PAYEE,
    key_may_be_private,
    looks_personal,
    naming_masked,
    payee,
    payee_is_private,
    supplier_key,
)
from totalplace.values.places import (
    area_acres_as_m2,
    area_hectares_as_m2,
    area_m2,
    area_square_feet_as_m2,
    coordinate_pair,
    energy_rating,
    grid_reference,
    has_area_unit,
    outward_code,
    postcode,
    uprn,
    without_pair,
)
from totalplace.values.problems import VALUE_ISSUES
from totalplace.values.stated import StatedDate, stated_date

__all__ = [
    "COMPANY_WORDS",
    "EARLIEST",
    "LATEST",
    "MASKED",
    "MONEY",
    "PAYEE",
    "VALUE_ISSUES",
    "StatedDate",
    "american_date",
    "area_acres_as_m2",
    "area_hectares_as_m2",
    "area_m2",
    "area_square_feet_as_m2",
    "coordinate_pair",
    "date",
    "energy_rating",
    "financial_period",
    "financial_year",
    "grid_reference",
    "has_area_unit",
    "integer",
    "key_may_be_private",
    "looks_personal",
    "money",
    "money_thousands",
    "naming_masked",
    "number",
    "outward_code",
    "payee",
    "payee_is_private",
    "postcode",
    "stated_date",
    "supplier_key",
    "term_end",
    "text",
    "uprn",
    "without_pair",
    "yes_no",
]
