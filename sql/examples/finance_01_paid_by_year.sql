-- question: What did each body pay in each financial year, by the lists it published?
-- for: finance lead
-- answer: one row per body and financial year (the year in which April falls)
select
    body_id as body,
    fy,
    count(*) as lines,
    sum(amount_gbp) as amount_gbp
from mart.spend_line
where status = 'counted'
group by body_id, fy
order by body, fy
