-- grain: one row per supplier, category and financial year in which two bodies or more bought
-- question: from whom do two of us or more buy the same kind of thing, and how much of it could be bought together?
-- owner: finance leads
select
    shared.supplier_id,
    supplier.name as supplier,
    shared.category,
    shared.fy,
    shared.body_count,
    replace(shared.body_ids, '|', ', ') as bodies,
    shared.addressable_gbp,
    shared.other_gbp
from mart.supplier_overlap as shared
inner join mart.supplier as supplier on supplier.supplier_id = shared.supplier_id
where shared.body_count >= 2
order by shared.addressable_gbp desc, shared.supplier_id, shared.category, shared.fy
