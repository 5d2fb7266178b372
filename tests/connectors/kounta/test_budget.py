"""Requests are counted once for all processes, and the cashier always finds room."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import chain, repeat

import pytest
from tests.connectors.kounta.world import NOON, RING, World

from regulars.connectors.kounta import KountaTills
from regulars.kernel.errors import Invalid
from regulars.merchants.budget import Budget, ask_leave, hold_back
from regulars.platform.db import Database
from regulars.pos.errors import PosBusy
from regulars.pos.port import Haste

BUDGET = Budget(per_minute=60, at_once=10, for_cashiers=4)


async def taken(world: World, *, cashier: bool, at: datetime = NOON) -> int:
    """How many requests the budget lets through at once."""
    granted = 0
    while await ask(world, cashier=cashier, at=at) is None:
        granted += 1
    return granted


async def ask(world: World, *, cashier: bool, at: datetime = NOON) -> datetime | None:
    """When there is a request to take, None when it has been taken."""
    leave = await ask_leave(
        world.db, RING, BUDGET, world.merchant, world.connection, cashier=cashier, at=at
    )
    return leave.wait_until


async def test_work_that_nobody_waits_for_leaves_room_for_the_cashier(world: World) -> None:
    assert await taken(world, cashier=False) == 6
    assert await taken(world, cashier=True) == 4
    assert await taken(world, cashier=True) == 0


async def test_the_budget_fills_evenly(world: World) -> None:
    await taken(world, cashier=True)
    assert await ask(world, cashier=True) == NOON + timedelta(seconds=1)
    assert await ask(world, cashier=False) == NOON + timedelta(seconds=5)
    assert await taken(world, cashier=True, at=NOON + timedelta(seconds=3)) == 3


async def test_no_minute_sees_more_than_the_till_allows(world: World) -> None:
    spent = 0
    for second in range(61):
        spent += await taken(world, cashier=True, at=NOON + timedelta(seconds=second))
    assert spent == BUDGET.per_minute + BUDGET.at_once
    assert Budget().per_minute + Budget().at_once <= 180


async def test_many_processes_share_one_budget(world: World, database_url: str) -> None:
    pools = [await Database.open(database_url, connections=3) for _ in range(3)]
    asked = await asyncio.gather(
        *(
            ask_leave(pool, RING, BUDGET, world.merchant, world.connection, cashier=True, at=NOON)
            for pool in pools * 8
        )
    )
    assert sum(leave.wait_until is None for leave in asked) == BUDGET.at_once
    await asyncio.gather(*(pool.close() for pool in pools))


async def test_a_till_that_has_had_enough_is_left_alone_until_its_reset(world: World) -> None:
    reset = NOON + timedelta(seconds=20)
    await hold_back(world.db, BUDGET, world.merchant, world.connection, until=reset, at=NOON)
    assert await taken(world, cashier=True, at=reset - timedelta(milliseconds=1)) == 0
    assert await taken(world, cashier=True, at=reset) == 1


async def test_a_reset_in_the_far_future_is_a_slip_of_a_clock(world: World) -> None:
    far = NOON + timedelta(days=900)
    await hold_back(world.db, BUDGET, world.merchant, world.connection, until=far, at=NOON)
    assert await taken(world, cashier=True, at=NOON + timedelta(minutes=1)) == 1


async def spend(world: World, requests: int, *, at: datetime) -> None:
    """Take `requests` out of the world's own budget."""
    budget = world.shared.budget
    for _ in range(requests):
        await ask_leave(
            world.db, RING, budget, world.merchant, world.connection, cashier=True, at=at
        )


@pytest.mark.parametrize(("per_minute", "at_once", "for_cashiers"), [(0, 1, 0), (9, 3, 3)])
def test_a_budget_that_lets_nobody_in_is_refused(
    per_minute: int, at_once: int, for_cashiers: int
) -> None:
    with pytest.raises(Invalid):
        Budget(per_minute, at_once, for_cashiers)


async def test_a_job_gives_way_where_a_cashier_waits_a_moment(world: World) -> None:
    order = await world.held_sale()
    budget = world.shared.budget
    await spend(world, budget.at_once, at=world.watch())
    with pytest.raises(PosBusy):
        await world.till(Haste.NOBODY).read(order)
    assert world.calls() == []
    await world.till(Haste.CASHIER).read(order)
    assert world.watch.slept == [budget.cost.total_seconds()]


async def test_work_is_not_turned_away_because_the_database_was_slow(world: World) -> None:
    order = await world.held_sale()
    # While this one's question was on its way, which took a minute, another one asked the till.
    later = NOON + timedelta(minutes=1)
    await spend(world, 1, at=later)
    slow = chain([NOON], repeat(later))
    shared = replace(world.shared, clock=lambda: next(slow))
    till = KountaTills(shared).at(world.merchant, world.connection, haste=Haste.NOBODY)
    assert (await till.read(order)).ref == order
    assert sum(world.watch.slept) == 0


async def test_after_a_429_the_cashier_waits_as_long_as_the_till_does(world: World) -> None:
    order = await world.held_sale()
    world.simulator.faults.add("rate_limited", seconds=2)
    await world.till(Haste.CASHIER).read(order)
    assert world.watch.slept == [2]


async def test_after_a_429_that_lasts_nothing_is_asked_until_it_is_over(world: World) -> None:
    order = await world.held_sale()
    world.simulator.faults.add("rate_limited", seconds=30)
    for haste in Haste:
        with pytest.raises(PosBusy):
            await world.till(haste).read(order)
    assert len(world.calls()) == 1
    world.watch.forward(30)
    await world.till(Haste.CASHIER).read(order)
    assert len(world.calls()) == 2


async def test_a_burst_of_429_is_ridden_out(world: World) -> None:
    order = await world.held_sale()
    world.simulator.faults.add("rate_limited", times=2, seconds=1)
    await world.till(Haste.CASHIER).read(order)
    assert [call.status for call in world.calls()] == [429, 429, 200]
