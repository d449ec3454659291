"""What we all own here, as a page of the board pack: who holds what, how well it is used, what is known, what stands together, the plan in short.

Belongs here: which figures the page has, what it finds and what it cannot tell. Does not belong here: drawing (estate_figures.py), the frame
of a page (page.py), counting (sql/mart/, totals.py), the maps of the same (estate_map.py). A pure function: frames in, HTML out, the
same HTML for the same frames.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

import polars as pl

from totalplace.language import Html, say, say_html
from totalplace.mapping import wording
from totalplace.mapping.about import about_page, accepted, credits
from totalplace.mapping.clusters import Clustered
from totalplace.mapping.escape import esc, plain
from totalplace.mapping.estate_figures import Held, Share, holdings, shares
from totalplace.mapping.figures import Drawing, address, picture
from totalplace.mapping.page import MapParts, PageFacts, own_text, page
from totalplace.mapping.palette import COLOUR_OF_KIND, KINDS
from totalplace.mapping.sections import big, folded, pounds, row, section
from totalplace.mapping.spec import MapSpec
from totalplace.mapping.tables import NOTHING, by_kind_and_size, table
from totalplace.mapping.totals import LOCATED, Completeness, Figures, held, known_for, register_days

_LISTED = 10  # clusters shown; all are on their map
_KNOWN = (LOCATED, "floor_area_share", "running_cost_share", "condition_share", "utilisation_share")


@dataclass(frozen=True)
class EstatePage:
    """The page, and by themselves its figures and its headline numbers."""

    html: str
    figures: Mapping[str, Drawing]  # by heading
    headlines: Mapping[str, str | int | float]


@dataclass(frozen=True)
class EstateTables:
    """What the page is made from; what its readers may not see is empty."""

    estate: pl.DataFrame  # mart.estate
    bodies: pl.DataFrame  # ref.body
    coverage: pl.DataFrame  # mart.body_coverage
    areas: pl.DataFrame  # ref.area
    use: pl.DataFrame  # mart.utilisation_latest
    clusters: pl.DataFrame  # mart.cluster
    members: pl.DataFrame  # mart.cluster_member
    options: pl.DataFrame  # mart.estate_option
    plan_bodies: pl.DataFrame  # mart.estate_plan_body


@dataclass(frozen=True)
class Beside:
    """What stands beside the page in the same edition: the maps that there are, and a picture of the first."""

    maps: Mapping[str, str]  # address by the name of the map's declaration
    picture: str = ""  # SVG
    scrutiny: Mapping[str, str] = field(default_factory=dict)  # address by option of the plan


def estate_page(tables: EstateTables, *, use: MapSpec, plan: MapSpec, beside: Beside, facts: PageFacts, audience: str) -> EstatePage | None:
    """The page, or None where nothing is held. `use` and `plan` are the declarations of the maps whose classes and options it speaks of."""
    figures = Figures.of(tables.estate)
    if not figures.assets:
        return None
    complete = Completeness.of(tables.coverage)
    drawings: dict[str, Drawing] = {}
    parts = [_who(tables, drawings)]
    if not tables.use.is_empty():
        parts.append(_how_used(tables, use, drawings))
    parts.append(_known(tables))
    if not tables.clusters.is_empty():
        parts.append(_together(tables, beside))
    if plan.plan is not None and not tables.options.filter(pl.col("assessed_count") > 0).is_empty():
        parts.append(_plan(tables, plan, beside))
    first, last = register_days(tables.estate)
    sentences = _lead(tables, figures, complete, facts)
    html = page(
        MapParts(),
        title=_title(tables, figures, complete, facts),
        subtitle=say("estate_page.subtitle", place=facts.place_name, period=wording.period(first, last)),
        question=say("estate_page.question"),
        audience=audience,
        facts=facts,
        lead="".join(f'<p class="subtitle">{esc(each)}</p>' for each in sentences) + _map(beside),
        body="".join(html for _, _, html in parts),
        about=_about(facts, audience),
        styles=[own_text("page.css"), own_text("figures.css")],
        scripts=[],
        data={},
        skip_links=[(key, say("pack.skip_to", heading=heading)) for key, heading, _ in parts],
    )
    headlines: dict[str, str | int | float] = {
        say("estate_page.headline_assets"): figures.assets, say("estate_page.headline_buildings"): figures.buildings,
        say("estate_page.headline_area"): round(figures.floor_area_m2), say("estate_page.headline_registers"): complete.with_register,
    }  # fmt: skip
    return EstatePage(html, drawings, headlines)


def _title(tables: EstateTables, figures: Figures, complete: Completeness, facts: PageFacts) -> str:
    """What is held, and of how much of it the use is known; where few bodies sent a register, that."""
    if facts.assets_left_out:
        return say("estate_page.title_public", assets=figures.assets, held=figures.assets + facts.assets_left_out)
    if 2 * complete.with_register < complete.bodies:
        return say("estate_page.title_coverage", registers=complete.with_register, bodies=complete.bodies)
    used = known_for(tables.coverage, "utilisation_share")
    if used is None:
        return say("estate_page.title_held", bodies=complete.with_register, assets=figures.assets)
    return say("estate_page.title", bodies=complete.with_register, buildings=figures.buildings, share=wording.share(used, 1))


def _lead(tables: EstateTables, figures: Figures, complete: Completeness, facts: PageFacts) -> list[str]:
    said = [
        say("estate_page.lead_registers", registers=complete.with_register, bodies=complete.bodies, confirmed=complete.confirmed),
        say(
            "estate_page.lead_area", known=figures.with_floor_area, buildings=say("estate_page.buildings", number=figures.buildings), area=wording.area(figures.floor_area_m2 or None),
            sites=say("estate_page.sites", number=figures.sites), land=say("estate_page.land", number=figures.land),
        ),
    ]  # fmt: skip
    if facts.assets_left_out:
        said.append(say("estate_page.lead_left_out", number=facts.assets_left_out))
    if figures.not_held:
        said.append(say("estate_page.lead_not_held", number=figures.not_held))
    homes = int(tables.coverage["dwellings_held"].fill_null(0).sum())
    if homes:
        said.append(say("estate_page.lead_homes", number=homes))
    return said


def _map(beside: Beside) -> str:
    """The map as a picture where there is one, and the way to the maps."""
    if not beside.maps:
        return ""
    links = "".join(f'<li><a href="{esc(where)}">{esc(name)}</a></li>' for name, where in beside.maps.items())
    image = f'<img class="figure" src="{address(beside.picture)}" alt="{esc(say("estate_page.picture"))}">' if beside.picture else ""
    return f'{image}<nav class="onward" aria-label="{esc(say("estate_page.maps"))}"><p>{esc(say("estate_page.maps"))}:</p><ul>{links}</ul></nav>'


_Part = tuple[str, str, str]  # key, heading, HTML


def _section(key: str, said: str, inside: str) -> _Part:
    heading = say(f"estate_page.{key}")
    return key, heading, section(key, heading, said, inside)


def _who(tables: EstateTables, drawings: dict[str, Drawing]) -> _Part:
    """Floor area by body, and beside it what else each holds."""
    estate = tables.estate
    each = {body_id: Figures.of(mine) for (body_id,), mine in estate.group_by("body_id", maintain_order=True)}
    ordered = [line for line in by_kind_and_size(tables.bodies, tables.coverage).iter_rows(named=True) if line["body_id"] in each and each[line["body_id"]].assets]
    by_area = sorted((line for line in ordered if each[line["body_id"]].floor_area_m2 > 0), key=lambda line: (-each[line["body_id"]].floor_area_m2, line["name"], line["body_id"]))
    drawn = [
        Held(line["name"], COLOUR_OF_KIND[line["kind"]], (mine := each[line["body_id"]]).floor_area_m2, _bar_words(mine))
        for line in by_area
    ]
    rows = [
        row(
            line["name"], wording.count((mine := each[line["body_id"]]).buildings), wording.count(mine.sites), wording.count(mine.land),
            wording.count(mine.floor_area_m2) if mine.with_floor_area else esc(say("wording.not_known")) if mine.buildings else NOTHING, say_html("estate_page.of", part=mine.with_floor_area, whole=mine.buildings),
        )
        for line in ordered
    ]  # fmt: skip
    whole = Figures.of(estate)
    area = math.fsum(item.floor_area_m2 for item in each.values())
    rows.append(
        f'<tr class="total"><th scope="row">{esc(say("pack.all"))}</th><td>{wording.count(whole.buildings)}</td><td>{wording.count(whole.sites)}</td><td>{wording.count(whole.land)}</td>'
        f'<td>{wording.count(area)}</td><td>{say_html("estate_page.of", part=whole.with_floor_area, whole=whole.buildings)}</td></tr>'
    )
    headings = [say(f"estate_page.column_{name}") for name in ("body", "buildings", "sites", "land", "floor_area", "floor_area_known")]
    listing = table(headings, rows, described_by="who-title")
    heading = say("estate_page.who")
    shown = ""
    if drawn:
        drawing = drawings[heading] = holdings(drawn)
        shown = picture(drawing, say("estate_page.who_alt", body=plain(by_area[0]["name"]), area=wording.area(each[by_area[0]["body_id"]].floor_area_m2)), heading)
    return _section("who", say("estate_page.who_said"), shown + folded(say("pack.figures_as_table"), listing))


def _bar_words(mine: Figures) -> str:
    """The floor area, and of how many of the buildings it is where that is not all of them."""
    if mine.with_floor_area < mine.buildings:
        return say("estate_page.bar_in_part", area=wording.area(mine.floor_area_m2), part=mine.with_floor_area, whole=mine.buildings)
    return say("estate_page.bar", area=wording.area(mine.floor_area_m2), buildings=say("estate_page.buildings", number=mine.with_floor_area))


def _how_used(tables: EstateTables, spec: MapSpec, drawings: dict[str, Drawing]) -> _Part:
    """Buildings held by kind of body and band of use, what is not known among them."""
    by = spec.colour_by
    assert by.unknown is not None
    bands = {str(each.value): Share(each.label, each.colour) for each in by.classes}
    unknown = Share(by.unknown.label)
    buildings = (
        tables.estate.filter(held() & (pl.col("asset_kind") == "building"))
        .join(tables.use.select("asset_id", "band", "is_known"), on="asset_id", how="left")
        .join(tables.bodies.select("body_id", "kind"), on="body_id", how="left")
    )
    counts = {(kind, band): number for kind, band, number in buildings.group_by(pl.col("kind").fill_null("other"), pl.col("band").fill_null("unknown")).len().iter_rows()}
    rows: list[tuple[str, list[int]]] = []
    for kind in KINDS:
        numbers = [counts.get((kind.key, band), 0) for band in bands]
        all_of_it = sum(number for (of, _), number in counts.items() if of == kind.key)
        if all_of_it:
            rows.append((kind.label, [*numbers, all_of_it - sum(numbers)]))
    classes = [*bands.values(), unknown]
    whole = [sum(numbers[position] for _, numbers in rows) for position in range(len(classes))]
    known, banded = buildings.filter(pl.col("is_known").fill_null(False)).height, sum(whole) - whole[-1]
    lines = [row(label, *(wording.count(number) for number in numbers)) for label, numbers in rows]
    lines.append(f'<tr class="total"><th scope="row">{esc(say("pack.all"))}</th>' + "".join(f"<td>{wording.count(number)}</td>" for number in whole) + "</tr>")
    listing = table([say("estate_page.column_kind"), *(each.label for each in classes)], lines, described_by="used-title")
    heading = say("estate_page.used")
    drawing = drawings[heading] = shares(rows, classes)
    said = say("estate_page.used_said", known=known, banded=banded, buildings=say("estate_page.buildings", number=sum(whole)))
    shown = picture(drawing, say("estate_page.used_alt", known=wording.share(banded, sum(whole))), heading)
    return _section("used", said, shown + folded(say("pack.figures_as_table"), listing))


def _known(tables: EstateTables) -> _Part:
    """What is known of each body's buildings."""
    rows = []
    for line in by_kind_and_size(tables.bodies, tables.coverage).iter_rows(named=True):
        if not line["assets_held"]:
            rows.append(row(line["name"], *[NOTHING] * len(_KNOWN), esc(say("estate_page.no_register")), words=(6,)))
            continue
        cells = [esc(say("wording.not_known") if line[name] is None else wording.share(line[name], 1)) for name in _KNOWN]
        newest = wording.day(line["newest_register_on"]) if line["newest_register_on"] else say("estate_page.no_day")
        rows.append(row(line["name"], *cells, esc(newest), words=(6,)))
    shares_of_all = [known_for(tables.coverage, name) for name in _KNOWN]
    total = "".join(f"<td>{esc(say('wording.not_known') if each is None else wording.share(each, 1))}</td>" for each in shares_of_all)
    rows.append(f'<tr class="total"><th scope="row">{esc(say("pack.all"))}</th>{total}<td></td></tr>')
    headings = [say(f"estate_page.column_{name}") for name in ("body", "located", "floor_area_known", "cost", "condition", "use", "newest")]
    return _section("known", say("estate_page.known_said"), table(headings, rows, described_by="known-title", words=(0, 6)))


def _together(tables: EstateTables, beside: Beside) -> _Part:
    """Where buildings of several bodies stand close together: how many such places there are, and the first of them."""
    clustered = Clustered.of(tables.clusters, tables.members)
    names = dict(tables.estate.select("asset_id", "name").iter_rows())
    districts = dict(tables.areas.select("area_code", "area_name").iter_rows())
    rows = [
        row(
            names.get(each["hub_asset_id"], ""), esc(districts.get(each["area_code"], say("wording.not_known"))), wording.count(each["asset_count"]), wording.count(each["body_count"]),
            *(esc(say("wording.not_known") if each[name] is None else wording.count(each[name])) for name in ("gia_m2", "spare_m2", "releasable_m2")), words=(1,),
        )
        for each in clustered.clusters.head(_LISTED).iter_rows(named=True)
    ]  # fmt: skip
    said = say("estate_page.together_said", clusters=clustered.clusters.height, known=clustered.spare_known, area=wording.area(clustered.releasable_m2))
    headings = [say(f"estate_page.column_{name}") for name in ("hub", "district", "buildings", "bodies", "floor_area", "spare", "releasable")]
    more = say("estate_page.together_more", number=clustered.clusters.height) if clustered.clusters.height > _LISTED else ""
    return _section("together", said, table(headings, rows, described_by="together-title", words=(0, 1)) + (f"<p>{esc(more)}</p>" if more else ""))


def _plan(tables: EstateTables, spec: MapSpec, beside: Beside) -> _Part:
    """What each option would come to, its three ledgers apart, and who would lose."""
    assert spec.plan is not None
    found = {line["option_id"]: line for line in tables.options.iter_rows(named=True)}
    declared = {each.option_id: each.label for each in spec.plan.options}
    shown = [key for key in (*spec.plan.lead, *(key for key in declared if key not in spec.plan.lead)) if key in found]
    losers = dict(tables.plan_bodies.filter("is_worse_off").group_by("option_id").len().iter_rows())
    rows = []
    for key in shown:
        line = found[key]
        label = f'<a href="{esc(beside.scrutiny[key])}">{esc(declared[key])}</a>' if key in beside.scrutiny else esc(declared[key])
        cells = [wording.count(line[name]) for name in ("given_up_count", "host_count", "blocked_count", "move_count")]
        cells += [pounds(line[name]) for name in ("revenue_a_year_gbp", "one_off_cost_gbp", "receipt_gbp", "liability_avoided_gbp", "gain_gbp")]
        rows.append(f'<tr><th scope="row">{label}</th>' + "".join(f"<td>{cell}</td>" for cell in (*cells, wording.count(losers.get(key, 0)))) + "</tr>")
    first = found[shown[0]]
    said = say(
        "estate_page.plan_said", option=declared[shown[0]], given_up=say("estate_page.buildings", number=first["given_up_count"]), assessed=first["assessed_count"], buildings=first["building_count"],
        revenue=big(Decimal(first["revenue_a_year_gbp"])),
    )  # fmt: skip
    headings = [say(f"estate_page.column_{name}") for name in ("option", "given_up", "hosts", "blocked", "moves", "revenue", "once", "receipts", "liability", "gain", "losers")]
    note = f'<p class="hint">{esc(say("estate_page.plan_note"))}</p>'
    return _section("plan", said, table(headings, rows, described_by="plan-title") + note)


def _about(facts: PageFacts, audience: str) -> str:
    cannot = say_html("estate_page.cannot_tell")
    if audience == "public":
        cannot = Html(" ".join((cannot, say_html("estate_page.not_public"))))
    return about_page([(say("pack.how_worked_out"), say_html("estate_page.method")), (say("pack.cannot_tell"), cannot)], accepted(facts) + credits(facts, has_figures=True))
