"""Settings, read when running and never at import.

Belongs here: what differs between machines and runs. Does not belong here: anything about one place (place.toml) or a
threshold that a figure rests on (ref.assumption).
"""

import os
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from totalplace.errors import PlaceError

_EDITIONS_KEPT = 5
NO_PDF = "none"
_KEYS = "~/.config/totalplace/keys"
_SIZE = re.compile(r"[1-9]\d*(\.\d+)? ?[KMGT]i?B", re.IGNORECASE)


@dataclass(frozen=True)
class Settings:
    """Where things are and how much of the machine may be used."""

    places_root: Path
    dagster_home: Path
    publication_date: date | None  # None: today, asked for once, when publishing
    memory_limit: str  # DuckDB's words: "4GB"
    threads: int
    editions_kept: int
    keys_root: Path  # of the secret keys of places, outside every place's folder
    pdf_by: str  # the browser that prints the board pack, NO_PDF, or nothing: whichever there is

    def today(self) -> date:
        """The publication date, where it is set; else the day of today."""
        return self.publication_date or date.today()


def read_settings() -> Settings:
    """The settings of this moment: TOTALPLACE_PLACES, TOTALPLACE_PUBLICATION_DATE, TOTALPLACE_MEMORY_LIMIT,
    TOTALPLACE_THREADS, TOTALPLACE_EDITIONS_KEPT, TOTALPLACE_KEYS, TOTALPLACE_PDF and DAGSTER_HOME from the environment, else the defaults.

    Raises PlaceError, naming the setting, if one cannot be read.
    """
    root = Path(os.environ.get("TOTALPLACE_PLACES") or "places").resolve()
    home = os.environ.get("DAGSTER_HOME")
    return Settings(
        places_root=root,
        dagster_home=Path(home).resolve() if home else root / ".dagster",
        publication_date=_date("TOTALPLACE_PUBLICATION_DATE"),
        memory_limit=_size("TOTALPLACE_MEMORY_LIMIT", "3GB"),
        threads=_count("TOTALPLACE_THREADS", os.cpu_count() or 2),
        editions_kept=_count("TOTALPLACE_EDITIONS_KEPT", _EDITIONS_KEPT),
        keys_root=_folder("TOTALPLACE_KEYS", _KEYS),
        pdf_by=os.environ.get("TOTALPLACE_PDF") or "",
    )


def _date(name: str) -> date | None:
    text = os.environ.get(name)
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise PlaceError(f"The setting {name} is '{text}', which is not a date. Write it as 2025-03-31.") from None


def _folder(name: str, default: str) -> Path:
    try:
        return Path(os.environ.get(name) or default).expanduser().resolve()
    except RuntimeError:
        raise PlaceError(f"Your home folder is not known, in which {default} would be. Set {name} to a folder of your own.") from None


def _size(name: str, default: str) -> str:
    text = os.environ.get(name) or default
    if not _SIZE.fullmatch(text):
        raise PlaceError(f"The setting {name} is '{text}'. Give a size such as 3GB or 500MB.")
    return text


def _count(name: str, default: int) -> int:
    text = os.environ.get(name)
    if not text:
        return default
    if not text.isdigit() or int(text) < 1:
        raise PlaceError(f"The setting {name} is '{text}'. Give a whole number of at least 1.")
    return int(text)
