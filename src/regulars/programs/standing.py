"""What of ours stands on an open bill: whether it is there already, and what is left to pay."""

from collections.abc import Sequence

from regulars.kernel.ids import ConnectionId, MerchantId
from regulars.kernel.money import Money
from regulars.kernel.points import Points
from regulars.platform.db import Transaction
from regulars.pos.model import PosOrder
from regulars.programs.benefits.model import FreeProduct
from regulars.programs.benefits.rules import Bill, goods_of
from regulars.programs.errors import AlreadyOnBill
from regulars.programs.goods.model import Selection, goods_id
from regulars.programs.goods.read import known_goods, lines_with
from regulars.programs.model import Claim, Redemption, RedemptionState
from regulars.programs.rules import on_the_bill
from regulars.programs.subject import Subject, benefit_of
from regulars.vouchers.model import Voucher
from regulars.vouchers.rules import discount_of


def standing_on(known: Sequence[Redemption], bill: PosOrder) -> list[Redemption]:
    """What of `known` belongs on an open bill.

    One that was settled is there again once its finished sale is open again, unless staff took it
    off.
    """
    ours = [one for one in known if one.state.stands or one.state is RedemptionState.SETTLED]
    carried = on_the_bill(ours, bill)
    return [one for one in ours if one.state.stands or one.id in carried]


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


async def bill_for(
    tx: Transaction,
    merchant: MerchantId,
    connection: ConnectionId,
    bill: PosOrder,
    standing: Sequence[Redemption],
    subject: Subject,
) -> Bill:
    """The bill to work out `subject` on. It has lines only for what is about goods. A step."""
    before, owed = before_ours(standing, bill), still_owed(standing, bill)
    benefit = benefit_of(subject)
    goods = Selection() if benefit is None else goods_of(benefit)
    if not goods:
        return Bill(before, owed)
    on_bill = {goods_id(connection, line.product_id) for line in bill.lines if line.product_id}
    known = await known_goods(tx, merchant, {*on_bill, *goods.products, *goods.categories})
    given = [one.what for one in standing if isinstance(one.what, FreeProduct)]
    return Bill(before, owed, lines_with(connection, bill.lines, known), given, known)


def before_ours(standing: Sequence[Redemption], bill: PosOrder) -> Money:
    """What the bill would come to without anything that we put on it."""
    return sum(on_the_bill(standing, bill).values(), bill.total)
