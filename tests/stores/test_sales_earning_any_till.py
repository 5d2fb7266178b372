"""Orders that no connected till brought earn by the same rules, as far as these need no goods."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from tests.stores.earning import rule
from tests.stores.ordering import DAY, Counter, aud, counter_of
from tests.stores.people import AT

from regulars.kernel.points import Points
from regulars.members.model import Member
from regulars.platform.db import Database
from regulars.programs.earning.explain import explanation_of
from regulars.programs.earning.model import (
    EarningRule,
    Extra,
    FirstVisit,
    PerAmount,
    PerItem,
    PerVisit,
    Terms,
    WhenSpent,
    WhyNot,
    one_for_each,
)
from regulars.programs.goods.model import GoodsId, Selection
from regulars.sales.model import Sale
from regulars.sales.set_member import set_member

A_POINT = rule(PerAmount(Points(1), aud(1)))


async def a_counter(db: Database, *rules: EarningRule, **terms: Any) -> Counter:
    by = Terms(rules=(A_POINT, *rules), **terms)
    return await counter_of(db, terms=by, wallet=None)


async def newest(counter: Counter) -> Sale:
    return (await counter.sales())[0]


async def test_an_order_without_goods_earns_by_the_rules_that_ask_for_none(db: Database) -> None:
    cake = Selection(products=(GoodsId("0a/1"),))
    counter = await a_counter(
        db,
        rule(FirstVisit(Points(100)), 2),
        rule(PerVisit(Points(5), 60), 3),
        rule(PerItem(Points(9)), 4, goods=cake),
        rule(Extra(5_000), 5),
        most_a_day=Points(410),
    )
    rosa = await counter.enrol("Rosa")
    await counter.order(member=rosa)
    assert await counter.points(rosa) == 200 + 100 + 5 + 102
    sale = await newest(counter)
    kept = await explanation_of(db, counter.club.merchant, sale.id, sale.version)
    assert kept is not None
    assert [passed.why for passed in kept.worked.passed] == [WhyNot.NO_GOODS]
    await counter.order(member=rosa)
    assert await counter.points(rosa) == 410
    later = AT + timedelta(days=1)
    await counter.order(member=rosa, at=later)
    assert await counter.points(rosa, at=later) == 410 + 200 + 5 + 102
    assert await counter.discrepancies() == []


async def test_two_tills_pass_no_limit_of_a_day(db: Database) -> None:
    counter = await a_counter(db, rule(FirstVisit(Points(7)), 2), most_a_day=Points(450))
    rosa = await counter.enrol("Rosa")
    await asyncio.gather(*[counter.order(member=rosa) for _ in range(5)])
    assert await counter.points(rosa) == 450
    earned = sorted(sale.points_earned for sale in await counter.sales())
    assert sum(earned) == 450
    assert await counter.discrepancies() == []


@pytest.mark.parametrize("amounts", [("50",), ("20", "30"), ("10", "10", "10", "10", "10")])
async def test_money_that_goes_back_takes_all_points_in_proportion(
    db: Database, amounts: tuple[str, ...]
) -> None:
    """Points for the visit too: nobody says what went back."""
    counter = await a_counter(db, rule(PerVisit(Points(5)), 2))
    rosa = await counter.enrol("Rosa")
    await counter.order("7", member=rosa)
    for number, amount in enumerate(amounts):
        await counter.refund("7", amount, key=str(number))
    assert await counter.points(rosa) == 154
    await counter.refund("7", key="rest")
    assert await counter.points(rosa) == 0


async def test_points_that_went_back_with_money_are_free_again_that_day(db: Database) -> None:
    """The limit of the day counts what stands, however many refunds it took."""
    counter = await a_counter(db, rule(PerVisit(Points(5), 60), 2), most_a_day=Points(300))
    rosa = await counter.enrol("Rosa")
    await counter.order("7", member=rosa)
    assert await counter.points(rosa) == 205
    await counter.refund("7", "40", key="one")
    await counter.refund("7", "60", key="two")
    assert await counter.points(rosa) == 103
    await counter.order("8", member=rosa)
    assert await counter.points(rosa) == 300
    await counter.order("9", member=rosa)
    assert await counter.points(rosa) == 300
    await counter.refund("7", key="rest")
    await counter.order("10", member=rosa)
    assert await counter.points(rosa) == 300
    assert await counter.discrepancies() == []


async def test_an_order_of_nobody_can_become_somebodys(db: Database) -> None:
    """By the terms of its day, and with what went back of it since."""
    counter = await a_counter(db)
    rosa = await counter.enrol("Rosa")
    await counter.order("7")
    await counter.refund("7", "50")
    await counter.program(terms=one_for_each(aud(1), 9), wallet=None)
    await give(counter, rosa)
    assert await counter.points(rosa) == 150
    await counter.refund("7", "50", key="second")
    assert await counter.points(rosa) == 100
    assert await counter.discrepancies() == []


async def give(counter: Counter, member: Member) -> None:
    sale = await newest(counter)
    await set_member(
        counter.db, counter.club.merchant, sale.id, member.id,
        note="forgot the card", at=AT + DAY, actor="mia",
    )  # fmt: skip


async def test_points_of_a_cancelled_order_that_are_spent_are_owed(db: Database) -> None:
    counter = await a_counter(db, when_spent=WhenSpent.DEBT)
    rosa = await counter.enrol("Rosa")
    await counter.order("7", member=rosa)
    await counter.spend_points(rosa, 150)
    done = await counter.cancel("7")
    assert (done.points, done.points_short) == (200, 0)
    await counter.order("8", member=rosa, total="160")
    assert await counter.points(rosa, at=AT + DAY) == 10
    assert await counter.discrepancies() == []


async def test_money_goes_back_of_an_order_that_earned_nothing(db: Database) -> None:
    """Its day's limit was used up, or no rule was for it."""
    counter = await a_counter(db, most_a_day=Points(200))
    rosa = await counter.enrol("Rosa")
    await counter.order("7", member=rosa)
    await counter.order("8", member=rosa)
    done = await counter.refund("8", "40")
    assert (done.amount, done.points) == (aud(40), Points(0))
    assert await counter.points(rosa) == 200
    await counter.program(terms=Terms(rules=()), wallet=None)
    await counter.order("9", member=rosa)
    assert (await counter.refund("9", "40")).amount == aud(40)
    assert await counter.discrepancies() == []
