-- grain: one row per pair of records of different lists that may be one building
-- question: which pairs are worth judging?
-- owner: pilot team
-- assumptions: match_far_m
-- Pairs with the same UPRN; pairs whose points lie within the distance, found by the cells of a grid as wide as it; pairs of one
-- postcode that share a house or the start of a word of their names. A point is that of the record, else of its postcode.
with point as (
    select
        record.record_id,
        record.list_ids,
        coalesce(record.easting, record.postcode_easting) as easting,
        coalesce(record.northing, record.postcode_northing) as northing,
        threshold.value as far_m,
        floor(coalesce(record.easting, record.postcode_easting) / threshold.value)::bigint as cell_x,
        floor(coalesce(record.northing, record.postcode_northing) / threshold.value)::bigint as cell_y
    from analysis.asset_record as record
    cross join core.assumption as threshold
    where threshold.assumption_id = 'match_far_m'
        and coalesce(record.easting, record.postcode_easting) is not null
),
step as (
    select unnest([-1, 0, 1]) as along
),
worded as (
    select point.record_id, point.list_ids, point.easting, point.northing, point.far_m, point.cell_x, point.cell_y, block.word
    from point
    inner join analysis.asset_block as block on block.record_id = point.record_id
),
spread as (
    select
        worded.record_id,
        worded.list_ids,
        worded.easting,
        worded.northing,
        worded.far_m,
        worded.cell_x + x.along as cell_x,
        worded.cell_y + y.along as cell_y,
        worded.word
    from worded
    cross join step as x
    cross join step as y
),
near as (
    select one.record_id as left_id, other.record_id as right_id
    from spread as one
    inner join worded as other
        on other.cell_x = one.cell_x
        and other.cell_y = one.cell_y
        and other.word = one.word
        and other.record_id > one.record_id
    where one.list_ids <> other.list_ids
        and (one.easting - other.easting) * (one.easting - other.easting)
            + (one.northing - other.northing) * (one.northing - other.northing) <= one.far_m * one.far_m
),
numbered as (
    select
        record.record_id,
        record.list_ids,
        record.uprn,
        count(*) over (partition by record.uprn, record.list_ids) as same_count
    from analysis.asset_record as record
    where record.uprn is not null
),
-- both keys of a pair stand in one row, so that no engine ever joins on the word alone
uprn_word as (
    select numbered.record_id, numbered.list_ids, numbered.uprn, numbered.same_count, block.word
    from numbered
    inner join analysis.asset_block as block on block.record_id = numbered.record_id
),
postcode_word as (
    select record.record_id, record.list_ids, record.postcode, block.word
    from analysis.asset_record as record
    inner join analysis.asset_block as block on block.record_id = record.record_id
    where record.postcode is not null
),
same_uprn as (
    -- a UPRN that one list gives to many is that of a campus: there a word has to agree too
    select one.record_id as left_id, other.record_id as right_id
    from numbered as one
    inner join numbered as other on other.uprn = one.uprn and other.record_id > one.record_id
    where one.list_ids <> other.list_ids and one.same_count = 1 and other.same_count = 1
    union all
    select one.record_id as left_id, other.record_id as right_id
    from uprn_word as one
    inner join uprn_word as other on other.uprn = one.uprn and other.word = one.word and other.record_id > one.record_id
    where one.list_ids <> other.list_ids and (one.same_count > 1 or other.same_count > 1)
),
same_postcode as (
    select one.record_id as left_id, other.record_id as right_id
    from postcode_word as one
    inner join postcode_word as other on other.postcode = one.postcode and other.word = one.word and other.record_id > one.record_id
    where one.list_ids <> other.list_ids
)
select left_id, right_id from near
union
select left_id, right_id from same_uprn
union
select left_id, right_id from same_postcode
