-- question: If all partners plan together, which candidates for release come up in which year, and what would they bring?
-- for: estates officer
-- answer: one row per financial year of leaving; candidates, not recommendations: each with its own checklist in mart.release_candidate
-- Receipts are capital, less cost of sale, and only those that an owner has stated; backlog avoided is a liability, never cash. The three are never added up.
select
    left_fy as fy,
    count(*) as candidates,
    count(*) filter (where is_robust) as whatever_changes_by_a_fifth,
    count(net_receipt_gbp) as with_a_stated_receipt,
    sum(net_receipt_gbp) as net_receipt_gbp,
    sum(one_off_cost_gbp) as one_off_cost_gbp,
    sum(revenue_a_year_gbp) as revenue_a_year_gbp,
    sum(backlog_avoided_gbp) as backlog_avoided_gbp
from mart.release_candidate
where option_id = 'together-today'
group by left_fy
order by fy
