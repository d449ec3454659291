-- grain: one row per building or site
-- question: which of the facts that a shared estate needs are known of it?
-- owner: pilot team
-- Whether a fact is known, never what it says. Land has no floor area or use to be known of, and no row.
with fact as (
    select
        estate.asset_id,
        estate.easting is not null as is_located,
        estate.gia_m2 is not null as has_floor_area,
        estate.running_cost_gbp is not null as has_running_cost,
        estate.condition is not null as has_condition,
        coalesce(used.is_known, false) as has_use
    from mart.estate as estate
    left join mart.utilisation_latest as used on used.asset_id = estate.asset_id
    where estate.asset_kind in ('building', 'site')
)
select
    asset_id,
    is_located,
    has_floor_area,
    has_running_cost,
    has_condition,
    has_use,
    has_floor_area::bigint + has_running_cost::bigint + has_condition::bigint + has_use::bigint as known_count
from fact
