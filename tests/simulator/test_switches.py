"""Every assumption is a switch that can be seen, turned, and makes a difference."""

import base64
import hashlib
import hmac
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
from tests.simulator.scene import ADDON, FLAT_WHITE, ROSA, SITE, Cashier, Clock, Stranger, grant
from tests.simulator.test_manners import new_order
from tests.simulator.test_orders import read

from regulars.simulator import Simulator, Switches

HERE = Path(__file__).parent
REFERENCE = HERE.parents[1] / "docs/reference/simulator.md"


async def test_every_switch_is_shown_with_its_meaning_and_default(
    http: httpx.AsyncClient,
) -> None:
    shown = (await http.get("/simulator/switches")).json()
    assert [each["name"] for each in shown] == list(Switches.__struct_fields__)
    assert all(each["meaning"] and each["section"] for each in shown)
    method = next(each for each in shown if each["name"] == "loyalty_method")
    assert (method["value"], method["default"], method["choices"]) == (
        "GET",
        "GET",
        ["GET", "POST"],
    )


def test_every_switch_is_documented_and_tried() -> None:
    reference = REFERENCE.read_text()
    tests = "".join(path.read_text() for path in HERE.glob("test_*.py"))
    for name in Switches.__struct_fields__:
        assert f"`{name}`" in reference, name
        assert name in tests, name


@pytest.mark.parametrize(
    "change", [{"no_such_switch": 1}, {"page_size": 0}, {"loyalty_method": "PUT"}, {"lock": None}]
)
async def test_a_switch_cannot_be_turned_to_nonsense(
    till: Simulator, http: httpx.AsyncClient, change: dict[str, Any]
) -> None:
    before = till.cloud.switches
    answer = await http.put("/simulator/switches", json={"page_size": 3} | change)
    assert (answer.status_code, answer.json()["error"]) == (400, "bad_request")
    assert till.cloud.switches == before


async def test_a_switch_is_turned_by_a_call(till: Simulator, http: httpx.AsyncClient) -> None:
    await http.put("/simulator/switches", json={"page_size": 3})
    assert till.cloud.switches.page_size == 3


class TestLoyalty:
    async def test_method_signature_and_query(
        self, till: Simulator, api: httpx.AsyncClient, cashier: Cashier, stranger: Stranger
    ) -> None:
        till.turn(loyalty_method="POST", loyalty_signature=True, loyalty_keeps_query=False)
        await cashier.do("POST", "/search", keyword="rosa")
        [(method, _, query)] = stranger.asked
        assert method == "POST"
        assert "key" not in query
        signed = till.log.entries[-1].request_headers["X-Kounta-Signature"]
        assert signed == hmac.digest(b"sign-here", b"", hashlib.sha256).hex()

    async def test_loyalty_timeout_seconds(
        self, till: Simulator, api: httpx.AsyncClient, cashier: Cashier, stranger: Stranger
    ) -> None:
        till.turn(loyalty_timeout_seconds=0.001)
        stranger.silent = True
        found = await cashier.do("POST", "/search", keyword="rosa")
        assert found["search"]["error"] == "The loyalty program did not answer."

    async def test_loyalty_error_needs_200(
        self, till: Simulator, api: httpx.AsyncClient, cashier: Cashier, stranger: Stranger
    ) -> None:
        stranger.search, stranger.status = {"error": "Closed today"}, 500
        found = await cashier.do("POST", "/search", keyword="rosa")
        assert found["message"]["text"].endswith("does not understand.")
        till.turn(loyalty_error_needs_200=False)
        found = await cashier.do("POST", "/search", keyword="rosa")
        assert found["message"]["text"] == "Closed today"

    async def test_loyalty_needs_grant(
        self, till: Simulator, http: httpx.AsyncClient, cashier: Cashier
    ) -> None:
        till.turn(loyalty_needs_grant=False)
        found = await cashier.do("POST", "/search", keyword="rosa")
        assert len(found["search"]["members"]) == 1

    async def test_placeholder_form(self, till: Simulator, cashier: Cashier) -> None:
        till.turn(placeholder_form="uuid")
        assert len((await cashier.ring())["sale"]["placeholder"]) == 36

    @pytest.mark.parametrize(
        ("way", "names"),
        [
            ("reference_then_email", ["Harriet", "Harriet"]),
            ("reference_only", ["Rosa", "Rosa"]),
            ("always_create", ["Rosa", "Rosa"]),
        ],
    )
    async def test_customer_link(
        self,
        till: Simulator,
        api: httpx.AsyncClient,
        cashier: Cashier,
        stranger: Stranger,
        way: str,
        names: list[str],
    ) -> None:
        till.turn(customer_link=way, customer_email_unique=False)
        rosa = ROSA | {"email_address": "harriet.okafor@example.test"}
        stranger.search = {"members": {"m-81": rosa}}
        customers = []
        for _ in names:
            await cashier.ring()
            customers.append((await cashier.choose_rosa())["sale"]["customer"])
            await cashier.do("DELETE", "/sale")
        assert [each["first_name"] for each in customers] == names
        same = customers[0]["id"] == customers[1]["id"]
        assert same is (way != "always_create")

    async def test_lookup_needs_reference(
        self, till: Simulator, api: httpx.AsyncClient, cashier: Cashier, stranger: Stranger
    ) -> None:
        await cashier.ring()
        await cashier.do("PUT", "/sale/customer", customer_id=301)
        assert stranger.calls("/lookup") == []
        till.turn(lookup_needs_reference=False)
        await cashier.do("POST", "/sale/rewards")
        [call] = stranger.calls("/lookup")
        assert (call["customer_id"], call["reference_id"]) == ("301", "")


class TestRedemption:
    async def test_redeem_order_status(
        self, till: Simulator, api: httpx.AsyncClient, cashier: Cashier
    ) -> None:
        till.turn(redeem_order_status="PENDING")
        await cashier.ring()
        await cashier.choose_rosa()
        redeemed = await cashier.do("POST", "/sale/redemptions", reward_id="r-5")
        assert redeemed["sale"]["status"] == "PENDING"
        await cashier.do("POST", "/sale/hold")
        assert len((await api.get("/orders/on_hold")).json()) == 1

    @pytest.mark.parametrize(("way", "inner"), [("text", True), ("parameter", False)])
    async def test_redeem_replacement(
        self,
        till: Simulator,
        api: httpx.AsyncClient,
        cashier: Cashier,
        stranger: Stranger,
        way: str,
        inner: bool,
    ) -> None:
        till.turn(redeem_replacement=way)
        placeholder = (await cashier.ring())["sale"]["placeholder"]
        url = f"{ADDON}/redeem?own_order_id={placeholder}&order_id={placeholder}"
        stranger.reward = {"redeem_url": url}
        await cashier.choose_rosa()
        await cashier.do("POST", "/sale/redemptions", reward_id="r-5")
        [call] = stranger.calls("/redeem")
        assert call["order_id"] != placeholder
        assert (call["own_order_id"] != placeholder) is inner

    async def test_redeem_always_sends_quantity(
        self, till: Simulator, api: httpx.AsyncClient, cashier: Cashier, stranger: Stranger
    ) -> None:
        await cashier.ring()
        await cashier.choose_rosa()
        await cashier.do("POST", "/sale/redemptions", reward_id="r-5", quantity=5)
        till.turn(redeem_always_sends_quantity=True)
        await cashier.do("POST", "/sale/redemptions", reward_id="r-5", quantity=5)
        assert [call.get("quantity") for call in stranger.calls("/redeem")] == [None, "5"]

    async def test_redeem_twice(
        self, till: Simulator, api: httpx.AsyncClient, cashier: Cashier
    ) -> None:
        await cashier.ring()
        await cashier.choose_rosa()
        await cashier.do("POST", "/sale/redemptions", reward_id="r-5")
        await cashier.do("POST", "/sale/redemptions", reward_id="r-5")
        till.turn(redeem_twice=False)
        third = await cashier.try_("POST", "/sale/redemptions", reward_id="r-5")
        assert third.status_code == 409

    async def test_second_discount(
        self, till: Simulator, api: httpx.AsyncClient, cashier: Cashier
    ) -> None:
        till.turn(second_discount="refuse")
        await cashier.ring()
        await cashier.do("PUT", "/sale/discount", percent="10")
        held = await cashier.do("POST", "/sale/hold")
        order = f"/orders/{held['last_order']['id']}"
        assert (await api.put(order, json={"price_fixed_variation": -1})).status_code == 400
        till.turn(second_discount="replace")
        assert (await api.put(order, json={"price_fixed_variation": -1})).status_code == 200


class TestOAuth:
    async def test_authorize_needs_state(self, till: Simulator, http: httpx.AsyncClient) -> None:
        asked = {
            "client_id": "loyal",
            "redirect_uri": f"{ADDON}/callback",
            "response_type": "code",
        }
        assert (await http.get("/authorize", params=asked)).status_code == 400
        till.turn(authorize_needs_state=False)
        assert (await http.get("/authorize", params=asked)).status_code == 200

    async def test_lifetimes_scope_and_status(
        self, till: Simulator, http: httpx.AsyncClient, clock: Clock
    ) -> None:
        till.turn(
            access_token_seconds=10, token_scope=True, expired_token_status=400, code_seconds=5
        )
        tokens = await grant(http)
        assert (tokens["expires_in"], tokens["scope"]) == (10, None)
        clock.pass_(10)
        headers = {"Authorization": f"Bearer {tokens['access_token']}"}
        answer = await http.get("/v1/companies/me.json", headers=headers)
        assert answer.status_code == 400


class TestHttp:
    async def test_accept_any(self, till: Simulator, api: httpx.AsyncClient) -> None:
        till.turn(accept_any=False)
        assert (await api.get("/sites", headers={"Accept": "*/*"})).status_code == 406

    @pytest.mark.parametrize(
        ("switches", "path", "end"),
        [
            ({"location_extension": "always"}, "/orders", ".json"),
            ({"location_extension": "never"}, "/orders.json", ""),
            ({"location_absolute": False}, "/orders", ""),
        ],
    )
    async def test_location(
        self,
        till: Simulator,
        api: httpx.AsyncClient,
        switches: dict[str, Any],
        path: str,
        end: str,
    ) -> None:
        till.turn(**switches)
        location = (await api.post(path, json={"site_id": SITE})).headers["location"]
        assert location.endswith(".json") is (end == ".json")
        assert location.startswith("/v1/") is ("location_absolute" in switches)

    async def test_put_answers(self, till: Simulator, api: httpx.AsyncClient) -> None:
        till.turn(put_answers="object")
        answer = await api.put("/customers/301", json={"phone": "1"})
        assert answer.json()["phone"] == "1"

    async def test_page_size_products_and_old_paging(
        self, till: Simulator, api: httpx.AsyncClient
    ) -> None:
        till.turn(page_size_products=10, old_paging=False)
        page = await api.get("/products", headers={"X-Page": "1"})
        assert page.json()[0]["id"] == FLAT_WHITE
        assert "x-pages" not in page.headers
        second = (await api.get(page.headers["x-next-page"])).json()
        assert second[0]["id"] == FLAT_WHITE + 10

    async def test_rate_limit_scope(self, till: Simulator, api: httpx.AsyncClient) -> None:
        till.turn(rate_limit_scope="company", rate_limit_basic=1, rate_limit_oauth=1)
        await api.get("")
        assert (await api.get("", auth=("loyal", "s3cret"))).status_code == 429


class TestOrders:
    async def test_default_order_status_and_site(
        self, till: Simulator, api: httpx.AsyncClient
    ) -> None:
        assert (await api.post("/orders", json={"register_id": 7101})).status_code == 400
        till.turn(default_order_status="PENDING", order_needs_site=False)
        answer = await api.post("/orders", json={"register_id": 7101})
        order = await read(api, answer.headers["location"].rsplit("/", 1)[-1])
        assert (order["status"], order["site_id"]) == ("PENDING", SITE)

    async def test_order_delete(self, till: Simulator, api: httpx.AsyncClient) -> None:
        till.turn(order_delete=False)
        order = await new_order(api)
        assert (await api.delete(f"/orders/{order}")).status_code == 400

    @pytest.mark.parametrize(
        ("switch", "field"),
        [
            ("order_variation_writable", {"price_variation": 0.9}),
            ("order_fixed_variation_writable", {"price_fixed_variation": -1}),
        ],
    )
    async def test_writable_variations(
        self, till: Simulator, api: httpx.AsyncClient, switch: str, field: dict[str, Any]
    ) -> None:
        order = await new_order(api)
        till.turn(**{switch: False})
        assert (await api.put(f"/orders/{order}", json=field)).status_code == 400
        till.turn(**{switch: True})
        assert (await api.put(f"/orders/{order}", json=field)).status_code == 200

    async def test_unset_variation_and_line_totals(
        self, till: Simulator, api: httpx.AsyncClient
    ) -> None:
        line = {"product_id": FLAT_WHITE, "price_variation": 0.5}
        order = await new_order(api, lines=[line])
        till.turn(unset_variation="null", line_totals="before_line_variation")
        found = await read(api, order)
        assert found["price_variation"] is None
        assert found["lines"][0]["line_total_ex_tax"] + found["lines"][0]["line_total_tax"] == 5
        assert found["total"] == 2.5

    async def test_fixed_variation_with_tax(self, till: Simulator, api: httpx.AsyncClient) -> None:
        till.turn(fixed_variation_with_tax=False)
        line = {"product_id": FLAT_WHITE, "price_fixed_variation": -1}
        assert (await read(api, await new_order(api, lines=[line])))["total"] == 3.9

    async def test_price_limit(self, till: Simulator, api: httpx.AsyncClient) -> None:
        await new_order(api, price_limit=4)
        till.turn(price_limit="refuse")
        line = {"product_id": FLAT_WHITE}
        body = {"site_id": SITE, "price_limit": 4, "lines": [line]}
        assert (await api.post("/orders", json=body)).status_code == 400

    async def test_lock_can_be_ignored(
        self, till: Simulator, api: httpx.AsyncClient, cashier: Cashier
    ) -> None:
        till.turn(lock="ignore")
        order = await new_order(api, lock=["PAYMENTS"])
        await cashier.do("POST", f"/orders/{order}/resumption")
        assert (await cashier.pay())["last_order"]["status"] == "COMPLETE"

    async def test_complete_when_paid(self, till: Simulator, api: httpx.AsyncClient) -> None:
        till.turn(complete_when_paid=False)
        payment = {"method_id": 501, "amount": 5}
        order = await new_order(api, complete_when_paid=True, payments=[payment])
        assert (await read(api, order))["status"] == "ON_HOLD"

    async def test_stock_rule_for_submitted(
        self, till: Simulator, http: httpx.AsyncClient, api: httpx.AsyncClient
    ) -> None:
        url = f"/simulator/sites/{SITE}/products/{FLAT_WHITE}"
        await http.put(url, json={"available": False})
        till.turn(stock_rule_for_submitted=True)
        body = {"site_id": SITE, "lines": [{"product_id": FLAT_WHITE}]}
        assert (await api.post("/orders", json=body)).status_code == 400

    async def test_sale_number_extended(self, till: Simulator, api: httpx.AsyncClient) -> None:
        till.turn(sale_number_extended=False)
        order = await new_order(api, sale_number="WEB-1")
        assert (await read(api, order))["sale_number"] == "WEB-1"

    async def test_bare_dates(self, till: Simulator, api: httpx.AsyncClient, clock: Clock) -> None:
        clock.pass_(1200)
        await new_order(api)
        in_site_zone = (await api.get("/orders?created=2026-05-03")).json()
        till.turn(bare_dates="utc")
        in_utc = (await api.get("/orders?created=2026-05-03")).json()
        assert (len(in_site_zone), len(in_utc)) == (0, 1)


async def test_customer_search_redirects(till: Simulator, api: httpx.AsyncClient) -> None:
    till.turn(customer_search_redirects=False)
    answer = await api.get("/customers?email=luca.ferraro@example.test")
    assert (answer.status_code, answer.json()["id"]) == (200, 302)


class TestWebhooks:
    async def test_signature_and_envelope(
        self, till: Simulator, api: httpx.AsyncClient, stranger: Stranger
    ) -> None:
        till.turn(
            webhook_signature_encoding="base64",
            webhook_signature_key="client_secret",
            webhook_envelope="wrapped",
        )
        hook = {"topic": "orders/completed", "address": f"{ADDON}/hook"}
        await api.post("/webhooks", json=hook)
        await new_order(api, status="COMPLETE")
        await till.deliver_pending()
        [(body, headers)] = stranger.hooks
        digest = hmac.digest(b"s3cret", body, hashlib.sha256)
        assert headers["x-kounta-signature"] == base64.b64encode(digest).decode()
        assert msgspec.json.decode(body).keys() == {"topic", "data"}

    @pytest.mark.parametrize(
        ("switch", "topic"),
        [
            ("webhook_orders_deleted", "orders/deleted"),
            ("webhook_orders_created", "orders/created"),
            ("webhook_orders_updated", "orders/updated"),
            ("webhook_customers", "customers/updated"),
        ],
    )
    async def test_topics(
        self, till: Simulator, api: httpx.AsyncClient, switch: str, topic: str
    ) -> None:
        await api.post("/webhooks", json={"topic": topic, "address": f"{ADDON}/hook"})
        for exists in (True, False):
            till.turn(**{switch: exists})
            order = await new_order(api)
            await api.put(f"/orders/{order}", json={"notes": "x"})
            await api.put("/customers/301", json={"phone": "1"})
            await api.delete(f"/orders/{order}")
            assert bool(await till.deliver_pending()) is exists

    async def test_webhook_timeout_seconds(
        self, till: Simulator, api: httpx.AsyncClient, stranger: Stranger
    ) -> None:
        till.turn(webhook_timeout_seconds=0.001)
        stranger.silent = True
        hook = {"topic": "orders/completed", "address": f"{ADDON}/hook"}
        await api.post("/webhooks", json=hook)
        await new_order(api, status="COMPLETE")
        [delivery] = await till.deliver_pending()
        assert (delivery.state, delivery.attempts) == ("waiting", 1)

    @pytest.mark.parametrize(("way", "calls"), [("POST", ["POST"]), ("GET", ["GET"]), ("off", [])])
    async def test_order_callback(
        self,
        till: Simulator,
        api: httpx.AsyncClient,
        stranger: Stranger,
        way: str,
        calls: list[str],
    ) -> None:
        till.turn(order_callback=way)
        order = await new_order(api, callback_uri=f"{ADDON}/hook")
        await api.put(f"/orders/{order}", json={"status": "PENDING"})
        await till.deliver_pending()
        assert [method for method, _, _ in stranger.asked] == calls
