-- grain: one row per published row that shows sensitive premises
-- question: are refuges, children's homes and custody suites kept out of every list?
-- owner: pilot team
-- table: mart.estate
-- sentence: no published text, place or line is that of sensitive premises
-- severity: privacy
-- It starts from what lines say and from the place's own list, not only from what was decided about them, and compares what is
-- published: a flag lost on the way is found here. Every published table that can hold a line, a key, a name, an address, a postcode, a UPRN or
-- a point is looked at in one of three ways: by the line it is made from, by what tells premises (core.sensitive_key), by the words
-- of the place's own list. No row_key repeats a word of what it is about.
with secret_line as (
    select source_file_id, source_part, source_row
    from core.sensitive_statement
    where is_whole
    union
    select source_file_id, source_part, source_row
    from core.guarded_line
    where is_whole
    union
    select source_file_id, source_part, source_row
    from core.property_line
    where is_sensitive
    union
    select source_file_id, source_part, source_row
    from core.asset_reference
    where is_sensitive
),
-- rows made from a line
made as (
    select 'mart.estate_source' as table_name, asset_id || ' ' || source_row::varchar as row_key, source_file_id, source_part, source_row
    from mart.estate_source
    union all
    select 'mart.building_evidence' as table_name, asset_id || ' ' || source_row::varchar as row_key, source_file_id, source_part, source_row
    from mart.building_evidence
    union all
    select 'mart.estate_cost' as table_name, line_id::varchar as row_key, source_file_id, source_part, source_row
    from mart.estate_cost
    union all
    select 'mart.utilisation' as table_name, concat_ws(' ', asset_id, measure, source_row::varchar) as row_key, source_file_id, source_part, source_row
    from mart.utilisation
    union all
    select 'mart.building_correction' as table_name, concat_ws(' ', asset_id, field) as row_key, source_file_id, source_part, source_row
    from mart.building_correction
    union all
    select 'mart.register_duplicate' as table_name, 'line ' || left_source_row::varchar as row_key, left_source_file_id, left_source_part, left_source_row
    from mart.register_duplicate
    union all
    select 'mart.register_duplicate' as table_name, 'line ' || right_source_row::varchar as row_key, right_source_file_id, right_source_part, right_source_row
    from mart.register_duplicate
    union all
    select 'ops.issue' as table_name, concat_ws(' ', source_part, source_row::varchar, issue_type) as row_key, source_file_id, source_part, source_row
    from ops.issue
    where value <> '(withheld)'
),
request as (
    select
        request.body_id || ' ' || request.request_number::varchar as row_key,
        request.asset_id,
        request.asset_code,
        request.name,
        estate.address,
        request.postcode,
        request.request
    from mart.request as request
    left join mart.estate as estate on estate.asset_id = request.asset_id
),
-- what tells premises
shown as (
    select 'mart.estate' as table_name, asset_id as row_key, name, address, postcode, uprn, easting, northing
    from mart.estate
    -- the middle of a postcode is nobody's own point
    where location_method not in ('postcode', 'corrected postcode')
    union all
    select 'mart.estate' as table_name, asset_id as row_key, name, address, postcode, uprn, null as easting, null as northing
    from mart.estate
    union all
    select 'mart.estate_source' as table_name, source.asset_id || ' ' || source.source_row::varchar as row_key, source.name_as_published, null, estate.postcode, source.uprn, null, null
    from mart.estate_source as source
    left join mart.estate as estate on estate.asset_id = source.asset_id
    union all
    select 'mart.request' as table_name, row_key, name, address, postcode, null, null, null
    from request
    union all
    select 'mart.building_correction' as table_name, concat_ws(' ', asset_id, field) as row_key, null, null, null, we_have, null, null
    from mart.building_correction
    where field = 'uprn'
    union all
    select 'mart.building_correction' as table_name, concat_ws(' ', asset_id, field) as row_key, null, null, null, body_says, null, null
    from mart.building_correction
    where field = 'uprn'
),
told as (
    select 'mart.id_history' as table_name, id as row_key, 'key ' || source_key as sensitive_key
    from mart.id_history
    where is_current
    union all
    select 'mart.estate' as table_name, asset_id as row_key, 'id ' || asset_id as sensitive_key
    from mart.estate
    union all
    select table_name, row_key, 'uprn ' || uprn as sensitive_key
    from shown
    union all
    select table_name, row_key, 'at ' || postcode || ' ' || regexp_replace(upper(name), '[^A-Z0-9]', '', 'g') as sensitive_key
    from shown
    union all
    select table_name, row_key, 'at ' || postcode || ' ' || regexp_replace(upper(address), '[^A-Z0-9]', '', 'g') as sensitive_key
    from shown
    union all
    select table_name, row_key, 'house ' || postcode || ' ' || regexp_extract(upper(address), '[0-9]+[A-Z]? +[A-Z]{3,}') as sensitive_key
    from shown
    union all
    -- without a name premises stand under their address
    select table_name, row_key, 'house ' || postcode || ' ' || regexp_extract(upper(name), '[0-9]+[A-Z]? +[A-Z]{3,}') as sensitive_key
    from shown
    union all
    select
        table_name,
        row_key,
        'point ' || round(easting)::varchar || ' ' || round(northing)::varchar || ' ' || regexp_extract(upper(name), '[A-Z]{4,}') as sensitive_key
    from shown
),
-- texts
payment as (
    select purpose as words, min(line_id) as line_id from mart.spend_line group by purpose
    union all
    select department as words, min(line_id) as line_id from mart.spend_line group by department
    union all
    select line as words, min(line_id) as line_id from mart.spend_line group by line
),
said as (
    select 'mart.spend_line' as table_name, line_id::varchar as row_key, words from payment
    union all
    select 'mart.contract' as table_name, line_id::varchar as row_key, title as words from mart.contract
    union all
    select 'mart.contract' as table_name, line_id::varchar as row_key, contract_reference as words from mart.contract
    union all
    select 'mart.contract' as table_name, line_id::varchar as row_key, category_as_published as words from mart.contract
    union all
    select 'mart.grant' as table_name, line_id::varchar as row_key, title as words from mart.grant
    union all
    select 'mart.grant' as table_name, line_id::varchar as row_key, purpose as words from mart.grant
    union all
    select 'mart.sector_organisation' as table_name, sector_id as row_key, activities as words from mart.sector_organisation
    union all
    select 'mart.sector_organisation' as table_name, sector_id as row_key, who_it_helps as words from mart.sector_organisation
    union all
    select 'mart.provision' as table_name, line_id::varchar as row_key, concat_ws(' | ', service_as_published, eligibility, offer_reference, administration_definition) as words
    from mart.provision
    union all
    select 'mart.estate' as table_name, asset_id as row_key, name as words from mart.estate
    union all
    select 'mart.estate' as table_name, asset_id as row_key, address as words from mart.estate
    union all
    select 'mart.estate_source' as table_name, asset_id || ' ' || source_row::varchar as row_key, name_as_published as words from mart.estate_source
    union all
    select 'mart.estate_source' as table_name, asset_id || ' ' || source_row::varchar as row_key, asset_code as words from mart.estate_source
    union all
    select 'mart.interest' as table_name, interest_id as row_key, demise_as_published as words from mart.interest
    union all
    select 'mart.interest' as table_name, interest_id as row_key, landlord_as_published as words from mart.interest
    union all
    select 'mart.interest' as table_name, interest_id as row_key, tenant_as_published as words from mart.interest
    union all
    select 'mart.interest' as table_name, interest_id as row_key, concat_ws(' | ', tenure_as_published, detail_as_published, lease_code) as words from mart.interest
    union all
    select 'mart.occupation' as table_name, occupation_id as row_key, occupier_as_published as words from mart.occupation
    union all
    select 'mart.occupation' as table_name, occupation_id as row_key, team_as_published as words from mart.occupation
    union all
    select 'mart.utilisation' as table_name, concat_ws(' ', asset_id, measure, source_row::varchar) as row_key, unit_name as words from mart.utilisation
    union all
    select 'mart.id_history' as table_name, id as row_key, source_key as words from mart.id_history where is_current
    union all
    select 'mart.request' as table_name, row_key, name as words from request
    union all
    select 'mart.request' as table_name, row_key, asset_code as words from request
    union all
    select 'mart.request' as table_name, row_key, request as words from request
    union all
    select 'mart.building_correction' as table_name, concat_ws(' ', asset_id, field) as row_key, we_have as words from mart.building_correction
    union all
    select 'mart.building_correction' as table_name, concat_ws(' ', asset_id, field) as row_key, body_says as words from mart.building_correction
    union all
    select 'ops.issue' as table_name, concat_ws(' ', source_part, source_row::varchar, issue_type) as row_key, value as words from ops.issue
    union all
    select 'ops.issue' as table_name, concat_ws(' ', source_part, source_row::varchar, issue_type) as row_key, message as words from ops.issue
),
payee as (
    -- a firm may bear the name of premises that a register shows, but none of the place's own list
    select 'mart.spend_line' as table_name, min(line_id)::varchar as row_key, supplier_as_published as words from mart.spend_line group by supplier_as_published
    union all
    select 'mart.supplier' as table_name, supplier_id as row_key, name as words from mart.supplier
    union all
    select 'mart.supplier_name' as table_name, supplier_id as row_key, name as words from mart.supplier_name
    union all
    select 'mart.contract' as table_name, line_id::varchar as row_key, supplier_as_published as words from mart.contract
    union all
    select 'mart.grant' as table_name, line_id::varchar as row_key, recipient_as_published as words from mart.grant
    union all
    select 'mart.grant_gateway' as table_name, line_id::varchar as row_key, recipient as words from mart.grant_gateway
    union all
    select 'mart.grant_party' as table_name, fy::varchar || ' ' || rank::varchar as row_key, party as words from mart.grant_party where side = 'recipient'
    union all
    select 'mart.grant_overlap' as table_name, left_line_id::varchar as row_key, recipient as words from mart.grant_overlap
    union all
    select 'mart.grant_decision' as table_name, line_id::varchar as row_key, recipient as words from mart.grant_decision
    union all
    select 'mart.sector_organisation' as table_name, sector_id as row_key, name as words from mart.sector_organisation
    union all
    select 'mart.sector_match' as table_name, sector_id as row_key, name as words from mart.sector_match
    union all
    select 'mart.provision' as table_name, line_id::varchar as row_key, concat_ws(' | ', provider_as_published, funder_as_published) as words from mart.provision
    union all
    -- what is licensed may bear such a name as a firm may
    select 'mart.licensed_premises' as table_name, 'row ' || source_row::varchar as row_key, name as words from mart.licensed_premises
),
text as (
    select table_name, row_key, words, false as is_payee from said
    union all
    select table_name, row_key, words, true as is_payee from payee
),
worded as (
    select
        table_name,
        row_key,
        is_payee,
        regexp_replace(replace(upper(words), '&', 'AND'), '[^A-Z0-9]', '', 'g') as key,
        ' ' || trim(regexp_replace(lower(words), '[^a-z0-9]+', ' ', 'g')) || ' ' as spaced
    from text
    where words is not null
)
select asset.asset_id as row_key, 'mart.estate' as table_name
from mart.estate as asset
inner join ref.function as use on use.function_id = asset.function
where use.is_sensitive
union
select made.row_key, made.table_name
from made
inner join secret_line
    on secret_line.source_file_id = made.source_file_id
    and secret_line.source_part = made.source_part
    and secret_line.source_row = made.source_row
union
select interest.interest_id as row_key, 'mart.interest' as table_name
from mart.interest as interest
inner join secret_line
    on interest.interest_id = 'i' || left(md5(secret_line.source_file_id || '/' || secret_line.source_part || '/' || secret_line.source_row::varchar), 14)
union
select occupation.occupation_id as row_key, 'mart.occupation' as table_name
from mart.occupation as occupation
inner join secret_line
    on occupation.occupation_id = 'o' || left(md5(secret_line.source_file_id || '/' || secret_line.source_part || '/' || secret_line.source_row::varchar), 14)
union
select told.row_key, told.table_name
from told
inner join core.sensitive_key as secret on secret.sensitive_key = told.sensitive_key
union
select worded.row_key, worded.table_name
from worded
inner join core.listed_sensitive as entry
    -- a short number is that of many things
    on (entry.sensitive_key = worded.key and regexp_matches(entry.sensitive_key, '[A-Z]|[0-9]{8}'))
    or (contains(entry.sensitive_words, ' ') and contains(worded.spaced, ' ' || entry.sensitive_words || ' '))
union
-- where nothing but the words tells which building is meant
select worded.row_key, worded.table_name
from worded
inner join core.sensitive_name as entry
    on case when entry.is_all then worded.spaced = ' ' || entry.words || ' ' else contains(worded.spaced, ' ' || entry.words || ' ') end
where not worded.is_payee and worded.table_name in ('mart.spend_line', 'mart.contract', 'mart.grant', 'mart.provision', 'mart.sector_organisation', 'mart.occupation', 'ops.issue')
