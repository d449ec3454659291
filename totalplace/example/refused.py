"""Files of the inbox that are to be held or rejected: wrong kind, no date, cryptic headings, damaged.

Belongs here: whole files that must not be loaded. Does not belong here: single bad rows (registers, payments).
"""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from totalplace.example.bodies import Body
from totalplace.example.draft import Draft, write_text
from totalplace.example.payments import make_suppliers
from totalplace.example.truth import Row, Truth, pounds
from totalplace.example.words import TRADES
from totalplace.example.write import delimited, put, zipped


def write_refused(folder: Path, truth: Truth, bodies: Sequence[Body], seed: int) -> None:
    """All of them, in a fixed order."""
    rng = np.random.default_rng([seed, 8])
    districts = [body for body in bodies if len(body.districts) == 1]
    _supplier_totals(folder, truth, districts[3], rng)
    _bookings(folder, truth, districts[4], rng)
    _cryptic(folder, truth, districts[5], rng)
    _damaged(folder, truth, districts[6], districts[7], rng)


def _held(
    folder: Path,
    truth: Truth,
    path: str,
    kind: str,
    reason: str,
    fault: str,
    headings: list[str],
    rows: list[Row],
    preamble: Sequence[Sequence[object]] = (),
) -> None:
    for row in rows:
        row.outcome, row.reason = "held", reason
    truth.add_file(path, "held", reason, [fault])
    write_text(folder, truth, path, Draft(kind, headings, {}, rows, np.random.default_rng(0)), preamble=preamble)


def _supplier_totals(folder: Path, truth: Truth, body: Body, rng: np.random.Generator) -> None:
    rows = []
    for supplier in make_suppliers()[::5]:
        pence = int(rng.integers(60_000, 90_000_000))
        rows.append(Row([supplier.spellings[0], pounds(pence)], "", body.body_id, pence))
    path = f"inbox/{body.body_id}/payments-to-suppliers.csv"
    title = [["Payments to suppliers over £500", ""]]
    _held(
        folder,
        truth,
        path,
        "payment",
        "no date",
        "supplier totals",
        ["Supplier Name", "Sum of Invoice Nett Amount"],
        rows,
        title,
    )


def _bookings(folder: Path, truth: Truth, body: Body, rng: np.random.Generator) -> None:
    headings = ["Room", "Event", "Starts", "Ends", "Seats booked", "Catering"]
    rows = []
    for number in range(40):
        hour = int(rng.integers(8, 16))
        day = date(2025, 1, 6) + timedelta(days=number)
        cells: list[object] = [
            f"Room {number % 6 + 1}",
            "Meeting",
            f"{day} {hour:02d}:00",
            f"{day} {hour + 1:02d}:30",
            int(rng.integers(3, 30)),
            "No",
        ]
        rows.append(Row(cells, "", body.body_id))
    _held(folder, truth, f"inbox/{body.body_id}/room-bookings.csv", "", "unknown kind", "unknown kind", headings, rows)


def _cryptic(folder: Path, truth: Truth, body: Body, rng: np.random.Generator) -> None:
    """Payments under headings of an old ledger; the contents show what they are, the headings do not."""
    headings = ["ZZ_REF1", "DT_PST", "BNF_K", "TXT40", "VAL_N", "CCTR"]
    rows = []
    suppliers = make_suppliers()
    for number in range(120):
        supplier = suppliers[int(rng.integers(len(suppliers)))]
        pence = int(rng.integers(50_000, 4_000_000)) * (-1 if number % 19 == 7 else 1)
        day = date(2025, 1, 1) + timedelta(days=number * 3 // 4)
        cells: list[object] = [
            910_000 + number,
            day.strftime("%d/%m/%Y"),
            supplier.spellings[0],
            TRADES[supplier.trade][1],
            pounds(pence),
            4100 + number % 9,
        ]
        rows.append(Row(cells, "", body.body_id, pence, 2024))
    _held(
        folder,
        truth,
        f"inbox/{body.body_id}/extract_0425.csv",
        "payment",
        "needs a mapping",
        "cryptic headings",
        headings,
        rows,
    )


def _damaged(folder: Path, truth: Truth, first: Body, second: Body, rng: np.random.Generator) -> None:
    path = f"inbox/{first.body_id}/payments-2024-06.csv"
    put(folder / path, b"")
    truth.add_file(path, "rejected", "empty file", ["empty file"])
    content, _ = delimited(
        [
            ["AssetCode", "PropertyName", "PostCode"],
            *([f"IDC{k}", f"Plot {int(rng.integers(1, 10**9))}", ""] for k in range(300)),
        ]
    )
    path = f"inbox/{second.body_id}/land-and-property.zip"
    archive = zipped([("land-and-property.csv", content)])
    put(folder / path, archive[: len(archive) * 3 // 5])
    truth.add_file(path, "rejected", "unreadable archive", ["truncated archive"])
