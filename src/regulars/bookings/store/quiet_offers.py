"""Offers on quiet slots as rows, and their budgets."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from regulars.bookings.quiet.model import Discrepancy, Gives, OfferTerms, QuietOffer
from regulars.kernel.ids import MerchantId, QuietOfferId, ServiceId, StoreId
from regulars.platform.db import Reads, Row, Transaction

COLUMNS = """
    id, store_id, name, services, weekdays, from_minute, until_minute, first_day, last_day, fullest,
    gives, most, budget, promised, spent, active, position
"""

OF_STORE = f"""
    select {COLUMNS}
      from quiet_offers
     where merchant_id = $1 and store_id = $2 and removed_at is null
     order by position, id
"""

READ = f"""
    select {COLUMNS} from quiet_offers where merchant_id = $1 and id = $2 and removed_at is null
"""

LOCK = f"select {COLUMNS} from quiet_offers where merchant_id = $1 and id = $2 for update"

ADD = """
    insert into quiet_offers (
        merchant_id, id, store_id, position, updated_at, name, services, weekdays, from_minute,
        until_minute, first_day, last_day, fullest, gives, most, budget, active)
    select $1, $2, $3, coalesce(max(position) + 1, 1), $4, $5, $6, $7, $8, $9, $10, $11, $12, $13,
           $14, $15, $16
      from quiet_offers
     where merchant_id = $1 and store_id = $3
"""

CHANGE = """
    update quiet_offers
       set updated_at = $3, name = $4, services = $5, weekdays = $6, from_minute = $7,
           until_minute = $8, first_day = $9, last_day = $10, fullest = $11, gives = $12,
           most = $13, budget = $14, active = $15
     where merchant_id = $1 and id = $2
"""

PLACE = "update quiet_offers set position = $3 where merchant_id = $1 and id = $2"

REMOVE = """
    update quiet_offers set removed_at = $3, active = false where merchant_id = $1 and id = $2
"""

# One statement under the row's lock: of two guests after the last of a budget one gets it.
SET_ASIDE = """
    update quiet_offers
       set promised = promised + $3
     where merchant_id = $1 and id = $2 and promised + spent + $3 <= budget
"""

SETTLE = """
    update quiet_offers
       set promised = promised - $3, spent = spent + $4
     where merchant_id = $1 and id = $2
"""


OFF_BUDGET = """
    with summed as (
        select offer_id as id, sum(given)::bigint as spent,
               coalesce(sum(most) filter (where state = 'promised'), 0)::bigint as promised
          from slot_promises
         where merchant_id = $1
         group by offer_id
    )
    select o.id, o.name, figure as what, expected, found
      from quiet_offers o
      left join summed using (id)
     cross join lateral (values
            ('promised', coalesce(summed.promised, 0), o.promised),
            ('spent', coalesce(summed.spent, 0), o.spent)) as compared (figure, expected, found)
     where o.merchant_id = $1 and expected <> found
     order by o.id, figure
"""


async def of_store(reads: Reads, merchant: MerchantId, store: StoreId) -> Sequence[QuietOffer]:
    """The offers in the venue's order, also those that are switched off."""
    return [_offer(row) for row in await reads.all(OF_STORE, merchant, store)]


async def read(reads: Reads, merchant: MerchantId, offer: QuietOfferId) -> QuietOffer | None:
    row = await reads.one_or_none(READ, merchant, offer)
    return None if row is None else _offer(row)


async def lock(tx: Transaction, merchant: MerchantId, offer: QuietOfferId) -> QuietOffer | None:
    """An offer whose budget nobody else touches until `tx` ends; also one that was removed."""
    row = await tx.one_or_none(LOCK, merchant, offer)
    return None if row is None else _offer(row)


async def add(
    tx: Transaction,
    merchant: MerchantId,
    offer: QuietOfferId,
    store: StoreId,
    terms: OfferTerms,
    *,
    at: datetime,
) -> None:
    """Write a new offer down, after the others."""
    await tx.run(ADD, merchant, offer, store, at, *_columns(terms))


async def change(
    tx: Transaction, merchant: MerchantId, offer: QuietOfferId, terms: OfferTerms, *, at: datetime
) -> None:
    await tx.run(CHANGE, merchant, offer, at, *_columns(terms))


async def place(tx: Transaction, merchant: MerchantId, offer: QuietOfferId, position: int) -> None:
    await tx.run(PLACE, merchant, offer, position)


async def remove(
    tx: Transaction, merchant: MerchantId, offer: QuietOfferId, *, at: datetime
) -> None:
    """Offer it no more. What was promised of it stays."""
    await tx.run(REMOVE, merchant, offer, at)


async def set_aside(
    tx: Transaction, merchant: MerchantId, offer: QuietOfferId, amount: int
) -> bool:
    """Take so much of the budget for a promise; False where it is not there any more."""
    return bool(await tx.run(SET_ASIDE, merchant, offer, amount))


async def settle(
    tx: Transaction, merchant: MerchantId, offer: QuietOfferId, *, freed: int, spent: int
) -> None:
    """Have `freed` be promised no more, and `spent` more be given; below zero came back."""
    await tx.run(SETTLE, merchant, offer, freed, spent)


async def off_budget(reads: Reads, merchant: MerchantId) -> Sequence[Discrepancy]:
    """Budgets of a merchant's offers that their promises do not bear out."""
    return [
        Discrepancy(
            offer=QuietOfferId(row["id"]),
            name=row["name"],
            what=row["what"],
            expected=row["expected"],
            found=row["found"],
        )
        for row in await reads.all(OFF_BUDGET, merchant)
    ]


def _columns(terms: OfferTerms) -> tuple[object, ...]:
    return (
        terms.name,
        list(terms.services),
        terms.weekdays,
        terms.from_minute,
        terms.until_minute,
        terms.first_day,
        terms.last_day,
        terms.fullest,
        terms.gives,
        terms.most,
        terms.budget,
        terms.active,
    )


def gives_of(kept: Any) -> Gives:
    """What is given, as it was kept."""
    return msgspec.convert(kept, Gives)  # type: ignore[no-any-return]


def _offer(row: Row) -> QuietOffer:
    return QuietOffer(
        id=QuietOfferId(row["id"]),
        store=StoreId(row["store_id"]),
        terms=OfferTerms(
            name=row["name"],
            services=tuple(ServiceId(one) for one in row["services"]),
            weekdays=row["weekdays"],
            from_minute=row["from_minute"],
            until_minute=row["until_minute"],
            first_day=row["first_day"],
            last_day=row["last_day"],
            fullest=row["fullest"],
            gives=gives_of(row["gives"]),
            most=row["most"],
            budget=row["budget"],
            active=row["active"],
        ),
        promised=row["promised"],
        spent=row["spent"],
    )
