"""Contracts of who money is spent on: shared datasets, linkage, concentration, agencies together, pathways, place.

Belongs here: the tables of a protected edition, all of them past disclosure control, what is said openly of the agreements, and the
reference tables of services and what they cost. Does not
belong here: anything with a row a person. There is no such table.
"""

from totalplace.contracts._base import Column, Contract, Rule

LAYOUTS = ("police", "nhs", "treatment", "social_care", "housing", "fire", "probation", "ambulance")
PERSON, FAMILY = UNITS = ("person", "family")
BETWEEN_AGENCIES = " | "  # of a set, in mart.agency_overlap
DENOMINATORS = ("service users", "residents")
SUPPORTED, NOT_SUPPORTED, UNDECIDED, NOT_COMPUTED = "supported", "not supported", "undecided", "not computed"
VERDICTS = (SUPPORTED, NOT_SUPPORTED, UNDECIDED, NOT_COMPUTED)
METHODS = ("percentile bootstrap", "bootstrap-t with Pareto tail")
SHOWN, TOO_FEW, TO_PROTECT, OUTWEIGHED = "shown", "too few", "hidden to protect another", "one outweighs"
DISCLOSURES = (SHOWN, TOO_FEW, TO_PROTECT, OUTWEIGHED)
AGREEMENT_STATUSES = ("in force", "expired", "not begun", "refused")
PATHWAY_KINDS = ("entry", "flow", "loop", "before")
PLACE_OUTCOMES = ("cost by residence", "incidents by place of occurrence")

_COHORT = Column("cohort", "text", "Whom it is about: the id of a hypothesis, or all service users")
_PERIOD = Column("period", "integer", "The financial year (the year its April is in)")
_PEOPLE = Column("people", "integer", "People, or families, rounded; no figure where they are too few to show")
_COST = Column("cost_gbp", "money", "Average cost attributed to them, of rounded people, never a saving")
_HIDDEN = Column("disclosure", "text", "Whether its figures are shown, and if not why", required=True, values=DISCLOSURES)
_OF_WHOM = (
    _COHORT,
    Column("unit", "text", "Person or family", values=UNITS),
    Column("agency", "text", "The body that bears the cost, or all"),
    Column("theme", "text", "The theme of spending, or all"),
    Column("denominator", "text", "Among whom: those with a contact, or all residents", values=DENOMINATORS),
    _PERIOD,
)
_OF_WHOM_KEY = ("cohort", "unit", "agency", "theme", "denominator", "period")

SHARING_AGREEMENT = Contract(
    table="mart.sharing_agreement",
    grain="data-sharing agreement of the place, whether it holds or not",
    question="Under which agreements may data about people be used here, until when, and what is wrong with those that are refused?",
    primary_key=("agreement_id",),
    columns=(
        Column("agreement_id", "text", "The file's name without its ending"),
        Column("title", "text", "What the parties call it"),
        Column("status", "text", "Whether it may be used today", required=True, values=AGREEMENT_STATUSES),
        Column("reason", "text", "Why it may not be used"),
        Column("purpose", "text", "What the data may be used for"),
        Column("controllers", "text", "The controllers, by id of body"),
        Column("power_to_share", "text", "The power by which they share"),
        Column("article_6", "text", "Basis in UK GDPR Article 6"),
        Column("article_9", "text", "Condition in Article 9, for health and other special categories"),
        Column("dpa_schedule_1", "text", "Condition in Schedule 1 of the Data Protection Act 2018"),
        Column("article_10", "text", "Basis for offence data: Article 10 or Part 3 of the Act"),
        Column("confidentiality_basis", "text", "How the duty of confidence is met"),
        Column("national_opt_out_applied_on", "date", "Day the national data opt-out was applied"),
        Column("dpia_reference", "text", "Reference of the data protection impact assessment"),
        Column("approver", "text", "Who approved it, by role"),
        Column("approved_on", "date", "Day on which it was approved"),
        Column("cohort", "text", "Whom it covers: ages, where they live, which services"),
        Column("agencies", "text", "The bodies whose data it covers, with their layouts"),
        Column("shared_fields", "text", "The fields of each that may be used, and whether names or pseudonyms are shared"),
        Column("own_clauses", "text", "The clauses of its own for data of treatment, victims and children, for each that has any"),
        Column("period_starts_on", "date", "First day of contacts that it covers"),
        Column("period_ends_on", "date", "Last day of contacts that it covers"),
        Column("expires_on", "date", "Last day on which it may be used"),
        Column("retention_until", "date", "Day by which the data are destroyed"),
    ),
)

CONTACT_INTAKE = Contract(
    table="mart.contact_intake",
    grain="agency, layout, and what became of contacts",
    question="How many contacts of each agency were used, and by which rule or clause were others left out?",
    primary_key=("agency", "layout", "outcome"),
    columns=(
        Column("agency", "text", "The body that sent them"),
        Column("layout", "text", "The layout of the file"),
        Column("outcome", "text", "Used, or the rule or clause that leaves them out"),
        Column("agreement_id", "text", "The agreement they are used or refused under"),
        Column("contacts", "integer", "Contacts, rounded; no figure where they are too few to show"),
        _HIDDEN,
    ),
)

PERSON_LINKAGE = Contract(
    table="mart.person_linkage",
    grain="item of how records were put together to people",
    question="How were records of different agencies put together to people, and how sure is that?",
    primary_key=("item",),
    columns=(
        Column("item", "text", "What the figure is, in words"),
        Column("value", "number", "The figure, rounded"),
        Column("unit", "text", "Its unit"),
        Column("note", "text", "What to know of it"),
        _HIDDEN,
    ),
)

COST_CONCENTRATION = Contract(
    table="mart.cost_concentration",
    grain="cohort, unit, agency, theme, denominator, year, method and share of the people",
    question="What share of the cost falls on the top 1, 5, 10 and 20 % of people, how sure is that, and does it bear the stated hypothesis out?",
    primary_key=(*_OF_WHOM_KEY, "method", "top_share"),
    columns=(
        *_OF_WHOM,
        Column("method", "text", "How the interval is worked out", values=METHODS),
        Column("top_share", "number", "Share of the people, those with the highest cost first"),
        Column("people", "integer", "People or families in all, rounded"),
        Column("cost_share", "number", "Share of the cost that falls on the top share"),
        Column("sampling_low", "number", "Lower end of the 95 % interval of sampling alone"),
        Column("sampling_high", "number", "Upper end of it"),
        Column("low", "number", "Lower end with unit costs, linkage and missing agencies joined"),
        Column("high", "number", "Upper end of it"),
        Column("by_chance_share", "number", "What the top share would hold if contacts fell on these people by chance alone"),
        Column("stated_share", "number", "The share that the hypothesis states"),
        Column("verdict", "text", "What the figures say of the hypothesis", required=True, values=VERDICTS),
        Column("reason", "text", "Why the verdict is that", required=True),
    ),
    rules=(
        Rule("an interval holds its figure", "low <= cost_share and cost_share <= high"),
        Rule("shares are between 0 and 1", "cost_share between 0 and 1"),
    ),
)

COST_SPREAD = Contract(
    table="mart.cost_spread",
    grain="cohort, unit, agency, theme, denominator, year and method",
    question="How unequally is the cost spread: Gini, and how many people make four fifths of it?",
    primary_key=(*_OF_WHOM_KEY, "method"),
    columns=(
        *_OF_WHOM,
        Column("method", "text", "How the interval is worked out", values=METHODS),
        _PEOPLE,
        _COST,
        Column("gini", "number", "Gini coefficient: 0 if the cost is the same for all, 1 if one bears it all"),
        Column("gini_low", "number", "Lower end of its 95 % interval of sampling"),
        Column("gini_high", "number", "Upper end of it"),
        Column("people_for_80_share", "number", "Share of the people on whom four fifths of the cost fall"),
        Column("people_for_80_low", "number", "Lower end of its 95 % interval of sampling"),
        Column("people_for_80_high", "number", "Upper end of it"),
        _HIDDEN,
    ),
)

COST_LORENZ = Contract(
    table="mart.cost_lorenz",
    grain="cohort, unit, agency, theme, denominator, year and point of the curve",
    question="Which share of the cost falls on which share of the people, those with the highest cost first?",
    primary_key=(*_OF_WHOM_KEY, "people_share"),
    columns=(
        *_OF_WHOM,
        Column("people_share", "number", "Share of the people, those with the highest cost first"),
        Column("cost_share", "number", "Share of the cost that falls on them"),
    ),
)

COST_PERSISTENCE = Contract(
    table="mart.cost_persistence",
    grain="cohort, unit, year and group by cost in it",
    question="Who stays at the top from one year to the next, and what did last year's top fifth cost a year later?",
    primary_key=("cohort", "unit", "period", "cost_group"),
    columns=(
        _COHORT,
        Column("unit", "text", "Person or family", values=UNITS),
        _PERIOD,
        Column("cost_group", "text", "Group by cost in that year: top 5 %, next 15 %, the rest", values=("top 5 %", "next 15 %", "the rest")),
        Column("next_period", "integer", "The year after"),
        _PEOPLE,
        Column("stayed_share", "number", "Share of them that are in the same group a year later"),
        Column("by_chance_share", "number", "What that would be if groups were drawn by lot each year"),
        Column("gone_share", "number", "Share of them without a contact a year later; deaths and moves are not told apart"),
        Column("mean_cost_gbp", "money", "Average cost a head in the year, rounded"),
        Column("mean_cost_next_gbp", "money", "Average cost a head of the same people a year later, rounded"),
        Column("marginal_next_gbp", "money", "Marginal cost of all of them a year later: the ceiling of what could be avoided"),
        _HIDDEN,
    ),
)

COST_SENSITIVITY = Contract(
    table="mart.cost_sensitivity",
    grain="cohort, unit, denominator, year, share of the people and what is taken otherwise",
    question="How does the share of the top depend on unit costs, on how records are put together and on who sent no data?",
    primary_key=("cohort", "unit", "denominator", "period", "top_share", "input"),
    columns=(
        _COHORT,
        Column("unit", "text", "Person or family", values=UNITS),
        Column("denominator", "text", "Among whom: those with a contact, or all residents", values=DENOMINATORS),
        _PERIOD,
        Column("top_share", "number", "Share of the people, those with the highest cost first"),
        Column("input", "text", "What is taken otherwise than in the central case"),
        Column("cost_share", "number", "Share of the cost that falls on the top share then"),
        Column("difference_share", "number", "That, less what it is in the central case"),
        Column("verdict", "text", "What it would say of the hypothesis by the figure alone", values=VERDICTS),
    ),
)

AGENCY_OVERLAP = Contract(
    table="mart.agency_overlap",
    grain="cohort, unit, year and set of agencies",
    question="How many people are known to which agencies at once, and what do they cost?",
    primary_key=("cohort", "unit", "period", "agencies"),
    columns=(
        _COHORT,
        Column("unit", "text", "Person or family", values=UNITS),
        _PERIOD,
        Column("agencies", "text", "The agencies, by id and in their order; a rest holds the sets that are too small to show"),
        Column("agency_count", "integer", "How many agencies; not known of a rest"),
        _PEOPLE,
        _COST,
        Column("cost_share", "number", "Share of the cohort's cost"),
        _HIDDEN,
    ),
)

PATHWAY = Contract(
    table="mart.pathway",
    grain="cohort, year, kind of step and the services it joins",
    question="Where do people enter, from which service to which do they go, where do they come back to, and what came before the costly events?",
    primary_key=("cohort", "period", "step_kind", "from_service", "to_service"),
    columns=(
        _COHORT,
        _PERIOD,
        Column("step_kind", "text", "Entry, flow, loop (back to a service), or what came before a costly event", values=PATHWAY_KINDS),
        Column("from_service", "text", "The service before; start for an entry"),
        Column("to_service", "text", "The service after; 'other services' holds those that are too few to show"),
        _PEOPLE,
        Column("steps", "integer", "How often the step was taken, rounded"),
        Column("people_share", "number", "Share of the cohort; of those with the costly event, for what came before"),
        Column("median_days", "integer", "Median days between, rounded"),
        Column("comparison_share", "number", "For what came before: share of others of the cohort with such a contact in a window as long"),
        _HIDDEN,
    ),
)

COST_BY_AREA = Contract(
    table="mart.cost_by_area",
    grain="cohort, year, outcome and area",
    question="Where do the people live on whom the cost falls, and where do alcohol-related incidents happen?",
    primary_key=("cohort", "period", "outcome", "area_code"),
    columns=(
        _COHORT,
        _PERIOD,
        Column("outcome", "text", "Cost by residence, or incidents by place of occurrence", values=PLACE_OUTCOMES),
        Column("area_code", "text", "The area: an MSOA unless the agreement allows smaller ones"),
        Column("area_name", "text", "Its name"),
        _PEOPLE,
        _COST,
        Column("incidents", "integer", "Alcohol-related incidents there, rounded"),
        Column("residents", "integer", "Residents, of official statistics"),
        Column("cost_per_resident_gbp", "money", "Cost for each resident, of the rounded cost"),
        Column("incidents_per_1000", "number", "Incidents for a thousand residents, of rounded incidents"),
        Column("on_premises", "integer", "Premises licensed for sale on the premises only"),
        Column("off_premises", "integer", "Premises licensed for sale off the premises only"),
        Column("both_premises", "integer", "Premises licensed for both"),
        _HIDDEN,
    ),
)

LICENCE_ASSOCIATION = Contract(
    table="mart.licence_association",
    grain="outcome, model and term of it",
    question="Is there more of an outcome where there are more licensed premises of a kind, other things being equal?",
    primary_key=("outcome", "model", "term"),
    columns=(
        Column("outcome", "text", "Incidents by place of occurrence, or cost by residence", values=PLACE_OUTCOMES),
        Column("model", "text", "Premises by licence (on, off, both), or by kind of premises too", values=("by licence", "by licence and kind of premises")),
        Column("term", "text", "What it is the effect of"),
        Column("rate_ratio", "number", "Times as much for each one more, other things being equal"),
        Column("low", "number", "Lower end of the 95 % interval"),
        Column("high", "number", "Upper end of it"),
        Column("reading", "text", "What a board may conclude of it", required=True),
    ),
)

LICENCE_MODEL = Contract(
    table="mart.licence_model",
    grain="outcome and model",
    question="How far does the model hold, and what may a board conclude and not conclude?",
    primary_key=("outcome", "model"),
    columns=(
        Column("outcome", "text", "Incidents by place of occurrence, or cost by residence", values=PLACE_OUTCOMES),
        Column("model", "text", "Premises by licence, or by kind of premises too", values=("by licence", "by licence and kind of premises")),
        Column("family", "text", "Poisson or negative binomial, and why"),
        Column("areas", "integer", "Areas in the model"),
        Column("dispersion", "number", "Dispersion under Poisson: 1 if the counts vary as Poisson says"),
        Column("moran_i", "number", "Moran's I of the residuals: 0 if neighbours are not alike in what the model leaves"),
        Column("moran_p", "number", "Chance of one as large without likeness of neighbours"),
        Column("may_conclude", "text", "What a board may conclude", required=True),
        Column("may_not_conclude", "text", "What it may not", required=True),
    ),
)

DATA_USE = Contract(
    table="ops.data_use",
    grain="edition, agreement, agency and received file",
    question="Which received data about people were used for what, under which agreement?",
    primary_key=("edition_id", "agreement_id", "agency", "file_sha256", "data_use"),
    columns=(
        Column("edition_id", "text", "The protected edition"),
        Column("agreement_id", "text", "The agreement; none where it was refused for want of one"),
        Column("agency", "text", "The body that sent it"),
        Column("file_sha256", "text", "Fingerprint of the file's bytes"),
        Column("data_use", "text", "What it was used for, or that it was refused", required=True),
        Column("clause", "text", "The clause that allows or refuses it"),
        Column("used_on", "date", "The day", required=True),
        Column("key_id", "text", "Which key its identifiers were replaced with; never the key"),
    ),
)

SERVICE = Contract(
    table="ref.service",
    grain="service that people are in contact with",
    question="Which services are told apart, by which words of senders, and what does each need before it may be used?",
    audience="public",
    primary_key=("service_id",),
    columns=(
        Column("service_id", "text", "Short name of the service"),
        Column("name", "text", "The service in words", required=True),
        Column("layout", "text", "The layout of the files that it stands in", required=True, values=LAYOUTS),
        Column("rank", "integer", "Of several services of a layout whose words a line has, the lowest is meant; of one rank that with the longest phrase", required=True),
        Column("unit", "text", "What is counted and costed: an attendance, a week", required=True),
        Column("is_spell", "boolean", "Whether it lasts from a first to a last day; else it happens on a day", required=True),
        Column("theme", "text", "Theme of spending", required=True),
        Column("needs_clause", "text", "Clause that an agreement must have for it", required=True, values=("treatment", "victim", "child", "offence", "none")),
        Column("is_costly_event", "boolean", "Whether pathways ask what came before it", required=True),
        Column("is_incident", "boolean", "Whether it is an incident with a place where it happened", required=True),
        Column("substance", "text", "The substance that it is about by itself, where the line says none", values=("alcohol", "drugs", "both")),
        Column("words", "text", "Words and phrases that senders use for it, in small letters, parted by semicolons", required=True),
    ),
)

UNIT_COST = Contract(
    table="ref.unit_cost",
    grain="service and day from which its cost holds",
    question="What does a contact with a service cost where the agency states no cost, on average and at the margin?",
    audience="public",
    primary_key=("service_id", "valid_from"),
    columns=(
        Column("service_id", "text", "The service whose contacts it costs", references="ref.service.service_id"),
        Column("valid_from", "date", "First day on which it holds"),
        Column("unit", "text", "What the cost is for one of: an attendance, a week, an incident", required=True),
        Column("average_gbp", "money", "Average cost, overheads and buildings in it", required=True),
        Column("marginal_gbp", "money", "What one less would save soon; never added to the average"),
        Column("low_gbp", "money", "Average cost at the lower end of what is known", required=True),
        Column("high_gbp", "money", "Average cost at the upper end", required=True),
        Column("price_base_fy", "integer", "Financial year of its prices", required=True),
        Column("source", "text", "Where it comes from; (check) where it is not verified there", required=True),
        Column("note", "text", "What to know of it"),
    ),
    rules=(
        Rule("the average lies between its ends", "low_gbp <= average_gbp and average_gbp <= high_gbp"),
        Rule("the marginal cost is no more than the average", "marginal_gbp >= 0 and marginal_gbp <= average_gbp"),
    ),
)

PROTECTED_EDITION = Contract(
    table="analysis.protected_edition",
    grain="table of the protected edition that a publication carries",
    question="Which edition of what may be published of people does this publication carry?",
    primary_key=("table_name",),
    columns=(
        Column("table_name", "text", "The table"),
        Column("edition_id", "text", "The edition", required=True),
        Column("quarter", "text", "The quarter that it stands for: another is made in the next one at the earliest", required=True),
        Column("made_on", "date", "The day it was made", required=True),
        Column("row_count", "integer", "Rows", required=True),
    ),
)

# what an edition holds: past disclosure control, fixed for the quarter
IN_EDITION = (
    CONTACT_INTAKE, PERSON_LINKAGE, COST_CONCENTRATION, COST_SPREAD, COST_LORENZ, COST_PERSISTENCE, COST_SENSITIVITY,
    AGENCY_OVERLAP, PATHWAY, COST_BY_AREA, LICENCE_ASSOCIATION, LICENCE_MODEL, DATA_USE,
)  # fmt: skip
ALL: tuple[Contract, ...] = (SERVICE, UNIT_COST, SHARING_AGREEMENT, PROTECTED_EDITION, *IN_EDITION)
