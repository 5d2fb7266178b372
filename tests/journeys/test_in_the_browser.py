"""The two great walks, on the pages of a running demo, in a real browser."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, Playwright, expect, sync_playwright
from tests.browser import COMPLAIN, find
from tests.journeys.running import Demo

pytestmark = pytest.mark.journey

AXE = Path(__file__).parents[2] / "frontend/node_modules/axe-core/axe.min.js"
SOON = 20_000
"""Milliseconds that a page is waited for on a busy machine. What is waited for comes far sooner."""


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(
        executable_path=find(), args=["--no-sandbox", "--disable-gpu"]
    )
    yield browser
    browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A window of its own. What the pages' scripts complain of fails the walk."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.set_default_timeout(SOON)
    expect.set_options(timeout=SOON)
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert complaints == []


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """A demo with its guests and their visits."""
    running = Demo(tmp_path_factory.mktemp("walk") / "demo")
    yield running.start()
    running.stop()


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[dict[str, Any]]:
    """A demo in which nobody has set anything up."""
    running = Demo(tmp_path / "demo")
    yield running.start("--fresh")
    running.stop()


def named(page: Page | Locator, role: Any, name: str, *, exact: bool = False) -> Locator:
    return page.get_by_role(role, name=name, exact=exact)


def sign_in(page: Page, demo: dict[str, Any]) -> None:
    page.goto(demo["hub"])
    page.get_by_label("E-mail").fill(demo["console"]["email"])
    page.get_by_label("Password").fill(demo["console"]["password"])
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/console$"))


def ring_up(till: Page, category: str, product: str) -> None:
    named(till, "button", category, exact=True).click()
    named(till.get_by_role("region", name="Products"), "button", product).click()


def choose_member(till: Page, typed: str, name: str) -> None:
    named(till, "button", "Customer", exact=True).click()
    dialog = till.get_by_role("dialog", name="Customer")
    dialog.get_by_role("searchbox").fill(typed)
    named(dialog, "button", "Regulars").click()
    named(till.get_by_role("list", name="Members found"), "button", name).first.click()
    expect(till.get_by_role("complementary", name="Member")).to_contain_text(name)


def pay_with_points(till: Page, points: str) -> None:
    named(till.get_by_role("list", name="Rewards"), "button", "Pay with points").click()
    chooser = till.get_by_role("dialog", name="How many points?")
    chooser.get_by_role("textbox").fill(points)
    named(chooser, "button", "Pay").click()


def test_a_cashiers_finished_sale_moves_a_guests_points(
    demo: dict[str, Any], page: Page, browser: Browser
) -> None:
    """Ring up, find the member, points as money and an offer, pay; then look at the console."""
    sign_in(page, demo)
    page.goto(demo["hub"] + "/console/members")
    page.get_by_role("searchbox").fill("poppy law")
    named(page, "link", "Poppy Lawson").first.click()
    expect(page.get_by_role("heading", name="Poppy Lawson")).to_be_visible()

    till = page.context.new_page()
    till.goto(demo["till"])
    ring_up(till, "Mains", "Mushroom risotto")
    ring_up(till, "Coffee", "Flat white")
    choose_member(till, "poppy", "Poppy Lawson")
    rewards = till.get_by_role("list", name="Rewards")
    pay_with_points(till, "40")
    redeemed = till.get_by_role("list", name="Redeemed on this sale")
    expect(redeemed).to_contain_text("Pay with points")
    named(rewards, "button", "Welcome: $3 off").click()
    expect(redeemed).to_contain_text("Welcome")
    expect(till.get_by_role("region", name="Sale")).to_contain_text("5.00")
    expect(page.get_by_text("Set aside for “Pay with points”")).to_be_visible()

    close_dialog(till)
    named(till, "button", "Pay $").click()
    named(till.get_by_role("dialog", name="Pay"), "button", "Card").click()
    expect(page.get_by_text("Redeemed “Pay with points”")).to_be_visible()
    expect(page.get_by_text("Earned at Harbour Kitchen").first).to_be_visible()

    page.goto(demo["hub"] + "/console/sales")
    expect(page.get_by_role("main")).to_contain_text("Poppy Lawson")


CODES = """code;discount;description
FLYER-1;5;Spring flyer
FLYER-2;7.50;Spring flyer
FLYER-3;five;Spring flyer
"""


def test_a_file_with_a_bad_row_is_looked_at_applied_and_printed(
    demo: dict[str, Any], page: Page
) -> None:
    """See what would happen, apply it, watch it end; then a sheet with the codes."""
    sign_in(page, demo)
    page.goto(demo["hub"] + "/console/vouchers")
    named(page, "link", "Import").click()
    file: Any = {"name": "flyer.csv", "mimeType": "text/csv", "buffer": CODES.encode()}
    page.get_by_label("CSV or XLSX").set_input_files(file)
    named(page, "button", "Look at it").click()
    expect(page.get_by_role("main")).to_contain_text("discount, “five”")
    named(page, "button", "Apply 2 rows").click()
    expect(page.get_by_text("Done: 2 of 2")).to_be_visible()
    with page.expect_download() as problems:
        named(page, "link", "Download these rows").click()
    assert "FLYER-3" in problems.value.path().read_text()
    named(page, "link", "Print").click()
    expect(page.get_by_role("article")).to_have_count(2)
    expect(page.get_by_role("article").first).to_contain_text("FLYER-")


def test_a_refusal_is_a_sentence_on_the_till(demo: dict[str, Any], page: Page) -> None:
    page.goto(demo["till"])
    ring_up(page, "Mains", "Mushroom risotto")
    choose_member(page, "poppy", "Poppy Lawson")
    close_dialog(page)
    named(page, "button", "Discount", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="10").first.click()
    expect(named(page, "button", "Remove discount")).to_be_visible()
    named(page, "button", "Customer", exact=True).click()
    pay_with_points(page, "20")
    expect(page.get_by_role("alert")).to_contain_text("Another discount is on the sale already")


def close_dialog(page: Page) -> None:
    """Leave a dialog by the keyboard, if one is open."""
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_gift_card_is_sold_mailed_and_looked_at_on_a_telephone(
    demo: dict[str, Any], page: Page, browser: Browser
) -> None:
    """Sell one, read its mail in the mailbox, follow the link in it, and open that on a phone."""
    sign_in(page, demo)
    page.goto(demo["hub"] + "/console/gift-cards")
    named(page, "link", "Sell a gift card").first.click()
    named(page, "textbox", "Value").fill("50")
    page.get_by_label("Recipient’s e-mail").fill("rosa@example.test")
    page.get_by_label("Greeting").fill("Happy birthday!")
    named(page, "button", "Sell gift card").click()
    expect(page.get_by_text("on its way to rosa@example.test")).to_be_visible()
    code = page.locator(".gift-card-code").inner_text()

    page.goto(demo["hub"] + "/console/mailbox")
    named(page, "link", "Your gift card: $50.00").first.click()
    mail = page.frame_locator("iframe[title='The mail']")
    expect(mail.get_by_text(code)).to_be_visible()
    with page.expect_popup() as opened:
        mail.get_by_role("link", name="See what is left").click()
    address = opened.value.url

    phone = browser.new_context(
        viewport={"width": 390, "height": 844}, color_scheme="dark", bypass_csp=True
    )
    guest = phone.new_page()
    guest.goto(address)
    expect(guest.get_by_role("main")).to_contain_text("$50.00")
    expect(guest.get_by_role("main")).to_contain_text("Happy birthday!")
    guest.add_script_tag(path=AXE)
    assert guest.evaluate(COMPLAIN)["violations"] == []
    assert phone.cookies() == []
    phone.close()


def test_a_merchant_starts_from_nothing_and_connects_the_till(
    fresh: dict[str, Any], page: Page
) -> None:
    """Set up, Settings › Apps, Enable, Authorise on the till's own page, map, save; off and on."""
    page.goto(fresh["hub"])
    page.get_by_label("Name of the business").fill("Harbour Kitchen Group")
    page.get_by_label("First store").fill("Harbour Kitchen")
    page.get_by_label("Country").select_option(label="Australia")
    page.get_by_label("Your name").fill("Mia Tran")
    page.get_by_label("E-mail").fill("mia@example.test")
    page.get_by_label("Password").fill("short")
    named(page, "button", "Start").click()
    page.get_by_label("Password").fill("a long enough password")
    named(page, "button", "Start").click()
    expect(page).to_have_url(re.compile("/console$"))

    connect(page, fresh)
    expect(page.get_by_text("Connected").first).to_be_visible()
    expect(page.get_by_text("Customer search URL")).to_be_visible()

    page.goto(fresh["hub"] + "/console/apps")
    named(page, "button", "Disable").click()
    named(page.get_by_role("dialog"), "button", "Disable").click()
    expect(named(page, "button", "Enable")).to_be_visible()
    connect(page, fresh)
    expect(page.get_by_text("Connected").first).to_be_visible()


def connect(page: Page, demo: dict[str, Any]) -> None:
    """Enable Kounta, grant access at the till, choose the stores and save."""
    page.goto(demo["hub"] + "/console/apps")
    named(page, "button", "Enable").click()
    if named(page, "link", "Manage").count():
        named(page, "link", "Manage").click()
    page.get_by_role("link", name=re.compile("^Authorise (Regulars|again)")).click()
    named(page, "button", "Grant").click()
    expect(page).to_have_url(re.compile("/console/apps/kounta"))
    page.get_by_label("Harbour Kitchen").select_option(label="Harbour Kitchen")
    named(page, "button", "Save changes").click()
