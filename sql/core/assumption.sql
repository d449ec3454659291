-- grain: one row per assumption
-- question: which value of each assumption is in force?
-- owner: pilot team
-- assumptions: all
select
    assumption_id,
    arg_max(value, valid_from) as value
from ref.assumption
group by assumption_id
