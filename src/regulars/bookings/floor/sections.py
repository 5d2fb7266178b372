"""Sections are added to a floor, changed, and taken away."""

from datetime import datetime

import msgspec

from regulars.bookings.errors import InUse
from regulars.bookings.floor.drawing import lock_floor, lock_floor_of, tell
from regulars.bookings.floor.model import Floor, Section, Service
from regulars.bookings.floor.read import found, read_services
from regulars.bookings.floor.tables import check_unused
from regulars.bookings.rules.floor import checked_section
from regulars.bookings.store import floor as store
from regulars.bookings.store import services
from regulars.kernel.ids import MerchantId, SectionId, StoreId, uuid7
from regulars.platform.db import Database, Transaction


async def add_section(
    db: Database,
    merchant: MerchantId,
    at_store: StoreId,
    name: str,
    *,
    columns: int = 24,
    rows: int = 16,
    at: datetime,
    actor: str,
) -> Section:
    """One more section, after the others. Raises `BadFloor`, `NoSuchPlace`."""

    async def work(tx: Transaction) -> Section:
        floor = await lock_floor(tx, merchant, at_store)
        position = max((one.position for one in floor.sections), default=0) + 1
        new = Section(SectionId(uuid7(at)), at_store, name, columns, rows, position)
        section = checked_section(new, floor)
        await store.add_section(tx, merchant, section)
        await tell(tx, merchant, at_store, "floor", at=at, actor=actor)
        return section

    return await db.tx(work)


async def change_section(
    db: Database,
    merchant: MerchantId,
    section: SectionId,
    name: str,
    *,
    columns: int,
    rows: int,
    at: datetime,
    actor: str,
) -> Section:
    """Give a section another name or size. Raises `BadFloor`, `NoSuchPlace`."""

    async def work(tx: Transaction) -> Section:
        floor = await lock_floor_of(tx, merchant, section)
        before = _section(floor, section)
        after = msgspec.structs.replace(before, name=name, columns=columns, rows=rows)
        changed = checked_section(after, floor)
        await store.change_section(tx, merchant, changed)
        await tell(tx, merchant, floor.store, "floor", at=at, actor=actor)
        return changed

    return await db.tx(work)


async def remove_section(
    db: Database, merchant: MerchantId, section: SectionId, *, at: datetime, actor: str
) -> None:
    """Take a section away with its tables, and out of the services that use it.

    Raises `InUse` where a table has a booking to come, or a service is in this section alone;
    `NoSuchPlace`.
    """

    async def work(tx: Transaction) -> None:
        floor = await lock_floor_of(tx, merchant, section)
        name = _section(floor, section).name
        tables = [table.id for table in floor.tables if table.section == section]
        await check_unused(tx, merchant, tables, at=at)
        for service in await read_services(tx, merchant, floor.store, also_inactive=True):
            if section in service.terms.sections:
                await services.change(tx, merchant, _without(service, section, name))
        await store.remove_tables(tx, merchant, tables, at=at)
        await store.remove_section(tx, merchant, section, at=at)
        await tell(tx, merchant, floor.store, "floor", at=at, actor=actor)

    await db.tx(work)


def _section(floor: Floor, section: SectionId) -> Section:
    return found(next((one for one in floor.sections if one.id == section), None))


def _without(service: Service, section: SectionId, name: str) -> Service:
    left = tuple(one for one in service.terms.sections if one != section)
    if not left:
        # No sections would mean the whole floor.
        raise InUse(f"{service.terms.name} is only in {name}. Change the service first.")
    terms = msgspec.structs.replace(service.terms, sections=left)
    return msgspec.structs.replace(service, terms=terms)
