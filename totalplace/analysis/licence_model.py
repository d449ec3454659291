"""Whether there is more of an outcome where more premises are licensed, other things being equal: a model of small areas.

Belongs here: the models, how far they hold, and what a board may conclude. Does not belong here: what the areas are like (licensed_areas.py), counting
contacts by area (cost_by_area.py), what may leave (disclosure.py). Of what is known of small areas the coefficients alone leave.

Incidents are counts: a Poisson model with the residents as exposure, a negative binomial one (NB2) where the counts vary more than Poisson says, by
Cameron and Trivedi's test. Cost is a sum over a random number of people, and nought in some areas: a Tweedie model with a variance between Poisson's and
gamma's (power 1.5, a Poisson number of gamma amounts); gamma by itself has no noughts. All have a log link and sandwich errors (HC1), which hold
where the variance is another one. Intervals are of 95 %. What is left over is looked at for likeness of neighbours by Moran's I against shuffled areas.
"""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from totalplace.analysis.cost_by_area import BY_OCCURRENCE, BY_RESIDENCE, cost_of_people, incidents
from totalplace.analysis.licensed_areas import DECLARED, OF_KIND, PREMISES
from totalplace.contracts.customers import LICENCE_ASSOCIATION, LICENCE_MODEL
from totalplace.contracts.licensing import BOTH, NOT_KNOWN, OFF, ON

BY_LICENCE, BY_KIND = "by licence", "by licence and kind of premises"
MODELS = (BY_LICENCE, BY_KIND)
LICENCES = {ON: "on the premises only", OFF: "off the premises only", BOTH: "on and off the premises"}
CONTRAST = "off rather than on the premises"
DEPRIVATION, TOWN_CENTRE = "deprivation, one standard deviation more", "town centre"
BUILT_UP = "density of postcodes, one standard deviation more"
KIND = "kind of premises: "
_CENTRAL_95 = 1.959963984540054
_TWEEDIE_POWER = 1.5
_WHAT = {BY_OCCURRENCE: "alcohol-related incidents", BY_RESIDENCE: "cost"}
_MAY_NOT = {
    BY_OCCURRENCE: (
        "That licensed premises cause incidents, or that fewer licences would prevent any: an association of areas shows neither, and says nothing of any one of the premises. Where the police "
        "are sent they record more; hours of opening, how much is sold, temporary events and licences that nobody uses are not in the model; where an incident happens is not where the drink was bought."
    ),
    BY_RESIDENCE: (
        "That licensed premises cause cost, or that fewer licences would save any: an association of areas shows neither, and says nothing of any person or any one of the premises. People drink and buy "
        "elsewhere than where they live; who is in contact with services is recorded, need without contact is not; hours of opening, temporary events and licences that nobody uses are not in the model."
    ),
}  # fmt: skip

_Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Limits:
    """Thresholds of ref.assumption."""

    least_areas: int  # with fewer areas nothing is computed
    least_areas_with: int  # nor of premises of a kind that stand in fewer areas than this
    level: float  # of the tests of dispersion and of likeness of neighbours
    neighbours: int
    permutations: int


@dataclass(frozen=True)
class Modelled:
    """Cells of mart.licence_association and mart.licence_model, with _people: those whose contacts are behind an outcome."""

    association: pl.DataFrame
    model: pl.DataFrame


@dataclass(frozen=True)
class _Fit:
    """Coefficients on the scale of logs with their covariance, without the model's own parameter of spread."""

    family: str
    names: tuple[str, ...]
    effects: _Floats
    covariance: _Floats
    dispersion: float | None
    residuals: _Floats


class _CannotComputeError(Exception):
    """Why a model is not computed, as the second half of a sentence."""


def outcomes(costed: pl.DataFrame, cohort: pl.DataFrame, services: pl.DataFrame, facts: pl.DataFrame) -> pl.DataFrame:
    """The areas of `facts` with incidents, cost_pence and who is behind each (incident_people, cost_people), all years together.

    Incidents are those of everybody; cost is that of the cohort's members.
    """
    happened = incidents(costed, services).filter(pl.col("occurred_lsoa").is_not_null()).rename({"occurred_lsoa": "area_code"})
    counted = happened.group_by("area_code").agg(pl.len().cast(pl.Int64).alias("incidents"), pl.col("person_no").unique().alias("incident_people"))
    borne = cost_of_people(costed, cohort, "lsoa_code").group_by("area_code").agg(pl.col("pence").sum().alias("cost_pence"), pl.col("person_no").unique().alias("cost_people"))
    joined = facts.join(counted, on="area_code", how="left").join(borne, on="area_code", how="left")
    return joined.with_columns(pl.col("incidents", "cost_pence").fill_null(0)).sort("area_code")


def licence_model(areas: pl.DataFrame, limits: Limits) -> Modelled:
    """All models of both outcomes. `areas` is what outcomes() gives. What cannot be computed has a row that says why."""
    association, models = [], []
    for outcome, column, people in ((BY_OCCURRENCE, "incidents", "incident_people"), (BY_RESIDENCE, "cost_pence", "cost_people")):
        used = _usable(areas)
        behind = used[people].explode(empty_as_null=False).drop_nulls().n_unique() if used.height else 0
        for model in MODELS:
            try:
                of_model, rows = _one(used, areas, outcome, column, model, limits)
            except _CannotComputeError as reason:
                of_model, rows = _not_computed(outcome, model, used.height, str(reason)), []
            models.append({**of_model, "_people": behind})
            association += [{**row, "_people": behind} for row in rows]
    return Modelled(_frame(association, LICENCE_ASSOCIATION), _frame(models, LICENCE_MODEL))


def _frame(rows: Sequence[dict[str, Any]], contract: Any) -> pl.DataFrame:
    return pl.DataFrame(rows, schema={**contract.polars_schema(), "_people": pl.Int64()}, orient="row")


def _not_computed(outcome: str, model: str, areas: int, reason: str) -> dict[str, Any]:
    blank = dict.fromkeys(LICENCE_MODEL.column_names)
    return {**blank, "outcome": outcome, "model": model, "areas": areas, "may_conclude": f"Nothing: not computed, as {reason}.", "may_not_conclude": _MAY_NOT[outcome]}


def _usable(areas: pl.DataFrame) -> pl.DataFrame:
    """Areas of which everything in the model is known, where somebody lives, and in which a postcode lies: elsewhere nothing can be recorded, which is not nought."""
    needed = ("residents", "deprivation", "town_centre", *PREMISES.values())
    return areas.filter(pl.all_horizontal(pl.col(name).is_not_null() for name in needed), pl.col("residents") > 0, pl.col("has_postcode")).sort("area_code")


def _one(used: pl.DataFrame, areas: pl.DataFrame, outcome: str, column: str, model: str, limits: Limits) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    _must_be_known(used, areas, limits)
    y = used[column].cast(pl.Float64).to_numpy()
    if column == "cost_pence":
        y = y / 100
    if not y.sum():
        raise _CannotComputeError(f"no {_WHAT[outcome]} of any of these areas is known")
    names, design, left_out = _design(used, model, limits)
    _must_tell_apart(y, names, design)
    exposure = np.log(used["residents"].cast(pl.Float64).to_numpy())
    fit = _count_fit(y, design, exposure, names, limits.level) if outcome == BY_OCCURRENCE else _cost_fit(y, design, exposure, names)
    moran_i, moran_p = moran(fit.residuals, used.select("easting", "northing").to_numpy(), limits.neighbours, limits.permutations)
    is_clustered = moran_p < limits.level
    rows = _terms(fit, outcome, model, is_clustered, left_out)
    of_model = {
        "outcome": outcome,
        "model": model,
        "family": fit.family,
        "areas": used.height,
        "dispersion": None if fit.dispersion is None else round(fit.dispersion, 2),
        "moran_i": round(moran_i, 3),
        "moran_p": round(moran_p, 3),
        "may_conclude": _may_conclude(rows, outcome, used, is_clustered, left_out),
        "may_not_conclude": _MAY_NOT[outcome],
    }
    return of_model, rows


def _must_be_known(used: pl.DataFrame, areas: pl.DataFrame, limits: Limits) -> None:
    if areas.is_empty():
        raise _CannotComputeError("no small area of the place is known; a postcode directory with small areas tells which there are")
    if not areas["has_register"].any():
        raise _CannotComputeError("no register of licensed premises was received that tells on from off")
    for name, what in (("residents", "residents"), ("deprivation", "deprivation")):
        if not areas[name].is_not_null().any():
            raise _CannotComputeError(f"the {what} of small areas {'are' if name == 'residents' else 'is'} not known; send the table of area statistics")
    if used.height < limits.least_areas:
        raise _CannotComputeError(f"registers, residents and deprivation are known of {used.height} small areas together, and {limits.least_areas} are needed")


def _design(used: pl.DataFrame, model: str, limits: Limits) -> tuple[tuple[str, ...], _Floats, tuple[str, ...]]:
    """The terms, their columns with a constant first, and the kinds of premises that the others are compared with."""
    deprivation = used["deprivation"].to_numpy()
    town = used["town_centre"].to_numpy()
    is_declared = used["town_centre_basis"][0] == DECLARED
    controls = {
        DEPRIVATION: _standard(deprivation),
        TOWN_CENTRE if is_declared else BUILT_UP: town if is_declared else _standard(town),
    }
    columns: dict[str, _Floats] = {LICENCES[sales]: used[name].cast(pl.Float64).to_numpy() for sales, name in PREMISES.items()}
    for term, counts in columns.items():
        if np.count_nonzero(counts) < limits.least_areas_with:
            raise _CannotComputeError(f"premises licensed {term} stand in {np.count_nonzero(counts)} of the areas, and in {limits.least_areas_with} they are needed")
    columns = {"constant": np.ones(used.height), **columns, **{name: values for name, values in controls.items() if np.ptp(values) > 0}}
    left_out: list[str] = []
    if model == BY_KIND:
        # a kind that the licences and the kinds before it give already is what these are compared with
        for kind, name in sorted(((kind, name) for kind, name in OF_KIND.items() if kind != NOT_KNOWN), key=lambda entry: (-int(used[entry[1]].sum()), entry[0])):
            counts = used[name].cast(pl.Float64).to_numpy()
            more = {**columns, f"{KIND}{kind}": counts}
            if np.count_nonzero(counts) >= limits.least_areas_with and _rank(more) == len(more):
                columns = more
            elif counts.any():
                left_out.append(kind)
        if used[OF_KIND[NOT_KNOWN]].sum():
            left_out.append("those of a kind that is not known")
        if not any(name.startswith(KIND) for name in columns):
            raise _CannotComputeError("kinds of premises are not known, or no kind stands in enough areas beside its licence")
    if _rank(columns) < len(columns):
        raise _CannotComputeError("two of the terms say the same of every area, so their effects cannot be told apart")
    return tuple(columns), np.column_stack(list(columns.values())), tuple(left_out)


def _rank(columns: dict[str, _Floats]) -> int:
    return int(np.linalg.matrix_rank(np.column_stack([values / max(float(np.abs(values).max()), 1e-12) for values in columns.values()]), tol=1e-8 * len(next(iter(columns.values()))) ** 0.5))


def _standard(values: _Floats) -> _Floats:
    spread = float(values.std())
    return np.asarray((values - values.mean()) / spread if spread > 0 else np.zeros(len(values)), dtype=np.float64)


def _must_tell_apart(y: _Floats, names: Sequence[str], design: _Floats) -> None:
    """Raises where a term stands only in areas without any of the outcome: its effect would be minus infinity (separation)."""
    for name, values in zip(names, design.T, strict=True):
        if np.all((values == 0) | (values > 0)) and not y[values > 0].sum():
            raise _CannotComputeError(f"none of the areas with '{name}' has any of the outcome, so its effect has no end (separation)")


def _count_fit(y: _Floats, design: _Floats, exposure: _Floats, names: tuple[str, ...], level: float) -> _Fit:
    from statsmodels.discrete.discrete_model import NegativeBinomial, Poisson  # imported late: it takes seconds
    from statsmodels.tools.sm_exceptions import ConvergenceWarning

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # told below, by what the fit says of itself
        warnings.simplefilter("ignore", RuntimeWarning)
        start = _start(y, exposure, design.shape[1])
        poisson = Poisson(y, design, offset=exposure).fit(start_params=start, method="newton", maxiter=200, disp=0, cov_type="HC1")
        _must_converge(poisson)
        mean = np.asarray(poisson.predict())
        dispersion = float((((y - mean) ** 2) / mean).sum() / (len(y) - len(names)))
        z = _over_dispersion(y, mean)
        if z <= _upper(level):
            said = f"Poisson: counts vary {dispersion:.2f} times as much as it says, which is no more than chance gives"
            return _Fit(said, names, np.asarray(poisson.params), np.asarray(poisson.cov_params()), dispersion, np.asarray((y - mean) / np.sqrt(mean)))
        spread = max(float((((y - mean) ** 2 - mean) / mean**2).mean()), 0.01)
        fitted = NegativeBinomial(y, design, offset=exposure, loglike_method="nb2").fit(
            start_params=[*poisson.params, spread], method="bfgs", maxiter=2000, gtol=1e-6, disp=0, cov_type="HC1"
        )
        _must_converge(fitted)
    mean, alpha = np.asarray(fitted.predict()), float(fitted.params[-1])
    said = f"Negative binomial: counts vary {dispersion:.1f} times as much as Poisson says"
    residuals = np.asarray((y - mean) / np.sqrt(mean + alpha * mean**2))
    return _Fit(said, names, np.asarray(fitted.params)[:-1], np.asarray(fitted.cov_params())[:-1, :-1], dispersion, residuals)


def _cost_fit(y: _Floats, design: _Floats, exposure: _Floats, names: tuple[str, ...]) -> _Fit:
    from statsmodels.genmod.families import Tweedie, links  # imported late: it takes seconds
    from statsmodels.genmod.generalized_linear_model import GLM
    from statsmodels.tools.sm_exceptions import ConvergenceWarning

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        warnings.simplefilter("ignore", RuntimeWarning)
        family = Tweedie(link=links.Log(), var_power=_TWEEDIE_POWER)
        fitted = GLM(y, design, family=family, offset=exposure).fit(start_params=_start(y, exposure, design.shape[1]), maxiter=300, tol=1e-10, cov_type="HC1")
    if not fitted.converged or not np.isfinite(fitted.bse).all():
        raise _CannotComputeError("the model does not settle on an answer")
    mean = np.asarray(fitted.fittedvalues)
    said = "Tweedie with power 1.5: a cost is a sum over a random number of people, and nought in some areas"
    return _Fit(said, names, np.asarray(fitted.params), np.asarray(fitted.cov_params()), None, np.asarray((y - mean) / np.sqrt(mean**_TWEEDIE_POWER)))


def _start(y: _Floats, exposure: _Floats, terms: int) -> _Floats:
    """The same rate everywhere: from here every fit sets out."""
    return np.concatenate([[np.log(y.sum() / np.exp(exposure).sum())], np.zeros(terms - 1)])


def _must_converge(fitted: Any) -> None:
    if not fitted.mle_retvals["converged"] or not np.isfinite(fitted.bse).all():
        raise _CannotComputeError("the model does not settle on an answer")


def _over_dispersion(y: _Floats, mean: _Floats) -> float:
    """Cameron and Trivedi's test of Poisson against NB2: a regression through nought of how much more the squares vary, on the mean."""
    excess = ((y - mean) ** 2 - y) / mean
    slope = float((mean * excess).sum() / (mean**2).sum())
    left = excess - slope * mean
    error = float(np.sqrt((left**2).sum() / (len(y) - 1) / (mean**2).sum()))
    return slope / error if error > 0 else 0.0


def _upper(level: float) -> float:
    from statistics import NormalDist

    return NormalDist().inv_cdf(1 - level)


def moran(residuals: _Floats, points: _Floats, neighbours: int, permutations: int) -> tuple[float, float]:
    """Moran's I with the nearest areas as neighbours, and the share of shuffled maps with one as large (the map itself counted in)."""
    number = min(neighbours, len(residuals) - 1)
    near = _nearest(points, number)
    left = residuals - residuals.mean()
    square = float((left**2).sum())
    if number < 1 or square == 0:
        return 0.0, 1.0
    of_map = float((left * left[near].mean(axis=1)).sum()) / square
    rng = np.random.default_rng(20_260_101)
    as_large = 0
    for _ in range(permutations):
        shuffled = rng.permutation(left)
        as_large += float((shuffled * shuffled[near].mean(axis=1)).sum()) / square >= of_map - 1e-12
    return of_map, (1 + as_large) / (1 + permutations)


def _nearest(points: _Floats, number: int) -> npt.NDArray[np.int64]:
    """The numbers of the nearest other areas of each; of two as far the one that stands first."""
    found = np.empty((len(points), number), dtype=np.int64)
    for place, point in enumerate(points):
        apart = np.round(((points - point) ** 2).sum(axis=1), 3)
        apart[place] = np.inf
        found[place] = np.argsort(apart, kind="stable")[:number]
    return found


def _terms(fit: _Fit, outcome: str, model: str, is_clustered: bool, left_out: Sequence[str]) -> list[dict[str, Any]]:
    rows = []
    errors = np.sqrt(np.diag(fit.covariance))
    for name, effect, error in zip(fit.names, fit.effects, errors, strict=True):
        if name != "constant":
            rows.append(_row(outcome, model, name, float(effect), float(error), is_clustered, left_out))
    at = {sales: fit.names.index(term) for sales, term in LICENCES.items()}
    pick = np.zeros(len(fit.names))
    pick[at[OFF]], pick[at[ON]] = 1.0, -1.0
    rows.append(_row(outcome, model, CONTRAST, float(pick @ fit.effects), float(np.sqrt(pick @ fit.covariance @ pick)), is_clustered, left_out))
    return rows


def _row(outcome: str, model: str, term: str, effect: float, error: float, is_clustered: bool, left_out: Sequence[str]) -> dict[str, Any]:
    ratio, low, high = (round(float(np.exp(value)), 3) for value in (effect, effect - _CENTRAL_95 * error, effect + _CENTRAL_95 * error))
    return {"outcome": outcome, "model": model, "term": term, "rate_ratio": ratio, "low": low, "high": high, "reading": _reading(outcome, term, ratio, low, high, is_clustered, left_out)}


def _reading(outcome: str, term: str, ratio: float, low: float, high: float, is_clustered: bool, left_out: Sequence[str]) -> str:
    what = _WHAT[outcome]
    # with kinds beside, what is told of a licence is told of the kinds that are no terms
    of_kind = f" (of a kind that is not listed: {', '.join(left_out)})" if left_out else ""
    if low <= 1 <= high:
        said = f"Undecided: the interval holds 1, so there may be more or less {what}, or no difference."
    else:
        per_cent = abs(ratio - 1) * 100
        change = f"{per_cent:.0f} % " if per_cent >= 2 else f"{per_cent:.1f} % "
        change += f"{'more' if ratio > 1 else 'less'} {what}"
        change = change.replace("less alcohol-related incidents", "fewer alcohol-related incidents")
        if term in LICENCES.values():
            said = f"Where one more of the premises{of_kind} is licensed for sale {term}, areas have {change}, other things being equal."
        elif term == CONTRAST:
            said = f"One more{of_kind} licensed for sale off the premises only goes with {change} than one more for sale on them only."
        elif term.startswith(KIND):
            said = f"One more of this kind goes with {change} than one with the same licence of a kind that is not listed ({', '.join(left_out) or 'none'})."
        else:
            said = f"Areas differ so by this: {change}, other things being equal."
    doubt = " Neighbouring areas are still alike in what the model leaves, so the interval is too narrow." if is_clustered else ""
    return said + doubt


def _may_conclude(rows: Sequence[dict[str, Any]], outcome: str, used: pl.DataFrame, is_clustered: bool, left_out: Sequence[str]) -> str:
    more = [row["term"] for row in rows if row["term"] in LICENCES.values() and row["low"] > 1]
    fewer = [row["term"] for row in rows if row["term"] in LICENCES.values() and row["high"] < 1]
    contrast = next(row for row in rows if row["term"] == CONTRAST)
    what, parts = _WHAT[outcome], []
    is_declared = used["town_centre_basis"][0] == DECLARED
    allowed = f"deprivation, residents and {'town centres' if is_declared else 'how densely postcodes stand'}"
    if any(row["model"] == BY_KIND for row in rows):
        return " ".join([*_of_kinds(rows, what, allowed, left_out), *_doubts(is_clustered, is_declared)])
    if more:
        parts.append(f"There {'are' if outcome == BY_OCCURRENCE else 'is'} more {what} in small areas with more premises licensed for sale {_listed(more)}, with {allowed} allowed for.")
    if fewer:
        parts.append(f"There {'are fewer' if outcome == BY_OCCURRENCE else 'is less'} {what} in small areas with more premises licensed for sale {_listed(fewer)}, other things being equal.")
    if not parts:
        parts.append(f"With {allowed} allowed for, no kind of licence is shown to go with more or less {what}; that is no proof that none does.")
    if contrast["low"] > 1 or contrast["high"] < 1:
        order = "off the premises goes with more than one on them" if contrast["low"] > 1 else "on the premises goes with more than one off them"
        parts.append(f"One more licence for sale {order}.")
    else:
        parts.append("Whether off-licences go with more than on-licences is undecided.")
    return " ".join([*parts, *_doubts(is_clustered, is_declared)])


def _of_kinds(rows: Sequence[dict[str, Any]], what: str, allowed: str, left_out: Sequence[str]) -> list[str]:
    """With kinds beside, what is told of a licence is told of the kinds that are no terms: here it is about the kinds alone."""
    terms = [row for row in rows if row["term"].startswith(KIND)]
    others = f"of a kind that is no term of the model ({', '.join(left_out) or 'none'})"
    parts = []
    for words, found in (("more", [row for row in terms if row["low"] > 1]), ("less", [row for row in terms if row["high"] < 1])):
        if found:
            parts.append(f"With {allowed} allowed for, one more {_either([row['term'].removeprefix(KIND) for row in found])} goes with {words} ({what}) than one with the same licence {others}.")
    if not parts:
        parts.append(f"With {allowed} allowed for, no kind of premises is shown to go with more or less ({what}) than others with the same licence {others}; that is no proof that none does.")
    return [*parts, "Each kind is looked at by itself: of many intervals of 95 %, one in twenty misses by chance."]


def _doubts(is_clustered: bool, is_declared: bool) -> list[str]:
    parts = []
    if is_clustered:
        parts.append("Neighbouring areas are alike in what the model leaves, so something that it does not know is at work, and it is surer than it should be.")
    if not is_declared:
        parts.append("The place has not said which areas are town centres (town_centres in place.toml), so what a town centre adds may be counted as that of its licences.")
    return parts


def _either(kinds: Sequence[str]) -> str:
    return kinds[0] if len(kinds) == 1 else f"{', '.join(kinds[:-1])} or {kinds[-1]}"


def _listed(terms: Sequence[str]) -> str:
    return terms[0] if len(terms) == 1 else f"{', '.join(terms[:-1])} and {terms[-1]}"
