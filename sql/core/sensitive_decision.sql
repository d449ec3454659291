-- grain: one row per entry on which a person decided and which is of sensitive premises now
-- question: of which entries of review/assets.csv may nothing be kept but ids and the decision?
-- owner: pilot team
with side as (
    select left_id as asset_id, left_body_id as body_id, left_name as name, left_postcode as postcode, left_uprn as uprn from core.match_decision
    union
    select right_id as asset_id, right_body_id as body_id, right_name as name, right_postcode as postcode, right_uprn as uprn from core.match_decision
),
told as (
    select asset_id, body_id, name, postcode, uprn, 'id ' || asset_id as sensitive_key from side
    union all
    select asset_id, body_id, name, postcode, uprn, 'uprn ' || uprn as sensitive_key from side
    union all
    select asset_id, body_id, name, postcode, uprn, 'at ' || postcode || ' ' || regexp_replace(upper(name), '[^A-Z0-9]', '', 'g') as sensitive_key from side
    union all
    select asset_id, body_id, name, postcode, uprn, 'home ' || postcode || ' ' || regexp_replace(upper(name), '[^A-Z0-9]', '', 'g') as sensitive_key from side
    union all
    select asset_id, body_id, name, postcode, uprn, 'house ' || postcode || ' ' || regexp_extract(upper(name), '[0-9]+[A-Z]? +[A-Z]{3,}') as sensitive_key from side
)
select told.asset_id, told.body_id, told.name, told.postcode, told.uprn
from told
inner join core.sensitive_key as secret on secret.sensitive_key = told.sensitive_key
union
select side.asset_id, side.body_id, side.name, side.postcode, side.uprn
from side
inner join core.sensitive_identity as known on known.asset_id = side.asset_id
union
select side.asset_id, side.body_id, side.name, side.postcode, side.uprn
from side
inner join core.listed_sensitive as entry
    on entry.sensitive_key in (regexp_replace(replace(upper(side.name), '&', 'AND'), '[^A-Z0-9]', '', 'g'), side.uprn)
    or (
        contains(entry.sensitive_words, ' ')
        and contains(' ' || trim(regexp_replace(lower(side.name), '[^a-z0-9]+', ' ', 'g')) || ' ', ' ' || entry.sensitive_words || ' ')
    )
