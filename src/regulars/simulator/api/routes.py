"""Which handler answers which path."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from regulars.simulator.api import (
    checkins,
    company,
    customers,
    notifications,
    orders,
    products,
    tables,
    webhooks,
)
from regulars.simulator.cloud import Cloud
from regulars.simulator.http import Answer, Call, error_answer

Handler = Callable[..., Answer]
LARGEST_ID_DIGITS = 20
TEXT_PARTS = frozenset({"date", "saleid", "price_list", "table"})


@dataclass(frozen=True)
class Route:
    method: str
    pattern: tuple[str, ...]
    handler: Handler


def route(method: str, path: str, handler: Handler) -> Route:
    return Route(method, tuple(path.strip("/").split("/")), handler)


C = "/companies/{company}"
ROUTES = (
    route("GET", "/sites_status", company.status),
    route("GET", C, company.read),
    route("GET", f"{C}/status", company.status),
    route("GET", f"{C}/sites", company.sites),
    route("GET", f"{C}/sites/{{site}}", company.site),
    route("PUT", f"{C}/sites/{{site}}", company.change_site),
    route("GET", f"{C}/sites/{{site}}/status", company.site_status),
    route("GET", f"{C}/sites/{{site}}/registers", company.registers_of_site),
    route("GET", f"{C}/sites/{{site}}/addresses", company.site_addresses),
    route("GET", f"{C}/addresses", company.nothing),
    route("GET", f"{C}/staff/{{staff}}/addresses", company.nothing),
    route("GET", f"{C}/cashups", company.nothing),
    route("GET", f"{C}/cashups/unprocessed", company.nothing),
    route("GET", f"{C}/cashups/since/{{date}}", company.nothing),
    route("GET", f"{C}/shifts/{{date}}", company.nothing),
    route("GET", f"{C}/shifts/since/{{date}}", company.nothing),
    route("GET", f"{C}/sites/{{site}}/shifts/{{date}}", company.nothing),
    route("GET", f"{C}/sites/{{site}}/shifts/since/{{date}}", company.nothing),
    route("GET", f"{C}/staff/{{staff}}/shifts/{{date}}", company.nothing),
    route("GET", f"{C}/staff/{{staff}}/shifts/since/{{date}}", company.nothing),
    route("GET", f"{C}/taxes/groups", company.nothing),
    route("GET", f"{C}/sites/{{site}}/tables", tables.list_all),
    route("GET", f"{C}/sites/{{site}}/tables/{{table}}", tables.read),
    route("GET", f"{C}/registers", company.registers),
    route("GET", f"{C}/registers/{{register}}", company.register),
    route("GET", f"{C}/staff", company.staff),
    route("GET", f"{C}/staff/admins", company.admins),
    route("GET", f"{C}/staff/me", company.staff_me),
    route("GET", f"{C}/staff/me/sites", company.staff_sites),
    route("GET", f"{C}/staff/{{staff}}", company.staff_member),
    route("GET", f"{C}/staff/{{staff}}/sites", company.staff_sites),
    route("GET", f"{C}/taxes", company.taxes),
    route("GET", f"{C}/taxes/{{tax}}", company.tax),
    route("GET", f"{C}/payment_methods", company.payment_methods),
    route("GET", f"{C}/products", products.products),
    route("POST", f"{C}/products", products.create),
    route("GET", f"{C}/products/{{product}}", products.product),
    route("GET", f"{C}/products/{{product}}/modifiers", products.modifiers),
    route("GET", f"{C}/products/{{product}}/categories", products.categories_of_product),
    route("GET", f"{C}/categories", products.categories),
    route("GET", f"{C}/categories/{{category}}", products.category),
    route("GET", f"{C}/categories/{{category}}/products", products.products_of_category),
    route("GET", f"{C}/sites/{{site}}/products", products.products_of_site),
    route("GET", f"{C}/sites/{{site}}/products/{{product}}", products.product),
    route("GET", f"{C}/sites/{{site}}/products/{{product}}/modifiers", products.modifiers),
    route("GET", f"{C}/sites/{{site}}/categories", products.categories_of_site),
    route("GET", f"{C}/sites/{{site}}/categories/{{category}}", products.category),
    route(
        "GET", f"{C}/sites/{{site}}/products/{{product}}/categories", products.categories_of_product
    ),
    route(
        "GET",
        f"{C}/sites/{{site}}/categories/{{category}}/products",
        products.products_of_category,
    ),
    route("GET", f"{C}/sites/{{site}}/inventory", products.inventory),
    route("GET", f"{C}/price_lists", products.price_lists),
    route("GET", f"{C}/price_lists/{{price_list}}", products.price_list),
    route("GET", f"{C}/customers", customers.list_or_find),
    route("POST", f"{C}/customers", customers.create),
    route("GET", f"{C}/customers/{{customer}}", customers.read),
    route("PUT", f"{C}/customers/{{customer}}", customers.update),
    route("GET", f"{C}/customers/{{customer}}/addresses", customers.addresses),
    route("POST", f"{C}/orders", orders.create),
    route("GET", f"{C}/orders/{{order}}", orders.read),
    route("PUT", f"{C}/orders/{{order}}", orders.update),
    route("DELETE", f"{C}/orders/{{order}}", orders.delete),
    route("GET", f"{C}/orders/saleid/{{saleid}}", orders.read_by_sale_number),
    route("GET", f"{C}/orders/{{order}}/lines", orders.list_lines),
    route("POST", f"{C}/orders/{{order}}/lines", orders.add_lines),
    route("GET", f"{C}/orders/{{order}}/lines/{{number}}", orders.read_line),
    route("PUT", f"{C}/orders/{{order}}/lines/{{number}}", orders.change_line),
    route("DELETE", f"{C}/orders/{{order}}/lines/{{number}}", orders.remove_line),
    route("POST", f"{C}/orders/{{order}}/payments", orders.pay),
    route("PUT", f"{C}/orders/{{order}}/payments/{{number}}", orders.change_payment),
    route("GET", f"{C}/orders/{{order}}/notifications", notifications.list_all),
    route("POST", f"{C}/orders/{{order}}/notifications", notifications.create),
    route("PUT", f"{C}/orders/{{order}}/notifications/{{number}}", notifications.change),
    route("GET", f"{C}/webhooks", webhooks.list_all),
    route("POST", f"{C}/webhooks", webhooks.create),
    route("GET", f"{C}/webhooks/{{webhook}}", webhooks.read),
    route("PUT", f"{C}/webhooks/{{webhook}}", webhooks.update),
    route("DELETE", f"{C}/webhooks/{{webhook}}", webhooks.delete),
    route("GET", f"{C}/sites/{{site}}/checkins", checkins.list_valid),
    route("POST", f"{C}/sites/{{site}}/checkins", checkins.create),
    route("GET", f"{C}/sites/{{site}}/checkins/{{customer}}", checkins.read),
    route("DELETE", f"{C}/sites/{{site}}/checkins/{{customer}}", checkins.delete),
)


def dispatch(cloud: Cloud, call: Call) -> Answer:
    """Answer `call`; the order list's filters may stand anywhere in its path."""
    same_path = [
        (each, parts)
        for each in ROUTES
        if (parts := fit(cloud, each.pattern, call.segments)) is not None
    ]
    for each, parts in same_path:
        if each.method == call.method:
            return each.handler(cloud, call, **parts)
    if call.method == "GET" and is_order_list(cloud, call.segments):
        return orders.list_filtered(cloud, call, call.segments[2:])
    if same_path:
        return error_answer(405, "method_not_allowed", f"{call.method} is not allowed here.")
    return error_answer(404, "not_found", "There is nothing at this address.")


def fit(cloud: Cloud, pattern: tuple[str, ...], segments: list[str]) -> dict[str, Any] | None:
    if len(pattern) != len(segments):
        return None
    parts: dict[str, Any] = {}
    for wanted, given in zip(pattern, segments, strict=True):
        if not wanted.startswith("{"):
            if wanted != given:
                return None
        elif wanted == "{company}":
            if not is_own_company(cloud, given):
                return None
        elif (name := wanted[1:-1]) in TEXT_PARTS:
            parts[name] = given
        elif is_id(given):
            parts[name] = int(given)
        else:
            return None
    return parts


def is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= LARGEST_ID_DIGITS


def is_own_company(cloud: Cloud, text: str) -> bool:
    return text in ("me", str(cloud.state.company.id))


def is_order_list(cloud: Cloud, segments: list[str]) -> bool:
    return (
        len(segments) >= 3
        and segments[0] == "companies"
        and is_own_company(cloud, segments[1])
        and "orders" in segments[2:]
        and not is_id(segment_after("orders", segments))
    )


def segment_after(name: str, segments: list[str]) -> str:
    behind = segments[segments.index(name) + 1 :]
    return behind[0] if behind else ""
