"""The ways between services that are planted in the example's people, and the page on whom the money is spent on."""

from tests.example_place.conftest import Published
from totalplace.example.people_contacts import STEPS

COHORT = "alcohol-and-drugs"


def test_planted_ways_are_found_with_their_days(published: Published) -> None:
    """Of the few that may be shown each planted one has its days: the middle of what was planted, give or take rounding and chance contacts on the same way.

    Planted days are from beginning to beginning, ours from end to beginning: after long spells they are not the same, so that only short ones are compared.
    """
    rows = published.rows(
        "select from_service, to_service, median(median_days) as days, sum(people) as people from mart.pathway where cohort = ? and step_kind = 'flow' group by all order by people desc, from_service, to_service",
        COHORT,
    )
    found = {(row["from_service"], row["to_service"]): row["days"] for row in rows}
    planted = {(start, end): days for start, ways in STEPS.items() for end, _, days in ways}
    shown = {way: (days, found[way]) for way, days in planted.items() if way in found}
    assert len(shown) >= 4, f"of {len(planted)} planted ways only {sorted(shown)} can be seen"
    assert {way: days for way, days in shown.items() if days[0] <= 21 and abs(days[0] - days[1]) > 7.5} == {}, "planted days beside those found"
    assert (rows[0]["from_service"], rows[0]["to_service"]) == ("ambulance-conveyance", "nhs-ae-attendance"), "the way that is planted for most"


def test_nobody_enters_before_it_could_be_told(published: Published) -> None:
    [row] = published.rows("select min(period) as first, min(period) filter (where step_kind = 'entry') as entered from mart.pathway")
    assert row["entered"] is None or row["entered"] > row["first"]


def test_the_page_says_the_verdict_that_was_published(published: Published) -> None:
    page = (published.folder / "out" / "board-pack" / "who-the-money-is-spent-on.html").read_text("utf-8")
    told = published.rows("select period, verdict from mart.cost_concentration where cohort = ? and stated_share is not null and cost_share is not null", COHORT)
    verdicts = {row["verdict"] for row in told if row["period"] == max(row["period"] for row in told)}
    title = page.partition("<title>")[2].partition("</title>")[0]
    verdict = verdicts.pop() if len(verdicts) == 1 else "undecided"
    told_by = {"supported": ", as stated", "not supported": "% stated", "undecided": "Undecided whether a fifth of people"}
    assert [each for each, words in told_by.items() if words in title] == [verdict]
    assert "It is never a saving." in page
