"""The till as its screen draws it."""

from collections import Counter
from typing import Any

import msgspec

from regulars.simulator import tables
from regulars.simulator.catalogue import Register
from regulars.simulator.cloud import Cloud
from regulars.simulator.model import (
    FINAL_STATUSES,
    NO_AMOUNT,
    NO_VARIATION,
    OPEN_STATUSES,
    Line,
    Order,
    Reward,
    Till,
)
from regulars.simulator.pricing import Bill, LinePrice
from regulars.simulator.till import banners, sale
from regulars.simulator.till.members import why_not_ready
from regulars.simulator.till.order_view import (
    finished,
    number,
    payments,
    plain,
    summary,
    table_name,
)
from regulars.simulator.till.waiting import on_screens

Json = dict[str, Any]
RECENT_SHOWN = 20


def all_tills(cloud: Cloud) -> Json:
    company = cloud.state.company
    return {
        "company": {
            "id": company.id,
            "name": company.name,
            "currency": company.currency,
            "timezone": company.timezone,
        },
        "registers": [
            {
                **register_shape(cloud, register),
                "sale_open": sale.current(cloud, cloud.till(register.id)) is not None,
                "waiting": len(orders_of(cloud, register.site_id, ("SUBMITTED",))),
            }
            for register in cloud.state.registers.values()
        ],
    }


def whole_till(cloud: Cloud, till: Till) -> Json:
    register = cloud.register(till.register_id)
    person = cloud.staff(till.staff_id)
    order = sale.current(cloud, till)
    site_id = register.site_id
    shown = on_screens(cloud)
    held = [each for each in orders_of(cloud, site_id, OPEN_STATUSES) if each.id not in shown]
    recent = orders_of(cloud, site_id, FINAL_STATUSES)[:RECENT_SHOWN]
    last = cloud.state.orders.get(till.last_order_id or 0)
    return {
        "register": register_shape(cloud, register),
        "staff": {"id": person.id, "name": f"{person.first_name} {person.last_name}"},
        "currency": cloud.state.company.currency,
        "categories": categories(cloud, site_id),
        "tables": tables_of(cloud, site_id),
        "payment_methods": [
            {"id": each.id, "name": each.name} for each in cloud.state.payment_methods.values()
        ],
        "programs": programs(cloud),
        "sale": sale_shape(cloud, till, order) if order else None,
        "search": search_shape(till),
        "rewards": rewards_shape(till),
        "redemptions": [
            {**msgspec.to_builtins(each), "at": cloud.local(each.at)} for each in till.redemptions
        ],
        "waiting": [summary(cloud, each) for each in orders_of(cloud, site_id, ("SUBMITTED",))],
        "held": [summary(cloud, each) for each in held],
        "recent": [finished(cloud, each) for each in recent],
        "notifications": banners.shown(cloud, till),
        "last_order": summary(cloud, last) if last else None,
        "message": message_shape(cloud, till),
    }


def register_shape(cloud: Cloud, register: Register) -> Json:
    return {
        "id": register.id,
        "name": register.name,
        "code": register.code,
        "site_id": register.site_id,
        "site_name": cloud.site(register.site_id).name,
    }


def orders_of(cloud: Cloud, site_id: int, statuses: tuple[str, ...]) -> list[Order]:
    found = [
        each
        for each in cloud.state.orders.values()
        if each.site_id == site_id and each.status in statuses
    ]
    return sorted(found, key=lambda each: (each.updated_at, each.id), reverse=True)


def categories(cloud: Cloud, site_id: int) -> list[Json]:
    return [
        {
            "id": category.id,
            "name": category.name,
            "products": [
                {
                    "id": each.id,
                    "name": each.name,
                    "price": cloud.money(each.unit_price),
                    "available": site_id not in each.unavailable_at,
                }
                for each in cloud.state.products.values()
                if each.category_id == category.id and site_id not in each.not_sold_at
            ],
        }
        for category in cloud.state.categories.values()
    ]


def tables_of(cloud: Cloud, site_id: int) -> list[Json]:
    """With how many open orders each has; none without the add-on."""
    if not cloud.switches.tables_addon:
        return []
    open_orders = Counter(
        order.table_id for order in cloud.state.orders.values() if order.status in OPEN_STATUSES
    )
    return [
        {"name": each.name, "section": each.section, "open_orders": open_orders[each.id]}
        for each in tables.of_site(cloud, site_id)
    ]


def programs(cloud: Cloud) -> list[Json]:
    return [
        {
            "client_id": addon.client_id,
            "name": addon.name,
            "ready": why_not_ready(cloud, addon) is None,
            "reason": why_not_ready(cloud, addon),
        }
        for addon in cloud.state.addons.values()
    ]


def sale_shape(cloud: Cloud, till: Till, order: Order) -> Json:
    bill = cloud.bill(order)
    return {
        "placeholder": till.placeholder,
        "order_id": str(order.id) if order.id else None,
        "sale_number": order.sale_number,
        "status": order.status if order.id else "OPEN",
        "order_type": order.order_type,
        "guests": order.guests,
        "notes": order.notes,
        "table": table_name(cloud, order),
        "lines": [
            line_shape(cloud, line, price)
            for line, price in zip(order.lines, bill.lines, strict=True)
        ],
        "subtotal": cloud.money(bill.subtotal),
        "discount": discount_shape(cloud, order, bill),
        "tax": cloud.money(bill.tax),
        "total": cloud.money(bill.total),
        "paid": cloud.money(bill.paid),
        "due": cloud.money(bill.due),
        "tips": cloud.money(bill.tips),
        "payments": payments(cloud, order),
        "customer": customer_shape(cloud, till, order),
    }


def line_shape(cloud: Cloud, line: Line, price: LinePrice) -> Json:
    return {
        "number": line.number,
        "product_id": line.product_id,
        "name": line.name,
        "quantity": number(line.quantity),
        "unit_price": cloud.money(price.unit),
        "discount": cloud.money(price.before - price.total),
        "total": cloud.money(price.total),
        "notes": line.notes,
        "modifiers": [cloud.product(abs(each)).name for each in line.modifiers],
    }


def discount_shape(cloud: Cloud, order: Order, bill: Bill) -> Json | None:
    percent = order.price_variation != NO_VARIATION
    if not percent and order.price_fixed_variation == NO_AMOUNT:
        return None
    value = (1 - order.price_variation) * 100
    return {
        "kind": "percent" if percent else "amount",
        "value": plain(value) if percent else cloud.money(-order.price_fixed_variation),
        "amount": cloud.money(bill.discount),
        "by": order.discount_by or "add-on",
    }


def customer_shape(cloud: Cloud, till: Till, order: Order) -> Json | None:
    customer = cloud.state.customers.get(order.customer_id or 0)
    if customer is None:
        return None
    client_id = till.rewards.client_id if till.rewards else next(iter(cloud.state.addons), "")
    return {
        "id": customer.id,
        "first_name": customer.first_name,
        "last_name": customer.last_name,
        "email": customer.email,
        "reference_id": customer.references.get(client_id, ""),
    }


def search_shape(till: Till) -> Json | None:
    shape: Json | None = msgspec.to_builtins(till.search)
    return shape


def rewards_shape(till: Till) -> Json | None:
    if till.rewards is None:
        return None
    return {
        "client_id": till.rewards.client_id,
        "error": till.rewards.error,
        "member": msgspec.to_builtins(till.rewards.member),
        "rewards": [reward_shape(each) for each in till.rewards.rewards],
    }


def reward_shape(reward: Reward) -> Json:
    """All but the address, which is between the till and the program."""
    shape: Json = msgspec.to_builtins(reward)
    return {name: value for name, value in shape.items() if name != "redeem_url"}


def message_shape(cloud: Cloud, till: Till) -> Json | None:
    if till.message is None:
        return None
    message = till.message
    return {"level": message.level, "text": message.text, "at": cloud.local(message.at)}
