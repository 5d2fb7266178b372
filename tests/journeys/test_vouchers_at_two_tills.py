"""A Kounta till and one that calls the voucher API draw on one balance."""

import asyncio

from tests.journeys.vouchers import (
    a_voucher,
    elsewhere,
    left,
    press,
    reported,
    rosa_with,
    top_up,
    wallet,
    wallets_fill,
)
from tests.stores.test_ledger_races import somebody_waits
from tests.venue import Venue, aud

from regulars.platform.db import Transaction
from regulars.sales.external import take_order
from regulars.sales.model import ExternalOrder
from regulars.sales.read import list_sales
from regulars.vouchers.lock import lock_vouchers
from regulars.vouchers.model import (
    AmountOff,
)
from regulars.vouchers.read import read_voucher

ACCOUNTS = "select id from ledger_accounts where merchant_id = $1 and id = any($2)"


async def test_two_kinds_of_tills_race_for_one_wallet(venue: Venue) -> None:
    """Whoever comes second finds what the first left, and nothing is lost or made."""
    rosa = await rosa_with(venue, "30")
    await venue.do("POST", "/sale/hold")
    mine = await read_voucher(venue.db, venue.merchant, (await wallet(venue, rosa)).voucher)
    pressed, *others = await asyncio.gather(
        press(venue, rosa.id, "Wallet"),
        *(elsewhere(venue, mine, aud("7")) for _ in range(6)),
    )
    drawn = sum(use.drawn.minor for use in others)
    available, held = await left(venue, mine.id)
    assert drawn + held.minor + available.minor == 3_000
    assert pressed["success"] == bool(held), pressed
    assert all(use.drawn <= use.discount for use in others)


async def test_a_press_that_waited_for_another_till_takes_what_that_left(venue: Venue) -> None:
    rosa = await rosa_with(venue, "30")
    await venue.do("POST", "/sale/hold")
    mine = await read_voucher(venue.db, venue.merchant, (await wallet(venue, rosa)).voucher)
    async with venue.db.pool.acquire() as other, other.transaction():
        await reported(venue, mine, aud("7"), Transaction(other))
        waiting = asyncio.create_task(press(venue, rosa.id, "Wallet"))
        await somebody_waits(venue.db)
    assert (await waiting)["success"]
    assert await left(venue, mine.id) == (aud("0"), aud("23"))


async def test_two_kinds_of_tills_race_for_the_last_use(venue: Venue) -> None:
    rosa = await venue.enrol("Rosa Kettle")
    last = await a_voucher(
        venue, AmountOff(aud("5")), description="Last one", limit_total=1, member=rosa.id
    )
    await venue.ring()
    await venue.choose(rosa)
    await venue.do("POST", "/sale/hold")
    pressed, *others = await asyncio.gather(
        press(venue, rosa.id, "Last one"), *(elsewhere(venue, last, aud("5")) for _ in range(4))
    )
    counted = sum(use.counted for use in others) + pressed["success"]
    assert counted == 1
    assert (await read_voucher(venue.db, venue.merchant, last.id)).used == 1


async def test_an_order_that_ends_waits_for_the_wallet_with_empty_hands(venue: Venue) -> None:
    """Who has the wallet can go on to its value and to the member's points: no deadlock."""
    await wallets_fill(venue)
    rosa = await venue.enrol("Rosa Kettle", points=500)
    await top_up(venue, rosa, "10")
    await venue.ring()
    await venue.choose(rosa)
    await venue.redeem(venue.rewards["five"])
    await venue.redeem((await wallet(venue, rosa)).voucher)
    await venue.pay()
    mine = await read_voucher(venue.db, venue.merchant, (await wallet(venue, rosa)).voucher)
    async with venue.db.pool.acquire() as other, other.transaction():
        await lock_vouchers(Transaction(other), venue.merchant, [mine.id], wallets_of=[])
        ending = asyncio.create_task(venue.deliver())
        await somebody_waits(venue.db)
        accounts = [mine.account, rosa.account]
        free = await other.fetch(f"{ACCOUNTS} for update skip locked", venue.merchant, accounts)
    await ending
    assert len(free) == len(accounts)
    assert (await left(venue, mine.id))[1] == aud("0")


async def test_points_earned_at_one_till_are_gone_once_the_other_has_spent_them(
    venue: Venue,
) -> None:
    """They never were: https://github.com/frappe/erpnext/issues/59050 (D2.20)."""
    rosa = await venue.enrol("Rosa Kettle")
    order = ExternalOrder(id="kiosk-1", member_code=rosa.code, total=aud("120"))
    await take_order(
        venue.db, venue.merchant, venue.store.id, order, at=venue.watch(), actor="api:kiosk"
    )
    await venue.ring()
    await venue.choose(rosa)
    await venue.redeem(venue.rewards["five"])
    await venue.pay()
    await venue.deliver()
    [sale] = [one for one in await list_sales(venue.db, venue.merchant) if one.discount]
    assert await venue.points(rosa) == (20 + sale.points_earned, 0)
