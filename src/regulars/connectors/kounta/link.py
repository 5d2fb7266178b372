"""Setting one connection up: consent, the company behind it, webhooks."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from urllib.parse import quote

from regulars.connectors.kounta.client import KountaClient
from regulars.connectors.kounta.errors import translated
from regulars.connectors.kounta.oauth import Grants, consent_url
from regulars.connectors.kounta.payloads import CompanyBody, Named, text
from regulars.connectors.kounta.shared import Shared
from regulars.connectors.kounta.webhooks import Webhooks
from regulars.kernel.ids import ConnectionId, MerchantId
from regulars.merchants.connections import read_connection
from regulars.pos.errors import NotAuthorised
from regulars.pos.model import Choice, Company, Reported, Site
from regulars.pos.port import Haste

PATIENCE = 30.0
"""Seconds that the person at the settings page waits at most."""

MOST_PRODUCT_PAGES = 10
"""The products are there to choose one from, not to keep a menu."""


class KountaLink:
    """The connection itself. Somebody at the settings page waits for each answer."""

    def __init__(
        self, shared: Shared, grants: Grants, merchant: MerchantId, connection: ConnectionId
    ) -> None:
        self._shared = shared
        self._grants = grants
        self._merchant = merchant
        self._connection = connection
        self._webhooks = Webhooks(shared.db, merchant, connection)

    async def consent_url(self, *, state: str, redirect_uri: str) -> str:
        credentials = await self._shared.credentials(self._merchant, self._connection)
        consent = self._shared.addresses.consent
        return consent_url(consent, credentials, state=state, redirect_uri=redirect_uri)

    async def authorise(self, *, code: str, redirect_uri: str) -> Company:
        await self._grants.exchange(
            self._merchant, self._connection, code=code, redirect_uri=redirect_uri
        )
        return await self.company()

    async def company(self) -> Company:
        async with self._asking() as client:
            found = await client.get("companies/me", CompanyBody)
            path = f"companies/{quote(text(found.id), safe='')}"
            sites = await client.pages(f"{path}/sites", Named)
            methods = await client.pages(f"{path}/payment_methods", Named)
            products = await client.pages(f"{path}/products", Named, most=MOST_PRODUCT_PAGES)
        return Company(
            id=text(found.id),
            name=found.name or "",
            currency=(found.currency or "").upper(),
            sites=tuple(Site(text(site.id), site.name or text(site.id)) for site in sites),
            products=_choices(products),
            payment_methods=_choices(methods),
        )

    async def subscribe(self, address: str) -> None:
        async with self._asking() as client:
            await self._webhooks.register(client, await self._company_path(), address)

    async def reported(self, address: str) -> Reported:
        async with self._asking() as client:
            return await self._webhooks.standing(client, await self._company_path(), address)

    async def unsubscribe(self) -> None:
        try:
            async with self._asking() as client:
                await self._webhooks.take_away(client, await self._company_path())
        except NotAuthorised:
            # Who no longer knows us sends us nothing either.
            await self._webhooks.forget()

    async def _company_path(self) -> str:
        connection = await read_connection(self._shared.db, self._merchant, self._connection)
        return f"companies/{quote(connection.company_id or 'me', safe='')}"

    @asynccontextmanager
    async def _asking(self) -> AsyncIterator[KountaClient]:
        until = asyncio.get_running_loop().time() + PATIENCE
        client = KountaClient(
            self._shared,
            self._grants,
            self._merchant,
            self._connection,
            haste=Haste.CASHIER,
            until=until,
        )
        with translated():
            async with asyncio.timeout_at(until):
                yield client


def _choices(rows: Iterable[Named]) -> tuple[Choice, ...]:
    return tuple(Choice(text(row.id), row.name or text(row.id)) for row in rows)
