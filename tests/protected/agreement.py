"""An agreement that states every item, which the tests of what is protected begin with."""

from datetime import date

from totalplace.place import Body, Place

TODAY = date(2026, 1, 15)
PLACE = Place(
    name="Somewhere",
    body=(
        Body(id="shire-police", name="Shire Police", kind="police"),
        Body(id="shire-trust", name="Shire Trust", kind="nhs"),
        Body(id="shire-council", name="Shire Council", kind="council"),
    ),
)
AGREEMENT = """\
title = "Alcohol and drugs: who the money is spent on"
purpose = "cohort analysis"
controllers = ["shire-police", "shire-trust", "shire-council"]
power_to_share = "Crime and Disorder Act 1998, section 115"
article_6 = "6(1)(e) public task"
article_9 = "9(2)(j) statistical purposes"
dpa_schedule_1 = "Part 1, paragraph 4"
article_10 = "Article 10, by Schedule 1 Part 1 paragraph 4"
confidentiality_basis = "section 251"
section_251_reference = "25/CAG/0000"
national_opt_out_applied_on = 2025-05-01
dpia_reference = "DPIA 2025-12"
approver = "Caldicott Guardian and information governance board"
approved_on = 2025-05-02
period_starts_on = 2022-04-01
period_ends_on = 2025-03-31
expires_on = 2026-03-31
retention_until = 2026-09-30

[cohort]
youngest = 18
oldest = 120
areas = ["E08000901"]
substances = ["alcohol", "drugs"]

[[dataset]]
agency = "shire-police"
layout = "police"
identifiers = "names"
fields = ["person_reference", "forename", "surname", "born_on", "service", "started_on"]

[[dataset]]
agency = "shire-council"
layout = "treatment"
identifiers = "pseudonyms"
fields = ["person_reference", "born_on", "service", "started_on", "substance"]
treatment_clause = "Clause 7: data of treatment"
"""
