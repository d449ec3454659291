-- grain: one row per line of any return about buildings that stand in a register
-- question: how does each line of each return name its building?
-- owner: pilot team
-- The kinds of docs/layouts.md in one form; what each says of the building stays in its own staging table.
select
    'measured_use' as source_kind,
    source_file_id,
    source_part,
    source_row,
    part_number,
    path,
    sender,
    organisation_as_published,
    organisation_code,
    asset_id,
    asset_code,
    uprn,
    name_as_published,
    postcode,
    null as amount_gbp,
    false as is_open_to_partners
from staging.measured_use
union all
select
    'estate_cost' as source_kind,
    source_file_id,
    source_part,
    source_row,
    part_number,
    path,
    sender,
    organisation_as_published,
    organisation_code,
    asset_id,
    asset_code,
    uprn,
    name_as_published,
    postcode,
    running_cost_gbp as amount_gbp,
    false as is_open_to_partners
from staging.estate_cost
union all
select
    'condition_survey' as source_kind,
    source_file_id,
    source_part,
    source_row,
    part_number,
    path,
    sender,
    organisation_as_published,
    organisation_code,
    asset_id,
    asset_code,
    uprn,
    name_as_published,
    postcode,
    backlog_gbp as amount_gbp,
    false as is_open_to_partners
from staging.condition_survey
union all
select
    'lease' as source_kind,
    source_file_id,
    source_part,
    source_row,
    part_number,
    path,
    sender,
    organisation_as_published,
    organisation_code,
    asset_id,
    asset_code,
    uprn,
    name_as_published,
    postcode,
    null as amount_gbp,
    true as is_open_to_partners
from staging.lease
union all
select
    'occupation_return' as source_kind,
    source_file_id,
    source_part,
    source_row,
    part_number,
    path,
    sender,
    organisation_as_published,
    organisation_code,
    asset_id,
    asset_code,
    uprn,
    name_as_published,
    postcode,
    null as amount_gbp,
    true as is_open_to_partners
from staging.occupation_return
union all
select
    'building_constraint' as source_kind,
    source_file_id,
    source_part,
    source_row,
    part_number,
    path,
    sender,
    organisation_as_published,
    organisation_code,
    asset_id,
    asset_code,
    uprn,
    name_as_published,
    postcode,
    null as amount_gbp,
    item in ('must stay', 'statutory location', 'flood', 'asbestos', 'community use') as is_open_to_partners
from staging.building_constraint
union all
select
    'building_confirmation' as source_kind,
    source_file_id,
    source_part,
    source_row,
    part_number,
    path,
    sender,
    organisation_as_published,
    organisation_code,
    asset_id,
    asset_code,
    uprn,
    name_as_published,
    postcode,
    null as amount_gbp,
    false as is_open_to_partners
from staging.building_confirmation
union all
select
    'travel_time' as source_kind,
    source_file_id,
    source_part,
    source_row,
    part_number,
    path,
    sender,
    organisation_as_published,
    organisation_code,
    asset_id,
    asset_code,
    uprn,
    name_as_published,
    postcode,
    null as amount_gbp,
    true as is_open_to_partners
from staging.travel_time
