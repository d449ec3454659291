-- grain: one row per theme, body, financial year and kind of figure
-- question: what does each body spend on each theme, and how much of it prevents or treats?
-- owner: finance leads
select
    spent.theme,
    spent.body_id,
    body.name as body,
    spent.fy,
    spent.measure,
    sum(spent.theme_gbp) as theme_gbp,
    coalesce(sum(spent.theme_gbp) filter (where spent.stance = 'prevent'), 0) as prevent_gbp,
    coalesce(sum(spent.theme_gbp) filter (where spent.stance = 'treat'), 0) as treat_gbp,
    coalesce(sum(spent.theme_gbp) filter (where spent.share_assumption is not null), 0) as assumed_share_gbp
from mart.spend_theme as spent
inner join ref.body as body on body.body_id = spent.body_id
where spent.is_best
group by spent.theme, spent.body_id, body.name, spent.fy, spent.measure
order by spent.theme, spent.fy desc, theme_gbp desc, spent.body_id, spent.measure
