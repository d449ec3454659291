"""Money split over several: the only way in which an amount is divided.

Belongs here: allocate(). Does not belong here: by what it is divided.
"""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

_PENNY = Decimal("0.01")


def allocate(amount: Decimal, weights: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """The amount in whole pennies over the keys by their weights: by largest remainder, ties by key.

    The parts always add up to the amount. Raises ValueError for a negative weight, for parts of a penny, or where no weight is above
    nought and the amount is not nought.
    """
    if any(weight < 0 for weight in weights.values()):
        raise ValueError("a weight is negative")
    pennies = Fraction(abs(amount)) * 100
    if pennies.denominator != 1:
        raise ValueError(f"{amount} has parts of a penny")
    whole = sum((Fraction(weight) for weight in weights.values()), Fraction(0))
    if whole == 0:
        if amount:
            raise ValueError("there is nothing to divide the amount by")
        return dict.fromkeys(weights, Decimal("0.00"))
    exact = {key: pennies * Fraction(weight) / whole for key, weight in weights.items()}
    parts = {key: share.numerator // share.denominator for key, share in exact.items()}
    left = int(pennies) - sum(parts.values())
    for key in sorted(weights, key=lambda key: (parts[key] - exact[key], key))[:left]:
        parts[key] += 1
    sign = -1 if amount < 0 else 1
    return {key: sign * count * _PENNY for key, count in parts.items()}
