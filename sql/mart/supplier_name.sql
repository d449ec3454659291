-- grain: one row per way of writing a supplier's name, as names are compared
-- question: which names were taken for one supplier, why, and how surely?
-- owner: finance leads
-- A name that only lists set aside have (rows held for want of an answer, say) pays nobody yet and is not shown; nor is one that only
-- ledgers have, which are their body's alone.
select
    identity.supplier_key,
    identity.supplier_id,
    written.name,
    identity.match_reason,
    identity.match_score,
    other.supplier_key as matched_key,
    written.line_count
from core.supplier_identity as identity
inner join analysis.supplier_name as written on written.supplier_key = identity.supplier_key and written.line_count > 0
inner join mart.supplier as supplier on supplier.supplier_id = identity.supplier_id
left join analysis.supplier_name as other on other.supplier_key = identity.matched_key and other.line_count > 0
