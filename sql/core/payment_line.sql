-- grain: one row per line of a list of payments
-- question: who paid each line, and does it count?
-- owner: pilot team
select
    payment.source_file_id,
    payment.source_part,
    payment.source_row,
    case
        when label.basis = 'outside the place' then 'ignored'
        when label.body_id is null then 'held'
        when twin.better_path is not null then 'superseded'
        else 'loaded'
    end as line_status,
    case
        when label.basis = 'outside the place' then 'outside the place'
        when label.basis = 'name not known' then 'named after an organisation that place.toml does not know, in a list that tells several bodies apart'
        when label.body_id is null then 'nobody says whose payments these are: put the file into inbox/<body>/'
        when twin.better_path is not null then 'the same payments stand in ' || twin.better_path
    end as line_reason,
    label.body_id
from staging.payment as payment
inner join core.payment_label as label
    on label.source_file_id = payment.source_file_id
    and label.source_part = payment.source_part
    and label.organisation_as_published is not distinct from payment.organisation_as_published
    and label.organisation_code is not distinct from payment.organisation_code
left join core.payment_twin as twin
    on twin.source_file_id = payment.source_file_id
    and twin.source_part = payment.source_part
    and twin.source_row = payment.source_row
