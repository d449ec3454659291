-- question: What do we spend on each theme, and how do its indicators stand in their latest figures?
-- for: finance lead
-- answer: one row per theme, indicator and area, with the spending of the year of its latest figure
-- They stand beside each other; neither tells why the other moved. A figure that begins a new definition has no change, and years in which nobody
-- sent a return have no spending rather than nought. Themes are never added.
with ranked as (
    select
        theme,
        indicator_id,
        area,
        fy,
        value,
        unit,
        change,
        movement,
        own_spend_gbp,
        row_number() over (partition by theme, indicator_id, area_code order by period_ends_on desc) as nth
    from mart.outcome_theme
)
select theme, indicator_id, area, fy, value, unit, change, movement, own_spend_gbp
from ranked
where nth = 1
order by theme, fy desc, indicator_id, area
