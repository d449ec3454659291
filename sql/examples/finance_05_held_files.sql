-- question: Which lists of payments wait for somebody, and how much money is in them?
-- for: finance lead
-- answer: one row per table of a file with held lines, the most money first
-- A file whose kind is not known yet is not among them: nobody can say which of its columns is the money.
select
    file.path,
    part.rows_held as lines,
    part.amount_held_gbp
from ops.source_part as part
inner join ops.source_file as file on file.source_file_id = part.source_file_id
where part.kind = 'payments' and part.rows_held > 0
order by part.amount_held_gbp desc, file.path
