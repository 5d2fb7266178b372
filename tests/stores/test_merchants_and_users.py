"""Promises about merchants, the people who sign in for them, and their sessions."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from regulars.kernel.errors import Invalid, NotFound
from regulars.merchants.create_merchant import create_merchant, is_set_up, set_up
from regulars.merchants.errors import (
    AlreadySetUp,
    EmailTaken,
    LastOwner,
    NameTaken,
    SignInRefused,
)
from regulars.merchants.model import Merchant, NewMerchant, NewOwner, NewUser, Role
from regulars.merchants.sign_in import STAYS_SIGNED_IN, session_of, sign_in, sign_out
from regulars.merchants.stores import add_store, stores
from regulars.merchants.users import create_user, disable_user, every_user, set_password, users
from regulars.platform import journal
from regulars.platform.db import Database, Transaction

NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
CAFE = NewMerchant("Harbour Kitchen", "AU", "AUD", "en_AU", "Australia/Sydney")
MIA = NewOwner("Mia@Example.test ", "Mia Tran", "flat white please")
PASSWORD = "flat white please"


async def start(db: Database) -> Merchant:
    return await create_merchant(db, CAFE, MIA, "Front room", at=NOON)


async def test_a_business_starts_with_a_store_and_an_owner_and_says_so(db: Database) -> None:
    merchant = await start(db)

    [store] = await stores(db, merchant.id)
    [owner] = await users(db, merchant.id)
    assert (store.name, store.country, store.time_zone) == ("Front room", "AU", "Australia/Sydney")
    assert (owner.email, owner.role) == ("mia@example.test", Role.OWNER)
    kinds = {fact.kind for fact in await journal.newest(db, merchant.id)}
    assert kinds == {"merchant.created", "store.added", "user.created"}


async def test_nothing_of_a_business_is_kept_when_its_owners_email_is_taken(db: Database) -> None:
    await start(db)

    with pytest.raises(EmailTaken):
        await start(db)

    assert await db.value("select count(*) from merchants") == 1
    assert await db.value("select count(*) from stores") == 1


async def test_of_two_who_set_up_at_once_one_does(db: Database) -> None:
    other = NewOwner("ada@example.test", "Ada", PASSWORD)
    tries = [set_up(db, CAFE, owner, "Front room", at=NOON) for owner in (MIA, other)]

    results = await asyncio.gather(*tries, return_exceptions=True)

    assert sorted(type(one).__name__ for one in results) == ["AlreadySetUp", "Merchant"]
    assert await is_set_up(db)
    with pytest.raises(AlreadySetUp):
        await set_up(db, CAFE, other, "Front room", at=NOON)


@pytest.mark.parametrize(
    ("new", "field"),
    [
        (NewMerchant("", "AU", "AUD", "en_AU", "Australia/Sydney"), "name"),
        (NewMerchant("x" * 121, "AU", "AUD", "en_AU", "Australia/Sydney"), "name"),
        (NewMerchant("Café", "Oz", "AUD", "en_AU", "Australia/Sydney"), "country"),
        (NewMerchant("Café", "AU", "$", "en_AU", "Australia/Sydney"), "currency"),
        (NewMerchant("Café", "AU", "AUD", "xx-nonsense", "Australia/Sydney"), "locale"),
        (NewMerchant("Café", "AU", "AUD", "en_AU", "Mars/Olympus"), "time_zone"),
    ],
)
async def test_what_is_wrong_with_a_business_is_said_by_its_field(
    db: Database, new: NewMerchant, field: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        await create_merchant(db, new, MIA, "Front room", at=NOON)

    assert refusal.value.field == field
    assert not await is_set_up(db)


async def test_two_stores_of_a_merchant_do_not_share_a_name(db: Database) -> None:
    merchant = await start(db)
    await add_store(db, merchant, "Garden", at=NOON)

    with pytest.raises(NameTaken):
        await add_store(db, merchant, " Garden ", at=NOON)

    assert [store.name for store in await stores(db, merchant.id)] == ["Front room", "Garden"]


async def test_the_right_password_opens_a_session_that_ends_on_signing_out(db: Database) -> None:
    merchant = await start(db)

    token, session = await sign_in(db, " MIA@example.test", PASSWORD, at=NOON)

    assert (session.merchant, session.user.name) == (merchant, "Mia Tran")
    assert await session_of(db, token, at=NOON) == session
    await sign_out(db, token)
    assert await session_of(db, token, at=NOON) is None


async def test_a_session_expires(db: Database) -> None:
    await start(db)
    token, _ = await sign_in(db, MIA.email, PASSWORD, at=NOON)

    assert await session_of(db, token, at=NOON + STAYS_SIGNED_IN - timedelta(seconds=1))
    assert await session_of(db, token, at=NOON + STAYS_SIGNED_IN) is None


async def test_neither_password_nor_session_can_be_read_from_the_database(db: Database) -> None:
    await start(db)
    token, _ = await sign_in(db, MIA.email, PASSWORD, at=NOON)

    everything = await db.all("select u::text || s::text as row from users u, sessions s")
    rows = " ".join(row["row"] for row in everything)

    assert PASSWORD not in rows
    assert token not in rows


@pytest.mark.parametrize("token", ["", "nonsense", "Zm9v", "ä" * 64, "A" * 64, "A" * 9000])
async def test_nonsense_in_place_of_a_session_is_nobody(db: Database, token: str) -> None:
    await start(db)

    assert await session_of(db, token, at=NOON) is None


async def test_a_wrong_password_and_an_unknown_email_are_refused_in_the_same_words(
    db: Database,
) -> None:
    await start(db)

    with pytest.raises(SignInRefused) as wrong:
        await sign_in(db, MIA.email, "black coffee", at=NOON)
    with pytest.raises(SignInRefused) as unknown:
        await sign_in(db, "nobody@example.test", "black coffee", at=NOON)

    assert wrong.value.sentence == unknown.value.sentence


async def test_after_five_wrong_tries_even_the_right_password_has_to_wait(db: Database) -> None:
    await start(db)
    wrong = [sign_in(db, MIA.email, "black coffee", at=NOON) for _ in range(5)]
    await asyncio.gather(*wrong, return_exceptions=True)

    with pytest.raises(SignInRefused):
        await sign_in(db, MIA.email, PASSWORD, at=NOON + timedelta(seconds=29))
    token, _ = await sign_in(db, MIA.email, PASSWORD, at=NOON + timedelta(seconds=31))

    assert await session_of(db, token, at=NOON)


async def test_a_new_password_ends_sessions_and_the_wait(db: Database) -> None:
    await start(db)
    token, _ = await sign_in(db, MIA.email, PASSWORD, at=NOON)
    for _ in range(5):
        with pytest.raises(SignInRefused):
            await sign_in(db, MIA.email, "black coffee", at=NOON)

    await set_password(db, MIA.email, "long black please", at=NOON)

    assert await session_of(db, token, at=NOON) is None
    await sign_in(db, MIA.email, "long black please", at=NOON)
    with pytest.raises(SignInRefused):
        await sign_in(db, MIA.email, PASSWORD, at=NOON)


async def test_a_disabled_user_is_cut_off_at_once(db: Database) -> None:
    merchant = await start(db)
    await create_user(db, merchant.id, NewUser("jo@x.test", "Jo", PASSWORD, Role.STAFF), at=NOON)
    token, _ = await sign_in(db, "jo@x.test", PASSWORD, at=NOON)

    await disable_user(db, "jo@x.test", at=NOON)

    assert await session_of(db, token, at=NOON) is None
    with pytest.raises(SignInRefused):
        await sign_in(db, "jo@x.test", PASSWORD, at=NOON)
    disabled = {user.email: user.disabled_at for user in await every_user(db)}
    assert disabled == {"mia@example.test": None, "jo@x.test": NOON}


async def test_a_session_that_was_opened_meanwhile_is_worth_nothing_to_a_disabled_user(
    db: Database,
) -> None:
    await start(db)
    token, _ = await sign_in(db, MIA.email, PASSWORD, at=NOON)

    async def disable_alone(tx: Transaction) -> None:
        await tx.run("update users set disabled_at = $1", NOON)

    await db.tx(disable_alone)

    assert await session_of(db, token, at=NOON) is None


async def test_the_last_owner_stays(db: Database) -> None:
    merchant = await start(db)
    with pytest.raises(LastOwner):
        await disable_user(db, MIA.email, at=NOON)

    await create_user(db, merchant.id, NewUser("ada@x.test", "Ada", PASSWORD), at=NOON)
    await disable_user(db, MIA.email, at=NOON)


async def test_a_user_needs_a_merchant_an_email_and_a_long_password(db: Database) -> None:
    merchant = await start(db)
    for new, field in [
        (NewUser("jo", "Jo", PASSWORD), "email"),
        (NewUser("jo@x.test", " ", PASSWORD), "owner_name"),
        (NewUser("jo@x.test", "Jo", "short"), "password"),
        (NewUser("jo@x.test", "Jo", "x" * 201), "password"),
    ]:
        with pytest.raises(Invalid) as refusal:
            await create_user(db, merchant.id, new, at=NOON)
        assert refusal.value.field == field
    with pytest.raises(NotFound):
        await set_password(db, "nobody@x.test", PASSWORD, at=NOON)
