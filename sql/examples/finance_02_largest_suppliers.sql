-- question: Whom do we pay the most together, however its name is spelt?
-- for: finance lead
-- answer: one row per supplier, ten at most; public bodies and payees that are withheld are left out
select
    min(supplier_as_published) as supplier,
    count(distinct supplier_as_published) as spellings,
    count(distinct body_id) as bodies,
    count(*) as lines,
    sum(amount_gbp) as amount_gbp
from mart.spend_line
where status = 'counted' and supplier_id is not null and payee_body_id is null
group by supplier_id
order by amount_gbp desc
limit 10
