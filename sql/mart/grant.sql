-- grain: one row per line of a list of grants that counts, or that a newer or other list has too
-- question: which grants were given in the place, by whom, to whom, for what and when?
-- owner: finance leads
-- A list that gives one number for charities and companies alike: eight digits or letters before six are a company's.
with line as (
    select
        staged.part_number * 67108864 + staged.source_row as line_id,
        staged.source_file_id,
        staged.source_part,
        staged.source_row,
        line.line_status,
        line.line_reason,
        line.body_id,
        line.funder_as_published,
        line.as_at_on,
        staged.grant_identifier,
        staged.title,
        staged.purpose_as_published,
        staged.programme_as_published,
        staged.department_as_published,
        staged.recipient_key,
        staged.recipient_as_published,
        staged.is_withheld,
        coalesce(
            nullif(regexp_extract(regexp_replace(staged.charity_number, '[^0-9A-Za-z]', '', 'g'), '^(?:SC|NIC)?[0-9]{6,7}$'), ''),
            nullif(regexp_extract(staged.recipient_code, '^GB-CHC-([0-9]{6,7})', 1), '')
        ) as charity_number,
        coalesce(
            nullif(regexp_extract(upper(regexp_replace(staged.company_number, '[^0-9A-Za-z]', '', 'g')), '^(?:[0-9]{6,8}|[A-Z]{2}[0-9]{6})$'), ''),
            nullif(regexp_extract(upper(regexp_replace(staged.charity_number, '[^0-9A-Za-z]', '', 'g')), '^(?:[0-9]{8}|(?:CE|CS|CI|IP|OC|RS|NI|SO)[0-9]{6})$'), ''),
            nullif(regexp_extract(staged.recipient_code, '^GB-COH-([0-9A-Z]{8})', 1), '')
        ) as company_number,
        staged.recipient_code,
        staged.area_code,
        staged.area_as_published,
        staged.awarded_on,
        staged.fy,
        staged.fy_basis,
        staged.starts_on,
        staged.ends_on,
        coalesce(staged.duration_months, date_diff('month', staged.starts_on, staged.ends_on + interval 1 day)) as duration_months,
        staged.period_as_published,
        staged.amount_gbp,
        staged.amount_basis,
        staged.disbursed_gbp,
        staged.applied_gbp,
        staged.is_open_call,
        staged.regrant_as_published,
        staged.payment_timing_as_published,
        staged.overhead_asked_gbp,
        staged.overhead_given_gbp,
        staged.reporting_hours
    from core.grant_line as line
    inner join staging.grant as staged
        on staged.source_file_id = line.source_file_id
        and staged.source_part = line.source_part
        and staged.source_row = line.source_row
    where line.line_status in ('loaded', 'superseded')
)
select
    line.line_id,
    line.source_file_id,
    line.source_part,
    line.source_row,
    line.body_id,
    line.funder_as_published,
    line.grant_identifier,
    case when no_title.text is null then line.title else '(withheld)' end as title,
    case when no_purpose.text is null then line.purpose_as_published else '(withheld)' end as purpose,
    line.programme_as_published,
    line.department_as_published,
    recipient.supplier_id as recipient_id,
    case when no_recipient.supplier_key is null then line.recipient_as_published else '(withheld)' end as recipient_as_published,
    case
        when line.is_withheld then 'individual (withheld)'
        when recipient.body_id is not null then 'public body'
        when line.charity_number is not null or regexp_matches(line.recipient_code, '^GB-(CHC|SC|NIC)-') then 'charity'
        when line.company_number is not null then 'company'
        else 'other organisation'
    end as recipient_kind,
    recipient.body_id as recipient_body_id,
    -- a register of charities or companies would tell the name
    case when no_recipient.supplier_key is null then line.charity_number end as charity_number,
    case when no_recipient.supplier_key is null then line.company_number end as company_number,
    line.area_code,
    line.area_as_published,
    line.awarded_on,
    line.fy,
    line.fy_basis,
    line.starts_on,
    line.ends_on,
    line.duration_months,
    line.period_as_published,
    line.amount_gbp,
    line.amount_basis,
    line.disbursed_gbp,
    line.applied_gbp,
    line.is_open_call,
    line.regrant_as_published,
    line.payment_timing_as_published,
    line.overhead_asked_gbp,
    line.overhead_given_gbp,
    line.reporting_hours,
    line.as_at_on,
    case line.line_status when 'superseded' then 'superseded' else 'counted' end as status,
    line.line_reason as reason
from line
left join core.supplier_identity as recipient on recipient.supplier_key = line.recipient_key
left join core.withheld_payee as no_recipient on no_recipient.supplier_key = line.recipient_key
left join core.guarded_text as no_title on no_title.text = line.title
left join core.guarded_text as no_purpose on no_purpose.text = line.purpose_as_published
