"""Merchants and their stores in the database."""

from collections.abc import Collection, Sequence
from datetime import datetime

from regulars.kernel.ids import MerchantId, StoreId
from regulars.merchants.model import Merchant, Store
from regulars.platform.db import Reads, Row, Transaction

ADD_MERCHANT = """
    insert into merchants (merchant_id, name, country, currency, locale, time_zone, created_at)
    values ($1, $2, $3, $4, $5, $6, $7)
"""

READ_MERCHANT = """
    select merchant_id, name, country, currency, locale, time_zone
      from merchants
     where merchant_id = $1
"""

ADD_STORE = """
    insert into stores (merchant_id, id, name, country, time_zone, created_at)
    values ($1, $2, $3, $4, $5, $6)
    on conflict do nothing
"""

STORES = """
    select id, name, country, time_zone, lists_public_vouchers
      from stores
     where merchant_id = $1
     order by name
"""

LIST_PUBLIC_VOUCHERS = """
    update stores set lists_public_vouchers = (id = any($2::integer[]))
     where merchant_id = $1 and lists_public_vouchers <> (id = any($2::integer[]))
    returning id, lists_public_vouchers
"""

NAMED = "select true from stores where merchant_id = $1 and name = $2"

# Two browsers on the set-up page: the second waits here and then sees the first one's merchant.
ALONE = "select pg_advisory_xact_lock(hashtext('regulars.set_up'))"


async def any_merchant(db: Reads) -> bool:
    """Whether the hub has been set up."""
    return bool(await db.value("select exists (select from merchants)"))


async def be_alone(tx: Transaction) -> None:
    """Wait until nobody else sets up."""
    await tx.run(ALONE)


async def add_merchant(tx: Transaction, merchant: Merchant, *, at: datetime) -> None:
    await tx.run(
        ADD_MERCHANT,
        merchant.id,
        merchant.name,
        merchant.country,
        merchant.currency,
        merchant.locale,
        merchant.time_zone,
        at,
    )


async def read_merchant(db: Reads, merchant: MerchantId) -> Merchant | None:
    row = await db.one_or_none(READ_MERCHANT, merchant)
    return None if row is None else merchant_of(row)


async def merchants(db: Reads) -> Sequence[MerchantId]:
    """Every merchant of this installation, oldest first."""
    rows = await db.all("select merchant_id from merchants order by created_at, merchant_id")
    return [MerchantId(row["merchant_id"]) for row in rows]


async def add_store(tx: Transaction, merchant: MerchantId, store: Store, *, at: datetime) -> bool:
    """Add `store`; False when its number or its name is taken."""
    done = await tx.run(
        ADD_STORE, merchant, store.id, store.name, store.country, store.time_zone, at
    )
    return done == 1


async def has_store_named(tx: Transaction, merchant: MerchantId, name: str) -> bool:
    return bool(await tx.value(NAMED, merchant, name))


async def stores(db: Reads, merchant: MerchantId) -> Sequence[Store]:
    rows = await db.all(STORES, merchant)
    return [
        Store(
            StoreId(row["id"]),
            row["name"],
            row["country"],
            row["time_zone"],
            row["lists_public_vouchers"],
        )
        for row in rows
    ]


async def list_public_vouchers(
    tx: Transaction, merchant: MerchantId, at_stores: Collection[StoreId]
) -> Sequence[tuple[StoreId, bool]]:
    """Those that changed, and to what."""
    rows = await tx.all(LIST_PUBLIC_VOUCHERS, merchant, list(at_stores))
    return [(StoreId(row["id"]), row["lists_public_vouchers"]) for row in rows]


def merchant_of(row: Row) -> Merchant:
    return Merchant(
        id=MerchantId(row["merchant_id"]),
        name=row["name"],
        country=row["country"],
        currency=row["currency"],
        locale=row["locale"],
        time_zone=row["time_zone"],
    )
