-- grain: one row per body and table of a file whose lines of that body are an older edition of another register of the body
-- question: which registers have been replaced by a newer edition?
-- owner: pilot team
-- assumptions: edition_shared_share
-- A file may hold the registers of several bodies: what replaces one body's part leaves the others' alone.
-- An edition comes from the same sender as the other, is of its kind of file and of its sort: a national list of places replaces nobody's register.
-- Of lists of hospitals, clinics and practices one that gives neither codes nor sectors replaces none that gives them, however new it is.
-- Asset codes are reissued between editions, UPRNs are not always given: any of code, UPRN or name with postcode joins lines.
with line as (
    select
        label.body_id,
        property.source_file_id,
        property.source_part,
        property.source_row,
        property.source_kind,
        property.path,
        property.sender,
        property.as_at_on,
        property.governance,
        property.asset_code,
        property.uprn,
        upper(property.name_as_published) || '/' || property.postcode as name_postcode
    from core.listing as property
    inner join core.property_label as label
        on label.source_file_id = property.source_file_id
        and label.source_part = property.source_part
        and label.organisation_as_published is not distinct from property.organisation_as_published
        and label.organisation_code is not distinct from property.organisation_code
        and label.authority_as_published is not distinct from property.authority_as_published
    where label.body_id is not null
),
part as (
    select
        line.body_id,
        line.source_file_id,
        line.source_part,
        line.source_kind,
        line.path,
        line.sender,
        bool_or(coalesce(held.is_register, false)) as is_register,
        case
            when line.source_kind = 'facility'
                then case when count(line.asset_code) > 0 then 1 else 0 end + case when count(line.governance) > 0 then 1 else 0 end
            else 0
        end as told_count,
        max(line.as_at_on) as newest_on,
        count(*) as line_count
    from line
    left join core.register_part as held
        on held.source_file_id = line.source_file_id and held.source_part = line.source_part and held.body_id = line.body_id
    group by line.body_id, line.source_file_id, line.source_part, line.source_kind, line.path, line.sender
),
keyed as (
    select body_id, source_file_id, source_part, source_row, 'code ' || asset_code as line_key from line where asset_code is not null
    union all
    select body_id, source_file_id, source_part, source_row, 'uprn ' || uprn as line_key from line where uprn is not null
    union all
    select body_id, source_file_id, source_part, source_row, 'name ' || name_postcode as line_key from line where name_postcode is not null
),
shared as (
    select
        one.body_id,
        one.source_file_id,
        one.source_part,
        other.source_file_id as other_file_id,
        other.source_part as other_part,
        count(distinct one.source_row) as shared_count
    from keyed as one
    inner join keyed as other
        on other.body_id = one.body_id
        and other.line_key = one.line_key
        and (other.source_file_id <> one.source_file_id or other.source_part <> one.source_part)
    group by one.body_id, one.source_file_id, one.source_part, other.source_file_id, other.source_part
),
replaced as (
    select
        shared.body_id,
        shared.source_file_id,
        shared.source_part,
        newer.path as newer_path,
        row_number() over (
            partition by shared.body_id, shared.source_file_id, shared.source_part
            order by newer.newest_on desc nulls last, newer.path desc, newer.source_part desc
        ) as nth
    from shared
    inner join part as older
        on older.source_file_id = shared.source_file_id
        and older.source_part = shared.source_part
        and older.body_id = shared.body_id
    inner join part as newer
        on newer.source_file_id = shared.other_file_id
        and newer.source_part = shared.other_part
        and newer.body_id = shared.body_id
    inner join core.assumption as threshold on threshold.assumption_id = 'edition_shared_share'
    where newer.sender is not distinct from older.sender
        and newer.is_register = older.is_register
        and newer.source_kind is not distinct from older.source_kind
        and newer.told_count >= older.told_count
        and shared.shared_count >= threshold.value * greatest(older.line_count, newer.line_count)
        and (
            coalesce(newer.newest_on, make_date(1, 1, 1)) > coalesce(older.newest_on, make_date(1, 1, 1))
            or (
                newer.newest_on is not distinct from older.newest_on
                and (newer.told_count, newer.path, newer.source_part) > (older.told_count, older.path, older.source_part)
            )
        )
)
select body_id, source_file_id, source_part, newer_path
from replaced
where nth = 1
