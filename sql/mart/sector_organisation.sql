-- grain: one row per organisation of the third sector that concerns the place: a charity, or a group that stands on no register
-- question: which third-sector organisations are there, where do they work as against where their office is, and what do public bodies give and pay them?
-- owner: pilot team
-- A supplier or a recipient of a grant is the organisation if the charity number is the same, else the company number, else the name as names
-- of suppliers are compared, where one organisation alone bears it and neither number speaks against it. Each supplier and each grant goes to one.
-- Ages are those that a list of groups states, else those of classifications, else those of words (ref.sector_word), from the youngest to the oldest.
-- Numbers of grants and payments are those of the lists; what is given and paid is shown side by side and added to nothing.
with loaded as (
    select source_kind, source_file_id, source_part, source_row, organisation_key, as_at_on, office, office_area_code, operation, areas_in_place, area_codes, other_area_count, is_listed
    from core.sector_line
    where line_status = 'loaded'
),
charity as (
    select
        loaded.organisation_key, loaded.source_file_id, loaded.source_part, loaded.source_row, loaded.as_at_on, loaded.office, loaded.office_area_code,
        staged.charity_number, staged.company_number, staged.name_as_published, staged.name_key, staged.charity_type, staged.registration_status, staged.registered_on, staged.removed_on,
        staged.starts_on, staged.ends_on, staged.income_gbp, staged.expenditure_gbp, staged.activities, staged.is_insolvent
    from loaded
    inner join staging.charity as staged
        on staged.source_file_id = loaded.source_file_id
        and staged.source_part = loaded.source_part
        and staged.source_row = loaded.source_row
),
club as (
    select
        loaded.organisation_key, loaded.source_file_id, loaded.source_part, loaded.source_row, loaded.as_at_on,
        staged.charity_number, staged.company_number, staged.name_as_published, staged.name_key, staged.activities, staged.for_whom, staged.age_from, staged.age_to, staged.members, staged.volunteers,
        staged.source_as_published
    from loaded
    inner join staging.sector_group as staged
        on staged.source_file_id = loaded.source_file_id
        and staged.source_part = loaded.source_part
        and staged.source_row = loaded.source_row
),
detail as (
    select
        loaded.organisation_key, staged.class_kind, coalesce(staged.class_as_published, staged.class_code) as class_as_published, staged.starts_on, staged.ends_on, staged.income_gbp,
        staged.expenditure_gbp, staged.contracts_gbp, staged.contract_count, staged.grants_gbp, staged.grant_count, staged.is_grant_maker, staged.volunteers
    from loaded
    inner join staging.charity_detail as staged
        on staged.source_file_id = loaded.source_file_id
        and staged.source_part = loaded.source_part
        and staged.source_row = loaded.source_row
),
class as (
    select
        organisation_key,
        string_agg(distinct class_as_published, ' | ' order by class_as_published) filter (where class_kind = 'what') as what_it_does,
        string_agg(distinct class_as_published, ' | ' order by class_as_published) filter (where class_kind = 'who') as who_it_helps,
        string_agg(distinct class_as_published, ' | ' order by class_as_published) filter (where class_kind = 'how') as how_it_works
    from detail
    group by organisation_key
),
government as (
    select
        organisation_key, ends_on, contracts_gbp, contract_count, grants_gbp, grant_count, is_grant_maker, volunteers,
        row_number() over (partition by organisation_key order by ends_on desc, contracts_gbp, grants_gbp) as nth
    from detail
    where ends_on is not null and (coalesce(contracts_gbp, grants_gbp, contract_count, grant_count, volunteers) is not null or is_grant_maker is not null)
),
account as (
    select
        organisation_key, starts_on, ends_on, income_gbp, expenditure_gbp,
        row_number() over (partition by organisation_key order by ends_on desc, income_gbp) as nth
    from detail
    where ends_on is not null and income_gbp is not null
),
placed as (
    select organisation_key, min(operation) as operation, min(areas_in_place) as areas_in_place, min(area_codes) as area_codes, min(other_area_count) as other_area_count, bool_or(is_listed) as is_listed
    from loaded
    group by organisation_key
),
organisation as (
    select
        placed.organisation_key,
        charity.organisation_key is not null as is_charity,
        coalesce(charity.name_as_published, club.name_as_published) as name,
        coalesce(charity.name_key, club.name_key) as name_key,
        coalesce(charity.charity_number, club.charity_number) as charity_number,
        coalesce(charity.company_number, club.company_number) as company_number
    from placed
    left join charity on charity.organisation_key = placed.organisation_key
    left join club on club.organisation_key = placed.organisation_key
    where coalesce(charity.name_as_published, club.name_as_published) is not null
),
said as (
    select
        organisation.organisation_key,
        ' ' || trim(regexp_replace(lower(concat_ws(' | ', organisation.name, charity.activities, club.activities, club.for_whom)), '[^a-z0-9|]+', ' ', 'g')) || ' ' as words
    from organisation
    left join charity on charity.organisation_key = organisation.organisation_key
    left join club on club.organisation_key = organisation.organisation_key
    where organisation.name_key is null or organisation.name_key not in (select supplier_key from core.withheld_payee)
),
told as (
    select said.organisation_key, word.applies_to, word.subject_kind, word.subject, word.age_from, word.age_to
    from said
    inner join ref.sector_word as word
        on word.applies_to = 'words'
        and contains(said.words, ' ' || case when word.phrase like '%*' then rtrim(word.phrase, '*') else word.phrase || ' ' end)
    union
    select detail.organisation_key, word.applies_to, word.subject_kind, word.subject, word.age_from, word.age_to
    from detail
    inner join ref.sector_word as word
        on word.applies_to = 'classification' and word.phrase = trim(regexp_replace(lower(detail.class_as_published), '[^a-z0-9]+', ' ', 'g'))
),
subject as (
    select
        organisation_key,
        string_agg(distinct subject, '; ' order by subject) filter (where subject_kind = 'cofog') as cofog,
        string_agg(distinct subject, '; ' order by subject) filter (where subject_kind = 'function') as functions,
        min(age_from) filter (where applies_to = 'classification') as class_age_from,
        max(age_to) filter (where applies_to = 'classification') as class_age_to,
        min(age_from) filter (where applies_to = 'words') as word_age_from,
        max(age_to) filter (where applies_to = 'words') as word_age_to
    from told
    group by organisation_key
),
known_by as (
    select organisation_key, charity_number, company_number, 1 as link_rank, 'charity number' as link, charity_number as party_key
    from organisation
    where charity_number is not null
    union all
    select organisation_key, charity_number, company_number, 2 as link_rank, 'company number' as link, company_number as party_key
    from organisation
    where company_number is not null
    union all
    select organisation.organisation_key, organisation.charity_number, organisation.company_number, 3 as link_rank, 'name' as link, organisation.name_key as party_key
    from organisation
    where organisation.name_key in (select name_key from organisation group by name_key having count(*) = 1)
),
supplier_by as (
    select supplier_id, charity_number, company_number, 1 as link_rank, charity_number as party_key from mart.supplier where charity_number is not null and body_id is null
    union all
    select supplier_id, charity_number, company_number, 2 as link_rank, company_number as party_key from mart.supplier where company_number is not null and body_id is null
    union all
    select supplier.supplier_id, supplier.charity_number, supplier.company_number, 3 as link_rank, name.supplier_key as party_key
    from mart.supplier as supplier
    inner join core.supplier_identity as name on name.supplier_id = supplier.supplier_id
    where supplier.body_id is null
),
supplier_found as (
    select
        supplier_by.supplier_id,
        known_by.organisation_key,
        known_by.link,
        row_number() over (partition by supplier_by.supplier_id order by known_by.link_rank, known_by.organisation_key) as nth
    from supplier_by
    inner join known_by on known_by.link_rank = supplier_by.link_rank and known_by.party_key = supplier_by.party_key
    where known_by.link_rank = 1
        or (
            coalesce(known_by.charity_number = supplier_by.charity_number, true)
            and (known_by.link_rank = 2 or coalesce(known_by.company_number = supplier_by.company_number, true))
        )
),
paid as (
    select
        supplier_found.organisation_key,
        supplier.supplier_id,
        supplier_found.link,
        sum(supplier.amount_gbp) over (partition by supplier_found.organisation_key) as amount_gbp,
        row_number() over (partition by supplier_found.organisation_key order by supplier.amount_gbp desc, supplier.supplier_id) as nth
    from supplier_found
    inner join mart.supplier as supplier on supplier.supplier_id = supplier_found.supplier_id
    where supplier_found.nth = 1
),
grant_line as (
    select
        given.line_id, given.fy, given.amount_gbp, given.regrant_gbp, given.charity_number, given.company_number, staged.recipient_key
    from mart.grant as given
    inner join staging.grant as staged
        on staged.source_file_id = given.source_file_id
        and staged.source_part = given.source_part
        and staged.source_row = given.source_row
    where given.status = 'counted' and given.recipient_kind not in ('public body', 'individual (withheld)')
),
grant_by as (
    select line_id, charity_number, company_number, 1 as link_rank, charity_number as party_key from grant_line where charity_number is not null
    union all
    select line_id, charity_number, company_number, 2 as link_rank, company_number as party_key from grant_line where company_number is not null
    union all
    select line_id, charity_number, company_number, 3 as link_rank, recipient_key as party_key from grant_line where recipient_key is not null
),
grant_found as (
    select
        grant_by.line_id,
        known_by.organisation_key,
        known_by.link,
        known_by.link_rank,
        row_number() over (partition by grant_by.line_id order by known_by.link_rank, known_by.organisation_key) as nth
    from grant_by
    inner join known_by on known_by.link_rank = grant_by.link_rank and known_by.party_key = grant_by.party_key
    where known_by.link_rank = 1
        or (
            coalesce(known_by.charity_number = grant_by.charity_number, true)
            and (known_by.link_rank = 2 or coalesce(known_by.company_number = grant_by.company_number, true))
        )
),
granted as (
    select
        grant_found.organisation_key,
        count(*) as grant_count,
        arg_max(grant_found.link, grant_found.link_rank) as link,
        sum(grant_line.amount_gbp) as amount_gbp,
        sum(grant_line.regrant_gbp) as regrant_gbp,
        min(grant_line.fy) as first_fy,
        max(grant_line.fy) as last_fy
    from grant_found
    inner join grant_line on grant_line.line_id = grant_found.line_id
    where grant_found.nth = 1
    group by grant_found.organisation_key
)
select
    'v' || left(md5(organisation.organisation_key), 12) as sector_id,
    case when organisation.is_charity or organisation.charity_number is not null then 'charity' else 'group on no register' end as kind,
    case when no_name.supplier_key is null then organisation.name else '(withheld)' end as name,
    -- a register would tell the name, of premises that nobody must know as of a private person
    case when no_name.supplier_key is null and organisation.name <> 'individual (withheld)' then organisation.charity_number end as charity_number,
    case when no_name.supplier_key is null and organisation.name <> 'individual (withheld)' then organisation.company_number end as company_number,
    charity.charity_type,
    case
        when charity.removed_on is not null then 'removed'
        when charity.organisation_key is not null then coalesce(charity.registration_status, 'not stated')
        when organisation.charity_number is not null then 'not stated'
        else 'on no register'
    end as status,
    charity.registered_on,
    charity.removed_on,
    charity.is_insolvent,
    case
        when no_name.supplier_key is not null or organisation.name = 'individual (withheld)' or no_words.text is not null or no_club_words.text is not null then '(withheld)'
        else coalesce(charity.activities, club.activities)
    end as activities,
    class.what_it_does,
    coalesce(class.who_it_helps, case when no_name.supplier_key is null and no_whom.text is null then club.for_whom else '(withheld)' end) as who_it_helps,
    class.how_it_works,
    coalesce(club.age_from, subject.class_age_from, subject.word_age_from) as age_from,
    coalesce(club.age_to, subject.class_age_to, subject.word_age_to) as age_to,
    case
        when club.age_from is not null then 'stated'
        when subject.class_age_from is not null then 'classification'
        when subject.word_age_from is not null then 'words'
    end as age_basis,
    subject.cofog,
    subject.functions,
    coalesce(charity.office, 'not known') as office,
    case when charity.office = 'in the place' and no_name.supplier_key is null and organisation.name <> 'individual (withheld)' then charity.office_area_code end as office_area_code,
    placed.operation,
    placed.areas_in_place,
    placed.area_codes,
    placed.other_area_count,
    placed.is_listed,
    coalesce(charity.income_gbp, account.income_gbp) as income_gbp,
    case when charity.income_gbp is not null then charity.expenditure_gbp else account.expenditure_gbp end as expenditure_gbp,
    case when charity.income_gbp is not null then charity.starts_on else account.starts_on end as period_from_on,
    case when charity.income_gbp is not null then charity.ends_on else account.ends_on end as period_to_on,
    government.contracts_gbp as government_contracts_gbp,
    government.contract_count as government_contract_count,
    government.grants_gbp as government_grants_gbp,
    government.grant_count as government_grant_count,
    government.ends_on as return_to_on,
    government.is_grant_maker,
    coalesce(government.volunteers, club.volunteers) as volunteers,
    club.members,
    paid.supplier_id,
    paid.link as supplier_link,
    coalesce(paid.amount_gbp, 0) as paid_gbp,
    coalesce(granted.grant_count, 0) as grant_count,
    granted.link as grant_link,
    coalesce(granted.amount_gbp, 0) as granted_gbp,
    coalesce(granted.regrant_gbp, 0) as given_on_gbp,
    granted.first_fy as first_grant_fy,
    granted.last_fy as last_grant_fy,
    club.source_as_published,
    coalesce(charity.as_at_on, club.as_at_on) as as_at_on,
    coalesce(charity.source_file_id, club.source_file_id) as source_file_id,
    coalesce(charity.source_part, club.source_part) as source_part,
    coalesce(charity.source_row, club.source_row) as source_row
from organisation
inner join placed on placed.organisation_key = organisation.organisation_key
left join charity on charity.organisation_key = organisation.organisation_key
left join club on club.organisation_key = organisation.organisation_key
left join class on class.organisation_key = organisation.organisation_key
left join subject on subject.organisation_key = organisation.organisation_key
left join government on government.organisation_key = organisation.organisation_key and government.nth = 1
left join account on account.organisation_key = organisation.organisation_key and account.nth = 1
left join paid on paid.organisation_key = organisation.organisation_key and paid.nth = 1
left join granted on granted.organisation_key = organisation.organisation_key
left join core.withheld_payee as no_name on no_name.supplier_key = organisation.name_key
left join core.guarded_text as no_words on no_words.text = charity.activities
left join core.guarded_text as no_club_words on no_club_words.text = club.activities
left join core.guarded_text as no_whom on no_whom.text = club.for_whom
