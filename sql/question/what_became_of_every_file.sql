-- grain: one row per table found in a file received
-- question: what became of every row and every pound that was received?
-- owner: pilot team
select
    part.source_file_id,
    part.source_part,
    file.sender,
    file.path,
    part.kind,
    part.status,
    coalesce(part.reason, file.reason) as reason,
    part.rows_read,
    part.rows_loaded,
    part.rows_read - part.rows_loaded as rows_not_loaded,
    part.amount_read_gbp,
    part.amount_loaded_gbp,
    part.amount_read_gbp - part.amount_loaded_gbp as amount_not_loaded_gbp
from ops.source_part as part
inner join ops.source_file as file on file.source_file_id = part.source_file_id
order by rows_not_loaded desc, file.path, part.source_part
