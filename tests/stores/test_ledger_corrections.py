"""What went wrong is put right: points are owed, undone, and moved to who they belong to."""

import pytest
from tests.stores.ledgers import DAY, NOON, Account, a_merchant, an_account

from regulars.kernel.points import Points
from regulars.ledger.errors import CannotReverse, EntryNotFound, NotEnoughPoints
from regulars.ledger.model import Kind, NextExpiry
from regulars.ledger.reasons import Granted, Repaid
from regulars.ledger.statement import lots_of, statement
from regulars.platform.db import Database

SPRING = NOON + 30 * DAY


async def kinds(account: Account) -> list[Kind]:
    entries = await statement(account.db, account.merchant, account.id)
    return [entry.kind for entry in reversed(entries)]


async def an_indebted_account(db: Database, debt: int) -> Account:
    account = await an_account(db)
    earned = await account.earn(debt)
    await account.spend(debt)
    owed = await account.take_back(debt, lot=earned.lot, owe=True)
    assert (owed.points, owed.short, owed.owed) == (0, 0, debt)
    return account


async def test_refunding_what_points_paid_for_takes_no_points_a_second_time(db: Database) -> None:
    """https://github.com/odoo/odoo/pull/212922, and again when only part was refunded,
    https://github.com/odoo/odoo/pull/221928 (D2.17).
    """
    account = await an_account(db)
    await account.earn(100)
    paid = await account.hold(80)
    await account.settle(paid)
    earned = await account.earn(5)
    await account.take_back(3, lot=earned.lot)
    await account.give_back(paid, 40)
    assert (await account.balance()).available == 20 + 2 + 40
    await account.take_back(2, lot=earned.lot)
    await account.give_back(paid, 40)
    assert (await account.balance()).available == 100
    assert await account.remaining() == [100]


async def test_whether_an_order_earns_before_or_after_its_reward_settles_is_all_the_same(
    db: Database,
) -> None:
    """It was ambiguous: https://github.com/odoo/odoo/issues/114004 and
    https://github.com/odoo/odoo/pull/124480 (D5.48).
    """
    before, after = await an_account(db), await an_account(db)
    for account in (before, after):
        await account.earn(30, expires_at=SPRING)
        with pytest.raises(NotEnoughPoints):
            await account.hold(31)
    held, held_too = await before.hold(30), await after.hold(30)
    await before.earn(12, expires_at=NOON + DAY)
    await before.settle(held, 25)
    await after.settle(held_too, 25)
    await after.earn(12, expires_at=NOON + DAY)
    assert await before.remaining() == await after.remaining() == [12, 5]
    assert await before.balance() == await after.balance()


async def test_what_is_owed_is_paid_by_the_next_points_in_an_entry_of_its_own(
    db: Database,
) -> None:
    account = await an_indebted_account(db, 50)
    assert (await account.balance()).debt == 50
    earned = await account.earn(30, key="sale")
    assert (earned.points, earned.owed) == (30, 0)
    newest, *_ = await statement(db, account.merchant, account.id)
    assert (newest.kind, newest.available, newest.owed) == (Kind.REPAY, -30, -30)
    assert newest.reason == Repaid()
    assert (await account.earn(30, key="sale")).entry == earned.entry
    await account.earn(30, matures_at=SPRING)
    balance = await account.balance()
    assert (balance.available, balance.pending, balance.debt) == (0, 10, 0)
    assert await account.off() == []


async def test_a_sale_that_is_undone_twice_is_owed_once(db: Database) -> None:
    account = await an_account(db)
    earned = await account.earn(50)
    await account.spend(40)
    first = await account.take_back(50, lot=earned.lot, owe=True, key="refund")
    again = await account.take_back(50, lot=earned.lot, owe=True, key="refund")
    assert (first.points, first.owed, first.replayed) == (10, 40, False)
    assert (again.points, again.owed, again.replayed) == (10, 40, True)
    assert (await account.balance()).debt == 40


async def test_whatever_comes_back_pays_a_debt_too(db: Database) -> None:
    """Nobody keeps what a sale earned by setting it aside while the sale is refunded."""
    account = await an_account(db)
    earned = await account.earn(100)
    released, settled = await account.hold(40), await account.hold(40)
    await account.take_back(100, lot=earned.lot, owe=True)
    assert (await account.balance()).debt == 80
    await account.release(released)
    await account.settle(settled, 10)
    balance = await account.balance()
    assert (balance.available, balance.held, balance.debt) == (0, 0, 10)
    await account.give_back(settled, 10)
    balance = await account.balance()
    assert (balance.available, balance.debt) == (0, 0)
    assert await account.off() == []


async def test_what_comes_back_past_its_day_pays_nothing(db: Database) -> None:
    account = await an_account(db)
    earned = await account.earn(20, expires_at=NOON + DAY)
    held = await account.hold(20)
    await account.take_back(20, lot=earned.lot, owe=True)
    await account.release(held, at=NOON + DAY)
    assert (await account.balance(at=NOON + DAY)).debt == 20
    assert (await kinds(account))[-2:] == [Kind.RELEASE, Kind.EXPIRE]


async def test_a_bonus_that_was_a_slip_is_taken_back_once(db: Database) -> None:
    account = await an_account(db)
    await account.earn(10, expires_at=NOON + DAY)
    bonus = await account.earn(50, reason=Granted("birthday", 3))
    await account.settle(await account.hold(30))
    undone = await account.reverse(bonus, key="press")
    assert (undone.points, undone.short, undone.available) == (-30, 20, 0)
    assert (await account.reverse(bonus, key="press")).replayed
    assert (await account.reverse(bonus)).replayed
    with pytest.raises(CannotReverse, match="undone before"):
        await account.reverse(bonus, note="The same by somebody else")
    await account.earn(5, expires_at=NOON + DAY)
    await account.reverse(await account.adjust(20))
    assert await account.remaining() == [5]
    assert await account.off() == []


async def test_points_taken_by_hand_go_back_to_the_lots_they_came_from(db: Database) -> None:
    account = await an_account(db)
    await account.earn(10, expires_at=NOON + DAY)
    await account.earn(20, expires_at=SPRING)
    taken = await account.adjust(-25)
    assert await account.remaining() == [5]
    await account.reverse(taken)
    assert await account.remaining() == [10, 20]
    owing = await account.earn(40)
    await account.spend(70)
    again = await an_account(db, account.merchant)
    await again.earn(30)
    slip = await again.adjust(-30)
    await again.take_back(12, lot=owing.lot, owe=True)
    await again.reverse(slip)
    balance = await again.balance()
    assert (balance.available, balance.debt) == (18, 0)
    assert await account.off() == []


async def test_only_what_was_done_by_hand_or_given_as_a_bonus_can_be_undone(db: Database) -> None:
    account = await an_account(db)
    sale = await account.earn(30)
    by_hand = await account.adjust(5)
    for other in (sale, await account.hold(10), await account.reverse(by_hand)):
        with pytest.raises(CannotReverse):
            await account.reverse(other)
    stranger = Account(db, await a_merchant(db), account.id)
    with pytest.raises(EntryNotFound):
        await stranger.reverse(by_hand)


async def test_lots_keep_their_dates_and_their_turn_in_another_account(db: Database) -> None:
    source = await an_account(db)
    target = await an_account(db, source.merchant)
    await source.earn(10, at=NOON, expires_at=SPRING, idle_months=2)
    await target.earn(20, at=NOON + DAY, expires_at=SPRING)
    await source.earn(30, at=NOON + 2 * DAY, expires_at=SPRING, matures_at=NOON + 9 * DAY)
    came = await source.transfer(target, at=NOON + 3 * DAY, key="merge")
    assert came
    assert (came.account, came.points, came.available) == (target.id, 40, 60)
    lots = await lots_of(db, target.merchant, target.id)
    assert [(lot.remaining, lot.earned_at, lot.expires_at) for lot in lots] == [
        (10, NOON, SPRING),
        (20, NOON + DAY, SPRING),
        (30, NOON + 2 * DAY, SPRING),
    ]
    assert [lot.matures_at for lot in lots] == [None, None, NOON + 9 * DAY]
    assert [lot.idle_months for lot in lots] == [2, None, None]
    again = await source.transfer(target, at=NOON + 4 * DAY, key="merge")
    assert again
    assert (again.entry, again.replayed) == (came.entry, True)
    assert await source.transfer(target) is None
    assert await source.remaining() == []
    assert await source.off() == []


async def test_a_sale_from_before_takes_its_own_points_back_wherever_they_moved(
    db: Database,
) -> None:
    first = await an_account(db)
    second, third = await an_account(db, first.merchant), await an_account(db, first.merchant)
    earned = await first.earn(50)
    await third.earn(10, expires_at=SPRING)
    await first.transfer(second)
    await second.transfer(third)
    taken = await third.take_back(30, lot=earned.lot)
    assert (taken.points, await third.remaining()) == (30, [10, 20])
    assert await first.off() == []


async def test_what_is_owed_moves_too_and_is_paid_there(db: Database) -> None:
    source = await an_indebted_account(db, 50)
    target = await an_account(db, source.merchant)
    await target.earn(30)
    await source.transfer(target)
    assert (await source.balance()).debt == 0
    balance = await target.balance()
    assert (balance.available, balance.debt) == (0, 20)
    richer = await an_account(db, source.merchant)
    await richer.earn(100)
    await richer.transfer(target)
    balance = await target.balance()
    assert (balance.available, balance.debt) == (80, 0)
    assert await source.off() == []


async def test_what_comes_back_to_an_account_that_moved_goes_on_to_the_other(db: Database) -> None:
    source = await an_account(db)
    target = await an_account(db, source.merchant)
    await source.earn(50, expires_at=SPRING)
    by_hand = await source.adjust(-10)
    held, spent = await source.hold(15), await source.spend(20)
    await source.transfer(target)
    assert await target.remaining() == [5]
    with pytest.raises(CannotReverse, match="moved"):
        await source.reverse(by_hand)
    await source.release(held)
    await source.give_back(spent, 20)
    balance = await target.balance()
    assert (balance.available, (await source.balance()).available) == (40, 0)
    assert balance.next_expiry == NextExpiry(Points(40), SPRING)
    assert await source.off() == []
