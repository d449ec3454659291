"""Pathways: known answers, and the same against plain loops over small made-up frames."""

from collections import defaultdict
from datetime import date, timedelta
from statistics import median
from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from totalplace.analysis.pathways import SCHEMA, PathwayLimits, observed_from, pathways

LIMITS = PathwayLimits(episode_days=21, look_back_days=365, before_days=90)
COSTED = {"person_no": pl.Int64, "agency": pl.String, "layout": pl.String, "service": pl.String, "started_on": pl.Date, "ended_on": pl.Date}
LAYOUT = {"call": "ambulance", "custody": "police", "ward": "nhs", "rehab": "treatment"}
Contact = tuple[int, str, date, date]
D = date
SEEN = D(2020, 4, 1)


def cells(contacts: list[Contact], cohort: list[tuple[int, int]], costly: frozenset[str] = frozenset({"ward"}), limits: PathwayLimits = LIMITS, seen: date = SEEN) -> pl.DataFrame:
    costed = pl.DataFrame([(person, LAYOUT[service], LAYOUT[service], service, start, end) for person, service, start, end in contacts], COSTED, orient="row")
    members = pl.DataFrame(cohort, {"period": pl.Int64, "person_no": pl.Int64}, orient="row")
    return pathways(costed, members, cohort_id="c", costly_services=costly, limits=limits, observed_from=seen)


def told(frame: pl.DataFrame, *columns: str) -> list[tuple[Any, ...]]:
    return frame.select("step_kind", "from_service", "to_service", *(columns or ("_people", "steps", "median_days"))).rows()


def test_entry_flow_and_loop() -> None:
    contacts = [
        (1, "custody", D(2023, 5, 1), D(2023, 5, 1)), (1, "custody", D(2023, 5, 20), D(2023, 5, 20)),  # one episode
        (1, "rehab", D(2023, 6, 9), D(2023, 9, 30)),
        (1, "custody", D(2023, 8, 1), D(2023, 8, 1)),  # while rehab goes on, 73 days after the episode before
    ]  # fmt: skip
    assert told(cells(contacts, [(2023, 1), (2023, 2)])) == [
        ("entry", "start", "custody", 1, 1, None), ("flow", "custody", "rehab", 1, 1, 20), ("flow", "rehab", "custody", 1, 1, 0), ("loop", "custody", "custody", 1, 1, 73),
    ]  # fmt: skip
    assert cells(contacts, [(2023, 1), (2023, 2)])["people_share"].to_list() == [0.5] * 4


def test_an_entry_needs_a_look_back_that_the_data_reach() -> None:
    contacts = [(1, "custody", D(2023, 5, 1), D(2023, 5, 1))]
    assert told(cells(contacts, [(2023, 1)], seen=D(2022, 5, 1))) == [("entry", "start", "custody", 1, 1, None)]
    assert cells(contacts, [(2023, 1)], seen=D(2022, 5, 2)).is_empty()


def test_limits_are_the_last_day_that_still_counts() -> None:
    day = D(2023, 5, 1)
    near = [(1, "custody", day, day), (1, "custody", day + timedelta(days=21), day + timedelta(days=21))]
    far = [(1, "custody", day, day), (1, "custody", day + timedelta(days=22), day + timedelta(days=22))]
    back = [(1, "custody", day, day), (1, "custody", day + timedelta(days=365), day + timedelta(days=365))]
    assert told(cells(near, [(2023, 1)])) == [("entry", "start", "custody", 1, 1, None)]
    assert told(cells(far, [(2023, 1)])) == [("entry", "start", "custody", 1, 1, None), ("loop", "custody", "custody", 1, 1, 22)]
    assert told(cells(back, [(2024, 1)])) == [("loop", "custody", "custody", 1, 1, 365)]


def test_others_seen_again_and_again_or_in_the_year_before_count_once() -> None:
    event, last_year = D(2023, 4, 20), D(2023, 3, 25)
    contacts = [(1, "ward", event, event)] + [(2, "custody", last_year - timedelta(days=25 * n), last_year - timedelta(days=25 * n)) for n in range(3)]
    contacts.append((1, "custody", last_year, last_year))
    row = cells(contacts, [(2023, 1), (2023, 2)]).filter(step_kind="before").row(0, named=True)
    assert (row["comparison_share"], row["_comparison_people"]) == (1.0, 1)


def test_others_seen_on_the_day_itself_and_just_too_early_were_not_seen_before() -> None:
    event = D(2023, 9, 1)
    contacts = [(1, "ward", event, event), (1, "custody", D(2023, 8, 1), D(2023, 8, 1))] + [(2, "custody", day, day) for day in (event - timedelta(days=91), event)]
    assert cells(contacts, [(2023, 1), (2023, 2)]).filter(step_kind="before")["comparison_share"].to_list() == [0.0]


def test_who_comes_after_a_clear_look_back_enters_anew() -> None:
    contacts = [(1, "custody", D(2021, 5, 1), D(2021, 5, 1)), (1, "custody", D(2023, 5, 1), D(2023, 5, 1)), (1, "rehab", D(2024, 4, 30), D(2024, 4, 30))]
    assert told(cells(contacts, [(2023, 1), (2024, 1)])) == [("entry", "start", "custody", 1, 1, None), ("flow", "custody", "rehab", 1, 1, 365)]


def test_a_spell_in_two_years_is_one_episode_of_the_year_it_began_in() -> None:
    contacts = [(1, "ward", D(2024, 3, 20), D(2024, 3, 31)), (1, "ward", D(2024, 4, 1), D(2024, 4, 10))]
    assert told(cells(contacts, [(2023, 1), (2024, 1)])) == [("entry", "start", "ward", 1, 1, None)]


def test_on_one_day_who_is_called_comes_before_who_takes_in() -> None:
    contacts = [(1, "ward", D(2023, 5, 1), D(2023, 5, 3)), (1, "call", D(2023, 5, 1), D(2023, 5, 1))]
    assert told(cells(contacts, [(2023, 1)], costly=frozenset())) == [("entry", "start", "call", 1, 1, None), ("flow", "call", "ward", 1, 1, 0)]


def test_what_came_before_a_costly_event_beside_others_on_the_same_days() -> None:
    ward = D(2023, 9, 1)
    contacts = [
        (1, "custody", D(2023, 8, 1), D(2023, 8, 1)), (1, "ward", ward, ward),
        (2, "custody", D(2023, 6, 2), D(2023, 6, 2)), (2, "ward", ward, ward),  # 91 days before: too early
        (3, "rehab", D(2023, 6, 1), D(2023, 12, 1)), (3, "ward", ward, ward),
        (4, "custody", D(2023, 8, 31), D(2023, 8, 31)),  # of the others, seen in the window
        (5, "custody", ward, ward),  # of the others, not before
        (6, "custody", D(2023, 8, 1), D(2023, 8, 1)),  # not of the cohort
    ]  # fmt: skip
    found = cells(contacts, [(2023, person) for person in (1, 2, 3, 4, 5)]).filter(pl.col("step_kind") == "before")
    assert told(found, "_people", "_of_people", "median_days", "_comparison_people", "_comparison_of") == [
        ("before", "custody", "ward", 1, 3, 31, 1, 2), ("before", "rehab", "ward", 1, 3, 1, 0, 2),
    ]  # fmt: skip
    assert found["comparison_share"].to_list() == [0.5, 0.0]
    assert found["people_share"].to_list() == [1 / 3, 1 / 3]


def test_a_day_before_which_all_are_seen_says_nothing_of_the_event() -> None:
    """The planted negative: everybody is in rehab all year, with the event and without."""
    year = (D(2023, 4, 1), D(2024, 3, 31))
    contacts = [(person, "rehab", *year) for person in range(8)] + [(person, "ward", D(2023, 10, person + 1), D(2023, 10, person + 1)) for person in range(3)]
    row = cells(contacts, [(2023, person) for person in range(8)]).filter(step_kind="before", from_service="rehab").row(0, named=True)
    assert (row["people_share"], row["comparison_share"]) == (1.0, 1.0)


def test_nobody_and_nothing() -> None:
    assert cells([], []).schema == SCHEMA
    assert cells([(1, "ward", D(2023, 5, 1), D(2023, 5, 1))], []).is_empty()
    assert cells([], [(2023, 1)]).is_empty()


def test_all_agencies_are_seen_from_the_day_the_last_of_them_begins() -> None:
    frame = pl.DataFrame({"agency": ["a", "a", "b"], "started_on": [D(2021, 1, 1), D(2023, 1, 1), D(2022, 7, 1)]})
    assert observed_from(frame) == D(2022, 7, 1)
    assert observed_from(frame.clear()) is None


def oracle(contacts: list[Contact], cohort: list[tuple[int, int]], costly: frozenset[str], limits: PathwayLimits, seen: date) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """Plain loops over people, days one by one: nothing of it is shared with what it tests."""
    order = ["call", "custody", "ward", "rehab"]
    members = set(cohort)
    years = {period for period, _ in members}
    of: dict[int, list[Contact]] = defaultdict(list)
    for contact in contacts:
        of[contact[0]].append(contact)

    def fy(day: date) -> int:
        return day.year if day.month >= 4 else day.year - 1

    def days(n: float) -> timedelta:
        return timedelta(days=int(n))

    episodes: dict[int, list[tuple[date, str, date]]] = {}
    for person, theirs in of.items():
        made: list[tuple[date, str, date]] = []
        for service in order:
            spans: list[list[date]] = []
            for _, _, start, end in sorted((c for c in theirs if c[1] == service), key=lambda c: c[2:]):
                if spans and start - spans[-1][1] <= days(limits.episode_days):
                    spans[-1][1] = max(spans[-1][1], end)
                else:
                    spans.append([start, end])
            made += [(start, service, end) for start, end in spans]
        episodes[person] = sorted(made, key=lambda each: (each[0], order.index(each[1])))
    steps: dict[tuple[Any, ...], list[tuple[int, int | None]]] = defaultdict(list)
    for person, theirs_in_order in episodes.items():
        for number, (start, service, _) in enumerate(theirs_in_order):
            period, earlier = fy(start), theirs_in_order[:number]
            if (period, person) not in members:
                continue
            if all((start - end).days > limits.look_back_days for _, _, end in earlier):
                if start - days(limits.look_back_days) >= seen:
                    steps[period, "entry", "start", service].append((person, None))
            elif earlier[-1][1] != service:
                steps[period, "flow", earlier[-1][1], service].append((person, max(0, (start - earlier[-1][2]).days)))
            same = [end for _, name, end in earlier if name == service]
            if same and (start - max(same)).days <= limits.look_back_days:
                steps[period, "loop", service, service].append((person, (start - max(same)).days))

    def middle(values: list[int | None]) -> int | None:
        return None if None in values else int(median(values) + 0.5)  # type: ignore[type-var,operator]

    out: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    for key, each in steps.items():
        size = sum(period == key[0] for period, _ in members)
        out[key] = (len({person for person, _ in each}), size, len(each), middle([d for _, d in each]), None, None, None)
    window = int(limits.before_days)

    def had(person: int, service: str, day: date) -> int | None:
        """Days since the last day of a contact within the window, or None."""
        gone = [n for n in range(1, window + 1) if any(c[1] == service and c[2] <= day - days(n) <= c[3] for c in of[person])]
        return min(gone) if gone else None

    for period in years:
        ours = [person for year, person in members if year == period]
        opens, closes = date(period, 4, 1), date(period + 1, 3, 31)
        for event in costly:
            touched = {p for p in ours if any(name == event and start <= closes and end >= opens for start, name, end in episodes.get(p, []))}
            day_of = {p: min(starts) for p in touched if (starts := [start for start, name, _ in episodes[p] if name == event and opens <= start <= closes])}
            day_of = {p: day for p, day in day_of.items() if day - days(window) >= seen}
            others = [p for p in ours if p not in touched]
            for service in order:
                since = [n for p, day in day_of.items() if (n := had(p, service, day)) is not None]
                if since:
                    beside = sum(had(p, service, day) is not None for p in others for day in day_of.values())
                    out[period, "before", service, event] = (len(since), len(day_of), None, middle(list(since)), beside // len(day_of), len(others), beside / (len(others) * len(day_of)) if others else None)
    return out


COSTLY = frozenset({"ward", "custody"})
SPANS = st.tuples(st.integers(0, 2), st.sampled_from(sorted(LAYOUT)), st.integers(0, 70), st.integers(0, 4))


@given(
    drawn=st.lists(SPANS, min_size=6, max_size=30),
    left_out=st.sets(st.tuples(st.integers(2022, 2023), st.integers(0, 3)), max_size=3),
    limits=st.tuples(st.integers(1, 6), st.integers(5, 20), st.integers(2, 15)),
    lag=st.integers(0, 10),
    order=st.randoms(use_true_random=False),
)
@settings(max_examples=60)
def test_against_plain_loops_in_any_order(drawn: list[tuple[int, str, int, int]], left_out: set[tuple[int, int]], limits: tuple[int, int, int], lag: int, order: Any) -> None:
    first = D(2023, 2, 25)  # the days drawn lie in two financial years
    contacts = [(person, service, first + timedelta(days=start), first + timedelta(days=start + length)) for person, service, start, length in drawn]
    chosen, members, seen = PathwayLimits(*limits), sorted({(year, person) for year in (2022, 2023) for person in range(4)} - left_out), first + timedelta(days=lag)
    found = cells(contacts, members, COSTLY, chosen, seen)
    keys = ("period", "step_kind", "from_service", "to_service")
    figures = ("_people", "_of_people", "steps", "median_days", "_comparison_people", "_comparison_of", "comparison_share")
    assert dict(zip(found.select(keys).rows(), found.select(figures).rows(), strict=True)) == oracle(contacts, members, COSTLY, chosen, seen)
    order.shuffle(contacts)
    order.shuffle(members)
    assert cells(contacts, members, COSTLY, chosen, seen).equals(found)
