"""Treatment for alcohol and drugs: journeys and interventions, as extracts in the manner of the national monitoring system (NDTMS) have them."""

from totalplace.sources.contacts._base import own, with_common

LAYOUT = with_common(
    "treatment",
    "treatment for alcohol and drugs",
    own("person_reference", "attributor", "ndtms attributor", "client attributor", "agency client reference", "clientid"),
    own("service", "intervention", "intervention type", "modality", "modality type", "treatment type", "treatment intervention", "structured intervention", "setting", "intervention setting"),
    own("_service_also", "treatment setting", "setting type", "tier"),
    own("started_on", "modality start date", "modst", "intervention start date", "journey start date", "treatment start date", "triage date", "triaged", "latest journey start"),
    own("ended_on", "modality end date", "modend", "intervention end date", "journey end date", "treatment end date", "discharge date", "disd"),
    own("units", "weeks", "sessions", "days"),
    own("substance", "problem substance", "problem substance 1", "drug 1", "drug1", "main drug", "substance category", "drug group"),
    marks=("attributor", "ndtms attributor", "client attributor", "modality", "modality type", "modality start date", "modst", "modality end date", "modend", "intervention", "intervention type", "intervention start date", "journey id", "journey start date", "triage date", "triaged", "discharge reason", "disrsn", "problem substance", "problem substance 1", "drug1", "drug 1", "tops date", "injecting status", "treatment start date", "treatment type"),
)  # fmt: skip
