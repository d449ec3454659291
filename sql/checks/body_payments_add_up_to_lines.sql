-- grain: one row per body whose payments differ from its counted lines
-- question: do the payments of each body add up to its counted lines?
-- owner: finance leads
-- table: mart.body_coverage
-- sentence: the payments of each body are the sum of its counted lines
-- severity: blocking
with line as (
    select body_id, count(*) as line_count, sum(amount_gbp) as amount_gbp
    from mart.spend_line
    where status = 'counted'
    group by body_id
)
select coverage.body_id, coverage.payments_gbp, line.amount_gbp, coverage.payment_lines, line.line_count
from mart.body_coverage as coverage
full outer join line on line.body_id = coverage.body_id
where coalesce(coverage.payments_gbp, 0) <> coalesce(line.amount_gbp, 0)
    or coalesce(coverage.payment_lines, 0) <> coalesce(line.line_count, 0)
