-- grain: one row per line of any file about buildings or land
-- question: how does each line name the premises that it is about, and what else does it say?
-- owner: pilot team
-- Registers and lists, returns, sheets that came back, certificates and outlines in one form, for finding sensitive premises only. What is said
-- of the premises is apart from what is said of a room, a tenant or an occupier: that speaks of a part.
select
    source_file_id,
    source_part,
    source_row,
    true as is_listed,
    null as asset_id,
    asset_code,
    uprn,
    name_as_published,
    address_as_published,
    concat_ws(' ', street_number, street) as street_address,
    nullif(
        concat_ws(', ', address_as_published, nullif(concat_ws(' ', street_number, street), ''), locality, town), ''
    ) as whole_address,
    postcode,
    easting,
    northing,
    -- a bar between the columns, so that no phrase is made of two of them
    concat_ws(
        ' | ',
        name_as_published,
        address_as_published,
        concat_ws(' ', street_number, street),
        locality,
        town,
        use_as_published,
        tenure_as_published,
        tenure_detail_as_published,
        other_detail_as_published,
        occupied_as_published,
        holding_as_published,
        reason_for_holding_as_published,
        organisation_as_published
    ) as said,
    null as said_of_part,
    null as said_of_team
from core.listing
union all
select
    line.source_file_id,
    line.source_part,
    line.source_row,
    false as is_listed,
    line.asset_id,
    line.asset_code,
    line.uprn,
    line.name_as_published,
    null as address_as_published,
    null as street_address,
    null as whole_address,
    line.postcode,
    null as easting,
    null as northing,
    line.name_as_published as said,
    concat_ws(
        ' | ',
        used.unit_name_as_published,
        lease.demise_as_published,
        lease.landlord_as_published,
        lease.tenant_as_published,
        occupation.occupier_as_published,
        hindrance.note_as_published
    ) as said_of_part,
    coalesce(occupation.team_as_published, hindrance.stated_by_as_published) as said_of_team
from core.return_line as line
left join staging.measured_use as used
    on line.source_kind = 'measured_use'
    and used.source_file_id = line.source_file_id
    and used.source_part = line.source_part
    and used.source_row = line.source_row
left join staging.lease as lease
    on line.source_kind = 'lease'
    and lease.source_file_id = line.source_file_id
    and lease.source_part = line.source_part
    and lease.source_row = line.source_row
left join staging.occupation_return as occupation
    on line.source_kind = 'occupation_return'
    and occupation.source_file_id = line.source_file_id
    and occupation.source_part = line.source_part
    and occupation.source_row = line.source_row
left join staging.building_constraint as hindrance
    on line.source_kind = 'building_constraint'
    and hindrance.source_file_id = line.source_file_id
    and hindrance.source_part = line.source_part
    and hindrance.source_row = line.source_row
where line.source_kind <> 'building_confirmation'
union all
select
    source_file_id,
    source_part,
    source_row,
    false as is_listed,
    asset_id,
    asset_code,
    uprn,
    name_as_published,
    corrected_address as address_as_published,
    null as street_address,
    corrected_address as whole_address,
    postcode,
    null as easting,
    null as northing,
    concat_ws(' | ', name_as_published, corrected_name, corrected_address, corrected_use, remarks) as said,
    null as said_of_part,
    null as said_of_team
from staging.building_confirmation
union all
select
    source_file_id,
    source_part,
    source_row,
    false as is_listed,
    null as asset_id,
    null as asset_code,
    uprn,
    null as name_as_published,
    address_as_published,
    null as street_address,
    address_as_published as whole_address,
    postcode,
    null as easting,
    null as northing,
    concat_ws(' | ', address_as_published, category_as_published, main_benchmark) as said,
    null as said_of_part,
    null as said_of_team
from staging.energy_certificate
union all
select
    source_file_id,
    source_part,
    source_row,
    false as is_listed,
    null as asset_id,
    null as asset_code,
    uprn,
    name_as_published,
    null as address_as_published,
    null as street_address,
    null as whole_address,
    null as postcode,
    easting,
    northing,
    concat_ws(' | ', name_as_published, use_as_published, theme_as_published) as said,
    null as said_of_part,
    null as said_of_team
from staging.building_outline
where name_as_published is not null or use_as_published is not null or theme_as_published is not null or uprn is not null
