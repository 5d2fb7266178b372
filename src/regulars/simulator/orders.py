"""What can be done to an order, and by whom. Bad input changes nothing."""

from copy import deepcopy
from decimal import Decimal

from msgspec import UNSET

from regulars.simulator import events
from regulars.simulator.cloud import Cloud
from regulars.simulator.discounts import By, write_variation
from regulars.simulator.drafts import LineDraft, OrderDraft, PaymentChange, PaymentDraft
from regulars.simulator.errors import Refused, not_found
from regulars.simulator.lines import add_lines, replace_lines, write_line
from regulars.simulator.model import NO_AMOUNT, Order, OrderStatus, Payment
from regulars.simulator.order_rules import (
    TRANSITIONS,
    check,
    check_complete,
    check_contents,
    check_details,
    check_lines_open,
    fitting_notes,
    move,
    refuse_final,
    status_named,
)
from regulars.simulator.payments import take_new_payments, take_payment

PLAIN_FIELDS = (
    "order_type",
    "guests",
    "notes",
    "price_limit",
    "callback_uri",
    "placed_at",
    "fulfil_at",
)


def create(
    cloud: Cloud, draft: OrderDraft, *, client_id: str | None, staff_id: int | None
) -> Order:
    order = blank(cloud, *place_of(cloud, draft), staff_id=staff_id)
    order.status = cloud.switches.default_order_status
    if draft.status is not UNSET:
        order.status = status_named(draft.status)
        if order.status in ("REJECTED", "DELETED"):
            raise Refused(f"An order cannot be created as {order.status}.")
    write(cloud, order, draft, by="add-on", client_id=client_id)
    check_complete(cloud, order)
    check(cloud, order)
    order.unheard = cloud.faults.strike("order_unheard") is not None
    proposed = draft.sale_number if draft.sale_number is not UNSET else None
    return keep_new(cloud, order, proposed=proposed)


def keep_new(cloud: Cloud, order: Order, *, proposed: str | None = None) -> Order:
    """Give the order its id and number, and let it be known."""
    order.id = cloud.new_id("order")
    order.sale_number = sale_number(cloud, order, proposed)
    settle_when_paid(cloud, order)
    cloud.state.orders[order.id] = order
    events.order_changed(cloud, order, "created")
    events.order_sat(cloud, None, order)
    if order.status == "COMPLETE":
        events.order_changed(cloud, order, "completed")
        events.order_moved(cloud, order)
    return order


def update(
    cloud: Cloud, order_id: int, draft: OrderDraft, *, by: By, client_id: str | None = None
) -> Order:
    before = cloud.order(order_id)
    refuse_final(before)
    order = deepcopy(before)
    write(cloud, order, draft, by=by, client_id=client_id)
    check_details(cloud, before, order)
    if draft.status is not UNSET:
        move(order, status_named(draft.status))
    check(cloud, order)
    if order.lines != before.lines:
        check_lines_open(cloud, before, by)
    return commit(cloud, before, order)


def write(cloud: Cloud, order: Order, draft: OrderDraft, *, by: By, client_id: str | None) -> None:
    for name in PLAIN_FIELDS:
        if (value := getattr(draft, name)) is not UNSET:
            setattr(order, name, value)
    order.notes = fitting_notes(cloud, order.notes)
    if draft.complete_when_paid is not UNSET:
        order.complete_when_paid = draft.complete_when_paid
    if draft.pass_thru_printing is not UNSET:
        order.pass_thru_printing = draft.pass_thru_printing
    if draft.lock is not UNSET:
        order.lock = draft.lock or []
    if draft.customer_id is not UNSET:
        order.customer_id = customer_in_body(cloud, draft.customer_id)
    if draft.lines is not UNSET:
        replace_lines(cloud, order, draft.lines)
    write_variation(cloud, order, draft.price_variation, draft.price_fixed_variation, by=by)
    if draft.payments is not UNSET:
        take_new_payments(cloud, order, draft.payments, client_id)


def add_order_lines(cloud: Cloud, order_id: int, drafts: list[LineDraft], *, by: By) -> Order:
    before = cloud.order(order_id)
    check_lines_open(cloud, before, by)
    order = deepcopy(before)
    add_lines(cloud, order, drafts)
    check(cloud, order)
    return commit(cloud, before, order)


def change_line(cloud: Cloud, order_id: int, number: int, draft: LineDraft, *, by: By) -> Order:
    before = cloud.order(order_id)
    check_lines_open(cloud, before, by)
    order = deepcopy(before)
    line = order.line(number)
    if line is None:
        raise not_found("line", number)
    write_line(cloud, line, draft)
    check(cloud, order)
    return commit(cloud, before, order)


def remove_line(cloud: Cloud, order_id: int, number: int, *, by: By) -> Order:
    before = cloud.order(order_id)
    check_lines_open(cloud, before, by)
    order = deepcopy(before)
    line = order.line(number)
    if line is None:
        raise not_found("line", number)
    order.lines.remove(line)
    return commit(cloud, before, order)


def pay(cloud: Cloud, order_id: int, draft: PaymentDraft, *, client_id: str | None) -> Payment:
    before = cloud.order(order_id)
    refuse_final(before)
    order = deepcopy(before)
    payment = take_payment(cloud, order, draft, client_id)
    check(cloud, order)
    commit(cloud, before, order)
    return payment


def change_payment(cloud: Cloud, order_id: int, number: int, change: PaymentChange) -> Order:
    """A tip that comes later is a payment of nothing with that tip."""
    before = cloud.order(order_id)
    order = deepcopy(before)
    payment = order.payment(number)
    if payment is None:
        raise not_found("payment", number)
    if change.ref is not UNSET:
        payment.ref = change.ref
    if isinstance(change.tip, Decimal) and change.tip:
        added = PaymentDraft(amount=NO_AMOUNT, method_id=payment.method_id, tip=change.tip)
        take_payment(cloud, order, added, None)
    check(cloud, order)
    return commit(cloud, before, order)


def set_status(cloud: Cloud, order_id: int, status: OrderStatus) -> Order:
    before = cloud.order(order_id)
    order = deepcopy(before)
    move(order, status)
    return commit(cloud, before, order)


def delete(cloud: Cloud, order_id: int) -> None:
    if not cloud.switches.order_delete:
        raise Refused("Orders cannot be deleted.")
    check_contents(cloud, cloud.order(order_id))
    set_status(cloud, order_id, "DELETED")


def commit(cloud: Cloud, before: Order, order: Order) -> Order:
    settle_when_paid(cloud, order)
    order.updated_at = cloud.now()
    cloud.state.orders[order.id] = order
    events.order_changed(cloud, order, "updated")
    events.order_sat(cloud, before, order)
    if order.status != before.status:
        events.order_moved(cloud, order)
    if order.status == "COMPLETE" != before.status:
        events.order_changed(cloud, order, "completed")
    if order.status == "DELETED" != before.status:
        events.order_changed(cloud, order, "deleted")
    return order


def settle_when_paid(cloud: Cloud, order: Order) -> None:
    if not (order.complete_when_paid and cloud.switches.complete_when_paid):
        return
    if "COMPLETE" in TRANSITIONS[order.status] and cloud.bill(order).due <= 0:
        order.status = "COMPLETE"


def blank(cloud: Cloud, site_id: int, register_id: int | None, *, staff_id: int | None) -> Order:
    now = cloud.now()
    return Order(
        id=0,
        sale_number=None,
        status="ON_HOLD",
        site_id=site_id,
        register_id=register_id,
        staff_id=staff_id,
        created_at=now,
        updated_at=now,
    )


def place_of(cloud: Cloud, draft: OrderDraft) -> tuple[int, int | None]:
    register_id = draft.register_id or None
    register = cloud.state.registers.get(register_id) if register_id else None
    if register_id and register is None:
        raise Refused(f"There is no register {register_id}.")
    site_id = draft.site_id or None
    if site_id is None and register and not cloud.switches.order_needs_site:
        site_id = register.site_id
    if site_id is None:
        raise Refused("site_id is required.")
    if site_id not in cloud.state.sites:
        raise Refused(f"There is no site {site_id}.")
    if register and register.site_id != site_id:
        raise Refused(f"Register {register.id} does not belong to site {site_id}.")
    return site_id, register.id if register else None


def customer_in_body(cloud: Cloud, customer_id: int | None) -> int | None:
    if customer_id is not None and customer_id not in cloud.state.customers:
        raise Refused(f"There is no customer {customer_id}.")
    return customer_id


def sale_number(cloud: Cloud, order: Order, proposed: str | None) -> str:
    register = cloud.state.registers.get(order.register_id or 0)
    place = register.code if register else cloud.site(order.site_id).code
    number = f"{place}-{cloud.new_id('sale'):05d}"
    if not proposed:
        return number
    return f"{proposed}-{number}" if cloud.switches.sale_number_extended else proposed
