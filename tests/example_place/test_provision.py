"""Provision and need of the example: every offer once, the planted overlaps and no other, places and gaps as worked out by hand, the review."""

from decimal import Decimal

from tests.example_place.conftest import Published

NEET = "young people not in education or work"


def _number(cell: str) -> float | None:
    return float(cell) if cell else None


def test_every_offer_counts_once(published: Published) -> None:
    found = published.rows(
        "select provider_as_published, coalesce(body_id, '') as body_id, age_from, age_to, places, amount_gbp, administration_gbp from mart.provision where status = 'counted'"
    )
    expected = sorted(
        (row["provider"], row["body_id"], row["age_from"] and int(row["age_from"]), row["age_to"] and int(row["age_to"]), float(row["places"]), row["amount_gbp"], row["administration_gbp"])
        for row in published.truth("provision.csv")
    )
    said = [
        (*(row[name] for name in ("provider_as_published", "body_id")), *(("" if row[name] is None else row[name]) for name in ("age_from", "age_to")), row["places"],
         *("" if row[name] is None else f"{row[name]:.{2 if name == 'amount_gbp' else 0}f}" for name in ("amount_gbp", "administration_gbp")))
        for row in found
    ]  # fmt: skip
    assert sorted(said, key=str) == sorted(expected, key=str) and len(expected) > 20


def test_the_planted_overlaps_are_found_and_no_other(published: Published) -> None:
    found = published.rows(
        """
        select one.provider_as_published as left_provider, other.provider_as_published as right_provider, overlap.differs_in
        from mart.provision_overlap as overlap
        join mart.provision as one on one.line_id = overlap.left_line_id
        join mart.provision as other on other.line_id = overlap.right_line_id
        """
    )
    expected = {(frozenset((row["left_provider"], row["right_provider"])), row["differs_in"]) for row in published.truth("provision_overlap.csv")}
    assert {(frozenset((row["left_provider"], row["right_provider"])), row["differs_in"]) for row in found} == expected
    assert len(found) == len(expected) == 5


def test_places_and_gaps_are_those_worked_out_by_hand(published: Published) -> None:
    found = {
        (row["age_from"], row["area_code"]): tuple(row[name] for name in ("age_to", "need_people", "places_stated", "places_shared", "unshared_places", "gap_people", "verdict"))
        for row in published.rows("select * from mart.provision_gap where fy = 2024")
    }
    expected = {
        (int(row["age_from"]), row["area_code"]): (int(row["age_to"]), *(_number(row[name]) for name in ("need_people", "places_stated", "places_shared", "unshared_places", "gap_people")), row["verdict"])
        for row in published.truth("provision_gap.csv")
    }
    assert found == expected and len(expected) == 24


def test_need_and_not_known_in_one_figure_are_told_apart_only_where_both_are_given(published: Published) -> None:
    found = published.rows("select need_basis, count(*)::int as n from mart.provision_gap where fy = 2023 group by need_basis order by need_basis")
    assert found == [{"need_basis": "not told apart from not known", "n": 8}, {"need_basis": "stated", "n": 4}]


def test_the_review_counts_spend_and_administration(published: Published) -> None:
    """Organisations and pounds from the truth; the saving by hand from the assumptions in force: half of £73,795.44 of administration of offers that overlap, and
    four fifths of £37,800.00 of starts at a level held by the lists and of a tenth of £302,000.06 where they do not say."""
    [found] = published.rows("select * from mart.provision_review where cohort = ? and fy = 2024", NEET)
    truth = published.truth("provision.csv")
    days = [(sum(int(row[f"days_{part}"]) for part in ("before", "2024", "after")), int(row["days_2024"]), row) for row in truth]
    spend, administration = (
        sum((round(Decimal(row[name]) * part / whole, 2) for whole, part, row in days if row[name]), Decimal(0)) for name in ("amount_gbp", "administration_gbp")
    )
    assert (found["offer_count"], found["provider_count"], found["funder_count"], found["organisation_count"]) == (len(truth), 25, 4, 29)
    assert (found["spend_gbp"], found["offers_without_amount"], found["offers_without_ages"]) == (spend, 1, 1)
    assert (found["administration_gbp"], found["administration_definition_count"]) == (administration, 3)
    assert (found["overlap_offer_count"], found["starts_at_level_held"]) == (10, 47)
    assert (found["saving_administration_est_gbp"], found["saving_level_est_gbp"], found["saving_est_gbp"]) == (Decimal("36897.72"), Decimal("54400.00"), Decimal("91297.72"))
    assert found["saving_basis"] == "assumption-led estimate" and "provision_level_held_share" in found["saving_reason"]
