"""What days came to: always what their rows say, whether they were kept or are counted anew."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import msgspec
from tests.stores.ordering import Counter as OrderCounter
from tests.stores.people import AT, club_of
from tests.stores.recounting import Recount, books_of
from tests.stores.redeeming import aud
from tests.stores.reporting import DAY, FIRST, MINUTE, Venues, clock, open_venues

from regulars.bookings.guest import NewGuest
from regulars.kernel.ids import StoreId
from regulars.members.edit import edit
from regulars.members.model import Changes
from regulars.merchants.read import read_merchant
from regulars.merchants.stores import add_store
from regulars.platform.db import Database
from regulars.platform.secrets import KeyRing
from regulars.pos.model import OrderStatus
from regulars.reports.fold import fold_days
from regulars.reports.model import Dashboard, Figures, Period
from regulars.reports.read import dashboard
from regulars.sales.undo import undo_redemption
from regulars.vouchers.gift_cards.model import NewGiftCard
from regulars.vouchers.gift_cards.pages import GiftPages
from regulars.vouchers.gift_cards.sell import sell
from regulars.vouchers.model import UseType

LAST = FIRST + 4 * DAY
SUNK = """
    with sunk as (update stores set time_zone = 'Sea/Atlantis' where id = $1)
    update sales set store_id = $2, connection_id = null
"""
"""A store is where no time is known, and its sales were the other one's."""
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
            await venues.report(store, clock(day, 8, zone=zone), "33.40", member(venues, number))
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
    again = replace(alone, total=aud("10"), updated_at=at)
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


async def last_kept(venues: Venues) -> dict[str, date]:
    rows = await venues.db.all(
        "select name, max(day) as day from report_days r join stores s"
        "    on (s.merchant_id, s.id) = (r.merchant_id, r.store_id) group by name"
    )
    return {row["name"]: row["day"] for row in rows}


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
    assert set(shown(counted.total)) == set(Figures.__struct_fields__), "there is something of all"

    await fold_days(db, at=LATER)
    folded = await as_the_rows_say(venues, LATER)
    assert folded == counted
    kept = await last_kept(venues)
    assert kept == {"Harbour Kitchen": LAST + DAY, "Plaka": LAST}, "in Athens it is five"

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


async def test_a_day_is_kept_when_it_is_over_where_the_store_is_and_then_read(db: Database) -> None:
    counter = OrderCounter(await club_of(db))
    merchant, store = counter.club.merchant, counter.club.store
    await counter.order(total="20", at=clock(FIRST, 27, 59))
    await counter.order(total="30", at=clock(FIRST, 28))
    await fold_days(db, at=clock(FIRST, 29, 59))
    assert await db.all("select day from report_days") == []
    await fold_days(db, at=clock(FIRST, 30))
    await fold_days(db, at=clock(FIRST, 31))
    [kept] = await db.all("select day, store_id, figures from report_days")
    assert (kept["day"], kept["store_id"], kept["figures"]["spent_minor"]) == (FIRST, store, 2_000)

    later = clock(FIRST, 40)
    both = Period(FIRST, FIRST + DAY)
    seen = await dashboard(db, merchant, both, [store], at=later)
    assert [one.figures.spent_minor for one in seen.days] == [2_000, 3_000]
    assert (await dashboard(db, (await counter.club.another()).merchant, both, at=later)).total == (
        Figures()
    )
    await db.tx(lambda tx: tx.run("update report_days set figures = '{\"sales\": 7}'"))
    seen = await dashboard(db, merchant, both, at=later)
    assert [one.figures.sales for one in seen.days] == [7, 1], "what is kept is not counted again"


async def test_no_store_waits_for_another_whose_days_cannot_be_kept(db: Database) -> None:
    counter = OrderCounter(await club_of(db))
    await counter.order(total="20", at=clock(FIRST, 20))
    other = await add_store(db, await read_merchant(db, counter.club.merchant), "Atlantis", at=AT)
    await db.tx(lambda tx: tx.run(SUNK, counter.club.store, other.id))
    await fold_days(db, at=clock(FIRST, 31))
    kept = await db.all("select store_id from report_days")
    assert [row["store_id"] for row in kept] == [other.id]


async def test_vouchers_outstanding_are_those_that_can_be_used_still(db: Database) -> None:
    counter = OrderCounter(await club_of(db))
    rosa, used_up = await counter.enrol(wallet="15"), await counter.voucher(share=2_000)
    await counter.enrol("Eleni")
    stored = await counter.voucher(amount="50")
    await counter.voucher(amount="9", ends_at=AT - DAY)
    await counter.voucher(share=1_000)
    await counter.voucher(amount="5", use=UseType.MULTI_USE)
    await counter.order(total="30", voucher=stored, discounted="0", discount="30")
    await counter.order(total="30", voucher=used_up, discounted="24", discount="6")
    for name, paid in (("first", "cash"), ("second", None)):
        card = NewGiftCard(key=name, value=aud("80"), price=aud("75"), payment=paid)
        pages = GiftPages("https://hub.test", KeyRing([b"k" * 32]))
        await sell(db, counter.club.merchant, card, pages=pages, at=AT, actor="mia")

    seen = await dashboard(db, counter.club.merchant, Period(FIRST, FIRST), at=AT)
    assert {one.kind.value: (one.vouchers, one.left) for one in seen.outstanding} == {
        "wallet": (1, aud("15")),
        "gift_card": (1, aud("80")),
        "stored": (1, aud("20")),
        "discount": (2, aud("0")),
    }
    assert rosa.code not in str(seen), "a dashboard names no member"
