"""A map of the estate: every asset of every body, coloured by what its declaration says, on one page that opens from disk.

Belongs here: what such a page says about the estate and which figures stand where. Does not belong here: the frame of a
page (page.py), the question and the classes of a map (maps/*.toml), drawing in the browser (estate_map.js).
A pure function: frames in, HTML out, the same HTML for the same frames.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import folium
import polars as pl
from branca.element import MacroElement
from folium.template import Template

from totalplace.contracts import contract
from totalplace.contracts.mart import BODY_COVERAGE, ESTATE
from totalplace.language import say
from totalplace.mapping import clusters, findings, layers, wording
from totalplace.mapping.clusters import Clustered
from totalplace.mapping.colouring import Colouring, colouring
from totalplace.mapping.escape import plain
from totalplace.mapping.known import known_by_body
from totalplace.mapping.page import PageFacts, own_text, page, take_apart
from totalplace.mapping.palette import INDEX, KINDS, UNKNOWN_FILL
from totalplace.mapping.planned import Planned
from totalplace.mapping.spec import DetailColumn, MapSpec
from totalplace.mapping.stage import assets_table, coverage_line, plan_table, stage
from totalplace.mapping.tables import about, same_facts, why_not_known
from totalplace.mapping.terms import term
from totalplace.mapping.totals import Completeness, Drawn, Figures, disowned, held, register_days

BOUNDARY_COLUMNS = ("area_code", "area_name", "area_type", "is_in_place", "outline_wkb")
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


@dataclass(frozen=True)
class Shown:
    """What a map of the estate shows, worked out of its tables: the same for its page and for its picture."""

    estate: pl.DataFrame
    bodies: pl.DataFrame
    coloured_by: pl.DataFrame
    colours: Colouring
    figures: Figures
    by_class: Sequence[Figures]
    drawn: Drawn
    not_owned: int
    not_asked: int
    title: str
    subtitle: str
    lead: str

    @classmethod
    def of(
        cls, estate: pl.DataFrame, bodies: pl.DataFrame, coverage: pl.DataFrame, coloured_by: pl.DataFrame, spec: MapSpec, facts: PageFacts, clustered: Clustered | None, planned: Planned | None
    ) -> "Shown":
        """Raises ValueError for a sensitive use, which must never come here, and for a body that is not among the bodies."""
        sensitive = estate.filter(pl.col("function").str.to_lowercase().str.starts_with("sensitive")).height
        if sensitive:
            raise ValueError(f"{sensitive} assets of a sensitive use would be located on the map: filter them out before")

        asked = pl.col("asset_kind").is_in(spec.asset_kinds)
        not_asked = estate.filter(~disowned() & held() & ~asked).height
        estate = estate.filter(asked)
        more: list[str] = []
        if clustered:
            not_asked, more, estate = 0, clustered.coverage(estate.filter(~disowned())), clustered.only(estate)
        if planned:
            not_asked, more, estate, coloured_by = 0, planned.coverage(), planned.only(estate), planned.first.buildings
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
        return cls(
            estate, bodies, coloured_by, colours, figures, by_class, drawn, not_owned, not_asked,
            title=findings.title(spec, estate, bodies, coverage, by_class, colours, facts.assets_left_out, clustered, planned),
            subtitle=spec.wording.subtitle.format(place=facts.place_name, period=wording.period(first, last)),
            lead=coverage_line(figures, by_class, drawn, colours, complete, spec, facts.assets_left_out, more),
        )  # fmt: skip


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
    clustered: Clustered | None = None,
    planned: Planned | None = None,
) -> str:
    """The page. `coloured_by` is the table that the declaration names; `clustered` are the clusters of a map of clusters, `planned` is the plan of one of it.

    Raises ValueError for a frame that lacks columns, and for a sensitive use, which must never come here.
    """
    _require("estate", estate, ESTATE.column_names)
    _require("bodies", bodies, ("body_id", "name", "kind"))
    _require("boundaries", boundaries, BOUNDARY_COLUMNS)
    _require("coverage", coverage, BODY_COVERAGE.column_names)
    _require("files", files, ("source_file_id", "sender", "path", "licence", "received_on"))
    _require("estate_sources", estate_sources, ("asset_id", "source_file_id", "source_part", "source_row"))

    shown = Shown.of(estate, bodies, coverage, coloured_by, spec, facts, clustered, planned)
    estate, bodies, coloured_by, colours, drawn = shown.estate, shown.bodies, shown.coloured_by, shown.colours, shown.drawn
    drawing = _drawing(spec, clusters=estate.height - drawn.unlocated > spec.symbols.cluster_above)
    parts = take_apart(drawing)
    return page(
        parts,
        title=shown.title,
        subtitle=shown.subtitle,
        question=spec.question,
        audience=spec.audience,
        facts=facts,
        lead=shown.lead,
        body=known_by_body(spec.facts, bodies, coverage)
        + stage(
            parts.html,
            shown.figures,
            shown.by_class,
            drawn,
            colours,
            spec,
            disowned=shown.not_owned,
            not_asked=shown.not_asked,
            homes=int(coverage["dwellings_held"].sum()),
            has_boundaries=not boundaries.is_empty(),
            panel=planned.panel() if planned else clusters.ranked_list() if clustered else "",
        )
        + (planned.sections(estate) if planned else "")
        + same_facts(estate, bodies, boundaries, coverage, (clustered.table(estate, boundaries) if clustered else "") + (plan_table() if planned else assets_table()), facts.assets_left_out),
        about=about(estate, estate_sources, files, boundaries, spec, facts, Completeness.of(coverage), planned.missing() if planned else why_not_known(estate, coloured_by, colours, spec.colour_by), planned.proof() if planned else ""),
        styles=[own_text("page.css"), own_text("estate_map.css")],
        scripts=[*([own_text("plan_map.js")] if planned else []), own_text("estate_map.js")],
        data={"estate-data": layers.packed(_payload(estate, bodies, boundaries, files, estate_sources, coloured_by, colours, spec, clustered, planned))},
        words=["estate_js", "wording", *(["plan_js"] if planned else [])],
        skip_links=[
            ("find", say("estate_map.skip_find")),
            *([("plans", say("estate_map.skip_plans"))] if planned else []),
            ("tables", say("estate_map.skip_tables")),
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
                "isOrdered": spec.colour_by.is_ordered,
                "knownFrom": spec.symbols.known_from_px,
                "hullsFrom": spec.clusters.hulls_from_zoom if spec.clusters else None,
                # a line of its own in the details, unless the line of the body says it
                "colourLabel": "" if spec.colour_by.table == "ref.body" else spec.colour_by.label,
            }
        )
    )
    return drawing


def _payload(
    estate: pl.DataFrame,
    bodies: pl.DataFrame,
    boundaries: pl.DataFrame,
    files: pl.DataFrame,
    estate_sources: pl.DataFrame,
    coloured_by: pl.DataFrame,
    colours: Colouring,
    spec: MapSpec,
    clustered: Clustered | None,
    planned: Planned | None,
) -> dict[str, Any]:
    """Everything that estate_map.js draws and lists."""
    index = {body_id: position for position, body_id in enumerate(bodies["body_id"])}
    areas = dict(boundaries.select("area_code", "area_name").iter_rows())
    plan = planned.payload(estate, index, spec, len(colours.shades)) if planned else None
    held_or_not = estate.select(held().alias("held"))["held"]
    return {
        "classes": [[shade.label, shade.mark, shade.colour, shade.ink, int(shade.is_unknown), shade.shape or ""] for shade in colours.shades],
        "kinds": [kind.label for kind in KINDS],
        "bodies": [
            [plain(name), INDEX[kind], colours.of_body.get(body_id, -1)]
            for body_id, name, kind in bodies.select("body_id", "name", "kind").iter_rows()
        ],
        "areaNames": {plain(code): plain(name) for code, name in sorted(areas.items())},
        "map": layers.outlines(boundaries),
        "clusters": clustered.payload(estate) if clustered else None,
        "plan": plan,
        "assets": layers.assets(_with_details(estate, coloured_by, files, spec, clustered), index, _standing(spec), held_or_not, colours.of_asset),
        # which line of which file is for the partners
        "sources": None if spec.audience == "public" else layers.source_lines(estate, estate_sources, files),
    }


def _with_details(estate: pl.DataFrame, coloured_by: pl.DataFrame, files: pl.DataFrame, spec: MapSpec, clustered: Clustered | None) -> pl.DataFrame:
    """The estate with every column of the details under its key, codes and ids of files in words."""
    columns = _standing(spec)
    for name in dict.fromkeys(item.table for item in columns if item.table != spec.table):
        others = [item for item in columns if item.table == name]
        table = clustered.members if clustered and name != spec.colour_by.table else coloured_by
        estate = estate.join(
            table.select("asset_id", *(pl.col(item.name).alias(item.key) for item in others)),
            on="asset_id",
            how="left",
            maintain_order="left",
        )
    names = {key: plain(path).replace("\\", "/").rsplit("/", 1)[-1] for key, path in files.select("source_file_id", "path").iter_rows()}
    listed = {item.key: {value: term(value) for value in contract(item.table).column(item.name).values} for item in columns if not item.words and item.format == "text"}
    said = [(item.key, item.words or listed.get(item.key) or names) for item in columns if item.words or item.format == "file" or listed.get(item.key)]
    return estate.with_columns(pl.col(key).replace(words) for key, words in said)


def _standing(spec: MapSpec) -> list[DetailColumn]:
    """The details that are the same whatever plan is chosen."""
    return [item for item in spec.columns if not (spec.plan and item.table == spec.colour_by.table)]
