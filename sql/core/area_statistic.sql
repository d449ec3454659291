-- grain: one row per figure of an area in a period
-- question: how deprived is each area, and who lives there?
-- owner: pilot team
-- Tables have a line a figure or a column a figure: here each figure is a row. Of two files with the same figure the last by path counts.
-- Of a census table with a line a category the lines of an area are put together: disabled people are those limited a lot and a little,
-- all households those without and those with cars. If a line is missing nothing is said.
with census as (
    select
        source_file_id,
        source_part,
        max(source_row) as source_row,
        path,
        area_code,
        period,
        coalesce(max(persons_disabled), max(persons_limited_a_lot) + max(persons_limited_a_little)) as disabled,
        coalesce(max(households), max(households_without_car) + sum(households_with_cars)) as households,
        max(households_without_car) as without_car
    from staging.area_statistic
    where coalesce(persons_disabled, persons_limited_a_lot, persons_limited_a_little, households, households_without_car, households_with_cars) is not null
    group by source_file_id, source_part, path, area_code, period
),
figure as (
    select source_file_id, source_part, source_row, path, area_code, subject || ': score' as statistic, period, score as value, 'score' as unit from staging.area_statistic where score is not null
    union all
    select source_file_id, source_part, source_row, path, area_code, subject || ': rank' as statistic, period, rank as value, 'rank' as unit from staging.area_statistic where rank is not null
    union all
    select source_file_id, source_part, source_row, path, area_code, subject || ': decile' as statistic, period, decile as value, 'decile' as unit from staging.area_statistic where decile is not null
    union all
    select source_file_id, source_part, source_row, path, area_code, subject || ': average score' as statistic, period, average_score as value, 'score' as unit from staging.area_statistic where average_score is not null
    union all
    select source_file_id, source_part, source_row, path, area_code, subject || ': average rank' as statistic, period, average_rank as value, 'rank' as unit from staging.area_statistic where average_rank is not null
    union all
    select source_file_id, source_part, source_row, path, area_code, subject || ': rank of average score' as statistic, period, rank_of_average_score as value, 'rank' as unit from staging.area_statistic where rank_of_average_score is not null
    union all
    select source_file_id, source_part, source_row, path, area_code, subject || ': rank of average rank' as statistic, period, rank_of_average_rank as value, 'rank' as unit from staging.area_statistic where rank_of_average_rank is not null
    union all
    select source_file_id, source_part, source_row, path, area_code, subject || ': share in most deprived tenth' as statistic, period, share_in_most_deprived_tenth as value, 'share' as unit from staging.area_statistic where share_in_most_deprived_tenth is not null
    union all
    select source_file_id, source_part, source_row, path, area_code, subject || ': rank of share in most deprived tenth' as statistic, period, rank_of_share_in_most_deprived_tenth as value, 'rank' as unit from staging.area_statistic where rank_of_share_in_most_deprived_tenth is not null
    union all
    select source_file_id, source_part, source_row, path, area_code, subject || ': all ages' as statistic, period, persons as value, 'persons' as unit from staging.area_statistic where persons is not null
    union all
    select source_file_id, source_part, source_row, path, area_code, subject || ': aged 0 to 15' as statistic, period, persons_0_to_15 as value, 'persons' as unit from staging.area_statistic where persons_0_to_15 is not null
    union all
    select source_file_id, source_part, source_row, path, area_code, subject || ': aged 16 to 64' as statistic, period, persons_16_to_64 as value, 'persons' as unit from staging.area_statistic where persons_16_to_64 is not null
    union all
    select source_file_id, source_part, source_row, path, area_code, subject || ': aged 65 and over' as statistic, period, persons_65_and_over as value, 'persons' as unit from staging.area_statistic where persons_65_and_over is not null
    union all
    select source_file_id, source_part, source_row, path, area_code, 'Persons: disabled' as statistic, period, disabled as value, 'persons' as unit from census where disabled is not null
    union all
    select source_file_id, source_part, source_row, path, area_code, 'Households: all' as statistic, period, households as value, 'households' as unit from census where households is not null
    union all
    select source_file_id, source_part, source_row, path, area_code, 'Households: no car or van' as statistic, period, without_car as value, 'households' as unit from census where without_car is not null
),
ranked as (
    select
        area_code,
        statistic,
        period,
        value,
        unit,
        source_file_id,
        row_number() over (partition by area_code, statistic, period order by path desc, source_part desc, source_row desc) as nth
    from figure
)
select area_code, statistic, period, value, unit, source_file_id
from ranked
where nth = 1
