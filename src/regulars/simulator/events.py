"""What happened, turned into deliveries to the addresses that asked for it."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from regulars.simulator import tables
from regulars.simulator.cloud import Cloud
from regulars.simulator.model import Customer, Delivery, Order, Webhook
from regulars.simulator.shapes import customer_single, order_event

ENCODER = msgspec.json.Encoder(decimal_format="number")
Body = dict[str, Any] | list[dict[str, Any]]
KNOWN_TOPICS = frozenset(
    f"{noun}/{verb}"
    for noun, verbs in {
        "orders": ("created", "updated", "completed", "deleted"),
        "customers": ("created", "updated", "deleted"),
        "registers": ("created", "updated", "deleted"),
        "sites": ("created", "updated"),
        "taxes": ("created", "updated", "deleted"),
        "tables": ("updated",),
    }.items()
    for verb in verbs
)


def topic_exists(cloud: Cloud, topic: str) -> bool:
    """Whether the topic is offered with the switches as they stand."""
    switches = cloud.switches
    switched: Mapping[str, bool] = {
        "orders/deleted": switches.webhook_orders_deleted,
        "orders/created": switches.webhook_orders_created,
        "orders/updated": switches.webhook_orders_updated,
        "tables/updated": switches.tables_addon and switches.webhook_tables,
        "customers/created": switches.webhook_customers,
        "customers/updated": switches.webhook_customers,
        "customers/deleted": switches.webhook_customers,
    }
    return topic in KNOWN_TOPICS and switched.get(topic, True)


def order_changed(cloud: Cloud, order: Order, verb: str) -> None:
    if not order.unheard:
        announce(cloud, f"orders/{verb}", order.site_id, lambda _: order_event(cloud, order))


def order_moved(cloud: Cloud, order: Order) -> None:
    """Tell the application that asked to be called about this very order."""
    method = cloud.switches.order_callback
    if order.callback_uri is None or method == "off" or order.unheard:
        return
    body = {"id": order.id, "id_str": str(order.id), "status": order.status}
    enqueue(
        cloud,
        Delivery(
            id=cloud.new_id("delivery"),
            topic="callback",
            method=method,
            address=order.callback_uri,
            body=ENCODER.encode(body).decode() if method == "POST" else "",
            headers={},
            client_id=None,
            due_at=cloud.now(),
        ),
    )


def customer_changed(cloud: Cloud, customer: Customer, verb: str) -> None:
    def body_for(client_id: str) -> dict[str, Any]:
        return customer_single(cloud, customer, client_id)

    announce(cloud, f"customers/{verb}", None, body_for)


def order_sat(cloud: Cloud, before: Order | None, order: Order) -> None:
    """Tell of the tables when the order came to one, or left one."""
    if tables.shown_at(before) != tables.shown_at(order):
        tables_changed(cloud, order.site_id)


def tables_changed(cloud: Cloud, site_id: int) -> None:
    """All tables of the site, as they are read."""
    announce(cloud, "tables/updated", site_id, lambda _: tables.read(cloud, site_id))


def announce(
    cloud: Cloud, topic: str, site_id: int | None, body_for: Callable[[str], Body]
) -> None:
    if not topic_exists(cloud, topic):
        return
    for webhook in cloud.state.webhooks.values():
        if webhook.topic == topic and wants_site(webhook, site_id):
            enqueue(cloud, delivery_of(cloud, webhook, body_for(webhook.client_id)))


def wants_site(webhook: Webhook, site_id: int | None) -> bool:
    sites = (webhook.filter or {}).get("site_ids")
    return site_id is None or not sites or site_id in sites


def delivery_of(cloud: Cloud, webhook: Webhook, body: Body) -> Delivery:
    if cloud.switches.webhook_envelope == "wrapped":
        body = {"topic": webhook.topic, "data": body}
    return Delivery(
        id=cloud.new_id("delivery"),
        topic=webhook.topic,
        method="POST",
        address=webhook.address,
        body=ENCODER.encode(body).decode(),
        headers=dict(webhook.headers),
        client_id=webhook.client_id,
        due_at=cloud.now(),
    )


def enqueue(cloud: Cloud, delivery: Delivery) -> None:
    queue = cloud.state.deliveries
    if cloud.faults.strike("webhook_lost", path=delivery.topic):
        delivery.state = "lost"
        queue.append(delivery)
        return
    if cloud.faults.strike("webhook_wrong_signature", path=delivery.topic):
        delivery.wrong_signature = True
    if cloud.faults.strike("webhook_reordered", path=delivery.topic):
        delivery.state = "held_back"
        queue.append(delivery)
        return
    queue.append(delivery)
    if cloud.faults.strike("webhook_duplicate", path=delivery.topic):
        queue.append(msgspec.structs.replace(delivery, id=cloud.new_id("delivery")))
    release_held_back(cloud)
    cloud.wake_deliveries()


def release_held_back(cloud: Cloud) -> None:
    """What was held back goes to the end of the queue, behind the event that overtook it."""
    queue = cloud.state.deliveries
    held = [delivery for delivery in queue if delivery.state == "held_back"]
    for delivery in held:
        delivery.state = "waiting"
        queue.remove(delivery)
        queue.append(delivery)
