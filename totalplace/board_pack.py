"""The board pack of a publication: pages of figures in out/board-pack, and those for everybody in out/public/board-pack.

Belongs here: which tables go into which page, and putting the pages in place. Does not belong here: what a page looks like or
says (mapping/), what the readers of an edition may see (pack_edition.py), what a page rests on (pack_sources.py), or any figure (sql/).
"""

import re
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from totalplace import fingerprint, language, marks, pack_sources, printed, scrutiny_pack, why_pages
from totalplace.contracts import appraisal, customers, pooling, ref
from totalplace.mapping.walked import BEHIND, Walks, asking
from totalplace.maps import declarations, read_table
from totalplace.pack_edition import Edition, editions, with_ending
from totalplace.paths import (
    PlacePaths,
    access_maps_folder,
    area_maps_folder,
    customer_maps_folder,
    grant_maps_folder,
    maps_folder,
    provision_maps_folder,
)
from totalplace.publication import Manifest
from totalplace.settings import read_settings
from totalplace.whole_files import write_text_whole

if TYPE_CHECKING:
    from totalplace.mapping.customers_page import CustomersPage
    from totalplace.mapping.estate_page import EstatePage
    from totalplace.mapping.outcomes_page import OutcomesPage
    from totalplace.mapping.pool_page import PoolPage
    from totalplace.mapping.pool_tables import Pools
    from totalplace.mapping.spend_page import SpendPage

    Page = SpendPage | PoolPage | OutcomesPage | CustomersPage | EstatePage | str

INDEX, PRINTED = "index.html", "board-pack.pdf"
_FAILED = "failed"  # in the mark, instead of what printed the pack: no program is called so, and the next run tries again
_ESTATE_MAP = "what-we-all-own-here"
_ESTATE = f"{_ESTATE_MAP}.html"
_SPENDING = "what-we-all-spend-here.html"
_COUNT = ("mart.spend_count", "mart.transfer", "mart.spend_reconciliation", "ref.body", "ref.cofog")
_BUYING = ("mart.supplier_overlap", "mart.joint_procurement")
_CUSTOMERS = "who-the-money-is-spent-on"
# what its page is made from, in the order in which it takes them
_PEOPLE = (
    customers.COST_CONCENTRATION, customers.COST_SPREAD, customers.COST_LORENZ, customers.COST_PERSISTENCE, customers.COST_SENSITIVITY, customers.AGENCY_OVERLAP, customers.PATHWAY,
    customers.LICENCE_ASSOCIATION, customers.LICENCE_MODEL, customers.PERSON_LINKAGE, customers.CONTACT_INTAKE, customers.SHARING_AGREEMENT, customers.SERVICE, ref.BODY,
)  # fmt: skip
_POOLS = "pooled-budgets.html"
# to which question the maps belong that are declared in these folders
_MAPS = {"own": (maps_folder, access_maps_folder), "spend": (area_maps_folder, grant_maps_folder), "whom": (customer_maps_folder, provision_maps_folder)}
# without these there is nothing to show of a pool; the rest an earlier publication may lack
_LEDGER = (pooling.SCENARIO, pooling.CONTRIBUTION, pooling.FLOW)
_WORTH = (appraisal.BENEFIT, appraisal.APPRAISAL, appraisal.POOL_BODY, appraisal.RISK, appraisal.SENSITIVITY, appraisal.COMPARISON, appraisal.FRONTIER)


@dataclass(frozen=True)
class BoardPack:
    """The pages as files, and what stands in them for whoever shows it elsewhere: figures as SVG by heading, headline numbers."""

    files: tuple[Path, ...]
    figures: Mapping[str, str]
    headlines: Mapping[str, str | int | float]
    for_everybody: tuple[Path, ...] = ()  # the pages of the public's edition, of which nothing else is told
    lacks_pdf: bool = False  # something here makes PDFs, and failed at this one


def draw(paths: PlacePaths, manifest: Manifest) -> BoardPack:
    """Write the pages of the publication, for the partners and for the public. A page without anything to show is not made, and not kept.

    The maps are to be in place already: pages link to those that there are.
    """
    with language.speaking(language.of_place(paths)):
        partners, public = (draw_edition(edition) for edition in editions(paths, manifest))
    is_whole = not (partners.lacks_pdf or public.lacks_pdf)
    marks.write(paths.board_pack, manifest, _code(paths, printed.by(read_settings()) if is_whole else _FAILED))
    return replace(partners, for_everybody=public.files)


def draw_edition(edition: Edition) -> BoardPack:
    """One edition of the pack: its pages, and the first that leads to them."""
    # whose lines a figure is the sum of is for the partners alone
    with nullcontext(Walks()) if edition.is_public else asking() as walks:
        pages = _pages(edition)
    texts = {name: made if isinstance(made, str) else made.html for name, made in pages.items()}
    behind = why_pages.draw(edition.paths, edition.manifest, walks, texts, edition.facts)
    has_pdf = _print(edition, texts)
    printed_as = PRINTED if has_pdf else ""
    if texts:
        texts = {INDEX: _index(edition, pages, texts, printed_as), **texts}
        edition.folder.mkdir(parents=True, exist_ok=True)
    written = tuple(edition.folder / name for name in texts)
    every = {edition.folder / name: text for name, text in (texts | behind).items()}
    for path, text in every.items():
        write_text_whole(path, text)
    for stray in set(edition.folder.glob("*.html")) - set(every):
        stray.unlink()
    told = [made for made in pages.values() if not isinstance(made, str)]
    figures = {heading: drawing.wide for made in told for heading, drawing in made.figures.items()}
    return BoardPack((*written, *([edition.folder / PRINTED] if printed_as else [])), figures, {name: value for made in told for name, value in made.headlines.items()}, lacks_pdf=has_pdf is False)


def pages_of(paths: PlacePaths) -> list[Path]:
    """The pages that stand in the partners' pack, those of the lines behind single figures apart."""
    return sorted(path for path in paths.board_pack.glob("*.html") if not path.name.startswith(BEHIND))


def are_current(paths: PlacePaths, manifest: Manifest) -> bool:
    """The pages in place are those of this publication, drawn by this code, and printed by what prints here."""
    return marks.is_of(paths.board_pack, manifest, _code(paths, printed.by(read_settings())))


def _code(paths: PlacePaths, printer: str) -> str:
    code = fingerprint.of_code("mapping", "language", "board_pack", "pack_edition", "pack_sources", "printed", "scrutiny_pack", "maps", "public_edition", *why_pages.CODE)
    # it shows pictures, titles and words of maps
    return fingerprint.of_values(code, declarations(), language.mark(paths), printer)


def _pages(edition: Edition) -> "dict[str, Page]":
    """Every page but the first, in the order in which they are read: what is owned, what is spent, whom it is spent on, how partners work together."""
    pages: dict[str, Page] = {**_estate(edition), **_spending(edition)}
    if edition.is_public:
        return pages
    paths, manifest = edition.paths, edition.manifest
    with_sources = with_ending(edition.facts, _ending(edition, pack_sources.OUTCOMES))
    pages |= {**_pooled(edition), **scrutiny_pack.outcomes_pages(paths, manifest, with_sources), **_customers(edition)}
    return pages | _scrutiny(edition)


def _print(edition: Edition, texts: Mapping[str, str]) -> bool | None:
    """The edition as one document to print, with a picture of every map. Says whether there is one; nothing where none is wanted or nothing here makes any."""
    from totalplace.mapping.made_pages import read
    from totalplace.mapping.printed_pack import Chapter, Picture, printed_pack

    target, settings = edition.folder / PRINTED, read_settings()
    if not texts or printed.printer(settings) is None:
        target.unlink(missing_ok=True)
        return None
    chapters = [Chapter(name, read(text)) for name, text in texts.items()]
    drawn = [(path, path.with_suffix(".html")) for key in _MAPS for path in (each.with_suffix(".svg") for each in _maps_of(edition, key)) if path.is_file()]
    maps = [Picture(path.stem, read(page.read_text("utf-8")), path.read_text("utf-8")) for path, page in drawn]
    return printed.write(settings, lambda numbers: printed_pack(chapters, maps, numbers, facts=edition.facts, audience=edition.audience), target)


def _index(edition: Edition, pages: "Mapping[str, Page]", texts: Mapping[str, str], printed_as: str) -> str:
    """The first page: a card a question, in it everything that belongs to the question."""
    from totalplace.mapping.figures import Drawing
    from totalplace.mapping.made_pages import read
    from totalplace.mapping.pack_index import Card, Onward, pack_index

    read_pages = {name: Onward(name, read(text)) for name, text in texts.items()}
    of = {name: _question(name, pool_page_names=frozenset(name for name in pages if name.startswith("pooled-budget-"))) for name in texts}
    cards, leads = [], {"own": _ESTATE, "spend": _SPENDING, "whom": f"{_CUSTOMERS}.html"}
    for key, lead in leads.items():
        made = pages.get(lead)
        map_of_it = edition.maps / f"{_ESTATE_MAP}.svg"
        drawing = None if made is None or isinstance(made, str) else next(iter(made.figures.values()), None)
        if lead == _ESTATE and made is not None and map_of_it.is_file():
            drawing = Drawing(map_of_it.read_text("utf-8"))
        onward = [each for name, each in read_pages.items() if of[name] == key and name != lead]
        maps = [Onward(f"../maps/{path.name}", read(path.read_text("utf-8"))) for path in _maps_of(edition, key)]
        cards.append(Card(key, read_pages.get(lead), drawing, [*maps, *onward]))
    others = [each for name, each in read_pages.items() if not of[name]]
    bodies = [] if edition.is_public else [(name, f"../bodies/{body_id}/{INDEX}") for body_id, name in edition.table("ref.body").sort("name", "body_id").select("body_id", "name").iter_rows()]
    return pack_index(cards, others, bodies, printed_as, facts=edition.facts, audience=edition.audience)


def _question(name: str, pool_page_names: frozenset[str]) -> str:
    """Which of the three questions a page belongs to; none where it is of all of them."""
    if name.startswith("scrutiny-"):
        return "spend" if f"pooled-budget-{name.removeprefix('scrutiny-')}" in pool_page_names else "own"
    if name == _ESTATE:
        return "own"
    if name in (_SPENDING, _POOLS, scrutiny_pack.OUTCOMES) or name in pool_page_names:
        return "spend"
    return "whom" if name.startswith(_CUSTOMERS) else ""


def _maps_of(edition: Edition, question: str) -> list[Path]:
    """The maps of the edition that belong to a question, by the folder that declares them."""
    declared = {spec.stem: key for key, folders in _MAPS.items() for folder in folders for spec in folder().glob("*.toml")}
    return [path for path in sorted(edition.maps.glob("*.html")) if declared.get(path.stem) == question]


def _ending(edition: Edition, behind: pack_sources.Behind, *, lists_assumptions: bool = False) -> str:
    """What a page of this edition was made from; `lists_assumptions` where it lists what it assumes itself."""
    from totalplace.mapping.pack_ending import ending

    return ending(pack_sources.datasets(edition, behind), None if lists_assumptions else pack_sources.assumptions(edition, behind))


def _estate(edition: Edition) -> "dict[str, EstatePage]":
    needed = ("mart.estate", "mart.body_coverage", "ref.body", "ref.area")
    if not all(map(edition.may_see, needed)):
        return {}
    from totalplace.mapping.declared import load_spec
    from totalplace.mapping.estate_page import Beside, EstateTables, estate_page
    from totalplace.mapping.spec import MapSpec
    from totalplace.mapping.totals import held

    tables = EstateTables(*edition.tables("mart.estate", "ref.body", "mart.body_coverage", "ref.area", "mart.utilisation_latest", "mart.cluster", "mart.cluster_member", "mart.estate_option", "mart.estate_plan_body"))
    use, plan = (load_spec(maps_folder() / f"{name}.toml", MapSpec) for name in ("how-well-it-is-used", "one-estate-the-plan"))
    drawn = edition.maps / f"{_ESTATE_MAP}.svg"
    options = [] if edition.is_public else tables.options.filter(pl.col("assessed_count") > 0)["option_id"].to_list()
    beside = Beside(
        {load_spec(maps_folder() / f"{path.stem}.toml", MapSpec).question: f"../maps/{path.name}" for path in _maps_of(edition, "own") if (maps_folder() / f"{path.stem}.toml").is_file()},
        drawn.read_text("utf-8") if drawn.is_file() else "",
        {option: scrutiny_pack.page_name(option) for option in options},
    )
    every = read_table(edition.paths, edition.manifest, "mart.estate")
    facts = replace(with_ending(edition.facts, _ending(edition, pack_sources.ESTATE)), assets_left_out=every.filter(held()).height - tables.estate.filter(held()).height)
    made = estate_page(tables, use=use, plan=plan, beside=beside, facts=facts, audience=edition.audience)
    return {_ESTATE: made} if made is not None else {}


def _spending(edition: Edition) -> "dict[str, SpendPage]":
    if not all(map(edition.may_see, _COUNT)) or not edition.manifest.rows["mart.spend_count"]:
        return {}
    from totalplace.mapping.spend_page import spend_page

    buying = None if edition.is_public else (edition.table(_BUYING[0]), edition.table(_BUYING[1]))
    facts = with_ending(edition.facts, _ending(edition, pack_sources.SPENDING))
    made = spend_page(*edition.tables(*_COUNT), buying=buying, facts=facts, audience=edition.audience)
    return {_SPENDING: made} if made is not None else {}


def customers_page_name(cohort: str, *, is_first: bool) -> str:
    """The file of the page of a cohort."""
    return f"{_CUSTOMERS}.html" if is_first else f"{_CUSTOMERS}-{re.sub('[^a-z0-9]+', '-', cohort.lower())}.html"


def _customers(edition: Edition) -> "dict[str, CustomersPage]":
    """A page for each cohort, or one that says why there is none; nothing at a place that neither shares data about people nor states what to test."""
    found = [edition.table(contract.table) for contract in _PEOPLE]
    tables = dict(zip((contract.table for contract in _PEOPLE), found, strict=True))
    told = tables[customers.COST_CONCENTRATION.table].filter(pl.col("stated_share").is_not_null() | pl.col("cost_share").is_not_null())
    if told.is_empty() and tables[customers.CONTACT_INTAKE.table].is_empty() and tables[customers.SHARING_AGREEMENT.table].is_empty():
        return {}
    from totalplace.mapping.customer_tables import Customers
    from totalplace.mapping.customers_page import customers_page

    people = Customers(*[*found, scrutiny_pack.in_force(edition.table(ref.ASSUMPTION.table), edition.facts.published_on)])
    files = {cohort: customers_page_name(cohort, is_first=not number) for number, cohort in enumerate(people.cohorts)}
    facts = with_ending(edition.facts, _ending(edition, pack_sources.PEOPLE, lists_assumptions=True))
    if not files:
        return {f"{_CUSTOMERS}.html": customers_page(people, None, facts=facts, files={})}
    return {file: customers_page(people, cohort, facts=facts, files=files) for cohort, file in files.items()}


def pool_page_name(scenario_id: str) -> str:
    """The file of the page of an agreement."""
    return f"pooled-budget-{scenario_id}.html"


def _pooled(edition: Edition) -> "dict[str, PoolPage]":
    """All pooled budgets side by side, and a page for each."""
    if not _has_pools(edition):
        return {}
    from totalplace.mapping.pack_ending import ending
    from totalplace.mapping.pool_page import pool_page
    from totalplace.mapping.pools_page import pools_page

    pools = _pools(edition)
    rows = pools.scenario.sort("scenario_id").to_dicts()
    files = {row["scenario_id"]: pool_page_name(row["scenario_id"]) for row in rows}
    sent, assumed = pack_sources.datasets(edition, pack_sources.POOLS), pack_sources.assumptions(edition, pack_sources.POOLS)
    overview = pools_page(pools, facts=with_ending(edition.facts, ending(sent, assumed)), files=files)
    assert overview is not None
    made = {_POOLS: overview}
    for row in rows:
        mine = pools.of(row["scenario_id"])
        bears = pl.Series([scrutiny_pack.bears_on(name, row, mine) for name in assumed["assumption_id"]], dtype=pl.Boolean)
        made[files[row["scenario_id"]]] = pool_page(mine, row, facts=with_ending(edition.facts, ending(sent, assumed.filter(bears))), overview=_POOLS)
    return made


def _has_pools(edition: Edition) -> bool:
    return all(edition.may_see(contract.table) for contract in _LEDGER) and bool(edition.manifest.rows["mart.pool_scenario"])


def _scrutiny(edition: Edition) -> dict[str, str]:
    """A page for each decision, and how partnerships answer for themselves."""
    pools = _pools(edition) if _has_pools(edition) else None
    known = {} if pools is None else {scenario_id: pool_page_name(scenario_id) for scenario_id in pools.scenario["scenario_id"]}
    paths, manifest = edition.paths, edition.manifest
    # what they assume stands on the pages themselves
    of_pools, of_plan = (with_ending(edition.facts, _ending(edition, behind, lists_assumptions=True)) for behind in (pack_sources.POOLS, pack_sources.ESTATE))
    return {**scrutiny_pack.scrutiny_pages(paths, manifest, of_pools, of_plan, pools, known), **scrutiny_pack.partnership_pages(paths, manifest, edition.facts)}


def _pools(edition: Edition) -> "Pools":
    """The tables of pools; empty where the publication is older than they are."""
    from totalplace.mapping.pool_tables import Pools

    called = dict(edition.table(ref.POOL_POWER.table).sort("valid_from").select("power_id", "name").iter_rows()) | dict(edition.table(ref.AREA.table).select("area_code", "area_name").iter_rows())
    return Pools(*[*(edition.table(contract.table) for contract in (*_LEDGER, *_WORTH)), edition.table("ref.body")], called=called)
