"""For whom a board pack is made: the partners or the public, what these readers may see, and in which folders it stands.

Belongs here: the tables of a publication as the readers of an edition may see them. Does not belong here: which columns and rows are
public (the contracts say it, public_edition.py reads it), or any page.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from totalplace import contracts
from totalplace.contracts._base import Contract
from totalplace.contracts.ref import BODY
from totalplace.maps import attributions, for_everybody, has_what_is_needed, read_table, table_of
from totalplace.paths import PlacePaths
from totalplace.public_edition import confirmed_by_somebody, public_assets, public_contracts
from totalplace.publication import Manifest

if TYPE_CHECKING:
    from totalplace.mapping.page import PageFacts

_ESTATE, _COVERAGE = "mart.estate", "mart.body_coverage"


@dataclass(frozen=True)
class Edition:
    """One edition of the board pack of a publication."""

    paths: PlacePaths
    manifest: Manifest
    audience: str
    facts: "PageFacts"
    _read: dict[str, pl.DataFrame] = field(default_factory=dict)

    @property
    def is_public(self) -> bool:
        return self.audience == "public"

    @property
    def folder(self) -> Path:
        return self.paths.public_board_pack if self.is_public else self.paths.board_pack

    @property
    def maps(self) -> Path:
        return self.paths.public_maps if self.is_public else self.paths.maps

    def may_see(self, table: str) -> bool:
        """Whether its readers may see anything of the table, and the publication has it."""
        if not has_what_is_needed(self.paths, self.manifest, table):
            return False
        return not self.is_public or table == _ESTATE or table in _public()

    def table(self, table: str) -> pl.DataFrame:
        """The table as these readers may see it: what is not for them is empty, as is what an older publication does not have."""
        if table not in self._read:
            self._read[table] = self._of(contracts.contract(table))
        return self._read[table]

    def tables(self, *names: str) -> list[pl.DataFrame]:
        """Several of them."""
        return [self.table(name) for name in names]

    def _of(self, contract: Contract) -> pl.DataFrame:
        if not self.may_see(contract.table):
            return contract.empty()
        if not self.is_public:
            return table_of(self.paths, self.manifest, contract)
        if contract.table == _ESTATE:
            return public_assets(*(read_table(self.paths, self.manifest, name) for name in (_ESTATE, "mart.estate_source", "ops.source_file")))
        if contract.table == _COVERAGE:
            return confirmed_by_somebody(read_table(self.paths, self.manifest, _COVERAGE))
        seen = _public()[contract.table].column_names
        return contract.conform(read_table(self.paths, self.manifest, contract.table).select(seen)).collect()


def _public() -> Mapping[str, Contract]:
    return {contract.table: contract for contract in public_contracts()}


def editions(paths: PlacePaths, manifest: Manifest) -> tuple[Edition, Edition]:
    """That of the partners, and that of the public."""
    # a place with nothing to draw does not wait for the drawing library
    from totalplace.mapping.page import PageFacts

    facts = PageFacts(
        place_name=manifest.place_name,
        published_on=date.fromisoformat(manifest.published_on),
        publication_id=manifest.publication_id,
        attributions=attributions(read_table(paths, manifest, "ops.source_file"), table_of(paths, manifest, BODY)),
        overridden_checks=tuple(manifest.overridden),
    )
    return Edition(paths, manifest, "partners", facts), Edition(paths, manifest, "public", for_everybody(facts))


def with_ending(facts: "PageFacts", ending: str) -> "PageFacts":
    """The same facts for a page that ends with this (HTML already made safe)."""
    return replace(facts, ending=ending)
