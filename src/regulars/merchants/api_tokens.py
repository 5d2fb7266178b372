"""Logging in to the voucher API, and the tokens that a till calls it with.

A token is the merchant and 32 unguessable bytes, of which only a hash is kept. A login gives a
token to call with for some minutes and one to get the next pair with. That one can be used once:
where it comes a second time it has got into other hands, and everything of that login ends.
"""

import hashlib
import secrets
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from regulars.kernel.errors import NotFound
from regulars.kernel.ids import ApiAccountId, MerchantId, StoreId
from regulars.merchants import rules
from regulars.merchants.api_accounts import read_account
from regulars.merchants.errors import SignInRefused, TokenRefused
from regulars.merchants.facts import ApiTokenEnded, ApiTokenMade
from regulars.merchants.model import ApiTokenKind, ApiTokens, Caller, FixedToken
from regulars.merchants.passwords import matches
from regulars.merchants.store import api_accounts as accounts_store
from regulars.merchants.store import api_tokens as store
from regulars.merchants.store.api_accounts import ApiSignIn
from regulars.merchants.tries import begin_try
from regulars.platform import journal
from regulars.platform.db import Database, Reads, Transaction
from regulars.platform.secrets import from_text, to_text

ACCESS = timedelta(minutes=10)
REFRESH = timedelta(days=30)
DRAWN = 32
HINT = 4
"""How many of a fixed token's last letters are kept, to tell one from another."""


async def log_in(db: Database, username: str, password: str, *, at: datetime) -> ApiTokens:
    """Tokens for a till. Raises `SignInRefused`, with one sentence for every reason."""
    username = rules.normal_username(username)
    found = await _begin_try(db, username, at)
    kept = None
    if found is not None:
        kept = await accounts_store.password_hash(db, found.merchant, found.account)
    too_long = len(password) > rules.LONGEST_PASSWORD
    if not await matches(None if too_long else kept, "" if too_long else password) or not found:
        raise SignInRefused(
            "User name and password do not match. "
            "After five wrong tries, wait a few minutes before the next."
        )

    async def work(tx: Transaction) -> ApiTokens:
        await accounts_store.save_tries(tx, username, failures=0, locked_until=None)
        await store.forget_expired(tx, found.merchant, found.account, at=at)
        return await _hand_out(tx, found.merchant, found.account, uuid4(), at)

    return await db.tx(work)


async def caller(db: Reads, token: str, store_id: StoreId | None, *, at: datetime) -> Caller | None:
    """Who calls with `token`, and the store if it is within their reach. One statement.

    None for a token that expired, was ended or never was, and for a till that was cut off.
    """
    parts = _read(token)
    return None if parts is None else await store.caller(db, *parts, store_id, at=at)


async def refresh(db: Database, token: str, *, at: datetime) -> ApiTokens:
    """The next pair for a refresh token, which is used up. Raises `TokenRefused`."""
    parts = _read(token)

    async def work(tx: Transaction) -> ApiTokens | None:
        if parts is None:
            return None
        merchant, token_hash = parts
        kept = await store.lock_token(tx, merchant, token_hash, at=at)
        if kept is None or kept.kind is not ApiTokenKind.REFRESH or kept.disabled:
            return None
        if kept.used_up:
            await store.end_family(tx, merchant, kept.family, at=at)
            return None
        await store.use_up(tx, merchant, token_hash, at=at)
        await store.forget_expired(tx, merchant, kept.account, at=at)
        return await _hand_out(tx, merchant, kept.account, kept.family, at)

    tokens = await db.tx(work)
    if tokens is None:
        raise TokenRefused("This refresh token is not good any more. Log in again.")
    return tokens


async def log_out(db: Database, token: str, *, at: datetime) -> None:
    """End a login by its access or its refresh token. A fixed token stays: it ends in the console.

    Nothing to end is fine.
    """
    parts = _read(token)

    async def work(tx: Transaction) -> None:
        if parts is None:
            return
        kept = await store.lock_token(tx, *parts, at=at)
        if kept is not None and kept.kind is not ApiTokenKind.FIXED:
            await store.end_family(tx, parts[0], kept.family, at=at)

    await db.tx(work)


async def make_token(
    db: Database,
    merchant: MerchantId,
    account: ApiAccountId,
    name: str,
    *,
    at: datetime,
    actor: str = "system",
) -> str:
    """A token that stays until it is ended. Its text is answered once and never again.

    Raises `Invalid`, `NotFound`.
    """
    name = rules.checked_api_name(name)
    text, token_hash = _draw(merchant)

    async def work(tx: Transaction) -> None:
        found = await read_account(tx, merchant, account)
        if found.disabled_at is not None:
            raise NotFound("This account is disabled. Enable it first.")
        hint = text[-HINT:]
        await store.add(
            tx,
            merchant,
            account,
            ApiTokenKind.FIXED,
            token_hash=token_hash,
            family=uuid4(),
            at=at,
            until=None,
            name=name,
            hint=hint,
        )
        fact = ApiTokenMade(account, name=name, hint=hint)
        await journal.write(tx, merchant, fact, at=at, actor=actor)

    await db.tx(work)
    return text


async def fixed_tokens(db: Reads, merchant: MerchantId, account: ApiAccountId) -> list[FixedToken]:
    """The account's tokens that stay, oldest first."""
    return list(await store.fixed(db, merchant, account))


async def end_token(
    db: Database,
    merchant: MerchantId,
    account: ApiAccountId,
    token_hash: bytes,
    *,
    at: datetime,
    actor: str = "system",
) -> None:
    """End a token that would have stayed. Raises `NotFound`."""

    async def work(tx: Transaction) -> None:
        ended = await store.end_fixed(tx, merchant, account, token_hash, at=at)
        if ended is None:
            raise NotFound("There is no such token, or it was ended before.")
        fact = ApiTokenEnded(account, name=ended.name, hint=ended.hint)
        await journal.write(tx, merchant, fact, at=at, actor=actor)

    await db.tx(work)


async def _begin_try(db: Database, username: str, at: datetime) -> ApiSignIn | None:
    """The till that tries; None also for what can be no user name."""
    if not rules.USERNAME.fullmatch(username):
        return None
    return await begin_try(
        db, accounts_store.lock_sign_in, accounts_store.save_tries, username, at=at
    )


async def _hand_out(
    tx: Transaction, merchant: MerchantId, account: ApiAccountId, family: UUID, at: datetime
) -> ApiTokens:
    """A fresh pair of one login."""
    access, access_hash = _draw(merchant)
    again, again_hash = _draw(merchant)
    for kind, token_hash, lasts in (
        (ApiTokenKind.ACCESS, access_hash, ACCESS),
        (ApiTokenKind.REFRESH, again_hash, REFRESH),
    ):
        await store.add(
            tx,
            merchant,
            account,
            kind,
            token_hash=token_hash,
            family=family,
            at=at,
            until=at + lasts,
        )
    return ApiTokens(access, at + ACCESS, again, at + REFRESH)


def _draw(merchant: MerchantId) -> tuple[str, bytes]:
    """A token's text, and what to keep in place of it."""
    drawn = secrets.token_bytes(DRAWN)
    return to_text(merchant.bytes + drawn), _hash(drawn)


def _read(token: str) -> tuple[MerchantId, bytes] | None:
    """The merchant and the hash that a token's text stands for; None for nonsense."""
    try:
        raw = from_text(token)
    except ValueError:
        return None
    if len(raw) != 16 + DRAWN:
        return None
    return MerchantId(UUID(bytes=raw[:16])), _hash(raw[16:])


def _hash(drawn: bytes) -> bytes:
    return hashlib.sha256(drawn).digest()
