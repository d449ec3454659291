-- grain: one row per legal interest in an asset, as one line of a register states it, or one lease with its terms
-- question: on what terms is each asset held or let?
-- owner: pilot team
-- A register and a list of leases may speak of one interest: both stand, and `source` tells them apart. A lease out says nothing of how
-- the body itself holds the building, which the register's line does, as its body has corrected it (core.asset_confirmation).
select
    'i' || left(md5(asset.source_file_id || '/' || asset.source_part || '/' || asset.source_row::varchar), 14) as interest_id,
    asset.asset_id,
    'register' as source,
    line.body_id,
    coalesce(said.tenure, line.tenure) as tenure,
    property.tenure_as_published,
    case
        when not said.is_held then 'not owned'
        when not said.is_occupied then 'vacant'
        when said.is_occupied and line.interest_detail = 'vacant' then 'occupied by the body'
        else line.interest_detail
    end as detail,
    -- words that may name a tenant are not repeated: what they say is in detail
    case
        when not regexp_matches(lower(property.tenure_detail_as_published), '\b(mr|mrs|ms|miss|mx|dr|rev|sir|dame|lady|lord)\b|\b(to|by|of|from)\s|\s-\s')
            then property.tenure_detail_as_published
    end as detail_as_published,
    null as lease_code,
    null as demise_as_published,
    null as area_m2,
    null as landlord_as_published,
    null as landlord_body_id,
    null as tenant_as_published,
    null as tenant_body_id,
    null as starts_on,
    null as ends_on,
    null as break_dates,
    null as notice_months,
    null as rent_a_year_gbp,
    property.as_at_on
from core.asset_line as asset
inner join core.property_line as line
    on line.source_file_id = asset.source_file_id
    and line.source_part = asset.source_part
    and line.source_row = asset.source_row
inner join core.listing as property
    on property.source_file_id = asset.source_file_id
    and property.source_part = asset.source_part
    and property.source_row = asset.source_row
left join core.asset_confirmation as said on said.asset_id = asset.asset_id and said.body_id = line.body_id
where line.ownership_basis = 'register'
union all
select
    interest_id,
    asset_id,
    'lease' as source,
    body_id,
    case role when 'tenant' then 'leasehold' else 'not known' end as tenure,
    null as tenure_as_published,
    case role when 'landlord' then 'let' else 'not known' end as detail,
    role as detail_as_published,
    lease_code,
    demise_as_published,
    area_m2,
    landlord_as_published,
    landlord_body_id,
    tenant_as_published,
    tenant_body_id,
    starts_on,
    ends_on,
    break_dates,
    notice_months,
    rent_a_year_gbp,
    newest_event_on as as_at_on
from core.lease
