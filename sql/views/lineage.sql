-- grain: one row per published figure and file line that is in it
-- question: which lines of which files add up to this figure?
-- owner: finance leads
-- Published as a view: it says which lines a figure is the sum of, and takes no room. Where several lines make several figures that nobody
-- divided by line (a levy of several receivers), both are laid end to end in their order, and what of a line lies in a figure is its share.
with transfer_side as (
    select
        transfer.from_body_id,
        transfer.to_body_id,
        transfer.fy,
        transfer.account,
        transfer.economic,
        transfer.type,
        transfer.cofog,
        side.side,
        -- a payer's lines make its own figures; the receivers' lines make those of all their payers; lines that name the other body
        -- make those of the two, and the receiver's say neither from which account nor for what
        case
            when transfer.is_named then transfer.from_body_id || '>' || transfer.to_body_id
            when side.side = 'receiver_view_gbp' then ''
            else transfer.from_body_id
        end as holder,
        case when transfer.is_named and side.side = 'receiver_view_gbp' then '' else transfer.account end as of_account,
        case when transfer.is_named and side.side = 'receiver_view_gbp' then '' else transfer.cofog end as of_cofog,
        case side.side
            when 'payer_view_gbp' then transfer.payer_view_gbp
            when 'receiver_view_gbp' then transfer.receiver_view_gbp
            else transfer.eliminated_gbp
        end as amount_gbp
    from mart.transfer as transfer
    cross join (select unnest(['payer_view_gbp', 'receiver_view_gbp', 'eliminated_gbp']) as side) as side
),
transfer_laid as (
    select
        from_body_id,
        to_body_id,
        fy,
        account,
        economic,
        type,
        cofog,
        side,
        holder,
        of_account,
        of_cofog,
        amount_gbp,
        sum(amount_gbp) over (
            partition by side, holder, fy, of_account, economic, type, of_cofog order by to_body_id, from_body_id, account, cofog
        ) as upto_gbp,
        row_number() over (
            partition by side, holder, fy, of_account, economic, type, of_cofog order by to_body_id, from_body_id, account, cofog
        ) as place,
        count(*) over (partition by side, holder, fy, of_account, economic, type, of_cofog) as place_count
    from transfer_side
),
transfer_cell as (
    -- the first and the last figure take what a line of the other sign puts before nought or beyond the sum
    select
        from_body_id,
        to_body_id,
        fy,
        account,
        economic,
        type,
        cofog,
        side,
        holder,
        of_account,
        of_cofog,
        place_count = 1 as is_whole,
        case when place = 1 then -1000000000000000 else upto_gbp - amount_gbp end as from_gbp,
        case when place = place_count then 1000000000000000 else upto_gbp end as upto_gbp
    from transfer_laid
),
transfer_stated as (
    select
        line.line_id,
        line.body_id,
        side.side,
        case
            when line.other_body_id is not null and side.side = 'receiver_view_gbp' then line.other_body_id || '>' || line.body_id
            when line.other_body_id is not null then line.body_id || '>' || line.other_body_id
            when side.side = 'receiver_view_gbp' then ''
            else line.body_id
        end as holder,
        line.fy,
        case when line.other_body_id is not null and side.side = 'receiver_view_gbp' then '' else line.account end as of_account,
        line.economic,
        line.transfer_type as type,
        case when line.other_body_id is not null and side.side = 'receiver_view_gbp' then '' else line.cofog end as of_cofog,
        case side.side
            when 'payer_view_gbp' then line.gross_gbp
            when 'receiver_view_gbp' then -line.amount_gbp
            else line.transfer_out_gbp
        end as amount_gbp
    from mart.return_line as line
    cross join (select unnest(['payer_view_gbp', 'receiver_view_gbp', 'eliminated_gbp']) as side) as side
    where line.status = 'counted'
        and line.transfer_type is not null
        and (
            side.side <> 'receiver_view_gbp'
            or line.role = 'received'
            or line.other_body_id is null and exists (
                select 1
                from mart.transfer as transfer
                where transfer.to_body_id = line.body_id
                    and transfer.fy = line.fy
                    and transfer.account = line.account
                    and transfer.economic = line.economic
                    and transfer.type = line.transfer_type
                    and transfer.cofog = line.cofog
                    and not transfer.is_named
            )
        )
),
transfer_line as (
    select
        line_id,
        side,
        holder,
        fy,
        of_account,
        economic,
        type,
        of_cofog,
        amount_gbp,
        sum(amount_gbp) over (partition by side, holder, fy, of_account, economic, type, of_cofog order by body_id, line_id) as upto_gbp
    from transfer_stated
),
area_cell as (
    select
        count_id,
        area_code,
        basis,
        case when net_gbp < 0 then -1 else 1 end as sign,
        sum(abs(net_gbp)) over (partition by count_id order by area_code) - abs(net_gbp) as before_gbp,
        sum(abs(net_gbp)) over (partition by count_id order by area_code) as upto_gbp,
        row_number() over (partition by count_id order by area_code) as place,
        count(*) over (partition by count_id) as place_count
    from mart.spend_by_area
),
area_stated as (
    select
        line.count_id,
        line.line_id,
        line.gross_gbp - line.transfer_out_gbp as net_gbp,
        case when sum(line.gross_gbp - line.transfer_out_gbp) over (partition by line.count_id) < 0 then -1 else 1 end as sign
    from mart.return_line as line
    where line.count_id is not null
),
area_laid as (
    select
        count_id,
        line_id,
        sum(net_gbp * sign) over (partition by count_id order by line_id) - net_gbp * sign as before_gbp,
        sum(net_gbp * sign) over (partition by count_id order by line_id) as upto_gbp
    from area_stated
),
area_line as (
    -- lines and areas laid end to end: of a body of several areas nobody can say which line lies where
    select
        cell.count_id,
        cell.area_code,
        cell.basis,
        line.line_id,
        cell.sign * (
            least(
                greatest(line.upto_gbp, case when cell.place = 1 then -1000000000000000 else cell.before_gbp end),
                case when cell.place = cell.place_count then 1000000000000000 else cell.upto_gbp end
            ) - least(
                greatest(line.before_gbp, case when cell.place = 1 then -1000000000000000 else cell.before_gbp end),
                case when cell.place = cell.place_count then 1000000000000000 else cell.upto_gbp end
            )
        ) as amount_gbp,
        case cell.basis
            when 'measured' then 'a line of the body whose own area it is'
            else 'of a line of a body of several areas, the share of this one'
        end as rule
    from area_cell as cell
    inner join area_laid as line on line.count_id = cell.count_id
)
select
    'mart.body_coverage' as table_name,
    'body_id=' || line.body_id as row_key,
    'payments_gbp' as column_name,
    line.line_id,
    line.amount_gbp,
    'a payment that counts' as rule
from mart.spend_line as line
where line.status = 'counted'
union all
select
    'mart.spend_line' as table_name,
    'line_id=' || line.line_id::varchar as row_key,
    'amount_gbp' as column_name,
    line.line_id,
    line.amount_gbp,
    'the line itself' as rule
from mart.spend_line as line
union all
select
    'ops.source_part' as table_name,
    'source_file_id=' || line.source_file_id || ' source_part=' || line.source_part as row_key,
    case line.status when 'superseded' then 'amount_superseded_gbp' else 'amount_loaded_gbp' end as column_name,
    line.line_id,
    line.amount_gbp,
    'a line of this table' as rule
from mart.spend_line as line
union all
select
    'mart.estate' as table_name,
    'asset_id=' || cost.asset_id as row_key,
    'running_cost_gbp' as column_name,
    cost.line_id,
    cost.running_cost_gbp as amount_gbp,
    'the statement that comes first: a return before a register, the newest year, a whole total' as rule
from mart.estate_cost as cost
where cost.is_running_cost_shown
union all
select
    'mart.cluster' as table_name,
    'cluster_id=' || member.cluster_id as row_key,
    'running_cost_gbp' as column_name,
    cost.line_id,
    cost.running_cost_gbp as amount_gbp,
    'of a building held in the cluster, the statement that comes first' as rule
from mart.cluster_member as member
inner join mart.estate as estate on estate.asset_id = member.asset_id
inner join mart.estate_cost as cost on cost.asset_id = member.asset_id
where cost.is_running_cost_shown
    and estate.ownership_basis in ('register', 'title')
    and coalesce(estate.is_public_estate, true)
union all
select
    'mart.estate' as table_name,
    'asset_id=' || cost.asset_id as row_key,
    'required_maintenance_gbp' as column_name,
    cost.line_id,
    cost.required_maintenance_gbp as amount_gbp,
    'the statement that comes first: a return before a survey or register, the newest year' as rule
from mart.estate_cost as cost
where cost.is_required_maintenance_shown
union all
select
    'ops.source_part' as table_name,
    'source_file_id=' || cost.source_file_id || ' source_part=' || cost.source_part as row_key,
    'amount_loaded_gbp' as column_name,
    cost.line_id,
    -- the one money column of the kind
    coalesce(case cost.source_kind when 'estate_cost' then cost.running_cost_gbp else cost.required_maintenance_gbp end, 0) as amount_gbp,
    'a line of this table' as rule
from mart.estate_cost as cost
where cost.source_kind in ('estate_cost', 'condition_survey')
union all
-- its share of the net amount follows from the share that stands in the row
select
    'mart.spend_theme' as table_name,
    'body_id=' || theme.body_id || ' fy=' || theme.fy::varchar || ' source_return=' || theme.source_return || ' line=' || theme.line
        || ' theme=' || theme.theme || ' stance=' || theme.stance as row_key,
    'net_gbp' as column_name,
    line.line_id,
    line.gross_gbp - line.transfer_out_gbp as amount_gbp,
    'a counted line that is of the theme, less what passes to another body of the place' as rule
from mart.spend_theme as theme
inner join mart.return_line as line
    on line.body_id = theme.body_id
    and line.fy = theme.fy
    and line.source_return = theme.source_return
    and line.line = theme.line
    and line.status = 'counted'
    and line.economic = 'revenue'
    and line.role in ('service', 'benefit', 'part', 'detail')
where theme.net_gbp is not null
union all
select
    'mart.grant' as table_name,
    'line_id=' || line.line_id::varchar as row_key,
    'amount_gbp' as column_name,
    line.line_id,
    line.amount_gbp,
    'the line itself' as rule
from mart.grant as line
union all
select
    'mart.grant_gateway' as table_name,
    'line_id=' || line_id::varchar as row_key,
    'final_gbp' as column_name,
    line_id,
    final_gbp as amount_gbp,
    'the line itself, less what was given on and stands in another list again' as rule
from mart.grant_gateway
union all
select
    'mart.grant_party' as table_name,
    'fy=' || party.fy::varchar || ' side=' || party.side || ' rank=' || party.rank::varchar as row_key,
    'final_gbp' as column_name,
    given.line_id,
    given.final_gbp as amount_gbp,
    'a grant of the year that it gave, or was given, less what was given on and stands in another list again' as rule
from mart.grant_party as party
inner join mart.grant_gateway as given
    on given.fy = party.fy
    and case party.side when 'funder' then given.funder else given.recipient_key end = party.party_key
union all
select
    'mart.grant_area' as table_name,
    'area_code=' || area.area_code || ' basis=' || area.basis || ' first_fy=' || area.first_fy::varchar || ' last_fy=' || area.last_fy::varchar as row_key,
    'final_gbp' as column_name,
    given.line_id,
    given.final_gbp as amount_gbp,
    'a grant of the years that goes there on this basis, less what was given on and stands in another list again' as rule
from mart.grant_area as area
inner join mart.grant_gateway as given
    on given.fy between area.first_fy and area.last_fy
    and case
        when area.basis = 'place to benefit' and area.area_type = 'ward' then given.benefit_ward_code
        when area.basis = 'place to benefit' then given.benefit_district_code
        when area.area_type = 'ward' then given.recipient_ward_code
        else given.recipient_district_code
    end = area.area_code
union all
select
    'mart.grant_decision' as table_name,
    'pot_id=' || pot_id || ' line_id=' || line_id::varchar as row_key,
    'amount_gbp' as column_name,
    line_id,
    amount_gbp,
    'the line itself' as rule
from mart.grant_decision
union all
select
    'ops.source_part' as table_name,
    'source_file_id=' || line.source_file_id || ' source_part=' || line.source_part as row_key,
    case line.status when 'superseded' then 'amount_superseded_gbp' else 'amount_loaded_gbp' end as column_name,
    line.line_id,
    line.amount_gbp,
    'a line of this table' as rule
from mart.grant as line
union all
select
    'mart.provision' as table_name,
    'line_id=' || line.line_id::varchar as row_key,
    'amount_gbp' as column_name,
    line.line_id,
    line.amount_gbp,
    'the line itself' as rule
from mart.provision as line
where line.amount_gbp is not null
union all
select
    'ops.source_part' as table_name,
    'source_file_id=' || line.source_file_id || ' source_part=' || line.source_part as row_key,
    case line.status when 'superseded' then 'amount_superseded_gbp' else 'amount_loaded_gbp' end as column_name,
    line.line_id,
    line.amount_gbp,
    'a line of this table' as rule
from mart.provision as line
where line.amount_gbp is not null
union all
select
    'mart.provision_review' as table_name,
    'cohort=' || part.cohort || ' fy=' || part.fy::varchar as row_key,
    view.column_name,
    part.line_id,
    case view.column_name when 'administration_gbp' then part.administration_gbp else part.amount_gbp end as amount_gbp,
    'what of the offer falls in the year, by days' as rule
from mart.provision_year as part
cross join (select unnest(['spend_gbp', 'overlap_gbp', 'administration_gbp', 'administration_of_gbp']) as column_name) as view
where part.amount_gbp is not null
    and case view.column_name
        when 'overlap_gbp' then part.is_overlapping
        when 'spend_gbp' then true
        else part.administration_gbp is not null
    end
union all
select
    'mart.return_line' as table_name,
    'line_id=' || line.line_id::varchar as row_key,
    view.column_name,
    line.line_id,
    case view.column_name
        when 'amount_gbp' then line.amount_gbp
        when 'gross_gbp' then line.gross_gbp
        when 'income_gbp' then line.income_gbp
        when 'transfer_out_gbp' then line.transfer_out_gbp
        else line.transfer_in_memo_gbp
    end as amount_gbp,
    'the line itself' as rule
from mart.return_line as line
cross join (
    select unnest(['amount_gbp', 'gross_gbp', 'income_gbp', 'transfer_out_gbp', 'transfer_in_memo_gbp']) as column_name
) as view
where view.column_name = 'amount_gbp'
    or (view.column_name = 'income_gbp' and line.income_gbp is not null)
    or (view.column_name <> 'income_gbp' and line.count_id is not null)
union all
select
    'ops.source_part' as table_name,
    'source_file_id=' || line.source_file_id || ' source_part=' || line.source_part as row_key,
    case line.status when 'superseded' then 'amount_superseded_gbp' else 'amount_loaded_gbp' end as column_name,
    line.line_id,
    line.amount_gbp,
    'a line of this table' as rule
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
        when 'income_gbp' then line.income_gbp
        when 'transfer_out_gbp' then line.transfer_out_gbp
        when 'net_gbp' then line.gross_gbp - line.transfer_out_gbp
        when 'transfer_in_memo_gbp' then line.transfer_in_memo_gbp
        else line.gross_gbp - line.transfer_in_memo_gbp
    end as amount_gbp,
    case view.column_name
        when 'gross_gbp' then 'what the return states; what a body receives for spending that stands elsewhere is none'
        when 'income_gbp' then 'fees and charges, as the return states them beside it'
        when 'transfer_out_gbp' then 'of it, what another body of the place states that it received'
        when 'net_gbp' then 'what the return states, less what another body of the place received'
        when 'transfer_in_memo_gbp' then 'of it, what other bodies of the place state that they paid'
        else 'what the return states, less what other bodies of the place paid'
    end as rule
from mart.return_line as line
inner join mart.spend_count as counted on counted.count_id = line.count_id
cross join (
    select unnest(['gross_gbp', 'income_gbp', 'transfer_out_gbp', 'net_gbp', 'transfer_in_memo_gbp', 'funder_gbp']) as column_name
) as view
where view.column_name <> 'income_gbp' or line.income_gbp is not null
union all
-- what is paid into a pool is a share of what its line holds in the base year
select
    'mart.pool_contribution' as table_name,
    'scenario_id=' || contribution.scenario_id || ' body_id=' || contribution.body_id || ' count_id=' || contribution.count_id::varchar
        || ' fy=' || contribution.fy::varchar as row_key,
    'base_gbp' as column_name,
    line.line_id,
    line.gross_gbp - line.transfer_out_gbp as amount_gbp,
    'of the line of the count that the contribution is drawn from, less what another body of the place received' as rule
from mart.pool_contribution as contribution
inner join mart.return_line as line on line.count_id = contribution.count_id
where contribution.base_gbp is not null
union all
select
    'mart.pool_scenario' as table_name,
    'scenario_id=' || drawn.scenario_id as row_key,
    'base_gbp' as column_name,
    line.line_id,
    line.gross_gbp - line.transfer_out_gbp as amount_gbp,
    'of a line of the count that a partner draws on, less what another body of the place received' as rule
from (select distinct scenario_id, count_id from mart.pool_contribution where base_gbp is not null) as drawn
inner join mart.return_line as line on line.count_id = drawn.count_id
union all
-- what payer and receiver state of a transfer and what is taken out of the count: several payers or receivers divide one line
select
    'mart.transfer' as table_name,
    'from_body_id=' || cell.from_body_id || ' to_body_id=' || cell.to_body_id || ' fy=' || cell.fy::varchar
        || ' account=' || cell.account || ' economic=' || cell.economic || ' type=' || cell.type || ' cofog=' || cell.cofog as row_key,
    view.column_name,
    line.line_id,
    (least(greatest(line.upto_gbp, cell.from_gbp), cell.upto_gbp) - least(greatest(line.upto_gbp - line.amount_gbp, cell.from_gbp), cell.upto_gbp))
        * case when view.column_name = 'difference_gbp' and cell.side = 'receiver_view_gbp' then -1 else 1 end as amount_gbp,
    case
        when cell.side = 'payer_view_gbp' and cell.is_whole then 'what the payer states'
        when cell.side = 'payer_view_gbp' then 'what the payer states of several receivers, divided by what each received'
        when cell.side = 'receiver_view_gbp' and cell.is_whole then 'what the receiver states'
        when cell.side = 'receiver_view_gbp' then 'what receivers state of several payers, divided by what each paid'
        else 'of what the payer states, what the receiver states too'
    end as rule
from transfer_cell as cell
inner join transfer_line as line
    on line.side = cell.side
    and line.holder = cell.holder
    and line.fy = cell.fy
    and line.of_account = cell.of_account
    and line.economic = cell.economic
    and line.type = cell.type
    and line.of_cofog = cell.of_cofog
cross join (
    select unnest(['payer_view_gbp', 'receiver_view_gbp', 'eliminated_gbp', 'difference_gbp']) as column_name
) as view
where (view.column_name = cell.side or (view.column_name = 'difference_gbp' and cell.side <> 'eliminated_gbp'))
    and least(greatest(line.upto_gbp, cell.from_gbp), cell.upto_gbp) <> least(greatest(line.upto_gbp - line.amount_gbp, cell.from_gbp), cell.upto_gbp)
union all
select
    'mart.spend_reconciliation' as table_name,
    'body_id=' || total.body_id || ' fy=' || total.fy::varchar || ' source_return=' || total.source_return || ' ' || total.measure || ': ' || total.figure
        || ' item=' || total.line_code || ' ' || total.line as row_key,
    view.column_name,
    total.line_id,
    total.amount_gbp,
    'the total as printed' as rule
from mart.return_line as total
cross join (select unnest(['expected_gbp', 'difference_gbp']) as column_name) as view
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
    view.column_name,
    part.line_id,
    part.amount_gbp * rule.sign * case when view.column_name = 'found_gbp' then 1 else -1 end as amount_gbp,
    'a line that the total sums' as rule
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
cross join (select unnest(['found_gbp', 'difference_gbp']) as column_name) as view
union all
select
    'mart.spend_reconciliation' as table_name,
    'body_id=' || total.body_id || ' fy=' || total.fy::varchar || ' source_return=' || total.source_return || ' ' || total.measure || ': ' || total.figure
        || ' item=the count, before transfers, beside ' || total.line_code || ' ' || total.line as row_key,
    case when view.column_name = 'difference_gbp' then 'difference_gbp' when part.line_id = total.line_id then 'expected_gbp' else 'found_gbp' end as column_name,
    part.line_id,
    case when part.line_id = total.line_id then part.amount_gbp else part.gross_gbp end
        * case when view.column_name = 'difference_gbp' and part.line_id <> total.line_id then -1 else 1 end as amount_gbp,
    case when part.line_id = total.line_id then 'the total as printed' else 'a line that is in the count' end as rule
from mart.return_line as total
inner join mart.return_line as part
    on part.body_id = total.body_id
    and part.fy = total.fy
    and part.source_return = total.source_return
    and (part.status = 'counted' or part.line_id = total.line_id)
cross join (select unnest(['one of the two', 'difference_gbp']) as column_name) as view
where total.status <> 'superseded'
    and total.line_code = '749'
    and total.measure = 'outturn'
    and total.figure = 'net current expenditure'
union all
select
    'mart.spend_reconciliation' as table_name,
    'body_id=' || line.body_id || ' fy=' || line.fy::varchar || ' source_return=' || line.source_return || ' ' || line.measure || ': ' || line.figure
        || ' item=total' || case line.population when 'not applicable' then '' when 'not stated' then '' else ' of ' || line.population || ' people' end as row_key,
    case when view.column_name = 'difference_gbp' then 'difference_gbp' when line.role = 'total' then 'expected_gbp' else 'found_gbp' end as column_name,
    line.line_id,
    line.amount_gbp * case when view.column_name = 'difference_gbp' and line.role is distinct from 'total' then -1 else 1 end as amount_gbp,
    case line.role when 'total' then 'the total as printed' else 'a line of the return' end as rule
from mart.return_line as line
cross join (select unnest(['one of the two', 'difference_gbp']) as column_name) as view
where line.status <> 'superseded'
    and line.return_total = 'spending of the return'
    and coalesce(line.role, 'service') not in ('memo total', 'part')
    and exists (
        select 1
        from mart.return_line as total
        where total.body_id = line.body_id
            and total.fy = line.fy
            and total.source_return = line.source_return
            and total.measure = line.measure
            and total.population = line.population
            and total.role = 'total'
            and total.status <> 'superseded'
    )
union all
-- a service of the summary beside the total of the detailed form that it repeats
select
    'mart.spend_reconciliation' as table_name,
    'body_id=' || beside.body_id || ' fy=' || beside.fy::varchar || ' source_return=' || beside.source_return || ' item=' || beside.item as row_key,
    case when view.column_name = 'difference_gbp' then 'difference_gbp' when line.source_return = 'RS' then 'expected_gbp' else 'found_gbp' end as column_name,
    line.line_id,
    line.amount_gbp * case when view.column_name = 'difference_gbp' and line.source_return <> 'RS' then -1 else 1 end as amount_gbp,
    case line.source_return when 'RS' then 'the line of the summary' else 'the total of the detailed form' end as rule
from mart.spend_reconciliation as beside
inner join ref.return_heading as heading
    on heading.summary_code is not null
    and beside.fy between heading.first_fy and heading.last_fy
    and beside.item like heading.summary_code || ' %, beside ' || heading.form || ' ' || heading.line_code
inner join mart.return_line as line
    on line.body_id = beside.body_id
    and line.fy = beside.fy
    and beside.source_return = 'RS ' || line.measure || ': ' || line.figure
    and line.status <> 'superseded'
    and ((line.source_return = 'RS' and line.line_code = heading.summary_code) or (line.source_return = heading.form and line.line_code = heading.line_code))
cross join (select unnest(['one of the two', 'difference_gbp']) as column_name) as view
union all
-- payments beside an outturn: what explains the difference is what is said to lie outside the outturn's total, or outside lists of payments
select
    'mart.spend_reconciliation' as table_name,
    'body_id=' || beside.body_id || ' fy=' || beside.fy::varchar || ' source_return=' || beside.source_return || ' item=' || beside.item as row_key,
    view.column_name,
    line.line_id,
    line.gross_gbp as amount_gbp,
    case line.role when 'benefit' then 'a benefit to persons in the outturn' else 'a line of the outturn that is in the count' end as rule
from mart.spend_reconciliation as beside
inner join mart.return_line as line
    on line.body_id = beside.body_id and line.fy = beside.outturn_fy and line.status = 'counted' and line.economic = 'revenue'
cross join (select unnest(['expected_gbp', 'difference_gbp', 'explained_gbp', 'not_explained_gbp']) as column_name) as view
where view.column_name in ('expected_gbp', 'difference_gbp')
    or (
        beside.explained_gbp is not null
        and (view.column_name = 'explained_gbp') = (beside.explained_gbp <> 0 and coalesce(line.role = 'benefit', false))
    )
union all
select
    'mart.spend_reconciliation' as table_name,
    'body_id=' || beside.body_id || ' fy=' || beside.fy::varchar || ' source_return=' || beside.source_return || ' item=' || beside.item as row_key,
    view.column_name,
    line.line_id,
    line.amount_gbp * case when view.column_name = 'found_gbp' then 1 else -1 end as amount_gbp,
    'a payment of the year' || coalesce(' (' || line.payment_kind || ')', '') as rule
from mart.spend_reconciliation as beside
inner join mart.spend_line as line on line.body_id = beside.body_id and line.fy = beside.fy and line.status = 'counted'
cross join (select unnest(['found_gbp', 'difference_gbp', 'explained_gbp', 'not_explained_gbp']) as column_name) as view
where beside.outturn_fy is not null
    and (
        view.column_name in ('found_gbp', 'difference_gbp')
        or (
            beside.explained_gbp is not null
            and (view.column_name = 'explained_gbp') = (
                beside.explained_gbp <> 0
                and coalesce(line.payment_kind in ('benefit', 'capital', 'collection fund', 'housing revenue account', 'lending and investments'), false)
            )
        )
    )
union all
select
    'mart.spend_by_area' as table_name,
    'count_id=' || line.count_id::varchar || ' area_code=' || line.area_code as row_key,
    'net_gbp' as column_name,
    line.line_id,
    line.amount_gbp,
    line.rule
from area_line as line
where line.amount_gbp <> 0
union all
select
    'mart.function_overlap' as table_name,
    'cofog=' || overlap.cofog || ' area_code=' || overlap.area_code || ' fy=' || overlap.fy::varchar as row_key,
    view.column_name,
    line.line_id,
    line.amount_gbp,
    line.rule
from mart.function_overlap as overlap
inner join mart.spend_count as counted
    on counted.fy = overlap.fy
    and case
        when counted.cofog = 'unmapped' then counted.cofog
        when overlap.level = 'group' then counted.cofog
        else left(counted.cofog, 2)
    end = overlap.cofog
inner join area_line as line on line.count_id = counted.count_id and line.area_code = overlap.area_code and line.amount_gbp <> 0
cross join (select unnest(['net_gbp', 'apportioned_gbp']) as column_name) as view
where view.column_name = 'net_gbp' or line.basis = 'apportioned'
union all
select
    'mart.supplier' as table_name,
    'supplier_id=' || line.supplier_id as row_key,
    'amount_gbp' as column_name,
    line.line_id,
    line.amount_gbp,
    'a payment that counts, under one of the names of the supplier' as rule
from mart.spend_line as line
where line.status = 'counted' and line.supplier_id is not null
union all
-- as sql/mart/supplier_overlap.sql tells what was bought and from whom
select
    'mart.supplier_overlap' as table_name,
    'supplier_id=' || line.supplier_id || ' category=' || coalesce(by_purpose.category, by_line.category, by_department.category, 'not stated')
        || ' fy=' || line.fy::varchar as row_key,
    case
        when line.payee_body_id is null
            and not supplier.is_public_by_name
            and coalesce(by_purpose.is_addressable, by_line.is_addressable, by_department.is_addressable, false)
            then 'addressable_gbp'
        else 'other_gbp'
    end as column_name,
    line.line_id,
    line.amount_gbp,
    case
        when line.payee_body_id is not null then 'paid to a public body of the place'
        when supplier.is_public_by_name then 'paid to a public body, school or college, by its name'
        else coalesce(
            'told by its purpose: ' || by_purpose.phrase, 'told by its service line: ' || by_line.phrase,
            'told by its department: ' || by_department.phrase, 'no word tells what was bought'
        )
    end as rule
from mart.spend_line as line
inner join mart.supplier as supplier on supplier.supplier_id = line.supplier_id
left join mart.spend_category as by_purpose on by_purpose.words = line.purpose
left join mart.spend_category as by_line on by_line.words = line.line
left join mart.spend_category as by_department on by_department.words = line.department
where line.status = 'counted'
union all
select
    'mart.contract' as table_name,
    'line_id=' || contract.line_id::varchar as row_key,
    view.column_name,
    contract.line_id,
    case when view.column_name = 'annual_gbp' then contract.annual_gbp else contract.total_gbp end as amount_gbp,
    'the line itself' as rule
from mart.contract as contract
cross join (select unnest(['annual_gbp', 'total_gbp']) as column_name) as view
where case when view.column_name = 'annual_gbp' then contract.annual_gbp else contract.total_gbp end is not null
union all
select
    'mart.joint_procurement' as table_name,
    'joint_id=' || joint.joint_id as row_key,
    view.column_name,
    contract.line_id,
    contract.annual_gbp as amount_gbp,
    case
        when view.column_name = 'amount_gbp' then 'a contract of the category that runs, its value a year'
        else 'a contract that has ended by the day on which each body has had one end, its value a year'
    end as rule
from mart.joint_procurement as joint
inner join mart.contract as contract
    on contract.category = joint.category
    and contract.is_running
    and contract.is_addressable
    and contract.annual_gbp is not null
cross join (select unnest(['amount_gbp', 'free_by_then_gbp']) as column_name) as view
where view.column_name = 'amount_gbp' or contract.ends_on < joint.first_free_on
union all
-- candidates of ledgers stand with their body alone; totalplace why reads them there
select
    'mart.duplicate_payment' as table_name,
    'body_id=' || repeated.body_id || ' fy=' || repeated.fy::varchar || ' type=transaction repeated' as row_key,
    'amount_gbp' as column_name,
    line.line_id,
    line.amount_gbp,
    'repeats an earlier line of its file to the letter: number, payee, day, amount, purpose' as rule
from mart.duplicate_payment as repeated
inner join (
    select
        line_id,
        body_id,
        fy,
        amount_gbp,
        row_number() over (
            partition by
                body_id, fy, source_file_id, source_part, transaction_number, supplier_as_published, paid_on, purpose, department, amount_gbp
            order by line_id
        ) as nth
    from mart.spend_line
    where status = 'counted' and supplier_id is not null and transaction_number is not null
) as line
    on line.body_id = repeated.body_id
    and line.fy = repeated.fy
    and line.nth > 1
where repeated.type = 'transaction repeated' and repeated.status = 'computed'
