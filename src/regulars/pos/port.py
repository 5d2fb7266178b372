"""The port through which the hub speaks to tills. Connectors fill it, the wiring plugs them in."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from regulars.kernel.ids import ConnectionId, MerchantId
from regulars.merchants.model import Connection
from regulars.pos.model import (
    Adjustment,
    Company,
    Customer,
    NewOrder,
    PosGoods,
    PosOrder,
    PosTable,
    Reported,
)


class Haste(StrEnum):
    """Who waits for the answer. A budget of requests keeps room for the cashier."""

    CASHIER = "cashier"
    NOBODY = "nobody"


class Bills(Protocol):
    """The open bills of one merchant's tills, as far as a reward concerns them.

    Every call may raise `PosUnavailable` (it may or may not have happened), `NotAuthorised`, or
    `PosRefused` with the till's reason.
    """

    async def read(self, order: str) -> PosOrder:
        """The order as it stands. Raises `OrderGone`.

        Whose it is, is left out where a cashier waits: the member is known there, and asking costs.
        """
        ...

    async def adjust(self, order: PosOrder, wanted: Adjustment) -> None:
        """Have the open `order`, as just read, carry exactly `wanted` of ours. Safe to repeat.

        Raises `OrderClosed`, or `DiscountStands` when staff's own discount leaves no way.
        """
        ...


class PointOfSale(Bills, Protocol):
    """One merchant's tills, through one connection. Raises what `Bills` does."""

    async def finished(self, site_id: str, *, since: datetime) -> Sequence[str]:
        """The orders created at a site since then that are complete, newest first."""
        ...

    async def open(self, new: NewOrder) -> str:
        """Have the till make an order, for staff to accept. Answers the till's id of it.

        Not safe to repeat: after `PosUnavailable` it has to be looked for with `find`.
        """
        ...

    async def find(self, site_id: str, reference: str, *, since: datetime) -> Sequence[str]:
        """The orders created at a site since then that carry `reference`, oldest first.

        A till may show an order in its lists some time after it was made.
        """
        ...

    async def discard(self, order: str) -> None:
        """Delete an order that nobody needs. One that is gone already is deleted.

        Raises `OrderClosed` for one that is finished.
        """
        ...

    async def restate(self, order: str, *, guests: int, notes: str) -> None:
        """Have an open order say how many guests there are, and exactly these notes."""
        ...

    async def name(self, order: str, customer: Customer, *, instead_of: str) -> None:
        """Have an open order name a member as its customer.

        Whom staff chose stays: only nobody, or the member with the reference `instead_of`, gives
        way.
        """
        ...

    async def notify(self, order: str, message: str) -> None:
        """Show staff a short message about an order. A till takes only a few for each."""
        ...

    async def goods(self) -> Sequence[PosGoods]:
        """All products with their categories, and all categories. Takes many requests."""
        ...

    async def tables(self, site_id: str) -> Sequence[PosTable]:
        """The tables of a site. None where the till has no tables or does not tell of them."""
        ...


class PosLink(Protocol):
    """Setting one connection up: consent, company, webhooks. The merchant's settings drive it."""

    async def consent_url(self, *, state: str, redirect_uri: str) -> str:
        """Where the merchant's browser goes to grant access."""
        ...

    async def authorise(self, *, code: str, redirect_uri: str) -> Company:
        """Exchange the code of a granted consent, keep the tokens, and answer whose they are.

        Raises `PosRefused` when the code is not (or no longer) good.
        """
        ...

    async def company(self) -> Company:
        """The authorised company with its sites, products and payment methods, for the mapping."""
        ...

    async def subscribe(self, address: str) -> None:
        """Have finished and deleted orders reported to `address`. Safe to repeat."""
        ...

    async def reported(self, address: str) -> Reported:
        """Which orders the till reports to `address`, by what stands there now."""
        ...

    async def unsubscribe(self) -> None:
        """Take our webhooks away again. Succeeds also when the till no longer knows us."""
        ...


class Tills(Protocol):
    """All tills: finds the way to one connection's."""

    def at(
        self,
        merchant: MerchantId,
        connection: ConnectionId,
        *,
        haste: Haste = Haste.NOBODY,
        known: Connection | None = None,
    ) -> PointOfSale:
        """The tills of a connection. Costs nothing until something is asked of them.

        `known` is the connection as it was read just now. Without it, it is read for each question.
        """
        ...

    def link(self, merchant: MerchantId, connection: ConnectionId) -> PosLink:
        """The connection itself, to set it up."""
        ...
