"""What is posted for a sale: the difference between two versions of its bill."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

import msgspec

from regulars.kernel.ids import MemberId, StoreId
from regulars.kernel.money import Money
from regulars.pos.model import PosOrder
from regulars.programs.earning.counting import counted
from regulars.programs.earning.model import Basket, BasketLine, Terms
from regulars.programs.earning.refunds import Back, left_after
from regulars.programs.goods.model import GoodsId
from regulars.sales.model import Sale, SaleLine, SalePayment
from regulars.sales.sums import stands


class Posting(msgspec.Struct, frozen=True):
    """Points to add to `member`, or to take back where the number is negative.

    Of a wallet they are minor units.
    """

    member: MemberId
    points: int


def basket_of(
    order: PosOrder,
    store: StoreId,
    lines: tuple[BasketLine, ...],
    *,
    finished_at: datetime,
    redeemed: bool,
) -> Basket:
    """A finished order as the rules of earning see it. `finished_at` is in the store's own time."""
    return Basket(
        store=store,
        at=finished_at,
        total=order.total,
        tax=order.tax,
        discount=off(order),
        lines=lines,
        redeemed=redeemed,
    )


def basket_again(sale: Sale, finished_at: datetime) -> Basket:
    """The same of a sale of which no basket was kept. Its goods are in no category."""
    currency = sale.total.currency
    return Basket(
        store=sale.store,
        at=finished_at,
        total=sale.total,
        tax=sale.tax,
        discount=sale.discount,
        lines=tuple(
            BasketLine(
                product=GoodsId(line.product) if line.product else None,
                categories=(),
                quantity=line.quantity,
                total=Money(line.total_minor, currency),
                tax=Money(line.tax_minor, currency),
            )
            for line in sale.lines
        ),
    )


def spent(terms: Terms | None, basket: Basket, back: Back, *, fills: bool, before: int) -> Money:
    """What of a finished order counts towards the next credit of its member's wallet.

    `before` is what counted for this member, in minor units. It is not lost to a program that no
    longer `fills` wallets, as far as the bill still comes to it.
    """
    nothing = Money.zero(basket.total.currency)
    if terms is None or (basket.redeemed and not terms.earn_when_redeeming):
        return nothing
    whole = counted(terms, basket)
    if basket.total:
        whole = Money(
            stands(whole.minor, left=left_after(basket, back), of=basket.total), whole.currency
        )
    return whole if fills else min(whole, Money(before, whole.currency))


def to_post(before: int, due: int, *, let_go: int) -> int:
    """How many points to add so that `due` stand where `before` did; below zero, how many to take.

    What was `let_go` earlier is not asked for again, and is not earned twice.
    """
    return due - before if due <= before else max(0, due - before - let_go)


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
        [SaleLine(line.name, line.quantity, line.total.minor) for line in order.lines],
        payments(order),
        *of_diary,
    )


def off(order: PosOrder) -> Money:
    """What came off the bill: the order-wide discount, and what carries a mark of ours."""
    return sum(order.marked.values(), order.discount.given)


def lines(order: PosOrder, basket: Basket) -> list[SaleLine]:
    return [
        SaleLine(
            line.name,
            Decimal(line.quantity),
            line.total.minor,
            product=sold.product or "",
            tax_minor=line.tax.minor,
        )
        for line, sold in zip(order.lines, basket.lines, strict=True)
    ]


def payments(order: PosOrder) -> list[SalePayment]:
    return [
        SalePayment(payment.method, payment.amount.minor, payment.tip.minor)
        for payment in order.payments
    ]
