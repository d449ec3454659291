"""The `totalplace` command.

Belongs here: the commands, what they print, and turning errors into one line. Does not belong here: any work.
"""

import gc
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from totalplace.errors import PlaceError, RunUnderWayError, in_words
from totalplace.paths import PlacePaths, place_paths
from totalplace.progress import GroupedProgress
from totalplace.settings import Settings, read_settings
from totalplace.words import as_called, plural

if TYPE_CHECKING:
    import polars as pl

    from totalplace.answers import FileLine

app = typer.Typer(
    name="totalplace",
    help="One register and one count of everything the public bodies of a place own and spend.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
out = Console(highlight=False, soft_wrap=True)
_STOPPED = 130
_INTERRUPTED = "Stopped. What was published stays as it was; the next run goes on from here."
# Dagster and its database layer make objects by the hundred thousand: looking through them all every 700, as Python does, takes a
# second of a run of ten
_OBJECTS_BEFORE_COLLECTING = 200_000
_SHOW_DEFECTS = "TOTALPLACE_SHOW_DEFECTS"  # with it, a defect of ours ends in Python's own account of it
Verbose = Annotated[bool, typer.Option("--verbose", help="A line for every file and table, not one for each group of them")]
PlaceName = Annotated[str, typer.Argument(help="Name of the place: its folder under places/", metavar="PLACE")]


def main() -> None:
    """Run the command; an error the user can mend is one line and exit code 1."""
    gc.set_threshold(_OBJECTS_BEFORE_COLLECTING)
    try:
        code = app(standalone_mode=False)
        if code == _STOPPED:  # typer turns Ctrl-C into this
            _fail(_INTERRUPTED, _STOPPED)
    except PlaceError as error:
        _fail(str(error))
    except typer.Abort:
        _fail("Stopped.")
    except typer.Exit as leave:
        sys.exit(leave.exit_code)
    except KeyboardInterrupt:
        _fail(_INTERRUPTED, _STOPPED)
    except BaseException as error:
        import click

        if isinstance(error, SystemExit):
            raise
        if isinstance(error, click.ClickException):
            error.show()
            sys.exit(error.exit_code)
        if type(error).__name__ == "DagsterExecutionInterruptedError":
            _fail(_INTERRUPTED, _STOPPED)
        if os.environ.get(_SHOW_DEFECTS):
            raise
        _fail(
            in_words(error)
            or f"{_one_line(error)}. That is a defect of totalplace: please report it. Where it happened is shown with {_SHOW_DEFECTS}=1."
        )


def _fail(sentence: str, code: int = 1) -> None:
    Console(stderr=True, highlight=False, soft_wrap=True).print(escape(as_called(sentence)))
    sys.exit(code)


def _one_line(error: BaseException) -> str:
    said = " ".join(str(error).split()).rstrip(".")
    return f"{type(error).__name__}: {said[:300]}" if said else type(error).__name__


@app.command()
def demo(
    scale: Annotated[float, typer.Option(help="How many times as many buildings and payments")] = 1.0,
    place: Annotated[str, typer.Option(help="Folder to make under places/")] = "example",
    people: Annotated[int, typer.Option(min=0, envvar="TOTALPLACE_EXAMPLE_PEOPLE", help="How many invented people are on the books of its agencies; 0 for none")] = 200_000,
    verbose: Verbose = False,
) -> None:
    """Make the example place and run it."""
    from totalplace.example import make_example

    settings = read_settings()
    paths = place_paths(settings.places_root, place)
    if not paths.place_toml.is_file():
        out.print(f"Making the example place in {escape(str(paths.root))}")
        paths.root.mkdir(parents=True, exist_ok=True)
        make_example(paths.root, scale=scale, people=people)
        _key_of_the_example(settings, paths)
    _run_place(settings, paths, None, verbose)


def _key_of_the_example(settings: Settings, paths: PlacePaths) -> None:
    """Its people are fictional: their key is made unasked. For any other place a person makes it."""
    from totalplace.protected.keys import load_key, make_key

    try:
        if load_key(settings, paths.place) is None:
            _say(f"Made a key for its fictional people: {make_key(settings, paths.place)}")
    except PlaceError as error:
        _say(f"Its fictional people are left out. {error}")


@app.command()
def new(
    place: PlaceName,
    received: Annotated[
        Path | None, typer.Option("--from", help="A folder of received files, a folder in it for each sender: they are copied, and bodies and districts proposed from them")
    ] = None,
) -> None:
    """Make a new place folder with commented templates."""
    from totalplace.received_folder import copy_into, look_through, place_entries
    from totalplace.templates import make_place, name_of

    settings = read_settings()
    paths = place_paths(settings.places_root, place)
    if received is None:
        make_place(paths)
        _say(f"Made {paths.root}. Fill in place.toml, put files into inbox/<sender>/, then: totalplace check {place}")
        return
    found = look_through(received)
    make_place(paths, place_entries(found, name_of(paths)))
    files = copy_into(paths, found)
    of = f"{plural(len(found.districts), 'district')} of {found.districts_from}" if found.districts else "no district: add an [[area]] for each"
    _say(f"Made {paths.root} with {plural(files, 'file')}; proposed {plural(len(found.bodies), 'body', 'bodies')} and {of}.")
    _say(f"Look through {paths.place_toml}, then: totalplace run {place}")


@app.command()
def check(place: PlaceName, verbose: Verbose = False) -> None:
    """Read the inbox without running: what each file is, which headings were understood, what to fix."""
    from totalplace import language
    from totalplace.inspection import inspect
    from totalplace.pipeline import open_workbench
    from totalplace.protected import standing

    with _progress(verbose) as say, open_workbench(place, say) as bench:
        report = inspect(bench)
        of_people = list(standing.status_lines(bench.paths, bench.place, bench.settings))
        of_wording = list(language.status_lines(bench.paths))
    for entry in report.files:
        out.print(f"[bold]{escape(entry.path)}[/bold]")
        for line in entry.lines:
            _say(f"  {line}")
    for line in (*of_people, *of_wording):
        _say(line)
    _say("")
    _say(report.summary)


@app.command()
def run(
    place: PlaceName,
    select: Annotated[str | None, typer.Option(help="Only this table and what it needs, such as mart/estate")] = None,
    verbose: Verbose = False,
) -> None:
    """The whole graph (or part) without the UI, recorded in the same Dagster instance."""
    settings = read_settings()
    _run_place(settings, place_paths(settings.places_root, place), select, verbose)


def _run_place(settings: Settings, paths: PlacePaths, select: str | None, is_verbose: bool) -> None:
    from totalplace import launch
    from totalplace.pipeline import open_workbench
    from totalplace.protected import standing

    with _progress(is_verbose) as say:

        def say_and_prepare(words: str) -> None:
            # something is to be read, so a run will follow; where nothing is, Dagster is not needed
            launch.import_ahead()
            say(words)

        with open_workbench(paths.place, say_and_prepare) as bench:
            outcome = launch.run_place(settings, bench, select)
            of_people = list(standing.edition_lines(bench.paths, bench.place, bench.settings))
    for line in (outcome, *of_people):
        _say(line)


@app.command()
def status(place: PlaceName) -> None:
    """What is published, held, stale and overridden."""
    from totalplace import language
    from totalplace.inspection import status_during_a_run, status_lines
    from totalplace.pipeline import open_workbench
    from totalplace.protected import standing

    try:
        with _progress() as say, open_workbench(place, say) as bench:
            of_people = (bench.paths, bench.place, bench.settings)
            lines = [*status_lines(bench), *standing.status_lines(*of_people), *standing.edition_lines(*of_people), *language.status_lines(bench.paths)]
    except RunUnderWayError:
        lines = list(status_during_a_run(place_paths(read_settings().places_root, place)))
    for line in lines:
        _say(line)


@app.command()
def why(
    place: PlaceName,
    table: Annotated[str, typer.Argument(help="A published table, such as mart.estate", metavar="TABLE")],
    key: Annotated[
        list[str], typer.Argument(help="Its key: the value, or column=value for each key column", metavar="KEY…")
    ],
    publication: Annotated[str | None, typer.Option(help="Ask an earlier publication")] = None,
    lines: Annotated[int, typer.Option(help="How many lines to print; 0 for all")] = 20,
    together: Annotated[bool, typer.Option("--together", help="The sum of all rows that have these values, where they are several")] = False,
) -> None:
    """The file lines behind a figure, adding up to it."""
    from totalplace import contracts, lineage, maps
    from totalplace.place import require_place
    from totalplace.publication import current, load_manifest, open_published

    paths = place_paths(read_settings().places_root, place)
    require_place(paths)
    if publication:
        load_manifest(paths, publication)
    published = {contract.table: contract for contract in contracts.published()}
    keys = {}
    for position, entry in enumerate(key):
        name, sign, value = entry.partition("=")
        if sign and table in published and name in published[table].column_names:
            keys[name] = value
        elif table in published and position < len(published[table].primary_key):
            keys[published[table].primary_key[position]] = entry

    def candidates() -> "pl.DataFrame | None":
        manifest = load_manifest(paths, publication) if publication else current(paths)
        table = "analysis.payment_to_check"
        return maps.read_table(paths, manifest, table) if manifest and maps.has_what_is_needed(paths, manifest, table) else None

    asked = lineage.of_the_count(table, keys) if together else keys
    if asked != keys:
        out.print("Only rows that count are added up; what is left out of the count: is_counted=false")
    keys = asked
    with open_published(paths.edition(publication) if publication else paths.database) as connection:
        answer = lineage.why(connection, table, keys, lines or None, candidates, of_several=together)
    for name, value in answer.row.items():
        if value is not None:
            out.print(f"{escape(name)}: {escape(str(value))}")
    if answer.lines:
        _print_lines(answer.lines)
    elif not answer.sums:
        out.print(f"No lines of files are kept for this row of {table}. What its columns are is in ops.dictionary; which files there are, in ops.source_file.")
    if answer.line_count > len(answer.lines):
        out.print(f"… and {plural(answer.line_count - len(answer.lines), 'more line')} (--lines 0 for all)")
    if answer.row_count > 1:
        out.print(f"{plural(answer.row_count, 'row')} of {table} together")
    if answer.line_count > len(answer.lines):
        for of_file in answer.files:
            where = of_file.path if of_file.source_part in ("", "table") else f"{of_file.path}, {of_file.source_part}"
            out.print(f"  {of_file.column}: {escape(where)}: {plural(of_file.line_count, 'line')}, {of_file.amount_gbp:,.2f}")
    for column, each in answer.sums.items():
        if not each.line_count and not each.stated:
            out.print(f"{column}: stated 0.00, and no line is in it")
            continue
        verdict = "they add up" if each.stated == each.summed else "THEY DO NOT ADD UP"
        out.print(f"{column}: stated {each.stated:,.2f}, sum of its {plural(each.line_count, 'line')} {each.summed:,.2f}: {verdict}")
    if not answer.adds_up:
        raise PlaceError(
            f"The lines of {table} do not add up to its figure. This is a defect: please report it with this publication."
        )


def _print_lines(lines: "Sequence[FileLine]") -> None:
    """As a table on a terminal; elsewhere a line each with tabs between, so that no path is broken in two."""
    # of several figures, which of them a line is in
    columns = len({line.column for line in lines if line.column}) > 1
    headings = ("file", "part", "line", "says", *(("figure",) if columns else ()), "why it is in", "£")
    cells = [
        (
            line.path,
            line.source_part,
            str(line.source_row or ""),
            line.says,
            *((line.column,) if columns else ()),
            line.rule,
            "" if line.amount_gbp is None else f"{line.amount_gbp:,.2f}",
        )
        for line in lines
    ]
    if not out.is_terminal:
        for row in (headings, *cells):
            typer.echo("\t".join(" ".join(cell.split()) for cell in row))  # rich would make spaces of the tabs
        return
    shown = Table(box=None)
    for heading in headings:
        shown.add_column(heading, justify="right" if heading in ("line", "£") else "left", overflow="fold")
    for row in cells:
        shown.add_row(*(escape(cell) for cell in row))
    out.print(shown)


@app.command()
def compare(
    places: Annotated[list[str] | None, typer.Argument(help="Places to put side by side; all that have a folder, if none is named", metavar="[PLACE…]")] = None,
) -> None:
    """Figures of several places side by side, each with its year and coverage, from what each has published for everybody."""
    from totalplace import comparison
    from totalplace.place import place_folders, require_place

    settings = read_settings()
    chosen = [place_paths(settings.places_root, place) for place in sorted(set(places or place_folders(settings)))]
    for paths in chosen:
        require_place(paths)
    made = comparison.compare(settings, chosen)
    for place in made.unpublished:
        _say(f"{place} has published nothing yet and is left out: totalplace run {place}")
    compared = made.rows["place"].n_unique()
    figures = made.rows.select("figure", "is_comparable").unique()
    _say(f"{plural(compared, 'place')} side by side: {plural(figures.height, 'figure')}, of which {figures['is_comparable'].sum()} can be compared (same year, same coverage).")
    _say(f"  database  {made.database} (mart.place_comparison)")
    _say(f"  page      {made.page}")


@app.command()
def restore(
    place: PlaceName,
    publication: Annotated[
        str | None, typer.Argument(help="Its id; without one, those kept are listed", metavar="PUBLICATION")
    ] = None,
) -> None:
    """Put an earlier publication back in place."""
    from totalplace import board_pack, extracts, maps, sheets
    from totalplace import publication as publications
    from totalplace.pipeline import hold_lock
    from totalplace.place import require_place

    paths = place_paths(read_settings().places_root, place)
    require_place(paths)
    if publication is None:
        standing = publications.current(paths)
        for entry in publications.manifest_ids(paths):
            kept = publications.load_manifest(paths, entry)
            mark = "  <- in place" if standing and standing.publication_id == entry else ""
            told = f"{plural(kept.rows['mart.estate'], 'asset')}, {plural(kept.rows['mart.spend_line'], 'payment line')}"
            out.print(f"{entry}  {told}{mark}")
        if not publications.manifest_ids(paths):
            out.print("None is kept yet.")
        return
    standing = publications.current(paths)
    if standing is not None and standing.publication_id == publication and maps.are_current(paths, standing):
        _say(f"{publication} of {standing.published_on} is in place already. Nothing was changed.")
        return
    with hold_lock(paths):
        manifest = publications.restore(paths, publication)
        drawn = maps.draw(paths, manifest)
        board_pack.draw(paths, manifest)
        sheets.write(paths, manifest)
        extracts.write(paths, manifest)
    if not drawn:
        _say("Its maps cannot be drawn by this version of totalplace: they want columns that it does not have yet. The next run draws them.")
    out.print(
        f"{manifest.publication_id} of {manifest.published_on} is back in place. The next run publishes what is in the inbox again."
    )


@app.command()
def withdraw(
    place: PlaceName,
    publication: Annotated[
        list[str] | None,
        typer.Argument(help="Ids of earlier ones; without any, those that show premises which are sensitive now are listed", metavar="[PUBLICATION…]"),
    ] = None,
) -> None:
    """Delete earlier publications that are kept: those that show premises which have become sensitive since."""
    from totalplace import earlier_editions
    from totalplace import publication as publications
    from totalplace.pipeline import hold_lock
    from totalplace.place import require_place

    settings = read_settings()
    paths = place_paths(settings.places_root, place)
    require_place(paths)
    if not publication:
        for entry, rows in earlier_editions.showing_sensitive(paths).items():
            _say(earlier_editions.warning(paths, entry, rows))
        if not earlier_editions.showing_sensitive(paths):
            out.print("No earlier publication that is kept shows premises that are sensitive by the one made last.")
        return
    with hold_lock(paths):
        publications.withdraw(paths, publication, settings.editions_kept)
    out.print(f"Withdrawn: {escape(', '.join(publication))}. Copies that somebody took of it, or a backup has, are not ours to delete.")


@app.command()
def key(place: PlaceName) -> None:
    """Make the secret key of a place, outside its folder: without one nothing about people is read."""
    from totalplace.place import require_place
    from totalplace.protected.standing import make_first_key

    settings = read_settings()
    paths = place_paths(settings.places_root, place)
    require_place(paths)
    path = make_first_key(paths, settings)
    _say(f"Made {path}, for you alone to read. Keep a copy where the place's folder and its backups do not go. If it is lost, nobody can read the restricted store, or tell who was forgotten.")


@app.command()
def forget(
    place: PlaceName,
    agreement: Annotated[str | None, typer.Option(help="All data under this agreement, by the name of its file", metavar="ID")] = None,
    agency: Annotated[str | None, typer.Option(help="All data of this agency", metavar="BODY")] = None,
    person: Annotated[
        str | None, typer.Option(help="One person, by an agency and its reference; - asks for them, so that they stand in no history of commands", metavar="AGENCY:REFERENCE")
    ] = None,
    store: Annotated[bool, typer.Option("--store", help="The whole restricted store, also if its key is lost")] = False,
) -> None:
    """Take a person, an agreement's or an agency's data out of the restricted store, and keep them out; the next edition is made without them."""
    from totalplace.pipeline import hold_lock
    from totalplace.place import load_place
    from totalplace.protected import forgetting

    if sum([agreement is not None, agency is not None, person is not None, store]) != 1:
        raise PlaceError("Say one thing to forget: --agreement ID, --agency BODY, --person AGENCY:REFERENCE or --store.")
    settings = read_settings()
    paths = place_paths(settings.places_root, place)
    declared = load_place(paths)
    if person == "-":
        person = typer.prompt("Agency and reference, as agency:reference", hide_input=True) if sys.stdin.isatty() else sys.stdin.readline()
    with hold_lock(paths):
        if agreement is not None:
            lines = forgetting.forget_agreement(paths, declared, settings, agreement)
        elif agency is not None:
            lines = forgetting.forget_agency(paths, declared, settings, agency)
        elif person is not None:
            lines = forgetting.forget_person(paths, declared, settings, person)
        else:
            lines = forgetting.forget_store(paths, settings)
    for line in lines:
        _say(line)


@app.command()
def shred(place: PlaceName, file: Annotated[str, typer.Argument(help="A received file under protected/ or inbox/", metavar="FILE")]) -> None:
    """Destroy a received file: overwritten, renamed and removed, with every copy of its bytes that is kept."""
    from totalplace.pipeline import hold_lock
    from totalplace.place import require_place
    from totalplace.protected import shredding

    settings = read_settings()
    paths = place_paths(settings.places_root, place)
    require_place(paths)
    with hold_lock(paths):
        lines = shredding.shred(paths, settings, file)
    for line in lines:
        _say(line)


@app.command()
def ui(port: Annotated[int, typer.Option(help="Port on 127.0.0.1")] = 3000) -> None:
    """The Dagster UI of all places, on 127.0.0.1."""
    from totalplace import launch

    settings = read_settings()
    launch.prepare_home(settings)
    out.print(f"Opening the Dagster UI on http://127.0.0.1:{port} (stop it with Ctrl-C)")
    workspace = Path("workspace.yaml")
    where = ["-w", str(workspace)] if workspace.is_file() else ["-m", "totalplace.definitions"]
    command = [sys.executable, "-m", "dagster", "dev", *where, "-h", "127.0.0.1", "-p", str(port)]
    os.execve(sys.executable, command, {**os.environ, **launch.environment(settings)})


def _say(text: str) -> None:
    """A text of ours, its hints with the command as it was called."""
    out.print(escape(as_called(text)))


@contextmanager
def _progress(is_verbose: bool = False) -> Iterator[Callable[[str], None]]:
    """Says what is being done: one line that changes on a terminal, a line for each group of steps elsewhere; if asked, one for each step."""
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    if is_verbose:
        yield lambda words: console.print(escape(words))
        return
    if not console.is_terminal:
        grouped = GroupedProgress(lambda line: console.print(escape(line)))
        try:
            yield grouped.say
        except BaseException:
            grouped.fail()
            raise
        grouped.end_group()
        return
    with console.status("Looking at the inbox") as line:
        yield lambda words: line.update(escape(words))


if __name__ == "__main__":
    main()
