"""The ledger against a plain one kept in memory: any verbs, in any order, from two tills.

The plain one is in tests/stores/plain_ledger.py.
"""

import asyncio
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    rule,
)
from tests.exploring import explore
from tests.stores.ledgers import DAY, NOON, Account, an_account
from tests.stores.plain_ledger import Drawn, PlainAccount, PlainLot, points_in

from regulars.kernel.ids import LotId
from regulars.ledger.errors import CannotReverse, HoldClosed, MoreThanSpent, NotEnoughPoints
from regulars.ledger.expire import expire_due
from regulars.ledger.model import Lot, Posting
from regulars.ledger.statement import lots_of
from regulars.platform.db import Database, Row
from regulars.programs.earning.lasting import expires_at
from regulars.programs.earning.model import Idle

T = TypeVar("T")

MEMBERS = st.integers(0, 1)
TILLS = st.integers(0, 1)
POINTS = st.integers(1, 60)
SECOND = timedelta(seconds=1)

NEW_LOTS = """
    select id, origin, earned, earned_at, expires_at, matures_at, idle_months
      from ledger_lots
     where account_id = $1 and not id = any($2)
"""


@dataclass(frozen=True)
class Held:
    member: int
    posting: Posting
    drawn: Drawn


@dataclass
class Spending:
    """What was spent and has not come back."""

    member: int
    posting: Posting
    drawn: Drawn


@dataclass(frozen=True)
class ByHand:
    """What was given by hand, or what was taken from where, before the account `moved` on."""

    member: int
    posting: Posting
    drawn: Drawn
    moved: int


def _dates(lot: Lot | PlainLot) -> tuple[datetime | int | None, ...]:
    return lot.earned_at, lot.expires_at, lot.matures_at, lot.idle_months


def _as_it_was(row: Row) -> tuple[str, int, str]:
    """A lot that came from another account, for finding the plain one that it is."""
    dates = row["earned_at"], row["expires_at"], row["matures_at"], row["idle_months"]
    return str(row["origin"]), row["earned"], str(dates)


class Ledgers(RuleBasedStateMachine):
    """Does to the real ledger what it does to the plain one, and compares after each step."""

    url: str
    runner: asyncio.Runner
    db: Database

    holds: Bundle[Held] = Bundle("holds")
    spendings: Bundle[Spending] = Bundle("spendings")
    earnings: Bundle[Posting] = Bundle("earnings")
    slips: Bundle[ByHand] = Bundle("slips")

    @initialize()
    def open_accounts(self) -> None:
        first = self.run(an_account(self.db))
        second = self.run(an_account(self.db, first.merchant))
        # Both tills reach both members, and each has its own keys, as a till does.
        self.tills = [
            [first, second],
            [Account(self.db, one.merchant, one.id) for one in (first, second)],
        ]
        for account in self.tills[1]:
            account.keys = (f"second {key}" for key in account.keys)
        self.plain = [PlainAccount(), PlainAccount()]
        self.now = NOON

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(work)

    @rule(days=st.integers(1, 20))
    def time_goes_by(self, days: int) -> None:
        self.now += days * DAY

    @rule(
        target=earnings,
        member=MEMBERS,
        till=TILLS,
        points=POINTS,
        days=st.none() | st.integers(1, 30),
        waits=st.none() | st.integers(1, 10),
        idle=st.none() | st.integers(1, 2),
    )
    def earn(
        self,
        member: int,
        till: int,
        points: int,
        days: int | None,
        waits: int | None,
        idle: int | None,
    ) -> Posting:
        gone = None if days is None else self.now + days * DAY
        ripe = None if waits is None else self.now + waits * DAY
        if idle:
            gone = expires_at(Idle(idle), self.now, "UTC")
        plain = self._swept(member)
        posting = self.run(
            self.tills[till][member].earn(
                points, at=self.now, expires_at=gone, matures_at=ripe, idle_months=idle
            )
        )
        plain.add(self._lot(posting, points, gone, ripe, idle))
        self._goes_on(member)
        return posting

    @rule(member=MEMBERS)
    def somebody_visits(self, member: int) -> None:
        self.run(self.tills[0][member].touch(at=self.now))
        self.plain[member].visit(self.now)

    @rule(target=holds, member=MEMBERS, till=TILLS, points=POINTS)
    def hold(self, member: int, till: int, points: int) -> Any:
        plain = self._swept(member)
        if points > plain.available(self.now):
            with pytest.raises(NotEnoughPoints) as refused:
                self.run(self.tills[till][member].hold(points, at=self.now))
            assert refused.value.available == plain.available(self.now)
            return self._refused()
        posting = self.run(self.tills[till][member].hold(points, at=self.now))
        plain.held += points
        return Held(member, posting, plain.draw(points, self.now))

    @rule(target=spendings, till=TILLS, held=consumes(holds), part=st.none() | st.integers(0, 60))
    def settle(self, till: int, held: Held, part: int | None) -> Spending:
        plain, whole = self.plain[held.member], held.posting.points
        part = None if part is None else min(part, whole)
        self.run(self.tills[till][held.member].settle(held.posting, part, at=self.now))
        plain.held -= whole
        back = 0 if part is None else whole - part
        spent = plain.give_back(held.drawn, back, self.now)
        self._goes_on(held.member)
        return Spending(held.member, held.posting, spent)

    @rule(target=spendings, member=MEMBERS, till=TILLS, points=POINTS)
    def spend(self, member: int, till: int, points: int) -> Any:
        plain = self._swept(member)
        posting = self.run(self.tills[till][member].spend(points, at=self.now, fewer_will_do=True))
        drawn = plain.draw(points, self.now)
        assert (posting.points, posting.short) == (points_in(drawn), points - points_in(drawn))
        return Spending(member, posting, drawn) if posting.hold else multiple()

    @rule(till=TILLS, spent=spendings, points=POINTS)
    def give_back(self, till: int, spent: Spending, points: int) -> None:
        account = self.tills[till][spent.member]
        if points > points_in(spent.drawn):
            with pytest.raises(MoreThanSpent):
                self.run(account.give_back(spent.posting, points, at=self.now))
            return
        self.run(account.give_back(spent.posting, points, at=self.now))
        spent.drawn = self.plain[spent.member].give_back(spent.drawn, points, self.now)
        self._goes_on(spent.member)

    @rule(till=TILLS, held=consumes(holds))
    def release(self, till: int, held: Held) -> None:
        self.run(self.tills[till][held.member].release(held.posting, at=self.now))
        self._released(held)

    @rule(held=consumes(holds))
    def two_tills_end_one_hold(self, held: Held) -> None:
        async def race() -> Sequence[Posting | BaseException]:
            return await asyncio.gather(
                *(till[held.member].release(held.posting, at=self.now) for till in self.tills),
                return_exceptions=True,
            )

        ended = self.run(race())
        assert sorted(isinstance(one, HoldClosed) for one in ended) == [False, True]
        self._released(held)

    @rule(member=MEMBERS, till=TILLS, earned=earnings, points=POINTS, owe=st.booleans())
    def take_back(self, member: int, till: int, earned: Posting, points: int, owe: bool) -> None:
        plain = self._swept(member)
        account = self.tills[till][member]
        taken = self.run(account.take_back(points, lot=earned.lot, owe=owe, at=self.now))
        missing = points - points_in(plain.take(points, first=earned.lot))
        assert taken.points == points - missing
        assert (taken.owed, taken.short) == ((missing, 0) if owe else (0, missing))
        plain.debt += taken.owed

    @rule(target=slips, member=MEMBERS, till=TILLS, points=POINTS)
    def give_by_hand(self, member: int, till: int, points: int) -> ByHand:
        plain = self._swept(member)
        posting = self.run(self.tills[till][member].adjust(points, at=self.now))
        given = ByHand(member, posting, [], plain.moved)
        plain.add(self._lot(posting, points))
        self._goes_on(member)
        return given

    @rule(target=slips, member=MEMBERS, till=TILLS, points=POINTS)
    def take_by_hand(self, member: int, till: int, points: int) -> Any:
        plain = self._swept(member)
        if points > plain.unexpired(self.now):
            with pytest.raises(NotEnoughPoints):
                self.run(self.tills[till][member].adjust(-points, at=self.now))
            return self._refused()
        posting = self.run(self.tills[till][member].adjust(-points, at=self.now))
        return ByHand(member, posting, plain.take(points), plain.moved)

    @rule(till=TILLS, slip=consumes(slips))
    def undo(self, till: int, slip: ByHand) -> None:
        plain = self._swept(slip.member)
        account = self.tills[till][slip.member]
        if plain.moved != slip.moved:
            with pytest.raises(CannotReverse):
                self.run(account.reverse(slip.posting, at=self.now))
            self._refused()
            return
        undone = self.run(account.reverse(slip.posting, at=self.now))
        if slip.drawn:
            plain.give_back(slip.drawn, points_in(slip.drawn), self.now)
            self._goes_on(slip.member)
        else:
            taken = plain.take(slip.posting.points, first=slip.posting.lot)
            assert -undone.points == points_in(taken)

    @rule(source=MEMBERS, till=TILLS)
    def members_are_one(self, source: int, till: int) -> None:
        accounts = self.tills[till]
        came = self.run(accounts[source].transfer(accounts[1 - source], at=self.now))
        assert (came is not None) == self._move(source)
        self.plain[source].goes_on, self.plain[1 - source].goes_on = True, False

    @rule()
    def the_schedule_comes(self) -> None:
        self._let_go()

    @rule(member=MEMBERS, till=TILLS, points=POINTS)
    def the_same_twice(self, member: int, till: int, points: int) -> None:
        key = next(self.tills[till][member].keys)
        plain = self._swept(member)
        first = self.run(self.tills[till][member].earn(points, at=self.now, key=key))
        again = self.run(self.tills[1 - till][member].earn(points, at=self.now, key=key))
        assert (again.entry, again.replayed) == (first.entry, True)
        plain.add(self._lot(first, points))
        self._goes_on(member)

    @invariant()
    def both_say_the_same(self) -> None:
        for account, plain in zip(self.tills[0], self.plain, strict=True):
            has = self.run(account.balance(at=self.now))
            assert (has.available, has.pending, has.held, has.debt) == (
                plain.available(self.now),
                plain.pending(self.now),
                plain.held,
                plain.debt,
            )
            lots = self.run(lots_of(self.db, account.merchant, account.id))
            assert {lot.id: (lot.remaining, *_dates(lot)) for lot in lots} == {
                lot.id: (lot.remaining, *_dates(lot)) for lot in plain.lots if lot.remaining
            }

    def teardown(self) -> None:
        assert self.run(self.tills[0][0].off()) == []

    def _swept(self, member: int) -> PlainAccount:
        """Whoever uses an account lets go first of what is past its day."""
        self.plain[member].sweep(self.now)
        return self.plain[member]

    def _refused(self) -> Any:
        """The refused transaction was undone, and with it what had expired."""
        self._let_go()
        return multiple()

    def _let_go(self) -> None:
        self.run(expire_due(self.db, at=self.now, limit=10))
        for member in (0, 1):
            self._swept(member)

    def _released(self, held: Held) -> None:
        plain = self.plain[held.member]
        plain.held -= held.posting.points
        plain.give_back(held.drawn, held.posting.points, self.now)
        self._goes_on(held.member)

    def _goes_on(self, member: int) -> None:
        """What came to a member who is the other one now."""
        if self.plain[member].goes_on:
            self._move(member)

    def _move(self, source: int) -> bool:
        """Everything is the other's. Says whether there was anything."""
        giving, taking = self._swept(source), self._swept(1 - source)
        lots, debt = giving.leave()
        taking.debt += debt
        taking.lots.extend(self._renamed(lots, 1 - source))
        taking.repay()
        return bool(lots or debt)

    def _lot(
        self,
        posting: Posting,
        points: int,
        gone: datetime | None = None,
        ripe: datetime | None = None,
        idle: int | None = None,
    ) -> PlainLot:
        assert posting.lot
        # A lot's id says when it was made, to the millisecond: so their order is no accident.
        self.now += SECOND
        return PlainLot(posting.lot, points, self.now - SECOND, gone, ripe, idle)

    def _renamed(self, lots: list[PlainLot], member: int) -> list[PlainLot]:
        """`lots` under the ids that they have in their new account."""
        account = self.tills[0][member]
        known = [lot.id for lot in self.plain[member].lots]
        new = self.run(self.db.all(NEW_LOTS, account.id, known))
        moved = sorted(lots, key=lambda lot: (str(lot.root), lot.remaining, str(_dates(lot))))
        for lot, row in zip(moved, sorted(new, key=_as_it_was), strict=True):
            lot.id = LotId(row["id"])
        return lots


def test_any_verbs_in_any_order_from_two_tills_keep_the_books(database_url: str) -> None:
    with asyncio.Runner() as runner:
        db = runner.run(Database.open(database_url))
        try:
            explore(Ledgers, examples=40, steps=30, runner=runner, db=db)
        finally:
            runner.run(db.close())
