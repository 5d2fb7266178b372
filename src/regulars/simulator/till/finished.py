"""Finished sales of a site: refunded, their refunds taken back, opened again."""

from copy import deepcopy
from decimal import Decimal

from regulars.simulator import orders, refunds
from regulars.simulator.cloud import Cloud
from regulars.simulator.errors import Refused
from regulars.simulator.model import Till
from regulars.simulator.till import sale, waiting
from regulars.simulator.till.amounts import checked_amount


def refund(
    cloud: Cloud,
    till: Till,
    order_id: int,
    *,
    method_id: int | None,
    wanted: list[refunds.RefundLine] | None,
    amount: Decimal | None,
) -> None:
    order = refunds.refund(
        cloud,
        waiting.order_of_site(cloud, till, order_id),
        register_id=till.register_id,
        staff_id=till.staff_id,
        method_id=method_id,
        wanted=wanted,
        amount=None if amount is None else checked_amount(amount),
    )
    till.last_order_id = order.id
    given = cloud.money(refunds.money_of(cloud, order))
    sale.say(cloud, till, "info", f"{given} was refunded.")


def take_refund_back(cloud: Cloud, till: Till, order_id: int) -> None:
    order = refunds.take_off(cloud, waiting.order_of_site(cloud, till, order_id))
    till.last_order_id = order.id
    sale.say(cloud, till, "info", f"Refund {order.sale_number} was taken back.")


def open_again(cloud: Cloud, till: Till, order_id: int) -> None:
    """Put a finished sale on the screen as it was paid, to be changed and finished once more."""
    before = waiting.order_of_site(cloud, till, order_id)
    if not cloud.switches.order_reopen:
        raise Refused("A finished sale cannot be opened again.", code="wrong_status")
    if before.status != "COMPLETE" or before.refunded_order_id is not None:
        raise Refused("Only a finished sale can be opened again.", code="wrong_status")
    if refunds.refunds_of(cloud, before):
        raise Refused("A refunded sale cannot be opened again.", code="wrong_status")
    if sale.current(cloud, till) is not None:
        raise Refused("A sale is open on this register.", code="sale_open")
    order = deepcopy(before)
    order.status = "PENDING"
    waiting.show(cloud, till, orders.commit(cloud, before, order))
