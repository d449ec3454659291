"""What an agreement's cohort says of services and substances, applied once it is known who is who.

Belongs here: which people an agreement covers by what they use, and leaving the contacts of others out. Does not belong here: age, area and period,
which a row tells by itself (contact_rows.py), or the cohorts of hypotheses (analysis/).

A cohort of users of some services limits people, not contacts: what else these people cost is what is asked. Somebody is covered who has, under the same
agreement and with any of its agencies, a contact that meets all that the cohort names.
"""

from collections.abc import Iterator

import polars as pl

from totalplace.protected.agreements import Agreements, Dataset
from totalplace.protected.contact_rows import OUTCOME_SCHEMA, USED, typed

_BOTH = "both"  # substances: of a contact about alcohol and drugs
_OF_WHAT = ["agency", "layout", "agreement_id"]


def within_cohorts(contacts: pl.DataFrame, links: pl.DataFrame, agreements: Agreements) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The contacts of people whom the agreements cover, and outcomes of those left out, by clause. `links`: record_no, person_no."""
    limited = {dataset.agreement_id: dataset for dataset in _limited(contacts, agreements)}
    if not limited:
        return contacts, pl.DataFrame(schema=OUTCOME_SCHEMA)
    of_person = contacts.join(links.select("record_no", "person_no"), on="record_no", how="left", maintain_order="left")
    covered = pl.concat(
        of_person.filter((pl.col("agreement_id") == agreement_id) & _meets(dataset)).select("agreement_id", "person_no").unique() for agreement_id, dataset in limited.items()
    )
    is_free = ~pl.col("agreement_id").is_in(list(limited))
    inside = of_person.join(covered, on=["agreement_id", "person_no"], how="semi").select("contact_no")
    kept = contacts.filter(is_free | pl.col("contact_no").is_in(inside["contact_no"].implode()))
    clauses = pl.DataFrame({"agreement_id": list(limited), "outcome": [_clause(dataset) for dataset in limited.values()]})
    left = of_person.join(kept.select("contact_no"), on="contact_no", how="anti").join(clauses, on="agreement_id")
    told = left.group_by(*_OF_WHAT, "outcome").agg(pl.len().alias("contacts"), pl.col("person_no").n_unique().alias("people"))
    return kept, typed(told.with_columns(pl.lit(None, pl.String).alias("field")), OUTCOME_SCHEMA).sort(*_OF_WHAT)


def counted_again(outcomes: pl.DataFrame, read: pl.DataFrame, kept: pl.DataFrame, left_out: pl.DataFrame) -> pl.DataFrame:
    """Outcomes of intake once contacts were left out after it: they are used no more, and stand under their clause. Who was forgotten stands in no outcome.

    `read`, `kept`: contacts before and after.
    """
    before, after = (frame.group_by(_OF_WHAT).agg(pl.len().alias(name), pl.col("record_no").n_unique().alias(f"{name}_people")) for frame, name in ((read, "before"), (kept, "after")))
    counts = before.join(after, on=_OF_WHAT, how="left").with_columns(pl.col("after", "after_people").fill_null(0))
    gone = counts.select(*_OF_WHAT, (pl.col("before") - pl.col("after")).alias("gone"), "after_people")
    is_used = (pl.col("outcome") == USED) & pl.col("field").is_null() & pl.col("gone").is_not_null()
    settled = outcomes.join(gone, on=_OF_WHAT, how="left").with_columns(
        pl.when(is_used).then((pl.col("contacts") - pl.col("gone").cast(pl.Int64)).clip(0)).otherwise("contacts").alias("contacts"),
        pl.when(is_used).then(pl.min_horizontal("people", "after_people")).otherwise("people").alias("people"),
    )
    return typed(pl.concat([typed(settled, OUTCOME_SCHEMA), left_out]), OUTCOME_SCHEMA).sort(*_OF_WHAT, "outcome", "field", nulls_last=False)


def _limited(contacts: pl.DataFrame, agreements: Agreements) -> Iterator[Dataset]:
    """One dataset of each agreement whose cohort is of certain services or substances; its others say the same of the cohort."""
    for agency, layout, agreement_id in contacts.select(_OF_WHAT).unique().sort(_OF_WHAT).iter_rows():
        dataset = agreements.dataset_for(agency, layout)
        if isinstance(dataset, Dataset) and dataset.agreement_id == agreement_id and (dataset.services or dataset.substances):
            yield dataset


def _meets(dataset: Dataset) -> pl.Expr:
    meets = pl.lit(True)
    if dataset.services:
        meets &= pl.col("service").is_in(sorted(dataset.services))
    if dataset.substances:
        meets &= pl.col("substance").is_in(sorted(dataset.substances | {_BOTH}))
    return meets.fill_null(False)


def _clause(dataset: Dataset) -> str:
    return "; ".join(dataset.clause(name) for name in ("services", "substances") if getattr(dataset, name))
