"""Orders and customers as the API shows them: short in lists, whole when read alone."""

from decimal import Decimal
from typing import Any

from regulars.simulator.cloud import Cloud
from regulars.simulator.model import NO_AMOUNT, NO_VARIATION, Customer, Line, Order, Payment
from regulars.simulator.pricing import LinePrice

Json = dict[str, Any]


def order_listed(cloud: Cloud, order: Order) -> Json:
    bill = cloud.bill(order)
    return {
        **order_core(cloud, order),
        "staff_id": order.staff_id,
        "is_refund": order.refunded_order_id is not None,
        "refunded_order_id": order.refunded_order_id,
        "order_type": order.order_type,
        "total": bill.total,
        "total_tax": bill.tax,
        "paid": bill.paid,
    }


def order_single(cloud: Cloud, order: Order) -> Json:
    bill = cloud.bill(order)
    return {
        **order_core(cloud, order),
        "staff_member_id": order.staff_id,
        "refunded_order_id": order.refunded_order_id,
        "order_type": order.order_type,
        "total": bill.total,
        "total_tax": bill.tax,
        "paid": bill.paid,
        "tips": bill.tips,
        "customer": customer_of(cloud, order),
        "lines": lines_of(cloud, order),
        "payments": payments_of(cloud, order),
        "price_variation": variation(cloud, order.price_variation, NO_VARIATION),
        "price_fixed_variation": variation(cloud, order.price_fixed_variation, NO_AMOUNT),
        "price_limit": order.price_limit,
        "options": [],
        "order_payment_type": None,
        "guests": order.guests,
        "callback_uri": order.callback_uri,
        "lock": order.lock,
        "group_id": None,
        "complete_when_paid": order.complete_when_paid,
        "pass_thru_printing": order.pass_thru_printing,
        "placed_at": order.placed_at,
        "fulfil_at": order.fulfil_at,
    }


def order_event(cloud: Cloud, order: Order) -> Json:
    """What a webhook carries: the list's form with customer, lines and payments."""
    return {
        **order_listed(cloud, order),
        "customer": customer_of(cloud, order),
        "lines": lines_of(cloud, order),
        "payments": payments_of(cloud, order),
    }


def order_core(cloud: Cloud, order: Order) -> Json:
    return {
        "id": order.id,
        "id_str": str(order.id),
        "sale_number": order.sale_number,
        "status": order.status,
        "notes": order.notes,
        "site_id": order.site_id,
        "register_id": order.register_id,
        "deleted": order.status == "DELETED",
        "created_at": cloud.local(order.created_at),
        "updated_at": cloud.local(order.updated_at),
    }


def customer_of(cloud: Cloud, order: Order) -> Json | None:
    customer = cloud.state.customers.get(order.customer_id or 0)
    if customer is None:
        return None
    return {
        "id": customer.id,
        "first_name": customer.first_name,
        "last_name": customer.last_name,
        "email": customer.email,
        "image": customer.image,
    }


def lines_of(cloud: Cloud, order: Order) -> list[Json]:
    prices = cloud.bill(order).lines
    return [line_shape(cloud, line, price) for line, price in zip(order.lines, prices, strict=True)]


def line_shape(cloud: Cloud, line: Line, price: LinePrice) -> Json:
    total, tax = price.total, price.tax
    if cloud.switches.line_totals == "before_line_variation":
        total, tax = price.before, price.before_tax
    return {
        "number": line.number,
        "line_id": line.line_id,
        "product": {"id": line.product_id, "name": line.name},
        "quantity": line.quantity,
        "modifiers": line.modifiers,
        "notes": line.notes,
        "price_variation": variation(cloud, line.price_variation, NO_VARIATION),
        "price_fixed_variation": variation(cloud, line.price_fixed_variation, NO_AMOUNT),
        "unit_price": price.unit_ex_tax,
        "unit_tax": price.unit_tax,
        "line_total_ex_tax": total - tax,
        "line_total_tax": tax,
        "taxes": [{"id": tax.id, "name": tax.name, "rate": tax.rate} for tax in line.taxes],
        "part_of_option_set": None,
    }


def payments_of(cloud: Cloud, order: Order) -> list[Json]:
    return [payment_shape(cloud, payment) for payment in order.payments]


def payment_shape(cloud: Cloud, payment: Payment) -> Json:
    method = cloud.state.payment_methods[payment.method_id]
    return {
        "id": payment.id,
        "number": payment.number,
        "method": {"id": method.id, "name": method.name},
        "amount": payment.amount,
        "tip": payment.tip,
        "ref": payment.ref,
        "created_at": cloud.local(payment.created_at),
    }


def variation(cloud: Cloud, value: Decimal, unset: Decimal) -> Decimal | None:
    return None if value == unset and cloud.switches.unset_variation == "null" else value


def customer_listed(customer: Customer, client_id: str) -> Json:
    """`reference_id` is the asking application's own; it never sees another's."""
    return {
        "id": customer.id,
        "first_name": customer.first_name,
        "last_name": customer.last_name,
        "primary_email_address": customer.email,
        "image": customer.image,
        "reference_id": customer.references.get(client_id, ""),
    }


def customer_single(cloud: Cloud, customer: Customer, client_id: str) -> Json:
    """The times are always now, as the real ones are not kept."""
    now = cloud.local(cloud.now())
    addresses = customer_addresses(customer)
    return {
        **customer_listed(customer, client_id),
        "description": customer.description,
        "email_addresses": [customer.email] if customer.email else [],
        "phone": customer.phone,
        "mobile": customer.mobile,
        "fax": None,
        "shipping_address": address_shape(2, customer.shipping_address),
        "postal_address": address_shape(1, customer.primary_address),
        "addresses": {"count": len(addresses), "updated_at": now},
        "tags": customer.tags,
        "accepts_marketing": customer.accepts_marketing,
        "created_at": now,
        "updated_at": now,
    }


def customer_addresses(customer: Customer) -> list[Json]:
    written = (customer.primary_address, customer.shipping_address)
    shapes = [address_shape(number, each) for number, each in enumerate(written, start=1)]
    return [each for each in shapes if each is not None]


def address_shape(number: int, written: Json | None) -> Json | None:
    """Addresses are read in other words than they are written in."""
    if written is None:
        return None
    return {
        "id": number,
        "lines": written.get("lines") or [written.get("address")],
        "city": written.get("city"),
        "zone": written.get("zone") or written.get("state"),
        "postal_code": written.get("postal_code"),
        "country": written.get("country"),
    }
