-- question: Which printed totals of our returns are not the sum of their lines, and by how much?
-- for: finance lead
-- answer: one row per total that nothing explains, the largest difference first
select
    body,
    fy,
    item as total,
    expected_gbp as printed_gbp,
    difference_gbp
from question.does_each_return_add_up
where explanation like 'not explained%' and explained_gbp is null
order by abs(difference_gbp) desc, body, total
