-- grain: one row per line of a list of grants
-- question: who gave each grant, does it concern the place, and which edition of a list counts?
-- owner: finance leads
-- A funder of the place counts with all its grants, any other with those that are to benefit an area of the place or go to a recipient
-- there. A grant of the same identifier counts once, from the newest edition: the list with the latest change or award, then the one
-- with more lines, then the last path. An identifier that names several grants in one list is none. A grant without an
-- identifier is the same as another list's if funder, recipient, day (else year and purpose) and amount are, one to one.
with inside as (
    select area_code from core.area where is_in_place
    union
    select area_code from core.place_area where area_code is not null
),
near as (
    select postcode.postcode
    from core.postcode as postcode
    inner join inside on inside.area_code = postcode.lad_code
),
funders as (
    select source_file_id, source_part, count(distinct coalesce(organisation_as_published, organisation_code)) as funder_count
    from staging.grant
    group by source_file_id, source_part
),
line as (
    select
        staged.source_file_id,
        staged.source_part,
        staged.source_row,
        staged.path,
        staged.grant_identifier,
        coalesce(staged.recipient_key, staged.recipient_as_published) as recipient_key,
        coalesce(staged.awarded_on::varchar, staged.fy::varchar || ' ' || coalesce(staged.purpose_as_published, staged.title, '')) as said_when,
        staged.amount_gbp,
        coalesce(staged.organisation_as_published, staged.organisation_code) as funder_as_published,
        -- a list of several funders tells them apart: one that is not known is none of the sender's
        case
            when label.basis <> 'sender' or funders.funder_count <= 1 or coalesce(staged.organisation_as_published, staged.organisation_code) is null
                then label.body_id
        end as body_id,
        area.area_code is not null or own_area.area_code is not null or near.postcode is not null as is_for_the_place,
        -- no later than it was received: a day beyond that is a slip of the pen
        max(case when coalesce(staged.modified_on, staged.awarded_on) <= inbox.received_on then coalesce(staged.modified_on, staged.awarded_on) end) over (
            partition by staged.source_file_id, staged.source_part
        ) as as_at_on,
        count(*) over (partition by staged.source_file_id, staged.source_part) as list_count
    from staging.grant as staged
    inner join core.buying_label as label
        on label.source_file_id = staged.source_file_id
        and label.source_part = staged.source_part
        and label.organisation_as_published is not distinct from staged.organisation_as_published
        and label.organisation_code is not distinct from staged.organisation_code
    inner join funders on funders.source_file_id = staged.source_file_id and funders.source_part = staged.source_part
    inner join raw.inbox as inbox on inbox.source_file_id = staged.source_file_id and inbox.source_part = staged.source_part
    left join inside as area on area.area_code = staged.area_code
    left join inside as own_area on own_area.area_code = staged.recipient_area_code
    left join near on near.postcode = staged.recipient_postcode
),
funded as (
    select
        source_file_id,
        source_part,
        source_row,
        path,
        grant_identifier,
        recipient_key,
        said_when,
        amount_gbp,
        body_id,
        funder_as_published,
        as_at_on,
        list_count,
        coalesce(body_id, upper(funder_as_published)) as funder,
        case
            when body_id is not null or (funder_as_published is not null and is_for_the_place) then 'loaded'
            when funder_as_published is null then 'held'
            else 'ignored'
        end as first_status
    from line
),
doubted as (
    select distinct funder, grant_identifier
    from (
        select funder, grant_identifier
        from funded
        where grant_identifier is not null and funder is not null
        group by funder, grant_identifier, source_file_id, source_part
        having count(distinct concat_ws('|', recipient_key, said_when, amount_gbp::varchar)) > 1
    ) as torn
),
named as (
    select
        funded.source_file_id,
        funded.source_part,
        funded.source_row,
        funded.path,
        case when doubted.funder is null then funded.grant_identifier end as grant_identifier,
        funded.recipient_key,
        funded.said_when,
        funded.amount_gbp,
        funded.body_id,
        funded.funder_as_published,
        funded.as_at_on,
        funded.list_count,
        funded.funder,
        funded.first_status
    from funded
    left join doubted on doubted.funder = funded.funder and doubted.grant_identifier = funded.grant_identifier
),
edition as (
    select
        source_file_id,
        source_part,
        source_row,
        path,
        grant_identifier,
        recipient_key,
        said_when,
        amount_gbp,
        body_id,
        funder_as_published,
        as_at_on,
        list_count,
        funder,
        first_status,
        row_number() over newest as id_rank,
        first_value(path) over newest as id_path,
        first_value(source_file_id) over newest = source_file_id and first_value(source_part) over newest = source_part as is_own_list
    from named
    window newest as (
        partition by first_status, funder, grant_identifier, case when grant_identifier is null then source_file_id || source_part || source_row::varchar end
        order by as_at_on desc nulls last, list_count desc, path desc, source_part desc, source_row
    )
),
numbered as (
    select
        source_file_id,
        source_part,
        source_row,
        path,
        grant_identifier,
        recipient_key,
        said_when,
        amount_gbp,
        body_id,
        funder_as_published,
        as_at_on,
        list_count,
        funder,
        first_status,
        id_rank,
        id_path,
        is_own_list,
        -- grants with identifiers are all different; of those without, the nth of one list is the nth of another
        row_number() over (
            partition by
                first_status, funder, recipient_key, said_when, amount_gbp, grant_identifier is null, id_rank > 1,
                case when grant_identifier is null then source_file_id || '/' || source_part end
            order by as_at_on desc nulls last, path desc, source_part desc, source_row
        ) as nth
    from edition
),
told as (
    select
        source_file_id,
        source_part,
        source_row,
        grant_identifier,
        amount_gbp,
        body_id,
        funder_as_published,
        as_at_on,
        first_status,
        id_rank,
        id_path,
        is_own_list,
        row_number() over same as copy_rank,
        first_value(path) over same as copy_path
    from numbered
    window same as (
        partition by first_status, funder, recipient_key, said_when, amount_gbp, nth, id_rank > 1
        order by grant_identifier is null, as_at_on desc nulls last, list_count desc, path desc, source_part desc, source_row
    )
)
select
    source_file_id,
    source_part,
    source_row,
    case
        when first_status <> 'loaded' then first_status
        when id_rank > 1 or (grant_identifier is null and copy_rank > 1) then 'superseded'
        else 'loaded'
    end as line_status,
    case
        when first_status = 'held' then 'nobody says who gave the grants: put the file into inbox/<body>/'
        when first_status = 'ignored' then 'outside the place'
        when id_rank > 1 and is_own_list then 'the list has the grant twice, with the same identifier'
        when id_rank > 1 then 'a newer edition of the list has the grant: ' || id_path
        when grant_identifier is null and copy_rank > 1 then 'the same grant stands in ' || copy_path
    end as line_reason,
    body_id,
    funder_as_published,
    as_at_on,
    amount_gbp
from told
