-- grain: one row per licence of premises in force
-- question: which premises are licensed to sell alcohol, to drink there or elsewhere, and what kind of premises are they?
-- owner: pilot team
-- Of premises that the place's own list keeps out the district alone is told. Who holds a licence is never read.
-- A business of the food hygiene register is that of a licence if it has its postcode, and the name of one, as names are compared, holds that of the
-- other (five letters at least). Its kind counts where the register of licences says none, but not against a name that shows a
-- shop, an off-licence or a club: of those the food hygiene register tells less.
with spelt as (
    select fhrs_id, kind, postcode, regexp_replace(name_key, '[^A-Z0-9]', '', 'g') as words
    from staging.food_business
    where kind <> 'not known' and postcode is not null and name_key is not null
),
business as (
    select distinct fhrs_id, kind, postcode, words
    from spelt
    where length(words) >= 5
),
licence as (
    select source_file_id, source_part, source_row, postcode, regexp_replace(name_key, '[^A-Z0-9]', '', 'g') as words
    from staging.licensed_premises
    where postcode is not null and name_key is not null
),
matched as (
    select
        licence.source_file_id,
        licence.source_part,
        licence.source_row,
        business.kind,
        row_number() over (
            partition by licence.source_file_id, licence.source_part, licence.source_row
            order by licence.words = business.words desc, length(business.words) desc, business.fhrs_id, business.kind
        ) as nth
    from licence
    inner join business
        on business.postcode = licence.postcode
        and length(licence.words) >= 5
        and (contains(licence.words, business.words) or contains(business.words, licence.words))
),
food as (
    select source_file_id, source_part, source_row, kind from matched where nth = 1
)
select
    line.licence_id,
    line.source_file_id,
    line.source_part,
    line.source_row,
    case when not line.is_withheld then staged.reference end as reference,
    case when line.is_withheld then '(withheld)' else staged.name_as_published end as name,
    case when food.kind is not null then food.kind else staged.kind end as kind,
    case when food.kind is not null then 'food hygiene register' else staged.kind_basis end as kind_basis,
    staged.sales,
    staged.licence_type,
    staged.has_late_refreshment,
    case when not line.is_withheld then staged.postcode end as postcode,
    case when not line.is_withheld then coalesce(staged.easting, line.postcode_easting) end as easting,
    case when not line.is_withheld then coalesce(staged.northing, line.postcode_northing) end as northing,
    case when not line.is_withheld then staged.lon end as lon,
    case when not line.is_withheld then staged.lat end as lat,
    case
        when line.is_withheld then null
        when staged.easting is not null then 'coordinates'
        when line.postcode_easting is not null then 'postcode'
    end as location_method,
    case when not line.is_withheld then line.lsoa_code end as lsoa_code,
    case when not line.is_withheld then line.msoa_code end as msoa_code,
    line.lad_code,
    staged.issued_on,
    line.as_at_on
from core.licence_line as line
inner join staging.licensed_premises as staged
    on staged.source_file_id = line.source_file_id
    and staged.source_part = line.source_part
    and staged.source_row = line.source_row
left join food
    on food.source_file_id = line.source_file_id
    and food.source_part = line.source_part
    and food.source_row = line.source_row
    and staged.kind_basis <> 'wording of the register'
    and not (staged.kind_basis = 'name of the premises' and staged.kind in ('small shop', 'off-licence', 'club'))
where line.line_status = 'loaded'
