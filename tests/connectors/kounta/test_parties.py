"""The order of a party: made with all that is known, found again, restated, deleted."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import msgspec
import pytest
from tests.connectors.kounta.world import (
    CASH,
    COFFEE,
    CREDENTIALS,
    NOON,
    OTHER_SITE,
    RISOTTO,
    SITE,
    World,
    aud,
)

from regulars.connectors.kounta.tables import tables_in
from regulars.pos.errors import OrderClosed, OrderGone, PosRefused, PosUnavailable
from regulars.pos.model import Customer, NewOrder, OrderStatus, PosTable
from regulars.pos.port import Haste

REFERENCE = "K7QM-2XHP-01"
NOTES = f"Booking K7QM-2XHP: Nakou, 4 at table 12\n[booking:{REFERENCE}]"


def party(**more: Any) -> NewOrder:
    return NewOrder(
        **{
            "site_id": str(SITE),
            "reference": REFERENCE,
            "guests": 4,
            "notes": NOTES,
            "callback": "https://hub.test/hooks/kounta/key/orders/K7QM-2XHP-01",
            **more,
        }
    )


def till_of(world: World) -> Any:
    return world.till(Haste.NOBODY)


def order_of(world: World, ref: str) -> Any:
    return world.simulator.cloud.order(int(ref))


async def test_an_order_has_what_the_diary_knows_of_the_party(world: World) -> None:
    await world.set(order_type="Dine in")
    ref = await till_of(world).open(party())
    order = order_of(world, ref)
    assert (order.status, order.site_id, order.guests) == ("SUBMITTED", SITE, 4)
    assert (order.notes, order.order_type) == (NOTES, "Dine in")
    assert order.sale_number.startswith(REFERENCE)
    assert order.callback_uri.endswith(REFERENCE)
    assert (order.lines, order.payments, order.customer_id) == ([], [], None)


async def test_what_we_put_on_an_order_is_ours_and_the_rest_is_staffs(world: World) -> None:
    await world.set(deposit_method_id=str(CASH), seat_product_id=str(COFFEE))
    till = till_of(world)
    ref = await till.open(party(deposit=aud("20.00"), transaction="pi_7"))
    read = await till.read(ref)
    assert (read.reference, read.notes, read.paid) == (REFERENCE, NOTES, aud("20.00"))
    assert [(line.name, line.quantity) for line in read.lines] == [("Flat white", 4)]
    assert (read.staff_lines, read.staff_payments) == ((), ())
    await world.as_staff("POST", f"/orders/{ref}/acceptance")
    await world.resumed(ref)
    await world.as_staff("POST", "/sale/lines", {"product_id": RISOTTO, "quantity": 1})
    payment = {"method_id": CASH, "amount": "5.00", "keep_open": True}
    await world.as_staff("POST", "/sale/payments", payment)
    read = await till.read(ref)
    assert [line.name for line in read.staff_lines] == ["Mushroom risotto"]
    assert [one.amount for one in read.staff_payments] == [aud("5.00")]


async def test_an_order_is_found_by_its_reference_however_long_its_number_became(
    world: World,
) -> None:
    till = till_of(world)
    ref = await till.open(party())
    await till.open(party(reference="K7QM-2XHP-02", notes=""))
    since = NOON - timedelta(minutes=10)
    assert list(await till.find(str(SITE), REFERENCE, since=since)) == [ref]
    order_of(world, ref).sale_number = "HK-00012"
    assert list(await till.find(str(SITE), REFERENCE, since=since)) == [ref]
    assert list(await till.find(str(OTHER_SITE), REFERENCE, since=since)) == []
    order_of(world, ref).notes = "Two lemonades first"
    assert list(await till.find(str(SITE), REFERENCE, since=since)) == []


async def test_two_orders_of_one_reference_are_found_the_older_first(world: World) -> None:
    till = till_of(world)
    first = await till.open(party())
    world.watch.forward(1)
    second = await till.open(party())
    found = await till.find(str(SITE), REFERENCE, since=NOON - timedelta(minutes=10))
    assert list(found) == [first, second]


async def test_an_answer_that_does_not_say_where_the_order_is_means_to_look_for_it(
    world: World,
) -> None:
    world.simulator.faults.add("answer_lost", method="POST")
    with pytest.raises(PosUnavailable):
        await till_of(world).open(party())
    assert len(world.simulator.cloud.state.orders) == 1


async def test_an_order_is_deleted_once_and_a_finished_one_never(world: World) -> None:
    till = till_of(world)
    ref = await till.open(party())
    await till.discard(ref)
    await till.discard(ref)
    await till.discard("4310029999")
    assert (await till.read(ref)).status is OrderStatus.DELETED
    paid = await world.held_sale()
    await world.resumed(paid)
    await world.as_staff("POST", "/sale/payments", {"method_id": CASH})
    with pytest.raises(OrderClosed):
        await till.discard(paid)


async def test_guests_and_notes_are_restated_while_an_order_is_open(world: World) -> None:
    till = till_of(world)
    ref = await till.open(party())
    await till.restate(ref, guests=5, notes="Moved")
    assert (order_of(world, ref).guests, order_of(world, ref).notes) == (5, "Moved")
    await till.discard(ref)
    with pytest.raises(OrderClosed):
        await till.restate(ref, guests=6, notes="")
    with pytest.raises(OrderGone):
        await till.restate("4310029999", guests=6, notes="")


async def test_staff_are_notified_within_what_a_message_may_be(world: World) -> None:
    till = till_of(world)
    ref = await till.open(party())
    await till.notify(ref, "Nakou " * 100)
    [shown] = order_of(world, ref).notifications
    assert len(shown.message) == 300
    for _ in range(4):
        await till.notify(ref, "again")
    with pytest.raises(PosRefused):
        await till.notify(ref, "a sixth")


# Members as customers.


def rosa(**more: str) -> Customer:
    known = {"email": "rosa@example.test", "phone": "+61491570006"}
    return Customer(str(uuid4()), "Rosa", "Kettle", **{**known, **more})


async def test_a_member_that_the_till_does_not_know_becomes_its_customer_once(
    world: World,
) -> None:
    """One guest had two cards elsewhere (https://github.com/odoo/odoo/issues/145782)."""
    till, member = till_of(world), rosa()
    orders = [order_of(world, await till.open(party(customer=member))) for _ in range(2)]
    [customer] = {order.customer_id for order in orders}
    made = world.simulator.cloud.customer(customer)
    assert made.references == {CREDENTIALS.client_id: member.reference}
    assert (made.first_name, made.email, made.mobile) == ("Rosa", member.email, member.phone)


@pytest.mark.parametrize("contact", ["email", "mobile", "phone"])
async def test_a_customer_with_the_members_contact_is_the_member(
    world: World, contact: str
) -> None:
    member = rosa()
    customer = world.simulator.cloud.customer(301)
    customer.first_name, customer.last_name = "Rosa", "Kettle"
    customer.email = customer.mobile = customer.phone = None
    setattr(customer, contact, member.email if contact == "email" else member.phone)
    ref = await till_of(world).open(party(customer=member))
    assert order_of(world, ref).customer_id == 301
    read = world.simulator.cloud.customer(301)
    assert read.references[CREDENTIALS.client_id] == member.reference


async def test_a_customer_of_another_member_is_left_alone(world: World) -> None:
    """E-mail and telephone number lead to two people: neither becomes the other."""
    member, customer = rosa(phone=""), world.simulator.cloud.customer(301)
    customer.email = member.email
    customer.references[CREDENTIALS.client_id] = "somebody else"
    ref = await till_of(world).open(party(customer=member))
    assert order_of(world, ref).customer_id is None
    read = world.simulator.cloud.customer(301)
    assert read.references[CREDENTIALS.client_id] == "somebody else"


async def test_a_member_without_contact_does_not_keep_the_order_from_being_made(
    world: World,
) -> None:
    ref = await till_of(world).open(party(customer=rosa(email="", phone="")))
    assert order_of(world, ref).customer_id is None


# Tables, whose names for things are written down nowhere.


async def test_the_tables_of_a_site_are_read(world: World) -> None:
    world.simulator.turn(tables_addon=True)
    found = await till_of(world).tables(str(SITE))
    assert found
    assert all(table.name and table.section for table in found)
    world.simulator.turn(tables_addon=False)
    assert list(await till_of(world).tables(str(SITE))) == []


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('[{"name": "12", "section": "Bar", "order_ids": [1, 2]}]', [("12", "Bar", ("1", "2"))]),
        ('[{"number": 7, "orders": [{"id": 5, "id_str": "55"}]}]', [("7", "", ("55",))]),
        ('[{"table_name": "A", "section": {"id": 3, "name": "Hall"}}]', [("A", "Hall", ())]),
        ('[{"name": "Hall", "tables": [{"name": "1"}]}]', [("1", "Hall", ())]),
        ('{"sections": [{"name": "Hall", "tables": []}]}', []),
        ('{"tables": [{"label": "T1"}, {"id": 4}, null, 3]}', [("T1", "", ())]),
        ("null", []),
    ],
)
def test_tables_are_read_however_the_till_names_their_parts(body: str, expected: Any) -> None:
    read = list(tables_in(msgspec.json.decode(body)))
    assert read == [PosTable(*one) for one in expected]
