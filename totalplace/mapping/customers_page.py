"""Who the money is spent on: the verdict on a hypothesis, on how few the cost falls, agencies together and pathways, on one page that opens from disk.

Belongs here: the frame of the page, its headline and what it says of itself. Does not belong here: sections (customer_sections.py), drawing
(customer_figures.py), any figure or judgement of disclosure (analysis/). A pure function: frames in, HTML out. It reads tables of mart alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from totalplace.mapping import wording
from totalplace.mapping.customer_sections import Part, all_cohorts, left_out, licences, parts
from totalplace.mapping.customer_tables import Customers, Lead, called, headline, leading, verdict_words
from totalplace.mapping.escape import esc, plain
from totalplace.mapping.figures import Drawing
from totalplace.mapping.page import MapParts, PageFacts, own_text, page
from totalplace.mapping.sections import bullets, folded, row, section, year
from totalplace.mapping.tables import table

QUESTION = "Who the money is spent on"
NEVER_A_SAVING = (
    "Cost is average cost attributed to people: what their contacts cost on average. It is never a saving. Fewer contacts of theirs would free less, and only where a ward, a post or a lease goes."
)
_BEHIND = ("concentration_", "persistence_", "pathway_", "linkage_", "disclosure_", "protected_", "costing_", "licence_", "contact_")


@dataclass(frozen=True)
class CustomersPage:
    """The page, and by themselves its figures and its headline numbers."""

    html: str
    figures: Mapping[str, Drawing]  # by heading
    headlines: Mapping[str, str | int | float]


def customers_page(customers: Customers, cohort: str | None, *, facts: PageFacts, files: Mapping[str, str]) -> CustomersPage:
    """The page of a cohort; without one, why nothing is shown. `files` are the pages of all cohorts, by cohort."""
    leads = {each: lead for each in customers.cohorts if (lead := leading(customers, each)) is not None}
    lead = None if cohort is None else leads.get(cohort)
    made = parts(customers, lead) if lead is not None else []
    first = cohort == next(iter(leads), None)
    # licences are of places and what was left out is of all cohorts: they stand on the first page
    made += [each for each in ((licences(customers) if first else None), all_cohorts(leads, files, headline, called) if first else None, left_out(customers)) if each is not None]
    sentences = verdict_words(lead) if lead is not None else _why_nothing(customers)
    title = headline(lead)
    computed = lead is not None and lead.is_computed
    html = page(
        MapParts(),
        title=title,
        subtitle=_subtitle(facts, lead),
        question=QUESTION if lead is None else f"{QUESTION}: {called(lead.row['cohort'])}",
        audience="partners",
        facts=facts,
        lead="".join(f'<p class="subtitle">{esc(sentence)}</p>' for sentence in sentences) + (f'<p class="caution"><b>Never a saving.</b> {esc(NEVER_A_SAVING)}</p>' if computed else "") + _back(customers, cohort, leads, files),
        body="".join(each.html for each in made) + _assumptions(customers),
        about=_about(facts, has_figures=any(each.figures for each in made)),
        styles=[own_text("page.css"), own_text("figures.css"), own_text("customers.css")],
        scripts=[],
        data={},
        skip_links=[(each.key, f"Skip to: {each.heading}") for each in made],
    )
    name = called(cohort) if cohort is not None else QUESTION
    said: dict[str, str | int | float] = {name: title}
    if lead is not None and lead.row["stated_share"] is not None:
        said[f"{name}: verdict"] = lead.verdict
    return CustomersPage(html, _figures(made, "" if first else f"{name}: "), said)


def _figures(made: list[Part], before: str) -> dict[str, Drawing]:
    return {before + heading: drawing for each in made for heading, drawing in each.figures.items()}


def _subtitle(facts: PageFacts, lead: Lead | None) -> str:
    if lead is None:
        return f"People in contact with the agencies of {facts.place_name}, and what they cost."
    of = "people" if lead.row["unit"] == "person" else "families"
    within = "" if lead.row["denominator"] == "service users" else ", those without a contact counted"
    return f"Average cost of contacts by {of} of the cohort “{called(lead.row['cohort'])}”{within}, {facts.place_name}, {year(lead.row['period'])}. Figures are rounded and small groups hidden; nobody can be told from them."


def _why_nothing(customers: Customers) -> list[str]:
    """Why there is no figure at all."""
    if customers.agreements.is_empty():
        return ["Nothing is shown: there is no data-sharing agreement, and without one no data about people are read. docs/agreements.md says what an agreement states."]
    if not (customers.agreements["status"] == "in force").any():
        return ["Nothing is shown: no data-sharing agreement is in force. Why each is not stands beneath."]
    return ["Nothing is shown: an agreement is in force, and no contact was used under it. What became of what was sent stands beneath; totalplace status says whether the key is missing."]


def _back(customers: Customers, cohort: str | None, leads: Mapping[str, Lead], files: Mapping[str, str]) -> str:
    first = next(iter(leads), None)
    if cohort is None or cohort == first or first is None:
        return ""
    return f'<p class="subtitle"><a href="{esc(files[first])}">All cohorts, licensed premises and what was left out</a></p>'


def _assumptions(customers: Customers) -> str:
    behind = customers.assumptions.filter(pl.any_horizontal(pl.col("assumption_id").str.starts_with(start) for start in _BEHIND)).sort("assumption_id")
    if behind.is_empty():
        return ""
    rows = [row(each["meaning"], f"{each['value']:,.6g}", esc(each["unit"]), esc(each["source"]), words=(2, 3)) for each in behind.iter_rows(named=True)]
    listing = table(("Assumption", "Value", "Unit", "Source"), rows, described_by="assumed-title", words=(0, 2, 3))
    return section("assumed", "What is assumed", "Each can be looked up, with its date, in ref.assumption.", folded(wording.plural(len(rows), "assumption", "assumptions"), listing))


def _about(facts: PageFacts, *, has_figures: bool) -> str:
    credits = [*(plain(each) for each in facts.attributions), *(["Figures drawn with Matplotlib."] if has_figures else [])]
    return f"""<section class="about" aria-labelledby="about-title">
<h2 id="about-title">About this page</h2>
<h3>How it was worked out</h3><p>Agencies that share data under an agreement send contacts. Records of one person are put together, identifiers are then replaced by a
keyed code and thrown away, and each contact is costed: with the cost its agency states, else with a dated unit cost. People are set in order of what they cost in the year.
Intervals are of seeded draws; unit costs, linkage and missing agencies widen them. A hypothesis is supported only where the whole interval lies at or above what is stated,
and not supported only where all of it lies below.</p>
<h3>How nobody is exposed</h3><p>Every figure passed one disclosure control: counts are rounded, groups of too few are hidden or put together, so are those by which one of them could be
worked out, and a figure that one person makes is not shown. There is no list of people and no score of anyone, here or behind this page. Protected figures are made
anew at most once a quarter.</p>
<h3>What it cannot tell</h3><p>What would be saved: average cost is not what goes away. Why people cost what they do, or what would help them: what comes before or goes along with something
is no cause of it. Who did not come to any agency, who moved or died. People whom an agency did not send, or whose records could not be put together: split
identities make the cost look less concentrated. Recording differs between agencies and years.</p>
{bullets("Checks that failed and were accepted", facts.overridden_checks)}{bullets("Licences and attributions", credits)}
</section>
"""
