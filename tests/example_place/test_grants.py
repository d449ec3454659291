"""Every grant of the example once, to whom it was given, and nobody named who is a private person."""

from collections import Counter
from decimal import Decimal

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


def test_no_grant_of_the_example_runs_longer_than_a_year(published: Published) -> None:
    """Each list states twelve months or one year of each; of the rest of good practice neither says a word."""
    grants = len(published.truth("grants.csv"))
    [length] = published.rows("select sum(met_count)::int as met, sum(not_met_count)::int as not_met, sum(not_stated_count)::int as unknown from mart.grant_practice where practice = 'length'")
    assert length == {"met": 0, "not_met": grants, "unknown": 0}
    silent = published.rows("select practice from mart.grant_practice where met_count + not_met_count > 0 and practice not in ('length', 'no bidding again')")
    assert silent == []
