"""Promises of what staff correct: merging, whose a sale was, undoing, and explaining all of it."""

import csv
import io
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest
import pytest_asyncio
from tests.faces.console import NOON, Browser, browsing, console, hire
from tests.faces.selling import Shop, open_shop

from regulars.kernel.ids import EntryId, RuleId, SaleId
from regulars.kernel.points import Points
from regulars.ledger.statement import balance, statement
from regulars.members.model import Member
from regulars.members.read import read_member
from regulars.merchants.model import Role
from regulars.platform.db import Database
from regulars.programs.adjust_points import adjust_points
from regulars.programs.define import find_program, set_program
from regulars.programs.earning.model import EarningRule, Extra, MonthsSince
from regulars.sales.read import read_sale
from regulars.vouchers.model import Hours

PART = {"HX-Request": "true"}
HALF_MORE = EarningRule(id=RuleId(UUID(int=5)), name="Double beans", gives=Extra(5_000))
DOUBLE = msgspec.structs.replace(HALF_MORE, gives=Extra(10_000))
HAPPY_HOUR = EarningRule(
    id=RuleId(UUID(int=6)),
    name="Happy hour",
    gives=Extra(5_000),
    hours=Hours(from_minute=17 * 60, until_minute=18 * 60),
)


@dataclass
class Scene:
    """The owner of a shop, signed in at noon; every bean is doubled, and more at happy hour."""

    shop: Shop
    browser: Browser

    async def adjust(self, member: Member, points: int) -> EntryId:
        posting = await adjust_points(
            self.shop.db, self.shop.merchant.id, member.id, Points(points), note="Sorry",
            key=uuid4(), time_zone="Australia/Sydney", at=NOON, actor="test",
        )  # fmt: skip
        return posting.entry

    async def points(self, member: Member) -> int:
        merchant = self.shop.merchant.id
        return (await balance(self.shop.db, merchant, member.account, at=NOON)).available

    async def sell(self, amount: str, member: Member | None) -> SaleId:
        await self.shop.sell(amount, member)
        return (await self.shop.newest()).id

    async def text(self, path: str, **headers: Any) -> str:
        page = await self.browser.open(path, **headers)
        assert page.status_code == 200, page.text
        return page.text


@pytest_asyncio.fixture
async def scene(db: Database) -> AsyncIterator[Scene]:
    shop = await open_shop(db)
    program = await find_program(db, shop.merchant.id)
    assert program is not None
    for extra in (HALF_MORE, DOUBLE):
        rules = (*program.terms.rules, extra, HAPPY_HOUR)
        terms = msgspec.structs.replace(
            program.terms, rules=rules, pending_days=2, expiry=MonthsSince(12)
        )
        changed = msgspec.structs.replace(program, terms=terms)
        await set_program(db, changed, at=NOON, actor="test")
    async with browsing(console(db)) as browser:
        await browser.sign_in("mia@example.test")
        yield Scene(shop, browser)


async def test_a_line_says_which_rule_gave_what_in_which_version_and_why_the_others_did_not(
    scene: Scene,
) -> None:
    rosa = await scene.shop.enrol("Rosa")
    sale = await scene.sell("38.50", rosa)
    page = await scene.text(f"/console/members/{rosa.id}")
    assert "can be spent from 6 May 2026, good until 4 May 2027" in page
    [entry] = await statement(scene.shop.db, scene.shop.merchant.id, rosa.account)
    told = await scene.text(f"/console/members/{rosa.id}/entries/{entry.id}")
    for said in (
        "Bill of $38.50 by version 3 of the program",
        "Every bill (version 1)",
        "+38",
        "Double beans (version 2)",
        "Happy hour (version 1)",
        "Not at this time",
        "76 Beans",
        "They can be spent from 6 May 2026.",
        "They can be used until the end of 4 May 2027.",
    ):
        assert said in told, said
    assert "Double beans (version 2)" in await scene.text(f"/console/sales/{sale}")
    assert "76 Beans" in await scene.text(f"/console/sales/{sale}/versions/1")
    assert "Nothing more is kept" in await scene.text(f"/console/sales/{sale}/versions/0")
    assert "76 Beans" in await scene.text(f"/console/sales/{sale}/versions/{10**12}")


async def test_the_statement_leaves_as_a_file_with_the_rules_of_each_line(scene: Scene) -> None:
    rosa, again = await scene.shop.enrol("Rosa"), await scene.shop.enrol("=Rosie")
    await scene.sell("10", rosa)
    await scene.adjust(again, 7)
    await scene.browser.open(f"/console/members/{rosa.id}/merge/{again.id}")
    await scene.browser.send(f"/console/members/{rosa.id}/merge/{again.id}")
    file = await scene.browser.open(f"/console/members/{rosa.id}/statement.csv")
    assert file.headers["content-disposition"].startswith('attachment; filename="statement-')
    rows = list(csv.reader(io.StringIO(file.text.lstrip("\ufeff"))))
    assert [row[2] for row in rows[1:]] == [
        "Came from =Rosie", "Earned at Front room", "Moved to Rosa", "Adjusted by hand",
    ]  # fmt: skip
    assert rows[2][4] == "20"
    assert rows[2][7].startswith("Every bill (version 1): +10 · Double beans (version 2): +10 ·")
    assert not any(row[1].startswith("=") for row in rows)


async def test_two_are_compared_before_they_are_one_and_the_page_of_the_other_leads_on(
    scene: Scene,
) -> None:
    rosa, again = await scene.shop.enrol("Rosa", "Kett"), await scene.shop.enrol("Rosa", "Kett")
    await scene.adjust(rosa, 30)
    await scene.adjust(again, 12)
    page = await scene.text(f"/console/members/{rosa.id}/merge")
    assert f"/console/members/{rosa.id}/merge/{again.id}" in page
    found = await scene.text(f"/console/members/{rosa.id}/merge?q={again.code}", headers=PART)
    assert again.code in found
    assert "<html" not in found
    compared = await scene.text(f"/console/members/{rosa.id}/merge/{again.id}")
    assert "<strong>42</strong>" in compared
    assert f"{rosa.code}; {again.code} finds them too" in compared
    done = await scene.browser.send(f"/console/members/{rosa.id}/merge/{again.id}")
    assert f"{again.code} is one member with Rosa Kett ({rosa.code}) now." in done.text
    assert "Rosa Kett before the merge" in done.text
    before = await scene.text(f"/console/members/{again.id}")
    assert "is one person with Rosa Kett" in before
    assert "Adjust points" not in before
    twice = await scene.browser.post(f"/console/members/{again.id}/merge/{rosa.id}")
    assert twice.status_code == 422
    assert "merged with somebody already" in twice.text
    assert await scene.points(rosa) == 42


async def test_the_member_of_a_sale_is_set_and_taken_off_with_a_reason(scene: Scene) -> None:
    rosa = await scene.shop.enrol("Rosa")
    sale = await scene.sell("20", None)
    assert "Say whose it was" in await scene.text(f"/console/sales/{sale}")
    page = await scene.text(f"/console/sales/{sale}/member")
    assert "Nobody" in page
    found = await scene.browser.post(f"/console/sales/{sale}/members", keyword="Ros", member="")
    assert str(rosa.id) in found.text
    address = f"/console/sales/{sale}/member"
    for fields in ({"member": str(rosa.id)}, {"member": "nobody", "note": "x"}):
        refused = await scene.browser.post(address, **fields)
        assert refused.status_code == 422
    await scene.browser.open(address)
    done = await scene.browser.send(address, member=str(rosa.id), note="Forgot her card")
    assert "The sale is Rosa’s now." in done.text.replace("&#39;", "’")
    assert "Forgot her card · Mia Tran" in done.text
    found_sale = await read_sale(scene.shop.db, scene.shop.merchant.id, sale)
    assert (found_sale.member, found_sale.points_earned) == (rosa.id, 40)
    await scene.browser.open(address)
    done = await scene.browser.send(address, member="", note="It was not hers")
    assert "Member taken off by hand" in done.text
    assert "It was Rosa’s." in done.text


async def test_a_line_that_was_given_by_hand_is_undone_once_with_a_reason(scene: Scene) -> None:
    rosa = await scene.shop.enrol("Rosa")
    entry = await scene.adjust(rosa, 12)
    address = f"/console/members/{rosa.id}/entries/{entry}/undo"
    assert address in await scene.text(f"/console/members/{rosa.id}")
    await scene.browser.open(address)
    refused = await scene.browser.post(address, note="", key=str(uuid4()))
    assert refused.status_code == 422
    assert 'id="error-note"' in refused.text
    done = await scene.browser.send(address, note="Wrong guest", key=str(uuid4()))
    assert "Undone: 12 points were taken back." in done.text
    assert "Wrong guest · Mia Tran" in done.text
    assert address not in done.text
    assert "undone before" in (await scene.browser.open(address)).text
    again = await scene.browser.post(address, note="Once more", key=str(uuid4()))
    assert again.status_code == 422
    assert await scene.points(rosa) == 0


async def test_staff_may_look_and_change_nothing(scene: Scene) -> None:
    shop = scene.shop
    rosa, again = await shop.enrol("Rosa"), await shop.enrol("Rosie")
    entry, sale = await scene.adjust(rosa, 12), await scene.sell("20", rosa)
    await hire(shop.db, shop.merchant, Role.STAFF, "jo@example.test")
    async with browsing(console(shop.db)) as browser:
        await browser.sign_in("jo@example.test")
        page = await browser.open(f"/console/members/{rosa.id}")
        assert "How it came about" in page.text
        for hidden in ("Same person twice?", "Undo", "Statement as a file"):
            assert hidden not in page.text
        assert "Somebody else" not in (await browser.open(f"/console/sales/{sale}")).text
        for path in (
            f"/console/members/{rosa.id}/merge",
            f"/console/members/{rosa.id}/merge/{again.id}",
            f"/console/members/{rosa.id}/entries/{entry}/undo",
            f"/console/members/{rosa.id}/statement.csv",
            f"/console/sales/{sale}/member",
            f"/console/sales/{sale}/redemptions/{uuid4()}/undo",
        ):
            assert (await browser.open(path)).status_code == 403, path
        for path in (
            f"/console/members/{rosa.id}/merge/{again.id}",
            f"/console/members/{rosa.id}/entries/{entry}/undo",
            f"/console/sales/{sale}/member",
            f"/console/sales/{sale}/members",
            f"/console/sales/{sale}/redemptions/{uuid4()}/undo",
        ):
            assert (await browser.post(path, note="x")).status_code == 403, path
    assert (await read_member(shop.db, shop.merchant.id, again.id)).merged_into is None


async def test_what_is_another_merchants_or_of_another_member_is_not_found(scene: Scene) -> None:
    shop, other = scene.shop, await open_shop(scene.shop.db, "other@example.test")
    rosa, emmy, stranger = [await one.enrol("Ann") for one in (shop, shop, other)]
    entry, sale = await scene.adjust(rosa, 12), await scene.sell("20", rosa)
    await other.sell("20", stranger)
    theirs = (await other.newest()).id
    for path in (
        f"/console/members/{stranger.id}/merge",
        f"/console/members/{rosa.id}/merge/{stranger.id}",
        f"/console/members/{emmy.id}/entries/{entry}",
        f"/console/members/{emmy.id}/entries/{entry}/undo",
        f"/console/members/{stranger.id}/statement.csv",
        f"/console/sales/{theirs}/member",
        f"/console/sales/{theirs}/versions/1",
        f"/console/sales/{sale}/redemptions/{uuid4()}/undo",
    ):
        assert (await scene.browser.open(path)).status_code == 404, path
    await scene.browser.open(f"/console/sales/{sale}/member")
    refused = await scene.browser.post(
        f"/console/sales/{sale}/member", member=str(stranger.id), note="x"
    )
    assert refused.status_code == 422
    assert "There is no such member." in refused.text


@pytest.mark.parametrize("keyword", ["x" * 101, "\x00"])
async def test_a_keyword_that_cannot_be_looked_for_has_its_sentence(
    scene: Scene, keyword: str
) -> None:
    rosa = await scene.shop.enrol("Rosa")
    page = await scene.browser.open(
        f"/console/members/{rosa.id}/merge", params={"q": keyword}, headers=PART
    )
    assert page.status_code == 200
    assert "flash-bad" in page.text
