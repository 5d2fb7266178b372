"""What was given or taken by hand, or given as a bonus, is undone: once, and with a reason."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import pytest_asyncio
from tests.stores.ordering import Counter, aud, counter_of
from tests.stores.people import AT

from regulars.kernel.errors import Invalid, NotFound
from regulars.kernel.ids import EntryId
from regulars.kernel.points import Points
from regulars.ledger.errors import CannotReverse
from regulars.ledger.model import Posting
from regulars.ledger.statement import lots_of, statement
from regulars.members.model import Member
from regulars.platform import journal
from regulars.platform.db import Database
from regulars.programs.adjust_points import adjust_points
from regulars.programs.earning.model import MonthsSince, one_for_each
from regulars.programs.undo_points import undo_points
from regulars.sales.merge_members import merge_members

LATER = AT + timedelta(days=3)


@pytest_asyncio.fixture
async def till(db: Database) -> AsyncIterator[Counter]:
    terms = one_for_each(aud(1), expiry=MonthsSince(12), sign_up=Points(25))
    yield await counter_of(db, terms=terms)


async def adjust(till: Counter, member: Member, points: int) -> EntryId:
    posting = await adjust_points(
        till.db, till.club.merchant, member.id, Points(points), note="Sorry", key=uuid4(),
        time_zone="Australia/Sydney", at=AT, actor="user:mia",
    )  # fmt: skip
    return posting.entry


async def undo(till: Counter, member: Member, entry: EntryId, **more: Any) -> Posting:
    asked = {"note": "Wrong guest", "key": uuid4(), "at": LATER, "actor": "user:jo", **more}
    return await undo_points(till.db, till.club.merchant, member.id, entry, **asked)


async def test_points_that_were_given_go_again_and_points_that_were_taken_come_back(
    till: Counter,
) -> None:
    rosa = await till.enrol()
    [bonus] = await statement(till.db, till.club.merchant, rosa.account)
    given, taken = await adjust(till, rosa, 40), await adjust(till, rosa, -50)
    [before] = await lots_of(till.db, till.club.merchant, rosa.account)
    assert await till.points(rosa) == 15
    await undo(till, rosa, taken)
    assert await till.points(rosa, at=LATER) == 65
    lots = await lots_of(till.db, till.club.merchant, rosa.account)
    assert {lot.expires_at for lot in lots} == {before.expires_at}
    await undo(till, rosa, given)
    await undo(till, rosa, bonus.id, at=LATER + timedelta(hours=1))
    assert await till.points(rosa, at=LATER) == 0
    [told, *_] = await journal.newest(
        till.db, till.club.merchant, subject=f"member:{rosa.id}", limit=1
    )
    assert (told.kind, told.actor, told.data["points"]) == ("points.undone", "user:jo", -25)
    assert await till.discrepancies() == []


async def test_a_line_is_undone_once_however_often_and_by_however_many(till: Counter) -> None:
    rosa = await till.enrol()
    given, key = await adjust(till, rosa, 40), uuid4()
    first = await undo(till, rosa, given, key=key)
    again = await undo(till, rosa, given, key=key)
    assert (again.entry, again.replayed) == (first.entry, True)
    with pytest.raises(CannotReverse, match="undone before"):
        await undo(till, rosa, given, note="Another reason")
    taken = await adjust(till, rosa, -5)
    answers = await asyncio.gather(*(undo(till, rosa, taken) for _ in range(5)))
    assert sorted(one.replayed for one in answers) == [False, True, True, True, True]
    assert {one.points for one in answers} == {5}
    assert await till.points(rosa, at=LATER) == 25
    assert await till.discrepancies() == []


async def test_what_is_spent_already_cannot_go_and_the_answer_says_so(till: Counter) -> None:
    rosa = await till.enrol()
    given = await adjust(till, rosa, 40)
    await till.spend_points(rosa, 60)
    done = await undo(till, rosa, given)
    assert (done.points, done.short) == (-5, 35)
    assert await till.points(rosa, at=LATER) == 0


async def test_only_a_line_of_the_member_that_can_be_undone_is_with_a_reason(till: Counter) -> None:
    rosa, emmy = await till.enrol("Rosa"), await till.enrol("Emmy")
    await till.order("1", total="30", member=rosa)
    [earned, *_] = await statement(till.db, till.club.merchant, rosa.account)
    given = await adjust(till, rosa, 40)
    with pytest.raises(CannotReverse, match="Only what was given or taken by hand"):
        await undo(till, rosa, earned.id)
    with pytest.raises(NotFound):
        await undo(till, emmy, given)
    with pytest.raises(NotFound):
        await undo(till, rosa, EntryId(UUID(int=7)))
    for note in ("", " \n ", "x" * 201, "bell\x07"):
        with pytest.raises(Invalid):
            await undo(till, rosa, given, note=note)
    await merge_members(
        till.db, till.club.merchant, gone=rosa.id, into=emmy.id, at=AT, actor="test"
    )
    with pytest.raises(CannotReverse, match="moved to another member"):
        await undo(till, rosa, given)
    assert await till.points(emmy, at=LATER) == 25 + 25 + 30 + 40
