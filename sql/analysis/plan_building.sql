-- grain: one row per held building that the plan weighs, or would weigh if more were known of it
-- question: what would giving up each building save, fetch and cost, and what forbids it?
-- owner: pilot team
-- assumptions: plan_phase_years, plan_sale_months, plan_reletting_months, plan_sale_cost_share, plan_void_cost_share, plan_dilapidations_m2_gbp, plan_notice_months, plan_listed_months, plan_covenant_months, plan_community_value_months, plan_crichel_down_months, plan_open_space_months, plan_optimism_bias_share, plan_vat_council_share, plan_vat_nhs_share, plan_vat_police_share, plan_vat_fire_share, plan_vat_schools_share, plan_vat_other_share
-- A lease is left when it ends or breaks, in the first financial year that begins after that day: so no half year counts as saved. Where the
-- managing body lists its lease itself, the landlord's list does not speak. A lease that has ended is one held over: notice ends it.
-- A partner whose building it is has it back empty: it pays for that until it lets or uses it anew. What is leased out to others than bodies of the place ends with their leases. Rent between bodies of the place is nil for the place: it is
-- no cost that is avoided.
-- What stands in the way (layout 12): of each item the newest lines of a building count, those of one table together, each body's by itself. What forbids until a day
-- within the years of the plan puts off; else it blocks, and of several blocks the first in the order of the contract is named. Delays of a
-- receipt come one after the other. School land needs consent though nobody says so.
-- What the place's own file asks for and contradicts itself or a block is not followed; totalplace/unkept_decisions.py tells of it.
with assumed as (
    select
        max(value) filter (where assumption_id = 'plan_phase_years') as phase_years,
        max(value) filter (where assumption_id = 'plan_sale_months') as sale_months,
        max(value) filter (where assumption_id = 'plan_reletting_months') as reletting_months,
        max(value) filter (where assumption_id = 'plan_sale_cost_share')::decimal(9, 6) as sale_cost_share,
        max(value) filter (where assumption_id = 'plan_void_cost_share')::decimal(9, 6) as void_share,
        max(value) filter (where assumption_id = 'plan_dilapidations_m2_gbp')::decimal(12, 2) as dilapidations_price,
        max(value) filter (where assumption_id = 'plan_notice_months') as notice_months,
        (1 + max(value) filter (where assumption_id = 'plan_optimism_bias_share'))::decimal(7, 4) as bias_times
    from core.assumption
),
frame as (
    select
        calendar.next_month_on,
        calendar.plan_first_fy as first_fy,
        calendar.plan_first_fy + floor(assumed.phase_years)::bigint - 1 as last_fy,
        greatest(
            calendar.plan_first_fy,
            year(calendar.next_month_on + to_months(floor(assumed.notice_months)::integer))
            + case when month(calendar.next_month_on + to_months(floor(assumed.notice_months)::integer)) > 4 then 1 else 0 end
        ) as notice_fy
    from core.calendar as calendar
    cross join assumed
),
used as (
    select
        asset_id,
        min(building_net_m2) as net_m2,
        coalesce(bool_or(use = 'in use' and demand_today_m2 is null or use = 'not known'), false) as is_use_unknown,
        coalesce(bool_or(contains(missing, 'floor area')), false) as is_area_missing,
        coalesce(bool_or(contains(missing, 'use at the peak')), false) as is_peak_missing,
        coalesce(bool_or(contains(missing, 'how many work there')), false) as is_people_missing,
        coalesce(bool_or(contains(missing, 'who is in it')), false) as is_occupier_missing,
        coalesce(bool_or(contains(missing, 'how long its tenants stay')), false) as is_tenant_missing
    from analysis.plan_space
    group by asset_id
),
lease as (
    select
        interest.interest_id,
        interest.asset_id,
        interest.body_id,
        estate.body_id as manager_id,
        interest.detail_as_published = 'landlord' and interest.body_id = estate.body_id and coalesce(interest.tenant_body_id <> estate.body_id, true) as is_out,
        coalesce(interest.tenant_body_id, case when interest.detail_as_published = 'tenant' then interest.body_id end) as tenant_id,
        coalesce(interest.landlord_body_id, case when interest.detail_as_published = 'landlord' then interest.body_id end) as landlord_id,
        interest.ends_on,
        interest.break_dates,
        coalesce(interest.notice_months, floor(assumed.notice_months)::bigint) as notice_months,
        interest.rent_a_year_gbp,
        coalesce(interest.ends_on < frame.next_month_on, false) as has_ended
    from mart.interest as interest
    inner join mart.estate as estate on estate.asset_id = interest.asset_id
    cross join frame
    cross join assumed
    where interest.source = 'lease'
),
held as (
    -- leases by which the managing body holds it: as it lists them itself, else as their landlord does
    select
        interest_id,
        asset_id,
        nullif(landlord_id, tenant_id) as landlord_id,
        ends_on,
        break_dates,
        notice_months,
        has_ended,
        rank() over (partition by asset_id order by body_id = manager_id desc) as nth
    from lease
    where tenant_id = manager_id
),
letting as (
    -- who let it, whichever list says so
    select asset_id, min(landlord_id) as landlord_id
    from held
    group by asset_id
),
day as (
    select interest_id, asset_id, notice_months, trim(unnest(string_split(break_dates, ',')))::date as break_on
    from held
    where nth = 1 and not has_ended and break_dates is not null
),
option as (
    select interest_id, asset_id, year(ends_on) + case when month(ends_on) >= 4 then 1 else 0 end as fy, true as is_end
    from held
    where nth = 1 and not has_ended and ends_on is not null
    union all
    select day.interest_id, day.asset_id, year(day.break_on) + case when month(day.break_on) >= 4 then 1 else 0 end as fy, false as is_end
    from day
    cross join frame
    where day.break_on >= frame.next_month_on + to_months(day.notice_months::integer)
),
running as (
    select
        asset_id,
        count(*) filter (where not has_ended) as lease_count,
        count(*) filter (where has_ended) as ended_count,
        max(ends_on) as ends_on,
        coalesce(bool_or(not has_ended and ends_on is null and break_dates is null), false) as is_endless
    from held
    where nth = 1
    group by asset_id
),
window_year as (
    select first_fy, last_fy, unnest(generate_series(first_fy, last_fy)) as fy
    from frame
),
allowed as (
    -- a year in which each of its leases ends, breaks or has ended
    select running.asset_id, window_year.fy
    from running
    cross join window_year
    inner join option on option.asset_id = running.asset_id
    where running.lease_count > 0
    group by running.asset_id, window_year.fy, running.lease_count
    having count(distinct option.interest_id) filter (where option.fy = window_year.fy or (option.is_end and option.fy < window_year.fy)) = running.lease_count
        and count(*) filter (where option.fy = window_year.fy) > 0
),
years as (
    select asset_id, string_agg(fy::varchar, ', ' order by fy) as release_fys, min(fy) as earliest_fy, max(fy) as latest_fy
    from allowed
    group by asset_id
),
stated as (
    select
        reference.asset_id,
        line.item,
        line.amount_gbp,
        line.until_on,
        line.delay_months,
        line.fund,
        nullif(
            concat_ws(
                ' of ',
                case when guarded.text is null and line.stated_by_as_published <> 'individual (withheld)' then line.stated_by_as_published end,
                case when not reference.is_own then body.name end
            ), ''
        ) as stated_by,
        rank() over (
            partition by reference.asset_id, line.item, reference.body_id
            order by coalesce(line.stated_on, make_date(1, 1, 1)) desc, line.path desc, line.source_part desc
        ) as nth
    from staging.building_constraint as line
    inner join core.asset_reference as reference
        on reference.source_file_id = line.source_file_id
        and reference.source_part = line.source_part
        and reference.source_row = line.source_row
    left join ref.body as body on body.body_id = reference.body_id
    left join core.guarded_text as guarded on guarded.text = line.stated_by_as_published
    where reference.line_status = 'loaded'
),
item as (
    select
        stated.asset_id,
        stated.item,
        sum(stated.amount_gbp) as amount_gbp,
        max(stated.delay_months) as delay_months,
        string_agg(distinct stated.fund, ' and ' order by stated.fund) as fund,
        string_agg(distinct stated.stated_by, ' and ' order by stated.stated_by) as stated_by,
        -- of several lines the one without an end forbids for good
        case when count(stated.until_on) = count(*) then max(stated.until_on) end as until_on
    from stated
    where stated.nth = 1
    group by stated.asset_id, stated.item
),
priced as (
    select
        item.asset_id,
        sum(item.amount_gbp) filter (where item.item = 'expected receipt') as receipt_gbp,
        sum(item.amount_gbp) filter (where item.item = 'cost of sale') as sale_cost_gbp,
        sum(item.amount_gbp) filter (where item.item = 'dilapidations') as dilapidations_gbp,
        sum(item.amount_gbp) filter (where item.item = 'void cost a year') as void_cost_gbp,
        sum(item.amount_gbp) filter (where item.item = 'unavoidable cost a year') as unavoidable_gbp,
        sum(item.amount_gbp) filter (where item.item = 'budgeted maintenance') as budgeted_gbp,
        sum(item.amount_gbp) filter (
            where item.item in ('listed', 'covenant', 'community value', 'grant clawback', 'overage', 'open space', 'ring-fenced receipt', 'crichel down')
        ) as off_gbp,
        sum(coalesce(item.delay_months, usual.value)) filter (
            where item.item in ('listed', 'covenant', 'community value', 'grant clawback', 'overage', 'open space', 'ring-fenced receipt', 'crichel down')
        ) as delay_months,
        max(item.fund) filter (where item.item = 'ring-fenced receipt') as fund,
        bool_or(item.item = 'school consent') as has_school_consent,
        bool_or(item.item = 'private finance') as has_private_finance
    from item
    left join core.assumption as usual on usual.assumption_id = 'plan_' || replace(item.item, ' ', '_') || '_months'
    group by item.asset_id
),
forbidding as (
    select
        item.asset_id,
        item.item as block,
        case item.item when 'must stay' then 1 when 'private finance' then 2 when 'statutory location' then 4 when 'school consent' then 5 else 6 end as block_rank,
        case item.item
            when 'must stay' then 'It must stay'
            when 'private finance' then 'It is held by private finance'
            when 'statutory location' then 'It is a statutory location'
            when 'school consent' then 'School land is given up only with consent'
            else 'It is given up only with consent'
        end
        || coalesce(', until ' || item.until_on::varchar, '')
        || coalesce(', as stated by ' || item.stated_by, ', as the list of what stands in the way says') || '.' as reason,
        case
            when item.until_on is null then frame.last_fy + 1
            else year(item.until_on) + case when month(item.until_on) >= 4 then 1 else 0 end
        end as free_fy
    from item
    cross join frame
    where item.item in ('must stay', 'private finance', 'statutory location', 'school consent', 'other consent')
),
freed as (
    select asset_id, max(free_fy) as free_fy
    from forbidding
    group by asset_id
),
instruction as (
    select asset_id, min(instruction) as instruction, min(reason) as reason
    from core.plan_instruction
    where is_followed
    group by asset_id
),
let as (
    select
        asset_id,
        max(ends_on) as ends_on,
        max(year(ends_on) + case when month(ends_on) >= 4 then 1 else 0 end) as earliest_fy
    from lease
    where is_out and not has_ended
    group by asset_id
),
rent as (
    -- a lease may stand in the lists of both: each list by itself
    select asset_id, tenant_id, landlord_id, body_id, sum(rent_a_year_gbp) as rent_gbp
    from lease
    where tenant_id <> landlord_id and not has_ended and rent_a_year_gbp > 0 and manager_id in (tenant_id, landlord_id)
    group by asset_id, tenant_id, landlord_id, body_id
),
between_us as (
    select
        asset_id,
        tenant_id,
        landlord_id,
        rent_gbp,
        row_number() over (partition by asset_id order by rent_gbp desc, tenant_id, landlord_id, body_id) as nth
    from rent
),
costed as (
    select
        estate.asset_id,
        estate.body_id,
        estate.owner_body_id,
        estate.function,
        use.may_share_with,
        estate.area_code,
        estate.easting,
        estate.northing,
        estate.tenure,
        estate.tenure in ('freehold', 'freehold and leasehold') as is_owned,
        case when estate.tenure not in ('freehold', 'freehold and leasehold') then coalesce(letting.landlord_id, nullif(estate.owner_body_id, estate.body_id)) end as landlord_body_id,
        upper(left(trim(estate.condition), 1)) as grade,
        -- a cost below nought is income set off, or an error: what it costs to run is not known
        case when estate.running_cost_gbp >= 0 then estate.running_cost_gbp end as running_cost_gbp,
        estate.required_maintenance_gbp,
        used.net_m2,
        used.is_use_unknown,
        used.is_area_missing,
        used.is_peak_missing,
        used.is_people_missing,
        used.is_occupier_missing,
        used.is_tenant_missing,
        running.lease_count,
        running.ended_count,
        running.is_endless,
        running.ends_on as lease_ends_on,
        case when estate.tenure not in ('freehold', 'freehold and leasehold') then years.release_fys end as release_fys,
        case when estate.tenure not in ('freehold', 'freehold and leasehold') then years.earliest_fy end as lease_fy,
        case when estate.tenure not in ('freehold', 'freehold and leasehold') then years.latest_fy end as lease_last_fy,
        let.ends_on as let_until_on,
        let.earliest_fy as let_fy,
        freed.free_fy,
        coalesce(use.function_id = 'school' and not coalesce(priced.has_school_consent, false), false) as is_school_without_word,
        priced.receipt_gbp - least(coalesce(priced.off_gbp, 0), priced.receipt_gbp) as receipt_gbp,
        priced.sale_cost_gbp,
        priced.dilapidations_gbp,
        priced.void_cost_gbp,
        coalesce(priced.unavoidable_gbp, 0) as unavoidable_gbp,
        coalesce(priced.has_private_finance and priced.unavoidable_gbp is null, false) as is_charge_unknown,
        coalesce(priced.budgeted_gbp, 0) as budgeted_gbp,
        coalesce(priced.delay_months, 0) as delay_months,
        priced.fund,
        coalesce(between_us.rent_gbp, 0) as rent_between_gbp,
        between_us.tenant_id as rent_from_body_id,
        between_us.landlord_id as rent_to_body_id,
        -- a running cost that states its rent holds no more rent than that; one made of parts without rent holds none
        case
            when between_us.tenant_id = estate.body_id and (cost.rent_gbp is not null or estate.running_cost_method = 'cost return: sum of some parts')
                then least(coalesce(cost.rent_gbp, 0), between_us.rent_gbp)
            when between_us.tenant_id = estate.body_id then between_us.rent_gbp
            else 0
        end as rent_in_cost_gbp,
        (1 + coalesce(vat.value, 0))::decimal(7, 4) as vat_times
    from used
    inner join mart.estate as estate on estate.asset_id = used.asset_id
    inner join ref.function as use on use.function_id = estate.function
    inner join ref.body as body on body.body_id = estate.body_id
    left join core.assumption as vat on vat.assumption_id = 'plan_vat_' || body.kind || '_share'
    left join running on running.asset_id = used.asset_id
    left join letting on letting.asset_id = used.asset_id
    left join years on years.asset_id = used.asset_id
    left join let on let.asset_id = used.asset_id
    left join priced on priced.asset_id = used.asset_id
    left join freed on freed.asset_id = used.asset_id
    left join between_us on between_us.asset_id = used.asset_id and between_us.nth = 1
    left join mart.estate_cost as cost on cost.asset_id = used.asset_id and cost.is_running_cost_shown
),
sharing as (
    select function_id as one_id, trim(unnest(string_split(coalesce(may_share_with, ''), ','))) as other_id
    from ref.function
),
sociable as (
    select one_id as function_id from sharing where other_id <> ''
    union
    select other_id as function_id from sharing where other_id <> ''
),
roomy as (
    select distinct asset_id from analysis.plan_room
),
judged as (
    select
        costed.asset_id,
        costed.body_id,
        costed.owner_body_id,
        costed.function,
        costed.area_code,
        costed.easting,
        costed.northing,
        costed.is_owned,
        costed.running_cost_gbp,
        case when costed.running_cost_gbp is not null then greatest(0, costed.running_cost_gbp - costed.unavoidable_gbp - costed.rent_in_cost_gbp) end as avoidable_cost_gbp,
        costed.landlord_body_id,
        case
            when costed.is_owned then ceil((assumed.sale_months + costed.delay_months) / 12)::bigint
            when costed.landlord_body_id is not null then ceil(assumed.reletting_months / 12)::bigint
            else 0
        end as empty_years,
        costed.receipt_gbp,
        coalesce(costed.sale_cost_gbp, (costed.receipt_gbp * assumed.sale_cost_share)::decimal(18, 2), 0) as sale_cost_gbp,
        costed.fund as receipt_fund,
        case
            when costed.is_owned or costed.landlord_body_id is not null then coalesce(costed.void_cost_gbp, (costed.running_cost_gbp * assumed.void_share)::decimal(18, 2), 0)
            else 0
        end as void_cost_gbp,
        (
            coalesce(
                costed.dilapidations_gbp,
                case when not costed.is_owned then (costed.net_m2::decimal(12, 2) * assumed.dilapidations_price)::decimal(18, 2) end,
                0
            )::decimal(18, 2) * assumed.bias_times * costed.vat_times
        )::decimal(18, 2) as release_cost_gbp,
        costed.budgeted_gbp as budgeted_maintenance_gbp,
        -- what a tenant leaves undone is settled by dilapidations, which are cash
        case when costed.is_owned then costed.required_maintenance_gbp - least(costed.required_maintenance_gbp, costed.budgeted_gbp) else 0 end as liability_gbp,
        costed.rent_between_gbp,
        costed.rent_from_body_id,
        costed.rent_to_body_id,
        greatest(
            frame.first_fy,
            coalesce(costed.let_fy, frame.first_fy),
            case when costed.free_fy <= frame.last_fy then costed.free_fy else frame.first_fy end,
            coalesce(costed.lease_fy, case when costed.is_owned then frame.first_fy else frame.notice_fy end)
        ) as earliest_fy,
        costed.release_fys,
        case
            when not costed.is_owned and costed.lease_count > 0 and not costed.is_endless and costed.release_fys is null
                then 'The lease' || coalesce(' runs until ' || costed.lease_ends_on::varchar || ' and', '') || ' ends or breaks in no year of the plan, as the list of leases says.'
            when costed.lease_last_fy < greatest(coalesce(costed.let_fy, 0), case when costed.free_fy <= frame.last_fy then costed.free_fy else 0 end)
                then 'The lease ends or breaks only in years in which it cannot be given up yet.'
            when costed.let_fy > frame.last_fy then 'It is let to others until ' || costed.let_until_on::varchar || ', as the list of leases says.'
        end as lease_reason,
        costed.is_school_without_word,
        case
            when costed.function in ('not known', 'other') then 'what it is for is not known'
            when sociable.function_id is null then 'what it is for shares a building with nothing'
            when costed.grade = 'D' then 'condition D'
            when costed.net_m2 is null and roomy.asset_id is null then 'floor area not known'
            when costed.is_use_unknown then 'what its own people need is not known'
            when roomy.asset_id is null then 'how much of which kind of space it has is not known'
        end as host_block,
        nullif(
            concat_ws(
                ', ',
                case when costed.function in ('not known', 'other') then 'what it is for' end,
                case when costed.is_area_missing or (not costed.is_owned and costed.dilapidations_gbp is null and costed.net_m2 is null) then 'floor area' end,
                case when costed.is_peak_missing then 'use at the peak' end,
                case when costed.is_people_missing then 'how many work there' end,
                case when costed.is_occupier_missing then 'who is in it' end,
                case when costed.is_tenant_missing then 'how long its tenants stay' end,
                case when costed.running_cost_gbp is null then 'running cost' end,
                case when costed.is_charge_unknown then 'what of its running cost is fixed by private finance' end,
                case when costed.tenure in ('not known', 'other') and costed.lease_count is null then 'whether it is owned or leased' end,
                case
                    when not costed.is_owned and (costed.is_endless or (costed.tenure = 'leasehold' and coalesce(costed.lease_count, 0) + coalesce(costed.ended_count, 0) = 0))
                        then 'end of the lease'
                end
            ), ''
        ) as missing_data
    from costed
    cross join assumed
    cross join frame
    left join sociable on sociable.function_id = costed.function
    left join roomy on roomy.asset_id = costed.asset_id
),
blocking as (
    select forbidding.asset_id, forbidding.block, forbidding.block_rank, forbidding.reason
    from forbidding
    cross join frame
    where forbidding.free_fy > frame.last_fy
    union all
    select asset_id, 'lease' as block, 3 as block_rank, lease_reason as reason
    from judged
    where lease_reason is not null
    union all
    select
        asset_id,
        'school consent' as block,
        5 as block_rank,
        'School land is given up only with consent, and nobody says that there is one.' as reason
    from judged
    where is_school_without_word
),
blocked as (
    select asset_id, arg_min(block, block_rank) as block, arg_min(reason, block_rank) as reason
    from blocking
    group by asset_id
)
select
    judged.asset_id,
    judged.body_id,
    judged.owner_body_id,
    judged.function,
    judged.area_code,
    judged.easting,
    judged.northing,
    judged.is_owned,
    judged.running_cost_gbp,
    judged.avoidable_cost_gbp,
    judged.receipt_gbp,
    judged.sale_cost_gbp,
    judged.empty_years,
    judged.receipt_fund,
    judged.landlord_body_id,
    judged.void_cost_gbp,
    judged.release_cost_gbp,
    judged.budgeted_maintenance_gbp,
    judged.liability_gbp,
    judged.rent_between_gbp,
    judged.rent_from_body_id,
    judged.rent_to_body_id,
    judged.earliest_fy,
    judged.release_fys,
    blocked.block as release_block,
    blocked.reason as block_reason,
    case when instruction.instruction = 'keep' or blocked.block is null then instruction.instruction end as instruction,
    case when instruction.instruction = 'keep' or blocked.block is null then instruction.reason end as instruction_reason,
    judged.host_block is null as is_host,
    judged.host_block,
    judged.missing_data
from judged
left join blocked on blocked.asset_id = judged.asset_id
left join instruction on instruction.asset_id = judged.asset_id
