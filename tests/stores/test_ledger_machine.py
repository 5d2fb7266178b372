"""The ledger against a plain one kept in memory: any verbs, in any order, from two tills.

The plain ledger below is written from docs/algorithms/ledger.md, with lists and loops.
"""

import asyncio
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)
from tests.stores.ledgers import DAY, NOON, Account, an_account

from regulars.kernel.ids import LotId
from regulars.ledger.errors import HoldClosed, MoreThanSpent, NotEnoughPoints
from regulars.ledger.expire import expire_due
from regulars.ledger.model import Posting
from regulars.ledger.statement import lots_of
from regulars.platform.db import Database

T = TypeVar("T")

TILLS = st.integers(0, 1)
POINTS = st.integers(1, 60)


@dataclass
class PlainLot:
    id: LotId
    expires_at: datetime | None
    remaining: int

    def place(self) -> tuple[bool, datetime, LotId]:
        """Soonest to expire first, those that never do last, then the oldest."""
        return self.expires_at is None, self.expires_at or NOON, self.id

    def over(self, now: datetime) -> bool:
        return self.expires_at is not None and self.expires_at <= now


@dataclass
class PlainLedger:
    """Points in lots, and holds as lists of what they drew."""

    lots: list[PlainLot] = field(default_factory=list)

    @property
    def available(self) -> int:
        return sum(lot.remaining for lot in self.lots)

    def sweep(self, now: datetime) -> None:
        for lot in self.lots:
            if lot.over(now):
                lot.remaining = 0

    def draw(self, points: int, *, first: LotId | None = None) -> list[tuple[PlainLot, int]]:
        """Take as many of `points` as there are."""
        drawn = []
        for lot in sorted(self.lots, key=lambda lot: (lot.id != first, lot.place())):
            part = min(points, lot.remaining)
            if part:
                lot.remaining -= part
                points -= part
                drawn.append((lot, part))
        return drawn

    def give_back(self, drawn: list[tuple[PlainLot, int]], points: int, now: datetime) -> None:
        """Into the lots drawn last first; a lot whose day has passed keeps nothing."""
        for lot, part in reversed(drawn):
            back = min(points, part)
            points -= back
            if back:
                lot.remaining = 0 if lot.over(now) else lot.remaining + back


@dataclass(frozen=True)
class Held:
    posting: Posting
    drawn: list[tuple[PlainLot, int]]


@dataclass
class Spending:
    """What was spent and has not come back: of each lot, in the order they were drawn."""

    posting: Posting
    drawn: list[tuple[PlainLot, int]]

    @property
    def left(self) -> int:
        return sum(part for _, part in self.drawn)

    def take(self, points: int) -> list[tuple[PlainLot, int]]:
        """`points` of it that come back, from the lots drawn last."""
        back: list[tuple[PlainLot, int]] = []
        while points:
            lot, part = self.drawn.pop()
            back.insert(0, (lot, min(part, points)))
            if part > points:
                self.drawn.append((lot, part - points))
            points -= back[0][1]
        return back


class Ledgers(RuleBasedStateMachine):
    """Does to the real ledger what it does to the plain one, and compares after each step."""

    url: str
    runner: asyncio.Runner
    db: Database

    holds: Bundle[Held] = Bundle("holds")
    spendings: Bundle[Spending] = Bundle("spendings")
    earnings: Bundle[Posting] = Bundle("earnings")

    @initialize()
    def open_account(self) -> None:
        self.account = self.run(an_account(self.db))
        # The second till has its own keys, as a till does.
        self.tills = (self.account, Account(self.db, self.account.merchant, self.account.id))
        self.tills[1].keys = (f"second {key}" for key in self.tills[1].keys)
        self.plain = PlainLedger()
        self.held = 0
        self.now = NOON

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(work)

    @rule(days=st.integers(1, 20))
    def time_goes_by(self, days: int) -> None:
        self.now += days * DAY

    @rule(target=earnings, till=TILLS, points=POINTS, days=st.none() | st.integers(1, 30))
    def earn(self, till: int, points: int, days: int | None) -> Posting:
        expires_at = None if days is None else self.now + days * DAY
        self.plain.sweep(self.now)
        posting = self.run(self.tills[till].earn(points, at=self.now, expires_at=expires_at))
        assert posting.lot
        self.plain.lots.append(PlainLot(posting.lot, expires_at, points))
        return posting

    @rule(target=holds, till=TILLS, points=POINTS)
    def hold(self, till: int, points: int) -> Any:
        self.plain.sweep(self.now)
        if points > self.plain.available:
            try:
                self.run(self.tills[till].hold(points, at=self.now))
            except NotEnoughPoints:
                # The refused transaction was undone, and with it what had expired.
                self.run(expire_due(self.db, at=self.now, limit=10))
                return multiple()
            raise AssertionError("more was held than there was")
        posting = self.run(self.tills[till].hold(points, at=self.now))
        self.held += points
        return Held(posting, self.plain.draw(points))

    @rule(target=spendings, till=TILLS, held=consumes(holds), part=st.integers(0, 60))
    def settle(self, till: int, held: Held, part: int) -> Spending:
        part = min(part, held.posting.points)
        self.run(self.tills[till].settle(held.posting, part, at=self.now))
        spent = Spending(held.posting, list(held.drawn))
        back = held.posting.points - part
        self.plain.give_back(spent.take(back), back, self.now)
        self.held -= held.posting.points
        return spent

    @rule(target=spendings, till=TILLS, held=consumes(holds))
    def settle_whole(self, till: int, held: Held) -> Spending:
        self.run(self.tills[till].settle(held.posting, at=self.now))
        self.held -= held.posting.points
        return Spending(held.posting, list(held.drawn))

    @rule(target=spendings, till=TILLS, points=POINTS)
    def spend(self, till: int, points: int) -> Any:
        self.plain.sweep(self.now)
        posting = self.run(self.tills[till].spend(points, at=self.now, fewer_will_do=True))
        drawn = self.plain.draw(points)
        assert posting.points == sum(part for _, part in drawn)
        assert posting.points + posting.short == points
        return Spending(posting, drawn) if posting.hold else multiple()

    @rule(till=TILLS, spent=spendings, points=POINTS)
    def give_back(self, till: int, spent: Spending, points: int) -> None:
        if points > spent.left:
            with pytest.raises(MoreThanSpent):
                self.run(self.tills[till].give_back(spent.posting, points, at=self.now))
            return
        self.run(self.tills[till].give_back(spent.posting, points, at=self.now))
        self.plain.give_back(spent.take(points), points, self.now)

    @rule(till=TILLS, held=consumes(holds))
    def release(self, till: int, held: Held) -> None:
        self.run(self.tills[till].release(held.posting, at=self.now))
        self.plain.give_back(held.drawn, held.posting.points, self.now)
        self.held -= held.posting.points

    @rule(held=consumes(holds))
    def two_tills_end_one_hold(self, held: Held) -> None:
        async def race() -> Sequence[Posting | BaseException]:
            return await asyncio.gather(
                self.tills[0].settle(held.posting, at=self.now),
                self.tills[1].release(held.posting, at=self.now),
                return_exceptions=True,
            )

        settled, released = self.run(race())
        assert isinstance(settled, HoldClosed) != isinstance(released, HoldClosed)
        if isinstance(settled, HoldClosed):
            self.plain.give_back(held.drawn, held.posting.points, self.now)
        self.held -= held.posting.points

    @rule(till=TILLS, earned=earnings, points=POINTS)
    def take_back(self, till: int, earned: Posting, points: int) -> None:
        self.plain.sweep(self.now)
        taken = self.run(self.tills[till].take_back(points, lot=earned.lot, at=self.now))
        drawn = self.plain.draw(points, first=earned.lot)
        assert taken.points == sum(part for _, part in drawn)
        assert taken.points + taken.short == points

    @rule()
    def the_schedule_comes(self) -> None:
        self.run(expire_due(self.db, at=self.now, limit=10))
        self.plain.sweep(self.now)

    @rule(till=TILLS, points=POINTS)
    def the_same_twice(self, till: int, points: int) -> None:
        key = next(self.tills[till].keys)
        self.plain.sweep(self.now)
        first = self.run(self.tills[till].earn(points, at=self.now, key=key))
        again = self.run(self.tills[1 - till].earn(points, at=self.now, key=key))
        assert (again.entry, again.replayed) == (first.entry, True)
        assert first.lot
        self.plain.lots.append(PlainLot(first.lot, None, points))

    @invariant()
    def both_say_the_same(self) -> None:
        balance = self.run(self.account.balance())
        assert (balance.available, balance.held) == (self.plain.available, self.held)
        lots = self.run(lots_of(self.db, self.account.merchant, self.account.id))
        assert {lot.id: lot.remaining for lot in lots} == {
            lot.id: lot.remaining for lot in self.plain.lots if lot.remaining
        }

    def teardown(self) -> None:
        assert self.run(self.account.off()) == []


def test_any_verbs_in_any_order_from_two_tills_keep_the_books(database_url: str) -> None:
    with asyncio.Runner() as runner:
        db = runner.run(Database.open(database_url))
        machine = type("Machine", (Ledgers,), {"runner": runner, "db": db})
        try:
            run_state_machine_as_test(
                machine,
                settings=settings(
                    max_examples=40,
                    stateful_step_count=30,
                    deadline=None,
                    suppress_health_check=[HealthCheck.too_slow],
                ),
            )
        finally:
            runner.run(db.close())
