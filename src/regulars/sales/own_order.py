"""An order of our own channel: priced here, so what cannot be used is refused.

Who is signed in collects. A wallet's code without anybody signed in redeems and collects; with
somebody signed in it collects, and redeems when the order says so
(docs/decisions/0016-orders-of-our-own-channel.md).
"""

from datetime import datetime
from functools import partial
from typing import NoReturn

import msgspec

from regulars.kernel.errors import NotFound
from regulars.kernel.ids import MemberId, MerchantId, StoreId
from regulars.kernel.money import Money
from regulars.members.rules import member_code
from regulars.platform.db import Database, Transaction
from regulars.platform.secrets import digest
from regulars.programs.model import Program
from regulars.sales import sums
from regulars.sales.errors import UnknownMember, UnknownVoucher
from regulars.sales.external import refuse_other
from regulars.sales.keep import Finished, Outcome, keep
from regulars.sales.model import Channel, OwnOrder, Placed
from regulars.sales.store import meeting
from regulars.sales.store import orders as store
from regulars.sales.store.meeting import Met
from regulars.vouchers.errors import CannotUse, NoSuchVoucher
from regulars.vouchers.lock import lock_vouchers
from regulars.vouchers.model import Problem, Quote
from regulars.vouchers.quote import quote
from regulars.vouchers.read import read_voucher, wallet_of
from regulars.vouchers.rules import is_for, sentence_of


class Asked(msgspec.Struct, frozen=True):
    """An order as it came, with what it comes to and what tells it from another of its id."""

    merchant: MerchantId
    store: StoreId
    order: OwnOrder
    total: Money
    content: bytes


async def place_order(
    db: Database,
    merchant: MerchantId,
    store_id: StoreId,
    order: OwnOrder,
    *,
    at: datetime,
    actor: str,
) -> Placed:
    """Keep the order and answer what it comes to. Asked again, the answer is the first one.

    Raises `BadOrder`, `BadTotals`, `UnknownVoucher`, `UnknownMember`, `CannotUse`, `OrderDiffers`,
    and `NotFound` for the store; then nothing has changed.
    """
    sums.check_id(order.id)
    total, content = sums.total_of(order), digest(*sums.own_content(order))
    asked = Asked(merchant, store_id, order, total, content)
    return await db.tx(partial(place, asked, at=at, actor=actor))


async def place(asked: Asked, tx: Transaction, *, at: datetime, actor: str) -> Placed:
    """The same in somebody's transaction. A step."""
    met = await meet(tx, asked)
    program = met.program
    if met.content is not None:
        refuse_other(met.content, asked.content)
        return await placed_before(tx, asked, program)
    quoted = await price(tx, asked, program, at=at)
    finished = work_out(asked, met, quoted)
    outcome = await keep(tx, finished, program, at=at, actor=actor)
    return await placed(tx, asked, program, finished, outcome)


async def meet(tx: Transaction, asked: Asked) -> Met:
    """The order's store, and who may collect: the guest, else whose wallet its code is. A step.

    Raises `UnknownMember` for a guest who is nobody.
    """
    order = asked.order
    member = order.guest or member_code(order.voucher_code or "")
    met = await meeting.meet(tx, asked.merchant, asked.store, Channel.OWN, order.id, member=member)
    if met is None:
        raise NotFound("There is no such store.")
    if order.guest is not None and met.member is None:
        raise UnknownMember("There is no such member.", field="guest")
    return met


async def price(
    tx: Transaction, asked: Asked, program: Program | None, *, at: datetime
) -> Quote | None:
    """What the order's voucher gives, or on a first order the one for new guests. A step.

    Raises `UnknownVoucher`, `CannotUse`.
    """
    if not asked.order.voucher_code:
        return await welcome(tx, asked, program, at=at)
    try:
        quoted = await ask(tx, asked, asked.order.voucher_code, at=at)
    except NoSuchVoucher as unknown:
        raise UnknownVoucher("There is no voucher with this code.", field="voucher_code") from (
            unknown
        )
    if redeems(asked.order, quoted) and (problem := why_not(asked.order, quoted)):
        refuse(problem)
    return quoted


async def welcome(
    tx: Transaction, asked: Asked, program: Program | None, *, at: datetime
) -> Quote | None:
    """What the voucher for new guests gives, if this is one and it can be used. A step.

    Of two first orders at one time, the second waits for the guest's wallet, and is none.
    """
    guest = asked.order.guest
    if guest is None or program is None or program.new_guest_voucher is None:
        return None
    await lock_vouchers(tx, asked.merchant, [program.new_guest_voucher], wallets_of=[guest])
    if not await store.is_new_guest(tx, asked.merchant, guest):
        return None
    voucher = await read_voucher(tx, asked.merchant, program.new_guest_voucher)
    quoted = await ask(tx, asked, voucher.code, at=at)
    return None if quoted.problem else quoted


async def ask(tx: Transaction, asked: Asked, code: str, *, at: datetime) -> Quote:
    return await quote(
        tx, asked.merchant, asked.store, code, asked.total, at=at, member=asked.order.guest
    )


def redeems(order: OwnOrder, quoted: Quote) -> bool:
    """Whether the order draws on its voucher.

    It does not where a wallet's code is there to collect: when somebody is signed in who has not
    asked for it, or when there is nothing in the wallet.
    """
    if not quoted.voucher.is_wallet or order.redeem:
        return True
    return order.redeem is None and order.guest is None and quoted.problem is not Problem.USED_UP


def why_not(order: OwnOrder, quoted: Quote) -> Problem | None:
    """Why the voucher cannot be used; also that it was assigned to somebody else."""
    somebody_else = order.guest is not None and not is_for(quoted.voucher, order.guest)
    if somebody_else and not quoted.voucher.is_wallet:
        return Problem.NOT_THE_MEMBERS
    return quoted.problem


def refuse(problem: Problem) -> NoReturn:
    raise CannotUse(problem, sentence_of(problem))


def work_out(asked: Asked, met: Met, quoted: Quote | None) -> Finished:
    """The order with all its figures, and who collects: the guest, else the wallet's owner."""
    order = asked.order
    draws = quoted is not None and redeems(order, quoted)
    collects = order.guest is not None or (quoted is not None and quoted.voucher.is_wallet)
    return Finished(
        merchant=asked.merchant,
        store=asked.store,
        time_zone=met.time_zone,
        channel=Channel.OWN,
        order=order.id,
        content=asked.content,
        total=asked.total,
        discount=quoted.discount if quoted and draws else Money.zero(asked.total.currency),
        voucher=quoted.voucher if quoted and draws else None,
        idles=met.idles,
        member=met.member if collects else None,
        account=met.account if collects else None,
        lines=sums.lines(order),
    )


async def placed_before(tx: Transaction, asked: Asked, program: Program | None) -> Placed:
    """The first answer again, but for the progress, which goes on. A step."""
    kept = await store.lock(tx, asked.merchant, asked.store, Channel.OWN, asked.order.id)
    assert kept is not None, "it was met before"
    vouchers = await store.vouchers(tx, asked.merchant, kept.known.id)
    progress, per = await progress_of(tx, asked, program, kept.known.member)
    return Placed(
        sale=kept.known.id,
        total=asked.total,
        discount=kept.discount,
        voucher=vouchers[0].code if vouchers else None,
        member=kept.known.member,
        points=kept.earned,
        credit=kept.credited,
        progress=progress,
        per=per,
    )


async def placed(
    tx: Transaction, asked: Asked, program: Program | None, finished: Finished, outcome: Outcome
) -> Placed:
    """What became of a new order. A step."""
    sale = outcome.sale
    progress, per = await progress_of(tx, asked, program, sale.member)
    return Placed(
        sale=sale.id,
        total=asked.total,
        discount=sale.discount,
        voucher=finished.voucher.code if finished.voucher and outcome.use else None,
        member=sale.member,
        points=sale.points_earned,
        credit=outcome.credit,
        progress=progress,
        per=per,
    )


async def progress_of(
    tx: Transaction, asked: Asked, program: Program | None, member: MemberId | None
) -> tuple[Money, Money] | tuple[None, None]:
    """How far the member is to the next credit, and how much it takes. A step."""
    if member is None or program is None or program.wallet is None:
        return None, None
    wallet = await wallet_of(tx, asked.merchant, member)
    return (wallet.progress, program.wallet.per) if wallet else (None, None)
