"""Linkage on the sets of people that the field measures itself by, with who is who: FEBRL 3, fake_1000, 50,000 historical records.

No parameter was fitted to what is measured here: FEBRL and fake_1000 were not looked at for any, and of the historical records only those of people of even
number, for the ways in which names differ. Each set is one table, so every record has a reference of its own at one agency.
"""

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import polars as pl
import pytest

from benchmarks.linkage_model import historical
from tests.analysis.people_records import SCHEMA
from totalplace import reference
from totalplace.analysis.linkage import Weighed, weigh
from totalplace.analysis.linkage_model import Model, load_model
from totalplace.analysis.linkage_quality import Rightness, curve, evaluate
from totalplace.place import Place

pytestmark = pytest.mark.real
PEOPLE = Path(os.environ.get("TOTALPLACE_REAL_DATA") or ".") / "people"
THRESHOLDS = (0.5, 0.8, 0.9, 0.95, 0.99, 0.999)


@pytest.fixture(scope="module")
def model() -> Model:
    return load_model(dict(reference.assumptions_in_force(Place(name="Sets of people"), date(2026, 11, 1)).select("assumption_id", "value").iter_rows()))


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        yield opened


def _records(read: pl.DataFrame, **columns: pl.Expr) -> pl.DataFrame:
    given = {name: pl.lit(None, kind) for name, kind in SCHEMA.items()} | {
        "record_no": pl.int_range(pl.len(), dtype=pl.Int64),
        "agency": pl.lit("one"),
        "agreement_id": pl.lit("sharing"),
        "is_pseudonym": pl.lit(False),
    }
    return read.select(**(given | columns))


def febrl() -> pl.DataFrame:
    """given_name, surname, date_of_birth, postcode (of four digits: neither sector nor district) as they are; soc_sec_id, which has errors, as the number.

    Street, suburb and state are no fields of ours.
    """
    read = pl.read_csv(PEOPLE / "dataset3.csv", infer_schema=False)
    read = read.rename({name: name.strip() for name in read.columns}).with_columns(pl.all().str.strip_chars().replace("", None))
    return _records(
        read,
        person_reference=pl.col("rec_id"),
        forename=pl.col("given_name"),
        surname=pl.col("surname"),
        born_on=pl.col("date_of_birth").str.to_date("%Y%m%d", strict=False),
        postcode=pl.col("postcode"),
        nhs_number=pl.col("soc_sec_id"),
        truth=pl.col("rec_id").str.extract(r"^rec-(\d+)-").cast(pl.Int64),
    )


def told(name: str, weighed: Weighed, truth: pl.DataFrame) -> Rightness:
    """Precision and recall at the central threshold; with the curve on the page of `pytest -rP`."""
    linked = weighed.at(0.95).links
    found = evaluate(linked, truth)
    print(f"{name}: {len(truth):,} records of {truth['truth'].n_unique():,} people; pairs: precision {found.pairs.precision:.4f}, recall {found.pairs.recall:.4f}, F1 {found.pairs.f1:.4f}")  # noqa: T201
    print(f"people found exactly: {found.people.recall:.4f} of them\n{curve(weighed, truth, THRESHOLDS)}")  # noqa: T201
    return found.pairs


def test_febrl_3(model: Model, con: duckdb.DuckDBPyConnection) -> None:
    frame = febrl()
    found = told("FEBRL 3", weigh(con, frame, model), frame)
    assert found.f1 >= 0.95
    assert found.precision >= 0.99


def test_febrl_3_without_the_number(model: Model, con: duckdb.DuckDBPyConnection) -> None:
    """What names, birth date and postcode alone do: whole forenames are replaced in this set, so that much is left apart, and next to nothing put together wrongly."""
    frame = febrl().with_columns(pl.lit(None, pl.String).alias("nhs_number"))
    assert told("FEBRL 3 without soc_sec_id", weigh(con, frame, model), frame).precision >= 0.99


def test_fake_1000(model: Model, con: duckdb.DuckDBPyConnection) -> None:
    """By its clusters and by its labelled pairs. E-mail address and city are no fields of ours: what they would give is given up."""
    frame = _records(
        pl.read_csv(PEOPLE / "fake_1000.csv", infer_schema=False),
        person_reference=pl.col("unique_id"),
        forename=pl.col("first_name"),
        surname=pl.col("surname"),
        born_on=pl.col("dob").str.to_date("%Y-%m-%d", strict=False),
        truth=pl.col("cluster").cast(pl.Int64),
    )
    weighed = weigh(con, frame, model)
    assert told("fake_1000", weighed, frame).precision >= 0.99
    labelled = pl.read_csv(PEOPLE / "fake_1000_labels.csv").with_columns(pl.col("unique_id_l", "unique_id_r").cast(pl.String))
    person = frame.select("person_reference", "record_no").join(weighed.at(0.95).links, on="record_no")
    pairs = labelled.join(person, left_on="unique_id_l", right_on="person_reference").join(person, left_on="unique_id_r", right_on="person_reference")
    assert len(pairs) == len(labelled)
    linked, same = pairs["person_no"] == pairs["person_no_right"], pairs["clerical_match_score"] >= 0.5
    print(f"labelled pairs: precision {(linked & same).sum() / linked.sum():.4f}, recall {(linked & same).sum() / same.sum():.4f}")  # noqa: T201
    assert (linked & same).sum() / linked.sum() >= 0.99


def test_historical_figures(model: Model, con: duckdb.DuckDBPyConnection) -> None:
    """All 50,578 are linked; those of people of odd number are judged. Weighing finds more than rules do, and next to nothing that is wrong."""
    frame = historical(PEOPLE / "historical_figures_with_errors_50k.parquet")
    odd = frame.filter(pl.col("truth") % 2 == 1)
    weighed = weigh(con, frame, model)
    found = told("historical figures", weighed, odd)
    assert found.precision >= 0.99
    by_rule = evaluate(weighed.at(1.1).links, odd).pairs
    assert found.recall > 2 * by_rule.recall
