"""Fire and rescue: incidents with the occupier and home visits, as incident recording (IRS) and systems for home safety visits have them."""

from totalplace.sources.contacts._base import own, with_common

LAYOUT = with_common(
    "fire",
    "incidents and home visits of fire and rescue",
    own("person_reference", "occupier id", "occupier reference", "occupier ref", "resident id", "resident reference", "visit person id", "casualty id"),
    own("_full_name", "occupier name", "resident name"),
    own("service", "incident type", "incident category", "incident group", "stop code", "type of visit", "visit type", "property fire type"),
    own("_service_also", "incident subtype", "special service type", "visit reason"),
    own("started_on", "incident date", "date of incident", "time of call", "call date", "visit date", "date of visit", "date visited"),
    own("units", "pumps", "appliances"),
    own("_is_alcohol", "alcohol suspected", "impaired by alcohol", "alcohol a factor"),
    own("_is_drugs", "drugs suspected", "impaired by drugs", "drugs a factor"),
    marks=("occupier id", "occupier reference", "occupier ref", "resident id", "irs number", "irs incident number", "incident group", "stop code", "visit type", "type of visit", "visit date", "date of visit", "hfsv number", "smoke alarms fitted", "smoke alarm fitted", "station ground", "impaired by alcohol", "alcohol suspected", "property fire type"),
)  # fmt: skip
