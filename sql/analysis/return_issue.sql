-- grain: one row per thing found when lines of returns were put together
-- question: which returns contradict themselves, lack lines, or are of another size than the body's other years?
-- owner: finance leads
-- assumptions: return_magnitude_times, return_other_year_lines, return_repeat_lines
with line as (
    select
        source_file_id,
        source_part,
        source_row,
        line_status,
        line_reason,
        body_id,
        fy,
        form,
        measure,
        figure,
        population,
        line_code,
        line,
        role,
        is_spending,
        is_spending and outside_reason is null as is_counted,
        amount_gbp
    from core.spend_return_line
    where body_id is not null
),
service as (
    select body_id, fy, form, measure, line_code, min(source_file_id) as source_file_id, min(source_part) as source_part, min(source_row) as source_row, sum(amount_gbp) as amount_gbp
    from line
    where line_status = 'loaded' and role = 'service' and figure = 'net current expenditure'
    group by body_id, fy, form, measure, line_code
),
repeated as (
    -- a later year whose services are those of an earlier one, each of them
    select
        later.body_id,
        later.fy,
        later.measure,
        earlier.fy as earlier_fy,
        min(later.source_file_id) as source_file_id,
        min(later.source_part) as source_part,
        min(later.source_row) as source_row,
        count(*) filter (where later.amount_gbp <> 0) as same_count
    from service as later
    inner join service as earlier
        on earlier.body_id = later.body_id
        and earlier.form = later.form
        and earlier.measure = later.measure
        and earlier.line_code = later.line_code
        and earlier.fy < later.fy
    group by later.body_id, later.form, later.fy, later.measure, earlier.fy
    having bool_and(later.amount_gbp = earlier.amount_gbp)
),
unnamed as (
    -- levies under a heading that names no receiver: what of them no transfer holds
    select
        line.body_id,
        line.fy,
        min(line.source_file_id) as source_file_id,
        min(line.source_part) as source_part,
        min(line.source_row) as source_row,
        sum(line.amount_gbp) - coalesce(min(passed.paid_gbp), 0) + coalesce(min(taken.received_gbp), 0) as left_gbp
    from core.spend_return_line as line
    left join (
        select from_body_id as body_id, fy, sum(eliminated_gbp) as paid_gbp from analysis.transfer where type = 'other levy' group by from_body_id, fy
    ) as passed on passed.body_id = line.body_id and passed.fy = line.fy
    left join (
        select to_body_id as body_id, fy, sum(eliminated_gbp) as received_gbp from analysis.transfer where type = 'other levy' group by to_body_id, fy
    ) as taken on taken.body_id = line.body_id and taken.fy = line.fy
    where line.line_status = 'loaded' and line.is_spending and line.outside_reason is null and line.transfer_type = 'other levy'
    group by line.body_id, line.fy
),
form_in_table as (
    select distinct source_file_id, source_part, fy, form from staging.revenue_outturn where form like 'RO%'
),
body_in_table as (
    select source_file_id, source_part, body_id, fy, min(source_row) as source_row from line group by source_file_id, source_part, body_id, fy
),
form_of_body as (
    select distinct source_file_id, source_part, body_id, fy, form from line where form like 'RO%'
),
total as (
    select
        body_id,
        fy,
        form || ' ' || measure || ': ' || figure as source_return,
        case
            when form in ('NHS return', 'police objective analysis', 'fire return', 'central return')
                then 'total' || case population when 'not applicable' then '' when 'not stated' then '' else ' of ' || population || ' people' end
            else line_code || ' ' || line
        end as item,
        min(source_file_id) as source_file_id,
        min(source_part) as source_part,
        min(source_row) as source_row
    from line
    where line_status = 'loaded' and role in ('total', 'memo total')
    group by body_id, fy, form, measure, figure, population, line_code, line
),
size as (
    select
        body_id,
        fy,
        form,
        measure,
        population,
        min(source_file_id) as source_file_id,
        min(source_part) as source_part,
        min(source_row) as source_row,
        sum(abs(amount_gbp)) as size_gbp
    from line
    where line_status = 'loaded' and is_spending and coalesce(role, 'service') = 'service'
    group by body_id, fy, form, measure, population
),
beside as (
    -- each year beside the body's other returns: those nearest in time first
    select
        one.body_id,
        one.fy,
        one.form,
        one.measure,
        one.source_file_id,
        one.source_part,
        one.source_row,
        one.size_gbp,
        other.fy as other_fy,
        other.form as other_form,
        other.measure as other_measure,
        other.size_gbp as other_gbp,
        row_number() over (
            partition by one.body_id, one.fy, one.form, one.measure, one.population
            order by abs(one.fy - other.fy), other.fy, other.form, other.measure, other.population
        ) as nth
    from size as one
    inner join size as other on other.body_id = one.body_id
        and (other.fy <> one.fy or other.form <> one.form or other.measure <> one.measure or other.population <> one.population)
    where one.size_gbp > 0 and other.size_gbp > 0
)
select
    source_file_id,
    source_part,
    null as source_row,
    'line' as field,
    line as value,
    'line of the return not known' as issue_type,
    'warning' as severity,
    'Our list of the return''s lines (ref.return_heading) does not have this line for ' || fy || '-' || right((fy + 1)::varchar, 2)
        || '. It is shown as published, unmapped, and is in no total: say what it is, and it is added to the list.' as message,
    'pilot team' as responsible,
    count(*) as occurrences
from line
where line_status = 'loaded' and role is null and not is_spending and not starts_with(line, form || '_')
group by source_file_id, source_part, line, fy
union all
-- data sets whose columns are called by form and asset id have hundreds that we know nothing of: told once a form
select
    source_file_id,
    source_part,
    null as source_row,
    form as field,
    null as value,
    'line of the return not known' as issue_type,
    'warning' as severity,
    'Columns of form ' || form || ' that our list of the return''s lines (ref.return_heading) lacks: ' || count(distinct line)::varchar || ', ' || min(line)
        || case when count(distinct line) > 1 then ' to ' || max(line) else '' end
        || '. They are shown as published, unmapped, and are in no total: say what they are, and they are added to the list.' as message,
    'pilot team' as responsible,
    count(*) as occurrences
from line
where line_status = 'loaded' and role is null and not is_spending and starts_with(line, form || '_')
group by source_file_id, source_part, form
union all
select
    source_file_id,
    source_part,
    min(source_row) as source_row,
    'line' as field,
    line as value,
    'line of the return not known' as issue_type,
    'warning' as severity,
    'Our list of such returns'' lines (ref.spend_line) does not have this line, or its code and its name are of two lines. Its pounds are shown and counted as published, unmapped: say what it is, and it is added to the list.' as message,
    'pilot team' as responsible,
    count(*) as occurrences
from line
where line_status = 'loaded' and role is null and is_spending
group by source_file_id, source_part, line, fy
union all
select
    source_file_id,
    source_part,
    min(source_row) as source_row,
    'line' as field,
    line as value,
    'parts do not add up to their line' as issue_type,
    'warning' as severity,
    'The return gives the line whole and in parts, and the parts do not add up to it. The whole is counted, the parts stand beside it: ask the body.' as message,
    'sender' as responsible,
    count(*) as occurrences
from line
where line_status = 'loaded' and role = 'part'
group by source_file_id, source_part, line, fy
union all
select
    source_file_id,
    source_part,
    source_row,
    'authority' as field,
    null as value,
    'authority stands twice' as issue_type,
    case line_status when 'held' then 'error' else 'note' end as severity,
    case line_status
        when 'held'
            then 'The authority stands in the table several times with different figures, so none of them is counted. Say in corrections/ which row is right, or ask the publisher.'
        else 'The authority stands in the table several times with the same figures. It is counted once.'
    end as message,
    case line_status when 'held' then 'pilot team' else 'nobody' end as responsible,
    count(*) as occurrences
from core.spend_return_line
where line_reason in (
    'the authority stands in the table several times with different figures', 'the authority stands in the table several times with the same figures'
)
group by source_file_id, source_part, source_row, line_status
union all
select
    source_file_id,
    source_part,
    source_row,
    'line' as field,
    line_as_published as value,
    'line of a return held' as issue_type,
    'warning' as severity,
    'The line waits and is in no figure: it is ' || line_reason || '.' as message,
    'pilot team' as responsible,
    1 as occurrences
from core.spend_return_line
where line_status = 'held' and return_total is not distinct from 'spending of the return'
union all
select
    min(source_file_id) as source_file_id,
    min(source_part) as source_part,
    null as source_row,
    'measure' as field,
    string_agg(distinct fy || '-' || right((fy + 1)::varchar, 2), ', ' order by fy || '-' || right((fy + 1)::varchar, 2)) as value,
    'programme budgets of several years' as issue_type,
    'note' as severity,
    'The method of programme budgeting changed often (2006-07, 2007-08 and later), so its years are not like for like: compare a programme with others of its year.' as message,
    'nobody' as responsible,
    count(distinct fy) as occurrences
from line
where line_status = 'loaded' and measure = 'programme budget'
group by body_id
having count(distinct fy) > 1
union all
select
    min(source_file_id) as source_file_id,
    min(source_part) as source_part,
    min(source_row) as source_row,
    'form' as field,
    string_agg(distinct form, ', ' order by form) as value,
    'summary of the return missing' as issue_type,
    'warning' as severity,
    'Of ' || body_id || ' there are detailed forms of the revenue outturn of ' || fy || '-' || right((fy + 1)::varchar, 2)
        || ' and not the summary (RS). The count is made from the summary, so nothing of this outturn is counted: ask for the summary.' as message,
    'pilot team' as responsible,
    1 as occurrences
from core.spend_return_line
where line_status = 'loaded' and outside_reason = 'a line of a detailed form, and no summary of the body''s outturn of the year is here to count' and amount_gbp <> 0
group by body_id, fy
union all
-- income that was taken off spending may hold what other bodies paid, which is taken out of theirs: then it is gone twice
select
    min(got.source_file_id) as source_file_id,
    min(got.source_part) as source_part,
    min(got.source_row) as source_row,
    'income' as field,
    min(off.income_gbp)::varchar as value,
    'income may be taken off twice' as issue_type,
    'warning' as severity,
    'From the spending of ' || got.body_id || ' in ' || got.fy || '-' || right((got.fy + 1)::varchar, 2) || ' income of ' || min(off.income_gbp)::varchar
        || ' pounds was taken off, and ' || (-sum(got.amount_gbp))::varchar
        || ' pounds are stated as received from other bodies, which are taken out of what those spend. If the income holds them, they are taken out twice and the count is too low:'
        || ' state as income only what came from others.' as message,
    'sender' as responsible,
    1 as occurrences
from core.spend_return_line as got
inner join (
    select body_id, fy, form, sum(income_gbp) as income_gbp
    from core.spend_return_line
    where line_status = 'loaded' and is_spending and outside_reason is null and role is distinct from 'received' and income_basis = 'net of fees and charges'
    group by body_id, fy, form
) as off
    on off.body_id = got.body_id and off.fy = got.fy and off.form = got.form and off.income_gbp >= -got.amount_gbp
where got.line_status = 'loaded' and got.is_spending and got.outside_reason is null and got.role = 'received' and got.other_body_id is not null and got.amount_gbp < 0
group by got.body_id, got.fy, got.form
union all
-- of a county's own fire service, or of a mayor's force, the outturn is in the return of another body
select
    own.source_file_id,
    own.source_part,
    own.source_row,
    'services' as field,
    own.size_gbp::varchar as value,
    'service may be counted twice' as issue_type,
    'warning' as severity,
    'The ' || own.form || ' of ' || own.fy || '-' || right((own.fy + 1)::varchar, 2) || ' is counted with ' || own.size_gbp::varchar
        || ' pounds, as the body has no revenue outturn of its own. The outturn of ' || other.body_id || ' has ' || other.amount_gbp::varchar || ' pounds of '
        || lower(other.line) || ' in that year. If that is the same service, its money is counted twice: take this return out of the inbox.' as message,
    'pilot team' as responsible,
    1 as occurrences
from (
    select body_id, fy, form, min(source_file_id) as source_file_id, min(source_part) as source_part, min(source_row) as source_row, sum(amount_gbp) as size_gbp
    from line
    where line_status = 'loaded' and is_spending and is_counted and form in ('police objective analysis', 'fire return')
    group by body_id, fy, form
) as own
inner join (
    select body_id, fy, line_code, min(line) as line, sum(amount_gbp) as amount_gbp
    from line
    where line_status = 'loaded' and form = 'RS' and is_spending and is_counted and line_code in ('601', '602')
    group by body_id, fy, line_code
) as other
    on other.fy = own.fy
    and other.body_id <> own.body_id
    and other.line_code = case own.form when 'fire return' then '602' else '601' end
    and other.amount_gbp > 0
union all
select
    total.source_file_id,
    total.source_part,
    total.source_row,
    found.item as field,
    found.expected_gbp::varchar as value,
    case when found.explanation like 'not explained%' then 'total does not add up' else 'lines of a total missing' end as issue_type,
    'warning' as severity,
    case found.explanation
        when 'the return prints a total and no line of it'
            then 'The return prints a total of ' || found.expected_gbp::varchar || ' pounds and no line of it. Only lines are counted, so the total is in no figure: ask the body what it was spent on.'
        else 'The return prints ' || found.expected_gbp::varchar || ' pounds, its lines add up to ' || found.found_gbp::varchar || ': '
            || found.explanation || '. Nothing is corrected: ask the body.'
    end as message,
    'sender' as responsible,
    1 as occurrences
from mart.spend_reconciliation as found
inner join total
    on total.body_id = found.body_id
    and total.fy = found.fy
    and total.source_return = found.source_return
    and total.item = found.item
where found.explanation like 'not explained%'
    or found.explanation like 'the table does not give%'
    or found.explanation = 'the return prints a total and no line of it'
union all
select
    beside.source_file_id,
    beside.source_part,
    beside.source_row,
    'services' as field,
    beside.size_gbp::varchar as value,
    'return of another size' as issue_type,
    'warning' as severity,
    'The services of this return come to ' || beside.size_gbp::varchar || ' pounds, those of the body''s ' || beside.other_form || ' ' || beside.other_measure || ' of '
        || beside.other_fy || '-' || right((beside.other_fy + 1)::varchar, 2) || ' to ' || beside.other_gbp::varchar
        || '. One of the two may be in pounds or pence where thousands or pounds were meant, or the other way round: look at the unit in the title, or state it in a mapping.' as message,
    'pilot team' as responsible,
    1 as occurrences
from beside
inner join core.assumption as threshold on threshold.assumption_id = 'return_magnitude_times'
where beside.nth = 1
    and (beside.size_gbp >= threshold.value * beside.other_gbp or beside.other_gbp >= threshold.value * beside.size_gbp)
union all
select
    source_file_id,
    source_part,
    min(source_row) as source_row,
    'line' as field,
    null as value,
    'better checked return is shorter' as issue_type,
    'warning' as severity,
    'A' || substr(line_reason, 2) || '. Ask for the whole of the better checked return.' as message,
    'pilot team' as responsible,
    count(*) as occurrences
from line
where line_reason like 'a return with more of the lines counts%'
group by source_file_id, source_part, body_id, fy, line_reason
union all
select
    repeated.source_file_id,
    repeated.source_part,
    repeated.source_row,
    'financial year' as field,
    repeated.fy::varchar as value,
    'return repeats another year' as issue_type,
    'warning' as severity,
    'Every service of this ' || repeated.measure || ' of ' || repeated.fy || '-' || right((repeated.fy + 1)::varchar, 2) || ' has the amount that it has in '
        || repeated.earlier_fy || '-' || right((repeated.earlier_fy + 1)::varchar, 2)
        || '. One return may have been sent under two years: ask which year the figures are of.' as message,
    'sender' as responsible,
    1 as occurrences
from repeated
inner join core.assumption as threshold on threshold.assumption_id = 'return_repeat_lines' and repeated.same_count >= threshold.value
union all
select
    min(source_file_id) as source_file_id,
    min(source_part) as source_part,
    min(source_row) as source_row,
    'services' as field,
    sum(amount_gbp)::varchar as value,
    'services of the return are negative' as issue_type,
    'warning' as severity,
    'The services of this ' || measure || ' of ' || fy || '-' || right((fy + 1)::varchar, 2) || ' come to ' || sum(amount_gbp)::varchar
        || ' pounds: less than nothing was spent. Spending may have been written with a minus sign. It is shown as published: ask the body.' as message,
    'sender' as responsible,
    1 as occurrences
from service
group by body_id, fy, form, measure
having sum(amount_gbp) < 0
union all
select
    stands.source_file_id,
    stands.source_part,
    min(stands.source_row) as source_row,
    heading.form as field,
    null as value,
    'form of the return missing' as issue_type,
    'warning' as severity,
    'The table has the form ' || heading.form || ', but nothing of it for this authority in ' || stands.fy || '-' || right((stands.fy + 1)::varchar, 2)
        || ', though the summary states ' || sum(summary.amount_gbp)::varchar || ' pounds for what the form gives line by line. The count is made from the summary and holds them; what they were spent on in detail is not known. Ask the body for the form.' as message,
    'sender' as responsible,
    count(*) as occurrences
from body_in_table as stands
inner join form_in_table
    on form_in_table.source_file_id = stands.source_file_id
    and form_in_table.source_part = stands.source_part
    and form_in_table.fy = stands.fy
inner join ref.return_heading as heading
    on heading.form = form_in_table.form
    and heading.summary_code is not null
    and stands.fy between heading.first_fy and heading.last_fy
inner join service as summary
    on summary.body_id = stands.body_id
    and summary.fy = stands.fy
    and summary.form = 'RS'
    and summary.measure = 'outturn'
    and summary.line_code = heading.summary_code
    and summary.amount_gbp <> 0
left join form_of_body
    on form_of_body.source_file_id = stands.source_file_id
    and form_of_body.source_part = stands.source_part
    and form_of_body.body_id = stands.body_id
    and form_of_body.fy = stands.fy
    and form_of_body.form = heading.form
where form_of_body.form is null
group by stands.source_file_id, stands.source_part, stands.body_id, stands.fy, heading.form
union all
select
    got.source_file_id,
    got.source_part,
    got.source_row,
    'other levies' as field,
    (-got.left_gbp)::varchar as value,
    'levies that name no receiver' as issue_type,
    'warning' as severity,
    'The body states ' || (-got.left_gbp)::varchar || ' pounds received under other levies in ' || got.fy || '-' || right((got.fy + 1)::varchar, 2) || ', and '
        || string_agg(gave.body_id || ' ' || gave.left_gbp::varchar, ', ' order by gave.body_id)
        || ' paid. The heading names no receiver and the sums do not agree, so nothing is taken out: up to '
        || least(-got.left_gbp, sum(gave.left_gbp))::varchar || ' pounds may be counted twice. Ask the body who pays it.' as message,
    'pilot team' as responsible,
    1 as occurrences
from unnamed as got
inner join unnamed as gave on gave.fy = got.fy and gave.left_gbp > 0
where got.left_gbp < 0
group by got.source_file_id, got.source_part, got.source_row, got.body_id, got.fy, got.left_gbp
union all
select
    service.source_file_id,
    service.source_part,
    service.source_row,
    found.item as field,
    found.difference_gbp::varchar as value,
    'form differs from the summary' as issue_type,
    'warning' as severity,
    'The summary states ' || found.expected_gbp::varchar || ' pounds, the total of the detailed form ' || found.found_gbp::varchar
        || '. Nothing is corrected; the summary is counted: ask the body.' as message,
    'sender' as responsible,
    1 as occurrences
from mart.spend_reconciliation as found
inner join service
    on service.body_id = found.body_id
    and service.fy = found.fy
    and service.form = 'RS'
    and found.source_return = 'RS ' || service.measure || ': net current expenditure'
    and found.item like service.line_code || ' %, beside RO%'
where found.explanation like 'not explained: the detailed form%'
union all
select
    stated.source_file_id,
    stated.source_part,
    null as source_row,
    'financial year' as field,
    stated.fy::varchar as value,
    'two returns of a year agree in nothing' as issue_type,
    'warning' as severity,
    'This table and the one that counts share ' || stated.shared_count::varchar || ' figures of services of ' || stated.fy || '-'
        || right((stated.fy + 1)::varchar, 2) || ', and not one is the same. One of the two may be of another year: look at the year of both, or at year_is in the mapping.' as message,
    'pilot team' as responsible,
    stated.shared_count as occurrences
from (
    select aside.source_file_id, aside.source_part, aside.fy, count(*) as shared_count, count(*) filter (where aside.amount_gbp = kept.amount_gbp) as same_count
    from line as aside
    inner join line as kept
        on kept.body_id = aside.body_id
        and kept.fy = aside.fy
        and kept.form = aside.form
        and kept.measure = aside.measure
        and kept.figure = aside.figure
        and kept.line_code = aside.line_code
        and kept.line_status = 'loaded'
        and (kept.source_file_id <> aside.source_file_id or kept.source_part <> aside.source_part)
    where aside.line_status = 'superseded' and aside.role = 'service' and aside.amount_gbp <> 0
    group by aside.source_file_id, aside.source_part, aside.fy
) as stated
inner join core.assumption as threshold
    on threshold.assumption_id = 'return_other_year_lines'
    and stated.shared_count >= threshold.value
where stated.same_count = 0
union all
-- a department's benefit stands aside where councils' outturns hold benefit: what is above theirs is in no figure
select
    central.source_file_id,
    central.source_part,
    central.source_row,
    central.line as field,
    central.amount_gbp::varchar as value,
    'housing benefit above what councils state' as issue_type,
    'warning' as severity,
    'Housing benefit is counted where councils pay it: ' || paid.amount_gbp::varchar || ' pounds in the outturns of ' || paid.body_count::varchar
        || case paid.body_count when 1 then ' council' else ' councils' end || '. This line states ' || (central.amount_gbp - paid.amount_gbp)::varchar
        || ' pounds more, which are in no figure. Ask the other councils for their outturn of the year.' as message,
    'pilot team' as responsible,
    1 as occurrences
from line as central
inner join (
    select fy, sum(amount_gbp) as amount_gbp, count(distinct body_id) as body_count
    from line
    where form <> 'central return' and line_status = 'loaded' and measure = 'outturn' and figure = 'net current expenditure' and role = 'benefit'
    group by fy
) as paid
    on paid.fy = central.fy and paid.amount_gbp > 0
where central.form = 'central return' and central.role = 'benefit' and central.line_status = 'loaded' and central.measure = 'outturn'
    and central.amount_gbp > paid.amount_gbp
