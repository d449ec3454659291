-- grain: one row per table of a file whose lines do not add up to its account
-- question: do the published lines of returns add up to what was read, by file, to the penny?
-- owner: finance leads
-- table: mart.return_line
-- sentence: the lines of each table of returns add up, in rows and pounds, to what its account says was loaded and superseded
-- severity: blocking
with line as (
    select
        source_file_id,
        source_part,
        count(*) filter (where status <> 'superseded') as rows_loaded,
        count(*) filter (where status = 'superseded') as rows_superseded,
        coalesce(sum(amount_gbp) filter (where status <> 'superseded'), 0) as amount_loaded_gbp,
        coalesce(sum(amount_gbp) filter (where status = 'superseded'), 0) as amount_superseded_gbp
    from mart.return_line
    group by source_file_id, source_part
)
select
    part.source_file_id,
    part.source_part,
    part.rows_loaded,
    line.rows_loaded as lines_loaded,
    part.amount_loaded_gbp,
    line.amount_loaded_gbp as lines_loaded_gbp,
    part.amount_superseded_gbp,
    line.amount_superseded_gbp as lines_superseded_gbp
from ops.source_part as part
left join line on line.source_file_id = part.source_file_id and line.source_part = part.source_part
where part.kind in ('revenue_outturn', 'nhs_return', 'police_return', 'fire_return', 'central_return')
    and part.status <> 'duplicate'
    and part.amount_read_gbp is not null
    and (
        part.rows_loaded <> coalesce(line.rows_loaded, 0)
        or part.rows_superseded <> coalesce(line.rows_superseded, 0)
        or part.amount_loaded_gbp <> coalesce(line.amount_loaded_gbp, 0)
        or part.amount_superseded_gbp <> coalesce(line.amount_superseded_gbp, 0)
    )
