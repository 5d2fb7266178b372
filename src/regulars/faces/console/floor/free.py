"""What a new table is called, and where there is room for it."""

import re
from collections.abc import Iterator, Sequence
from itertools import chain, product
from typing import assert_never

from regulars.bookings.errors import BadFloor
from regulars.bookings.floor.model import Floor, NewTable, Section, Shape, Spot, Table
from regulars.kernel.ids import SectionId, TableId

NUMBERED = re.compile(r"(?P<before>.*?)(?P<number>\d{1,4})$")
LONGEST = 12
"""Squares that a new table is long at most; a hand may draw it longer."""
AISLE = 1
"""Squares that are left free around a new table."""

Taken = Sequence[Table | NewTable]


def next_names(floor: Floor, section: SectionId) -> Iterator[str]:
    """Names that no table has, on from the section's last table, or from the whole store's."""
    taken = {table.name.casefold() for table in floor.tables}
    before, number = _last(floor, section)
    while True:
        number += 1
        if (name := f"{before}{number}").casefold() not in taken:
            yield name


def _last(floor: Floor, section: SectionId) -> tuple[str, int]:
    own = [table.name for table in floor.tables if table.section == section]
    everywhere = [table.name for table in floor.tables if table.name.isdecimal()]
    for name in chain(reversed(own), sorted(everywhere, key=_number, reverse=True)):
        if found := NUMBERED.match(name):
            return found["before"], int(found["number"])
    return "", 0


def _number(name: str) -> int:
    return int(name[-4:])


def size_of(shape: Shape, most: int) -> tuple[int, int]:
    """How many squares a new table takes up, its seats included."""
    match shape:
        case Shape.ROUND | Shape.SQUARE:
            side = 2 if most <= 2 else 3 if most <= 5 else 4 if most <= 8 else 5
            return side, side
        case Shape.LONG:
            return min(max(3, (most + 1) // 2 + 1), LONGEST), 2
        case Shape.BAR:
            return min(max(2, most), LONGEST), 2
        case other:
            assert_never(other)


def free_spot(
    section: Section, tables: Taken, width: int, height: int, *, near: Spot | None = None
) -> Spot:
    """Where a table of that size can stand: row by row, or nearest to `near`.

    With a square of aisle around it if there is room for one. Raises `BadFloor`.
    """
    standing = [table.spot for table in tables if table.section == section.id]
    places = list(_places(section, width, height))
    if near is not None:
        places.sort(key=lambda spot: abs(spot.x - near.x) + abs(spot.y - near.y))
    for aisle in (AISLE, 0):
        for spot in places:
            if not any(_meet(spot, other, aisle) for other in standing):
                return spot
    raise BadFloor(f"There is no room left in {section.name}. Make the section larger first.")


def _places(section: Section, width: int, height: int) -> Iterator[Spot]:
    across, down = range(section.columns - width + 1), range(section.rows - height + 1)
    # A table against the wall is not where one starts, unless the room is small.
    inner = product(down[1:], across[1:])
    rest = ((y, x) for y, x in product(down, across) if not (x and y))
    yield from (Spot(x, y, width, height) for y, x in chain(inner, rest))


def _meet(one: Spot, other: Spot, aisle: int) -> bool:
    return (
        one.x < other.x + other.width + aisle
        and other.x < one.x + one.width + aisle
        and one.y < other.y + other.height + aisle
        and other.y < one.y + one.height + aisle
    )


def section_of(floor: Floor, section: SectionId) -> Section | None:
    return next((one for one in floor.sections if one.id == section), None)


def names_of(floor: Floor, tables: Sequence[TableId]) -> str:
    """`12, 13 and 14`, in the floor's order."""
    names = [table.name for table in floor.tables if table.id in tables]
    *most, last = names or [""]
    return f"{', '.join(most)} and {last}" if most else last
