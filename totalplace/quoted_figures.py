"""The figures that people quote of a publication: those that `what changed` is told of.

Belongs here: which columns of which published tables, told by what, in which words. Does not belong here: comparing them (changes.py), or any
figure that comes of data about people: no edition of these is compared with another, as the two could be subtracted from each other.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

ROWS = "rows"  # how many rows there are, told like a column
ASSETS = "entries of lists"  # instead of a column: what lists say is held


@dataclass(frozen=True)
class Quoted:
    """Sums of columns of a table, for the place as a whole or for each value of some of its columns.

    `columns` are the words for each; `where` is the condition that its rows meet. `stated_in` is where the place itself states what such a
    table is made from, beside what was received.
    """

    table: str
    columns: Mapping[str, str]
    keys: tuple[str, ...] = ()
    where: str = "true"
    stated_in: tuple[str, ...] = ()
    lines_of: Mapping[str, str] = field(default_factory=dict)  # a column whose figures are of the same lines as those of another column, which walks back to them


_COUNTED = "is_counted and return_total is not null"
_SCENARIOS = ("scenarios/",)
_PLAN = ("estate-plan.toml",)
_PAYMENTS = {name: f"pounds of payments {name}" for name in ("held", "rejected", "ignored", "superseded")}

QUOTED = (
    Quoted("mart.body_coverage", {"assets_held": "assets held", "gia_m2": "floor area of buildings held, m²", "land_area_m2": "land held, m²"}),
    Quoted("mart.spend_line", {ROWS: "payment lines counted", "amount_gbp": "payments counted"}, where="status = 'counted'"),
    Quoted("mart.spend_line", {"amount_gbp": "payments excluded by a rule"}, ("status",), where="status = 'excluded'"),
    Quoted("mart.spend_count", {ROWS: "rows of the count of spending", "net_gbp": "the count of spending, all its years"}, where=_COUNTED),
    Quoted("ops.source_part", {f"amount_{name}_gbp": words for name, words in _PAYMENTS.items()}, where="kind = 'payments'"),
    Quoted("mart.cluster", {ROWS: "clusters of public buildings"}),
    Quoted("mart.body_coverage", {"assets_held": "assets held", "gia_m2": "floor area of buildings held, m²", "payment_lines": "payment lines counted", "payments_gbp": "payments counted"}, ("body_id",), lines_of={"payment_lines": "payments_gbp", "gia_m2": ASSETS, "assets_held": ASSETS}),
    Quoted("mart.spend_count", {"gross_gbp": "spending, gross", "transfer_out_gbp": "passed to another body of the place", "net_gbp": "spending, net"}, ("body_id", "fy", "economic"), where=_COUNTED),
    Quoted("mart.supplier_overlap", {"addressable_gbp": "bought from suppliers that several bodies have"}, ("fy",)),
    Quoted("mart.grant_gateway", {ROWS: "grants", "final_gbp": "grants, less what was given on"}, ("fy",), stated_in=("grants-gateway.toml",)),
    Quoted("mart.provision_review", {"spend_gbp": "spent on provision"}, ("cohort", "fy")),
    Quoted("mart.utilisation_latest", {ROWS: "buildings in this band of use"}, ("band",)),
    Quoted("mart.estate_option", {"given_up_count": "buildings that a plan would give up", "gain_gbp": "gain of a plan", "revenue_a_year_gbp": "running cost a year that a plan would save", "receipt_gbp": "receipts of a plan"}, ("option_id",), stated_in=_PLAN),
    Quoted("mart.estate_plan_body", {"gain_gbp": "gain of a plan to a body"}, ("option_id", "body_id"), stated_in=_PLAN),
    Quoted("mart.pool_scenario", {"contribution_gbp": "paid into a pooled budget", "social_npv_gbp": "worth of a pooled budget to society", "cash_npv_gbp": "cash of all bodies by a pooled budget", "losing_count": "partners worse off by a pooled budget"}, ("scenario_id",), stated_in=_SCENARIOS),
    Quoted("mart.pool_body", {"net_cash_pv_gbp": "cash of a body by a pooled budget"}, ("scenario_id", "body_id"), stated_in=_SCENARIOS),
)  # fmt: skip
