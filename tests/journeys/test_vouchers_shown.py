"""Only what can be used now stands among the rewards of a Kounta till, and is taken by it."""

from datetime import timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from tests.journeys.vouchers import (
    a_voucher,
    elsewhere,
    refusal,
    reported,
    titles,
    uses,
)
from tests.venue import Venue, aud

from regulars.merchants.model import Merchant
from regulars.merchants.stores import add_store, list_public_vouchers
from regulars.programs.define import find_program, set_program
from regulars.vouchers.edit import edit
from regulars.vouchers.model import (
    AmountOff,
    Hours,
    ShareOff,
    Terms,
    UseType,
)


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
    welcome = await a_voucher(venue, AmountOff(aud("4")), description="First visit")
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
    used = await venue.redeem(welcome.id)
    assert used["redemptions"][-1]["success"], used["message"]
    await venue.do("DELETE", "/sale")
    await venue.deliver()

    await venue.ring()
    assert await titles(venue, rosa) == ["First visit"]
    await venue.db.tx(partial(reported, venue, welcome, aud("4"), by=rosa.id))
    assert refusal(await venue.redeem(welcome.id)) == "“First visit” is for a first order."
    assert await titles(venue, rosa) == []
    await venue.pay()
    await venue.deliver()
    await venue.ring()
    assert await titles(venue, rosa) == []
