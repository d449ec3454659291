"""From a result of a pooled budget back to the entries of its file, and to the lines of returns that pay into it.

Belongs here: which amounts of mart.pool_appraisal a figure is the sum of, and where each is stated. Does not belong here: how an amount is
reckoned (analysis/appraisal.py says so beside it), or any other figure (lineage.py).
"""

from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal
from typing import Any

import duckdb

from totalplace.answers import FileLine, Sum
from totalplace.contracts.appraisal import EVERYBODY
from totalplace.words import pounds

DRAWN = ("mart.pool_risk", "mart.pool_sensitivity", "mart.pool_comparison", "mart.pool_frontier")
TABLES = (*DRAWN, "mart.pool_scenario", "mart.pool_appraisal", "mart.pool_body", "mart.pool_benefit", "mart.pool_flow")
_BASES = {"file": "its range in the file", "evidence": "its range by the grade of its evidence", "fixed": "held as it is in the file"}
_SOCIAL_COSTS = ("spend", "fee", "cost outside the pool", "spending replaced")
_OF_BODY = {  # column: item, and whether it stands there above nought where it costs
    "contribution_gbp": ("contribution", -1), "returned_gbp": ("returned", 1), "opening_gbp": ("opening", -1), "closing_gbp": ("closing", 1), "replaced_gbp": ("spending replaced", 1),
    "own_cost_gbp": ("cost outside the pool", -1), "optimism_gbp": ("optimism bias", 1), "benefit_gbp": ("benefit", 1), "compensation_pv_gbp": ("compensation", 1),
}  # fmt: skip
_INPUTS = """
    select distinct input, input_words, range_basis, low_input, likely_input, high_input, file_line
    from mart.pool_sensitivity
    where scenario_id = ?
    order by file_line, input
"""
_HOWDRAWN = """
    select assumption_id, value, meaning
    from ref.assumption
    where assumption_id in ('pool_draws', 'pool_seed', 'pool_shock_share')
    qualify row_number() over (partition by assumption_id order by valid_from desc) = 1
    order by assumption_id
"""
_ROWS = "select result, body_id, fy, item, detail, amount_gbp, discounted_gbp, says, file_line from mart.pool_appraisal where scenario_id = ? order by result, fy, body_id, item, detail"
_PAID = """
    select count_id, line, rule, base_fy, base_gbp, amount_gbp, returned_gbp
    from mart.pool_contribution
    where scenario_id = ? and body_id = ? and fy = ?
    order by count_id
"""
_RETURN_LINES = """
    select file.path, line.source_part, line.source_row, concat_ws(' ', line.line_code, line.line), lineage.amount_gbp
    from ops.lineage as lineage
    join mart.return_line as line using (line_id)
    join ops.source_file as file using (source_file_id)
    where lineage.table_name = 'mart.pool_contribution' and lineage.row_key = ? and lineage.column_name = 'base_gbp'
    order by file.path, line.source_part, line.source_row, line.line_id
"""


def behind(connection: duckdb.DuckDBPyConnection, table: str, row: Mapping[str, Any], wanted: Collection[str] = ()) -> tuple[list[FileLine], dict[str, Sum]]:
    """The entries behind a row of one of these tables, and what the amounts of each figure add up to.

    A figure that is made of the entries of others is listed by itself only if it is `wanted`.
    """
    finder = _Finder(connection, str(row["scenario_id"]), wanted)
    if table in DRAWN:
        return _behind_draws(finder, table, row)
    if table == "mart.pool_appraisal":
        found = [entry for entry in finder.rows if all(entry[name] == row[name] for name in ("result", "body_id", "fy", "item", "detail"))]
        return finder.figures(row, {"amount_gbp": (found, "amount_gbp", 1)})
    if table == "mart.pool_body":
        own = [entry for entry in finder.rows if entry["result"] == "cash" and entry["body_id"] == row["body_id"]]
        parts = {column: ([entry for entry in own if entry["item"] == item], "amount_gbp", sign) for column, (item, sign) in _OF_BODY.items()}
        kept = [entry for entry in own if entry["item"] != "compensation"]
        return finder.figures(row, parts, {"net_cash_gbp": (kept, "amount_gbp", 1), "net_cash_pv_gbp": (kept, "discounted_gbp", 1)})
    if table == "mart.pool_benefit":
        name = f"{row['intervention_id']}/{row['benefit_id']}"
        paid = ("cost outside the pool", row["intervention_id"]) if row["purpose"] is None else ("spend", row["purpose"])
        cost = [entry for entry in finder.rows if entry["result"] == "social value" and (entry["item"], entry["detail"]) == paid]
        parts = {
            "social_pv_gbp": ([entry for entry in finder.rows if entry["result"] == "social value" and entry["detail"] == name], "discounted_gbp", 1),
            "cash_gbp": ([entry for entry in finder.rows if entry["result"] == "cash" and entry["detail"] == name], "amount_gbp", 1),
            "intervention_cost_gbp": (cost, "discounted_gbp", -1),
        }
        return finder.figures(row, parts)
    if table == "mart.pool_flow":
        if row["item"] not in ("benefit", "compensation"):
            return [], {}
        purposes = finder.purposes()
        found = [
            entry
            for entry in finder.rows
            if entry["result"] == "cash" and all(entry[name] == row[name] for name in ("body_id", "fy", "item")) and purposes.get(entry["detail"], "any-purpose") == row["purpose"]
        ]
        return finder.figures(row, {"amount_gbp": (found, "amount_gbp", 1)})
    if not row["is_appraised"]:
        return [], {}
    social = [entry for entry in finder.rows if entry["result"] == "social value"]
    cash = [entry for entry in finder.rows if entry["result"] == "cash"]
    sums = {
        "social_cost_pv_gbp": ([entry for entry in social if entry["item"] in _SOCIAL_COSTS], "discounted_gbp", -1),
        "social_benefit_pv_gbp": ([entry for entry in social if entry["item"] == "benefit"], "discounted_gbp", 1),
        "compensation_pv_gbp": ([entry for entry in cash if entry["item"] == "compensation" and entry["amount_gbp"] > 0], "discounted_gbp", 1),
    }
    parts = {"social_npv_gbp": (social, "discounted_gbp", 1), "cash_npv_gbp": ([entry for entry in cash if entry["item"] != "compensation"], "discounted_gbp", 1)}
    return finder.figures(row, parts, sums)


def _behind_draws(finder: "_Finder", table: str, row: Mapping[str, Any]) -> tuple[list[FileLine], dict[str, Sum]]:
    """What goes into draws: the inputs with a range and how they are drawn. Of the agreement as it is, the rows of its cash too."""
    lines: list[FileLine] = []
    sums: dict[str, Sum] = {}
    if table == "mart.pool_comparison" and row["is_as_in_file"]:
        own = [entry for entry in finder.rows if entry["result"] == "cash" and entry["item"] != "compensation" and row["body_id"] in (entry["body_id"], EVERYBODY)]
        lines, sums = finder.figures(row, {"net_cash_pv_gbp": (own, "discounted_gbp", 1)})
    for name, words, basis, low, likely, high, file_line in finder.connection.execute(_INPUTS, [finder.scenario_id]).fetchall():
        if name == row.get("input") or (basis != "fixed" and table != "mart.pool_sensitivity"):
            says = f"{name}; {words}: {likely:g}" + ("" if basis == "fixed" else f", from {low:g} to {high:g}")
            lines.append(FileLine(f"scenarios/{finder.scenario_id}.toml", "", file_line, says, None, _BASES[basis]))
    if table != "mart.pool_sensitivity":
        lines += [FileLine("ref.assumption", "", None, f"{name} {value:g}: {meaning}", None, "how it is drawn") for name, value, meaning in finder.connection.execute(_HOWDRAWN).fetchall()]
    return lines, sums


_Part = tuple[list[dict[str, Any]], str, int]  # rows of the appraisal, which of their two amounts, and its sign in the figure


class _Finder:
    """The appraisal of one agreement as published."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, scenario_id: str, wanted: Collection[str]) -> None:
        self.connection = connection
        self.wanted = wanted
        self.scenario_id = scenario_id
        cursor = connection.execute(_ROWS, [scenario_id])
        names = [column[0] for column in cursor.description or ()]
        self.rows = [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]

    def purposes(self) -> dict[str, str]:
        """Which purpose brings a benefit."""
        found = self.connection.execute("select intervention_id || '/' || benefit_id, coalesce(purpose, 'any-purpose') from mart.pool_benefit where scenario_id = ?", [self.scenario_id])
        return dict(found.fetchall())

    def figures(self, row: Mapping[str, Any], listed: Mapping[str, _Part], summed: Mapping[str, _Part] | None = None) -> tuple[list[FileLine], dict[str, Sum]]:
        """The lines of the figures listed, and the sums of both; a figure that is empty has none."""
        lines: list[FileLine] = []
        sums: dict[str, Sum] = {}
        listed = {**listed, **{column: part for column, part in (summed or {}).items() if column in self.wanted}}
        for column, (entries, amount, sign) in listed.items():
            if row[column] is None:
                continue
            of_column = [line for entry in entries for line in self._lines(entry, column, amount, sign)]
            counted = [line.amount_gbp for line in of_column if line.amount_gbp is not None]
            lines += of_column
            sums[column] = Sum(row[column], sum(counted, Decimal(0)), len(counted))
        for column, (entries, amount, sign) in (summed or {}).items():
            if row[column] is not None and column not in sums:
                sums[column] = Sum(row[column], sign * sum((entry[amount] for entry in entries), Decimal(0)), len(entries))
        return lines, sums

    def _lines(self, entry: Mapping[str, Any], column: str, amount: str, sign: int) -> Iterator[FileLine]:
        """Where an amount is stated; of money paid in and given back, each line of the count, and of what is paid in the lines of returns too."""
        path = f"scenarios/{self.scenario_id}.toml"
        is_paid = entry["item"] == "contribution"
        if not (is_paid or entry["item"] == "returned") or amount != "amount_gbp":
            discounted = f"{pounds(entry['amount_gbp'])} in the year, discounted" if amount == "discounted_gbp" else ""
            says = "; ".join(filter(None, (f"{entry['fy']}", "" if entry["body_id"] == "all" else entry["body_id"], entry["detail"], entry["says"], discounted)))
            yield FileLine(path, "", entry["file_line"], says, sign * entry[amount], entry["item"], column)
            return
        for count_id, line, rule, base_fy, base_gbp, paid, returned in self.connection.execute(_PAID, [self.scenario_id, entry["body_id"], entry["fy"]]).fetchall():
            gbp = -paid if is_paid else returned
            if not gbp:
                continue
            holds = "" if base_gbp is None else f", which holds {pounds(base_gbp)} in {base_fy}"
            yield FileLine(path, "", entry["file_line"], f"{entry['fy']}; {line} (count_id {count_id}){holds}; {rule}", sign * gbp, entry["item"], column)
            if is_paid:
                key = f"scenario_id={self.scenario_id} body_id={entry['body_id']} count_id={count_id} fy={entry['fy']}"
                for found, part, source_row, name, holding in self.connection.execute(_RETURN_LINES, [key]).fetchall():
                    yield FileLine(found, part, source_row, f"{name}: {pounds(holding)}", None, "the line that it is drawn from", column)
