"""Every page of the example place as its readers meet it: nothing asked for, nothing only for the mouse, nothing cut off on a telephone or on paper.

Belongs here: what must hold for any page. Does not belong here: what one page says or does (tests/maps), how faults are found (reader.py).
"""

from collections.abc import Sequence
from typing import Any

import pytest

from tests.example_place.conftest import Published
from tests.example_place.reader import Read, pages_of, read, with_faults

pytestmark = [pytest.mark.browser, pytest.mark.timeout(1200)]

BOARD_PACK_BYTES = 10_000_000


@pytest.fixture(scope="module", params=["some", pytest.param("all", marks=pytest.mark.soak)])
def found(request: pytest.FixtureRequest, published: Published, browser: Any) -> Sequence[Read]:
    """Each page read once."""
    out = published.folder / "out"
    return read(browser, pages_of(out, all_of_them=request.param == "all"), out)


@pytest.mark.parametrize("aspect", ["quiet", "structure", "keyboard", "links", "width", "motion", "paper", "axe"])
def test_pages_are_without_fault(found: Sequence[Read], aspect: str) -> None:
    assert len(found) > 15
    assert with_faults(found, aspect) == {}


def test_the_pages_of_the_board_pack_are_small_together(published: Published) -> None:
    for folder in (published.folder / "out" / "board-pack", published.folder / "out" / "public" / "board-pack"):
        assert sum(path.stat().st_size for path in folder.glob("*.html")) < BOARD_PACK_BYTES
