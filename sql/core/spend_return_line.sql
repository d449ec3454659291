-- grain: one row per line of a return of spending, of any kind of body
-- question: what does each line of each return mean, and why may it not be in the count?
-- owner: finance leads
-- Here all returns meet: each states of every line whose it is, what it is, and in `outside_reason` why it is not counted.
-- A line is spending of one total of its return (`is_spending`), and counted where nothing is outside. Money received from another
-- public body is a negative line and no spending.
-- Of the NHS one measure of a body and year is counted: outturn before programme budget, registered before resident people. A measure of
-- which only a total or money received is stated has nothing to count, and gives way to one with lines. A force's or
-- fire authority's own analysis is the money of its revenue outturn, and housing benefit that of the councils': it is counted there.
with has_outturn as (
    select distinct body_id, fy
    from core.outturn_line
    where line_status = 'loaded' and measure = 'outturn' and figure = 'net current expenditure' and role = 'service' and amount_gbp <> 0
),
has_summary as (
    select body_id as summary_body_id, fy as summary_fy
    from has_outturn
),
has_benefit as (
    select distinct fy
    from core.outturn_line
    where line_status = 'loaded' and measure = 'outturn' and figure = 'net current expenditure' and role = 'benefit' and amount_gbp <> 0
),
nhs_offered as (
    select
        body_id,
        fy,
        measure,
        population,
        row_number() over (
            partition by body_id, fy
            order by
                case measure when 'outturn' then 1 else 2 end,
                case population when 'registered' then 1 when 'not stated' then 2 when 'not applicable' then 3 else 4 end
        ) as nth
    from core.plain_spend_line
    where line_status = 'loaded'
        and form = 'NHS return'
        and measure in ('outturn', 'programme budget')
        and coalesce(role, 'service') not in ('total', 'memo total', 'received')
    group by body_id, fy, measure, population
)
select
    source_file_id,
    source_part,
    source_row,
    source_column,
    line_id,
    line_status,
    line_reason,
    body_id,
    fy,
    form,
    measure,
    figure,
    'not applicable' as population,
    return_status,
    'measured' as basis,
    null as basis_method,
    unit_as_published,
    line_code,
    line,
    line_as_published,
    role,
    coalesce(account, case when form = 'HRA' then 'HRA' end) as account,
    case when form like 'EandR%' then 'capital' else 'revenue' end as economic,
    return_total,
    case when role in ('capital', 'HRA spending') then 'gross of income' else 'net of fees and charges' end as income_basis,
    case when role is null then 'unmapped' else cofog end as cofog,
    transfer_type,
    null as other_body_id,
    amount_gbp,
    null as income_gbp,
    coalesce(
        figure = case role when 'capital' then 'expenditure on fixed assets' else 'net current expenditure' end
        and return_total is not null
        and role <> 'reserve movement',
        false
    ) as is_spending,
    case
        when role is null then 'the line is not in our list of the return''s lines'
        when role in ('total', 'memo total') then 'a total of the return: its lines are counted'
        when role in ('memo', 'answer') then 'a memorandum of the return: no spending, or spending that another line has'
        when role in ('grant', 'financing') then 'what pays for the spending, not spending'
        when role = 'reserve movement' then 'a movement of reserves, not spending'
        when role = 'detail' and has_summary.summary_body_id is null
            then 'a line of a detailed form, and no summary of the body''s outturn of the year is here to count'
        when role = 'detail' then 'a line of a detailed form: the summary of the return, which sums it, is counted'
        when role = 'capital' and figure = 'expenditure on fixed assets' then 'capital spending, which stands apart: it is never added to revenue'
        when figure <> 'net current expenditure' then 'another figure of the same line: ' || figure
        when measure <> 'outturn' then 'planned, not spent: ' || measure
        when role = 'HRA spending' then 'spending of the housing revenue account, which stands apart: rents pay for it, and housing benefit is counted once, as benefit'
        when return_total is distinct from 'net current expenditure' then 'charged below net current expenditure, the total that is counted'
    end as outside_reason
from core.outturn_line
left join has_summary on has_summary.summary_body_id = body_id and has_summary.summary_fy = fy
union all
select
    line.source_file_id,
    line.source_part,
    line.source_row,
    0 as source_column,
    line.line_id,
    line.line_status,
    line.line_reason,
    line.body_id,
    line.fy,
    line.form,
    line.measure,
    'spending' as figure,
    line.population,
    line.return_status,
    line.basis,
    line.basis_method,
    line.unit_as_published,
    line.line_code,
    line.line,
    line.line_as_published,
    line.role,
    case line.form when 'NHS return' then 'NHS' when 'central return' then 'central government' else 'general fund' end as account,
    'revenue' as economic,
    'spending of the return' as return_total,
    line.income_basis,
    line.cofog,
    line.transfer_type,
    line.other_body_id,
    line.amount_gbp,
    line.income_gbp,
    coalesce(line.role, 'service') not in ('total', 'memo total', 'part') as is_spending,
    case
        when line.role in ('total', 'memo total') then 'a total of the return: its lines are counted'
        when line.role = 'part' then 'part of a line that is counted whole, as its parts do not add up to it'
        when line.measure = 'allocation' then 'allotted, not spent: allocation'
        when line.measure = 'budget' then 'planned, not spent: budget'
        when line.form = 'NHS return' and (line.measure <> best.measure or line.population <> best.population)
            then 'the same money as ' || best.measure || case best.population when 'not stated' then '' else ' of ' || best.population || ' people' end || ', which is counted'
        when line.form in ('police objective analysis', 'fire return') and has_outturn.body_id is not null
            then 'the same money as in the body''s revenue outturn of the year, which is counted'
        when line.role = 'benefit' and has_benefit.fy is not null then 'housing benefit is counted where the councils pay it'
        when line.measure = 'programme budget' and line.form <> 'NHS return' then 'planned, not spent: programme budget'
    end as outside_reason
from core.plain_spend_line as line
left join has_outturn on has_outturn.body_id = line.body_id and has_outturn.fy = line.fy
left join has_benefit on has_benefit.fy = line.fy
left join nhs_offered as best on best.body_id = line.body_id and best.fy = line.fy and best.nth = 1
