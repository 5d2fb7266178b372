"""An order that an application sends for guests at a table: announced, accepted, paid, deleted."""

from typing import Any

import httpx
import pytest
from tests.simulator.scene import ADDON, FLAT_WHITE, SITE, Cashier, Clock, Stranger
from tests.simulator.test_faults import inject
from tests.simulator.test_manners import new_order
from tests.simulator.test_orders import read

from regulars.simulator import Simulator

SEATED = {
    "status": "SUBMITTED",
    "lines": [],
    "customer_id": 301,
    "guests": 4,
    "notes": "Table 12\nWindow, one highchair",
    "payments": [{"method_id": 502, "amount": 50, "ref": "deposit"}],
}
BANNER = {"message": "Okafor, 4 guests, table 12", "alert_colour": "orange", "duration": 10}


@pytest.fixture
def other_cashier(http: httpx.AsyncClient) -> Cashier:
    """At the second register of the same site."""
    return Cashier(http, register=7102)


async def announce(api: httpx.AsyncClient, order: str, **fields: object) -> None:
    answer = await api.post(f"/orders/{order}/notifications", json=BANNER | fields)
    assert answer.status_code == 201, answer.text


async def test_a_waiting_order_shows_guest_party_notes_and_deposit(
    api: httpx.AsyncClient, cashier: Cashier
) -> None:
    await new_order(api, **SEATED)
    [waiting] = (await cashier.do("GET"))["waiting"]
    assert (waiting["customer"], waiting["guests"]) == ("Harriet Okafor", 4)
    assert waiting["notes"] == SEATED["notes"]
    assert [(each["method"], each["amount"]) for each in waiting["payments"]] == [("Card", "50.00")]


async def test_an_accepted_order_opens_with_its_guests_and_only_the_rest_is_paid(
    api: httpx.AsyncClient, cashier: Cashier
) -> None:
    order = await new_order(api, **SEATED)
    opened = await cashier.do("POST", f"/orders/{order}/acceptance", open=True)
    sale = opened["sale"]
    assert (sale["order_id"], sale["status"], sale["guests"]) == (order, "ACCEPTED", 4)
    assert (sale["notes"], sale["customer"]["first_name"]) == (SEATED["notes"], "Harriet")
    rung = await cashier.ring(12)
    assert (rung["sale"]["total"], rung["sale"]["due"]) == ("60.00", "10.00")
    paid = await cashier.pay()
    assert paid["last_order"]["status"] == "COMPLETE"
    done = await read(api, order)
    assert (done["status"], done["paid"], done["register_id"]) == ("COMPLETE", 60, 7101)


async def test_a_deposit_beyond_the_bill_is_said_when_the_sale_is_finished(
    api: httpx.AsyncClient, cashier: Cashier
) -> None:
    order = await new_order(api, **SEATED)
    await cashier.do("POST", f"/orders/{order}/acceptance", open=True)
    await cashier.ring(2)
    finished = await cashier.do("POST", "/sale/completion")
    assert "40.00 is to be given back" in finished["message"]["text"]


async def test_accepting_leaves_the_open_sale_on_the_screen(
    api: httpx.AsyncClient, cashier: Cashier
) -> None:
    order = await new_order(api, **SEATED)
    await cashier.ring()
    accepted = await cashier.do("POST", f"/orders/{order}/acceptance", open=True)
    assert accepted["sale"]["order_id"] is None
    assert [each["id"] for each in accepted["held"]] == [order]


async def test_of_two_registers_one_accepts(
    api: httpx.AsyncClient, cashier: Cashier, other_cashier: Cashier
) -> None:
    order = await new_order(api, **SEATED)
    await cashier.do("POST", f"/orders/{order}/acceptance", open=True)
    late = await other_cashier.try_("POST", f"/orders/{order}/acceptance")
    assert (late.status_code, late.json()["error"]) == (409, "wrong_status")
    assert (await other_cashier.do("GET"))["waiting"] == []


async def test_a_banner_stays_for_its_time_on_every_register_of_the_site(
    api: httpx.AsyncClient,
    http: httpx.AsyncClient,
    cashier: Cashier,
    other_cashier: Cashier,
    clock: Clock,
) -> None:
    order = await new_order(api, **SEATED)
    await announce(api, order)
    [banner] = (await cashier.do("GET"))["notifications"]
    assert (banner["message"], banner["colour"]) == (BANNER["message"], "orange")
    assert (await Cashier(http, register=7201).do("GET"))["notifications"] == []
    dismissed = await cashier.do("DELETE", f"/notifications/{order}/1")
    assert dismissed["notifications"] == []
    assert len((await other_cashier.do("GET"))["notifications"]) == 1
    clock.pass_(11)
    assert (await other_cashier.do("GET"))["notifications"] == []


async def test_a_banner_for_one_register_shows_on_no_other(
    api: httpx.AsyncClient, cashier: Cashier, other_cashier: Cashier
) -> None:
    order = await new_order(api, **SEATED)
    await announce(api, order, register_ids=[7102])
    assert (await cashier.do("GET"))["notifications"] == []
    assert len((await other_cashier.do("GET"))["notifications"]) == 1
    wrong = await api.post(f"/orders/{order}/notifications", json=BANNER | {"register_ids": [1]})
    assert wrong.status_code == 400


async def test_a_banner_about_an_order_shows_while_that_order_is_open(
    api: httpx.AsyncClient, cashier: Cashier, clock: Clock
) -> None:
    order = await new_order(api, **SEATED)
    await announce(api, order, broadcast_level="order")
    assert (await cashier.do("GET"))["notifications"] == []
    clock.pass_(600)
    opened = await cashier.do("POST", f"/orders/{order}/acceptance", open=True)
    assert [each["level"] for each in opened["notifications"]] == ["order"]
    await cashier.do("DELETE", f"/notifications/{order}/1")
    changed = {"message": "Now 5 guests"}
    await api.put(f"/orders/{order}/notifications/1", json=changed)
    [again] = (await cashier.do("GET"))["notifications"]
    assert again["message"] == "Now 5 guests"


async def test_staff_void_an_order_that_waits(api: httpx.AsyncClient, cashier: Cashier) -> None:
    order = await new_order(api, **SEATED)
    voided = await cashier.do("DELETE", f"/orders/{order}")
    assert voided["waiting"] == []
    assert (await read(api, order))["status"] == "DELETED"


async def test_a_refused_order_is_a_sentence_and_leaves_nothing(
    http: httpx.AsyncClient, api: httpx.AsyncClient
) -> None:
    await inject(http, "order_refused", path="*/orders")
    refused = await api.post("/orders", json=SEATED | {"site_id": SITE})
    assert refused.status_code == 400
    assert refused.json()["error_description"] == "The site takes no orders at the moment."
    assert (await api.get("/orders")).json() == []
    await new_order(api, **SEATED)


async def test_of_an_unheard_order_nothing_is_told(
    till: Simulator,
    http: httpx.AsyncClient,
    api: httpx.AsyncClient,
    cashier: Cashier,
    stranger: Stranger,
) -> None:
    await api.post("/webhooks", json={"topic": "orders/completed", "address": f"{ADDON}/hook"})
    await inject(http, "order_unheard")
    for _ in range(2):
        order = await new_order(api, **SEATED, callback_uri=f"{ADDON}/hook")
        await cashier.do("POST", f"/orders/{order}/acceptance", open=True)
        await cashier.ring(12)
        await cashier.pay()
        assert (await read(api, order))["status"] == "COMPLETE"
        heard = [delivery.topic for delivery in await till.deliver_pending()]
    assert heard == ["callback", "callback", "orders/completed"]
    assert len(stranger.hooks) == 3


async def test_a_product_is_refused_where_the_site_does_not_sell_it(
    http: httpx.AsyncClient, api: httpx.AsyncClient, cashier: Cashier
) -> None:
    path = f"/simulator/sites/{SITE}/products/{FLAT_WHITE}"
    await http.put(path, json={"sold": False})
    body = {"site_id": SITE, "lines": [{"product_id": FLAT_WHITE}]}
    refused = await api.post("/orders", json=body)
    assert refused.status_code == 400
    assert f"{FLAT_WHITE} is not available" in refused.json()["error_description"]
    assert (await api.post("/orders", json=body | {"site_id": 4202})).status_code == 201
    menu = (await api.get(f"/sites/{SITE}/products")).json()
    assert FLAT_WHITE not in [each["id"] for each in menu]
    [coffee, *_] = (await cashier.do("GET"))["categories"]
    assert FLAT_WHITE not in [each["id"] for each in coffee["products"]]
    await http.put(path, json={"sold": True})
    assert (await api.post("/orders", json=body)).status_code == 201


async def test_order_needs_lines(till: Simulator, api: httpx.AsyncClient) -> None:
    till.turn(order_needs_lines=True)
    empty = await api.post("/orders", json={"site_id": SITE})
    assert empty.status_code == 400
    await new_order(api)


@pytest.mark.parametrize("contents", [{"lines": [{"product_id": FLAT_WHITE}]}, {"lines": []}])
async def test_order_delete_with_contents(
    till: Simulator, api: httpx.AsyncClient, contents: dict[str, Any]
) -> None:
    till.turn(order_delete_with_contents=False)
    full = await new_order(api, **SEATED | contents)
    assert (await api.delete(f"/orders/{full}")).status_code == 400
    till.turn(order_delete_with_contents=True)
    assert (await api.delete(f"/orders/{full}")).status_code == 204


async def test_order_details_writable(till: Simulator, api: httpx.AsyncClient) -> None:
    order = await new_order(api, **SEATED)
    assert (await api.put(f"/orders/{order}", json={"guests": 5})).status_code == 200
    till.turn(order_details_writable=False)
    for change in ({"guests": 6}, {"notes": "Table 3"}):
        assert (await api.put(f"/orders/{order}", json=change)).status_code == 400
    as_it_is = {"guests": 5, "notes": SEATED["notes"]}
    assert (await api.put(f"/orders/{order}", json=as_it_is)).status_code == 200


async def test_notes_length(till: Simulator, api: httpx.AsyncClient) -> None:
    till.turn(notes_length=8)
    body = {"site_id": SITE, "notes": "Table 12, window"}
    assert (await api.post("/orders", json=body)).status_code == 400
    till.turn(notes_too_long="cut")
    order = await new_order(api, **body)
    assert (await read(api, order))["notes"] == "Table 12"
