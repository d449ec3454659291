"""The sensor that watches the inboxes: one run for a batch, once it has stopped changing; places come and go with their folders."""

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest

from tests.integration import small_place
from totalplace.assets.automation import inbox_sensor
from totalplace.assets.places_partition import synchronise
from totalplace.paths import PlacePaths
from totalplace.settings import read_settings


class Watch:
    """The sensor with its cursor kept from look to look, as the daemon keeps it."""

    def __init__(self, instance: dg.DagsterInstance) -> None:
        self.instance = instance
        self.cursor: str | None = None

    def look(self) -> dg.SensorResult:
        context = dg.build_sensor_context(instance=self.instance, cursor=self.cursor)
        result = inbox_sensor(context)
        assert isinstance(result, dg.SensorResult)
        self.cursor = result.cursor
        for request in result.dynamic_partitions_requests or []:
            if isinstance(request, dg.AddDynamicPartitionsRequest):
                self.instance.add_dynamic_partitions("place", request.partition_keys)
            else:
                for key in request.partition_keys:
                    self.instance.delete_dynamic_partition("place", key)
        return result

    def runs(self) -> list[tuple[str | None, str | None]]:
        return [(request.partition_key, request.run_key) for request in self.look().run_requests or []]


@pytest.fixture
def watch() -> Iterator[Watch]:
    with dg.DagsterInstance.ephemeral() as instance:
        yield Watch(instance)


def rest(paths: PlacePaths) -> None:
    """The files as if they had been lying there for a while."""
    long_ago = time.time() - 600
    for path in paths.root.rglob("*"):
        if path.is_file():
            os.utime(path, (long_ago, long_ago))


def test_one_run_a_batch_once_it_is_at_rest(places_root: Path, watch: Watch) -> None:
    paths = small_place.write(places_root)
    assert watch.runs() == [], "just arrived"
    assert watch.runs() == [], "unchanged, but too young"
    rest(paths)
    assert watch.runs() == [], "first seen like this"
    (first,) = watch.runs()
    assert first[0] == "northby"
    assert watch.runs() == [] and watch.runs() == [], "one run a batch"

    late = small_place.put(paths, "inbox/northby-trust/more.csv", "a,b\n1,2\n")
    assert watch.runs() == []
    rest(paths)
    watch.look()
    (second,) = watch.runs()
    assert second[1] != first[1]

    late.unlink()
    watch.look()
    (third,) = watch.runs()
    assert third[1] not in (first[1], second[1]), "the inbox is as it was at first, and that is a change"


def test_a_file_that_goes_on_growing_waits(places_root: Path, watch: Watch) -> None:
    paths = small_place.write(places_root)
    for size in range(4):
        small_place.put(paths, "inbox/northby-trust/growing.csv", "x" * (size + 1))
        rest(paths)
        assert watch.runs() == []
    assert len(watch.runs()) == 1


def test_an_inbox_never_filled_is_not_run_and_one_emptied_is(places_root: Path, watch: Watch) -> None:
    paths = PlacePaths(places_root / "northby")
    small_place.put(paths, "place.toml", small_place.PLACE_TOML)
    assert [watch.runs() for _ in range(3)] == [[], [], []]
    only = small_place.put(paths, "inbox/northby-trust/a.csv", "a\n1\n")
    rest(paths)
    watch.look()
    assert len(watch.runs()) == 1
    only.unlink()
    watch.look()
    assert len(watch.runs()) == 1


def test_places_come_and_go_with_their_folders(places_root: Path, watch: Watch) -> None:
    small_place.write(places_root, "northby")
    small_place.write(places_root, "southby")
    watch.look()
    assert watch.instance.get_dynamic_partitions("place") == ["northby", "southby"]
    assert watch.look().dynamic_partitions_requests == []
    (places_root / "southby" / "place.toml").unlink()
    watch.look()
    assert watch.instance.get_dynamic_partitions("place") == ["northby"]
    assert set(json.loads(watch.cursor or "{}")) == {"northby"}


def test_every_command_synchronises_the_same_way(places_root: Path, watch: Watch) -> None:
    watch.instance.add_dynamic_partitions("place", ["gone"])
    small_place.write(places_root, "northby")
    synchronise(watch.instance, read_settings())
    assert watch.instance.get_dynamic_partitions("place") == ["northby"]


def test_no_places_at_all(places_root: Path, watch: Watch) -> None:
    places_root.rmdir()
    assert watch.runs() == []


def test_two_places_are_two_runs(places_root: Path, watch: Watch) -> None:
    for name in ("northby", "southby"):
        rest(small_place.write(places_root, name))
    watch.look()
    assert sorted(place or "" for place, _ in watch.runs()) == ["northby", "southby"]
