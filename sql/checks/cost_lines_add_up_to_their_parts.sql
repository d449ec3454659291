-- grain: one row per table of a file whose lines do not add up to its account
-- question: do the published lines of costs and surveys add up to what was read, by file, to the penny?
-- owner: finance leads
-- table: mart.estate_cost
-- sentence: the lines of each return of costs or surveys add up, in rows and pounds, to what its account says was loaded
-- severity: blocking
with line as (
    select
        source_file_id,
        source_part,
        count(*) as rows_loaded,
        coalesce(sum(case source_kind when 'estate_cost' then running_cost_gbp else required_maintenance_gbp end), 0) as amount_loaded_gbp
    from mart.estate_cost
    where source_kind in ('estate_cost', 'condition_survey')
    group by source_file_id, source_part
)
select
    part.source_file_id,
    part.source_part,
    part.rows_loaded,
    line.rows_loaded as lines_loaded,
    part.amount_loaded_gbp,
    line.amount_loaded_gbp as lines_loaded_gbp
from ops.source_part as part
left join line on line.source_file_id = part.source_file_id and line.source_part = part.source_part
where part.kind in ('estate_cost', 'condition_survey')
    and part.amount_read_gbp is not null
    and part.status <> 'duplicate'
    and (
        part.rows_loaded <> coalesce(line.rows_loaded, 0)
        or part.amount_loaded_gbp <> coalesce(line.amount_loaded_gbp, 0)
    )
