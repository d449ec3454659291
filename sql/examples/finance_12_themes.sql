-- question: What does each of us spend on a theme, and how much of it prevents or treats?
-- for: finance lead
-- answer: one row per theme, body and year, the most money first within a theme
-- A pound may be in several themes: never add them. Of lines that state the same money only the finer ones are taken. What no line tells, whether
-- it prevents or treats, is neither's share and stands apart.
select
    theme,
    body_id,
    fy,
    sum(theme_gbp) as theme_gbp,
    coalesce(sum(theme_gbp) filter (where theme_basis <> 'direct'), 0) as by_assumed_share_gbp,
    coalesce(sum(theme_gbp) filter (where is_stance_told and stance = 'prevent'), 0) as prevents_gbp,
    coalesce(sum(theme_gbp) filter (where is_stance_told and stance = 'treat'), 0) as treats_gbp,
    coalesce(sum(theme_gbp) filter (where is_stance_told and stance = 'neither'), 0) as does_neither_gbp,
    coalesce(sum(theme_gbp) filter (where not is_stance_told), 0) as not_told_gbp
from mart.spend_theme
where is_best
group by theme, body_id, fy
order by theme, theme_gbp desc, body_id, fy
