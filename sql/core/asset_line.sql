-- grain: one row per line of a register or list that counts
-- question: which asset does each line speak of?
-- owner: pilot team
-- The id follows from the key (the same in identity.py), but for keys that a publication or a person gave another id.
select
    line.source_file_id,
    line.source_part,
    line.source_row,
    coalesce(known.asset_id, 'a' || left(md5(line.source_key), 12)) as asset_id,
    line.source_key,
    row_number() over (
        partition by coalesce(known.asset_id, 'a' || left(md5(line.source_key), 12))
        order by (line.ownership_basis = 'register') desc, property.as_at_on desc nulls last, line.source_file_id, line.source_part, line.source_row
    ) as rank
from core.property_line as line
inner join core.listing as property
    on property.source_file_id = line.source_file_id
    and property.source_part = line.source_part
    and property.source_row = line.source_row
left join core.known_identity as known on known.source_key = line.source_key
where line.line_status = 'loaded' and not line.is_sensitive
