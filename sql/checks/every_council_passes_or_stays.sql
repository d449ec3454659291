-- grain: one row per council of which nobody says whether it passes to new authorities
-- question: is it said of every council whether it passes to new authorities?
-- owner: pilot team
-- table: ref.successor
-- sentence: where councils are reorganised, each council lies wholly in or wholly out of the areas of the new authorities, or is named under bodies: else state its areas in place.toml
-- severity: warning
with area as (
    select code from ref.successor where part = 'area'
)
select body.body_id, body.name
from ref.body as body
where body.kind = 'council'
    and exists (select 1 from ref.successor)
    and body.body_id not in (select code from ref.successor where part = 'body')
    and (
        body.body_id not in (select body_id from core.body_area)
        or body.body_id in (
            select served.body_id
            from core.body_area as served
            where served.area_code in (select code from area)
                or served.area_code not in (select area_code from core.place_area where area_code is not null)
        )
    )
