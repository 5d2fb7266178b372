"""The venues of a merchant."""

from collections.abc import Collection, Sequence
from datetime import datetime

from regulars.kernel.ids import MerchantId, StoreId, draw_store_id
from regulars.merchants import rules
from regulars.merchants.errors import NameTaken
from regulars.merchants.facts import PublicVouchersListed, StoreAdded
from regulars.merchants.model import Merchant, Store
from regulars.merchants.store import merchants as store
from regulars.platform import journal
from regulars.platform.db import Database, Reads, Transaction


async def add_store(
    db: Database, merchant: Merchant, name: str, *, at: datetime, actor: str = "system"
) -> Store:
    """One more venue, in the merchant's country and time zone. Raises `Invalid`, `NameTaken`."""
    name = rules.checked_name(name, field="store_name", what="The store")

    async def work(tx: Transaction) -> Store:
        return await open_store(tx, merchant, name, at=at, actor=actor)

    return await db.tx(work)


async def stores(db: Reads, merchant: MerchantId) -> Sequence[Store]:
    """The merchant's venues, by name."""
    return await store.stores(db, merchant)


async def list_public_vouchers(
    db: Database,
    merchant: MerchantId,
    at_stores: Collection[StoreId],
    *,
    at: datetime,
    actor: str = "system",
) -> None:
    """Tell the tills of these stores, and of no others, of public vouchers with a member's own."""

    async def work(tx: Transaction) -> None:
        for number, listed in await store.list_public_vouchers(tx, merchant, at_stores):
            fact = PublicVouchersListed(number, listed)
            await journal.write(tx, merchant, fact, at=at, actor=actor)

    await db.tx(work)


async def open_store(
    tx: Transaction, merchant: Merchant, name: str, *, at: datetime, actor: str = "system"
) -> Store:
    """The step that adds a venue. Its number is drawn until it is free."""
    if await store.has_store_named(tx, merchant.id, name):
        raise _taken(name)
    for _ in range(3):
        new = Store(draw_store_id(), name, merchant.country, merchant.time_zone)
        if await store.add_store(tx, merchant.id, new, at=at):
            await journal.write(tx, merchant.id, StoreAdded(new.id, name), at=at, actor=actor)
            return new
    raise _taken(name)


def _taken(name: str) -> NameTaken:
    return NameTaken(f"There is a store named {name} already.")
