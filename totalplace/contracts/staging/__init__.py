"""Contracts of `staging`: one table a kind of source, typed, otherwise as the publisher has it.

Belongs here: what a row of each kind may hold, one module a subject. Does not belong here: whose row it is or whether it
counts (core). `*_as_published` columns are the publisher's words, trimmed and with runs of white space made one space.
"""

from totalplace.contracts.staging._line import LINE, LINE_KEY, STATUS
from totalplace.contracts.staging.buildings import BUILDING_OUTLINE, ENERGY_CERTIFICATE
from totalplace.contracts.staging.facilities import FACILITY
from totalplace.contracts.staging.geography import AREA_STATISTIC, BOUNDARY, POSTCODE
from totalplace.contracts.staging.health import NHS_ESTATE
from totalplace.contracts.staging.money import CONTRACT, GRANT, LEDGER_LINE, PAYMENT
from totalplace.contracts.staging.property import PROPERTY
from totalplace.contracts.staging.returns import REVENUE_OUTTURN
from totalplace.contracts.staging.schools import SCHOOL
from totalplace.contracts.staging.spending import CENTRAL_RETURN, FIRE_RETURN, NHS_RETURN, POLICE_RETURN

ALL = (
    PROPERTY,
    PAYMENT,
    LEDGER_LINE,
    CONTRACT,
    GRANT,
    POSTCODE,
    BOUNDARY,
    NHS_ESTATE,
    SCHOOL,
    FACILITY,
    BUILDING_OUTLINE,
    ENERGY_CERTIFICATE,
    AREA_STATISTIC,
    REVENUE_OUTTURN,
    NHS_RETURN,
    POLICE_RETURN,
    FIRE_RETURN,
    CENTRAL_RETURN,
)

__all__ = [
    "ALL",
    "AREA_STATISTIC",
    "BOUNDARY",
    "BUILDING_OUTLINE",
    "CENTRAL_RETURN",
    "CONTRACT",
    "ENERGY_CERTIFICATE",
    "FACILITY",
    "FIRE_RETURN",
    "GRANT",
    "LEDGER_LINE",
    "LINE",
    "LINE_KEY",
    "NHS_ESTATE",
    "NHS_RETURN",
    "PAYMENT",
    "POLICE_RETURN",
    "POSTCODE",
    "PROPERTY",
    "REVENUE_OUTTURN",
    "SCHOOL",
    "STATUS",
]
