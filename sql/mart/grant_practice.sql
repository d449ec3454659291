-- grain: one row per funder, year and rule of good funding practice
-- question: how far do each funder's grants keep to good practice of funding, and of how many does nobody say?
-- owner: finance leads
-- assumptions: grant_short_months, grant_reporting_hours_per_1000_gbp
-- Good practice is that of funding the voluntary sector: grants to public bodies and to private persons are not asked.
-- A recipient has to bid again if a grant of no more than a year follows one of the year before, of the same funder and programme, that
-- was no longer. Of the first year of which there are grants of a funder nobody can tell, nor of recipients whose names are withheld.
with short as (
    select value as months from core.assumption where assumption_id = 'grant_short_months'
),
proportion as (
    select value as hours from core.assumption where assumption_id = 'grant_reporting_hours_per_1000_gbp'
),
given as (
    select
        listed.line_id,
        coalesce(listed.body_id, listed.funder_as_published) as funder,
        listed.body_id,
        listed.fy,
        known.recipient_key as recipient,
        coalesce(upper(listed.programme_as_published), '') as programme,
        listed.amount_gbp,
        known.months,
        lower(listed.payment_timing_as_published) as timing,
        listed.overhead_asked_gbp,
        listed.overhead_given_gbp,
        listed.reporting_hours
    from mart.grant as listed
    inner join mart.grant_gateway as known on known.line_id = listed.line_id
    where coalesce(listed.body_id, listed.funder_as_published) is not null
        and listed.recipient_kind not in ('public body', 'individual (withheld)')
),
long as (
    select given.line_id, given.months > short.months as is_long
    from given
    cross join short
),
before as (
    select distinct given.funder, given.recipient, given.programme, given.fy + 1 as fy
    from given
    inner join long on long.line_id = given.line_id
    where not long.is_long and given.recipient is not null
),
listed as (
    select distinct funder, fy + 1 as fy from given
),
judged as (
    select
        given.funder,
        given.body_id,
        given.fy,
        given.amount_gbp,
        long.is_long as has_length,
        case
            when regexp_matches(given.timing, 'arrear|after|reimburse|on completion') then false
            when regexp_matches(given.timing, 'advance|up ?front|before') then true
        end as is_in_advance,
        given.overhead_given_gbp >= given.overhead_asked_gbp as is_full_cost,
        given.reporting_hours * 1000 <= proportion.hours * given.amount_gbp as is_proportionate,
        case
            when long.is_long then true
            when long.is_long is null or given.recipient is null or listed.funder is null then null
            else before.recipient is null
        end as is_not_again
    from given
    inner join long on long.line_id = given.line_id
    cross join proportion
    left join before
        on before.funder = given.funder
        and before.recipient = given.recipient
        and before.programme = given.programme
        and before.fy = given.fy
    left join listed on listed.funder = given.funder and listed.fy = given.fy
),
answered as (
    select
        judged.funder,
        judged.body_id,
        judged.fy,
        rule.practice,
        judged.amount_gbp,
        case rule.practice
            when 'length' then judged.has_length
            when 'payment in advance' then judged.is_in_advance
            when 'full cost recovery' then judged.is_full_cost
            when 'proportionate information' then judged.is_proportionate
            else judged.is_not_again
        end as is_met
    from judged
    cross join (
        select unnest(['length', 'payment in advance', 'full cost recovery', 'proportionate information', 'no bidding again']) as practice
    ) as rule
)
select
    funder,
    min(body_id) as body_id,
    fy,
    practice,
    count(*) filter (where is_met) as met_count,
    count(*) filter (where not is_met) as not_met_count,
    count(*) filter (where is_met is null) as not_stated_count,
    coalesce(sum(amount_gbp) filter (where is_met), 0) as met_gbp,
    coalesce(sum(amount_gbp) filter (where not is_met), 0) as not_met_gbp,
    coalesce(sum(amount_gbp) filter (where is_met is null), 0) as not_stated_gbp,
    case practice
        when 'length' then 'met where it runs for more than grant_short_months'
        when 'payment in advance' then 'met where the list says that it is paid in advance, not met where any of it is paid in arrears'
        when 'full cost recovery' then 'met where the overheads given are those asked for'
        when 'proportionate information' then 'met where reporting takes no more hours than grant_reporting_hours_per_1000_gbp'
        else 'met where it runs longer, or the recipient had no short grant of the programme in the year before'
    end as judged_by
from answered
group by funder, fy, practice
