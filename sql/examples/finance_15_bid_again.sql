-- question: Who has to bid again and again for short grants?
-- for: finance lead
-- answer: one row per funder and recipient who was given short grants in two or more years without a break, the longest first
-- Short is what runs for no more than grant_short_months of ref.assumption. Of recipients whose names are withheld nothing is told.
select
    funder,
    max(recipient) as recipient,
    max(short_run_years) as years_without_a_break,
    max(fy) as last_fy,
    count(*) as short_grants,
    sum(amount_gbp) as awarded_gbp
from mart.grant_gateway
where is_short and recipient_key is not null
group by funder, recipient_key
having max(short_run_years) >= 2
order by years_without_a_break desc, awarded_gbp desc, funder, recipient
