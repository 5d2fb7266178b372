"""A ledger that anybody can follow, to compare the real one with: lists and loops.

It is written from docs/algorithms/ledger.md and lots.md.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypeAlias

from regulars.kernel.ids import LotId
from regulars.programs.earning.lasting import expires_at
from regulars.programs.earning.model import Idle

LATEST = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass(eq=False)
class PlainLot:
    """`root` is the lot that this one began as, in whichever account."""

    id: LotId
    remaining: int
    earned_at: datetime
    expires_at: datetime | None = None
    matures_at: datetime | None = None
    idle_months: int | None = None
    root: LotId | None = None
    has_expired: bool = False

    def place(self) -> tuple[datetime, LotId]:
        """Soonest to expire first, those that never do last, then the oldest."""
        return self.expires_at or LATEST, self.id

    def is_over(self, now: datetime) -> bool:
        return self.expires_at is not None and self.expires_at <= now

    def is_ripe(self, now: datetime) -> bool:
        return self.matures_at is None or self.matures_at <= now

    def is_of(self, lot: LotId | None) -> bool:
        return lot is not None and lot in (self.id, self.root)

    def expire(self) -> None:
        self.has_expired = self.has_expired or self.remaining > 0
        self.remaining = 0

    def wait_for(self, visit: datetime | None) -> None:
        """An idle lot stays for its months after `visit`."""
        if self.idle_months and visit and self.expires_at:
            last_day = expires_at(Idle(self.idle_months), visit, "UTC")
            self.expires_at = max(self.expires_at, last_day or self.expires_at)


Drawn: TypeAlias = list[tuple[PlainLot, int]]


@dataclass(eq=False)
class PlainAccount:
    """Points in lots, those that are set aside, and what is owed."""

    lots: list[PlainLot] = field(default_factory=list)
    held: int = 0
    debt: int = 0
    visited: datetime | None = None
    moved: int = 0
    """How often everything left for another account."""
    goes_on: bool = False
    """Whether what comes here goes on to that one."""

    def available(self, now: datetime) -> int:
        return sum(lot.remaining for lot in self.lots if not lot.is_over(now) and lot.is_ripe(now))

    def pending(self, now: datetime) -> int:
        return sum(
            lot.remaining for lot in self.lots if not lot.is_over(now) and not lot.is_ripe(now)
        )

    def unexpired(self, now: datetime) -> int:
        return self.available(now) + self.pending(now)

    def sweep(self, now: datetime) -> None:
        for lot in self.lots:
            if lot.is_over(now):
                lot.expire()

    def add(self, lot: PlainLot) -> None:
        self.lots.append(lot)
        self.repay()

    def draw(self, points: int, now: datetime) -> Drawn:
        """Spend as many of `points` as can be."""
        ripe = [lot for lot in self.lots if lot.is_ripe(now)]
        return _drawn(sorted(ripe, key=PlainLot.place), points)

    def take(self, points: int, *, first: LotId | None = None) -> Drawn:
        """Take as many of `points` as there are, those that have to wait as well."""
        in_turn = sorted(self.lots, key=lambda lot: (not lot.is_of(first), lot.place()))
        return _drawn(in_turn, points)

    def give_back(self, drawn: Drawn, points: int, now: datetime) -> Drawn:
        """Into the lots that live the longest; what came to one past its day expires.

        Answers what of `drawn` has still not come back.
        """
        for lot, _ in drawn:
            if not lot.remaining and not lot.has_expired:
                lot.wait_for(self.visited)
        still_out: Drawn = []
        for lot, part in sorted(drawn, key=lambda one: one[0].place(), reverse=True):
            back = min(points, part)
            points -= back
            lot.remaining += back
            if back and lot.is_over(now):
                lot.expire()
            if part > back:
                still_out.append((lot, part - back))
        self.repay()
        return still_out

    def repay(self) -> None:
        self.debt -= points_in(self.take(self.debt))

    def visit(self, now: datetime) -> None:
        self.visited = max(self.visited or now, now)
        for lot in self.lots:
            if lot.remaining and not lot.is_over(now):
                lot.wait_for(self.visited)

    def leave(self) -> tuple[list[PlainLot], int]:
        """What moves to another account: lots as they are now, and a debt."""
        lots, debt = [lot for lot in self.lots if lot.remaining], self.debt
        self.moved += bool(lots or debt)
        self.debt = 0
        moving = [
            PlainLot(
                id=lot.id,
                remaining=lot.remaining,
                earned_at=lot.earned_at,
                expires_at=lot.expires_at,
                matures_at=lot.matures_at,
                idle_months=lot.idle_months,
                root=lot.root or lot.id,
            )
            for lot in lots
        ]
        for lot in lots:
            lot.remaining = 0
        return moving, debt


def points_in(drawn: Drawn) -> int:
    return sum(part for _, part in drawn)


def _drawn(lots: list[PlainLot], points: int) -> Drawn:
    drawn = []
    for lot in lots:
        part = min(points, lot.remaining)
        if part:
            lot.remaining -= part
            points -= part
            drawn.append((lot, part))
    return drawn
