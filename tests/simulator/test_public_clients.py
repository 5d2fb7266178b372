"""What public clients do to the API, beyond what its documents say."""

from typing import Any

import httpx
import pytest
from tests.simulator.scene import ADDON, FLAT_WHITE, SITE, Stranger
from tests.simulator.test_manners import new_order
from tests.simulator.test_orders import read

from regulars.simulator import Simulator

CAPPUCCINO = 9002


def as_sent_back(order: dict[str, Any]) -> dict[str, Any]:
    """A public Ruby client writes what it read, less ids, nulls and what it has no name for."""
    lines = ("number", "quantity", "notes", "price_variation", "unit_price", "unit_tax")
    payments = ("number", "amount", "ref", "method")
    fields = ("status", "customer", "register_id", "notes", "total", "paid", "sale_number")
    return {
        **{name: order[name] for name in (*fields, "price_variation") if order[name] is not None},
        "lines": [
            {name: line[name] for name in lines if line[name] is not None}
            | {"product": {"name": line["product"]["name"]}}
            for line in order["lines"]
        ],
        "payments": [
            {name: payment[name] for name in payments if payment[name] is not None}
            for payment in order["payments"]
        ],
    }


async def test_an_order_written_back_as_it_was_read_changes_only_where_it_was_changed(
    api: httpx.AsyncClient,
) -> None:
    order = await new_order(
        api,
        customer_id=301,
        lines=[
            {"product_id": FLAT_WHITE, "quantity": 100, "modifiers": [9026]},
            {"product_id": CAPPUCCINO, "price_fixed_variation": -1},
        ],
        payments=[{"method_id": 501, "amount": 3}],
        price_fixed_variation=-5,
    )
    before = await read(api, order)
    answer = await api.put(f"/orders/{order}", json=as_sent_back(before) | {"notes": "Window"})
    assert answer.status_code == 200, answer.text
    assert await read(api, order) == before | {"notes": "Window"}


async def test_a_line_written_back_takes_its_new_quantity(api: httpx.AsyncClient) -> None:
    order = await new_order(api, lines=[{"product_id": FLAT_WHITE}, {"product_id": CAPPUCCINO}])
    before = await read(api, order)
    again = {"number": 2, "quantity": 3}
    new = {"product_id": FLAT_WHITE, "quantity": 7}
    assert (await api.put(f"/orders/{order}", json={"lines": [again, new]})).status_code == 200
    kept, added = (await read(api, order))["lines"]
    assert (kept["line_id"], kept["number"]) == (before["lines"][1]["line_id"], 2)
    assert (kept["product"]["id"], kept["quantity"]) == (CAPPUCCINO, 3)
    assert (added["product"]["id"], added["number"], added["quantity"]) == (FLAT_WHITE, 3, 7)


@pytest.mark.parametrize(
    "lines",
    [
        [{"number": 2}],
        [{"number": 1}, {"number": 1}],
        [{"number": 1, "unit_price": "sNaN"}],
    ],
)
async def test_a_line_that_the_order_has_not_is_refused_and_changes_nothing(
    api: httpx.AsyncClient, lines: list[dict[str, Any]]
) -> None:
    order = await new_order(api)
    before = await read(api, order)
    assert (await api.put(f"/orders/{order}", json={"lines": lines})).status_code == 400
    assert await read(api, order) == before


async def test_an_accepted_order_takes_its_own_lines_but_no_others(api: httpx.AsyncClient) -> None:
    order = await new_order(api, status="SUBMITTED")
    await api.put(f"/orders/{order}", json={"status": "ACCEPTED"})
    before = await read(api, order)
    same = await api.put(f"/orders/{order}", json=as_sent_back(before) | {"notes": "Window"})
    assert same.status_code == 200, same.text
    other = await api.put(f"/orders/{order}", json={"lines": [{"number": 1, "quantity": 2}]})
    assert other.status_code == 400
    assert await read(api, order) == before | {"notes": "Window"}


async def test_a_payment_is_not_taken_a_second_time_but_a_new_one_is(
    api: httpx.AsyncClient,
) -> None:
    order = await new_order(api, payments=[{"method_id": 501, "amount": 1}])
    payments = [*(await read(api, order))["payments"], {"method_id": 502, "amount": 2}]
    await api.put(f"/orders/{order}", json={"payments": payments})
    found = (await read(api, order))["payments"]
    assert [(each["number"], each["amount"]) for each in found] == [(1, 1), (2, 2)]


async def test_a_site_written_back_as_it_was_read_takes_what_can_be_written(
    till: Simulator, api: httpx.AsyncClient
) -> None:
    till.turn(put_answers="object")
    site = (await api.get(f"/sites/{SITE}")).json()
    sent = {name: value for name, value in site.items() if value is not None}
    answer = await api.put(f"/sites/{SITE}", json=sent | {"name": "Quay Kitchen"})
    assert answer.json() == site | {"name": "Quay Kitchen"}
    assert (await api.put(f"/sites/{SITE}", json={"name": 5})).status_code == 400


@pytest.mark.parametrize("sites", [None, []])
async def test_a_webhook_that_names_no_sites_hears_of_all(
    till: Simulator, api: httpx.AsyncClient, stranger: Stranger, sites: list[int] | None
) -> None:
    """A public Go client sends its empty list of sites as null."""
    hook = {"topic": "orders/completed", "address": f"{ADDON}/hook", "format": "json"}
    answer = await api.post("/webhooks", json=hook | {"filter": {"site_ids": sites}})
    assert answer.status_code == 201
    await new_order(api, status="COMPLETE")
    await till.deliver_pending()
    assert len(stranger.hooks) == 1


@pytest.mark.parametrize("sites", [4201, "4201", ["4201"], {"a": 1}])
async def test_a_filter_that_no_sale_could_be_held_against_is_refused(
    till: Simulator, api: httpx.AsyncClient, sites: object
) -> None:
    hook = {"topic": "orders/completed", "address": f"{ADDON}/hook", "format": "json"}
    answer = await api.post("/webhooks", json=hook | {"filter": {"site_ids": sites}})
    assert answer.status_code == 400
    assert till.cloud.state.webhooks == {}


@pytest.mark.parametrize("place", ["", f"/sites/{SITE}", "/staff/601"])
@pytest.mark.parametrize("span", ["2026-05-03", "2026%2D05%2D03", "since/2026-05-03"])
async def test_shifts_are_asked_for_by_company_site_and_person(
    api: httpx.AsyncClient, place: str, span: str
) -> None:
    answer = await api.get(f"{place}/shifts/{span}.json")
    assert (answer.status_code, answer.json()) == (200, [])


async def test_offsets_and_times_are_such_that_clients_parse_them(api: httpx.AsyncClient) -> None:
    company = (await api.get("")).json()
    person = (await api.get("/staff/601")).json()
    site = (await api.get(f"/sites/{SITE}")).json()
    assert company["timezone"]["offset"] == "+10:00"
    assert company["sites"]["updated_at"] == company["created_at"]
    assert person["created_at"].endswith(":00")
    assert site["contact_person"] == company["contact_staff_member"]
