-- grain: one row per line of a list of grants that counts, or that a newer or other list has too
-- question: which grants were given in the place, by whom, to whom, for what and when?
-- owner: finance leads
-- A list that gives one number for charities and companies alike: eight digits or letters before six are a company's.
-- Money given to be given on stands here twice where the grants that the recipient gave of it are listed too. regrant_gbp is that part: at
-- most what the recipient gave by the lists in the same financial year, and what is left of it in the next; grants stated to be given on
-- come first. Nobody says which pounds went on, so a public body's are only if the list states it: it gives of its own money.
-- A recipient is a funder by its body, else its charity or company number, else its name as names of suppliers are compared.
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
        nullif(regexp_extract(staged.organisation_code, '^GB-CHC-([0-9]{6,7})', 1), '') as funder_charity_number,
        nullif(regexp_extract(staged.organisation_code, '^GB-COH-([0-9A-Z]{8})', 1), '') as funder_company_number,
        staged.organisation_key as funder_key,
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
        coalesce(not regexp_matches(lower(trim(staged.regrant_as_published)), '^(no|none|false|0|n/?a|not applicable|not? (a )?(for )?regrant.*)?$'), false) as is_regrant,
        staged.payment_timing_as_published,
        staged.overhead_asked_gbp,
        staged.overhead_given_gbp,
        staged.reporting_hours,
        staged.restriction_as_published,
        staged.cost_kind_as_published,
        staged.agreement_as_published
    from core.grant_line as line
    inner join staging.grant as staged
        on staged.source_file_id = line.source_file_id
        and staged.source_part = line.source_part
        and staged.source_row = line.source_row
    where line.line_status in ('loaded', 'superseded')
),
party as (
    select
        line.line_id,
        line.fy,
        line.awarded_on,
        line.amount_gbp,
        line.is_regrant,
        recipient.body_id as recipient_body_id,
        line.charity_number,
        line.company_number,
        coalesce(recipient.supplier_id, line.recipient_key) as recipient_name,
        line.body_id,
        line.funder_charity_number,
        line.funder_company_number,
        coalesce(funder.supplier_id, line.funder_key) as funder_name,
        case
            when line.body_id is not null then 'body ' || line.body_id
            when line.funder_charity_number is not null then 'charity ' || line.funder_charity_number
            when line.funder_company_number is not null then 'company ' || line.funder_company_number
            else 'name ' || coalesce(funder.supplier_id, line.funder_key, line.funder_as_published)
        end as giver
    from line
    left join core.supplier_identity as recipient on recipient.supplier_key = line.recipient_key
    left join core.supplier_identity as funder on funder.supplier_key = line.funder_key
    where line.line_status = 'loaded'
),
giver_key as (
    select giver, 1 as key_rank, 'body ' || body_id as party_key from party where body_id is not null
    union
    select giver, 2 as key_rank, 'charity ' || funder_charity_number as party_key from party where funder_charity_number is not null
    union
    select giver, 3 as key_rank, 'company ' || funder_company_number as party_key from party where funder_company_number is not null
    union
    select giver, 4 as key_rank, 'name ' || funder_name as party_key from party where funder_name is not null
),
charity_giver as (
    select giver, min(funder_charity_number) as charity_number, min(funder_company_number) as company_number
    from party
    group by giver
),
taken_by as (
    select line_id, fy, awarded_on, amount_gbp, is_regrant, giver as from_giver, charity_number, company_number, 'body ' || recipient_body_id as party_key
    from party
    where recipient_body_id is not null and is_regrant
    union all
    select line_id, fy, awarded_on, amount_gbp, is_regrant, giver as from_giver, charity_number, company_number, 'charity ' || charity_number as party_key
    from party
    where recipient_body_id is null and charity_number is not null
    union all
    select line_id, fy, awarded_on, amount_gbp, is_regrant, giver as from_giver, charity_number, company_number, 'company ' || company_number as party_key
    from party
    where recipient_body_id is null and company_number is not null
    union all
    select line_id, fy, awarded_on, amount_gbp, is_regrant, giver as from_giver, charity_number, company_number, 'name ' || recipient_name as party_key
    from party
    where recipient_body_id is null and recipient_name is not null
),
found as (
    select
        taken_by.line_id,
        taken_by.fy,
        taken_by.awarded_on,
        taken_by.amount_gbp,
        taken_by.is_regrant,
        giver_key.giver,
        row_number() over (partition by taken_by.line_id order by giver_key.key_rank, giver_key.giver) as nth
    from taken_by
    inner join giver_key on giver_key.party_key = taken_by.party_key
    inner join charity_giver on charity_giver.giver = giver_key.giver
    -- what a body gives to itself goes nowhere; two of one name with two numbers are two
    where giver_key.giver <> taken_by.from_giver
        and taken_by.amount_gbp > 0
        and (
            giver_key.key_rank < 4
            or (
                coalesce(charity_giver.charity_number = taken_by.charity_number, true)
                and coalesce(charity_giver.company_number = taken_by.company_number, true)
            )
        )
),
gave as (
    select giver, fy, greatest(sum(amount_gbp), 0) as amount_gbp
    from party
    group by giver, fy
),
same_year as (
    select
        found.line_id,
        found.giver,
        found.fy,
        found.awarded_on,
        found.is_regrant,
        found.amount_gbp,
        coalesce(gave.amount_gbp, 0) as gave_gbp,
        least(found.amount_gbp, greatest(0, coalesce(gave.amount_gbp, 0) - coalesce(sum(found.amount_gbp) over earlier, 0))) as regrant_gbp,
        sum(found.amount_gbp) over (partition by found.giver, found.fy) as taken_gbp
    from found
    left join gave on gave.giver = found.giver and gave.fy = found.fy
    where found.nth = 1
    window earlier as (
        partition by found.giver, found.fy
        order by found.is_regrant desc, found.awarded_on nulls last, found.line_id
        rows between unbounded preceding and 1 preceding
    )
),
used as (
    select giver, fy, least(min(gave_gbp), min(taken_gbp)) as amount_gbp
    from same_year
    group by giver, fy
),
left_over as (
    select gave.giver, gave.fy, gave.amount_gbp - coalesce(used.amount_gbp, 0) as amount_gbp
    from gave
    left join used on used.giver = gave.giver and used.fy = gave.fy
),
regrant as (
    select
        same_year.line_id,
        same_year.is_regrant,
        same_year.regrant_gbp
        + least(
            same_year.amount_gbp - same_year.regrant_gbp,
            greatest(0, coalesce(left_over.amount_gbp, 0) - coalesce(sum(same_year.amount_gbp - same_year.regrant_gbp) over earlier, 0))
        ) as regrant_gbp
    from same_year
    left join left_over on left_over.giver = same_year.giver and left_over.fy = same_year.fy + 1
    window earlier as (
        partition by same_year.giver, same_year.fy
        order by same_year.is_regrant desc, same_year.awarded_on nulls last, same_year.line_id
        rows between unbounded preceding and 1 preceding
    )
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
    case
        when line.is_regrant then 'stated'
        when regrant.regrant_gbp > 0 then 'recipient gives grants'
    end as regrant_basis,
    coalesce(regrant.regrant_gbp, 0) as regrant_gbp,
    line.amount_gbp - coalesce(regrant.regrant_gbp, 0) as final_gbp,
    line.payment_timing_as_published,
    line.overhead_asked_gbp,
    line.overhead_given_gbp,
    line.reporting_hours,
    line.restriction_as_published,
    line.cost_kind_as_published,
    line.agreement_as_published,
    line.as_at_on,
    case line.line_status when 'superseded' then 'superseded' else 'counted' end as status,
    line.line_reason as reason
from line
left join regrant on regrant.line_id = line.line_id
left join core.supplier_identity as recipient on recipient.supplier_key = line.recipient_key
left join core.withheld_payee as no_recipient on no_recipient.supplier_key = line.recipient_key
left join core.guarded_text as no_title on no_title.text = line.title
left join core.guarded_text as no_purpose on no_purpose.text = line.purpose_as_published
