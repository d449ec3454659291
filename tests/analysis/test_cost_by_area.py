"""Cost by residence and incidents by place: the cells of each area beside plain loops over the same contacts."""

import polars as pl

from totalplace.analysis.cost_by_area import BY_OCCURRENCE, BY_RESIDENCE, cost_by_area
from totalplace.analysis.licensed_areas import DECLARED, MEASURED, SCHEMA, area_facts
from totalplace.contracts import core, licensing
from totalplace.contracts.customers import COST_BY_AREA

SERVICES = pl.DataFrame({"service_id": ["fight", "bed"], "is_incident": [True, False]})
CONTACTS = [  # contact, person, service, year, pence, substance, lives in, happened in
    (1, 1, "fight", 2023, 10_000, "alcohol", "M1", "M2"),
    (2, 1, "fight", 2023, 5_000, "both", "M1", "M2"),
    (3, 2, "fight", 2023, 7_000, "drugs", "M1", "M2"),
    (4, 2, "bed", 2023, 90_000, "alcohol", "M1", "M1"),
    (5, 3, "fight", 2023, 1_000, "alcohol", "M2", "M2"),
    (6, 3, "bed", 2023, 4_000, None, "M2", None),
    (6, 3, "bed", 2024, 6_000, None, "M2", None),
    (7, 4, "fight", 2023, 2_000, "alcohol", None, "M9"),
    (8, 3, "fight", 2023, 300, "alcohol", "M2", "M1"),
    (8, 3, "fight", 2024, 100, "alcohol", "M2", "M1"),
    (9, 5, "fight", 2023, 500, "alcohol", "M2", "M2"),
]
NAMES = ("contact_no", "person_no", "service", "period", "average_pence", "substance", "msoa_code", "occurred_msoa")
COHORT = pl.DataFrame([(2023, person, person) for person in (1, 2, 3, 4)] + [(2024, 3, 3)], schema={"period": pl.Int64, "person_no": pl.Int64, "unit_no": pl.Int64}, orient="row")


def costed() -> pl.DataFrame:
    frame = pl.DataFrame(CONTACTS, schema=NAMES, orient="row")
    return frame.with_columns(pl.col("msoa_code").alias("lsoa_code"), pl.col("occurred_msoa").alias("occurred_lsoa"))


def facts() -> pl.DataFrame:
    rows = [("L1", "M1", 1000, 1, 2, 0), ("L2", "M1", 500, 0, 1, 1), ("L3", "M2", 800, None, None, None), ("L4", "M3", None, 0, 0, 0)]
    given = pl.DataFrame(rows, schema=["area_code", "msoa_code", "residents", "on_premises", "off_premises", "both_premises"], orient="row")
    blank = [pl.lit(None, kind).alias(name) for name, kind in SCHEMA.items() if name not in given.columns]
    return given.with_columns(*blank).with_columns(pl.col("msoa_code").alias("msoa_name")).select(SCHEMA.keys())


def cells() -> dict[tuple[int, str, str], dict[str, object]]:
    found = cost_by_area(costed(), COHORT, facts(), SERVICES, "alcohol-and-drugs")
    assert found.columns == [*COST_BY_AREA.column_names, "_people", "_pence", "_largest_pence", "_second_pence", "_most_incidents", "_second_incidents"]
    return {(row["period"], row["outcome"], row["area_code"]): row for row in found.iter_rows(named=True)}


def test_each_area_has_the_cost_of_those_who_live_there_and_the_incidents_that_happened_there() -> None:
    found = cells()
    assert len(found) == 2 * 2 * 3, "two years, two outcomes, three areas, those without anybody too"
    cohort = {(period, person) for period, person, _ in COHORT.iter_rows()}
    for (period, outcome, area), row in found.items():
        mine = [each for each in (dict(zip(NAMES, line, strict=True)) for line in CONTACTS) if (each["period"], each["person_no"]) in cohort]
        if outcome == BY_RESIDENCE:
            of_person: dict[object, int] = {}
            for each in mine:
                if each["msoa_code"] == area and each["period"] == period:
                    of_person[each["person_no"]] = of_person.get(each["person_no"], 0) + int(str(each["average_pence"]))
            costs = sorted(of_person.values(), reverse=True)
            assert (row["_people"], row["_pence"]) == (len(costs), sum(costs)), (period, area)
            assert (row["_largest_pence"], row["_second_pence"]) == tuple([*costs, 0, 0][:2]), (period, area)
            assert row["incidents"] is None
        else:
            first = {each["contact_no"]: each for each in reversed(mine) if each["service"] == "fight" and each["substance"] in ("alcohol", "both")}
            here = [each for each in first.values() if each["occurred_msoa"] == area and each["period"] == period]
            assert (row["incidents"], row["_people"]) == (len(here), len({each["person_no"] for each in here})), (period, area)
            assert row["_pence"] is None


def test_residents_and_premises_of_an_area_are_those_of_its_parts_and_unknown_if_one_is() -> None:
    found = cells()
    assert [found[2023, BY_OCCURRENCE, area]["residents"] for area in ("M1", "M2", "M3")] == [1500, 800, None]
    assert [found[2023, BY_OCCURRENCE, area]["off_premises"] for area in ("M1", "M2", "M3")] == [3, None, 0]
    assert found[2023, BY_RESIDENCE, "M1"]["cost_gbp"] is None, "money is worked out of rounded people, by disclosure control"


POSTCODES = pl.DataFrame(
    [("ZA1 1AA", 0.0, 0.0, "E07999001", "E01999001", "E02999001"), ("ZA1 1AB", 10.0, 0.0, "E07999001", "E01999001", "E02999001"), ("ZA1 1AC", 900.0, 0.0, "E07999002", "E01999002", "E02999002")],
    schema=["postcode", "easting", "northing", "lad_code", "lsoa_code", "msoa_code"],
    orient="row",
).with_columns(pl.lit(None, pl.Date).alias("terminated_on"))
STATISTICS = pl.DataFrame(
    [("E01999001", "Persons: all ages", "2022", 1600.0), ("E01999002", "Persons: all ages", "2022", 1500.0), ("E01999001", "Index of Multiple Deprivation: rank", "2019", 10.0), ("E01999002", "Index of Multiple Deprivation: rank", "2019", 900.0)],
    schema=["area_code", "statistic", "period", "value"],
    orient="row",
)


def _facts(centres: list[str]) -> dict[str, dict[str, object]]:
    rows = [("E07999001", "E01999001", sales, "pub") for sales in ("on", "both", "none", "off", "on")]
    premises = pl.DataFrame(rows, schema=["lad_code", "lsoa_code", "sales", "kind"], orient="row")
    assert set(premises.columns) <= set(licensing.LICENSED_PREMISES.column_names)
    found = area_facts(POSTCODES, core.AREA.empty(), STATISTICS, ["E07999001", "E07999002"], premises, centres, least_in_register=5)
    assert found.columns == list(SCHEMA)
    return {row["area_code"]: row for row in found.iter_rows(named=True)}


def test_where_no_register_reaches_the_number_of_premises_is_not_known_rather_than_nought() -> None:
    found = _facts(["E01999002"])
    assert [found["E01999001"][name] for name in ("on_premises", "off_premises", "both_premises", "kind_pub", "has_register", "has_postcode")] == [2, 1, 1, 4, True, True]
    assert [found["E01999002"][name] for name in ("on_premises", "kind_pub", "has_register", "residents", "msoa_code")] == [None, None, False, 1500, "E02999002"]


def test_a_town_centre_is_what_the_place_declares_else_how_densely_postcodes_stand() -> None:
    declared, measured = _facts(["E01999002", "E01000000"]), _facts(["E01000000"])
    assert [declared[code]["town_centre"] for code in sorted(declared)] == [0.0, 1.0] and declared["E01999001"]["town_centre_basis"] == DECLARED
    assert measured["E01999001"]["town_centre"] > measured["E01999002"]["town_centre"] and measured["E01999001"]["town_centre_basis"] == MEASURED  # type: ignore[operator]


def test_more_deprived_is_more_whatever_measure_is_known() -> None:
    found = _facts([])
    assert found["E01999001"]["deprivation"] > found["E01999002"]["deprivation"], "rank 10 is more deprived than rank 900"  # type: ignore[operator]
