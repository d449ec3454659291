"""The plan for one estate on a map: its options, what each makes of each building, who moves where, who gains and loses.

Belongs here: what is shown of mart.estate_option, estate_plan, estate_move and estate_plan_body. Does not belong here: the plan itself
(analysis/estate_plan), drawing in the browser (plan_map.js), the sentences of the page (maps/*.toml).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import polars as pl

from totalplace.mapping import layers, wording
from totalplace.mapping.colouring import class_of
from totalplace.mapping.escape import esc, plain
from totalplace.mapping.sections import big, folded, pounds, row, section, year
from totalplace.mapping.spec import DetailColumn, MapSpec, Plan, PlanOption
from totalplace.mapping.tables import NOTHING, table

_MOVES = 100  # rows of the table of moves of an option; all are in the database
_NOTHING_MORE = "nothing"
_NOTHING_LOST = "No body is worse off."
_ENDED = {
    "stopped by the limit of work": "The solver stopped before it had proven how near this plan is to the best: there may be a better one. The gap stands under “About this map”.",
    "farther than the gap by the limit of moves a year": "Without the limit of moves a year more could be gained: how much at most stands under “About this map”.",
    "instructions that cannot be met": "Not everything that the place itself asks for can be met: each such building says why.",
}
# figures of a building that stays are nought and would only be read as if something had been saved
_OF_GIVEN_UP = ("gain_gbp", "revenue_a_year_gbp", "one_off_cost_gbp", "receipt_gbp", "liability_avoided_gbp")


@dataclass(frozen=True)
class Told:
    """One option: how it is called, its row of mart.estate_option, and its rows of the other tables."""

    said: PlanOption
    row: dict[str, Any]
    buildings: pl.DataFrame
    moves: pl.DataFrame
    bodies: pl.DataFrame

    @property
    def is_weighed(self) -> bool:
        return bool(self.row["assessed_count"])


@dataclass(frozen=True)
class Planned:
    """The options that there are, in the order of the declaration: the page opens with the first."""

    spec: Plan
    options: tuple[Told, ...]

    @classmethod
    def of(cls, spec: Plan, names: pl.DataFrame, options: pl.DataFrame, buildings: pl.DataFrame, moves: pl.DataFrame, bodies: pl.DataFrame) -> "Planned":
        """From the four tables; `names` are the bodies by id. Raises ValueError for an option that the declaration does not know."""
        rows = {line["option_id"]: line for line in options.iter_rows(named=True)}
        said = {each.option_id: each for each in spec.options}
        strange = sorted(set(rows) - set(said))
        if strange:
            raise ValueError(f"mart.estate_option has the option '{strange[0]}', which the map does not declare")
        rest = [key for key in said if key not in spec.lead]
        told = bodies.join(names.select("body_id", "name"), on="body_id", how="left").with_columns(pl.col("name").fill_null(pl.col("body_id")))
        return cls(
            spec,
            tuple(
                Told(said[key], rows[key], *(frame.filter(pl.col("option_id") == key) for frame in (buildings, moves, told)))
                for key in (*spec.lead, *rest)
                if key in rows
            ),
        )

    @property
    def first(self) -> Told:
        return self.options[0]

    def only(self, estate: pl.DataFrame) -> pl.DataFrame:
        """The buildings that the plan speaks of: those held."""
        return estate.join(self.first.buildings, on="asset_id", how="semi", maintain_order="left")

    def given_up(self, told: Told) -> pl.DataFrame:
        return told.buildings.filter(pl.col("action").is_in(self.spec.given_up))

    def core(self, told: Told) -> pl.DataFrame:
        """What is given up whichever way things turn."""
        return self.given_up(told).filter(pl.col("is_robust").fill_null(False))

    def coverage(self) -> list[str]:
        """Of how many buildings enough is known to weigh them, and how many the first plan gives up."""
        line, firm = self.first.row, self.core(self.first).height
        weighed = f"weighed <b>{wording.count(line['assessed_count'])}</b> of {wording.plural(line['building_count'], 'building', 'buildings')} held: too little is known of the others"
        given_up = f"if all plan together <b>{wording.count(line['given_up_count'])}</b> given up, <b>{wording.count(firm)}</b> of them whichever way things turn"
        return [weighed, given_up] if self.first.is_weighed else [weighed]

    def payload(self, estate: pl.DataFrame, bodies: dict[str, int], spec: MapSpec) -> dict[str, Any]:
        """Everything of the options for the page, by the order of `estate` and the places of `bodies`; texts and figures of all options share one list of words."""
        place = {asset_id: position for position, asset_id in enumerate(estate["asset_id"])}
        columns = [item for item in spec.columns if item.table == spec.colour_by.table]
        aligned = [self._aligned(estate, told) for told in self.options]
        details = {}
        for item in columns:
            read = [_as_said(frame[item.name], item) for frame in aligned]
            shared = layers.column(pl.DataFrame({item.key: pl.concat(read)}), item.key)
            # as few as they are, each word once
            words = shared.get("w")
            if words is None:
                shared = layers.dictionary(shared["v"])
                words = shared["w"]
            at = shared["i"]
            details[item.key] = {"w": words, "i": [at[number * estate.height : (number + 1) * estate.height] for number in range(len(aligned))]}
        return {
            "arrowsFrom": self.spec.arrows_from_zoom,
            "details": details,
            "options": [
                {
                    "words": told.said.words,
                    "state": self.state(told),
                    "ledgers": ledgers(told),
                    "losers": losers(told),
                    "class": class_of(frame["action"], spec.colour_by).to_list(),
                    "moves": _moves(told.moves, place, bodies),
                }
                for told, frame in zip(self.options, aligned, strict=True)
            ],
        }

    def _aligned(self, estate: pl.DataFrame, told: Told) -> pl.DataFrame:
        """The option's row for each building, without noughts that say nothing."""
        given_up = pl.col("action").is_in(self.spec.given_up)
        return (
            estate.select("asset_id")
            .join(told.buildings, on="asset_id", how="left", maintain_order="left")
            .with_columns(
                # what is missing says why itself
                pl.when(pl.col("action") != "not assessed").then(pl.col("reason")).alias("reason"),
                *(pl.when(given_up | (pl.col(name) != 0)).then(pl.col(name)).alias(name) for name in _OF_GIVEN_UP),
                pl.col("flips_when").str.replace_all(r"-(\d)", wording.MINUS + "$1"),
                pl.when(pl.col("hosted_m2") > 0).then(pl.col("hosted_m2")).alias("hosted_m2"),
            )
        )

    def state(self, told: Told) -> list[str]:
        """What the option makes of the place, in sentences."""
        line, plural = told.row, wording.plural
        if not told.is_weighed:
            return ["Nothing is weighed: of no building is enough known."]
        counted = dict(self.given_up(told).group_by("action").len().iter_rows())
        said = [
            f"{plural(line['given_up_count'], 'building is', 'buildings are')} given up of {wording.count(line['assessed_count'])} weighed: "
            f"{wording.count(counted.get('release', 0))} owned and released, {wording.count(counted.get('relocate', 0))} rented and left. "
            f"{wording.count(self.core(told).height)} of them whichever way things turn.",
            f"{plural(line['host_count'], 'building takes', 'buildings take')} others in. {plural(line['move_count'], 'occupation moves', 'occupations move')}"
            + (f", with {wording.count(line['fte'])} jobs of those that are known." if line["move_count"] else "."),
        ]
        if line["blocked_count"]:
            said.append(f"{plural(line['blocked_count'], 'more building', 'more buildings')} would be given up, but something forbids it: what that costs stands with each.")
        return [*said, *([_ENDED[line["status"]]] if line["status"] in _ENDED else [])]

    def panel(self) -> str:
        """The switch between the options, and what the one that is chosen comes to."""
        lead = [(number, told) for number, told in enumerate(self.options) if told.said.option_id in self.spec.lead]
        others = [(number, told) for number, told in enumerate(self.options) if told.said.option_id not in self.spec.lead]
        first = self.first
        return f"""<div class="plan">
<h2><label for="plan-option">Which plan</label></h2>
<select id="plan-option" aria-describedby="plan-words">{_choices(lead)}{f'<optgroup label="Further plans">{_choices(others)}</optgroup>' if others else ""}</select>
<p id="plan-words" class="hint">{esc(first.said.words)}</p>
<div id="plan-state" role="status">{"".join(f"<p>{esc(line)}</p>" for line in self.state(first))}</div>
<dl id="plan-ledgers" class="ledgers">{"".join(f"<div><dt>{esc(name)}</dt><dd>{esc(said)}</dd></div>" for name, said in ledgers(first))}</dl>
<p id="plan-losers">{esc(losers(first))}</p>
<p class="plan-note">{esc(self.spec.note)}</p>
</div>
"""

    def sections(self, estate: pl.DataFrame) -> str:
        """The plans side by side, and for each who gains and loses and who moves where."""
        names = dict(estate.select("asset_id", "name").iter_rows())
        parts = []
        for number, told in enumerate(self.options):
            key = f"plan-{number}"
            inside = f'<h4 id="{key}-bodies">By body</h4><p>{esc(losers(told))}</p>{_bodies(told, key)}<h4 id="{key}-moves">Who would move where</h4>{_who_moves(told, names, key)}'
            parts.append(f'<div class="plan-option" data-option="{number}">{folded(told.said.label, inside, is_open=number == 0)}</div>')
        by_option = "".join(parts)
        return section(
            "plans", "The plans side by side",
            "Firm is what is given up whichever way things turn: with receipts, need of space and distances a fifth more or less. The net present gain counts revenue and capital over the years of the plan, at the discount rate; a receipt is in it whatever it must be used for, and no liability is.",
            self._side_by_side() + _practice(self.options) + '<h3>Who gains, who loses, who moves</h3><p class="hint">A body gains or loses as the money falls today: running cost and cost of leaving to '
            "whoever manages the building, its receipt to the owner, moving and hosting to whoever moves. The charges and rents between bodies come to nothing for the place.</p>" + by_option,
        )  # fmt: skip

    def _side_by_side(self) -> str:
        rows = []
        for told in self.options:
            line = told.row
            worse = told.bodies.filter("is_worse_off").height
            here = self.core(self.first).join(self.given_up(told), on="asset_id", how="semi").height
            counts = (line["given_up_count"], self.core(told).height, here, line["host_count"], line["blocked_count"], line["move_count"], line["fte"], worse)
            money = ("revenue_a_year_gbp", "one_off_cost_gbp", "receipt_gbp", "ring_fenced_receipt_gbp", "liability_avoided_gbp", "gain_gbp")
            rows.append(row(told.said.label, *(wording.count(each) for each in counts), *(_whole_pounds(line[name] if told.is_weighed else None) for name in money)))
        headings = (
            "Plan", "Given up", "Of them firm", "Of the firm ones of the first plan", "Take others in", "Blocked", "Moves", "Jobs moved", "Bodies worse off", "Revenue saved a year, £", "Cost, once, £", "Receipts, £", "Of them ring-fenced, £",
            "Liability avoided, not cash, £", "Net present gain, £",
        )  # fmt: skip
        return table(headings, rows, described_by="plans-title")

    def missing(self) -> str:
        """What must be known of how many buildings before the plan can weigh them, most first."""
        lacking = self.first.buildings.select(pl.col("missing_data").drop_nulls().str.split(", "))
        alone = lacking.filter(pl.col("missing_data").list.len() == 1).explode("missing_data").group_by("missing_data").len("alone")
        counted = (
            lacking.explode("missing_data").group_by("missing_data").len("of").join(alone, on="missing_data", how="left")
            .with_columns(pl.col("alone").fill_null(0)).sort("of", "alone", "missing_data", descending=[True, True, False])
        )  # fmt: skip
        if counted.is_empty():
            return ""
        rows = [row(what[:1].upper() + what[1:], wording.count(of), wording.count(only)) for what, of, only in counted.select("missing_data", "of", "alone").iter_rows()]
        return '<h3 id="missing-title">What is missing</h3>' + table(("What is not known", "Of buildings", "Of them nothing else"), rows, described_by="missing-title")

    def proof(self) -> str:
        """How near each plan is to the best that could be, for whoever asks."""
        rows = [
            row(
                told.said.label, _whole_pounds(told.row["do_nothing_gbp"]), _whole_pounds(told.row["objective_gbp"]), _whole_pounds(told.row["bound_gbp"]),
                _unproven(told.row["gap_of_gain_share"]), wording.count(told.row["part_count"]), esc(told.row["status"]),
            )
            for told in self.options
        ]  # fmt: skip
        line = self.first.row
        words = (
            f"Counted over {line['horizon_years']} years from {year(line['first_fy'])} at {wording.rate(float(line['discount_share']))} a year. Each plan is the solution of a mixed-integer programme, "
            "part by part of the place. It is proven that no plan under the same rules costs less than the bound: what lies between is the most that a better plan could bring."
        )
        headings = ("Plan", "As it is, £", "By the plan, £", "No plan costs less than, £", "Of the gain not proven", "Parts", "How the solver ended")
        return f'<h3 id="proof-title">How near each plan is to the best</h3><p>{esc(words)}</p>' + table(headings, rows, described_by="proof-title", words=(0, 6))


def ledgers(told: Told) -> list[tuple[str, str]]:
    """The three, each by itself."""
    revenue, once, receipt, fenced, liability = (told.row[name] for name in ("revenue_a_year_gbp", "one_off_cost_gbp", "receipt_gbp", "ring_fenced_receipt_gbp", "liability_avoided_gbp"))
    said = (
        f"{big(abs(revenue))} {'less' if revenue >= 0 else 'more'} running cost",
        f"{big(once)} for moving, leaving and holding empty; {big(receipt)} of receipts, which are capital{f', of them {big(fenced)} ring-fenced' if fenced else ''}",
        f"{big(liability)} of maintenance avoided that no budget holds: not cash",
    )
    return list(zip(("Revenue, a year once all is done", "Once", "Liability"), said if told.is_weighed else ("not known",) * 3, strict=True))


def losers(told: Told) -> str:
    """Who is worse off, by name, the largest loss first."""
    if not told.is_weighed:
        return "Who would gain or lose is not known."
    worse = told.bodies.filter("is_worse_off").sort("gain_gbp", "name")
    if worse.is_empty():
        return _NOTHING_LOST
    return f"Worse off: {wording.listed([f'{plain(name)} by {_about(-loss)}' for name, loss in worse.select('name', 'gain_gbp').iter_rows()])}, at today's value."


def _about(value: Decimal) -> str:
    """In millions only where there are any: a small body's loss is not rounded to a tenth of one."""
    return big(value) if abs(value) >= 10**6 else f"{wording.MINUS if value < 0 else ''}£{wording.count(float(abs(value)))}"


def _unproven(share: float | None) -> str:
    """To a tenth of a percent: whole ones would hide what a gap is about."""
    if share is None:
        return "not known"
    return "none" if share < 0.0005 else f"{100 * share:.1f}{wording.NBSP}%"


def _choices(options: Sequence[tuple[int, Told]]) -> str:
    return "".join(f'<option value="{number}">{esc(told.said.label)}</option>' for number, told in options)


def _whole_pounds(value: Decimal | None) -> str:
    return NOTHING if value is None else pounds(value.quantize(Decimal(1)))


def _as_said(values: pl.Series, item: DetailColumn) -> pl.Series:
    """Codes in the words of the declaration, money in whole pounds: exact figures are in the database."""
    if item.format == "money":
        return values.round(0).cast(pl.Int64)
    return values.cast(pl.String).replace(item.words) if item.words else values


def _practice(options: Sequence[Told]) -> str:
    """What of the gain is a change of working practice, where the same partners plan with both standards."""
    by_partners: dict[str, dict[str, Told]] = {}
    for told in options:
        by_partners.setdefault(told.row["partners"], {})[told.row["standard"]] = told
    said = []
    for partners, pair in by_partners.items():
        if {"today", "target"} <= set(pair) and pair["today"].is_weighed:
            more = pair["target"].row["gain_gbp"] - pair["today"].row["gain_gbp"]
            said.append(f"<li>{esc(partners[:1].upper() + partners[1:])}: {esc(_about(more) if more else _NOTHING_MORE)} more at the target space standard than at the present one.</li>")
    if not said:
        return ""
    return f'<p>What the target standard adds is a change of working practice, not of sharing; so is what the present one takes from desks that stand unused now:</p><ul class="practice">{"".join(said)}</ul>'


def _bodies(told: Told, key: str) -> str:
    """One row a body that the option touches, those worse off first."""
    money = ("revenue_a_year_gbp", "hosting_charge_a_year_gbp", "rent_between_a_year_gbp", "one_off_cost_gbp", "receipt_gbp", "ring_fenced_receipt_gbp", "liability_avoided_gbp", "gain_gbp")
    counts = ("given_up_count", "host_count", "move_count", "fte")
    touched = told.bodies.filter(pl.any_horizontal(pl.col(name) != 0 for name in (*counts, *money))).sort("gain_gbp", "name")
    untouched = told.bodies.height - touched.height
    rest = f"<p>{wording.plural(untouched, 'body neither gains nor loses', 'bodies neither gain nor lose')}.</p>" if untouched else ""
    if touched.is_empty():
        return rest
    rows = [
        row(line["name"], *(wording.count(line[name]) for name in counts), *(_whole_pounds(line[name]) for name in money), "<b>worse off</b>" if line["is_worse_off"] else "better off" if line["gain_gbp"] else "as before")
        for line in touched.iter_rows(named=True)
    ]
    headings = (
        "Body", "Given up", "Take others in", "Moves", "Jobs moved", "Revenue saved a year, £", "Paid to hosts a year, £", "Rent no longer paid to partners a year, £", "Cost, once, £", "Receipts, £", "Of them ring-fenced, £",
        "Liability avoided, not cash, £", "Net present gain, £", "So it is",
    )  # fmt: skip
    return table(headings, rows, described_by=f"{key}-bodies") + rest


def _who_moves(told: Told, names: dict[str, str], key: str) -> str:
    if told.moves.is_empty():
        return "<p>Nobody moves.</p>"
    rows = []
    listed = told.moves.sort("year_fy", "from_asset_id", "occupation_id", "to_asset_id").head(_MOVES)
    bodies = dict(told.bodies.select("body_id", "name").iter_rows())
    for line in listed.iter_rows(named=True):
        words = (bodies.get(line["body_id"], line["body_id"]), names.get(line["to_asset_id"], "not known"), layers.function_name(line["function"]))
        rows.append(
            f'<tr><th scope="row"><bdi>{esc(names.get(line["from_asset_id"], "not known"))}</bdi></th>' + "".join(f'<td class="words"><bdi>{esc(each)}</bdi></td>' for each in words)
            + "".join(f"<td>{cell}</td>" for cell in (wording.share(line["share"], 1), "not known" if line["fte"] is None else wording.count(line["fte"]), year(line["year_fy"]).replace("-", "–"), wording.count(line["distance_m"])))
            + "</tr>"
        )  # fmt: skip
    more = told.moves.height - len(rows)
    note = f"<p>{wording.plural(more, 'more move is', 'more moves are')} in mart.estate_move of the published database.</p>" if more else ""
    headings = ("From", "Whose", "To", "What it does", "Of it", "Jobs", "Year", "Metres in a straight line")
    return table(headings, rows, described_by=f"{key}-moves", words=(0, 1, 2, 3)) + note


def _moves(moves: pl.DataFrame, place: dict[str, int], bodies: dict[str, int]) -> dict[str, Any]:
    """The moves column by column, buildings and bodies by their place on the page."""
    there = pl.col("from_asset_id").is_in(list(place)) & pl.col("to_asset_id").is_in(list(place))
    listed = moves.filter(there).sort("year_fy", "from_asset_id", "occupation_id", "to_asset_id")
    return {
        "from": [place[key] for key in listed["from_asset_id"]],
        "to": [place[key] for key in listed["to_asset_id"]],
        "what": layers.dictionary([layers.function_name(value) for value in listed["function"]]),
        "whose": [bodies.get(key, -1) for key in listed["body_id"]],
        "share": [round(100 * value) for value in listed["share"]],
        "fte": [None if value is None else round(value, 1) for value in listed["fte"]],
        "year": listed["year_fy"].to_list(),
        "m": [round(value) for value in listed["distance_m"]],
    }
