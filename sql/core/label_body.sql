-- grain: one row per way in which a table of a file names an organisation
-- question: which body does each organisation named in a file stand for?
-- owner: pilot team
select
    source_file_id,
    source_part,
    organisation_as_published,
    organisation_code,
    body_id,
    basis,
    row_count
from core.property_label
union all
select
    source_file_id,
    source_part,
    organisation_as_published,
    organisation_code,
    body_id,
    basis,
    row_count
from core.payment_label
union all
select
    source_file_id,
    source_part,
    organisation_as_published,
    organisation_code,
    body_id,
    basis,
    row_count
from core.return_label
union all
select
    source_file_id,
    source_part,
    organisation_as_published,
    organisation_code,
    body_id,
    basis,
    row_count
from core.buying_label
