"""A table in the making: headings, rows, planted faults, and the file it ends in.

Belongs here: what registers and payments share. Does not belong here: any layout or any choice of faults.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from totalplace.example.faults import Planter, insert
from totalplace.example.truth import PartFault, Planted, Row, Truth, part_name
from totalplace.example.write import SheetContent, delimited, gzipped, ods, put, xlsx, zipped


@dataclass
class Draft:
    """`roles` says which column holds what ("uprn", "amount" …), so that faults need not know the layout."""

    kind: str
    headings: list[str]
    roles: dict[str, int]
    rows: list[Row]
    rng: np.random.Generator
    part_faults: list[PartFault] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._planter = Planter(self.rows, self.rng)

    def note(self, fault: str, heading: str = "", value: str = "") -> None:
        """A fault of the table as a whole."""
        self.part_faults.append(PartFault(fault, heading, value))

    def plant(
        self,
        fault: str,
        role: str,
        count: int,
        change: Callable[[Row, str], object],
        expected: Callable[[Row, str], str] | str = "",
        where: Callable[[Row], bool] | None = None,
    ) -> list[Row]:
        """Change the cell of `role` in up to `count` clean rows in which it is filled.

        `change` and `expected` get the row and the cell's text before the change.
        """
        column = self.roles[role]
        picked = self._planter.pick(
            count, lambda row: row.cells[column] not in ("", None) and (where is None or where(row))
        )
        for row in picked:
            before = str(row.cells[column])
            row.faults.append(Planted(fault, column, expected if isinstance(expected, str) else expected(row, before)))
            row.cells[column] = change(row, before)
        return picked

    def reject(self, fault: str, role: str, count: int, change: Callable[[Row, str], object], reason: str) -> list[Row]:
        """The same, for faults that leave nothing to load."""
        picked = self.plant(fault, role, count, change)
        for row in picked:
            row.outcome, row.reason = "rejected", reason
            if reason.startswith("amount"):
                row.pence = None
        return picked

    def take(self, count: int, where: Callable[[Row], bool] | None = None) -> list[Row]:
        """Clean rows, for faults that concern several cells."""
        return self._planter.pick(count, where)

    def add(self, position: int, row: Row) -> None:
        """Insert a row; to be done after all planting, since the planter counts positions."""
        insert(self.rows, position, row)

    def add_blank(self, position: int, *, delimiters: bool = False) -> None:
        """A row with nothing in it: an empty line, or delimiters alone."""
        cells: list[object] = [""] * len(self.headings) if delimiters else []
        self.add(position, Row(cells, is_blank=True, faults=[Planted("blank row")]))

    def add_headings(self, position: int) -> None:
        """The headings once more."""
        self.add(
            position,
            Row(
                list(self.headings),
                outcome="ignored",
                reason="repeated headings",
                faults=[Planted("repeated headings")],
            ),
        )

    def add_total(
        self, cells: dict[str, object], label: str = "", fault: str = "total line", pence: int | None = None
    ) -> None:
        """A last line with the total; `label` stands in the first column."""
        line: list[object] = [""] * len(self.headings)
        for role, value in cells.items():
            line[self.roles[role]] = value
        if label:
            line[0] = label
        self.rows.append(Row(line, outcome="ignored", reason="total line", pence=pence, faults=[Planted(fault)]))


def write_text(
    folder: Path,
    truth: Truth,
    path: str,
    draft: Draft,
    *,
    preamble: Sequence[Sequence[object]] = (),
    delimiter: str = ",",
    line_end: str = "\n",
    encoding: str = "utf-8",
    prefix: bytes = b"",
    member: str = "",
) -> bytes:
    """The draft as delimited text, packed if the path ends in .gz or .zip (`member` is the name in the archive)."""
    above = len(preamble) + 1
    content, lines = delimited(
        [*preamble, draft.headings, *(row.cells for row in draft.rows)],
        delimiter=delimiter,
        line_end=line_end,
        encoding=encoding,
        prefix=prefix,
    )
    faults = list(draft.part_faults)
    faults += [PartFault("preamble")] if preamble else []
    faults += (
        [
            PartFault(
                {"|": "pipe delimiter", "\t": "tab delimiter", "$": "dollar delimiter", "¬": "not-sign delimiter"}[
                    delimiter
                ]
            )
        ]
        if delimiter != ","
        else []
    )
    faults += (
        [PartFault({"\r\n": "crlf line ends", "\r": "carriage return line ends"}[line_end])] if line_end != "\n" else []
    )
    faults += [PartFault(f"encoding {encoding}")] if encoding in ("cp1252", "cp437") else []
    faults += [PartFault("byte-order mark")] if prefix == BOM else []
    faults += [PartFault("byte-order mark encoded twice")] if prefix == BOM_TWICE else []
    if path.endswith(".gz"):
        content = gzipped(content)
    elif path.endswith(".zip"):
        content = zipped([(member, content)])
    faults += [PartFault("archive")] if path.endswith((".gz", ".zip")) else []
    put(folder / path, content)
    part = part_name("zip", member) if path.endswith(".zip") else part_name("text")
    truth.add_part(path, part, draft.kind, draft.rows, lines[above:], draft.headings, faults)
    return content


BOM = b"\xef\xbb\xbf"
BOM_TWICE = "ï»¿".encode()


@dataclass
class Sheet:
    """A draft on a sheet: rows above the headings, a second row of headings (its merged cells left blank)."""

    name: str
    draft: Draft
    preamble: Sequence[Sequence[object]] = ()
    first_heading_row: Sequence[object] = ()
    second_heading_row: Sequence[object] = ()
    merged: tuple[str, ...] = ()


def write_workbook(folder: Path, truth: Truth, path: str, sheets: Sequence[Sheet], container: str = "xlsx") -> None:
    """Drafts as the sheets of a workbook."""
    contents = []
    for sheet in sheets:
        draft = sheet.draft
        heads: list[Sequence[object]] = [sheet.first_heading_row or draft.headings]
        if sheet.second_heading_row:
            heads.append(sheet.second_heading_row)
        above = [*sheet.preamble, *heads]
        contents.append(SheetContent(sheet.name, [*above, *(row.cells for row in draft.rows)], sheet.merged))
        faults = list(draft.part_faults)
        faults += [PartFault("preamble")] if sheet.preamble else []
        faults += [PartFault("two-row heading")] if sheet.second_heading_row else []
        faults += [PartFault("merged heading", value=ref) for ref in sheet.merged]
        faults += [PartFault("workbook under another extension")] if path.endswith(".xls") else []
        first = len(above) + 1
        lines = range(first, first + len(draft.rows))
        truth.add_part(path, part_name(container, sheet.name), draft.kind, draft.rows, lines, draft.headings, faults)
    put(folder / path, ods(contents) if container == "ods" else xlsx(contents))
