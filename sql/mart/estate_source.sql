-- grain: one row per asset and file line that speaks of it
-- question: which lines of which registers is each asset made from?
-- owner: pilot team
with found as (
    select left_key as source_key, reason, score from core.asset_pair where asset_id is not null
    union all
    select right_key as source_key, reason, score from core.asset_pair where asset_id is not null
),
ranked as (
    -- of reasons that weigh alike the first by letters
    select source_key, reason, row_number() over (partition by source_key order by score desc, reason) as nth
    from found
),
best as (
    select source_key, reason from ranked where nth = 1
),
confirmed as (
    select
        source_file_id,
        source_part,
        source_row,
        asset_id,
        min(value) filter (where field = 'uprn') as uprn,
        min(number) filter (where field = 'gia_m2') as gia_m2
    from core.confirmation_line
    where is_taken
    group by source_file_id, source_part, source_row, asset_id
)
select
    evidence.asset_id,
    evidence.source_file_id,
    evidence.source_part,
    evidence.source_row,
    evidence.evidence || ': ' || evidence.match_reason as match_reason,
    null as uprn,
    null as asset_code,
    null as name_as_published,
    evidence.gia_m2,
    null as location_method,
    null as function_basis
from mart.building_evidence as evidence
union all
select
    confirmed.asset_id,
    confirmed.source_file_id,
    confirmed.source_part,
    confirmed.source_row,
    'corrected by the body: ' || reference.match_reason as match_reason,
    confirmed.uprn,
    null as asset_code,
    null as name_as_published,
    confirmed.gia_m2,
    null as location_method,
    null as function_basis
from confirmed
inner join core.asset_reference as reference
    on reference.source_file_id = confirmed.source_file_id
    and reference.source_part = confirmed.source_part
    and reference.source_row = confirmed.source_row
union all
select
    asset.asset_id,
    asset.source_file_id,
    asset.source_part,
    asset.source_row,
    case
        when identity.own_id <> asset.asset_id and best.reason is not null then best.reason || ' as on another list'
        when identity.own_id <> asset.asset_id then 'an earlier publication or a person says so'
        when identity.reason is not null then identity.reason
        when property.asset_code is not null then 'same body and asset code'
        when property.uprn is not null then 'same body, UPRN and name'
        else 'same body, name and location'
    end as match_reason,
    property.uprn,
    property.asset_code,
    property.name_as_published,
    property.gia_m2,
    place.location_method,
    line.function_basis
from core.asset_line as asset
inner join core.property_line as line
    on line.source_file_id = asset.source_file_id
    and line.source_part = asset.source_part
    and line.source_row = asset.source_row
inner join core.listing as property
    on property.source_file_id = asset.source_file_id
    and property.source_part = asset.source_part
    and property.source_row = asset.source_row
inner join core.property_place as place
    on place.source_file_id = asset.source_file_id
    and place.source_part = asset.source_part
    and place.source_row = asset.source_row
inner join core.asset_identity as identity on identity.source_key = asset.source_key
left join best on best.source_key = asset.source_key
