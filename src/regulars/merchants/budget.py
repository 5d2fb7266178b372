"""How many requests a connection may make: one budget, shared by every process of the hub.

The budget fills evenly and holds `at_once` requests. Work that nobody waits for leaves
`for_cashiers` of them alone, so that a nightly sweep never stands in a cashier's way.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from regulars.kernel.errors import Invalid
from regulars.kernel.ids import ConnectionId, MerchantId
from regulars.merchants.store import budget as store
from regulars.platform.db import Database, Transaction

NOTHING = timedelta(0)
LONGEST_PAUSE = timedelta(minutes=1)
"""A till counts by the minute, so a later end of a pause is a slip of somebody's clock."""


@dataclass(frozen=True, slots=True)
class Budget:
    """No minute sees more than `per_minute` and `at_once` together."""

    per_minute: int = 150
    at_once: int = 30
    for_cashiers: int = 12

    def __post_init__(self) -> None:
        if not self.per_minute > 0 or not 0 <= self.for_cashiers < self.at_once:
            raise Invalid("A budget lets somebody ask something, and keeps less than all of it.")

    @property
    def cost(self) -> timedelta:
        """How long one request takes to be earned again."""
        return timedelta(minutes=1) / self.per_minute

    def room(self, *, cashier: bool) -> timedelta:
        """How far a caller may reach ahead of the clock."""
        return self.cost * (self.at_once if cashier else self.at_once - self.for_cashiers)


async def claim(
    db: Database,
    budget: Budget,
    merchant: MerchantId,
    connection: ConnectionId,
    *,
    cashier: bool,
    at: datetime,
) -> timedelta:
    """Take one request out of the budget: nothing to wait for, or how long until one is there."""
    room = budget.room(cashier=cashier)
    # One statement is a transaction by itself, and holds the row for no longer than that.
    if await store.claim(db, merchant, connection, at=at, cost=budget.cost, room=room):
        return NOTHING
    free = await store.next_free(db, merchant, connection) or at
    # Another one may have given way meanwhile; a wait is never nothing.
    return max(free + budget.cost - room - at, budget.cost)


async def hold_back(
    db: Database,
    budget: Budget,
    merchant: MerchantId,
    connection: ConnectionId,
    *,
    until: datetime,
    at: datetime,
) -> None:
    """The till has had enough: ask nothing until then, and begin gently."""
    pause = min(max(until, at), at + LONGEST_PAUSE)

    async def work(tx: Transaction) -> None:
        spent = pause + budget.room(cashier=True) - budget.cost
        await store.hold_back(tx, merchant, connection, until=spent)

    await db.tx(work)
