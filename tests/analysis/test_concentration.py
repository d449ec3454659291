"""Who is in a cohort, whose costs count, and what the cells of concentration, persistence and sensitivity say, beside an oracle in plain Python."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from totalplace import reference
from totalplace.analysis import cohorts
from totalplace.analysis.concentration import (
    ANOTHER_GROUP,
    CURVE,
    NO_MEMBERS,
    RESIDENTS,
    TAIL,
    USERS,
    Asked,
    Shift,
    Terms,
    concentrate,
    not_computed,
    verdict,
)
from totalplace.analysis.persistence import NEXT, REST, TOP, persistence
from totalplace.analysis.sensitivity import CENTRAL, HIGH, LOOSER, LOW, STRICTER, Variants, sensitivity
from totalplace.contracts import customers
from totalplace.contracts.customers import NOT_COMPUTED, NOT_SUPPORTED, SUPPORTED, UNDECIDED
from totalplace.hypotheses import Cohort, Hypothesis
from totalplace.place import Place

TERMS = Terms(draws=99, seed=1, least_people=50)
STATED = Hypothesis(id="c", question="?", stated_share=0.8)
COSTED_TYPES = {
    "record_no": pl.Int64, "person_no": pl.Int64, "agency": pl.String, "service": pl.String, "theme": pl.String, "period": pl.Int64, "average_pence": pl.Int64,
    "low_pence": pl.Int64, "high_pence": pl.Int64, "marginal_pence": pl.Int64, "substance": pl.String,
}  # fmt: skip


def costed(*rows: Mapping[str, Any]) -> pl.DataFrame:
    plain = {"agency": "trust", "service": "visit", "theme": "health", "period": 2023, "average_pence": 100, "substance": None}
    made = []
    for row in rows:
        whole = {**plain, **row}
        whole = {"record_no": whole["person_no"], "low_pence": whole["average_pence"], "high_pence": whole["average_pence"], "marginal_pence": None, **whole}
        made.append(whole)
    return pl.DataFrame(made, schema=COSTED_TYPES)


PEOPLE = pl.DataFrame(
    {"person_no": [0, 1, 2, 3], "household_no": [5, 5, None, None], "born_year": [1990, 2010, 1960, None]}, schema=dict.fromkeys(("person_no", "household_no", "born_year"), pl.Int64)
)


def of(frame: pl.DataFrame, **cohort: Any) -> list[tuple[int, ...]]:
    unit = cohort.pop("unit", "person")
    return cohorts.members(frame, PEOPLE, Cohort(**cohort), unit).rows()


def test_a_person_is_in_a_cohort_by_one_contact_that_meets_all_that_is_given() -> None:
    frame = costed(
        {"person_no": 0, "substance": "alcohol", "service": "visit"},
        {"person_no": 0, "substance": "drugs", "period": 2024},
        {"person_no": 1, "substance": "alcohol", "service": "other"},
        {"person_no": 1, "service": "visit"},
    )
    assert of(frame) == [(2023, 0, 0), (2023, 1, 1), (2024, 0, 0)]
    assert of(frame, substances=("alcohol",)) == [(2023, 0, 0), (2023, 1, 1)]
    assert of(frame, substances=("alcohol",), services=("visit",)) == [(2023, 0, 0)]


def test_age_is_that_of_the_year_and_who_is_of_no_known_age_is_out() -> None:
    frame = costed(*({"person_no": number} for number in range(4)))
    assert of(frame, youngest=13) == [(2023, 0, 0), (2023, 1, 1), (2023, 2, 2)]
    assert of(frame, youngest=14, oldest=62) == [(2023, 0, 0)]
    assert of(frame, oldest=63) == [(2023, 0, 0), (2023, 1, 1), (2023, 2, 2)]


def test_a_family_is_in_by_one_of_it_and_counts_whole_and_who_has_none_is_one() -> None:
    frame = costed({"person_no": 0}, {"person_no": 1, "substance": "drugs"}, {"person_no": 2, "substance": "drugs"}, {"person_no": 3})
    assert of(frame, substances=("drugs",), unit="family") == [(2023, 0, 5), (2023, 1, 5), (2023, 2, 8)]


def test_all_costs_of_members_count_and_add_up_by_agency_and_theme() -> None:
    frame = costed(
        {"person_no": 0, "substance": "drugs", "low_pence": 50, "high_pence": 300, "marginal_pence": 40},
        {"person_no": 0, "record_no": 9, "agency": "police", "theme": "crime", "average_pence": 700},
        {"person_no": 0, "average_pence": 11, "period": 1999},
        {"person_no": 1, "average_pence": 5},
    )
    cohort = Cohort(substances=("drugs",))
    entries = cohorts.ledger(frame, cohort, [2023])
    expected = [(2023, 0, "police", "crime", False, 700, 700, 700, 700), (2023, 0, "trust", "health", True, 100, 50, 300, 40)]
    assert cohorts.units(entries, PEOPLE, cohort, "person").rows() == expected
    # put together otherwise: the record of the police is somebody else's
    links = pl.DataFrame({"record_no": [0, 1, 9], "person_no": [0, 1, 2]})
    assert cohorts.units(cohorts.relinked(entries, links), PEOPLE, cohort, "person").rows() == expected[1:]
    values = cohorts.contact_values(frame, cohorts.members(frame, PEOPLE, cohort, "person"))
    assert values.rows() == [(2023, "police", "crime", 700, 1), (2023, "trust", "health", 100, 1)]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from(["a", "b", "c"]), st.sampled_from([None, "drugs"]), st.integers(1, 9)), min_size=1, max_size=14), st.sampled_from([{}, {"substances": ("drugs",)}, {"substances": ("drugs",), "youngest": 14}]), st.sampled_from(["person", "family"]))
def test_without_an_agency_is_as_if_it_had_sent_nothing(rows: list[tuple[int, str, str | None, int]], given_cohort: dict[str, Any], unit: str) -> None:
    frame = costed(*({"person_no": person, "record_no": number, "agency": agency, "substance": substance, "average_pence": pence} for number, (person, agency, substance, pence) in enumerate(rows)))
    cohort = Cohort(**given_cohort)

    def worked(of_agencies: pl.DataFrame) -> pl.DataFrame:
        return cohorts.units(cohorts.ledger(of_agencies, cohort, [2023]), PEOPLE, cohort, unit)

    assert cohorts.without(worked(frame), "a").equals(worked(frame.filter(pl.col("agency") != "a")))


@pytest.mark.parametrize(
    ("windows", "years"),
    [
        ([], ()),
        ([(date(2022, 4, 1), date(2025, 3, 31))], (2022, 2023, 2024)),
        ([(date(2022, 4, 2), date(2025, 3, 30))], (2023,)),
        ([(date(2022, 4, 1), date(2025, 3, 31)), (date(2023, 1, 1), date(2026, 1, 1))], (2023, 2024)),
        ([(date(2022, 4, 1), date(2023, 4, 1)), (date(2024, 4, 1), date(2025, 4, 1))], ()),
    ],
)
def test_whole_years_are_those_that_every_agreement_covers(windows: list[tuple[date, date]], years: tuple[int, ...]) -> None:
    assert cohorts.whole_years(windows, date(2026, 1, 1)) == years
    assert cohorts.whole_years(windows, date(2025, 3, 30)) == tuple(year for year in years if year < 2024)


def many(number: int = 300, years: tuple[int, ...] = (2023,), seed: int = 1) -> pl.DataFrame:
    """A ledger of units: costs with a heavy tail at two agencies, each of its own theme."""
    chance = np.random.default_rng(seed)
    rows = []
    for year in years:
        for agency, theme in (("police", "crime"), ("trust", "health")):
            pence = np.round(np.exp(1.5 * chance.standard_normal(number)) * 1000).astype(int)
            keep = chance.random(number) < 0.8
            rows += [{"period": year, "unit_no": unit, "agency": agency, "theme": theme, "pence": int(pence[unit])} for unit in range(number) if keep[unit]]
    frame = pl.DataFrame(rows, schema_overrides={"pence": pl.Int64})
    return frame.with_columns(low_pence="pence", high_pence="pence", marginal_pence=pl.col("pence") // 2, is_asked=pl.lit(True))


def values_of(entries: pl.DataFrame) -> pl.DataFrame:
    return entries.group_by("period", "agency", "theme", "pence").agg(contacts=pl.len().cast(pl.Int64)).sort("period", "agency", "theme", "pence")


def test_the_cells_are_those_of_the_definition_for_all_each_agency_and_each_theme() -> None:
    entries = many()
    told = concentrate(entries, values_of(entries), Asked("c", "person", residents={2023: 1000}), TERMS)
    groups = {("all", "all"): entries, ("police", "all"): entries.filter(agency="police"), ("trust", "all"): entries.filter(agency="trust"), ("all", "crime"): entries.filter(theme="crime"), ("all", "health"): entries.filter(theme="health")}
    assert set(told.spread.select("agency", "theme").rows()) == set(groups)
    for (agency, theme), of_group in groups.items():
        pence = sorted(of_group.group_by("unit_no").agg(pl.col("pence").sum())["pence"].to_list(), reverse=True)
        for denominator, number in ((USERS, len(pence)), (RESIDENTS, 1000)):
            fifth = number / 5
            held = sum(pence[: int(fifth)]) + ((fifth - int(fifth)) * pence[int(fifth)] if int(fifth) < len(pence) else 0)
            row = told.concentration.row(by_predicate=(pl.col("agency") == agency) & (pl.col("theme") == theme) & (pl.col("denominator") == denominator) & (pl.col("top_share") == 0.2) & (pl.col("method") == TAIL), named=True)
            assert row["cost_share"] == pytest.approx(held / sum(pence))
            assert row["sampling_low"] <= row["cost_share"] <= row["sampling_high"]
            assert (row["people"], row["_people"], row["_pence"], row["_largest_pence"], row["_second_pence"]) == (number, len(pence), sum(pence), pence[0], pence[1])
            assert (row["verdict"], row["reason"]) == (NOT_COMPUTED, "no hypothesis is stated")
            # half of them have one contact, which by chance too would be the only one; but not all: repeats alone make a top
            assert 0.2 < row["by_chance_share"] <= 1
    curve = told.lorenz.filter(agency="all", theme="all", denominator=USERS)
    assert curve["people_share"].to_list() == sorted(CURVE)
    assert curve["cost_share"][-1] == pytest.approx(1)


def test_cells_fit_the_contracts() -> None:
    entries = many(years=(2022, 2023))
    told = concentrate(entries, values_of(entries), Asked("c", "person", residents={2023: 1000}), TERMS)
    sensitive = sensitivity(Asked("c", "person"), Variants(entries, {}), (), 50)
    followed = persistence("c", "person", entries, entries)
    for frame, contract in (
        (told.concentration, customers.COST_CONCENTRATION), (told.spread, customers.COST_SPREAD), (told.lorenz, customers.COST_LORENZ),
        (followed, customers.COST_PERSISTENCE), (sensitive.cells, customers.COST_SENSITIVITY),
    ):  # fmt: skip
        assert [name for name in frame.columns if not name.startswith("_")] == [name for name in contract.column_names if name != "disclosure"]
        assert frame.select(contract.primary_key).is_unique().all()
        assert frame.height > 0


def test_the_order_of_rows_and_the_numbers_of_units_change_nothing() -> None:
    entries = many()
    shuffled = entries.with_columns(unit_no=pl.col("unit_no") * 7919 % 1_000_003).sample(fraction=1, shuffle=True, seed=3)
    asked = Asked("c", "person", STATED, residents={2023: 1000})
    one, other = (concentrate(frame, values_of(frame), asked, TERMS) for frame in (entries, shuffled))
    assert one.concentration.equals(other.concentration)
    assert one.spread.equals(other.spread)


@pytest.mark.parametrize(
    ("low", "high", "said"), [(0.8, 0.9, SUPPORTED), (0.7, 0.799, NOT_SUPPORTED), (0.799, 0.8, UNDECIDED), (0.7, 0.9, UNDECIDED), (0.8, 0.8, SUPPORTED)]
)
def test_the_verdict_is_that_of_the_definition(low: float, high: float, said: str) -> None:
    assert verdict(low, high, 0.8) == said


def test_the_verdict_stands_on_the_stated_group_alone_and_the_interval_is_joined() -> None:
    entries = many()
    shifts = {(USERS, 2023, 0.2): Shift(0.05, 0.02, ("unit costs", "linkage"))}
    told = concentrate(entries, values_of(entries), Asked("c", "person", STATED.model_copy(update={"stated_share": 0.95}), shifts=shifts), TERMS).concentration
    tested = told.filter(pl.col("verdict") != NOT_COMPUTED)
    assert tested.select("agency", "theme", "denominator", "top_share").unique().rows() == [("all", "all", USERS, 0.2)]
    row = tested.row(by_predicate=pl.col("method") == TAIL, named=True)
    assert row["low"] == pytest.approx(row["sampling_low"] - 0.05)
    assert row["high"] == pytest.approx(row["sampling_high"] + 0.02)
    assert row["verdict"] == NOT_SUPPORTED
    assert set(told.filter(pl.col("verdict") == NOT_COMPUTED)["reason"]) == {ANOTHER_GROUP}
    of_families = concentrate(entries, values_of(entries), Asked("c", "family", STATED), TERMS, periods=(2022, 2023)).concentration
    assert of_families.select("verdict", "reason", "period").unique().rows() == [(NOT_COMPUTED, ANOTHER_GROUP, 2023)]
    assert row["reason"] == "the 95 % interval, of sampling, unit costs and linkage, lies below what is stated"
    wide = concentrate(entries, values_of(entries), Asked("c", "person", STATED, shifts={(USERS, 2023, 0.2): Shift(0.5, 0.5, ("linkage",))}), TERMS).concentration
    row = wide.row(by_predicate=(pl.col("verdict") != NOT_COMPUTED) & (pl.col("method") == TAIL), named=True)
    assert (row["verdict"], row["high"]) == (UNDECIDED, 1)
    assert row["reason"] == "the 95 % interval, of sampling and linkage, has what is stated within it"


@pytest.mark.parametrize(
    ("entries", "asked", "reason"),
    [
        (many(49), Asked("c", "person", STATED), "too few: an interval is worked out from 50 on"),
        (many().with_columns(pence=pl.lit(0, pl.Int64)), Asked("c", "person", STATED), "no cost is known of any contact"),
        (many(), Asked("c", "person", STATED.model_copy(update={"denominator": RESIDENTS})), "how many live in the place is not known"),
        (many(), Asked("c", "person", STATED.model_copy(update={"denominator": RESIDENTS}), residents={2023: 100}), "fewer live in the place than have a contact: the figures do not belong together"),
        (many().clear(), Asked("c", "person", STATED), NO_MEMBERS),
    ],
)
def test_what_cannot_be_worked_out_says_why(entries: pl.DataFrame, asked: Asked, reason: str) -> None:
    told = concentrate(entries, values_of(entries), asked, TERMS, periods=(2023,)).concentration.filter(pl.col("stated_share").is_not_null())
    assert told.select("verdict", "reason").unique().rows() == [(NOT_COMPUTED, reason)]
    assert told["cost_share"].null_count() == told.height == 2


def test_without_any_data_each_hypothesis_says_why() -> None:
    told = not_computed([Asked("c", "family", STATED.model_copy(update={"unit": "family"}))], [2022, 2023], "there is no key")
    assert told.select("cohort", "unit", "period", "top_share", "stated_share", "verdict", "reason").unique(maintain_order=True).rows() == [
        ("c", "family", year, 0.2, 0.8, NOT_COMPUTED, "there is no key") for year in (2022, 2023)
    ]


def shares_by_definition(pence: list[int]) -> float:
    falling, fifth = sorted(pence, reverse=True), len(pence) / 5
    return (sum(falling[: int(fifth)]) + (fifth - int(fifth)) * (falling[int(fifth)] if int(fifth) < len(falling) else 0)) / sum(falling)


def test_sensitivity_takes_one_thing_otherwise_at_a_time() -> None:
    entries = many().with_columns(low_pence=pl.col("pence") // 2, high_pence=pl.when(pl.col("agency") == "trust").then(pl.col("pence") * 3).otherwise("pence"))
    looser = entries.with_columns(unit_no=pl.col("unit_no") // 2)
    without = {agency: entries.filter(pl.col("agency") != agency) for agency in ("police", "trust")}
    found = sensitivity(Asked("c", "person", STATED), Variants(entries, {LOOSER: looser, STRICTER: entries}), (), 50)

    def share(frame: pl.DataFrame, column: str = "pence") -> float:
        return shares_by_definition(frame.group_by("unit_no").agg(pl.col(column).sum())[column].to_list())

    def mixed(agency: str, column: str) -> pl.DataFrame:
        return entries.with_columns(pence=pl.when(pl.col("agency") == agency).then(column).otherwise("pence"))

    expected = {
        CENTRAL: share(entries), LOW: share(entries, "low_pence"), HIGH: share(entries, "high_pence"), LOOSER: share(looser), STRICTER: share(entries),
        **{f"unit costs of {agency} {way}": share(mixed(agency, f"{way}_pence")) for agency in ("police", "trust") for way in ("low", "high")},
        **{f"without {agency}": share(frame) for agency, frame in without.items()},
    }  # fmt: skip
    cells = found.cells.filter(top_share=0.2)
    assert dict(cells.select("input", "cost_share").iter_rows()) == pytest.approx(expected)
    assert dict(cells.select("input", "difference_share").iter_rows()) == pytest.approx({name: value - expected[CENTRAL] for name, value in expected.items()})
    assert set(cells["verdict"]) == {NOT_SUPPORTED}
    # of one theme: its costs alone, also where an agency of another is away, by whom alone a third of them are in the cohort
    entries = entries.with_columns(is_asked=(pl.col("agency") == "police") | (pl.col("unit_no") % 3 > 0))
    of_theme = sensitivity(Asked("c", "person", STATED.model_copy(update={"themes": "health"})), Variants(entries, {}), (), 50).cells.filter(top_share=0.2)
    health = entries.filter(theme="health")
    shares = dict(of_theme.select("input", "cost_share").iter_rows())
    assert shares[CENTRAL] == pytest.approx(share(health))
    assert shares["without police"] == pytest.approx(share(health.filter(pl.col("unit_no") % 3 > 0)))
    assert "without trust" not in shares


def test_shifts_join_independent_sources_by_the_root_of_squares_and_missing_agencies_both_ways() -> None:
    entries = many().with_columns(high_pence=pl.when(pl.col("agency") == "trust").then(pl.col("pence") * 3).otherwise("pence"))
    looser = entries.with_columns(unit_no=pl.col("unit_no") // 2)
    variants = Variants(entries, {LOOSER: looser})
    at = dict(sensitivity(Asked("c", "person"), variants, (), 50).cells.filter(top_share=0.2).select("input", "difference_share").iter_rows())
    costs, links, without = at[HIGH], at[LOOSER], max(abs(at["without police"]), abs(at["without trust"]))
    key = (USERS, 2023, 0.2)
    shift = sensitivity(Asked("c", "person"), variants, (), 50).shifts[key]
    down, up = (np.hypot(max(0.0, sign * costs), max(0.0, sign * links)) for sign in (-1, 1))
    assert (shift.down, shift.up, shift.looked_at) == (pytest.approx(down), pytest.approx(up), ("unit costs", "linkage"))
    missing = sensitivity(Asked("c", "person"), variants, ("fire",), 50).shifts[key]
    assert (missing.down, missing.up) == (pytest.approx(np.hypot(down, without)), pytest.approx(np.hypot(up, without)))
    assert missing.looked_at == ("unit costs", "linkage", "missing agencies")


LEDGER = st.lists(st.tuples(st.integers(2022, 2024), st.integers(0, 30), st.integers(0, 5)), min_size=1, max_size=120)


@settings(max_examples=60, deadline=None)
@given(LEDGER)
def test_persistence_follows_each_group_into_the_next_year(rows: list[tuple[int, int, int]]) -> None:
    frame = pl.DataFrame(rows, schema={"period": pl.Int64, "unit_no": pl.Int64, "pence": pl.Int64}, orient="row").with_columns(marginal_pence="pence", low_pence="pence", high_pence="pence", agency=pl.lit("a"), theme=pl.lit("t"))
    cohort = frame.filter(pl.col("unit_no") < 25)
    costs: dict[int, dict[int, int]] = {}
    everybody: dict[int, dict[int, int]] = {}
    for year, unit, pence in rows:
        for kept, is_in in ((costs, unit < 25), (everybody, True)):
            if is_in:
                kept.setdefault(year, {}).setdefault(unit, 0)
                kept[year][unit] += pence
    groups = {year: grouped(of_year) for year, of_year in costs.items()}
    found = {(row["period"], row["cost_group"]): row for row in persistence("c", "person", cohort, frame).iter_rows(named=True)}
    expected = {(year, group) for year in groups if year + 1 in groups for group in set(groups[year].values())}
    assert set(found) == expected
    for (year, group), row in found.items():
        whom = [unit for unit, own in groups[year].items() if own == group]
        later = everybody[year + 1]
        assert row["_people"] == len(whom)
        assert row["_pence"] == sum(costs[year][unit] for unit in whom)
        assert row["_next_pence"] == row["_marginal_next_pence"] == sum(later.get(unit, 0) for unit in whom)
        assert row["gone_share"] == pytest.approx(sum(unit not in later for unit in whom) / len(whom))
        assert row["stayed_share"] == pytest.approx(sum(groups[year + 1].get(unit) == group for unit in whom) / len(whom))
        assert row["by_chance_share"] == pytest.approx(sum(groups[year + 1].get(unit) == group for unit in groups[year]) / len(groups[year]))
        largest = sorted((costs[year][unit] for unit in whom), reverse=True)
        assert (row["_largest_pence"], row["_second_pence"]) == (largest[0], largest[1] if len(largest) > 1 else 0)
        assert int(row["mean_cost_gbp"] * 100) == pytest.approx(row["_pence"] / len(whom), abs=0.51)


def grouped(costs: dict[int, int]) -> dict[int, str]:
    places = sorted(costs, key=lambda unit: (-costs[unit], unit))
    number = len(places)
    return {unit: TOP if place < int(number * 0.05) else NEXT if place < int(number * 0.2) else REST for place, unit in enumerate(places)}


def test_costs_drawn_anew_each_year_go_back_to_the_mean_as_by_lot() -> None:
    followed = persistence("c", "person", entries := many(4000, (2023, 2024)), entries)
    rows = {row["cost_group"]: row for row in followed.iter_rows(named=True)}
    for row in rows.values():
        assert row["stayed_share"] == pytest.approx(row["by_chance_share"], abs=0.05)
    assert rows[TOP]["mean_cost_gbp"] > 5 * rows[TOP]["mean_cost_next_gbp"]
    assert rows[REST]["mean_cost_gbp"] < rows[REST]["mean_cost_next_gbp"]


def test_terms_are_assumptions() -> None:
    assert Terms.of(dict(reference.assumptions_in_force(Place(name="X"), date(2026, 6, 1)).select("assumption_id", "value").iter_rows())) == Terms(399, 2009, 50)
