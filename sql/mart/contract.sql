-- grain: one row per contract of a register that counts
-- question: which contracts do the bodies have, with whom, for what, and until when?
-- owner: procurement leads
-- The category is told as that of spend is (mart.supplier_overlap): from the publisher's category, else the title, else the description;
-- what no word tells is not addressable, as there.
-- A register may be years old: what ended before the month of publication runs no more, whatever the register's day.
with contract as (
    select
        staged.source_file_id,
        staged.source_part,
        staged.source_row,
        staged.part_number,
        line.body_id,
        line.as_at_on,
        staged.contract_reference,
        staged.title,
        staged.description,
        staged.category_as_published,
        staged.supplier_as_published,
        staged.supplier_key,
        staged.annual_gbp,
        staged.total_gbp,
        staged.starts_on,
        coalesce(staged.expires_on, staged.ends_on) as ends_on,
        staged.is_small_firm,
        staged.is_voluntary
    from core.contract_line as line
    inner join staging.contract as staged
        on staged.source_file_id = line.source_file_id
        and staged.source_part = line.source_part
        and staged.source_row = line.source_row
    where line.line_status = 'loaded'
),
said as (
    select category_as_published as words from contract where category_as_published is not null
    union
    select title as words from contract where title is not null
    union
    select description as words from contract where description is not null
),
phrase as (
    select
        phrase,
        category,
        is_addressable,
        weight,
        ' ' || case when phrase like '%*' then rtrim(phrase, '*') else phrase || ' ' end as looked_for
    from ref.spend_word
    where applies_to = 'line'
),
told as (
    select
        said.words,
        phrase.category,
        phrase.is_addressable,
        row_number() over (partition by said.words order by phrase.weight desc, length(phrase.phrase) desc, phrase.phrase) as phrase_rank
    from said
    inner join phrase on contains(' ' || regexp_replace(upper(said.words), '[^A-Z0-9]+', ' ', 'g') || ' ', phrase.looked_for)
)
select
    contract.part_number * 67108864 + contract.source_row as line_id,
    contract.source_file_id,
    contract.source_part,
    contract.source_row,
    contract.body_id,
    case when no_reference.text is null then contract.contract_reference else '(withheld)' end as contract_reference,
    case when no_title.text is null then contract.title else '(withheld)' end as title,
    coalesce(by_category.category, by_title.category, by_description.category, 'not stated') as category,
    coalesce(by_category.is_addressable, by_title.is_addressable, by_description.is_addressable, false) as is_addressable,
    case when no_category.text is null then contract.category_as_published else '(withheld)' end as category_as_published,
    supplier.supplier_id,
    case when no_supplier.supplier_key is null then contract.supplier_as_published else '(withheld)' end as supplier_as_published,
    contract.annual_gbp,
    contract.total_gbp,
    contract.starts_on,
    contract.ends_on,
    contract.as_at_on,
    case
        when contract.ends_on < calendar.next_month_on - interval 1 month then false
        when contract.ends_on is not null and contract.as_at_on is not null then contract.ends_on >= contract.as_at_on
    end as is_running,
    contract.is_small_firm,
    contract.is_voluntary
from contract
cross join core.calendar as calendar
left join core.supplier_identity as supplier on supplier.supplier_key = contract.supplier_key
left join core.withheld_payee as no_supplier on no_supplier.supplier_key = contract.supplier_key
left join told as by_category on by_category.words = contract.category_as_published and by_category.phrase_rank = 1
left join told as by_title on by_title.words = contract.title and by_title.phrase_rank = 1
left join told as by_description on by_description.words = contract.description and by_description.phrase_rank = 1
-- what names a building that nobody must know is withheld, as in mart.spend_line
left join core.guarded_text as no_reference on no_reference.text = contract.contract_reference
left join core.guarded_text as no_title on no_title.text = contract.title
left join core.guarded_text as no_category on no_category.text = contract.category_as_published
