-- grain: one row per line about the third sector: of a register of charities, of a table beside it, of a list of groups
-- question: which organisation is each line about, does it concern the place, and which list counts?
-- owner: pilot team
-- assumptions: sector_list_place_share
-- A charity concerns the place if its office is there, if it says that it works in an area of the place, if a body of the place pays it or
-- lists a grant to it, or if it stands in a list of the place's charities: one in which at least sector_list_place_share of the offices that
-- can be placed are there. Of a national register all others are passed over; one that names no area but the country is none of the place's.
-- The newest list counts, of lists of one day the last by path; a table beside the register counts for what is said of a charity likewise.
-- A group with a charity's number, or with the name of one charity alone as names are compared, is that charity.
-- Areas are compared by name without City, County, Borough and Council: the register names districts so, and counties where there are two tiers.
with near as (
    select postcode.postcode, postcode.lad_code, inside.area_code is not null as is_in_place
    from core.postcode as postcode
    left join (
        select area_code from core.area where is_in_place
        union
        select area_code from core.place_area where area_code is not null
    ) as inside on inside.area_code = postcode.lad_code
),
outward as (
    select distinct split_part(postcode, ' ', 1) as outward_code
    from near
    where is_in_place
),
line as (
    select
        'charity' as source_kind, source_file_id, source_part, source_row, path, charity_number, name_key, null as group_key, area_as_published, null as area_kind, office_postcode,
        extracted_on, 'charity' as subject
    from staging.charity
    union all
    select
        'charity_detail' as source_kind, source_file_id, source_part, source_row, path, charity_number, null as name_key, null as group_key, area_as_published, area_kind,
        null as office_postcode, extracted_on,
        case
            when area_as_published is not null then 'areas'
            when coalesce(class_as_published, class_code) is not null then 'classes'
            when coalesce(contracts_gbp, grants_gbp, contract_count, grant_count, volunteers) is not null or is_grant_maker is not null then 'returns, part A'
            else 'returns'
        end as subject
    from staging.charity_detail
    union all
    select
        'sector_group' as source_kind, source_file_id, source_part, source_row, path, charity_number, name_key, name_key as group_key, area_as_published, null as area_kind,
        null as office_postcode, as_at_on as extracted_on, 'group' as subject
    from staging.sector_group
),
-- of a name that several charities bear nobody knows which is meant
charity_name as (
    select name_key, min(charity_number) as charity_number
    from staging.charity
    where name_key is not null
    group by name_key
    having count(distinct charity_number) = 1
),
keyed as (
    select
        line.source_kind, line.source_file_id, line.source_part, line.source_row, line.path, line.area_as_published, line.area_kind, line.office_postcode, line.subject,
        coalesce(line.extracted_on, inbox.received_on) as as_at_on,
        coalesce(line.charity_number, charity_name.charity_number) as register_number,
        case
            when coalesce(line.charity_number, charity_name.charity_number) is not null then 'charity/' || coalesce(line.charity_number, charity_name.charity_number)
            else 'group/' || coalesce(line.name_key, line.source_file_id || line.source_row::varchar) || '/' || coalesce(regexp_replace(upper(line.area_as_published), '[^A-Z0-9]', '', 'g'), '')
        end as organisation_key
    from line
    inner join raw.inbox as inbox on inbox.source_file_id = line.source_file_id and inbox.source_part = line.source_part
    -- on a column that only groups have: a condition on the kind beside it would compare every line with every name
    left join charity_name on charity_name.name_key = line.group_key
),
ranked as (
    select
        keyed.source_kind, keyed.source_file_id, keyed.source_part, keyed.source_row, keyed.path, keyed.organisation_key, keyed.register_number, keyed.subject, keyed.as_at_on,
        keyed.area_as_published, keyed.area_kind,
        first_value(keyed.path) over newest as newest_path,
        -- of a charity a table beside the register has many lines
        dense_rank() over newest as list_rank,
        row_number() over (
            partition by keyed.organisation_key, keyed.subject, keyed.source_file_id, keyed.source_part order by keyed.source_row
        ) as nth
    from keyed
    window newest as (
        partition by keyed.organisation_key, keyed.subject
        order by keyed.as_at_on desc, keyed.path desc, keyed.source_part desc
    )
),
part_area as (
    select distinct
        organisation_key,
        area_kind,
        trim(unnest(string_split(area_as_published, ';'))) as area
    from ranked
    where area_as_published is not null and list_rank = 1
),
name_word as (
    select area_name as name, area_code, area_type, is_in_place from core.area
    union all
    select name, null as area_code, null as area_type, true as is_in_place from ref.body where kind = 'council' and not regexp_matches(lower(concat_ws(' ', name, type)), 'combined authority')
),
spelling as (
    select
        name,
        regexp_replace(
            regexp_replace(upper(name), '\b(CITY OF|THE|COUNCIL|CITY|COUNTY|METROPOLITAN|BOROUGH|DISTRICT|LONDON BOROUGH|ROYAL|COMBINED AUTHORITY|UNITARY|MBC|BC|DC|CC)\b', '', 'g'),
            '[^A-Z0-9]', '', 'g'
        ) as area_key
    from (
        select name from name_word
        union
        select area as name from part_area
    ) as every
),
known_area as (
    -- a name that several areas of the place have is the district's; that of a council of no one district is the whole place's
    select
        area_key,
        bool_or(is_in_place) as is_in_place,
        coalesce(
            min(area_code) filter (where is_in_place and area_type = 'district'),
            case when bool_or(is_in_place and area_code is null) then 'whole place' end,
            case when count(distinct area_code) filter (where is_in_place) = 1 then min(area_code) filter (where is_in_place) end
        ) as area_code
    from (
        select spelling.area_key, name_word.area_code, name_word.area_type, name_word.is_in_place
        from name_word
        inner join spelling on spelling.name = name_word.name
        union all
        select area_code as area_key, area_code, area_type, is_in_place from core.area
    ) as named
    where area_key <> ''
    group by area_key
),
area_said as (
    select
        part_area.organisation_key,
        part_area.area,
        known_area.area_code,
        case
            when known_area.is_in_place then 'in'
            when regexp_matches(lower(part_area.area), '\b(england|united kingdom|uk|great britain|national|nationwide)\b') then 'wide'
            when regexp_matches(lower(part_area.area), '\b(greater|throughout) london\b') and exists (select area_code from core.area where is_in_place and area_code like 'E09%') then 'wide'
            when known_area.area_key is not null or lower(part_area.area_kind) in ('local authority', 'country', 'continent', 'region') then 'out'
            else 'unknown'
        end as where_it_is
    from part_area
    inner join spelling on spelling.name = part_area.area
    left join known_area on known_area.area_key = spelling.area_key
    where part_area.area <> ''
),
operation as (
    select
        organisation_key,
        case
            when bool_or(where_it_is = 'in') and not bool_or(where_it_is in ('out', 'wide')) then 'in the place only'
            when bool_or(where_it_is = 'in') then 'in the place and elsewhere'
            when bool_or(where_it_is = 'wide') then 'wider, the place not named'
            when bool_or(where_it_is = 'unknown') then 'area not recognised'
            else 'elsewhere'
        end as operation,
        string_agg(area, '; ' order by area) filter (where where_it_is = 'in') as areas_in_place,
        case
            when bool_or(where_it_is = 'in' and area_code = 'whole place') then 'whole place'
            else string_agg(distinct area_code, '; ' order by area_code) filter (where where_it_is = 'in')
        end as area_codes,
        count(*) filter (where where_it_is <> 'in') as other_area_count
    from area_said
    group by organisation_key
),
office as (
    select
        keyed.source_file_id,
        keyed.source_part,
        keyed.source_row,
        near.lad_code,
        case
            when near.is_in_place then 'in the place'
            when near.lad_code is not null then 'outside the place'
            when keyed.office_postcode is null then 'not known'
            -- a directory may be of the place alone, or older than the postcode
            when outward.outward_code is null and exists (select outward_code from outward) then 'outside the place'
            else 'not known'
        end as office
    from keyed
    left join near on near.postcode = keyed.office_postcode
    left join outward on outward.outward_code = split_part(keyed.office_postcode, ' ', 1)
    where keyed.source_kind = 'charity'
),
local_list as (
    select office.source_file_id, office.source_part
    from office
    inner join core.assumption as least_share on least_share.assumption_id = 'sector_list_place_share'
    where office.office <> 'not known'
    group by office.source_file_id, office.source_part
    having count(*) filter (where office.office = 'in the place') >= min(least_share.value) * count(*)
),
paid as (
    select 'charity/' || charity_number as organisation_key from analysis.supplier_name where charity_number is not null
    union
    select 'charity/' || coalesce(staged.charity_number, regexp_extract(staged.recipient_code, '^GB-CHC-([0-9]{6,7})', 1)) as organisation_key
    from staging.grant as staged
    inner join core.grant_line as line
        on line.source_file_id = staged.source_file_id
        and line.source_part = staged.source_part
        and line.source_row = staged.source_row
    where line.line_status = 'loaded'
),
evidence as (
    select
        keyed.organisation_key,
        bool_or(
            coalesce(office.office, '') = 'in the place'
            or paid.organisation_key is not null
            or coalesce(operation.operation, '') in ('in the place only', 'in the place and elsewhere')
            -- whoever says that it works elsewhere is on the list for some other reason
            or (coalesce(operation.operation, '') <> 'elsewhere' and (local_list.source_file_id is not null or keyed.source_kind = 'sector_group'))
        ) as is_of_place,
        bool_or(local_list.source_file_id is not null and coalesce(operation.operation, '') <> 'elsewhere') as is_listed,
        bool_or(keyed.source_kind in ('charity', 'sector_group')) as is_named
    from keyed
    left join office
        on office.source_file_id = keyed.source_file_id
        and office.source_part = keyed.source_part
        and office.source_row = keyed.source_row
    left join local_list on local_list.source_file_id = keyed.source_file_id and local_list.source_part = keyed.source_part
    left join paid on paid.organisation_key = keyed.organisation_key
    left join operation on operation.organisation_key = keyed.organisation_key
    group by keyed.organisation_key
)
select
    ranked.source_file_id,
    ranked.source_part,
    ranked.source_row,
    ranked.source_kind,
    case
        when not evidence.is_named then 'ignored'
        when not evidence.is_of_place then 'ignored'
        when ranked.list_rank > 1 or (ranked.nth > 1 and ranked.subject in ('charity', 'group')) then 'superseded'
        else 'loaded'
    end as line_status,
    case
        when not evidence.is_named then 'of a charity that no list names'
        when not evidence.is_of_place then 'outside the place'
        when ranked.list_rank > 1 then 'a newer list has it: ' || ranked.newest_path
        when ranked.nth > 1 and ranked.subject in ('charity', 'group') then 'the list has it twice'
    end as line_reason,
    ranked.organisation_key,
    ranked.register_number as charity_number,
    ranked.as_at_on,
    office.office,
    office.lad_code as office_area_code,
    coalesce(operation.operation, 'not stated') as operation,
    operation.areas_in_place,
    operation.area_codes,
    operation.other_area_count,
    evidence.is_listed,
    ranked.subject
from ranked
inner join evidence on evidence.organisation_key = ranked.organisation_key
left join operation on operation.organisation_key = ranked.organisation_key
left join office
    on office.source_file_id = ranked.source_file_id
    and office.source_part = ranked.source_part
    and office.source_row = ranked.source_row
