-- grain: one row per supplier, category and financial year
-- question: which suppliers do several bodies buy from, and how much of it could be bought together?
-- owner: procurement leads
-- Every counted line with a supplier is in it once: where body_count is 1 nothing overlaps. What a line is bought for is told from its
-- purpose, else its service line, else its department (mart.spend_category). Addressable is what a third
-- party was paid for: no public body, school or college, and no grants, rates, taxes, individual placements, pay or financing;
-- nor what no word tells, of which nobody knows whether it could be bought together. sql/views/lineage.sql walks back the same way.
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
classified as (
    select
        bought.supplier_id,
        coalesce(by_purpose.category, by_line.category, by_department.category, 'not stated') as category,
        bought.fy,
        bought.body_id,
        bought.payee_body_id is null
            and not supplier.is_public_by_name
            and coalesce(by_purpose.is_addressable, by_line.is_addressable, by_department.is_addressable, false) as is_addressable,
        bought.amount_gbp
    from bought
    inner join mart.supplier as supplier on supplier.supplier_id = bought.supplier_id
    left join mart.spend_category as by_purpose on by_purpose.words = bought.purpose
    left join mart.spend_category as by_line on by_line.words = bought.line
    left join mart.spend_category as by_department on by_department.words = bought.department
),
of_body as (
    select
        supplier_id,
        category,
        fy,
        body_id,
        coalesce(sum(amount_gbp) filter (where is_addressable), 0) as addressable_gbp,
        coalesce(sum(amount_gbp) filter (where not is_addressable), 0) as other_gbp
    from classified
    group by supplier_id, category, fy, body_id
),
summed as (
    select
        supplier_id,
        category,
        fy,
        count(*) as body_count,
        array_to_string(list_sort(array_agg(body_id)), '|') as body_ids,
        sum(addressable_gbp) as addressable_gbp,
        sum(other_gbp) as other_gbp
    from of_body
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
