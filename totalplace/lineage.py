"""From a published figure back to lines of files.

Belongs here: answering `why` from a published file alone. Does not belong here: which lines a figure is the sum of
(sql/views/lineage.sql says so).
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import duckdb
import polars as pl

from totalplace import contracts, pool_ledger_lineage, pool_lineage
from totalplace.answers import Answer, FileLine, Sum
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


def lines_sql(db: str = "") -> str:
    """The beginning of a query: `line`, all lines of a published file, with what our tables hold of them. `db` is the name it is attached by."""
    at = f"{db}." if db else ""
    return f"""
    with line as (
        select line_id, source_file_id, source_part, source_row,
               concat_ws('; ', paid_on::varchar, supplier_as_published, purpose, reason) as says
        from {at}mart.spend_line
        union all
        select line_id, source_file_id, source_part, source_row,
               concat_ws('; ', concat_ws(' ', line_code, line), case when source_column > 0 then 'column ' || source_column end, 'read as £' || amount_gbp, reason)
        from {at}mart.return_line
        union all
        select line_id, source_file_id, source_part, source_row,
               concat_ws('; ', contract_reference, title, supplier_as_published, 'until ' || ends_on) as says
        from {at}mart.contract
        union all
        select line_id, source_file_id, source_part, source_row,
               concat_ws('; ', grant_identifier, recipient_as_published, awarded_on::varchar, purpose, reason) as says
        from {at}mart.grant
        union all
        select line_id, source_file_id, source_part, source_row,
               concat_ws('; ', provider_as_published, service_as_published, cohort, 'from ' || from_on, reason) as says
        from {at}mart.provision
        union all
        select line_id, source_file_id, source_part, source_row,
               concat_ws('; ', 'asset ' || asset_id, 'running cost £' || running_cost_gbp, 'required maintenance £' || required_maintenance_gbp)
        from {at}mart.estate_cost
    )
"""


def why(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    keys: Mapping[str, str],
    limit: int | None = None,
    candidates: Callable[[], pl.DataFrame | None] = lambda: None,
) -> Answer:
    """The file lines behind one row of a published table (the first `limit` of them).

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
    cursor = connection.execute(
        f"select {', '.join(contract.sql_names)} from {table} where {where} limit 2", list(keys.values())
    )
    found = cursor.fetchall()
    if len(found) != 1:
        said = " ".join(f"{name}={value}" for name, value in keys.items()) or "no key"
        raise PlaceError(
            f"{table} has {'no row' if not found else 'several rows'} with {said}. Give its key as "
            + " ".join(f"{name}=…" for name in contract.primary_key)
            + "."
        )
    row = dict(zip(contract.column_names, found[0], strict=True))
    row_key = " ".join(f"{name}={row[name]}" for name in contract.primary_key)
    if table == "mart.duplicate_payment" and row["type"] in LEDGER_KINDS:
        return _of_ledger(connection, row, candidates(), limit)
    found_sums = {
        column: (Decimal(summed), int(count))
        for column, summed, count in connection.execute(
            "select column_name, sum(amount_gbp), count(*) from ops.lineage where table_name = ? and row_key = ? group by column_name",
            [table, row_key],
        ).fetchall()
    }
    sums = {
        column: Sum(row[column], *found_sums.get(column, (Decimal(0), 0)))
        for column in TRACED.get(table, ())
        # the lines of a file that is there twice stand with the other
        if row[column] is not None and (column in found_sums or table != "ops.source_part")
    }
    if table in _ASSET_TABLES:
        lines, count = _asset_lines(connection, row["asset_id"], limit)
        return Answer(row, lines, sums, count)
    if table in (*pool_ledger_lineage.TABLES, *pool_lineage.TABLES):
        agreed, ledger = pool_ledger_lineage.behind(connection, table, row) if table in pool_ledger_lineage.TABLES else ([], {})
        entries, results = pool_lineage.behind(connection, table, row) if table in pool_lineage.TABLES else ([], {})
        base, count = _money_lines(connection, table, row_key, None)
        # what is drawn is told first: the whole agreement behind it is long
        told = (*entries, *agreed) if table in pool_lineage.DRAWN else (*agreed, *entries)
        return Answer(row, (*told, *base)[:limit], ledger | results | sums, len(agreed) + len(entries) + count)
    lines, count = _money_lines(connection, table, row_key, limit)
    if not lines and row.get("source_row") is not None:
        lines, count = _own_line(connection, row), 1
    elif not lines:
        named = _named_lines(connection, contract, row)
        lines, count = named[:limit], len(named)
    return Answer(row, lines, sums, count)


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


def _money_lines(
    connection: duckdb.DuckDBPyConnection, table: str, row_key: str, limit: int | None
) -> tuple[tuple[FileLine, ...], int]:
    shown = _SHOWN.get(table, ())
    where = "lineage.table_name = ? and lineage.row_key = ?" + (f" and lineage.column_name in ({', '.join('?' * len(shown))})" if shown else "")
    values = [table, row_key, *shown]
    counted = connection.execute(f"select count(*) from ops.lineage as lineage where {where}", values).fetchone()
    rows = connection.execute(
        f"""
        {lines_sql()}
        select file.path, line.source_part, line.source_row, line.says, lineage.amount_gbp, lineage.rule, lineage.column_name
        from ops.lineage as lineage
        join line using (line_id)
        join ops.source_file as file using (source_file_id)
        where {where}
        order by lineage.column_name, file.path, line.source_part, line.source_row, line_id
        {"" if limit is None else f"limit {int(limit)}"}
        """,
        values,
    ).fetchall()
    return tuple(FileLine(*row) for row in rows), int(counted[0]) if counted else 0


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
