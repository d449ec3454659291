"""Publications: deciding, building aside, putting in place, keeping, restoring, clearing away.

Belongs here: everything between finished results and what readers open. Does not belong here: making results
(pipeline.py), the checks themselves (checks.py), pages (mapping/).

A publication is a manifest (work/publications/<id>.json) and the DuckDB file built from what it names. A reader opens
out/totalplace.duckdb, which is only ever replaced whole by a finished file.
"""

import contextlib
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import date
from importlib.metadata import version
from pathlib import Path

import duckdb
import polars as pl

from totalplace import (
    changes,
    checks,
    contracts,
    doubtful,
    earlier_editions,
    fingerprint,
    identity,
    review,
    sql,
    withheld_names,
)
from totalplace.assets.money import supplier_identity_basis, supplier_identity_inputs, suppliers_in_doubt
from totalplace.assets.places import identity_basis, identity_inputs
from totalplace.contracts import mart, ops
from totalplace.contracts._base import quoted
from totalplace.errors import PlaceError
from totalplace.made_from import MadeFrom, code, statements
from totalplace.paths import PlacePaths
from totalplace.pipeline import Workbench, steps
from totalplace.public_edition import STORAGE_VERSION, build_public_edition
from totalplace.runs import Run, read_runs
from totalplace.settings import read_settings
from totalplace.whole_files import put_whole, synced, write_text_whole

_CONSTRAINED_ROWS = 1_000_000  # above, a key costs ten times the time and memory: proven by query instead (DESIGN.md 3)
_AT_PUBLICATION = (ops.CHANGE, ops.CHECK, ops.DICTIONARY, ops.PUBLICATION, ops.RUN, mart.ID_HISTORY)
_VIEWS = contracts.views()
_QUESTIONS = tuple(contract.table for contract in _VIEWS if contract.layer == "question")
ACCEPTED_BY = " Accepted by "  # what follows it names a person, and stays among the partners
_NOT_IN_CONTENT = ("ops.run", "ops.change", "ops.publication")


@dataclass(frozen=True)
class Manifest:
    """What a publication is made of."""

    publication_id: str
    published_on: str
    place: str
    place_name: str
    inputs: str  # fingerprint of everything it was made from; the same inputs are not published again
    content_sha256: str
    tables: dict[str, str]  # table -> path of its result, from the place's folder
    parts: list[str]  # fingerprints of the staged tables
    files: dict[str, str]  # path -> sha256
    overridden: list[str]  # accepted failures, as sentences for the pages
    rows: dict[str, int]
    # what else it was made from, to tell why a figure changed; empty of a publication from before this was taken down
    statements: dict[str, str] = field(default_factory=dict)
    code: dict[str, str] = field(default_factory=dict)


def inputs_fingerprint(workbench: Workbench) -> str:
    """Changes when a publication made now would differ from the last one (but for its date)."""
    return fingerprint.of_values(
        [(table, workbench.fingerprint(table)) for table in _made_tables()],
        [check.offending for check in checks.all_checks()],
        [entry.model_dump(mode="json") for entry in checks.in_force(workbench.paths.accepted, workbench.settings.today())],
        [file.text for folder in ("views", "question") for file in sql.load_folder(folder)],
        [repr(contract) for contract in contracts.published()],
        fingerprint.of_code("publication", "public_edition", "identity", "review", "doubtful", "checks", "whole_files", "changes", "quoted_figures", "made_from", "lineage", "words"),
        fingerprint.of_libraries(),
    )


def is_current(workbench: Workbench) -> bool:
    """The publication in place was made from exactly what is there now, and the public one beside it is of the same edition."""
    standing = current(workbench.paths)
    return (
        standing is not None
        and standing.inputs == inputs_fingerprint(workbench)
        and _public_id(workbench.paths) == standing.publication_id
    )


def _public_id(paths: PlacePaths) -> str | None:
    """The publication that the public file is made from; None where there is none that can be read."""
    if not paths.public_database.is_file():
        return None
    try:
        return publication_id_of(paths.public_database)
    except PlaceError:
        return None


def current(paths: PlacePaths) -> Manifest | None:
    """The manifest of the publication that readers see, if there is one."""
    if not paths.database.is_file():
        return None
    publication_id = publication_id_of(paths.database)
    # without its manifest (the work folder was deleted) it can be read, but not known to be current: the next run replaces it
    return load_manifest(paths, publication_id) if paths.manifest(publication_id).is_file() else None


def publication_id_of(database: Path) -> str:
    """The id that a published file states. Raises PlaceError if another program holds it open for writing."""
    try:
        with contextlib.closing(duckdb.connect(database, read_only=True)) as connection:
            row = connection.execute("select publication_id from ops.publication").fetchone()
    except duckdb.Error as error:
        raise PlaceError(_cannot_be_read(database, error)) from None
    assert row is not None
    return str(row[0])


def load_manifest(paths: PlacePaths, publication_id: str) -> Manifest:
    """Raises PlaceError if there is no such publication, naming those there are."""
    path = paths.manifest(publication_id)
    if not path.is_file():
        known = ", ".join(manifest_ids(paths)) or "none"
        raise PlaceError(f"There is no publication '{publication_id}' of '{paths.place}' any more. Kept are: {known}.")
    return Manifest(**json.loads(path.read_text("utf-8")))


def manifest_ids(paths: PlacePaths) -> list[str]:
    """Ids of the publications kept, oldest first."""
    found = sorted(paths.manifests.glob("*.json"), key=lambda path: (path.stat().st_mtime_ns, path.name))
    return [path.stem for path in found if paths.edition(path.stem).is_file()]


def publish(
    workbench: Workbench, run: Run, tell: Callable[[Sequence[checks.Result]], None] = lambda _: None
) -> Manifest:
    """Check, build aside and put in place. The last publication stays as it is unless this ends well.

    `tell` is given the result of every check, also of those for which nothing is published.

    Raises PlaceError if a blocking check fails that nobody accepted, or if the file cannot be written or replaced.
    """
    paths = workbench.paths
    today = workbench.settings.today()
    inputs = inputs_fingerprint(workbench)
    stale = workbench.stale()
    if stale:
        raise PlaceError(
            f"{', '.join(stale[:5])}{' and more' if len(stale) > 5 else ''} have not been made from what is in the inbox "
            "now. Materialise everything, or use: totalplace run " + paths.place
        )
    workbench.progress("Checking")
    with sql.session(workbench.settings, paths.scratch / "spill") as connection:
        sql.create_views(connection, {table: workbench.result(table) for table in steps()})
        withheld = workbench.scan("core.sensitive_identity").select("source_key").collect()["source_key"]
        identities = identity.extend(paths.asset_identity, _identified(workbench), today, frozenset(withheld))
        named = _suppliers(workbench)
        written = [*identity.read_identities(paths.supplier_identity)["source_key"], *review.supplier_keys(paths.supplier_review)]
        unreadable = withheld_names.not_to_be_kept(written, named["source_key"].to_list(), workbench.scan("core.listed_sensitive").collect())
        suppliers = identity.extend(paths.supplier_identity, named, today, unreadable=unreadable)
        at_publication: dict[str, pl.DataFrame] = {
            mart.ID_HISTORY.table: identity.history(
                identities, workbench.scan("core.asset_line").select("asset_id").collect()
            )
        }
        sql.create_views(connection, {mart.ID_HISTORY.table: _as_parquet(paths, mart.ID_HISTORY.table, at_publication)})
        connection.execute("create schema question")
        connection.execute(";\n".join(sql.view_statements(_QUESTIONS)))
        results = checks.evaluate(connection, (check for check in checks.all_checks() if can_be_made(check)))
        tell(results)
        decided = _decide(results, paths, today)
        at_publication[ops.CHECK.table] = decided.table
        rows = {table: _count(connection, table) for table in _made_tables()}
        rows |= {table: frame.height for table, frame in at_publication.items()}
        at_publication[ops.DICTIONARY.table] = _dictionary(rows, decided.not_proven)
        content = _content(workbench, at_publication)
        publication_id = f"{today.isoformat()}-{content[:8]}"
        made = MadeFrom(statements(paths), code())
        at_publication[ops.CHANGE.table] = _changes(paths, connection, publication_id, today, made)
        rows[ops.CHANGE.table] = at_publication[ops.CHANGE.table].height
        manifest = Manifest(
            publication_id=publication_id,
            published_on=today.isoformat(),
            place=paths.place,
            place_name=workbench.place.name,
            inputs=inputs,
            content_sha256=content,
            tables={table: workbench.result(table).relative_to(paths.root).as_posix() for table in steps()},
            parts=sorted(
                {part.fingerprint for file in workbench.inbox.files for part in file.parts if part.fingerprint}
            ),
            files={file.path: file.sha256 for file in workbench.inbox.files},
            overridden=decided.overridden,
            rows=rows,
            statements=dict(made.statements),
            code=dict(made.code),
        )
        at_publication[ops.PUBLICATION.table] = _publication_row(workbench, manifest)
        at_publication[ops.RUN.table] = _run_rows(paths, run)
        workbench.progress("Publishing")
        _build(workbench, manifest, at_publication, decided.not_proven)
    followed = identity_basis(workbench)
    identity.write_identities(paths.asset_identity, identities)
    identity.note_basis(paths.asset_identity, paths.asset_identity_used, identity_inputs(workbench), followed)
    review.write_review(paths.asset_review, doubtful.pairs(workbench.scan), workbench.scan("core.sensitive_decision").collect())
    followed = supplier_identity_basis(workbench)
    identity.write_identities(paths.supplier_identity, suppliers)
    identity.note_basis(paths.supplier_identity, paths.supplier_identity_used, supplier_identity_inputs(workbench), followed)
    review.write_supplier_review(paths.supplier_review, suppliers_in_doubt(workbench), named["source_key"].to_list(), unreadable)
    write_text_whole(
        _made(paths.manifest(publication_id)), json.dumps(asdict(manifest), indent=1, ensure_ascii=False)
    )
    earlier_editions.note(workbench, (kept for kept in manifest_ids(paths) if kept != publication_id))
    put_in_place(paths, publication_id)
    _clear_away(paths, workbench.settings.editions_kept)
    return manifest


def put_in_place(paths: PlacePaths, publication_id: str) -> None:
    """Replace out/totalplace.duckdb by a copy of the edition, in one step, and then the public file by what of it is public.

    Both stand finished on the disk before either is replaced. A run killed between the two leaves the public file of the last
    publication, which the next run sees and replaces. Raises PlaceError if another program holds a file open for writing, or
    the system refuses; the edition stands.
    """
    edition = paths.edition(publication_id)
    stands = f"The publication {publication_id} stands in {edition}."
    pairs = []
    for database in (paths.database, paths.public_database):
        _refuse_writer(database, stands)
        for stray in database.parent.glob(f".{database.name}.*.writing"):
            stray.unlink()
        pairs.append((database.with_name(f".{database.name}.{os.getpid()}.writing"), database))
    (whole, _), (public, _) = pairs
    try:
        build_public_edition(edition, public, read_settings())
        shutil.copyfile(edition, whole)
        for beside, _ in pairs:
            synced(beside)
        for beside, database in pairs:
            # what somebody wrote into the old file and never closed must not be taken for changes to the new one
            database.with_name(f"{database.name}.wal").unlink(missing_ok=True)
            beside.replace(database)
    except PermissionError:
        if not os.access(paths.out, os.W_OK):
            raise PlaceError(
                f"{paths.out} cannot be written to. Give yourself the right to write there. {stands}"
            ) from None
        raise PlaceError(
            f"{paths.database} or {paths.public_database} cannot be replaced: another program holds it open. Close it there and run again. {stands}"
        ) from None
    finally:
        for beside, _ in pairs:
            beside.unlink(missing_ok=True)
    os.utime(paths.manifest(publication_id))


def _refuse_writer(database: Path, stands: str) -> None:
    """Raises PlaceError while another program may be writing into the file: its changes would be lost without a word."""
    if not database.is_file():
        return
    try:
        duckdb.connect(database, read_only=True).close()
    except duckdb.Error as error:
        if _is_held(error):
            raise PlaceError(f"{_cannot_be_read(database, error)} {stands}") from None


def restore(paths: PlacePaths, publication_id: str) -> Manifest:
    """Put an earlier publication back in place. Raises PlaceError if it is not kept any more."""
    manifest = load_manifest(paths, publication_id)
    shown = earlier_editions.showing_sensitive(paths).get(publication_id)
    if shown:
        raise PlaceError(f"Nothing was put back. {earlier_editions.warning(paths, publication_id, shown)}")
    if not paths.edition(publication_id).is_file():
        raise PlaceError(
            f"The file of '{publication_id}' is gone: {paths.edition(publication_id)} is missing. Kept are: {', '.join(manifest_ids(paths)) or 'none'}."
        )
    put_in_place(paths, publication_id)
    return manifest


def withdraw(paths: PlacePaths, publication_ids: Sequence[str], editions_kept: int) -> None:
    """Delete earlier publications: their editions, and the results that no other one is made from.

    Raises PlaceError, and deletes nothing, if one is in place or is not kept.
    """
    for publication_id in publication_ids:
        load_manifest(paths, publication_id)
        if paths.database.is_file() and publication_id_of(paths.database) == publication_id:
            raise PlaceError(
                f"{publication_id} is what readers have now; nothing was withdrawn. Publish what is to take its place first: totalplace run {paths.place}"
            )
    for publication_id in publication_ids:
        paths.edition(publication_id).unlink(missing_ok=True)
        paths.manifest(publication_id).unlink()
    _clear_away(paths, editions_kept)


@contextmanager
def open_published(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A published file, read-only, closed at the end. Raises PlaceError if there is none or it is held for writing."""
    if not path.is_file():
        raise PlaceError(
            f"There is no publication yet: {path} is missing. Make one with: totalplace run {path.parent.parent.name}"
        )
    try:
        connection = duckdb.connect(path, read_only=True)
    except duckdb.Error as error:
        raise PlaceError(_cannot_be_read(path, error)) from None
    with contextlib.closing(connection):
        yield connection


def _made_tables() -> list[str]:
    """Published tables that are results of steps."""
    return [contract.table for contract in contracts.published() if contract.table in steps()]


def can_be_made(check: checks.Check) -> bool:
    """Whether every table it reads stands before the published file is built; keys of the others are declared in it."""
    made = {*steps(), mart.ID_HISTORY.table, *_QUESTIONS}
    return check.table in made and all(table in made for table in check.inputs)


def _identified(workbench: Workbench) -> pl.DataFrame:
    """Every key that stands in the publication, with its ids and what it is known by."""
    return (
        workbench.scan("core.asset_identity")
        .join(workbench.scan("analysis.asset_record"), on="source_key")
        .select("source_key", "own_id", "asset_id", "may_be_id", *identity.FACTS)
        .sort("source_key")
        .collect()
    )


def _suppliers(workbench: Workbench) -> pl.DataFrame:
    """Every name of a supplier with its ids: the name is all that it is known by."""
    facts = (pl.lit(None).alias(name) for name in (*identity.FACTS, "may_be_id"))
    rows = workbench.scan("core.supplier_identity").select(pl.col("supplier_key").alias("source_key"), "own_id", pl.col("supplier_id").alias("asset_id"), *facts)
    return rows.sort("source_key").collect()


def _count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    row = connection.execute(f"select count(*) from {table}").fetchone()
    return int(row[0]) if row else 0


def _as_parquet(paths: PlacePaths, table: str, frames: dict[str, pl.DataFrame]) -> Path:
    """A frame as DuckDB reads results: one handed over in memory makes it import pandas, which takes longer than all of them."""
    target = paths.scratch / f"{table}.parquet"
    frames[table].write_parquet(target)
    return target


def _changes(paths: PlacePaths, connection: duckdb.DuckDBPyConnection, publication_id: str, today: date, made: MadeFrom) -> pl.DataFrame:
    """What changed since the publication that readers have, the connection having all that is to be published as views.

    One that is published again says of itself what it said before.
    """
    standing = _read_now(paths)
    if standing is None or not paths.edition(standing.publication_id).is_file():
        return ops.CHANGE.empty()
    try:
        connection.execute(f"attach {quoted(str(paths.edition(standing.publication_id)))} as earlier (read_only)")
    except duckdb.Error:
        return ops.CHANGE.empty()  # what is broken there is nothing to compare with, and no reason to publish nothing
    try:
        if standing.publication_id == publication_id:
            return _said_before(connection)
        for file in sql.load_folder("views"):
            connection.execute(f"create or replace view ops.{file.path.stem} as {file.text.rstrip().rstrip(';')}")
        before = changes.Edition("earlier", date.fromisoformat(standing.published_on), MadeFrom(standing.statements, standing.code))
        return changes.compare(connection, before, changes.Edition("memory", today, made), standing.publication_id)
    finally:
        connection.execute("detach earlier")


def _read_now(paths: PlacePaths) -> Manifest | None:
    """What readers have. Where another program writes into the file, the last that was put in place: that it cannot be replaced is told when it is tried."""
    try:
        return current(paths)
    except PlaceError:
        kept = manifest_ids(paths)
        return load_manifest(paths, kept[-1]) if kept else None


def _said_before(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """What the attached edition says itself of what changed; nothing if it is from before there was such a table."""
    is_there = connection.execute("select 1 from duckdb_tables() where database_name = 'earlier' and schema_name = 'ops' and table_name = 'change'").fetchone()
    if not is_there:
        return ops.CHANGE.empty()
    rows = connection.execute(f"select {', '.join(ops.CHANGE.sql_names)} from earlier.ops.change order by position").fetchall()
    return pl.DataFrame(rows, schema=ops.CHANGE.polars_schema(), orient="row")


@dataclass(frozen=True)
class _Decided:
    """ops.check, the accepted failures in words, and the tables whose constraints an accepted failure breaks."""

    table: pl.DataFrame
    overridden: list[str]
    not_proven: frozenset[str]


def _decide(results: Sequence[checks.Result], paths: PlacePaths, today: date) -> _Decided:
    """Raises PlaceError if a blocking failure is not accepted."""
    accepted = checks.in_force(paths.accepted, today)
    rows, overridden, failures, not_proven = [], [], [], set()
    are_acceptable = True
    for result in results:
        counted = f"{result.offending_rows:,} row{'' if result.offending_rows == 1 else 's'}"
        decision = None if result.passed else checks.accepted_for(result, accepted)
        status = "passed" if result.passed else "overridden" if decision else "failed"
        rows.append(
            {
                "check_name": result.check.sentence,
                "table_name": result.check.table,
                "status": status,
                "is_blocking": result.check.is_blocking,
                "offending_rows": result.offending_rows,
                "example": result.example,
                "override_reason": decision.reason if decision else None,
                "override_by": f"{decision.by}, until {decision.expires_on}" if decision else None,
            }
        )
        if decision:
            not_proven.add(result.check.table)
            overridden.append(
                f"{result.check.table}: '{result.check.sentence}' does not hold for {counted}.{ACCEPTED_BY}{decision.by}: {decision.reason}"
            )
        elif not result.passed and result.check.is_blocking:
            failures.append(
                f"{result.check.table}: '{result.check.sentence}' does not hold for {counted}, first: {result.example}."
            )
            are_acceptable &= not result.check.is_privacy
    if failures:
        raise PlaceError(
            "Nothing was published; the last publication stands. "
            + " ".join(failures[:10])
            + (f" And {len(failures) - 10} more." if len(failures) > 10 else "")
            + (
                f" Mend the files, or accept a failure in {paths.accepted}/*.toml with a reason and an end."
                if are_acceptable
                else " Mend the files, or list the premises under `sensitive` in place.toml: a check that keeps people from being exposed cannot be accepted."
            )
        )
    return _Decided(pl.DataFrame(rows, schema=ops.CHECK.polars_schema()), overridden, frozenset(not_proven))


def _dictionary(rows: dict[str, int], not_proven: frozenset[str]) -> pl.DataFrame:
    entries = []
    for contract in contracts.published():
        if contract.table in not_proven:
            proof = "a failed check of this table was accepted: see ops.check"
        elif rows.get(contract.table, 0) <= _CONSTRAINED_ROWS and contract not in _VIEWS:
            proof = "declared in the file"
        elif contract == ops.LINEAGE:
            proof = "not proven for each publication: a view that is as long as all lines of all figures together"
        else:
            proof = "by query before publication"
        entries += [
            {**row, "key_proven_by": proof if contract.primary_key else None} for row in contract.dictionary_rows()
        ]
    return pl.DataFrame(entries, schema=ops.DICTIONARY.polars_schema())


def _content(workbench: Workbench, at_publication: dict[str, pl.DataFrame]) -> str:
    """Fingerprint over every row of every published table: the results are the same bytes for the same rows."""
    hashes = {table: fingerprint.sha256_of_file(workbench.result(table)) for table in _made_tables()}
    hashes |= {
        table: fingerprint.of_bytes(frame.write_ndjson().encode())
        for table, frame in at_publication.items()
        if table not in _NOT_IN_CONTENT
    }
    return fingerprint.of_values(sorted(hashes.items()))


def _publication_row(workbench: Workbench, manifest: Manifest) -> pl.DataFrame:
    statuses = workbench.scan("ops.source_file").select("status").collect()["status"]
    return pl.DataFrame(
        [
            {
                "publication_id": manifest.publication_id,
                "place": manifest.place,
                "place_name": manifest.place_name,
                "published_on": date.fromisoformat(manifest.published_on),
                "content_sha256": manifest.content_sha256,
                "totalplace_version": version("totalplace"),
                "files_loaded": (statuses == "loaded").sum(),
                "files_not_loaded": (statuses != "loaded").sum(),
                "checks_overridden": len(manifest.overridden),
            }
        ],
        schema=ops.PUBLICATION.polars_schema(),
    )


def _run_rows(paths: PlacePaths, run: Run) -> pl.DataFrame:
    entries = {entry.run_id: entry for entry in (*read_runs(paths), run.so_far())}
    rows = [asdict(entry) for entry in sorted(entries.values(), key=lambda entry: (entry.started_at, entry.run_id))]
    return ops.RUN.conform(pl.DataFrame(rows)).collect()


def _build(
    workbench: Workbench, manifest: Manifest, at_publication: dict[str, pl.DataFrame], not_proven: frozenset[str]
) -> None:
    """The DuckDB file of the publication, built aside and renamed to its edition when it is whole."""
    paths = workbench.paths
    paths.editions.mkdir(parents=True, exist_ok=True)
    _delete_all(paths.out.glob(".*.building*"))
    beside = paths.out / f".{manifest.publication_id}.building"
    try:
        with sql.session(workbench.settings, paths.scratch / "spill") as connection:
            connection.execute(f"attach {quoted(str(beside))} as published (storage_version '{STORAGE_VERSION}')")
            connection.execute("use published")
            connection.execute("begin")  # well over a thousand statements, each of which would wait for the disk by itself
            for schema in contracts.PUBLISHED_LAYERS:
                connection.execute(f"create schema {schema}")
            for contract in contracts.published():
                if contract in _VIEWS:
                    continue
                rows = manifest.rows.get(contract.table, 0)
                is_constrained = rows <= _CONSTRAINED_ROWS and contract.table not in not_proven
                connection.execute(contract.ddl(constraints=is_constrained))
                names = ", ".join(contract.sql_names)
                made = _as_parquet(paths, contract.table, at_publication) if contract in _AT_PUBLICATION else workbench.result(contract.table)
                connection.execute(f"insert into {contract.table} by name select {names} from {sql.parquet_scan(made)}")
            connection.execute(";\n".join(sql.view_statements(contract.table for contract in _VIEWS)))
            for contract in contracts.published():
                connection.execute(";\n".join(contract.comment_statements(is_view=contract in _VIEWS)))
            connection.execute("commit")
            connection.execute("use memory")
            connection.execute("detach published")
        if beside.with_name(beside.name + ".wal").exists():
            raise PlaceError(f"{beside} could not be closed. Is the disk full? The last publication stands.")
        put_whole(beside, paths.edition(manifest.publication_id))
    finally:
        _delete_all(paths.out.glob(".*.building*"))


def _clear_away(paths: PlacePaths, editions_kept: int) -> None:
    """Keep the last editions; delete older ones, results and bytes that no kept manifest names, half-written things, and what trials said."""
    ids = manifest_ids(paths)
    for publication_id in ids[:-editions_kept]:
        paths.edition(publication_id).unlink(missing_ok=True)
        paths.manifest(publication_id).unlink(missing_ok=True)
    # they tell of what stood then: what must not be shown since, or was withdrawn, may stand in them
    _delete_all(paths.trials.glob("*"))
    kept = [load_manifest(paths, publication_id) for publication_id in manifest_ids(paths)]
    named = {paths.edition(manifest.publication_id) for manifest in kept}
    _delete_all(entry for entry in paths.editions.iterdir() if entry not in named)
    results = {paths.root / path for manifest in kept for path in manifest.tables.values()}
    parts = {paths.part(name) for manifest in kept for name in manifest.parts}
    raw = {paths.raw_file(sha256) for manifest in kept for sha256 in manifest.files.values()}
    recognised = {sha256[:20] for manifest in kept for sha256 in manifest.files.values()}
    for layer in {table.split(".")[0] for table in steps()} - {"raw"}:
        for folder in (paths.work / layer).glob("*"):
            _delete_all(entry for entry in folder.iterdir() if entry not in results)
    _delete_all(entry for entry in (paths.work / "raw" / "inbox").glob("*") if entry not in results)
    _delete_all(entry for entry in paths.parts.glob("*") if entry not in parts)
    _delete_all(
        entry for entry in paths.raw.iterdir() if entry.is_file() and entry not in raw and entry.name != "seen.json"
    )
    _delete_all(entry for entry in paths.recognised.glob("*.json") if entry.name.split("-")[0] not in recognised)


def _delete_all(entries: Iterable[Path]) -> None:
    for entry in list(entries):
        if entry.is_dir():
            shutil.rmtree(entry)
        else:
            entry.unlink()


def _made(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def _is_held(error: duckdb.Error) -> bool:
    return isinstance(error, duckdb.IOException) and "lock" in str(error)


def _cannot_be_read(database: Path, error: duckdb.Error) -> str:
    """Why a published file cannot be read, and what to do."""
    if _is_held(error):
        text = str(error)
        holder = text[text.find("PID ") :].split(")")[0] if "PID " in text else "not known which"
        return (
            f"{database} is held open for writing by another program ({holder}). Close it there, or open it read-only."
        )
    said = " ".join(str(error).split())[:200]
    return f"{database} is not a publication of ours: {said}. Put one back with: totalplace restore {database.parent.parent.name}"
