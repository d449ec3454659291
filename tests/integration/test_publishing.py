"""From files to a publication: what it says, what is kept of it, what stops it, and what never does."""

import errno
import json
import os
import shutil
from collections.abc import Callable
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from tests.integration import small_place
from tests.integration.small_place import change_a_payment, put, query
from totalplace import checks, maps, publication
from totalplace.errors import PlaceError
from totalplace.paths import PlacePaths, maps_folder
from totalplace.pipeline import open_workbench
from totalplace.publication import Manifest
from totalplace.runs import Run

_POUNDS = "select body_id, payments_gbp from mart.body_coverage order by body_id"
_FIGURES = [("northby-council", Decimal("1500.25")), ("northby-trust", Decimal("2000.00"))]


def current_id(paths: PlacePaths) -> str:
    found = publication.current(paths)
    assert found is not None
    return found.publication_id


def test_what_was_sent_is_what_is_published(northby: PlacePaths) -> None:
    assert query(northby.database, _POUNDS) == _FIGURES
    assert query(
        northby.database, "select count(*), sum(gia_m2), count(*) filter (where is_in_place) from mart.estate"
    ) == [(3, 1920.5, 3)]
    assert query(northby.database, "select distinct status from ops.source_file") == [("loaded",)]
    assert query(northby.database, "select count(*) from ops.check where status <> 'passed'") == [(0,)]
    assert query(northby.database, "select published_on::varchar, place_name from ops.publication") == [
        ("2025-06-30", "Northby")
    ]
    # one body has no clusters with another, so the map of them is not made
    drawn = {spec.stem for spec in maps_folder().glob("*.toml")} - {"clusters-of-public-buildings"}
    assert {page.stem for page in northby.maps.glob("*.html")} == drawn
    # each with its picture for slides beside it, where the page says that it is
    for page in (*northby.maps.glob("*.html"), *northby.public_maps.glob("*.html")):
        pictures = [page.with_suffix(ending).name for ending in (".svg", ".png")]
        assert [name for name in pictures if f'href="{name}"' in page.read_text("utf-8") and (page.parent / name).is_file()] == pictures


def test_what_people_rely_on_stands_in_the_file(northby: PlacePaths) -> None:
    from totalplace import contracts

    told = {
        (row[0], row[1]): row[2]
        for row in query(
            northby.database,
            "select schema_name || '.' || table_name, column_name, comment from duckdb_columns() where database_name = 'totalplace'",
        )
    }
    for contract in contracts.published():
        for column in contract.columns:
            assert told[contract.table, column.name] == column.comment
    keys = query(
        northby.database,
        "select schema_name || '.' || table_name, constraint_column_names from duckdb_constraints() where constraint_type = 'PRIMARY KEY'",
    )
    assert {table: tuple(names) for table, names in keys} == {
        contract.table: contract.primary_key for contract in contracts.published() if contract.primary_key and contract not in contracts.views()
    }  # fmt: skip


def test_lineage_adds_up_to_every_figure(northby: PlacePaths) -> None:
    assert (
        query(
            northby.database,
            "select body_id, payments_gbp from mart.body_coverage as c where payments_gbp <> (select sum(amount_gbp) from ops.lineage as l "
            "where l.table_name = 'mart.body_coverage' and l.row_key = 'body_id=' || c.body_id and l.column_name = 'payments_gbp')",
        )
        == []
    )


def test_the_same_files_and_day_give_the_same_rows_and_pages(
    northby: PlacePaths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    again = tmp_path / "again"
    again.mkdir()
    monkeypatch.setenv("TOTALPLACE_PLACES", str(again))
    paths = small_place.write(again)
    small_place.publish(maps_too=True)
    hashed = "select publication_id, content_sha256 from ops.publication"
    assert query(paths.database, hashed) == query(northby.database, hashed)
    for page in northby.maps.glob("*.html"):
        assert (paths.maps / page.name).read_bytes() == page.read_bytes()
    ours, theirs = (
        {
            path.relative_to(place.work): path.read_bytes()
            for layer in ("core", "mart", "ops")
            for path in (place.work / layer).rglob("*.parquet")
        }
        for place in (paths, northby)
    )
    assert ours == theirs


@pytest.mark.soak  # several runs: longer than `make test` has
def test_another_day_is_another_publication_of_the_same_figures(
    northby: PlacePaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOTALPLACE_PUBLICATION_DATE", "2025-07-01")
    change_a_payment(northby, "1000.01")
    later = small_place.publish()
    assert later.published_on == "2025-07-01" and later.publication_id.startswith("2025-07-01-")
    assert query(northby.database, "select count(*) from mart.id_history where first_seen_on = '2025-06-30'") == [(3,)]
    received = dict(query(northby.database, "select path, received_on::varchar from ops.source_file"))
    assert received["inbox/northby-council/payments-2025-04.csv"] == "2025-07-01"
    assert received["inbox/northby-council/register.csv"] == "2025-06-30"


@pytest.mark.soak  # several publications: longer than `make test` has
def test_twice_on_one_day(northby: PlacePaths) -> None:
    first = current_id(northby)
    same = small_place.publish()
    assert same.publication_id == first
    change_a_payment(northby, "1000.01")
    other = small_place.publish()
    assert other.publication_id != first and other.published_on == "2025-06-30"
    assert publication.manifest_ids(northby) == [first, other.publication_id]


# --- checks that fail -------------------------------------------------------------------------------------------------

_SENTENCE = "every asset has a floor area"


@pytest.fixture
def stricter(monkeypatch: pytest.MonkeyPatch) -> None:
    """One more blocking check, which the depot of the small place fails."""
    more = checks.Check("mart.estate", _SENTENCE, "select asset_id, name from mart.estate where gia_m2 is null")
    standing = checks.all_checks()
    monkeypatch.setattr(checks, "all_checks", lambda: (*standing, more))


def accept(
    paths: PlacePaths, sentence: str = _SENTENCE, table: str = "mart.estate", rows: int = 1, until: str = "2025-12-31"
) -> None:
    put(
        paths, "accepted/decided.toml",
        f'[[accepted]]\ncheck = "{sentence}"\ntable = "{table}"\nreason = "the depot is to be demolished"\nby = "A. Smith"\non = 2025-06-01\nexpires_on = {until}\nat_most_rows = {rows}\n',
    )  # fmt: skip


@pytest.mark.usefixtures("stricter")
def test_a_blocking_failure_leaves_the_last_publication_and_says_so(northby: PlacePaths) -> None:
    before, manifests = northby.database.read_bytes(), publication.manifest_ids(northby)
    change_a_payment(northby, "1.00")
    with pytest.raises(PlaceError) as refused:
        small_place.publish()
    said = str(refused.value)
    for word in ("Nothing was published; the last publication stands", _SENTENCE, "1 row,", "Old Depot", "accepted"):
        assert word in said, said
    assert northby.database.read_bytes() == before
    assert publication.manifest_ids(northby) == manifests


@pytest.mark.usefixtures("stricter")
@pytest.mark.parametrize(("rows", "until"), [(0, "2025-12-31"), (1, "2025-06-29")])
def test_a_decision_beyond_its_guard_or_its_end_does_not_help(northby: PlacePaths, rows: int, until: str) -> None:
    accept(northby, rows=rows, until=until)
    with pytest.raises(PlaceError, match="Nothing was published"):
        small_place.publish()


@pytest.mark.usefixtures("stricter")
def test_an_accepted_failure_is_published_and_printed(northby: PlacePaths) -> None:
    accept(northby)
    manifest = small_place.publish(maps_too=True)
    assert len(manifest.overridden) == 1
    assert query(
        northby.database,
        "select check_name, status, offending_rows, override_by from ops.check where status = 'overridden'",
    ) == [(_SENTENCE, "overridden", 1, "A. Smith, until 2025-12-31")]
    assert query(northby.database, "select checks_overridden from ops.publication") == [(1,)]
    page = next(northby.maps.glob("*.html")).read_text("utf-8")
    assert "the depot is to be demolished" in page and "A. Smith" in page


@pytest.mark.soak  # several publications: longer than `make test` has
def test_an_accepted_breach_of_a_contract_is_published_too(
    northby: PlacePaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A constraint of the file would refuse what a person has accepted."""
    from totalplace import sql

    standing = sql.parquet_scan

    def twice(path: Path) -> str:
        found = standing(path)
        return (
            f"(select * from {found} union all select * from {found})"
            if "/mart/interest/" in path.as_posix()
            else found
        )

    monkeypatch.setattr(sql, "parquet_scan", twice)
    with pytest.raises(PlaceError, match="'interest_id is unique' does not hold for 3 rows"):
        small_place.publish()
    accept(northby, "interest_id is unique", "mart.interest", rows=3)
    small_place.publish()
    assert query(northby.database, "select count(*) from mart.interest") == [(6,)]
    assert query(
        northby.database,
        "select key_proven_by from ops.dictionary where table_name = 'mart.interest' and column_name = 'interest_id'",
    )[0][0].startswith("a failed check")


# --- what is kept -----------------------------------------------------------------------------------------------------


def test_an_earlier_publication_comes_back(northby_twice: PlacePaths) -> None:
    northby = northby_twice
    first, second = publication.manifest_ids(northby)
    assert query(northby.database, _POUNDS)[0][1] == Decimal("501.25")
    manifest = publication.restore(northby, first)
    maps.draw(northby, manifest)
    assert current_id(northby) == first
    assert query(northby.database, _POUNDS) == _FIGURES
    with open_workbench("northby") as bench:
        assert not bench.stale() and not publication.is_current(bench), "what is in the inbox is newer"
    assert small_place.publish().publication_id == second


def test_one_that_is_not_kept_any_more_is_told_with_those_that_are(northby: PlacePaths) -> None:
    with pytest.raises(PlaceError, match=f"no publication '2020-01-01-0'.*Kept are: {current_id(northby)}"):
        publication.restore(northby, "2020-01-01-0")


def named_by(manifest: Manifest, paths: PlacePaths) -> set[Path]:
    return (
        {paths.root / path for path in manifest.tables.values()}
        | {paths.part(name) for name in manifest.parts}
        | {paths.raw_file(sha256) for sha256 in manifest.files.values()}
    )


def derived(paths: PlacePaths) -> set[Path]:
    """Every result, staged part and kept file there is."""
    layers = [
        folder
        for folder in paths.work.iterdir()
        if folder.name in ("ref", "core", "analysis", "mart", "ops", "staging")
    ]
    results = {entry for layer in layers for table in layer.iterdir() for entry in table.iterdir()}
    return (
        results
        | set(paths.parts.iterdir())
        | {path for path in paths.raw.iterdir() if path.name not in ("seen.json", "inbox")}
        | set((paths.raw / "inbox").iterdir())
    )


@pytest.mark.soak  # several runs: longer than `make test` has
def test_the_last_editions_are_kept_with_what_their_manifests_name_and_nothing_else(northby_twice: PlacePaths, monkeypatch: pytest.MonkeyPatch) -> None:
    northby = northby_twice
    monkeypatch.setenv("TOTALPLACE_EDITIONS_KEPT", "2")
    made = publication.manifest_ids(northby)
    assert len(made) == 2
    for stray in (
        "raw/99.keeping",
        "mart/estate/old.parquet",
        "mart/estate/half.parquet.writing",
        "parts/half.1.writing/rows.parquet",
        "staging/payment/half.writing/0.parquet",
    ):
        path = northby.work / stray
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"half")
    (northby.editions / "2025-01-01-00000000.duckdb").write_bytes(b"an edition whose manifest was never written")
    (northby.out / ".totalplace.duckdb.4711.writing").write_bytes(b"half")
    (northby.out / ".2025-01-01-00000000.building.wal").write_bytes(b"half")
    change_a_payment(northby, "2.00")
    made.append(small_place.publish().publication_id)
    assert publication.manifest_ids(northby) == made[1:]
    assert {path.stem for path in northby.manifests.glob("*.json")} == set(made[1:])
    kept = [publication.load_manifest(northby, name) for name in publication.manifest_ids(northby)]
    assert derived(northby) == set().union(*(named_by(manifest, northby) for manifest in kept))
    assert not [path for path in northby.out.iterdir() if path.name.startswith(".")]
    assert {path.stem for path in northby.editions.iterdir()} == {manifest.publication_id for manifest in kept}


def test_ids_stay_when_an_asset_is_named_anew(northby: PlacePaths) -> None:
    before = dict(query(northby.database, "select name, asset_id from mart.estate"))
    put(
        northby,
        "inbox/northby-council/register.csv",
        small_place.REGISTER.replace("Northby Library", "Mill Road Library"),
    )
    small_place.publish()
    after = dict(query(northby.database, "select name, asset_id from mart.estate"))
    assert after["Mill Road Library"] == before["Northby Library"]


def test_two_ids_that_a_person_merged_are_one_asset(northby: PlacePaths) -> None:
    ids = dict(query(northby.database, "select name, asset_id from mart.estate"))
    is_depot = pl.col("id") == ids["Old Depot"]
    merged = pl.read_csv(northby.asset_identity, infer_schema=False).with_columns(
        pl.when(is_depot).then(pl.lit(ids["Northby Town Hall"])).otherwise("merged_into").alias("merged_into")
    )
    merged.write_csv(northby.asset_identity)
    small_place.publish()
    assert query(
        northby.database, f"select source_count from mart.estate where asset_id = '{ids['Northby Town Hall']}'"
    ) == [(2,)]
    assert query(northby.database, "select count(*) from mart.estate") == [(2,)]
    assert query(
        northby.database, f"select merged_into, is_current from mart.id_history where id = '{ids['Old Depot']}'"
    ) == [(ids["Northby Town Hall"], False)]


TRUST_SITES = """\
Site Name,Street,Town,Postcode,Easting,Northing,Property Type
Northby Library,Mill Road,Northby,M33 1AB,400320,300200,Library
Northby Town Hall Annexe,High Street,Northby,M33 1AA,400105,300100,Offices
"""


def _decide(place: PlacePaths, decision: str) -> None:
    asked = pl.read_csv(place.asset_review, infer_schema=False)
    asked.with_columns(pl.lit(decision).alias("decision")).write_csv(place.asset_review)


@pytest.mark.soak  # several publications: longer than `make test` has
def test_ids_and_decisions_outlive_a_register_whose_codes_all_changed(northby: PlacePaths) -> None:
    """The same building on two lists is one; a person joins another pair; then the council codes everything anew."""
    before = dict(query(northby.database, "select name, asset_id from mart.estate"))
    put(northby, "inbox/northby-trust/sites.csv", TRUST_SITES)
    small_place.publish()
    assert query(northby.database, "select count(*) from mart.estate") == [(4,)], "the library is one asset"
    assert query(northby.database, "select match_reason, decision from mart.register_duplicate") == [
        ("within 75 m and same name", "same by rule")
    ]
    asked = pl.read_csv(northby.asset_review, infer_schema=False)
    assert set(asked.select("left_name", "right_name").row(0)) == {"Northby Town Hall", "Northby Town Hall Annexe"}

    _decide(northby, "Same")
    small_place.publish()
    after = dict(query(northby.database, "select name, asset_id from mart.estate"))
    assert after == before, "the annexe is part of the town hall, and no id has changed"

    recoded = small_place.REGISTER
    for old, new in (("A1", "Z9"), ("A2", "Z8"), ("A3", "A1")):  # A1 is given out again
        recoded = recoded.replace(f",{old},", f",{new},")
    put(northby, "inbox/northby-council/register.csv", recoded)
    small_place.publish()
    assert dict(query(northby.database, "select name, asset_id from mart.estate")) == before
    decided = query(northby.database, "select decision from mart.register_duplicate order by all")
    assert decided == [("same by a person",), ("same by rule",)]

    _decide(northby, "different")
    small_place.publish()
    assert query(northby.database, "select count(*) from mart.estate") == [(4,)]
    assert query(northby.database, "select decision, asset_id is null from mart.register_duplicate order by all") == [
        ("different by a person", True), ("same by rule", False),
    ]  # fmt: skip
    assert query(northby.database, "select name, asset_id from mart.estate where name in ('Northby Town Hall', 'Northby Library') order by name") == [
        (name, before[name]) for name in ("Northby Library", "Northby Town Hall")
    ]  # fmt: skip


@pytest.mark.soak  # several publications: longer than `make test` has
def test_a_building_of_the_name_elsewhere_is_another_until_a_person_says_that_it_is_not(northby: PlacePaths) -> None:
    """The library comes again under another code, UPRN and point: that may be a new library."""
    before = dict(query(northby.database, "select name, asset_id from mart.estate"))
    moved = small_place.REGISTER.replace("100010000002,A2,Northby Library,Mill Road,Northby,M33 1AB,400300,300200", "100010000012,B2,Northby Library,Quay Street,Northby,M33 1AD,401300,300900")
    put(northby, "inbox/northby-council/register.csv", moved)
    for _ in range(2):  # it is asked again for as long as nobody has answered
        small_place.publish()
        library = dict(query(northby.database, "select name, asset_id from mart.estate"))["Northby Library"]
        assert library != before["Northby Library"]
        (asked,) = pl.read_csv(northby.asset_review, infer_schema=False).to_dicts()
        assert (asked["left_id"], asked["left_postcode"], asked["right_id"], asked["right_postcode"]) == (before["Northby Library"], "M33 1AB", library, "M33 1AD")
        assert asked["reason"].startswith("same name as one that is not listed any more, but another place")
        moved = moved.replace("1500", "1501")
        put(northby, "inbox/northby-council/register.csv", moved)
    _decide(northby, "same")
    small_place.publish()
    assert dict(query(northby.database, "select name, asset_id from mart.estate")) == before
    assert query(northby.database, f"select merged_into from mart.id_history where id = '{library}'") == [(before["Northby Library"],)]
    put(northby, "inbox/northby-council/register.csv", moved.replace(",B2,", ",C2,"))
    small_place.publish()
    assert dict(query(northby.database, "select name, asset_id from mart.estate")) == before


@pytest.mark.soak  # several publications: longer than `make test` has
def test_a_decision_that_is_no_word_of_ours_is_told_with_its_line(northby: PlacePaths) -> None:
    put(northby, "inbox/northby-trust/sites.csv", TRUST_SITES)
    small_place.publish()
    _decide(northby, "yes")
    with pytest.raises(PlaceError, match=r"review/assets\.csv, line 2, decision: 'yes' is neither 'same' nor 'different'"):
        small_place.publish()


@pytest.mark.soak  # several publications: longer than `make test` has
def test_a_correction_changes_the_figure_and_is_told(northby: PlacePaths) -> None:
    entry = '[[correction]]\npath = "inbox/northby-trust/spend-april-2025.csv"\nrow = 3\nheading = "Amount (£)"\nwas = "800.00"\nbecomes = "80.00"\nreason = "a slip"\nby = "A. Smith"\n'
    put(northby, "corrections/slips.toml", entry)
    small_place.publish()
    assert query(northby.database, _POUNDS)[1] == ("northby-trust", Decimal("1280.00"))
    assert query(northby.database, "select source_row, severity from ops.issue where issue_type = 'corrected'") == [
        (3, "note")
    ]
    put(northby, "corrections/slips.toml", entry.replace('"800.00"', '"900.00"'))
    small_place.publish()
    assert query(northby.database, _POUNDS) == _FIGURES
    assert query(northby.database, "select severity from ops.issue where issue_type = 'correction does not fit'") == [
        ("warning",)
    ]


# --- runs recorded ----------------------------------------------------------------------------------------------------


@pytest.mark.soak  # several publications: longer than `make test` has
def test_runs_are_in_the_publication(northby: PlacePaths) -> None:
    for number, pounds in enumerate(("1.00", "2.00")):
        change_a_payment(northby, pounds)
        with open_workbench("northby") as bench:
            run = Run.start(f"run-{number}")
            for table in bench.stale():
                run.steps_run += bench.run(table)
            publication.publish(bench, run)
            run.save(bench.paths)
    found = query(northby.database, "select run_id, steps_run > 0 from ops.run order by run_id")
    assert found == [("run-0", True), ("run-1", True)], "the earlier run and the one under way"


# --- what the machine refuses -----------------------------------------------------------------------------------------


@pytest.mark.soak  # several publications: longer than `make test` has
def test_without_the_right_to_replace_the_file_the_edition_stands(
    northby_changed: PlacePaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    northby = northby_changed
    before = northby.database.read_bytes()
    standing = Path.replace

    def refuse(self: Path, target: Path) -> Path:
        if Path(target) == northby.database:
            raise PermissionError(errno.EACCES, "Permission denied", str(target))
        return standing(self, target)

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(PlaceError, match=r"cannot be replaced: another program holds it open.*stands in .*editions"):
        small_place.publish()
    assert northby.database.read_bytes() == before
    assert len(publication.manifest_ids(northby)) == 2
    assert not list(northby.out.glob(".*"))
    monkeypatch.setattr(Path, "replace", standing)
    small_place.publish()
    assert query(northby.database, _POUNDS)[0][1] == Decimal("501.25")


def full_disk(*_: object, **__: object) -> Any:
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.soak  # several publications: longer than `make test` has
@pytest.mark.parametrize("module_and_name", [(shutil, "copyfile"), (os, "fsync")], ids=["copying", "syncing"])
def test_a_full_disk_while_publishing_loses_nothing(
    northby_changed: PlacePaths, monkeypatch: pytest.MonkeyPatch, module_and_name: tuple[Any, str]
) -> None:
    northby = northby_changed
    before = northby.database.read_bytes()
    with monkeypatch.context() as patch:
        patch.setattr(*module_and_name, full_disk)
        with pytest.raises(OSError, match="No space left"):
            small_place.publish()
    assert northby.database.read_bytes() == before
    assert not list(northby.out.glob(".*"))
    small_place.publish()
    assert query(northby.database, _POUNDS)[0][1] == Decimal("501.25")


def test_a_run_killed_between_the_edition_and_the_exchange(
    northby_changed: PlacePaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    northby = northby_changed
    first = current_id(northby)

    class KilledError(BaseException):
        pass

    def killed(*_: object) -> None:
        raise KilledError

    with monkeypatch.context() as patch:
        patch.setattr(publication, "put_in_place", killed)
        with pytest.raises(KilledError):
            small_place.publish()
    assert current_id(northby) == first
    assert query(northby.database, _POUNDS) == _FIGURES
    again = small_place.publish()
    assert current_id(northby) == again.publication_id
    assert query(northby.database, _POUNDS)[0][1] == Decimal("501.25")


@pytest.mark.soak  # several publications: longer than `make test` has
def test_what_a_client_wrote_into_the_old_file_is_not_taken_for_a_change_to_the_new_one(northby_changed: PlacePaths) -> None:
    northby = northby_changed
    script = f"import duckdb, os; c = duckdb.connect({str(northby.database)!r}); c.execute('create table mart.mine as select 1 as a'); os._exit(0)"
    import subprocess
    import sys

    subprocess.run([sys.executable, "-c", script], check=True)
    assert northby.database.with_name("totalplace.duckdb.wal").exists(), "the client never closed it"
    small_place.publish()
    assert query(northby.database, _POUNDS)[0][1] == Decimal("501.25")
    assert query(northby.database, "select count(*) from duckdb_tables() where table_name = 'mine'") == [(0,)]


def test_a_reader_sees_the_old_file_until_it_opens_the_new_one(northby_changed: PlacePaths) -> None:
    """The reader is this process with an instance of its own: a copy of the name, the same file."""
    northby = northby_changed
    other_name = northby.out / "same-file.duckdb"
    os.link(northby.database, other_name)
    with closing(duckdb.connect(other_name, read_only=True)) as reader:
        small_place.publish()
        assert reader.execute(_POUNDS).fetchall() == _FIGURES
    assert query(northby.database, _POUNDS)[0][1] == Decimal("501.25")


def test_a_damaged_file_in_place_is_told_apart_from_one_held_open(northby: PlacePaths) -> None:
    northby.database.write_bytes(b"no database at all" * 1000)
    with pytest.raises(PlaceError, match=r"is not a publication of ours.*totalplace restore northby"):
        publication.current(northby)
    publication.restore(northby, publication.manifest_ids(northby)[-1])
    assert query(northby.database, _POUNDS) == _FIGURES


# --- files that are broken --------------------------------------------------------------------------------------------


def zip_bomb() -> bytes:
    import io
    import zipfile

    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(4):
            archive.writestr(f"big-{number}.csv", b"0" * (1 << 26))
    return held.getvalue()


def encrypted_workbook() -> bytes:
    return bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 504 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 4096


def truncated_workbook() -> bytes:
    import io
    import zipfile

    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>" * 500)
        archive.writestr("xl/workbook.xml", "<workbook/>" * 500)
    return held.getvalue()[: len(held.getvalue()) // 2]


_BROKEN: dict[str, Callable[[], bytes]] = {
    "bomb.zip": zip_bomb,
    "encrypted.xlsx": encrypted_workbook,
    "truncated.xlsx": truncated_workbook,
    "empty.csv": lambda: b"",
    "noise.csv": lambda: bytes(range(256)) * 40,
    "scan.pdf": lambda: b"%PDF-1.4 no table",
    "broken.geojson": lambda: b'{"type": "FeatureCollection", "features": [',
}


def test_broken_files_are_told_and_the_rest_publishes(northby: PlacePaths) -> None:
    for name, content in _BROKEN.items():
        put(northby, f"inbox/northby-trust/{name}", content())
    manifest = small_place.publish()
    assert query(northby.database, _POUNDS) == _FIGURES
    told = {
        path.rsplit("/", 1)[1]: (status, reason)
        for path, status, reason in query(
            northby.database, "select path, status, reason from ops.source_file where path like '%northby-trust%'"
        )
    }
    assert told.keys() == {*_BROKEN, "spend-april-2025.csv"}
    for name in _BROKEN:
        status, reason = told[name]
        assert status in ("rejected", "held", "ignored"), (name, status)
        assert reason and reason.endswith((".", "!")), (name, reason)
    assert json.loads(northby.manifest(manifest.publication_id).read_text("utf-8"))["files"].keys() >= {
        f"inbox/northby-trust/{name}" for name in _BROKEN
    }


@pytest.mark.soak  # several publications: longer than `make test` has
def test_a_link_that_leads_out_is_refused(northby: PlacePaths, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.csv").write_text("a,b\n1,2\n", "utf-8")
    links = {
        "leads out of the place": outside / "secret.csv",
        "link to a folder": outside,
        "leads nowhere": tmp_path / "no-such-file",
    }
    for words, target in links.items():
        link = northby.inbox / "northby-trust" / "link"
        link.symlink_to(target)
        with pytest.raises(PlaceError, match=words):
            small_place.publish()
        link.unlink()
    loop = northby.inbox / "northby-trust" / "loop.csv"
    loop.symlink_to(loop)
    with pytest.raises(PlaceError, match="leads nowhere"):
        small_place.publish()
    loop.unlink()
    os.mkfifo(northby.inbox / "northby-trust" / "pipe.csv")
    with pytest.raises(PlaceError, match="is no file"):
        small_place.publish()


@pytest.mark.soak  # several publications: longer than `make test` has
def test_names_of_one_supplier_are_a_persons_to_decide_and_ids_stay(northby: PlacePaths) -> None:
    """What may be one supplier is asked; the answer is obeyed; the id of the name that was first stays."""
    extra = "NHT,12/04/2025,Bright Lamps 2 Ltd,9003,300.00,Lamps\nNHT,12/04/2025,Northby Borough Counil,9004,90.00,Rates\n"
    payments = (northby.inbox / "northby-trust" / "spend-april-2025.csv").read_text("utf-8")
    put(northby, "inbox/northby-trust/spend-april-2025.csv", payments + extra)
    small_place.publish()
    before = dict(query(northby.database, "select name, supplier_id from mart.supplier"))
    transfer = query(northby.database, "select supplier_as_published, payee_body_id from mart.spend_line where payee_body_id is not null")
    assert transfer == [("Northby Borough Counil", "northby-council")]

    asked = pl.read_csv(northby.supplier_review, infer_schema=False)
    lamps = asked.filter(pl.col("left_name").str.starts_with("Bright") & pl.col("right_name").str.starts_with("Bright"))
    assert lamps.height == 1
    lamps.with_columns(pl.lit("same").alias("decision")).write_csv(northby.supplier_review)
    small_place.publish()
    after = dict(query(northby.database, "select name, supplier_id from mart.supplier"))
    assert set(before) - set(after) == {"Bright Lamps 2 Ltd"} or set(before) - set(after) == {"Bright Lamps Ltd"}
    assert after.items() <= before.items() | {(name, before[other]) for name in after for other in before if {name, other} <= {"Bright Lamps Ltd", "Bright Lamps 2 Ltd"}}
    kept = pl.read_csv(northby.supplier_identity, infer_schema=False).filter(pl.col("merged_into").is_not_null())
    assert kept.height == 1
    assert set(kept["merged_into"]) <= set(after.values())
