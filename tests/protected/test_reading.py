"""What is refused and by which clause, what one row cannot tell, and laws that hold for whatever is sent. All names are invented."""

import io
import random
import traceback
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.protected import agreement
from tests.protected.sent import TODAY, dataset, knowing, outcomes, put, read, stated
from totalplace.errors import PlaceError
from totalplace.example.write import SheetContent, xlsx, zipped
from totalplace.paths import PlacePaths
from totalplace.protected import reading, received
from totalplace.protected.agreements import load_agreements
from totalplace.protected.contact_rows import (
    BORN_TOO_LONG_AGO,
    MERGED,
    SENT_TWICE,
    SEVERAL_BIRTHS,
    SHARED_NUMBER,
    TOO_MANY,
)
from totalplace.protected.reading import NAMES_SENT, REFUSED, UNREAD_COLUMN, read_protected

HEAD = "Nominal ID,Surname,Forename,DOB,Home postcode,Offence,Date committed\n"
LINE = "N1,Quixley,Vaughn,01/02/1980,ZE1 0AA,Burglary,03/04/2021\n"
CRIMES = HEAD + LINE
VALUES = ("N1", "Quixley", "Vaughn", "1980", "ZE1", "ZE10AA")


def refused(tmp_path: Path, content: str, *, where: str = "force/crimes.csv", **agreed: object) -> tuple[str, str]:
    """The clause that refuses a file, and the sentence; nothing of it is kept or quoted."""
    put(tmp_path, where, content)
    found = read(tmp_path, stated(dataset("force", "police", **agreed)) if agreed else stated())
    assert (found.records.height, found.contacts.height) == (0, 0)
    assert not [value for value in VALUES if value in str(found.uses) + str(found.outcomes.rows())]
    (use,) = found.uses
    assert use.data_use == REFUSED
    assert found.outcomes["outcome"].to_list() == [use.clause]
    assert found.outcomes["contacts"].to_list() == [content.count("\n") - 1]
    return use.clause, use.reason


def test_a_file_without_an_agreement_is_refused(tmp_path: Path) -> None:
    clause, reason = refused(tmp_path, CRIMES)
    assert clause == "no agreement"
    assert reason.startswith("protected/force/crimes.csv: No agreement covers it.")


def test_a_field_outside_the_agreement_refuses_the_whole_file(tmp_path: Path) -> None:
    fields = frozenset({"person_reference", "forename", "surname", "born_on", "service", "started_on"})
    clause, reason = refused(tmp_path, CRIMES, fields=fields)
    assert clause == "agreement 'a', fields: person_reference, forename, surname, born_on, service, started_on; a field is not agreed: postcode"
    assert "has postcode, which the agreement 'a' does not allow" in reason


def test_names_where_pseudonyms_were_agreed_refuse_the_whole_file(tmp_path: Path) -> None:
    clause, reason = refused(tmp_path, CRIMES, identifiers="pseudonyms")
    assert clause == f"agreement 'a', identifiers: pseudonyms; {NAMES_SENT}"
    assert "Nothing of it is kept" in reason


@pytest.mark.parametrize("reference", ["Quixley Vaughn", "QUIXLEY, Vaughn", "999 000 0018"])
def test_names_in_the_column_of_pseudonyms_do_so_too(reference: str, tmp_path: Path) -> None:
    lines = "".join(f"P{number},Burglary,03/04/2021\n" for number in range(9)) if "9" not in reference else ""
    clause, _ = refused(tmp_path, f'Pseudonym,Offence,Date committed\n"{reference}",Burglary,03/04/2021\n{lines}', identifiers="pseudonyms")
    assert clause.endswith(NAMES_SENT)


def test_a_sheet_that_is_refused_refuses_the_file(tmp_path: Path) -> None:
    rows = [["Nominal ID", "Offence", "Date committed"], ["qx1", "Burglary", "2021-04-03"]]
    put(tmp_path, "force/book.xlsx", xlsx([SheetContent("One", rows), SheetContent("Two", [[*rows[0], "Surname"], [*rows[1], "Quixley"]])]))
    found = read(tmp_path, stated(dataset("force", "police", identifiers="pseudonyms")))
    assert (found.records.height, [use.data_use for use in found.uses]) == (0, [REFUSED])


@pytest.mark.parametrize(
    ("where", "content", "clause"),
    [
        ("force/list.csv", "Colour,Weight\nred,1\n", "no layout has these headings"),
        ("force/list.csv", LINE, "no layout has these headings"),
        ("stranger/crimes.csv", CRIMES, "the folder is no body of the place"),
        ("crimes.csv", CRIMES, "the folder is no body of the place"),
        ("force/list.csv", "Person ID,Service,Date\nN1,Burglary,2021-04-03\n", "the headings fit several layouts"),
    ],
)
def test_what_fits_nothing_is_refused_and_not_quoted(where: str, content: str, clause: str, tmp_path: Path) -> None:
    put(tmp_path, where, content)
    found = read(tmp_path, stated())
    assert [(use.clause, use.data_use) for use in found.uses] == [(clause, REFUSED)]
    assert not [value for value in VALUES if value in str(found.outcomes.rows()) + found.uses[0].reason]


def test_the_folder_or_the_only_agreement_tells_layouts_apart_where_headings_do_not(tmp_path: Path) -> None:
    content = "Person ID,Service,Date\nN1,Burglary,2021-04-03\n"
    put(tmp_path, "force/list.csv", content)
    assert read(tmp_path, stated(dataset("force", "police"))).contacts["layout"].to_list() == ["police"]
    put(tmp_path, "county/social-care/list.csv", "Person ID,Service,Date\nS1,Safeguarding,2021-04-03\n")
    both = stated(dataset("force", "police"), dataset("county", "housing"), dataset("county", "social_care"))
    assert read(tmp_path, both).contacts["layout"].to_list() == ["social_care", "police"]


def test_days_people_and_clauses_outside_the_agreement(tmp_path: Path) -> None:
    put(
        tmp_path,
        "force/crimes.csv",
        HEAD.strip() + ",Role\n"
        "N1,Quixley,Vaughn,01/02/1980,ZE1 0AA,Burglary,03/04/2021,Suspect\n"  # used
        "N1,Quixley,Vaughn,01/02/1980,ZE1 0AA,Burglary,31/03/2021,Suspect\n"  # a day before the period
        "N1,Quixley,Vaughn,01/02/1980,ZE1 0AA,Burglary,01/04/2023,Suspect\n"  # a day after it
        "N2,Brackle,Ada,04/04/2003,ZE1 0AA,Burglary,03/04/2021,Suspect\n"  # 17
        "N3,Brackle,Una,03/04/2003,ZE1 0AA,Burglary,03/04/2021,Suspect\n"  # 18 that day
        "N4,Tarnwick,Odo,,ZE1 0AA,Burglary,03/04/2021,Suspect\n"  # age not known
        "N5,Tarnwick,Ivo,01/02/1980,ZE9 9ZZ,Burglary,03/04/2021,Suspect\n"  # lives elsewhere
        "N6,Tarnwick,Edo,01/02/1980,,Burglary,03/04/2021,Suspect\n"  # nobody knows where
        "N7,Fenlow,Isa,01/02/1980,ZE1 0AA,Burglary,03/04/2021,Victim\n",
    )
    agreed = dataset("force", "police", youngest=18, oldest=64, areas=frozenset({"E07000001"}), has_victim_clause=False)
    found = read(tmp_path, stated(agreed), knowing({"ZE1 0AA": "E07000001", "ZE9 9ZZ": "E07000002"}))
    cohort = "agreement 'a', cohort: aged 18 to 64, living in E07000001"
    assert outcomes(found) == {
        "used": 2,
        "agreement 'a', period: 2021-04-01 to 2023-03-31": 2,
        f"{cohort} (of another age)": 1,
        f"{cohort} (age not known)": 1,
        f"{cohort} (living elsewhere)": 1,
        f"{cohort} (where they live is not known)": 1,
        "agreement 'a', victim_clause: there is none": 1,
    }
    assert found.records["person_reference"].to_list() == ["N1", "N3"]


def test_children_and_treatment_need_their_own_clause(tmp_path: Path) -> None:
    put(tmp_path, "county/care.csv", "LA child ID,Date of birth,Service type,Package start date\nS1,01/02/1980,Home care,01/05/2021\nS2,02/05/2003,Home care,01/05/2021\nS3,01/02/1980,Children's home,01/05/2021\n")
    put(tmp_path, "trust/care.csv", "Attributor,Modality,Modality start date\nq1,Psychosocial,01/05/2021\n")
    found = read(tmp_path, stated(dataset("county", "social_care", has_child_clause=False), dataset("trust", "treatment", has_treatment_clause=False)))
    assert outcomes(found) == {"used": 1, "agreement 'a', child_clause: there is none": 2, "agreement 'a', treatment_clause: there is none": 1}


def test_one_reference_with_too_many_contacts_stands_for_anybody(tmp_path: Path) -> None:
    many = "".join(f"N9,,,,,Burglary,{date(2021, 4, 1) + timedelta(days=number % 300)}\n" for number in range(60))
    put(tmp_path, "force/crimes.csv", CRIMES + many)
    found = read(tmp_path, stated(dataset("force", "police")), knowing(most_contacts_a_year=59))
    assert outcomes(found) == {"used": 1, TOO_MANY: 60}
    assert found.outcomes.filter(outcome=TOO_MANY)["people"].to_list() == [1]
    assert read(tmp_path, stated(dataset("force", "police")), knowing(most_contacts_a_year=60)).contacts.height == 61


def test_twins_stay_two_and_changed_details_are_the_latest(tmp_path: Path) -> None:
    put(
        tmp_path,
        "force/crimes.csv",
        HEAD + "N1,Quixley,Ada,01/02/1990,ZE1 0AA,Theft,03/04/2021\nN2,Quixley,Ida,01/02/1990,ZE1 0AA,Theft,03/04/2021\n"
        "N1,Brackle,Ada,02/01/1990,ZE1 0AB,Theft,03/04/2022\nN1,,,,,Theft,03/05/2022\n",
    )
    found = read(tmp_path, stated(dataset("force", "police")))
    assert found.records.select("person_reference", "forename", "surname", "born_on", "postcode").rows() == [
        ("N1", "Ada", "Brackle", date(1990, 1, 2), "ZE10AB"),
        ("N2", "Ida", "Quixley", date(1990, 2, 1), "ZE10AA"),
    ]
    assert found.outcomes.filter(outcome=SEVERAL_BIRTHS).select("field", "people").rows() == [("born_on", 1)]


def test_a_default_date_of_birth_is_none(tmp_path: Path) -> None:
    put(tmp_path, "force/crimes.csv", HEAD + "N1,Quixley,Ada,01/01/1900,,Theft,03/04/2021\nN1,Quixley,Ada,01/02/1990,,Theft,03/04/2021\nN2,Quixley,Ida,01/01/1900,,Theft,03/04/2022\n")
    found = read(tmp_path, stated(dataset("force", "police")))
    assert found.records["born_on"].to_list() == [date(1990, 2, 1), None]
    assert found.outcomes.filter(outcome=BORN_TOO_LONG_AGO).select("field", "people").rows() == [("born_on", 2)]


def test_a_number_that_many_share_is_nobodys(tmp_path: Path) -> None:
    lines = "".join(f"P{number},9990000018,ED,2021-04-03\n" for number in range(4))
    put(tmp_path, "trust/ae.csv", f"Patient ID,NHS number,Point of delivery,Arrival date\n{lines}")
    found = read(tmp_path, stated(dataset("trust", "nhs")), knowing(most_people_a_number=3))
    assert (found.records["nhs_number"].null_count(), found.contacts.height) == (4, 4)
    assert found.outcomes.filter(outcome=SHARED_NUMBER)["people"].to_list() == [4]


def test_what_two_files_of_a_sender_share_counts_once(tmp_path: Path) -> None:
    put(tmp_path, "force/2021.csv", CRIMES + LINE)  # twice in a day, in one file, is twice
    put(tmp_path, "force/all.csv", CRIMES + LINE + "N2,,,,,Theft,03/05/2022\n")
    put(tmp_path, "force/copy.csv", CRIMES + LINE)
    found = read(tmp_path, stated(dataset("force", "police")))
    assert outcomes(found) == {"used": 3, SENT_TWICE: 2, "the same bytes as another file": 0}


def test_columns_that_no_layout_knows_are_not_read_and_named_by_their_place(tmp_path: Path) -> None:
    put(tmp_path, "force/crimes.csv", CRIMES.replace("\n", ",Notes on Vaughn Quixley\n", 1))
    found = read(tmp_path, stated(dataset("force", "police")))
    assert found.outcomes.filter(outcome=UNREAD_COLUMN)["field"].to_list() == ["column 8"]


ROWS = [["Nominal ID", "Surname", "Offence", "Date committed"], ["N1", "Ænfield", "Burglary", "2021-04-03"], ["N2", "O'Dwŷer", "Theft", "2021-04-04"]]


def as_text(delimiter: str = ",", end: str = "\n") -> str:
    return end.join(delimiter.join(row) for row in ROWS) + end


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", as_text().encode("utf-8-sig")),
        ("a.csv", as_text("\t").encode("utf-16")),
        ("a.csv", as_text(";", "\r\n").encode()),
        ("a.csv", as_text(end="\r").encode()),
        ("a.csv", as_text().replace("ŷ", "y").encode("cp1252")),
        ("a.csv", ("Extract of crimes,,,\n,,,\n" + as_text()).encode()),
        ("a.csv", as_text().replace("Burglary", '"Burglary,\nat night"').encode()),
        ("a.xlsx", xlsx([SheetContent("Notes", [["About this"]]), SheetContent("Crimes", ROWS)])),
        ("a.zip", zipped([("crimes.csv", as_text().encode())])),
        ("a.zip", zipped([("in/crimes.xlsx", xlsx([SheetContent("Crimes", ROWS)]))])),
    ],
)
def test_every_container_and_encoding_gives_the_same(name: str, content: bytes, tmp_path: Path) -> None:
    put(tmp_path, f"force/{name}", content)
    found = read(tmp_path, stated(dataset("force", "police")))
    assert found.records.select("person_reference", pl.col("surname").str.replace("ŷ", "y")).rows() == [("N1", "Ænfield"), ("N2", "O'Dwyer")]
    assert outcomes(found) == {"used": 2}
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [name]  # read where it lies


def test_rows_with_other_fields_than_headings_are_counted_with_the_lines_they_swallow(tmp_path: Path) -> None:
    put(tmp_path, "force/crimes.csv", CRIMES + 'N2,Brackle,"Ada,01/02/1980,,Theft,03/04/2021\nN3,x\nN4,y\n')
    found = read(tmp_path, stated(dataset("force", "police")))
    assert outcomes(found) == {"used": 1, received.ODD_FIELDS: 3}


@pytest.mark.parametrize(
    "content",
    [b"", b"\x00\x01\x02" * 99, b"PK\x03\x04 broken", b"%PDF-1.4 Quixley", zipped([("a.csv", b"")]), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 Quixley", ('N1,"' + "Quixley\n" * 5).encode()],
)
def test_what_cannot_be_read_is_told_without_a_word_of_it(content: bytes, tmp_path: Path) -> None:
    put(tmp_path, "force/a.csv", content)
    put(tmp_path, "force/good.csv", CRIMES)
    found = read(tmp_path, stated(dataset("force", "police")))
    assert [use.data_use for use in found.uses] == [REFUSED, "cohort analysis"]
    assert not [value for value in VALUES if value in str(found.uses) + str(found.outcomes.rows())]


def test_what_a_library_says_of_a_cell_goes_no_further(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, "force/crimes.csv", CRIMES)

    def quoting(*_: object) -> None:
        raise pl.exceptions.ComputeError("cannot cast 'Quixley' to a date")

    with monkeypatch.context() as patch:
        patch.setattr(reading, "read_cells", quoting)
        (use,) = read(tmp_path, stated(dataset("force", "police"))).uses
        assert "ComputeError" in use.reason and "Quixley" not in str(use)
    monkeypatch.setattr(reading, "put_together", quoting)
    with pytest.raises(PlaceError, match="ComputeError") as told:
        read(tmp_path, stated(dataset("force", "police")))
    assert "Quixley" not in "".join(traceback.format_exception(told.value)) and told.value.__context__ is None


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "elsewhere.csv").write_text(CRIMES, "utf-8")
    put(tmp_path, "force/crimes.csv", CRIMES)
    (tmp_path / "protected" / "force" / "link.csv").symlink_to(tmp_path / "elsewhere.csv")
    with pytest.raises(PlaceError, match="leads out of protected/"):
        read(tmp_path, stated(dataset("force", "police")))


# Laws

CELL = st.sampled_from(["", "01/04/2021", "30/06/2022", "15/05/2022", "31/12/2022", "01/01/2019", "01/01/2030", "31/02/2021"])
CARE = st.lists(st.tuples(st.sampled_from(["S1", "S2", "UNKNOWN", ""]), st.sampled_from(["Home care", "Nursing home", "Review", "Juggling"]), CELL, CELL, st.sampled_from(["", "100.00", "-5", "x"])), max_size=12)


def care(rows: list[tuple[str, ...]]) -> str:
    stream = io.StringIO()
    stream.write("LA unique ID,Package type,Package start date,Package end date,Cost\n")
    stream.writelines(",".join(row) + "\n" for row in rows)
    return stream.getvalue()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=CARE, shuffle=st.randoms(use_true_random=False))
def test_each_row_has_one_outcome_and_the_order_of_rows_and_files_says_nothing(rows: list[tuple[str, ...]], shuffle: random.Random, tmp_path_factory: pytest.TempPathFactory) -> None:
    agreed = stated(dataset("county", "social_care"))
    whole, parted = tmp_path_factory.mktemp("whole"), tmp_path_factory.mktemp("parted")
    put(whole, "county/care.csv", care(rows))
    found = read(whole, agreed)
    assert sum(outcomes(found).values()) == sum(any(row) for row in rows)
    used = sum(count for outcome, count in outcomes(found).items() if outcome.startswith("used"))
    assert used == found.contacts.height
    assert set(found.contacts["record_no"]) == set(found.records["record_no"])
    assert found.contacts.filter((pl.col("ended_on") < pl.col("started_on")) | (pl.col("started_on") < date(2021, 4, 1)) | (pl.col("ended_on") > TODAY)).height == 0
    spells = found.contacts.filter(pl.col("service") != "social-care-assessment").sort("record_no", "service", "started_on")
    same = (pl.col("record_no") == pl.col("record_no").shift(1)) & (pl.col("service") == pl.col("service").shift(1))
    assert spells.filter(same & (pl.col("started_on") < pl.col("ended_on").shift(1))).height == 0, "no two spells of a service overlap"

    # the same rows in another order, those of S2 in a file of their own that comes first
    mixed = list(rows)
    shuffle.shuffle(mixed)
    put(parted, "county/0.csv", care([row for row in mixed if row[0] == "S2"]))
    put(parted, "county/1.csv", care([row for row in mixed if row[0] != "S2"]))
    again = read(parted, agreed)
    assert again.contacts.equals(found.contacts) and again.records.equals(found.records)


def test_stated_costs_of_spells_that_overlap_add_up(tmp_path: Path) -> None:
    put(tmp_path, "county/care.csv", care([("S1", "Home care", "01/05/2021", "31/05/2021", "10.01"), ("S1", "Home care", "01/05/2021", "31/05/2021", "10.01"), ("S1", "Home care", "10/05/2021", "20/05/2021", ""), ("S1", "Home care", "30/05/2021", "30/06/2021", "0.99"), ("S1", "Home care", "30/06/2021", "05/07/2021", "7")]))
    found = read(tmp_path, stated(dataset("county", "social_care")))
    assert found.contacts.select("started_on", "ended_on", "units", "stated_cost_pence").rows() == [(date(2021, 5, 1), date(2021, 6, 30), 61 / 7, 1100), (date(2021, 6, 30), date(2021, 7, 5), 6 / 7, 700)]
    assert outcomes(found)[MERGED] == 3


# Under agreements as the place's files state them


@pytest.mark.parametrize(
    ("stands", "instead", "clause"),
    [
        ("", "", ""),
        ("expires_on = 2026-03-31", "expires_on = 2025-12-31", "agreement 'drink', expires_on: 2025-12-31"),
        ("approved_on = 2025-05-02", "approved_on = 2026-01-16", "agreement 'drink', starts on: 2026-01-16"),
        ("national_opt_out_applied_on = 2025-05-01\n", "", "agreement 'drink' is refused"),
        ('dpia_reference = "DPIA 2025-12"', 'dpia_reference = ""', "agreement 'drink' is refused"),
        ('layout = "police"', 'layout = "probation"', "no agreement"),
        ('identifiers = "names"', 'identifiers = "pseudonyms"', "agreement 'drink' is refused"),
    ],
)
def test_a_file_is_read_only_under_an_agreement_in_force(stands: str, instead: str, clause: str, tmp_path: Path) -> None:
    assert stands in agreement.AGREEMENT
    (tmp_path / "agreements").mkdir()
    (tmp_path / "agreements" / "drink.toml").write_text(agreement.AGREEMENT.replace(stands, instead, 1), "utf-8")
    put(tmp_path, "shire-police/crimes.csv", "Nominal ID,Surname,Forename,DOB,Offence,Date committed\nN1,Quixley,Vaughn,01/02/1980,Burglary,03/04/2023\n")
    paths = PlacePaths(tmp_path)
    found = read_protected(paths, agreement.PLACE, load_agreements(paths, agreement.PLACE, agreement.TODAY), knowing(), agreement.TODAY)
    assert [use.clause for use in found.uses if use.data_use == REFUSED] == ([clause] if clause else [])
    assert found.contacts.height == (0 if clause else 1)
