-- grain: one row per line of a return of spending, of any kind of body
-- question: what does each line of each return mean, and why may it not be in the count?
-- owner: finance leads
-- Here all returns meet: each states of every line whose it is, what it is, and in `outside_reason` why it is not counted.
-- A line is spending of one total of its return (`is_spending`), and counted where nothing is outside. Money received from another
-- public body is a negative line and no spending.
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
    account,
    'revenue' as economic,
    return_total,
    'net of fees and charges' as income_basis,
    case when role is null then 'unmapped' else cofog end as cofog,
    transfer_type,
    amount_gbp,
    null as income_gbp,
    coalesce(figure = 'net current expenditure' and return_total is not null and role <> 'reserve movement', false) as is_spending,
    case
        when role is null then 'the line is not in our list of the return''s lines'
        when role in ('total', 'memo total') then 'a total of the return: its lines are counted'
        when role in ('memo', 'answer') then 'a memorandum of the return: no spending, or spending that another line has'
        when role in ('grant', 'financing') then 'what pays for the spending, not spending'
        when role = 'reserve movement' then 'a movement of reserves, not spending'
        when figure <> 'net current expenditure' then 'another figure of the same line: ' || figure
        when measure <> 'outturn' then 'planned, not spent: ' || measure
        when return_total is distinct from 'net current expenditure' then 'charged below net current expenditure, the total that is counted'
    end as outside_reason
from core.outturn_line
