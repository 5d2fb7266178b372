"""How many requests a connection may make: one budget, shared by every process of the hub.

The budget fills evenly and holds `at_once` requests. Work that nobody waits for leaves
`for_cashiers` of them alone, so that a nightly sweep never stands in a cashier's way.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from regulars.kernel.errors import Invalid
from regulars.kernel.ids import ConnectionId, MerchantId
from regulars.merchants.model import Tokens
from regulars.merchants.store import budget as store
from regulars.merchants.tokens import opened
from regulars.platform.db import Database, Transaction
from regulars.platform.secrets import KeyRing

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


class Leave(NamedTuple):
    """What to ask a till with, None where the connection was never authorised, and when.

    `wait_until` is None where the request may be made now; it is out of the budget then. Else it is
    when there will be one to take: a moment, as the answer may have been long on its way.
    """

    tokens: Tokens | None
    wait_until: datetime | None = None


async def ask_leave(
    db: Database,
    ring: KeyRing,
    budget: Budget,
    merchant: MerchantId,
    connection: ConnectionId,
    *,
    cashier: bool,
    at: datetime,
) -> Leave:
    """Take one request out of the budget, if there is one. Raises `SecretUnreadable`."""
    room = budget.room(cashier=cashier)
    # One statement is a transaction by itself, and holds the row for no longer than that.
    claimed, sealed = await store.claim(
        db, merchant, connection, at=at, cost=budget.cost, room=room
    )
    tokens = opened(ring, connection, sealed) if sealed else None
    if claimed:
        return Leave(tokens)
    free = await store.next_free(db, merchant, connection) or at
    return Leave(tokens, free + budget.cost - room)


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
