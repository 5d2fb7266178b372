"""Booking pages and their addresses as rows."""

from collections.abc import Sequence

import msgspec

from regulars.bookings.deposits.model import DepositRule
from regulars.bookings.page.model import BookingPage, PageTerms
from regulars.kernel.ids import MerchantId, StoreId
from regulars.platform.db import Reads, Row, Transaction

COLUMNS = """
    p.merchant_id, p.store_id, p.slug, p.open, p.most_covers, p.notice_minutes, p.days_ahead,
    p.cancel_minutes, p.intro, p.place, p.phone, p.remind_minutes, p.thanks, p.takes_waiting,
    p.sites, p.deposits
"""

BY_SLUG = f"""
    select {COLUMNS}
      from booking_addresses as a
      join booking_pages as p on (p.merchant_id, p.store_id) = (a.merchant_id, a.store_id)
     where a.slug = $1
"""

OF_STORE = f"select {COLUMNS} from booking_pages as p where merchant_id = $1 and store_id = $2"

TAKEN = "select slug from booking_addresses where slug = any($1)"

TAKE_SLUG = """
    insert into booking_addresses (slug, merchant_id, store_id) values ($1, $2, $3)
    on conflict (slug) do nothing
"""

HAS_SLUG = """
    select true from booking_addresses where slug = $1 and merchant_id = $2 and store_id = $3
"""

SAVE = """
    insert into booking_pages (merchant_id, store_id, slug, open, most_covers, notice_minutes,
                               days_ahead, cancel_minutes, intro, place, phone, remind_minutes,
                               thanks, takes_waiting, sites, deposits)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
    on conflict (merchant_id, store_id) do update
       set slug = $3, open = $4, most_covers = $5, notice_minutes = $6, days_ahead = $7,
           cancel_minutes = $8, intro = $9, place = $10, phone = $11,
           remind_minutes = $12, thanks = $13, takes_waiting = $14, sites = $15,
           deposits = $16
"""


async def by_slug(reads: Reads, slug: str) -> BookingPage | None:
    """The page that an address leads to, whether or not it still is the page's own."""
    row = await reads.one_or_none(BY_SLUG, slug)
    return None if row is None else _page(row)


async def of_store(reads: Reads, merchant: MerchantId, store: StoreId) -> BookingPage | None:
    row = await reads.one_or_none(OF_STORE, merchant, store)
    return None if row is None else _page(row)


async def taken(reads: Reads, slugs: Sequence[str]) -> set[str]:
    """Which of `slugs` lead somewhere."""
    return {row["slug"] for row in await reads.all(TAKEN, slugs)}


async def take_slug(tx: Transaction, merchant: MerchantId, store: StoreId, slug: str) -> bool:
    """Have an address lead to a store; False when it leads to another."""
    if await tx.run(TAKE_SLUG, slug, merchant, store):
        return True
    return bool(await tx.value(HAS_SLUG, slug, merchant, store))


async def save(tx: Transaction, merchant: MerchantId, store: StoreId, terms: PageTerms) -> None:
    await tx.run(
        SAVE,
        merchant,
        store,
        terms.slug,
        terms.open,
        terms.most_covers,
        terms.notice_minutes,
        terms.days_ahead,
        terms.cancel_minutes,
        terms.intro,
        terms.place,
        terms.phone,
        terms.remind_minutes,
        terms.thanks,
        terms.takes_waiting,
        terms.sites,
        terms.deposits,
    )


def _page(row: Row) -> BookingPage:
    return BookingPage(
        merchant=MerchantId(row["merchant_id"]),
        store=StoreId(row["store_id"]),
        terms=PageTerms(
            slug=row["slug"],
            open=row["open"],
            most_covers=row["most_covers"],
            notice_minutes=row["notice_minutes"],
            days_ahead=row["days_ahead"],
            cancel_minutes=row["cancel_minutes"],
            intro=row["intro"],
            place=row["place"],
            phone=row["phone"],
            remind_minutes=row["remind_minutes"],
            thanks=row["thanks"],
            takes_waiting=row["takes_waiting"],
            sites=tuple(row["sites"]),
            deposits=msgspec.convert(row["deposits"], tuple[DepositRule, ...]),
        ),
    )
