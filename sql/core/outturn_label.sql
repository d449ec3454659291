-- grain: one row per way in which a table of returns names an authority
-- question: which body does each authority named in a return stand for?
-- owner: finance leads
-- Such tables are national: an authority is known by the ministry's code, else the statistics office's, else its name, among the
-- bodies of the place; all others lie outside it. A table of one authority alone is that of the body that sent it.
-- Only different codes of the ministry tell two authorities of one body apart (those that it succeeded): a row without a code is of the
-- authority of its name, else of the body's first, so that one return under two labels never counts twice.
with label as (
    select source_file_id, source_part, sender, authority_code, ons_code, authority_as_published
    from staging.revenue_outturn
    group by source_file_id, source_part, sender, authority_code, ons_code, authority_as_published
),
keyed as (
    select
        source_file_id,
        source_part,
        sender,
        authority_code,
        ons_code,
        authority_as_published,
        nullif(regexp_replace(upper(authority_code), '[^A-Z0-9]', '', 'g'), '') as code_key,
        nullif(regexp_replace(upper(ons_code), '[^A-Z0-9]', '', 'g'), '') as ons_key,
        nullif(regexp_replace(replace(upper(authority_as_published), '&', 'AND'), '[^A-Z0-9]', '', 'g'), '') as name_key
    from label
),
alone as (
    select source_file_id, source_part
    from keyed
    group by source_file_id, source_part
    having count(distinct coalesce(code_key, ons_key, name_key)) = 1
),
shared as (
    select alias_key, min(body_id) as body_id
    from ref.body_alias
    group by alias_key
    having count(*) = 1
),
found as (
    select
        keyed.source_file_id,
        keyed.source_part,
        keyed.authority_code,
        keyed.ons_code,
        keyed.authority_as_published,
        keyed.code_key,
        keyed.ons_key,
        keyed.name_key,
        coalesce(by_code.body_id, by_ons.body_id, by_name.body_id, sender_body.body_id) as body_id
    from keyed
    left join shared as by_code on by_code.alias_key = keyed.code_key
    left join shared as by_ons on by_ons.alias_key = keyed.ons_key
    left join shared as by_name on by_name.alias_key = keyed.name_key
    left join alone on alone.source_file_id = keyed.source_file_id and alone.source_part = keyed.source_part
    left join ref.body as sender_body on sender_body.body_id = keyed.sender and alone.source_file_id is not null
)
select
    source_file_id,
    source_part,
    authority_code,
    ons_code,
    authority_as_published,
    case
        when body_id is null then coalesce(code_key, ons_key, name_key, '(not named)')
        else
            coalesce(
                code_key,
                min(code_key) over (partition by source_file_id, source_part, body_id, name_key),
                min(code_key) over (partition by source_file_id, source_part, body_id),
                body_id
            )
    end as authority_key,
    body_id
from found
