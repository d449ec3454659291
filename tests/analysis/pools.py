"""Agreements on pooled budgets for tests, and a ledger of them in pennies that shares no code with ours.

Belongs here: writing an agreement as a file, reading ours, the other calculator. Does not belong here: judgements.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import polars as pl

from totalplace import reference
from totalplace.analysis import pool_tables, pooling
from totalplace.analysis.appraisal import Terms
from totalplace.analysis.pool_contributions import Count
from totalplace.place import Body, Place
from totalplace.scenarios import ScenarioFile, parse_scenario

VAT = Decimal("0.2")
# prices that rise by two per cent a year, by five in 2026
TERMS = Terms(
    discount={"social": [(1, Decimal("0.035")), (31, Decimal("0.03"))], "health": [(1, Decimal("0.015"))]}, price_rise={2024: Decimal("0.02"), 2025: Decimal("0.02"), 2026: Decimal("0.05")},
    later_rise=Decimal("0.02"), cost_uplift={grade: Decimal(uplift) / 100 for grade, uplift in zip(range(1, 6), (0, 5, 15, 25, 40), strict=True)},
    benefit_cut={grade: Decimal(cut) / 100 for grade, cut in zip(range(1, 6), (0, 10, 20, 30, 50), strict=True)},
)  # fmt: skip
PLACE = Place(
    name="Northby",
    body=(
        Body(id="council", name="Northby Council", kind="council"), Body(id="other-council", name="Southby Council", kind="council"),
        Body(id="trust", name="Northby Trust", kind="nhs"), Body(id="police", name="Northby Police", kind="police"), Body(id="fire", name="Northby Fire", kind="fire"),
        Body(id="probation", name="Northby Probation Service", kind="other"), Body(id="department", name="Department for Benefits", kind="other"),
    ),
)  # fmt: skip


def counted(count_id: int, body_id: str, line: str, gbp: object, **more: Any) -> dict[str, Any]:
    """A row of mart.spend_count."""
    return {
        "count_id": count_id, "body_id": body_id, "fy": 2024, "account": "general fund", "economic": "revenue", "line": line, "cofog": "07", "source_return": "RS",
        "measure": "outturn", "net_gbp": Decimal(str(gbp)), "is_counted": True, "role": "service", **more,
    }  # fmt: skip


COUNT = [
    counted(11, "council", "Public Health", 1_000_000), counted(12, "council", "Adult Social Care", 3_000_000), counted(13, "council", "Schools", 9_000_000, account="schools (DSG)"),
    counted(14, "council", "Parking", -50_000), counted(17, "council", "Rent allowances", 400_000, role="benefit"),
    counted(18, "council", "Waste levy", 300_000, role="levy"), counted(19, "council", "Education services", 5_000_000, cofog="09"),
    counted(-11, "council", "contributions that name no line", 0, source_return="none"),
    counted(15, "council", "Public Health", 700_000, measure="budget", is_counted=False), counted(16, "council", "Roads", 200_000, economic="capital"),
    counted(21, "trust", "Substance misuse", 500_000), counted(22, "trust", "Maternity", 2_000_000.37), counted(23, "trust", "Maternity", 1, cofog="10"),
    counted(-21, "trust", "contributions that name no line", 0, source_return="none"),
    counted(31, "other-council", "Housing", 123_456.78), counted(-31, "other-council", "contributions that name no line", 0, source_return="none"),
]  # fmt: skip


def count() -> Count:
    rows = pl.DataFrame(COUNT, schema_overrides={"net_gbp": pl.Decimal(18, 2)}, infer_schema_length=None)
    return Count.of(rows, reference.ring_fence_table())


def parsed(text: str, name: str = "pot.toml") -> ScenarioFile:
    return parse_scenario(text.encode(), name, PLACE, reference.pool_power_table())


def worked(text: str, people: dict[str, int] | None = None) -> pool_tables.Worked:
    return pool_tables.work_out([parsed(text)], count(), {2024: people or {}}, VAT, TERMS)


def ledger(text: str) -> pooling.Ledger:
    file = parsed(text)
    assert file.scenario is not None, file.faults
    found, faults = pooling.ledger_of(file, file.scenario, count(), {}, VAT)
    assert found is not None, faults
    return found


def refusals(text: str) -> list[str]:
    """What is said of the file; it must not be worked out."""
    made = worked(text)
    assert made.contribution.is_empty() and made.flow.is_empty()
    reason = made.scenario["reason"][0]
    assert reason and not made.scenario["is_computed"][0]
    return [part if part.startswith("scenarios/") else f"scenarios/{part}" for part in reason.split("scenarios/") if part]


@dataclass
class Agreement:
    """An agreement in plain numbers: pennies, and shares in thousandths."""

    years: int = 1
    rise: int = 0
    partners: dict[str, dict[str, Any]] = field(default_factory=dict)  # body: line (count_id), share, lock, fixed, cap, collar, risk
    purposes: dict[str, dict[str, Any]] = field(default_factory=dict)  # id: spend (a list), variance (a list), fixed, uncommitted
    fee: int = 0
    fee_share: int = 0
    taxable: int = 0
    recovered: int = 0
    risk_target: int = 0
    risk_share: int = 0
    opening: int = 0
    carry: bool = True
    end_carry: bool = False
    remedies: tuple[str, ...] = ("risk pool", "uncommitted", "partners")

    def text(self, order: int = 1) -> str:
        """The file; partners and purposes in this order or (-1) the other way round."""
        def gbp(pennies: int) -> str:
            return f"{pennies // 100}.{pennies % 100:02d}"

        def share(thousandths: int) -> str:
            return f"{thousandths / 1000:.3f}"

        said = [
            'name = "Pot"\ntheme = "test"\nlegal_form = "section 75"\nhost = "trust"\nfirst_fy = 2025\nbase_fy = 2024',
            f"last_fy = {2024 + self.years}\nindexation_share = {share(self.rise)}\nopening_gbp = {gbp(self.opening)}\noverspend = {list(self.remedies)}",
            f'underspend = "{"carry forward" if self.carry else "return"}"\nat_end = "{"carry forward" if self.end_carry else "return"}"',
            f"[fee]\nfixed_gbp = {gbp(self.fee)}\nshare_of_spend = {share(self.fee_share)}",
            f"[vat]\ntaxable_share = {share(self.taxable)}\nrecoverable_share = {share(self.recovered)}",
        ]
        if self.risk_target:
            said.append(f"[risk_pool]\ntarget_gbp = {gbp(self.risk_target)}\nshare_of_contributions = {share(self.risk_share)}")
        for name, purpose in list(self.purposes.items())[::order]:
            said.append(f'[[purpose]]\nid = "{name}"\nname = "{name}"\nspend_gbp = [{", ".join(map(gbp, purpose["spend"]))}]\nvariance_share = [{", ".join(map(share, purpose["variance"]))}]')
            said.append(f'overspend = "{"fixed" if purpose["fixed"] else "variable"}"\nuncommitted_share = {share(purpose["uncommitted"])}')
        for body, partner in list(self.partners.items())[::order]:
            said.append(f'[[partner]]\nbody = "{body}"\nrule = "{"fixed" if partner["line"] is None else "share of lines"}"')
            said += [f"{name}_gbp = {gbp(partner[name])}" for name in ("cap", "collar") if partner[name] is not None]
            if partner["risk"] is not None:
                said.append(f"risk_share = {share(partner['risk'])}")
            if partner["line"] is None:
                said.append(f"amount_gbp = {gbp(partner['fixed'])}")
            else:
                said.append(f"[[partner.line]]\ncount_id = {partner['line']}\nshare = {share(partner['share'])}")
                said += [f'ring_fence = "{partner["lock"]}"'] if partner["lock"] else []
        return "\n".join(said) + "\n"


def split(total: int, weights: dict[str, int]) -> dict[str, int]:
    """Pennies by weights, the largest remainders first, then by name."""
    whole = sum(weights.values())
    if not whole:
        return dict.fromkeys(weights, 0)
    parts = {name: total * weight // whole for name, weight in weights.items()}
    order = sorted(weights, key=lambda name: (-(total * weights[name] % whole), name))
    for name in order[: total - sum(parts.values())]:
        parts[name] += 1
    return parts


def split_below(total: int, weights: dict[str, int], caps: dict[str, int]) -> dict[str, int]:
    """The same, none above its cap; what one cap keeps away goes to the others."""
    full: dict[str, int] = {}
    while True:
        rest = {name: weight for name, weight in weights.items() if name not in full}
        parts = split(max(total - sum(full.values()), 0), rest)
        above = {name: caps[name] for name, part in parts.items() if part > caps[name]}
        if not above:
            return {**parts, **full}
        full |= above


def half_up(top: int, bottom: int) -> int:
    return (2 * top + bottom) // (2 * bottom)


def by_hand(agreement: Agreement, bases: dict[int, int]) -> list[dict[str, Any]]:
    """Each year as a row of a spreadsheet, in pennies: paid (by body), called, spend and fee and VAT by purpose, returned (by body), closing."""
    names, purposes = list(agreement.partners), sorted(agreement.purposes)
    lock_held, free_held, risk_held = dict.fromkeys(purposes, 0), agreement.opening, 0
    paid_so_far: dict[str, dict[str, int]] = {key: dict.fromkeys(names, 0) for key in (*purposes, "")}
    rows = []
    for year in range(agreement.years):
        paid: dict[str, int] = {}
        locked_in, free_in = dict.fromkeys(purposes, 0), 0
        for name, partner in agreement.partners.items():
            if partner["line"] is None:
                agreed = partner["fixed"]
            else:
                base = half_up(bases[partner["line"]] * (1000 + agreement.rise) ** (year + 1), 1000 ** (year + 1))
                agreed = half_up(base * partner["share"], 1000)
            gbp = min(max(agreed, partner["collar"] or 0), partner["cap"] if partner["cap"] is not None else 10**18)
            of_line = min(gbp, agreed) if partner["line"] is not None else gbp
            paid[name] = gbp
            if partner["lock"]:
                locked_in[partner["lock"]] += of_line
                free_in += gbp - of_line
                paid_so_far[partner["lock"]][name] += of_line
                paid_so_far[""][name] += gbp - of_line
            else:
                free_in += gbp
                paid_so_far[""][name] += gbp
        aside = min(max(agreement.risk_target - risk_held, 0), half_up(free_in * agreement.risk_share, 1000)) if agreement.risk_target else 0
        free, risk = free_held + free_in - aside, risk_held + aside
        plan = {name: agreement.purposes[name]["spend"][year] for name in purposes}
        spend = {name: half_up(plan[name] * (1000 + agreement.purposes[name]["variance"][year]), 1000) for name in purposes}
        weights = next((entry for entry in (dict(spend), plan) if any(entry.values())), dict.fromkeys(purposes, 1))
        fixed_fee = split(agreement.fee, weights)
        held = {name: lock_held[name] + locked_in[name] for name in purposes}
        waived = dict.fromkeys(purposes, 0)

        def fee(name: str, gbp: int, fixed_fee: dict[str, int] = fixed_fee, waived: dict[str, int] = waived) -> int:
            return half_up(gbp * agreement.fee_share, 1000) + fixed_fee[name] - waived[name]

        def vat(gbp: int) -> int:
            return half_up(gbp * agreement.taxable * (1000 - agreement.recovered), 5_000_000)

        def free_cost(name: str, gbp: int, held: dict[str, int] = held) -> int:
            return max(gbp + fee(name, gbp) + vat(gbp) - held[name], 0)

        def cut(short: int, most: dict[str, int], spend: dict[str, int] = spend, held: dict[str, int] = held, fixed_fee: dict[str, int] = fixed_fee) -> int:
            saving = {name: free_cost(name, spend[name]) - free_cost(name, max(spend[name] - most[name], 0)) for name in purposes}
            less = 0
            for name, wanted in split(min(short, sum(saving.values())), saving).items():
                if not wanted:
                    continue
                # from just above what proportion gives, penny by penny
                limit, lowest = free_cost(name, spend[name]) - wanted, max(spend[name] - most[name], 0)
                rate = 1_000_000 + agreement.fee_share * 1000 + agreement.taxable * (1000 - agreement.recovered) // 5
                kept = min(spend[name], (limit + held[name] - fixed_fee[name] + 5) * 1_000_000 // rate + 5)
                while kept > lowest and free_cost(name, kept) > limit:
                    kept -= 1
                less += spend[name] - kept
                spend[name] = kept
            return less

        risk_used, called, not_spent, unfunded = 0, dict.fromkeys(names, 0), 0, 0
        for remedy in agreement.remedies:
            costs = {name: free_cost(name, spend[name]) for name in purposes}
            short = max(sum(costs.values()) - free - risk_used - sum(called.values()), 0)
            if remedy == "risk pool":
                risk_used = min(short, risk)
            elif remedy == "uncommitted":
                not_spent = cut(short, {name: half_up(plan[name] * agreement.purposes[name]["uncommitted"], 1000) for name in purposes})
            elif short:
                whole = {name: spend[name] + fee(name, spend[name]) + vat(spend[name]) for name in purposes}
                planned = {name: plan[name] + fee(name, plan[name]) + vat(plan[name]) for name in purposes}
                beyond = {name: min(max(whole[name] - planned[name], 0), costs[name]) for name in purposes}
                first = split(min(short, sum(beyond.values())), beyond)
                second = split(short - sum(first.values()), {name: costs[name] - first[name] for name in purposes})
                host_alone = sum(first[name] + second[name] for name in purposes if agreement.purposes[name]["fixed"])
                room = {name: 10**17 if partner["cap"] is None else max(partner["cap"] - paid[name], 0) for name, partner in agreement.partners.items()}
                called["trust"] = min(host_alone, room["trust"])
                room["trust"] -= called["trust"]
                shares = {name: paid[name] if partner["risk"] is None else partner["risk"] for name, partner in agreement.partners.items()}
                together = split_below(short - host_alone, shares, room)
                together["trust"] += min(short - host_alone - sum(together.values()), room["trust"] - together["trust"])
                called = {name: called[name] + together[name] for name in names}
        short = max(sum(free_cost(name, spend[name]) for name in purposes) - free - risk_used - sum(called.values()), 0)
        if short:
            unfunded = cut(short, dict(spend))
            short = max(sum(free_cost(name, spend[name]) for name in purposes) - free - risk_used - sum(called.values()), 0)
            waived.update(split(short, {name: free_cost(name, spend[name]) for name in purposes}))
            unfunded += short
        for name in names:
            paid_so_far[""][name] += called[name]
        left = free + risk_used + sum(called.values()) - sum(free_cost(name, spend[name]) for name in purposes)
        risk -= risk_used
        unused = {name: max(held[name] - spend[name] - fee(name, spend[name]) - vat(spend[name]), 0) for name in purposes}
        last = year == agreement.years - 1
        back = not (agreement.end_carry if last else agreement.carry)
        returned = dict.fromkeys(names, 0)
        if back:
            due = {**unused, "": left + (risk if last else 0)}
            for key, gbp in due.items():
                for name, part in split(gbp, paid_so_far[key] if any(paid_so_far[key].values()) else {"trust": 1}).items():
                    returned[name] += part
            lock_held, free_held, risk_held = dict.fromkeys(purposes, 0), 0, 0 if last else risk
        else:
            lock_held, free_held, risk_held = unused, left, risk
        rows.append({
            "paid": {name: paid[name] + called[name] for name in names}, "called": sum(called.values()), "spend": dict(spend), "fee": {name: fee(name, spend[name]) for name in purposes},
            "vat": {name: vat(spend[name]) for name in purposes}, "returned": returned, "closing": sum(lock_held.values()) + free_held + risk_held, "not_spent": not_spent, "unfunded": unfunded,
        })  # fmt: skip
    return rows
