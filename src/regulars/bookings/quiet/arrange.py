"""Offers on quiet slots are made, changed, switched on and off, put in order, and removed."""

from datetime import datetime

from msgspec.structs import replace

from regulars.bookings.floor.drawing import lock_floor
from regulars.bookings.quiet.errors import BadOffer, NoSuchOffer
from regulars.bookings.quiet.facts import QuietOfferSaved
from regulars.bookings.quiet.model import OfferTerms, QuietOffer
from regulars.bookings.quiet.rules import check_change, checked
from regulars.bookings.store import quiet_offers as store
from regulars.bookings.take import ground_of
from regulars.kernel.ids import MerchantId, QuietOfferId, StoreId, uuid7
from regulars.platform import journal
from regulars.platform.db import Database, Reads, Transaction, UniqueRefused


async def read_offer(reads: Reads, merchant: MerchantId, offer: QuietOfferId) -> QuietOffer:
    """Raises `NoSuchOffer`, also for one that was removed."""
    return _found(await store.read(reads, merchant, offer))


async def add_offer(
    db: Database,
    merchant: MerchantId,
    at_store: StoreId,
    terms: OfferTerms,
    *,
    at: datetime,
    actor: str,
) -> QuietOffer:
    """One more offer, after the others. Raises `BadOffer`, `NoSuchPlace`."""

    async def work(tx: Transaction) -> QuietOffer:
        await lock_floor(tx, merchant, at_store)
        wanted = checked(terms, currency=(await ground_of(tx, merchant, at_store)).currency)
        offer = QuietOfferId(uuid7(at))
        try:
            async with tx.savepoint():
                await store.add(tx, merchant, offer, at_store, wanted, at=at)
        except UniqueRefused as refused:
            raise _taken(wanted) from refused
        return await _tell(tx, merchant, await read_offer(tx, merchant, offer), at=at, actor=actor)

    return await db.tx(work)


async def change_offer(
    db: Database,
    merchant: MerchantId,
    offer: QuietOfferId,
    terms: OfferTerms,
    *,
    at: datetime,
    actor: str,
) -> QuietOffer:
    """Other terms from now on; what was promised stays promised. Raises `BadOffer`, `NoSuchOffer`.

    A budget that is lower than what was promised and given is refused.
    """

    async def work(tx: Transaction) -> QuietOffer:
        before = await _locked(tx, merchant, offer)
        wanted = checked(terms, currency=(await ground_of(tx, merchant, before.store)).currency)
        check_change(before, wanted)
        try:
            async with tx.savepoint():
                await store.change(tx, merchant, offer, wanted, at=at)
        except UniqueRefused as refused:
            raise _taken(wanted) from refused
        return await _tell(tx, merchant, replace(before, terms=wanted), at=at, actor=actor)

    return await db.tx(work)


async def switch_offer(
    db: Database, merchant: MerchantId, offer: QuietOfferId, *, on: bool, at: datetime, actor: str
) -> QuietOffer:
    """Offer it, or no more. Raises `NoSuchOffer`."""

    async def work(tx: Transaction) -> QuietOffer:
        before = await _locked(tx, merchant, offer)
        terms = replace(before.terms, active=on)
        await store.change(tx, merchant, offer, terms, at=at)
        return await _tell(tx, merchant, replace(before, terms=terms), at=at, actor=actor)

    return await db.tx(work)


async def move_offer(
    db: Database, merchant: MerchantId, offer: QuietOfferId, *, by: int, at: datetime, actor: str
) -> None:
    """Have an offer count `by` places later, or earlier below zero: the first that fits counts.

    Raises `NoSuchOffer`.
    """

    async def work(tx: Transaction) -> None:
        moved = await read_offer(tx, merchant, offer)
        await lock_floor(tx, merchant, moved.store)
        order = [one.id for one in await store.of_store(tx, merchant, moved.store)]
        place = order.index(offer)
        order.insert(max(0, place + by), order.pop(place))
        for position, one in enumerate(order, start=1):
            await store.place(tx, merchant, one, position)
        await _tell(tx, merchant, moved, at=at, actor=actor)

    await db.tx(work)


async def remove_offer(
    db: Database, merchant: MerchantId, offer: QuietOfferId, *, at: datetime, actor: str
) -> None:
    """Take an offer away. What was promised is kept all the same. Raises `NoSuchOffer`."""

    async def work(tx: Transaction) -> None:
        before = await _locked(tx, merchant, offer)
        await store.remove(tx, merchant, offer, at=at)
        off = replace(before, terms=replace(before.terms, active=False))
        await _tell(tx, merchant, off, removed=True, at=at, actor=actor)

    await db.tx(work)


async def _locked(tx: Transaction, merchant: MerchantId, offer: QuietOfferId) -> QuietOffer:
    await read_offer(tx, merchant, offer)
    return _found(await store.lock(tx, merchant, offer))


async def _tell(
    tx: Transaction,
    merchant: MerchantId,
    offer: QuietOffer,
    *,
    removed: bool = False,
    at: datetime,
    actor: str,
) -> QuietOffer:
    fact = QuietOfferSaved(
        offer=str(offer.id),
        store=offer.store,
        name=offer.terms.name,
        active=offer.terms.active,
        removed=removed,
    )
    await journal.write(tx, merchant, fact, at=at, actor=actor)
    return offer


def _taken(terms: OfferTerms) -> BadOffer:
    return BadOffer(f"There is an offer called “{terms.name}” already.", field="name")


def _found(offer: QuietOffer | None) -> QuietOffer:
    if offer is None:
        raise NoSuchOffer("There is no such offer.")
    return offer
