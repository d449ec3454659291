-- grain: one row per line of a body's sheet that came back and fact that it corrects
-- question: what do the bodies correct of what we hold on their buildings, and is it taken?
-- owner: pilot team
-- A correction is taken before the body's own lists (core.confirmation_line). Where several bodies list a building, another's list may
-- still be believed first: then it is not shown, and said so here. Names and addresses are not repeated here: read them in the sheet.
with told as (
    select
        line.source_file_id,
        line.source_part,
        line.source_row,
        line.field,
        line.asset_id,
        line.body_id,
        line.value,
        line.listed_value,
        line.confirmed_on,
        line.is_taken,
        line.reason,
        case line.field
            when 'name' then estate.name = line.value
            when 'address' then estate.address = line.value
            when 'postcode' then estate.postcode = line.value
            when 'uprn' then estate.uprn = line.value
            when 'coordinates' then estate.easting::varchar || ', ' || estate.northing::varchar = line.value
            when 'function' then estate.function = line.value
            when 'tenure' then estate.tenure = line.value
            when 'gia_m2' then round(estate.gia_m2, 2)::varchar = line.value
            when 'nia_m2' then round(estate.nia_m2, 2)::varchar = line.value
            when 'land_area_m2' then round(estate.land_area_m2, 2)::varchar = line.value
            else true
        end as is_shown
    from core.confirmation_line as line
    inner join mart.estate as estate on estate.asset_id = line.asset_id
    where (line.value is distinct from line.listed_value or line.value is null)
        -- still to hold it changes nothing
        and not (line.field = 'is_held' and coalesce(line.value = 'yes', false))
)
select
    source_file_id,
    source_part,
    source_row,
    field,
    asset_id,
    body_id,
    case
        when field in ('name', 'address') then null
        when field = 'is_held' and listed_value is not null then 'held'
        when field = 'is_occupied' and listed_value = 'yes' then 'in use'
        when field = 'is_occupied' and listed_value = 'no' then 'vacant'
        else listed_value
    end as we_have,
    case
        when field in ('name', 'address') and value is not null then 'see the sheet'
        when field = 'is_held' and value = 'yes' then 'held'
        when field = 'is_held' and value = 'no' then 'no longer held'
        when field = 'is_occupied' and value = 'yes' then 'in use'
        when field = 'is_occupied' and value = 'no' then 'vacant'
        else value
    end as body_says,
    confirmed_on,
    case when is_taken and coalesce(is_shown, false) then 'taken' else 'not taken' end as outcome,
    case
        when not is_taken then reason
        when not coalesce(is_shown, false) then 'the list of another body is believed first'
    end as reason
from told
union all
select
    reference.source_file_id,
    reference.source_part,
    reference.source_row,
    'building' as field,
    null as asset_id,
    reference.body_id,
    null as we_have,
    null as body_says,
    said.confirmed_on,
    'not taken' as outcome,
    reference.line_reason as reason
from core.asset_reference as reference
inner join staging.building_confirmation as said
    on said.source_file_id = reference.source_file_id
    and said.source_part = reference.source_part
    and said.source_row = reference.source_row
where reference.line_status = 'held' and not reference.is_sensitive
