"""Pages behind the figures of the board pack and of maps: the lines of files that each is the sum of.

Belongs here: walking back the figures that pages ask for, and how many of their lines and files are shown so that the pack stays small. Does not belong here:
what the page looks like or says (mapping/why_page.py), which figures lead to one (the pages themselves, by mapping/walked.py).
"""

import shlex
from collections.abc import Mapping
from typing import TYPE_CHECKING

from totalplace import contracts, lineage, pool_ledger_lineage, pool_lineage, sql
from totalplace.answers import Answer
from totalplace.contracts._base import quoted
from totalplace.paths import PlacePaths
from totalplace.publication import Manifest
from totalplace.settings import read_settings

if TYPE_CHECKING:
    import duckdb

    from totalplace.mapping.page import PageFacts
    from totalplace.mapping.walked import WalkedBack, Walks

CODE = ("why_pages", "lineage", "pool_lineage", "pool_ledger_lineage", "answers")  # by what they are made, for whoever notes it
_MOST_LINES = 30  # of a figure
_FEWEST_LINES = 5
_LINES_OF_ALL = 6_000  # of about 400 bytes each
_MOST_FILES = 40  # of a figure; the others are one row
_FEWEST_FILES = 5
_FILES_OF_ALL = 10_000  # of about 200 bytes each


def draw(paths: PlacePaths, manifest: Manifest, walks: "Walks", texts: Mapping[str, str], facts: "PageFacts") -> dict[str, str]:
    """A page for each of the figures that the pages `texts` lead to, by its file."""
    # a figure that was asked for by a page that was not made has nothing that leads to it
    found = {each.file: next((name for name, text in texts.items() if f'href="{each.file}#' in text), None) for each in walks.pages.values()}
    leads = {file: name for file, name in found.items() if name is not None}
    asked = [each for each in walks.pages.values() if each.file in leads]
    # where somebody deleted the edition, what readers open is the same
    database = next((path for path in (paths.edition(manifest.publication_id), paths.database) if path.is_file()), None)
    if not asked or database is None:
        return {}
    from totalplace.mapping.made_pages import read
    from totalplace.mapping.why_page import why_page

    figures = sum(len(each.columns) for each in asked)
    shown = max(_FEWEST_LINES, min(_MOST_LINES, _LINES_OF_ALL // figures))
    files_shown = max(_FEWEST_FILES, min(_MOST_FILES, _FILES_OF_ALL // figures))
    # sums over all lines of a place: within our limit of memory, and what does not fit beside the run's other temporary files
    with sql.session(read_settings(), paths.scratch / "spill") as connection:
        connection.execute(f"attach {quoted(str(database))} as published (read_only)")
        connection.execute("use published")
        answers = _answers(connection, asked, shown)
    titles = {name: read(text).title for name, text in texts.items()}
    pages = {}
    for each, answer in zip(asked, answers, strict=True):
        pages[each.file] = why_page(each, answer, shown, files_shown, facts=facts, command=command(paths.place, each), back=(leads[each.file], titles[leads[each.file]]))
    return pages


def command(place: str, asked: "WalkedBack") -> str:
    """The command that asks for the same."""
    is_row = {name for name, _ in asked.keys} == {*contracts.contract(asked.table).primary_key}
    words = [asked.table, *(f"{name}={value}" for name, value in asked.keys)]
    return f"totalplace why {place} {shlex.join(words)}{'' if is_row else ' --together'} --lines 0"


def _answers(connection: "duckdb.DuckDBPyConnection", asked: "list[WalkedBack]", shown: int) -> list[Answer]:
    """In the order of what is asked; the sums of one table at once."""
    found: dict[int, Answer] = {}
    by_table: dict[str, list[int]] = {}
    for position, each in enumerate(asked):
        if each.table in (*pool_lineage.TABLES, *pool_ledger_lineage.TABLES):
            found[position] = lineage.why(connection, each.table, dict(each.keys), wanted=tuple(each.columns))
        elif each.table not in lineage.TRACED:
            raise ValueError(f"figures of {each.table} do not walk back to lines: no page may lead to them")
        else:
            by_table.setdefault(each.table, []).append(position)
    for table, positions in by_table.items():
        sums = [lineage.Asked(dict(asked[position].keys), tuple(asked[position].columns)) for position in positions]
        found |= dict(zip(positions, lineage.together(connection, table, sums, shown, largest=True), strict=True))
    return [found[position] for position in range(len(asked))]
