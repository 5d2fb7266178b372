"""Promises of issuing, importing, exporting and printing many vouchers."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
import pytest_asyncio
from tests.faces.console import NOON, RING, Browser, browsing, console, hire, open_business

from regulars.kernel.money import Money
from regulars.merchants.model import Merchant, Role
from regulars.platform.db import Database
from regulars.platform.jobs import Worker
from regulars.platform.spreadsheets import Limits, read_table
from regulars.vouchers import batches
from regulars.vouchers.batch import WORK_ON_BATCH
from regulars.vouchers.gift_cards.model import NewGiftCard
from regulars.vouchers.gift_cards.pages import GiftPages
from regulars.vouchers.gift_cards.sell import sell
from regulars.vouchers.issue import issue
from regulars.vouchers.model import AmountOff, Filter, NewVoucher, ShareOff, Terms, UseType, Voucher
from regulars.vouchers.read import list_vouchers

ROOM = "/console/vouchers"
ALIKE = {"kind": "stored", "value": "10", "number": "120", "prefix": "SUN", "active": "on"}


def aud(amount: str) -> Money:
    return Money.of(amount, "AUD")


@dataclass
class Scene:
    """The owner of a merchant in Sydney, signed in, and a worker."""

    db: Database
    url: str
    merchant: Merchant
    browser: Browser

    async def work(self) -> None:
        worker = await Worker.connect(self.url)
        worker.handle(WORK_ON_BATCH, lambda job: batches.work_on(self.db, job, clock=lambda: NOON))
        try:
            await worker.drain()
        finally:
            await worker.close()

    async def vouchers(self) -> list[Voucher]:
        page = await list_vouchers(self.db, self.merchant.id, Filter(), limit=500, offset=0)
        return list(page.vouchers)

    async def add(self, code: str, **terms: Any) -> Voucher:
        worth = terms.pop("worth", AmountOff(aud("5")))
        use_type = terms.pop("use_type", UseType.ONE_TIME_USE)
        its = Terms(minimum=terms.pop("minimum", aud("0")), **terms)
        new = NewVoucher(code=code, worth=worth, use_type=use_type, terms=its)
        return await issue(self.db, self.merchant.id, new, at=NOON, actor="test")

    async def upload(self, data: bytes | str, name: str = "codes.csv") -> Any:
        await self.browser.open(f"{ROOM}/import")
        sent = data.encode() if isinstance(data, str) else data
        return await self.browser.send_file(f"{ROOM}/import", name, sent)


@pytest_asyncio.fixture
async def scene(db: Database, database_url: str) -> AsyncIterator[Scene]:
    merchant = await open_business(db)
    async with browsing(console(db)) as browser:
        await browser.sign_in("mia@example.test")
        yield Scene(db, database_url, merchant, browser)


async def test_many_are_issued_while_their_page_counts_on(scene: Scene) -> None:
    await scene.browser.open(f"{ROOM}/issue")
    typed = ALIKE | {"minimum": "20", "ends_at": "2026-07-01T00:00", "description": "Flyer"}
    page = await scene.browser.send(f"{ROOM}/issue", **typed)
    address = page.url.path
    assert "120 vouchers: $10.00 to spend" in page.text
    assert "Waiting: 0 of 120" in page.text
    assert 'hx-trigger="every 1s"' in page.text
    assert await scene.vouchers() == []

    await scene.work()

    part = await scene.browser.open(address, headers={"HX-Request": "true"})
    assert "Done: 120 of 120" in part.text
    assert "every 1s" not in part.text
    vouchers = await scene.vouchers()
    assert len(vouchers) == 120
    assert {one.terms.minimum for one in vouchers} == {aud("20")}
    for link in re.findall(r'href="([^"]+batch=[^"]+)"', part.text):
        assert (await scene.browser.open(link)).status_code == 200
    assert "120 vouchers" in (await scene.browser.open(f"{ROOM}/batches")).text


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"number": ""}, "number"),
        ({"number": "0"}, "number"),
        ({"number": "50001"}, "number"),
        ({"prefix": "a/b"}, "prefix"),
        ({"prefix": "x" * 11}, "prefix"),
        ({"value": ""}, "value"),
        ({"kind": "once", "percent": "101"}, "percent"),
        ({"starts_at": "2026-06-08T00:00", "ends_at": "2026-06-01T00:00"}, "ends_at"),
    ],
)
async def test_what_cannot_be_issued_has_a_sentence_beside_its_field(
    scene: Scene, fields: dict[str, str], wrong: str
) -> None:
    await scene.browser.open(f"{ROOM}/issue")
    page = await scene.browser.post(f"{ROOM}/issue", **ALIKE | {"ends_at": ""} | fields)
    assert page.status_code == 422
    assert f'id="error-{wrong}"' in page.text
    assert await scene.db.value("select count(*) from voucher_batches") == 0


async def test_a_file_is_looked_at_mended_and_applied(scene: Scene) -> None:
    await scene.add("KNOWN")
    page = await scene.upload(
        "Code;Discount;Description;Colour\nNEW1;5;;red\nKNOWN;5;Hello;\nBAD;five;=1+1;\n"
    )
    assert "Import of codes.csv" in page.text
    assert "Apply 2 rows" in page.text
    assert "discount, “five”: A number of zero or more is needed" in page.text
    assert "“Colour”" in page.text
    assert len(await scene.vouchers()) == 1

    address = page.url.path
    problems = await scene.browser.open(f"{address}/problems.csv")
    table = read_table(problems.content, Limits())
    assert list(table.headings) == ["code", "discount", "description", "problem"]
    assert [list(row)[:3] for _, row in table.rows] == [["BAD", "five", "=1+1"]]
    assert "'=1+1" in problems.text

    await scene.browser.open(address)
    page = await scene.browser.send(f"{address}/apply")
    await scene.work()
    page = await scene.browser.open(address)
    assert "Done: 2 of 2" in page.text
    assert {one.code: one.terms.description for one in await scene.vouchers()} == {
        "NEW1": "",
        "KNOWN": "Hello",
    }
    again = await scene.browser.send(f"{address}/apply")
    assert again.status_code == 409

    mended = problems.content.replace(b"five", b"7")
    page = await scene.upload(mended)
    assert "Apply 1 row<" in page.text
    assert "mean nothing here" not in page.text


async def test_a_preview_that_is_put_away_changes_nothing(scene: Scene) -> None:
    page = await scene.upload("code,discount\nA1,5\n")
    page = await scene.browser.send(f"{page.url.path}/cancel")
    assert "Nothing was changed." in page.text
    assert await scene.vouchers() == []


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("empty.csv", b"", "This file is empty."),
        ("photo.csv", b"\x89PNG\r\n\x1a\n", "This is a picture."),
        ("one.csv", b"code\nA1\n", "there is no “discount”"),
        ("big.csv", b"code,discount\n" + b"A1,5\n" * 1_100_000, "more than 5 MB"),
        ("many.csv", b"code,discount\n" + b"A,5\n" * 50_001, "more than 50000 rows"),
        ("none.csv", b"code,discount\n", "no rows below"),
    ],
)
async def test_a_wrong_file_is_refused_with_a_sentence_and_changes_nothing(
    scene: Scene, name: str, data: bytes, said: str
) -> None:
    page = await scene.upload(data, name)
    assert page.status_code == 422
    assert said in page.text
    assert await scene.db.value("select count(*) from voucher_batches") == 0


async def test_a_form_without_a_file_or_with_broken_parts_is_refused(scene: Scene) -> None:
    await scene.browser.open(f"{ROOM}/import")
    token = scene.browser.token
    head = b'--x\r\nContent-Disposition: form-data; name="_csrf_token"\r\n\r\n' + token.encode()
    spoilt = head.replace(token.encode(), b"\xff\xfe")
    for body, kind, status in (
        (b"", "multipart/form-data; boundary=x", 403),
        (head + b"\r\n--x--\r\n", "multipart/form-data; boundary=x", 422),
        (b"nonsense", "multipart/form-data; boundary=x", 400),
        (b"nonsense", "multipart/form-data", 400),
        (
            spoilt + b"\r\n--x--\r\n",
            "multipart/form-data; boundary=x",
            422,
        ),
        (f"_csrf_token={token}".encode(), "application/x-www-form-urlencoded", 422),
    ):
        answer = await scene.browser.client.post(
            f"{ROOM}/import", content=body, headers={"content-type": kind}
        )
        assert answer.status_code == status, (body, kind, answer.text)
    answer = await scene.browser.client.post(
        f"{ROOM}/import", data={"_csrf_token": "wrong"}, files={"file": ("a.csv", b"code,discount")}
    )
    assert answer.status_code == 403


async def test_what_a_list_shows_leaves_as_csv_and_xlsx_and_can_be_brought_back(
    scene: Scene,
) -> None:
    await scene.add("FIVE", description="=cmd()", ends_at=datetime(2026, 6, 30, 14, tzinfo=UTC))
    await scene.add("TENTH", worth=ShareOff(1000))
    for kind in ("csv", "xlsx"):
        file = await scene.browser.open(f"{ROOM}/export.{kind}")
        name = f'filename="vouchers-2026-05-04.{kind}"'
        assert name in file.headers["content-disposition"]
        table = read_table(file.content, Limits())
        assert {row[0] for _, row in table.rows} == {"FIVE", "TENTH"}
        page = await scene.upload(file.content)
        assert "every voucher is as the file has it" in page.text
        narrowed = await scene.browser.open(f"{ROOM}/export.{kind}?kind=once")
        assert [row[0] for _, row in read_table(narrowed.content, Limits()).rows] == ["TENTH"]
    assert "'=cmd()" in (await scene.browser.open(f"{ROOM}/export.csv")).text


async def test_a_sheet_says_what_each_voucher_gives_and_a_gift_card_leads_to_its_page(
    scene: Scene,
) -> None:
    full = await scene.add(
        "FIVE",
        worth=AmountOff(aud("1234.5")),
        use_type=UseType.MULTI_USE,
        description="For <you>",
        minimum=aud("20"),
        ends_at=datetime(2026, 6, 30, 14, tzinfo=UTC),
        limit_per_member=1,
    )
    await scene.add("TENTH", worth=ShareOff(1250))
    for paid in ("cash", None):
        new = NewGiftCard(key=str(paid), value=aud("50"), price=aud("50"), payment=paid)
        pages = GiftPages("http://hub.test", RING)
        await sell(scene.db, scene.merchant.id, new, pages=pages, at=NOON, actor="test")
    page = (await scene.browser.open(f"{ROOM}/print")).text
    for words in (
        "Harbour Kitchen",
        "$1,234.50",
        "off your bill",
        "For &lt;you&gt;",
        "Until 30 June 2026",
        "On bills from $20.00",
        "Once a guest",
        "12.5%",
        "off one bill",
    ):
        assert words in page, words
    assert page.count("<article") == 3
    assert page.count("<svg") >= 3
    alone = (await scene.browser.open(f"{ROOM}/print?ids={full.id}")).text
    assert "TENTH" not in alone
    assert "FIVE" in alone
    assert (await scene.browser.open(f"{ROOM}/print?ids=x")).status_code == 422
    none = await scene.browser.open(f"{ROOM}/print?kind=always")
    assert "Nothing to print" in none.text


async def test_staff_neither_issue_nor_import_nor_export(scene: Scene) -> None:
    page = await scene.upload("code,discount\nA1,5\n")
    address = page.url.path
    await hire(scene.db, scene.merchant, Role.STAFF, "jo@example.test")
    async with browsing(console(scene.db)) as browser:
        await browser.sign_in("jo@example.test")
        for path in (
            f"{ROOM}/issue", f"{ROOM}/import", f"{ROOM}/batches", address,
            f"{address}/problems.csv", f"{ROOM}/export.csv", f"{ROOM}/export.xlsx",
            f"{ROOM}/print",
        ):  # fmt: skip
            assert (await browser.open(path)).status_code == 403, path
        for path in (f"{ROOM}/issue", f"{address}/apply", f"{address}/cancel"):
            assert (await browser.post(path, **ALIKE)).status_code == 403, path
        sent = await browser.send_file(f"{ROOM}/import", "a.csv", b"code,discount\nA2,5\n")
        assert sent.status_code == 403


async def test_batches_of_another_merchant_are_not_there(scene: Scene) -> None:
    page = await scene.upload("code,discount\nA1,5\n")
    address = page.url.path
    await open_business(scene.db, "other@example.test")
    async with browsing(console(scene.db)) as browser:
        await browser.sign_in("other@example.test")
        batch = address.rpartition("/")[2]
        await browser.open(f"{ROOM}/issue")
        for path in (address, f"{address}/problems.csv", f"{ROOM}/print?batch={batch}"):
            assert (await browser.open(path)).status_code == 404, path
        for path in (f"{address}/apply", f"{address}/cancel"):
            assert (await browser.post(path)).status_code == 404, path
        assert "codes.csv" not in (await browser.open(f"{ROOM}/batches")).text
