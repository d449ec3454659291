-- grain: one row per measure and class of building that has bands
-- question: from which share on is a building of each class under-used or over-used?
-- owner: pilot team
-- assumptions: utilisation_u1_any_under_share, utilisation_u2_any_under_share, utilisation_u3_any_under_share, utilisation_u3_any_over_share, utilisation_u3_clinical_under_share, utilisation_u3_clinical_over_share, utilisation_u5_any_under_share, utilisation_u5_any_under_peak_share, utilisation_u5_any_over_share, utilisation_u5_any_over_peak_share, utilisation_u6_any_under_share, utilisation_u6_any_over_share, utilisation_u7_office_under_share, utilisation_u7_office_over_share, utilisation_u8_any_under_share, utilisation_u8_any_over_share
-- An assumption is named utilisation_<measure>_<class>_<edge>; one of class `any` holds where the class has none of its own, and one of
-- a class alone for that class only.
with edge as (
    select
        upper(regexp_extract(assumption_id, '^utilisation_(u[0-9])_([a-z]+)_([a-z_]+)_share$', 1)) as measure,
        regexp_extract(assumption_id, '^utilisation_(u[0-9])_([a-z]+)_([a-z_]+)_share$', 2) as building_class,
        regexp_extract(assumption_id, '^utilisation_(u[0-9])_([a-z]+)_([a-z_]+)_share$', 3) as edge,
        value
    from core.assumption
    where regexp_matches(assumption_id, '^utilisation_u[0-9]_')
),
class as (
    select distinct building_class from ref.function
),
chosen as (
    select
        edge.measure,
        class.building_class,
        edge.edge,
        arg_min(edge.value, case when edge.building_class = 'any' then 2 else 1 end) as value
    from edge
    inner join class on edge.building_class in (class.building_class, 'any')
    group by edge.measure, class.building_class, edge.edge
)
select
    measure,
    building_class,
    max(value) filter (where edge = 'under') as under_share,
    max(value) filter (where edge = 'over') as over_share,
    max(value) filter (where edge = 'under_peak') as under_peak_share,
    max(value) filter (where edge = 'over_peak') as over_peak_share
from chosen
group by measure, building_class
