"""Every grant of the example once, to whom it was given, and nobody named who is a private person."""

from collections import Counter
from decimal import ROUND_HALF_UP, Decimal

from tests.example_place.conftest import Published


def test_every_grant_counts_once(published: Published) -> None:
    found = published.rows("select body_id, coalesce(grant_identifier, '') as id, recipient_as_published as name, recipient_kind as kind, fy, amount_gbp from mart.grant where status = 'counted'")
    expected = Counter((row["body_id"], row["grant_identifier"], row["recipient"], row["recipient_kind"], int(row["fy"]), Decimal(row["amount_gbp"])) for row in published.truth("grants.csv"))
    assert Counter(tuple(row.values()) for row in found) == expected and len(expected) > 15


def test_a_grant_to_a_public_body_is_known_as_passed_on_and_enters_no_count(published: Published) -> None:
    (passed,) = published.rows("select recipient_as_published, recipient_body_id, amount_gbp from mart.grant where status = 'counted' and recipient_body_id is not null")
    (body,) = published.rows("select name from ref.body where body_id = ?", passed["recipient_body_id"])
    assert passed["recipient_as_published"] == body["name"]
    assert published.rows("select * from mart.transfer where type = 'grants passed on'") == []


def test_lengths_are_judged_and_what_nobody_says_is_not(published: Published) -> None:
    """The county's lists state twelve months or one year of each; of the joint list thirteen grants run for two years or three. Neither says more."""
    of_county = [row for row in published.truth("grants.csv") if not row["grant_identifier"].startswith("360G-joint") and row["recipient_kind"] not in ("public body", "individual (withheld)")]
    lengths = published.rows("select body_id, sum(met_count)::int as met, sum(not_met_count)::int as not_met, sum(not_stated_count)::int as unknown from mart.grant_practice where practice = 'length' group by body_id")
    assert {row.pop("body_id"): row for row in lengths} == {
        "aldermarch-county-council": {"met": 0, "not_met": len(of_county), "unknown": 0}, "aldermarch-north-pct": {"met": 13, "not_met": 5, "unknown": 0},
        "dunmarrow-borough-council": {"met": 0, "not_met": 2, "unknown": 0},
    }  # fmt: skip
    silent = published.rows("select practice from mart.grant_practice where met_count + not_met_count > 0 and practice not in ('length', 'no bidding again')")
    assert silent == []


def _planted(published: Published, question: str) -> dict[str, str]:
    return {row["subject"]: row["answer"] for row in published.truth("grants_gateway.csv") if row["question"] == question}


def test_the_recipient_of_most_of_a_year_s_money_is_told(published: Published) -> None:
    ((name, share),) = _planted(published, "largest share of 2022").items()
    (largest,) = published.rows("select party, share, total_gbp from mart.grant_party where fy = 2022 and side = 'recipient' and rank = 1")
    assert largest == {"party": name, "share": float(share), "total_gbp": 100_000}


def test_who_bids_again_every_year_is_told(published: Published) -> None:
    planted = _planted(published, "short grants without a break")
    found = published.rows("select grant_identifier as id, short_run_years as years from mart.grant_gateway join mart.grant using (line_id) where grant_identifier like '360G-joint%' and recipient like '%Drop-in'")
    assert {row["id"]: str(row["years"]) for row in found} == planted
    (again,) = published.rows("select not_met_count, not_met_gbp from mart.grant_practice where body_id = 'aldermarch-north-pct' and practice = 'no bidding again' and fy = 2024")
    assert again == {"not_met_count": 1, "not_met_gbp": 15_000}


def test_two_funders_of_one_thing_are_a_candidate_and_nothing_else_is(published: Published) -> None:
    pairs = published.rows(
        "select l.grant_identifier as l, r.grant_identifier as r from mart.grant_overlap as pair join mart.grant as l on l.line_id = left_line_id join mart.grant as r on r.line_id = right_line_id"
    )
    assert {pair["l"]: pair["r"] for pair in pairs} == _planted(published, "overlapping award")
    assert len(pairs) == 1


def test_the_deprived_district_that_is_passed_over_is_the_only_cold_spot(published: Published) -> None:
    cold = published.rows("select area_code, first_fy, last_fy from mart.grant_area where verdict = 'cold spot' and first_fy <> last_fy")
    assert {row["area_code"]: f"{row['first_fy']} to {row['last_fy']}" for row in cold} == _planted(published, "cold spot")
    # its residents and its pounds, from the files themselves
    (row,) = published.rows("select persons, final_gbp, persons_year, year_count, per_1000_a_year_gbp as rate from mart.grant_area where area_code = 'E07999001' and first_fy <> last_fy")
    given = published.rows("select sum(final_gbp) as gbp from mart.grant where status = 'counted' and area_code = 'E07999001' and fy >= 2020 and recipient_kind <> 'individual (withheld)'")
    assert row["final_gbp"] == given[0]["gbp"] and row["persons_year"] == 2023
    # whoever divides the pounds by the residents and the years of lists finds the figure
    years = {int(grant["fy"]) for grant in published.truth("grants.csv") if int(grant["fy"]) >= 2020}
    assert row["year_count"] == len(years) and row["rate"] == (row["final_gbp"] * 1000 / row["persons"] / len(years)).quantize(Decimal("0.01"), ROUND_HALF_UP)


def test_the_joint_list_of_the_pot(published: Published) -> None:
    rows = published.rows("select grant_identifier as id, outcome, decide_by_on from mart.grant_decision join mart.grant using (line_id) where grant_identifier like '360G-joint%'")
    assert {row["id"]: "; ".join([row["outcome"], *([str(row["decide_by_on"])] if row["outcome"] == "in" else [])]) for row in rows} == _planted(published, "joint list")


def test_every_final_pound_of_a_year_has_a_rank_or_says_that_it_has_none(published: Published) -> None:
    """On both sides, and the money of districts is no more than that of the lists."""
    sums = published.rows("select fy, side, sum(final_gbp) + min(without_rank_gbp) as gbp, min(total_gbp) as total, max(cumulative_share) <= 1.000001 as is_share from mart.grant_party group by fy, side")
    given = {row["fy"]: row["gbp"] for row in published.rows("select fy, sum(final_gbp) as gbp from mart.grant where status = 'counted' group by fy")}
    assert {(row["fy"], row["side"]): (row["gbp"], row["total"]) for row in sums} == {(fy, side): (gbp, gbp) for fy, gbp in given.items() for side in ("funder", "recipient")}
    assert all(row["is_share"] for row in sums)
    (placed,) = published.rows("select sum(final_gbp) as gbp from mart.grant_area where first_fy = last_fy and area_type = 'district' and basis = 'place to benefit'")
    (coded,) = published.rows("select sum(final_gbp) as gbp from mart.grant where status = 'counted' and area_code in (select area_code from ref.area where area_type = 'district') and recipient_kind <> 'individual (withheld)'")
    assert placed["gbp"] == coded["gbp"]
