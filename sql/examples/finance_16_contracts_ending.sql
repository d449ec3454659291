-- question: In which year do how many of our running contracts end, and what are they worth a year?
-- for: finance lead
-- answer: one row per year in which contracts end, the next first
select
    year(ends_on) as ends_in,
    count(*) as contracts,
    count(distinct body_id) as bodies,
    sum(annual_gbp) as a_year_gbp
from question.which_contracts_end_next
group by year(ends_on)
order by ends_in
