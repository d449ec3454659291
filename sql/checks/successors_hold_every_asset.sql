-- grain: one row per asset that does not stand once among those of the new authorities
-- question: is every held asset of a body that passes given to one new authority, or undecided, once?
-- owner: pilot team
-- table: mart.successor_estate
-- sentence: each held asset of a body that passes to new authorities stands once, with one of them or undecided
-- severity: blocking
with passing as (
    select distinct code as body_id from ref.successor where part = 'body'
),
wanted as (
    select estate.asset_id
    from mart.estate as estate
    where estate.ownership_basis in ('register', 'title')
        and coalesce(estate.is_public_estate, true)
        and not estate.is_disowned
        and (estate.body_id in (select body_id from passing) or estate.owner_body_id in (select body_id from passing))
),
given as (
    select asset_id, count(*) as times from mart.successor_estate group by asset_id
)
select coalesce(wanted.asset_id, given.asset_id) as asset_id, coalesce(given.times, 0) as times
from wanted
full outer join given on given.asset_id = wanted.asset_id
where wanted.asset_id is null or given.times is distinct from 1
