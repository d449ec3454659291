"""Revenue outturn (RS, RO) and budget (RA) of councils, police, fire, waste and transport authorities: a row an authority, a column a line.

Belongs here: how such tables state year, unit, figure, status and lines, and which of their rows are no authority. Does not belong
here: what the lines mean and which of them are totals (reference_data/return_heading.csv), whose rows they are (core).
"""

import re
from collections.abc import Mapping, Sequence

import polars as pl

from totalplace import values as v
from totalplace.contracts.staging.returns import REVENUE_OUTTURN
from totalplace.issues import IssueType
from totalplace.reading import TextTable, normalise_heading
from totalplace.reading.table import ROW
from totalplace.sources._base import Field, RowRule, Sample, Source, Spread
from totalplace.sources._return_lines import (
    asset_ids,
    is_line_number,
    line_key,
    numbered,
    return_column,
    service_headings,
)
from totalplace.values.problems import AMOUNT_ROUNDED

# services among the headings of a summary: a check or an extract of one subject has fewer
_SERVICES = ("_service", "_second_service", "_third_service", "_fourth_service", "_fifth_service")
_FACTS = ("source_column", "line_code", "asset_id", "line_key", "line_as_published", "form", "measure", "figure")
_SINGLE_YEAR = r"^(?:19|20)\d{2}$"
_TITLE_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})\s?[-/–]\s?((?:19|20)?\d{2})(?!\d)")
_UNITS = (
    ("£ thousand", re.compile(r"£\s*(?:thousands?\b|[’'`]?000s?\b|k\b)", re.IGNORECASE), "_thousands"),
    ("£", re.compile(r"\(\s*(?:£|GBP|pounds)\s*\)|\bin pounds\b|£ ?actuals?\b", re.IGNORECASE), "_pounds"),
)
_MILLIONS = re.compile(r"£\s*(?:m\b|millions?\b)", re.IGNORECASE)
_FIGURES = ("net current expenditure", "capital charges", "net total cost", "total expenditure", "total income", "employees", "running expenses")
# what such tables print where there is no figure: other authorities do not have the line
_NOT_AVAILABLE = ("...", "…", "..", ":", "*", "~", "[x]", "[z]", "[c]", "x", "n.a.", "n.a", "na", "not set")
_AGGREGATE = (
    r"(?i)^(?:all |total )?(?:england|wales|great britain|united kingdom|english? authorities)(?: total)?$"
    r"|^(?:all |total |inner |outer )?(?:london boroughs|metropolitan districts|unitary authorities|shire counties|shire districts|other authorities"
    r"|counties|districts|police authorities|fire authorities|combined authorities)(?: total)?$"
    r"|^class (?:breakdown|totals?)\b|^(?:grand |sub-?)?totals?\b"
)
_CODE = r"(?i)^[EWSN]\d{4}$"
_GSS = r"(?i)^[EWSN]\d{8}$"
_COUNTRIES = r"(?i)^(?:[EWSNK](?:92|12|13)\d{6}|[EWSN]\d{2})$"  # countries, regions, London's two halves; E09: all boroughs
_TOTALS = r"(?i)^(?:total|aggregate|england)s?$"  # where a status should stand
_NOT_SENT = r"(?i)^(?:not (?:submitted|received|returned)|no return|non-?return)\b"

OUTTURN_UNIT_ASSUMED = IssueType(
    "unit of the return not stated",
    "note",
    "sender",
    "The table does not say what its cells are in. Such returns are in thousands of pounds, and so they were read; if they are not, state unit = \"pounds\" in a mapping.",
    "table",
)
OUTTURN_YEARS_DIFFER = IssueType(
    "title and column state different years",
    "warning",
    "sender",
    "The title above the headings names another financial year than the column of years does. The column was taken: ask which of the two is right.",
    "table",
)


def _text_above(table_above: Sequence[Sequence[str]]) -> list[str]:
    return [cell.strip() for row in table_above for cell in row if cell.strip() and not is_line_number(cell)]


def _years(titles: Sequence[str]) -> set[int]:
    """The financial years that titles name, but for those of other things in the same line ("reserves at 1 April 2010")."""
    found = set()
    for title in titles:
        for first, second in _TITLE_YEAR.findall(title):
            if int(second[-2:]) == (int(first) + 1) % 100:
                found.add(int(first))
    return found


def _said(table: TextTable) -> dict[str, str | None]:
    titles = _text_above(table.above)
    years = _years(titles)
    bare = re.sub(r"\W+", " ", " | ".join(titles).lower())
    status = (
        "provisional"
        if "provisional" in bare
        else "certified" if re.search(r"\bcertified\b|\bfinal\b|\baudited\b", bare) else None
    )
    unit, _ = _unit(table)
    unit, _ = _unit(table)
    return {
        "_title_fy": str(min(years)) if len(years) == 1 else None,
        "_title_status": status,
        "unit_as_published": unit,
    }


def _unit(table: TextTable) -> tuple[str | None, str]:
    titles = _text_above(table.above)
    for name, pattern, field in _UNITS:
        if any(pattern.search(title) for title in titles):
            return name, field
    # data sets whose columns are called by form and asset id are in thousands, and have no title to say so
    if any(return_column(heading) for heading in table.headings):
        return "£ thousand", "_thousands"
    return None, "_thousands"


def _cell(table: TextTable, settings: Mapping[str, object]) -> str:
    stated = str(settings.get("unit", ""))
    if stated:
        return "_pounds" if stated == "pounds" else "_thousands"
    return _unit(table)[1]


def _facts(table: TextTable, positions: Sequence[int]) -> dict[int, tuple[str | None, ...]]:
    """Of each column what its heading and the rows above say, in the order of _FACTS."""
    numbers = _numbers_above(table, positions)
    ids = next((found for row in reversed(table.above) if (found := asset_ids(row, positions))), {})
    titles = _text_above(table.above)
    is_budget = bool(re.search(r"\bbudget\b|\(ra\)|\brevenue account \(ra\)", " | ".join(titles).lower()))
    figure = next((figure for title in titles for figure in _FIGURES if title.lower().startswith(figure)), "net current expenditure")
    facts: dict[int, tuple[str | None, ...]] = {}
    for position in positions:
        code, name = numbered(table.headings[position])
        column = return_column(name)
        form, asset_id = (column.form, column.asset_id) if column else ("RA" if is_budget else "RS", ids.get(position))
        facts[position] = (
            str(position + 1),
            code or numbers.get(position),
            asset_id,
            line_key(name) or None,
            name or None,
            form,
            "budget" if is_budget or form == "RA" else "outturn",
            column.figure if column else figure,
        )
    return facts


def _numbers_above(table: TextTable, positions: Sequence[int]) -> dict[int, str]:
    """The row nearest above the headings that numbers most of the columns with different numbers of three or four digits."""
    for row in reversed(table.above):
        found = {place: row[place].strip().removesuffix(".0") for place in positions if place < len(row) and is_line_number(row[place])}
        if len(found) > len(positions) / 2 and len(set(found.values())) > len(found) / 2:
            return found
    return {}


def objection(sample: Sample) -> str:
    """What the figures are in, and of which year, must be certain."""
    if any(_MILLIONS.search(title) for title in _text_above(sample.above)):
        return "Its figures are in millions of pounds, which is too coarse to be counted. Ask for the return in thousands of pounds."
    if "_year_ending" in sample.values.columns:
        return ""
    if "_year" in sample.values.columns:
        cells = sample.values["_year"].drop_nulls()
        if bool(cells.str.contains(_SINGLE_YEAR).any()):
            return (
                f"Its years are single years ({', '.join(sorted(set(cells))[:3])}), and publishers mean by them now the year in which a financial "
                'year begins, now that in which it ends. State year_is = "start" or year_is = "end" in the mapping.'
            )
        return ""
    years = _years(_text_above(sample.above))
    if len(years) > 1:
        return f"Its titles name several years ({', '.join(f'{year}-{(year + 1) % 100:02d}' for year in sorted(years))}), so it cannot be told which its figures are of. State fy in the mapping."
    if not years:
        return "Neither a title above the headings nor a column says which year its figures are of. State fy in the mapping."
    return ""


def beside(table: TextTable) -> str:
    """Why a sheet of a workbook of outturn is none of its data: a form, a pivot table, a check or a page of words."""
    cells = [cell for row in (*table.above, table.headings) for cell in row]
    head = table.frame.select(table.columns).head(40).collect()
    cells += [cell for row in head.iter_rows() for cell in row if cell is not None]
    words = {normalise_heading(cell) for cell in cells if cell}
    if any(word.startswith("select local authority") for word in words):
        return "A form that shows one authority at a time: the same figures stand in the sheets of data."
    if {"row labels", "sum of amount"} <= words:
        return "A pivot table from which the publisher made the sheets of data: the same figures stand there."
    headings = {normalise_heading(heading) for heading in table.headings}
    if "error" in headings and any(heading.startswith("difference") for heading in headings):
        return "The publisher's own check of some lines: the same figures stand in the sheets of data."
    if sum(1 for cell in cells if re.fullmatch(r"-?[\d,]+(?:\.\d+)?", cell.strip())) == 0:
        return "A page of words without a figure."
    return ""


def _is_beyond() -> pl.Expr:
    """A line's number has room for so many: a national table of ten years has four thousand rows."""
    return (pl.col(ROW) >= 16_384) | (pl.col("source_column") >= 4_096)


def _is_blank() -> pl.Expr:
    amounts = pl.coalesce(pl.col(f"{name}__problem") for _, _, name in _UNITS)
    return _amount().is_null() & amounts.is_null()


def _amount() -> pl.Expr:
    return pl.coalesce("_thousands", "_pounds")


def _is_not_available() -> pl.Expr:
    text = pl.coalesce(pl.col(f"{name}__text") for _, _, name in _UNITS)
    return text.str.strip_chars().str.to_lowercase().is_in(list(_NOT_AVAILABLE))


def _has_code() -> pl.Expr:
    return pl.col("authority_code").str.contains(_CODE).fill_null(False) | (
        pl.col("ons_code").str.contains(_GSS) & ~pl.col("ons_code").str.contains(_COUNTRIES)
    ).fill_null(False)


def _is_aggregate() -> pl.Expr:
    """The ministry's code tells an authority whose area is a region, London's, from the region."""
    name = pl.col("authority_as_published").str.strip_chars()
    of_many = pl.col("ons_code").str.contains(_COUNTRIES).fill_null(False) & ~pl.col("authority_code").str.contains(_CODE).fill_null(False)
    said = pl.col("_status").str.strip_chars().str.contains(_TOTALS).fill_null(False)
    return (~_has_code() & name.str.contains(_AGGREGATE).fill_null(False)) | of_many | said


def _is_not_sent() -> pl.Expr:
    return pl.col("_status").str.strip_chars().str.contains(_NOT_SENT).fill_null(False)


def _is_note() -> pl.Expr:
    """A source line or a footnote: words where the code should stand, and no authority named."""
    return ~_has_code() & pl.col("authority_as_published").is_null()


def _tidy(frame: pl.LazyFrame) -> pl.LazyFrame:
    ending = pl.col("_year_ending").str.extract(r"^((?:19|20)\d{2})(?:\D?(?:0?3))?(?:\D|$)").cast(pl.Int64, strict=False) - 1
    single = only_single(pl.col("_year"))
    meant = pl.when(pl.col("setting__year_is").cast(pl.String) == "end").then(single - 1).when(pl.col("setting__year_is").cast(pl.String) == "start").then(single)
    in_column = pl.coalesce(ending, v.financial_year(pl.col("_year")).value, meant)
    in_title = pl.col("_title_fy").cast(pl.Int64, strict=False)
    stated = pl.col("setting__fy").cast(pl.Int64, strict=False)
    status = pl.col("_status").str.to_lowercase()
    problem = pl.coalesce(pl.col(f"{name}__problem") for _, _, name in _UNITS)
    unit_stated = pl.col("setting__unit").cast(pl.String)
    is_assumed = pl.col("unit_as_published").is_null() & unit_stated.is_null()
    differs = pl.coalesce(in_column, stated) != in_title
    return frame.with_columns(
        pl.coalesce(in_column, stated, in_title).alias("fy"),
        pl.when(in_column.is_not_null() & (pl.col("_year_ending").is_not_null() | single.is_null()))
        .then(pl.lit("column"))
        .when(pl.coalesce(in_column, stated).is_not_null())
        .then(pl.lit("confirmed by the team"))
        .otherwise(pl.lit("title"))
        .alias("fy_basis"),
        pl.when(status.str.contains("provisional"))
        .then(pl.lit("provisional"))
        .when(status.str.contains("certified|final"))
        .then(pl.lit("certified"))
        .otherwise(pl.coalesce("_title_status", pl.lit("not stated")))
        .alias("return_status"),
        pl.col("authority_as_published").str.replace(r"\s*\((?:[a-z]|\d{1,2})\)\s*$", ""),
        pl.col("authority_code").str.to_uppercase(),
        _amount().alias("amount_gbp"),
        # cells in thousands have decimals from the ledgers behind them: parts of a penny are their dust
        pl.when(problem != AMOUNT_ROUNDED.code).then(problem).alias("amount_gbp__problem"),
        pl.coalesce(pl.col(f"{name}__text") for _, _, name in _UNITS).alias("amount_gbp__text"),
        pl.when(is_assumed).then(pl.lit(OUTTURN_UNIT_ASSUMED.code)).alias("unit_as_published__problem"),
        pl.lit(None, pl.String).alias("unit_as_published__text"),
        pl.when(differs).then(pl.lit(OUTTURN_YEARS_DIFFER.code)).alias("fy__problem"),
        pl.lit(None, pl.String).alias("fy__text"),
        pl.when(unit_stated == "pounds")
        .then(pl.lit("£"))
        .when(unit_stated == "thousand")
        .then(pl.lit("£ thousand"))
        .otherwise(pl.coalesce("unit_as_published", pl.lit("£ thousand")))
        .alias("unit_as_published"),
    ).drop([f"{name}{ending}" for _, _, name in _UNITS for ending in ("", "__problem", "__text")])


def only_single(year: pl.Expr) -> pl.Expr:
    """A year that stands alone, as a number."""
    return pl.when(year.str.contains(_SINGLE_YEAR)).then(year).cast(pl.Int64, strict=False)


def _fields() -> tuple[Field, ...]:
    return (
        Field("authority_code", ("e code", "ecode", "lgf code", "la lgf code", "la code", "authority code"), v.text),
        Field("ons_code", ("ons code", "ons la code", "gss code", "ons geography code"), v.text),
        Field("authority_as_published", ("local authority", "authority", "la name", "local authority name", "authority name"), v.text),
        Field("class_as_published", ("class", "la class", "class of authority"), v.text),
        Field("_subclass", ("la subclass", "subclass", "sub class"), v.text),
        Field("_region", ("la region", "region", "region name"), v.text),
        Field("_notes", ("notes", "note", "footnotes", "footnote"), v.text),
        Field("_status", ("status", "return status"), v.text),
        Field("_year_ending", ("year ending", "year end", "financial year ending", "period code"), v.text),
        Field("_year", ("year", "financial year", "fy"), v.text),
        *(Field(name, service_headings(), v.text) for name in _SERVICES),
        *(Field(name, (), v.text) for name in (*_FACTS[1:], "unit_as_published", "_title_fy", "_title_status")),
        Field("source_column", (), v.integer),
        Field("_thousands", (), v.money_thousands),
        Field("_pounds", (), v.money),
    )


SOURCE = Source(
    kind="revenue_outturn",
    title="a return of revenue outturn or budget by authority",
    is_national=True,
    contract=REVENUE_OUTTURN,
    fields=_fields(),
    required=(("authority_code", "ons_code", "authority_as_published"), *((name,) for name in _SERVICES)),
    money_column="amount_gbp",
    row_rules=(
        RowRule("rejected", "beyond the rows and columns that lines of a return are numbered by", _is_beyond),
        RowRule("ignored", "column without a heading", lambda: pl.col("line_key").is_null()),
        RowRule("ignored", "the authority sent no return", _is_not_sent),
        RowRule("ignored", "no figure", _is_blank),
        RowRule("ignored", "total of several authorities", _is_aggregate),
        RowRule("ignored", "note beside the figures", _is_note),
        RowRule("ignored", "not available", _is_not_available),
    ),
    tidy=_tidy,
    noted=("amount_gbp", "unit_as_published", "fy"),
    issues=(OUTTURN_UNIT_ASSUMED, OUTTURN_YEARS_DIFFER),
    settings=("fy", "year_is", "unit"),
    objection=objection,
    is_distinct=True,
    spread=Spread(
        names=_FACTS,
        facts=_facts,
        said=_said,
        cell=_cell,
        witnesses=_SERVICES,
    ),
    beside=beside,
)
