"""Seven faults that files about buildings have, each from its file to the issue that names it and the figure that it leaves out.

Belongs here: one line at fault beside a sound one, a test a fault. Does not belong here: how each is found (tests/sources, tests/sql).
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.integration import small_place
from tests.integration.small_place import put, query
from totalplace.paths import PlacePaths

COUNCIL_REGISTER = """\
UPRN,Asset Code,Property Name,Street,Town,Postcode,GeoX,GeoY,Tenure Type,Tenure Detail,Property Type,Gross Internal Area (m2)
100010000001,A1,Northby Town Hall,High Street,Northby,M33 1AA,400100,300100,Freehold,Occupied by the council,Offices,1500
100010000002,A2,Northby Library,Mill Road,Northby,M33 1AB,400300,300200,Freehold,Occupied by the council,Library,420.5
100010000003,A3,Old Depot,Quay Street,Northby,M33 1AD,400500,300400,Leasehold,Occupied by the council,Depot,900
"""
# the town hall is the council's too; the clinic is measured in square feet and its land in acres
TRUST_REGISTER = """\
UPRN,Asset Code,Property Name,Street,Town,Postcode,GeoX,GeoY,Tenure Type,Tenure Detail,Property Type,GIA (sq ft),Site area (acres)
100010000001,T1,Northby Town Hall,High Street,Northby,M33 1AA,400100,300100,Freehold,Occupied by the trust,Offices,,
100010000011,T2,Northby Clinic,Well Street,Northby,M33 1AB,400320,300220,Freehold,Occupied by the trust,Clinic,10000,2
"""
ESTATES_RETURN = """\
Organisation Code,Organisation Name,Commissioning Region,Organisation Type,Reporting year,Total number of sites (No.),Gross internal floor area (m²),\
Occupied floor area (m²),Floor area - empty (%),Floor area - under used (%),Cost to eradicate high risk backlog (£)
7NB,Northby Hospitals NHS Trust,NORTH COMMISSIONING REGION,ACUTE - LARGE,2022-23,4,10000,9000,2.0,0.4,1000
7NB,Northby Hospitals NHS Trust,NORTH COMMISSIONING REGION,ACUTE - LARGE,2023-24,4,10000,9000,140,1.0,1000
"""
SCHOOLS = """\
"URN","LA (code)","LA (name)","EstablishmentName","TypeOfEstablishment (name)","EstablishmentStatus (name)","PhaseOfEducation (name)","StatutoryLowAge",\
"StatutoryHighAge","NurseryProvision (name)","SchoolCapacity","CensusDate","NumberOfPupils","Street","Town","Postcode","Easting","Northing"
200001,"999","Northby","Mill Primary School","Community school","Open","Primary",5,11,"No Nursery Classes",,"19-01-2025","205","Mill Road","Northby","M33 1AB",400310,300230
200002,"999","Northby","Quay Primary School","Community school","Open","Primary",5,11,"No Nursery Classes",210,"19-01-2025","189","Quay Street","Northby","M33 1AD",400520,300430
"""
LEASES = """\
Asset code,Lease code,Landlord or tenant,Landlord,Tenant,Term from,Term to,Break dates,Notice months,Rent a year (£)
A3,L1,Tenant,Alpha Estates Ltd,Northby Borough Council,01/04/2030,31/03/2020,,,25000
A3,L2,Tenant,Alpha Estates Ltd,Northby Borough Council,01/04/2020,31/03/2030,,,1000
"""
SURVEYS = """\
Asset code,Condition grade,Scale,Survey date,Surveyor,Backlog (£)
A3,B,A to D,12/06/2024,Alpha Surveyors Ltd,120000
A2,7,1 to 10,12/06/2024,Alpha Surveyors Ltd,5000
"""
SHEET = """\
Our asset id,Your asset code,Building name,Postcode,UPRN,Organisation,Correct (yes or no),Still held (yes or no),Corrected name,Corrected gross internal area m2,\
Confirmed by (post or team),Confirmed on
,,Northby Library,M33 1AB,100010000002,Northby Hospitals NHS Trust,no,yes,Northby Reading Rooms,9000,Estates team,01/06/2025
"""


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PlacePaths]:
    """The small place with a file for each fault, run once."""
    root: Path = tmp_path_factory.mktemp("faulty") / "places"
    root.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TOTALPLACE_PLACES", str(root))
        patch.setenv("TOTALPLACE_PUBLICATION_DATE", "2025-06-30")
        paths = small_place.write(root)
        put(paths, "inbox/northby-council/register.csv", COUNCIL_REGISTER)
        put(paths, "inbox/northby-trust/register.csv", TRUST_REGISTER)
        put(paths, "inbox/nhs-england/eric.csv", ESTATES_RETURN)
        put(paths, "inbox/northby-council/schools.csv", SCHOOLS)
        put(paths, "inbox/northby-council/leases.csv", LEASES)
        put(paths, "inbox/northby-council/condition.csv", SURVEYS)
        put(paths, "inbox/northby-trust/our-buildings.csv", SHEET)
        small_place.publish()
        yield paths


def issues(faulty: PlacePaths, path: str, kind: str) -> list[tuple[Any, ...]]:
    """Line, severity and message of the issues of that type in the file, all of which ask the sender to act."""
    found = query(
        faulty.database,
        "select source_row, severity, message, responsible from ops.issue inner join ops.source_file using (source_file_id) "
        f"where path = 'inbox/{path}' and issue_type = '{kind}' order by source_row",
    )
    assert {row[3] for row in found} <= {"sender"}
    return [row[:3] for row in found]


def test_an_impossible_percentage(faulty: PlacePaths) -> None:
    """140 % empty is told, has no value and no share, and gives no verdict; the year before stands."""
    ((line, severity, message),) = issues(faulty, "nhs-england/eric.csv", "percentage over 100")
    assert (line, severity) == (3, "warning") and message.startswith("140.0 % is no percentage of a floor area, so it counts as not known.")
    found = query(faulty.database, "select period, value, utilisation_share, is_implausible, reason from mart.utilisation where measure = 'U1' order by period")
    assert found == [
        ("2022-23", 2.0, 0.98, False, "It is a figure of a whole organisation, not of any building."),
        ("2023-24", None, None, True, "The figures of the return cannot be parts of one whole."),
    ]
    verdicts = query(faulty.database, "select fy, unused_share, unused_verdict, reason like '%cannot be parts of one whole%' from mart.carter_compliance order by fy")
    assert verdicts == [(2022, 0.024, "met", False), (2023, None, "not known", True)]


def test_a_roll_without_capacity(faulty: PlacePaths) -> None:
    """The pupils are shown, the share is not, and the reason says what is missing."""
    ((line, _, message),) = issues(faulty, "northby-council/schools.csv", "roll without capacity")
    assert line == 2 and message == "The school has 205 pupils and no capacity, so how full it is counts as not known. Send its capacity."
    found = query(
        faulty.database,
        "select unit_name, value, denominator, utilisation_share, band, reason from mart.utilisation where measure = 'U6' order by unit_name",
    )
    assert found == [
        ("Mill Primary School", 205, None, None, "unknown", "The roll is stated and the capacity is not."),
        ("Quay Primary School", 189, 210, 0.9, "right-sized", None),
    ]
    latest = "select is_known, utilisation_share, spare_m2 from mart.utilisation_latest inner join mart.estate using (asset_id) where name = 'Mill Primary School'"
    assert query(faulty.database, latest) == [(False, None, None)]


def test_an_area_in_acres_or_square_feet(faulty: PlacePaths) -> None:
    """10,000 square feet are 929.03 m², two acres 8,093.71 m²; that they were converted is told once a column."""
    told = issues(faulty, "northby-trust/register.csv", "area in another unit")
    assert [(line, severity) for line, severity, _ in told] == [(None, "note"), (None, "note")]
    assert all("converted to square metres" in message for *_, message in told)
    fields = query(faulty.database, "select field from ops.issue where issue_type = 'area in another unit' order by field")
    assert fields == [("GIA (sq ft)",), ("Site area (acres)",)]
    assert query(faulty.database, "select round(gia_m2, 2), round(land_area_m2, 2) from mart.estate where name = 'Northby Clinic'") == [(929.03, 8093.71)]


def test_a_lease_that_ends_before_it_starts(faulty: PlacePaths) -> None:
    """Its end is not known; its rent is, and the lease beside it is whole."""
    ((line, severity, message),) = issues(faulty, "northby-council/leases.csv", "lease ends before it starts")
    assert (line, severity) == (2, "warning") and "Its end was left blank, so its expiry is not known; correct the two days." in message
    found = query(faulty.database, "select lease_code, ends_on::varchar, rent_a_year_gbp::double from mart.interest where source = 'lease' order by lease_code")
    assert found == [("L1", None, 25000), ("L2", "2030-03-31", 1000)]


def test_a_condition_of_an_unknown_scale(faulty: PlacePaths) -> None:
    """7 of 10 is no grade from A to D: the condition is not known, and coverage counts it so."""
    ((line, severity, message),) = issues(faulty, "northby-council/condition.csv", "condition grade of an unknown scale")
    assert (line, severity) == (3, "warning") and "'7' (scale 1 to 10)" in message and "Send it as A, B, C or D." in message
    assert query(faulty.database, "select name, condition from mart.estate where name in ('Old Depot', 'Northby Library') order by name") == [
        ("Northby Library", None), ("Old Depot", "B"),
    ]  # fmt: skip
    assert query(faulty.database, "select has_condition from mart.estate_known inner join mart.estate using (asset_id) where name = 'Northby Library'") == [(False,)]
    counted = "select round(condition_share * buildings_held) from mart.body_coverage where body_id = 'northby-council'"
    assert query(faulty.database, counted) == [(1,)], "the depot alone"


def test_two_owners_of_one_freehold(faulty: PlacePaths) -> None:
    """Both senders are told, each of the other, and no owner is shown."""
    ((line, severity, message),) = issues(faulty, "northby-council/register.csv", "two owners of one freehold")
    assert (line, severity) == (2, "warning") and "register of Northby Hospitals NHS Trust. No owner is shown until it is settled" in message
    ((line, severity, message),) = issues(faulty, "northby-trust/register.csv", "two owners of one freehold")
    assert (line, severity) == (2, "warning") and "register of Northby Borough Council." in message
    assert query(faulty.database, "select name, owner_body_id from mart.estate where name in ('Northby Town Hall', 'Northby Clinic') order by name") == [
        ("Northby Clinic", "northby-trust"), ("Northby Town Hall", None),
    ]  # fmt: skip


def test_a_correction_of_a_building_that_the_body_does_not_hold(faulty: PlacePaths) -> None:
    """The line is held with an error; the library keeps its name and area, and nobody has confirmed anything for the trust."""
    ((line, severity, message),) = issues(faulty, "northby-trust/our-buildings.csv", "building of another body")
    assert (line, severity) == (2, "error") and "so the line is held" in message
    held = "select rows_loaded, rows_held from ops.source_part inner join ops.source_file using (source_file_id) where path = 'inbox/northby-trust/our-buildings.csv'"
    assert query(faulty.database, held) == [(0, 1)]
    assert query(faulty.database, "select name, gia_m2, body_id from mart.estate where uprn = '100010000002'") == [("Northby Library", 420.5, "northby-council")]
    assert query(faulty.database, "select distinct outcome, reason is not null from mart.building_correction") == [("not taken", True)]
    assert query(faulty.database, "select confirmed_by from mart.body_coverage where body_id = 'northby-trust'") == [(None,)]
