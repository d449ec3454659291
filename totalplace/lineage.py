"""From a published figure back to lines of files.

Belongs here: answering `why` from a published file alone. Does not belong here: which lines a figure is the sum of
(sql/views/lineage.sql says so).
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import duckdb
import polars as pl

from totalplace import contracts, pool_ledger_lineage, pool_lineage
from totalplace.answers import Answer, FileLine, FileSum, Sum, by_file
from totalplace.contracts._base import Contract, sql_name
from totalplace.contracts.suppliers import LEDGER_KINDS
from totalplace.errors import PlaceError
from totalplace.intake import part_number

# the figures that walk back to lines, by table: one of them that is not nought and has no line is a defect
TRACED: Mapping[str, tuple[str, ...]] = {
    "ops.source_part": ("amount_loaded_gbp", "amount_superseded_gbp"),
    "mart.body_coverage": ("payments_gbp",),
    "mart.estate": ("running_cost_gbp", "required_maintenance_gbp"),
    "mart.cluster": ("running_cost_gbp",),
    "mart.spend_line": ("amount_gbp",),
    "mart.return_line": ("amount_gbp", "gross_gbp", "income_gbp", "transfer_out_gbp", "transfer_in_memo_gbp"),
    "mart.spend_count": ("gross_gbp", "income_gbp", "transfer_out_gbp", "net_gbp", "transfer_in_memo_gbp", "funder_gbp"),
    "mart.spend_theme": ("net_gbp",),
    "mart.transfer": ("payer_view_gbp", "receiver_view_gbp", "eliminated_gbp", "difference_gbp"),
    "mart.spend_reconciliation": ("expected_gbp", "found_gbp", "difference_gbp", "explained_gbp", "not_explained_gbp"),
    "mart.spend_by_area": ("net_gbp",),
    "mart.function_overlap": ("net_gbp", "apportioned_gbp"),
    "mart.supplier": ("amount_gbp",),
    "mart.supplier_overlap": ("addressable_gbp", "other_gbp"),
    "mart.contract": ("annual_gbp", "total_gbp"),
    "mart.grant": ("amount_gbp",),
    "mart.provision": ("amount_gbp",),
    "mart.provision_review": ("spend_gbp", "overlap_gbp", "administration_gbp", "administration_of_gbp"),
    "mart.grant_gateway": ("final_gbp",),
    "mart.grant_party": ("final_gbp",),
    "mart.grant_area": ("final_gbp",),
    "mart.grant_decision": ("amount_gbp",),
    "mart.joint_procurement": ("amount_gbp", "free_by_then_gbp"),
    "mart.duplicate_payment": ("amount_gbp",),
    "mart.pool_contribution": ("base_gbp",),
    "mart.pool_scenario": ("base_gbp",),
}
# of a row with several sums of the same lines, those whose lines are listed
_SHOWN = {
    "mart.return_line": ("amount_gbp",),
    "mart.spend_count": ("gross_gbp",),
    "mart.transfer": ("payer_view_gbp", "receiver_view_gbp"),
    "mart.spend_reconciliation": ("expected_gbp", "found_gbp"),
    "mart.joint_procurement": ("amount_gbp",),
    "mart.provision_review": ("spend_gbp",),
}
_ASSET_TABLES = ("mart.estate", "mart.interest", "mart.occupation")
ROWS_A_TABLE = 67108864  # the lower digits of the number of a line are its row, the upper ones its table
_NUMBERED_BY_ROW = ("grant", "provision", "need")  # kinds of tables of which a row is one line: a cell of a return has its column in the number too


def _pounds(column: str) -> str:
    """A column of pounds as a ledger has it: £1,200.50, −£3.00."""
    return f"case when {column} < 0 then '−' else '' end || format('£{{:,.2f}}', abs({column})::double)"


def lines_sql(db: str = "", only: str = "true") -> str:
    """The beginning of a query: `line`, all lines of a published file that meet a condition, with what our tables hold of them. `db` is the name it is
    attached by.
    """
    at = f"{db}." if db else ""
    return f"""
    with line as (
        select line_id, source_file_id, source_part, source_row,
               concat_ws('; ', paid_on::varchar, supplier_as_published, purpose, reason) as says
        from {at}mart.spend_line where {only}
        union all
        select line_id, source_file_id, source_part, source_row,
               concat_ws('; ', concat_ws(' ', line_code, line), figure, case when source_column > 0 then 'column ' || source_column end, 'read as ' || {_pounds('amount_gbp')}, reason)
        from {at}mart.return_line where {only}
        union all
        select line_id, source_file_id, source_part, source_row,
               concat_ws('; ', contract_reference, title, supplier_as_published, 'until ' || ends_on) as says
        from {at}mart.contract where {only}
        union all
        select line_id, source_file_id, source_part, source_row,
               concat_ws('; ', grant_identifier, recipient_as_published, awarded_on::varchar, purpose, reason) as says
        from {at}mart.grant where {only}
        union all
        select line_id, source_file_id, source_part, source_row,
               concat_ws('; ', provider_as_published, service_as_published, cohort, 'from ' || from_on, reason) as says
        from {at}mart.provision where {only}
        union all
        select line_id, source_file_id, source_part, source_row,
               concat_ws('; ', 'asset ' || asset_id, 'running cost ' || {_pounds('running_cost_gbp')}, 'required maintenance ' || {_pounds('required_maintenance_gbp')})
        from {at}mart.estate_cost where {only}
    )
"""


def of_the_count(table: str, keys: Mapping[str, str]) -> dict[str, str]:
    """The keys of a sum over several rows. Where a table says which rows count, only those are added up unless the keys say otherwise, as every page does."""
    has_flag = table in TRACED and "is_counted" in contracts.contract(table).column_names
    return {**keys, "is_counted": "true"} if has_flag and "is_counted" not in keys else dict(keys)


def why(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    keys: Mapping[str, str],
    limit: int | None = None,
    candidates: Callable[[], pl.DataFrame | None] = lambda: None,
    *,
    of_several: bool = False,
    wanted: Collection[str] = (),
) -> Answer:
    """The file lines behind one row of a published table (the first `limit` of them), or, if there may be `of_several`, behind the sums of all rows
    that have these values. `wanted` are figures whose lines are listed although they are those of others too. Nothing of data about people has lines: of such a figure the row is all that is told.

    `candidates` gives analysis.payment_to_check of the publication: payments of ledgers stand with their body alone, in no published table.

    Raises PlaceError for a table or column that is not published, or keys that do not single out a row.
    """
    published = {contract.table: contract for contract in contracts.published()}
    if table not in published:
        raise PlaceError(f"'{table}' is not published. Published are: {', '.join(sorted(published))}.")
    contract = published[table]
    unknown = [name for name in keys if name not in contract.column_names]
    if unknown:
        raise PlaceError(f"{table} has no column '{unknown[0]}'. Its key is {', '.join(contract.primary_key)}.")
    if table == "mart.estate" and list(keys) == ["asset_id"]:
        keys = {"asset_id": _asset_meant(connection, keys["asset_id"])}
    where = " and ".join(f"{sql_name(name)}::varchar = ?" for name in keys) or "true"
    if of_several and table in TRACED:
        return together(connection, table, [Asked(keys, _SHOWN.get(table, TRACED[table]))], limit)[0]
    cursor = connection.execute(
        f"select {', '.join(contract.sql_names)} from {table} where {where} limit 2", list(keys.values())
    )
    found = cursor.fetchall()
    if len(found) != 1:
        said = " ".join(f"{name}={value}" for name, value in keys.items()) or "no key"
        hint = " For the sum of all such rows: --together." if found and table in TRACED else ""
        raise PlaceError(
            f"{table} has {'no row' if not found else 'several rows'} with {said}. Give its key as "
            + " ".join(f"{name}=…" for name in contract.primary_key)
            + f".{hint}"
        )
    row = dict(zip(contract.column_names, found[0], strict=True))
    if table == "mart.duplicate_payment" and row["type"] in LEDGER_KINDS:
        return _of_ledger(connection, row, candidates(), limit)
    behind = together(connection, table, [Asked({name: str(row[name]) for name in contract.primary_key}, _SHOWN.get(table, TRACED[table]))], limit)[0] if table in TRACED else Answer(row, (), {}, 0)
    sums = {
        column: each
        for column, each in behind.sums.items()
        # the lines of a file that is there twice stand with the other
        if each.line_count or table != "ops.source_part"
    }
    if table in _ASSET_TABLES:
        lines, count = _asset_lines(connection, row["asset_id"], limit)
        return Answer(row, lines, sums, count)
    if table in (*pool_ledger_lineage.TABLES, *pool_lineage.TABLES):
        agreed, ledger = pool_ledger_lineage.behind(connection, table, row) if table in pool_ledger_lineage.TABLES else ([], {})
        entries, results = pool_lineage.behind(connection, table, row, wanted) if table in pool_lineage.TABLES else ([], {})
        base, count = behind.lines, behind.line_count
        # what is drawn is told first: the whole agreement behind it is long
        told = (*entries, *agreed) if table in pool_lineage.DRAWN else (*agreed, *entries)
        told = (*told, *base)
        return Answer(row, told[:limit], ledger | results | sums, len(agreed) + len(entries) + count, (*by_file((*entries, *agreed)), *behind.files))
    lines, count = behind.lines, behind.line_count
    if not lines and row.get("source_row") is not None:
        lines, count = _own_line(connection, row), 1
    elif not lines:
        named = _named_lines(connection, contract, row)
        lines, count = named[:limit], len(named)
    return Answer(row, lines, sums, count, behind.files)


_ASSETS_MEANT = """
    select distinct estate.asset_id, estate.name
    from mart.estate as estate
    left join mart.estate_source as source using (asset_id)
    where lower(?) in (
        lower(estate.asset_id), lower(estate.uprn), lower(estate.name), lower(source.asset_code), lower(source.uprn),
        lower(source.name_as_published)
    )
    order by all
"""
_NAMED = 5


def _asset_meant(connection: duckdb.DuckDBPyConnection, given: str) -> str:
    """The id of the one asset with this id, asset code, UPRN or name; what was given where there is none.

    Raises PlaceError if there are several, naming them.
    """
    found = connection.execute(_ASSETS_MEANT, [given.strip()]).fetchall()
    if given in {asset_id for asset_id, _ in found}:
        return given
    if len(found) > 1:
        named = "; ".join(f"{asset_id} {name}" for asset_id, name in found[:_NAMED])
        more = f"; and {len(found) - _NAMED} more" if len(found) > _NAMED else ""
        raise PlaceError(f"'{given}' is said of {len(found)} assets. Give the id of one: {named}{more}.")
    return str(found[0][0]) if found else given


def _asset_lines(
    connection: duckdb.DuckDBPyConnection, asset_id: str, limit: int | None
) -> tuple[tuple[FileLine, ...], int]:
    rows = connection.execute(
        """
        select file.path, source.source_part, source.source_row,
               concat_ws('; ', source.name_as_published, 'asset code ' || source.asset_code, 'UPRN ' || source.uprn,
                         'floor area ' || source.gia_m2 || ' m²', 'placed by ' || source.location_method, source.match_reason),
               null::decimal(18, 2), '', ''
        from mart.estate_source as source
        join ops.source_file as file using (source_file_id)
        where source.asset_id = $1
        union all
        select file.path, cost.source_part, cost.source_row,
               concat_ws('; ', 'running cost £' || cost.running_cost_gbp, 'required maintenance £' || cost.required_maintenance_gbp, 'stated, but another line comes first'),
               null, '', ''
        from mart.estate_cost as cost
        join ops.source_file as file using (source_file_id)
        where cost.asset_id = $1 and not cost.is_running_cost_shown and not cost.is_required_maintenance_shown
        union all
        select file.path, cost.source_part, cost.source_row, concat_ws(' ', figure.words, 'of', figure.fy), lineage.amount_gbp, lineage.rule, lineage.column_name
        from ops.lineage as lineage
        join mart.estate_cost as cost using (line_id)
        join ops.source_file as file using (source_file_id)
        cross join lateral (
            select case lineage.column_name when 'running_cost_gbp' then 'running cost' else 'required maintenance' end as words,
                   case lineage.column_name when 'running_cost_gbp' then cost.running_cost_fy else cost.required_maintenance_fy end as fy
        ) as figure
        where lineage.table_name = 'mart.estate' and lineage.row_key = 'asset_id=' || $1
        order by all
        """,
        [asset_id],
    ).fetchall()
    return tuple(FileLine(*row) for row in rows[:limit]), len(rows)


@dataclass(frozen=True)
class Asked:
    """A figure: the sum, in some columns, over all rows of a table that have these values."""

    keys: Mapping[str, str]
    columns: Sequence[str]


def together(connection: duckdb.DuckDBPyConnection, table: str, asked: Sequence[Asked], limit: int | None, *, largest: bool = False) -> list[Answer]:
    """The lines behind each of these sums: the first `limit` of each, or the `largest` of each of its columns. A line in several rows of a sum is one.

    Many sums are walked back at once, as each question by itself costs as much as all of them. Raises PlaceError where no row has such values.
    """
    contract = contracts.contract(table)
    held, given, stated = _rows_of(connection, contract, asked)
    wanted = [(number, column) for number, each in enumerate(asked) for column in each.columns]
    shown = "shown as (select * from (values " + ", ".join(["(?::bigint, ?)"] * len(wanted)) + ") as given (n, column_name))"
    summed = f"""
        {lines_sql()},
        held (n, row_key) as ({held}),
        summed as (
            select held.n, lineage.column_name, lineage.line_id, sum(lineage.amount_gbp)::decimal(18, 2) as amount_gbp, min(lineage.rule) as rule
            from ops.lineage as lineage
            join held using (row_key)
            where lineage.table_name = '{table}'
            group by held.n, lineage.column_name, lineage.line_id
        )
    """
    by_table = connection.execute(
        f"""
        {summed}
        select n, file.path, line.source_part, column_name, count(*), sum(summed.amount_gbp)::decimal(18, 2) as gbp
        from summed join line using (line_id) join ops.source_file as file using (source_file_id)
        group by all
        order by n, column_name, abs(gbp) desc, file.path, line.source_part
        """,
        given,
    ).fetchall()
    in_files = "column_name, path, source_part, source_row, line_id"
    of = "n, column_name" if largest else "n"
    order = f"abs(amount_gbp) desc, {in_files}" if largest else in_files
    lines = connection.execute(
        f"""
        {summed},
        {shown},
        told as (
            select n, file.path, line.source_part, line.source_row, line.says, summed.amount_gbp, summed.rule, column_name, line_id
            from summed join shown using (n, column_name) join line using (line_id) join ops.source_file as file using (source_file_id)
        )
        select n, path, source_part, source_row, says, amount_gbp, rule, column_name from told
        {"" if limit is None else f"qualify row_number() over (partition by {of} order by {order}) <= {int(limit)}"}
        order by n, {"column_name, " if largest else ""}{order}
        """,
        [*given, *(value for pair in wanted for value in pair)],
    ).fetchall()
    files: dict[int, list[FileSum]] = {}
    for number, *values in by_table:
        files.setdefault(number, []).append(FileSum(*values))
    found: dict[int, list[FileLine]] = {}
    for number, *values in lines:
        found.setdefault(number, []).append(FileLine(*values))
    answers = []
    for number, each in enumerate(asked):
        row_count, sums = stated[number]
        of_figure = files.get(number, [])
        parts = {column: [part for part in of_figure if part.column == column] for column in sums}
        told = {column: Sum(value, sum((part.amount_gbp for part in parts[column]), Decimal(0)), sum(part.line_count for part in parts[column])) for column, value in sums.items() if value is not None}
        count = sum(part.line_count for part in of_figure if part.column in each.columns)
        answers.append(Answer({**each.keys, **sums}, tuple(found.get(number, ())), told, count, tuple(of_figure), row_count))
    return answers


def _rows_of(connection: duckdb.DuckDBPyConnection, contract: Contract, asked: Sequence[Asked]) -> tuple[str, list[object], dict[int, tuple[int, dict[str, Decimal | None]]]]:
    """SQL of the keys of the rows of each sum, its values, and how many rows they are with what their columns of money state together."""
    table, columns = contract.table, TRACED[contract.table]
    row_key = " || ' ' || ".join(f"'{name}=' || {sql_name(name)}::varchar" for name in contract.primary_key)
    rows: list[str] = []
    all_values: list[object] = []
    stated: dict[int, tuple[int, dict[str, Decimal | None]]] = {}
    for names in dict.fromkeys(tuple(each.keys) for each in asked):
        alike = [(number, *each.keys.values()) for number, each in enumerate(asked) if tuple(each.keys) == names]
        headings = ", ".join(["n", *(f"value_{position}" for position in range(len(names)))])
        given = f"(values {', '.join('(' + ', '.join(['?::bigint', *['?'] * len(names)]) + ')' for _ in alike)}) as given ({headings})"
        meets = " and ".join(f"{sql_name(name)}::varchar = given.value_{position}" for position, name in enumerate(names)) or "true"
        values = [value for row in alike for value in row]
        rows.append(f"select given.n, {row_key} from {table} join {given} on {meets}")
        all_values += values
        sums = ", ".join(f"sum({name})" for name in columns)
        for number, count, *amounts in connection.execute(f"select given.n, count(*), {sums} from {table} join {given} on {meets} group by given.n", values).fetchall():
            stated[number] = count, dict(zip(columns, amounts, strict=True))
    for number, each in enumerate(asked):
        if number not in stated:
            raise PlaceError(f"{table} has no row with {' '.join(f'{name}={value}' for name, value in each.keys.items()) or 'anything'}.")
    return " union all ".join(rows), all_values, stated


def _of_ledger(connection: duckdb.DuckDBPyConnection, row: dict[str, Any], candidates: pl.DataFrame | None, limit: int | None) -> Answer:
    """Candidates of a ledger. Who was paid is the body's alone to see: the file, the line and the pounds are told."""
    if row["amount_gbp"] is None:
        return Answer(row, (), {}, 0)
    if candidates is None:
        raise PlaceError("The payments behind this figure are not kept with this publication. Ask one that is: totalplace restore PLACE lists them.")
    told = candidates.filter(
        (pl.col("body_id") == row["body_id"]) & (pl.col("fy") == row["fy"]) & (pl.col("type") == row["type"])
    ).sort("candidate_id")
    parts = {
        f"{path} {part}": (path, part)
        for path, part in connection.execute("select path, source_part from ops.source_part join ops.source_file using (source_file_id)").fetchall()
    }
    lines = []
    for candidate in told.iter_rows(named=True):
        for line, share in zip(candidate["lines"].split(" | "), candidate["lines_gbp"].split(" | "), strict=True):
            table, _, source_row = line.rpartition(" ")
            path, part = parts[table]
            says = f"transactions {candidate['transactions']}, paid £{candidate['amounts']}; confidence {candidate['confidence']:.2f}"
            lines.append(FileLine(path, part, int(source_row), says, Decimal(share), candidate["reason"], "amount_gbp"))
    summed = sum((line.amount_gbp for line in lines if line.amount_gbp is not None), Decimal(0))
    return Answer(row, tuple(lines[:limit]), {"amount_gbp": Sum(row["amount_gbp"], summed, len(lines))}, len(lines))


def _named_lines(connection: duckdb.DuckDBPyConnection, contract: Contract, row: Mapping[str, Any]) -> tuple[FileLine, ...]:
    """The lines whose numbers stand in the row itself, such as the two grants of a pair or the need of an area."""
    numbers = {column: row[column.name] for column in contract.columns if column.name.endswith("line_id") and row[column.name] is not None}
    if not numbers:
        return ()
    parts = {
        part_number(source_file_id, part): (path, part)
        for source_file_id, part, path in connection.execute(
            f"select source_file_id, source_part, path from ops.source_part join ops.source_file using (source_file_id) where kind in ({', '.join('?' * len(_NUMBERED_BY_ROW))})",
            list(_NUMBERED_BY_ROW),
        ).fetchall()
    }
    lines = []
    for column, number in numbers.items():
        of_table, source_row = divmod(number, ROWS_A_TABLE)
        if of_table in parts:
            says = connection.execute(f"{lines_sql()} select says from line where line_id = ?", [number]).fetchone()
            lines.append(FileLine(*parts[of_table], source_row, says[0] if says else "", None, column.comment))
    return tuple(lines)


def _own_line(connection: duckdb.DuckDBPyConnection, row: Mapping[str, Any]) -> tuple[FileLine, ...]:
    path = connection.execute(
        "select path from ops.source_file where source_file_id = ?", [row["source_file_id"]]
    ).fetchone()
    return (FileLine(path[0] if path else row["source_file_id"], row["source_part"], row["source_row"], ""),)
