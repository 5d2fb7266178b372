"""Promises of the room Program."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio
from tests.faces.console import NOON, Browser, browsing, console, hire, open_business

from regulars.kernel.money import Money
from regulars.merchants.model import Merchant, Role
from regulars.platform.db import Database
from regulars.programs.define import find_program, read_program, set_program
from regulars.programs.earning.model import MonthsSince, one_for_each
from regulars.programs.model import Program

TYPED = {
    "name": "Regulars",
    "points_label": "Beans",
    "earn_points": "1",
    "earn_per": "1.00",
    "tax": "included",
    "earn_when_redeeming": "on",
    "expire_after_months": "12",
    "intro_text": "A bean for every dollar.",
}


@dataclass
class Scene:
    """The owner of a merchant without a program, signed in."""

    db: Database
    merchant: Merchant
    browser: Browser


@pytest_asyncio.fixture
async def scene(db: Database) -> AsyncIterator[Scene]:
    merchant = await open_business(db)
    async with browsing(console(db)) as browser:
        await browser.sign_in("mia@example.test")
        yield Scene(db, merchant, browser)


async def test_a_new_merchant_starts_from_a_point_for_every_dollar(scene: Scene) -> None:
    page = await scene.browser.open("/console/program")
    assert "A bill of $38.50 earns 38 Points." in page.text
    assert await find_program(scene.db, scene.merchant.id) is None


async def test_a_program_is_kept_as_it_was_typed_and_shown_again(scene: Scene) -> None:
    await scene.browser.open("/console/program")
    changes = {"earn_points": "3", "earn_per": "2.50", "tax": "left_out", "earn_when_redeeming": ""}
    page = await scene.browser.send("/console/program", **TYPED | changes)
    assert await read_program(scene.db, scene.merchant.id) == Program(
        merchant=scene.merchant.id,
        name="Regulars",
        points_label="Beans",
        terms=one_for_each(
            Money(250, "AUD"),
            3,
            tax_included=False,
            earn_when_redeeming=False,
            expiry=MonthsSince(12),
        ),
        version=1,
        intro_text="A bean for every dollar.",
    )
    assert "A bill of $38.50, $3.50 of it tax, earns 42 Beans." in page.text
    assert 'value="2.50"' in page.text


async def test_the_example_follows_what_is_typed_and_saves_nothing(scene: Scene) -> None:
    await scene.browser.open("/console/program")
    part = await scene.browser.post("/console/program/example", **TYPED | {"earn_points": "2"})
    assert part.status_code == 200
    assert "A bill of $38.50 earns 76 Beans." in part.text
    assert "until the end of 4 May 2027." in part.text
    part = await scene.browser.post("/console/program/example", **TYPED | {"earn_per": "x"})
    assert part.status_code == 200
    assert "earns" not in part.text
    assert await find_program(scene.db, scene.merchant.id) is None


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("name", ""),
        ("name", "x" * 61),
        ("points_label", ""),
        ("points_label", "x" * 31),
        ("earn_points", ""),
        ("earn_points", "1.5"),
        ("earn_points", "-1"),
        ("earn_points", "1000001"),
        ("earn_per", ""),
        ("earn_per", "0"),
        ("earn_per", "-1"),
        ("earn_per", "one"),
        ("earn_per", "1e999"),
        ("expire_after_months", "0"),
        ("expire_after_months", "121"),
        ("intro_text", "x" * 201),
        ("intro_text", "a\0b"),
    ],
)
async def test_a_field_that_cannot_be_used_has_a_sentence_and_nothing_is_saved(
    scene: Scene, field: str, typed: str
) -> None:
    await scene.browser.open("/console/program")
    page = await scene.browser.post("/console/program", **TYPED | {field: typed})
    assert page.status_code == 422
    assert f'id="error-{field}"' in page.text
    assert await find_program(scene.db, scene.merchant.id) is None


async def test_staff_look_at_the_program_and_do_not_change_it(scene: Scene) -> None:
    program = Program(scene.merchant.id, "Regulars", "Beans", one_for_each(Money(100, "AUD")), 1)
    await set_program(scene.db, program, at=NOON, actor="test")
    await hire(scene.db, scene.merchant, Role.STAFF, "jo@example.test")
    async with browsing(console(scene.db)) as browser:
        await browser.sign_in("jo@example.test")
        page = await browser.open("/console/program")
        assert "Save program" not in page.text
        assert (await browser.post("/console/program", **TYPED)).status_code == 403
    assert await read_program(scene.db, scene.merchant.id) == program
