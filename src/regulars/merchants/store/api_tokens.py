"""The voucher API's tokens in the database, as hashes, and the question who calls with one."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from regulars.kernel.ids import ApiAccountId, MerchantId, StoreId
from regulars.merchants.model import ApiTokenKind, Caller, FixedToken, Store
from regulars.platform.db import Reads, Row, Transaction

ADD = """
    insert into api_tokens
           (merchant_id, token_hash, account_id, kind, family, name, hint, created_at, expires_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
"""

FORGET_EXPIRED = """
    delete from api_tokens where merchant_id = $1 and account_id = $2 and expires_at <= $3
"""

# A store that the account may not reach is as if it were not there.
CALLER = """
    select account.id as account_id, account.name as account_name, account.stores,
           merchants.currency, stores.id as store_id, stores.name, stores.country, stores.time_zone
      from api_tokens as token
      join api_accounts as account
        on account.merchant_id = token.merchant_id and account.id = token.account_id
      join merchants on merchants.merchant_id = token.merchant_id
      left join stores
        on stores.merchant_id = token.merchant_id and stores.id = $3
       and (account.stores = '{}' or stores.id = any (account.stores))
     where token.merchant_id = $1
       and token.token_hash = $2
       and token.kind <> 'refresh'
       and token.revoked_at is null
       and (token.expires_at is null or token.expires_at > $4)
       and account.disabled_at is null
"""

LOCK = """
    select token.account_id, token.kind, token.family, token.revoked_at,
           account.disabled_at is not null as disabled
      from api_tokens as token
      join api_accounts as account
        on account.merchant_id = token.merchant_id and account.id = token.account_id
     where token.merchant_id = $1 and token.token_hash = $2
       and (token.expires_at is null or token.expires_at > $3)
       for update of token
"""

USE_UP = "update api_tokens set revoked_at = $3 where merchant_id = $1 and token_hash = $2"

END_FAMILY = """
    update api_tokens set revoked_at = $3
     where merchant_id = $1 and family = $2 and revoked_at is null
"""

END_ALL = """
    update api_tokens set revoked_at = $3
     where merchant_id = $1 and account_id = $2 and revoked_at is null and kind = any ($4)
"""

FIXED = """
    select token_hash, name, hint, created_at
      from api_tokens
     where merchant_id = $1 and account_id = $2 and kind = 'fixed' and revoked_at is null
     order by created_at, token_hash
"""

END_FIXED = """
    update api_tokens set revoked_at = $4
     where merchant_id = $1 and account_id = $2 and token_hash = $3
       and kind = 'fixed' and revoked_at is null
    returning token_hash, name, hint, created_at
"""


class KeptToken(NamedTuple):
    """A token that has not expired. `family` are all the tokens of one login."""

    account: ApiAccountId
    kind: ApiTokenKind
    family: UUID
    used_up: bool
    disabled: bool


async def add(
    tx: Transaction,
    merchant: MerchantId,
    account: ApiAccountId,
    kind: ApiTokenKind,
    *,
    token_hash: bytes,
    family: UUID,
    at: datetime,
    until: datetime | None,
    name: str = "",
    hint: str = "",
) -> None:
    await tx.run(ADD, merchant, token_hash, account, kind.value, family, name, hint, at, until)


async def forget_expired(
    tx: Transaction, merchant: MerchantId, account: ApiAccountId, *, at: datetime
) -> None:
    await tx.run(FORGET_EXPIRED, merchant, account, at)


async def caller(
    db: Reads, merchant: MerchantId, token_hash: bytes, store: StoreId | None, *, at: datetime
) -> Caller | None:
    """Who calls with the token, and `store` if it is theirs. None for a token that is not good."""
    row = await db.one_or_none(CALLER, merchant, token_hash, store, at)
    return None if row is None else _caller(merchant, row)


async def lock_token(
    tx: Transaction, merchant: MerchantId, token_hash: bytes, *, at: datetime
) -> KeptToken | None:
    """The token, if it has not expired. Nobody else uses it until `tx` is over."""
    row = await tx.one_or_none(LOCK, merchant, token_hash, at)
    if row is None:
        return None
    return KeptToken(
        account=ApiAccountId(row["account_id"]),
        kind=ApiTokenKind(row["kind"]),
        family=row["family"],
        used_up=row["revoked_at"] is not None,
        disabled=row["disabled"],
    )


async def use_up(tx: Transaction, merchant: MerchantId, token_hash: bytes, *, at: datetime) -> None:
    await tx.run(USE_UP, merchant, token_hash, at)


async def end_family(tx: Transaction, merchant: MerchantId, family: UUID, *, at: datetime) -> None:
    await tx.run(END_FAMILY, merchant, family, at)


async def end_all(
    tx: Transaction,
    merchant: MerchantId,
    account: ApiAccountId,
    kinds: Sequence[ApiTokenKind],
    *,
    at: datetime,
) -> None:
    await tx.run(END_ALL, merchant, account, at, [kind.value for kind in kinds])


async def fixed(db: Reads, merchant: MerchantId, account: ApiAccountId) -> Sequence[FixedToken]:
    return [_fixed(row) for row in await db.all(FIXED, merchant, account)]


async def end_fixed(
    tx: Transaction, merchant: MerchantId, account: ApiAccountId, token_hash: bytes, *, at: datetime
) -> FixedToken | None:
    """End a token that would have stayed; None when there is none such."""
    row = await tx.one_or_none(END_FIXED, merchant, account, token_hash, at)
    return None if row is None else _fixed(row)


def _caller(merchant: MerchantId, row: Row) -> Caller:
    return Caller(
        merchant=merchant,
        currency=row["currency"],
        account=ApiAccountId(row["account_id"]),
        name=row["account_name"],
        stores=tuple(row["stores"]),
        store=_store(row),
    )


def _store(row: Row) -> Store | None:
    if row["store_id"] is None:
        return None
    return Store(StoreId(row["store_id"]), row["name"], row["country"], row["time_zone"])


def _fixed(row: Row) -> FixedToken:
    return FixedToken(row["token_hash"], row["name"], row["hint"], row["created_at"])
