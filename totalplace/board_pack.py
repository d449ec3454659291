"""The board pack of a publication: pages of figures in out/board-pack.

Belongs here: which tables go into which page, and putting the pages in place. Does not belong here: what a page looks like or
says (mapping/), or any figure (sql/).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from totalplace import fingerprint, language, marks, scrutiny_pack
from totalplace.contracts import appraisal, customers, pooling, ref
from totalplace.maps import attributions, has_what_is_needed, read_table, table_of
from totalplace.paths import PlacePaths
from totalplace.publication import Manifest
from totalplace.whole_files import write_text_whole

if TYPE_CHECKING:
    from totalplace.mapping.customers_page import CustomersPage
    from totalplace.mapping.outcomes_page import OutcomesPage
    from totalplace.mapping.page import PageFacts
    from totalplace.mapping.pool_page import PoolPage
    from totalplace.mapping.pool_tables import Pools
    from totalplace.mapping.spend_page import SpendPage

_SPENDING = "what-we-all-spend-here.html"
_TABLES = ("mart.spend_count", "mart.transfer", "mart.spend_reconciliation", "mart.supplier_overlap", "mart.joint_procurement", "ref.body", "ref.cofog")
_CUSTOMERS = "who-the-money-is-spent-on"
# what its page is made from, in the order in which it takes them
_PEOPLE = (
    customers.COST_CONCENTRATION, customers.COST_SPREAD, customers.COST_LORENZ, customers.COST_PERSISTENCE, customers.COST_SENSITIVITY, customers.AGENCY_OVERLAP, customers.PATHWAY,
    customers.LICENCE_ASSOCIATION, customers.LICENCE_MODEL, customers.PERSON_LINKAGE, customers.CONTACT_INTAKE, customers.SHARING_AGREEMENT, customers.SERVICE, ref.BODY,
)  # fmt: skip
_POOLS = "pooled-budgets.html"
# without these there is nothing to show of a pool; the rest an earlier publication may lack
_LEDGER = (pooling.SCENARIO, pooling.CONTRIBUTION, pooling.FLOW)
_WORTH = (appraisal.BENEFIT, appraisal.APPRAISAL, appraisal.POOL_BODY, appraisal.RISK, appraisal.SENSITIVITY, appraisal.COMPARISON, appraisal.FRONTIER)


@dataclass(frozen=True)
class BoardPack:
    """The pages as files, and what stands in them for whoever shows it elsewhere: figures as SVG by heading, headline numbers."""

    files: tuple[Path, ...]
    figures: Mapping[str, str]
    headlines: Mapping[str, str | int | float]


def draw(paths: PlacePaths, manifest: Manifest) -> BoardPack:
    """Write the pages of the publication. A page without anything to show is not made, and not kept."""
    with language.speaking(language.of_place(paths)):
        return _draw_all(paths, manifest)


def _draw_all(paths: PlacePaths, manifest: Manifest) -> BoardPack:
    facts = _facts(paths, manifest)
    pages: dict[str, SpendPage | PoolPage | OutcomesPage | CustomersPage] = {
        **_spending(paths, manifest), **_customers(paths, manifest), **scrutiny_pack.outcomes_pages(paths, manifest, facts), **_pooled(paths, manifest),
    }  # fmt: skip
    texts = {name: made.html for name, made in pages.items()} | _scrutiny(paths, manifest, facts)
    paths.board_pack.mkdir(parents=True, exist_ok=True)
    written = tuple(paths.board_pack / name for name in texts)
    for path, text in zip(written, texts.values(), strict=True):
        write_text_whole(path, text)
    for stray in set(paths.board_pack.glob("*.html")) - set(written):
        stray.unlink()
    marks.write(paths.board_pack, manifest, _code(paths))
    figures = {heading: drawing.wide for made in pages.values() for heading, drawing in made.figures.items()}
    return BoardPack(written, figures, {name: value for made in pages.values() for name, value in made.headlines.items()})


def are_current(paths: PlacePaths, manifest: Manifest) -> bool:
    """The pages in place are those of this publication, drawn by this code."""
    return marks.is_of(paths.board_pack, manifest, _code(paths))


def _code(paths: PlacePaths) -> str:
    return fingerprint.of_values(fingerprint.of_code("mapping", "language", "board_pack", "scrutiny_pack", "maps"), language.mark(paths))


def _facts(paths: PlacePaths, manifest: Manifest) -> "PageFacts":
    # a place with nothing to draw does not wait for the drawing library
    from totalplace.mapping.page import PageFacts

    return PageFacts(
        place_name=manifest.place_name,
        published_on=date.fromisoformat(manifest.published_on),
        publication_id=manifest.publication_id,
        attributions=attributions(read_table(paths, manifest, "ops.source_file")),
        overridden_checks=tuple(manifest.overridden),
    )


def _spending(paths: PlacePaths, manifest: Manifest) -> "dict[str, SpendPage]":
    if not all(has_what_is_needed(paths, manifest, name) for name in _TABLES) or not manifest.rows["mart.spend_count"]:
        return {}
    from totalplace.mapping.spend_page import spend_page

    made = spend_page(*(read_table(paths, manifest, name) for name in _TABLES), facts=_facts(paths, manifest))
    return {_SPENDING: made} if made is not None else {}


def customers_page_name(cohort: str, *, is_first: bool) -> str:
    """The file of the page of a cohort."""
    return f"{_CUSTOMERS}.html" if is_first else f"{_CUSTOMERS}-{re.sub('[^a-z0-9]+', '-', cohort.lower())}.html"


def _customers(paths: PlacePaths, manifest: Manifest) -> "dict[str, CustomersPage]":
    """A page for each cohort, or one that says why there is none; nothing at a place that neither shares data about people nor states what to test."""
    found = [table_of(paths, manifest, contract) for contract in _PEOPLE]
    tables = dict(zip((contract.table for contract in _PEOPLE), found, strict=True))
    told = tables[customers.COST_CONCENTRATION.table].filter(pl.col("stated_share").is_not_null() | pl.col("cost_share").is_not_null())
    if told.is_empty() and tables[customers.CONTACT_INTAKE.table].is_empty() and tables[customers.SHARING_AGREEMENT.table].is_empty():
        return {}
    from totalplace.mapping.customer_tables import Customers
    from totalplace.mapping.customers_page import customers_page

    people = Customers(*[*found, scrutiny_pack.in_force(table_of(paths, manifest, ref.ASSUMPTION), date.fromisoformat(manifest.published_on))])
    files = {cohort: customers_page_name(cohort, is_first=not number) for number, cohort in enumerate(people.cohorts)}
    facts = _facts(paths, manifest)
    if not files:
        return {f"{_CUSTOMERS}.html": customers_page(people, None, facts=facts, files={})}
    return {file: customers_page(people, cohort, facts=facts, files=files) for cohort, file in files.items()}


def pool_page_name(scenario_id: str) -> str:
    """The file of the page of an agreement."""
    return f"pooled-budget-{scenario_id}.html"


def _pooled(paths: PlacePaths, manifest: Manifest) -> "dict[str, PoolPage]":
    """All pooled budgets side by side, and a page for each."""
    if not _has_pools(paths, manifest):
        return {}
    from totalplace.mapping.pool_page import pool_page
    from totalplace.mapping.pools_page import pools_page

    pools, facts = _pools(paths, manifest), _facts(paths, manifest)
    rows = pools.scenario.sort("scenario_id").to_dicts()
    files = {row["scenario_id"]: pool_page_name(row["scenario_id"]) for row in rows}
    overview = pools_page(pools, facts=facts, files=files)
    assert overview is not None
    return {_POOLS: overview} | {files[row["scenario_id"]]: pool_page(pools.of(row["scenario_id"]), row, facts=facts, overview=_POOLS) for row in rows}


def _has_pools(paths: PlacePaths, manifest: Manifest) -> bool:
    return all(has_what_is_needed(paths, manifest, contract.table) for contract in _LEDGER) and bool(manifest.rows["mart.pool_scenario"])


def _scrutiny(paths: PlacePaths, manifest: Manifest, facts: "PageFacts") -> dict[str, str]:
    """A page for each decision, and how partnerships answer for themselves."""
    pools = _pools(paths, manifest) if _has_pools(paths, manifest) else None
    known = {} if pools is None else {scenario_id: pool_page_name(scenario_id) for scenario_id in pools.scenario["scenario_id"]}
    return {**scrutiny_pack.partnership_pages(paths, manifest, facts), **scrutiny_pack.scrutiny_pages(paths, manifest, facts, pools, known)}


def _pools(paths: PlacePaths, manifest: Manifest) -> "Pools":
    """The tables of pools; empty where the publication is older than they are."""
    from totalplace.mapping.pool_tables import Pools

    called = dict(table_of(paths, manifest, ref.POOL_POWER).sort("valid_from").select("power_id", "name").iter_rows()) | dict(table_of(paths, manifest, ref.AREA).select("area_code", "area_name").iter_rows())
    return Pools(*[*(table_of(paths, manifest, contract) for contract in (*_LEDGER, *_WORTH)), read_table(paths, manifest, "ref.body")], called=called)
