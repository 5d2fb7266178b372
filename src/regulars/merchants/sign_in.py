"""Signing in to the console and out again.

A session is a cookie: the merchant and an unguessable token, of which only a hash is kept. Failed
tries in a row are answered more and more slowly, and an unknown e-mail address like a wrong
password.
"""

import hashlib
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from regulars.kernel.ids import MerchantId
from regulars.merchants import rules
from regulars.merchants.errors import SignInRefused
from regulars.merchants.model import Session
from regulars.merchants.passwords import matches
from regulars.merchants.store import users as store
from regulars.merchants.store.users import SignIn
from regulars.merchants.tries import begin_try
from regulars.platform.db import Database, Transaction
from regulars.platform.secrets import from_text, to_text

STAYS_SIGNED_IN = timedelta(days=30)
TOKEN = 32


async def sign_in(db: Database, email: str, password: str, *, at: datetime) -> tuple[str, Session]:
    """Open a session and answer the text of its cookie. Raises `SignInRefused`."""
    email = rules.normal_email(email)
    found = await begin_try(db, store.lock_sign_in, store.save_tries, email, at=at)
    kept = None if found is None else await store.password_hash(db, found.merchant, found.user)
    too_long = len(password) > rules.LONGEST_PASSWORD
    if not await matches(None if too_long else kept, "" if too_long else password) or not found:
        raise SignInRefused(
            "E-mail address and password do not match. "
            "After five wrong tries, wait a few minutes before the next."
        )
    return await _open_session(db, email, found, at)


async def session_of(db: Database, token: str, *, at: datetime) -> Session | None:
    """The session behind a cookie's text; None when it ended, expired or never was."""
    parts = _read(token)
    return None if parts is None else await store.session(db, *parts, at=at)


async def sign_out(db: Database, token: str) -> None:
    """End the session behind a cookie's text, if there is one."""
    parts = _read(token)
    if parts is None:
        return

    async def work(tx: Transaction) -> None:
        await store.end_session(tx, *parts)

    await db.tx(work)


async def _open_session(
    db: Database, email: str, found: SignIn, at: datetime
) -> tuple[str, Session]:
    token = secrets.token_bytes(TOKEN)

    async def work(tx: Transaction) -> Session | None:
        await store.save_tries(tx, email, failures=0, locked_until=None)
        await store.add_session(
            tx,
            found.merchant,
            found.user,
            token_hash=_hash(token),
            csrf_token=to_text(secrets.token_bytes(24)),
            at=at,
            until=at + STAYS_SIGNED_IN,
        )
        return await store.session(tx, found.merchant, _hash(token), at=at)

    session = await db.tx(work)
    if session is None:
        raise SignInRefused("This user has been disabled.")
    return to_text(found.merchant.bytes + token), session


def _read(token: str) -> tuple[MerchantId, bytes] | None:
    """The merchant and the hash that a cookie's text stands for; None for nonsense."""
    try:
        raw = from_text(token)
    except ValueError:
        return None
    if len(raw) != 16 + TOKEN:
        return None
    return MerchantId(UUID(bytes=raw[:16])), _hash(raw[16:])


def _hash(token: bytes) -> bytes:
    return hashlib.sha256(token).digest()
