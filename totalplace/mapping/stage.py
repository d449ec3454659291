"""The stage of a page of assets: the map with its legend, and beside it totals, search, filters and the list.

Belongs here: the elements that estate_map.js fills and listens to; their ids are its contract. Does not belong here:
the tables beneath (tables.py), behaviour (estate_map.js), looks (estate_map.css).
"""

from collections.abc import Sequence

import polars as pl

from totalplace.language import say, say_html
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
    of_what = "counted.assets_held" if "land" in spec.asset_kinds else "counted.buildings_and_sites_held"
    items: list[str] = []
    if left_out:
        items.append(say_html("stage.public_edition", shown=figures.assets, held=say(of_what, number=figures.assets + left_out)))
    items += [
        say_html("stage.confirmed", confirmed=complete.confirmed, bodies=say("counted.bodies", number=complete.bodies)),
        say_html("stage.registers", with_register=complete.with_register, bodies=complete.bodies),
    ]
    items += more or [
        say_html("stage.located", located=figures.located, held=say(of_what, number=figures.assets)),
        say_html("stage.floor_area_known", with_floor_area=figures.with_floor_area, buildings=say("counted.buildings", number=figures.buildings)),
    ]
    if spec.colour_by.noun:
        known = sum(item.assets for shade, item in zip(colours.shades, by_class, strict=True) if not shade.is_unknown)
        items.append(say_html("stage.class_known", noun=spec.colour_by.noun, known=known, assets=figures.assets))
    if drawn.outside:
        items.append(say_html("stage.outside", outside=drawn.outside))
    items.append(f'<a href="#rest">{say_html("stage.find_the_rest")}</a>')
    return f'<ul class="coverage" aria-label="{say_html("stage.coverage")}">{"".join(f"<li>{item}</li>" for item in items)}</ul>'


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
    bare = "" if has_boundaries else f'<p class="no-boundaries">{say_html("stage.no_boundaries")}</p>'
    panel_label = say_html("stage.panel_clusters") if spec.clusters else say_html("stage.panel_plan") if spec.plan else say_html("stage.panel")
    details = "".join(
        f'<li data-name="{esc(item.key)}" data-label="{esc(item.label)}" data-format="{item.format}"'
        f"{' data-listed' if item.is_in_list else ''}></li>"
        for item in spec.columns
    )
    return f"""<div class="stage">
<section class="map-side" aria-label="{say_html("stage.map")}">
<div class="map-box" id="map-box">
{map_html}
<p class="map-wait" id="map-wait" role="status">{say_html("stage.drawing")}</p>
<button type="button" class="whole" id="whole">{say_html("stage.whole_place")}</button>
{bare}
</div>
<p id="map-note" class="vh">{say_html("stage.map_note")}</p>
{key}
</section>
<section class="panel" id="find" tabindex="-1" aria-label="{panel_label}">
{panel}{_totals(figures, by_class, colours, spec, disowned, not_asked)}
{_controls(colours, spec)}
<noscript><p>{say_html("stage.no_script")}</p></noscript>
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
        nowhere = figures.not_held - figures.not_held_located
        said = (
            say_html("stage.not_held_some_not_located", places=figures.not_held, hollow=figures.not_held_located, nowhere=nowhere)
            if nowhere
            else say_html("stage.not_held", places=figures.not_held)
        )
        not_held = f"<p>{said}</p>"
    if disowned:
        not_held += f"<p>{say_html('stage.not_owned', entries=disowned)}</p>"
    if not_asked:
        not_held += f"<p>{say_html('stage.not_asked', pieces=not_asked)}</p>"
    return f"""<h2>{say_html("stage.totals")}</h2>
<div class="scroll" role="group" aria-label="{say_html("stage.totals_by", what=colours.label.lower())}" tabindex="0">
<table class="figures kinds">
<caption class="vh">{say_html("stage.totals_caption", what=colours.label.lower())}</caption>
<thead><tr><th scope="col">{esc(colours.label)}</th><th scope="col">{say_html("stage.assets")}</th><th scope="col">{say_html("stage.located_head")}</th>
<th scope="col">{say_html("stage.floor_area_head")}</th><th scope="col">{say_html("stage.floor_area_known_head")}</th></tr></thead>
<tbody>{"".join(rows)}</tbody>
<tfoot><tr class="total" data-class="all"><th scope="row">{say_html("stage.all")}</th>{_cells(figures)}</tr></tfoot></table></div>
<p>{say_html("stage.floor_area_is_known", with_floor_area=figures.with_floor_area, buildings=figures.buildings)}</p>
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



def _controls(colours: Colouring, spec: MapSpec) -> str:
    """Search, filters, order and list. A map of an order lists in that order first."""
    ordered = spec.colour_by.is_ordered
    in_order = f'<option value="class"{" selected" if ordered else ""}>{esc(colours.label)}</option>'
    plan_first = f'<option value="class" selected>{say_html("stage.given_up_first")}</option>\n' if spec.plan else ""
    land = f'<label><input type="checkbox" name="shape" value="land" checked>{say_html("stage.land")}</label>\n' if "land" in spec.asset_kinds else ""
    return f"""<div class="controls">
<h2><label for="search">{say_html("stage.find")}</label></h2>
<input id="search" type="search" autocomplete="off" spellcheck="false" aria-describedby="search-hint" maxlength="80">
<p id="search-hint" class="hint">{say_html("stage.search_hint")}</p>
<details class="filters" id="filters"><summary>{say_html("stage.filter")} <span id="filters-on"></span></summary>
<fieldset><legend>{say_html("stage.show")}</legend>
<label><input type="checkbox" name="shape" value="building" checked>{say_html("stage.buildings_and_sites")}</label>
{land}<label><input type="checkbox" name="shape" value="hollow" checked>{say_html("stage.not_shown_held")}</label>
</fieldset>
<div class="choices">
<p><label for="use">{say_html("stage.use")}</label><select id="use"><option value="">{say_html("stage.all_uses")}</option></select></p>
<p><label for="district">{say_html("stage.district")}</label><select id="district"><option value="">{say_html("stage.all_districts")}</option></select></p>
</div>
<fieldset><legend>{say_html("stage.bodies")}</legend>
<p class="buttons"><button type="button" id="all-bodies">{say_html("stage.tick_all")}</button>
<button type="button" id="no-bodies">{say_html("stage.untick_all")}</button></p>
<div id="body-list" class="body-list" role="group" aria-label="{say_html("stage.bodies")}"></div></fieldset>
<p><button type="button" id="reset">{say_html("stage.show_everything")}</button></p>
</details>
<p class="list-options"><label for="order">{say_html("stage.order")}</label><select id="order">
{plan_first}<option value="size">{say_html("stage.largest_first")}</option><option value="name">{say_html("stage.name")}</option>
<option value="body">{say_html("stage.body")}</option>{in_order if ordered and not spec.plan else ""}</select>
<label class="in-view"><input type="checkbox" id="in-view">{say_html("stage.in_view")}</label></p>
<p id="status" role="status" class="status"></p>
<ol id="results" class="results" aria-label="{say_html("stage.assets_list")}"></ol>
<nav class="pager" aria-label="{say_html("stage.pages_of_list")}"><button type="button" data-step="-1">{say_html("stage.previous")}</button>
<span id="list-page"></span><button type="button" data-step="1">{say_html("stage.next")}</button></nav>
</div>"""

def assets_table() -> str:
    """All assets in a table that estate_map.js fills."""
    return f"""<div class="asset-table">
<h3 id="assets-title">{say_html("stage.all_assets")}</h3>
<p class="hint">{say_html("stage.all_assets_hint")}</p>
<p id="table-status"></p>
<div class="scroll" role="group" aria-labelledby="assets-title" tabindex="0">
<table class="figures" id="asset-table" aria-labelledby="assets-title"><thead><tr>
<th scope="col" class="words">{say_html("stage.name")}</th><th scope="col" class="words">{say_html("stage.body")}</th><th scope="col" class="words">{say_html("stage.use")}</th>
<th scope="col" class="words">{say_html("stage.address")}</th><th scope="col" class="words">{say_html("stage.postcode")}</th>
<th scope="col" class="words">{say_html("stage.district")}</th><th scope="col" class="words">{say_html("stage.kind_of_asset")}</th>
<th scope="col">{say_html("stage.floor_area_head")}</th><th scope="col" class="words">{say_html("stage.on_the_map")}</th>
</tr></thead><tbody></tbody></table></div>
{_table_pager()}
</div>"""


def plan_table() -> str:
    """All buildings by the plan chosen, in a table that estate_map.js fills."""
    return f"""<div class="asset-table">
<h3 id="assets-title">{say_html("stage.all_buildings")}</h3>
<p class="hint">{say_html("stage.all_buildings_hint")}</p>
<p id="table-status"></p>
<div class="scroll" role="group" aria-labelledby="assets-title" tabindex="0">
<table class="figures" id="asset-table" aria-labelledby="assets-title"><thead><tr>
<th scope="col" class="words">{say_html("stage.name")}</th><th scope="col" class="words">{say_html("stage.body")}</th><th scope="col" class="words">{say_html("stage.use")}</th>
<th scope="col" class="words">{say_html("stage.district")}</th><th scope="col" class="words">{say_html("stage.what_becomes")}</th><th scope="col" class="words">{say_html("stage.why")}</th>
<th scope="col" class="words">{say_html("stage.how_firm")}</th><th scope="col">{say_html("stage.year")}</th><th scope="col">{say_html("stage.gain")}</th><th scope="col">{say_html("stage.floor_area_head")}</th>
</tr></thead><tbody></tbody></table></div>
{_table_pager()}
</div>"""


def _table_pager() -> str:
    return f"""<nav class="pager" aria-label="{say_html("stage.pages_of_table")}"><button type="button" data-table-step="-1">{say_html("stage.previous")}</button>
<span id="table-page"></span><button type="button" data-table-step="1">{say_html("stage.next")}</button></nav>"""
