"""The plan for one estate on a map: its options, what each makes of each building, who moves where, who gains and loses.

Belongs here: what is shown of mart.estate_option, estate_plan, estate_move and estate_plan_body. Does not belong here: the plan itself
(analysis/estate_plan), drawing in the browser (plan_map.js), the sentences of the page (maps/*.toml).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import polars as pl

from totalplace.language import say, say_html
from totalplace.mapping import layers, wording
from totalplace.mapping.colouring import class_of
from totalplace.mapping.escape import esc, plain
from totalplace.mapping.sections import big, folded, pounds, row, section, year
from totalplace.mapping.spec import DetailColumn, MapSpec, Plan, PlanOption
from totalplace.mapping.stage import option_cells
from totalplace.mapping.tables import NOTHING, table
from totalplace.mapping.terms import term

_MOVES = 100  # rows of the table of moves of an option; all are in the database
_ENDED = {
    "stopped by the limit of work": "planned.ended_by_work",
    "farther than the gap by the limit of moves a year": "planned.ended_by_moves",
    "instructions that cannot be met": "planned.ended_by_instructions",
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
        weighed = say_html("planned.weighed", weighed=line["assessed_count"], buildings=line["building_count"])
        given_up = say_html("planned.given_up_together", given_up=line["given_up_count"], firm=firm)
        return [weighed, given_up] if self.first.is_weighed else [weighed]

    def payload(self, estate: pl.DataFrame, bodies: dict[str, int], spec: MapSpec, classes: int) -> dict[str, Any]:
        """Everything of the options for the page, by the order of `estate` and the places of `bodies`; what several options have alike stands once."""
        place = {asset_id: position for position, asset_id in enumerate(estate["asset_id"])}
        columns = [item for item in spec.columns if item.table == spec.colour_by.table]
        aligned = [self._aligned(estate, told) for told in self.options]
        of_class = [class_of(frame["action"], spec.colour_by).to_list() for frame in aligned]
        moves, of_option = _moves([told.moves for told in self.options], place, bodies)
        options = []
        for told, numbers, own in zip(self.options, of_class, of_option, strict=True):
            totals, counts = option_cells(estate, numbers, classes)
            options.append({"words": told.said.words, "state": self.state(told), "ledgers": ledgers(told), "losers": losers(told), "moves": own, "totals": totals, "legend": counts})
        return {
            "arrowsFrom": self.spec.arrows_from_zoom,
            "details": {item.key: layers.abreast([_as_said(frame[item.name], item).to_list() for frame in aligned]) for item in columns},
            "class": layers.abreast(of_class),
            "moves": moves,
            "options": options,
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
        line = told.row
        if not told.is_weighed:
            return [say("planned.nothing_weighed")]
        counted = dict(self.given_up(told).group_by("action").len().iter_rows())
        said = [
            say(
                "planned.given_up_of_weighed", buildings=line["given_up_count"], weighed=line["assessed_count"],
                released=counted.get("release", 0), left=counted.get("relocate", 0), firm=self.core(told).height,
            ),
            say("planned.hosts", buildings=line["host_count"]) + " "
            + (say("planned.moves_of_jobs", occupations=line["move_count"], jobs=wording.count(line["fte"])) if line["move_count"] else say("planned.no_moves")),
        ]  # fmt: skip
        if line["blocked_count"]:
            said.append(say("planned.blocked", buildings=line["blocked_count"]))
        return [*said, *([say(_ENDED[line["status"]])] if line["status"] in _ENDED else [])]

    def panel(self) -> str:
        """The switch between the options, and what the one that is chosen comes to."""
        lead = [(number, told) for number, told in enumerate(self.options) if told.said.option_id in self.spec.lead]
        others = [(number, told) for number, told in enumerate(self.options) if told.said.option_id not in self.spec.lead]
        first = self.first
        return f"""<div class="plan">
<h2><label for="plan-option">{say_html("planned.which")}</label></h2>
<select id="plan-option" aria-describedby="plan-words">{_choices(lead)}{f'<optgroup label="{say_html("planned.further")}">{_choices(others)}</optgroup>' if others else ""}</select>
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
            inside = f'<h4 id="{key}-bodies">{say_html("planned.by_body")}</h4><p>{esc(losers(told))}</p>{_bodies(told, key)}<h4 id="{key}-moves">{say_html("planned.who_moves")}</h4>{_who_moves(told, names, key)}'
            parts.append(f'<div class="plan-option" data-option="{number}">{folded(told.said.label, inside, is_open=number == 0)}</div>')
        by_option = "".join(parts)
        return section(
            "plans", say("planned.title"),
            say("planned.hint"),
            self._side_by_side() + _practice(self.options) + f'<h3>{say_html("planned.who")}</h3><p class="hint">{say_html("planned.who_hint")}</p>' + by_option,
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
            say("planned.col_plan"), say("planned.col_given_up"), say("planned.col_firm"), say("planned.col_firm_of_first"), say("planned.col_hosts"), say("planned.col_blocked"), say("planned.col_moves"), say("planned.col_jobs"), say("planned.col_worse_off"), say("planned.col_revenue"), say("planned.col_cost"), say("planned.col_receipts"), say("planned.col_fenced"),
            say("planned.col_liability"), say("planned.col_gain"),
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
        return f'<h3 id="missing-title">{say_html("planned.what_is_missing")}</h3>' + table((say("planned.col_unknown"), say("planned.col_of_buildings"), say("planned.col_nothing_else")), rows, described_by="missing-title")

    def proof(self) -> str:
        """How near each plan is to the best that could be, for whoever asks."""
        rows = [
            row(
                told.said.label, _whole_pounds(told.row["do_nothing_gbp"]), _whole_pounds(told.row["objective_gbp"]), _whole_pounds(told.row["bound_gbp"]),
                _unproven(told.row["gap_of_gain_share"]), wording.count(told.row["part_count"]), esc(term(told.row["status"])),
            )
            for told in self.options
        ]  # fmt: skip
        line = self.first.row
        words = (
            say("planned.proof", years=line['horizon_years'], first_year=year(line['first_fy']), rate=wording.rate(float(line['discount_share'])))
        )
        headings = (say("planned.col_plan"), say("planned.col_as_it_is"), say("planned.col_by_the_plan"), say("planned.col_bound"), say("planned.col_unproven"), say("planned.col_parts"), say("planned.col_ended"))
        return f'<h3 id="proof-title">{say_html("planned.how_near")}</h3><p>{esc(words)}</p>' + table(headings, rows, described_by="proof-title", words=(0, 6))


def ledgers(told: Told) -> list[tuple[str, str]]:
    """The three, each by itself."""
    revenue, once, receipt, fenced, liability = (told.row[name] for name in ("revenue_a_year_gbp", "one_off_cost_gbp", "receipt_gbp", "ring_fenced_receipt_gbp", "liability_avoided_gbp"))
    said = (
        say("planned.less_running_cost", amount=big(abs(revenue))) if revenue >= 0 else say("planned.more_running_cost", amount=big(abs(revenue))),
        say("planned.once_ring_fenced", cost=big(once), receipts=big(receipt), fenced=big(fenced)) if fenced else say("planned.once", cost=big(once), receipts=big(receipt)),
        say("planned.liability", amount=big(liability)),
    )
    return list(zip((say("planned.ledger_revenue"), say("planned.ledger_once"), say("planned.ledger_liability")), said if told.is_weighed else (say("wording.not_known"),) * 3, strict=True))


def losers(told: Told) -> str:
    """Who is worse off, by name, the largest loss first."""
    if not told.is_weighed:
        return say("planned.losers_not_known")
    worse = told.bodies.filter("is_worse_off").sort("gain_gbp", "name")
    if worse.is_empty():
        return say("planned.nobody_loses")
    losing = [say("planned.loser", body=plain(name), loss=_about(-loss)) for name, loss in worse.select("name", "gain_gbp").iter_rows()]
    return say("planned.losers", losers=wording.listed(losing))


def _about(value: Decimal) -> str:
    """In millions only where there are any: a small body's loss is not rounded to a tenth of one."""
    return big(value) if abs(value) >= 10**6 else wording.whole_pounds(value)


def _unproven(share: float | None) -> str:
    """To a tenth of a percent: whole ones would hide what a gap is about."""
    if share is None:
        return say("wording.not_known")
    return say("wording.none") if share < 0.0005 else say("wording.share", number=wording.decimal(f"{100 * share:.1f}"))


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


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
            amount = _about(more) if more else say("planned.nothing")
            said.append(f"<li>{say_html('planned.practice', partners=_upper(term(partners)), amount=amount)}</li>")
    if not said:
        return ""
    return f'<p>{say_html("planned.practice_lead")}</p><ul class="practice">{"".join(said)}</ul>'


def _bodies(told: Told, key: str) -> str:
    """One row a body that the option touches, those worse off first."""
    money = ("revenue_a_year_gbp", "hosting_charge_a_year_gbp", "rent_between_a_year_gbp", "one_off_cost_gbp", "receipt_gbp", "ring_fenced_receipt_gbp", "liability_avoided_gbp", "gain_gbp")
    counts = ("given_up_count", "host_count", "move_count", "fte")
    touched = told.bodies.filter(pl.any_horizontal(pl.col(name) != 0 for name in (*counts, *money))).sort("gain_gbp", "name")
    untouched = told.bodies.height - touched.height
    rest = f"<p>{say_html('planned.untouched', bodies=untouched)}</p>" if untouched else ""
    if touched.is_empty():
        return rest
    rows = [
        row(line["name"], *(wording.count(line[name]) for name in counts), *(_whole_pounds(line[name]) for name in money), f"<b>{say_html('planned.worse_off')}</b>" if line["is_worse_off"] else say_html("planned.better_off") if line["gain_gbp"] else say_html("planned.as_before"))
        for line in touched.iter_rows(named=True)
    ]
    headings = (
        say("planned.col_body"), say("planned.col_given_up"), say("planned.col_hosts"), say("planned.col_moves"), say("planned.col_jobs"), say("planned.col_revenue"), say("planned.col_to_hosts"), say("planned.col_rent"), say("planned.col_cost"), say("planned.col_receipts"), say("planned.col_fenced"),
        say("planned.col_liability"), say("planned.col_gain"), say("planned.col_so"),
    )  # fmt: skip
    return table(headings, rows, described_by=f"{key}-bodies") + rest


def _who_moves(told: Told, names: dict[str, str], key: str) -> str:
    if told.moves.is_empty():
        return f"<p>{say_html('planned.nobody_moves')}</p>"
    rows = []
    listed = told.moves.sort("year_fy", "from_asset_id", "occupation_id", "to_asset_id").head(_MOVES)
    bodies = dict(told.bodies.select("body_id", "name").iter_rows())
    for line in listed.iter_rows(named=True):
        words = (bodies.get(line["body_id"], line["body_id"]), names.get(line["to_asset_id"], say("wording.not_known")), layers.function_name(line["function"]))
        rows.append(
            f'<tr><th scope="row"><bdi>{esc(names.get(line["from_asset_id"], say("wording.not_known")))}</bdi></th>' + "".join(f'<td class="words"><bdi>{esc(each)}</bdi></td>' for each in words)
            + "".join(f"<td>{cell}</td>" for cell in (wording.share(line["share"], 1), say("wording.not_known") if line["fte"] is None else wording.count(line["fte"]), year(line["year_fy"]).replace("-", "–"), wording.count(line["distance_m"])))
            + "</tr>"
        )  # fmt: skip
    more = told.moves.height - len(rows)
    note = f"<p>{say_html('planned.more_moves', moves=more)}</p>" if more else ""
    headings = (say("planned.col_from"), say("planned.col_whose"), say("planned.col_to"), say("planned.col_what"), say("planned.col_of_it"), say("planned.col_jobs_here"), say("planned.col_year"), say("planned.col_metres"))
    return table(headings, rows, described_by=f"{key}-moves", words=(0, 1, 2, 3)) + note


def _moves(moves: Sequence[pl.DataFrame], place: dict[str, int], bodies: dict[str, int]) -> tuple[dict[str, Any], list[list[int]]]:
    """The moves of all options, each once, column by column, buildings and bodies by their place on the page; and which of them each option has, as steps."""
    alike = ("from_asset_id", "to_asset_id", "occupation_id", "body_id", "function", "share", "fte", "year_fy", "distance_m")
    there = pl.col("from_asset_id").is_in(list(place)) & pl.col("to_asset_id").is_in(list(place))
    every = (
        pl.concat([frame.filter(there).select(*alike).with_columns(pl.lit(number).alias("option")) for number, frame in enumerate(moves)])
        .group_by(*alike).agg(pl.col("option"))
        .with_columns(pl.col("from_asset_id").replace_strict(place, return_dtype=pl.Int64).alias("from"), pl.col("to_asset_id").replace_strict(place, return_dtype=pl.Int64).alias("to"))
        .sort("from", "year_fy", "occupation_id", "to", "share", "fte", "distance_m", "body_id", "function")
    )  # fmt: skip
    columns = {
        "from": layers.steps(every["from"].to_list()),
        "to": every["to"].to_list(),
        "what": layers.dictionary([layers.function_name(value) for value in every["function"]]),
        "whose": [bodies.get(key, -1) for key in every["body_id"]],
        "share": [round(100 * value) for value in every["share"]],
        "fte": [None if value is None else round(value, 1) for value in every["fte"]],
        "year": every["year_fy"].to_list(),
        "m": [round(value) for value in every["distance_m"]],
    }
    return columns, [layers.steps([at for at, options in enumerate(every["option"].to_list()) if number in options]) for number in range(len(moves))]
