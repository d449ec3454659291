"""The sheet of one body as a page: what it holds, how well that is known, what it pays and spends, what is to be mended in its files, what it is asked for.

Belongs here: what such a page shows and says. Does not belong here: the frame of a page (page.py), the files beside it (sheets.py), counting (sql/).
A pure function: frames in, HTML out, the same HTML for the same frames.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import polars as pl

from totalplace.language import say, say_html
from totalplace.mapping import wording
from totalplace.mapping.about import about_page, accepted, credits
from totalplace.mapping.escape import esc
from totalplace.mapping.page import MapParts, PageFacts, own_text, page
from totalplace.mapping.sections import big, pounds, row, section, year
from totalplace.mapping.tables import table
from totalplace.mapping.totals import LOCATED, known_for

_ASKED, _ISSUES = 10, 20  # shown; all are in the files beside the page, or in the database
_SEVERITY = ("error", "warning", "note")
_SHARES = (LOCATED, "floor_area_share", "running_cost_share", "condition_share", "utilisation_share")


@dataclass(frozen=True)
class BodyTables:
    """What the page is made from: rows of one body alone, but for `everybody`."""

    everybody: pl.DataFrame  # mart.body_coverage of all bodies, to stand beside
    coverage: Mapping[str, Any]  # its row of mart.body_coverage
    spending: pl.DataFrame  # its counted rows of mart.spend_count
    requests: pl.DataFrame  # mart.request
    files: pl.DataFrame  # ops.source_file
    parts: pl.DataFrame  # ops.source_part
    issues: pl.DataFrame  # ops.issue
    repeated: pl.DataFrame  # mart.duplicate_payment


def body_page(name: str, tables: BodyTables, links: Sequence[tuple[str, str]], *, facts: PageFacts) -> str:
    """The page. `links` are addresses and words of the files beside it."""
    parts = [part for part in (_holds(tables), _known(tables), _money(tables), _files(tables), _issues(tables), _asked(tables)) if part is not None]
    return page(
        MapParts(),
        title=_title(name, tables),
        subtitle=say("body_page.subtitle", body=name, place=facts.place_name),
        question=say("body_page.question"),
        audience="body",
        facts=facts,
        lead=_links(links),
        body="".join(html for _, _, html in parts),
        about=about_page([(say("pack.how_worked_out"), say_html("body_page.method")), (say("pack.cannot_tell"), say_html("body_page.cannot_tell"))], accepted(facts) + credits(facts, has_figures=False)),
        styles=[own_text("page.css"), own_text("figures.css"), own_text("pack.css")],
        scripts=[],
        data={},
        skip_links=[(key, say("pack.skip_to", heading=heading)) for key, heading, _ in parts],
    )


def _title(name: str, tables: BodyTables) -> str:
    held = tables.coverage["assets_held"]
    if not held:
        return say("body_page.title_nothing", body=name)
    return say("body_page.title", body=name, assets=say("body_page.assets", number=held), asked=say("body_page.requests", number=tables.requests.height))


def _links(links: Sequence[tuple[str, str]]) -> str:
    if not links:
        return ""
    items = "".join(f'<li><a href="{esc(where)}">{esc(words)}</a></li>' for where, words in links)
    heading = esc(say("body_page.files_beside"))
    return f'<nav aria-label="{heading}"><p>{heading}:</p><ul class="onward">{items}</ul></nav>'


_Part = tuple[str, str, str]


def _section(key: str, said: str, inside: str) -> _Part:
    heading = say(f"body_page.{key}")
    return key, heading, section(key, heading, said, inside)


def _holds(tables: BodyTables) -> _Part:
    of = tables.coverage
    land = of["assets_held"] - of["buildings_held"] - of["sites_held"]
    rows = [
        (say("body_page.row_buildings"), wording.count(of["buildings_held"])),
        (say("body_page.row_sites"), wording.count(of["sites_held"])),
        (say("body_page.row_land"), wording.count(land)),
        (say("body_page.row_area"), wording.area(of["gia_m2"])),
        (say("body_page.row_expected"), say("body_page.nobody_said") if of["assets_expected"] is None else wording.count(of["assets_expected"])),
        (say("body_page.row_homes"), wording.count(of["dwellings_held"] or 0)),
        (say("body_page.row_services"), wording.count(of["service_places"])),
    ]
    newest = say("body_page.no_day") if of["newest_register_on"] is None else wording.day(of["newest_register_on"])
    confirmed = say("body_page.not_confirmed")
    if of["confirmed_by"]:
        on = say("body_page.no_day") if of["confirmed_on"] is None else wording.day(of["confirmed_on"])
        confirmed = say("body_page.confirmed", who=of["confirmed_by"], day=on)
    said = say("body_page.holds_said", newest=newest, confirmed=confirmed) if of["assets_held"] else say("body_page.holds_nothing")
    return _section("holds", said, table((say("body_page.column_what"), say("body_page.column_number")), [row(what, esc(number)) for what, number in rows], described_by="holds-title"))


def _known(tables: BodyTables) -> _Part | None:
    if not tables.coverage["assets_held"]:
        return None
    rows = []
    for name in _SHARES:
        all_of_them = known_for(tables.everybody, name)
        mine = tables.coverage[name]
        cells = [say("wording.not_known") if each is None else wording.share(each, 1) for each in (mine, all_of_them)]
        rows.append(row(say(f"body_page.row_{name}"), *map(esc, cells)))
    headings = (say("body_page.column_fact"), say("body_page.column_yours"), say("body_page.column_everybody"))
    return _section("known", say("body_page.known_said"), table(headings, rows, described_by="known-title"))


def _money(tables: BodyTables) -> _Part:
    of = tables.coverage
    said = say("body_page.no_payments")
    if of["payment_lines"]:
        days = wording.period(of["payments_from_on"], of["payments_to_on"])
        said = say("body_page.payments", lines=say("body_page.lines", number=of["payment_lines"]), gbp=big(of["payments_gbp"]), days=days)
    held = f"<p>{esc(say('body_page.payments_held', gbp=big(of['payments_held_gbp'])))}</p>" if of["payments_held_gbp"] else ""
    years = tables.spending.group_by("fy", "economic", "source_return").agg(pl.col("gross_gbp", "transfer_out_gbp", "net_gbp").sum()).sort("fy", "economic", "source_return", descending=[True, True, False])
    rows = [
        row(year(each["fy"]), esc(say(f"body_page.{each['economic']}")), esc(each["source_return"]), pounds(each["gross_gbp"]), pounds(each["transfer_out_gbp"]), pounds(each["net_gbp"]), words=(1, 2))
        for each in years.iter_rows(named=True)
    ]
    spent = f"<p>{esc(say('body_page.no_return'))}</p>"
    if rows:
        headings = [say(f"body_page.column_{name}") for name in ("year", "economic", "return", "gross", "passed", "net")]
        spent = f'<h3 id="spent-title">{esc(say("body_page.spent"))}</h3>' + table(headings, rows, described_by="spent-title", words=(0, 1, 2))
    found = tables.repeated.filter(pl.col("candidate_count") > 0)
    check = ""
    if not found.is_empty():
        check = f"<p>{esc(say('body_page.to_check', number=int(found['candidate_count'].sum()), gbp=big(sum(found['amount_gbp'].drop_nulls().to_list(), Decimal(0)))))}</p>"
    return _section("money", said, held + spent + check)


def _files(tables: BodyTables) -> _Part | None:
    if tables.files.is_empty():
        return None
    counts = tables.parts.group_by("source_file_id").agg(pl.col("rows_read", "rows_loaded").sum())
    listed = tables.files.join(counts, on="source_file_id", how="left").sort("path")
    rows = [
        row(
            each["path"], esc(say(f"body_page.status_{each['status']}")), wording.count(each["rows_read"] or 0), wording.count(each["rows_loaded"] or 0),
            esc(each["reason"] or ""), words=(1, 4),
        )
        for each in listed.iter_rows(named=True)
    ]  # fmt: skip
    headings = [say(f"body_page.column_{name}") for name in ("file", "became", "rows", "loaded", "why")]
    loaded = tables.files.filter(pl.col("status") == "loaded").height
    return _section("files", say("body_page.files_said", loaded=loaded, files=say("body_page.count_files", number=tables.files.height)), table(headings, rows, described_by="files-title", words=(0, 1, 4)))


def _issues(tables: BodyTables) -> _Part:
    if tables.issues.is_empty():
        return _section("issues", say("body_page.issues_no_file" if tables.files.is_empty() else "body_page.issues_none"), "")
    worst = pl.col("severity").replace_strict({each: number for number, each in enumerate(_SEVERITY)}, return_dtype=pl.Int8)
    # of lines with the same fault the first stands for all
    grouped = (
        tables.issues.join(tables.files.select("source_file_id", "path"), on="source_file_id", how="left")
        .sort("path", "source_part", "source_row", "issue_id", nulls_last=True)
        .group_by("path", "severity", "issue_type", "field", "responsible", maintain_order=True)
        .agg(pl.col("occurrences").sum(), pl.col("message").first(), pl.col("source_row").first())
        .sort(worst, "occurrences", "path", "issue_type", "field", descending=[False, True, False, False, False], nulls_last=True)
    )
    rows = []
    for each in grouped.head(_ISSUES).iter_rows(named=True):
        where = say("body_page.where", file=each["path"] or "", line=each["source_row"]) if each["source_row"] is not None else each["path"] or ""
        rows.append(row(each["message"], esc(say(f"body_page.severity_{each['severity']}")), esc(where), wording.count(each["occurrences"]), esc(each["responsible"]), words=(1, 2, 4)))
    headings = [say(f"body_page.column_{name}") for name in ("issue", "severity", "where", "times", "responsible")]
    more = grouped.height - len(rows)
    note = f"<p>{esc(say('body_page.issues_more', number=more))}</p>" if more else ""
    counts = dict(tables.issues.group_by("severity").agg(pl.col("occurrences").sum()).iter_rows())
    said = say("body_page.issues_said", errors=counts.get("error", 0), warnings=counts.get("warning", 0), notes=counts.get("note", 0))
    return _section("issues", said, table(headings, rows, described_by="issues-title", words=(0, 1, 2, 4)) + note)


def _asked(tables: BodyTables) -> _Part:
    if tables.requests.is_empty():
        return _section("asked", say("body_page.asked_none"), "")
    rows = [
        row(each["name"], esc(each["request"]), esc(each["unlocks"]), words=(1, 2))
        for each in tables.requests.sort("request_number").head(_ASKED).iter_rows(named=True)
    ]  # fmt: skip
    headings = [say(f"body_page.column_{name}") for name in ("building", "request", "unlocks")]
    return _section("asked", say("body_page.asked_said", requests=say("body_page.requests", number=tables.requests.height)), table(headings, rows, described_by="asked-title", words=(0, 1, 2)))
