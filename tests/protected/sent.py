"""Files put into a place's protected/ folder and read under agreements that a test states. All names are invented."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from totalplace import reference as our_reference
from totalplace.paths import PlacePaths
from totalplace.place import Body, Place
from totalplace.protected.agreements import FIELDS, NAMING_FIELDS, Agreements, Dataset, Refusal
from totalplace.protected.contact_rows import LIMIT_IDS, Limits, Reference
from totalplace.protected.reading import Read, read_protected

SAMPLES = Path(__file__).parents[1] / "sources" / "contacts"
TODAY = date(2023, 6, 1)
PLACE = Place(name="Somewhere", body=tuple(Body(id=name, name=name.title(), kind=kind) for name, kind in (("force", "police"), ("trust", "nhs"), ("county", "council"), ("brigade", "fire"))))


def dataset(agency: str, layout: str, **other: Any) -> Dataset:
    """Everything is agreed, but for what the test says."""
    pseudonyms = other.get("identifiers") == "pseudonyms"
    stated: dict[str, Any] = {
        "agreement_id": "a", "identifiers": "names", "fields": frozenset(FIELDS) - (set(NAMING_FIELDS) if pseudonyms else set()), "period": (date(2021, 4, 1), date(2023, 3, 31)),
        "youngest": 0, "oldest": 130, "areas": frozenset(), "services": frozenset(), "substances": frozenset(),
        "has_treatment_clause": True, "has_victim_clause": True, "has_child_clause": True, "smallest_area": "msoa",
    }  # fmt: skip
    return Dataset(agency=agency, layout=layout, **(stated | other))  # type: ignore[arg-type]


@dataclass(frozen=True)
class Stated(Agreements):
    """Agreements as the test states them."""

    datasets: Mapping[tuple[str, str], Dataset | Refusal] = field(default_factory=dict)

    def dataset_for(self, agency: str, layout: str, today: date | None = None) -> Dataset | Refusal:
        return self.datasets.get((agency, layout), Refusal(None, "no agreement", "No agreement covers it. Write one."))


def stated(*datasets: Dataset) -> Stated:
    return Stated((), TODAY, datasets={(entry.agency, entry.layout): entry for entry in datasets})


def limits() -> Limits:
    table = our_reference.assumption_table(PLACE)
    return Limits.of({row["assumption_id"]: row["value"] for row in table.iter_rows(named=True) if row["assumption_id"] in LIMIT_IDS})


def knowing(postcodes: Mapping[str, str] | None = None, **changed: int | float) -> Reference:
    """Our services and thresholds; postcodes and the district that each lies in."""
    frame = pl.DataFrame({"postcode": list(postcodes or {}), "lad_code": list((postcodes or {}).values())}, schema={"postcode": pl.String, "lad_code": pl.String})
    return Reference(our_reference.service_table(), frame, replace(limits(), **changed))


def put(root: Path, relative: str, content: str | bytes) -> None:
    path = root / "protected" / relative
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)


def put_sample(root: Path, agency: str, layout: str) -> None:
    target = root / "protected" / agency / f"{layout}.csv"
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(SAMPLES / f"{layout}.csv", target)


def read(root: Path, agreements: Agreements, reference: Reference | None = None) -> Read:
    return read_protected(PlacePaths(root), PLACE, agreements, reference or knowing(), TODAY)


def outcomes(found: Read) -> dict[str, int]:
    """Contacts by outcome; notes on fields apart."""
    rows = found.outcomes.filter(pl.col("field").is_null())
    return {row["outcome"]: row["contacts"] for row in rows.iter_rows(named=True)}
