-- grain: one row per thing that tells sensitive premises
-- question: by which keys, ids, UPRNs, names and places is each of the sensitive premises known?
-- owner: pilot team
-- Of every line that says it is such premises, that the place lists, or that speaks of the same building as one of these: a line
-- that says so itself is in it even if what was decided about it were lost. The keys are those of core/property_line.sql.
-- A single dwelling is told by its own key, and by name and postcode in what is kept of earlier publications: it may share all else with the
-- building that it belongs to.
with line as (
    select source_file_id, source_part, source_row
    from core.sensitive_statement
    where is_whole
    union
    select source_file_id, source_part, source_row
    from core.property_line
    where is_sensitive and is_dwelling is distinct from true
),
told as (
    select
        property_line.line_status,
        property_line.source_key,
        said.asset_id,
        coalesce(said.name_as_published, said.whole_address) as name,
        said.whole_address as address,
        said.uprn,
        said.postcode,
        said.easting,
        said.northing
    from line
    inner join core.premises_line as said
        on said.source_file_id = line.source_file_id
        and said.source_part = line.source_part
        and said.source_row = line.source_row
    left join core.property_line as property_line
        on property_line.source_file_id = line.source_file_id
        and property_line.source_part = line.source_part
        and property_line.source_row = line.source_row
)
-- codes are given out again in later editions: only those that count now
select 'key ' || source_key as sensitive_key
from told
where line_status = 'loaded' and source_key is not null
union
select 'id ' || coalesce(known.asset_id, 'a' || left(md5(told.source_key), 12)) as sensitive_key
from told
left join core.known_identity as known on known.source_key = told.source_key
where told.line_status = 'loaded' and told.source_key is not null
union
select 'id ' || asset_id as sensitive_key
from told
where asset_id is not null
union
select 'uprn ' || uprn as sensitive_key
from told
where uprn is not null
union
select 'at ' || postcode || ' ' || regexp_replace(upper(name), '[^A-Z0-9]', '', 'g') as sensitive_key
from told
where postcode is not null and regexp_matches(upper(name), '[A-Z0-9]')
union
select 'at ' || postcode || ' ' || regexp_replace(upper(address), '[^A-Z0-9]', '', 'g') as sensitive_key
from told
where postcode is not null and regexp_matches(address, '[0-9]')
union
select 'house ' || postcode || ' ' || regexp_extract(upper(address), '[0-9]+[A-Z]? +[A-Z]{3,}') as sensitive_key
from told
where postcode is not null and regexp_matches(upper(address), '[0-9]+[A-Z]? +[A-Z]{3,}')
union
select 'point ' || round(easting)::varchar || ' ' || round(northing)::varchar || ' ' || regexp_extract(upper(name), '[A-Z]{4,}') as sensitive_key
from told
where easting is not null and northing is not null and regexp_matches(upper(name), '[A-Z]{4,}')
union
select 'key ' || source_key as sensitive_key
from core.property_line
where is_dwelling and line_status = 'loaded' and source_key is not null
union
select 'home ' || listing.postcode || ' ' || regexp_replace(upper(line.name), '[^A-Z0-9]', '', 'g') as sensitive_key
from core.property_line as line
inner join core.listing as listing
    on listing.source_file_id = line.source_file_id
    and listing.source_part = line.source_part
    and listing.source_row = line.source_row
where line.is_dwelling and listing.postcode is not null and regexp_matches(upper(line.name), '[A-Z0-9]')
