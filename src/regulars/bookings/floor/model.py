"""A store's floor and its services, as the venue drew and wrote them."""

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum

import msgspec

from regulars.kernel.ids import (
    BlockoutId,
    BookingId,
    CombinationId,
    SectionId,
    ServiceId,
    StoreId,
    TableId,
)

EVERY_DAY = 127
"""A bit for each day of the week, Monday's the lowest."""


class Shape(StrEnum):
    """How a table is drawn. `BAR` is a counter with seats on one side."""

    ROUND = "round"
    SQUARE = "square"
    LONG = "long"
    BAR = "bar"


class Section(msgspec.Struct, frozen=True):
    """A room, a terrace, a bar. Its plan has so many squares of half a metre."""

    id: SectionId
    store: StoreId
    name: str
    columns: int
    rows: int
    position: int


class Spot(msgspec.Struct, frozen=True):
    """Where a table stands on its section's plan, in squares, and its turn in degrees."""

    x: int
    y: int
    width: int = 2
    height: int = 2
    turned: int = 0


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """A physical table. The till calls it by the same name.

    It takes parties between `least` and `most` covers; only an `online` one is given to guests who
    book by themselves. One that was removed keeps its past.
    """

    id: TableId
    store: StoreId
    section: SectionId
    name: str
    least: int
    most: int
    shape: Shape
    spot: Spot
    online: bool
    position: int
    removed_at: datetime | None = None


class NewTable(msgspec.Struct, frozen=True, kw_only=True):
    """A table as somebody draws it."""

    section: SectionId
    name: str
    least: int
    most: int
    shape: Shape = Shape.SQUARE
    spot: Spot
    online: bool = True


class Combination(msgspec.Struct, frozen=True, kw_only=True):
    """Tables that may be pushed together for parties between `least` and `most` covers."""

    id: CombinationId
    store: StoreId
    tables: tuple[TableId, ...]
    least: int
    most: int
    position: int


class Floor(msgspec.Struct, frozen=True, kw_only=True):
    """All that a store has to seat people at, in its order; nothing that was removed."""

    store: StoreId
    sections: tuple[Section, ...]
    tables: tuple[Table, ...]
    combinations: tuple[Combination, ...]

    def table(self, table: TableId) -> Table | None:
        return next((one for one in self.tables if one.id == table), None)


class ServiceKind(StrEnum):
    """What a service is, for people. An `EVENT` is on few days and is asked for by name."""

    BREAKFAST = "breakfast"
    LUNCH = "lunch"
    DINNER = "dinner"
    EVENT = "event"
    ALL_DAY = "all_day"


class Stay(msgspec.Struct, frozen=True):
    """Parties of up to so many covers stay for so many minutes."""

    covers: int
    minutes: int


class ServiceTerms(msgspec.Struct, frozen=True, kw_only=True):
    """A time of day in which parties are taken.

    `weekdays` has a bit for each day, Monday's the lowest; the days may be bounded. The minutes
    are of the store's own clock, from midnight of the day that the service belongs to: parties
    begin from `first_minute` to `last_minute`, every `slot_minutes`. A day begins at four, 240, and
    1500 is one in the morning after. `slot_covers` is how many covers may begin in one slot; None
    is no limit. `stays` rise by covers; larger parties stay as the last one says. `turn_minutes` is
    what a table needs before the next party. No `sections` means the whole floor. `policy` is what
    a guest who books is told.
    """

    name: str
    kind: ServiceKind
    weekdays: int = EVERY_DAY
    first_day: date | None = None
    last_day: date | None = None
    first_minute: int
    last_minute: int
    slot_minutes: int = 15
    slot_covers: int | None = None
    stays: tuple[Stay, ...]
    turn_minutes: int = 0
    sections: tuple[SectionId, ...] = ()
    online: bool = True
    policy: str = ""
    active: bool = True


class Service(msgspec.Struct, frozen=True, kw_only=True):
    """A service of a store."""

    id: ServiceId
    store: StoreId
    terms: ServiceTerms
    position: int


class Blockout(msgspec.Struct, frozen=True, kw_only=True):
    """A time in which nothing is taken: at some tables, or in the whole store where none is named.

    Staff may still take a booking that is `online_only` blocked, without a word.
    """

    id: BlockoutId
    store: StoreId
    starts_at: datetime
    ends_at: datetime
    tables: tuple[TableId, ...]
    online_only: bool
    reason: str


class NewBlockout(msgspec.Struct, frozen=True, kw_only=True):
    """A blockout as somebody asks for it."""

    starts_at: datetime
    ends_at: datetime
    tables: tuple[TableId, ...] = ()
    online_only: bool = False
    reason: str


class InTheWay(msgspec.Struct, frozen=True, kw_only=True):
    """A booking that holds a table in a time that is blocked. It stays where it is."""

    booking: BookingId
    code: str
    name: str
    starts_at: datetime
    covers: int
    tables: tuple[str, ...]


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that says what a day can take: the floor, the services, what is blocked."""

    time_zone: str
    floor: Floor
    services: Sequence[Service]
    blockouts: Sequence[Blockout]
