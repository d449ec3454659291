"""Records ready for comparing, and the pairs that are one person by rule: agreed pseudonyms, NHS numbers, the same details to the letter.

Belongs here: the form in which fields are compared, and the rules that need no weighing. Does not belong here: weighing (linkage_scores.py), or what speaks
against a pair (linkage_clusters.py).

A record whose agency agreed on pseudonyms takes part in equality of pseudonyms and in nothing else, whatever else it brings. Pseudonyms are comparable
within one agreement: it names the scheme.
"""

import polars as pl

from totalplace.analysis.linkage_clusters import DETAILS, IDENTIFIER, PSEUDONYM
from totalplace.analysis.linkage_model import Model

EDGE = {"left": pl.Int64, "right": pl.Int64, "evidence": pl.Int64, "probability": pl.Float64}
# what stands for one address in letters: a unit ends in a digit and two letters, the sector before it
_POSTCODE = r"^[A-Z]{1,2}[0-9][0-9A-Z]?[0-9][A-Z]{2}$"


def letters_only(name: str) -> pl.Expr:
    """A name in small letters without accents, anything else between them as one space."""
    return pl.col(name).str.normalize("NFKD").str.to_lowercase().str.replace_all(r"\p{M}", "").str.replace_all(r"[^\p{L}]+", " ").str.strip_chars()


def prepare(records: pl.DataFrame, model: Model) -> pl.DataFrame:
    """Records in the form in which they are compared, numbered (node) by agency and reference: the order in which files were read decides nothing."""
    named = ~pl.col("is_pseudonym")
    letters = [pl.when(named).then(letters_only(name)).alias(name) for name in ("forename", "surname")]
    kept = [pl.when(named).then(pl.col(name)).alias(name) for name in ("born_on", "sex", "postcode", "nhs_number")]
    whole = pl.col("postcode").str.contains(_POSTCODE)
    known = [
        pl.when(~pl.col(name).is_in(list(model.no_names)) & (pl.col(name) != "")).then(pl.col(name)).alias(name) for name in ("forename", "surname")
    ]
    first = pl.col("forename").str.extract(r"^(\S+)")
    return (
        records.sort("agency", "person_reference", "agreement_id", "record_no")
        .select("record_no", "agency", "agreement_id", "person_reference", "is_pseudonym", *letters, *kept)
        .with_columns(*known, pl.when(~_borne_too_often(model)).then("nhs_number").alias("nhs_number"))
        .with_columns(
            first.replace(model.nicknames).alias("forename_root"),
            first.str.slice(0, 1).alias("initial"),
            pl.col("surname").replace(model.nicknames).alias("surname_root"),
            pl.col("forename").str.replace_all(" ", ""),
            pl.col("surname").str.replace_all(" ", ""),
            pl.when(whole).then(pl.col("postcode").str.head(-2)).alias("sector"),
            pl.when(whole).then(pl.col("postcode").str.head(-3)).alias("district"),
        )
        .with_row_index("node")
        .with_columns(pl.col("node").cast(pl.Int64))
    )


def edges_by_rule(prepared: pl.DataFrame, model: Model) -> pl.DataFrame:
    """Pairs of nodes that are one person by rule, each with its strongest evidence."""
    found = [_own_references(prepared), _pseudonyms(prepared), _identifiers(prepared, model), _same_details(prepared, model)]
    return pl.concat(found).group_by("left", "right").agg(pl.col("evidence").min(), pl.col("probability").max()).sort("left", "right")


def too_often(records: pl.DataFrame, model: Model) -> int:
    """NHS numbers that more records bear than one person can have: default values, of no use for linking."""
    return records.filter(~pl.col("is_pseudonym") & _borne_too_often(model))["nhs_number"].n_unique()


def _borne_too_often(model: Model) -> pl.Expr:
    return pl.col("nhs_number").is_not_null() & (pl.len().over("nhs_number") > model.limits.person_records)


def _edges(pairs: pl.DataFrame, evidence: int) -> pl.DataFrame:
    return pairs.select("left", "right", pl.lit(evidence, pl.Int64).alias("evidence"), pl.lit(1.0).alias("probability"))


def _chained(records: pl.DataFrame, key: list[str]) -> pl.DataFrame:
    """Each record with the first one of the same key."""
    first = pl.col("node").min().over(key)
    return records.select(first.alias("left"), pl.col("node").alias("right")).filter(pl.col("left") < pl.col("right"))


def _own_references(prepared: pl.DataFrame) -> pl.DataFrame:
    return _edges(_chained(prepared.filter(~pl.col("is_pseudonym")), ["agency", "person_reference"]), PSEUDONYM)


def _pseudonyms(prepared: pl.DataFrame) -> pl.DataFrame:
    return _edges(_chained(prepared.filter("is_pseudonym"), ["agreement_id", "person_reference"]), PSEUDONYM)


def _pairs(records: pl.DataFrame, key: list[str], columns: list[str], most: int) -> pl.DataFrame:
    """Pairs of records with the same key, with the columns of both; none of a key that more than `most` records have."""
    some = records.filter(pl.all_horizontal(pl.col(name).is_not_null() for name in key)).select("node", *key, *(name for name in columns if name not in key))
    few = some.filter(pl.len().over(key).is_between(2, most))
    return few.join(few, on=key, suffix="_r").filter(pl.col("node") < pl.col("node_r")).rename({"node": "left", "node_r": "right"})


def _identifiers(prepared: pl.DataFrame, model: Model) -> pl.DataFrame:
    """The same NHS number, and birth date or name do not tell of somebody else; what does is weighed."""
    compared = ["forename", "forename_root", "surname", "born_on"]
    pairs = _pairs(prepared, ["nhs_number"], compared, model.limits.person_records)
    year, month, day = (getattr(pl.col("born_on").dt, part)() for part in ("year", "month", "day"))
    other = pl.col("born_on_r").dt
    parts = [(year == other.year()), (month == other.month()), (day == other.day())]
    same_date = pl.sum_horizontal(part.cast(pl.Int8) for part in parts) >= 2
    turned = parts[0] & (month == other.day()) & (day == other.month())
    same_name = (
        (pl.col("surname") == pl.col("surname_r"))
        | (pl.col("forename_root") == pl.col("forename_root_r"))
        | ((pl.col("surname") == pl.col("forename_r")) & (pl.col("forename") == pl.col("surname_r")))
    )
    no_date = pl.col("born_on").is_null() | pl.col("born_on_r").is_null()
    no_name = pl.all_horizontal(pl.col("surname").is_null() | pl.col("surname_r").is_null(), pl.col("forename").is_null() | pl.col("forename_r").is_null())
    agree = (same_date | turned).fill_null(False) | same_name.fill_null(False) | (no_date & no_name)
    return _edges(pairs.filter(agree), IDENTIFIER)


def _same_details(prepared: pl.DataFrame, model: Model) -> pl.DataFrame:
    """Forename, surname and birth date to the letter, with the postcode or the sex; two NHS numbers speak against it.

    Agencies enter 1 January for a birth date that they do not know: then the sex does not do.
    """
    compared = ["born_on", "postcode", "sex", "nhs_number"]
    pairs = _pairs(prepared, ["forename", "surname", "born_on"], compared, model.limits.person_records)
    invented = (pl.col("born_on").dt.month() == 1) & (pl.col("born_on").dt.day() == 1)
    same_place = (pl.col("postcode") == pl.col("postcode_r")).fill_null(False)
    same_sex = (pl.col("sex") == pl.col("sex_r")).fill_null(False)
    two_numbers = (pl.col("nhs_number") != pl.col("nhs_number_r")).fill_null(False)
    return _edges(pairs.filter((same_place | (same_sex & ~invented)) & ~two_numbers), DETAILS)
