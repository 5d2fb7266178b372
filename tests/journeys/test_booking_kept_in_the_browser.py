"""A guest comes back to what they booked: another time, and the table that others gave back."""

import re

import pytest
from playwright.async_api import expect
from tests.faces.booking import LINKS, in_sydney
from tests.journeys.street import Street, book, check, fill_in, street

from regulars.bookings.page.call_waiting import call_all_waiting

pytestmark = pytest.mark.journey

__all__ = ["street"]


async def test_one_guest_changes_and_another_waits_for_what_becomes_free(street: Street) -> None:
    scene, rosa = street.scene, await street.telephone()
    await book(rosa, scene.slug)
    await expect(rosa.locator("[data-left]")).to_have_text(re.compile(r"4:5\d"))
    await fill_in(rosa)
    await rosa.get_by_role("button", name="Book this table").click()
    await expect(rosa.get_by_role("heading", name="Your table is booked")).to_be_visible()
    own = rosa.url

    await rosa.get_by_role("link", name="Change it").click()
    await check(rosa, "the days to change to")
    await rosa.get_by_role("link", name="3", exact=True).click()
    await rosa.get_by_role("link", name="Friday, 8 May 2026").click()
    await expect(rosa.get_by_role("heading", name="What time?")).to_be_focused()
    await check(rosa, "the times to change to")
    await rosa.get_by_role("button", name="7:30 pm").click()
    await expect(rosa.get_by_role("heading", name="Change your booking?")).to_be_focused()
    await check(rosa, "before and after")
    await rosa.get_by_label("Anything we should know?").fill("By the window")
    await rosa.get_by_role("button", name="Change my booking").dblclick()
    await expect(rosa.get_by_role("heading", name="Your table is booked")).to_be_visible()
    assert rosa.url.partition("?")[0] == own
    [booking] = await scene.bookings()
    assert (booking.starts_at, booking.covers) == (in_sydney(19, 30), 3)
    assert booking.request == "By the window"

    ben = await street.telephone(java_script_enabled=False)
    await ben.goto(f"/book/{scene.slug}?party=4&day=2026-05-08")
    await ben.get_by_role("link", name="Tell me when it is free").click()
    await ben.get_by_label("What time would you like?").select_option("7:30 pm")
    await fill_in(ben, "Ben")
    await ben.get_by_role("button", name="Put me on the list").click()
    await expect(ben.get_by_role("heading", name="You are on our list")).to_be_visible()

    await rosa.get_by_role("link", name="Cancel this booking").click()
    await rosa.get_by_role("button", name="Yes, cancel it").click()
    await expect(rosa.get_by_role("heading", name="This booking is cancelled")).to_be_visible()
    await call_all_waiting(scene.db, links=LINKS, at=scene.now[0])
    await rosa.goto(ben.url)
    await expect(rosa.get_by_role("heading", name="A table is free for you")).to_be_visible()
    await check(rosa, "what is offered")
    await ben.reload()
    await ben.get_by_role("button", name="Take this table").click()
    await expect(ben.get_by_role("heading", name="Your table is booked")).to_be_visible()
    _, his = await scene.bookings()
    assert (his.starts_at, his.waits) == (in_sydney(19, 30), None)
