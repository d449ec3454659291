"""All pooled budgets of the place side by side, on one page that opens from disk.

Belongs here: which figures and tables stand beside each other, and what is found in them together. Does not belong here: one agreement
(pool_page.py), drawing (pool_figures.py), or any figure (analysis/). A pure function: frames in, HTML out.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from totalplace.analysis.pool_overlap import drawn_on_by_several
from totalplace.mapping import wording
from totalplace.mapping.escape import esc, plain
from totalplace.mapping.figures import Drawing, picture
from totalplace.mapping.page import MapParts, PageFacts, own_text, page
from totalplace.mapping.pool_figures import Interval, intervals
from totalplace.mapping.pool_page import PoolPage
from totalplace.mapping.pool_tables import (
    CASH,
    SOCIAL,
    Pools,
    at_risk,
    called,
    chance,
    faults,
    form,
    headline,
    is_appraised,
    losers,
    most_at_risk,
    years,
)
from totalplace.mapping.sections import big, bullets, pounds, row, section, year
from totalplace.mapping.tables import table

QUESTION = "Pooled budgets side by side"
_SIDE, _TWICE, _FAULTS = "What each comes to", "Lines that several of them draw on", "Files that were not worked out"


def pools_page(pools: Pools, *, facts: PageFacts, files: Mapping[str, str]) -> PoolPage | None:
    """The page, or None where the place has no file of a pooled budget. `files` are the pages of the agreements, by scenario_id."""
    rows = pools.scenario.sort("scenario_id").to_dicts()
    if not rows:
        return None
    worked = [each for each in rows if each["is_computed"]]
    appraised = [each for each in worked if is_appraised(each)]
    figures: dict[str, Drawing] = {}
    body, links = "", []
    if worked:
        html, drawing = _side_by_side(pools, worked, appraised, files)
        body += html
        links.append(("side", f"Skip to: {_SIDE}"))
        figures |= {_SIDE: drawing} if drawing else {}
    twice = _drawn_twice(pools)
    if twice:
        body += twice
        links.append(("twice", f"Skip to: {_TWICE}"))
    failed = [each for each in rows if not each["is_computed"]]
    if failed:
        body += _failed(failed, files)
        links.append(("faults", f"Skip to: {_FAULTS}"))
    title = _title(pools, rows, worked, appraised)
    elsewhere = [each for each in appraised if each.get("outside_sample")]
    cautions = "".join(
        f'<p class="caution"><b>{esc(called(each))}: measured elsewhere.</b> Some effects were not measured in this place. The file says why they are used all the same: “{esc(each["outside_sample"])}”</p>'
        for each in elsewhere
    )
    html = page(
        MapParts(),
        title=title,
        subtitle=f"Agreements on pooled and aligned budgets, {facts.place_name}. Worth to society (real, discounted, no transfers) and cash of the bodies (nominal, discounted where summed) are two results and never added.",
        question=QUESTION,
        audience="partners",
        facts=facts,
        lead=cautions + "".join(f'<p class="subtitle">{esc(sentence)}</p>' for sentence in _sentences(worked, appraised)),
        body=body,
        about=_about(facts),
        styles=[own_text("page.css"), own_text("figures.css"), own_text("pools.css")],
        scripts=[],
        data={},
        skip_links=links,
    )
    headlines: dict[str, str | int | float] = {"pooled budgets": len(rows), "of them worked out": len(worked), "of them appraised": len(appraised)}
    return PoolPage(html, figures, headlines)


def _title(pools: Pools, rows: list[dict[str, Any]], worked: list[dict[str, Any]], appraised: list[dict[str, Any]]) -> str:
    number = wording.plural(len(rows), "pooled budget", "pooled budgets")
    if not worked:
        return f"{number}, none of them worked out"
    paid = sum((each["contribution_gbp"] for each in worked), Decimal(0))
    if not appraised:
        return f"{number} of {big(paid)}, none of them appraised"
    gains = 0
    for each in appraised:
        society = pools.result(each, SOCIAL)
        nine_in_ten = society.low if society.low is not None else society.central
        gains += nine_in_ten is not None and nine_in_ten > 0
    fair, number_of = sum(not at_risk(pools, each)[1] for each in appraised), len(appraised)
    if number_of == 1:
        return f"The one pool that is appraised {'gains' if gains else 'may not gain'} for society; {'no partner is likely to lose' if fair else 'a partner may lose'} cash"
    who_gains = "All" if gains == number_of else "None" if not gains else f"{gains} of {number_of}"
    cash = "in none is a partner likely to lose cash" if fair == number_of else "in each a partner may lose cash" if not fair else f"in {fair} of {number_of} no partner is likely to lose"
    return f"{who_gains}{f' of {number_of}' if gains in (0, number_of) else ''} appraised pools {'are' if gains > 1 else 'is'} likely to gain for society; {cash}"


def _sentences(worked: list[dict[str, Any]], appraised: list[dict[str, Any]]) -> list[str]:
    said = []
    if worked:
        said.append("They may be choices between each other: what they pay in is not added up over agreements where they draw on the same lines.")
    for each in worked:
        if not is_appraised(each):
            said.append(f"{called(each)} has a ledger and no appraisal: {plain(each.get('not_appraised_because') or 'its file names no intervention.')}")
    return said


def _side_by_side(pools: Pools, worked: list[dict[str, Any]], appraised: list[dict[str, Any]], files: Mapping[str, str]) -> tuple[str, Drawing | None]:
    drawn = []
    for result, group in ((SOCIAL, "Worth to society"), (CASH, "Cash of all bodies together, discounted")):
        for each in appraised:
            found = pools.result(each, result)
            if found.central is None:
                continue
            middle = found.told or Decimal(0)
            low, high = (None, None) if found.low is None or found.high is None else (float(found.low), float(found.high))
            said = found.in_short() + ("" if not found.is_drawn else f", loses in {chance(found.loses_share)}" if found.is_varied else ", not varied")
            drawn.append(Interval(called(each), "#0B0C0C", float(middle), low, high, said, group))
    drawing = intervals(drawn) if drawn else None
    columns = [f'<a href="{esc(files[each["scenario_id"]])}">{esc(called(each))}</a>' for each in worked]

    def line(label: str, cells: list[str]) -> str:
        return row(label, *cells)

    def of_all(say: Any) -> list[str]:
        return [esc(say(each)) if is_appraised(each) else "not appraised" for each in worked]

    def worst(each: Mapping[str, Any]) -> str:
        first = most_at_risk(pools, each)
        if first is None:
            return "nothing of it was varied" if pools.result(each, CASH).is_drawn else "not drawn"
        return f"{pools.name_and_part(each['scenario_id'], first[0])}: {chance(first[1].loses_share)}"

    def compensation(each: Mapping[str, Any]) -> str:
        value = each["compensation_pv_gbp"]
        return "none would help" if value is None else "none needed" if not value else pounds(value)

    def paid_back(each: Mapping[str, Any]) -> str:
        return "not within the years looked at" if each["social_payback_fy"] is None else year(each["social_payback_fy"])

    rows = [
        line("In a sentence", [esc(headline(pools, each)) for each in worked]), line("Theme", [esc(each["theme"] or "") for each in worked]), line("Form", [esc(form(pools, each)) for each in worked]),
        line("Host, or accountable body", [esc(pools.name(each["host_body_id"])) for each in worked]), line("Partners", [wording.count(each["partner_count"]) for each in worked]), line("Years", [years(each) for each in worked]),
        line("Paid in, calls included, all years, £", [pounds(each["contribution_gbp"]) for each in worked]), line("Of it locked to a purpose, £", [pounds(each["locked_gbp"]) for each in worked]), line("Spent, £", [pounds(each["spend_gbp"]) for each in worked]),
        line("Host’s fee and lost VAT, £", [pounds(each["fee_gbp"] + each["irrecoverable_vat_gbp"]) for each in worked]), line("Given back, £", [pounds(each["returned_gbp"]) for each in worked]),
        line("Planned, and nobody pays it, £", [pounds(each["unfunded_gbp"]) for each in worked]),
    ]  # fmt: skip
    if appraised:
        rows += [
            line("Worth to society less cost", of_all(lambda each: pools.result(each, SOCIAL).in_words())), line("Worth for each pound of cost less own spending replaced, central (no Green Book ratio)", of_all(lambda each: f"£{each['social_bcr']:,.2f}" if each["social_bcr"] is not None else "not known")),
            line("Society’s cost paid back by, central", of_all(paid_back)), line("Cash of all bodies, discounted", of_all(lambda each: pools.result(each, CASH).in_words())),
            line("Worse off in cash, by the central figures", of_all(lambda each: wording.listed([pools.name_and_part(each["scenario_id"], body_id) for body_id in losers(pools, each)["body_id"]]))), line("Most likely to lose cash", of_all(worst)), line("Compensation that leaves nobody worse off, central, £", of_all(compensation)),
            line("Measured elsewhere", of_all(lambda each: each["outside_sample"] or "no")),
        ]  # fmt: skip
    heads = "".join(f'<th scope="col" class=words>{column}</th>' for column in columns)
    listing = (
        f'<div class="scroll" role="group" aria-labelledby="side-title" tabindex="0"><table class="figures beside" aria-labelledby="side-title"><thead><tr><td></td>{heads}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )
    shown = picture(drawing, "Results with intervals by agreement. The same figures are in the table below.", _SIDE) if drawing else ""
    said = "A dot is the middle of the draws, or the central figure where nothing was drawn; from end to end lie eight draws in ten." if drawing else "What is paid in, spent and given back."
    return section("side", _SIDE, said, shown + listing), drawing


def _drawn_twice(pools: Pools) -> str:
    """The same line in the same year in two agreements: what they take of it together beside what it holds."""
    shared = drawn_on_by_several(pools.contribution)
    if shared.is_empty():
        return ""
    names = {each["scenario_id"]: called(each) for each in pools.scenario.iter_rows(named=True)}
    rows = []
    for each in shared.iter_rows(named=True):
        beyond = each["amount_gbp"] - each["available_gbp"]
        cells = (
            f"<bdi>{esc(each['line'])}</bdi>", year(each["fy"]), esc(wording.listed([names[scenario_id] for scenario_id in each["scenario_id"]])), pounds(each["amount_gbp"]), pounds(each["available_gbp"]),
            f"£{pounds(beyond)} is promised twice" if beyond > 0 else "both can be paid",
        )  # fmt: skip
        rows.append(row(pools.name(each["body_id"]), *cells, words=(1, 3, 6)))
    listing = table(("Partner", "Line", "Year", "Drawn on by", "Together, £", "It holds, £", "So"), rows, described_by="twice-title", words=(0, 1, 3, 6))
    return section("twice", _TWICE, "Agreements that are choices may draw on the same line. Where two of them are to hold at once, a line cannot pay more than it holds.", listing)


def _failed(failed: list[dict[str, Any]], files: Mapping[str, str]) -> str:
    listed = "".join(
        f'<h3><a href="{esc(files[each["scenario_id"]])}">{esc(called(each))}</a></h3><ul class="faults">' + "".join(f"<li>{esc(fault)}</li>" for fault in faults(each)) + "</ul>"
        for each in failed
    )
    return section("faults", _FAULTS, "Each of these has no ledger and no result until what is named is mended.", listed)


def _about(facts: PageFacts) -> str:
    return f"""<section class="about" aria-labelledby="about-title">
<h2 id="about-title">About this page</h2>
<h3>How it was worked out</h3><p>From the files in scenarios/ and the returns of the partners; each agreement has a page with its ledger, its evidence and what its
result hangs on. Intervals are of seeded draws of the uncertain inputs.</p>
<h3>What it cannot tell</h3><p>Which of them to choose: they differ in purpose, in years and in how well their effects are evidenced. Nor what would come of two of them at once.</p>
{bullets("Checks that failed and were accepted", facts.overridden_checks)}{bullets("Licences and attributions", [*facts.attributions, "Figures drawn with Matplotlib."])}
</section>
"""
