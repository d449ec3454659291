-- grain: one row per option and group of residents
-- question: which groups of residents does each plan for one estate hit, and which cannot be told?
-- owner: pilot team
-- assumptions: access_hit_more_times, access_known_least_share
-- A group is held against all residents (all households) only where the figures of both are known of nearly all small areas: else nothing is said.
with asked as (
    select
        option.option_id,
        option.move_count,
        option.fte,
        listed."group",
        case when listed."group" in ('all households', 'households without a car') then 'all households' else 'all residents' end as whole
    from mart.estate_option as option
    cross join (
        select unnest([
            'all residents', 'most deprived fifth', 'second most deprived fifth', 'middle fifth by deprivation', 'second least deprived fifth',
            'least deprived fifth', 'aged 0 to 15', 'aged 16 to 64', 'aged 65 and over', 'disabled people', 'all households', 'households without a car'
        ]) as "group"
    ) as listed
),
told as (
    select
        option_id,
        "group",
        sum(residents) as residents,
        sum(residents_farther) as residents_farther,
        sum(residents_farther_low) as residents_farther_low,
        sum(residents_farther_high) as residents_farther_high,
        sum(small_area_known_count) * 1.0 / nullif(sum(small_area_count), 0) as known_share,
        max(as_at) as as_at
    from mart.access_change
    where service = 'any public service' and area_type = 'district'
    group by option_id, "group"
),
shared as (
    select option_id, "group", known_share, residents_farther / nullif(residents, 0) as farther_share
    from told
),
lost as (
    select option_id, "group", string_agg(distinct service, ', ' order by service) as services
    from mart.access_change
    where service <> 'any public service' and area_type = 'district' and residents_farther > 0
    group by option_id, "group"
),
decided as (
    select option_id, string_agg(distinct basis, '; ' order by basis) as basis
    from mart.access_change
    where service <> 'any public service' and area_type = 'district'
    group by option_id
),
held as (
    select
        asked.option_id,
        asked."group",
        asked.whole,
        asked.move_count,
        asked.fte,
        told.known_share,
        told.residents,
        told.residents_farther,
        told.residents_farther_low,
        told.residents_farther_high,
        own.farther_share,
        every.farther_share as all_farther_share,
        case
            when own.known_share >= enough.value and every.known_share >= enough.value
                then own.farther_share / nullif(every.farther_share, 0)
        end as times_all,
        told.as_at
    from asked
    left join told on told.option_id = asked.option_id and told."group" = asked."group"
    left join shared as own on own.option_id = asked.option_id and own."group" = asked."group"
    left join shared as every on every.option_id = asked.option_id and every."group" = asked.whole
    inner join core.assumption as enough on enough.assumption_id = 'access_known_least_share'
)
select
    held.option_id,
    held."group",
    case held.whole when 'all households' then 'households' else 'persons' end as unit,
    held.residents is not null as is_known,
    held.known_share,
    held.residents,
    held.residents_farther,
    held.residents_farther_low,
    held.residents_farther_high,
    held.farther_share,
    held.all_farther_share,
    held.times_all,
    held.times_all >= threshold.value as is_hit_more,
    lost.services,
    decided.basis,
    held.as_at,
    held.move_count,
    held.fte
from held
left join lost on lost.option_id = held.option_id and lost."group" = held."group"
left join decided on decided.option_id = held.option_id
inner join core.assumption as threshold on threshold.assumption_id = 'access_hit_more_times'
