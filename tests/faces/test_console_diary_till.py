"""Promises of the diary's panel about a party's order on the till."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest_asyncio
from tests.dining import Evening, open_evening
from tests.faces.console import Browser, browsing, console
from tests.venue import open_venue

from regulars.bookings.model import Booking, TicketState
from regulars.platform.db import Database

PART = {"HX-Request": "true"}


@dataclass
class Host:
    """The owner at the panel, with a till beside it."""

    evening: Evening
    browser: Browser

    def at(self, booking: Booking) -> str:
        return f"/console/diary/{self.evening.venue.store.id}/bookings/{booking.id}"

    async def look(self, booking: Booking) -> str:
        return (await self.browser.open(self.at(booking), headers=PART)).text


@pytest_asyncio.fixture
async def host(db: Database, database_url: str) -> AsyncIterator[Host]:
    async with open_venue(db, database_url) as venue:
        evening = await open_evening(venue)
        async with browsing(console(db, clock=venue.watch)) as browser:
            await browser.sign_in("owner@example.test", "correct horse battery")
            yield Host(evening, browser)


async def test_the_panel_follows_the_order_to_the_till_and_back(host: Host) -> None:
    evening = host.evening
    nakou = await evening.book("Nakou", 4, "12")
    assert "On the till" not in await host.look(nakou)

    await evening.set(nakou, "seated")
    assert "Waiting for staff at the till" in await host.look(nakou)

    await evening.ring()
    await evening.venue.deliver()
    page = await host.look(nakou)
    assert "Open on the till" in page
    assert "<dt>Items</dt><dd>1</dd>" in page

    await evening.bill()
    await evening.venue.deliver()
    page = await host.look(nakou)
    assert "Paid on the till" in page
    assert "Finished" in page


async def test_an_order_that_was_not_taken_is_sent_again_with_one_press(host: Host) -> None:
    evening = host.evening
    nakou = await evening.seated("Nakou", 4, "12")
    refused = await host.browser.post(f"{host.at(nakou)}/send-again")
    assert "The party has its order on the till already." in refused.text

    await evening.reject()
    await evening.venue.deliver()
    page = await host.look(nakou)
    assert "Not taken at the till" in page
    assert f'action="{host.at(nakou)}/send-again"' in page

    sent = await host.browser.send(f"{host.at(nakou)}/send-again")
    assert "The order is on its way to the till." in sent.text
    await evening.venue.work()
    assert await evening.state(nakou) is TicketState.WAITING
    assert "Send again" not in await host.look(nakou)
