"""Notifications: banners on the registers about an order."""

from datetime import timedelta
from typing import Any

import msgspec

from regulars.simulator.api.answers import created, updated
from regulars.simulator.api.orders import path_of
from regulars.simulator.api.sight import visible_order
from regulars.simulator.cloud import Cloud
from regulars.simulator.drafts import NotificationDraft
from regulars.simulator.errors import Refused, not_found
from regulars.simulator.http import Answer, Call, json_answer
from regulars.simulator.model import Notification

PER_ORDER = 5


def list_all(cloud: Cloud, call: Call, order: int) -> Answer:
    subject = visible_order(cloud, call, order)
    return json_answer([shape(each) for each in subject.notifications])


def create(cloud: Cloud, call: Call, order: int) -> Answer:
    subject = visible_order(cloud, call, order)
    draft = call.as_draft(NotificationDraft)
    check(cloud, draft)
    if len(subject.notifications) >= PER_ORDER:
        raise Refused(f"An order takes {PER_ORDER} notifications at most.")
    number = len(subject.notifications) + 1
    subject.notifications.append(notification_from(cloud, draft, number))
    return created(cloud, call, f"{path_of(cloud, order)}/notifications/{number}")


def change(cloud: Cloud, call: Call, order: int, number: int) -> Answer:
    """What was changed is shown again, also where it was dismissed."""
    subject = visible_order(cloud, call, order)
    at = next((i for i, each in enumerate(subject.notifications) if each.number == number), None)
    if at is None:
        raise not_found("notification", number)
    old = subject.notifications[at]
    if old.broadcast_level != "order":
        raise Refused("Only notifications of the level order can be changed.")
    call.body = msgspec.json.encode(shape(old) | call.as_draft(dict))
    draft = call.as_draft(NotificationDraft)
    check(cloud, draft)
    subject.notifications[at] = notification_from(cloud, draft, number)
    return updated(cloud, shape(subject.notifications[at]))


def check(cloud: Cloud, draft: NotificationDraft) -> None:
    if draft.broadcast_level not in ("now", "order"):
        raise Refused("broadcast_level is now or order.")
    if draft.alert_colour not in ("green", "orange", "red"):
        raise Refused("alert_colour is green, orange or red.")
    if not 0 < len(draft.message) <= 300:
        raise Refused("message has 1 to 300 characters.")
    if not 3 <= draft.duration <= 60:
        raise Refused("duration is 3 to 60 seconds.")
    for register_id in draft.register_ids:
        if register_id not in cloud.state.registers:
            raise Refused(f"There is no register {register_id}.")


def notification_from(cloud: Cloud, draft: NotificationDraft, number: int) -> Notification:
    return Notification(
        number=number,
        broadcast_level=draft.broadcast_level,
        alert_colour=draft.alert_colour,
        message=draft.message,
        duration=draft.duration,
        register_ids=draft.register_ids,
        shown_from=cloud.now(),
        shown_until=cloud.now() + timedelta(seconds=draft.duration),
    )


def shape(notification: Notification) -> dict[str, Any]:
    return {
        "number": notification.number,
        "broadcast_level": notification.broadcast_level,
        "alert_colour": notification.alert_colour,
        "message": notification.message,
        "duration": notification.duration,
        "register_ids": notification.register_ids,
    }
