"""Which class of a map's colouring each asset falls into.

Belongs here: joining the column that colours to the assets, and telling classes. Does not belong here: which classes there are
(maps/*.toml), counting (totals.py), or drawing (legend.py, estate_map.js).
"""

from dataclasses import dataclass

import polars as pl

from totalplace.mapping.palette import ink
from totalplace.mapping.spec import ColourBy, Shape


@dataclass(frozen=True)
class Shade:
    """How one class is drawn and called."""

    label: str
    mark: str
    colour: str
    is_unknown: bool = False  # light grey, outlined
    shape: Shape | None = None  # where the class has one of its own

    @property
    def ink(self) -> str:
        return ink(self.colour)


@dataclass(frozen=True)
class Colouring:
    """The classes that the map shows, in their order, and for each asset the number of its class."""

    label: str
    shades: tuple[Shade, ...]
    of_asset: pl.Series
    of_body: dict[str, int]  # where bodies are what is coloured; else empty


def colouring(estate: pl.DataFrame, table: pl.DataFrame, spec: ColourBy) -> Colouring:
    """Classes of these assets, by `table` (which has the key once a row).

    A category shows the classes that a row of the table or an asset has; an order shows all. Raises ValueError for a text that no
    class is for, and for an asset without a value where the map has no class for what is not known.
    """
    keyed = table.select(pl.col(spec.key), class_of(table[spec.column], spec).alias("class"))
    if keyed[spec.key].is_duplicated().any():
        raise ValueError(f"{spec.table} has a {spec.key} twice: a symbol cannot have two colours")
    unknown = len(spec.classes)
    of_asset = estate.select(spec.key).join(keyed, on=spec.key, how="left", maintain_order="left")["class"].fill_null(unknown)
    if spec.unknown is None and (of_asset == unknown).any():
        missing = int((of_asset == unknown).sum())
        raise ValueError(f"{missing} assets have no {spec.table}.{spec.column}, and colour_by has no class unknown")
    shades = [Shade(each.label, each.mark, each.colour, each.is_outlined, each.shape) for each in spec.classes]
    if spec.unknown is not None:
        shades.append(Shade(spec.unknown.label, spec.unknown.mark, spec.unknown.colour, is_unknown=True))
    there = {*of_asset.to_list(), *(keyed["class"].to_list() if spec.key == "body_id" else ())}
    kept = [number for number in range(len(shades)) if spec.is_ordered or number in there]
    place = {number: position for position, number in enumerate(kept)}
    return Colouring(
        label=spec.label,
        shades=tuple(shades[number] for number in kept),
        of_asset=of_asset.replace_strict(place, return_dtype=pl.Int32) if place else of_asset.cast(pl.Int32),
        of_body={key: place[number] for key, number in keyed.iter_rows()} if spec.key == "body_id" else {},
    )


def class_of(values: pl.Series, spec: ColourBy) -> pl.Series:
    """The number of each value's class; that after the last is what is not known."""
    unknown = len(spec.classes)
    if spec.classes[0].value is not None:
        numbers = {str(each.value): number for number, each in enumerate(spec.classes)}
        numbers |= dict.fromkeys(spec.unknown.values if spec.unknown else (), unknown)
        strange = sorted(set(values.drop_nulls().to_list()) - set(numbers))
        if strange:
            raise ValueError(f"{spec.table}.{spec.column} says '{strange[0]}', for which colour_by has no class")
        return values.replace_strict(numbers, default=unknown, return_dtype=pl.Int32)
    rising = sorted(range(unknown), key=lambda number: spec.classes[number].at_least or 0)
    found = pl.when(pl.col("value").is_null()).then(unknown).otherwise(rising[0])
    for number in rising[1:]:
        found = pl.when(pl.col("value") >= spec.classes[number].at_least).then(number).otherwise(found)
    return pl.DataFrame({"value": values.cast(pl.Float64)}).select(found.cast(pl.Int32).alias("class"))["class"]
