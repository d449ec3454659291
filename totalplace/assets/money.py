"""The steps about money that are not SQL: who is one supplier, what may have been paid twice.

Belongs here: thin steps around plain functions. Does not belong here: the functions (analysis/, identity.py, review.py).
"""

from pathlib import Path

import polars as pl

from totalplace import fingerprint, identity, reference, review
from totalplace import values as v
from totalplace.analysis import payments_to_check, supplier_links, supplier_names, suppliers
from totalplace.assets.places import assumption, from_declaration
from totalplace.contracts.suppliers import KNOWN_SUPPLIER, PAYMENT_TO_CHECK, SUPPLIER_DECISION
from totalplace.pipeline import Step, Workbench

_LIMITS = {
    "sure_score": "supplier_sure_score",
    "doubt_share": "supplier_doubt_share",
    "rare_word_names": "supplier_rare_word_names",
    "names_a_number": "supplier_names_a_number",
}
_CHECKS = {
    "same_invoice_days": "payment_check_invoice_days",
    "paid_days": "payment_check_paid_days",
    "regular_count": "payment_check_regular_count",
    "parts_at_most": "payment_check_parts",
    "least_gbp": "payment_check_least_gbp",
    "shortest_rhythm_days": "payment_check_shortest_rhythm_days",
    "even_days": "payment_check_even_days",
    "even_share": "payment_check_even_share",
    "spread_days": "payment_check_spread_days",
    "spread_share": "payment_check_spread_share",
    "early_share": "payment_check_early_share",
    "made_up_share": "payment_check_made_up_share",
    "series_distance": "payment_check_series_distance",
    "common_reference_payments": "payment_check_common_reference_payments",
    "common_amount_payments": "payment_check_common_amount_payments",
    "common_day_payments": "payment_check_common_day_payments",
}
_NAMES = ("analysis.supplier_name", "ref.body", "ref.body_alias")
_CODE = ("analysis/suppliers.py", "analysis/supplier_links.py", "analysis/supplier_names.py", "analysis/asset_clusters.py", "values")


def supplier_identity_inputs(workbench: Workbench) -> str:
    """Of what the ids are given to: a publication of the same names follows the identities that the last one followed."""
    return workbench.fingerprint("analysis.supplier_name")


def supplier_identity_basis(workbench: Workbench) -> str:
    """Of the identities that the ids of this run follow from."""
    paths = workbench.paths
    return identity.basis(paths.supplier_identity, paths.supplier_identity_used, supplier_identity_inputs(workbench))


def suppliers_in_doubt(workbench: Workbench) -> pl.DataFrame:
    """The pairs of names that a person should decide on: columns of review/suppliers.csv."""
    doubtful = suppliers.in_doubt(
        workbench.scan("analysis.supplier_link").collect(),
        workbench.scan("core.supplier_identity").collect(),
        workbench.scan("analysis.supplier_name").collect(),
        workbench.scan("core.supplier_decision").collect(),
    )
    return doubtful.head(int(assumption(workbench, "supplier_review_rows")))


def _known(workbench: Workbench) -> pl.DataFrame:
    rows = identity.known_identities(workbench.paths.supplier_identity)
    return KNOWN_SUPPLIER.conform(rows.select("source_key", pl.col("asset_id").alias("supplier_id"), "first_seen_on", "merged_into")).collect()


def _decisions(workbench: Workbench) -> pl.DataFrame:
    decided = review.read_review(workbench.paths.supplier_review, review.SUPPLIER_COLUMNS).filter(pl.col("decision").is_not_null())
    return SUPPLIER_DECISION.conform(decided.select("decision", "left_key", "right_key")).collect().unique().sort("left_key", "right_key", "decision")


def _names(workbench: Workbench) -> pl.DataFrame:
    names = workbench.scan("analysis.supplier_name").with_columns(v.supplier_key(pl.col("traded_as")).alias("traded_as")).collect()
    return suppliers.with_bodies(names, workbench.scan("ref.body").collect(), workbench.scan("ref.body_alias").collect())


def _make_links(workbench: Workbench, target: Path) -> None:
    supplier_links.link_table(
        _names(workbench),
        supplier_names.SupplierWords.of(workbench.scan("ref.supplier_word").collect().iter_rows(named=True)),
        supplier_links.LinkLimits(**{name: assumption(workbench, assumption_id) for name, assumption_id in _LIMITS.items()}),
    ).write_parquet(target)


def _make_identity(workbench: Workbench, target: Path) -> None:
    suppliers.identities(
        suppliers.Given(
            names=_names(workbench),
            links=workbench.scan("analysis.supplier_link").collect(),
            known=workbench.scan("core.known_supplier").collect(),
            decisions=workbench.scan("core.supplier_decision").collect(),
        )
    ).write_parquet(target)


def _make_payments_to_check(workbench: Workbench, target: Path) -> None:
    line_key = ["source_file_id", "source_part", "source_row"]
    counted = workbench.scan("core.ledger_line").filter(pl.col("line_status") == "loaded").select(*line_key, "body_id")
    names = workbench.scan("core.supplier_identity").select("supplier_key", "supplier_id")
    lines = (
        workbench.scan("staging.ledger_line")
        .join(counted, on=line_key)
        .join(names, on="supplier_key", how="left")
        .select(
            "body_id", pl.col("supplier_id").alias("supplier"), pl.col("supplier_as_published").alias("supplier_name"), "invoice_reference", "invoice_on",
            "amount_gbp", "paid_on", "transaction_number", "reversal_of",
            pl.format("{} {} {}", "path", "source_part", "source_row").alias("line"),
        )
    )  # fmt: skip
    limits = payments_to_check.CheckLimits(**{name: assumption(workbench, assumption_id) for name, assumption_id in _CHECKS.items()})
    # a ledger is its body's alone: judged one at a time, so that what judging takes is held for the longest and not for all
    ledgers = lines.collect().partition_by("body_id", as_dict=True)
    found = [payments_to_check.candidates(ledgers[body], limits) for body in sorted(ledgers)]
    pl.concat([PAYMENT_TO_CHECK.empty(), *found]).write_parquet(target)


STEPS = (
    from_declaration("ref.supplier_word", lambda bench: reference.supplier_word_table()),
    from_declaration("ref.indicator", lambda bench: reference.indicator_table()),
    from_declaration("ref.spend_word", lambda bench: reference.spend_word_table()),
    from_declaration("core.supplier_decision", _decisions),
    Step(
        table="core.known_supplier",
        inputs=(),
        code=fingerprint.of_code("identity"),
        make=lambda bench, target: _known(bench).write_parquet(target),
        outside=supplier_identity_basis,
    ),
    Step(
        table="analysis.supplier_link",
        inputs=(*_NAMES, "ref.supplier_word", "core.assumption"),
        assumptions=tuple(_LIMITS.values()),
        code=fingerprint.of_code(*_CODE),
        make=_make_links,
    ),
    Step(
        table="core.supplier_identity",
        inputs=(*_NAMES, "analysis.supplier_link", "core.known_supplier", "core.supplier_decision"),
        code=fingerprint.of_code(*_CODE),
        make=_make_identity,
    ),
    Step(
        table="analysis.payment_to_check",
        inputs=("staging.ledger_line", "core.ledger_line", "core.supplier_identity", "core.assumption"),
        assumptions=tuple(_CHECKS.values()),
        code=fingerprint.of_code("analysis/payments_to_check.py"),
        make=_make_payments_to_check,
    ),
)
