"""What each column means: every table of a published file with its question, what a row is, its key and its columns, as one page.

Belongs here: the page. Does not belong here: what a column means (its contract says it), or which tables an edition has (extracts.py). A pure
function: what ops.dictionary of the file says in, HTML out.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from totalplace.language import ENGLISH, Html, current, say, say_html
from totalplace.mapping.escape import esc
from totalplace.mapping.page import MapParts, PageFacts, own_text, page
from totalplace.mapping.sections import bullets
from totalplace.mapping.tables import NOTHING, table

_KINDS = {"VARCHAR": "text", "BIGINT": "whole", "DECIMAL(18,2)": "pounds", "DOUBLE": "number", "DATE": "day", "BOOLEAN": "yes_or_no", "TIMESTAMP": "moment", "BLOB": "bytes"}


@dataclass(frozen=True)
class Group:
    """Tables that stand together under a heading; `name` is the end of its key in the catalogue."""

    name: str
    tables: Sequence[str]


def dictionary_page(dictionary: pl.DataFrame, groups: Sequence[Group], rows: Mapping[str, int], *, audience: str, facts: PageFacts) -> str:
    """The page. `dictionary` is ops.dictionary of the file, `rows` how many rows a table has, where that was counted."""
    columns = {name: list(mine.sort("position").iter_rows(named=True)) for (name,), mine in dictionary.group_by("table_name", maintain_order=True)}
    shown = [Group(group.name, [name for name in group.tables if name in columns]) for group in groups]
    shown = [group for group in shown if group.tables]
    body = _contents(shown, columns) + "".join(_group(group, columns, rows) for group in shown)
    return page(
        MapParts(),
        title=say("dictionary_page.title", tables=say("dictionary_page.tables", number=len(columns)), columns=say("dictionary_page.columns", number=dictionary.height)),
        subtitle=say("dictionary_page.subtitle", place=facts.place_name),
        question=say("dictionary_page.question"),
        audience=audience,
        facts=facts,
        lead="",
        body=body,
        about=_about(facts),
        styles=[own_text("page.css"), own_text("dictionary.css")],
        scripts=[],
        data={},
        skip_links=[("contents", say("dictionary_page.skip_contents")), *((f"group-{group.name}", say(f"dictionary_page.group_{group.name}")) for group in shown[:1])],
    )


def _contents(groups: Sequence[Group], columns: Mapping[str, Sequence[Mapping[str, Any]]]) -> str:
    def entry(name: str) -> str:
        question = esc(columns[name][0]["table_question"])
        return f'<li><a href="#{anchor(name)}"><code>{esc(name)}</code></a> <span{_english()}>{question}</span></li>'

    headings = {group.name: say_html(f"dictionary_page.group_{group.name}") for group in groups}
    parts = "".join(
        f'<h3 id="contents-{esc(group.name)}">{headings[group.name]}</h3><ul class="contents">{"".join(map(entry, group.tables))}</ul>' for group in groups
    )
    return f'<section class="wide" id="contents" tabindex="-1" aria-labelledby="contents-title"><h2 id="contents-title">{say_html("dictionary_page.contents")}</h2>{parts}</section>'


def _group(group: Group, columns: Mapping[str, Sequence[Mapping[str, Any]]], rows: Mapping[str, int]) -> str:
    name = f"group-{group.name}"
    heading = say_html(f"dictionary_page.group_{group.name}")
    tables = "".join(_table(table_name, columns[table_name], columns, rows.get(table_name)) for table_name in group.tables)
    return f'<section class="wide" id="{esc(name)}" tabindex="-1" aria-labelledby="{esc(name)}-title"><h2 id="{esc(name)}-title">{heading}</h2>{tables}</section>'


def _table(name: str, columns: Sequence[Mapping[str, Any]], others: Iterable[str], rows: int | None) -> str:
    """A table: its question, what a row is, its key, and each of its columns."""
    first, key = columns[0], sorted((column for column in columns if column["key_position"]), key=lambda column: column["key_position"])
    grain = say_html("dictionary_page.grain", grain=Html(f"<span{_english()}>{esc(first['table_grain'])}</span>"))
    held = "" if rows is None else say_html("dictionary_page.rows", number=rows) + " "
    proven = key[0]["key_proven_by"] if key else None
    keyed = ", ".join(f"<code>{esc(column['column_name'])}</code>" for column in key)
    said_for = say_html(f"dictionary_page.for_{first['audience']}")
    listing = table(
        (say("dictionary_page.column"), say("dictionary_page.meaning"), say("dictionary_page.kind"), say("dictionary_page.values")),
        [_row(column, others) for column in columns], described_by=anchor(name), words=(0, 1, 2, 3),
    )  # fmt: skip
    return (
        f'<h3 id="{anchor(name)}"><code>{esc(name)}</code></h3><p{_english()}>{esc(first["table_question"])}</p>'
        f'<p class="hint">{held}{grain}'
        + (f" {say_html('dictionary_page.key')} {keyed}." if key else "")
        + (f" {say_html('dictionary_page.proven')} <span{_english()}>{esc(proven)}</span>." if proven else "")
        + f" {said_for}</p>{listing}"
    )


def _row(column: Mapping[str, Any], others: Iterable[str]) -> str:
    never = f' <span class="never">{say_html("dictionary_page.never_empty")}</span>' if column["is_required"] else ""
    kind = say_html(f"dictionary_page.kind_{_KINDS.get(column['type'], 'text')}")
    return (
        f'<tr><th scope="row"><code>{esc(column["column_name"])}</code></th><td class="words"{_english()}>{esc(column["comment"])}</td>'
        f'<td class="words">{kind}{never}</td><td class="words">{_values(column, others)}</td></tr>'
    )


def _values(column: Mapping[str, Any], others: Iterable[str]) -> str:
    """The only values it may have, and where it leads to."""
    said = []
    if column["allowed_values"]:
        said.append(f"<span{_english()}>{esc(column['allowed_values'])}</span>")
    if column["references_column"]:
        target = column["references_column"].rsplit(".", 1)[0]
        code = f"<code>{esc(column['references_column'])}</code>"
        said.append(say_html("dictionary_page.leads_to") + " " + (f'<a href="#{anchor(target)}">{code}</a>' if target in set(others) else code))
    return "<br>".join(said) or NOTHING


def anchor(name: str) -> str:
    """The id of a table on the page."""
    return "table-" + re.sub("[^a-z0-9]+", "-", name.lower())


def _english() -> str:
    """What contracts say is English, on a page in any language."""
    return "" if current().language == ENGLISH else ' lang="en-GB"'


def _about(facts: PageFacts) -> str:
    return f"""<section class="about" aria-labelledby="about-title">
<h2 id="about-title">{say_html("dictionary_page.about")}</h2>
<h3>{say_html("sections.method")}</h3><p>{say_html("dictionary_page.method")}</p>
<h3>{say_html("sections.cannot_tell")}</h3><p>{say_html("dictionary_page.cannot_tell")}</p>
{bullets(say("sections.accepted"), facts.overridden_checks)}{bullets(say("sections.licences"), facts.attributions)}
</section>
"""
