"""Orders, their lines and payments."""

from regulars.simulator import orders
from regulars.simulator.api import order_filters
from regulars.simulator.api.answers import created, listed, updated
from regulars.simulator.api.sight import visible_order, visible_sites
from regulars.simulator.cloud import Cloud
from regulars.simulator.drafts import LineDraft, OrderDraft, PaymentChange, PaymentDraft
from regulars.simulator.errors import Refused, not_found
from regulars.simulator.http import Answer, Call, json_answer, no_content
from regulars.simulator.shapes import lines_of, order_listed, order_single


def list_filtered(cloud: Cloud, call: Call, parts: list[str]) -> Answer:
    found = order_filters.matching(cloud, call, parts)
    return listed(
        cloud,
        call,
        found,
        lambda order: order_listed(cloud, order),
        id_of=lambda order: order.id,
        by_start=True,
    )


def read(cloud: Cloud, call: Call, order: int) -> Answer:
    return json_answer(order_single(cloud, visible_order(cloud, call, order)))


def read_by_sale_number(cloud: Cloud, call: Call, saleid: str) -> Answer:
    for order in cloud.state.orders.values():
        if order.sale_number == saleid:
            return read(cloud, call, order.id)
    raise not_found("sale", saleid)


def create(cloud: Cloud, call: Call) -> Answer:
    draft = call.as_draft(OrderDraft)
    if cloud.faults.strike("order_refused", path=call.raw_target.partition("?")[0]):
        raise Refused("The site takes no orders at the moment.")
    if draft.site_id in cloud.state.sites and draft.site_id not in visible_sites(cloud, call):
        raise Refused("The person who granted access may not sell there.", code="forbidden")
    order = orders.create(cloud, draft, client_id=call.client_id, staff_id=call.staff_id)
    return created(cloud, call, path_of(cloud, order.id))


def update(cloud: Cloud, call: Call, order: int) -> Answer:
    visible_order(cloud, call, order)
    draft = call.as_draft(OrderDraft)
    changed = orders.update(cloud, order, draft, by="add-on", client_id=call.client_id)
    return updated(cloud, order_single(cloud, changed))


def delete(cloud: Cloud, call: Call, order: int) -> Answer:
    visible_order(cloud, call, order)
    orders.delete(cloud, order)
    return no_content()


def list_lines(cloud: Cloud, call: Call, order: int) -> Answer:
    return json_answer(lines_of(cloud, visible_order(cloud, call, order)))


def add_lines(cloud: Cloud, call: Call, order: int) -> Answer:
    """One line, or an array of them."""
    visible_order(cloud, call, order)
    many = call.body.lstrip().startswith(b"[")
    drafts = call.as_draft(list[LineDraft]) if many else [call.as_draft(LineDraft)]
    changed = orders.add_order_lines(cloud, order, drafts, by="add-on")
    number = changed.lines[-1].number if changed.lines else 0
    return created(cloud, call, f"{path_of(cloud, order)}/lines/{number}")


def read_line(cloud: Cloud, call: Call, order: int, number: int) -> Answer:
    for line in lines_of(cloud, visible_order(cloud, call, order)):
        if line["number"] == number:
            return json_answer(line)
    raise not_found("line", number)


def change_line(cloud: Cloud, call: Call, order: int, number: int) -> Answer:
    visible_order(cloud, call, order)
    changed = orders.change_line(cloud, order, number, call.as_draft(LineDraft), by="add-on")
    line = next(each for each in lines_of(cloud, changed) if each["number"] == number)
    return updated(cloud, line)


def remove_line(cloud: Cloud, call: Call, order: int, number: int) -> Answer:
    visible_order(cloud, call, order)
    orders.remove_line(cloud, order, number, by="add-on")
    return no_content()


def pay(cloud: Cloud, call: Call, order: int) -> Answer:
    visible_order(cloud, call, order)
    payment = orders.pay(cloud, order, call.as_draft(PaymentDraft), client_id=call.client_id)
    return created(cloud, call, f"{path_of(cloud, order)}/payments/{payment.number}")


def change_payment(cloud: Cloud, call: Call, order: int, number: int) -> Answer:
    visible_order(cloud, call, order)
    changed = orders.change_payment(cloud, order, number, call.as_draft(PaymentChange))
    return updated(cloud, order_single(cloud, changed)["payments"])


def path_of(cloud: Cloud, order_id: int) -> str:
    return f"/companies/{cloud.state.company.id}/orders/{order_id}"
