"""Promises of the room Offers."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest_asyncio
from tests.faces.console import NOON, Browser, browsing, console, hire, open_business
from tests.faces.counter import filled_in

from regulars.faces.console.conditions_words import state
from regulars.kernel.ids import OfferId, SegmentId, TierId, uuid7
from regulars.kernel.money import Money
from regulars.members.model import Member, NewMember
from regulars.merchants.model import Merchant, Role
from regulars.platform.db import Database
from regulars.programs.benefits.model import AmountOff
from regulars.programs.conditions.model import Conditions, InSegment, OfTiers, OneMember
from regulars.programs.define import list_offers, save_offer, set_program
from regulars.programs.earning.model import one_for_each
from regulars.programs.join import join
from regulars.programs.model import Offer, Program
from regulars.programs.segments.define import save_segment
from regulars.programs.segments.model import Criteria, Segment
from regulars.programs.tiers.model import Tier, TierScheme

WELCOME = {
    "title": "Welcome",
    "benefit": "amount_off",
    "value": "3",
    "action_label": "Apply",
    "terms": "",
    "audience": "everybody",
    "per": "ever",
    "member": "",
    "starts_at": "",
    "ends_at": "",
    "limit_total": "",
    "limit_per_member": "1",
    "active": "on",
}


@dataclass
class Scene:
    """The owner of a merchant in Sydney, signed in."""

    db: Database
    merchant: Merchant
    browser: Browser

    async def offers(self) -> list[Offer]:
        return list(await list_offers(self.db, self.merchant.id))

    async def add(self, title: str, **more: Any) -> Offer:
        offer = Offer(OfferId(uuid7(NOON)), title, AmountOff(Money(300, "AUD")), **more)
        await save_offer(self.db, self.merchant.id, offer, at=NOON, actor="test")
        return offer

    async def enrol(self, name: str) -> Member:
        return await join(self.db, self.merchant.id, NewMember(name), at=NOON, actor="test")


@pytest_asyncio.fixture
async def scene(db: Database) -> AsyncIterator[Scene]:
    merchant = await open_business(db)
    async with browsing(console(db)) as browser:
        await browser.sign_in("mia@example.test")
        yield Scene(db, merchant, browser)


async def test_an_offer_is_kept_with_days_on_the_merchants_clock_and_filled_in_again(
    scene: Scene,
) -> None:
    rosa = await scene.enrol("Rosa")
    await scene.browser.open("/console/offers/new")
    typed = WELCOME | {
        "audience": "member",
        "member": str(rosa.id),
        "starts_at": "2026-06-01T00:00",
        "ends_at": "2026-06-08T17:30",
        "limit_total": "50",
    }
    page = await scene.browser.send("/console/offers", **typed)
    [offer] = await scene.offers()
    assert offer.conditions == Conditions(
        audience=OneMember(rosa.id),
        limit_total=50,
        limit_per_member=1,
        starts_at=datetime(2026, 5, 31, 14, 0, tzinfo=UTC),
        ends_at=datetime(2026, 6, 8, 7, 30, tzinfo=UTC),
    )
    for words in ("Rosa", "$3.00 off", "0 of 50", "Not yet"):
        assert words in page.text
    page = await scene.browser.open(f"/console/offers/{offer.id}")
    assert 'value="2026-06-08T17:30"' in page.text
    assert re.search(rf'value="{rosa.id}" checked', page.text)


BAD: list[tuple[dict[str, str], str]] = [
    ({"title": ""}, "title"),
    ({"value": ""}, "value"),
    ({"starts_at": "tomorrow"}, "starts_at"),
    ({"ends_at": "0001-01-01T00:00"}, "ends_at"),
    ({"starts_at": "2026-06-08T00:00", "ends_at": "2026-06-01T00:00"}, "ends_at"),
    ({"limit_total": "0"}, "limit_total"),
    ({"limit_per_member": "-1"}, "limit_per_member"),
    ({"limit_total": "9999999999"}, "limit_total"),
    ({"audience": "member", "member": str(uuid4())}, "member"),
    ({"audience": "member", "member": "rosa"}, "member"),
    ({"audience": "member"}, "member"),
    ({"audience": "tiers"}, "audience"),
    ({"audience": "segment"}, "segment"),
    ({"audience": "segment", "segment": str(uuid4())}, "segment"),
    ({"benefit": "points_for_money", "unit": "10"}, "benefit"),
]
"""What cannot be typed, and the field that says why."""


async def test_a_field_that_cannot_be_used_has_a_sentence_and_nothing_is_saved(
    scene: Scene,
) -> None:
    await scene.browser.open("/console/offers/new")
    for fields, wrong in BAD:
        page = await scene.browser.post("/console/offers", **WELCOME | fields)
        assert page.status_code == 422, fields
        assert f'id="error-{wrong}"' in page.text or "field-error" in page.text, fields
    assert await scene.offers() == []


async def test_the_list_says_what_can_be_used_now(scene: Scene) -> None:
    day = timedelta(days=1)
    await scene.add("Going on")
    await scene.add("Over", conditions=Conditions(starts_at=NOON - 2 * day, ends_at=NOON - day))
    await scene.add("To come", conditions=Conditions(starts_at=NOON + day))
    await scene.add("Switched off", active=False)
    page = (await scene.browser.open("/console/offers")).text
    rows = {row.split("</strong>")[0].rsplit(">", 1)[1]: row for row in page.split("<tr>")[2:]}
    words = {"Going on": "On<", "Over": "Over<", "To come": "Not yet<", "Switched off": "Off<"}
    for title, word in words.items():
        assert word in rows[title].split("badge-")[1]


async def test_an_offer_can_be_for_a_tier_or_a_segment(scene: Scene) -> None:
    gold = Tier(TierId(uuid7(NOON)), "Gold", 500)
    terms = one_for_each(Money(100, "AUD"), tiers=TierScheme((gold,)))
    program = Program(scene.merchant.id, "Regulars", "Beans", terms)
    await set_program(scene.db, program, at=NOON, actor="test")
    lost = Segment(SegmentId(uuid7(NOON)), "Long away", Criteria(not_seen_days=60))
    await save_segment(scene.db, scene.merchant.id, lost, at=NOON, actor="test")
    await scene.browser.open("/console/offers/new")
    for fields, audience, said in (
        ({"audience": "tiers", f"tier_{gold.id}": "on"}, OfTiers((gold.id,)), "Gold"),
        (
            {"audience": "segment", "segment": str(lost.id)},
            InSegment(lost.id),
            "Segment “Long away”",
        ),
    ):
        page = await scene.browser.send("/console/offers", **WELCOME | fields)
        offer = (await scene.offers())[-1]
        assert (offer.conditions.audience, said in page.text) == (audience, True)
        page = await scene.browser.open(f"/console/offers/{offer.id}")
        assert filled_in(page.text).items() >= fields.items()


async def test_the_member_of_an_offer_is_looked_for_and_stays_chosen(scene: Scene) -> None:
    rosa, ben = await scene.enrol("Rosa"), await scene.enrol("Ben")
    await scene.browser.open("/console/offers/new")
    part = await scene.browser.post("/console/picking/members", keyword="be", member=str(rosa.id))
    assert "Nobody yet" in part.text
    assert f'value="{rosa.id}" checked' in part.text
    assert f'value="{ben.id}"' in part.text
    page = await scene.browser.open(f"/console/offers/new?member={ben.id}")
    assert f'value="{ben.id}" checked' in page.text
    for odd in ("\0", "x" * 200):
        part = await scene.browser.post("/console/picking/members", keyword=odd, member="nobody")
        assert part.status_code == 200


async def test_a_member_of_another_merchant_can_neither_be_found_nor_chosen(scene: Scene) -> None:
    other = await open_business(scene.db, "other@example.test")
    olga = await Scene(scene.db, other, scene.browser).enrol("Olga")
    await scene.browser.open("/console/offers/new")
    part = await scene.browser.post("/console/picking/members", keyword="olga", member=str(olga.id))
    assert "Olga" not in part.text
    typed = WELCOME | {"audience": "member", "member": str(olga.id)}
    page = await scene.browser.post("/console/offers", **typed)
    assert page.status_code == 422
    assert await scene.offers() == []


async def test_an_offer_is_moved_and_switched(scene: Scene) -> None:
    for title in ("One", "Two"):
        await scene.add(title)
    first, second = await scene.offers()
    await scene.browser.open("/console/offers")
    await scene.browser.send(f"/console/offers/{second.id}/place", way="up")
    assert [offer.id for offer in await scene.offers()] == [second.id, first.id]
    await scene.browser.send(f"/console/offers/{second.id}/active", active="")
    assert [offer.active for offer in await scene.offers()] == [False, True]


async def test_the_form_shows_the_offer_as_at_the_till(scene: Scene) -> None:
    await scene.browser.open("/console/offers/new")
    part = await scene.browser.post("/console/offers/preview", **WELCOME)
    for words in ("Welcome", "$3.00 off", "Apply"):
        assert words in part.text
    part = await scene.browser.post("/console/offers/fields", benefit="percent_off")
    assert 'name="percent"' in part.text
    assert 'name="points"' not in part.text


async def test_staff_look_at_offers_and_change_none(scene: Scene) -> None:
    offer = await scene.add("Welcome")
    await hire(scene.db, scene.merchant, Role.STAFF, "jo@example.test")
    async with browsing(console(scene.db)) as browser:
        await browser.sign_in("jo@example.test")
        assert "Welcome" in (await browser.open("/console/offers")).text
        for path in ("new", f"{offer.id}"):
            assert (await browser.open(f"/console/offers/{path}")).status_code == 403
        for path in ("", f"/{offer.id}", f"/{offer.id}/active", f"/{offer.id}/place"):
            assert (await browser.post(f"/console/offers{path}", **WELCOME)).status_code == 403
        answer = await browser.post("/console/picking/members", keyword="rosa")
        assert answer.status_code == 403
    assert await scene.offers() == [offer]


async def test_the_offers_of_another_merchant_are_not_there(scene: Scene) -> None:
    other = await open_business(scene.db, "other@example.test")
    theirs = await Scene(scene.db, other, scene.browser).add("Theirs")
    assert "Theirs" not in (await scene.browser.open("/console/offers")).text
    assert (await scene.browser.open(f"/console/offers/{theirs.id}")).status_code == 404
    await scene.browser.open("/console/offers/new")
    for path in ("", "/active", "/place"):
        answer = await scene.browser.post(f"/console/offers/{theirs.id}{path}", **WELCOME)
        assert answer.status_code == 404
    assert list(await list_offers(scene.db, other.id)) == [theirs]


def test_an_offer_that_one_member_has_used_up_is_still_on_for_the_others() -> None:
    """It was said to have expired: https://github.com/medusajs/medusa/issues/15960 (D5.50)."""
    once_each = Conditions(limit_per_member=1, budget=Money(90_000, "AUD"))
    offer = Offer(
        OfferId(uuid7(NOON)),
        "Welcome",
        AmountOff(Money(300, "AUD")),
        once_each,
        used=1,
        spent_minor=300,
    )
    assert state(offer, NOON) == ("On", "good")
