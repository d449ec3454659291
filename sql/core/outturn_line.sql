-- grain: one row per line of a return of an authority of the place
-- question: whose is each line of each return, does it count, and what does it mean?
-- owner: finance leads
-- assumptions: return_nearly_full_share
-- A line is known by the ministry's own name of it, else by its number and name together, else by its name, since numbers came to mean
-- other lines in later years, else by its number where no other column of the table may be that line. Of several tables with the same
-- figure of one body and year one counts, whole: of those that are nearly as full as the fullest the better checked, then the fuller,
-- then the last by path. Only lines that are known make a table full. A data set of the whole country has ten million cells, and nearly
-- all are of authorities elsewhere: those are counted in core.line_outcome and stand nowhere else.
-- An authority that stands twice in one table with the same figures counts once; with other figures nobody can tell which is right, and
-- both wait.
with cell as (
    select
        outturn.source_file_id,
        outturn.source_part,
        outturn.source_row,
        outturn.source_column,
        outturn.part_number * 67108864 + outturn.source_row * 4096 + outturn.source_column as line_id,
        outturn.path,
        label.body_id,
        label.authority_key,
        outturn.fy,
        outturn.form,
        outturn.measure,
        outturn.figure,
        outturn.return_status,
        outturn.unit_as_published,
        outturn.line_code,
        outturn.asset_id,
        outturn.line_key,
        outturn.line_as_published,
        outturn.amount_gbp
    from staging.revenue_outturn as outturn
    inner join core.outturn_label as label
        on label.source_file_id = outturn.source_file_id
        and label.source_part = outturn.source_part
        and label.authority_code is not distinct from outturn.authority_code
        and label.ons_code is not distinct from outturn.ons_code
        and label.authority_as_published is not distinct from outturn.authority_as_published
    where label.body_id is not null
),
printed as (
    select distinct source_file_id, source_part, form, fy, line_code, asset_id, line_key from cell
),
candidate as (
    select
        printed.source_file_id,
        printed.source_part,
        printed.form,
        printed.fy,
        printed.line_code,
        printed.asset_id,
        printed.line_key,
        heading.line_code as known_code,
        heading.line,
        heading.role,
        heading.return_total,
        heading.account,
        heading.cofog,
        heading.transfer_type,
        heading.line_key is distinct from printed.line_key and not coalesce(heading.asset_id = printed.asset_id, false) as is_by_number_alone,
        count(*) over (
            partition by printed.source_file_id, printed.source_part, printed.form, printed.fy, heading.line_code
        ) as column_count,
        row_number() over (
            partition by
                printed.source_file_id, printed.source_part, printed.form, printed.fy, printed.line_code, printed.asset_id, printed.line_key
            order by
                case
                    when heading.asset_id = printed.asset_id then 0
                    when heading.line_code = printed.line_code and heading.line_key = printed.line_key then 1
                    when heading.line_key = printed.line_key then 2
                    else 3
                end,
                heading.line_code
        ) as nth
    from printed
    inner join ref.return_heading as heading
        on heading.form = printed.form
        and printed.fy between heading.first_fy and heading.last_fy
        and (heading.line_code = printed.line_code or heading.line_key = printed.line_key or heading.asset_id = printed.asset_id)
),
meaning as (
    -- a number alone names a line only if nothing else of the table may be that line
    select
        source_file_id,
        source_part,
        form,
        fy,
        line_code,
        asset_id,
        line_key,
        known_code,
        line,
        role,
        return_total,
        account,
        cofog,
        transfer_type
    from candidate
    where nth = 1 and (not is_by_number_alone or column_count = 1)
),
offered as (
    select
        cell.body_id,
        cell.fy,
        cell.form,
        cell.measure,
        cell.figure,
        cell.source_file_id,
        cell.source_part,
        cell.path,
        min(case cell.return_status when 'certified' then 1 when 'not stated' then 2 else 3 end) as check_rank,
        count(distinct meaning.known_code) as known_count,
        count(distinct cell.line_key) as line_count
    from cell
    left join meaning
        on meaning.source_file_id = cell.source_file_id
        and meaning.source_part = cell.source_part
        and meaning.form = cell.form
        and meaning.fy = cell.fy
        and meaning.line_code is not distinct from cell.line_code
        and meaning.asset_id is not distinct from cell.asset_id
        and meaning.line_key = cell.line_key
    group by cell.body_id, cell.fy, cell.form, cell.measure, cell.figure, cell.source_file_id, cell.source_part, cell.path
),
compared as (
    select
        body_id,
        fy,
        form,
        measure,
        figure,
        source_file_id,
        source_part,
        path,
        check_rank,
        known_count,
        line_count,
        known_count >= threshold.value * max(known_count) over (partition by body_id, fy, form, measure, figure) as is_nearly_full
    from offered
    inner join core.assumption as threshold on threshold.assumption_id = 'return_nearly_full_share'
),
ranked as (
    select
        body_id,
        fy,
        form,
        measure,
        figure,
        source_file_id,
        source_part,
        path,
        check_rank,
        known_count,
        is_nearly_full,
        row_number() over (
            partition by body_id, fy, form, measure, figure
            order by is_nearly_full desc, check_rank, known_count desc, line_count desc, path desc, source_part desc
        ) as nth
    from compared
),
best as (
    select body_id, fy, form, measure, figure, source_file_id, source_part, path, check_rank, known_count
    from ranked
    where nth = 1
),
set_aside as (
    -- tables that are better checked than the one that counts, and too short to stand for it
    select
        ranked.body_id,
        ranked.fy,
        ranked.form,
        ranked.measure,
        ranked.figure,
        ranked.source_file_id,
        ranked.source_part,
        'a return with more of the lines counts, though this one is better checked: ' || best.known_count::varchar || ' known lines in ' || best.path || ' ('
            || best.source_part || '), ' || ranked.known_count::varchar || ' here' as line_reason
    from ranked
    inner join best
        on best.body_id = ranked.body_id
        and best.fy = ranked.fy
        and best.form = ranked.form
        and best.measure = ranked.measure
        and best.figure = ranked.figure
    where not ranked.is_nearly_full and ranked.check_rank < best.check_rank
),
line as (
    select
        cell.source_file_id,
        cell.source_part,
        cell.source_row,
        cell.source_column,
        row_number() over (
            partition by cell.source_file_id, cell.source_part, cell.body_id, cell.authority_key, cell.fy, cell.figure, cell.source_column
            order by cell.source_row
        ) as nth,
        min(cell.amount_gbp) over (
            partition by cell.source_file_id, cell.source_part, cell.body_id, cell.authority_key, cell.fy, cell.figure, cell.source_column
        ) as least_gbp,
        max(cell.amount_gbp) over (
            partition by cell.source_file_id, cell.source_part, cell.body_id, cell.authority_key, cell.fy, cell.figure, cell.source_column
        ) as most_gbp
    from cell
),
torn as (
    -- authorities that stand in a table several times, with other figures
    select distinct cell.source_file_id, cell.source_part, cell.body_id, cell.authority_key, cell.fy
    from line
    inner join cell
        on cell.source_file_id = line.source_file_id
        and cell.source_part = line.source_part
        and cell.source_row = line.source_row
        and cell.source_column = line.source_column
    where line.least_gbp <> line.most_gbp
),
judged as (
    select
        cell.source_file_id,
        cell.source_part,
        cell.source_row,
        cell.source_column,
        case
            when best.source_file_id <> cell.source_file_id or best.source_part <> cell.source_part
                then coalesce(set_aside.line_reason, 'a fuller or better checked return of the same year stands in ' || best.path || ' (' || best.source_part || ')')
            when torn.source_file_id is not null then 'the authority stands in the table several times with different figures'
            when line.nth > 1 then 'the authority stands in the table several times with the same figures'
        end as line_reason,
        case
            when best.source_file_id <> cell.source_file_id or best.source_part <> cell.source_part then 'superseded'
            when torn.source_file_id is not null then 'held'
            when line.nth > 1 then 'superseded'
            else 'loaded'
        end as line_status
    from cell
    left join best
        on best.body_id = cell.body_id
        and best.fy = cell.fy
        and best.form = cell.form
        and best.measure = cell.measure
        and best.figure = cell.figure
    left join set_aside
        on set_aside.body_id = cell.body_id
        and set_aside.fy = cell.fy
        and set_aside.form = cell.form
        and set_aside.measure = cell.measure
        and set_aside.figure = cell.figure
        and set_aside.source_file_id = cell.source_file_id
        and set_aside.source_part = cell.source_part
    left join torn
        on torn.source_file_id = cell.source_file_id
        and torn.source_part = cell.source_part
        and torn.body_id = cell.body_id
        and torn.authority_key = cell.authority_key
        and torn.fy = cell.fy
    left join line
        on line.source_file_id = cell.source_file_id
        and line.source_part = cell.source_part
        and line.source_row = cell.source_row
        and line.source_column = cell.source_column
)
select
    cell.source_file_id,
    cell.source_part,
    cell.source_row,
    cell.source_column,
    cell.line_id,
    judged.line_status,
    judged.line_reason,
    cell.body_id,
    cell.authority_key,
    cell.fy,
    cell.form,
    cell.measure,
    cell.figure,
    cell.return_status,
    cell.unit_as_published,
    meaning.known_code as line_code,
    coalesce(meaning.line, cell.line_as_published) as line,
    cell.line_as_published,
    meaning.role,
    meaning.return_total,
    meaning.account,
    meaning.cofog,
    meaning.transfer_type,
    cell.amount_gbp
from cell
inner join judged
    on judged.source_file_id = cell.source_file_id
    and judged.source_part = cell.source_part
    and judged.source_row = cell.source_row
    and judged.source_column = cell.source_column
left join meaning
    on meaning.source_file_id = cell.source_file_id
    and meaning.source_part = cell.source_part
    and meaning.form = cell.form
    and meaning.fy = cell.fy
    and meaning.line_code is not distinct from cell.line_code
    and meaning.asset_id is not distinct from cell.asset_id
    and meaning.line_key = cell.line_key
