"""Promises of the guest's sign-in: whoever reads the mail gets in, and nobody by guessing."""

import asyncio
import re
from datetime import datetime, timedelta

import pytest
import pytest_asyncio
from tests.stores.people import AT, Club, club_of

from regulars.kernel.errors import RegularsError
from regulars.members.errors import GuestSignInRefused
from regulars.members.guest_sign_in import exchange, member_of, send_code, sign_out
from regulars.members.model import Member
from regulars.platform import mail
from regulars.platform.db import Database
from regulars.platform.mail import Posted
from regulars.sales.merge_members import merge_members

ROSA = "rosa@example.test"
MINUTE = timedelta(minutes=1)
WRONG = "12345"


@pytest_asyncio.fixture
async def club(db: Database) -> Club:
    return await club_of(db)


@pytest_asyncio.fixture
async def rosa(club: Club) -> Member:
    return await club.enrol("Rosa", email=ROSA)


async def ask(club: Club, email: str = ROSA, *, at: datetime = AT) -> None:
    await send_code(club.db, club.merchant, club.store, email, at=at)


async def try_(club: Club, code: str, *, email: str = ROSA, at: datetime = AT) -> str:
    return await exchange(club.db, club.merchant, email, code, at=at)


async def refused(club: Club, code: str, *, email: str = ROSA, at: datetime = AT) -> str:
    with pytest.raises(GuestSignInRefused) as refusal:
        await try_(club, code, email=email, at=at)
    return refusal.value.sentence


async def letters(club: Club) -> list[Posted]:
    return list(await mail.newest(club.db, club.merchant, limit=100))


def code_in(letter: Posted) -> str:
    found = re.search(r"^ +(\d{6})$", letter.body, re.MULTILINE)
    assert found is not None
    return found[1]


async def test_the_code_in_the_mail_signs_the_guest_in_until_signing_out(
    club: Club, rosa: Member
) -> None:
    await ask(club, " Rosa@Example.TEST ")
    [letter] = await letters(club)
    assert (letter.to, letter.sender, letter.confidential) == (ROSA, "Harbour", True)
    code = code_in(letter)
    token = await try_(club, f"{code[:3]} {code[3:]}", at=AT + 9 * MINUTE)

    assert await member_of(club.db, token, at=AT) == (club.merchant, rosa.id)
    assert await member_of(club.db, token, at=AT + timedelta(days=61)) is None
    for nonsense in ("", "ü", token[:-1], token + "A", token[::-1]):
        assert await member_of(club.db, nonsense, at=AT) is None
    await sign_out(club.db, token, at=AT)
    assert await member_of(club.db, token, at=AT) is None


async def test_a_code_works_once_whoever_is_first(club: Club, rosa: Member) -> None:
    for minute in range(5):
        at = AT + minute * MINUTE
        await ask(club, at=at)
        code = code_in((await letters(club))[0])
        tries = [try_(club, code, at=at) for _ in range(5)]
        answers = await asyncio.gather(*tries, return_exceptions=True)
        assert len([one for one in answers if isinstance(one, str)]) == 1
        await refused(club, code, at=at)


async def test_a_code_is_good_for_ten_minutes(club: Club, rosa: Member) -> None:
    await ask(club)
    await refused(club, code_in((await letters(club))[0]), at=AT + 10 * MINUTE)


async def test_after_five_wrong_tries_the_right_code_is_refused_too(
    club: Club, rosa: Member
) -> None:
    await ask(club)
    code = code_in((await letters(club))[0])
    tries = [try_(club, WRONG) for _ in range(8)]
    assert all(
        isinstance(one, GuestSignInRefused)
        for one in await asyncio.gather(*tries, return_exceptions=True)
    )
    await refused(club, code)
    await ask(club, at=AT + MINUTE)
    assert await try_(club, code_in((await letters(club))[0]), at=AT + MINUTE)


async def test_a_new_code_ends_the_one_before(club: Club, rosa: Member) -> None:
    await ask(club)
    await ask(club, at=AT + MINUTE)
    newest, oldest = await letters(club)
    await refused(club, code_in(oldest), at=AT + MINUTE)
    assert await try_(club, code_in(newest), at=AT + MINUTE)


async def test_one_address_gets_one_mail_a_minute_and_twenty_a_day(
    club: Club, rosa: Member
) -> None:
    await asyncio.gather(*(ask(club, at=AT) for _ in range(5)))
    assert len(await letters(club)) == 1
    for minute in range(1, 30):
        await ask(club, at=AT + minute * MINUTE)
    assert len(await letters(club)) == 20
    await ask(club, at=AT + timedelta(days=1))
    assert len(await letters(club)) == 21


@pytest.mark.parametrize("email", ["nobody@example.test", "", "no address", "\ud800@x.test"])
async def test_nobody_learns_whether_an_address_is_a_members(
    club: Club, rosa: Member, email: str
) -> None:
    await ask(club, email)
    assert await letters(club) == []
    assert await refused(club, "123456", email=email) == await refused(club, "123456")


@pytest.mark.parametrize("code", ["", "\ud800", "１２３４５６", "x" * 10_000])
async def test_what_is_no_code_is_refused(club: Club, rosa: Member, code: str) -> None:
    await ask(club)
    await refused(club, code)


async def test_a_guest_of_one_merchant_is_nobody_at_another(club: Club, rosa: Member) -> None:
    other = await club.another()
    await ask(other)
    assert await letters(other) == []
    await ask(club)
    code = code_in((await letters(club))[0])
    with pytest.raises(RegularsError):
        await try_(other, code)


async def test_neither_codes_nor_tokens_are_kept_as_they_are(club: Club, rosa: Member) -> None:
    await ask(club)
    code = code_in((await letters(club))[0])
    token = await try_(club, code)
    rows = await club.db.all("select * from guest_codes")
    rows = [*rows, *await club.db.all("select * from guest_tokens")]
    assert code not in str(rows)
    assert token not in str(rows)


async def test_a_guest_who_is_merged_stays_signed_in_as_who_they_are_now(
    club: Club, rosa: Member
) -> None:
    await ask(club)
    [letter] = await letters(club)
    token = await try_(club, code_in(letter))
    kept = await club.enrol("Rosa Maria", email="rm@example.test")
    await merge_members(club.db, club.merchant, gone=rosa.id, into=kept.id, at=AT, actor="test")
    assert await member_of(club.db, token, at=AT + MINUTE) == (club.merchant, kept.id)
