-- grain: one row per body and table of a file that lists assets of it
-- question: in which tables does each body state what it holds, and which are only lists of places of service?
-- owner: pilot team
-- assumptions: register_filled_share
-- The Transparency Code asks a landholder for code and UPRN, freehold or leasehold with its detail, land or building, and recommends
-- size and reason for holding. A body's lines in a table are a register where most of them state a tenure and one such thing more,
-- or, without tenures, two of: a code or UPRN with land or building, a reason for holding, a floor or land area. A remark here and
-- there makes no register, nor does a register of one body in a table make one of another's lines in it.
with line as (
    select
        property.source_file_id,
        property.source_part,
        label.body_id,
        property.tenure_as_published is not null as has_tenure,
        property.tenure_detail_as_published is not null as has_detail,
        property.asset_code is not null or property.uprn is not null as has_code,
        property.holding_as_published is not null as has_holding,
        property.reason_for_holding_as_published is not null as has_reason,
        coalesce(property.gia_m2, property.nia_m2, property.land_area_m2) is not null as has_area
    from core.listing as property
    inner join core.property_label as label
        on label.source_file_id = property.source_file_id
        and label.source_part = property.source_part
        and label.organisation_as_published is not distinct from property.organisation_as_published
        and label.organisation_code is not distinct from property.organisation_code
        and label.authority_as_published is not distinct from property.authority_as_published
),
counted as (
    select
        source_file_id,
        source_part,
        body_id,
        count(*) as line_count,
        count(*) filter (where has_tenure) as tenure_count,
        count(*) filter (where has_detail) as detail_count,
        count(*) filter (where has_code) as code_count,
        count(*) filter (where has_holding) as holding_count,
        count(*) filter (where has_code and has_holding) as coded_holding_count,
        count(*) filter (where has_reason) as reason_count,
        count(*) filter (where has_area) as area_count
    from line
    group by source_file_id, source_part, body_id
)
select
    counted.source_file_id,
    counted.source_part,
    counted.body_id,
    counted.line_count,
    counted.tenure_count,
    case
        when counted.tenure_count >= threshold.value * counted.line_count
            then greatest(counted.detail_count, counted.code_count, counted.holding_count, counted.reason_count, counted.area_count) >= threshold.value * counted.line_count
        else case when counted.coded_holding_count >= threshold.value * counted.line_count then 1 else 0 end
            + case when counted.reason_count >= threshold.value * counted.line_count then 1 else 0 end
            + case when counted.area_count >= threshold.value * counted.line_count then 1 else 0 end >= 2
    end as is_register
from counted
inner join core.assumption as threshold on threshold.assumption_id = 'register_filled_share'
