"""All pooled budgets of the place side by side, on one page that opens from disk.

Belongs here: which figures and tables stand beside each other, and what is found in them together. Does not belong here: one agreement
(pool_page.py), drawing (pool_figures.py), or any figure (analysis/). A pure function: frames in, HTML out.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from totalplace.analysis.pool_overlap import drawn_on_by_several
from totalplace.language import say, say_html
from totalplace.mapping import wording
from totalplace.mapping.about import about_page, accepted, credits
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
    drawn_words,
    faults,
    form,
    headline,
    is_appraised,
    losers,
    most_at_risk,
    years,
)
from totalplace.mapping.sections import big, pounds, row, section, year
from totalplace.mapping.tables import table
from totalplace.mapping.terms import term


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
        links.append(("side", say("pack.skip_to", heading=say("pools_page.side.heading"))))
        figures |= {say("pools_page.side.heading"): drawing} if drawing else {}
    twice = _drawn_twice(pools)
    if twice:
        body += twice
        links.append(("twice", say("pack.skip_to", heading=say("pools_page.twice.heading"))))
    failed = [each for each in rows if not each["is_computed"]]
    if failed:
        body += _failed(failed, files)
        links.append(("faults", say("pack.skip_to", heading=say("pools_page.faults.heading"))))
    title = _title(pools, rows, worked, appraised)
    elsewhere = [each for each in appraised if each.get("outside_sample")]
    cautions = "".join(
        f'<p class="caution">{say_html("pools_page.measured_elsewhere", pool=called(each), reason=each["outside_sample"])}</p>'
        for each in elsewhere
    )
    html = page(
        MapParts(),
        title=title,
        subtitle=say("pools_page.subtitle", place=facts.place_name),
        question=say("pools_page.question"),
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
    headlines: dict[str, str | int | float] = {say("pools_page.headline.pools"): len(rows), say("pools_page.headline.worked"): len(worked), say("pools_page.headline.appraised"): len(appraised)}
    return PoolPage(html, figures, headlines)


def _title(pools: Pools, rows: list[dict[str, Any]], worked: list[dict[str, Any]], appraised: list[dict[str, Any]]) -> str:
    number = say("pools_page.title.pools", number=len(rows))
    if not worked:
        return say("pools_page.title.none_worked", pools=number)
    paid = sum((each["contribution_gbp"] for each in worked), Decimal(0))
    if not appraised:
        return say("pools_page.title.none_appraised", pools=number, gbp=big(paid))
    gains = 0
    for each in appraised:
        society = pools.result(each, SOCIAL)
        nine_in_ten = society.low if society.low is not None else society.central
        gains += nine_in_ten is not None and nine_in_ten > 0
    fair, number_of = sum(not at_risk(pools, each)[1] for each in appraised), len(appraised)
    if number_of == 1:
        gained = say("pools_page.title.one_gains") if gains else say("pools_page.title.one_may_not")
        cash = say("pools_page.title.one_fair") if fair else say("pools_page.title.one_unfair")
        return f"{gained}; {cash}"
    gained = say("pools_page.title.all_gain", all=number_of) if gains == number_of else say("pools_page.title.none_gains", all=number_of) if not gains else say("pools_page.title.some_gain", gaining=gains, all=number_of)
    cash = say("pools_page.title.all_fair") if fair == number_of else say("pools_page.title.none_fair") if not fair else say("pools_page.title.some_fair", fair=fair, all=number_of)
    return f"{gained}; {cash}"


def _sentences(worked: list[dict[str, Any]], appraised: list[dict[str, Any]]) -> list[str]:
    said = []
    if worked:
        said.append(say("pools_page.choices"))
    for each in worked:
        if not is_appraised(each):
            said.append(say("pools_page.no_appraisal", pool=called(each), reason=plain(each.get("not_appraised_because") or say("pools_page.no_intervention"))))
    return said


def _side_by_side(pools: Pools, worked: list[dict[str, Any]], appraised: list[dict[str, Any]], files: Mapping[str, str]) -> tuple[str, Drawing | None]:
    drawn = []
    for result, group in ((SOCIAL, say("pools.social")), (CASH, say("pools.cash_together_discounted"))):
        for each in appraised:
            found = pools.result(each, result)
            if found.central is None:
                continue
            middle = found.told or Decimal(0)
            low, high = (None, None) if found.low is None or found.high is None else (float(found.low), float(found.high))
            said = found.in_short() if not found.is_drawn else drawn_words(found.in_short(), found)
            drawn.append(Interval(called(each), "#0B0C0C", float(middle), low, high, said, group))
    drawing = intervals(drawn) if drawn else None
    columns = [f'<a href="{esc(files[each["scenario_id"]])}">{esc(called(each))}</a>' for each in worked]

    def line(label: str, cells: list[str]) -> str:
        return row(label, *cells)

    def of_all(told: Callable[[Mapping[str, Any]], str]) -> list[str]:
        return [esc(told(each)) if is_appraised(each) else say_html("pools_page.not_appraised") for each in worked]

    def worst(each: Mapping[str, Any]) -> str:
        first = most_at_risk(pools, each)
        if first is None:
            return say("pools.not_varied") if pools.result(each, CASH).is_drawn else say("pools.not_drawn")
        return say("pools_page.side.worst", body=pools.name_and_part(each["scenario_id"], first[0]), share=chance(first[1].loses_share))

    def compensation(each: Mapping[str, Any]) -> str:
        value = each["compensation_pv_gbp"]
        return say("pools_page.side.compensation_none_helps") if value is None else say("pools_page.side.compensation_none_needed") if not value else pounds(value)

    def paid_back(each: Mapping[str, Any]) -> str:
        return say("pools.not_paid_back") if each["social_payback_fy"] is None else year(each["social_payback_fy"])

    rows = [
        line(say("pools_page.side.row_sentence"), [esc(headline(pools, each)) for each in worked]), line(say("pools_page.side.row_theme"), [esc(term(each["theme"] or "")) for each in worked]), line(say("pools_page.side.row_form"), [esc(form(pools, each)) for each in worked]),
        line(say("pools_page.side.row_host"), [esc(pools.name(each["host_body_id"])) for each in worked]), line(say("pools_page.side.row_partners"), [wording.count(each["partner_count"]) for each in worked]), line(say("pools_page.side.row_years"), [years(each) for each in worked]),
        line(say("pools_page.side.row_paid_in"), [pounds(each["contribution_gbp"]) for each in worked]), line(say("pools_page.side.row_locked"), [pounds(each["locked_gbp"]) for each in worked]), line(say("pools_page.side.row_spent"), [pounds(each["spend_gbp"]) for each in worked]),
        line(say("pools_page.side.row_fee"), [pounds(each["fee_gbp"] + each["irrecoverable_vat_gbp"]) for each in worked]), line(say("pools_page.side.row_back"), [pounds(each["returned_gbp"]) for each in worked]),
        line(say("pools_page.side.row_unfunded"), [pounds(each["unfunded_gbp"]) for each in worked]),
    ]  # fmt: skip
    if appraised:
        rows += [
            line(say("pools_page.side.row_worth"), of_all(lambda each: pools.result(each, SOCIAL).in_words())), line(say("pools_page.side.row_each_pound"), of_all(lambda each: say("pools.ratio", number=wording.decimal(f"{each['social_bcr']:,.2f}")) if each["social_bcr"] is not None else say("wording.not_known"))),
            line(say("pools_page.side.row_paid_back"), of_all(paid_back)), line(say("pools_page.side.row_cash"), of_all(lambda each: pools.result(each, CASH).in_words())),
            line(say("pools_page.side.row_worse_off"), of_all(lambda each: wording.listed([pools.name_and_part(each["scenario_id"], body_id) for body_id in losers(pools, each)["body_id"]]))), line(say("pools_page.side.row_most_likely"), of_all(worst)), line(say("pools_page.side.row_compensation"), of_all(compensation)),
            line(say("pools_page.side.row_elsewhere"), of_all(lambda each: each["outside_sample"] or say("pack.no"))),
        ]  # fmt: skip
    heads = "".join(f'<th scope="col" class=words>{column}</th>' for column in columns)
    listing = (
        f'<div class="scroll" role="group" aria-labelledby="side-title" tabindex="0"><table class="figures beside" aria-labelledby="side-title"><thead><tr><td></td>{heads}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )
    heading = say("pools_page.side.heading")
    shown = picture(drawing, say("pools_page.side.alternative"), heading) if drawing else ""
    said = say("pools_page.side.words") if drawing else say("pools_page.side.words_without")
    return section("side", heading, said, shown + listing), drawing


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
            say_html("pools_page.twice.promised_twice", gbp=pounds(beyond)) if beyond > 0 else say_html("pools_page.twice.both"),
        )  # fmt: skip
        rows.append(row(pools.name(each["body_id"]), *cells, words=(1, 3, 6)))
    listing = table((say("pools.column_partner"), say("pools.column_line"), say("pack.column_year"), say("pools_page.twice.column_drawn_by"), say("pools_page.twice.column_together"), say("pools.column_holds"), say("pools_page.twice.column_so")), rows, described_by="twice-title", words=(0, 1, 3, 6))
    return section("twice", say("pools_page.twice.heading"), say("pools_page.twice.words"), listing)


def _failed(failed: list[dict[str, Any]], files: Mapping[str, str]) -> str:
    listed = "".join(
        f'<h3><a href="{esc(files[each["scenario_id"]])}">{esc(called(each))}</a></h3><ul class="faults">' + "".join(f"<li>{esc(fault)}</li>" for fault in faults(each)) + "</ul>"
        for each in failed
    )
    return section("faults", say("pools_page.faults.heading"), say("pools_page.faults.words"), listed)


def _about(facts: PageFacts) -> str:
    told = [(say("pack.how_worked_out"), say_html("pools_page.method")), (say("pack.cannot_tell"), say_html("pools_page.cannot_tell"))]
    return about_page(told, accepted(facts) + credits(facts, has_figures=True))
