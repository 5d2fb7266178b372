"""Promises of the languages: a guest is spoken to in one, on every page, and written to in it."""

import asyncio
import re
from html import unescape
from urllib.parse import urlsplit

import httpx
import pytest
from tests.connectors.payments.provider import Paying
from tests.english import WAYS, is_in, says_no_english
from tests.faces.booking import HUB, POLICY, ROSA, TYPING, Guest, hidden, open_venue, telephone

from regulars.bookings.deposits.model import DepositRule
from regulars.platform.db import Database
from regulars.platform.languages import Language

LINK = re.compile(r'<(?:a|form)\b[^>]*\b(?:href|action)="(/[^"]*)"')
IN_LETTER = re.compile(rf"{HUB}\S+")
ACTION = re.compile(r'<form[^>]*action="([^"]*)" method="post"')
TYPED = (
    "Harbour Kitchen",
    "Front room",
    "Dinner",
    "Lunch",
    "Rosa",
    "Kettle",
    ROSA["email"],
    POLICY,
)


@pytest.mark.parametrize("language", [Language.GREEK, Language.GERMAN])
async def test_a_guest_is_spoken_and_written_to_in_the_language_asked_for(
    db: Database, language: Language
) -> None:
    scene = await open_venue(db, tables=[(1, 2)])
    await scene.change(phone="+61 2 5550 1234")
    lang = {"lang": language.value}
    async with (
        telephone(scene.app, scene.slug, 1) as rosa,
        telephone(scene.app, scene.slug, 2) as other,
    ):
        before = await rosa.look(party="2", day="2026-05-08", time="2026-05-08T09:00Z",
                                 service=str(scene.dinner.id), **lang)  # fmt: skip
        times = await other.look(party="2", day="2026-05-08", **lang)
        slot = {"slot": f"2026-05-08T09:00Z {scene.dinner.id}"}
        held = await send(other, times, **slot)
        pages = [
            await rosa.look(**lang),
            await rosa.look(party="99", **lang),
            times,
            await rosa.look(party="2", day="2026-05-25", **lang),
            before,
            held,
            await send(rosa, times, **slot, key=""),
            await send(other, held, email="rosa", first_name="www.example.test", phone="12"),
        ]
        booked = await send(other, held)
        own = booked.url.path
        pages += [booked, await send(rosa, before)]
        change = await other.look(f"{own}/change", **lang)
        when = await other.look(f"{own}/change", party="2", day="2026-05-08", **lang)
        late = {"slot": f"2026-05-08T11:00Z {scene.dinner.id}"}
        changing = await send(other, when, **late)
        pages += [change, when, changing, await send(other, changing, phone="12")]
        pages.append(await send(other, changing))
        wait = await rosa.look(f"/book/{scene.slug}/wait", party="2", day="2026-05-08", **lang)
        listed = await send(rosa, wait, **late)
        pages += [wait, await send(rosa, wait, email=""), listed]
        pages.append(await rosa.look(listed.url.path, cancel="yes", **lang))
        pages.append(await other.look(own, cancel="yes", **lang))
        cancelled = await rosa.http.post(own, params=lang)
        pages.append(await rosa.look(cancelled.headers["location"]))
        # The booking itself knows, also where no address says it.
        assert f'<html lang="{language}">' in (await rosa.look(own)).text
        await scene.change(open=False)
        pages.append(await rosa.look(**lang))
        for page in pages:
            is_in(language, page.text, but=TYPED)
            keeps(page.text, language)
        is_in(language, (await rosa.look("/book/nobody", **lang)).text)
    mails = await scene.mails()
    assert len(mails) == 4
    for mail in mails:
        is_in(language, mail.html or "", but=TYPED)
        says_no_english(mail.subject, but=TYPED)
        says_no_english(mail.body, but=TYPED)
    # The telephone on which they are read may ask for another language.
    async with telephone(scene.app, scene.slug) as rosa:
        rosa.http.headers["Accept-Language"] = "en"
        for mail in mails:
            for link in IN_LETTER.findall(mail.body):
                if "/calendar.ics" not in link:
                    page = await rosa.look(link)
                    assert f'<html lang="{language}">' in page.text
                    keeps(page.text, language)
                    own = urlsplit(link)._replace(query="").geturl()
                    if own != f"{HUB}/book/{scene.slug}":
                        keeps((await rosa.look(own)).text, language)


async def test_who_pays_ahead_is_spoken_to_in_their_language(db: Database) -> None:
    scene = await open_venue(db, tables=[(1, 4)])
    await scene.change(deposits=(DepositRule(name="Dinner", amount_minor=2000),))
    paying, lang = Paying(scene.now), {"lang": "el"}
    scene.payments = paying.payments
    async with telephone(scene.app, scene.slug) as rosa:
        form = await rosa.look(party="2", day="2026-05-08", time="2026-05-08T09:00Z",
                               service=str(scene.dinner.id), **lang)  # fmt: skip
        unpaid = await send(rosa, form)
        own = unpaid.url.path
        paying.fault("server_error")
        silent = await rosa.look(f"{own}/pay", **lang)
        there = (await rosa.look(f"{own}/pay")).headers["location"]
        await paying.pay(there)
        paying.fault("answer_lost")
        waiting = await rosa.look(f"{own}/paid", **lang)
        await rosa.look(f"{own}/paid")
        paid = await rosa.look(own, **lang)
        await rosa.http.post(own)
        for page in (form, unpaid, silent, waiting, paid, await rosa.look(own, **lang)):
            is_in(Language.GREEK, page.text, but=TYPED)
            assert "40,00" in page.text
            keeps(page.text, Language.GREEK)


async def test_the_browser_is_asked_and_every_page_leads_to_the_others(db: Database) -> None:
    scene = await open_venue(db)
    async with telephone(scene.app, scene.slug) as rosa:
        rosa.http.headers["Accept-Language"] = "fr,el;q=0.8,en;q=0.5"
        start = await rosa.look(party="2", month="2026-06")
        assert '<html lang="el">' in start.text
        assert "Ιούνιος 2026" in start.text
        ways = unescape(WAYS.findall(start.text)[0])
        assert "lang=el" not in WAYS.sub("", start.text)
        for language in Language:
            assert re.search(rf"party=2&month=2026-06&key=[\w-]+&lang={language}", ways)
        english = await rosa.look(party="2", month="2026-06", lang="en-AU")
        keeps(english.text, Language.ENGLISH)
        assert "June 2026" in english.text
        assert '<html lang="en">' in english.text
        nothing = await rosa.look("/book/nobody")
        is_in(Language.GREEK, nothing.text)


async def test_who_look_in_the_same_moment_each_have_their_own_language(db: Database) -> None:
    scene = await open_venue(db)
    async with telephone(scene.app, scene.slug) as guest:
        liked = [language.value for language in Language] * 3
        pages = await asyncio.gather(
            *(
                guest.http.get(f"/book/{scene.slug}", headers={"Accept-Language": language})
                for language in liked
            )
        )
    for language, page in zip(liked, pages, strict=True):
        assert f'<html lang="{language}">' in page.text


async def send(guest: Guest, form: httpx.Response, **typed: str) -> httpx.Response:
    """Send the form of a page where the page says, and follow where it leads."""
    guest.now[0] += TYPING
    [address] = set(ACTION.findall(form.text))
    answer = await guest.http.post(unescape(address), data=hidden(form) | ROSA | typed)
    return await guest.look(answer.headers["location"]) if answer.is_redirect else answer


def keeps(page: str, language: Language) -> None:
    """Every way on from the page takes the language along. A file has that of its booking."""
    for href in LINK.findall(WAYS.sub("", page)):
        is_form = f'name="lang" value="{language}"' in page
        assert f"lang={language}" in href or is_form or href.endswith(".ics"), href
