-- grain: one row per new authority, and one for the assets that no rule gives to any
-- question: what would the estate of each new authority be?
-- owner: pilot team
with named as (
    select
        successor_id,
        min(name) as name,
        count(*) filter (where part = 'area') as area_count
    from ref.successor
    group by successor_id
    union all
    select distinct
        'undecided' as successor_id,
        'No new authority yet' as name,
        0 as area_count
    from ref.successor
),
estate as (
    select
        successor_id,
        count(*) as asset_count,
        count(*) filter (where asset_kind = 'building') as building_count,
        count(*) filter (where asset_kind = 'land') as land_count,
        count(*) filter (where asset_kind = 'site') as site_count,
        count(*) filter (where is_exception) as exception_count,
        count(*) filter (where needs_decision) as decision_count,
        sum(gia_m2::decimal(18, 2)) filter (where asset_kind = 'building') as gia_m2,
        count(gia_m2) filter (where asset_kind = 'building') as gia_known_count,
        sum(running_cost_gbp) as running_cost_gbp,
        count(running_cost_gbp) as running_cost_known_count,
        sum(required_maintenance_gbp) as required_maintenance_gbp,
        count(required_maintenance_gbp) as required_maintenance_known_count,
        count(distinct book_value_basis) filter (where book_value_gbp is not null) as basis_count,
        min(book_value_basis) filter (where book_value_gbp is not null) as book_value_basis,
        sum(book_value_gbp) as book_value_gbp,
        count(book_value_gbp) as book_value_known_count,
        min(book_value_on) filter (where book_value_gbp is not null) as book_value_first_on,
        max(book_value_on) filter (where book_value_gbp is not null) as book_value_last_on
    from mart.successor_estate
    group by successor_id
),
passing as (
    select
        code as body_id,
        case when count(*) = 1 then min(successor_id) else 'undecided' end as successor_id
    from ref.successor
    where part = 'body'
    group by code
),
home as (
    select passing.successor_id, sum(dwelling.held_count) as dwelling_count
    from passing
    inner join mart.dwelling as dwelling on dwelling.body_id = passing.body_id
    group by passing.successor_id
)
select
    named.successor_id,
    named.name,
    named.area_count,
    coalesce(estate.asset_count, 0) as asset_count,
    coalesce(estate.building_count, 0) as building_count,
    coalesce(estate.land_count, 0) as land_count,
    coalesce(estate.site_count, 0) as site_count,
    coalesce(estate.exception_count, 0) as exception_count,
    coalesce(estate.decision_count, 0) as decision_count,
    coalesce(home.dwelling_count, 0) as dwelling_count,
    estate.gia_m2,
    coalesce(estate.gia_known_count, 0) as gia_known_count,
    estate.running_cost_gbp,
    coalesce(estate.running_cost_known_count, 0) as running_cost_known_count,
    estate.required_maintenance_gbp,
    coalesce(estate.required_maintenance_known_count, 0) as required_maintenance_known_count,
    case when estate.basis_count > 1 then 'several' else estate.book_value_basis end as book_value_basis,
    case when estate.basis_count = 1 then estate.book_value_gbp end as book_value_gbp,
    coalesce(estate.book_value_known_count, 0) as book_value_known_count,
    estate.book_value_first_on,
    estate.book_value_last_on
from named
left join estate on estate.successor_id = named.successor_id
left join home on home.successor_id = named.successor_id
