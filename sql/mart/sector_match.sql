-- grain: one row per organisation of the third sector, and need (group of people, age band, area) that it may meet
-- question: which charities and groups may meet which need, why, and what speaks against it?
-- owner: commissioners
-- A need is the latest year of a row of mart.provision_gap. An organisation may meet it if a classification or words of it speak of the group
-- (ref.sector_word, or the group's own words). Ages and areas that do not meet are said and do not hide it; one that works elsewhere, or that the
-- register removed, is no match. There is no score: strength names what matches, and the reason with what words.
with need as (
    select
        cohort, age_from, age_to, area_code, area_name, fy, verdict, gap_people,
        row_number() over (partition by cohort, age_from, age_to, area_code order by fy desc) as nth
    from mart.provision_gap
),
cohort as (
    select distinct cohort, trim(regexp_replace(lower(cohort), '[^a-z0-9]+', ' ', 'g')) as phrase
    from need
),
organisation as (
    select
        sector_id, name, supplier_id, age_from, age_to, age_basis, operation, area_codes, areas_in_place, is_insolvent, office,
        ' ' || trim(regexp_replace(lower(concat_ws(' | ', name, activities, who_it_helps)), '[^a-z0-9|]+', ' ', 'g')) || ' ' as words,
        concat_ws(' | ', what_it_does, who_it_helps, how_it_works) as classes
    from mart.sector_organisation
    where status <> 'removed' and operation <> 'elsewhere' and name not like '(withheld)' and name <> 'individual (withheld)'
),
class as (
    select sector_id, trim(unnest(string_split(classes, '|'))) as class
    from organisation
    where classes <> ''
),
spoken as (
    select organisation.sector_id, cohort.cohort, 'words' as applies_to, word.phrase as said
    from organisation
    inner join ref.sector_word as word
        on word.applies_to = 'words'
        and word.subject_kind = 'cohort'
        and contains(organisation.words, ' ' || case when word.phrase like '%*' then rtrim(word.phrase, '*') else word.phrase || ' ' end)
    inner join cohort on cohort.cohort = word.subject
    union
    select organisation.sector_id, cohort.cohort, 'words' as applies_to, cohort.phrase as said
    from organisation
    inner join cohort on cohort.phrase <> '' and contains(organisation.words, ' ' || cohort.phrase || ' ')
    union
    select class.sector_id, cohort.cohort, 'classification' as applies_to, class.class as said
    from class
    inner join ref.sector_word as word
        on word.applies_to = 'classification'
        and word.subject_kind = 'cohort'
        and word.phrase = trim(regexp_replace(lower(class.class), '[^a-z0-9]+', ' ', 'g'))
    inner join cohort on cohort.cohort = word.subject
),
subject as (
    select
        sector_id,
        cohort,
        string_agg(said, ' | ' order by said) filter (where applies_to = 'words') as words,
        string_agg(said, ' | ' order by said) filter (where applies_to = 'classification') as classes
    from spoken
    group by sector_id, cohort
),
provider as (
    select distinct cohort, provider_id, upper(provider_as_published) as provider_name
    from mart.provision
    where status = 'counted' and provider_as_published not like '%(withheld)'
),
pair as (
    select
        organisation.sector_id,
        organisation.name,
        organisation.age_from as own_age_from,
        organisation.age_to as own_age_to,
        organisation.age_basis,
        organisation.operation,
        organisation.areas_in_place,
        organisation.is_insolvent,
        organisation.office,
        subject.words,
        subject.classes,
        need.cohort,
        need.age_from,
        need.age_to,
        need.area_code,
        need.area_name,
        need.fy,
        need.verdict,
        need.gap_people,
        case
            when organisation.age_from is null then 'not stated'
            when organisation.age_from <= need.age_to and organisation.age_to >= need.age_from then 'they meet'
            else 'they do not meet'
        end as ages,
        case
            when need.area_code = 'whole place' and organisation.area_codes is not null then 'works there'
            when organisation.area_codes = 'whole place' or contains('; ' || organisation.area_codes || ';', '; ' || need.area_code || ';') then 'works there'
            -- areas of different kinds cannot be compared by their codes
            when organisation.area_codes is not null and contains(organisation.area_codes, left(need.area_code, 3)) then 'works in the place, not there'
            else 'not known'
        end as area,
        exists (
            select provider.cohort
            from provider
            where provider.cohort = need.cohort and (provider.provider_id = organisation.supplier_id or provider.provider_name = upper(organisation.name))
        ) as is_provider
    from subject
    inner join organisation on organisation.sector_id = subject.sector_id
    inner join need on need.cohort = subject.cohort and need.nth = 1
)
select
    sector_id,
    cohort,
    age_from,
    age_to,
    area_code,
    fy,
    name,
    area_name,
    verdict as need_verdict,
    gap_people,
    is_provider,
    case
        when ages = 'they meet' and area = 'works there' then 'subject, ages and area'
        when ages = 'they meet' then 'subject and ages'
        when area = 'works there' then 'subject and area'
        else 'subject'
    end as strength,
    words,
    classes,
    ages,
    area,
    concat_ws(
        '; ',
        'words: ' || words,
        'classification: ' || classes,
        case when ages = 'they meet' then 'ages ' || own_age_from::varchar || ' to ' || own_age_to::varchar || case age_basis when 'stated' then ', stated' else ', by ' || age_basis end end,
        case when area = 'works there' then 'works in ' || areas_in_place end
    ) as reason,
    nullif(
        concat_ws(
            '; ',
            case ages
                when 'they do not meet' then 'ages ' || own_age_from::varchar || ' to ' || own_age_to::varchar || case age_basis when 'stated' then ', stated' else ', by ' || age_basis end
                when 'not stated' then 'ages are not stated'
            end,
            case
                when area = 'works in the place, not there' then 'works in ' || areas_in_place
                when area = 'not known' and operation = 'wider, the place not named' then 'works in the whole country and does not name the place'
                when area = 'not known' and areas_in_place is not null then 'works in ' || areas_in_place || ', which is no area of that kind'
                when area = 'not known' then 'where it works is not known'
            end,
            case when area = 'not known' and office <> 'in the place' then 'its office is not known to be in the place' end,
            case when is_insolvent then 'insolvent or in administration' end
        ),
        ''
    ) as against
from pair
