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
        standby, today = f"{diary}/waitlist?day=2026-05-08", f"{diary}/waitlist"
        sheet = await mia.open(standby)
        assert "offered 7:00 pm, until 12:30 pm" in sheet.text.replace("\u202f", " ")
        assert "is offered there by mail" in sheet.text
        assert 'name="email"' not in (await mia.open(today)).text, "who is here is called by name"
        new = (await mia.open(f"{diary}/new")).text
        assert "is offered by mail to who has an e-mail address" in new
        typed = {"day": "2026-05-08", "key": "abcd", "covers": "2", "name": "Lena", "time": "19:00"}
        wrong = await mia.send(today, **typed, email="lena at home")
        assert wrong.status_code == 422
        assert "not an e-mail address" in wrong.text.partition('id="error-email"')[2][:300]
        assert (
            "Lena is on the list." in (await mia.send(today, **typed, email="l@example.test")).text
        )
        await scene.change(takes_waiting=False)
        assert 'name="email"' not in (await mia.open(standby)).text
        assert "is offered by mail" not in (await mia.open(f"{diary}/new")).text
