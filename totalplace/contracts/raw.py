"""Contracts of `raw` and of the accounts that staging keeps: not published as such, ops.* is made from them."""

from totalplace.contracts import ops
from totalplace.contracts._base import Column, Contract

INBOX = Contract(
    table="raw.inbox",
    grain="table found in a file received, or file in which none could be found",
    question="What lies in the inbox and the reference folder, and what is each table?",
    primary_key=("source_file_id", "source_part"),
    columns=(
        Column("source_file_id", "text", "Our id of the file"),
        Column("source_part", "text", "The table in the file; 'file' where none could be read"),
        Column(
            "part_number", "integer", "Number of the table, from its id: the upper digits of line ids", required=True
        ),
        Column("sender", "text", "Folder of the inbox it came in", required=True),
        Column("path", "text", "From the place's folder", required=True),
        Column("sha256", "text", "Fingerprint of the bytes", required=True),
        Column("bytes", "integer", "Size", required=True),
        Column("licence", "text", "Licence stated for the sender"),
        Column("received_on", "date", "Day it was first seen"),
        Column("container", "text", "text, xlsx, geojson …; empty if unreadable"),
        Column("encoding", "text", "Character encoding"),
        Column("heading_line", "integer", "Line of the headings"),
        Column("rows_read", "integer", "Records below the headings", required=True),
        Column("kind", "text", "What it was recognised as"),
        Column("status", "text", "What is to be done with it", required=True, values=ops.FILE_STATUS),
        Column("reason", "text", "Why it is not to be loaded"),
        Column("part_fingerprint", "text", "Names its staged result; empty if it has none"),
    ),
)

_COUNTS = ("loaded", "rejected", "ignored", "held")

ACCOUNT = Contract(
    table="staging.account",
    grain="table of a file, after staging",
    question="What became of each row when it was read and typed?",
    primary_key=("source_file_id", "source_part"),
    columns=(
        Column("source_file_id", "text", "The file"),
        Column("source_part", "text", "The table in the file"),
        Column("status", "text", "What became of the table", required=True, values=ops.FILE_STATUS),
        Column("reason", "text", "Why it is not loaded"),
        Column("rows_read", "integer", "Records below the headings", required=True),
        *(Column(f"rows_{name}", "integer", f"Of these, {name}", required=True) for name in _COUNTS),
        Column("rows_amount_unreadable", "integer", "Rows whose amount is not known: it could not be read, or is lacking though the kind must state one; with the lines that a quotation mark hid in a row", required=True),
        Column("amount_read_gbp", "money", "Sum of the money column"),
        *(Column(f"amount_{name}_gbp", "money", f"Of this, in rows {name}") for name in _COUNTS),
        Column("rule", "text", "Rules by which rows were ignored, with counts"),
    ),
)

ISSUE = Contract(
    table="staging.issue",
    grain="thing found while reading and typing",
    question="What was found in each file while reading it?",
    columns=tuple(column for column in ops.ISSUE.columns if column.name != "issue_id"),
)

SAID = Contract(
    table="staging.said",
    grain="line with an issue in a file that lists premises",
    question="What does the whole line say of which something is told?",
    audience="body",
    primary_key=("source_file_id", "source_part", "source_row"),
    columns=(
        Column("source_file_id", "text", "The file"),
        Column("source_part", "text", "Its table"),
        Column("source_row", "integer", "The line"),
        Column("words", "text", "All its cells in small letters, one space between words, bars between cells", required=True),
    ),
)

ALL = (INBOX, ACCOUNT, ISSUE, SAID)
