"""Names of suppliers taken apart: what is the same however a clerk abbreviates, spaces or pluralises it.

Belongs here: one name at a time, many at once. Does not belong here: whether two names are one supplier (supplier_links.py), or what
a name is compared by at intake (values/payees.py): its keys are where this starts.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from totalplace.values import COMPANY_WORDS

_LONG_NUMBER = r"^\d{4,}$"
_YEAR = r"^(?:19|20)\d\d$"  # part of a name ("Vision 2020"), where other long numbers at its end are a branch
_BRANCH_WORDS = ("BRANCH", "STORE", "BR")
FORM_SCHEMA: dict[str, Any] = {
    "key": pl.String,
    "words": pl.List(pl.String),  # written out, without those that say nothing
    "stems": pl.List(pl.String),  # the same without the s of a plural
    "numbers": pl.String,  # never a typo
    "whole": pl.String,  # the words as one
    "stem": pl.String,  # the stems as one
    "is_distinct": pl.Boolean,  # a word of it is its own, not one that many firms have
}


@dataclass(frozen=True)
class SupplierWords:
    """The words that need care (ref.supplier_word)."""

    silent: frozenset[str]
    abbreviation: Mapping[str, str]

    @classmethod
    def of(cls, rows: Iterable[Mapping[str, Any]]) -> "SupplierWords":
        """From rows of ref.supplier_word."""
        listed = list(rows)
        return cls(
            silent=frozenset(row["word"] for row in listed if row["role"] == "silent"),
            abbreviation={row["word"]: row["stands_for"] for row in listed if row["role"] == "abbreviation"},
        )


def stemmed(word: pl.Expr) -> pl.Expr:
    """The word without the s of a plural: SURGERIES is SURGERY, GLASS is GLASS."""
    return (
        pl.when(word.str.len_chars() < 4).then(word)
        .when(word.str.ends_with("IES") & (word.str.len_chars() > 5)).then(word.str.slice(0, word.str.len_chars() - 3) + "Y")
        .when(word.str.ends_with("S") & ~word.str.ends_with("SS")).then(word.str.slice(0, word.str.len_chars() - 1))
        .otherwise(word)
    )  # fmt: skip


def generic_stems(silent: frozenset[str]) -> pl.Series:
    """Stems of the words that many firms have in their names, and of the silent ones."""
    return pl.DataFrame({"word": sorted(COMPANY_WORDS | silent)}).select(stemmed(pl.col("word")).unique().sort())["word"]


def forms(keys: pl.Series, words: SupplierWords) -> pl.DataFrame:
    """FORM_SCHEMA, one row a key, in the order of the keys.

    A name of nothing but silent words keeps them. A number of four digits and more at the end is that of a branch or an account and
    goes, if the rest is a name of its own.
    """
    named = pl.DataFrame({"key": keys.cast(pl.String)}).with_row_index("row")
    spelt = pl.col("key").str.replace_all(r"([A-Z])0([A-Z])", "${1}O$2").str.replace_all(r"\bNO ?(\d+)\b", "NO $1")
    token = named.select("row", spelt.str.split(" ").alias("word")).explode("word").filter(pl.col("word").fill_null("") != "")
    token = token.with_columns(pl.col("word").replace(dict(words.abbreviation)).str.split(" ").alias("word")).explode("word")
    position = pl.int_range(pl.len()).over("row")
    token = token.with_columns(position.alias("position"), (pl.len().over("row") - 1).alias("last"))
    token = token.with_columns(
        pl.col("word").is_in(list(words.silent)).alias("is_silent"),
        pl.col("word").str.contains(r"^\d+$").alias("is_number"),
        stemmed(pl.col("word")).alias("stem"),
    )
    is_own = ~pl.col("stem").is_in(generic_stems(words.silent).implode()) & (pl.col("stem").str.len_chars() > 2) & ~pl.col("is_number")
    token = token.with_columns(is_own.alias("is_own"))
    after_branch = pl.col("word").shift(1).over("row").is_in(list(_BRANCH_WORDS)).fill_null(False)
    is_branch = (
        (pl.col("position") == pl.col("last")) & pl.col("is_number") & pl.col("is_own").any().over("row")
        & ((pl.col("word").str.contains(_LONG_NUMBER) & ~pl.col("word").str.contains(_YEAR)) | after_branch)
    )  # fmt: skip
    token = token.with_columns(is_branch.alias("is_branch"))
    is_branch_word = pl.col("word").is_in(list(_BRANCH_WORDS)) & pl.col("is_branch").shift(-1).over("row").fill_null(False)
    said = token.filter(~(pl.col("is_branch") | is_branch_word | pl.col("is_silent") | ((pl.col("word") == "NO") & (pl.col("position") > 0))))
    spoken = pl.concat([said, token.join(said.select("row").unique(), on="row", how="anti")])
    letters = spoken.filter(~pl.col("is_number"))
    found = (
        letters.sort("row", "position")
        .group_by("row", maintain_order=True)
        .agg(pl.col("word").alias("words"), pl.col("stem").alias("stems"), pl.col("is_own").any().alias("is_distinct"))
        .with_columns(pl.col("words").list.join("").alias("whole"), pl.col("stems").list.join("").alias("stem"))
    )
    numbers = spoken.filter("is_number").sort("row", "position").group_by("row", maintain_order=True).agg(pl.col("word").str.join(" ").alias("numbers"))
    return (
        named.join(found, on="row", how="left", maintain_order="left")
        .join(numbers, on="row", how="left", maintain_order="left")
        .with_columns(
            pl.col("words").fill_null([]), pl.col("stems").fill_null([]), pl.col("is_distinct").fill_null(False),
            *(pl.col(name).fill_null("") for name in ("numbers", "whole", "stem")),
        )
        .select(*(pl.col(name).cast(dtype) for name, dtype in FORM_SCHEMA.items()))
    )  # fmt: skip
