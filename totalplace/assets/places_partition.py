"""Places as Dagster partitions, and keeping them equal to the place folders.

Belongs here: the partition definition and its synchronisation. Does not belong here: making place folders (cli.py).
"""

import dagster as dg

from totalplace.place import place_folders
from totalplace.settings import Settings

PLACES = dg.DynamicPartitionsDefinition(name="place")


def synchronise(instance: dg.DagsterInstance, settings: Settings) -> None:
    """Folders and partitions are the same afterwards: new folders are added, vanished ones taken out."""
    folders = set(place_folders(settings))
    known = set(instance.get_dynamic_partitions("place"))
    if folders - known:
        instance.add_dynamic_partitions("place", sorted(folders - known))
    for gone in sorted(known - folders):
        instance.delete_dynamic_partition("place", gone)
