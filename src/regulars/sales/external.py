"""A till that calls the voucher API reports a finished order.

The till is the master: the guest has paid what its bill says. So a discount that the voucher should
not have given is taken down and listed, never refused.
"""

from datetime import datetime
from functools import partial

from regulars.kernel.errors import NotFound
from regulars.kernel.ids import MerchantId, StoreId
from regulars.kernel.money import Money
from regulars.members.rules import member_code
from regulars.platform.db import Database, Transaction
from regulars.platform.secrets import digest
from regulars.sales import sums
from regulars.sales.errors import OrderDiffers, UnknownMember, UnknownVoucher
from regulars.sales.keep import Finished, Outcome, keep
from regulars.sales.model import Channel, ExceptionKind, ExceptionState, ExternalOrder
from regulars.sales.note import as_request, note
from regulars.sales.store import meeting
from regulars.sales.store.exceptions import Note
from regulars.sales.store.meeting import Met
from regulars.vouchers.errors import NoSuchVoucher
from regulars.vouchers.model import Problem, Quote
from regulars.vouchers.quote import quote
from regulars.vouchers.rules import sentence_of


async def take_order(
    db: Database,
    merchant: MerchantId,
    store_id: StoreId,
    order: ExternalOrder,
    *,
    at: datetime,
    actor: str,
) -> None:
    """Keep the order, draw on its voucher, and have its member collect. The same again is nothing.

    Raises `BadOrder`, `BadTotals`, `UnknownVoucher`, `UnknownMember`, `OrderDiffers`, and
    `NotFound` for the store; then nothing has changed.
    """
    sums.check_id(order.id)
    await db.tx(partial(take, merchant, store_id, order, at=at, actor=actor))


async def take(
    merchant: MerchantId,
    store_id: StoreId,
    order: ExternalOrder,
    tx: Transaction,
    *,
    at: datetime,
    actor: str,
) -> None:
    """The same in somebody's transaction. A step."""
    stated, content = sums.given_by_till(order), digest(*sums.content(order))
    met = await meet(tx, merchant, store_id, order)
    if met.content is not None:
        refuse_other(met.content, content)
        return
    quoted = await price(tx, merchant, store_id, order, met, at=at)
    finished = work_out(merchant, store_id, order, met, quoted, stated, content)
    outcome = await keep(tx, finished, met.program, at=at, actor=actor)
    for noted in what_was_wrong(finished, order, quoted, stated, outcome):
        await note(tx, merchant, noted, at=at)


async def meet(
    tx: Transaction, merchant: MerchantId, store_id: StoreId, order: ExternalOrder
) -> Met:
    """The order's store, and the member whose code it carries as one or as a voucher's. A step."""
    code = member_code(order.member_code or order.voucher_code or "")
    met = await meeting.meet(tx, merchant, store_id, Channel.EXTERNAL, order.id, member=code)
    if met is None:
        raise NotFound("There is no such store.")
    return met


def refuse_other(known: bytes, content: bytes) -> None:
    """Nothing for the same content; else raises `OrderDiffers`."""
    if known != content:
        raise OrderDiffers("This order has been recorded before, with other content.")


async def price(
    tx: Transaction,
    merchant: MerchantId,
    store_id: StoreId,
    order: ExternalOrder,
    met: Met,
    *,
    at: datetime,
) -> Quote | None:
    """What the order's voucher would give; None without one. A step.

    Raises `UnknownVoucher`, and `UnknownMember` for a member code that is nobody's.
    """
    if order.member_code and met.member is None:
        raise UnknownMember("No member has this code.", field="member_code")
    if not order.voucher_code:
        return None
    try:
        return await quote(
            tx, merchant, store_id, order.voucher_code, order.total, at=at, member=met.member
        )
    except NoSuchVoucher as unknown:
        raise UnknownVoucher("There is no voucher with this code.", field="voucher_code") from (
            unknown
        )


def work_out(
    merchant: MerchantId,
    store_id: StoreId,
    order: ExternalOrder,
    met: Met,
    quoted: Quote | None,
    stated: Money | None,
    content: bytes,
) -> Finished:
    """The order with all its figures, and who collects: the member, else the wallet's owner."""
    given = worked_out(quoted, order.total) if stated is None else stated
    collects = bool(order.member_code) or (quoted is not None and quoted.voucher.is_wallet)
    return Finished(
        merchant=merchant,
        store=store_id,
        time_zone=met.time_zone,
        channel=Channel.EXTERNAL,
        order=order.id,
        content=content,
        total=order.total,
        discount=given,
        stated=stated is not None,
        voucher=quoted.voucher if quoted else None,
        problem=quoted.problem if quoted else None,
        idles=met.idles,
        member=met.member if collects else None,
        account=met.account if collects else None,
    )


def worked_out(quoted: Quote | None, total: Money) -> Money:
    """The discount of an order whose till says nothing of it."""
    if quoted is None or quoted.problem is not None:
        return Money.zero(total.currency)
    return quoted.discount


def what_was_wrong(
    finished: Finished,
    order: ExternalOrder,
    quoted: Quote | None,
    stated: Money | None,
    outcome: Outcome,
) -> list[Note]:
    """What the merchant should read about an order that was taken all the same."""
    found = []
    if problem := wrong_use(finished, quoted, stated, outcome):
        given = f"The bill got {finished.discount.major} {finished.discount.currency} off."
        sentence = f"{order.voucher_code}: {sentence_of(problem)} {given}"
        found.append(notice(finished, order, ExceptionKind.USE, f"voucher_{problem}", sentence))
    if not sums.add_up(order):
        sentence = "The till's totals do not fit its discount. The discount was counted."
        found.append(notice(finished, order, ExceptionKind.TOTALS, "totals_differ", sentence))
    return found


def wrong_use(
    finished: Finished, quoted: Quote | None, stated: Money | None, outcome: Outcome
) -> Problem | None:
    """What was wrong with a discount that was given, or why none could be worked out.

    An empty wallet is no reason to tell: guests show its code to collect.
    """
    if quoted is None:
        return None
    if outcome.use is not None:
        too_much = finished.discount > quoted.discount
        return outcome.use.problem or (Problem.TOO_MUCH if too_much else None)
    if stated is not None or (quoted.voucher.is_wallet and quoted.problem is Problem.USED_UP):
        return None
    return quoted.problem


def notice(
    finished: Finished, order: ExternalOrder, kind: ExceptionKind, code: str, sentence: str
) -> Note:
    return Note(
        kind,
        code,
        sentence,
        finished.store,
        order.id,
        as_request(order),
        ExceptionState.NOTICE,
    )
