"""Housing: tenancies, homelessness and support, as housing management systems and returns on homelessness (H-CLIC, P1E before it) have them."""

from totalplace.sources.contacts._base import own, with_common

LAYOUT = with_common(
    "housing",
    "tenancies, homelessness and housing support",
    own("person_reference", "tenant reference", "tenant ref", "tenant id", "applicant id", "applicant reference", "applicant ref", "housing applicant reference", "customer reference", "customer id", "rent account holder id"),
    own("_full_name", "tenant name", "applicant name", "main applicant"),
    own("service", "case type", "tenancy type", "duty", "duty type", "housing service", "accommodation type", "type of accommodation", "tenancy event", "housing event"),
    own("_service_also", "event", "case subtype", "action taken"),
    own("started_on", "tenancy start date", "tenancy start", "application date", "date of application", "date of approach", "placement date", "date placed", "case opened", "case open date", "duty start date", "eviction date"),
    own("ended_on", "tenancy end date", "tenancy end", "case closed", "case close date", "duty end date", "date left"),
    own("units", "nights"),
    own("family_reference", "household number", "application household id", "rent account", "tenancy household"),
    marks=("tenant reference", "tenant ref", "tenant id", "applicant id", "applicant reference", "housing applicant reference", "tenancy reference", "tenancy type", "tenancy start date", "tenancy start", "tenancy end date", "duty", "duty type", "duty start date", "date of approach", "application date", "priority need", "reason for loss of last settled home", "rent account", "accommodation type", "housing service", "tenancy event", "housing event"),
)  # fmt: skip
