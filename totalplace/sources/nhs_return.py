"""Spending of the NHS: programme budgets of PCTs, returns of ICBs and of trusts, allocations, in the layout of docs/layouts.md.

Belongs here: the headings that such tables have. Does not belong here: what the programmes mean (reference_data/spend_line.csv), which
measure is counted (sql/core/spend_return_line.sql), or payments.
"""

from totalplace import values as v
from totalplace.contracts.staging import NHS_RETURN
from totalplace.sources._base import Field, Sample
from totalplace.sources._spending import EXPENDITURE, Layout, Money, make_source

_ALLOCATION = Money("_allocation", ("final allocation", "allocation", "programme allocation", "total allocation", "recurrent allocation"), measure="allocation")


def _allocation_without_unit(sample: Sample) -> str:
    """One figure a body gives no hint of its size: a hundred and fifty thousand may be pounds or thousands."""
    if "_allocation" in sample.values.columns and "line_as_published" not in sample.values.columns and not any("gbp" in heading for heading in sample.headings):
        return 'It lists allocations and does not say what they are in. State unit = "thousand" or unit = "pounds" in the mapping.'
    return ""


SOURCE = make_source(
    Layout(
        kind="nhs_return",
        title="a return of NHS spending",
        contract=NHS_RETURN,
        organisation=("pct", "pct name", "primary care trust", "icb", "icb name", "integrated care board", "ccg", "ccg name", "commissioner", "commissioner name", "trust", "trust name", "nhs body"),
        line=("programme", "programme name", "programme budgeting category", "programme budget category", "programme of care", "programme description", "care programme", "programme budget", "service area", "area of spend", "category of spend", "spend category", "programme area", "nhs service"),
        line_code=("programme code", "programme budgeting code", "programme budget code", "programme number", "pbc code", "pb code"),
        measure="programme budget",
        money=(*EXPENDITURE, _ALLOCATION),
        lineless="_allocation",
        others=(
            Field("paid_to_as_published", ("paid to", "provider", "provider name"), v.text),
            Field("paid_to_code", ("paid to code", "provider code", "provider ods code"), v.text),
            Field("received_from_as_published", ("received from", "income from", "paid by"), v.text),
            Field("received_from_code", ("received from code", "income from code", "paid by code"), v.text),
        ),
        objection=_allocation_without_unit,
        has_population=True,
    )
)  # fmt: skip
