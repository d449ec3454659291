-- grain: one row per asset that several entries of lists speak of
-- question: how many entries make up each asset, and how closely do they hang together?
-- owner: pilot team
with entry as (
    select
        identity.asset_id,
        record.source_key,
        record.body_id,
        record.easting,
        record.northing
    from core.asset_identity as identity
    inner join analysis.asset_record as record on record.source_key = identity.source_key
),
made as (
    select asset_id, count(*) as record_count, count(distinct body_id) as body_count
    from entry
    group by asset_id
    having count(*) > 1
),
linked as (
    select asset_id, count(*) as link_count, min(score) as weakest_score
    from core.asset_pair
    where asset_id is not null
    group by asset_id
),
spread as (
    select
        one.asset_id,
        max(sqrt((one.easting - other.easting) * (one.easting - other.easting) + (one.northing - other.northing) * (one.northing - other.northing))) as diameter_m
    from entry as one
    inner join entry as other on other.asset_id = one.asset_id and other.source_key > one.source_key
    group by one.asset_id
)
select
    made.asset_id,
    made.record_count,
    made.body_count,
    coalesce(linked.link_count, 0) as link_count,
    round(coalesce(linked.link_count, 0) * 2.0 / (made.record_count * (made.record_count - 1)), 6) as link_share,
    linked.weakest_score,
    round(spread.diameter_m, 1) as diameter_m
from made
left join linked on linked.asset_id = made.asset_id
left join spread on spread.asset_id = made.asset_id
