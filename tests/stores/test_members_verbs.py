"""Enrolling, editing and reading members."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import pytest_asyncio
from tests.stores.people import AT, Club, club_of

from regulars.kernel.errors import Invalid, NotFound
from regulars.kernel.ids import MemberId, StoreId
from regulars.ledger.statement import balance
from regulars.members import enrol
from regulars.members.edit import edit, seen
from regulars.members.find import find
from regulars.members.model import Birthday, Changes, NewMember
from regulars.members.read import by_code, how_many, newest, read_member
from regulars.platform import journal
from regulars.platform.db import Database, Transaction
from regulars.programs.join import join

LATER = AT + timedelta(hours=1)


@pytest_asyncio.fixture
async def club(db: Database) -> AsyncIterator[Club]:
    yield await club_of(db)


async def test_a_new_member_has_a_code_and_an_empty_account(club: Club) -> None:
    rosa = await club.enrol("Rosa", "Kowalska", email="Rosa@Example.com", phone="0412 345 678")
    assert rosa == await read_member(club.db, club.merchant, rosa.id)
    assert (rosa.email, rosa.phone) == ("rosa@example.com", "+61412345678")
    assert rosa == await by_code(club.db, club.merchant, rosa.code.lower().replace("-", ""))
    assert (await balance(club.db, club.merchant, rosa.account, at=AT)).available == 0


async def test_a_code_that_somebody_has_is_drawn_again(
    club: Club, monkeypatch: pytest.MonkeyPatch
) -> None:
    rosa = await club.enrol("Rosa")
    drawn = iter([rosa.code, "K7QM-2XHP"])
    monkeypatch.setattr(enrol, "draw_code", lambda: next(drawn))
    assert (await club.enrol("Ben")).code == "K7QM-2XHP"


@pytest.mark.parametrize(
    ("field", "taken", "again"),
    [
        ("email", "rosa@example.com", " ROSA@example.com"),
        ("phone", "0412 345 678", "+61412345678"),
        ("card_number", "A-12", "a 12"),
    ],
)
async def test_what_another_member_has_is_refused_and_does_not_say_whose_it_is(
    club: Club, field: str, taken: str, again: str
) -> None:
    has: dict[str, Any] = {field: taken}
    wants: dict[str, Any] = {field: again}
    await club.enrol("Rosa", **has)
    with pytest.raises(Invalid) as refusal:
        await club.enrol("Ben", **wants)
    assert refusal.value.field == field
    assert "Another member" in refusal.value.sentence
    assert "Rosa" not in refusal.value.sentence
    assert await how_many(club.db, club.merchant) == 1
    # Rosa's points, and what is in her wallet.
    assert await club.db.value("select count(*) from ledger_accounts") == 2
    await (await club.another()).enrol("Rosa", **has)


async def test_of_two_who_enrol_with_one_telephone_number_at_once_one_is_a_member(
    club: Club,
) -> None:
    tries = [club.enrol(f"Rosa {n}", phone="0412 345 678") for n in range(8)]
    answers = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(isinstance(answer, Invalid) for answer in answers) == 7
    assert await how_many(club.db, club.merchant) == 1


async def test_nobody_enrols_at_a_store_that_is_not_the_merchants(club: Club) -> None:
    other = await club.another()
    for store in (other.store, StoreId(1)):
        with pytest.raises(Invalid) as refusal:
            await join(club.db, club.merchant, NewMember("Rosa", store=store), at=AT, actor="test")
        assert refusal.value.field == "store"


async def test_without_a_store_a_number_is_read_as_in_the_merchants_country(club: Club) -> None:
    new = NewMember("Rosa", phone="0412 345 678")
    rosa = await join(club.db, club.merchant, new, at=AT, actor="test")
    assert (rosa.phone, rosa.enrolled_store) == ("+61412345678", None)


async def test_names_of_every_script_are_kept_as_they_are(club: Club) -> None:
    for first, last in (("王", "小明"), ("محمد", "علي"), ("Zoë", "O’Hara-Łęcka"), ("😀", "")):
        member = await club.enrol(first, last)
        assert (member.first_name, member.last_name) == (first, last)
        found = await find(club.db, club.merchant, first, country="AU", at=AT)
        assert member.id in {one.id for one in found}


async def test_an_edited_member_is_found_by_what_is_new_and_no_more_by_what_was(
    club: Club,
) -> None:
    rosa = await club.enrol("Rosa", "Kowalska", email="rosa@example.com", phone="0412 345 678")
    changes = Changes(last_name="Ford", email="", phone="0498 765 432")
    edited = await change(club, rosa.id, changes)
    assert (edited.last_name, edited.email, edited.phone) == ("Ford", None, "+61498765432")
    assert (edited.first_name, edited.code, edited.updated_at) == ("Rosa", rosa.code, LATER)
    for keyword, is_there in (("ford", True), ("0498765432", True), ("kowalska", False)):
        found = await find(club.db, club.merchant, keyword, country="AU", at=AT)
        assert bool(found) is is_there


async def test_a_change_to_what_another_member_has_changes_nothing(club: Club) -> None:
    rosa = await club.enrol("Rosa", email="rosa@example.com")
    await club.enrol("Ben", email="ben@example.com")
    with pytest.raises(Invalid) as refusal:
        await change(club, rosa.id, Changes(first_name="Rose", email="ben@example.com"))
    assert refusal.value.field == "email"
    assert await read_member(club.db, club.merchant, rosa.id) == rosa


async def test_a_fact_names_the_fields_that_changed_and_nothing_of_the_person(club: Club) -> None:
    rosa = await club.enrol("Rosa", "Kowalska", email="rosa@example.com")
    await change(club, rosa.id, Changes(first_name="Róża", email="rosa@example.com"))
    await change(club, rosa.id, Changes(first_name="Róża"))
    facts = await journal.newest(club.db, club.merchant, subject=f"member:{rosa.id}")
    assert [fact.kind for fact in facts] == ["member.edited", "member.enrolled"]
    assert facts[0].data["fields"] == ["first_name"]
    for written in facts:
        assert not any(word in str(written.data) for word in ("Rosa", "Róża", "Kowalska", "@"))


async def test_a_birthday_is_kept_from_the_first_day_and_can_change(club: Club) -> None:
    rosa = await club.enrol("Rosa", birthday=Birthday(2, 29, 1992))
    assert (await read_member(club.db, club.merchant, rosa.id)).birthday == Birthday(2, 29, 1992)
    assert (await change(club, rosa.id, Changes(last_name="Ford"))).birthday == rosa.birthday
    assert (await change(club, rosa.id, Changes(birthday=Birthday(3, 1)))).birthday == Birthday(
        3, 1
    )
    assert (await change(club, rosa.id, Changes(birthday=None))).birthday is None
    for wrong in (Birthday(2, 30), Birthday(1, 1, AT.year + 1)):
        with pytest.raises(Invalid) as refusal:
            await club.enrol("Ben", birthday=wrong)
        assert refusal.value.field == "birthday"


async def test_no_merchant_reaches_the_members_of_another(club: Club) -> None:
    rosa, stranger = await club.enrol("Rosa"), await club.another()
    with pytest.raises(NotFound):
        await read_member(club.db, stranger.merchant, rosa.id)
    with pytest.raises(NotFound):
        await change(stranger, rosa.id, Changes(first_name="Mine"))
    assert await by_code(club.db, stranger.merchant, rosa.code) is None
    assert await how_many(club.db, stranger.merchant) == 0
    assert await newest(club.db, stranger.merchant, at=AT) == []


async def test_there_is_no_member_without_a_row(club: Club) -> None:
    with pytest.raises(NotFound):
        await read_member(club.db, club.merchant, MemberId(uuid4()))


async def test_the_newest_come_first_and_pages_neither_repeat_nor_skip(club: Club) -> None:
    enrolled = [(await club.enrol(f"Member {n}")).id for n in range(7)]
    pages: list[Sequence[Any]] = [await newest(club.db, club.merchant, at=AT, limit=3)]
    while last := pages[-1]:
        before = (last[-1].enrolled_at, last[-1].id)
        pages.append(await newest(club.db, club.merchant, at=AT, before=before, limit=3))
    assert [member.id for page in pages for member in page] == sorted(enrolled, reverse=True)


async def test_being_seen_is_remembered_and_never_goes_back(club: Club) -> None:
    rosa = await club.enrol("Rosa")
    for at in (LATER, AT):

        async def serve(tx: Transaction, at: datetime = at) -> None:
            await seen(tx, club.merchant, rosa.id, at=at)

        await club.db.tx(serve)
    assert (await read_member(club.db, club.merchant, rosa.id)).last_seen_at == LATER


async def change(club: Club, member: MemberId, changes: Changes) -> Any:
    return await edit(club.db, club.merchant, member, changes, country="AU", at=LATER, actor="test")
