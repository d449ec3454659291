-- grain: one row per body whose counted homes differ from its lines about homes
-- question: is every line about a single dwelling in the count of its body, once?
-- owner: pilot team
-- table: mart.dwelling
-- sentence: the single dwellings of each body are those of its lines, each counted in one area
-- severity: blocking
with line as (
    select body_id, count(*) as line_count, count(distinct premises_key) as dwelling_count
    from core.property_line
    where line_status = 'loaded' and is_dwelling
    group by body_id
),
counted as (
    select body_id, sum(line_count)::bigint as line_count, sum(dwelling_count)::bigint as dwelling_count
    from mart.dwelling
    group by body_id
)
select
    coalesce(line.body_id, counted.body_id) as body_id,
    line.line_count,
    counted.line_count as lines_counted,
    line.dwelling_count,
    counted.dwelling_count as dwellings_counted
from line
full outer join counted on counted.body_id = line.body_id
where coalesce(line.line_count, 0) <> coalesce(counted.line_count, 0)
    or coalesce(line.dwelling_count, 0) <> coalesce(counted.dwelling_count, 0)
