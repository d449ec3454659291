"""Places side by side: what is read of each, what can be compared, and that nothing but public editions is opened."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
import pytest

from totalplace import cli, comparison, contracts, sql
from totalplace.assets import comparing
from totalplace.contracts.comparison import PLACE_COMPARISON
from totalplace.definitions import defs
from totalplace.errors import PlaceError
from totalplace.mapping.comparison_page import comparison_page
from totalplace.paths import PlacePaths
from totalplace.public_edition import public_contracts
from totalplace.settings import read_settings

[FILE] = sql.load_folder("comparison")


def _row(body: str, line: str, cofog: str, pounds: str, *, fy: int = 2024, is_counted: bool = True, number: int = 0) -> dict[str, Any]:
    return {
        "count_id": number, "body_id": body, "fy": fy, "economic": "revenue", "line": line, "cofog": cofog, "net_gbp": pounds, "transfer_out_gbp": "1.00",
        "return_total": "service expenditure", "is_counted": is_counted,
    }  # fmt: skip


def _public_edition(root: Path, place: str, name: str, *, registered_on: str = "2025-03-31", second_body_counts: bool = True) -> PlacePaths:
    """The public file of a place of three bodies, as far as it is compared."""
    given: dict[str, list[dict[str, Any]]] = {
        "ref.body": [{"body_id": each, "name": each} for each in ("town", "trust", "force")],
        "ref.cofog": [{"cofog": "07", "name": "Health", "division": "07", "division_name": "Health"}, {"cofog": "09", "name": "Education", "division": "09", "division_name": "Education"}],
        "mart.body_coverage": [
            {"body_id": "town", "assets_held": 6, "buildings_held": 4, "gia_m2": 1000.0, "service_places": 2, "floor_area_share": 0.5, "running_cost_share": 0.25,
             "condition_share": 1.0, "utilisation_share": 0.0, "payment_lines": 3, "payments_gbp": "12.34", "newest_register_on": date.fromisoformat(registered_on)},
            {"body_id": "trust", "assets_held": 1, "buildings_held": 1, "gia_m2": 50.5, "service_places": 0, "floor_area_share": 1.0, "running_cost_share": 0.0,
             "condition_share": 0.0, "utilisation_share": 1.0, "payment_lines": 0, "payments_gbp": "0.00"},
            {"body_id": "force", "assets_held": 0, "buildings_held": 0, "service_places": 0, "payment_lines": 0, "payments_gbp": "0.00"},
        ],
        "mart.spend_count": [
            _row("town", "Schools", "0912", "75.00", number=1), _row("trust", "Hospital", "07", "25.00", number=2, is_counted=second_body_counts),
            _row("town", "Budget", "09", "900.00", number=3, is_counted=False), _row("force", "Long ago", "09", "5.00", fy=2023, number=4),
        ],
        "mart.spend_by_area": [{"count_id": 1, "area_code": "E1", "net_gbp": "50.00", "persons": 3}, {"count_id": 1, "area_code": "E2", "net_gbp": "25.00", "persons": 7}],
    }  # fmt: skip
    paths = PlacePaths(root / place)
    paths.public_database.parent.mkdir(parents=True)
    with duckdb.connect(paths.public_database) as connection:
        for layer in ("ref", "mart", "ops"):
            connection.execute(f"create schema {layer}")
        for table, rows in given.items():
            contract = contracts.contract(table)
            connection.execute(contract.ddl(constraints=False))
            for row in rows:
                connection.execute(f"insert into {table} ({', '.join(row)}) values ({', '.join('?' for _ in row)})", list(row.values()))
        connection.execute("create table ops.publication as select ? as publication_id, ? as place_name, date '2025-06-30' as published_on", [f"p-{place}", name])
    return paths


def test_it_reads_nothing_but_what_is_public() -> None:
    public = {contract.table: contract.column_names for contract in public_contracts()}
    assert set(FILE.dependencies) <= set(public)


def test_figures_of_a_place_by_hand(places_root: Path) -> None:
    paths = _public_edition(places_root, "first", "First")
    rows = {row["figure"]: row for row in comparison.compare(read_settings(), [paths]).rows.iter_rows(named=True)}
    told = {name: (str(row["value"]), row["unit"], row["year"], row["coverage"]) for name, row in rows.items()}
    assert told == {
        "Buildings held": ("5.00", "buildings", "2025-03-31", 0.6667),
        "Floor area of buildings held, where known": ("1050.50", "m²", "2025-03-31", 0.6),  # 2 of 4 and 1 of 1
        "Places of service known from lists alone": ("2.00", "places", "2025-03-31", 0.6667),
        "Buildings held of which a measure of use is known": ("20.00", "%", "2025-03-31", 0.6667),
        "Buildings held of which a running cost is known": ("20.00", "%", "2025-03-31", 0.6667),
        "Buildings held of which the condition is known": ("80.00", "%", "2025-03-31", 0.6667),
        "Revenue spending counted, after transfers": ("100.00", "£", "2024-25", 0.6667),
        "Revenue spending in areas with a known population": ("7.50", "£ a person", "2024-25", 0.3333),
        "Transfers between bodies, taken out": ("2.00", "£", "2024-25", 0.6667),
        "Share of it spent on: Education": ("75.00", "%", "2024-25", 0.6667),
        "Share of it spent on: Health": ("25.00", "%", "2024-25", 0.6667),
        "Payments counted, as published": ("12.34", "£", "not known", 0.3333),
    }
    assert not any(row["is_comparable"] for row in rows.values()), "one place alone"


def test_what_can_be_compared_and_what_cannot(places_root: Path) -> None:
    several = [
        _public_edition(places_root, "first", "First"),
        _public_edition(places_root, "second", "Second <b>Shire</b>", second_body_counts=False),
        PlacePaths(places_root / "third"),
    ]
    made = comparison.compare(read_settings(), several)
    assert made.unpublished == ("third",)
    by_figure = dict(made.rows.select("figure", "is_comparable").unique().iter_rows())
    assert by_figure["Buildings held"]
    assert not by_figure["Payments counted, as published"], "nothing says of which year they are"
    assert not by_figure["Revenue spending counted, after transfers"], "two bodies there, one here"
    with duckdb.connect(made.database, read_only=True) as connection:
        assert connection.execute("select count(*), count(distinct place) from mart.place_comparison").fetchall() == [(made.rows.height, 2)]
        told = connection.execute("select comment from duckdb_columns() where table_name = 'place_comparison'").fetchall()
        assert [text for (text,) in told] == [column.comment for column in PLACE_COMPARISON.columns]
    page = made.page.read_text("utf-8")
    assert page == comparison_page(made.rows, made.unpublished), "the same places give the same page"
    assert "<b>Shire" not in page and "Second &lt;b&gt;Shire" in page and "<li>third</li>" in page
    before = made.page.read_bytes()
    _public_edition(places_root, "fourth", "Fourth", registered_on="2024-03-31")
    again = comparison.compare(read_settings(), [several[0], PlacePaths(places_root / "fourth")])
    assert not dict(again.rows.select("figure", "is_comparable").unique().iter_rows())["Buildings held"], "a year apart"
    assert again.page.read_bytes() != before


def _paid(root: Path, place: str, **spans: tuple[str, str]) -> PlacePaths:
    """A place whose bodies named published payments from and to these days."""
    paths = _public_edition(root, place, place.title())
    with duckdb.connect(paths.public_database) as connection:
        for body, (first, last) in spans.items():
            connection.execute("update mart.body_coverage set payment_lines = 1, payments_from_on = ?, payments_to_on = ? where body_id = ?", [first, last, body])
    return paths


def test_payments_of_different_spans_are_not_comparable(places_root: Path) -> None:
    """Of one last day, but one place has a year of them and the other six."""
    year = _paid(places_root, "year", town=("2024-04-02", "2025-03-28"), trust=("2024-04-09", "2025-03-31"))
    alike = _paid(places_root, "alike", town=("2024-04-01", "2025-03-31"), trust=("2024-04-30", "2025-03-03"))
    six = _paid(places_root, "six", town=("2019-04-02", "2025-03-28"), trust=("2019-04-02", "2025-03-31"))
    # its bodies together are of the same months as those of the first, each by itself not
    mixed, also = (_paid(places_root, name, town=("2024-04-02", "2025-03-28"), trust=("2025-03-02", "2025-03-31")) for name in ("mixed", "also"))

    def payments(*places: PlacePaths) -> list[tuple[str, bool]]:
        rows = comparison.compare(read_settings(), places).rows.sort("place")
        return [(entry["year"], entry["is_comparable"]) for entry in rows.iter_rows(named=True) if entry["figure"] == "Payments counted, as published"]

    assert payments(alike, year) == [("2024-04-01 to 2025-03-31", True)] * 2
    assert payments(six, year) == [("2019-04-01 to 2025-03-31", False), ("2024-04-01 to 2025-03-31", False)]
    assert payments(mixed, also) == [("2024-04-01 to 2025-03-31, not the same of every body", False)] * 2
    page = (places_root / "_comparison" / "comparison.html").read_text("utf-8")
    assert "of 1 April 2024 to 31 March 2025, not the same of every body" in page


def test_nothing_published_is_told(places_root: Path) -> None:
    with pytest.raises(PlaceError, match="None of first, second has published anything yet"):
        comparison.compare(read_settings(), [PlacePaths(places_root / "first"), PlacePaths(places_root / "second")])


def test_the_asset_stands_above_all_places(places_root: Path) -> None:
    for name in ("first", "second"):
        (_public_edition(places_root, name, name.title()).root / "place.toml").write_text('name = "x"\n', "utf-8")
    # on a thread of its own: Dagster starts an event loop, and the browser of other tests has one of this thread
    with ThreadPoolExecutor(1) as thread:
        made = thread.submit(dg.materialize, [comparing.places_side_by_side, dg.AssetSpec(["publish", "database"])], selection=[comparing.places_side_by_side]).result()
    [event] = made.get_asset_materialization_events()
    metadata = event.materialization.metadata
    assert (metadata["places"].value, metadata["figures that can be compared"].value) == (2, 11)
    assert comparing.KEY not in defs.resolve_job_def("refresh_the_picture").asset_layer.selected_asset_keys


def test_the_command_names_what_it_left_out(places_root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("first", "second"):
        _public_edition(places_root, name, name.title())
    for name in ("first", "second", "third"):
        (places_root / name).mkdir(exist_ok=True)
        (places_root / name / "place.toml").write_text('name = "x"\n', "utf-8")
    cli.compare(None)
    said = " ".join(capsys.readouterr().out.split())
    assert "third has published nothing yet and is left out" in said
    assert "2 places side by side: 12 figures, of which 11 can be compared" in said
    assert (places_root / "_comparison" / "comparison.html").is_file()
    with pytest.raises(PlaceError, match="nowhere"):
        cli.compare(["nowhere"])
