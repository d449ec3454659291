-- grain: one row per authority of a national return that bears a name of the place and is no body of it, or table without a body of it
-- question: does a national return hold rows of the place that are not taken because place.toml does not know whose they are?
-- owner: finance leads
-- Only names that hold, word for word, the whole name of the place, of an area that place.toml names, or of a body of it are told:
-- a single word in common floods. Codes and ids of bodies are no names.
with written as (
    select name as shared_name
    from ref.place
    union
    select name as shared_name
    from ref.body
    union
    select alias as shared_name
    from ref.body_alias
    where alias <> body_id and not regexp_matches(alias, '[0-9]')
    union
    select area.area_name as shared_name
    from ref.area as area
    inner join core.place_area as named on named.area_code = area.area_code
),
known as (
    select
        shared_name,
        ' ' || trim(regexp_replace(replace(lower(shared_name), '&', ' and '), '[^a-z0-9]+', ' ', 'g')) || ' ' as words
    from written
),
unknown as (
    select
        source_file_id,
        authority_as_published,
        min(source_part) as source_part,
        max(authority_code) as authority_code,
        count(*) as label_count,
        ' ' || trim(regexp_replace(replace(lower(authority_as_published), '&', ' and '), '[^a-z0-9]+', ' ', 'g')) || ' ' as words
    from core.outturn_label
    where body_id is null and authority_as_published is not null
    group by source_file_id, authority_as_published
),
shared as (
    select
        unknown.source_file_id,
        unknown.source_part,
        unknown.authority_as_published,
        unknown.authority_code,
        unknown.label_count,
        known.shared_name,
        row_number() over (
            partition by unknown.source_file_id, unknown.authority_as_published order by length(known.words) desc, known.shared_name
        ) as nth
    from unknown
    inner join known on length(known.words) > 2 and unknown.words like '%' || known.words || '%'
)
select
    source_file_id,
    source_part,
    null as source_row,
    'authority' as field,
    authority_as_published as value,
    'authority that may be of the place' as issue_type,
    'warning' as severity,
    '''' || authority_as_published || ''' bears the name ''' || shared_name || ''' and is known by neither code nor name: not taken; if it is of the place, add a [[body]] to place.toml, or its '
        || coalesce('code to one: codes = { lgf = "' || authority_code || '" } (or under aliases, if the body has an lgf already).', 'name as printed to the aliases of one.') as message,
    'pilot team' as responsible,
    label_count as occurrences
from shared
where nth = 1
union all
select
    source_file_id,
    source_part,
    null as source_row,
    'authority' as field,
    null as value,
    'no body of the place in the return' as issue_type,
    'warning' as severity,
    'None of the ' || count(distinct authority_key)::varchar || ' authorities of this table is a body of the place. If one of them should be, give its code or its name as printed in place.toml.' as message,
    'pilot team' as responsible,
    count(*) as occurrences
from core.outturn_label
group by source_file_id, source_part
having count(body_id) = 0
union all
select
    source_file_id,
    source_part,
    null as source_row,
    'organisation' as field,
    null as value,
    'no body of the place in the return' as issue_type,
    'warning' as severity,
    'None of the ' || count(distinct organisation_code)::varchar || ' trusts of this table is a body of the place: not one of its rows is taken. '
        || 'Add the trusts of the place to place.toml, each as a [[body]] with its code: codes = { ods = "…" }.' as message,
    'pilot team' as responsible,
    count(*) as occurrences
from core.nhs_estate_line
group by source_file_id, source_part
having count(body_id) = 0
