"""The map "What we all own here": every asset of every body, on one page that opens from disk.

Belongs here: what this page says about the estate and which figures stand where. Does not belong here: the frame of a
page (page.py), the declaration of the map (maps/what-we-all-own-here.toml), drawing in the browser (estate_map.js).
A pure function: frames in, HTML out, the same HTML for the same frames.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

import folium
import polars as pl
from branca.element import MacroElement
from folium.template import Template

from totalplace.contracts.mart import BODY_COVERAGE, ESTATE
from totalplace.mapping import layers, wording
from totalplace.mapping.escape import esc, plain
from totalplace.mapping.legend import legend, swatch
from totalplace.mapping.page import PageFacts, own_text, page, take_apart
from totalplace.mapping.palette import KINDS, UNKNOWN_FILL
from totalplace.mapping.spec import MapSpec
from totalplace.mapping.totals import Completeness, Drawn, Figures, held, is_located, register_days

BOUNDARY_COLUMNS = ("area_code", "area_name", "area_type", "is_in_place", "outline_wkb")
_FRAME = (49.9, -6.5, 55.9, 1.8)  # shown when there is neither a boundary nor a located asset: England and Wales
SOURCES_OPEN = 12  # a longer table of sources starts folded


class _EstateLayer(MacroElement):  # type: ignore[misc]  # branca has no types
    """Hands folium's map over to estate_map.js."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            totalplaceEstate({{ this._parent.get_name() }}, {{ this.options | tojavascript }});
        {% endmacro %}
        """
    )

    def __init__(self, options: dict[str, Any]) -> None:
        super().__init__()
        self._name = "EstateLayer"
        self.options = options


def estate_map(
    estate: pl.DataFrame,
    bodies: pl.DataFrame,
    boundaries: pl.DataFrame,
    coverage: pl.DataFrame,
    files: pl.DataFrame,
    estate_sources: pl.DataFrame,
    *,
    spec: MapSpec,
    facts: PageFacts,
) -> str:
    """The page. Raises ValueError for a frame that lacks columns and for a sensitive use, which must never come here."""
    _require("estate", estate, ESTATE.column_names)
    _require("bodies", bodies, ("body_id", "name", "kind"))
    _require("boundaries", boundaries, BOUNDARY_COLUMNS)
    _require("coverage", coverage, BODY_COVERAGE.column_names)
    _require("files", files, ("source_file_id", "sender", "path", "licence", "received_on"))
    _require("estate_sources", estate_sources, ("asset_id", "source_file_id", "source_part", "source_row"))
    sensitive = estate.filter(pl.col("function").str.to_lowercase().str.starts_with("sensitive")).height
    if sensitive:
        raise ValueError(f"{sensitive} assets of a sensitive use would be located on the map: filter them out before")

    estate = estate.sort("gia_m2", "name", "asset_id", descending=[True, False, False], nulls_last=True)
    bodies = bodies.sort(pl.col("kind").replace_strict(_kind_order(), return_dtype=pl.Int32), "name", "body_id")
    body_kind = dict(zip(bodies["body_id"], bodies["kind"], strict=True))
    kinds = estate["body_id"].replace_strict(body_kind, default="other", return_dtype=pl.String)
    figures, drawn, complete = Figures.of(estate), Drawn.of(estate, body_kind), Completeness.of(coverage)
    by_kind = [Figures.of(estate.filter(kinds == kind.key)) for kind in KINDS]
    first, last = register_days(estate)

    drawing = _drawing(spec, clusters=estate.height - drawn.unlocated > spec.symbols.cluster_above)
    parts = take_apart(drawing)
    return page(
        parts,
        title=_title(figures, by_kind, complete, spec),
        subtitle=spec.wording.subtitle.format(place=facts.place_name, period=wording.period(first, last)),
        question=spec.question,
        audience=spec.audience,
        facts=facts,
        lead=_coverage_line(figures, drawn, complete),
        body=_stage(parts.html, figures, by_kind, drawn, spec) + _tables(estate, bodies, boundaries, coverage),
        about=_about(estate, estate_sources, files, boundaries, spec, facts, complete),
        styles=[own_text("page.css"), own_text("estate_map.css")],
        scripts=[own_text("estate_map.js")],
        data={"estate-data": layers.packed(_payload(estate, bodies, boundaries, files, estate_sources, spec))},
        skip_links=[
            ("find", "Skip to search and list"),
            ("tables", "Skip to the tables: the same facts without the map"),
        ],
    )


def _require(what: str, frame: pl.DataFrame, columns: Sequence[str]) -> None:
    missing = [name for name in columns if name not in frame.columns]
    if missing:
        raise ValueError(f"{what} has no column {', '.join(missing)}")


def _kind_order() -> dict[str, int]:
    return {kind.key: position for position, kind in enumerate(KINDS)}


def _drawing(spec: MapSpec, *, clusters: bool) -> folium.Map:
    """An empty folium map: no tiles, no pins, only Leaflet; estate_map.js frames and fills it."""
    drawing = folium.Map(
        location=[(_FRAME[0] + _FRAME[2]) / 2, (_FRAME[1] + _FRAME[3]) / 2],
        zoom_start=6,
        tiles=None,
        zoom_control=True,
        prefer_canvas=True,
        attribution_control=False,
        zoom_snap=0.25,
        wheel_px_per_zoom_level=90,
        minZoom=6,
        maxZoom=18,
    )
    drawing.default_js = [item for item in drawing.default_js if item[0] == "leaflet"]
    drawing.default_css = [item for item in drawing.default_css if item[0] == "leaflet_css"]
    drawing.add_child(
        _EstateLayer(
            {
                "sizeClasses": list(spec.symbols.size_classes_m2),
                "clusterAbove": spec.symbols.cluster_above,
                "unclusteredFrom": spec.symbols.unclustered_from_zoom,
                "wardsFrom": spec.symbols.wards_from_zoom,
                "clusters": clusters,
                "unknownFill": UNKNOWN_FILL,
            }
        )
    )
    return drawing


def _title(figures: Figures, by_kind: Sequence[Figures], complete: Completeness, spec: MapSpec) -> str:
    """The finding in at most twelve words; where too little is known, what is known instead."""
    words, low = spec.wording, spec.low_coverage
    if not figures.assets:
        return words.title_nothing
    if (
        complete.with_register < low.bodies_share * complete.bodies
        or figures.located < low.located_share * figures.assets
    ):
        return words.title_coverage.format(
            with_register=complete.with_register,
            bodies=complete.bodies,
            located=wording.share(figures.located, figures.assets),
            share="",
            kind="",
            assets=wording.count(figures.assets),
        )
    by_area = figures.buildings > 0 and figures.with_floor_area >= low.floor_area_share * figures.buildings
    by_area = by_area and figures.floor_area_m2 > 0
    values = [item.floor_area_m2 if by_area else item.assets for item in by_kind]
    top = max(range(len(KINDS)), key=lambda position: (values[position], -position))
    template = words.title_floor_area if by_area else words.title_assets
    return template.format(
        kind=KINDS[top].label,
        share=wording.share(values[top], figures.floor_area_m2 if by_area else figures.assets),
        assets=wording.count(figures.assets),
        with_register=complete.with_register,
        bodies=complete.bodies,
        located=wording.share(figures.located, figures.assets),
    )


def _coverage_line(figures: Figures, drawn: Drawn, complete: Completeness) -> str:
    items = [
        f"Confirmed by <b>{wording.count(complete.confirmed)}</b> of {wording.plural(complete.bodies, 'body', 'bodies')}",
        f"registers from <b>{wording.count(complete.with_register)}</b> of {wording.count(complete.bodies)}",
        f"located <b>{wording.count(figures.located)}</b> of {wording.plural(figures.assets, 'asset held', 'assets held')}",
        f"floor area known for <b>{wording.count(figures.with_floor_area)}</b> of "
        f"{wording.plural(figures.buildings, 'building', 'buildings')}",
    ]
    if drawn.outside:
        items.append(f"<b>{wording.count(drawn.outside)}</b> outside the boundary")
    lines = "".join(f"<li>{item}</li>" for item in items)
    return (
        f'<ul class="coverage" aria-label="Coverage">{lines}<li><a href="#rest">How the rest can be found</a></li></ul>'
    )


def _kind_rows(by_kind: Sequence[Figures], *, controls: bool) -> str:
    rows = []
    for position, (kind, item) in enumerate(zip(KINDS, by_kind, strict=True)):
        name = f"{swatch(kind)}<span>{esc(kind.label)}</span>"
        if controls:
            name = f'<label class="kind-choice"><input type="checkbox" name="kind" value="{position}" checked>{name}</label>'
        floor = wording.count(item.floor_area_m2) if item.with_floor_area else "not known" if item.buildings else "–"
        rows.append(
            f'<tr data-kind="{kind.key}"><th scope="row">{name}</th><td>{wording.count(item.assets)}</td>'
            f"<td>{wording.count(item.located)}</td><td>{floor}</td><td>{_known(item)}</td></tr>"
        )
    return "".join(rows)


def _known(item: Figures) -> str:
    """Share of buildings whose floor area is known."""
    return wording.share(item.with_floor_area, item.buildings) if item.buildings else "–"


def _total_row(figures: Figures) -> str:
    return (
        f'<tr class="total" data-kind="all"><th scope="row">All</th><td>{wording.count(figures.assets)}</td>'
        f"<td>{wording.count(figures.located)}</td><td>{wording.count(figures.floor_area_m2)}</td>"
        f"<td>{_known(figures)}</td></tr>"
    )


_KIND_HEADINGS = (
    '<thead><tr><th scope="col">Kind of body</th><th scope="col">Assets</th><th scope="col">Located</th>'
    '<th scope="col">Floor area, m²</th><th scope="col">known for</th></tr></thead>'
)


def _stage(map_html: str, figures: Figures, by_kind: Sequence[Figures], drawn: Drawn, spec: MapSpec) -> str:
    """The map with its legend, and beside it totals, search, filters and the list."""
    hollow = (
        f"<p>{wording.plural(figures.not_held, 'more place is', 'more places are')} listed that no register or title "
        "shows a public body to hold: drawn hollow, in no total.</p>"
        if figures.not_held
        else ""
    )
    details = "".join(
        f'<li data-name="{esc(item.name)}" data-label="{esc(item.label)}" data-format="{item.format}"></li>'
        for item in spec.columns
    )
    clusters = drawn.sized + drawn.unsized + drawn.land + drawn.hollow > spec.symbols.cluster_above
    known_for = (
        f"<p>Floor area is known for {wording.count(figures.with_floor_area)} of "
        f"{wording.plural(figures.buildings, 'building', 'buildings')}.</p>"
    )
    return f"""<div class="stage">
<section class="map-side" aria-label="Map">
<div class="map-box" id="map-box">
{map_html}
<p class="map-wait" id="map-wait" role="status">Drawing the map …</p>
<button type="button" class="whole" id="whole">Whole place</button>
</div>
<p id="map-note" class="vh">Map of the assets held by the public bodies of the place, one symbol each. Arrow keys move the map, plus and minus
zoom it. Every asset is also in the list after the map, which can be limited to what the map shows, and in the tables below.</p>
{legend(drawn, spec.symbols.size_classes_m2, clusters=clusters)}
</section>
<section class="panel" id="find" tabindex="-1" aria-label="Totals, search and list">
<h2>Totals</h2>
<div class="scroll" role="region" aria-label="Totals by kind of body" tabindex="0">
<table class="figures kinds"><caption class="vh">Assets held by kind of body; untick a kind to take it off map and list</caption>
{_KIND_HEADINGS}<tbody>{_kind_rows(by_kind, controls=True)}</tbody><tfoot>{_total_row(figures)}</tfoot></table></div>
{known_for}{hollow}
<div class="controls">
<h2><label for="search">Find an asset</label></h2>
<input id="search" type="search" autocomplete="off" spellcheck="false" aria-describedby="search-hint" maxlength="80">
<p id="search-hint" class="hint">Name, street or postcode</p>
<details class="filters" id="filters"><summary>Filter <span id="filters-on"></span></summary>
<fieldset><legend>Show</legend>
<label><input type="checkbox" name="shape" value="building" checked>Buildings</label>
<label><input type="checkbox" name="shape" value="land" checked>Land</label>
<label><input type="checkbox" name="shape" value="hollow" checked>Places not shown to be held</label>
</fieldset>
<div class="choices"><p><label for="use">Use</label><select id="use"><option value="">All uses</option></select></p>
<p><label for="district">District</label><select id="district"><option value="">All districts</option></select></p></div>
<fieldset><legend>Bodies</legend>
<p class="buttons"><button type="button" id="all-bodies">Tick all</button> <button type="button" id="no-bodies">Untick all</button></p>
<div id="body-list" class="body-list" role="group" aria-label="Bodies" tabindex="0"></div></fieldset>
<p><button type="button" id="reset">Show everything again</button></p>
</details>
<p class="list-options"><label for="order">Order</label><select id="order">
<option value="size">Largest floor area first</option><option value="name">Name</option><option value="body">Body</option></select>
<label class="in-view"><input type="checkbox" id="in-view">Only what the map shows</label></p>
<p id="status" role="status" class="status"></p>
<ol id="results" class="results" aria-label="Assets"></ol>
<nav class="pager" aria-label="Pages of the list"><button type="button" data-step="-1">Previous</button>
<span id="list-page"></span><button type="button" data-step="1">Next</button></nav>
</div>
<noscript><p>The map and the list need JavaScript. The totals and the tables of bodies and districts are complete without.</p></noscript>
</section>
</div>
<ul id="detail-columns" hidden>{details}</ul>
"""


def _tables(
    estate: pl.DataFrame,
    bodies: pl.DataFrame,
    boundaries: pl.DataFrame,
    coverage: pl.DataFrame,
) -> str:
    """The same facts as tables."""
    return f"""<section class="wide" id="tables" tabindex="-1" aria-labelledby="tables-title">
<h2 id="tables-title">The same facts in tables</h2>
<h3 id="by-body-title">By body: what each sent and how complete it is</h3>
{_body_table(bodies, coverage)}
<h3 id="by-district-title">By district</h3>
{_district_table(estate, boundaries)}
<div class="asset-table">
<h3 id="assets-title">All assets</h3>
<p class="hint">Follows the search and the filters above. The whole table, with every column, is mart.estate in the published database.</p>
<p id="table-status"></p>
<div class="scroll" role="region" aria-labelledby="assets-title" tabindex="0"><table class="figures" id="asset-table"><thead><tr>
<th scope="col" class="words">Name</th><th scope="col" class="words">Body</th><th scope="col" class="words">Use</th>
<th scope="col" class="words">Address</th><th scope="col" class="words">Postcode</th><th scope="col" class="words">District</th>
<th scope="col" class="words">Kind of asset</th><th scope="col">Floor area, m²</th><th scope="col" class="words">On the map</th>
</tr></thead><tbody></tbody></table></div>
<nav class="pager" aria-label="Pages of the table"><button type="button" data-table-step="-1">Previous</button>
<span id="table-page"></span><button type="button" data-table-step="1">Next</button></nav>
</div>
</section>
"""


def _body_table(bodies: pl.DataFrame, coverage: pl.DataFrame) -> str:
    """One row a body, kinds in their order, largest first within a kind."""
    joined = (
        coverage.join(bodies.select("body_id", "name", "kind"), on="body_id", how="left")
        .with_columns(pl.col("name").fill_null(pl.col("body_id")), pl.col("kind").fill_null("other"))
        .with_columns(pl.col("kind").replace_strict(_kind_order(), return_dtype=pl.Int32).alias("order"))
        .sort("order", "assets_held", "name", descending=[False, True, False])
    )
    rows = []
    for row in joined.iter_rows(named=True):
        expected = "not known" if row["assets_expected"] is None else wording.count(row["assets_expected"])
        nothing = not row["assets_held"]
        newest = wording.day(row["newest_register_on"]) if row["newest_register_on"] else "not known"
        confirmed = "not yet"
        if row["confirmed_by"]:
            confirmed = esc(row["confirmed_by"]) + (
                f", {wording.day(row['confirmed_on'])}" if row["confirmed_on"] else ""
            )
        rows.append(
            f'<tr><th scope="row"><span class="named">{swatch(KINDS[row["order"]])}<bdi>{esc(row["name"])}</bdi></span></th>'
            f"<td>{wording.count(row['assets_held'])}</td><td>{expected}</td>"
            f"<td>{_ratio(row['located_share'], nothing)}</td><td>{_ratio(row['floor_area_share'], nothing)}</td>"
            f"<td>{'–' if nothing else 'not known' if row['gia_m2'] is None else wording.count(row['gia_m2'])}</td>"
            f'<td class="words">{"no register" if nothing else newest}</td><td class="words">{confirmed}</td></tr>'
        )
    return (
        '<div class="scroll" role="region" aria-labelledby="by-body-title" tabindex="0"><table class="figures"><thead><tr>'
        '<th scope="col">Body</th><th scope="col">Assets held</th><th scope="col">It says it holds</th>'
        '<th scope="col">Located</th><th scope="col">Buildings with floor area</th><th scope="col">Floor area, m²</th>'
        '<th scope="col" class="words">Newest register</th><th scope="col" class="words">Confirmed by</th></tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )


def _ratio(value: float | None, nothing: bool) -> str:
    return "–" if nothing else "not known" if value is None else wording.share(value, 1)


def _district_table(estate: pl.DataFrame, boundaries: pl.DataFrame) -> str:
    """One row a district of the place, then what stands outside and what is not located."""
    names = dict(boundaries.filter(pl.col("area_type") == "district").select("area_code", "area_name").iter_rows())
    inside = set(boundaries.filter(pl.col("is_in_place").fill_null(False))["area_code"])
    codes = sorted((code for code in names if code in inside), key=lambda code: (names[code], code))
    other = ~pl.col("area_code").is_in(codes) | pl.col("area_code").is_null()
    groups = [(plain(names[code]), estate.filter(pl.col("area_code") == code)) for code in codes]
    groups.append(("Elsewhere, or district not known", estate.filter(other & is_located())))
    groups.append(("Location not known", estate.filter(other & ~is_located())))
    rows = []
    for name, part in groups:
        item = Figures.of(part)
        if item.assets or name in names.values():
            known = f"{wording.count(item.with_floor_area)} of {wording.count(item.buildings)}"
            rows.append(
                f'<tr><th scope="row"><bdi>{esc(name)}</bdi></th><td>{wording.count(item.assets)}</td>'
                f"<td>{wording.count(item.buildings)}</td><td>{wording.count(item.land)}</td>"
                f"<td>{wording.count(item.floor_area_m2) if item.with_floor_area else 'not known' if item.buildings else '–'}"
                f"</td><td>{known}</td></tr>"
            )
    return (
        '<div class="scroll" role="region" aria-labelledby="by-district-title" tabindex="0"><table class="figures"><thead><tr>'
        '<th scope="col">District</th><th scope="col">Assets held</th><th scope="col">Buildings</th><th scope="col">Land</th>'
        '<th scope="col">Floor area, m²</th><th scope="col">known for buildings</th></tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )


def _about(
    estate: pl.DataFrame,
    estate_sources: pl.DataFrame,
    files: pl.DataFrame,
    boundaries: pl.DataFrame,
    spec: MapSpec,
    facts: PageFacts,
    complete: Completeness,
) -> str:
    """How it was made, what it cannot tell, and what it was made from."""
    overridden = ""
    if facts.overridden_checks:
        items = "".join(f"<li>{esc(item)}</li>" for item in facts.overridden_checks)
        overridden = f"<h3>Checks that failed and were accepted</h3><ul>{items}</ul>"
    credits = "".join(f"<li>{esc(item)}</li>" for item in _attributions(estate, boundaries, facts))
    return f"""<section class="about" aria-labelledby="about-title">
<h2 id="about-title">About this map</h2>
<h3 id="rest" tabindex="-1">How the rest can be found</h3><p>{esc(spec.wording.find_the_rest)}
{wording.count(complete.confirmed)} of {wording.plural(complete.bodies, "body has", "bodies have")} confirmed the picture of their own estate.</p>
<h3>How it was worked out</h3><p>{esc(spec.wording.method)}</p>
<h3>What it cannot tell</h3><p>{esc(spec.wording.cannot_tell)}</p>
{overridden}
<h3 id="sources-title">Sources</h3>
{_sources(estate, estate_sources, files)}
<h3>Licences and attributions</h3><ul>{credits}</ul>
</section>
"""


def _attributions(estate: pl.DataFrame, boundaries: pl.DataFrame, facts: PageFacts) -> list[str]:
    """What the caller names, and Ordnance Survey's line where boundaries or postcodes are in and nobody named it."""
    lines = [plain(item) for item in facts.attributions]
    uses_os_data = not boundaries.is_empty() or (estate["location_method"] == "postcode").any()
    if uses_os_data and not any("OS data" in line for line in lines):
        lines.append(f"Contains OS data © Crown copyright and database right {facts.published_on.year}")
    lines.append(
        "Drawn with Leaflet, © Volodymyr Agafonkin and CloudMade, BSD 2-clause licence (in the source of this page)"
    )
    return lines


def _sources(estate: pl.DataFrame, estate_sources: pl.DataFrame, files: pl.DataFrame) -> str:
    """Each file that is in the map: who sent it, what days it describes, how many lines."""
    used = (
        estate_sources.join(estate.select("asset_id", "as_at_on"), on="asset_id", how="inner")
        .group_by("source_file_id")
        .agg(pl.len().alias("lines"), pl.col("as_at_on").min().alias("first"), pl.col("as_at_on").max().alias("last"))
        .join(
            files.select("source_file_id", "sender", "path", "licence", "received_on"), on="source_file_id", how="left"
        )
        .sort("sender", "path", "source_file_id", nulls_last=True)
    )
    if used.is_empty():
        return "<p>No file is in this map.</p>"
    rows = []
    for row in used.iter_rows(named=True):
        name = str(row["path"] or row["source_file_id"]).replace("\\", "/").rsplit("/", 1)[-1]
        rows.append(
            f'<tr><td class="words"><bdi>{esc(row["sender"] or "not known")}</bdi></td><td class="words"><bdi>{esc(name)}</bdi></td>'
            f'<td class="words">{_describes(row["first"], row["last"], row["received_on"])}</td>'
            f'<td>{wording.count(row["lines"])}</td><td class="words">{esc(row["licence"] or "not stated")}</td></tr>'
        )
    opened = " open" if used.height <= SOURCES_OPEN else ""
    return (
        f"<details{opened}><summary>{wording.plural(used.height, 'file', 'files')} of "
        f"{wording.plural(used['sender'].n_unique(), 'sender', 'senders')}</summary>"
        '<div class="scroll" role="region" aria-labelledby="sources-title" tabindex="0"><table class="figures"><thead><tr>'
        '<th scope="col" class="words">Sender</th><th scope="col" class="words">File</th><th scope="col" class="words">Describes</th>'
        '<th scope="col">Lines used</th><th scope="col" class="words">Licence</th></tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div></details>"
    )


def _describes(first: date | None, last: date | None, received: date | None) -> str:
    if first is not None and last is not None:
        return wording.day(first) if first == last else f"{wording.day(first)} to {wording.day(last)}"
    return f"date not known; received {wording.day(received)}" if received else "date not known"


def _payload(
    estate: pl.DataFrame,
    bodies: pl.DataFrame,
    boundaries: pl.DataFrame,
    files: pl.DataFrame,
    estate_sources: pl.DataFrame,
    spec: MapSpec,
) -> dict[str, Any]:
    """Everything that estate_map.js draws and lists."""
    order = _kind_order()
    index = {body_id: position for position, body_id in enumerate(bodies["body_id"])}
    areas = dict(boundaries.select("area_code", "area_name").iter_rows())
    return {
        "kinds": [[kind.label, kind.letter, kind.colour, kind.ink] for kind in KINDS],
        "bodies": [[plain(name), order[kind]] for name, kind in bodies.select("name", "kind").iter_rows()],
        "areaNames": {plain(code): plain(name) for code, name in sorted(areas.items())},
        "map": layers.outlines(boundaries),
        "assets": layers.assets(estate, index, spec.columns, estate.select(held().alias("held"))["held"]),
        "sources": layers.source_lines(estate, estate_sources, files),
    }
