"""Contracts of what pools are worth: benefits as stated, the two results by body and year, who gains, what uncertainty does to it.

Belongs here: mart.pool_… beyond the ledger. Does not belong here: contributions and ledger (pooling.py).
"""

from totalplace.contracts._base import Column, Contract, Rule

RESULTS = ("social value", "cash")
SOCIAL_ITEMS = ("spend", "fee", "cost outside the pool", "spending replaced", "benefit")
CASH_ITEMS = ("opening", "contribution", "returned", "closing", "cost outside the pool", "spending replaced", "benefit", "optimism bias", "compensation")
EVERYBODY = "all"
RANGES = ("file", "evidence", "fixed")
WAYS = ("do nothing", "align", "pool", "pool with gain share")

BENEFIT = Contract(
    table="mart.pool_benefit",
    grain="benefit of an intervention of a pooled budget",
    question="What is each intervention said to bring, to whom, on which evidence, and how much of it is cash?",
    primary_key=("scenario_id", "intervention_id", "benefit_id"),
    columns=(
        Column("scenario_id", "text", "The pooled budget", references="mart.pool_scenario.scenario_id"),
        Column("intervention_id", "text", "What is done, as in the file"),
        Column("benefit_id", "text", "What it brings, as in the file"),
        Column("intervention", "text", "What is done, in words", required=True),
        Column("benefit", "text", "What it brings, in words", required=True),
        Column("purpose", "text", "The purpose of the pool that pays for it; empty where it is paid outside the pool"),
        Column("paid_by_body_id", "text", "Who pays for it outside the pool", references="ref.body.body_id"),
        Column("body_id", "text", "Who saves; empty: nobody's budget, worth to society alone", references="ref.body.body_id"),
        Column("cohort", "text", "Whom the intervention concerns", required=True),
        Column("people", "number", "People of the cohort, all years", required=True),
        Column("events_avoided", "number", "Events avoided, all years, after reach, effect, deadweight and what was delivered, before optimism bias", required=True),
        Column("effect_share", "number", "Share of events that does not happen", required=True),
        Column("deadweight_share", "number", "Share that would not have happened anyway", required=True),
        Column("unit_cost_gbp", "money", "What an event costs, prices of price_fy", required=True),
        Column("unit_cost_source", "text", "Where the cost of an event is from", required=True),
        Column("evidence", "integer", "Grade of the evidence on the project's own scale: 1 the best, 5 the weakest", required=True),
        Column("optimism_share", "number", "By how much it was cut for optimism; 0 where distributions are widened instead", required=True),
        Column("counterfactual", "text", "What it was compared with", required=True),
        Column("sample", "text", "What the study behind the figures measured", required=True),
        Column("sample_size", "integer", "How many people or events that study measured", required=True),
        Column("sampled_in", "text", "Where that study was made: bodies or areas", required=True),
        Column("used_in", "text", "Where it is done; empty: in the whole place"),
        Column("covers", "text", "Agencies whose costs and savings the evidence has", required=True),
        Column("does_not_cover", "text", "Partners of the pool that it has not"),
        Column("outside_sample", "text", "Measured elsewhere: why it is used here, in the words of the file"),
        Column("intervention_cost_gbp", "money", "What the intervention costs, all years, prices of price_fy, discounted, optimism bias in; of several in one purpose the purpose's whole cost", required=True),
        Column("social_pv_gbp", "money", "Worth to society, discounted", required=True),
        Column("is_transfer", "boolean", "Money that changes hands (benefits paid, rents): cash to a body, worth nothing to society", required=True),
        Column("cashable_share", "number", "Share that can become cash", required=True),
        Column("cash_step_gbp", "money", "Cash is saved in steps of so much a year alone; empty where none can be"),
        Column("cash_step", "text", "What such a step is: a ward, a post, a lease"),
        Column("cash_gbp", "money", "Cash saved, all years, nominal", required=True),
        Column("file_line", "integer", "Line of the file scenarios/<scenario_id>.toml where it is stated"),
    ),
    rules=(Rule("cash has a body and a step", "cash_gbp = 0 or (body_id is not null and cash_step is not null)"), Rule("a transfer is worth nothing to society", "not is_transfer or social_pv_gbp = 0")),
)

APPRAISAL = Contract(
    table="mart.pool_appraisal",
    grain="pooled budget, result, body, year and item",
    question="What does each pool cost and bring, year by year, to society and to each body's purse?",
    primary_key=("scenario_id", "result", "body_id", "fy", "item", "detail"),
    columns=(
        Column("scenario_id", "text", "The pooled budget", references="mart.pool_scenario.scenario_id"),
        Column("result", "text", "Which of the two, which are never added: worth to society (real), or cash (nominal)", values=RESULTS),
        Column("body_id", "text", f"Whose; '{EVERYBODY}': society as a whole"),
        Column("fy", "integer", "Financial year"),
        Column("item", "text", "What kind of cost or benefit it is", values=tuple(dict.fromkeys((*SOCIAL_ITEMS, *CASH_ITEMS)))),
        Column("detail", "text", "Purpose, or intervention/benefit; '' where there is none"),
        Column("amount_gbp", "money", "The amount; below nought: it costs. Compensation: in above, out below nought", required=True),
        Column("discounted_gbp", "money", "Counted from the first year of the pool; cash at the prices of that year, the social result at those of price_fy", required=True),
        Column("says", "text", "How the amount is reckoned, in a sentence", required=True),
        Column("file_line", "integer", "Line of the file scenarios/<scenario_id>.toml that it follows from"),
        Column("outside_sample", "text", "Results measured elsewhere are used: why, in the words of the file"),
    ),
    rules=(
        Rule("to society all is one", f"result <> 'social value' or body_id = '{EVERYBODY}'"),
        Rule("what passes between bodies is nothing to society", f"result <> 'social value' or item in ({', '.join(repr(item) for item in SOCIAL_ITEMS)})"),
    ),
)

POOL_BODY = Contract(
    table="mart.pool_body",
    grain="pooled budget and body that pays into it or gains by it",
    question="Who pays, who gains, and who would need compensating?",
    primary_key=("scenario_id", "body_id"),
    columns=(
        Column("scenario_id", "text", "The pooled budget", references="mart.pool_scenario.scenario_id"),
        Column("body_id", "text", "The body", references="ref.body.body_id"),
        Column("is_partner", "boolean", "It is a partner of the pool", required=True),
        Column("contribution_gbp", "money", "Pays in, calls included, all years, nominal", required=True),
        Column("returned_gbp", "money", "Given back to it by the pool", required=True),
        Column("opening_gbp", "money", "Of the host: what the pool held before, which would else be its own", required=True),
        Column("closing_gbp", "money", "Its part of what the pool still holds at its end", required=True),
        Column("replaced_gbp", "money", "Stops paying itself, as the pool pays for it", required=True),
        Column("own_cost_gbp", "money", "Pays for interventions outside the pool", required=True),
        Column("optimism_gbp", "money", "Bears of what things cost beyond the plan, by the project's scale of optimism bias; below nought or nought", required=True),
        Column("benefit_gbp", "money", "Saves in cash, in whole steps", required=True),
        Column("net_cash_gbp", "money", "All of that together, compensation apart", required=True),
        Column("net_cash_pv_gbp", "money", "The same discounted: by it is judged who loses", required=True),
        Column("loses", "boolean", "It is worse off than by doing nothing", required=True),
        Column("compensation_pv_gbp", "money", "Smallest transfer that leaves no partner worse off, discounted: what it is given, or (below nought) gives; nought where none is needed; empty where none would help"),
        Column("outside_sample", "text", "Results measured elsewhere are used: why, in the words of the file"),
    ),
    rules=(
        Rule("who loses has less", "loses = (net_cash_pv_gbp < 0)"),
        Rule("it is the sum of its parts", "net_cash_gbp = returned_gbp + closing_gbp + replaced_gbp + benefit_gbp + optimism_gbp - contribution_gbp - opening_gbp - own_cost_gbp"),
        Rule("with what it is given nobody is worse off", "net_cash_pv_gbp + compensation_pv_gbp >= 0"),
    ),
)

RISK = Contract(
    table="mart.pool_risk",
    grain="pooled budget, body, result and percentile",
    question="How sure is it what each partner gains or loses?",
    primary_key=("scenario_id", "body_id", "result", "percentile"),
    columns=(
        Column("scenario_id", "text", "The pooled budget", references="mart.pool_scenario.scenario_id"),
        Column("body_id", "text", f"The body; '{EVERYBODY}': all together, to whom alone worth to society belongs"),
        Column("result", "text", "Which of the two results: worth to society, or cash", values=RESULTS),
        Column("percentile", "integer", "Of 100 draws so many are at or below the value"),
        Column("value_gbp", "money", "Discounted sum of all years, in whole pounds", required=True),
        Column("loses_share", "number", "Share of draws in which it is worse off than by doing nothing", required=True),
        Column("draws", "integer", "How many draws were made", required=True),
        Column("outside_sample", "text", "Results measured elsewhere are used: why, in the words of the file"),
    ),
    rules=(Rule("a share of draws lies between none and all", "loses_share between 0 and 1"),),
)

SENSITIVITY = Contract(
    table="mart.pool_sensitivity",
    grain="pooled budget, result and input",
    question="On which input does the result of a pool hang most, and at which value would it turn?",
    primary_key=("scenario_id", "result", "input"),
    columns=(
        Column("scenario_id", "text", "The pooled budget", references="mart.pool_scenario.scenario_id"),
        Column("result", "text", "Which of the two, all together", values=RESULTS),
        Column("input", "text", "The input, as in the file: intervention/benefit/what, or intervention/cost"),
        Column("input_words", "text", "The input in words", required=True),
        Column("range_basis", "text", "Where its range is from: the file, its grade of evidence (uncertainty = \"distributions\"), or none is known and it is held fixed", required=True, values=RANGES),
        Column("low_input", "number", "Its low value; of people and cost the share beside what the file says", required=True),
        Column("likely_input", "number", "Its value in the file; optimism bias, where that is asked for, is reckoned on top of it", required=True),
        Column("high_input", "number", "Its high value, as the low one", required=True),
        Column("low_gbp", "money", "The result at its low value, all else as in the file, in whole pounds", required=True),
        Column("high_gbp", "money", "The result at its high value", required=True),
        Column("switching_value", "number", "The value at which the result turns from gain to loss or back, all else as in the file, to six digits; empty where none does, up to ten times what the file says"),
        Column("file_line", "integer", "Line of the file scenarios/<scenario_id>.toml where the entry that it is a part of starts"),
        Column("outside_sample", "text", "Results measured elsewhere are used: why, in the words of the file"),
    ),
    rules=(Rule("a range holds its value", "low_input <= likely_input and likely_input <= high_input"),),
)

COMPARISON = Contract(
    table="mart.pool_comparison",
    grain="pooled budget, way of working together and body",
    question="What would doing nothing, aligning, pooling, and pooling with a share of gains bring to each?",
    primary_key=("scenario_id", "way", "body_id"),
    columns=(
        Column("scenario_id", "text", "The pooled budget", references="mart.pool_scenario.scenario_id"),
        Column("way", "text", "The way of working together", values=WAYS),
        Column("body_id", "text", f"The body; '{EVERYBODY}': all together"),
        Column("is_as_in_file", "boolean", "It is the way that the file agrees", required=True),
        Column("is_possible", "boolean", "It can be worked out for these partners", required=True),
        Column("reason", "text", "Why it cannot be worked out; empty if it can"),
        Column("contribution_gbp", "money", "Pays in, calls included, all years, nominal"),
        Column("net_cash_pv_gbp", "money", "Its cash, discounted, beside doing nothing; every input as in the file"),
        Column("p10_gbp", "money", "One draw in ten is below, in whole pounds"),
        Column("p50_gbp", "money", "Half of the draws are below"),
        Column("p90_gbp", "money", "One draw in ten is above"),
        Column("loses_share", "number", "Share of draws in which it is worse off than by doing nothing"),
        Column("outside_sample", "text", "Results measured elsewhere are used: why, in the words of the file"),
    ),
    rules=(
        Rule("what is not possible has a reason", "is_possible = (reason is null)"),
        Rule("what is possible has figures", "is_possible = (net_cash_pv_gbp is not null)"),
    ),
)

FRONTIER = Contract(
    table="mart.pool_frontier",
    grain="pooled budget and size of the pot",
    question="How does the risk of partners grow with the pot?",
    primary_key=("scenario_id", "size_share"),
    columns=(
        Column("scenario_id", "text", "The pooled budget", references="mart.pool_scenario.scenario_id"),
        Column("size_share", "number", "Size of the pot, 1: as in the file. Contributions, caps, plans and people reached grow alike; the host's fixed fee and the steps in which cash is saved do not"),
        Column("contribution_gbp", "money", "Paid in, all years, before anything is called for", required=True),
        Column("social_p50_gbp", "money", "Worth to society, the middle of the draws, in whole pounds", required=True),
        Column("cash_p50_gbp", "money", "Cash of all together, the middle of the draws", required=True),
        Column("most_at_risk_body_id", "text", "Partner most likely to lose; of several the one with the lowest one-in-ten result", references="ref.body.body_id", required=True),
        Column("most_at_risk_share", "number", "Share of draws in which it does", required=True),
        Column("worst_p10_gbp", "money", "Lowest one-in-ten result of any partner", required=True),
        Column("outside_sample", "text", "Results measured elsewhere are used: why, in the words of the file"),
    ),
)

SCENARIO_COLUMNS = (
    Column("is_appraised", "boolean", "Interventions are stated and were appraised", required=True),
    Column("not_appraised_because", "text", "Why it was not appraised; empty if it was"),
    Column("price_fy", "integer", "Prices of the social result"),
    Column("horizon_fy", "integer", "Last year that is looked at; benefits may go on after the pool"),
    Column("uncertainty", "text", "Optimism bias on the central case, or widened distributions: never both", values=("optimism bias", "distributions")),
    Column("social_cost_pv_gbp", "money", "Cost to society, discounted: what is spent, less what partners no longer pay themselves"),
    Column("social_benefit_pv_gbp", "money", "Worth to society, discounted"),
    Column("social_npv_gbp", "money", "Worth less cost"),
    Column("social_bcr", "number", "Worth for each pound of cost"),
    Column("social_payback_fy", "integer", "Year from which on worth has overtaken cost, undiscounted; empty: not within the years looked at"),
    Column("social_discounted_payback_fy", "integer", "The same, discounted"),
    Column("cash_npv_gbp", "money", "Cash of all bodies together, discounted"),
    Column("cash_bcr", "number", "Cash saved for each pound of cash that is paid and not given back"),
    Column("cash_payback_fy", "integer", "Year from which on cash saved has overtaken cash paid"),
    Column("cash_discounted_payback_fy", "integer", "The same, discounted"),
    Column("losing_count", "integer", "Partners worse off than by doing nothing"),
    Column("compensation_pv_gbp", "money", "Smallest sum that, passed between them, leaves no partner worse off; empty where none helps"),
    Column("compensation_words", "text", "The same in words; where all together lose, that no transfer helps"),
    Column("outside_sample", "text", "Results measured elsewhere are used: why, in the words of the file. To be printed wherever a result is shown"),
)

ALL: tuple[Contract, ...] = (BENEFIT, APPRAISAL, POOL_BODY, RISK, SENSITIVITY, COMPARISON, FRONTIER)  # whoever makes a table adds its contract here, and this module in contracts/__init__.py
