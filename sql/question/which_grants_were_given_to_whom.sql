-- grain: one row per grant that counts
-- question: which grants were given here, by whom, to whom, and for what?
-- owner: finance leads
select
    awarded.line_id,
    coalesce(body.name, awarded.funder_as_published) as funder,
    awarded.recipient_as_published as recipient,
    awarded.recipient_kind,
    awarded.title,
    awarded.programme_as_published as programme,
    awarded.awarded_on,
    awarded.fy,
    awarded.duration_months,
    awarded.amount_gbp,
    awarded.final_gbp
from mart.grant as awarded
left join ref.body as body on body.body_id = awarded.body_id
where awarded.status = 'counted'
order by awarded.amount_gbp desc, awarded.line_id
