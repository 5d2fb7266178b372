"""Points reach their last day, by the schedule or on the way."""

import pytest
from tests.stores.ledgers import DAY, NOON, Account, a_merchant, an_account

from regulars.ledger.errors import NotEnoughPoints
from regulars.ledger.expire import expire_due
from regulars.ledger.model import Kind
from regulars.ledger.reasons import Expired, ExpiredOnReturn
from regulars.ledger.statement import statement
from regulars.platform import journal
from regulars.platform.db import Database


async def kinds(account: Account) -> list[Kind]:
    """What happened, the oldest first."""
    entries = await statement(account.db, account.merchant, account.id)
    return [entry.kind for entry in reversed(entries)]


async def test_old_debits_never_wipe_newer_points(db: Database) -> None:
    """The balance collapse: spent points that expired later were lost a second time,
    https://github.com/FreeOpenSourcePOS/FloCafe/issues/78 (D5.46).
    """
    account = await an_account(db)
    await account.earn(100, expires_at=NOON + 10 * DAY)
    await account.settle(await account.hold(80))
    await account.earn(50, at=NOON + 5 * DAY, expires_at=NOON + 15 * DAY)
    await expire_due(db, at=NOON + 11 * DAY, limit=100)
    assert (await account.balance()).available == 50
    assert await account.off() == []


async def test_the_schedule_expires_what_is_due_and_nothing_else(db: Database) -> None:
    account = await an_account(db)
    await account.earn(10, expires_at=NOON + DAY)
    await account.earn(20, expires_at=NOON + 2 * DAY)
    await account.earn(40)
    assert await expire_due(db, at=NOON + DAY, limit=100) == 1
    assert await account.remaining() == [20, 40]
    assert await expire_due(db, at=NOON + DAY, limit=100) == 0
    newest, *_ = await statement(db, account.merchant, account.id)
    assert (newest.kind, newest.available, newest.reason) == (Kind.EXPIRE, -10, Expired(NOON))
    assert await account.off() == []


async def test_points_expired_is_a_fact(db: Database) -> None:
    account = await an_account(db)
    await account.earn(10, expires_at=NOON + DAY)
    await expire_due(db, at=NOON + DAY, limit=100)
    fact, *_ = await journal.newest(db, account.merchant, subject=f"account:{account.id}")
    assert (fact.kind, fact.data["points"]) == ("points.expired", 10)


async def test_the_schedule_goes_through_every_merchant_so_many_accounts_at_a_time(
    db: Database,
) -> None:
    first, second = await a_merchant(db), await a_merchant(db)
    accounts = [await an_account(db, merchant) for merchant in (first, first, second)]
    for account in accounts:
        await account.earn(10, expires_at=NOON + DAY)
    assert await expire_due(db, at=NOON + DAY, limit=2) == 2
    assert await expire_due(db, at=NOON + DAY, limit=2) == 1
    assert [(await account.balance()).available for account in accounts] == [0, 0, 0]


async def test_points_past_their_day_cannot_be_held_before_the_schedule_came(db: Database) -> None:
    account = await an_account(db)
    await account.earn(10, expires_at=NOON + DAY)
    await account.earn(5)
    with pytest.raises(NotEnoughPoints) as refused:
        await account.hold(6, at=NOON + DAY)
    assert refused.value.available == 5


async def test_a_hold_first_lets_go_of_what_is_past_its_day(db: Database) -> None:
    account = await an_account(db)
    await account.earn(10, expires_at=NOON + DAY)
    await account.earn(5)
    held = await account.hold(5, at=NOON + DAY)
    assert (held.available, held.held) == (0, 5)
    assert await kinds(account) == [Kind.EARN, Kind.EARN, Kind.EXPIRE, Kind.HOLD]
    assert await account.off() == []


async def test_points_may_be_spent_until_the_moment_they_expire(db: Database) -> None:
    account = await an_account(db)
    await account.earn(10, expires_at=NOON + DAY)
    held = await account.hold(10, at=NOON + DAY - DAY / 86_400_000)
    await account.settle(held, at=NOON + 5 * DAY)
    assert await kinds(account) == [Kind.EARN, Kind.HOLD, Kind.SETTLE]


async def test_points_that_come_back_too_late_expire_with_a_reason_of_their_own(
    db: Database,
) -> None:
    account = await an_account(db)
    await account.earn(10, expires_at=NOON + DAY)
    await account.earn(20)
    held = await account.hold(15)
    await account.release(held, at=NOON + 2 * DAY)
    expired, released, *_ = await statement(db, account.merchant, account.id)
    assert (released.kind, released.available) == (Kind.RELEASE, 15)
    assert (expired.kind, expired.available) == (Kind.EXPIRE, -10)
    assert expired.reason == ExpiredOnReturn(NOON, NOON + DAY)
    assert (await account.balance()).available == 20
    assert await account.off() == []


async def test_a_lot_may_expire_again_when_points_come_back_to_it(db: Database) -> None:
    account = await an_account(db)
    await account.earn(30, expires_at=NOON + DAY)
    first, second = await account.hold(10), await account.hold(10)
    await expire_due(db, at=NOON + DAY, limit=100)
    await account.release(first, at=NOON + 2 * DAY)
    await account.settle(second, 4, at=NOON + 3 * DAY)
    moved = [entry.available for entry in await statement(db, account.merchant, account.id)]
    assert moved == [-6, 6, -10, 10, -10, -10, -10, 30]
    assert (await account.balance()).available == 0
    assert await account.off() == []


async def test_an_account_in_use_is_left_for_the_next_time(db: Database) -> None:
    account = await an_account(db)
    await account.earn(10, expires_at=NOON + DAY)
    async with db.pool.acquire() as till, till.transaction():
        await till.execute("select 1 from ledger_accounts where id = $1 for update", account.id)
        assert await expire_due(db, at=NOON + DAY, limit=100) == 0
    assert await expire_due(db, at=NOON + DAY, limit=100) == 1


async def test_an_account_is_opened_with_nothing_in_it(db: Database) -> None:
    account = await an_account(db)
    balance = await account.balance()
    assert (balance.available, balance.held, balance.next_expiry) == (0, 0, None)
