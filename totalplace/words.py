"""Numbers in the sentences of commands, and our command as the reader called it.

Belongs here: what every sentence on a terminal needs. Does not belong here: pages (mapping/wording.py), or any one sentence.
"""

import re
import shutil
import sys
from decimal import Decimal
from pathlib import Path

_HINT = re.compile(r"\btotalplace (?=(?:demo|new|check|run|status|why|compare|restore|withdraw|key|forget|shred|ui)\b)")


def plural(number: int, one: str, many: str = "") -> str:
    """1 line, 1,200 lines."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def pounds(amount: Decimal | None) -> str:
    """£1,200.50, −£3.00; nought where there is none."""
    value = amount or Decimal(0)
    return f"{'−' if value < 0 else ''}£{abs(value):,.2f}"


def year_name(fy: int) -> str:
    """The financial year by the year its April falls in: 2024-25."""
    return f"{fy}-{(fy + 1) % 100:02d}"


def change(now: Decimal | int, before: Decimal | int) -> str:
    """(+12), (−£3.00), or that it is as before."""
    by = now - before
    if not by:
        return "(as before)"
    said = pounds(abs(by)) if isinstance(by, Decimal) else f"{abs(by):,}"
    return f"({'+' if by > 0 else '−'}{said})"


def command() -> str:
    """Our command as it was called: `totalplace`, `.venv/bin/totalplace`, `python -m totalplace`."""
    called = Path(sys.argv[0])
    if called.name in ("__main__.py", "cli.py"):
        return f"{_typed(Path(sys.executable))} -m totalplace"
    return _typed(called)


def as_called(text: str) -> str:
    """A text whose hints name the command, with the command as the reader called it: to be copied as it stands."""
    called = command()
    return _HINT.sub(lambda _: f"{called} ", text)


def _typed(program: Path) -> str:
    """A program as somebody would type it here: by name where it is on the path, else from this folder."""
    found = shutil.which(program.name)
    if found is None:
        found = ""
    if program.name == str(program) or (found and Path(found).absolute() == program.absolute()):
        return program.name
    here = Path.cwd()
    return str(program.absolute().relative_to(here)) if program.absolute().is_relative_to(here) else str(program)
