-- grain: one row per occupation of an asset, as one line of a register or a return states it
-- question: who uses what space?
-- owner: pilot team
-- Owner occupied is what the body's own register shows it to hold: to stand on a list of services, or under "not owned", is to use it.
-- A return names the occupier; without one it is the body whose return it is. Who uses a building of another body is a `user`: on what
-- terms, only a lease says.
with shared as (
    select alias_key, min(body_id) as body_id
    from ref.body_alias
    group by alias_key
    having count(*) = 1
),
held as (
    -- what the registers say, as their bodies have corrected it
    select
        asset.asset_id,
        line.source_file_id,
        line.source_part,
        line.source_row,
        line.body_id,
        case
            when not said.is_occupied then 'vacant'
            when said.is_occupied and line.interest_detail = 'vacant' then 'occupied by the body'
            else line.interest_detail
        end as interest_detail
    from core.asset_line as asset
    inner join core.property_line as line
        on line.source_file_id = asset.source_file_id
        and line.source_part = asset.source_part
        and line.source_row = asset.source_row
    left join core.asset_confirmation as said on said.asset_id = asset.asset_id and said.body_id = line.body_id
    where line.ownership_basis = 'register' and not line.is_not_owned and coalesce(said.is_held, true)
),
holder as (
    select distinct asset_id, body_id
    from held
),
-- texts that name one home, or premises that nobody must know; as in core.guarded_text, which tells of issues too and so comes after
said as (
    select occupier_as_published as text from staging.occupation_return where occupier_as_published is not null
    union
    select team_as_published as text from staging.occupation_return where team_as_published is not null
),
token as (
    select distinct
        text,
        trim(regexp_replace(lower(text), '[^a-z0-9]+', ' ', 'g')) as words,
        unnest(string_split(trim(regexp_replace(lower(text), '[^a-z0-9]+', ' ', 'g')), ' ')) as word
    from said
),
name as (
    select words, is_all, string_split(words, ' ')[1] as first_word from core.sensitive_name
    union all
    select words, false as is_all, string_split(words, ' ')[1] as first_word from core.dwelling_name
),
naming as (
    select distinct token.text
    from token
    inner join name
        on name.first_word = token.word
        and case when name.is_all then token.words = name.words else contains(' ' || token.words || ' ', ' ' || name.words || ' ') end
),
stated as (
    select
        line.source_file_id,
        line.source_part,
        line.source_row,
        reference.asset_id,
        case when no_occupier.text is not null or (guarded.source_row is not null and line.occupier_as_published is not null) then '(withheld)' else line.occupier_as_published end as occupier_as_published,
        coalesce(regexp_matches(lower(line.occupier_as_published), '^(vacant|void|empty|unoccupied|not occupied|nobody)'), false) as is_vacant,
        case
            when coalesce(line.occupier_as_published, line.occupier_code) is null then reference.body_id
            else coalesce(by_name.body_id, by_code.body_id)
        end as occupier_body_id,
        case when no_team.text is not null or (guarded.source_row is not null and line.team_as_published is not null) then '(withheld)' else line.team_as_published end as team_as_published,
        line.space_kind,
        line.area_m2,
        line.area_basis,
        line.fte,
        line.headcount,
        line.desks,
        line.from_on,
        line.to_on
    from staging.occupation_return as line
    inner join core.asset_reference as reference
        on reference.source_file_id = line.source_file_id
        and reference.source_part = line.source_part
        and reference.source_row = line.source_row
    left join core.guarded_line as guarded
        on guarded.source_file_id = line.source_file_id
        and guarded.source_part = line.source_part
        and guarded.source_row = line.source_row
    left join naming as no_occupier on no_occupier.text = line.occupier_as_published
    left join naming as no_team on no_team.text = line.team_as_published
    left join shared as by_name
        on by_name.alias_key = regexp_replace(replace(upper(line.occupier_as_published), '&', 'AND'), '[^A-Z0-9]', '', 'g')
    left join shared as by_code on by_code.alias_key = regexp_replace(upper(line.occupier_code), '[^A-Z0-9]', '', 'g')
    where reference.line_status = 'loaded'
)
select
    'o' || left(md5(asset.source_file_id || '/' || asset.source_part || '/' || asset.source_row::varchar), 14) as occupation_id,
    asset.asset_id,
    'register' as source,
    case when line.interest_detail = 'occupied by the body' then line.body_id end as occupier_body_id,
    case line.interest_detail
        when 'occupied by the body' then 'owner occupied'
        when 'vacant' then 'vacant'
        when 'ground lease' then 'tenant'
        when 'let' then 'tenant'
        when 'sub-let' then 'tenant'
        when 'licence' then 'tenant'
        else 'not known'
    end as occupation,
    null as occupier_as_published,
    null as team_as_published,
    null as space_kind,
    null as area_m2,
    null as area_basis,
    null as fte,
    null as headcount,
    null as desks,
    null as from_on,
    property.as_at_on
from core.asset_line as asset
inner join held as line
    on line.source_file_id = asset.source_file_id
    and line.source_part = asset.source_part
    and line.source_row = asset.source_row
inner join core.listing as property
    on property.source_file_id = asset.source_file_id
    and property.source_part = asset.source_part
    and property.source_row = asset.source_row
union all
select
    'o' || left(md5(stated.source_file_id || '/' || stated.source_part || '/' || stated.source_row::varchar), 14) as occupation_id,
    stated.asset_id,
    'return' as source,
    case when not stated.is_vacant then stated.occupier_body_id end as occupier_body_id,
    case
        when stated.is_vacant then 'vacant'
        when holder.body_id is not null then 'owner occupied'
        else 'user'
    end as occupation,
    stated.occupier_as_published,
    stated.team_as_published,
    stated.space_kind,
    stated.area_m2,
    stated.area_basis,
    stated.fte,
    stated.headcount,
    stated.desks,
    stated.from_on,
    stated.to_on as as_at_on
from stated
left join holder on holder.asset_id = stated.asset_id and holder.body_id = stated.occupier_body_id
