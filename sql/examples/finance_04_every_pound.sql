-- question: Is every pound of the lists of payments accounted for?
-- for: finance lead
-- answer: one row; the last five add up to the first
-- A file whose kind is not known yet is not among them: nobody can say which of its columns is the money.
select
    sum(amount_read_gbp) as read_gbp,
    sum(amount_loaded_gbp) as loaded_gbp,
    sum(amount_rejected_gbp) as rejected_gbp,
    sum(amount_ignored_gbp) as ignored_gbp,
    sum(amount_held_gbp) as held_gbp,
    sum(amount_superseded_gbp) as superseded_gbp
from ops.source_part
where kind = 'payments'
