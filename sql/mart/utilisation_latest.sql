-- grain: one row per asset of the estate
-- question: how well is each asset used, by its one best and newest measure?
-- owner: pilot team
-- The first there is of U0 (declared vacant), U1, U5, U8, U3, U7, U6, and of that the newest; the others stay in mart.utilisation. To be
-- declared occupied says little, so it is shown only where nothing else is there. A figure of a site is that of an asset only where
-- the asset is a site, a figure of a room only after all rooms were put together, and one of an organisation never.
-- A figure that cannot be true stays in mart.utilisation alone.
-- Where several bodies list a building, one may speak of its own part only: it is vacant if each of them, in its newest word, says so.
-- Declared vacant on a day and measured in use on a later one contradict each other: then it is not vacant, and both days are told.
with declared as (
    select
        asset_id,
        period,
        source_file_id,
        source_part,
        row_number() over (partition by asset_id, body_id order by period_to_on desc nulls last, source_file_id, source_part, period) as nth
    from mart.utilisation
    where measure = 'U0'
),
used_on as (
    select asset_id, max(period_to_on) as newest_on
    from mart.utilisation
    where measure in ('U1', 'U3', 'U5', 'U6', 'U7', 'U8')
        and not is_implausible
        and greatest(coalesce(utilisation_share, 0), coalesce(peak_share, 0)) > 0
        and (unit_kind = 'building' or unit_kind = 'site' and asset_id in (select asset_id from mart.estate where asset_kind = 'site'))
    group by asset_id
),
candidate as (
    select
        used.asset_id,
        used.measure,
        used.unit_kind,
        used.unit_id,
        used.period,
        used.period_to_on,
        used.source_file_id,
        used.source_part,
        used.value,
        used.value_unit,
        used.numerator,
        used.denominator,
        used.utilisation_share,
        used.peak_share,
        used.building_class,
        used.band,
        used.reason,
        used.spare_m2,
        used.spare_basis,
        used.spare_method,
        (used.measure = 'U0' and used.utilisation_share = 0 and not coalesce(used_on.newest_on > used.period_to_on, false))
        or (used.measure <> 'U0' and (used.utilisation_share is not null or used.peak_share is not null)) as is_known,
        row_number() over (
            partition by used.asset_id, used.measure
            order by
                (used.measure = 'U0' and coalesce(used.utilisation_share = 0, false)),
                (coalesce(used.utilisation_share, used.peak_share) is not null) desc,
                used.period_to_on desc nulls last,
                (used.utilisation_share is not null) desc,
                (used.peak_share is not null) desc,
                used.source_file_id,
                used.source_part,
                used.period,
                used.unit_kind,
                used.unit_id
        ) as nth
    from mart.utilisation as used
    inner join mart.estate as estate on estate.asset_id = used.asset_id
    left join declared
        on used.measure = 'U0'
        and declared.asset_id = used.asset_id
        and declared.period = used.period
        and declared.source_file_id = used.source_file_id
        and declared.source_part = used.source_part
    left join used_on on used_on.asset_id = used.asset_id
    where (used.measure <> 'U0' or declared.nth = 1)
        and used.measure in ('U0', 'U1', 'U5', 'U8', 'U3', 'U7', 'U6')
        -- what cannot be true hides no older figure, and is not known
        and not used.is_implausible
        and (used.unit_kind = 'building' or (used.unit_kind = 'site' and estate.asset_kind = 'site'))
),
best as (
    select
        asset_id,
        measure,
        unit_kind,
        unit_id,
        period,
        period_to_on,
        source_file_id,
        source_part,
        value,
        value_unit,
        numerator,
        denominator,
        utilisation_share,
        peak_share,
        building_class,
        band,
        reason,
        spare_m2,
        spare_basis,
        spare_method,
        coalesce(is_known, false) as is_known,
        row_number() over (
            partition by asset_id
            order by
                coalesce(is_known, false) desc,
                -- of what does not say how well it is used, first what was declared, then what could not be worked out
                case measure when 'U0' then 1 when 'U1' then 2 when 'U5' then 3 when 'U8' then 4 when 'U3' then 5 when 'U7' then 6 else 7 end
        ) as nth
    from candidate
    where nth = 1
),
contradicted as (
    select
        candidate.asset_id,
        'declared vacant on ' || candidate.period_to_on::varchar || '; measured in use on ' || used_on.newest_on::varchar as contradiction
    from candidate
    inner join used_on on used_on.asset_id = candidate.asset_id and used_on.newest_on > candidate.period_to_on
    where candidate.measure = 'U0' and candidate.nth = 1 and candidate.utilisation_share = 0
),
elsewhere as (
    select
        asset_id,
        bool_or(unit_kind = 'site') as has_site,
        bool_or(measure in ('U2', 'U4')) as has_partial,
        min(reason) filter (where is_implausible and unit_kind = 'building') as implausible_reason,
        min(reason) filter (where is_implausible and unit_kind = 'site') as implausible_site_reason,
        coalesce(bool_or(unit_kind = 'room' and not is_implausible and coalesce(utilisation_share, peak_share) is not null), false) as has_room,
        min(reason) filter (where unit_kind = 'room') as room_reason
    from mart.utilisation
    where asset_id is not null
    group by asset_id
)
select
    estate.asset_id,
    estate.body_id,
    coalesce(best.is_known, false) as is_known,
    best.measure,
    best.unit_kind,
    best.unit_id,
    best.period,
    best.period_to_on,
    best.source_file_id,
    best.source_part,
    best.value,
    best.value_unit,
    best.numerator,
    best.denominator,
    case when best.is_known then best.utilisation_share end as utilisation_share,
    case when best.is_known then best.peak_share end as peak_share,
    coalesce(best.building_class, use.building_class) as building_class,
    coalesce(best.band, 'unknown') as band,
    case
        when best.asset_id is not null then best.reason
        when estate.asset_kind = 'land' then 'It is land: only how buildings are used is measured.'
        when elsewhere.implausible_reason is not null then elsewhere.implausible_reason
        when elsewhere.implausible_site_reason is not null and estate.asset_kind = 'site' then elsewhere.implausible_site_reason
        when elsewhere.has_site then 'What is known is a figure of a whole site, not of this building.'
        when elsewhere.has_partial then 'What is known (under-used area or bookings kept) does not say how full it is.'
        when elsewhere.has_room then 'What is known is of some of its rooms, and nothing shows that all or nearly all of them were counted.'
        when elsewhere.room_reason is not null then elsewhere.room_reason
        else 'Nobody has sent a measure of its use.'
    end as reason,
    case when best.is_known then best.spare_m2 end as spare_m2,
    case when best.is_known then best.spare_basis end as spare_basis,
    case when best.is_known then best.spare_method end as spare_method,
    contradicted.contradiction
from mart.estate as estate
inner join ref.function as use on use.function_id = estate.function
left join best on best.asset_id = estate.asset_id and best.nth = 1
left join elsewhere on elsewhere.asset_id = estate.asset_id
left join contradicted on contradicted.asset_id = estate.asset_id
