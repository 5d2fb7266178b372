"""Webhooks: registered, filtered, signed, tried again."""

import asyncio
import hashlib
import hmac
from typing import Any

import httpx
import msgspec
import pytest
from tests.simulator.scene import ADDON, SITE, Cashier, Clock, Stranger
from tests.simulator.test_manners import new_order

from regulars.simulator import Simulator

HOOK = {"topic": "orders/completed", "address": f"{ADDON}/hook"}


async def sell(cashier: Cashier) -> str:
    await cashier.ring()
    paid = await cashier.pay()
    return str(paid["last_order"]["id"])


async def test_a_webhook_is_kept_read_changed_and_deleted(api: httpx.AsyncClient) -> None:
    created = await api.post("/webhooks", json=HOOK | {"filter": {"site_ids": [SITE]}})
    url = created.headers["location"]
    await api.put(url, json={"address": f"{ADDON}/other"})
    [webhook] = (await api.get("/webhooks")).json()
    assert (webhook["address"], webhook["topic"]) == (f"{ADDON}/other", "orders/completed")
    assert webhook["filter"] == {"site_ids": [SITE]}
    assert (await api.delete(url)).status_code == 204
    assert (await api.get(url)).status_code == 404


@pytest.mark.parametrize(
    "change",
    [
        {"topic": "orders/eaten"},
        {"address": "hook"},
        {"format": "xml"},
        {"headers": {"Cookie": "a"}},
        {"headers": {"X-Kounta-Signature": "a"}},
    ],
)
async def test_a_wrong_webhook_is_refused(
    api: httpx.AsyncClient, change: dict[str, object]
) -> None:
    assert (await api.post("/webhooks", json=HOOK | change)).status_code == 400
    assert (await api.get("/webhooks")).json() == []


async def test_the_signature_covers_the_raw_body_and_own_headers_are_sent(
    till: Simulator, api: httpx.AsyncClient, cashier: Cashier, stranger: Stranger
) -> None:
    await api.post("/webhooks", json=HOOK | {"headers": {"X-Tenant": "7"}})
    order_id = await sell(cashier)
    [delivery] = await till.deliver_pending()
    assert delivery.state == "delivered"
    [(body, headers)] = stranger.hooks
    assert headers["x-kounta-signature"] == hmac.digest(b"sign-here", body, hashlib.sha256).hex()
    assert headers["x-tenant"] == "7"
    event = msgspec.json.decode(body)
    assert event["id_str"] == order_id
    assert {"staff_id", "lines", "payments", "customer"} <= event.keys()


async def test_a_filter_keeps_other_sites_out(
    till: Simulator, api: httpx.AsyncClient, cashier: Cashier, stranger: Stranger
) -> None:
    await api.post("/webhooks", json=HOOK | {"filter": {"site_ids": [4202]}})
    await sell(cashier)
    assert await till.deliver_pending() == []


async def test_a_refused_delivery_is_tried_again_and_then_given_up(
    till: Simulator, api: httpx.AsyncClient, cashier: Cashier, stranger: Stranger
) -> None:
    await api.post("/webhooks", json=HOOK)
    stranger.hook_status = 503
    await sell(cashier)
    states = [(await till.deliver_pending())[0].state for _ in range(4)]
    assert states == ["waiting", "waiting", "waiting", "given_up"]
    assert await till.deliver_pending() == []
    assert len(stranger.hooks) == 4


async def test_an_automatic_delivery_is_tried_again_after_each_wait(
    till: Simulator, api: httpx.AsyncClient, clock: Clock, stranger: Stranger
) -> None:
    await api.post("/webhooks", json=HOOK)
    till.turn(webhook_delivery="automatic", webhook_retry_seconds=[5, 30])
    stranger.hook_status = 500
    before = clock()
    await new_order(api, status="COMPLETE")
    [delivery] = till.cloud.state.deliveries
    for _ in range(100):
        await asyncio.sleep(0)
    assert (delivery.state, delivery.attempts) == ("given_up", 3)
    assert (clock() - before).total_seconds() == 35


async def test_what_waited_is_taken_up_when_the_till_starts(
    till: Simulator, api: httpx.AsyncClient, stranger: Stranger
) -> None:
    await api.post("/webhooks", json=HOOK)
    await new_order(api, status="COMPLETE")
    till.turn(webhook_delivery="automatic")
    steps = iter(["lifespan.startup", "lifespan.shutdown"])
    said: list[str] = []

    async def receive() -> dict[str, str]:
        for _ in range(100):
            await asyncio.sleep(0)
        return {"type": next(steps)}

    async def send(message: Any) -> None:
        said.append(message["type"])

    await till({"type": "lifespan"}, receive, send)
    assert said == ["lifespan.startup.complete", "lifespan.shutdown.complete"]
    assert len(stranger.hooks) == 1


async def test_a_deleted_order_is_announced(
    till: Simulator, api: httpx.AsyncClient, stranger: Stranger
) -> None:
    await api.post("/webhooks", json=HOOK | {"topic": "orders/deleted"})
    order = await new_order(api)
    await api.delete(f"/orders/{order}")
    await till.deliver_pending()
    assert msgspec.json.decode(stranger.hooks[0][0])["deleted"] is True


async def test_updates_are_announced_only_when_that_topic_exists(
    till: Simulator, api: httpx.AsyncClient
) -> None:
    await api.post("/webhooks", json=HOOK | {"topic": "orders/updated"})
    assert till.log.entries[-1].judgements[0].level == "odd"
    order = await new_order(api)
    await api.put(f"/orders/{order}", json={"notes": "a"})
    assert await till.deliver_pending() == []
    till.turn(webhook_orders_updated=True)
    await api.put(f"/orders/{order}", json={"notes": "b"})
    assert len(await till.deliver_pending()) == 1


async def test_a_customers_event_shows_the_applications_own_reference(
    till: Simulator, api: httpx.AsyncClient, stranger: Stranger
) -> None:
    await api.post("/webhooks", json=HOOK | {"topic": "customers/updated"})
    await api.put("/customers/301", json={"reference_id": "m-9"})
    await till.deliver_pending()
    assert msgspec.json.decode(stranger.hooks[0][0])["reference_id"] == "m-9"


async def test_an_orders_callback_hears_of_each_status(
    till: Simulator, api: httpx.AsyncClient, stranger: Stranger
) -> None:
    order = await new_order(api, status="SUBMITTED", callback_uri=f"{ADDON}/hook?own=1")
    await api.put(f"/orders/{order}", json={"status": "ACCEPTED"})
    await till.deliver_pending()
    [(body, headers)] = stranger.hooks
    assert msgspec.json.decode(body) == {"id": int(order), "id_str": order, "status": "ACCEPTED"}
    assert "x-kounta-signature" not in headers
