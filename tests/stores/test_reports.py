"""What days came to: always what their rows say, whether they were kept or are counted anew."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import msgspec
from tests.stores.recounting import Recount, books_of
from tests.stores.redeeming import aud
from tests.stores.reporting import DAY, FIRST, MINUTE, Venues, clock, open_venues

from regulars.bookings.guest import NewGuest
from regulars.kernel.ids import StoreId
from regulars.members.edit import edit
from regulars.members.model import Changes
from regulars.platform.db import Database
from regulars.pos.model import OrderStatus
from regulars.reports.fold import fold_days
from regulars.reports.model import Dashboard, Figures, Period
from regulars.reports.read import dashboard
from regulars.sales.undo import undo_redemption

LAST = FIRST + 4 * DAY
LATER = clock(LAST + 2 * DAY, 12)


async def live_through(venues: Venues) -> None:
    """Five days at both: parties come, stay away, pay, redeem, order elsewhere."""
    number = 0
    reward, offer = await venues.counter.reward(points=50), await venues.counter.offer()
    for day in (FIRST + n * DAY for n in range(5)):
        for store, zone in venues.zones.items():
            for hour in (12, 18, 20):
                number += 1
                await party(venues, store, clock(day, hour, 30, zone), number)
            await walk_in(venues, store, clock(day, 27, 30, zone), number)
            await venues.pay(store, clock(day, 25, zone=zone), "9", member=member(venues, number))
            await venues.report(store, clock(day, 16, zone=zone), "33.40", member(venues, number))
        for subject in (reward, offer):
            rosa = venues.members[number % 5]
            await venues.redeem(clock(day, 14), rosa, subject)
    await venues.report(venues.counter.store, clock(LAST, 15), "12", venues.greta)


def member(venues: Venues, number: int) -> Any:
    return venues.members[number % 7] if number % 7 < 5 else None


async def party(venues: Venues, store: StoreId, moment: datetime, number: int) -> None:
    taken_at = moment - (number % 12) * DAY - 40 * MINUTE
    booked = await venues.book(store, taken_at, moment, venues.guest(number % 13))
    if number % 7 == 3:
        await venues.status(booked, "cancelled", moment - 30 * MINUTE)
    elif number % 7 == 5:
        await venues.status(booked, "no_show", moment + 30 * MINUTE)
    else:
        await sit(venues, store, booked, moment + 5 * MINUTE, number)


async def walk_in(venues: Venues, store: StoreId, moment: datetime, number: int) -> None:
    party = await venues.walk_in(store, moment, venues.guest(number % 13))
    its = member(venues, number + 1)
    await venues.pay(store, moment + 20 * MINUTE, "18.50", party, member=its)
    await venues.status(party, "finished", moment + 25 * MINUTE)


async def sit(venues: Venues, store: StoreId, booked: Any, moment: datetime, number: int) -> None:
    gone = moment + (40 + number % 9 * 11) * MINUTE
    await venues.status(booked, "seated", moment)
    if number % 5:
        await venues.pay(store, gone, f"{20 + number * 7}.15", booked)
    if number % 11 == 1:
        await venues.pay(store, gone, "12", booked)
    await venues.status(booked, "finished", gone)


async def miss(venues: Venues, at: datetime) -> None:
    """A party had not come after all: who it was came for the first time on a later day."""
    await venues.status(venues.bookings[8], "no_show", at)


async def correct(venues: Venues, at: datetime) -> None:
    """Much turns out to have been otherwise, each on a day of its own."""
    db, merchant = venues.db, venues.merchant
    [alone] = [order for _, order in venues.orders_of(1) if order.total == aud("9")]
    again = replace(alone, total=aud("10"), updated_at=alone.updated_at + DAY)
    await venues.read(list(venues.zones)[1], again, at)
    await venues.status(venues.bookings[12], "confirmed", at)
    await venues.move(venues.bookings[12], at + 60 * MINUTE, at)
    redeemed = venues.redeemed[0].id
    await undo_redemption(db, merchant, redeemed, note="a slip", at=at, actor="mia")
    await venues.name(venues.bookings[5 * 4 + 1], NewGuest(member=venues.members[2].id), at)
    store, order = venues.orders_of(6)[0]
    await venues.read(store, replace(order, status=OrderStatus.DELETED), at)
    await venues.give_back(*venues.external[7], "10", at)
    await venues.own(*venues.orders_of(8)[0], venues.members[4], at)
    await venues.give_back(*venues.external[9], None, at)


async def join(venues: Venues, at: datetime) -> None:
    """A member turns out to be a guest who had come before."""
    known = Changes(phone="+61400000007")
    await edit(
        venues.db, venues.merchant, venues.greta.id, known, country="AU", at=at, actor="host"
    )
    await venues.walk_in(venues.counter.store, at, NewGuest(member=venues.greta.id))


async def become_one(venues: Venues, at: datetime) -> None:
    """Two members turn out to be one."""
    await venues.merge(venues.members[1], venues.members[3], at)


def shown(figures: Figures) -> dict[str, Any]:
    """The figures as they were recounted: what is nothing is left out, entries are lists."""
    plain = msgspec.to_builtins(figures, str_keys=False)
    found: dict[str, Any] = {}
    for name, value in plain.items():
        if isinstance(value, dict):
            found[name] = {k: [v] if isinstance(v, int) else list(v) for k, v in value.items()}
        else:
            found[name] = value
    return {name: value for name, value in found.items() if value}


async def as_the_rows_say(venues: Venues, at: datetime) -> Dashboard:
    """Every figure of the days, of the days before, and of each store."""
    period = Period(FIRST + 2 * DAY, LAST + DAY)
    seen = await dashboard(venues.db, venues.merchant, period, at=at)
    books = await books_of(venues.db, venues.merchant)

    def plain(stores: Sequence[StoreId], span: Period) -> dict[str, Any]:
        return Recount(books, stores, span.first, span.last).figures()

    everywhere = list(venues.zones)
    assert shown(seen.total) == plain(everywhere, period)
    assert shown(seen.before) == plain(everywhere, period.before)
    for one in seen.days:
        assert shown(one.figures) == plain(everywhere, Period(one.day, one.day)), one.day
    for store in seen.stores:
        assert shown(store.total) == plain([store.store], period)
        assert shown(store.before) == plain([store.store], period.before)
    return seen


async def test_every_figure_is_that_of_the_rows_whatever_was_corrected_later(db: Database) -> None:
    venues = await open_venues(db)
    await live_through(venues)
    counted = await as_the_rows_say(venues, LATER)

    await fold_days(db, at=LATER)
    folded = await as_the_rows_say(venues, LATER)
    assert folded == counted

    at = LATER
    for change in (miss, correct, join, become_one):
        at += 3 * DAY
        await change(venues, at)
        changed = await as_the_rows_say(venues, at)
        assert (changed.total, changed.before) != (folded.total, folded.before)
        at += DAY
        await fold_days(db, at=at)
        folded = await as_the_rows_say(venues, at)
        assert folded == changed
