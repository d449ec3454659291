-- grain: one row per table of payments, body, financial year, month and kind of payment
-- question: how much was paid in each month, and how much of it is something else than running a service?
-- owner: finance leads
-- Counted lines only: what follows from sums of payments reads this table and not the lines.
select
    source_file_id,
    source_part,
    body_id,
    fy,
    case when paid_on is not null and fy_basis = 'date' then make_date(year(paid_on), month(paid_on), 1) end as month_on,
    payment_kind,
    payee_body_id is not null as is_to_body_of_place,
    is_card,
    count(*) as line_count,
    count(*) filter (where amount_gbp = floor(amount_gbp)) as whole_pound_count,
    max(abs(amount_gbp)) as largest_gbp,
    sum(abs(amount_gbp)) as size_gbp,
    sum(amount_gbp) as amount_gbp
from mart.spend_line
where status = 'counted'
group by
    source_file_id,
    source_part,
    body_id,
    fy,
    case when paid_on is not null and fy_basis = 'date' then make_date(year(paid_on), month(paid_on), 1) end,
    payment_kind,
    payee_body_id is not null,
    is_card
