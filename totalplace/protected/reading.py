"""Reading what agencies sent about people: each file under the agreement that covers it, or refused with the clause that refuses it.

Belongs here: which agreement a file falls under, what it refuses, and putting all files together to records and contacts. Does not belong
here: opening files (received.py), rules over rows (contact_rows.py), hashing or keeping anything (store.py).

Nothing here writes: records, contacts and outcomes live in memory. No sentence quotes a cell or a heading that no layout knows, and no
exception of a library leaves this module.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from totalplace.errors import PlaceError
from totalplace.paths import PlacePaths
from totalplace.place import Place
from totalplace.protected import received
from totalplace.protected.agreements import FIELDS, LAYOUTS, NAMING_FIELDS, Agreements, Dataset, Refusal
from totalplace.protected.contact_rows import (
    CONTACT_SCHEMA,
    OUTCOME_SCHEMA,
    RECORD_SCHEMA,
    Part,
    Reference,
    Services,
    judge_rows,
    look_like_names,
    one_record_a_reference,
    put_together,
    read_cells,
    typed,
)
from totalplace.reading import column_name, normalise_heading
from totalplace.sources.contacts import layouts_of
from totalplace.sources.contacts._base import Layout, agreed_as

NOT_KNOWN = "not known"
COHORT_ANALYSIS = "cohort analysis"
REFUSED = "refused"
NO_BODY = "the folder is no body of the place"
NO_LAYOUT = "no layout has these headings"
SEVERAL_LAYOUTS = "the headings fit several layouts"
SAME_BYTES = "the same bytes as another file"
NAMES_SENT = "names or numbers of people were sent where pseudonyms were agreed"
NOT_AGREED = "a field is not agreed"
NOT_READABLE = "the file cannot be read"
UNREAD_COLUMN = "a column that no layout knows, not read"


@dataclass(frozen=True)
class FileUse:
    """What became of a received file: for ops.data_use and for the team. `reason` is a sentence that quotes nothing of the file."""

    path: str
    agency: str
    layout: str
    agreement_id: str | None
    file_sha256: str
    data_use: str  # COHORT_ANALYSIS or REFUSED
    clause: str
    reason: str


@dataclass(frozen=True)
class Read:
    """Everything that may be used, in memory (design of the frames: docs/decisions/0039), and what became of each file."""

    records: pl.DataFrame
    contacts: pl.DataFrame
    outcomes: pl.DataFrame
    uses: tuple[FileUse, ...]


class _Refused(Exception):  # noqa: N818 - it says what happened
    """A file that is not used at all: by which clause, and in words for the team."""

    def __init__(self, clause: str, reason: str, agreement_id: str | None = None, layout: str | None = None) -> None:
        super().__init__(clause)
        self.clause, self.reason, self.agreement_id, self.layout = clause, reason, agreement_id, layout


@dataclass
class _Judged:
    """A table of a file that may be read: its layout, its agreement, and where its fields are."""

    sheet: received.Sheet
    layout: Layout
    dataset: Dataset
    columns: dict[str, int]


def read_protected(
    paths: PlacePaths, place: Place, agreements: Agreements, reference: Reference, today: date, progress: Callable[[str], None] = lambda _: None
) -> Read:
    """All files below protected/, in memory. A file that is refused stands in `uses` and `outcomes`; none stops another.

    Raises PlaceError where the folder itself is amiss (a link that leads out of it), or memory is not enough.
    """
    reading = _Reading(place, agreements, reference, today)
    for number, file in enumerate(received.protected_files(paths, LAYOUTS), 1):
        progress(f"Protected: reading file {number}")  # senders call files after people
        reading.take(file)
    return reading.done()


class _Reading:
    """Files one after another, then all together."""

    def __init__(self, place: Place, agreements: Agreements, reference: Reference, today: date) -> None:
        self._bodies = place.body_ids()
        self._agreements = agreements
        self._reference = reference
        self._today = today
        self._parts: dict[tuple[str, str], Part] = {}
        self._outcomes: list[dict[str, object]] = []
        self._uses: list[FileUse] = []
        self._seen: set[tuple[str, str]] = set()

    def take(self, file: received.ProtectedFile) -> None:
        """One file, used or refused as a whole."""
        sheets: list[received.Sheet] = []
        refused: _Refused | None = None
        sha256, layout = "", NOT_KNOWN
        try:
            sha256 = file.sha256()
            sheets = received.sheets_of(file.path)
            judged = self._judged(file, sha256, sheets)
            layout = judged[0].layout.layout
            self._read(file, judged)
            self._uses += [self._use(file, sha256, table) for table in judged]
        except _Refused as error:
            refused = error
        except received.CannotRead as error:
            refused = _Refused(f"{NOT_READABLE}: {error}", f"{file.relative}: {error}. Send it again as CSV, xlsx, or a zip file of these.")
        except MemoryError:
            refused = _Refused(f"{NOT_READABLE}: not enough memory", f"{file.relative} needs more memory than there is. Send it in several files.")
        except PermissionError:
            refused = _Refused(f"{NOT_READABLE}: permission denied", f"{file.relative} cannot be read: permission denied. Give yourself the right to read it.")
        except Exception as error:
            refused = _Refused(
                f"{NOT_READABLE}: {type(error).__name__}",
                f"{file.relative} cannot be read ({type(error).__name__}). Save it again as CSV; if that does not help, report the name of the error, never the file.",
            )
        if refused is not None:
            self._refuse(file, sha256, layout, sheets, refused)

    def _judged(self, file: received.ProtectedFile, sha256: str, sheets: Sequence[received.Sheet]) -> list[_Judged]:
        """The tables to read. Raises _Refused if any of them is not to be used: a file is used whole or not at all."""
        if file.agency not in self._bodies:
            raise _Refused(NO_BODY, f"{file.relative} does not lie in a folder of a body. Move it to protected/<id of the body that sent it>/.")
        if (file.agency, sha256) in self._seen:
            raise _Refused(SAME_BYTES, f"{file.relative} has the same bytes as another file of '{file.agency}', which is read. Destroy it with totalplace shred.")
        self._seen.add((file.agency, sha256))
        judged = [table for sheet in sheets if (table := self._table(file, sheet)) is not None]
        if not judged:
            raise _Refused(
                NO_LAYOUT,
                f"{file.relative} fits no layout of service contacts: it needs a person's reference, a service and a day, under headings that docs/layouts.md names.",
            )
        return judged

    def _table(self, file: received.ProtectedFile, sheet: received.Sheet) -> _Judged | None:
        headings = [normalise_heading(heading) for heading in sheet.headings]
        covered = [name for name in LAYOUTS if isinstance(self._agreements.dataset_for(file.agency, name), Dataset)]
        fits = layouts_of(headings, file.stated_layout, covered)
        if not fits:
            return None
        if len(fits) > 1:
            titles = " and ".join(sorted(layout.title for layout in fits))
            raise _Refused(SEVERAL_LAYOUTS, f"{file.relative} may hold {titles}. Put it into a folder of the layout's name, as in protected/{file.agency}/{fits[0].layout}/.")
        layout = fits[0]
        covering = self._agreements.dataset_for(file.agency, layout.layout)
        if isinstance(covering, Refusal):
            raise _Refused(covering.clause, f"{file.relative}: {covering.reason}", covering.agreement_id, layout.layout)
        found = layout.found(headings)
        self._check_fields(file, layout, covering, found)
        for position, heading in enumerate(headings):
            if position not in found.values() and heading:
                self._note(file.agency, layout.layout, covering.agreement_id, UNREAD_COLUMN, f"column {position + 1}")
        return _Judged(sheet, layout, covering, found)

    def _check_fields(self, file: received.ProtectedFile, layout: Layout, dataset: Dataset, found: dict[str, int]) -> None:
        fields = list(dict.fromkeys(name for column in found for name in agreed_as(column)))
        naming = [name for name in fields if name in NAMING_FIELDS]
        if dataset.identifiers == "pseudonyms" and naming:
            raise _Refused(
                f"{dataset.clause('identifiers')}; {NAMES_SENT}",
                f"{file.relative} has {', '.join(naming)}, and pseudonyms were agreed. Nothing of it is kept. Destroy it with totalplace shred, and ask '{file.agency}' for a file without.",
                dataset.agreement_id, layout.layout,
            )  # fmt: skip
        more = [name for name in FIELDS if name in fields and name not in dataset.fields]
        if more:
            raise _Refused(
                f"{dataset.clause('fields')}; {NOT_AGREED}: {', '.join(more)}",
                f"{file.relative} has {', '.join(more)}, which the agreement '{dataset.agreement_id}' does not allow. Ask for a file without, or have the fields agreed.",
                dataset.agreement_id, layout.layout,
            )  # fmt: skip

    def _read(self, file: received.ProtectedFile, judged: Sequence[_Judged]) -> None:
        """All rows of a file into its part; where names are found among pseudonyms, none of them."""
        fresh: list[tuple[tuple[str, str], Part]] = []
        odd: Counter[tuple[str, str, str]] = Counter()
        for table in judged:
            part = Part(table.dataset)
            services = Services(self._reference.services, table.layout.layout)
            columns = {name: column_name(position) for name, position in table.columns.items()}
            for batch in table.sheet.batches(list(table.columns.values())):
                rows = read_cells(batch, columns, table.layout, services)
                part.take(judge_rows(rows, table.dataset, self._today))
            odd[file.agency, table.layout.layout, table.dataset.agreement_id] += table.sheet.odd_rows
            if table.dataset.identifiers == "pseudonyms" and part.identities:
                references = pl.concat([entry.select("person_reference", "family_reference") for entry in part.identities])
                if any(look_like_names(references[name], self._reference.limits) for name in references.columns):
                    raise _Refused(
                        f"{table.dataset.clause('identifiers')}; {NAMES_SENT}",
                        f"{file.relative} has names or numbers of people where pseudonyms were agreed. Nothing of it is kept. Destroy it with totalplace shred.",
                        table.dataset.agreement_id, table.layout.layout,
                    )  # fmt: skip
            fresh.append(((file.agency, table.layout.layout), part))
        for (agency, layout, agreement), rows_odd in odd.items():
            if rows_odd:
                self._count(agency, layout, agreement, received.ODD_FIELDS, rows_odd)
        for key, part in fresh:
            self._parts.setdefault(key, Part(part.dataset)).add(part)

    def _use(self, file: received.ProtectedFile, sha256: str, table: _Judged) -> FileUse:
        dataset = table.dataset
        return FileUse(file.relative, file.agency, dataset.layout, dataset.agreement_id, sha256, COHORT_ANALYSIS, dataset.clause("fields"), "")

    def _refuse(self, file: received.ProtectedFile, sha256: str, layout: str, sheets: Sequence[received.Sheet], refused: _Refused) -> None:
        agency = file.agency if file.agency in self._bodies else NOT_KNOWN
        layout = refused.layout or layout
        self._uses.append(FileUse(file.relative, agency, layout, refused.agreement_id, sha256, REFUSED, refused.clause, refused.reason))
        rows = 0 if refused.clause.startswith((SAME_BYTES, NOT_READABLE)) else _rows(sheets)
        self._count(agency, layout, refused.agreement_id, refused.clause, rows)

    def _count(self, agency: str, layout: str, agreement_id: str | None, outcome: str, contacts: int) -> None:
        self._outcomes.append({"agency": agency, "layout": layout, "agreement_id": agreement_id, "outcome": outcome, "field": None, "contacts": contacts, "people": None})

    def _note(self, agency: str, layout: str, agreement_id: str, outcome: str, field: str) -> None:
        self._outcomes.append({"agency": agency, "layout": layout, "agreement_id": agreement_id, "outcome": outcome, "field": field, "contacts": 0, "people": None})

    def done(self) -> Read:
        """Everything together, numbered by content: the order of the files says nothing."""
        failed = ""
        try:
            return self._together()
        except MemoryError:
            raise
        except Exception as error:
            failed = type(error).__name__
        raise PlaceError(f"What agencies sent about people could not be put together ({failed}). Nothing of it is used; please report this with the name of the error.")

    def _together(self) -> Read:
        records, contacts = [typed(pl.DataFrame(schema=RECORD_SCHEMA), RECORD_SCHEMA)], [pl.DataFrame(schema=CONTACT_SCHEMA)]
        outcomes = [pl.DataFrame(self._outcomes, schema=OUTCOME_SCHEMA)]
        first = 0
        for key in sorted(self._parts):
            together = put_together(self._parts.pop(key), self._reference)
            outcomes.append(together.outcomes)
            records.append(together.records.with_columns(pl.col("record_no") + first))
            contacts.append(together.contacts.with_columns(pl.col("record_no") + first))
            first += together.records.height
        counted = pl.concat(outcomes).group_by("agency", "layout", "agreement_id", "outcome", "field").agg(pl.col("contacts").sum(), pl.col("people").max())
        one, numbered = one_record_a_reference(pl.concat(records), pl.concat(contacts))
        return Read(
            one,
            numbered.with_columns(pl.int_range(pl.len(), dtype=pl.Int64).alias("contact_no")),
            typed(counted, OUTCOME_SCHEMA).sort("agency", "layout", "outcome", "field", "agreement_id", nulls_last=False),
            tuple(sorted(self._uses, key=lambda use: (use.path, use.layout))),
        )


def _rows(sheets: Sequence[received.Sheet]) -> int:
    """How many rows a refused file has: counted, not kept."""
    total, failed = 0, False
    for sheet in sheets:
        try:
            total += sum(batch.height for batch in sheet.batches(range(len(sheet.headings)))) if sheet.headings else 0
        except Exception:
            failed = True
    return 0 if failed else total


__all__ = ["FileUse", "Read", "Reference", "read_protected"]
