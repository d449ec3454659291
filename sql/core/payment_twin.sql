-- grain: one row per line of a list of payments whose twin stands in a better list of the same body
-- question: which payments are set aside because a better list has them?
-- owner: pilot team
-- A line is set aside one to one: of a payment that the list has three times and the better one twice, one stays counted.
-- Lines of the same sign are twins first, then those whose sign was lost; among equals the first rows of the list are set aside.
-- Of several better lists the one that has the payment most often decides, so that a payment that only the middle one of
-- three has is counted once.
with crowded as (
    select distinct body_id, month_on
    from core.payment_edition
),
line as (
    select
        crowded.body_id,
        crowded.month_on,
        payment.source_file_id,
        payment.source_part,
        payment.source_row,
        payment.paid_on,
        coalesce(payment.supplier_key, '') as supplier_key,
        abs(payment.amount_gbp) as size_gbp,
        payment.amount_gbp < 0 as is_credit
    from staging.payment as payment
    inner join core.payment_label as label
        on label.source_file_id = payment.source_file_id
        and label.source_part = payment.source_part
        and label.organisation_as_published is not distinct from payment.organisation_as_published
        and label.organisation_code is not distinct from payment.organisation_code
    inner join crowded
        on crowded.body_id = label.body_id
        and crowded.month_on = make_date(year(payment.paid_on), month(payment.paid_on), 1)
),
alike as (
    select
        body_id,
        month_on,
        source_file_id,
        source_part,
        paid_on,
        supplier_key,
        size_gbp,
        count(*) as line_count,
        count(*) filter (where is_credit) as credit_count
    from line
    group by body_id, month_on, source_file_id, source_part, paid_on, supplier_key, size_gbp
),
deciding as (
    select
        worse.body_id,
        worse.source_file_id,
        worse.source_part,
        worse.paid_on,
        worse.supplier_key,
        worse.size_gbp,
        edition.better_path,
        better.credit_count + greatest(0, better.line_count - better.credit_count - worse.line_count + worse.credit_count) as credits_set_aside,
        better.line_count - better.credit_count + greatest(0, better.credit_count - worse.credit_count) as others_set_aside,
        row_number() over (
            partition by worse.body_id, worse.source_file_id, worse.source_part, worse.paid_on, worse.supplier_key, worse.size_gbp
            order by better.line_count desc, edition.better_rank
        ) as nth
    from core.payment_edition as edition
    inner join alike as worse
        on worse.body_id = edition.body_id
        and worse.month_on = edition.month_on
        and worse.source_file_id = edition.source_file_id
        and worse.source_part = edition.source_part
    inner join alike as better
        on better.body_id = edition.body_id
        and better.month_on = edition.month_on
        and better.source_file_id = edition.better_file_id
        and better.source_part = edition.better_part
        and better.paid_on = worse.paid_on
        and better.supplier_key = worse.supplier_key
        and better.size_gbp = worse.size_gbp
),
numbered as (
    select
        line.body_id,
        line.month_on,
        line.source_file_id,
        line.source_part,
        line.source_row,
        deciding.better_path,
        case when line.is_credit then deciding.credits_set_aside else deciding.others_set_aside end as set_aside_count,
        row_number() over (
            partition by
                line.body_id, line.source_file_id, line.source_part, line.paid_on, line.supplier_key, line.size_gbp, line.is_credit
            order by line.source_row
        ) as nth
    from line
    inner join deciding
        on deciding.body_id = line.body_id
        and deciding.source_file_id = line.source_file_id
        and deciding.source_part = line.source_part
        and deciding.paid_on = line.paid_on
        and deciding.supplier_key = line.supplier_key
        and deciding.size_gbp = line.size_gbp
        and deciding.nth = 1
)
select body_id, source_file_id, source_part, source_row, month_on, better_path
from numbered
where nth <= set_aside_count
