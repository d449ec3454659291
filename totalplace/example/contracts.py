"""Contracts registers of two districts: running ones, ended ones, ends that nobody knows; one lies under a name for payments.

Belongs here: both registers and their answers. Does not belong here: payments under these contracts.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from totalplace.example.bodies import Body
from totalplace.example.draft import Draft, write_text
from totalplace.example.payments import make_suppliers
from totalplace.example.truth import Row, Truth
from totalplace.example.words import TRADES

HEADINGS = [
    "Directorate Name", "Process Used", "Purchasing Body", "Contract Reference", "Contract Title", "Supplier Company Name", "Supplier Postcode", "Annual Value",
    "Total Contract Value (including extensions)", "Start Date", "End Date", "Contract Duration (months)", "Current Expiry Date", "SME Supplier?", "Company Number",
]  # fmt: skip
Answer = tuple[str, str, str, str, str, str]


def write_contracts(folder: Path, truth: Truth, bodies: Sequence[Body], seed: int) -> list[Answer]:
    """Both registers; returns the rows of truth/contracts.csv."""
    districts = [body for body in bodies if len(body.districts) == 1]
    answers: list[Answer] = []
    for number, (body, path) in enumerate(((districts[1], "spend-2025-01.csv"), (districts[2], "contracts/contracts-register.csv"))):
        rng = np.random.default_rng([seed, 43, number])
        rows, found = _register(body, number, rng)
        answers += found
        draft = Draft("contract", HEADINGS, {}, rows, rng)
        if number == 0:
            draft.note("another kind of file")
        write_text(folder, truth, f"inbox/{body.body_id}/{path}", draft)
    return answers


def _register(body: Body, number: int, rng: np.random.Generator) -> tuple[list[Row], list[Answer]]:
    rows: list[Row] = []
    answers: list[Answer] = []
    for k, (place, supplier) in enumerate(list(enumerate(make_suppliers()))[3 + number :: 11]):
        value = int(rng.integers(5, 900)) * 1000
        start = date(2023, 4, 1) + timedelta(days=int(rng.integers(0, 600)))
        # every fourth had ended when the register was made; of some an extension was taken
        end = start + timedelta(days=60 if k % 4 == 3 else 730)
        expiry = end + timedelta(days=365) if k % 5 == 2 else end
        is_unknown, is_unvalued, is_small = k % 13 == 5, k % 9 == 4, bool((k + number) % 2)
        rows.append(
            Row(
                [
                    "Place", "RFQ", body.name, f"C{1400 + 100 * number + k}", TRADES[supplier.trade][1], supplier.spellings[0], "ZA1 1AA",
                    "-" if is_unvalued else f"{value}.00", f"{2 * value}.00", start, "TBC" if is_unknown else end, 24, "TBC" if is_unknown else expiry,
                    "Yes" if is_small else "No", f"{99_000_000 + place}",
                ],
                "",
                body.body_id,
            )
        )  # fmt: skip
        answers.append(
            (body.body_id, TRADES[supplier.trade][1], supplier.spellings[0], "" if is_unvalued else f"{value}.00", "" if is_unknown else expiry.isoformat(), "yes" if is_small else "no")
        )
    return rows, answers
