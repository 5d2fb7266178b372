"""A reward at the till, from ringing up to the webhook."""

import hashlib
import hmac

import httpx
import msgspec
from tests.simulator.scene import ADDON, Cashier, Stranger

from regulars.simulator import Simulator


async def test_a_script_can_be_the_cashier_from_ringing_up_to_the_webhook(
    till: Simulator, api: httpx.AsyncClient, cashier: Cashier, stranger: Stranger
) -> None:
    created = await api.post(
        "/webhooks", json={"topic": "orders/completed", "address": f"{ADDON}/hook"}
    )
    assert created.status_code == 201

    rung = await cashier.ring(2)
    placeholder = rung["sale"]["placeholder"]
    assert (rung["sale"]["total"], rung["sale"]["order_id"]) == ("10.00", None)

    found = await cashier.do("POST", "/search", keyword="rosa k")
    assert [each["first_name"] for each in found["search"]["members"]] == ["Rosa"]
    assert stranger.calls("/search") == [
        {
            "key": "k1",
            "keyword": "rosa k",
            "company_id": "5801",
            "site_id": "4201",
            "order_id": placeholder,
        }
    ]

    chosen = await cashier.do("PUT", "/sale/customer", member_id="m-81")
    assert chosen["sale"]["customer"]["reference_id"] == "m-81"
    assert [each["id"] for each in chosen["rewards"]["rewards"]] == ["r-5"]

    redeemed = await cashier.do("POST", "/sale/redemptions", reward_id="r-5")
    order_id = redeemed["sale"]["order_id"]
    assert redeemed["message"]["text"] == "$5 off was redeemed."
    assert (redeemed["sale"]["total"], redeemed["sale"]["status"]) == ("5.00", "ON_HOLD")
    assert stranger.calls("/redeem") == [{"reward": "r-5", "order_id": order_id}]

    paid = await cashier.pay(amount="20.00")
    assert paid["sale"] is None
    assert paid["message"]["text"] == "Paid. Change 15.00."
    assert (paid["last_order"]["id"], paid["last_order"]["status"]) == (order_id, "COMPLETE")

    await till.deliver_pending()
    [(body, headers)] = stranger.hooks
    expected = hmac.digest(b"sign-here", body, hashlib.sha256).hex()
    assert headers["x-kounta-signature"] == expected
    event = msgspec.json.decode(body)
    assert (event["id_str"], event["status"], event["total"]) == (order_id, "COMPLETE", 5)
