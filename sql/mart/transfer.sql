-- grain: one row per payer, receiver and kind of transfer in a year
-- question: which money passes from one public body of the place to another, as each side states it?
-- owner: finance leads
select
    from_body_id,
    to_body_id,
    fy,
    account,
    economic,
    type,
    cofog,
    is_named,
    payer_view_gbp,
    receiver_view_gbp,
    eliminated_gbp,
    payer_view_gbp - receiver_view_gbp as difference_gbp,
    case
        when is_named and receiver_view_gbp = 0 then 'the receiver states nothing: its return is not here, or does not say from whom it receives; nothing is taken out'
        when is_named and payer_view_gbp = 0 then 'the payer states nothing: its return is not here, or does not say whom it pays; nothing is taken out'
        when payer_view_gbp = receiver_view_gbp then 'both sides state the same'
        when payer_view_gbp > receiver_view_gbp
            then 'the payers state more than the receiver: the rest stays in the payers'' spending, as it may have gone elsewhere'
        else 'the receiver states more than its payers: the rest came from elsewhere, or a payer''s return is not here'
    end as explanation
from analysis.transfer
