-- question: Which schools have the most places without a pupil?
-- for: estates officer
-- answer: one row per school whose roll and capacity are known, ten at most
-- Of each school the newest figure. A place too few in one school does not fill one in another: nothing is netted.
-- Some lists add the town to a school's name: it is left out.
with newest as (
    select
        unit_id,
        unit_name,
        numerator,
        denominator,
        unfilled_places,
        row_number() over (partition by unit_id order by period_to_on desc nulls last, source_file_id) as nth
    from mart.utilisation
    where measure = 'U6' and numerator is not null and denominator is not null
)
select
    unit_id as school_urn,
    regexp_replace(unit_name, ', [^,]*$', '') as school,
    numerator as pupils,
    denominator as places,
    greatest(denominator - numerator, 0) as unfilled_places
from newest
where nth = 1
order by unfilled_places desc, school_urn
limit 10
