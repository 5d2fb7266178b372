"""What the simulator remembers: its state over a restart, and the calls it saw."""

from dataclasses import replace
from pathlib import Path

import httpx
import msgspec
from tests.simulator.conftest import Start
from tests.simulator.scene import TILL, Cashier, Stranger, grant

from regulars.simulator import Simulator, SimulatorConfig


async def test_a_restart_keeps_sales_tokens_and_settings(
    start: Start, config: SimulatorConfig, state_path: Path
) -> None:
    config = replace(config, state_path=state_path)
    first = start(config)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=first), base_url=TILL) as http:
        token = (await grant(http))["access_token"]
        open_sale = await Cashier(http).ring(3)
        await http.put("/simulator/switches", json={"page_size": 7})
        await http.put("/simulator/addons/loyal", json={"lookup_url": "http://kept.test/lookup"})
        await http.post(
            "/v1/companies/me/customers.json",
            json={"first_name": "Ann", "email": "ann@example.test"},
            auth=("loyal", "s3cret"),
        )

    addon = msgspec.structs.replace(
        config.addon, search_url="http://moved.test/search", lookup_url=None
    )
    second = start(replace(config, addon=addon))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=second), base_url=TILL) as http:
        assert (await Cashier(http).do("GET"))["sale"] == open_sale["sale"]
        headers = {"Authorization": f"Bearer {token}"}
        known = await http.get("/v1/companies/me.json", headers=headers)
        assert known.status_code == 200
        [kept] = (await http.get("/simulator/addons")).json()
        assert kept["search_url"] == "http://moved.test/search"
        assert kept["lookup_url"] == "http://kept.test/lookup"
    assert "Ann" in [each.first_name for each in second.cloud.state.customers.values()]
    assert second.cloud.switches.page_size == 7
    assert [path.name for path in state_path.parent.iterdir()] == [state_path.name]


async def test_a_reset_brings_the_seed_back(http: httpx.AsyncClient, cashier: Cashier) -> None:
    await cashier.ring()
    await http.post("/simulator/faults", json={"kind": "server_error"})
    await http.post("/simulator/reset")
    assert (await cashier.do("GET"))["sale"] is None
    assert (await http.get("/simulator/faults")).json()["waiting"] == []


async def test_after_a_reset_a_caller_at_its_limit_may_call_again(
    till: Simulator, http: httpx.AsyncClient
) -> None:
    till.turn(rate_limit_basic=1)
    basic = ("loyal", "s3cret")
    calls = [await http.get("/v1/companies/me.json", auth=basic) for _ in range(2)]
    await http.post("/simulator/reset")
    calls.append(await http.get("/v1/companies/me.json", auth=basic))
    assert [each.status_code for each in calls] == [200, 429, 200]


async def test_the_log_shows_both_directions_newest_first(
    http: httpx.AsyncClient, api: httpx.AsyncClient, cashier: Cashier
) -> None:
    await cashier.do("POST", "/search", keyword="rosa")
    await api.get("/orders?teapot=1")
    log = (await http.get("/simulator/log")).json()
    assert [(each["direction"], each["kind"]) for each in log] == [
        ("in", "api"),
        ("out", "search"),
        ("in", "token"),
    ]
    assert log[0]["judgements"] == [
        {"level": "odd", "sentence": "No source knows the filter teapot; it is ignored."}
    ]
    assert log[1]["status"] == 200
    assert '"Rosa"' in log[1]["response_body"]
    later = (await http.get(f"/simulator/log?after={log[1]['id']}")).json()
    assert [each["id"] for each in later] == [log[0]["id"]]
    only = (await http.get("/simulator/log?direction=out&limit=5")).json()
    assert [each["kind"] for each in only] == ["search"]
    await http.delete("/simulator/log")
    assert (await http.get("/simulator/log")).json() == []


async def test_no_secret_is_in_the_log(
    till: Simulator, http: httpx.AsyncClient, api: httpx.AsyncClient, stranger: Stranger
) -> None:
    tokens = await grant(http)
    await http.post(
        "/v1/token",
        json={
            "grant_type": "refresh_token",
            "refresh_token": tokens["refresh_token"],
            "client_id": "loyal",
            "client_secret": "s3cret",
        },
    )
    await api.get("")
    shown = msgspec.json.encode(list(till.log.entries)).decode()
    secrets = ["s3cret", tokens["refresh_token"], tokens["access_token"], stranger.token]
    assert [secret for secret in secrets if secret in shown] == []


async def test_an_unknown_field_is_thought_odd(till: Simulator, api: httpx.AsyncClient) -> None:
    await api.put("/customers/301", json={"surname": "X"})
    sentences = [each.sentence for each in till.log.entries[-1].judgements]
    assert sentences == ["The field surname means nothing here."]


async def test_an_add_on_is_registered_and_changed_by_a_call(http: httpx.AsyncClient) -> None:
    created = (await http.put("/simulator/addons/second", json={"name": "Second"})).json()
    assert created["client_secret"]
    assert created["signature_token"]
    changed = await http.put("/simulator/addons/second", json={"loyalty_enabled": True})
    assert (changed.json()["name"], changed.json()["loyalty_enabled"]) == ("Second", True)
    methods = (await http.get("/till/7101")).json()["payment_methods"]
    assert [each["name"] for each in methods][-1] == "Second"
