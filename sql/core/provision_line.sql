-- grain: one row per line of a list of provision or of a table of need
-- question: who pays for each offer, where is each offer and each need, and which line counts?
-- owner: pilot team
-- An area is known by its code or name among those of the place; a body of the place stands for the areas it serves, "countywide" and the
-- like for those of the body that sent the list. An offer that several lists have counts once: from its funder's own list, else from the one
-- received last. Two lines of one list are one offer only if they are alike in everything. Of a need the later period of a year counts, then the
-- list received last. Of age bands that lie within one another the narrow ones count if they make up the wide one without a gap, else the wide one.
with wording as (
    select unnest(['WHOLEPLACE', 'ALLAREAS', 'ALLDISTRICTS', 'ALLOFTHEPLACE', 'THEWHOLEPLACE']) as words, true as is_whole
    union all
    select unnest(['COUNTYWIDE', 'CITYWIDE', 'BOROUGHWIDE', 'DISTRICTWIDE', 'WHOLECOUNTY', 'WHOLECITY', 'WHOLEBOROUGH', 'WHOLEDISTRICT', 'ALL']) as words, false as is_whole
),
inside as (
    select area_code from core.area where is_in_place
    union
    select area_code from core.place_area where area_code is not null
),
named as (
    -- a name that several areas of the place have is the district's
    select area_key, case when count(*) = 1 then min(area_code) when count(*) filter (where area_type = 'district') = 1 then min(area_code) filter (where area_type = 'district') end as area_code
    from (
        select regexp_replace(replace(upper(area_name), '&', 'AND'), '[^A-Z0-9]', '', 'g') as area_key, area_code, area_type
        from core.area
        where is_in_place
    ) as each
    group by area_key
),
outside as (
    select regexp_replace(replace(upper(area_name), '&', 'AND'), '[^A-Z0-9]', '', 'g') as area_key from core.area where not is_in_place
    union
    select area_code as area_key from core.area where not is_in_place
),
shared as (
    select alias_key, min(body_id) as body_id
    from ref.body_alias
    group by alias_key
    having count(*) = 1
),
said as (
    select
        'provision' as source_kind,
        source_file_id,
        source_part,
        source_row,
        part_number,
        path,
        sender,
        area_as_published,
        nullif(regexp_replace(replace(upper(funder_as_published), '&', 'AND'), '[^A-Z0-9]', '', 'g'), '') as funder_key,
        nullif(regexp_replace(upper(funder_code), '[^A-Z0-9]', '', 'g'), '') as funder_code_key,
        funder_as_published,
        amount_gbp,
        concat_ws(
            '|', case when provider_key is null then source_file_id || source_part || source_row::varchar else provider_key end,
            coalesce(service, ''), coalesce(cohort, ''), coalesce(age_from, -1), coalesce(age_to, -1), coalesce(level, ''), from_on, coalesce(to_on, from_on)
        ) as identity,
        concat_ws('|', coalesce(offer_reference, ''), coalesce(amount_gbp, -1), coalesce(places, -1), coalesce(starts, -1), coalesce(service_as_published, ''), coalesce(eligibility_as_published, '')) as detail,
        cohort,
        age_from,
        age_to,
        from_on,
        to_on,
        false as has_figure
    from staging.provision
    union all
    select
        'need' as source_kind,
        source_file_id,
        source_part,
        source_row,
        part_number,
        path,
        sender,
        area_as_published,
        null as funder_key,
        null as funder_code_key,
        null as funder_as_published,
        null as amount_gbp,
        null as identity,
        null as detail,
        cohort,
        age_from,
        age_to,
        from_on,
        to_on,
        people is not null as has_figure
    from staging.need
),
piece as (
    select
        source_file_id,
        source_part,
        source_row,
        sender,
        regexp_replace(replace(upper(area_word), '&', 'AND'), '[^A-Z0-9]', '', 'g') as area_key
    from (
        select source_file_id, source_part, source_row, sender, unnest(string_split(area_as_published, ';')) as area_word
        from said
        where area_as_published is not null
    ) as each
),
placed as (
    select
        piece.source_file_id,
        piece.source_part,
        piece.source_row,
        piece.area_key,
        coalesce(wording.is_whole, place.place is not null) as is_whole,
        coalesce(by_code.area_code, by_name.area_code, by_body.area_code, by_sender.area_code) as area_code,
        outside.area_key is not null or regexp_matches(piece.area_key, '^[EWSN][0-9]{8}$') as is_elsewhere
    from piece
    left join wording on wording.words = piece.area_key
    left join ref.place as place on regexp_replace(replace(upper(place.name), '&', 'AND'), '[^A-Z0-9]', '', 'g') = piece.area_key
    left join inside as by_code on by_code.area_code = piece.area_key
    left join named as by_name on by_name.area_key = piece.area_key
    left join shared as body on body.alias_key = piece.area_key and by_code.area_code is null and by_name.area_code is null
    left join core.body_area as by_body on by_body.body_id = body.body_id
    left join core.body_area as by_sender on by_sender.body_id = piece.sender and not wording.is_whole
    left join outside on outside.area_key = piece.area_key
    where piece.area_key <> ''
),
area as (
    select
        source_file_id,
        source_part,
        source_row,
        string_agg(distinct area_code, '; ' order by area_code) filter (where not is_whole) as area_codes,
        count(distinct area_code) filter (where not is_whole) as area_count,
        bool_or(is_whole) as is_whole,
        bool_or(not is_whole and area_code is null and is_elsewhere) as has_elsewhere,
        bool_or(not is_whole and area_code is null and not is_elsewhere) as has_unknown
    from placed
    group by source_file_id, source_part, source_row
),
told as (
    select
        said.source_kind,
        said.source_file_id,
        said.source_part,
        said.source_row,
        said.part_number,
        said.path,
        said.sender,
        said.amount_gbp,
        concat_ws('|', said.identity, case when area.is_whole then 'whole place' else coalesce(area.area_codes, upper(said.area_as_published), '') end) as identity,
        said.detail,
        said.cohort,
        said.age_from,
        said.age_to,
        said.from_on,
        said.to_on,
        said.has_figure,
        inbox.received_on,
        by_own.body_id as sender_body_id,
        coalesce(by_name.body_id, by_code.body_id, case when said.funder_as_published is null and said.source_kind = 'provision' then by_own.body_id end) as body_id,
        coalesce(by_name.body_id, by_code.body_id, upper(said.funder_as_published), by_own.body_id, '') as funder,
        case when area.is_whole then 'whole place' else area.area_codes end as area_codes,
        coalesce(area.area_count, 0) as area_count,
        case
            when area.source_row is null then 'not stated'
            when area.is_whole then 'whole place'
            when area.area_codes is null and area.has_elsewhere and not area.has_unknown then 'outside the place'
            when area.has_unknown then 'not known'
            when area.has_elsewhere then 'partly outside the place'
            else 'stated'
        end as area_basis,
        extract(year from said.from_on)::integer - case when extract(month from said.from_on) < 4 then 1 else 0 end as fy
    from said
    inner join raw.inbox as inbox on inbox.source_file_id = said.source_file_id and inbox.source_part = said.source_part
    left join shared as by_name on by_name.alias_key = said.funder_key
    left join shared as by_code on by_code.alias_key = said.funder_code_key
    left join ref.body as by_own on by_own.body_id = said.sender
    left join area on area.source_file_id = said.source_file_id and area.source_part = said.source_part and area.source_row = said.source_row
),
first_judged as (
    select
        source_kind, source_file_id, source_part, source_row, part_number, path, amount_gbp, identity, detail, cohort, age_from, age_to, to_on, has_figure, received_on, body_id, funder,
        area_codes, area_basis, fy, sender_body_id,
        case
            when area_basis = 'outside the place' then 'ignored'
            when source_kind = 'need' and sender_body_id is null and area_basis <> 'whole place' and area_count <> 1 then 'ignored'
            when source_kind = 'need' and area_basis <> 'whole place' and area_count <> 1 then 'held'
            when source_kind = 'provision' and sender_body_id is null and body_id is null and area_basis in ('not stated', 'not known') then 'ignored'
            else 'loaded'
        end as first_status
    from told
),
numbered as (
    -- the nth of several alike lines of one list is the nth of another's
    select
        source_kind, source_file_id, source_part, source_row, part_number, path, amount_gbp, identity, detail, cohort, age_from, age_to, to_on, has_figure, received_on, body_id, funder,
        area_codes, area_basis, fy, sender_body_id, first_status,
        row_number() over (partition by first_status, source_file_id, source_part, funder, identity, detail order by source_row) as repeat_rank,
        dense_rank() over (partition by first_status, source_file_id, source_part, funder, identity order by detail) as nth
    from first_judged
),
ranked as (
    select
        source_kind, source_file_id, source_part, source_row, part_number, path, amount_gbp, cohort, age_from, age_to, received_on, body_id, funder, area_codes, area_basis, fy, sender_body_id,
        first_status, repeat_rank,
        row_number() over best as copy_rank,
        first_value(path) over best as copy_path,
        first_value(source_file_id) over best = source_file_id and first_value(source_part) over best = source_part as is_own_list
    from numbered
    window best as (
        partition by
            first_status, source_kind,
            case when source_kind = 'provision' then concat_ws('|', funder, identity, nth, repeat_rank > 1) else concat_ws('|', cohort, age_from, age_to, area_codes, fy) end
        order by
            case when source_kind = 'need' and not has_figure then 1 else 0 end,
            case when source_kind = 'need' then to_on end desc nulls last,
            case when sender_body_id = body_id then 0 else 1 end,
            received_on desc, path desc, source_part desc, source_row
    )
),
need as (
    select source_file_id, source_part, source_row, cohort, area_codes, fy, age_from, age_to
    from ranked
    where source_kind = 'need' and first_status = 'loaded' and copy_rank = 1
),
within as (
    select
        wide.source_file_id,
        wide.source_part,
        wide.source_row,
        wide.cohort,
        wide.area_codes,
        wide.fy,
        wide.age_from,
        wide.age_to,
        min(narrow.age_from) = wide.age_from
        and max(narrow.age_to) = wide.age_to
        and sum(narrow.age_to - narrow.age_from + 1) = wide.age_to - wide.age_from + 1 as is_made_up
    from need as wide
    inner join need as narrow
        on narrow.cohort = wide.cohort
        and narrow.area_codes = wide.area_codes
        and narrow.fy = wide.fy
        and narrow.age_from >= wide.age_from
        and narrow.age_to <= wide.age_to
        and narrow.age_to - narrow.age_from < wide.age_to - wide.age_from
    group by wide.source_file_id, wide.source_part, wide.source_row, wide.cohort, wide.area_codes, wide.fy, wide.age_from, wide.age_to
),
nested as (
    select
        need.source_file_id,
        need.source_part,
        need.source_row,
        max(case when not holder.is_made_up then 'it lies within ages ' || holder.age_from::varchar || ' to ' || holder.age_to::varchar || ', which the narrower bands do not make up' end) as held_by,
        bool_or(coalesce(own.is_made_up, false)) as is_made_up
    from need
    left join within as own on own.source_file_id = need.source_file_id and own.source_part = need.source_part and own.source_row = need.source_row
    left join within as holder
        on holder.cohort = need.cohort
        and holder.area_codes = need.area_codes
        and holder.fy = need.fy
        and holder.age_from <= need.age_from
        and holder.age_to >= need.age_to
        and holder.age_to - holder.age_from > need.age_to - need.age_from
    group by need.source_file_id, need.source_part, need.source_row
),
by_area as (
    select cohort, fy, min(age_from) as age_from, max(age_to) as age_to
    from need
    where area_codes <> 'whole place'
    group by cohort, fy
)
select
    ranked.source_kind,
    ranked.source_file_id,
    ranked.source_part,
    ranked.source_row,
    ranked.part_number * 67108864 + ranked.source_row as line_id,
    case
        when ranked.first_status <> 'loaded' then ranked.first_status
        when ranked.repeat_rank > 1 and ranked.source_kind = 'provision' then 'superseded'
        when ranked.copy_rank > 1 then 'superseded'
        when nested.held_by is not null or nested.is_made_up then 'superseded'
        when ranked.source_kind = 'need' and ranked.area_codes = 'whole place' and by_area.cohort is not null then 'superseded'
        else 'loaded'
    end as line_status,
    case
        when ranked.first_status = 'ignored' then 'outside the place'
        when ranked.first_status = 'held' then 'area of need not known'
        when ranked.repeat_rank > 1 and ranked.source_kind = 'provision' then 'the list has the offer twice, alike in everything'
        when ranked.copy_rank > 1 and ranked.source_kind = 'need' then 'a later or better figure of the year stands in ' || ranked.copy_path
        when ranked.copy_rank > 1 and ranked.is_own_list then 'the list has the offer twice, alike in everything'
        when ranked.copy_rank > 1 then 'the same offer stands in ' || ranked.copy_path
        when nested.held_by is not null then nested.held_by
        when nested.is_made_up then 'the age bands within it are told apart'
        when ranked.source_kind = 'need' and ranked.area_codes = 'whole place' and by_area.cohort is not null then 'it stands by area'
    end as line_reason,
    ranked.body_id,
    nullif(ranked.funder, '') as funder,
    ranked.area_codes,
    ranked.area_basis,
    ranked.amount_gbp
from ranked
left join nested on nested.source_file_id = ranked.source_file_id and nested.source_part = ranked.source_part and nested.source_row = ranked.source_row
left join by_area on by_area.cohort = ranked.cohort and by_area.fy = ranked.fy and by_area.age_from <= ranked.age_to and by_area.age_to >= ranked.age_from
