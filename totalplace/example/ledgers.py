"""Extracts of two purchase ledgers with invoice references: what was paid twice is planted, and what only looks so.

Belongs here: the ledgers' layout, what is planted in them and its answers. Does not belong here: published lists (payments).

`truth/payments_to_check.csv` has every planted repeat: `body_id`, `type`, `transactions` (parted by |), `amount_gbp`.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from totalplace.example.bodies import POLICE, Body
from totalplace.example.draft import Draft, write_text
from totalplace.example.payments import Supplier, make_suppliers
from totalplace.example.truth import Row, Truth, pounds
from totalplace.example.words import TRADES, person_name

HEADINGS = ["Supplier name", "Supplier number", "Invoice reference", "Invoice date", "Amount (£)", "Paid on", "Transaction number", "Reversal of"]
PLANTED_OF_A_TYPE = 10


@dataclass(frozen=True)
class Entry:
    """A line of a ledger."""

    supplier: str
    number: str
    reference: str
    invoiced_on: date
    pence: int
    paid_on: date
    reversal_of: str = ""
    tag: int = 0  # of what was planted: entries of one repeat share it
    transaction: str = ""


class Ledgers:
    """Writes both extracts."""

    def __init__(self, folder: Path, truth: Truth, bodies: list[Body], seed: int) -> None:
        self.folder, self.truth, self.seed = folder, truth, seed
        self.bodies = [next(body for body in bodies if body.body_id == POLICE), next(body for body in bodies if body.type == "primary care trust")]
        self.answers: list[tuple[str, str, str, str]] = []

    def write_all(self) -> None:
        """Both, and what is planted in them."""
        for number, body in enumerate(self.bodies):
            firms = [firm for firm in make_suppliers() if TRADES[firm.trade][0] in ("Print", "Legal", "Cleaning", "Fleet", "Systems", "Security", "Catering")]
            self._write(body, _Ledger(np.random.default_rng([self.seed, 41, number]), firms))

    def _write(self, body: Body, ledger: "_Ledger") -> None:
        entries = ledger.make()
        rows = [
            Row(
                [entry.supplier, entry.number, entry.reference, entry.invoiced_on.strftime("%d/%m/%Y"), pounds(entry.pence), entry.paid_on.strftime("%d/%m/%Y"), entry.transaction, entry.reversal_of],
                "", body.body_id, entry.pence, 2024,
            )
            for entry in entries
        ]  # fmt: skip
        for tag, (kind, pence) in ledger.planted.items():
            transactions = "|".join(sorted(entry.transaction for entry in entries if entry.tag == tag))
            self.answers.append((body.body_id, kind, transactions, pounds(pence)))
        path = f"inbox/{body.body_id}/ledger/purchase-ledger-2024-25.csv"
        write_text(self.folder, self.truth, path, Draft("ledger", HEADINGS, {}, rows, np.random.default_rng(0)))


class _Ledger:
    """A year of one ledger in the making."""

    def __init__(self, rng: np.random.Generator, firms: list[Supplier]) -> None:
        self.rng, self.firms = rng, firms
        self.entries: list[Entry] = []
        self.planted: dict[int, tuple[str, int]] = {}
        self._last = 0
        self._reference = 10_000

    def make(self) -> list[Entry]:
        """Ordinary invoices, what looks like a repeat and is none, and repeats; in order of payment, numbered."""
        for _ in range(420):
            self.entries.append(self._invoice())
        self._ordinary_likenesses()
        for plant in (self._twice, self._two_references, self._in_parts, self._miskeyed):
            for number in range(PLANTED_OF_A_TYPE):
                plant(number)
        order = sorted(range(len(self.entries)), key=lambda place: (self.entries[place].paid_on, place))
        numbered = {place: f"PL{700_000 + 7 * k}" for k, place in enumerate(order)}
        done = [replace(self.entries[place], transaction=numbered[place]) for place in order]
        # a reversal names the transaction of the entry that it was made for, which stands before it
        return [replace(entry, reversal_of=numbered[int(entry.reversal_of)]) if entry.reversal_of else entry for entry in done]

    def _invoice(self, pence: int | None = None) -> Entry:
        k = int(self.rng.integers(len(self.firms)))
        # references of one firm are far apart, and no two have the same digits in another order
        self._reference += 137
        invoiced = date(2024, 4, 8) + timedelta(days=int(self.rng.integers(0, 300)))
        style = ("INV-{:06d}", "{:07d}", "SI{:d}", "{:d}/24")[k % 4]
        amount = pence or int(self.rng.integers(12_000, 950_000)) * 1 + int(self.rng.integers(1, 99))
        spelling = self.firms[k].spellings[0]
        return Entry(spelling, f"S{4000 + k}", style.format(self._reference), invoiced, amount, invoiced + timedelta(days=int(self.rng.integers(12, 30))))

    def _later(self, entry: Entry, **changes: object) -> Entry:
        return replace(entry, paid_on=entry.paid_on + timedelta(days=int(self.rng.integers(3, 28))), **changes)  # type: ignore[arg-type]

    def _plant(self, kind: str, pence: int, *entries: Entry) -> None:
        self._last += 1
        self.entries += [replace(entry, tag=self._last) for entry in entries]
        self.planted[self._last] = (kind, pence)

    # What is no repeat ---------------------------------------------------------------------------------------------------

    def _ordinary_likenesses(self) -> None:
        first = date(2024, 4, 12)
        for number in range(6):
            # a fee a month: the reference goes on, or is that of the account
            fee = self._invoice(125_000 + 1_000 * number)
            account = f"ACC{55_310 + 9 * number}"
            for month in range(12):
                day = first + timedelta(days=30 * month + number)
                reference = account if number % 2 else f"FEE/{2024 + (month > 8)}/{(month + 3) % 12 + 1:02d}"
                self.entries.append(replace(fee, reference=reference, invoiced_on=day, paid_on=day + timedelta(days=14)))
        for _ in range(8):
            # paid twice by mistake and taken back: once with the transaction named, once by a credit of the reference alone
            wrong = self._invoice()
            self.entries += [wrong, self._later(wrong)]
            self.entries.append(replace(wrong, pence=-wrong.pence, paid_on=wrong.paid_on + timedelta(days=29), reversal_of=str(len(self.entries) - 1)))
            wrong = self._invoice()
            self.entries += [wrong, self._later(wrong)]
            self.entries.append(replace(wrong, pence=-wrong.pence, reference=f"CN{wrong.reference}" if wrong.reference[0].isdigit() else wrong.reference, paid_on=wrong.paid_on + timedelta(days=29)))
        for _ in range(8):
            # an order paid in two parts, and two invoices of one day in a series
            part = self._invoice()
            self.entries += [part, self._later(part, pence=part.pence // 3)]
            pair = self._invoice()
            following = "".join(letter for letter in pair.reference if letter.isdigit())
            self.entries += [replace(pair, reference=f"J{following}"), replace(pair, reference=f"J{int(following) + 1}")]
        for _ in range(5):
            # people are paid too
            paid = self._invoice()
            name = person_name(self.rng)
            self.entries += [replace(paid, supplier=name, reference=name.split()[-1]), replace(self._later(paid), supplier=name, reference=name.split()[-1])]

    # What is ----------------------------------------------------------------------------------------------------------------

    def _twice(self, number: int) -> None:
        entry = self._invoice()
        again = self._later(entry)
        # every third under another record of the same supplier
        again = replace(again, supplier=again.supplier.upper(), number=f"{again.number}X") if number % 3 == 0 else again
        self._plant("invoice paid twice", entry.pence, entry, again)

    def _two_references(self, number: int) -> None:
        entry = replace(self._invoice(), reference=f"{self._reference:07d}")
        digits = entry.reference.lstrip("0")
        changed: Callable[[], str] = (
            lambda: digits, lambda: f"INV {entry.reference}", lambda: f"{digits[:2]}-{digits[2:]}", lambda: f"{entry.reference}A", lambda: f"{digits} COPY",
        )[number % 5]  # fmt: skip
        self._plant("one invoice under two references", entry.pence, entry, self._later(entry, reference=changed()))

    def _in_parts(self, number: int) -> None:
        entry = self._invoice()
        share = entry.pence // 3
        parts = [share, entry.pence - share] if number % 2 else [share, share - 1_111, entry.pence - 2 * share + 1_111]
        later = [self._later(entry, pence=pence, reference=f"{entry.reference}-{k}" if number % 3 == 0 else entry.reference) for k, pence in enumerate(parts, 1)]
        self._plant("invoice paid whole and in parts", entry.pence, entry, *later)

    def _miskeyed(self, number: int) -> None:
        entry = self._invoice()
        if number % 2:
            reference = f"{self._reference:d}"
            place = next(place for place in range(1, len(reference) - 1) if reference[place] != reference[place + 1])
            exchanged = reference[:place] + reference[place + 1] + reference[place] + reference[place + 2 :]
            entry = replace(entry, reference=reference)
            self._plant("mis-keyed", entry.pence, entry, self._later(entry, reference=exchanged))
        else:
            digits = f"{entry.pence:d}"
            place = next((place for place in range(len(digits) - 1) if digits[place] != digits[place + 1] and digits[place + 1] != "0"), 0)
            pence = int(digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :])
            self._plant("mis-keyed", min(entry.pence, pence), entry, self._later(entry, pence=pence))
