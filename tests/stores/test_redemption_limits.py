"""Promises about limits: a use, a member's use and a budget are never passed, and come back."""

import asyncio
from datetime import timedelta
from typing import Any

import msgspec
import pytest
import pytest_asyncio
from tests.stores.redeeming import (
    Counter,
    aud,
    bill,
    carrying,
    counter_of,
    line,
)

from regulars.kernel.errors import RegularsError
from regulars.kernel.points import Points
from regulars.platform.db import Database
from regulars.pos.model import OrderStatus, PosGoods
from regulars.programs.benefits.model import (
    AmountOff,
    ByHand,
    FreeProduct,
    PercentOff,
    PointsForMoney,
    WalletCredit,
)
from regulars.programs.conditions.model import Conditions, OneMember, Period
from regulars.programs.define import save_offer
from regulars.programs.errors import (
    BadReward,
    CannotCombine,
    GoodsMissing,
    NothingToPay,
    NotMet,
    UsedUp,
)
from regulars.programs.goods.model import Selection
from regulars.programs.goods.refresh import goods_from
from regulars.programs.model import RedemptionState
from regulars.programs.store.goods import refresh as keep_goods
from regulars.vouchers.read import wallet_of

COMPLETE, REJECTED = OrderStatus.COMPLETE, OrderStatus.REJECTED


@pytest_asyncio.fixture
async def till(db: Database) -> Counter:
    return await counter_of(db)


async def all_at_once(*presses: Any) -> list[RegularsError]:
    """Press all buttons at one moment; answers the refusals."""
    done = await asyncio.gather(*presses, return_exceptions=True)
    refused = [one for one in done if isinstance(one, RegularsError)]
    assert len(refused) == sum(isinstance(one, BaseException) for one in done), done
    return refused


async def test_of_fifty_tills_after_the_last_use_one_has_it(till: Counter) -> None:
    """One voucher was used twice elsewhere: https://github.com/saleor/saleor/issues/544 (D1.1),
    https://github.com/django-oscar/django-oscar/issues/2101 and
    https://github.com/django-oscar/django-oscar/pull/4612 (D1.2),
    https://github.com/diefenbach/django-lfs/issues/202 (D1.3).
    """
    last = await till.offer(limit_total=1)
    members = [await till.enrol(f"Guest {number}", points=0) for number in range(5)]
    refused = await all_at_once(
        *(till.press(members[number % 5], last, bill()) for number in range(50))
    )
    assert len(refused) == 49
    assert {type(one) for one in refused} == {UsedUp}
    assert await till.counted(last) == (1, 500)


async def test_a_limit_of_three_is_three_however_many_come_at_once(till: Counter) -> None:
    """Three uses became five: https://github.com/fossasia/eventyay/issues/1398 (D1.6); parallel
    checkouts passed a limit: https://github.com/vendurehq/vendure/pull/4660 (D1.4),
    https://github.com/shopware/shopware/issues/11245 (D1.5).
    """
    three = await till.reward(limit_total=3)
    rosa = await till.enrol(points=1_000)
    refused = await all_at_once(*(till.press(rosa, three, bill()) for _ in range(12)))
    assert (len(refused), await till.counted(three)) == (9, (3, 1_500))
    assert await till.points(rosa) == (700, 300)
    assert await till.off() == []


async def test_a_members_limit_holds_on_two_tills_at_once(till: Counter) -> None:
    """A quantity of one was used more than once: https://github.com/PrestaShop/PrestaShop/issues/29493
    (D1.7).
    """
    once = await till.offer(limit_per_member=1)
    rosa, finn = await till.enrol("Rosa"), await till.enrol("Finn")
    presses = [till.press(who, once, bill()) for who in (rosa, finn) for _ in range(6)]
    refused = await all_at_once(*presses)
    assert len(refused) == 10
    assert {"as often as it can be" in one.sentence for one in refused} == {True}
    assert await till.counted(once) == (2, 1_000)


async def test_a_budget_is_never_passed_by_those_who_come_at_once(till: Counter) -> None:
    tenth = await till.offer(PercentOff(1_000), budget=aud("10"))
    rosa = await till.enrol()
    refused = await all_at_once(*(till.press(rosa, tenth, bill("30")) for _ in range(10)))
    assert (len(refused), await till.counted(tenth)) == (7, (3, 900))
    with pytest.raises(UsedUp, match="budget"):
        await till.press(rosa, tenth, bill("20"))
    await till.press(rosa, tenth, bill("10"))
    assert await till.counted(tenth) == (4, 1_000)


async def test_one_button_pressed_at_once_on_one_bill_is_one_redemption(till: Counter) -> None:
    """Two that finished one checkout undid each other: https://github.com/saleor/saleor/pull/15855
    (D1.8).
    """
    reward, rosa, order = await till.reward(limit_total=1), await till.enrol(), bill()
    done = await asyncio.gather(*(till.press(rosa, reward, order) for _ in range(8)))
    assert len({one.id for one in done}) == 1
    assert (await till.counted(reward), await till.points(rosa)) == ((1, 500), (900, 100))


async def test_all_that_is_pressed_at_once_on_one_bill_takes_off_no_more_than_the_bill(
    till: Counter,
) -> None:
    twenties = [await till.reward(AmountOff(aud("20")), title=f"$20 off {n}") for n in range(5)]
    rosa, order = await till.enrol(), bill("50")
    refused = await all_at_once(*(till.press(rosa, one, order) for one in twenties))
    assert [type(one) for one in refused] == [NothingToPay] * 2
    counted = [await till.counted(one) for one in twenties]
    assert sum(spent for _, spent in counted) == 5_000
    assert await till.points(rosa) == (700, 300)


async def test_a_limit_counts_for_what_is_given_without_a_code_too(till: Counter) -> None:
    """Promotions without a code ignored their limits: https://github.com/vendurehq/vendure/issues/4353
    (D1.13).
    """
    rosa = await till.enrol()
    for subject in (await till.offer(limit_per_member=1), await till.reward(limit_per_member=1)):
        await till.press(rosa, subject, bill())
        with pytest.raises(UsedUp):
            await till.press(rosa, subject, bill())


@pytest.mark.parametrize("points", [0, 100])
async def test_what_comes_off_or_does_not_come_about_frees_use_limit_and_budget(
    till: Counter, points: int
) -> None:
    """A limit stayed used up by a cancelled order: https://github.com/vendurehq/vendure/issues/1466;
    by a draft: https://github.com/saleor/saleor/pull/16676 (D1.15).
    """
    limits: dict[str, Any] = {"limit_total": 1, "limit_per_member": 1, "budget": aud("5")}
    subject = await till.reward(**limits) if points else await till.offer(**limits)
    rosa = await till.enrol()
    for fate in ({"status": REJECTED}, {"status": OrderStatus.DELETED}, {"status": COMPLETE}):
        order = bill()
        await till.press(rosa, subject, order)
        assert await till.counted(subject) == (1, 500)
        await till.follow(order, **fate)
        assert (await till.counted(subject), await till.points(rosa)) == ((0, 0), (1_000, 0))

    order = bill()
    redeemed = await till.press(rosa, subject, order)
    finished = carrying(order, redeemed)
    [settled] = await till.follow(finished, status=COMPLETE)
    assert settled.state is RedemptionState.SETTLED
    assert await till.counted(subject) == (1, 500)
    await till.follow(finished, status=REJECTED)
    assert (await till.counted(subject), await till.points(rosa)) == ((0, 0), (1_000, 0))
    assert await till.off() == []


async def test_what_took_nothing_off_uses_nothing_up(till: Counter) -> None:
    """A promotion of nothing used the customer's limit up:
    https://github.com/vendurehq/vendure/issues/5278 (D1.14).
    """
    once = await till.offer(limit_per_member=1)
    rosa, order = await till.enrol(), bill("30")
    redeemed = await till.press(rosa, once, order)
    nothing_given = carrying(order, redeemed, given=aud("0"))
    assert await till.follow(nothing_given, status=COMPLETE) == []
    assert await till.counted(once) == (0, 0)


async def test_a_bill_that_took_less_gives_the_rest_to_the_budget(till: Counter) -> None:
    twenty = await till.offer(AmountOff(aud("20")), budget=aud("25"))
    rosa, order = await till.enrol(), bill("30")
    redeemed = await till.press(rosa, twenty, order)
    await till.follow(carrying(order, redeemed, given=aud("12")), status=COMPLETE)
    assert await till.counted(twenty) == (1, 1_200)
    await till.press(rosa, twenty, bill("13"))
    assert await till.counted(twenty) == (2, 2_500)


async def test_a_members_limit_begins_anew_and_comes_back_to_the_period_it_was_taken_from(
    till: Counter,
) -> None:
    daily = await till.offer(limit_per_member=1, per=Period.DAY)
    rosa = await till.enrol()
    sunday, monday = bill(), bill()
    await till.press(rosa, daily, sunday)
    with pytest.raises(UsedUp, match="today"):
        await till.press(rosa, daily, monday)
    till.now += timedelta(hours=13)
    await till.press(rosa, daily, monday)
    await till.follow(sunday, status=REJECTED)
    with pytest.raises(UsedUp):
        await till.press(rosa, daily, bill())
    till.now -= timedelta(hours=13)
    await till.press(rosa, daily, bill())


async def test_limits_below_what_stands_cannot_be_set(till: Counter) -> None:
    offer, rosa = await till.offer(), await till.enrol()
    for _ in range(2):
        await till.press(rosa, offer, bill())
    lower = {"limit_total": Conditions(limit_total=1), "budget": Conditions(budget=aud("9"))}
    for field, conditions in lower.items():
        changed = msgspec.structs.replace(offer, conditions=conditions)
        with pytest.raises(BadReward) as refused:
            await save_offer(till.db, till.connection.merchant, changed, at=till.now, actor="test")
        assert refused.value.field == field


async def test_a_refusal_holds_nothing_and_says_why(till: Counter) -> None:
    rosa, finn = await till.enrol("Rosa"), await till.enrol("Finn")
    large = await till.reward(minimum=aud("50"))
    with pytest.raises(NotMet, match=r"50\.00 AUD or more"):
        await till.press(rosa, large, bill("49.99"))
    hers = await till.offer(audience=OneMember(rosa.id))
    with pytest.raises(NotMet, match="not for this member"):
        await till.press(finn, hers, bill())
    assert (await till.points(rosa), await till.counted(large)) == ((1_000, 0), (0, 0))


async def test_a_smallest_bill_is_the_one_before_anything_of_ours(till: Counter) -> None:
    five, thirty = await till.reward(), await till.offer(minimum=aud("30"))
    rosa, order = await till.enrol(), bill("30")
    redeemed = await till.press(rosa, five, order)
    await till.press(rosa, thirty, carrying(order, redeemed))


async def test_what_does_not_combine_is_refused_with_what_stands_in_the_way(till: Counter) -> None:
    await till.program(rewards_with_offers=False)
    reward, offer, rosa, order = await till.reward(), await till.offer(), await till.enrol(), bill()
    await till.press(rosa, reward, order)
    with pytest.raises(CannotCombine, match="“Lunch deal” cannot be combined with “\\$5 off”"):
        await till.press(rosa, offer, order)
    alone = await till.reward(title="Alone", alone=True)
    with pytest.raises(CannotCombine, match="“Alone” cannot be combined with anything"):
        await till.press(rosa, alone, order)
    another = bill()
    await till.press(rosa, alone, another)
    with pytest.raises(CannotCombine, match="Take “Alone” off the bill first"):
        await till.press(rosa, reward, another)
    assert await till.points(rosa) == (800, 200)


async def test_a_free_coffee_needs_a_coffee_and_each_is_given_once(till: Counter) -> None:
    coffees = PosGoods("category", "7", "Coffee")
    flat_white = PosGoods("product", "12", "Flat white", ("7",))
    free = await sells(till, coffees, flat_white)
    reward = await till.reward(FreeProduct(free), title="Free coffee")
    rosa, finn = await till.enrol("Rosa"), await till.enrol("Finn")
    with pytest.raises(GoodsMissing, match="Ring up “Coffee” first"):
        await till.press(rosa, reward, bill("24", line("99", "24")))
    order = bill("13", line("12", "9", "2"), line("99", "4"))
    assert (await till.press(rosa, reward, order)).discount == aud("4.50")
    assert (await till.press(finn, reward, order)).discount == aud("4.50")
    with pytest.raises(GoodsMissing, match="another"):
        await till.press(await till.enrol("Ben"), reward, order)


async def sells(till: Counter, *told: PosGoods) -> Selection:
    """The goods of a till are known; answers a choice of its one category."""
    known = [goods_from(till.connection.id, one) for one in told]
    merchant, connection = till.connection.merchant, till.connection.id
    await till.db.tx(lambda tx: keep_goods(tx, merchant, connection, known, at=till.now))
    return Selection(categories=tuple(one.id for one in known if one.kind == "category"))


async def test_credit_comes_into_the_wallet_with_the_finished_order_and_goes_with_it(
    till: Counter,
) -> None:
    reward = await till.reward(WalletCredit(aud("10")), budget=aud("10"))
    cap = await till.reward(ByHand("A cap"), 50, "A cap")
    rosa, order = await till.enrol(), bill("8")
    merchant = till.connection.merchant

    async def credit() -> Any:
        wallet = await wallet_of(till.db, merchant, rosa.id)
        assert wallet is not None
        return wallet.left

    await till.press(rosa, reward, order)
    await till.press(rosa, cap, order)
    assert (await credit(), await till.points(rosa)) == (aud("0"), (850, 150))
    assert await till.counted(reward) == (1, 1_000)
    await till.follow(order, status=COMPLETE)
    await till.follow(order, status=COMPLETE)
    assert (await credit(), await till.points(rosa)) == (aud("10"), (850, 0))
    assert await till.off() == []
    await till.follow(order, status=REJECTED)
    assert (await credit(), await till.points(rosa)) == (aud("0"), (1_000, 0))
    assert await till.counted(reward) == (0, 0)
    assert await till.off() == []


async def test_the_cashier_chooses_how_many_points_pay(till: Counter) -> None:
    """The till drained the balance: https://github.com/odoo/odoo/pull/264931 (D5.47)."""
    pay = await till.reward(PointsForMoney(aud("5"), Points(100)), 1_000, "Pay with points")
    rosa = await till.enrol(points=800)
    redeemed = await till.press(rosa, pay, bill("30"), "250")
    assert (redeemed.points, redeemed.discount) == (250, aud("12.50"))
    assert await till.points(rosa) == (550, 250)


async def test_a_reward_of_another_merchant_or_store_is_none(till: Counter, db: Database) -> None:
    elsewhere = await counter_of(db)
    theirs, rosa = await elsewhere.reward(), await till.enrol()
    with pytest.raises(RegularsError, match="does not exist"):
        await till.press(rosa, theirs, bill())
    for field, conditions in (
        ("stores", {"stores": (99,)}),
        ("member", {"audience": OneMember((await elsewhere.enrol()).id)}),
    ):
        with pytest.raises(BadReward) as refused:
            await till.offer(**conditions)
        assert refused.value.field == field
