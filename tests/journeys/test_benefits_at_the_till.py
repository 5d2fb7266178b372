"""Rewards of every kind on a till's bill, to the finished sale."""

from collections.abc import AsyncIterator
from typing import Any

import pytest_asyncio
from tests.venue import FLAT_WHITE, RISOTTO, Venue, aud, open_venue

from regulars.kernel.ids import RewardId, uuid7
from regulars.kernel.points import Points
from regulars.platform.db import Database
from regulars.programs.benefits.model import (
    Benefit,
    ByHand,
    FreeProduct,
    GoodsPercentOff,
    WalletCredit,
)
from regulars.programs.define import save_reward
from regulars.programs.goods.model import Selection, category_id, goods_id
from regulars.programs.goods.refresh import ask_for_all_goods
from regulars.programs.model import Reward
from regulars.sales.exceptions import list_exceptions
from regulars.sales.read import list_sales
from regulars.vouchers.read import wallet_of


@pytest_asyncio.fixture
async def venue(db: Database, database_url: str) -> AsyncIterator[Venue]:
    """A venue whose till has told in the night what it sells."""
    async with open_venue(db, database_url) as opened:
        await ask_for_all_goods(db)
        await opened.work()
        yield opened
        assert await opened.discrepancies() == []


async def add(venue: Venue, title: str, benefit: Benefit) -> RewardId:
    reward = Reward(RewardId(uuid7(venue.watch())), title, benefit, Points(50))
    await save_reward(venue.db, venue.merchant, reward, at=venue.watch(), actor="test")
    return reward.id


def coffees(venue: Venue) -> Selection:
    menu = venue.simulator.cloud.state.products
    category = str(menu[FLAT_WHITE].category_id)
    return Selection(categories=(category_id(venue.connection, category),))


def price(venue: Venue, product: int) -> Any:
    return venue.simulator.cloud.state.products[product].unit_price


async def test_a_free_coffee_and_half_a_risotto_come_off_the_bill(venue: Venue) -> None:
    free = await add(venue, "Free coffee", FreeProduct(coffees(venue)))
    risotto = Selection(products=(goods_id(venue.connection, str(RISOTTO)),))
    half = await add(venue, "Half a risotto", GoodsPercentOff(risotto, 5_000))
    rosa = await venue.enrol("Rosa Kettle", points=200)
    await venue.ring(RISOTTO)
    await venue.choose(rosa)
    refused = await venue.redeem(free)
    assert not refused["redemptions"][-1]["success"]
    assert "Ring up “" in refused["redemptions"][-1]["error"]
    assert await venue.points(rosa) == (200, 0)

    rung = await venue.ring(FLAT_WHITE, 2)
    for reward in (free, half):
        redeemed = await venue.redeem(reward)
        assert redeemed["redemptions"][-1]["success"], redeemed["message"]
    expected = float(rung["sale"]["total"])
    expected -= float(price(venue, FLAT_WHITE)) + float(price(venue, RISOTTO)) / 2
    assert float(redeemed["sale"]["total"]) == round(expected, 2)
    await venue.pay()
    await venue.deliver()
    [sale] = await list_sales(venue.db, venue.merchant)
    assert await venue.points(rosa) == (100 + sale.points_earned, 0)


async def test_credit_and_a_cap_leave_the_bill_and_come_with_the_finished_sale(
    venue: Venue,
) -> None:
    credit = await add(venue, "$5 into the wallet", WalletCredit(aud("5")))
    cap = await add(venue, "A cap", ByHand("A cap from the shelf"))
    rosa = await venue.enrol("Rosa Kettle", points=200)
    rung = await venue.ring(RISOTTO)
    await venue.choose(rosa)
    for reward in (credit, cap):
        redeemed = await venue.redeem(reward)
        assert redeemed["redemptions"][-1]["success"], redeemed["message"]
    assert redeemed["sale"]["total"] == rung["sale"]["total"]
    assert await venue.points(rosa) == (100, 100)
    await venue.pay()
    await venue.deliver()
    await venue.deliver()
    [sale] = await list_sales(venue.db, venue.merchant)
    assert await venue.points(rosa) == (100 + sale.points_earned, 0)
    wallet = await wallet_of(venue.db, venue.merchant, rosa.id)
    assert wallet is not None
    assert wallet.left == aud("5")


async def test_a_coffee_taken_off_after_it_was_free_is_listed_and_the_bill_stands(
    venue: Venue,
) -> None:
    free = await add(venue, "Free coffee", FreeProduct(coffees(venue)))
    rosa = await venue.enrol("Rosa Kettle", points=200)
    await venue.ring(RISOTTO)
    await venue.ring(FLAT_WHITE)
    await venue.choose(rosa)
    redeemed = await venue.redeem(free)
    assert redeemed["redemptions"][-1]["success"], redeemed["message"]
    await venue.do("DELETE", "/sale/lines/2")
    await venue.pay()
    await venue.deliver()
    [listed] = await list_exceptions(venue.db, venue.merchant)
    assert "not on the finished bill" in listed.sentence
    [sale] = await list_sales(venue.db, venue.merchant)
    assert (sale.discount.minor, (await venue.points(rosa))[1]) == (
        int(price(venue, FLAT_WHITE) * 100),
        0,
    )
