"""What a connection calls the till's API with: kept encrypted, refreshed by one process at a time.

A process that meets an expired token asks for the lease of its generation. Who gets it refreshes
and puts the next generation in place; the others wait until that is there. So no transaction is
open while the till's maker is asked, and a process that dies only delays the others by the lease.
"""

from datetime import datetime, timedelta

from regulars.kernel.ids import ConnectionId, MerchantId
from regulars.merchants.model import Tokens
from regulars.merchants.store import tokens as store
from regulars.merchants.store.tokens import SealedTokens
from regulars.platform.db import Database, Transaction
from regulars.platform.secrets import KeyRing

LEASE = timedelta(seconds=15)
"""Longer than a refresh is waited for, so that a lease never ends under one that is at work."""


async def read_tokens(
    db: Database, ring: KeyRing, merchant: MerchantId, connection: ConnectionId
) -> Tokens | None:
    """The newest tokens, or None when the connection was never authorised, or not since.

    Raises `SecretUnreadable` for another key ring.
    """
    sealed = await store.read(db, merchant, connection)
    return opened(ring, connection, sealed) if sealed else None


def opened(ring: KeyRing, connection: ConnectionId, sealed: SealedTokens) -> Tokens:
    """Tokens to use. Without a refresh token its text is empty. Raises `SecretUnreadable`."""
    refresh = sealed.refresh_token
    return Tokens(
        access_token=ring.open(sealed.access_token, place=_access(connection)),
        refresh_token="" if refresh is None else ring.open(refresh, place=_refresh(connection)),
        expires_at=sealed.expires_at,
        generation=sealed.generation,
    )


async def keep_tokens(
    db: Database,
    ring: KeyRing,
    merchant: MerchantId,
    connection: ConnectionId,
    *,
    access_token: str,
    refresh_token: str,
    expires_at: datetime,
) -> Tokens:
    """Keep the tokens of a new grant, in place of any before."""

    async def work(tx: Transaction) -> int:
        return await store.keep(
            tx,
            merchant,
            connection,
            access_token=ring.seal(access_token, place=_access(connection)),
            refresh_token=_sealed_refresh(ring, connection, refresh_token),
            expires_at=expires_at,
        )

    return Tokens(access_token, refresh_token, expires_at, await db.tx(work))


async def lease_refresh(
    db: Database, merchant: MerchantId, connection: ConnectionId, generation: int, *, at: datetime
) -> bool:
    """Whether the caller is the one who refreshes `generation`. Nobody else may until `LEASE`."""

    async def work(tx: Transaction) -> bool:
        return await store.lease(tx, merchant, connection, generation, at=at, until=at + LEASE)

    return await db.tx(work)


async def keep_refreshed(
    db: Database,
    ring: KeyRing,
    merchant: MerchantId,
    connection: ConnectionId,
    generation: int,
    *,
    access_token: str,
    refresh_token: str,
    expires_at: datetime,
) -> bool:
    """Put what a refresh of `generation` brought in its place and end the lease.

    An empty `refresh_token` keeps the one before. False, and nothing changes, when `generation` is
    no longer the newest.
    """

    async def work(tx: Transaction) -> bool:
        return await store.replace(
            tx,
            merchant,
            connection,
            generation,
            access_token=ring.seal(access_token, place=_access(connection)),
            refresh_token=_sealed_refresh(ring, connection, refresh_token),
            expires_at=expires_at,
        )

    return await db.tx(work)


async def give_back_lease(
    db: Database, merchant: MerchantId, connection: ConnectionId, generation: int
) -> None:
    """Let another one try: the refresh of `generation` brought nothing."""

    async def work(tx: Transaction) -> None:
        await store.give_back(tx, merchant, connection, generation)

    await db.tx(work)


def _sealed_refresh(ring: KeyRing, connection: ConnectionId, refresh_token: str) -> bytes | None:
    return ring.seal(refresh_token, place=_refresh(connection)) if refresh_token else None


def _access(connection: ConnectionId) -> str:
    return f"connection:{connection}:access"


def _refresh(connection: ConnectionId) -> str:
    return f"connection:{connection}:refresh"
