"""estate-plan.toml: what it may say, and one clear sentence for each fault; what the plan cannot do of it is told too."""

from datetime import date
from pathlib import Path
from typing import Any, cast

import polars as pl
import pytest

from totalplace import contracts, unkept_decisions
from totalplace.errors import PlaceError
from totalplace.paths import PlacePaths
from totalplace.pipeline import Workbench
from totalplace.place import Place, parse_place
from totalplace.plan_file import entry_table, load_plan, parse_plan
from totalplace.templates import make_place

PLACE = parse_place(b'name = "X"\n[[body]]\nid = "northby"\nname = "Northby"\nkind = "council"\n', Path("place.toml"))
GOOD = """\
first_fy = 2027
# a comment
[[keep]]
asset = "TH01"
body = "northby"
reason = "Being made the customer centre."
by = "Board"
[[release]]
asset = "A0123456789AB"
reason = "Agreed for housing"
by = "Cabinet"
[[access]]
service = "library"
areas = ["E1", "E2"]
minimum = 2
reason = "Library strategy"
[[access]]
service = "clinic"
minimum = 1
reason = "ICB"
"""


def place_of(folder: Path, text: str | None) -> PlacePaths:
    paths = PlacePaths(folder)
    if text is not None:
        paths.estate_plan_toml.write_text(text, "utf-8")
    return paths


def test_a_place_without_the_file_asks_for_nothing(tmp_path: Path) -> None:
    assert entry_table(place_of(tmp_path, None), PLACE).height == 0


def test_every_entry_is_a_row(tmp_path: Path) -> None:
    paths = place_of(tmp_path, GOOD)
    assert load_plan(paths, PLACE).first_fy == 2027
    assert entry_table(paths, PLACE).drop("entry_number").rows() == [
        (3, "keep", None, "TH01", "northby", None, None, None, "Being made the customer centre (Board)"),
        (8, "release", "a0123456789ab", None, None, None, None, None, "Agreed for housing (Cabinet)"),
        (12, "access", None, None, None, "library", "E1", 2, "Library strategy"),
        (12, "access", None, None, None, "library", "E2", 2, "Library strategy"),
        (17, "access", None, None, None, "clinic", None, 1, "ICB"),
    ]


def test_the_template_of_a_new_place_asks_for_nothing_and_its_examples_are_right(tmp_path: Path) -> None:
    paths = PlacePaths(tmp_path / "new")
    make_place(paths)
    assert entry_table(paths, PLACE).height == 0
    lines = paths.estate_plan_toml.read_text("utf-8").splitlines()
    examples = [line.removeprefix("# ") for line in lines if line.startswith("# [[") or " = " in line]
    asked = parse_plan("\n".join(examples).encode(), paths.estate_plan_toml, Place(name="X", body=(PLACE.body[0].model_copy(update={"id": "anytown-council"}),)))
    assert (asked.first_fy, len(asked.keep), len(asked.release), len(asked.access)) == (2027, 1, 1, 1)


KEEP = '[[keep]]\nasset = "TH01"\nbody = "northby"\nreason = "x"\nby = "y"\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (KEEP + KEEP.replace("keep", "release").replace("TH01", "th01"), "[[release]] number 1, line 6 asks to release 'th01', and [[keep]] number 1, line 1 asks to keep it."),
        (KEEP + KEEP, "[[keep]] number 2, line 6: 'TH01' stands in [[keep]] number 1, line 1 already."),
        (KEEP.replace('body = "northby"\n', ""), "[[keep]] number 1, line 1: 'TH01' is no id of ours"),
        (KEEP.replace("northby", "southby"), "[[keep]] number 1, line 1: 'southby' is no [[body]] of this place."),
        (KEEP.replace('reason = "x"\n', ""), "[[keep]] number 1, line 1: 'reason' is missing"),
        (KEEP + 'why = "z"\n', "'why' is not known here. Known are: asset, body, reason, by."),
        ('frist_fy = 2027\n', "'frist_fy', line 1: 'frist_fy' is not known here. Known are: first_fy, keep, release, access."),
        ("first_fy = 27\n", "'first_fy', line 1: Input should be greater than or equal to 2000."),
        ('keep = "TH01"\n', "'keep', line 1: write each as a block of its own, that begins with [[keep]]."),
        ('[[access]]\nservice = "libary"\nminimum = 1\nreason = "x"\n', "[[access]] number 1, line 1: 'libary' is no service to the public. Known are: children's centre"),
        ('[[access]]\nservice = "office"\nminimum = 1\nreason = "x"\n', "'office' is no service to the public."),
        ('[[access]]\nservice = "library"\nminimum = 1\nreason = "x"\n' * 2, "[[access]] number 2, line 5: how many of 'library' must stay in every district is said by [[access]] number 1, line 1 already."),
        ('[[access]]\nservice = "library"\nareas = ["E1", "E1"]\nminimum = 1\nreason = "x"\n', "must stay in E1 is said by [[access]] number 1, line 1 already"),
        ("[[keep\n", "is not valid TOML"),
    ],
)  # fmt: skip
def test_a_fault_is_one_clear_sentence(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(PlaceError) as error:
        load_plan(place_of(tmp_path, text), PLACE)
    assert said in str(error.value)
    assert str(error.value).startswith(str(tmp_path / "estate-plan.toml"))


class _Made:
    """Of a workbench what unkept_decisions asks: the place's folder, and results that stand."""

    def __init__(self, paths: PlacePaths, **tables: list[dict[str, Any]]) -> None:
        self.paths = paths
        self._tables = {name.replace("__", "."): rows for name, rows in tables.items()}

    def is_stale(self, table: str) -> bool:
        return False

    def scan(self, table: str) -> pl.LazyFrame:
        schema = contracts.contract(table).polars_schema()
        return pl.LazyFrame([{**dict.fromkeys(schema), **row} for row in self._tables.get(table, [])], schema=schema)


def test_what_the_plan_cannot_do_is_told_with_its_line(tmp_path: Path) -> None:
    asked = [
        {"entry_number": 1, "line_number": 3, "instruction": "keep", "fault": "no building of that id or code is known"},
        {"entry_number": 2, "line_number": 8, "instruction": "release", "asset_id": "a1"},
        {"entry_number": 3, "line_number": 12, "instruction": "release", "asset_id": "a2"},
        {"entry_number": 4, "line_number": 16, "instruction": "keep", "asset_id": "a1"},
        {"entry_number": 5, "line_number": 20, "instruction": "release", "asset_id": "a3"},
    ]
    access = [(6, "E1", 2, "library"), (7, "E9", 1, "library"), (8, "E2", 3, "library"), (9, None, 1, "library"), (10, None, 2, "clinic")]
    bench = _Made(
        place_of(tmp_path, GOOD), core__plan_instruction=asked,
        analysis__plan_building=[{"asset_id": "a1", "block_reason": "It must stay, as stated by Finance."}, {"asset_id": "a2", "missing_data": "running cost"}, {"asset_id": "a3"}],
        core__plan_entry=[{"entry_number": number, "line_number": 10 * number, "instruction": "access", "service": service, "area_code": area, "minimum": least} for number, area, least, service in access],
        core__calendar=[{"next_month_on": date(2028, 4, 1), "plan_first_fy": 2026}],
        ref__area=[{"area_code": code, "area_type": "district", "is_in_place": True} for code in ("E1", "E2")],
        mart__estate=[{"asset_id": name, "asset_kind": "building", "function": "library", "area_code": area, "is_disowned": False} for name, area in (("a1", "E1"), ("a2", "E1"), ("a3", "E2"))]
        # a place without boundaries knows no district of any building
        + [{"asset_id": "a4", "asset_kind": "building", "function": "clinic", "area_code": None, "is_disowned": False}],
    )  # fmt: skip
    told = list(unkept_decisions._plan(cast(Workbench, bench)))
    assert [sentence.removeprefix("estate-plan.toml, ") for sentence in told] == [
        "line 3: 'keep' is not followed: no building of that id or code is known. Correct the entry, or take it out.",
        "line 8: 'release' is not followed, as it contradicts what forbids giving the building up: It must stay, as stated by Finance. Take the entry out, or have what forbids it put right where it is stated.",
        "line 12: 'release' is not followed yet: the building cannot be weighed without knowing this of it: running cost. Have that sent.",
        "estate-plan.toml: first_fy is 2026, a year that is over, so the plan counts what can be saved no more. State a later year, or take it out.",
        "line 70: the area 'E9' is no district of the place, so nothing is asked of the plan there. Its districts are: E1, E2.",
        "line 80: 3 points of access to 'library' are asked for in E2, and there are 1: none of them is given up.",
        "line 100: no building or site with the use 'clinic' is known to stand in any district, so nothing is asked of the plan. Put the boundaries of the districts into reference/, or correct the service.",
    ]  # fmt: skip


def test_each_fault_of_a_scenario_is_told_by_itself(tmp_path: Path) -> None:
    faults = ["scenarios/pot.toml: 'host', line 5: it is no partner.", "scenarios/pot.toml: [[partner]] number 1, line 9: 'body' is missing."]
    bench = _Made(place_of(tmp_path, GOOD), mart__pool_scenario=[{"scenario_id": "pot", "is_computed": False, "is_appraised": False, "reason": " ".join(faults)}])
    assert list(unkept_decisions._pools(cast(Workbench, bench))) == faults
