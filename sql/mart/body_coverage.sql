-- grain: one row per body of the place
-- question: what did each body send, how complete is it, and how recent?
-- owner: pilot team
-- A site and the buildings on it may both be listed, and nothing tells which building stands on which: their areas are never added.
with asset as (
    select
        body_id,
        count(*) filter (where is_public_estate) as assets_held,
        count(*) filter (where ownership_basis = 'service list only' and not is_disowned) as service_places,
        count(*) filter (where is_public_estate and easting is not null) as located_count,
        count(*) filter (where is_public_estate and asset_kind = 'building') as building_count,
        count(gia_m2) filter (where is_public_estate and asset_kind = 'building' and gia_method <> 'estimated') as with_gia_count,
        count(running_cost_gbp) filter (where is_public_estate and asset_kind = 'building') as with_cost_count,
        count(condition) filter (where is_public_estate and asset_kind = 'building') as with_condition_count,
        count(*) filter (where is_public_estate and asset_kind = 'site') as site_count,
        round(sum(gia_m2::decimal(18, 2)) filter (where is_public_estate and asset_kind = 'building'), 1) as gia_m2,
        round(sum(gia_m2::decimal(18, 2)) filter (where is_public_estate and asset_kind = 'site'), 1) as site_gia_m2,
        round(sum(land_area_m2::decimal(18, 2)) filter (where is_public_estate and asset_kind <> 'site'), 1) as land_area_m2,
        round(sum(land_area_m2::decimal(18, 2)) filter (where is_public_estate and asset_kind = 'site'), 1) as site_land_area_m2
    from mart.estate
    group by body_id
),
register as (
    -- the day of a list of services is not one of a register, though it may speak of the same asset
    select line.body_id, max(listing.as_at_on) as newest_register_on
    from core.property_line as line
    inner join core.listing as listing
        on listing.source_file_id = line.source_file_id
        and listing.source_part = line.source_part
        and listing.source_row = line.source_row
    where line.line_status = 'loaded' and line.ownership_basis = 'register'
    group by line.body_id
),
used as (
    select estate.body_id, count(*) as with_utilisation_count
    from mart.estate as estate
    inner join mart.utilisation_latest as latest on latest.asset_id = estate.asset_id
    where estate.is_public_estate and estate.asset_kind = 'building' and latest.is_known
    group by estate.body_id
),
sheet as (
    -- of several lines the newest; of one day the first by letters
    select
        reference.body_id,
        said.confirmed_by,
        said.confirmed_on,
        row_number() over (partition by reference.body_id order by said.confirmed_on desc, said.confirmed_by nulls last) as nth
    from staging.building_confirmation as said
    inner join core.asset_reference as reference
        on reference.source_file_id = said.source_file_id
        and reference.source_part = said.source_part
        and reference.source_row = said.source_row
    where reference.line_status = 'loaded' and reference.is_own and said.confirmed_on is not null
),
payment as (
    select
        body_id,
        count(*) as payment_lines,
        sum(amount_gbp) as payments_gbp,
        min(paid_on) as payments_from_on,
        max(paid_on) as payments_to_on
    from mart.spend_line
    where status = 'counted'
    group by body_id
),
file_body as (
    select distinct body_id, source_file_id
    from core.label_body
    where body_id is not null
),
loaded as (
    select file_body.body_id, count(*) as files_loaded
    from file_body
    inner join ops.source_file as file on file.source_file_id = file_body.source_file_id
    where file.status = 'loaded'
    group by file_body.body_id
),
held as (
    select file.sender as body_id, sum(part.amount_held_gbp) as payments_held_gbp
    from ops.source_part as part
    inner join ops.source_file as file on file.source_file_id = part.source_file_id
    where part.kind = 'payments'
    group by file.sender
),
not_loaded as (
    select sender as body_id, count(*) as files_not_loaded
    from ops.source_file
    where status in ('held', 'rejected', 'superseded')
    group by sender
),
home as (
    select body_id, sum(held_count)::bigint as held_count
    from mart.dwelling
    group by body_id
)
select
    body.body_id,
    coalesce(loaded.files_loaded, 0) as files_loaded,
    coalesce(not_loaded.files_not_loaded, 0) as files_not_loaded,
    coalesce(asset.assets_held, 0) as assets_held,
    coalesce(asset.building_count, 0) as buildings_held,
    coalesce(asset.site_count, 0) as sites_held,
    coalesce(home.held_count, 0) as dwellings_held,
    claim.assets_expected,
    coalesce(asset.service_places, 0) as service_places,
    round(asset.located_count / nullif(asset.assets_held, 0), 6) as located_share,
    round(asset.with_gia_count / nullif(asset.building_count, 0), 6) as floor_area_share,
    round(asset.with_cost_count / nullif(asset.building_count, 0), 6) as running_cost_share,
    round(asset.with_condition_count / nullif(asset.building_count, 0), 6) as condition_share,
    round(coalesce(used.with_utilisation_count, 0) / nullif(asset.building_count, 0), 6) as utilisation_share,
    asset.gia_m2,
    asset.site_gia_m2,
    asset.land_area_m2,
    asset.site_land_area_m2,
    register.newest_register_on,
    coalesce(payment.payment_lines, 0) as payment_lines,
    coalesce(payment.payments_gbp, 0) as payments_gbp,
    coalesce(held.payments_held_gbp, 0) as payments_held_gbp,
    payment.payments_from_on,
    payment.payments_to_on,
    -- a sheet that came back or place.toml, whichever is newer
    case when sheet.confirmed_on >= coalesce(claim.confirmed_on, sheet.confirmed_on) then sheet.confirmed_by else claim.confirmed_by end as confirmed_by,
    greatest(sheet.confirmed_on, claim.confirmed_on) as confirmed_on
from ref.body as body
left join asset on asset.body_id = body.body_id
left join register on register.body_id = body.body_id
left join home on home.body_id = body.body_id
left join used on used.body_id = body.body_id
left join payment on payment.body_id = body.body_id
left join held on held.body_id = body.body_id
left join loaded on loaded.body_id = body.body_id
left join not_loaded on not_loaded.body_id = body.body_id
left join core.body_claim as claim on claim.body_id = body.body_id
left join sheet on sheet.body_id = body.body_id and sheet.nth = 1
