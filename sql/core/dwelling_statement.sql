-- grain: one row per line of a register, list or return that speaks of a single dwelling
-- question: which lines list one home, so that they must be counted only?
-- owner: pilot team
-- By the use of the line first, where one unit of housing is enough; by its name only where the use says nothing else and the name says it
-- plainly: a building that is called a house is none. A use for housing at large says it of one numbered address. Several homes (a block,
-- a scheme, a hostel) are no single dwelling, nor is what goes with homes: land, garages, an office. Who lives on the spot (a caretaker)
-- lives in one home. What goes with a home (House and garage) or tells its scheme (Sheltered flat) takes nothing from it where the use says
-- one home: only what stands before it (Garage to flat), or as one word with it (Flat block), does. A flat by its number is one in any scheme.
with line as (
    select
        source_file_id,
        source_part,
        source_row,
        -- land and buildings are a class of assets, no use
        regexp_replace(concat_ws(' , ', use_as_published, other_detail_as_published, holding_as_published), '\bland *(&|and) *buildings?\b', ' ', 'gi') as use_text,
        regexp_replace(concat_ws(' , ', use_as_published, other_detail_as_published), '\bland *(&|and) *buildings?\b', ' ', 'gi') as only_use_text,
        name_heading,
        coalesce(name_as_published, address_as_published, concat_ws(' ', street_number, street)) as name_text,
        coalesce(nullif(concat_ws(' ', street_number, street), ''), address_as_published, name_as_published) as address_text
    from core.listing
    -- what a school or a hospital is called is no home
    where source_kind = 'property'
    union all
    select
        source_file_id,
        source_part,
        source_row,
        null as use_text,
        null as only_use_text,
        null as name_heading,
        name_as_published as name_text,
        name_as_published as address_text
    from core.return_line
    where name_as_published is not null and source_kind <> 'building_confirmation'
    union all
    -- of a sheet that came back what it corrects: the rest is what we hold ourselves
    select
        source_file_id,
        source_part,
        source_row,
        corrected_use as use_text,
        corrected_use as only_use_text,
        null as name_heading,
        corrected_name as name_text,
        coalesce(corrected_address, corrected_name) as address_text
    from staging.building_confirmation
    where corrected_use is not null or corrected_name is not null
),
plain as (
    -- one spelling: no character burnt in where another was lost (U+FFFD), no "'s", a comma for whatever parts two things
    select
        source_file_id,
        source_part,
        source_row,
        regexp_replace(regexp_replace(replace(lower(coalesce(use_text, '')), '�', ''), '[''’]s\b', '', 'g'), '[;:()/|\r\n]| - ', ',', 'g') as use_text,
        regexp_replace(replace(lower(coalesce(only_use_text, '')), '�', ''), '[;:()/|\r\n]| - ', ',', 'g') as only_use_text,
        lower(coalesce(name_heading, '')) as name_heading,
        regexp_replace(regexp_replace(replace(lower(coalesce(name_text, '')), '�', ''), '[''’]s\b', '', 'g'), '[;:()/|\r\n]| - ', ',', 'g') as name_text,
        replace(lower(coalesce(name_text, '')), '�', '') as whole_name_text,
        replace(lower(coalesce(address_text, '')), '�', '') as address_text
    from line
),
worded as (
    select
        source_file_id,
        source_part,
        source_row,
        -- of a use what stands before "above", "at" and the like: a flat above a shop
        ' ' || trim(regexp_replace(regexp_replace(use_text, '\b(above|over|at|with|near|beside|behind|adjacent|adj|adjoining|attached|formerly|former)\b[^,]*', ' ', 'g'), '[^a-z0-9]+', ' ', 'g')) || ' ' as use_words,
        ', ' || trim(
            regexp_replace(
                regexp_replace(
                    regexp_replace(use_text, '\b(above|over|at|with|near|beside|behind|adjacent|adj|adjoining|attached|formerly|former)\b[^,]*| and |&|\+', ',', 'g'),
                    '[^a-z0-9,]+',
                    ' ',
                    'g'
                ),
                ' *,[ ,]*',
                ' , ',
                'g'
            )
        ) || ' ,' as use_parts,
        ' ' || trim(regexp_replace(regexp_replace(only_use_text, '\b(above|over|at|with|near|beside|behind|adjacent|adj|adjoining|attached|formerly|former)\b[^,]*', ' ', 'g'), '[^a-z0-9]+', ' ', 'g')) || ' ' as only_use_words,
        ' ' || name_heading || ' ' as heading_words,
        ' ' || trim(regexp_replace(name_text, '[^a-z0-9]+', ' ', 'g')) || ' ' as name_words,
        ', ' || trim(regexp_replace(regexp_replace(name_text, '[^a-z0-9,]+', ' ', 'g'), ' *,[ ,]*', ' , ', 'g')) || ' ,' as name_parts,
        -- of a name its first part, before the place it is at
        ' ' || trim(
            regexp_replace(
                regexp_replace(name_text, '(,|\b(at|adj|adjacent|adjoining|rear|to|of|in|on|off|near|behind|opposite|opp|for|with|above|over|former|formerly|ex|disused|demolished)\b).*$', ''),
                '[^a-z0-9]+',
                ' ',
                'g'
            )
        ) || ' ' as head_words,
        ' ' || trim(regexp_replace(use_text || ' , ' || name_text, '[^a-z0-9]+', ' ', 'g')) || ' ' as all_words,
        -- a unit of a house has the number of the house too
        regexp_matches(address_text, '^([a-z]+\.? |[a-z]*[a-rt-z]\.? [0-9]+ ?[a-z]? *, *)?[0-9]+ ?[a-z]?[ ,]+[a-z]') as is_numbered,
        regexp_matches(address_text, '^([a-z]+\.? )?[0-9]+ ?[a-z]? *(-|–|—|&|/|to\b|and\b|\+) *[0-9]')
        or regexp_matches(whole_name_text, '^([a-z]+\.? )?[0-9]+ ?[a-z]? *(-|–|—|&|/|to\b|and\b|\+) *[0-9]') as is_range
    from plain
),
said as (
    select
        source_file_id,
        source_part,
        source_row,
        use_words,
        use_parts,
        only_use_words,
        heading_words,
        name_words,
        name_parts,
        head_words,
        all_words,
        -- a name without the roads in it: Garden Lane is no garden
        regexp_replace(head_words, ' [a-z]+ (road|rd|street|st|lane|ln|avenue|ave|close|drive|way|row|terrace|crescent|grove|hill|place|square) ', ' ', 'g') as plain_head_words,
        is_numbered,
        is_range
    from worded
),
phrase as (
    select word, says
    from ref.dwelling_word
    where says not in ('resident', 'residence')
    union all
    select resident.word || ' ' || residence.word as word, 'home of staff' as says
    from ref.dwelling_word as resident
    cross join ref.dwelling_word as residence
    where resident.says = 'resident' and residence.says = 'residence'
),
found as (
    select
        said.source_file_id,
        said.source_part,
        said.source_row,
        coalesce(bool_or(phrase.says = 'home of staff' and contains(said.use_words, ' ' || phrase.word || ' ')), false) as is_staff_by_use,
        coalesce(bool_or(
            (phrase.says in ('one home', 'one home in a use') and contains(said.use_words, ' ' || phrase.word || ' '))
            or (phrase.says = 'whole use' and contains(said.use_parts, ', ' || phrase.word || ' ,'))
        ), false) as is_home_by_use,
        coalesce(bool_or(phrase.says = 'one home of a block' and contains(said.use_words, ' ' || phrase.word || ' ')), false) as is_flat_by_use,
        coalesce(bool_or(
            phrase.says = 'housing'
            -- some lists put the use where the name should be
            and (contains(said.use_words, ' ' || phrase.word || ' ') or said.name_words = ' ' || phrase.word || ' ')
        ), false) as is_housing_by_use,
        coalesce(bool_or(phrase.says = 'dispersed home' and contains(said.use_words, ' ' || phrase.word || ' ')), false) as is_dispersed_by_use,
        coalesce(bool_or(phrase.says in ('no home', 'kind of scheme') and contains(said.only_use_words, ' ' || phrase.word || ' ')), false) as is_no_home_by_use,
        coalesce(bool_or(phrase.says = 'no home' and contains(said.only_use_words, ' ' || phrase.word || ' ')), false) as is_no_scheme_by_use,
        min(strpos(said.use_words, ' ' || phrase.word || ' ')) filter (
            where phrase.says in ('one home', 'one home in a use', 'one home of a block', 'home of staff', 'whole use') and contains(said.use_words, ' ' || phrase.word || ' ')
        ) as home_at,
        min(strpos(said.use_words, ' ' || phrase.word || ' ')) filter (
            where phrase.says = 'no home' and contains(said.use_words, ' ' || phrase.word || ' ')
        ) as no_home_at,
        coalesce(bool_or(phrase.says = 'home under housing' and ends_with(said.head_words, ' ' || phrase.word || ' ')), false) as is_home_under_housing,
        coalesce(bool_or(
            phrase.says = 'home of staff' and (ends_with(said.head_words, ' ' || phrase.word || ' ') or contains(said.name_parts, ', ' || phrase.word || ' ,'))
        ), false) as is_staff_by_name,
        coalesce(bool_or(
            phrase.says = 'one home of a block'
            and starts_with(said.head_words, ' ' || phrase.word || ' ')
            and regexp_matches(substr(said.head_words, length(phrase.word) + 3), '^((no )?[0-9]+ ?[a-z]?|[a-z]) ')
        ), false) as is_flat_by_number,
        coalesce(bool_or(
            phrase.says in ('one home', 'one home of a block')
            and (ends_with(said.head_words, ' ' || phrase.word || ' ') or contains(said.name_parts, ', ' || phrase.word || ' ,'))
        ), false) as is_home_by_name,
        coalesce(bool_or(phrase.says = 'several homes' and contains(said.plain_head_words, ' ' || phrase.word || ' ')), false) as is_several_by_name,
        coalesce(bool_or(
            phrase.says = 'beside a home'
            and (starts_with(said.plain_head_words, ' ' || phrase.word || ' ') or ends_with(said.plain_head_words, ' ' || phrase.word || ' '))
        ), false) as is_beside_by_name
    from said
    inner join phrase on contains(said.all_words, ' ' || phrase.word || ' ')
    group by said.source_file_id, said.source_part, said.source_row
),
joined as (
    -- a flat block, a bungalow scheme
    select distinct said.source_file_id, said.source_part, said.source_row
    from said
    inner join phrase as home
        on home.says in ('one home', 'one home in a use', 'one home of a block')
        and contains(said.use_parts, ' ' || home.word || ' ')
    inner join phrase as whole
        on whole.says in ('no home', 'kind of scheme')
        and contains(said.use_parts, ' ' || home.word || ' ' || whole.word || ' ')
),
possible as (
    select
        found.source_file_id,
        found.source_part,
        found.source_row,
        found.is_staff_by_use,
        found.is_home_by_use,
        found.is_flat_by_use,
        found.is_housing_by_use,
        found.is_dispersed_by_use,
        found.is_no_home_by_use,
        found.is_no_scheme_by_use,
        found.is_no_home_by_use and (joined.source_row is not null or found.home_at is null or coalesce(found.no_home_at < found.home_at, false)) as is_none_of_one,
        found.is_home_under_housing,
        found.is_staff_by_name,
        found.is_flat_by_number,
        found.is_home_by_name,
        -- one of several homes is one: 12 The Cottages
        found.is_several_by_name and not (said.is_numbered and not said.is_range and not regexp_matches(said.head_words, '^ [0-9]+[a-z]? [a-z]+ $')) as is_several_by_name,
        found.is_beside_by_name,
        said.only_use_words,
        said.heading_words,
        said.plain_head_words,
        said.is_numbered,
        said.is_range
    from found
    inner join said
        on said.source_file_id = found.source_file_id
        and said.source_part = found.source_part
        and said.source_row = found.source_row
    left join joined
        on joined.source_file_id = found.source_file_id
        and joined.source_part = found.source_part
        and joined.source_row = found.source_row
    where is_staff_by_use or is_home_by_use or is_flat_by_use or is_housing_by_use or is_dispersed_by_use or is_staff_by_name or is_flat_by_number or is_home_by_name
),
other_word as (
    select
        word.word,
        bool_or(use.building_class = 'office' or use.function_id in ('shop or investment', 'industrial', 'depot', 'garage', 'land')) as is_business,
        -- what goes with a home, or tells its scheme
        coalesce(bool_or(phrase.says in ('with a home', 'part of a home') and phrase.word = word.word), false)
        or coalesce(bool_or(phrase.says = 'kind of scheme'), false) as is_of_home,
        coalesce(bool_or(phrase.says = 'part of a home' and phrase.word = word.word), false) as is_part,
        coalesce(bool_or(phrase.says = 'kind of scheme'), false) or bool_or(use.function_id = 'care home') as is_scheme
    from ref.function_word as word
    inner join ref.function as use on use.function_id = word.function_id
    left join ref.dwelling_word as phrase
        on phrase.says in ('with a home', 'part of a home', 'kind of scheme')
        and contains(' ' || word.word || ' ', ' ' || phrase.word || ' ')
    where use.function_id not in ('dwelling', 'not known', 'other')
    group by word.word
),
inside as (
    -- a word within one for a home says nothing else: farm house
    select distinct possible.source_file_id, possible.source_part, possible.source_row, other_word.word
    from possible
    inner join phrase
        on phrase.says in ('one home', 'one home in a use')
        and contains(possible.only_use_words, ' ' || phrase.word || ' ')
    inner join other_word on contains(' ' || phrase.word || ' ', ' ' || other_word.word || ' ')
),
other as (
    select
        possible.source_file_id,
        possible.source_part,
        possible.source_row,
        bool_or(
            inside.word is null
            and (contains(possible.only_use_words, ' ' || other_word.word || ' ') or contains(possible.heading_words, ' ' || other_word.word || ' '))
        ) as is_by_use,
        bool_or(
            inside.word is null
            and not other_word.is_of_home
            and (contains(possible.only_use_words, ' ' || other_word.word || ' ') or contains(possible.heading_words, ' ' || other_word.word || ' '))
        ) as is_other_than_home,
        bool_or(
            inside.word is null
            and not other_word.is_scheme
            and (contains(possible.only_use_words, ' ' || other_word.word || ' ') or contains(possible.heading_words, ' ' || other_word.word || ' '))
        ) as is_other_than_scheme,
        bool_or(
            inside.word is null
            and other_word.is_business
            and (contains(possible.only_use_words, ' ' || other_word.word || ' ') or contains(possible.heading_words, ' ' || other_word.word || ' '))
        ) as is_business_by_use,
        bool_or(not other_word.is_part and contains(possible.plain_head_words, ' ' || other_word.word || ' ')) as is_by_name
    from possible
    inner join other_word
        on contains(possible.only_use_words, ' ' || other_word.word || ' ')
        or contains(possible.heading_words, ' ' || other_word.word || ' ')
        or contains(possible.plain_head_words, ' ' || other_word.word || ' ')
    left join inside
        on inside.source_file_id = possible.source_file_id
        and inside.source_part = possible.source_part
        and inside.source_row = possible.source_row
        and inside.word = other_word.word
    group by possible.source_file_id, possible.source_part, possible.source_row
),
judged as (
    select
        possible.source_file_id,
        possible.source_part,
        possible.source_row,
        case
            when is_beside_by_name or is_several_by_name then null
            when is_staff_by_use and not is_none_of_one then 'use'
            when is_home_by_use and not is_none_of_one and not coalesce(other.is_other_than_home, false) then 'use'
            when is_flat_by_use and not is_range and not is_none_of_one and not coalesce(other.is_other_than_home, false) then 'use'
            when is_flat_by_number and not is_range and not coalesce(other.is_other_than_scheme, false) then 'name'
            when is_dispersed_by_use
                and is_numbered
                and not is_range
                and not is_no_scheme_by_use
                and not coalesce(other.is_other_than_home, false)
                and not coalesce(other.is_by_name, false)
                then 'numbered address'
            when is_no_home_by_use then null
            when is_staff_by_name and not coalesce(other.is_business_by_use, false) then 'name'
            when is_home_by_name and not is_range and not coalesce(other.is_by_use, false) then 'name alone'
            when is_home_under_housing and is_housing_by_use and not is_range and not coalesce(other.is_by_use, false) then 'name alone'
            when is_housing_by_use
                and is_numbered
                and not is_range
                and not coalesce(other.is_by_use, false)
                and not coalesce(other.is_by_name, false)
                then 'numbered address'
        end as basis
    from possible
    left join other
        on other.source_file_id = possible.source_file_id
        and other.source_part = possible.source_part
        and other.source_row = possible.source_row
)
select source_file_id, source_part, source_row, basis
from judged
where basis is not null
