"""Offers on quiet slots: shown with the time, set aside when somebody books, never given twice."""

import asyncio
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace
from tests.faces.booking import FRIDAY, LINKS, SYDNEY, in_sydney, open_venue
from tests.faces.console import NOON
from tests.faces.selling import Shop, aud, open_shop
from tests.stores.guests import Guests
from tests.stores.test_set_member import books, has, spend_all

from regulars.bookings.floor.services import change_service
from regulars.bookings.model import Booking
from regulars.bookings.page import offers
from regulars.bookings.page.book import book
from regulars.bookings.page.model import Wish
from regulars.bookings.quiet.arrange import (
    add_offer,
    change_offer,
    move_offer,
    read_offer,
    remove_offer,
    switch_offer,
)
from regulars.bookings.quiet.check import check_budgets
from regulars.bookings.quiet.errors import BadOffer, NoSuchOffer
from regulars.bookings.quiet.keep_promise import keep_promise
from regulars.bookings.quiet.model import (
    Gives,
    Multiplier,
    OfferTerms,
    PromiseState,
    QuietOffer,
    SlotVoucher,
)
from regulars.bookings.quiet.read import offer_at, offers_for, offers_of, promise_of
from regulars.bookings.set_status import set_status
from regulars.kernel.ids import BookingId, MemberId, uuid7
from regulars.kernel.points import Points
from regulars.merchants.create_merchant import create_merchant
from regulars.merchants.model import NewMerchant, NewOwner
from regulars.platform.db import Database
from regulars.programs.define import change_terms
from regulars.programs.earning.model import WhenSpent
from regulars.programs.quiet_points import Bonus, Standing, bring_quiet_points
from regulars.sales.merge_members import merge_members

DOUBLE = Multiplier(20_000)
FIVE = SlotVoucher(aud("5"))
PARTIES = range(1, 9)


async def an_offer(guests: Guests, gives: Gives = DOUBLE, **more: Any) -> QuietOffer:
    scene = guests.scene
    usual: dict[str, Any] = {"name": "Early birds", "fullest": 50, "most": 40, "budget": 100}
    terms = OfferTerms(gives=gives, **usual | more)
    said: dict[str, Any] = {"at": scene.now[0], "actor": "test"}
    return await add_offer(scene.db, scene.merchant.id, scene.store.id, terms, **said)


async def shown(guests: Guests, party: int = 2, **but: Any) -> list[str]:
    """The times of Friday's dinner that have an offer."""
    scene = guests.scene
    venue, now = await scene.venue(), scene.now[0]
    slots = await offers.times(scene.db, venue, FRIDAY, party, at=now, **but)
    found = await offers_for(scene.db, venue, FRIDAY, slots, at=now, **but)
    return [f"{slot.starts_at.astimezone(SYDNEY):%H:%M}" for slot in slots if slot in found]


async def test_an_offer_is_shown_while_the_slot_is_quiet_and_its_own_guest_makes_it_no_fuller(
    db: Database,
) -> None:
    guests = Guests(await open_venue(db, [(1, 4), (1, 4), (1, 4), (1, 4)]))
    scene = guests.scene
    terms = replace(scene.dinner.terms, slot_covers=8)
    await change_service(db, scene.merchant.id, scene.dinner.id, terms, at=scene.now[0], actor="t")
    assert await shown(guests) == []
    await an_offer(guests, until_minute=19 * 60, from_minute=18 * 60)
    assert await shown(guests) == ["18:00", "18:30"]

    await guests.hold("ada", 18, party=4)
    assert await shown(guests) == ["18:00", "18:30"], "half full is quiet still"
    await guests.hold("bea", 18, party=1)
    assert await shown(guests) == ["18:30"]
    assert await shown(guests, but_hold="ada") == ["18:00", "18:30"]
    guests.pass_by(11)

    booking = await guests.book("cleo", 18, party=4)
    promise = await promise_of(db, scene.merchant.id, booking.id)
    assert promise is not None
    assert (promise.state, promise.most, promise.for_members) == (PromiseState.PROMISED, 40, True)
    await guests.book("dora", 18, party=1)
    loud = await guests.book("enid", 18, party=2)
    assert await promise_of(db, scene.merchant.id, loud.id) is None
    venue = await scene.venue()
    at_six = (in_sydney(18), scene.dinner.id)
    assert await offer_at(db, venue, *at_six, at=scene.now[0]) is None

    moved = await guests.alter(booking, 20, party=4)
    assert (await promise_of(db, scene.merchant.id, moved.id)) is not None
    found = await promise_of(db, scene.merchant.id, moved.id)
    assert found is not None
    assert found.state is PromiseState.LAPSED, "at eight there is no offer"
    [offer] = await offers_of(db, scene.merchant.id, scene.store.id)
    assert (offer.promised, offer.spent) == (40, 0)
    back = await guests.alter(moved, 18, 30, party=4)
    found = await promise_of(db, scene.merchant.id, back.id)
    assert found is not None
    assert (found.state, found.starts_at) == (PromiseState.PROMISED, in_sydney(18, 30))


async def books_alone(guests: Guests, covers: int) -> Booking:
    """Each party has a day and a table of its own, so that no two wait for one another."""
    scene = guests.scene
    wish = Wish(
        key=f"party-of-{covers}",
        starts_at=in_sydney(19, day=FRIDAY + timedelta(days=covers)),
        service=scene.dinner.id,
        covers=covers,
        first_name="Ada",
        last_name="Kettle",
        email=f"ada{covers}@example.test",
    )
    return await book(scene.db, await scene.venue(), wish, links=LINKS, at=scene.now[0])


async def test_of_many_guests_after_the_last_of_a_budget_as_many_get_it_as_it_bears(
    db: Database,
) -> None:
    guests = Guests(await open_venue(db, [(covers, covers) for covers in PARTIES]))
    scene = guests.scene
    offer = await an_offer(guests, FIVE, most=500, budget=2_400, fullest=100)
    booked = await asyncio.gather(*(books_alone(guests, covers) for covers in PARTIES))
    promises = [await promise_of(db, scene.merchant.id, one.id) for one in booked]
    codes = {one.code for one in promises if one is not None}
    assert Counter(one is not None for one in promises) == {True: 4, False: 4}
    assert len(codes) == 4
    assert (await read_offer(db, scene.merchant.id, offer.id)).promised == 2_000
    assert await shown(guests) == []

    first = next(one for one, promise in zip(booked, promises, strict=True) if promise)
    said: dict[str, Any] = {"at": scene.now[0], "actor": "host"}
    await asyncio.gather(
        *(keep_promise(db, scene.merchant.id, one.id, at=scene.now[0]) for one in booked * 2),
        set_status(db, scene.merchant.id, first.id, "cancelled", **said),
    )
    await keep_promise(db, scene.merchant.id, first.id, at=scene.now[0])
    assert (await read_offer(db, scene.merchant.id, offer.id)).promised == 1_500
    assert await check_budgets(db, scene.merchant.id) == []
    await db.tx(lambda tx: tx.run("update quiet_offers set spent = spent + 1"))
    [wrong] = await check_budgets(db, scene.merchant.id)
    assert wrong.sentence == "Quiet times “Early birds”: spent is 1, but its promises make it 0."


async def test_a_manager_arranges_offers_of_a_store(db: Database) -> None:
    guests = Guests(await open_venue(db, [(1, 2)]))
    scene = guests.scene
    merchant = scene.merchant.id
    said: dict[str, Any] = {"at": scene.now[0], "actor": "test"}
    first, second = await an_offer(guests), await an_offer(guests, name="Late birds")
    with pytest.raises(BadOffer) as refused:
        await an_offer(guests, name="late  BIRDS")
    assert refused.value.field == "name"
    await move_offer(db, merchant, second.id, by=-1, **said)

    async def names() -> list[str]:
        return [one.terms.name for one in await offers_of(db, merchant, scene.store.id)]

    assert await names() == ["Late birds", "Early birds"]
    booking = await guests.book("ada")
    with pytest.raises(BadOffer):
        await change_offer(db, merchant, second.id, replace(second.terms, gives=FIVE), **said)
    await remove_offer(db, merchant, second.id, **said)
    await an_offer(guests, name="Late birds")
    with pytest.raises(NoSuchOffer):
        await read_offer(db, merchant, second.id)
    await keep_promise(db, merchant, booking.id, at=scene.now[0])
    promise = await promise_of(db, merchant, booking.id)
    assert promise is not None
    assert promise.state is PromiseState.PROMISED, "what was promised is kept"
    await switch_offer(db, merchant, first.id, on=False, **said)
    assert not (await read_offer(db, merchant, first.id)).terms.active

    owner = NewOwner("mo@example.test", "Mo", "flat white please")
    business = NewMerchant("Other", "AU", "AUD", "en_AU", "Australia/Sydney")
    other = await create_merchant(db, business, owner, "Bar", at=scene.now[0])
    with pytest.raises(NoSuchOffer):
        await switch_offer(db, other.id, first.id, on=True, **said)
    assert await promise_of(db, other.id, booking.id) is None


async def bring(
    shop: Shop, booking: BookingId, before: Standing, member: MemberId | None, points: int
) -> Standing:
    bonus = Bonus(
        merchant=shop.merchant.id,
        booking=booking,
        store=1,
        time_zone="Australia/Sydney",
        member=member,
        points=Points(points),
        basis_points=20_000,
        of=points,
    )
    return await shop.db.tx(lambda tx: bring_quiet_points(tx, bonus, before, at=NOON))


async def test_points_that_were_spent_are_let_go_and_never_given_again(db: Database) -> None:
    shop = await open_shop(db)
    rosa, emmy = await shop.enrol("Rosa"), await shop.enrol("Emmy")
    booking = BookingId(uuid7(NOON))

    async def points() -> tuple[int, int]:
        return (await has(shop, rosa))[0], (await has(shop, emmy))[0]

    one = await bring(shop, booking, Standing(), rosa.id, 40)
    await spend_all(shop, rosa, 30)
    two = await bring(shop, booking, one, rosa.id, 0)
    assert (two.let_go, await points()) == (30, (0, 0))
    three = await bring(shop, booking, two, rosa.id, 35)
    assert (three.let_go, await points()) == (0, (5, 0))
    assert await bring(shop, booking, three, rosa.id, 35) == three

    four = await bring(shop, booking, three, emmy.id, 35)
    assert await points() == (0, 35)
    five = await bring(shop, booking, four, rosa.id, 35)
    assert await points() == (5, 0), "30 of them she has had"
    merchant = shop.merchant.id
    await merge_members(db, merchant, gone=rosa.id, into=emmy.id, at=NOON, actor="test")
    assert await bring(shop, booking, five, emmy.id, 35) == five
    assert (await has(shop, emmy))[0] == 5

    await change_terms(
        db,
        merchant,
        lambda terms: replace(terms, when_spent=WhenSpent.DEBT),
        based_on=None,
        at=NOON,
        actor="test",
    )
    six = await bring(shop, booking, five, emmy.id, 0)
    assert (six.let_go, (await has(shop, emmy))[0]) == (0, 0)
    await bring(shop, booking, six, emmy.id, 35)
    assert (await has(shop, emmy))[0] == 5, "what is owed is paid first"
    assert await books(shop) == []
