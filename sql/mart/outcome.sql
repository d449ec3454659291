-- grain: one row per indicator, area, part of its people and period
-- question: how do people in each area fare by each indicator, and how has that moved?
-- owner: strategy board
-- A series is not joined where the definition changes: where ref.indicator has a later row, where the list states another definition, or where it
-- says itself that the figure cannot be compared. Figures of periods of different length are of different series. A list that names one age
-- alone of an indicator means the indicator itself: what stands for it is its figure of all people, and where there is none its parts.
with line as (
    select
        told.indicator_id,
        told.area_code,
        told.body_id,
        told.lead_body_id,
        staged.framework,
        staged.indicator_code,
        staged.indicator_as_published,
        staged.priority_outcome,
        staged.theme_as_published,
        staged.area_as_published,
        staged.breakdown,
        staged.period_starts_on,
        staged.period_ends_on,
        date_diff('month', staged.period_starts_on, staged.period_ends_on + interval 1 day) as months,
        staged.value,
        staged.unit,
        staged.low,
        staged.high,
        staged.interval_basis,
        staged.numerator,
        staged.denominator,
        staged.target,
        staged.direction,
        staged.lead_partner_as_published,
        staged.source_as_published,
        staged.definition_as_published,
        coalesce(staged.is_break, false) as is_break,
        staged.note_as_published,
        staged.source_file_id,
        staged.source_part,
        staged.source_row
    from core.outcome_line as told
    inner join staging.outcome as staged
        on staged.source_file_id = told.source_file_id
        and staged.source_part = told.source_part
        and staged.source_row = told.source_row
    where told.line_status = 'loaded'
),
valid as (
    -- the definition that holds on the first day of the period; before the first one known, that one
    select
        line.source_file_id,
        line.source_part,
        line.source_row,
        coalesce(max(known.valid_from) filter (where known.valid_from <= line.period_starts_on), min(known.valid_from)) as valid_from
    from line
    inner join ref.indicator as known on known.indicator_id = line.indicator_id
    group by line.source_file_id, line.source_part, line.source_row
),
defined as (
    select
        line.indicator_id,
        line.area_code,
        line.body_id,
        line.lead_body_id,
        line.framework,
        coalesce(line.indicator_code, known.code) as indicator_code,
        coalesce(line.indicator_as_published, known.name, line.indicator_code) as indicator,
        line.priority_outcome,
        line.theme_as_published,
        line.area_as_published,
        line.breakdown,
        line.period_starts_on,
        line.period_ends_on,
        case
            when line.period_starts_on = line.period_ends_on then 'day'
            when line.months = 12 then 'year'
            when line.months = 3 then 'quarter'
            when line.months = 1 then 'month'
            when line.months > 12 and line.months % 12 = 0 then 'several years'
            else 'other'
        end as period_kind,
        line.months,
        line.value,
        line.unit,
        line.low,
        line.high,
        line.interval_basis,
        line.numerator,
        line.denominator,
        line.target,
        coalesce(line.direction, known.direction) as direction,
        case when line.direction is not null then 'the list' else known.direction_source end as direction_source,
        line.lead_partner_as_published,
        line.source_as_published,
        line.definition_as_published,
        line.is_break,
        line.note_as_published,
        known.theme as known_theme,
        known.definition as known_definition,
        valid.valid_from,
        line.source_file_id,
        line.source_part,
        line.source_row
    from line
    left join valid
        on valid.source_file_id = line.source_file_id and valid.source_part = line.source_part and valid.source_row = line.source_row
    left join ref.indicator as known on known.indicator_id = line.indicator_id and known.valid_from = valid.valid_from
),
beside as (
    select
        source_file_id,
        source_part,
        source_row,
        case
            when lag(value) over before is null then null
            when is_break then 'the list says that it cannot be compared with the figures before'
            when valid_from is distinct from lag(valid_from) over before then 'the definition changed: ' || known_definition
            when definition_as_published <> last_value(definition_as_published ignore nulls) over all_before then 'the list states another definition: ' || definition_as_published
            when unit <> lag(unit) over before then 'the list states another unit: ' || unit
        end as break_reason
    from defined
    window
        before as (partition by indicator_id, area_code, breakdown, period_kind, months order by period_ends_on, period_starts_on),
        all_before as (
            partition by indicator_id, area_code, breakdown, period_kind, months
            order by period_ends_on, period_starts_on
            rows between unbounded preceding and 1 preceding
        )
),
numbered as (
    select
        defined.source_file_id,
        defined.source_part,
        defined.source_row,
        beside.break_reason,
        1 + count(beside.break_reason) over (
            partition by defined.indicator_id, defined.area_code, defined.breakdown, defined.period_kind, defined.months
            order by defined.period_ends_on, defined.period_starts_on
        ) as series_number
    from defined
    inner join beside
        on beside.source_file_id = defined.source_file_id
        and beside.source_part = defined.source_part
        and beside.source_row = defined.source_row
),
followed as (
    select
        defined.source_file_id,
        defined.source_part,
        defined.source_row,
        numbered.break_reason,
        numbered.series_number,
        lag(defined.period_ends_on) over series as previous_ends_on,
        lag(defined.value) over series as previous_value,
        lag(defined.low) over series as previous_low,
        lag(defined.high) over series as previous_high
    from defined
    inner join numbered
        on numbered.source_file_id = defined.source_file_id
        and numbered.source_part = defined.source_part
        and numbered.source_row = defined.source_row
    window series as (
        partition by defined.indicator_id, defined.area_code, defined.breakdown, defined.period_kind, defined.months, numbered.series_number
        order by defined.period_ends_on, defined.period_starts_on
    )
),
own_body as (
    select gss_code as area_code, min(body_id) as body_id
    from ref.body
    where gss_code is not null
    group by gss_code
    having count(*) = 1
),
theme as (
    select distinct theme from ref.theme_line
)
select
    defined.indicator_id,
    defined.framework,
    defined.indicator_code,
    defined.indicator,
    defined.priority_outcome,
    defined.area_code,
    coalesce(area.area_name, defined.area_as_published, own.name, defined.area_code) as area,
    own_body.body_id as area_body_id,
    defined.breakdown,
    defined.breakdown = 'all' or not bool_or(defined.breakdown = 'all') over (partition by defined.indicator_id, defined.area_code) as is_headline,
    defined.period_starts_on,
    defined.period_ends_on,
    defined.period_kind,
    year(defined.period_ends_on) - case when month(defined.period_ends_on) < 4 then 1 else 0 end as fy,
    defined.value,
    defined.unit,
    defined.low,
    defined.high,
    defined.interval_basis,
    defined.numerator,
    defined.denominator,
    defined.target,
    case
        when defined.target is null or coalesce(defined.direction, 'neither') = 'neither' then 'not told'
        when (defined.direction = 'higher' and defined.value >= defined.target) or (defined.direction = 'lower' and defined.value <= defined.target) then 'met'
        else 'not met'
    end as target_status,
    defined.direction,
    defined.direction_source,
    defined.lead_partner_as_published,
    defined.lead_body_id,
    coalesce(theme.theme, defined.known_theme) as theme,
    coalesce(defined.definition_as_published, defined.known_definition) as definition,
    followed.series_number,
    followed.break_reason,
    followed.previous_ends_on,
    followed.previous_value,
    round(defined.value - followed.previous_value, 6) as change,
    defined.low > followed.previous_high or defined.high < followed.previous_low as change_is_beyond_intervals,
    case
        when followed.previous_value is null then 'first of its series'
        when defined.value = followed.previous_value then 'as before'
        when defined.direction is null then 'direction not known'
        when defined.direction = 'neither' then 'neither better nor worse'
        when (defined.direction = 'higher') = (defined.value > followed.previous_value) then 'better'
        else 'worse'
    end as movement,
    defined.source_as_published as source,
    defined.note_as_published as note,
    defined.source_file_id,
    defined.source_part,
    defined.source_row
from defined
inner join followed
    on followed.source_file_id = defined.source_file_id
    and followed.source_part = defined.source_part
    and followed.source_row = defined.source_row
left join core.area as area on area.area_code = defined.area_code
left join own_body on own_body.area_code = defined.area_code
left join ref.body as own on own.body_id = own_body.body_id
left join theme on theme.theme = lower(defined.theme_as_published)
