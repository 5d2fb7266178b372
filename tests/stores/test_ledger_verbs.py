"""Each verb of the ledger, one till at a time."""

import pytest
from tests.stores.ledgers import (
    COFFEE,
    DAY,
    DELETED,
    DRUNK,
    NOON,
    SALE,
    Account,
    a_merchant,
    an_account,
)

from regulars.kernel.ids import AccountId, HoldId, uuid7
from regulars.kernel.points import Points
from regulars.ledger.adjust import adjust
from regulars.ledger.errors import (
    AccountNotFound,
    BadPoints,
    HoldClosed,
    HoldNotFound,
    MoreThanHeld,
    MoreThanSpent,
    NotEnoughPoints,
)
from regulars.ledger.flow import flow_between
from regulars.ledger.model import Kind, NextExpiry, Posting
from regulars.ledger.reasons import Adjusted
from regulars.ledger.statement import hold_of, lots_of, overdue_holds, posted, statement
from regulars.platform.db import Database, Transaction


async def by_hand(account: Account, points: int) -> Posting:
    async def work(tx: Transaction) -> Posting:
        return await adjust(
            tx,
            account.merchant,
            account.id,
            Points(points),
            key=next(account.keys),
            expires_at=None,
            reason=Adjusted("Spilt soup", "mia@meridian.example"),
            at=NOON,
        )

    return await account.db.tx(work)


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
    await account.earn(15, at=NOON + DAY)
    await account.earn(20, at=NOON + DAY, expires_at=NOON + 30 * DAY)
    await account.earn(30, at=NOON + 2 * DAY, expires_at=NOON + 9 * DAY)
    await account.hold(54, at=NOON + 3 * DAY)
    assert await account.remaining() == [6, 15]


async def test_a_hold_of_more_than_there_is_is_refused_and_changes_nothing(db: Database) -> None:
    account = await an_account(db)
    await account.earn(10)
    with pytest.raises(NotEnoughPoints) as refused:
        await account.hold(11)
    assert refused.value.sentence == "Not enough points: 11 are needed and 10 are left."
    assert (await account.balance()).available == 10
    assert await account.off() == []


@pytest.mark.parametrize("points", [0, -5, 10**18])
async def test_a_number_that_is_no_number_of_points_is_refused(db: Database, points: int) -> None:
    account = await an_account(db)
    for verb in (account.earn, account.hold, account.take_back):
        with pytest.raises(BadPoints):
            await verb(points)
    assert await statement(db, account.merchant, account.id) == []


async def test_a_part_is_settled_and_the_rest_goes_back_to_the_lots_drawn_last(
    db: Database,
) -> None:
    account = await an_account(db)
    await account.earn(50, expires_at=NOON + 10 * DAY)
    await account.earn(50)
    held = await account.hold(80)
    spent = await account.settle(held, 60)
    assert (spent.points, spent.available, spent.held) == (60, 40, 0)
    assert await account.remaining() == [40]
    assert await account.off() == []


async def test_a_settled_part_may_be_worth_less_than_a_point(db: Database) -> None:
    account = await an_account(db)
    await account.earn(50)
    spent = await account.settle(await account.hold(50), 0)
    assert (spent.points, spent.available, spent.held) == (0, 50, 0)
    assert await account.off() == []


async def test_no_more_is_settled_than_was_held(db: Database) -> None:
    account = await an_account(db)
    await account.earn(50)
    held = await account.hold(30)
    with pytest.raises(MoreThanHeld):
        await account.settle(held, 31)
    assert (await account.balance()).held == 30


async def test_a_release_gives_back_to_the_same_lots(db: Database) -> None:
    account = await an_account(db)
    await account.earn(50, expires_at=NOON + 10 * DAY)
    await account.earn(50)
    back = await account.release(await account.hold(80))
    assert (back.points, back.available, back.held) == (80, 100, 0)
    assert [lot.expires_at for lot in await lots_of(db, account.merchant, account.id)] == [
        NOON + 10 * DAY,
        None,
    ]
    assert await account.remaining() == [50, 50]


async def test_a_hold_ends_once(db: Database) -> None:
    account = await an_account(db)
    await account.earn(50)
    settled, released = await account.hold(20), await account.hold(20)
    await account.settle(settled)
    await account.release(released)
    for end in (account.settle, account.release):
        for held in (settled, released):
            with pytest.raises(HoldClosed):
                await end(held)
    balance = await account.balance()
    assert (balance.available, balance.held) == (30, 0)


async def test_points_of_a_voided_sale_come_from_its_own_lot_first(db: Database) -> None:
    account = await an_account(db)
    await account.earn(20, expires_at=NOON + DAY)
    voided = await account.earn(30, expires_at=NOON + 9 * DAY)
    taken = await account.take_back(25, lot=voided.lot)
    assert (taken.points, taken.short, taken.available) == (25, 0, 25)
    assert await account.remaining() == [20, 5]
    await account.take_back(10, lot=voided.lot)
    assert await account.remaining() == [15]


async def test_taking_back_stops_at_zero_and_says_what_was_missing(db: Database) -> None:
    """Earned points outlived a refund (https://github.com/odoo/odoo/pull/257854, D2.16), and a
    balance went below zero (https://github.com/odoo/odoo/pull/249775, D1.12).
    """
    account = await an_account(db)
    earned = await account.earn(30)
    held = await account.hold(20)
    taken = await account.take_back(30, lot=earned.lot)
    assert (taken.points, taken.short, taken.available, taken.held) == (10, 20, 0, 20)
    nothing = await account.take_back(5)
    assert (nothing.points, nothing.short, nothing.available) == (0, 5, 0)
    await account.settle(held)
    assert await account.off() == []


async def test_what_is_spent_at_once_is_a_hold_that_is_settled(db: Database) -> None:
    account = await an_account(db)
    await account.earn(100)
    spent = await account.spend(60)
    assert (spent.points, spent.short, spent.available, spent.held) == (60, 0, 40, 0)
    assert spent.hold
    hold = await hold_of(db, account.merchant, spent.hold)
    assert hold
    assert (hold.amount, hold.settled, hold.given_back, hold.closed_at) == (60, 60, 0, NOON)
    back = await account.give_back(spent, 25)
    assert (back.points, back.available, back.hold) == (25, 65, spent.hold)
    hold = await hold_of(db, account.merchant, spent.hold)
    assert hold
    assert (hold.settled, hold.given_back) == (60, 25)


async def test_more_than_there_is_is_spent_only_where_fewer_will_do(db: Database) -> None:
    account = await an_account(db)
    await account.earn(10)
    with pytest.raises(NotEnoughPoints):
        await account.spend(11)
    spent = await account.spend(11, fewer_will_do=True)
    assert (spent.points, spent.short) == (10, 1)
    nothing = await account.spend(5, fewer_will_do=True)
    assert (nothing.points, nothing.short, nothing.hold) == (0, 5, None)
    assert await account.off() == []


async def test_no_more_comes_back_than_was_settled_and_has_not_come_back(db: Database) -> None:
    """A refund left more on a card than was taken from it:
    https://github.com/fossasia/eventyay/issues/2824 (D1.9).
    """
    account = await an_account(db)
    await account.earn(100)
    held, released = await account.hold(40), await account.hold(10)
    await account.release(released)
    for not_spent in (held, released):
        with pytest.raises(MoreThanSpent):
            await account.give_back(not_spent, 1)
    await account.settle(held, 30)
    await account.give_back(held, 20)
    with pytest.raises(MoreThanSpent):
        await account.give_back(held, 11)
    await account.give_back(held, 10)
    assert (await account.balance()).available == 100
    assert await account.off() == []


async def test_points_given_and_taken_by_hand_are_entries_like_any_other(db: Database) -> None:
    account = await an_account(db)
    assert (await by_hand(account, 40)).available == 40
    assert (await by_hand(account, -15)).available == 25
    with pytest.raises(NotEnoughPoints):
        await by_hand(account, -26)
    newest, *_ = await statement(db, account.merchant, account.id)
    assert (newest.kind, newest.available) == (Kind.ADJUST, -15)
    assert newest.reason == Adjusted("Spilt soup", "mia@meridian.example")
    assert await account.off() == []


async def test_a_statement_tells_what_happened_in_its_order_page_by_page(db: Database) -> None:
    account = await an_account(db)
    await account.earn(100)
    held = await account.hold(60)
    await account.release(held)
    await account.settle(await account.hold(10))
    first = await statement(db, account.merchant, account.id, limit=3)
    second = await statement(db, account.merchant, account.id, before=first[-1].id, limit=3)
    assert [entry.kind for entry in (*first, *second)] == [
        Kind.SETTLE,
        Kind.HOLD,
        Kind.RELEASE,
        Kind.HOLD,
        Kind.EARN,
    ]
    assert [entry.available_after for entry in (*first, *second)] == [90, 90, 100, 40, 100]
    reasons = [DRUNK, COFFEE, DELETED, COFFEE, SALE]
    assert [entry.reason for entry in (*first, *second)] == reasons


async def test_a_balance_names_the_next_points_to_go(db: Database) -> None:
    account = await an_account(db)
    await account.earn(10)
    assert (await account.balance()).next_expiry is None
    await account.earn(20, expires_at=NOON + 5 * DAY)
    await account.earn(30, expires_at=NOON + 5 * DAY)
    await account.earn(40, expires_at=NOON + 6 * DAY)
    assert (await account.balance()).next_expiry == NextExpiry(Points(50), NOON + 5 * DAY)


async def test_what_a_sale_earned_can_be_found_by_what_it_was(db: Database) -> None:
    account = await an_account(db)
    earned = await account.earn(12, natural_key="7:1001:earn:1")
    found = await posted(db, account.merchant, "7:1001:earn:1")
    assert found
    assert (found.id, found.lot, found.available) == (earned.entry, earned.lot, 12)
    assert await posted(db, account.merchant, "7:1001:earn:2") is None


async def test_points_over_time_leave_the_money_of_vouchers_out(db: Database) -> None:
    points = await an_account(db)
    money = await an_account(db, points.merchant, unit="AUD")
    for account in (points, money):
        await account.earn(100)
        await account.settle(await account.hold(30))
    [flow] = await flow_between(db, points.merchant, (NOON - DAY, NOON + DAY))
    assert (flow.earned, flow.redeemed) == (100, 30)


async def test_nothing_is_found_through_another_merchant(db: Database) -> None:
    account = await an_account(db)
    await account.earn(30)
    held = await account.hold(20)
    stranger = Account(db, await a_merchant(db), account.id)
    with pytest.raises(AccountNotFound):
        await stranger.earn(1)
    with pytest.raises(AccountNotFound):
        await stranger.balance()
    with pytest.raises(HoldNotFound):
        await stranger.settle(held)
    assert held.hold
    assert await hold_of(db, stranger.merchant, held.hold) is None
    assert await statement(db, stranger.merchant, account.id) == []


async def test_a_hold_can_be_looked_at_while_it_stands_and_after(db: Database) -> None:
    account = await an_account(db)
    await account.earn(30)
    held = await account.hold(20)
    assert held.hold
    standing = await hold_of(db, account.merchant, held.hold)
    assert standing
    assert (standing.amount, standing.closed_at, standing.times_out) == (20, None, NOON + DAY)
    await account.settle(held, 15, at=NOON + DAY)
    ended = await hold_of(db, account.merchant, held.hold)
    assert ended
    assert (ended.settled, ended.released, ended.closed_at) == (15, 5, NOON + DAY)


async def test_an_account_or_a_hold_that_is_not_there_is_said_to_be_missing(db: Database) -> None:
    account = await an_account(db)
    nobody = Account(db, account.merchant, AccountId(uuid7(NOON)))
    with pytest.raises(AccountNotFound):
        await nobody.hold(1)
    await account.earn(5)
    held = await account.hold(5)
    missing = Posting(
        entry=held.entry,
        account=held.account,
        points=held.points,
        short=held.short,
        owed=held.owed,
        available=held.available,
        held=held.held,
        hold=HoldId(uuid7(NOON)),
        lot=None,
        replayed=False,
    )
    with pytest.raises(HoldNotFound):
        await account.release(missing)


async def test_a_hold_that_nobody_ended_in_time_is_counted(db: Database) -> None:
    account = await an_account(db)
    await account.earn(100)
    held, other = await account.hold(10), await account.hold(20)
    await account.settle(other)
    assert held.hold is not None
    hold = await hold_of(db, account.merchant, held.hold)
    assert hold is not None
    in_time = await overdue_holds(db, account.merchant, at=hold.times_out)
    too_late = await overdue_holds(db, account.merchant, at=hold.times_out + DAY)
    assert (in_time, too_late) == (0, 1)
