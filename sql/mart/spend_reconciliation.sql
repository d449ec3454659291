-- grain: one row per total that a body's return prints, one that sets the count beside it, and one that sets payments beside an outturn
-- question: does each return's own total follow from its lines, and how much of it do payments explain?
-- owner: finance leads
-- Where lines are printed in thousands each may be out by half a thousand, and so may the total.
with line as (
    select
        body_id,
        fy,
        form,
        measure,
        figure,
        line_code,
        min(line) as line,
        min(role) as role,
        min(unit_as_published) as unit,
        sum(amount_gbp) as amount_gbp,
        count(*) as cell_count
    from core.spend_return_line
    where line_status = 'loaded' and line_code is not null
    group by body_id, fy, form, measure, figure, line_code
),
total as (
    select
        line.body_id,
        line.fy,
        line.form,
        line.measure,
        line.figure,
        line.line_code,
        line.line,
        line.unit,
        line.cell_count,
        line.amount_gbp as expected_gbp,
        sum(coalesce(part.amount_gbp * rule.sign, 0)) as found_gbp,
        count(*) as part_count,
        string_agg(rule.part_code, ', ' order by rule.part_code) filter (where part.line_code is null) as missing
    from line
    inner join ref.return_total as rule
        on rule.form = line.form
        and rule.total_code = line.line_code
        and line.fy between rule.first_fy and rule.last_fy
        and (rule.every_figure or line.figure = 'net current expenditure')
    left join line as part
        on part.body_id = line.body_id
        and part.fy = line.fy
        and part.form = line.form
        and part.measure = line.measure
        and part.figure = line.figure
        and part.line_code = rule.part_code
    group by
        line.body_id, line.fy, line.form, line.measure, line.figure, line.line_code, line.line, line.unit, line.cell_count, line.amount_gbp
)
select
    body_id,
    fy,
    form || ' ' || measure || ': ' || figure as source_return,
    line_code || ' ' || line as item,
    expected_gbp,
    found_gbp,
    expected_gbp - found_gbp as difference_gbp,
    null as outturn_fy,
    null as explained_gbp,
    null as not_explained_gbp,
    null as found_share,
    case
        when expected_gbp = found_gbp and missing is null then 'the lines add up to the total, to the penny'
        when expected_gbp = found_gbp then 'the lines add up to the total, to the penny; not given, and so nought: ' || missing
        when missing is not null then 'the table does not give the lines ' || missing || ': the total cannot be made from what there is'
        when unit = '£ thousand' and abs(expected_gbp - found_gbp) <= 500 * (part_count + 1) * cell_count
            then 'rounding: the lines are printed in thousands of pounds, and each may be out by half a thousand'
        else 'not explained: the return''s lines do not add up to its total; it is shown as printed'
    end as explanation
from total
union all
-- a service of the summary beside the total of the detailed form that it repeats
select
    summary.body_id,
    summary.fy,
    summary.form || ' ' || summary.measure || ': ' || summary.figure as source_return,
    summary.line_code || ' ' || summary.line || ', beside ' || detailed.form || ' ' || detailed.line_code as item,
    summary.amount_gbp as expected_gbp,
    detailed.amount_gbp as found_gbp,
    summary.amount_gbp - detailed.amount_gbp as difference_gbp,
    null as outturn_fy,
    null as explained_gbp,
    null as not_explained_gbp,
    null as found_share,
    case
        when summary.amount_gbp = detailed.amount_gbp then 'the detailed form has the same total, to the penny'
        when summary.unit = '£ thousand' and abs(summary.amount_gbp - detailed.amount_gbp) <= 500 * (summary.cell_count + detailed.cell_count)
            then 'rounding: both are printed in thousands of pounds, and each may be out by half a thousand'
        else 'not explained: the detailed form has another total than the summary; both are shown as printed'
    end as explanation
from line as summary
inner join ref.return_heading as heading
    on heading.summary_code = summary.line_code
    and summary.fy between heading.first_fy and heading.last_fy
inner join line as detailed
    on detailed.body_id = summary.body_id
    and detailed.fy = summary.fy
    and detailed.form = heading.form
    and detailed.measure = summary.measure
    and detailed.figure = summary.figure
    and detailed.line_code = heading.line_code
where summary.form = 'RS' and summary.figure = 'net current expenditure'
union all
-- a total of a return in a plain layout, beside all its lines: which of them are parts of others the return says itself
select
    body_id,
    fy,
    source_return,
    item,
    expected_gbp,
    found_gbp,
    expected_gbp - found_gbp as difference_gbp,
    null as outturn_fy,
    null as explained_gbp,
    null as not_explained_gbp,
    null as found_share,
    case
        when expected_gbp = found_gbp then 'the lines add up to the total, to the penny'
        when line_count = 0 then 'the return prints a total and no line of it'
        when unit = '£ thousand' and abs(expected_gbp - found_gbp) <= 500 * (line_count + total_count)
            then 'rounding: the lines are printed in thousands of pounds, and each may be out by half a thousand'
        else 'not explained: the return''s lines do not add up to its total; it is shown as printed'
    end as explanation
from (
    select
        body_id,
        fy,
        form || ' ' || measure || ': ' || figure as source_return,
        'total' || case population when 'not applicable' then '' when 'not stated' then '' else ' of ' || population || ' people' end as item,
        max(unit_as_published) as unit,
        sum(amount_gbp) filter (where role = 'total') as expected_gbp,
        case
            -- money received from other bodies stands beside the lines: some returns take it off in their total
            when sum(amount_gbp) filter (where role = 'total') = sum(amount_gbp) filter (where is_spending)
                then sum(amount_gbp) filter (where is_spending)
            else coalesce(sum(amount_gbp) filter (where is_spending and role is distinct from 'received'), 0)
        end as found_gbp,
        count(*) filter (where is_spending and role is distinct from 'received') as line_count,
        count(*) filter (where role = 'total') as total_count
    from core.spend_return_line
    where line_status = 'loaded' and return_total is not distinct from 'spending of the return'
    group by body_id, fy, form, measure, figure, population
) as plain
where total_count > 0
union all
-- the count beside the total of the return that it is of
select
    total.body_id,
    total.fy,
    total.form || ' ' || total.measure || ': ' || total.figure as source_return,
    'the count, before transfers, beside ' || total.line_code || ' ' || total.line as item,
    total.expected_gbp,
    counted.gross_gbp as found_gbp,
    total.expected_gbp - counted.gross_gbp as difference_gbp,
    null as outturn_fy,
    null as explained_gbp,
    null as not_explained_gbp,
    null as found_share,
    'levies received, which are no spending: ' || counted.received_gbp::varchar || '; movements of reserves: ' || counted.reserve_gbp::varchar
        || '; printed totals against their lines: ' || (total.expected_gbp - counted.gross_gbp - counted.received_gbp - counted.reserve_gbp)::varchar as explanation
from total
inner join (
    select
        body_id,
        fy,
        source_return,
        sum(gross_gbp) filter (where status = 'counted') as gross_gbp,
        coalesce(sum(amount_gbp - gross_gbp) filter (where status = 'counted'), 0) as received_gbp,
        coalesce(sum(amount_gbp) filter (where role = 'reserve movement'), 0) as reserve_gbp
    from mart.return_line
    where measure = 'outturn'
        and figure = 'net current expenditure'
        and return_total = 'net current expenditure'
        and status <> 'superseded'
    group by body_id, fy, source_return
) as counted
    on counted.body_id = total.body_id and counted.fy = total.fy and counted.source_return = total.form
where total.measure = 'outturn'
    and total.figure = 'net current expenditure'
    and total.line_code = '749'
    and counted.gross_gbp is not null
union all
-- payments beside the outturn of the body that paid
select
    body_id,
    fy,
    source_return,
    item,
    expected_gbp,
    found_gbp,
    difference_gbp,
    outturn_fy,
    explained_gbp,
    not_explained_gbp,
    found_share,
    explanation
from analysis.payment_comparison
