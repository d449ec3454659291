"""Social care of adults and children: packages, placements, plans and assessments, as case systems (and SALT, SSDA903, CIN census) have them."""

from totalplace import values as v
from totalplace.sources.contacts._base import own, with_common

LAYOUT = with_common(
    "social_care",
    "packages and placements of social care",
    own("person_reference", "la unique id", "la unique identifier", "unique identifier", "mosaic id", "liquidlogic id", "ics id", "swift id", "carefirst id", "social care id", "la child id", "child id", "la person id"),
    own("service", "package type", "service type", "service component", "service element", "delivery mechanism", "placement type", "care type", "plan type", "event type", "package of care"),
    own("_service_also", "service setting", "service category", "placement", "category of need", "need code"),
    own("started_on", "package start date", "placement start date", "service start date", "plan start date", "decom", "episode start", "referral date", "assessment date", "cin start date"),
    own("ended_on", "package end date", "placement end date", "service end date", "plan end date", "dec", "episode ceased", "cin closure date"),
    own("units", "number of weeks", "weeks", "units of care"),
    own("stated_cost", "package cost", "placement cost", "cost of package", "total cost of package", "gross cost of package"),
    own("_weekly_cost", "weekly cost", "cost per week", "gross weekly cost", "weekly gross cost", parse=v.money),
    own("family_reference", "sibling group", "family group id"),
    marks=("la unique id", "la unique identifier", "mosaic id", "liquidlogic id", "ics id", "social care id", "la child id", "child id", "la person id", "package type", "package start date", "package end date", "package cost", "placement type", "placement start date", "placement end date", "plan start date", "service component", "delivery mechanism", "primary support reason", "category of need", "decom", "legal status", "service setting", "weekly cost"),
)  # fmt: skip
