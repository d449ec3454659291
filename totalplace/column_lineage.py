"""Which columns each column of a SQL file's result is worked out from, as the SELECT itself says.

Belongs here: following columns through the parse tree that DuckDB gives of its own SQL: CTEs, joins, unions, subqueries. Does not
belong here: parsing (sql.py), or showing it (assets/step_asset.py).

A column is worked out from every column that its expression names: also those of the conditions of a CASE, of a window and of a
FILTER, not those that only choose rows (WHERE, ON, GROUP BY). Of a column that cannot be followed nothing is said: nothing is guessed.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from totalplace import contracts, sql

Source = tuple[str, str]  # table, column
Sources = frozenset[Source]
_Node = dict[str, Any]
_Relation = Mapping[str, Sources | None]  # None: a column that could not be followed
_Columns = Sequence[tuple[str, Sources | None]]  # in order, of which two may have one name


class _NotFollowedError(Exception):
    """Something of SQL that this module does not follow."""


def column_sources(file: sql.SqlFile) -> dict[str, tuple[Source, ...]]:
    """By column of the result the columns of other tables that it is worked out from; those that could not be followed are left out."""
    node = sql.parse_tree(file)
    try:
        found = _query(node, {}, ())
    except _NotFollowedError:
        return {}
    return {name: tuple(sorted(sources)) for name, sources in found if sources is not None}


def _query(node: _Node, known: Mapping[str, _Columns], outer: tuple["_Scope", ...]) -> _Columns:
    """The columns of a SELECT or a union of them, in order."""
    known = {**known}
    for entry in (node.get("cte_map") or {}).get("map", []):
        known[entry["key"]] = _query(entry["value"]["query"]["node"], known, outer)
    if node["type"] == "SELECT_NODE":
        scope = _Scope(node["from_table"], known, outer)
        found: list[tuple[str, Sources | None]] = []
        for position, entry in enumerate(node["select_list"]):
            name = entry.get("alias") or (entry.get("column_names") or [f"column {position + 1}"])[-1]
            found.append((name, _followed(entry, scope, dict(found))))
        return found
    if node["type"] == "SET_OPERATION_NODE":
        parts = [_query(part, known, outer) for part in (node.get("children") or (node["left"], node["right"]))]
        if len({len(part) for part in parts}) != 1 or node.get("setop_type") == "UNION_BY_NAME":
            raise _NotFollowedError
        return [(name, _together(part[position][1] for part in parts)) for position, (name, _) in enumerate(parts[0])]
    raise _NotFollowedError


def _together(several: Iterable[Sources | None]) -> Sources | None:
    found: set[Source] = set()
    for sources in several:
        if sources is None:
            return None
        found |= sources
    return frozenset(found)


def _followed(expression: _Node, scope: "_Scope", before: _Relation) -> Sources | None:
    """All columns that an expression names; None where one of them cannot be followed. `before`: the columns of the SELECT so far."""
    found: set[Source] = set()
    waiting: list[Any] = [expression]
    while waiting:
        entry = waiting.pop()
        if isinstance(entry, list):
            waiting += entry
            continue
        if not isinstance(entry, dict):
            continue
        kind = entry.get("class")
        if kind in ("STAR", "LAMBDA"):
            return None
        if kind == "COLUMN_REF":
            sources = scope.find(entry["column_names"], before)
        elif kind == "SUBQUERY":
            try:
                sources = _of_subquery(entry, scope)
            except _NotFollowedError:
                return None
            waiting.append(entry.get("child"))
        else:
            waiting += [value for value in entry.values() if isinstance(value, dict | list)]
            continue
        if sources is None:
            return None
        found |= sources
    return frozenset(found)


def _of_subquery(entry: _Node, scope: "_Scope") -> Sources | None:
    """What a subquery within an expression is worked out from: its columns, but whether there is a row hangs on what chooses rows."""
    node = entry["subquery"]["node"]
    outer = (scope, *scope.outer)
    if entry["subquery_type"] in ("EXISTS", "NOT_EXISTS"):
        if node["type"] != "SELECT_NODE" or (node.get("cte_map") or {}).get("map") or node.get("having"):
            raise _NotFollowedError
        return _followed({"where": node.get("where_clause")}, _Scope(node["from_table"], scope.known, outer), {})
    return _together(sources for _, sources in _query(node, scope.known, outer))


class _Scope:
    """The relations of one FROM, by the names under which their columns are called."""

    def __init__(self, source: _Node, known: Mapping[str, _Columns], outer: tuple["_Scope", ...]) -> None:
        self.known, self.outer = known, outer
        self.relations: dict[str, _Relation] = {}
        self.shared: set[str] = set()  # columns that a join is USING: each side's is the same
        self._take(source)

    def _take(self, source: _Node) -> None:
        match source["type"]:
            case "EMPTY":
                return
            case "JOIN":
                if source.get("ref_type") == "NATURAL":
                    raise _NotFollowedError
                self.shared |= {*(source.get("using_columns") or ())}
                self._take(source["left"])
                self._take(source["right"])
                return
            case "BASE_TABLE":
                name = source["alias"] or source["table_name"]
                if source["schema_name"]:
                    table = f"{source['schema_name']}.{source['table_name']}"
                    columns: _Columns = [(column, frozenset({(table, column)})) for column in contracts.contract(table).column_names]
                else:
                    columns = self.known[source["table_name"]]
            case "SUBQUERY":
                # a subquery of FROM sees what stands outside of this SELECT, and what stands before it where it is lateral
                name, columns = source["alias"], _query(source["subquery"]["node"], self.known, (self, *self.outer))
            case "EXPRESSION_LIST":
                name, rows = source["alias"], source["values"]
                columns = [(f"col{position}", _together(_followed(row[position], self, {}) for row in rows)) for position in range(len(rows[0]))]
            case "TABLE_FUNCTION":
                name = source["alias"] or source["function"]["function_name"]
                of_it = _followed(source["function"], self, {})
                columns = [(column, of_it) for column in source.get("column_name_alias") or (name,)]
            case _:
                raise _NotFollowedError
        renamed = source.get("column_name_alias") or ()
        named = [(renamed[position] if position < len(renamed) else column, sources) for position, (column, sources) in enumerate(columns)]
        times = Counter(column for column, _ in named)
        self.relations[name] = {column: sources if times[column] == 1 else None for column, sources in named}

    def find(self, names: list[str], before: _Relation) -> Sources | None:
        """What a name stands for: a column of a relation here, of one outside, or a column of the same SELECT named before."""
        names = [name.lower() for name in names]
        if len(names) > 1:
            for scope in (self, *self.outer):
                for relation_name, relation in scope.relations.items():
                    if relation_name.lower() == names[-2]:
                        return _of(relation, names[-1])
            return None
        for number, scope in enumerate((self, *self.outer)):
            holding = [relation for relation in scope.relations.values() if any(column.lower() == names[0] for column in relation)]
            if len(holding) == 1 or (holding and names[0] in {name.lower() for name in scope.shared}):
                return _together(_of(relation, names[0]) for relation in holding)
            if holding:
                return None
            if number == 0 and any(column.lower() == names[0] for column in before):
                return _of(before, names[0])
        return None


def _of(relation: _Relation, name: str) -> Sources | None:
    return next((sources for column, sources in relation.items() if column.lower() == name), None)
