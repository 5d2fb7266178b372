"""Connections, their credentials and their mapping in the database."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import msgspec

from regulars.kernel.ids import ConnectionId, MerchantId, StoreId
from regulars.merchants.model import (
    Connection,
    ConnectionSettings,
    ConnectionStatus,
    SiteMapping,
)
from regulars.platform.db import Reads, Row, Transaction

ADD = """
    insert into connections (merchant_id, id, app, status, settings, created_at, updated_at)
    values ($1, $2, $3, 'enabled', $4, $5, $5)
    on conflict (merchant_id, app) do update
        set status = 'enabled', updated_at = $5
      where connections.status = 'disabled'
    returning id
"""

# One round trip brings a connection with its mapping.
CONNECTION = """
    select c.merchant_id, c.id, c.app, c.status, c.company_id, c.company_name, c.key_version,
           c.settings, m.currency,
           (select jsonb_agg(jsonb_build_object(
                       'site_id', s.site_id, 'site_name', s.site_name, 'store', s.store_id)
                       order by s.site_name, s.site_id)
              from connection_sites s
             where s.merchant_id = c.merchant_id and s.connection_id = c.id) as sites
      from connections c join merchants m using (merchant_id)
     where c.merchant_id = $1
"""

READ = CONNECTION + " and c.id = $2"
OF_APP = CONNECTION + " and c.app = $2"
ALL = CONNECTION + " order by c.app"

LOCK = "select id from connections where merchant_id = $1 and id = $2 for update"

SET_STATUS = """
    update connections set status = $3, updated_at = $4 where merchant_id = $1 and id = $2
"""

SET_COMPANY = """
    update connections
       set status = 'authorised', company_id = $3, company_name = $4, updated_at = $5
     where merchant_id = $1 and id = $2
"""

SET_CREDENTIALS = """
    update connections set credentials = $3, updated_at = $4 where merchant_id = $1 and id = $2
"""

CREDENTIALS = "select credentials from connections where merchant_id = $1 and id = $2"

SET_SETTINGS = """
    update connections set settings = $3, updated_at = $4 where merchant_id = $1 and id = $2
"""

RAISE_KEY = """
    update connections set key_version = key_version + 1, updated_at = $3
     where merchant_id = $1 and id = $2
    returning key_version
"""

# What stays as it was keeps its row, and with it when the site was last swept.
DROP_SITES = """
    delete from connection_sites
     where merchant_id = $1 and connection_id = $2
       and (site_id, store_id) not in (
           select kept.site_id, kept.store_id
             from unnest($3::text[], $4::integer[]) as kept (site_id, store_id))
"""

ADD_SITES = """
    insert into connection_sites (merchant_id, connection_id, site_id, site_name, store_id)
    values ($1, $2, $3, $4, $5)
    on conflict (merchant_id, connection_id, site_id) do update set site_name = excluded.site_name
"""

DROP_TOKENS = "delete from connection_tokens where merchant_id = $1 and connection_id = $2"


async def enable(
    tx: Transaction, merchant: MerchantId, new: ConnectionId, app: str, *, at: datetime
) -> bool:
    """Switch `app` on, as `new` if it never was; False when it is on already."""
    settings = msgspec.to_builtins(ConnectionSettings())
    return await tx.one_or_none(ADD, merchant, new, app, settings, at) is not None


async def read(db: Reads, merchant: MerchantId, connection: ConnectionId) -> Connection | None:
    row = await db.one_or_none(READ, merchant, connection)
    return None if row is None else _connection(row)


async def of_app(db: Reads, merchant: MerchantId, app: str) -> Connection | None:
    row = await db.one_or_none(OF_APP, merchant, app)
    return None if row is None else _connection(row)


async def all_of(db: Reads, merchant: MerchantId) -> Sequence[Connection]:
    return [_connection(row) for row in await db.all(ALL, merchant)]


async def lock(tx: Transaction, merchant: MerchantId, connection: ConnectionId) -> bool:
    """Keep others from changing `connection` until `tx` is over; False when it does not exist."""
    return await tx.value(LOCK, merchant, connection) is not None


async def set_status(
    tx: Transaction,
    merchant: MerchantId,
    connection: ConnectionId,
    status: ConnectionStatus,
    *,
    at: datetime,
) -> None:
    await tx.run(SET_STATUS, merchant, connection, status.value, at)


async def set_company(
    tx: Transaction,
    merchant: MerchantId,
    connection: ConnectionId,
    company_id: str,
    company_name: str,
    *,
    at: datetime,
) -> None:
    await tx.run(SET_COMPANY, merchant, connection, company_id, company_name, at)


async def set_credentials(
    tx: Transaction,
    merchant: MerchantId,
    connection: ConnectionId,
    sealed: bytes | None,
    *,
    at: datetime,
) -> None:
    await tx.run(SET_CREDENTIALS, merchant, connection, sealed, at)


async def sealed_credentials(
    db: Reads, merchant: MerchantId, connection: ConnectionId
) -> bytes | None:
    sealed: bytes | None = await db.value(CREDENTIALS, merchant, connection)
    return sealed


async def set_settings(
    tx: Transaction,
    merchant: MerchantId,
    connection: ConnectionId,
    settings: ConnectionSettings,
    *,
    at: datetime,
) -> None:
    await tx.run(SET_SETTINGS, merchant, connection, msgspec.to_builtins(settings), at)


async def set_sites(
    tx: Transaction,
    merchant: MerchantId,
    connection: ConnectionId,
    sites: Iterable[SiteMapping],
) -> None:
    """Have exactly `sites` be mapped."""
    sites = list(sites)
    kept = [site.site_id for site in sites], [site.store for site in sites]
    await tx.run(DROP_SITES, merchant, connection, *kept)
    rows = [(merchant, connection, one.site_id, one.site_name, one.store) for one in sites]
    await tx.run_many(ADD_SITES, rows)


async def raise_key(
    tx: Transaction, merchant: MerchantId, connection: ConnectionId, *, at: datetime
) -> int:
    """The next version of the key."""
    version: int = await tx.value(RAISE_KEY, merchant, connection, at)
    return version


async def drop_tokens(tx: Transaction, merchant: MerchantId, connection: ConnectionId) -> None:
    await tx.run(DROP_TOKENS, merchant, connection)


def _connection(row: Row) -> Connection:
    return Connection(
        id=ConnectionId(row["id"]),
        merchant=MerchantId(row["merchant_id"]),
        app=row["app"],
        status=ConnectionStatus(row["status"]),
        company_id=row["company_id"] or "",
        company_name=row["company_name"] or "",
        key_version=row["key_version"],
        settings=msgspec.convert(row["settings"], ConnectionSettings),
        currency=row["currency"],
        sites=tuple(_site(site) for site in row["sites"] or ()),
    )


def _site(site: dict[str, Any]) -> SiteMapping:
    return SiteMapping(site["site_id"], site["site_name"], StoreId(site["store"]))
