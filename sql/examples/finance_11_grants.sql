-- question: Whom do we give grants to, and how much?
-- for: finance lead
-- answer: one row per funder, financial year and kind of recipient, the most money first
-- Each grant once, though several editions of a list have it. What a body gives stands in its outturn and its payments already: it is added to neither.
select
    coalesce(body.name, given.funder_as_published) as funder,
    given.fy,
    given.recipient_kind,
    count(*) as grants,
    sum(given.amount_gbp) as awarded_gbp
from mart.grant as given
left join ref.body as body on body.body_id = given.body_id
where given.status = 'counted'
group by coalesce(body.name, given.funder_as_published), given.fy, given.recipient_kind
order by awarded_gbp desc, funder, fy, recipient_kind
