-- grain: one row per building whose people a return states
-- question: how much of the area there is do the people in it need by the standard?
-- owner: pilot team
-- assumptions: office_desks_a_person, office_desk_m2, occupation_complete_share, occupation_contradicted_share, net_of_gross_area_share
-- The people of a building are those of all who occupy it, in whatever returns they stand: each occupier once, as its newest return has
-- it. That they are all is shown, never taken for granted: a return says that it is of the whole building, or the areas returned, vacant
-- ones too, reach nearly the whole of it; where it says so and its areas do not reach half, it is not believed. Net areas stand for the
-- least gross area that they can be of.
-- The standard is one of offices and of net internal area: other buildings, and those whose net area is not known, get no share. A
-- building of which nobody says what it is for is an office if all the people returned work at desks. What is used for storage,
-- vehicles, custody or clinics is neither spare nor measured by the standard: its area and its people are left out on both sides.
-- No people, written as nought or left blank, is what a list says that does not know them.
-- The net area is that of the building; where no register has it, the one that the same people are returned to occupy.
with assumed as (
    select
        max(value) filter (where assumption_id = 'office_desks_a_person') as desks_a_person,
        max(value) filter (where assumption_id = 'office_desk_m2') as desk_m2,
        max(value) filter (where assumption_id = 'occupation_complete_share') as complete_share,
        max(value) filter (where assumption_id = 'occupation_contradicted_share') as contradicted_share,
        max(value) filter (where assumption_id = 'net_of_gross_area_share') as net_of_gross_share
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
        coalesce(nullif(source.fte, 0), nullif(source.headcount, 0)) as people,
        coalesce(source.fte, source.headcount) is not null as has_figure,
        coalesce(occupation.occupation = 'vacant', false) as is_vacant,
        source.space_kind,
        coalesce(source.space_kind in ('storage', 'vehicles', 'custody', 'clinical room'), false) as is_other_use,
        nullif(source.fte, 0) is null and nullif(source.headcount, 0) is not null as has_headcount,
        source.area_m2,
        coalesce(source.area_basis, 'not stated') as area_basis,
        coalesce(source.is_whole_building, false) as is_whole_building
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
        sum(people::decimal(18, 4)) filter (where not is_other_use) as office_people,
        bool_or(has_figure) as has_figure,
        bool_or(has_headcount) as has_headcount,
        bool_and(space_kind = 'desk' or people is null) as is_at_desks,
        -- those who only keep things there, and nobody, need no people
        bool_or(space_kind = 'desk' and people is null and not is_vacant)
        or (sum(people) is null and not bool_and(is_vacant or coalesce(space_kind in ('storage', 'vehicles', 'meeting'), false))) as is_without_people,
        sum(area_m2::decimal(18, 4)) filter (where area_basis = 'NIA') as net_m2,
        sum(area_m2::decimal(18, 4)) filter (where area_basis <> 'NIA') as gross_m2,
        case when bool_and(area_basis = 'NIA' and area_m2 is not null) then sum(area_m2::decimal(18, 4)) end as occupied_nia_m2,
        count(area_m2) = count(*) as has_all_areas,
        sum(area_m2::decimal(18, 4)) filter (where is_other_use and not is_vacant) as other_use_m2,
        bool_or(is_other_use and not is_vacant and (area_m2 is null or area_basis <> 'NIA')) as is_other_use_unknown,
        bool_or(is_whole_building) as is_whole_building,
        row_number() over (
            partition by asset_id, occupier
            order by (sum(people) is not null) desc, to_on desc nulls last, from_on desc nulls last, source_file_id, source_part
        ) as nth
    from line
    group by asset_id, occupier, source_file_id, source_part, from_on, to_on
),
building as (
    select
        asset_id,
        arg_min(source_file_id, newest) as source_file_id,
        arg_min(source_part, newest) as source_part,
        case when sum(line_count) = 1 then min(source_row) end as source_row,
        min(from_on) as from_on,
        max(to_on) as to_on,
        coalesce(sum(people)::double, 0) as people,
        coalesce(sum(office_people)::double, 0) as office_people,
        bool_or(has_headcount) as has_headcount,
        bool_and(is_at_desks) as is_at_desks,
        bool_or(is_without_people) as is_without_people,
        coalesce(sum(net_m2)::double, 0) as net_m2,
        coalesce(sum(gross_m2)::double, 0) as gross_m2,
        case when count(occupied_nia_m2) = count(*) then sum(occupied_nia_m2)::double end as occupied_nia_m2,
        bool_and(has_all_areas) as has_all_areas,
        coalesce(sum(other_use_m2)::double, 0) as other_use_m2,
        bool_or(is_other_use_unknown) as is_other_use_unknown,
        bool_or(is_whole_building) as is_whole_building,
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
            office_people,
            has_figure,
            has_headcount,
            is_at_desks,
            is_without_people,
            net_m2,
            gross_m2,
            occupied_nia_m2,
            has_all_areas,
            other_use_m2,
            is_other_use_unknown,
            is_whole_building,
            row_number() over (partition by asset_id order by to_on desc nulls last, from_on desc nulls last, source_file_id, source_part) as newest
        from returned
        where nth = 1
    ) as occupier
    group by asset_id
    having bool_or(has_figure)
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
        building.office_people,
        building.has_headcount,
        building.is_without_people,
        building.is_other_use_unknown,
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
        building.other_use_m2,
        building.is_whole_building,
        building.has_all_areas,
        greatest(
            building.net_m2 / nullif(estate.nia_m2, 0),
            (building.net_m2 / assumed.net_of_gross_share + building.gross_m2) / nullif(estate.gia_m2, 0)
        ) as returned_share,
        building.office_people * assumed.desks_a_person * assumed.desk_m2 as need_m2,
        assumed.complete_share,
        assumed.contradicted_share,
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
        is_of_return,
        other_use_m2,
        known_nia_m2 - other_use_m2 as nia_m2,
        need_m2,
        desks_a_person,
        desk_m2,
        case
            when kind = 'no office' then 'The standard of area a person is one of offices, and this is none.'
            when kind = 'not known' then 'The standard of area a person is one of offices, and what this is for is not known.'
            when office_people = 0 then 'Nobody is returned to work at its desks, which is also what a list says that does not know them.'
            when is_without_people then 'The people of one of those who use it are not stated.'
            when is_other_use_unknown then 'The net area of what is used otherwise (storage, vehicles, custody, clinics) is not stated.'
            when known_nia_m2 is null or known_nia_m2 = 0 then 'Its net internal area is not known.'
            when known_nia_m2 <= other_use_m2 then 'What is said to be used otherwise (storage, vehicles, custody, clinics) leaves nothing of it for the people.'
            when is_whole_building and has_all_areas and returned_share < contradicted_share
                then 'The return says that it is of the whole building, and the areas in it are ' || regexp_replace(floor(returned_share * 100)::varchar, '\.0$', '') || ' % of it.'
            when is_whole_building or returned_share >= complete_share then null
            when returned_share > 0
                then 'Only who uses ' || regexp_replace(floor(returned_share * 100)::varchar, '\.0$', '') || ' % of its area is returned: who uses the rest, and whether anybody does, is not known.'
            else 'Nothing shows that all who use it are returned: neither the areas that they use nor a word that the return is of the whole building.'
        end as no_band_reason
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
    case when no_band_reason is null then round(need_m2, 2) end as numerator,
    case when no_band_reason is null then nia_m2 end as denominator,
    case when is_of_return then 'net internal area that they occupy' else 'net internal area of the building' end
        || case when other_use_m2 > 0 then ', less what is used for storage, vehicles, custody or clinics' else '' end as denominator_basis,
    case when no_band_reason is null then round(need_m2 / nia_m2, 6) end as utilisation_share,
    null as peak_share,
    no_band_reason,
    case when no_band_reason is null then round(greatest(0, nia_m2 - need_m2), 2) end as spare_m2,
    case when no_band_reason is null then 'NIA' end as spare_basis,
    case when no_band_reason is null then 'area beyond ' || desks_a_person || ' desks a person at ' || regexp_replace(desk_m2::varchar, '\.0$', '') || ' m² each, for the people returned' end as spare_method,
    null as unfilled_places,
    null as overfilled_places,
    occupier_count as unit_count
from judged
