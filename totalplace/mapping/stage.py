"""The stage of a page of assets: the map with its legend, and beside it totals, search, filters and the list.

Belongs here: the elements that estate_map.js fills and listens to; their ids are its contract. Does not belong here:
the tables beneath (tables.py), behaviour (estate_map.js), looks (estate_map.css).
"""

from collections.abc import Sequence

import polars as pl

from totalplace.mapping import wording
from totalplace.mapping.colouring import Colouring
from totalplace.mapping.escape import esc
from totalplace.mapping.legend import legend, swatch
from totalplace.mapping.spec import MapSpec
from totalplace.mapping.tables import NOTHING, floor_area
from totalplace.mapping.totals import Completeness, Drawn, Figures


def coverage_line(
    figures: Figures,
    by_class: Sequence[Figures],
    drawn: Drawn,
    colours: Colouring,
    complete: Completeness,
    spec: MapSpec,
    left_out: int,
    more: Sequence[str] = (),
) -> str:
    """How much of the place is in the map, in one line beneath the title. `left_out`: assets held, but not in this edition.

    `more` is said instead of what is located and measured of everything held.
    """
    count, plural = wording.count, wording.plural
    held = ("asset held", "assets held") if "land" in spec.asset_kinds else ("building or site held", "buildings and sites held")
    items = []
    if left_out:
        items.append(f"Public edition: <b>{count(figures.assets)}</b> of {plural(figures.assets + left_out, *held)}")
    items += [
        f"Confirmed by <b>{count(complete.confirmed)}</b> of {plural(complete.bodies, 'body', 'bodies')}",
        f"registers from <b>{count(complete.with_register)}</b> of {count(complete.bodies)}",
    ]
    items += more or [
        f"located <b>{count(figures.located)}</b> of {plural(figures.assets, *held)}",
        f"floor area known for <b>{count(figures.with_floor_area)}</b> of "
        f"{plural(figures.buildings, 'building', 'buildings')}",
    ]
    if spec.colour_by.noun:
        known = sum(item.assets for shade, item in zip(colours.shades, by_class, strict=True) if not shade.is_unknown)
        items.append(f"{esc(spec.colour_by.noun)} known for <b>{count(known)}</b> of {count(figures.assets)}")
    if drawn.outside:
        items.append(f"<b>{count(drawn.outside)}</b> outside the boundary")
    items.append('<a href="#rest">How the rest can be found</a>')
    return f'<ul class="coverage" aria-label="Coverage">{"".join(f"<li>{item}</li>" for item in items)}</ul>'


def stage(
    map_html: str,
    figures: Figures,
    by_class: Sequence[Figures],
    drawn: Drawn,
    colours: Colouring,
    spec: MapSpec,
    *,
    disowned: int,
    not_asked: int,
    homes: int,
    has_boundaries: bool,
    panel: str = "",
) -> str:
    """The map and the panel. `map_html` is folium's element; `disowned` are lines of registers that are no asset of anybody.

    `not_asked` are assets held of a kind that the question is not about, `homes` single dwellings held, which are no assets;
    `panel` stands above the totals.
    """
    on_map = drawn.sized + drawn.unsized + drawn.land + drawn.hollow
    key = legend(drawn, colours, spec, clusters=on_map > spec.symbols.cluster_above, homes=homes)
    bare = "" if has_boundaries else _NO_BOUNDARIES
    details = "".join(
        f'<li data-name="{esc(item.key)}" data-label="{esc(item.label)}" data-format="{item.format}"'
        f"{' data-listed' if item.is_in_list else ''}></li>"
        for item in spec.columns
    )
    return f"""<div class="stage">
<section class="map-side" aria-label="Map">
<div class="map-box" id="map-box">
{map_html}
<p class="map-wait" id="map-wait" role="status">Drawing the map …</p>
<button type="button" class="whole" id="whole">Whole place</button>
{bare}
</div>
<p id="map-note" class="vh">Map of the assets held by the public bodies of the place, one symbol each. Arrow keys move
the map, plus and minus zoom it. Every asset is also in the list after the map, which can be limited to what the map
shows, and in the tables below.</p>
{key}
</section>
<section class="panel" id="find" tabindex="-1" aria-label="{"Clusters, totals" if spec.clusters else "Plan, totals" if spec.plan else "Totals"}, search and list">
{panel}{_totals(figures, by_class, colours, spec, disowned, not_asked)}
{_controls(colours, spec)}
<noscript><p>The map and the list need JavaScript. The totals and the tables of bodies and districts are complete
without.</p></noscript>
</section>
</div>
<ul id="detail-columns" hidden>{details}</ul>
"""


def _totals(figures: Figures, by_class: Sequence[Figures], colours: Colouring, spec: MapSpec, disowned: int, not_asked: int) -> str:
    """Assets, located, floor area, by class; each class's row takes it off the map and brings it back."""
    rows = []
    for position, (shade, item) in enumerate(zip(colours.shades, by_class, strict=True)):
        name = (
            f'<label class="kind-choice"><input type="checkbox" name="kind" value="{position}" checked>'
            f"{swatch(shade)}<span>{esc(_in_short(shade.label, spec))}</span></label>"
        )
        rows.append(f'<tr data-class="{position}"><th scope="row">{name}</th>{_cells(item)}</tr>')
    not_held = ""
    if figures.not_held:
        places = wording.plural(figures.not_held, "more place is", "more places are")
        nowhere = figures.not_held - figures.not_held_located
        not_held = (
            f"<p>{places} listed that no register or title shows a public body to hold: in no total, "
            + (
                f"{wording.count(figures.not_held_located)} drawn hollow, {wording.count(nowhere)} not located."
                if nowhere
                else "drawn hollow."
            )
            + "</p>"
        )
    if disowned:
        lines = wording.plural(disowned, "more entry of a register says", "more entries of registers say")
        not_held += f"<p>{lines} that the body does not own it: neither on the map nor in the list.</p>"
    if not_asked:
        pieces = wording.plural(not_asked, "piece of land is", "pieces of land are")
        not_held += f"<p>{pieces} held too: this map is about buildings and sites.</p>"
    return f"""<h2>Totals</h2>
<div class="scroll" role="group" aria-label="Totals by {esc(colours.label.lower())}" tabindex="0">
<table class="figures kinds">
<caption class="vh">Assets held by {esc(colours.label.lower())}; untick a row to take it off map and list</caption>
<thead><tr><th scope="col">{esc(colours.label)}</th><th scope="col">Assets</th><th scope="col">Located</th>
<th scope="col">Floor area, m²</th><th scope="col">Floor area known</th></tr></thead>
<tbody>{"".join(rows)}</tbody>
<tfoot><tr class="total" data-class="all"><th scope="row">All</th>{_cells(figures)}</tr></tfoot></table></div>
<p>Floor area is known for {wording.count(figures.with_floor_area)} of
{wording.plural(figures.buildings, "building", "buildings")}.</p>
{not_held}"""


def _in_short(label: str, spec: MapSpec) -> str:
    """What becomes of a building, without what that means: the legend says it."""
    return label.partition(":")[0] if spec.plan else label


def _cells(item: Figures) -> str:
    return "".join(f"<td>{cell}</td>" for cell in _figures(item))


def _figures(item: Figures) -> list[str]:
    known = wording.share(item.with_floor_area, item.buildings) if item.buildings else NOTHING
    return [wording.count(item.assets), wording.count(item.located), floor_area(item), known]


def option_cells(estate: pl.DataFrame, class_of_asset: list[int], classes: int) -> tuple[list[list[str]], list[str]]:
    """For a plan that the reader may choose: the figures of the totals, by class, and the counts of the legend."""
    of_asset = pl.Series(class_of_asset, dtype=pl.Int32)
    totals = [_figures(Figures.of(estate.filter(of_asset == number))) for number in range(classes)]
    return totals, [wording.count(number) for number in Drawn.of(estate, of_asset, classes).by_class]


_NO_BOUNDARIES = """<p class="no-boundaries">No boundaries of districts are loaded, so none are drawn, and nothing can be counted
by district. A file of boundaries in the folder reference/ puts them here.</p>"""



def _controls(colours: Colouring, spec: MapSpec) -> str:
    """Search, filters, order and list. A map of an order lists in that order first."""
    ordered = spec.colour_by.is_ordered
    in_order = f'<option value="class"{" selected" if ordered else ""}>{esc(colours.label)}</option>'
    plan_first = '<option value="class" selected>Given up first, most gained first</option>\n' if spec.plan else ""
    land = '<label><input type="checkbox" name="shape" value="land" checked>Land</label>\n' if "land" in spec.asset_kinds else ""
    return f"""<div class="controls">
<h2><label for="search">Find an asset</label></h2>
<input id="search" type="search" autocomplete="off" spellcheck="false" aria-describedby="search-hint" maxlength="80">
<p id="search-hint" class="hint">Name, street or postcode</p>
<details class="filters" id="filters"><summary>Filter <span id="filters-on"></span></summary>
<fieldset><legend>Show</legend>
<label><input type="checkbox" name="shape" value="building" checked>Buildings and sites</label>
{land}<label><input type="checkbox" name="shape" value="hollow" checked>Places not shown to be held</label>
</fieldset>
<div class="choices">
<p><label for="use">Use</label><select id="use"><option value="">All uses</option></select></p>
<p><label for="district">District</label><select id="district"><option value="">All districts</option></select></p>
</div>
<fieldset><legend>Bodies</legend>
<p class="buttons"><button type="button" id="all-bodies">Tick all</button>
<button type="button" id="no-bodies">Untick all</button></p>
<div id="body-list" class="body-list" role="group" aria-label="Bodies"></div></fieldset>
<p><button type="button" id="reset">Show everything again</button></p>
</details>
<p class="list-options"><label for="order">Order</label><select id="order">
{plan_first}<option value="size">Largest floor area first</option><option value="name">Name</option>
<option value="body">Body</option>{in_order if ordered and not spec.plan else ""}</select>
<label class="in-view"><input type="checkbox" id="in-view">Only what the map shows</label></p>
<p id="status" role="status" class="status"></p>
<ol id="results" class="results" aria-label="Assets"></ol>
<nav class="pager" aria-label="Pages of the list"><button type="button" data-step="-1">Previous</button>
<span id="list-page"></span><button type="button" data-step="1">Next</button></nav>
</div>"""

ASSETS_TABLE = """<div class="asset-table">
<h3 id="assets-title">All assets</h3>
<p class="hint">Follows the search and the filters above. The whole table, with every column, is mart.estate in the
published database.</p>
<p id="table-status"></p>
<div class="scroll" role="group" aria-labelledby="assets-title" tabindex="0">
<table class="figures" id="asset-table" aria-labelledby="assets-title"><thead><tr>
<th scope="col" class="words">Name</th><th scope="col" class="words">Body</th><th scope="col" class="words">Use</th>
<th scope="col" class="words">Address</th><th scope="col" class="words">Postcode</th>
<th scope="col" class="words">District</th><th scope="col" class="words">Kind of asset</th>
<th scope="col">Floor area, m²</th><th scope="col" class="words">On the map</th>
</tr></thead><tbody></tbody></table></div>
<nav class="pager" aria-label="Pages of the table"><button type="button" data-table-step="-1">Previous</button>
<span id="table-page"></span><button type="button" data-table-step="1">Next</button></nav>
</div>"""

PLAN_TABLE = """<div class="asset-table">
<h3 id="assets-title">All buildings, by the plan chosen above</h3>
<p class="hint">Follows the plan, the search and the filters above. The whole table, with every column and every plan, is mart.estate_plan in
the published database.</p>
<p id="table-status"></p>
<div class="scroll" role="group" aria-labelledby="assets-title" tabindex="0">
<table class="figures" id="asset-table" aria-labelledby="assets-title"><thead><tr>
<th scope="col" class="words">Name</th><th scope="col" class="words">Body</th><th scope="col" class="words">Use</th>
<th scope="col" class="words">District</th><th scope="col" class="words">What becomes of it</th><th scope="col" class="words">Why</th>
<th scope="col" class="words">How firm</th><th scope="col">Year</th><th scope="col">Net present gain; of a blocked one, if it were free, £</th><th scope="col">Floor area, m²</th>
</tr></thead><tbody></tbody></table></div>
<nav class="pager" aria-label="Pages of the table"><button type="button" data-table-step="-1">Previous</button>
<span id="table-page"></span><button type="button" data-table-step="1">Next</button></nav>
</div>"""
