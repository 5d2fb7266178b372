"""The open sale of a register: ringing up, discounts, holding, paying, voiding."""

from collections.abc import Callable
from copy import deepcopy
from decimal import Decimal
from typing import Literal

from msgspec import UNSET

from regulars.simulator import lines, order_rules, orders, tables
from regulars.simulator.cloud import Cloud
from regulars.simulator.discounts import write_variation
from regulars.simulator.drafts import LineDraft, PaymentDraft
from regulars.simulator.errors import Refused, not_found
from regulars.simulator.model import (
    FINAL_STATUSES,
    NO_AMOUNT,
    NO_VARIATION,
    Message,
    Order,
    Till,
)
from regulars.simulator.payments import take_payment
from regulars.simulator.till.amounts import HUNDRED, checked_amount, checked_percent


def start(
    cloud: Cloud,
    till: Till,
    *,
    staff_id: int | None = None,
    order_type: str | None = None,
    guests: int | None = None,
    notes: str | None = None,
    table: str | None = None,
) -> Order:
    if current(cloud, till) is not None:
        raise Refused("A sale is open on this register.", code="sale_open")
    if staff_id is not None:
        till.staff_id = cloud.staff(staff_id).id
    site_id = cloud.register(till.register_id).site_id
    sale = orders.blank(cloud, site_id, till.register_id, staff_id=till.staff_id)
    sale.order_type, sale.guests, sale.notes = order_type, guests, notes
    sale.table_id = chosen_table(cloud, site_id, table) if table else None
    leave(till)
    till.draft = sale
    till.placeholder = new_placeholder(cloud)
    till.message = None
    return sale


def new_placeholder(cloud: Cloud) -> str:
    if cloud.switches.placeholder_form == "uuid":
        text = f"{cloud.random.getrandbits(128):032x}"
        return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))
    return str(cloud.random.randint(100_000, 999_999))


def current(cloud: Cloud, till: Till) -> Order | None:
    """The open sale. One that was finished or deleted elsewhere leaves the screen."""
    if till.order_id is None:
        return till.draft
    order = cloud.state.orders.get(till.order_id)
    if order is not None and order.status not in FINAL_STATUSES:
        return order
    status = order.status if order else "DELETED"
    finish_screen(till, till.order_id)
    say(cloud, till, "warning", f"The sale became {status} elsewhere.")
    return None


def opened(cloud: Cloud, till: Till) -> Order:
    sale = current(cloud, till)
    if sale is None:
        raise Refused("No sale is open on this register.", code="no_sale")
    return sale


def edit(cloud: Cloud, till: Till, change: Callable[[Order], None], *, part: str) -> Order:
    """Make `change` to the open sale, here or in the cloud; a refusal changes nothing."""
    before = opened(cloud, till)
    refuse_locked(cloud, before, part)
    sale = deepcopy(before)
    change(sale)
    order_rules.check(cloud, sale)
    if till.order_id is None:
        till.draft = sale
        return sale
    return orders.commit(cloud, before, sale)


def refuse_locked(cloud: Cloud, sale: Order, part: str) -> None:
    if part in sale.lock and cloud.switches.lock == "enforce":
        raise Refused(f"The order's {part.lower()} are locked.", code="wrong_status")


def change_details(
    cloud: Cloud,
    till: Till,
    *,
    order_type: str | None,
    guests: int | None,
    notes: str | None,
    table: str | None,
) -> None:
    """Only what is given changes; the empty text takes the table away."""

    def change(sale: Order) -> None:
        if table is not None:
            sale.table_id = chosen_table(cloud, sale.site_id, table)
        sale.order_type = order_type if order_type is not None else sale.order_type
        sale.guests = guests if guests is not None else sale.guests
        sale.notes = notes if notes is not None else sale.notes

    edit(cloud, till, change, part="DETAILS")


def chosen_table(cloud: Cloud, site_id: int, name: str) -> int | None:
    if not name:
        return None
    if not cloud.switches.tables_addon:
        raise Refused("The Tables add-on is not enabled.")
    return tables.named(cloud, site_id, name).id


def add_line(cloud: Cloud, till: Till, draft: LineDraft) -> None:
    if draft.product_id is UNSET:
        raise Refused("product_id is required.")
    product = cloud.product(draft.product_id)
    check_quantity(draft)
    if cloud.register(till.register_id).site_id in product.unavailable_at:
        raise Refused(f"{product.name} is out of stock.")
    if current(cloud, till) is None:
        start(cloud, till)
    edit(cloud, till, lambda sale: lines.add_lines(cloud, sale, [draft]), part="LINES")


def check_quantity(draft: LineDraft) -> None:
    if draft.quantity is not UNSET and (not draft.quantity.is_finite() or draft.quantity == 0):
        raise Refused("quantity must be a number other than 0.")


def change_line(cloud: Cloud, till: Till, number: int, draft: LineDraft) -> None:
    check_quantity(draft)

    def change(sale: Order) -> None:
        line = sale.line(number)
        if line is None:
            raise not_found("line", number)
        lines.write_line(cloud, line, draft)

    edit(cloud, till, change, part="LINES")


def remove_line(cloud: Cloud, till: Till, number: int) -> None:
    def change(sale: Order) -> None:
        line = sale.line(number)
        if line is None:
            raise not_found("line", number)
        sale.lines.remove(line)

    edit(cloud, till, change, part="LINES")


def give_discount(
    cloud: Cloud, till: Till, *, percent: Decimal | None, amount: Decimal | None
) -> None:
    if (percent is None) == (amount is None):
        raise Refused("Give percent or amount.")
    variation = None if percent is None else 1 - checked_percent(percent) / HUNDRED
    fixed = None if amount is None else -checked_amount(amount)

    def change(sale: Order) -> None:
        write_variation(cloud, sale, variation, fixed, by="staff")

    edit(cloud, till, change, part="DISCOUNTS")


def remove_discount(cloud: Cloud, till: Till) -> None:
    def change(sale: Order) -> None:
        sale.price_variation, sale.price_fixed_variation = NO_VARIATION, NO_AMOUNT
        sale.discount_by = None

    edit(cloud, till, change, part="DISCOUNTS")
    say(cloud, till, "info", "The discount was removed.")


def save(cloud: Cloud, till: Till, status: Literal["ON_HOLD", "PENDING"]) -> Order:
    """The open sale as the cloud has it; one that is only here gets its real id now."""
    sale = opened(cloud, till)
    if till.order_id is None:
        sale.status = status
        orders.keep_new(cloud, sale)
        till.draft, till.order_id = None, sale.id
    return sale


def hold(cloud: Cloud, till: Till) -> None:
    sale = save(cloud, till, "ON_HOLD")
    if sale.status == "PENDING":
        sale = orders.set_status(cloud, sale.id, "ON_HOLD")
    finish_screen(till, sale.id)
    say(cloud, till, "info", f"Sale {sale.sale_number} is on hold.")


def pay(
    cloud: Cloud,
    till: Till,
    *,
    method_id: int,
    amount: Decimal | None,
    tip: Decimal | None,
    ref: str | None,
    keep_open: bool,
) -> None:
    """Take a payment. More than is due is given back as change."""
    sale = opened(cloud, till)
    cloud.method(method_id)
    due = cloud.bill(sale).due
    if due <= 0:
        raise Refused("Nothing is due on this sale.", code="wrong_status")
    given = due if amount is None else cloud.rounding.round(checked_amount(amount))
    if tip is not None and (not tip.is_finite() or tip < 0):
        raise Refused("A tip cannot be negative.")
    draft = PaymentDraft(amount=min(given, due), method_id=method_id, tip=tip, ref=ref)

    def take(order: Order) -> None:
        take_payment(cloud, order, draft, None)

    edit(cloud, till, take, part="PAYMENTS")
    change = max(given - due, NO_AMOUNT)
    if given >= due and not keep_open:
        if current(cloud, till) is not None:
            complete(cloud, till)
        say(cloud, till, "info", f"Paid. Change {cloud.money(change)}.")
    else:
        left = cloud.money(max(due - given, NO_AMOUNT))
        say(cloud, till, "info", f"Paid {cloud.money(given - change)}. {left} is due.")


def complete(cloud: Cloud, till: Till) -> None:
    sale = opened(cloud, till)
    bill = cloud.bill(sale)
    if not sale.lines:
        raise Refused("The sale is empty.", code="wrong_status")
    if bill.due > 0:
        raise Refused(f"{cloud.money(bill.due)} is still due.", code="wrong_status")
    finished = deepcopy(sale)
    finished.status = "COMPLETE"
    finished.register_id, finished.staff_id = till.register_id, till.staff_id
    if till.order_id is None:
        orders.keep_new(cloud, finished)
    else:
        orders.commit(cloud, sale, finished)
    finish_screen(till, finished.id)
    over = f" {cloud.money(-bill.due)} is to be given back." if bill.due < 0 else ""
    say(cloud, till, "info", f"Sale {finished.sale_number} is finished.{over}")


def void(cloud: Cloud, till: Till) -> None:
    """Throw the sale away: a draft without a trace, a saved one as deleted."""
    sale = opened(cloud, till)
    if till.order_id is not None:
        orders.set_status(cloud, sale.id, "DELETED")
    finish_screen(till, till.order_id)
    say(cloud, till, "info", "The sale was voided.")


def finish_screen(till: Till, order_id: int | None) -> None:
    leave(till)
    till.last_order_id = order_id


def leave(till: Till) -> None:
    till.draft = till.order_id = till.placeholder = None
    till.search = till.rewards = None
    till.redemptions = []


def say(cloud: Cloud, till: Till, level: Literal["info", "warning", "error"], text: str) -> None:
    till.message = Message(level=level, text=text, at=cloud.now())
