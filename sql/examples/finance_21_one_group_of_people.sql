-- question: How many organisations serve a group of people, for how much, and how much of it is administration?
-- for: finance lead
-- answer: one row per group of people and year, the most offers first
-- The pounds stand in the funders' returns already and are added to no count. Administration is of the offers that state it, as each funder defines it.
select
    cohort,
    fy,
    offer_count as offers,
    provider_count as providers,
    funder_count as funders,
    spend_gbp as paid_gbp,
    administration_gbp,
    administration_of_gbp as of_offers_that_state_it_gbp,
    overlap_offer_count as offers_that_overlap
from mart.provision_review
order by offers desc, fy, cohort
