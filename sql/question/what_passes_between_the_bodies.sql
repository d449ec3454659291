-- grain: one row per payer, receiver, financial year, account, revenue or capital, kind of transfer and function of government
-- question: which money passes from one public body here to another, and do payer and receiver state the same?
-- owner: finance leads
select
    passed.from_body_id,
    payer.name as from_body,
    passed.to_body_id,
    receiver.name as to_body,
    passed.fy,
    passed.account,
    passed.economic,
    passed.type,
    passed.cofog,
    passed.payer_view_gbp,
    passed.receiver_view_gbp,
    passed.eliminated_gbp,
    passed.difference_gbp,
    passed.explanation
from mart.transfer as passed
inner join ref.body as payer on payer.body_id = passed.from_body_id
inner join ref.body as receiver on receiver.body_id = passed.to_body_id
order by abs(passed.difference_gbp) desc, passed.from_body_id, passed.to_body_id, passed.fy, passed.account, passed.economic, passed.type, passed.cofog
