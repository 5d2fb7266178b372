"""Somebody says whose a sale was: points, wallet and tier follow, and the till is not asked."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest
import pytest_asyncio
from tests.faces.console import NOON
from tests.faces.selling import Shop, aud, open_shop

from regulars.kernel.errors import Invalid, NotFound
from regulars.kernel.ids import SaleId, TierId
from regulars.kernel.points import Points
from regulars.ledger.adjust import adjust
from regulars.ledger.check import check
from regulars.ledger.reasons import Adjusted
from regulars.ledger.statement import balance
from regulars.members.model import Member
from regulars.platform import journal
from regulars.platform.db import Database, Transaction
from regulars.pos.model import PosOrder
from regulars.programs.define import find_program, set_program
from regulars.programs.tiers.model import Tier, TierScheme
from regulars.programs.tiers.read import tier_of
from regulars.sales.errors import CannotSetMember, NoSuchSale
from regulars.sales.exceptions import list_exceptions
from regulars.sales.merge_members import merge_members
from regulars.sales.read import read_sale
from regulars.sales.set_member import set_member
from regulars.vouchers.check import check as check_vouchers
from regulars.vouchers.model import WalletScheme
from regulars.vouchers.read import wallet_of

MINUTE = timedelta(minutes=1)
GOLD = Tier(TierId(UUID(int=8)), "Gold", threshold=50)


@pytest_asyncio.fixture
async def shop(db: Database) -> AsyncIterator[Shop]:
    shop = await open_shop(db)
    program = await find_program(db, shop.merchant.id)
    assert program is not None
    terms = msgspec.structs.replace(program.terms, tiers=TierScheme(tiers=(GOLD,)))
    scheme = WalletScheme(per=aud("50"), credit=aud("5"))
    changed = msgspec.structs.replace(program, terms=terms, wallet=scheme)
    await set_program(db, changed, at=NOON, actor="test")
    yield shop


async def say(shop: Shop, sale: SaleId, member: Member | None, **more: Any) -> None:
    asked = {"note": "Forgot to search her", "at": NOON, "actor": "user:mia", **more}
    who = None if member is None else member.id
    await set_member(shop.db, shop.merchant.id, sale, who, **asked)


async def has(shop: Shop, member: Member) -> tuple[int, str, str]:
    """Points, what is in the wallet, and the tier."""
    db, merchant = shop.db, shop.merchant.id
    points = (await balance(db, merchant, member.account, at=NOON)).available
    wallet, tier = await wallet_of(db, merchant, member.id), await tier_of(db, merchant, member.id)
    assert wallet is not None
    return points, str(wallet.left.major), tier.name if tier else ""


async def sold(shop: Shop, amount: str, member: Member | None) -> tuple[SaleId, PosOrder]:
    order = await shop.sell(amount, member)
    return (await shop.newest()).id, order


async def spend_all(shop: Shop, member: Member, points: int) -> None:
    key, why = str(uuid4()), Adjusted(note="Spent", by="test")
    merchant, account = shop.merchant.id, member.account

    async def work(tx: Transaction) -> None:
        await adjust(
            tx, merchant, account, Points(-points), key=key, expires_at=None, reason=why, at=NOON
        )

    await shop.db.tx(work)


async def notices(shop: Shop) -> list[str]:
    return [one.code for one in await list_exceptions(shop.db, shop.merchant.id)]


async def books(shop: Shop) -> list[str]:
    ledger = [one.sentence async for one in check(shop.db)]
    return ledger + [one.sentence async for one in check_vouchers(shop.db)]


async def test_a_member_is_set_changed_and_taken_off_again(shop: Shop) -> None:
    rosa, emmy = await shop.enrol("Rosa"), await shop.enrol("Emmy")
    sale, _ = await sold(shop, "60", None)
    await say(shop, sale, rosa)
    assert (await has(shop, rosa), await has(shop, emmy)) == ((60, "5.00", "Gold"), (0, "0.00", ""))
    await say(shop, sale, emmy, note="It was her friend", at=NOON + MINUTE)
    await say(shop, sale, emmy)
    assert (await has(shop, emmy))[:2] == (60, "5.00")
    assert (await has(shop, rosa))[:2] == (0, "0.00")
    await say(shop, sale, None, note="Staff meal", at=NOON + 2 * MINUTE)
    assert (await has(shop, emmy))[:2] == (0, "0.00")
    kept = await read_sale(shop.db, shop.merchant.id, sale)
    assert (kept.member, kept.points_earned, kept.version) == (None, 0, 4)
    facts = await journal.newest(shop.db, shop.merchant.id, subject=f"sale:{sale}")
    told = [fact for fact in facts if fact.kind == "sale.member_set"]
    assert [fact.data["note"] for fact in told] == [
        "Staff meal", "It was her friend", "Forgot to search her",
    ]  # fmt: skip
    assert {fact.actor for fact in told} == {"user:mia"}
    assert told[1].data["before"] == str(rosa.id)
    assert await books(shop) == []


async def test_points_that_were_spent_are_not_given_again(shop: Shop) -> None:
    rosa, emmy = await shop.enrol("Rosa"), await shop.enrol("Emmy")
    sale, order = await sold(shop, "60", rosa)
    await spend_all(shop, rosa, 60)
    await say(shop, sale, emmy)
    assert (await has(shop, emmy))[0] == 60
    assert await notices(shop) == ["points_short"]
    await say(shop, sale, rosa)
    assert ((await has(shop, rosa))[0], (await has(shop, emmy))[0]) == (0, 0)
    await shop.report(replace(order, total=aud("70")), at=NOON)
    assert (await has(shop, rosa))[0] == 10
    assert (await read_sale(shop.db, shop.merchant.id, sale)).points_earned == 70
    assert await books(shop) == []


async def test_what_an_edit_or_a_void_cannot_take_is_listed(shop: Shop) -> None:
    rosa = await shop.enrol("Rosa")
    _, edited = await sold(shop, "60", rosa)
    _, gone = await sold(shop, "40", rosa)
    await spend_all(shop, rosa, 100)
    await shop.report(replace(edited, total=aud("20")), at=NOON)
    await shop.void(gone)
    assert await notices(shop) == ["points_short", "points_short"]


async def test_what_somebody_said_stands_when_the_bill_is_read_again(shop: Shop) -> None:
    rosa, emmy = await shop.enrol("Rosa"), await shop.enrol("Emmy")
    sale, order = await sold(shop, "60", emmy)
    await say(shop, sale, rosa)
    await shop.report(order, at=NOON)
    more = replace(order, total=aud("80"), updated_at=order.updated_at)
    await shop.report(more, at=NOON)
    assert (await has(shop, rosa))[0] == 80
    assert (await has(shop, emmy))[0] == 0
    await say(shop, sale, None)
    await shop.report(replace(more, total=aud("90")), at=NOON)
    assert (await has(shop, rosa))[0] == 0
    await shop.void(more)
    assert await books(shop) == []


async def test_somebody_who_was_merged_is_who_they_are_now(shop: Shop) -> None:
    rosa, emmy = await shop.enrol("Rosa"), await shop.enrol("Emmy")
    sale, _ = await sold(shop, "20", None)
    await merge_members(
        shop.db, shop.merchant.id, gone=emmy.id, into=rosa.id, at=NOON, actor="test"
    )
    await say(shop, sale, emmy)
    assert (await read_sale(shop.db, shop.merchant.id, sale)).member == rosa.id
    assert (await has(shop, rosa))[0] == 20


async def test_nothing_is_set_without_a_reason_or_on_what_is_not_there(shop: Shop) -> None:
    rosa = await shop.enrol("Rosa")
    sale, order = await sold(shop, "20", None)
    for note in ("", "  ", "x" * 201, "a\x00b"):
        with pytest.raises(Invalid):
            await say(shop, sale, rosa, note=note)
    other = await open_shop(shop.db, "other@example.test")
    stranger = await other.enrol("Stranger")
    with pytest.raises(NotFound):
        await say(shop, sale, stranger)
    with pytest.raises(NoSuchSale):
        await say(other, sale, stranger)
    await shop.void(order)
    with pytest.raises(CannotSetMember):
        await say(shop, sale, rosa)
    assert (await has(shop, rosa))[0] == 0


async def test_of_many_who_say_it_at_once_while_the_bill_is_read_all_count_once(shop: Shop) -> None:
    rosa, emmy = await shop.enrol("Rosa"), await shop.enrol("Emmy")
    sale, order = await sold(shop, "60", rosa)
    bills = [replace(order, total=aud(amount)) for amount in ("61", "62", "63")]
    await asyncio.gather(
        *(say(shop, sale, who) for who in (emmy, None, rosa, emmy)),
        *(shop.report(bill, at=NOON) for bill in bills),
    )
    kept = await read_sale(shop.db, shop.merchant.id, sale)
    points = {member.id: (await has(shop, member))[0] for member in (rosa, emmy)}
    stands = 0 if kept.member is None else kept.total.minor // 100
    assert points == {
        member.id: stands if member.id == kept.member else 0 for member in (rosa, emmy)
    }
    assert kept.points_earned == stands
    assert await books(shop) == []
