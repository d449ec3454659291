-- grain: one row per line of a register that is neither an asset, nor sensitive, nor set aside with a reason
-- question: is every line of every register accounted for?
-- owner: pilot team
-- table: mart.estate_source
-- sentence: every register line that counts is part of an asset, or is counted as sensitive premises or a single dwelling
-- severity: blocking
select line.source_file_id, line.source_part, line.source_row
from core.property_line as line
left join mart.estate_source as source
    on source.source_file_id = line.source_file_id
    and source.source_part = line.source_part
    and source.source_row = line.source_row
where line.line_status = 'loaded' and not line.is_sensitive and source.asset_id is null
