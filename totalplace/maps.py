"""Drawing the maps of a publication: from its results to files in out/maps and out/public/maps.

Belongs here: which tables go into which map, and putting the pages in place. Does not belong here: what a page looks
like (mapping/), or any figure (sql/).
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from totalplace import contracts, fingerprint, language, marks, why_pages
from totalplace.contracts import customers, licensing, ref
from totalplace.contracts._base import Contract
from totalplace.mapping.walked import BEHIND, Walks, asking
from totalplace.paths import (
    PlacePaths,
    access_maps_folder,
    area_maps_folder,
    customer_maps_folder,
    grant_maps_folder,
    maps_folder,
    provision_maps_folder,
)
from totalplace.public_edition import confirmed_by_somebody, public_assets
from totalplace.publication import ACCEPTED_BY, Manifest
from totalplace.whole_files import write_bytes_whole, write_text_whole

if TYPE_CHECKING:
    from totalplace.mapping.clusters import Clustered
    from totalplace.mapping.page import PageFacts
    from totalplace.mapping.planned import Planned
    from totalplace.mapping.slide import Slide
    from totalplace.mapping.spec import MapSpec

PICTURES = ("svg", "png")  # endings of the files beside a page
_OPEN_GOVERNMENT = re.compile(r"(ogl|open government licence)( uk)?( v| version)? ?3( 0)?")  # its third version, as places write it
_CLUSTERS = ("mart.cluster", "mart.cluster_member")
_PLAN = ("mart.estate_option", "mart.estate_plan", "mart.estate_move", "mart.estate_plan_body")
# what every page is made from, in the order in which it takes them
_TABLES = ("mart.estate", "ref.body", "core.area", "mart.body_coverage", "ops.source_file", "mart.estate_source")


_AREA_TABLES = ("mart.spend_by_area", "mart.spend_count")
_ACCESS_TABLES = ("mart.access_change", "mart.estate_equality", "core.postcode", "core.assumption")
_PROVISION_TABLES = ("mart.provision", "mart.provision_overlap", "mart.provision_gap", "mart.provision_review")
_COST_TABLES = (customers.COST_BY_AREA, licensing.LICENSED_PREMISES, customers.LICENCE_MODEL, customers.SHARING_AGREEMENT)
_GRANT_TABLES = ("mart.grant_area", "mart.grant_party", "core.body_area")


def draw(paths: PlacePaths, manifest: Manifest) -> list[Path]:
    """Write every map of the publication with its pictures, and its public edition where it has one; returns the pages.

    A map of clusters, or of a plan, is drawn where there are any. A map whose tables, or columns of them, an earlier publication does not have yet
    is not drawn for it; pages that are not drawn any more are deleted.
    """
    with language.speaking(language.of_place(paths)):
        return _draw_all(paths, manifest)


def _draw_all(paths: PlacePaths, manifest: Manifest) -> list[Path]:
    from totalplace.mapping.declared import load_spec
    from totalplace.mapping.page import PageFacts
    from totalplace.mapping.spec import MapSpec
    from totalplace.mapping.tables import credits_of

    facts = PageFacts(
        place_name=manifest.place_name,
        published_on=date.fromisoformat(manifest.published_on),
        publication_id=manifest.publication_id,
        attributions=attributions(read_table(paths, manifest, "ops.source_file"), table_of(paths, manifest, ref.BODY)),
        overridden_checks=tuple(manifest.overridden),
    )
    tables = {name: read_table(paths, manifest, name) for name in _TABLES}
    facts = replace(facts, attributions=tuple(credits_of(tables["mart.estate"], tables["core.area"], facts)))
    written = []
    for spec_path in sorted(maps_folder().glob("*.toml")):
        spec = load_spec(spec_path, MapSpec)
        needed = (spec.colour_by.table, *(_CLUSTERS if spec.clusters else ()), *(_PLAN if spec.plan else ()))
        if not all(has_what_is_needed(paths, manifest, name) for name in (*_TABLES, *needed)):
            continue
        tables |= {name: read_table(paths, manifest, name) for name in needed}
        if (spec.clusters and tables["mart.cluster"].is_empty()) or (spec.plan and tables["mart.estate_plan"].is_empty()):
            continue
        if spec.audience == "partners":
            written += _put(paths.maps, spec_path.stem, page, picture, facts, tables, spec)
        if spec.audience == "public" or spec.has_public_edition:
            public_tables, public_spec, public_facts = for_the_public(tables, spec, facts)
            written += _put(paths.public_maps, spec_path.stem, page, picture, public_facts, public_tables, public_spec)
    written += _draw_areas(paths, manifest, facts, tables)
    written += _draw_access(paths, manifest, facts, tables["core.area"])
    written += _draw_provision(paths, manifest, facts, tables)
    written += _draw_grants(paths, manifest, facts, tables)
    written += _draw_cost(paths, manifest, facts, tables["core.area"])
    for folder in (paths.maps, paths.public_maps):
        for stray in {path for ending in ("html", *PICTURES) for path in folder.glob(f"*.{ending}")} - set(written):
            stray.unlink()
    marks.write(paths.maps, manifest, _code(paths))
    return [path for path in written if path.suffix == ".html" and not path.name.startswith(BEHIND)]


def pages_of(paths: PlacePaths) -> list[Path]:
    """The partners' maps that stand in their folder, pages of the lines behind single figures apart."""
    return sorted(path for path in paths.maps.glob("*.html") if not path.name.startswith(BEHIND))


def _draw_areas(paths: PlacePaths, manifest: Manifest, facts: "PageFacts", tables: Mapping[str, pl.DataFrame]) -> list[Path]:
    """The maps of areas, for the partners and, as all in them is public, for the public; none where nothing is measured by area."""
    if not all(has_what_is_needed(paths, manifest, name) for name in _AREA_TABLES) or not manifest.rows["mart.spend_by_area"]:
        return []
    from totalplace.mapping.area_map import area_map, area_slide
    from totalplace.mapping.area_spec import AreaMapSpec
    from totalplace.mapping.declared import load_spec

    by_area, count = (read_table(paths, manifest, name) for name in _AREA_TABLES)
    written = []
    for spec_path in sorted(area_maps_folder().glob("*.toml")):
        spec = load_spec(spec_path, AreaMapSpec)
        for folder, audience, told in ((paths.maps, "partners", facts), (paths.public_maps, "public", for_everybody(facts))):
            written += _put(folder, spec_path.stem, area_map, area_slide, told, by_area, count, tables["ref.body"], tables["core.area"], spec=spec, audience=audience)
    return written


def _draw_access(paths: PlacePaths, manifest: Manifest, facts: "PageFacts", areas: pl.DataFrame) -> list[Path]:
    """The map of who gets farther away, for the partners; none where there is no plan or no small area is known."""
    if not all(has_what_is_needed(paths, manifest, name) for name in _ACCESS_TABLES) or not manifest.rows["mart.access_change"]:
        return []
    from totalplace.analysis.access import small_areas
    from totalplace.mapping.access_map import Limits, access_map, access_slide
    from totalplace.mapping.access_spec import AccessMapSpec
    from totalplace.mapping.declared import load_spec

    change, equality = (read_table(paths, manifest, name) for name in _ACCESS_TABLES[:2])
    codes = change.filter(pl.col("area_type") == "lsoa")["area_code"].unique().sort().to_list()
    # of a directory of the whole country the few that are needed
    postcodes = pl.scan_parquet(paths.root / manifest.tables["core.postcode"]).filter(pl.col("lsoa_code").is_in(codes)).collect()
    points = small_areas(postcodes, areas, codes, frozenset(codes))
    in_force = dict(read_table(paths, manifest, "core.assumption").select("assumption_id", "value").iter_rows())
    limits = Limits(in_force["access_farther_m"], in_force["access_farther_minutes"], in_force["access_detour_doubt_share"])
    written = []
    for spec_path in sorted(access_maps_folder().glob("*.toml")):
        written += _put(paths.maps, spec_path.stem, access_map, access_slide, facts, change, equality, areas, points, spec=load_spec(spec_path, AccessMapSpec), limits=limits)
    return written


def _draw_provision(paths: PlacePaths, manifest: Manifest, facts: "PageFacts", tables: Mapping[str, pl.DataFrame]) -> list[Path]:
    """The map of provision and need, for the partners: need by area may be few people. None where no list of either was received."""
    if not all(has_what_is_needed(paths, manifest, name) for name in _PROVISION_TABLES):
        return []
    if not any(manifest.rows[name] for name in _PROVISION_TABLES):
        return []
    from totalplace.mapping.declared import load_spec
    from totalplace.mapping.provision_map import provision_map, provision_slide
    from totalplace.mapping.provision_spec import ProvisionMapSpec

    provision, overlap, gap, review = (read_table(paths, manifest, name) for name in _PROVISION_TABLES)
    written = []
    for spec_path in sorted(provision_maps_folder().glob("*.toml")):
        spec = load_spec(spec_path, ProvisionMapSpec)
        written += _put(paths.maps, spec_path.stem, provision_map, provision_slide, facts, provision, overlap, gap, review, tables["ref.body"], tables["core.area"], spec=spec)
    return written


def _draw_grants(paths: PlacePaths, manifest: Manifest, facts: "PageFacts", tables: Mapping[str, pl.DataFrame]) -> list[Path]:
    """The map of grants and deprivation, for the partners; none where no list says to which area a grant goes."""
    if not all(has_what_is_needed(paths, manifest, name) for name in _GRANT_TABLES) or not manifest.rows["mart.grant_area"]:
        return []
    from totalplace.mapping.declared import load_spec
    from totalplace.mapping.grant_map import grant_map, grant_slide
    from totalplace.mapping.grant_spec import GrantMapSpec

    by_area, parties, serving = (read_table(paths, manifest, name) for name in _GRANT_TABLES)
    written = []
    with asking() as walks:
        for spec_path in sorted(grant_maps_folder().glob("*.toml")):
            written += _put(paths.maps, spec_path.stem, grant_map, grant_slide, facts, by_area, parties, tables["core.area"], serving, tables["ref.body"], spec=load_spec(spec_path, GrantMapSpec))
    return written + _behind(paths, manifest, facts, walks, written)


def _behind(paths: PlacePaths, manifest: Manifest, facts: "PageFacts", walks: Walks, written: Sequence[Path]) -> list[Path]:
    """The pages of the lines behind figures of maps that were written, beside them."""
    made = why_pages.draw(paths, manifest, walks, {path.name: path.read_text("utf-8") for path in written if path.suffix == ".html"}, facts)
    for name, html in made.items():
        write_text_whole(paths.maps / name, html)
    return [paths.maps / name for name in made]


def _draw_cost(paths: PlacePaths, manifest: Manifest, facts: "PageFacts", areas: pl.DataFrame) -> list[Path]:
    """The map of where the cost is, for the partners; none where there is neither an agreement nor a register of licensed premises."""
    by_area, premises, models, agreements = (table_of(paths, manifest, contract) for contract in _COST_TABLES)
    if by_area.is_empty() and premises.is_empty() and agreements.is_empty():
        return []
    from totalplace.mapping.cost_map import CostTables, cost_map, cost_slide
    from totalplace.mapping.cost_spec import CostMapSpec
    from totalplace.mapping.declared import load_spec

    codes = by_area["area_code"].unique().sort().to_list()
    parts = pl.DataFrame(schema={"lsoa_code": pl.String, "msoa_code": pl.String})
    if has_what_is_needed(paths, manifest, "core.postcode") and set(codes) - set(areas["area_code"]):
        postcodes = pl.scan_parquet(paths.root / manifest.tables["core.postcode"])
        # of a directory of the whole country the few that are needed
        parts = postcodes.filter(pl.col("msoa_code").is_in(codes)).select("lsoa_code", "msoa_code").unique().sort("lsoa_code", "msoa_code").collect()
    tables = CostTables(by_area, premises, models, agreements, areas, parts)
    written = []
    for spec_path in sorted(customer_maps_folder().glob("*.toml")):
        written += _put(paths.maps, spec_path.stem, cost_map, cost_slide, facts, tables, spec=load_spec(spec_path, CostMapSpec))
    return written


def for_everybody(facts: "PageFacts") -> "PageFacts":
    """That somebody accepted a failed check is public; who it was is not."""
    return replace(facts, overridden_checks=tuple(entry.partition(ACCEPTED_BY)[0] + " This was accepted." for entry in facts.overridden_checks))


def page(tables: Mapping[str, pl.DataFrame], spec: "MapSpec", facts: "PageFacts") -> str:
    """One map as a page, from the tables by their names."""
    from totalplace.mapping.estate_map import estate_map

    clustered, planned = _more(tables, spec)
    return estate_map(*(tables[name] for name in _TABLES), coloured_by=tables[spec.colour_by.table], spec=spec, facts=facts, clustered=clustered, planned=planned)


def picture(tables: Mapping[str, pl.DataFrame], spec: "MapSpec", facts: "PageFacts") -> "Slide":
    """The same map as a picture for slides."""
    from totalplace.mapping.estate_slide import estate_slide

    clustered, planned = _more(tables, spec)
    return estate_slide(*(tables[name] for name in _TABLES[:4]), coloured_by=tables[spec.colour_by.table], spec=spec, facts=facts, clustered=clustered, planned=planned)


def _more(tables: Mapping[str, pl.DataFrame], spec: "MapSpec") -> tuple["Clustered | None", "Planned | None"]:
    """The clusters, or the plan, of a map of them."""
    from totalplace.mapping.clusters import Clustered
    from totalplace.mapping.planned import Planned

    clustered = Clustered.of(*(tables[name] for name in _CLUSTERS)) if spec.clusters else None
    planned = Planned.of(spec.plan, tables["ref.body"], *(tables[name] for name in _PLAN)) if spec.plan else None
    return clustered, planned


def for_the_public(
    tables: Mapping[str, pl.DataFrame], spec: "MapSpec", facts: "PageFacts"
) -> tuple[dict[str, pl.DataFrame], "MapSpec", "PageFacts"]:
    """The same with the rows and columns that the public may see."""
    from totalplace.mapping.totals import held

    estate = tables["mart.estate"]
    shown = public_assets(estate, tables["mart.estate_source"], tables["ops.source_file"])
    counted = held() & pl.col("asset_kind").is_in(spec.asset_kinds)
    left_out = estate.filter(counted).height - shown.filter(counted).height
    public_spec = spec.for_the_public() if spec.has_public_edition else spec
    coverage = confirmed_by_somebody(tables["mart.body_coverage"])
    public_facts = replace(for_everybody(facts), assets_left_out=left_out)
    return {**tables, "mart.estate": shown, "mart.body_coverage": coverage}, public_spec, public_facts


def _put(folder: Path, name: str, page_of: Callable[..., str | None], slide_of: Callable[..., "Slide | None"], facts: "PageFacts", *tables: Any, **more: Any) -> list[Path]:
    """The page, and side by side with it under its name its picture as SVG and in pixels; what there is not is not written, and the page leads to no picture that there is not."""
    from totalplace.mapping.slide import svg
    from totalplace.mapping.slide_png import png

    slide = slide_of(*tables, facts=facts, **more)
    html = page_of(*tables, facts=replace(facts, picture=name if slide else ""), **more)
    if html is None:
        return []
    folder.mkdir(parents=True, exist_ok=True)
    written = [folder / f"{name}.html"]
    write_text_whole(written[0], html)
    if slide is not None:
        drawn = svg(slide)
        written += [folder / f"{name}.{ending}" for ending in PICTURES]
        write_text_whole(written[1], drawn)
        write_bytes_whole(written[2], png(drawn))
    return written


def are_current(paths: PlacePaths, manifest: Manifest) -> bool:
    """The maps in place are those of this publication, drawn by this code."""
    return marks.is_of(paths.maps, manifest, _code(paths))


def _code(paths: PlacePaths) -> str:
    return fingerprint.of_values(fingerprint.of_code("mapping", "language", "maps", "public_edition", *why_pages.CODE), declarations(), language.mark(paths))


def declarations() -> list[tuple[str, str]]:
    """What maps declare of themselves, and shipped wordings: for the mark of whatever shows them."""
    return [(path.name, path.read_text("utf-8")) for path in sorted(maps_folder().rglob("*.toml"))]


def has_what_is_needed(paths: PlacePaths, manifest: Manifest, table: str) -> bool:
    """Whether the publication has the table with every column that is always given today."""
    if table not in manifest.tables:
        return False
    contract = contracts.contract(table)
    present = pl.read_parquet_schema(paths.root / manifest.tables[table])
    return all(column.name in present for column in contract.columns if contract.is_required(column))


def table_of(paths: PlacePaths, manifest: Manifest, contract: Contract) -> pl.DataFrame:
    """A table of the publication; empty where it is older than the table."""
    is_there = contract.table in contracts.all_contracts() and has_what_is_needed(paths, manifest, contract.table)
    return read_table(paths, manifest, contract.table) if is_there else contract.empty()


def read_table(paths: PlacePaths, manifest: Manifest, table: str) -> pl.DataFrame:
    """A table of the publication in today's columns: an earlier one may lack some, which are then empty."""
    contract = contracts.contract(table)
    frame = pl.read_parquet(paths.root / manifest.tables[table])
    return contract.conform(frame.select(name for name in contract.column_names if name in frame.columns)).collect()


def attributions(files: pl.DataFrame, bodies: pl.DataFrame) -> tuple[str, ...]:
    """A sentence for each licence under which loaded files stand, naming who sent them: a body by its name, any other by its id."""
    names = dict(bodies.select("body_id", "name").iter_rows())
    senders: dict[str, set[str]] = {}
    for sender, licence in files.filter((pl.col("status") == "loaded") & pl.col("licence").is_not_null()).select("sender", "licence").unique().iter_rows():
        senders.setdefault(_name_of_licence(licence), set()).add(names.get(sender) or sender)
    return tuple(f"{licence}: {'; '.join(sorted(senders[licence]))}." for licence in sorted(senders))


def _name_of_licence(stated: str) -> str:
    """The name that all know, else as stated."""
    return "Open Government Licence v3.0" if _OPEN_GOVERNMENT.fullmatch(" ".join(re.sub("[^a-z0-9]+", " ", stated.lower()).split())) else stated
