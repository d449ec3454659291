"""The commands that run.py measures for payments: generate, duckdb, totalplace, pandas."""

import sys
from pathlib import Path


def generate(target: str, rows: str) -> None:
    """A list of payments as a council publishes it: some quoted commas, credits, a few unreadable amounts and a total line."""
    import numpy as np
    import polars as pl

    count = int(rows)
    draw = np.random.default_rng(2009)
    suppliers = np.array([f"Supplier {i} Limited" if i % 7 else f"Smith, Jones & Partners {i} LLP" for i in range(20_000)])
    departments = np.array([f"Directorate {i}" for i in range(40)])
    purposes = np.array([f"Purpose {i}, with some detail" for i in range(300)])
    amounts = np.char.mod("%.2f", draw.lognormal(6, 1.5, count) * np.where(draw.random(count) < 0.04, -1, 1))
    amounts[draw.integers(0, count, 50)] = "see note"
    days = np.datetime64("2024-04-01") + draw.integers(0, 365, count)
    frame = pl.DataFrame(
        {
            "Body Name": pl.repeat("Anytown Council", count, eager=True),
            "Department": departments[draw.integers(0, len(departments), count)],
            "Supplier Name": suppliers[draw.integers(0, len(suppliers), count)],
            "Payment Date": pl.Series(days.astype("datetime64[ms]")).dt.strftime("%d/%m/%Y"),
            "Transaction Number": np.arange(count) + 5_100_000_000,
            "Net Amount": amounts,
            "Expense Type": purposes[draw.integers(0, len(purposes), count)],
        }
    )
    frame.write_csv(target)


def duckdb(source: str, target: str) -> None:
    """The baseline: every column as text into Parquet; nothing hashed, typed, checked or accounted."""
    import duckdb as engine

    with engine.connect() as connection:
        connection.execute(f"copy (from read_csv('{source}', all_varchar = true)) to '{target}' (format parquet)")


def totalplace(place: str, _: str) -> None:
    """The inbox of the place up to its typed table, issues and account."""
    from totalplace.pipeline import open_workbench

    with open_workbench(place) as bench:
        for table in ("raw.inbox", "staging.payment"):
            bench.run(table)
        (part,) = bench.paths.parts.iterdir()
        sys.stdout.write(str(sorted(entry.name for entry in part.iterdir())))


def pandas(source: str, target: str) -> None:
    """What an analyst would write: read, make dates and amounts, drop what cannot be read, save."""
    import pandas as pd

    frame = pd.read_csv(source, dtype=str)
    frame["Payment Date"] = pd.to_datetime(frame["Payment Date"], format="%d/%m/%Y", errors="coerce")
    frame["Net Amount"] = pd.to_numeric(frame["Net Amount"].str.replace(",", ""), errors="coerce")
    for column in ("Supplier Name", "Department", "Expense Type"):
        frame[column] = frame[column].str.strip()
    frame["supplier_key"] = frame["Supplier Name"].str.upper().str.replace(r"[^A-Z0-9 ]", "", regex=True)
    frame["fy"] = frame["Payment Date"].dt.year - (frame["Payment Date"].dt.month < 4)
    frame.dropna(subset=["Net Amount"]).to_parquet(target)


if __name__ == "__main__":
    Path(sys.argv[2]).parent.mkdir(parents=True, exist_ok=True)
    {"generate": generate, "duckdb": duckdb, "totalplace": totalplace, "pandas": pandas}[sys.argv[1]](sys.argv[2], sys.argv[3])
