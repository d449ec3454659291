-- grain: one row per body and financial year
-- question: what did each body pay, by the lists of payments that it published?
-- owner: finance leads
select
    line.body_id,
    body.name as body,
    line.fy,
    count(*) as line_count,
    count(distinct line.supplier_id) as supplier_count,
    sum(line.amount_gbp) as paid_gbp,
    coalesce(sum(line.amount_gbp) filter (where line.payee_body_id is not null), 0) as to_bodies_here_gbp,
    min(line.paid_on) as first_paid_on,
    max(line.paid_on) as last_paid_on
from mart.spend_line as line
inner join ref.body as body on body.body_id = line.body_id
where line.status = 'counted'
group by line.body_id, body.name, line.fy
order by paid_gbp desc, line.body_id, line.fy
