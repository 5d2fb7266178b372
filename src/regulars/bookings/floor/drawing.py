"""Whoever changes a store's floor does so alone, and open diaries hear of it."""

from datetime import datetime
from typing import Literal

from regulars.bookings.facts import DayChanged
from regulars.bookings.floor.model import Floor
from regulars.bookings.floor.read import found
from regulars.bookings.store import floor as store
from regulars.kernel.ids import CombinationId, MerchantId, SectionId, StoreId, TableId
from regulars.platform import journal
from regulars.platform.db import Transaction

What = Literal["floor", "services", "blockouts", "statuses"]


async def lock_floor(tx: Transaction, merchant: MerchantId, at_store: StoreId) -> Floor:
    """Wait for who else changes the store's floor or services. Raises `NoSuchPlace`. A step."""
    return found(await store.lock(tx, merchant, at_store))


async def lock_floor_of(
    tx: Transaction, merchant: MerchantId, place: SectionId | TableId | CombinationId
) -> Floor:
    """The same, for the store that a section, table or combination is of. A step."""
    return await lock_floor(tx, merchant, found(await store.store_of(tx, merchant, place)))


async def tell(
    tx: Transaction,
    merchant: MerchantId,
    at_store: StoreId,
    what: What,
    *,
    at: datetime,
    actor: str,
) -> None:
    """Have open diaries of the store read it anew. A step."""
    fact = DayChanged(store=at_store, what=what)
    await journal.write(tx, merchant, fact, at=at, actor=actor)
