"""NHS: admissions, attendances and contacts of hospital, community and mental health services, as SUS, ECDS and MHSDS extracts have them."""

from totalplace.sources.contacts._base import own, substance, with_common

LAYOUT = with_common(
    "nhs",
    "admissions, attendances and contacts of the NHS",
    own("person_reference", "local patient identifier", "local patient id", "patient id", "patient identifier", "hospital number", "pas number", "mrn", "pseudo nhs number"),
    own("service", "point of delivery", "pod", "pod code", "patient classification", "attendance type", "admission type", "care setting", "department type", "activity"),
    own("_service_also", "admission method", "attendance category", "contact medium", "pod description"),
    own("started_on", "admission date", "date of admission", "start date hospital provider spell", "spell start date", "arrival date", "attendance date", "appointment date", "date of attendance", "activity date", "episode start date", "care contact date"),
    own("ended_on", "discharge date", "date of discharge", "discharge date hospital provider spell", "spell end date", "departure date", "episode end date"),
    own("units", "occupied bed days", "bed days", "length of stay"),
    own("stated_cost", "tariff", "total tariff", "tariff total", "national price", "price", "spell cost"),
    own("_diagnosis", "primary diagnosis", "primary diagnosis icd", "diagnosis", "diagnosis code", "primary diagnosis code", "primary icd10", "icd10", "icd 10", "dominant diagnosis", parse=substance),
    own("nhs_number", "nhs number value", "nhs number patient"),
    marks=("point of delivery", "pod", "pod code", "hrg", "hrg code", "spell hrg", "core hrg", "local patient identifier", "local patient id", "hospital number", "pas number", "mrn", "hospital provider spell number", "spell id", "admission date", "date of admission", "discharge date", "arrival date", "attendance date", "attendance number", "admission method", "primary diagnosis", "primary diagnosis icd", "treatment function code", "tfc", "site code of treatment", "spell start date", "start date hospital provider spell"),
)  # fmt: skip
