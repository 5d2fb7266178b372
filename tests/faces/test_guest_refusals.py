"""Promises to guests who ask for a page that there is not, or not now."""

from collections.abc import AsyncIterator
from datetime import datetime

import httpx
import pytest_asyncio
from tests.faces.booking import HUB, LINKS, Guest, Scene, open_venue, telephone
from tests.faces.console import RING

from regulars.faces.guest import GuestDeps, create_guest
from regulars.platform.db import Database
from regulars.vouchers.gift_cards.pages import GiftPages

SITE = "https://quay.example"


@pytest_asyncio.fixture
async def scene(db: Database) -> Scene:
    scene = await open_venue(db)
    await scene.change(sites=(SITE, "https://www.quay.example"))
    return scene


@pytest_asyncio.fixture
async def rosa(scene: Scene) -> AsyncIterator[Guest]:
    async with telephone(scene.app, scene.slug) as guest:
        yield guest


def frames(page: httpx.Response) -> str:
    return page.headers["Content-Security-Policy"].partition("frame-ancestors ")[2]


async def test_a_refusal_is_read_in_the_frame_of_the_venues_website(
    scene: Scene, rosa: Guest
) -> None:
    here = f"/book/{scene.slug}"
    lost = await rosa.look(f"{here}/nothing-of-ours", embed=SITE, lang="de")
    assert lost.status_code == 404
    assert frames(lost) == f"{SITE} https://www.quay.example"
    assert f'data-site="{SITE}"' in lost.text, "the website's script is answered"
    assert f'<a href="{here}?lang=de" target="_blank"' in lost.text
    assert "Harbour Kitchen" in lost.text
    assert "target=" not in (await rosa.look(f"{here}/nothing-of-ours")).text
    await scene.change(sites=())
    assert frames(await rosa.look(f"{here}/nothing-of-ours", embed=SITE)) == "'none'"


async def test_where_no_venue_is_known_any_website_may_show_the_refusal(rosa: Guest) -> None:
    for asked, answered in ((SITE, True), ('"><script>', False), ("*; script-src *", False)):
        nobody = await rosa.look("/book/nobody", embed=asked)
        assert nobody.status_code == 404
        assert frames(nobody) == "*"
        assert ("data-site" in nobody.text) is answered
        assert "<script>" not in nobody.text
        assert "No booking page has this address." in nobody.text
        assert "Book a table" not in nobody.text
    assert frames(await rosa.look("/gift/nobody/ABCD", embed=SITE)) == "'none'"


async def test_a_failure_is_read_in_the_frame_too(scene: Scene) -> None:
    def broken() -> datetime:
        raise RuntimeError("the clock has stopped")

    app = create_guest(GuestDeps(scene.db, broken, GiftPages(HUB, RING), LINKS))
    app.state.now = scene.now
    async with telephone(app, scene.slug) as rosa:
        early = await rosa.http.get(f"/book/{scene.slug}", params={"embed": SITE})
        late = await rosa.http.post(f"/book/{scene.slug}", params={"embed": SITE})
    assert (early.status_code, late.status_code) == (500, 500)
    assert (frames(early), frames(late)) == ("*", f"{SITE} https://www.quay.example")
    for page in (early, late):
        assert "Something went wrong here." in page.text
        assert f'data-site="{SITE}"' in page.text
        assert "stopped" not in page.text
