-- grain: one row per held building and use of space in it: an occupation, space that stands empty, or that nobody knows
-- question: what is each held building used for, by whom, and how much room has it, as far as anybody says?
-- owner: pilot team
-- assumptions: plan_net_of_gross_share, net_of_gross_area_share, occupation_complete_share, occupation_contradicted_share, office_desks_a_person, office_desk_m2, plan_target_desks_a_person, plan_target_desk_m2
-- Listed is every building that a register or a title shows to be held and whose place is known, of a use that the plan weighs (ref.function).
-- Where returns of occupation reach the whole building they say who is in it: each occupier as its newest return has it, nothing older than the
-- newest return of the whole. Else it is the one body that a register shows in it, and its need is the net area times use at the peak, by
-- the rule of mart.service_overlap. Neither is guessed: what lacks is said in `missing`.
-- Desks needed are the people times the desks a person, and no fewer than were measured in use at the peak; of other kinds the area stated.
-- A tenant that is no body of the place is nobody's to move: it goes when its lease ends, and takes its space out of the room until then.
with assumed as (
    select
        max(value) filter (where assumption_id = 'plan_net_of_gross_share') as net_share,
        max(value) filter (where assumption_id = 'net_of_gross_area_share') as most_net_share,
        max(value) filter (where assumption_id = 'occupation_complete_share') as complete_share,
        max(value) filter (where assumption_id = 'occupation_contradicted_share') as contradicted_share,
        max(value) filter (where assumption_id = 'office_desks_a_person') * max(value) filter (where assumption_id = 'office_desk_m2') as person_m2,
        max(value) filter (where assumption_id = 'office_desk_m2') as desk_m2,
        max(value) filter (where assumption_id = 'plan_target_desks_a_person') * max(value) filter (where assumption_id = 'plan_target_desk_m2') as target_person_m2
    from core.assumption
),
building as (
    select
        estate.asset_id,
        estate.body_id,
        estate.function,
        use.is_public_service,
        case use.building_class when 'office' then 'desk' when 'clinical' then 'clinical room' when 'operational' then 'vehicles' else 'other' end as main_kind,
        estate.gia_m2,
        estate.nia_m2,
        coalesce(nullif(estate.nia_m2, 0), nullif(estate.gia_m2, 0) * assumed.net_share) as net_m2,
        case when used.measure in ('U1', 'U6', 'U7') then used.utilisation_share else used.peak_share end as peak_share,
        coalesce(used.band = 'vacant', false) as is_vacant
    from mart.estate as estate
    inner join ref.function as use on use.function_id = estate.function
    cross join assumed
    left join mart.utilisation_latest as used on used.asset_id = estate.asset_id
    where estate.asset_kind = 'building'
        and estate.ownership_basis in ('register', 'title')
        and coalesce(estate.is_public_estate, true)
        and not estate.is_disowned
        and estate.easting is not null
        and use.is_weighed
),
counted as (
    select
        asset_id,
        peak_share * denominator as peak_desks,
        row_number() over (partition by asset_id order by period_to_on desc nulls last, source_file_id, source_part, period) as nth
    from mart.utilisation
    where measure = 'U5' and unit_kind = 'building' and not is_implausible and peak_share is not null and denominator is not null
),
desks as (
    -- desks in use at the peak, as counted last
    select asset_id, peak_desks
    from counted
    where nth = 1
),
tenancy as (
    -- leases that run on, by who has space by them
    select
        interest.asset_id,
        coalesce(interest.tenant_body_id, case when interest.detail_as_published = 'tenant' then interest.body_id end) as tenant_id,
        interest.ends_on
    from mart.interest as interest
    cross join core.calendar as calendar
    where interest.source = 'lease'
        and interest.detail_as_published in ('landlord', 'tenant')
        and (interest.ends_on is null or interest.ends_on >= calendar.next_month_on)
),
letting as (
    -- others than the managing body: whether these are bodies of the place, and until when it is known; a lease may stand in the lists of both
    select
        tenancy.asset_id,
        count(*) filter (where tenancy.tenant_id is null) as outsider_count,
        count(*) filter (where tenancy.tenant_id is null and tenancy.ends_on is null) as endless_count,
        count(distinct tenancy.tenant_id) as partner_count,
        min(tenancy.tenant_id) as partner_body_id
    from tenancy
    inner join building on building.asset_id = tenancy.asset_id
    where tenancy.tenant_id is distinct from building.body_id
    group by tenancy.asset_id
),
line as (
    select
        reference.asset_id,
        occupation.occupation_id,
        occupation.occupier_body_id as body_id,
        occupation.occupation = 'vacant' as is_vacant,
        occupation.occupation <> 'vacant' and occupation.occupier_body_id is null as is_outsider,
        coalesce(
            occupation.occupier_body_id,
            nullif(regexp_replace(lower(source.occupier_as_published), '[^a-z0-9]+', '', 'g'), ''),
            'not named, ' || coalesce(source.occupier_code, reference.body_id)
        ) as occupier,
        source.source_file_id,
        source.source_part,
        coalesce(source.to_on, make_date(1, 1, 1)) as to_on,
        coalesce(source.from_on, make_date(1, 1, 1)) as from_on,
        coalesce(source.is_whole_building, false) as is_whole_building,
        source.space_kind,
        coalesce(source.area_basis, 'not stated') as area_basis,
        nullif(source.area_m2, 0) as area_m2,
        nullif(source.fte, 0) as fte,
        coalesce(nullif(source.fte, 0), nullif(source.headcount, 0)) as people,
        nullif(source.desks, 0) as desks
    from staging.occupation_return as source
    inner join core.asset_reference as reference
        on reference.source_file_id = source.source_file_id
        and reference.source_part = source.source_part
        and reference.source_row = source.source_row
    inner join building on building.asset_id = reference.asset_id
    inner join mart.occupation as occupation
        on occupation.occupation_id = 'o' || left(md5(source.source_file_id || '/' || source.source_part || '/' || source.source_row::varchar), 14)
    where reference.line_status = 'loaded'
),
dated as (
    select
        asset_id,
        occupation_id,
        body_id,
        is_vacant,
        is_outsider,
        is_whole_building,
        space_kind,
        area_basis,
        area_m2,
        fte,
        people,
        desks,
        to_on,
        max(to_on) filter (where is_whole_building) over (partition by asset_id) as whole_on,
        dense_rank() over (partition by asset_id, occupier order by to_on desc, from_on desc, source_file_id, source_part) as nth
    from line
),
returned as (
    select
        dated.asset_id,
        dated.occupation_id,
        dated.body_id,
        dated.is_vacant,
        dated.is_outsider,
        dated.is_whole_building,
        dated.space_kind,
        dated.area_basis,
        dated.area_m2,
        dated.area_m2 * case when dated.area_basis = 'NIA' then 1 else assumed.net_share end as net_m2,
        dated.fte,
        dated.people,
        dated.space_kind = 'desk' and not dated.is_vacant as is_desk,
        case
            when dated.is_vacant then null
            when dated.space_kind = 'desk'
                then coalesce(dated.people * assumed.person_m2, dated.desks * assumed.desk_m2, dated.area_m2 * case when dated.area_basis = 'NIA' then 1 else assumed.net_share end)
            else dated.area_m2 * case when dated.area_basis = 'NIA' then 1 else assumed.net_share end
        end as need_m2
    from dated
    cross join assumed
    where dated.nth = 1 and (dated.whole_on is null or dated.to_on >= dated.whole_on)
),
reached as (
    select
        returned.asset_id,
        coalesce(bool_or(returned.is_outsider), false) as has_outsider,
        count(distinct returned.body_id) filter (where not returned.is_vacant) as body_count,
        min(returned.body_id) filter (where not returned.is_vacant) as only_body_id,
        bool_or(returned.is_whole_building) as is_whole_building,
        count(returned.area_m2) = count(*) as has_all_areas,
        coalesce(bool_or(returned.space_kind in ('counter', 'clinical room', 'other') and not returned.is_vacant), false) as has_front,
        sum(returned.need_m2::decimal(18, 4)) filter (where returned.is_desk) as desk_m2,
        coalesce(sum(returned.area_m2::decimal(18, 4)) filter (where returned.area_basis = 'NIA'), 0) as net_m2,
        coalesce(sum(returned.area_m2::decimal(18, 4)) filter (where returned.area_basis <> 'NIA'), 0) as gross_m2
    from returned
    group by returned.asset_id
),
covered as (
    select
        building.asset_id,
        reached.has_outsider,
        reached.has_front,
        greatest(1, desks.peak_desks * assumed.desk_m2 / nullif(reached.desk_m2::double, 0)) as desk_times,
        reached.body_count,
        reached.only_body_id,
        coalesce(
            case
                when reached.is_whole_building then not (reached.has_all_areas and coalesce(
                    greatest(
                        reached.net_m2::double / nullif(building.nia_m2, 0),
                        (reached.net_m2::double / assumed.most_net_share + reached.gross_m2::double) / nullif(building.gia_m2, 0)
                    ) < assumed.contradicted_share, false
                ))
                else greatest(
                    reached.net_m2::double / nullif(building.nia_m2, 0),
                    (reached.net_m2::double / assumed.most_net_share + reached.gross_m2::double) / nullif(building.gia_m2, 0)
                ) >= assumed.complete_share
            end, false
        ) as is_complete
    from building
    inner join reached on reached.asset_id = building.asset_id
    cross join assumed
    left join desks on desks.asset_id = building.asset_id
),
registered as (
    select
        asset_id,
        count(distinct occupier_body_id) filter (where occupation = 'owner occupied') as owner_count,
        min(occupier_body_id) filter (where occupation = 'owner occupied') as owner_body_id,
        min(occupation_id) filter (where occupation = 'owner occupied') as owner_occupation_id,
        count(*) filter (where occupation = 'tenant') as tenant_count,
        min(occupation_id) filter (where occupation = 'tenant') as tenant_occupation_id
    from mart.occupation
    where source = 'register'
    group by asset_id
),
single as (
    select
        building.asset_id,
        building.function,
        building.is_public_service,
        building.main_kind,
        building.net_m2,
        building.peak_share,
        case
            when building.is_vacant then 'empty'
            when coalesce(covered.has_outsider, false) then 'not known'
            when registered.owner_count = 1 and registered.tenant_count = 0 and letting.asset_id is null
                and coalesce(covered.body_count, 0) = (case when covered.only_body_id = registered.owner_body_id then 1 else 0 end)
                then 'owner'
            -- the owner's register says let, and the tenant's that it is in it
            when registered.owner_count = 1 and letting.outsider_count = 0 and letting.partner_count = 1 and letting.partner_body_id = registered.owner_body_id
                and (registered.tenant_count > 0 or registered.owner_body_id <> building.body_id)
                and coalesce(covered.body_count, 0) = (case when covered.only_body_id = registered.owner_body_id then 1 else 0 end)
                then 'owner'
            when registered.owner_count = 0 and registered.tenant_count > 0 and letting.outsider_count = 0 and letting.partner_count = 1
                and coalesce(covered.body_count, 0) = (case when covered.only_body_id = letting.partner_body_id then 1 else 0 end)
                then 'partner'
            when registered.owner_count = 0 and registered.tenant_count > 0 and letting.outsider_count > 0 and letting.partner_count = 0 then 'let'
            else 'not known'
        end as who,
        registered.owner_body_id,
        registered.owner_occupation_id,
        letting.partner_body_id,
        registered.tenant_occupation_id,
        coalesce(registered.tenant_count > 0, false) or coalesce(letting.outsider_count > 0, false) or coalesce(covered.has_outsider, false) as is_let,
        coalesce(letting.endless_count > 0, false) as is_endless
    from building
    left join covered on covered.asset_id = building.asset_id
    left join registered on registered.asset_id = building.asset_id
    left join letting on letting.asset_id = building.asset_id
    where not coalesce(covered.is_complete, false)
)
select
    returned.asset_id,
    returned.occupation_id as use_id,
    case when not returned.is_vacant and not returned.is_outsider then returned.occupation_id end as occupation_id,
    returned.body_id,
    case
        when returned.is_vacant or returned.is_outsider then null
        when returned.space_kind in ('desk', 'meeting') and (covered.has_front or not building.is_public_service) and building.main_kind <> 'desk' then 'office'
        when returned.space_kind = 'counter' and not building.is_public_service then 'customer centre'
        else building.function
    end as function,
    returned.space_kind,
    case when returned.is_vacant then 'empty' when returned.is_outsider then 'tenant' else 'in use' end as use,
    'return' as source,
    building.net_m2 as building_net_m2,
    returned.net_m2,
    case when not returned.is_outsider then round(returned.need_m2 * case when returned.is_desk then covered.desk_times else 1 end, 2) end as demand_today_m2,
    case
        when returned.is_outsider then null
        when returned.is_desk and returned.people is not null
            then round(least(returned.need_m2 * covered.desk_times, returned.people * assumed.target_person_m2), 2)
        else round(returned.need_m2 * case when returned.is_desk then covered.desk_times else 1 end, 2)
    end as demand_target_m2,
    returned.fte,
    case
        when returned.is_outsider and (letting.outsider_count is null or letting.outsider_count = 0 or letting.endless_count > 0) then 'how long its tenants stay'
        when not returned.is_vacant and not returned.is_outsider and returned.need_m2 is null and returned.is_desk then 'how many work there'
        when not returned.is_vacant and not returned.is_outsider and returned.need_m2 is null then 'floor area'
    end as missing
from returned
inner join covered on covered.asset_id = returned.asset_id and covered.is_complete
inner join building on building.asset_id = returned.asset_id
cross join assumed
left join letting on letting.asset_id = returned.asset_id
union all
select
    asset_id,
    case who when 'owner' then owner_occupation_id when 'partner' then tenant_occupation_id else who end as use_id,
    case who when 'owner' then owner_occupation_id when 'partner' then tenant_occupation_id end as occupation_id,
    case who when 'owner' then owner_body_id when 'partner' then partner_body_id end as body_id,
    case when who in ('owner', 'partner') then function end as function,
    main_kind as space_kind,
    case who when 'empty' then 'empty' when 'let' then 'tenant' when 'not known' then 'not known' else 'in use' end as use,
    'register' as source,
    net_m2 as building_net_m2,
    net_m2,
    case when who in ('owner', 'partner') then round(net_m2 * peak_share, 2) end as demand_today_m2,
    case when who in ('owner', 'partner') then round(net_m2 * peak_share, 2) end as demand_target_m2,
    null as fte,
    nullif(
        concat_ws(
            ', ',
            case when who not in ('empty', 'let') and net_m2 is null then 'floor area' end,
            case when who not in ('empty', 'let') and peak_share is null then 'use at the peak' end,
            case when who = 'not known' then 'who is in it' end,
            case when is_let and (who not in ('let', 'partner', 'owner') or is_endless) then 'how long its tenants stay' end
        ), ''
    ) as missing
from single
