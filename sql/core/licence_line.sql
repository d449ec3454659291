-- grain: one row per line of a register of licensed premises
-- question: does each line count: is it of the place, in force and in the newest edition of its register?
-- owner: pilot team
-- assumptions: edition_shared_share
-- Two registers are editions of each other if at least edition_shared_share of the larger one's licences stands in both: the newer counts, and
-- a licence that it no longer has is gone. Of other lines about one licence the newest list's counts. A licence is known by its number and
-- district, else by name and postcode. Where a postcode is not known to the directory a line counts, without an area.
with near as (
    select postcode.postcode, postcode.lad_code, postcode.lsoa_code, postcode.msoa_code, postcode.easting, postcode.northing, inside.area_code is not null as is_in_place
    from core.postcode as postcode
    left join (
        select area_code from core.area where is_in_place
        union
        select area_code from core.place_area where area_code is not null
    ) as inside on inside.area_code = postcode.lad_code
),
keyed as (
    select
        staged.source_file_id,
        staged.source_part,
        staged.source_row,
        staged.path,
        coalesce(staged.as_at_on, inbox.received_on) as as_at_on,
        staged.ended_on < coalesce(staged.as_at_on, inbox.received_on) as has_ended,
        near.is_in_place,
        near.lad_code,
        near.lsoa_code,
        near.msoa_code,
        near.easting as postcode_easting,
        near.northing as postcode_northing,
        withheld.supplier_key is not null as is_withheld,
        case
            when staged.reference is not null then 'number ' || regexp_replace(upper(staged.reference), '[^A-Z0-9]', '', 'g') || ' ' || coalesce(near.lad_code, staged.sender)
            else 'name ' || coalesce(staged.name_key, staged.source_file_id || staged.source_row::varchar) || ' ' || coalesce(staged.postcode, '')
        end as licence_key
    from staging.licensed_premises as staged
    inner join raw.inbox as inbox on inbox.source_file_id = staged.source_file_id and inbox.source_part = staged.source_part
    left join near on near.postcode = staged.postcode
    left join core.withheld_payee as withheld on withheld.supplier_key = staged.name_key
),
register as (
    select source_file_id, source_part, path, max(as_at_on) as as_at_on, count(distinct licence_key) as licences
    from keyed
    group by source_file_id, source_part, path
),
place_in_time as (
    select source_file_id, source_part, path, licences, row_number() over (order by as_at_on, path, source_part) as age_rank
    from register
),
held as (
    select distinct source_file_id, source_part, licence_key from keyed
),
shared as (
    select old.source_file_id, old.source_part, new.source_file_id as new_file_id, new.source_part as new_part, count(*) as licences
    from held as old
    inner join held as new on new.licence_key = old.licence_key
    where new.source_file_id <> old.source_file_id or new.source_part <> old.source_part
    group by old.source_file_id, old.source_part, new.source_file_id, new.source_part
),
edition as (
    select older.source_file_id, older.source_part, max(newer.path) as newer_path
    from shared
    inner join place_in_time as older on older.source_file_id = shared.source_file_id and older.source_part = shared.source_part
    inner join place_in_time as newer on newer.source_file_id = shared.new_file_id and newer.source_part = shared.new_part
    inner join core.assumption as least_share on least_share.assumption_id = 'edition_shared_share'
    where newer.age_rank > older.age_rank and shared.licences >= least_share.value * greatest(older.licences, newer.licences)
    group by older.source_file_id, older.source_part
),
judged as (
    select
        keyed.source_file_id, keyed.source_part, keyed.source_row, keyed.path, keyed.as_at_on, keyed.licence_key, keyed.lad_code, keyed.lsoa_code, keyed.msoa_code, keyed.postcode_easting,
        keyed.postcode_northing, keyed.is_withheld, place_in_time.age_rank,
        case
            when keyed.is_in_place = false then 'outside the place'
            when keyed.has_ended then 'licence not in force'
            when edition.newer_path is not null then 'a newer edition of the register: ' || edition.newer_path
        end as first_reason,
        edition.newer_path is not null as is_older
    from keyed
    inner join place_in_time on place_in_time.source_file_id = keyed.source_file_id and place_in_time.source_part = keyed.source_part
    left join edition on edition.source_file_id = keyed.source_file_id and edition.source_part = keyed.source_part
),
ranked as (
    select
        source_file_id, source_part, source_row, as_at_on, licence_key, lad_code, lsoa_code, msoa_code, postcode_easting, postcode_northing, is_withheld, first_reason, is_older,
        row_number() over newest as nth,
        first_value(path) over newest as first_path,
        first_value(source_file_id) over newest = source_file_id and first_value(source_part) over newest = source_part as is_own_list
    from judged
    window newest as (
        partition by licence_key, first_reason is null
        order by age_rank desc, source_row
    )
)
select
    source_file_id,
    source_part,
    source_row,
    case
        when first_reason in ('outside the place', 'licence not in force') then 'ignored'
        when is_older or nth > 1 then 'superseded'
        else 'loaded'
    end as line_status,
    case
        when first_reason is not null then first_reason
        when nth > 1 and is_own_list then 'the register has the licence twice'
        when nth > 1 then 'the licence stands in ' || first_path
    end as line_reason,
    as_at_on,
    'l' || left(md5(licence_key), 14) as licence_id,
    is_withheld,
    lsoa_code,
    msoa_code,
    lad_code,
    postcode_easting,
    postcode_northing
from ranked
