-- grain: one row per file received
-- question: what did we receive, from whom, and what became of it?
-- owner: pilot team
-- A file is loaded if anything in it is; else held if anything is, then rejected, superseded, duplicate, ignored.
with part as (
    select
        inbox.source_file_id,
        inbox.sender,
        inbox.path,
        inbox.sha256,
        inbox.bytes,
        inbox.encoding,
        inbox.licence,
        inbox.received_on,
        inbox.source_part,
        part.status,
        part.reason,
        case part.status
            when 'loaded' then 1
            when 'held' then 2
            when 'rejected' then 3
            when 'superseded' then 4
            when 'duplicate' then 5
            else 6
        end as status_rank
    from raw.inbox as inbox
    inner join ops.source_part as part
        on part.source_file_id = inbox.source_file_id and part.source_part = inbox.source_part
),
ranked as (
    select
        source_file_id,
        source_part,
        sender,
        path,
        sha256,
        bytes,
        encoding,
        licence,
        received_on,
        status,
        reason,
        row_number() over (partition by source_file_id order by status_rank, length(source_part), source_part) as nth
    from part
)
select
    source_file_id,
    min(sender) as sender,
    min(path) as path,
    min(sha256) as sha256,
    min(bytes) as bytes,
    arg_min(encoding, source_part) as encoding,
    min(licence) as licence,
    min(received_on) as received_on,
    min(status) filter (where nth = 1) as status,
    min(reason) filter (where nth = 1 and status <> 'loaded') as reason
from ranked
group by source_file_id
