-- question: Which charities and groups could we ask where there are too few places, and why them?
-- for: finance lead
-- answer: one row per need without enough places and organisation whose words, ages and area meet it, most people without a place first
-- A hint whom to ask: nobody has offered anything. What an organisation is paid and granted stands in mart.sector_organisation.
select
    match.cohort,
    match.area_name as area,
    match.age_from::varchar || ' to ' || match.age_to::varchar as ages,
    match.gap_people as people_without_a_place,
    match.name as whom_to_ask,
    match.is_provider as provides_already,
    match.reason
from mart.sector_match as match
where match.strength = 'subject, ages and area' and match.need_verdict = 'fewer places than people'
order by people_without_a_place desc, area, ages, whom_to_ask
