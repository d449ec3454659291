"""Ambulance: calls answered, patients seen, treated and conveyed, as dispatch systems and patient records (ePCR) have them."""

from totalplace.sources.contacts._base import own, substance, with_common

LAYOUT = with_common(
    "ambulance",
    "calls and conveyances of the ambulance service",
    own("person_reference", "patient record number", "epcr id", "epcr number", "patient id", "patient identifier", "ambulance patient id"),
    own("service", "response outcome", "outcome", "conveyance outcome", "disposition", "incident outcome", "response type", "see and treat or convey"),
    own("_service_also", "conveyed to", "destination type"),
    own("started_on", "call date", "call connect time", "call time", "date of call", "call start", "t0", "incident date", "date of incident"),
    own("units", "responses"),
    own("_diagnosis", "chief complaint", "complaint", "clinical impression", "working impression", "presenting complaint", parse=substance),
    own("occurred_postcode", "pickup postcode", "pick up postcode", "call postcode"),
    marks=("epcr id", "epcr number", "patient record number", "ambulance patient id", "response outcome", "conveyance outcome", "disposition", "chief complaint", "clinical impression", "call connect time", "call date", "cad number", "cad reference", "ampds code", "nature of call", "call sign", "callsign", "pickup postcode", "pick up postcode", "destination hospital", "conveyed to", "vehicle callsign"),
)  # fmt: skip
