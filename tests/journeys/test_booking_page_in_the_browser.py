"""A guest with a telephone books a table and takes it back, with script and without."""

import re

import pytest
from playwright.async_api import expect
from tests.browser import complaints
from tests.faces.booking import FRIDAY, in_sydney
from tests.faces.console import NOON
from tests.journeys.street import Street, book, check, fill_in, street

from regulars.bookings.floor.blockouts import block
from regulars.bookings.floor.model import NewBlockout
from regulars.bookings.model import Kind, NewBooking, Source
from regulars.bookings.take import take

pytestmark = pytest.mark.journey

__all__ = ["street"]


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without"])
async def test_a_guest_books_and_cancels_on_a_telephone(street: Street, script: bool) -> None:
    page = await street.telephone(java_script_enabled=script)
    await book(page, street.scene.slug)
    await page.get_by_role("button", name="Book this table").click()
    await expect(page.get_by_text("Your first name, please.")).to_be_visible()
    await fill_in(page)
    await page.get_by_label("Anything we should know?").fill("A high chair")
    await page.get_by_role("button", name="Book this table").click()
    await expect(page.get_by_role("heading", name="Your table is booked")).to_be_visible()
    [booking] = await street.scene.bookings()
    assert (booking.starts_at, booking.covers) == (in_sydney(19), 4)

    await page.get_by_role("link", name="Cancel this booking").click()
    await page.get_by_role("link", name="Keep the booking").click()
    await page.get_by_role("link", name="Cancel this booking").click()
    await page.get_by_role("button", name="Yes, cancel it").click()
    await expect(page.get_by_role("heading", name="This booking is cancelled")).to_be_visible()
    [booking] = await street.scene.bookings()
    assert booking.status == "cancelled"


async def test_a_guest_who_was_too_late_takes_another_time(street: Street) -> None:
    scene = street.scene
    page = await street.telephone(java_script_enabled=False)
    await book(page, scene.slug)
    # What they hold themselves is in nobody's way, however far they go back.
    await page.go_back()
    await expect(page.get_by_role("button", name="7:00 pm")).to_be_visible()
    await page.go_back()
    await page.get_by_role("link", name="Friday, 8 May 2026").click()
    await page.get_by_role("button", name="7:00 pm").click()
    await fill_in(page)
    new = NewBooking(
        store=scene.store.id,
        kind=Kind.BOOKING,
        source=Source.PHONE,
        starts_at=in_sydney(18, 30),
        covers=2,
        name="Ines",
    )
    await take(scene.db, scene.merchant.id, new, at=NOON, actor="test")
    await page.get_by_role("button", name="Book this table").click()
    await expect(page.get_by_role("heading", name="That time has just been taken")).to_be_visible()
    await expect(page.get_by_label("First name")).to_have_value("Rosa")
    await page.get_by_label("Last name").press("Enter")
    assert len(await scene.bookings()) == 1
    await page.get_by_role("button", name="Book 8:30 pm").click()
    await expect(page.get_by_role("heading", name="Your table is booked")).to_be_visible()
    await expect(page.get_by_text("8:30 pm")).to_be_visible()


async def test_with_script_a_guest_loses_nothing_on_the_way(street: Street) -> None:
    page = await street.telephone()
    await page.goto(f"/book/{street.scene.slug}")
    await page.get_by_role("link", name="Monday, 4 May 2026").focus()
    for key in ("ArrowRight", "ArrowDown", "ArrowLeft"):
        await page.keyboard.press(key)
    await expect(page.get_by_role("link", name="Monday, 11 May 2026")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="What time?")).to_be_focused()
    await page.get_by_role("button", name="7:00 pm").click()
    await fill_in(page)
    # Whoever is slowed down stays where they are.
    refusal = await (await page.request.get("/book/nobody")).text()
    slowed = lambda route: route.fulfill(status=429, body=refusal)  # noqa: E731
    await page.route("**/book/*?*", slowed, times=1)
    await page.get_by_role("link", name="Another time").click()
    await expect(page.get_by_role("alert")).to_have_text(re.compile("Please look at it again"))
    await expect(page.get_by_label("First name")).to_have_value("Rosa")
    await page.get_by_role("link", name="Another time").click()
    await page.get_by_role("button", name="8:00 pm").click()
    await expect(page.get_by_label("First name")).to_have_value("Rosa")
    await page.go_back()
    await expect(page.get_by_role("heading", name="What time?")).to_be_visible()
    await page.go_back()
    await page.go_back()
    await expect(page.get_by_role("heading", name="What time?")).to_be_visible()
    await page.get_by_role("button", name="7:30 pm").click()
    await expect(page.get_by_label("Last name")).to_have_value("Kettle")
    await page.get_by_role("button", name="Book this table").dblclick()
    await expect(page.get_by_role("heading", name="Your table is booked")).to_be_visible()
    assert len(await street.scene.bookings()) == 1


async def test_every_step_is_accessible_and_fits_small_and_large_in_light_and_dark(
    street: Street,
) -> None:
    scene, page = street.scene, await street.telephone()
    await book(page, scene.slug)
    form = page.url
    assert await complaints(page) == []
    await page.get_by_role("button", name="Book this table").click()
    await expect(page.get_by_text("Your first name, please.")).to_be_visible()
    await check(page, "what is wrong")
    await fill_in(page)
    await page.get_by_role("button", name="Book this table").click()
    await expect(page.get_by_role("heading", name="Your table is booked")).to_be_visible()
    own, here = page.url, f"/book/{scene.slug}"
    await page.goto(form)
    await expect(page.get_by_text("cannot be booked any more")).to_be_visible()
    await check(page, "the times that are left")
    closed = NewBlockout(starts_at=in_sydney(4), ends_at=in_sydney(28), reason="Wedding")
    await block(scene.db, scene.merchant.id, scene.store.id, closed, at=NOON, actor="test")
    for address in (f"{here}?party=99", f"{here}?party=2&day={FRIDAY}", own, f"{own}?cancel"):
        await page.goto(address)
        await expect(page.get_by_role("heading", level=1)).to_be_visible()
        await check(page, address)
