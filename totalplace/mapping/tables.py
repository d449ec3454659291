"""Tables of a page, and the sections of words beneath them.

Belongs here: one way to write an accessible table, and what the estate page says in tables and in its section "About".
Does not belong here: the map and the panel beside it (stage.py), the counting (totals.py).
"""

from collections.abc import Iterable, Sequence
from datetime import date

import polars as pl

from totalplace.language import say, say_html
from totalplace.mapping import wording
from totalplace.mapping.colouring import Colouring, Shade
from totalplace.mapping.escape import esc, plain
from totalplace.mapping.legend import swatch
from totalplace.mapping.page import PageFacts
from totalplace.mapping.palette import INDEX, KINDS
from totalplace.mapping.spec import ColourBy, MapSpec
from totalplace.mapping.totals import Completeness, Figures, held, is_located

SOURCES_OPEN = 12  # a longer table of sources starts folded
NOTHING = "–"
_KINDS = {kind.key: kind for kind in KINDS}


def kind_swatch(kind: str) -> str:
    """The disc of a kind of body."""
    return swatch(Shade(_KINDS[kind].label, _KINDS[kind].letter, _KINDS[kind].colour))


def by_kind_and_size(bodies: pl.DataFrame, coverage: pl.DataFrame) -> pl.DataFrame:
    """The rows of the bodies with their names, kinds in their order, largest first within a kind."""
    return (
        coverage.join(bodies.select("body_id", "name", "kind"), on="body_id", how="left")
        .with_columns(pl.col("name").fill_null(pl.col("body_id")), pl.col("kind").fill_null("other"))
        .sort(
            pl.col("kind").replace_strict(INDEX, return_dtype=pl.Int32), "assets_held", "name", "body_id",
            descending=[False, True, False, False],
        )
    )  # fmt: skip


def table(headings: Sequence[str], rows: Iterable[str], *, described_by: str, words: Sequence[int] = (0,)) -> str:
    """A table in a box that scrolls sideways by itself and can be reached by keyboard; a heading without words is no heading.

    `words` are the columns of text, set left; the others are figures, set right. `rows` are HTML already made safe.
    """
    head = "".join(
        f'<th scope="col"{" class=words" if position in words else ""}>{esc(heading)}</th>' if heading else f"<td{' class=words' if position in words else ''}></td>"
        for position, heading in enumerate(headings)
    )
    return (
        f'<div class="scroll" role="group" aria-labelledby="{described_by}" tabindex="0"><table class="figures" aria-labelledby="{described_by}">'
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )


def floor_area(item: Figures) -> str:
    """Square metres as a figure, or why there is none."""
    if item.with_floor_area:
        return wording.count(item.floor_area_m2)
    return say("wording.not_known") if item.buildings else NOTHING


def same_facts(
    estate: pl.DataFrame, bodies: pl.DataFrame, boundaries: pl.DataFrame, coverage: pl.DataFrame, assets_table: str, left_out: int = 0
) -> str:
    """The same facts as the map shows, in tables: by body, by district, and all assets. `left_out` assets are held, and not for the readers of this edition."""
    counts_all = f'<p class="hint">{say_html("tables.counts_all")}</p>\n' if left_out else ""
    return f"""<section class="wide" id="tables" tabindex="-1" aria-labelledby="tables-title">
<h2 id="tables-title">{say_html("tables.title")}</h2>
<h3 id="by-body-title">{say_html("tables.by_body")}</h3>
{counts_all}{_body_table(bodies, coverage)}
<h3 id="by-district-title">{say_html("tables.by_district")}</h3>
{_district_table(estate, boundaries)}
{assets_table}
</section>
"""


def _body_table(bodies: pl.DataFrame, coverage: pl.DataFrame) -> str:
    """One row a body."""
    rows = []
    for row in by_kind_and_size(bodies, coverage).iter_rows(named=True):
        nothing = not row["assets_held"]
        known = not nothing and row["gia_m2"] is not None
        newest = wording.day(row["newest_register_on"]) if row["newest_register_on"] else say("wording.not_known")
        cells = [
            wording.count(row["assets_held"]),
            say("wording.not_known") if row["assets_expected"] is None else wording.count(row["assets_expected"]),
            _ratio(row["located_share"], nothing),
            _ratio(row["floor_area_share"], nothing),
            wording.count(row["gia_m2"]) if known else NOTHING if nothing else say("wording.not_known"),
        ]
        confirmed = say("tables.not_yet")
        if row["confirmed_by"]:
            on = row["confirmed_on"]
            confirmed = say_html("tables.confirmed_on", by=row["confirmed_by"], day=wording.day(on)) if on else esc(row["confirmed_by"])
        rows.append(
            f'<tr><th scope="row"><span class="named">{kind_swatch(row["kind"])}'
            f"<bdi>{esc(row['name'])}</bdi></span></th>"
            + "".join(f"<td>{cell}</td>" for cell in cells)
            + f'<td class="words">{say_html("tables.no_register") if nothing else newest}</td><td class="words">{confirmed}</td></tr>'
        )
    headings = (
        say("tables.body"),
        say("tables.assets_held"),
        say("tables.says_it_holds"),
        say("tables.located"),
        say("tables.buildings_with_area"),
        say("tables.floor_area"),
        say("tables.newest"),
        say("tables.confirmed_by"),
    )
    return table(headings, rows, described_by="by-body-title", words=(0, 6, 7))


def _ratio(value: float | None, nothing: bool) -> str:
    return NOTHING if nothing else say("wording.not_known") if value is None else wording.share(value, 1)


def _district_table(estate: pl.DataFrame, boundaries: pl.DataFrame) -> str:
    """One row a district of the place, then what stands outside and what is not located."""
    inside = boundaries.filter((pl.col("area_type") == "district") & pl.col("is_in_place").fill_null(False))
    names = dict(inside.select("area_code", "area_name").iter_rows())
    codes = sorted(names, key=lambda code: (names[code], code))
    other = ~pl.col("area_code").is_in(codes) | pl.col("area_code").is_null()
    groups = [(plain(names[code]), estate.filter(pl.col("area_code") == code)) for code in codes]
    rest = [
        (say("tables.elsewhere"), estate.filter(other & is_located())),
        (say("tables.location_not_known"), estate.filter(other & ~is_located())),
    ]
    rows = []
    whole = Figures.of(estate)
    has_sites, has_land = whole.sites > 0, whole.land > 0
    for name, part in [*groups, *((name, part) for name, part in rest if Figures.of(part).assets)]:
        item = Figures.of(part)
        rows.append(
            f'<tr><th scope="row"><bdi>{esc(name)}</bdi></th><td>{wording.count(item.assets)}</td>'
            f"<td>{wording.count(item.buildings)}</td>"
            + (f"<td>{wording.count(item.sites)}</td>" if has_sites else "")
            + (f"<td>{wording.count(item.land)}</td>" if has_land else "")
            + f"<td>{floor_area(item)}</td>"
            f"<td>{say_html('tables.of', some=item.with_floor_area, all=item.buildings)}</td></tr>"
        )
    headings = (
        say("tables.district"),
        say("tables.assets_held"),
        say("tables.buildings"),
        *((say("tables.sites"),) if has_sites else ()),
        *((say("tables.land"),) if has_land else ()),
        say("tables.floor_area"),
        say("tables.floor_area_known"),
    )
    return table(headings, rows, described_by="by-district-title")


def about(
    estate: pl.DataFrame,
    estate_sources: pl.DataFrame,
    files: pl.DataFrame,
    boundaries: pl.DataFrame,
    spec: MapSpec,
    facts: PageFacts,
    complete: Completeness,
    not_known: str,
    proof: str = "",
) -> str:
    """How it was made, what it cannot tell, and what it was made from."""
    overridden = ""
    if facts.overridden_checks:
        items = "".join(f"<li>{esc(item)}</li>" for item in facts.overridden_checks)
        overridden = f"<h3>{say_html('sections.accepted')}</h3><ul>{items}</ul>"
    credits = "".join(f"<li>{esc(item)}</li>" for item in (*credits_of(estate, boundaries, facts), say("tables.leaflet")))
    confirmed = say_html("tables.confirmed", confirmed=complete.confirmed, bodies=complete.bodies)
    return f"""<section class="about" aria-labelledby="about-title">
<h2 id="about-title">{say_html("sections.about_map")}</h2>
<h3 id="rest" tabindex="-1">{say_html("sections.rest")}</h3><p>{esc(spec.wording.find_the_rest)} {confirmed}</p>
{not_known}
<h3>{say_html("sections.method")}</h3><p>{esc(spec.wording.method)}</p>
{proof}
<h3>{say_html("sections.cannot_tell")}</h3><p>{esc(spec.wording.cannot_tell)}</p>
{_left_out(spec, facts)}
{overridden}
<h3 id="sources-title">{say_html("sections.sources")}</h3>
{_sources(estate, estate_sources, files, with_names=spec.audience != "public")}
<h3>{say_html("sections.licences")}</h3><ul>{credits}</ul>
</section>
"""


def why_not_known(estate: pl.DataFrame, coloured_by: pl.DataFrame, colours: Colouring, by: ColourBy) -> str:
    """Why the class of so many assets is not known, most first, where the table that colours the map says it."""
    if not by.why:
        return ""
    unknown = [number for number, shade in enumerate(colours.shades) if shade.is_unknown]
    counted = (
        estate.filter(colours.of_asset.is_in(unknown))
        .select(by.key, held().alias("held"))
        .join(coloured_by.select(by.key, pl.col(by.why).fill_null(say("tables.no_reason")).alias("why")), on=by.key, how="left")
        .group_by(pl.col("why").fill_null(say("tables.no_reason")))
        .agg(pl.col("held").sum(), (~pl.col("held")).sum().alias("listed"))
        .sort("held", "listed", "why", descending=[True, True, False])
    )
    rows = [
        f'<tr><th scope="row">{esc(why)}</th><td>{wording.count(number)}</td><td>{wording.count(listed)}</td></tr>'
        for why, number, listed in counted.iter_rows()
    ]
    if not rows:
        return ""
    headings = (say("tables.why"), say("tables.held"), say("tables.listed"))
    return f'<h3 id="why-title">{say_html("tables.why_title", what=by.label)}</h3>' + table(headings, rows, described_by="why-title")


def _left_out(spec: MapSpec, facts: PageFacts) -> str:
    """What the public edition does without."""
    if spec.audience != "public":
        return ""
    few = f"{say_html('tables.not_shown', assets=facts.assets_left_out)} " if facts.assets_left_out else ""
    return f"<h3>{say_html('tables.left_out')}</h3><p>{few}{say_html('tables.for_partners')}</p>"


def credits_of(estate: pl.DataFrame, boundaries: pl.DataFrame, facts: PageFacts) -> list[str]:
    """What the caller names, and Ordnance Survey's line where boundaries or postcodes are in and nobody named it."""
    lines = [plain(item) for item in facts.attributions]
    uses_os_data = not boundaries.is_empty() or estate["location_method"].is_in(["postcode", "corrected postcode"]).any()
    if uses_os_data and not any("OS data" in line for line in lines):
        lines.append(say("tables.os_data", year=str(facts.published_on.year)))
    return lines


def _sources(estate: pl.DataFrame, estate_sources: pl.DataFrame, files: pl.DataFrame, *, with_names: bool) -> str:
    """Each file that is in the map: who sent it, its name unless it is not for these readers, what days it describes, how many lines."""
    known = files.select("source_file_id", "sender", "path", "licence", "received_on")
    used = (
        estate_sources.join(estate.select("asset_id", "as_at_on"), on="asset_id", how="inner")
        .group_by("source_file_id")
        .agg(pl.len().alias("lines"), pl.col("as_at_on").min().alias("first"), pl.col("as_at_on").max().alias("last"))
        .join(known, on="source_file_id", how="left")
        .sort("sender", "path", "source_file_id", nulls_last=True)
    )
    if used.is_empty():
        return f"<p>{say_html('tables.no_file')}</p>"
    rows = []
    for row in used.iter_rows(named=True):
        name = str(row["path"] or row["source_file_id"]).replace("\\", "/").rsplit("/", 1)[-1]
        rows.append(
            f'<tr><td class="words"><bdi>{esc(row["sender"] or say("wording.not_known"))}</bdi></td>'
            + (f'<td class="words"><bdi>{esc(name)}</bdi></td>' if with_names else "")
            + f'<td class="words">{_describes(row["first"], row["last"], row["received_on"])}</td>'
            f'<td>{wording.count(row["lines"])}</td><td class="words">{esc(row["licence"] or say("tables.licence_not_stated"))}</td></tr>'
        )
    headings = (say("tables.sender"), *((say("tables.file"),) if with_names else ()), say("tables.describes"), say("tables.lines"), say("tables.licence"))
    return (
        f'<details class="told"{" open" if used.height <= SOURCES_OPEN else ""}>'
        f"<summary>{say_html('tables.files_of_senders', files=say('counted.files', number=used.height), senders=say('counted.senders', number=used['sender'].n_unique()))}</summary>"
        + table(headings, rows, described_by="sources-title", words=(0, 1, 2, 4) if with_names else (0, 1, 3))
        + "</details>"
    )


def _describes(first: date | None, last: date | None, received: date | None) -> str:
    if first is not None and last is not None:
        return wording.day(first) if first == last else say("tables.days", first=wording.day(first), last=wording.day(last))
    return say("tables.received", day=wording.day(received)) if received else say("tables.date_not_known")
