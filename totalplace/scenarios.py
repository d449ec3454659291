"""scenarios/*.toml: what partners agree on a pooled budget.

Belongs here: the schema of these files, and every fault that the file shows by itself or beside place.toml and the powers to pool, a
sentence each with file, entry, line and what to do. Does not belong here: what needs the count, and the ledger (analysis/pooling.py).
docs/scenarios.md says the same for those who write the files.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal

import polars as pl
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from totalplace.contracts.pooling import ANY_PURPOSE, RISK_POOL
from totalplace.place import Identifier, Place
from totalplace.words import pounds, year_name

Money = Annotated[Decimal, Field(ge=0, decimal_places=2, max_digits=16)]
Share = Annotated[Decimal, Field(ge=0, le=1)]
Index = Annotated[Decimal, Field(gt=0)]
Words = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
LegalForm = Literal["section 75", "pooled", "aligned", "single vehicle"]
Rule = Literal["fixed", "share of lines", "per head", "need-weighted", "outturn share", "top-slice"]
Remedy = Literal["risk pool", "uncommitted", "partners"]
DIVIDING: tuple[Rule, ...] = ("need-weighted", "outturn share")
_LONGEST_YEARS = 30
_NAMES_LISTED = 8
_RECOVERS_VAT = ("council", "police", "fire")  # Value Added Tax Act 1994 s33; see docs/scenarios.md
_BAD_NAME = "A scenario's file is called in small letters, digits and -, as in alcohol-one-pot.toml"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Line(_Strict):
    """A line of the count of the partner's own spending, by count_id or by what tells it from the others."""

    count_id: int | None = None
    line: Words | None = None
    account: Words | None = None
    cofog: Words | None = None
    source_return: Words | None = None
    share: Share | None = None
    ring_fence: Identifier | None = None  # purpose that its money is locked to
    free_because: Words | None = None  # of a line in ref.ring_fence that is not locked: why it may be used freely
    excluded: bool = False  # of a top-slice: not touched
    committed_share: Share | None = None


class Partner(_Strict):
    """Who pays, and by which rule."""

    body: Identifier
    rule: Rule
    amount_gbp: Money | tuple[Money, ...] | None = None
    share: Share | None = None
    gbp_per_head: Money | None = None
    people: Annotated[int, Field(gt=0)] | None = None
    people_source: Words | None = None
    need_index: Index = Decimal(1)
    line: tuple[Line, ...] = ()
    indexed: bool | None = None
    cap_gbp: Money | None = None
    collar_gbp: Money | None = None
    risk_share: Share | None = None
    gain_share: Share | None = None

    @property
    def is_indexed(self) -> bool:
        """A fixed sum stays what it is unless the file says otherwise; all else follows the agreed indexation."""
        return self.rule != "fixed" if self.indexed is None else self.indexed


class Purpose(_Strict):
    """What the pool spends on. `variance_share`: by how much spending goes beyond the plan (below nought: stays under it)."""

    id: Identifier
    name: Words
    spend_gbp: Money | tuple[Money, ...] | None = None
    spend_share: Share | None = None
    variance_share: Annotated[Decimal, Field(ge=-1, le=10)] | tuple[Annotated[Decimal, Field(ge=-1, le=10)], ...] = Decimal(0)
    overspend: Literal["variable", "fixed"] = "variable"
    uncommitted_share: Share = Decimal(0)


class OtherIncome(_Strict):
    """Money from somebody who is no partner: a grant of the government, fees."""

    from_whom: Words
    fy: int
    amount_gbp: Money
    purpose: Identifier | None = None


class Fee(_Strict):
    """What the host takes for holding the pool."""

    fixed_gbp: Money = Decimal(0)
    share_of_spend: Share = Decimal(0)


class Vat(_Strict):
    """How much of the spending bears VAT, and how much of that the host recovers."""

    taxable_share: Share = Decimal(0)
    recoverable_share: Share | None = None


class RiskPool(_Strict):
    """Money set aside each year, out of what is not locked, until the target stands; spent on overspends alone."""

    target_gbp: Money
    share_of_contributions: Share


class Scenario(_Strict):
    """The whole of a file."""

    name: Words
    theme: Words
    note: str = ""
    legal_form: LegalForm
    power: Words | None = None
    host: Identifier
    first_fy: Annotated[int, Field(ge=1990, le=2100)]
    last_fy: Annotated[int, Field(ge=1990, le=2100)]
    base_fy: Annotated[int, Field(ge=1990, le=2100)]
    base_measure: Literal["outturn", "budget"] = "outturn"
    economic: Literal["revenue", "capital"] = "revenue"
    indexation_share: Annotated[Decimal, Field(gt=-1, le=1)] = Decimal(0)
    opening_gbp: Money = Decimal(0)
    divide_gbp: Money | tuple[Money, ...] | None = None
    overspend: tuple[Remedy, ...] = ("risk pool", "uncommitted", "partners")
    underspend: Literal["carry forward", "return"] = "carry forward"
    at_end: Literal["carry forward", "return"] = "return"
    fee: Fee = Fee()
    vat: Vat = Vat()
    risk_pool: RiskPool | None = None
    purpose: Annotated[tuple[Purpose, ...], Field(min_length=1)]
    partner: Annotated[tuple[Partner, ...], Field(min_length=1)]
    other_income: tuple[OtherIncome, ...] = ()

    @property
    def years(self) -> range:
        return range(self.first_fy, self.last_fy + 1)

    @property
    def power_id(self) -> str | None:
        return "section 75" if self.legal_form == "section 75" else self.power

    def in_year(self, given: Any, fy: int) -> Any:
        """Of what is given once for all years or once a year: that of the year."""
        return given[fy - self.first_fy] if isinstance(given, tuple) else given


@dataclass(frozen=True)
class ScenarioFile:
    """A file of the place: the agreement, or what is wrong with it."""

    scenario_id: str
    path: str  # from the place's folder
    content: bytes
    scenario: Scenario | None
    faults: tuple[str, ...]

    @cached_property
    def _lines(self) -> list[str]:
        return [line.split("#")[0].strip().replace(" ", "") for line in self.content.decode("utf-8-sig", "replace").splitlines()]

    def where(self, location: tuple[int | str, ...]) -> str:
        """'[[partner]] number 2, line 31', '[[partner.line]] number 1 of partner 2, line 34' or "'host', line 5"."""
        lines = self._lines
        if len(location) >= 2 and isinstance(location[1], int):
            table, position = str(location[0]), location[1]
            starts = [number for number, line in enumerate(lines, 1) if line == f"[[{table}]]"]
            if position >= len(starts):
                return f"[[{table}]] number {position + 1}"
            if len(location) >= 4 and location[2] == "line" and isinstance(location[3], int):
                end = starts[position + 1] if position + 1 < len(starts) else len(lines) + 1
                nested = [number for number, line in enumerate(lines, 1) if line == f"[[{table}.line]]" and starts[position] < number < end]
                at = f", line {nested[location[3]]}" if location[3] < len(nested) else f", line {starts[position]}"
                return f"[[{table}.line]] number {location[3] + 1} of {table} {position + 1}{at}"
            return f"[[{table}]] number {position + 1}, line {starts[position]}"
        key = str(location[0]) if location else "the file"
        found = [number for number, line in enumerate(lines, 1) if line.startswith((f"{key}=", f"[{key}]", f"[[{key}]]"))]
        return f"'{key}', line {found[0]}" if found else f"'{key}'"

    def fault(self, location: tuple[int | str, ...], sentence: str) -> str:
        return f"{self.path}: {self.where(location)}: {sentence}"


def read_scenarios(folder: Path, place: Place, powers: pl.DataFrame) -> tuple[ScenarioFile, ...]:
    """Every file of the folder, by its name. `powers` is ref.pool_power."""
    return tuple(parse_scenario(path.read_bytes(), path.name, place, powers) for path in sorted(folder.glob("*.toml")))


def parse_scenario(content: bytes, file_name: str, place: Place, powers: pl.DataFrame) -> ScenarioFile:
    """The agreement, or each fault of the file in a sentence."""
    scenario_id = file_name.removesuffix(".toml")

    def with_faults(*faults: str) -> ScenarioFile:
        return ScenarioFile(scenario_id, f"scenarios/{file_name}", content, None, faults)

    nothing = with_faults()
    if not scenario_id or scenario_id.strip("abcdefghijklmnopqrstuvwxyz0123456789-"):
        return with_faults(f"{nothing.path}: {_BAD_NAME}. Rename the file.")
    try:
        # Notepad puts a mark before the first letter; money is read to the penny, never as a binary fraction
        scenario = Scenario.model_validate(tomllib.loads(content.decode("utf-8-sig"), parse_float=Decimal))
    except UnicodeDecodeError:
        return with_faults(f"{nothing.path} is not UTF-8 text. Save it again as UTF-8.")
    except tomllib.TOMLDecodeError as error:
        return with_faults(f"{nothing.path} is not valid TOML: {error}.")
    except ValidationError as error:
        return with_faults(*dict.fromkeys(nothing.fault(_place_of(problem), _explained(problem)) for problem in _told_once(error.errors())))
    read = ScenarioFile(scenario_id, nothing.path, content, scenario, ())
    kinds = {body.id: body.kind for body in place.body}
    faults = tuple(read.fault(where, sentence) for where, sentence in (*_own_faults(scenario), *_place_faults(scenario, kinds), *_power_faults(scenario, place, powers)))
    return with_faults(*faults) if faults else read


def _place_of(problem: Any) -> tuple[int | str, ...]:
    """Keys and positions, without the words for which of several types was tried."""
    return tuple(step for step in problem["loc"] if isinstance(step, int) or not step.startswith(("decimal", "tuple", "constrained", "function")))


def _told_once(problems: Sequence[Any]) -> list[Any]:
    """What may be a sum or a list of sums fails as both: of a sum, that it is no list says nothing."""
    elsewhere = {_place_of(problem) for problem in problems if problem["type"] != "tuple_type"}
    return [problem for problem in problems if problem["type"] != "tuple_type" or _place_of(problem) not in elsewhere]


def _explained(problem: Any) -> str:
    location = [step for step in _place_of(problem) if isinstance(step, str)]
    name, kind, value = (location[-1] if location else "the file"), problem["type"], problem["input"]
    if kind == "extra_forbidden":
        return f"'{name}' is not known here. Known are: {', '.join(_known_at(problem['loc']))}."
    if kind == "missing":
        return f"'{name}' is missing: it must be given."
    if kind == "literal_error":
        return f"'{name}' is '{value}', which is not one of {problem['ctx']['expected'].replace(chr(39), '')}."
    if kind == "string_pattern_mismatch":
        return f"'{name}' is '{value}', which cannot be an id. Use small letters, digits and -, as in 'anytown-council'."
    if kind in ("less_than_equal", "greater_than_equal", "greater_than", "less_than"):
        is_share = name.endswith("share")
        limits = ", ".join(f"{words} {problem['ctx'][key]}" for key, words in (("le", "at most"), ("ge", "at least"), ("gt", "above"), ("lt", "below")) if key in problem["ctx"])
        return f"'{name}' is {value}, and must be {limits}{': a share of 25 % is written 0.25' if is_share else ''}."
    if kind in ("decimal_max_places", "decimal_max_digits", "decimal_whole_digits"):
        return f"'{name}' is {value}: pounds have at most two digits after the point and fourteen before it."
    if kind == "too_short":
        return f"there is no [[{name}]], and at least one is needed."
    return f"'{name}': {problem['msg'].removeprefix('Value error, ')}."


def _known_at(location: tuple[int | str, ...]) -> list[str]:
    models: dict[str, type[BaseModel]] = {
        "purpose": Purpose, "partner": Partner, "other_income": OtherIncome, "fee": Fee, "vat": Vat, "risk_pool": RiskPool,
    }  # fmt: skip
    if len(location) == 1:
        return list(Scenario.model_fields)
    if location[0] == "partner" and "line" in location[:-1]:
        return list(Line.model_fields)
    return list(models[str(location[0])].model_fields)


_Fault = tuple[tuple[int | str, ...], str]


def _own_faults(scenario: Scenario) -> Iterator[_Fault]:
    """What contradicts itself within the file."""
    if scenario.last_fy < scenario.first_fy:
        yield ("last_fy",), f"the last year, {scenario.last_fy}, is before the first, {scenario.first_fy}."
        return
    if len(scenario.years) > _LONGEST_YEARS:
        yield ("last_fy",), f"the pool would run for {len(scenario.years)} years; at most {_LONGEST_YEARS} are worked out."
    if scenario.base_fy > scenario.first_fy:
        yield ("base_fy",), f"contributions are drawn from {year_name(scenario.base_fy)}, which is after the first year. Name a year of which there are returns."
    if len(set(scenario.overspend)) < len(scenario.overspend):
        yield ("overspend",), "a remedy is named twice. Name each once, in the order in which they are taken."
    yield from _purpose_faults(scenario)
    yield from _partner_faults(scenario)
    yield from _dividing_faults(scenario)
    for field, words in (("gain_share", "what is left over"), ("risk_share", "overspends")):
        stated = [getattr(partner, field) for partner in scenario.partner if getattr(partner, field) is not None]
        if stated and len(stated) < len(scenario.partner):
            yield ("partner", next(n for n, partner in enumerate(scenario.partner) if getattr(partner, field) is None)), f"{field} is missing, and others have one. Give it for every partner (0 for one that has no part in {words}), or for none."
        elif stated and sum(stated) != 1:
            yield ("partner", 0), f"the {field}s of the partners add up to {sum(stated)}, not to 1."
    if scenario.legal_form == "aligned":
        yield from _aligned_faults(scenario)
    ids = {purpose.id for purpose in scenario.purpose}
    for number, income in enumerate(scenario.other_income):
        if income.fy not in scenario.years:
            yield ("other_income", number), f"it comes in {year_name(income.fy)}, and the pool runs from {year_name(scenario.first_fy)} to {year_name(scenario.last_fy)}."
        if income.purpose is not None and income.purpose not in ids:
            yield ("other_income", number), f"there is no [[purpose]] '{income.purpose}'. There are: {', '.join(sorted(ids))}."


def _each_year(scenario: Scenario, given: object, name: str) -> str:
    if isinstance(given, tuple) and len(given) != len(scenario.years):
        return f"{name} has {len(given)} entries, and there are {len(scenario.years)} years. Give one for each, or one for all."
    return ""


def _purpose_faults(scenario: Scenario) -> Iterator[_Fault]:
    seen: set[str] = set()
    for number, purpose in enumerate(scenario.purpose):
        where = ("purpose", number)
        if purpose.id in seen:
            yield where, f"the id '{purpose.id}' is that of another purpose already. Give each its own."
        if purpose.id in (ANY_PURPOSE, RISK_POOL):
            yield where, f"'{purpose.id}' is our word for money of no one purpose. Choose another id."
        seen.add(purpose.id)
        if (purpose.spend_gbp is None) == (purpose.spend_share is None):
            yield where, "a purpose has either spend_gbp (pounds a year) or spend_share (a share of what is paid in)."
        for name in ("spend_gbp", "variance_share"):
            if fault := _each_year(scenario, getattr(purpose, name), name):
                yield where, fault
    shares = sum((purpose.spend_share or Decimal(0) for purpose in scenario.purpose), Decimal(0))
    if shares > 1:
        yield ("purpose", 0), f"the spend_shares of the purposes add up to {shares}: more than all of what is paid in."


_NEEDED: Mapping[Rule, tuple[str, ...]] = {
    "fixed": ("amount_gbp",), "share of lines": ("line",), "per head": ("gbp_per_head",), "need-weighted": (), "outturn share": ("line",), "top-slice": ("share",),
}  # fmt: skip
_ONLY_OF: Mapping[str, tuple[Rule, ...]] = {
    "amount_gbp": ("fixed",), "share": ("top-slice",), "gbp_per_head": ("per head",), "people": ("per head", "need-weighted"), "people_source": ("per head", "need-weighted"),
}  # fmt: skip


def _partner_faults(scenario: Scenario) -> Iterator[_Fault]:
    seen: set[str] = set()
    ids = {purpose.id for purpose in scenario.purpose}
    for number, partner in enumerate(scenario.partner):
        where = ("partner", number)
        if partner.body in seen:
            yield where, f"'{partner.body}' is a partner already. A body has one [[partner]]; name several lines under it."
        seen.add(partner.body)
        for name in _NEEDED[partner.rule]:
            if getattr(partner, name) in (None, ()):
                yield where, f"by the rule '{partner.rule}', {'at least one [[partner.line]]' if name == 'line' else name} must be given."
        for name, rules in _ONLY_OF.items():
            if getattr(partner, name) is not None and partner.rule not in rules:
                yield where, f"{name} means nothing by the rule '{partner.rule}'; it is for {' and '.join(rules)}."
        if (partner.people is None) != (partner.people_source is None):
            yield where, "people and people_source are given together: how many, and who says so."
        if partner.cap_gbp is not None and partner.collar_gbp is not None and partner.cap_gbp < partner.collar_gbp:
            yield where, f"it pays at most {pounds(partner.cap_gbp)} and at least {pounds(partner.collar_gbp)}: the cap is below the collar."
        if fault := _each_year(scenario, partner.amount_gbp, "amount_gbp"):
            yield where, fault
        for position, line in enumerate(partner.line):
            yield from ((("partner", number, "line", position), sentence) for sentence in _line_faults(partner, line, ids))


def _line_faults(partner: Partner, line: Line, ids: set[str]) -> Iterator[str]:
    if (line.count_id is None) == (line.line is None):
        yield "a line is named either by its count_id, or by line, the publisher's name of it (with account, cofog or source_return where several are called so)."
    if line.count_id is not None and (line.account or line.cofog or line.source_return):
        yield "a count_id says all; take account, cofog and source_return out."
    if line.count_id is not None and line.count_id <= 0:
        yield "a count_id above nought is that of a line. For money that names no line, name none."
    if (line.share is not None) != (partner.rule == "share of lines"):
        yield "share is missing: it must be given." if line.share is None else f"share means nothing by the rule '{partner.rule}'."
    if line.excluded and partner.rule != "top-slice":
        yield "only a top-slice, which takes of every line, has lines that are excluded."
    if sum((line.excluded, line.ring_fence is not None, line.free_because is not None)) > 1:
        yield "excluded, ring_fence and free_because rule each other out. Choose one."
    if line.ring_fence is not None and line.ring_fence not in ids:
        yield f"its money is locked to '{line.ring_fence}', and there is no such [[purpose]]. There are: {', '.join(sorted(ids))}."


def _dividing_faults(scenario: Scenario) -> Iterator[_Fault]:
    rules = sorted({partner.rule for partner in scenario.partner if partner.rule in DIVIDING})
    if len(rules) > 1:
        yield ("divide_gbp",), f"one sum is divided by one rule, and partners have {' and '.join(rules)}."
    if rules and scenario.divide_gbp is None:
        yield ("partner", next(n for n, partner in enumerate(scenario.partner) if partner.rule in DIVIDING)), f"the rule '{rules[0]}' divides divide_gbp, the sum a year that these partners raise together, and it is not given."
    if not rules and scenario.divide_gbp is not None:
        yield ("divide_gbp",), f"nobody divides it: no partner has the rule {' or '.join(DIVIDING)}."
    if fault := _each_year(scenario, scenario.divide_gbp, "divide_gbp"):
        yield ("divide_gbp",), fault


def _aligned_faults(scenario: Scenario) -> Iterator[_Fault]:
    """Aligned budgets stay each body's own: nothing is held in common."""
    if scenario.power is not None:
        yield ("power",), "aligned budgets rest on no power to pool: each body keeps its own. Take it out."
    if scenario.risk_pool is not None:
        yield ("risk_pool",), "in aligned budgets each partner carries its own risk, so there is no risk pool. Take it out, or choose a form that pools."
    if any(partner.gain_share is not None for partner in scenario.partner):
        yield ("partner", 0), "in aligned budgets what is left over goes back to whom it came from, so there is no gain_share. Take it out, or choose a form that pools."
    if scenario.underspend != "return" or scenario.at_end != "return":
        yield ("underspend",), "aligned budgets hold nothing over: set underspend = \"return\" and at_end = \"return\"."
    if scenario.opening_gbp:
        yield ("opening_gbp",), "aligned budgets hold nothing in common, so there is nothing to open with."


def _place_faults(scenario: Scenario, kinds: Mapping[str, str]) -> Iterator[_Fault]:
    known = sorted(kinds)
    listed = ", ".join(known[:_NAMES_LISTED]) + (f" and {len(known) - _NAMES_LISTED} more" if len(known) > _NAMES_LISTED else "")
    for number, partner in enumerate(scenario.partner):
        if partner.body not in kinds:
            yield ("partner", number), f"'{partner.body}' is no [[body]] of place.toml, which has {listed}."
    if scenario.host not in {partner.body for partner in scenario.partner}:
        yield ("host",), f"'{scenario.host}' is no partner. The host, or accountable body, is one of them: {', '.join(sorted(partner.body for partner in scenario.partner))}."
    kind = kinds.get(scenario.host, "")
    if kind and scenario.vat.taxable_share and scenario.vat.recoverable_share is None and kind not in _RECOVERS_VAT:
        yield ("vat",), (
            f"the host, {scenario.host} ({kind}), recovers VAT in part only (an NHS body on contracted-out services): give recoverable_share. "
            "Where a council, police or fire authority hosts, all is recovered."
        )


def _power_faults(scenario: Scenario, place: Place, powers: pl.DataFrame) -> Iterator[_Fault]:
    """Whether the power that the pool rests on exists, is in force and allows each partner; the lawful way where it does not."""
    kinds = {body.id: body.kind for body in place.body}
    words = {body.id: f"{body.type or ''} {body.name}".lower() for body in place.body}
    if scenario.legal_form == "aligned":
        return
    allows_pools = powers.filter("is_pool")
    if scenario.power_id is None:
        yield ("legal_form",), f"a {scenario.legal_form} budget rests on a power, and power names none. In ref.pool_power are: {', '.join(allows_pools['power_id'].unique().sort())}."
        return
    if scenario.legal_form == "section 75" and scenario.power not in (None, "section 75"):
        yield ("power",), f"the form is section 75 and the power '{scenario.power}'. Take the power out, or make the form pooled."
        return
    named = powers.filter(pl.col("power_id") == scenario.power_id)
    if named.is_empty():
        yield ("power",), f"'{scenario.power_id}' is not in ref.pool_power. There are: {', '.join(allows_pools['power_id'].unique().sort())}."
        return
    starts, ends = date(scenario.first_fy, 4, 1), date(scenario.last_fy + 1, 3, 31)
    in_force = named.filter((pl.col("valid_from") <= starts) & (pl.col("valid_to").is_null() | (pl.col("valid_to") >= ends))).sort("valid_from")
    at = ("power",) if scenario.power else ("legal_form",)
    if in_force.is_empty():
        spans = "; ".join(f"from {row['valid_from']}" + (f" to {row['valid_to']}" if row["valid_to"] else "") for row in named.sort("valid_from").iter_rows(named=True))
        yield at, f"{scenario.power_id} is not in force in all years of the pool: it holds {spans}."
        return
    power = in_force.row(-1, named=True)
    if not power["is_pool"]:
        yield at, f"{scenario.power_id} allows payments from one body to another, and no common fund. {_aligned_words(scenario, kinds)}"
        return
    allowed, required = power["kinds_allowed"].split(";"), power["kinds_required"].split(";")
    for number, partner in enumerate(scenario.partner):
        kind = kinds.get(partner.body)
        if kind is not None and not any(kind == entry.split(":")[0] and entry.partition(":")[2] in words[partner.body] for entry in allowed):
            yield ("partner", number), f"{partner.body} ({kind}) may not pool money under {scenario.power_id}, which allows {power['bodies_allowed']}. {_aligned_words(scenario, kinds)}"
    lacking = [kind for kind in required if kind not in {kinds.get(partner.body) for partner in scenario.partner}]
    if lacking and all(partner.body in kinds for partner in scenario.partner):
        yield at, f"{scenario.power_id} needs a partner of each of these kinds: {', '.join(required)}; none is {' or '.join(lacking)}. {_aligned_words(scenario, kinds)}"


def _aligned_words(scenario: Scenario, kinds: Mapping[str, str]) -> str:
    councils = sorted(partner.body for partner in scenario.partner if kinds.get(partner.body) == "council")
    accountable = scenario.host if kinds.get(scenario.host) == "council" or not councils else councils[0]
    return f'The lawful way for these partners: legal_form = "aligned" with {accountable} as host, the accountable body; each keeps its own budget.'
