-- grain: one row per thing that somebody should know about a line of a file
-- question: what was not understood, in which file and line, and who must act?
-- owner: pilot team
select
    issue.issue_id,
    issue.severity,
    issue.responsible,
    file.sender,
    file.path,
    issue.source_part,
    issue.source_row,
    issue.field,
    issue.value,
    issue.message,
    issue.occurrences
from ops.issue as issue
left join ops.source_file as file on file.source_file_id = issue.source_file_id
order by
    case issue.severity when 'error' then 1 when 'warning' then 2 else 3 end, issue.occurrences desc, file.path, issue.source_part, issue.source_row,
    issue.issue_id
