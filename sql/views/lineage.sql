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
union all
select
    'mart.return_line' as table_name,
    'line_id=' || line.line_id::varchar as row_key,
    'amount_gbp' as column_name,
    line.line_id,
    line.amount_gbp
from mart.return_line as line
union all
select
    'ops.source_part' as table_name,
    'source_file_id=' || line.source_file_id || ' source_part=' || line.source_part as row_key,
    case line.status when 'superseded' then 'amount_superseded_gbp' else 'amount_loaded_gbp' end as column_name,
    line.line_id,
    line.amount_gbp
from mart.return_line as line
union all
select
    'mart.spend_count' as table_name,
    'body_id=' || counted.body_id || ' fy=' || counted.fy::varchar || ' account=' || counted.account || ' economic=' || counted.economic
        || ' line=' || counted.line || ' cofog=' || counted.cofog || ' source_return=' || counted.source_return
        || ' measure=' || counted.measure || ' population=' || counted.population || ' return_status=' || counted.return_status
        || ' basis=' || counted.basis as row_key,
    view.column_name,
    line.line_id,
    case view.column_name
        when 'gross_gbp' then line.gross_gbp
        when 'transfer_out_gbp' then line.transfer_out_gbp
        when 'net_gbp' then line.gross_gbp - line.transfer_out_gbp
        when 'transfer_in_memo_gbp' then line.transfer_in_memo_gbp
        else line.gross_gbp - line.transfer_in_memo_gbp
    end as amount_gbp
from mart.return_line as line
inner join mart.spend_count as counted on counted.count_id = line.count_id
cross join (
    select unnest(['gross_gbp', 'transfer_out_gbp', 'net_gbp', 'transfer_in_memo_gbp', 'funder_gbp']) as column_name
) as view
union all
-- a payer's lines, where one body alone receives that kind of transfer: of several nobody states which line went to whom
select
    'mart.transfer' as table_name,
    'from_body_id=' || transfer.from_body_id || ' to_body_id=' || transfer.to_body_id || ' fy=' || transfer.fy::varchar
        || ' account=' || transfer.account || ' economic=' || transfer.economic || ' type=' || transfer.type || ' cofog=' || transfer.cofog as row_key,
    view.column_name,
    line.line_id,
    case view.column_name when 'payer_view_gbp' then line.gross_gbp else line.transfer_out_gbp end as amount_gbp
from mart.transfer as transfer
inner join (
    select from_body_id, fy, account, economic, type, cofog
    from mart.transfer
    group by from_body_id, fy, account, economic, type, cofog
    having count(*) = 1
) as only_one
    on only_one.from_body_id = transfer.from_body_id
    and only_one.fy = transfer.fy
    and only_one.account = transfer.account
    and only_one.economic = transfer.economic
    and only_one.type = transfer.type
    and only_one.cofog = transfer.cofog
inner join mart.return_line as line
    on line.body_id = transfer.from_body_id
    and line.fy = transfer.fy
    and line.account = transfer.account
    and line.economic = transfer.economic
    and line.transfer_type = transfer.type
    and line.cofog = transfer.cofog
    and line.status = 'counted'
    and line.gross_gbp <> 0
cross join (select unnest(['payer_view_gbp', 'eliminated_gbp']) as column_name) as view
union all
select
    'mart.spend_reconciliation' as table_name,
    'body_id=' || total.body_id || ' fy=' || total.fy::varchar || ' source_return=' || total.source_return || ' ' || total.measure || ': ' || total.figure
        || ' item=' || total.line_code || ' ' || total.line as row_key,
    'expected_gbp' as column_name,
    total.line_id,
    total.amount_gbp
from mart.return_line as total
where total.status <> 'superseded'
    and total.role in ('total', 'memo total')
    and exists (
        select 1
        from ref.return_total as rule
        where rule.form = total.source_return
            and rule.total_code = total.line_code
            and total.fy between rule.first_fy and rule.last_fy
            and (rule.every_figure or total.figure = 'net current expenditure')
    )
union all
select
    'mart.spend_reconciliation' as table_name,
    'body_id=' || total.body_id || ' fy=' || total.fy::varchar || ' source_return=' || total.source_return || ' ' || total.measure || ': ' || total.figure
        || ' item=' || total.line_code || ' ' || total.line as row_key,
    'found_gbp' as column_name,
    part.line_id,
    part.amount_gbp * rule.sign as amount_gbp
from (
    select distinct body_id, fy, source_return, measure, figure, line_code, line
    from mart.return_line
    where status <> 'superseded' and role in ('total', 'memo total')
) as total
inner join ref.return_total as rule
    on rule.form = total.source_return
    and rule.total_code = total.line_code
    and total.fy between rule.first_fy and rule.last_fy
    and (rule.every_figure or total.figure = 'net current expenditure')
inner join mart.return_line as part
    on part.body_id = total.body_id
    and part.fy = total.fy
    and part.source_return = total.source_return
    and part.measure = total.measure
    and part.figure = total.figure
    and part.line_code = rule.part_code
    and part.status <> 'superseded'
union all
select
    'mart.spend_reconciliation' as table_name,
    'body_id=' || total.body_id || ' fy=' || total.fy::varchar || ' source_return=' || total.source_return || ' ' || total.measure || ': ' || total.figure
        || ' item=the count, before transfers, beside ' || total.line_code || ' ' || total.line as row_key,
    case when part.line_id = total.line_id then 'expected_gbp' else 'found_gbp' end as column_name,
    part.line_id,
    case when part.line_id = total.line_id then part.amount_gbp else part.gross_gbp end as amount_gbp
from mart.return_line as total
inner join mart.return_line as part
    on part.body_id = total.body_id
    and part.fy = total.fy
    and part.source_return = total.source_return
    and (part.status = 'counted' or part.line_id = total.line_id)
where total.status <> 'superseded'
    and total.line_code = '749'
    and total.measure = 'outturn'
    and total.figure = 'net current expenditure'
