"""Police: crimes, incidents and detentions with the people named in them, as systems for records and custody export them."""

from totalplace.sources.contacts._base import own, with_common

LAYOUT = with_common(
    "police",
    "crimes, incidents and detentions of the police",
    own("person_reference", "nominal id", "nominal ref", "nominal reference", "nominal number", "nominal urn", "niche nominal id", "person urn", "offender id"),
    own("_full_name", "nominal name", "detainee name"),
    own("service", "offence", "offence description", "offence type", "offence title", "offence group", "crime type", "crime category", "incident type", "incident category", "occurrence type", "closing category", "home office class"),
    own("_service_also", "record type", "record kind", "ho class description", "reason for detention"),
    own("_role", "role", "nominal role", "person role", "involvement", "involvement type"),
    own("started_on", "occurred on", "date occurred", "occurred from", "occurred date", "committed from", "committed on", "date committed", "date committed from", "committed date from", "offence date", "date of offence", "incident date", "arrest date", "date of arrest", "detained on", "detention date", "custody date"),
    own("ended_on", "occurred to", "committed to", "committed date to", "released on", "release date", "date released"),
    own("occurred_postcode", "offence postcode", "postcode of offence", "crime postcode"),
    own("substance", "influence of substance", "alcohol drugs marker"),
    own("_is_alcohol", "influence of alcohol", "alcohol"),
    own("_is_drugs", "influence of drugs", "drugs"),
    marks=("nominal id", "nominal urn", "niche nominal id", "nominal role", "offence", "offence description", "offence type", "offence title", "offence group", "crime type", "crime number", "crime ref", "crime reference", "home office class", "ho offence code", "custody number", "custody record number", "incident number", "log number", "date committed", "date committed from", "committed from", "arrest date", "detained on", "occurrence type", "occurrence number", "offence postcode"),
)  # fmt: skip
