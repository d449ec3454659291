-- grain: one row per line of a body's sheet that came back and fact that it states
-- question: what does each body say of its own buildings, and is it taken?
-- owner: pilot team
-- What a body says of a building that it holds is taken before what its own lists say, unless a list of a later day states the same fact:
-- a sheet without a day is before every list that has one. Of several lines the newest. Nothing is taken that could show
-- premises which are only counted, nor the UPRN of another building: whether the two are one is decided in review/.
with line as (
    select
        confirmation.source_file_id,
        confirmation.source_part,
        confirmation.source_row,
        confirmation.path,
        reference.asset_id,
        reference.body_id,
        confirmation.is_held,
        confirmation.is_occupied,
        confirmation.corrected_name,
        confirmation.corrected_address,
        confirmation.corrected_postcode,
        confirmation.corrected_uprn,
        confirmation.corrected_use,
        confirmation.corrected_tenure,
        confirmation.corrected_gia_m2,
        confirmation.corrected_nia_m2,
        confirmation.corrected_land_area_m2,
        confirmation.confirmed_on,
        ' ' || confirmation.unreadable || ' ' as unreadable,
        nullif(' ' || trim(regexp_replace(replace(lower(confirmation.corrected_use), '�', ''), '[^a-z0-9]+', ' ', 'g')) || ' ', '  ') as use_words,
        lower(confirmation.corrected_tenure) as tenure_words,
        place.easting,
        place.northing,
        place.location_method,
        place.is_far_from_list
    from staging.building_confirmation as confirmation
    inner join core.asset_reference as reference
        on reference.source_file_id = confirmation.source_file_id
        and reference.source_part = confirmation.source_part
        and reference.source_row = confirmation.source_row
    left join core.confirmed_place as place
        on place.source_file_id = confirmation.source_file_id
        and place.source_part = confirmation.source_part
        and place.source_row = confirmation.source_row
    where reference.line_status = 'loaded' and reference.is_own
),
word as (
    -- as for the uses of registers: more words say more than one, then the rank, then the longer word
    select
        ' ' || word.word || ' ' as padded,
        word.function_id,
        row_number() over (order by length(word.word) - length(replace(word.word, ' ', '')) desc, word.rank, length(word.word) desc, word.word) as nth
    from ref.function_word as word
    inner join ref.function as use on use.function_id = word.function_id
    where not use.is_sensitive
),
named_use as (
    -- our own name of a use, as the sheet shows it, comes before the words
    select ' ' || trim(regexp_replace(lower(name), '[^a-z0-9]+', ' ', 'g')) || ' ' as padded, min(function_id) as function_id
    from ref.function
    where not is_sensitive and function_id <> 'not known'
    group by ' ' || trim(regexp_replace(lower(name), '[^a-z0-9]+', ' ', 'g')) || ' '
),
worded_use as (
    select line.use_words, arg_min(word.function_id, word.nth) as function_id
    from (select distinct use_words from line where use_words is not null) as line
    inner join word on contains(line.use_words, word.padded)
    group by line.use_words
),
read as (
    select
        line.source_file_id,
        line.source_part,
        line.source_row,
        line.path,
        line.asset_id,
        line.body_id,
        line.confirmed_on,
        line.unreadable,
        case when line.is_held then 'yes' when not line.is_held then 'no' end as is_held,
        case when line.is_occupied then 'yes' when not line.is_occupied then 'no' end as is_occupied,
        line.corrected_name as name,
        line.corrected_address as address,
        line.corrected_postcode as postcode,
        line.corrected_uprn as uprn,
        case when line.location_method in ('coordinates', 'coordinates exchanged') then line.easting::varchar || ', ' || line.northing::varchar end as coordinates,
        case when line.location_method in ('coordinates', 'coordinates exchanged') then line.easting end as easting,
        case when line.location_method in ('coordinates', 'coordinates exchanged') then line.northing end as northing,
        line.is_far_from_list,
        coalesce(named_use.function_id, worded_use.function_id) as function,
        line.corrected_use is not null as has_use,
        case
            when regexp_matches(line.tenure_words, 'free ?-?hold|\bfh\b') and regexp_matches(line.tenure_words, '\blease|\bl?lh\b') then 'freehold and leasehold'
            when regexp_matches(line.tenure_words, 'free ?-?hold|\bfh\b') then 'freehold'
            when regexp_matches(line.tenure_words, '\blease|\bl?lh\b') then 'leasehold'
            when regexp_matches(line.tenure_words, 'licen') then 'licence'
            when regexp_matches(line.tenure_words, '\bother\b') then 'other'
        end as tenure,
        line.corrected_tenure is not null as has_tenure,
        line.corrected_gia_m2 as gia_m2,
        line.corrected_nia_m2 as nia_m2,
        line.corrected_land_area_m2 as land_area_m2
    from line
    left join named_use on named_use.padded = line.use_words
    left join worded_use on worded_use.use_words = line.use_words
),
said as (
    select source_file_id, source_part, source_row, path, asset_id, body_id, confirmed_on, 'is_held' as field, is_held as value, null as number, contains(unreadable, ' is_held ') as is_unread, false as is_far
    from read
    union all
    select source_file_id, source_part, source_row, path, asset_id, body_id, confirmed_on, 'is_occupied' as field, is_occupied as value, null as number, contains(unreadable, ' is_occupied ') as is_unread, false as is_far
    from read
    union all
    select source_file_id, source_part, source_row, path, asset_id, body_id, confirmed_on, 'name' as field, name as value, null as number, false as is_unread, false as is_far
    from read
    union all
    select source_file_id, source_part, source_row, path, asset_id, body_id, confirmed_on, 'address' as field, address as value, null as number, false as is_unread, false as is_far
    from read
    union all
    select source_file_id, source_part, source_row, path, asset_id, body_id, confirmed_on, 'postcode' as field, postcode as value, null as number, contains(unreadable, ' corrected_postcode ') as is_unread, false as is_far
    from read
    union all
    select source_file_id, source_part, source_row, path, asset_id, body_id, confirmed_on, 'uprn' as field, uprn as value, null as number, contains(unreadable, ' corrected_uprn ') as is_unread, false as is_far
    from read
    union all
    select source_file_id, source_part, source_row, path, asset_id, body_id, confirmed_on, 'coordinates' as field, coordinates as value, null as number, contains(unreadable, ' corrected_easting ') or contains(unreadable, ' corrected_northing ') as is_unread, is_far_from_list as is_far
    from read
    union all
    select source_file_id, source_part, source_row, path, asset_id, body_id, confirmed_on, 'function' as field, function as value, null as number, has_use and function is null as is_unread, false as is_far
    from read
    union all
    select source_file_id, source_part, source_row, path, asset_id, body_id, confirmed_on, 'tenure' as field, tenure as value, null as number, has_tenure and tenure is null as is_unread, false as is_far
    from read
    union all
    select source_file_id, source_part, source_row, path, asset_id, body_id, confirmed_on, 'gia_m2' as field, round(gia_m2, 2)::varchar as value, gia_m2 as number, contains(unreadable, ' corrected_gia_m2 ') as is_unread, false as is_far
    from read
    union all
    select source_file_id, source_part, source_row, path, asset_id, body_id, confirmed_on, 'nia_m2' as field, round(nia_m2, 2)::varchar as value, nia_m2 as number, contains(unreadable, ' corrected_nia_m2 ') as is_unread, false as is_far
    from read
    union all
    select source_file_id, source_part, source_row, path, asset_id, body_id, confirmed_on, 'land_area_m2' as field, round(land_area_m2, 2)::varchar as value, land_area_m2 as number, contains(unreadable, ' corrected_land_area_m2 ') as is_unread, false as is_far
    from read
),
own as (
    -- what the body's own lists say of the assets that its sheets are about
    select
        asset.asset_id,
        asset.rank,
        line.body_id,
        property.as_at_on,
        case when not line.is_not_owned then 'yes' end as is_held,
        case
            when line.interest_detail = 'vacant' then 'no'
            when line.interest_detail in ('occupied by the body', 'let', 'sub-let', 'ground lease', 'licence') then 'yes'
        end as is_occupied,
        line.name,
        line.address,
        property.postcode,
        property.uprn,
        case when place.location_method not in ('postcode', 'not known') then place.easting::varchar || ', ' || place.northing::varchar end as coordinates,
        place.easting,
        place.northing,
        nullif(line.function, 'not known') as function,
        nullif(line.tenure, 'not known') as tenure,
        round(property.gia_m2, 2)::varchar as gia_m2,
        round(property.nia_m2, 2)::varchar as nia_m2,
        round(property.land_area_m2, 2)::varchar as land_area_m2
    from (select distinct asset_id, body_id from line) as spoken
    inner join core.asset_line as asset on asset.asset_id = spoken.asset_id
    inner join core.property_line as line
        on line.source_file_id = asset.source_file_id
        and line.source_part = asset.source_part
        and line.source_row = asset.source_row
        and line.body_id = spoken.body_id
    inner join core.listing as property
        on property.source_file_id = asset.source_file_id
        and property.source_part = asset.source_part
        and property.source_row = asset.source_row
    inner join core.property_place as place
        on place.source_file_id = asset.source_file_id
        and place.source_part = asset.source_part
        and place.source_row = asset.source_row
),
listed as (
    select asset_id, body_id, rank, as_at_on, 'is_held' as field, is_held as value from own
    union all
    select asset_id, body_id, rank, as_at_on, 'is_occupied' as field, is_occupied as value from own
    union all
    select asset_id, body_id, rank, as_at_on, 'name' as field, name as value from own
    union all
    select asset_id, body_id, rank, as_at_on, 'address' as field, address as value from own
    union all
    select asset_id, body_id, rank, as_at_on, 'postcode' as field, postcode as value from own
    union all
    select asset_id, body_id, rank, as_at_on, 'uprn' as field, uprn as value from own
    union all
    select asset_id, body_id, rank, as_at_on, 'coordinates' as field, coordinates as value from own
    union all
    select asset_id, body_id, rank, as_at_on, 'function' as field, function as value from own
    union all
    select asset_id, body_id, rank, as_at_on, 'tenure' as field, tenure as value from own
    union all
    select asset_id, body_id, rank, as_at_on, 'gia_m2' as field, gia_m2 as value from own
    union all
    select asset_id, body_id, rank, as_at_on, 'nia_m2' as field, nia_m2 as value from own
    union all
    select asset_id, body_id, rank, as_at_on, 'land_area_m2' as field, land_area_m2 as value from own
),
stated as (
    select asset_id, body_id, field, arg_min(value, rank) as value, max(as_at_on) as register_on
    from listed
    where value is not null
    group by asset_id, body_id, field
),
-- name, address, postcode and point as they would be shown together
shown as (
    select
        read.source_file_id,
        read.source_part,
        read.source_row,
        read.uprn,
        upper(coalesce(read.name, own.name)) as name,
        upper(coalesce(read.address, own.address)) as address,
        coalesce(read.postcode, own.postcode) as postcode,
        coalesce(read.easting, own.easting) as easting,
        coalesce(read.northing, own.northing) as northing
    from read
    inner join own on own.asset_id = read.asset_id and own.body_id = read.body_id
),
-- the keys of core.sensitive_key
shown_key as (
    select source_file_id, source_part, source_row, 'uprn ' || uprn as key
    from shown
    union all
    select source_file_id, source_part, source_row, 'at ' || postcode || ' ' || regexp_replace(name, '[^A-Z0-9]', '', 'g') as key
    from shown
    union all
    select source_file_id, source_part, source_row, 'at ' || postcode || ' ' || regexp_replace(address, '[^A-Z0-9]', '', 'g') as key
    from shown
    union all
    select source_file_id, source_part, source_row, 'house ' || postcode || ' ' || regexp_extract(name, '[0-9]+[A-Z]? +[A-Z]{3,}') as key
    from shown
    union all
    select source_file_id, source_part, source_row, 'house ' || postcode || ' ' || regexp_extract(address, '[0-9]+[A-Z]? +[A-Z]{3,}') as key
    from shown
    union all
    select
        source_file_id,
        source_part,
        source_row,
        'point ' || round(easting)::varchar || ' ' || round(northing)::varchar || ' ' || regexp_extract(name, '[A-Z]{4,}') as key
    from shown
),
touching as (
    select distinct shown_key.source_file_id, shown_key.source_part, shown_key.source_row
    from shown_key
    inner join core.sensitive_key as secret on secret.sensitive_key = shown_key.key
),
other_uprn as (
    select distinct said.source_file_id, said.source_part, said.source_row
    from said
    inner join core.listing as property on property.uprn = said.value
    inner join core.asset_line as asset
        on asset.source_file_id = property.source_file_id
        and asset.source_part = property.source_part
        and asset.source_row = property.source_row
        and asset.asset_id <> said.asset_id
    where said.field = 'uprn'
),
judged as (
    select
        said.source_file_id,
        said.source_part,
        said.source_row,
        said.path,
        said.asset_id,
        said.body_id,
        said.field,
        case when touching.source_row is null then said.value end as value,
        case when touching.source_row is null then said.number end as number,
        said.confirmed_on,
        stated.value as listed_value,
        stated.register_on,
        case
            when touching.source_row is not null then 'it could show premises that are only counted'
            when coalesce(said.is_unread, false) then 'value not readable'
            when other_uprn.source_row is not null and said.field = 'uprn' then 'it is the UPRN of another building'
            when coalesce(said.is_far, false) then 'the point is far from all others of the sheet'
        end as fault
    from said
    left join stated on stated.asset_id = said.asset_id and stated.body_id = said.body_id and stated.field = said.field
    left join touching
        on touching.source_file_id = said.source_file_id
        and touching.source_part = said.source_part
        and touching.source_row = said.source_row
    left join other_uprn
        on other_uprn.source_file_id = said.source_file_id
        and other_uprn.source_part = said.source_part
        and other_uprn.source_row = said.source_row
    where said.value is not null or coalesce(said.is_unread, false)
),
ranked as (
    select
        source_file_id,
        source_part,
        source_row,
        asset_id,
        body_id,
        field,
        value,
        number,
        confirmed_on,
        listed_value,
        register_on,
        fault,
        row_number() over (
            partition by asset_id, body_id, field
            order by fault is not null, confirmed_on desc nulls last, path desc, source_part, source_row desc
        ) as nth
    from judged
),
decided as (
    select
        source_file_id,
        source_part,
        source_row,
        asset_id,
        body_id,
        field,
        value,
        number,
        confirmed_on,
        listed_value,
        register_on,
        case
            when fault is not null then fault
            when nth > 1 then 'a newer line of a sheet says it'
            when register_on is not null and confirmed_on is null then 'the sheet has no day, the register has one'
            when register_on > confirmed_on then 'the register is later'
        end as reason
    from ranked
)
select
    source_file_id,
    source_part,
    source_row,
    field,
    asset_id,
    body_id,
    value,
    number,
    confirmed_on,
    listed_value,
    register_on,
    reason is null as is_taken,
    reason
from decided
