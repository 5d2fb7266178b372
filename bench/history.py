"""Years of earning and spending, made once in a few hundred ways and given to many members.

Each history follows the ledger's own rules: what is spent comes out of the lots that expire
soonest, what passes its day expires, an entry says what it left. So `regulars ledger check` finds
the books in order. Rows are the text that COPY reads, with `@` where a member's number belongs.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise

NUMBER = "@"
WAYS = 400
STRETCHES = 6
"""Histories are written in so many stretches, so that one member's rows lie apart, as in life."""

LIVES = timedelta(days=548)
LENGTH = timedelta(days=800)
KEPT_BACK = 1_000
"""Points that a member has at the least when all is loaded."""


@dataclass
class Lot:
    id: str
    earned: int
    remaining: int
    earned_at: datetime
    expired: int = 0

    @property
    def expires_at(self) -> datetime:
        return self.earned_at + LIVES


@dataclass
class History:
    """Rows of one way to be a member, by table and stretch."""

    entries: list[str] = field(default_factory=list)
    lots: list[Lot] = field(default_factory=list)
    holds: list[str] = field(default_factory=list)
    draws: list[str] = field(default_factory=list)
    available: int = 0

    def stretches(self, table: str) -> list[str]:
        """The rows of a table, cut into `STRETCHES` texts."""
        rows = [lot_row(lot) for lot in self.lots] if table == "lots" else getattr(self, table)
        cuts = [len(rows) * place // STRETCHES for place in range(STRETCHES + 1)]
        return ["".join(rows[start:end]) for start, end in pairwise(cuts)]


def histories(entries: int, *, until: datetime, seed: int = 2) -> list[History]:
    """`WAYS` histories with `entries` each on average: many short ones, some very long."""
    drawn = random.Random(seed)  # noqa: S311  a list that can be repeated
    shares = [drawn.paretovariate(2.2) for _ in range(WAYS)]
    total = sum(shares)
    sizes = [max(1, round(entries * WAYS * share / total)) for share in shares]
    sizes[sizes.index(max(sizes))] += entries * WAYS - sum(sizes)
    return [Writer(drawn, size, until).write() for size in sizes]


class Writer:
    """Lives through one history of exactly `size` entries that ends at `until`."""

    def __init__(self, drawn: random.Random, size: int, until: datetime) -> None:
        self.drawn = drawn
        self.size = size
        self.until = until
        self.held = 0
        self.history = History()

    def write(self) -> History:
        step = LENGTH / self.size
        at = self.until - LENGTH
        while left := self.size - len(self.history.entries):
            due = next((lot for lot in self.spendable() if lot.expires_at <= at), None)
            to_expire = [lot for lot in self.spendable() if lot.expires_at <= self.until]
            if left == 1:
                self.earn(max(self.drawn.randint(12, 110), KEPT_BACK - self.lasting()), self.until)
            elif due:
                self.expire(due, at)
            elif left <= len(to_expire) + 2:
                # Only as many entries are left as it takes to leave nothing overdue.
                at = to_expire[0].expires_at if to_expire else max(at, self.until - LIVES + step)
                if not to_expire:
                    self.earn(self.drawn.randint(12, 110), at)
            elif self.history.available >= 200 and self.drawn.random() < 0.2:
                self.redeem(100, at, kept=self.drawn.random() < 0.9)
                at += step
            else:
                self.earn(self.drawn.randint(12, 110), at)
            at = min(at + step * self.drawn.uniform(0.2, 1.6), self.until)
        return self.history

    def spendable(self) -> list[Lot]:
        return [lot for lot in self.history.lots if lot.remaining]

    def lasting(self) -> int:
        """Points that are good for a month yet."""
        month = self.until + timedelta(days=30)
        return sum(lot.remaining for lot in self.history.lots if lot.expires_at > month)

    def earn(self, points: int, at: datetime) -> None:
        lot = Lot(self.new_id(1, at), points, points, at)
        self.history.lots.append(lot)
        sale = f'"sale":"{self.new_id(2, at)}","store":1,"total_minor":{points}00,"currency":"AUD"'
        order = f"{len(self.history.entries)}-{NUMBER}"
        self.entry(
            "earn",
            points,
            0,
            at,
            lot=lot.id,
            lots=[(lot.id, points)],
            natural_key=f"order:1:{order}:earn:1",
            reason=f'{{"kind":"earned",{sale}}}',
        )

    def redeem(self, points: int, at: datetime, *, kept: bool) -> None:
        """A hold, and how it ended."""
        hold, closed = self.new_id(3, at), at + timedelta(minutes=40)
        moved, wanted = [], points
        for lot in self.spendable():
            taken = min(lot.remaining, wanted)
            if taken:
                moved.append((lot.id, -taken))
                lot.remaining -= taken
                wanted -= taken
        title = f'"title":"$5 off","order":"A-{len(self.history.entries):05d}"'
        self.entry("hold", -points, points, at, hold=hold, lots=moved,
                   reason=f'{{"kind":"redeemed",{title},"store":1}}')  # fmt: skip
        if kept:
            self.entry("settle", 0, -points, closed, hold=hold, lots=[],
                       natural_key=f"redemption:{hold}:settled",
                       reason=f'{{"kind":"settled",{title},"store":1}}')  # fmt: skip
        else:
            back = [(lot, -taken) for lot, taken in moved]
            self.entry("release", points, -points, closed, hold=hold, lots=back,
                       reason=f'{{"kind":"released",{title},"why":"taken_off"}}')  # fmt: skip
            for lot in self.history.lots:
                lot.remaining += dict(back).get(lot.id, 0)
        settled, released = (points, 0) if kept else (0, points)
        times_out = at + timedelta(hours=48)
        self.history.holds.append(
            row(hold, account(), points, settled, released, at, times_out, closed)
        )
        self.history.draws += [
            row(hold, lot, -taken, 0 if kept else -taken) for lot, taken in moved
        ]

    def expire(self, lot: Lot, at: datetime) -> None:
        gone, lot.remaining, lot.expired = lot.remaining, 0, lot.remaining
        earned_at = lot.earned_at.isoformat()
        self.entry("expire", -gone, 0, at, lot=lot.id, lots=[(lot.id, -gone)],
                   reason=f'{{"kind":"expired","earned_at":"{earned_at}"}}')  # fmt: skip

    def entry(
        self,
        kind: str,
        available: int,
        held: int,
        at: datetime,
        *,
        lots: Sequence[tuple[str, int]],
        reason: str,
        lot: str | None = None,
        hold: str | None = None,
        natural_key: str | None = None,
    ) -> None:
        self.history.available += available
        self.held += held
        entry = self.new_id(0, at)
        names = "{" + ",".join(name for name, _ in lots) + "}"
        points = "{" + ",".join(str(moved) for _, moved in lots) + "}"
        self.history.entries.append(
            row(entry, account(), len(self.history.entries) + 1, kind, available, held,
                self.history.available, self.held, 0, hold, lot, names, points,
                f"bench:{entry}", natural_key and f"{natural_key}:{NUMBER}",
                f"\\\\x{self.drawn.getrandbits(208):052x}{NUMBER}", reason, at)
        )  # fmt: skip

    def new_id(self, kind: int, at: datetime) -> str:
        """An id of version 7 that no other row of any member has."""
        time = f"{int(at.timestamp() * 1000):012x}"
        return f"{time[:8]}-{time[8:]}-7{len(self.history.entries):03x}-8{kind:03x}-{NUMBER}"


def lot_row(lot: Lot) -> str:
    return row(
        lot.id, account(), lot.earned, lot.remaining, lot.expired, 0, lot.earned_at, lot.expires_at
    )


def row(*values: object) -> str:
    """A line of COPY's text; the merchant stands first in every table."""
    return "\t".join(["%", *(text(value) for value in values)]) + "\n"


def text(value: object) -> str:
    match value:
        case None:
            return "\\N"
        case datetime():
            return value.isoformat()
        case _:
            return str(value)


def account() -> str:
    """The account of the member with a number (12 hexadecimal digits)."""
    return f"{ACCOUNT}{NUMBER}"


MEMBER = "01900000-0000-7000-8000-"
ACCOUNT = "01900000-0000-7001-8000-"
"""What the ids of members and their accounts begin with; the number follows."""
