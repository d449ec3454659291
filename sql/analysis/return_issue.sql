-- grain: one row per thing found when lines of returns were put together
-- question: which returns contradict themselves, lack lines, or are of another size than the body's other years?
-- owner: finance leads
-- assumptions: return_magnitude_times
with line as (
    select
        source_file_id,
        source_part,
        source_row,
        line_status,
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
        amount_gbp
    from core.spend_return_line
    where body_id is not null
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
where line_status = 'loaded' and role is null and not is_spending
group by source_file_id, source_part, line, fy
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
    total.source_file_id,
    total.source_part,
    total.source_row,
    found.item as field,
    found.expected_gbp::varchar as value,
    case when found.explanation like 'the table does not give%' then 'lines of a total missing' else 'total does not add up' end as issue_type,
    'warning' as severity,
    'The return prints ' || found.expected_gbp::varchar || ' pounds, its lines add up to ' || found.found_gbp::varchar || ': '
        || found.explanation || '. Nothing is corrected: ask the body.' as message,
    'sender' as responsible,
    1 as occurrences
from mart.spend_reconciliation as found
inner join total
    on total.body_id = found.body_id
    and total.fy = found.fy
    and total.source_return = found.source_return
    and total.item = found.item
where found.explanation like 'not explained%' or found.explanation like 'the table does not give%'
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
        || '. One of the two may be in pounds where thousands were meant, or the other way round: look at the unit in the title, or state it in a mapping.' as message,
    'pilot team' as responsible,
    1 as occurrences
from beside
inner join core.assumption as threshold on threshold.assumption_id = 'return_magnitude_times'
where beside.nth = 1
    and (beside.size_gbp >= threshold.value * beside.other_gbp or beside.other_gbp >= threshold.value * beside.size_gbp)
