"""Promises of the room Program: ways to start, the bill, what it is called, and its history."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio
from tests.faces.console import NOON, Browser, browsing, console, hire, open_business
from tests.faces.counter import filled_in, sells_coffee

from regulars.kernel.money import Money
from regulars.merchants.model import Merchant, Role
from regulars.platform.db import Database
from regulars.programs.benefits.model import ByHand
from regulars.programs.define import find_program, list_rewards, read_program, set_program
from regulars.programs.earning.model import PerItem, PerVisit, Terms, one_for_each
from regulars.programs.goods.model import Selection
from regulars.programs.model import AtTillWords, Program
from regulars.programs.read import versions_of

LOOKS = {"name": "Regulars", "points_label": "Beans", "intro_text": "A bean for every dollar."}


@dataclass
class Scene:
    """The owner of a merchant without a program, signed in."""

    db: Database
    merchant: Merchant
    browser: Browser

    async def program(self) -> Program:
        return await read_program(self.db, self.merchant.id)

    async def set_up(self, terms: Terms | None = None) -> None:
        terms = terms or one_for_each(Money(100, "AUD"))
        program = Program(self.merchant.id, "Regulars", "Beans", terms)
        await set_program(self.db, program, at=NOON, actor="test")
        await self.browser.open("/console/program")


@pytest_asyncio.fixture
async def scene(db: Database) -> AsyncIterator[Scene]:
    merchant = await open_business(db)
    async with browsing(console(db)) as browser:
        await browser.sign_in("mia@example.test")
        yield Scene(db, merchant, browser)


async def test_a_new_merchant_is_shown_programs_with_examples_and_starts_one_with_one_press(
    scene: Scene,
) -> None:
    page = await scene.browser.open("/console/program")
    assert "A bill of $38 is 38 points. 100 points are $5 off." in page.text
    assert await find_program(scene.db, scene.merchant.id) is None
    page = await scene.browser.send("/console/program/start", start="amount")
    assert "1 Point for every $1.00 spent" in page.text
    assert "+38" in page.text
    assert "38 Points" in page.text
    assert (await scene.program()).terms.rules[0].gives == one_for_each(Money(100, "AUD")).rules[
        0
    ].gives
    [reward] = await list_rewards(scene.db, scene.merchant.id)
    assert reward.title == "$5 off"


@pytest.mark.parametrize("start", ["stamps", "tiers", "happy_hour", "visits"])
async def test_every_template_is_a_program_whose_rules_and_settings_are_said(
    scene: Scene, start: str
) -> None:
    await scene.browser.open("/console/program")
    page = await scene.browser.send("/console/program/start", start=start)
    said = {
        "stamps": "1 Stamp for each visit",
        "tiers": "Silver from 500 Points (25% more Points)",
        "happy_hour": "Double Points",
        "visits": "10 Points for each visit, once in 4 hours",
    }
    assert said[start] in page.text
    assert (await scene.program()).version == 1


async def test_a_stamp_card_is_for_coffee_where_the_till_says_what_that_is(scene: Scene) -> None:
    await scene.browser.open("/console/program")
    await scene.browser.send("/console/program/start", start="stamps")
    [rule] = (await scene.program()).terms.rules
    assert isinstance(rule.gives, PerVisit)
    [reward] = await list_rewards(scene.db, scene.merchant.id)
    assert reward.benefit == ByHand("A coffee of their choice")
    sold = await sells_coffee(scene.db, scene.merchant.id)
    page = await scene.browser.open("/console/program/start")
    assert "A stamp for each coffee." in page.text
    page = await scene.browser.send("/console/program/start", start="stamps", based_on="1")
    [rule] = (await scene.program()).terms.rules
    assert isinstance(rule.gives, PerItem)
    assert rule.goods == Selection(categories=(sold["Coffee"],))
    assert "1 Stamp for each Coffee" in page.text
    assert len(await list_rewards(scene.db, scene.merchant.id)) == 1


async def test_a_template_takes_the_place_of_rules_and_leaves_the_settings(scene: Scene) -> None:
    await scene.set_up(one_for_each(Money(100, "AUD"), sign_up=50, pending_days=2))
    page = await scene.browser.send("/console/program/start", start="visits", based_on="1")
    program = await scene.program()
    assert (program.version, program.points_label, program.name) == (2, "Beans", "Regulars")
    assert (program.terms.sign_up, program.terms.pending_days) == (50, 2)
    assert "10 Beans for each visit" in page.text
    for based_on, start, status in (("1", "amount", 409), ("", "amount", 409), ("2", "nix", 404)):
        answer = await scene.browser.post("/console/program/start", start=start, based_on=based_on)
        assert answer.status_code == status
    assert (await scene.program()) == program


async def test_somebody_who_starts_with_nothing_writes_the_first_rule(scene: Scene) -> None:
    await scene.browser.open("/console/program")
    page = await scene.browser.send("/console/program/start", start="by_hand")
    assert "<h1>New rule</h1>" in page.text
    assert (await scene.program()).terms == Terms(rules=())
    page = await scene.browser.open("/console/program")
    assert "A visit earns nothing until there is one." in page.text


async def test_the_bill_says_what_each_rule_gives_and_saves_nothing(scene: Scene) -> None:
    await scene.browser.open("/console/program")
    await scene.browser.send("/console/program/start", start="happy_hour")
    before = await scene.program()
    tuesday, sunday = "2026-05-05T15:00", "2026-05-03T15:00"
    part = await scene.browser.post(
        "/console/program/example", bill_rest="20.90", bill_discount="0.90", bill_when=tuesday
    )
    for words in ("$20.00 counts: 1 Point", "Double Points, on 20 Points.", "40 Points", "$20.00"):
        assert words in part.text
    part = await scene.browser.post(
        "/console/program/example", bill_rest="20", bill_when=sunday, bill_tier="nobody"
    )
    assert "Not at this time of the week." in part.text
    for odd in ("x", "-1", "1e999", "\0", "9" * 30):
        part = await scene.browser.post(
            "/console/program/example", bill_rest=odd, bill_when=odd, bill_discount=odd
        )
        assert part.status_code == 200
        assert "field-error" in part.text
    # Without script the bill is in the address.
    page = await scene.browser.open(f"/console/program?bill_rest=12&bill_when={tuesday}")
    assert "24 Points" in page.text
    assert await scene.program() == before


async def test_what_the_program_is_called_and_shows_is_kept_and_makes_no_version(
    scene: Scene,
) -> None:
    await scene.set_up()
    page = await scene.browser.send(
        "/console/program/looks", **LOOKS | {"nearly": "on", "last_visit": "on"}
    )
    program = await scene.program()
    shown = AtTillWords(nearly=True, tier=False, next_reward=False, last_visit=True)
    assert (program.at_till, program.intro_text, program.version) == (shown, LOOKS["intro_text"], 1)
    assert "what is nearly reached, the last visit" in page.text
    page = await scene.browser.open("/console/program/looks")
    assert filled_in(page.text).keys() >= {"nearly", "last_visit", "name", "intro_text"}
    assert "tier" not in filled_in(page.text)
    for name, odd in (
        ("name", ""),
        ("name", "x" * 61),
        ("points_label", ""),
        ("points_label", "x" * 31),
        ("intro_text", "x" * 201),
        ("intro_text", "a\0b"),
    ):
        page = await scene.browser.post("/console/program/looks", **LOOKS | {name: odd})
        assert page.status_code == 422
        assert f'id="error-{name}"' in page.text
    assert await scene.program() == program


async def test_the_history_says_who_changed_what(scene: Scene) -> None:
    await scene.set_up()
    await scene.browser.send(
        "/console/program/settings/bonuses", sign_up="50", birthday="", based_on="1"
    )
    rule = (await scene.program()).terms.rules[0]
    await scene.browser.send(f"/console/program/rules/{rule.id}/active", based_on="2")
    page = (await scene.browser.open("/console/program/history")).text
    assert page.index("Version 3") < page.index("Version 2") < page.index("Version 1")
    for words in (
        "Mia Tran",
        "“Every bill” switched off.",
        "Points without a bill: 50 Beans for joining. Before: Nothing.",
        "New: “Every bill”: 1 Bean for every $1.00 spent.",
    ):
        assert words in page
    assert len(await versions_of(scene.db, scene.merchant.id)) == 3


async def test_staff_look_at_the_program_and_do_not_change_it(scene: Scene) -> None:
    await scene.set_up()
    before = await scene.program()
    rule = f"rules/{before.terms.rules[0].id}"
    await hire(scene.db, scene.merchant, Role.STAFF, "jo@example.test")
    async with browsing(console(scene.db)) as browser:
        await browser.sign_in("jo@example.test")
        page = await browser.open("/console/program")
        assert "1 Bean for every $1.00 spent" in page.text
        for words in ("Add a rule", "Switch off", "/settings/", "/rules/"):
            assert words not in page.text
        assert (await browser.open("/console/program/history")).status_code == 200
        for path in ("start", "looks", "wallet", "settings/counting", "rules/new", rule):
            assert (await browser.open(f"/console/program/{path}")).status_code == 403
        await browser.open("/console/program")
        for path in ("start", "looks", "wallet", "settings/counting", "rules", rule):
            answer = await browser.post(f"/console/program/{path}", based_on="1", start="amount")
            assert answer.status_code == 403
        for path in (f"{rule}/active", f"{rule}/remove"):
            answer = await browser.post(f"/console/program/{path}", based_on="1")
            assert answer.status_code == 403
    assert await scene.program() == before


async def test_before_there_is_a_program_its_pages_say_so(scene: Scene) -> None:
    await scene.browser.open("/console/program")
    for path in ("looks", "wallet", "history", "rules/new", "settings/lasting"):
        page = await scene.browser.open(f"/console/program/{path}")
        assert (page.status_code, "Set up the program first." in page.text) == (404, True)
    assert (await scene.browser.open("/console/program/settings/nix")).status_code == 404
