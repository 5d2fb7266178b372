"""What of ours stands on an open bill: whether it is there already, and what is left to pay."""

from collections.abc import Sequence

from regulars.kernel.money import Money
from regulars.kernel.points import Points
from regulars.pos.model import PosOrder
from regulars.programs.errors import AlreadyOnBill
from regulars.programs.model import Claim, Redemption
from regulars.programs.rules import on_the_bill
from regulars.programs.subject import Subject
from regulars.vouchers.model import Voucher
from regulars.vouchers.rules import discount_of


def same(standing: Sequence[Redemption], claim: Claim) -> Redemption | None:
    """What `claim` asks for, if it stands on the bill already, whichever button put it there.

    A voucher stands on a bill once, whoever's it is. Raises `AlreadyOnBill` for another member's.
    """
    wanted = claim.reward, claim.offer, claim.voucher
    there = [one for one in standing if (one.reward, one.offer, one.voucher) == wanted]
    for one in there:
        if one.member == claim.member:
            return one
        if one.voucher is not None:
            raise AlreadyOnBill(f"“{one.title}” is on this bill already, for another member.")
    return None


def check_again(there: Redemption, subject: Subject, asked: Points, owed: Money) -> None:
    """Raises `AlreadyOnBill` when pressing again asks for more than stands on the bill already."""
    if there.quantity != asked:
        raise AlreadyOnBill(
            f"“{there.title}” is on this bill already, with {there.points} points. "
            "Take it off the bill first to choose another number."
        )
    if isinstance(subject, Voucher) and subject.stores_value and discount_of(subject, owed):
        raise AlreadyOnBill(
            f"“{there.title}” is on this bill already. "
            "Take it off the bill first to use more of it."
        )


def still_owed(standing: Sequence[Redemption], bill: PosOrder) -> Money:
    """What the bill comes to after all that stands on it, including what is not there yet."""
    wanted = sum((one.discount for one in standing), Money.zero(bill.total.currency))
    return before_ours(standing, bill) - wanted


def before_ours(standing: Sequence[Redemption], bill: PosOrder) -> Money:
    """What the bill would come to without anything that we put on it."""
    return sum(on_the_bill(standing, bill).values(), bill.total)
