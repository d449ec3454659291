"""The layer of disclosure control by itself: given cells, what is told of them."""

import polars as pl
import pytest

from tests.protected import crowd as drawn
from totalplace.analysis import disclosure
from totalplace.analysis.disclosure import Released, Rules, release
from totalplace.contracts import customers

RULES = Rules.of(drawn.RULES)


def _told(crowd: drawn.Crowd, **given: object) -> dict[str, pl.DataFrame]:
    return {table: released.frame for table, released in release(drawn.cells(crowd, **given), RULES).items()}  # type: ignore[arg-type]


def test_only_the_layer_makes_what_may_be_written() -> None:
    with pytest.raises(TypeError, match="Only disclosure control"):
        Released("mart.cost_spread", customers.COST_SPREAD.empty())
    with pytest.raises(TypeError, match="Only disclosure control"):
        Released("mart.cost_spread", customers.COST_SPREAD.empty(), object())


def test_every_table_of_an_edition_is_released_and_without_cells_is_empty() -> None:
    released = release({}, RULES)
    assert set(released) == {contract.table for contract in customers.IN_EDITION}
    for contract in customers.IN_EDITION:
        assert released[contract.table].frame.schema == contract.polars_schema()
        assert released[contract.table].frame.is_empty()


def test_cells_without_the_true_counts_are_refused() -> None:
    cells = drawn.cells(drawn.crowd(1))
    cells["mart.cost_spread"] = cells["mart.cost_spread"].drop("_largest_pence")
    with pytest.raises(ValueError, match="columns lack or are not of it: _largest_pence"):
        release(cells, RULES)
    with pytest.raises(ValueError, match=r"core\.people cannot be released"):
        release({"core.people": pl.DataFrame()}, RULES)


def test_the_stricter_of_the_two_rules_holds() -> None:
    assert RULES.least_people == 10
    assert Rules.of({**drawn.RULES, "disclosure_least_people": 5.0}).least_people == 8


def test_a_word_that_has_the_form_of_an_identifier_is_not_released() -> None:
    row = {"agency": "police", "layout": "police", "contacts": 100, "_people": 90}
    for word in ("used for 999 123 4567", "lives at M33 1AA", "born 1980-02-03", "born 3/2/1980"):
        with pytest.raises(ValueError, match="has the form of a postcode, a date or a number of a person") as refused:
            release({"mart.contact_intake": pl.DataFrame([{**row, "outcome": word}])}, RULES)
        assert word not in str(refused.value)
    assert disclosure.release({"mart.contact_intake": pl.DataFrame([{**row, "outcome": "used"}])}, RULES)["mart.contact_intake"].frame["contacts"].to_list() == [100]


def test_counts_are_rounded_and_money_is_made_of_rounded_counts() -> None:
    crowd = drawn.crowd(3)
    whole = _told(crowd)["mart.cost_spread"].filter((pl.col("agency") == "all") & (pl.col("theme") == "all") & (pl.col("denominator") == "service users"))
    pence = sum(person.cost(2022) for person in crowd.people)
    assert whole["people"].to_list() == [300]
    assert abs(float(whole["cost_gbp"][0]) * 100 - pence) < 0.01 * pence
    assert float(whole["cost_gbp"][0]) % 1000 == 0, "three digits of some hundred thousand pounds"


def _twice(crowd: drawn.Crowd) -> dict[str, pl.DataFrame]:
    """The cells of a cohort, and the same under another name."""
    cells = drawn.cells(crowd)
    return {table: pl.concat([frame, frame.with_columns(pl.lit("again").alias("cohort"))]) for table, frame in cells.items()}


def test_two_cohorts_of_one_definition_are_told_and_of_two_one_gives_way() -> None:
    """That all service users are users of one kind would tell something of each of them."""
    crowd = drawn.crowd(3)
    one = release(_twice(crowd), RULES, {"outer": "everybody", "again": "everybody"})["mart.cost_spread"].frame
    assert one.filter(pl.col("cohort") == "again").drop("cohort").equals(one.filter(pl.col("cohort") == "outer").drop("cohort"))
    assert "shown" in one["disclosure"].to_list()
    two = release(_twice(crowd), RULES, {"outer": "everybody", "again": "of one kind"})["mart.cost_spread"].frame
    assert sum("shown" in two.filter(pl.col("cohort") == cohort)["disclosure"].to_list() for cohort in ("outer", "again")) == 1


def test_a_verdict_of_a_hidden_group_is_not_computed_and_says_why() -> None:
    crowd = drawn.crowd(3, people=9)
    cells = drawn.cells(crowd)
    cells["mart.cost_concentration"] = cells["mart.cost_concentration"].with_columns(pl.lit("supported").alias("verdict"))
    told = release(cells, RULES)["mart.cost_concentration"].frame
    assert set(told["verdict"]) == {"not computed"}
    assert "too few people to show" in set(told["reason"])
    assert told["people"].null_count() == told["cost_share"].null_count() == told.height


def test_pathways_of_few_have_no_row_and_entries_of_few_go_together() -> None:
    crowd = drawn.crowd(3)
    key = {"cohort": "outer", "period": 2022, "median_days": 12, "_of_people": 300, "_comparison_people": None, "_comparison_of": None}
    steps = [
        ("entry", "start", "arrest", 100), ("entry", "start", "a-and-e", 12), ("entry", "start", "fire", 3), ("entry", "start", "housing", 2),
        ("flow", "arrest", "a-and-e", 60), ("flow", "arrest", "fire", 9), ("loop", "arrest", "arrest", 295),
    ]  # fmt: skip
    cells = drawn.cells(crowd)
    names = ("step_kind", "from_service", "to_service", "_people")
    cells["mart.pathway"] = pl.DataFrame([key | dict(zip(names, step, strict=True)) | {"steps": step[3]} for step in steps], infer_schema_length=None)
    told = release(cells, RULES)["mart.pathway"].frame
    assert told.select("step_kind", "to_service", "people", "median_days").rows() == [
        ("entry", "arrest", 100, 10),
        ("entry", "other services", 15, None),
        ("flow", "a-and-e", 60, 10),
    ], "a step that nearly all take tells what each did"


def test_records_and_contacts_of_few_are_not_counted() -> None:
    quality = pl.DataFrame({
        "item": ["kept apart", "records", "records linked by pseudonym", "threshold"], "value": [2.0, 1234.0, 7.0, 0.95],
        "unit": ["pairs of people", "records", "records", "probability"], "note": [None] * 4,
    })
    told = release({"mart.person_linkage": quality}, RULES)["mart.person_linkage"].frame
    assert told.select("item", "value", "disclosure").rows() == [
        ("kept apart", None, "too few"),
        ("records", 1235.0, "shown"),
        ("records linked by pseudonym", None, "too few"),
        ("threshold", 0.95, "shown"),
    ]
    intake = pl.DataFrame({"agency": ["police"] * 2, "layout": ["police"] * 2, "outcome": ["used", "a contact before birth"], "contacts": [1003, 400], "_people": [800, 1]})
    told = release({"mart.contact_intake": intake}, RULES)["mart.contact_intake"].frame
    assert told.select("outcome", "contacts", "disclosure").rows() == [("other rules or clauses", None, "too few"), ("used", 1005, "shown")], "a rule under which one person fell is not named"
    more = pl.concat([intake, intake.with_columns(pl.lit("negative cost").alias("outcome"), pl.lit(12, pl.Int64).alias("_people")).tail(1), intake.with_columns(pl.lit("unknown service").alias("outcome"), pl.lit(9, pl.Int64).alias("_people")).tail(1)])
    told = release({"mart.contact_intake": more}, RULES)["mart.contact_intake"].frame
    assert dict(told.select("outcome", "contacts").rows()) == {"used": 1005, "negative cost": 400, "other rules or clauses": 800}


def test_what_lot_would_give_is_not_told_of_few() -> None:
    """Of 200 people the share that a group is a year later tells how many those are: 0.03 would be six."""
    row = {"cohort": "all", "unit": "person", "period": 2022, "next_period": 2023, "_largest_pence": 20_000, "_second_pence": 20_000, "_next_pence": 500_000, "_next_largest_pence": 9_000,
           "_next_second_pence": 9_000, "_marginal_next_pence": 100_000, "_stayed_people": 0, "_gone_people": 0}  # fmt: skip
    groups = [row | {"cost_group": name, "_people": people, "_pence": people * 10_000, "by_chance_share": share} for name, people, share in (("next 15 %", 30, 0.03), ("the rest", 160, 0.6), ("top 5 %", 10, 0.05))]
    whole = {"cohort": "all", "unit": "person", "agency": "all", "theme": "all", "denominator": "service users", "period": 2022, "method": customers.METHODS[0], "_people": 200, "_pence": 2_000_000,
             "_largest_pence": 20_000, "_second_pence": 20_000}  # fmt: skip
    told = release({"mart.cost_persistence": pl.DataFrame(groups), "mart.cost_spread": pl.DataFrame([whole])}, RULES)["mart.cost_persistence"].frame
    assert dict(told.filter(pl.col("disclosure") == "shown").select("cost_group", "by_chance_share").rows()) == {"next 15 %": None, "the rest": 0.6, "top 5 %": 0.05}


def test_a_step_that_another_cohort_has_with_few_people_less_is_not_told_of_the_larger() -> None:
    crowd = drawn.crowd(4)
    cells = drawn.cells(crowd, ("outer", "inner"))
    steps = [{"cohort": cohort, "period": 2022, "step_kind": "flow", "from_service": "arrest", "to_service": "a-and-e", "_people": people, "_of_people": 200, "_comparison_people": None,
              "_comparison_of": None, "steps": people, "median_days": 10} for cohort, people in (("outer", 24), ("inner", 20))]  # fmt: skip
    cells["mart.pathway"] = pl.DataFrame(steps, infer_schema_length=None)
    assert release(cells, RULES)["mart.pathway"].frame["cohort"].to_list() == ["inner"]


def test_incidents_of_which_one_person_has_nearly_all_are_not_told() -> None:
    area = {"cohort": "all", "period": 2022, "outcome": customers.PLACE_OUTCOMES[1], "area_code": "E02999001", "incidents": 300, "residents": 5000, "_people": 12, "_pence": None, "_largest_pence": None,
            "_second_pence": None, "_most_incidents": 285, "_second_incidents": 3}  # fmt: skip
    assert disclosure.place._status(area, RULES) == "one outweighs"
    assert disclosure.place._status(area | {"_most_incidents": 30, "_second_incidents": 25}, RULES) == "shown"


def test_a_place_may_ask_for_more_than_the_project_and_not_for_less() -> None:
    lax = Rules(least_people=1, round_people=1, dominance_share=0.0, least_values=1, digits=9, decimals=9, least_freedom=0)
    assert lax.no_laxer_than(RULES) == RULES == RULES.no_laxer_than(lax)


def test_a_model_of_too_few_areas_tells_no_figure() -> None:
    outcome = customers.PLACE_OUTCOMES[0]
    model = {"outcome": outcome, "model": "by licence", "family": "Poisson", "areas": 12, "dispersion": 1.0, "moran_i": 0.0, "moran_p": 0.5, "may_conclude": "A", "may_not_conclude": "B", "_people": 500}
    terms = [{"outcome": outcome, "model": "by licence", "term": term, "rate_ratio": 1.23456, "low": 1.0, "high": 1.5, "reading": "More."} for term in ("on", "off", "both")]
    cells = {"mart.licence_model": pl.DataFrame([model]), "mart.licence_association": pl.DataFrame(terms)}
    assert release(cells, RULES)["mart.licence_association"].frame["rate_ratio"].null_count() == 3
    cells["mart.licence_model"] = pl.DataFrame([model | {"areas": 200}])
    assert release(cells, RULES)["mart.licence_association"].frame["rate_ratio"].to_list() == [1.235] * 3
    cells["mart.licence_model"] = pl.DataFrame([model | {"areas": 200, "_people": 9}])
    assert release(cells, RULES)["mart.licence_association"].frame["rate_ratio"].null_count() == 3, "nine people are behind the outcome"


def test_a_sum_that_rounded_people_make_smaller_gives_nobody_away_by_that() -> None:
    """Twelve people, told as ten: what is told less the second dearest came to within 9 % of the dearest, though the exact sum keeps its distance."""
    pence = [1_362_867, 623_716, 155_742, 105_804, 87_212, 80_110, 72_198, 16_611, 13_997, 5_411, 3_158, 2_300]
    assert not RULES.outweighs(sum(pence), pence[0], pence[1])
    assert RULES.outweighs(sum(pence), pence[0], pence[1], len(pence))
    assert not RULES.outweighs(sum(pence), pence[0], pence[1], len(pence) + 1), "thirteen are told as fifteen"
