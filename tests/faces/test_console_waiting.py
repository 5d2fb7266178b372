"""Promises of the diary about guests who wait by themselves: a host sees what they were offered."""

from datetime import date

from tests.faces.booking import LINKS, open_venue
from tests.faces.console import browsing, console
from tests.stores.awaiting import Guests

from regulars.bookings.page.call_waiting import call_all_waiting
from regulars.platform.db import Database


async def test_a_host_sees_who_waits_and_what_they_were_offered(db: Database) -> None:
    scene = await open_venue(db, tables=[(1, 2)])
    guests = Guests(scene)
    rosa, ines = await guests.books("rosa", 19), await guests.waits("ines", 19)
    await guests.becomes(rosa.id, "cancelled")
    await call_all_waiting(db, links=LINKS, at=guests.now)
    diary = f"/console/diary/{scene.store.id}"
    async with browsing(console(db, clock=lambda: guests.now)) as mia:
        await mia.sign_in("mia@example.test")
        day = await mia.open(f"{diary}/day.json?day={date(2026, 5, 8)}")
        [waiting] = [one for one in day.json()["day"]["bookings"] if one["name"] == "Ines Kettle"]
        assert waiting["waits"] == "standby"
        panel = await mia.open(f"{diary}/bookings/{ines.id}", headers={"HX-Request": "true"})
        assert "A table was offered by mail" in panel.text
        assert "7:00 pm, kept until 12:30 pm" in panel.text.replace("\u202f", " ")
