-- grain: one row per pair of entries of two lists on which it is decided whether they are one building
-- question: which entries of different lists are the same building, why, and who says so?
-- owner: pilot team
-- An entry stands for itself with the line that is believed first; doubtful pairs stand with the bodies.
select
    one.source_file_id as left_source_file_id,
    one.source_part as left_source_part,
    one.source_row as left_source_row,
    other.source_file_id as right_source_file_id,
    other.source_part as right_source_part,
    other.source_row as right_source_row,
    one.body_id as left_body_id,
    other.body_id as right_body_id,
    pair.asset_id,
    pair.reason as match_reason,
    pair.score,
    pair.decision
from core.asset_pair as pair
inner join analysis.asset_record as one on one.source_key = pair.left_key
inner join analysis.asset_record as other on other.source_key = pair.right_key
where pair.decision <> 'doubtful'
