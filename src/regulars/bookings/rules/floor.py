"""What makes a floor and its services acceptable. No clock, no database.

Each check raises `BadFloor` with the field that cannot be used.
"""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from itertools import pairwise
from typing import Protocol, TypeVar

import msgspec

from regulars.bookings.errors import BadFloor
from regulars.bookings.floor.model import (
    EVERY_DAY,
    Combination,
    Floor,
    NewBlockout,
    NewTable,
    Section,
    Service,
    ServiceTerms,
    Spot,
    Stay,
)
from regulars.bookings.rules import texts
from regulars.bookings.rules.times import DAY_BEGINS, DAY_ENDS
from regulars.kernel.errors import Invalid
from regulars.kernel.ids import SectionId, TableId

LONGEST_NAME = 40
LONGEST_TABLE_NAME = 20
LONGEST_REASON = 120
LONGEST_POLICY = 500
COLUMNS = range(6, 81)
ROWS = range(4, 81)
SQUARES = range(1, 41)
DEGREES = range(360)
MOST_AT_A_TABLE = 200
MOST_TOGETHER = 400
MOST_TABLES = 500
MOST_COMBINED = 12
SLOTS = range(5, 121)
STAYS = range(15, 721)
MOST_STAYS = 12
TURNS = range(241)
MOST_SLOT_COVERS = 10_000
YEARS = range(2000, 2200)


class Named(Protocol):
    """What people tell apart by its name."""

    @property
    def id(self) -> object: ...
    @property
    def name(self) -> str: ...


N = TypeVar("N", bound=Named)


def checked_section(section: Section, floor: Floor) -> Section:
    """`section` with its name tidied. Its plan has room for the tables that stand in it."""
    name = _named(section.name, LONGEST_NAME)
    _check_own_name(name, section.id, floor.sections, what="section")
    if section.columns not in COLUMNS:
        raise BadFloor(f"A plan is {_of(COLUMNS)} squares wide.", field="columns")
    if section.rows not in ROWS:
        raise BadFloor(f"A plan is {_of(ROWS)} squares high.", field="rows")
    for table in floor.tables:
        if table.section == section.id:
            _check_within(table.spot, section, table.name)
    return msgspec.structs.replace(section, name=name)


def checked_table(new: NewTable, floor: Floor, *, but: TableId | None = None) -> NewTable:
    """`new` with its name tidied, as one more table, or as another form of the one named."""
    name = _named(new.name, LONGEST_TABLE_NAME)
    _check_own_name(name, but, floor.tables, what="table")
    check_covers(new.least, new.most, MOST_AT_A_TABLE)
    if but is None and len(floor.tables) >= MOST_TABLES:
        raise BadFloor(f"A store has at most {MOST_TABLES} tables.")
    section = next((one for one in floor.sections if one.id == new.section), None)
    if section is None:
        raise BadFloor("Choose the section that the table stands in.", field="section")
    check_spot(new.spot, section, name)
    return msgspec.structs.replace(new, name=name)


def check_spot(spot: Spot, section: Section, table: str) -> None:
    """A table is of a size that can be drawn, and stands within its section's plan."""
    if spot.width not in SQUARES or spot.height not in SQUARES:
        raise BadFloor(f"A table is {_of(SQUARES)} squares wide and deep.", field="spot")
    if spot.turned not in DEGREES:
        raise BadFloor(f"A table is turned by {_of(DEGREES)} degrees.", field="spot")
    _check_within(spot, section, table)


def check_together(
    tables: Collection[TableId],
    least: int,
    most: int,
    floor: Floor,
    *,
    others: Iterable[Combination],
) -> None:
    """Several tables of the floor, not combined already, for so many covers."""
    if not tables or not {table.id for table in floor.tables}.issuperset(tables):
        raise BadFloor("Choose tables of this store.", field="tables")
    if not 2 <= len(set(tables)) <= MOST_COMBINED:
        sentence = f"A combination is of 2 to {MOST_COMBINED} tables."
        raise BadFloor(sentence, field="tables")
    if any(set(tables) == set(other.tables) for other in others):
        raise BadFloor("These tables are a combination already.", field="tables")
    check_covers(least, most, MOST_TOGETHER)


def check_covers(least: int, most: int, highest: int) -> None:
    if not 1 <= least <= highest:
        raise BadFloor(f"The least covers are 1 to {highest}.", field="least")
    if not least <= most <= highest:
        raise BadFloor(f"The most covers are {least} to {highest}.", field="most")


def checked_service(
    terms: ServiceTerms, services: Iterable[Service], floor: Floor, *, but: object = None
) -> ServiceTerms:
    """`terms` with its texts tidied, as one more service, or as those of the one named."""
    name = _named(terms.name, LONGEST_NAME)
    others = (one.terms.name for one in services if one.id != but)
    if name.casefold() in map(str.casefold, others):
        raise BadFloor(f"There is a service named {name} already.", field="name")
    _check_days(terms)
    _check_minutes(terms)
    _check_stays(terms.stays)
    if terms.slot_covers is not None and not 1 <= terms.slot_covers <= MOST_SLOT_COVERS:
        sentence = "A whole number from 1, please, or none for no limit."
        raise BadFloor(sentence, field="slot_covers")
    if terms.turn_minutes not in TURNS:
        raise BadFloor(f"Turning a table takes {_of(TURNS)} minutes.", field="turn_minutes")
    sections = _each_once(terms.sections)
    if not {section.id for section in floor.sections}.issuperset(sections):
        raise BadFloor("Choose sections of this store.", field="sections")
    policy = _paragraph(terms.policy, LONGEST_POLICY, field="policy")
    return msgspec.structs.replace(terms, name=name, sections=sections, policy=policy)


def checked_blockout(new: NewBlockout, floor: Floor, *, at: datetime) -> NewBlockout:
    """`new` with its texts tidied. It has not ended yet."""
    for moment, field in ((new.starts_at, "starts_at"), (new.ends_at, "ends_at")):
        if moment.year not in YEARS:
            raise BadFloor("That is too far away.", field=field)
    if new.ends_at <= new.starts_at:
        raise BadFloor("It ends after it has begun.", field="ends_at")
    if new.ends_at <= at:
        raise BadFloor("That time is over.", field="ends_at")
    tables = _each_once(new.tables)
    if not {table.id for table in floor.tables}.issuperset(tables):
        raise BadFloor("Choose tables of this store.", field="tables")
    reason = _line(new.reason, LONGEST_REASON, field="reason")
    if not reason:
        raise BadFloor("Say why, in a word.", field="reason")
    return msgspec.structs.replace(new, tables=tables, reason=reason)


def _check_days(terms: ServiceTerms) -> None:
    if not 1 <= terms.weekdays <= EVERY_DAY:
        raise BadFloor("Choose at least one day.", field="weekdays")
    for day, field in ((terms.first_day, "first_day"), (terms.last_day, "last_day")):
        if day is not None and day.year not in YEARS:
            raise BadFloor("That is too far away.", field=field)
    if (terms.last_day or date.max) < (terms.first_day or date.min):
        raise BadFloor("The last day comes after the first.", field="last_day")


def _check_minutes(terms: ServiceTerms) -> None:
    if not DAY_BEGINS <= terms.first_minute < DAY_ENDS:
        sentence = "A day of the diary goes from four in the morning to the next."
        raise BadFloor(sentence, field="first_minute")
    if not terms.first_minute <= terms.last_minute < DAY_ENDS:
        sentence = "The last party comes after the first, and before four in the morning."
        raise BadFloor(sentence, field="last_minute")
    if terms.slot_minutes not in SLOTS:
        raise BadFloor(f"A slot has {_of(SLOTS)} minutes.", field="slot_minutes")


def _check_stays(stays: tuple[Stay, ...]) -> None:
    if not 1 <= len(stays) <= MOST_STAYS:
        raise BadFloor(f"Say how long parties stay, for 1 to {MOST_STAYS} sizes.", field="stays")
    if any(stay.minutes not in STAYS for stay in stays):
        raise BadFloor(f"A party stays for {_of(STAYS)} minutes.", field="stays")
    if not all(1 <= stay.covers <= MOST_TOGETHER for stay in stays):
        raise BadFloor(f"A party has 1 to {MOST_TOGETHER} covers.", field="stays")
    if any(smaller.covers >= larger.covers for smaller, larger in pairwise(stays)):
        raise BadFloor("Each line is for larger parties than the one before.", field="stays")


def _check_within(spot: Spot, section: Section, table: str) -> None:
    if spot.x < 0 or spot.y < 0:
        raise BadFloor(f"Table {table} would stand outside of {section.name}.", field="spot")
    if spot.x + spot.width > section.columns:
        raise BadFloor(f"Table {table} would stand outside of {section.name}.", field="columns")
    if spot.y + spot.height > section.rows:
        raise BadFloor(f"Table {table} would stand outside of {section.name}.", field="rows")


def _check_own_name(name: str, id_: object, others: Iterable[N], *, what: str) -> None:
    """Names are compared without case, as people do, and tills."""
    for other in others:
        if other.id != id_ and other.name.casefold() == name.casefold():
            raise BadFloor(f"There is a {what} named {other.name} already.", field="name")


def _named(name: str, longest: int) -> str:
    name = _line(name, longest, field="name")
    if not name:
        raise BadFloor("A name, please.", field="name")
    return name


def _line(text: str, longest: int, *, field: str) -> str:
    try:
        return texts.line(text, most=longest, field=field)
    except Invalid as refusal:
        raise BadFloor(refusal.sentence, field=field) from refusal


def _paragraph(text: str, longest: int, *, field: str) -> str:
    try:
        return texts.paragraph(text, most=longest, field=field)
    except Invalid as refusal:
        raise BadFloor(refusal.sentence, field=field) from refusal


Id = TypeVar("Id", SectionId, TableId)


def _each_once(ids: Iterable[Id]) -> tuple[Id, ...]:
    return tuple(dict.fromkeys(ids))


def _of(numbers: range) -> str:
    return f"{numbers[0]} to {numbers[-1]}"
