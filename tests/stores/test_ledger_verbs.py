"""Each verb of the ledger, one till at a time."""

import pytest
from tests.stores.ledgers import DAY, NOON, an_account

from regulars.ledger.errors import NotEnoughPoints
from regulars.platform.db import Database


async def test_points_of_an_order_are_earned_held_and_settled(db: Database) -> None:
    account = await an_account(db)
    await account.earn(100)
    held = await account.hold(60)
    assert (held.points, held.available, held.held) == (60, 40, 60)
    spent = await account.settle(held)
    assert (spent.points, spent.available, spent.held) == (60, 40, 0)
    assert await account.off() == []


async def test_a_hold_takes_the_soonest_to_expire_then_the_oldest(db: Database) -> None:
    account = await an_account(db)
    await account.earn(10, at=NOON)
    await account.earn(20, at=NOON + DAY, expires_at=NOON + 30 * DAY)
    await account.earn(30, at=NOON + 2 * DAY, expires_at=NOON + 9 * DAY)
    await account.hold(35, at=NOON + 3 * DAY)
    assert await account.remaining() == [15, 10]


async def test_a_hold_of_more_than_there_is_is_refused_and_changes_nothing(db: Database) -> None:
    account = await an_account(db)
    await account.earn(10)
    with pytest.raises(NotEnoughPoints) as refused:
        await account.hold(11)
    assert (refused.value.needed, refused.value.available) == (11, 10)
    assert (await account.balance()).available == 10
    assert await account.off() == []
