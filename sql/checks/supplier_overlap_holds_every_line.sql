-- grain: one row per financial year whose suppliers' lines are not all in mart.supplier_overlap
-- question: is every counted line with a supplier in the overlap once, to the penny?
-- owner: procurement leads
-- table: mart.supplier_overlap
-- sentence: addressable and other spend of a year add up to the counted lines that have a supplier
-- severity: blocking
with line as (
    select fy, sum(amount_gbp) as amount_gbp
    from mart.spend_line
    where status = 'counted' and supplier_id is not null
    group by fy
),
overlap as (
    select fy, sum(addressable_gbp + other_gbp) as amount_gbp
    from mart.supplier_overlap
    group by fy
)
select
    line.fy,
    line.amount_gbp as lines_gbp,
    overlap.amount_gbp as overlap_gbp
from line
left join overlap on overlap.fy = line.fy
where line.amount_gbp <> coalesce(overlap.amount_gbp, 0)
