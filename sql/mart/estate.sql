-- grain: one row per asset
-- question: what do we all own here?
-- owner: pilot team
-- assumptions: location_postcode_distance_m
-- What a body corrects in its own sheet stands in place of what its own lines say (core.asset_confirmation). A corrected postcode moves an
-- asset only where the lines give no point, or one far from it. What a body says it no longer holds is believed of it last.
-- Where several lines speak of one asset, each column is that of the first line, by rank, which states it. The year or day of a
-- figure is that of the line it was taken from, and empty where that line states none: the day of a register is not the day of its figures.
-- A floor area that a register states counts as measured; where none does the certificate's stands, which is near it. Of the ground
-- that outlines cover no floor area is made.
with moved as (
    -- lines whose place is another one by what their body corrects
    select asset.source_file_id, asset.source_part, asset.source_row
    from core.asset_line as asset
    inner join core.property_line as line
        on line.source_file_id = asset.source_file_id
        and line.source_part = asset.source_part
        and line.source_row = asset.source_row
    inner join core.property_place as place
        on place.source_file_id = asset.source_file_id
        and place.source_part = asset.source_part
        and place.source_row = asset.source_row
    inner join core.asset_confirmation as said on said.asset_id = asset.asset_id and said.body_id = line.body_id
    inner join core.assumption as threshold on threshold.assumption_id = 'location_postcode_distance_m'
    where said.location_method = 'corrected coordinates'
        or (
            said.location_method = 'corrected postcode'
            and (
                place.location_method in ('postcode', 'not known')
                or sqrt((place.easting - said.easting) * (place.easting - said.easting) + (place.northing - said.northing) * (place.northing - said.northing)) > threshold.value
            )
        )
),
line as (
    select
        asset.asset_id,
        row_number() over (partition by asset.asset_id order by coalesce(said.is_held, true) desc, asset.rank) as rank,
        property_line.body_id,
        property_line.asset_kind,
        coalesce(said.function, property_line.function) as function,
        property_line.ownership_basis,
        property_line.is_not_owned or not coalesce(said.is_held, true) as is_not_owned,
        coalesce(said.tenure, property_line.tenure) as tenure,
        coalesce(said.name, property_line.name) as name,
        coalesce(said.address, property_line.address) as address,
        coalesce(said.postcode, property.postcode) as postcode,
        coalesce(said.uprn, property.uprn) as uprn,
        case when moved.source_row is not null then said.easting else place.easting end as easting,
        case when moved.source_row is not null then said.northing else place.northing end as northing,
        case when moved.source_row is not null then said.lon else place.lon end as lon,
        case when moved.source_row is not null then said.lat else place.lat end as lat,
        nullif(case when moved.source_row is not null then said.location_method else place.location_method end, 'not known') as location_method,
        case when moved.source_row is not null then said.area_code else place.area_code end as area_code,
        case when moved.source_row is not null then said.is_in_place else place.is_in_place end as is_in_place,
        coalesce(said.gia_m2, property.gia_m2) as gia_m2,
        coalesce(said.nia_m2, property.nia_m2) as nia_m2,
        coalesce(said.land_area_m2, property.land_area_m2) as land_area_m2,
        -- "not surveyed" and the like are no condition
        case
            when not regexp_matches(
                lower(trim(property.condition_as_published)),
                '^(un(known|surveyed|graded|assessed|rated|available)|(not|never) (yet |been |currently |applicable|available)*(surveyed|inspected|assessed|graded|rated|known|stated|recorded|provided|held|required|done)?|no (recent |current |condition )*(survey|grade|rating|data|information|record|answer)s?( held| available)?|(survey|inspection|grade|to be|awaiting|pending) ?(survey(ed)?|inspect(ed|ion)|confirmed|assessed|advised|required|due|pending|awaited)?|n/?k|n\.?/?a\.?|none|nil|tb[ac]|blank|[?.*–-]+)$'
            )
                then property.condition_as_published
        end as condition_as_published,
        property.book_value_gbp,
        property.book_value_on,
        property.energy_rating,
        property.governance,
        property.as_at_on
    from core.asset_line as asset
    inner join core.property_line as property_line
        on property_line.source_file_id = asset.source_file_id
        and property_line.source_part = asset.source_part
        and property_line.source_row = asset.source_row
    inner join core.listing as property
        on property.source_file_id = asset.source_file_id
        and property.source_part = asset.source_part
        and property.source_row = asset.source_row
    inner join core.property_place as place
        on place.source_file_id = asset.source_file_id
        and place.source_part = asset.source_part
        and place.source_row = asset.source_row
    left join core.asset_confirmation as said on said.asset_id = asset.asset_id and said.body_id = property_line.body_id
    left join moved
        on moved.source_file_id = asset.source_file_id
        and moved.source_part = asset.source_part
        and moved.source_row = asset.source_row
),
held as (
    select
        asset_id,
        rank,
        body_id,
        asset_kind,
        function,
        ownership_basis,
        is_not_owned,
        tenure,
        name,
        address,
        postcode,
        uprn,
        easting,
        northing,
        lon,
        lat,
        location_method,
        case
            when location_method in ('coordinates', 'corrected coordinates') then 1
            when location_method = 'coordinates exchanged' then 2
            when location_method = 'grid reference' then 3
            when location_method in ('postcode', 'corrected postcode') then 4
        end as location_rank,
        area_code,
        is_in_place,
        gia_m2,
        nia_m2,
        land_area_m2,
        condition_as_published,
        book_value_gbp,
        book_value_on,
        energy_rating,
        governance,
        as_at_on,
        -- a body that says somewhere that it does not own the asset owns it nowhere
        ownership_basis = 'register' and not bool_or(is_not_owned) over (partition by asset_id, body_id) as is_held,
        first_value(nullif(tenure, 'not known') ignore nulls) over (
            partition by asset_id, body_id
            order by rank
            rows between unbounded preceding and unbounded following
        ) as body_tenure
    from line
),
asset as (
    select
        asset_id,
        arg_min(asset_kind, rank) as asset_kind,
        arg_min(name, rank) as name,
        arg_min(body_id, rank) as body_id,
        arg_min(function, rank) filter (where function <> 'not known') as function,
        arg_min(ownership_basis, rank) as ownership_basis,
        bool_or(is_held) as is_held,
        bool_or(is_not_owned) as is_not_owned,
        bool_or(ownership_basis = 'service list only') as is_on_service_list,
        -- where two bodies claim one freehold neither is shown as the owner: it is an issue
        case
            when count(distinct body_id) filter (where is_held and body_tenure in ('freehold', 'freehold and leasehold')) = 1
                then arg_min(body_id, rank) filter (where is_held and body_tenure in ('freehold', 'freehold and leasehold'))
        end as owner_body_id,
        arg_min(tenure, rank) filter (where tenure <> 'not known') as tenure,
        arg_min(address, rank) filter (where address is not null) as address,
        arg_min(postcode, rank) filter (where postcode is not null) as postcode,
        arg_min(uprn, rank) filter (where uprn is not null) as uprn,
        min(location_rank * 1000000 + rank) as best_location,
        arg_min(easting, location_rank * 1000000 + rank) filter (where location_rank is not null) as easting,
        arg_min(northing, location_rank * 1000000 + rank) filter (where location_rank is not null) as northing,
        arg_min(lon, location_rank * 1000000 + rank) filter (where location_rank is not null) as lon,
        arg_min(lat, location_rank * 1000000 + rank) filter (where location_rank is not null) as lat,
        arg_min(location_method, location_rank * 1000000 + rank) filter (where location_rank is not null) as location_method,
        arg_min(area_code, location_rank * 1000000 + rank) filter (where location_rank is not null and area_code is not null) as area_code,
        arg_min(is_in_place, location_rank * 1000000 + rank) filter (where location_rank is not null and is_in_place is not null) as is_in_place,
        arg_min(gia_m2, rank) filter (where gia_m2 is not null) as gia_m2,
        arg_min(nia_m2, rank) filter (where nia_m2 is not null) as nia_m2,
        arg_min(land_area_m2, rank) filter (where land_area_m2 is not null) as land_area_m2,
        arg_min(condition_as_published, rank) filter (where condition_as_published is not null) as condition,
        arg_min(book_value_gbp, rank) filter (where book_value_gbp is not null) as book_value_gbp,
        nullif(
            arg_min(coalesce(book_value_on, make_date(1, 1, 1)), rank) filter (where book_value_gbp is not null), make_date(1, 1, 1)
        ) as book_value_on,
        arg_min(energy_rating, rank) filter (where energy_rating is not null) as energy_rating,
        arg_min(governance, rank) filter (where governance is not null) as governance,
        max(as_at_on) as as_at_on,
        count(*) as source_count
    from held
    group by asset_id
),
survey as (
    -- the newest survey with a grade counts, before what a register says
    select
        reference.asset_id,
        line.grade,
        line.surveyed_on,
        row_number() over (
            partition by reference.asset_id
            order by line.surveyed_on desc nulls last, line.path desc, line.source_part, line.source_row
        ) as rank
    from staging.condition_survey as line
    inner join core.asset_reference as reference
        on reference.source_file_id = line.source_file_id
        and reference.source_part = line.source_part
        and reference.source_row = line.source_row
    where reference.line_status = 'loaded' and line.grade is not null
)
select
    asset.asset_id,
    asset.asset_kind,
    asset.name,
    asset.body_id,
    asset.owner_body_id,
    -- a register that says "not owned" shows no ownership
    case when asset.ownership_basis = 'register' and not asset.is_held then 'service list only' else asset.ownership_basis end as ownership_basis,
    asset.is_not_owned and not asset.is_held and not asset.is_on_service_list as is_disowned,
    case
        when asset.is_held then true
        when asset.is_not_owned then false
        when asset.governance = 'independent' then false
    end as is_public_estate,
    coalesce(asset.function, 'not known') as function,
    asset.address,
    asset.postcode,
    asset.uprn,
    asset.easting,
    asset.northing,
    asset.lon,
    asset.lat,
    coalesce(asset.location_method, 'not known') as location_method,
    asset.is_in_place,
    area.area_code,
    coalesce(asset.tenure, 'not known') as tenure,
    coalesce(asset.gia_m2, certificate.gia_m2) as gia_m2,
    asset.nia_m2,
    case when asset.gia_m2 is not null then 'measured' when certificate.gia_m2 is not null then 'certificate' end as gia_method,
    footprint.footprint_m2,
    asset.land_area_m2,
    coalesce(survey.grade, asset.condition) as condition,
    survey.surveyed_on as condition_surveyed_on,
    running.running_cost_gbp,
    running.running_cost_method,
    running.running_cost_fy,
    running.body_id as running_cost_body_id,
    maintenance.required_maintenance_gbp,
    maintenance.required_maintenance_method,
    maintenance.required_maintenance_fy,
    asset.book_value_gbp,
    case when asset.book_value_gbp is not null then 'not stated' end as book_value_basis,
    asset.book_value_on,
    coalesce(asset.energy_rating, certificate.energy_rating) as energy_rating,
    asset.governance,
    asset.as_at_on,
    asset.source_count + coalesce(spoken.line_count, 0) + coalesce(corrected.line_count, 0) as source_count
from asset
left join ref.area as area on area.area_code = asset.area_code
left join core.certificate_line as certificate on certificate.asset_id = asset.asset_id and certificate.is_shown
left join core.asset_footprint as footprint on footprint.asset_id = asset.asset_id
left join (
    select asset_id, count(*) as line_count from mart.building_evidence group by asset_id
) as spoken on spoken.asset_id = asset.asset_id
left join (
    select asset_id, count(distinct source_file_id || '/' || source_part || '/' || source_row::varchar) as line_count
    from core.confirmation_line
    where is_taken
    group by asset_id
) as corrected on corrected.asset_id = asset.asset_id
left join survey on survey.asset_id = asset.asset_id and survey.rank = 1
left join mart.estate_cost as running on running.asset_id = asset.asset_id and running.is_running_cost_shown
left join mart.estate_cost as maintenance on maintenance.asset_id = asset.asset_id and maintenance.is_required_maintenance_shown
