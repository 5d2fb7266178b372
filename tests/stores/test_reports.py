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


async def correct(venues: Venues, at: datetime, first: int) -> None:
    """Days that are long over change in every way they can: what is from a `first` block on."""
    db, merchant = venues.db, venues.merchant
    missed, cancelled, came = (venues.bookings[first * 4 + place] for place in (0, 2, 4))
    await venues.status(missed, "no_show", at)
    await venues.status(cancelled, "confirmed", at)
    await venues.move(cancelled, at + 60 * MINUTE, at)
    await venues.name(came, NewGuest(member=venues.members[2].id), at)
    store, order = venues.orders[first * 4]
    await venues.read(store, replace(order, total=aud("70"), updated_at=order.updated_at + DAY), at)
    store, order = venues.orders[first * 4 + 5]
    await venues.read(store, replace(order, status=OrderStatus.DELETED), at)
    for (store, reported), amount in zip(venues.external[first:], ("10", None), strict=False):
        await venues.give_back(store, reported, amount, at)
    redeemed = venues.redeemed[first].id
    await undo_redemption(db, merchant, redeemed, note="a slip", at=at, actor="mia")


async def become_one(venues: Venues, at: datetime) -> None:
    """Two members were one all the time, and another is a guest who had come before."""
    await venues.merge(venues.members[1], venues.members[3], at)
    known = Changes(phone="+61400000007")
    await edit(
        venues.db, venues.merchant, venues.greta.id, known, country="AU", at=at, actor="host"
    )
    await venues.walk_in(venues.counter.store, at, NewGuest(member=venues.greta.id))


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

    for days, first in ((3, 0), (6, 5)):
        at = LATER + days * DAY
        await correct(venues, at, first)
        changed = await as_the_rows_say(venues, at)
        assert (changed.total, changed.before) != (folded.total, folded.before)
        await fold_days(db, at=at + DAY)
        folded = await as_the_rows_say(venues, at + DAY)
        assert folded == changed

    await become_one(venues, LATER + 9 * DAY)
    changed = await as_the_rows_say(venues, LATER + 9 * DAY)
    assert changed.total.returning_guests > folded.total.returning_guests
