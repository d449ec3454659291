"""A map of the estate: every asset of every body, coloured by what its declaration says, on one page that opens from disk.

Belongs here: what such a page says about the estate and which figures stand where. Does not belong here: the frame of a
page (page.py), the question and the classes of a map (maps/*.toml), drawing in the browser (estate_map.js).
A pure function: frames in, HTML out, the same HTML for the same frames.
"""

from collections.abc import Sequence
from typing import Any

import folium
import polars as pl
from branca.element import MacroElement
from folium.template import Template

from totalplace.contracts.mart import BODY_COVERAGE, ESTATE
from totalplace.mapping import layers, wording
from totalplace.mapping.colouring import Colouring, colouring
from totalplace.mapping.escape import plain
from totalplace.mapping.page import PageFacts, own_text, page, take_apart
from totalplace.mapping.palette import INDEX, KINDS, UNKNOWN_FILL
from totalplace.mapping.spec import MapSpec
from totalplace.mapping.stage import ASSETS_TABLE, coverage_line, stage
from totalplace.mapping.tables import about, same_facts
from totalplace.mapping.totals import Completeness, Drawn, Figures, disowned, held, register_days

BOUNDARY_COLUMNS = ("area_code", "area_name", "area_type", "is_in_place", "outline_wkb")
_TITLE_WORDS = 12  # a title says its finding in so many words, or says another
_FRAME = (49.9, -6.5, 55.9, 1.8)  # shown when there is neither a boundary nor a located asset: England and Wales


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
    coloured_by: pl.DataFrame,
    spec: MapSpec,
    facts: PageFacts,
) -> str:
    """The page. `coloured_by` is the table that the declaration names.

    Raises ValueError for a frame that lacks columns, and for a sensitive use, which must never come here.
    """
    _require("estate", estate, ESTATE.column_names)
    _require("bodies", bodies, ("body_id", "name", "kind"))
    _require("boundaries", boundaries, BOUNDARY_COLUMNS)
    _require("coverage", coverage, BODY_COVERAGE.column_names)
    _require("files", files, ("source_file_id", "sender", "path", "licence", "received_on"))
    _require("estate_sources", estate_sources, ("asset_id", "source_file_id", "source_part", "source_row"))
    sensitive = estate.filter(pl.col("function").str.to_lowercase().str.starts_with("sensitive")).height
    if sensitive:
        raise ValueError(f"{sensitive} assets of a sensitive use would be located on the map: filter them out before")

    not_owned = estate.filter(disowned()).height
    estate = estate.filter(~disowned()).sort("gia_m2", "name", "asset_id", descending=[True, False, False], nulls_last=True)
    bodies = bodies.sort(pl.col("kind").replace_strict(INDEX, return_dtype=pl.Int32), "name", "body_id")
    strangers = sorted(set(estate["body_id"].drop_nulls()) - set(bodies["body_id"]))
    if strangers:
        raise ValueError(f"bodies of the estate are not among the bodies: {', '.join(strangers)}")
    colours = colouring(estate, coloured_by, spec.colour_by)
    figures, complete = Figures.of(estate), Completeness.of(coverage)
    drawn = Drawn.of(estate, colours.of_asset, len(colours.shades))
    by_class = [Figures.of(estate.filter(colours.of_asset == number)) for number in range(len(colours.shades))]
    first, last = register_days(estate)

    drawing = _drawing(spec, clusters=estate.height - drawn.unlocated > spec.symbols.cluster_above)
    parts = take_apart(drawing)
    return page(
        parts,
        title=_title(estate, bodies, figures, by_class, colours, complete, facts, spec),
        subtitle=spec.wording.subtitle.format(place=facts.place_name, period=wording.period(first, last)),
        question=spec.question,
        audience=spec.audience,
        facts=facts,
        lead=coverage_line(figures, drawn, complete, facts.assets_left_out),
        body=stage(
            parts.html,
            figures,
            by_class,
            drawn,
            colours,
            spec,
            disowned=not_owned,
            has_boundaries=not boundaries.is_empty(),
        )
        + same_facts(estate, bodies, boundaries, coverage, ASSETS_TABLE),
        about=about(estate, estate_sources, files, boundaries, spec, facts, complete),
        styles=[own_text("page.css"), own_text("estate_map.css")],
        scripts=[own_text("estate_map.js")],
        data={"estate-data": layers.packed(_payload(estate, bodies, boundaries, files, estate_sources, colours, spec))},
        skip_links=[
            ("find", "Skip to search and list"),
            ("tables", "Skip to the tables: the same facts without the map"),
        ],
    )


def _require(what: str, frame: pl.DataFrame, columns: Sequence[str]) -> None:
    missing = [name for name in columns if name not in frame.columns]
    if missing:
        raise ValueError(f"{what} has no column {', '.join(missing)}")


def _drawing(spec: MapSpec, *, clusters: bool) -> folium.Map:
    """An empty folium map: no tiles, no pins, only Leaflet; estate_map.js frames and fills it."""
    drawing = folium.Map(
        location=[(_FRAME[0] + _FRAME[2]) / 2, (_FRAME[1] + _FRAME[3]) / 2],
        zoom_start=6,
        tiles=None,
        zoom_control=True,
        prefer_canvas=True,
        fade_animation=False,
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
                # a line of its own in the details, unless the line of the body says it
                "colourLabel": "" if spec.colour_by.table == "ref.body" else spec.colour_by.label,
            }
        )
    )
    return drawing


def _title(
    estate: pl.DataFrame,
    bodies: pl.DataFrame,
    figures: Figures,
    by_class: Sequence[Figures],
    colours: Colouring,
    complete: Completeness,
    facts: PageFacts,
    spec: MapSpec,
) -> str:
    """The finding in at most twelve words; where too little is known or shown, what is, instead."""
    words, low = spec.wording, spec.low_coverage
    if not figures.assets:
        return words.title_nothing
    if facts.assets_left_out:
        return words.title_public.format(
            assets=wording.count(figures.assets), held=wording.count(figures.assets + facts.assets_left_out)
        )
    if (
        complete.with_register < low.bodies_share * complete.bodies
        or figures.located < low.located_share * figures.assets
    ):
        return words.title_coverage.format(
            with_register=complete.with_register,
            bodies=complete.bodies,
            located=wording.share(figures.located, figures.assets),
            assets=wording.count(figures.assets),
        )
    by_area = figures.buildings > 0 and figures.with_floor_area >= low.floor_area_share * figures.buildings
    by_area = by_area and figures.floor_area_m2 > 0
    whole = figures.floor_area_m2 if by_area else figures.assets
    values = [item.floor_area_m2 if by_area else item.assets for item in by_class]
    if sum(value > 0 for value in values) > 1:
        top = max(range(len(values)), key=lambda position: (values[position], -position))
        template = words.title_floor_area if by_area else words.title_assets
        return template.format(
            top=colours.shades[top].label,
            share=wording.share(values[top], whole),
            assets=wording.count(figures.assets),
        )
    # that all is of one class is no finding: which body holds most, unless it is the only one
    each = [
        (item.floor_area_m2 if by_area else item.assets, plain(name))
        for body_id, name in bodies.select("body_id", "name").iter_rows()
        if (item := Figures.of(estate.filter(pl.col("body_id") == body_id))).assets
    ]
    most, name = max(each, key=lambda entry: entry[0])
    title = words.title_one_class.format(body=name, share=wording.share(most, whole))
    if len(each) > 1 and len(title.replace(wording.NBSP, " ").split()) <= _TITLE_WORDS:
        return title
    return words.title_all.format(
        assets=wording.plural(figures.assets, "asset", "assets"), floor_area=wording.area(figures.floor_area_m2 or None)
    )


def _payload(
    estate: pl.DataFrame,
    bodies: pl.DataFrame,
    boundaries: pl.DataFrame,
    files: pl.DataFrame,
    estate_sources: pl.DataFrame,
    colours: Colouring,
    spec: MapSpec,
) -> dict[str, Any]:
    """Everything that estate_map.js draws and lists."""
    index = {body_id: position for position, body_id in enumerate(bodies["body_id"])}
    areas = dict(boundaries.select("area_code", "area_name").iter_rows())
    held_or_not = estate.select(held().alias("held"))["held"]
    return {
        "classes": [[shade.label, shade.mark, shade.colour, shade.ink, int(shade.is_unknown)] for shade in colours.shades],
        "kinds": [kind.label for kind in KINDS],
        "bodies": [
            [plain(name), INDEX[kind], colours.of_body.get(body_id, -1)]
            for body_id, name, kind in bodies.select("body_id", "name", "kind").iter_rows()
        ],
        "areaNames": {plain(code): plain(name) for code, name in sorted(areas.items())},
        "map": layers.outlines(boundaries),
        "assets": layers.assets(estate, index, spec.columns, held_or_not, colours.of_asset),
        # which line of which file is for the partners
        "sources": None if spec.audience == "public" else layers.source_lines(estate, estate_sources, files),
    }
