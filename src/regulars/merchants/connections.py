"""Apps of a merchant: switched on, authorised, mapped to stores, and switched off again."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

import msgspec

from regulars.kernel.errors import NotFound
from regulars.kernel.ids import ConnectionId, MerchantId, uuid7
from regulars.merchants import stores as venues
from regulars.merchants.errors import NoCredentials, StaleConsent
from regulars.merchants.facts import (
    ConnectionAuthorised,
    ConnectionDisabled,
    ConnectionEnabled,
    ConnectionMapped,
    CredentialsSaved,
    KeyRenewed,
)
from regulars.merchants.model import (
    Connection,
    ConnectionSettings,
    ConnectionStatus,
    Credentials,
    SiteMapping,
)
from regulars.merchants.rules import mapping
from regulars.merchants.store import connections as store
from regulars.platform import journal
from regulars.platform.db import Database, Reads, Transaction
from regulars.platform.secrets import KeyRing


async def enable(
    db: Database, merchant: MerchantId, app: str, *, at: datetime, actor: str = "system"
) -> Connection:
    """Switch an app on. One that was switched off comes back with its mapping, to be authorised."""

    async def work(tx: Transaction) -> Connection:
        switched = await store.enable(tx, merchant, ConnectionId(uuid7(at)), app, at=at)
        connection = await store.of_app(tx, merchant, app)
        assert connection is not None
        if switched:
            fact = ConnectionEnabled(connection.id, app=app)
            await journal.write(tx, merchant, fact, at=at, actor=actor)
        return connection

    return await db.tx(work)


async def read_connection(db: Reads, merchant: MerchantId, connection: ConnectionId) -> Connection:
    """One of the merchant's connections with its mapping. Raises `NotFound`."""
    found = await store.read(db, merchant, connection)
    if found is None:
        raise _unknown()
    return found


async def connection_for(db: Reads, merchant: MerchantId, app: str) -> Connection | None:
    """The merchant's connection of an app, if it was ever enabled."""
    return await store.of_app(db, merchant, app)


async def connections(db: Reads, merchant: MerchantId) -> Sequence[Connection]:
    """Every app that the merchant ever enabled."""
    return await store.all_of(db, merchant)


async def save_credentials(
    db: Database,
    ring: KeyRing,
    merchant: MerchantId,
    connection: ConnectionId,
    own: Credentials | None,
    *,
    at: datetime,
    actor: str = "system",
) -> Connection:
    """Keep the merchant's own add-on credentials, or with None use the installation's again.

    Tokens belong to the add-on that they were granted to: with another one, the merchant has to
    authorise again.
    """
    client_id = own.client_id if own else ""

    async def work(tx: Transaction, before: Connection) -> None:
        kept = await own_credentials(tx, ring, merchant, connection)
        if (kept.client_id if kept else "") != client_id:
            await _forget_consent(tx, before, at)
        sealed = None if own is None else ring.seal(own, place=_place(connection))
        await store.set_credentials(tx, merchant, connection, sealed, at=at)
        fact = CredentialsSaved(connection, client_id=client_id)
        await journal.write(tx, merchant, fact, at=at, actor=actor)

    return await _change(db, merchant, connection, work)


async def credentials(
    db: Reads,
    ring: KeyRing,
    merchant: MerchantId,
    connection: ConnectionId,
    *,
    installed: Credentials | None,
) -> Credentials:
    """The connection's own add-on credentials, else the installation's. Raises `NoCredentials`."""
    found = await own_credentials(db, ring, merchant, connection) or installed
    if found is None:
        raise NoCredentials(
            "There are no add-on credentials yet. Enter the client ID and secret of your add-on."
        )
    return found


async def own_credentials(
    db: Reads, ring: KeyRing, merchant: MerchantId, connection: ConnectionId
) -> Credentials | None:
    """The connection's own add-on credentials, if it has any."""
    sealed = await store.sealed_credentials(db, merchant, connection)
    if sealed is None:
        return None
    return msgspec.convert(ring.open(sealed, place=_place(connection)), Credentials)


async def authorised(
    db: Database,
    merchant: MerchantId,
    connection: ConnectionId,
    company_id: str,
    company_name: str,
    *,
    at: datetime,
    actor: str = "system",
) -> Connection:
    """A company granted access. Sites of another company than before are no longer mapped."""

    async def work(tx: Transaction, before: Connection) -> None:
        if before.status is ConnectionStatus.DISABLED:
            raise StaleConsent("The app was disabled meanwhile. Enable it, then authorise again.")
        if before.company_id not in ("", company_id):
            await store.set_sites(tx, merchant, connection, ())
        await store.set_company(tx, merchant, connection, company_id, company_name, at=at)
        fact = ConnectionAuthorised(connection, company_id=company_id, company_name=company_name)
        await journal.write(tx, merchant, fact, at=at, actor=actor)

    return await _change(db, merchant, connection, work)


async def save_mapping(
    db: Database,
    merchant: MerchantId,
    connection: ConnectionId,
    sites: tuple[SiteMapping, ...],
    settings: ConnectionSettings,
    *,
    at: datetime,
    actor: str = "system",
) -> Connection:
    """Save which site is which store, and the settings. Raises `Invalid` for an unknown store."""

    async def work(tx: Transaction, _: Connection) -> None:
        known = {venue.id for venue in await venues.stores(tx, merchant)}
        chosen = {one.site_id: one.store for one in sites}
        checked = mapping(chosen, {one.site_id: one.site_name for one in sites}, known)
        await store.set_sites(tx, merchant, connection, checked)
        await store.set_settings(tx, merchant, connection, settings, at=at)
        fact = ConnectionMapped(connection, sites=checked)
        await journal.write(tx, merchant, fact, at=at, actor=actor)

    return await _change(db, merchant, connection, work)


async def new_key(
    db: Database,
    merchant: MerchantId,
    connection: ConnectionId,
    *,
    at: datetime,
    actor: str = "system",
) -> Connection:
    """End the URLs that the till was given; new ones take their place."""

    async def work(tx: Transaction, _: Connection) -> None:
        version = await store.raise_key(tx, merchant, connection, at=at)
        fact = KeyRenewed(connection, version=version)
        await journal.write(tx, merchant, fact, at=at, actor=actor)

    return await _change(db, merchant, connection, work)


async def disable(
    db: Database,
    merchant: MerchantId,
    connection: ConnectionId,
    *,
    at: datetime,
    actor: str = "system",
) -> Connection:
    """Switch an app off: its tokens are forgotten, its mapping is kept."""

    async def work(tx: Transaction, before: Connection) -> None:
        if before.status is ConnectionStatus.DISABLED:
            return
        await store.drop_tokens(tx, merchant, connection)
        disabled = ConnectionStatus.DISABLED
        await store.set_status(tx, merchant, connection, disabled, at=at)
        await journal.write(tx, merchant, ConnectionDisabled(connection), at=at, actor=actor)

    return await _change(db, merchant, connection, work)


async def _change(
    db: Database,
    merchant: MerchantId,
    connection: ConnectionId,
    work: Callable[[Transaction, Connection], Awaitable[None]],
) -> Connection:
    """Do `work` on a connection that nobody else changes meanwhile; answer how it stands then."""

    async def alone(tx: Transaction) -> Connection:
        if not await store.lock(tx, merchant, connection):
            raise _unknown()
        await work(tx, await read_connection(tx, merchant, connection))
        return await read_connection(tx, merchant, connection)

    return await db.tx(alone)


async def _forget_consent(tx: Transaction, connection: Connection, at: datetime) -> None:
    await store.drop_tokens(tx, connection.merchant, connection.id)
    if connection.status is ConnectionStatus.AUTHORISED:
        enabled = ConnectionStatus.ENABLED
        await store.set_status(tx, connection.merchant, connection.id, enabled, at=at)


def _place(connection: ConnectionId) -> str:
    return f"connection:{connection}:credentials"


def _unknown() -> NotFound:
    return NotFound("There is no such connection.")
