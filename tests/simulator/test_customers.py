"""Customers: found by redirect, linked by a reference private to each application."""

import httpx
import pytest
from tests.simulator.scene import TILL, Clock

from regulars.simulator import Simulator


@pytest.mark.parametrize(
    "query",
    [
        {"email": "Luca.Ferraro@example.test"},
        {"mobile": "+61491570157"},
        {"first_name": "Luca", "last_name": "Ferraro", "phone": "+61491570157"},
    ],
)
async def test_a_search_redirects_to_the_customer(
    api: httpx.AsyncClient, query: dict[str, str]
) -> None:
    answer = await api.get("/customers.json", params=query)
    assert (answer.status_code, answer.content) == (302, b"")
    followed = await api.get("/customers.json", params=query, follow_redirects=True)
    assert followed.json()["id"] == 302


async def test_nobody_found_is_404_and_half_a_name_is_refused(api: httpx.AsyncClient) -> None:
    assert (await api.get("/customers?email=no@example.test")).status_code == 404
    assert (await api.get("/customers?first_name=Luca")).status_code == 400


async def test_a_search_by_reference_is_always_an_array(api: httpx.AsyncClient) -> None:
    assert (await api.get("/customers?reference_id=m-1")).json() == []
    for customer in (301, 302):
        await api.put(f"/customers/{customer}", json={"reference_id": "m-1"})
    found = (await api.get("/customers?reference_id=m-1")).json()
    assert [each["id"] for each in found] == [301, 302]
    assert found[0].keys() == {
        "id",
        "first_name",
        "last_name",
        "primary_email_address",
        "image",
        "reference_id",
    }


async def test_a_reference_is_private_to_the_application_that_wrote_it(
    till: Simulator, http: httpx.AsyncClient, api: httpx.AsyncClient
) -> None:
    await http.put("/simulator/addons/other", json={"client_secret": "o"})
    await api.put("/customers/301", json={"reference_id": "m-1"})
    seen = await http.get(f"{TILL}/v1/companies/me/customers/301.json", auth=("other", "o"))
    assert seen.json()["reference_id"] == ""
    search = f"{TILL}/v1/companies/me/customers.json?reference_id=m-1"
    assert (await http.get(search, auth=("other", "o"))).json() == []
    assert len((await api.get(search)).json()) == 1
    assert (await api.get("/customers/301")).json()["reference_id"] == "m-1"


async def test_the_times_of_a_customer_are_always_now(api: httpx.AsyncClient, clock: Clock) -> None:
    clock.pass_(1200)
    customer = (await api.get("/customers/301")).json()
    assert customer["created_at"] == customer["updated_at"] == "2026-05-04T00:10:00+10:00"


async def test_a_change_replaces_only_what_was_sent(api: httpx.AsyncClient) -> None:
    await api.put("/customers/301", json={"tags": ["vip"], "phone": "1"})
    await api.put("/customers/301", json={"phone": None})
    customer = (await api.get("/customers/301")).json()
    assert (customer["tags"], customer["phone"]) == (["vip"], None)
    assert customer["primary_email_address"] == "harriet.okafor@example.test"


async def test_an_address_is_kept_and_listed(api: httpx.AsyncClient) -> None:
    address = {"address": "1 Quay", "city": "Sydney", "state": "NSW", "country": "AU"}
    await api.put("/customers/301", json={"primary_address": address})
    [read] = (await api.get("/customers/301/addresses")).json()
    assert (read["lines"], read["city"], read["zone"]) == (["1 Quay"], "Sydney", "NSW")
    assert (await api.get("/customers/301")).json()["postal_address"] == read


async def test_a_guest_checks_in_once_for_a_while(api: httpx.AsyncClient, clock: Clock) -> None:
    url = "/sites/4201/checkins"
    assert (await api.post(url, json={"customer_id": 301, "duration": 4})).status_code == 400
    assert (await api.post(url, json={"customer_id": 301, "duration": 5})).status_code == 201
    assert (await api.post(url, json={"customer_id": 301})).status_code == 400
    assert (await api.get(f"{url}/301")).json()["duration"] == 5
    clock.pass_(300)
    assert (await api.get(f"{url}/301")).status_code == 404
    assert (await api.get(url)).json() == []
