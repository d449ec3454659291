-- grain: one row per line of a list of provision that counts, or that another list has too
-- question: who offers what, to whom, where, at which level and price, and who pays for it?
-- owner: pilot team
with shared as (
    select alias_key, min(body_id) as body_id
    from ref.body_alias
    group by alias_key
    having count(*) = 1
),
overlap as (
    select line_id, count(*) as overlap_count
    from (
        select left_line_id as line_id from mart.provision_overlap
        union all
        select right_line_id as line_id from mart.provision_overlap
    ) as each
    group by line_id
),
line as (
    select
        line.line_id,
        line.line_status,
        line.line_reason,
        line.body_id,
        line.area_codes,
        line.area_basis,
        staged.source_file_id,
        staged.source_part,
        staged.source_row,
        staged.offer_reference,
        staged.provider_key,
        staged.provider_as_published,
        staged.service,
        staged.service_as_published,
        staged.cohort,
        staged.age_from,
        staged.age_to,
        staged.age_basis,
        staged.eligibility_as_published,
        staged.level,
        staged.places,
        staged.starts,
        staged.completions,
        staged.starts_at_level_held,
        staged.price_basis,
        staged.price_gbp,
        staged.funder_as_published,
        staged.amount_gbp,
        staged.amount_gbp::double as amount,
        staged.administration_gbp,
        staged.administration_definition,
        staged.from_on,
        staged.to_on
    from core.provision_line as line
    inner join staging.provision as staged
        on staged.source_file_id = line.source_file_id
        and staged.source_part = line.source_part
        and staged.source_row = line.source_row
    where line.line_status in ('loaded', 'superseded')
)
select
    line.line_id,
    line.source_file_id,
    line.source_part,
    line.source_row,
    line.offer_reference,
    provider.supplier_id as provider_id,
    case when no_provider.supplier_key is null then line.provider_as_published else '(withheld)' end as provider_as_published,
    coalesce(provider.body_id, by_name.body_id) as provider_body_id,
    case when no_service.text is null then line.service else '(withheld)' end as service,
    case when no_service.text is null then line.service_as_published else '(withheld)' end as service_as_published,
    line.cohort,
    line.age_from,
    line.age_to,
    line.age_basis,
    case when no_eligibility.text is null then line.eligibility_as_published else '(withheld)' end as eligibility,
    line.level,
    line.area_codes,
    line.area_basis,
    line.places,
    line.starts,
    line.completions,
    line.starts_at_level_held,
    line.price_basis,
    line.price_gbp,
    case
        when line.price_basis = 'start' and line.price_gbp is not null then line.price_gbp
        when line.starts > 0 then round(line.amount / line.starts, 2)::decimal(18, 2)
    end as per_start_est_gbp,
    case
        when line.price_basis = 'outcome' and line.price_gbp is not null then line.price_gbp
        when line.completions > 0 then round(line.amount / line.completions, 2)::decimal(18, 2)
    end as per_completion_est_gbp,
    case
        when line.price_basis = 'start' and line.price_gbp is not null then 'price stated'
        when line.starts > 0 and line.amount is not null then 'amount over starts'
    end as per_start_basis,
    case
        when line.price_basis = 'outcome' and line.price_gbp is not null then 'price stated'
        when line.completions > 0 and line.amount is not null then 'amount over completions'
    end as per_completion_basis,
    line.body_id,
    line.funder_as_published,
    line.amount_gbp,
    line.administration_gbp,
    case when no_definition.text is null then line.administration_definition else '(withheld)' end as administration_definition,
    line.from_on,
    line.to_on,
    coalesce(overlap.overlap_count, 0) as overlap_count,
    case line.line_status when 'superseded' then 'superseded' else 'counted' end as status,
    line.line_reason as reason
from line
left join overlap on overlap.line_id = line.line_id
left join core.supplier_identity as provider on provider.supplier_key = line.provider_key
left join shared as by_name on by_name.alias_key = regexp_replace(replace(upper(line.provider_as_published), '&', 'AND'), '[^A-Z0-9]', '', 'g')
left join core.withheld_payee as no_provider on no_provider.supplier_key = line.provider_key
left join core.guarded_text as no_service on no_service.text = line.service_as_published
left join core.guarded_text as no_eligibility on no_eligibility.text = line.eligibility_as_published
left join core.guarded_text as no_definition on no_definition.text = line.administration_definition
