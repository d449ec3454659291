"""Rows of files about people to contacts and records: cells read, rules over rows, one record a person's reference, spells put together.

Belongs here: plain functions, frames in, frames out, all in memory. Does not belong here: files (received.py), which agreement holds
(agreements.py), or linking people (analysis/linkage.py).

Every row that comes in ends as a contact or under one outcome, which is a rule or a clause in words; nothing says which row it was.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from totalplace.protected.agreements import Dataset
from totalplace.sources.contacts._base import PERSON_FIELDS, SERVICE_COLUMNS, Layout, is_nhs_number
from totalplace.values.cells import CELL, per_distinct

USED = "used"
CUT = "used, cut to the agreed period"
COST_UNREAD = "used, its stated cost cannot be read"
NO_PERSON = "no person named"
NO_DATE = "no date of contact"
DATE_UNREADABLE = "date unreadable"
NO_SERVICE = "unknown service"
AFTER_TODAY = "after today"
ENDS_BEFORE_START = "ends before it starts"
NEGATIVE_COST = "negative cost"
BEFORE_BIRTH = "before birth"
SENT_TWICE = "sent in another file too"
TOO_MANY = "one reference for too many contacts"
MERGED = "merged with another spell of the service"
SHARED_NUMBER = "NHS number of too many people, left blank"
BORN_TOO_LONG_AGO = "date of birth too long ago, left blank"
SEVERAL_BIRTHS = "several dates of birth, the latest taken"

_ADULT = 18
_OLDEST = 130
_NAME = r"^[A-Za-z'’-]{2,}(?:,\s*|\s+)[A-Za-z'’. -]{2,}$"
_DAYS = {"day": 1, "night": 1, "week": 7}
_IDENTITY = [name for name in PERSON_FIELDS if name != "person_reference"]
_CONTACT = {
    "service": pl.String(),
    "is_spell": pl.Boolean(),
    "started_on": pl.Date(),
    "ended_on": pl.Date(),
    "units": pl.Float64(),
    "stated_cost_pence": pl.Int64(),
    "substance": pl.String(),
    "occurred_postcode": pl.String(),
}
RECORD_SCHEMA: dict[str, pl.DataType] = {
    "record_no": pl.Int64(),
    "agency": pl.String(),
    "agreement_id": pl.String(),
    "person_reference": pl.String(),
    "forename": pl.String(),
    "surname": pl.String(),
    "born_on": pl.Date(),
    "sex": pl.String(),
    "postcode": pl.String(),
    "nhs_number": pl.String(),
    "uprn": pl.Int64(),
    "family_reference": pl.String(),
    "is_pseudonym": pl.Boolean(),
}
CONTACT_ORDER = ("service", "started_on", "ended_on", "stated_cost_pence", "units", "substance", "occurred_postcode")
CONTACT_SCHEMA: dict[str, pl.DataType] = {
    "contact_no": pl.Int64(),
    "record_no": pl.Int64(),
    "agency": pl.String(),
    "layout": pl.String(),
    "service": pl.String(),
    "started_on": pl.Date(),
    "ended_on": pl.Date(),
    "units": pl.Float64(),
    "stated_cost_pence": pl.Int64(),
    "substance": pl.String(),
    "occurred_postcode": pl.String(),
    "agreement_id": pl.String(),
}
OUTCOME_SCHEMA: dict[str, pl.DataType] = {
    "agency": pl.String(),
    "layout": pl.String(),
    "agreement_id": pl.String(),
    "outcome": pl.String(),
    "field": pl.String(),
    "contacts": pl.Int64(),
    "people": pl.Int64(),
}


@dataclass(frozen=True)
class Limits:
    """Thresholds of ref.assumption for what identifies a person."""

    most_contacts_a_year: int  # of one reference; more, and it stands for anybody
    most_people_a_number: int  # with one NHS number at one agency
    names_share: float  # of references that look like names, where pseudonyms were agreed
    oldest_years: int  # at a contact; born longer ago, and the date of birth is a default

    @classmethod
    def of(cls, values: Mapping[str, float]) -> "Limits":
        """From assumption ids to values."""
        return cls(int(values["contact_most_a_year"]), int(values["contact_most_people_a_number"]), float(values["contact_names_share"]), int(values["contact_oldest_years"]))


LIMIT_IDS = ("contact_most_a_year", "contact_most_people_a_number", "contact_names_share", "contact_oldest_years")


@dataclass(frozen=True)
class Reference:
    """What reading needs to know besides agreements: ref.service, core.postcode (with lsoa_code, msoa_code, lad_code), thresholds."""

    services: pl.DataFrame
    postcodes: pl.DataFrame
    limits: Limits


class Services:
    """The services of a layout, found by the words that senders use."""

    def __init__(self, services: pl.DataFrame, layout: str) -> None:
        self.frame = services.filter(pl.col("layout") == layout).sort("rank", "service_id")
        phrases = self.frame.select("rank", "service_id", pl.col("words").str.split(";").alias("phrase")).explode("phrase")
        phrases = phrases.with_columns(pl.col("phrase").str.len_chars().alias("length")).sort("rank", "length", "phrase", descending=[False, True, False])
        self._phrases = list(phrases.select("phrase", "service_id").iter_rows())

    def found(self, text: pl.Expr) -> pl.Expr:
        """The service that a text is about: by the lowest rank, then by the longest phrase; null where it has the words of none."""

        def judge(cells: pl.DataFrame) -> pl.DataFrame:
            low = pl.col(CELL).str.to_lowercase().str.replace_all(r"[^a-z0-9]+", " ").str.strip_chars(" ")
            cells = cells.with_columns((" " + low + " ").alias("low"), pl.lit(None, pl.String).alias("value"))
            for phrase, name in self._phrases:
                hit = pl.col("value").is_null() & pl.col("low").str.contains(f" {phrase} ", literal=True)
                cells = cells.with_columns(pl.when(hit).then(pl.lit(name)).otherwise("value").alias("value"))
            return cells

        return per_distinct(text, {"value": pl.String}, judge).struct.field("value")


def read_cells(batch: pl.DataFrame, columns: Mapping[str, str], layout: Layout, services: Services) -> pl.DataFrame:
    """A batch of text as typed columns: all fields of a person and a contact, and which cells could not be read."""
    entries = {entry.column: entry for entry in layout.fields}
    texts = {name for name in SERVICE_COLUMNS if name in columns}
    typed: list[pl.Expr] = []
    for name, column in columns.items():
        if name in texts:
            typed.append(pl.col(column).alias(name))
            continue
        read = entries[name].parse(pl.col(column))
        typed.append(read.value.alias(name))
        if name in ("started_on", "ended_on", "stated_cost", "_weekly_cost"):
            typed.append(read.problem.is_not_null().alias(f"{name}__bad"))
    frame = batch.select(typed)
    blank: dict[str, pl.DataType] = {
        **{name: pl.String() for name in ("person_reference", "forename", "surname", "sex", "postcode", "nhs_number", "uprn", "family_reference", "substance", "occurred_postcode", "_full_name", "_diagnosis")},
        **{name: pl.Date() for name in ("born_on", "started_on", "ended_on")},
        **{name: pl.Boolean() for name in ("_is_alcohol", "_is_drugs", "started_on__bad", "ended_on__bad", "stated_cost__bad", "_weekly_cost__bad")},
        **{name: pl.Decimal(18, 2) for name in ("stated_cost", "_weekly_cost")},
        "units": pl.Float64(),
    }
    frame = frame.with_columns(pl.lit(None, kind).alias(name) for name, kind in blank.items() if name not in frame.columns)
    said = pl.concat_str([pl.col(name) for name in SERVICE_COLUMNS if name in texts], separator=" ", ignore_nulls=True)
    told = pl.any_horizontal(pl.col(name).is_not_null() for name in texts if name != "_role")
    frame = frame.with_columns(pl.when(told).then(said).alias("said"))
    frame = frame.with_columns(services.found(pl.col("said")).alias("service")).join(
        services.frame.select("service_id", "is_spell", "needs_clause", pl.col("substance").alias("_by_service")),
        left_on="service", right_on="service_id", how="left", maintain_order="left",
    )  # fmt: skip
    frame = frame.with_columns(_names()).drop("forename", "surname").unnest("names")
    return frame.with_columns(_substance(), _pence("stated_cost"), _pence("_weekly_cost")).select(
        "person_reference",
        *_IDENTITY,
        "service", "is_spell", "needs_clause", "started_on", "ended_on",
        pl.when(pl.col("units") > 0).then(pl.col("units")).alias("units"),
        pl.col("stated_cost").alias("stated_cost_pence"),
        pl.col("_weekly_cost").alias("weekly_pence"),
        "substance", "occurred_postcode",
        *(pl.col(f"{name}__bad").fill_null(False) for name in ("started_on", "ended_on")),
        (pl.col("stated_cost__bad").fill_null(False) | pl.col("_weekly_cost__bad").fill_null(False)).alias("cost__bad"),
    ).with_columns(pl.col("uprn").cast(pl.Int64, strict=False))  # fmt: skip


def _names() -> pl.Expr:
    """Forename and surname, from the whole name ("Quixley, Vaughn" or "Vaughn Quixley") where they do not stand by themselves."""
    whole = pl.col("_full_name").str.replace(r"(?i)^(?:mr|mrs|ms|miss|mx|dr)\.? ", "")
    turned = whole.str.contains(",", literal=True)
    surname = pl.when(turned).then(whole.str.extract(r"^([^,]+),", 1)).otherwise(whole.str.extract(r" ([^ ]+)$", 1)).str.strip_chars(" ")
    forename = pl.when(turned).then(whole.str.extract(r",\s*(.+)$", 1)).otherwise(whole.str.extract(r"^(.+) [^ ]+$", 1)).str.strip_chars(" ")
    return pl.struct(
        pl.coalesce("forename", forename).alias("forename"), pl.coalesce("surname", surname).alias("surname")
    ).alias("names")


def _substance() -> pl.Expr:
    stated = pl.coalesce("substance", "_diagnosis")
    flagged = (
        pl.when(pl.col("_is_alcohol") & pl.col("_is_drugs")).then(pl.lit("both")).when(pl.col("_is_alcohol")).then(pl.lit("alcohol")).when(pl.col("_is_drugs")).then(pl.lit("drugs"))
    )
    return pl.coalesce(stated, flagged, "_by_service").alias("substance")


def _pence(name: str) -> pl.Expr:
    return (pl.col(name) * 100).cast(pl.Int64, strict=False).alias(name)


def look_like_names(references: pl.Series, limits: Limits) -> bool:
    """Whether what should be pseudonyms are names, or NHS numbers, in more than a few cells."""
    distinct = references.drop_nulls().unique()
    if not distinct.len():
        return False
    told = pl.DataFrame({"r": distinct}).select(
        pl.col("r").str.contains(_NAME).mean().alias("names"),
        # of ten digits by chance one in eleven passes the check
        is_nhs_number(pl.col("r").str.replace_all(r"[ -]", "")).mean().alias("numbers"),
    )
    names, numbers = told.row(0)
    return bool(names > limits.names_share or numbers > 0.5)


def judge_rows(frame: pl.DataFrame, dataset: Dataset, today: date) -> pl.DataFrame:
    """The rows with `outcome`: null where they may be used as far as one row tells. Spells are cut to the agreed period, and to today."""
    first, last = dataset.period
    latest = min(last, today)
    spell = pl.col("is_spell").fill_null(False)
    # one that goes on has no last day yet; what happens on a day needs none
    frame = frame.with_columns(
        pl.when(spell).then(pl.coalesce("ended_on", pl.when(pl.col("started_on") <= latest).then(pl.lit(latest)).otherwise(pl.col("started_on")))).otherwise(pl.coalesce("ended_on", "started_on")).alias("ended_on")
    )
    reaches = pl.when(spell).then(pl.col("ended_on")).otherwise(pl.col("started_on"))
    clause_of = [(kind, f"{kind}_clause", has) for kind, has in (("treatment", dataset.has_treatment_clause), ("victim", dataset.has_victim_clause), ("child", dataset.has_child_clause))]
    rules: list[tuple[pl.Expr, str]] = [
        (pl.col("person_reference").is_null(), NO_PERSON),
        (pl.col("started_on__bad") | (pl.col("ended_on__bad") & spell), DATE_UNREADABLE),
        (pl.col("started_on").is_null(), NO_DATE),
        (pl.col("service").is_null(), NO_SERVICE),
        *((pl.col("needs_clause") == kind, dataset.clause(name)) for kind, name, has in clause_of if not has),
        (pl.col("ended_on") < pl.col("started_on"), ENDS_BEFORE_START),
        (pl.col("started_on") > today, AFTER_TODAY),
        ((pl.col("started_on") > last) | (reaches < first), dataset.clause("period")),
        ((pl.col("stated_cost_pence") < 0) | (pl.col("weekly_pence") < 0), NEGATIVE_COST),
    ]
    return _cut(_with_outcome(frame, rules), first, latest)


def _with_outcome(frame: pl.DataFrame, rules: Sequence[tuple[pl.Expr, str]]) -> pl.DataFrame:
    """The first rule that applies to a row that has no outcome yet."""
    outcome: pl.Expr = pl.lit(None, pl.String)
    for applies, said in reversed(rules):
        outcome = pl.when(applies.fill_null(False)).then(pl.lit(said)).otherwise(outcome)
    if "outcome" in frame.columns:
        outcome = pl.coalesce("outcome", outcome)
    return frame.with_columns(outcome.alias("outcome"))


def _cut(frame: pl.DataFrame, first: date, latest: date) -> pl.DataFrame:
    """Spells within the agreed period and up to today; what is stated of them by days. A cost a week becomes that of the days."""
    spell = pl.col("is_spell").fill_null(False) & pl.col("outcome").is_null()
    begin = pl.when(spell).then(pl.max_horizontal("started_on", pl.lit(first))).otherwise(pl.col("started_on"))
    end = pl.when(spell).then(pl.min_horizontal("ended_on", pl.lit(latest))).otherwise(pl.col("started_on"))
    frame = frame.with_columns(begin.alias("begin"), end.alias("end"))
    whole = (pl.col("ended_on") - pl.col("started_on")).dt.total_days() + 1
    kept = (pl.col("end") - pl.col("begin")).dt.total_days() + 1
    is_cut = spell & (kept < whole)
    cost = pl.coalesce("stated_cost_pence", pl.when(spell).then((pl.col("weekly_pence") * whole + 3) // 7).otherwise(pl.col("weekly_pence")))
    return frame.with_columns(
        is_cut.alias("is_cut"),
        pl.when(is_cut).then((cost * kept + whole // 2) // whole).otherwise(cost).alias("stated_cost_pence"),
        pl.when(is_cut).then(pl.col("units") * kept / whole).otherwise(pl.col("units")).alias("units"),
        pl.col("begin").alias("started_on"),
        pl.col("end").alias("ended_on"),
    ).drop("begin", "end", "weekly_pence")


@dataclass
class Part:
    """What one agency's files of one layout hold, as it grows: rows used so far, who they are about, and what was left out."""

    dataset: Dataset
    contacts: list[pl.DataFrame] = field(default_factory=list)
    identities: list[pl.DataFrame] = field(default_factory=list)
    left_out: list[pl.DataFrame] = field(default_factory=list)
    files: int = 0

    def take(self, rows: pl.DataFrame) -> None:
        """A batch of judged rows of the file under way."""
        self.left_out.append(rows.filter(pl.col("outcome").is_not_null()).group_by("outcome", "person_reference").agg(pl.len().cast(pl.Int64).alias("contacts")))
        used = rows.filter(pl.col("outcome").is_null())
        self.contacts.append(used.select("person_reference", *_CONTACT, "is_cut", "cost__bad"))
        self.identities.append(used.group_by("person_reference", *_IDENTITY).agg(pl.col("started_on").max().alias("last_on")))

    def add(self, other: "Part") -> None:
        """The rows of one more file."""
        number = pl.lit(self.files, pl.Int32).alias("file_no")
        self.contacts += [frame.with_columns(number) for frame in other.contacts]
        self.identities += other.identities
        self.left_out += other.left_out
        self.files += 1


@dataclass(frozen=True)
class Together:
    """Records and contacts of a part, without their numbers across parts; outcomes of every row that came in."""

    records: pl.DataFrame
    contacts: pl.DataFrame  # record_no counts from 0 within the part
    outcomes: pl.DataFrame


def put_together(part: Part, reference: Reference) -> Together:
    """One record a reference, the rules that need more than one row, and spells that overlap as one."""
    dataset, notes = part.dataset, list[tuple[str, str, int]]()
    if not part.contacts:
        return Together(pl.DataFrame(schema=RECORD_SCHEMA), pl.DataFrame(schema=CONTACT_SCHEMA), pl.DataFrame(schema=OUTCOME_SCHEMA))
    told = list(part.left_out)
    contacts, sent_twice = _sent_once(pl.concat(part.contacts, rechunk=True), part.files)
    told.append(sent_twice)
    records = _conformed(pl.concat(part.identities, rechunk=True), notes, reference.limits)
    contacts = contacts.join(records.select("person_reference", "row", "born_on", "postcode"), on="person_reference", how="left").drop("person_reference")
    contacts = _judge_references(_judge_people(contacts, dataset, reference), reference.limits)
    told.append(_by_person(contacts.filter(pl.col("outcome").is_not_null()), records))
    contacts, merged = _merged(contacts.filter(pl.col("outcome").is_null()))
    told += [_by_person(merged, records), _by_person(contacts.with_columns(_used_outcome()), records)]
    contacts = _with_units(contacts, reference.services)

    kept = records.filter(pl.col("row").is_in(contacts["row"].unique().implode())).sort("person_reference").with_row_index("record_no")
    contacts = contacts.join(kept.select("row", "record_no"), on="row", how="left")
    same = [pl.lit(dataset.agency).alias("agency"), pl.lit(dataset.layout).alias("layout"), pl.lit(dataset.agreement_id).alias("agreement_id")]
    contacts = contacts.sort("record_no", *CONTACT_ORDER, nulls_last=True).with_columns(*same, pl.lit(None).alias("contact_no"))
    kept = kept.with_columns(*same, pl.lit(dataset.identifiers == "pseudonyms").alias("is_pseudonym"))
    return Together(typed(kept, RECORD_SCHEMA), typed(contacts, CONTACT_SCHEMA), _outcomes(told, notes, dataset))


def one_record_a_reference(records: pl.DataFrame, contacts: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Records and contacts of all parts, numbered; what an agency sent of one reference in two layouts is one record.

    Unless the two contradict each other (another date of birth, or another surname): then the layouts number their people apart.
    """
    key = ["agency", "person_reference", "is_pseudonym"]
    folded = pl.col("surname").str.to_lowercase().str.replace_all("[^a-z]", "")
    several = records.group_by(key).agg(pl.len().alias("layouts"), pl.col("born_on").drop_nulls().n_unique().alias("births"), folded.drop_nulls().n_unique().alias("surnames"))
    several = several.filter((pl.col("layouts") > 1) & (pl.col("births") <= 1) & (pl.col("surnames") <= 1))
    if not several.height:
        return records, contacts
    doubled = records.join(several, on=key, how="semi")
    first = doubled.group_by(key).agg(pl.col("record_no").min().alias("kept"))
    together = doubled.sort("record_no").group_by(key, maintain_order=True).agg(pl.col(name).drop_nulls().first() for name in records.columns if name not in key)
    rest = records.join(several, on=key, how="anti")
    numbered = pl.concat([rest, together.select(records.columns)]).sort("agency", "person_reference", "record_no").rename({"record_no": "before"}).with_row_index("record_no")
    moved = doubled.join(first, on=key).select(pl.col("record_no").alias("before"), "kept")
    to = pl.concat([moved, rest.select(pl.col("record_no").alias("before"), pl.col("record_no").alias("kept"))])
    to = to.join(numbered.select(pl.col("before").alias("kept"), pl.col("record_no").cast(pl.Int64)), on="kept").select("before", "record_no")
    contacts = contacts.rename({"record_no": "before"}).join(to, on="before").sort("record_no", *CONTACT_ORDER, nulls_last=True)
    return typed(numbered, RECORD_SCHEMA), typed(contacts, CONTACT_SCHEMA)


def typed(frame: pl.DataFrame, schema: Mapping[str, pl.DataType]) -> pl.DataFrame:
    """The columns of a schema, in its types."""
    return frame.select(pl.col(name).cast(kind) for name, kind in schema.items())


def _sent_once(contacts: pl.DataFrame, files: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Each contact as often as the file has it that has it most often: files of one sender overlap."""
    if files < 2:
        return contacts, contacts.head(0).select(pl.lit("").alias("outcome"), "person_reference", pl.lit(0, pl.Int64).alias("contacts"))
    key = ["person_reference", *_CONTACT, "is_cut", "cost__bad"]
    in_files = contacts.group_by(*key, "file_no").agg(pl.len().alias("times"))
    once = in_files.group_by(key).agg(pl.col("times").max(), pl.col("times").sum().alias("in_all"))
    again = once.filter(pl.col("in_all") > pl.col("times")).group_by("person_reference").agg((pl.col("in_all") - pl.col("times")).sum().cast(pl.Int64).alias("contacts"))
    several = once.filter(pl.col("times") > 1).select(pl.col(key).repeat_by("times")).explode(key)
    kept = pl.concat([once.filter(pl.col("times") == 1).select(key), several])
    return kept, again.select(pl.lit(SENT_TWICE).alias("outcome"), "person_reference", "contacts")


def _conformed(identities: pl.DataFrame, notes: list[tuple[str, str, int]], limits: Limits) -> pl.DataFrame:
    """One row a reference: of each field what the latest contact says that says anything; the same for any order of files."""
    too_old = (pl.col("last_on").dt.year() - pl.col("born_on").dt.year() > limits.oldest_years).fill_null(False)
    defaults = identities.filter(too_old)["person_reference"].n_unique()
    if defaults:
        notes.append((BORN_TOO_LONG_AGO, "born_on", defaults))
        identities = identities.with_columns(pl.when(~too_old).then(pl.col("born_on")).alias("born_on"))
    identities = identities.group_by("person_reference", *_IDENTITY).agg(pl.col("last_on").max())
    ordered = identities.sort("person_reference", "last_on", *_IDENTITY, nulls_last=False)
    latest = [pl.col(name).drop_nulls().last() for name in _IDENTITY]
    records = ordered.group_by("person_reference", maintain_order=True).agg(*latest, pl.col("born_on").drop_nulls().n_unique().alias("births"))
    several = records.filter(pl.col("births") > 1).height
    if several:
        notes.append((SEVERAL_BIRTHS, "born_on", several))
    shared = records.filter(pl.col("nhs_number").is_not_null()).group_by("nhs_number").len().filter(pl.col("len") > limits.most_people_a_number)
    if shared.height:
        is_shared = pl.col("nhs_number").is_in(shared["nhs_number"].implode())
        notes.append((SHARED_NUMBER, "nhs_number", records.filter(is_shared).height))
        records = records.with_columns(pl.when(~is_shared).then(pl.col("nhs_number")).alias("nhs_number"))
    return records.drop("births").with_row_index("row")


def _judge_people(contacts: pl.DataFrame, dataset: Dataset, reference: Reference) -> pl.DataFrame:
    """The rules that need to know who it is: birth, the cohort's ages and areas, children.

    A limit that the agreed fields cannot show is the sender's to keep: where no date of birth is agreed, ages are not asked for here.
    """
    cohort = dataset.clause("cohort")
    rules: list[tuple[pl.Expr, str]] = [(pl.col("started_on") < pl.col("born_on"), BEFORE_BIRTH)]
    contacts = contacts.with_columns(_years(pl.col("born_on"), pl.col("started_on")).alias("age"))
    if "born_on" in dataset.fields:
        if dataset.youngest > 0 or dataset.oldest < _OLDEST:
            rules.append((~pl.col("age").is_between(dataset.youngest, dataset.oldest), f"{cohort} (of another age)"))
            rules.append((pl.col("age").is_null(), f"{cohort} (age not known)"))
        if not dataset.has_child_clause:
            rules.append((pl.col("age") < _ADULT, dataset.clause("child_clause")))
    if dataset.areas and "postcode" in dataset.fields:
        levels = [name for name in ("lsoa_code", "msoa_code", "lad_code") if name in reference.postcodes.columns]
        inside = reference.postcodes.filter(pl.any_horizontal(pl.col(name).is_in(sorted(dataset.areas)) for name in levels))
        known = inside.select(pl.col("postcode").str.replace_all(" ", "", literal=True))["postcode"].implode()
        rules.append((pl.col("postcode").is_null(), f"{cohort} (where they live is not known)"))
        rules.append((~pl.col("postcode").is_in(known), f"{cohort} (living elsewhere)"))
    return _with_outcome(contacts, rules).drop("age", "born_on", "postcode")


def _years(born: pl.Expr, day: pl.Expr) -> pl.Expr:
    before = (day.dt.month().cast(pl.Int32) * 100 + day.dt.day()) < (born.dt.month().cast(pl.Int32) * 100 + born.dt.day())
    return day.dt.year() - born.dt.year() - before.cast(pl.Int32)


def _judge_references(contacts: pl.DataFrame, limits: Limits) -> pl.DataFrame:
    """A reference with more contacts in a financial year than any person has stands for anybody: none of its contacts is a person's."""
    day = pl.col("started_on")
    fy = day.dt.year() - (day.dt.month() < 4).cast(pl.Int32)
    a_year = contacts.group_by("row", fy.alias("fy")).len().filter(pl.col("len") > limits.most_contacts_a_year)["row"].unique()
    return _with_outcome(contacts, [(pl.col("row").is_in(a_year.implode()), TOO_MANY)]) if a_year.len() else contacts


def _used_outcome() -> pl.Expr:
    return pl.when(pl.col("is_cut")).then(pl.lit(CUT)).when(pl.col("cost__bad")).then(pl.lit(COST_UNREAD)).otherwise(pl.lit(USED)).alias("outcome")


def _by_person(rows: pl.DataFrame, records: pl.DataFrame) -> pl.DataFrame:
    counted = rows.group_by("outcome", "row").agg(pl.len().cast(pl.Int64).alias("contacts"))
    return counted.join(records.select("row", "person_reference"), on="row", how="left").select("outcome", "person_reference", "contacts")


def _merged(contacts: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Spells of one service and person that overlap as one, from the first day to the last; stated costs add up, days count once.

    A line that is another again, cost and all, is taken for a repetition, and its cost counts once. Second, the rows that went into another, with their outcome.
    """
    columns = ["row", *_CONTACT, "is_cut", "cost__bad"]
    contacts = contacts.select(columns)
    moments, spells = contacts.filter(~pl.col("is_spell")), contacts.filter(pl.col("is_spell"))
    spells = spells.sort("row", "service", "started_on", "ended_on", "stated_cost_pence", "units", "substance", "occurred_postcode", nulls_last=True)
    same = (pl.col("row") == pl.col("row").shift(1)) & (pl.col("service") == pl.col("service").shift(1))
    reach = pl.col("ended_on").cum_max().over("row", "service").shift(1)
    again = (pl.col("started_on") == pl.col("started_on").shift(1)) & (pl.col("ended_on") == pl.col("ended_on").shift(1))
    joins = (same & ((pl.col("started_on") < reach) | again)).fill_null(False)
    stated_again = joins & again & pl.col("stated_cost_pence").eq_missing(pl.col("stated_cost_pence").shift(1))
    spells = spells.with_columns(joins.alias("joins"), pl.when(~stated_again).then(pl.col("stated_cost_pence")).alias("stated_cost_pence")).with_columns((~pl.col("joins")).cum_sum().alias("spell"))
    several = spells.join(spells.filter("joins").select("spell").unique(), on="spell", how="semi", maintain_order="left")
    alone = spells.join(several.select("spell").unique(), on="spell", how="anti", maintain_order="left")
    together = several.group_by("spell", maintain_order=True).agg(
        pl.col("row", "service", "is_spell").first(), pl.col("started_on").min(), pl.col("ended_on").max(),
        pl.lit(None, pl.Float64).alias("units"),
        pl.when(pl.col("stated_cost_pence").count() > 0).then(pl.col("stated_cost_pence").sum()).alias("stated_cost_pence"),
        pl.when(pl.col("substance").drop_nulls().n_unique() > 1).then(pl.lit("both")).otherwise(pl.col("substance").drop_nulls().first()).alias("substance"),
        pl.col("occurred_postcode").drop_nulls().first(),
        pl.col("is_cut", "cost__bad").any(),
    )  # fmt: skip
    gone = several.filter("joins").select("row", pl.lit(MERGED).alias("outcome"))
    return pl.concat([moments, alone.select(columns), together.select(columns)]), gone


def _with_units(contacts: pl.DataFrame, services: pl.DataFrame) -> pl.DataFrame:
    """Units in the service's unit where the sender states none: the days, nights or weeks that a spell lasts, else one."""
    unit = pl.col("service").replace_strict(dict(services.select("service_id", "unit").iter_rows()), default=None, return_dtype=pl.String)
    days = (pl.col("ended_on") - pl.col("started_on")).dt.total_days()
    lasts = pl.when(unit == "night").then(pl.max_horizontal(days, pl.lit(1))).when(unit == "week").then((days + 1) / 7).when(unit == "day").then(days + 1)
    return contacts.with_columns(pl.coalesce("units", pl.when(pl.col("is_spell")).then(lasts), pl.lit(1.0)).cast(pl.Float64).alias("units"))


def _outcomes(told: Sequence[pl.DataFrame], notes: Sequence[tuple[str, str, int]], dataset: Dataset) -> pl.DataFrame:
    """Counts by rule, and nothing else. Rows whose `field` is given are notes on cells of contacts that are counted elsewhere."""
    by_person = pl.concat([frame.select("outcome", "person_reference", "contacts") for frame in told])
    counted = by_person.group_by("outcome").agg(pl.col("contacts").sum(), pl.col("person_reference").drop_nulls().n_unique().cast(pl.Int64).alias("people"))
    rows = counted.with_columns(pl.lit(None, pl.String).alias("field"))
    noted = [{"outcome": said, "contacts": 0, "people": people, "field": name} for said, name, people in notes]
    rows = pl.concat([rows, pl.DataFrame(noted, schema=rows.schema)])
    rows = rows.with_columns(pl.lit(dataset.agency).alias("agency"), pl.lit(dataset.layout).alias("layout"), pl.lit(dataset.agreement_id).alias("agreement_id"))
    return typed(rows, OUTCOME_SCHEMA).sort("outcome", "field", nulls_last=False)
