"""`python -m benchmarks.linkage_model FILE`: the parameters of the model of linkage, worked out once, into linkage_model.json.

Belongs here: where each m and u comes from. Does not belong here: nicknames and names that are none (kept in the file by hand), or using the model.

FILE is historical_figures_with_errors_50k.parquet of the Splink datasets (Ministry of Justice, MIT licence; names of dead people from Wikidata, with errors
put in, and who is who). Of it is counted in which ways names differ, where they differ: among pairs of one person (m), in the half of its people whose
number is even (tests evaluate on the other half), and among pairs of two people (u). How often names and dates differ at all is not taken from it: far more
errors were put in than clerks make. That, and what the file does not hold as records of services do, is stated here, each with its reason.
"""

import json
import sys
from datetime import date, timedelta
from importlib import resources
from pathlib import Path

import duckdb
import numpy as np
import polars as pl

from totalplace.analysis.linkage_model import Limits, Model
from totalplace.analysis.linkage_rules import prepare
from totalplace.analysis.linkage_scores import COMPARISONS, compared

PAIRS = 3_000_000
# how often two records of one person agree to the letter (check: the project's own view of registers of services; published studies of linkage agree on
# the order: forename least, for its short forms; then surname, for marriage; birth date most)
AGREE = {"forename": 0.90, "surname": 0.93}
STATED_LEVELS = {
    "forename": {
        # what two names in the wrong columns say is as much as both of them: the forename's comparison says all of it, the surname's nothing
        "swapped with the surname": (0.003, 0.000001),
        "its initial": (0.01, 0.002),
        # twins share home, surname and birth date: what these say for one person is as true of two. Only a number says more (one birth in 65 is of twins)
        "another, as of twins": (0.000000001, 1.0),
    },
    "surname": {"swapped with the forename": (0.003, 0.003)},
}
STATED: dict[str, dict[str, tuple[float, float]]] = {
    # a tenth of people move in a year (Census 2021: 10.6 %), and agencies hold addresses of different years; u by homes of a place of 15 districts
    # with 6 sectors each: the frequency of a value takes its place where it is known
    "postcode": {"the same": (0.70, 0.0001), "the same sector": (0.05, 0.012), "one character out": (0.01, 0.003), "the same district": (0.08, 0.06), "another": (0.16, 0.9249)},
    # a clerk's slip in one of 200 pairs
    "sex": {"the same": (0.995, 0.5), "another": (0.005, 0.5)},
    # two numbers for one person in one of 200 pairs; a number on somebody else's record in one of 100,000 (check: no published rate in hand)
    "nhs_number": {"the same": (0.995, 0.00001), "another": (0.005, 0.99999)},
}
# of two records of one person (check, as above)
BORN_M = {
    "the same": 0.95, "day and month swapped": 0.004, "one digit out": 0.022, "one part out": 0.008, "the same year": 0.004,
    # a family has people of one name a generation apart as often as a clerk is so far out: name and home, shared by both, say nothing then
    "a generation apart": 0.0002, "another": 0.0118,
}  # fmt: skip


def training_half(path: Path) -> pl.DataFrame:
    """Records of people of even number, as records of linkage, with who they are (truth)."""
    return historical(path).filter(pl.col("truth") % 2 == 0)


def historical(path: Path) -> pl.DataFrame:
    """The file as records of linkage, with the number of each person (truth)."""
    read = pl.read_parquet(path)
    return read.select(
        pl.int_range(pl.len(), dtype=pl.Int64).alias("record_no"),
        pl.lit("history").alias("agency"),
        pl.lit("sharing").alias("agreement_id"),
        pl.col("unique_id").alias("person_reference"),
        pl.col("first_name").alias("forename"),
        "surname",
        pl.col("dob").str.to_date("%Y-%m-%d", strict=False).alias("born_on"),
        pl.when(pl.col("gender").is_in(["male", "female"])).then("gender").alias("sex"),
        pl.col("postcode_fake").str.to_uppercase().str.replace_all(" ", "").alias("postcode"),
        pl.lit(None, pl.String).alias("nhs_number"),
        pl.lit(None, pl.Int64).alias("uprn"),
        pl.lit(None, pl.String).alias("family_reference"),
        pl.lit(False).alias("is_pseudonym"),
        (pl.col("cluster").rank("dense") - 1).cast(pl.Int64).alias("truth"),
    )


def level_sql(name: str) -> str:
    """The level that a pair falls in, in SQL; none where the comparison says nothing."""
    unknown, levels = COMPARISONS[name]
    whens = "\n".join(f"when {level.condition} then '{level.name}'" for level in levels[:-1])
    return f"case when {unknown} then null {whens} else '{levels[-1].name}' end"


def shares(con: duckdb.DuckDBPyConnection, pairs: str, name: str) -> dict[str, float]:
    """Of each level of a comparison its share, pairs weighed; half a pair is added to each, so that none is impossible."""
    found = dict(con.execute(f"select {level_sql(name)} as level, sum(weight) from {pairs} group by 1").fetchall())
    levels = [level.name for level in COMPARISONS[name][1]]
    counts = {level: found.get(level, 0.0) + 0.5 for level in levels}
    return {level: counts[level] / sum(counts.values()) for level in levels}


def named_pairs(con: duckdb.DuckDBPyConnection, records: pl.DataFrame, model: Model, drawn_pairs: int = PAIRS) -> None:
    """Tables `same` (pairs of one person, each person weighing the same) and `other` (pairs of two people)."""
    prepared = prepare(records, model)
    truth = prepared.join(records.select("record_no", "truth"), on="record_no", how="left", maintain_order="left")["truth"]
    rows = compared(prepared, prepared["node"], model).rows
    rows = rows.with_columns(truth[rows["group_no"]].alias("truth")).with_columns(pl.len().over("truth").alias("of"))
    con.register("rows_given", rows.to_arrow())
    con.execute("create table row as select * from rows_given")
    columns = [name for name in rows.columns if not name.startswith("key_")]
    both = ", ".join(f"l.{name} as {name}_l, r.{name} as {name}_r" for name in columns)
    con.execute(f"create table same as select {both}, 2.0 / (l.of - 1) as weight from row l join row r on l.truth = r.truth and l.unique_id < r.unique_id")
    drawn = np.random.default_rng(1).integers(0, len(rows), (drawn_pairs, 2))
    con.register("drawn_given", pl.DataFrame(drawn, ["one", "two"]).to_arrow())
    con.execute(
        f"create table other as select {both}, cast(1 as double) as weight from drawn_given d join row l on l.unique_id = d.one join row r on r.unique_id = d.two where l.truth <> r.truth"
    )


def chance_of_dates(con: duckdb.DuckDBPyConnection) -> dict[str, float]:
    """u of birth dates."""
    days = np.random.default_rng(2).integers(0, 90 * 365, (PAIRS, 2))
    first = date(1935, 1, 1)
    of = pl.Series([first + timedelta(days=day) for day in range(90 * 365)])
    pairs = pl.DataFrame([of[days[:, side]].alias(name) for side, name in enumerate(("on_l", "on_r"))])
    parts = {"born": "strftime(on_{0}, '%Y%m%d')", "year": "year(on_{0})", "month": "month(on_{0})", "day": "day(on_{0})"}
    con.register("dates_given", pairs.to_arrow())
    both = ", ".join(f"{sql.format(side)} as {part}_{side}" for part, sql in parts.items() for side in "lr")
    con.execute(f"create table dates as select {both}, cast(1 as double) as weight from dates_given")
    return shares(con, "dates", "born") | {"the same": 1 / (90 * 365)}


def parameters(path: Path, stated: dict[str, object]) -> dict[str, dict[str, tuple[float, float]]]:
    nicknames = {form: forms[0] for forms in stated["nicknames"] for form in forms}  # type: ignore[attr-defined]
    model = Model("", Limits(2, 10, 3, 0.999, 10**9), {}, 0.0, 0, nicknames, frozenset(stated["no_names"]))  # type: ignore[call-overload]
    found: dict[str, dict[str, tuple[float, float]]] = {}
    with duckdb.connect() as con:
        named_pairs(con, training_half(path), model)
        for name, agree in AGREE.items():
            m, u = shares(con, "same", name), shares(con, "other", name)
            given = STATED_LEVELS[name]
            counted = [level for level in m if level not in given and level != "the same"]
            left = 1 - agree - sum(m_given for m_given, _ in given.values())
            differ = {level: left * m[level] / sum(m[each] for each in counted) for level in counted}
            found[name] = {level: given.get(level, (agree if level == "the same" else differ.get(level, 0.0), u[level])) for level in m}
        chance = chance_of_dates(con)
        found["born"] = {level: (BORN_M[level], chance[level]) for level in BORN_M}
    return found | STATED


def main() -> None:
    file = Path(str(resources.files("totalplace.reference_data").joinpath("linkage_model.json")))
    stated = json.loads(file.read_text("utf-8"))
    found = parameters(Path(sys.argv[1]), stated)
    stated["parameters"] = {name: {level: [float(f"{m:.4g}"), float(f"{u:.4g}")] for level, (m, u) in levels.items()} for name, levels in found.items()}
    file.write_text(written(stated), "utf-8")


def written(stated: dict[str, object]) -> str:
    """JSON with one line for each level and each group of nicknames, so that a change can be read."""
    def lines(value: object) -> str:
        if isinstance(value, dict):
            return "{\n" + ",\n".join(f"    {json.dumps(name)}: {lines_of(each)}" for name, each in value.items()) + "\n  }"
        if isinstance(value, list) and value and isinstance(value[0], list):
            return "[\n" + ",\n".join(f"    {json.dumps(each)}" for each in value) + "\n  ]"
        return json.dumps(value)

    def lines_of(levels: dict[str, object]) -> str:
        return "{\n" + ",\n".join(f"      {json.dumps(name)}: {json.dumps(each)}" for name, each in levels.items()) + "\n    }"

    return "{\n" + ",\n".join(f"  {json.dumps(name)}: {lines(value)}" for name, value in stated.items()) + "\n}\n"


if __name__ == "__main__":
    main()
