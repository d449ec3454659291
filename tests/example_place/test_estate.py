"""Where the assets of the example place are, and what must not be shown."""

import re
from collections import Counter, defaultdict
from math import hypot

import duckdb
import polars as pl
import pytest

from tests.example_place.conftest import Line, Published, Row, line_of

pytestmark = pytest.mark.timeout(1200)
NO_COORDINATES = {"coordinates missing", "coordinates nought"}
OFF = "coordinates some metres off"
OFF_M = 41.0
EXCHANGED = {"longitude and latitude exchanged", "easting and northing exchanged"}
NEAR_M = 5.0


def _address(asset: Row) -> str:
    return f"{asset['number']} {asset['street']}, {asset['town']}"


def _faults(published: Published) -> dict[Line, set[str]]:
    found: dict[Line, set[str]] = defaultdict(set)
    for row in published.truth("faults.csv"):
        if row["line"]:
            found[line_of(row)].add(row["fault"])
    return found


def test_locations_are_true_to_five_metres(published: Published) -> None:
    """Where coordinates were given and are not planted wrong, exchanged ones put right; others are labelled."""
    faults = _faults(published)
    true_asset = {line_of(row): published.assets[row["asset_id"]] for row in published.truth("asset_lines.csv")}
    by_asset: dict[str, list[Line]] = defaultdict(list)
    for line, row in published.register_lines.items():
        if line in true_asset:
            by_asset[row["asset_id"]].append(line)
    methods: Counter[str] = Counter()
    for lines in by_asset.values():
        row, asset = published.register_lines[lines[0]], true_asset[lines[0]]
        planted = set().union(*(faults[line] for line in lines))
        lacking = all(faults[line] & NO_COORDINATES for line in lines)
        method = row["estate_location_method"]
        methods[method] += 1
        assert (method in ("postcode", "not known")) == lacking, (lines, method, planted)
        if "many assets on one point" in planted or method == "not known":
            continue
        metres = hypot(row["easting"] - float(asset["easting"]), row["northing"] - float(asset["northing"]))
        if method == "postcode":
            assert metres < 3000, (lines, metres)
        else:
            assert metres <= (OFF_M if OFF in planted else NEAR_M), (lines, method, metres, planted)
            assert row["is_in_place"] == (asset["is_in_place"] == "true"), lines
        if len(lines) == 1 and planted & EXCHANGED:
            assert method == "coordinates exchanged", lines
        if "grid letters" in planted:
            assert method == "grid reference", lines
    assert methods["coordinates"] > 1000
    assert min(methods[name] for name in ("postcode", "coordinates exchanged", "grid reference")) > 0


def test_assets_stand_in_their_district(published: Published) -> None:
    """By the outline they lie in, not by what anybody says."""
    faults = _faults(published)
    true_asset = {line_of(row): published.assets[row["asset_id"]] for row in published.truth("asset_lines.csv")}
    wrong = []
    for line, row in published.register_lines.items():
        asset = true_asset.get(line)
        if (
            asset is None
            or "many assets on one point" in faults[line]
            or row["estate_location_method"] in ("postcode", "not known")
        ):
            continue
        if asset["is_in_place"] == "true" and row["area_code"] != asset["district_code"]:
            wrong.append((line, row["area_code"], asset["district_code"]))
    # a point within a metre of a border may fall on either side
    assert len(wrong) <= 3, wrong


def test_sensitive_premises_are_counted_by_district_only(published: Published) -> None:
    listed = {row["asset_id"] for row in published.lines if row["outcome"] == "loaded" and row["asset_id"]}
    sensitive = [
        asset for asset in published.assets.values() if asset["is_sensitive"] == "true" and asset["asset_id"] in listed
    ]
    expected = Counter(asset["district_code"] for asset in sensitive)
    found: Counter[str] = Counter()
    for row in published.rows("select area_code, premises_count from mart.sensitive_premises"):
        found[row["area_code"]] += row["premises_count"]
    assert found == expected
    assert sum(expected.values()) > 5


LEAST_HOMES = 5  # of a body in an LSOA; fewer are counted by district


def test_homes_are_counted_by_neighbourhood_only(published: Published) -> None:
    """Those of each body by LSOA, few of them by district, and for the whole place where half a postcode is all that was said."""
    half = {
        line_of(row) for row in published.truth("faults.csv") if row["fault"] == "postcode outward only" and row["path"].endswith("housing-stock.csv")
    }
    homes: dict[tuple[str, str], set[Line]] = defaultdict(set)
    for row in published.lines:
        asset = published.assets.get(row["asset_id"])
        if row["outcome"] == "loaded" and asset is not None and asset["is_dwelling"] == "true":
            homes[row["body_id"], row["asset_id"]].add(line_of(row))
    by_lsoa = Counter((body, published.assets[home]["lsoa_code"]) for (body, home), lines in homes.items() if not lines <= half)
    expected: Counter[tuple[str, str]] = Counter()
    lines_of: Counter[tuple[str, str]] = Counter()
    for (body, home), lines in homes.items():
        asset = published.assets[home]
        if lines <= half:
            area = "place"
        else:
            area = asset["lsoa_code"] if by_lsoa[body, asset["lsoa_code"]] >= LEAST_HOMES else asset["district_code"]
        expected[body, area] += 1
        lines_of[body, area] += len(lines)
    rows = published.rows("select * from mart.dwelling")
    assert {(row["body_id"], row["area_code"]): row["dwelling_count"] for row in rows} == expected
    assert {(row["body_id"], row["area_code"]): row["line_count"] for row in rows} == lines_of
    assert {row["area_type"] for row in rows} == {"lsoa", "district", "place"} and expected.total() > 70
    stock = [row for row in rows if row["body_id"].startswith("farrowhythe")]
    value = {asset["lsoa_code"]: 0 for asset in published.assets.values()}
    for (body, home), lines in homes.items():
        if body.startswith("farrowhythe") and not lines <= half:
            value[published.assets[home]["lsoa_code"]] += int(published.assets[home]["book_value_gbp"])
    told = {row["area_code"]: int(row["book_value_gbp"]) for row in stock if row["area_type"] == "lsoa"}
    assert len(told) >= 2 and told == {code: value[code] for code in told}
    held = {row["body_id"]: row["dwellings_held"] for row in published.rows("select body_id, dwellings_held from mart.body_coverage where dwellings_held > 0")}
    on_registers = Counter(body for (body, home) in homes if published.assets[home]["body_id"] == body)
    assert held == on_registers


def test_a_block_of_flats_is_a_building(published: Published) -> None:
    blocks = {asset["name"] for asset in published.assets.values() if asset["use"] == "block of flats"}
    shown = {row["name"] for row in published.rows("select name from mart.estate where function = 'dwelling' and asset_kind = 'building' and is_public_estate")}
    assert shown == blocks != set()


def test_nothing_of_a_home_is_published(published: Published) -> None:
    """Its name and UPRN in no text, and its line in nothing that is made from lines; but for a UPRN that it shares with its block or school."""
    homes = [asset for asset in published.assets.values() if asset["is_dwelling"] == "true"]
    others = {asset["uprn"] for asset in published.assets.values() if asset["is_dwelling"] == "false"}
    secrets = {asset["name"].lower() for asset in homes} | {asset["uprn"] for asset in homes if asset["uprn"]} - others
    secrets |= {f"caretaker's house, {asset['name']}".lower() for asset in homes}
    assert len(secrets) > 120
    # a number that ends in another is another
    pattern = re.compile("|".join(rf"(?<![0-9]){re.escape(secret)}" for secret in sorted(secrets, key=len, reverse=True)))
    telling = {where: {match.group() for text in texts for match in pattern.finditer(text)} for where, texts in _texts_with(secrets, published).items()}
    assert {where: words for where, words in telling.items() if words} == {}
    lines = {line_of(row) for row in published.truth("asset_lines.csv") if published.assets[row["asset_id"]]["is_dwelling"] == "true"}
    assert not lines & set(published.register_lines)
    for line in lines:
        for issue in published.issues.get(line, []):
            assert issue["value"] in (None, "(withheld)"), issue


def test_nothing_sensitive_and_nobody_private_is_published(published: Published) -> None:
    """Names, UPRNs and asset codes of sensitive premises, and private payees: in no text of any table, nor in a map."""
    sensitive = [asset for asset in published.assets.values() if asset["is_sensitive"] == "true"]
    named = [row["value"] for row in published.truth("faults.csv") if row["fault"] == "private person named"]
    secrets = {asset[name] for asset in sensitive for name in ("name", "uprn", "asset_code") if asset[name]} | set(
        named
    )
    # another building may stand under the same address
    known = {_address(asset) for asset in published.assets.values() if asset["is_sensitive"] == "false"}
    secrets |= {_address(asset) for asset in sensitive} - known
    assert len(secrets) > 100
    assert _texts_with(secrets, published) == {}


def _texts_with(secrets: set[str], published: Published) -> dict[str, list[str]]:
    """The texts of tables and of all that stands in out/ in which one of the words stands, in small letters, by where they stand."""
    texts: dict[str, pl.Series] = {}
    with duckdb.connect(published.database, read_only=True) as connection:
        columns = connection.execute(
            "select table_schema || '.' || table_name, column_name from information_schema.columns where data_type in ('VARCHAR', 'VARCHAR[]') and table_schema in ('ref', 'ops', 'mart')"
        ).fetchall()
        assert len(columns) > 80
        for table, column in columns:
            rows = connection.execute(f'select distinct "{column}"::varchar from {table} where "{column}" is not null').fetchall()
            texts[f"{table}.{column}"] = pl.Series([text for (text,) in rows], dtype=pl.String)
    for path in (published.folder / "out").rglob("*"):
        if path.suffix in (".html", ".csv", ".json"):
            texts[path.relative_to(published.folder).as_posix()] = pl.Series([path.read_text("utf-8")])
    words = [secret.lower() for secret in secrets]
    found = {where: said.str.to_lowercase() for where, said in texts.items()}
    return {where: kept for where, said in found.items() if (kept := said.filter(said.str.contains_any(words)).to_list())}


def test_names_of_sensitive_premises_with_lost_characters_are_not_published_either(published: Published) -> None:
    """As they stand in the files, fault and all: a name burnt by a lost character is a name."""
    sensitive = {asset_id for asset_id, asset in published.assets.items() if asset["is_sensitive"] == "true"}
    lines = {line_of(row) for row in published.truth("asset_lines.csv") if row["asset_id"] in sensitive}
    assert lines
    assert not lines & set(published.register_lines)
    for line in lines:
        for issue in published.issues.get(line, []):
            assert issue["value"] in (None, "(withheld)"), issue


def test_withheld_payees_have_no_supplier(published: Published) -> None:
    planted = {
        line_of(row)
        for row in published.truth("faults.csv")
        if row["fault"] in ("private person named", "redacted payee")
    }
    for line in planted:
        row = published.payments[line]
        assert row["supplier_as_published"] == "individual (withheld)", line
        assert row["supplier_id"] is None, line


def test_firms_are_not_taken_for_people(published: Published) -> None:
    spellings = {row["supplier_as_published"] for row in published.truth("suppliers.csv")}
    withheld = {line for line, row in published.payments.items() if row["supplier_id"] is None}
    planted = {
        line_of(row)
        for row in published.truth("faults.csv")
        if row["fault"] in ("private person named", "redacted payee")
    }
    # split lines of a withheld payment are withheld too, whichever fault they carry
    others = withheld - planted
    texts = {
        row["value"] for row in published.truth("faults.csv") if row["line"] and line_of(row) in others and row["field"]
    }
    assert not texts & spellings, sorted(texts & spellings)[:5]


def test_one_supplier_is_one_however_it_is_spelt(published: Published) -> None:
    """Capitals, legal forms, trading names, "(UK)" and a slip do not make another supplier; another trade of one name does."""
    true_name = {row["supplier_as_published"]: row["supplier"] for row in published.truth("suppliers.csv")}
    ids: dict[str, set[str]] = defaultdict(set)
    for row in published.payments.values():
        if row["supplier_as_published"] in true_name and row["supplier_id"]:
            ids[true_name[row["supplier_as_published"]]].add(row["supplier_id"])
    assert len(ids) > 100
    assert {name: found for name, found in ids.items() if len(found) > 1} == {}
    everyone = [supplier for found in ids.values() for supplier in found]
    assert len(everyone) == len(set(everyone))
