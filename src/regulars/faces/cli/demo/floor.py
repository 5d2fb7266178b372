"""The floors of the demo's two venues, as their owner would have drawn them, and when they open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from regulars.bookings.floor.combinations import combine
from regulars.bookings.floor.model import (
    NewTable,
    ServiceKind,
    ServiceTerms,
    Shape,
    Spot,
    Stay,
)
from regulars.bookings.floor.sections import add_section
from regulars.bookings.floor.services import add_service
from regulars.bookings.floor.tables import add_table
from regulars.faces.cli.demo.program import ACTOR
from regulars.faces.cli.deps import Hub
from regulars.kernel.ids import MerchantId, StoreId, TableId

WEEKEND = 0b1100000
"""Saturday and Sunday; Monday's bit is the lowest."""
STAYS = (Stay(2, 90), Stay(4, 105), Stay(8, 135), Stay(20, 165))


@dataclass(frozen=True, slots=True)
class Drawn:
    """A section: its plan, its tables by name, and which may be pushed together, for how many."""

    name: str
    columns: int
    rows: int
    tables: Sequence[tuple[str, int, int, Shape, Spot]]
    together: Sequence[tuple[tuple[str, ...], int, int]] = ()


ROUND, SQUARE, LONG, BAR = Shape.ROUND, Shape.SQUARE, Shape.LONG, Shape.BAR

DINING_ROOM = Drawn(
    "Dining room",
    26,
    16,
    [
        ("1", 1, 2, SQUARE, Spot(2, 2)),
        ("2", 1, 2, SQUARE, Spot(6, 2)),
        ("3", 2, 4, SQUARE, Spot(10, 2, 3, 3)),
        ("4", 2, 4, SQUARE, Spot(15, 2, 3, 3)),
        ("5", 3, 6, LONG, Spot(20, 2, 4, 2)),
        ("6", 2, 4, ROUND, Spot(2, 7, 3, 3)),
        ("7", 2, 4, ROUND, Spot(8, 7, 3, 3)),
        ("8", 4, 8, LONG, Spot(14, 8, 6, 2)),
        ("9", 1, 2, ROUND, Spot(2, 12)),
        ("10", 5, 10, LONG, Spot(10, 12, 8, 2)),
    ],
    [(("1", "2"), 3, 4), (("3", "4"), 5, 8)],
)
TERRACE = Drawn(
    "Terrace",
    20,
    8,
    [
        ("11", 1, 2, ROUND, Spot(2, 3)),
        ("12", 1, 2, ROUND, Spot(6, 3)),
        ("13", 2, 4, SQUARE, Spot(10, 3, 3, 3)),
        ("14", 2, 4, SQUARE, Spot(15, 3, 3, 3)),
    ],
    [(("13", "14"), 5, 8)],
)
COUNTER = Drawn(
    "Bar",
    16,
    6,
    [(f"B{number}", 1, 2, BAR, Spot(2 + 3 * (number - 1), 2)) for number in range(1, 5)],
)
GARDEN = Drawn(
    "Garden",
    24,
    12,
    [
        *(
            (str(number), 2, 4, ROUND, Spot(2 + 5 * (number - 1), 2, 3, 3))
            for number in (1, 2, 3, 4)
        ),
        *(
            (str(number), 2, 6, LONG, Spot(2 + 5 * (number - 5), 7, 4, 2))
            for number in (5, 6, 7, 8)
        ),
        # The till has no table of that name yet: a page of the console says so.
        ("9", 6, 12, LONG, Spot(14, 10, 8, 2)),
    ],
    [(("5", "6"), 7, 12)],
)
FLOORS = {"Harbour Kitchen": (DINING_ROOM, TERRACE), "Garden Bar": (COUNTER, GARDEN)}

LUNCH = ServiceTerms(
    name="Lunch",
    kind=ServiceKind.LUNCH,
    first_minute=690,
    last_minute=870,
    slot_covers=14,
    stays=STAYS,
    turn_minutes=15,
)
DINNER = ServiceTerms(
    name="Dinner",
    kind=ServiceKind.DINNER,
    first_minute=1050,
    last_minute=1275,
    slot_covers=16,
    stays=STAYS,
    turn_minutes=15,
    policy="We keep your table for 15 minutes. Parties of eight and more share a set menu.",
)
BRUNCH = ServiceTerms(
    name="Brunch",
    kind=ServiceKind.BREAKFAST,
    weekdays=WEEKEND,
    first_minute=510,
    last_minute=660,
    stays=(Stay(20, 75),),
    turn_minutes=10,
)
ALL_DAY = ServiceTerms(
    name="All day",
    kind=ServiceKind.ALL_DAY,
    first_minute=720,
    last_minute=1470,
    slot_minutes=30,
    stays=(Stay(4, 90), Stay(20, 120)),
    turn_minutes=5,
)
SERVICES = {"Harbour Kitchen": (BRUNCH, LUNCH, DINNER), "Garden Bar": (ALL_DAY,)}


async def draw_floors(
    hub: Hub, merchant: MerchantId, venues: dict[str, StoreId], *, at: datetime
) -> None:
    """Tables and services of every store that the demo knows by name."""
    for name, store in venues.items():
        for drawn in FLOORS.get(name, ()):
            await draw(hub, merchant, store, drawn, at=at)
        for terms in SERVICES.get(name, ()):
            await add_service(hub.db, merchant, store, terms, at=at, actor=ACTOR)


async def draw(
    hub: Hub, merchant: MerchantId, store: StoreId, drawn: Drawn, *, at: datetime
) -> None:
    section = await add_section(
        hub.db,
        merchant,
        store,
        drawn.name,
        columns=drawn.columns,
        rows=drawn.rows,
        at=at,
        actor=ACTOR,
    )
    tables: dict[str, TableId] = {}
    for name, least, most, shape, spot in drawn.tables:
        new = NewTable(
            section=section.id, name=name, least=least, most=most, shape=shape, spot=spot
        )
        tables[name] = (await add_table(hub.db, merchant, store, new, at=at, actor=ACTOR)).id
    for names, least, most in drawn.together:
        ids = tuple(tables[name] for name in names)
        await combine(hub.db, merchant, store, ids, least=least, most=most, at=at, actor=ACTOR)
