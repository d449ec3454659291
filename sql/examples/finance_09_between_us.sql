-- question: What do we pay to each other?
-- for: finance lead
-- answer: one row per paying and paid body, the most money first
-- A payment to a body of the place is no money spent outside: it must not be counted again where that body spends it.
select
    body_id as paid_by,
    payee_body_id as paid_to,
    count(*) as lines,
    sum(amount_gbp) as amount_gbp
from mart.spend_line
where status = 'counted' and payee_body_id is not null and payee_body_id <> body_id
group by body_id, payee_body_id
order by amount_gbp desc, paid_by, paid_to
