"""The Tables add-on: tables with the orders open at them, and staff who set them."""

from typing import Any

import httpx
import msgspec
import pytest
from tests.simulator.scene import ADDON, SITE, Cashier, Stranger
from tests.simulator.test_manners import new_order

from regulars.simulator import Simulator


async def table(api: httpx.AsyncClient, name: str) -> dict[str, Any]:
    answer = await api.get(f"/sites/{SITE}/tables/{name}")
    assert answer.status_code == 200, answer.text
    shape: dict[str, Any] = answer.json()
    return shape


async def test_each_site_has_tables_of_its_own(api: httpx.AsyncClient) -> None:
    first = (await api.get(f"/sites/{SITE}/tables")).json()
    assert first[0] == {"section": "Dining room", "name": "1", "number": 1, "order_ids": []}
    other = (await api.get("/sites/4202/tables")).json()
    assert other[0] == {"section": "Bar", "name": "B1", "number": None, "order_ids": []}
    assert (await api.get(f"/sites/{SITE}/tables/B1")).status_code == 404
    assert (await api.get("/sites/4999/tables")).status_code == 404


async def test_a_table_lists_its_open_orders(api: httpx.AsyncClient, cashier: Cashier) -> None:
    order = await new_order(api)
    await cashier.do("POST", f"/orders/{order}/resumption")
    seated = await cashier.do("PUT", "/sale", table="12")
    assert seated["sale"]["table"] == "12"
    assert (await table(api, "12"))["order_ids"] == [int(order)]
    on_hold = (await api.get(f"/sites/{SITE}/tables", params={"status": "ON_HOLD"})).json()
    assert [each["name"] for each in on_hold] == ["12"]
    pending = (await api.get(f"/sites/{SITE}/tables", params={"status": "PENDING"})).json()
    assert pending == []
    await cashier.pay()
    assert (await table(api, "12"))["order_ids"] == []


async def test_staff_change_the_table_of_a_sale_and_take_it_away(cashier: Cashier) -> None:
    await cashier.do("POST", "/sale", table="3")
    await cashier.do("PUT", "/sale", guests=2)
    unknown = await cashier.try_("PUT", "/sale", table="B2")
    assert (unknown.status_code, unknown.json()["error"]) == (404, "not_found")
    sale = (await cashier.do("GET"))["sale"]
    assert (sale["table"], sale["guests"]) == ("3", 2)
    assert (await cashier.do("PUT", "/sale", table=""))["sale"]["table"] is None


async def test_a_table_is_renamed_added_and_removed(
    http: httpx.AsyncClient, api: httpx.AsyncClient, cashier: Cashier
) -> None:
    [site, _] = (await http.get("/simulator/sites")).json()
    twelve = next(each for each in site["tables"] if each["name"] == "12")
    await cashier.do("POST", "/sale", table="12")
    await cashier.ring()
    await cashier.do("POST", "/sale/hold")
    await http.put(f"/simulator/tables/{twelve['id']}", json={"name": "Window"})
    assert len((await table(api, "window"))["order_ids"]) == 1
    taken = await http.post(f"/simulator/sites/{SITE}/tables", json={"name": "WINDOW "})
    assert (taken.status_code, taken.json()["error"]) == (400, "bad_request")
    added = await http.post(
        f"/simulator/sites/{SITE}/tables", json={"name": "Bar/2", "section": "Bar"}
    )
    assert added.status_code == 201
    assert (await table(api, "Bar%2F2"))["section"] == "Bar"
    await http.delete(f"/simulator/tables/{twelve['id']}")
    assert (await cashier.do("GET"))["held"][0]["table"] is None


async def test_tables_updated_carries_all_tables_of_the_site(
    till: Simulator,
    http: httpx.AsyncClient,
    api: httpx.AsyncClient,
    cashier: Cashier,
    stranger: Stranger,
) -> None:
    hook = {"topic": "tables/updated", "address": f"{ADDON}/hook", "filter": {"site_ids": [SITE]}}
    await api.post("/webhooks", json=hook)
    order = await new_order(api)
    await cashier.do("POST", f"/orders/{order}/resumption")
    assert await till.deliver_pending() == []
    await cashier.do("PUT", "/sale", table="5")
    await http.post("/simulator/sites/4202/tables", json={"name": "99"})
    [_] = await till.deliver_pending()
    told = msgspec.json.decode(stranger.hooks[0][0])
    assert len(told) == 14
    assert [each["name"] for each in told if each["order_ids"]] == ["5"]
    till.turn(webhook_tables=False)
    await cashier.do("PUT", "/sale", table="6")
    assert await till.deliver_pending() == []


async def test_table_orders(till: Simulator, api: httpx.AsyncClient, cashier: Cashier) -> None:
    till.turn(table_orders="orders")
    order = await new_order(api)
    await cashier.do("POST", f"/orders/{order}/resumption")
    await cashier.do("PUT", "/sale", table="5")
    assert (await table(api, "5"))["orders"] == [
        {"id": int(order), "id_str": order, "status": "ON_HOLD"}
    ]


@pytest.mark.parametrize("path", ["tables", "tables/1"])
async def test_tables_addon(
    till: Simulator, api: httpx.AsyncClient, cashier: Cashier, path: str
) -> None:
    till.turn(tables_addon=False)
    assert (await api.get(f"/sites/{SITE}/{path}")).status_code == 404
    assert (await cashier.do("GET"))["tables"] == []
    assert (await cashier.try_("POST", "/sale", table="1")).status_code == 400
