"""Notifications about orders, as banners on the registers."""

from datetime import datetime
from typing import Any

from regulars.simulator.cloud import Cloud
from regulars.simulator.errors import not_found
from regulars.simulator.model import FINAL_STATUSES, Notification, Order, Till

Json = dict[str, Any]


def shown(cloud: Cloud, till: Till) -> list[Json]:
    """The banners of the register now, newest first."""
    now, site_id = cloud.now(), cloud.register(till.register_id).site_id
    found = [
        (order, each)
        for order in cloud.state.orders.values()
        for each in order.notifications
        if is_due(till, order, each, now) and order.site_id == site_id and is_for(till, each)
    ]
    found.sort(key=lambda one: (one[1].shown_from, one[0].id, one[1].number), reverse=True)
    return [shape(cloud, order, each) for order, each in found]


def is_due(till: Till, order: Order, banner: Notification, now: datetime) -> bool:
    """Level now: everywhere, for its time. Level order: as long as that order is on the screen."""
    if banner.broadcast_level == "order":
        return till.order_id == order.id and order.status not in FINAL_STATUSES
    return banner.shown_until is not None and now < banner.shown_until


def is_for(till: Till, banner: Notification) -> bool:
    if till.register_id in banner.dismissed_at:
        return False
    return not banner.register_ids or till.register_id in banner.register_ids


def dismiss(cloud: Cloud, till: Till, order_id: int, number: int) -> None:
    """Take the banner off this register; the others keep it."""
    for banner in cloud.order(order_id).notifications:
        if banner.number == number:
            banner.dismissed_at.append(till.register_id)
            return
    raise not_found("notification", number)


def shape(cloud: Cloud, order: Order, banner: Notification) -> Json:
    return {
        "order_id": str(order.id),
        "number": banner.number,
        "sale_number": order.sale_number,
        "message": banner.message,
        "level": banner.broadcast_level,
        "colour": banner.alert_colour,
        "duration": banner.duration,
        "at": cloud.local(banner.shown_from or order.created_at),
    }
