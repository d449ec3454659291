"""The commands as a user meets them: what they print, how they end, and that nobody is ever shown a traceback."""

import ctypes
import errno
import os
import re
import signal
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import dagster as dg
import duckdb
import polars as pl
import pytest

from tests.integration import small_place
from tests.integration.small_place import Said, command, put, query
from totalplace import cli, launch, pipeline, publication, words
from totalplace.errors import PlaceError
from totalplace.paths import PlacePaths
from totalplace.pipeline import hold_lock, open_workbench
from totalplace.settings import read_settings

Command = Callable[..., Said]


@pytest.fixture
def say(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """The command within this process: quicker to start, the same to the user."""

    def run(*words: str) -> Said:
        monkeypatch.setattr(sys, "argv", ["totalplace", *words])
        code = 0
        try:
            cli.main()
        except SystemExit as leave:
            code = int(leave.code or 0)
        told = capsys.readouterr()
        return Said(code, told.out, told.err)

    return run


def assert_one_sentence(said: Said, *words: str) -> None:
    assert said.code == 1, said
    assert "Traceback" not in said.err + said.out
    assert "defect of totalplace" not in said.err, said.err
    for word in words:
        assert word in said.last_error, said.err


def dagster_runs() -> list[dg.DagsterRun]:
    with dg.DagsterInstance.get() as instance:
        return list(instance.get_runs())


def test_from_nothing_to_a_publication_and_back(places_root: Path, tmp_path: Path) -> None:
    """One life of a place by processes of their own, recorded in the Dagster instance that the UI shows."""
    paths = small_place.write(places_root)
    made = command("run", "northby", cwd=tmp_path)
    assert made.code == 0, made.err
    assert "Published 2025-06-30-" in made.out and "3 assets; 5 payment lines counted, £3,500.25; 0 errors, 0 warnings, 0 notes" in made.out
    assert str(paths.database) in made.out and ".html" in made.out
    assert [run.status for run in dagster_runs()] == [dg.DagsterRunStatus.SUCCESS]
    with dg.DagsterInstance.get() as instance:
        assert instance.get_dynamic_partitions("place") == ["northby"]
        assert not instance.telemetry_enabled
    assert not (tmp_path / "dagster" / ".telemetry").exists()
    assert query(paths.database, "select steps_run, steps_unchanged from ops.run") == [(len(pipeline.steps()), 0)]

    again = command("run", "northby", cwd=tmp_path)
    assert again.code == 0 and "Nothing has changed since publication 2025-06-30-" in again.out
    assert len(dagster_runs()) == 1, "nothing was launched"


def test_a_run_in_this_process_is_recorded_too_and_says_in_pounds_what_it_changed(northby: PlacePaths, say: Command) -> None:
    (first,) = publication.manifest_ids(northby)
    small_place.change_a_payment(northby)
    put(
        northby,
        "inbox/northby-trust/more.csv",
        "Entity,Date of payment,Supplier,Transaction Number,Amount (£),Expense Type\n"
        "NHT,06/05/2025,Clean Sheets Ltd,9101,1200.00,Laundry\nNHT,07/05/2025,Splint Makers Ltd,9102,n/k,Splints\n",
    )
    put(
        northby,
        "inbox/northby-trust/return.csv",
        "NHS trust,Financial year,Measure,Service area,Expenditure (£)\n"
        "Northby Hospitals NHS Trust,2024-25,Outturn,Acute,1000000.00\nNorthby Hospitals NHS Trust,2024-25,Outturn,Community,250000.50\n",
    )
    partly = say("run", "northby", "--select", "core/payment_line")
    assert partly.code == 0 and "core.payment_line" in partly.out and "mart.estate" not in partly.out
    assert query(northby.database, "select sum(payments_gbp) from mart.body_coverage") == [(Decimal("3500.25"),)]
    assert say("run", "northby", "--select", "core.payment_line").out.strip() == "core.payment_line is up to date."
    whole = say("run", "northby")
    assert whole.code == 0, whole.err
    assert "2 rows of the count of spending (+2), over all its years £1,250,000.50 (+£1,250,000.50)" in whole.out
    assert f"since {first} (to go back: totalplace restore northby {first}):" in whole.out
    assert "assets held 3 (as before); 6 payment lines counted (+1), £3,701.25 (+£201.00)" in whole.out
    assert "inbox/northby-trust/more.csv: new, loaded: +1 line, +£1,200.00 counted" in whole.out
    assert "inbox/northby-council/payments-2025-04.csv: changed: −£999.00 counted" in whole.out
    assert query(northby.database, "select sum(payments_gbp) from mart.body_coverage") == [(Decimal("3701.25"),)]
    assert query(northby.database, "select count(*) > 1 from ops.run") == [(True,)]
    pages = len([path for path in northby.board_pack.glob("*.html") if not path.name.startswith("why-")])
    assert pages and f"board pack, {words.plural(pages, 'page')}: {northby.board_pack}" in say("status", "northby").out
    events = [run.run_id for run in dagster_runs()]
    assert len(events) == 2
    with dg.DagsterInstance.get() as instance:
        seen = instance.get_latest_materialization_event(dg.AssetKey(["publish", "database"]))
        assert seen is not None and seen.asset_materialization is not None
        assert seen.asset_materialization.metadata["publication"].value == publication.publication_id_of(
            northby.database
        )


def test_why_walks_back_to_lines_that_add_up(northby: PlacePaths, say: Command) -> None:
    money = say("why", "northby", "mart.body_coverage", "northby-council")
    assert money.code == 0
    assert "stated 1,500.25, sum of its 3 lines 1,500.25: they add up" in money.out
    assert "Acme" in money.out and "700.50" in money.out
    named = say("why", "northby", "mart.body_coverage", "body_id=northby-trust", "--lines", "1")
    assert "and 1 more line (" in named.out and "2,000.00: they add up" in named.out
    asset = query(northby.database, "select asset_id from mart.estate where name = 'Northby Library'")[0][0]
    estate = say("why", "northby", "mart.estate", asset)
    assert estate.code == 0 and "gia_m2: 420.5" in estate.out
    assert "same body and asset code" in " ".join(estate.out.split())


@pytest.mark.parametrize("said", ["A2", "100010000002", "northby library"])
def test_why_takes_an_asset_by_its_code_reference_or_name(northby: PlacePaths, say: Command, said: str) -> None:
    assert "name: Northby Library" in say("why", "northby", "mart.estate", said).out


def test_why_names_the_assets_where_several_are_meant(northby: PlacePaths, say: Command) -> None:
    second = small_place.REGISTER.replace("Old Depot", "Northby Library")
    put(northby, "inbox/northby-council/register.csv", second)
    small_place.publish()
    found = query(northby.database, "select asset_id from mart.estate where name = 'Northby Library' order by 1")
    assert len(found) == 2
    assert_one_sentence(
        say("why", "northby", "mart.estate", "Northby Library"), "is said of 2 assets", *(row[0] for row in found)
    )


def test_what_why_prints_into_a_pipe_is_a_line_a_line(northby: PlacePaths, say: Command) -> None:
    """However long a path is: a tab between cells, and none broken in two."""
    long = "inbox/northby-trust/" + "a-very-long-name-" * 10 + ".csv"
    put(northby, long, "")
    (northby.inbox / "northby-trust" / "spend-april-2025.csv").replace(northby.root / long)
    small_place.publish()
    told = say("why", "northby", "mart.body_coverage", "northby-trust").out.splitlines()
    assert "file\tpart\tline\tsays\twhy it is in\t£" in told
    assert [line.split("\t")[0] for line in told].count(long) == 2


def test_why_says_that_no_lines_are_kept_instead_of_an_empty_table(northby: PlacePaths, say: Command) -> None:
    told = say("why", "northby", "ref.body", "northby-trust")
    assert told.code == 0 and "No lines of files are kept for this row of ref.body." in " ".join(told.out.split())
    assert "why it is in" not in told.out


def test_hints_name_the_command_as_it_was_called(places_root: Path, tmp_path: Path) -> None:
    """In a process of its own, called as a module: what it hints at can be copied."""
    small_place.write(places_root)
    told = command("status", "northby", cwd=tmp_path)
    assert " -m totalplace run northby" in told.out


@pytest.mark.parametrize(
    ("called", "shown"),
    [("totalplace", "totalplace"), ("{here}/.venv/bin/totalplace", ".venv/bin/totalplace"), ("/opt/tp/totalplace", "/opt/tp/totalplace")],
)
def test_the_command_is_written_as_somebody_would_type_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, called: str, shown: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr(sys, "argv", [called.format(here=tmp_path), "status"])
    assert words.as_called("Publish with: totalplace run x. A defect of totalplace.") == (
        f"Publish with: {shown} run x. A defect of totalplace."
    )


LOST = "Entity,Date of payment,Supplier,Transaction Number,Expense Type\nNHT,06/05/2025,Clean Sheets Ltd,9101,Laundry\nNHT,07/05/2025,Splint Makers Ltd,9102,Splints\n"
LISTED = "Name,Address,Postcode\nNorthby Baths,1 Mill Road Northby,M33 1AB\nNorthby Gallery,2 Quay Street Northby,M33 1AD\n"


@pytest.mark.soak  # several runs: longer than `make test` has
def test_what_is_lost_or_no_register_is_said_wherever_it_is_asked(northby: PlacePaths, say: Command) -> None:
    """A list without its amounts holds no nought pounds; status names as many tables as a run leaves out; a list of places owns nothing."""
    put(northby, "inbox/northby-trust/lost.csv", LOST)
    put(northby, "inbox/northby-trust/bad.csv", LOST.replace("Type", "Type,Amount (£)").replace("Laundry", "Laundry,12.00").replace("Splints", "Splints,n/k"))
    put(northby, "inbox/northby-council/places-open-to-the-public.csv", LISTED)
    checked = say("check", "northby").out
    assert "2 rows: 2 held; no amount is known" in checked and "or, if no column holds it, ask the sender for the file with it" in checked
    assert "2 rows: 1 loaded, 1 rejected; £12.00 read, the amounts of 1 row are not known" in checked
    assert "note: taken as a list of places of service, not as a register of what is owned (Northby Borough Council)" in checked
    assert checked.count("list of places of service") == 1 and "no directory of postcodes" not in checked
    ran = say("run", "northby")
    assert "left out  3 rows of 2 tables held or rejected; the amounts of 3 rows are not known: totalplace status northby" in ran.out
    assert re.fullmatch(r"(Made: .*\n)+Checking\nPublishing\n", ran.err), ran.err
    told = [line for line in say("status", "northby").out.splitlines() if "left out" in line.lower()]
    assert [re.sub(r"publication: (\S+): (.*?): .*", r"\1: \2", line).removeprefix("Left out of the ") for line in told] == [
        "inbox/northby-trust/bad.csv: 1 rejected; the amounts of 1 row are not known",
        "inbox/northby-trust/lost.csv: 2 held; the amounts of 2 rows are not known",
    ]
    (northby.reference / "postcodes.csv").unlink()
    assert "There is no directory of postcodes: what has no coordinates cannot be put on the map" in say("check", "northby").out


def test_status_works_while_a_run_holds_the_place(northby: PlacePaths, tmp_path: Path) -> None:
    with hold_lock(northby):
        told = command("status", "northby", cwd=tmp_path)
    assert told.code == 0, told.err
    assert "is in place" in told.out and "A run is under way" in told.out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("mart.no_such", "x"), "'mart.no_such' is not published. Published are: mart.access_change, mart.agency_overlap"),
        (("mart.estate", "a0"), "has no row with asset_id=a0. Give its key as asset_id="),
        (("mart.interest", "asset_id=x"), "has no row with asset_id=x"),
        (
            ("mart.body_coverage", "files_loaded=2", "--publication", "2020-01-01-x"),
            "There is no publication '2020-01-01-x'",
        ),
    ],
)
def test_why_says_what_it_was_not_given(northby: PlacePaths, say: Command, words: tuple[str, ...], told: str) -> None:
    assert_one_sentence(say("why", "northby", *words), told)


def test_status_before_after_and_between(places_root: Path, northby: PlacePaths, say: Command) -> None:
    small_place.write(places_root, "southby")
    fresh = say("status", "southby")
    assert "nothing is published yet" in fresh.out and "Stale:" in fresh.out
    standing = say("status", "northby")
    assert "Nothing has changed since." in standing.out and ".html" in standing.out
    put(northby, "inbox/northby-trust/unknown.csv", "colour,size\nred,1\n")
    put(
        northby,
        "accepted/old.toml",
        '[[accepted]]\ncheck = "no such sentence"\ntable = "mart.estate"\nreason = "r"\nby = "b"\non = 2024-01-01\nexpires_on = 2024-02-01\nat_most_rows = 1\n',
    )
    later = say("status", "northby")
    assert "Stale: " in later.out and "inbox/northby-trust/unknown.csv" in later.out
    assert "names no check" in later.out


def test_check_tells_the_pounds_of_a_total_line_apart(northby: PlacePaths, say: Command) -> None:
    put(northby, "inbox/northby-trust/spend-april-2025.csv", small_place.TRUST_PAYMENTS + ",,Total,,2000.00,\n")
    told = say("check", "northby").out
    assert "3 rows: 2 loaded, 1 ignored; £2,000.00 read, beside £2,000.00 in ignored rows (total line: 1)" in told


ELSEWHERE = """\
Organisation Code,Organisation Name,Commissioning Region,Organisation Type,Reporting year,Total number of sites (No.),Gross internal floor area (m²),\
Occupied floor area (m²),Floor area - empty (%),Floor area - under used (%),Cost to eradicate high risk backlog (£)
7XA,Southby Hospitals NHS Trust,NORTH COMMISSIONING REGION,ACUTE - LARGE,2022-23,4,10000,9000,2.0,0.4,1000
7XB,Westby Hospitals NHS Trust,NORTH COMMISSIONING REGION,ACUTE - LARGE,2022-23,4,10000,9000,140,1.0,1000
"""


def test_check_says_of_a_national_return_what_was_read_and_that_nobody_of_the_place_is_in_it(northby: PlacePaths, say: Command) -> None:
    put(northby, "inbox/nhs-england/eric.csv", ELSEWHERE)
    told = say("check", "northby").out
    assert "2 rows: 2 read" in told and "which of them are of the place and count is decided by run" in told
    assert "None of the 2 trusts of this table is a body of the place" in told
    assert "140" not in told, "what is odd in a return of another place concerns nobody here"


def test_check_proposes_a_mapping_and_confirming_it_loads_the_file(northby: PlacePaths, say: Command) -> None:
    odd = "Wann,Wem,Wieviel\n03/04/2025,Acme Ltd,10.00\n04/04/2025,Bright Ltd,20.00\n05/04/2025,Acme Ltd,30.50\n"
    put(northby, "inbox/northby-trust/odd.csv", odd)
    told = say("check", "northby")
    assert told.code == 0 and "to do: look at mappings/" in told.out and "1 held" in told.out
    mapping = next(northby.mappings.glob("*.toml"))
    text = mapping.read_text("utf-8")
    assert "confirmed = false" in text
    head = text.split("kind =")[0]
    mapping.write_text(
        f'{head}kind = "payments"\nconfirmed = true\n\n[columns]\n"Wann" = "payment_on"\n"Wem" = "supplier_as_published"\n"Wieviel" = "amount_gbp"\n',
        "utf-8",
    )
    confirmed = say("check", "northby")
    assert "3 rows: 3 loaded; £60.50 read" in confirmed.out and "held" not in confirmed.out.splitlines()[-1]
    small_place.publish()
    assert query(northby.database, "select payments_gbp from mart.body_coverage where body_id = 'northby-trust'") == [
        (Decimal("2060.50"),)
    ]


def test_the_body_that_the_team_states_is_whose_payments_they_are(northby: PlacePaths, say: Command) -> None:
    put(northby, "inbox/a-helpful-friend/odd.csv", "Wann,Wem,Wieviel\n03/04/2025,Acme Ltd,10.00\n04/04/2025,Bright Ltd,20.00\n")
    say("check", "northby")
    mapping = next(northby.mappings.glob("*.toml"))
    head = mapping.read_text("utf-8").split("kind =")[0]
    stated = f'{head}kind = "payments"\nconfirmed = true\n\n[columns]\n"Wann" = "payment_on"\n"Wem" = "supplier_as_published"\n"Wieviel" = "amount_gbp"\n\n[settings]\nbody_id = "%s"\n'
    mapping.write_text(stated % "northby-trsut", "utf-8")
    assert_one_sentence(say("check", "northby"), 'body_id = "northby-trsut" is no body of place.toml', "northby-trust")
    mapping.write_text(stated % "northby-trust", "utf-8")
    small_place.publish()
    assert query(northby.database, "select payments_gbp from mart.body_coverage where body_id = 'northby-trust'") == [
        (Decimal("2030.00"),)
    ]


def test_what_the_team_states_of_a_list_and_what_its_name_says(northby: PlacePaths, say: Command) -> None:
    """Lists of places that are named after where they are: one mapping, the use of one list stated, that of the other in its name."""
    places = "name,address,postcode\n{0}town,\"1 {0} Walk, Northby\",NB1 1AA\n{0} Library,\"2 {0} Walk, Northby\",NB1 1AB\n"
    put(northby, "inbox/northby-trust/places.csv", places.format("High"))
    put(northby, "inbox/northby-trust/jobcentres.csv", places.format("Low").replace(" Library", "bury"))
    assert "2 held" in say("check", "northby").out
    (mapping,) = northby.mappings.glob("*.toml")
    text = mapping.read_text("utf-8").replace("confirmed = false", "confirmed = true")
    mapping.write_text(f'{text}\n[[file]]\npath = "inbox/northby-trust/places.csv"\nfunction = "jobcentre"\n', "utf-8")
    small_place.publish()
    found = query(
        northby.database,
        "select e.name, e.function, s.function_basis from mart.estate e join mart.estate_source s using (asset_id) where e.name similar to '(High|Low).*' order by all",
    )
    assert found == [
        ("High Library", "library", "name"), ("Hightown", "jobcentre", "stated for the list"),
        ("Lowbury", "jobcentre", "name of the list"), ("Lowtown", "jobcentre", "name of the list"),
    ]  # fmt: skip


def test_restore_by_name_and_a_list_without_one(northby_twice: PlacePaths, say: Command) -> None:
    northby = northby_twice
    first = publication.manifest_ids(northby)[0]
    assert say("restore", "northby").out.startswith(first)
    back = say("restore", "northby", first)
    assert back.code == 0 and f"{first} of 2025-06-30 is back in place" in back.out
    assert query(northby.database, "select payments_gbp from mart.body_coverage where body_id = 'northby-council'") == [
        (Decimal("1500.25"),)
    ]
    assert first in next(northby.maps.glob("*.html")).read_text("utf-8")
    assert "is in place already. Nothing was changed." in say("restore", "northby", first).out
    later = say("status", "northby").out
    assert f"{first} was put back in its place" in later
    assert "Run:" not in later and "not published" not in later, "nobody is told to undo what was just done"
    assert_one_sentence(
        say("restore", "northby", "2020-01-01-x"), "There is no publication '2020-01-01-x'", "Kept are: ", first
    )


def test_an_earlier_publication_is_withdrawn_by_name(northby_changed: PlacePaths, say: Command) -> None:
    northby = northby_changed
    first = publication.manifest_ids(northby)[0]
    assert "No earlier publication" in say("withdraw", "northby").out
    assert_one_sentence(say("withdraw", "northby", first), "is what readers have now", "totalplace run northby")
    assert_one_sentence(say("withdraw", "northby", "2020-01-01-x"), "There is no publication '2020-01-01-x'", first)
    small_place.publish()
    assert say("withdraw", "northby", first).code == 0
    assert first not in publication.manifest_ids(northby) and northby.database.is_file()


def test_a_publication_from_before_a_column_came_is_restored_without_the_maps_of_another(northby_twice: PlacePaths, say: Command) -> None:
    northby = northby_twice
    first, _ = publication.manifest_ids(northby)
    coverage = northby.root / publication.load_manifest(northby, first).tables["mart.body_coverage"]
    pl.read_parquet(coverage).drop("buildings_held").write_parquet(coverage)
    restored = say("restore", "northby", first)
    assert restored.code == 0 and "Its maps cannot be drawn by this version of totalplace" in restored.out
    assert list(northby.maps.glob("*.html")) == []


def test_a_new_place_is_a_place_that_runs(places_root: Path, say: Command) -> None:
    assert say("new", "eastby").code == 0
    made = {path.name for path in (places_root / "eastby").iterdir() if path.is_dir()}
    assert {"inbox", "reference", "mappings", "corrections", "accepted", "identity", "review", "scenarios", "agreements"} <= made
    assert_one_sentence(say("new", "eastby"), "exists already")
    assert_one_sentence(say("check", "eastby"), "names no public body", "[[body]]")
    toml = places_root / "eastby" / "place.toml"
    toml.write_text(toml.read_text("utf-8") + '\n[[body]]\nid = "eastby"\nname = "Eastby"\nkind = "council"\n', "utf-8")
    checked = say("check", "eastby")
    assert checked.code == 0 and "0 files, tables: none." in checked.out
    small_place.publish("eastby")
    assert query(places_root / "eastby" / "out" / "totalplace.duckdb", "select count(*) from mart.estate") == [(0,)]


_BAD_PLACES = {
    "no such place": (None, "no place 'northby'"),
    "not TOML": (b"name = ", "is not valid TOML"),
    "not UTF-8": (b'name = "Northb\xfd"', "not UTF-8"),
    "unknown kind": (b'name = "N"\n[[body]]\nid = "a"\nname = "A"\nkind = "shop"\n', "line 2"),
    "unknown threshold": (b'name = "N"\n[thresholds]\nnone = 1\n', "[thresholds]"),
}  # fmt: skip


@pytest.mark.parametrize("fault", _BAD_PLACES)
@pytest.mark.parametrize(
    "words", [("check", "northby"), ("run", "northby"), ("status", "northby")], ids=lambda words: words[0]
)
def test_every_command_tells_what_is_wrong_with_a_place(
    places_root: Path, say: Command, fault: str, words: tuple[str, ...]
) -> None:
    content, told = _BAD_PLACES[fault]
    if content is not None:
        put(PlacePaths(places_root / "northby"), "place.toml", content)
    assert_one_sentence(say(*words), told)


@pytest.mark.parametrize(
    "words", [("why", "northby", "mart.estate", "x"), ("restore", "northby", "x"), ("restore", "northby")], ids=" ".join
)
def test_commands_for_a_place_that_is_not_there_make_nothing(
    places_root: Path, say: Command, words: tuple[str, ...]
) -> None:
    assert_one_sentence(say(*words), "no place 'northby'", "totalplace new northby")
    assert not (places_root / "northby").exists()


@pytest.mark.parametrize(
    "words",
    [("run", "../etc"), ("run", "northby", "--select", "mart/nothing"), ("why", "northby", "mart.estate", "x")],
    ids=" ".join,
)
def test_in_a_process_of_its_own_a_mistake_is_one_line(
    places_root: Path, tmp_path: Path, words: tuple[str, ...]
) -> None:
    small_place.write(places_root)
    assert_one_sentence(command(*words, cwd=tmp_path))


def test_settings_that_cannot_be_read_are_told(places_root: Path, tmp_path: Path) -> None:
    assert_one_sentence(
        command("status", "northby", cwd=tmp_path, TOTALPLACE_PUBLICATION_DATE="31/03/2025"),
        "TOTALPLACE_PUBLICATION_DATE",
        "2025-03-31",
    )


def test_a_defect_of_ours_is_one_line_too(northby: PlacePaths, say: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    from totalplace import inspection

    def broken(_: object) -> None:
        raise KeyError("something")

    monkeypatch.setattr(inspection, "status_lines", broken)
    said = say("status", "northby")
    assert said.code == 1 and "KeyError" in said.last_error and "defect of totalplace" in said.last_error
    assert "Traceback" not in said.err


# --- several at once --------------------------------------------------------------------------------------------------


def test_a_second_run_is_told_that_one_is_under_way(northby: PlacePaths, tmp_path: Path) -> None:
    with hold_lock(northby):
        said = command("run", "northby", cwd=tmp_path)
    assert_one_sentence(said, "Another run of 'northby' is under way", "Wait for it")
    with hold_lock(northby), pytest.raises(PlaceError, match="under way"), hold_lock(northby):
        pass


def test_the_lock_goes_with_the_process_that_held_it(northby: PlacePaths) -> None:
    with _holding(
        f"import time; from filelock import FileLock; lock = FileLock({str(northby.lock)!r}); lock.acquire(); print('held', flush=True); time.sleep(600)"
    ) as holder:
        with pytest.raises(PlaceError, match="under way"), hold_lock(northby):
            pass
        holder.send_signal(signal.SIGKILL)
        holder.wait()
        with hold_lock(northby):
            pass


def test_the_workbench_opens_again_within_the_run_that_holds_it(northby: PlacePaths) -> None:
    with open_workbench("northby") as outer:
        with open_workbench("northby") as inner:
            assert inner is outer
        assert northby.scratch.is_dir(), "the inner one closes nothing"
        with open_workbench("northby") as third:
            assert third is outer
    with open_workbench("northby") as later:
        assert later is not outer


@contextmanager
def _holding(script: str) -> Iterator[subprocess.Popen[str]]:
    """A process that says 'held' when it is where it should be."""
    process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None and process.stdout.readline().strip() == "held"
        yield process
    finally:
        process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()


def test_a_reader_neither_waits_nor_blocks_and_sees_the_old_file(northby_changed: PlacePaths) -> None:
    northby = northby_changed
    script = (
        f"import duckdb, sys; c = duckdb.connect({str(northby.database)!r}, read_only=True); print('held', flush=True); sys.stdin.readline(); "
        "print(c.execute('select sum(payments_gbp) from mart.body_coverage').fetchone()[0], flush=True)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as reader:
        assert reader.stdout is not None and reader.stdout.readline().strip() == "held"
        small_place.publish()
        told, _ = reader.communicate("go\n", timeout=60)
    assert reader.returncode == 0 and told.strip() == "3500.25"
    assert query(northby.database, "select sum(payments_gbp) from mart.body_coverage") == [(Decimal("2501.25"),)]


def test_a_writer_is_told_to_close_the_file_and_the_edition_stands(northby_changed: PlacePaths, say: Command) -> None:
    northby = northby_changed
    before = northby.database.read_bytes()
    with _holding(
        f"import duckdb, time; c = duckdb.connect({str(northby.database)!r}); print('held', flush=True); time.sleep(600)"
    ) as writer:
        with pytest.raises(
            PlaceError,
            match=rf"held open for writing by another program \(PID {writer.pid}\).*Close it there.*stands in .*editions",
        ):
            small_place.publish()
        for words in (("status", "northby"), ("run", "northby"), ("why", "northby", "mart.estate", "x")):
            assert_one_sentence(say(*words), "held open for writing", f"PID {writer.pid}")
    assert northby.database.read_bytes() == before
    editions = publication.manifest_ids(northby)
    assert len(editions) == 2
    assert query(northby.edition(editions[-1]), "select sum(payments_gbp) from mart.body_coverage") == [
        (Decimal("2501.25"),)
    ]
    assert say("restore", "northby", editions[-1]).code == 0


# --- what the machine refuses -----------------------------------------------------------------------------------------


def _without_the_rights_of_root() -> None:
    """In the child: the superuser loses the right to write where its own permissions forbid it."""
    if os.geteuid() == 0:
        for capability in (1, 2, 3):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH, CAP_FOWNER
            ctypes.CDLL(None).prctl(24, capability, 0, 0, 0)  # PR_CAPBSET_DROP: it holds from the next program on


@contextmanager
def _read_only(folder: Path) -> Iterator[None]:
    mode = stat.S_IMODE(folder.stat().st_mode)
    folder.chmod(0o555)
    try:
        yield
    finally:
        folder.chmod(mode)


@pytest.mark.parametrize("folder", ["work", *(pytest.param(each, marks=pytest.mark.soak) for each in ("out", "work/mart/spend_line"))])
def test_without_the_right_to_write(northby_changed: PlacePaths, tmp_path: Path, folder: str) -> None:
    northby = northby_changed
    if folder.startswith("work/mart"):
        small_place.change_a_payment(northby, "2.00")  # so that there is a table to be made
    with _read_only(northby.root / folder):
        done = subprocess.run(
            small_place.arguments("run", "northby"), cwd=tmp_path, env=small_place.surroundings(), capture_output=True, text=True, timeout=240, check=False,
            preexec_fn=_without_the_rights_of_root,
        )  # fmt: skip
    said = Said(done.returncode, done.stdout, done.stderr)
    assert_one_sentence(said, "right to write")
    assert query(northby.database, "select sum(payments_gbp) from mart.body_coverage") == [(Decimal("3500.25"),)]


@pytest.fixture
def light_records(monkeypatch: pytest.MonkeyPatch) -> None:
    """Dagster's records in memory."""
    monkeypatch.setattr(dg.DagsterInstance, "get", staticmethod(dg.DagsterInstance.ephemeral))


@pytest.mark.soak  # several runs: longer than `make test` has
@pytest.mark.usefixtures("light_records")
def test_a_full_disk_in_the_midst_of_a_run(northby: PlacePaths, say: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether the system says so or DuckDB does; with room the next run ends well."""
    small_place.change_a_payment(northby)
    refusals = (
        OSError(errno.ENOSPC, "No space left on device", "x.parquet"),
        duckdb.IOException("IO Error: Could not write all bytes to file: No space left on device"),
    )
    standing = pipeline.steps()
    for refusal in refusals:

        def full(*_: object, refusal: Exception = refusal) -> None:
            raise refusal

        changed = {**standing, "mart.spend_line": replace(standing["mart.spend_line"], make=full)}
        with monkeypatch.context() as patch:
            patch.setattr(pipeline, "steps", lambda changed=changed: changed)
            said = say("run", "northby")
        assert_one_sentence(said, "The disk is full", "Make room and run again")
        assert query(northby.database, "select sum(payments_gbp) from mart.body_coverage") == [(Decimal("3500.25"),)]
        assert not list((northby.work / "mart" / "spend_line").glob("*.writing"))
    assert say("run", "northby").code == 0
    assert query(northby.database, "select sum(payments_gbp) from mart.body_coverage") == [(Decimal("2501.25"),)]


@pytest.mark.usefixtures("light_records")
def test_a_defect_in_a_step_is_told_with_the_step(
    northby: PlacePaths, say: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(northby, "inbox/northby-council/payments-2025-04.csv", small_place.COUNCIL_PAYMENTS.replace("1000.00", "1.00"))

    def broken(*_: object) -> None:
        raise ZeroDivisionError("division by zero")

    standing = pipeline.steps()
    changed = {**standing, "mart.spend_line": replace(standing["mart.spend_line"], make=broken)}
    monkeypatch.setattr(pipeline, "steps", lambda: changed)
    said = say("run", "northby")
    assert said.code == 1 and "Traceback" not in said.err
    assert (
        "mart.spend_line failed, and that is a defect of totalplace: ZeroDivisionError: division by zero"
        in said.last_error
    )


@pytest.mark.usefixtures("light_records")
def test_a_run_that_cannot_open_the_place_fails_with_our_sentence(places_root: Path) -> None:
    """What the UI would run: the place is opened inside the run, and the run's failure carries the words."""
    from totalplace.definitions import defs

    with dg.DagsterInstance.ephemeral() as instance:
        instance.add_dynamic_partitions("place", ["nowhere"])
        result = defs.resolve_job_def("refresh_the_picture").execute_in_process(
            partition_key="nowhere", instance=instance, raise_on_error=False
        )
        assert not result.success
        said = launch._first_failure(result)
    assert said == f"There is no place 'nowhere' in {places_root}. Make it with: totalplace new nowhere"


@pytest.mark.usefixtures("light_records")
def test_the_home_says_that_nothing_leaves(tmp_path: Path, places_root: Path) -> None:
    (tmp_path / "workspace.yaml").write_text("load_from: []\n", "utf-8")
    launch.prepare_home(read_settings())
    said = (tmp_path / "dagster" / "dagster.yaml").read_text("utf-8")
    assert "telemetry:\n  enabled: false" in said and "nux:\n  enabled: false" in said
    assert (tmp_path / ".env").read_text(
        "utf-8"
    ) == f"DAGSTER_HOME={tmp_path / 'dagster'}\nTOTALPLACE_PLACES={places_root}\n"


@pytest.mark.soak  # several runs: longer than `make test` has
def test_stopping_a_run_ends_in_a_sentence(northby: PlacePaths, tmp_path: Path) -> None:
    put(northby, "inbox/northby-council/payments-2025-04.csv", small_place.COUNCIL_PAYMENTS.replace("1000.00", "1.00"))
    process = subprocess.Popen(
        small_place.arguments("run", "northby", "--verbose"),
        cwd=tmp_path,
        env=small_place.surroundings(),
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    )
    assert process.stderr is not None
    seen = []
    for line in process.stderr:  # until it is in the midst of its steps
        seen.append(line)
        if "Making core" in line:
            break
    process.send_signal(signal.SIGINT)
    err = "".join([*seen, *process.stderr])  # the same stream to its end: what is buffered is not lost
    process.wait(timeout=120)
    process.stderr.close()
    assert process.returncode == 130, err
    assert "Traceback" not in err
    assert "Stopped. What was published stays as it was" in err
    assert query(northby.database, "select sum(payments_gbp) from mart.body_coverage") == [(Decimal("3500.25"),)]
