"""Which names of suppliers must not stay in the place's own files of ids and decisions.

Belongs here: telling them from the keys that are written there. Does not belong here: the files (identity.py, review.py), or which
payees a publication withholds (values/payees.py, sql/core/withheld_payee.sql).
"""

from collections.abc import Collection, Iterable

import polars as pl

from totalplace import identity
from totalplace import values as v


def not_to_be_kept(keys: Iterable[str | None], shown: Collection[str], listed: pl.DataFrame) -> frozenset[str]:
    """Of the keys those that are in no list now (`shown`) and may be names of people, whom an earlier publication took for firms, or
    bear an entry of the place's own list (`listed`, core.listed_sensitive)."""
    written = pl.DataFrame({"key": sorted({key for key in keys if key and not identity.is_opaque(key)})}, schema={"key": pl.String})
    names = written.with_columns(pl.col("key").map_elements(identity.key_before_it_ended, pl.String).alias("name"))
    gone = names.filter(~pl.col("name").is_in(list(shown)))
    return frozenset(gone.filter(v.key_may_be_private(pl.col("name")) | _bears_entry(pl.col("name"), listed))["key"])


def _bears_entry(name: pl.Expr, listed: pl.DataFrame) -> pl.Expr:
    phrases = [f" {words} " for words in listed["sensitive_words"] if " " in words]
    spaced = pl.concat_str(pl.lit(" "), name.str.to_lowercase().str.replace_all(r"[^a-z0-9]+", " "), pl.lit(" "))
    is_whole = name.str.replace_all(r"[^A-Z0-9]", "").is_in(listed["sensitive_key"].to_list())
    return is_whole | spaced.str.contains_any(phrases) if phrases else is_whole
