-- grain: one row per held asset of a body whose assets pass to new authorities
-- question: which new authority would take over each asset, by which rule, and what has to be settled first?
-- owner: pilot team
-- Place decides. What the housing revenue account holds goes with its authority, and what stands out of every new area, or nobody knows where,
-- with its body if that passes to one new authority only. Where no rule gives a new authority the asset is undecided.
-- An exception is listed and allocated all the same. It needs a decision where its place does not settle whom it serves: the headquarters,
-- archives, depots and private finance of a body that is divided, what is shared with a body that passes elsewhere, what one body has in the area of
-- another's new authority.
with area as (
    select code as area_code, successor_id, name as successor_name from ref.successor where part = 'area'
),
passing as (
    select
        code as body_id,
        count(*) as successor_count,
        min(successor_id) as first_successor_id,
        min(name) as first_successor_name
    from ref.successor
    where part = 'body'
    group by code
),
held as (
    select
        estate.asset_id,
        estate.asset_kind,
        ' ' || trim(regexp_replace(lower(estate.name), '[^a-z0-9]+', ' ', 'g')) || ' ' as words,
        estate.function,
        case when owner.body_id is not null then owner.body_id else estate.body_id end as body_id,
        estate.body_id as manager_body_id,
        estate.owner_body_id,
        estate.tenure,
        estate.area_code,
        estate.is_in_place,
        estate.gia_m2,
        estate.land_area_m2,
        estate.running_cost_gbp,
        estate.required_maintenance_gbp,
        estate.book_value_gbp,
        estate.book_value_basis,
        estate.book_value_on
    from mart.estate as estate
    left join passing as owner on owner.body_id = estate.owner_body_id
    left join passing as manager on manager.body_id = estate.body_id
    where estate.ownership_basis in ('register', 'title')
        and coalesce(estate.is_public_estate, true)
        and not estate.is_disowned
        and (owner.body_id is not null or manager.body_id is not null)
),
allowed as (
    select exception, told_by, word, trim(unnest(string_split(coalesce(only_functions, ''), ','))) as function_id
    from ref.successor_word
),
told as (
    select
        held.asset_id,
        bool_or(allowed.exception = 'headquarters') as is_headquarters,
        bool_or(allowed.exception = 'archive') as is_archive,
        bool_or(allowed.exception = 'depot') as is_depot,
        bool_or(allowed.exception = 'housing') as is_housing
    from held
    inner join allowed
        on (allowed.told_by = 'function' and allowed.word = held.function)
        or (
            allowed.told_by = 'name'
            and held.asset_kind <> 'land'
            and (allowed.function_id = '' or allowed.function_id = held.function)
            and contains(held.words, ' ' || allowed.word || ' ')
        )
    group by held.asset_id
),
placed as (
    select
        held.asset_id,
        held.body_id,
        passing.successor_count,
        area.successor_id as area_successor_id,
        own.code is not null as is_among_own,
        held.area_code is not null or not coalesce(held.is_in_place, true) as is_place_known,
        coalesce(told.is_headquarters, false) as is_headquarters,
        coalesce(told.is_archive, false) as is_archive,
        coalesce(told.is_depot, false) as is_depot,
        coalesce(told.is_housing, false) and passing.successor_count = 1 as is_housing,
        case
            when coalesce(told.is_housing, false) and passing.successor_count = 1 then 'housing authority'
            when area.successor_id is not null then 'by location'
            when passing.successor_count = 1 then 'only new authority of its body'
            when held.area_code is not null or not coalesce(held.is_in_place, true) then 'out of the area of every new authority'
            else 'place not known'
        end as rule,
        case
            when coalesce(told.is_housing, false) and passing.successor_count = 1 then passing.first_successor_id
            when area.successor_id is not null then area.successor_id
            when passing.successor_count = 1 then passing.first_successor_id
            else 'undecided'
        end as successor_id,
        passing.first_successor_name,
        area.successor_name
    from held
    inner join passing on passing.body_id = held.body_id
    left join area on area.area_code = held.area_code
    left join ref.successor as own on own.successor_id = area.successor_id and own.part = 'body' and own.code = held.body_id
    left join told on told.asset_id = held.asset_id
),
other as (
    -- whoever else holds it, manages it, rents it from the body or is in it
    select asset_id, manager_body_id as body_id from held
    union
    select asset_id, owner_body_id as body_id from held
    union
    select asset_id, occupier_body_id as body_id from mart.occupation where occupation <> 'vacant'
    union
    select asset_id, tenant_body_id as body_id from mart.interest
    union
    select asset_id, body_id from mart.interest where source = 'register' and detail <> 'not owned'
),
shared as (
    -- not with those who come under the same new authority alone; one that is divided brings its part here under it too
    select
        placed.asset_id,
        string_agg(distinct coalesce(body.name, other.body_id), ', ' order by coalesce(body.name, other.body_id)) as names,
        bool_or(passing.body_id is not null and same.code is null) as is_between_new
    from placed
    inner join other on other.asset_id = placed.asset_id and other.body_id <> placed.body_id
    left join passing on passing.body_id = other.body_id
    left join ref.successor as same on same.successor_id = placed.successor_id and same.part = 'body' and same.code = other.body_id
    left join ref.body as body on body.body_id = other.body_id
    where passing.body_id is null or passing.successor_count > 1 or passing.first_successor_id <> placed.successor_id
    group by placed.asset_id
),
private as (
    select reference.asset_id, max(line.until_on) as until_on
    from staging.building_constraint as line
    inner join core.asset_reference as reference
        on reference.source_file_id = line.source_file_id
        and reference.source_part = line.source_part
        and reference.source_row = line.source_row
    cross join core.calendar as calendar
    where line.item = 'private finance'
        and reference.line_status = 'loaded'
        and coalesce(line.until_on >= calendar.next_month_on, true)
    group by reference.asset_id
),
let as (
    select
        placed.asset_id,
        min(interest.ends_on) as ends_on
    from placed
    inner join mart.interest as interest on interest.asset_id = placed.asset_id
    where interest.source = 'lease' and interest.detail_as_published = 'tenant'
    group by placed.asset_id
),
found as (
    select
        placed.asset_id,
        placed.body_id,
        placed.successor_id,
        placed.rule,
        placed.successor_count > 1 as is_of_several,
        case placed.rule
            when 'housing authority' then 'by its use it may be the housing revenue account''s, which passes whole to ' || placed.first_successor_name || ': look up whether it is'
            when 'by location' then 'stands in the area of ' || placed.successor_name
            when 'only new authority of its body' then 'its body passes to ' || placed.first_successor_name || ' alone'
            when 'place not known' then 'nobody knows in which district it stands, and its body is divided'
            else 'stands in the area of no new authority, and its body is divided'
        end as allocation,
        placed.is_place_known
        and placed.rule <> 'housing authority'
        and (placed.area_successor_id is null or not placed.is_among_own) as is_out_of_area,
        not placed.is_place_known and placed.rule <> 'housing authority' as is_place_not_known,
        placed.is_headquarters,
        placed.is_archive,
        placed.is_depot,
        placed.is_housing,
        shared.names as shared_with,
        coalesce(shared.is_between_new, false) as is_shared_between_new,
        let.asset_id is not null or held.tenure in ('leasehold', 'freehold and leasehold', 'licence') as is_let,
        let.ends_on as lease_ends_on,
        private.asset_id is not null as is_private,
        private.until_on as private_until_on
    from placed
    inner join held on held.asset_id = placed.asset_id
    left join shared on shared.asset_id = placed.asset_id
    left join let on let.asset_id = placed.asset_id
    left join private on private.asset_id = placed.asset_id
),
worded as (
    select
        asset_id,
        body_id,
        successor_id,
        rule,
        successor_id = 'undecided'
        or (is_out_of_area and rule = 'by location')
        or (is_of_several and (is_headquarters or is_archive or is_depot or is_private))
        or is_shared_between_new as needs_decision,
        concat_ws(
            ', ',
            case when is_private then 'private finance' end,
            case when is_out_of_area then 'out of area' end,
            case when is_place_not_known then 'place not known' end,
            case when is_headquarters then 'headquarters' end,
            case when is_archive then 'archive' end,
            case when is_depot then 'depot' end,
            case when shared_with is not null then 'shared' end,
            case when is_housing then 'housing' end,
            case when is_let then 'lease' end
        ) as all_exceptions,
        concat_ws(
            '; ',
            allocation,
            case
                when is_private
                    then 'under private finance' || coalesce(' until ' || private_until_on::varchar, '') || ': the contract goes with it, and the other side has to agree'
            end,
            case
                when is_out_of_area and rule = 'only new authority of its body' then 'it stands outside the areas of that: does it need it there?'
                when is_out_of_area then 'it stands outside the areas in which its body passes: the new authorities have to agree on it'
            end,
            case when is_place_not_known then 'its place is not known' end,
            case
                when is_headquarters and is_of_several then 'a headquarters or town hall of a body that is divided: who sits there, and who pays for it?'
                when is_headquarters then 'a headquarters or town hall: does the new authority need it beside its others?'
            end,
            case
                when is_archive and is_of_several then 'an archive of a body that is divided: records are kept whole, so by an agreement of all'
                when is_archive then 'an archive: records are kept whole'
            end,
            case
                when is_depot and is_of_several then 'a depot of a body that is divided: it may serve rounds in several new areas'
                when is_depot then 'a depot: its rounds need not end at the new boundary'
            end,
            'shared with ' || shared_with || ': its agreement has to be carried over',
            case
                when is_let then 'held on lease or licence' || coalesce(' until ' || lease_ends_on::varchar, '') || ': look up whether the landlord has to consent'
            end
        ) as reason
    from found
)
select
    worded.successor_id,
    worded.asset_id,
    worded.rule,
    worded.body_id,
    worded.all_exceptions <> '' as is_exception,
    worded.needs_decision,
    nullif(split_part(worded.all_exceptions, ', ', 1), '') as exception,
    nullif(worded.all_exceptions, '') as all_exceptions,
    worded.reason,
    held.asset_kind,
    held.function,
    held.area_code,
    held.gia_m2,
    held.land_area_m2,
    held.running_cost_gbp,
    held.required_maintenance_gbp,
    held.book_value_gbp,
    held.book_value_basis,
    held.book_value_on
from worded
inner join held on held.asset_id = worded.asset_id
