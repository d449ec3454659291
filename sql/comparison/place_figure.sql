-- grain: one row per figure that is told of a place beside other places
-- question: what does this place own and spend, and how much of it is known?
-- owner: pilot team
-- Read over the public edition of one place alone: nothing else of it may stand beside another place. A figure is an amount, or an amount for each of
-- something; what it covers is told by two numbers likewise. The newest year of the count of revenue spending stands for spending. Payments are all that
-- bodies published, of however many years: from_on and as_at_on tell which, is_by_body that they are not the same months of every body that pays.
with body as (
    select count(*) as body_count from ref.body
),
held as (
    select
        sum(coverage.buildings_held) as building_count,
        sum(coverage.gia_m2) as gia_m2,
        sum(coverage.service_places) as service_count,
        sum(round(coverage.floor_area_share * coverage.buildings_held)) as area_known_count,
        sum(round(coverage.running_cost_share * coverage.buildings_held)) as cost_known_count,
        sum(round(coverage.condition_share * coverage.buildings_held)) as condition_known_count,
        sum(round(coverage.utilisation_share * coverage.buildings_held)) as use_known_count,
        count(*) filter (where coverage.assets_held > 0) as holding_count,
        count(*) filter (where coverage.payment_lines > 0) as paying_count,
        sum(coverage.payments_gbp) as payments_gbp,
        max(coverage.newest_register_on) as as_at_on,
        min(coverage.payments_from_on) as paid_from_on,
        max(coverage.payments_to_on) as paid_to_on,
        count(*) filter (where coverage.payment_lines > 0 and (coverage.payments_from_on is null or coverage.payments_to_on is null)) > 0
            or min(year(coverage.payments_from_on) * 12 + month(coverage.payments_from_on)) <> max(year(coverage.payments_from_on) * 12 + month(coverage.payments_from_on))
            or min(year(coverage.payments_to_on) * 12 + month(coverage.payments_to_on)) <> max(year(coverage.payments_to_on) * 12 + month(coverage.payments_to_on))
            as is_paid_by_body
    from mart.body_coverage as coverage
),
newest as (
    select max(fy) as fy from mart.spend_count where is_counted and economic = 'revenue' and return_total is not null
),
counted as (
    select count.count_id, count.body_id, count.fy, count.net_gbp, count.transfer_out_gbp, case when count.cofog = 'unmapped' then 'unmapped' else substr(count.cofog, 1, 2) end as division
    from mart.spend_count as count
    join newest on newest.fy = count.fy
    where count.is_counted and count.economic = 'revenue' and count.return_total is not null
),
spending as (
    select fy, sum(net_gbp) as net_gbp, sum(transfer_out_gbp) as transfer_gbp, count(distinct body_id) as body_count
    from counted
    group by fy
),
area as (
    select by_area.area_code, max(by_area.persons) as persons, sum(by_area.net_gbp) as net_gbp
    from mart.spend_by_area as by_area
    join counted on counted.count_id = by_area.count_id
    where by_area.persons is not null
    group by by_area.area_code
),
by_person as (
    select sum(net_gbp) as net_gbp, sum(persons) as persons from area
),
in_areas as (
    select count(distinct counted.body_id) as body_count
    from mart.spend_by_area as by_area
    join counted on counted.count_id = by_area.count_id
    where by_area.persons is not null
),
division as (
    select counted.division, max(name.division_name) as division_name, sum(counted.net_gbp) as net_gbp
    from counted
    join (select distinct division, division_name from ref.cofog) as name on name.division = counted.division
    group by counted.division
)
select
    'buildings_held' as figure_id, 'own' as question_id, 1 as position, null as detail, 'buildings' as unit, building_count as amount, null as for_each,
    null as fy, null as from_on, as_at_on, false as is_by_body, holding_count as covered, body.body_count as covered_of, 'bodies_held' as coverage_of
from held cross join body
union all
select 'floor_area_held', 'own', 2, null, 'm2', gia_m2, null, null, null, as_at_on, false, area_known_count, building_count, 'buildings_with_area' from held
union all
select 'service_places', 'own', 3, null, 'places', service_count, null, null, null, as_at_on, false, holding_count, body.body_count, 'bodies_held' from held cross join body
union all
select 'use_known', 'own', 4, null, 'share', use_known_count, building_count, null, null, as_at_on, false, holding_count, body.body_count, 'bodies_held' from held cross join body
union all
select 'running_cost_known', 'own', 5, null, 'share', cost_known_count, building_count, null, null, as_at_on, false, holding_count, body.body_count, 'bodies_held' from held cross join body
union all
select 'condition_known', 'own', 6, null, 'share', condition_known_count, building_count, null, null, as_at_on, false, holding_count, body.body_count, 'bodies_held' from held cross join body
union all
select 'spending_counted', 'spend', 10, null, 'gbp', spending.net_gbp, null, spending.fy, null, null, false, spending.body_count, body.body_count, 'bodies_counted' from spending cross join body
union all
select 'spending_by_person', 'spend', 11, null, 'gbp', by_person.net_gbp, by_person.persons, spending.fy, null, null, false, in_areas.body_count, body.body_count, 'bodies_in_areas'
from by_person cross join spending cross join in_areas cross join body
where by_person.persons > 0
union all
select 'transfers_taken_out', 'spend', 12, null, 'gbp', spending.transfer_gbp, null, spending.fy, null, null, false, spending.body_count, body.body_count, 'bodies_counted' from spending cross join body
union all
select 'share_of_spending', 'spend', 13, division.division_name, 'share', division.net_gbp, spending.net_gbp, spending.fy, null, null, false, spending.body_count, body.body_count, 'bodies_counted'
from division cross join spending cross join body
where spending.net_gbp <> 0
union all
select
    'payments_counted', 'spend', 30, null, 'gbp', payments_gbp, null, null, paid_from_on, paid_to_on, is_paid_by_body, paying_count, body.body_count, 'bodies_paying'
from held cross join body
order by position, detail
