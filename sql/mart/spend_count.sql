-- grain: one row per line of a body's spending in a year
-- question: what does each public body spend here on what, before and after money that passes between them?
-- owner: finance leads
-- One total of each return is counted, and income_basis says whether income is in it. A row of nought is kept for each body and year, for
-- what names no line.
with line as (
    select
        count_id,
        min(body_id) as body_id,
        min(fy) as fy,
        min(account) as account,
        min(economic) as economic,
        min(line) as line,
        min(line_code) as line_code,
        min(cofog) as cofog,
        min(source_return) as source_return,
        min(measure) as measure,
        min(population) as population,
        min(return_status) as return_status,
        min(basis) as basis,
        string_agg(distinct basis_method, '; ' order by basis_method) as basis_method,
        min(return_total) as return_total,
        min(income_basis) as income_basis,
        count(distinct income_basis) as income_basis_count,
        bool_or(status = 'counted') as is_counted,
        sum(gross_gbp) as gross_gbp,
        sum(income_gbp) as income_gbp,
        sum(transfer_out_gbp) as transfer_out_gbp,
        sum(transfer_in_memo_gbp) as transfer_in_memo_gbp
    from mart.return_line
    where count_id is not null
    group by count_id
)
select
    body_id,
    fy,
    account,
    economic,
    line,
    cofog,
    source_return,
    measure,
    population,
    return_status,
    basis,
    basis_method,
    count_id,
    line_code,
    gross_gbp,
    income_gbp,
    transfer_out_gbp,
    gross_gbp - transfer_out_gbp as net_gbp,
    transfer_in_memo_gbp,
    gross_gbp - transfer_in_memo_gbp as funder_gbp,
    return_total,
    case income_basis_count when 1 then income_basis else 'not stated' end as income_basis,
    'prices of the year' as price_base,
    is_counted
from line
union all
select
    body_id,
    fy,
    case when bool_and(account = 'NHS') then 'NHS' else 'general fund' end as account,
    'revenue' as economic,
    'contributions that name no line' as line,
    'unmapped' as cofog,
    'none' as source_return,
    'outturn' as measure,
    'not applicable' as population,
    'not stated' as return_status,
    'measured' as basis,
    null as basis_method,
    -min(count_id) as count_id,
    null as line_code,
    0 as gross_gbp,
    null as income_gbp,
    0 as transfer_out_gbp,
    0 as net_gbp,
    0 as transfer_in_memo_gbp,
    0 as funder_gbp,
    null as return_total,
    'not stated' as income_basis,
    'prices of the year' as price_base,
    true as is_counted
from line
where is_counted
group by body_id, fy
