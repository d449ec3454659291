-- question: Which grants of different funders may pay for the same thing?
-- for: finance lead
-- answer: one row per pair of grants of two funders to one recipient at one time whose words are alike, the most money first
-- To look at, no finding: two funders may have agreed to share a cost. The thresholds are grant_overlap_least_words and grant_overlap_least_share.
select
    pair.recipient,
    pair.left_funder,
    pair.left_amount_gbp,
    pair.right_funder,
    pair.right_amount_gbp,
    pair.overlap_from_on,
    pair.overlap_until_on,
    pair.matched_by,
    pair.shared_words
from mart.grant_overlap as pair
order by pair.left_amount_gbp + pair.right_amount_gbp desc, pair.left_line_id, pair.right_line_id
