"""Known errors in files: put right where the line says what the correction expects, reported and left alone where not."""

from pathlib import Path

import polars as pl
import pytest

from totalplace import corrections
from totalplace.corrections import Correction
from totalplace.errors import PlaceError
from totalplace.reading.table import FIELDS, ROW, TextTable


def table() -> TextTable:
    frame = pl.LazyFrame(
        {ROW: [2, 3], FIELDS: [None, None], "c0000": ["Acme", "Bright"], "c0001": ["10.00 ", "1000.00"]},
        schema_overrides={FIELDS: pl.Int64},
    )
    return TextTable(
        source_part="table",
        headings=("Supplier", "Amount"),
        frame=frame,
        heading_line=1,
        rows=2,
        container="text",
        encoding="utf-8",
    )


def correction(**changes: object) -> Correction:
    given = {
        "path": "inbox/a/b.csv",
        "row": 3,
        "heading": "Amount",
        "was": "1000.00",
        "becomes": "100.00",
        "reason": "the publisher said so",
        "by": "A. Smith",
    }
    return Correction.model_validate({**given, **changes})


def amounts(applied: corrections.Applied) -> list[str]:
    return applied.frame.collect()["c0001"].to_list()


def test_applied_where_the_guard_holds() -> None:
    applied = corrections.apply(table(), [correction()])
    assert amounts(applied) == ["10.00 ", "100.00"]
    assert [(kind, row, heading) for kind, row, heading, _ in applied.found] == [("corrected", 3, "Amount")]
    assert "'1000.00' became '100.00' because the publisher said so (A. Smith)" in applied.found[0][3]


def test_space_around_the_cell_is_no_difference() -> None:
    assert amounts(corrections.apply(table(), [correction(row=2, was="10.00", becomes="11.00")])) == [
        "11.00",
        "1000.00",
    ]


@pytest.mark.parametrize("changes", [{"was": "999.00"}, {"row": 99}, {"heading": "Net"}, {"row": 2}])
def test_a_guard_that_no_longer_fits_changes_nothing_and_is_reported(changes: dict[str, object]) -> None:
    applied = corrections.apply(table(), [correction(**changes)])
    assert amounts(applied) == ["10.00 ", "1000.00"]
    assert [found[0] for found in applied.found] == ["correction does not fit"]


def test_several_in_turn_each_guard_seeing_the_last() -> None:
    applied = corrections.apply(table(), [correction(), correction(was="100.00", becomes="90.00")])
    assert amounts(applied) == ["10.00 ", "90.00"]


def test_files_are_read_in_order(tmp_path: Path) -> None:
    entry = '[[correction]]\npath = "inbox/a/b.csv"\nrow = 3\nheading = "Amount"\nwas = "{}"\nbecomes = "1"\nreason = "r"\nby = "b"\n'
    (tmp_path / "b.toml").write_text(entry.format("second"), "utf-8")
    (tmp_path / "a.toml").write_text(entry.format("first"), "utf-8-sig")
    assert [found.was for found in corrections.load_corrections(tmp_path)] == ["first", "second"]
    assert corrections.load_corrections(tmp_path / "none") == ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[[correction]]\nrow = 3\n", r"wrong\.toml cannot be used: correction\.0\.path"),
        ("[[corection]]\n", r"wrong\.toml cannot be used: corection"),
        ("[[correction", r"wrong\.toml is not valid TOML"),
    ],
)
def test_a_file_that_cannot_be_used_is_named(text: str, words: str, tmp_path: Path) -> None:
    (tmp_path / "wrong.toml").write_text(text, "utf-8")
    with pytest.raises(PlaceError, match=words):
        corrections.load_corrections(tmp_path)
