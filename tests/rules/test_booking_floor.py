"""What makes a floor, a service and a blockout acceptable, and which field is at fault."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace
from tests.rules.rooms import ROOM, combination, floor, service, table, table_id, terms

from regulars.bookings.errors import BadFloor
from regulars.bookings.floor.model import Floor, NewBlockout, NewTable, Section, Spot, Stay
from regulars.bookings.rules.floor import (
    check_together,
    checked_blockout,
    checked_section,
    checked_service,
    checked_table,
)
from regulars.kernel.ids import SectionId, TableId

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
NOWHERE = SectionId(UUID(int=599))

DRAWN = floor(table(1, 1, 2), table(2, 1, 2), table(3, 1, 2), together=[combination((1, 2), 3, 4)])
NEW = NewTable(section=ROOM, name="9", least=1, most=2, spot=Spot(0, 0))
DINNER = terms(1080, 1260)
WEDDING = NewBlockout(starts_at=NOW, ends_at=NOW + HOUR, reason="Wedding")
LINES = tuple(Stay(covers, 90) for covers in range(1, 14))


def test_names_are_kept_in_single_blanks() -> None:
    assert checked_table(replace(NEW, name="  Bar   1 "), DRAWN).name == "Bar 1"
    assert checked_section(replace(DRAWN.sections[0], name=" A  B "), DRAWN).name == "A B"
    assert (
        checked_service(replace(DINNER, name=" Sunday  roast "), [], DRAWN).name == "Sunday roast"
    )
    assert checked_blockout(replace(WEDDING, reason=" Tom  and Jo "), DRAWN, at=NOW).reason == (
        "Tom and Jo"
    )


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 21}, "name"),
        ({"name": "a\x00b"}, "name"),
        ({"name": "2"}, "name"),
        ({"least": 0}, "least"),
        ({"least": 3}, "most"),
        ({"most": 201}, "most"),
        ({"section": NOWHERE}, "section"),
        ({"spot": Spot(-1, 0)}, "spot"),
        ({"spot": Spot(0, -1)}, "spot"),
        ({"spot": Spot(23, 0)}, "columns"),
        ({"spot": Spot(0, 15)}, "rows"),
        ({"spot": Spot(0, 0, 0, 1)}, "spot"),
        ({"spot": Spot(0, 0, 2, 41)}, "spot"),
        ({"spot": Spot(0, 0, turned=360)}, "spot"),
    ],
)
def test_a_table_that_cannot_be_drawn_is_refused_by_its_field(
    change: dict[str, Any], field: str
) -> None:
    with pytest.raises(BadFloor) as refusal:
        checked_table(replace(NEW, **change), DRAWN)
    assert refusal.value.field == field


def test_names_are_compared_without_case_and_a_table_may_keep_its_own() -> None:
    named = replace(DRAWN, tables=(replace(table(1, 1, 2), name="Τραπέζι A"),))

    with pytest.raises(BadFloor, match="There is a table named Τραπέζι A already"):
        checked_table(replace(NEW, name="ΤΡΑΠΈΖΙ a"), named)
    assert checked_table(replace(NEW, name="ΤΡΑΠΈΖΙ a"), named, but=table_id(1)).name == "ΤΡΑΠΈΖΙ a"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "terrace"}, "name"),
        ({"columns": 5}, "columns"),
        ({"columns": 81}, "columns"),
        ({"rows": 3}, "rows"),
        ({"rows": 81}, "rows"),
    ],
)
def test_a_section_that_cannot_be_drawn_is_refused_by_its_field(
    change: dict[str, Any], field: str
) -> None:
    with pytest.raises(BadFloor) as refusal:
        checked_section(replace(DRAWN.sections[0], **change), DRAWN)
    assert refusal.value.field == field


def test_a_section_does_not_become_too_small_for_its_tables() -> None:
    drawn = replace(DRAWN, tables=(replace(table(7, 1, 2), spot=Spot(10, 2, 4, 2)),))
    room: Section = drawn.sections[0]

    assert checked_section(replace(room, columns=14, rows=4), drawn).columns == 14
    with pytest.raises(BadFloor, match="Table 7 would stand outside of Room"):
        checked_section(replace(room, columns=13), drawn)


@dataclass
class Joined:
    tables: Sequence[int]
    least: int
    most: int
    field: str


@pytest.mark.parametrize(
    "wrong",
    [
        Joined([], 3, 4, "tables"),
        Joined([1], 3, 4, "tables"),
        Joined([1, 1], 3, 4, "tables"),
        Joined([1, 99], 3, 4, "tables"),
        Joined([2, 1], 3, 4, "tables"),  # a combination already, the other way round
        Joined([1, 3], 0, 4, "least"),
        Joined([1, 3], 5, 4, "most"),
        Joined([1, 3], 1, 401, "most"),
    ],
)
def test_a_combination_that_cannot_be_is_refused_by_its_field(wrong: Joined) -> None:
    tables: list[TableId] = [table_id(number) for number in wrong.tables]
    with pytest.raises(BadFloor) as refusal:
        check_together(tables, wrong.least, wrong.most, DRAWN, others=DRAWN.combinations)
    assert refusal.value.field == wrong.field


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "LUNCH"}, "name"),
        ({"weekdays": 0}, "weekdays"),
        ({"weekdays": 128}, "weekdays"),
        ({"first_day": date(2026, 11, 20), "last_day": date(2026, 11, 19)}, "last_day"),
        ({"last_day": date(9999, 12, 31)}, "last_day"),
        ({"first_minute": 239}, "first_minute"),
        ({"first_minute": 1680}, "first_minute"),
        ({"last_minute": 1079}, "last_minute"),
        ({"last_minute": 1680}, "last_minute"),
        ({"slot_minutes": 0}, "slot_minutes"),
        ({"slot_minutes": 121}, "slot_minutes"),
        ({"slot_covers": 0}, "slot_covers"),
        ({"stays": ()}, "stays"),
        ({"stays": LINES}, "stays"),
        ({"stays": (Stay(2, 90), Stay(2, 120))}, "stays"),
        ({"stays": (Stay(0, 90),)}, "stays"),
        ({"stays": (Stay(2, 0),)}, "stays"),
        ({"stays": (Stay(2, 721),)}, "stays"),
        ({"turn_minutes": -1}, "turn_minutes"),
        ({"turn_minutes": 241}, "turn_minutes"),
        ({"sections": (ROOM, NOWHERE)}, "sections"),
        ({"policy": "x" * 501}, "policy"),
    ],
)
def test_a_service_that_cannot_be_kept_is_refused_by_its_field(
    change: dict[str, Any], field: str
) -> None:
    lunch = service(720, 840, name="Lunch")
    with pytest.raises(BadFloor) as refusal:
        checked_service(replace(DINNER, **change), [lunch], DRAWN)
    assert refusal.value.field == field


def test_a_service_may_go_past_midnight_to_the_end_of_its_day() -> None:
    late = replace(DINNER, first_minute=240, last_minute=1679)

    assert checked_service(late, [], DRAWN) == late


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"ends_at": NOW}, "ends_at"),
        ({"starts_at": NOW - 2 * HOUR, "ends_at": NOW - HOUR}, "ends_at"),
        ({"ends_at": datetime(9999, 12, 31, tzinfo=UTC)}, "ends_at"),
        ({"starts_at": datetime(1, 1, 1, tzinfo=UTC)}, "starts_at"),
        ({"tables": (table_id(1), table_id(99))}, "tables"),
        ({"reason": " "}, "reason"),
        ({"reason": "x" * 121}, "reason"),
    ],
)
def test_a_blockout_that_cannot_be_is_refused_by_its_field(
    change: dict[str, Any], field: str
) -> None:
    with pytest.raises(BadFloor) as refusal:
        checked_blockout(replace(WEDDING, **change), DRAWN, at=NOW)
    assert refusal.value.field == field


def test_a_full_floor_takes_no_more_tables() -> None:
    full: Floor = floor(*(table(number, 1, 2) for number in range(1, 501)))

    with pytest.raises(BadFloor, match="at most 500 tables"):
        checked_table(replace(NEW, name="new"), full)
