-- grain: one row per building whose people a return states
-- question: how much of the area there is do the people in it need by the standard?
-- owner: pilot team
-- assumptions: office_desks_a_person, office_desk_m2
-- The people of a building are those of all who occupy it, in whatever returns they stand: each occupier once, as its newest return has
-- it. The standard is one of offices and of net internal area: other buildings, and those whose net area is not known, get no share. A
-- building of which nobody says what it is for is an office if all the people returned work at desks.
-- The net area is that of the building; where no register has it, the one that the same people are returned to occupy.
with assumed as (
    select
        max(value) filter (where assumption_id = 'office_desks_a_person') as desks_a_person,
        max(value) filter (where assumption_id = 'office_desk_m2') as desk_m2
    from core.assumption
),
line as (
    select
        reference.asset_id,
        coalesce(
            occupation.occupier_body_id,
            nullif(regexp_replace(lower(source.occupier_as_published), '[^a-z0-9]+', '', 'g'), ''),
            'not named, ' || coalesce(source.occupier_code, reference.body_id)
        ) as occupier,
        source.source_file_id,
        source.source_part,
        source.source_row,
        source.from_on,
        source.to_on,
        coalesce(source.fte, source.headcount) as people,
        source.space_kind,
        source.fte is null and source.headcount is not null as has_headcount,
        source.area_m2,
        source.area_basis
    from staging.occupation_return as source
    inner join core.asset_reference as reference
        on reference.source_file_id = source.source_file_id
        and reference.source_part = source.source_part
        and reference.source_row = source.source_row
    left join mart.occupation as occupation
        on occupation.occupation_id = 'o' || left(md5(source.source_file_id || '/' || source.source_part || '/' || source.source_row::varchar), 14)
    where reference.line_status = 'loaded'
),
returned as (
    select
        asset_id,
        occupier,
        source_file_id,
        source_part,
        from_on,
        to_on,
        min(source_row) as source_row,
        count(*) as line_count,
        sum(people::decimal(18, 4)) as people,
        bool_or(has_headcount) as has_headcount,
        bool_and(space_kind = 'desk' or people is null) as is_at_desks,
        case when bool_and(area_basis = 'NIA') then sum(area_m2::decimal(18, 4)) end as occupied_nia_m2,
        row_number() over (partition by asset_id, occupier order by to_on desc nulls last, from_on desc nulls last, source_file_id, source_part) as nth
    from line
    group by asset_id, occupier, source_file_id, source_part, from_on, to_on
    having sum(people) is not null
),
building as (
    select
        asset_id,
        arg_min(source_file_id, newest) as source_file_id,
        arg_min(source_part, newest) as source_part,
        case when sum(line_count) = 1 then min(source_row) end as source_row,
        min(from_on) as from_on,
        max(to_on) as to_on,
        sum(people)::double as people,
        bool_or(has_headcount) as has_headcount,
        bool_and(is_at_desks) as is_at_desks,
        case when count(occupied_nia_m2) = count(*) then sum(occupied_nia_m2)::double end as occupied_nia_m2,
        count(*) as occupier_count
    from (
        select
            asset_id,
            source_file_id,
            source_part,
            source_row,
            line_count,
            from_on,
            to_on,
            people,
            has_headcount,
            is_at_desks,
            occupied_nia_m2,
            row_number() over (partition by asset_id order by to_on desc nulls last, from_on desc nulls last, source_file_id, source_part) as newest
        from returned
        where nth = 1
    ) as occupier
    group by asset_id
),
needed as (
    select
        building.asset_id,
        building.source_file_id,
        building.source_part,
        building.source_row,
        building.from_on,
        building.to_on,
        building.people,
        building.has_headcount,
        building.occupier_count,
        estate.body_id,
        estate.name,
        estate.nia_m2 is null as is_of_return,
        case
            when use.building_class = 'office' or (estate.function = 'not known' and building.is_at_desks) then 'office'
            when estate.function = 'not known' then 'not known'
            else 'no office'
        end as kind,
        coalesce(estate.nia_m2, building.occupied_nia_m2) as known_nia_m2,
        building.people * assumed.desks_a_person * assumed.desk_m2 as need_m2,
        assumed.desks_a_person,
        assumed.desk_m2
    from building
    inner join mart.estate as estate on estate.asset_id = building.asset_id
    inner join ref.function as use on use.function_id = estate.function
    cross join assumed
    where estate.asset_kind = 'building'
),
judged as (
    select
        asset_id,
        source_file_id,
        source_part,
        source_row,
        from_on,
        to_on,
        people,
        has_headcount,
        occupier_count,
        body_id,
        name,
        kind,
        known_nia_m2 as nia_m2,
        is_of_return,
        coalesce(kind = 'office' and known_nia_m2 > 0, false) as is_measured,
        need_m2,
        desks_a_person,
        desk_m2
    from needed
)
select
    'building' as unit_kind,
    asset_id as unit_id,
    'U7' as measure,
    coalesce(nullif(concat_ws('/', from_on::varchar, to_on::varchar), ''), 'not stated') as period,
    source_file_id,
    source_part,
    source_row,
    name as unit_name,
    asset_id,
    body_id,
    from_on as period_from_on,
    to_on as period_to_on,
    people as value,
    case when has_headcount then 'people' else 'full-time equivalents' end as value_unit,
    case when is_measured then round(need_m2, 2) end as numerator,
    case when is_measured then nia_m2 end as denominator,
    case when is_of_return then 'net internal area that they occupy' else 'net internal area of the building' end as denominator_basis,
    case when is_measured then round(need_m2 / nia_m2, 6) end as utilisation_share,
    null as peak_share,
    case
        when kind = 'no office' then 'The standard of area a person is one of offices, and this is none.'
        when kind = 'not known' then 'The standard of area a person is one of offices, and what this is for is not known.'
        when not is_measured then 'Its net internal area is not known.'
    end as no_band_reason,
    case when is_measured then round(greatest(0, nia_m2 - need_m2), 2) end as spare_m2,
    case when is_measured then 'NIA' end as spare_basis,
    case when is_measured then 'area beyond ' || desks_a_person || ' desks a person at ' || regexp_replace(desk_m2::varchar, '\.0$', '') || ' m² each, for the people returned' end as spare_method,
    null as unfilled_places,
    null as overfilled_places,
    occupier_count as unit_count
from judged
