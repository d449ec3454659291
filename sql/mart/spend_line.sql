-- grain: one row per line of a list of payments that was understood
-- question: what did each body pay, to whom, for what?
-- owner: finance leads
-- As core.payment_line has it, told again from its few labels and twins: to look up each of 20 million lines by its file and row costs
-- more than all the rest. A line whose body nobody knows is held or outside the place.
select
    payment.part_number * 67108864 + payment.source_row as line_id,
    payment.source_file_id,
    payment.source_part,
    payment.source_row,
    label.body_id,
    payment.fy,
    payment.fy_basis,
    payment.paid_on,
    payment.paid_on_basis,
    supplier.supplier_id,
    supplier.body_id as payee_body_id,
    case when no_payee.supplier_key is null then payment.supplier_as_published else '(withheld)' end as supplier_as_published,
    wording.department,
    wording.purpose,
    wording.line,
    coalesce(by_body.meaning, wording.cofog, 'unmapped') as cofog,
    case when by_body.meaning is not null then 'kind of body' when wording.cofog <> 'unmapped' then 'words' else 'not told' end as cofog_basis,
    wording.payment_kind,
    payment.transaction_number,
    payment.is_card,
    payment.amount_gbp,
    payment.amount_basis,
    case
        when twin.better_path is not null then 'superseded'
        when payment.fy < place.first_fy or payment.fy > place.last_fy then 'excluded'
        else 'counted'
    end as status,
    case
        when twin.better_path is not null then 'the same payments stand in ' || twin.better_path
        when payment.fy < place.first_fy or payment.fy > place.last_fy then 'outside the years that place.toml names'
    end as reason
from staging.payment as payment
inner join core.payment_label as label
    on label.source_file_id = payment.source_file_id
    and label.source_part = payment.source_part
    and label.organisation_as_published is not distinct from payment.organisation_as_published
    and label.organisation_code is not distinct from payment.organisation_code
left join core.payment_twin as twin
    on twin.source_file_id = payment.source_file_id
    and twin.source_part = payment.source_part
    and twin.source_row = payment.source_row
left join core.supplier_identity as supplier on supplier.supplier_key = payment.supplier_key
left join core.withheld_payee as no_payee on no_payee.supplier_key = payment.supplier_key
-- what police, fire, NHS and schools buy serves the one function that they have; of other bodies the words tell
inner join ref.body as body on body.body_id = label.body_id
left join ref.payment_word as by_body on by_body.says = 'body kind' and by_body.phrase = upper(body.kind)
inner join core.payment_wording as wording
    on wording.service_as_published is not distinct from payment.service_as_published
    and wording.purpose_as_published is not distinct from payment.purpose_as_published
    and wording.department_as_published is not distinct from payment.department_as_published
    and wording.category_as_published is not distinct from payment.category_as_published
    and wording.capital_or_revenue_as_published is not distinct from payment.capital_or_revenue_as_published
cross join ref.place as place
