"""Points that have to wait to be spent, and points that wait for the next visit."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from tests.stores.ledgers import DAY, NOON, Account, a_merchant, an_account

from regulars.ledger.errors import AccountNotFound, NotEnoughPoints
from regulars.ledger.expire import expire_due
from regulars.ledger.statement import lots_of
from regulars.platform.db import Database
from regulars.programs.earning.lasting import expires_at
from regulars.programs.earning.model import Idle

SPRING = NOON + 30 * DAY


async def gone_at(account: Account) -> list[datetime | None]:
    """When each lot with something in it is gone, in the order of spending."""
    return [lot.expires_at for lot in await lots_of(account.db, account.merchant, account.id)]


async def test_points_that_have_to_wait_are_shown_and_not_spent(db: Database) -> None:
    account = await an_account(db)
    await account.earn(40, expires_at=SPRING, matures_at=NOON + 3 * DAY)
    await account.earn(10)
    waiting = await account.balance(at=NOON + 3 * DAY - timedelta(seconds=1))
    assert (waiting.available, waiting.pending) == (10, 40)
    with pytest.raises(NotEnoughPoints) as refused:
        await account.hold(11, at=NOON + DAY)
    assert refused.value.available == 10
    spent = await account.spend(30, fewer_will_do=True, at=NOON + DAY)
    assert (spent.points, spent.short) == (10, 20)
    ripe = await account.balance(at=NOON + 3 * DAY)
    assert (ripe.available, ripe.pending) == (40, 0)
    assert (await account.hold(40, at=NOON + 3 * DAY)).points == 40


async def test_whoever_takes_points_by_hand_may_take_those_that_wait(db: Database) -> None:
    account = await an_account(db)
    await account.earn(40, matures_at=SPRING)
    await account.earn(10)
    with pytest.raises(NotEnoughPoints) as refused:
        await account.adjust(-51)
    assert refused.value.available == 50
    await account.adjust(-45)
    assert await account.remaining() == [5]


async def test_points_past_their_day_are_not_shown_though_nobody_let_them_go(db: Database) -> None:
    account = await an_account(db)
    await account.earn(40, expires_at=NOON + DAY)
    await account.earn(30, expires_at=NOON + DAY, matures_at=SPRING)
    await account.earn(20, expires_at=SPRING)
    balance = await account.balance(at=NOON + DAY)
    assert (balance.available, balance.pending) == (20, 0)
    assert balance.next_expiry
    assert (balance.next_expiry.points, balance.next_expiry.at) == (20, SPRING)


async def test_a_visit_moves_only_what_waits_for_it_and_never_back(db: Database) -> None:
    account, other = await an_account(db), await an_account(db)
    for one in (account, other):
        await one.earn(10, expires_at=SPRING, idle_months=6)
    await account.earn(20, expires_at=SPRING)
    await account.earn(30)
    held = await account.hold(30)
    await account.touch(at=NOON)
    await account.touch(at=NOON - 9 * DAY)
    await account.release(held)
    assert await gone_at(account) == [SPRING, datetime(2026, 9, 3, tzinfo=UTC), None]
    await other.touch(at=NOON - 180 * DAY)
    assert await gone_at(other) == [SPRING]


async def test_a_visit_brings_nothing_back_that_has_expired(db: Database) -> None:
    account = await an_account(db)
    await account.earn(30, expires_at=SPRING, idle_months=1)
    held = await account.hold(10)
    await account.touch(at=SPRING)
    assert (await account.balance(at=SPRING)).available == 0
    await expire_due(db, at=SPRING, limit=10)
    await account.touch(at=SPRING + DAY)
    await account.release(held, at=SPRING + DAY)
    assert (await account.balance(at=SPRING + DAY)).available == 0
    assert await account.off() == []


async def test_whoever_has_no_account_does_nothing(db: Database) -> None:
    account = await an_account(db)
    stranger = Account(db, await a_merchant(db), account.id)
    with pytest.raises(AccountNotFound):
        await stranger.touch()


@pytest.mark.parametrize("zone", ["Australia/Sydney", "America/New_York", "Europe/Athens"])
async def test_a_visit_gives_the_last_day_that_an_earning_would_get(
    db: Database, zone: str
) -> None:
    account = await an_account(db)
    await account.earn(1, expires_at=NOON + DAY, idle_months=6)
    # The ends of months, leap days, and hours on either side of midnight and of the clock's change.
    for month, day, hour in (
        (3, 29, 1),
        (4, 5, 3),
        (8, 29, 0),
        (8, 31, 23),
        (10, 4, 2),
        (11, 1, 1),
    ):
        at = datetime(2027, month, day, hour, tzinfo=ZoneInfo(zone)).astimezone(UTC)
        await db.value("update ledger_lots set expires_at = $1 returning 1", at + DAY)
        await account.touch(at=at, time_zone=zone)
        assert await gone_at(account) == [expires_at(Idle(6), at, zone)]
