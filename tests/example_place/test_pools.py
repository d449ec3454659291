"""The three pooled budgets of the example place, against what its returns truly hold and what was worked out by hand."""

from decimal import Decimal

import duckdb
import pytest

from tests.example_place.conftest import Published
from totalplace import contracts
from totalplace.lineage import why

pytestmark = pytest.mark.timeout(1200)


def test_each_is_worked_out(published: Published) -> None:
    assert {(row["scenario_id"], row["is_computed"], row["reason"]) for row in published.rows("select * from mart.pool_scenario")} == {
        ("alcohol-one-pot", True, None), ("early-help-top-slice", True, None), ("young-people-one-offer", True, None),
    }  # fmt: skip


def test_contributions_are_drawn_from_what_the_returns_truly_hold(published: Published) -> None:
    truth = {(row["body_id"], row["line_code"], row["fy"]): Decimal(row["net_gbp"]) for row in published.truth("spend_count.csv")}
    drawn = published.rows(
        """
        select pool.*, counted.line_code
        from mart.pool_contribution as pool
        join mart.spend_count as counted on counted.count_id = pool.count_id
        where pool.count_id > 0 and pool.fy = 2026
        """
    )
    assert len(drawn) == 6 + 2 + 2  # of the slice: neither schools nor public health, which are ring-fenced, nor highways, which the agreement leaves out
    for row in drawn:
        assert row["base_gbp"] == truth[row["body_id"], row["line_code"], "2024"], row
    health = next(row for row in drawn if row["line"] == "Public Health")
    # two per cent of the line, two years on at two per cent a year; half a penny is not in it
    assert health["amount_gbp"] == (health["base_gbp"] * Decimal("1.0404") * Decimal("0.02")).quantize(Decimal("0.01"))
    assert health["is_locked"] and health["purpose"] == "treatment"


def test_a_fixed_sum_from_a_named_line_is_that_line_s(published: Published) -> None:
    [row] = published.rows("select * from mart.pool_contribution where scenario_id = 'young-people-one-offer' and line = 'Children Social Care' and fy = 2026")
    assert row["amount_gbp"] == 700_000


def test_the_year_that_is_lost_leaves_what_the_agreement_says(published: Published) -> None:
    flow = {(row["item"], row["purpose"]): row["amount_gbp"] for row in published.rows("select * from mart.pool_flow where scenario_id = 'early-help-top-slice' and fy = 2027")}
    [[paid]] = [row.values() for row in published.rows("select sum(amount_gbp) as gbp from mart.pool_contribution where scenario_id = 'early-help-top-slice' and fy = 2027")]
    assert ("spend", "family-hubs") not in flow
    assert flow["spend", "mediation"] + flow["returned", "any-purpose"] == paid
    assert all(gbp == 0 for (item, _), gbp in flow.items() if item in ("opening", "closing"))


D = Decimal
ALCOHOL, YOUNG, EARLY = "alcohol-one-pot", "young-people-one-offer", "early-help-top-slice"


def saved(published: Published, scenario_id: str) -> dict[tuple[str, int], Decimal]:
    """Cash saved, by benefit and year."""
    rows = published.rows(f"select detail, fy, amount_gbp from mart.pool_appraisal where scenario_id = '{scenario_id}' and result = 'cash' and item = 'benefit'")
    return {(row["detail"], row["fy"]): row["amount_gbp"] for row in rows}


def test_what_is_saved_is_what_was_worked_out_by_hand(published: Published) -> None:
    # prices of 2026-27, up 2 % a year; grade 2 cuts 5 %. Placements: 260 × 0.5 × 0.3 × 0.9 = 35.1 a year, 33.345 left, × 14,500 × 0.6 = 290,101.50: four steps of 60,000; two years' 580,203: nine
    # claims: 900 × 0.8 × 7 × 0.15 × 0.7 = 529.2, 502.74 left, × 390 = 196,068.60: 41 steps of 4,680; two years' 392,137.20: 83
    # offences: 900 × 0.8 × 0.6 × 0.2 × 0.75 = 64.8, 61.56 left, × 3,600 × 0.4 = 88,646.40: two steps of 42,000; two years' 177,292.80: four
    assert saved(published, YOUNG) == {
        ("one-service/placements", 2026): D("240000"), ("one-service/placements", 2027): D("550800"), ("one-service/placements", 2028): D("249696"),
        ("one-service/claims", 2026): D("191880"), ("one-service/claims", 2027): D("396208.80"), ("one-service/claims", 2028): D("404132.98"), ("one-service/claims", 2029): D("203624.59"),
        ("one-service/offences", 2026): D("84000"), ("one-service/offences", 2027): D("171360"), ("one-service/offences", 2028): D("87393.60"),
    }  # fmt: skip
    # prices of 2024-25, up 2.9, 2.2, 2, 2 … %. 2,600 × 0.85 × 1.8 × 0.25 × 0.8 = 795.6 admissions a year, 755.82 left, × 2,600 × 0.4 = 786,052.80; the third year 97 % of the plan is spent.
    # Of 786,052.80, 1,572,105.60, 2,334,576.82, 1,548,524.02, 762,471.22 whole wards of 350,000: 2, 4, 6, 4, 2
    admissions = {fy: gbp for (detail, fy), gbp in saved(published, ALCOHOL).items() if detail == "outreach/admissions"}
    assert admissions == {2026: D("736146.60"), 2027: D("1501739.06"), 2028: D("2297660.77"), 2029: D("1562409.32"), 2030: D("796828.75")}


def test_in_one_all_gain_in_one_a_partner_pays_for_others_in_one_all_lose(published: Published) -> None:
    said = {row["scenario_id"]: row for row in published.rows("select * from mart.pool_scenario")}
    assert all(row["is_appraised"] for row in said.values())
    assert (said[YOUNG]["losing_count"], said[YOUNG]["compensation_pv_gbp"]) == (0, 0)
    assert (said[ALCOHOL]["losing_count"], said[EARLY]["losing_count"], said[EARLY]["compensation_pv_gbp"]) == (2, 4, None)
    assert "no transfer between them helps" in said[EARLY]["compensation_words"]
    bodies = {row["body_id"]: row for row in published.rows(f"select * from mart.pool_body where scenario_id = '{ALCOHOL}'")}
    losers = [row for row in bodies.values() if row["loses"]]
    assert {row["body_id"] for row in losers} == {"aldermarch-county-council", "aldermarch-west-pct"}
    # they are given what they lack, by the one partner that gains; the police gain, pay nothing and are asked for nothing
    assert all(row["compensation_pv_gbp"] == -row["net_cash_pv_gbp"] for row in losers)
    assert bodies["aldermarch-north-pct"]["compensation_pv_gbp"] == sum(row["net_cash_pv_gbp"] for row in losers)
    assert not bodies["aldermarch-police"]["is_partner"] and bodies["aldermarch-police"]["benefit_gbp"] > 0 and bodies["aldermarch-police"]["compensation_pv_gbp"] == 0


def test_what_was_measured_elsewhere_says_so_on_every_table(published: Published) -> None:
    for table in ("mart.pool_scenario", "mart.pool_benefit", "mart.pool_appraisal", "mart.pool_body", "mart.pool_risk", "mart.pool_sensitivity", "mart.pool_comparison", "mart.pool_frontier"):
        rows = published.rows(f"select distinct scenario_id, outside_sample from {table}")
        assert {row["scenario_id"] for row in rows if row["outside_sample"]} == {EARLY}, table
        assert all("nobody here has been measured yet" in (row["outside_sample"] or "") for row in rows if row["scenario_id"] == EARLY)


def test_each_result_walks_back_to_lines_of_its_file_and_of_returns(published: Published) -> None:
    texts = {name: (published.folder / "scenarios" / f"{name}.toml").read_text("utf-8").splitlines() for name in (ALCOHOL, YOUNG, EARLY)}
    with duckdb.connect(published.database, read_only=True) as connection:
        for table in ("mart.pool_scenario", "mart.pool_body", "mart.pool_benefit"):
            for row in published.rows(f"select * from {table}"):
                answer = why(connection, table, {name: str(row[name]) for name in contracts.contract(table).primary_key})
                assert answer.adds_up and len(answer.sums) >= 3, (table, row)
                of_file = [line for line in answer.lines if line.path.startswith("scenarios/")]
                assert all(line.source_row and texts[row["scenario_id"]][line.source_row - 1].startswith("[[") for line in of_file), row
                if table == "mart.pool_body" and row["contribution_gbp"] and row["body_id"] == "aldermarch-county-council":
                    assert any(line.path.startswith("inbox/") for line in answer.lines), row
        [asked] = published.rows(f"select * from mart.pool_appraisal where scenario_id = '{YOUNG}' and item = 'benefit' and detail = 'one-service/claims' and fy = 2027")
        answer = why(connection, "mart.pool_appraisal", {name: str(asked[name]) for name in contracts.contract("mart.pool_appraisal").primary_key})
        assert answer.adds_up and "83 whole steps of £4,680.00 (a claim for a year)" in answer.lines[0].says


def test_every_row_of_the_ledger_walks_back_to_what_the_file_says_and_to_who_paid(published: Published) -> None:
    """Of one agreement and year: each row balances with its purpose, and names the entries of the file by the lines on which they stand."""
    text = (published.folder / "scenarios" / f"{ALCOHOL}.toml").read_text("utf-8").splitlines()
    items = {"spend": "spend_gbp", "fee": "share_of_spend", "irrecoverable vat": "recoverable_share", "contribution": "Substance misuse", "closing": "underspend", "opening": "underspend"}
    rows = published.rows(f"select * from mart.pool_flow where scenario_id = '{ALCOHOL}' and fy = 2027 and item not in ('benefit', 'compensation')")
    assert {row["item"] for row in rows} >= set(items)
    with duckdb.connect(published.database, read_only=True) as connection:
        for row in rows:
            answer = why(connection, "mart.pool_flow", {name: str(row[name]) for name in contracts.contract("mart.pool_flow").primary_key})
            assert answer.adds_up and answer.sums and any(items[row["item"]] in line.says for line in answer.lines), row
            for line in answer.lines:
                if line.path == f"scenarios/{ALCOHOL}.toml" and " = " in line.says:
                    entry, _, value = line.says.partition(" = ")
                    assert line.source_row and text[line.source_row - 1].split("=")[0].strip() == entry.rpartition(".")[2], line
                    assert value.split(",")[0] in text[line.source_row - 1], line
        # who paid: what is locked, and of free money who gave it, down to the cells of returns
        [paid] = [row for row in rows if (row["item"], row["purpose"]) == ("contribution", "treatment")]
        answer = why(connection, "mart.pool_flow", {name: str(paid[name]) for name in contracts.contract("mart.pool_flow").primary_key})
        assert {line.path.split("/")[0] for line in answer.lines} == {"scenarios", "inbox"}
        for table in ("mart.pool_contribution", "mart.pool_entry"):
            row = published.rows(f"select * from {table} where scenario_id = '{YOUNG}' order by all")[0]
            answer = why(connection, table, {name: str(row[name]) for name in contracts.contract(table).primary_key})
            assert answer.adds_up and any(line.path == f"scenarios/{YOUNG}.toml" and line.source_row for line in answer.lines), table


def test_each_has_a_page_and_what_was_measured_elsewhere_stands_on_its_own_and_on_that_of_all(published: Published) -> None:
    pages = {path.stem: path.read_text("utf-8") for path in (published.folder / "out" / "board-pack").glob("pooled-*.html")}
    assert set(pages) == {"pooled-budgets", *(f"pooled-budget-{name}" for name in (ALCOHOL, YOUNG, EARLY))}
    told = {name for name, page in pages.items() if "nobody here has been measured yet" in page}
    assert told == {"pooled-budgets", f"pooled-budget-{EARLY}"}


def test_draws_and_ways_agree_with_what_is_appraised(published: Published) -> None:
    """The way of the file is its appraisal; what is held fixed moves nothing; a pot of the size of the file is the pot of the file."""
    appraised = {row["scenario_id"] for row in published.rows("select scenario_id from mart.pool_scenario where is_appraised")}
    assert appraised and appraised == {row["scenario_id"] for row in published.rows("select distinct scenario_id from mart.pool_risk")}
    bodies = {(row["scenario_id"], row["body_id"]): row["net_cash_pv_gbp"] for row in published.rows("select scenario_id, body_id, net_cash_pv_gbp from mart.pool_body")}
    as_in_file = published.rows("select * from mart.pool_comparison where is_as_in_file and body_id <> 'all'")
    assert {(row["scenario_id"], row["body_id"]): row["net_cash_pv_gbp"] for row in as_in_file} == bodies
    drawn = {(row["scenario_id"], row["body_id"], row["result"], row["percentile"]): row["value_gbp"] for row in published.rows("select * from mart.pool_risk")}
    for row in as_in_file:
        found = [drawn[row["scenario_id"], row["body_id"], "cash", percent] for percent in (10, 50, 90)]
        assert found == [row["p10_gbp"], row["p50_gbp"], row["p90_gbp"]] == sorted(found)
    partners = {(row["scenario_id"], row["body_id"]) for row in published.rows("select scenario_id, body_id from mart.pool_body where is_partner")}
    for row in published.rows("select * from mart.pool_frontier where size_share = 1"):
        assert row["social_p50_gbp"] == drawn[row["scenario_id"], "all", "social value", 50]
        assert row["worst_p10_gbp"] == min(gbp for (of, body, result, percent), gbp in drawn.items() if (of, result, percent) == (row["scenario_id"], "cash", 10) and (of, body) in partners)
    results = {row["scenario_id"]: (row["social_npv_gbp"], row["cash_npv_gbp"]) for row in published.rows("select scenario_id, social_npv_gbp, cash_npv_gbp from mart.pool_scenario where is_appraised")}
    for row in published.rows("select * from mart.pool_sensitivity where range_basis = 'fixed'"):
        assert row["low_gbp"] == row["high_gbp"] and abs(row["low_gbp"] - results[row["scenario_id"]][row["result"] == "cash"]) <= 1, row
        assert row["file_line"] is not None


def test_where_no_power_allows_a_pool_the_comparison_says_so(published: Published) -> None:
    said = {(row["way"], row["is_possible"]): row["reason"] for row in published.rows("select * from mart.pool_comparison where scenario_id = '" + YOUNG + "'")}
    assert "may not pool money" in said["pool", False] and ("align", True) in said
    assert [row["is_possible"] for row in published.rows("select is_possible from mart.pool_comparison where scenario_id = 'early-help-top-slice' and way = 'pool with gain share' and body_id = 'all'")] == [True]


def test_what_is_drawn_walks_back_to_the_ranges_of_the_file(published: Published) -> None:
    with duckdb.connect(published.database, read_only=True) as connection:
        answer = why(connection, "mart.pool_risk", {"scenario_id": ALCOHOL, "body_id": "aldermarch-police", "result": "cash", "percentile": "50"})
    text = (published.folder / "scenarios" / f"{ALCOHOL}.toml").read_text("utf-8").splitlines()
    ranged = [line for line in answer.lines if line.rule == "its range in the file"]
    assert len(ranged) == sum("_range" in line.split("#")[0] for line in text)
    assert all(line.source_row and text[line.source_row - 1].startswith("[[intervention") for line in ranged)
    assert any("pool_seed" in line.says for line in answer.lines)
