"""The steps of the protected edition: made or carried once, and a table of it each.

Belongs here: thin steps. Does not belong here: what stands in an edition (protected/chain.py), or when one may be made (protected/editions.py).
"""

import shutil
from pathlib import Path

import polars as pl

from totalplace import fingerprint
from totalplace.contracts import customers
from totalplace.pipeline import Step, Workbench
from totalplace.protected import chain, editions

_TABLE = customers.PROTECTED_EDITION.table


def _outside(workbench: Workbench) -> str:
    """The edition that the publication of today carries, or would make."""
    return chain.edition_id(workbench.paths, workbench.place, workbench.settings)


def _make(workbench: Workbench, target: Path) -> None:
    edition = chain.make_or_carry(
        workbench.paths,
        workbench.place,
        workbench.settings,
        lambda: {table: workbench.scan(table).collect() for table in chain.INPUTS},
        workbench.progress,
    )
    rows = [
        {"table_name": table, "edition_id": edition.edition_id, "quarter": edition.quarter, "made_on": edition.made_on, "row_count": count}
        for table, count in edition.tables.items()
    ]
    frame = pl.DataFrame(rows).with_columns(pl.col("made_on").str.to_date())
    customers.PROTECTED_EDITION.conform(frame).sink_parquet(target)


def _carried(table: str) -> Step:
    def make(workbench: Workbench, target: Path) -> None:
        edition_id = workbench.scan(_TABLE).select("edition_id").collect().item(0, 0)
        shutil.copyfile(editions.table_path(workbench.paths, edition_id, table), target)

    return Step(table=table, inputs=(_TABLE,), code="", make=make)


STEPS = (
    Step(
        table=_TABLE,
        inputs=chain.INPUTS,
        code=fingerprint.of_code("assets/protected_edition.py"),
        make=_make,
        outside=_outside,
        assumptions=chain.ASSUMPTIONS,
    ),
    *(_carried(contract.table) for contract in customers.IN_EDITION),
)
