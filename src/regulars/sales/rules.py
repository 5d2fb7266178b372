"""What is posted for a sale: the difference between two versions of its bill."""

from decimal import Decimal
from uuid import UUID

import msgspec

from regulars.kernel.ids import MemberId
from regulars.kernel.money import Money
from regulars.kernel.points import Points
from regulars.pos.model import PosOrder
from regulars.programs.earning.rules import counted, earned
from regulars.programs.model import Program
from regulars.sales.model import SaleLine, SalePayment


class Posting(msgspec.Struct, frozen=True):
    """Points to add to `member`, or to take back where the number is negative.

    Of a wallet they are minor units.
    """

    member: MemberId
    points: int


def due(
    program: Program | None, order: PosOrder, *, member: MemberId | None, redeemed: bool
) -> Points:
    """The points that a finished order is worth to its member."""
    if program is None or not collects(program, member, redeemed=redeemed):
        return Points(0)
    return earned(program.terms, order.total, order.tax)


def spent(
    program: Program | None,
    order: PosOrder,
    *,
    member: MemberId | None,
    redeemed: bool,
    before: Money,
) -> Money:
    """What of a finished order counts towards the next credit of its member's wallet.

    `before` is what counted for this member. It is not lost to a program that has ended its scheme
    since, as far as the bill still comes to it.
    """
    if program is None or not collects(program, member, redeemed=redeemed):
        return Money.zero(order.total.currency)
    whole = counted(program.terms, order.total, order.tax)
    return whole if program.wallet else min(whole, before)


def collects(program: Program, member: MemberId | None, *, redeemed: bool) -> bool:
    """Whether an order brings its member anything."""
    return member is not None and (program.terms.earn_when_redeeming or not redeemed)


def postings(
    before: tuple[MemberId | None, int], after: tuple[MemberId | None, int]
) -> list[Posting]:
    """What has to move so that what stands is `after`; nothing where they are the same."""
    (was, had), (now, has) = before, after
    if was == now:
        return [Posting(now, has - had)] if now is not None and has != had else []
    found = []
    if was is not None and had:
        found.append(Posting(was, -had))
    if now is not None and has:
        found.append(Posting(now, has))
    return found


def named(order: PosOrder) -> MemberId | None:
    """The member that an order names: the till's customer carries its id as a reference."""
    try:
        return MemberId(UUID(order.member_reference))
    except ValueError:
        return None


def content(order: PosOrder, *of_diary: object) -> tuple[object, ...]:
    """What makes a version of a bill: reading the same again is not another version.

    `of_diary` is what the diary knows of the party, if it is from there.
    """
    return (
        order.total.minor,
        order.tax.minor,
        order.tips.minor,
        off(order).minor,
        order.member_reference,
        lines(order),
        payments(order),
        *of_diary,
    )


def off(order: PosOrder) -> Money:
    """What came off the bill: the order-wide discount, and what carries a mark of ours."""
    return sum(order.marked.values(), order.discount.given)


def lines(order: PosOrder) -> list[SaleLine]:
    return [SaleLine(line.name, Decimal(line.quantity), line.total.minor) for line in order.lines]


def payments(order: PosOrder) -> list[SalePayment]:
    return [
        SalePayment(payment.method, payment.amount.minor, payment.tip.minor)
        for payment in order.payments
    ]
