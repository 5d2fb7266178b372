"""Tills that call the voucher API, and the user names they log in with, in the database."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from regulars.kernel.ids import ApiAccountId, MerchantId, StoreId
from regulars.merchants.model import ApiAccount
from regulars.platform.db import Reads, Row, Transaction

ADD_ACCOUNT = """
    insert into api_accounts (merchant_id, id, username, name, password_hash, stores, created_at)
    values ($1, $2, $3, $4, $5, $6, $7)
"""

ADD_SIGN_IN = """
    insert into api_sign_ins (username, merchant_id, account_id)
    values ($1, $2, $3)
    on conflict do nothing
"""

SIGN_IN = """
    select merchant_id, account_id, failures, locked_until
      from api_sign_ins
     where username = $1
       for update
"""

TRIED = "update api_sign_ins set failures = $2, locked_until = $3 where username = $1"

READ_ACCOUNT = """
    select merchant_id, id, username, name, stores, created_at, disabled_at
      from api_accounts
     where merchant_id = $1 and id = $2
"""

ACCOUNTS = """
    select merchant_id, id, username, name, stores, created_at, disabled_at
      from api_accounts
     where merchant_id = $1
     order by created_at, id
"""

KEPT_HASH = """
    select password_hash
      from api_accounts
     where merchant_id = $1 and id = $2 and disabled_at is null
"""

CHANGE = "update api_accounts set name = $3, stores = $4 where merchant_id = $1 and id = $2"
RENEW_HASH = "update api_accounts set password_hash = $3 where merchant_id = $1 and id = $2"

DISABLE = """
    update api_accounts set disabled_at = $3
     where merchant_id = $1 and id = $2 and disabled_at is null
"""

ENABLE = """
    update api_accounts set disabled_at = null
     where merchant_id = $1 and id = $2 and disabled_at is not null
"""


class ApiSignIn(NamedTuple):
    """Whom a user name logs in, and how often that failed in a row."""

    merchant: MerchantId
    account: ApiAccountId
    failures: int
    locked_until: datetime | None


async def add_account(tx: Transaction, account: ApiAccount, *, password_hash: str) -> bool:
    """Add `account` with its user name; False when that is taken."""
    if not await tx.run(ADD_SIGN_IN, account.username, account.merchant, account.id):
        return False
    await tx.run(
        ADD_ACCOUNT,
        account.merchant,
        account.id,
        account.username,
        account.name,
        password_hash,
        list(account.stores),
        account.created_at,
    )
    return True


async def lock_sign_in(tx: Transaction, username: str) -> ApiSignIn | None:
    """Whom `username` logs in. Nobody else tries with it until `tx` is over."""
    row = await tx.one_or_none(SIGN_IN, username)
    if row is None:
        return None
    merchant, account = MerchantId(row["merchant_id"]), ApiAccountId(row["account_id"])
    return ApiSignIn(merchant, account, row["failures"], row["locked_until"])


async def save_tries(
    tx: Transaction, username: str, *, failures: int, locked_until: datetime | None
) -> None:
    await tx.run(TRIED, username, failures, locked_until)


async def read_account(db: Reads, merchant: MerchantId, account: ApiAccountId) -> ApiAccount | None:
    row = await db.one_or_none(READ_ACCOUNT, merchant, account)
    return None if row is None else _account(row)


async def accounts(db: Reads, merchant: MerchantId) -> Sequence[ApiAccount]:
    return [_account(row) for row in await db.all(ACCOUNTS, merchant)]


async def password_hash(db: Reads, merchant: MerchantId, account: ApiAccountId) -> str | None:
    """The kept hash; None for nobody and for who is disabled."""
    found: str | None = await db.value(KEPT_HASH, merchant, account)
    return found


async def change(
    tx: Transaction,
    merchant: MerchantId,
    account: ApiAccountId,
    name: str,
    stores: Sequence[StoreId],
) -> None:
    await tx.run(CHANGE, merchant, account, name, list(stores))


async def set_password_hash(
    tx: Transaction, merchant: MerchantId, account: ApiAccountId, kept: str
) -> None:
    await tx.run(RENEW_HASH, merchant, account, kept)


async def disable(
    tx: Transaction, merchant: MerchantId, account: ApiAccountId, *, at: datetime
) -> bool:
    """Disable `account`; False when that has been done."""
    return bool(await tx.run(DISABLE, merchant, account, at))


async def enable(tx: Transaction, merchant: MerchantId, account: ApiAccountId) -> bool:
    """Enable `account` again; False when it is not disabled."""
    return bool(await tx.run(ENABLE, merchant, account))


def _account(row: Row) -> ApiAccount:
    return ApiAccount(
        id=ApiAccountId(row["id"]),
        merchant=MerchantId(row["merchant_id"]),
        username=row["username"],
        name=row["name"],
        stores=tuple(StoreId(one) for one in row["stores"]),
        created_at=row["created_at"],
        disabled_at=row["disabled_at"],
    )
