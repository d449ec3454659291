-- grain: one row per line of a property register or list
-- question: whose is each line, does it count, and what is it about?
-- owner: pilot team
-- assumptions: identity_same_point_m
-- A national list may be sent by a body of the place: what it puts under another name and not inside the place is outside it.
-- So is a hospital, clinic or practice outside the place that its list puts under no body of it; one whose location is not known is not
-- counted where most of its list lies outside.
-- Which lists are registers, register_part.sql says; any other is a list of places of service, which owns nothing.
-- What a line does not say itself, the list may say: by the team's mapping, or by its own name ("jobcentres.csv") where no line in it
-- speaks for another use more often. A word that is only part of a name (Alexandra Park) says nothing then. A register holds all sorts.
-- A code that a body gave to several assets, over all its lists that count (and, apart, those replaced), does
-- not tell them apart: the name does, and the UPRN where names are the same too. Two lines under a code are one asset if their UPRNs are the same, or their names where one has no UPRN.
-- So an id stays when the register is sent again with a UPRN added.
-- A building is sensitive if any line of it is, in whatever file and words: lines that share an id or code, a UPRN, or a postcode with the
-- name or the numbered address speak of one building here. Three steps from line to line reach every such line in practice.
with worded as (
    select
        property.source_kind,
        property.source_file_id,
        property.source_part,
        property.source_row,
        property.path,
        property.sender,
        property.organisation_as_published,
        property.organisation_code,
        property.authority_as_published,
        property.uprn,
        property.asset_code,
        property.name_as_published,
        property.postcode,
        property.easting,
        property.northing,
        property.gia_m2,
        coalesce(property.is_not_owned, false) as is_not_owned,
        nullif(
            concat_ws(
                ', ',
                property.address_as_published,
                nullif(concat_ws(' ', property.street_number, property.street), ''),
                property.locality,
                property.town
            ),
            ''
        ) as address,
        lower(coalesce(property.tenure_as_published, '')) as tenure_words,
        -- "not vacant", "non-operational" and "no longer let" say what it is not, and nothing else
        regexp_replace(
            regexp_replace(lower(concat_ws(' ', property.tenure_detail_as_published, property.occupied_as_published)), 'vacant: (no|n|false)\b', ' ', 'g'),
            '\b(not|non|no longer|never|neither|nor)[ -]*(currently |presently |now |yet |being )?(vacant|empty|unoccupied|let|sub-?let|leased|rented|tenanted|licensed|operational)\b',
            ' ',
            'g'
        ) as detail_words,
        lower(coalesce(property.occupied_as_published, '')) as occupied_words,
        lower(coalesce(property.holding_as_published, '')) as holding_words,
        property.function_of_list,
        -- a character burnt in where another was lost (U+FFFD) must not hide a word
        ' ' || trim(regexp_replace(replace(lower(coalesce(property.use_as_published, '')), '�', ''), '[^a-z0-9]+', ' ', 'g')) || ' ' as use_words,
        -- on one line, a dash between words as a comma, and nothing behind an apostrophe that stands free: "Long Field ' North of the Cemetery"
        regexp_replace(
            replace(
                regexp_replace(replace(lower(coalesce(property.name_as_published, property.address_as_published, property.street, '')), '�', ''), '\s+', ' ', 'g'),
                ' - ',
                ', '
            ),
            ' [''’] ([^s]|s[^ ]).*$',
            ''
        ) as name_text,
        regexp_matches(lower(property.holding_as_published), 'build') and not regexp_matches(lower(property.holding_as_published), 'land|site') as is_only_building,
        ' ' || coalesce(property.name_heading, '') || ' ' as heading_words
    from core.listing as property
),
pieced as (
    select
        source_file_id,
        source_part,
        source_row,
        -- what it is beside is not what it is, nor what it was; a number keeps the words around apart
        regexp_replace(
            regexp_replace(name_text, '[(,;-] ?(former|formerly|ex|disused|demolished)\b.*$', ''),
            '\b((north|south|east|west|north[ -]?east|north[ -]?west|south[ -]?east|south[ -]?west|rear|back|front|side|end|corner|frontage) of|to rear|off|adj|adjacent|adjoining|near|behind|beside|next to|opposite|opp|between|fronting|r/o)\b[^,;:()]*',
            ' 0 ',
            'g'
        ) as name_text,
        -- what a name is about stands before the place it is at: "Library, Town Hall", "Land at Park House"
        regexp_replace(
            name_text,
            '([,;:(/]| (at|adj|adjacent|adjoining|off|rear|r/o|to|of|in|on|near|between|behind|fronting|opposite|opp|by|for|with|from|formerly|including|incl)\b).*$',
            ''
        ) as head_text,
        -- and what follows a comma or stands in brackets, each up to where that is
        regexp_replace(
            regexp_extract(regexp_replace(name_text, '[(,;-] ?(former|formerly|ex|disused|demolished)\b.*$', ''), '^.*?[,;:(/](.*)$', 1),
            '\b(at|adj|adjacent|adjoining|off|rear|r/o|to|of|in|on|near|between|behind|fronting|opposite|opp|by|for|with|from|formerly|including|incl)\b[^,;:()]*',
            ' 0 ',
            'g'
        ) as tail_text
    from worded
),
spoken as (
    -- a street called School Lane says nothing about the building
    select
        source_file_id,
        source_part,
        source_row,
        regexp_replace(' ' || trim(regexp_replace(name_text, '[^a-z0-9]+', ' ', 'g')) || ' ', ' [a-z]+ (road|rd|street|st|lane|ln|avenue|ave|close|drive|way|row|terrace|crescent|grove|hill|place|square|walk|brow|fold|rise|approach) ', ' ', 'g') as name_words,
        regexp_replace(' ' || trim(regexp_replace(head_text, '[^a-z0-9]+', ' ', 'g')) || ' ', ' [a-z]+ (road|rd|street|st|lane|ln|avenue|ave|close|drive|way|row|terrace|crescent|grove|hill|place|square|walk|brow|fold|rise|approach) ', ' ', 'g') as head_words,
        regexp_replace(' ' || trim(regexp_replace(tail_text, '[^a-z0-9]+', ' ', 'g')) || ' ', ' [a-z]+ (road|rd|street|st|lane|ln|avenue|ave|close|drive|way|row|terrace|crescent|grove|hill|place|square|walk|brow|fold|rise|approach) ', ' ', 'g') as tail_words
    from pieced
),
headed as (
    select
        worded.source_file_id,
        worded.source_part,
        worded.source_row,
        worded.use_words,
        spoken.name_words,
        spoken.head_words,
        spoken.tail_words,
        worded.heading_words,
        coalesce(worded.is_only_building, false) as is_only_building,
        regexp_matches(spoken.head_words, '[0-9]') as is_numbered,
        regexp_matches(spoken.head_words, ' (house|court|hall|tower|towers|chambers|lodge|mill|villa|villas|mansion|mansions|point|centre|view|mews|manor) $') as is_named_building,
        regexp_matches(worded.use_words, ' (former|formerly|ex|disused|demolished) ') as is_former_use,
        regexp_matches(spoken.head_words, ' (former|formerly|ex|disused|demolished) ') as is_former_name
    from worded
    inner join spoken
        on spoken.source_file_id = worded.source_file_id
        and spoken.source_part = worded.source_part
        and spoken.source_row = worded.source_row
),
word as (
    -- of words that weigh alike, the first by letters
    select
        word,
        function_id,
        is_of_names,
        name_function_id,
        row_number() over (order by length(word) - length(replace(word, ' ', '')) desc, rank, length(word) desc, word) as use_nth,
        row_number() over (order by rank, length(word) desc, word) as rank_nth
    from ref.function_word
),
use_found as (
    -- of a use, more words say more than one (a business park is no park); then the rank, then the longer word. Of a name the last
    -- words of its head count (a town hall car park is a car park), not words that only name a building (Park House), and if it
    -- says nothing those of the whole by the rule of uses. A head that is but a name (Elm Park) leaves the word to what it begins with or to
    -- the first thing that follows it: "Pavilion Elm Park", "Elm Park, toilets and store". What is listed as a building is no land because of its name.
    -- What a building formerly was is not what it is.
    select
        worded.source_file_id,
        worded.source_part,
        worded.source_row,
        arg_min(word.function_id, word.use_nth) filter (where contains(worded.use_words, ' ' || word.word || ' ')) as by_use,
        arg_min(
            case when worded.is_numbered then word.function_id else coalesce(word.name_function_id, word.function_id) end,
            strpos(reverse(worded.head_words), reverse(' ' || word.word || ' ')) * 1000 - length(word.word)
        ) filter (
            where contains(worded.head_words, ' ' || word.word || ' ')
                and not (word.is_of_names and worded.is_named_building and strpos(reverse(worded.head_words), reverse(' ' || word.word || ' ')) > 1)
                and not (word.is_of_names and worded.is_only_building and word.function_id in ('park or open space', 'highway land', 'land'))
        ) as by_head,
        arg_min(word.is_of_names, strpos(reverse(worded.head_words), reverse(' ' || word.word || ' ')) * 1000 - length(word.word)) filter (
            where contains(worded.head_words, ' ' || word.word || ' ')
        ) as is_head_of_names,
        bool_or(worded.head_words = ' ' || word.word || ' ') as is_bare_head,
        arg_min(word.function_id, strpos(reverse(worded.head_words), reverse(' ' || word.word || ' ')) * 1000 - length(word.word)) filter (
            where contains(worded.head_words, ' ' || word.word || ' ') and not word.is_of_names
        ) as by_plain_head,
        bool_or(
            not word.is_of_names
            and starts_with(worded.head_words, ' ' || word.word || ' ')
            and regexp_matches(substr(worded.head_words, length(word.word) + 2), '^ [a-z0-9]+ [a-z0-9]+ ')
        ) as is_told_first,
        arg_min(word.function_id, strpos(worded.tail_words, ' ' || word.word || ' ') * 1000 - length(word.word)) filter (
            where contains(worded.tail_words, ' ' || word.word || ' ') and not word.is_of_names
        ) as by_tail,
        arg_min(word.function_id, word.use_nth) filter (
            where starts_with(worded.tail_words, ' ' || word.word || ' ') and contains(word.word, ' ') and word.function_id = 'dwelling'
        ) as by_tail_home,
        arg_min(word.function_id, word.use_nth) filter (
            where contains(worded.name_words, ' ' || word.word || ' ')
                and not (word.is_of_names and worded.is_named_building)
                and not (word.is_of_names and worded.is_only_building and word.function_id in ('park or open space', 'highway land', 'land'))
        ) as by_name,
        arg_min(word.function_id, word.use_nth) filter (where contains(worded.name_words, ' ' || word.word || ' ') and not word.is_of_names) as by_plain_name,
        arg_min(word.function_id, word.rank_nth) filter (
            where contains(worded.heading_words, ' ' || word.word || ' ') and not word.is_of_names
        ) as by_heading,
        bool_or(worded.is_former_use) as is_former_use,
        bool_or(worded.is_former_name) as is_former_name,
        bool_or(worded.is_named_building) as is_named_building
    from headed as worded
    inner join word
        on contains(worded.use_words, ' ' || word.word || ' ')
        or contains(worded.name_words, ' ' || word.word || ' ')
        or contains(worded.head_words, ' ' || word.word || ' ')
        or contains(worded.tail_words, ' ' || word.word || ' ')
        or contains(worded.heading_words, ' ' || word.word || ' ')
    inner join ref.function as use on use.function_id = word.function_id
    where not use.is_sensitive
    group by worded.source_file_id, worded.source_part, worded.source_row
),
told as (
    select
        headed.source_file_id,
        headed.source_part,
        headed.source_row,
        headed.head_words,
        headed.is_only_building,
        headed.is_former_use or headed.is_former_name as is_former,
        case
            when not headed.is_former_use and not headed.is_former_name
                then coalesce(use_found.by_use, use_found.by_heading, use_found.by_tail_home, use_found.by_plain_head, use_found.by_plain_name)
        end as by_plain,
        use_found.by_use,
        use_found.by_heading,
        use_found.by_plain_head,
        coalesce(
            -- nobody says where a library is by the home of a caretaker
            use_found.by_tail_home,
            case when use_found.is_head_of_names and use_found.is_told_first then use_found.by_plain_head end,
            case
                when use_found.by_plain_head is null and use_found.is_head_of_names and not use_found.is_bare_head and not contains(headed.head_words, ' land ')
                    then use_found.by_tail
            end,
            use_found.by_head,
            use_found.by_name
        ) as by_name,
        coalesce(headed.is_former_use, false) as is_former_use,
        coalesce(headed.is_former_name, false) as is_former_name,
        headed.is_named_building
    from headed
    left join use_found
        on use_found.source_file_id = headed.source_file_id
        and use_found.source_part = headed.source_part
        and use_found.source_row = headed.source_row
),
list_part as (
    select source_file_id, source_part, min(path) as path
    from core.listing
    where source_kind in ('property', 'facility')
    group by source_file_id, source_part
),
list_text as (
    select source_file_id, source_part, 1 as nth, ' ' || trim(regexp_replace(lower(source_part), '[^a-z]+', ' ', 'g')) || ' ' as words
    from list_part
    union all
    select
        source_file_id,
        source_part,
        2 as nth,
        ' ' || trim(regexp_replace(lower(regexp_replace(regexp_extract(path, '[^/]*$'), '([a-z])([A-Z])', '\1 \2', 'g')), '[^a-z]+', ' ', 'g')) || ' ' as words
    from list_part
),
list_word as (
    select list_text.source_file_id, list_text.source_part, list_text.nth, word.word, word.function_id
    from list_text
    inner join word on contains(list_text.words, ' ' || word.word || ' ') or contains(list_text.words, ' ' || word.word || 's ')
    inner join ref.function as use on use.function_id = word.function_id
    where not use.is_sensitive and not word.is_of_names
),
list_said as (
    -- the name of a sheet before that of its file; of "probation office" the office says nothing
    select
        list_word.source_file_id,
        list_word.source_part,
        count(distinct list_word.function_id) as function_count,
        min(list_word.function_id) as function_id,
        row_number() over (partition by list_word.source_file_id, list_word.source_part order by list_word.nth) as nth
    from list_word
    left join list_word as longer
        on longer.source_file_id = list_word.source_file_id
        and longer.source_part = list_word.source_part
        and longer.nth = list_word.nth
        and longer.word <> list_word.word
        and contains(' ' || longer.word || ' ', ' ' || list_word.word || ' ')
    where longer.word is null
    group by list_word.source_file_id, list_word.source_part, list_word.nth
),
list_own as (
    select source_file_id, source_part, by_plain, count(*) as line_count
    from told
    where by_plain is not null
    group by source_file_id, source_part, by_plain
),
list_most as (
    select source_file_id, source_part, max(line_count) as line_count
    from list_own
    group by source_file_id, source_part
),
list_function as (
    select list_said.source_file_id, list_said.source_part, list_said.function_id
    from list_said
    left join list_most on list_most.source_file_id = list_said.source_file_id and list_most.source_part = list_said.source_part
    left join list_own
        on list_own.source_file_id = list_said.source_file_id
        and list_own.source_part = list_said.source_part
        and list_own.by_plain = list_said.function_id
    left join (
        select source_file_id, source_part, bool_or(is_register) as is_register
        from core.register_part
        group by source_file_id, source_part
    ) as held
        on held.source_file_id = list_said.source_file_id
        and held.source_part = list_said.source_part
    where list_said.nth = 1
        and list_said.function_count = 1
        and not coalesce(held.is_register, false)
        and (list_most.line_count is null or list_own.line_count = list_most.line_count)
),
naming as (
    select source_file_id, source_part, sum(row_count) as row_count
    from core.property_label
    where basis = 'named in the row'
    group by source_file_id, source_part
),
reach as (
    select
        source_file_id,
        source_part,
        count(*) filter (where is_in_place) as inside_count,
        count(*) filter (where not is_in_place) as outside_count
    from core.property_place
    group by source_file_id, source_part
),
described as (
    select
        worded.source_file_id,
        worded.source_part,
        worded.source_row,
        worded.path,
        label.body_id,
        case
            when worded.source_kind = 'facility' and label.basis = 'sender' and place.is_in_place = false then 'outside the place'
            when worded.source_kind = 'facility' and label.basis = 'sender' and place.is_in_place is null and reach.outside_count > reach.inside_count
                then 'not shown inside the place'
            when label.basis in ('sender', 'name not known')
                and coalesce(worded.organisation_as_published, worded.organisation_code) is not null
                and place.is_in_place is distinct from true
                and (place.is_in_place is not null or naming.row_count is not null)
                then 'outside the place'
            else label.basis
        end as basis,
        edition.newer_path,
        coalesce(worded.source_kind = 'facility' and worded.postcode is not null, false) as is_place_of_care,
        worded.uprn,
        worded.asset_code,
        worded.postcode,
        worded.easting,
        worded.northing,
        worded.is_not_owned,
        coalesce(held.is_register, false) as is_register,
        worded.address,
        coalesce(worded.name_as_published, worded.address, 'UPRN ' || worded.uprn, 'Asset ' || worded.asset_code, 'Without a name') as name,
        case when not told.is_former_use then told.by_use end as by_use,
        -- a heading says more than a word that may only be a name: the fire station Northby Park
        case when not told.is_former_name and (told.by_heading is not null or contains(worded.heading_words, ' station ')) then told.by_plain_head end as by_headed_name,
        case
            when told.is_former_name then null
            when told.by_heading is not null then told.by_heading
            -- the columns of a list of stations say "station", its owner says which
            when contains(worded.heading_words, ' station ') and body.kind = 'fire' then 'fire station'
            when contains(worded.heading_words, ' station ') and body.kind = 'police' then 'police station'
        end as by_heading,
        case when starts_with(told.head_words, ' land ') and not told.is_only_building then 'land' end as by_land,
        case when told.by_plain is null and not told.is_former then worded.function_of_list end as by_mapping,
        case when told.by_plain is null and not told.is_former then list_function.function_id end as by_list,
        case when not told.is_former_name then told.by_name end as by_name,
        case
            when worded.source_kind = 'nhs estates return' then 'site'
            when worded.holding_words like '%build%' or worded.gia_m2 > 0 then 'building'
            when worded.holding_words like '%site%' then 'site'
            when worded.holding_words like '%land%' then 'land'
            when told.by_use is null and (told.is_named_building or told.by_heading is not null) then 'building'
            when contains(worded.heading_words, ' station ') and body.kind in ('fire', 'police') then 'building'
        end as kind_stated,
        coalesce(
            told.by_use,
            case when told.by_plain is null and not told.is_former then coalesce(worded.function_of_list, list_function.function_id) end,
            told.by_name
        ) as function_of_kind,
        case
            when regexp_matches(worded.tenure_words, 'free ?-?hold|\bfh\b') and regexp_matches(worded.tenure_words, '\blease|\bl?lh\b') then 'freehold and leasehold'
            when regexp_matches(worded.tenure_words, 'free ?-?hold|\bfh\b') then 'freehold'
            when regexp_matches(worded.tenure_words, '\blease|\bl?lh\b') then 'leasehold'
            when regexp_matches(worded.tenure_words, 'licen') then 'licence'
            when worded.tenure_words = '' then 'not known'
            else 'other'
        end as tenure,
        case
            when worded.is_not_owned then 'not owned'
            when regexp_matches(regexp_replace(worded.detail_words, '(with )?vacant possession', ' ', 'g'), '\b(vacant|empty|unoccupied|void)\b|\b(not|no longer) (currently |presently |now |yet |being )?(occupied|in use|used)\b') or worded.occupied_words in ('no', 'n', 'false') then 'vacant'
            when regexp_matches(worded.detail_words, '\bground[ -]*(lease|rent)') then 'ground lease'
            when regexp_matches(worded.detail_words, '\b(owner|self|council|authority)[ -]*occup|\boccupied by (the )?(owner|council|authority|body|trust|service)\b') then 'occupied by the body'
            when regexp_matches(worded.detail_words, 'sub.?le') then 'sub-let'
            when regexp_matches(worded.detail_words, 'licen') then 'licence'
            when regexp_matches(worded.detail_words, '\blease|\blet\b|tenan|\brent') then 'let'
            when regexp_matches(worded.detail_words, 'occupied|in use|operational') or worded.occupied_words in ('yes', 'y', 'true') then 'occupied by the body'
            when trim(worded.detail_words) = '' then 'not known'
            else 'other'
        end as interest_detail
    from worded
    inner join core.property_label as label
        on label.source_file_id = worded.source_file_id
        and label.source_part = worded.source_part
        and label.organisation_as_published is not distinct from worded.organisation_as_published
        and label.organisation_code is not distinct from worded.organisation_code
        and label.authority_as_published is not distinct from worded.authority_as_published
    inner join core.property_place as place
        on place.source_file_id = worded.source_file_id
        and place.source_part = worded.source_part
        and place.source_row = worded.source_row
    left join ref.body as body on body.body_id = label.body_id
    left join core.register_part as held
        on held.source_file_id = worded.source_file_id
        and held.source_part = worded.source_part
        and held.body_id is not distinct from label.body_id
    left join list_function on list_function.source_file_id = worded.source_file_id and list_function.source_part = worded.source_part
    left join naming on naming.source_file_id = worded.source_file_id and naming.source_part = worded.source_part
    left join reach on reach.source_file_id = worded.source_file_id and reach.source_part = worded.source_part
    left join core.property_edition as edition
        on edition.source_file_id = worded.source_file_id
        and edition.source_part = worded.source_part
        and edition.body_id = label.body_id
    inner join told
        on told.source_file_id = worded.source_file_id
        and told.source_part = worded.source_part
        and told.source_row = worded.source_row
),
coded as (
    select
        body_id,
        upper(asset_code) as code_key,
        newer_path is not null as is_replaced,
        count(distinct uprn) > 1
        or count(distinct upper(name)) filter (where uprn is null) > 1
        or (count(uprn) > 0 and count(distinct upper(name)) > count(distinct upper(name)) filter (where uprn is not null)) as is_reissued
    from described
    where asset_code is not null and basis not in ('outside the place', 'not shown inside the place')
    group by body_id, upper(asset_code), newer_path is not null
),
repeated as (
    select source_file_id, source_part, upper(asset_code) as code_key
    from described
    where asset_code is not null
    group by source_file_id, source_part, upper(asset_code)
    having count(distinct coalesce(uprn, upper(name))) > 1
),
twin as (
    select body_id, upper(asset_code) as code_key, upper(name) as name_key, newer_path is not null as is_replaced
    from described
    where asset_code is not null and basis not in ('outside the place', 'not shown inside the place')
    group by body_id, upper(asset_code), upper(name), newer_path is not null
    having count(distinct uprn) > 1
),
named as (
    -- one name on several houses of a postcode: without code or UPRN only the address tells them apart. A surgery that stands twice in its
    -- list, its address in other words, is one.
    select source_file_id, source_part, upper(name) as name_key, postcode
    from described
    where asset_code is null and uprn is null and not is_place_of_care
    group by source_file_id, source_part, upper(name), postcode
    having count(distinct upper(address)) > 1
),
apart as (
    -- two public toilets of one name, postcode and road: their points tell them apart
    select described.source_file_id, described.source_part, upper(described.name) as name_key, described.postcode, upper(described.address) as address_key
    from described
    cross join core.assumption as threshold
    where described.asset_code is null and described.uprn is null and threshold.assumption_id = 'identity_same_point_m'
    group by described.source_file_id, described.source_part, upper(described.name), described.postcode, upper(described.address), threshold.value
    having max(described.easting) - min(described.easting) > threshold.value or max(described.northing) - min(described.northing) > threshold.value
),
judged as (
    select
        described.source_file_id,
        described.source_part,
        described.source_row,
        case
            when described.basis in ('outside the place', 'not shown inside the place') then 'ignored'
            when described.body_id is null then 'held'
            when described.newer_path is not null then 'superseded'
            else 'loaded'
        end as line_status,
        case
            when described.basis = 'outside the place' then 'outside the place'
            when described.basis = 'not shown inside the place' then 'location not known, in a list that mostly lies outside the place'
            when described.basis = 'name not known' then 'named after an organisation that place.toml does not know, in a list that tells several bodies apart'
            when described.body_id is null then 'nobody says whose assets these are: put the file into inbox/<body>/'
            when described.newer_path is not null then 'a newer edition stands in ' || described.newer_path
        end as line_reason,
        described.body_id,
        described.body_id || '/' || case
            when described.asset_code is not null and not coalesce(coded.is_reissued, false) then 'code ' || upper(described.asset_code)
            when described.asset_code is not null
                then 'code ' || upper(described.asset_code) || ' ' || upper(described.name)
                || case when twin.name_key is not null then coalesce(' ' || described.uprn, '') else '' end
            when described.uprn is not null then 'uprn ' || described.uprn || ' ' || upper(described.name)
            when described.name = 'Without a name' then concat_ws(
                ' ',
                'line without a name',
                coalesce(described.postcode, round(described.easting)::varchar || ' ' || round(described.northing)::varchar),
                described.path,
                nullif(described.source_part, 'table'),
                row_number() over (
                    partition by described.source_file_id, described.source_part, described.name, described.asset_code, described.uprn,
                        described.postcode, round(described.easting), round(described.northing)
                    order by described.source_row
                )::varchar
            )
            else 'name ' || upper(described.name) || ' ' || coalesce(
                described.postcode, round(described.easting)::varchar || ' ' || round(described.northing)::varchar, upper(described.address), ''
            ) || case when named.name_key is not null then ' ' || upper(coalesce(described.address, '')) else '' end
            || case
                when apart.name_key is not null then coalesce(' ' || round(described.easting)::varchar || ' ' || round(described.northing)::varchar, '')
                else ''
            end
        end as source_key,
        coalesce(
            described.kind_stated,
            case
                when described.function_of_kind in ('park or open space', 'allotment', 'cemetery', 'farm or woodland', 'highway land', 'car park', 'land') then 'land'
                else 'building'
            end
        ) as asset_kind,
        coalesce(
            described.by_use,
            described.by_headed_name,
            described.by_heading,
            described.by_land,
            described.by_mapping,
            described.by_list,
            described.by_name,
            'not known'
        ) as function,
        case
            when described.by_use is not null then 'stated use'
            when described.by_headed_name is not null then 'name'
            when described.by_heading is not null then 'heading'
            when described.by_land is not null then 'name'
            when described.by_mapping is not null then 'stated for the list'
            when described.by_list is not null then 'name of the list'
            when described.by_name is not null then 'name'
            else 'not known'
        end as function_basis,
        case when described.is_register then 'register' else 'service list only' end as ownership_basis,
        described.is_not_owned,
        described.tenure,
        described.interest_detail,
        described.name,
        described.address,
        described.uprn,
        described.postcode,
        described.easting,
        described.northing,
        case when repeated.code_key is null then upper(described.asset_code) end as only_code
    from described
    left join repeated
        on repeated.source_file_id = described.source_file_id
        and repeated.source_part = described.source_part
        and repeated.code_key = upper(described.asset_code)
    left join coded
        on coded.body_id = described.body_id
        and coded.code_key = upper(described.asset_code)
        and coded.is_replaced = (described.newer_path is not null)
    left join twin
        on twin.body_id = described.body_id
        and twin.code_key = upper(described.asset_code)
        and twin.name_key = upper(described.name)
        and twin.is_replaced = (described.newer_path is not null)
    left join named
        on named.source_file_id = described.source_file_id
        and named.source_part = described.source_part
        and named.name_key = upper(described.name)
        and named.postcode is not distinct from described.postcode
    left join apart
        on apart.source_file_id = described.source_file_id
        and apart.source_part = described.source_part
        and apart.name_key = upper(described.name)
        and apart.postcode is not distinct from described.postcode
        and apart.address_key is not distinct from upper(described.address)
),
-- what tells that two lines speak of one building
building_key as (
    -- codes are given out again in later editions: an id (as in asset_line.sql) joins lines of one standing only
    select
        judged.source_file_id,
        judged.source_part,
        judged.source_row,
        'id ' || judged.line_status || ' ' || coalesce(known.asset_id, 'a' || left(md5(judged.source_key), 12)) as key
    from judged
    left join core.known_identity as known on known.source_key = judged.source_key
    where judged.source_key is not null
    union all
    -- what an earlier publication found to be one building with it
    select
        judged.source_file_id,
        judged.source_part,
        judged.source_row,
        'asset ' || judged.line_status || ' ' || coalesce(known.merged_into, known.asset_id) as key
    from judged
    inner join core.known_identity as known on known.source_key = judged.source_key
    union all
    -- in doubt whether a code stands for one asset on two lists, both are withheld
    select source_file_id, source_part, source_row, 'code ' || line_status || ' ' || body_id || ' ' || only_code as key
    from judged
    where body_id is not null and only_code is not null
    union all
    select source_file_id, source_part, source_row, 'uprn ' || uprn as key
    from judged
    where uprn is not null
    union all
    select source_file_id, source_part, source_row, 'at ' || postcode || ' ' || regexp_replace(upper(name), '[^A-Z0-9]', '', 'g') as key
    from judged
    -- a name that is ours (a line without one stands under its code, UPRN or nothing) is none that two lines share
    where postcode is not null and not regexp_matches(name, '^(UPRN [0-9]+|Asset [^ ]+|Without a name)$')
    union all
    select source_file_id, source_part, source_row, 'at ' || postcode || ' ' || regexp_replace(upper(address), '[^A-Z0-9]', '', 'g') as key
    from judged
    where postcode is not null and regexp_matches(address, '[0-9]')
    union all
    -- another list may name the house innocently, or not at all
    select source_file_id, source_part, source_row, 'house ' || postcode || ' ' || regexp_extract(upper(address), '[0-9]+[A-Z]? +[A-Z]{3,}') as key
    from judged
    where postcode is not null and regexp_matches(upper(address), '[0-9]+[A-Z]? +[A-Z]{3,}')
    union all
    select
        source_file_id,
        source_part,
        source_row,
        'point ' || round(easting)::varchar || ' ' || round(northing)::varchar || ' ' || regexp_extract(upper(name), '[A-Z]{4,}') as key
    from judged
    where easting is not null and northing is not null and regexp_matches(upper(name), '[A-Z]{4,}')
        and not regexp_matches(name, '^(UPRN [0-9]+|Asset [^ ]+|Without a name)$')
),
stated as (
    -- kind and id in one text: the least of a building's is that of all its lines
    select
        statement.source_file_id,
        statement.source_part,
        statement.source_row,
        min(statement.function || '|' || coalesce(judged.source_key, concat_ws('/', judged.source_file_id, judged.source_part, judged.source_row))) as mark
    from core.sensitive_statement as statement
    inner join judged
        on judged.source_file_id = statement.source_file_id
        and judged.source_part = statement.source_part
        and judged.source_row = statement.source_row
    where statement.is_whole
    group by statement.source_file_id, statement.source_part, statement.source_row
),
elsewhere as (
    -- what a return, a certificate or an outline says of the building
    select
        line.source_file_id,
        line.source_part,
        line.source_row,
        line.asset_id,
        label.body_id,
        upper(line.asset_code) as code,
        line.uprn,
        line.postcode,
        upper(line.name_as_published) as name,
        upper(line.whole_address) as address,
        min(statement.function || '|' || concat_ws('/', line.source_file_id, line.source_part, line.source_row)) as mark
    from core.sensitive_statement as statement
    inner join core.premises_line as line
        on line.source_file_id = statement.source_file_id
        and line.source_part = statement.source_part
        and line.source_row = statement.source_row
    left join core.return_line as said
        on said.source_file_id = line.source_file_id
        and said.source_part = line.source_part
        and said.source_row = line.source_row
    left join core.return_label as label
        on label.source_file_id = said.source_file_id
        and label.source_part = said.source_part
        and label.organisation_as_published is not distinct from said.organisation_as_published
        and label.organisation_code is not distinct from said.organisation_code
    where statement.is_whole and not line.is_listed
    group by
        line.source_file_id, line.source_part, line.source_row, line.asset_id, label.body_id, line.asset_code, line.uprn, line.postcode,
        line.name_as_published, line.whole_address
),
stated_key as (
    select building_key.key, stated.mark
    from building_key
    inner join stated
        on stated.source_file_id = building_key.source_file_id
        and stated.source_part = building_key.source_part
        and stated.source_row = building_key.source_row
    union all
    select 'id loaded ' || asset_id as key, mark from elsewhere
    union all
    select 'code loaded ' || body_id || ' ' || code as key, mark from elsewhere
    union all
    select 'uprn ' || uprn as key, mark from elsewhere
    union all
    select 'at ' || postcode || ' ' || regexp_replace(name, '[^A-Z0-9]', '', 'g') as key, mark from elsewhere
    union all
    select 'at ' || postcode || ' ' || regexp_replace(address, '[^A-Z0-9]', '', 'g') as key, mark from elsewhere
    union all
    select 'house ' || postcode || ' ' || regexp_extract(address, '[0-9]+[A-Z]? +[A-Z]{3,}') as key, mark
    from elsewhere
    where regexp_matches(address, '[0-9]+[A-Z]? +[A-Z]{3,}')
),
key_1 as (
    select key, min(mark) as mark
    from stated_key
    where key is not null
    group by key
),
line_1 as (
    select building_key.source_file_id, building_key.source_part, building_key.source_row, min(key_1.mark) as mark
    from building_key
    inner join key_1 on key_1.key = building_key.key
    group by building_key.source_file_id, building_key.source_part, building_key.source_row
),
key_2 as (
    select building_key.key, min(line_1.mark) as mark
    from building_key
    inner join line_1
        on line_1.source_file_id = building_key.source_file_id
        and line_1.source_part = building_key.source_part
        and line_1.source_row = building_key.source_row
    group by building_key.key
),
line_2 as (
    select building_key.source_file_id, building_key.source_part, building_key.source_row, min(key_2.mark) as mark
    from building_key
    inner join key_2 on key_2.key = building_key.key
    group by building_key.source_file_id, building_key.source_part, building_key.source_row
),
key_3 as (
    select building_key.key, min(line_2.mark) as mark
    from building_key
    inner join line_2
        on line_2.source_file_id = building_key.source_file_id
        and line_2.source_part = building_key.source_part
        and line_2.source_row = building_key.source_row
    group by building_key.key
),
line_3 as (
    select building_key.source_file_id, building_key.source_part, building_key.source_row, min(key_3.mark) as mark
    from building_key
    inner join key_3 on key_3.key = building_key.key
    group by building_key.source_file_id, building_key.source_part, building_key.source_row
),
marked as (
    -- a line without any key stands for itself
    select source_file_id, source_part, source_row, mark from line_3
    union all
    select stated.source_file_id, stated.source_part, stated.source_row, stated.mark
    from stated
    left join line_3
        on line_3.source_file_id = stated.source_file_id
        and line_3.source_part = stated.source_part
        and line_3.source_row = stated.source_row
    where line_3.source_row is null
),
-- a single home is counted only, as sensitive premises are, on every list that has it
key_of_one as (
    -- what several lines of a list share (flats the UPRN of their block, all that stands in a park that of the park) tells none of them
    select source_file_id, source_part, key, count(*) as line_count
    from building_key
    group by source_file_id, source_part, key
    having count(*) = 1
),
stated_home as (
    select
        judged.source_file_id,
        judged.source_part,
        judged.source_row,
        judged.line_status,
        judged.source_key,
        judged.uprn,
        judged.postcode,
        regexp_replace(upper(judged.name), '[^A-Z0-9]', '', 'g') as name_key,
        statement.basis,
        told.line_count is not null as is_uprn_its_own
    from core.dwelling_statement as statement
    inner join judged
        on judged.source_file_id = statement.source_file_id
        and judged.source_part = statement.source_part
        and judged.source_row = statement.source_row
    left join key_of_one as told
        on told.source_file_id = judged.source_file_id
        and told.source_part = judged.source_part
        and told.key = 'uprn ' || judged.uprn
    -- land on which homes stand or stood is land
    where judged.asset_kind <> 'land'
),
otherwise as (
    -- what says plainly what it is, and no home
    select
        judged.source_key,
        case when told.line_count is not null then judged.uprn end as uprn,
        judged.postcode,
        regexp_replace(upper(judged.name), '[^A-Z0-9]', '', 'g') as name_key
    from judged
    left join stated_home
        on stated_home.source_file_id = judged.source_file_id
        and stated_home.source_part = judged.source_part
        and stated_home.source_row = judged.source_row
    left join key_of_one as told
        on told.source_file_id = judged.source_file_id
        and told.source_part = judged.source_part
        and told.key = 'uprn ' || judged.uprn
    where stated_home.source_row is null
        and judged.line_status <> 'superseded'
        and judged.asset_kind <> 'land'
        and judged.function not in ('dwelling', 'not known', 'other', 'land', 'garage')
),
contradicted as (
    select stated_home.source_file_id, stated_home.source_part, stated_home.source_row
    from stated_home
    inner join otherwise on otherwise.source_key = stated_home.source_key
    union
    select stated_home.source_file_id, stated_home.source_part, stated_home.source_row
    from stated_home
    inner join otherwise on otherwise.uprn = stated_home.uprn
    where stated_home.is_uprn_its_own
    union
    select stated_home.source_file_id, stated_home.source_part, stated_home.source_row
    from stated_home
    inner join otherwise on otherwise.postcode = stated_home.postcode and otherwise.name_key = stated_home.name_key
),
home as (
    -- a bare name or an address says it only while no other list of the building says otherwise
    select
        stated_home.source_file_id,
        stated_home.source_part,
        stated_home.source_row,
        stated_home.line_status,
        stated_home.source_key,
        stated_home.postcode,
        stated_home.name_key,
        coalesce(stated_home.source_key, concat_ws('/', stated_home.source_file_id, stated_home.source_part, stated_home.source_row)) as mark
    from stated_home
    left join contradicted
        on contradicted.source_file_id = stated_home.source_file_id
        and contradicted.source_part = stated_home.source_part
        and contradicted.source_row = stated_home.source_row
    where stated_home.basis in ('use', 'name') or contradicted.source_row is null
),
home_at as (
    select building_key.source_file_id, building_key.source_part, building_key.source_row, building_key.key, home.mark
    from building_key
    inner join home
        on home.source_file_id = building_key.source_file_id
        and home.source_part = building_key.source_part
        and home.source_row = building_key.source_row
    -- what an older edition calls a home may be another thing now
    where home.line_status <> 'superseded'
),
home_key as (
    select home_at.key, min(home_at.mark) as mark
    from home_at
    left join key_of_one as told
        on told.source_file_id = home_at.source_file_id
        and told.source_part = home_at.source_part
        and told.key = home_at.key
    group by home_at.key
    having count(*) = count(told.line_count)
),
home_mark as (
    select home_at.source_file_id, home_at.source_part, home_at.source_row, min(home_key.mark) as mark
    from home_at
    inner join home_key on home_key.key = home_at.key
    group by home_at.source_file_id, home_at.source_part, home_at.source_row
),
alike as (
    -- lines that say nothing else of the building, or bear its very name: the school whose caretaker's house has its UPRN is a school
    select building_key.source_file_id, building_key.source_part, building_key.source_row, home_key.mark
    from building_key
    inner join home_key on home_key.key = building_key.key
    inner join judged
        on judged.source_file_id = building_key.source_file_id
        and judged.source_part = building_key.source_part
        and judged.source_row = building_key.source_row
    where judged.function in ('dwelling', 'not known')
    union all
    select judged.source_file_id, judged.source_part, judged.source_row, home.mark
    from judged
    inner join home on home.source_key = judged.source_key
    where home.line_status <> 'superseded'
    union all
    select judged.source_file_id, judged.source_part, judged.source_row, home.mark
    from judged
    inner join home on home.postcode = judged.postcode and home.name_key = regexp_replace(upper(judged.name), '[^A-Z0-9]', '', 'g')
    where home.line_status <> 'superseded'
),
home_line as (
    select home.source_file_id, home.source_part, home.source_row, coalesce(home_mark.mark, home.mark) as mark
    from home
    left join home_mark
        on home_mark.source_file_id = home.source_file_id
        and home_mark.source_part = home.source_part
        and home_mark.source_row = home.source_row
    union all
    select alike.source_file_id, alike.source_part, alike.source_row, min(alike.mark) as mark
    from alike
    inner join judged
        on judged.source_file_id = alike.source_file_id
        and judged.source_part = alike.source_part
        and judged.source_row = alike.source_row
    left join home
        on home.source_file_id = alike.source_file_id
        and home.source_part = alike.source_part
        and home.source_row = alike.source_row
    where home.mark is null and judged.asset_kind <> 'land'
    group by alike.source_file_id, alike.source_part, alike.source_row
)
select
    judged.source_file_id,
    judged.source_part,
    judged.source_row,
    judged.line_status,
    judged.line_reason,
    judged.body_id,
    judged.source_key,
    judged.asset_kind,
    coalesce(split_part(marked.mark, '|', 1), case when home_line.mark is not null then 'dwelling' end, judged.function) as function,
    case when marked.mark is null and home_line.mark is null then judged.function_basis end as function_basis,
    marked.mark is not null or home_line.mark is not null as is_sensitive,
    marked.mark is null and home_line.mark is not null as is_dwelling,
    coalesce(marked.mark, 'dwelling|' || home_line.mark) as premises_key,
    judged.ownership_basis,
    judged.is_not_owned,
    judged.tenure,
    judged.interest_detail,
    judged.name,
    judged.address
from judged
left join marked
    on marked.source_file_id = judged.source_file_id
    and marked.source_part = judged.source_part
    and marked.source_row = judged.source_row
left join home_line
    on home_line.source_file_id = judged.source_file_id
    and home_line.source_part = judged.source_part
    and home_line.source_row = judged.source_row
