-- grain: one row per supplier that a line of a list pays
-- question: who do the bodies of the place buy from, under which names?
-- owner: finance leads
-- Names that only ledgers have, which are their body's alone, are not shown.
with paid as (
    select
        supplier_id,
        count(distinct body_id) filter (where status = 'counted') as body_count,
        count(*) filter (where status = 'counted') as line_count,
        coalesce(sum(amount_gbp) filter (where status = 'counted'), 0) as amount_gbp
    from mart.spend_line
    where supplier_id is not null
    group by supplier_id
),
named as (
    select
        identity.supplier_id,
        min(identity.body_id) as body_id,
        string_agg(written.name, ' | ' order by written.line_count desc, written.name) as names,
        count(*) as name_count,
        case when min(written.company_number) = max(written.company_number) then min(written.company_number) end as company_number,
        case when min(written.charity_number) = max(written.charity_number) then min(written.charity_number) end as charity_number,
        case when min(written.vat_number) = max(written.vat_number) then min(written.vat_number) end as vat_number
    from core.supplier_identity as identity
    inner join analysis.supplier_name as written on written.supplier_key = identity.supplier_key and written.line_count > 0
    group by identity.supplier_id
),
first_name as (
    select
        identity.supplier_id,
        written.name,
        row_number() over (partition by identity.supplier_id order by written.line_count desc, written.name, written.supplier_key) as name_rank
    from core.supplier_identity as identity
    inner join analysis.supplier_name as written on written.supplier_key = identity.supplier_key and written.line_count > 0
),
payee as (
    -- brought into this form once, not once a phrase
    select supplier_id, ' ' || regexp_replace(upper(name), '[^A-Z0-9]+', ' ', 'g') || ' ' as words
    from first_name
    where name_rank = 1
),
public_name as (
    select distinct payee.supplier_id
    from payee
    inner join ref.spend_word as phrase
        on phrase.applies_to = 'payee'
        -- a star stands for any ending
        and contains(payee.words, ' ' || case when phrase.phrase like '%*' then rtrim(phrase.phrase, '*') else phrase.phrase || ' ' end)
)
select
    paid.supplier_id,
    first_name.name,
    named.names,
    named.name_count,
    named.body_id,
    public_name.supplier_id is not null as is_public_by_name,
    named.company_number,
    named.charity_number,
    named.vat_number,
    paid.body_count,
    paid.line_count,
    paid.amount_gbp
from paid
inner join named on named.supplier_id = paid.supplier_id
inner join first_name on first_name.supplier_id = paid.supplier_id and first_name.name_rank = 1
left join public_name on public_name.supplier_id = paid.supplier_id
