-- grain: one row per building or site
-- question: which of the facts that a shared estate needs are known of it?
-- owner: pilot team
-- Whether a fact is known, never what it says. Land has no floor area or use to be known of, and no row.
with fact as (
    select
        asset_id,
        easting is not null as is_located,
        gia_m2 is not null as has_floor_area,
        running_cost_gbp is not null as has_running_cost,
        condition is not null as has_condition
    from mart.estate
    where asset_kind in ('building', 'site')
)
select
    asset_id,
    is_located,
    has_floor_area,
    has_running_cost,
    has_condition,
    has_floor_area::bigint + has_running_cost::bigint + has_condition::bigint as known_count
from fact
