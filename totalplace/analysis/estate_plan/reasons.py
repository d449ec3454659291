"""Why each building is kept, left or takes others in, and why somebody moves where they move: sentences with the figure or constraint that decided.

Belongs here: words. Does not belong here: deciding (parts.py, choice.py).
"""

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from totalplace.analysis.estate_plan.estate import Bools, Estate, Ints
from totalplace.analysis.estate_plan.parts import FAIR, bound_to_access, shares_of_bodies

if TYPE_CHECKING:
    from totalplace.analysis.estate_plan.report import Made


def of_buildings(estate: Estate, made: "Made", action: "np.ndarray[tuple[int], np.dtype[np.str_]]") -> pl.Series:
    """One sentence a building."""
    outcome = made.outcome
    found = outcome.found
    year = np.where(outcome.given, outcome.year, found.best)
    facts = estate.buildings.with_columns(
        pl.Series("action", action, dtype=pl.String),
        _pounds("saved", _saved(estate, made)),
        _pounds("fetched", (estate.pence("receipt_gbp") - estate.pence("sale_cost_gbp")).astype(np.int64)),
        _pounds("worth", np.take_along_axis(found.values.gain, year[:, None], axis=1)[:, 0]),
        _pounds("unlocked", np.maximum(made.unlocking, 0)),
        pl.Series("in_it", estate.in_it),
        *_hosting(estate, made),
        *_stuck(estate, made),
        pl.Series("is_losing", found.gain <= 0),
        pl.Series("has_year", found.has_year),
        pl.Series("has_others", found.has_others),
        pl.Series("too_many", found.too_many),
        pl.Series("without_host", found.without_host),
        pl.Series("without_room", found.without_room),
        pl.Series("has_access", bound_to_access(estate, found)),
        pl.Series("is_unmet", outcome.unmet),
        pl.Series("is_locked_for_nothing", made.unlocking == 0),
        pl.Series("is_blocked", estate.is_blocked),
        # of a school that is not weighed nobody asks for consent; private finance is worth knowing of any host
        pl.Series("tells_block", estate.is_blocked & (estate.is_weighed | (estate.buildings["release_block"] == "private finance").fill_null(False).to_numpy())),
        pl.Series("would_go_together", made.together if made.who == FAIR else np.zeros(estate.count, dtype=np.bool_)),
        *_loser(estate, made),
    )
    one = pl.col("in_it") == 1
    inside = (
        pl.when(pl.col("in_it") == 0).then(pl.lit("Nobody is in it"))
        .when(one).then(pl.format("Those in it move {} m", "goes_far"))
        .otherwise(pl.format("The {} occupations in it move to {}, at most {} m away", "in_it", _counted("goes_to", "building"), "goes_far"))
    )  # fmt: skip
    own = pl.when(pl.col("instruction_reason").is_not_null()).then(pl.format(" ({})", pl.col("instruction_reason").str.strip_suffix("."))).otherwise(pl.lit(""))
    block = pl.coalesce(pl.col("block_reason").str.strip_suffix("."), pl.when(pl.col("instruction") == "keep").then(pl.format("It must stay, as the place's own plan says{}", own)))
    stuck = pl.format("{} m² of {} ({})", "stuck_m2", "stuck_kind", "stuck_function")
    takes_in = pl.format("t takes in {} m² for {} from {}, whose giving up gains {}{}.", "taken_m2", _counted("taken", "occupation"), _counted("taken_from", "building"), "taken_worth", pl.when("is_shared").then(pl.lit(" with the other buildings that take people of theirs in")).otherwise(pl.lit("")))
    words = (
        pl.when(pl.col("action").is_in(["release", "relocate"]))
        .then(pl.format(
            "{}{} of running cost a year{}{}. {}. Net present gain {}.",
            pl.when((pl.col("instruction") == "release").fill_null(False)).then(pl.format("The place's own plan says so{}. Saves ", own)).otherwise(pl.lit("Saves ")),
            "saved", pl.when(pl.col("in_it") == 0).then(pl.lit("")).otherwise(pl.lit(" after paying for room elsewhere")), _receipt(), inside, "worth",
        ))
        .when(pl.col("action") == "host").then(pl.when("tells_block").then(pl.format("{}; i{}", block, takes_in)).otherwise(pl.format("I{}", takes_in)))
        .when(pl.col("action") == "not assessed").then(pl.format("{}{}.", pl.when("is_unmet").then(pl.format("The place's own plan says that it goes{}, and that cannot be weighed. Not known: ", own)).otherwise(pl.lit("Not known: ")), pl.col("missing_data").str.strip_suffix(".")))
        .when("is_unmet").then(pl.format("The place's own plan says that it goes{}, and it cannot: {}", own, pl.when("is_blocked").then(block + ".").otherwise(_why_not(stuck))))
        .when(pl.col("action") == "blocked").then(pl.format("{}. Without that, giving it up would gain {} at least.", block, "unlocked"))
        .when(pl.col("is_blocked") & pl.col("is_losing")).then(pl.format("{}. Giving it up would gain nothing anyway.", block))
        .when(pl.col("is_blocked") & pl.col("is_locked_for_nothing")).then(pl.format("{}. No plan was found that would gain by giving it up.", block))
        .when("is_blocked").then(pl.format("{}. Without that: {}", block, _why_not(stuck)))
        .when("is_losing").then(pl.format("Giving it up would cost more than it saves: {} of running cost a year after paying for room elsewhere{}; with what moving and leaving cost that comes to {} over the horizon.", "saved", _receipt(), "worth"))
        .otherwise(_why_not(stuck))
    )  # fmt: skip
    return facts.select(words.alias("reason"))["reason"]


def _why_not(stuck: pl.Expr) -> pl.Expr:
    """Of one whose going would gain something and that stays."""
    return (
        pl.when(~pl.col("has_year")).then(pl.lit("It can be given up in none of the years that the plan looks at."))
        .when("has_others").then(pl.lit("People of other bodies are in it, whom its own body cannot move alone."))
        .when("too_many").then(pl.format("{} are in it: more than may move in one year.", _counted("in_it", "occupation")))
        .when("without_host").then(pl.format("No building within reach may take in {}.", stuck))
        .when("without_room").then(pl.format("{} fit nowhere within reach in one piece: {}.", stuck, pl.when(pl.col("largest_m2") == "0").then(pl.lit("no such space is free")).otherwise(pl.format("the most that is free is {} m²", "largest_m2"))))
        .when("would_go_together").then(pl.format("All partners together would give it up; then {} would lose, {} by this building alone.", "loser", "loser_gbp"))
        .when("has_access").then(pl.format("It is one of the last places of its service ({}) in its area, of which some must stay; going would gain {}.", "function", "worth"))
        .otherwise(pl.format("Room within reach is worth more to others: going would gain {}, less than what would have to stay for it, or cost in the year there is.", "worth"))
    )  # fmt: skip


def _receipt() -> pl.Expr:
    """What is not owned fetches nothing, and nothing is said of it."""
    return (
        pl.when(~pl.col("is_owned")).then(pl.lit(""))
        .when(pl.col("receipt_gbp").is_null()).then(pl.lit("; no receipt is stated and none counted"))
        .when(pl.col("receipt_fund").is_not_null()).then(pl.format("; fetches {} after cost of sale, ring-fenced ({})", "fetched", "receipt_fund"))
        .otherwise(pl.format("; fetches {} after cost of sale", "fetched"))
    )  # fmt: skip


def _counted(column: str, one: str) -> pl.Expr:
    return pl.format("{} {}", column, pl.when(pl.col(column) == 1).then(pl.lit(one)).otherwise(pl.lit(f"{one}s")))


def _pounds(name: str, pence: Ints) -> pl.Series:
    """£1,234,567, to the pound, for sentences: exact figures stand in their columns."""
    whole = pl.Series("pounds", np.rint(np.abs(pence) / 100).astype(np.int64)).to_frame()
    sign = pl.Series(np.where(pence <= -50, "−£", "£"), dtype=pl.String)
    return whole.select(pl.concat_str(sign, _thousands(pl.col("pounds"))).alias(name))[name]


def _thousands(number: pl.Expr) -> pl.Expr:
    """A whole number, not below nought, with commas."""
    millions, thousands, ones = number // 1_000_000, number // 1_000 % 1_000, number % 1_000
    padded = [part.cast(pl.String).str.zfill(3) for part in (thousands, ones)]
    return (
        pl.when(number < 1_000).then(number.cast(pl.String))
        .when(number < 1_000_000).then(pl.format("{},{}", thousands, padded[1]))
        .otherwise(pl.format("{},{},{}", millions, *padded))
    )  # fmt: skip


def _metres(name: str, square_decimetres: Ints) -> pl.Series:
    """1,234, whole square metres."""
    whole = pl.Series("m2", np.rint(square_decimetres / 100).astype(np.int64)).to_frame()
    return whole.select(_thousands(pl.col("m2")).alias(name))[name]


def _saved(estate: Estate, made: "Made") -> Ints:
    hosting = np.zeros(estate.count, dtype=np.int64)
    np.add.at(hosting, estate.home, estate.hosting(made.outcome.found.demand))
    return estate.pence("avoidable_cost_gbp").astype(np.int64) - hosting


def _hosting(estate: Estate, made: "Made") -> list[pl.Series]:
    """Of those that take others in: how much, of how many, from how many, and what giving those up gains. Of those given up: to how many, how far."""
    outcome = made.outcome
    moved = outcome.moved(estate)
    host, home = outcome.host[moved], estate.home[moved]
    taken, taken_m2 = np.zeros(estate.count, dtype=np.int64), np.zeros(estate.count, dtype=np.int64)
    np.add.at(taken, host, 1)
    np.add.at(taken_m2, host, outcome.found.demand[moved])
    links = np.unique(np.stack([host, home], axis=1), axis=0) if len(moved) else np.zeros((0, 2), dtype=np.int64)
    gain = np.take_along_axis(outcome.found.values.gain, np.where(outcome.given, outcome.year, 0)[:, None], axis=1)[:, 0]
    # what goes to several hosts is the gain of none of them alone
    hosts_of = np.bincount(links[:, 1], minlength=estate.count)
    worth, is_shared = np.zeros(estate.count, dtype=np.int64), np.zeros(estate.count, dtype=np.bool_)
    np.add.at(worth, links[:, 0], gain[links[:, 1]])
    np.logical_or.at(is_shared, links[:, 0], hosts_of[links[:, 1]] > 1)
    far = np.zeros(estate.count)
    np.maximum.at(far, home, outcome.distance_m[moved])
    return [
        pl.Series("taken", taken),
        _metres("taken_m2", taken_m2),
        pl.Series("taken_from", np.bincount(links[:, 0], minlength=estate.count)),
        _pounds("taken_worth", worth),
        pl.Series("is_shared", is_shared),
        pl.Series("goes_to", np.bincount(links[:, 1], minlength=estate.count)),
        pl.Series("goes_far", np.ceil(far).astype(np.int64)),
    ]


def _stuck(estate: Estate, made: "Made") -> list[pl.Series]:
    """Of each building the largest occupation that could go nowhere, and the largest room of its kind within reach."""
    found = made.outcome.found
    count = estate.occupations.height
    may, met = np.zeros(count, dtype=np.bool_), np.zeros(count, dtype=np.bool_)
    may[found.near.occupation], met[found.reach.occupation] = True, True
    largest = np.zeros(count, dtype=np.int64)
    np.maximum.at(largest, found.near.occupation, np.maximum(found.free[found.near.host, estate.kind[found.near.occupation]], 0))
    # first those that nobody may take in, then those for whom there is no room, the largest of them
    order = np.lexsort((found.demand, ~met, ~may))
    which = np.full(estate.count, -1, dtype=np.int64)
    which[estate.home[order]] = order  # the last of each building stands
    known = which >= 0
    at = np.where(known, which, 0)
    if not count:
        empty = [""] * estate.count
        return [pl.Series(name, empty, dtype=pl.String) for name in ("stuck_m2", "stuck_kind", "stuck_function", "largest_m2")]
    kinds = estate.occupations["space_kind"].replace({"desk": "desk space", "clinical room": "clinical rooms", "counter": "counters", "meeting": "meeting rooms", "vehicles": "space for vehicles", "other": "space"})
    return [_metres("stuck_m2", found.demand[at]), kinds[at].alias("stuck_kind"), estate.occupations["function"][at].alias("stuck_function"), _metres("largest_m2", largest[at])]


def _loser(estate: Estate, made: "Made") -> list[pl.Series]:
    """The body that loses most by giving up each building, by its id, and how much."""
    shares = shares_of_bodies(estate, made.outcome.found.values, made.outcome.found.best)
    if not estate.count:
        return [pl.Series("loser", [], dtype=pl.String), pl.Series("loser_gbp", [], dtype=pl.String)]
    worst = shares.argmin(axis=0)
    loss = np.take_along_axis(shares, worst[None, :], axis=0)[0]
    return [pl.Series(estate.bodies, dtype=pl.String)[worst].alias("loser"), _pounds("loser_gbp", loss)]


def of_moves(estate: Estate, made: "Made", moved: Ints) -> pl.Series:
    """One sentence a move: why there."""
    found = made.outcome.found
    choices = np.bincount(found.reach.occupation, minlength=estate.occupations.height)[moved]
    host = made.outcome.host[moved]
    free: Ints = found.free[host, estate.kind[moved]]
    nearest = np.full(estate.occupations.height, np.inf)
    np.minimum.at(nearest, found.reach.occupation, found.reach.distance_m)
    is_nearest: Bools = made.outcome.distance_m[moved] <= nearest[moved]
    facts = estate.occupations[moved].select("function").with_columns(
        estate.buildings["function"][host].alias("use"),
        _metres("room", free),
        _metres("need", found.demand[moved]),
        pl.Series("choices", choices),
        pl.Series("is_nearest", is_nearest),
        pl.Series("away", np.rint(made.outcome.distance_m[moved]).astype(np.int64)),
    )
    may = pl.when(pl.col("function") == pl.col("use")).then(pl.format("of the same use ({})", "use")).otherwise(pl.format("{} may share with {}", "function", "use"))
    which = pl.when(pl.col("choices") == 1).then(pl.lit("The only building")).when("is_nearest").then(pl.format("The nearest of {} buildings", "choices")).otherwise(pl.format("One of {} buildings", "choices"))
    rest = pl.when("is_nearest").then(pl.lit("")).otherwise(pl.lit("; nearer ones are filled by others or given up"))
    return facts.select(pl.format("{} with room: {}, {} m² free for the {} m² needed, {} m away{}.", which, may, "room", "need", "away", rest).alias("reason"))["reason"]

