"""Contracts of the single gateway for grants: what all funders' grants say together.

Belongs here: `mart` tables made from mart.grant. Does not belong here: the lists and whose each line is (grants.py).
In every total a pound counts once: what was given on, and stands in another funder's list again, is left out (mart.grant.final_gbp).
"""

from totalplace.contracts._base import Column, Contract, Rule

BENEFIT, RECIPIENT = "place to benefit", "recipient's place"
BASES = (BENEFIT, RECIPIENT)
LENGTHS = ("stated in months", "from its two days", "from its period in words")
RECIPIENT_PLACES = ("postcode on the grant", "area code on the grant", "postcode on another grant to it", "registered office", "registered office of the charity of its name")
BENEFIT_PLACES = ("area code on the grant", "name of the area on the grant")
COLD, NOT_COLD, NOT_COMPUTED = "cold spot", "not a cold spot", "not computed"
IN, OUT, NOT_STATED = "in", "out", "not stated"

GATEWAY = Contract(
    table="mart.grant_gateway",
    grain="grant that counts",
    question="How long does each grant run, has it been given again and again, what is it a year, and where does it go?",
    primary_key=("line_id",),
    columns=(
        Column("line_id", "integer", "The grant, as in mart.grant", references="mart.grant.line_id"),
        Column("funder", "text", "The body of the place that gave it by its name, else the funder in the publisher's words; empty where only the sender tells"),
        Column("funder_body_id", "text", "The funder, where it is a body of the place", references="ref.body.body_id"),
        Column("recipient", "text", "Who was given it, as in mart.grant", required=True),
        Column("recipient_key", "text", "The same for all grants of one recipient, whoever gave them: its charity or company number, else its name; empty where the name is withheld"),
        Column("fy", "integer", "Financial year of the award", required=True),
        Column("amount_gbp", "money", "What was awarded, in pounds", required=True),
        Column("final_gbp", "money", "Of it what totals over several funders add: without what was given on and stands here again (mart.grant)", required=True),
        Column("months", "number", "How long it is planned for"),
        Column("months_basis", "text", "What that was read from", values=LENGTHS),
        Column("from_on", "date", "First day: as planned, else the day of award, else the first day of the year of award", required=True),
        Column("until_on", "date", "Last day: as planned, else after its months; empty where the list says neither"),
        Column("annual_gbp", "money", "What was awarded by year of its length; all of it where it runs for a year or less; empty where the length is not known"),
        Column("is_short", "boolean", "It runs for no more than grant_short_months; empty where the length is not known"),
        Column("is_under_a_year", "boolean", "It runs for less than twelve months; empty where the length is not known"),
        Column("short_run_years", "integer", "Of a short grant: how many years without a break the funder had given this recipient short grants by then, 1 for the first; empty where the recipient is withheld"),
        Column("benefit_ward_code", "text", "Ward that it is to benefit, where the list says so"),
        Column("benefit_district_code", "text", "District that it is to benefit, where the list says so"),
        Column("benefit_basis", "text", "What that was read from", values=BENEFIT_PLACES),
        Column("recipient_ward_code", "text", "Ward in which the recipient is: where it is, not where it works; never of a recipient who is withheld"),
        Column("recipient_district_code", "text", "District in which the recipient is"),
        Column("recipient_basis", "text", "What that was read from", values=RECIPIENT_PLACES),
    ),
    rules=(
        Rule("a pound counts at most once", "amount_gbp < 0 or final_gbp between 0 and amount_gbp"),
        Rule("a length has its basis", "(months is null) = (months_basis is null)"),
        Rule("it does not end before it begins", "until_on >= from_on"),
        Rule("no private person has a key or a place", "recipient not like '%(withheld)' or (recipient_key is null and recipient_ward_code is null and benefit_ward_code is null)"),
    ),
)

PARTY = Contract(
    table="mart.grant_party",
    grain="financial year, side (funder or recipient), and place in the order of size",
    question="How much of the money do the largest funders give and the largest recipients get, and in how short grants?",
    primary_key=("fy", "side", "rank"),
    columns=(
        Column("fy", "integer", "Financial year of the awards"),
        Column("side", "text", "Whether the order is that of funders or of recipients", values=("funder", "recipient")),
        Column("rank", "integer", "1 is the largest by final pounds; those who are withheld have no rank"),
        Column("party", "text", "The funder, or the recipient", required=True),
        Column("party_key", "text", "What its grants are found by in mart.grant_gateway: funder, or recipient_key", required=True),
        Column("body_id", "text", "The public body of the place that it is", references="ref.body.body_id"),
        Column("grant_count", "integer", "Its grants of the year", required=True),
        Column("final_gbp", "money", "Final pounds of them: a pound given on counts with whom it ends", required=True),
        Column("share", "number", "Share of all final pounds of the year, those withheld included; empty where there are none"),
        Column("cumulative_share", "number", "Share of this one and all larger ones"),
        Column("party_count", "integer", "How many funders, or recipients, the year has", required=True),
        Column("total_gbp", "money", "All final pounds of the year", required=True),
        Column("without_rank_gbp", "money", "Of them those of recipients who are withheld, or of funders whom nobody names", required=True),
        Column("short_count", "integer", "Grants of it that are short (grant_short_months)", required=True),
        Column("short_gbp", "money", "Final pounds of these", required=True),
        Column("under_a_year_count", "integer", "Of the short ones those for less than twelve months", required=True),
        Column("length_not_stated_count", "integer", "Grants of which no list says how long they run", required=True),
        Column("renewed_count", "integer", "Short grants that follow a short one of the year before, same funder and recipient", required=True),
        Column("renewed_gbp", "money", "Final pounds of these", required=True),
        Column("longest_run_years", "integer", "The longest run of years of short grants of one funder to one recipient that this year is in"),
    ),
    rules=(
        Rule("no more is renewed than is short", "renewed_count <= short_count and short_count + length_not_stated_count <= grant_count"),
        Rule("no grant is under a year and long", "under_a_year_count <= short_count"),
    ),
)

AREA = Contract(
    table="mart.grant_area",
    grain="area, basis of where grants go, and span of financial years",
    question="Where do grants go for each resident, beside how deprived the area is, and where are cold spots?",
    primary_key=("area_code", "basis", "first_fy", "last_fy"),
    columns=(
        Column("area_code", "text", "Code of the district or ward (GSS)"),
        Column("basis", "text", "The place that the grant is to benefit, or the place where the recipient is: two tables, never added", values=BASES),
        Column("first_fy", "integer", "First financial year of the span, of which any list has grants"),
        Column("last_fy", "integer", "Last financial year of it: the same for a single year, else the last of the lists, which ends at most grant_area_years"),
        Column("area_type", "text", "Whether the area is a district or a ward", required=True, values=("district", "ward")),
        Column("area_name", "text", "The name of the district or ward", required=True),
        Column("district_code", "text", "The district it is, or lies in"),
        Column("year_count", "integer", "Years of the span of which any list has grants, the same for every area: pounds a year are divided by it", required=True),
        Column("grant_count", "integer", "Grants to organisations there; those to private persons are in no row", required=True),
        Column("recipient_count", "integer", "Organisations that were given them", required=True),
        Column("funder_count", "integer", "Funders that gave them", required=True),
        Column("final_gbp", "money", "Final pounds: a pound given on counts where it ends", required=True),
        Column("persons", "integer", "Residents of the area, where known"),
        Column("persons_year", "integer", "Year of the figure of residents"),
        Column("per_1000_a_year_gbp", "money", "Final pounds a year for each 1,000 residents: final_gbp * 1000 / persons / year_count"),
        Column("place_per_1000_a_year_gbp", "money", "The same of all areas of the kind whose body sent a list, together"),
        Column("deprivation", "number", "Index of Multiple Deprivation: higher is more deprived if it is a score, lower if a rank or decile"),
        Column("deprivation_measure", "text", "What that figure is: published of the area, or the mean of its small areas by their residents"),
        Column("deprivation_period", "text", "Year of the index of deprivation"),
        Column("deprivation_rank", "integer", "1 is the most deprived area of its kind in the place"),
        Column("is_deprived", "boolean", "Among the most deprived of its kind: grant_cold_deprived_share of ref.assumption"),
        Column("has_own_list", "boolean", "A public body that serves the area sent a list of its grants: elsewhere no grants are no finding", required=True),
        Column("known_share", "number", "Share of all final pounds of the span of which it is known, on this basis, to which area of this kind they go"),
        Column("verdict", "text", "Cold spot: deprived, and given less than grant_cold_rate_share of what the place gives for each resident", required=True, values=(COLD, NOT_COLD, NOT_COMPUTED)),
        Column("reason", "text", "Why the verdict is what it is", required=True),
    ),
    rules=(
        Rule("a cold spot is deprived and known", f"verdict <> '{COLD}' or (is_deprived and has_own_list and per_1000_a_year_gbp is not null)"),
        Rule("a share is of its total", "known_share between 0 and 1.000001"),
    ),
)

OVERLAP = Contract(
    table="mart.grant_overlap",
    grain="pair of grants of two funders to one recipient for what looks like one purpose at one time",
    question="Which awards of different funders may pay for the same thing?",
    primary_key=("left_line_id", "right_line_id"),
    columns=(
        Column("left_line_id", "integer", "The grant that begins first", references="mart.grant.line_id"),
        Column("right_line_id", "integer", "The other grant, which begins no earlier", references="mart.grant.line_id"),
        Column("recipient", "text", "Who was given both grants", required=True),
        Column("left_funder", "text", "Who gave the first grant", required=True),
        Column("right_funder", "text", "Who gave the other grant", required=True),
        Column("left_amount_gbp", "money", "Pounds awarded by the first grant", required=True),
        Column("right_amount_gbp", "money", "Pounds awarded by the other grant", required=True),
        Column("overlap_from_on", "date", "First day of both; empty where a length is not known"),
        Column("overlap_until_on", "date", "Last day of both; empty where a length is not known"),
        Column("matched_by", "text", "How the recipient is known to be the same", required=True),
        Column("shared_words", "text", "Telling words that title, purpose and programme of both have", required=True),
        Column("word_share", "number", "Share of the telling words of the shorter one that the other has too", required=True),
        Column("reason", "text", "Why it is a candidate, in a sentence: to look at, no finding; two funders may well have agreed to share", required=True),
    ),
    rules=(Rule("two funders, two grants", "left_line_id <> right_line_id and left_funder <> right_funder"),),
)

DECISION = Contract(
    table="mart.grant_decision",
    grain="pot of grants-gateway.toml and grant of one of its funders that runs within its reach",
    question="Which grants end when, and could be decided jointly from one pot by its shared criteria?",
    primary_key=("pot_id", "line_id"),
    columns=(
        Column("pot_id", "text", "The pot's id in grants-gateway.toml"),
        Column("line_id", "integer", "The grant, as in mart.grant", references="mart.grant.line_id"),
        Column("pot_name", "text", "What the pot is called", required=True),
        Column("pot_gbp", "money", "What the pot has a year", required=True),
        Column("funder", "text", "Who gave the grant", required=True),
        Column("programme_as_published", "text", "The programme it is from"),
        Column("recipient", "text", "Who was given the grant", required=True),
        Column("theme", "text", "Themes of the pot that its words show"),
        Column("until_on", "date", "Last day of the grant"),
        Column("decide_by_on", "date", "By when what follows it is to be decided: so many months as the pot says before the grant ends, or before the pot opens if it ends earlier"),
        Column("decision_fy", "integer", "Financial year in which what follows it would begin, at the earliest the pot's first"),
        Column("amount_gbp", "money", "What was awarded, in pounds", required=True),
        Column("annual_gbp", "money", "What that is a year; of a grant given on only what counts once"),
        Column("outcome", "text", "In the joint list; out of it; or not stated: the lists do not say what the criteria ask", required=True, values=(IN, OUT, NOT_STATED)),
        Column("reason", "text", "Each criterion that decides it, in words", required=True),
    ),
    rules=(Rule("what is in has a day and a sum", f"outcome <> '{IN}' or (until_on is not null and decide_by_on is not null and annual_gbp is not null)"),),
)

ALL = (GATEWAY, PARTY, AREA, OVERLAP, DECISION)
