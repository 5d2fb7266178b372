"""Orders through the API: created, changed, paid, found."""

from typing import Any

import httpx
import pytest
from tests.simulator.scene import FLAT_WHITE, SITE, Clock
from tests.simulator.test_manners import new_order

from regulars.simulator import Simulator


async def read(api: httpx.AsyncClient, order: str) -> dict[str, Any]:
    found: dict[str, Any] = (await api.get(f"/orders/{order}")).json()
    return found


async def test_an_order_comes_back_with_all_that_was_written(api: httpx.AsyncClient) -> None:
    order = await read(
        api,
        await new_order(
            api,
            register_id=7101,
            customer_id=301,
            order_type="Dine in",
            guests=4,
            notes="Window",
            sale_number="WEB-1",
            lines=[{"product_id": FLAT_WHITE, "quantity": 2, "notes": "hot"}],
            callback_uri="http://addon.test/called",
        ),
    )
    assert order["id"] > 2**32
    assert order["id_str"] == str(order["id"])
    assert order["sale_number"].startswith("WEB-1-")
    assert (order["total"], order["total_tax"], order["paid"]) == (10, 0.91, 0)
    assert (order["price_variation"], order["price_fixed_variation"]) == (1, 0)
    assert order["customer"]["email"] == "harriet.okafor@example.test"
    assert (order["order_type"], order["guests"], order["notes"]) == ("Dine in", 4, "Window")
    [line] = order["lines"]
    assert (line["number"], line["quantity"], line["notes"]) == (1, 2, "hot")
    assert (line["unit_price"], line["unit_tax"]) == (4.5455, 0.4545)
    assert (line["line_total_ex_tax"], line["line_total_tax"]) == (9.09, 0.91)


async def test_lists_and_single_orders_have_their_own_shapes(api: httpx.AsyncClient) -> None:
    single = await read(api, await new_order(api))
    [row] = (await api.get("/orders")).json()
    assert "staff_id" in row
    assert "staff_member_id" not in row
    assert "staff_member_id" in single
    assert "staff_id" not in single
    assert not row.keys() & {"lines", "payments", "customer"}


async def test_an_order_without_a_status_is_submitted(api: httpx.AsyncClient) -> None:
    answer = await api.post("/orders", json={"site_id": SITE})
    order = await read(api, answer.headers["location"].rsplit("/", 1)[-1])
    assert order["status"] == "SUBMITTED"


@pytest.mark.parametrize(
    ("status", "allowed"),
    [
        ("SUBMITTED", {"ACCEPTED", "REJECTED", "DELETED"}),
        ("ON_HOLD", {"PENDING", "COMPLETE", "DELETED"}),
        ("PENDING", {"ON_HOLD", "COMPLETE", "DELETED"}),
        ("COMPLETE", set()),
    ],
)
async def test_an_order_moves_only_along_its_ways(
    api: httpx.AsyncClient, status: str, allowed: set[str]
) -> None:
    every = {"SUBMITTED", "ACCEPTED", "REJECTED", "ON_HOLD", "PENDING", "COMPLETE", "DELETED"}
    for target in sorted(every - {status}):
        order = await new_order(api, status=status)
        answer = await api.put(f"/orders/{order}", json={"status": target})
        assert answer.status_code == (200 if target in allowed else 400), target
        assert (await read(api, order))["status"] == (target if target in allowed else status)


async def test_a_finished_order_cannot_be_changed_or_deleted(api: httpx.AsyncClient) -> None:
    order = await new_order(api, status="COMPLETE")
    assert (await api.put(f"/orders/{order}", json={"notes": "x"})).status_code == 400
    assert (await api.delete(f"/orders/{order}")).status_code == 400
    payment = {"method_id": 501, "amount": 1}
    assert (await api.post(f"/orders/{order}/payments", json=payment)).status_code == 400


@pytest.mark.parametrize(
    ("written", "total"),
    [
        ({"unit_price": 10}, 11),
        ({"unit_price_inc_tax": 10}, 10),
        ({"unit_price": 20, "unit_price_inc_tax": 10}, 22),
        ({"price_variation": 0.9}, 4.5),
        ({"price_fixed_variation": -1.5}, 3.5),
        ({"modifiers": [9026, 9026, -9027]}, 6.6),
        ({"quantity": 0.5}, 2.5),
        ({"unit_price_inc_tax": -3}, 2),
    ],
)
async def test_a_line_costs_what_was_written(
    api: httpx.AsyncClient, written: dict[str, Any], total: float
) -> None:
    lines = [{"product_id": FLAT_WHITE, **written}]
    if written.get("unit_price_inc_tax") == -3:
        lines.append({"product_id": FLAT_WHITE})
    assert (await read(api, await new_order(api, lines=lines)))["total"] == total


@pytest.mark.parametrize(
    "line",
    [
        {},
        {"product_id": 1},
        {"product_id": FLAT_WHITE, "price_variation": 0.9, "price_fixed_variation": -1},
        {"product_id": FLAT_WHITE, "option_sets": [{}], "price_variation": 0.9},
        {"product_id": FLAT_WHITE, "option_sets": [{}], "modifiers": [9026]},
        {"product_id": FLAT_WHITE, "modifiers": [1]},
        {"product_id": FLAT_WHITE, "quantity": "NaN"},
        {"product_id": FLAT_WHITE, "quantity": "1e999999"},
        {"product_id": FLAT_WHITE, "unit_price": "Infinity"},
        {"product_id": "many"},
    ],
)
async def test_a_wrong_line_is_refused_and_changes_nothing(
    till: Simulator, api: httpx.AsyncClient, line: dict[str, Any]
) -> None:
    order = await new_order(api)
    before = await read(api, order)
    assert (await api.post(f"/orders/{order}/lines", json=line)).status_code == 400
    assert (await api.put(f"/orders/{order}", json={"lines": [line]})).status_code == 400
    body = {"site_id": SITE, "lines": [line]}
    assert (await api.post("/orders", json=body)).status_code == 400
    assert await read(api, order) == before
    assert len(till.cloud.state.orders) == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"site_id": None},
        {"site_id": 1},
        {"register_id": 1},
        {"register_id": 7201},
        {"customer_id": 9},
        {"status": "OPEN"},
        {"status": "DELETED"},
        {"payments": [{"amount": 1}, {"method_id": 9, "amount": 1}]},
        {"payments": [{"method_id": 501, "amount": "NaN"}]},
        {"payments": [{"method_id": 501, "amount": 1e40}]},
        {"price_variation": 0.9, "price_fixed_variation": -1},
        {"price_variation": -1},
        {"price_variation": "Infinity"},
    ],
)
async def test_a_wrong_order_is_refused(api: httpx.AsyncClient, fields: dict[str, Any]) -> None:
    body = {"site_id": SITE, "lines": [{"product_id": FLAT_WHITE}]} | fields
    assert (await api.post("/orders", json=body)).status_code == 400
    assert (await api.get("/orders")).json() == []


async def test_lines_are_added_changed_and_removed_by_number(api: httpx.AsyncClient) -> None:
    order = await new_order(api)
    more = [{"product_id": FLAT_WHITE}, {"product_id": FLAT_WHITE, "quantity": 3}]
    added = await api.post(f"/orders/{order}/lines", json=more)
    assert added.headers["location"].endswith(f"/orders/{order}/lines/3")
    await api.put(f"/orders/{order}/lines/2", json={"price_variation": 0})
    await api.delete(f"/orders/{order}/lines/1")
    found = await read(api, order)
    assert ([each["number"] for each in found["lines"]], found["total"]) == ([2, 3], 15)
    assert (await api.put(f"/orders/{order}/lines/1", json={})).status_code == 404


async def test_a_written_price_stays_when_modifiers_come(api: httpx.AsyncClient) -> None:
    line = {"product_id": FLAT_WHITE, "unit_price_inc_tax": 3}
    order = await new_order(api, lines=[line])
    await api.put(f"/orders/{order}/lines/1", json={"modifiers": [9026]})
    assert (await read(api, order))["total"] == 3


async def test_lines_are_closed_once_the_order_is_accepted(
    till: Simulator, api: httpx.AsyncClient
) -> None:
    order = await new_order(api, status="SUBMITTED")
    await api.put(f"/orders/{order}", json={"status": "ACCEPTED"})
    line = {"product_id": FLAT_WHITE}
    assert (await api.post(f"/orders/{order}/lines", json=line)).status_code == 400
    till.turn(lines_after_acceptance=True)
    assert (await api.post(f"/orders/{order}/lines", json=line)).status_code == 201


async def test_a_product_out_of_stock_is_named_in_the_refusal(
    http: httpx.AsyncClient, api: httpx.AsyncClient
) -> None:
    url = f"/simulator/sites/{SITE}/products/{FLAT_WHITE}"
    await http.put(url, json={"available": False})
    body = {"site_id": SITE, "status": "ON_HOLD", "lines": [{"product_id": FLAT_WHITE}]}
    refused = await api.post("/orders", json=body)
    assert refused.status_code == 400
    assert refused.json()["error_description"] == f"Product {FLAT_WHITE} is out of stock."
    assert (await api.post("/orders", json=body | {"status": "SUBMITTED"})).status_code == 201


async def test_one_order_wide_discount_takes_the_place_of_another(
    api: httpx.AsyncClient,
) -> None:
    order = await new_order(api, price_variation=0.5)
    await api.put(f"/orders/{order}", json={"price_fixed_variation": -1})
    found = await read(api, order)
    assert (found["price_variation"], found["price_fixed_variation"], found["total"]) == (1, -1, 4)
    await api.put(f"/orders/{order}", json={"price_variation": 1})
    assert (await read(api, order))["total"] == 4
    await api.put(f"/orders/{order}", json={"price_fixed_variation": 0})
    assert (await read(api, order))["total"] == 5


async def test_payments_use_the_applications_own_method_and_may_complete(
    api: httpx.AsyncClient,
) -> None:
    order = await new_order(api, complete_when_paid=True)
    first = await api.post(f"/orders/{order}/payments", json={"amount": 2, "ref": "a"})
    assert first.headers["location"].endswith(f"/orders/{order}/payments/1")
    assert (await read(api, order))["status"] == "ON_HOLD"
    await api.post(f"/orders/{order}/payments", json={"amount": 3, "method_id": 502})
    found = await read(api, order)
    assert (found["status"], found["paid"]) == ("COMPLETE", 5)
    assert [each["method"]["name"] for each in found["payments"]] == ["Loyal", "Card"]


async def test_a_tip_that_comes_later_is_a_payment_of_nothing(api: httpx.AsyncClient) -> None:
    order = await new_order(api)
    await api.post(f"/orders/{order}/payments", json={"amount": 5, "method_id": 501})
    await api.put(f"/orders/{order}/payments/1", json={"tip": 2, "ref": "late"})
    found = await read(api, order)
    amounts = [(each["amount"], each["tip"], each["ref"]) for each in found["payments"]]
    assert amounts == [(5, 0, "late"), (0, 2, None)]
    wrong_verb = await api.get(f"/orders/{order}/payments/1")
    assert wrong_verb.status_code == 405


async def test_orders_are_found_by_path_and_query(api: httpx.AsyncClient, clock: Clock) -> None:
    early = int(await new_order(api, customer_id=301))
    clock.pass_(1200)
    late = int(await new_order(api, site_id=4202, status="PENDING", price_variation=0.5))

    async def ids(path: str) -> list[int]:
        return [each["id"] for each in (await api.get(path)).json()]

    assert await ids("/orders") == [late, early]
    assert await ids("/orders/pending") == [late]
    assert await ids(f"/sites/{SITE}/orders") == [early]
    assert await ids(f"/orders/sites/{SITE}/on_hold") == [early]
    assert await ids("/customers/301/orders") == [early]
    assert await ids("/orders/linkedcustomer") == [early]
    assert await ids("/orders/discounted") == [late]
    assert await ids("/orders?value_lt=3") == [late]
    assert await ids("/orders?created=2026-05-03") == [early]
    assert await ids("/orders?created_gt=2026-05-03") == [late]
    assert await ids("/orders?created_lte=2026-05-03") == [early]
    assert await ids("/orders?created_gte=2026-05-03T14:00:00Z") == [late]
    assert await ids("/orders?created_lt=2026-05-03T14:00:00%2B00:00") == [early]


async def test_a_new_order_appears_late_in_lists_when_switched_so(
    till: Simulator, api: httpx.AsyncClient, clock: Clock
) -> None:
    till.turn(order_list_delay_seconds=5)
    order = await new_order(api)
    assert (await api.get("/orders")).json() == []
    assert (await api.get(f"/orders/{order}")).status_code == 200
    clock.pass_(5)
    assert len((await api.get("/orders")).json()) == 1


async def test_an_order_is_found_by_its_sale_number(api: httpx.AsyncClient) -> None:
    order = await read(api, await new_order(api))
    found = await api.get(f"/orders/saleid/{order['sale_number']}")
    assert found.json()["id"] == order["id"]


async def test_notifications_keep_their_limits(api: httpx.AsyncClient) -> None:
    order = await new_order(api)
    body = {"message": "Guest is waiting", "broadcast_level": "order"}
    for _ in range(5):
        assert (await api.post(f"/orders/{order}/notifications", json=body)).status_code == 201
    assert (await api.post(f"/orders/{order}/notifications", json=body)).status_code == 400
    changed = await api.put(f"/orders/{order}/notifications/1", json={"alert_colour": "red"})
    assert changed.status_code == 200
    [first, *_] = (await api.get(f"/orders/{order}/notifications")).json()
    assert (first["alert_colour"], first["message"]) == ("red", "Guest is waiting")
