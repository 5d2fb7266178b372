"""Tills, workers and the schedule at the same account in the same moment, on real connections."""

import asyncio
from collections.abc import AsyncIterator, Awaitable

import pytest
import pytest_asyncio
from tests.stores.ledgers import COFFEE, DAY, NOON, SALE, Account, an_account

from regulars.kernel.errors import RegularsError
from regulars.kernel.ids import HoldId, uuid7
from regulars.kernel.points import Points
from regulars.ledger.earn import earn
from regulars.ledger.errors import (
    AlreadyPosted,
    CannotReverse,
    HoldClosed,
    KeyReused,
    MoreThanSpent,
    NotEnoughPoints,
)
from regulars.ledger.expire import expire_due
from regulars.ledger.hold import hold
from regulars.ledger.model import Posting
from regulars.ledger.statement import statement
from regulars.platform.db import Database, Transaction

TILLS = 20

SOMEBODY_WAITS = """
    select exists (select from pg_stat_activity
                    where datname = current_database() and wait_event_type = 'Lock')
"""


@pytest_asyncio.fixture
async def account(database_url: str) -> AsyncIterator[Account]:
    """An account that twenty tills reach, each on a connection of its own."""
    database = await Database.open(database_url, connections=TILLS)
    yield await an_account(database)
    await database.close()


async def somebody_waits(db: Database) -> None:
    """Ask the server until one connection waits for another's lock."""
    while not await db.value(SOMEBODY_WAITS):
        pass


async def at_once(
    *calls: Awaitable[Posting],
) -> tuple[list[Posting], list[RegularsError]]:
    """What was done and what was refused when all was asked in one moment."""
    answers = await asyncio.gather(*calls, return_exceptions=True)
    refused = [answer for answer in answers if isinstance(answer, RegularsError)]
    done = [answer for answer in answers if isinstance(answer, Posting)]
    assert len(done) + len(refused) == len(calls), answers
    return done, refused


async def test_twenty_tills_never_overspend_one_account(account: Account) -> None:
    """No limit is checked before it is locked (https://github.com/fossasia/eventyay/issues/1398,
    D1.6), and no card goes below zero (https://github.com/odoo/odoo/pull/249775, D1.12).
    """
    await account.earn(30, expires_at=NOON + DAY)
    await account.earn(40)
    done, refused = await at_once(*(account.hold(10) for _ in range(TILLS)))
    assert len(done) == 7
    assert {type(refusal) for refusal in refused} == {NotEnoughPoints}
    balance = await account.balance()
    assert (balance.available, balance.held) == (0, 70)
    assert await account.off() == []


async def test_twenty_spenders_share_what_is_there_to_the_last_point(account: Account) -> None:
    """A card was debited in parallel for more than it held:
    https://github.com/odoo/odoo/pull/249775 (D1.12).
    """
    await account.earn(30, expires_at=NOON + DAY)
    await account.earn(45)
    done, refused = await at_once(*(account.spend(10, fewer_will_do=True) for _ in range(TILLS)))
    assert not refused
    assert sorted(posting.points for posting in done) == [0] * 12 + [5] + [10] * 7
    assert all(posting.points + posting.short == 10 for posting in done)
    assert (await account.balance()).available == 0
    assert await account.off() == []


async def test_refunds_at_once_never_give_more_back_than_was_spent(account: Account) -> None:
    """Refunds without a lock gave back any amount:
    https://github.com/fossasia/eventyay/issues/2824 (D1.9).
    """
    await account.earn(50)
    spent = await account.spend(50)
    done, refused = await at_once(*(account.give_back(spent, 8) for _ in range(TILLS)))
    assert len(done) == 6
    assert {type(refusal) for refusal in refused} == {MoreThanSpent}
    assert (await account.balance()).available == 48
    assert await account.off() == []


async def test_ten_that_race_on_one_key_have_one_effect(account: Account) -> None:
    """Twice within milliseconds is once (https://github.com/getlago/lago-api/pull/3618, and
    https://github.com/getlago/lago-api/pull/2664, D1.10), and so is a retry
    (https://github.com/getlago/lago-api/issues/5870, D1.11).
    """
    done, refused = await at_once(*(account.earn(10, key="webhook") for _ in range(10)))
    assert not refused
    assert sorted(posting.replayed for posting in done) == [False] + [True] * 9
    assert len({posting.entry for posting in done}) == 1
    assert (await account.balance()).available == 10


async def test_ten_taps_on_one_button_are_one_hold(account: Account) -> None:
    await account.earn(100)
    done, refused = await at_once(*(account.hold(60, key="claim") for _ in range(10)))
    assert not refused
    assert len({posting.hold for posting in done}) == 1
    assert (await account.balance()).held == 60
    assert await account.off() == []


async def test_a_webhook_and_the_sweep_with_one_sale_earn_once(account: Account) -> None:
    done, refused = await at_once(
        *(account.earn(10, natural_key="7:1001:earn:1") for _ in range(10))
    )
    assert not refused
    assert len({posting.entry for posting in done}) == 1
    assert (await account.balance()).available == 10


async def test_one_sale_raced_onto_two_members_is_earned_by_one(account: Account) -> None:
    neighbour = await an_account(account.db, account.merchant)
    done, refused = await at_once(
        *(one.earn(10, natural_key="7:1001:earn:1") for one in (account, neighbour) * 5)
    )
    assert len({posting.account for posting in done}) == 1
    assert {type(refusal) for refusal in refused} == {AlreadyPosted}
    assert await account.off() == []


async def test_one_key_raced_onto_two_members_counts_for_one(account: Account) -> None:
    neighbour = await an_account(account.db, account.merchant)
    done, refused = await at_once(*(one.earn(10, key="key") for one in (account, neighbour) * 5))
    assert len({posting.account for posting in done}) == 1
    assert {type(refusal) for refusal in refused} == {KeyReused}


async def test_a_hold_that_is_settled_and_released_at_once_ends_once(account: Account) -> None:
    await account.earn(100)
    for _ in range(5):
        held = await account.hold(10)
        done, refused = await at_once(*(end(held) for end in (account.settle, account.release) * 3))
        assert len(done) == 1
        assert {type(refusal) for refusal in refused} == {HoldClosed}
    balance = await account.balance()
    assert balance.held == 0
    assert await account.off() == []


async def test_a_hold_and_the_schedule_race_for_points_on_their_last_day(
    account: Account,
) -> None:
    await account.earn(10, expires_at=NOON + DAY)
    await account.earn(10, expires_at=NOON + 2 * DAY)
    schedule = asyncio.gather(*(expire_due(account.db, at=NOON + DAY, limit=10) for _ in range(4)))
    done, refused = await at_once(*(account.hold(5, at=NOON + DAY) for _ in range(4)))
    await schedule
    assert len(done) == 2
    assert {type(refusal) for refusal in refused} == {NotEnoughPoints}
    balance = await account.balance()
    assert (balance.available, balance.held) == (0, 10)
    assert await account.off() == []


async def test_several_workers_of_the_schedule_expire_each_lot_once(account: Account) -> None:
    others = [await an_account(account.db, account.merchant) for _ in range(9)]
    for one in (account, *others):
        await one.earn(10, expires_at=NOON + DAY)
        await one.earn(10, expires_at=NOON + DAY)
    workers = (expire_due(account.db, at=NOON + DAY, limit=100) for _ in range(5))
    expired = sum(await asyncio.gather(*workers))
    expired += await expire_due(account.db, at=NOON + DAY, limit=100)
    assert expired == 20
    assert await account.off() == []


async def test_everything_at_once_leaves_the_books_right(account: Account) -> None:
    earned = await account.earn(1000)
    holds = [await account.hold(10) for _ in range(10)]
    await at_once(
        *(account.settle(held, 4) for held in holds[:5]),
        *(account.release(held) for held in holds[5:]),
        *(account.hold(20) for _ in range(5)),
        *(account.earn(7, expires_at=NOON + DAY) for _ in range(5)),
        *(account.take_back(30, lot=earned.lot) for _ in range(5)),
    )
    balance = await account.balance()
    assert balance.available + balance.held == 1000 - 5 * 4 + 5 * 7 - 5 * 30
    assert await account.off() == []


async def test_refunds_and_earnings_at_once_leave_points_or_a_debt_never_both(
    account: Account,
) -> None:
    earned = await account.earn(40)
    await account.spend(40)
    await at_once(
        *(account.take_back(10, lot=earned.lot, owe=True) for _ in range(9)),
        *(account.earn(7) for _ in range(9)),
    )
    balance = await account.balance()
    assert balance.available - balance.debt == 9 * 7 - 9 * 10
    assert await account.off() == []


async def test_a_slip_that_two_undo_at_once_is_undone_once(account: Account) -> None:
    slip = await account.adjust(30)
    done, refused = await at_once(
        *(account.reverse(slip, note=f"Undone by {person}") for person in range(6))
    )
    assert len(done) == 1
    assert {type(refusal) for refusal in refused} == {CannotReverse}
    assert (await account.balance()).available == 0


async def test_accounts_that_move_into_each_other_while_tills_use_them_lose_nothing(
    account: Account,
) -> None:
    other = await an_account(account.db, account.merchant)
    for one in (account, other):
        await one.earn(50, expires_at=NOON + DAY, idle_months=1)
    holds = [await one.hold(10) for one in (account, other)]
    await asyncio.gather(
        *(account.transfer(other) for _ in range(3)),
        *(other.transfer(account) for _ in range(3)),
        *(one.touch() for one in (account, other)),
        *(one.earn(5) for one in (account, other)),
        account.release(holds[0]),
        other.release(holds[1]),
    )
    balances = [await one.balance() for one in (account, other)]
    assert sum(balance.available for balance in balances) == 110
    assert await account.off() == []


async def test_entries_are_numbered_in_the_order_they_counted(account: Account) -> None:
    await at_once(*(account.earn(1) for _ in range(TILLS)))
    entries = await statement(account.db, account.merchant, account.id)
    assert [entry.number for entry in entries] == list(range(TILLS, 0, -1))
    assert [entry.available_after for entry in entries] == list(range(TILLS, 0, -1))


async def test_a_step_that_is_undone_leaves_its_key_free(account: Account) -> None:
    """Whoever waited behind a transaction that failed does the work itself."""
    await account.earn(50)
    async with account.db.pool.acquire() as till:
        undone = till.transaction()
        await undone.start()
        await hold(
            Transaction(till),
            account.merchant,
            account.id,
            Points(50),
            hold=HoldId(uuid7(NOON)),
            key="claim",
            reason=COFFEE,
            at=NOON,
            times_out=NOON + DAY,
        )
        waiting = asyncio.create_task(account.hold(50, key="claim"))
        await somebody_waits(account.db)
        await undone.rollback()
    assert not (await waiting).replayed


async def test_a_hold_that_waited_looks_at_the_day_of_each_lot_again(account: Account) -> None:
    """A lot that another till brought while the hold waited may be over by the time of the hold."""
    async with account.db.pool.acquire() as till, till.transaction():
        await earn(
            Transaction(till),
            account.merchant,
            account.id,
            Points(10),
            key="first",
            natural_key=None,
            expires_at=NOON + DAY,
            reason=SALE,
            at=NOON,
        )
        waiting = asyncio.create_task(account.hold(10, at=NOON + 2 * DAY))
        await somebody_waits(account.db)
    with pytest.raises(NotEnoughPoints) as refused:
        await waiting
    assert refused.value.available == 0


@pytest.mark.parametrize("settled_first", [True, False])
async def test_points_given_back_can_be_held_at_once(account: Account, settled_first: bool) -> None:
    await account.earn(10)
    held = await account.hold(10)
    await (account.settle(held, 5) if settled_first else account.release(held))
    left = 5 if settled_first else 10
    done, refused = await at_once(*(account.hold(left) for _ in range(5)))
    assert (len(done), len(refused)) == (1, 4)
