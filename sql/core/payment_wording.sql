-- grain: one row per way in which lists of payments say what a payment was for
-- question: what may be shown of the words of a payment, which function of government do they tell, and is it something else than running a service?
-- owner: finance leads
-- Each wording is judged once, however many lines have it. Of all phrases of ref.payment_word in it the one that weighs most tells;
-- of equals the service line before the purpose, the department and the category, then the longest phrase. What no phrase tells stays
-- unmapped.
with label as (
    select
        service_as_published,
        purpose_as_published,
        department_as_published,
        category_as_published,
        capital_or_revenue_as_published,
        count(*) as line_count
    from staging.payment
    group by
        service_as_published, purpose_as_published, department_as_published, category_as_published, capital_or_revenue_as_published
),
text as (
    select service_as_published as words from label where service_as_published is not null
    union
    select purpose_as_published as words from label where purpose_as_published is not null
    union
    select department_as_published as words from label where department_as_published is not null
    union
    select category_as_published as words from label where category_as_published is not null
),
cleaned as (
    select words, trim(regexp_replace(upper(words), '[^A-Z0-9]+', ' ', 'g')) as plain
    from text
),
word as (
    -- phrases are looked up by the first letters of their first word: comparing each text with each phrase takes far longer
    select distinct words, plain, left(unnest(string_split(plain, ' ')), 4) as start
    from cleaned
),
phrase as (
    select
        phrase,
        says,
        meaning,
        weight,
        is_whole,
        left(rtrim(split_part(phrase, ' ', 1), '*'), 4) as start,
        -- a star stands for any ending
        ' ' || case when phrase like '%*' then rtrim(phrase, '*') else phrase || ' ' end as looked_for
    from ref.payment_word
    where says in ('function', 'payment kind')
),
hit as (
    select
        word.words,
        phrase.says,
        phrase.phrase,
        phrase.meaning,
        phrase.weight,
        row_number() over (partition by word.words, phrase.says order by phrase.weight desc, length(phrase.phrase) desc, phrase.phrase) as nth
    from word
    inner join phrase
        on phrase.start = word.start
        and contains(' ' || word.plain || ' ', phrase.looked_for)
        and (word.plain = phrase.phrase or not phrase.is_whole)
),
function as (
    select words, phrase, meaning, weight
    from hit
    where says = 'function' and nth = 1
),
kind as (
    select words, meaning, weight
    from hit
    where says = 'payment kind' and nth = 1
)
select
    label.service_as_published,
    label.purpose_as_published,
    label.department_as_published,
    label.category_as_published,
    label.capital_or_revenue_as_published,
    label.line_count,
    -- what names a building that nobody must know is withheld, as what stands beside a withheld payee
    case when no_department.text is null then label.department_as_published else '(withheld)' end as department,
    case when no_purpose.text is null then label.purpose_as_published else '(withheld)' end as purpose,
    case
        when label.service_as_published is null and no_purpose.text is null then label.purpose_as_published
        when label.service_as_published is not null and no_service.text is null then label.service_as_published
        else '(withheld)'
    end as line,
    case greatest(by_service.weight, by_purpose.weight, by_department.weight, by_category.weight)
        when by_service.weight then by_service.meaning
        when by_purpose.weight then by_purpose.meaning
        when by_department.weight then by_department.meaning
        when by_category.weight then by_category.meaning
    end as cofog,
    case greatest(by_service.weight, by_purpose.weight, by_department.weight, by_category.weight)
        when by_service.weight then by_service.phrase
        when by_purpose.weight then by_purpose.phrase
        when by_department.weight then by_department.phrase
        when by_category.weight then by_category.phrase
    end as phrase,
    case
        when upper(label.capital_or_revenue_as_published) in ('C', 'CAP', 'CAPITAL') then 'capital'
        else
            case greatest(of_service.weight, of_purpose.weight, of_department.weight, of_category.weight)
                when of_service.weight then of_service.meaning
                when of_purpose.weight then of_purpose.meaning
                when of_department.weight then of_department.meaning
                when of_category.weight then of_category.meaning
            end
    end as payment_kind
from label
left join function as by_service on by_service.words = label.service_as_published
left join function as by_purpose on by_purpose.words = label.purpose_as_published
left join function as by_department on by_department.words = label.department_as_published
left join function as by_category on by_category.words = label.category_as_published
left join kind as of_service on of_service.words = label.service_as_published
left join kind as of_purpose on of_purpose.words = label.purpose_as_published
left join kind as of_department on of_department.words = label.department_as_published
left join kind as of_category on of_category.words = label.category_as_published
left join core.guarded_text as no_department on no_department.text = label.department_as_published
left join core.guarded_text as no_purpose on no_purpose.text = label.purpose_as_published
left join core.guarded_text as no_service on no_service.text = label.service_as_published
