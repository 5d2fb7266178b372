"""Promises of the list: what becomes free is offered to who waits, one after the other."""

from datetime import timedelta
from typing import Any

import pytest
from tests.faces.booking import FRIDAY, LINKS, Scene, in_sydney, open_venue
from tests.faces.console import NOON

from regulars.bookings.model import Booking
from regulars.bookings.page.book import book
from regulars.bookings.page.call_waiting import call_all_waiting
from regulars.bookings.page.cancel import cancel
from regulars.bookings.page.errors import FreeNow
from regulars.bookings.page.model import WaitWish, Wish
from regulars.bookings.page.take_offered import read_offer, take_offered
from regulars.bookings.page.wait import join_list, times_to_wait_for
from regulars.platform.db import Database


def said(scene: Scene, name: str, hour: int, minute: int = 0, **more: Any) -> dict[str, Any]:
    return {
        "key": f"{name}-{hour}-{minute}-form-key",
        "starts_at": in_sydney(hour, minute),
        "service": scene.dinner.id,
        "covers": 2,
        "first_name": name.title(),
        "last_name": "Kettle",
        "email": f"{name}@example.test",
    } | more


async def books(scene: Scene, name: str, hour: int, minute: int = 0) -> Booking:
    wish = Wish(**said(scene, name, hour, minute))
    return await book(scene.db, await scene.venue(), wish, links=LINKS, at=scene.now[0])


async def waits(scene: Scene, name: str, hour: int, minute: int = 0, **more: Any) -> Booking:
    scene.now[0] += timedelta(seconds=1)
    wish = WaitWish(**said(scene, name, hour, minute, **more))
    return await join_list(scene.db, await scene.venue(), wish, links=LINKS, at=scene.now[0])


async def test_thin(db: Database) -> None:
    scene = await open_venue(db, tables=[(1, 2)])
    venue = await scene.venue()
    rosa = await books(scene, "rosa", 19)
    with pytest.raises(FreeNow):
        await waits(scene, "ines", 20, 30)
    ines = await waits(scene, "ines", 19)
    again = await waits(scene, "ines", 19)
    assert again.id == ines.id
    await waits(scene, "lena", 19, 30, flexible_minutes=30)
    print([m.subject for m in await scene.mails()])
    await call_all_waiting(db, links=LINKS, at=scene.now[0])
    await cancel(db, venue, rosa.id, links=LINKS, at=scene.now[0])
    await call_all_waiting(db, links=LINKS, at=scene.now[0])
    print([m.subject for m in await scene.mails()])
    print((await scene.mails())[-1].body)
    print(await read_offer(db, venue, ines, at=scene.now[0]))
    scene.now[0] += timedelta(minutes=31)
    await call_all_waiting(db, links=LINKS, at=scene.now[0])
    print([(m.to, m.subject) for m in await scene.mails()])
    lena = (await scene.bookings())[-1]
    taken = await take_offered(db, venue, lena.id, links=LINKS, at=scene.now[0])
    print(taken.starts_at, taken.tables, taken.status, taken.waits)
    print([(m.to, m.subject) for m in await scene.mails()])
