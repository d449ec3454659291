-- grain: one row per unit, measure, period and source
-- question: how well is each room, building, site and estate used, by every measure there is?
-- owner: pilot team
-- assumptions: utilisation_implausible_share
-- Measures stand beside each other and are never averaged or added up. The band is told here for all of them: vacant at nought,
-- over-used where mean or peak is above its threshold, under-used where the mean is below its own and no peak says otherwise. A peak
-- alone can only say that the mean is below it.
with measured as (
    select
        unit_kind,
        unit_id,
        measure,
        period,
        source_file_id,
        source_part,
        source_row,
        unit_name,
        asset_id,
        body_id,
        period_from_on,
        period_to_on,
        value,
        value_unit,
        numerator,
        denominator,
        denominator_basis,
        utilisation_share,
        peak_share,
        no_band_reason,
        spare_m2,
        spare_basis,
        spare_method,
        unfilled_places,
        overfilled_places,
        unit_count,
        false as is_impossible
    from analysis.utilisation_declared
    union all
    select
        unit_kind,
        unit_id,
        measure,
        period,
        source_file_id,
        source_part,
        source_row,
        unit_name,
        asset_id,
        body_id,
        period_from_on,
        period_to_on,
        value,
        value_unit,
        numerator,
        denominator,
        denominator_basis,
        utilisation_share,
        peak_share,
        no_band_reason,
        spare_m2,
        spare_basis,
        spare_method,
        unfilled_places,
        overfilled_places,
        unit_count,
        is_impossible
    from analysis.utilisation_estates_return
    union all
    select
        unit_kind,
        unit_id,
        measure,
        period,
        source_file_id,
        source_part,
        source_row,
        unit_name,
        asset_id,
        body_id,
        period_from_on,
        period_to_on,
        value,
        value_unit,
        numerator,
        denominator,
        denominator_basis,
        utilisation_share,
        peak_share,
        no_band_reason,
        spare_m2,
        spare_basis,
        spare_method,
        unfilled_places,
        overfilled_places,
        unit_count,
        false as is_impossible
    from analysis.utilisation_measured
    union all
    select
        unit_kind,
        unit_id,
        measure,
        period,
        source_file_id,
        source_part,
        source_row,
        unit_name,
        asset_id,
        body_id,
        period_from_on,
        period_to_on,
        value,
        value_unit,
        numerator,
        denominator,
        denominator_basis,
        utilisation_share,
        peak_share,
        no_band_reason,
        spare_m2,
        spare_basis,
        spare_method,
        unfilled_places,
        overfilled_places,
        unit_count,
        false as is_impossible
    from analysis.utilisation_school
    union all
    select
        unit_kind,
        unit_id,
        measure,
        period,
        source_file_id,
        source_part,
        source_row,
        unit_name,
        asset_id,
        body_id,
        period_from_on,
        period_to_on,
        value,
        value_unit,
        numerator,
        denominator,
        denominator_basis,
        utilisation_share,
        peak_share,
        no_band_reason,
        spare_m2,
        spare_basis,
        spare_method,
        unfilled_places,
        overfilled_places,
        unit_count,
        false as is_impossible
    from analysis.utilisation_standard
),
classed as (
    select
        measured.unit_kind,
        measured.unit_id,
        measured.measure,
        measured.period,
        measured.source_file_id,
        measured.source_part,
        measured.source_row,
        measured.unit_name,
        measured.asset_id,
        measured.body_id,
        measured.period_from_on,
        measured.period_to_on,
        measured.value,
        measured.value_unit,
        measured.numerator,
        measured.denominator,
        measured.denominator_basis,
        measured.utilisation_share,
        measured.peak_share,
        measured.no_band_reason,
        measured.spare_m2,
        measured.spare_basis,
        measured.spare_method,
        measured.unfilled_places,
        measured.overfilled_places,
        measured.unit_count,
        -- a school of several assets is none of them, and a school all the same; people are measured against the standard of offices
        case
            when measured.measure = 'U6' then 'school'
            when measured.measure = 'U7' and measured.utilisation_share is not null then 'office'
            else use.building_class
        end as building_class,
        threshold.under_share,
        threshold.over_share,
        threshold.under_peak_share,
        threshold.over_peak_share,
        coalesce(measured.utilisation_share > limits.value, false) or coalesce(measured.peak_share > limits.value, false) as is_too_high,
        -- no pupils, or no people, is what a list says that does not know them
        coalesce(measured.measure in ('U6', 'U7') and measured.utilisation_share = 0, false) as is_nobody,
        measured.is_impossible
    from measured
    cross join (select max(value) as value from core.assumption where assumption_id = 'utilisation_implausible_share') as limits
    left join mart.estate as estate on estate.asset_id = measured.asset_id
    left join ref.function as use on use.function_id = estate.function
    left join analysis.utilisation_threshold as threshold
        on threshold.measure = measured.measure and threshold.building_class = case measured.measure when 'U6' then 'school' when 'U7' then 'office' else use.building_class end
),
told as (
    select
        unit_kind,
        unit_id,
        measure,
        period,
        source_file_id,
        source_part,
        source_row,
        unit_name,
        asset_id,
        body_id,
        period_from_on,
        period_to_on,
        value,
        value_unit,
        numerator,
        denominator,
        denominator_basis,
        utilisation_share,
        peak_share,
        no_band_reason,
        spare_m2,
        spare_basis,
        spare_method,
        unfilled_places,
        overfilled_places,
        unit_count,
        building_class,
        is_too_high,
        is_nobody,
        is_too_high or is_nobody or is_impossible as is_implausible,
        case
            when no_band_reason is not null or is_too_high or is_nobody or is_impossible then 'unknown'
            when utilisation_share = 0 and coalesce(peak_share, 0) = 0 then 'vacant'
            when utilisation_share is null and peak_share = 0 then 'vacant'
            when under_share is null and over_share is null then 'unknown'
            when utilisation_share > over_share or peak_share > over_peak_share then 'over-used'
            when utilisation_share < under_share and coalesce(peak_share < under_peak_share, true) then 'under-used'
            when utilisation_share is null and peak_share < under_share then 'under-used'
            when utilisation_share is not null then 'right-sized'
            else 'unknown'
        end as band
    from classed
)
select
    unit_kind,
    unit_id,
    measure,
    period,
    source_file_id,
    source_part,
    source_row,
    unit_name,
    asset_id,
    body_id,
    period_from_on,
    period_to_on,
    value,
    value_unit,
    numerator,
    denominator,
    denominator_basis,
    utilisation_share,
    peak_share,
    is_implausible,
    building_class,
    band,
    case
        when no_band_reason is not null then no_band_reason
        when is_too_high then 'The figure is too high to be believed.'
        when is_nobody then 'Nobody is said to be there, which is also what a list says that does not know them.'
        when is_implausible then 'The figures cannot be parts of one whole.'
        when band = 'unknown' and utilisation_share is null and peak_share is not null then 'Only the peak is stated, and not how much is in use on average.'
        when band = 'unknown' then 'There is no threshold for this measure of buildings of this class.'
    end as reason,
    case when not is_implausible then spare_m2 end as spare_m2,
    case when not is_implausible then spare_basis end as spare_basis,
    case when not is_implausible then spare_method end as spare_method,
    unfilled_places,
    overfilled_places,
    unit_count
from told
