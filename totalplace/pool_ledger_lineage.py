"""From a row of the ledger of a pooled budget back to what its file says, and to the lines of returns that pay.

Belongs here: which entries of the file (mart.pool_entry) and which contributions a row hangs on, and what adds up to it. Does not belong here:
results (pool_lineage.py), or any other figure (lineage.py). The published file alone is read, never the folder of scenarios.
"""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

import duckdb

from totalplace.answers import FileLine, Sum
from totalplace.contracts.pooling import ANY_PURPOSE, ITEMS, RISK_POOL
from totalplace.words import pounds

TABLES = ("mart.pool_contribution", "mart.pool_flow", "mart.pool_scenario", "mart.pool_entry")
_IN = ("opening", "contribution", "other income")
_SAYS = "what the agreement says"
_PAID = """
    select body_id, count_id, line, rule, base_fy, base_gbp, amount_gbp, called_gbp, returned_gbp, purpose
    from mart.pool_contribution
    where scenario_id = ? and fy = ?
    order by body_id, count_id
"""
_RETURN_LINES = """
    select file.path, line.source_part, line.source_row, concat_ws(' ', line.line_code, line.line), lineage.amount_gbp
    from ops.lineage as lineage
    join mart.return_line as line using (line_id)
    join ops.source_file as file using (source_file_id)
    where lineage.table_name = 'mart.pool_contribution' and lineage.row_key = ? and lineage.column_name = 'base_gbp'
    order by file.path, line.source_part, line.source_row, line.line_id
"""
# of a sum of the agreement, the items of its ledger that come to it
_OF_SCENARIO = {"contribution_gbp": "contribution", "spend_gbp": "spend", "fee_gbp": "fee", "irrecoverable_vat_gbp": "irrecoverable vat", "returned_gbp": "returned"}


def behind(connection: duckdb.DuckDBPyConnection, table: str, row: Mapping[str, Any]) -> tuple[list[FileLine], dict[str, Sum]]:
    """The entries and lines behind a row of one of these tables, and what of it adds up to what."""
    file = _File(connection, str(row["scenario_id"]))
    if table == "mart.pool_contribution":
        return list(file.of_contribution(row)), {}
    if table == "mart.pool_flow":
        return ([], {}) if row["item"] not in ITEMS else (list(file.of_flow(row)), file.sums_of_flow(row))
    if table == "mart.pool_scenario":
        return [], file.sums_of_scenario(row)
    return [FileLine(file.path, "", row["file_line"], f"{row['entry']} = {row['value']}", None, _SAYS)], {}


class _File:
    """An agreement as published: its entries, its contributions, its ledger."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, scenario_id: str) -> None:
        self.connection = connection
        self.scenario_id = scenario_id
        self.path = f"scenarios/{scenario_id}.toml"
        # a publication made before entries were kept has none
        is_kept = connection.execute("select 1 from information_schema.tables where table_schema = 'mart' and table_name = 'pool_entry'").fetchone()
        found = connection.execute("select entry, file_line, value from mart.pool_entry where scenario_id = ? order by file_line, entry", [scenario_id]).fetchall() if is_kept else []
        self.entries: list[tuple[str, int, str]] = found

    def lines(self, is_one: Any) -> Iterator[FileLine]:
        """The entries whose name is one of those wanted."""
        for name, line, value in self.entries:
            if is_one(name):
                yield FileLine(self.path, "", line, f"{name} = {value}", None, _SAYS)

    def numbers(self, table: str, key: str, value: str) -> list[str]:
        """The tables of a list in which an entry has a value: ['partner.2'] where body is such."""
        return [name.removesuffix(f".{key}") for name, _, held in self.entries if name.startswith(f"{table}.") and name.endswith(f".{key}") and held.casefold() == value.casefold()]

    def starts(self, prefixes: Iterable[str]) -> Iterator[FileLine]:
        """All entries of these tables, or of these names."""
        wanted = tuple(prefixes)
        return self.lines(lambda name: any(name == prefix or name.startswith(f"{prefix}.") for prefix in wanted))

    def of_contribution(self, row: Mapping[str, Any]) -> Iterator[FileLine]:
        """What the file says of the partner and of the line."""
        yield from self.starts(("base_fy", "base_measure", "economic", "indexation_share", *(("divide_gbp",) if row["rule"] in ("need-weighted", "outturn share") else ())))
        for partner in self.numbers("partner", "body", row["body_id"]):
            named = {*self.numbers(f"{partner}.line", "line", row["line"]), *self.numbers(f"{partner}.line", "count_id", str(row["count_id"]))}
            yield from self.lines(lambda name, partner=partner, named=named: name.startswith(f"{partner}.") and (".line." not in name or name.rpartition(".")[0] in named))
        if row["called_gbp"]:
            yield from self.starts(("overspend",))

    def of_flow(self, row: Mapping[str, Any]) -> Iterator[FileLine]:
        """What the file says of the item, then who paid in the year and from which lines of returns, or what came back to whom."""
        yield from self._of_item(row)
        if row["item"] in ("contribution", "returned"):
            yield from self._paid(row)

    def _of_item(self, row: Mapping[str, Any]) -> Iterator[FileLine]:
        item, purpose = row["item"], row["purpose"]
        of_purpose = self.numbers("purpose", "id", purpose)
        if item == "spend":
            yield from self.starts(of_purpose)
        elif item == "fee":
            yield from self.starts(("fee", *of_purpose))
        elif item == "irrecoverable vat":
            yield from self.starts(("vat", "host", *of_purpose))
        elif item == "other income":
            yield from self.starts(self.numbers("other_income", "fy", str(row["fy"])))
        elif item == "opening":
            yield from self.starts(("opening_gbp", "underspend"))
        elif item in ("returned", "closing"):
            yield from self.starts(("underspend", "at_end", "last_fy"))
            yield from self.lines(lambda name: name.startswith("partner.") and name.endswith(".gain_share"))
        if purpose == RISK_POOL:
            yield from self.starts(("risk_pool",))

    def _paid(self, row: Mapping[str, Any]) -> Iterator[FileLine]:
        is_paid = row["item"] == "contribution"
        at = {value: line for name, line, value in self.entries if name.startswith("partner.") and name.endswith(".body")}
        for body_id, count_id, line, rule, base_fy, base_gbp, paid, called, returned, purpose in self.connection.execute(_PAID, [self.scenario_id, row["fy"]]).fetchall():
            gbp = paid if is_paid else returned
            # money that is locked elsewhere is not in it
            if not gbp or purpose not in (row["purpose"], ANY_PURPOSE):
                continue
            holds = "" if base_gbp is None else f", which holds {pounds(base_gbp)} in {base_fy}"
            calls = f", {pounds(called)} of it called for" if called and is_paid else ""
            locked = f"locked to {purpose}" if purpose != ANY_PURPOSE else "free: of all free money of the year, this row has what its purpose needed"
            yield FileLine(self.path, "", at.get(body_id), f"{body_id}: {line} (count_id {count_id}){holds}; {rule}{calls}", gbp, f"{'paid in' if is_paid else 'given back'}, {locked}", "amount_gbp")
            if is_paid:
                key = f"scenario_id={self.scenario_id} body_id={body_id} count_id={count_id} fy={row['fy']}"
                for path, part, source_row, name, holding in self.connection.execute(_RETURN_LINES, [key]).fetchall():
                    yield FileLine(path, part, source_row, f"{name}: {pounds(holding)}", None, "the line that it is drawn from", "amount_gbp")

    def sums_of_flow(self, row: Mapping[str, Any]) -> dict[str, Sum]:
        """The purpose and year balance; what is paid in or given back in the year is that of its lines."""
        of_year = self.connection.execute("select item, purpose, amount_gbp from mart.pool_flow where scenario_id = ? and fy = ?", [self.scenario_id, row["fy"]]).fetchall()
        own = [(item, gbp) for item, purpose, gbp in of_year if purpose == row["purpose"] and item in ITEMS]
        came, went = _sum(gbp for item, gbp in own if item in _IN), [gbp for item, gbp in own if item not in _IN]
        sums = {f"what comes in for {row['purpose']} in {row['fy']}, beside what goes out": Sum(came, _sum(went), len(went))}
        column = {"contribution": 6, "returned": 8}.get(row["item"])
        if column is not None:
            each = [paid[column] for paid in self.connection.execute(_PAID, [self.scenario_id, row["fy"]]).fetchall() if paid[column]]
            sums[f"{row['item']} of {row['fy']}, all purposes"] = Sum(_sum(gbp for item, _, gbp in of_year if item == row["item"]), _sum(each), len(each))
        return sums

    def sums_of_scenario(self, row: Mapping[str, Any]) -> dict[str, Sum]:
        """The sums of the agreement are those of its ledger."""
        if not row["is_computed"]:
            return {}
        ledger = self.connection.execute("select item, amount_gbp from mart.pool_flow where scenario_id = ?", [self.scenario_id]).fetchall()
        parts = {column: [gbp for item, gbp in ledger if item == wanted] for column, wanted in _OF_SCENARIO.items()}
        return {column: Sum(row[column], _sum(each), len(each)) for column, each in parts.items()}


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, Decimal(0))
