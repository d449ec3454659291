-- grain: one row per table of a file whose typed rows differ from its account
-- question: are all rows that staging loaded really in its tables?
-- owner: pilot team
-- table: ops.source_part
-- sentence: the rows in the typed tables are those that the account says were loaded
-- severity: blocking
with staged as (
    select source_file_id, source_part, count(*) as row_count, null as amount_gbp
    from staging.property
    group by source_file_id, source_part
    union all
    select source_file_id, source_part, count(*) as row_count, sum(amount_gbp) as amount_gbp
    from staging.payment
    group by source_file_id, source_part
    union all
    select source_file_id, source_part, count(*) as row_count, null as amount_gbp
    from staging.postcode
    group by source_file_id, source_part
    union all
    select source_file_id, source_part, count(*) as row_count, null as amount_gbp
    from staging.boundary
    group by source_file_id, source_part
    union all
    select source_file_id, source_part, count(*) as row_count, null as amount_gbp
    from staging.measured_use
    group by source_file_id, source_part
    union all
    select source_file_id, source_part, count(*) as row_count, sum(running_cost_gbp) as amount_gbp
    from staging.estate_cost
    group by source_file_id, source_part
    union all
    select source_file_id, source_part, count(*) as row_count, sum(backlog_gbp) as amount_gbp
    from staging.condition_survey
    group by source_file_id, source_part
    union all
    select source_file_id, source_part, count(*) as row_count, null as amount_gbp
    from staging.lease
    group by source_file_id, source_part
    union all
    select source_file_id, source_part, count(*) as row_count, null as amount_gbp
    from staging.occupation_return
    group by source_file_id, source_part
    union all
    select source_file_id, source_part, count(*) as row_count, null as amount_gbp
    from staging.building_confirmation
    group by source_file_id, source_part
)
select
    account.source_file_id, account.source_part, account.rows_loaded, staged.row_count, account.amount_loaded_gbp, staged.amount_gbp
from staging.account as account
left join staged on staged.source_file_id = account.source_file_id and staged.source_part = account.source_part
where account.rows_loaded <> coalesce(staged.row_count, 0)
    or (account.amount_loaded_gbp is not null and account.amount_loaded_gbp <> coalesce(staged.amount_gbp, 0))
