"""A floor and services to begin with, so that a new venue can take its first booking."""

from datetime import datetime

from regulars.bookings.floor.drawing import lock_floor, tell
from regulars.bookings.floor.model import (
    Combination,
    Floor,
    Section,
    Service,
    ServiceKind,
    ServiceTerms,
    Shape,
    Spot,
    Stay,
    Table,
)
from regulars.bookings.floor.read import read_floor, read_services
from regulars.bookings.store import floor as floors
from regulars.bookings.store import services
from regulars.kernel.ids import (
    CombinationId,
    MerchantId,
    SectionId,
    ServiceId,
    StoreId,
    TableId,
    uuid7,
)
from regulars.platform.db import Database, Transaction

COLUMNS, ROWS = 24, 16

ROUND, SQUARE, LONG = Shape.ROUND, Shape.SQUARE, Shape.LONG

# Name, least and most covers, shape, and where it stands.
INSIDE = (
    ("1", 1, 2, SQUARE, Spot(2, 2, 2, 2)),
    ("2", 1, 2, SQUARE, Spot(6, 2, 2, 2)),
    ("3", 1, 2, SQUARE, Spot(10, 2, 2, 2)),
    ("4", 2, 4, ROUND, Spot(2, 7, 3, 3)),
    ("5", 2, 4, ROUND, Spot(7, 7, 3, 3)),
    ("6", 2, 4, SQUARE, Spot(13, 7, 3, 3)),
    ("7", 3, 6, LONG, Spot(17, 2, 4, 2)),
    ("8", 4, 8, LONG, Spot(2, 13, 6, 2)),
)
OUTSIDE = (
    ("9", 1, 2, ROUND, Spot(2, 2, 2, 2)),
    ("10", 1, 2, ROUND, Spot(7, 2, 2, 2)),
    ("11", 2, 4, SQUARE, Spot(12, 2, 3, 3)),
    ("12", 2, 4, SQUARE, Spot(17, 2, 3, 3)),
)
SECTIONS = (("Dining room", INSIDE), ("Terrace", OUTSIDE))
TOGETHER = ((("1", "2"), 3, 4), (("2", "3"), 3, 4), (("11", "12"), 5, 8))

STAYS = (Stay(2, 90), Stay(4, 105), Stay(8, 120))
LUNCH = ServiceTerms(
    name="Lunch",
    kind=ServiceKind.LUNCH,
    first_minute=12 * 60,
    last_minute=14 * 60,
    stays=STAYS,
    turn_minutes=15,
)
DINNER = ServiceTerms(
    name="Dinner",
    kind=ServiceKind.DINNER,
    first_minute=18 * 60,
    last_minute=21 * 60,
    stays=STAYS,
    turn_minutes=15,
)


async def plant(
    db: Database, merchant: MerchantId, store: StoreId, *, at: datetime, actor: str
) -> Floor:
    """Twelve tables in two sections, lunch and dinner, where the store has none of them yet.

    What is there stays as it is. Raises `NoSuchPlace`.
    """

    async def work(tx: Transaction) -> Floor:
        floor = await lock_floor(tx, merchant, store)
        if not floor.sections:
            await _draw(tx, merchant, store, at=at)
            await tell(tx, merchant, store, "floor", at=at, actor=actor)
        if not await read_services(tx, merchant, store, also_inactive=True):
            await _open(tx, merchant, store, at=at)
            await tell(tx, merchant, store, "services", at=at, actor=actor)
        return await read_floor(tx, merchant, store)

    return await db.tx(work)


async def _draw(tx: Transaction, merchant: MerchantId, store: StoreId, *, at: datetime) -> None:
    tables: dict[str, Table] = {}
    for position, (name, drawn) in enumerate(SECTIONS, 1):
        section = Section(SectionId(uuid7(at)), store, name, COLUMNS, ROWS, position)
        await floors.add_section(tx, merchant, section)
        for number, least, most, shape, spot in drawn:
            tables[number] = Table(
                id=TableId(uuid7(at)),
                store=store,
                section=section.id,
                name=number,
                least=least,
                most=most,
                shape=shape,
                spot=spot,
                online=True,
                position=len(tables) + 1,
            )
            await floors.add_table(tx, merchant, tables[number])
    for position, (numbers, least, most) in enumerate(TOGETHER, 1):
        combination = Combination(
            id=CombinationId(uuid7(at)),
            store=store,
            tables=tuple(tables[number].id for number in numbers),
            least=least,
            most=most,
            position=position,
        )
        await floors.add_combination(tx, merchant, combination)


async def _open(tx: Transaction, merchant: MerchantId, store: StoreId, *, at: datetime) -> None:
    for position, terms in enumerate((LUNCH, DINNER), 1):
        service = Service(id=ServiceId(uuid7(at)), store=store, terms=terms, position=position)
        await services.add(tx, merchant, service)
