-- grain: one row per body and area of the single dwellings it lists
-- question: how many homes does each body list, by neighbourhood?
-- owner: pilot team
-- assumptions: dwelling_least_count
-- By the LSOA of the postcode where the body lists enough homes there, the others by district, else for the whole place: a district's row
-- counts only those that no row of an LSOA counts, so that the rows add up. Of a home on several lists the largest figure stated.
with home as (
    select
        line.body_id,
        line.premises_key,
        bool_or(line.ownership_basis = 'register' and not line.is_not_owned) as is_held,
        count(*) as line_count,
        min(coalesce(place.area_code, postcode.lad_code)) as district_code,
        min(postcode.lsoa_code) as lsoa_code,
        max(listing.gia_m2) as gia_m2,
        max(listing.book_value_gbp) as book_value_gbp
    from core.property_line as line
    inner join core.listing as listing
        on listing.source_file_id = line.source_file_id
        and listing.source_part = line.source_part
        and listing.source_row = line.source_row
    left join core.property_place as place
        on place.source_file_id = line.source_file_id
        and place.source_part = line.source_part
        and place.source_row = line.source_row
    left join core.postcode as postcode on postcode.postcode = listing.postcode
    where line.line_status = 'loaded' and line.is_dwelling
    group by line.body_id, line.premises_key
),
counted as (
    select
        body_id,
        is_held,
        line_count,
        district_code,
        lsoa_code,
        gia_m2,
        book_value_gbp,
        count(*) over (partition by body_id, lsoa_code) as lsoa_count
    from home
),
placed as (
    select
        counted.body_id,
        case
            when counted.lsoa_code is not null and counted.lsoa_count >= threshold.value then 'lsoa'
            when counted.district_code is not null then 'district'
            else 'place'
        end as area_type,
        case
            when counted.lsoa_code is not null and counted.lsoa_count >= threshold.value then counted.lsoa_code
            else coalesce(counted.district_code, 'place')
        end as area_code,
        counted.is_held,
        counted.line_count,
        counted.gia_m2,
        counted.book_value_gbp,
        threshold.value as least_count
    from counted
    cross join core.assumption as threshold
    where threshold.assumption_id = 'dwelling_least_count'
)
select
    body_id,
    area_type,
    area_code,
    count(*) as dwelling_count,
    count(*) filter (where is_held) as held_count,
    sum(line_count)::bigint as line_count,
    count(gia_m2) as gia_count,
    -- the floor area or value of so few is that of somebody's home
    case when count(gia_m2) >= min(least_count) then round(sum(gia_m2::decimal(18, 2)), 1) end as gia_m2,
    count(book_value_gbp) as book_value_count,
    case when count(book_value_gbp) >= min(least_count) then sum(book_value_gbp) end as book_value_gbp
from placed
group by body_id, area_type, area_code
