"""Codes that were mailed to guests, and the tokens of those who proved their address."""

from datetime import datetime, timedelta

from regulars.kernel.ids import MemberId, MerchantId
from regulars.platform.db import Reads, Transaction

ADD_CODE = """
    insert into guest_codes (merchant_id, member_id, code_hash, codes, first_at, created_at,
                             expires_at)
    values ($1, $2, $3, 1, $4, $4, $5)
    on conflict (merchant_id, member_id) do update
       set code_hash = excluded.code_hash, tries = 0,
           codes = case when guest_codes.first_at <= $7 then 1 else guest_codes.codes + 1 end,
           first_at = case when guest_codes.first_at <= $7 then $4 else guest_codes.first_at end,
           created_at = $4, expires_at = $5
     where guest_codes.created_at <= $6
       and (guest_codes.codes < $8 or guest_codes.first_at <= $7)
    returning true
"""

TRY_CODE = """
    update guest_codes set tries = tries + 1
     where merchant_id = $1 and member_id = $2 and tries < $3 and expires_at > $4
    returning code_hash
"""

USE_CODE = """
    update guest_codes set expires_at = $4
     where merchant_id = $1 and member_id = $2 and code_hash = $3 and expires_at > $4
"""

SIGN_IN = """
    insert into guest_tokens (merchant_id, token_hash, member_id, created_at, expires_at)
    values ($1, $2, $3, $4, $5)
"""

# Whoever was merged stays signed in, as who they are now.
MEMBER_OF = """
    select coalesce(m.merged_into, m.id)
      from guest_tokens t
      join members m on (m.merchant_id, m.id) = (t.merchant_id, t.member_id)
     where t.merchant_id = $1 and t.token_hash = $2 and t.revoked_at is null and t.expires_at > $3
"""

REVOKE = """
    update guest_tokens set revoked_at = $3
     where merchant_id = $1 and token_hash = $2 and revoked_at is null
"""


async def add_code(
    tx: Transaction,
    merchant: MerchantId,
    member: MemberId,
    *,
    code_hash: bytes,
    at: datetime,
    until: datetime,
    pause: timedelta,
    most: int,
    within: timedelta,
) -> bool:
    """Keep a code in place of the one before.

    False when that one is younger than `pause`, or when it was the last of `most` that were mailed
    `within` that time.
    """
    return bool(
        await tx.value(
            ADD_CODE, merchant, member, code_hash, at, until, at - pause, at - within, most
        )
    )


async def try_code(
    tx: Transaction, merchant: MerchantId, member: MemberId, *, most: int, at: datetime
) -> bytes | None:
    """Count a try and answer the hash that it has to meet; None when no try is left."""
    found: bytes | None = await tx.value(TRY_CODE, merchant, member, most, at)
    return found


async def use_code(
    tx: Transaction, merchant: MerchantId, member: MemberId, code_hash: bytes, *, at: datetime
) -> bool:
    """End the code; False when it has ended before."""
    return bool(await tx.run(USE_CODE, merchant, member, code_hash, at))


async def add_token(
    tx: Transaction,
    merchant: MerchantId,
    member: MemberId,
    *,
    token_hash: bytes,
    at: datetime,
    until: datetime,
) -> None:
    await tx.run(SIGN_IN, merchant, token_hash, member, at, until)


async def member_of(
    reads: Reads, merchant: MerchantId, token_hash: bytes, *, at: datetime
) -> MemberId | None:
    found = await reads.value(MEMBER_OF, merchant, token_hash, at)
    return None if found is None else MemberId(found)


async def revoke(tx: Transaction, merchant: MerchantId, token_hash: bytes, *, at: datetime) -> None:
    await tx.run(REVOKE, merchant, token_hash, at)
