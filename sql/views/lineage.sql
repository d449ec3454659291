-- grain: one row per published figure and file line that is in it
-- question: which lines of which files add up to this figure?
-- owner: finance leads
-- Published as a view: it says which lines a figure is the sum of, and takes no room.
select
    'mart.body_coverage' as table_name,
    'body_id=' || line.body_id as row_key,
    'payments_gbp' as column_name,
    line.line_id,
    line.amount_gbp
from mart.spend_line as line
where line.status = 'counted'
union all
select
    'mart.spend_line' as table_name,
    'line_id=' || line.line_id::varchar as row_key,
    'amount_gbp' as column_name,
    line.line_id,
    line.amount_gbp
from mart.spend_line as line
union all
select
    'ops.source_part' as table_name,
    'source_file_id=' || line.source_file_id || ' source_part=' || line.source_part as row_key,
    case line.status when 'superseded' then 'amount_superseded_gbp' else 'amount_loaded_gbp' end as column_name,
    line.line_id,
    line.amount_gbp
from mart.spend_line as line
union all
select
    'mart.estate' as table_name,
    'asset_id=' || cost.asset_id as row_key,
    'running_cost_gbp' as column_name,
    cost.line_id,
    cost.running_cost_gbp as amount_gbp
from mart.estate_cost as cost
where cost.is_running_cost_shown
union all
select
    'mart.estate' as table_name,
    'asset_id=' || cost.asset_id as row_key,
    'required_maintenance_gbp' as column_name,
    cost.line_id,
    cost.required_maintenance_gbp as amount_gbp
from mart.estate_cost as cost
where cost.is_required_maintenance_shown
union all
select
    'ops.source_part' as table_name,
    'source_file_id=' || cost.source_file_id || ' source_part=' || cost.source_part as row_key,
    'amount_loaded_gbp' as column_name,
    cost.line_id,
    -- the one money column of the kind
    coalesce(case cost.source_kind when 'estate_cost' then cost.running_cost_gbp else cost.required_maintenance_gbp end, 0) as amount_gbp
from mart.estate_cost as cost
where cost.source_kind in ('estate_cost', 'condition_survey')
