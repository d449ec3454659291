"""What the example's bodies spend on themes: from the true lines of their returns, and from the true costs of their buildings."""

from decimal import ROUND_HALF_UP, Decimal

from tests.example_place.conftest import Published

PUBLIC_HEALTH, POLICE = "390", "601"
SHARE_OF = {PUBLIC_HEALTH: "theme_public_health_substance_share", POLICE: "theme_police_substance_share"}


def test_the_summary_s_lines_give_their_share(published: Published) -> None:
    shares = {row["assumption_id"]: Decimal(str(row["value"])) for row in published.rows("select assumption_id, value from ref.assumption where assumption_id like 'theme%'")}
    expected = {}
    for row in published.truth("spend_count.csv"):
        if row["line_code"] in SHARE_OF and row["cofog"] in ("07.4", "03.1") and Decimal(row["gross_gbp"]):
            net = Decimal(row["net_gbp"])
            expected[row["body_id"], int(row["fy"]), row["line_code"]] = (net, (net * shares[SHARE_OF[row["line_code"]]]).quantize(Decimal("0.01"), ROUND_HALF_UP))
    rows = published.rows(
        "select theme.*, counted.line_code, counted.net_gbp as in_count from mart.spend_theme theme join mart.spend_count counted using (count_id) where theme.source_return = 'RS'"
    )
    assert {(row["body_id"], row["fy"], row["line_code"]): (row["net_gbp"], row["theme_gbp"]) for row in rows} == expected and len(expected) >= 2
    assert {row["theme"] for row in rows} == {"alcohol and drugs"}
    assert all(row["in_count"] == row["net_gbp"] for row in rows)


def test_costs_of_buildings_are_those_of_the_estate(published: Published) -> None:
    found = {(row["body_id"], row["fy"]): row["gbp"] for row in published.rows("select body_id, fy, sum(theme_gbp) as gbp from mart.spend_theme where source_return = 'costs of buildings' group by all")}
    place = published.rows("select first_fy, last_fy from ref.place")[0]
    stated = published.rows(
        "select cost.body_id, running_cost_fy as fy, sum(running_cost_gbp) as gbp from mart.estate_cost cost where is_running_cost_shown and running_cost_fy between ? and ? group by all",
        place["first_fy"], place["last_fy"],
    )  # fmt: skip
    assert found == {(row["body_id"], row["fy"]): row["gbp"] for row in stated} and found


def test_every_line_is_once_in_a_theme_and_no_money_twice(published: Published) -> None:
    twice = published.rows("select body_id, fy, source_return, line, theme from mart.spend_theme group by all having count(*) > 1")
    assert twice == []
    assert published.rows("select theme_gbp from mart.spend_theme where abs(theme_gbp) > abs(coalesce(net_gbp, line_gbp))") == []
