"""The people who work for a merchant and sign in to the console."""

from collections.abc import Sequence
from datetime import datetime

from regulars.kernel.errors import NotFound
from regulars.kernel.ids import MerchantId, UserId, uuid7
from regulars.merchants import rules
from regulars.merchants.errors import EmailTaken, LastOwner
from regulars.merchants.facts import PasswordSet, UserCreated, UserDisabled
from regulars.merchants.model import NewUser, User
from regulars.merchants.passwords import hash_password
from regulars.merchants.store import merchants as merchants_store
from regulars.merchants.store import users as store
from regulars.platform import journal
from regulars.platform.db import Database, Transaction


async def create_user(
    db: Database, merchant: MerchantId, new: NewUser, *, at: datetime, actor: str = "system"
) -> User:
    """Let somebody sign in. Raises `Invalid` with a field, `EmailTaken`, `NotFound`."""
    new = rules.checked_user(new)
    if await merchants_store.read_merchant(db, merchant) is None:
        raise NotFound("There is no such merchant.")
    password_hash = await hash_password(new.password)

    async def work(tx: Transaction) -> User:
        return await add_user(tx, merchant, new, password_hash=password_hash, at=at, actor=actor)

    return await db.tx(work)


async def add_user(
    tx: Transaction,
    merchant: MerchantId,
    new: NewUser,
    *,
    password_hash: str,
    at: datetime,
    actor: str = "system",
) -> User:
    """The step that adds a user whose data has been checked."""
    user = User(UserId(uuid7(at)), merchant, new.email, new.name, new.role, at)
    if not await store.add_user(tx, user, password_hash=password_hash):
        raise EmailTaken("Somebody signs in with this e-mail address already.")
    fact = UserCreated(user.id, role=user.role)
    await journal.write(tx, merchant, fact, at=at, actor=actor)
    return user


async def users(db: Database, merchant: MerchantId) -> Sequence[User]:
    """Everybody who signs in for a merchant or did, in the order they came."""
    return await store.users(db, merchant)


async def every_user(db: Database) -> Sequence[User]:
    """The users of all merchants: for the operator at the terminal."""
    found: list[User] = []
    for merchant in await merchants_store.merchants(db):
        found.extend(await store.users(db, merchant))
    return found


async def set_password(
    db: Database, email: str, password: str, *, at: datetime, actor: str = "system"
) -> None:
    """Give whoever signs in with `email` a new password and end their sessions.

    Also ends the wait after failed tries. Raises `Invalid`, `NotFound`.
    """
    rules.check_password(password)
    password_hash = await hash_password(password)

    async def work(tx: Transaction) -> None:
        merchant, user = await _signing_in_with(tx, email)
        await store.set_password_hash(tx, merchant, user, password_hash)
        await store.save_tries(tx, rules.normal_email(email), failures=0, locked_until=None)
        await store.end_sessions(tx, merchant, user)
        await journal.write(tx, merchant, PasswordSet(user), at=at, actor=actor)

    await db.tx(work)


async def disable_user(db: Database, email: str, *, at: datetime, actor: str = "system") -> None:
    """Cut whoever signs in with `email` off, at once. Raises `NotFound`, `LastOwner`."""

    async def work(tx: Transaction) -> None:
        merchant, user = await _signing_in_with(tx, email)
        if await store.lock_owners(tx, merchant) == [user]:
            raise LastOwner("This is the last owner. Add another owner first.")
        await store.end_sessions(tx, merchant, user)
        if await store.disable(tx, merchant, user, at=at):
            await journal.write(tx, merchant, UserDisabled(user), at=at, actor=actor)

    await db.tx(work)


async def _signing_in_with(tx: Transaction, email: str) -> tuple[MerchantId, UserId]:
    found = await store.lock_sign_in(tx, rules.normal_email(email))
    if found is None:
        raise NotFound(f"Nobody signs in with {email}.")
    return found.merchant, found.user
