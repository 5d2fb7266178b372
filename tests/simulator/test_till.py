"""Each action at the till does what its button says."""

import httpx
import pytest
from tests.simulator.scene import FLAT_WHITE, ROSA, SITE, Cashier, Stranger

from regulars.simulator import Simulator


async def test_the_till_shows_its_menu_registers_and_ways_to_pay(cashier: Cashier) -> None:
    tills = (await cashier.http.get("/till")).json()
    assert [each["name"] for each in tills["registers"]] == ["Front counter", "Dining room", "Bar"]
    till = await cashier.do("GET")
    names = [each["name"] for each in till["categories"]]
    assert names == ["Coffee", "Breakfast", "Mains", "Sides", "Desserts", "Drinks"]
    assert till["categories"][0]["products"][0] == {
        "id": FLAT_WHITE,
        "name": "Flat white",
        "price": "5.00",
        "available": True,
    }
    assert [each["name"] for each in till["payment_methods"]] == ["Cash", "Card", "Loyal"]
    assert till["sale"] is None


async def test_lines_are_changed_discounted_and_removed(cashier: Cashier) -> None:
    await cashier.ring(2)
    await cashier.ring(1)
    changed = await cashier.do("PUT", "/sale/lines/1", quantity=3, percent_off="50")
    assert [each["total"] for each in changed["sale"]["lines"]] == ["7.50", "5.00"]
    swapped = await cashier.do("PUT", "/sale/lines/1", amount_off="1")
    assert swapped["sale"]["lines"][0]["total"] == "14.00"
    removed = await cashier.do("DELETE", "/sale/lines/1")
    assert removed["sale"]["total"] == "5.00"


async def test_modifiers_cost_what_they_cost(cashier: Cashier) -> None:
    oat_milk = 9026
    rung = await cashier.do("POST", "/sale/lines", product_id=FLAT_WHITE, modifiers=[oat_milk])
    [line] = rung["sale"]["lines"]
    assert (line["unit_price"], line["modifiers"]) == ("5.80", ["Oat milk"])


@pytest.mark.parametrize(
    ("given", "total", "kind"),
    [({"percent": "10"}, "9.00", "percent"), ({"amount": 4}, "6.00", "amount")],
)
async def test_staff_give_one_discount_and_take_it_back(
    cashier: Cashier, given: dict[str, object], total: str, kind: str
) -> None:
    await cashier.ring(2)
    await cashier.do("PUT", "/sale/discount", percent="50")
    discounted = await cashier.do("PUT", "/sale/discount", **given)
    assert discounted["sale"]["total"] == total
    assert discounted["sale"]["discount"]["kind"] == kind
    assert discounted["sale"]["discount"]["by"] == "staff"
    removed = await cashier.do("DELETE", "/sale/discount")
    assert (removed["sale"]["discount"], removed["sale"]["total"]) == (None, "10.00")


async def test_a_chosen_member_becomes_a_customer_linked_by_reference(
    api: httpx.AsyncClient, cashier: Cashier
) -> None:
    await cashier.ring()
    first = (await cashier.choose_rosa())["sale"]["customer"]
    linked = (await api.get("/customers", params={"reference_id": "m-81"})).json()
    assert [each["id"] for each in linked] == [first["id"]]
    await cashier.do("DELETE", "/sale")
    await cashier.ring()
    assert (await cashier.choose_rosa())["sale"]["customer"]["id"] == first["id"]


async def test_what_was_found_leaves_the_screen_with_its_sale(
    api: httpx.AsyncClient, cashier: Cashier
) -> None:
    await cashier.ring()
    await cashier.choose_rosa()
    removed = await cashier.do("DELETE", "/sale/customer")
    assert (removed["sale"]["customer"], removed["rewards"]) == (None, None)
    await cashier.choose_rosa()
    paid = await cashier.pay()
    assert (paid["search"], paid["rewards"], paid["redemptions"]) == (None, None, [])


async def test_a_chosen_member_reuses_the_customer_with_the_same_e_mail(
    api: httpx.AsyncClient, cashier: Cashier, stranger: Stranger
) -> None:
    stranger.search = {"members": {"m-81": ROSA | {"email_address": "Harriet.Okafor@example.test"}}}
    await cashier.ring()
    chosen = await cashier.choose_rosa()
    assert chosen["sale"]["customer"]["first_name"] == "Harriet"
    assert chosen["sale"]["customer"]["reference_id"] == "m-81"


async def test_a_member_without_an_address_cannot_become_a_customer(
    api: httpx.AsyncClient, cashier: Cashier, stranger: Stranger
) -> None:
    stranger.search = {"members": {"m-81": {"id": "m-81", "first_name": "Rosa"}}}
    await cashier.ring()
    chosen = await cashier.choose_rosa()
    assert chosen["message"]["level"] == "error"
    assert chosen["sale"]["customer"] is None


async def test_a_program_sleeps_until_somebody_authorised_it(
    http: httpx.AsyncClient, cashier: Cashier, stranger: Stranger
) -> None:
    [program] = (await cashier.do("GET"))["programs"]
    assert (program["ready"], program["reason"]) == (
        False,
        "Nobody has authorised the add-on yet.",
    )
    answer = await cashier.try_("POST", "/search", keyword="rosa")
    assert answer.status_code == 400
    assert stranger.asked == []


async def test_quantity_is_sent_only_for_a_reward_that_lets_the_cashier_choose(
    api: httpx.AsyncClient, cashier: Cashier, stranger: Stranger
) -> None:
    stranger.reward = {"variable_quantity": True}
    await cashier.ring()
    await cashier.choose_rosa()
    for wrong in (None, 0, 101):
        answer = await cashier.try_("POST", "/sale/redemptions", reward_id="r-5", quantity=wrong)
        assert answer.status_code == 400
    await cashier.do("POST", "/sale/redemptions", reward_id="r-5", quantity=50)
    [call] = stranger.calls("/redeem")
    assert call["quantity"] == "50"


async def test_a_refusal_of_the_add_on_is_a_sentence_on_the_till(
    api: httpx.AsyncClient, cashier: Cashier, stranger: Stranger
) -> None:
    stranger.redeem = {"success": False, "error": "Reward already used today"}
    await cashier.ring()
    await cashier.choose_rosa()
    refused = await cashier.do("POST", "/sale/redemptions", reward_id="r-5")
    assert refused["message"]["level"] == "error"
    assert refused["message"]["text"] == "Reward already used today"
    assert refused["sale"]["total"] == "10.00"
    assert refused["redemptions"][0]["success"] is False


async def test_success_without_a_change_of_the_sale_is_noticed(
    till: Simulator, api: httpx.AsyncClient, cashier: Cashier, stranger: Stranger
) -> None:
    stranger.redeem = {"success": True}
    await cashier.ring()
    await cashier.choose_rosa()
    redeemed = await cashier.do("POST", "/sale/redemptions", reward_id="r-5")
    assert redeemed["message"]["level"] == "warning"
    entry = till.log.entries[-1]
    assert entry.kind == "redeem"
    assert "wrong" in [each.level for each in entry.judgements]


async def test_a_sale_is_paid_in_parts_with_a_tip(api: httpx.AsyncClient, cashier: Cashier) -> None:
    await cashier.ring(2)
    part = await cashier.pay(amount="4", tip="1")
    assert (part["sale"]["due"], part["sale"]["tips"]) == ("6.00", "1.00")
    early = await cashier.try_("POST", "/sale/completion")
    assert (early.status_code, early.json()["message"]) == (409, "6.00 is still due.")
    done = await cashier.pay(method_id=502)
    order = (await api.get(f"/orders/{done['last_order']['id']}")).json()
    assert (order["status"], order["paid"], order["tips"]) == ("COMPLETE", 10, 1)
    assert [each["method"]["name"] for each in order["payments"]] == ["Cash", "Card"]


async def test_a_sale_kept_open_is_finished_by_completion(cashier: Cashier) -> None:
    await cashier.ring()
    assert (await cashier.pay(keep_open=True))["sale"]["due"] == "0.00"
    assert (await cashier.do("POST", "/sale/completion"))["last_order"]["status"] == "COMPLETE"


async def test_a_held_sale_is_taken_up_at_another_register_of_the_site(
    http: httpx.AsyncClient, cashier: Cashier
) -> None:
    await cashier.ring()
    held = await cashier.do("POST", "/sale/hold")
    order_id = held["last_order"]["id"]
    assert [each["id"] for each in held["held"]] == [order_id]
    other = Cashier(http, register=7102)
    resumed = await other.do("POST", f"/orders/{order_id}/resumption")
    assert (resumed["sale"]["order_id"], resumed["held"]) == (order_id, [])
    taken = await cashier.try_("POST", f"/orders/{order_id}/resumption")
    assert taken.status_code == 409
    elsewhere = await Cashier(http, register=7201).try_("POST", f"/orders/{order_id}/resumption")
    assert elsewhere.status_code == 404


async def test_an_order_waiting_is_accepted_or_rejected(
    api: httpx.AsyncClient, cashier: Cashier
) -> None:
    ids = []
    for _ in range(2):
        body = {"site_id": SITE, "lines": [{"product_id": FLAT_WHITE}]}
        ids.append((await api.post("/orders", json=body)).headers["location"].split("/")[-1])
    waiting = await cashier.do("GET")
    assert {each["id"] for each in waiting["waiting"]} == set(ids)
    accepted = await cashier.do("POST", f"/orders/{ids[0]}/acceptance")
    assert [each["id"] for each in accepted["held"]] == [ids[0]]
    await cashier.do("POST", f"/orders/{ids[1]}/rejection")
    assert (await api.get(f"/orders/{ids[1]}")).json()["status"] == "REJECTED"
    again = await cashier.try_("POST", f"/orders/{ids[1]}/acceptance")
    assert again.json()["error"] == "wrong_status"


async def test_an_accepted_order_with_a_member_shows_rewards_when_opened(
    api: httpx.AsyncClient, cashier: Cashier
) -> None:
    await cashier.ring()
    await cashier.choose_rosa()
    held = await cashier.do("POST", "/sale/hold")
    resumed = await cashier.do("POST", f"/orders/{held['last_order']['id']}/resumption")
    assert [each["title"] for each in resumed["rewards"]["rewards"]] == ["$5 off"]


async def test_a_void_leaves_a_saved_sale_deleted_and_a_draft_without_trace(
    api: httpx.AsyncClient, cashier: Cashier
) -> None:
    await cashier.ring()
    await cashier.do("DELETE", "/sale")
    assert (await api.get("/orders")).json() == []
    await cashier.ring()
    held = await cashier.do("POST", "/sale/hold")
    await cashier.do("DELETE", f"/orders/{held['last_order']['id']}")
    [order] = (await api.get("/orders/deleted")).json()
    assert (order["status"], order["deleted"]) == ("DELETED", True)


async def test_refunds_mirror_the_sale_and_add_up_to_it(
    api: httpx.AsyncClient, cashier: Cashier
) -> None:
    await cashier.ring(3)
    await cashier.do("PUT", "/sale/discount", amount="1")
    sale_id = (await cashier.pay())["last_order"]["id"]
    totals = []
    for _ in range(3):
        refunded = await cashier.do(
            "POST", f"/orders/{sale_id}/refund", lines=[{"number": 1, "quantity": 1}]
        )
        totals.append(refunded["last_order"]["total"])
    assert totals == ["-4.67", "-4.67", "-4.66"]
    [last, *_] = (await api.get("/orders/complete")).json()
    assert (last["is_refund"], str(last["refunded_order_id"])) == (True, sale_id)
    nothing_left = await cashier.try_("POST", f"/orders/{sale_id}/refund")
    assert nothing_left.json()["message"] == "Nothing is left to refund."


async def test_a_sale_finished_elsewhere_leaves_the_screen(
    api: httpx.AsyncClient, cashier: Cashier
) -> None:
    await cashier.ring()
    await cashier.choose_rosa()
    redeemed = await cashier.do("POST", "/sale/redemptions", reward_id="r-5")
    await api.delete(f"/orders/{redeemed['sale']['order_id']}")
    looked = await cashier.do("GET")
    assert looked["sale"] is None
    assert looked["message"]["text"] == "The sale became DELETED elsewhere."


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("POST", "/sale/lines", {}, 400, "bad_request"),
        ("POST", "/sale/lines", {"product_id": 1}, 404, "not_found"),
        ("POST", "/sale/lines", {"product_id": FLAT_WHITE, "quantity": 0}, 400, "bad_request"),
        ("POST", "/sale/lines", {"product_id": FLAT_WHITE, "quantity": "NaN"}, 400, "bad_request"),
        ("POST", "/sale/lines", {"product_id": FLAT_WHITE, "quantity": 1e40}, 400, "bad_request"),
        ("POST", "/sale/payments", {"method_id": 501}, 409, "no_sale"),
        ("DELETE", "/sale", {}, 409, "no_sale"),
        ("PUT", "/sale/discount", {"percent": "10"}, 409, "no_sale"),
        ("PUT", "/sale/discount", {"percent": "101"}, 400, "bad_request"),
        ("PUT", "/sale/discount", {}, 400, "bad_request"),
        ("POST", "/orders/77/acceptance", {}, 404, "not_found"),
        ("POST", "/orders/x/acceptance", {}, 404, "not_found"),
        ("POST", "/search", {}, 400, "bad_request"),
    ],
)
async def test_an_action_that_makes_no_sense_changes_nothing(
    cashier: Cashier, method: str, path: str, body: dict[str, object], status: int, code: str
) -> None:
    before = await cashier.do("GET")
    answer = await cashier.try_(method, path, **body)
    assert (answer.status_code, answer.json()["error"]) == (status, code)
    after = await cashier.do("GET")
    assert (after["sale"] or {}).get("lines", []) == (before["sale"] or {}).get("lines", [])


async def test_a_locked_order_keeps_staff_from_its_payments(
    api: httpx.AsyncClient, cashier: Cashier
) -> None:
    body = {
        "site_id": SITE,
        "status": "ON_HOLD",
        "lock": ["PAYMENTS"],
        "lines": [{"product_id": FLAT_WHITE}],
    }
    order_id = (await api.post("/orders", json=body)).headers["location"].split("/")[-1]
    await cashier.do("POST", f"/orders/{order_id}/resumption")
    answer = await cashier.try_("POST", "/sale/payments", method_id=501)
    assert answer.json()["message"] == "The order's payments are locked."
