"""The map of the plan: its title, its figures by option, and what happens in a browser when another option is chosen."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from itertools import accumulate
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import totalplace_web
from hypothesis import given
from hypothesis import strategies as st

from tests.maps.conftest import make_county
from tests.maps.test_estate_map import payload, read
from tests.maps.test_what_is_known import title
from totalplace.contracts.plan import MOVE, OPTION, PLAN, PLAN_BODY
from totalplace.mapping import layers
from totalplace.mapping.declared import load_spec
from totalplace.mapping.estate_map import estate_map
from totalplace.mapping.page import PageFacts
from totalplace.mapping.planned import Planned, losers
from totalplace.mapping.spec import MapSpec

FILE = Path(__file__).parents[2] / "maps" / "one-estate-the-plan.toml"
SPEC = load_spec(FILE, MapSpec)
HELD = pl.col("ownership_basis").is_in(["register", "title"]) & (pl.col("asset_kind") == "building")
NONE = Decimal("0.00")


def gbp(value: float) -> Decimal:
    return Decimal(value).quantize(Decimal("0.01"))


def frames(county: Any, given_up: dict[str, int], *, assessed: int = 60, robust: int = 2, loss: int = 0) -> list[pl.DataFrame]:
    """Plans that give up so many buildings: those with the least ids, each to the next that stays. The first so many are robust.

    Everything follows from the place in the list: building n gains 1,000 × (n + 1) pounds; the last but one assessed is blocked.
    """
    rows = county.estate.filter(HELD & pl.col("lon").is_not_null()).sort("asset_id").select("asset_id", "body_id").rows()
    unplaced = county.estate.filter(HELD & pl.col("lon").is_null()).sort("asset_id").select("asset_id", "body_id").rows()
    every = [*rows, *unplaced]
    options, plans, moves, bodies = [], [], [], []
    for option_id, number in given_up.items():
        partners, standard = option_id.split("-")
        hosts = {number + place for place in range(number)}
        for place, (asset_id, body_id) in enumerate(every):
            gone, host, blocked = place < number, place in hosts and place < assessed, place == assessed - 1
            action = "not assessed" if place >= assessed else "blocked" if blocked else ("release" if place % 3 else "relocate") if gone else "host" if host else "keep"
            gain = gbp(1000 * (place + 1)) if gone else NONE
            plans.append(
                {
                    "option_id": option_id, "asset_id": asset_id, "body_id": body_id, "action": action, "reason": f"Because of figure {place} in {option_id}",
                    "constraint_name": "lease" if action == "blocked" else None, "missing_data": "running cost" if action == "not assessed" else None, "unlock_value_gbp": gbp(7000) if action == "blocked" else None,
                    "is_robust": None if action == "not assessed" else not gone or place < robust, "flips_when": "receipts -20 %" if gone and place >= robust else None, "year_fy": 2027 if gone else None,
                    "hosted_m2": 50.0 if action == "host" else 0.0, "gain_gbp": gain, "revenue_a_year_gbp": gain / 10, "one_off_cost_gbp": gbp(500) if gone else NONE,
                    "receipt_gbp": gbp(2000) if gone else NONE, "liability_avoided_gbp": gbp(300) if gone else NONE, "part_id": "part-1" if place < assessed else None,
                }
            )  # fmt: skip
            if gone:
                to_asset_id, to_body_id = every[number + place]
                moves.append(
                    {
                        "option_id": option_id, "occupation_id": f"o-{place}", "to_asset_id": to_asset_id, "from_asset_id": asset_id, "body_id": body_id, "to_body_id": to_body_id, "function": "office",
                        "space_kind": "desk", "share": 1.0, "year_fy": 2027, "demand_m2": 50.0, "distance_m": 432.0, "fte": 12.5 if place else None, "is_public": False, "one_off_cost_gbp": gbp(100), "reason": "nearest with room",
                    }
                )  # fmt: skip
        mine = [plan for plan in plans if plan["option_id"] == option_id]
        sums = {name: sum((plan[name] for plan in mine), NONE) for name in ("revenue_a_year_gbp", "one_off_cost_gbp", "receipt_gbp", "liability_avoided_gbp", "gain_gbp")}
        options.append(
            {
                "option_id": option_id, "partners": {"together": "all partners", "fair": "all partners, nobody worse off", "alone": "each body alone"}[partners], "standard": standard, "building_count": len(every),
                "assessed_count": assessed, "given_up_count": number, "host_count": sum(plan["action"] == "host" for plan in mine), "blocked_count": int(assessed > 0), "move_count": number, "fte": 12.5 * max(0, number - 1),
                "part_count": 3, "first_fy": 2026, "horizon_years": 30, "discount_share": 0.035, "do_nothing_gbp": gbp(9_000_000), "objective_gbp": gbp(9_000_000) - sums["gain_gbp"], "bound_gbp": gbp(8_000_000),
                "gap_share": 0.004, "gap_of_gain_share": 0.004, "status": "within the gap asked for", **sums,
            }
        )  # fmt: skip
        for position, body_id in enumerate(sorted(set(county.bodies["body_id"]))):
            gain = gbp(-loss) if position == 3 and partners == "together" else gbp(40)
            bodies.append(
                {
                    "option_id": option_id, "body_id": body_id, "given_up_count": 0, "host_count": 0, "move_count": 0, "fte": 0.0, **dict.fromkeys(sums, NONE), "hosting_charge_a_year_gbp": NONE, "rent_between_a_year_gbp": NONE,
                    "gain_gbp": gain, "is_worse_off": gain < 0,
                }
            )  # fmt: skip
    return [contract.conform(pl.DataFrame(rows, infer_schema_length=None)).collect() for contract, rows in ((OPTION, options), (PLAN, plans), (MOVE, moves), (PLAN_BODY, bodies))]


def planned(county: Any, given_up: dict[str, int], **more: Any) -> Planned:
    assert SPEC.plan
    return Planned.of(SPEC.plan, county.bodies, *frames(county, given_up, **more))


def page_of(county: Any, found: Planned) -> str:
    facts = PageFacts(place_name="Exampleshire", published_on=date(2026, 11, 20), publication_id="2026-11-20-1a2b3c4d")
    made_from = (county.estate, county.bodies, county.boundaries, county.coverage, county.files, county.estate_sources)
    return estate_map(*made_from, coloured_by=found.first.buildings, spec=SPEC, facts=facts, planned=found)


ALL_OPTIONS = {"together-today": 9, "fair-today": 5, "alone-today": 2, "together-target": 14}


@pytest.mark.parametrize(
    ("given_up", "more", "said"),
    [
        (9, {"robust": 2}, "Two buildings could be given up whichever way things turn"),
        (9, {"robust": 1}, "One building could be given up whichever way things turn"),
        (12, {"robust": 12}, "12 buildings could be given up whichever way things turn"),
        (9, {"robust": 0}, "Nine buildings could be given up, none of them whichever way things turn"),
        (0, {}, "No building of the 60 weighed is worth giving up"),
        (9, {"assessed": 12}, "Enough is known of 12 of 178 buildings to plan with"),
        (0, {"assessed": 0}, "Enough is known of 0 of 178 buildings to plan with"),
    ],
)
def test_the_title_is_the_robust_core_or_how_much_is_known(small: Any, given_up: int, more: dict[str, int], said: str) -> None:
    assert small.estate.filter(HELD).height == 178
    assert title(page_of(small, planned(small, {"together-today": given_up}, **more))) == said


def test_each_option_says_what_it_comes_to_and_who_loses(small: Any) -> None:
    found = planned(small, ALL_OPTIONS, loss=120_000)
    page = page_of(small, found)
    assert re.findall(r"<option value=\"\d\">([^<]*)</option>", page) == [each.label for each in SPEC.plan.options if each.option_id in ALL_OPTIONS]
    data = payload(page)["plan"]
    together, fair = data["options"][0], data["options"][1]
    assert together["state"][0] == "9 buildings are given up of 60 weighed: 6 owned and released, 3 rented and left. 2 of them whichever way things turn."
    # buildings 0 to 8 gain £1,000 to £9,000; a tenth of it a year; £500, £2,000 and £300 each
    assert together["ledgers"] == [
        ["Revenue, a year once all is done", "£4,500 less running cost"],
        ["Once", "£4,500 for moving, leaving and holding empty; £18,000 of receipts, which are capital"],
        ["Liability", "£2,700 of maintenance avoided that no budget holds: not cash"],
    ]
    name = small.bodies.sort("body_id")["name"][3]
    assert together["losers"] == losers(found.first) == f"Worse off: {name} by £120,000, at today's value."
    assert fair["losers"] == "No body is worse off."
    words = " ".join(" ".join(read(page).words).split())
    assert f"Worse off: {name} by £120,000" in words and "A plan to discuss, not a decision" in words
    # 1 + … + 14 less 1 + … + 9 thousand pounds
    assert "All partners: £60,000 more at the target space standard than at the present one." in words


def apart(packed: Any, columns: int) -> list[list[Any]]:
    """What layers.abreast put together, as plan_map.js takes it apart."""
    found: list[list[Any]] = [[] for _ in range(columns)]
    new = iter(packed["w"])
    for at, code in enumerate(packed["i"]):
        column = at % columns
        found[column].append(None if code == -1 else found[column - 1][-1] if code == -2 else next(new) if code == -3 else packed["w"][code])
    return found


@given(st.integers(1, 4).flatmap(lambda columns: st.lists(st.lists(st.one_of(st.none(), st.integers(0, 3), st.text("ab", min_size=1)), min_size=columns, max_size=columns), max_size=20)))
def test_columns_put_abreast_come_apart_as_they_were(rows: list[list[Any]]) -> None:
    columns = [list(column) for column in zip(*rows, strict=True)]
    assert apart(layers.abreast(columns), len(columns)) == columns if columns else layers.abreast([]) == {"w": [], "i": []}


def test_each_option_has_its_own_actions_reasons_and_moves(small: Any) -> None:
    found = planned(small, ALL_OPTIONS)
    data = payload(page_of(small, found))
    order = found.only(small.estate).sort("gia_m2", "name", "asset_id", descending=[True, False, False], nulls_last=True)["asset_id"].to_list()
    labels = [each[0] for each in data["classes"]]
    label_of = {each.value: each.label for each in SPEC.colour_by.classes} | {"not assessed": "Not assessed"}
    for number, told in enumerate(found.options):
        plan, option = {line["asset_id"]: line for line in told.buildings.iter_rows(named=True)}, data["plan"]["options"][number]
        assert [labels[each] for each in apart(data["plan"]["class"], len(found.options))[number]] == [label_of[plan[key]["action"]] for key in order]
        reasons = apart(data["plan"]["details"]["mart.estate_plan.reason"], len(found.options))[number]
        assert reasons == [None if plan[key]["missing_data"] else plan[key]["reason"] for key in order]
        starts, ends = list(accumulate(data["plan"]["moves"]["from"])), data["plan"]["moves"]["to"]
        pairs = sorted((starts[at], ends[at]) for at in accumulate(option["moves"]))
        assert pairs == sorted((order.index(start), order.index(end)) for start, end in told.moves.select("from_asset_id", "to_asset_id").rows())
        assert sum(int(each) for each in option["legend"]) == small.estate.filter(HELD & pl.col("lon").is_not_null()).height


def test_where_nothing_is_weighed_no_nought_is_shown_as_if_it_were_a_figure(small: Any) -> None:
    page = page_of(small, planned(small, {"together-today": 0}, assessed=0))
    (option,) = payload(page)["plan"]["options"]
    assert {said for _, said in option["ledgers"]} == {"not known"}
    assert option["state"] == ["Nothing is weighed: of no building is enough known."] and option["losers"] == "Who would gain or lose is not known."
    assert "£0" not in " ".join(read(page).words)


@pytest.mark.parametrize(("status", "said"), [("stopped by the limit of work", "there may be a better one"), ("instructions that cannot be met", "each such building says why")])
def test_a_plan_that_did_not_end_well_says_so(small: Any, status: str, said: str) -> None:
    options, *others = frames(small, {"together-today": 1})
    assert SPEC.plan
    found = Planned.of(SPEC.plan, small.bodies, options.with_columns(pl.lit(status).alias("status")), *others)
    assert said in found.state(found.first)[-1]
    assert said not in planned(small, {"together-today": 1}).state(found.first)[0]


@pytest.mark.soak
def test_size_stays_in_its_budget_at_thirty_thousand_buildings() -> None:
    """Nearly all of them weighed, each with sentences of its own in every plan."""
    county = make_county(52_300)
    assert county.estate.filter(HELD).height > 29_900
    given_up = {"together-today": 9000, "fair-today": 8000, "alone-today": 3000, "together-target": 10_500, "fair-target": 9500, "alone-target": 4000}
    assert len(page_of(county, planned(county, given_up, assessed=28_500))) < 4_000_000


def test_what_is_missing_is_counted_one_by_one(small: Any) -> None:
    options, buildings, *others = frames(small, {"together-today": 1}, assessed=175)
    lacking = iter(["running cost", "who is in it, running cost", "floor area, running cost"])
    buildings = buildings.with_columns(pl.Series("missing_data", [next(lacking) if said else None for said in buildings["missing_data"]]))
    assert SPEC.plan
    page = page_of(small, Planned.of(SPEC.plan, small.bodies, options, buildings, *others))
    table = page.split('id="missing-title"')[1].split("</table>")[0]
    assert re.findall(r"<bdi>([^<]*)</bdi></th><td>(\d+)</td><td>(\d+)</td>", table) == [("Running cost", "3", "1"), ("Floor area", "1", "0"), ("Who is in it", "1", "0")]


def test_an_option_that_the_map_does_not_declare_is_named(small: Any) -> None:
    options, *others = frames(small, {"together-today": 1})
    assert SPEC.plan
    with pytest.raises(ValueError, match="option 'others-today', which the map does not declare"):
        Planned.of(SPEC.plan, small.bodies, options.with_columns(pl.lit("others-today").alias("option_id")), *others)


def test_it_is_for_the_partners_alone(tmp_path: Path) -> None:
    path = tmp_path / "one-estate-the-plan.toml"
    path.write_text(FILE.read_text("utf-8").replace('audience = "partners"', 'audience = "partners"\nhas_public_edition = true', 1), "utf-8")
    with pytest.raises(ValueError, match="a plan is for the partners"):
        load_spec(path, MapSpec)


@pytest.mark.browser
@pytest.mark.parametrize("width", [1440, 360])
def test_another_option_changes_what_becomes_of_buildings_and_arrows_follow_the_selected_one(small: Any, show: Callable[..., Any], width: int) -> None:
    found = planned(small, ALL_OPTIONS, loss=5)
    opened = show(page_of(small, found), width=width, bypass_csp=True)
    page = opened.page
    released = page.locator(".legend-kinds b").first
    assert released.inner_text() == "6"  # of nine every third is rented
    switch = page.locator("#plan-option")
    switch.focus()
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    page.wait_for_timeout(200)
    assert released.inner_text() == "9"  # of fourteen
    assert "14 buildings are given up" in page.locator("#plan-state").inner_text()
    assert page.locator(".kinds tr[data-class='0'] td").first.inner_text() == "9"
    assert page.locator(".plan-option details[open]").count() == 1 and page.locator(".plan-option[data-option='3'] details[open]").count() == 1
    # the released one that gains most first: the fourteenth
    first = page.locator("#results .item").first
    names = dict(small.estate.select("asset_id", "name").iter_rows())
    line = found.options[3].buildings.filter(pl.col("action") == "release").sort("gain_gbp", descending=True).row(0, named=True)
    assert names[line["asset_id"]] in first.inner_text() and "gains £14,000" in first.inner_text() and line["reason"] in first.inner_text()
    first.press("Enter")
    page.wait_for_timeout(200)
    assert page.evaluate("document.documentElement.dataset.arrows") == "1"
    (to,) = found.options[3].moves.filter(pl.col("from_asset_id") == line["asset_id"])["to_asset_id"].to_list()
    link = page.locator(".opened button.link")
    assert f"To {names[to]}" in link.inner_text()
    link.press("Enter")
    assert "Host: takes others in" in page.locator(".leaflet-popup").inner_text()
    assert opened.errors == [] and opened.remote == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.add_script_tag(content=totalplace_web.script("axe.min.js"))
    violations = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    assert [rule["id"] for rule in violations] == []
