-- grain: one row per line of a return about buildings
-- question: which asset is each line of a return about, and does the body hold it?
-- owner: pilot team
-- A line may name its building by our id, the body's code, the UPRN, and name with postcode. All of these that are found must agree on
-- one asset; where several fit, the name decides. Assets of the body come before those of others. A body may use or lease a building
-- of another; it cannot state another's costs, condition or use, but that a building must stay. How long the way to a building is anybody may say. Lines about sensitive premises are set aside: those are only counted. So
-- are lines about a single dwelling, unless another building is found too (a caretaker's house bears the UPRN of its school) and the
-- line does not name the dwelling.
with line as (
    select
        line.source_file_id,
        line.source_part,
        line.source_row,
        line.source_kind,
        coalesce(line.is_open_to_partners, false) as is_open_to_partners,
        label.body_id,
        label.basis,
        line.asset_id,
        upper(line.asset_code) as code_key,
        line.uprn,
        line.postcode,
        regexp_replace(replace(upper(line.name_as_published), '&', 'AND'), '[^A-Z0-9]', '', 'g') as name_key
    from core.return_line as line
    inner join core.return_label as label
        on label.source_file_id = line.source_file_id
        and label.source_part = line.source_part
        and label.organisation_as_published is not distinct from line.organisation_as_published
        and label.organisation_code is not distinct from line.organisation_code
),
known as (
    select
        coalesce(asset.asset_id, case when property_line.is_dwelling then 'dwelling' else 'sensitive' end) as asset_id,
        -- the id it has by itself: one that was merged into another still finds it
        coalesce(identity.own_id, 'a' || left(md5(property_line.source_key), 12)) as first_id,
        property_line.body_id,
        upper(property.asset_code) as code_key,
        property.uprn,
        property.postcode,
        regexp_replace(replace(upper(property_line.name), '&', 'AND'), '[^A-Z0-9]', '', 'g') as name_key
    from core.property_line as property_line
    inner join core.listing as property
        on property.source_file_id = property_line.source_file_id
        and property.source_part = property_line.source_part
        and property.source_row = property_line.source_row
    left join core.asset_line as asset
        on asset.source_file_id = property_line.source_file_id
        and asset.source_part = property_line.source_part
        and asset.source_row = property_line.source_row
    left join core.asset_identity as identity on identity.source_key = property_line.source_key
    where property_line.line_status = 'loaded' and (asset.asset_id is not null or property_line.is_sensitive)
),
found as (
    select line.source_file_id, line.source_part, line.source_row, line.body_id, 1 as key_rank, known.asset_id, known.body_id as holder_id
    from line
    inner join known on known.asset_id = line.asset_id
    union all
    select line.source_file_id, line.source_part, line.source_row, line.body_id, 1 as key_rank, known.asset_id, known.body_id as holder_id
    from line
    inner join known on known.first_id = line.asset_id
    union all
    select line.source_file_id, line.source_part, line.source_row, line.body_id, 2 as key_rank, known.asset_id, known.body_id as holder_id
    from line
    inner join known on known.code_key = line.code_key and known.body_id = line.body_id
    union all
    select line.source_file_id, line.source_part, line.source_row, line.body_id, 3 as key_rank, known.asset_id, known.body_id as holder_id
    from line
    inner join known on known.uprn = line.uprn
    union all
    select line.source_file_id, line.source_part, line.source_row, line.body_id, 4 as key_rank, known.asset_id, known.body_id as holder_id
    from line
    inner join known on known.name_key = line.name_key and known.postcode = line.postcode
),
offer as (
    select
        source_file_id,
        source_part,
        source_row,
        key_rank,
        asset_id,
        coalesce(bool_or(holder_id = body_id), false) as is_own,
        bool_or(coalesce(bool_or(holder_id = body_id), false)) over (partition by source_file_id, source_part, source_row) as has_own
    from found
    where asset_id <> 'dwelling'
    group by source_file_id, source_part, source_row, key_rank, asset_id
),
weighed as (
    select
        source_file_id,
        source_part,
        source_row,
        asset_id,
        bool_or(is_own) as is_own,
        count(distinct key_rank) as key_count,
        string_agg(
            case key_rank when 1 then 'our id' when 2 then 'asset code' when 3 then 'UPRN' else 'name and postcode' end, ', ' order by key_rank
        ) as keys
    from offer
    where is_own or not has_own
    group by source_file_id, source_part, source_row, asset_id
),
needed as (
    select source_file_id, source_part, source_row, count(distinct key_rank) as key_count
    from offer
    where is_own or not has_own
    group by source_file_id, source_part, source_row
),
agreed as (
    select
        weighed.source_file_id,
        weighed.source_part,
        weighed.source_row,
        weighed.asset_id,
        weighed.is_own,
        weighed.keys,
        coalesce(named.asset_id is not null, false) as has_name
    from weighed
    inner join needed
        on needed.source_file_id = weighed.source_file_id
        and needed.source_part = weighed.source_part
        and needed.source_row = weighed.source_row
        and needed.key_count = weighed.key_count
    inner join line
        on line.source_file_id = weighed.source_file_id
        and line.source_part = weighed.source_part
        and line.source_row = weighed.source_row
    left join (select distinct asset_id, name_key from known) as named
        on named.asset_id = weighed.asset_id and named.name_key = line.name_key
),
judged as (
    select
        source_file_id,
        source_part,
        source_row,
        count(*) as agreed_count,
        count(*) filter (where has_name) as named_count,
        min(asset_id) as only_asset_id,
        min(asset_id) filter (where has_name) as named_asset_id,
        bool_or(is_own) as is_own,
        min(keys) as keys
    from agreed
    group by source_file_id, source_part, source_row
),
settled as (
    select
        line.source_file_id,
        line.source_part,
        line.source_row,
        line.source_kind,
        line.is_open_to_partners,
        line.body_id,
        line.basis,
        case
            when judged.agreed_count = 1 then judged.only_asset_id
            when judged.named_count = 1 then judged.named_asset_id
        end as asset_id,
        case
            when judged.agreed_count = 1 then 'same ' || judged.keys
            when judged.named_count = 1 then 'same ' || judged.keys || ', and of several the name'
        end as match_reason,
        judged.is_own,
        needed.key_count is null as is_unknown,
        coalesce(judged.agreed_count > 1, false) as is_several,
        coalesce(hidden.is_premises, false) or coalesce(guarded.is_whole, false) as is_sensitive,
        -- a sheet that came back says what our own name for the asset does not
        (home.basis in ('use', 'name') and (line.source_kind = 'building_confirmation' or coalesce(judged.named_count, 0) = 0)) or (needed.key_count is null and (home.basis is not null or hidden.source_row is not null)) as is_dwelling
    from line
    left join judged
        on judged.source_file_id = line.source_file_id
        and judged.source_part = line.source_part
        and judged.source_row = line.source_row
    left join needed
        on needed.source_file_id = line.source_file_id
        and needed.source_part = line.source_part
        and needed.source_row = line.source_row
    left join (
        select source_file_id, source_part, source_row, bool_or(asset_id = 'sensitive') as is_premises
        from found
        where asset_id in ('sensitive', 'dwelling')
        group by source_file_id, source_part, source_row
    ) as hidden
        on hidden.source_file_id = line.source_file_id
        and hidden.source_part = line.source_part
        and hidden.source_row = line.source_row
    left join core.guarded_line as guarded
        on guarded.source_file_id = line.source_file_id
        and guarded.source_part = line.source_part
        and guarded.source_row = line.source_row
    left join core.dwelling_statement as home
        on home.source_file_id = line.source_file_id
        and home.source_part = line.source_part
        and home.source_row = line.source_row
),
told as (
    select
        source_file_id,
        source_part,
        source_row,
        source_kind,
        body_id,
        asset_id,
        match_reason,
        is_own,
        is_sensitive or coalesce(is_dwelling, false) as is_sensitive,
        case
            when basis = 'outside the place' then 'outside the place'
            when body_id is null and basis <> 'of anybody' then 'nobody says whose buildings these are: put the file into inbox/<body>/'
            when is_sensitive then 'about sensitive premises, which are only counted'
            when is_dwelling then 'about a single dwelling, which is only counted'
            when is_unknown then 'building not found'
            when asset_id is null and is_several then 'building not told apart'
            when asset_id is null then 'building named in two ways'
            when not is_own and not is_open_to_partners then 'building of another body'
        end as line_reason
    from settled
)
select
    source_file_id,
    source_part,
    source_row,
    source_kind,
    case
        when line_reason is null then 'loaded'
        when line_reason in ('outside the place', 'about sensitive premises, which are only counted', 'about a single dwelling, which is only counted') then 'ignored'
        else 'held'
    end as line_status,
    line_reason,
    body_id,
    case when line_reason is null then asset_id end as asset_id,
    case when line_reason is null then match_reason end as match_reason,
    case when line_reason is null then is_own end as is_own,
    is_sensitive
from told
