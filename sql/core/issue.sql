-- grain: one row per thing found when rows were put together
-- question: what was found only when all files were seen together?
-- owner: pilot team
-- assumptions: location_postcode_distance_m, location_shared_point_count, payment_first_january_count, floor_area_shared_count, floor_area_shared_m2
with outside as (
    select
        property.source_file_id,
        property.source_part,
        property.organisation_as_published,
        property.organisation_code,
        count(*) as row_count
    from core.property_line as line
    inner join core.listing as property
        on property.source_file_id = line.source_file_id
        and property.source_part = line.source_part
        and property.source_row = line.source_row
    where line.line_status = 'ignored'
    group by property.source_file_id, property.source_part, property.organisation_as_published, property.organisation_code
),
counted as (
    select
        line.source_file_id,
        line.source_part,
        line.source_row,
        line.source_key,
        line.is_sensitive,
        property.uprn,
        property.postcode,
        property.coordinate_reading,
        count(*) over (partition by line.source_file_id, line.source_part, line.source_key) as same_key_count
    from core.property_line as line
    inner join core.listing as property
        on property.source_file_id = line.source_file_id
        and property.source_part = line.source_part
        and property.source_row = line.source_row
    where line.line_status = 'loaded'
),
shared_uprn as (
    select source_file_id, source_part, uprn, count(*) as line_count
    from counted
    where uprn is not null
    group by source_file_id, source_part, uprn
    having count(distinct source_key) > 1
),
sited as (
    -- a line with a floor area, for each way in which it may share a site with others of its table: UPRN, street, and what stands first in
    -- its name ("Long Meadow Park, Shelter") with the district of its postcode
    select
        line.source_file_id,
        line.source_part,
        line.source_row,
        line.source_key,
        line.is_sensitive,
        property.gia_m2,
        unnest([
            'uprn ' || property.uprn,
            'street ' || property.postcode || ' ' || upper(coalesce(property.street, property.address_as_published)),
            'name ' || nullif(trim(regexp_replace(upper(property.name_as_published), '([,;:(/]| - ).*$', '')), '')
                || ' ' || coalesce(property.outward_code, split_part(property.postcode, ' ', 1), '')
        ]) as site
    from core.property_line as line
    inner join core.listing as property
        on property.source_file_id = line.source_file_id
        and property.source_part = line.source_part
        and property.source_row = line.source_row
    inner join core.assumption as threshold on threshold.assumption_id = 'floor_area_shared_m2'
    where line.line_status = 'loaded' and property.gia_m2 >= threshold.value
),
site_area as (
    select sited.source_file_id, sited.source_part, sited.gia_m2, sited.site, count(distinct sited.source_key) as line_count
    from sited
    where sited.site is not null
    group by sited.source_file_id, sited.source_part, sited.gia_m2, sited.site
),
shared_area as (
    -- a line counts with the site by which most lines share its figure
    select
        sited.source_file_id,
        sited.source_part,
        sited.source_row,
        sited.is_sensitive,
        sited.gia_m2,
        sited.site,
        site_area.line_count,
        row_number() over (
            partition by sited.source_file_id, sited.source_part, sited.source_row
            order by site_area.line_count desc, sited.site
        ) as nth
    from sited
    inner join site_area
        on site_area.source_file_id = sited.source_file_id
        and site_area.source_part = sited.source_part
        and site_area.gia_m2 = sited.gia_m2
        and site_area.site = sited.site
    inner join core.assumption as threshold on threshold.assumption_id = 'floor_area_shared_count'
    where site_area.line_count >= threshold.value
),
claimed as (
    -- what each body's registers say it owns outright, an asset at a time, as the body has corrected it
    select distinct asset.asset_id, line.body_id
    from core.asset_line as asset
    inner join core.property_line as line
        on line.source_file_id = asset.source_file_id
        and line.source_part = asset.source_part
        and line.source_row = asset.source_row
    left join core.asset_confirmation as said on said.asset_id = asset.asset_id and said.body_id = line.body_id
    where line.ownership_basis = 'register'
        and not line.is_not_owned
        and coalesce(said.is_held, true)
        and coalesce(said.tenure, line.tenure) in ('freehold', 'freehold and leasehold')
),
claim as (
    select one.asset_id, one.body_id, string_agg(body.name, ', ' order by body.name) as others
    from claimed as one
    inner join claimed as other on other.asset_id = one.asset_id and other.body_id <> one.body_id
    inner join ref.body as body on body.body_id = other.body_id
    group by one.asset_id, one.body_id
),
unnamed_lease as (
    -- lines that core.lease cannot put together: nothing says whether they are of one lease
    select
        lease.source_file_id,
        lease.source_part,
        lease.source_row,
        count(*) over (
            partition by reference.body_id, reference.asset_id, lease.landlord_as_published, lease.tenant_as_published, lease.starts_on
        ) as line_count
    from staging.lease as lease
    inner join core.asset_reference as reference
        on reference.source_file_id = lease.source_file_id
        and reference.source_part = lease.source_part
        and reference.source_row = lease.source_row
    where reference.line_status = 'loaded'
        and lease.lease_code is null
        and (
            coalesce(lease.landlord_as_published = 'individual (withheld)', false)
            or coalesce(lease.tenant_as_published = 'individual (withheld)', false)
            or (lease.landlord_as_published is null and lease.tenant_as_published is null)
        )
),
first_january as (
    select payment.source_file_id, payment.source_part, min(payment.paid_on) as paid_on, count(*) as line_count
    from staging.payment as payment
    where month(payment.paid_on) = 1 and day(payment.paid_on) = 1
    group by payment.source_file_id, payment.source_part
),
edition as (
    select body_id, source_file_id, source_part, month_on, better_path
    from core.payment_edition
    where better_rank = 1
),
twice as (
    select
        edition.body_id,
        edition.source_file_id,
        edition.source_part,
        edition.month_on,
        edition.better_path,
        count(*) as line_count,
        count(twin.source_row) as set_aside_count,
        sum(payment.amount_gbp) filter (where twin.source_row is null) as left_gbp
    from edition
    inner join staging.payment as payment
        on payment.source_file_id = edition.source_file_id
        and payment.source_part = edition.source_part
        and make_date(year(payment.paid_on), month(payment.paid_on), 1) = edition.month_on
    inner join core.payment_line as line
        on line.source_file_id = payment.source_file_id
        and line.source_part = payment.source_part
        and line.source_row = payment.source_row
        and line.body_id = edition.body_id
    left join core.payment_twin as twin
        on twin.source_file_id = payment.source_file_id
        and twin.source_part = payment.source_part
        and twin.source_row = payment.source_row
    group by edition.body_id, edition.source_file_id, edition.source_part, edition.month_on, edition.better_path
)
select
    label.source_file_id,
    label.source_part,
    null as source_row,
    'organisation' as field,
    coalesce(label.organisation_as_published, label.organisation_code) as value,
    'organisation not known' as issue_type,
    'warning' as severity,
    'The rows name ''' || coalesce(label.organisation_as_published, label.organisation_code)
        || ''', which place.toml does not know. They are counted under the sender; add the name to a body''s aliases, or a body.' as message,
    'pilot team' as responsible,
    label.row_count - coalesce(outside.row_count, 0) as occurrences
from core.label_body as label
left join outside
    on outside.source_file_id = label.source_file_id
    and outside.source_part = label.source_part
    and outside.organisation_as_published is not distinct from label.organisation_as_published
    and outside.organisation_code is not distinct from label.organisation_code
where label.basis = 'sender'
    and coalesce(label.organisation_as_published, label.organisation_code) is not null
    and label.row_count > coalesce(outside.row_count, 0)
union all
select
    label.source_file_id,
    label.source_part,
    null as source_row,
    'organisation' as field,
    coalesce(label.organisation_as_published, label.organisation_code) as value,
    'whose is it' as issue_type,
    'error' as severity,
    'Whose is ''' || coalesce(label.organisation_as_published, label.organisation_code)
        || '''? The table names other bodies of the place too, so its rows are not taken for the sender''s; they are held. '
        || 'Add the name to a body''s aliases in place.toml, or add it as a body.' as message,
    'pilot team' as responsible,
    label.row_count - coalesce(outside.row_count, 0) as occurrences
from core.label_body as label
left join outside
    on outside.source_file_id = label.source_file_id
    and outside.source_part = label.source_part
    and outside.organisation_as_published is not distinct from label.organisation_as_published
    and outside.organisation_code is not distinct from label.organisation_code
where label.basis = 'name not known' and label.row_count > coalesce(outside.row_count, 0)
union all
select
    label.source_file_id,
    label.source_part,
    null as source_row,
    'organisation' as field,
    null as value,
    'nobody named' as issue_type,
    'error' as severity,
    'Neither the rows nor the sender say which body this is about, so the rows are held. Put the file into inbox/<body>/, or add the sender to place.toml as a body.' as message,
    'pilot team' as responsible,
    label.row_count as occurrences
from core.label_body as label
where label.basis = 'nobody named'
union all
select
    edition.source_file_id,
    edition.source_part,
    null as source_row,
    'amount' as field,
    strftime(edition.month_on, '%Y-%m') as value,
    'published twice' as issue_type,
    'note' as severity,
    'Of the ' || edition.line_count || ' lines of ' || strftime(edition.month_on, '%B %Y') || ', ' || edition.set_aside_count
        || ' stand in ' || edition.better_path || ' too, and are counted from there.' as message,
    'pilot team' as responsible,
    edition.set_aside_count as occurrences
from twice as edition
union all
select
    edition.source_file_id,
    edition.source_part,
    null as source_row,
    'amount' as field,
    strftime(edition.month_on, '%Y-%m') as value,
    'not in the better list' as issue_type,
    'warning' as severity,
    'Of the ' || edition.line_count || ' lines of ' || strftime(edition.month_on, '%B %Y') || ', ' || (edition.line_count - edition.set_aside_count)
        || ' lines (' || case when edition.left_gbp < 0 then '−' else '' end || '£' || abs(edition.left_gbp)::varchar || ') do not stand in ' || edition.better_path
        || ' and are counted from this file. If they stand there otherwise (another day, payee or amount), they count twice: see which list is right.' as message,
    'pilot team' as responsible,
    edition.line_count - edition.set_aside_count as occurrences
from twice as edition
where edition.set_aside_count < edition.line_count
union all
select
    place.source_file_id,
    place.source_part,
    place.source_row,
    'coordinates' as field,
    case when line.is_sensitive then null else round(place.postcode_distance_m)::varchar || ' m' end as value,
    'far from its postcode' as issue_type,
    'warning' as severity,
    'The coordinates are ' || round(place.postcode_distance_m / 1000, 1) || ' km from the middle of the postcode. One of the two is wrong; the coordinates were used.' as message,
    'sender' as responsible,
    1 as occurrences
from core.property_place as place
inner join core.property_line as line
    on line.source_file_id = place.source_file_id
    and line.source_part = place.source_part
    and line.source_row = place.source_row
inner join core.assumption as threshold on threshold.assumption_id = 'location_postcode_distance_m'
where line.line_status = 'loaded' and place.location_method <> 'postcode' and place.postcode_distance_m > threshold.value
union all
select
    place.source_file_id,
    place.source_part,
    place.source_row,
    'coordinates' as field,
    case when line.is_sensitive then null else round(property.easting)::varchar || ', ' || round(property.northing)::varchar end as value,
    'far from its list' as issue_type,
    'warning' as severity,
    'The coordinates are far from all others of this list; a digit is probably lost or wrong. '
        || case when place.location_method = 'postcode' then 'The middle of the postcode was used instead.' else 'They were used, as there is no postcode that is known. Correct them.' end as message,
    'sender' as responsible,
    1 as occurrences
from core.property_place as place
inner join core.property_line as line
    on line.source_file_id = place.source_file_id
    and line.source_part = place.source_part
    and line.source_row = place.source_row
inner join core.listing as property
    on property.source_file_id = place.source_file_id
    and property.source_part = place.source_part
    and property.source_row = place.source_row
where line.line_status = 'loaded' and place.is_far_from_list
union all
select
    place.source_file_id,
    place.source_part,
    min(place.source_row) as source_row,
    'coordinates' as field,
    case when bool_or(line.is_sensitive) then null else round(place.easting)::varchar || ', ' || round(place.northing)::varchar end as value,
    'many on one point' as issue_type,
    'warning' as severity,
    count(*) || ' lines have these very coordinates: the point is probably that of something else (an office, a depot, a postcode).' as message,
    'sender' as responsible,
    count(*) as occurrences
from core.property_place as place
inner join core.property_line as line
    on line.source_file_id = place.source_file_id
    and line.source_part = place.source_part
    and line.source_row = place.source_row
inner join core.assumption as threshold on threshold.assumption_id = 'location_shared_point_count'
where line.line_status = 'loaded' and place.location_method not in ('postcode', 'not known') and place.same_point_count >= threshold.value
group by place.source_file_id, place.source_part, place.easting, place.northing
union all
select
    place.source_file_id,
    place.source_part,
    place.source_row,
    'coordinates' as field,
    null as value,
    'outside the boundary' as issue_type,
    'note' as severity,
    'It lies outside the place''s boundary. That may be so; if not, the coordinates or the postcode are wrong.' as message,
    'nobody' as responsible,
    1 as occurrences
from core.property_place as place
inner join core.property_line as line
    on line.source_file_id = place.source_file_id
    and line.source_part = place.source_part
    and line.source_row = place.source_row
where line.line_status = 'loaded' and place.is_in_place = false
union all
select
    place.source_file_id,
    place.source_part,
    place.source_row,
    'coordinates' as field,
    case when counted.is_sensitive then null else round(place.northing)::varchar || ', ' || round(place.easting)::varchar end as value,
    'coordinates exchanged' as issue_type,
    'note' as severity,
    'The easting and the northing stand in each other''s place: so they lie far from the postcode, exchanged beside it. They were read the other way round.' as message,
    'sender' as responsible,
    1 as occurrences
from core.property_place as place
inner join counted
    on counted.source_file_id = place.source_file_id
    and counted.source_part = place.source_part
    and counted.source_row = place.source_row
where place.location_method = 'coordinates exchanged' and counted.coordinate_reading = 'grid'
union all
select
    counted.source_file_id,
    counted.source_part,
    counted.source_row,
    'uprn' as field,
    counted.uprn as value,
    'UPRN repeated' as issue_type,
    'note' as severity,
    shared_uprn.line_count || ' lines of this table have this UPRN under different names or codes. Parts of one property may share it; if they are not, one of them is wrong.' as message,
    'sender' as responsible,
    1 as occurrences
from counted
inner join shared_uprn
    on shared_uprn.source_file_id = counted.source_file_id
    and shared_uprn.source_part = counted.source_part
    and shared_uprn.uprn = counted.uprn
union all
select
    source_file_id,
    source_part,
    source_row,
    'asset' as field,
    null as value,
    'record repeated' as issue_type,
    'note' as severity,
    same_key_count || ' lines of this table speak of this asset. It is counted once; each column is that of the first line which states it.' as message,
    'sender' as responsible,
    1 as occurrences
from counted
where same_key_count > 1
union all
select
    source_file_id,
    source_part,
    min(source_row) as source_row,
    'floor area' as field,
    case when bool_or(is_sensitive) then null else regexp_replace(gia_m2::varchar, '[.]0$', '') || ' m²' end as value,
    'floor area repeated on one site' as issue_type,
    'warning' as severity,
    'The same floor area stands on ' || max(line_count) || ' lines of one site: perhaps it is that of all of them together, and so counts '
        || max(line_count) || ' times. Say which: if it is, send the floor area of each building.' as message,
    'sender' as responsible,
    count(*) as occurrences
from shared_area
where nth = 1
group by source_file_id, source_part, gia_m2, site
union all
select
    counted.source_file_id,
    counted.source_part,
    counted.source_row,
    'postcode' as field,
    counted.postcode as value,
    'postcode no longer in use' as issue_type,
    'note' as severity,
    'The postcode went out of use in ' || strftime(postcode.terminated_on, '%B %Y') || '. Its old place is still known; send the present postcode.' as message,
    'sender' as responsible,
    1 as occurrences
from counted
inner join core.postcode as postcode on postcode.postcode = counted.postcode
where postcode.terminated_on is not null
union all
select
    first_january.source_file_id,
    first_january.source_part,
    null as source_row,
    'date' as field,
    first_january.paid_on::varchar as value,
    'many lines dated 1 January' as issue_type,
    'warning' as severity,
    first_january.line_count || ' lines are dated 1 January, a bank holiday. Dates that could not be read are often put there: the month, and so the year, may be wrong.' as message,
    'sender' as responsible,
    first_january.line_count as occurrences
from first_january
inner join core.assumption as threshold on threshold.assumption_id = 'payment_first_january_count'
where first_january.line_count > threshold.value
union all
select
    held.source_file_id,
    held.source_part,
    null as source_row,
    'tenure' as field,
    null as value,
    'tenures in a list that is no register' as issue_type,
    'warning' as severity,
    'Of ' || held.line_count || ' lines ' || held.tenure_count || ' state a tenure. Most lines of a register state it, and a code, UPRN, reason for holding, kind of holding or area besides; '
        || 'this was taken for a list of places of service, which owns nothing. If it is a register, send it with these columns filled.' as message,
    'sender' as responsible,
    held.tenure_count as occurrences
from core.register_part as held
where held.tenure_count > 0 and not held.is_register and held.body_id is not null
union all
-- a name or a UPRN is not shown: it may be that of premises which no register lists and which must not be known
select
    reference.source_file_id,
    reference.source_part,
    reference.source_row,
    'building' as field,
    coalesce(line.asset_id, line.asset_code) as value,
    reference.line_reason as issue_type,
    'error' as severity,
    case reference.line_reason
        when 'building not found' then 'No register or list has the building that this line names, so the line is held. Correct its code, UPRN, or name and postcode, or send the building in the register.'
        when 'building not told apart' then 'Several buildings fit what this line says, so the line is held. Give our asset id or the body''s own code.'
        when 'building named in two ways' then 'The code, the UPRN and the name with postcode of this line belong to different buildings, so the line is held. Correct the wrong one.'
        else 'The building stands in the list of another body and not in that of the one whose return this is, so the line is held. Correct the building, or put it into the register of the body that holds it.'
    end as message,
    'sender' as responsible,
    1 as occurrences
from core.asset_reference as reference
inner join core.return_line as line
    on line.source_file_id = reference.source_file_id
    and line.source_part = reference.source_part
    and line.source_row = reference.source_row
where reference.line_reason in ('building not found', 'building not told apart', 'building named in two ways', 'building of another body')
union all
select
    source_file_id,
    source_part,
    null as source_row,
    'building' as field,
    null as value,
    line_reason as issue_type,
    'note' as severity,
    case line_reason
        when 'of no building on any list'
            then 'Certificates of buildings that no list of the place has, under their UPRN or at their postcode with their name or number. They are counted here and used nowhere.'
        when 'no listed building stands there'
            then 'Outlines in or near which no listed building of that use stands by its own coordinates. They are counted here and used nowhere.'
        else 'Certificates or outlines that several listed buildings fit. They are used for none of them: more exact coordinates, UPRNs or names would tell.'
    end as message,
    'nobody' as responsible,
    row_count as occurrences
from core.line_outcome
where line_reason in ('of no building on any list', 'no listed building stands there', 'several listed buildings fit')
union all
select
    reference.source_file_id,
    reference.source_part,
    reference.source_row,
    'building' as field,
    null as value,
    'building listed by another body' as issue_type,
    'note' as severity,
    'The building stands in the list of another body. That is so where a body uses or leases a building of another; if it does not, the line names the wrong building.' as message,
    'nobody' as responsible,
    1 as occurrences
from core.asset_reference as reference
where reference.line_status = 'loaded' and not reference.is_own and reference.source_kind <> 'travel_time'
union all
select
    asset.source_file_id,
    asset.source_part,
    asset.source_row,
    'tenure' as field,
    null as value,
    'two owners of one freehold' as issue_type,
    'warning' as severity,
    'The register says that the body owns this freehold; so does the register of ' || claim.others
        || '. No owner is shown until it is settled: correct one of the registers or sheets, or, if they are two buildings, say so in review/assets.csv.' as message,
    'sender' as responsible,
    1 as occurrences
from core.asset_line as asset
inner join core.property_line as line
    on line.source_file_id = asset.source_file_id
    and line.source_part = asset.source_part
    and line.source_row = asset.source_row
inner join claim on claim.asset_id = asset.asset_id and claim.body_id = line.body_id
where line.ownership_basis = 'register' and not line.is_not_owned and line.tenure in ('freehold', 'freehold and leasehold')
union all
select
    source_file_id,
    source_part,
    source_row,
    'lease_code' as field,
    null as value,
    'lease not told apart' as issue_type,
    'warning' as severity,
    'Its party is withheld or not named and it has no lease code, so it counts as a lease of its own, beside ' || (line_count - 1)::varchar
        || ' more of the same building and first day. Where two lines are of one lease its rent counts twice: send lease codes.' as message,
    'sender' as responsible,
    1 as occurrences
from unnamed_lease
where line_count > 1
union all
select
    held.source_file_id,
    held.source_part,
    held.source_row,
    'value' as field,
    null as value,
    'two figures for one indicator' as issue_type,
    'error' as severity,
    'The list has another figure for the same indicator, area and period, and nothing tells the two apart, so neither counts. Say in a column Breakdown of whom each is, or take one out.' as message,
    'sender' as responsible,
    1 as occurrences
from core.outcome_line as held
where held.line_status = 'held'
union all
-- no value: it may name premises that must not be known
select
    source_file_id,
    source_part,
    source_row,
    field,
    null as value,
    'correction not taken' as issue_type,
    case reason when 'the register is later' then 'note' else 'warning' end as severity,
    case reason
        when 'the register is later' then 'A list of the body is newer than this line of its sheet and says otherwise; the list is believed. Correct the list, or send the sheet again with its day.'
        when 'the sheet has no day, the register has one' then 'It cannot be told whether the list or this line of the sheet is newer, so the list is believed. Fill in the day of the confirmation.'
        when 'it is the UPRN of another building' then 'Another building of the lists has this UPRN, so it was not taken. If the two are one, say so in review/assets.csv; if not, correct it.'
        when 'the point is far from all others of the sheet' then 'The corrected point is far from all others of the sheet; a digit is probably lost or wrong. Correct it.'
        else 'Nothing of this line was taken, as it could show premises that are only counted. Look at it in the file.'
    end as message,
    case reason when 'it could show premises that are only counted' then 'pilot team' else 'sender' end as responsible,
    1 as occurrences
from core.confirmation_line
where not is_taken
    and reason not in ('value not readable', 'a newer line of a sheet says it')
    and (value is distinct from listed_value or reason = 'it could show premises that are only counted')
union all
select
    source_file_id,
    source_part,
    source_row,
    'area_as_published' as field,
    null as value,
    case source_kind when 'need' then 'area of need not known' else 'area served not known' end as issue_type,
    'warning' as severity,
    case source_kind
        when 'need' then 'The area is none of the place by code or name, or is more than one, so the line waits. Send one area a line by its code, or the boundaries that have it.'
        else 'An area that the offer serves is none of the place by code or name. The offer counts among offers and pounds, but its places can meet no need. Send the code of each area, parted by semicolons.'
    end as message,
    'sender' as responsible,
    1 as occurrences
from core.provision_line
where line_reason = 'area of need not known' or (source_kind = 'provision' and line_status = 'loaded' and area_basis = 'not known')
