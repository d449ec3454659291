"""What a table is: its kind, and which column fills which field.

Belongs here: judging by headings and content, never by the file's name. Does not belong here: the headings themselves (sources), the
shapes of content (sources/_shapes.py), what the team confirmed (mappings.py).

A column is certain where its heading is a known one and its content does not contradict it. A table is recognised where every
group of required columns of one kind has a certain column, that kind has no objection, and nothing shows another kind. All else is
held with a sentence that says why, and with proposals that the team can confirm. A file with a row a person is held without
naming any of its content.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache

import polars as pl

from totalplace import people_guard
from totalplace import values as v
from totalplace.mappings import ConfirmedMapping, has_headings, heading_shown
from totalplace.reading import normalise_heading
from totalplace.reading.table import TextTable
from totalplace.sources import all_sources
from totalplace.sources._base import Field, Sample, Source
from totalplace.sources._others import other_kind_by_headings, other_kind_by_words
from totalplace.sources._rows import squeezed
from totalplace.sources._shapes import Shapes
from totalplace.sources.property_register import EVIDENCE

SAMPLE_ROWS = 2_000
_HEAD_ROWS = 500  # the rest of the sample is spread over the whole table
_ROWS_LOOKED_AT = 100_000  # a longer table would be read twice just to look at its end
# Below this share of cells that can be read as the field wants, the content contradicts the heading.
_CONTRADICTION = 0.3
# A kind is named for a table that lacks certain columns if they and the confidence of the guesses add up to this.
_ENOUGH_TO_NAME = 2.0
_COLUMNS_GUESSED = 60  # wider tables are returns with a column a figure
_HEADINGS_NAMED = 12  # as many as a reader takes in

# Short forms of ledgers and spreadsheets, for headings that no list knows. What they spell is a proposal, not a certainty.
_SHORT = {
    "nm": "name", "nme": "name", "dt": "date", "dte": "date", "pd": "paid", "pymt": "payment", "pmt": "payment", "pay": "payment", "amt": "amount", "val": "value", "no": "number", "num": "number", "nbr": "number", "nr": "number", "desc": "description",
    "descr": "description", "dsc": "description", "addr": "address", "add": "address", "adr": "address", "ref": "reference", "cred": "creditor", "supp": "supplier", "sup": "supplier", "spplr": "supplier", "vend": "vendor", "vndr": "vendor", "ven": "vendor", "bene": "beneficiary", "prop": "property",
    "prp": "property", "bldg": "building", "bld": "building", "bdg": "building", "dept": "department", "dep": "department", "dir": "directorate", "org": "organisation", "trans": "transaction", "txn": "transaction", "trn": "transaction", "inv": "invoice", "pc": "postcode", "pcode": "postcode", "pcd": "postcode",
    "tnr": "tenure", "ten": "tenure", "east": "easting", "north": "northing", "est": "easting", "nth": "northing", "e": "easting", "n": "northing", "lng": "longitude", "acc": "account", "acct": "account", "cat": "category", "str": "street", "st": "street", "twn": "town", "cd": "code", "gds": "goods", "svc": "service", "serv": "service",
    # Welsh
    "enw": "name", "eiddo": "property", "adeilad": "building", "safle": "site", "cyfeiriad": "address", "dyddiad": "date", "talu": "paid", "taliad": "payment", "swm": "amount", "gwerth": "value", "cyflenwr": "supplier", "cyflenwyr": "supplier", "deiliadaeth": "tenure", "dwyreiniad": "easting",
    "gogleddiad": "northing", "cod": "code", "cyfeirnod": "reference", "adran": "department", "disgrifiad": "description", "pwrpas": "purpose", "tref": "town", "stryd": "street", "arwynebedd": "area", "perchennog": "owner", "defnydd": "use", "cyngor": "council", "rhif": "number", "trafodiad": "transaction",
}  # fmt: skip
_PHRASES = {"cod post": "postcode", "côd post": "postcode", "y": "", "yr": "", "r": ""}

# What content alone may propose: shape, least share, confidence, words for the reader.
_PROPOSERS: tuple[tuple[str, float, float, str], ...] = (
    ("whole postcode", 0.6, 0.9, "are whole postcodes"),
    ("point", 0.6, 0.85, "are pairs of coordinates or grid references"),
    ("long uprn", 0.8, 0.6, "are numbers as long as property reference numbers"),
    ("longitude", 0.9, 0.85, "are longitudes of Great Britain"),
    ("latitude", 0.9, 0.85, "are latitudes of Great Britain"),
    ("date", 0.8, 0.75, "are dates"),
    ("pence", 0.6, 0.7, "are amounts of money"),
    ("tenure words", 0.6, 0.8, "are words of tenure"),
    ("area with unit", 0.5, 0.7, "are areas with their unit"),
    ("area code", 0.9, 0.7, "are codes of areas"),
    ("address words", 0.5, 0.6, "look like addresses"),
    ("body", 0.7, 0.5, "name public bodies"),
)
_NUMERIC = frozenset({"long uprn", "longitude", "latitude", "pence"})
_FIELDS_OF_SHAPE: dict[str, tuple[str, ...]] = {
    "whole postcode": ("postcode",),
    "point": ("_point",),
    "long uprn": ("uprn",),
    "longitude": ("_lon",),
    "latitude": ("_lat",),
    "easting": ("easting",),
    "northing": ("northing",),
    "date": ("_payment_on", "as_at_on"),
    "pence": ("amount_gbp", "running_cost_gbp"),
    "tenure words": ("tenure_as_published",),
    "area with unit": ("gia_m2",),
    "area code": ("area_code", "lad_code"),
    "address words": ("address_as_published",),
    "body": ("organisation_as_published",),
    "names": ("supplier_as_published", "name_as_published", "area_name"),
}


@dataclass(frozen=True)
class Proposal:
    """A guess for the team: this heading may be that field."""

    heading: str
    column_name: str
    field: str
    confidence: float
    why: str


@dataclass(frozen=True)
class Recognition:
    """What a table was taken for. `columns`: field to physical column, the certain ones only."""

    kind: str | None
    columns: dict[str, str]
    status: str  # "recognised" or "held"
    reason: str  # a whole sentence where held, else ""
    confidence: float
    unused: list[str] = field(default_factory=list)
    proposals: list[Proposal] = field(default_factory=list)


@dataclass
class _Look:
    """A table under examination: sample, headings, and shapes of columns worked out when first asked for."""

    table: TextTable
    sample: pl.DataFrame
    normalised: tuple[str, ...]
    _shapes: dict[str, Shapes] = field(default_factory=dict)
    _fits: dict[str, "_Fit"] = field(default_factory=dict)

    def fit(self, source: Source) -> "_Fit":
        """How far the kind fits, worked out when first asked for: it means reading cells."""
        if source.kind not in self._fits:
            self._fits[source.kind] = _fit(self, source, {})
        return self._fits[source.kind]

    def fits(self) -> list["_Fit"]:
        """How far every kind fits: what is proposed for a table that none of them fits."""
        return [self.fit(source) for source in all_sources().values()]

    def shapes(self, column: str) -> Shapes:
        if column not in self._shapes:
            self._shapes[column] = Shapes(self.sample[column])
        return self._shapes[column]

    def heading(self, column: str) -> str:
        return heading_shown(self.table, self.table.columns.index(column))


@dataclass(frozen=True)
class _Fit:
    """How far one kind fits: certain columns, those whose content contradicts their heading, groups that lack a column."""

    source: Source
    columns: dict[str, str]
    contradicted: dict[str, str]  # physical column -> field
    lacking: tuple[tuple[str, ...], ...]
    objection: str = ""

    @property
    def is_whole(self) -> bool:
        return not self.lacking

    @property
    def waits_for_a_setting(self) -> bool:
        """Whether it is this kind for certain and only lacks what the team can state for the file."""
        return bool(self.lacking) and not self.objection and _lacks_settings_only(self.source, self.lacking)


def _lacks_settings_only(source: Source, lacking: Sequence[Sequence[str]]) -> bool:
    return source.is_told_by_headings and all(set(group) & set(source.settings) for group in lacking)


def recognise(table: TextTable, confirmed: ConfirmedMapping | None = None) -> Recognition:
    """Kind and columns of a table by its headings and content, or as the team confirmed them."""
    normalised = tuple(normalise_heading(heading) for heading in table.headings)
    if people_guard.shows_people(table):
        return Recognition(None, {}, "held", people_guard.REASON, 1.0)
    look = _Look(table, sample_of(table), normalised)
    if confirmed is not None:
        return _as_confirmed(look, confirmed)
    if not has_headings(table):
        headless = _without_headings(look)
        if headless is not None:
            return headless
    # what its headings rule out needs no look at the cells
    fits = [look.fit(source) for source in all_sources().values() if _headings_suffice(look, source)]
    whole = [fit for fit in fits if fit.is_whole]
    waiting = [fit for fit in fits if fit.waits_for_a_setting]
    accepted = [fit for fit in whole if not fit.objection]
    outweighed = {name for fit in (*accepted, *waiting) for name in fit.source.outweighs}
    accepted = [fit for fit in accepted if fit.source.kind not in outweighed]
    other = other_kind_by_headings(normalised)
    certain = [*accepted, *waiting]
    # a kind of which all that it requires stands in no other file says itself what is amiss
    told = [fit for fit in whole if fit.source.is_distinct and fit.objection]
    if other is not None and not any(_fits_well(fit) and fit.source.kind not in other.outweighs for fit in (*certain, *told)):
        return _held(look, None, {}, other.reason, proposing=False)
    if told and not any(_fits_well(fit) for fit in certain):
        return _objected(look, told)
    if waiting and not accepted:
        best = max(waiting, key=lambda fit: len(fit.columns))
        reason = f"It is {best.source.title}, but {_lack_in_words(best.source, best.lacking, best)}"
        return _held(look, best, best.columns, reason, best)
    if accepted:
        return _accepted(look, accepted)
    if whole:
        return _objected(look, whole)
    return _incomplete(look)


def sample_of(table: TextTable) -> pl.DataFrame:
    """Up to SAMPLE_ROWS rows: the first ones and others spread evenly over the table, or over its first part if it is long."""
    names = [name for name in table.frame.collect_schema().names() if name in table.columns]
    if table.rows <= SAMPLE_ROWS:
        return table.frame.select(names).collect()
    looked_at = min(table.rows, _ROWS_LOOKED_AT)
    every = max(looked_at // (SAMPLE_ROWS - _HEAD_ROWS), 1)
    first = table.frame.select(names).head(looked_at).collect(engine="streaming")
    position = pl.int_range(pl.len())
    return first.filter((position < _HEAD_ROWS) | (position % every == 0)).head(SAMPLE_ROWS)


@cache
def _alias_rank(kind: str) -> dict[str, dict[str, int]]:
    """For each field the rank of each of its aliases, spaces squeezed out."""
    return {
        entry.column: {squeezed(alias): rank for rank, alias in reversed(list(enumerate(entry.aliases)))}
        for entry in all_sources()[kind].fields
    }


def _fit(look: _Look, source: Source, settings: Mapping[str, object]) -> _Fit:
    taken: dict[str, str] = {}
    contradicted: dict[str, str] = {}
    used: set[str] = set()
    keys = [squeezed(heading) for heading in look.normalised]
    stated = [v.stated_date(heading) for heading in look.normalised]
    for entry in source.fields:
        ranks = _alias_rank(source.kind)[entry.column]
        offers = [(ranks[key], 0, position) for position, key in enumerate(keys) if key in ranks]
        if entry.is_dated:
            # of "Running cost 2009/10" and "Running cost 2010/11" the latest is today's
            offers += [
                (ranks[squeezed(said.rest)], -_day_number(said), position)
                for position, said in enumerate(stated)
                if keys[position] not in ranks and squeezed(said.rest) in ranks
            ]
        for _, _, position in sorted(offers):
            if look.table.columns[position] in used:
                continue
            column = look.table.columns[position]
            if _contradicts(look, column, entry):
                contradicted.setdefault(column, entry.column)
                continue
            taken[entry.column] = column
            used.add(column)
            break
    taken = _american(look, source, taken)
    contradicted = {column: name for column, name in contradicted.items() if column not in used}
    lacking = _lacking(source, taken, settings)
    is_judged = not lacking or _lacks_settings_only(source, lacking)
    objection = source.objection(_sample_for(look, taken)) if is_judged and source.objection is not None else ""
    return _Fit(source, taken, contradicted, lacking, objection)


def _day_number(said: v.StatedDate) -> int:
    if said.on is not None:
        return said.on.toordinal()
    return date(said.fy + 1, 3, 31).toordinal() if said.fy is not None else 0


def _headings_suffice(look: _Look, source: Source) -> bool:
    """Whether each group that a file needs has a heading at least: what the cells say may still speak against it."""
    keys = {squeezed(heading) for heading in look.normalised}
    ranks = _alias_rank(source.kind)
    named = {entry.column for entry in source.fields if keys & ranks[entry.column].keys()}
    # dates with the month first are found by the heading of their twin
    named |= {f"{name}_american" for name in named}
    return not _lacking(source, dict.fromkeys(named, ""), dict.fromkeys(source.settings, ""))


def _lacking(source: Source, columns: Mapping[str, str], settings: Mapping[str, object]) -> tuple[tuple[str, ...], ...]:
    return tuple(
        group
        for group in source.required
        if not any(name in columns or settings.get(name) is not None for name in group)
    )


def _contradicts(look: _Look, column: str, entry: Field) -> bool:
    """Whether the cells, where there are any, cannot be what the heading says."""
    if not entry.shape or look.shapes(column).is_blank:
        return False
    return look.shapes(column).share(entry.shape) < _CONTRADICTION


def _american(look: _Look, source: Source, columns: dict[str, str]) -> dict[str, str]:
    """Dates of a column that are all dates with the month first, and some only so, go to the field that reads them so."""
    names = {entry.column for entry in source.fields}
    changed = dict(columns)
    for name, column in columns.items():
        twin = f"{name}_american"
        if twin in names and _is_american(look.sample[column]) and _is_american_throughout(look.table, column):
            changed[twin] = changed.pop(name)
    return changed


def _american_evidence(cell: pl.Expr) -> list[pl.Expr]:
    day_first, month_first = v.date(cell), v.american_date(cell)
    only_month_first = month_first.value.is_not_null() & day_first.value.is_null()
    only_day_first = day_first.value.is_not_null() & month_first.value.is_null()
    return [only_month_first.any().alias("some"), only_day_first.any().alias("others")]


def _is_american(cells: pl.Series) -> bool:
    some, others = pl.DataFrame({"cell": cells}).select(_american_evidence(pl.col("cell"))).row(0)
    return bool(some) and not others


def _is_american_throughout(table: TextTable, column: str) -> bool:
    some, others = table.frame.select(_american_evidence(pl.col(column))).collect(engine="streaming").row(0)
    return bool(some) and not others


def _sample_for(look: _Look, columns: Mapping[str, str]) -> Sample:
    values = look.sample.select(v.text(pl.col(column)).value.alias(name) for name, column in columns.items())
    return Sample(values, "geometry" in look.table.frame.collect_schema().names(), look.normalised, look.table.above)


def _as_confirmed(look: _Look, confirmed: ConfirmedMapping) -> Recognition:
    source = all_sources()[confirmed.kind]
    columns = {name: look.table.columns[position] for name, position in confirmed.positions.items()}
    lacking = _lacking(source, columns, confirmed.settings)
    if lacking:
        reason = f"The mapping {confirmed.file.name} is confirmed, but {_lack_in_words(source, lacking)}"
        return Recognition(source.kind, columns, "held", reason, 1.0, _unused(look, columns))
    return Recognition(source.kind, _american(look, source, columns), "recognised", "", 1.0, _unused(look, columns))


def _without_headings(look: _Look) -> Recognition | None:
    for source in all_sources().values():
        positions = source.headless(look.sample) if source.headless else None
        if positions is not None:
            columns = {name: look.table.columns[position] for name, position in positions.items()}
            return Recognition(source.kind, columns, "recognised", "", 1.0, [])
    return None


def _accepted(look: _Look, accepted: list[_Fit]) -> Recognition:
    accepted = sorted(accepted, key=lambda fit: (-len(fit.columns), fit.source.kind))
    best = accepted[0]
    rivals = [fit for fit in accepted[1:] if len(fit.columns) == len(best.columns)]
    if rivals:
        titles = " and ".join(sorted(fit.source.title for fit in (best, *rivals)))
        return _held(look, None, {}, f"It fits {titles} equally well. Confirm which it is.")
    other = (
        _other_by_words(look, best)
        if best.source.kind == "property_register" and not _has_landholder_column(best)
        else ""
    )
    if other:
        return _held(
            look,
            None,
            {},
            f"It looks like {other}, which is not read as property of the sender.",
            proposing=False,
        )
    return Recognition(
        best.source.kind,
        best.columns,
        "recognised",
        "",
        1.0,
        _unused(look, best.columns),
        _proposals(look, [best], by_content=False),
    )


def _fits_well(fit: _Fit) -> bool:
    """Whether a whole fit is more than names and places: two columns of a landholder, or a kind with headings of its own."""
    if fit.source.kind == "property_register":
        return sum(name in fit.columns for name in EVIDENCE) >= 2
    return fit.source.is_distinct or bool(fit.source.outweighs) or fit.source.kind in ("payments", "boundaries")


def _has_landholder_column(fit: _Fit) -> bool:
    return any(name in fit.columns for name in EVIDENCE)


def _other_by_words(look: _Look, fit: _Fit) -> str:
    names = fit.columns.get("name_as_published")
    types = fit.columns.get("use_as_published")
    return other_kind_by_words(look.sample[names] if names else None, look.sample[types] if types else None)


def _objected(look: _Look, whole: list[_Fit]) -> Recognition:
    best = max(whole, key=lambda fit: len(fit.columns))
    other = next(
        (title for fit in whole if fit.source.kind == "property_register" and (title := _other_by_words(look, fit))), ""
    )
    if other:
        return _held(
            look,
            None,
            {},
            f"It looks like {other}, which is not read as property of the sender.",
            proposing=False,
        )
    if best.source.kind == "boundaries":
        return _held(look, None, {}, best.objection, proposing=False)
    return _held(look, best, best.columns, best.objection, best)


def _incomplete(look: _Look) -> Recognition:
    """No kind has all it requires: the nearest one is named, with what it lacks and what might fill it."""
    has_geometry = "geometry" in look.table.frame.collect_schema().names()
    fits = [fit for fit in look.fits() if has_geometry or fit.source.kind != "boundaries"]
    # a documented layout is named only where its own headings are there, all but one: names and dates fit any of them
    fits = [fit for fit in fits if not fit.source.is_distinct or len(fit.lacking) == 1]
    proposals = {fit.source.kind: _proposals(look, [fit]) for fit in fits}

    def covered(fit: _Fit) -> tuple[float, int]:
        guessed = {proposal.field for proposal in proposals[fit.source.kind] if proposal.confidence >= 0.5}
        open_groups = [group for group in fit.lacking if not guessed & set(group)]
        return 1 - len(open_groups) / len(fit.source.required), len(fit.columns) + len(guessed)

    best = max(fits, key=covered)
    known = {column for fit in fits for column in fit.columns.values()}
    share, _ = covered(best)
    surety = len(best.columns) + sum(guess.confidence for guess in proposals[best.source.kind])
    nearly = len(best.source.required) - len(best.lacking)
    if share == 1 and surety >= _ENOUGH_TO_NAME:
        reason = f"It may be {best.source.title}, but {_lack_in_words(best.source, best.lacking, best)}"
        return _held(look, best, best.columns, reason, best)
    if nearly >= len(best.source.required) - 1 and len(best.columns) >= 2 and (
        best.source.kind == "payments" or best.source.is_distinct
    ):
        reason = f"It may be {best.source.title}, but {_lack_in_words(best.source, best.lacking, best)}"
        return _held(look, best, best.columns, reason, best)
    seen = _headings_in_words(look)
    advice = (
        "Its kind is not known"
        + (", although some headings are" if known else "")
        + f": {seen}. If it should be read, confirm a mapping."
    )
    return _held(look, None, {}, advice)


_GROUP_WORDS = {
    "supplier_as_published": "who was paid",
    "amount_gbp": "an amount that can be read",
    "_payment_on": "a date or period (or the financial year, stated in the mapping)",
    "name_as_published": "a name, address or code of the asset",
    "address_as_published": "an address, postcode, UPRN or coordinates",
    "postcode": "a postcode",
    "easting": "an easting or longitude",
    "northing": "a northing or latitude",
    "area_code": "a code of the area",
    "area_name": "a name of the area",
    "asset_id": "our id, the code, UPRN or name of a building",
    "counted": "what was counted",
    "available": "the hours, desks or seats there are",
    "used_mean": "a mean or peak of what was in use",
    "from_on": "the first day of the period",
    "to_on": "the last day of the period",
    "fy": "a financial year (or the year, stated in the mapping)",
    "running_cost_gbp": "a running cost or required maintenance",
    "grade_as_published": "a condition grade",
    "surveyed_on": "the day of the survey",
    "starts_on": "a day of a lease",
    "landlord_as_published": "a landlord, a tenant, a rent or a code of the lease",
    "space_kind_as_published": "a kind of space",
    "area_m2": "an area, people or desks",
    "is_correct": "an answer whether the building is right or still held",
    "confirmed_on": "a correction or the day of the confirmation",
    "recipient_as_published": "who was given the grant",
    "_awarded": "an amount or day of award",
    "_fy": "the financial year of the return: state it in the mapping",
    "_year": "the year the figures are of: state it in the mapping",
    "_net": "what was spent, in £ or £000 (figures in £ million are not read: ask for £000)",
}


def _lack_in_words(source: Source, lacking: Sequence[Sequence[str]], fit: _Fit | None = None) -> str:
    words = [_GROUP_WORDS.get(group[0], group[0].strip("_").replace("_", " ")) for group in lacking]
    contradicted = [
        name for name in (fit.contradicted.values() if fit else ()) if any(name in group for group in lacking)
    ]
    because = " (the heading is there, but its cells hold something else)" if contradicted else ""
    return f"no column is certain to hold {' or '.join(words)}{because}. Confirm the mapping, or, if no column holds it, ask the sender for the file with it."


def _held(
    look: _Look, fit: _Fit | None, columns: dict[str, str], reason: str, only: _Fit | None = None, *, proposing: bool = True
) -> Recognition:
    kind = fit.source.kind if fit else None
    return Recognition(
        kind,
        columns if kind else {},
        "held",
        reason,
        0.5 if kind else 0.0,
        _unused(look, columns),
        _proposals(look, [only] if only else look.fits()) if proposing else [],
    )


def _headings_in_words(look: _Look) -> str:
    """Headings as a list for a reader; without headings, or where they look like data, none are shown."""
    if not has_headings(look.table) or _look_like_data(look.table.headings):
        return f"it has {len(look.table.headings)} columns and no headings"
    named = [
        heading_shown(look.table, position)[:60] for position, heading in enumerate(look.table.headings) if heading.strip()
    ]
    more = f" and {len(named) - _HEADINGS_NAMED} more" if len(named) > _HEADINGS_NAMED else ""
    return "its headings are " + ", ".join(named[:_HEADINGS_NAMED]) + more


def _look_like_data(headings: Sequence[str]) -> bool:
    cells = pl.Series([heading for heading in headings if heading.strip()], dtype=pl.String)
    shapes = Shapes(cells)
    return (
        shapes.share("email") + shapes.share("date") + shapes.share("whole postcode") > 0
        and shapes.share("money") < 0.9
    )


def _unused(look: _Look, columns: Mapping[str, str]) -> list[str]:
    used = set(columns.values())
    return [look.heading(column) for column in look.table.columns if column not in used]


def _spelt_out(heading: str) -> str:
    words = heading
    for phrase, full in _PHRASES.items():
        words = re.sub(rf"\b{phrase}\b", full, words)
    return squeezed(" ".join(_SHORT.get(word, word) for word in words.split()))


def _proposals(look: _Look, fits: list[_Fit], *, by_content: bool = True) -> list[Proposal]:
    """Guesses for columns that no certain field uses: by a heading spelt out, then by content."""
    by_fit: list[tuple[float, list[Proposal]]] = []
    for fit in fits:
        found: list[Proposal] = []
        filled = set(fit.columns)
        used = set(fit.columns.values())
        for position, column in enumerate(look.table.columns[:_COLUMNS_GUESSED]):
            if column in used:
                continue
            guess = _by_spelling(look, fit, position, filled)
            if guess is None and by_content:
                guess = _by_content(look, fit, column, filled)
            if guess is not None:
                filled.add(guess.field)
                found.append(guess)
        missing = sum(not filled & set(group) for group in fit.source.required)
        by_fit.append((missing / len(fit.source.required), found))
    best: dict[str, Proposal] = {}
    # of guesses that are equally sure, that of the kind which would lack least
    for guess in (guess for _, found in sorted(by_fit, key=lambda entry: entry[0]) for guess in found):
        if guess.column_name not in best or guess.confidence > best[guess.column_name].confidence:
            best[guess.column_name] = guess
    ordered = sorted(best.values(), key=lambda guess: guess.column_name)
    return ordered if len(fits) == 1 else [guess for guess in ordered if guess.confidence >= 0.5]


def _by_spelling(look: _Look, fit: _Fit, position: int, filled: set[str]) -> Proposal | None:
    heading = look.normalised[position]
    if not heading:
        return None
    spelt = {_spelt_out(heading), _reversed(heading)}
    column = look.table.columns[position]
    for entry in fit.source.fields:
        if entry.column in filled or not spelt & _alias_rank(fit.source.kind)[entry.column].keys():
            continue
        if not _contradicts(look, column, entry):
            return Proposal(
                look.heading(column),
                column,
                entry.column,
                0.8,
                "the heading, spelt out, is a known one and the cells agree",
            )
    return None


def _reversed(heading: str) -> str:
    """Words in the other order ("Dt Pd", "enw r eiddo"): some languages and ledgers put the noun first."""
    expanded = [_SHORT.get(word, _PHRASES.get(word, word)) for word in heading.split()]
    return "".join(reversed([word for word in expanded if word]))


def _by_content(look: _Look, fit: _Fit, column: str, filled: set[str]) -> Proposal | None:
    shapes = look.shapes(column)
    if shapes.is_blank or shapes.share("url") >= 0.5 or shapes.share("email") >= 0.5:
        return None
    open_fields = {entry.column for entry in fit.source.fields} - filled
    # £1,200.50 is no plain number, and yet no name
    is_numeric = shapes.share("coordinate") >= 0.9 or shapes.share("pence") >= 0.9
    for shape, least, confidence, words in _PROPOSERS:
        if is_numeric != (shape in _NUMERIC):
            continue
        name = next((name for name in _FIELDS_OF_SHAPE[shape] if name in open_fields), None)
        if name is not None and shapes.share(shape) >= least:
            return Proposal(
                look.heading(column), column, name, confidence, f"{shapes.share(shape):.0%} of the cells {words}"
            )
    for shape in ("easting", "northing") if is_numeric else ():
        # metres are ordinary numbers by themselves: only where they vary from row to row are they believed
        if shape in open_fields and shapes.share(shape) >= 0.9 and shapes.distinct_share >= 0.5:
            return Proposal(
                look.heading(column),
                column,
                shape,
                0.5,
                f"{shapes.share(shape):.0%} of the cells could be {shape}s in metres",
            )
    name = next((name for name in _FIELDS_OF_SHAPE["names"] if name in open_fields), None)
    is_wordy = name is not None and not is_numeric and shapes.share("words") >= 0.8 and shapes.distinct_share >= 0.05
    if name is not None and is_wordy and shapes.share("date") < 0.5 and shapes.share("whole postcode") < 0.5:
        return Proposal(
            look.heading(column), column, name, 0.5, "the cells are words and differ from row to row, as names do"
        )
    return None


__all__ = ["Proposal", "Recognition", "recognise", "sample_of"]
