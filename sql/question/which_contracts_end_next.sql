-- grain: one row per contract that runs and has a last day
-- question: which running contracts end next, and what are they worth a year?
-- owner: finance leads
select
    agreed.line_id,
    agreed.ends_on,
    agreed.body_id,
    body.name as body,
    agreed.title,
    agreed.category,
    agreed.supplier_as_published,
    agreed.annual_gbp,
    agreed.is_addressable,
    agreed.as_at_on
from mart.contract as agreed
inner join ref.body as body on body.body_id = agreed.body_id
where agreed.is_running and agreed.ends_on is not null
order by agreed.ends_on, agreed.annual_gbp desc nulls last, agreed.line_id
