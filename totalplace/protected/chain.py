"""From received files about people to an edition of what may be published: the order of things, and what makes an edition due.

Belongs here: when an edition is made or carried, and each step from reading to release. Does not belong here: what is worked out (figures.py and
analysis/), what may leave (analysis/disclosure/), how an edition stands on disk (editions.py).

Nothing of what is read is in an error that leaves this module: libraries quote what they stumble over, so that their errors are told by kind
and place in our code alone.
"""

import re
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

import polars as pl

from totalplace import fingerprint
from totalplace.analysis import cohorts, concentration, households, licensed_areas, linkage, linkage_model
from totalplace.analysis.disclosure import Rules, release
from totalplace.analysis.people import people_of
from totalplace.errors import PlaceError
from totalplace.hypotheses import EVERYBODY, Cohort, Hypothesis, Stated, read_hypotheses
from totalplace.paths import PlacePaths
from totalplace.place import Place
from totalplace.protected import editions, figures, forgotten, reading, store, uses
from totalplace.protected.agreements import IN_FORCE, LAYOUTS, Agreements, Dataset, load_agreements
from totalplace.protected.cohort_limits import counted_again, within_cohorts
from totalplace.protected.contact_rows import OUTCOME_SCHEMA, Limits, Reference
from totalplace.protected.editions import Edition
from totalplace.protected.keys import Key
from totalplace.protected.received import ProtectedFile, protected_files
from totalplace.protected.standing import readiness
from totalplace.reference import assumption_ids, assumptions_in_force
from totalplace.settings import Settings

Result = TypeVar("Result")

INPUTS = (
    "core.area", "core.area_statistic", "core.assumption", "core.place_area", "core.postcode", "mart.licensed_premises", "ref.service", "ref.unit_cost",
)  # fmt: skip
# what rests on thresholds here is called after its part of the chain
ASSUMPTIONS = tuple(
    name for name in assumption_ids() if name.startswith(("concentration_", "contact_", "disclosure_", "household_", "licence_", "linkage_", "pathway_", "price_rise_"))
)
_THRESHOLDS = dict(zip(figures.THRESHOLDS, linkage_model.THRESHOLDS, strict=True))
_CODE = ("protected", "analysis", "analysis/disclosure", "sources/contacts", "hypotheses", "reference_data", "contracts/customers.py")
NO_WHOLE_YEAR = "No financial year that is over lies wholly in the period of every agreement in force whose data were used."
_NONE = "none"  # how an edition is called that nothing could be read for
_ISO_DAY = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")


@dataclass(frozen=True)
class _Standing:
    """What there is to make an edition from; `lacking` says why none can be made."""

    agreements: Agreements
    key: Key | None
    lacking: str


def edition_id(paths: PlacePaths, place: Place, settings: Settings) -> str:
    """The edition that a publication of today carries, or would make."""
    today = settings.today()
    last = editions.standing(paths)
    if last is not None and not editions.is_due(last, today):
        return last.edition_id
    there = _standing(paths, place, settings)
    if there.lacking and last is not None:
        return last.edition_id
    made_of = fingerprint.of_values(
        editions.shape(),
        fingerprint.of_code(*_CODE),
        there.lacking,
        [(agreement.agreement_id, agreement.status, agreement.reason) for agreement in there.agreements.all],
        fingerprint.of_bytes(paths.hypotheses_toml.read_bytes()) if paths.hypotheses_toml.is_file() else None,
        _files(paths) if not there.lacking else [],
    )
    return f"{_NONE if there.lacking else editions.quarter_of(today)}-{made_of[:10]}"


def make_or_carry(
    paths: PlacePaths, place: Place, settings: Settings, tables: Callable[[], Mapping[str, pl.DataFrame]], progress: Callable[[str], None]
) -> Edition:
    """The edition of today: the one that stands if it may not be made anew yet, else a new one. `tables` reads INPUTS by name, for a new one alone.

    Raises PlaceError, without a value of any protected file, if it cannot be made.
    """
    wanted = edition_id(paths, place, settings)
    standing = editions.find(paths, wanted)
    if standing is not None and (standing.is_fixed or standing.edition_id.startswith(_NONE)):
        return standing
    return _nothing_quoted(lambda: _make(paths, place, settings, tables(), wanted, progress))


def _standing(paths: PlacePaths, place: Place, settings: Settings) -> _Standing:
    agreements = load_agreements(paths, place, settings.today())
    try:
        if not protected_files(paths, LAYOUTS):
            return _Standing(agreements, None, "No file about people was received.")
    except PlaceError:  # which link it is stands in no table
        return _Standing(agreements, None, "A link in protected/ leads out of it, so nothing there is read. Put the file itself there.")
    if not any(agreement.status == IN_FORCE for agreement in agreements.all):
        return _Standing(agreements, None, "No data-sharing agreement is in force.")
    ready = readiness(paths, settings, agreements)
    return _Standing(agreements, ready.key, ready.lacking)


def _files(paths: PlacePaths) -> list[tuple[str, str]]:
    return [(file.relative, _sha256(file)) for file in protected_files(paths, LAYOUTS)]


def _sha256(file: ProtectedFile) -> str:
    try:
        return file.sha256()
    except OSError:
        return "cannot be read"


def _make(
    paths: PlacePaths, place: Place, settings: Settings, tables: Mapping[str, pl.DataFrame], edition: str, progress: Callable[[str], None]
) -> Edition:
    today = settings.today()
    assumed: dict[str, float] = dict(tables["core.assumption"].select("assumption_id", "value").iter_rows())
    rules = Rules.of(assumed).no_laxer_than(_rules_of_the_project(place, today))
    hypotheses = read_hypotheses(paths, tables["ref.service"])
    there = _standing(paths, place, settings)
    if there.lacking or there.key is None:
        nothing = {"mart.cost_concentration": _not_computed(hypotheses, today, there.lacking)}
        return editions.write(paths, edition, today, False, release(nothing, rules).values())
    key = there.key
    progress("Protected: reading what agreements allow")
    reference = Reference(tables["ref.service"], tables["core.postcode"], Limits.of(assumed))
    read = reading.read_protected(paths, place, there.agreements, reference, today, progress)
    for use in read.uses:
        uses.record_use(
            paths, agreement_id=use.agreement_id, agency=use.agency, data_use=use.data_use, used_on=today, file_sha256=use.file_sha256, clause=use.clause,
            key_id=key.fingerprint, edition_id=edition,
        )  # fmt: skip
    records, contacts = forgotten.without_forgotten(read.records, read.contacts, forgotten.load_forgotten(paths), key)
    cells: dict[str, pl.DataFrame] = {}
    left_out = pl.DataFrame(schema=OUTCOME_SCHEMA)
    if not contacts.is_empty():
        progress("Protected: putting records together to people")
        with store.open_store(paths, key, settings) as connection:
            weighed = linkage.weigh(connection, records, linkage_model.load_model(assumed))
            linked = {name: weighed.at(assumed[threshold]) for name, threshold in _THRESHOLDS.items()}
            contacts, left_out = within_cohorts(contacts, linked["central"].links, there.agreements)
            linkings = {name: _linking(records, one.links, tables["core.postcode"], int(assumed["household_largest_people"])) for name, one in linked.items()}
            _remember(connection, key, records, contacts, linkings["central"])
        cells["mart.person_linkage"] = linked["central"].quality
    if contacts.is_empty():
        cells["mart.cost_concentration"] = _not_computed(hypotheses, today, "No contact of what was received may be used; mart.contact_intake says by which rule.")
    else:
        given = _given(place, today, tables, there.agreements, hypotheses, assumed, contacts, linkings)
        cells |= figures.work_out(given, progress)
        if not given.periods:
            cells["mart.cost_concentration"] = _not_computed(hypotheses, today, NO_WHOLE_YEAR)
    cells["mart.contact_intake"] = _intake(counted_again(read.outcomes, read.contacts, contacts, left_out))
    progress("Protected: disclosure control")
    used = uses.use_table(paths).filter(pl.col("edition_id") == edition)
    cells["ops.data_use"] = used.with_columns(pl.col("clause").map_elements(_in_words, return_dtype=pl.String))
    return editions.write(paths, edition, today, not contacts.is_empty(), release(cells, rules, _definitions(hypotheses)).values())


def _definitions(hypotheses: Stated) -> dict[str, str]:
    """What each cohort is defined by: two hypotheses of one cohort are about the same people."""
    return {EVERYBODY: Cohort().model_dump_json(), **{one.id: one.cohort.model_dump_json() for one in hypotheses.hypotheses}}


def _rules_of_the_project(place: Place, today: date) -> Rules:
    """Disclosure control without what the place states in its thresholds."""
    ours = assumptions_in_force(place.model_copy(update={"thresholds": {}}), today)
    return Rules.of(dict(ours.select("assumption_id", "value").iter_rows()))


def _linking(records: pl.DataFrame, links: pl.DataFrame, postcodes: pl.DataFrame, largest_household: int) -> figures.Linking:
    return figures.Linking(links, people_of(records, links, households.households(records, links, largest_household), postcodes))


def _given(
    place: Place, today: date, tables: Mapping[str, pl.DataFrame], agreements: Agreements, hypotheses: Stated, assumed: Mapping[str, float],
    contacts: pl.DataFrame, linkings: Mapping[figures.Threshold, figures.Linking],
) -> figures.Given:  # fmt: skip
    used = _datasets(agreements, contacts)
    postcodes = tables["core.postcode"]
    facts = licensed_areas.area_facts(
        postcodes, tables["core.area"], tables["core.area_statistic"], tables["core.place_area"]["area_code"].drop_nulls().to_list(),
        tables["mart.licensed_premises"], place.town_centres, int(assumed["licence_register_least"]),
    )  # fmt: skip
    periods = cohorts.whole_years([dataset.period for dataset in used], today)
    return figures.Given(
        contacts=contacts,
        linkings=linkings,
        services=tables["ref.service"],
        unit_costs=tables["ref.unit_cost"],
        postcodes=postcodes.with_columns(pl.col("postcode").str.replace_all(" ", "", literal=True)),
        area_facts=facts,
        residents=_residents(facts, periods),
        periods=periods,
        missing={hypothesis.id: _missing(hypothesis, contacts) for hypothesis in hypotheses.hypotheses},
        hypotheses=hypotheses,
        level="lsoa" if all(dataset.smallest_area == "lsoa" for dataset in used) else "msoa",
        assumptions=assumed,
    )


def _remember(connection: object, key: Key, records: pl.DataFrame, contacts: pl.DataFrame, linking: figures.Linking) -> None:
    """What is kept of the edition: numbers, years, areas and contacts; of names and references nothing but a keyed hash."""
    of_record = (
        records.with_columns(forgotten.record_hashes(records, key).alias("record_hash"))
        .join(linking.links.select("record_no", "person_no"), on="record_no")
        .join(linking.people.drop("household_no"), on="person_no", how="left", suffix="_of_person")
        .join(contacts.select("record_no", "layout").unique("record_no", keep="any"), on="record_no")
    )
    sex = pl.coalesce("sex_of_person", "sex").alias("sex")
    of_contact = contacts.join(linking.links.select("record_no", "person_no"), on="record_no")
    store.remember(connection, key, of_record.with_columns(sex), of_contact)  # type: ignore[arg-type]


def _datasets(agreements: Agreements, contacts: pl.DataFrame) -> list[Dataset]:
    """The datasets that contacts were used of."""
    pairs = contacts.select("agency", "layout").unique().sort("agency", "layout").iter_rows()
    return [found for agency, layout in pairs if isinstance(found := agreements.dataset_for(agency, layout), Dataset)]


def _missing(hypothesis: Hypothesis, contacts: pl.DataFrame) -> list[str]:
    sent = set(contacts["layout"].unique())
    return [layout for layout in hypothesis.needs if layout not in sent]


def _residents(facts: pl.DataFrame, periods: "tuple[int, ...]") -> dict[int, int]:
    """People who live in the place, the same in each year: statistics of small areas are of one. None where they are not known of all of it."""
    known = facts["residents"]
    return dict.fromkeys(periods, int(known.sum())) if known.len() and known.null_count() == 0 else {}


def _not_computed(hypotheses: Stated, today: date, reason: str) -> pl.DataFrame:
    """Of each hypothesis, or of everybody where none is stated, that it was not computed, for the last financial year that is over."""
    last = today.year - 1 - (today.month < 4)
    asked = [concentration.Asked(one.id, one.unit, one) for one in hypotheses.hypotheses] or [concentration.Asked(EVERYBODY, "person")]
    return concentration.not_computed(asked, [last], " ".join((*hypotheses.faults, reason)))


def _intake(outcomes: pl.DataFrame) -> pl.DataFrame:
    """Cells of mart.contact_intake. Of a file that is refused whole nobody knows whom it is about: its lines stand for people."""
    return (
        outcomes.group_by("agency", "layout", "outcome")
        .agg(pl.col("agreement_id").drop_nulls().sort().first(), pl.col("contacts").sum(), pl.col("people").sum().alias("_people"))
        .with_columns(
            pl.when(pl.col("_people") == 0).then("contacts").otherwise("_people").alias("_people"),
            pl.col("outcome").map_elements(_in_words, return_dtype=pl.String),
        )
    )


def _in_words(text: str) -> str:
    """With days in words: disclosure control lets no day through that is written as those of people are."""
    return _ISO_DAY.sub(lambda day: f"{date(int(day[1]), int(day[2]), int(day[3])):%-d %B %Y}", text)


def _nothing_quoted(work: Callable[[], Result]) -> Result:
    """What the work gives. Whatever goes wrong is told as a PlaceError that nothing of a file can stand in, with no error behind it."""
    try:
        return work()
    except PlaceError as error:
        told = str(error)
    except Exception as error:
        told = _defect(error)
    raise PlaceError(told)


def _defect(error: Exception) -> str:
    package = Path(__file__).parent.parent
    ours = [frame for frame in traceback.extract_tb(error.__traceback__) if package in Path(frame.filename).parents]
    where = f"{Path(ours[-1].filename).relative_to(package).as_posix()}, line {ours[-1].lineno}" if ours else "code that is not ours"
    return (
        f"No edition about people could be made: {type(error).__name__} in {where}. What the program stumbled over is not shown, as it may be about a person. "
        "This is a defect: report that line. To publish without, move the files out of protected/."
    )
