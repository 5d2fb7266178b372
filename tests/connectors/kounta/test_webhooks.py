"""Our webhooks stand once, point where they should, and go when we go."""

from collections import Counter
from typing import Any, cast

import httpx
import pytest
from litestar import Litestar
from tests.connectors.kounta.world import COFFEE, CREDENTIALS, RING, World

from regulars.faces.inbound import create_inbound
from regulars.merchants.connections import disable
from regulars.merchants.keys import ConnectionKey, write_key
from regulars.merchants.webhooks import read_webhooks
from regulars.pos.errors import PosRefused, PosUnavailable

ADDRESS = "https://hub.test/hooks/kounta/the-key"
BOTH = {
    ("orders/completed", f"{ADDRESS}?topic=orders/completed"),
    ("orders/deleted", f"{ADDRESS}?topic=orders/deleted"),
}


def standing(world: World) -> list[tuple[str, str]]:
    return [(each.topic, each.address) for each in world.simulator.cloud.state.webhooks.values()]


async def test_completed_and_deleted_orders_are_reported_each_under_its_topic(
    world: World,
) -> None:
    await world.link().subscribe(ADDRESS)
    assert set(standing(world)) == BOTH


async def test_subscribing_again_registers_nothing_new(world: World) -> None:
    await world.link().subscribe(ADDRESS)
    await world.link().subscribe(ADDRESS)
    assert len(standing(world)) == 2


async def test_a_new_address_moves_the_webhooks_that_we_have(world: World) -> None:
    await world.link().subscribe("https://hub.test/hooks/kounta/an-ended-key")
    await world.link().subscribe(ADDRESS)
    assert set(standing(world)) == BOTH
    assert len(standing(world)) == 2


async def test_a_webhook_whose_answer_was_lost_is_found_again(world: World) -> None:
    world.simulator.faults.add("answer_lost", method="POST")
    with pytest.raises(PosUnavailable):
        await world.link().subscribe(ADDRESS)
    await world.link().subscribe(ADDRESS)
    assert len(standing(world)) == 2
    assert len(await read_webhooks(world.db, world.merchant, world.connection)) == 2


async def test_a_webhook_deleted_at_the_till_is_registered_anew(world: World) -> None:
    await world.link().subscribe(ADDRESS)
    world.simulator.cloud.state.webhooks.clear()
    await world.link().subscribe(ADDRESS)
    assert set(standing(world)) == BOTH


async def test_a_till_without_deleted_orders_still_reports_completed_ones(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "regulars.simulator.api.webhooks.KNOWN_TOPICS", frozenset({"orders/completed"})
    )
    await world.link().subscribe(ADDRESS)
    assert [topic for topic, _ in standing(world)] == ["orders/completed"]


async def test_a_till_that_refuses_completed_orders_is_a_refusal(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("regulars.simulator.api.webhooks.KNOWN_TOPICS", frozenset[str]())
    with pytest.raises(PosRefused, match="no topic"):
        await world.link().subscribe(ADDRESS)


async def test_unsubscribing_takes_both_away(world: World) -> None:
    await world.link().subscribe(ADDRESS)
    await world.link().unsubscribe()
    assert standing(world) == []
    assert await read_webhooks(world.db, world.merchant, world.connection) == {}


async def test_unsubscribing_succeeds_when_the_till_has_forgotten_them(world: World) -> None:
    await world.link().subscribe(ADDRESS)
    world.simulator.cloud.state.webhooks.clear()
    await world.link().unsubscribe()
    assert await read_webhooks(world.db, world.merchant, world.connection) == {}


async def test_unsubscribing_succeeds_when_the_till_no_longer_knows_us(world: World) -> None:
    await world.link().subscribe(ADDRESS)
    await disable(world.db, world.merchant, world.connection, at=world.watch())
    await world.link().unsubscribe()
    assert await read_webhooks(world.db, world.merchant, world.connection) == {}


async def hear(world: World) -> None:
    """Have the till's webhooks reach the hub's own door."""
    door = create_inbound(world.db, RING, world.watch, installed=CREDENTIALS)
    app = cast("Any", Litestar([door], openapi_config=None, logging_config=None))
    world.simulator.connect(httpx.ASGITransport(app))
    key = write_key(RING, ConnectionKey(world.merchant, world.connection, 1))
    await world.link().subscribe(f"https://hub.test/hooks/kounta/{key}")


async def told(world: World) -> Counter[tuple[str, str]]:
    await world.simulator.deliver_pending()
    rows = await world.db.all("select topic, body from inbox")
    return Counter((row["topic"], row["body"]["order"]) for row in rows)


async def test_what_becomes_of_a_sale_reaches_the_inbox_once(world: World) -> None:
    await hear(world)
    world.simulator.faults.add("webhook_duplicate")
    await world.as_staff("POST", "/sale/lines", {"product_id": COFFEE})
    sold = await world.as_staff("POST", "/sale/payments", {"method_id": 501})
    held = await world.held_sale()
    await world.as_staff("DELETE", f"/orders/{held}")
    assert await told(world) == {
        ("orders/completed", sold["last_order"]["id"]): 1,
        ("orders/deleted", held): 1,
    }


async def test_a_webhook_signed_with_another_key_does_not_reach_the_inbox(world: World) -> None:
    await hear(world)
    world.simulator.faults.add("webhook_wrong_signature")
    await world.as_staff("POST", "/sale/lines", {"product_id": COFFEE})
    await world.as_staff("POST", "/sale/payments", {"method_id": 501})
    assert not await told(world)
