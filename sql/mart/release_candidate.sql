-- grain: one row per option of the plan and building that it would give up
-- question: which buildings are candidates for release, when, for what, and what has to be looked up first?
-- owner: pilot team
-- A list of candidates with what has to be looked up, never a recommendation to sell. Each point is answered by ref.disposal_check: what is stated
-- of the building first, then by the kind of the seller and the use. "Not known" is what only a statement can tell.
with candidate as (
    select
        plan.option_id,
        plan.asset_id,
        plan.body_id,
        coalesce(building.owner_body_id, building.body_id) as seller_body_id,
        seller.kind as seller_kind,
        building.function,
        plan.action,
        plan.is_robust,
        plan.year_fy as left_fy,
        case when plan.action = 'release' then plan.year_fy + building.empty_years end as receipt_fy,
        case when plan.action = 'release' then building.receipt_gbp end as gross_receipt_gbp,
        case when plan.action = 'release' and building.receipt_gbp is not null then building.sale_cost_gbp end as sale_cost_gbp,
        building.receipt_fund,
        building.release_block,
        plan.one_off_cost_gbp,
        plan.revenue_a_year_gbp,
        plan.liability_avoided_gbp as backlog_avoided_gbp,
        building.budgeted_maintenance_gbp
    from mart.estate_plan as plan
    inner join analysis.plan_building as building on building.asset_id = plan.asset_id
    left join ref.body as seller on seller.body_id = coalesce(building.owner_body_id, building.body_id)
    where plan.action in ('release', 'relocate')
),
building as (
    select distinct asset_id, seller_kind, function, action, receipt_fund, release_block from candidate
),
newest as (
    -- of each point what holds today: the newest row
    select
        check_id,
        arg_max(',' || coalesce(replace(applies_to, ', ', ','), '') || ',', valid_from) as applies_to,
        arg_max(',' || coalesce(replace(to_check_for, ', ', ','), '') || ',', valid_from) as to_check_for,
        arg_max(',' || coalesce(replace(not_known_for, ', ', ','), '') || ',', valid_from) as not_known_for,
        arg_max(',' || coalesce(replace(functions, ', ', ','), '') || ',', valid_from) as functions,
        arg_max(coalesce(other_functions, ''), valid_from) as other_functions,
        arg_max(needs_sale, valid_from) as needs_sale,
        arg_max(',' || coalesce(replace(stated_items, ', ', ','), '') || ',', valid_from) as stated_items
    from ref.disposal_check
    group by check_id
),
statement as (
    select
        reference.asset_id,
        line.item,
        line.item || coalesce(' until ' || line.until_on::varchar, '') || coalesce(' (stated ' || line.stated_on::varchar || ')', '') as words
    from staging.building_constraint as line
    inner join core.asset_reference as reference
        on reference.source_file_id = line.source_file_id
        and reference.source_part = line.source_part
        and reference.source_row = line.source_row
    cross join core.calendar as calendar
    where reference.line_status = 'loaded' and coalesce(line.until_on >= calendar.next_month_on, true)
),
said as (
    select asset_id, item from statement
    union
    select asset_id, release_block as item from building where release_block is not null
    union
    select asset_id, 'fund ' || receipt_fund as item from building where receipt_fund is not null
),
words as (
    select asset_id, string_agg(distinct words, '; ' order by words) as stated from statement group by asset_id
),
point_said as (
    select distinct said.asset_id, newest.check_id
    from said
    inner join newest on contains(newest.stated_items, ',' || said.item || ',')
),
answered as (
    select
        building.asset_id,
        building.action,
        newest.check_id,
        case
            when newest.needs_sale and building.action <> 'release' then 'does not apply'
            when point_said.asset_id is not null then 'applies'
            when not contains(newest.applies_to || newest.to_check_for || newest.not_known_for, ',' || building.seller_kind || ',') then 'does not apply'
            when newest.functions <> ',,' and not contains(newest.functions, ',' || building.function || ',') then newest.other_functions
            when contains(newest.applies_to, ',' || building.seller_kind || ',') then 'applies'
            when contains(newest.to_check_for, ',' || building.seller_kind || ',') then 'to check'
            else 'not known'
        end as answer
    from building
    cross join newest
    left join point_said on point_said.asset_id = building.asset_id and point_said.check_id = newest.check_id
),
tenancy as (
    select
        building.asset_id,
        case
            when bool_or(held.is_tenant) then 'applies'
            when bool_or(held.is_own) then 'does not apply'
            else 'not known'
        end as answer
    from (select distinct asset_id from building) as building
    left join (
        select asset_id, occupation = 'tenant' as is_tenant, occupation in ('owner occupied', 'vacant') as is_own from mart.occupation
        union all
        select
            interest.asset_id,
            interest.detail in ('let', 'sub-let', 'ground lease', 'licence') or interest.detail_as_published = 'landlord' as is_tenant,
            false as is_own
        from mart.interest as interest
    ) as held on held.asset_id = building.asset_id
    group by building.asset_id
),
answer as (
    select asset_id, action, check_id, answer from answered where check_id not in ('tenants', 'lease_terms')
    union all
    select building.asset_id, building.action, 'tenants' as check_id, tenancy.answer
    from building
    inner join tenancy on tenancy.asset_id = building.asset_id
    union all
    select asset_id, action, 'lease_terms' as check_id, case when action = 'relocate' then 'applies' else 'does not apply' end as answer
    from building
),
listed as (
    select
        asset_id,
        action,
        max(case when check_id = 'best_consideration' then answer end) as best_consideration,
        max(case when check_id = 'undervalue_consent' then answer end) as undervalue_consent,
        max(case when check_id = 'crichel_down' then answer end) as crichel_down,
        max(case when check_id = 'community_value' then answer end) as community_value,
        max(case when check_id = 'school_consent' then answer end) as school_consent,
        max(case when check_id = 'open_space_notice' then answer end) as open_space_notice,
        max(case when check_id = 'clawback' then answer end) as clawback,
        max(case when check_id = 'housing_consent' then answer end) as housing_consent,
        max(case when check_id = 'surplus_register' then answer end) as surplus_register,
        max(case when check_id = 'vat_option' then answer end) as vat_option,
        max(case when check_id = 'listed' then answer end) as listed,
        max(case when check_id = 'covenant' then answer end) as covenant,
        max(case when check_id = 'flood' then answer end) as flood,
        max(case when check_id = 'asbestos' then answer end) as asbestos,
        max(case when check_id = 'community_use' then answer end) as community_use,
        max(case when check_id = 'tenants' then answer end) as tenants,
        max(case when check_id = 'lease_terms' then answer end) as lease_terms,
        count(*) filter (where answer <> 'does not apply') as open_count
    from answer
    group by asset_id, action
)
select
    candidate.option_id,
    candidate.asset_id,
    'candidate, not a recommendation' as standing,
    candidate.body_id,
    candidate.seller_body_id,
    candidate.action,
    candidate.is_robust,
    candidate.left_fy,
    candidate.receipt_fy,
    candidate.gross_receipt_gbp,
    candidate.sale_cost_gbp,
    candidate.gross_receipt_gbp - candidate.sale_cost_gbp as net_receipt_gbp,
    candidate.receipt_fund,
    candidate.one_off_cost_gbp,
    candidate.revenue_a_year_gbp,
    candidate.backlog_avoided_gbp,
    candidate.budgeted_maintenance_gbp,
    listed.best_consideration,
    listed.undervalue_consent,
    listed.crichel_down,
    listed.community_value,
    listed.school_consent,
    listed.open_space_notice,
    listed.clawback,
    listed.housing_consent,
    listed.surplus_register,
    listed.vat_option,
    listed.listed,
    listed.covenant,
    listed.flood,
    listed.asbestos,
    listed.community_use,
    listed.tenants,
    listed.lease_terms,
    listed.open_count,
    words.stated
from candidate
inner join listed on listed.asset_id = candidate.asset_id and listed.action = candidate.action
left join words on words.asset_id = candidate.asset_id
