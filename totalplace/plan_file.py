"""estate-plan.toml: what the place itself asks of the plan for one estate.

Belongs here: its schema, its clear errors, and core.plan_entry. Does not belong here: which building an entry is about
(sql/core/plan_instruction.sql), or what of it cannot be carried out (unkept_decisions.py).
"""

from pathlib import Path
from typing import Any

import polars as pl
from pydantic import Field

from totalplace.contracts import plan
from totalplace.errors import PlaceError
from totalplace.paths import PlacePaths
from totalplace.place import Place
from totalplace.reference import function_table
from totalplace.sources._plain import is_our_id
from totalplace.written_files import Strict, read_as, where_in


class Instruction(Strict):
    """A building to keep or to release, by our id, or by the code that its body has for it."""

    asset: str = Field(min_length=1)
    body: str | None = None
    reason: str = Field(min_length=1)
    by: str = Field(min_length=1)


class Access(Strict):
    """Points of access to a service that must stay in each of these districts; in every one if none is named."""

    service: str
    areas: tuple[str, ...] = ()
    minimum: int = Field(ge=0)
    reason: str = Field(min_length=1)


class EstatePlan(Strict):
    """The whole of estate-plan.toml. `first_fy`: first financial year of the plan (core.calendar.plan_first_fy)."""

    first_fy: int | None = Field(default=None, ge=2000, le=2100)
    keep: tuple[Instruction, ...] = ()
    release: tuple[Instruction, ...] = ()
    access: tuple[Access, ...] = ()


def load_plan(paths: PlacePaths, place: Place) -> EstatePlan:
    """The place's own instructions; none if there is no file. Raises PlaceError naming file, entry, line and what to do."""
    path = paths.estate_plan_toml
    return parse_plan(path.read_bytes(), path, place) if path.is_file() else EstatePlan()


def parse_plan(content: bytes, path: Path, place: Place) -> EstatePlan:
    """As load_plan, from the bytes of the file."""
    asked = read_as(EstatePlan, content, path, _explained)
    fault = _building_fault(asked, place, content) or _access_fault(asked, content)
    if fault:
        raise PlaceError(f"{path} cannot be used. {fault}")
    return asked


def _explained(problem: Any) -> str:
    at = problem["loc"]
    if problem["type"] in ("tuple_type", "model_type"):
        return f"write each as a block of its own, that begins with [[{at[0]}]]."
    named = "" if len(at) < 3 else f"'{at[2]}': "
    return f"{named}{problem['msg']}."


def _building_fault(asked: EstatePlan, place: Place, content: bytes) -> str:
    """A sentence if an entry does not say whose building it means, or two mean the same; "" if all is well."""
    first: dict[tuple[str, str], tuple[str, str]] = {}
    for table, entries in (("keep", asked.keep), ("release", asked.release)):
        for number, entry in enumerate(entries):
            where = where_in((table, number), content)
            if entry.body is not None and entry.body not in place.body_ids():
                return f"{where}: '{entry.body}' is no [[body]] of this place. Give the id of one."
            if entry.body is None and not is_our_id(entry.asset):
                return f"{where}: '{entry.asset}' is no id of ours (a and twelve figures or letters, as in mart.estate), so `body` must say whose code it is."
            key = ("", entry.asset.lower()) if is_our_id(entry.asset) else (str(entry.body), entry.asset.upper())
            if key in first:
                other, before = first[key]
                if other == table:
                    return f"{where}: '{entry.asset}' stands in {before} already. Take one of them out."
                return f"{where} asks to {table} '{entry.asset}', and {before} asks to {other} it. Take one of them out."
            first[key] = table, where
    return ""


def _access_fault(asked: EstatePlan, content: bytes) -> str:
    """A sentence if a service is none, or is asked for twice in one district; "" if all is well."""
    services = function_table().filter("is_public_service")["function_id"].to_list()
    first: dict[tuple[str, str], str] = {}
    for number, entry in enumerate(asked.access):
        where = where_in(("access", number), content)
        if entry.service not in services:
            return f"{where}: '{entry.service}' is no service to the public. Known are: {', '.join(services)}."
        for area in entry.areas or ("",):
            if (entry.service, area) in first:
                shown = f"in {area}" if area else "in every district"
                return f"{where}: how many of '{entry.service}' must stay {shown} is said by {first[entry.service, area]} already. Take one of them out."
            first[entry.service, area] = where
    return ""


def entry_table(paths: PlacePaths, place: Place) -> pl.DataFrame:
    """core.plan_entry; no rows if there is no file."""
    asked = load_plan(paths, place)
    content = paths.estate_plan_toml.read_bytes() if paths.estate_plan_toml.is_file() else b""
    rows: list[dict[str, object]] = []
    for table, entries in (("keep", asked.keep), ("release", asked.release)):
        for number, entry in enumerate(entries):
            is_ours = is_our_id(entry.asset)
            rows.append(
                {
                    "line_number": _line(table, number, content),
                    "instruction": table,
                    "asset_id": entry.asset.lower() if is_ours else None,
                    "asset_code": None if is_ours else entry.asset.strip(),
                    "body_id": entry.body,
                    "reason": f"{entry.reason.rstrip('.')} ({entry.by})",
                }
            )
    for number, asks in enumerate(asked.access):
        rows += [
            {"line_number": _line("access", number, content), "instruction": "access", "service": asks.service, "area_code": area or None, "minimum": asks.minimum, "reason": asks.reason}
            for area in asks.areas or ("",)
        ]
    schema = plan.ENTRY.polars_schema()
    return pl.DataFrame([{**dict.fromkeys(schema), **row, "entry_number": number} for number, row in enumerate(rows, 1)], schema=schema)


def _line(table: str, number: int, content: bytes) -> int:
    """The line on which the entry begins; 1 where it is written in one line with others."""
    said = where_in((table, number), content).rpartition(", line ")[2]
    return int(said) if said.isdigit() else 1
