"""A connected till's sales top wallets up, by the difference between two versions of a bill."""

from dataclasses import replace

import msgspec
import pytest
from tests.faces.console import NOON
from tests.faces.selling import Shop, aud, open_shop

from regulars.ledger.check import check
from regulars.members.model import Member
from regulars.platform.db import Database
from regulars.pos.model import OrderStatus
from regulars.programs.define import find_program, set_program
from regulars.programs.earning.model import one_for_each
from regulars.vouchers.check import check as check_vouchers
from regulars.vouchers.model import Wallet, WalletScheme
from regulars.vouchers.read import wallet_of

TWO_FOR_TEN = WalletScheme(per=aud("10"), credit=aud("2"))

STANDS = """
    select wallet_spent_minor, credit_minor from sales where merchant_id = $1
"""


async def a_shop(db: Database, scheme: WalletScheme | None = TWO_FOR_TEN) -> Shop:
    shop = await open_shop(db)
    await change(shop, wallet=scheme)
    return shop


async def change(shop: Shop, **rules: object) -> None:
    program = await find_program(shop.db, shop.merchant.id)
    assert program is not None
    changed = msgspec.structs.replace(program, **rules)
    await set_program(shop.db, changed, at=NOON, actor="test")


async def wallet(shop: Shop, member: Member) -> Wallet:
    found = await wallet_of(shop.db, shop.merchant.id, member.id)
    assert found is not None
    return found


async def figures(shop: Shop, member: Member) -> tuple[str, str, str]:
    """What is in the wallet, what counts towards the next credit, and what is owed."""
    found = await wallet(shop, member)
    return str(found.left.major), str(found.progress.major), str(found.owed.major)


async def books(shop: Shop) -> list[str]:
    ledger = [one.sentence async for one in check(shop.db)]
    return ledger + [one.sentence async for one in check_vouchers(shop.db)]


async def test_a_sale_brings_a_credit_for_every_full_amount_and_carries_the_rest(
    db: Database,
) -> None:
    shop = await a_shop(db)
    rosa = await shop.enrol("Rosa")
    await shop.sell("34.50", rosa)
    assert await figures(shop, rosa) == ("6.00", "4.50", "0.00")
    await shop.sell("5.50", rosa)
    assert await figures(shop, rosa) == ("8.00", "0.00", "0.00")
    assert await books(shop) == []


@pytest.mark.parametrize(
    "totals",
    [("12", "34.50"), ("34.50", "12"), ("34.50", "0", "29.99"), ("9.99", "10", "9.99", "20.01")],
)
async def test_any_versions_of_a_bill_bring_what_the_last_one_would(
    db: Database, totals: tuple[str, ...]
) -> None:
    shop = await a_shop(db)
    rosa, ben = await shop.enrol("Rosa"), await shop.enrol("Ben")
    order = await shop.sell(totals[0], rosa)
    for total in (*totals[1:], totals[-1]):
        await shop.report(replace(order, total=aud(total)), at=NOON)
    await shop.sell(totals[-1], ben)
    assert await figures(shop, rosa) == await figures(shop, ben)
    kept = await db.all(STANDS, shop.merchant.id)
    assert tuple(kept[0].values()) == tuple(kept[1].values())
    assert await books(shop) == []


async def test_a_bill_that_turns_out_to_be_somebody_elses_moves_its_credit(db: Database) -> None:
    shop = await a_shop(db)
    rosa, ben = await shop.enrol("Rosa"), await shop.enrol("Ben")
    order = await shop.sell("25", rosa)
    await shop.report(replace(order, member_reference=str(ben.id)), at=NOON)
    assert await figures(shop, rosa) == ("0.00", "0.00", "0.00")
    assert await figures(shop, ben) == ("4.00", "5.00", "0.00")
    await shop.report(replace(order, member_reference=""), at=NOON)
    assert await figures(shop, ben) == ("0.00", "0.00", "0.00")
    assert await books(shop) == []


async def test_a_voided_sale_takes_its_credit_and_brings_it_again_if_it_was_paid_after_all(
    db: Database,
) -> None:
    shop = await a_shop(db)
    rosa = await shop.enrol("Rosa")
    order = await shop.sell("25", rosa)
    for _ in range(2):
        await shop.void(order)
        assert await figures(shop, rosa) == ("0.00", "0.00", "0.00")
    await shop.report(replace(order, status=OrderStatus.COMPLETE), at=NOON)
    assert await figures(shop, rosa) == ("4.00", "5.00", "0.00")
    assert await books(shop) == []


async def test_a_sale_counts_back_by_the_rule_that_it_counted_by(db: Database) -> None:
    shop = await a_shop(db)
    rosa = await shop.enrol("Rosa")
    order = await shop.sell("25", rosa)
    await change(shop, wallet=WalletScheme(per=aud("5"), credit=aud("3")))
    await shop.void(order)
    assert await figures(shop, rosa) == ("0.00", "0.00", "0.00")
    assert await books(shop) == []


async def test_a_scheme_that_has_ended_takes_nothing_from_a_bill_that_is_read_again(
    db: Database,
) -> None:
    shop = await a_shop(db)
    rosa = await shop.enrol("Rosa")
    order = await shop.sell("25", rosa)
    await change(shop, wallet=None)
    await shop.report(replace(order, tips=aud("3"), total=aud("40")), at=NOON)
    assert await figures(shop, rosa) == ("4.00", "5.00", "0.00")
    await shop.report(replace(order, total=aud("14")), at=NOON)
    assert await figures(shop, rosa) == ("2.00", "4.00", "0.00")
    assert await books(shop) == []


async def test_the_wallet_goes_by_the_same_amount_as_the_points(db: Database) -> None:
    shop = await a_shop(db)
    await change(shop, terms=one_for_each(aud("1"), tax_included=False))
    rosa = await shop.enrol("Rosa")
    order = await shop.sell("22", rosa)
    await shop.report(replace(order, tax=aud("2.01")), at=NOON)
    assert await figures(shop, rosa) == ("2.00", "9.99", "0.00")
    assert (await shop.newest()).points_earned == 19


async def test_a_program_without_a_scheme_leaves_the_wallet_alone(db: Database) -> None:
    shop = await a_shop(db, None)
    rosa = await shop.enrol("Rosa")
    order = await shop.sell("25", rosa)
    await shop.void(order)
    assert await figures(shop, rosa) == ("0.00", "0.00", "0.00")
    assert await db.all(STANDS, shop.merchant.id)
    assert await books(shop) == []
