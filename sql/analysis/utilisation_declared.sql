-- grain: one row per asset and register or body's own sheet that says it is occupied or vacant
-- question: which assets does their body declare occupied or vacant?
-- owner: pilot team
-- Only a register declares, or the body's own sheet, and only of the whole: an asset of which some is vacant, by its words or because its
-- lines differ, has no share. A sheet that is taken stands in place of a register of the body of the same day, or of none either.
-- To be let is to be occupied. Being occupied says nothing of how full it is, so it gets no band and no spare area.
with sheet as (
    select asset_id, body_id, source_file_id, source_part, source_row, confirmed_on, value
    from core.confirmation_line
    where field = 'is_occupied' and is_taken
),
line as (
    select
        asset_id,
        source_file_id,
        source_part,
        source_row,
        body_id,
        confirmed_on as as_at_on,
        case value when 'yes' then 'occupied' else 'vacant' end as declared
    from sheet
    union all
    select
        asset.asset_id,
        asset.source_file_id,
        asset.source_part,
        asset.source_row,
        property_line.body_id,
        property.as_at_on,
        case
            when property_line.interest_detail <> 'vacant' then 'occupied'
            when regexp_matches(
                lower(concat_ws(' ', property.tenure_detail_as_published, property.occupied_as_published)), '\b(part|parts|partly|partial|partially)\b'
            ) then 'partly'
            else 'vacant'
        end as declared
    from core.asset_line as asset
    inner join core.property_line as property_line
        on property_line.source_file_id = asset.source_file_id
        and property_line.source_part = asset.source_part
        and property_line.source_row = asset.source_row
    inner join core.listing as property
        on property.source_file_id = asset.source_file_id
        and property.source_part = asset.source_part
        and property.source_row = asset.source_row
    left join sheet
        on sheet.asset_id = asset.asset_id
        and sheet.body_id = property_line.body_id
        and sheet.confirmed_on is not distinct from property.as_at_on
    where sheet.asset_id is null
        and property_line.ownership_basis = 'register'
        and not property_line.is_not_owned
        and property_line.interest_detail in ('vacant', 'occupied by the body', 'let', 'sub-let', 'ground lease', 'licence')
),
declaration as (
    select
        asset_id,
        source_file_id,
        source_part,
        as_at_on,
        min(body_id) as body_id,
        case when count(*) = 1 then min(source_row) end as source_row,
        count(*) as line_count,
        case
            when count(distinct declared) > 1 then 'partly'
            else min(declared)
        end as declared
    from line
    group by asset_id, source_file_id, source_part, as_at_on
)
select
    estate.asset_kind as unit_kind,
    declaration.asset_id as unit_id,
    'U0' as measure,
    coalesce(declaration.as_at_on::varchar, 'not stated') as period,
    declaration.source_file_id,
    declaration.source_part,
    declaration.source_row,
    estate.name as unit_name,
    declaration.asset_id,
    declaration.body_id,
    null as period_from_on,
    declaration.as_at_on as period_to_on,
    case declaration.declared when 'vacant' then 0 when 'occupied' then 1 end as value,
    'declared occupied' as value_unit,
    case declaration.declared when 'vacant' then 0 when 'occupied' then 1 end as numerator,
    1 as denominator,
    'the whole asset' as denominator_basis,
    case declaration.declared when 'vacant' then 0 when 'occupied' then 1 end as utilisation_share,
    null as peak_share,
    case declaration.declared
        when 'occupied' then 'It is declared occupied, which does not say how full it is.'
        when 'partly' then 'Only part of it is declared vacant, and not how much.'
    end as no_band_reason,
    case when declaration.declared = 'vacant' then coalesce(estate.gia_m2, estate.nia_m2) end as spare_m2,
    case
        when declaration.declared <> 'vacant' then null
        when estate.gia_m2 is not null then 'GIA'
        when estate.nia_m2 is not null then 'NIA'
    end as spare_basis,
    case when declaration.declared = 'vacant' and coalesce(estate.gia_m2, estate.nia_m2) is not null then 'declared vacant: its whole floor area' end as spare_method,
    null as unfilled_places,
    null as overfilled_places,
    declaration.line_count as unit_count
from declaration
inner join mart.estate as estate on estate.asset_id = declaration.asset_id
where estate.asset_kind in ('building', 'site')
