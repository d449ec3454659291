-- question: Where do people in need go without a place?
-- for: finance lead
-- answer: one row per area and age band of the latest year of which need is known, most people without a place first
-- At the least: places that could not be shared among areas or ages are taken to be used here. Need that is not known stands last, and is not nought.
with latest as (
    select cohort, max(fy) as fy
    from mart.provision_gap
    where need_people is not null
    group by cohort
)
select
    gap.area_name as area,
    gap.age_from,
    gap.age_to,
    gap.need_people as people_in_need,
    gap.places,
    gap.unshared_places as places_not_shared,
    case when gap.gap_people_low < 0 then 0 else gap.gap_people_low end as without_a_place,
    gap.verdict
from mart.provision_gap as gap
inner join latest on latest.cohort = gap.cohort and latest.fy = gap.fy
order by without_a_place desc nulls last, area, age_from
