-- grain: one row per table of a file most of which was rejected
-- question: is a file so badly understood that somebody must look at it?
-- owner: pilot team
-- table: ops.source_part
-- sentence: at most half of the rows of a table are rejected
-- severity: warning
-- assumptions: rejected_rows_share
select part.source_file_id, part.source_part, part.rows_read, part.rows_rejected
from ops.source_part as part
inner join core.assumption as threshold on threshold.assumption_id = 'rejected_rows_share'
where part.rows_rejected > threshold.value * part.rows_read
