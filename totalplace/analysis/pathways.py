"""Pathways: where people of a cohort enter, to which service they go from which, where they come back to, and what came before costly events.

Belongs here: counting exactly, over frames. Does not belong here: who is in a cohort (analysis/cohorts.py), which of the figures may
be seen (analysis/disclosure/): what leaves this module is not for any reader.

Contacts of one service that follow each other closely are one *episode*. A person's episodes stand in the order of the days they begin;
on one day, who is called comes before who takes in (SAME_DAY_ORDER), since files tell days and not hours. An episode that begins in a year
is of that year; what came before it is looked up in all years.

- *entry*: an episode with nothing before it for a clear look-back. Where the data do not reach back so far an entry cannot be told, and
  none is counted (`observed_from`): the first year has fewer for that alone.
- *flow*: any other episode, from that which began just before it, if it is of another service. What is between them may be nought: the
  second begins while the first goes on.
- *loop*: an episode of a service that the person left less than a look-back ago, whatever lay between. Loops are told of one service, not of
  the two that they join: that would be a part of a flow, and what is left of it could be worked out.
- *before*: of the people for whom a costly event began in the year, the share with a contact of each service in so many days before the
  first of them. Beside it stand those of the cohort without that event in the year: for each of the days before which the others were
  looked at, the share of them with such a contact in a window as long, and the mean of it over those days. That is what matching each by
  drawn dates comes to on average, without drawing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import polars as pl

START = "start"  # what an entry comes from
ENTRY, FLOW, LOOP, BEFORE = "entry", "flow", "loop", "before"
# of episodes that begin on one day
SAME_DAY_ORDER = ("ambulance", "fire", "police", "nhs", "treatment", "social_care", "housing", "probation")

SCHEMA = {
    "cohort": pl.String, "period": pl.Int64, "step_kind": pl.String, "from_service": pl.String, "to_service": pl.String,
    "steps": pl.Int64, "people_share": pl.Float64, "median_days": pl.Int64, "comparison_share": pl.Float64,
    "_people": pl.Int64, "_of_people": pl.Int64, "_comparison_people": pl.Int64, "_comparison_of": pl.Int64,
}  # fmt: skip

_Ints = npt.NDArray[np.int64]
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True)
class PathwayLimits:
    """Rows of ref.assumption, in days."""

    episode_days: float  # contacts of one service this near to each other are one episode
    look_back_days: float  # without any contact for longer: who comes then enters
    before_days: float  # looked at before a costly event


def observed_from(costed: pl.DataFrame) -> date | None:
    """The day from which all agencies are seen: that of the first contact of the agency whose data begin last. None without contacts."""
    first: date | None = costed.group_by("agency").agg(pl.col("started_on").min())["started_on"].max()  # type: ignore[assignment]
    return first


def pathways(
    costed: pl.DataFrame, cohort: pl.DataFrame, *, cohort_id: str, costly_services: frozenset[str], limits: PathwayLimits, observed_from: date
) -> pl.DataFrame:
    """Exact cells of mart.pathway. `cohort` has period and person_no; `costly_services` are those of ref.service that are costly events.

    A spell that stands in two lines, one for each financial year, is one episode. Beside the columns of the table: `_people` and of how
    many (`_of_people`: the cohort of the year, or those with the event), and for what came before how many of the others it would be.
    """
    members = cohort.select("period", "person_no").unique()
    order = _order(costed)
    contacts = _contacts(costed, members, order)
    if contacts.is_empty():
        return pl.DataFrame(schema=SCHEMA)
    names = order["service"].to_list()
    episodes = _joined(contacts, int(limits.episode_days))
    parts = [
        _steps(episodes, members, limits, _day(observed_from)),
        *_before(contacts, episodes, members, [code for code, name in enumerate(names) if name in costly_services], int(limits.before_days), _day(observed_from)),
    ]
    named = pl.col("from_service").replace_strict(range(-1, len(names)), [START, *names], return_dtype=pl.String)
    return (
        pl.concat([part.select(list(_CODED)) for part in parts])
        .with_columns(
            named,
            pl.col("to_service").replace_strict(range(len(names)), names, return_dtype=pl.String),
            pl.lit(cohort_id).alias("cohort"),
            (pl.col("_people") / pl.col("_of_people")).alias("people_share"),
        )
        .select(pl.col(name).cast(kind) for name, kind in SCHEMA.items())
        .sort("period", "step_kind", "from_service", "to_service")
    )


# cells with services by their numbers; the start of an entry is -1
_CODED = {name: pl.Int64 if name.endswith("service") else kind for name, kind in SCHEMA.items() if name not in ("cohort", "people_share")}


def _order(costed: pl.DataFrame) -> pl.DataFrame:
    """Services with their numbers, in the order in which episodes of one day are taken to follow each other."""
    rank = pl.col("layout").replace_strict(SAME_DAY_ORDER, range(len(SAME_DAY_ORDER)), default=len(SAME_DAY_ORDER), return_dtype=pl.Int64)
    ranked = costed.select("service", rank.alias("rank")).unique().group_by("service").agg(pl.col("rank").min())
    return ranked.sort("rank", "service").select("service").with_row_index("code").with_columns(pl.col("code").cast(pl.Int64))


def _contacts(costed: pl.DataFrame, members: pl.DataFrame, order: pl.DataFrame) -> pl.DataFrame:
    """Contacts of all who are ever in the cohort, in the order of persons, services and days: numbers alone."""
    codes = dict(order.select("service", "code").iter_rows())
    starts = pl.col("started_on").to_physical().cast(pl.Int64)
    return (
        costed.select("person_no", "service", "started_on", "ended_on")
        .join(members.select("person_no").unique(), on="person_no", how="semi")
        .select(
            "person_no",
            pl.col("service").replace_strict(list(codes), list(codes.values()), return_dtype=pl.Int64),
            starts.alias("start"),
            pl.max_horizontal(starts, pl.col("ended_on").to_physical().cast(pl.Int64)).alias("end"),
        )
        .sort("person_no", "service", "start", "end")
    )


def _joined(spans: pl.DataFrame, gap: int) -> pl.DataFrame:
    """Spans of one person and service with at most `gap` days from the end of all earlier ones to the start of the next become one.

    Sorted as _contacts sorts. `since_same`: days since the end of the one before, null for the first.
    """
    reached = _reached(spans, "person_no", "service")
    since = pl.col("start") - pl.col("before")
    marked = reached.with_columns((pl.col("before").is_null() | (since > gap)).alias("is_first"))
    marked = marked.with_columns(pl.col("is_first").shift(-1, fill_value=True).alias("is_last"))
    firsts, lasts = marked.filter("is_first"), marked.filter("is_last")
    return firsts.select("person_no", "service", "start", since.alias("since_same")).with_columns(lasts["reach"].alias("end"))


def _reached(spans: pl.DataFrame, *keys: str) -> pl.DataFrame:
    """How far those up to each one reach (`reach`), and those before it (`before`), within rows of equal keys that stand together.

    One running maximum over all rows does it: each group's days are lifted above those of the group before.
    """
    is_new = pl.any_horizontal(pl.col(key) != pl.col(key).shift() for key in keys).fill_null(True)
    lowest = int(spans["end"].min() or 0)  # type: ignore[arg-type]
    lift = int(spans["end"].max() or 0) - lowest + 1  # type: ignore[arg-type]
    return (
        spans.with_columns(is_new.alias("_new"))
        .with_columns((pl.col("_new").cast(pl.Int64).cum_sum() * lift).alias("_lifted"))
        .with_columns(((pl.col("_lifted") + pl.col("end") - lowest).cum_max() - pl.col("_lifted") + lowest).alias("reach"))
        .with_columns(pl.when("_new").then(None).otherwise(pl.col("reach").shift()).alias("before"))
        .drop("_new", "_lifted")
    )


def _steps(episodes: pl.DataFrame, members: pl.DataFrame, limits: PathwayLimits, first_day: int) -> pl.DataFrame:
    """Entries, flows and loops."""
    look_back = int(limits.look_back_days)
    is_same_person = pl.col("person_no") == pl.col("person_no").shift()
    started_on = pl.col("start").cast(pl.Int32).cast(pl.Date)
    steps = (
        _reached(episodes.sort("person_no", "start", "service"), "person_no")
        .with_columns(
            pl.when(is_same_person).then(pl.col("service").shift()).alias("from_service"),
            pl.when(is_same_person).then(pl.max_horizontal(pl.col("start") - pl.col("end").shift(), pl.lit(0))).alias("since_last"),
            (pl.col("before").is_null() | (pl.col("start") - pl.col("before") > look_back)).alias("is_clear"),
            (started_on.dt.year() - (started_on.dt.month() < 4).cast(pl.Int32)).cast(pl.Int64).alias("period"),
        )
        .join(members, on=["period", "person_no"], how="semi")
        .rename({"service": "to_service"})
    )
    entries = steps.filter(pl.col("is_clear") & (pl.col("start") - look_back >= first_day)).with_columns(
        pl.lit(-1, pl.Int64).alias("from_service"), pl.lit(None, pl.Int64).alias("days"), pl.lit(ENTRY).alias("step_kind")
    )
    flows = steps.filter(~pl.col("is_clear") & (pl.col("from_service") != pl.col("to_service"))).with_columns(pl.col("since_last").alias("days"), pl.lit(FLOW).alias("step_kind"))
    loops = steps.filter(pl.col("since_same") <= look_back).with_columns(
        pl.col("to_service").alias("from_service"), pl.col("since_same").alias("days"), pl.lit(LOOP).alias("step_kind")
    )
    columns = ("period", "step_kind", "from_service", "to_service", "person_no", "days")
    return (
        pl.concat([part.select(columns) for part in (entries, flows, loops)])
        .group_by("period", "step_kind", "from_service", "to_service")
        .agg(pl.col("person_no").n_unique().cast(pl.Int64).alias("_people"), pl.len().cast(pl.Int64).alias("steps"), _median("days"))
        .join(members.group_by("period").agg(pl.len().cast(pl.Int64).alias("_of_people")), on="period", how="left")
        .with_columns(pl.lit(None, _CODED[name]).alias(name) for name in ("comparison_share", "_comparison_people", "_comparison_of"))
    )


def _median(days: str) -> pl.Expr:
    """The median as whole days, halves upwards."""
    return (pl.col(days).median() + 0.5).floor().cast(pl.Int64).alias("median_days")


def _before(contacts: pl.DataFrame, episodes: pl.DataFrame, members: pl.DataFrame, costly: list[int], window: int, first_day: int) -> Iterator[pl.DataFrame]:
    """What came before each costly event, a frame for each event and year."""
    if not costly:
        return
    # windows of contacts that lie on the same days, as one: who is seen in them is counted once
    seen = _joined(contacts, window)
    people = int(contacts["person_no"].max()) + 1  # type: ignore[arg-type]
    for period in sorted(members["period"].unique()):
        opens, closes = _day(date(period, 4, 1)), _day(date(period + 1, 4, 1)) - 1
        ours = members.filter((pl.col("period") == period) & (pl.col("person_no") < people)).select("person_no")
        of_year = seen.filter((pl.col("start") < closes) & (pl.col("end") + window >= opens)).join(ours, on="person_no", how="semi")
        for event in costly:
            touching = episodes.filter((pl.col("service") == event) & (pl.col("start") <= closes) & (pl.col("end") >= opens)).join(ours, on="person_no", how="semi")
            cases = (
                touching.filter(pl.col("start") >= opens)
                .group_by("person_no")
                .agg(pl.col("start").min().alias("day"))
                .filter(pl.col("day") - window >= first_day)
            )
            if cases.is_empty():
                continue
            is_other = np.zeros(people, dtype=bool)
            is_other[ours["person_no"].to_numpy()] = True
            is_other[touching["person_no"].to_numpy()] = False
            others = members.filter(pl.col("period") == period).height - touching["person_no"].n_unique()
            found = _cases_before(contacts, cases, window)
            expected = _others_before(of_year, is_other, cases["day"].to_numpy(), window)
            pairs = cases.height * others
            yield found.with_columns(
                pl.lit(period, pl.Int64).alias("period"), pl.lit(BEFORE).alias("step_kind"), pl.lit(event, pl.Int64).alias("to_service"),
                pl.lit(None, pl.Int64).alias("steps"), pl.lit(cases.height, pl.Int64).alias("_of_people"), pl.lit(others, pl.Int64).alias("_comparison_of"),
            ).with_columns(
                pl.Series("comparison_share", [expected.get(code, 0) / pairs if pairs else None for code in found["from_service"]], pl.Float64),
                pl.Series("_comparison_people", [expected.get(code, 0) // cases.height for code in found["from_service"]], pl.Int64),
            )  # fmt: skip


def _cases_before(contacts: pl.DataFrame, cases: pl.DataFrame, window: int) -> pl.DataFrame:
    """People with a contact of each service in the days before their event, and the median days from the last of them."""
    last_seen = pl.min_horizontal(pl.col("end"), pl.col("day") - 1)
    return (
        contacts.join(cases, on="person_no")
        .filter((pl.col("start") < pl.col("day")) & (pl.col("end") >= pl.col("day") - window))
        .group_by("service", "person_no")
        .agg((pl.col("day") - last_seen).min().alias("days"))
        .group_by("service")
        .agg(pl.len().cast(pl.Int64).alias("_people"), _median("days"))
        .rename({"service": "from_service"})
    )


def _others_before(seen: pl.DataFrame, is_other: npt.NDArray[np.bool_], days: _Ints, window: int) -> dict[int, int]:
    """For each service: pairs of one of the others and a day of an event before which they had a contact of it within the window.

    Who has a contact from s to e has one in the window before the days from s + 1 to e + window.
    """
    theirs = is_other[seen["person_no"].to_numpy()]
    ordered = np.sort(days)
    first = np.searchsorted(ordered, seen["start"].to_numpy()[theirs], side="right")
    past = np.searchsorted(ordered, seen["end"].to_numpy()[theirs] + window, side="right")
    codes = seen["service"].to_numpy()[theirs]
    pairs = np.zeros(int(codes.max()) + 1 if codes.size else 0, dtype=np.int64)
    np.add.at(pairs, codes, past - first)
    return {code: int(count) for code, count in enumerate(pairs) if count}


def _day(on: date) -> int:
    return (on - _EPOCH).days
