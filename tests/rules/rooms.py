"""A small floor and its services, put together in memory for the rules of bookings."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from regulars.bookings.floor.model import (
    Blockout,
    Combination,
    Floor,
    Plan,
    Section,
    Service,
    ServiceKind,
    ServiceTerms,
    Shape,
    Spot,
    Stay,
    Table,
)
from regulars.bookings.rules.placing import Occupied, Taken, candidates, first_free
from regulars.kernel.ids import (
    BlockoutId,
    CombinationId,
    SectionId,
    ServiceId,
    StoreId,
    TableId,
)

STORE = StoreId(155)
ATHENS, SYDNEY, LORD_HOWE = "Europe/Athens", "Australia/Sydney", "Australia/Lord_Howe"
ROOM, TERRACE = SectionId(UUID(int=501)), SectionId(UUID(int=502))
NEVER = datetime(2000, 1, 1, tzinfo=UTC)
"""Long before anything is booked."""


def table_id(number: int) -> TableId:
    return TableId(UUID(int=number))


def table(number: int, least: int, most: int, **more: Any) -> Table:
    fields: dict[str, Any] = {"section": ROOM, "online": True}
    return Table(
        id=table_id(number),
        store=STORE,
        name=str(number),
        least=least,
        most=most,
        shape=Shape.SQUARE,
        spot=Spot(0, 0),
        position=number,
        **fields | more,
    )


def combination(tables: Sequence[int], least: int, most: int, *, position: int = 1) -> Combination:
    return Combination(
        id=CombinationId(UUID(int=700 + position)),
        store=STORE,
        tables=tuple(map(table_id, tables)),
        least=least,
        most=most,
        position=position,
    )


def floor(*tables: Table, together: Sequence[Combination] = ()) -> Floor:
    sections = (
        Section(ROOM, STORE, "Room", 24, 16, 1),
        Section(TERRACE, STORE, "Terrace", 24, 8, 2),
    )
    return Floor(store=STORE, sections=sections, tables=tables, combinations=tuple(together))


def terms(first: int, last: int, **more: Any) -> ServiceTerms:
    """From `first` to `last`, in minutes; every half hour, and parties stay for 90 minutes."""
    fields: dict[str, Any] = {
        "name": "Dinner",
        "kind": ServiceKind.DINNER,
        "slot_minutes": 30,
        "stays": (Stay(20, 90),),
    }
    return ServiceTerms(first_minute=first, last_minute=last, **fields | more)


def service(first: int, last: int, *, number: int = 1, **more: Any) -> Service:
    return Service(
        id=ServiceId(UUID(int=900 + number)),
        store=STORE,
        terms=terms(first, last, **more),
        position=number,
    )


def blockout(
    starts_at: datetime, ends_at: datetime, *tables: int, online_only: bool = False
) -> Blockout:
    return Blockout(
        id=BlockoutId(UUID(int=1)),
        store=STORE,
        starts_at=starts_at,
        ends_at=ends_at,
        tables=tuple(map(table_id, tables)),
        online_only=online_only,
        reason="Wedding",
    )


def plan(
    of: Floor, *services: Service, zone: str = ATHENS, blockouts: Sequence[Blockout] = ()
) -> Plan:
    return Plan(time_zone=zone, floor=of, services=services, blockouts=blockouts)


def best(
    of: Floor,
    covers: int,
    starts_at: datetime,
    until: datetime,
    taken: Iterable[Taken],
    *,
    online: bool = False,
) -> tuple[TableId, ...] | None:
    """What a party is given for that time."""
    return first_free(candidates(of, covers, online=online), starts_at, until, Occupied(taken))
