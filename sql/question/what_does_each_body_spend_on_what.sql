-- grain: one row per body, financial year, revenue or capital, and division of government
-- question: what does each body spend on each function of government, before and after what it passes on to another?
-- owner: finance leads
select
    counted.body_id,
    body.name as body,
    counted.fy,
    counted.economic,
    case when counted.cofog = 'unmapped' then 'unmapped' else left(counted.cofog, 2) end as division,
    coalesce(division.name, 'several functions, or none that its line tells') as division_name,
    sum(counted.gross_gbp) as gross_gbp,
    sum(counted.transfer_out_gbp) as transfer_out_gbp,
    sum(counted.net_gbp) as net_gbp
from mart.spend_count as counted
inner join ref.body as body on body.body_id = counted.body_id
left join ref.cofog as division on division.cofog = left(counted.cofog, 2) and counted.cofog <> 'unmapped'
where counted.is_counted
group by all
order by counted.fy desc, net_gbp desc, counted.body_id, counted.economic, division
