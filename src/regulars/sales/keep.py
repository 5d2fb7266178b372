"""A finished order that no connected till brought is kept, with all that comes of it."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec

from regulars.kernel.ids import (
    AccountId,
    LotId,
    MemberId,
    MerchantId,
    SaleId,
    StoreId,
    UseId,
    uuid7,
)
from regulars.kernel.money import Money
from regulars.kernel.points import Points
from regulars.ledger.touch import touch
from regulars.members.edit import seen
from regulars.platform import journal
from regulars.platform.db import RunAgain, Transaction
from regulars.programs.earning.model import Basket
from regulars.programs.earning.refunds import Back
from regulars.programs.model import Program
from regulars.programs.tiers.evaluate import evaluate
from regulars.sales.bring import Bill, bring
from regulars.sales.facts import ExceptionEnded, SaleCompleted
from regulars.sales.model import Channel, ExceptionState, Sale, SaleLine, SaleStatus
from regulars.sales.post import Effect
from regulars.sales.store import orders as store
from regulars.sales.store.exceptions import subject_of
from regulars.sales.store.sales import Known
from regulars.vouchers.lock import lock_vouchers
from regulars.vouchers.model import Problem, Use, Voucher
from regulars.vouchers.use import consume


class Finished(msgspec.Struct, frozen=True, kw_only=True):
    """A finished order as it was worked out.

    `total` is before `discount`. `voucher` is what the discount is drawn from, `problem` what is
    wrong with that; `stated` says that a till gave the discount, which then stands. `member` is
    who collects, and `idles` says that the program had points which wait for a visit. `content`
    tells the order from another of its id.
    """

    merchant: MerchantId
    store: StoreId
    time_zone: str
    channel: Channel
    order: str
    content: bytes
    total: Money
    discount: Money
    stated: bool = False
    voucher: Voucher | None
    problem: Problem | None = None
    idles: bool = False
    member: MemberId | None
    account: AccountId | None
    lines: Sequence[SaleLine] = ()

    @property
    def paid(self) -> Money:
        """What the guest paid: points are earned on it."""
        return self.total - self.discount

    @property
    def is_own_wallet(self) -> bool:
        """Whether the voucher is the wallet of whoever collects."""
        voucher = self.voucher
        return voucher is not None and voucher.is_wallet and voucher.terms.member == self.member

    @property
    def redeems(self) -> bool:
        """Whether a voucher gave something. One that gave nothing keeps its use."""
        return self.voucher is not None and bool(self.discount)


class Outcome(msgspec.Struct, frozen=True):
    """What came of an order: the sale, the use of its voucher, the credit for its member."""

    sale: Sale
    use: Use | None
    credit: Money


async def keep(
    tx: Transaction, finished: Finished, program: Program | None, *, at: datetime, actor: str
) -> Outcome:
    """Keep a new order, draw on its voucher, and have its member collect. A step.

    Raises `RunAgain` when somebody keeps the same order, or uses up its voucher, at this moment.
    """
    sale, bill = sale_of(finished, at=at), bill_of(finished, program, at=at)
    await write_down(tx, finished, sale, bill.program_version, at=at, actor=actor)
    if bill.scheme and finished.member and finished.voucher and not finished.is_own_wallet:
        await lock_vouchers(
            tx, finished.merchant, [finished.voucher.id], wallets_of=[finished.member]
        )
    use = await draw(tx, finished, sale, at=at)
    sale, credit = await collect(tx, finished, sale, bill, at=at)
    await journal.write(tx, finished.merchant, completed(sale, credit=credit), at=at, actor=actor)
    return Outcome(sale, use, credit)


def sale_of(finished: Finished, *, at: datetime) -> Sale:
    """The sale before anybody has collected for it."""
    paid = finished.paid
    nothing = Money.zero(paid.currency)
    return Sale(
        id=SaleId(uuid7(at)),
        store=finished.store,
        channel=finished.channel,
        connection=None,
        order=finished.order,
        number=finished.order,
        version=1,
        status=SaleStatus.COMPLETE,
        member=finished.member,
        total=paid,
        tax=nothing,
        tips=nothing,
        discount=finished.discount,
        points_earned=Points(0),
        lines=finished.lines,
        payments=(),
        refunded=nothing,
        completed_at=at,
        recorded_at=at,
    )


def bill_of(finished: Finished, program: Program | None, *, at: datetime) -> Bill:
    """The order as it is worked out, by the terms in force. Nobody says what its goods are."""
    nothing = Money.zero(finished.paid.currency)
    return Bill(
        member=finished.member,
        basket=Basket(
            store=finished.store,
            at=at.astimezone(ZoneInfo(finished.time_zone)),
            total=finished.paid,
            tax=nothing,
            discount=finished.discount,
            redeemed=finished.redeems,
        ),
        back=Back(nothing),
        program_version=program.version if program else None,
        terms=program.terms if program else None,
        scheme=program.wallet if program else None,
        time_zone=finished.time_zone,
    )


async def write_down(
    tx: Transaction,
    finished: Finished,
    sale: Sale,
    program_version: int | None,
    *,
    at: datetime,
    actor: str,
) -> None:
    """Keep the sale; what was wrong with its order before is over. A step."""
    ended = await store.keep(
        tx,
        finished.merchant,
        sale,
        finished.content,
        program_version=program_version,
        subject=subject_of(sale.store, sale.order),
        actor=actor,
    )
    if ended is None:
        raise RunAgain
    for exception in ended:
        fact = ExceptionEnded(exception=str(exception), state=ExceptionState.RESOLVED.value)
        await journal.write(tx, finished.merchant, fact, at=at, actor=actor)


async def draw(tx: Transaction, finished: Finished, sale: Sale, *, at: datetime) -> Use | None:
    """The voucher is used for what it gave. A step.

    Raises `RunAgain` when another till had it first and less is left than was worked out.
    """
    if finished.voucher is None or not finished.discount:
        return None
    use = await consume(
        tx,
        finished.merchant,
        finished.voucher,
        use=UseId(uuid7(at)),
        store=finished.store,
        order=finished.order,
        sale=sale.id,
        member=finished.member,
        discount=finished.discount,
        problem=finished.problem,
        at=at,
    )
    if use.problem is not None and not finished.stated:
        raise RunAgain
    return use


async def collect(
    tx: Transaction,
    finished: Finished,
    sale: Sale,
    bill: Bill,
    *,
    at: datetime,
) -> tuple[Sale, Money]:
    """The wallet's next credit comes nearer, and the member's points come in. A step.

    Answers the sale with its points, and the credit that came.
    """
    brought = await bring(tx, new_effect(finished, sale), bill, at=at, new_lot=LotId(sale.id))
    if finished.member is None:
        return sale, brought.credit
    sale = msgspec.structs.replace(sale, points_earned=brought.points)
    await store.collected(
        tx,
        finished.merchant,
        sale,
        brought.lot,
        wallet_spent=brought.spent,
        credit=brought.credit,
    )
    if brought.due and finished.idles and finished.account is not None:
        await touch(tx, finished.merchant, finished.account, time_zone=finished.time_zone, at=at)
    await seen(tx, finished.merchant, finished.member, at=at)
    await evaluate(tx, finished.merchant, [finished.member], bill.terms, at=at)
    return sale, brought.credit


def new_effect(finished: Finished, sale: Sale) -> Effect:
    """The first version of an order: nothing has been posted for it."""
    nothing_yet = Known(sale.id, 1, b"", SaleStatus.COMPLETE, None, Points(0), None)
    return Effect(
        finished.merchant,
        finished.store,
        nothing_yet,
        sale.order,
        sale.total,
        finished.account,
        sale.channel,
    )


def completed(sale: Sale, *, credit: Money) -> SaleCompleted:
    """A sale as a fact."""
    return SaleCompleted(
        sale=str(sale.id),
        store=sale.store,
        order=sale.order,
        number=sale.number,
        version=sale.version,
        total_minor=sale.total.minor,
        currency=sale.total.currency,
        member="" if sale.member is None else str(sale.member),
        points_earned=sale.points_earned,
        channel=sale.channel.value,
        discount_minor=sale.discount.minor,
        credit_minor=credit.minor,
        booking="" if sale.booking is None else str(sale.booking),
        covers=sale.covers or 0,
        seated_at="" if sale.seated_at is None else sale.seated_at.isoformat(),
    )
