"""Hand-written extracts of each layout, with the faults of real ones: what is read of them, and by which rule the rest is left out."""

import re
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from tests.protected.sent import dataset, outcomes, put_sample, read, stated
from totalplace.contracts.customers import LAYOUTS
from totalplace.protected.agreements import FIELDS
from totalplace.reading import normalise_heading
from totalplace.sources._rows import squeezed
from totalplace.sources.contacts import all_layouts, layouts_of
from totalplace.sources.contacts._base import AGREED_AS, CONTACT_FIELDS, PERSON_FIELDS, agreed_as

D = date
PAGE = (Path(__file__).parents[3] / "docs" / "layouts.md").read_text("utf-8")
# layout: agency, identifiers; contacts (reference, service, first and last day, units, pence, substance, where); what is left out, by rule
EXPECTED: dict[str, tuple[str, str, list[tuple[object, ...]], dict[str, int]]] = {
    "police": (
        "force", "names",
        [
            ("N1001", "police-custody", D(2021, 4, 4), D(2021, 4, 4), 1.0, None, "alcohol", None),
            ("N1001", "police-violence", D(2021, 4, 3), D(2021, 4, 3), 1.0, None, "alcohol", "ZE10AB"),
            ("N1002", "police-victim", D(2021, 4, 3), D(2021, 4, 3), 1.0, None, None, "ZE10AB"),
        ],
        {"used": 3, "date unreadable": 1, "no person named": 1, "before birth": 1},
    ),
    "nhs": (
        "trust", "names",
        [
            ("P7", "nhs-emergency-admission", D(2021, 4, 3), D(2021, 4, 9), 1.0, 244200, "alcohol", None),
            ("P8", "nhs-outpatient", D(2021, 5, 1), D(2021, 5, 1), 1.0, 12700, None, None),
        ],
        {"used": 2, "merged with another spell of the service": 1, "negative cost": 1, "ends before it starts": 1, "unknown service": 1},
    ),
    "treatment": (
        "trust", "pseudonyms",
        [
            ("qx77130", "treatment-opioid-substitution", D(2021, 5, 1), D(2021, 6, 30), 61 / 7, None, "drugs", None),
            ("qx77130", "treatment-structured-community", D(2021, 4, 1), D(2023, 3, 31), 730 / 7, None, "alcohol", None),
            ("qx88241", "treatment-residential-rehabilitation", D(2023, 2, 1), D(2023, 3, 31), 59 / 7, None, "both", None),
        ],
        {"used": 2, "used, cut to the agreed period": 1, "after today": 1},
    ),
    "social_care": (
        "county", "names",
        [
            # £210 a week for 91 of 181 days, and £70 a week for 61 days
            ("S1", "social-care-home-care", D(2021, 4, 1), D(2021, 7, 31), 122 / 7, 273000 + 61000, None, None),
            ("S2", "social-care-residential-home", D(2022, 1, 1), D(2023, 3, 31), 65.0, 65 * 70000, None, None),
            ("S3", "social-care-child-foster", D(2022, 1, 1), D(2022, 1, 31), 31 / 7, None, None, None),
        ],
        {"used": 2, "used, cut to the agreed period": 1, "merged with another spell of the service": 1},
    ),
    "housing": (
        "county", "names",
        [
            ("H1", "housing-homeless-application", D(2021, 12, 1), D(2021, 12, 1), 1.0, None, None, None),
            ("H1", "housing-temporary-accommodation", D(2021, 12, 1), D(2021, 12, 15), 14.0, 58800, None, None),
        ],
        {"used": 2, "date unreadable": 1},
    ),
    "fire": (
        "brigade", "names",
        [
            ("O1", "fire-dwelling", D(2021, 4, 11), D(2021, 4, 11), 1.0, None, "alcohol", "ZE10AA"),
            ("O1", "fire-home-visit", D(2021, 4, 10), D(2021, 4, 10), 1.0, None, None, "ZE10AA"),
        ],
        {"used": 2, "unknown service": 1},
    ),
    "probation": (
        "force", "names",
        [
            ("X100", "probation-community-order", D(2022, 4, 1), D(2022, 9, 30), 183 / 7, None, None, None),
            ("X100", "probation-unpaid-work", D(2022, 5, 1), D(2022, 5, 1), 40.0, None, None, None),
        ],
        {"used": 2, "after today": 1},
    ),
    "ambulance": (
        "trust", "names",
        [
            ("A1", "ambulance-conveyance", D(2021, 4, 3), D(2021, 4, 3), 1.0, None, "alcohol", "ZE10AB"),
            ("A1", "ambulance-see-and-treat", D(2021, 4, 5), D(2021, 4, 5), 1.0, None, None, "ZE10AA"),
            ("A2", "ambulance-hear-and-treat", D(2021, 4, 6), D(2021, 4, 6), 1.0, None, None, None),
        ],
        {"used": 2, "used, its stated cost cannot be read": 1},
    ),
}  # fmt: skip


@pytest.mark.parametrize("layout", EXPECTED)
def test_a_sample_of_each_layout_is_read_as_it_says(layout: str, tmp_path: Path) -> None:
    agency, identifiers, contacts, left_out = EXPECTED[layout]
    put_sample(tmp_path, agency, layout)
    found = read(tmp_path, stated(dataset(agency, layout, identifiers=identifiers)))
    assert [use.reason for use in found.uses] == [""]
    told = found.contacts.join(found.records.select("record_no", "person_reference"), on="record_no")
    rows = told.select("person_reference", "service", "started_on", "ended_on", "units", "stated_cost_pence", "substance", "occurred_postcode").rows()
    assert [(*row[:4], *row[5:]) for row in rows] == [(*row[:4], *row[5:]) for row in contacts]
    assert [row[4] for row in rows] == pytest.approx([row[4] for row in contacts])
    assert outcomes(found) == left_out


def test_who_they_are_is_conformed_to_one_record_a_reference(tmp_path: Path) -> None:
    for layout in ("nhs", "ambulance"):
        put_sample(tmp_path, "trust", layout)
    for layout in ("social_care", "housing"):
        put_sample(tmp_path, "county", layout)
    agreed = stated(*(dataset(agency, layout) for agency, layout in (("trust", "nhs"), ("trust", "ambulance"), ("county", "social_care"), ("county", "housing"))))
    found = read(tmp_path, agreed)
    assert found.records.select("agency", "person_reference", "forename", "surname", "born_on", "sex", "postcode", "nhs_number", "uprn", "family_reference").rows() == [
        ("county", "H1", "Vaughn", "Quixley", D(1980, 2, 1), None, None, None, 100010000001, None),
        ("county", "S1", "Vaughn", "Quixley", D(1980, 2, 1), None, None, None, None, "F1"),
        ("county", "S2", "Ada", "Brackle", D(1991, 4, 3), None, None, None, None, "F2"),
        ("county", "S3", "Pip", "Fenlow", D(2012, 9, 1), None, None, None, None, "F2"),
        ("trust", "A1", "Vaughn", "Quixley", None, None, None, "9990000018", None, None),
        ("trust", "A2", None, None, None, None, None, None, None, None),
        ("trust", "P7", "Vaughn", "Quixley", D(1980, 2, 1), "male", "ZE10AA", "9990000018", None, None),
        ("trust", "P8", "Ada", "Brackle", D(1991, 4, 3), "female", "ZE10AB", None, None, None),
    ]  # fmt: skip
    assert found.records["record_no"].to_list() == list(range(8))
    assert found.contacts["contact_no"].to_list() == list(range(found.contacts.height))


@pytest.mark.parametrize("layout", EXPECTED)
def test_each_sample_is_of_its_layout_alone(layout: str) -> None:
    lines = (Path(__file__).parent / f"{layout}.csv").read_text("utf-8").splitlines()
    headings = [normalise_heading(cell) for cell in re.split(r"[,;|\t]", lines[1 if layout == "police" else 0])]
    assert [entry.layout for entry in layouts_of(headings)] == [layout]


def test_layouts_and_fields_are_those_that_agreements_name() -> None:
    assert sorted(all_layouts()) == sorted(LAYOUTS)
    assert (*PERSON_FIELDS, *CONTACT_FIELDS) == FIELDS
    assert {name for names in AGREED_AS.values() for name in names} <= set(FIELDS)
    strange = [entry.column for layout in all_layouts().values() for entry in layout.fields if not set(agreed_as(entry.column)) <= set(FIELDS)]
    assert strange == []


def test_no_heading_of_a_layout_stands_for_two_fields_and_no_mark_for_two_layouts_of_one_agency() -> None:
    twice = []
    for layout in all_layouts().values():
        seen: set[str] = set()
        for entry in layout.fields:
            keys = {squeezed(alias) for alias in entry.aliases}
            twice += [(layout.layout, key) for key in keys & seen]
            seen |= keys
    assert twice == []


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_page_names_headings_that_the_layout_knows(layout: str) -> None:
    entry = all_layouts()[layout]
    section = re.search(rf"(?ms)^### `{layout}`.*?(?=^###? |\Z)", PAGE)
    assert section is not None, f"docs/layouts.md has no section on {layout}"
    rows = re.findall(r"^\| `(\w+)` \| (.+?) \|$", section[0], re.MULTILINE)
    by_field = {name: [normalise_heading(heading) for heading in headings.split(", ")] for name, headings in rows}
    assert {"person_reference", "service", "started_on"} <= by_field.keys()
    known = {name: {alias for field in entry.fields if name in agreed_as(field.column) for alias in field.aliases} for name in by_field}
    assert {name: [heading for heading in headings if heading not in known[name]] for name, headings in by_field.items()} == {name: [] for name in by_field}


def test_words_of_services_lead_to_their_service_or_one_that_comes_before_it() -> None:
    """A phrase that another service would always take first is a dead one."""
    from totalplace import reference
    from totalplace.protected.contact_rows import Services

    table = reference.service_table()
    dead = []
    for layout in LAYOUTS:
        services = Services(table, layout)
        words = services.frame.select("service_id", pl.col("words").str.split(";").alias("word")).explode("word")
        got = words.with_columns(services.found(pl.col("word")).alias("got"))
        dead += got.filter(pl.col("got") != pl.col("service_id")).rows()
    assert dead == []
