"""What we want on a bill gets there once, whatever else is on it and how often we say it."""

from uuid import UUID

import pytest
from tests.connectors.kounta.world import (
    FREE_DISCOUNT_PRODUCT,
    LOYALTY_METHOD,
    RISOTTO,
    World,
    aud,
    before_ours,
    wanted,
)

from regulars.merchants.model import ViaBill
from regulars.pos.errors import (
    DiscountStands,
    OrderClosed,
    OrderGone,
    PosRefused,
    PosUnavailable,
)
from regulars.pos.model import DiscountKind

ONE, TWO = UUID(int=1), UUID(int=2)
PRODUCT = {"via": ViaBill.PRODUCT, "discount_product_id": str(FREE_DISCOUNT_PRODUCT)}
PAYMENT = {"via": ViaBill.PAYMENT, "payment_method_id": str(LOYALTY_METHOD)}
BY_LINE = {"discount_product_id": str(FREE_DISCOUNT_PRODUCT)}
BY_PAYMENT = {"payment_method_id": str(LOYALTY_METHOD)}


async def staffs_discount(world: World, order: str, **discount: str) -> None:
    await world.resumed(order)
    await world.as_staff("PUT", "/sale/discount", discount)
    await world.as_staff("POST", "/sale/hold")


async def test_a_reward_comes_off_the_bill_with_one_read_and_one_write(world: World) -> None:
    order = await world.held_sale()
    till = world.till()
    await till.adjust(await till.read(order), wanted((ONE, "5.00")))
    assert world.bill(order).total == 21
    assert [call.method for call in world.calls()] == ["GET", "PUT"]


async def test_two_rewards_add_up_in_the_one_discount(world: World) -> None:
    order, till = await world.held_sale(), world.till()
    await till.adjust(await till.read(order), wanted((ONE, "5.00")))
    both = wanted((ONE, "5.00"), (TWO, "2.50"), standing="5.00")
    await till.adjust(await till.read(order), both)
    assert world.bill(order).discount == aud("-7.50").major


async def test_saying_it_again_writes_nothing(world: World) -> None:
    order, till = await world.held_sale(), world.till()
    await till.adjust(await till.read(order), wanted((ONE, "5.00")))
    await till.adjust(await till.read(order), wanted((ONE, "5.00"), standing="5.00"))
    assert len(world.calls(method="PUT")) == 1


async def test_what_an_answer_lost_for_good_put_there_is_not_put_there_again(
    world: World,
) -> None:
    await world.set(**BY_LINE)
    order, till = await world.held_sale(), world.till()
    world.simulator.faults.add("answer_lost", method="PUT", times=3)
    with pytest.raises(PosUnavailable):
        await till.adjust(await till.read(order), wanted((ONE, "5.00")))
    assert world.bill(order).total == 21
    await till.adjust(await till.read(order), wanted((ONE, "5.00")))
    assert world.bill(order).total == 21


async def test_an_answer_lost_once_does_no_harm(world: World) -> None:
    order, till = await world.held_sale(), world.till()
    world.simulator.faults.add("answer_lost", method="PUT")
    await till.adjust(await till.read(order), wanted((ONE, "5.00")))
    assert world.bill(order).total == 21


async def test_taking_everything_back_leaves_the_bill_as_it_was(world: World) -> None:
    order, till = await world.held_sale(), world.till()
    await till.adjust(await till.read(order), wanted((ONE, "5.00")))
    await till.adjust(await till.read(order), wanted(standing="5.00"))
    assert world.bill(order).total == 26


async def test_nothing_of_ours_leaves_staffs_own_discount_alone(world: World) -> None:
    order, till = await world.held_sale(), world.till()
    await staffs_discount(world, order, amount="4.00")
    await till.adjust(await till.read(order), wanted())
    assert world.bill(order).total == 22


@pytest.mark.parametrize("discount", [{"percent": "10"}, {"amount": "4.00"}])
async def test_staffs_own_discount_is_never_overwritten(
    world: World, discount: dict[str, str]
) -> None:
    order, till = await world.held_sale(), world.till()
    await staffs_discount(world, order, **discount)
    before = world.bill(order)
    with pytest.raises(DiscountStands):
        await till.adjust(await till.read(order), wanted((ONE, "5.00")))
    assert world.bill(order) == before


@pytest.mark.parametrize("way", [BY_LINE, BY_PAYMENT])
@pytest.mark.parametrize("discount", [{"percent": "10"}, {"amount": "4.00"}, {"percent": "33"}])
async def test_beside_staffs_discount_the_guest_still_gets_the_whole_reward(
    world: World, way: dict[str, str], discount: dict[str, str]
) -> None:
    await world.set(**way)
    order, till = await world.held_sale(), world.till()
    await staffs_discount(world, order, **discount)
    before = await till.read(order)
    await till.adjust(before, wanted((ONE, "5.00")))
    after = await till.read(order)
    assert after.total == before.total - aud("5.00")
    assert after.marked == {ONE: aud("5.00")}
    assert (before_ours(after), after.lines) == (before_ours(before), before.lines)


@pytest.mark.parametrize("settings", [PRODUCT, PAYMENT])
async def test_a_marked_reward_is_put_on_once_and_taken_off_again(
    world: World, settings: dict[str, str]
) -> None:
    await world.set(**settings)
    order, till = await world.held_sale(), world.till()
    await till.adjust(await till.read(order), wanted((ONE, "5.00"), (TWO, "2.00")))
    await till.adjust(await till.read(order), wanted((ONE, "5.00"), (TWO, "2.00")))
    read = await till.read(order)
    assert (read.marked, read.total) == ({ONE: aud("5.00"), TWO: aud("2.00")}, aud("19.00"))
    await till.adjust(read, wanted((TWO, "2.00")))
    read = await till.read(order)
    assert (read.marked, read.total) == ({TWO: aud("2.00")}, aud("24.00"))


@pytest.mark.parametrize("settings", [PRODUCT, PAYMENT])
async def test_a_marked_reward_whose_answer_was_lost_is_found_by_its_mark(
    world: World, settings: dict[str, str]
) -> None:
    await world.set(**settings)
    order, till = await world.held_sale(), world.till()
    world.simulator.faults.add("answer_lost", method="POST")
    with pytest.raises(PosUnavailable):
        await till.adjust(await till.read(order), wanted((ONE, "5.00")))
    await till.adjust(await till.read(order), wanted((ONE, "5.00")))
    assert (await till.read(order)).marked == {ONE: aud("5.00")}
    assert len(world.calls(method="POST", part="/orders/")) == 1


async def test_a_mark_that_staff_doubled_is_put_right(world: World) -> None:
    await world.set(**PRODUCT)
    order, till = await world.held_sale(), world.till()
    await till.adjust(await till.read(order), wanted((ONE, "5.00")))
    await world.resumed(order)
    await world.as_staff("PUT", "/sale/lines/2", {"quantity": 2})
    await world.as_staff("POST", "/sale/hold")
    assert (await till.read(order)).marked == {ONE: aud("10.00")}
    await till.adjust(await till.read(order), wanted((ONE, "5.00")))
    assert (await till.read(order)).marked == {ONE: aud("5.00")}


async def test_what_stands_by_its_mark_stays_when_staffs_discount_goes(world: World) -> None:
    await world.set(**BY_LINE)
    order, till = await world.held_sale(), world.till()
    await staffs_discount(world, order, amount="4.00")
    await till.adjust(await till.read(order), wanted((ONE, "5.00")))
    await world.resumed(order)
    await world.as_staff("DELETE", "/sale/discount")
    await world.as_staff("POST", "/sale/hold")
    await till.adjust(await till.read(order), wanted((ONE, "5.00"), (TWO, "2.00")))
    read = await till.read(order)
    assert (read.marked, read.discount.stated) == ({ONE: aud("5.00")}, aud("2.00"))
    assert read.total == aud("19.00")


async def test_another_way_to_the_bill_moves_what_was_in_the_discount(world: World) -> None:
    order, till = await world.held_sale(), world.till()
    await till.adjust(await till.read(order), wanted((ONE, "5.00")))
    await world.set(**PRODUCT)
    await till.adjust(await till.read(order), wanted((ONE, "5.00"), standing="5.00"))
    read = await till.read(order)
    assert read.discount.kind is DiscountKind.NONE
    assert (read.marked, read.total) == ({ONE: aud("5.00")}, aud("21.00"))


@pytest.mark.parametrize("via", [ViaBill.PRODUCT, ViaBill.PAYMENT])
async def test_a_way_without_a_product_or_method_is_refused_before_anything_is_written(
    world: World, via: ViaBill
) -> None:
    await world.set(via=via)
    order, till = await world.held_sale(), world.till()
    with pytest.raises(PosRefused, match="is chosen in the app's settings"):
        await till.adjust(await till.read(order), wanted((ONE, "5.00")))
    assert [call.method for call in world.calls()] == ["GET"]


async def test_a_sale_that_was_closed_meanwhile_is_named_as_closed(world: World) -> None:
    order, till = await world.held_sale(), world.till()
    read = await till.read(order)
    await world.as_staff("DELETE", f"/orders/{order}")
    with pytest.raises(OrderClosed):
        await till.adjust(read, wanted((ONE, "5.00")))


async def test_a_sale_known_to_be_closed_is_not_asked_about(world: World) -> None:
    order, till = await world.held_sale(), world.till()
    await world.as_staff("DELETE", f"/orders/{order}")
    read = await till.read(order)
    asked = len(world.calls())
    with pytest.raises(OrderClosed):
        await till.adjust(read, wanted((ONE, "5.00")))
    assert len(world.calls()) == asked


async def test_a_sale_that_vanished_meanwhile_is_gone(world: World) -> None:
    order, till = await world.held_sale(), world.till()
    read = await till.read(order)
    del world.simulator.cloud.state.orders[int(order)]
    with pytest.raises(OrderGone):
        await till.adjust(read, wanted((ONE, "5.00")))


async def test_a_clear_no_carries_the_tills_own_reason(world: World) -> None:
    world.simulator.turn(order_fixed_variation_writable=False)
    order, till = await world.held_sale((RISOTTO, 1)), world.till()
    with pytest.raises(PosRefused, match="price_fixed_variation of an order cannot be written"):
        await till.adjust(await till.read(order), wanted((ONE, "5.00")))
    assert world.bill(order).total == 26
