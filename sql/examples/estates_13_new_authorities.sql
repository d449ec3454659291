-- question: What would the estate of each new authority be?
-- for: estates officer
-- answer: one row per new authority and basis of book values, which are never added up over bases; with what is undecided
-- A figure is the sum of what is known: beside it stands of how many buildings the floor area is known.
select
    successor_id as new_authority,
    coalesce(book_value_basis, 'no book value') as book_value_basis,
    count(*) as assets,
    count(*) filter (where asset_kind = 'building') as buildings,
    count(gia_m2) filter (where asset_kind = 'building') as with_floor_area,
    round(sum(gia_m2) filter (where asset_kind = 'building'), 1) as gia_m2,
    sum(running_cost_gbp) as running_cost_gbp,
    sum(required_maintenance_gbp) as required_maintenance_gbp,
    sum(book_value_gbp) as book_value_gbp,
    count(*) filter (where is_exception) as exceptions
from mart.successor_estate
group by new_authority, book_value_basis
order by new_authority, book_value_basis
