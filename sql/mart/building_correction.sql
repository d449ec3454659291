-- grain: one row per line of a body's sheet that came back and fact that it corrects
-- question: what do the bodies correct of what we hold on their buildings?
-- owner: pilot team
-- Words (name, address, use, tenure) are not repeated here, as they may name premises that nobody must name: read them in the sheet.
-- Nothing is changed by it yet: put what you accept into the register or into corrections/.
with said as (
    select
        confirmation.source_file_id,
        confirmation.source_part,
        confirmation.source_row,
        reference.asset_id,
        reference.body_id,
        confirmation.is_held,
        confirmation.corrected_name,
        confirmation.corrected_address,
        confirmation.corrected_use,
        confirmation.corrected_tenure,
        confirmation.corrected_postcode,
        confirmation.corrected_uprn,
        confirmation.corrected_gia_m2,
        confirmation.corrected_nia_m2,
        confirmation.corrected_land_area_m2,
        confirmation.confirmed_on
    from staging.building_confirmation as confirmation
    inner join core.asset_reference as reference
        on reference.source_file_id = confirmation.source_file_id
        and reference.source_part = confirmation.source_part
        and reference.source_row = confirmation.source_row
    where reference.line_status = 'loaded' and reference.is_own
),
offered as (
    select said.source_file_id, said.source_part, said.source_row, said.asset_id, said.body_id, 'is_held' as field, 'held' as we_have, case when said.is_held then null when not said.is_held then 'no longer held' end as body_says, said.confirmed_on
    from said
    inner join mart.estate as estate on estate.asset_id = said.asset_id
    union all
    select said.source_file_id, said.source_part, said.source_row, said.asset_id, said.body_id, 'postcode' as field, estate.postcode as we_have, said.corrected_postcode as body_says, said.confirmed_on
    from said
    inner join mart.estate as estate on estate.asset_id = said.asset_id
    union all
    select said.source_file_id, said.source_part, said.source_row, said.asset_id, said.body_id, 'uprn' as field, estate.uprn as we_have, said.corrected_uprn as body_says, said.confirmed_on
    from said
    inner join mart.estate as estate on estate.asset_id = said.asset_id
    union all
    select said.source_file_id, said.source_part, said.source_row, said.asset_id, said.body_id, 'gia_m2' as field, round(estate.gia_m2, 2)::varchar as we_have, round(said.corrected_gia_m2, 2)::varchar as body_says, said.confirmed_on
    from said
    inner join mart.estate as estate on estate.asset_id = said.asset_id
    union all
    select said.source_file_id, said.source_part, said.source_row, said.asset_id, said.body_id, 'nia_m2' as field, round(estate.nia_m2, 2)::varchar as we_have, round(said.corrected_nia_m2, 2)::varchar as body_says, said.confirmed_on
    from said
    inner join mart.estate as estate on estate.asset_id = said.asset_id
    union all
    select said.source_file_id, said.source_part, said.source_row, said.asset_id, said.body_id, 'land_area_m2' as field, round(estate.land_area_m2, 2)::varchar as we_have, round(said.corrected_land_area_m2, 2)::varchar as body_says, said.confirmed_on
    from said
    inner join mart.estate as estate on estate.asset_id = said.asset_id
    union all
    select said.source_file_id, said.source_part, said.source_row, said.asset_id, said.body_id, 'name' as field, null as we_have, case when said.corrected_name is not null then 'see the sheet' end as body_says, said.confirmed_on
    from said
    union all
    select said.source_file_id, said.source_part, said.source_row, said.asset_id, said.body_id, 'address' as field, null as we_have, case when said.corrected_address is not null then 'see the sheet' end as body_says, said.confirmed_on
    from said
    union all
    select said.source_file_id, said.source_part, said.source_row, said.asset_id, said.body_id, 'use' as field, null as we_have, case when said.corrected_use is not null then 'see the sheet' end as body_says, said.confirmed_on
    from said
    union all
    select said.source_file_id, said.source_part, said.source_row, said.asset_id, said.body_id, 'tenure' as field, null as we_have, case when said.corrected_tenure is not null then 'see the sheet' end as body_says, said.confirmed_on
    from said
)
select source_file_id, source_part, source_row, field, asset_id, body_id, we_have, body_says, confirmed_on
from offered
where body_says is not null and body_says is distinct from we_have
