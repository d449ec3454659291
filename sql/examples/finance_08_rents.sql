-- question: What rent does each body pay and receive a year, by its lists of leases?
-- for: finance lead
-- answer: one row per body and side
select
    body.name as body,
    case lease.detail_as_published when 'landlord' then 'receives' when 'tenant' then 'pays' end as side,
    count(*) as leases,
    sum(lease.rent_a_year_gbp) as rent_a_year_gbp
from mart.interest as lease
inner join ref.body as body on body.body_id = lease.body_id
where lease.source = 'lease'
group by body.name, lease.detail_as_published
order by body, side
