"""The known answers of the example place: what was planted, and what ought to become of every record.

Belongs here: rows with their planted outcome, and the files of `truth/`. Does not belong here: planting
(faults), content (buildings, registers, payments) or anything learnt from running the pipeline.

Files of `truth/`, all UTF-8 CSV with headings unless said otherwise:

- `assets.csv`: every true asset. `asset_id`, `building_id` (assets with the same one are the same building on
  two bodies' lists), `body_id` (empty for what no body's register has: surgeries, halls, schools of trusts), `asset_kind` (building, land, site), `use`, `is_sensitive`, `is_dwelling` (one home), `name`, address
  parts, `postcode`, `district_code`, `lsoa_code` and `ward_code` (empty outside the place), `is_in_place`,
  `easting` and `northing` (0.1 m), `uprn`, `asset_code`, tenure, areas, costs, condition, energy, occupied, and
  `lines`: every register line that speaks of it as `path|part|line`, separated by `; `. `asset_lines.csv` holds
  the same, one row a line.
- `lines.csv`: every record of every file of inbox and reference: `path`, `part`, `line`, `kind` (property,
  school, payment, postcode, boundary, area statistic, the kinds of returns, return line: a cell, grant, outcome, provision, need, licensed premises, or empty), `outcome` (loaded, rejected, ignored, held,
  superseded), `reason` (class of reason, in words of REASONS), `amount_gbp` (payments whose amount can be
  read), `fy`, `body_id`, `asset_id`. Blank records, headings and preambles are no records. The records of a
  file that is the byte for byte copy of another stand as superseded with the reason `duplicate file`. Files
  that cannot be opened have no records.
- `faults.csv`: every planted fault: `path`, `part`, `line` (empty: the whole part or file), `field` (heading as
  published), `fault` (a code of faults.FAULTS), `value` (as written, with line breaks shown as \\r and \\n),
  `expected_issue` (plain words; empty where no issue is due, as for the planted negative classes),
  `expected_value` (what a perfect reader makes of it; empty if nothing can be made).
- `same_building.csv`: every two loaded lines of different lists that speak of the same building: `left_path`, `left_part`,
  `left_line`, `right_path`, `right_part`, `right_line`, `building_id`. Two lines that are not there are two buildings.
- `utilisation.csv`: how full each unit is that a line tells of: `path`, `part`, `line`, `body_id`, `asset_id` (the building;
  empty for an organisation), `measure` (U0 to U8), `unit` (URN, code of the organisation, name of the room; empty for the
  building itself), `numerator`, `denominator`, `utilisation_share` (higher is fuller), `peak_share`, `spare_m2` where it
  follows from the figures alone, `why_no_band`. Of U7 the numerator is people and the denominator net m²: no share.
- `spend_count.csv`: what each body of the place truly spends in a year by line of its return: `body_id`, `fy`, `account`,
  `line_code`, `cofog`, `gross_gbp`, `transfer_out_gbp`, `net_gbp`, `transfer_in_memo_gbp`.
- `transfers.csv`: what passes between them: `from_body_id`, `to_body_id`, `fy`, `type`, `cofog`, `payer_view_gbp`,
  `receiver_view_gbp`, `eliminated_gbp`.
- `later_lines.csv`: lines of files of later/, which are not in the inbox yet: `path` (once later/ is inbox/), `part`,
  `line`, `asset_id`.
- `corrections.csv`: what a body's own sheet corrects: `path`, `part`, `line`, `body_id`, `asset_id`, `field` (as in
  mart.building_correction), `value` (what is to be published), `outcome` (taken, not taken), `reason`.
- `files.csv`: `path`, `status` (as ops.source_file), `reason`, `records`.
- `suppliers.csv`: each spelling of each supplier: `supplier_as_published`, `supplier` (the true one).
- `payments_to_check.csv`: each repeat planted in the ledger extracts (ledgers.py).
- `contracts.csv`: the contracts of both registers (contracts.py): `body_id`, `purpose` (as payments state it), `supplier`, `annual_gbp` (empty
  where none is stated), `ends_on` (empty where it is not known), `is_small_firm`.
- `grants.csv`: every grant that can be read, once (grants.py): `body_id`, `grant_identifier` (empty where the list gives none), `recipient`,
  `recipient_kind`, `fy` (of the award), `amount_gbp`.
- `outcomes.csv`: every figure of an indicator that counts (outcomes.py): `indicator_id`, `area_code`, `period` (as published), `value`, `series_number` (part of its
  series: no change is told across parts), `movement`, `target_status`.
- `provision.csv`: every offer once (provision.py): `offer` (our number), `provider`, `funder`, `body_id` (the funder, if a body of the place), ages, `places`, `amount_gbp`,
  `administration_gbp`, and the days of its period before, in and after 2024-25; `provision_overlap.csv`: the planted overlaps; `provision_gap.csv`: need and places
  of 2024-25 by age band and district, worked out by hand.
- `grants_gateway.csv`: what is planted among them (gateway.py): `question`, `subject` (identifier, area or recipient), `answer`.
- `sector.csv`: the charities and groups that concern the place (sector.py): where their office is as against where they work, and for which ages.
- `hubs.csv`, `overlaps.csv`: planted neighbours (hubs.py).
- `estate_plan.csv`: the best plan of each option for the buildings of the planted towns (one_estate.py, estate_answers.py): `option_id`, `asset_id`, `action`,
  `year_fy`, `hosted_m2`, `gain_gbp`, `unlock_value_gbp` and its ledgers; `estate_move.csv`: who moves in it: `option_id`, `from_asset_id`, `body_id`, `to_asset_id`,
  `year_fy`, `demand_m2`; `estate_plan_totals.csv`: `option_id`, `town`, `given_up_count`, `gain_gbp`; `estate_plan_body.csv`: what a body gains that is in no
  other town: `option_id`, `body_id`, `gain_gbp`; `estate_flip.csv`: what turns a decision: `option_id`, `asset_id`, `flips_when`; `estate_access.csv`: small areas whose residents get farther from the planted library:
  `option_id`, `service`, `area_code`, `residents_farther`.
- `totals.json`: per body the counted payment lines and pounds, assets by kind, floor area; and totals per kind
  and outcome.

Paths are relative to the place's folder, with `/`. `part` is the sheet of a workbook, the member of a zip archive,
and `table` otherwise (see part_name); the same convention as ops.source_part. `line` is the physical line on which the
record starts in a text file (lines end by LF, so CR LF is one; by CR in a file that has no LF), the row of the sheet,
or the number of the GeoJSON feature from 1.
"""

import csv
import io
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

from totalplace.example.faults import FAULTS
from totalplace.example.write import as_text, put

if TYPE_CHECKING:
    from totalplace.example.buildings import Asset

# Kinds of table whose lines list buildings or land.
LISTING_KINDS = ("property", "school")
# Classes of reason of lines.csv and files.csv.
REASONS = {
    "older edition": "a newer edition of the same register is there",
    "cleaned copy": "the same payments are there as published, with their credits",
    "duplicate file": "the same bytes are there under another name",
    "total line": "the line is a total of the others, labelled or not",
    "repeated headings": "the headings again, among the records",
    "outside the place": "a national file's row about somewhere else",
    "closed school": "a list of schools names those that closed",
    "building of another body": "a body's return about a building that it does not hold",
    "no figure": "a cell of a return with nothing in it",
    "not available": "a cell of a return in which the publisher says that there is no figure",
    "total of several authorities": "a row of a return that sums authorities",
    "stands twice": "a body that a return lists a second time",
    "total of several bodies": "a row of a return that sums bodies",
    "area not known": "a line about an area that nobody knows",
    "department not known": "a line of a department that is none of the place's bodies",
    "provisional": "a return that a better checked one replaced",
    "older or shorter": "a summary of a return that stands in fuller form in another file",
    "no return sent": "figures in the row of an authority that sent no return",
    "beside the data": "a form, pivot or page of words in the workbook of a return",
    "not answered": "a line of a body's sheet that nobody has filled in",
    "impossible use": "more in use than there is",
    "item not known": "a line of what stands in the way that says nothing that is weighed",
    "in another list": "the same grant, or offer, stands in another list",
    "age band missing": "people in need of no ages",
    "linked charity": "a charity that is counted with the one it is linked to",
    "number not one": "a charity number that is none",
    "named like a person": "a group whose name looks like a private person's",
    "grant not in pounds": "a grant in another currency",
    "amount missing": "a payment without an amount",
    "amount unreadable": "a payment whose amount is not a number",
    "date unreadable": "a payment without a date or period that can be read: its financial year is not known",
    "more fields than headings": "the record is broken: a field holds an unquoted delimiter",
    "no location": "a postcode that has no grid reference by its nature (a large user's)",
    "no date": "totals a supplier, with no date or period",
    "unknown kind": "not a kind of file that is read",
    "needs a mapping": "headings that say nothing: to be confirmed by the team from the proposal",
    "empty file": "no bytes",
    "unreadable archive": "a zip archive that breaks off",
}


def part_name(container: str, name: str = "") -> str:
    """The part of a file under which its records stand; `name` is the sheet or the member of the archive."""
    return name if container in ("xlsx", "ods", "zip") else "table"


@dataclass(slots=True)
class Planted:
    """A fault in a cell of a row, or in the row as a whole where `column` is None."""

    fault: str
    column: int | None = None
    expected_value: str = ""


@dataclass(frozen=True)
class Use:
    """How full a unit truly is, as the line tells it. `why` says in words why there is no band, "" where there is one."""

    measure: str  # U0 to U8
    unit: str  # as the line names it: "" for the building itself
    numerator: float | None
    denominator: float | None
    peak: float | None = None
    why: str = ""
    spare_m2: float | None = None  # where it follows from the figures alone, without a standard

    @property
    def share(self) -> float | None:
        """Higher is fuller. People on an area (U7) are a share only by standards, which are assumptions and no truth."""
        return None if self.numerator is None or not self.denominator or self.measure == "U7" else self.numerator / self.denominator


@dataclass(frozen=True)
class Correction:
    """What a body corrects of a building, as mart.building_correction calls it; `reason` says why it is not to be taken."""

    field: str
    value: object
    reason: str = ""


@dataclass(slots=True)
class Row:
    """A record as it will be written, with its answer. `pence` is the true amount where the record is about money."""

    cells: list[object]
    asset_id: str = ""
    body_id: str = ""
    pence: int | None = None
    fy: int | None = None
    outcome: str = "loaded"
    reason: str = ""
    is_blank: bool = False
    faults: list[Planted] = field(default_factory=list)
    uses: list[Use] = field(default_factory=list)
    corrections: list[Correction] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        """Nothing is planted on it yet."""
        return not self.faults and not self.is_blank and self.outcome == "loaded"


@dataclass(frozen=True)
class PartFault:
    """A fault of a whole part of a file."""

    fault: str
    field: str = ""
    value: str = ""


def pounds(pence: int) -> str:
    """Pence as pounds with two decimals."""
    return f"{'-' if pence < 0 else ''}{abs(pence) // 100}.{abs(pence) % 100:02d}"


class Truth:
    """Collects the answers while files are written, and writes `truth/`."""

    def __init__(self) -> None:
        self.files: dict[str, tuple[str, str]] = {}
        self.records: Counter[str] = Counter()
        self.lines: list[tuple[str, str, int, str, str, str, str, str, str, str]] = []
        self.faults: list[tuple[str, str, str, str, str, str, str, str]] = []
        self.asset_lines: dict[str, list[tuple[str, str, int]]] = defaultdict(list)
        self.uses: list[tuple[object, ...]] = []
        self.corrections: list[tuple[object, ...]] = []
        self.later_lines: list[tuple[str, str, int, str]] = []
        self.spend_count: list[tuple[str, int, str, str, str, int, int, int, int]] = []  # amounts in pence
        self.transfers: list[tuple[str, str, int, str, str, int, int, int]] = []
        self.paid: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        self.outcomes: Counter[tuple[str, str, str]] = Counter()

    def add_file(self, path: str, status: str = "loaded", reason: str = "", faults: Sequence[str] = ()) -> None:
        """A file as a whole. Loaded files need not be added: add_part does."""
        self.files[path] = (status, reason)
        for fault in faults:
            self._fault(path, "", "", PartFault(fault))

    def _fault(self, path: str, part: str, line: str, fault: PartFault, expected: str = "") -> None:
        self.faults.append(
            (path, part, line, fault.field, fault.fault, fault.value, FAULTS[fault.fault].expected_issue, expected)
        )

    def add_part(
        self,
        path: str,
        part: str,
        kind: str,
        rows: Iterable[Row],
        lines: Iterable[int],
        headings: Sequence[str] = (),
        faults: Sequence[PartFault] = (),
    ) -> None:
        """The records of a part, with the lines they start on."""
        self.files.setdefault(path, ("loaded", ""))
        for part_fault in faults:
            self._fault(path, part, "", part_fault)
        for row, line in zip(rows, lines, strict=True):
            if row.is_blank:
                for planted in row.faults:
                    self._fault(path, part, str(line), PartFault(planted.fault))
                continue
            self.records[path] += 1
            amount = "" if row.pence is None else pounds(row.pence)
            fy = "" if row.fy is None else str(row.fy)
            self.lines.append((path, part, line, kind, row.outcome, row.reason, amount, fy, row.body_id, row.asset_id))
            self.outcomes[(kind, row.outcome, row.reason)] += 1
            if kind == "payment" and row.outcome == "loaded" and row.pence is not None:
                paid = self.paid[row.body_id]
                paid[0] += 1
                paid[1] += row.pence
            if row.asset_id:
                self.asset_lines[row.asset_id].append((path, part, line))
            self.uses += [
                (path, part, line, row.body_id, row.asset_id, *_use_cells(use))
                for use in row.uses
                if row.outcome == "loaded"
            ]
            self.corrections += [
                (path, part, line, row.body_id, row.asset_id, said.field, said.value, "not taken" if said.reason else "taken", said.reason)
                for said in row.corrections
            ]
            for planted in row.faults:
                named = planted.column is not None and planted.column < len(headings)
                heading = headings[planted.column] if named and planted.column is not None else ""
                value = _visible(row.cells[planted.column]) if planted.column is not None else ""
                self._fault(path, part, str(line), PartFault(planted.fault, heading, value), planted.expected_value)

    def write(
        self, folder: Path, assets: Sequence["Asset"], body_ids: Sequence[str], suppliers: Iterable[tuple[str, str]]
    ) -> None:
        """Everything of `truth/`."""
        where = {
            key: [f"{path}|{part}|{line}" for path, part, line in found] for key, found in self.asset_lines.items()
        }
        heads = assets[0].truth_headings()
        write_answers(
            folder / "assets.csv",
            [*heads, "lines"],
            ([*asset.truth_cells(), "; ".join(where.get(asset.asset_id, ()))] for asset in assets),
        )
        spoken = ((asset.asset_id, *place) for asset in assets for place in self.asset_lines.get(asset.asset_id, ()))
        write_answers(folder / "asset_lines.csv", ["asset_id", "path", "part", "line"], spoken)
        line_heads = ["path", "part", "line", "kind", "outcome", "reason", "amount_gbp", "fy", "body_id", "asset_id"]
        write_answers(folder / "lines.csv", line_heads, self.lines)
        fault_heads = ["path", "part", "line", "field", "fault", "value", "expected_issue", "expected_value"]
        write_answers(folder / "faults.csv", fault_heads, self.faults)
        write_answers(folder / "utilisation.csv", ["path", "part", "line", "body_id", "asset_id", *_USE_HEADINGS], self.uses)
        correction_heads = ["path", "part", "line", "body_id", "asset_id", "field", "value", "outcome", "reason"]
        write_answers(folder / "corrections.csv", correction_heads, self.corrections)
        write_answers(folder / "later_lines.csv", ["path", "part", "line", "asset_id"], self.later_lines)
        money = ["gross_gbp", "transfer_out_gbp", "net_gbp", "transfer_in_memo_gbp"]
        counted = ([*row[:5], *map(pounds, row[5:])] for row in self.spend_count)
        write_answers(folder / "spend_count.csv", ["body_id", "fy", "account", "line_code", "cofog", *money], counted)
        views = ["payer_view_gbp", "receiver_view_gbp", "eliminated_gbp"]
        passed = ([*row[:5], *map(pounds, row[5:])] for row in self.transfers)
        write_answers(folder / "transfers.csv", ["from_body_id", "to_body_id", "fy", "type", "cofog", *views], passed)
        self._write_pairs(folder, assets)
        files = ((path, *self.files[path], self.records[path]) for path in sorted(self.files))
        write_answers(folder / "files.csv", ["path", "status", "reason", "records"], files)
        write_answers(folder / "suppliers.csv", ["supplier_as_published", "supplier"], sorted(set(suppliers)))
        put(
            folder / "totals.json",
            (json.dumps(self._totals(assets, body_ids), indent=1, ensure_ascii=False) + "\n").encode(),
        )

    def _write_pairs(self, folder: Path, assets: Sequence["Asset"]) -> None:
        """Lines of different lists that speak of the same building."""
        loaded = {line[:3] for line in self.lines if line[4] == "loaded" and line[3] in LISTING_KINDS}
        by_building: dict[str, list[tuple[str, str, int]]] = defaultdict(list)
        for asset in assets:
            if not asset.is_sensitive and not asset.is_dwelling:
                spoken = self.asset_lines.get(asset.asset_id, ())
                by_building[asset.building_id] += [line for line in spoken if line in loaded]
        pairs = [
            (*left, *right, building)
            for building, lines in sorted(by_building.items())
            for left, right in combinations(sorted(lines), 2)
            if left[:2] != right[:2]
        ]
        sides = [f"{side}_{name}" for side in ("left", "right") for name in ("path", "part", "line")]
        write_answers(folder / "same_building.csv", [*sides, "building_id"], pairs)

    def _is_on_register_of(self, asset_id: str, body_id: str) -> bool:
        """Some loaded file of that body speaks of the asset."""
        lines = self.asset_lines.get(asset_id, ())
        return any(path.startswith(f"inbox/{body_id}/") and self.files[path][0] == "loaded" for path, _, _ in lines)

    def _totals(self, assets: Sequence["Asset"], body_ids: Sequence[str]) -> dict[str, object]:
        bodies: dict[str, object] = {}
        for body_id in body_ids:
            own = [asset for asset in assets if asset.body_id == body_id]
            lines, pence = self.paid.get(body_id, [0, 0])
            bodies[body_id] = {
                "payment_lines": lines,
                "payments_gbp": pounds(pence),
                "assets": len(own),
                "assets_on_own_register": sum(1 for asset in own if self._is_on_register_of(asset.asset_id, body_id)),
                "assets_on_any_list": sum(1 for asset in own if asset.asset_id in self.asset_lines),
                "assets_by_kind": dict(sorted(Counter(asset.asset_kind for asset in own).items())),
                "assets_by_use": dict(sorted(Counter(asset.use for asset in own).items())),
                "gia_m2": sum(asset.gia_m2 or 0 for asset in own),
            }
        outcomes = [
            {"kind": kind, "outcome": outcome, "reason": reason, "lines": count}
            for (kind, outcome, reason), count in sorted(self.outcomes.items())
        ]
        paid = sum(pence for _, pence in self.paid.values())
        return {
            "bodies": bodies,
            "payment_lines": sum(lines for lines, _ in self.paid.values()),
            "payments_gbp": pounds(paid),
            "assets": len(assets),
            "buildings": len({asset.building_id for asset in assets}),
            "gia_m2": sum(asset.gia_m2 or 0 for asset in assets),
            "outcomes": outcomes,
        }


_USE_HEADINGS = ("measure", "unit", "numerator", "denominator", "utilisation_share", "peak_share", "spare_m2", "why_no_band")


def _use_cells(use: Use) -> list[object]:
    peak = None if use.peak is None or not use.denominator else use.peak / use.denominator
    figures = [use.numerator, use.denominator, use.share, peak, use.spare_m2]
    return [use.measure, use.unit, *("" if figure is None else f"{figure:.6f}" for figure in figures), use.why]


def _visible(cell: object) -> str:
    """A cell as written, with line breaks shown as \\r and \\n, so that each fault is one line."""
    return as_text(cell).replace("\r", "\\r").replace("\n", "\\n")


def write_answers(path: Path, headings: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A table of truth/."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(headings)
    writer.writerows(rows)
    put(path, buffer.getvalue().encode())
