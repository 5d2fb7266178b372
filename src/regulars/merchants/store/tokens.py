"""The tokens of connections in the database, still encrypted."""

from dataclasses import dataclass
from datetime import datetime

from regulars.kernel.ids import ConnectionId, MerchantId
from regulars.platform.db import Reads, Row, Transaction

READ = """
    select access_token, refresh_token, expires_at, generation
      from connection_tokens
     where merchant_id = $1 and connection_id = $2
"""

KEEP = """
    insert into connection_tokens
           (merchant_id, connection_id, access_token, refresh_token, expires_at, generation)
    values ($1, $2, $3, $4, $5, 1)
    on conflict (merchant_id, connection_id) do update
       set access_token = excluded.access_token,
           refresh_token = excluded.refresh_token,
           expires_at = excluded.expires_at,
           generation = connection_tokens.generation + 1,
           refreshing_until = null
    returning generation
"""

LEASE = """
    update connection_tokens
       set refreshing_until = $5
     where merchant_id = $1 and connection_id = $2 and generation = $3
       and (refreshing_until is null or refreshing_until <= $4)
"""

# Whoever was overtaken by a new grant, or whose lease ran out, changes nothing.
REPLACE = """
    update connection_tokens
       set access_token = $4,
           refresh_token = coalesce($5, refresh_token),
           expires_at = $6,
           generation = generation + 1,
           refreshing_until = null
     where merchant_id = $1 and connection_id = $2 and generation = $3
"""

GIVE_BACK = """
    update connection_tokens
       set refreshing_until = null
     where merchant_id = $1 and connection_id = $2 and generation = $3
"""


@dataclass(frozen=True, slots=True)
class SealedTokens:
    """A row. A grant that cannot be refreshed has no refresh token."""

    access_token: bytes
    refresh_token: bytes | None
    expires_at: datetime
    generation: int


async def read(db: Reads, merchant: MerchantId, connection: ConnectionId) -> SealedTokens | None:
    row = await db.one_or_none(READ, merchant, connection)
    return None if row is None else sealed_tokens(row)


async def keep(
    tx: Transaction,
    merchant: MerchantId,
    connection: ConnectionId,
    *,
    access_token: bytes,
    refresh_token: bytes | None,
    expires_at: datetime,
) -> int:
    """Keep the tokens of a new grant and answer their generation."""
    generation: int = await tx.value(
        KEEP, merchant, connection, access_token, refresh_token, expires_at
    )
    return generation


async def lease(
    tx: Transaction,
    merchant: MerchantId,
    connection: ConnectionId,
    generation: int,
    *,
    at: datetime,
    until: datetime,
) -> bool:
    """Whether the caller is now the one who refreshes `generation`."""
    return await tx.run(LEASE, merchant, connection, generation, at, until) == 1


async def replace(
    tx: Transaction,
    merchant: MerchantId,
    connection: ConnectionId,
    generation: int,
    *,
    access_token: bytes,
    refresh_token: bytes | None,
    expires_at: datetime,
) -> bool:
    """Put the next generation in place of `generation`; False when it is not the newest."""
    changed = await tx.run(
        REPLACE, merchant, connection, generation, access_token, refresh_token, expires_at
    )
    return changed == 1


async def give_back(
    tx: Transaction, merchant: MerchantId, connection: ConnectionId, generation: int
) -> None:
    await tx.run(GIVE_BACK, merchant, connection, generation)


def sealed_tokens(row: Row) -> SealedTokens:
    return SealedTokens(
        row["access_token"], row["refresh_token"], row["expires_at"], row["generation"]
    )
