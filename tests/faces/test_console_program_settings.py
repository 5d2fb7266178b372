"""Promises of the program's settings: typed, kept as a version, and said in words."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio
from tests.faces.console import NOON, Browser, browsing, console, open_business
from tests.faces.counter import filled_in, sells_coffee

from regulars.kernel.money import Money
from regulars.merchants.model import Merchant
from regulars.platform.db import Database
from regulars.programs.define import read_program, set_program
from regulars.programs.earning.model import (
    CalendarEnd,
    CalendarUnit,
    Idle,
    MonthsSince,
    Never,
    Terms,
    WhenSpent,
    one_for_each,
)
from regulars.programs.goods.model import Selection
from regulars.programs.model import Program
from regulars.programs.stacking import Stacking

SETTINGS = "/console/program/settings"
COUNTING = {"tax": "included", "discounts": "after", "earn_when_redeeming": "on"}
LASTING = {"lasting": "never", "when_spent": "let_go", "pending_days": ""}
BAD: list[tuple[str, dict[str, str], str]] = [
    ("counting", COUNTING | {"most_a_day": "0"}, "most_a_day"),
    ("counting", COUNTING | {"most_a_day": "lots"}, "most_a_day"),
    ("counting", COUNTING | {"category:nobody/category/1": "on"}, "goods"),
    ("lasting", LASTING | {"lasting": "months", "months": ""}, "months"),
    ("lasting", LASTING | {"lasting": "months", "months": "121"}, "months"),
    ("lasting", LASTING | {"lasting": "idle", "idle_months": "0"}, "idle_months"),
    ("lasting", LASTING | {"lasting": "calendar", "after": "-1"}, "after"),
    ("lasting", LASTING | {"lasting": "calendar", "unit": "week"}, "unit"),
    ("lasting", LASTING | {"pending_days": "366"}, "pending_days"),
    ("bonuses", {"sign_up": "0"}, "sign_up"),
    ("bonuses", {"birthday": "1000001"}, "birthday"),
    ("combining", {"most": ""}, "most"),
    ("combining", {"most": "11"}, "most"),
]
"""What cannot be typed where, and the field that says why."""


@dataclass
class Scene:
    """The owner of a merchant with a plain program, signed in."""

    db: Database
    merchant: Merchant
    browser: Browser

    async def terms(self) -> Terms:
        return (await read_program(self.db, self.merchant.id)).terms

    async def version(self) -> str:
        return str((await read_program(self.db, self.merchant.id)).version)

    async def save(self, setting: str, fields: dict[str, str]) -> str:
        """The program's page afterwards."""
        typed = fields | {"based_on": await self.version()}
        page = await self.browser.send(f"{SETTINGS}/{setting}", **typed)
        assert page.status_code == 200, page.text
        assert "Saved. It holds from the next sale on." in page.text
        return page.text

    async def shown(self, setting: str) -> dict[str, str]:
        return filled_in((await self.browser.open(f"{SETTINGS}/{setting}")).text)


@pytest_asyncio.fixture
async def scene(db: Database) -> AsyncIterator[Scene]:
    merchant = await open_business(db)
    terms = one_for_each(Money(100, "AUD"))
    await set_program(db, Program(merchant.id, "Regulars", "Beans", terms), at=NOON, actor="test")
    async with browsing(console(db)) as browser:
        await browser.sign_in("mia@example.test")
        await browser.open("/console/program")
        yield Scene(db, merchant, browser)


async def test_what_counts_is_kept_said_and_filled_in_again(scene: Scene) -> None:
    sold = await sells_coffee(scene.db, scene.merchant.id)
    typed = {
        "tax": "left_out",
        "discounts": "before",
        "most_a_day": "500",
        f"category:{sold['Coffee']}": "on",
    }
    page = await scene.save("counting", typed)
    terms = await scene.terms()
    assert (terms.tax_included, terms.discounts_count) == (False, True)
    assert (terms.earn_when_redeeming, terms.most_a_day) == (False, 500)
    assert terms.left_out == Selection(categories=(sold["Coffee"],))
    assert (
        "What the guest pays, without tax, before discounts. Never Coffee. Nothing on a bill with "
        "a reward or offer. At most 500 Beans a day."
    ) in page
    await scene.save("counting", await scene.shown("counting"))
    assert (await scene.terms(), await scene.version()) == (terms, "2")


@pytest.mark.parametrize(
    ("fields", "expiry", "said"),
    [
        ({"lasting": "never", "months": "x"}, Never(), "Beans never expire."),
        (
            {"lasting": "months", "months": "1"},
            MonthsSince(1),
            "Beans expire a month after the visit.",
        ),
        (
            {"lasting": "calendar", "unit": "quarter", "after": "0"},
            CalendarEnd(CalendarUnit.QUARTER, 0),
            "Beans expire when the quarter ends.",
        ),
        (
            {"lasting": "idle", "idle_months": "6"},
            Idle(6),
            "Beans expire after 6 months without a visit.",
        ),
    ],
)
async def test_how_long_points_last_is_kept_said_and_filled_in_again(
    scene: Scene, fields: dict[str, str], expiry: object, said: str
) -> None:
    part = await scene.browser.post(f"{SETTINGS}/lasting/words", **LASTING | fields)
    assert said in part.text
    page = await scene.save(
        "lasting", LASTING | fields | {"pending_days": "2", "when_spent": "debt"}
    )
    terms = await scene.terms()
    assert (terms.expiry, terms.pending_days, terms.when_spent) == (expiry, 2, WhenSpent.DEBT)
    assert f"{said} They can be spent 2 days after they were earned. What goes back" in page
    await scene.save("lasting", await scene.shown("lasting"))
    assert await scene.terms() == terms


async def test_bonuses_and_what_may_be_combined_are_kept_said_and_filled_in_again(
    scene: Scene,
) -> None:
    page = await scene.save("bonuses", {"sign_up": "50", "birthday": "100"})
    assert "50 Beans for joining and 100 Beans on the birthday." in page
    page = await scene.save(
        "combining", {"rewards_with_rewards": "on", "rewards_with_offers": "on", "most": "3"}
    )
    assert "Up to 3 things on a bill, but never two offers or a voucher and something else." in page
    assert "10% and 20% take 30% off." in page
    terms = await scene.terms()
    assert (terms.sign_up, terms.birthday) == (50, 100)
    assert terms.stacking == Stacking(offers_with_offers=False, vouchers_with_others=False, most=3)
    for setting in ("bonuses", "combining"):
        await scene.save(setting, await scene.shown(setting))
    assert await scene.terms() == terms
    page = await scene.save("combining", {"most": "1"})
    assert "One thing on a bill, and no more." in page


async def test_a_field_that_cannot_be_used_has_a_sentence_and_nothing_is_saved(
    scene: Scene,
) -> None:
    before = await scene.terms()
    for setting, fields, wrong in BAD:
        page = await scene.browser.post(f"{SETTINGS}/{setting}", **fields | {"based_on": "1"})
        assert page.status_code == 422, fields
        assert f'id="error-{wrong}"' in page.text, fields
        part = await scene.browser.post(f"{SETTINGS}/{setting}/words", **fields)
        assert part.status_code == 200
    for setting, fields in (("counting", {"tax": "maybe"}), ("lasting", {"when_spent": "never"})):
        page = await scene.browser.post(f"{SETTINGS}/{setting}", **fields | {"based_on": "1"})
        assert (page.status_code, "Choose one of these." in page.text) == (422, True)
    page = await scene.browser.post(f"{SETTINGS}/bonuses", sign_up="9", based_on="7")
    assert "Somebody else has changed the program." in page.text
    assert (await scene.terms(), await scene.version()) == (before, "1")
