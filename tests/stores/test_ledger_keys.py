"""Whatever comes twice has one effect."""

import pytest
from tests.stores.ledgers import DAY, NOON, Account, an_account

from regulars.kernel.errors import RegularsError
from regulars.kernel.ids import HoldId, uuid7
from regulars.ledger.errors import AlreadyPosted, KeyReused
from regulars.ledger.model import Posting
from regulars.ledger.reasons import Earned
from regulars.ledger.statement import hold_of, statement
from regulars.platform.db import Database


def same(first: Posting, again: Posting) -> bool:
    """Whether `again` is the first answer, given a second time."""
    return again.replayed and not first.replayed and _told(first) == _told(again)


def _told(posting: Posting) -> tuple[object, ...]:
    return (
        posting.entry,
        posting.account,
        posting.points,
        posting.short,
        posting.available,
        posting.held,
        posting.hold,
        posting.lot,
    )


async def entries(account: Account) -> int:
    return len(await statement(account.db, account.merchant, account.id))


async def test_the_same_earning_sent_twice_is_credited_once(db: Database) -> None:
    """A wallet was credited twice within milliseconds
    (https://github.com/getlago/lago-api/pull/3618, D1.10), and by a retry
    (https://github.com/getlago/lago-api/issues/5870, D1.11).
    """
    account = await an_account(db)
    first = await account.earn(10, key="webhook")
    await account.earn(5)
    again = await account.earn(10, key="webhook", at=NOON + DAY, expires_at=NOON + 9 * DAY)
    assert same(first, again)
    assert (await account.balance()).available == 15
    assert await account.off() == []


async def test_each_verb_answers_a_second_time_as_it_did_the_first(db: Database) -> None:
    account = await an_account(db)
    earned = await account.earn(100, key="earn")
    held = await account.hold(60, key="hold")
    other = await account.hold(30, key="other")
    spent = await account.settle(held, 50, key="settle")
    back = await account.release(other, key="release")
    taken = await account.take_back(70, key="take", lot=earned.lot)
    await account.earn(9)
    bought = await account.spend(9, key="spend", natural_key="7:1003:spend")
    refunded = await account.give_back(bought, 4, key="refund")
    short = await account.spend(50, key="short", fewer_will_do=True)
    nothing = await account.spend(50, key="nothing", fewer_will_do=True)
    posted = await entries(account)

    assert same(earned, await account.earn(100, key="earn"))
    assert same(held, await account.hold(60, key="hold"))
    assert same(spent, await account.settle(held, 50, key="settle"))
    assert same(back, await account.release(other, key="release"))
    assert same(taken, await account.take_back(70, key="take", lot=earned.lot))
    assert same(bought, await account.spend(9, key="spend", natural_key="7:1003:spend"))
    assert same(bought, await account.spend(9, natural_key="7:1003:spend"))
    assert same(refunded, await account.give_back(bought, 4, key="refund"))
    assert same(short, await account.spend(50, key="short", fewer_will_do=True))
    assert same(nothing, await account.spend(50, key="nothing", fewer_will_do=True))
    assert await entries(account) == posted
    assert await account.off() == []


async def test_a_hold_asked_again_is_the_first_hold_though_the_points_are_gone(
    db: Database,
) -> None:
    account = await an_account(db)
    await account.earn(60)
    first = await account.hold(60, key="claim")
    drawn_anew = HoldId(uuid7(NOON))
    again = await account.hold(60, key="claim", id_=drawn_anew)
    assert again.hold == first.hold
    assert await hold_of(db, account.merchant, drawn_anew) is None


async def test_a_key_with_other_content_is_refused_and_changes_nothing(db: Database) -> None:
    account = await an_account(db)
    await account.earn(60, key="earn")
    held = await account.hold(20, key="hold")
    await account.settle(held, 20, key="settle")
    spent = await account.spend(10, key="spend")
    await account.give_back(spent, 5, key="refund")
    posted = await entries(account)
    for other in (
        account.earn(61, key="earn"),
        account.earn(60, key="earn", reason=Earned("1001", 7, 1300, "AUD")),
        account.hold(60, key="earn"),
        account.hold(21, key="hold"),
        account.settle(held, 19, key="settle"),
        account.release(held, key="settle"),
        account.take_back(20, key="hold"),
        account.spend(11, key="spend"),
        account.spend(10, key="spend", fewer_will_do=True),
        account.give_back(spent, 4, key="refund"),
    ):
        with pytest.raises(KeyReused):
            await other
    assert await entries(account) == posted


async def test_a_key_belongs_to_one_account_of_a_merchant(db: Database) -> None:
    account = await an_account(db)
    neighbour = await an_account(db, account.merchant)
    await account.earn(10, key="key")
    with pytest.raises(KeyReused):
        await neighbour.earn(10, key="key")
    assert (await neighbour.balance()).available == 0


async def test_another_merchant_may_use_the_same_key(db: Database) -> None:
    account, stranger = await an_account(db), await an_account(db)
    await account.earn(10, key="key", natural_key="7:1001:earn:1")
    assert not (await stranger.earn(20, key="key", natural_key="7:1001:earn:1")).replayed


async def test_a_sale_that_arrives_on_two_ways_is_earned_on_once(db: Database) -> None:
    account = await an_account(db)
    first = await account.earn(10, key="webhook", natural_key="7:1001:earn:1")
    again = await account.earn(10, key="sweep", natural_key="7:1001:earn:1")
    assert same(first, again)
    assert (await account.balance()).available == 10


async def test_a_sale_that_was_earned_on_is_not_earned_on_with_other_points(db: Database) -> None:
    account = await an_account(db)
    neighbour = await an_account(db, account.merchant)
    await account.earn(10, key="webhook", natural_key="7:1001:earn:1")
    for other in (
        account.earn(11, key="sweep", natural_key="7:1001:earn:1"),
        account.take_back(10, key="sweep", natural_key="7:1001:earn:1"),
        neighbour.earn(10, key="sweep", natural_key="7:1001:earn:1"),
    ):
        with pytest.raises(AlreadyPosted):
            await other
    assert (await account.balance()).available == 10
    assert await account.off() == []


async def test_what_was_refused_may_be_asked_again_under_its_key(db: Database) -> None:
    account = await an_account(db)
    with pytest.raises(RegularsError):
        await account.hold(10, key="claim")
    await account.earn(10)
    assert not (await account.hold(10, key="claim")).replayed
