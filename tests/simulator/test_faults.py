"""Each fault does what its line in the list says, as often as asked, and no more."""

import hashlib
import hmac

import httpx
import msgspec
import pytest
from tests.simulator.scene import ADDON, Cashier, Clock, Stranger
from tests.simulator.test_manners import new_order

from regulars.simulator import Simulator
from regulars.simulator.faults import KINDS, MEANINGS

NEW_CUSTOMER = {"first_name": "Ann", "email": "ann@example.test"}


async def inject(http: httpx.AsyncClient, kind: str, **more: object) -> None:
    answer = await http.post("/simulator/faults", json={"kind": kind, **more})
    assert answer.status_code == 201, answer.text


async def test_every_fault_is_listed_with_its_meaning(http: httpx.AsyncClient) -> None:
    listed = (await http.get("/simulator/faults")).json()["kinds"]
    assert {each["kind"] for each in listed} == set(KINDS) == set(MEANINGS)


async def test_a_lost_answer_has_had_its_effect(
    http: httpx.AsyncClient, api: httpx.AsyncClient
) -> None:
    await inject(http, "answer_lost", method="POST", path="*/customers")
    with pytest.raises(httpx.TransportError):
        await api.post("/customers", json=NEW_CUSTOMER)
    assert (await api.get("/customers?email=ann@example.test")).status_code == 302


async def test_a_lost_request_has_had_none(http: httpx.AsyncClient, api: httpx.AsyncClient) -> None:
    await inject(http, "request_lost")
    with pytest.raises(httpx.TransportError):
        await api.post("/customers", json=NEW_CUSTOMER)
    assert (await api.get("/customers?email=ann@example.test")).status_code == 404


@pytest.mark.parametrize(
    ("kind", "status"), [("server_error", 500), ("rate_limited", 429), ("unauthorized", 401)]
)
async def test_a_failing_answer_comes_as_often_as_asked_and_does_nothing(
    http: httpx.AsyncClient, api: httpx.AsyncClient, kind: str, status: int
) -> None:
    await inject(http, kind, times=2)
    for _ in range(2):
        assert (await api.post("/customers", json=NEW_CUSTOMER)).status_code == status
    assert (await api.post("/customers", json=NEW_CUSTOMER)).status_code == 201


async def test_a_burst_says_when_it_ends(
    http: httpx.AsyncClient, api: httpx.AsyncClient, clock: Clock
) -> None:
    await inject(http, "rate_limited", seconds=7)
    answer = await api.get("")
    assert answer.text == "Limit exceeded"
    assert int(answer.headers["x-ratelimit-reset"]) == clock().timestamp() + 7


async def test_a_slow_answer_comes_late(
    http: httpx.AsyncClient, api: httpx.AsyncClient, clock: Clock
) -> None:
    await inject(http, "slow_answer", seconds=12)
    before = clock()
    assert (await api.get("")).status_code == 200
    assert (clock() - before).total_seconds() == 12


async def test_an_empty_body_comes_with_200(
    http: httpx.AsyncClient, api: httpx.AsyncClient
) -> None:
    await inject(http, "empty_body")
    answer = await api.get("/customers/301")
    assert (answer.status_code, answer.content) == (200, b"")


async def test_a_fault_waits_for_its_path_and_until_it_is_removed(
    http: httpx.AsyncClient, api: httpx.AsyncClient
) -> None:
    await inject(http, "server_error", times=None, path="*/orders*")
    assert (await api.get("/customers")).status_code == 200
    assert (await api.get("/orders")).status_code == 500
    [fault] = (await http.get("/simulator/faults")).json()["waiting"]
    assert (await http.delete(f"/simulator/faults/{fault['id']}")).status_code == 204
    assert (await api.get("/orders")).status_code == 200


async def test_tokens_are_struck_only_by_a_fault_that_names_them(
    http: httpx.AsyncClient, api: httpx.AsyncClient
) -> None:
    await inject(http, "server_error")
    assert (await http.post("/v1/token", data={})).status_code == 401
    await inject(http, "server_error", path="/v1/token")
    assert (await http.post("/v1/token", data={})).status_code == 500


async def test_all_tokens_expire_at_once(http: httpx.AsyncClient, api: httpx.AsyncClient) -> None:
    await inject(http, "expire_tokens")
    assert (await api.get("")).status_code == 401


async def test_an_order_id_can_be_beyond_53_bits(
    http: httpx.AsyncClient, api: httpx.AsyncClient
) -> None:
    await inject(http, "huge_order_id")
    order = await new_order(api)
    assert int(order) > 2**53
    assert (await api.get(f"/orders/{order}")).json()["id_str"] == order
    assert int(await new_order(api)) < 2**53


async def hook(api: httpx.AsyncClient) -> None:
    body = {"topic": "orders/completed", "address": f"{ADDON}/hook"}
    assert (await api.post("/webhooks", json=body)).status_code == 201


async def delivered(till: Simulator, stranger: Stranger) -> list[str]:
    await till.deliver_pending()
    return [msgspec.json.decode(body)["id_str"] for body, _ in stranger.hooks]


async def test_webhooks_come_twice_out_of_order_or_never(
    till: Simulator, http: httpx.AsyncClient, api: httpx.AsyncClient, stranger: Stranger
) -> None:
    await hook(api)
    await inject(http, "webhook_reordered")
    first = await new_order(api, status="COMPLETE")
    await inject(http, "webhook_duplicate")
    second = await new_order(api, status="COMPLETE")
    await inject(http, "webhook_lost")
    await new_order(api, status="COMPLETE")
    assert await delivered(till, stranger) == [second, second, first]


async def test_a_webhook_held_back_comes_at_last(
    till: Simulator, http: httpx.AsyncClient, api: httpx.AsyncClient, stranger: Stranger
) -> None:
    await hook(api)
    await inject(http, "webhook_reordered")
    order = await new_order(api, status="COMPLETE")
    assert await delivered(till, stranger) == [order]


async def test_a_signature_can_be_wrong(
    till: Simulator, http: httpx.AsyncClient, api: httpx.AsyncClient, stranger: Stranger
) -> None:
    await hook(api)
    await inject(http, "webhook_wrong_signature")
    await new_order(api, status="COMPLETE")
    await till.deliver_pending()
    [(body, headers)] = stranger.hooks
    right = hmac.digest(b"sign-here", body, hashlib.sha256).hex()
    assert headers["x-kounta-signature"] != right


async def test_an_order_can_be_deleted_before_the_redemption_arrives(
    http: httpx.AsyncClient, api: httpx.AsyncClient, cashier: Cashier
) -> None:
    await cashier.ring()
    await cashier.choose_rosa()
    await inject(http, "order_deleted_before_redeem")
    redeemed = await cashier.do("POST", "/sale/redemptions", reward_id="r-5")
    assert redeemed["sale"] is None
    assert redeemed["message"]["text"] == "The till refused the discount."


async def test_a_discount_can_stand_there_already(
    till: Simulator, http: httpx.AsyncClient, api: httpx.AsyncClient, cashier: Cashier
) -> None:
    till.turn(second_discount="refuse")
    await cashier.ring()
    await cashier.choose_rosa()
    await inject(http, "discount_already_present")
    redeemed = await cashier.do("POST", "/sale/redemptions", reward_id="r-5")
    assert redeemed["message"]["level"] == "error"
    assert (redeemed["sale"]["total"], redeemed["sale"]["discount"]["by"]) == ("9.00", "staff")


async def test_the_till_can_give_up_waiting_after_the_effect(
    http: httpx.AsyncClient, api: httpx.AsyncClient, cashier: Cashier
) -> None:
    await cashier.ring()
    await cashier.choose_rosa()
    await inject(http, "loyalty_timeout", path="redeem")
    redeemed = await cashier.do("POST", "/sale/redemptions", reward_id="r-5")
    assert redeemed["message"]["text"] == "The loyalty program did not answer."
    assert redeemed["sale"]["total"] == "5.00"


@pytest.mark.parametrize("body", [{}, {"kind": "flood"}, {"kind": "slow_answer", "times": 0}])
async def test_an_unknown_fault_is_refused(
    http: httpx.AsyncClient, body: dict[str, object]
) -> None:
    assert (await http.post("/simulator/faults", json=body)).status_code == 400
