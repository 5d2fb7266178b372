"""A bill is edited, split, opened again, thrown away: what stands is what it is worth in the end.

Each case is a few things that a cashier does. After the hub has heard of all of them the points,
the rewards and the money of the sale are what the final bill says, whatever came before.
"""

from collections.abc import Awaitable, Callable

import pytest
from tests.journeys.refunds import (
    asked_about,
    deleted,
    notices,
    opened_again,
    paid,
    redeemed_on,
    refund,
    rosa_comes,
    sale_of,
    sold,
    states_on,
)
from tests.journeys.vouchers import top_up, wallet
from tests.venue import FLAT_WHITE, RISOTTO, Venue, aud

from regulars.kernel.errors import Invalid
from regulars.kernel.ids import RedemptionId, uuid7
from regulars.kernel.points import Points
from regulars.members.model import Member
from regulars.programs.adjust_points import adjust_points
from regulars.sales.errors import CannotUndo, NoSuchRedemption
from regulars.sales.model import SaleStatus
from regulars.sales.undo import undo_redemption

PRODUCT = {"via": "product", "discount_product_id": "9027"}

Case = Callable[[Venue, Member], Awaitable[None]]


async def rewarded(venue: Venue, rosa: Member) -> None:
    """Two risottos for $52, and $5 off for 100 points."""
    await venue.ring(RISOTTO, 2)
    await venue.choose(rosa)
    await venue.redeem(venue.rewards["five"])


async def an_item_is_added(venue: Venue, rosa: Member) -> None:
    await rewarded(venue, rosa)
    await venue.ring(FLAT_WHITE)


async def an_item_is_taken_off(venue: Venue, rosa: Member) -> None:
    await rewarded(venue, rosa)
    await venue.do("PUT", "/sale/lines/1", quantity=1)


async def staff_put_their_own_discount_in_our_place(venue: Venue, rosa: Member) -> None:
    await rewarded(venue, rosa)
    await venue.do("PUT", "/sale/discount", percent="50")


async def staff_take_the_reward_off(venue: Venue, rosa: Member) -> None:
    await rewarded(venue, rosa)
    await venue.do("DELETE", "/sale/discount")


async def a_line_has_a_discount_of_staff_beside_ours(venue: Venue, rosa: Member) -> None:
    await rewarded(venue, rosa)
    await venue.do("PUT", "/sale/lines/1", percent_off="50")


async def the_sale_waits_and_is_taken_up_again(venue: Venue, rosa: Member) -> None:
    await rewarded(venue, rosa)
    held = await venue.do("POST", "/sale/hold")
    await venue.sweep()
    await venue.do("POST", f"/orders/{held['last_order']['id']}/resumption")


async def the_sale_is_split(venue: Venue, rosa: Member) -> None:
    await rewarded(venue, rosa)
    await venue.do("POST", "/sale/split", lines=[{"number": 1, "quantity": 1}])


CASES: list[tuple[Case, str, int, list[str]]] = [
    (an_item_is_added, "52", 52 - 100, ["settled"]),
    (an_item_is_taken_off, "21", 21 - 100, ["settled"]),
    (staff_put_their_own_discount_in_our_place, "26", 26, ["released"]),
    (staff_take_the_reward_off, "52", 52, ["released"]),
    (a_line_has_a_discount_of_staff_beside_ours, "21", 21 - 100, ["settled"]),
    (the_sale_waits_and_is_taken_up_again, "47", 47 - 100, ["settled"]),
    (the_sale_is_split, "21", 21 - 100, ["settled"]),
]


@pytest.mark.parametrize(("case", "total", "moved", "states"), CASES)
async def test_what_is_paid_for_in_the_end_is_what_counts(
    venue: Venue, case: Case, total: str, moved: int, states: list[str]
) -> None:
    rosa = await rosa_comes(venue)
    await case(venue, rosa)
    sale = await paid(venue)
    assert (await sale_of(venue, sale)).total == aud(total)
    assert await venue.points(rosa) == (1_000 + moved, 0)
    assert await states_on(venue, sale) == states


async def test_a_sale_opened_again_is_worth_what_it_is_finished_with(venue: Venue) -> None:
    """Points for an order that was loaded again stayed the old ones (D3.34).

    https://github.com/odoo/odoo/pull/241674
    """
    rosa = await rosa_comes(venue)
    sale = await sold(venue, rosa, venue.rewards["five"], risottos=2)
    assert await venue.points(rosa) == (900 + 47, 0)

    await opened_again(venue, sale)
    await venue.ring(FLAT_WHITE, 2)
    await venue.sweep()
    assert await venue.points(rosa) == (900 + 47, 0)
    await paid(venue)
    assert await venue.points(rosa) == (900 + 57, 0)

    await opened_again(venue, sale)
    await venue.do("DELETE", "/sale/discount")
    await paid(venue)
    assert await venue.points(rosa) == (1_000 + 62, 0)
    assert await states_on(venue, sale) == ["released"]
    assert (await sale_of(venue, sale)).version == 3


@pytest.mark.parametrize("way", [{"via": "variation"}, PRODUCT])
async def test_a_reward_is_added_to_a_sale_that_is_open_again(
    venue: Venue, way: dict[str, str]
) -> None:
    await venue.settings(**way)
    rosa = await rosa_comes(venue)
    sale = await sold(venue, rosa, venue.rewards["five"], risottos=2)
    await opened_again(venue, sale)
    for _ in range(2):
        shown = await venue.redeem(venue.offers["welcome"])
        assert shown["redemptions"][-1]["success"], shown["message"]
        assert shown["sale"]["total"] == "44.00"
    await venue.do("POST", "/sale/completion")
    await venue.deliver()
    assert await states_on(venue, sale) == ["settled", "settled"]
    assert await venue.points(rosa) == (900 + 44, 0)


async def test_a_sale_that_is_taken_back_and_then_paid_again_has_its_rewards_again(
    venue: Venue,
) -> None:
    rosa = await rosa_comes(venue)
    await top_up(venue, rosa, "9")
    purse = (await wallet(venue, rosa)).voucher
    sale = await sold(
        venue, rosa, venue.rewards["five"], venue.offers["welcome"], purse, risottos=2
    )
    assert await venue.points(rosa) == (900 + 35, 0)
    finished = venue.simulator.cloud.order(int(sale))

    await deleted(venue, sale)
    assert await venue.points(rosa) == (1_000, 0)
    assert (await wallet(venue, rosa)).left == aud("9")
    assert await states_on(venue, sale) == ["released"] * 3

    venue.simulator.cloud.state.orders[int(sale)] = finished
    for _ in range(2):
        await asked_about(venue, sale)
        assert await venue.points(rosa) == (900 + 35, 0)
        assert (await wallet(venue, rosa)).left == aud("0")
        assert await states_on(venue, sale) == ["settled"] * 3
    assert (await sale_of(venue, sale)).status is SaleStatus.COMPLETE
    assert await notices(venue) == []


async def test_a_reward_whose_points_were_used_elsewhere_meanwhile_is_listed(
    venue: Venue,
) -> None:
    rosa = await rosa_comes(venue, points=100)
    sale = await sold(venue, rosa, venue.rewards["five"], risottos=2)
    finished = venue.simulator.cloud.order(int(sale))
    await deleted(venue, sale)
    await adjust_points(
        venue.db,
        venue.merchant,
        rosa.id,
        Points(-90),
        note="used elsewhere",
        key=uuid7(venue.watch()),
        time_zone="Australia/Sydney",
        at=venue.watch(),
        actor="test",
    )
    venue.simulator.cloud.state.orders[int(sale)] = finished
    await asked_about(venue, sale)
    assert await venue.points(rosa) == (10 + 47, 0)
    assert await states_on(venue, sale) == ["released"]
    assert await notices(venue) == ["reward_gone"]


async def test_a_wallet_gets_back_what_a_smaller_bill_needs_less_of_it(venue: Venue) -> None:
    rosa = await rosa_comes(venue)
    await top_up(venue, rosa, "40")
    sale = await sold(venue, rosa, (await wallet(venue, rosa)).voucher, risottos=2)
    assert (await wallet(venue, rosa)).left == aud("0")
    await opened_again(venue, sale)
    await venue.do("PUT", "/sale/lines/1", quantity=1)
    await venue.do("POST", "/sale/completion")
    await venue.deliver()
    assert (await sale_of(venue, sale)).total == aud("0")
    assert (await wallet(venue, rosa)).left == aud("14")


async def test_another_member_on_the_sale_takes_its_points_over(venue: Venue) -> None:
    rosa, noor = await rosa_comes(venue), await venue.enrol("Noor Haddad", points=50)
    sale = await sold(venue, rosa, risottos=2)
    assert await venue.points(rosa) == (1_052, 0)
    await opened_again(venue, sale)
    await venue.choose(noor)
    await venue.do("POST", "/sale/completion")
    await venue.deliver()
    assert (await venue.points(rosa), await venue.points(noor)) == ((1_000, 0), (102, 0))


async def test_a_line_of_ours_takes_its_reward_with_it_to_another_bill(venue: Venue) -> None:
    await venue.settings(**PRODUCT)
    rosa = await rosa_comes(venue)
    await venue.ring(RISOTTO)
    await venue.ring(FLAT_WHITE, 2)
    await venue.choose(rosa)
    await venue.redeem(venue.rewards["five"])
    shown = await venue.do("POST", "/sale/split", lines=[{"number": 2}, {"number": 3}])
    other = shown["held"][0]["id"]
    first = await paid(venue)
    await venue.do("POST", f"/orders/{other}/resumption")
    second = await paid(venue)
    assert (await states_on(venue, first), await states_on(venue, second)) == ([], ["settled"])
    assert await venue.points(rosa) == (900 + 31, 0)


async def test_staff_undo_a_redemption_with_a_reason_and_it_stays_undone(venue: Venue) -> None:
    rosa = await rosa_comes(venue)
    sale = await sold(venue, rosa, venue.rewards["five"], venue.offers["welcome"], risottos=2)
    five, welcome = sorted(await redeemed_on(venue, sale), key=lambda one: one.title)

    async def undo(one: RedemptionId, note: str = "pressed by mistake") -> None:
        await undo_redemption(
            venue.db, venue.merchant, one, note=note, at=venue.watch(), actor="mia"
        )

    with pytest.raises(Invalid):
        await undo(five.id, "  ")
    with pytest.raises(NoSuchRedemption):
        await undo(RedemptionId(uuid7(venue.watch())))
    await undo(five.id)
    with pytest.raises(CannotUndo):
        await undo(five.id)
    assert await venue.points(rosa) == (1_000 + 44, 0)

    await asked_about(venue, sale)
    await opened_again(venue, sale)
    await venue.ring(FLAT_WHITE)
    await paid(venue)
    assert await venue.points(rosa) == (1_000 + 49, 0)
    assert sorted(await states_on(venue, sale)) == ["released", "settled"]

    await undo(welcome.id)
    await refund(venue, sale)
    assert await venue.points(rosa) == (1_000, 0)
    again = await sold(venue, rosa, venue.offers["welcome"])
    assert await states_on(venue, again) == ["settled"]
