-- grain: one row per table found in a file
-- question: was every row and every pound of every file accounted for?
-- owner: pilot team
-- A file with the same bytes as another is not read again: all that it holds is superseded, rows and pounds.
with ranked as (
    select
        source_file_id,
        source_part,
        line_status,
        line_reason,
        row_count,
        amount_gbp,
        row_number() over (
            partition by source_file_id, source_part, line_status order by row_count desc, line_reason, amount_gbp
        ) as nth
    from core.line_outcome
),
outcome as (
    select
        source_file_id,
        source_part,
        coalesce(sum(row_count) filter (where line_status = 'ignored'), 0) as rows_ignored,
        coalesce(sum(row_count) filter (where line_status = 'held'), 0) as rows_held,
        coalesce(sum(row_count) filter (where line_status = 'superseded'), 0) as rows_superseded,
        coalesce(sum(amount_gbp) filter (where line_status = 'ignored'), 0) as amount_ignored_gbp,
        coalesce(sum(amount_gbp) filter (where line_status = 'held'), 0) as amount_held_gbp,
        coalesce(sum(amount_gbp) filter (where line_status = 'superseded'), 0) as amount_superseded_gbp,
        string_agg(line_reason || ': ' || row_count::varchar, '; ' order by line_status, line_reason) as rule,
        min(line_reason) filter (where nth = 1 and line_status = 'superseded') as superseded_reason,
        min(line_reason) filter (where nth = 1 and line_status = 'held') as held_reason,
        min(line_reason) filter (where nth = 1 and line_status = 'ignored') as ignored_reason
    from ranked
    group by source_file_id, source_part
),
first_copy as (
    -- what was read of the file whose bytes a duplicate repeats
    select
        inbox.sha256,
        inbox.source_part,
        account.rows_read,
        account.rows_amount_unreadable,
        account.amount_read_gbp
    from raw.inbox as inbox
    inner join staging.account as account
        on account.source_file_id = inbox.source_file_id and account.source_part = inbox.source_part
    where inbox.status <> 'duplicate'
),
counted as (
    select
        inbox.source_file_id,
        inbox.source_part,
        inbox.kind,
        inbox.heading_line,
        inbox.status as first_status,
        coalesce(account.reason, inbox.reason) as first_reason,
        coalesce(account.rows_read, first_copy.rows_read, inbox.rows_read) as rows_read,
        coalesce(account.rows_loaded, 0) - coalesce(outcome.rows_ignored + outcome.rows_held + outcome.rows_superseded, 0) as rows_loaded,
        case when account.source_file_id is null and inbox.status = 'rejected' then inbox.rows_read else coalesce(account.rows_rejected, 0) end as rows_rejected,
        case
            when account.source_file_id is null and inbox.status = 'ignored' then inbox.rows_read
            else coalesce(account.rows_ignored, 0) + coalesce(outcome.rows_ignored, 0)
        end as rows_ignored,
        case when account.source_file_id is null and inbox.status in ('held', 'loaded') then inbox.rows_read else coalesce(account.rows_held, 0) + coalesce(outcome.rows_held, 0) end as rows_held,
        case
            when inbox.status = 'duplicate' then coalesce(first_copy.rows_read, inbox.rows_read)
            else coalesce(outcome.rows_superseded, 0)
        end as rows_superseded,
        coalesce(account.rows_amount_unreadable, first_copy.rows_amount_unreadable, 0) as rows_amount_unreadable,
        coalesce(account.amount_read_gbp, first_copy.amount_read_gbp) as amount_read_gbp,
        account.amount_loaded_gbp - coalesce(outcome.amount_ignored_gbp + outcome.amount_held_gbp + outcome.amount_superseded_gbp, 0) as amount_loaded_gbp,
        account.amount_rejected_gbp,
        account.amount_ignored_gbp + coalesce(outcome.amount_ignored_gbp, 0) as amount_ignored_gbp,
        account.amount_held_gbp + coalesce(outcome.amount_held_gbp, 0) as amount_held_gbp,
        case when account.amount_read_gbp is not null then coalesce(outcome.amount_superseded_gbp, 0) else first_copy.amount_read_gbp end as amount_superseded_gbp,
        nullif(concat_ws('; ', nullif(account.rule, ''), outcome.rule), '') as rule,
        outcome.superseded_reason,
        outcome.held_reason,
        outcome.ignored_reason
    from raw.inbox as inbox
    left join first_copy
        on inbox.status = 'duplicate' and first_copy.sha256 = inbox.sha256 and first_copy.source_part = inbox.source_part
    left join staging.account as account
        on account.source_file_id = inbox.source_file_id and account.source_part = inbox.source_part
    left join outcome
        on outcome.source_file_id = inbox.source_file_id and outcome.source_part = inbox.source_part
),
judged as (
    select
        source_file_id,
        source_part,
        kind,
        heading_line,
        case
            when first_status <> 'loaded' or rows_loaded > 0 or rows_read = 0 then first_status
            when rows_superseded >= greatest(rows_held, rows_ignored, rows_rejected) then 'superseded'
            when rows_held >= greatest(rows_ignored, rows_rejected) then 'held'
            when rows_rejected >= rows_ignored then 'rejected'
            else 'ignored'
        end as status,
        first_status,
        first_reason,
        superseded_reason,
        held_reason,
        ignored_reason,
        rows_read,
        rows_loaded,
        rows_rejected,
        rows_ignored,
        rows_held,
        rows_superseded,
        rows_amount_unreadable,
        amount_read_gbp,
        amount_loaded_gbp,
        amount_rejected_gbp,
        amount_ignored_gbp,
        amount_held_gbp,
        amount_superseded_gbp,
        rule
    from counted
)
select
    source_file_id,
    source_part,
    kind,
    heading_line,
    status,
    case
        when first_status <> 'loaded' then first_reason
        when rows_loaded > 0 or rows_read = 0 then null
        else coalesce(
            case status when 'superseded' then superseded_reason when 'held' then held_reason when 'ignored' then ignored_reason end,
            'every row was rejected or ignored: see ops.issue'
        )
    end as reason,
    rows_read,
    rows_loaded,
    rows_rejected,
    rows_ignored,
    rows_held,
    rows_superseded,
    rows_amount_unreadable,
    amount_read_gbp,
    case when amount_read_gbp is not null then coalesce(amount_loaded_gbp, 0) end as amount_loaded_gbp,
    case when amount_read_gbp is not null then coalesce(amount_rejected_gbp, 0) end as amount_rejected_gbp,
    case when amount_read_gbp is not null then coalesce(amount_ignored_gbp, 0) end as amount_ignored_gbp,
    case when amount_read_gbp is not null then coalesce(amount_held_gbp, 0) end as amount_held_gbp,
    case when amount_read_gbp is not null then coalesce(amount_superseded_gbp, 0) end as amount_superseded_gbp,
    rule
from judged
