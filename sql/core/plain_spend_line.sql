-- grain: one row per line of a return of spending in a plain layout
-- question: whose is each line of the returns of the NHS, police, fire and central departments, does it count, and what does it mean?
-- owner: finance leads
-- A body is known by its code, else by its name, of several with one name by being of the kind that sends such returns. A department that
-- place.toml does not know waits; other bodies lie outside the place, as such tables are national. A line is known by its name, else by
-- its code; where the two name different lines it is not known. A line that is not known and is the sum of all the others, to the penny, is their total,
-- whatever it is called. Of several tables of one body, year, measure and population one counts,
-- whole. Parts of a line take its place only if they add up to it: else the line counts whole, and its parts stand beside it.
with published as (
    select
        'NHS return' as form,
        'nhs' as body_kind,
        source_file_id,
        source_part,
        source_row,
        part_number,
        path,
        sender,
        organisation_as_published,
        organisation_code,
        fy,
        measure,
        population,
        return_status,
        line_code,
        line_as_published,
        is_total,
        is_subtotal,
        paid_to_as_published,
        paid_to_code,
        received_from_as_published,
        received_from_code,
        area_as_published,
        basis,
        basis_method,
        income_basis,
        unit_as_published,
        income_gbp,
        amount_gbp
    from staging.nhs_return
    union all
    select
        'police objective analysis' as form,
        'police' as body_kind,
        source_file_id,
        source_part,
        source_row,
        part_number,
        path,
        sender,
        organisation_as_published,
        organisation_code,
        fy,
        measure,
        population,
        return_status,
        line_code,
        line_as_published,
        is_total,
        is_subtotal,
        paid_to_as_published,
        paid_to_code,
        received_from_as_published,
        received_from_code,
        area_as_published,
        basis,
        basis_method,
        income_basis,
        unit_as_published,
        income_gbp,
        amount_gbp
    from staging.police_return
    union all
    select
        'fire return' as form,
        'fire' as body_kind,
        source_file_id,
        source_part,
        source_row,
        part_number,
        path,
        sender,
        organisation_as_published,
        organisation_code,
        fy,
        measure,
        population,
        return_status,
        line_code,
        line_as_published,
        is_total,
        is_subtotal,
        paid_to_as_published,
        paid_to_code,
        received_from_as_published,
        received_from_code,
        area_as_published,
        basis,
        basis_method,
        income_basis,
        unit_as_published,
        income_gbp,
        amount_gbp
    from staging.fire_return
    union all
    select
        'central return' as form,
        'other' as body_kind,
        source_file_id,
        source_part,
        source_row,
        part_number,
        path,
        sender,
        organisation_as_published,
        organisation_code,
        fy,
        measure,
        population,
        return_status,
        line_code,
        line_as_published,
        is_total,
        is_subtotal,
        paid_to_as_published,
        paid_to_code,
        received_from_as_published,
        received_from_code,
        area_as_published,
        basis,
        basis_method,
        income_basis,
        unit_as_published,
        income_gbp,
        amount_gbp
    from staging.central_return
),
line as (
    select
        form,
        body_kind,
        source_file_id,
        source_part,
        source_row,
        part_number,
        path,
        sender,
        organisation_as_published,
        organisation_code,
        fy,
        measure,
        population,
        return_status,
        line_code,
        line_as_published,
        is_total,
        is_subtotal,
        paid_to_as_published,
        paid_to_code,
        received_from_as_published,
        received_from_code,
        area_as_published,
        basis,
        basis_method,
        income_basis,
        unit_as_published,
        income_gbp,
        amount_gbp,
        part_number * 67108864 + source_row as line_id,
        nullif(regexp_replace(replace(upper(organisation_as_published), '&', 'AND'), '[^A-Z0-9]', '', 'g'), '') as name_key,
        nullif(regexp_replace(upper(organisation_code), '[^A-Z0-9]', '', 'g'), '') as code_key,
        nullif(regexp_replace(replace(upper(paid_to_as_published), '&', 'AND'), '[^A-Z0-9]', '', 'g'), '') as paid_name_key,
        nullif(regexp_replace(upper(paid_to_code), '[^A-Z0-9]', '', 'g'), '') as paid_code_key,
        nullif(regexp_replace(replace(upper(received_from_as_published), '&', 'AND'), '[^A-Z0-9]', '', 'g'), '') as received_name_key,
        nullif(regexp_replace(upper(received_from_code), '[^A-Z0-9]', '', 'g'), '') as received_code_key,
        nullif(regexp_replace(replace(upper(area_as_published), '&', 'AND'), '[^A-Z0-9]', '', 'g'), '') as area_key,
        regexp_replace(replace(lower(line_as_published), '&', 'and'), '[^a-z0-9]', '', 'g') as line_key
    from published
),
alias as (
    -- a name that several bodies have stands for the only one of a kind
    select alias_key, body_kind, min(body_id) as body_id
    from (
        select named.alias_key, body.kind as body_kind, named.body_id
        from ref.body_alias as named
        inner join ref.body as body on body.body_id = named.body_id
    ) as of_kind
    group by alias_key, body_kind
    having count(*) = 1
),
any_alias as (
    select alias_key, min(body_id) as body_id
    from ref.body_alias
    group by alias_key
    having count(*) = 1
),
alone as (
    select source_file_id, source_part
    from line
    group by source_file_id, source_part
    having count(distinct coalesce(code_key, name_key)) <= 1
),
area as (
    select area_key, bool_or(is_in_place) as is_in_place
    from (
        select regexp_replace(upper(area_code), '[^A-Z0-9]', '', 'g') as area_key, is_in_place
        from ref.area
        union all
        select regexp_replace(replace(upper(area_name), '&', 'AND'), '[^A-Z0-9]', '', 'g') as area_key, is_in_place
        from ref.area
        union all
        select regexp_replace(upper(area_code), '[^A-Z0-9]', '', 'g') as area_key, true as is_in_place
        from core.place_area
        where area_code is not null
        union all
        select regexp_replace(replace(upper(name), '&', 'AND'), '[^A-Z0-9]', '', 'g') as area_key, true as is_in_place
        from ref.place
    ) as known
    group by area_key
),
by_code as (
    select form, line_code, min(line) as line, min(part_of) as part_of, min(role) as role, min(cofog) as cofog
    from ref.spend_line
    group by form, line_code
),
named as (
    select
        line.source_file_id,
        line.source_part,
        line.source_row,
        line.line_id,
        line.path,
        line.form,
        line.fy,
        line.measure,
        line.population,
        line.return_status,
        line.line_as_published,
        line.line_code as code_as_published,
        line.is_total,
        line.is_subtotal,
        line.basis,
        line.basis_method,
        line.income_basis,
        line.unit_as_published,
        line.income_gbp,
        line.amount_gbp,
        line.area_key is not null and area.area_key is null as is_area_unknown,
        -- a code that is none of the place's, or a name in a table that comes from outside it: of one of our bodies it may be a slip
        line.area_key is not null
        and not coalesce(
            area.is_in_place, sending.body_id is not null and not regexp_matches(line.area_key, '^[EWSN][0-9]{8}$')
        ) as is_elsewhere,
        coalesce(line.code_key, line.name_key) is not null as is_named,
        coalesce(code_kind.body_id, code_any.body_id, name_kind.body_id, name_any.body_id, sender_body.body_id) as body_id,
        case
            when coalesce(line.received_code_key, line.received_name_key) is not null
                then coalesce(received_code.body_id, received_kind.body_id, received_name.body_id)
            else coalesce(paid_code.body_id, paid_kind.body_id, paid_name.body_id)
        end as other_body_id,
        coalesce(line.received_code_key, line.received_name_key) is not null as is_received,
        case
            when by_name.line_code <> by_code.line_code then null
            else coalesce(by_name.line_code, by_code.line_code)
        end as line_code
    from line
    left join alias as code_kind on code_kind.alias_key = line.code_key and code_kind.body_kind = line.body_kind
    left join any_alias as code_any on code_any.alias_key = line.code_key
    left join alias as name_kind on name_kind.alias_key = line.name_key and name_kind.body_kind = line.body_kind
    left join any_alias as name_any on name_any.alias_key = line.name_key
    left join alone on alone.source_file_id = line.source_file_id and alone.source_part = line.source_part
    left join ref.body as sender_body
        on sender_body.body_id = line.sender
        and (coalesce(line.code_key, line.name_key) is null or (alone.source_file_id is not null and sender_body.kind = line.body_kind))
    left join any_alias as paid_code on paid_code.alias_key = line.paid_code_key
    left join alias as paid_kind on paid_kind.alias_key = line.paid_name_key and paid_kind.body_kind = line.body_kind
    left join any_alias as paid_name on paid_name.alias_key = line.paid_name_key
    left join any_alias as received_code on received_code.alias_key = line.received_code_key
    left join alias as received_kind on received_kind.alias_key = line.received_name_key and received_kind.body_kind = line.body_kind
    left join any_alias as received_name on received_name.alias_key = line.received_name_key
    left join area on area.area_key = line.area_key
    left join ref.body as sending on sending.body_id = line.sender
    left join ref.spend_line as by_name on by_name.form = line.form and by_name.name_key = line.line_key
    left join by_code on by_code.form = line.form and by_code.line_code = line.line_code
),
weighed as (
    -- of the lines of one body, year and measure in a table, but for totals and money received
    select
        source_file_id,
        source_part,
        body_id,
        fy,
        measure,
        population,
        sum(amount_gbp) as lines_gbp,
        count(*) filter (where amount_gbp <> 0) as line_count
    from named
    where body_id is not null and not is_total and not is_subtotal and not is_received and not is_elsewhere
    group by source_file_id, source_part, body_id, fy, measure, population
),
told as (
    select
        named.source_file_id,
        named.source_part,
        named.source_row,
        named.line_id,
        named.path,
        named.form,
        named.fy,
        named.measure,
        named.population,
        named.return_status,
        named.line_as_published,
        named.code_as_published,
        named.is_total
        or coalesce(
            named.line_code is null
            and not named.is_subtotal
            and not named.is_received
            and named.amount_gbp <> 0
            and weighed.line_count > 2
            and named.amount_gbp * 2 = weighed.lines_gbp,
            false
        ) as is_total,
        named.is_subtotal,
        named.basis,
        named.basis_method,
        named.income_basis,
        named.unit_as_published,
        named.income_gbp,
        named.amount_gbp,
        named.is_area_unknown,
        named.is_elsewhere,
        named.is_named,
        named.body_id,
        named.other_body_id,
        named.is_received,
        named.line_code
    from named
    left join weighed
        on weighed.source_file_id = named.source_file_id
        and weighed.source_part = named.source_part
        and weighed.body_id = named.body_id
        and weighed.fy = named.fy
        and weighed.measure = named.measure
        and weighed.population = named.population
),
offered as (
    select
        body_id,
        fy,
        form,
        measure,
        population,
        source_file_id,
        source_part,
        path,
        row_number() over (
            partition by body_id, fy, form, measure, population
            order by
                min(case return_status when 'certified' then 1 when 'not stated' then 2 else 3 end),
                count(distinct coalesce(code_as_published, line_as_published)) desc,
                path desc,
                source_part desc
        ) as nth
    from told
    where body_id is not null
    group by body_id, fy, form, measure, population, source_file_id, source_part, path
),
judged as (
    select
        told.source_file_id,
        told.source_part,
        told.source_row,
        case
            when told.is_elsewhere then 'ignored'
            when told.body_id is null and told.form = 'central return' and told.is_named then 'held'
            when told.body_id is null and told.is_named then 'ignored'
            when told.body_id is null or told.is_area_unknown then 'held'
            when best.source_file_id <> told.source_file_id or best.source_part <> told.source_part then 'superseded'
            else 'loaded'
        end as line_status,
        case
            when told.is_elsewhere then 'outside the place'
            when told.body_id is null and told.form = 'central return' and told.is_named then 'of a department that place.toml does not know: add it as a [[body]] of the kind "other"'
            when told.body_id is null and told.is_named then 'outside the place'
            when told.body_id is null then 'nobody says whose return this is: put the file into inbox/<body>/'
            when told.is_area_unknown then 'about an area that neither place.toml nor the boundaries know'
            when best.source_file_id <> told.source_file_id or best.source_part <> told.source_part
                then 'a better checked or fuller return of the same year stands in ' || best.path || ' (' || best.source_part || ')'
        end as line_reason
    from told
    left join offered as best
        on best.body_id = told.body_id
        and best.fy = told.fy
        and best.form = told.form
        and best.measure = told.measure
        and best.population = told.population
        and best.nth = 1
),
summed as (
    -- lines that stand in a table beside their parts
    select
        told.source_file_id,
        told.source_part,
        told.body_id,
        told.fy,
        told.form,
        told.measure,
        told.population,
        whole.line_code as whole_code,
        sum(told.amount_gbp) filter (where told.line_code = whole.line_code) as whole_gbp,
        sum(told.amount_gbp) filter (where told.line_code <> whole.line_code) as parts_gbp,
        count(*) * max(case told.unit_as_published when '£ thousand' then 500 else 0.5 end) as rounding_gbp
    from told
    inner join (select distinct form, line_code, part_of from ref.spend_line) as meant
        on meant.form = told.form and meant.line_code = told.line_code
    inner join (select distinct form, line_code from ref.spend_line) as whole
        on whole.form = told.form and (whole.line_code = meant.part_of or whole.line_code = told.line_code)
    where told.body_id is not null and not told.is_received
    group by told.source_file_id, told.source_part, told.body_id, told.fy, told.form, told.measure, told.population, whole.line_code
)
select
    told.source_file_id,
    told.source_part,
    told.source_row,
    told.line_id,
    judged.line_status,
    judged.line_reason,
    told.body_id,
    nullif(told.other_body_id, told.body_id) as other_body_id,
    told.fy,
    told.form,
    told.measure,
    told.population,
    told.return_status,
    told.basis,
    told.basis_method,
    told.unit_as_published,
    told.line_code,
    coalesce(meaning.line, told.line_as_published, told.code_as_published) as line,
    coalesce(told.line_as_published, told.code_as_published) as line_as_published,
    case
        when told.is_total then 'total'
        when told.is_subtotal then 'memo total'
        when told.is_received then 'received'
        when own.whole_gbp is not null and own.parts_gbp is not null and abs(own.whole_gbp - own.parts_gbp) <= own.rounding_gbp then 'memo total'
        when above.whole_gbp is not null and abs(above.whole_gbp - above.parts_gbp) > above.rounding_gbp then 'part'
        else meaning.role
    end as role,
    case when told.is_total or told.is_subtotal then null else coalesce(meaning.cofog, 'unmapped') end as cofog,
    case
        when told.is_total or told.is_subtotal or nullif(told.other_body_id, told.body_id) is null then null
        when told.form = 'NHS return' and other.kind = 'nhs' then 'PCT or ICB to NHS trust'
        else 'payments among bodies'
    end as transfer_type,
    told.income_basis,
    told.income_gbp,
    told.amount_gbp
from told
inner join judged
    on judged.source_file_id = told.source_file_id
    and judged.source_part = told.source_part
    and judged.source_row = told.source_row
left join by_code as meaning on meaning.form = told.form and meaning.line_code = told.line_code
left join ref.body as other on other.body_id = told.other_body_id
left join summed as own
    on own.source_file_id = told.source_file_id
    and own.source_part = told.source_part
    and own.body_id = told.body_id
    and own.fy = told.fy
    and own.form = told.form
    and own.measure = told.measure
    and own.population = told.population
    and own.whole_code = told.line_code
left join summed as above
    on above.source_file_id = told.source_file_id
    and above.source_part = told.source_part
    and above.body_id = told.body_id
    and above.fy = told.fy
    and above.form = told.form
    and above.measure = told.measure
    and above.population = told.population
    and above.whole_code = meaning.part_of
