"""Contracts of `ops`: what was received, what became of it, what was checked and what was published."""

from totalplace.contracts._base import Column, Contract, Rule

FILE_STATUS = ("loaded", "held", "rejected", "superseded", "duplicate", "ignored")
SEVERITY = ("error", "warning", "note")

SOURCE_FILE = Contract(
    table="ops.source_file",
    grain="file received, in the inbox or the reference folder",
    question="What did we receive, from whom, and what became of it?",
    primary_key=("source_file_id",),
    columns=(
        Column(
            "source_file_id", "text", "Our id of the file: from its path and its content, so the same file keeps it"
        ),
        Column("sender", "text", "The folder of the inbox it came in: who sent it", required=True),
        Column("path", "text", "Where it lies, from the place's folder", required=True),
        Column("sha256", "text", "Fingerprint of its bytes; the bytes are kept under this name in work/raw"),
        Column("bytes", "integer", "Size as received, in bytes"),
        Column("encoding", "text", "Character encoding found (of the first table, where there are several)"),
        Column("licence", "text", "Licence, as place.toml states it for the sender; empty if nobody stated one"),
        Column("received_on", "date", "Day the file was first seen in the place's folder"),
        Column("status", "text", "What became of the file as a whole: loaded, at least in part; held, waits for the team; rejected, cannot be read; superseded, a better or newer list of the same stands; duplicate, the same bytes came before; ignored, by a stated rule", required=True, values=FILE_STATUS),
        Column("reason", "text", "Why it is not loaded, in one sentence; empty if it is"),
    ),
)

_COUNTS = ("loaded", "rejected", "ignored", "held", "superseded")

SOURCE_PART = Contract(
    table="ops.source_part",
    grain="table found in a file (a sheet, a member of an archive, a layer)",
    question="Was every row and every pound of every file accounted for?",
    primary_key=("source_file_id", "source_part"),
    columns=(
        Column("source_file_id", "text", "The file", references="ops.source_file.source_file_id"),
        Column(
            "source_part",
            "text",
            "The table in the file: sheet, archive member or layer; 'table' where it has only one",
        ),
        Column("kind", "text", "What it was recognised as; empty if it was not"),
        Column("heading_line", "integer", "Line (text) or row (sheet) of the headings; empty if it has none"),
        Column("status", "text", "What became of the table as a whole: loaded, at least in part; held, waits for the team; rejected, cannot be read; superseded, a better or newer list of the same stands; duplicate; ignored, by a stated rule", required=True, values=FILE_STATUS),
        Column("reason", "text", "Why it is not loaded, in one sentence"),
        Column("rows_read", "integer", "Records below the headings, blank ones not counted", required=True),
        *(Column(f"rows_{name}", "integer", f"Of these, {name}", required=True) for name in _COUNTS),
        Column(
            "rows_amount_unreadable",
            "integer",
            "Rows whose amount could not be read, and lines that a quotation mark hid in a row: their pounds are in no column",
            required=True,
        ),
        Column(
            "amount_read_gbp", "money", "Sum of the kind's money column over all rows read; empty if the kind has none"
        ),
        *(Column(f"amount_{name}_gbp", "money", f"Of this, in rows {name}") for name in _COUNTS),
        Column("rule", "text", "The rules by which rows were ignored, with their counts"),
    ),
    rules=(
        Rule(
            "every row read is loaded, rejected, ignored, held or superseded",
            "rows_read = " + " + ".join(f"rows_{name}" for name in _COUNTS),
        ),
        Rule(
            "every pound read is loaded, rejected, ignored, held or superseded",
            "amount_read_gbp is null or amount_read_gbp = " + " + ".join(f"amount_{name}_gbp" for name in _COUNTS),
        ),
    ),
)

ISSUE = Contract(
    table="ops.issue",
    grain="thing that somebody should know about a line of a file",
    question="What was not understood, where exactly, and who must act?",
    primary_key=("issue_id",),
    columns=(
        Column("issue_id", "text", "Our id: from file, part, row, field and type"),
        Column("source_file_id", "text", "The file", references="ops.source_file.source_file_id"),
        Column("source_part", "text", "The table in the file"),
        Column(
            "source_row",
            "integer",
            "The publisher's own line (text) or row (sheet); empty if it concerns the whole table",
        ),
        Column("field", "text", "The heading as published, or our field where there is none"),
        Column("value", "text", "The value as published; withheld where it may name a person"),
        Column("issue_type", "text", "Which kind of issue", required=True),
        Column(
            "severity",
            "text",
            "error: the row is not in the results; warning: it is, with something left out; note: it is, as repaired",
            required=True,
            values=SEVERITY,
        ),
        Column("message", "text", "What is wrong and what to do, in plain English", required=True),
        Column("responsible", "text", "Who must act: the sender, the pilot team, or nobody", required=True, values=("sender", "pilot team", "nobody")),
        Column("occurrences", "integer", "How many rows this line stands for", required=True),
    ),
)

CHECK = Contract(
    table="ops.check",
    grain="check and table it was made on",
    question="What was checked before this was published, and did it hold?",
    primary_key=("check_name", "table_name"),
    columns=(
        Column("check_name", "text", "The check, as a sentence that should be true"),
        Column("table_name", "text", "The table it was made on"),
        Column("status", "text", "Whether it held: passed; failed, where that blocks nothing; overridden, where it failed and somebody accepted that", required=True, values=("passed", "failed", "overridden")),
        Column("is_blocking", "boolean", "A failure stops the publication unless somebody accepted it", required=True),
        Column("offending_rows", "integer", "Rows for which it does not hold", required=True),
        Column("example", "text", "The first offending row"),
        Column("override_reason", "text", "Why somebody accepted the failure"),
        Column("override_by", "text", "Who accepted it, and until when"),
    ),
)

DICTIONARY = Contract(
    table="ops.dictionary",
    grain="column of a published table",
    question="What does each column mean?",
    audience="public",
    primary_key=("table_name", "column_name"),
    columns=(
        Column("table_name", "text", "The table"),
        Column("column_name", "text", "The column"),
        Column("position", "integer", "Its place in the table, from 1", required=True),
        Column("type", "text", "Its type in the database", required=True),
        Column("comment", "text", "What it means", required=True),
        Column("is_required", "boolean", "Never empty", required=True),
        Column("key_position", "integer", "Its place in the primary key; empty if it is not in it"),
        Column("references_column", "text", "The column it refers to"),
        Column("allowed_values", "text", "The only values it may have, parted by |; empty if any may stand there"),
        Column("table_question", "text", "The question the table answers", required=True),
        Column("table_grain", "text", "What one row of the table stands for", required=True),
        Column("audience", "text", "Who may see the table", required=True, values=("public", "partners", "body")),
        Column(
            "key_proven_by",
            "text",
            "How it was proven that no two rows have the same key: declared in the file, or by query where it is a view or too large for that",
        ),
    ),
)

LINEAGE = Contract(
    table="ops.lineage",
    grain="published figure and file line that is in it",
    question="Which lines of which files add up to this figure?",
    primary_key=("table_name", "row_key", "column_name", "line_id"),
    columns=(
        Column("table_name", "text", "The table the figure stands in"),
        Column("row_key", "text", "The figure's row: key column=value, several separated by a space"),
        Column("column_name", "text", "The figure's column"),
        Column("line_id", "integer", "The line: in mart.spend_line, mart.return_line, mart.contract or mart.estate_cost"),
        Column("amount_gbp", "money", "What the line contributes", required=True),
        Column("rule", "text", "Why the line is in the figure", required=True),
    ),
)

CHANGE_KINDS = ("figure", "cause", "file", "assumption", "statement", "software")

CHANGE = Contract(
    table="ops.change",
    grain="thing that this publication changed against the one before it: a figure that people quote, a cause of that, a file, or what else it is made from",
    question="What changed since the last publication, and why?",
    primary_key=("change_id",),
    columns=(
        Column("change_id", "text", "Our id: from what changed, where"),
        Column("since_publication_id", "text", "The publication it is compared with: the one that readers had before", required=True),
        Column("position", "integer", "In which order to read them, from 1", required=True),
        Column(
            "change_kind",
            "text",
            "figure: a sum in a table; cause: of a figure, a file whose lines made it another; file: something received; assumption: a row of ref.assumption that came into force or out of it; statement: what the place states itself; software: how tables are made",
            required=True,
            values=CHANGE_KINDS,
        ),
        Column("change", "text", "Whether it is new, gone or another than before", required=True, values=("new", "gone", "changed")),
        Column("words", "text", "The change in a sentence", required=True),
        Column("why", "text", "Of a figure: why it changed, where that can be told; of a file: why it is not loaded"),
        Column("of_change_id", "text", "Of a cause: the figure", references="ops.change.change_id"),
        Column("table_name", "text", "The table in which the figure or the assumption stands"),
        Column("row_key", "text", "The rows whose sum the figure is: column=value, several separated by a space; empty if it is the place as a whole; of figures too many to be told one by one, the columns without values"),
        Column("column_name", "text", "The column of the figure; rows: how many rows there are; empty of figures too many to be told one by one"),
        Column("path", "text", "The file, from the place's folder"),
        Column("status_before", "text", "What had become of the file", values=FILE_STATUS),
        Column("status_now", "text", "What became of it", values=FILE_STATUS),
        Column("before_gbp", "money", "Pounds before: of a figure, of the lines of a file in it, of payments of a file that count; empty if it was not there or is no money"),
        Column("now_gbp", "money", "Pounds now"),
        Column("difference_gbp", "money", "Pounds now less pounds before; those of the causes of a figure add up to its own where they are known"),
        Column("before_value", "number", "What is not money: before"),
        Column("now_value", "number", "What is not money: now"),
        Column("difference_value", "number", "Now less before"),
        Column("unit", "text", "What the figures that are not money count or measure"),
        Column("lines_added", "integer", "Of a cause: lines of the file that are in the figure now and were not"),
        Column("lines_gone", "integer", "Lines that were in it and are not"),
        Column("lines_changed", "integer", "Lines of it that say something else now"),
    ),
)

PUBLICATION = Contract(
    table="ops.publication",
    grain="publication (this file holds its own)",
    question="Which publication is this, of what day, from what?",
    audience="public",
    primary_key=("publication_id",),
    columns=(
        Column("publication_id", "text", "Day and fingerprint of the content"),
        Column("place", "text", "The place's folder name", required=True),
        Column("place_name", "text", "The place's name", required=True),
        Column("published_on", "date", "The publication date (a setting; today if not set)", required=True),
        Column(
            "content_sha256",
            "text",
            "Fingerprint over every row of every table, ops.run, ops.change and ops.publication apart",
            required=True,
        ),
        Column("totalplace_version", "text", "Version of the software", required=True),
        Column("files_loaded", "integer", "Files that are in it", required=True),
        Column("files_not_loaded", "integer", "Files received that are not in it: see ops.source_file", required=True),
        Column("checks_overridden", "integer", "Failed checks that somebody accepted: see ops.check", required=True),
    ),
)

RUN = Contract(
    table="ops.run",
    grain="run that led to a publication",
    question="When was this made, and how long did it take?",
    primary_key=("run_id",),
    columns=(
        Column("run_id", "text", "Dagster's id of the run"),
        Column("started_at", "timestamp", "When it started (UTC)", required=True),
        Column("seconds", "number", "How long it took up to the publication", required=True),
        Column("steps_run", "integer", "Steps that did work", required=True),
        Column("steps_unchanged", "integer", "Steps whose result stood already", required=True),
    ),
)

ALL = (SOURCE_FILE, SOURCE_PART, ISSUE, CHECK, DICTIONARY, LINEAGE, CHANGE, PUBLICATION, RUN)
