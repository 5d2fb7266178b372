"""Which times have an offer now, and what was promised with a booking."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from regulars.bookings.floor.model import Plan
from regulars.bookings.floor.read import read_wide_plan
from regulars.bookings.model import Slot
from regulars.bookings.page.model import Venue
from regulars.bookings.quiet.model import Offered, Promise, QuietOffer
from regulars.bookings.quiet.rules import Crowd, first_fitting, lives
from regulars.bookings.rules.times import bounds, day_of
from regulars.bookings.store import day_plan, quiet_offers, slot_promises
from regulars.kernel.ids import BookingId, MerchantId, ServiceId, StoreId
from regulars.platform.db import Reads


async def offers_of(reads: Reads, merchant: MerchantId, store: StoreId) -> Sequence[QuietOffer]:
    """A store's offers in its order, also those that are switched off."""
    return await quiet_offers.of_store(reads, merchant, store)


async def promise_of(reads: Reads, merchant: MerchantId, booking: BookingId) -> Promise | None:
    """What was promised with a booking, if anything was."""
    return await slot_promises.read(reads, merchant, booking)


async def offers_for(
    reads: Reads,
    venue: Venue,
    day: date,
    slots: Collection[Slot],
    *,
    at: datetime,
    but_hold: str | None = None,
) -> Mapping[Slot, Offered]:
    """Those of a day's `slots` for which something is given now, and what.

    Who types, and has a time held with the key `but_hold`, makes it no fuller by that.
    """
    merchant, store = venue.merchant.id, venue.store.id
    offers = await living(reads, merchant, store) if slots else ()
    if not offers:
        return {}
    times = await read_times(reads, merchant, store, day, day, at=at, but_hold=but_hold)
    found = {slot: times.offer(offers, slot.service, slot.starts_at) for slot in slots}
    return {slot: offered(offer) for slot, offer in found.items() if offer is not None}


async def offer_at(
    reads: Reads,
    venue: Venue,
    starts_at: datetime,
    service: ServiceId,
    *,
    at: datetime,
    but_hold: str | None = None,
    but: BookingId | None = None,
) -> Offered | None:
    """What is given for one time now, if anything is.

    A booking that is to be moved is left out of account with `but`, a time that is held for this
    very party with `but_hold`, its key.
    """
    store = venue.store
    offer = await fitting(
        reads,
        venue.merchant.id,
        store.id,
        day_of(starts_at, store.time_zone),
        starts_at,
        service,
        at=at,
        but_hold=but_hold,
        but=but,
    )
    return None if offer is None else offered(offer)


async def fitting(
    reads: Reads,
    merchant: MerchantId,
    store: StoreId,
    day: date,
    starts_at: datetime,
    service: ServiceId,
    *,
    at: datetime,
    but_hold: str | None = None,
    but: BookingId | None = None,
) -> QuietOffer | None:
    """The offer that a time on a day of the diary has now, within its budget."""
    offers = await living(reads, merchant, store)
    if not offers:
        return None
    times = await read_times(reads, merchant, store, day, day, at=at, but_hold=but_hold, but=but)
    return times.offer(offers, service, starts_at)


def offered(offer: QuietOffer) -> Offered:
    return Offered(offer=offer.id, gives=offer.terms.gives, most=offer.terms.most)


async def living(reads: Reads, merchant: MerchantId, store: StoreId) -> Sequence[QuietOffer]:
    """The offers of a store that can be promised now, in its order."""
    every = await quiet_offers.of_store(reads, merchant, store)
    return [one for one in every if lives(one)]


class Times(NamedTuple):
    """Days of a store, and what is taken of them."""

    plan: Plan
    crowd: Crowd

    def offer(
        self, offers: Sequence[QuietOffer], service_id: ServiceId, starts_at: datetime
    ) -> QuietOffer | None:
        service = next((one for one in self.plan.services if one.id == service_id), None)
        if service is None:
            return None
        fullness = self.crowd.fullness(service, starts_at)
        return first_fitting(offers, service_id, starts_at, fullness, self.plan.time_zone)


async def read_times(
    reads: Reads,
    merchant: MerchantId,
    store: StoreId,
    first: date,
    last: date,
    *,
    at: datetime,
    but_hold: str | None = None,
    but: BookingId | None = None,
) -> Times:
    """The days of a store from `first` to `last`, with what is booked, or held for guests, now."""
    plan = await read_wide_plan(reads, merchant, store, first, last)
    since, until = bounds(first, plan.time_zone)[0], bounds(last, plan.time_zone)[1]
    held = await day_plan.held(
        reads, merchant, store, since, until, days=(first, last), at=at, but=but, but_hold=but_hold
    )
    return Times(plan, Crowd(plan, taken=held.taken, begun=held.begun))
