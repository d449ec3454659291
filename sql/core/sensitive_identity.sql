-- grain: one row per source key of an earlier publication that was given for what are sensitive premises now
-- question: of which entries of identity/asset.csv may nothing be kept but the key and the id?
-- owner: pilot team
-- Also of lists that are gone: what was noted of an entry then is compared with the premises that are known now, and with the place's own list.
with known as (
    select
        source_key,
        asset_id,
        name,
        regexp_replace(replace(upper(name), '&', 'AND'), '[^A-Z0-9]', '', 'g') as name_key,
        ' ' || trim(regexp_replace(lower(name), '[^a-z0-9]+', ' ', 'g')) || ' ' as words,
        upper(regexp_extract(source_key, '^[^/]*/code (.*)$', 1)) as code,
        upper(address) as address,
        postcode,
        uprn,
        easting,
        northing
    from core.known_identity
),
told as (
    select source_key, 'key ' || source_key as sensitive_key from known
    union all
    select source_key, 'id ' || asset_id as sensitive_key from known
    union all
    select source_key, 'uprn ' || uprn as sensitive_key from known where uprn is not null
    union all
    select source_key, 'at ' || postcode || ' ' || regexp_replace(upper(name), '[^A-Z0-9]', '', 'g') as sensitive_key
    from known
    where postcode is not null and name is not null
    union all
    select source_key, 'home ' || postcode || ' ' || regexp_replace(upper(name), '[^A-Z0-9]', '', 'g') as sensitive_key
    from known
    where postcode is not null and name is not null
    union all
    select source_key, 'at ' || postcode || ' ' || regexp_replace(address, '[^A-Z0-9]', '', 'g') as sensitive_key
    from known
    where postcode is not null and regexp_matches(address, '[0-9]')
    union all
    select source_key, 'house ' || postcode || ' ' || regexp_extract(address, '[0-9]+[A-Z]? +[A-Z]{3,}') as sensitive_key
    from known
    where postcode is not null and regexp_matches(address, '[0-9]+[A-Z]? +[A-Z]{3,}')
    union all
    -- without a name an entry stands under its address
    select source_key, 'house ' || postcode || ' ' || regexp_extract(upper(name), '[0-9]+[A-Z]? +[A-Z]{3,}') as sensitive_key
    from known
    where postcode is not null and name is not null
    union all
    select
        source_key,
        'point ' || round(easting)::varchar || ' ' || round(northing)::varchar || ' ' || regexp_extract(upper(name), '[A-Z]{4,}') as sensitive_key
    from known
    where easting is not null and northing is not null and name is not null
),
found as (
    select told.source_key
    from told
    inner join core.sensitive_key as secret on secret.sensitive_key = told.sensitive_key
    union
    select known.source_key
    from known
    inner join core.listed_sensitive as entry
        on entry.sensitive_key in (known.name_key, known.uprn, regexp_replace(known.code, '[^A-Z0-9]', '', 'g'))
        or (contains(entry.sensitive_words, ' ') and contains(known.words, ' ' || entry.sensitive_words || ' '))
)
-- what has one id is one building
select distinct known.source_key, known.asset_id
from known
inner join known as same on same.asset_id = known.asset_id
inner join found on found.source_key = same.source_key
