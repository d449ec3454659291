"""What people wrote into the place's folder and cannot be carried out: told with file, line and what to do.

Belongs here: decisions on matches, merged ids, corrections, settings of files, accepted failures, sensitive entries and
what is asked of the plan for one estate or of a pot for grants, that meet nothing or contradict what is known; pooled budgets that cannot be worked out or appraised, and files of scrutiny,
of self-assessment or of hypotheses with a fault.
Does not belong here: files that cannot be read at all, which stop the run (their own modules), or a cell that a correction does not
fit, which is an issue of its line (corrections.py). No name is repeated: what is meant may be premises that nobody must know.
"""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from totalplace import checks, grant_pots, hypotheses, identity, reference, review, scrutiny_files
from totalplace.analysis.appraisal import LEDGER_ALONE
from totalplace.analysis.kept_ids import entry_finder
from totalplace.pipeline import Workbench
from totalplace.words import plural

_LINES_NAMED = 8


def sentences(bench: Workbench) -> list[str]:
    """One for each, by file. What follows from results is told only where they are those of what is there now."""
    return [*_assets(bench), *_suppliers(bench), *_merged(bench), *_corrections(bench), *_settings(bench), *_accepted(bench), *_sensitive(bench), *_plan(bench), *_pools(bench), *_grant_pots(bench), *scrutiny_files.read_written(bench.paths, bench.place).faults, *hypotheses.read_hypotheses(bench.paths, reference.service_table()).faults]


def _told(bench: Workbench, path: Path) -> str:
    return path.relative_to(bench.paths.root).as_posix()


def _is_made(bench: Workbench, *tables: str) -> bool:
    return not any(bench.is_stale(table) for table in tables)


def _lines(numbers: list[int]) -> str:
    shown = ", ".join(str(number) for number in numbers[:_LINES_NAMED])
    return f"{'line' if len(numbers) == 1 else 'lines'} {shown}" + (f" and {len(numbers) - _LINES_NAMED} more" if len(numbers) > _LINES_NAMED else "")


def _assets(bench: Workbench) -> Iterator[str]:
    path = bench.paths.asset_review
    decided = review.read_review(path).with_row_index("line", 2).filter(pl.col("decision").is_not_null())
    if decided.is_empty() or not _is_made(bench, "analysis.asset_record", "core.asset_identity"):
        return
    own = dict(bench.scan("core.asset_identity").select("source_key", "own_id").collect().iter_rows())
    find = entry_finder(bench.scan("analysis.asset_record").collect().to_dicts(), own)
    known = set(identity.read_identities(bench.paths.asset_identity)["id"]) | set(own.values())
    gone: list[int] = []
    for row in decided.iter_rows(named=True):
        lacking = [side for side in ("left", "right") if find(row, side) is None]
        unknown = [side for side in lacking if row[f"{side}_id"] not in known]
        for side in unknown:
            yield (
                f"{_told(bench, path)}, line {row['line']}: '{row['decision']}' cannot be carried out: there never was an entry with the {side}_id "
                f"'{row[f'{side}_id'] or ''}', nor is there one of that body, name and UPRN or postcode. Correct the row, or delete it."
            )
        # that an entry is what another one was, and is listed no more, passes the id on
        is_passed_on = row["decision"] == "same" and len(lacking) == 1
        if lacking and not unknown and not is_passed_on:
            gone.append(row["line"])
    if gone:
        yield _gone(bench, path, gone, "entries")


def _suppliers(bench: Workbench) -> Iterator[str]:
    path = bench.paths.supplier_review
    decided = review.read_review(path, review.SUPPLIER_COLUMNS).with_row_index("line", 2).filter(pl.col("decision").is_not_null())
    if decided.is_empty() or not _is_made(bench, "core.supplier_identity"):
        return
    keys = bench.scan("core.supplier_identity").select("supplier_key").collect()["supplier_key"].implode()
    gone = decided.filter(~(pl.col("left_key").is_in(keys) & pl.col("right_key").is_in(keys)).fill_null(False))["line"].to_list()
    if gone:
        yield _gone(bench, path, gone, "names")


def _gone(bench: Workbench, path: Path, lines: list[int], what: str) -> str:
    return (
        f"{_told(bench, path)}, {_lines(lines)}: {plural(len(lines), 'decision')} on {what} that no list shows any more. They are kept, and hold "
        "again when these come back. If one never will, delete its row."
    )


def _merged(bench: Workbench) -> Iterator[str]:
    for path in (bench.paths.asset_identity, bench.paths.supplier_identity):
        rows = identity.read_identities(path).with_row_index("line", 2)
        by_hand = pl.col("merged_into").is_not_null() & (pl.col("merged_by").fill_null("") != identity.BY_MATCH)
        for row in rows.filter(by_hand & ~pl.col("merged_into").is_in(rows["id"].implode())).iter_rows(named=True):
            yield (
                f"{_told(bench, path)}, line {row['line']}: merged_into is '{row['merged_into']}', and no line of the file has that id. Correct it, or "
                "empty the cell."
            )


def _entries(path: Path, name: str) -> Iterator[tuple[int, dict[str, object]]]:
    """Each [[name]] of a TOML file that was read without fault before, with its line."""
    text = path.read_text("utf-8-sig")
    starts = [number for number, line in enumerate(text.splitlines(), 1) if line.split("#")[0].replace(" ", "").strip() == f"[[{name}]]"]
    entries = tomllib.loads(text).get(name, [])
    for position, entry in enumerate(entries):
        yield (starts[position] if position < len(starts) else 1), entry


def _corrections(bench: Workbench) -> Iterator[str]:
    files = {file.path: file for file in bench.inbox.files}
    for path in sorted(bench.paths.corrections.glob("*.toml")):
        for line, entry in _entries(path, "correction"):
            file = files.get(str(entry["path"]))
            parts = {part.source_part: part for part in file.parts} if file else {}
            part = parts.get(str(entry.get("part", "table")))
            if file is None:
                why = f"there is no file {entry['path']} any more"
            elif part is None:
                why = f"{file.path} has no table '{entry.get('part', 'table')}'; it has {', '.join(parts)}"
            elif part.kind is None or part.status in ("duplicate", "rejected", "ignored"):
                why = f"that table is not read ({part.status})"
            else:
                continue
            yield f"{_told(bench, path)}, line {line}: the correction changes nothing: {why}. Correct `path` and `part`, or take the correction out."


def _settings(bench: Workbench) -> Iterator[str]:
    paths = {file.path for file in bench.inbox.files}
    names = {path.rsplit("/", 1)[-1] for path in paths}
    for path in sorted(bench.paths.mappings.glob("*.toml")):
        try:
            is_confirmed = tomllib.loads(path.read_text("utf-8-sig")).get("confirmed") is True
        except (tomllib.TOMLDecodeError, UnicodeDecodeError):
            continue  # reading the inbox says so
        for line, entry in _entries(path, "file") if is_confirmed else ():
            if entry.get("path") not in paths | names:
                yield f"{_told(bench, path)}, line {line}: there is no file {entry.get('path')}, so what is stated for it is used for nothing. Correct its path, or take it out."


def _accepted(bench: Workbench) -> Iterator[str]:
    known = {(check.sentence, check.table) for check in checks.all_checks()}
    for path in sorted(bench.paths.accepted.glob("*.toml")):
        for line, entry in _entries(path, "accepted"):
            if (entry["check"], entry["table"]) not in known:
                yield f"{_told(bench, path)}, line {line}: no check of {entry['table']} is called '{entry['check']}'. Copy check_name and table_name from ops.check, or take the entry out."


def _sensitive(bench: Workbench) -> Iterator[str]:
    """Entries of the place's own list that keep nothing out."""
    if not bench.place.sensitive or not _is_made(bench, "core.listed_sensitive", "core.sensitive_statement"):
        return
    line = next((number for number, text in enumerate(bench.paths.place_toml.read_text("utf-8-sig").splitlines(), 1) if text.replace(" ", "").startswith("sensitive=")), 1)
    readable = set(bench.scan("core.listed_sensitive").collect()["entry_number"])
    found = set(bench.scan("core.sensitive_statement").select("entry_number").collect()["entry_number"].drop_nulls())
    for number in range(1, len(bench.place.sensitive) + 1):
        if number not in readable:
            yield f"place.toml, line {line}: entry {number} of `sensitive` has no letter and no digit, so it keeps nothing out. Write the name, UPRN or asset code of the premises."
        elif number not in found:
            yield (
                f"place.toml, line {line}: entry {number} of `sensitive` names nothing that any file has, so it keeps nothing out yet. Write name, "
                "UPRN or asset code as a list has it; leave it if no list has the premises."
            )


def _plan(bench: Workbench) -> Iterator[str]:
    """What estate-plan.toml asks for and the plan cannot do."""
    if not bench.paths.estate_plan_toml.is_file() or not _is_made(bench, "core.plan_instruction", "core.calendar", "analysis.plan_building", "mart.estate", "ref.area"):
        return
    told = _told(bench, bench.paths.estate_plan_toml)
    buildings = bench.scan("analysis.plan_building").select("asset_id", "block_reason", "missing_data")
    for row in bench.scan("core.plan_instruction").join(buildings, on="asset_id", how="left").sort("line_number", "entry_number").collect().iter_rows(named=True):
        where, asks = f"{told}, line {row['line_number']}", "release" if row["instruction"] == "release" else "keep"
        if row["fault"]:
            yield f"{where}: '{asks}' is not followed: {row['fault']}. Correct the entry, or take it out."
        elif asks == "release" and row["block_reason"]:
            yield f"{where}: 'release' is not followed, as it contradicts what forbids giving the building up: {row['block_reason'].rstrip('.')}. Take the entry out, or have what forbids it put right where it is stated."
        elif asks == "release" and row["missing_data"]:
            yield f"{where}: 'release' is not followed yet: the building cannot be weighed without knowing this of it: {row['missing_data']}. Have that sent."
    yield from _first_year(bench, told)
    yield from _access(bench, told)


def _first_year(bench: Workbench, told: str) -> Iterator[str]:
    """A plan that begins in a year which is over."""
    day, first_fy = bench.scan("core.calendar").select("next_month_on", "plan_first_fy").collect().row(0)
    if first_fy < day.year - (day.month < 5):  # the day is the first of the month that follows
        yield f"{told}: first_fy is {first_fy}, a year that is over, so the plan counts what can be saved no more. State a later year, or take it out."


def _access(bench: Workbench, told: str) -> Iterator[str]:
    """Points of access asked for where there is no such district, or not so many of them."""
    asked = bench.scan("core.plan_entry").filter(pl.col("instruction") == "access").sort("entry_number").collect()
    districts = bench.scan("ref.area").filter(pl.col("is_in_place") & (pl.col("area_type") == "district")).select("area_code").collect()["area_code"].sort().to_list()
    standing = bench.scan("mart.estate").filter(~pl.col("is_disowned"), pl.col("asset_kind").is_in(["building", "site"]))
    counts = {(service, area): count for service, area, count in standing.group_by("function", "area_code").len().collect().iter_rows()}
    for row in asked.iter_rows(named=True):
        where, service, area = f"{told}, line {row['line_number']}", row["service"], row["area_code"]
        if area is not None and area not in districts:
            yield f"{where}: the area '{area}' is no district of the place, so nothing is asked of the plan there. Its districts are: {', '.join(districts) or 'none that any boundary shows'}."
        elif area is None and not any(one == service and other is not None for one, other in counts):
            yield f"{where}: no building or site with the use '{service}' is known to stand in any district, so nothing is asked of the plan. Put the boundaries of the districts into reference/, or correct the service."
        elif area is not None and (found := counts.get((service, area), 0)) < row["minimum"]:
            yield f"{where}: {row['minimum']} points of access to '{service}' are asked for in {area}, and there are {found}: none of them is given up."


def _grant_pots(bench: Workbench) -> Iterator[str]:
    """Funders and areas of a pot for grants that no list and no boundary has."""
    path = bench.paths.grants_gateway_toml
    if not path.is_file() or not _is_made(bench, "mart.grant_gateway", "ref.area"):
        return
    named = bench.scan("mart.grant_gateway").select("funder", "funder_body_id").collect()
    funders = pl.concat([named["funder"], named["funder_body_id"]]).drop_nulls().unique().to_list()
    areas = bench.scan("ref.area").filter("is_in_place").select("area_code").collect()["area_code"].to_list()
    for sentence in grant_pots.meets_nothing(grant_pots.load_pots(bench.paths, bench.place), path.read_bytes(), funders, areas):
        yield f"{_told(bench, path)}, {sentence}"


def _pools(bench: Workbench) -> Iterator[str]:
    """Why a pooled budget is not worked out, or its interventions are not appraised: what mart.pool_scenario says."""
    if _is_made(bench, "mart.pool_scenario"):
        said = bench.scan("mart.pool_scenario").collect()
        for scenario_id, reason in said.filter(~pl.col("is_computed")).select("scenario_id", "reason").iter_rows():
            # each fault of a file begins with the file's name
            yield from re.split(rf" (?=scenarios/{re.escape(scenario_id)}\.toml)", reason)
        lacking = said.filter(pl.col("is_computed") & ~pl.col("is_appraised") & (pl.col("not_appraised_because") != LEDGER_ALONE))
        yield from (f"scenarios/{scenario_id}.toml: not appraised. {reason}" for scenario_id, reason in lacking.select("scenario_id", "not_appraised_because").iter_rows())
