-- grain: one row per line of a return or register that states what an asset costs
-- question: what does each building cost to run, what maintenance does it need, and which line is each figure from?
-- owner: finance leads
-- Which line mart.estate shows: a return before a register, the newest year first, within a year a whole total before some parts, then
-- the last file by name. Required maintenance likewise, a return of costs before a survey.
with stated as (
    select
        reference.asset_id,
        line.source_file_id,
        line.source_part,
        line.source_row,
        line.part_number,
        line.path,
        reference.body_id,
        'estate_cost' as source_kind,
        case line.running_cost_basis
            when 'total stated' then 'cost return'
            when 'sum of all parts' then 'cost return: sum of all parts'
            when 'sum of some parts' then 'cost return: sum of some parts'
        end as running_cost_method,
        case when line.required_maintenance_gbp is not null then 'cost return' end as required_maintenance_method,
        line.fy,
        line.fy as maintenance_fy,
        line.running_cost_gbp,
        line.repairs_gbp,
        line.energy_gbp,
        line.rent_gbp,
        line.rates_gbp,
        line.water_gbp,
        line.cleaning_gbp,
        line.insurance_gbp,
        line.grounds_gbp,
        line.required_maintenance_gbp,
        1 as source_rank,
        line.running_cost_basis = 'sum of some parts' as is_partial
    from staging.estate_cost as line
    inner join core.asset_reference as reference
        on reference.source_file_id = line.source_file_id
        and reference.source_part = line.source_part
        and reference.source_row = line.source_row
    where reference.line_status = 'loaded'
    union all
    select
        reference.asset_id,
        line.source_file_id,
        line.source_part,
        line.source_row,
        line.part_number,
        line.path,
        reference.body_id,
        'condition_survey' as source_kind,
        null as running_cost_method,
        case when line.backlog_gbp is not null then 'condition survey' end as required_maintenance_method,
        null as fy,
        case when month(line.surveyed_on) < 4 then year(line.surveyed_on) - 1 else year(line.surveyed_on) end as maintenance_fy,
        null as running_cost_gbp,
        null as repairs_gbp,
        null as energy_gbp,
        null as rent_gbp,
        null as rates_gbp,
        null as water_gbp,
        null as cleaning_gbp,
        null as insurance_gbp,
        null as grounds_gbp,
        line.backlog_gbp as required_maintenance_gbp,
        2 as source_rank,
        false as is_partial
    from staging.condition_survey as line
    inner join core.asset_reference as reference
        on reference.source_file_id = line.source_file_id
        and reference.source_part = line.source_part
        and reference.source_row = line.source_row
    where reference.line_status = 'loaded'
    union all
    select
        asset.asset_id,
        line.source_file_id,
        line.source_part,
        line.source_row,
        line.part_number,
        line.path,
        property_line.body_id,
        case line.source_kind when 'nhs estates return' then 'nhs estates return' else 'register' end as source_kind,
        case when line.running_cost_gbp is null then null when line.source_kind = 'nhs estates return' then 'nhs estates return' else 'register' end as running_cost_method,
        case when line.required_maintenance_gbp is null then null when line.source_kind = 'nhs estates return' then 'nhs estates return' else 'register' end as required_maintenance_method,
        line.running_cost_fy as fy,
        line.required_maintenance_fy as maintenance_fy,
        line.running_cost_gbp,
        null as repairs_gbp,
        null as energy_gbp,
        null as rent_gbp,
        null as rates_gbp,
        null as water_gbp,
        null as cleaning_gbp,
        null as insurance_gbp,
        null as grounds_gbp,
        line.required_maintenance_gbp,
        -- of several lines of registers (and sites of the NHS estates return) the one that is believed first, as for all else that they state
        2 + asset.rank as source_rank,
        false as is_partial
    from core.asset_line as asset
    inner join core.property_line as property_line
        on property_line.source_file_id = asset.source_file_id
        and property_line.source_part = asset.source_part
        and property_line.source_row = asset.source_row
    inner join core.listing as line
        on line.source_file_id = asset.source_file_id
        and line.source_part = asset.source_part
        and line.source_row = asset.source_row
    where line.running_cost_gbp is not null or line.required_maintenance_gbp is not null
),
ranked as (
    select
        stated.part_number * 67108864 + stated.source_row as line_id,
        stated.asset_id,
        stated.source_file_id,
        stated.source_part,
        stated.source_row,
        stated.body_id,
        stated.source_kind,
        stated.running_cost_method,
        stated.fy as running_cost_fy,
        stated.running_cost_gbp,
        stated.repairs_gbp,
        stated.energy_gbp,
        stated.rent_gbp,
        stated.rates_gbp,
        stated.water_gbp,
        stated.cleaning_gbp,
        stated.insurance_gbp,
        stated.grounds_gbp,
        stated.required_maintenance_method,
        case when stated.required_maintenance_gbp is not null then stated.maintenance_fy end as required_maintenance_fy,
        stated.required_maintenance_gbp,
        row_number() over (
            partition by stated.asset_id
            order by
                stated.running_cost_gbp is null, stated.source_rank, stated.fy desc nulls last, stated.is_partial,
                stated.path desc, stated.source_part, stated.source_row
        ) as running_rank,
        row_number() over (
            partition by stated.asset_id
            order by
                stated.required_maintenance_gbp is null, stated.source_rank, stated.maintenance_fy desc nulls last,
                stated.path desc, stated.source_part, stated.source_row
        ) as maintenance_rank
    from stated
)
select
    line_id,
    asset_id,
    source_file_id,
    source_part,
    source_row,
    body_id,
    source_kind,
    running_cost_method,
    running_cost_fy,
    running_cost_gbp,
    repairs_gbp,
    energy_gbp,
    rent_gbp,
    rates_gbp,
    water_gbp,
    cleaning_gbp,
    insurance_gbp,
    grounds_gbp,
    required_maintenance_method,
    required_maintenance_fy,
    required_maintenance_gbp,
    running_rank = 1 and running_cost_gbp is not null as is_running_cost_shown,
    maintenance_rank = 1 and required_maintenance_gbp is not null as is_required_maintenance_shown
from ranked
