"""scenarios/*.toml: what partners agree on a pooled budget.

Belongs here: reading these files, where an entry stands in one, and a sentence for what cannot be read. Does not belong here: what may stand in
them (scenario_schema.py), what contradicts itself (scenario_faults.py, intervention_faults.py), what needs the count, and the ledger
(analysis/pooling.py). docs/scenarios.md says the same for those who write the files.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl
from pydantic import ValidationError

from totalplace.errors import PlaceError
from totalplace.intervention_faults import intervention_faults
from totalplace.place import Place
from totalplace.scenario_faults import faults_of
from totalplace.scenario_schema import Scenario
from totalplace.written_files import bare_lines, missing, not_known, row_of_key, rows_of_tables, toml_of

_BAD_NAME = "A scenario's file is called in small letters, digits and -, as in alcohol-one-pot.toml"
_WITHOUT = "A saving is not shown without it"
_WHY_NEEDED = {
    "evidence": f"{_WITHOUT}: how good the evidence is, from 1 (the best) to 5",
    "counterfactual": f"{_WITHOUT}: what would happen otherwise, and how that is known",
    "sample": f"{_WITHOUT}: what was measured, of whom and when",
    "sample_size": f"{_WITHOUT}: of how many it was measured",
    "sampled_in": f"{_WITHOUT}: codes of the areas, or ids of the bodies, where it was measured",
    "covers": f"{_WITHOUT}: ids of the bodies whose costs and savings the evidence has",
    "deadweight_share": f"{_WITHOUT}: the share that would not have happened anyway (0 where the comparison leaves none)",
    "unit_cost_source": f"{_WITHOUT}: where the cost of an event is from",
}


@dataclass(frozen=True)
class ScenarioFile:
    """A file of the place: the agreement, or what is wrong with it."""

    scenario_id: str
    path: str  # from the place's folder
    content: bytes
    scenario: Scenario | None
    faults: tuple[str, ...]

    @cached_property
    def _lines(self) -> list[str]:
        return bare_lines(self.content.decode("utf-8-sig", "replace"))

    def where(self, location: tuple[int | str, ...]) -> str:
        """'[[partner]] number 2, line 31', '[[partner.line]] number 1 of partner 2, line 34' or "'host', line 5"."""
        words, row = self._found(location)
        return f"{words}, line {row}" if row else words

    def row_of(self, location: tuple[int | str, ...]) -> int | None:
        """The line of the file in which the entry starts."""
        return self._found(location)[1]

    def _found(self, location: tuple[int | str, ...]) -> tuple[str, int | None]:
        lines = self._lines
        table, position, inner, number = (*location, None, None, None, None)[:4]
        if isinstance(position, int):
            starts = rows_of_tables(lines, str(table))
            if position >= len(starts):
                return f"[[{table}]] number {position + 1}", None
            if isinstance(number, int):
                end = starts[position + 1] if position + 1 < len(starts) else len(lines) + 1
                nested = [row for row in rows_of_tables(lines, f"{table}.{inner}") if starts[position] < row < end]
                if nested or inner in ("line", "benefit"):
                    return f"[[{table}.{inner}]] number {number + 1} of {table} {position + 1}", nested[number] if number < len(nested) else starts[position]
            return f"[[{table}]] number {position + 1}", starts[position]
        if isinstance(inner, int):  # [[appraisal.correlation]]
            nested = rows_of_tables(lines, f"{table}.{position}")
            if inner < len(nested):
                return f"[[{table}.{position}]] number {inner + 1}", nested[inner]
        key = str(table or "the file")
        found = row_of_key(lines, key)
        if found and position is not None:
            inside = [row for row, line in enumerate(lines, 1) if row > found and line.startswith(f"{position}=")]
            return f"'{position}' in [{key}]", inside[0] if inside else found
        return f"'{key}'", found

    def fault(self, location: tuple[int | str, ...], sentence: str) -> str:
        return f"{self.path}: {self.where(location)}: {sentence}"


def read_scenarios(folder: Path, place: Place, powers: pl.DataFrame) -> tuple[ScenarioFile, ...]:
    """Every file of the folder, by its name. `powers` is ref.pool_power."""
    return tuple(parse_scenario(path.read_bytes(), path.name, place, powers) for path in sorted(folder.glob("*.toml")))


def parse_scenario(content: bytes, file_name: str, place: Place, powers: pl.DataFrame) -> ScenarioFile:
    """The agreement, or each fault of the file in a sentence."""
    scenario_id = file_name.removesuffix(".toml")

    def with_faults(*faults: str) -> ScenarioFile:
        return ScenarioFile(scenario_id, f"scenarios/{file_name}", content, None, faults)

    nothing = with_faults()
    if not scenario_id or scenario_id.strip("abcdefghijklmnopqrstuvwxyz0123456789-"):
        return with_faults(f"{nothing.path}: {_BAD_NAME}. Rename the file.")
    try:
        # money is read to the penny, never as a binary fraction
        scenario = Scenario.model_validate(toml_of(content, nothing.path, parse_float=Decimal))
    except PlaceError as error:
        return with_faults(str(error))
    except ValidationError as error:
        return with_faults(*dict.fromkeys(nothing.fault(_place_of(problem), _explained(problem)) for problem in _told_once(error.errors())))
    read = ScenarioFile(scenario_id, nothing.path, content, scenario, ())
    faults = tuple(read.fault(where, sentence) for where, sentence in (*faults_of(scenario, place, powers), *intervention_faults(scenario, place)))
    return with_faults(*faults) if faults else read


def _place_of(problem: Any) -> tuple[int | str, ...]:
    """Keys and positions, without the words for which of several types was tried."""
    return tuple(step for step in problem["loc"] if isinstance(step, int) or not (step == "int" or step.startswith(("decimal", "tuple", "constrained", "function"))))


def _told_once(problems: Sequence[Any]) -> list[Any]:
    """What may be a sum or a list of sums fails as both: of a sum, that it is no list says nothing, nor of a list, that it is no sum."""
    elsewhere = {_place_of(problem) for problem in problems if problem["type"] != "tuple_type"}
    within = {_place_of(problem)[:-1] for problem in problems}

    def is_said_better(problem: Any) -> bool:
        if problem["type"] == "tuple_type":
            return _place_of(problem) in elsewhere
        return isinstance(problem["input"], list) and _place_of(problem) in within

    return [problem for problem in problems if not is_said_better(problem)]


def _explained(problem: Any) -> str:
    location = [step for step in _place_of(problem) if isinstance(step, str)]
    name, kind, value = (location[-1] if location else "the file"), problem["type"], problem["input"]
    if kind == "extra_forbidden":
        return not_known(name, problem["loc"], Scenario)
    if kind == "missing":
        return missing(name) + (f" {_WHY_NEEDED[name]}." if name in _WHY_NEEDED else "")
    if kind == "literal_error":
        return f"'{name}' is '{value}', which is not one of {problem['ctx']['expected'].replace(chr(39), '')}."
    if kind == "string_pattern_mismatch":
        return f"'{name}' is '{value}', which cannot be an id. Use small letters, digits and -, as in 'anytown-council'."
    if kind in ("less_than_equal", "greater_than_equal", "greater_than", "less_than"):
        is_share = name.endswith("share")
        limits = ", ".join(f"{words} {problem['ctx'][key]}" for key, words in (("le", "at most"), ("ge", "at least"), ("gt", "above"), ("lt", "below")) if key in problem["ctx"])
        return f"'{name}' is {value}, and must be {limits}{': a share of 25 % is written 0.25' if is_share else ''}."
    if kind in ("decimal_max_places", "decimal_max_digits", "decimal_whole_digits"):
        return f"'{name}' is {value}: pounds have at most two digits after the point and fourteen before it."
    if kind == "string_too_short":
        return f"'{name}' is empty. Say it in words, or take it out if it may be left out."
    if kind.startswith(("decimal_type", "decimal_parsing", "finite_number", "float_", "int_")):
        sort = "whole number" if kind.startswith("int_") else "number"
        return f"'{name}' is {_as_written(value)}, and must be a {sort}, without quotes, commas or signs of currency."
    if kind == "too_short":
        return f"there is no [[{name}]], and at least one is needed."
    return f"'{name}': {problem['msg'].removeprefix('Value error, ')}."


def _as_written(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f"'{value}'" if isinstance(value, str) else "a list" if isinstance(value, list) else "a table" if isinstance(value, dict) else str(value)
