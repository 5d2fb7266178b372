"""Money as integer minor units of a currency, and the one home of rounding.

Rounding is half up to the minor unit, away from zero for negative amounts. Shares of a total use
the largest remainder, so that the parts always add up to the whole.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Self

from regulars.kernel.errors import Invalid

WITHOUT_DECIMALS = frozenset({"CLP", "ISK", "JPY", "KRW", "PYG", "UGX", "VND", "VUV", "XAF", "XPF"})
WITH_THREE_DECIMALS = frozenset({"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"})
LARGEST = 10**15
"""No bill, balance or voucher is larger, in minor units: a guard against a slip of the keyboard."""

BASIS_POINTS = 10_000
"""Basis points in a whole: 1 % is 100 of them."""


def decimals_of(currency: str) -> int:
    """How many decimals an amount in `currency` is written with."""
    if currency in WITHOUT_DECIMALS:
        return 0
    return 3 if currency in WITH_THREE_DECIMALS else 2


def rounded(value: Decimal) -> int:
    """`value` to the nearest whole, halves away from zero."""
    return int(value.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def part_of(whole: int, part: int, of: int) -> int:
    """As much of `whole` as `part` is of `of`, half up. No figure is below zero."""
    return (2 * whole * part + of) // (2 * of)


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount in minor units (cents) of `currency` (ISO 4217)."""

    minor: int
    currency: str

    @classmethod
    def zero(cls, currency: str) -> Self:
        return cls(0, currency)

    @classmethod
    def of(cls, amount: Decimal | int | str, currency: str) -> Self:
        """The money written as `amount` in major units, rounded half up to the minor unit.

        Raises `Invalid` when `amount` is no finite number or beyond any bill.
        """
        try:
            minor = Decimal(amount).scaleb(decimals_of(currency))
            if not minor.is_finite() or abs(minor) > LARGEST:
                raise Invalid(f"{amount} is not an amount of money.")
        except (InvalidOperation, ValueError) as error:
            raise Invalid(f"“{amount}” is not an amount of money.") from error
        return cls(rounded(minor), currency)

    @property
    def major(self) -> Decimal:
        """The amount in major units, with the currency's decimals: 12.50."""
        return Decimal(self.minor).scaleb(-decimals_of(self.currency))

    def __add__(self, other: Self) -> Self:
        return type(self)(self.minor + self._same(other).minor, self.currency)

    def __sub__(self, other: Self) -> Self:
        return type(self)(self.minor - self._same(other).minor, self.currency)

    def __neg__(self) -> Self:
        return type(self)(-self.minor, self.currency)

    def __bool__(self) -> bool:
        return self.minor != 0

    def share(self, basis_points: int) -> Self:
        """`basis_points` of the amount: 1 000 of 12.55 are 1.26."""
        part = Decimal(self.minor) * basis_points / BASIS_POINTS
        return type(self)(rounded(part), self.currency)

    def split(self, weights: Sequence[int]) -> list[Self]:
        """Cut into parts by `weights`; the parts add up to the whole, by largest remainder."""
        return [type(self)(part, self.currency) for part in split(self.minor, weights)]

    def _same(self, other: Self) -> Self:
        if other.currency != self.currency:
            raise Invalid(f"{other.currency} cannot be reckoned with {self.currency}.")
        return other


def split(total: int, weights: Sequence[int]) -> list[int]:
    """Cut `total` by weights of zero or more; the parts add up, and ties go to the earlier part."""
    whole = sum(weights)
    if not whole or min(weights) < 0:
        raise Invalid("A total is cut by weights of which none is negative and not all are zero.")
    sign = -1 if total < 0 else 1
    parts = [abs(total) * weight // whole for weight in weights]
    remainders = [abs(total) * weight % whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: -remainders[i])
    for i in by_remainder[: abs(total) - sum(parts)]:
        parts[i] += 1
    return [sign * part for part in parts]
