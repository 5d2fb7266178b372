"""Wallets and vouchers on the bill of a Kounta till: what was set aside follows the bill."""

from decimal import Decimal

import pytest_asyncio
from tests.journeys.vouchers import (
    a_voucher,
    left,
    refusal,
    rosa_with,
    taken_back_at_the_till,
    the_sale,
    titles,
    top_up,
    uses,
    wallet,
    wallets_fill,
)
from tests.venue import FLAT_WHITE, RISOTTO, Venue, aud

from regulars.kernel.money import Money
from regulars.vouchers.model import (
    AmountOff,
    ShareOff,
    UseType,
    WalletScheme,
)
from regulars.vouchers.read import read_voucher


@pytest_asyncio.fixture
async def scheme(venue: Venue) -> WalletScheme:
    """Two dollars of credit for every ten that were spent."""
    return await wallets_fill(venue)


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
