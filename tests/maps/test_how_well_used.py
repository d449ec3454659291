"""How well it is used: bands from rows whose answer is known, what is not known, and colours that every reader can tell apart."""

import itertools
import math
import re
import tomllib
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import totalplace_web

from tests.maps.test_estate_browser import drawn_pixels
from tests.maps.test_estate_map import payload, read, row
from tests.maps.test_what_is_known import title
from totalplace.contracts.utilisation import BANDS, LATEST, MEASURES
from totalplace.mapping.declared import load_spec
from totalplace.mapping.palette import UNKNOWN_FILL, contrast
from totalplace.mapping.spec import MapSpec

FILE = Path(__file__).parents[2] / "maps" / "how-well-it-is-used.toml"
SPEC = load_spec(FILE, MapSpec)
HELD = pl.col("ownership_basis").is_in(["register", "title"])
ORDER = ("vacant", "under-used", "right-sized", "over-used", "unknown")


def use(estate: pl.DataFrame, *, known_of_ten: int) -> pl.DataFrame:
    """mart.utilisation_latest of these assets: of every ten buildings so many have a band, the four bands in turn."""
    rows: list[dict[str, Any]] = []
    for number, asset in enumerate(estate.sort("asset_id").iter_rows(named=True)):
        empty = {"asset_id": asset["asset_id"], "body_id": asset["body_id"], "is_known": False, "band": "unknown"}
        if asset["asset_kind"] == "land" or number % 10 >= known_of_ten:
            rows.append(empty | {"reason": "Nobody has sent a measure of its use."})
            continue
        band = ORDER[number % 4]
        share = {"vacant": 0.0, "under-used": 0.31, "right-sized": 0.7, "over-used": 1.08}[band]
        rows.append(
            empty
            | {
                "is_known": True, "band": band, "utilisation_share": share, "measure": "U0" if band == "vacant" else "U5", "unit_kind": "building",
                "period": "2025-04-01/2025-06-30", "source_file_id": f"f-{asset['body_id']}", "source_part": "table",
            }
        )  # fmt: skip
    return LATEST.conform(pl.DataFrame(rows, infer_schema_length=None)).collect()


def page_of(county: Any, known_of_ten: int = 8, spec: MapSpec = SPEC) -> str:
    """The page of this county."""
    return str(county.page(spec, coloured_by=use(county.estate, known_of_ten=known_of_ten)))


def test_bands_are_counted_as_in_the_rows(small: Any) -> None:
    page, bands = page_of(small), use(small.estate, known_of_ten=8)
    asked = small.estate.filter(HELD & (pl.col("asset_kind") != "land")).join(bands.select("asset_id", "band"), on="asset_id")
    counts = [asked.filter(pl.col("band") == band).height for band in ORDER]
    assert min(counts) > 0
    assert [int(row(page, number)[0]) for number in range(5)] == counts
    on_map = [asked.filter((pl.col("band") == band) & pl.col("lon").is_not_null()).height for band in ORDER]
    legend = page.split('<ul class="legend-kinds"')[1].split("</ul>")[0]
    assert [int(number) for number in re.findall(r"<b>(\d+)</b>", legend)] == on_map
    hollow = small.estate.filter(~HELD & (pl.col("asset_kind") != "land") & pl.col("lon").is_not_null()).join(bands, on="asset_id")
    of_them = [hollow.filter(pl.col("band") == band).height for band in ORDER]
    assert [int(number) for number in re.findall(r"</span>(\d+)</b>", legend)] == of_them
    words = " ".join(" ".join(read(page).words).split())
    assert f"Band of use known for {sum(on_map[:4])} of {sum(on_map)} on the map, and for {sum(of_them[:4])} of {sum(of_them)} hollow ones" in words
    assert f"band of use known for {sum(counts[:4])} of {sum(counts)}" in words
    low = round(100 * (counts[0] + counts[1]) / sum(counts[:4]))
    assert title(page) == f"{low} % of assets whose use is known are under-used or vacant"


def test_where_little_is_known_the_title_says_how_little(small: Any) -> None:
    bands = use(small.estate, known_of_ten=2)
    asked = small.estate.filter(HELD & (pl.col("asset_kind") != "land")).join(bands.select("asset_id", "band"), on="asset_id")
    known = asked.filter(pl.col("band") != "unknown").height
    assert title(page_of(small, 2)) == f"Use is known for {known} of {asked.height} buildings and sites"
    assert title(page_of(small, 0)) == f"Use is known for 0 of {asked.height} buildings and sites"


@pytest.mark.parametrize("known", [0, 2, 8])
def test_the_title_has_at_most_twelve_words(small: Any, known: int) -> None:
    assert len(title(page_of(small, known)).split()) <= 12


def test_details_say_measure_share_period_and_file(small: Any) -> None:
    data = payload(page_of(small))["assets"]
    said = use(small.estate, known_of_ten=8)
    order = small.estate.filter(pl.col("asset_kind") != "land").sort("gia_m2", "name", "asset_id", descending=[True, False, False], nulls_last=True)
    rows = order.select("asset_id").join(said, on="asset_id", how="left", maintain_order="left")
    table = "mart.utilisation_latest"

    def column(name: str) -> list[Any]:
        found = data["details"][f"{table}.{name}"]
        return found["v"] if "v" in found else [None if at < 0 else found["w"][at] for at in found["i"]]

    words = {"U0": "Declared occupied or vacant", "U5": "Desks in use", None: None}
    assert column("measure") == [words[each] for each in rows["measure"]]
    assert [None if each is None else float(each) for each in column("utilisation_share")] == rows["utilisation_share"].to_list()
    assert column("period") == rows["period"].to_list()
    assert column("source_file_id") == [None if each is None else f"{each[2:]}-asset-register.csv" for each in rows["source_file_id"]]
    assert column("reason") == rows["reason"].to_list()


def test_why_so_many_are_not_known_is_counted(small: Any) -> None:
    bands = use(small.estate, known_of_ten=2).with_row_index("n")
    other = "The capacity is stated & the roll is not."
    bands = bands.with_columns(
        reason=pl.when((pl.col("n") % 3 == 0) & pl.col("reason").is_not_null()).then(pl.lit(other)).otherwise("reason")
    ).drop("n")
    page = str(small.page(SPEC, coloured_by=bands))
    found = page.split('id="why-title"')[1].split("</table>")[0]
    asked = small.estate.filter(pl.col("asset_kind") != "land").join(bands.select("asset_id", "band", "reason"), on="asset_id")
    expected = {}
    for reason in (other, "Nobody has sent a measure of its use."):
        mine = asked.filter((pl.col("reason") == reason) & (pl.col("band") == "unknown"))
        expected[reason.replace("&", "&amp;")] = [str(mine.filter(HELD).height), str(mine.filter(~HELD).height)]
    rows = re.findall(r'<tr><th scope="row">(.*?)</th><td>(\d+)</td><td>(\d+)</td></tr>', found)
    assert {why: [held, listed] for why, held, listed in rows} == expected
    assert [int(held) for _, held, _ in rows] == sorted((int(held) for _, held, _ in rows), reverse=True)


def test_every_band_and_every_measure_has_its_words() -> None:
    classes = {each.value for each in SPEC.colour_by.classes}
    unknown = SPEC.colour_by.unknown
    assert unknown is not None and classes | set(unknown.values) == set(BANDS)
    measure = next(item for item in SPEC.columns if item.name == "measure")
    assert tuple(measure.words) == MEASURES


def test_which_building_stands_empty_is_not_for_everybody(tmp_path: Path) -> None:
    assert not SPEC.has_public_edition
    declared = tomllib.loads(FILE.read_text("utf-8"))
    with pytest.raises(ValueError, match=r"mart.utilisation_latest.band, which is not public"):
        MapSpec.model_validate(declared | {"has_public_edition": True})


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"labels": ["Empty"]}, "'Empty', which is no class"),
        ({"title_classes": "{share} of {top}"}, "title_classes may use"),
        ({"kind": "how much is known", "title_most_and_least": "", "title_least": ""}, "bodies_share"),
    ],
)
def test_a_finding_that_does_not_fit_is_refused(change: dict[str, Any], said: str) -> None:
    declared = tomllib.loads(FILE.read_text("utf-8"))
    with pytest.raises(ValueError, match=re.escape(said)):
        MapSpec.model_validate(declared | {"finding": declared["finding"] | change})


# Machado, Oliveira and Fernandes (2009): how colours look without one of the three cones, in linear light
WITHOUT = {
    "every cone": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "no long": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "no middle": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "no short": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}


def _lab(colour: str, seen: Any) -> tuple[float, float, float]:
    """CIE L*, a*, b* of the colour as it is seen."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    red, green, blue = (min(1.0, max(0.0, sum(a * b for a, b in zip(line, linear, strict=True)))) for line in seen)
    whole = (
        (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047,
        0.2126 * red + 0.7152 * green + 0.0722 * blue,
        (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883,
    )
    x, y, z = (part ** (1 / 3) if part > 216 / 24389 else (24389 / 27 * part + 16) / 116 for part in whole)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def test_bands_are_told_apart_by_every_eye_and_in_grey() -> None:
    colours = [each.colour for each in SPEC.colour_by.classes] + [UNKNOWN_FILL]
    for seen in WITHOUT.values():
        for one, other in itertools.combinations(colours, 2):
            assert math.dist(_lab(one, seen), _lab(other, seen)) > 25, (one, other)
    greys = sorted(_lab(colour, WITHOUT["every cone"])[0] for colour in colours)
    assert min(b - a for a, b in itertools.pairwise(greys)) > 10, "lightness alone tells them"
    assert all(contrast(colour, "#FFFFFF") >= 3 for colour in colours[:-1])


@pytest.mark.browser
def test_bands_are_drawn_with_their_marks_and_listed_in_order(small: Any, show: Any) -> None:
    opened = show(page_of(small))
    page = opened.page
    assert opened.errors == [] and opened.remote == []
    for shade in SPEC.colour_by.classes:
        colour = (int(shade.colour[1:3], 16), int(shade.colour[3:5], 16), int(shade.colour[5:], 16))
        assert drawn_pixels(page, colour) > 300, shade.label
    said = page.locator("#results .class-words").first.inner_text().replace("\u00a0", " ")
    assert re.fullmatch(r"Vacant · Declared occupied or vacant · 0 % · 1 April 2025 to 30 June 2025 · \w+-asset-register\.csv", said)
    page.locator("#results .item").first.click()
    assert "Band of use" in page.locator(".opened").inner_text()
    page.locator("#order").select_option("name")
    for number in range(4):
        page.locator(f"input[name=kind][value='{number}']").uncheck()
    page.wait_for_timeout(250)
    assert set(page.locator("#results .class-words").all_inner_texts()) == {"Not known · Nobody has sent a measure of its use."}


@pytest.mark.browser
@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844), (320, 640)])
def test_it_fits_and_axe_finds_nothing(small: Any, show: Any, width: int, height: int) -> None:
    page = show(page_of(small), width=width, height=height, bypass_csp=True).page
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page does not scroll sideways"
    if width >= 390:
        wide = page.locator(".panel .scroll").first.evaluate("e => e.scrollWidth - e.clientWidth")
        assert wide <= 0, "the totals are seen whole"
    page.locator("#results .item").first.click()
    page.add_script_tag(content=totalplace_web.script("axe.min.js"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    assert [item["id"] for item in found["violations"]] == []


@pytest.mark.browser
def test_it_prints_its_bands_and_what_is_not_known(small: Any, show: Any) -> None:
    page = show(page_of(small)).page
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    fills = set(page.locator("svg.paper path").evaluate_all("all => all.map(e => e.getAttribute('fill'))"))
    assert {shade.colour for shade in SPEC.colour_by.classes} | {UNKNOWN_FILL} <= fills
    page.emulate_media(media="print")
    assert page.locator(".legend-known").is_visible()
