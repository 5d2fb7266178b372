"""A store's floor as rows: sections, tables, and what may be pushed together."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

import msgspec

from regulars.bookings.floor.model import Combination, Floor, Section, Spot, Table
from regulars.kernel.ids import BookingId, CombinationId, MerchantId, SectionId, StoreId, TableId
from regulars.platform.db import Reads, Row, Transaction

# The floor comes as three texts in the row of its store, so that a day's plan is one statement.
AS_JSON = """
    (select coalesce(json_agg(json_build_object(
                'id', f.id, 'store', f.store_id, 'name', f.name, 'columns', f.columns,
                'rows', f.rows, 'position', f.position) order by f.position, f.id), '[]')::text
       from floor_sections f
      where f.merchant_id = s.merchant_id and f.store_id = s.id and f.removed_at is null
    ) as sections,
    (select coalesce(json_agg(json_build_object(
                'id', t.id, 'store', t.store_id, 'section', t.section_id, 'name', t.name,
                'least', t.least, 'most', t.most, 'shape', t.shape,
                'spot', json_build_object('x', t.x, 'y', t.y, 'width', t.width,
                                          'height', t.height, 'turned', t.turned),
                'online', t.online, 'position', t.position)
                order by f.position, f.id, t.position, t.id), '[]')::text
       from floor_tables t
       join floor_sections f on (f.merchant_id, f.id) = (t.merchant_id, t.section_id)
      where t.merchant_id = s.merchant_id and t.store_id = s.id and t.removed_at is null
    ) as tables,
    (select coalesce(json_agg(json_build_object(
                'id', c.id, 'store', c.store_id, 'least', c.least, 'most', c.most,
                'position', c.position,
                'tables', array(select m.table_id
                                  from floor_combination_tables m
                                  join floor_tables t
                                    on (t.merchant_id, t.id) = (m.merchant_id, m.table_id)
                                 where m.merchant_id = c.merchant_id and m.combination_id = c.id
                                 order by t.position, t.id))
                order by c.position, c.id), '[]')::text
       from floor_combinations c
      where c.merchant_id = s.merchant_id and c.store_id = s.id
    ) as combinations
"""

READ = f"select {AS_JSON} from stores s where s.merchant_id = $1 and s.id = $2"

# Whoever draws waits for whoever is drawing. Bookings are not in the way, nor held up.
LOCK = "select from stores where merchant_id = $1 and id = $2 for no key update"

STORE_OF = """
    select store_id from floor_sections where merchant_id = $1 and id = $2 and removed_at is null
    union all
    select store_id from floor_tables where merchant_id = $1 and id = $2 and removed_at is null
    union all
    select store_id from floor_combinations where merchant_id = $1 and id = $2
"""

ADD_SECTION = """
    insert into floor_sections (merchant_id, id, store_id, name, columns, rows, position)
    values ($1, $2, $3, $4, $5, $6, $7)
"""
CHANGE_SECTION = """
    update floor_sections set name = $3, columns = $4, rows = $5 where merchant_id = $1 and id = $2
"""
REMOVE_SECTION = "update floor_sections set removed_at = $3 where merchant_id = $1 and id = $2"

ADD_TABLE = """
    insert into floor_tables (
        merchant_id, id, store_id, section_id, name, least, most, shape, x, y, width, height,
        turned, online, position)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
"""
CHANGE_TABLE = """
    update floor_tables
       set section_id = $3, name = $4, least = $5, most = $6, shape = $7, x = $8, y = $9,
           width = $10, height = $11, turned = $12, online = $13
     where merchant_id = $1 and id = $2
"""
MOVE_TABLES = """
    update floor_tables as t
       set x = new.x, y = new.y, width = new.width, height = new.height, turned = new.turned
      from unnest($2::uuid[], $3::smallint[], $4::smallint[], $5::smallint[], $6::smallint[],
                  $7::smallint[]) as new (id, x, y, width, height, turned)
     where t.merchant_id = $1 and t.id = new.id
"""
REMOVE_TABLES = """
    update floor_tables set removed_at = $3 where merchant_id = $1 and id = any($2)
"""

# A booking that is being written keeps its tables from being taken away, and the other way round.
LOCK_TABLES = """
    select from floor_tables where merchant_id = $1 and id = any($2) order by id for update
"""

ADD_COMBINATION = """
    insert into floor_combinations (merchant_id, id, store_id, least, most, position)
    values ($1, $2, $3, $4, $5, $6)
"""
CHANGE_COMBINATION = """
    update floor_combinations set least = $3, most = $4 where merchant_id = $1 and id = $2
"""
ADD_MEMBERS = """
    insert into floor_combination_tables (merchant_id, combination_id, table_id)
    select $1, $2, unnest($3::uuid[])
"""
REMOVE_MEMBERS = """
    delete from floor_combination_tables where merchant_id = $1 and combination_id = $2
"""
REMOVE_COMBINATION = "delete from floor_combinations where merchant_id = $1 and id = $2"
REMOVE_COMBINATIONS_OF = """
    delete from floor_combinations
     where merchant_id = $1
       and id in (select combination_id from floor_combination_tables
                   where merchant_id = $1 and table_id = any($2))
"""

NEXT_BOOKING = """
    select h.booking_id, t.name as table_name, s.time_zone
      from booking_tables h
      join floor_tables t on (t.merchant_id, t.id) = (h.merchant_id, h.table_id)
      join stores s on (s.merchant_id, s.id) = (t.merchant_id, t.store_id)
     where h.merchant_id = $1 and h.table_id = any($2) and h.holds
       and h.during && tstzrange($3, null)
     order by lower(h.during), t.position
     limit 1
"""

SECTIONS = msgspec.json.Decoder(tuple[Section, ...])
TABLES = msgspec.json.Decoder(tuple[Table, ...])
COMBINATIONS = msgspec.json.Decoder(tuple[Combination, ...])


class NextBooking(msgspec.Struct, frozen=True):
    """The first booking to come at one of some tables."""

    booking_id: BookingId
    table_name: str
    time_zone: str


async def read(reads: Reads, merchant: MerchantId, store: StoreId) -> Floor | None:
    """None where the merchant has no such store."""
    row = await reads.one_or_none(READ, merchant, store)
    return None if row is None else floor_of(row, store)


async def lock(tx: Transaction, merchant: MerchantId, store: StoreId) -> Floor | None:
    """Wait for whoever changes the floor, and read it as it is then."""
    if await tx.one_or_none(LOCK, merchant, store) is None:
        return None
    return await read(tx, merchant, store)


async def store_of(
    reads: Reads, merchant: MerchantId, place: SectionId | TableId | CombinationId
) -> StoreId | None:
    found = await reads.value(STORE_OF, merchant, place)
    return None if found is None else StoreId(found)


async def add_section(tx: Transaction, merchant: MerchantId, new: Section) -> None:
    await tx.run(
        ADD_SECTION, merchant, new.id, new.store, new.name, new.columns, new.rows, new.position
    )


async def change_section(tx: Transaction, merchant: MerchantId, section: Section) -> None:
    await tx.run(CHANGE_SECTION, merchant, section.id, section.name, section.columns, section.rows)


async def remove_section(
    tx: Transaction, merchant: MerchantId, section: SectionId, *, at: datetime
) -> None:
    await tx.run(REMOVE_SECTION, merchant, section, at)


async def add_table(tx: Transaction, merchant: MerchantId, new: Table) -> None:
    await tx.run(ADD_TABLE, merchant, new.id, new.store, *_drawn(new), new.online, new.position)


async def change_table(tx: Transaction, merchant: MerchantId, table: Table) -> None:
    await tx.run(CHANGE_TABLE, merchant, table.id, *_drawn(table), table.online)


async def move_tables(tx: Transaction, merchant: MerchantId, spots: Mapping[TableId, Spot]) -> None:
    where = spots.values()
    await tx.run(
        MOVE_TABLES,
        merchant,
        list(spots),
        [spot.x for spot in where],
        [spot.y for spot in where],
        [spot.width for spot in where],
        [spot.height for spot in where],
        [spot.turned for spot in where],
    )


async def lock_tables(tx: Transaction, merchant: MerchantId, tables: Collection[TableId]) -> None:
    """Wait for bookings that are being written at these tables, and let no other be."""
    await tx.all(LOCK_TABLES, merchant, list(tables))


async def remove_tables(
    tx: Transaction, merchant: MerchantId, tables: Collection[TableId], *, at: datetime
) -> None:
    """Take tables away, and the combinations that they were part of."""
    await tx.run(REMOVE_COMBINATIONS_OF, merchant, list(tables))
    await tx.run(REMOVE_TABLES, merchant, list(tables), at)


async def add_combination(tx: Transaction, merchant: MerchantId, new: Combination) -> None:
    await tx.run(ADD_COMBINATION, merchant, new.id, new.store, new.least, new.most, new.position)
    await tx.run(ADD_MEMBERS, merchant, new.id, list(new.tables))


async def change_combination(
    tx: Transaction, merchant: MerchantId, combination: Combination
) -> None:
    await tx.run(CHANGE_COMBINATION, merchant, combination.id, combination.least, combination.most)
    await tx.run(REMOVE_MEMBERS, merchant, combination.id)
    await tx.run(ADD_MEMBERS, merchant, combination.id, list(combination.tables))


async def remove_combination(
    tx: Transaction, merchant: MerchantId, combination: CombinationId
) -> None:
    await tx.run(REMOVE_COMBINATION, merchant, combination)


async def next_booking(
    reads: Reads, merchant: MerchantId, tables: Collection[TableId], *, at: datetime
) -> NextBooking | None:
    """Who sits at one of `tables` at `at`, or comes next."""
    row = await reads.one_or_none(NEXT_BOOKING, merchant, list(tables), at)
    return None if row is None else NextBooking(**row)


def floor_of(row: Row, store: StoreId) -> Floor:
    return Floor(
        store=store,
        sections=SECTIONS.decode(row["sections"]),
        tables=TABLES.decode(row["tables"]),
        combinations=COMBINATIONS.decode(row["combinations"]),
    )


def _drawn(table: Table) -> tuple[UUID | str | int, ...]:
    spot = table.spot
    return (
        table.section,
        table.name,
        table.least,
        table.most,
        table.shape,
        spot.x,
        spot.y,
        spot.width,
        spot.height,
        spot.turned,
    )
