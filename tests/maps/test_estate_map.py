"""The page as a text: what it says, that it is always the same, that it fetches nothing, how large it is."""

import base64
import gzip
import hashlib
import json
import math
import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from typing import Any

import polars as pl
import pytest
import shapely

from tests.maps.conftest import SPEC
from totalplace.contracts.mart import ESTATE
from totalplace.mapping import layers, wording
from totalplace.mapping.declared import load_spec
from totalplace.mapping.palette import INDEX, KINDS
from totalplace.mapping.spec import MapSpec
from totalplace.public_edition import public_assets

COUNTED = pl.col("ownership_basis").is_in(["register", "title"])


class Reader(HTMLParser):
    """Every attribute that a browser would fetch from, and the text of the page."""

    def __init__(self) -> None:
        super().__init__()
        self.fetched: list[str] = []
        self.handlers: list[str] = []
        self.words: list[str] = []
        self.inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside = tag
        for name, value in attrs:
            if name in ("src", "srcset", "data", "poster", "action") or (name == "href" and tag != "a"):
                self.fetched.append(f"{tag} {name}={value}")
            if name.startswith("on") or name == "style":
                self.handlers.append(f"{tag} {name}={value}")
            if name == "href" and tag == "a" and not str(value).startswith("#"):
                self.fetched.append(f"a {value}")

    def handle_data(self, data: str) -> None:
        if self.inside not in ("script", "style"):
            self.words.append(data)


def read(page: str) -> Reader:
    """The page, read."""
    reader = Reader()
    reader.feed(page)
    return reader


def payload(page: str) -> dict[str, Any]:
    """What the page carries for its script."""
    text = re.search(r'<script type="text/plain" id="estate-data">([^<]*)</script>', page)
    assert text
    return json.loads(gzip.decompress(base64.b64decode(text[1])))


def row(page: str, shown: int | str) -> list[str]:
    """The figures of one class, by its place in the legend, in the table of totals."""
    found = re.search(rf'<tr[^>]*data-class="{shown}">.*?</tr>', page)
    assert found
    return re.findall(r"<td>(.*?)</td>", found[0])


def test_same_frames_same_page_byte_for_byte(small: Any) -> None:
    assert small.page().encode() == small.page().encode()


def test_order_of_rows_does_not_matter(small: Any) -> None:
    shuffled = replace(
        small,
        **{
            name: getattr(small, name).sample(fraction=1, shuffle=True, seed=3)
            for name in ("estate", "bodies", "boundaries", "coverage", "files", "estate_sources")
        },
    )
    assert shuffled.page() == small.page()


def test_nothing_is_fetched_and_no_handler_stands_in_the_page(small: Any) -> None:
    reader = read(small.page())
    assert reader.fetched == []
    assert reader.handlers == []


def test_every_script_and_style_is_in_the_policy(small: Any) -> None:
    page = small.page()
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    assert policy
    assert policy[1].startswith("default-src 'none';")
    assert "unsafe" not in policy[1]
    for tag in ("script", "style"):
        for text in re.findall(rf"<{tag}>(.*?)</{tag}>", page, flags=re.S):
            hashed = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
            assert f"'sha256-{hashed}'" in policy[1]


@pytest.mark.parametrize(("county", "limit"), [("small", 600_000), ("large", 4_000_000)])
def test_size_stays_in_its_budget(county: str, limit: int, request: pytest.FixtureRequest) -> None:
    assert len(request.getfixturevalue(county).page().encode()) < limit


@pytest.mark.parametrize("kind", [kind.key for kind in KINDS])
def test_totals_are_those_of_the_frame(small: Any, kind: str) -> None:
    bodies = set(small.bodies.filter(pl.col("kind") == kind)["body_id"])
    mine = [
        row
        for row in small.estate.iter_rows(named=True)
        if row["body_id"] in bodies and row["ownership_basis"] in ("register", "title")
    ]
    buildings = [row for row in mine if row["asset_kind"] == "building"]
    measured = [row for row in buildings if row["gia_m2"] is not None]
    assert row(small.page(), INDEX[kind]) == [
        f"{len(mine):,}",
        f"{sum(row['lon'] is not None for row in mine):,}",
        f"{round(math.fsum(row['gia_m2'] or 0 for row in buildings)):,}",
        wording.share(len(measured), len(buildings)),
    ]


def test_buildings_are_counted_as_in_the_table_of_bodies(small: Any) -> None:
    """A site is no building: the headline and mart.body_coverage say the same."""
    held = small.estate.filter(COUNTED)
    assert held.filter(pl.col("asset_kind") == "site").height > 0
    buildings = held.filter(pl.col("asset_kind") == "building")
    known = f"floor area known for <b>{buildings['gia_m2'].count():,}</b> of {buildings.height:,} buildings"
    assert known in small.page()


def test_grand_total_leaves_out_what_is_not_shown_to_be_held(small: Any) -> None:
    held = small.estate.filter(COUNTED)
    assert 0 < held.height < small.estate.height
    assert row(small.page(), "all")[0] == f"{held.height:,}"
    some_not_public = small.estate.with_columns(is_public_estate=pl.lit(False))
    assert row(replace(small, estate=some_not_public).page(), "all")[0] == "0"


def test_the_page_carries_every_asset_in_full(small: Any) -> None:
    carried = payload(small.page())["assets"]
    estate = small.estate.sort("gia_m2", "name", "asset_id", descending=[True, False, False], nulls_last=True)
    assert carried["n"] == 300
    assert carried["name"] == estate["name"].to_list()
    assert carried["gia"] == pytest.approx([None if v is None else round(v, 2) for v in estate["gia_m2"]])
    lon, last = [], 0
    for step in carried["lon"]:
        last += step or 0
        lon.append(None if step is None else last / layers.SCALE)
    for drawn, true in zip(lon, estate["lon"].to_list(), strict=True):
        assert (drawn is None) == (true is None)
        assert drawn is None or abs(drawn - true) < 0.6e-5


def test_sources_are_file_and_line(small: Any) -> None:
    data = payload(small.page())
    estate = small.estate.sort("gia_m2", "name", "asset_id", descending=[True, False, False], nulls_last=True)
    start = 0
    for asset, count in zip(estate["asset_id"], data["sources"]["count"], strict=True):
        expected = sorted(small.estate_sources.filter(pl.col("asset_id") == asset)["source_row"].to_list())
        assert data["sources"]["row"][start : start + count] == expected
        start += count


def test_outlines_meet_the_ground(small: Any) -> None:
    """The district's drawn outline, back on the grid, is the outline that went in, to within the simplification."""
    district = small.boundaries.filter(pl.col("area_type") == "district").row(0, named=True)
    drawn = next(area for area in payload(small.page())["map"]["areas"] if area["code"] == district["area_code"])
    x = y = 0
    points = []
    for at in range(0, len(drawn["rings"][0]), 2):
        x, y = x + drawn["rings"][0][at], y + drawn["rings"][0][at + 1]
        points.append((x / layers.SCALE, y / layers.SCALE))
    original = shapely.from_wkb(district["outline_wkb"])
    degrees = shapely.transform(original, layers.to_degrees)
    both = shapely.Polygon(points)
    assert both.symmetric_difference(degrees).area / degrees.area < 0.01


def test_title_is_a_finding_where_enough_is_known(small: Any) -> None:
    title = re.search(r"<h1>(.*?)</h1>", small.page())
    assert title and re.fullmatch(r"Councils hold \d+\xa0% of the public floor area known here", title[1])


def test_title_is_about_coverage_where_little_is_known(sparse: Any) -> None:
    title = re.search(r"<h1>(.*?)</h1>", sparse.page())
    assert title and re.fullmatch(r"Registers from 4 of 25 bodies; \d+\xa0% of assets located", title[1])


@pytest.mark.parametrize("county", ["small", "sparse"])
def test_title_has_at_most_twelve_words(county: str, request: pytest.FixtureRequest) -> None:
    title = re.search(r"<h1>(.*?)</h1>", request.getfixturevalue(county).page())
    assert title and len(title[1].replace("\xa0", " ").split()) <= 12


def test_page_says_audience_date_coverage_licences(small: Any) -> None:
    words = " ".join(" ".join(read(small.page()).words).split())
    assert "Audience: the partner bodies; not for publication" in words
    assert "Published: 20 November 2026, publication 2026-11-20-1a2b3c4d" in words
    assert re.search(r"Confirmed by 5 of 25 bodies", words)
    assert "Contains OS data © Crown copyright and database right 2026" in words
    assert "Open Government Licence v3.0" in words
    assert "county-asset-register.csv" in words
    assert "Copyright (c) 2010-2023, Volodymyr Agafonkin" in small.page(), "the library's licence stands in the source"


def test_overridden_checks_are_printed(small: Any) -> None:
    words = " ".join(read(small.page(overridden_checks=("easting <b>is</b> null: accepted by A. Analyst",))).words)
    assert "easting <b>is</b> null: accepted by A. Analyst" in words


def test_sensitive_uses_are_refused(small: Any) -> None:
    leaked = replace(small, estate=small.estate.with_columns(pl.lit("sensitive_refuge").alias("function")))
    with pytest.raises(ValueError, match="300 assets of a sensitive use"):
        leaked.page()


def test_a_missing_column_is_named(small: Any) -> None:
    with pytest.raises(ValueError, match="estate has no column tenure"):
        replace(small, estate=small.estate.drop("tenure")).page()


def test_an_unknown_body_is_named(small: Any) -> None:
    with pytest.raises(ValueError, match="not among the bodies: county"):
        replace(small, bodies=small.bodies.filter(pl.col("body_id") != "county")).page()


def test_the_legend_says_how_many_homes_are_not_drawn(small: Any) -> None:
    assert "not drawn" not in small.page()
    some = small.coverage.with_columns(dwellings_held=pl.when(pl.int_range(pl.len()) < 2).then(650).otherwise(0))
    assert "<b>1,300 single dwellings</b> held and not drawn" in replace(small, coverage=some).page()
    older = small.coverage.with_columns(dwellings_held=pl.lit(None, pl.Int64))
    assert "not drawn" not in replace(small, coverage=older).page(), "a publication from before they were counted"


def test_a_place_without_anything_still_has_a_page(small: Any) -> None:
    empty = replace(
        small,
        estate=ESTATE.empty(),
        boundaries=small.boundaries.clear(),
        estate_sources=small.estate_sources.clear(),
        coverage=small.coverage.clear(),
        files=small.files.clear(),
    )
    page = empty.page()
    assert "No register of property has been loaded yet" in page
    assert "Crown copyright" not in page, "neither boundaries nor postcodes are in it"


def test_samples_of_the_contract_make_a_page(small: Any) -> None:
    """Plausible or not, whatever the contract allows can be drawn."""
    estate = ESTATE.sample(50, body_id="county", lon=-2.0, lat=52.6)
    listed_as_not_owned = estate.filter("is_disowned").height
    assert payload(replace(small, estate=estate).page())["assets"]["n"] == 50 - listed_as_not_owned


def test_what_a_register_says_is_not_owned_is_no_asset(small: Any) -> None:
    """Neither on the map nor in the list nor among the places drawn hollow, and said."""
    held = small.estate.filter(COUNTED)
    named = held.head(6)["asset_id"].to_list()
    estate = small.estate.with_columns(
        pl.when(pl.col("asset_id").is_in(named)).then(False).otherwise(pl.col("is_public_estate")).alias("is_public_estate"),
        pl.when(pl.col("asset_id").is_in(named)).then(pl.lit("service list only")).otherwise(pl.col("ownership_basis")).alias("ownership_basis"),
        pl.col("asset_id").is_in(named).alias("is_disowned"),
    )
    page = replace(small, estate=estate).page()
    assert payload(page)["assets"]["n"] == 294
    assert row(page, "all")[0] == f"{held.height - 6:,}"
    words = " ".join(" ".join(read(page).words).split())
    assert "6 more entries of registers say that the body does not own it" in words


def test_the_words_about_hollow_places_add_up_to_the_legend(small: Any) -> None:
    others = small.estate.filter(~COUNTED)
    drawn, nowhere = others["lon"].count(), others["lon"].null_count()
    assert drawn and nowhere
    words = " ".join(" ".join(read(small.page()).words).split())
    assert f"{others.height} more places are listed" in words
    assert f"{drawn} drawn hollow, {nowhere} not located" in words
    assert f"Not shown to be held, in no total {drawn}" in words


def test_a_kind_without_a_body_has_no_row(small: Any) -> None:
    gone = set(small.bodies.filter(pl.col("kind").is_in(["fire", "schools"]))["body_id"])
    left = {
        name: getattr(small, name).filter(~pl.col("body_id").is_in(list(gone)))
        for name in ("estate", "bodies", "coverage")
    }
    page = replace(small, **left).page()
    assert [entry[0] for entry in payload(page)["classes"]] == ["Councils", "NHS bodies", "Police", "Other bodies"]
    assert "Fire services" not in page and "Schools" not in page


def of_bodies(county: Any, *body_ids: str) -> Any:
    """The county as if only these bodies were in it."""
    return replace(
        county,
        **{
            name: getattr(county, name).filter(pl.col("body_id").is_in(list(body_ids)))
            for name in ("estate", "bodies", "coverage")
        },
    )


def test_the_title_says_something_where_all_bodies_are_of_one_kind(small: Any) -> None:
    two = of_bodies(small, "county", "d0")
    held = two.estate.filter(COUNTED & (pl.col("asset_kind") == "building"))
    share = wording.share(
        math.fsum(held.filter(pl.col("body_id") == "county")["gia_m2"].drop_nulls()),
        math.fsum(held["gia_m2"].drop_nulls()),
    )
    title = re.search(r"<h1>(.*?)</h1>", two.page())
    assert title and title[1] == f"Exampleshire County Council holds {share} of what is known here"
    one = of_bodies(small, "county")
    held = one.estate.filter(COUNTED)
    title = re.search(r"<h1>(.*?)</h1>", one.page())
    area = f"{round(math.fsum(held.filter(pl.col('asset_kind') == 'building')['gia_m2'].drop_nulls())):,}\xa0m²"
    assert title and title[1] == f"{held.height} assets known here, with {area} of floor area"


def test_a_page_without_boundaries_says_so(small: Any) -> None:
    said = "No boundaries of districts are loaded"
    assert said not in small.page()
    assert said in replace(small, boundaries=small.boundaries.clear()).page()


def test_the_public_edition_names_no_file_and_says_what_it_leaves_out(small: Any) -> None:
    """Only files with an open licence, only public columns; the page says whom it is for and how much is not in it."""
    shown = public_assets(small.estate, small.estate_sources, small.files)
    closed = set(small.files.filter(pl.col("licence").is_null())["source_file_id"])
    spoken_of = small.estate_sources.filter(pl.col("source_file_id").is_in(list(closed)))["asset_id"]
    expected = set(small.estate["asset_id"]) - set(spoken_of)
    assert set(shown["asset_id"]) == expected and 0 < len(expected) < 300
    for hidden in ("tenure", "condition", "running_cost_gbp", "book_value_gbp", "required_maintenance_gbp"):
        assert shown[hidden].null_count() == shown.height, hidden
    left_out = small.estate.filter(COUNTED).height - shown.filter(COUNTED).height
    page = replace(small, estate=shown).page(load_spec(SPEC, MapSpec).for_the_public(), assets_left_out=left_out)
    words = " ".join(" ".join(read(page).words).split())
    assert "Audience: the public." in words
    assert f"{left_out} assets held are not shown, because a file that speaks of them states no open licence" in words
    assert "This table counts all assets held, also those that this edition does not show" in words
    assert "-asset-register.csv" not in page
    data = payload(page)
    assert data["sources"] is None
    assert "asset-register" not in json.dumps(data) and "freehold" not in json.dumps(data)
    title = re.search(r"<h1>(.*?)</h1>", page)
    held = shown.filter(COUNTED).height
    assert title and title[1] == f"{held} of {held + left_out} assets held stand under an open licence"


def test_dates_and_shares_in_words() -> None:
    assert wording.period(date(2026, 4, 1), date(2026, 4, 1)) == "as at 1 April 2026"
    assert wording.share(1, 1000) == "under 1\xa0%"
    assert wording.share(999, 1000) == "over 99\xa0%"
    assert wording.count(-1234.4) == "\u22121,234"
