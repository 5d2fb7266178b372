"""Promises of the room Members."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import uuid4

import pytest
import pytest_asyncio
from tests.faces.console import NOON, Browser, browsing, console, hire, open_business

from regulars.kernel.ids import StoreId
from regulars.ledger.statement import balance
from regulars.members.model import Birthday, Member, NewMember
from regulars.members.read import how_many, newest, read_member
from regulars.merchants.model import Merchant, Role
from regulars.merchants.stores import add_store, stores
from regulars.platform.db import Database
from regulars.programs.join import join

PART = {"HX-Request": "true"}


@dataclass
class Scene:
    """The owner of a merchant with one store in Australia, signed in."""

    db: Database
    merchant: Merchant
    browser: Browser

    async def enrol(self, first_name: str, last_name: str = "", **more: str) -> Member:
        new = NewMember(first_name, last_name, **more)  # type: ignore[arg-type] # texts alone
        return await join(self.db, self.merchant.id, new, at=NOON, actor="test")

    async def available(self, member: Member) -> int:
        return (await balance(self.db, self.merchant.id, member.account, at=NOON)).available


@pytest_asyncio.fixture
async def scene(db: Database) -> AsyncIterator[Scene]:
    merchant = await open_business(db)
    async with browsing(console(db)) as browser:
        await browser.sign_in("mia@example.test")
        yield Scene(db, merchant, browser)


async def test_an_empty_list_leads_to_enrolling(scene: Scene) -> None:
    page = await scene.browser.open("/console/members")
    assert "Nobody yet" in page.text
    assert 'href="/console/members/new"' in page.text


async def test_somebody_who_enrols_is_there_with_a_code(scene: Scene) -> None:
    await scene.browser.open("/console/members/new")
    page = await scene.browser.send(
        "/console/members",
        first_name=" Rosa ",
        last_name="Kowalska",
        email="Rosa@Example.com",
        phone="0412 345 678",
    )
    [rosa] = await newest(scene.db, scene.merchant.id, at=NOON)
    assert (rosa.first_name, rosa.email, rosa.phone) == ("Rosa", "rosa@example.com", "+61412345678")
    assert "Rosa Kowalska is a member now." in page.text
    assert rosa.code in page.text
    picture = await scene.browser.open(f"/console/members/{rosa.id}/code.svg")
    assert picture.headers["content-type"].startswith("image/svg+xml")


async def test_each_wrong_field_has_its_sentence_and_nothing_typed_is_lost(scene: Scene) -> None:
    await scene.browser.open("/console/members/new")
    page = await scene.browser.post(
        "/console/members", first_name="", email="rosa", phone="12", picture_url="http://x.test/a"
    )
    assert page.status_code == 422
    for field in ("first_name", "email", "phone", "picture_url"):
        assert f'id="error-{field}"' in page.text
    assert 'value="rosa"' in page.text
    assert await how_many(scene.db, scene.merchant.id) == 0


async def test_what_another_member_has_is_said_beside_the_field(scene: Scene) -> None:
    await scene.enrol("Rosa", email="rosa@example.com")
    await scene.browser.open("/console/members/new")
    page = await scene.browser.post("/console/members", first_name="Ben", email="rosa@example.com")
    assert page.status_code == 422
    assert "Another member has this e-mail address." in page.text
    assert "Rosa" not in page.text


async def test_with_several_stores_one_is_chosen_and_another_merchants_is_refused(
    scene: Scene,
) -> None:
    await add_store(scene.db, scene.merchant, "Kiosk", at=NOON)
    page = await scene.browser.open("/console/members/new")
    assert "Kiosk" in page.text
    page = await scene.browser.post("/console/members", first_name="Rosa", store="1")
    assert page.status_code == 422
    kiosk = next(s for s in await stores(scene.db, scene.merchant.id) if s.name == "Kiosk")
    await scene.browser.send("/console/members", first_name="Rosa", store=str(kiosk.id))
    [rosa] = await newest(scene.db, scene.merchant.id, at=NOON)
    member = await read_member(scene.db, scene.merchant.id, rosa.id)
    assert member.enrolled_store == StoreId(kiosk.id)


async def test_the_list_is_searched_while_somebody_types(scene: Scene) -> None:
    await scene.enrol("Rosa", "Kowalska", phone="0412 345 678")
    await scene.enrol("Ben", "Ford")
    whole = await scene.browser.open("/console/members?q=kowal")
    assert "<html" in whole.text
    part = await scene.browser.open("/console/members?q=0412+345", headers=PART)
    assert "<html" not in part.text
    for text in (whole.text, part.text):
        assert "Rosa Kowalska" in text
        assert "Ben Ford" not in text
    nobody = await scene.browser.open("/console/members?q=zzz", headers=PART)
    assert "Nobody found" in nobody.text


@pytest.mark.parametrize("keyword", ["%00", "x" * 101, "%25", "<script>", "'"])
async def test_no_search_breaks_the_page(scene: Scene, keyword: str) -> None:
    await scene.enrol("Rosa")
    page = await scene.browser.open(f"/console/members?q={keyword}")
    assert page.status_code == 200
    assert "<script>" not in page.text.replace("<script src", "")


async def test_pages_of_the_list_lead_on_and_nonsense_is_the_first_page(scene: Scene) -> None:
    enrolled = [await scene.enrol(f"Guest {n}") for n in range(52)]
    first = await scene.browser.open("/console/members")
    [more] = re.findall(r'href="(/console/members\?before=[^"]+)"', first.text)
    second = await scene.browser.open(more)
    seen = [re.findall(r'href="/console/members/([0-9a-f-]{36})"', p.text) for p in (first, second)]
    assert seen[0] + seen[1] == sorted((str(member.id) for member in enrolled), reverse=True)
    odd = await scene.browser.open("/console/members?before=yesterday_x")
    assert seen[0][0] in odd.text


async def test_a_member_is_edited(scene: Scene) -> None:
    rosa = await scene.enrol("Rosa", email="rosa@example.com")
    page = await scene.browser.open(f"/console/members/{rosa.id}/edit")
    assert 'value="rosa@example.com"' in page.text
    page = await scene.browser.send(
        f"/console/members/{rosa.id}", first_name="Róża", last_name="Kowalska"
    )
    assert "Changes saved." in page.text
    edited = await read_member(scene.db, scene.merchant.id, rosa.id)
    assert (edited.name, edited.email) == ("Róża Kowalska", None)
    page = await scene.browser.post(f"/console/members/{rosa.id}", first_name="", phone="1")
    assert page.status_code == 422
    assert 'id="error-first_name"' in page.text
    assert 'id="error-phone"' in page.text


async def test_a_birthday_is_kept_shown_and_taken_off_with_or_without_its_year(
    scene: Scene,
) -> None:
    rosa = await scene.enrol("Rosa")
    room = f"/console/members/{rosa.id}"
    await scene.browser.open(f"{room}/edit")

    async def known() -> Birthday | None:
        return (await read_member(scene.db, scene.merchant.id, rosa.id)).birthday

    shown = await scene.browser.send(
        room, first_name="Rosa", birthday="29", birth_month="2", birth_year=""
    )
    assert await known() == Birthday(2, 29)
    assert "29 February<" in shown.text
    for day, month, year, sentence in (
        ("30", "2", "", "There is no such day."),
        ("29", "2", "2023", "There is no such day."),
        ("1", "", "", "A birthday has a day and a month."),
        ("", "", "1990", "A birthday has a day and a month."),
        ("1", "1", "2027", "Nobody is born yet in that year."),
        ("x", "1", "", "A whole number, please."),
    ):
        page = await scene.browser.post(
            room, first_name="Rosa", birthday=day, birth_month=month, birth_year=year
        )
        assert page.status_code == 422, sentence
        assert sentence in page.text
        assert await known() == Birthday(2, 29)
    shown = await scene.browser.send(
        room, first_name="Rosa", birthday="4", birth_month="5", birth_year="1990"
    )
    assert "4 May 1990" in shown.text
    form = await scene.browser.open(f"{room}/edit")
    assert '<option value="5" selected>May</option>' in form.text
    await scene.browser.send(room, first_name="Rosa")
    assert await known() is None


async def test_points_are_given_and_taken_with_a_reason_on_the_statement(scene: Scene) -> None:
    rosa = await scene.enrol("Rosa")
    await adjust(scene, rosa, way="give", points="120", note="A spilt coffee")
    page = await adjust(scene, rosa, way="take", points="20", note="Counted twice")
    assert await scene.available(rosa) == 100
    for words in ("A spilt coffee · Mia Tran", "Counted twice · Mia Tran", "+120", "−20"):
        assert words in page
    assert re.search(r"4 May 2026, 12:00\s?pm", page), "a moment is told on the merchant's clock"
    story = await scene.browser.open(f"/console/members/{rosa.id}", headers=PART)
    assert "<html" not in story.text
    assert "100 left" in story.text


async def test_a_form_that_is_sent_twice_counts_once(scene: Scene) -> None:
    rosa, key = await scene.enrol("Rosa"), str(uuid4())
    for _ in range(2):
        await adjust(scene, rosa, way="give", points="50", note="Birthday", key=key)
    assert await scene.available(rosa) == 50


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"points": "", "note": "Why"}, "How many points?"),
        ({"points": "1.5", "note": "Why"}, "A whole number, please."),
        ({"points": "0", "note": "Why"}, "Between 1 and"),
        ({"points": "9" * 19, "note": "Why"}, "Between 1 and"),
        ({"points": "5", "note": " "}, "Say why"),
        ({"points": "5", "note": "x" * 201}, "at most 200"),
        ({"points": "5", "note": "Why", "way": "burn"}, "Choose one of these."),
        ({"points": "5", "note": "Why", "way": "take"}, "Not enough points"),
        ({"points": "5", "note": "Why", "key": "1"}, "not complete"),
    ],
)
async def test_points_that_cannot_be_moved_are_refused_with_a_sentence(
    scene: Scene, fields: dict[str, str], said: str
) -> None:
    rosa = await scene.enrol("Rosa")
    await scene.browser.open(f"/console/members/{rosa.id}/points")
    typed = {"way": "give", "key": str(uuid4())} | fields
    page = await scene.browser.post(f"/console/members/{rosa.id}/points", **typed)
    assert page.status_code == 422
    assert said in page.text
    assert await scene.available(rosa) == 0


async def test_staff_look_and_enrol_and_change_nothing(scene: Scene) -> None:
    rosa = await scene.enrol("Rosa")
    await hire(scene.db, scene.merchant, Role.STAFF, "jo@example.test")
    async with browsing(console(scene.db)) as browser:
        await browser.sign_in("jo@example.test")
        page = await browser.open(f"/console/members/{rosa.id}")
        assert page.status_code == 200
        assert "Adjust points" not in page.text
        await browser.open("/console/members/new")
        assert "is a member now" in (await browser.send("/console/members", first_name="Ben")).text
        for path in ("edit", "points"):
            assert (await browser.open(f"/console/members/{rosa.id}/{path}")).status_code == 403
        edited = await browser.post(f"/console/members/{rosa.id}", first_name="Mine")
        given = await browser.post(
            f"/console/members/{rosa.id}/points",
            way="give",
            points="5",
            note="Me",
            key=str(uuid4()),
        )
        assert (edited.status_code, given.status_code) == (403, 403)
    assert await read_member(scene.db, scene.merchant.id, rosa.id) == rosa
    assert await scene.available(rosa) == 0


async def test_the_members_of_another_merchant_are_not_there(scene: Scene) -> None:
    other = await open_business(scene.db, "other@example.test")
    new = NewMember("Olga", "Stranger")
    olga = await join(scene.db, other.id, new, at=NOON, actor="test")
    assert "Olga" not in (await scene.browser.open("/console/members?q=olga")).text
    for path in ("", "/edit", "/points", "/code.svg"):
        page = await scene.browser.open(f"/console/members/{olga.id}{path}")
        assert page.status_code == 404
    await scene.browser.open("/console/members/new")
    page = await scene.browser.post(f"/console/members/{olga.id}", first_name="Mine")
    assert page.status_code == 404


async def test_nobody_sees_members_without_signing_in(scene: Scene) -> None:
    rosa = await scene.enrol("Rosa")
    async with browsing(console(scene.db)) as stranger:
        for path in ("", "/new", f"/{rosa.id}", f"/{rosa.id}/code.svg"):
            page = await stranger.open(f"/console/members{path}", follow=False)
            assert page.status_code in (303, 401)
            assert "Rosa" not in page.text


async def adjust(scene: Scene, member: Member, **fields: str) -> str:
    """Send the form for points and answer the page that it leads to."""
    await scene.browser.open(f"/console/members/{member.id}/points")
    typed = {"key": str(uuid4())} | fields
    return (await scene.browser.send(f"/console/members/{member.id}/points", **typed)).text
