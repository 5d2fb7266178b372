"""A small floor against a plain one in memory: hosts in any order, and no table is had twice."""

import asyncio
from collections.abc import Coroutine, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)
from tests.exploring import explore
from tests.stores.rooms import Room, at_clock, open_room

from regulars.bookings.errors import NotNow, TableTaken
from regulars.bookings.model import Booking, Stage
from regulars.kernel.errors import RegularsError
from regulars.platform.db import Database

T = TypeVar("T")

OPENS, LAST, TURN, STAY, SHORTEST = 18 * 60, 21 * 60, 15, 90, 5
TABLES = st.sets(st.sampled_from(["1", "2", "3"]), min_size=1, max_size=2).map(frozenset)
TIMES = st.integers(0, 12).map(lambda quarter: OPENS + 15 * quarter)
NUMBER = st.integers(0, 99)

Span = tuple[int, int]


@dataclass(eq=False)
class Party:
    """What is known of a booking in memory, in minutes of the evening."""

    booking: Booking
    tables: frozenset[str]
    booked: int
    minutes: int
    turn: int
    stage: Stage = Stage.COMING
    waits: bool = False
    held: dict[str, Span] = field(default_factory=dict)

    @property
    def plan(self) -> Span:
        return self.booked, self.booked + self.minutes + self.turn

    @property
    def is_placed(self) -> bool:
        return self.stage in (Stage.COMING, Stage.AT_TABLE) and not self.waits


class Floor(RuleBasedStateMachine):
    """Does to three tables of the hub what it does to three lists."""

    runner: asyncio.Runner
    db: Database

    @initialize()
    def open(self) -> None:
        self.room: Room = self.run(open_room(self.db))
        self.now = OPENS - 30
        self.parties: list[Party] = []
        self.pass_by(0)

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(work)

    def refused(self, work: Coroutine[Any, Any, Booking]) -> type[RegularsError] | None:
        """What the hub says to something that both should refuse, or neither."""
        try:
            self.run(work)
        except (TableTaken, NotNow) as refusal:
            return type(refusal)
        return None

    def is_free(self, tables: Iterable[str], span: Span, *besides: Party) -> bool:
        return not any(
            table in party.held and _meet(party.held[table], span)
            for party in self.parties
            if party not in besides
            for table in tables
        )

    def sits_at(self, tables: Iterable[str], *besides: Party) -> bool:
        return any(
            party.stage is Stage.AT_TABLE and not party.tables.isdisjoint(tables)
            for party in self.parties
            if party not in besides
        )

    def one(self, number: int, *stages: Stage, waits: bool | None = None) -> Party | None:
        """One of the parties in these stages, if there are any."""
        fitting = [
            party
            for party in self.parties
            if party.stage in stages and waits in (None, party.waits)
        ]
        return fitting[number % len(fitting)] if fitting else None

    @rule(minutes=st.integers(1, 40))
    def pass_by(self, minutes: int) -> None:
        self.now += minutes
        self.room.now = _instant(self.now)

    @rule(tables=TABLES, start=TIMES, minutes=st.sampled_from([30, 60, 90]))
    def somebody_books(self, tables: frozenset[str], start: int, minutes: int) -> None:
        span = (start, start + minutes + TURN)
        taken = self.room.take(
            _clock(start), 2, *tables, duration_minutes=minutes, over_pacing=True
        )
        try:
            booking = self.run(taken)
        except TableTaken:
            assert not self.is_free(tables, span)
            return
        assert self.is_free(tables, span)
        self.parties.append(
            Party(booking, tables, start, minutes, TURN, held=dict.fromkeys(tables, span))
        )

    @rule(table=st.sampled_from(["1", "2", "3"]))
    def somebody_walks_in(self, table: str) -> None:
        turn = TURN if OPENS <= self.now <= LAST else 0
        party = Party(None, frozenset({table}), self.now, STAY, turn)  # type: ignore[arg-type]
        span = self._as_long_as_free(party)
        try:
            party.booking = self.run(self.room.walk_in(2, table))
        except TableTaken:
            assert span is None
            return
        assert span is not None
        party.stage, party.held = Stage.AT_TABLE, {table: span}
        self.parties.append(party)

    @rule(number=NUMBER)
    def a_party_sits_down(self, number: int) -> None:
        party = self.one(number, Stage.COMING, Stage.OFF, Stage.OVER)
        if party is None:
            return
        span = None if party.waits else self._as_long_as_free(party)
        refusal = self.refused(self.room.status(party.booking, "seated"))
        assert refusal is (NotNow if party.waits else TableTaken if span is None else None)
        if span is not None:
            party.stage, party.held = Stage.AT_TABLE, dict.fromkeys(party.tables, span)

    @rule(number=NUMBER)
    def a_party_leaves(self, number: int) -> None:
        if party := self.one(number, Stage.AT_TABLE):
            self.run(self.room.status(party.booking, "finished"))
            party.stage, party.held = Stage.OVER, {}

    @rule(number=NUMBER)
    def a_seating_was_a_slip(self, number: int) -> None:
        if party := self.one(number, Stage.AT_TABLE):
            back = self.run(self.room.status(party.booking, "confirmed"))
            party.held = {}
            party.waits = not self.is_free(party.tables, party.plan, party)
            party.stage = Stage.COMING
            assert (back.waits is not None) == party.waits
            if party.waits:
                party.tables = frozenset()
            party.held = dict.fromkeys(party.tables, party.plan)

    @rule(number=NUMBER, status=st.sampled_from(["cancelled", "no_show"]))
    def a_party_does_not_come(self, number: int, status: str) -> None:
        if party := self.one(number, Stage.COMING, Stage.AT_TABLE, waits=False):
            self.run(self.room.status(party.booking, status))
            party.stage, party.held = Stage.OFF, {}

    @rule(number=NUMBER)
    def a_party_comes_after_all(self, number: int) -> None:
        if party := self.one(number, Stage.OFF, Stage.OVER, waits=False):
            free = self.is_free(party.tables, party.plan)
            refusal = self.refused(self.room.status(party.booking, "confirmed"))
            assert (refusal is None) == free
            if free:
                party.stage, party.held = Stage.COMING, dict.fromkeys(party.tables, party.plan)

    @rule(number=NUMBER, tables=TABLES, start=TIMES)
    def a_party_is_dragged(self, number: int, tables: frozenset[str], start: int) -> None:
        party = self.one(number, Stage.COMING)
        if party is None:
            return
        turn = TURN if start != party.booked else party.turn
        span = (start, start + party.minutes + turn)
        free = self.is_free(tables, span, party)
        move = self.room.change(
            party.booking,
            tables=self.room.tables(*tables),
            starts_at=_instant(start),
            over_pacing=True,
        )
        assert (self.refused(move) is None) == free
        if free:
            party.tables, party.booked, party.turn, party.waits = tables, start, turn, False
            party.held = dict.fromkeys(tables, span)

    @precondition(lambda self: len(self.parties) > 1)
    @rule(number=NUMBER, other=NUMBER)
    def two_change_places(self, number: int, other: int) -> None:
        one = self.one(number, Stage.COMING, waits=False)
        two = self.one(other, Stage.COMING, waits=False)
        if one is None or two is None or one is two:
            return
        free = (
            self.is_free(two.tables, one.plan, one, two)
            and self.is_free(one.tables, two.plan, one, two)
            and (one.tables.isdisjoint(two.tables) or not _meet(one.plan, two.plan))
        )
        try:
            self.run(self.room.swap(one.booking, two.booking))
        except TableTaken:
            assert not free
            return
        assert free
        one.tables, two.tables = two.tables, one.tables
        for party in (one, two):
            party.held = dict.fromkeys(party.tables, party.plan)

    @invariant()
    def both_say_the_same(self) -> None:
        rows = self.run(
            self.db.all(
                "select t.booking_id, f.name, lower(t.during) as since, upper(t.during) as until,"
                " t.seated from booking_tables t join floor_tables f on f.id = t.table_id"
                " where t.merchant_id = $1 and t.holds",
                self.room.club.merchant,
            )
        )
        kept = {(row["booking_id"], row["name"], row["since"], row["until"]) for row in rows}
        assert kept == {
            (party.booking.id, table, _instant(since), _instant(until))
            for party in self.parties
            for table, (since, until) in party.held.items()
        }
        assert {row["booking_id"] for row in rows if row["seated"]} == {
            party.booking.id for party in self.parties if party.stage is Stage.AT_TABLE
        }

    def _as_long_as_free(self, party: Party) -> Span | None:
        """For how long a party has its tables that sits down now; None where it cannot."""
        until = self.now + party.minutes + party.turn
        others = [one for one in self.parties if one is not party]
        next_ones = [
            one.held[table][0]
            for one in others
            for table in party.tables
            if table in one.held and one.held[table][1] > self.now
        ]
        following = min(next_ones, default=until)
        if self.now < following < until:
            until = following
        if until - self.now < SHORTEST or self.sits_at(party.tables, party):
            return None
        free = self.is_free(party.tables, (self.now, until), party)
        return (self.now, until) if free else None


def _meet(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _instant(minute: int) -> datetime:
    return at_clock("0:00") + timedelta(minutes=minute)


def _clock(minute: int) -> str:
    return f"{minute // 60}:{minute % 60:02}"


def test_no_table_is_had_twice_whatever_hosts_do(database_url: str) -> None:
    with asyncio.Runner() as runner:
        db = runner.run(Database.open(database_url))
        try:
            explore(Floor, examples=15, steps=30, runner=runner, db=db)
        finally:
            runner.run(db.close())
