"""What every way of running the hub is made of, opened."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.request import getproxies, proxy_bypass

import httpx

from regulars.connectors.kounta import Addresses, KountaTills, Shared
from regulars.connectors.mail import SmtpServer
from regulars.connectors.payments import Testpay
from regulars.kernel.clock import Clock, system_clock
from regulars.merchants.budget import Budget
from regulars.merchants.model import Credentials
from regulars.platform.db import Database
from regulars.platform.mail import MailServer
from regulars.platform.payment import PaymentProvider
from regulars.platform.pool import Connection
from regulars.platform.secrets import KeyRing
from regulars.platform.settings import Settings
from regulars.pos.port import Tills

Sleep = Callable[[float], Awaitable[None]]
Around = Callable[[Connection], Connection]


@dataclass(frozen=True, slots=True)
class Outside:
    """What the hub reaches the world by. Tests put a clock and a till of their own here.

    `around` is put around each connection to the database.
    """

    clock: Clock = system_clock
    transport: httpx.AsyncBaseTransport | None = None
    sleep: Sleep = asyncio.sleep
    around: Around | None = None


@dataclass(frozen=True, slots=True)
class Hub:
    """The parts that every way of running the hub is made of."""

    settings: Settings
    db: Database
    ring: KeyRing
    clock: Clock
    tills: Tills
    add_on: Credentials | None
    mail_server: MailServer | None
    payments: PaymentProvider | None

    @property
    def base_url(self) -> str:
        return self.settings.address


@asynccontextmanager
async def open_hub(settings: Settings, outside: Outside | None = None) -> AsyncIterator[Hub]:
    """The hub's parts, opened; `settings` name a database that answers, and keys."""
    outside = outside or Outside()
    ring = KeyRing(settings.secret_keys)
    add_on = installed(settings)
    db = await Database.open(
        settings.database_url,
        connections=settings.db_connections,
        prepared_statements=not settings.db_pooler,
        around=outside.around,
    )
    try:
        async with (
            outside.transport or way_out(settings.kounta_api_url) as transport,
            payment_provider(settings, outside) as payments,
        ):
            tills = KountaTills(
                Shared(
                    transport=transport,
                    db=db,
                    ring=ring,
                    clock=outside.clock,
                    installed=add_on,
                    addresses=Addresses(settings.kounta_api_url, settings.kounta_consent_url),
                    budget=Budget(per_minute=settings.kounta_per_minute),
                    sleep=outside.sleep,
                )
            )
            mails = mail_server(settings)
            yield Hub(settings, db, ring, outside.clock, tills, add_on, mails, payments)
    finally:
        await db.close()


def way_out(address: str) -> httpx.AsyncBaseTransport:
    """The way to `address`, through the proxy that the environment names for it, if any."""
    to = httpx.URL(address)
    proxies = getproxies()
    proxy = None if proxy_bypass(to.host) else proxies.get(to.scheme, proxies.get("all"))
    return httpx.AsyncHTTPTransport(proxy=proxy)


def installed(settings: Settings) -> Credentials | None:
    """The add-on that the installation brings for merchants who have none of their own."""
    if not settings.kounta_client_id:
        return None
    return Credentials(
        settings.kounta_client_id,
        settings.kounta_client_secret,
        settings.kounta_signature_token,
    )


def mail_server(settings: Settings) -> MailServer | None:
    """What mail leaves by; None when it is to be kept."""
    return SmtpServer(settings.smtp_url, settings.mail_from) if settings.smtp_url else None


@asynccontextmanager
async def payment_provider(
    settings: Settings, outside: Outside
) -> AsyncIterator[PaymentProvider | None]:
    """What takes guests' deposits; None where nothing does."""
    if not settings.payments_url:
        yield None
        return
    async with outside.transport or way_out(settings.payments_url) as transport:
        account = (settings.payments_url, settings.payments_key, settings.payments_secret)
        yield Testpay(*account, transport=transport)
