"""Promises of the room for quiet times: as an offer is typed, so it holds, for managers only."""

from typing import Any

import pytest
from tests.faces.booking import open_venue
from tests.faces.console import NOON, Browser, browsing, console, hire, open_business
from tests.stores.guests import Guests

from regulars.bookings.floor.starter import plant
from regulars.bookings.quiet.model import Multiplier, OfferTerms, QuietOffer, SlotVoucher
from regulars.bookings.quiet.read import offers_of, promise_of
from regulars.bookings.set_status import set_status
from regulars.kernel.money import Money
from regulars.merchants.model import Role, Store
from regulars.merchants.stores import stores
from regulars.platform.db import Database

NEW: dict[str, str] = {
    "name": "Early birds",
    "gives": "points",
    "times": "1.5",
    "most": "60",
    "budget": "5000",
    "value": "",
    "budget_money": "",
    "fullest": "30",
    "first_minute": "17:00",
    "until": "18:30",
    "first_day": "",
    "last_day": "",
    "active": "on",
    "day_1": "on",
    "day_2": "on",
}
VOUCHER = {"gives": "voucher", "value": "5", "budget_money": "200.00"}


async def test_an_offer_is_typed_arranged_and_taken_away(db: Database) -> None:
    merchant = await open_business(db)
    [store] = await stores(db, merchant.id)
    await plant(db, merchant.id, store.id, at=NOON, actor="test")
    room = f"/console/quiet/{store.id}"

    async def known() -> list[QuietOffer]:
        return [*await offers_of(db, merchant.id, store.id)]

    async with browsing(console(db)) as browser:
        await browser.sign_in("mia@example.test")
        empty = await browser.open("/console/quiet")
        assert "No offer yet" in empty.text
        assert (await browser.open(f"{room}/new")).status_code == 200
        page = await browser.send(room, **NEW)
        assert "Early birds is saved." in page.text
        for words in (
            "1.5× points, at most 60 more",
            "Tue, Wed · 5:00\u202fpm–6:30\u202fpm",
            "Up to 30 % full",
            "5,000 left of 5,000 points",
        ):
            assert words in page.text
        await browser.send(room, **NEW | VOUCHER | {"name": "Late birds"})
        first, second = await known()
        assert first.terms == OfferTerms(
            name="Early birds",
            weekdays=0b0000110,
            from_minute=17 * 60,
            until_minute=18 * 60 + 30,
            fullest=30,
            gives=Multiplier(15_000),
            most=60,
            budget=5_000,
        )
        assert second.terms.gives == SlotVoucher(Money(500, "AUD"))
        assert (second.terms.most, second.terms.budget) == (500, 20_000)
        form = await browser.open(f"{room}/{second.id}")
        for shown in ('value="5"', 'value="200"', 'value="18:30"', "Remove Late birds?"):
            assert shown in form.text

        await browser.send(f"{room}/{second.id}/place", way="up")
        assert [one.terms.name for one in await known()] == ["Late birds", "Early birds"]
        off = await browser.send(f"{room}/{first.id}/active", active="")
        assert "What was promised is kept." in off.text
        assert not (await known())[1].terms.active
        await browser.send(f"{room}/{second.id}/remove")
        assert len(await known()) == 1
        await refuses(browser, db, store, first)


async def refuses(browser: Browser, db: Database, store: Store, offer: QuietOffer) -> None:
    room = f"/console/quiet/{store.id}"
    for beside, typed in (
        ("name", {"name": ""}),
        ("times", {"times": "NaN"}),
        ("times", {"times": "1"}),
        ("budget", {"budget": "59"}),
        ("budget_money", VOUCHER | {"budget_money": "4"}),
        ("value", VOUCHER | {"value": "0"}),
        ("until", {"until": "16:00"}),
        ("fullest", {"fullest": "101"}),
        ("first_day", {"first_day": "soon"}),
    ):
        page = await browser.post(f"{room}/{offer.id}", **NEW | typed)
        assert page.status_code == 422, typed
        assert f'id="error-{beside}"' in page.text, typed
    nowhere: Any = await browser.open(f"/console/quiet/{store.id + 1}/{offer.id}")
    assert nowhere.status_code == 404


@pytest.mark.parametrize("method", ["open", "post"])
async def test_staff_have_no_room_for_quiet_times(db: Database, method: str) -> None:
    merchant = await open_business(db)
    [store] = await stores(db, merchant.id)
    await hire(db, merchant, Role.STAFF, "staff@example.test")
    async with browsing(console(db)) as browser:
        await browser.sign_in("staff@example.test")
        assert "/console/quiet/" not in (await browser.open(f"/console/services/{store.id}")).text
        answer = await getattr(browser, method)(f"/console/quiet/{store.id}")
        assert answer.status_code == 403
    assert await offers_of(db, merchant.id, store.id) == []


async def test_the_panel_says_what_a_guest_was_promised(db: Database) -> None:
    scene = await open_venue(db, [(1, 4)])
    room, panel = f"/console/quiet/{scene.store.id}", f"/console/diary/{scene.store.id}/bookings"
    async with browsing(console(db)) as browser:
        await browser.sign_in("mia@example.test")
        await browser.open(f"{room}/new")
        every_day = {f"day_{day}": "on" for day in range(7)} | {"first_minute": "", "until": ""}
        await browser.send(room, **NEW | every_day)
        booking = await Guests(scene).book("ada")
        shown = await browser.open(f"{panel}/{booking.id}")
        assert "1.5× points, for members · promised" in shown.text
        assert (await browser.post(f"{panel}/{booking.id}/voucher")).status_code == 409

        [offer] = await offers_of(db, scene.merchant.id, scene.store.id)
        await browser.send(f"{room}/{offer.id}/remove")
        await browser.send(room, **NEW | every_day | VOUCHER)
        other = await Guests(scene).book("bea", 21)
        promise = await promise_of(db, scene.merchant.id, other.id)
        assert promise is not None
        shown = await browser.open(f"{panel}/{other.id}")
        assert f"$5.00 off with {promise.code} · promised" in shown.text
        assert "Taken off by hand" not in shown.text, "nobody has come"
        assert (await browser.post(f"{panel}/{other.id}/voucher")).status_code == 409
        seat: dict[str, Any] = {"at": other.starts_at, "actor": "host"}
        await set_status(db, scene.merchant.id, other.id, "seated", **seat)
        for _ in range(2):
            used = await browser.send(f"{panel}/{other.id}/voucher")
            assert f"$5.00 off with {promise.code} · used" in used.text
        [offer] = await offers_of(db, scene.merchant.id, scene.store.id)
        assert (offer.promised, offer.spent) == (0, 500)
