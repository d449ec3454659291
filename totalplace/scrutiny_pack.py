"""The pages of scrutiny, of outcomes and of the self-assessment of a publication: which tables go into which.

Belongs here: choosing the rows of each page. Does not belong here: putting pages in place (board_pack.py), or what they look like (mapping/).
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl

from totalplace.contracts import access, outcomes, plan, ref, scrutiny
from totalplace.language import say
from totalplace.maps import has_what_is_needed, read_table, table_of
from totalplace.paths import PlacePaths, maps_folder
from totalplace.pipeline import steps
from totalplace.publication import Manifest

if TYPE_CHECKING:
    from totalplace.mapping.outcomes_page import OutcomesPage
    from totalplace.mapping.page import PageFacts
    from totalplace.mapping.pool_tables import Pools
    from totalplace.mapping.scrutiny_questions import Option

OUTCOMES, PARTNERSHIP = "outcomes-beside-spending.html", "how-we-work-together.html"
_PLAN_MAP = "one-estate-the-plan"
_PLAN_TABLES = ("mart.estate_option", "mart.estate_plan", "mart.estate_plan_body", "mart.access_change", "mart.estate_equality")
_PLAN_STEPS = ("analysis.plan_", "mart.estate_", "mart.access_")
_POOL_STEPS = ("analysis.pool", "mart.pool_")


def page_name(subject_id: str) -> str:
    """The file of the page of scrutiny of a pooled budget or of an option of the plan."""
    return f"scrutiny-{subject_id}.html"


def outcomes_pages(paths: PlacePaths, manifest: Manifest, facts: "PageFacts") -> "dict[str, OutcomesPage]":
    """Spending beside outcomes; nothing where no list of indicators was received."""
    if not all(has_what_is_needed(paths, manifest, contract.table) for contract in (outcomes.MART_OUTCOME, outcomes.OUTCOME_THEME)) or not manifest.rows["mart.outcome"]:
        return {}
    from totalplace.mapping.outcomes_page import outcomes_page

    made = outcomes_page(*(read_table(paths, manifest, name) for name in ("mart.outcome", "mart.outcome_theme", "ref.body")), facts=facts)
    return {OUTCOMES: made} if made is not None else {}


def partnership_pages(paths: PlacePaths, manifest: Manifest, facts: "PageFacts") -> dict[str, str]:
    """The checklist as partnerships filled it in; nothing where none did."""
    from totalplace.mapping.partnership_page import partnership_page

    made = partnership_page(table_of(paths, manifest, scrutiny.SELF_ASSESSMENT), facts=facts)
    return {PARTNERSHIP: made} if made is not None else {}


def scrutiny_pages(
    paths: PlacePaths, manifest: Manifest, facts: "PageFacts", of_plan: "PageFacts", pools: "Pools | None", pool_pages: Mapping[str, str]
) -> dict[str, str]:
    """A page for each pooled budget and for each option of the plan for one estate, these with the facts `of_plan`. `pool_pages`: the file of
    each budget's own page."""
    from totalplace.mapping.scrutiny_page import Written, scrutiny_page
    from totalplace.mapping.scrutiny_questions import plan_subject, pool_subject

    notes, names = table_of(paths, manifest, scrutiny.NOTE), dict(read_table(paths, manifest, "ref.body").select("body_id", "name").iter_rows())
    assumed = in_force(table_of(paths, manifest, ref.ASSUMPTION), date.fromisoformat(manifest.published_on))
    told = table_of(paths, manifest, outcomes.MART_OUTCOME)
    made: dict[str, str] = {}
    if pools is not None:
        behind = assumed.filter(pl.col("assumption_id").is_in(named_by(_POOL_STEPS, tuple(table for table in steps() if table.startswith("mart.pool_")))))
        for row in pools.scenario.sort("scenario_id").to_dicts():
            written = Written(notes.filter(pl.col("subject_id") == row["scenario_id"]), names)
            subject = pool_subject(pools.of(row["scenario_id"]), row, _dissent(written.notes))
            mine = told.filter(pl.col("theme").str.to_lowercase() == (subject.theme or "").strip().lower())
            links = [(pool_pages[row["scenario_id"]], say("scrutiny_page.link.pool"))] if row["scenario_id"] in pool_pages else []
            used = [bears_on(name, row, pools.of(row["scenario_id"])) for name in behind["assumption_id"]]
            made[page_name(row["scenario_id"])] = scrutiny_page(subject, written, behind.filter(pl.Series(used, dtype=pl.Boolean)), mine, links, facts=facts)
    for option in _options(paths, manifest, names):
        written = Written(notes.filter(pl.col("subject_id") == option.row["option_id"]), names)
        behind = assumed.filter(pl.col("assumption_id").is_in(named_by(_PLAN_STEPS, _PLAN_TABLES)))
        links = [(f"../maps/{_PLAN_MAP}.html", say("scrutiny_page.link.plan")), ("../maps/who-gets-farther-away.html", say("scrutiny_page.link.farther"))]
        links = [(address, words) for address, words in links if (paths.board_pack / address).resolve().is_file()]
        made[page_name(option.row["option_id"])] = scrutiny_page(plan_subject(option, _dissent(written.notes)), written, behind, told.head(0), links, facts=of_plan)
    return made


def _dissent(notes: pl.DataFrame) -> int:
    return notes.filter(pl.col("entry") == "dissent")["body_id"].n_unique()


def _options(paths: PlacePaths, manifest: Manifest, names: Mapping[str, str]) -> "list[Option]":
    """The options of the plan, in the words of its map."""
    from totalplace.mapping.declared import in_language
    from totalplace.mapping.scrutiny_questions import Option

    options, buildings, bodies, equality = (table_of(paths, manifest, contract) for contract in (plan.OPTION, plan.PLAN, plan.PLAN_BODY, access.EQUALITY))
    declared = in_language(maps_folder() / f"{_PLAN_MAP}.toml")["plan"]["options"]
    said = {each["option_id"]: (each["label"], each["words"]) for each in declared}
    named = bodies.with_columns(pl.col("body_id").replace_strict(names, default=pl.col("body_id"), return_dtype=pl.String).alias("name")) if bodies.height else bodies.with_columns(pl.lit(None, pl.String).alias("name"))
    found = []
    for row in options.filter(pl.col("assessed_count") > 0).sort("option_id").to_dicts():
        key = row["option_id"]
        label, words = said.get(key, (key, ""))
        found.append(Option(label, words, row, *(frame.filter(pl.col("option_id") == key) for frame in (buildings, named, equality))))
    return found


def in_force(assumptions: pl.DataFrame, on: date) -> pl.DataFrame:
    """Of each assumption the newest row that is valid on the day; where all begin later, the first."""
    ranked = assumptions.with_columns((pl.col("valid_from") > on).alias("is_later")).sort("assumption_id", "is_later", pl.when(pl.col("valid_from") > on).then(pl.col("valid_from").dt.epoch("d")).otherwise(-pl.col("valid_from").dt.epoch("d")))
    return ranked.group_by("assumption_id", maintain_order=True).first().drop("is_later")


def bears_on(assumption_id: str, row: Mapping[str, Any], pools: "Pools") -> bool:
    """Whether an assumption that the steps of pools name bears on the figures of this one (a row of mart.pool_scenario, and its tables)."""
    if not row["is_computed"]:
        return False
    if assumption_id == "vat_standard_rate_share":
        return bool(row["irrecoverable_vat_gbp"])
    if assumption_id == "population_years_apart":
        return bool(pools.contribution["rule"].is_in(["per head", "need-weighted"]).any())
    if assumption_id.startswith(("appraisal_", "price_rise_", "pool_")) and not row["is_appraised"]:
        return False
    if assumption_id.startswith("appraisal_optimism_"):
        _, _, of, grade, _ = assumption_id.split("_")
        is_biased = row["uncertainty"] == "optimism bias"
        # what is spent without a named intervention is taken by the weakest grade, which no table tells: every grade of costs may bear on it
        return is_biased and (of == "cost" or int(grade) in pools.benefit["evidence"])
    if found := re.fullmatch(r"pool_range_\w+_(\d)_share", assumption_id):
        return row["uncertainty"] == "distributions" and int(found[1]) in pools.benefit["evidence"]
    if found := re.fullmatch(r"appraisal_discount_\w+?_(\d+)_share", assumption_id):
        return bool(int(found[1]) <= row["horizon_fy"] - row["first_fy"] + 1)
    if found := re.fullmatch(r"price_rise_(\d{4})_share", assumption_id):
        return bool(min(row["price_fy"], row["base_fy"]) < int(found[1]) <= row["horizon_fy"])
    return True


def named_by(beginnings: tuple[str, ...], tables: tuple[str, ...]) -> list[str]:
    """The assumptions that the steps of these tables name, and the steps that these are made from as far as their tables begin so."""
    known, seen, left = steps(), set[str](), list(tables)
    while left:
        table = left.pop()
        if table in seen or table not in known:
            continue
        seen.add(table)
        left += [name for name in known[table].inputs if name.startswith(beginnings)]
    return sorted({name for table in seen for name in known[table].assumptions})
