"""The small place as tests find it: published; changed, but not published since; published twice.

Each is made once, however many processes test, and copied for each test that uses it: a test does not run again what another ran.
"""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock

from tests.conftest import ONE_THREAD
from tests.integration import small_place
from totalplace.paths import PlacePaths


def _once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """A root of places that `make` fills: the first process that asks does, the others wait for it."""
    shared = factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        shared = shared.parent
    root, whole = shared / name, shared / f"{name}.whole"
    with FileLock(shared / f"{name}.lock"):
        if not whole.exists():
            root.mkdir()
            with pytest.MonkeyPatch.context() as patch:
                patch.setenv("TOTALPLACE_PLACES", str(root))
                patch.setenv("TOTALPLACE_PUBLICATION_DATE", "2025-06-30")
                patch.setenv(*ONE_THREAD)
                make(root)
            whole.touch()
    return root / "northby"


@pytest.fixture(scope="session")
def published_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The place with a publication and its maps."""

    def make(root: Path) -> None:
        small_place.write(root)
        small_place.publish(maps_too=True)

    return _once(tmp_path_factory, "published-once", make)


@pytest.fixture(scope="session")
def changed_once(published_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, then a payment changed and everything made of it, but not published."""

    def make(root: Path) -> None:
        shutil.copytree(published_once, root / "northby")
        small_place.change_a_payment(PlacePaths(root / "northby"))
        small_place.make()

    return _once(tmp_path_factory, "changed-once", make)


@pytest.fixture(scope="session")
def published_twice(changed_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, and published: its maps are still those of the first publication."""

    def make(root: Path) -> None:
        shutil.copytree(changed_once, root / "northby")
        small_place.publish()

    return _once(tmp_path_factory, "published-twice", make)


def _copied(made: Path, places_root: Path) -> PlacePaths:
    shutil.copytree(made, places_root / "northby")
    return PlacePaths(places_root / "northby")


@pytest.fixture
def northby(places_root: Path, published_once: Path) -> PlacePaths:
    """The place with a publication, in a folder of the test's own."""
    return _copied(published_once, places_root)


@pytest.fixture
def northby_changed(places_root: Path, changed_once: Path) -> PlacePaths:
    """The place with a publication from before a payment of the council changed: what is left to do is to publish."""
    return _copied(changed_once, places_root)


@pytest.fixture
def northby_twice(places_root: Path, published_twice: Path) -> PlacePaths:
    """The place with two publications: a payment of the council changed in between."""
    return _copied(published_twice, places_root)
