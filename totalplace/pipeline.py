"""Which steps there are, what each depends on, what makes it stale, and running one.

Belongs here: the list of steps, their fingerprints and the workbench that a run holds. Does not belong here: Dagster
(build.py wraps each step as an asset), or what a step computes (intake, staging, sql/, analysis/).
"""

import errno
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import TypeVar, cast

import duckdb
import polars as pl
from filelock import FileLock, Timeout

from totalplace import contracts, fingerprint, grant_pots, plan_file, reference, sql
from totalplace.contracts._base import Contract
from totalplace.errors import PlaceError, RunUnderWayError
from totalplace.intake import Inbox, Intake
from totalplace.paths import PlacePaths, place_paths
from totalplace.place import Place, load_place
from totalplace.settings import Settings, read_settings
from totalplace.staging import loaded_lines
from totalplace.whole_files import is_whole_parquet

Worked = TypeVar("Worked")
SQL_LAYERS = ("ref", "core", "analysis", "mart", "ops")


@dataclass(frozen=True)
class Step:
    """One table: how it is made and what it is made from.

    `make` writes the result to the path it is given. `outside` is the fingerprint of whatever it reads that is neither an
    input table nor code: place.toml, the inbox. `after` are tables that are shown before it in the graph though a change in
    them does not make it stale: a file of another kind in the inbox, say.
    """

    table: str
    inputs: tuple[str, ...]
    code: str
    make: Callable[["Workbench", Path], None]
    outside: Callable[["Workbench"], str] = lambda _: ""
    after: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()
    is_folder: bool = False  # a staging table: a folder of linked Parquet files

    @property
    def contract(self) -> Contract:
        return contracts.contract(self.table)

    @property
    def key(self) -> tuple[str, str]:
        layer, name = self.table.split(".")
        return layer, name


@dataclass
class Workbench:
    """What a run of one place holds: its folder, its declaration, its inbox as it is now, and the fingerprints."""

    paths: PlacePaths
    place: Place
    settings: Settings
    intake: Intake
    inbox: Inbox
    progress: Callable[[str], None]
    _fingerprints: dict[str, str] = field(default_factory=dict)
    _results: dict[str, Path] = field(default_factory=dict)
    _session: duckdb.DuckDBPyConnection | None = None
    _open_session: ExitStack = field(default_factory=ExitStack)
    _views: dict[str, Path] = field(default_factory=dict)
    _once: dict[tuple[str, str], object] = field(default_factory=dict)

    def once(self, table: str, work: Callable[[], Worked]) -> Worked:
        """What several steps share, worked out by the first that asks: for the inputs that `table`, one of their tables, has now."""
        key = (table, self.fingerprint(table))
        if key not in self._once:
            self._once[key] = work()
        return cast(Worked, self._once[key])

    def views(self, tables: Iterable[str]) -> duckdb.DuckDBPyConnection:
        """The run's DuckDB session with a view over the result of each of these tables; opened once, as that costs time."""
        if self._session is None:
            self._session = self._open_session.enter_context(sql.session(self.settings, self.paths.scratch / "spill"))
        lacking = {table: path for table in tables if self._views.get(table) != (path := self.result(table))}
        sql.create_views(self._session, lacking)
        self._views |= lacking
        return self._session

    def close(self) -> None:
        """Let go of the session."""
        self._open_session.close()
        self._session = None
        self._views.clear()
        self._once.clear()

    def fingerprint(self, table: str) -> str:
        """Of the result that the step would give now."""
        if table not in self._fingerprints:
            step = steps()[table]
            inputs = [self.fingerprint(name) for name in step.inputs if name != "core.assumption"]
            self._fingerprints[table] = fingerprint.of_values(
                _made_with(), repr(step.contract), step.code, step.outside(self), inputs, self._assumptions_used(step)
            )
        return self._fingerprints[table]

    def fingerprint_but_for(self, table: str, left_out: str) -> str:
        """Of the result that the step would give, whatever the table left out holds: for a table that follows from this one
        in the next run, as identities do."""
        made: dict[str, str] = {}

        def of(name: str) -> str:
            if name not in made:
                step = steps()[name]
                inputs = [of(entry) for entry in step.inputs if entry not in ("core.assumption", left_out)]
                made[name] = fingerprint.of_values(
                    repr(step.contract), step.code, step.outside(self), inputs, self._assumptions_used(step)
                )
            return made[name]

        return of(table)

    def _assumptions_used(self, step: Step) -> list[object]:
        """The values in force that a step names: another assumption that changes does not make it stale."""
        if "core.assumption" not in step.inputs:
            return []
        unknown = set(step.assumptions) - set(self._in_force)
        if unknown:
            raise ValueError(f"{step.table} names assumptions that do not exist: {sorted(unknown)}")
        return [(name, self._in_force[name]) for name in sorted(step.assumptions)]

    @cached_property
    def _in_force(self) -> dict[str, float]:
        """The assumptions of the day: read once, as most steps name some."""
        return dict(reference.assumptions_in_force(self.place, self.settings.today()).select("assumption_id", "value").iter_rows())

    def result(self, table: str) -> Path:
        """Where the result of the step is, or would be."""
        if table not in self._results:
            name = self.fingerprint(table)
            self._results[table] = self.paths.linked_table(table, name) if steps()[table].is_folder else self.paths.table(table, name)
        return self._results[table]

    def is_stale(self, table: str) -> bool:
        return not is_whole_parquet(self.result(table))

    def stale(self) -> list[str]:
        """Tables whose result does not stand, in an order in which they can be made."""
        return [table for table in steps() if self.is_stale(table)]

    def scan(self, table: str) -> pl.LazyFrame:
        """A result as a lazy frame with its contract's columns."""
        path = self.result(table)
        if path.is_dir():
            lines = pl.scan_parquet(path / "*.parquet", missing_columns="insert", extra_columns="ignore")
            return loaded_lines(lines, contracts.contract(table))
        return pl.scan_parquet(path)

    def run(self, table: str) -> bool:
        """Make the result of one step; False if it stood already.

        Raises PlaceError if an input is stale: then that has to be made first.
        """
        step = steps()[table]
        target = self.result(table)
        if is_whole_parquet(target):
            return False
        lacking = [name for name in step.inputs if self.is_stale(name)]
        if lacking:
            raise PlaceError(
                f"{table} is made from {', '.join(lacking)}, which has not been made from what is in the inbox now. "
                "Materialise that first, or everything at once."
            )
        self.progress(f"Making {table}")
        target.parent.mkdir(parents=True, exist_ok=True)
        beside = target.with_name(f"{target.name}.writing")
        shutil.rmtree(beside, ignore_errors=True)
        try:
            step.make(self, beside)
            _clear(target)
            beside.replace(target)
        finally:
            _clear(beside)
        return True


def _clear(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


@cache
def _made_with() -> str:
    """What every result is made with."""
    return fingerprint.of_values(
        fingerprint.of_code("sql", "contracts/_base.py", "issues"), fingerprint.of_libraries()
    )


@contextmanager
def open_workbench(place: str, progress: Callable[[str], None] = lambda _: None) -> Iterator[Workbench]:
    """The workbench of a place, with the place's lock held. Within one process it may be opened again while open.

    Raises PlaceError if the place cannot be read or another process is running it.
    """
    standing = _open.get(place)
    if standing is not None:
        yield standing
        return
    settings = read_settings()
    paths = place_paths(settings.places_root, place)
    declared = load_place(paths)
    reference.assumption_table(declared)  # a threshold that is not known is told before anything is read
    plan_file.load_plan(paths, declared)
    grant_pots.load_pots(paths, declared)
    if not declared.body:
        raise PlaceError(
            f"{paths.place_toml} names no public body, so nothing can be counted for anybody. Add a [[body]] block for each; "
            "the files of a body go into inbox/<its id>/."
        )
    with hold_lock(paths):
        shutil.rmtree(paths.scratch, ignore_errors=True)
        paths.scratch.mkdir(parents=True)
        intake = Intake(paths, declared, settings.today())
        workbench = Workbench(paths, declared, settings, intake, intake.scan(progress), progress)
        _open[place] = workbench
        try:
            yield workbench
        finally:
            del _open[place]
            workbench.close()
            shutil.rmtree(paths.scratch, ignore_errors=True)


_open: dict[str, Workbench] = {}


@contextmanager
def hold_lock(paths: PlacePaths) -> Iterator[None]:
    """The place's lock: one run at a time, whoever started it. It goes with the process that holds it."""
    try:
        paths.work.mkdir(parents=True, exist_ok=True)
        lock = FileLock(paths.lock)
        lock.acquire(timeout=0)
    except Timeout:
        raise RunUnderWayError(
            f"Another run of '{paths.place}' is under way. Wait for it to finish, or stop it, then start this one again."
        ) from None
    except OSError as error:
        if error.errno not in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise
        raise PlaceError(
            f"{paths.work} cannot be written to. Give yourself the right to write in the place's folder."
        ) from None
    try:
        yield
    finally:
        lock.release()


@cache
def steps() -> Mapping[str, Step]:
    """Every step by its table, each after the steps it depends on."""
    from totalplace.assets import access as access_steps
    from totalplace.assets import customers as customer_steps
    from totalplace.assets import grants as grant_steps
    from totalplace.assets import intake as intake_steps
    from totalplace.assets import money as money_steps
    from totalplace.assets import places as place_steps
    from totalplace.assets import planning as planning_steps
    from totalplace.assets import pool_risk as pool_risk_steps
    from totalplace.assets import pooling as pooling_steps
    from totalplace.assets import protected_edition as protected_steps
    from totalplace.assets import provision as provision_steps
    from totalplace.assets import scrutiny as scrutiny_steps
    from totalplace.assets import spending as spending_steps

    declared = [
        *intake_steps.STEPS,
        *place_steps.STEPS,
        *money_steps.STEPS,
        *spending_steps.STEPS,
        *grant_steps.STEPS,
        *planning_steps.STEPS,
        *pooling_steps.STEPS,
        *provision_steps.STEPS,
        *pool_risk_steps.STEPS,
        *access_steps.STEPS,
        *scrutiny_steps.STEPS,
        *customer_steps.STEPS,
        *protected_steps.STEPS,
        *(_sql_step(file) for layer in SQL_LAYERS for file in sql.load_folder(layer)),
    ]
    by_table = {step.table: step for step in declared}
    if len(by_table) != len(declared):
        raise ValueError("two steps make the same table")
    ordered: dict[str, Step] = {}

    def visit(table: str, trail: tuple[str, ...]) -> None:
        if table in trail:
            raise ValueError(f"the steps go in a circle: {' → '.join((*trail, table))}")
        if table in ordered:
            return
        if table not in by_table:
            raise ValueError(f"{trail[-1]} reads {table}, which no step makes")
        for name in (*by_table[table].inputs, *by_table[table].after):
            visit(name, (*trail, table))
        ordered[table] = by_table[table]

    for table in by_table:
        visit(table, ())
    return ordered


def _sql_step(file: sql.SqlFile) -> Step:
    def make(workbench: Workbench, target: Path) -> None:
        connection = workbench.views(file.dependencies)
        sql.run_to_parquet(connection, file, contracts.contract(file.table), target)

    return Step(table=file.table, inputs=file.dependencies, code=file.text, make=make, assumptions=file.assumptions)
