"""The small place, published once and copied for each test that changes it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration import small_place
from totalplace.paths import PlacePaths


@pytest.fixture(scope="session")
def published_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    root = tmp_path_factory.mktemp("published") / "places"
    root.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TOTALPLACE_PLACES", str(root))
        patch.setenv("TOTALPLACE_PUBLICATION_DATE", "2025-06-30")
        small_place.write(root)
        small_place.publish(maps_too=True)
        yield root


@pytest.fixture
def northby(places_root: Path, published_once: Path) -> PlacePaths:
    """The place with a publication, in a folder of the test's own."""
    shutil.copytree(published_once / "northby", places_root / "northby")
    return PlacePaths(places_root / "northby")
