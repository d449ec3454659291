-- grain: one row per line of a body's return, or kind of cost of its buildings, that is of a theme
-- question: what does each body spend on a theme, and does it prevent or treat?
-- owner: finance leads
-- assumptions: theme_public_health_substance_share, theme_police_substance_share, theme_probation_substance_share, theme_youth_service_share, theme_apprentice_young_share, theme_claimant_young_share
-- What was spent, not what was planned: a line in the count by its net amount, a line of a detailed form, which the count has in its
-- summary, as it stands. Costs of buildings are part of what the services spend, and so beside the count.
with stated as (
    select
        line.body_id,
        line.fy,
        line.source_return,
        line.line,
        line.measure,
        line.count_id,
        line.status = 'counted' as is_counted,
        line.amount_gbp,
        line.gross_gbp - line.transfer_out_gbp as net_gbp,
        dense_rank() over (
            partition by line.body_id, line.fy, line.source_return, line.line
            -- all that is counted; of what is not, one kind of figure
            order by
                line.status <> 'counted',
                case when line.status <> 'counted' then concat_ws('/', line.measure, line.population, line.return_status, line.basis) end
        ) as choice
    from mart.return_line as line
    cross join ref.place as place
    where line.role in ('service', 'benefit', 'part', 'detail')
        and line.status <> 'superseded'
        and line.economic = 'revenue'
        and line.measure in ('outturn', 'programme budget')
        and (line.count_id is not null or (line.role = 'detail' and line.figure = 'net current expenditure') or line.role = 'part')
        and line.fy between coalesce(place.first_fy, line.fy) and coalesce(place.last_fy, line.fy)
),
part as (
    select unnest(['repairs', 'energy', 'rent', 'rates', 'water', 'cleaning', 'insurance', 'grounds', 'running cost']) as part
),
building as (
    select
        cost.body_id,
        cost.running_cost_fy as fy,
        part.part,
        case part.part
            when 'repairs' then cost.repairs_gbp
            when 'energy' then cost.energy_gbp
            when 'rent' then cost.rent_gbp
            when 'rates' then cost.rates_gbp
            when 'water' then cost.water_gbp
            when 'cleaning' then cost.cleaning_gbp
            when 'insurance' then cost.insurance_gbp
            when 'grounds' then cost.grounds_gbp
            -- what of the whole the parts do not tell
            else cost.running_cost_gbp - coalesce(cost.repairs_gbp, 0) - coalesce(cost.energy_gbp, 0) - coalesce(cost.rent_gbp, 0)
                - coalesce(cost.rates_gbp, 0) - coalesce(cost.water_gbp, 0) - coalesce(cost.cleaning_gbp, 0)
                - coalesce(cost.insurance_gbp, 0) - coalesce(cost.grounds_gbp, 0)
        end as amount_gbp
    from mart.estate_cost as cost
    cross join part
    cross join ref.place as place
    where cost.is_running_cost_shown
        and cost.running_cost_fy between coalesce(place.first_fy, cost.running_cost_fy) and coalesce(place.last_fy, cost.running_cost_fy)
),
line as (
    select
        body_id,
        fy,
        source_return,
        line,
        min(measure) as measure,
        case when bool_and(is_counted) and count(distinct count_id) = 1 then min(count_id) end as count_id,
        case when bool_and(is_counted) then sum(net_gbp) end as net_gbp,
        sum(amount_gbp) as line_gbp
    from stated
    where choice = 1
    group by body_id, fy, source_return, line
    having sum(amount_gbp) <> 0
    union all
    select
        body_id,
        fy,
        'costs of buildings' as source_return,
        case part when 'running cost' then 'Running cost of buildings, not divided' else upper(part[1]) || part[2:] || ' of buildings' end as line,
        'outturn' as measure,
        null as count_id,
        null as net_gbp,
        sum(amount_gbp) as line_gbp
    from building
    where amount_gbp is not null and amount_gbp <> 0
    group by body_id, fy, part
),
ruled as (
    select
        line.body_id,
        line.fy,
        line.source_return,
        line.line,
        line.measure,
        line.count_id,
        line.net_gbp,
        line.line_gbp,
        rule.theme,
        rule.stance,
        rule.is_stance_told,
        rule.share_assumption,
        rule.theme_basis,
        rule.family,
        rule.family_rank,
        rule.family_lines,
        rule.source,
        row_number() over (
            partition by line.body_id, line.fy, line.source_return, line.line, rule.theme order by length(rule.phrase) desc, rule.phrase
        ) as nth
    from line
    inner join ref.theme_line as rule
        on rule.source_return = line.source_return
        and line.fy between rule.first_fy and rule.last_fy
        and contains(
            ' ' || regexp_replace(upper(line.line), '[^A-Z0-9]+', ' ', 'g') || ' ',
            ' ' || case when rule.phrase like '%*' then rtrim(rule.phrase, '*') else rule.phrase || ' ' end
        )
),
shared as (
    select
        ruled.body_id,
        ruled.fy,
        ruled.source_return,
        ruled.line,
        ruled.theme,
        ruled.stance,
        ruled.is_stance_told,
        case when ruled.share_assumption is null then 1 else assumption.value end as theme_share,
        ruled.theme_basis,
        ruled.share_assumption,
        ruled.count_id,
        ruled.measure,
        ruled.net_gbp,
        ruled.line_gbp,
        ruled.family,
        ruled.family_rank,
        count(*) filter (where ruled.family_rank = 1) over (partition by ruled.body_id, ruled.fy, ruled.theme, ruled.family) as fine_count,
        count(*) filter (where ruled.family_rank > 1) over (partition by ruled.body_id, ruled.fy, ruled.theme, ruled.family) as coarse_count,
        max(case when ruled.family_rank = 1 then ruled.family_lines end) over (partition by ruled.body_id, ruled.fy, ruled.theme, ruled.family) as enough,
        ruled.source
    from ruled
    left join core.assumption as assumption on assumption.assumption_id = ruled.share_assumption
    where ruled.nth = 1
)
select
    body_id,
    fy,
    source_return,
    line,
    theme,
    stance,
    is_stance_told,
    theme_share,
    theme_basis,
    share_assumption,
    count_id,
    measure,
    net_gbp,
    line_gbp,
    (coalesce(net_gbp, line_gbp) * theme_share::decimal(9, 6))::decimal(18, 2) as theme_gbp,
    case
        when family is null or coarse_count = 0 then true
        when family_rank = 1 then fine_count >= enough
        else fine_count < coalesce(enough, 1)
    end as is_best,
    source
from shared
