-- grain: one row per line of a list of payments that was understood
-- question: what did each body pay, to whom, for what?
-- owner: finance leads
select
    payment.part_number * 67108864 + payment.source_row as line_id,
    payment.source_file_id,
    payment.source_part,
    payment.source_row,
    line.body_id,
    payment.fy,
    payment.fy_basis,
    payment.paid_on,
    payment.paid_on_basis,
    supplier.supplier_id,
    supplier.body_id as payee_body_id,
    payment.supplier_as_published,
    case when no_department.text is null then payment.department_as_published else '(withheld)' end as department,
    case when no_purpose.text is null then payment.purpose_as_published else '(withheld)' end as purpose,
    case
        when payment.service_as_published is null and no_purpose.text is null then payment.purpose_as_published
        when payment.service_as_published is not null and no_service.text is null then payment.service_as_published
        else '(withheld)'
    end as line,
    null as cofog,
    payment.transaction_number,
    payment.is_card,
    payment.amount_gbp,
    payment.amount_basis,
    case
        when line.line_status = 'superseded' then 'superseded'
        when payment.fy < place.first_fy or payment.fy > place.last_fy then 'excluded'
        else 'counted'
    end as status,
    case
        when line.line_status = 'superseded' then line.line_reason
        when payment.fy < place.first_fy or payment.fy > place.last_fy then 'outside the years that place.toml names'
    end as reason
from core.payment_line as line
inner join staging.payment as payment
    on payment.source_file_id = line.source_file_id
    and payment.source_part = line.source_part
    and payment.source_row = line.source_row
left join core.supplier_identity as supplier on supplier.supplier_key = payment.supplier_key
-- what names a building that nobody must know is withheld, as what stands beside a withheld payee
left join core.guarded_text as no_department on no_department.text = payment.department_as_published
left join core.guarded_text as no_purpose on no_purpose.text = payment.purpose_as_published
left join core.guarded_text as no_service on no_service.text = payment.service_as_published
cross join ref.place as place
where line.line_status in ('loaded', 'superseded')
