-- grain: one row per key under which a body lists an asset
-- question: what do a body's lines say, put together, about each thing it lists?
-- owner: pilot team
-- assumptions: location_shared_point_count, location_postcode_middle_m
-- A point that many lines of one file share is that of something else (an office, a postcode): it tells nothing apart.
with line as (
    select
        property_line.source_key,
        property_line.body_id,
        property_line.asset_kind,
        property_line.function,
        property_line.ownership_basis,
        property_line.name,
        property_line.address,
        listing.source_file_id,
        listing.source_part,
        listing.source_row,
        listing.street_number,
        listing.street,
        listing.postcode,
        listing.uprn,
        case when place.location_method not in ('postcode', 'not known') and place.same_point_count < threshold.value then place.easting end as easting,
        case when place.location_method not in ('postcode', 'not known') and place.same_point_count < threshold.value then place.northing end as northing,
        coalesce(place.postcode_distance_m <= middle.value, false) as is_middle_of_postcode,
        case when place.location_method = 'postcode' then place.easting end as postcode_easting,
        case when place.location_method = 'postcode' then place.northing end as postcode_northing,
        row_number() over (
            partition by property_line.source_key
            order by (property_line.ownership_basis = 'register') desc, listing.as_at_on desc nulls last,
                listing.source_file_id, listing.source_part, listing.source_row
        ) as rank
    from core.property_line as property_line
    inner join core.listing as listing
        on listing.source_file_id = property_line.source_file_id
        and listing.source_part = property_line.source_part
        and listing.source_row = property_line.source_row
    inner join core.property_place as place
        on place.source_file_id = property_line.source_file_id
        and place.source_part = property_line.source_part
        and place.source_row = property_line.source_row
    cross join core.assumption as threshold
    cross join core.assumption as middle
    where property_line.line_status = 'loaded'
        and not property_line.is_sensitive
        and threshold.assumption_id = 'location_shared_point_count'
        and middle.assumption_id = 'location_postcode_middle_m'
)
select
    row_number() over (order by source_key) as record_id,
    source_key,
    min(body_id) as body_id,
    arg_min(source_file_id, rank) as source_file_id,
    arg_min(source_part, rank) as source_part,
    arg_min(source_row, rank) as source_row,
    string_agg(distinct source_file_id || '/' || source_part, '|' order by source_file_id || '/' || source_part) as list_ids,
    bool_or(ownership_basis = 'register') as is_in_register,
    arg_min(asset_kind, rank) as asset_kind,
    coalesce(arg_min(function, rank) filter (where function <> 'not known'), 'not known') as function,
    arg_min(name, rank) as name,
    arg_min(address, rank) filter (where address is not null) as address,
    arg_min(street_number, rank) filter (where street_number is not null) as street_number,
    arg_min(street, rank) filter (where street_number is not null) as street,
    arg_min(postcode, rank) filter (where postcode is not null) as postcode,
    arg_min(uprn, rank) filter (where uprn is not null) as uprn,
    arg_min(easting, rank) filter (where easting is not null) as easting,
    arg_min(northing, rank) filter (where easting is not null) as northing,
    coalesce(arg_min(is_middle_of_postcode, rank) filter (where easting is not null), false) as is_middle_of_postcode,
    arg_min(postcode_easting, rank) filter (where postcode_easting is not null) as postcode_easting,
    arg_min(postcode_northing, rank) filter (where postcode_easting is not null) as postcode_northing
from line
group by source_key
