-- grain: one row per line of a body's return that was understood
-- question: what does each body's return say, line by line, and which lines are in the count?
-- owner: finance leads
-- In the count is outturn, in net current expenditure, without movements of reserves: what pays for it, what is charged below that
-- total (interest, provision for debt, capital met from revenue) and other figures of the same lines stand beside it.
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
    line.return_status,
    line.line_code,
    line.line,
    line.role,
    case when line.role is null then 'unmapped' else line.cofog end as cofog,
    line.amount_gbp,
    case
        when line.line_status = 'superseded' then 'superseded'
        when line.measure = 'outturn'
            and line.figure = 'net current expenditure'
            and line.return_total = 'net current expenditure'
            and line.role <> 'reserve movement'
            and not (line.fy < coalesce(place.first_fy, line.fy) or line.fy > coalesce(place.last_fy, line.fy))
            then 'counted'
        else 'excluded'
    end as status,
    case
        when line.line_status = 'superseded' then line.line_reason
        when line.role is null then 'the line is not in our list of the return''s lines'
        when line.role in ('total', 'memo total') then 'a total of the return: its lines are counted'
        when line.role in ('memo', 'answer') then 'a memorandum of the return: no spending, or spending that another line has'
        when line.role in ('grant', 'financing') then 'what pays for the spending, not spending'
        when line.role = 'reserve movement' then 'a movement of reserves, not spending'
        when line.figure <> 'net current expenditure' then 'another figure of the same line: ' || line.figure
        when line.measure <> 'outturn' then 'planned, not spent: ' || line.measure
        when line.return_total <> 'net current expenditure' then 'charged below net current expenditure, the total that is counted'
        when line.fy < place.first_fy or line.fy > place.last_fy then 'outside the years that place.toml names'
    end as reason
from core.outturn_line as line
cross join ref.place as place
where line.line_status in ('loaded', 'superseded')
