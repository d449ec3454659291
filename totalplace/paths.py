"""Every path of a place, and where the SQL and the map declarations are.

Belongs here: the folder scheme, nowhere else. Does not belong here: reading or writing any of it.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from totalplace.errors import PlaceError

_PLACE_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}")
_PACKAGE = Path(__file__).parent


@dataclass(frozen=True)
class PlacePaths:
    """Folders and files of one place."""

    root: Path

    @property
    def place(self) -> str:
        return self.root.name

    @property
    def place_toml(self) -> Path:
        return self.root / "place.toml"

    @property
    def estate_plan_toml(self) -> Path:
        """What the place itself asks of the plan for one estate; there need be none."""
        return self.root / "estate-plan.toml"

    @property
    def grants_gateway_toml(self) -> Path:
        """Pots from which grants are decided together; there need be none."""
        return self.root / "grants-gateway.toml"

    @property
    def inbox(self) -> Path:
        return self.root / "inbox"

    @property
    def reference(self) -> Path:
        return self.root / "reference"

    @property
    def mappings(self) -> Path:
        return self.root / "mappings"

    @property
    def corrections(self) -> Path:
        return self.root / "corrections"

    @property
    def accepted(self) -> Path:
        return self.root / "accepted"

    @property
    def scenarios(self) -> Path:
        """Pooled budgets, a file each."""
        return self.root / "scenarios"

    @property
    def wording(self) -> Path:
        """The texts of pages in other languages, a file each; there need be none."""
        return self.root / "wording"

    @property
    def scrutiny(self) -> Path:
        """What people say of a decision on a pooled budget or a plan, a file each."""
        return self.root / "scrutiny"

    @property
    def self_assessment(self) -> Path:
        """The checklist as partnerships filled it in, a file each."""
        return self.root / "self-assessment"

    @property
    def protected(self) -> Path:
        """Files about people as received, a folder a sender: never copied, never read without an agreement."""
        return self.root / "protected"

    @property
    def agreements(self) -> Path:
        """Data-sharing agreements, a file each."""
        return self.root / "agreements"

    @property
    def hypotheses_toml(self) -> Path:
        """What is to be tested of whom the money is spent on; there need be none."""
        return self.root / "hypotheses.toml"

    @property
    def asset_identity(self) -> Path:
        return self.root / "identity" / "asset.csv"

    @property
    def asset_identity_used(self) -> Path:
        """From which identities the last publication was made."""
        return self.root / "identity" / "asset_used.json"

    @property
    def asset_review(self) -> Path:
        """Pairs that may be one building, for people to decide, with their decisions."""
        return self.root / "review" / "assets.csv"

    @property
    def supplier_identity(self) -> Path:
        return self.root / "identity" / "supplier.csv"

    @property
    def supplier_identity_used(self) -> Path:
        """From which identities the last publication was made."""
        return self.root / "identity" / "supplier_used.json"

    @property
    def supplier_review(self) -> Path:
        """Names that may be one supplier, for people to decide, with their decisions."""
        return self.root / "review" / "suppliers.csv"

    @property
    def received(self) -> Path:
        """The day each file was first seen."""
        return self.root / "identity" / "received.json"

    @property
    def work(self) -> Path:
        return self.root / "work"

    @property
    def lock(self) -> Path:
        return self.work / "run.lock"

    @property
    def scratch(self) -> Path:
        """Temporary files of the run under way; emptied at the start of each run."""
        return self.work / "scratch"

    @property
    def raw(self) -> Path:
        return self.work / "raw"

    @property
    def recognised(self) -> Path:
        return self.work / "recognised"

    @property
    def parts(self) -> Path:
        """Staged tables, one folder a table of a file, kept as long as a manifest names them."""
        return self.work / "parts"

    @property
    def restricted(self) -> Path:
        """The encrypted store of people, for its owner alone."""
        return self.work / "restricted"

    @property
    def protected_editions(self) -> Path:
        """What may be published of people, fixed for a quarter."""
        return self.work / "protected_editions"

    @property
    def runs(self) -> Path:
        return self.work / "runs"

    @property
    def manifests(self) -> Path:
        return self.work / "publications"

    @property
    def sensitive_in_editions(self) -> Path:
        """How many rows of each kept edition show premises that are sensitive now."""
        return self.work / "sensitive_in_editions.json"

    @property
    def out(self) -> Path:
        return self.root / "out"

    @property
    def database(self) -> Path:
        return self.out / "totalplace.duckdb"

    @property
    def public_database(self) -> Path:
        return self.out / "public" / "totalplace.duckdb"

    @property
    def editions(self) -> Path:
        return self.out / "editions"

    @property
    def maps(self) -> Path:
        return self.out / "maps"

    @property
    def public_maps(self) -> Path:
        return self.out / "public" / "maps"

    @property
    def board_pack(self) -> Path:
        """Pages of figures."""
        return self.out / "board-pack"

    @property
    def public_board_pack(self) -> Path:
        return self.out / "public" / "board-pack"

    @property
    def extracts(self) -> Path:
        """Workbooks and Parquet files that finance leads take away."""
        return self.out / "extracts"

    @property
    def public_extracts(self) -> Path:
        return self.out / "public" / "extracts"

    @property
    def data_dictionary(self) -> Path:
        """What each column of the published file means, as a page."""
        return self.out / "data-dictionary.html"

    @property
    def public_data_dictionary(self) -> Path:
        return self.out / "public" / "data-dictionary.html"

    @property
    def requests(self) -> Path:
        """What to ask each body for next."""
        return self.out / "requests"

    @property
    def bodies(self) -> Path:
        """What is for one body only, a folder each."""
        return self.out / "bodies"

    @property
    def trials(self) -> Path:
        """What turned out differently when something was tried."""
        return self.out / "trials"

    def raw_file(self, sha256: str) -> Path:
        return self.raw / sha256

    def table(self, table: str, fingerprint: str) -> Path:
        """Where the result of a step with this fingerprint is: one Parquet file."""
        layer, name = table.split(".")
        return self.work / layer / name / f"{fingerprint}.parquet"

    def linked_table(self, table: str, fingerprint: str) -> Path:
        """The same for a staging table: a folder of Parquet files, one a staged part."""
        return self.table(table, fingerprint).with_suffix("")

    def part(self, fingerprint: str) -> Path:
        return self.parts / fingerprint

    def edition(self, publication_id: str) -> Path:
        return self.editions / f"{publication_id}.duckdb"

    def manifest(self, publication_id: str) -> Path:
        return self.manifests / f"{publication_id}.json"


def place_paths(places_root: Path, place: str) -> PlacePaths:
    """Paths of a place. Raises PlaceError if the name could not be a folder name of ours."""
    if not _PLACE_NAME.fullmatch(place):
        raise PlaceError(
            f"'{place}' cannot be the name of a place. Use small letters, digits, - and _, as in 'greater-manchester'."
        )
    return PlacePaths(places_root / place)


def comparison_folder(places_root: Path) -> Path:
    """What stands of several places side by side; its name cannot be that of a place."""
    return places_root / "_comparison"


def sql_folder() -> Path:
    """The folder of SQL files: the repository's, or the copy inside an installed package."""
    return _first_folder(_PACKAGE.parent / "sql", _PACKAGE / "_sql")


def maps_folder() -> Path:
    """The folder of map declarations: the repository's, or the copy inside an installed package."""
    return _first_folder(_PACKAGE.parent / "maps", _PACKAGE / "_maps")


def area_maps_folder() -> Path:
    """The folder of declarations of maps of areas, within that of maps."""
    return maps_folder() / "areas"


def access_maps_folder() -> Path:
    """The folder of declarations of maps of who gets farther away, within that of maps."""
    return maps_folder() / "access"


def provision_maps_folder() -> Path:
    """The folder of declarations of maps of provision and need, within that of maps."""
    return maps_folder() / "provision"


def grant_maps_folder() -> Path:
    """The folder of declarations of maps of grants, within that of maps."""
    return maps_folder() / "grants"


def customer_maps_folder() -> Path:
    """The folder of declarations of maps of whom the money is spent on, within that of maps."""
    return maps_folder() / "customers"


def _first_folder(*candidates: Path) -> Path:
    for candidate in candidates:
        if candidate.is_dir():
            return candidate
    raise PlaceError(f"The folder {candidates[0].name}/ is missing from the installation. Install totalplace again.")
