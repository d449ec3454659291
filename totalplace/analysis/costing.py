"""What each contact cost: the cost that its agency states, else a unit cost.

Belongs here: cost() and prices. Does not belong here: whose contact it is (linkage.py), or how costs are spread over people (concentration.py).

All money is in whole pence of the prices of the financial year in which the contact fell. A spell over several years is split by days, to the penny, as
analysis/allocation.py does it: its cost is rounded once, and each year gets its part by largest remainder, the earlier year first in a tie. A cost that the agency
states is taken as it stands. A unit cost is that which is valid on the first day in the year, brought from its own price base to the
year's prices; the docs say which deflator (docs/decisions/0041).
"""

from collections.abc import Mapping
from typing import Literal

import polars as pl

STATED, UNIT_COST, NO_COST = "stated", "unit cost", "none"
Variant = Literal["central", "low", "high"]
_AVERAGE = {"central": "average_gbp", "low": "low_gbp", "high": "high_gbp"}
# in which units a spell is measured by its own days, where its agency states none
_DAYS_A_UNIT = {"day": 1, "night": 1, "week": 7}
COSTED_SCHEMA: dict[str, pl.DataType] = {
    "contact_no": pl.Int64(), "person_no": pl.Int64(), "agency": pl.String(), "layout": pl.String(), "service": pl.String(), "theme": pl.String(),
    "period": pl.Int64(), "started_on": pl.Date(), "ended_on": pl.Date(), "average_pence": pl.Int64(), "marginal_pence": pl.Int64(), "cost_basis": pl.String(),
    "substance": pl.String(), "lsoa_code": pl.String(), "msoa_code": pl.String(), "occurred_lsoa": pl.String(), "occurred_msoa": pl.String(),
}  # fmt: skip


def cost(
    contacts: pl.DataFrame,
    links: pl.DataFrame,
    services: pl.DataFrame,
    unit_costs: pl.DataFrame,
    people: pl.DataFrame | None = None,
    postcodes: pl.DataFrame | None = None,
    variant: Variant = "central",
    price_rises: Mapping[int, float] | None = None,
) -> pl.DataFrame:
    """COSTED_SCHEMA, a row for each contact and financial year in which it fell, by contact and year.

    people: person_no with lsoa_code and msoa_code of the residence; postcodes: postcode with lsoa_code and msoa_code, for where it occurred; either
    may be left out. price_rises: of a financial year over the one before. A contact without any cost stays, at nought and with the basis `none`.
    """
    parts = _parts(contacts)
    prices = _prices(parts, services, unit_costs, variant, price_rises or {})
    priced = _priced(parts.join(prices, on=["service", "priced_on"], how="left", maintain_order="left"))
    named = priced.join(links.select("record_no", "person_no"), on="record_no", maintain_order="left").join(
        services.select(service="service_id", theme="theme"), on="service", how="left", maintain_order="left"
    )
    return _placed(named, people, postcodes).select(pl.col(name).cast(dtype) for name, dtype in COSTED_SCHEMA.items())


def price_index(price_rises: Mapping[int, float], from_fy: int, to_fy: int) -> float:
    """How many times the prices of one year are those of the other. A year whose rise is not known counts as without one."""
    rise = 1.0
    for year in range(min(from_fy, to_fy) + 1, max(from_fy, to_fy) + 1):
        rise *= 1 + price_rises.get(year, 0.0)
    return rise if to_fy >= from_fy else 1 / rise


def _parts(contacts: pl.DataFrame) -> pl.DataFrame:
    """Each contact once a financial year in which it fell, with its days in it; contacts by number."""
    first, last = _fy("started_on"), _fy("ended_on")
    years = contacts.sort("contact_no").with_columns(first_fy=first, last_fy=last, days=(pl.col("ended_on") - pl.col("started_on")).dt.total_days() + 1)
    one = years.filter(pl.col("first_fy") == pl.col("last_fy")).with_columns(period="first_fy", part_days="days", priced_on="started_on")
    several = years.filter(pl.col("first_fy") < pl.col("last_fy")).with_columns(period=pl.int_ranges("first_fy", pl.col("last_fy") + 1)).explode("period")
    begins = pl.max_horizontal("started_on", pl.date(pl.col("period"), 4, 1))
    ends = pl.min_horizontal("ended_on", pl.date(pl.col("period") + 1, 3, 31))
    several = several.with_columns(part_days=(ends - begins).dt.total_days() + 1, priced_on=begins)
    columns = [*one.columns]
    return pl.concat([one, several.select(columns)]).sort("contact_no", "period") if several.height else one


def _fy(day: str) -> pl.Expr:
    return (pl.col(day).dt.year() - (pl.col(day).dt.month() < 4).cast(pl.Int32)).cast(pl.Int64)


def _prices(parts: pl.DataFrame, services: pl.DataFrame, unit_costs: pl.DataFrame, variant: Variant, price_rises: Mapping[int, float]) -> pl.DataFrame:
    """service, priced_on, unit, unit_pence, marginal_unit_pence: of every service and day there is; the newest that is valid, else the first of all."""
    asked = parts.select("service", "priced_on", "period").unique().sort("priced_on", "service")
    priced = unit_costs.with_columns(average=pl.coalesce(_AVERAGE[variant], "average_gbp")).sort("valid_from", "service_id")
    columns = ("service_id", "valid_from", "average", "marginal_gbp", "price_base_fy")
    valid = asked.join_asof(priced.select(columns), left_on="priced_on", right_on="valid_from", by_left="service", by_right="service_id", strategy="backward", check_sortedness=False)
    later = asked.join_asof(priced.select(columns), left_on="priced_on", right_on="valid_from", by_left="service", by_right="service_id", strategy="forward", check_sortedness=False)
    both = valid.join(later, on=["service", "priced_on", "period"], how="left", suffix="_later")
    base = pl.coalesce("price_base_fy", "price_base_fy_later", "period")
    found = both.with_columns(
        average=pl.when(pl.col("average").is_null()).then("average_later").otherwise("average"),
        marginal=pl.when(pl.col("average").is_null()).then("marginal_gbp_later").otherwise("marginal_gbp"),
        base=base,
    )
    spans = found.select("base", "period").unique()
    spans = spans.with_columns(index=pl.Series([price_index(price_rises, base, period) for base, period in spans.iter_rows()], dtype=pl.Float64))
    pence = [
        (pl.col(name).cast(pl.Float64) * 100 * pl.col("index")).round().cast(pl.Int64).alias(f"{name}_unit_pence") for name in ("average", "marginal")
    ]
    return (
        found.join(spans, on=["base", "period"], how="left")
        .join(services.select(service="service_id", unit="unit"), on="service", how="left")
        .select("service", "priced_on", "unit", *pence)
    )


def _priced(parts: pl.DataFrame) -> pl.DataFrame:
    """average_pence, marginal_pence and cost_basis of each part."""
    of_days = pl.col("days") / pl.col("unit").replace_strict(_DAYS_A_UNIT, default=None, return_dtype=pl.Float64)
    measured = parts.with_columns(units=pl.coalesce("units", of_days, pl.lit(1.0)))
    one = measured.filter(pl.col("days") == pl.col("part_days"))
    whole = [_whole(kind).alias(f"{kind}_pence") for kind in ("average", "marginal")]
    priced = one.with_columns(*whole)
    several = measured.filter(pl.col("days") != pl.col("part_days"))
    if several.height:
        priced = pl.concat([priced, _split(several).select(priced.columns)]).sort("contact_no", "period")
    basis = pl.when(pl.col("stated_cost_pence").is_not_null()).then(pl.lit(STATED)).when(pl.col("average_pence").is_not_null()).then(pl.lit(UNIT_COST))
    # min_horizontal takes what there is: where no unit cost is known, all that is stated might be avoided
    return priced.with_columns(cost_basis=basis.otherwise(pl.lit(NO_COST)), average_pence=pl.col("average_pence").fill_null(0)).with_columns(
        # an agency may state less than the unit cost has for its marginal part alone
        marginal_pence=pl.when(pl.col("cost_basis") == STATED).then(pl.min_horizontal("marginal_pence", "average_pence")).otherwise("marginal_pence")
    )


def _whole(kind: str) -> pl.Expr:
    """The cost of a contact within one year. What is stated is average cost: of its marginal part nothing is said but by the unit cost."""
    of_units = (pl.col("units") * pl.col(f"{kind}_unit_pence")).round().cast(pl.Int64)
    return pl.coalesce("stated_cost_pence", of_units) if kind == "average" else of_units


def _split(parts: pl.DataFrame) -> pl.DataFrame:
    """The cost of spells over several years: the whole rounded once, and divided by days, each year's at its price."""
    split = parts
    for kind in ("average", "marginal"):
        price = pl.col(f"{kind}_unit_pence")
        is_stated = pl.col("stated_cost_pence").is_not_null() if kind == "average" else pl.lit(False)
        # by days alone where the price is one: smaller numbers, and the same parts
        is_even = is_stated | (price.min().over("contact_no") == price.max().over("contact_no"))
        weight = pl.when(is_even).then(pl.col("part_days")).otherwise(pl.col("part_days") * price).cast(pl.Int128)
        of_units = (pl.col("units") * (pl.col("part_days") * price).sum().over("contact_no") / pl.col("days")).round().cast(pl.Int64)
        of_units = pl.when(price.is_null().any().over("contact_no")).then(None).otherwise(of_units)
        whole = (pl.coalesce("stated_cost_pence", of_units) if kind == "average" else of_units).cast(pl.Int128)
        split = split.with_columns(_whole=whole, _weight=weight).with_columns(_all=pl.col("_weight").sum().over("contact_no"))
        is_nought = pl.col("_all") == 0
        product = pl.col("_whole") * pl.col("_weight")
        split = split.with_columns(_part=pl.when(is_nought).then(0).otherwise(product // pl.col("_all")), _rest=pl.when(is_nought).then(0).otherwise(product % pl.col("_all")))
        left = pl.col("_whole") - pl.col("_part").sum().over("contact_no")
        place = (pl.col("_rest") * -1).rank("ordinal").over("contact_no", order_by="period")
        split = split.with_columns((pl.col("_part") + (place <= left).cast(pl.Int128)).cast(pl.Int64).alias(f"{kind}_pence"))
    return split


def _placed(priced: pl.DataFrame, people: pl.DataFrame | None, postcodes: pl.DataFrame | None) -> pl.DataFrame:
    """With areas of residence and of where it occurred."""
    nowhere = pl.lit(None, pl.String())
    if people is None:
        priced = priced.with_columns(lsoa_code=nowhere, msoa_code=nowhere)
    else:
        priced = priced.join(people.select("person_no", "lsoa_code", "msoa_code"), on="person_no", how="left", maintain_order="left")
    if postcodes is None or "occurred_postcode" not in priced.columns:
        return priced.with_columns(occurred_lsoa=nowhere, occurred_msoa=nowhere)
    occurred = postcodes.select(occurred_postcode="postcode", occurred_lsoa="lsoa_code", occurred_msoa="msoa_code")
    return priced.join(occurred, on="occurred_postcode", how="left", maintain_order="left")
