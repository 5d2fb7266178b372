"""Users, the e-mail addresses they sign in with, and their sessions in the database."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from regulars.kernel.ids import MerchantId, UserId
from regulars.merchants.model import Merchant, Role, Session, User
from regulars.platform.db import Reads, Row, Transaction

ADD_USER = """
    insert into users (merchant_id, id, email, name, role, password_hash, created_at)
    values ($1, $2, $3, $4, $5, $6, $7)
"""

ADD_SIGN_IN = """
    insert into sign_ins (email, merchant_id, user_id)
    values ($1, $2, $3)
    on conflict do nothing
"""

SIGN_IN = """
    select merchant_id, user_id, failures, locked_until
      from sign_ins
     where email = $1
       for update
"""

TRIED = "update sign_ins set failures = $2, locked_until = $3 where email = $1"

READ_USER = """
    select merchant_id, id, email, name, role, created_at, disabled_at
      from users
     where merchant_id = $1 and id = $2
"""

USERS = """
    select merchant_id, id, email, name, role, created_at, disabled_at
      from users
     where merchant_id = $1
     order by created_at, id
"""

KEPT_HASH = """
    select password_hash
      from users
     where merchant_id = $1 and id = $2 and disabled_at is null
"""

RENEW_HASH = "update users set password_hash = $3 where merchant_id = $1 and id = $2"

DISABLE = """
    update users set disabled_at = $3
     where merchant_id = $1 and id = $2 and disabled_at is null
"""

OWNERS = """
    select id from users
     where merchant_id = $1 and role = 'owner' and disabled_at is null
     order by id
       for update
"""

ADD_SESSION = """
    insert into sessions (merchant_id, token_hash, user_id, csrf_token, created_at, expires_at)
    values ($1, $2, $3, $4, $5, $6)
"""

SESSION = """
    select users.id, users.merchant_id, users.email, users.name, users.role, users.created_at,
           users.disabled_at, sessions.csrf_token, sessions.expires_at,
           merchants.name as merchant_name, merchants.country, merchants.currency,
           merchants.locale, merchants.time_zone
      from sessions
      join users on users.merchant_id = sessions.merchant_id and users.id = sessions.user_id
      join merchants on merchants.merchant_id = sessions.merchant_id
     where sessions.merchant_id = $1
       and sessions.token_hash = $2
       and sessions.expires_at > $3
       and users.disabled_at is null
"""

END_SESSION = "delete from sessions where merchant_id = $1 and token_hash = $2"
END_SESSIONS = "delete from sessions where merchant_id = $1 and user_id = $2"
END_EXPIRED = """
    delete from sessions where merchant_id = $1 and user_id = $2 and expires_at <= $3
"""


class SignIn(NamedTuple):
    """Whom an e-mail address signs in, and how often that failed in a row."""

    merchant: MerchantId
    user: UserId
    failures: int
    locked_until: datetime | None


async def add_user(tx: Transaction, user: User, *, password_hash: str) -> bool:
    """Add `user` with the e-mail address to sign in with; False when that is taken."""
    if not await tx.run(ADD_SIGN_IN, user.email, user.merchant, user.id):
        return False
    await tx.run(
        ADD_USER,
        user.merchant,
        user.id,
        user.email,
        user.name,
        user.role.value,
        password_hash,
        user.created_at,
    )
    return True


async def lock_sign_in(tx: Transaction, email: str) -> SignIn | None:
    """Whom `email` signs in. Nobody else tries with it until `tx` is over."""
    row = await tx.one_or_none(SIGN_IN, email)
    if row is None:
        return None
    merchant, user = MerchantId(row["merchant_id"]), UserId(row["user_id"])
    return SignIn(merchant, user, row["failures"], row["locked_until"])


async def save_tries(
    tx: Transaction, email: str, *, failures: int, locked_until: datetime | None
) -> None:
    await tx.run(TRIED, email, failures, locked_until)


async def read_user(db: Reads, merchant: MerchantId, user: UserId) -> User | None:
    row = await db.one_or_none(READ_USER, merchant, user)
    return None if row is None else _user(row)


async def users(db: Reads, merchant: MerchantId) -> Sequence[User]:
    return [_user(row) for row in await db.all(USERS, merchant)]


async def password_hash(db: Reads, merchant: MerchantId, user: UserId) -> str | None:
    """The kept hash; None for nobody and for who is disabled."""
    found: str | None = await db.value(KEPT_HASH, merchant, user)
    return found


async def set_password_hash(tx: Transaction, merchant: MerchantId, user: UserId, kept: str) -> None:
    await tx.run(RENEW_HASH, merchant, user, kept)


async def disable(tx: Transaction, merchant: MerchantId, user: UserId, *, at: datetime) -> bool:
    """Disable `user`; False when that has been done, or there is no such user."""
    return bool(await tx.run(DISABLE, merchant, user, at))


async def lock_owners(tx: Transaction, merchant: MerchantId) -> Sequence[UserId]:
    """The owners who can sign in. None of them changes until `tx` is over."""
    return [UserId(row["id"]) for row in await tx.all(OWNERS, merchant)]


async def add_session(
    tx: Transaction,
    merchant: MerchantId,
    user: UserId,
    *,
    token_hash: bytes,
    csrf_token: str,
    at: datetime,
    until: datetime,
) -> None:
    await tx.run(END_EXPIRED, merchant, user, at)
    await tx.run(ADD_SESSION, merchant, token_hash, user, csrf_token, at, until)


async def session(
    db: Reads, merchant: MerchantId, token_hash: bytes, *, at: datetime
) -> Session | None:
    row = await db.one_or_none(SESSION, merchant, token_hash, at)
    return None if row is None else _session(row)


async def end_session(tx: Transaction, merchant: MerchantId, token_hash: bytes) -> None:
    await tx.run(END_SESSION, merchant, token_hash)


async def end_sessions(tx: Transaction, merchant: MerchantId, user: UserId) -> None:
    await tx.run(END_SESSIONS, merchant, user)


def _user(row: Row) -> User:
    return User(
        id=UserId(row["id"]),
        merchant=MerchantId(row["merchant_id"]),
        email=row["email"],
        name=row["name"],
        role=Role(row["role"]),
        created_at=row["created_at"],
        disabled_at=row["disabled_at"],
    )


def _session(row: Row) -> Session:
    merchant = Merchant(
        id=MerchantId(row["merchant_id"]),
        name=row["merchant_name"],
        country=row["country"],
        currency=row["currency"],
        locale=row["locale"],
        time_zone=row["time_zone"],
    )
    return Session(_user(row), merchant, row["csrf_token"], row["expires_at"])
