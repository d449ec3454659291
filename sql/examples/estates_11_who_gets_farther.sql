-- question: Who gets farther away from which service if all partners plan one estate together?
-- for: estates officer
-- answer: one row per service that somebody gets farther from, by straight lines times detour factor, most residents first
-- Farther by more than access_farther_m of ref.assumption. If ways are shorter or longer than estimated, fewer or more get farther.
select
    service,
    sum(residents_farther) filter (where "group" = 'all residents')::bigint as residents,
    sum(residents_farther_low) filter (where "group" = 'all residents')::bigint as if_ways_are_shorter,
    sum(residents_farther_high) filter (where "group" = 'all residents')::bigint as if_ways_are_longer,
    sum(residents_farther) filter (where "group" = 'aged 65 and over')::bigint as aged_65_and_over,
    sum(residents_farther) filter (where "group" = 'disabled people')::bigint as disabled,
    sum(residents_farther) filter (where "group" = 'households without a car')::bigint as households_without_a_car
from mart.access_change
where option_id = 'together-today' and area_type = 'district' and service <> 'any public service'
group by service
having sum(residents_farther) filter (where "group" = 'all residents') > 0
order by residents desc, service
