"""What each contact cost: the cost that its agency states, else a unit cost.

Belongs here: cost() and prices. Does not belong here: whose contact it is (linkage.py), or how costs are spread over people (concentration.py).

All money is in whole pence of the prices of the financial year in which the contact fell. A spell over several years is split by days, to the penny, as
analysis/allocation.py does it: its cost is rounded once, and each year gets its part by largest remainder, the earlier year first in a tie. A cost that the agency
states is taken as it stands. A unit cost is that which is valid on the first day in the year, else the first there is, brought from its own price
base to the year's prices (docs/decisions/0041).
"""

import re
from collections.abc import Mapping

import polars as pl

STATED, UNIT_COST, NO_COST = "stated", "unit cost", "none"
# column of what is worked out: column of ref.unit_cost
_PRICES = {"average_pence": "average_gbp", "low_pence": "low_gbp", "high_pence": "high_gbp", "marginal_pence": "marginal_gbp"}
_AVERAGES = ("average_pence", "low_pence", "high_pence")
# in which units a spell is measured by its own days, where its agency states none
_DAYS_A_UNIT = {"day": 1, "night": 1, "week": 7}
_PRICE_RISE = re.compile(r"price_rise_\d{4}_share")
COSTED_SCHEMA: dict[str, pl.DataType] = {
    "contact_no": pl.Int64(), "record_no": pl.Int64(), "person_no": pl.Int64(), "agency": pl.String(), "layout": pl.String(), "service": pl.String(), "theme": pl.String(),
    "period": pl.Int64(), "started_on": pl.Date(), "ended_on": pl.Date(), "average_pence": pl.Int64(), "low_pence": pl.Int64(), "high_pence": pl.Int64(),
    "marginal_pence": pl.Int64(), "cost_basis": pl.String(), "substance": pl.String(), "lsoa_code": pl.String(), "msoa_code": pl.String(),
    "occurred_lsoa": pl.String(), "occurred_msoa": pl.String(),
}  # fmt: skip


def cost(
    contacts: pl.DataFrame,
    links: pl.DataFrame,
    services: pl.DataFrame,
    unit_costs: pl.DataFrame,
    people: pl.DataFrame | None = None,
    postcodes: pl.DataFrame | None = None,
    price_rises: Mapping[int, float] | None = None,
) -> pl.DataFrame:
    """COSTED_SCHEMA, a row for each contact and financial year in which it fell, by contact and year.

    people: person_no with lsoa_code and msoa_code of the residence; postcodes: postcode with lsoa_code and msoa_code, for where it occurred; either
    may be left out. price_rises: of a financial year over the one before. A contact without any cost stays, at nought and with the basis `none`.
    low_pence and high_pence are the average cost with unit costs at their lower and upper ends; what is stated is the same in all.
    """
    contacts = contacts.sort("contact_no")
    parts = _parts(contacts, services)
    priced = _priced(parts, _prices(parts, services, unit_costs, price_rises or {}))
    told = contacts.select("contact_no", "record_no", "agency", "layout", "service", "started_on", "ended_on", "substance", "occurred_postcode")[priced["row"]]
    worked_out = told.with_columns(priced.get_columns()[1:])
    named = worked_out.join(links.select("record_no", "person_no"), on="record_no", maintain_order="left").join(
        services.select(service="service_id", theme="theme"), on="service", how="left", maintain_order="left"
    )
    return _placed(named, people, postcodes).select(pl.col(name).cast(dtype) for name, dtype in COSTED_SCHEMA.items())


def price_rises_of(assumptions: Mapping[str, float]) -> dict[int, float]:
    """By year, from ref.assumption: price_rise_2011_share and so on."""
    return {int(name.split("_")[2]): share for name, share in assumptions.items() if _PRICE_RISE.fullmatch(name)}


def price_index(price_rises: Mapping[int, float], from_fy: int, to_fy: int) -> float:
    """How many times the prices of one year are those of the other. A year whose rise is not known counts as without one."""
    rise = 1.0
    for year in range(min(from_fy, to_fy) + 1, max(from_fy, to_fy) + 1):
        rise *= 1 + price_rises.get(year, 0.0)
    return rise if to_fy >= from_fy else 1 / rise


def _parts(contacts: pl.DataFrame, services: pl.DataFrame) -> pl.DataFrame:
    """Each contact, by its row, once a financial year in which it fell, with its days in it and its units. Numbers alone: there are millions."""
    unit_days = pl.col("unit").replace_strict(_DAYS_A_UNIT, default=None, return_dtype=pl.Float64)
    numbered = services.sort("service_id").with_row_index("service_no").select("service_no", service="service_id", unit_days=unit_days)
    days = (pl.col("ended_on") - pl.col("started_on")).dt.total_days() + 1
    known = (
        contacts.lazy()
        .select("service", "started_on", "ended_on", "units", "stated_cost_pence", first_fy=_fy("started_on"), last_fy=_fy("ended_on"), days=days)
        .with_row_index("row")
        .join(numbered.lazy(), on="service", how="left", maintain_order="left")
        .with_columns(units=pl.coalesce("units", pl.col("days") / pl.col("unit_days"), pl.lit(1.0)))
        .drop("service", "unit_days")
        .collect()
    )
    one = known.filter(pl.col("first_fy") == pl.col("last_fy")).with_columns(period="first_fy", part_days="days", priced_on="started_on")
    several = known.filter(pl.col("first_fy") < pl.col("last_fy")).with_columns(period=pl.int_ranges("first_fy", pl.col("last_fy") + 1)).explode("period")
    begins = pl.max_horizontal("started_on", pl.date(pl.col("period"), 4, 1))
    ends = pl.min_horizontal("ended_on", pl.date(pl.col("period") + 1, 3, 31))
    several = several.with_columns(part_days=(ends - begins).dt.total_days() + 1, priced_on=begins)
    columns = ("row", "service_no", "units", "stated_cost_pence", "days", "period", "part_days", "priced_on")
    return pl.concat([one.select(columns), several.select(columns)])


def _fy(day: str) -> pl.Expr:
    return (pl.col(day).dt.year() - (pl.col(day).dt.month() < 4).cast(pl.Int32)).cast(pl.Int64)


def _prices(parts: pl.DataFrame, services: pl.DataFrame, unit_costs: pl.DataFrame, price_rises: Mapping[int, float]) -> pl.DataFrame:
    """service_no, priced_on and a price in pence by each of _PRICES: of every service and day that occur, the newest that is valid, else the first of all."""
    numbered = services.sort("service_id").with_row_index("service_no").select("service_no", "service_id")
    known = unit_costs.join(numbered, on="service_id").sort("valid_from", "service_no").select("service_no", "valid_from", "price_base_fy", *_PRICES.values())
    asked = parts.select("service_no", "priced_on", "period").drop_nulls("service_no").unique().sort("priced_on", "service_no")
    found = asked.join_asof(known, left_on="priced_on", right_on="valid_from", by="service_no", strategy="backward", check_sortedness=False)
    first = known.group_by("service_no", maintain_order=True).first()
    before = found.filter(pl.col("valid_from").is_null()).select(asked.columns).join(first, on="service_no")
    valid = pl.concat([found.filter(pl.col("valid_from").is_not_null()).select(before.columns), before])
    spans = valid.select("price_base_fy", "period").unique()
    spans = spans.with_columns(index=pl.Series([price_index(price_rises, base, period) for base, period in spans.iter_rows()], dtype=pl.Float64))
    pence = [(pl.col(gbp).cast(pl.Float64) * 100 * pl.col("index")).round().cast(pl.Int64).alias(f"{name}_a_unit") for name, gbp in _PRICES.items()]
    return valid.join(spans, on=["price_base_fy", "period"]).select("service_no", "priced_on", *pence)


def _priced(parts: pl.DataFrame, prices: pl.DataFrame) -> pl.DataFrame:
    """row, period, the cost by each of _PRICES and cost_basis, by row and year."""
    priced = parts.join(prices, on=["service_no", "priced_on"], how="left", maintain_order="left")
    is_whole = pl.col("days") == pl.col("part_days")
    columns = ("row", "period", "stated_cost_pence", *_PRICES)
    found = priced.filter(is_whole).with_columns(_whole(name).alias(name) for name in _PRICES).select(columns)
    several = priced.filter(~is_whole)
    if several.height:
        found = pl.concat([found, _split(several.sort("row", "period")).select(columns)]).sort("row", "period")
    is_stated = pl.col("stated_cost_pence").is_not_null()
    basis = pl.when(is_stated).then(pl.lit(STATED)).when(pl.col("average_pence").is_not_null()).then(pl.lit(UNIT_COST)).otherwise(pl.lit(NO_COST))
    # an agency may state less than the unit cost has for its marginal part alone; where no unit cost is known, all that is stated might be avoided
    marginal = pl.when(is_stated).then(pl.min_horizontal("marginal_pence", "average_pence")).otherwise("marginal_pence")
    averages = [pl.col(name).fill_null(0) for name in _AVERAGES]
    return found.select("row", "period", *averages, marginal.alias("marginal_pence"), basis.alias("cost_basis"))


def _whole(name: str) -> pl.Expr:
    """The cost of a contact within one year. What is stated is average cost: of its marginal part only the unit cost tells."""
    of_units = (pl.col("units") * pl.col(f"{name}_a_unit")).round().cast(pl.Int64)
    return pl.coalesce("stated_cost_pence", of_units) if name in _AVERAGES else of_units


def _split(parts: pl.DataFrame) -> pl.DataFrame:
    """The cost of spells over several years, by row and year: the whole rounded once, and divided by days, each year's at its price."""
    split = parts
    for name in _PRICES:
        price = pl.col(f"{name}_a_unit")
        is_stated = pl.col("stated_cost_pence").is_not_null() if name in _AVERAGES else pl.lit(False)
        # by days alone where the price is one: smaller numbers, and the same parts
        is_even = is_stated | (price.min().over("row") == price.max().over("row"))
        of_units = (pl.col("units") * (pl.col("part_days") * price).sum().over("row") / pl.col("days")).round().cast(pl.Int64)
        whole = pl.coalesce("stated_cost_pence", of_units) if name in _AVERAGES else of_units
        # a product of pence and days may pass what 64 bits hold
        split = split.with_columns(
            _whole=pl.when(price.is_null() & ~is_stated).then(None).otherwise(whole).cast(pl.Int128),
            _weight=pl.when(is_even).then("part_days").otherwise(pl.col("part_days") * price).cast(pl.Int128),
        ).with_columns(_all=pl.col("_weight").sum().over("row").replace(0, 1))
        product = pl.col("_whole") * pl.col("_weight")
        split = split.with_columns(_part=product // pl.col("_all"), _rest=product % pl.col("_all"))
        left = pl.col("_whole") - pl.col("_part").sum().over("row")
        place = (pl.col("_rest") * -1).rank("ordinal").over("row")  # rows stand by year: the earlier one first in a tie
        split = split.with_columns((pl.col("_part") + (place <= left).cast(pl.Int128)).cast(pl.Int64).alias(name))
    return split


def _placed(priced: pl.DataFrame, people: pl.DataFrame | None, postcodes: pl.DataFrame | None) -> pl.DataFrame:
    """With areas of residence and of where it occurred."""
    nowhere = pl.lit(None, pl.String())
    if people is None:
        priced = priced.with_columns(lsoa_code=nowhere, msoa_code=nowhere)
    else:
        priced = priced.join(people.select("person_no", "lsoa_code", "msoa_code"), on="person_no", how="left", maintain_order="left")
    if postcodes is None:
        return priced.with_columns(occurred_lsoa=nowhere, occurred_msoa=nowhere)
    occurred = postcodes.select(occurred_postcode="postcode", occurred_lsoa="lsoa_code", occurred_msoa="msoa_code")
    return priced.join(occurred, on="occurred_postcode", how="left", maintain_order="left")
