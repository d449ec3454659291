"""The agreements of the example place and the hypothesis it tests, as the team would write them.

Belongs here: the words of these files. Does not belong here: what is sent (people_files). Every reference in them is invented.
"""

from totalplace.example.bodies import COUNTY_COUNCIL, FIRE
from totalplace.example.people import ENDS_ON, STARTS_ON
from totalplace.example.people_contacts import AGENCIES
from totalplace.example.people_records import AGREEMENT
from totalplace.example.words import COUNTY, FICTION

EXPIRED_AGENCY, BLANK_AGENCY = "cawdenshaw-borough-council", "aldermarch-south-pct"
_PERSON = ("person_reference", "forename", "surname", "born_on", "sex", "postcode")
_CONTACT = ("service", "started_on")
# what each agency has agreed to share beyond the above
_FIELDS: dict[str, tuple[str, ...]] = {
    "police": (*_PERSON, *_CONTACT, "substance", "occurred_postcode"),
    "nhs": (*_PERSON, "nhs_number", *_CONTACT, "ended_on", "units", "stated_cost", "substance"),
    "treatment": (*_PERSON, "nhs_number", *_CONTACT, "ended_on", "units", "substance"),
    "social_care": (*_PERSON, "nhs_number", "family_reference", *_CONTACT, "ended_on", "units", "stated_cost"),
    "housing": (*_PERSON, "family_reference", *_CONTACT, "ended_on", "units", "stated_cost"),
    "fire": ("person_reference", "sex", *_CONTACT, "substance", "occurred_postcode"),
    "probation": (*_PERSON, *_CONTACT, "ended_on", "substance"),
    "ambulance": (*_PERSON, "nhs_number", *_CONTACT, "substance", "occurred_postcode"),
}
_CLAUSES = {
    "police": (("victim_clause", "Schedule 2, clause 4 (example)"), ("child_clause", "Schedule 2, clause 5 (example)")),
    "nhs": (("treatment_clause", "Schedule 2, clause 3 (example)"), ("child_clause", "Schedule 2, clause 5 (example)")),
    "treatment": (("treatment_clause", "Schedule 2, clause 3 (example)"), ("child_clause", "Schedule 2, clause 5 (example)")),
}
_CHILDREN = (("child_clause", "Schedule 2, clause 5 (example)"),)


def agreements() -> dict[str, bytes]:
    """File name and content: one in force for all eight agencies, one that has expired, one that is refused for a blank."""
    everybody = [(layout, agency) for layout, agency in AGENCIES.items()]
    return {
        f"{AGREEMENT}.toml": _agreement("Who the money is spent on: cohort analysis (example)", everybody, "DPIA-EX-2025-04", ("2025-05-01", "2030-03-31", "2031-03-31"), (str(STARTS_ON), str(ENDS_ON))),
        "homelessness-2021.toml": _agreement("Homelessness study (example)", [("housing", EXPIRED_AGENCY)], "DPIA-EX-2021-02", ("2021-05-01", "2023-03-31", "2024-03-31"), ("2018-04-01", "2022-03-31")),
        "hospital-south.toml": _agreement("Hospital activity of the south (example)", [("nhs", BLANK_AGENCY)], "", ("2025-05-01", "2030-03-31", "2031-03-31"), (str(STARTS_ON), str(ENDS_ON))),
    }  # fmt: skip


def _agreement(title: str, shared: list[tuple[str, str]], dpia: str, days: tuple[str, str, str], period: tuple[str, str]) -> bytes:
    approved, expires, retained = days
    controllers = sorted({COUNTY_COUNCIL, *(agency for _, agency in shared)})
    lines = [
        f"# {FICTION}",
        f'title = "{title}"',
        'purpose = "cohort analysis"',
        f"controllers = [{_listed(controllers)}]",
        'power_to_share = "Localism Act 2011, section 1; Crime and Disorder Act 1998, section 115"',
        'article_6 = "6(1)(e) public task"',
        'article_9 = "9(2)(j) statistical purposes"',
        'dpa_schedule_1 = "Part 1, paragraph 4"',
        'article_10 = "Article 10 with DPA 2018 section 10(5), Schedule 1 Part 1, paragraph 4"',
        'confidentiality_basis = "section 251"',
        'section_251_reference = "99/EX/0001 (example)"',
        f"national_opt_out_applied_on = {approved}",
        f'dpia_reference = "{dpia}"',
        f'approver = "{COUNTY} information governance board (example)"',
        f"approved_on = {approved}",
        f"period_starts_on = {period[0]}",
        f"period_ends_on = {period[1]}",
        f"expires_on = {expires}",
        f"retention_until = {retained}",
        'smallest_area = "msoa"',
        "",
        "[cohort]",
        "youngest = 0",
        "oldest = 130",
        'areas = "all"',
        'services = "all"',
    ]
    for layout, agency in shared:
        lines += ["", "[[dataset]]", f'agency = "{agency}"', f'layout = "{layout}"', f'identifiers = "{"pseudonyms" if agency == FIRE else "names"}"']
        lines.append(f"fields = [{_listed(_FIELDS[layout])}]")
        lines += [f'{clause} = "{words}"' for clause, words in _CLAUSES.get(layout, _CHILDREN)]
    return ("\n".join(lines) + "\n").encode()


def _listed(names: "tuple[str, ...] | list[str]") -> str:
    return ", ".join(f'"{name}"' for name in names)


def hypotheses() -> bytes:
    """hypotheses.toml."""
    return (
        f"# {FICTION}\n"
        "[[hypothesis]]\n"
        'id = "alcohol-and-drugs"\n'
        'question = "Do a fifth of the users of alcohol and drug services account for four fifths of the cost?"\n'
        'cohort = { substances = ["alcohol", "drugs", "both"], youngest = 18 }\n'
        'unit = "person"\n'
        'denominator = "service users"\n'
        "top_share = 0.2\n"
        "stated_share = 0.8\n"
        'themes = "all"\n'
    ).encode()
