"""Orders that wait at a site: accepted, rejected, opened again, voided."""

from regulars.simulator import orders
from regulars.simulator.cloud import Cloud
from regulars.simulator.errors import Refused, not_found
from regulars.simulator.model import OPEN_STATUSES, Order, Till
from regulars.simulator.till import sale


def accept(cloud: Cloud, till: Till, order_id: int, *, open_it: bool = False) -> bool:
    """Accept the order, and put it on the screen if that is wanted and no sale is open there."""
    order = waiting_order(cloud, till, order_id)
    orders.set_status(cloud, order.id, "ACCEPTED")
    if open_it and sale.current(cloud, till) is None:
        show(cloud, till, order)
        return True
    sale.say(cloud, till, "info", f"Order {order.sale_number} was accepted.")
    return False


def reject(cloud: Cloud, till: Till, order_id: int) -> None:
    order = waiting_order(cloud, till, order_id)
    orders.set_status(cloud, order.id, "REJECTED")
    sale.say(cloud, till, "info", f"Order {order.sale_number} was rejected.")


def waiting_order(cloud: Cloud, till: Till, order_id: int) -> Order:
    order = order_of_site(cloud, till, order_id)
    if order.status != "SUBMITTED":
        raise Refused(f"The order is {order.status}, not SUBMITTED.", code="wrong_status")
    return order


def resume(cloud: Cloud, till: Till, order_id: int) -> None:
    """Put a held or accepted order on the screen, with a placeholder of its own."""
    order = held_order(cloud, till, order_id)
    if sale.current(cloud, till) is not None:
        raise Refused("A sale is open on this register.", code="sale_open")
    show(cloud, till, order)


def show(cloud: Cloud, till: Till, order: Order) -> None:
    sale.leave(till)
    till.message = None
    till.order_id = order.id
    till.placeholder = sale.new_placeholder(cloud)


def void(cloud: Cloud, till: Till, order_id: int) -> None:
    order = order_of_site(cloud, till, order_id)
    if order.status != "SUBMITTED":
        order = held_order(cloud, till, order_id)
    orders.set_status(cloud, order.id, "DELETED")
    till.last_order_id = order.id
    sale.say(cloud, till, "info", f"Order {order.sale_number} was voided.")


def held_order(cloud: Cloud, till: Till, order_id: int) -> Order:
    order = order_of_site(cloud, till, order_id)
    if order.status not in OPEN_STATUSES:
        raise Refused(f"The order is {order.status}.", code="wrong_status")
    if order.id in on_screens(cloud):
        raise Refused("The order is open on a register.", code="wrong_status")
    return order


def on_screens(cloud: Cloud) -> set[int | None]:
    return {till.order_id for till in cloud.state.tills.values()}


def order_of_site(cloud: Cloud, till: Till, order_id: int) -> Order:
    order = cloud.order(order_id)
    if order.site_id != cloud.register(till.register_id).site_id:
        raise not_found("order at this site with the id", order_id)
    return order
