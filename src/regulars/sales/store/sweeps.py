"""Which sites to sweep, and which of their orders we do not have."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from regulars.kernel.ids import ConnectionId, MerchantId
from regulars.platform.db import Database, Transaction

SITES = """
    select s.merchant_id, s.connection_id, s.site_id, s.swept_at, s.first_swept_at, c.created_at
      from connection_sites s
      join connections c on (c.merchant_id, c.id) = (s.merchant_id, s.connection_id)
     where c.status = 'authorised'
     order by s.swept_at nulls first
"""

MISSING = """
    select asked.order_ref
      from unnest($3::text[]) as asked (order_ref)
     where not exists (
           select 1 from sales x
            where x.merchant_id = $1 and x.connection_id = $2 and x.order_ref = asked.order_ref)
       and not exists (
           select 1 from till_refunds r
            where r.merchant_id = $1 and r.connection_id = $2 and r.order_ref = asked.order_ref)
"""

# An order that was begun before the till's list starts is asked about without need, now and then.
VANISHED = """
    with place as (
        select store_id from connection_sites
         where merchant_id = $1 and connection_id = $2 and site_id = $3
    )
    select x.order_ref
      from sales x join place using (store_id)
     where x.merchant_id = $1 and x.connection_id = $2 and x.status = 'complete'
       and x.completed_at >= $4 and not x.order_ref = any($5)
     union all
    select r.order_ref
      from till_refunds r join place using (store_id)
     where r.merchant_id = $1 and r.connection_id = $2 and r.status = 'complete'
       and r.refunded_at >= $4 and not r.order_ref = any($5)
     limit 100
"""

SWEPT = """
    update connection_sites
       set swept_at = $4, first_swept_at = coalesce(first_swept_at, $4)
     where merchant_id = $1 and connection_id = $2 and site_id = $3
"""


class SiteToSweep(NamedTuple):
    """A mapped site. Orders from before the app was enabled are not ours to count.

    What was sold before it was `first_swept_at` may be of another till that was connected then.
    """

    merchant: MerchantId
    connection: ConnectionId
    site_id: str
    swept_at: datetime | None
    first_swept_at: datetime | None
    enabled_at: datetime


async def sites(db: Database) -> Sequence[SiteToSweep]:
    """Every mapped site of an authorised connection, the longest unswept first."""
    rows = await db.all(SITES)
    return [
        SiteToSweep(
            MerchantId(row["merchant_id"]),
            ConnectionId(row["connection_id"]),
            row["site_id"],
            row["swept_at"],
            row["first_swept_at"],
            row["created_at"],
        )
        for row in rows
    ]


async def missing(db: Database, site: SiteToSweep, orders: Sequence[str]) -> list[str]:
    """Those of `orders` that are recorded neither as a sale nor as a refund of one."""
    rows = await db.all(MISSING, site.merchant, site.connection, list(orders))
    return [row["order_ref"] for row in rows]


async def vanished(
    db: Database, site: SiteToSweep, orders: Sequence[str], *, since: datetime
) -> list[str]:
    """Sales and refunds of a site since then that stand here, and are not among `orders`."""
    if site.first_swept_at is None:
        return []
    since = max(since, site.first_swept_at)
    rows = await db.all(VANISHED, site.merchant, site.connection, site.site_id, since, list(orders))
    return [row["order_ref"] for row in rows]


async def swept(db: Database, site: SiteToSweep, *, at: datetime) -> None:
    async def write(tx: Transaction) -> None:
        await tx.run(SWEPT, site.merchant, site.connection, site.site_id, at)

    await db.tx(write)
