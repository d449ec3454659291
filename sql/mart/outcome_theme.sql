-- grain: one row per theme, indicator of it, area and year
-- question: what is spent on a theme, and how do its indicators stand, year by year?
-- owner: strategy board
-- The figures stand beside each other; what one has to do with the other is not told by either. Spending of bodies that go beyond the area stands
-- by itself and whole. Of lines that state the same money the finer ones are taken. A series has one figure a year at most, be it of the whole
-- year, of some months or of a day; of several series of an indicator the one of the longest periods stands.
with counted as (
    select
        theme,
        indicator_id,
        area_code,
        period_starts_on,
        period_ends_on,
        fy,
        indicator || case when breakdown = 'all' then '' else ' (' || breakdown || ')' end as indicator,
        area,
        value,
        unit,
        low,
        high,
        change,
        movement,
        series_number,
        break_reason,
        count(*) over (partition by indicator_id, area_code, period_kind, fy) as figures_a_year,
        row_number() over (partition by indicator_id, area_code, fy order by period_ends_on - period_starts_on desc, period_ends_on desc) as nth
    from mart.outcome
    where theme is not null and is_headline and period_kind <> 'several years'
),
outcome as (
    select theme, indicator_id, area_code, period_ends_on, fy, indicator, area, value, unit, low, high, change, movement, series_number, break_reason
    from counted
    where nth = 1 and figures_a_year = 1
),
part as (
    -- the areas that the indicator's area is made of: those that its own council serves, else itself
    select outcome.area_code, coalesce(served.area_code, outcome.area_code) as part_code
    from (select distinct area_code from outcome) as outcome
    left join ref.body as own on own.gss_code = outcome.area_code and own.kind = 'council'
    left join core.body_area as served on served.body_id = own.body_id
),
reach as (
    select
        part.area_code,
        served.body_id,
        count(distinct served.area_code) as inside_count,
        max(whole.area_count) as area_count
    from part
    inner join core.body_area as served on served.area_code = part.part_code
    inner join (select body_id, count(*) as area_count from core.body_area group by body_id) as whole on whole.body_id = served.body_id
    group by part.area_code, served.body_id
),
spent as (
    select
        body_id,
        fy,
        theme,
        sum(theme_gbp) as theme_gbp,
        coalesce(sum(theme_gbp) filter (where is_stance_told and stance = 'prevent'), 0) as prevent_gbp,
        coalesce(sum(theme_gbp) filter (where theme_basis <> 'direct'), 0) as assumed_gbp
    from mart.spend_theme
    where is_best
    group by body_id, fy, theme
),
here as (
    select
        reach.area_code,
        spent.theme,
        spent.fy,
        sum(spent.theme_gbp) filter (where reach.inside_count = reach.area_count) as own_spend_gbp,
        string_agg(spent.body_id, ';' order by spent.body_id) filter (where reach.inside_count = reach.area_count) as own_body_ids,
        sum(spent.theme_gbp) filter (where reach.inside_count < reach.area_count) as wider_spend_gbp,
        string_agg(spent.body_id, ';' order by spent.body_id) filter (where reach.inside_count < reach.area_count) as wider_body_ids,
        sum(spent.prevent_gbp) filter (where reach.inside_count = reach.area_count) as own_prevent_gbp,
        sum(spent.assumed_gbp) filter (where reach.inside_count = reach.area_count) as assumed_share_gbp
    from reach
    inner join spent on spent.body_id = reach.body_id
    group by reach.area_code, spent.theme, spent.fy
)
select
    outcome.theme,
    outcome.indicator_id,
    outcome.area_code,
    outcome.period_ends_on,
    outcome.fy,
    outcome.indicator,
    outcome.area,
    outcome.value,
    outcome.unit,
    outcome.low,
    outcome.high,
    outcome.change,
    outcome.movement,
    outcome.series_number,
    outcome.break_reason,
    here.own_spend_gbp,
    here.own_body_ids,
    here.wider_spend_gbp,
    here.wider_body_ids,
    here.own_prevent_gbp,
    here.assumed_share_gbp
from outcome
left join here on here.area_code = outcome.area_code and here.theme = outcome.theme and here.fy = outcome.fy
