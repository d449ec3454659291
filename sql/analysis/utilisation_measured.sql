-- grain: one row per room or building, measure and period
-- question: how much of rooms, desks and bookings is in use?
-- owner: pilot team
-- assumptions: utilisation_desk_headroom_share, office_desk_m2, utilisation_implausible_share, rooms_counted_share, net_of_gross_area_share
-- Rooms are put together to their building: hours, desks and seat-hours are added and then divided, never their shares, and only those
-- of one table and period; what the table states of the building itself comes first. A building is not told by some of its rooms: those
-- whose figures are believed must be nearly all that the return says there are, or nearly all of the building's area; else they stay
-- rooms. Peaks are added in full, as nobody says that they fall apart. A room is spare if it is unused at its peak; where the peak is
-- left out, a mean above nought shows that it is not.
with assumed as (
    select
        max(value) filter (where assumption_id = 'utilisation_desk_headroom_share') as headroom_share,
        max(value) filter (where assumption_id = 'office_desk_m2') as desk_m2,
        max(value) filter (where assumption_id = 'utilisation_implausible_share') as implausible_share,
        max(value) filter (where assumption_id = 'rooms_counted_share') as counted_share,
        max(value) filter (where assumption_id = 'net_of_gross_area_share') as net_of_gross_share
    from core.assumption
),
hours as (
    select
        seats.asset_id,
        seats.unit_kind,
        seats.unit_key,
        seats.from_on,
        seats.to_on,
        seats.source_file_id,
        seats.source_part,
        hours.available,
        hours.used_mean,
        hours.used_peak,
        row_number() over (
            partition by seats.asset_id, seats.unit_kind, seats.unit_key, seats.from_on, seats.to_on, seats.source_file_id, seats.source_part
            order by
                (hours.source_file_id = seats.source_file_id and hours.source_part = seats.source_part) desc, hours.source_file_id, hours.source_part
        ) as nth
    from analysis.measured_unit as seats
    inner join analysis.measured_unit as hours
        on hours.asset_id = seats.asset_id
        and hours.unit_kind = seats.unit_kind
        and hours.unit_key = seats.unit_key
        and hours.from_on = seats.from_on
        and hours.to_on = seats.to_on
    where seats.counted = 'seats filled' and hours.counted = 'hours in use' and not hours.is_contradicted
),
stated as (
    select
        unit.asset_id,
        unit.unit_kind,
        unit.unit_key,
        unit.from_on,
        unit.to_on,
        unit.source_file_id,
        unit.source_part,
        case when unit.line_count = 1 then unit.source_row end as source_row,
        unit.body_id,
        unit.unit_name,
        unit.line_count,
        unit.is_contradicted,
        unit.unit_area_m2,
        -- rooms in use, seats and bookings are of the same rooms; areas with desks are others
        max(unit.rooms_in_building) over (
            partition by unit.asset_id, unit.from_on, unit.to_on, unit.source_file_id, unit.source_part, unit.counted = 'desks in use'
        ) as rooms_in_building,
        case unit.counted when 'hours in use' then 'U3' when 'hours booked' then 'U4' when 'desks in use' then 'U5' else 'U8' end as measure,
        unit.counted = 'seats filled' and hours.available is null as is_without_hours,
        case when unit.counted = 'seats filled' then unit.available * hours.available else unit.available end as available,
        case when unit.counted = 'seats filled' then unit.used_mean * hours.used_mean else unit.used_mean end as used_mean,
        -- the fullest seats and the fullest hours need not fall together: only that one of them is nought says something
        case
            when unit.counted <> 'seats filled' then unit.used_peak
            when unit.used_peak = 0 or hours.used_peak = 0 then 0
        end as used_peak
    from analysis.measured_unit as unit
    left join hours
        on unit.counted = 'seats filled'
        and hours.asset_id = unit.asset_id
        and hours.unit_kind = unit.unit_kind
        and hours.unit_key = unit.unit_key
        and hours.from_on = unit.from_on
        and hours.to_on = unit.to_on
        and hours.source_file_id = unit.source_file_id
        and hours.source_part = unit.source_part
        and hours.nth = 1
),
direct as (
    select
        stated.asset_id,
        stated.unit_kind,
        stated.asset_id || case when stated.unit_kind = 'room' then '/' || stated.unit_key else '' end as unit_id,
        stated.measure,
        stated.from_on,
        stated.to_on,
        stated.source_file_id,
        stated.source_part,
        stated.source_row,
        stated.body_id,
        stated.unit_name,
        1 as unit_count,
        stated.available,
        stated.used_mean,
        stated.used_peak,
        stated.rooms_in_building,
        stated.unit_area_m2,
        case
            when stated.is_contradicted then 'Its lines state different figures.'
            when stated.is_without_hours then 'Nobody says for how many hours it was in use in the same period.'
        end as fault,
        stated.used_mean / stated.available > assumed.implausible_share or stated.used_peak / stated.available > assumed.implausible_share as is_implausible,
        case
            when stated.measure not in ('U3', 'U8') then null
            when coalesce(stated.used_peak, stated.used_mean) = 0 then stated.unit_area_m2
            when stated.unit_kind = 'room' and coalesce(stated.used_peak, stated.used_mean) > 0 then 0
        end as unused_m2,
        coalesce(coalesce(stated.used_peak, stated.used_mean) = 0, false) as is_unused
    from stated
    cross join assumed
),
summed as (
    select
        room.asset_id,
        room.measure,
        room.from_on,
        room.to_on,
        room.source_file_id,
        room.source_part,
        case when count(*) = 1 then min(room.source_row) end as source_row,
        min(room.body_id) as body_id,
        count(*) as unit_count,
        sum(room.available::decimal(18, 4)) filter (where room.used_mean is not null)::double as mean_available,
        sum(room.used_mean::decimal(18, 4))::double as used_mean,
        sum(room.available::decimal(18, 4)) filter (where room.used_peak is not null)::double as peak_available,
        sum(room.used_peak::decimal(18, 4))::double as used_peak,
        count(room.used_peak) = count(*) as has_all_peaks,
        max(room.rooms_in_building) as rooms_in_building,
        coalesce(sum(room.unit_area_m2::decimal(18, 4))::double, 0) as counted_m2,
        -- how much of the building is spare is known only if every room says whether it is used, and how large it is where it is not
        case when count(room.unused_m2) = count(*) then sum(room.unused_m2::decimal(18, 4))::double end as unused_m2
    from direct as room
    left join direct as whole
        on whole.unit_kind = 'building'
        and whole.asset_id = room.asset_id
        and whole.measure = room.measure
        and whole.from_on = room.from_on
        and whole.to_on = room.to_on
        and whole.source_file_id = room.source_file_id
        and whole.source_part = room.source_part
    where room.unit_kind = 'room' and whole.asset_id is null and room.fault is null and not coalesce(room.is_implausible, false)
    group by room.asset_id, room.measure, room.from_on, room.to_on, room.source_file_id, room.source_part
),
covering as (
    select
        summed.asset_id,
        summed.measure,
        summed.from_on,
        summed.to_on,
        summed.source_file_id,
        summed.source_part,
        summed.source_row,
        summed.body_id,
        summed.unit_count,
        summed.mean_available,
        summed.used_mean,
        summed.peak_available,
        summed.used_peak,
        summed.has_all_peaks,
        summed.unused_m2
    from summed
    left join mart.estate as estate on estate.asset_id = summed.asset_id
    cross join assumed
    where summed.unit_count >= assumed.counted_share * summed.rooms_in_building
        or summed.counted_m2 >= assumed.counted_share * estate.nia_m2
        or summed.counted_m2 >= assumed.counted_share * assumed.net_of_gross_share * estate.gia_m2
),
every as (
    select
        asset_id,
        unit_kind,
        unit_id,
        measure,
        from_on,
        to_on,
        source_file_id,
        source_part,
        source_row,
        body_id,
        unit_name,
        unit_count,
        available as mean_available,
        used_mean,
        case when used_peak is not null then available end as peak_available,
        used_peak,
        fault,
        unused_m2
    from direct
    union all
    select
        asset_id,
        'building' as unit_kind,
        asset_id as unit_id,
        measure,
        from_on,
        to_on,
        source_file_id,
        source_part,
        source_row,
        body_id,
        null as unit_name,
        unit_count,
        mean_available,
        used_mean,
        case when has_all_peaks then peak_available end as peak_available,
        case when has_all_peaks then used_peak end as used_peak,
        null as fault,
        unused_m2
    from covering
)
select
    every.unit_kind,
    every.unit_id,
    every.measure,
    every.from_on::varchar || '/' || every.to_on::varchar as period,
    every.source_file_id,
    every.source_part,
    every.source_row,
    every.unit_name,
    every.asset_id,
    every.body_id,
    every.from_on as period_from_on,
    every.to_on as period_to_on,
    case when every.fault is null then coalesce(every.used_mean, every.used_peak) end as value,
    case every.measure when 'U5' then 'desks' when 'U8' then 'seat-hours' else 'hours' end || case when every.used_mean is null and every.used_peak is not null then ' at the peak' else '' end as value_unit,
    case when every.fault is null then every.used_mean end as numerator,
    case when every.fault is null then coalesce(every.mean_available, every.peak_available) end as denominator,
    case every.measure when 'U3' then 'hours available' when 'U4' then 'hours booked' when 'U5' then 'desks' else 'hours available times seats' end as denominator_basis,
    case when every.fault is null then round(every.used_mean / every.mean_available, 6) end as utilisation_share,
    case when every.fault is null then round(every.used_peak / every.peak_available, 6) end as peak_share,
    case
        when every.fault is not null then every.fault
        when every.measure = 'U4' then 'Hours used of those booked say how well bookings are kept, not how full it is.'
    end as no_band_reason,
    case
        when every.fault is not null then null
        when every.measure = 'U5' and every.used_peak is null then null
        when every.measure = 'U5' then round(greatest(0, every.peak_available - every.used_peak / (1 - assumed.headroom_share)) * assumed.desk_m2, 2)
        else round(every.unused_m2, 2)
    end as spare_m2,
    case
        when every.fault is not null then null
        when every.measure = 'U5' and every.used_peak is not null then 'NIA'
        when every.measure in ('U3', 'U8') and every.unused_m2 is not null then 'NIA'
    end as spare_basis,
    case
        when every.fault is not null then null
        when every.measure = 'U5' and every.used_peak is not null
            then 'desks beyond the peak and ' || regexp_replace(round(assumed.headroom_share * 100)::varchar, '\.0$', '') || ' % headroom, at ' || regexp_replace(assumed.desk_m2::varchar, '\.0$', '') || ' m² a desk'
        when every.measure in ('U3', 'U8') and every.unused_m2 is not null then 'rooms unused at their peak'
    end as spare_method,
    null as unfilled_places,
    null as overfilled_places,
    every.unit_count
from every
cross join assumed
