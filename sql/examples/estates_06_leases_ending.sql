-- question: Which leases end before April 2028, on which side of them are we, and what rent goes with them?
-- for: estates officer
-- answer: one row per lease with a known end, the first to end first
-- Where the list gave an end before the start there is none to go by: see ops.issue.
select
    lease.lease_code as lease,
    estate.name as building,
    lease.detail_as_published as we_are,
    lease.ends_on,
    lease.break_dates,
    lease.notice_months,
    lease.rent_a_year_gbp
from mart.interest as lease
inner join mart.estate as estate on estate.asset_id = lease.asset_id
where lease.source = 'lease' and lease.ends_on < date '2028-04-01'
order by lease.ends_on, lease
