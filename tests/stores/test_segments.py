"""Promises of segments: the list of a segment and the rule that a till asks never disagree."""

from datetime import UTC, datetime, timedelta
from itertools import product
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import msgspec
import pytest
from tests.faces.console import NOON
from tests.faces.selling import Shop, aud, open_shop

from regulars.kernel.errors import NotFound
from regulars.kernel.ids import MemberId, OfferId, SegmentId, TierId
from regulars.members.edit import edit
from regulars.members.model import Birthday, Changes, Member
from regulars.platform import journal
from regulars.platform.db import Database
from regulars.programs.benefits.model import AmountOff
from regulars.programs.conditions.model import Conditions, InSegment
from regulars.programs.define import change_terms, save_offer
from regulars.programs.errors import NoSuchSegment, SegmentInUse, SegmentNameTaken
from regulars.programs.model import Offer
from regulars.programs.segments.define import (
    delete_segment,
    list_segments,
    read_segment,
    save_segment,
)
from regulars.programs.segments.model import BirthdayIn, Criteria, Segment
from regulars.programs.segments.read import facts_of, how_many_in, members_in, segments_of
from regulars.programs.segments.rules import belongs
from regulars.programs.tiers.model import Tier, TierScheme

GOLD = Tier(TierId(UUID(int=12)), "Gold", 100)
SYDNEY = ZoneInfo("Australia/Sydney")
DAY = timedelta(days=1)


async def open_lively(db: Database) -> tuple[Shop, list[Member]]:
    """A shop with members of all kinds; one with a bill that was void, one merged away."""
    shop = await open_shop(db)
    await change_terms(
        db,
        shop.merchant.id,
        lambda terms: msgspec.structs.replace(terms, tiers=TierScheme((GOLD,))),
        based_on=None,
        at=NOON,
        actor="test",
    )
    bills = [
        [],
        [(5, "20")],
        [(40, "80"), (2, "30")],
        [(100, "60"), (80, "60"), (70, "1")],
        [(1, "10"), (3, "10"), (9, "10")],
        [],
    ]
    birthdays = [
        None,
        Birthday(5, 4, 1990),
        Birthday(5, 10),
        Birthday(5, 31),
        Birthday(6, 1),
        Birthday(5, 6),
    ]
    members = []
    for number, (sold, birthday) in enumerate(zip(bills, birthdays, strict=True)):
        member = await shop.enrol(f"Member {number}")
        changes = Changes(birthday=birthday)
        await edit(db, shop.merchant.id, member.id, changes, country="AU", at=NOON, actor="test")
        for days, amount in sold:
            await shop.sell(amount, member, at=NOON - days * DAY)
        members.append(member)
    await shop.void(await shop.sell("500", members[0], at=NOON - DAY))
    await db.value(
        "update members set enrolled_at = $2 where id = any($1::uuid[]) returning id",
        [members[3].id, members[5].id],
        NOON - 120 * DAY,
    )
    return shop, members


async def test_the_list_of_a_segment_and_its_rule_never_disagree(db: Database) -> None:
    shop, members = await open_lively(db)
    seen = [Criteria(), Criteria(not_seen_days=30), Criteria(seen_days=7), Criteria(joined_days=90)]
    of_them = [Criteria(), Criteria(birthday=BirthdayIn.WEEK), Criteria(birthday=BirthdayIn.MONTH)]
    sold = [
        Criteria(),
        Criteria(least_visits=2),
        Criteria(most_visits=1, within_days=10),
        Criteria(least_spent=aud("50"), within_days=60),
        Criteria(tiers=(GOLD.id,), least_visits=1),
    ]
    sizes = set()
    for parts in product(seen, of_them, sold):
        criteria = joined(*parts)
        listed = await members_in(db, shop.merchant.id, criteria, at=NOON)
        by_rule = set()
        for member in members:
            facts = await facts_of(db, shop.merchant.id, member.id, criteria, at=NOON)
            if belongs(criteria, facts, NOON.astimezone(SYDNEY)):
                by_rule.add(member.id)
        assert {one.id for one in listed} == by_rule, criteria
        assert await how_many_in(db, shop.merchant.id, criteria, at=NOON) == len(listed)
        sizes.add(len(listed))
    assert sizes >= {0, 1, 2, 3, 5}, "the members are of all kinds"


def joined(*parts: Criteria) -> Criteria:
    empty = Criteria()
    fields = {
        field: getattr(part, field)
        for part in parts
        for field in Criteria.__struct_fields__
        if getattr(part, field) != getattr(empty, field)
    }
    return Criteria(**fields)


async def test_a_till_is_told_in_which_segments_somebody_is(db: Database) -> None:
    shop, members = await open_lively(db)
    new = await keep(shop, "New", Criteria(joined_days=30))
    often = await keep(shop, "Often", Criteria(least_visits=3, within_days=10))
    once = await keep(shop, "Ever often", Criteria(least_visits=3))
    among = [new, often, once, SegmentId(uuid4())]

    async def those(member: MemberId) -> frozenset[SegmentId]:
        return await segments_of(db, shop.merchant.id, member, among, at=NOON)

    assert await those(members[0].id) == {new}
    assert await those(members[3].id) == {once}
    assert await those(members[4].id) == {new, often, once}
    assert await those(MemberId(uuid4())) == frozenset()
    assert await segments_of(db, shop.merchant.id, members[4].id, [], at=NOON) == frozenset()


async def keep(shop: Shop, name: str, criteria: Criteria) -> SegmentId:
    segment = Segment(SegmentId(uuid4()), name, criteria)
    await save_segment(shop.db, shop.merchant.id, segment, at=NOON, actor="test")
    return segment.id


async def test_a_list_turns_its_pages_without_losing_anybody(db: Database) -> None:
    shop, members = await open_lively(db)
    criteria, before, found = Criteria(joined_days=365), None, []
    while page := await members_in(db, shop.merchant.id, criteria, at=NOON, before=before, limit=2):
        found += [one.id for one in page]
        before = (page[-1].enrolled_at, page[-1].id)
    assert len(found) == len(set(found)) == len(members)


async def test_somebody_who_was_merged_away_is_in_no_segment(db: Database) -> None:
    shop, members = await open_lively(db)
    criteria = Criteria(joined_days=365)
    await db.value(
        "update members set merged_into = $2 where id = $1 returning id",
        members[1].id,
        members[2].id,
    )
    assert await how_many_in(db, shop.merchant.id, criteria, at=NOON) == len(members) - 1


async def test_a_birthday_is_looked_for_on_the_merchants_day(db: Database) -> None:
    shop, _ = await open_lively(db)
    criteria = Criteria(birthday=BirthdayIn.DAY)
    eve = datetime(2026, 5, 3, 13, 59, tzinfo=UTC)
    assert await how_many_in(db, shop.merchant.id, criteria, at=eve) == 0
    assert await how_many_in(db, shop.merchant.id, criteria, at=eve + timedelta(minutes=1)) == 1


async def test_a_segment_is_its_merchants_own_and_has_a_name_of_its_own(db: Database) -> None:
    shop, other = await open_shop(db), await open_shop(db, "other@example.test")
    mine = await keep(shop, "Away", Criteria(not_seen_days=60))
    await keep(other, "Away", Criteria(not_seen_days=30))

    with pytest.raises(SegmentNameTaken):
        await keep(shop, "AWAY", Criteria(not_seen_days=10))
    with pytest.raises(NoSuchSegment):
        await read_segment(db, other.merchant.id, mine)
    with pytest.raises(NoSuchSegment):
        await delete_segment(db, other.merchant.id, mine, at=NOON, actor="test")
    rosa = await shop.enrol("Rosa")
    with pytest.raises(NotFound):
        await facts_of(db, other.merchant.id, rosa.id, Criteria(), at=NOON)

    changed = Segment(mine, "Long away", Criteria(not_seen_days=90, least_spent=aud("1.50")))
    await save_segment(db, shop.merchant.id, changed, at=NOON, actor="test")
    assert await list_segments(db, shop.merchant.id) == [changed]


async def test_a_segment_that_an_offer_is_for_stays(db: Database) -> None:
    shop = await open_shop(db)
    away = await keep(shop, "Away", Criteria(not_seen_days=60))
    offer = Offer(
        OfferId(uuid4()),
        "Come back",
        benefit=AmountOff(aud("5")),
        conditions=Conditions(audience=InSegment(away)),
    )
    await save_offer(db, shop.merchant.id, offer, at=NOON, actor="test")
    with pytest.raises(SegmentInUse):
        await delete_segment(db, shop.merchant.id, away, at=NOON, actor="test")

    plain = msgspec.structs.replace(offer, conditions=Conditions())
    await save_offer(db, shop.merchant.id, plain, at=NOON, actor="test")
    await delete_segment(db, shop.merchant.id, away, at=NOON, actor="test")
    assert await list_segments(db, shop.merchant.id) == []
    facts = await journal.newest(db, shop.merchant.id, subject=f"segment:{away}")
    assert sorted(fact.data["deleted"] for fact in facts) == [False, True]
