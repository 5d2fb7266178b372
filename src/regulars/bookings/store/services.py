"""Services as rows."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from regulars.bookings.floor.model import Service, ServiceTerms
from regulars.kernel.ids import MerchantId, ServiceId, StoreId
from regulars.platform.db import Reads, Transaction

# The services of a store `s`, as one text. They come with a day's plan in one statement.
AS_JSON = """
    (select coalesce(json_agg(json_build_object(
                'id', v.id, 'store', v.store_id, 'position', v.position,
                'terms', json_build_object(
                    'name', v.name, 'kind', v.kind, 'weekdays', v.weekdays,
                    'first_day', v.first_day, 'last_day', v.last_day,
                    'first_minute', v.first_minute, 'last_minute', v.last_minute,
                    'slot_minutes', v.slot_minutes, 'slot_covers', v.slot_covers,
                    'stays', v.durations, 'turn_minutes', v.turn_minutes,
                    'sections', v.sections, 'online', v.online, 'policy', v.policy,
                    'active', v.active))
                order by v.position, v.id), '[]')::text
       from services v
      where v.merchant_id = s.merchant_id and v.store_id = s.id {which}
    ) as services
"""
ACTIVE = AS_JSON.format(which="and v.active")

READ = f"select {ACTIVE} from stores s where s.merchant_id = $1 and s.id = $2"
READ_ALL = f"""
    select {AS_JSON.format(which="")} from stores s where s.merchant_id = $1 and s.id = $2
"""

STORE_OF = "select store_id from services where merchant_id = $1 and id = $2"

ADD = """
    insert into services (
        merchant_id, id, store_id, position, name, kind, weekdays, first_day, last_day,
        first_minute, last_minute, slot_minutes, slot_covers, durations, turn_minutes, sections,
        online, policy, active)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
"""

CHANGE = """
    update services
       set name = $3, kind = $4, weekdays = $5, first_day = $6, last_day = $7, first_minute = $8,
           last_minute = $9, slot_minutes = $10, slot_covers = $11, durations = $12,
           turn_minutes = $13, sections = $14, online = $15, policy = $16, active = $17
     where merchant_id = $1 and id = $2
"""

# A booking that is being written with the service keeps it, and the other way round.
LOCK = "select from services where merchant_id = $1 and id = $2 for update"
HAS_BOOKINGS = "select exists (select from bookings where merchant_id = $1 and service_id = $2)"
REMOVE = "delete from services where merchant_id = $1 and id = $2"

SERVICES = msgspec.json.Decoder(list[Service])


async def read(
    reads: Reads, merchant: MerchantId, store: StoreId, *, also_inactive: bool
) -> Sequence[Service] | None:
    """None where the merchant has no such store."""
    row = await reads.one_or_none(READ_ALL if also_inactive else READ, merchant, store)
    return None if row is None else services_of(row)


async def store_of(reads: Reads, merchant: MerchantId, service: ServiceId) -> StoreId | None:
    found = await reads.value(STORE_OF, merchant, service)
    return None if found is None else StoreId(found)


async def add(tx: Transaction, merchant: MerchantId, new: Service) -> None:
    await tx.run(ADD, merchant, new.id, new.store, new.position, *_columns(new.terms))


async def change(tx: Transaction, merchant: MerchantId, service: Service) -> None:
    await tx.run(CHANGE, merchant, service.id, *_columns(service.terms))


async def has_bookings(tx: Transaction, merchant: MerchantId, service: ServiceId) -> bool:
    """Whether any booking was taken in it, once those that are being written are."""
    await tx.one_or_none(LOCK, merchant, service)
    return bool(await tx.value(HAS_BOOKINGS, merchant, service))


async def remove(tx: Transaction, merchant: MerchantId, service: ServiceId) -> None:
    await tx.run(REMOVE, merchant, service)


def services_of(row: Mapping[str, Any]) -> Sequence[Service]:
    return SERVICES.decode(row["services"])


def _columns(terms: ServiceTerms) -> tuple[object, ...]:
    return (
        terms.name,
        terms.kind,
        terms.weekdays,
        terms.first_day,
        terms.last_day,
        terms.first_minute,
        terms.last_minute,
        terms.slot_minutes,
        terms.slot_covers,
        list(terms.stays),
        terms.turn_minutes,
        list(terms.sections),
        terms.online,
        terms.policy,
        terms.active,
    )
