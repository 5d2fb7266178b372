"""What simulations brought to light, each as the shortest way to it."""

from collections.abc import AsyncIterator

import pytest_asyncio
from tests.stores.ordering import Counter, aud, counter_of
from tests.venue import RISOTTO, Venue, open_venue

from regulars.merchants.model import ViaBill
from regulars.platform.db import Database
from regulars.programs.earning.model import one_for_each
from regulars.sales.read import list_sales


@pytest_asyncio.fixture
async def venue(db: Database, database_url: str) -> AsyncIterator[Venue]:
    async with open_venue(db, database_url) as venue:
        yield venue
        assert await venue.discrepancies() == []


@pytest_asyncio.fixture
async def counter(db: Database) -> Counter:
    return await counter_of(db)


async def test_a_bill_that_our_discount_product_took_below_zero_is_a_sale(venue: Venue) -> None:
    """The dish that the reward was for is taken off again, and the sale is finished like that."""
    discounts = venue.simulator.cloud.state.products.values()
    [ours] = [one.id for one in discounts if one.name == "Loyalty discount"]
    await venue.settings(via=ViaBill.PRODUCT, discount_product_id=str(ours))
    rosa = await venue.enrol("Rosa Kettle", points=340)
    await venue.ring(RISOTTO)
    await venue.ring(9001)
    await venue.choose(rosa)
    for name in ("five", "tenth"):
        await venue.redeem(venue.rewards[name])
    await venue.do("DELETE", "/sale/lines/1")
    await venue.do("POST", "/sale/completion")
    await venue.deliver()
    [sale] = await list_sales(venue.db, venue.merchant)
    assert sale.total.minor < 0
    assert sale.refunded.minor == 0
    assert sale.points_earned == 0


async def test_an_order_that_was_cancelled_takes_no_part_of_the_days_limit(
    counter: Counter,
) -> None:
    await counter.program(terms=one_for_each(aud(1), most_a_day=100))
    rosa = await counter.enrol()
    await counter.order("1", total="80", member=rosa)
    await counter.cancel("1")
    await counter.order("2", total="90", member=rosa)
    await counter.refund("2")
    await counter.order("3", total="95", member=rosa)
    assert await counter.points(rosa) == 95
