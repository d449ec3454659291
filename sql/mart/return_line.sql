-- grain: one row per line of a body's return that was understood
-- question: what does each body's return say, line by line, and which lines are in the count?
-- owner: finance leads
-- In the count is spending that its return does not put outside (core.spend_return_line), of the years of the place. A levy that a body
-- receives is no spending of it: what it does with the levy stands in its services. Of a transfer that is taken out each line gives
-- what it has, in the order of the lines.
with line as (
    select
        source.line_id,
        source.source_file_id,
        source.source_part,
        source.source_row,
        source.source_column,
        source.line_status,
        source.line_reason,
        source.body_id,
        source.fy,
        source.form,
        source.measure,
        source.figure,
        source.population,
        source.return_status,
        source.basis,
        source.basis_method,
        source.line_code,
        source.line,
        source.line_as_published,
        source.role,
        source.account,
        source.economic,
        source.return_total,
        source.income_basis,
        source.transfer_type,
        source.other_body_id,
        source.cofog,
        source.amount_gbp,
        source.income_gbp,
        source.outside_reason,
        source.line_status = 'loaded'
        and source.is_spending
        and source.fy between coalesce(place.first_fy, source.fy) and coalesce(place.last_fy, source.fy) as is_spending,
        source.fy not between coalesce(place.first_fy, source.fy) and coalesce(place.last_fy, source.fy) as is_of_other_years
    from core.spend_return_line as source
    cross join ref.place as place
    where source.line_status in ('loaded', 'superseded')
),
judged as (
    select
        line_id,
        is_spending and outside_reason is null as is_counted,
        case
            when is_spending
                then min(line_id) over (
                    partition by
                        is_spending, outside_reason, body_id, fy, account, economic, line, cofog, form, measure, population, return_status, basis
                )
        end as count_id,
        coalesce(
            role = 'received'
            or is_spending and role = 'levy' and return_total = 'net current expenditure'
            and sum(amount_gbp) over (
                partition by is_spending, body_id, fy, measure, account, economic, role, coalesce(transfer_type, line), cofog
            ) < 0,
            false
        ) as is_received
    from line
),
paid as (
    select from_body_id as body_id, null as other_body_id, fy, account, economic, type, cofog, sum(eliminated_gbp) as eliminated_gbp
    from analysis.transfer
    where not is_named
    group by from_body_id, fy, account, economic, type, cofog
    union all
    select from_body_id as body_id, to_body_id as other_body_id, fy, account, economic, type, cofog, eliminated_gbp
    from analysis.transfer
    where is_named
),
received as (
    -- whoever names the payer states neither from which account it paid nor for what
    select to_body_id as body_id, null as other_body_id, fy, account, economic, type, cofog, sum(eliminated_gbp) as eliminated_gbp
    from analysis.transfer
    where not is_named
    group by to_body_id, fy, account, economic, type, cofog
    union all
    select
        to_body_id as body_id,
        from_body_id as other_body_id,
        fy,
        null as account,
        economic,
        type,
        null as cofog,
        sum(eliminated_gbp) as eliminated_gbp
    from analysis.transfer
    where is_named
    group by to_body_id, from_body_id, fy, economic, type
),
passed as (
    select
        line.line_id,
        line.body_id,
        line.other_body_id,
        line.fy,
        line.economic,
        line.transfer_type,
        judged.is_received,
        case when line.other_body_id is null or not judged.is_received then line.account end as account,
        case when line.other_body_id is null or not judged.is_received then line.cofog end as cofog,
        abs(line.amount_gbp) as size_gbp
    from line
    inner join judged on judged.line_id = line.line_id and judged.is_counted
    where line.transfer_type is not null and line.amount_gbp <> 0 and (line.amount_gbp < 0) = judged.is_received
),
running as (
    -- of the lines of one body and kind of transfer that have the sign of what is left of them: what the lines before each have used up
    select
        passed.line_id,
        passed.is_received,
        passed.size_gbp,
        sum(passed.size_gbp) over (
            partition by
                passed.body_id,
                passed.other_body_id,
                passed.fy,
                passed.account,
                passed.economic,
                passed.transfer_type,
                passed.cofog,
                passed.is_received
            order by passed.line_id
        ) - passed.size_gbp as before_gbp,
        coalesce(case when passed.is_received then received.eliminated_gbp else paid.eliminated_gbp end, 0) as eliminated_gbp
    from passed
    left join paid
        on paid.body_id = passed.body_id
        and paid.other_body_id is not distinct from passed.other_body_id
        and paid.fy = passed.fy
        and paid.account is not distinct from passed.account
        and paid.economic = passed.economic
        and paid.type = passed.transfer_type
        and paid.cofog is not distinct from passed.cofog
        and not passed.is_received
    left join received
        on received.body_id = passed.body_id
        and received.other_body_id is not distinct from passed.other_body_id
        and received.fy = passed.fy
        and received.account is not distinct from passed.account
        and received.economic = passed.economic
        and received.type = passed.transfer_type
        and received.cofog is not distinct from passed.cofog
        and passed.is_received
),
taken as (
    select line_id, is_received, greatest(least(size_gbp, eliminated_gbp - before_gbp), 0) as taken_gbp
    from running
)
select
    line.line_id,
    line.source_file_id,
    line.source_part,
    line.source_row,
    line.source_column,
    line.body_id,
    line.fy,
    line.form as source_return,
    line.measure,
    line.figure,
    line.population,
    line.return_status,
    line.basis,
    line.basis_method,
    line.line_code,
    line.line,
    line.line_as_published,
    line.role,
    line.account,
    line.economic,
    line.return_total,
    line.income_basis,
    line.transfer_type,
    line.other_body_id,
    line.cofog,
    line.amount_gbp,
    line.income_gbp,
    judged.count_id,
    case when judged.count_id is not null then case when judged.is_received then 0 else line.amount_gbp end end as gross_gbp,
    case when judged.count_id is not null then case when taken.is_received = false then taken.taken_gbp else 0 end end as transfer_out_gbp,
    case when judged.count_id is not null then case when taken.is_received then taken.taken_gbp else 0 end end as transfer_in_memo_gbp,
    case when line.line_status = 'superseded' then 'superseded' when judged.is_counted then 'counted' else 'excluded' end as status,
    case
        when line.line_status = 'superseded' then line.line_reason
        when judged.is_counted then null
        when line.outside_reason is not null then line.outside_reason
        when line.is_of_other_years then 'outside the years that place.toml names'
        else 'no spending'
    end as reason
from line
inner join judged on judged.line_id = line.line_id
left join taken on taken.line_id = line.line_id
