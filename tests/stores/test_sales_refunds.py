"""Promises of refunds: what comes back follows from how much of the order is left."""

import asyncio
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.stores.ordering import DAY, NOTHING, Counter, aud, counter_of
from tests.stores.people import AT

from regulars.kernel.errors import RegularsError
from regulars.kernel.money import Money
from regulars.members.model import Member
from regulars.platform import journal
from regulars.platform.db import Database
from regulars.programs.earning.model import one_for_each
from regulars.sales.errors import BadRefund, NoSuchSale, RefundDiffers, RefundTooMuch
from regulars.sales.model import ExceptionState, SaleStatus
from regulars.sales.read import takings
from regulars.vouchers.model import UseType, WalletScheme

TILLS = 20


async def standing(counter: Counter, member: Member) -> tuple[int, int, int, int]:
    """Points, and of the wallet what is there less what is owed, and the progress."""
    wallet = await counter.wallet(member)
    points = await counter.points(member)
    return points, wallet.left.minor - wallet.owed.minor, wallet.progress.minor, wallet.owed.minor


async def test_a_refund_takes_and_gives_in_proportion(db: Database) -> None:
    counter = await counter_of(db)
    rosa = await counter.enrol()
    gift = await counter.voucher(amount="40")
    await counter.order("7", voucher=gift, member=rosa, discount="40")
    done = await counter.refund("7", "40")
    assert (done.amount, done.voucher, done.points) == (aud(40), aud(10), 40)
    assert (done.credit, done.points_short) == (aud(5), 0)
    assert await counter.left(gift) == aud(10)
    assert await standing(counter, rosa) == (120, 10_00, 20_00, 0)


async def test_a_refund_of_everything_leaves_the_world_as_it_was(db: Database) -> None:
    counter = await counter_of(db)
    rosa = await counter.enrol(wallet="7.77")
    before = await standing(counter, rosa)
    await counter.order("7", voucher=rosa.code, total="123.45", discount="7.77")
    await counter.refund("7")
    assert await standing(counter, rosa) == before
    assert [sale.refunded for sale in await counter.sales()] == [aud("115.68")]
    assert await counter.discrepancies() == []


@given(
    parts=st.lists(st.integers(1, 9_999), min_size=1, max_size=5, unique=True),
    off=st.integers(0, 60_00),
)
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
async def test_refunds_of_any_split_equal_one(db: Database, parts: list[int], off: int) -> None:
    counter = await counter_of(db)
    cuts = sorted(parts)
    paid = 160_00 - off
    sizes = [b - a for a, b in zip([0, *cuts], cuts, strict=False) if b <= paid]
    worlds = []
    for split in (sizes, [sum(sizes)]):
        rosa = await counter.enrol(wallet="30")
        gift = await counter.voucher(amount="60")
        order = await counter.order(
            total="160", voucher=gift, member=rosa, discount=str(Money(off, "AUD").major)
        )
        for number, size in enumerate(split):
            await counter.refund(order.id, str(Money(size, "AUD").major), key=f"part {number}")
        worlds.append((await standing(counter, rosa), await counter.left(gift)))
    assert worlds[0] == worlds[1]
    assert await counter.discrepancies() == []


async def test_many_small_refunds_take_as_many_points_as_a_large_one(db: Database) -> None:
    counter = await counter_of(db)
    rosa = await counter.enrol()
    await counter.order("7", member=rosa, total="10")
    for number in range(20):
        await counter.refund("7", "0.50", key=str(number))
    assert await standing(counter, rosa) == (0, 0, 0, 0)


async def test_the_same_refund_again_answers_as_it_did(db: Database) -> None:
    counter = await counter_of(db)
    rosa = await counter.enrol()
    await counter.order("7", member=rosa)
    first = await counter.refund("7", "50", key="a")
    assert await counter.refund("7", "50.00", key="a") == first
    assert await counter.points(rosa) == 150
    with pytest.raises(RefundDiffers):
        await counter.refund("7", "51", key="a")
    with pytest.raises(RefundDiffers):
        await counter.refund("7", key="a")
    await counter.refund("7", "50", key="b")
    assert await counter.points(rosa) == 100


async def test_no_more_goes_back_than_was_paid(db: Database) -> None:
    counter = await counter_of(db)
    await counter.order("7", discount="20")
    with pytest.raises(RefundTooMuch):
        await counter.refund("7", "180.01")
    await counter.refund("7", "100", key="a")
    with pytest.raises(RefundTooMuch):
        await counter.refund("7", "80.01", key="b")
    await counter.refund("7", "80", key="b")
    with pytest.raises(RefundTooMuch):
        await counter.refund("7", key="c")


@pytest.mark.parametrize(
    ("asked", "refusal"),
    [
        ({"order": "8"}, NoSuchSale),
        ({"order": "\x00"}, NoSuchSale),
        ({"amount": "0"}, BadRefund),
        ({"amount": "-1"}, BadRefund),
        ({"key": ""}, BadRefund),
        ({"key": "x" * 101}, BadRefund),
        ({"key": "a\x00"}, BadRefund),
        ({"key": "cancel"}, BadRefund),
    ],
    ids=str,
)
async def test_a_bad_refund_is_refused_and_changes_nothing(
    db: Database, asked: dict[str, Any], refusal: type[RegularsError]
) -> None:
    counter = await counter_of(db)
    await counter.order("7")
    with pytest.raises(refusal):
        await counter.refund(**{"order": "7", "amount": "1", **asked})
    assert [sale.refunded for sale in await counter.sales()] == [NOTHING]


async def test_another_merchant_and_another_store_find_no_order(db: Database) -> None:
    counter, stranger = await counter_of(db), await counter_of(db)
    await counter.order("7")
    for other in (stranger, await counter.other_store()):
        with pytest.raises(NoSuchSale):
            await other.refund("7")


async def test_a_use_is_free_again_only_when_the_whole_order_came_back(db: Database) -> None:
    counter = await counter_of(db)
    once = await counter.voucher(share=1000)
    await counter.order("7", voucher=once)
    await counter.refund("7", "179.99", key="a")
    assert await counter.used(once) == 1
    await counter.refund("7", "0.01", key="b")
    assert await counter.used(once) == 0
    await counter.order("8", voucher=once)
    assert await counter.codes() == []


async def test_a_limit_is_free_again_when_the_order_is_cancelled(db: Database) -> None:
    counter = await counter_of(db)
    rosa = await counter.enrol()
    coupon = await counter.voucher(amount="5", use=UseType.MULTI_USE, limit_per_member=1)
    await counter.order("7", voucher=coupon, member=rosa)
    await counter.cancel("7")
    await counter.order("8", voucher=coupon, member=rosa)
    assert (await counter.used(coupon), await counter.codes()) == (1, [])


async def test_a_cancelled_order_is_void_and_cancelling_twice_is_once(db: Database) -> None:
    counter = await counter_of(db)
    rosa = await counter.enrol(wallet="10")
    before = await standing(counter, rosa)
    order = await counter.order("7", voucher=rosa.code, discount="10")
    await counter.refund("7", "90")
    done = await counter.cancel("7")
    assert await counter.cancel("7") == done
    assert await standing(counter, rosa) == before
    [sale] = await counter.sales()
    assert (sale.status, sale.refunded, sale.points_earned) == (SaleStatus.VOID, aud(190), 0)
    with pytest.raises(RefundTooMuch):
        await counter.refund("7", "1", key="late")
    await counter.send(order)
    assert await standing(counter, rosa) == before, "an order that was cancelled stays so"


async def test_an_order_that_a_voucher_paid_whole_can_be_cancelled(db: Database) -> None:
    counter = await counter_of(db)
    gift = await counter.voucher(amount="50")
    await counter.order("7", voucher=gift, total="20")
    with pytest.raises(RefundTooMuch):
        await counter.refund("7")
    done = await counter.cancel("7")
    assert (done.amount, done.voucher) == (NOTHING, aud(20))
    assert await counter.left(gift) == aud(50)


async def test_points_that_were_spent_are_not_taken_and_somebody_is_told(db: Database) -> None:
    """Buying, spending and refunding leaves a balance of nothing, never less."""
    counter = await counter_of(db)
    rosa = await counter.enrol()
    await counter.order("7", member=rosa)
    await counter.spend_points(rosa, 150)
    done = await counter.refund("7")
    assert (done.points, done.points_short) == (50, 150)
    assert await counter.points(rosa) == 0
    [notice] = await counter.listed()
    assert (notice.code, notice.state) == ("points_short", ExceptionState.NOTICE)
    assert await counter.refund("7") == done
    assert len(await counter.listed()) == 1


async def test_what_many_refunds_miss_is_what_one_would(db: Database) -> None:
    counter = await counter_of(db)
    rosa = await counter.enrol()
    await counter.order("7", member=rosa)
    await counter.spend_points(rosa, 150)
    parts = [await counter.refund("7", "50", key=key) for key in "abcd"]
    assert [part.points for part in parts] == [50, 0, 0, 0]
    assert [part.points_short for part in parts] == [0, 50, 50, 50]


async def test_credit_that_was_spent_is_kept_back_from_the_next(db: Database) -> None:
    counter = await counter_of(db)
    rosa = await counter.enrol()
    await counter.order("7", member=rosa, total="100")
    await counter.order("8", voucher=rosa.code, total="10", discount="10")
    await counter.cancel("7")
    wallet = await counter.wallet(rosa)
    assert (wallet.left, wallet.owed) == (NOTHING, aud(10))
    await counter.order("9", member=rosa, total="150")
    wallet = await counter.wallet(rosa)
    assert (wallet.left, wallet.owed) == (aud(5), NOTHING)


async def test_a_refund_counts_by_the_rule_that_the_order_had(db: Database) -> None:
    counter = await counter_of(db)
    rosa = await counter.enrol()
    await counter.order("7", member=rosa, total="100")
    await counter.program(
        terms=one_for_each(aud(1), 7), wallet=WalletScheme(per=aud(10), credit=aud(10))
    )
    await counter.refund("7", key="a")
    assert await standing(counter, rosa) == (0, 0, 0, 0)
    await counter.program(wallet=None)
    await counter.order("8", member=rosa, total="100")
    await counter.refund("8", key="a")
    assert await standing(counter, rosa) == (0, 0, 0, 0)


async def test_a_refund_of_a_refund_is_none_by_twenty_tills_at_once(db: Database) -> None:
    counter = await counter_of(db)
    rosa = await counter.enrol(wallet="20")
    await counter.order("7", voucher=rosa.code, total="120", discount="20")
    answers = await asyncio.gather(
        *(counter.refund("7", "30", key=str(number)) for number in range(TILLS)),
        return_exceptions=True,
    )
    assert sum(not isinstance(one, BaseException) for one in answers) == 3
    assert {type(one) for one in answers if isinstance(one, BaseException)} == {RefundTooMuch}
    same = await asyncio.gather(*(counter.refund("7", key="rest") for _ in range(TILLS)))
    assert len({str(one.id) for one in same}) == 1
    assert await standing(counter, rosa) == (0, 20_00, 0, 0)
    assert await counter.discrepancies() == []


async def test_refunds_at_once_take_what_they_would_have_taken_one_by_one(db: Database) -> None:
    counter = await counter_of(db)
    rosa = await counter.enrol()
    gift = await counter.voucher(amount="40")
    await counter.order("7", voucher=gift, member=rosa, total="240", discount="40")
    await asyncio.gather(*(counter.refund("7", "5", key=str(number)) for number in range(TILLS)))
    assert await standing(counter, rosa) == (100, 10_00, 0, 0)
    assert await counter.left(gift) == aud(20)
    [sale] = await counter.sales()
    assert (sale.points_earned, sale.refunded) == (100, aud(100))
    assert await counter.discrepancies() == []


async def test_money_that_went_back_is_no_takings(db: Database) -> None:
    counter = await counter_of(db)
    await counter.order("7")
    await counter.order("8")
    await counter.refund("7", "150")
    await counter.cancel("8")
    taken = await takings(db, counter.club.merchant, since=AT, until=AT + DAY)
    assert (taken.sales, taken.total) == (1, aud(50))


async def test_facts_say_what_went_back(db: Database) -> None:
    counter = await counter_of(db)
    rosa = await counter.enrol()
    await counter.order("7", member=rosa)
    await counter.refund("7", "50")
    await counter.cancel("7")
    told = {fact.kind: fact.data for fact in await journal.newest(db, counter.club.merchant)}
    assert (told["sale.refunded"]["amount_minor"], told["sale.refunded"]["credit_minor"]) == (
        50_00,
        5_00,
    )
    assert told["sale.voided"]["points_taken_back"] == 150
