-- grain: one row per body and thing that is not known of it or of one of its assets
-- question: what should each body be asked for next?
-- owner: pilot team
-- Largest buildings first; a building without a floor area stands where the middle one of its use in this place would;
-- land comes last. Of one asset what unlocks most comes first. Of a place known from a list of services only its ownership is asked:
-- the rest is the business of whoever owns it. What a body does not own, it is not asked about. The register of a body that has sent
-- none is asked for before anything else, its payments after.
with code as (
    select asset_id, min(asset_code) as asset_code
    from mart.estate_source
    group by asset_id
),
used as (
    select asset_id
    from mart.utilisation_latest
    where is_known
),
vacant as (
    select distinct asset_id
    from mart.interest
    where detail in ('vacant', 'let', 'sub-let', 'ground lease')
),
leased as (
    select distinct asset_id
    from mart.interest
    where source = 'lease' and (ends_on is not null or break_dates is not null)
),
usual as (
    select function, median(gia_m2) as gia_m2
    from mart.estate
    where asset_kind <> 'land'
    group by function
),
asset as (
    select
        estate.asset_id,
        estate.body_id,
        estate.name,
        estate.postcode,
        estate.function,
        estate.asset_kind,
        estate.asset_kind = 'building' and estate.is_public_estate as is_building,
        estate.is_public_estate,
        estate.ownership_basis,
        estate.location_method,
        estate.tenure,
        estate.gia_m2,
        estate.running_cost_gbp,
        estate.condition,
        estate.required_maintenance_gbp,
        code.asset_code,
        used.asset_id is not null as is_used_known,
        vacant.asset_id is not null as is_not_in_use,
        leased.asset_id is not null as is_lease_known,
        case when estate.asset_kind = 'land' then -1 else coalesce(estate.gia_m2, usual.gia_m2, 0) end as size_m2
    from mart.estate as estate
    left join code on code.asset_id = estate.asset_id
    left join used on used.asset_id = estate.asset_id
    left join vacant on vacant.asset_id = estate.asset_id
    left join leased on leased.asset_id = estate.asset_id
    left join usual on usual.function = estate.function
    where estate.is_public_estate is distinct from false
),
asked as (
    select
        asset_id,
        1 as unlock_rank,
        'location' as missing,
        'Where is ' || name || '? Please give '
            || case
                when directory.postcode_count = 0 then 'its easting and northing: there is no directory of postcodes here that could tell a place from a postcode.'
                when postcode is null then 'its whole postcode, or its easting and northing.'
                else 'its easting and northing, or another postcode: ' || postcode || ' is not in the directory of postcodes.'
            end as request,
        'a place on the map, and what other bodies have close by' as unlocks
    from asset
    cross join (select count(*) as postcode_count from core.postcode) as directory
    where location_method = 'not known'
    union all
    select
        asset_id,
        2 as unlock_rank,
        'ownership' as missing,
        'Do you own or lease ' || name || ', and on what terms? It stands only on a list of services. If it is yours, please send it with your register of land and buildings.' as request,
        'counting it as part of what the place owns' as unlocks
    from asset
    where ownership_basis = 'service list only' and is_public_estate is null
    union all
    select
        asset_id,
        3 as unlock_rank,
        'floor area' as missing,
        'What is the gross internal area of ' || name || ', in square metres?' as request,
        'its share of the estate, cost and use for each square metre, and how much room it could give others' as unlocks
    from asset
    where is_building and gia_m2 is null
    union all
    select
        asset_id,
        4 as unlock_rank,
        'tenure' as missing,
        'Is ' || name || ' freehold or leasehold?' as request,
        'whether it could be shared or released at all' as unlocks
    from asset
    where is_public_estate and tenure = 'not known'
    union all
    select
        asset_id,
        5 as unlock_rank,
        'measured use' as missing,
        case
            when function = 'school'
                then 'How many pupils are on the roll of ' || name || ', for how many places? Please send the newest census and capacity survey.'
            else 'How full is ' || name || '? Please send a count of desks or rooms in use, or of everybody who works there: how many people, how many desks, and whether the count is of the whole building.'
        end as request,
        'how well it is used, and how much space is spare' as unlocks
    from asset
    where is_building and not is_used_known and not is_not_in_use
    union all
    select
        asset_id,
        6 as unlock_rank,
        'running cost' as missing,
        'What did ' || name || ' cost to run in the last full financial year: repairs, energy, rent, rates, water, cleaning, insurance and grounds? Please leave out capital charges and recharges.' as request,
        'what closing or sharing it would save in a year' as unlocks
    from asset
    where is_building and running_cost_gbp is null
    union all
    select
        asset_id,
        7 as unlock_rank,
        'lease terms' as missing,
        'When does the lease of ' || name || ' end, when can it be broken, and with how much notice?' as request,
        'when it could be left without paying for empty space' as unlocks
    from asset
    where is_public_estate and tenure in ('leasehold', 'freehold and leasehold') and not is_lease_known
    union all
    select
        asset_id,
        8 as unlock_rank,
        'condition' as missing,
        'In what condition is ' || name || ', by the grades A to D, and when was it surveyed?' as request,
        'whether it is worth keeping and moving others into' as unlocks
    from asset
    where is_building and condition is null
    union all
    select
        asset_id,
        9 as unlock_rank,
        'required maintenance' as missing,
        'What would it cost to bring ' || name || ' to a reasonable state, and as of which year?' as request,
        'the liability that goes with it' as unlocks
    from asset
    where is_building and required_maintenance_gbp is null
),
item as (
    select
        asset.body_id,
        asset.asset_id,
        asset.asset_code,
        asset.name,
        asset.postcode,
        asset.function,
        asset.gia_m2,
        asset.size_m2,
        asked.unlock_rank,
        asked.missing,
        asked.request,
        asked.unlocks,
        2 as turn
    from asked
    inner join asset on asset.asset_id = asked.asset_id
    union all
    select
        body.body_id,
        null as asset_id,
        null as asset_code,
        body.name,
        null as postcode,
        null as function,
        null as gia_m2,
        0 as size_m2,
        0 as unlock_rank,
        'register' as missing,
        'Please send the register of the land and buildings that ' || body.name || ' owns, leases or uses: none has been read.' as request,
        'everything else: what it holds, and what stands beside the buildings of others' as unlocks,
        1 as turn
    from mart.body_coverage as coverage
    inner join ref.body as body on body.body_id = coverage.body_id
    where coverage.assets_held = 0
    union all
    select
        body.body_id,
        null as asset_id,
        null as asset_code,
        body.name,
        null as postcode,
        null as function,
        null as gia_m2,
        0 as size_m2,
        0 as unlock_rank,
        'payments' as missing,
        'Please send the monthly lists of payments that ' || body.name || ' publishes: none has been read.' as request,
        'what it buys, and from whom others buy too' as unlocks,
        3 as turn
    from mart.body_coverage as coverage
    inner join ref.body as body on body.body_id = coverage.body_id
    where coverage.payment_lines = 0
)
select
    body_id,
    row_number() over (partition by body_id order by turn, size_m2 desc, name, asset_id, unlock_rank) as request_number,
    asset_id,
    asset_code,
    name,
    postcode,
    function,
    gia_m2,
    missing,
    request,
    unlocks
from item
