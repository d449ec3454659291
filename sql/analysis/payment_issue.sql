-- grain: one row per list of payments whose size does not go with the body's return
-- question: which lists of payments may be in pence or in thousands where pounds were meant?
-- owner: finance leads
-- assumptions: payment_magnitude_high_times, payment_magnitude_low_times
-- A list's payments in a year of as many months as it has are held against what the body's return nearest in time states. A list of
-- purchase cards is small by its nature and is held against the upper limit alone.
with list as (
    select
        source_file_id,
        source_part,
        body_id,
        max(fy) as fy,
        greatest(count(distinct month_on), 1) as month_count,
        bool_and(is_card) as is_card,
        sum(line_count) as line_count,
        sum(whole_pound_count) as whole_pound_count,
        max(largest_gbp) as largest_gbp,
        sum(size_gbp) as size_gbp
    from analysis.payment_sum
    group by source_file_id, source_part, body_id
),
spent as (
    select body_id, fy, sum(abs(gross_gbp)) as size_gbp
    from mart.spend_count
    where is_counted and economic = 'revenue' and count_id > 0
    group by body_id, fy
    having sum(abs(gross_gbp)) > 0
),
beside as (
    select
        list.source_file_id,
        list.source_part,
        list.month_count,
        list.is_card,
        list.line_count,
        list.whole_pound_count,
        list.largest_gbp,
        list.size_gbp,
        spent.fy as spent_fy,
        spent.size_gbp as spent_gbp,
        row_number() over (
            partition by list.source_file_id, list.source_part, list.body_id order by abs(spent.fy - list.fy), spent.fy
        ) as nth
    from list
    inner join spent on spent.body_id = list.body_id
)
select
    beside.source_file_id,
    beside.source_part,
    null as source_row,
    'amount' as field,
    beside.size_gbp::varchar as value,
    'payments of another size than the return' as issue_type,
    'warning' as severity,
    'The list comes to ' || beside.size_gbp::varchar || ' pounds in ' || beside.month_count || case beside.month_count when 1 then ' month' else ' months' end
        || ', credits without their sign; the body''s return of '
        || beside.spent_fy || '-' || right((beside.spent_fy + 1)::varchar, 2) || ' states ' || beside.spent_gbp::varchar || ' pounds for a year. '
        || case
            when beside.size_gbp * 12 > beside.spent_gbp * beside.month_count then 'It may be in pence'
            else 'It may be in thousands of pounds'
        end
        || ' where pounds were meant: ' || beside.whole_pound_count || ' of its ' || beside.line_count || ' amounts are whole numbers, the largest is '
        || beside.largest_gbp::varchar || '. It is counted as it stands: ask the body what it is in, or whether it is a part of its payments only.' as message,
    'pilot team' as responsible,
    1 as occurrences
from beside
inner join core.assumption as high on high.assumption_id = 'payment_magnitude_high_times'
inner join core.assumption as low on low.assumption_id = 'payment_magnitude_low_times'
where beside.nth = 1
    and (
        beside.size_gbp * 12 > beside.spent_gbp * beside.month_count * high.value
        or (not beside.is_card and beside.size_gbp * 12 * low.value < beside.spent_gbp * beside.month_count)
    )
