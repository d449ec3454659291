-- grain: one row per line of a register or list that counts
-- question: which asset does each line speak of?
-- owner: pilot team
-- Of several bodies that list a building the one that owns it is believed before one that rents or uses it, a register before a list
-- of places of service; of one body's lines the newest.
with line as (
    select
        line.source_file_id,
        line.source_part,
        line.source_row,
        line.source_key,
        identity.asset_id,
        line.ownership_basis = 'register' as is_register,
        line.ownership_basis = 'register' and not line.is_not_owned as is_held,
        bool_or(line.ownership_basis = 'register' and not line.is_not_owned and line.tenure in ('freehold', 'freehold and leasehold'))
            over (partition by identity.asset_id, line.body_id) as is_owner,
        property.as_at_on
    from core.property_line as line
    inner join core.listing as property
        on property.source_file_id = line.source_file_id
        and property.source_part = line.source_part
        and property.source_row = line.source_row
    inner join core.asset_identity as identity on identity.source_key = line.source_key
    where line.line_status = 'loaded' and not line.is_sensitive
)
select
    source_file_id,
    source_part,
    source_row,
    asset_id,
    source_key,
    row_number() over (
        partition by asset_id
        order by
            is_held desc,
            is_register desc,
            is_owner desc,
            as_at_on desc nulls last,
            source_file_id,
            source_part,
            source_row
    ) as rank
from line
