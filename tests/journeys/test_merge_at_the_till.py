"""Two members are merged while one of them is at the till: nothing is lost, and nobody is asked."""

import asyncio
from typing import Any

from tests.stores.merging import in_the_middle_of_merging, somebody_waits
from tests.venue import Venue

from regulars.members.model import Member
from regulars.programs.read import redemptions_of
from regulars.sales.merge_members import merge_members
from regulars.sales.read import list_sales


async def merge(venue: Venue, gone: Member, into: Member) -> None:
    await merge_members(
        venue.db, venue.merchant, gone=gone.id, into=into.id, at=venue.watch(), actor="test"
    )


async def both(venue: Venue) -> tuple[Member, Member]:
    return await venue.enrol("Rosa Kowalska", points=40), await venue.enrol("Bob", points=160)


async def redeemed(venue: Venue, member: Member, **body: Any) -> None:
    """A reward stands on the open sale of a member."""
    await venue.ring()
    await venue.choose(member)
    state = await venue.redeem(venue.rewards["five"], **body)
    assert float(state["sale"]["total"]) == 21, state


async def test_a_reward_on_an_open_sale_settles_for_the_one_who_is_kept(venue: Venue) -> None:
    rosa, bob = await both(venue)
    await redeemed(venue, bob)
    await merge(venue, bob, rosa)
    assert (await venue.points(rosa), await venue.points(bob)) == ((100, 0), (0, 100))
    await venue.pay()
    await venue.deliver()
    assert (await venue.points(rosa), await venue.points(bob)) == ((121, 0), (0, 0))
    [sale] = await list_sales(venue.db, venue.merchant)
    assert sale.member == rosa.id
    assert await venue.discrepancies() == []


async def test_a_reward_that_comes_off_again_gives_its_points_to_the_one_who_is_kept(
    venue: Venue,
) -> None:
    rosa, bob = await both(venue)
    await redeemed(venue, bob)
    await merge(venue, bob, rosa)
    await venue.do("DELETE", "/sale")
    await venue.deliver()
    await venue.sweep(3600)
    assert (await venue.points(rosa), await venue.points(bob)) == ((200, 0), (0, 0))
    assert (await venue.statement(rosa))[-2:] == ["transfer", "transfer"]
    assert await venue.discrepancies() == []


async def test_a_button_that_was_shown_before_works_and_the_till_shows_the_one(
    venue: Venue,
) -> None:
    rosa, bob = await both(venue)
    await venue.ring()
    await venue.choose(bob)
    await merge(venue, bob, rosa)
    state = await venue.redeem(venue.rewards["tenth"])
    assert float(state["sale"]["total"]) == 23.4, state
    assert await venue.points(rosa) == (50, 150)
    await venue.pay()
    await venue.deliver()
    assert await venue.points(rosa) == (50 + 23, 0)
    found = await venue.do("POST", "/search", keyword="bob")
    [shown] = found["search"]["members"]
    assert (shown["first_name"], shown["current_points"]) == ("Rosa", "73")
    assert await venue.discrepancies() == []


async def test_whoever_redeems_and_completes_during_the_merge_ends_right(venue: Venue) -> None:
    rosa, bob = await both(venue)
    await venue.ring()
    await venue.choose(bob)
    await asyncio.gather(venue.redeem(venue.rewards["five"]), merge(venue, bob, rosa))
    have = [await venue.points(one) for one in (rosa, bob)]
    assert sum(map(sum, have)) == 200
    assert have[1][0] == 0
    await venue.pay()
    await venue.simulator.deliver_pending()
    third = await venue.enrol("Third")
    await asyncio.gather(venue.work(), merge(venue, rosa, third))
    have = [await venue.points(one) for one in (rosa, bob, third)]
    assert have == [(0, 0), (0, 0), (121, 0)]
    [sale] = await list_sales(venue.db, venue.merchant)
    assert sale.member == third.id
    assert await venue.discrepancies() == []


async def test_a_reward_that_is_redeemed_while_its_member_goes_is_the_ones_who_stays(
    venue: Venue,
) -> None:
    """It waits for the members' rows, and finds out whose it is by now."""
    rosa, bob = await both(venue)
    await venue.ring()
    await venue.choose(bob)
    async with in_the_middle_of_merging(venue.db, venue.merchant, bob, rosa):
        redeeming = asyncio.create_task(venue.redeem(venue.rewards["five"]))
        await somebody_waits(venue.db)
    state = await redeeming
    assert state["redemptions"][-1]["success"], state["message"]
    [redemption] = await redemptions_of(venue.db, venue.merchant, rosa.id)
    assert redemption.title == "$5 off"
    assert (await venue.points(rosa), await venue.points(bob)) == ((100, 100), (0, 0))
    await venue.pay()
    await venue.deliver()
    assert await venue.points(rosa) == (121, 0)
