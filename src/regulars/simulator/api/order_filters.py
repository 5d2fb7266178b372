"""The filters of the order list: segments of the path and parameters of the query."""

import operator
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any

from regulars.simulator.api.answers import whole_number
from regulars.simulator.api.sight import visible_sites
from regulars.simulator.cloud import Cloud
from regulars.simulator.errors import Refused, not_found
from regulars.simulator.http import Call, decimal_of
from regulars.simulator.model import NO_AMOUNT, NO_VARIATION, Line, Order, OrderStatus

Wanted = Callable[[Order], bool]
Comparison = Callable[[Any, Any], bool]

STATUS_SEGMENTS: dict[str, OrderStatus] = {
    "submitted": "SUBMITTED",
    "accepted": "ACCEPTED",
    "rejected": "REJECTED",
    "on_hold": "ON_HOLD",
    "onhold": "ON_HOLD",
    "pending": "PENDING",
    "complete": "COMPLETE",
    "deleted": "DELETED",
}
ATTRIBUTE_SEGMENTS = {
    "sites": "site_id",
    "registers": "register_id",
    "staff": "staff_id",
    "customers": "customer_id",
}
COMPARISONS: dict[str, Comparison] = {
    "_lt": operator.lt,
    "_lte": operator.le,
    "_gt": operator.gt,
    "_gte": operator.ge,
}


def matching(cloud: Cloud, call: Call, parts: list[str]) -> list[Order]:
    """The orders asked for, newest first."""
    wanted = [*by_segments(parts), *by_query(cloud, call)]
    sites = visible_sites(cloud, call)
    shown_until = cloud.now() - timedelta(seconds=cloud.switches.order_list_delay_seconds)
    found = [
        order
        for order in cloud.state.orders.values()
        if order.site_id in sites
        and order.created_at <= shown_until
        and all(fits(order) for fits in wanted)
    ]
    return sorted(found, key=lambda order: (order.created_at, order.id), reverse=True)


def by_segments(parts: list[str]) -> Iterator[Wanted]:
    rest = [part for part in parts if part != "orders"]
    while rest:
        part = rest.pop(0)
        if part in STATUS_SEGMENTS:
            yield has("status", STATUS_SEGMENTS[part])
        elif part in ATTRIBUTE_SEGMENTS and rest:
            yield has(ATTRIBUTE_SEGMENTS[part], whole_number(rest.pop(0), part))
        elif part == "discounted":
            yield is_discounted
        elif part == "linkedcustomer":
            yield lambda order: order.customer_id is not None
        elif part == "accounts":
            yield lambda order: order.customer_id is not None and not order.payments
        else:
            raise not_found("order filter", part)


def has(name: str, value: object) -> Wanted:
    return lambda order: getattr(order, name) == value


def is_discounted(order: Order) -> bool:
    varied: list[Order | Line] = [order, *order.lines]
    return any(
        each.price_variation < NO_VARIATION or each.price_fixed_variation < NO_AMOUNT
        for each in varied
    )


def by_query(cloud: Cloud, call: Call) -> Iterator[Wanted]:
    for name, text in call.query:
        noun, _, suffix = name.partition("_")
        if noun == "created" and (not suffix or f"_{suffix}" in COMPARISONS):
            yield created_filter(cloud, name, text, f"_{suffix}")
        elif noun == "value" and (not suffix or f"_{suffix}" in COMPARISONS):
            yield value_filter(cloud, name, text, f"_{suffix}")
        elif name not in ("start", "page"):
            call.think("odd", f"No source knows the filter {name}; it is ignored.")


def created_filter(cloud: Cloud, name: str, text: str, suffix: str) -> Wanted:
    zone: tzinfo = cloud.zone if cloud.switches.bare_dates == "site" else UTC
    begin, end = span(text, zone, name)
    match suffix:
        case "_gte":
            return lambda order: order.created_at >= begin
        case "_gt":
            return lambda order: order.created_at >= end
        case "_lt":
            return lambda order: order.created_at < begin
        case "_lte":
            return lambda order: order.created_at < end
        case _:
            return lambda order: begin <= order.created_at < end


def span(text: str, zone: tzinfo, name: str) -> tuple[datetime, datetime]:
    """From the first to behind the last moment that `text` names: a day, or one second."""
    try:
        if len(text) == len("2026-05-01"):
            day = date.fromisoformat(text)
            midnight = datetime.combine(day, time(), zone)
            return midnight, datetime.combine(day + timedelta(days=1), time(), zone)
        at = datetime.fromisoformat(text.replace(" ", "+"))
    except (ValueError, OverflowError) as error:
        raise Refused(f"{name} is neither a date nor a time.") from error
    if at.tzinfo is None:
        at = at.replace(tzinfo=UTC)
    return at, at + timedelta(microseconds=1)


def value_filter(cloud: Cloud, name: str, text: str, suffix: str) -> Wanted:
    limit = decimal_of(text, name)
    compare: Comparison = COMPARISONS.get(suffix, operator.eq)
    return lambda order: compare(cloud.bill(order).total, limit)
