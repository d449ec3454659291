"""Who the money is spent on: the verdict on a hypothesis, on how few the cost falls, agencies together and pathways, on one page that opens from disk.

Belongs here: the frame of the page, its headline and what it says of itself. Does not belong here: sections (customer_sections.py), drawing
(customer_figures.py), any figure or judgement of disclosure (analysis/). A pure function: frames in, HTML out. It reads tables of mart alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from totalplace.language import say, say_html
from totalplace.mapping import wording
from totalplace.mapping.about import about_page, accepted, credits
from totalplace.mapping.customer_sections import Part, all_cohorts, left_out, licences, parts
from totalplace.mapping.customer_tables import Customers, Lead, called, headline, leading, verdict_words
from totalplace.mapping.escape import esc
from totalplace.mapping.figures import Drawing
from totalplace.mapping.page import MapParts, PageFacts, own_text, page
from totalplace.mapping.sections import folded, row, section, year
from totalplace.mapping.tables import table

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
    question = say("customers.question")
    html = page(
        MapParts(),
        title=title,
        subtitle=_subtitle(facts, lead),
        question=question if lead is None else say("customers.question_of", question=question, cohort=called(lead.row["cohort"])),
        audience="partners",
        facts=facts,
        lead="".join(f'<p class="subtitle">{esc(sentence)}</p>' for sentence in sentences) + (f'<p class="caution">{say_html("customers.never_a_saving")}</p>' if computed else "") + _back(customers, cohort, leads, files),
        body="".join(each.html for each in made) + _assumptions(customers),
        about=_about(facts, has_figures=any(each.figures for each in made)),
        styles=[own_text("page.css"), own_text("figures.css"), own_text("customers.css")],
        scripts=[],
        data={},
        skip_links=[(each.key, say("pack.skip_to", heading=each.heading)) for each in made],
    )
    name = called(cohort) if cohort is not None else question
    said: dict[str, str | int | float] = {name: title}
    if lead is not None and lead.row["stated_share"] is not None:
        said[say("customers.headline.verdict", cohort=name)] = lead.verdict
    return CustomersPage(html, _figures(made, "" if first else f"{name}: "), said)


def _figures(made: list[Part], before: str) -> dict[str, Drawing]:
    return {before + heading: drawing for each in made for heading, drawing in each.figures.items()}


def _subtitle(facts: PageFacts, lead: Lead | None) -> str:
    if lead is None:
        return say("customers.subtitle_without", place=facts.place_name)
    of = say("customers.people") if lead.row["unit"] == "person" else say("customers.families")
    told = {"of": of, "cohort": called(lead.row["cohort"]), "place": facts.place_name, "year": year(lead.row["period"])}
    return say("customers.subtitle", **told) if lead.row["denominator"] == "service users" else say("customers.subtitle_residents", **told)


def _why_nothing(customers: Customers) -> list[str]:
    """Why there is no figure at all."""
    if customers.agreements.is_empty():
        return [say("customers.why.no_agreement")]
    if not (customers.agreements["status"] == "in force").any():
        return [say("customers.why.not_in_force")]
    return [say("customers.why.no_contact")]


def _back(customers: Customers, cohort: str | None, leads: Mapping[str, Lead], files: Mapping[str, str]) -> str:
    first = next(iter(leads), None)
    if cohort is None or cohort == first or first is None:
        return ""
    return f'<p class="subtitle"><a href="{esc(files[first])}">{say_html("customers.all_cohorts")}</a></p>'


def _assumptions(customers: Customers) -> str:
    behind = customers.assumptions.filter(pl.any_horizontal(pl.col("assumption_id").str.starts_with(start) for start in _BEHIND)).sort("assumption_id")
    if behind.is_empty():
        return ""
    rows = [row(each["meaning"], esc(wording.decimal(f"{each['value']:,.6g}")), esc(each["unit"]), esc(each["source"]), words=(2, 3)) for each in behind.iter_rows(named=True)]
    listing = table((say("customers.assumed.column_what"), say("customers.assumed.column_value"), say("customers.assumed.column_unit"), say("customers.assumed.column_source")), rows, described_by="assumed-title", words=(0, 2, 3))
    return section("assumed", say("customers.assumed.heading"), say("customers.assumed.words"), folded(say("pack.counted.assumption", number=len(rows)), listing))


def _about(facts: PageFacts, *, has_figures: bool) -> str:
    told = [
        (say("pack.how_worked_out"), say_html("customers.method")),
        (say("customers.nobody_exposed"), say_html("customers.control")),
        (say("pack.cannot_tell"), say_html("customers.cannot_tell")),
    ]
    return about_page(told, accepted(facts) + credits(facts, has_figures=has_figures))
