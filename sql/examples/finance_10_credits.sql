-- question: How much of what each body lists are credits: money that came back?
-- for: finance lead
-- answer: one row per body with credits, the most money first
select
    body_id as body,
    count(*) as credits,
    sum(amount_gbp) as amount_gbp
from mart.spend_line
where status = 'counted' and amount_gbp < 0
group by body_id
order by amount_gbp, body
