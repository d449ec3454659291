"""The files of the example's people: what eight agencies send, the agreements they send it under, and the hypothesis that is to be tested.

Belongs here: headings, words and dates as each agency's system writes them, and planted faults. Does not belong here: who the people are (people) or what
their books say of them (people_records). Who truly is who, and every other answer about people, is in none of these files, nor in truth/.
"""

import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import numpy as np
import polars as pl

from totalplace.example.bodies import FIRE
from totalplace.example.people import FIRST_FY, FULL_SIZE, STARTS_ON, YEARS, Population
from totalplace.example.people_agreements import BLANK_AGENCY, EXPIRED_AGENCY, agreements, hypotheses
from totalplace.example.people_contacts import AGENCIES, SERVICES
from totalplace.example.people_records import Written, lines, make_written
from totalplace.example.write import SheetContent, put, xlsx

NOBODYS_AGENCY = "aldermarch-west-pct"  # sends a file, and no agreement names it
SHARED_REFERENCE = "N9000001"  # under which a station books whoever it does not know
SHARED_TIMES, LEAST_SHARED_TIMES = 10_000, 2_500  # all in one year, more often than anybody is met
_DEFAULT_NHS_NUMBER = "9999999999"
_SPELLS = [*(service.service for service in SERVICES if service.days), "nhs-day-case"]
_DAY_FIRST, _ISO = "%d/%m/%Y", "%Y-%m-%d"

# What each system calls each service.
WORDS = {
    "nhs-outpatient": "Outpatient follow up", "nhs-ae-attendance": "A&E attendance", "nhs-emergency-admission": "Non elective", "nhs-elective-admission": "Elective inpatient",
    "nhs-day-case": "Day case", "nhs-community": "District nursing", "nhs-mental-health-contact": "Community mental health contact",
    "nhs-mental-health-inpatient": "Mental health inpatient",
    "ambulance-conveyance": "See, treat and convey", "ambulance-see-and-treat": "See and treat", "ambulance-hear-and-treat": "Hear and treat",
    "police-antisocial-behaviour": "Antisocial behaviour", "police-violence": "Violence with injury", "police-domestic-abuse": "Domestic abuse", "police-drunkenness": "Drunk and disorderly",
    "police-drug-offence": "Possession of controlled drug", "police-theft": "Shoplifting", "police-custody": "Detention in custody", "police-missing-person": "Missing person",
    "police-incident": "Concern for safety", "police-other-crime": "Public order", "police-victim": "Theft",
    "social-care-assessment": "Care Act assessment", "social-care-home-care": "Home care", "social-care-residential-home": "Residential care", "social-care-nursing-home": "Nursing home",
    "social-care-direct-payment": "Direct payment", "social-care-safeguarding": "Safeguarding enquiry", "social-care-child-in-need": "Child in need",
    "social-care-child-protection": "Child protection plan", "social-care-child-foster": "Foster placement", "social-care-child-residential": "Children's home",
    "housing-tenancy": "General needs tenancy", "housing-homeless-application": "Homelessness application", "housing-temporary-accommodation": "Temporary accommodation",
    "housing-support": "Floating support", "housing-antisocial-behaviour": "Neighbour dispute", "housing-eviction": "Eviction",
    "fire-home-visit": "Home fire safety visit", "fire-dwelling": "Dwelling fire", "fire-special-service": "Special service", "fire-false-alarm": "False alarm",
    "probation-community-order": "Community order", "probation-suspended-sentence": "Suspended sentence order", "probation-rehabilitation-requirement": "Drug or alcohol treatment requirement (DRR, ATR)",
    "probation-licence": "Licence", "probation-prison": "Immediate custody", "probation-report": "Pre-sentence report",
    "treatment-brief-intervention": "Brief intervention", "treatment-structured-community": "Structured psychosocial", "treatment-opioid-substitution": "Opioid substitution prescribing",
    "treatment-inpatient-detoxification": "Inpatient detoxification", "treatment-residential-rehabilitation": "Residential rehabilitation", "treatment-needle-exchange": "Needle exchange",
}  # fmt: skip
_DIAGNOSES = {"alcohol": "F10.2", "drugs": "F11.2", "both": "F10.2 F11.2", "": "R07.4"}
_COMPLAINTS = {"alcohol": "Alcohol intoxication", "drugs": "Drug overdose", "both": "Alcohol and drugs", "": "Chest pain"}
_SUBSTANCES = {"alcohol": "Alcohol", "drugs": "Opiates", "both": "Alcohol and opiates", "": None}


def _day(name: str, form: str) -> pl.Expr:
    return pl.col(name).dt.strftime(form)


def _words() -> pl.Expr:
    return pl.col("service").replace_strict(WORDS, default=pl.col("service"))


def _told(words: Mapping[str, str | None]) -> pl.Expr:
    return pl.col("substance").fill_null("").replace_strict(words, return_dtype=pl.String)


def _yes(*substances: str) -> pl.Expr:
    return pl.when(pl.col("substance").is_in(list(substances))).then(pl.lit("Y")).otherwise(pl.lit("N"))


def _pounds() -> pl.Expr:
    pence = pl.col("stated_cost_pence")
    return pl.format("{}{}.{}", pl.when(pence < 0).then(pl.lit("-")).otherwise(pl.lit("")), pence.abs() // 100, (pence.abs() % 100).cast(pl.String).str.zfill(2))


def _units() -> pl.Expr:
    return pl.col("units").cast(pl.Int64)


def _ended_if_spell(form: str) -> pl.Expr:
    """The end of a spell; for a moment the column is empty. A day case ends on its day."""
    return pl.when(pl.col("service").is_in(_SPELLS)).then(_day("ended_on", form))


_LAYOUTS: dict[str, Callable[[], dict[str, pl.Expr]]] = {
    "police": lambda: {
        "Nominal ID": pl.col("person_reference"), "Surname": pl.col("surname").str.to_uppercase(), "Forename": pl.col("forename"), "DOB": _day("born_on", _DAY_FIRST),
        "Gender": pl.col("sex").str.head(1).str.to_uppercase(), "Home Postcode": pl.col("postcode"),
        "Nominal Role": pl.when(pl.col("service") == "police-victim").then(pl.lit("Victim")).when(pl.col("service") == "police-custody").then(pl.lit("Detainee")).otherwise(pl.lit("Suspect")),
        "Offence Description": _words(), "Date Committed": _day("started_on", _DAY_FIRST), "Offence Postcode": pl.col("occurred_postcode"),
        "Influence of Alcohol": _yes("alcohol", "both"), "Influence of Drugs": _yes("drugs", "both"),
    },
    "nhs": lambda: {
        "NHS Number": pl.col("nhs_number"), "Local Patient Identifier": pl.col("person_reference"), "Forename": pl.col("forename"), "Surname": pl.col("surname"),
        "Date of Birth": _day("born_on", _ISO), "Gender": pl.col("sex").replace_strict({"male": "1", "female": "2"}, default=None), "Postcode": pl.col("postcode"),
        "Point of Delivery": _words(), "Activity Date": _day("started_on", _ISO), "Discharge Date": _ended_if_spell(_ISO), "Bed Days": _units(), "Tariff": _pounds(),
        "Primary Diagnosis": _told(_DIAGNOSES),
    },
    "treatment": lambda: {
        "Attributor": pl.col("person_reference"), "First Name": pl.col("forename"), "Surname": pl.col("surname"), "DOB": _day("born_on", _DAY_FIRST), "Sex": pl.col("sex").str.to_titlecase(),
        "Postcode": pl.col("postcode"), "NHS Number": pl.col("nhs_number").str.replace(r"^(\d{3})(\d{3})(\d{4})$", "$1 $2 $3"), "Modality": _words(), "Modality Start Date": _day("started_on", _DAY_FIRST),
        "Modality End Date": _ended_if_spell(_DAY_FIRST), "Units": _units(), "Problem Substance": _told(_SUBSTANCES),
    },
    "social_care": lambda: {
        "Mosaic ID": pl.col("person_reference"), "NHS Number": pl.col("nhs_number"), "Forename": pl.col("forename"), "Surname": pl.col("surname"), "Date of Birth": _day("born_on", _DAY_FIRST),
        "Gender": pl.col("sex").str.to_titlecase(), "Postcode": pl.col("postcode"), "Household ID": pl.col("family_reference"), "Package Type": _words(),
        "Package Start Date": _day("started_on", _DAY_FIRST), "Package End Date": _ended_if_spell(_DAY_FIRST), "Number of Weeks": _units(), "Package Cost": _pounds(),
    },
    "housing": lambda: {
        "Tenant Reference": pl.col("person_reference"), "First Name": pl.col("forename"), "Last Name": pl.col("surname"), "D.O.B.": _day("born_on", _DAY_FIRST),
        "Sex": pl.col("sex").str.head(1).str.to_uppercase(), "Current Postcode": pl.col("postcode"), "Household Reference": pl.col("family_reference"), "Housing Service": _words(),
        "Start Date": _day("started_on", _DAY_FIRST), "End Date": _ended_if_spell(_DAY_FIRST), "Units": _units(), "Cost": _pounds(),
    },
    "fire": lambda: {
        "Pseudonym": pl.col("person_reference"), "Sex": pl.col("sex").str.to_titlecase(), "Incident Type": _words(), "Incident Date": _day("started_on", _DAY_FIRST),
        "Incident Postcode": pl.col("occurred_postcode"), "Impaired by Alcohol": _yes("alcohol", "both"),
    },
    "probation": lambda: {
        "CRN": pl.col("person_reference"), "Surname": pl.col("surname"), "Forename": pl.col("forename"), "Date of Birth": _day("born_on", _DAY_FIRST), "Gender": pl.col("sex").str.to_titlecase(),
        "Postcode": pl.col("postcode"), "Order Type": _words(), "Order Start Date": _day("started_on", _DAY_FIRST), "Order End Date": _ended_if_spell(_DAY_FIRST), "Substance": _told(_SUBSTANCES),
    },
    "ambulance": lambda: {
        "ePCR ID": pl.col("person_reference"), "NHS Number": pl.col("nhs_number"), "Surname": pl.col("surname"), "Forename": pl.col("forename"), "DOB": _day("born_on", _DAY_FIRST),
        "Sex": pl.col("sex").str.head(1).str.to_uppercase(), "Home Postcode": pl.col("postcode"), "Response Outcome": _words(), "Call Date": _day("started_on", _DAY_FIRST),
        "Pickup Postcode": pl.col("occurred_postcode"), "Chief Complaint": _told(_COMPLAINTS),
    },
}  # fmt: skip
NAMES = {
    "police": "nominals", "nhs": "activity", "treatment": "journeys", "social_care": "packages", "housing": "cases", "fire": "incidents-and-visits", "probation": "orders",
    "ambulance": "calls",
}  # fmt: skip


@dataclass(frozen=True)
class Faulty:
    """Planted faults of an agency's lines, and of files as wholes: which rule is to find them, in how many lines."""

    agency: str
    fault: str
    lines: int


def write_people(folder: Path, population: Population) -> list[Faulty]:
    """All files about people. What is planted is given back and stands in no file."""
    written = make_written(population)
    rng = np.random.default_rng([population.seed, 65, population.size])
    sent = _lines(population, written)
    planted: list[Faulty] = []
    for layout, agency in AGENCIES.items():
        of_agency = sent.filter(pl.col("layout") == layout)
        added, faults = _planted(layout, of_agency, population, rng)
        planted += [Faulty(agency, fault, count) for fault, count in faults]
        whole = pl.concat([of_agency, added]).sort("started_on", "person_reference", "service", "ended_on", maintain_order=True)
        year = pl.col("started_on").dt.offset_by("-3mo").dt.year()
        for period in range(FIRST_FY, FIRST_FY + YEARS):
            table = whole.filter(year == period).select(**_LAYOUTS[layout]())
            _write(folder / "protected" / agency, f"{NAMES[layout]}-{period}-{(period + 1) % 100}", table, _form(layout, period))
    planted += _other_files(folder, sent, rng)
    (folder / "protected").chmod(0o700)  # as a team would have it
    for name, content in agreements().items():
        put(folder / "agreements" / name, content)
    put(folder / "hypotheses.toml", hypotheses())
    return planted


def _form(layout: str, period: int) -> str:
    """As what a file comes: one year of the NHS in a zip file, one of the fire service as a workbook, all else as text."""
    if layout == "nhs" and period < FIRST_FY + YEARS - 1:
        return "zip"
    return "xlsx" if layout == "fire" and period == FIRST_FY + 1 else "csv"


def _write(folder: Path, name: str, table: pl.DataFrame, form: str) -> None:
    if form == "xlsx":
        put(folder / f"{name}.xlsx", xlsx([SheetContent("Export", [table.columns, *table.rows()])]))
        return
    content = table.write_csv().encode()
    if form == "csv":
        put(folder / f"{name}.csv", content)
        return
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        info = zipfile.ZipInfo(f"{name}.csv", (2025, 4, 1, 0, 0, 0))
        info.create_system = 0
        info.compress_type = zipfile.ZIP_DEFLATED
        archive.writestr(info, content)
    put(folder / f"{name}.zip", buffer.getvalue())


def _lines(population: Population, written: Written) -> pl.DataFrame:
    """Contacts with what the books say of the person, and fillers where some systems print them."""
    found = lines(population, written)
    # what some systems print for those whose NHS number is not known
    is_default = found["nhs_number"].is_null() & found["layout"].is_in(["nhs", "ambulance"]) & (found["record_no"] % 5 == 0)
    return found.with_columns(nhs_number=found["nhs_number"].zip_with(~is_default, pl.Series([_DEFAULT_NHS_NUMBER])))


def _some(frame: pl.DataFrame, count: int, rng: np.random.Generator) -> pl.DataFrame:
    """That many rows by lot, fewer if there are not so many."""
    return frame[np.sort(rng.permutation(len(frame))[:count])]


def _planted(layout: str, sent: pl.DataFrame, population: Population, rng: np.random.Generator) -> tuple[pl.DataFrame, list[tuple[str, int]]]:
    """Lines with faults, to stand among the others, and how many of each there are."""
    faulty: dict[str, pl.DataFrame] = {}
    if layout == "nhs":
        young = sent.filter((pl.col("born_on") > pl.lit(STARTS_ON).dt.offset_by("60d")) & (pl.col("service") == "nhs-outpatient"))
        early = pl.col("born_on").dt.offset_by("-20d")
        faulty["contact before birth"] = _some(young, 12, rng).with_columns(started_on=early, ended_on=early)
    if layout == "social_care":
        long = sent.filter((pl.col("service") == "social-care-home-care") & ((pl.col("ended_on") - pl.col("started_on")).dt.total_days() > 20))
        faulty["overlapping spells"] = _some(long, 15, rng).with_columns(started_on=pl.col("started_on").dt.offset_by("7d"))
        faulty["negative cost"] = _some(sent.filter(pl.col("service") == "social-care-assessment"), 10, rng).with_columns(stated_cost_pence=pl.lit(-25_000, dtype=pl.Int64))
    if layout == "police":
        faulty["service not known"] = _some(sent.filter(pl.col("service") == "police-incident"), 20, rng).with_columns(service=pl.lit("Lost property handed in"))
        times = max(LEAST_SHARED_TIMES, round(SHARED_TIMES * min(1.0, population.size / FULL_SIZE)))
        in_year = pl.col("started_on").is_between(pl.date(FIRST_FY + 1, 4, 1), pl.date(FIRST_FY + 2, 3, 31))
        shared = sent.filter(pl.col("service") == "police-antisocial-behaviour", pl.col("substance").is_null(), in_year)
        shared = shared[np.arange(times) % len(shared)] if len(shared) else shared
        nobody = dict.fromkeys(("forename", "surname", "sex", "postcode"))
        faulty["one reference many times"] = shared.with_columns(
            person_reference=pl.lit(SHARED_REFERENCE), born_on=pl.lit(None, dtype=pl.Date), **{name: pl.lit(none, dtype=pl.String) for name, none in nobody.items()}
        )
    added = [frame.select(sent.columns) for frame in faulty.values()]
    return (pl.concat(added) if added else sent.clear()), [(name, len(frame)) for name, frame in faulty.items()]


def _other_files(folder: Path, sent: pl.DataFrame, rng: np.random.Generator) -> list[Faulty]:
    """Files that are to be refused as wholes: without an agreement, under one that has expired or has a blank, and with names where pseudonyms were agreed."""
    protected = folder / "protected"
    activity = _LAYOUTS["nhs"]()
    visits = {"Occupier ID": pl.col("person_reference"), "Surname": pl.col("surname"), "Forename": pl.col("forename"), "DOB": _day("born_on", _DAY_FIRST), "Visit Date": _day("started_on", _DAY_FIRST), "Visit Type": pl.lit("Home fire safety visit")}  # fmt: skip
    of: dict[tuple[str, str, str], tuple[str, dict[str, pl.Expr], int]] = {
        (NOBODYS_AGENCY, "activity-2024-25", "no agreement"): ("nhs", activity, 120),
        (EXPIRED_AGENCY, "cases-2024-25", "agreement expired"): ("housing", _LAYOUTS["housing"](), 60),
        (BLANK_AGENCY, "activity-2024-25", "agreement with a blank"): ("nhs", activity, 60),
        (FIRE, "visits-with-names-2024-25", "names where pseudonyms were agreed"): ("social_care", visits, 40),
    }
    planted = []
    for (agency, name, fault), (layout, columns, count) in of.items():
        some = _some(sent.filter(pl.col("layout") == layout, pl.col("started_on") >= pl.date(FIRST_FY + 2, 4, 1)), count, rng)
        _write(protected / agency, name, some.select(**columns), "csv")
        planted.append(Faulty(agency, fault, len(some)))
    return planted
