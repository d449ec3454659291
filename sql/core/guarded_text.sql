-- grain: one row per text of a payment, a contract, a grant, an offer, an organisation, a lease, a constraint or an issue that names sensitive premises or a single dwelling
-- question: which purposes, departments, titles, activities, demises, parties, teams and things told of files must not be shown, as they name a building that nobody must know or one home?
-- owner: pilot team
-- By the words of core.sensitive_name and core.dwelling_name; a demise also where it is one home by its number ("Flat 3"). Each text is looked at once, and only for names whose first word it has. Whom a body pays is
-- judged in core.withheld_payee: a payee is a firm or a public body, and people are withheld where the list is read.
with said as (
    select purpose_as_published as text from staging.payment
    union
    select department_as_published as text from staging.payment
    union
    select service_as_published as text from staging.payment
    union
    select title as text from staging.contract
    union
    select contract_reference as text from staging.contract
    union
    select category_as_published as text from staging.contract
    union
    select title as text from staging.grant
    union
    select purpose_as_published as text from staging.grant
    union
    select staged.activities as text
    from staging.charity as staged
    inner join core.sector_line as line
        on line.source_file_id = staged.source_file_id
        and line.source_part = staged.source_part
        and line.source_row = staged.source_row
    where line.line_status = 'loaded'
    union
    select activities as text from staging.sector_group
    union
    select for_whom as text from staging.sector_group
    union
    select service_as_published as text from staging.provision
    union
    select eligibility_as_published as text from staging.provision
    union
    select administration_definition as text from staging.provision
    union
    select demise_as_published as text from staging.lease
    union
    select landlord_as_published as text from staging.lease
    union
    select tenant_as_published as text from staging.lease
    union
    select stated_by_as_published as text from staging.building_constraint
    union
    select value as text from staging.issue
    union
    select message as text from staging.issue
    union
    select value as text from core.issue
    union
    select message as text from core.issue
    union
    select value as text from analysis.utilisation_issue
    union
    select message as text from analysis.utilisation_issue
),
worded as (
    select text, trim(regexp_replace(lower(text), '[^a-z0-9]+', ' ', 'g')) as words
    from said
    where text is not null
),
token as (
    select distinct text, words, unnest(string_split(words, ' ')) as word
    from worded
),
name as (
    select words, is_all, string_split(words, ' ')[1] as first_word
    from core.sensitive_name
    union all
    select words, false as is_all, string_split(words, ' ')[1] as first_word
    from core.dwelling_name
)
select distinct token.text
from token
inner join name
    on name.first_word = token.word
    and case when name.is_all then token.words = name.words else contains(' ' || token.words || ' ', ' ' || name.words || ' ') end
union
select lease.demise_as_published as text
from staging.lease as lease
inner join ref.dwelling_word as word
    on word.says = 'one home of a block'
    and regexp_matches(lower(lease.demise_as_published), '^\W*' || word.word || '\W+(no\W+)?([0-9]+ ?[a-z]?|[a-z])\b')
    -- several: Flat 1-3
    and not regexp_matches(lower(lease.demise_as_published), '^\W*[a-z]+\W+(no\W+)?[0-9]+ ?[a-z]? *(-|–|—|&|/|to\b|and\b|\+) *[0-9]')
