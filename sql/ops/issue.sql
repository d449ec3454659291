-- grain: one row per thing that somebody should know about a line of a file
-- question: what was not understood, where exactly, and who must act?
-- owner: pilot team
-- The value is withheld where the line is about sensitive premises or a single dwelling.
-- What is odd in a line that lies outside the place (a national list) concerns nobody here.
with outside as (
    select source_file_id, source_part, source_row
    from core.property_line
    where line_status = 'ignored'
    union all
    select source_file_id, source_part, source_row
    from core.payment_line
    where line_status = 'ignored'
    union all
    select distinct outturn.source_file_id, outturn.source_part, outturn.source_row
    from staging.revenue_outturn as outturn
    inner join core.outturn_label as label
        on label.source_file_id = outturn.source_file_id
        and label.source_part = outturn.source_part
        and label.authority_code is not distinct from outturn.authority_code
        and label.ons_code is not distinct from outturn.ons_code
        and label.authority_as_published is not distinct from outturn.authority_as_published
    where label.body_id is null
    union all
    select source_file_id, source_part, source_row
    from core.nhs_estate_line
    where line_status = 'ignored'
    union all
    select source_file_id, source_part, source_row
    from core.plain_spend_line
    where line_status = 'ignored'
    union all
    select source_file_id, source_part, source_row
    from core.sector_line
    where line_status = 'ignored'
    union all
    select source_file_id, source_part, source_row
    from core.licence_line
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
    from core.national_issue
    union all
    select
        source_file_id, source_part, source_row, field, value, issue_type, severity, message, responsible, occurrences
    from analysis.utilisation_issue
    union all
    select
        source_file_id, source_part, source_row, field, value, issue_type, severity, message, responsible, occurrences
    from analysis.return_issue
    union all
    select
        source_file_id, source_part, source_row, field, value, issue_type, severity, message, responsible, occurrences
    from analysis.payment_issue
),
home as (
    select source_file_id, source_part, source_row
    from core.dwelling_statement
    union
    select source_file_id, source_part, source_row
    from core.property_line
    where is_dwelling
    union
    select source_file_id, source_part, source_row
    from core.asset_reference
    where line_reason = 'about a single dwelling, which is only counted'
),
withheld as (
    select
        every.source_file_id,
        every.source_part,
        every.source_row,
        every.field,
        case
            when guarded.source_row is not null or home.source_row is not null or no_value.text is not null or no_message.text is not null then '(withheld)'
            else every.value
        end as value,
        every.issue_type,
        every.severity,
        case
            -- one sentence for all: why it is withheld would tell, beside file and row, which line is that of a refuge
            when guarded.source_row is not null or home.source_row is not null or no_value.text is not null or no_message.text is not null
                then 'Part of this line is withheld; look at it in the file.'
            else every.message
        end as message,
        every.responsible,
        every.occurrences
    from every
    left join core.guarded_line as guarded
        on guarded.source_file_id = every.source_file_id
        and guarded.source_part = every.source_part
        and guarded.source_row = every.source_row
    left join core.guarded_text as no_value on no_value.text = every.value
    left join core.guarded_text as no_message on no_message.text = every.message
    left join home
        on home.source_file_id = every.source_file_id
        and home.source_part = every.source_part
        and home.source_row = every.source_row
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
    from withheld
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
