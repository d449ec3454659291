-- grain: one row per trust and financial year of its estates return
-- question: does each trust keep to Lord Carter's limits of non-clinical and unused space?
-- owner: pilot team
-- assumptions: carter_non_clinical_share, carter_unused_share
-- Empty and under-used are two parts of one whole, so both must be stated. A verdict of a trust, never a band of a building.
with limits as (
    select
        max(value) filter (where assumption_id = 'carter_non_clinical_share') as non_clinical_limit_share,
        max(value) filter (where assumption_id = 'carter_unused_share') as unused_limit_share
    from core.assumption
),
line as (
    select
        source.organisation_code,
        source.fy,
        estate_line.body_id,
        source.source_file_id,
        source.source_part,
        source.source_row,
        source.organisation_type_as_published as organisation_type,
        source.occupied_floor_area_m2,
        source.non_clinical_share,
        source.empty_share,
        source.under_used_share,
        case
            when source.empty_value is null and source.under_used_value is null then source.un_utilised_share
            when source.empty_denominator = source.under_used_denominator then source.empty_share + source.under_used_share
        end as unused_share,
        case
            when source.empty_value is null and source.under_used_value is null and source.un_utilised_value is not null then 'un-utilised space; what of is not stated'
            when source.empty_value is not null or source.under_used_value is not null then 'empty and under-used space of the ' || coalesce(source.empty_denominator, source.under_used_denominator)
        end as unused_basis,
        source.percentage_reading
    from staging.nhs_estate as source
    inner join core.nhs_estate_line as estate_line
        on estate_line.source_file_id = source.source_file_id
        and estate_line.source_part = source.source_part
        and estate_line.source_row = source.source_row
    where estate_line.line_status = 'loaded' and source.level = 'organisation'
)
select
    line.organisation_code,
    line.fy,
    line.body_id,
    line.source_file_id,
    line.source_part,
    line.source_row,
    line.organisation_type,
    line.occupied_floor_area_m2,
    round(line.non_clinical_share, 6) as non_clinical_share,
    limits.non_clinical_limit_share,
    case
        when line.non_clinical_share is null then 'not known'
        when round(line.non_clinical_share, 6) <= limits.non_clinical_limit_share then 'met'
        else 'not met'
    end as non_clinical_verdict,
    line.empty_share,
    line.under_used_share,
    round(line.unused_share, 6) as unused_share,
    line.unused_basis,
    limits.unused_limit_share,
    case
        when line.unused_share is null then 'not known'
        when round(line.unused_share, 6) <= limits.unused_limit_share then 'met'
        else 'not met'
    end as unused_verdict,
    nullif(
        concat_ws(
            ' ',
            case when line.non_clinical_share is null then 'The return does not state non-clinical space that fits into its occupied floor area.' end,
            case
                when line.unused_share is not null then null
                when line.unused_basis is null then 'The return does not state unused space.'
                when line.percentage_reading = 'impossible' then 'Its figures of unused space cannot be parts of one whole.'
                when line.percentage_reading = 'added up over sites' then 'Its percentages of unused space are sums over sites.'
                else 'Only one of empty and under-used space is stated, or not the floor area they are part of.'
            end
        ),
        ''
    ) as reason
from line
cross join limits
