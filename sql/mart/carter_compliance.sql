-- grain: one row per trust and financial year of its estates return
-- question: does each trust keep to Lord Carter's limits of non-clinical and unused space?
-- owner: pilot team
-- assumptions: carter_non_clinical_share, carter_unused_share, carter_first_fy
-- The limits were set for acute trusts, from a year on: others, and years before, have figures here and no verdict.
-- Empty and under-used are two parts of one whole, so both must be stated; a percentage of what the return does not state is of no use.
-- A verdict of a trust, never a band of a building.
with limits as (
    select
        max(value) filter (where assumption_id = 'carter_non_clinical_share') as non_clinical_limit_share,
        max(value) filter (where assumption_id = 'carter_unused_share') as unused_limit_share,
        max(value) filter (where assumption_id = 'carter_first_fy') as first_fy
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
        case
            when source.empty_value is null and source.under_used_value is null then coalesce(source.un_utilised_denominator, 'not stated') <> 'not stated'
            else true
        end as is_denominator_stated,
        nullif(trim(regexp_replace(lower(source.organisation_type_as_published), '[^a-z]+', ' ', 'g')), '') as type_words,
        source.percentage_reading
    from staging.nhs_estate as source
    inner join core.nhs_estate_line as estate_line
        on estate_line.source_file_id = source.source_file_id
        and estate_line.source_part = source.source_part
        and estate_line.source_row = source.source_row
    where estate_line.line_status = 'loaded' and source.level = 'organisation'
),
judged as (
    select
        line.organisation_code,
        line.fy,
        line.body_id,
        line.source_file_id,
        line.source_part,
        line.source_row,
        line.organisation_type,
        line.occupied_floor_area_m2,
        line.non_clinical_share,
        line.empty_share,
        line.under_used_share,
        line.unused_share,
        line.unused_basis,
        line.is_denominator_stated,
        line.type_words,
        line.percentage_reading,
        limits.non_clinical_limit_share,
        limits.unused_limit_share,
        line.fy < limits.first_fy as is_before,
        line.type_words is not null and not regexp_matches(regexp_replace(line.type_words, '\bnon acute\b', ' ', 'g'), '\bacute\b') as is_other_trust
    from line
    cross join limits
)
select
    organisation_code,
    fy,
    body_id,
    source_file_id,
    source_part,
    source_row,
    organisation_type,
    occupied_floor_area_m2,
    round(non_clinical_share, 6) as non_clinical_share,
    non_clinical_limit_share,
    case
        when is_before or is_other_trust then 'not applicable'
        when type_words is null or non_clinical_share is null then 'not known'
        when round(non_clinical_share, 6) <= non_clinical_limit_share then 'met'
        else 'not met'
    end as non_clinical_verdict,
    empty_share,
    under_used_share,
    round(unused_share, 6) as unused_share,
    unused_basis,
    unused_limit_share,
    case
        when is_before or is_other_trust then 'not applicable'
        when type_words is null or unused_share is null or not is_denominator_stated then 'not known'
        when round(unused_share, 6) <= unused_limit_share then 'met'
        else 'not met'
    end as unused_verdict,
    nullif(
        case
            when is_before or is_other_trust then concat_ws(
                ' ',
                case when is_before then 'The limits were set after this year began.' end,
                case when is_other_trust then 'The limits were set for acute trusts, and the return says that this is none.' end
            )
            else concat_ws(
                ' ',
                case when type_words is null then 'The return does not say what type of trust it is, and the limits were set for acute trusts.' end,
                case when non_clinical_share is null then 'The return does not state non-clinical space that fits into its occupied floor area.' end,
                case
                    when unused_share is not null and is_denominator_stated then null
                    when unused_basis is null then 'The return does not state unused space.'
                    when percentage_reading = 'impossible' then 'Its figures of unused space cannot be parts of one whole.'
                    when percentage_reading = 'added up over sites' then 'Its percentages of unused space are sums over sites.'
                    when not is_denominator_stated then 'The return does not say what its un-utilised space is a percentage of.'
                    else 'Only one of empty and under-used space is stated, or not the floor area they are part of.'
                end
            )
        end,
        ''
    ) as reason
from judged
