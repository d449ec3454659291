-- grain: one row per month of a list of payments and better list of the same body that it stands in
-- question: which payments were published twice?
-- owner: pilot team
-- assumptions: payment_edition_shared_share
-- Which of the month's lines are set aside says core.payment_twin.
-- Lines are the same if day, payee and size of the amount are: a sign is lost in cleaning, never invented, so of two lists
-- the one with more credits in the month is the better one; then the one with more lines; then, as a list is cleaned as a
-- whole, the one with more credits in all its months; then the first by path.
with line as (
    select
        label.body_id,
        payment.source_file_id,
        payment.source_part,
        payment.path,
        make_date(year(payment.paid_on), month(payment.paid_on), 1) as month_on,
        payment.paid_on,
        payment.supplier_key,
        abs(payment.amount_gbp) as size_gbp,
        payment.amount_gbp < 0 as is_credit
    from staging.payment as payment
    inner join core.payment_label as label
        on label.source_file_id = payment.source_file_id
        and label.source_part = payment.source_part
        and label.organisation_as_published is not distinct from payment.organisation_as_published
        and label.organisation_code is not distinct from payment.organisation_code
    where label.body_id is not null and payment.paid_on is not null
),
cell as (
    select
        body_id,
        source_file_id,
        source_part,
        path,
        month_on,
        count(*) as line_count,
        count(*) filter (where is_credit) as credit_count,
        sum(count(*) filter (where is_credit)) over (partition by body_id, source_file_id, source_part) as file_credit_count
    from line
    group by body_id, source_file_id, source_part, path, month_on
),
crowded as (
    select body_id, month_on
    from cell
    group by body_id, month_on
    having count(*) > 1
),
alike as (
    select
        line.body_id,
        line.month_on,
        line.source_file_id,
        line.source_part,
        line.paid_on,
        coalesce(line.supplier_key, '') as supplier_key,
        line.size_gbp,
        count(*) as line_count
    from line
    inner join crowded on crowded.body_id = line.body_id and crowded.month_on = line.month_on
    group by
        line.body_id, line.month_on, line.source_file_id, line.source_part, line.paid_on, coalesce(line.supplier_key, ''), line.size_gbp
),
pair as (
    select
        one.body_id,
        one.month_on,
        one.source_file_id,
        one.source_part,
        other.source_file_id as other_file_id,
        other.source_part as other_part,
        sum(least(one.line_count, other.line_count)) as matched_count
    from alike as one
    inner join alike as other
        on other.body_id = one.body_id
        and other.month_on = one.month_on
        and other.paid_on = one.paid_on
        and other.supplier_key = one.supplier_key
        and other.size_gbp = one.size_gbp
        and (other.source_file_id <> one.source_file_id or other.source_part <> one.source_part)
    group by one.body_id, one.month_on, one.source_file_id, one.source_part, other.source_file_id, other.source_part
)
select
    pair.body_id,
    pair.source_file_id,
    pair.source_part,
    pair.month_on,
    pair.other_file_id as better_file_id,
    pair.other_part as better_part,
    better.path as better_path,
    worse.line_count,
    pair.matched_count,
    row_number() over (
        partition by pair.body_id, pair.source_file_id, pair.source_part, pair.month_on
        order by better.credit_count desc, better.line_count desc, better.file_credit_count desc, better.path, better.source_part
    ) as better_rank
from pair
inner join cell as worse
    on worse.source_file_id = pair.source_file_id
    and worse.source_part = pair.source_part
    and worse.body_id = pair.body_id
    and worse.month_on = pair.month_on
inner join cell as better
    on better.source_file_id = pair.other_file_id
    and better.source_part = pair.other_part
    and better.body_id = pair.body_id
    and better.month_on = pair.month_on
inner join core.assumption as threshold on threshold.assumption_id = 'payment_edition_shared_share'
where pair.matched_count >= threshold.value * worse.line_count
    and (
        better.credit_count > worse.credit_count
        or (
            better.credit_count = worse.credit_count
            and (
                better.line_count > worse.line_count
                or (
                    better.line_count = worse.line_count
                    and (
                        better.file_credit_count > worse.file_credit_count
                        or (
                            better.file_credit_count = worse.file_credit_count
                            and (better.path, better.source_part) < (worse.path, worse.source_part)
                        )
                    )
                )
            )
        )
    )
