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

from totalplace.contracts.mart import ESTATE
from totalplace.mapping import layers, wording
from totalplace.mapping.palette import KINDS

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


def row(page: str, kind: str) -> list[str]:
    """The figures of one kind in the table of totals."""
    found = re.search(rf'<tr[^>]*data-kind="{kind}">.*?</tr>', page)
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
    buildings = [row for row in mine if row["asset_kind"] != "land"]
    known = [row["gia_m2"] for row in buildings if row["gia_m2"] is not None]
    assert row(small.page(), kind) == [
        f"{len(mine):,}",
        f"{sum(row['lon'] is not None for row in mine):,}",
        f"{round(math.fsum(known)):,}",
        wording.share(len(known), len(buildings)),
    ]


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
    assert payload(replace(small, estate=estate).page())["assets"]["n"] == 50


def test_dates_and_shares_in_words() -> None:
    assert wording.period(date(2026, 4, 1), date(2026, 4, 1)) == "as at 1 April 2026"
    assert wording.share(1, 1000) == "under 1\xa0%"
    assert wording.share(999, 1000) == "over 99\xa0%"
    assert wording.count(-1234.4) == "\u22121,234"
