"""The check names whatever somebody changed behind the ledger's back."""
# ruff: noqa: S608 - what is tampered with is named by the test

import pytest
from tests.stores.ledgers import DAY, NOON, Account, an_account

from regulars.ledger.check import check
from regulars.ledger.expire import expire_due
from regulars.platform.db import Database

# Whoever deletes a row that others point at has done away with the foreign keys first.
UNGUARD = """
    do $$ declare key record; begin
        for key in select conrelid::regclass as of, conname from pg_constraint
                    where contype = 'f' and conrelid::regclass::text like 'ledger%' loop
            execute format('alter table %s drop constraint %I', key.of, key.conname);
        end loop;
    end $$
"""


async def a_full_account(db: Database) -> Account:
    """An account with something in every table and every column."""
    account = await an_account(db)
    earned = await account.earn(100, expires_at=NOON + 9 * DAY)
    await account.earn(30, expires_at=NOON + DAY)
    await account.earn(50)
    await account.settle(await account.hold(25), 18)
    await account.give_back(await account.spend(9), 3)
    await account.release(await account.hold(5))
    await expire_due(db, at=NOON + DAY, limit=10)
    await account.hold(25, at=NOON + DAY)
    await account.take_back(5, lot=earned.lot)
    assert await account.off() == []
    return account


async def named(account: Account, *tampering: str) -> list[str]:
    """What the check names after `tampering`: without the ids, so that they can be compared."""
    async with account.db.pool.acquire() as hand, hand.transaction():
        for statement in tampering:
            assert not (await hand.execute(statement)).endswith(" 0")
    found = await account.off()
    assert all(one.account == account.id for one in found)
    return [" ".join(word for word in _words(one.what) if not _is_id(word)) for one in found]


def _words(what: str) -> list[str]:
    return what.replace(".", " ").split()


def _is_id(word: str) -> bool:
    return word.count("-") == 4


@pytest.mark.parametrize("figure", ["available", "held"])
async def test_a_changed_balance_is_named(db: Database, figure: str) -> None:
    account = await a_full_account(db)
    assert await named(account, f"update ledger_accounts set {figure} = {figure} + 1") == [figure]


async def test_a_discrepancy_says_what_the_figure_should_be(db: Database) -> None:
    account = await an_account(db)
    await account.earn(100)
    await named(account, "update ledger_accounts set available = 1000")
    (found,) = await account.off()
    assert (found.merchant, found.account) == (account.merchant, account.id)
    assert (found.what, found.expected, found.found) == ("available", 100, 1000)
    assert found.sentence.endswith("available is 1000, but its entries make it 100.")


@pytest.mark.parametrize("figure", ["expired", "taken_back"])
async def test_a_changed_lot_is_named(db: Database, figure: str) -> None:
    account = await a_full_account(db)
    tampering = f"update ledger_lots set {figure} = {figure} + 1 where expires_at > '2026-03-05'"
    assert await named(account, tampering) == [f"lot {figure}"]


@pytest.mark.parametrize("figure", ["earned", "remaining"])
async def test_a_lot_made_larger_is_named(db: Database, figure: str) -> None:
    account = await a_full_account(db)
    tampering = f"update ledger_lots set {figure} = {figure} + 1 where expires_at > '2026-03-05'"
    assert await named(account, tampering) == [f"lot {figure}"]


async def test_a_hold_that_is_said_to_be_settled_is_named(db: Database) -> None:
    account = await a_full_account(db)
    tampering = (
        "update ledger_holds set settled = amount, closed_at = now() where closed_at is null"
    )
    assert await named(account, tampering) == ["hold settled"]


async def test_a_hold_that_is_said_to_have_come_back_is_named(db: Database) -> None:
    account = await a_full_account(db)
    tampering = "update ledger_holds set given_back = given_back + 1 where given_back > 0"
    assert await named(account, tampering) == ["hold given_back"]


async def test_a_hold_made_smaller_is_named(db: Database) -> None:
    account = await a_full_account(db)
    tampering = "update ledger_holds set amount = amount - 1 where closed_at is null"
    assert await named(account, tampering) == ["hold amount"]


@pytest.mark.parametrize(
    ("figure", "change"), [("amount", "amount + 1"), ("returned", "returned - 1")]
)
async def test_a_changed_draw_is_named(db: Database, figure: str, change: str) -> None:
    account = await a_full_account(db)
    tampering = f"update ledger_draws set {figure} = {change} where returned = 5"
    assert await named(account, tampering) == [f"draw of hold on lot {figure}"]


async def test_a_changed_entry_is_named(db: Database) -> None:
    account = await a_full_account(db)
    tampering = "update ledger_entries set available = available + 1 where number = 3"
    found = await named(account, tampering)
    assert "available" in found
    assert "entry lot_points" in found
    assert "entry available_after" in found


async def test_points_moved_from_one_lot_to_another_in_an_entry_are_named(db: Database) -> None:
    account = await a_full_account(db)
    tampering = """
        update ledger_entries
           set lots = array[(select id from ledger_lots where expires_at is null)]
         where number = 1
    """
    assert {"lot earned", "lot remaining"} <= set(await named(account, tampering))


@pytest.mark.parametrize("number", [1, 5, 10])
async def test_an_entry_that_is_gone_is_missed(db: Database, number: int) -> None:
    account = await a_full_account(db)
    tampering = f"delete from ledger_entries where number = {number}"
    assert "number of entries" in await named(account, tampering)


async def test_a_debt_that_no_entry_bears_out_is_named(db: Database) -> None:
    account = await a_full_account(db)
    found = await named(account, "update ledger_accounts set debt = 3")
    assert found == ["debt", "points beside a debt"]


async def test_points_that_left_and_came_nowhere_are_named(db: Database) -> None:
    account = await a_full_account(db)
    target = await an_account(db, account.merchant)
    await account.transfer(target, key="merge")
    assert await account.off() == []
    async with db.pool.acquire() as hand:
        await hand.execute(
            "update ledger_entries set available = available - 1 where key = 'merge'"
        )
    found = {one.what: (one.expected, one.found) for one in await account.off()}
    assert found["transfer merge.available"] == (0, -1)


@pytest.mark.parametrize("table", ["accounts", "lots", "holds", "draws"])
async def test_a_row_that_is_gone_is_missed(db: Database, table: str) -> None:
    account = await a_full_account(db)
    assert await named(account, UNGUARD, f"delete from ledger_{table}")


async def test_a_lot_out_of_nowhere_is_named(db: Database) -> None:
    account = await a_full_account(db)
    tampering = """
        insert into ledger_lots (merchant_id, id, account_id, earned, remaining, earned_at)
        select merchant_id, gen_random_uuid(), id, 500, 500, now() from ledger_accounts
    """
    assert await named(account, tampering) == ["lot earned", "lot remaining"]


async def test_the_check_goes_through_every_merchant(db: Database) -> None:
    first, second = await a_full_account(db), await a_full_account(db)
    async with db.pool.acquire() as hand:
        await hand.execute("update ledger_accounts set available = available + 1")
    found = [one.merchant async for one in check(db)]
    assert sorted(found) == sorted([first.merchant, second.merchant])
    assert [one.merchant for one in await second.off()] == [second.merchant]
