-- grain: one row per body and use of buildings, land or sites
-- question: what does each body hold for which use, how large is it, what does it cost to run, and of how much is that known?
-- owner: estates
select
    held.body_id,
    body.name as body,
    held.asset_kind,
    held.function,
    used.name as use,
    count(*) as asset_count,
    count(held.gia_m2) as gia_known_count,
    round(sum(held.gia_m2), 2) as gia_m2,
    count(held.running_cost_gbp) as running_cost_known_count,
    sum(held.running_cost_gbp) as running_cost_gbp,
    count(held.required_maintenance_gbp) as required_maintenance_known_count,
    sum(held.required_maintenance_gbp) as required_maintenance_gbp
from mart.estate as held
inner join ref.body as body on body.body_id = held.body_id
inner join ref.function as used on used.function_id = held.function
where held.ownership_basis in ('register', 'title') and held.is_public_estate and not held.is_disowned
group by held.body_id, body.name, held.asset_kind, held.function, used.name
order by gia_m2 desc nulls last, held.body_id, held.asset_kind, held.function
