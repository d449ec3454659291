"""The TOML files that people write into a place's folder: reading one, where an entry stands in it, the sentences that all of them share.

Belongs here: what is the same whatever a file is about. Does not belong here: what may stand in any one of them, or what contradicts itself
there (place.py, plan_file.py, grant_pots.py, scrutiny_files.py, scenarios.py).
"""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from totalplace.errors import PlaceError

Words = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Location = tuple[int | str, ...]  # keys and positions from the top of the file down to an entry
Fault = tuple[Location, str]  # the entry, and what is wrong with it
_Read = TypeVar("_Read", bound=BaseModel)


class Strict(BaseModel):
    """An entry that has the keys of its schema and no other."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def toml_of(content: bytes, told: Path | str, parse_float: Callable[[str], Any] = float) -> dict[str, Any]:
    """What the file holds. `told`: what the reader calls it. Raises PlaceError where it is no UTF-8 text, or no TOML."""
    try:
        # Notepad puts a mark before the first letter
        return tomllib.loads(content.decode("utf-8-sig"), parse_float=parse_float)
    except UnicodeDecodeError:
        raise PlaceError(f"{told} is not UTF-8 text. Save it again as UTF-8.") from None
    except tomllib.TOMLDecodeError as error:
        raise PlaceError(f"{told} is not valid TOML: {error}.") from None


def read_as(model: type[_Read], content: bytes, path: Path, explained: Callable[[Any], str], parse_float: Callable[[str], Any] = float) -> _Read:
    """The file by its schema. Raises PlaceError naming file, entry, line and what to do, for every fault; `explained` as in faults_told."""
    try:
        return model.model_validate(toml_of(content, path, parse_float))
    except ValidationError as error:
        raise PlaceError(f"{path} cannot be used. {' '.join(faults_told(error, model, content, explained))}") from None


def faults_told(error: ValidationError, model: type[BaseModel], content: bytes, explained: Callable[[Any], str]) -> list[str]:
    """Where each fault is, and the sentence for it: that of all files, or that which `explained` has of pydantic's problem."""

    def sentence(problem: Any) -> str:
        if problem["type"] == "extra_forbidden":
            return not_known(problem["loc"][-1], problem["loc"], model)
        return missing(problem["loc"][-1]) if problem["type"] == "missing" else explained(problem)

    return [f"{where_in(problem['loc'], content)}: {sentence(problem)}" for problem in error.errors()]


def not_known(name: int | str, location: Location, model: type[BaseModel]) -> str:
    """The sentence for a key that the schema has not, with those that may stand there."""
    for step in location[:-1]:
        if step in model.model_fields:
            model = _model_in(model.model_fields[str(step)].annotation) or model
    return f"'{name}' is not known here. Known are: {', '.join(model.model_fields)}."


def missing(name: int | str) -> str:
    """The sentence for a key that must be there."""
    return f"'{name}' is missing: it must be given."


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """The schema of the entries of a field: Line of tuple[Line, ...], RiskPool of RiskPool | None."""
    if inner := get_args(annotation):
        return next((found for each in inner if (found := _model_in(each)) is not None), None)
    return annotation if isinstance(annotation, type) and issubclass(annotation, BaseModel) else None


def where_in(location: Location, content: bytes) -> str:
    """'[[body]] number 3, line n', or "'first_fy', line n", from pydantic's path of keys and positions."""
    lines = bare_lines(content.decode("utf-8-sig"))
    if len(location) < 2 or not isinstance(location[1], int):
        key = str(location[0]) if location else "the file"
        row = row_of_key(lines, key)
        return f"'{key}', line {row}" if row else f"'{key}'"
    table, position = str(location[0]), location[1]
    starts = rows_of_tables(lines, table)
    line = f", line {starts[position]}" if position < len(starts) else ""
    return f"[[{table}]] number {position + 1}{line}"


def bare_lines(text: str) -> list[str]:
    """The lines of the file without comments and spaces, in which headers and keys are looked for."""
    return [line.split("#")[0].strip().replace(" ", "") for line in text.splitlines()]


def rows_of_tables(lines: list[str], table: str) -> list[int]:
    """The lines on which [[table]] stands."""
    return [row for row, line in enumerate(lines, 1) if line == f"[[{table}]]"]


def row_of_key(lines: list[str], key: str) -> int | None:
    """The line on which a key of the top, or the first table of that name, begins."""
    return next((row for row, line in enumerate(lines, 1) if line.startswith((f"{key}=", f"[{key}]", f"[[{key}]]"))), None)
