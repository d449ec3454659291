"""The page behind a figure: the lines of files that add up to it, by file and the largest by themselves.

Belongs here: what such a page shows and says. Does not belong here: finding the lines (lineage.py), or which figures have a page (walked.py). A
pure function: an answer of `why` in, HTML out.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from totalplace.answers import Answer, FileLine, FileSum, Sum
from totalplace.language import Html, say, say_html
from totalplace.mapping import wording
from totalplace.mapping.about import about_page, credits
from totalplace.mapping.escape import esc
from totalplace.mapping.page import MapParts, PageFacts, own_text, page
from totalplace.mapping.sections import pounds, row, section
from totalplace.mapping.tables import table
from totalplace.mapping.walked import WalkedBack


def why_page(asked: WalkedBack, answer: Answer, lines_shown: int, files_shown: int, *, facts: PageFacts, command: str, back: tuple[str, str]) -> str:
    """The page. At most `lines_shown` lines and `files_shown` files of each figure are shown, the others as one row; `command` asks the same of the command; `back` is the page that leads here, by its
    file and title (HTML).
    """
    told = {column: answer.sums[column] for column in asked.columns if column in answer.sums}
    sections = [_figure(asked.columns[column], column, each, answer, lines_shown, files_shown) for column, each in told.items()]
    adds_up = all(each.stated == each.summed for each in told.values())
    files = {(part.path, part.source_part) for part in answer.files if part.column in told}
    file, title = back
    return page(
        MapParts(),
        title=say("why_page.title", of=asked.of),
        subtitle=say("why_page.adds_up" if adds_up else "why_page.adds_up_not", files=_counted_files(len(files))),
        question=say("why_page.question"),
        audience="partners",
        facts=facts,
        lead=f'<p><a href="{esc(file)}">{say_html("why_page.back", title=Html(title))}</a></p>',
        body="".join(sections),
        about=about_page(
            [
                (say("pack.how_worked_out"), say_html("why_page.method")),
                (say("pack.cannot_tell"), say_html("why_page.cannot_tell")),
                (say("why_page.on_the_command_line"), say_html("why_page.ask", command=Html(f"<code>{esc(command)}</code>"))),
            ],
            credits(facts, has_figures=False),
        ),
        styles=[own_text("page.css")],
        scripts=[],
        data={},
        skip_links=[(column, say("why_page.skip", figure=asked.columns[column])) for column in told],
    )  # fmt: skip


def _counted_files(number: int) -> str:
    return say("why_page.files", number=number)


def _figure(words: str, column: str, stated: Sum, answer: Answer, lines_shown: int, files_shown: int) -> str:
    """One figure: what it states, its files, and its largest lines."""
    parts = [part for part in answer.files if part.column == column]
    lines = sorted((line for line in answer.lines if line.column == column and line.amount_gbp), key=lambda line: (-abs(line.amount_gbp or Decimal(0)), line.path, line.source_part, line.source_row or 0))[:lines_shown]
    verdict = "why_page.same" if stated.stated == stated.summed else "why_page.not_same"
    said = say(verdict, stated=pounds(stated.stated), summed=pounds(stated.summed), lines=say("why_page.lines", number=stated.line_count), files=_counted_files(len(parts)))
    number = {(part.path, part.source_part): place for place, part in enumerate(parts, 1)}
    inside = _files(column, parts, stated, files_shown) if parts else ""
    if lines:
        inside += _lines(column, lines, number, stated)
    return section(column, say("why_page.figure", figure=words, gbp=pounds(stated.stated)), said, inside)


def _files(column: str, parts: Sequence[FileSum], stated: Sum, files_shown: int) -> str:
    shown, rest = parts[:files_shown], parts[files_shown:]
    rows = [row(f"{place}. {_where(part.path, part.source_part)}", wording.count(part.line_count), pounds(part.amount_gbp)) for place, part in enumerate(shown, 1)]
    if rest:
        rows.append(row(say("why_page.more_files", number=len(rest)), wording.count(sum(part.line_count for part in rest)), pounds(_sum(part.amount_gbp for part in rest))))
    rows.append(_total(wording.count(stated.line_count), pounds(stated.summed)))
    headings = [say("why_page.column_file"), say("why_page.column_lines"), say("why_page.column_gbp")]
    title = f"{column}-files"
    return f'<h3 id="{title}">{say_html("why_page.by_file")}</h3>{table(headings, rows, described_by=title)}'


def _lines(column: str, lines: Sequence[FileLine], number: dict[tuple[str, str], int], stated: Sum) -> str:
    """The largest lines, and what the others come to, so that all of them are the figure."""
    has_rules = len({line.rule for line in lines}) > 1
    rows = []
    for line in lines:
        file = str(number.get((line.path, line.source_part), ""))
        where = say("why_page.where", file=file, line=str(line.source_row)) if line.source_row else say("why_page.where_file", file=file)
        cells = [esc(line.says), *([esc(line.rule)] if has_rules else []), pounds(line.amount_gbp or Decimal(0))]
        rows.append(row(where, *cells, words=(1, 2) if has_rules else (1,)))
    others = stated.line_count - len(lines)
    empty = ("",) if has_rules else ()
    if others > 0:
        # of a table of a return most lines may hold nothing of a figure
        rows.append(row(say("why_page.more_lines", number=others), "", *empty, pounds(stated.summed - _sum(line.amount_gbp or Decimal(0) for line in lines)), words=(1,)))
    rows.append(_total("", *empty, pounds(stated.summed)))
    headings = [say("why_page.column_line"), say("why_page.column_says"), *([say("why_page.column_rule")] if has_rules else []), say("why_page.column_gbp")]
    title = f"{column}-lines"
    reason = "" if has_rules or not lines[0].rule else f'<p class="hint">{say_html("why_page.rule", rule=lines[0].rule)}</p>'
    heading = say_html("why_page.largest", number=len(lines)) if others > 0 else say_html("why_page.every")
    return f'<h3 id="{title}">{heading}</h3>{reason}{table(headings, rows, described_by=title, words=(0, 1, 2) if has_rules else (0, 1))}'


def _total(*cells: str) -> str:
    return f'<tr class="total"><th scope="row">{say_html("pack.all")}</th>' + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def _where(path: str, part: str) -> str:
    return path if part in ("", "table") else f"{path}, {part}"


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, Decimal(0))
