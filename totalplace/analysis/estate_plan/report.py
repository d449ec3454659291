"""The tables of one option: its sums, and a row for each building, move and body.

Belongs here: money by ledger, building and body, exact to the penny. Does not belong here: sentences (reasons.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from totalplace.analysis.estate_plan import reasons
from totalplace.analysis.estate_plan.estate import Bools, Estate, Ints
from totalplace.analysis.estate_plan.outcome import Outcome
from totalplace.analysis.estate_plan.parts import shares_of_bodies
from totalplace.contracts import plan as contracts

KEYS = (contracts.OPTION.primary_key, contracts.PLAN.primary_key, contracts.MOVE.primary_key, contracts.PLAN_BODY.primary_key)


@dataclass(frozen=True)
class Made:
    """An option with its outcome, what unlocking each blocked building is worth (pence, -1 where it could not matter) and where it turns."""

    option_id: str
    who: str
    partners: str
    standard: str
    outcome: Outcome
    unlocking: Ints
    turned: Mapping[str, Bools]
    together: Bools  # what all partners together would give up


@dataclass(frozen=True)
class Ledgers:
    """Pence by building: revenue a year, cost once, receipt and what of it is ring-fenced, liability; what is hosted stands with the building that is left."""

    revenue: Ints
    one_off: Ints
    receipt: Ints
    ring_fenced: Ints
    liability: Ints
    gain: Ints


def tables(estate: Estate, made: Made) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """The option's rows of mart.estate_option, estate_plan, estate_move and estate_plan_body."""
    ledgers = _ledgers(estate, made.outcome)
    buildings = _buildings(estate, made, ledgers)
    moves = _moves(estate, made)
    bodies = _bodies(estate, made, ledgers)
    return _option(estate, made, ledgers, buildings, moves), buildings, moves, bodies


def _ledgers(estate: Estate, outcome: Outcome) -> Ledgers:
    """Of what is given up, nought for the rest."""
    given = outcome.given
    year = np.where(given, outcome.year, 0)
    delay = estate.buildings["empty_years"].to_numpy()
    paid = np.minimum(year + delay, estate.terms.horizon_years)
    is_paid = paid < estate.terms.horizon_years
    hosting, moving = np.zeros(estate.count, dtype=np.int64), np.zeros(estate.count, dtype=np.int64)
    np.add.at(hosting, estate.home, estate.hosting(outcome.found.demand))
    np.add.at(moving, estate.home, estate.moving_pence.astype(np.int64))
    whole = {name: estate.pence(f"{name}_gbp").astype(np.int64) for name in ("avoidable_cost", "void_cost", "release_cost", "budgeted_maintenance", "receipt", "sale_cost", "liability")}
    gain = np.take_along_axis(outcome.found.values.gain, year[:, None], axis=1)[:, 0]
    receipt = (whole["receipt"] - whole["sale_cost"]) * is_paid
    figures = (
        whole["avoidable_cost"] - hosting,
        np.where(estate.is_let, 0, whole["release_cost"]) + whole["void_cost"] * (paid - year) + moving - whole["budgeted_maintenance"],
        receipt,
        receipt * estate.buildings["receipt_fund"].is_not_null().to_numpy(),
        whole["liability"],
        gain,
    )
    return Ledgers(*(np.where(given, figure, 0) for figure in figures))


def _money(pence: Ints) -> pl.Series:
    """Pounds of pence, exact."""
    return pl.Series(pence, dtype=pl.Int64).cast(pl.Decimal(38, 0)).to_frame("pence").select((pl.col("pence") * pl.lit("0.01").cast(pl.Decimal(18, 2))).cast(pl.Decimal(18, 2)))["pence"]


def _ledger_columns(ledgers: Ledgers) -> dict[str, pl.Series]:
    return {
        "revenue_a_year_gbp": _money(ledgers.revenue),
        "one_off_cost_gbp": _money(ledgers.one_off),
        "receipt_gbp": _money(ledgers.receipt),
        "ring_fenced_receipt_gbp": _money(ledgers.ring_fenced),
        "liability_avoided_gbp": _money(ledgers.liability),
    }


def _hosted(estate: Estate, outcome: Outcome) -> Ints:
    """Square decimetres that each building takes in."""
    moved = outcome.moved(estate)
    hosted = np.zeros(estate.count, dtype=np.int64)
    np.add.at(hosted, outcome.host[moved], outcome.found.demand[moved])
    return hosted


def _buildings(estate: Estate, made: Made, ledgers: Ledgers) -> pl.DataFrame:
    outcome = made.outcome
    given, moved = outcome.given, outcome.moved(estate)
    takes_in = np.zeros(estate.count, dtype=np.bool_)
    takes_in[outcome.host[moved]] = True
    is_owned = estate.buildings["is_owned"].to_numpy()
    is_blocked = (made.unlocking > 0) & ~takes_in
    action = np.select(
        [given & is_owned, given, takes_in, ~estate.is_weighed, is_blocked], ["release", "relocate", "host", "not assessed", "blocked"], "keep"
    )
    flips = _flips(estate, made)
    ids = estate.buildings["asset_id"]
    frame = estate.buildings.select("asset_id", "body_id", "missing_data").with_columns(
        pl.lit(made.option_id).alias("option_id"),
        pl.Series("action", action, dtype=pl.String),
        reasons.of_buildings(estate, made, action).alias("reason"),
        pl.when(pl.Series(is_blocked)).then(estate.buildings["release_block"].fill_null("must stay")).alias("constraint_name"),
        pl.when(pl.Series(is_blocked)).then(_money(made.unlocking)).alias("unlock_value_gbp"),
        pl.when(pl.Series(estate.is_weighed) & bool(made.turned)).then(flips.is_null()).alias("is_robust"),
        flips.alias("flips_when"),
        pl.when(pl.Series(given)).then(pl.Series(outcome.year + estate.terms.first_fy)).alias("year_fy"),
        pl.Series("hosted_m2", _hosted(estate, outcome) / 100),
        _money(ledgers.gain).alias("gain_gbp"),
        pl.when(pl.Series(outcome.part_of >= 0)).then(pl.lit("part-") + pl.Series(_first_of_part(outcome, ids), dtype=pl.String)).alias("part_id"),
        **_ledger_columns(ledgers),
    )
    return contracts.PLAN.conform(frame).collect()


def _flips(estate: Estate, made: Made) -> pl.Series:
    """By building what would turn the decision, in words; empty if nothing looked at would."""
    nothing = pl.Series("flips_when", [None] * estate.count, dtype=pl.String)
    turned = [nothing.to_frame().select(pl.when(pl.Series(where & estate.is_weighed)).then(pl.lit(words)).alias(words)) for words, where in made.turned.items()]
    if not turned:
        return nothing
    return pl.concat(turned, how="horizontal").select(pl.concat_str(pl.all(), separator=", ", ignore_nulls=True).replace("", None).alias("flips_when"))["flips_when"]


def _first_of_part(outcome: Outcome, ids: pl.Series) -> list[str]:
    names = [str(ids[int(entry.buildings.min())]) for entry in outcome.parts]
    return [names[number] if number >= 0 else "" for number in outcome.part_of.tolist()]


def _moves(estate: Estate, made: Made) -> pl.DataFrame:
    outcome = made.outcome
    moved = outcome.moved(estate)
    ids, bodies = estate.buildings["asset_id"], estate.buildings["body_id"]
    host, home = outcome.host[moved], estate.home[moved]
    demand = outcome.found.demand[moved]
    frame = estate.occupations[moved].select("occupation_id", "body_id", "function", "space_kind", "fte", "is_public").with_columns(
        pl.lit(made.option_id).alias("option_id"),
        ids[home].alias("from_asset_id"),
        ids[host].alias("to_asset_id"),
        bodies[host].alias("to_body_id"),
        pl.lit(1.0).alias("share"),
        pl.Series("year_fy", outcome.year[home] + estate.terms.first_fy),
        pl.Series("demand_m2", demand / 100),
        pl.Series("distance_m", np.round(outcome.distance_m[moved], 1)),
        _money(estate.moving_pence[moved].astype(np.int64)).alias("one_off_cost_gbp"),
        reasons.of_moves(estate, made, moved).alias("reason"),
    )
    return contracts.MOVE.conform(frame).collect()


def _bodies(estate: Estate, made: Made, ledgers: Ledgers) -> pl.DataFrame:
    outcome = made.outcome
    given, moved = outcome.given, outcome.moved(estate)
    count = len(estate.bodies)
    host, mover = outcome.host[moved], estate.mover[moved]
    hosting = estate.hosting(outcome.found.demand)[moved]
    landlord = estate.manager[host]

    def by(body: Ints, figure: Ints) -> Ints:
        table = np.zeros(count, dtype=np.int64)
        np.add.at(table, body, figure)
        return table

    every = np.arange(estate.count)
    inside = by_home(estate, moved, estate.moving_pence.astype(np.int64)[moved])
    avoided = ledgers.revenue + by_home(estate, moved, hosting)
    revenue = by(estate.manager, avoided) - by(landlord, hosting)
    year = np.where(given, outcome.year, 0)
    paid = np.minimum(year + estate.buildings["empty_years"].to_numpy(), estate.terms.horizon_years)
    is_had_back = given & estate.is_let
    empty = np.where(is_had_back, estate.pence("void_cost_gbp").astype(np.int64) * (paid - year), 0)
    leaving = np.where(is_had_back, estate.pence("release_cost_gbp").astype(np.int64), 0)
    one_off = by(estate.manager, ledgers.one_off - inside - empty + leaving) + by(estate.landlord, empty - leaving) + by(mover, estate.moving_pence.astype(np.int64)[moved])
    charge = by(mover, hosting) - by(landlord, hosting)
    rent = np.zeros(count, dtype=np.int64)
    for column, sign in (("rent_from_body_id", 1), ("rent_to_body_id", -1)):
        paying = every[given & estate.buildings[column].is_not_null().to_numpy()]
        body = np.array([estate.bodies.index(name) for name in estate.buildings[column][paying].to_list()], dtype=np.int64)
        rent += by(body, sign * estate.pence("rent_between_gbp").astype(np.int64)[paying])
    gain = shares_of_bodies(estate, outcome.found.values, year)[:, given].sum(axis=1)
    takes_in = np.zeros(estate.count, dtype=np.bool_)
    takes_in[host] = True
    fte = np.zeros(count)
    np.add.at(fte, mover, np.nan_to_num(estate.occupations["fte"].fill_null(0).to_numpy()[moved]))
    frame = pl.DataFrame(
        {
            "option_id": [made.option_id] * count,
            "body_id": estate.bodies,
            "given_up_count": by(estate.manager, given.astype(np.int64)),
            "host_count": by(estate.manager, takes_in.astype(np.int64)),
            "move_count": by(mover, np.ones(len(moved), dtype=np.int64)),
            "fte": np.round(fte, 2),
            "revenue_a_year_gbp": _money(revenue),
            "one_off_cost_gbp": _money(one_off),
            "receipt_gbp": _money(by(estate.owner, ledgers.receipt)),
            "ring_fenced_receipt_gbp": _money(by(estate.owner, ledgers.ring_fenced)),
            "liability_avoided_gbp": _money(by(estate.manager, ledgers.liability)),
            "hosting_charge_a_year_gbp": _money(charge),
            "rent_between_a_year_gbp": _money(rent),
            "gain_gbp": _money(gain),
            "is_worse_off": gain < 0,
        },
        schema_overrides={"option_id": pl.String, "body_id": pl.String},
    )
    return contracts.PLAN_BODY.conform(frame).collect()


def by_home(estate: Estate, moved: Ints, figure: Ints) -> Ints:
    """Of a figure by occupation that moves, the sum by the building it leaves."""
    table = np.zeros(estate.count, dtype=np.int64)
    np.add.at(table, estate.home[moved], figure)
    return table


def _option(estate: Estate, made: Made, ledgers: Ledgers, buildings: pl.DataFrame, moves: pl.DataFrame) -> pl.DataFrame:
    outcome = made.outcome
    nothing = int(estate.cost_as_it_is.sum())
    objective, bound = nothing - outcome.gain, nothing - outcome.bound
    within, by_work, by_moves, unmet = contracts.STATUSES
    is_within = outcome.bound - outcome.gain <= estate.terms.gap_share * abs(objective) + 1
    status = unmet if outcome.unmet.any() else within if is_within else by_work if not outcome.is_proven else by_moves
    counts = dict(buildings["action"].value_counts().iter_rows())
    sums = Ledgers(*(np.array([figure.sum()]) for figure in vars(ledgers).values()))
    frame = pl.DataFrame(
        {
            "option_id": [made.option_id],
            "partners": [made.partners],
            "standard": [made.standard],
            "building_count": [estate.count],
            "assessed_count": [int(estate.is_weighed.sum())],
            "given_up_count": [counts.get("release", 0) + counts.get("relocate", 0)],
            "host_count": [counts.get("host", 0)],
            "blocked_count": [counts.get("blocked", 0)],
            "move_count": [moves.height],
            "fte": [round(float(moves["fte"].fill_null(0).sum()), 2)],
            "part_count": [len(outcome.parts)],
            "first_fy": [estate.terms.first_fy],
            "horizon_years": [estate.terms.horizon_years],
            "discount_share": [estate.terms.discount_share],
            "do_nothing_gbp": _money(np.array([nothing])),
            "objective_gbp": _money(np.array([objective])),
            "bound_gbp": _money(np.array([bound])),
            "gap_share": [(outcome.bound - outcome.gain) / abs(objective) if objective else 0.0],
            "gap_of_gain_share": [(outcome.bound - outcome.gain) / outcome.bound if outcome.bound > 0 else 0.0],
            "gain_gbp": _money(np.array([outcome.gain])),
            "status": [status],
            **_ledger_columns(sums),
        }
    )
    return contracts.OPTION.conform(frame).collect()
