"""Services are written down, changed, and taken away."""

from datetime import datetime

import msgspec

from regulars.bookings.floor.drawing import lock_floor, tell
from regulars.bookings.floor.model import Service, ServiceTerms
from regulars.bookings.floor.read import found, read_service, read_services
from regulars.bookings.rules.floor import checked_service
from regulars.bookings.store import services as store
from regulars.kernel.ids import MerchantId, ServiceId, StoreId, uuid7
from regulars.platform.db import Database, Transaction


async def add_service(
    db: Database,
    merchant: MerchantId,
    at_store: StoreId,
    terms: ServiceTerms,
    *,
    at: datetime,
    actor: str,
) -> Service:
    """One more service, after the others. Raises `BadFloor`, `NoSuchPlace`."""

    async def work(tx: Transaction) -> Service:
        floor = await lock_floor(tx, merchant, at_store)
        others = await read_services(tx, merchant, at_store, also_inactive=True)
        new = Service(
            id=ServiceId(uuid7(at)),
            store=at_store,
            terms=checked_service(terms, others, floor),
            position=max((one.position for one in others), default=0) + 1,
        )
        await store.add(tx, merchant, new)
        await tell(tx, merchant, at_store, "services", at=at, actor=actor)
        return new

    return await db.tx(work)


async def change_service(
    db: Database,
    merchant: MerchantId,
    service: ServiceId,
    terms: ServiceTerms,
    *,
    at: datetime,
    actor: str,
) -> Service:
    """Other terms from now on; bookings stay as taken. Raises `BadFloor`, `NoSuchPlace`."""

    async def work(tx: Transaction) -> Service:
        at_store = found(await store.store_of(tx, merchant, service))
        floor = await lock_floor(tx, merchant, at_store)
        every = await read_services(tx, merchant, at_store, also_inactive=True)
        before = found(next((one for one in every if one.id == service), None))
        checked = checked_service(terms, every, floor, but=service)
        changed = msgspec.structs.replace(before, terms=checked)
        await store.change(tx, merchant, changed)
        await tell(tx, merchant, at_store, "services", at=at, actor=actor)
        return changed

    return await db.tx(work)


async def remove_service(
    db: Database, merchant: MerchantId, service: ServiceId, *, at: datetime, actor: str
) -> Service | None:
    """Take a service away; one with bookings is only switched off, and answered as it is then.

    Raises `NoSuchPlace`.
    """

    async def work(tx: Transaction) -> Service | None:
        before = await read_service(tx, merchant, service)
        await lock_floor(tx, merchant, before.store)
        left = None
        if await store.has_bookings(tx, merchant, service):
            terms = msgspec.structs.replace(before.terms, active=False)
            left = msgspec.structs.replace(before, terms=terms)
            await store.change(tx, merchant, left)
        else:
            await store.remove(tx, merchant, service)
        await tell(tx, merchant, before.store, "services", at=at, actor=actor)
        return left

    return await db.tx(work)
