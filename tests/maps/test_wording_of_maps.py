"""Maps in a made-up language: no text of theirs stands outside the catalogue and the declarations of maps."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.maps import (
    test_access_map,
    test_area_map,
    test_clusters_map,
    test_cost_map,
    test_grant_map,
    test_plan_map,
    test_provision_map,
    test_what_is_known,
)
from tests.maps.made_up import left_in_english, made_up
from totalplace.contracts.licensing import BOTH, OFF, ON
from totalplace.language import english, speaking, texts_of_maps
from totalplace.mapping.cost_spec import CostMapSpec
from totalplace.mapping.declared import load_spec
from totalplace.mapping.spec import MapSpec
from totalplace.paths import customer_maps_folder, maps_folder

# places, licences and publications of the frames, and units of length
NAMES = "Exampleshire Sampleshire OGL UK x. Contains public sector information licensed under the Open Government Licence v3.0 km"
ESTATE = {test_clusters_map: "clusters-of-public-buildings", test_plan_map: "one-estate-the-plan", test_what_is_known: "what-we-know-of-what-we-own"}


@pytest.fixture(autouse=True)
def _spoken(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The made-up language, in the declarations too that these modules hold in English."""
    with speaking(made_up()):
        for module, name in ESTATE.items():
            monkeypatch.setattr(module, "SPEC", load_spec(maps_folder() / f"{name}.toml", MapSpec))
        monkeypatch.setattr(test_cost_map, "SPEC", load_spec(customer_maps_folder() / "where-the-cost-is.toml", CostMapSpec))
        yield


# numbers that stand in texts are for the translation to write
_IN_TEXTS = " ".join(re.findall(r"\d[\d.,]*\d", " ".join(literal for text in (*english().texts.values(), *texts_of_maps().values()) for pieces in text.forms.values() for literal, _ in pieces)))


def english_in(page: str | None, *data: Any, names: str = "") -> list[str]:
    assert page is not None
    return left_in_english(page, *data, _IN_TEXTS, "OGL-UK-3.0", names=f"{NAMES} {names}")


def frames(county: Any) -> list[Any]:
    return [county.estate, county.bodies, county.boundaries.drop("outline_wkb"), county.coverage, county.files]


def test_the_estate(small: Any) -> None:
    assert english_in(small.page(), *frames(small)) == []


def test_bars_of_what_is_known(small: Any) -> None:
    assert english_in(test_what_is_known.page_of(small), *frames(small)) == []


def test_clusters(small: Any) -> None:
    assert english_in(test_clusters_map.page_of(small, test_clusters_map.clustered(small, known=20)), *frames(small)) == []


def test_the_plan(small: Any) -> None:
    found = test_plan_map.planned(small, test_plan_map.ALL_OPTIONS, loss=1)
    told = [table for option in found.options for table in (option.buildings, option.moves, option.bodies, option.row)]
    assert english_in(test_plan_map.page_of(small, found), *frames(small), *told) == []


def test_areas() -> None:
    given = test_area_map
    assert english_in(given.drawn([*given.MEASURED, *given.DIVIDED]), names="Area N S W & more Northby Southby Council") == []


def test_ways(small: Any) -> None:
    given = test_access_map
    assert english_in(given.drawn(small, given.CHANGES, given.EQUAL, given.POINTS), *frames(small), given.CHANGES, given.EQUAL) == []


def test_grants() -> None:
    given = test_grant_map
    for rows in (given.JUDGED, [given.area(number, "100", "not computed", known_share=0.17, reason=given.TOO_LITTLE) for number in range(3)]):
        assert english_in(given.drawn(rows), rows, names="North & City Council Northby Old funder") == []


def test_provision() -> None:
    given = test_provision_map
    page = given.drawn([given.gap("N", 10, 5), given.gap("S", None, 5), given.gap("W", 10, 2, 3)])
    assert english_in(page, [given.gap("N", 10, 5), given.gap("S", None, 5), given.gap("W", 10, 2, 3)]) == []


def test_cost_and_licences() -> None:
    given = test_cost_map
    licences = [given.licence(number, sales) for number, sales in enumerate((ON, OFF, BOTH))]
    for figures in (given.FIGURES, []):
        assert english_in(given.drawn(figures, licences), figures, [{key: value for key, value in each.items() if key != "sales"} for each in licences], names="E02000001 E02000002 E02000003 Area alcohol and drugs") == []
