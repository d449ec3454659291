-- question: Where were desks counted, and how many of them were in use on average and at the fullest time?
-- for: estates officer
-- answer: one row per building and count, the emptiest first
select
    estate.name as building,
    used.denominator as desks,
    round(used.numerator, 1) as in_use,
    round(used.utilisation_share, 3) as in_use_share,
    round(used.peak_share, 3) as peak_share,
    used.band
from mart.utilisation as used
inner join mart.estate as estate on estate.asset_id = used.asset_id
where used.measure = 'U5' and used.unit_kind = 'building'
order by in_use_share, building
