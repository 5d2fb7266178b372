"""Promises of a booking page to a guest who types: the time is theirs meanwhile, within measure."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from html import unescape

import pytest_asyncio
from tests.faces.booking import (
    ROSA,
    Guest,
    Scene,
    hidden,
    in_sydney,
    instead,
    open_venue,
    telephone,
)
from tests.faces.console import NOON

from regulars.platform.db import Database

SEVEN = in_sydney(19).strftime("%Y-%m-%dT%H:%MZ")
FRIDAYS = re.compile(r'href="([^"]*day=2026-05-08[^"]*)"')
FULL_DAY = {"party": "2", "day": "2026-05-08"}


@pytest_asyncio.fixture
async def scene(db: Database) -> Scene:
    """One table for two."""
    return await open_venue(db, tables=[(1, 2)])


@pytest_asyncio.fixture
async def rosa(scene: Scene) -> AsyncIterator[Guest]:
    async with telephone(scene.app, scene.slug) as guest:
        yield guest


@pytest_asyncio.fixture
async def ben(scene: Scene) -> AsyncIterator[Guest]:
    async with telephone(scene.app, scene.slug, 2) as guest:
        yield guest


async def test_of_two_in_the_same_slot_the_one_who_pauses_too_long_loses_it(
    scene: Scene, rosa: Guest, ben: Guest
) -> None:
    form = await rosa.hold(scene.dinner, 19)
    assert "Held for you until 12:05" in form.text
    assert SEVEN not in (await ben.look(**FULL_DAY)).text
    late = await ben.hold(scene.dinner, 19)
    assert late.status_code == 409
    assert "7:00 pm cannot be booked any more." in late.text.replace("\u202f", " ")

    again = await rosa.look(str(form.url))
    assert "Held for you until 12:05" in again.text
    scene.now[0] = NOON + timedelta(minutes=5, seconds=1)
    assert "Held for you" not in (await rosa.look(str(form.url))).text
    his = await ben.hold(scene.dinner, 19)
    assert "Held for you" in his.text
    gone = await rosa.send(hidden(form))
    assert gone.status_code == 409
    assert "That time has just been taken" in gone.text
    assert "Your table is booked" in (await ben.send(hidden(his), email="ben@example.test")).text
    assert [one.starts_at for one in await scene.bookings()] == [in_sydney(19)]


async def test_another_time_lets_the_first_go_and_a_booked_one_is_not_chosen_anew(
    scene: Scene, rosa: Guest, ben: Guest
) -> None:
    key = hidden(await rosa.hold(scene.dinner, 19))["key"]
    other = await rosa.hold(scene.dinner, 19, 30, key=key)
    assert hidden(other)["key"] == key
    assert SEVEN not in (await ben.look(**FULL_DAY)).text, "one table, half an hour later"
    far = await rosa.hold(scene.lunch, 12, key=key)
    assert SEVEN in (await ben.look(**FULL_DAY)).text
    booked = await rosa.send(hidden(far))
    assert "Your table is booked" in booked.text
    next_one = await rosa.hold(scene.dinner, 19, key=key)
    assert hidden(next_one)["key"] != key
    made_up = await rosa.hold(scene.dinner, 19, key="x" * 43)
    assert made_up.status_code == 409, "it is held under another name"


async def test_the_last_time_of_a_day_is_free_in_the_month_of_whoever_holds_it(
    scene: Scene, rosa: Guest, ben: Guest
) -> None:
    await scene.change(notice_minutes=0)
    scene.now[0] = in_sydney(20, 45)
    key = hidden(await rosa.hold(scene.dinner, 21))["key"]
    month = {"party": "2", "month": "2026-05"}
    assert "day=2026-05-08" not in (await ben.look(**month)).text
    assert "day=2026-05-08" in (await rosa.look(**month, key=key)).text


async def test_who_goes_back_without_script_finds_their_own_time_free(
    scene: Scene, rosa: Guest, ben: Guest
) -> None:
    start = await rosa.look()
    assert start.headers["Cache-Control"] == "private, max-age=0", "Back shows this very page"
    friday = unescape(FRIDAYS.findall(start.text)[0])
    assert friday not in unescape((await ben.look()).text), "each guest has a key of their own"
    times = await rosa.look(friday)
    assert times.headers["Cache-Control"] == "no-store", "Back asks for it anew"
    form = await rosa.hold(scene.dinner, 19, key=hidden(times)["key"])
    assert SEVEN not in (await ben.look(**FULL_DAY)).text
    assert SEVEN in (await rosa.look(friday)).text
    again = await rosa.hold(scene.dinner, 19, key=hidden(times)["key"])
    assert "Held for you until" in again.text
    # Who asks for a larger party begins anew, and goes on under the same name.
    await scene.change(most_covers=20)
    larger = await rosa.look(party="2", month="2026-05", key=hidden(times)["key"])
    assert hidden(larger) == {"key": hidden(times)["key"]}

    scene.now[0] += timedelta(hours=2)
    copied = hidden(await ben.look(friday))["key"]
    assert copied != hidden(form)["key"], "an address that was passed on has no guest's key"


async def test_who_has_booked_waits_for_another_time_under_another_key(
    scene: Scene, rosa: Guest
) -> None:
    form = await rosa.hold(scene.dinner, 19)
    await rosa.send(hidden(form))
    key = hidden(form)["key"]
    wait = await rosa.look(f"/book/{scene.slug}/wait", **FULL_DAY, key=key)
    assert hidden(wait)["key"] != key
    typed = hidden(wait) | {"slot": f"{SEVEN} {scene.dinner.id}", "email": "ines@example.test"}
    scene.now[0] += timedelta(seconds=5)
    listed = await rosa.http.post(f"/book/{scene.slug}/wait", data=ROSA | typed)
    assert listed.is_redirect


async def test_a_form_that_comes_back_at_once_is_asked_for_again(scene: Scene, rosa: Guest) -> None:
    form = hidden(await rosa.hold(scene.dinner, 19))
    typed_at = scene.now[0]
    scene.now[0] = NOON + timedelta(seconds=1)
    quick = await rosa.send(form)
    assert quick.status_code == 422
    assert "That was very quick." in quick.text
    assert 'value="Kettle"' in quick.text
    made_up = await rosa.send(form, key="A" * 43)
    assert "That was very quick." in made_up.text
    assert await scene.bookings() == []
    scene.now[0] = typed_at
    assert "Your table is booked" in (await rosa.send(hidden(quick))).text


async def test_who_holds_or_looks_at_everything_is_slowed(db: Database) -> None:
    scene = await open_venue(db, tables=[(1, 2)] * 6)
    app = scene.app
    async with telephone(app, scene.slug) as flood, telephone(app, scene.slug, 2) as other:
        for _ in range(4):
            assert (await flood.hold(scene.dinner, 19)).status_code == 200
        fifth = await flood.hold(scene.dinner, 19)
        assert fifth.status_code == 429
        assert "You look at many times at once." in fifth.text
        for _ in range(25):
            await flood.hold(scene.dinner, 19)
        slowed = await flood.hold(scene.dinner, 20)
        assert slowed.status_code == 429
        assert "Please wait ten minutes, or call us." in slowed.text
        for _ in range(300):
            answer = await flood.http.get(f"/book/{scene.slug}/widget.js")
        assert answer.status_code == 429
        assert "Many pages were asked for from here." in answer.text
        assert answer.headers["Content-Security-Policy"].endswith("frame-ancestors *")
        assert "Held for you" in (await other.hold(scene.dinner, 19)).text


async def test_a_hold_that_was_made_up_holds_nothing(scene: Scene, rosa: Guest) -> None:
    for slot, status in (
        ("", 422),
        ("half past", 422),
        (f"{SEVEN} nobody", 422),
        (f"{SEVEN} {scene.lunch.id}", 409),
        (f"2026-05-08T03:00Z {scene.dinner.id}", 409),
        (f"2199-12-31T23:59Z {scene.dinner.id}", 409),
    ):
        data = FULL_DAY | {"slot": slot}
        answer = await rosa.http.post(f"/book/{scene.slug}/hold", data=data)
        assert answer.status_code == status, slot
    await scene.change(open=False)
    assert (await rosa.hold(scene.dinner, 19)).status_code == 409
    assert await scene.db.all("select key from slot_holds") == []


async def test_only_a_website_of_the_venue_may_show_the_page(scene: Scene, rosa: Guest) -> None:
    site = "https://quay.example"
    await scene.change(sites=(site,), most_covers=2)

    async def framed_by(address: str, **asked: str) -> str:
        page = await rosa.look(address, **asked)
        return page.headers["Content-Security-Policy"].partition("frame-ancestors ")[2]

    here = f"/book/{scene.slug}"
    assert await framed_by(here) == "'none'"
    assert await framed_by(here, embed="https://other.example") == "'none'"
    assert await framed_by(here, embed="*; script-src *") == "'none'"
    assert await framed_by(here, embed=site) == site
    form = await rosa.hold(scene.dinner, 19, embed=site)
    own = await rosa.send(hidden(form))
    assert "Your table is booked" in own.text
    assert 'data-site="https://quay.example"' in own.text
    for page in (form, own):
        assert page.headers["Content-Security-Policy"].endswith(f"frame-ancestors {site}")
    await scene.change(sites=())
    assert await framed_by(str(own.url)) == "'none'"

    script = await rosa.http.get(f"{here}/widget.js")
    assert script.headers["Content-Type"].startswith("text/javascript")
    assert script.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "__WORDS__" not in script.text
    assert r"\u0022de\u0022" in script.text
    assert (await rosa.http.get("/book/nobody/widget.js")).status_code == 404


async def test_who_is_too_late_with_a_hold_is_shown_the_nearest_times(
    scene: Scene, rosa: Guest, ben: Guest
) -> None:
    form = hidden(await rosa.hold(scene.dinner, 20, 30))
    scene.now[0] += timedelta(minutes=6)
    await ben.send(await ben.choose(scene.dinner, 20, 30), email="ben@example.test")
    gone = await rosa.send(form)
    assert instead(gone)[0].startswith(in_sydney(19).strftime("%Y-%m-%dT%H:%MZ")[:10])
    page = await rosa.send(hidden(gone), slot=instead(gone)[0])
    assert "Your table is booked" in page.text
