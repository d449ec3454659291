"""What `totalplace check` and `totalplace status` say.

Belongs here: turning what intake and staging found into lines for a person. Does not belong here: finding it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import polars as pl

from totalplace import (
    board_pack,
    earlier_editions,
    hypotheses,
    mappings,
    maps,
    publication,
    reference,
    scenarios,
    scrutiny_files,
    unkept_decisions,
)
from totalplace.analysis.pool_overlap import promised_twice
from totalplace.checks import all_checks, load_accepted
from totalplace.intake import Part, ReceivedFile
from totalplace.paths import PlacePaths
from totalplace.pipeline import Workbench, steps
from totalplace.place import require_place
from totalplace.sources import all_sources
from totalplace.values import looks_personal
from totalplace.words import plural, pounds

_ISSUES_SHOWN = 6
_RETURNS_BY_BODY = ("revenue_outturn", "nhs_estate")  # of which core.national_issue tells whose rows are not taken


@dataclass(frozen=True)
class FileReport:
    """One file: what it is and what to fix, a line each."""

    path: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Report:
    """All files and one closing sentence."""

    files: tuple[FileReport, ...]
    summary: str


def inspect(bench: Workbench) -> Report:
    """Read and type every file (kept for the next run), and write a mapping file for each layout that needs a person."""
    for table in steps():
        if table.startswith(("raw.", "staging.")):
            bench.run(table)
    accounts = {
        (row["source_file_id"], row["source_part"]): row
        for row in bench.scan("staging.account").collect().iter_rows(named=True)
    }
    issues = _without_sensitive_premises(bench, _issues(bench))
    services = _lists_of_services(bench)
    reports, counts = [], {"loaded": 0, "held": 0, "rejected": 0, "duplicate": 0}
    for file in bench.inbox.files:
        lines: list[str] = []
        for part in file.parts:
            counts[part.status] = counts.get(part.status, 0) + 1
            lines += _part_lines(bench, file, part, accounts.get((file.source_file_id, part.source_part)))
            lines += services.get((file.source_file_id, part.source_part), ())
            own = issues.filter(
                (pl.col("source_file_id") == file.source_file_id) & (pl.col("source_part") == part.source_part)
            )
            lines += _issue_lines(own)
        reports.append(FileReport(file.path, tuple(lines)))
    reports += [*_pools(bench), *_said(bench), *_hypotheses(bench)]
    told = ", ".join(f"{count} {status}" for status, count in counts.items() if count)
    summary = f"{plural(len(bench.inbox.files), 'file')}, tables: {told or 'none'}."
    return Report(tuple(reports), f"{summary}{_without_postcodes(bench)}")


def _pools(bench: Workbench) -> list[FileReport]:
    """The files of pooled budgets: what they come to or why not, beside the count if that is made of what is in the inbox now."""
    files = scenarios.read_scenarios(bench.paths.scenarios, bench.place, reference.pool_power_table())
    if not files or any(bench.is_stale(table) for table in _needed_for("mart.pool_scenario")[:-1]):
        return [FileReport(file.path, file.faults or ("pooled budget: understood; whether its lines are in the count is told by run",)) for file in files]
    for table in ("mart.pool_scenario", "mart.pool_contribution", "mart.pool_entry"):
        bench.run(table)
    twice = promised_twice(bench.scan("mart.pool_contribution").collect(), bench.scan("mart.pool_entry").collect())
    return [
        FileReport(
            f"scenarios/{row['scenario_id']}.toml",
            (
                row["reason"] or f"pooled budget, worked out: {pounds(row['contribution_gbp'])} paid in, {pounds(row['spend_gbp'])} spent, from {row['first_fy']} to {row['last_fy']}",
                *_worth(row),
                *(f"note: {sentence}" for sentence in twice.get(row["scenario_id"], ())),
            ),
        )
        for row in bench.scan("mart.pool_scenario").sort("scenario_id").collect().iter_rows(named=True)
    ]


def _said(bench: Workbench) -> list[FileReport]:
    """The files of scrutiny and of self-assessment: understood, or what is wrong with them."""
    faults = scrutiny_files.read_written(bench.paths, bench.place).faults
    files = [path.relative_to(bench.paths.root).as_posix() for folder in (bench.paths.scrutiny, bench.paths.self_assessment) for path in sorted(folder.glob("*.toml"))]
    return [FileReport(name, tuple(fault for fault in faults if fault.startswith(name)) or ("understood",)) for name in files]


def _hypotheses(bench: Workbench) -> list[FileReport]:
    """hypotheses.toml: what is to be tested, or what is wrong with it."""
    stated = hypotheses.read_hypotheses(bench.paths, reference.service_table())
    told = stated.faults or tuple(f"hypothesis '{one.id}': understood; mart.cost_concentration says what comes of it" for one in stated.hypotheses)
    return [FileReport(bench.paths.hypotheses_toml.name, told)] if told else []


def _worth(row: Mapping[str, Any]) -> Iterator[str]:
    """What is told of a pooled budget that was appraised, and whether its results were measured elsewhere."""
    if row["is_appraised"]:
        yield f"worth to society {pounds(row['social_npv_gbp'])}, cash of all bodies {pounds(row['cash_npv_gbp'])} (two results, never added): {plural(row['losing_count'], 'partner')} worse off. {row['compensation_words']}"
        if row["outside_sample"]:
            yield f"results measured elsewhere are used: {row['outside_sample']}"
    elif row["is_computed"]:
        yield f"not appraised: {row['not_appraised_because']}"


def _issues(bench: Workbench) -> pl.DataFrame:
    """What was found while reading, but in rows of trusts of other places; and what national returns hold that nobody of place.toml has."""
    issues = bench.scan("staging.issue").collect()
    if not any(part.kind in _RETURNS_BY_BODY and part.status == "loaded" for file in bench.inbox.files for part in file.parts):
        return issues
    for table in _needed_for("core.national_issue"):
        bench.run(table)
    line = ["source_file_id", "source_part", "source_row"]
    elsewhere = bench.scan("core.nhs_estate_line").filter(pl.col("line_status") == "ignored").select(line).collect()
    found = bench.scan("core.national_issue").collect().select(issues.columns)
    return pl.concat([issues.join(elsewhere, on=line, how="anti", maintain_order="left"), found], how="vertical_relaxed")


def _lists_of_services(bench: Workbench) -> dict[tuple[str, str], tuple[str, ...]]:
    """Of each list of buildings that is no register of a body, what it is taken for: its buildings are in no total of what is owned."""
    for table in _needed_for("core.register_part"):
        bench.run(table)
    names = {body.id: body.name for body in bench.place.body}
    rows = bench.scan("core.register_part").filter(~pl.col("is_register") & pl.col("body_id").is_not_null()).sort("body_id").collect()
    kinds = {(file.source_file_id, part.source_part): part.kind for file in bench.inbox.files for part in file.parts}
    told: dict[tuple[str, str], tuple[str, ...]] = {}
    for (file_id, part_id), of_part in rows.group_by("source_file_id", "source_part", maintain_order=True):
        if kinds.get((str(file_id), str(part_id))) != "property_register":
            continue
        whose = ", ".join(names.get(body_id, body_id) for body_id in of_part["body_id"])
        told[str(file_id), str(part_id)] = (
            f"  note: taken as a list of places of service, not as a register of what is owned ({whose}): they are in no total of the estate. A register "
            "states on most of its lines the tenure and one of code or UPRN, tenure detail, land or building, reason for holding, area.",
        )
    return told


def _without_postcodes(bench: Workbench) -> str:
    """Where no directory of postcodes was read: what has no coordinates cannot be placed, whatever its postcode."""
    has_directory = any(part.kind == "postcodes" and part.status == "loaded" for file in bench.inbox.files for part in file.parts)
    if has_directory or not any(part.kind == "property_register" for file in bench.inbox.files for part in file.parts):
        return ""
    return (
        " There is no directory of postcodes: what has no coordinates cannot be put on the map, whatever its postcode. "
        f"Put one (Code-Point Open or the ONS postcode directory) into {bench.paths.reference.relative_to(bench.paths.root)}/."
    )


def _without_sensitive_premises(bench: Workbench, issues: pl.DataFrame) -> pl.DataFrame:
    """The issues without what they quote of lines, and in texts, that name such premises: as ops.issue has them after a run."""
    for table in _needed_for("core.guarded_line"):
        bench.run(table)
    lines = bench.scan("core.guarded_line").select("source_file_id", "source_part", "source_row", pl.lit(True).alias("is_guarded")).collect()
    words = (
        pl.lit(" ") + pl.concat_str("value", "message", separator=" | ", ignore_nulls=True).str.to_lowercase().str.replace_all("[^a-z0-9|]+", " ") + pl.lit(" ")
    )
    names = [f" {name} " for name in bench.scan("core.sensitive_name").collect()["words"]]
    is_named = words.str.contains_any(names) if names else pl.lit(False)
    is_hidden = pl.col("is_guarded").fill_null(False) | is_named.fill_null(False)
    return issues.join(lines, on=["source_file_id", "source_part", "source_row"], how="left", maintain_order="left").with_columns(
        pl.when(is_hidden).then(pl.lit("Part of this line is withheld; look at it in the file.")).otherwise("message").alias("message")
    )


def _needed_for(table: str) -> list[str]:
    """The table and all that it is made from, in an order in which they can be made."""
    wanted = {table}
    for name, step in reversed(list(steps().items())):
        if name in wanted:
            wanted |= {*step.inputs, *step.after}
    return [name for name in steps() if name in wanted]


def _part_lines(bench: Workbench, file: ReceivedFile, part: Part, account: dict[str, object] | None) -> list[str]:
    name = "" if part.source_part in ("table", "file") else f"[{part.source_part}] "
    if part.kind is None:
        lines = [f"{name}{part.status}: {part.reason}"]
    else:
        source = all_sources()[part.kind]
        lines = [f"{name}{source.title}, {part.status}" + (f": {part.reason}" if part.reason else "")]
        used = [
            f"{_heading_told(part, int(physical[1:]))} → {mappings.public_name(field)}"
            for field, physical in part.columns.items()
        ]
        where = f"headings in line {part.heading_line}" if part.heading_line else "no headings"
        lines.append(f"  {where}; " + "; ".join(" ".join(entry.split()) for entry in used))
    if part.kind in ("property_register", "payments") and file.sender not in bench.place.body_ids():
        lines.append(
            f"  note: '{file.sender}' is no [[body]] of place.toml, so rows that name no body of the place will be held or ignored"
        )
    if account:
        is_national = part.kind is not None and all_sources()[part.kind].is_national
        counted = ", ".join(
            f"{account[f'rows_{word}']:,} {'read' if is_national and word == 'loaded' else word}"
            for word in ("loaded", "rejected", "ignored", "held")
            if account[f"rows_{word}"]
        )
        pounds = _pounds_read(account)
        rows = account["rows_read"]
        assert isinstance(rows, int)
        lines.append(
            f"  {plural(rows, 'row')}: {counted or 'none'}{pounds}"
            + (f" ({account['rule']})" if account["rule"] else "")
            + ("; which of them are of the place and count is decided by run" if is_national and account["rows_loaded"] else "")
        )
    if part.proposal and part.status == "held":
        path = mappings.keep_proposal(bench.paths.mappings, _mapping_name(file, part), part.proposal)
        lines.append(
            f"  to do: look at {path.relative_to(bench.paths.root)}, correct it, set confirmed = true, then check again"
        )
    return lines


def _pounds_read(account: Mapping[str, object]) -> str:
    """The pounds of the payments, and apart those in rows that are ignored: a total line holds no payment. An amount that is lacking is no nought."""
    read, ignored, unknown = account["amount_read_gbp"], account["amount_ignored_gbp"], account["rows_amount_unreadable"]
    if not isinstance(read, Decimal):
        return ""
    if unknown == account["rows_read"] and unknown and not read:
        return "; no amount is known"
    beside = f", beside £{ignored:,.2f} in ignored rows" if isinstance(ignored, Decimal) and ignored else ""
    lacking = f", the amounts of {plural(unknown, 'row')} are not known" if isinstance(unknown, int) and unknown else ""
    return f"; £{read - ignored if isinstance(ignored, Decimal) else read:,.2f} read{beside}{lacking}"


def _heading_told(part: Part, position: int) -> str:
    heading = part.headings[position].strip()
    return heading if heading and not looks_personal(heading) else f"column {position + 1}"


def _mapping_name(file: ReceivedFile, part: Part) -> str:
    stem = "".join(letter if letter.isalnum() else "-" for letter in file.path.removeprefix("inbox/").lower())
    inner = (
        ""
        if part.source_part in ("table", "file")
        else "-" + "".join(letter if letter.isalnum() else "-" for letter in part.source_part.lower())
    )
    return (stem + inner).strip("-")[:120]


def _issue_lines(issues: pl.DataFrame) -> list[str]:
    grouped = (
        # what concerns a whole table is told of each value: two names that nobody has are two things to do
        issues.with_columns(pl.when(pl.col("source_row").is_null()).then("value").alias("of_table"))
        .group_by("severity", "issue_type", "field", "of_table")
        .agg(
            pl.col("occurrences").sum(),
            pl.col("source_row").min().alias("line"),
            pl.col("message").sort_by("source_row").first(),
        )
        .sort(["severity", "occurrences", "issue_type", "field", "of_table"], descending=[False, True, False, False, False])
    )
    lines = []
    for row in grouped.head(_ISSUES_SHOWN).iter_rows(named=True):
        where = f"line {row['line']}" if row["line"] is not None else "the table"
        more = f" and {row['occurrences'] - 1:,} more" if row["occurrences"] > 1 else ""
        field = f" {row['field']}:" if row["field"] else ""
        lines.append(f"  {row['severity']}, {where}{more}:{field} {row['message']}")
    if grouped.height > _ISSUES_SHOWN:
        lines.append(f"  … and {grouped.height - _ISSUES_SHOWN} more kinds of issue: all are in ops.issue after a run")
    return lines


def _set_aside(bench: Workbench, standing: publication.Manifest) -> str:
    """The id of a kept publication, not the one in place, that was made from exactly what is there now; else empty."""
    wanted = publication.inputs_fingerprint(bench)
    kept = (publication.load_manifest(bench.paths, entry) for entry in publication.manifest_ids(bench.paths))
    found = (entry.publication_id for entry in kept if entry.inputs == wanted)
    return next((entry for entry in found if entry != standing.publication_id), "")


def _left_out_of_publication(bench: Workbench) -> dict[tuple[str, str], str]:
    """Every table of the publication in place of which rows are held or rejected, by file and part: what the run says is left out."""
    with publication.open_published(bench.paths.database) as connection:
        rows = connection.execute(
            """
            select file.path, part.source_part, part.rows_held, part.rows_rejected, part.rows_amount_unreadable,
                   coalesce(part.amount_held_gbp, 0) + coalesce(part.amount_rejected_gbp, 0), part.amount_read_gbp is not null,
                   case when part.rows_held > 0 or part.status = 'rejected' then coalesce(part.reason, part.rule) end
            from ops.source_part as part
            join ops.source_file as file using (source_file_id)
            where part.rows_held + part.rows_rejected > 0
            order by file.path, part.source_part
            """
        ).fetchall()
    told = {}
    for path, part, held, rejected, unknown, gbp, has_money, why in rows:
        figures = [f"{number:,} {word}" for number, word in ((held, "held"), (rejected, "rejected")) if number]
        if has_money and (gbp or not unknown):
            figures.append(pounds(gbp))
        if unknown:
            figures.append(f"the amounts of {plural(unknown, 'row')} are not known")
        name = "" if part in ("table", "file") else f" [{part}]"
        told[path, part] = f"Left out of the publication: {path}{name}: {'; '.join(figures)}" + (f": {why}" if why else ": see what totalplace check says of its rows")
    return told


def status_during_a_run(paths: PlacePaths) -> Sequence[str]:
    """What readers have meanwhile: the rest is known when the run has ended."""
    require_place(paths)
    standing = publication.current(paths)
    place = (
        f"publication {standing.publication_id} of {standing.published_on} is in place: {paths.database}"
        if standing
        else "nothing is published yet"
    )
    return [
        f"{standing.place_name if standing else paths.place}: {place}",
        "A run is under way. What is stale and what could not be loaded is told when it has ended.",
    ]


def status_lines(bench: Workbench) -> Sequence[str]:
    """Published, stale, not loaded, overridden."""
    paths = bench.paths
    standing = publication.current(paths)
    if standing is None:
        lines = [f"{bench.place.name}: nothing is published yet. Publish with: totalplace run {paths.place}"]
    else:
        lines = [
            f"{bench.place.name}: publication {standing.publication_id} of {standing.published_on} is in place: {paths.database}"
        ]
        lines += [f"  map {path}" for path in maps.pages_of(paths)]
        if pages := len(board_pack.pages_of(paths)):
            lines.append(f"  board pack, {plural(pages, 'page')}: {paths.board_pack}")
        if not maps.are_current(paths, standing):
            lines.append("  its maps are not drawn from it: run again")
        lines += [f"  kept: {entry}" for entry in publication.manifest_ids(paths) if entry != standing.publication_id]
        lines += [earlier_editions.warning(paths, entry, rows) for entry, rows in earlier_editions.showing_sensitive(paths).items()]
    stale = bench.stale()
    if stale:
        lines.append(
            f"Stale: {len(stale)} of {len(steps())} tables ({', '.join(stale[:8])}{' …' if len(stale) > 8 else ''}). Run: totalplace run {paths.place}"
        )
    elif standing is not None and publication.is_current(bench):
        lines.append("Nothing has changed since.")
    elif standing is not None and (newer := _set_aside(bench, standing)):
        lines.append(
            f"{newer} was made from what is in the inbox now; {standing.publication_id} was put back in its place and stays "
            "there until something is published again."
        )
    else:
        lines.append(f"All tables are made but not published. Run: totalplace run {paths.place}")
    not_loaded = [(file, part) for file in bench.inbox.files for part in file.parts if part.status != "loaded"]
    left_out = _left_out_of_publication(bench) if standing is not None else {}
    for file, part in not_loaded:
        if (file.path, part.source_part) in left_out and part.status in ("held", "rejected"):
            continue  # told below, with what it holds
        name = "" if part.source_part in ("table", "file") else f" [{part.source_part}]"
        lines.append(f"{part.status.capitalize()}: {file.path}{name}: {part.reason}")
    lines += left_out.values()
    today = bench.settings.today()
    known = {(check.sentence, check.table) for check in all_checks()}
    for entry in load_accepted(paths.accepted):
        state = "expired" if entry.expires_on < today else f"until {entry.expires_on}"
        if (entry.check, entry.table) not in known:
            state = "names no check; ops.check has their names"
        lines.append(f"Accepted failure ({state}): {entry.table}, '{entry.check}', by {entry.by}: {entry.reason}")
    lines += [f"Not carried out: {sentence}" for sentence in unkept_decisions.sentences(bench)]
    return lines
