"""One merchant's tills: orders made, read, changed, deleted, listed, and shown to staff."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import assert_never
from urllib.parse import quote

from regulars.connectors.kounta.adjust import Steps, steps
from regulars.connectors.kounta.booked import message_body, order_body, with_reference
from regulars.connectors.kounta.client import KountaClient
from regulars.connectors.kounta.customers import customer_of
from regulars.connectors.kounta.errors import Refused, translated
from regulars.connectors.kounta.goods import goods_of
from regulars.connectors.kounta.oauth import Grants
from regulars.connectors.kounta.payloads import CustomerBody, OrderBody, number, text
from regulars.connectors.kounta.shared import Shared
from regulars.connectors.kounta.tables import tables_in
from regulars.connectors.kounta.take import take
from regulars.connectors.kounta.translate import NOBODY, Guest, pos_order, status_of
from regulars.kernel.errors import RegularsError
from regulars.kernel.ids import ConnectionId, MerchantId
from regulars.merchants.connections import read_connection
from regulars.merchants.model import Connection, ConnectionSettings, ConnectionStatus
from regulars.pos.errors import NotAuthorised, OrderClosed, OrderGone, PosUnavailable
from regulars.pos.model import (
    Adjustment,
    Contact,
    Customer,
    NewOrder,
    OrderStatus,
    PosGoods,
    PosOrder,
    PosTable,
)
from regulars.pos.port import Haste

PATIENCE_OF_NOBODY = 60.0
"""Seconds that a call may take when nobody waits for it."""

MOST_PAGES = 20
"""An order is looked for among those of the last minutes or hours, newest first."""


class KountaTill:
    """A connection's tills. Each call of a cashier's takes at most half of the till's patience."""

    def __init__(
        self,
        shared: Shared,
        grants: Grants,
        merchant: MerchantId,
        connection: ConnectionId,
        *,
        haste: Haste,
        known: Connection | None = None,
    ) -> None:
        self._shared = shared
        self._grants = grants
        self._merchant = merchant
        self._connection = connection
        self._haste = haste
        self._known = known
        self._last: OrderBody | None = None

    async def read(self, order: str) -> PosOrder:
        async with self._asking() as (client, connection):
            body = await self._order(client, connection, order)
            guest = await self._guest(client, connection, body)
        return pos_order(body, currency=connection.currency, guest=guest)

    async def adjust(self, order: PosOrder, wanted: Adjustment) -> None:
        if not order.status.may_change:
            raise _closed()
        async with self._asking() as (client, connection):
            missing = steps(order, wanted, connection.settings)
            if not missing:
                return
            try:
                await self._take(client, connection, order, missing)
            except Refused as refused:
                raise await self._meaning(client, connection, order.ref, refused) from refused

    async def finished(self, site_id: str, *, since: datetime) -> Sequence[str]:
        async with self._asking() as (client, connection):
            path = f"{_site_path(connection, site_id)}/orders/complete"
            rows = await client.pages(path, OrderBody, {"created_gte": _moment(since)})
        return [row.ref for row in rows]

    async def open(self, new: NewOrder) -> str:
        async with self._asking() as (client, connection):
            company = _company(connection)
            member = new.customer
            customer = await customer_of(client, company, member) if member else None
            body = order_body(new, connection.settings, customer=customer)
            made = await client.post(f"{company}/orders", body)
        if not made:
            raise PosUnavailable("The till's system did not say where the new order is.")
        return made

    async def find(self, site_id: str, reference: str, *, since: datetime) -> Sequence[str]:
        async with self._asking() as (client, connection):
            path = f"{_site_path(connection, site_id)}/orders"
            query = {"created_gte": _moment(since)}
            rows = await client.pages(path, OrderBody, query, most=MOST_PAGES)
        return with_reference(rows, reference)

    async def discard(self, order: str) -> None:
        async with self._asking() as (client, connection):
            try:
                await client.delete(_order_path(connection, order))
            except Refused as refused:
                if not await self._is_deleted(client, connection, order, refused):
                    raise await self._meaning(client, connection, order, refused) from refused

    async def restate(self, order: str, *, guests: int, notes: str) -> None:
        async with self._asking() as (client, connection):
            try:
                await client.put(_order_path(connection, order), {"guests": guests, "notes": notes})
            except Refused as refused:
                raise await self._meaning(client, connection, order, refused) from refused

    async def name(self, order: str, customer: Customer, *, instead_of: str) -> None:
        async with self._asking() as (client, connection):
            body = await self._order(client, connection, order)
            if await self._names_another(client, connection, body, instead_of):
                return
            found = await customer_of(client, _company(connection), customer)
            if found is None:
                return
            try:
                await client.put(_order_path(connection, order), {"customer_id": number(found)})
            except Refused as refused:
                raise await self._meaning(client, connection, order, refused) from refused

    async def notify(self, order: str, message: str) -> None:
        async with self._asking() as (client, connection):
            path = f"{_order_path(connection, order)}/notifications"
            await client.post(path, message_body(message))

    async def tables(self, site_id: str) -> Sequence[PosTable]:
        async with self._asking() as (client, connection):
            try:
                body = await client.get(f"{_site_path(connection, site_id)}/tables", object)
            except Refused:
                return ()
        return tuple(tables_in(body))

    async def goods(self) -> Sequence[PosGoods]:
        async with self._asking() as (client, connection):
            return await goods_of(client, _company(connection))

    @asynccontextmanager
    async def _asking(self) -> AsyncIterator[tuple[KountaClient, Connection]]:
        """A client for one call, with as much time as there is for it."""
        connection = self._known or await read_connection(
            self._shared.db, self._merchant, self._connection
        )
        if connection.status is ConnectionStatus.DISABLED:
            raise NotAuthorised("The app is switched off.")
        patience = self._patience(connection.settings)
        until = asyncio.get_running_loop().time() + patience
        client = KountaClient(
            self._shared,
            self._grants,
            self._merchant,
            self._connection,
            haste=self._haste,
            until=until,
        )
        with translated():
            async with asyncio.timeout_at(until):
                yield client, connection

    def _patience(self, settings: ConnectionSettings) -> float:
        match self._haste:
            case Haste.CASHIER:
                return settings.patience_seconds / 2
            case Haste.NOBODY:
                return PATIENCE_OF_NOBODY
            case other:
                assert_never(other)

    async def _order(self, client: KountaClient, connection: Connection, order: str) -> OrderBody:
        try:
            self._last = await client.get(_order_path(connection, order), OrderBody)
        except Refused as refused:
            raise _gone(refused) from refused
        return self._last

    async def _guest(self, client: KountaClient, connection: Connection, order: OrderBody) -> Guest:
        """The customer's `reference_id`, which only the customer itself carries for sure.

        A cashier, who waits, has said who the member is, and of an order that is still open nobody
        wants to know: nothing is asked then.
        """
        finished = status_of(order) is OrderStatus.COMPLETE
        if order.customer is None or self._haste is Haste.CASHIER or not finished:
            return NOBODY
        found = await self._customer(client, connection, order.customer)
        if found is None:
            return NOBODY
        contact = Contact(found.primary_email_address or "", found.mobile or found.phone or "")
        return Guest(found.reference_id or "", contact)

    async def _names_another(
        self, client: KountaClient, connection: Connection, order: OrderBody, reference: str
    ) -> bool:
        if order.customer is None:
            return False
        found = await self._customer(client, connection, order.customer)
        return found is None or found.reference_id != reference

    async def _customer(
        self, client: KountaClient, connection: Connection, named: CustomerBody
    ) -> CustomerBody | None:
        path = f"{_company(connection)}/customers/{quote(text(named.id), safe='')}"
        try:
            return await client.get(path, CustomerBody)
        except Refused as refused:
            if refused.status == 404:
                return None
            raise

    async def _take(
        self, client: KountaClient, connection: Connection, order: PosOrder, missing: Steps
    ) -> None:
        path = _order_path(connection, order.ref)
        body = self._last if self._last and self._last.ref == order.ref else None
        if body is None and (missing.take_off or missing.put_on):
            body = await self._order(client, connection, order.ref)
        self._last = None
        await take(client, path, body, missing, connection.settings)

    async def _is_deleted(
        self, client: KountaClient, connection: Connection, order: str, refused: Refused
    ) -> bool:
        """Whether an order that could not be deleted is so already."""
        if refused.status != 400:
            return refused.status == 404
        now = await self._order(client, connection, order)
        return status_of(now) is OrderStatus.DELETED

    async def _meaning(
        self, client: KountaClient, connection: Connection, order: str, refused: Refused
    ) -> RegularsError:
        """Why a change was refused. The till says 400 for many things, so the order is asked."""
        if refused.status != 400:
            return _gone(refused)
        try:
            now = await self._order(client, connection, order)
        except PosUnavailable:
            return refused
        return refused if status_of(now).may_change else _closed()


def _company(connection: Connection) -> str:
    return f"companies/{quote(connection.company_id or 'me', safe='')}"


def _site_path(connection: Connection, site_id: str) -> str:
    return f"{_company(connection)}/sites/{quote(site_id, safe='')}"


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _order_path(connection: Connection, order: str) -> str:
    return f"{_company(connection)}/orders/{quote(order, safe='')}"


def _gone(refused: Refused) -> RegularsError:
    return OrderGone("The till does not know this sale.") if refused.status == 404 else refused


def _closed() -> OrderClosed:
    return OrderClosed("The sale is closed and cannot be changed any more.")
