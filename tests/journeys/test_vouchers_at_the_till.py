"""Wallets and vouchers on the bill of a Kounta till: what was set aside follows the bill."""

import asyncio
from copy import deepcopy
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import msgspec
import pytest_asyncio
from tests.stores.test_ledger_races import somebody_waits
from tests.venue import FLAT_WHITE, RISOTTO, Venue, aud

from regulars.kernel.ids import MemberId, UseId, VoucherId, uuid7
from regulars.kernel.money import Money
from regulars.members.model import Member
from regulars.merchants.model import Merchant
from regulars.merchants.stores import add_store, list_public_vouchers
from regulars.platform.db import Transaction
from regulars.programs.define import find_program, set_program
from regulars.sales.model import SaleRow
from regulars.sales.read import list_sales
from regulars.simulator import orders
from regulars.vouchers.edit import edit
from regulars.vouchers.issue import issue
from regulars.vouchers.model import (
    AmountOff,
    Hours,
    NewVoucher,
    ShareOff,
    Terms,
    Use,
    UseType,
    Voucher,
    Wallet,
    WalletScheme,
    Worth,
)
from regulars.vouchers.read import read_voucher, wallet_of
from regulars.vouchers.use import consume
from regulars.vouchers.wallet import credit

USES = """
    select state, discount_minor, drawn_minor, given_back_minor, counted, sale_id
      from voucher_uses order by used_at
"""


async def rosa_with(venue: Venue, amount: str, product: int = RISOTTO) -> Member:
    """Rosa has `amount` in her wallet and is on the open sale."""
    rosa = await venue.enrol("Rosa Kettle")
    await top_up(venue, rosa, amount)
    await venue.ring(product)
    await venue.choose(rosa)
    return rosa


async def top_up(venue: Venue, member: Member, amount: str) -> None:
    await venue.db.tx(
        partial(
            credit,
            merchant=venue.merchant,
            member=member.id,
            amount=aud(amount),
            key=str(uuid4()),
            note="to begin with",
            by="test",
            at=venue.watch(),
        )
    )


async def wallet(venue: Venue, member: Member) -> Wallet:
    found = await wallet_of(venue.db, venue.merchant, member.id)
    assert found is not None
    return found


async def left(venue: Venue, voucher: VoucherId) -> tuple[Money, Money]:
    """What of a voucher can be used, and what is set aside."""
    found = await read_voucher(venue.db, venue.merchant, voucher)
    assert found.left is not None
    assert found.held is not None
    return found.left, found.held


async def a_voucher(
    venue: Venue, worth: Worth, *, use_type: UseType = UseType.MULTI_USE, **terms: Any
) -> Voucher:
    wanted = NewVoucher(
        worth=worth, use_type=use_type, terms=Terms(**{"minimum": aud("0"), **terms})
    )
    return await issue(venue.db, venue.merchant, wanted, at=venue.watch(), actor="test")


async def titles(venue: Venue, member: Member) -> list[str]:
    """What the till offers beside the rewards and offers of the program."""
    shown = await venue.choose(member)
    ours = ("$5 off", "10 % off", "Pay with points", "Welcome: $3 off")
    return [one["title"] for one in shown["rewards"]["rewards"] if one["title"] not in ours]


async def uses(venue: Venue) -> list[dict[str, Any]]:
    return [dict(row) for row in await venue.db.all(USES)]


async def the_sale(venue: Venue) -> SaleRow:
    [sale] = await list_sales(venue.db, venue.merchant)
    return sale


async def taken_back_at_the_till(venue: Venue) -> None:
    """The finished order is gone from the till after all."""
    cloud = venue.simulator.cloud
    before = cloud.order(max(cloud.state.orders))
    after = deepcopy(before)
    after.status = "DELETED"
    orders.commit(cloud, before, after)
    await venue.deliver()


def refusal(seen: Any) -> str:
    assert not seen["redemptions"][-1]["success"]
    return str(seen["message"]["text"])


async def test_a_wallet_pays_a_bill_and_keeps_the_rest(venue: Venue) -> None:
    rosa = await rosa_with(venue, "50", FLAT_WHITE)
    mine = (await wallet(venue, rosa)).voucher
    seen = await venue.do("POST", "/sale/rewards")
    button = seen["rewards"]["rewards"][-1]
    assert (button["title"], button["action_label"]) == ("Wallet: $50.00", "Use")
    assert button["terms"] == "Takes what is left, at most the bill."

    paid = await venue.redeem(mine)
    assert paid["redemptions"][-1]["success"], paid["message"]
    assert paid["sale"]["total"] == "0.00"
    [held] = await uses(venue)
    taken = Money(held["discount_minor"], "AUD")
    assert await left(venue, mine) == (aud("50") - taken, taken)
    again = await venue.redeem(mine)
    assert again["redemptions"][-1]["success"]
    assert await left(venue, mine) == (aud("50") - taken, taken)

    await venue.do("POST", "/sale/completion")
    await venue.deliver()
    sale = await the_sale(venue)
    assert await left(venue, mine) == (aud("50") - taken, aud("0"))
    [used] = await uses(venue)
    assert (used["state"], used["drawn_minor"], used["sale_id"]) == ("used", taken.minor, sale.id)
    assert sale.discount == taken


async def test_a_wallet_that_is_smaller_than_the_bill_is_emptied(venue: Venue) -> None:
    rosa = await rosa_with(venue, "12.50")
    mine = (await wallet(venue, rosa)).voucher
    paid = await venue.redeem(mine)
    assert paid["sale"]["discount"]["amount"] == "-12.50"
    await venue.pay()
    await venue.deliver()
    assert await left(venue, mine) == (aud("0"), aud("0"))
    await venue.ring()
    assert await titles(venue, rosa) == []


async def test_a_wallet_a_reward_and_an_offer_share_one_bill(venue: Venue) -> None:
    rosa = await venue.enrol("Rosa Kettle", points=100)
    await top_up(venue, rosa, "200")
    bill = Money.of((await venue.ring(RISOTTO))["sale"]["total"], "AUD")
    await venue.choose(rosa)
    await venue.redeem(venue.rewards["five"])
    await venue.redeem(venue.offers["welcome"])
    mine = (await wallet(venue, rosa)).voucher
    paid = await venue.redeem(mine)
    assert paid["sale"]["total"] == "0.00"
    assert await left(venue, mine) == (aud("208") - bill, bill - aud("8"))
    await venue.do("POST", "/sale/completion")
    await venue.deliver()
    assert await left(venue, mine) == (aud("208") - bill, aud("0"))
    assert await venue.points(rosa) == (0, 0)


async def test_what_comes_off_the_bill_comes_back_to_the_wallet(venue: Venue) -> None:
    rosa = await rosa_with(venue, "12.50")
    mine = (await wallet(venue, rosa)).voucher
    await venue.redeem(mine)
    await venue.do("DELETE", "/sale/discount")
    await venue.sweep()
    assert await left(venue, mine) == (aud("12.50"), aud("0"))

    await venue.redeem(mine)
    await venue.do("DELETE", "/sale/discount")
    await venue.pay()
    await venue.deliver()
    assert await left(venue, mine) == (aud("12.50"), aud("0"))
    assert [use["state"] for use in await uses(venue)] == ["given_back", "given_back"]


async def test_a_wallet_can_be_used_again_after_it_was_taken_off(venue: Venue) -> None:
    """Also for more, when the bill has grown: pressing alone does not change what stands."""
    rosa = await rosa_with(venue, "100", FLAT_WHITE)
    mine = (await wallet(venue, rosa)).voucher
    first = await venue.redeem(mine)
    assert first["sale"]["total"] == "0.00"
    await venue.ring(RISOTTO)
    assert "Take it off the bill first" in refusal(await venue.redeem(mine))
    await venue.do("DELETE", "/sale/discount")
    venue.watch.forward(5)
    again = await venue.redeem(mine)
    assert again["redemptions"][-1]["success"], again["message"]
    assert again["sale"]["total"] == "0.00"
    _, held = await left(venue, mine)
    assert held.major == -Decimal(again["sale"]["discount"]["amount"])


async def test_a_sale_that_is_voided_gives_value_and_use_back(venue: Venue) -> None:
    rosa = await rosa_with(venue, "12.50")
    mine = (await wallet(venue, rosa)).voucher
    once = await a_voucher(venue, ShareOff(1_500), use_type=UseType.ONE_TIME_USE, member=rosa.id)
    await venue.choose(rosa)
    await venue.redeem(mine)
    await venue.redeem(once.id)
    assert await titles(venue, rosa) == []
    await venue.do("DELETE", "/sale")
    await venue.deliver()
    assert await left(venue, mine) == (aud("12.50"), aud("0"))
    await venue.ring()
    assert await titles(venue, rosa) == ["Wallet: $12.50", "15 % off"]


async def test_a_finished_sale_that_is_taken_back_gives_all_of_it_back(venue: Venue) -> None:
    """Redeemed rewards come back too, not only what was earned (D2.27)."""
    rosa = await venue.enrol("Rosa Kettle", points=340)
    await top_up(venue, rosa, "12.50")
    mine = (await wallet(venue, rosa)).voucher
    lunch = await a_voucher(venue, AmountOff(aud("2")), limit_total=1, member=rosa.id)
    await venue.ring()
    await venue.choose(rosa)
    for subject in (mine, lunch.id, venue.rewards["five"], venue.offers["welcome"]):
        seen = await venue.redeem(subject)
        assert seen["redemptions"][-1]["success"], seen["message"]
    await venue.pay()
    await venue.deliver()
    earned = (await the_sale(venue)).points_earned
    assert await venue.points(rosa) == (240 + earned, 0)
    assert await left(venue, mine) == (aud("0"), aud("0"))

    for _ in range(2):
        await taken_back_at_the_till(venue)
        assert await left(venue, mine) == (aud("12.50"), aud("0"))
        assert await venue.points(rosa) == (340, 0)
        assert (await read_voucher(venue.db, venue.merchant, lunch.id)).used == 0
    await venue.ring()
    shown = (await venue.choose(rosa))["rewards"]["rewards"]
    assert "Welcome: $3 off" in [one["title"] for one in shown]


async def test_a_refused_discount_leaves_the_wallet_as_it_was(venue: Venue) -> None:
    rosa = await rosa_with(venue, "12.50")
    await venue.do("PUT", "/sale/discount", percent="10")
    mine = (await wallet(venue, rosa)).voucher
    assert "discount" in refusal(await venue.redeem(mine))
    assert await left(venue, mine) == (aud("12.50"), aud("0"))
    assert [use["counted"] for use in await uses(venue)] == [False]


async def test_a_silent_till_is_asked_until_it_is_clear_what_was_paid(venue: Venue) -> None:
    rosa = await rosa_with(venue, "12.50")
    mine = (await wallet(venue, rosa)).voucher
    await venue.fault("answer_lost", method="PUT", path="*/orders/*", times=9)
    await venue.redeem(mine)
    await venue.outside.delete("https://api.till.test/simulator/faults")
    assert await left(venue, mine) == (aud("0"), aud("12.50"))
    await venue.do("DELETE", "/sale/discount")
    await venue.sweep()
    await venue.do("DELETE", "/sale")
    await venue.sweep(3_600)
    assert await left(venue, mine) == (aud("12.50"), aud("0"))


async def test_only_what_can_be_used_now_stands_among_the_rewards(venue: Venue) -> None:
    rosa, ben = await venue.enrol("Rosa Kettle"), await venue.enrol("Ben Okafor")
    now = venue.watch()
    local = now.astimezone(ZoneInfo(venue.store.time_zone))
    minute = (local.hour * 60 + local.minute) % 1_430
    business = Merchant(venue.merchant, "Harbour", "AU", "AUD", "en_AU", "Australia/Sydney")
    other = await add_store(venue.db, business, "Beach Kiosk", at=now)
    five, stored = AmountOff(aud("5")), UseType.ONE_TIME_USE
    mine: dict[str, Any] = {"member": rosa.id}
    await a_voucher(venue, five, **mine, minimum=aud("20"), ends_at=now + timedelta(days=2))
    await a_voucher(venue, AmountOff(aud("20")), use_type=stored, **mine, description="Gift")
    await a_voucher(venue, ShareOff(1_250), **mine)
    unusable: list[dict[str, Any]] = [
        {"starts_at": now + timedelta(hours=1)},
        {"ends_at": now},
        {"active": False},
        {"stores": (other.id,)},
        {"hours": Hours(from_minute=minute + 1, until_minute=minute + 2)},
        {"member": ben.id},
        {"member": None},
    ]
    for terms in unusable:
        await a_voucher(venue, five, **{**mine, "description": "Hidden", **terms})
    await venue.ring()
    assert sorted(await titles(venue, rosa)) == ["$5.00 off", "12.5 % off", "Gift: $20.00"]
    shown = (await venue.choose(rosa))["rewards"]["rewards"]
    [five_off] = [one for one in shown if one["title"] == "$5.00 off"]
    assert five_off["terms"].startswith("On bills from $20.00. Until ")


async def test_public_vouchers_are_shown_where_the_store_says_so(venue: Venue) -> None:
    rosa = await venue.enrol("Rosa Kettle")
    await a_voucher(venue, ShareOff(500), description="For all", public=True)
    await venue.ring()
    assert await titles(venue, rosa) == []
    await list_public_vouchers(venue.db, venue.merchant, [venue.store.id], at=venue.watch())
    assert await titles(venue, rosa) == ["For all"]


async def test_a_voucher_that_cannot_be_used_is_a_sentence(venue: Venue) -> None:
    rosa = await venue.enrol("Rosa Kettle")
    big = await a_voucher(venue, AmountOff(aud("5")), member=rosa.id, minimum=aud("500"))
    lunch = await a_voucher(venue, AmountOff(aud("5")), member=rosa.id)
    once = await a_voucher(venue, ShareOff(1_000), use_type=UseType.ONE_TIME_USE, member=rosa.id)
    await venue.ring()
    await venue.choose(rosa)
    assert refusal(await venue.redeem(big.id)) == "The bill is too small for this voucher."
    off = Terms(minimum=aud("0"), member=rosa.id, active=False)
    await edit(venue.db, venue.merchant, lunch.id, off, at=venue.watch(), actor="test")
    assert refusal(await venue.redeem(lunch.id)) == "This voucher is switched off."
    await elsewhere(venue, once, aud("3"))
    assert refusal(await venue.redeem(once.id)) == "“Voucher” has been used up."
    assert [use["state"] for use in await uses(venue)] == ["used"]


async def test_a_first_order_shows_the_new_guests_voucher_until_it_is_finished(
    venue: Venue,
) -> None:
    rosa = await venue.enrol("Rosa Kettle")
    welcome = await a_voucher(
        venue, AmountOff(aud("4")), description="First visit", limit_per_member=1
    )
    program = await find_program(venue.db, venue.merchant)
    assert program is not None
    await set_program(
        venue.db,
        msgspec.structs.replace(program, new_guest_voucher=welcome.id),
        at=venue.watch(),
        actor="test",
    )
    await venue.ring()
    assert await titles(venue, rosa) == ["First visit"]
    await venue.pay()
    await venue.deliver()
    await venue.ring()
    assert await titles(venue, rosa) == []


async def elsewhere(venue: Venue, voucher: Voucher, discount: Money) -> Use:
    """A till of another maker reports an order that had the voucher."""
    return await venue.db.tx(partial(reported, venue, voucher, discount))


async def reported(venue: Venue, voucher: Voucher, discount: Money, tx: Transaction) -> Use:
    return await consume(
        tx,
        venue.merchant,
        voucher,
        use=UseId(uuid7(venue.watch())),
        store=venue.store.id,
        order=str(uuid4()),
        sale=None,
        member=None,
        discount=discount,
        problem=None,
        at=venue.watch(),
    )


async def press(venue: Venue, member: MemberId, title: str) -> dict[str, Any]:
    """A lookup and a pressed button, with the held order's real id."""
    shown = await venue.ask(
        "rewards",
        customer_id="1",
        reference_id=str(member),
        site_id="4201",
        company_id="5801",
        order_id="17",
    )
    found = [one for one in shown["rewards"] if one["title"].startswith(title)]
    if not found:
        return {"success": False, "error": "The lookup does not show it any more."}
    [button] = found
    order = max(venue.simulator.cloud.state.orders)
    url = button["redeem_url"].replace("order_id=17", f"order_id={order}")
    answer: dict[str, Any] = (await venue.http.get(url)).json()
    return answer


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


@pytest_asyncio.fixture
async def scheme(venue: Venue) -> WalletScheme:
    """Two dollars of credit for every ten that were spent."""
    program = await find_program(venue.db, venue.merchant)
    assert program is not None
    scheme = WalletScheme(per=aud("10"), credit=aud("2"))
    await set_program(
        venue.db,
        msgspec.structs.replace(program, wallet=scheme),
        at=venue.watch(),
        actor="test",
    )
    return scheme


async def test_a_finished_sale_tops_the_wallet_up_and_a_voided_one_does_not(
    venue: Venue, scheme: WalletScheme
) -> None:
    rosa = await venue.enrol("Rosa Kettle")
    await venue.ring()
    await venue.choose(rosa)
    await venue.pay()
    await venue.deliver()
    sale = await the_sale(venue)
    times, over = divmod(sale.total.minor, scheme.per.minor)
    found = await wallet(venue, rosa)
    assert times > 0
    assert (found.left.minor, found.progress.minor) == (times * scheme.credit.minor, over)
    await venue.ring()
    shown = (await venue.choose(rosa))["rewards"]["member"]
    missing = Money(scheme.per.minor - over, "AUD").major
    assert shown["params"]["Next credit"] == f"$2.00 for ${missing} more"
    await venue.do("DELETE", "/sale")

    await venue.deliver()
    assert await wallet(venue, rosa) == found
    await taken_back_at_the_till(venue)
    found = await wallet(venue, rosa)
    assert (found.left.minor, found.progress.minor, found.owed.minor) == (0, 0, 0)
