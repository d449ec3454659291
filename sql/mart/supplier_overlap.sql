-- grain: one row per supplier, category and financial year
-- question: which suppliers do several bodies buy from, and how much of it could be bought together?
-- owner: procurement leads
-- Every counted line with a supplier is in it once: where body_count is 1 nothing overlaps. What a line is bought for is told from its
-- purpose, else its service line, else its department, by the phrase of ref.spend_word that weighs
-- most, else the longest. Addressable is what a third
-- party was paid for: no public body, school or college, and no grants, rates, taxes, individual placements, pay or financing;
-- nor what no word tells, of which nobody knows whether it could be bought together.
with bought as (
    select
        supplier_id,
        fy,
        body_id,
        payee_body_id,
        purpose,
        line,
        department,
        sum(amount_gbp) as amount_gbp
    from mart.spend_line
    where status = 'counted' and supplier_id is not null
    group by supplier_id, fy, body_id, payee_body_id, purpose, line, department
),
said as (
    select purpose as words from bought where purpose is not null
    union
    select line as words from bought where line is not null
    union
    select department as words from bought where department is not null
),
phrase as (
    select
        phrase,
        applies_to,
        category,
        is_addressable,
        weight,
        -- a star stands for any ending
        ' ' || case when phrase like '%*' then rtrim(phrase, '*') else phrase || ' ' end as looked_for
    from ref.spend_word
),
told as (
    select
        said.words,
        phrase.category,
        phrase.is_addressable,
        row_number() over (partition by said.words order by phrase.weight desc, length(phrase.phrase) desc, phrase.phrase) as phrase_rank
    from said
    inner join phrase
        on phrase.applies_to = 'line'
        and contains(' ' || regexp_replace(upper(said.words), '[^A-Z0-9]+', ' ', 'g') || ' ', phrase.looked_for)
),
public_payee as (
    select distinct supplier.supplier_id
    from mart.supplier as supplier
    inner join phrase
        on phrase.applies_to = 'payee'
        and contains(' ' || regexp_replace(upper(supplier.name), '[^A-Z0-9]+', ' ', 'g') || ' ', phrase.looked_for)
),
classified as (
    select
        bought.supplier_id,
        coalesce(by_purpose.category, by_line.category, by_department.category, 'not stated') as category,
        bought.fy,
        bought.body_id,
        bought.payee_body_id is null
            and public_payee.supplier_id is null
            and coalesce(by_purpose.is_addressable, by_line.is_addressable, by_department.is_addressable, false) as is_addressable,
        bought.amount_gbp
    from bought
    left join told as by_purpose on by_purpose.words = bought.purpose and by_purpose.phrase_rank = 1
    left join told as by_line on by_line.words = bought.line and by_line.phrase_rank = 1
    left join told as by_department on by_department.words = bought.department and by_department.phrase_rank = 1
    left join public_payee on public_payee.supplier_id = bought.supplier_id
),
summed as (
    select
        supplier_id,
        category,
        fy,
        count(distinct body_id) as body_count,
        string_agg(distinct body_id, '|' order by body_id) as body_ids,
        coalesce(sum(amount_gbp) filter (where is_addressable), 0) as addressable_gbp,
        coalesce(sum(amount_gbp) filter (where not is_addressable), 0) as other_gbp
    from classified
    group by supplier_id, category, fy
)
select
    summed.supplier_id,
    summed.category,
    summed.fy,
    summed.body_count,
    summed.body_ids,
    summed.addressable_gbp,
    summed.other_gbp,
    supplier.names
from summed
inner join mart.supplier as supplier on supplier.supplier_id = summed.supplier_id
