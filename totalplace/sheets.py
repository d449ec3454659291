"""What goes back to the bodies: what to ask each for next, its own sheet of buildings to confirm or correct, its doubtful matches,
its payments to check, and a page that shows it what is known of it (body_sheets.py).

Belongs here: which rows and columns go into these files, and putting them in place. Does not belong here: what to ask for
(sql/mart/request.sql), reading a sheet that came back (sources/building_confirmation.py), any figure.

The files are CSV with a byte-order mark, so that a spreadsheet reads them as they are meant; what it would take for a formula is
marked (values/spreadsheets.py). Sensitive premises are in none of them: they are in no table that these are made from.
"""

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from totalplace import body_sheets, contracts, doubtful, fingerprint, language, marks
from totalplace.paths import PlacePaths
from totalplace.publication import Manifest
from totalplace.sources.building_confirmation import SHEET
from totalplace.values.spreadsheets import neutralised
from totalplace.whole_files import write_text_whole

SHEET_NAME = "buildings.csv"
DOUBTFUL_NAME = "doubtful-matches.csv"
PAYMENTS_NAME = "payments-to-check.csv"
REQUESTS_NAME = "requests.csv"
# the files beside the page of a body, with the words for each
_BESIDE = {SHEET_NAME: "body_page.link_buildings", DOUBTFUL_NAME: "body_page.link_doubtful", PAYMENTS_NAME: "body_page.link_payments", REQUESTS_NAME: "body_page.link_requests"}
_CHECKED = ("analysis.payment_to_check", "analysis.repeated_payment", "ops.source_file")
_TO_CHECK = {
    "type": "What may have happened",
    "reason": "What speaks for it",
    "confidence": "How sure it looks, 0 to 1",
    "amount_gbp": "Pounds that may be too many",
    "supplier": "Supplier",
    "invoice_references": "Invoice references",
    "transactions": "Transactions",
    "amounts": "Amounts",
    "paid_on": "Paid on",
    "lines": "Lines",
}
_TABLES = ("mart.estate", "mart.estate_source", "mart.request", "ref.body", "ref.function", "core.confirmation_line")
_REQUESTS = {
    "request_number": "Number",
    "name": "Building",
    "asset_code": "Your asset code",
    "asset_id": "Our asset id",
    "postcode": "Postcode",
    "gia_m2": "Gross internal area m2",
    "missing": "Not known",
    "request": "What we ask for",
    "unlocks": "What it makes possible",
}
# the columns that we fill in, behind which those to correct follow: our column, heading
_KNOWN = {
    "asset_id": "asset_id",
    "asset_code": "asset_code",
    "name_as_published": "name",
    "postcode": "postcode",
    "uprn": "uprn",
    "organisation_as_published": "organisation",
}
_SHOWN = {
    "kind": "As we have it: kind",
    "listed": "As we have it: listed in",
    "address": "As we have it: address",
    "use": "As we have it: use",
    "tenure": "As we have it: tenure",
    "gia_m2": "As we have it: gross internal area m2",
    "nia_m2": "As we have it: net internal area m2",
    "land_area_m2": "As we have it: land area m2",
    "as_at_on": "As we have it: as at",
}

_ASKED = {"reason": "What speaks for it", "score": "How sure it looks, 0 to 1", "distance_m": "Metres apart"}
_SIDE = {"id": "asset id", "name": "name", "address": "address", "postcode": "postcode", "uprn": "UPRN"}


# what the body has corrected already stands in its next sheet: sent back as it is, it says the same again
_CORRECTED = {
    "is_held": "is_held",
    "is_occupied": "is_occupied",
    "name": "corrected_name",
    "address": "corrected_address",
    "postcode": "corrected_postcode",
    "uprn": "corrected_uprn",
    "easting": "corrected_easting",
    "northing": "corrected_northing",
    "use": "corrected_use",
    "tenure": "corrected_tenure",
    "gia_m2": "corrected_gia_m2",
    "nia_m2": "corrected_nia_m2",
    "land_area_m2": "corrected_land_area_m2",
}


def write(paths: PlacePaths, manifest: Manifest) -> list[Path]:
    """Write the requests and the sheet of every body of the publication; returns the files. Files of bodies that are gone are deleted.

    An earlier publication that has no requests yet gets none, and keeps no files of another publication.
    """
    written: list[Path] = []
    if all(table in manifest.tables for table in _TABLES):
        tables = {name: pl.read_parquet(paths.root / manifest.tables[name]) for name in _TABLES}
        for body_id, rows in _requests(tables["mart.request"]):
            # also beside its page, to which it belongs when the folder is handed over
            written += [_put(path, rows) for path in (paths.requests / f"{body_id}.csv", paths.bodies / body_id / REQUESTS_NAME)]
        written += [_put(paths.bodies / body_id / SHEET_NAME, rows) for body_id, rows in _sheets(tables)]
    if all(table in manifest.tables for table in _CHECKED):
        checked = {name: pl.read_parquet(paths.root / manifest.tables[name]) for name in _CHECKED}
        written += [_put(paths.bodies / body_id / PAYMENTS_NAME, rows) for body_id, rows in _payments(checked)]
    if _has_doubtful(paths, manifest):
        asked = doubtful.pairs(lambda table: pl.scan_parquet(paths.root / manifest.tables[table]))
        bodies = pl.read_parquet(paths.root / manifest.tables["ref.body"])
        written += [_put(paths.bodies / body_id / DOUBTFUL_NAME, rows) for body_id, rows in _doubtful(asked, bodies)]
    for stray in {*paths.requests.glob("*.csv"), *(path for name in _BESIDE for path in paths.bodies.glob(f"*/{name}"))} - set(written):
        stray.unlink()
    # the pages link to the files that there are
    pages = body_sheets.draw(paths, manifest, _BESIDE)
    for stray in set(paths.bodies.glob(f"*/{body_sheets.PAGE}")) - set(pages):
        stray.unlink()
    written += pages
    marks.write(paths.requests, manifest, _code(paths))
    return written


def _has_doubtful(paths: PlacePaths, manifest: Manifest) -> bool:
    """An earlier publication may lack a table or column of these."""
    return all(
        table in manifest.tables
        and set(contracts.contract(table).column_names) <= set(pl.read_parquet_schema(paths.root / manifest.tables[table]))
        for table in (*doubtful.TABLES, "ref.body")
    )


def are_current(paths: PlacePaths, manifest: Manifest) -> bool:
    """The files in place are those of this publication, written by this code."""
    return marks.is_of(paths.requests, manifest, _code(paths))


def _code(paths: PlacePaths) -> str:
    code = fingerprint.of_code("sheets", "body_sheets", "pack_edition", "mapping", "language", "doubtful", "values/spreadsheets.py", "sources/building_confirmation.py")
    return fingerprint.of_values(code, language.mark(paths))


def _requests(requests: pl.DataFrame) -> Iterator[tuple[str, pl.DataFrame]]:
    """What to ask each body for, in the order in which to ask."""
    for (body_id,), rows in requests.sort("body_id", "request_number").group_by("body_id", maintain_order=True):
        yield str(body_id), rows.select(pl.col(name).alias(heading) for name, heading in _REQUESTS.items())


def _sheets(tables: dict[str, pl.DataFrame]) -> Iterator[tuple[str, pl.DataFrame]]:
    """The sheet of each body that lists anything: largest buildings first, land and what has no known size last.

    A building that the body has corrected stays in its sheet, whoever manages it by now: else the correction would be lost with the
    file that the next sheet replaces, and the building come back. One with corrections of several days has a line for each day.
    """
    codes = tables["mart.estate_source"].group_by("asset_id").agg(pl.col("asset_code").min())
    bodies = tables["ref.body"].select("body_id", pl.col("name").alias("organisation"))
    uses = tables["ref.function"].select(pl.col("function_id").alias("function"), pl.col("name").alias("use"))
    corrected = _corrected(tables["core.confirmation_line"], uses)
    listed = pl.concat([tables["mart.estate"].select("asset_id", "body_id"), corrected.select("asset_id", "body_id")]).unique()
    rows = (
        listed.join(tables["mart.estate"].drop("body_id"), on="asset_id")
        .join(codes, on="asset_id", how="left")
        .join(bodies, on="body_id", how="left")
        .join(uses, on="function", how="left")
        .join(corrected, on=["asset_id", "body_id"], how="left")
        .with_columns(
            pl.col("asset_kind").alias("kind"),
            pl.col("ownership_basis").alias("listed"),
        )
        .sort("body_id", "gia_m2", "land_area_m2", "name", "asset_id", "said_confirmed_on", descending=[False, True, True, False, False, False], nulls_last=True)
    )
    known = [pl.col(_KNOWN[column]).alias(heading) for column, heading in SHEET if column in _KNOWN]
    shown = [pl.col(column).alias(heading) for column, heading in _SHOWN.items()]
    said = {*_CORRECTED.values(), "confirmed_on"}
    asked = [
        (pl.col(f"said_{column}") if column in said else pl.lit(None, pl.String)).alias(heading)
        for column, heading in SHEET
        if column not in _KNOWN
    ]
    for (body_id,), of_body in rows.group_by("body_id", maintain_order=True):
        yield str(body_id), of_body.select(*known, *shown, *asked)


def _corrected(lines: pl.DataFrame, uses: pl.DataFrame) -> pl.DataFrame:
    """What each body's corrections that are taken say, a row an asset, body and day, as the cells of its sheet.

    Each keeps its own day, so none of them outlasts a register that is newer than it, and none is lost to one that is older.
    """
    point = pl.col("coordinates").str.split(", ")
    taken = lines.filter("is_taken").join(uses, left_on="value", right_on="function", how="left")
    value = pl.when(pl.col("field") == "function").then("use").otherwise("value")
    cells = {name: value.filter(pl.col("field") == name).first() for name in {*_CORRECTED, "coordinates", "function"} - {"easting", "northing", "use"}}
    return (
        taken.group_by("asset_id", "body_id", pl.col("confirmed_on").cast(pl.String))
        .agg(*(cell.alias(name) for name, cell in cells.items()))
        .with_columns(point.list.first().alias("easting"), point.list.last().alias("northing"), pl.col("function").alias("use"))
        .select(
            "asset_id",
            "body_id",
            pl.col("confirmed_on").alias("said_confirmed_on"),
            *(pl.col(name).alias(f"said_{column}") for name, column in _CORRECTED.items()),
        )
    )


def _doubtful(pairs: pl.DataFrame, bodies: pl.DataFrame) -> Iterator[tuple[str, pl.DataFrame]]:
    """What may be the same building as another entry, for the body of either; the surest first."""
    names = bodies.select("body_id", pl.col("name").alias("organisation"))
    sides = [
        pairs.join(names, left_on=f"{other}_body_id", right_on="body_id", how="left").select(
            pl.col(f"{mine}_body_id").alias("body_id"),
            *(pl.col(f"{mine}_{name}").alias(f"Yours: {heading}") for name, heading in _SIDE.items()),
            pl.col("organisation").alias("The other: organisation"),
            *(pl.col(f"{other}_{name}").alias(f"The other: {heading}") for name, heading in _SIDE.items()),
            *(pl.col(name).alias(heading) for name, heading in _ASKED.items()),
        )
        for mine, other in (("left", "right"), ("right", "left"))
    ]
    # two entries of one body stand there once
    second = sides[1].filter(pairs["left_body_id"] != pairs["right_body_id"])
    both = pl.concat([sides[0], second])
    surest = both.sort("body_id", _ASKED["score"], "Yours: name", "Yours: asset id", "The other: asset id", descending=[False, True, False, False, False])
    for (body_id,), rows in surest.group_by("body_id", maintain_order=True):
        yield str(body_id), rows.drop("body_id")


def _payments(tables: dict[str, pl.DataFrame]) -> Iterator[tuple[str, pl.DataFrame]]:
    """What each body's audit should look at: of its ledger, the surest first, then what its published list has twice."""
    of_ledger = tables["analysis.payment_to_check"].with_columns(pl.col("amount_gbp").cast(pl.String))
    paths = tables["ops.source_file"].select("source_file_id", "path")
    repeated = tables["analysis.repeated_payment"].join(paths, on="source_file_id")
    of_list = repeated.select(
        "body_id",
        pl.lit("transaction repeated").alias("type"),
        pl.format("the published list has the line {} times; it may be the distribution of one payment", "line_count").alias("reason"),
        pl.lit(None, pl.Float64).alias("confidence"),
        (pl.col("amount_gbp") * (pl.col("line_count") - 1)).cast(pl.Decimal(18, 2)).cast(pl.String).alias("amount_gbp"),
        pl.col("supplier_as_published").alias("supplier"),
        pl.lit(None, pl.String).alias("invoice_references"),
        pl.col("transaction_number").alias("transactions"),
        pl.col("amount_gbp").cast(pl.String).alias("amounts"),
        pl.col("paid_on").cast(pl.String),
        pl.format("{} {} {}", "path", "source_part", "source_rows").alias("lines"),
    ).sort("body_id", "lines")
    rows = pl.concat([of_ledger.select(of_list.columns).sort("body_id", "confidence", "lines", descending=[False, True, False]), of_list])
    for (body_id,), of_body in rows.group_by("body_id", maintain_order=True):
        yield str(body_id), of_body.select(pl.col(name).alias(heading) for name, heading in _TO_CHECK.items())


def _put(path: Path, rows: pl.DataFrame) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = rows.with_columns(
        # 1500.0 as 1500
        *(pl.col(name).round(2).cast(pl.String).str.replace(r"\.0$", "") for name, dtype in rows.schema.items() if dtype == pl.Float64),
        *(neutralised(pl.col(name)).alias(name) for name, dtype in rows.schema.items() if dtype == pl.String),
    ).write_csv()
    write_text_whole(path, "\ufeff" + text)
    return path
