-- grain: one row per file received
-- question: what did we receive, from whom, and what became of it?
-- owner: pilot team
-- A file is loaded if anything in it is; else it is what most of its tables are.
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
    arg_min(status, status_rank) as status,
    case when min(status_rank) > 1 then arg_min(reason, status_rank * 1000 + length(source_part)) end as reason
from part
group by source_file_id
