"""Probation: orders, licences and reports on people, as the national case management system (Delius) exports them."""

from totalplace.sources.contacts._base import own, with_common

LAYOUT = with_common(
    "probation",
    "orders, licences and reports of probation",
    own("person_reference", "crn", "case reference number", "delius crn", "ndelius crn", "probation crn", "offender crn"),
    own("_full_name", "offender name", "person on probation"),
    own("service", "order type", "sentence type", "disposal type", "disposal", "supervision type", "event disposal", "type of order", "requirement", "requirement type"),
    own("_service_also", "main requirement", "requirement main category", "order detail"),
    own("started_on", "order start date", "order start", "sentence date", "date of sentence", "commencement date", "licence start date", "release date", "report date", "disposal date"),
    own("ended_on", "order end date", "order end", "termination date", "expected end date", "licence expiry date", "sentence expiry date"),
    own("units", "hours", "hours worked"),
    marks=("crn", "case reference number", "delius crn", "ndelius crn", "probation crn", "order type", "type of order", "order start date", "order end date", "sentence type", "sentence date", "disposal type", "supervision type", "requirement type", "tier of supervision", "risk of harm", "ogrs", "offender manager", "termination date", "commencement date", "licence start date"),
)  # fmt: skip
