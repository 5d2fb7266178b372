"""What may stand on one bill together. No clock, no database."""

from collections.abc import Sequence

from regulars.programs.errors import CannotCombine
from regulars.programs.model import Kind, Redemption
from regulars.programs.stacking import Stacking


def check_combination(
    stacking: Stacking, standing: Sequence[Redemption], kind: Kind, title: str, *, alone: bool
) -> None:
    """Raises `CannotCombine`, naming what stands in the way of one more of `kind`."""
    if not standing:
        return
    if alone:
        raise _in_the_way(f"“{title}” cannot be combined with anything.", standing[0])
    for one in standing:
        if one.alone:
            raise _in_the_way(f"“{one.title}” cannot be combined with anything.", one)
        if not go_together(stacking, kind, one.kind):
            raise _in_the_way(f"“{title}” cannot be combined with “{one.title}”.", one)
    if len(standing) >= stacking.most:
        raise CannotCombine(f"There are {len(standing)} on this bill already, which is the most.")


def go_together(stacking: Stacking, one: Kind, other: Kind) -> bool:
    """Whether the program lets the two kinds stand on one bill."""
    if Kind.VOUCHER in (one, other):
        return stacking.vouchers_with_others
    if one is not other:
        return stacking.rewards_with_offers
    return stacking.rewards_with_rewards if one is Kind.REWARD else stacking.offers_with_offers


def _in_the_way(why: str, there: Redemption) -> CannotCombine:
    return CannotCombine(f"{why} Take “{there.title}” off the bill first.")
