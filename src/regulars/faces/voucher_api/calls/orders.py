"""Finished orders: reported by a till, refunded, cancelled."""

from regulars.faces.voucher_api.answers import Refunded, answer
from regulars.faces.voucher_api.call import Call
from regulars.faces.voucher_api.errors import Failed
from regulars.faces.voucher_api.figures import amount, needed, needed_text, shown, text
from regulars.faces.voucher_api.requests import ExternalOrderBody, JsonOf, RefundBody
from regulars.faces.voucher_api.wire import Answer
from regulars.kernel.errors import RegularsError
from regulars.platform import log
from regulars.sales.exceptions import record_failure, record_unreadable
from regulars.sales.external import take_order
from regulars.sales.model import ExternalOrder, Refund
from regulars.sales.refund import cancel, refund

ORDER, REFUND = JsonOf(ExternalOrderBody), JsonOf(RefundBody)
TAKEN = Answer(201)


async def take_external_order(call: Call) -> Answer:
    """Keep an order. What is refused is listed, so that somebody can look after it."""
    order = None
    try:
        order = _order(call)
        await take_order(call.db, call.merchant, call.store.id, order, at=call.at, actor=call.actor)
    except RegularsError as refusal:
        await _list_failure(call, order, refusal)
        raise
    except Exception as error:
        log.exception("an order failed")
        await _list_failure(call, order, failure := Failed("Something went wrong here."))
        raise failure from error
    return TAKEN


async def refund_order(call: Call) -> Answer:
    """Money of an order goes back, and what went with it."""
    asked: RefundBody = call.read(REFUND)
    done = await refund(
        call.db,
        call.merchant,
        call.store.id,
        call.subject,
        amount=amount(asked.amount, call.currency, "amount", exact=True),
        key=needed_text(asked.key, "key"),
        at=call.at,
        actor=call.actor,
    )
    return _refunded(done)


async def cancel_order(call: Call) -> Answer:
    """An order is taken back whole, as if it had not been."""
    done = await cancel(
        call.db, call.merchant, call.store.id, call.subject, at=call.at, actor=call.actor
    )
    return _refunded(done)


def _order(call: Call) -> ExternalOrder:
    """Raises `NotJson`, `Unreadable`."""
    asked: ExternalOrderBody = call.read(ORDER)
    money = call.currency
    return ExternalOrder(
        id=needed_text(asked.external_order_id, "externalOrderId"),
        voucher_code=text(asked.voucher_code, "voucherCode"),
        member_code=text(asked.member_code, "memberCode"),
        total=needed(asked.total_non_discounted_price, money, "totalNonDiscountedPrice"),
        discounted=amount(asked.total_discounted_price, money, "totalDiscountedPrice"),
        discount=amount(asked.total_discount, money, "totalDiscount"),
    )


async def _list_failure(call: Call, order: ExternalOrder | None, refusal: RegularsError) -> None:
    """A list that cannot be written to takes nothing away from the answer."""
    try:
        if order is not None:
            await record_failure(call.db, call.merchant, call.store.id, order, refusal, at=call.at)
            return
        body = call.body.decode(errors="replace")
        await record_unreadable(call.db, call.merchant, call.store.id, body, refusal, at=call.at)
    except RegularsError as trouble:
        log.error("an exception was not listed", error_code=trouble.code, reason=refusal.code)


def _refunded(done: Refund) -> Answer:
    return answer(
        Refunded(
            amount=shown(done.amount),
            voucher_value=shown(done.voucher),
            points=int(done.points),
            points_short=int(done.points_short),
            credit=shown(done.credit),
            refunded_at=done.at,
        ),
        status=201,
    )
