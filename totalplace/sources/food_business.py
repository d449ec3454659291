"""Food hygiene registers, as the Food Standards Agency publishes them for each authority: what kind of business stands where.

Belongs here: headings, the kind of premises by reference words. Does not belong here: which licensed premises a business is (mart.licensed_premises).
Ratings are not read: they are about kitchens. Nor are addresses: of a caterer at home it is somebody's. Where the register has
withheld the address there is no postcode, and the line matches nothing.
"""

import polars as pl

from totalplace import values as v
from totalplace.contracts.licensing import FOOD_BUSINESS, NOT_KNOWN
from totalplace.sources._base import Field, RowRule, Source
from totalplace.sources._plain import WITHHELD
from totalplace.sources._rows import is_total_label
from totalplace.sources.licensed_premises import kind_told

_FIELDS = (
    Field("fhrs_id", ("fhrsid", "fhrs id", "local authority business id"), v.text),
    Field("name_as_published", ("business name", "name of business"), v.text, shape="name", is_personal=True),
    Field("kind_as_published", ("business type", "type of business"), v.text),
    Field("postcode", ("postcode", "post code"), v.postcode, shape="postcode"),
    Field("rated_on", ("rating date", "date of rating"), v.date, shape="date"),
)


def _tidy(frame: pl.LazyFrame) -> pl.LazyFrame:
    said = v.payee(pl.col("name_as_published")).struct.field
    private = said("is_private").fill_null(False)
    return frame.with_columns(
        pl.when(private).then(pl.lit(WITHHELD)).otherwise(pl.col("name_as_published")).alias("name_as_published"),
        pl.when(~private).then(said("key")).alias("name_key"),
        kind_told(pl.col("kind_as_published"), "food hygiene").fill_null(NOT_KNOWN).alias("kind"),
    )


SOURCE = Source(
    kind="food_business",
    title="a food hygiene register",
    contract=FOOD_BUSINESS,
    fields=_FIELDS,
    required=(("fhrs_id",), ("name_as_published",), ("kind_as_published",)),
    row_rules=(RowRule("ignored", "total line", lambda: is_total_label(pl.col("name_as_published"))),),
    tidy=_tidy,
    is_distinct=True,
    is_row_by_row=True,
    left_out=("address*", "addressline*", "address line*"),
)
