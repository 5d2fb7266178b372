"""Money goes back at the till, in every way and order of events, and the points follow."""

import asyncio
from datetime import timedelta
from itertools import permutations

import pytest
from tests.journeys.refunds import (
    asked_about,
    coffees_count,
    item,
    notices,
    paid,
    redeemed_on,
    refund,
    rosa_comes,
    sale_of,
    sold,
    states_on,
    taken_back,
)
from tests.journeys.vouchers import rosa_with, wallet, wallets_fill
from tests.venue import FLAT_WHITE, RISOTTO, Venue, aud

from regulars.ledger.statement import lots_of
from regulars.programs.define import change_terms
from regulars.programs.earning.model import Terms, WhenSpent
from regulars.sales.external import take_order
from regulars.sales.model import ExternalOrder, SaleStatus
from regulars.sales.read import list_sales
from regulars.sales.refund import refund as refund_external


async def test_a_refunded_sale_leaves_no_points_behind(venue: Venue) -> None:
    """Points stayed: buy, refund, repeat (D2.16, D2.19).

    https://github.com/odoo/odoo/pull/257854
    https://github.com/odoo/odoo/pull/238806
    https://github.com/frappe/erpnext/issues/32951
    https://github.com/frappe/erpnext/pull/30242
    """
    rosa = await rosa_comes(venue)
    for _ in range(2):
        sale = await sold(venue, rosa, risottos=2)
        assert await venue.points(rosa) == (1_052, 0)
        await refund(venue, sale)
        assert await venue.points(rosa) == (1_000, 0)
    kept = await sale_of(venue, sale)
    assert (kept.refunded, kept.points_earned, kept.status) == (aud("52"), 0, SaleStatus.COMPLETE)


async def test_points_for_goods_go_with_the_goods_that_come_back(venue: Venue) -> None:
    """What came back distorted the count of what was bought (D2.18).

    https://github.com/odoo/odoo/pull/177312
    """
    await coffees_count(venue)
    rosa = await rosa_comes(venue)
    sale = await sold(venue, rosa, risottos=1, coffees=2)
    assert await venue.points(rosa) == (1_000 + 36 + 20 + 5, 0)
    await refund(venue, sale, lines=item(2))
    assert await venue.points(rosa) == (1_000 + 31 + 10 + 5, 0)
    await refund(venue, sale, lines=item(1))
    assert await venue.points(rosa) == (1_000 + 5 + 10 + 5, 0)
    await refund(venue, sale)
    assert await venue.points(rosa) == (1_000, 0)


async def test_many_small_refunds_take_what_one_big_one_does(venue: Venue) -> None:
    """Small refunds took nothing each (D2.27).

    https://developer.squareup.com/forums/t/question-about-loyalty-point-deduction-rules-during-refunds/22747
    """
    rosa = await rosa_comes(venue)
    sale = await sold(venue, rosa)
    for _ in range(20):
        await refund(venue, sale, amount="0.65", deliver=False)
    await venue.deliver()
    assert await venue.points(rosa) == (1_013, 0)
    assert (await sale_of(venue, sale)).refunded == aud("13")


async def test_points_that_paid_come_back_once_and_to_the_lots_they_came_from(
    venue: Venue,
) -> None:
    """Refunding took the points a second time, wholly or in part (D2.17).

    https://github.com/odoo/odoo/pull/212922
    https://github.com/odoo/odoo/pull/221928
    """
    rosa = await venue.enrol("Rosa Kettle")
    await venue.give(rosa, 60, expires_at=venue.watch() + timedelta(days=30))
    await venue.give(rosa, 500)
    sale = await sold(venue, rosa, venue.rewards["pay"], points=100)
    assert await venue.points(rosa) == (460 + 21, 0)
    await refund(venue, sale, amount="10.50")
    assert await venue.points(rosa) == (460 + 50 + 11, 0)
    await refund(venue, sale)
    assert await venue.points(rosa) == (560, 0)
    lots = await lots_of(venue.db, venue.merchant, rosa.account)
    assert [lot.remaining for lot in lots] == [60, 500]


async def test_a_reward_comes_back_whole_when_nothing_is_left_of_its_sale(venue: Venue) -> None:
    """A redeemed reward was not given back (D2.27), its limit stayed used (D1.15).

    https://github.com/vendurehq/vendure/issues/1466
    https://community.squareup.com/t5/Customer-Engagement/Do-loyalty-points-get-taken-away-when-a-refund-is-initiated/td-p/132954
    """
    rosa = await rosa_comes(venue)
    sale = await sold(venue, rosa, venue.rewards["five"], venue.offers["welcome"], risottos=2)
    assert await venue.points(rosa) == (900 + 44, 0)
    await refund(venue, sale, amount="40")
    assert await venue.points(rosa) == (900 + 4, 0)
    assert await states_on(venue, sale) == ["settled", "settled"]
    last = await refund(venue, sale)
    assert await venue.points(rosa) == (1_000, 0)
    assert [one.reason for one in await redeemed_on(venue, sale)] == ["refunded", "refunded"]

    await taken_back(venue, last)
    assert await venue.points(rosa) == (900 + 4, 0)
    assert await states_on(venue, sale) == ["settled", "settled"]
    await refund(venue, sale)
    again = await sold(venue, rosa, venue.offers["welcome"])
    assert await states_on(venue, again) == ["settled"]


async def test_a_wallet_gets_back_what_was_paid_with_it_and_keeps_what_it_earned_with_the_rest(
    venue: Venue,
) -> None:
    """A refund did not restore the gift card, and one with nothing on it could be used for one
    (D2.21, D2.22, D2.23).

    https://github.com/odoo/odoo/issues/135393
    https://github.com/Setono/SyliusGiftCardPlugin/issues/284
    https://github.com/woocommerce/woocommerce-ios/pull/17691
    """
    await wallets_fill(venue)
    rosa = await rosa_with(venue, "6")
    await venue.redeem((await wallet(venue, rosa)).voucher)
    sale = await paid(venue)
    assert (await wallet(venue, rosa)).left == aud("4")
    await refund(venue, sale, amount="10")
    assert (await wallet(venue, rosa)).left == aud("5")
    back = await refund(venue, sale)
    assert (await wallet(venue, rosa)).left == aud("6")
    await taken_back(venue, back)
    assert (await wallet(venue, rosa)).left == aud("5")


async def test_events_in_any_order_and_twice_end_in_the_same(venue: Venue) -> None:
    rosa, points = await rosa_comes(venue), 1_000
    for order in permutations(range(3)):
        sale = await sold(venue, rosa, venue.rewards["five"], risottos=2, deliver=False)
        mistake = await refund(venue, sale, deliver=False, amount="20")
        await venue.do("DELETE", f"/orders/{mistake}/refund")
        item_back = await refund(venue, sale, deliver=False, lines=item(1))
        told = [sale, mistake, item_back]
        for place in (*order, *order):
            await asked_about(venue, told[place])
        points += 24 - 100
        assert await venue.points(rosa) == (points, 0), order
        assert (await sale_of(venue, sale)).refunded == aud("23.50")


async def test_more_never_goes_back_than_there_was(venue: Venue) -> None:
    """Refunds without a lock gave back without end (D1.9).

    https://github.com/fossasia/eventyay/issues/2824
    """
    rosa = await rosa_comes(venue)
    sale = await sold(venue, rosa, venue.rewards["pay"], points=100)
    given = await refund(venue, sale, deliver=False)
    venue.simulator.cloud.order(int(given)).price_fixed_variation *= -3
    await venue.deliver()
    assert await venue.points(rosa) == (1_000, 0)
    assert (await sale_of(venue, sale)).refunded == aud("21")
    assert await notices(venue) == ["refund_above_sale"]


@pytest.mark.parametrize(
    ("policy", "later", "listed"),
    [(WhenSpent.LET_GO, 26, ["points_short"]), (WhenSpent.DEBT, 0, [])],
)
async def test_points_that_are_spent_already_are_let_go_or_owed(
    venue: Venue, policy: WhenSpent, later: int, listed: list[str]
) -> None:
    """Points were kept when the sale they came from was refunded (D2.16)."""

    def change(terms: Terms) -> Terms:
        return Terms(rules=terms.rules, when_spent=policy)

    await change_terms(
        venue.db, venue.merchant, change, based_on=None, at=venue.watch(), actor="test"
    )
    rosa = await venue.enrol("Rosa Kettle", points=48)
    sale = await sold(venue, rosa, risottos=2)
    await sold(venue, rosa, venue.rewards["five"], risottos=0, coffees=1)
    assert await venue.points(rosa) == (0, 0)
    await refund(venue, sale)
    assert await notices(venue) == listed
    await sold(venue, rosa)
    assert await venue.points(rosa) == (later, 0)


async def test_a_refunded_sale_that_is_deleted_gives_nothing_twice(venue: Venue) -> None:
    """Deleting an invoice left its points (D2.26).

    https://github.com/Repair-DeskPOS/RepairDesk-BUGS-IMPROVEMENTS/issues/1517
    """
    rosa = await rosa_comes(venue)
    sale = await sold(venue, rosa, venue.rewards["pay"], points=100, risottos=2)
    assert await venue.points(rosa) == (900 + 47, 0)
    back = await refund(venue, sale, lines=item(1))
    assert await venue.points(rosa) == (950 + 24, 0)
    del venue.simulator.cloud.state.orders[int(sale)]
    await asked_about(venue, sale)
    assert await venue.points(rosa) == (1_000, 0)
    await taken_back(venue, back)
    assert await venue.points(rosa) == (1_000, 0)
    assert (await sale_of(venue, sale)).status is SaleStatus.VOID


async def test_a_refund_that_the_till_has_lost_has_not_been(venue: Venue) -> None:
    rosa = await rosa_comes(venue)
    sale = await sold(venue, rosa, risottos=2)
    back = await refund(venue, sale, lines=item(1))
    assert await venue.points(rosa) == (1_026, 0)
    del venue.simulator.cloud.state.orders[int(back)]
    await asked_about(venue, back)
    assert await venue.points(rosa) == (1_052, 0)
    assert (await sale_of(venue, sale)).refunded == aud("0")


async def test_refunds_that_nobody_told_of_are_found_by_the_sweep_and_are_no_sales(
    venue: Venue,
) -> None:
    rosa = await rosa_comes(venue)
    await venue.fault("webhook_lost", times=9)
    sale = await sold(venue, rosa, risottos=2)
    await refund(venue, sale, lines=item(1))
    await venue.sweep()
    await venue.sweep()
    assert await venue.points(rosa) == (1_026, 0)
    [only] = await list_sales(venue.db, venue.merchant)
    assert (only.refunded, only.total) == (aud("26"), aud("52"))


async def test_what_was_taken_back_without_a_word_is_found_by_the_sweep(venue: Venue) -> None:
    """A refund first, which leaves the sale whole again, then the sale itself."""
    rosa = await rosa_comes(venue)
    before = await sold(venue)
    await venue.sweep()
    sale = await sold(venue, rosa, risottos=2)
    back = await refund(venue, sale, lines=item(1))
    await venue.fault("webhook_lost", times=9)
    await taken_back(venue, back)
    assert await venue.points(rosa) == (1_026, 0)
    await venue.sweep()
    assert await venue.points(rosa) == (1_052, 0)

    # Of what was sold before this till was listened to, it may know nothing.
    del venue.simulator.cloud.state.orders[int(before)]
    del venue.simulator.cloud.state.orders[int(sale)]
    await venue.sweep()
    assert await venue.points(rosa) == (1_000, 0)
    assert [one.status.value for one in await list_sales(venue.db, venue.merchant)] == [
        "void",
        "complete",
    ]


async def test_a_discount_on_the_whole_bill_is_shared_by_what_came_back(venue: Venue) -> None:
    """A discount was spread onto what was left, or tax of it counted twice (D2.24, D2.25).

    https://github.com/vendurehq/vendure/issues/4811
    https://github.com/vendurehq/vendure/issues/1795
    https://github.com/medusajs/medusa/issues/15885
    """
    await coffees_count(venue)
    rosa = await rosa_comes(venue)
    await venue.ring(RISOTTO)
    await venue.ring(FLAT_WHITE, 2)
    await venue.choose(rosa)
    await venue.do("PUT", "/sale/discount", percent="50")
    sale = await paid(venue)
    assert await venue.points(rosa) == (1_000 + 18 + 20 + 5, 0)
    await refund(venue, sale, lines=item(1))
    assert await venue.points(rosa) == (1_000 + 5 + 20 + 5, 0)
    kept = await sale_of(venue, sale)
    assert (kept.total, kept.refunded, kept.discount) == (aud("18"), aud("13"), aud("18"))


async def test_a_sale_and_its_refunds_that_are_heard_of_at_one_moment(venue: Venue) -> None:
    """Refunds without a lock gave back without end (D1.9).

    https://github.com/fossasia/eventyay/issues/2824
    """
    rosa, points = await rosa_comes(venue), 1_000
    for _ in range(4):
        sale = await sold(venue, rosa, venue.rewards["pay"], points=100, deliver=False)
        parts = [await refund(venue, sale, amount="7", deliver=False) for _ in range(2)]
        await asyncio.gather(*(asked_about(venue, one) for one in (*parts, sale, *parts, sale)))
        points += 7 - 33
        assert await venue.points(rosa) == (points, 0)
        assert (await sale_of(venue, sale)).refunded == aud("14")


async def test_points_of_one_kind_of_sale_are_gone_once_spent_on_another(venue: Venue) -> None:
    """Points earned on one kind of document and redeemed on another were never deducted (D2.20).

    https://github.com/frappe/erpnext/issues/59050
    """
    rosa = await venue.enrol("Rosa Kettle")
    order = ExternalOrder(id="X-1", member_code=rosa.code, total=aud("100"))
    here = (venue.db, venue.merchant, venue.store.id)
    await take_order(*here, order, at=venue.watch(), actor="test")
    assert await venue.points(rosa) == (100, 0)
    sale = await sold(venue, rosa, venue.rewards["five"])
    assert await venue.points(rosa) == (21, 0)
    await venue.ring(RISOTTO)
    shown = await venue.choose(rosa)
    assert "$5 off" not in [one["title"] for one in shown["rewards"]["rewards"]]
    now = venue.watch()
    await refund_external(*here, "X-1", amount=None, key="all", at=now, actor="test")
    assert await venue.points(rosa) == (0, 0)
    await refund(venue, sale)
    assert await venue.points(rosa) == (100 - 21, 0)
