-- grain: one row per entry of the place's own list of sensitive premises that names nothing received
-- question: does every entry of `sensitive` in place.toml keep something out?
-- owner: pilot team
-- table: mart.sensitive_premises
-- sentence: every entry of `sensitive` in place.toml names a line of a register: one that names none, by its number in the list, is misspelt or protects nothing yet
-- severity: warning
select distinct entry.entry_number
from core.listed_sensitive as entry
left join core.sensitive_statement as statement on statement.entry_number = entry.entry_number
where statement.entry_number is null
