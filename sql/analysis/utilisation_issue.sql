-- grain: one row per thing found when figures of use were put together
-- question: which figures of use cannot be, or contradict each other?
-- owner: pilot team
-- assumptions: utilisation_implausible_share
with vacant as (
    select
        used.asset_id,
        used.source_file_id,
        used.source_part,
        used.source_row,
        used.period_to_on,
        latest.contradiction is null as is_believed,
        row_number() over (partition by used.asset_id order by used.period_to_on desc nulls last, used.source_file_id, used.source_part) as nth
    from mart.utilisation_latest as latest
    inner join mart.utilisation as used
        on used.asset_id = latest.asset_id
        and used.measure = 'U0'
        and used.utilisation_share = 0
        and (
            latest.contradiction is not null
            or (used.period = latest.period and used.source_file_id = latest.source_file_id and used.source_part = latest.source_part)
        )
    where latest.contradiction is not null or (latest.measure = 'U0' and latest.utilisation_share = 0)
),
in_use as (
    select vacant.asset_id, string_agg(distinct used.measure, ', ' order by used.measure) as measures, max(used.period_to_on) as newest_on
    from vacant
    inner join mart.utilisation as used on used.asset_id = vacant.asset_id
    where used.measure in ('U1', 'U3', 'U4', 'U5', 'U6', 'U7', 'U8')
        and used.unit_kind in ('building', 'site')
        and greatest(coalesce(used.utilisation_share, 0), coalesce(used.peak_share, 0), case when used.measure in ('U1', 'U6') then 0 else coalesce(used.numerator, 0) end) > 0
        and (vacant.period_to_on is null or used.period_to_on >= vacant.period_to_on)
    group by vacant.asset_id
)
select
    vacant.source_file_id,
    vacant.source_part,
    vacant.source_row,
    'occupied' as field,
    'vacant' as value,
    'declared vacant and in use' as issue_type,
    'warning' as severity,
    'The register says that it is vacant, and up to ' || in_use.newest_on || ' it was in use (' || in_use.measures || '). '
        || case when vacant.is_believed then 'The register was believed' else 'The count is newer and was believed' end || '; correct it, or the count.' as message,
    'sender' as responsible,
    1 as occurrences
from vacant
inner join in_use on in_use.asset_id = vacant.asset_id
where vacant.nth = 1
union all
select
    source_file_id,
    source_part,
    source_row,
    'used_mean' as field,
    unit_name as value,
    'counted in two ways' as issue_type,
    'error' as severity,
    line_count || ' lines state different figures (' || counted || ') of the same room or building in the same period, so none of them is used. Send one.' as message,
    'sender' as responsible,
    line_count as occurrences
from analysis.measured_unit
where is_contradicted
union all
select
    seats.source_file_id,
    seats.source_part,
    seats.source_row,
    'counted' as field,
    seats.unit_name as value,
    'seats without hours' as issue_type,
    'note' as severity,
    'Seats filled say how full it is while in use. How long it was in use in the same period is not stated, so the two cannot be put together; send its hours in use.' as message,
    'sender' as responsible,
    1 as occurrences
from analysis.measured_unit as seats
left join analysis.measured_unit as hours
    on hours.counted = 'hours in use'
    and hours.asset_id = seats.asset_id
    and hours.unit_kind = seats.unit_kind
    and hours.unit_key = seats.unit_key
    and hours.from_on = seats.from_on
    and hours.to_on = seats.to_on
    and not hours.is_contradicted
where seats.counted = 'seats filled' and not seats.is_contradicted and hours.asset_id is null
union all
select
    used.source_file_id,
    used.source_part,
    used.source_row,
    case used.measure when 'U6' then 'roll' when 'U7' then 'fte' else 'used_peak' end as field,
    round(greatest(coalesce(used.utilisation_share, 0), coalesce(used.peak_share, 0)), 2)::varchar as value,
    'fuller than can be' as issue_type,
    'warning' as severity,
    'It would be ' || round(greatest(coalesce(used.utilisation_share, 0), coalesce(used.peak_share, 0)), 1) || ' times full (' || used.measure
        || ', ' || used.period || '): that is not believed, and gives no band and no spare area. Check both figures.' as message,
    'sender' as responsible,
    1 as occurrences
from mart.utilisation as used
cross join (select max(value) as value from core.assumption where assumption_id = 'utilisation_implausible_share') as limits
where used.utilisation_share > limits.value or used.peak_share > limits.value
union all
select
    source_file_id,
    source_part,
    source_row,
    'capacity' as field,
    unit_name as value,
    'lines of a school differ' as issue_type,
    'warning' as severity,
    unit_count || ' lines of the school state different capacities or rolls, so how full it is counts as not known. Send one line with the school''s own.' as message,
    'sender' as responsible,
    unit_count as occurrences
from analysis.utilisation_school
where unit_count > 1 and no_band_reason like 'Its lines state different%'
union all
select
    source_file_id,
    source_part,
    source_row,
    'roll' as field,
    unit_name as value,
    'nobody on the roll' as issue_type,
    'warning' as severity,
    'The school has ' || regexp_replace(denominator::varchar, '\.0$', '') || ' places and nobody on its roll, which is also what a list says that does not know it: how full it is counts as not known. Send its roll.' as message,
    'sender' as responsible,
    unit_count as occurrences
from analysis.utilisation_school
where value = 0 and denominator > 0 and utilisation_share is null and no_band_reason like 'No pupil%'
union all
select
    source_file_id,
    source_part,
    source_row,
    case measure when 'U1' then 'empty floor area' else 'under-used floor area' end as field,
    coalesce(unit_name, unit_id) as value,
    'part of no stated whole' as issue_type,
    'warning' as severity,
    'The return gives an area and not the occupied floor area that it is part of, so how much of the whole it is counts as not known. Send the occupied floor area.' as message,
    'sender' as responsible,
    1 as occurrences
from analysis.utilisation_estates_return
where no_band_reason like 'The return states no floor area%'
union all
select
    source_file_id,
    source_part,
    source_row,
    'un-utilised space' as field,
    coalesce(unit_name, unit_id) as value,
    'empty and under-used not parted' as issue_type,
    'note' as severity,
    'The return states un-utilised space, and not how much of it is empty, nor what it is a percentage of. It is shown, and no share or spare area follows from it.' as message,
    'sender' as responsible,
    1 as occurrences
from analysis.utilisation_estates_return
where measure = 'U1' and no_band_reason like 'The return does not part empty%'
union all
select
    source_file_id,
    source_part,
    source_row,
    'whole building' as field,
    unit_name as value,
    'not all who use it are returned' as issue_type,
    'note' as severity,
    no_band_reason || ' How full it is counts as not known. Send everyone who uses it with people and area, and say that it is the whole building.' as message,
    'sender' as responsible,
    1 as occurrences
from analysis.utilisation_standard
where no_band_reason like 'Only who uses%' or no_band_reason like 'Nothing shows that all%' or no_band_reason like 'The people of one%' or no_band_reason like 'Nobody is returned%'
    or no_band_reason like 'The return says that it is of the whole%'
