"""Money goes back at the till: whole, by item, by amount, in parts, and back again."""

from typing import Any

import httpx
import pytest
from tests.simulator.scene import FLAT_WHITE, Cashier

from regulars.simulator import Simulator


async def sold(cashier: Cashier, quantity: int = 3) -> str:
    """A paid sale of `quantity` flat whites at $5, and its id."""
    await cashier.ring(quantity)
    return str((await cashier.pay())["last_order"]["id"])


async def refund(cashier: Cashier, sale: str, **wanted: Any) -> Any:
    return (await cashier.do("POST", f"/orders/{sale}/refund", **wanted))["last_order"]


def left(shown: Any, sale: str) -> Any:
    return next(each for each in shown["recent"] if each["id"] == sale)["refundable"]


async def test_a_refund_by_amount_has_no_lines_and_a_negative_total(
    api: httpx.AsyncClient, cashier: Cashier
) -> None:
    sale = await sold(cashier)
    given = await refund(cashier, sale, amount="2.50")
    order = (await api.get(f"/orders/{given['id']}")).json()
    assert (order["refunded_order_id"], order["lines"], order["total"]) == (int(sale), [], -2.5)
    assert [each["amount"] for each in order["payments"]] == [-2.5]


async def test_a_refund_by_amount_can_state_it_by_its_payment_alone(
    till: Simulator, api: httpx.AsyncClient, cashier: Cashier
) -> None:
    till.turn(refund_by_amount="payment")
    sale = await sold(cashier)
    given = await refund(cashier, sale, amount="2.50")
    order = (await api.get(f"/orders/{given['id']}")).json()
    assert (order["total"], [each["amount"] for each in order["payments"]]) == (0, [-2.5])
    assert left(await cashier.do("GET"), sale)["amount"] == "12.50"


async def test_money_goes_back_the_way_it_came(
    till: Simulator, api: httpx.AsyncClient, cashier: Cashier
) -> None:
    await cashier.ring(3)
    await cashier.pay(amount="5")
    sale = (await cashier.pay(method_id=502, ref="slip 7"))["last_order"]["id"]

    async def paid(given: Any) -> list[tuple[str, float, str | None]]:
        order = (await api.get(f"/orders/{given['id']}")).json()
        return [(each["method"]["name"], each["amount"], each["ref"]) for each in order["payments"]]

    given = await refund(cashier, sale, lines=[{"number": 1, "quantity": 1}])
    assert await paid(given) == [("Cash", -1.67, None), ("Card", -3.33, "slip 7")]
    till.turn(refund_payments="first")
    assert await paid(await refund(cashier, sale, amount="2")) == [("Cash", -2, None)]
    assert await paid(await refund(cashier, sale, amount="2", method_id=502)) == [
        ("Card", -2, None)
    ]


async def test_more_than_the_sale_never_goes_back(cashier: Cashier) -> None:
    sale = await sold(cashier)
    await refund(cashier, sale, lines=[{"number": 1, "quantity": 1}])
    await refund(cashier, sale, amount="9")
    shown = await cashier.do("GET")
    assert left(shown, sale) == {
        "amount": "1.00",
        "by_line": False,
        "lines": [{"number": 1, "name": "Flat white", "quantity": 2}],
    }
    for body in ({"amount": "1.01"}, {"lines": [{"number": 1, "quantity": 2}]}):
        refused = await cashier.try_("POST", f"/orders/{sale}/refund", **body)
        assert refused.json()["message"] == "Only 1.00 is left to refund."
    assert (await refund(cashier, sale))["total"] == "-1.00"
    assert left(await cashier.do("GET"), sale) is None


async def test_a_refund_that_was_a_mistake_is_deleted_and_frees_what_it_took(
    till: Simulator, api: httpx.AsyncClient, cashier: Cashier
) -> None:
    sale = await sold(cashier)
    given = await refund(cashier, sale)
    shown = await cashier.do("DELETE", f"/orders/{given['id']}/refund")
    assert left(shown, sale)["amount"] == "15.00"
    assert (await api.get(f"/orders/{given['id']}")).json()["deleted"] is True

    till.turn(refund_delete=False)
    again = await refund(cashier, sale)
    refused = await cashier.try_("DELETE", f"/orders/{again['id']}/refund")
    assert refused.json()["message"] == "A refund cannot be taken back."


@pytest.mark.parametrize(
    "wanted",
    [
        {"lines": []},
        {"lines": [{"number": 1}, {"number": 1}]},
        {"lines": [{"number": 2}]},
        {"lines": [{"number": 1, "quantity": 4}]},
        {"lines": [{"number": 1}], "amount": "1"},
        {"amount": "0"},
        {"amount": "-1"},
    ],
)
async def test_a_refund_that_makes_no_sense_is_refused(
    api: httpx.AsyncClient, cashier: Cashier, wanted: dict[str, Any]
) -> None:
    sale = await sold(cashier)
    refused = await cashier.try_("POST", f"/orders/{sale}/refund", **wanted)
    assert refused.status_code == 400
    assert len((await api.get("/orders/complete")).json()) == 1


async def test_a_finished_sale_is_opened_changed_and_finished_again(
    till: Simulator, cashier: Cashier
) -> None:
    sale = await sold(cashier)
    refused = await cashier.try_("POST", f"/orders/{sale}/reopening")
    assert refused.json()["message"] == "A finished sale cannot be opened again."

    till.turn(order_reopen=True)
    opened = await cashier.do("POST", f"/orders/{sale}/reopening")
    assert (opened["sale"]["order_id"], opened["sale"]["due"]) == (sale, "0.00")
    changed = await cashier.ring(1)
    assert changed["sale"]["due"] == "5.00"
    paid = await cashier.pay()
    assert (paid["last_order"]["id"], paid["last_order"]["total"]) == (sale, "20.00")


async def test_a_sale_is_split_in_two_that_come_to_the_same(
    till: Simulator, cashier: Cashier
) -> None:
    await cashier.ring(3)
    await cashier.do("PUT", "/sale/discount", percent="10")
    shown = await cashier.do("POST", "/sale/split", lines=[{"number": 1, "quantity": 1}])
    assert (shown["sale"]["total"], [each["total"] for each in shown["held"]]) == (
        "9.00",
        ["4.50"],
    )
    refused = await cashier.try_("POST", "/sale/split", lines=[{"number": 1, "quantity": 2}])
    assert refused.json()["message"] == "Each of the two sales needs a line."

    till.turn(split_discount="stays")
    await cashier.do("POST", "/sale/lines", product_id=FLAT_WHITE)
    shown = await cashier.do("POST", "/sale/split", lines=[{"number": 2, "quantity": 1}])
    assert shown["held"][0]["total"] == "5.00"
