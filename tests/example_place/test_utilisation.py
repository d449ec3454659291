"""How full each unit of the example place is, beside what was planted: shares, peaks, bands, spare area, reasons.

Belongs here: the bands and standards of the definitions, written down a second time, by hand. Does not belong here: reading them
from the tables of the pipeline.
"""

from collections import Counter
from math import floor
from typing import Any

import pytest

from tests.example_place.conftest import Published, Row

pytestmark = pytest.mark.timeout(1200)
# mean below, mean above, not under-used if the peak reaches, over-used if the peak exceeds
BANDS: dict[str, tuple[float, float, float, float]] = {
    "U3": (0.45, 0.85, 9, 9),
    "U5": (0.6, 0.85, 0.8, 1.0),
    "U6": (0.75, 1.0, 9, 9),
    "U7": (0.8, 1.2, 9, 9),
    "U8": (0.25, 0.65, 9, 9),
}
DESKS_A_PERSON, DESK_M2, HEADROOM = 0.8, 10, 0.2  # 8 desks for 10 staff of 2011; 10 m² of 2012
MARGIN, CLASS, PLACE_M2 = 0.05, 30, {"primary": 4.1, "secondary": 6.3}
NO_BAND = {
    "no capacity": "capacity is not",
    "special school": "special school",
    "fills year by year": "fills year by year",
    "roll includes nursery": "roll includes nursery",
    "impossible percentage": "cannot be parts of one whole",
}


def _number(text: str) -> float | None:
    return float(text) if text else None


def _key(row: dict[str, Any]) -> tuple[str, str, str, str]:
    return row["measure"], row["path"], row["unit"], row["asset"]


def _found(published: Published) -> dict[tuple[str, str, str, str], dict[str, Any]]:
    """mart.utilisation by measure, file and what the line calls the unit: a room, a URN, a code, else the building."""
    rows = published.rows(
        """
        select used.*, file.path,
            case
                when unit_kind = 'room' then unit_name
                when measure in ('U1', 'U2', 'U6') then unit_id
                else ''
            end as unit,
            case when unit_kind = 'organisation' then '' else asset_id end as asset
        from mart.utilisation used join ops.source_file file using (source_file_id)
        """
    )
    found = {_key(row): row for row in rows}
    assert len(found) == len(rows)
    return found


def _pairs(published: Published, *measures: str) -> list[tuple[Row, dict[str, Any]]]:
    """Each planted unit with its published row. A school's building is told apart from other figures by its URN."""
    found = _found(published)
    asset_of = {
        (path, part, line): row["asset_id"] for (path, part, line), row in published.register_lines.items()
    }
    by_true = {
        row["asset_id"]: asset_of[line]
        for row in published.truth("asset_lines.csv")
        if (line := (row["path"], row["part"], int(row["line"]))) in asset_of
    }
    by_urn = {(row["measure"], row["path"], row["unit"]): row for row in found.values() if row["measure"] == "U6"}
    pairs = []
    for row in published.truth("utilisation.csv"):
        if row["measure"] not in measures:
            continue
        asset = by_true[row["asset_id"]] if row["asset_id"] else ""
        if row["measure"] == "U6":
            pairs.append((row, by_urn[("U6", row["path"], row["unit"])]))
        else:
            pairs.append((row, found[(row["measure"], row["path"], row["unit"], asset)]))
    return pairs


def _band(measure: str, share: float, peak: float | None) -> str:
    under, over, kept, crowded = BANDS[measure]
    if share == 0 and not peak:
        return "vacant"
    if share > over or (peak or 0) > crowded:
        return "over-used"
    return "under-used" if share < under and (peak or 0) < kept else "right-sized"


def _close(value: Any, wanted: float | None, within: float = 1e-5) -> bool:
    return value is None if wanted is None else value is not None and abs(float(value) - wanted) <= within


def test_shares_and_peaks_are_the_planted_ones(published: Published) -> None:
    pairs = _pairs(published, "U0", "U1", "U2", "U3", "U4", "U5", "U6", "U8")
    wrong = []
    for planted, row in pairs:
        peak = _number(planted["peak_share"])
        share_is = _close(row["utilisation_share"], _number(planted["utilisation_share"]))
        if not share_is or not (peak is None or _close(row["peak_share"], peak)):
            wrong.append((planted, row["utilisation_share"], row["peak_share"]))
    assert wrong == []
    counted = Counter(planted["measure"] for planted, _ in pairs)
    assert set(counted) == {"U0", "U1", "U2", "U3", "U4", "U5", "U6", "U8"}
    assert counted["U0"] > 600 and counted["U6"] > 200 and min(counted.values()) >= 5


def test_nothing_is_measured_that_was_not_planted(published: Published) -> None:
    """Rooms put together to their building and lists of schools without rolls apart, each figure has its line."""
    planted = {(row["measure"], row["path"]) for row in published.truth("utilisation.csv")}
    shown = {(key[0], key[1]) for key, row in _found(published).items() if row["utilisation_share"] is not None}
    assert shown <= planted


def test_a_building_is_told_by_its_rooms_only_where_all_were_counted(published: Published) -> None:
    planted = {row["asset_id"] for row in published.truth("utilisation.csv") if row["measure"] == "U3" and not row["unit"]}
    rooms = {row["asset_id"] for row in published.truth("utilisation.csv") if row["measure"] == "U3" and row["unit"]}
    told = [key for key in _found(published) if key[0] == "U3" and key[2] == ""]
    assert len(told) == len(planted) >= 1 and len(rooms) == len(planted) + 2


def test_bands_follow_the_dated_thresholds(published: Published) -> None:
    bands: Counter[tuple[str, str]] = Counter()
    wrong = []
    for planted, row in _pairs(published, "U3", "U5", "U6", "U8"):
        share = _number(planted["utilisation_share"])
        expected = "unknown"
        if not planted["why_no_band"] and share is not None:
            expected = _band(planted["measure"], share, _number(planted["peak_share"]))
        bands[(planted["measure"], expected)] += 1
        if row["band"] != expected:
            wrong.append((planted, row["band"]))
    assert wrong == []
    assert {band for measure, band in bands if measure == "U5"} == {"under-used", "right-sized", "over-used"}
    assert {band for measure, band in bands if measure == "U3"} >= {"vacant", "under-used", "right-sized"}
    assert {band for measure, band in bands if measure == "U6"} == {"under-used", "right-sized", "over-used", "unknown"}


def test_what_has_no_band_says_why(published: Published) -> None:
    seen = set()
    for planted, row in _pairs(published, "U1", "U2", "U6"):
        why = planted["why_no_band"]
        if why:
            assert row["band"] == "unknown" and NO_BAND[why] in row["reason"], (planted, row["reason"])
            seen.add(why)
    assert seen == set(NO_BAND)
    for planted, row in _pairs(published, "U0", "U1", "U2", "U4"):
        share = _number(planted["utilisation_share"])
        assert row["band"] == ("vacant" if planted["measure"] == "U0" and share == 0 else "unknown"), planted
        assert (row["reason"] is None) == (row["band"] == "vacant"), planted


def test_offices_against_the_standard(published: Published) -> None:
    known = partial = 0
    for planted, row in _pairs(published, "U7"):
        if planted["why_no_band"]:
            assert planted["why_no_band"] == "one of several occupiers"
            assert (row["band"], row["utilisation_share"], row["spare_m2"]) == ("unknown", None, None), planted
            partial += 1
            continue
        people, area = float(planted["numerator"]), float(planted["denominator"])
        need = people * DESKS_A_PERSON * DESK_M2
        assert _close(row["utilisation_share"], need / area), planted
        assert row["band"] == _band("U7", need / area, None), planted
        assert _close(row["spare_m2"], max(0.0, area - need), 0.01) and row["spare_basis"] == "NIA", planted
        known += 1
    assert known >= 10 and partial >= 2


def test_spare_area_is_what_the_definitions_say(published: Published) -> None:
    spare: Counter[str] = Counter()
    for planted, row in _pairs(published, "U0", "U1", "U2", "U3", "U4", "U5", "U6", "U8"):
        measure, asset = planted["measure"], published.assets.get(planted["asset_id"])
        share = _number(planted["utilisation_share"])
        expected: float | None = None
        if measure == "U0":
            # the area is that of the published asset, from whichever list states one
            assert share == 0 or row["spare_m2"] is None, planted
            if share == 0 and row["spare_m2"] is not None and asset is not None:
                basis = {"GIA": "gia_m2", "NIA": "nia_m2"}[row["spare_basis"]]
                assert _close(row["spare_m2"], float(asset[basis]), 0.01), planted
            continue
        if measure in ("U2", "U4"):
            assert row["spare_m2"] is None, planted
            continue
        if measure in ("U3", "U8"):
            expected = _number(planted["spare_m2"]) or 0.0
        elif measure == "U1":
            if not planted["spare_m2"]:
                continue  # a percentage: the area is that of the return's denominator
            expected = float(planted["spare_m2"])
        elif measure == "U5":
            desks, peak = float(planted["denominator"]), float(planted["peak_share"]) * float(planted["denominator"])
            expected = max(0.0, desks - peak / (1 - HEADROOM)) * DESK_M2
        elif not planted["why_no_band"] and asset is not None:
            roll, capacity = float(planted["numerator"]), float(planted["denominator"])
            places = floor(max(0.0, round(capacity * (1 - MARGIN) - roll, 6)) / CLASS) * CLASS
            phase = "secondary" if asset["use"] in ("secondary school", "academy") else "primary"
            if asset["use"] == "independent school":
                phase = "secondary"
            expected = places * PLACE_M2[phase]
        assert _close(row["spare_m2"], expected, 0.02), (planted, row["spare_m2"], expected)
        spare[measure] += bool(expected)
    assert all(spare[measure] > 0 for measure in ("U1", "U3", "U5", "U6")), spare


def test_one_row_an_asset_in_the_latest(published: Published) -> None:
    """Every asset of the estate once, unknown included; one measure each, never a sum over measures."""
    counted = published.rows(
        """
        select count(*) as n, count(distinct latest.asset_id) as assets, count(*) filter (where band = 'unknown') as unknown
        from mart.utilisation_latest latest join mart.estate using (asset_id)
        """
    )[0]
    assert counted["n"] == counted["assets"] > 1000
    assert 0 < counted["unknown"] < counted["n"]
    doubled = published.rows(
        "select asset_id from mart.estate anti join mart.utilisation_latest using (asset_id) where asset_kind <> 'land'"
    )
    assert doubled == []
