-- grain: one row per trust or site, measure and year
-- question: how much of the NHS's floor area is empty or under-used?
-- owner: pilot team
-- "Empty" and "under used" are areas within the denominator that the return of that year states. A figure of a trust belongs to no
-- building and has no band. What cannot be a percentage of one whole is an issue of its line, and no result here.
with line as (
    select
        source.source_file_id,
        source.source_part,
        source.source_row,
        estate_line.body_id,
        source.level,
        source.organisation_code,
        source.organisation_as_published,
        source.site_code,
        source.site_name_as_published,
        source.fy,
        asset.asset_id,
        source.occupied_floor_area_m2,
        source.percentage_reading,
        source.empty_value,
        source.empty_unit,
        source.empty_denominator,
        source.empty_share,
        source.under_used_value,
        source.under_used_unit,
        source.under_used_denominator,
        source.under_used_share,
        source.un_utilised_value,
        source.un_utilised_unit,
        source.un_utilised_share
    from staging.nhs_estate as source
    inner join core.nhs_estate_line as estate_line
        on estate_line.source_file_id = source.source_file_id
        and estate_line.source_part = source.source_part
        and estate_line.source_row = source.source_row
    left join core.asset_line as asset
        on asset.source_file_id = source.source_file_id
        and asset.source_part = source.source_part
        and asset.source_row = source.source_row
    left join core.property_line as property_line
        on property_line.source_file_id = source.source_file_id
        and property_line.source_part = source.source_part
        and property_line.source_row = source.source_row
    where estate_line.line_status = 'loaded' and not coalesce(property_line.is_sensitive, false)
),
measure as (
    select
        'U1' as measure,
        source_file_id,
        source_part,
        source_row,
        body_id,
        level,
        organisation_code,
        organisation_as_published,
        site_code,
        site_name_as_published,
        fy,
        asset_id,
        occupied_floor_area_m2,
        percentage_reading,
        coalesce(empty_value, un_utilised_value) as value,
        coalesce(empty_unit, un_utilised_unit) as value_unit,
        empty_denominator as basis,
        case when empty_value is null then un_utilised_share else empty_share end as unused_share,
        empty_value is null as is_not_parted
    from line
    where coalesce(empty_value, un_utilised_value) is not null
    union all
    select
        'U2' as measure,
        source_file_id,
        source_part,
        source_row,
        body_id,
        level,
        organisation_code,
        organisation_as_published,
        site_code,
        site_name_as_published,
        fy,
        asset_id,
        occupied_floor_area_m2,
        percentage_reading,
        under_used_value as value,
        under_used_unit as value_unit,
        under_used_denominator as basis,
        under_used_share as unused_share,
        false as is_not_parted
    from line
    where under_used_value is not null
),
judged as (
    select
        measure,
        source_file_id,
        source_part,
        source_row,
        body_id,
        level,
        organisation_code,
        organisation_as_published,
        site_code,
        site_name_as_published,
        fy,
        asset_id,
        percentage_reading,
        value,
        value_unit,
        basis,
        is_not_parted and unused_share is not null as is_not_parted,
        case when not is_not_parted then unused_share end as unused_share,
        case when basis = 'occupied floor area' and occupied_floor_area_m2 > 0 then occupied_floor_area_m2 end as denominator_m2,
        -- an area is taken as stated, a percentage as its part of the denominator
        case when value_unit = 'm2' then value else unused_share * occupied_floor_area_m2 end as unused_m2
    from measure
)
select
    level as unit_kind,
    case when level = 'organisation' then organisation_code else organisation_code || '/' || coalesce(site_code, site_name_as_published) end as unit_id,
    measure,
    fy || '-' || right((fy + 1)::varchar, 2) as period,
    source_file_id,
    source_part,
    source_row,
    case when level = 'organisation' then organisation_as_published else site_name_as_published end as unit_name,
    asset_id,
    body_id,
    make_date(fy, 4, 1) as period_from_on,
    make_date(fy + 1, 3, 31) as period_to_on,
    case when unused_share is not null or is_not_parted then value end as value,
    case when unused_share is not null or is_not_parted then value_unit end as value_unit,
    case when unused_share is not null then round(denominator_m2 - least(unused_m2, denominator_m2), 2) end as numerator,
    case when unused_share is not null then denominator_m2 end as denominator,
    basis as denominator_basis,
    round(1 - unused_share, 6) as utilisation_share,
    null as peak_share,
    case
        when is_not_parted then 'The return does not part empty from under-used space, and does not say what the percentage is of.'
        when unused_share is null and percentage_reading = 'impossible' then 'The figures of the return cannot be parts of one whole.'
        when unused_share is null and percentage_reading = 'added up over sites' then 'The percentages of the return are sums over sites, and of no whole.'
        when unused_share is null then 'The return states no floor area that the figure could be part of.'
        when level = 'organisation' then 'It is a figure of a whole organisation, not of any building.'
    end as no_band_reason,
    case when measure = 'U1' and unused_share is not null and denominator_m2 is not null then round(unused_m2, 2) end as spare_m2,
    case when measure = 'U1' and unused_share is not null and denominator_m2 is not null then 'GIA' end as spare_basis,
    case when measure = 'U1' and unused_share is not null and denominator_m2 is not null then 'empty area within the occupied floor area, as returned' end as spare_method,
    null as unfilled_places,
    null as overfilled_places,
    1 as unit_count,
    coalesce(percentage_reading = 'impossible' and unused_share is null and not is_not_parted, false) as is_impossible
from judged
