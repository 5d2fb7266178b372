"""Promises about what a lookup shows: only what can be used now, and what is told besides."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest_asyncio
from tests.venue import Venue, aud, open_venue

from regulars.kernel.ids import OfferId, RewardId, SegmentId, TierId, uuid7
from regulars.kernel.points import Points
from regulars.platform.db import Database, Transaction
from regulars.programs.benefits.model import AmountOff, ByHand
from regulars.programs.conditions.model import Conditions, InSegment, OfTiers, Period
from regulars.programs.define import (
    change_terms,
    read_program,
    read_reward,
    save_offer,
    save_reward,
    set_program,
)
from regulars.programs.model import AtTillWords, Offer, Reward
from regulars.programs.segments.define import save_segment
from regulars.programs.segments.model import Criteria, Segment
from regulars.programs.tiers.evaluate import place
from regulars.programs.tiers.model import Tier, TierScheme
from regulars.vouchers.model import Hours

SYDNEY = ZoneInfo("Australia/Sydney")
PLACE = {"company_id": "5801", "site_id": "4201", "order_id": "111"}


@pytest_asyncio.fixture
async def venue(db: Database, database_url: str) -> AsyncIterator[Venue]:
    async with open_venue(db, database_url) as opened:
        yield opened
        assert await opened.discrepancies() == []


async def offer(venue: Venue, title: str, **conditions: Any) -> OfferId:
    its = Conditions(**conditions)
    made = Offer(OfferId(uuid7(venue.watch())), title, AmountOff(aud("3")), its)
    await save_offer(venue.db, venue.merchant, made, at=venue.watch(), actor="test")
    return made.id


async def lookup(venue: Venue, member: Any) -> Any:
    return await venue.ask("rewards", customer_id="1", reference_id=str(member.id), **PLACE)


async def titles(venue: Venue, member: Any) -> list[str]:
    return [reward["title"] for reward in (await lookup(venue, member))["rewards"]]


async def test_what_is_for_another_time_store_or_guest_is_not_shown(venue: Venue) -> None:
    """It is noon on a Wednesday."""
    now, day = venue.watch(), timedelta(days=1)
    gold = TierId(uuid7(now))
    lapsed = Segment(SegmentId(uuid7(now)), "Lapsed", Criteria(not_seen_days=60))
    fresh = Segment(SegmentId(uuid7(now)), "New here", Criteria(joined_days=7))
    for segment in (lapsed, fresh):
        await save_segment(venue.db, venue.merchant, segment, at=now, actor="test")
    rosa = await venue.enrol("Rosa")
    local = now.astimezone(SYDNEY)
    today, minute = 1 << local.weekday(), local.hour * 60 + local.minute
    await offer(venue, "Today", hours=Hours(today))
    await offer(venue, "Not today", hours=Hours(127 - today))
    await offer(venue, "This hour", hours=Hours(127, minute - 30, minute + 30))
    await offer(venue, "Later", hours=Hours(127, minute + 30, minute + 90))
    await offer(venue, "Going on", starts_at=now - day, ends_at=now + day)
    await offer(venue, "To come", starts_at=now + day)
    await offer(venue, "Over", ends_at=now)
    await offer(venue, "Gold", audience=OfTiers((gold,)))
    await offer(venue, "Lapsed", audience=InSegment(lapsed.id))
    await offer(venue, "New here", audience=InSegment(fresh.id))
    await offer(venue, "Here", stores=(venue.store.id,))
    assert {*await titles(venue, rosa)} == {
        "Welcome: $3 off",
        "Today",
        "This hour",
        "Going on",
        "New here",
        "Here",
    }


async def test_what_is_used_up_is_not_shown_and_comes_back_with_the_period(venue: Venue) -> None:
    await offer(venue, "Daily", limit_per_member=1, per=Period.DAY)
    await offer(venue, "One for all", limit_total=1)
    await offer(venue, "Budget", budget=aud("3"))
    rosa, finn = await venue.enrol("Rosa"), await venue.enrol("Finn")
    await venue.ring()
    await venue.choose(rosa)
    for button in (await lookup(venue, rosa))["rewards"]:
        redeemed = await venue.redeem(button["id"])
        assert redeemed["redemptions"][-1]["success"], redeemed["message"]
    assert await titles(venue, rosa) == []
    assert {*await titles(venue, finn)} == {"Welcome: $3 off", "Daily"}
    venue.watch.forward(24 * 60 * 60)
    assert await titles(venue, rosa) == ["Daily"]


async def test_a_change_is_shown_at_once_though_definitions_are_kept(venue: Venue) -> None:
    rosa = await venue.enrol("Rosa", points=120)
    assert await titles(venue, rosa) == ["$5 off", "Pay with points", "Welcome: $3 off"]
    five = await read_reward(venue.db, venue.merchant, venue.rewards["five"])
    changed = msgspec.structs.replace(five, title="Five off", position=9)
    await save_reward(venue.db, venue.merchant, changed, at=venue.watch(), actor="test")
    assert await titles(venue, rosa) == ["Pay with points", "Five off", "Welcome: $3 off"]
    gone = msgspec.structs.replace(changed, active=False)
    await save_reward(venue.db, venue.merchant, gone, at=venue.watch(), actor="test")
    assert await titles(venue, rosa) == ["Pay with points", "Welcome: $3 off"]


async def test_the_till_tells_what_the_merchant_chose(venue: Venue) -> None:
    silver = Tier(TierId(uuid7(venue.watch())), "Silver", threshold=0)
    await change_terms(
        venue.db,
        venue.merchant,
        lambda terms: msgspec.structs.replace(terms, tiers=TierScheme((silver,))),
        based_on=None,
        at=venue.watch(),
        actor="test",
    )
    rosa = await venue.enrol("Rosa", points=99)

    async def reach(tx: Transaction) -> None:
        await place(tx, venue.merchant, rosa.id, TierScheme((silver,)), at=venue.watch())

    await venue.db.tx(reach)

    async def told(words: AtTillWords) -> tuple[str, dict[str, str]]:
        program = await read_program(venue.db, venue.merchant)
        program = msgspec.structs.replace(program, at_till=words, intro_text="")
        await set_program(venue.db, program, at=venue.watch(), actor="test")
        member = (await lookup(venue, rosa))["member"]
        return member.get("intro_text", ""), {
            name: value for name, value in member["params"].items() if name != "Member code"
        }

    assert await told(AtTillWords()) == ("1 Bean to $5 off.", {"Tier": "Silver"})
    assert await told(AtTillWords(nearly=False, tier=False)) == ("", {})
    assert await told(AtTillWords(nearly=False, next_reward=True, last_visit=True)) == (
        "",
        {"Tier": "Silver", "Next reward": "$5 off in 1 Bean"},
    )
    await venue.ring()
    await venue.choose(rosa)
    await venue.pay()
    await venue.deliver()
    _, told_of = await told(AtTillWords(last_visit=True))
    assert told_of["Last visit"] == f"{venue.watch().astimezone(SYDNEY):%-d %b %Y}"


async def test_without_terms_the_button_says_what_the_cashier_has_to_know(venue: Venue) -> None:
    cap = Reward(RewardId(uuid7(venue.watch())), "A cap", ByHand("From the shelf"), Points(10))
    await save_reward(venue.db, venue.merchant, cap, at=venue.watch(), actor="test")
    await offer(venue, "Big table", minimum=aud("80"))
    rosa = await venue.enrol("Rosa", points=10)
    terms = {one["title"]: one.get("terms") for one in (await lookup(venue, rosa))["rewards"]}
    assert terms["A cap"] == "From the shelf"
    assert terms["Big table"] == "On bills from $80.00."
