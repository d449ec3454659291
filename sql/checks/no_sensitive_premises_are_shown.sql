-- grain: one row per published row that shows sensitive premises
-- question: are refuges, children's homes and custody suites kept out of every list?
-- owner: pilot team
-- table: mart.estate
-- sentence: no published text, place or line is that of sensitive premises
-- severity: privacy
-- It starts from what lines say and from the place's own list, not from what was decided about them, and compares what is
-- published: a flag lost on the way is found here.
with secret as (
    select distinct
        listing.source_file_id,
        listing.source_part,
        listing.source_row,
        listing.uprn,
        listing.postcode,
        nullif(regexp_replace(upper(listing.name_as_published), '[^A-Z0-9]', '', 'g'), '') as name_key,
        case when line.line_status = 'loaded' then line.source_key end as source_key
    from core.sensitive_statement as statement
    inner join core.listing as listing
        on listing.source_file_id = statement.source_file_id
        and listing.source_part = statement.source_part
        and listing.source_row = statement.source_row
    inner join core.property_line as line
        on line.source_file_id = statement.source_file_id
        and line.source_part = statement.source_part
        and line.source_row = statement.source_row
),
secret_uprn as (
    select distinct uprn
    from secret
    where uprn is not null
),
secret_name as (
    select distinct postcode, name_key
    from secret
    where postcode is not null and name_key is not null
),
shown_asset as (
    select asset.asset_id
    from mart.estate as asset
    inner join ref.function as use on use.function_id = asset.function
    where use.is_sensitive
    union all
    select asset.asset_id
    from mart.estate as asset
    inner join secret_uprn on secret_uprn.uprn = asset.uprn
    union all
    select asset.asset_id
    from mart.estate as asset
    inner join secret_name
        on secret_name.postcode = asset.postcode
        and secret_name.name_key in (
            regexp_replace(upper(asset.name), '[^A-Z0-9]', '', 'g'), regexp_replace(upper(asset.address), '[^A-Z0-9]', '', 'g')
        )
)
select distinct 'mart.estate' as table_name, asset_id as row_key
from shown_asset
union all
select distinct 'mart.estate_source' as table_name, source.asset_id || ' ' || source.source_row::varchar as row_key
from mart.estate_source as source
left join secret
    on secret.source_file_id = source.source_file_id
    and secret.source_part = source.source_part
    and secret.source_row = source.source_row
left join secret_uprn on secret_uprn.uprn = source.uprn
where secret.source_row is not null or secret_uprn.uprn is not null
union all
select 'mart.interest' as table_name, interest.interest_id as row_key
from mart.interest as interest
inner join secret
    on interest.interest_id = 'i' || left(md5(secret.source_file_id || '/' || secret.source_part || '/' || secret.source_row::varchar), 14)
union all
select 'mart.occupation' as table_name, occupation.occupation_id as row_key
from mart.occupation as occupation
inner join secret
    on occupation.occupation_id = 'o' || left(md5(secret.source_file_id || '/' || secret.source_part || '/' || secret.source_row::varchar), 14)
union all
select distinct 'mart.id_history' as table_name, history.id as row_key
from mart.id_history as history
inner join secret on secret.source_key = history.source_key
where history.is_current
union all
select distinct 'ops.issue' as table_name, concat_ws(' ', issue.source_part, issue.source_row::varchar, issue.issue_type) as row_key
from ops.issue as issue
inner join secret
    on secret.source_file_id = issue.source_file_id
    and secret.source_part = issue.source_part
    and secret.source_row = issue.source_row
where issue.value <> '(withheld)'
