"""The example place: the same every time, of the size asked for, and its truth adds up with the bytes written.

Belongs here: checks of the generator against the files themselves. Does not belong here: what the pipeline makes of
them.
"""

import hashlib
import json
import re
import tomllib
from collections import Counter, defaultdict
from decimal import Decimal
from pathlib import Path

import fastexcel
import pytest
import shapely
from convertbng.cutil import convert_osgb36_to_ll, convert_to_osgb36

from tests.example.conftest import Place
from totalplace.example import EVERY_FAULT_FROM_SCALE, make_example
from totalplace.example.faults import FAULTS
from totalplace.example.truth import LISTING_KINDS, REASONS

_UNREADABLE = {"empty file", "unreadable archive"}
_AMOUNT_HEADINGS = (
    "Amount Awarded",
    "amount_gbp",
    "Amount",
    "Amount (£)",
    "Total Invoice Amount",
    "Net",
    "Net Amount",
    "Sum of Invoice Nett Amount",
    "VAL_N",
    "Total running cost £",
    "Backlog cost £",
    "Expenditure (£)",
    "Net expenditure (£)",
    "Expenditure (£000)",
    "Gross expenditure (£000)",
)


def fingerprints(folder: Path) -> dict[str, str]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_two_runs_are_equal_byte_for_byte(place: Place, tmp_path: Path) -> None:
    make_example(tmp_path / "again")
    assert fingerprints(tmp_path / "again") == fingerprints(place.folder)


def test_another_seed_is_another_place(tmp_path: Path) -> None:
    make_example(tmp_path / "one", scale=0.1, seed=1)
    make_example(tmp_path / "two", scale=0.1, seed=2)
    one, two = fingerprints(tmp_path / "one"), fingerprints(tmp_path / "two")
    assert one.keys() == two.keys()
    assert one["reference/codepoint-open-zz.csv"] != two["reference/codepoint-open-zz.csv"]


def test_scale_scales(place: Place, tmp_path: Path) -> None:
    make_example(tmp_path / "three", scale=3, people=0)
    assert not {"protected", "agreements", "hypotheses.toml"} & {path.name for path in (tmp_path / "three").iterdir()}
    small, large = place.totals(), Place(tmp_path / "three").totals()
    for name in ("assets", "payment_lines"):
        assert 2.7 < int(str(large[name])) / int(str(small[name])) < 3.3
    assert 1500 < int(str(small["assets"])) < 1900
    assert 11_000 < int(str(small["payment_lines"])) < 13_500


def test_it_refuses_a_folder_with_something_in_it(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("mine")
    with pytest.raises(FileExistsError, match="not empty"):
        make_example(tmp_path)
    with pytest.raises(ValueError, match="above nought"):
        make_example(tmp_path / "new", scale=0)


def test_every_file_has_its_answer(place: Place) -> None:
    written = {path for path in fingerprints(place.folder) if path.startswith(("inbox/", "reference/"))}
    assert written == {row["path"] for row in place.truth("files.csv")}


CELLS = "return line"  # of a return with a column a line each cell is a record


def _lines_by_part(place: Place) -> dict[tuple[str, str], dict[int, dict[str, str]]]:
    parts: dict[tuple[str, str], dict[int, dict[str, str]]] = defaultdict(dict)
    for row in place.truth("lines.csv"):
        if row["kind"] == CELLS:
            continue
        lines = parts[(row["path"], row["part"])]
        assert int(row["line"]) not in lines, "one answer a line"
        lines[int(row["line"])] = row
    return parts


def test_every_record_of_every_file_has_one_answer(place: Place) -> None:
    """Records counted from the bytes: below the headings, blank ones left out, each at the line the truth gives."""
    parts = _lines_by_part(place)
    opened = {row["path"] for row in place.truth("files.csv") if row["reason"] not in _UNREADABLE}
    assert {path for path, _ in parts} | {row["path"] for row in place.truth("lines.csv") if row["kind"] == CELLS} == opened
    for (path, part), answers in parts.items():
        found = [record.line for record in place.records(path, part)]
        first = min(answers)
        above = [line for line in found if line < first]
        assert [line for line in found if line >= first] == sorted(answers), path
        assert len(above) <= 6, path
        if "codepoint" in path or path.endswith(".geojson") or "drop-down" in part:
            assert not above, path
        else:
            assert above, path


def test_files_count_their_records(place: Place) -> None:
    counted = Counter(row["path"] for row in place.truth("lines.csv"))
    for row in place.truth("files.csv"):
        assert int(row["records"]) == counted[row["path"]]


def _headings(place: Place, path: str, part: str, first: int) -> list[str]:
    return [record.cells for record in place.records(path, part) if record.line < first][-1]


def _read_amount(text: str) -> Decimal:
    text = text.strip().removesuffix(".")
    sign = -1 if text.startswith("(") else 1
    plain = text.strip("()").replace("£", "").replace(",", "")
    return Decimal(0) if plain in ("Nil", "-") else sign * Decimal(plain).quantize(Decimal("0.01"))


def test_amounts_of_the_truth_are_those_in_the_files(place: Place) -> None:
    checked = 0
    for (path, part), answers in _lines_by_part(place).items():
        priced = {line: row for line, row in answers.items() if row["amount_gbp"]}
        if not priced:
            continue
        headings = _headings(place, path, part, min(answers))
        column = next(k for k, heading in enumerate(headings) if heading in _AMOUNT_HEADINGS)
        cells = {record.line: record.cells for record in place.records(path, part)}
        for line, row in priced.items():
            amount = _read_amount(cells[line][column]) * (1000 if "£000" in headings[column] else 1)
            assert amount == Decimal(row["amount_gbp"]), (path, part, line)
            checked += 1
    assert checked > 12_000


def test_cells_of_returns_are_those_in_the_files(place: Place) -> None:
    """Each row's amounts are its numbers in thousands of pounds, every one of them; cells without a number have no amount."""
    told: dict[tuple[str, str, int], list[Decimal]] = defaultdict(list)
    rows = [row for row in place.truth("lines.csv") if row["kind"] == CELLS]
    for row in rows:
        told[row["path"], row["part"], int(row["line"])] += [Decimal(row["amount_gbp"])] if row["amount_gbp"] else []
    for path, part in {(row["path"], row["part"]) for row in rows}:
        for record in place.records(path, part):
            if (path, part, record.line) in told:
                first = 6 if path.endswith(".csv") else 5  # what stands before says whose row it is
                numbers = [cell for cell in record.cells[first:] if re.fullmatch(r"-?[\d.]*\d", cell)]
                assert [Decimal(cell) * 1000 for cell in numbers] == told[path, part, record.line], (path, record.line)
    assert len(rows) > 1_000


def test_totals_add_up_to_the_penny(place: Place) -> None:
    pounds: dict[str, Decimal] = defaultdict(Decimal)
    lines: Counter[str] = Counter()
    for row in place.truth("lines.csv"):
        if row["kind"] == "payment" and row["outcome"] == "loaded":
            pounds[row["body_id"]] += Decimal(row["amount_gbp"])
            lines[row["body_id"]] += 1
            assert row["fy"] == "2024"
    totals = place.totals()
    bodies = totals["bodies"]
    assert isinstance(bodies, dict)
    assert {body: Decimal(told["payments_gbp"]) for body, told in bodies.items() if told["payment_lines"]} == pounds
    assert {body: told["payment_lines"] for body, told in bodies.items() if told["payment_lines"]} == lines
    assert Decimal(str(totals["payments_gbp"])) == sum(pounds.values())
    assert len(lines) == 6


def test_total_lines_are_the_sum_of_the_lines_above(place: Place) -> None:
    found = 0
    for answers in _lines_by_part(place).values():
        for row in answers.values():
            if row["reason"] == "total line" and row["amount_gbp"]:
                loaded = [Decimal(other["amount_gbp"]) for other in answers.values() if other["outcome"] in ("loaded", "superseded") and other["amount_gbp"]]
                assert Decimal(row["amount_gbp"]) == sum(loaded)
                found += 1
    assert found >= 5


def test_assets_of_the_totals_are_those_of_the_list(place: Place) -> None:
    assets = place.truth("assets.csv")
    bodies = place.totals()["bodies"]
    assert isinstance(bodies, dict)
    kinds: dict[str, Counter[str]] = defaultdict(Counter)
    assets = [asset for asset in assets if asset["body_id"]]
    for asset in assets:
        kinds[asset["body_id"]][asset["asset_kind"]] += 1
    assert {body: told["assets_by_kind"] for body, told in bodies.items()} == {
        **{body: dict(k) for body, k in kinds.items()}, "department-for-benefits": {}, "aldermarch-recovery": {}, "aldermarch-probation": {},
    }
    assert sum(told["gia_m2"] for told in bodies.values()) == sum(int(asset["gia_m2"] or 0) for asset in assets)
    assert len({asset["asset_id"] for asset in assets}) == len(assets)


def test_every_fault_is_planted_and_known(place: Place) -> None:
    faults = place.truth("faults.csv")
    assert {row["fault"] for row in faults} == set(FAULTS)
    assert all(row["expected_issue"] == FAULTS[row["fault"]].expected_issue for row in faults)


def test_half_the_size_still_has_every_fault(tmp_path: Path) -> None:
    make_example(tmp_path / "half", scale=EVERY_FAULT_FROM_SCALE)
    assert {row["fault"] for row in Place(tmp_path / "half").truth("faults.csv")} == set(FAULTS)


def test_outcomes_and_reasons_are_in_the_lists(place: Place) -> None:
    for row in place.truth("lines.csv"):
        assert row["outcome"] in ("loaded", "rejected", "ignored", "held", "superseded")
        assert (row["reason"] == "") == (row["outcome"] == "loaded")
        assert row["reason"] == "" or row["reason"] in REASONS
    for row in place.truth("files.csv"):
        assert row["status"] in ("loaded", "held", "rejected", "superseded", "duplicate", "ignored")


def test_faults_stand_on_their_lines(place: Place) -> None:
    """The value told is in the cell told: under that heading, on that line."""
    checked = 0
    faults = [row for row in place.truth("faults.csv") if row["line"] and row["field"] and row["value"]]
    parts = _lines_by_part(place)
    cache: dict[tuple[str, str], dict[int, list[str]]] = {}
    for row in faults:
        key = (row["path"], row["part"])
        if key not in cache:
            cache[key] = {record.line: record.cells for record in place.records(*key)}
        if row["path"].endswith((".xlsx", ".xls", ".ods", ".geojson")):
            continue  # two-row headings, dates as numbers: looked at by line only
        line = int(row["line"])
        assert line in parts[key]
        shown = [cell.replace("\r", "\\r").replace("\n", "\\n") for cell in cache[key][line]]
        assert row["value"] in shown, row
        checked += 1
    assert checked > 1000


def test_a_line_has_one_fault_at_most(place: Place) -> None:
    seen: Counter[tuple[str, str, str]] = Counter()
    for row in place.truth("faults.csv"):
        if row["line"]:
            seen[(row["path"], row["part"], row["line"])] += 1
    assert max(seen.values()) == 1


def test_negative_classes_are_there_and_loaded(place: Place) -> None:
    answers = {(row["path"], row["part"], row["line"]): row for row in place.truth("lines.csv")}
    kept = ("identical lines", "regular equal fee", "supplier called total", "split below threshold")
    for row in place.truth("faults.csv"):
        answer = answers.get((row["path"], row["part"], row["line"]))
        if row["fault"] in kept and answer is not None and answer["outcome"] != "superseded":
            assert answer["outcome"] == "loaded"
            assert row["expected_issue"] == ""
            if row["fault"] == "split below threshold":
                assert Decimal(answer["amount_gbp"]) < 500


def test_identical_lines_are_identical(place: Place) -> None:
    groups: dict[tuple[str, ...], int] = Counter()
    for row in place.truth("faults.csv"):
        if row["fault"] == "identical lines" and row["path"].endswith(".csv"):
            cells = next(r.cells for r in place.records(row["path"], row["part"]) if r.line == int(row["line"]))
            groups[(row["path"], *cells)] += 1
    assert groups and min(groups.values()) >= 2


def test_the_cleaned_month_is_the_raw_one_without_minus_signs(place: Place) -> None:
    lines = place.truth("lines.csv")
    raw = [row for row in lines if row["path"].endswith("raw/2024-09.csv") and row["outcome"] == "loaded"]
    clean = [row for row in lines if row["path"].endswith("clean/2024-09.csv")]
    assert [abs(Decimal(row["amount_gbp"])) for row in raw] == [Decimal(row["amount_gbp"]) for row in clean]
    assert any(Decimal(row["amount_gbp"]) < 0 for row in raw)
    assert {row["outcome"] for row in clean} == {"superseded"}


def test_the_duplicate_file_is_the_same_bytes(place: Place) -> None:
    prints = fingerprints(place.folder)
    duplicates = [row["path"] for row in place.truth("files.csv") if row["status"] == "duplicate"]
    inbox = {path: digest for path, digest in prints.items() if path.startswith("inbox/")}
    repeated = [digest for digest, count in Counter(inbox.values()).items() if count > 1]
    assert len(duplicates) == len(repeated) == 1
    assert inbox[duplicates[0]] == repeated[0]


# Geography -----------------------------------------------------------------------------------------------------------


def _shapes(place: Place, name: str) -> list[tuple[dict[str, str], shapely.Geometry]]:
    content = json.loads((place.folder / "reference" / f"aldermarch-{name}.geojson").read_text(encoding="utf-8"))
    return [(f["properties"], shapely.from_geojson(json.dumps(f["geometry"]))) for f in content["features"]]


def test_areas_tile_the_county(place: Place) -> None:
    county = _shapes(place, "county")[0][1]
    for name, count in (("districts", 12), ("wards", 120), ("msoa", 80), ("lsoa", 400)):
        shapes = [shape for _, shape in _shapes(place, name)]
        assert len(shapes) >= count
        assert all(shape.is_valid for shape in shapes)
        assert sum(shape.area for shape in shapes) == pytest.approx(county.area, rel=1e-6)
        assert shapely.union_all(shapes).symmetric_difference(county).area < county.area * 1e-6


def test_smaller_areas_nest_in_their_district(place: Place) -> None:
    districts = {properties["LAD25CD"]: shape.buffer(1e-5) for properties, shape in _shapes(place, "districts")}
    for name in ("wards", "msoa", "lsoa"):
        for properties, shape in _shapes(place, name):
            assert districts[properties["LAD25CD"]].covers(shape)


def test_every_true_location_is_where_it_says(place: Place) -> None:
    wards = {properties["WD25CD"]: shape.buffer(1e-5) for properties, shape in _shapes(place, "wards")}
    assets = place.truth("assets.csv")
    east, north = [float(a["easting"]) for a in assets], [float(a["northing"]) for a in assets]
    lon, lat = convert_osgb36_to_ll(east, north)
    outside = 0
    for asset, x, y, e, n in zip(assets, lon, lat, east, north, strict=True):
        assert 379_000 < e < 441_000 and 274_000 < n < 326_000
        if asset["is_in_place"] == "true":
            assert wards[asset["ward_code"]].covers(shapely.Point(x, y))
        else:
            outside += 1
    assert 0 < outside < 40


def test_the_two_postcode_files_agree(place: Place) -> None:
    full = place.records("reference/onspd-aldermarch-2025-05.csv", "table")
    heads = full[0].cells
    pick = {name: heads.index(name) for name in ("pcds", "doterm", "east1m", "north1m", "lad25cd", "gridind")}
    directory = {record.cells[pick["pcds"]]: record.cells for record in full[1:]}
    codepoint = place.records("reference/codepoint-open-zz.csv", "table")
    assert len(directory) == len(full) - 1 > 12_000
    live = {code for code, cells in directory.items() if not cells[pick["doterm"]] and cells[pick["gridind"]] != "9"}
    assert {record.cells[0] for record in codepoint} == live
    for record in codepoint:
        cells = directory[record.cells[0]]
        assert record.cells[2:4] == [cells[pick["east1m"]], cells[pick["north1m"]]]
        assert record.cells[8] == cells[pick["lad25cd"]]
    assert all(re.fullmatch(r"Z[A-G][1-9] \d[A-Z]{2}", code) for code in directory)
    assert {cells[pick["lad25cd"]][:6] for cells in directory.values()} == {"E07999", "E99999"}


def test_postcodes_of_assets_are_near_them(place: Place) -> None:
    codepoint = {
        r.cells[0]: (int(r.cells[2]), int(r.cells[3]))
        for r in place.records("reference/codepoint-open-zz.csv", "table")
    }
    for asset in place.truth("assets.csv"):
        e, n = codepoint[asset["postcode"]]
        assert abs(e - float(asset["easting"])) < 400 and abs(n - float(asset["northing"])) < 400


# Registers -----------------------------------------------------------------------------------------------------------

_WRONG_PLACE = {"many assets on one point", "coordinates nought"}
_EXCHANGED = ("longitude and latitude exchanged", "easting and northing exchanged")
_SQUARES = {"SJ": (3, 3), "SK": (4, 3), "SO": (3, 2), "SP": (4, 2)}


def _numbers(heads: list[str], cells: list[str]) -> tuple[float, float] | None:
    for x, y in (("GeoX", "GeoY"), ("Easting", "Northing"), ("longitude", "latitude"), ("Easting", "Northing")):
        if x in heads and heads.index(x) < len(cells):
            pair = cells[heads.index(x)], cells[heads.index(y)]
            return (float(pair[0]), float(pair[1])) if all(pair) else None
    if "OS grid ref (easting, northing)" in heads:
        text = cells[heads.index("OS grid ref (easting, northing)")]
        if text[:2] in _SQUARES:
            square = _SQUARES[text[:2]]
            return square[0] * 100_000 + float(text[3:8]), square[1] * 100_000 + float(text[9:14])
        return (float(text.split(",")[0]), float(text.split(",")[1])) if text else None
    return None


def test_coordinates_of_registers_agree_with_the_truth(place: Place) -> None:
    """To 5 m wherever a register gives a place that is not planted wrong."""
    assets = {asset["asset_id"]: asset for asset in place.truth("assets.csv")}
    faults = {(row["path"], row["line"]): row["fault"] for row in place.truth("faults.csv") if row["line"]}
    checked: Counter[str] = Counter()
    for (path, part), answers in _lines_by_part(place).items():
        spoken = {
            line: row["asset_id"] for line, row in answers.items() if row["asset_id"] and row["kind"] in LISTING_KINDS
        }
        if not spoken:
            continue
        heads = [] if path.endswith(".geojson") else _headings(place, path, part, min(answers))
        for record in place.records(path, part):
            asset = assets.get(spoken.get(record.line, ""))
            fault = faults.get((path, str(record.line)), "")
            if asset is None or fault in _WRONG_PLACE:
                continue
            given = (float(record.cells[-2]), float(record.cells[-1])) if not heads else _numbers(heads, record.cells)
            if given is None:
                continue
            if fault in _EXCHANGED:
                given = given[::-1]
            if abs(given[0]) < 10:
                easting, northing = convert_to_osgb36([given[0]], [given[1]])
                given = (float(easting[0]), float(northing[0]))
            # of a home no fault is told
            most = 41 if fault == "coordinates some metres off" or asset["is_dwelling"] == "true" else 5
            assert abs(given[0] - float(asset["easting"])) < most, (path, record.line)
            assert abs(given[1] - float(asset["northing"])) < most, (path, record.line)
            checked[path] += 1
    assert len(checked) >= 17
    assert sum(checked.values()) > 1800


def test_lines_of_assets_point_back_at_them(place: Place) -> None:
    answers = {(row["path"], row["part"], row["line"]): row["asset_id"] for row in place.truth("lines.csv")}
    spoken = place.truth("asset_lines.csv")
    assert all(answers[(row["path"], row["part"], row["line"])] == row["asset_id"] for row in spoken)
    by_asset = Counter(row["asset_id"] for row in spoken)
    for asset in place.truth("assets.csv"):
        assert len([entry for entry in asset["lines"].split("; ") if entry]) == by_asset[asset["asset_id"]]


def test_workbooks_open_in_the_reader_of_the_project(place: Place) -> None:
    for path in place.folder.joinpath("inbox").rglob("*"):
        if path.suffix in (".xlsx", ".xls", ".ods"):
            book = fastexcel.read_excel(path.read_bytes())
            assert book.sheet_names
            assert max(book.load_sheet(number, header_row=None).height for number in range(len(book.sheet_names))) > 15


def test_place_toml_has_the_bodies(place: Place) -> None:
    told = tomllib.loads((place.folder / "place.toml").read_text(encoding="utf-8"))
    assert len(told["area"]) == 12
    assert Counter(body["kind"] for body in told["body"]) == {"council": 13, "nhs": 4, "police": 1, "fire": 1, "other": 3}
    ids = {body["id"] for body in told["body"]}
    senders = {path.name for path in (place.folder / "inbox").iterdir()}
    assert senders <= ids | {sender["id"] for sender in told["sender"]}
    assert "ictional" in told["name"]
    names = [name for body in told["body"] for name in (body["name"], *body["aliases"], *body["codes"].values())]
    keys = [re.sub(r"[^A-Z0-9]", "", name.upper()) for name in names]
    by_key: dict[str, set[str]] = defaultdict(set)
    for body in told["body"]:
        for name in (body["name"], *body["aliases"], *body["codes"].values()):
            by_key[re.sub(r"[^A-Z0-9]", "", name.upper())].add(body["id"])
    assert len(keys) > 50 and all(len(owners) == 1 for owners in by_key.values())


def test_towns_have_dense_centres_of_several_bodies(place: Place) -> None:
    """Somewhere in each large district at least twelve buildings of three bodies stand within 250 m of one of them."""
    assets = [asset for asset in place.truth("assets.csv") if asset["asset_kind"] == "building"]
    best: dict[str, tuple[int, int]] = {}
    points = shapely.points([float(a["easting"]) for a in assets], [float(a["northing"]) for a in assets])
    near = shapely.STRtree(points).query(points, predicate="dwithin", distance=250)
    around: dict[int, list[int]] = defaultdict(list)
    for left, right in zip(*near.tolist(), strict=True):
        around[left].append(right)
    for k, others in around.items():
        district = assets[k]["district_code"]
        bodies = len({assets[o]["body_id"] for o in others})
        best[district] = max(best.get(district, (0, 0)), (len(others), bodies))
    assert len([1 for count, bodies in best.values() if count >= 12 and bodies >= 3]) >= 8
