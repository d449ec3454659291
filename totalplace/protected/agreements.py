"""agreements/*.toml: under which agreement data about people may be used, by whom, until when, and by which clause something is refused.

Belongs here: the schema of these files, every fault in a sentence with file, entry, line and what to do, which agreement covers what an agency sent, and
the table of agreements. Does not belong here: reading what was sent (protected/reading.py), or who was forgotten (protected/forgetting.py).

A blank is a refusal: what an agreement does not state it does not allow. A file with a fault is refused and told; it stops neither the other
agreements nor a publication. docs/agreements.md says the same for those who write the files.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Any, Literal, get_args

import polars as pl
from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, ValidationError

from totalplace import values as v
from totalplace.contracts.customers import SHARING_AGREEMENT
from totalplace.errors import PlaceError
from totalplace.paths import PlacePaths
from totalplace.place import Place
from totalplace.protected.forgotten import load_forgotten
from totalplace.reference import service_table
from totalplace.written_files import Fault, Location, Strict, faults_told, toml_of, where_in

Layout = Literal["police", "nhs", "treatment", "social_care", "housing", "fire", "probation", "ambulance"]
LAYOUTS: tuple[Layout, ...] = get_args(Layout)
PERSON_FIELDS = ("person_reference", "forename", "surname", "born_on", "sex", "postcode", "nhs_number", "uprn", "family_reference")
CONTACT_FIELDS = ("service", "started_on", "ended_on", "units", "stated_cost", "substance", "occurred_postcode")
FIELDS = (*PERSON_FIELDS, *CONTACT_FIELDS)
NAMING_FIELDS = ("forename", "surname", "nhs_number", "uprn")  # what tells who somebody is; none of them where pseudonyms were agreed
PURPOSE = "cohort analysis"
EVERYBODY = "all"

IN_FORCE, EXPIRED, NOT_BEGUN, REFUSED = "in force", "expired", "not begun", "refused"
_HEALTH = ("nhs", "treatment", "ambulance", "social_care")  # held in confidence, and within the national data opt-out
_OFFENCES = ("police", "probation")
_NEEDED_FIELDS = ("person_reference", "started_on")
_BAD_NAME = "An agreement's file is called in small letters, digits and -, as in alcohol-and-drugs.toml"
_NO_WORD = re.compile(r"[^a-z0-9]+")
_PLACEHOLDERS = frozenset({"", "tbc", "tba", "tbd", "todo", "na", "none", "x", "xx", "xxx", "unknown", "pending", "tobeconfirmed", "toconfirm", "toadd", "tofollow", "notapplicable", "notknown"})
_ARTICLE_6 = re.compile(r"\b6 ?\(1\) ?\(([a-f]|ea)\)")
_ARTICLE_9 = re.compile(r"\b9 ?\(2\) ?\(([a-j])\)")
_WITH_SCHEDULE_1 = "bghij"  # DPA 2018 section 10: these conditions of Article 9 are met only with one of Schedule 1
_PARAGRAPH = re.compile(r"paragraph \d+", re.IGNORECASE)
_OFFENCE_BASIS = re.compile(r"article 10\b|\bpart 3\b", re.IGNORECASE)
_AREA_CODE = re.compile(r"E\d{8}")
_OLDEST = 130


def _said(words: str) -> str:
    if _NO_WORD.sub("", words.lower()) in _PLACEHOLDERS:
        raise ValueError("blank")
    return words


Said = Annotated[str, StringConstraints(strip_whitespace=True), AfterValidator(_said)]
Words = Annotated[tuple[Said, ...], Field(min_length=1)]


def _in_a_list(given: Any) -> Any:
    return (given,) if given == EVERYBODY else given


WordsOrAll = Annotated[Words, BeforeValidator(_in_a_list)]
Substances = Annotated[tuple[Literal["alcohol", "drugs", "both", "all"], ...], Field(min_length=1), BeforeValidator(_in_a_list)]

# what each item is, told where it is blank
_ITEMS = {
    "title": "what the parties call the agreement",
    "purpose": f"what the data may be used for; only '{PURPOSE}' is served",
    "controllers": "the controllers who share, by id of body",
    "power_to_share": "the power by which they share, with Act and section",
    "article_6": "the basis in UK GDPR Article 6, as in '6(1)(e) public task'",
    "article_9": "the condition in UK GDPR Article 9, as in '9(2)(j) statistical purposes'",
    "dpa_schedule_1": "the condition in Schedule 1 of the Data Protection Act 2018, as in 'Part 1, paragraph 4'",
    "article_10": "for police and probation data, the basis for offence data: Article 10 with its condition, or Part 3 of the Data Protection Act 2018",
    "confidentiality_basis": "how the duty of confidence is met: consent, section 251, anonymised at source, or not confidential",
    "section_251_reference": "the reference of the approval under section 251 of the NHS Act 2006",
    "national_opt_out_applied_on": "the day on which the national data opt-out was applied, for data of health and adult social care",
    "dpia_reference": "the reference of the data protection impact assessment",
    "approver": "who approved it, by post or board",
    "approved_on": "the day it was approved",
    "period_starts_on": "the first day of contacts that it covers",
    "period_ends_on": "the last day of contacts that it covers",
    "expires_on": "the last day on which it may be used",
    "retention_until": "the day by which the data are destroyed",
    "cohort": "whom it covers",
    "youngest": "the youngest age that it covers, in years",
    "oldest": "the oldest age that it covers, in years",
    "areas": f"codes of the areas where the people live, or '{EVERYBODY}'",
    "services": f"services that people of the cohort use, or '{EVERYBODY}'",
    "substances": f"substances that it is about, or '{EVERYBODY}'",
    "dataset": "whose data it covers: a block of its own for each agency and layout, that begins with [[dataset]]",
    "agency": "the body that sends them, by its id",
    "layout": f"which data: {', '.join(LAYOUTS)}",
    "identifiers": "whether names are shared, or pseudonyms: names or pseudonyms",
    "fields": "the fields that may be used",
    "treatment_clause": "the clause that allows data of treatment for alcohol and drugs",
    "victim_clause": "the clause that allows data of victims",
    "child_clause": "the clause that allows data of children",
}


class Cohort(Strict):
    """Whom an agreement covers."""

    youngest: Annotated[int, Field(ge=0, le=_OLDEST)]
    oldest: Annotated[int, Field(ge=0, le=_OLDEST)]
    areas: WordsOrAll
    services: WordsOrAll | None = None
    substances: Substances | None = None


class SharedData(Strict):
    """What one agency shares in one layout."""

    agency: Said
    layout: Layout
    identifiers: Literal["names", "pseudonyms"]
    fields: Words
    treatment_clause: Said | None = None
    victim_clause: Said | None = None
    child_clause: Said | None = None

    def own_clauses(self) -> list[tuple[str, str]]:
        """What each clause of its own is about, and its words."""
        clauses = (("treatment", self.treatment_clause), ("victims", self.victim_clause), ("children", self.child_clause))
        return [(about, words) for about, words in clauses if words is not None]


class Stated(Strict):
    """The whole of agreements/<id>.toml."""

    title: Said
    purpose: Said
    controllers: Words
    power_to_share: Said
    article_6: Said
    article_9: Said
    dpa_schedule_1: Said | None = None
    article_10: Said | None = None
    confidentiality_basis: Literal["consent", "section 251", "anonymised at source", "not confidential"]
    section_251_reference: Said | None = None
    national_opt_out_applied_on: date | None = None
    dpia_reference: Said
    approver: Said
    approved_on: date
    starts_on: date | None = None  # where it may be used only from a later day than that of its approval
    period_starts_on: date
    period_ends_on: date
    expires_on: date
    retention_until: date
    smallest_area: Literal["msoa", "lsoa"] = "msoa"  # of anything published
    cohort: Cohort
    dataset: Annotated[tuple[SharedData, ...], Field(min_length=1)]

    @property
    def begins_on(self) -> date:
        return max(self.approved_on, self.starts_on or self.approved_on)


@dataclass(frozen=True)
class Dataset:
    """What may be used of what one agency sent in one layout."""

    agreement_id: str
    agency: str
    layout: Layout
    identifiers: Literal["names", "pseudonyms"]
    fields: frozenset[str]
    period: tuple[date, date]  # first and last day of contacts
    youngest: int
    oldest: int
    areas: frozenset[str]  # codes of areas of any level where people live; empty: anywhere
    services: frozenset[str]  # that people of the cohort use, in this or another agency; empty: any
    substances: frozenset[str]  # likewise
    has_treatment_clause: bool
    has_victim_clause: bool
    has_child_clause: bool
    smallest_area: Literal["msoa", "lsoa"]

    def clause(self, name: str) -> str:
        """The clause that refuses something, in words for a table: "agreement 'x', period: 2022-04-01 to 2025-03-31"."""
        return f"agreement '{self.agreement_id}', {name}: {self._stated(name)}"

    def _stated(self, name: str) -> str:
        match name:
            case "period":
                return " to ".join(map(str, self.period))
            case "cohort":
                return f"aged {self.youngest} to {self.oldest}" + (f", living in {_listed(self.areas)}" if self.areas else "")
            case "fields":
                return _listed(field for field in FIELDS if field in self.fields)
            case "identifiers":
                return self.identifiers
            case "services" | "substances":
                return _listed(getattr(self, name)) or EVERYBODY
            case "treatment_clause" | "victim_clause" | "child_clause":
                return "there is one" if getattr(self, f"has_{name}") else "there is none"
        raise ValueError(f"an agreement has no clause '{name}'")


@dataclass(frozen=True)
class Refusal:
    """Why what an agency sent in a layout may not be used."""

    agreement_id: str | None  # None: there is none
    clause: str  # in words for a table
    reason: str  # a sentence with what to do


@dataclass(frozen=True)
class Agreement:
    """A file of the place: what it states, and whether it may be used on the day it was read for."""

    agreement_id: str
    path: str  # from the place's folder
    stated: Stated | None  # None where the file cannot be read
    faults: tuple[str, ...]
    status: str
    reason: str | None
    named: frozenset[tuple[str, str]] = frozenset()  # agencies and layouts that a file with a blank names all the same

    def dataset(self, agency: str, layout: str) -> SharedData | None:
        """What it says of an agency's data in a layout."""
        return next((shared for shared in self.stated.dataset if (shared.agency, shared.layout) == (agency, layout)), None) if self.stated else None


@dataclass(frozen=True)
class Agreements:
    """All agreements of a place, read for one day."""

    all: tuple[Agreement, ...]
    today: date
    forgotten_agencies: frozenset[str] = frozenset()
    fault: str | None = None  # why nothing may be used, whatever the agreements say

    def dataset_for(self, agency: str, layout: str, today: date | None = None) -> Dataset | Refusal:
        """What may be used of what the agency sent in the layout, or why nothing may.

        Where two agreements in force cover it, none does until a person takes one out: nobody but the parties can say which of two sets of
        conditions holds. Raises ValueError for another day than the agreements were read for.
        """
        if today is not None and today != self.today:
            raise ValueError(f"the agreements were read for {self.today}, and are asked for {today}")
        if self.fault:
            return Refusal(None, "who was forgotten is not known", self.fault)
        if agency in self.forgotten_agencies:
            return Refusal(None, f"forgotten: all data of '{agency}'", f"The data of '{agency}' were forgotten. To use them again, take the line out of agreements/forgotten.jsonl.")
        naming = [agreement for agreement in self.all if agreement.dataset(agency, layout) is not None]
        usable = [agreement for agreement in naming if agreement.status == IN_FORCE]
        if len(usable) > 1:
            ids = " and ".join(f"'{agreement.agreement_id}'" for agreement in usable)
            return Refusal(
                usable[0].agreement_id,
                f"agreements {ids}: more than one is in force",
                f"The agreements {ids} are all in force and cover {layout} data of '{agency}'. Take its [[dataset]] out of all but one, or move the files of the others out of agreements/.",
            )
        if not usable:
            return self._refused(agency, layout, naming)
        return _dataset(usable[0], agency, layout)

    def _refused(self, agency: str, layout: str, naming: Sequence[Agreement]) -> Refusal:
        for status in (REFUSED, NOT_BEGUN, EXPIRED):  # what a person can mend comes first
            for agreement in reversed(naming):
                if agreement.status == status and agreement.stated is not None:
                    day = {NOT_BEGUN: f", starts on: {agreement.stated.begins_on}", EXPIRED: f", expires_on: {_last_day(agreement.stated)}"}.get(status, " is refused")
                    return Refusal(agreement.agreement_id, f"agreement '{agreement.agreement_id}'{day}", agreement.reason or "")
        for agreement in self.all:
            if (agency, layout) in agreement.named:
                return Refusal(agreement.agreement_id, f"agreement '{agreement.agreement_id}' is refused", agreement.reason or "")
        unread = [agreement.path for agreement in self.all if agreement.stated is None]
        return Refusal(
            None,
            "no agreement",
            f"No agreement covers {layout} data of '{agency}', so nothing of them is used. Write one in agreements/ (docs/agreements.md)"
            + (f", or mend {', '.join(unread)}, which cannot be read." if unread else "."),
        )

    def table(self) -> pl.DataFrame:
        """mart.sharing_agreement."""
        rows = [_row(agreement) for agreement in self.all]
        schema = SHARING_AGREEMENT.polars_schema()
        return pl.DataFrame(rows, schema=schema).sort(SHARING_AGREEMENT.primary_key)


def load_agreements(paths: PlacePaths, place: Place, today: date) -> Agreements:
    """Every file of the folder, by its name. A bad file raises nothing: it stands with its faults."""
    files = sorted(paths.agreements.glob("*.toml")) if paths.agreements.is_dir() else []
    read = [parse_agreement(path.read_bytes(), path.name, place, today) for path in files]
    try:
        forgotten = load_forgotten(paths)
    except PlaceError as error:
        return Agreements(tuple(read), today, fault=str(error))
    return Agreements(tuple(_but_forgotten(agreement) if agreement.agreement_id in forgotten.agreements else agreement for agreement in read), today, forgotten.agencies)


def _but_forgotten(agreement: Agreement) -> Agreement:
    reason = f"The data under agreement '{agreement.agreement_id}' were forgotten. To use them again, take its line out of agreements/forgotten.jsonl."
    return replace(agreement, status=REFUSED, reason=" ".join([reason, *agreement.faults]))


def parse_agreement(content: bytes, file_name: str, place: Place, today: date) -> Agreement:
    """The agreement as it stands on a day, or each fault of the file in a sentence."""
    agreement_id, told = file_name.removesuffix(".toml"), f"agreements/{file_name}"

    def refused(faults: Sequence[str], stated: Stated | None = None) -> Agreement:
        return Agreement(agreement_id, told, stated, tuple(faults), REFUSED, " ".join(faults))

    if not agreement_id or agreement_id.strip("abcdefghijklmnopqrstuvwxyz0123456789-"):
        return refused([f"{told}: {_BAD_NAME}. Rename the file."])
    try:
        stated = Stated.model_validate(toml_of(content, told))
    except PlaceError as error:
        return refused([f"{error} Nothing is used under it until it is mended."])
    except ValidationError as error:
        with_faults = refused(list(dict.fromkeys(f"{told}: {fault}" for fault in faults_told(error, Stated, content, _explained))))
        return replace(with_faults, named=_named(toml_of(content, told)))
    faults = [f"{told}: {where_in(where, content)}: {sentence}" for where, sentence in _faults(stated, place, today)]
    if faults:
        return refused(faults, stated)
    status, reason = _status(stated, told, today)
    return Agreement(agreement_id, told, stated, (), status, reason)


def _named(content: Mapping[str, Any]) -> frozenset[tuple[str, str]]:
    """The agencies and layouts that a file names, whatever else is wrong with it."""
    entries = content.get("dataset")
    blocks = [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []
    return frozenset((str(block.get("agency", "")).strip(), str(block.get("layout", "")).strip()) for block in blocks)


def _last_day(stated: Stated) -> date:
    return min(stated.expires_on, stated.retention_until)


def _status(stated: Stated, told: str, today: date) -> tuple[str, str | None]:
    if today < stated.begins_on:
        return NOT_BEGUN, f"{told} may be used from {stated.begins_on} on; today is {today}."
    if today > _last_day(stated):
        return EXPIRED, (
            f"{told} expired on {_last_day(stated)}: nothing more is read under it. Renew it with a new file, or take its data out with totalplace forget "
            f"and destroy the files by {stated.retention_until} with totalplace shred."
        )
    return IN_FORCE, None


def _dataset(agreement: Agreement, agency: str, layout: str) -> Dataset:
    stated, shared = agreement.stated, agreement.dataset(agency, layout)
    assert stated is not None and shared is not None
    cohort = stated.cohort
    return Dataset(
        agreement_id=agreement.agreement_id,
        agency=agency,
        layout=shared.layout,
        identifiers=shared.identifiers,
        fields=frozenset(shared.fields),
        period=(stated.period_starts_on, stated.period_ends_on),
        youngest=cohort.youngest,
        oldest=cohort.oldest,
        areas=_limits(cohort.areas),
        services=_limits(cohort.services),
        substances=_limits(cohort.substances),
        has_treatment_clause=shared.treatment_clause is not None,
        has_victim_clause=shared.victim_clause is not None,
        has_child_clause=shared.child_clause is not None,
        smallest_area=stated.smallest_area,
    )


def _limits(given: tuple[str, ...] | None) -> frozenset[str]:
    return frozenset() if given is None or EVERYBODY in given else frozenset(given)


def _faults(stated: Stated, place: Place, today: date) -> Iterator[Fault]:
    yield from _legal_faults(stated, today)
    yield from _time_faults(stated)
    yield from _dataset_faults(stated, place)
    for body in stated.controllers:
        if body not in place.body_ids():
            yield ("controllers",), _no_body(body, place)
    if _is_person(stated.approver):
        yield ("approver",), "it looks like a person's name, and this table is published. Give the post or the board."
    if stated.cohort.youngest > stated.cohort.oldest:
        yield ("cohort",), f"nobody is at least {stated.cohort.youngest} and at most {stated.cohort.oldest}. Correct youngest or oldest."
    if stated.cohort.services is None and stated.cohort.substances is None:
        yield ("cohort",), f"'services' or 'substances' must be given: {_ITEMS['services']}."
    unknown = sorted(_limits(stated.cohort.services) - _service_ids()) if _limits(stated.cohort.services) else []
    if unknown:
        yield ("cohort",), f"'{unknown[0]}' under services is no service. Give names as service_id has them in ref.service, or services = \"{EVERYBODY}\"."
    wrong = [code for code in sorted(_limits(stated.cohort.areas)) if not _AREA_CODE.fullmatch(code)]
    if wrong:
        yield ("cohort",), f"'{wrong[0]}' under areas is no code of an area. Give codes such as E08000003, or areas = \"{EVERYBODY}\"."


def _service_ids() -> frozenset[str]:
    return frozenset(service_table()["service_id"])


def _legal_faults(stated: Stated, today: date) -> Iterator[Fault]:
    layouts = {shared.layout for shared in stated.dataset}
    if stated.purpose.lower() != PURPOSE:
        yield ("purpose",), (
            f"the purpose is '{stated.purpose}', and only '{PURPOSE}' is served: the care of individuals is another purpose, and no list of people is ever made here."
        )
    if not _ARTICLE_6.search(stated.article_6):
        yield ("article_6",), f"it names no basis. Give {_ITEMS['article_6']}."
    condition = _ARTICLE_9.search(stated.article_9)
    if condition is None:
        yield ("article_9",), f"it names no condition. Give {_ITEMS['article_9']}."
    elif condition[1] in _WITH_SCHEDULE_1:
        if stated.dpa_schedule_1 is None:
            yield ("dpa_schedule_1",), f"'dpa_schedule_1' is missing: Article 9(2)({condition[1]}) holds only with it. Give {_ITEMS['dpa_schedule_1']}."
        elif not _PARAGRAPH.search(stated.dpa_schedule_1):
            yield ("dpa_schedule_1",), f"it names no paragraph. Give {_ITEMS['dpa_schedule_1']}."
    offences = [layout for layout in _OFFENCES if layout in layouts]
    if offences:
        if stated.article_10 is None:
            yield ("article_10",), f"'article_10' is missing, and {' and '.join(offences)} data are offence data. Give {_ITEMS['article_10']}."
        elif not _OFFENCE_BASIS.search(stated.article_10):
            yield ("article_10",), f"it names neither Article 10 nor Part 3. Give {_ITEMS['article_10']}."
    yield from _confidence_faults(stated, [layout for layout in _HEALTH if layout in layouts], today)


def _confidence_faults(stated: Stated, health: Sequence[str], today: date) -> Iterator[Fault]:
    told = f"{' and '.join(health)} data"
    if stated.confidentiality_basis == "section 251" and stated.section_251_reference is None:
        yield ("section_251_reference",), f"'section_251_reference' is missing, and the basis is section 251. Give {_ITEMS['section_251_reference']}."
    if not health:
        return
    if stated.confidentiality_basis == "not confidential":
        yield ("confidentiality_basis",), f"{told} are held in confidence. Give another basis, or take them out of the agreement."
    if stated.confidentiality_basis == "anonymised at source":
        for number, shared in enumerate(stated.dataset):
            if shared.layout in health and shared.identifiers == "names":
                yield ("dataset", number), "names are shared, and the basis is that data are anonymised at source. Agree pseudonyms, or give another basis."
    applied = stated.national_opt_out_applied_on
    if applied is None:
        yield ("national_opt_out_applied_on",), f"'national_opt_out_applied_on' is missing, and {told} are within the national data opt-out. Give {_ITEMS['national_opt_out_applied_on']}."
    elif applied > today:
        yield ("national_opt_out_applied_on",), f"{applied} is yet to come. The opt-out must have been applied before the data are used."


def _time_faults(stated: Stated) -> Iterator[Fault]:
    if stated.period_ends_on < stated.period_starts_on:
        yield ("period_ends_on",), f"{stated.period_ends_on} is before period_starts_on, {stated.period_starts_on}. Correct one of them."
    if stated.expires_on < stated.begins_on:
        yield ("expires_on",), f"{stated.expires_on} is before the first day of use, {stated.begins_on}. Correct one of them."
    if stated.retention_until < stated.expires_on:
        yield ("retention_until",), f"{stated.retention_until} is before expires_on, {stated.expires_on}: data that are destroyed cannot be used. Correct one of them."


def _dataset_faults(stated: Stated, place: Place) -> Iterator[Fault]:
    first: dict[tuple[str, str], int] = {}
    for number, shared in enumerate(stated.dataset):
        at: Location = ("dataset", number)
        if shared.agency not in place.body_ids():
            yield at, _no_body(shared.agency, place)
        if (shared.agency, shared.layout) in first:
            yield at, f"{shared.layout} data of '{shared.agency}' stand in [[dataset]] number {first[shared.agency, shared.layout] + 1} already. Put both into one."
        first.setdefault((shared.agency, shared.layout), number)
        unknown = [field for field in shared.fields if field not in FIELDS]
        if unknown:
            yield at, f"'{unknown[0]}' under fields is no field. They are: {', '.join(FIELDS)}."
        lacking = [field for field in _NEEDED_FIELDS if field not in shared.fields]
        if lacking:
            yield at, f"'{lacking[0]}' is not among the fields, and nothing can be read without it. Agree it, or take the block out."
        naming = [field for field in NAMING_FIELDS if field in shared.fields]
        if shared.identifiers == "pseudonyms" and naming:
            yield at, f"pseudonyms are agreed, and '{naming[0]}' among the fields tells who somebody is. Take it out, or agree names."
        if shared.layout == "treatment" and shared.treatment_clause is None:
            yield at, f"'treatment_clause' is missing: data of treatment need a clause of their own. Give {_ITEMS['treatment_clause']}."


def _no_body(body: str, place: Place) -> str:
    return f"'{body}' is no [[body]] of place.toml, which has {', '.join(sorted(place.body_ids())) or 'none'}."


def _is_person(words: str) -> bool:
    return bool(pl.select(v.payee_is_private(pl.lit(words))).to_series()[0])


def _explained(problem: Any) -> str:
    at = [step for step in problem["loc"] if isinstance(step, str)]
    name, kind = (at[-1] if at else "the file"), problem["type"]
    meant = f" Give {_ITEMS[name]}." if name in _ITEMS else ""
    if kind == "value_error" or (kind == "too_short" and name != "dataset") or problem["input"] in ("", [], ()):
        return f"'{name}' is blank, and a blank is a refusal.{meant}"
    if kind == "too_short":
        return f"there is no [[{name}]], and at least one is needed.{meant}"
    if kind == "literal_error":
        return f"'{name}' is '{problem['input']}', which is not one of {problem['ctx']['expected'].replace(chr(39), '')}."
    if kind == "tuple_type":
        return f"'{name}' must be a list, as in [\"…\", \"…\"].{meant}"
    if kind.startswith("date"):
        return f"'{name}' is no date. Write it as 2026-03-31, without quotes.{meant}"
    return f"'{name}': {problem['msg']}.{meant}"


def _row(agreement: Agreement) -> dict[str, Any]:
    stated = agreement.stated
    row: dict[str, Any] = {"agreement_id": agreement.agreement_id, "status": agreement.status, "reason": agreement.reason}
    if stated is None:
        return row
    reference = f" ({stated.section_251_reference})" if stated.section_251_reference else ""
    same = (
        "title", "purpose", "power_to_share", "article_6", "article_9", "dpa_schedule_1", "article_10", "national_opt_out_applied_on", "dpia_reference", "approver",
        "approved_on", "period_starts_on", "period_ends_on", "expires_on", "retention_until",
    )  # fmt: skip
    return {
        **row,
        **{name: getattr(stated, name) for name in same},
        "controllers": ", ".join(stated.controllers),
        "confidentiality_basis": stated.confidentiality_basis + reference,
        "cohort": _cohort_in_words(stated.cohort),
        "agencies": ", ".join(map(_called, stated.dataset)),
        "shared_fields": "; ".join(f"{_called(shared)}, {shared.identifiers}: {_listed(shared.fields)}" for shared in stated.dataset),
        "own_clauses": "; ".join(f"{_called(shared)}, {name}: {words}" for shared in stated.dataset for name, words in shared.own_clauses()) or None,
    }


def _called(shared: SharedData) -> str:
    return f"{shared.agency} ({shared.layout.replace('_', ' ')})"


def _cohort_in_words(cohort: Cohort) -> str:
    told = [f"aged {cohort.youngest} to {cohort.oldest}", "living anywhere" if EVERYBODY in cohort.areas else f"living in {_listed(cohort.areas)}"]
    told += [f"{name}: {_listed(given)}" for name in ("services", "substances") if (given := getattr(cohort, name)) is not None]
    return "; ".join(told)


def _listed(names: Any) -> str:
    return ", ".join(names if not isinstance(names, frozenset) else sorted(names))
