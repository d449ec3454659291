"""The page of what we all own, the first page of the pack, what a page rests on, and the sheet of a body: what they say of given rows."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl

from totalplace import board_pack, pack_sources
from totalplace.contracts import clusters, mart, ops, plan, spend, utilisation
from totalplace.contracts.ref import AREA, ASSUMPTION, BODY
from totalplace.contracts.suppliers import DUPLICATE_PAYMENT
from totalplace.mapping.body_page import BodyTables, body_page
from totalplace.mapping.declared import load_spec
from totalplace.mapping.estate_page import Beside, EstatePage, EstateTables, estate_page
from totalplace.mapping.figures import Drawing
from totalplace.mapping.made_pages import read
from totalplace.mapping.pack_ending import Dataset, described, ending
from totalplace.mapping.pack_index import Card, Onward, pack_index
from totalplace.mapping.page import PageFacts
from totalplace.mapping.spec import MapSpec
from totalplace.pack_sources import Behind
from totalplace.sources import all_sources

FACTS = PageFacts("Exampleshire", date(2026, 3, 1), "2026-03-01-abc", attributions=("OGL-UK-3.0: north.",))
MAPS = Path(__file__).parents[2] / "maps"
USE, PLAN = (load_spec(MAPS / f"{name}.toml", MapSpec) for name in ("how-well-it-is-used", "one-estate-the-plan"))
HOSTILE = "North <img src=x onerror=alert(1)> Council"


def asset(asset_id: str, body: str, kind: str, gia: float | None) -> dict[str, object]:
    return {"asset_id": asset_id, "asset_kind": kind, "name": f"Asset {asset_id}", "body_id": body, "ownership_basis": "register", "is_disowned": False, "gia_m2": gia, "as_at_on": date(2025, 3, 31), "source_count": 1, "location_method": "postcode", "is_in_place": True}


def coverage(body: str, buildings: int, land: int, use: float | None) -> dict[str, object]:
    return {
        "body_id": body, "files_loaded": 1, "files_not_loaded": 0, "assets_held": buildings + land, "buildings_held": buildings, "sites_held": 0, "dwellings_held": 0, "service_places": 0, "located_share": 1.0 if buildings else None,
        "floor_area_share": 0.5 if buildings else None, "running_cost_share": 0.0 if buildings else None, "condition_share": None, "utilisation_share": use, "payment_lines": 2, "payments_gbp": Decimal("1234.50"),
        "payments_held_gbp": Decimal("99.00"), "payments_from_on": date(2025, 4, 1), "payments_to_on": date(2025, 4, 30),
    }  # fmt: skip


def tables() -> EstateTables:
    estate = mart.ESTATE.conform(pl.DataFrame([asset("a", "north", "building", 1500.0), asset("b", "north", "building", None), asset("c", "north", "land", None), asset("d", "south", "building", 500.0)])).collect()
    bodies = BODY.conform(pl.DataFrame([("north", HOSTILE, "council"), ("south", "South Trust", "nhs")], schema=["body_id", "name", "kind"], orient="row")).collect()
    covered = mart.BODY_COVERAGE.conform(pl.DataFrame([coverage("north", 2, 1, 0.5), coverage("south", 1, 0, 0.0)])).collect()
    use = utilisation.LATEST.conform(pl.DataFrame({"asset_id": ["a", "b", "d"], "is_known": [True, False, False], "band": ["vacant", "unknown", "unknown"]})).collect()
    return EstateTables(estate, bodies, covered, AREA.empty(), use, clusters.CLUSTER.empty(), clusters.MEMBER.empty(), plan.OPTION.empty(), plan.PLAN_BODY.empty())


def made(given: EstateTables | None = None, facts: PageFacts = FACTS, audience: str = "partners") -> EstatePage:
    page = estate_page(given or tables(), use=USE, plan=PLAN, beside=Beside({"What we all own here": "../maps/m.html"}), facts=facts, audience=audience)
    assert page is not None
    return page


def cells(html: str, section: str) -> list[list[str]]:
    """The rows of the tables in a section, as words."""
    inside = re.search(rf'<section class="wide" id="{section}".*?</section>', html, re.DOTALL)
    assert inside is not None, f"there is no section {section}"
    return [[re.sub("<[^>]+>", "", cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", line, re.DOTALL)] for line in re.findall(r"<tr.*?</tr>", inside[0], re.DOTALL)]


def test_what_each_body_holds_is_counted_apart_and_unknown_is_no_nought() -> None:
    html = made().html
    rows = {row[0]: row[1:] for row in cells(html, "who")}
    assert rows["South Trust"] == ["1", "0", "0", "500", "1 of 1"]
    bars = made().figures["Who holds what"].wide
    assert "1,500 m² (known for 1 of 2)" in bars.replace("\u00a0", " ") and "500 m² in 1 building" in bars.replace("\u00a0", " "), "an area of some of the buildings is not told as that of all"
    assert rows["All"] == ["3", "0", "1", "2,000", "2 of 3"], "land and buildings are counted apart; of one building no floor area is known"
    assert read(html).title == "2 bodies hold 3 buildings; how 33\u00a0% are used is known"
    known = {row[0]: row[1:] for row in cells(html, "known")}
    assert known["South Trust"][3] == "not known", "that nobody stated the condition is no nought"


def test_how_well_it_is_used_has_unknown_beside_the_bands() -> None:
    rows = cells(made().html, "used")
    assert rows[0][1:] == ["Vacant", "Under-used", "Right-sized", "Over-used", "Not known"]
    assert {row[0]: row[1:] for row in rows[1:]} == {"Councils": ["1", "0", "0", "0", "1"], "NHS bodies": ["0", "0", "0", "0", "1"], "All": ["1", "0", "0", "0", "2"]}


def test_everybody_sees_how_much_is_left_out_and_nothing_of_use() -> None:
    given = replace(tables(), use=utilisation.LATEST.empty())
    html = made(given, replace(FACTS, assets_left_out=6), "public").html
    assert read(html).title == "4 of 10 assets held stand under an open licence"
    assert 'id="used"' not in html and 'id="plan"' not in html and "for the partner bodies only" in html and "<b>Audience:</b> the public" in html


def test_a_place_that_holds_nothing_has_no_page() -> None:
    assert estate_page(replace(tables(), estate=mart.ESTATE.empty()), use=USE, plan=PLAN, beside=Beside({}), facts=FACTS, audience="partners") is None


def test_names_from_data_are_only_text() -> None:
    html = made().html
    assert "<img src=x" not in html and "North &lt;img src=x onerror=alert(1)&gt; Council" in html


def test_the_first_page_says_the_headlines_of_the_others_and_why_one_is_missing() -> None:
    own = Onward("what-we-all-own-here.html", read(made().html))
    html = pack_index([Card("own", own, Drawing("<svg/>")), Card("spend", None), Card("whom", None)], [], [("South & East", "../bodies/south/index.html")], "board-pack.pdf", facts=FACTS, audience="partners")
    assert f'<a href="what-we-all-own-here.html">{own.page.title}</a>' in html
    assert "What the public bodies of Exampleshire own and spend: something to show on 1 of 3 questions" in html
    assert "no return of spending has been loaded yet" in html and "South &amp; East" in html and 'href="board-pack.pdf"' in html
    assert "board-pack.pdf" not in pack_index([Card("own", own)], [], [], "", facts=FACTS, audience="partners")


def test_a_page_is_of_the_question_that_it_belongs_to() -> None:
    pools = frozenset({"pooled-budget-one.html"})
    asked = {name: board_pack._question(name, pools) for name in ("what-we-all-own-here.html", "scrutiny-one.html", "scrutiny-fair-today.html", "pooled-budget-one.html", "who-the-money-is-spent-on-all.html", "how-we-work-together.html")}
    assert list(asked.values()) == ["own", "spend", "own", "spend", "whom", ""]


def test_what_a_page_rests_on_names_senders_days_and_sources() -> None:
    assumed = ASSUMPTION.conform(pl.DataFrame([{"assumption_id": "walk_m", "valid_from": date(2020, 1, 1), "value": 400.0, "unit": "m", "meaning": "A short walk", "source": "Somebody 2020"}])).collect()
    html = ending([Dataset("North", "payments", date(2024, 4, 1), date(2026, 3, 31), 2, 1200, "OGL-UK-3.0"), Dataset("South", "lease", None, None, 1, 3)], assumed)
    said = re.sub("<[^>]+>", "|", html)
    assert "2024-25 to 2025-26" in said and "1,200" in said and "states no day" in said and "not stated" in said and "Somebody 2020" in said
    assert ending([], None) == ""
    assert "counted from what was sent" in ending([], assumed.clear())
    assert described(date(2025, 3, 31), date(2025, 3, 31)) == "31 March 2025" and described(date(2024, 4, 1), date(2025, 3, 31)) == "2024-25"


def test_every_kind_that_a_page_rests_on_is_a_kind_of_source() -> None:
    named = [behind for behind in vars(pack_sources).values() if isinstance(behind, Behind)]
    assert len(named) >= 5
    assert {kind for behind in named for kind in behind.kinds} <= set(all_sources())


def body_tables(issues: pl.DataFrame) -> BodyTables:
    given = tables()
    files = ops.SOURCE_FILE.conform(pl.DataFrame([{"source_file_id": "f", "sender": "north", "path": "list.csv", "status": "loaded"}])).collect()
    parts = ops.SOURCE_PART.conform(pl.DataFrame([{"source_file_id": "f", "source_part": "table", "status": "loaded", "rows_read": 5, "rows_loaded": 4, "rows_rejected": 1, "rows_ignored": 0, "rows_held": 0, "rows_superseded": 0, "rows_amount_unreadable": 0}])).collect()
    asked = mart.REQUEST.conform(pl.DataFrame([{"body_id": "north", "request_number": 1, "name": "Asset b", "missing": "floor area", "request": "How large is it?", "unlocks": "a place in the plan"}])).collect()
    return BodyTables(given.coverage, given.coverage.row(0, named=True), spend.SPEND_COUNT.empty(), asked, files, parts, issues, DUPLICATE_PAYMENT.empty())


def test_the_sheet_of_a_body_says_what_it_holds_pays_and_is_asked_and_is_for_it_alone() -> None:
    issue = {"source_file_id": "f", "source_part": "table", "field": "Amount", "issue_type": "amount", "severity": "error", "responsible": "sender", "occurrences": 1}
    issues = ops.ISSUE.conform(pl.DataFrame([{**issue, "issue_id": "1", "source_row": 7, "message": "Seven is wrong"}, {**issue, "issue_id": "2", "source_row": 9, "message": "Nine is wrong"}])).collect()
    html = body_page(HOSTILE, body_tables(issues), [("buildings.csv", "Your buildings")], facts=FACTS)
    assert "this body alone; not for publication" in html and "<img src=x" not in html
    assert "£1,234" in html and "£99 in lists of payments that you sent are held" in html
    assert cells(html, "issues")[1] == ["Seven is wrong", "row left out", "list.csv, line 7", "2", "sender"], "lines with one fault stand together, the first named"
    assert ["Running cost", "0\u00a0%", "0\u00a0%"] in cells(html, "known") and cells(html, "asked")[1] == ["Asset b", "How large is it?", "a place in the plan"]
    assert cells(html, "files")[1][:4] == ["list.csv", "loaded", "5", "4"]
    sound = body_tables(ops.ISSUE.empty())
    assert "Nothing was found in your files" in body_page("North", sound, [], facts=FACTS)
    nothing_sent = body_page("North", replace(sound, files=sound.files.clear(), parts=sound.parts.clear()), [], facts=FACTS)
    assert "There is no file of yours" in nothing_sent and "Nothing was found in your files" not in nothing_sent
