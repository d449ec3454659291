-- grain: one row per thing that somebody should know about a line of a file
-- question: what was not understood, where exactly, and who must act?
-- owner: pilot team
-- The value is withheld where the line is about sensitive premises.
-- What is odd in a line that lies outside the place (a national list) concerns nobody here.
with outside as (
    select source_file_id, source_part, source_row
    from core.property_line
    where line_status = 'ignored'
    union all
    select source_file_id, source_part, source_row
    from core.payment_line
    where line_status = 'ignored'
),
every as (
    select
        issue.source_file_id,
        issue.source_part,
        issue.source_row,
        issue.field,
        issue.value,
        issue.issue_type,
        issue.severity,
        issue.message,
        issue.responsible,
        issue.occurrences
    from staging.issue as issue
    left join outside
        on outside.source_file_id = issue.source_file_id
        and outside.source_part = issue.source_part
        and outside.source_row = issue.source_row
    where outside.source_row is null
    union all
    select
        source_file_id, source_part, source_row, field, value, issue_type, severity, message, responsible, occurrences
    from core.issue
    union all
    select
        source_file_id, source_part, source_row, field, value, issue_type, severity, message, responsible, occurrences
    from analysis.utilisation_issue
),
guarded as (
    select
        every.source_file_id,
        every.source_part,
        every.source_row,
        every.field,
        case when line.is_sensitive or reference.is_sensitive then '(withheld)' else every.value end as value,
        every.issue_type,
        every.severity,
        case when line.is_sensitive or reference.is_sensitive then 'The line is about sensitive premises; look at it in the file.' else every.message end as message,
        every.responsible,
        every.occurrences
    from every
    left join core.property_line as line
        on line.source_file_id = every.source_file_id
        and line.source_part = every.source_part
        and line.source_row = every.source_row
    left join core.asset_reference as reference
        on reference.source_file_id = every.source_file_id
        and reference.source_part = every.source_part
        and reference.source_row = every.source_row
),
numbered as (
    select
        source_file_id,
        source_part,
        source_row,
        field,
        value,
        issue_type,
        severity,
        message,
        responsible,
        occurrences,
        row_number() over (
            partition by source_file_id, source_part, source_row, field, issue_type
            order by value, message, occurrences
        ) as nth
    from guarded
)
select
    concat_ws('/', source_file_id, source_part, source_row::varchar, field, issue_type, nullif(nth, 1)::varchar) as issue_id,
    source_file_id,
    source_part,
    source_row,
    field,
    value,
    issue_type,
    severity,
    message,
    responsible,
    occurrences
from numbered
