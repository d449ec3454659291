-- question: Which files make up what Aldermarch County Council paid, and how much does each bring?
-- for: finance lead
-- answer: one row per file; together they are payments_gbp of mart.body_coverage, to the penny
select
    file.path,
    count(*) as lines,
    sum(lineage.amount_gbp) as amount_gbp
from ops.lineage as lineage
inner join mart.spend_line as line on line.line_id = lineage.line_id
inner join ops.source_file as file on file.source_file_id = line.source_file_id
where lineage.table_name = 'mart.body_coverage'
    and lineage.row_key = 'body_id=aldermarch-county-council'
    and lineage.column_name = 'payments_gbp'
group by file.path
order by file.path
