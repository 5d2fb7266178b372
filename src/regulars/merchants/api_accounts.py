"""Tills that call the voucher API: who they are, and which stores they reach."""

from collections.abc import Sequence
from datetime import datetime

from regulars.kernel.errors import Invalid, NotFound
from regulars.kernel.ids import ApiAccountId, MerchantId, StoreId, uuid7
from regulars.merchants import rules
from regulars.merchants.errors import UsernameTaken
from regulars.merchants.facts import (
    ApiAccountChanged,
    ApiAccountCreated,
    ApiAccountDisabled,
    ApiAccountEnabled,
    ApiPasswordSet,
)
from regulars.merchants.model import ApiAccount, ApiTokenKind, NewApiAccount
from regulars.merchants.passwords import hash_password
from regulars.merchants.store import api_accounts as store
from regulars.merchants.store import api_tokens as tokens_store
from regulars.merchants.store import merchants as merchants_store
from regulars.platform import journal
from regulars.platform.db import Database, Reads, Transaction

LOGGED_IN = (ApiTokenKind.ACCESS, ApiTokenKind.REFRESH)


async def create_account(
    db: Database, merchant: MerchantId, new: NewApiAccount, *, at: datetime, actor: str = "system"
) -> ApiAccount:
    """Let a till call the voucher API. Raises `Invalid` with a field, `UsernameTaken`."""
    new = rules.checked_api_account(new)
    await _check_stores(db, merchant, new.stores)
    password_hash = await hash_password(new.password)
    account = ApiAccount(
        ApiAccountId(uuid7(at)), merchant, new.username, new.name, new.stores, created_at=at
    )

    async def work(tx: Transaction) -> None:
        if not await store.add_account(tx, account, password_hash=password_hash):
            raise UsernameTaken("This user name is taken. Choose another one.")
        fact = ApiAccountCreated(account.id, username=account.username, stores=account.stores)
        await journal.write(tx, merchant, fact, at=at, actor=actor)

    await db.tx(work)
    return account


async def accounts(db: Reads, merchant: MerchantId) -> Sequence[ApiAccount]:
    """Every till that can call the voucher API or could, in the order they came."""
    return await store.accounts(db, merchant)


async def read_account(db: Reads, merchant: MerchantId, account: ApiAccountId) -> ApiAccount:
    """One till's account. Raises `NotFound`."""
    found = await store.read_account(db, merchant, account)
    if found is None:
        raise NotFound("There is no such account.")
    return found


async def change_account(
    db: Database,
    merchant: MerchantId,
    account: ApiAccountId,
    name: str,
    stores: tuple[StoreId, ...],
    *,
    at: datetime,
    actor: str = "system",
) -> None:
    """Rename a till's account, or have it reach other stores. Raises `Invalid`, `NotFound`."""
    name = rules.checked_api_name(name)
    await _check_stores(db, merchant, stores)

    async def work(tx: Transaction) -> None:
        await read_account(tx, merchant, account)
        await store.change(tx, merchant, account, name, stores)
        fact = ApiAccountChanged(account, name=name, stores=stores)
        await journal.write(tx, merchant, fact, at=at, actor=actor)

    await db.tx(work)


async def set_password(
    db: Database,
    merchant: MerchantId,
    account: ApiAccountId,
    password: str,
    *,
    at: datetime,
    actor: str = "system",
) -> None:
    """Give a till a new password and log it out; its fixed tokens stay. Ends the wait after tries.

    Raises `Invalid`, `NotFound`.
    """
    rules.check_password(password)
    password_hash = await hash_password(password)

    async def work(tx: Transaction) -> None:
        found = await read_account(tx, merchant, account)
        await store.set_password_hash(tx, merchant, account, password_hash)
        await store.save_tries(tx, found.username, failures=0, locked_until=None)
        await tokens_store.end_all(tx, merchant, account, LOGGED_IN, at=at)
        await journal.write(tx, merchant, ApiPasswordSet(account), at=at, actor=actor)

    await db.tx(work)


async def disable_account(
    db: Database,
    merchant: MerchantId,
    account: ApiAccountId,
    *,
    at: datetime,
    actor: str = "system",
) -> None:
    """Cut a till off, at once and with every token it has. Raises `NotFound`."""

    async def work(tx: Transaction) -> None:
        await read_account(tx, merchant, account)
        await tokens_store.end_all(tx, merchant, account, tuple(ApiTokenKind), at=at)
        if await store.disable(tx, merchant, account, at=at):
            await journal.write(tx, merchant, ApiAccountDisabled(account), at=at, actor=actor)

    await db.tx(work)


async def enable_account(
    db: Database,
    merchant: MerchantId,
    account: ApiAccountId,
    *,
    at: datetime,
    actor: str = "system",
) -> None:
    """Let a till log in again. The tokens it had stay ended. Raises `NotFound`."""

    async def work(tx: Transaction) -> None:
        await read_account(tx, merchant, account)
        if await store.enable(tx, merchant, account):
            await journal.write(tx, merchant, ApiAccountEnabled(account), at=at, actor=actor)

    await db.tx(work)


async def _check_stores(db: Reads, merchant: MerchantId, stores: tuple[StoreId, ...]) -> None:
    known = {store.id for store in await merchants_store.stores(db, merchant)}
    if not known.issuperset(stores):
        raise Invalid("That store does not exist.", field="stores")
