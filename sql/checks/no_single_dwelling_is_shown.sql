-- grain: one row per published row that shows a single dwelling
-- question: is every single home kept out of every list?
-- owner: pilot team
-- table: mart.estate
-- sentence: no published text, place or line is that of a single dwelling
-- severity: privacy
-- It starts from what lines say (a use or a name that says it plainly), and from what was decided about them, and compares what is
-- published: a flag lost on the way is found here. A building of another use may share UPRN and address with a home (the school
-- of a caretaker); its name it does not. No row_key repeats a word of what it is about.
with home_line as (
    select line.source_file_id, line.source_part, line.source_row
    from core.dwelling_statement as statement
    inner join core.property_line as line
        on line.source_file_id = statement.source_file_id
        and line.source_part = statement.source_part
        and line.source_row = statement.source_row
    where statement.basis in ('use', 'name') and line.asset_kind <> 'land'
    union
    select source_file_id, source_part, source_row
    from core.property_line
    where is_dwelling
    union
    select source_file_id, source_part, source_row
    from core.asset_reference
    where line_reason = 'about a single dwelling, which is only counted'
),
home as (
    select
        home_line.source_file_id,
        home_line.source_part,
        home_line.source_row,
        listing.uprn,
        listing.postcode,
        nullif(regexp_replace(upper(line.name), '[^A-Z0-9]', '', 'g'), '') as name_key,
        case when line.line_status = 'loaded' then line.source_key end as source_key,
        -- what an older edition called a home may be another thing now
        coalesce(line.line_status = 'superseded', false) as is_superseded
    from home_line
    left join core.property_line as line
        on line.source_file_id = home_line.source_file_id
        and line.source_part = home_line.source_part
        and line.source_row = home_line.source_row
    left join core.listing as listing
        on listing.source_file_id = home_line.source_file_id
        and listing.source_part = home_line.source_part
        and listing.source_row = home_line.source_row
),
listed_uprn as (
    select uprn, source_file_id, source_part, count(*) as line_count
    from core.listing
    where uprn is not null
    group by uprn, source_file_id, source_part
),
home_uprn as (
    -- one that several lines of a list state is that of a block, a school or a park
    select home.uprn
    from home
    inner join listed_uprn as listed
        on listed.uprn = home.uprn
        and listed.source_file_id = home.source_file_id
        and listed.source_part = home.source_part
    where not home.is_superseded
    group by home.uprn
    having max(listed.line_count) = 1
),
made as (
    select 'mart.estate_source' as table_name, asset_id || ' ' || source_row::varchar as row_key, source_file_id, source_part, source_row
    from mart.estate_source
    union all
    select 'mart.building_evidence' as table_name, asset_id || ' ' || source_row::varchar as row_key, source_file_id, source_part, source_row
    from mart.building_evidence
    union all
    select 'mart.estate_cost' as table_name, line_id::varchar as row_key, source_file_id, source_part, source_row
    from mart.estate_cost
    union all
    select 'mart.utilisation' as table_name, concat_ws(' ', asset_id, measure, source_row::varchar) as row_key, source_file_id, source_part, source_row
    from mart.utilisation
    union all
    select 'mart.building_correction' as table_name, concat_ws(' ', asset_id, field) as row_key, source_file_id, source_part, source_row
    from mart.building_correction
    union all
    select 'mart.register_duplicate' as table_name, 'line ' || left_source_row::varchar as row_key, left_source_file_id, left_source_part, left_source_row
    from mart.register_duplicate
    union all
    select 'mart.register_duplicate' as table_name, 'line ' || right_source_row::varchar as row_key, right_source_file_id, right_source_part, right_source_row
    from mart.register_duplicate
    union all
    select 'ops.issue' as table_name, concat_ws(' ', source_part, source_row::varchar, issue_type) as row_key, source_file_id, source_part, source_row
    from ops.issue
    where value <> '(withheld)'
),
named as (
    select 'mart.estate' as table_name, asset_id as row_key, asset_kind, name, postcode
    from mart.estate
    union all
    select 'mart.estate_source' as table_name, source.asset_id || ' ' || source.source_row::varchar as row_key, estate.asset_kind, source.name_as_published, estate.postcode
    from mart.estate_source as source
    inner join mart.estate as estate on estate.asset_id = source.asset_id
    union all
    select 'mart.request' as table_name, request.body_id || ' ' || request.request_number::varchar as row_key, estate.asset_kind, request.name, request.postcode
    from mart.request as request
    inner join mart.estate as estate on estate.asset_id = request.asset_id
)
select distinct made.table_name, made.row_key
from made
inner join home
    on home.source_file_id = made.source_file_id
    and home.source_part = made.source_part
    and home.source_row = made.source_row
union
select named.table_name, named.row_key
from named
inner join home on home.postcode = named.postcode and home.name_key = regexp_replace(upper(named.name), '[^A-Z0-9]', '', 'g')
-- land under a home bears its name and is land
where named.asset_kind <> 'land' and not home.is_superseded
union
select 'mart.estate' as table_name, asset.asset_id as row_key
from mart.estate as asset
inner join home_uprn on home_uprn.uprn = asset.uprn
where asset.function in ('dwelling', 'not known') and asset.asset_kind <> 'land'
union
select 'mart.interest' as table_name, interest.interest_id as row_key
from mart.interest as interest
inner join home
    on interest.interest_id = 'i' || left(md5(home.source_file_id || '/' || home.source_part || '/' || home.source_row::varchar), 14)
union
-- what is let is one flat by its number, and not several: Flat 1-3
select 'mart.interest' as table_name, interest.interest_id as row_key
from mart.interest as interest
inner join ref.dwelling_word as word
    on word.says = 'one home of a block'
    and regexp_matches(lower(interest.demise_as_published), '^\W*' || word.word || '\W+[0-9]+ ?[a-z]?\b')
    and not regexp_matches(lower(interest.demise_as_published), '^\W*[a-z]+\W+[0-9]+ ?[a-z]? *(-|–|—|&|/|to\b|and\b|\+) *[0-9]')
union
select 'mart.occupation' as table_name, occupation.occupation_id as row_key
from mart.occupation as occupation
inner join home
    on occupation.occupation_id = 'o' || left(md5(home.source_file_id || '/' || home.source_part || '/' || home.source_row::varchar), 14)
union
select 'mart.id_history' as table_name, history.id as row_key
from mart.id_history as history
inner join home on home.source_key = history.source_key
where history.is_current
