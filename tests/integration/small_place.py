"""A place small enough to run in seconds, written by the test itself: two bodies, one register, two lists of payments.

Belongs here: its files, and running our command on it as a user would. Does not belong here: the example place (example/).
"""

import json
import os
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from totalplace import maps, publication, sheets
from totalplace.paths import PlacePaths
from totalplace.pipeline import open_workbench
from totalplace.publication import Manifest
from totalplace.runs import Run

COUNCIL_POUNDS = "1500.25"
TRUST_POUNDS = "2000.00"

PLACE_TOML = """\
name = "Northby"

[[area]]
code = "E07000901"

[[body]]
id = "northby-council"
name = "Northby Borough Council"
kind = "council"
licence = "OGL-UK-3.0"

[[body]]
id = "northby-trust"
name = "Northby Hospitals NHS Trust"
kind = "nhs"
aliases = ["NHT"]
"""

REGISTER = """\
UPRN,Asset Code,Property Name,Street,Town,Postcode,GeoX,GeoY,Tenure Type,Tenure Detail,Property Type,Gross Internal Area (m2)
100010000001,A1,Northby Town Hall,High Street,Northby,M33 1AA,400100,300100,Freehold,Occupied by the council,Offices,1500
100010000002,A2,Northby Library,Mill Road,Northby,M33 1AB,400300,300200,Freehold,Occupied by the council,Library,420.5
100010000003,A3,Old Depot,Quay Street,Northby,M33 1AD,400500,300400,Leasehold,Vacant,Depot,
"""

COUNCIL_PAYMENTS = """\
Organisation,Payment Date,Supplier Name,Transaction Number,Amount,Purpose
Northby Borough Council,03/04/2025,Acme Cleaning Ltd,T1,1000.00,Cleaning
Northby Borough Council,10/04/2025,Bright Lamps Ltd,T2,700.50,Street lighting
Northby Borough Council,17/04/2025,Acme Cleaning Ltd,T3,-200.25,Cleaning
"""

TRUST_PAYMENTS = """\
Entity,Date of payment,Supplier,Transaction Number,Amount (£),Expense Type
NHT,04/04/2025,Acme Cleaning Ltd,9001,1200.00,Domestic services
NHT,11/04/2025,Gauze and Sons Ltd,9002,800.00,Dressings
"""

POSTCODES = """\
pcds,oseast1m,osnrth1m,oslaua
M33 1AA,400110,300110,E07000901
M33 1AB,400310,300210,E07000901
M33 1AD,400510,300410,E07000901
"""


def boundary() -> str:
    """One square district on the National Grid."""
    ring = [[399000, 299000], [402000, 299000], [402000, 302000], [399000, 302000], [399000, 299000]]
    feature = {
        "type": "Feature",
        "properties": {"LAD24CD": "E07000901", "LAD24NM": "Northby"},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::27700"}}
    return json.dumps({"type": "FeatureCollection", "crs": crs, "features": [feature]})


def write(root: Path, place: str = "northby") -> PlacePaths:
    """The folder of the place, ready to run."""
    paths = PlacePaths(root / place)
    files = {
        "place.toml": PLACE_TOML,
        "inbox/northby-council/register.csv": REGISTER,
        "inbox/northby-council/payments-2025-04.csv": COUNCIL_PAYMENTS,
        "inbox/northby-trust/spend-april-2025.csv": TRUST_PAYMENTS,
        "reference/districts.geojson": boundary(),
        "reference/postcodes.csv": POSTCODES,
    }
    for name, text in files.items():
        put(paths, name, text)
    return paths


def put(paths: PlacePaths, name: str, content: str | bytes) -> Path:
    """A file in the place's folder."""
    path = paths.root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    return path


def change_a_payment(paths: PlacePaths, pounds: str = "1.00") -> None:
    """The council's first payment, of £1,000.00, becomes one of so many pounds."""
    put(paths, "inbox/northby-council/payments-2025-04.csv", COUNCIL_PAYMENTS.replace("1000.00", pounds))


def make(place: str = "northby") -> None:
    """What a run makes before it publishes."""
    with open_workbench(place) as bench:
        for table in bench.stale():
            bench.run(table)


def publish(place: str = "northby", *, maps_too: bool = False) -> Manifest:
    """What a run does, step by step, without Dagster's records of it: the place of the settings in force. Its maps, which take long to
    draw, are drawn where a test looks at them."""
    with open_workbench(place) as bench:
        run = Run.start("a-run-without-records")
        for table in bench.stale():
            run.steps_run += bench.run(table)
        manifest = publication.publish(bench, run)
        if maps_too:
            maps.draw(bench.paths, manifest)
        sheets.write(bench.paths, manifest)
        return manifest


def query(database: Path, question: str) -> list[tuple[Any, ...]]:
    """Rows of a published file, as a client outside would read them."""
    with closing(duckdb.connect(database, read_only=True)) as connection:
        return connection.execute(question).fetchall()


@dataclass(frozen=True)
class Said:
    """What a command printed and how it ended."""

    code: int
    out: str
    err: str

    @property
    def last_error(self) -> str:
        """The closing line on the error stream: what the user is told."""
        return self.err.strip().splitlines()[-1] if self.err.strip() else ""


def arguments(*words: str) -> list[str]:
    """The command line of ours in this very environment."""
    return [sys.executable, "-m", "totalplace.cli", *words]


def surroundings(**environment: str) -> dict[str, str]:
    """The environment of this process and of its settings, with the code that is under test before any other."""
    return {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), **environment}


def command(*words: str, cwd: Path, seconds: float = 240, **environment: str) -> Said:
    """Run the command in a process of its own, which is lost if it has not ended after so many seconds."""
    done = subprocess.run(
        arguments(*words),
        cwd=cwd,
        env=surroundings(**environment),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=seconds,
        check=False,
    )
    return Said(done.returncode, done.stdout, done.stderr)
