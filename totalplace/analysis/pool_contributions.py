"""What each partner pays into a pool in each year, line by line.

Belongs here: contribution rules, caps and collars, which line of the count a pound comes from. Does not belong here: what the pool does
with it (pooling.py), or what a file may say (scenarios.py).

A line is what the body itself spends (net_gbp of the count) in the base year, at the prices of the year by the agreed indexation. A
line pays no more than it holds: what a sum agreed goes beyond its lines, and a sum for which no line is named, names none.
"""

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import polars as pl

from totalplace.analysis.allocation import allocate
from totalplace.contracts.pooling import ANY_PURPOSE
from totalplace.place import alias_key
from totalplace.scenario_schema import DIVIDING, Line, Partner, Scenario
from totalplace.scenarios import ScenarioFile
from totalplace.words import plural, pounds, year_name

ZERO = Decimal("0.00")
NO_LIMIT = Decimal(10) ** 15
NAMES_NO_LINE = "contributions that name no line"
_CLOSE = 3
_IDS_SHOWN = 6


@dataclass(frozen=True)
class CountLine:
    """A row of mart.spend_count."""

    count_id: int
    line: str
    account: str
    cofog: str
    source_return: str
    measure: str
    economic: str
    net_gbp: Decimal
    is_counted: bool
    role: str | None  # of the line in its return


@dataclass(frozen=True)
class Drawn:
    """A line that a partner draws on, as it is in the file."""

    line: CountLine
    share: Decimal | None
    ring_fence: str | None
    free_because: str | None
    committed_share: Decimal | None


@dataclass
class Contribution:
    """A line's money in a year."""

    body_id: str
    count_id: int
    fy: int
    line: str
    rule: str
    base_gbp: Decimal | None
    available_gbp: Decimal | None
    amount_gbp: Decimal
    committed_gbp: Decimal | None = None
    purpose: str = ANY_PURPOSE
    called_gbp: Decimal = ZERO
    returned_gbp: Decimal = ZERO
    free_because: str | None = None

    @property
    def key(self) -> tuple[str, int]:
        return self.body_id, self.count_id


@dataclass(frozen=True)
class Fence:
    """A row of ref.ring_fence."""

    first_fy: int
    last_fy: int | None
    account: str | None
    role: str | None
    line: str | None
    covers: str
    may_be_locked: bool
    words: str

    def holds(self, row: CountLine, scenario: Scenario) -> bool:
        """Whether it concerns the line in a year of the pool."""
        if self.line is not None:
            is_meant = alias_key(row.line) == alias_key(self.line)
        else:
            is_meant = row.account == self.account if self.account is not None else row.role == self.role
        return is_meant and self.first_fy <= scenario.last_fy and (self.last_fy is None or self.last_fy >= scenario.first_fy)


@dataclass(frozen=True)
class Count:
    """The rows of mart.spend_count that pools may draw on, by body and year, and what fences some of them in."""

    rows: Mapping[tuple[str, int], Sequence[CountLine]]
    fences: Sequence[Fence]

    @classmethod
    def of(cls, count: pl.DataFrame, fences: pl.DataFrame) -> "Count":
        """`count` is mart.spend_count with the role of each line, `fences` ref.ring_fence."""
        rows: dict[tuple[str, int], list[CountLine]] = {}
        columns = ("count_id", "line", "account", "cofog", "source_return", "measure", "economic", "net_gbp", "is_counted", "role")
        for body_id, fy, *rest in count.sort("count_id").select("body_id", "fy", *columns).iter_rows():
            rows.setdefault((body_id, fy), []).append(CountLine(*rest))
        told = fences.sort("ring_fence_id", "first_fy").select("first_fy", "last_fy", "account", "role", "line", "covers", "may_be_locked", "words")
        return cls(rows, [Fence(*row) for row in told.iter_rows()])

    def fence(self, row: CountLine, scenario: Scenario) -> Fence | None:
        """What keeps the line from being used freely; what forbids it altogether comes first."""
        return min((fence for fence in self.fences if fence.holds(row, scenario)), key=lambda fence: fence.may_be_locked, default=None)

    def nameless(self, body_id: str, fy: int) -> int:
        """The row kept for what names no line; 0 where the body has no return of the year."""
        return next((row.count_id for row in self.rows.get((body_id, fy), ()) if row.count_id < 0), 0)

    def lines(self, body_id: str, scenario: Scenario) -> list[CountLine]:
        """What the body spends in the base year, by the measure of the pool."""
        return [
            row
            for row in self.rows.get((body_id, scenario.base_fy), ())
            if row.count_id > 0 and row.economic == scenario.economic and (row.is_counted if scenario.base_measure == "outturn" else row.measure == "budget")
        ]


def part(amount: Decimal, share: Decimal) -> Decimal:
    """A share of an amount, to the nearest penny; half a penny goes to the share."""
    return allocate(amount, {"part": share, "rest": 1 - share})["part"]


def to_penny(exact: Fraction) -> Decimal:
    """An amount of nought or more to the nearest penny, half a penny up."""
    return Decimal((exact * 200 + 1) // 2) / 100


def indexed(amount: Decimal, scenario: Scenario, fy: int) -> Decimal:
    """An amount of the base year at the prices of another."""
    return to_penny(Fraction(amount) * (1 + Fraction(scenario.indexation_share)) ** (fy - scenario.base_fy))


def divide(total: Decimal, weights: Mapping[str, Decimal], floors: Mapping[str, Decimal], caps: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """A total over the keys by their weights, each between its floor and its cap; what a cap keeps away falls on the others.

    Adds up to the total unless floors or caps forbid it.
    """
    settled: dict[str, Decimal] = {}
    while free := {key: weight for key, weight in weights.items() if key not in settled}:
        left = max(total - sum(settled.values(), ZERO), ZERO)
        parts = allocate(left, free) if any(free.values()) else dict.fromkeys(free, ZERO)
        within = {key: min(max(value, floors.get(key, ZERO)), caps.get(key, NO_LIMIT)) for key, value in parts.items()}
        excess = sum(within.values(), ZERO) - sum(parts.values(), ZERO)
        if excess == 0:
            return {**settled, **within}
        # those whose limit works against the excess are free still: others' limits may set them free
        settled |= {key: value for key, value in within.items() if (value > parts[key] if excess > 0 else value < parts[key])}
    return settled


def drawn_lines(file: ScenarioFile, scenario: Scenario, count: Count) -> tuple[dict[str, list[Drawn]], list[str]]:
    """The lines that each partner draws on, and a sentence for each that cannot be."""
    found: dict[str, list[Drawn]] = {}
    faults: list[str] = []
    for number, partner in enumerate(scenario.partner):
        named: list[tuple[Line, CountLine]] = []
        for position, line in enumerate(partner.line):
            where = ("partner", number, "line", position)
            row, fault = _row(partner, line, scenario, count)
            if row is None:
                faults.append(file.fault(where, fault))
                continue
            fence = count.fence(row, scenario)
            if fence is not None and not line.excluded and not _is_opened(line, fence):
                remedy = "Lock it to a purpose with ring_fence, say in free_because why it may be used freely, or leave it out" if fence.may_be_locked else "Leave it out"
                faults.append(file.fault(where, f"'{row.line}' {fence.words}{' (in part)' if fence.covers == 'part' else ''}. {remedy}."))
            if row.net_gbp <= 0 and not line.excluded:
                faults.append(file.fault(where, f"'{row.line}' of {year_name(scenario.base_fy)} is {pounds(row.net_gbp)}: there is nothing to draw on. Leave it out."))
            named.append((line, row))
        faults += [file.fault(("partner", number), sentence) for sentence in _named_twice(named)]
        if partner.rule == "top-slice":
            found[partner.body] = _sliced(partner, named, count, scenario)
            if not found[partner.body]:
                faults.append(file.fault(("partner", number), f"nothing of {partner.body} is in the count of {year_name(scenario.base_fy)} ({scenario.base_measure}, {scenario.economic}) that a slice could be taken of. Send its return, or name another base_fy."))
        else:
            found[partner.body] = [Drawn(row, line.share, line.ring_fence, line.free_because, line.committed_share) for line, row in named]
    return found, faults


def _row(partner: Partner, wanted: Line, scenario: Scenario, count: Count) -> tuple[CountLine | None, str]:
    """The row of the count that is meant, or why there is none."""
    lines = count.lines(partner.body, scenario)
    of = f"{partner.body} in {year_name(scenario.base_fy)} ({scenario.base_measure}, {scenario.economic})"
    if not lines:
        years = sorted({fy for (body_id, fy), rows in count.rows.items() if body_id == partner.body and any(row.count_id > 0 for row in rows)})
        told = f"Its returns in the count are of {', '.join(map(year_name, years))}: name one of these as base_fy, or another measure." if years else "Send its return, or let it pay a fixed sum that names no line."
        return None, f"the count has no line of {of}. {told}"
    if wanted.count_id is not None:
        row = next((row for row in lines if row.count_id == wanted.count_id), None)
        return row, "" if row else f"no line of {of} has the count_id {wanted.count_id}. Copy it from mart.spend_count of the newest publication, or name the line."
    given = {"account": wanted.account, "cofog": wanted.cofog, "source_return": wanted.source_return}
    called = [row for row in lines if alias_key(row.line) == alias_key(wanted.line or "")]
    meant = [row for row in called if all(value is None or getattr(row, name).casefold() == value.casefold() for name, value in given.items())]
    if len(meant) == 1:
        return meant[0], ""
    if meant:
        shown = "; ".join(f"{row.count_id} ({row.account}, {row.cofog}, {row.source_return}, {pounds(row.net_gbp)})" for row in meant[:_IDS_SHOWN])
        return None, f"'{wanted.line}' is the name of {plural(len(meant), 'line')} of {of}: {shown}. Give account, cofog or source_return, or the count_id."
    names = sorted({row.line for row in lines})
    close = difflib.get_close_matches(wanted.line or "", names, n=_CLOSE, cutoff=0.4)
    hint = f"Nearest are: {', '.join(close)}." if close else f"It has: {', '.join(names[:_IDS_SHOWN])}."
    return None, f"'{wanted.line}' is no line of {of}{' with what is given beside it' if called else ''}. {hint} Write one of these, or the count_id of mart.spend_count."


def _named_twice(named: Sequence[tuple[Line, CountLine]]) -> Iterator[str]:
    by_row: dict[int, list[Line]] = {}
    names = {row.count_id: row.line for _, row in named}
    for line, row in named:
        by_row.setdefault(row.count_id, []).append(line)
    for count_id, lines in by_row.items():
        if len(lines) < 2:
            continue
        locks = sorted({line.ring_fence for line in lines if line.ring_fence})
        shares = sum((line.share or ZERO for line in lines), ZERO)
        if len(locks) > 1:
            yield f"the money of '{names[count_id]}' is locked twice, to {' and to '.join(locks)}. It can be spent once: lock it to one."
        elif shares > 1:
            yield f"'{names[count_id]}' is named {len(lines)} times, and the shares add up to {shares}: more than the whole line. Name it once, or lower the shares to 1 together."
        else:
            yield f"'{names[count_id]}' is named {len(lines)} times. Name it once, with the whole share."


def _is_opened(line: Line, fence: Fence) -> bool:
    """Whether the file says how a fenced line may be used."""
    return fence.may_be_locked and (line.ring_fence is not None or line.free_because is not None)


def _sliced(partner: Partner, named: Sequence[tuple[Line, CountLine]], count: Count, scenario: Scenario) -> list[Drawn]:
    """Every line of the partner that may be sliced: not what is ring-fenced, unless the file says how it may be used."""
    stated = {row.count_id: line for line, row in named}
    found = []
    for row in count.lines(partner.body, scenario):
        line = stated.get(row.count_id, Line(line=row.line))
        fence = count.fence(row, scenario)
        if row.net_gbp > 0 and not line.excluded and (fence is None or _is_opened(line, fence)):
            found.append(Drawn(row, partner.share, line.ring_fence, line.free_because, line.committed_share))
    return found


def weights(scenario: Scenario, drawn: Mapping[str, Sequence[Drawn]], people: Mapping[str, int]) -> dict[str, Decimal]:
    """By what the partners that divide a sum divide it."""
    return {
        partner.body: sum((entry.line.net_gbp for entry in drawn[partner.body]), ZERO)
        if partner.rule == "outturn share"
        else Decimal(people[partner.body]) * partner.need_index
        for partner in scenario.partner
        if partner.rule in DIVIDING
    }


def people_of(file: ScenarioFile, scenario: Scenario, counted: Mapping[str, int]) -> tuple[dict[str, int], list[str]]:
    """How many people each partner with a rule by head or need serves: as the file says, else as the place's statistics do."""
    found: dict[str, int] = {}
    faults = []
    for number, partner in enumerate(scenario.partner):
        if partner.rule not in ("per head", "need-weighted"):
            continue
        people = partner.people or counted.get(partner.body)
        if people:
            found[partner.body] = people
        else:
            faults.append(file.fault(("partner", number), f"how many people {partner.body} serves near {year_name(scenario.base_fy)} is in no file of the place. Give people and people_source, or send the statistic."))
    return found, faults


def of_year(scenario: Scenario, fy: int, drawn: Mapping[str, Sequence[Drawn]], people: Mapping[str, int], count: Count) -> list[Contribution]:
    """What is paid in, before anything is called for; each partner within its cap and collar."""
    sharing = weights(scenario, drawn, people)
    caps = {partner.body: NO_LIMIT if partner.cap_gbp is None else partner.cap_gbp for partner in scenario.partner}
    floors = {partner.body: partner.collar_gbp or ZERO for partner in scenario.partner}
    divided: dict[str, Decimal] = {}
    if sharing:
        total = indexed(scenario.in_year(scenario.divide_gbp, fy), scenario, fy)
        divided = divide(total, sharing, floors, caps)
    paid: list[Contribution] = []
    for partner in sorted(scenario.partner, key=lambda partner: partner.body):
        lines = drawn[partner.body]
        available = [indexed(entry.line.net_gbp, scenario, fy) if partner.is_indexed else entry.line.net_gbp for entry in lines]
        if partner.rule in ("share of lines", "top-slice"):
            agreed = [part(whole, entry.share or ZERO) for whole, entry in zip(available, lines, strict=True)]
            sum_agreed = min(max(sum(agreed, ZERO), floors[partner.body]), caps[partner.body])
            taken = _spread(lines, sum_agreed, agreed) if sum_agreed < sum(agreed, ZERO) else agreed
        else:
            sum_agreed = min(max(_agreed(scenario, partner, fy, people, divided), floors[partner.body]), caps[partner.body])
            taken = _spread(lines, min(sum_agreed, sum(available, ZERO)), available)
        for entry, whole, gbp in zip(lines, available, taken, strict=True):
            committed = None if entry.committed_share is None else part(gbp, entry.committed_share)
            line = entry.line
            paid.append(Contribution(partner.body, line.count_id, fy, line.line, partner.rule, line.net_gbp, whole, gbp, committed, entry.ring_fence or ANY_PURPOSE, free_because=entry.free_because))
        beyond = sum_agreed - sum(taken, ZERO)
        if beyond:
            paid.append(nameless(scenario, partner, fy, count, beyond))
    return [entry for entry in paid if entry.amount_gbp]


def nameless(scenario: Scenario, partner: Partner, fy: int, count: Count, gbp: Decimal = ZERO) -> Contribution:
    """Money that names no line."""
    return Contribution(partner.body, count.nameless(partner.body, scenario.base_fy), fy, NAMES_NO_LINE, partner.rule, None, None, gbp)


def _agreed(scenario: Scenario, partner: Partner, fy: int, people: Mapping[str, int], divided: Mapping[str, Decimal]) -> Decimal:
    if partner.rule in DIVIDING:
        return divided[partner.body]  # its sum is indexed as a whole
    gbp = scenario.in_year(partner.amount_gbp, fy) if partner.rule == "fixed" else (partner.gbp_per_head or ZERO) * people[partner.body]
    return indexed(gbp, scenario, fy) if partner.is_indexed else gbp


def _spread(lines: Sequence[Drawn], total: Decimal, limits: Sequence[Decimal]) -> list[Decimal]:
    """A total over lines by their limits, none above its own."""
    most = {f"{entry.line.count_id:020d}": gbp for entry, gbp in zip(lines, limits, strict=True)}
    return list(divide(total, most, {}, most).values())
