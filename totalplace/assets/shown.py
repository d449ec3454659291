"""What a materialisation tells the person who looks at it: rows and pounds in and out, issues by body, small charts, where columns come from.

Belongs here: turning results into metadata of Dagster. Does not belong here: any figure that is not in a result already, or when it is
told (step_asset.py).
"""

import base64
import re
import sys
import warnings
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

import dagster as dg
import polars as pl

from totalplace import column_lineage, sources, sql
from totalplace.contracts import PUBLISHED_LAYERS, contract
from totalplace.lineage import TRACED
from totalplace.paths import sql_folder
from totalplace.pipeline import Step, Workbench
from totalplace.sources import all_sources
from totalplace.sources._base import Source
from totalplace.words import pounds

Metadata = dict[str, dg.MetadataValue[Any]]
_PREVIEW_ROWS = 5
_CELL_LENGTH = 120
_SOURCES_LENGTH = 2_000  # characters that say what a column is worked out from
_OUTCOMES = ("read", "loaded", "rejected", "ignored", "held", "superseded")
_ROWS_LISTED = 30
_APART = ("status", "is_counted", "economic", "fy")
_SEVERITIES = ("error", "warning", "note")
_BARS = 12
_BAR_COLOUR = "#12436D"  # the first of the house style's categories
# drawn where one look tells more than the table: what it shows, by what, of which rows
_CHARTS = {
    "mart.body_coverage": ("assets held", "body_id", "assets_held", None),
    "mart.spend_count": ("net spending counted, £ million a year", "fy", "net_gbp", pl.col("is_counted") & (pl.col("economic") == "revenue")),
    "mart.estate": ("assets by what they are used for", "function", None, None),
}  # fmt: skip


def cell(value: object, longest: int = _CELL_LENGTH) -> str:
    """Text from files as one cell: no Markdown, no links, no HTML."""
    text = "" if value is None else str(value)[:longest]
    return re.sub(r"([\\`*_{}\[\]<>()#+!|&])", r"\\\1", text.replace("\n", " "))


def table(headings: Sequence[str], rows: Iterable[Sequence[object]], longest: int = _CELL_LENGTH) -> str:
    """Rows as a Markdown table, each cell as text that is cut short."""
    lines = ["| " + " | ".join(map(cell, headings)) + " |", "|" + "---|" * len(headings)]
    return "\n".join([*lines, *("| " + " | ".join(cell(value, longest) for value in row) + " |" for row in rows)])


def preview(frame: pl.LazyFrame) -> str:
    """The first rows as a Markdown table; bytes and long texts cut short."""
    head = frame.head(_PREVIEW_ROWS).collect()
    shown = [name for name, dtype in head.schema.items() if dtype != pl.Binary()]
    return table(shown, head.select(shown).iter_rows())


def metadata_of(bench: Workbench, step: Step, counts: dict[str, int]) -> Metadata:
    """What is told of a result, but for how it came about. `counts` remembers rows of tables: each is counted once a run."""
    frame = bench.scan(step.table)
    counts[step.table] = int(frame.select(pl.len()).collect().item())
    told: Metadata = {"dagster/row_count": dg.MetadataValue.int(counts[step.table])}
    if rows_in := _rows_in(bench, step, counts):
        told["rows in"] = dg.MetadataValue.md(rows_in)
    told |= _figures(frame, step.table)
    if step.table in _kinds():
        told |= _account_of_kind(bench, _kinds()[step.table])
    if step.table == "ops.source_part":
        told["rows and pounds, by kind"] = dg.MetadataValue.md(_accounts(frame))
    if step.table == "ops.issue":
        told["issues by sender"] = dg.MetadataValue.md(_issues(bench, frame))
    if chart := _chart(step.table, frame):
        told["chart"] = dg.MetadataValue.md(chart)
    # what is kept out of every list (refuges, people) stands in the layers before what is published
    if step.key[0] in PUBLISHED_LAYERS:
        told["preview"] = dg.MetadataValue.md(preview(frame))
    if columns := lineage_of(step.table):
        told["dagster/column_lineage"] = dg.MetadataValue.column_lineage(columns)
        told["what columns are worked out from"] = dg.MetadataValue.md(_in_words(columns))
    return told


def _in_words(columns: dg.TableColumnLineage) -> str:
    """The same for the pages of Dagster, which show column lineage only where they are paid for."""
    rows = []
    for column, several in columns.deps_by_column.items():
        of: dict[str, list[str]] = {}
        for source in several:
            of.setdefault(".".join(source.asset_key.path), []).append(source.column_name)
        rows.append((column, "; ".join(f"{name} ({', '.join(names)})" for name, names in of.items()) or "no column"))
    return table(("column", "worked out from"), rows, longest=_SOURCES_LENGTH)


@cache
def lineage_of(made: str) -> dg.TableColumnLineage | None:
    """From which columns each column of a table of SQL is worked out; None for a table that is not made by SQL."""
    layer, name = made.split(".")
    path = sql_folder() / layer / f"{name}.sql"
    if not path.is_file():
        return None
    file = next(file for file in sql.load_folder(layer) if file.table == made)
    found = column_lineage.column_sources(file)
    return dg.TableColumnLineage(
        {column: [dg.TableColumnDep(dg.AssetKey(source.split(".")), name) for source, name in several] for column, several in found.items()}
    )


@cache
def _kinds() -> dict[str, str]:
    return {source.contract.table: kind for kind, source in all_sources().items()}


def _rows_in(bench: Workbench, step: Step, counts: dict[str, int]) -> str:
    for name in step.inputs:
        if name not in counts:
            counts[name] = int(bench.scan(name).select(pl.len()).collect().item())
    return "\n".join(f"- {cell(name)}: {counts[name]:,}" for name in step.inputs)


def _figures(frame: pl.LazyFrame, made: str) -> Metadata:
    """The sums of the figures that walk back to lines of files, to the penny: apart by year and by what is not to be added up."""
    names = TRACED.get(made, ())
    if not names:
        return {}
    by = [name for name in _APART if name in contract(made).column_names]
    sums = frame.group_by(by).agg(pl.col(name).sum() for name in names).sort(by).collect() if by else frame.select(pl.col(name).sum() for name in names).collect()
    rows = ((*row[: len(by)], *(pounds(value) for value in row[len(by) :])) for row in sums.tail(_ROWS_LISTED).iter_rows())
    return {"pounds out": dg.MetadataValue.md(table((*by, *names), rows))}


def _account_of_kind(bench: Workbench, kind: str) -> Metadata:
    """What became of the rows and pounds of the files of a kind, and what was found in them."""
    folders = [bench.paths.part(part.fingerprint) for _, part in bench.inbox.parts_of(kind)]
    if not folders:
        return {}
    outcomes = [name for name in _OUTCOMES if name != "superseded"]  # that is known when files are put together
    account = pl.scan_parquet([folder / "account.parquet" for folder in folders])
    row = account.select(*(pl.col(f"rows_{name}").sum() for name in outcomes), *(pl.col(f"amount_{name}_gbp").sum() for name in outcomes)).collect().row(0, named=True)
    has_money = any(row[f"amount_{name}_gbp"] for name in outcomes)
    rows = ((name, f"{row[f'rows_{name}']:,}", *((pounds(row[f"amount_{name}_gbp"]),) if has_money else ())) for name in outcomes)
    issues = pl.scan_parquet([folder / "issue.parquet" for folder in folders])
    told: Metadata = {
        "tables of files": dg.MetadataValue.int(len(folders)),
        "rows and pounds" if has_money else "rows": dg.MetadataValue.md(table(("", "rows", *(("pounds",) if has_money else ())), rows)),
    }
    if found := _issues(bench, issues):
        told["issues by sender"] = dg.MetadataValue.md(found)
    return told


def _accounts(parts: pl.LazyFrame) -> str:
    kinds = parts.group_by(pl.col("kind").fill_null("not known")).agg(
        pl.len().alias("tables"), *(pl.col(f"rows_{name}").sum() for name in _OUTCOMES), *(pl.col(f"amount_{name}_gbp").sum() for name in _OUTCOMES)
    ).sort("kind").collect()  # fmt: skip
    headings = ("kind", "tables", *(f"rows {name}" for name in _OUTCOMES), *(f"£ {name}" for name in _OUTCOMES))
    return table(
        headings,
        (
            (row["kind"], row["tables"], *(f"{row[f'rows_{name}']:,}" for name in _OUTCOMES), *(_money(row[f"amount_{name}_gbp"]) for name in _OUTCOMES))
            for row in kinds.iter_rows(named=True)
        ),
    )


def _money(amount: Decimal | None) -> str:
    return pounds(amount) if amount else ""


def _issues(bench: Workbench, issues: pl.LazyFrame) -> str:
    """Issues by the body or other sender whose files they are in, and of these those that it must act on; of many senders the first."""
    senders = pl.LazyFrame([(file.source_file_id, file.sender) for file in bench.inbox.files], schema={"source_file_id": pl.String, "sender": pl.String}, orient="row")
    found = (
        issues.join(senders, on="source_file_id", how="left")
        .group_by(pl.col("sender").fill_null("not known"))
        .agg(*((pl.col("severity") == severity).sum().alias(severity) for severity in _SEVERITIES), (pl.col("responsible") == "sender").sum().alias("to mend"))
        .sort(*_SEVERITIES, "sender", descending=[True, True, True, False])
        .collect()
    )
    if found.is_empty():
        return ""
    shown = table(("sender", "errors", "warnings", "notes", "for the sender to mend"), found.head(_ROWS_LISTED).iter_rows())
    return shown + (f"\n\nand {found.height - _ROWS_LISTED} more" if found.height > _ROWS_LISTED else "")


def _chart(made: str, frame: pl.LazyFrame) -> str:
    """Bars, the largest first or by year, as a picture within Markdown; empty where there is nothing to draw."""
    if made not in _CHARTS:
        return ""
    title, by, amount, only = _CHARTS[made]
    chosen = frame if only is None else frame.filter(only)
    measured = (pl.col(amount).sum() if amount else pl.len()).cast(pl.Float64).alias("size")
    bars = chosen.group_by(pl.col(by).cast(pl.String).fill_null("not known").alias("name")).agg(measured).filter(pl.col("size") > 0)
    ordered = bars.sort("name") if by == "fy" else bars.sort("size", "name", descending=[True, False])
    rows = ordered.collect()
    if rows.is_empty():
        return ""
    shown = rows.tail(_BARS) if by == "fy" else rows.head(_BARS)
    scale = 1e6 if amount and amount.endswith("_gbp") else 1
    picture = bars_as_svg(title, [(str(name), size / scale) for name, size in shown.iter_rows()])
    return f"![{cell(title)}](data:image/svg+xml;base64,{base64.b64encode(picture.encode('utf-8')).decode('ascii')})"


def bars_as_svg(title: str, bars: Sequence[tuple[str, float]]) -> str:
    """A bar a name from nought, its number beside it; names are text."""
    largest, high = max(size for _, size in bars), 20
    drawn = "".join(
        f'<text x="190" y="{34 + number * high}" text-anchor="end">{escape(name[:30])}</text>'
        f'<rect x="196" y="{23 + number * high}" width="{max(1.0, 260 * size / largest):.1f}" height="14" fill="{_BAR_COLOUR}"/>'
        f'<text x="{202 + max(1.0, 260 * size / largest):.1f}" y="{34 + number * high}">{size:,.0f}</text>'
        for number, (name, size) in enumerate(bars)
    )
    height = 26 + high * len(bars)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="540" height="{height}" viewBox="0 0 540 {height}" role="img" font-family="sans-serif" font-size="11">'
        f'<rect width="540" height="{height}" fill="#fff"/><text x="4" y="14" font-weight="bold">{escape(title)}</text>{drawn}</svg>'
    )


def code_of(step: Step) -> tuple[str, str, int]:
    """Where a step is written: a name to show, the file, the line."""
    layer, name = step.key
    path = sql_folder() / layer / f"{name}.sql"
    if path.is_file():
        return f"sql/{layer}/{name}.sql", str(path), 1
    if step.table in _kinds():
        file = _modules_of_kinds()[_kinds()[step.table]]
        return _in_the_package(file), file, 1
    code = step.make.__code__
    return _in_the_package(code.co_filename), code.co_filename, code.co_firstlineno


def code_reference(step: Step) -> dg.CodeReferencesMetadataValue:
    """The same as Dagster shows it: a link that opens the file."""
    label, file, line = code_of(step)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", dg.BetaWarning)  # the classes may change with Dagster, which is pinned
        return dg.CodeReferencesMetadataValue(code_references=[dg.LocalFileCodeReference(file_path=file, line_number=line, label=label)])


@cache
def _modules_of_kinds() -> dict[str, str]:
    modules = [module for name, module in sys.modules.items() if name.startswith(f"{sources.__name__}.") and isinstance(getattr(module, "SOURCE", None), Source)]
    return {module.SOURCE.kind: str(module.__file__) for module in modules}


def _in_the_package(file: str) -> str:
    path = Path(file)
    package = next(folder for folder in path.parents if folder.name == "totalplace")
    return path.relative_to(package.parent).as_posix()
