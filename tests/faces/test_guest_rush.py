"""Fifty guests who want the last table in the same moment."""

import asyncio
from contextlib import AsyncExitStack

from tests.faces.booking import hidden, in_sydney, instead, open_venue, telephone

from regulars.platform.db import Database


async def test_of_fifty_who_tap_on_the_last_time_one_has_it_and_books_it(db: Database) -> None:
    scene = await open_venue(db, tables=[(1, 4)])
    async with AsyncExitStack() as stack:
        app = scene.app
        guests = [
            await stack.enter_async_context(telephone(app, scene.slug, number))
            for number in range(1, 51)
        ]
        opened = await guests[0].choose(scene.dinner, 19, party=4)
        names = [f"guest{number}@example.test" for number in range(50)]

        taps = await asyncio.gather(*(guest.hold(scene.dinner, 19, party=4) for guest in guests))

        assert sorted(page.status_code for page in taps) == [200] + [409] * 49
        [winner] = [place for place, page in enumerate(taps) if page.status_code == 200]
        assert "Held for you until" in taps[winner].text
        for page in taps:
            assert page.status_code == 200 or "7:00\u202fpm cannot be booked any more" in page.text
        # All send a form at once: the others one that was opened before anybody had tapped.
        forms = [hidden(taps[winner]) if place == winner else opened for place in range(50)]
        pages = await asyncio.gather(
            *(
                guest.send(form, email=name)
                for guest, form, name in zip(guests, forms, names, strict=True)
            )
        )
    assert "Your table is booked" in pages[winner].text
    assert sorted(page.status_code for page in pages) == [200] + [409] * 49
    [booking] = await scene.bookings()
    assert booking.starts_at == in_sydney(19)
    nine = in_sydney(21).strftime("%Y-%m-%dT%H:%MZ")
    assert all(nine in instead(page)[0] for page in pages if page.status_code == 409)
    assert len(await scene.mails()) == 1
    assert await db.all("select key from slot_holds") == []
