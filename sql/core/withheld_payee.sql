-- grain: one row per name of a payee, as names are compared, that bears an entry of the place's own list of sensitive premises
-- question: which payees must not be named, as their name is that of premises that nobody must know?
-- owner: pilot team
-- Only the place's own list counts: it names what must not be told, whatever bears the name. A firm may bear the name of premises that a
-- register shows. What was paid stays; the name as published is looked at too, which may have a trading name that the key has not.
with named as (
    select supplier_key, supplier_as_published from staging.payment
    union
    select supplier_key, supplier_as_published from staging.ledger_line
    union
    select supplier_key, supplier_as_published from staging.contract
    union
    select recipient_key as supplier_key, recipient_as_published as supplier_as_published from staging.grant
    union
    select name_key as supplier_key, name_as_published as supplier_as_published from staging.charity
    union
    select name_key as supplier_key, name_as_published as supplier_as_published from staging.sector_group
    union
    select provider_key as supplier_key, provider_as_published as supplier_as_published from staging.provision
    union
    select name_key as supplier_key, name_as_published as supplier_as_published from staging.licensed_premises
),
written as (
    select supplier_key, supplier_key as name from named
    union
    select supplier_key, supplier_as_published as name from named
),
worded as (
    select
        supplier_key,
        regexp_replace(replace(upper(name), '&', 'AND'), '[^A-Z0-9]', '', 'g') as key,
        ' ' || trim(regexp_replace(lower(name), '[^a-z0-9]+', ' ', 'g')) || ' ' as spaced
    from written
    -- a place without a list has nothing to look for
    where supplier_key is not null and exists (select entry_number from core.listed_sensitive)
)
select distinct worded.supplier_key
from worded
inner join core.listed_sensitive as entry
    -- a short number is that of many things
    on (entry.sensitive_key = worded.key and regexp_matches(entry.sensitive_key, '[A-Z]|[0-9]{8}'))
    or (contains(entry.sensitive_words, ' ') and contains(worded.spaced, ' ' || entry.sensitive_words || ' '))
