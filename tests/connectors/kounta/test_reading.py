"""An order is read exactly, whatever form the till gives it."""

from decimal import Decimal
from typing import Any

import msgspec
import pytest
from tests.connectors.kounta.world import (
    API,
    AVOCADO,
    CASH,
    COFFEE,
    CREDENTIALS,
    OTHER_SITE,
    RISOTTO,
    SITE,
    World,
    aud,
    before_ours,
)

from regulars.connectors.kounta.errors import NotUnderstood
from regulars.connectors.kounta.payloads import OrderBody
from regulars.connectors.kounta.translate import pos_order
from regulars.pos.errors import OrderGone
from regulars.pos.model import DiscountKind, OrderStatus, PosOrder
from regulars.pos.port import Haste


async def test_an_open_sale_is_read_to_the_cent(world: World) -> None:
    order = await world.held_sale((COFFEE, 3), (AVOCADO, 1))
    read = await world.till().read(order)
    assert (read.ref, read.site_id, read.status) == (order, str(SITE), OrderStatus.OPEN)
    assert [(line.name, line.quantity, line.total) for line in read.lines] == [
        ("Flat white", Decimal(3), aud("15.00")),
        ("Smashed avocado", Decimal(1), aud("19.50")),
    ]
    assert (read.total, read.tax, before_ours(read)) == (aud("34.50"), aud("3.13"), aud("34.50"))
    assert read.discount.kind is DiscountKind.NONE


async def test_unset_variations_may_be_null(world: World) -> None:
    world.simulator.turn(unset_variation="null")
    read = await world.till().read(await world.held_sale())
    assert read.discount.kind is DiscountKind.NONE


async def test_staffs_percentage_is_told_from_an_amount(world: World) -> None:
    await world.as_staff("POST", "/sale/lines", {"product_id": RISOTTO})
    await world.as_staff("PUT", "/sale/discount", {"percent": "10"})
    held = await world.as_staff("POST", "/sale/hold")
    read = await world.till().read(held["last_order"]["id"])
    assert read.discount.kind is DiscountKind.PERCENT
    assert (read.discount.given, read.total) == (aud("2.60"), aud("23.40"))
    assert before_ours(read) == aud("26.00")


async def test_a_discount_larger_than_the_bill_gives_no_more_than_the_bill(world: World) -> None:
    await world.as_staff("POST", "/sale/lines", {"product_id": COFFEE})
    await world.as_staff("PUT", "/sale/discount", {"amount": "8.00"})
    held = await world.as_staff("POST", "/sale/hold")
    read = await world.till().read(held["last_order"]["id"])
    assert (read.discount.stated, read.discount.given) == (aud("8.00"), aud("5.00"))
    assert (read.total, before_ours(read)) == (aud("0"), aud("5.00"))


@pytest.mark.parametrize("totals", ["after_line_variation", "before_line_variation"])
async def test_a_line_is_what_the_guest_pays_for_it_whichever_way_the_till_states_it(
    world: World, totals: str
) -> None:
    world.simulator.turn(line_totals=totals)
    await world.as_staff("POST", "/sale/lines", {"product_id": AVOCADO, "quantity": 2})
    await world.as_staff("PUT", "/sale/lines/1", {"percent_off": "25"})
    held = await world.as_staff("POST", "/sale/hold")
    read = await world.till().read(held["last_order"]["id"])
    assert [(line.total, line.tax) for line in read.lines] == [(aud("29.25"), aud("2.66"))]
    assert read.total == aud("29.25")


async def test_tips_are_left_out_of_total_and_payment(world: World) -> None:
    await world.as_staff("POST", "/sale/lines", {"product_id": RISOTTO})
    paid = await world.as_staff("POST", "/sale/payments", {"method_id": CASH, "tip": "3.00"})
    read = await world.till().read(paid["last_order"]["id"])
    assert read.status is OrderStatus.COMPLETE
    assert (read.total, read.tips) == (aud("26.00"), aud("3.00"))
    assert [(one.method, one.amount, one.tip) for one in read.payments] == [
        ("Cash", aud("26.00"), aud("3.00"))
    ]


async def test_an_id_beyond_53_bits_stays_what_it_is(world: World) -> None:
    world.simulator.faults.add("huge_order_id")
    order = await world.held_sale()
    assert int(order) > 2**53
    assert (await world.till().read(order)).ref == order


async def test_a_voided_sale_is_read_as_deleted(world: World) -> None:
    order = await world.held_sale()
    await world.as_staff("DELETE", f"/orders/{order}")
    assert (await world.till().read(order)).status is OrderStatus.DELETED


async def test_an_order_that_the_till_does_not_know_is_gone(world: World) -> None:
    with pytest.raises(OrderGone):
        await world.till().read("4310029999")


@pytest.mark.parametrize("order", ["../../companies", "me?x=1", "1/lines", "%2e%2e"])
async def test_an_order_id_stays_one_part_of_the_path(world: World, order: str) -> None:
    with pytest.raises(OrderGone):
        await world.till().read(order)


async def test_the_member_is_found_by_the_customers_reference(world: World) -> None:
    references = world.simulator.cloud.customer(301).references
    order = await world.held_sale(customer=301)
    await world.resumed(order)
    await world.as_staff("POST", "/sale/payments", {"method_id": CASH})
    for reference in ("K7QM-2XHP", "B3CD-9VWX"):
        references[CREDENTIALS.client_id] = reference
        assert (await world.till(Haste.NOBODY).read(order)).member_reference == reference


async def test_nobody_asks_whose_an_open_order_is(world: World) -> None:
    order = await world.held_sale(customer=301)
    await world.till(Haste.NOBODY).read(order)
    assert world.calls(part="/customers/301") == []


async def test_a_cashier_does_not_wait_for_whose_order_it_is(world: World) -> None:
    order = await world.held_sale(customer=301)
    await world.till(Haste.CASHIER).read(order)
    assert world.calls(part="/customers/301") == []


async def test_finished_orders_of_one_site_are_listed_over_all_pages(world: World) -> None:
    world.simulator.turn(page_size=2)
    since = world.watch()
    paid = []
    for _ in range(5):
        world.watch.forward(60)
        await world.as_staff("POST", "/sale/lines", {"product_id": COFFEE})
        sold = await world.as_staff("POST", "/sale/payments", {"method_id": CASH})
        paid.append(sold["last_order"]["id"])
    await world.held_sale()
    assert await world.till().finished(str(SITE), since=since) == paid[::-1]
    assert await world.till().finished(str(OTHER_SITE), since=since) == []
    assert await world.till().finished(str(SITE), since=world.watch()) == paid[-1:]
    assert all(call.url.startswith(API) for call in world.calls())


def read_body(**fields: Any) -> PosOrder:
    body = {"id": 7, "created_at": "2026-05-03T18:20:00+10:00", "status": "ON_HOLD"} | fields
    order = msgspec.json.decode(msgspec.json.encode(body), type=OrderBody)
    return pos_order(order, currency="AUD")


@pytest.mark.parametrize(
    ("status", "meaning"),
    [
        ("SUBMITTED", OrderStatus.SUBMITTED),
        ("ACCEPTED", OrderStatus.OPEN),
        ("PENDING", OrderStatus.OPEN),
        ("complete", OrderStatus.COMPLETE),
        ("COMPLETED", OrderStatus.COMPLETE),
        ("REJECTED", OrderStatus.REJECTED),
    ],
)
def test_every_status_has_a_meaning(status: str, meaning: OrderStatus) -> None:
    assert read_body(status=status).status is meaning


def test_a_status_from_the_future_is_refused_with_a_sentence() -> None:
    with pytest.raises(NotUnderstood, match="PARKED"):
        read_body(status="PARKED")


def test_an_order_marked_deleted_is_deleted_whatever_its_status_says() -> None:
    assert read_body(status="COMPLETE", deleted=True).status is OrderStatus.DELETED


def test_lists_may_hold_a_summary_in_place_of_lines_and_payments() -> None:
    summary = {"count": 3, "updated_at": "2026-05-03T18:20:00+10:00"}
    read = read_body(lines=summary, payments=summary, total=12.5, paid=None)
    assert (read.total, read.lines, read.payments) == (aud("12.50"), (), ())


def test_the_text_twin_of_an_id_counts() -> None:
    assert read_body(id=9007199254740992, id_str="9007199254740993").ref == "9007199254740993"


def test_a_surcharge_takes_nothing_off_but_fills_the_discounts_place() -> None:
    line = {"unit_price": 20, "unit_tax": 0, "quantity": 1, "line_total_ex_tax": 20}
    read = read_body(price_variation=1.15, total=23, lines=[line])
    assert read.discount.kind is DiscountKind.PERCENT
    assert (read.discount.given, before_ours(read)) == (aud("0"), aud("23.00"))


async def refunded(world: World, **wanted: Any) -> PosOrder:
    """What is read of a refund of three flat whites for 15.00, less 1.00."""
    await world.as_staff("POST", "/sale/lines", {"product_id": COFFEE, "quantity": 3})
    await world.as_staff("PUT", "/sale/discount", {"amount": "1.00"})
    paid = await world.as_staff("POST", "/sale/payments", {"method_id": CASH})
    sale = paid["last_order"]["id"]
    given = await world.as_staff("POST", f"/orders/{sale}/refund", wanted)
    read: PosOrder = await world.till().read(given["last_order"]["id"])
    assert (read.refund_of, read.status) == (sale, OrderStatus.COMPLETE)
    return read


async def test_a_refund_by_item_names_what_came_back_below_zero(world: World) -> None:
    read = await refunded(world, lines=[{"number": 1, "quantity": 2}])
    assert read.total == aud("-9.33")
    assert [(line.product_id, line.quantity, line.total) for line in read.lines] == [
        (str(COFFEE), Decimal(-2), aud("-10.00"))
    ]
    assert [payment.amount for payment in read.payments] == [aud("-9.33")]


@pytest.mark.parametrize("stated", ["total", "payment"])
async def test_a_refund_by_amount_is_read_wherever_the_till_states_it(
    world: World, stated: str
) -> None:
    world.simulator.turn(refund_by_amount=stated)
    read = await refunded(world, amount="2.50")
    assert (read.total, read.lines) == (aud("-2.50"), ())


async def test_a_refund_that_was_taken_back_is_read_as_deleted(world: World) -> None:
    read = await refunded(world)
    await world.as_staff("DELETE", f"/orders/{read.ref}/refund")
    again = await world.till().read(read.ref)
    assert (again.status, again.refund_of) == (OrderStatus.DELETED, read.refund_of)
