"""The rules of disclosure control, and what all of its parts do with a count or a sum of money.

Belongs here: the thresholds by name, rounding, dominance. Does not belong here: what is hidden in which table (the modules beside this one), or
the values of the thresholds (ref.assumption).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

_PENNY = Decimal("0.01")


@dataclass(frozen=True)
class Rules:
    """Rows of ref.assumption, disclosure_…"""

    least_people: int  # the stricter of the project's own and the NHS rule
    round_people: int
    dominance_share: float
    least_values: int  # so many values at least a count of few people must be left for who subtracts tables from each other
    digits: int
    decimals: int
    least_freedom: int

    @classmethod
    def of(cls, assumptions: Mapping[str, float]) -> "Rules":
        """From the values of ref.assumption by their ids. Raises KeyError for one that lacks: without its rules nothing is released."""
        return cls(
            least_people=int(max(assumptions["disclosure_least_people"], assumptions["disclosure_least_people_nhs"])),
            round_people=int(assumptions["disclosure_round_people"]),
            dominance_share=float(assumptions["disclosure_dominance_percent"]) / 100,
            least_values=int(assumptions["disclosure_least_values"]),
            digits=int(assumptions["disclosure_digits"]),
            decimals=int(assumptions["disclosure_decimals"]),
            least_freedom=int(assumptions["disclosure_least_freedom"]),
        )

    def no_laxer_than(self, other: "Rules") -> "Rules":
        """Of each rule the stricter: a place may ask for more than the project, and not for less."""
        return Rules(
            least_people=max(self.least_people, other.least_people),
            round_people=max(self.round_people, other.round_people),
            dominance_share=max(self.dominance_share, other.dominance_share),
            least_values=max(self.least_values, other.least_values),
            digits=min(self.digits, other.digits),
            decimals=min(self.decimals, other.decimals),
            least_freedom=max(self.least_freedom, other.least_freedom),
        )

    def people(self, count: float) -> int:
        """A count as it is shown: to the nearest multiple."""
        return self.round_people * int((count + self.round_people / 2) // self.round_people)

    def bounds(self, count: int) -> tuple[int, int]:
        """What a reader knows of a count that is shown: the least and the most that it may be."""
        shown, half = self.people(count), (self.round_people - 1) // 2
        return max(shown - half, self.least_people), shown + self.round_people - 1 - half

    def are_few(self, people: int | None) -> bool:
        return people is None or people < self.least_people

    def outweighs(self, pence: int, largest: int, second: int, people: int | None = None) -> bool:
        """The p % rule: the second largest could work out the largest to within p %.

        people: of whom the sum is told. With people rounded down it is told smaller than it is, and what is left of it beside the second largest
        may come near the largest by that alone.
        """
        told = pence if people is None else min(pence, int(self.cost_gbp(pence, people) * 100))
        return told - largest - second < self.dominance_share * largest

    def are_alike(self, people: int, pence: int, largest: int) -> bool:
        """Whether none is above the mean by more than p %: the mean would tell what each of them costs."""
        return largest * people <= pence * (1 + self.dominance_share)

    def mean_gbp(self, pence: int, people: int) -> Decimal:
        """The mean, to so many digits."""
        return self.digits_of(Decimal(pence) / 100 / people)

    def cost_gbp(self, pence: int, people: int) -> Decimal:
        """Rounded mean by rounded people, to so many digits."""
        return self.digits_of(self.mean_gbp(pence, people) * self.people(people))

    def digits_of(self, amount: Decimal) -> Decimal:
        """A sum of money to so many significant digits."""
        if not amount:
            return Decimal(0).quantize(_PENNY)
        step = max(Decimal(1).scaleb(amount.adjusted() - self.digits + 1), _PENNY)
        return ((amount / step).quantize(Decimal(1), ROUND_HALF_UP) * step).quantize(_PENNY)

    def share(self, value: float | None) -> float | None:
        return None if value is None else round(float(value), self.decimals)

    def share_of(self, part: int, whole: int) -> float | None:
        """A share of rounded counts."""
        return min(1.0, round(self.people(part) / self.people(whole), self.decimals)) if self.people(whole) else None
