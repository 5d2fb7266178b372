"""Promises of `regulars demo`, kept by the real processes of a real demo."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect
from tests.browser import complaints, open_browser
from tests.journeys.counter import (
    Cashier,
    button,
    choose_member,
    close_dialog,
    connect,
    link,
    pay_with_points,
    redeem_while_the_hub_dies,
    ring_up,
    sell_to,
)
from tests.journeys.running import HTTP, Demo, parts, points_of, within_time
from tests.journeys.window import sign_in

ROOT = Path(__file__).parents[2]
CODES = """code;discount;description
FLYER-1;5;Spring flyer
FLYER-2;7.50;Spring flyer
FLYER-3;five;Spring flyer
"""


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """One demo for the walks below, which start and stop it in turn."""
    demo = Demo(tmp_path_factory.mktemp("demo"))
    yield demo
    if demo.process and not demo.has_ended:
        demo.stop()


@pytest_asyncio.fixture
async def browser() -> AsyncIterator[Browser]:
    async with open_browser() as browser:
        yield browser


@pytest_asyncio.fixture
async def page(demo: Demo, browser: Browser) -> AsyncIterator[Page]:
    """A window on the demo. What the pages' scripts complain of fails the walk."""
    context = await browser.new_context(
        viewport={"width": 1280, "height": 800}, base_url=demo.facts["hub"]
    )
    page = await context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    assert errors == []


async def sign_in_as_owner(page: Page, demo: Demo) -> None:
    console = demo.facts["console"]
    await sign_in(page, console["email"], console["password"])


def run_printed(language: str, demo: Demo, *command: str) -> list[str]:
    """Run the guide's block in `language` where the demo's folder is `.regulars`; what it says."""
    guide = (ROOT / "docs/guide/connect-any-till.md").read_text()
    block = guide.split(f"```{language}\n", 1)[1].split("```", 1)[0]
    beside = demo.folder.parent / ".regulars"
    if not beside.exists():
        beside.symlink_to(demo.folder)
    done = subprocess.run(
        [*command, block],
        check=False,
        cwd=beside.parent,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def ledger_is_clean(demo: Demo) -> bool:
    command = [sys.executable, "-m", "regulars", "ledger", "check"]
    environment = {**os.environ, "REGULARS_DATA_DIR": str(demo.folder)}
    environment.pop("DATABASE_URL", None)
    checked = subprocess.run(
        command, env=environment, capture_output=True, text=True, check=False, timeout=120
    )
    return checked.returncode == 0


def test_one_command_makes_everything_and_a_sale_moves_points(demo: Demo) -> None:
    facts = demo.start()

    expected = {"hub", "till", "console", "kounta", "voucher_api", "booking_page"}
    assert set(facts) == expected
    assert "Book a table" in HTTP.get(facts["booking_page"]).text
    assert set(facts["console"]) == {"email", "password"}
    assert set(facts["kounta"]) == {
        "company_id",
        "site_id",
        "client_id",
        "client_secret",
        "search_url",
        "lookup_url",
    }
    assert set(facts["voucher_api"]) == {
        "base_url",
        "username",
        "password",
        "token",
        "store_id",
        "wallet",
        "store_money",
        "store_percent",
        "used_up",
        "member_code",
        "member_phone",
    }
    assert HTTP.get(f"{facts['hub']}/readyz").status_code == 200
    before = points_of(facts, "Aroha")
    sell_to(facts, "Aroha")
    within_time(lambda: points_of(facts, "Aroha") > before)


def test_the_guide_s_till_in_python_works_as_printed(demo: Demo) -> None:
    told = run_printed("python", demo, sys.executable, "-c")

    assert re.search(r"^\w.* has \['\w{4}-\w{4}: [\d.]+'", told[0])
    assert float(told[1].removeprefix("To pay: ")) < 40
    assert told[2] == "Taken down: 201"


def test_the_guide_s_calls_by_curl_work_as_printed(demo: Demo) -> None:
    told = "\n".join(run_printed("sh", demo, "sh", "-c"))

    assert f'"memberCode":"{demo.facts["voucher_api"]["member_code"]}"' in told
    assert '"totalDiscountedPrice":36' in told
    assert told.endswith("201")


def test_the_demo_s_example_codes_are_what_they_are_called(demo: Demo) -> None:
    api = demo.facts["voucher_api"]
    asked = f"{api['base_url']}/api/v1/stores/{api['store_id']}/customer-voucher/validate/order"
    answers = {
        name: HTTP.post(
            asked,
            headers={"Authorization": f"Bearer {api['token']}"},
            json={"voucherCode": api[name], "totalNonDiscountedPrice": 200},
        ).json()
        for name in ("wallet", "store_money", "store_percent", "used_up")
    }

    assert answers["wallet"]["voucher"]["source"] == "LOYALTY"
    assert answers["store_money"]["voucher"]["discountType"] == "MONETARY"
    assert answers["store_percent"]["voucher"]["discountType"] == "PERCENTILE"
    assert answers["used_up"] == {"active": False}


@pytest.mark.journey
async def test_a_cashiers_finished_sale_moves_a_guests_points(demo: Demo, page: Page) -> None:
    """Ring up, find the member, points as money and an offer, pay; then look at the console."""
    await sign_in_as_owner(page, demo)
    await page.goto("/console/members")
    await page.get_by_role("searchbox").fill("poppy law")
    await link(page, "Poppy Lawson").first.click()
    await expect(page.get_by_role("heading", name="Poppy Lawson")).to_be_visible()

    till = await page.context.new_page()
    await till.goto(demo.facts["till"])
    await ring_up(till, "Mains", "Mushroom risotto")
    await ring_up(till, "Coffee", "Flat white")
    await choose_member(till, "poppy", "Poppy Lawson")
    rewards = till.get_by_role("list", name="Rewards")
    await pay_with_points(till, "40")
    redeemed = till.get_by_role("list", name="Redeemed on this sale")
    await expect(redeemed).to_contain_text("Pay with points")
    await button(rewards, "Welcome: $3 off").click()
    await expect(redeemed).to_contain_text("Welcome")
    await expect(till.get_by_role("region", name="Sale")).to_contain_text("5.00")
    await expect(page.get_by_text("Set aside for “Pay with points”")).to_be_visible()

    await close_dialog(till)
    await button(till, "Pay $").click()
    await button(till.get_by_role("dialog", name="Pay"), "Card").click()
    await expect(page.get_by_text("Redeemed “Pay with points”")).to_be_visible()
    await expect(page.get_by_text("Earned at Harbour Kitchen").first).to_be_visible()

    await page.goto("/console/sales")
    await expect(page.get_by_role("main")).to_contain_text("Poppy Lawson")


@pytest.mark.journey
async def test_a_file_with_a_bad_row_is_looked_at_applied_and_printed(
    demo: Demo, page: Page
) -> None:
    """See what would happen, apply it, watch it end; then a sheet with the codes."""
    await sign_in_as_owner(page, demo)
    await page.goto("/console/vouchers")
    await link(page, "Import").click()
    file: Any = {"name": "flyer.csv", "mimeType": "text/csv", "buffer": CODES.encode()}
    await page.get_by_label("CSV or XLSX").set_input_files(file)
    await button(page, "Look at it").click()
    await expect(page.get_by_role("main")).to_contain_text("discount, “five”")
    await button(page, "Apply 2 rows").click()
    await expect(page.get_by_text("Done: 2 of 2")).to_be_visible()
    async with page.expect_download() as problems:
        await link(page, "Download these rows").click()
    download = await problems.value
    assert "FLYER-3" in (await download.path()).read_text()
    await link(page, "Print").click()
    await expect(page.get_by_role("article")).to_have_count(2)
    await expect(page.get_by_role("article").first).to_contain_text("FLYER-")


@pytest.mark.journey
async def test_a_gift_card_is_sold_mailed_and_looked_at_on_a_telephone(
    demo: Demo, page: Page, browser: Browser
) -> None:
    """Sell one, read its mail in the mailbox, follow the link in it, and open that on a phone."""
    await sign_in_as_owner(page, demo)
    await page.goto("/console/gift-cards")
    await link(page, "Sell a gift card").first.click()
    await page.get_by_role("textbox", name="Value").fill("50")
    await page.get_by_label("Recipient’s e-mail").fill("rosa@example.test")
    await page.get_by_label("Greeting").fill("Happy birthday!")
    await button(page, "Sell gift card").click()
    await expect(page.get_by_text("on its way to rosa@example.test")).to_be_visible()
    code = await page.locator(".gift-card-code").inner_text()

    await page.goto("/console/mailbox")
    await link(page, "Your gift card: $50.00").first.click()
    mail = page.frame_locator("iframe[title='The mail']")
    await expect(mail.get_by_text(code)).to_be_visible()
    async with page.expect_popup() as opened:
        await link(mail, "See what is left").click()
    address = (await opened.value).url

    guest = await browser.new_page(viewport={"width": 390, "height": 844}, color_scheme="dark")
    await guest.goto(address)
    await expect(guest.get_by_role("main")).to_contain_text("$50.00")
    await expect(guest.get_by_role("main")).to_contain_text("Happy birthday!")
    assert await complaints(guest) == []
    assert await guest.context.cookies() == []


@pytest.mark.journey
async def test_a_refusal_is_a_sentence_on_the_till(demo: Demo, page: Page) -> None:
    await page.goto(demo.facts["till"])
    await ring_up(page, "Mains", "Mushroom risotto")
    await choose_member(page, "poppy", "Poppy Lawson")
    await close_dialog(page)
    await button(page, "Discount", exact=True).click()
    await page.get_by_role("dialog").get_by_role("button", name="10").first.click()
    await expect(button(page, "Remove discount")).to_be_visible()
    await button(page, "Customer", exact=True).click()
    await pay_with_points(page, "20")
    refusal = page.get_by_role("alert")
    await expect(refusal).to_contain_text("Another discount is on the sale already")
    await close_dialog(page)
    await button(page, "Remove discount").click()


def test_a_hub_killed_between_hold_and_answer_costs_the_guest_nothing(demo: Demo) -> None:
    """It is started again by itself."""
    before = parts(demo, "serve")
    with httpx.Client(base_url=demo.facts["till"], timeout=60) as till:
        redeem_while_the_hub_dies(demo, Cashier(till))
    assert parts(demo, "serve") not in ([], before)
    within_time(lambda: demo.is_ready)
    assert ledger_is_clean(demo)


def test_a_killed_demo_leaves_nothing_running_and_keeps_the_data(demo: Demo) -> None:
    before, points = demo.facts, points_of(demo.facts, "Aroha")

    demo.stop(signal.SIGKILL)

    within_time(lambda: demo.left_running() == [])
    after = demo.start()
    assert after["console"] == before["console"]
    assert points_of(after, "Aroha") == points
    sell_to(after, "Aroha")  # the ports have changed; till and hub find each other again
    within_time(lambda: points_of(after, "Aroha") > points)


def test_ctrl_c_stops_everything(demo: Demo) -> None:
    facts = demo.facts

    demo.tell(signal.SIGINT)
    within_time(lambda: not demo.is_ready)
    assert not demo.has_ended, "the facts have to go before the parts do"
    said = demo.ended()

    assert demo.process is not None
    assert demo.process.returncode == 0
    assert facts["hub"] in said
    assert facts["till"] in said
    assert facts["console"]["password"] in said
    assert "Traceback" not in said
    assert not demo.is_ready
    assert demo.left_running() == []


def test_fresh_begins_at_the_set_up(demo: Demo) -> None:
    facts = demo.start("--fresh")

    first_visit = HTTP.get(f"{facts['hub']}/console", follow_redirects=True)
    assert "/console/set-up" in str(first_visit.url)
    assert facts["console"] == {"email": "", "password": ""}
    assert facts["kounta"]["search_url"] == ""
    assert facts["kounta"]["company_id"] == "5801"


@pytest.mark.journey
async def test_a_merchant_starts_from_nothing_and_connects_the_till(demo: Demo, page: Page) -> None:
    """Set up, Settings › Apps, Enable, Authorise on the till's own page, map, save; off and on."""
    await page.goto("/")
    await page.get_by_label("Name of the business").fill("Harbour Kitchen Group")
    await page.get_by_label("First store").fill("Harbour Kitchen")
    await page.get_by_label("Country").select_option(label="Australia")
    await page.get_by_label("Your name").fill("Mia Tran")
    await page.get_by_label("E-mail").fill("mia@example.test")
    await page.get_by_label("Password").fill("short")
    await button(page, "Start").click()
    await page.get_by_label("Password").fill("a long enough password")
    await button(page, "Start").click()
    await expect(page).to_have_url(re.compile("/console$"))

    await connect(page)
    await expect(page.get_by_text("Connected").first).to_be_visible()
    await expect(page.get_by_text("Customer search URL")).to_be_visible()

    await page.goto("/console/apps")
    await button(page, "Disable").click()
    await button(page.get_by_role("dialog"), "Disable").click()
    await expect(button(page, "Enable")).to_be_visible()
    await connect(page)
    await expect(page.get_by_text("Connected").first).to_be_visible()


def test_the_fresh_demo_leaves_the_other_one_alone(demo: Demo) -> None:
    demo.stop(signal.SIGTERM)

    assert demo.left_running() == []
    assert (demo.folder / "postgres").exists()
