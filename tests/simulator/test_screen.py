"""The till's screen, pressed as a cashier presses it, in a real browser."""

import asyncio
import re
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio
from playwright.async_api import (
    Browser,
    Locator,
    Page,
    Route,
    ViewportSize,
    expect,
)
from tests.browser import complaints, open_browser
from tests.simulator.scene import ADDON, TILL, Cashier, Stranger, grant

from regulars.simulator import Simulator

# One browser for all of them: starting one costs more than any of the walks.
pytestmark = [pytest.mark.journey, pytest.mark.asyncio(loop_scope="module")]

TABLET: ViewportSize = {"width": 1024, "height": 768}
WIDER: ViewportSize = {"width": 1280, "height": 800}
KNOWN = ("loyal", "s3cret")
CONSENT = "/authorize?client_id=loyal&response_type=code&state=xyz&redirect_uri="
PHONE: ViewportSize = {"width": 360, "height": 740}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with open_browser() as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="module")
async def page(
    browser: Browser, http: httpx.AsyncClient, stranger: Stranger
) -> AsyncIterator[Page]:
    """A page whose every request goes straight into the till of this test."""
    stranger.token = (await grant(http))["access_token"]

    async def answer(route: Route) -> None:
        asked = route.request
        given = await http.request(
            asked.method, asked.url, content=asked.post_data_buffer, headers=asked.headers
        )
        await route.fulfill(
            status=given.status_code, headers=dict(given.headers), body=given.content
        )

    context = await browser.new_context(viewport=TABLET, base_url=TILL)
    await context.route("**/*", answer)
    yield await context.new_page()
    await context.unroute_all(behavior="wait")
    await context.close()


async def ring_up(page: Page, *names: str) -> None:
    await page.goto("/")
    for name in names:
        await products(page).get_by_role("button", name=name).click()


async def find_rosa(page: Page) -> None:
    await page.get_by_role("button", name="Customer").click()
    await page.get_by_role("searchbox", name="Search customers").fill("rosa k")
    await page.get_by_role("button", name="Loyal").click()
    await page.get_by_role("button", name="Rosa Kettle").click()


def products(page: Page) -> Locator:
    return page.get_by_role("region", name="Products")


def sale(page: Page) -> Locator:
    return page.get_by_role("region", name="Sale", exact=True)


async def test_a_reward_is_redeemed_and_the_sale_is_paid(page: Page) -> None:
    await ring_up(page, "Flat white", "Flat white", "Cold brew")
    await expect(sale(page).get_by_role("button", name="2 × Flat white")).to_be_visible()
    await find_rosa(page)
    await expect(page.get_by_role("complementary", name="Member")).to_contain_text("340 Points")
    await page.get_by_role("button", name="Redeem: $5 off").click()
    await expect(page.get_by_role("list", name="Redeemed on this sale")).to_contain_text("$5 off")
    await page.get_by_role("button", name="Back to the sale").click()
    await expect(sale(page)).to_contain_text("−$5.00")

    await page.get_by_role("button", name="Pay $11.00").click()
    await page.get_by_role("button", name="Card").click()
    await expect(page.get_by_role("button", name="New sale")).to_be_visible()
    await page.get_by_role("button", name="New sale").click()
    await expect(sale(page)).to_contain_text("Last sale: $11.00")


async def test_what_was_read_before_a_tap_is_not_shown_after_it(
    page: Page, http: httpx.AsyncClient
) -> None:
    read, tapped = asyncio.Event(), asyncio.Event()

    async def late(route: Route) -> None:
        if route.request.method == "GET" and not read.is_set():
            given = await http.get(route.request.url)
            read.set()
            await tapped.wait()
            await route.fulfill(body=given.content)
        else:
            await route.fallback()

    await ring_up(page)
    flat_white = products(page).get_by_role("button", name="Flat white")
    await expect(flat_white).to_be_visible()
    await page.route(re.compile(r"/till/\d+$"), late)
    await read.wait()
    await flat_white.click()
    await expect(sale(page).get_by_role("button", name="1 × Flat white")).to_be_visible()
    async with page.expect_response(re.compile(r"/till/\d+$")):
        tapped.set()
    await flat_white.click()
    await expect(sale(page).get_by_role("button", name="2 × Flat white")).to_be_visible()


async def test_a_refusal_is_a_sentence_on_the_till(page: Page, stranger: Stranger) -> None:
    stranger.redeem = {"success": False, "error": "Reward already used today"}
    await ring_up(page, "Flat white")
    await find_rosa(page)
    await page.get_by_role("button", name="Redeem: $5 off").click()
    await expect(page.get_by_role("alert")).to_contain_text("Reward already used today")


async def test_the_cashier_chooses_how_many_points(page: Page, stranger: Stranger) -> None:
    stranger.reward = {"variable_quantity": True, "action_label": "Use points"}
    await ring_up(page, "Flat white", "Cold brew")
    await find_rosa(page)
    await page.get_by_role("button", name="Use points: $5 off").click()
    chooser = page.get_by_role("dialog", name="How many points?")
    await chooser.get_by_role("button", name="Half").click()
    await chooser.get_by_role("button", name="10 more").click()
    await chooser.get_by_role("button", name="Use points").click()
    await expect(page.get_by_role("list", name="Redeemed on this sale")).to_contain_text("60")
    assert stranger.calls("/redeem")[-1]["quantity"] == "60"


async def test_what_an_add_on_sends_stays_text(page: Page, stranger: Stranger) -> None:
    stranger.reward = {"title": "<img src=x onerror=alert(1)>", "terms": "<b>bold</b>"}
    await ring_up(page, "Flat white")
    await find_rosa(page)
    rewards = page.get_by_role("list", name="Rewards")
    await expect(rewards).to_contain_text("<img src=x onerror=alert(1)>")
    assert await rewards.locator("img, b").count() == 1  # the figure of its points


async def test_a_bill_is_split_to_the_cent(page: Page) -> None:
    await ring_up(page, "Flat white")
    await page.get_by_role("button", name="Pay $5.00").click()
    await page.get_by_role("button", name="Split 3").click()
    await page.get_by_role("button", name="Cash").click()
    paid = page.get_by_role("list", name="Paid so far")
    await expect(paid).to_contain_text("$1.67")
    await page.get_by_role("button", name="Split 2").click()
    await page.get_by_role("button", name="Cash").click()
    await page.get_by_role("button", name="Card").click()
    await expect(page.get_by_role("button", name="New sale")).to_be_visible()


async def test_an_order_waiting_is_accepted_and_opened(page: Page, http: httpx.AsyncClient) -> None:
    await http.post(
        "/v1/companies/me/orders.json",
        json={"site_id": 4201, "status": "SUBMITTED", "notes": "Table 4"},
        auth=KNOWN,
    )
    await ring_up(page, "Flat white")
    await page.get_by_role("button", name="Orders 1 waiting").click()
    orders = page.get_by_role("dialog", name="Orders")
    await orders.get_by_role("button", name="Accept").click()
    await orders.get_by_role("button", name="Close").click()
    await page.get_by_role("button", name="Hold", exact=True).click()
    await page.get_by_role("button", name="Orders").click()
    await orders.get_by_role("button", name="On hold").click()
    await (
        orders.get_by_role("article")
        .filter(has_text="Table 4")
        .get_by_role("button", name="Open")
        .click()
    )
    await expect(sale(page)).to_contain_text("Table 4")


async def party(http: httpx.AsyncClient, **fields: Any) -> str:
    """An order for Harriet's party of four, who have paid a deposit, with a banner about it."""
    order = {
        "site_id": 4201,
        "customer_id": 301,
        "guests": 4,
        "notes": "Window\nOne highchair",
        "payments": [{"method_id": 502, "amount": 5, "ref": "deposit"}],
    }
    posted = await http.post("/v1/companies/me/orders.json", json=order | fields, auth=KNOWN)
    path: str = posted.headers["location"].removesuffix(".json")
    banner = {"message": "Harriet Okafor is seated", "alert_colour": "orange", "duration": 60}
    await http.post(f"{path}/notifications.json", json=banner, auth=KNOWN)
    return path.rsplit("/", 1)[-1]


def waiting(page: Page) -> Locator:
    return page.get_by_role("region", name="Waiting orders")


async def test_a_party_is_accepted_seated_and_pays_the_rest_in_a_press_each(
    page: Page, http: httpx.AsyncClient
) -> None:
    await page.goto("/")
    await party(http)
    banners = page.get_by_role("region", name="Notifications")
    await expect(banners).to_contain_text("Harriet Okafor is seated")
    card = waiting(page).get_by_role("article")
    for told in ("Harriet Okafor", "4 guests", "One highchair", "$5.00 Card (deposit)"):
        await expect(card).to_contain_text(told)
    await banners.get_by_role("button", name="Dismiss notification").click()
    await expect(banners).to_be_empty()

    await card.get_by_role("button", name="Accept").click()
    await expect(waiting(page)).to_be_hidden()
    for told in ("Harriet Okafor", "4 guests", "One highchair", "Credit$5.00"):
        await expect(sale(page)).to_contain_text(told)
    await sale(page).get_by_role("button", name="Set table").click()
    tables = page.get_by_role("dialog", name="Table")
    await tables.get_by_role("button", name="Table 12", exact=True).click()
    await expect(sale(page).get_by_role("button", name="Table 12")).to_be_visible()
    await products(page).get_by_role("button", name="Cold brew").click()
    await page.get_by_role("button", name="Pay $1.00").click()
    await page.get_by_role("button", name="Card").click()
    await expect(page.get_by_role("button", name="New sale")).to_be_visible()


async def test_a_party_is_rejected_in_one_press_and_by_the_keyboard(
    page: Page, http: httpx.AsyncClient
) -> None:
    order = await party(http)
    await page.goto("/")
    await waiting(page).get_by_role("button", name="Reject").focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("status")).to_contain_text("was rejected")
    read = await http.get(f"/v1/companies/me/orders/{order}.json", auth=KNOWN)
    assert read.json()["status"] == "REJECTED"


@pytest.mark.parametrize("size", [TABLET, PHONE])
async def test_a_full_waiting_list_fits_and_is_accessible(
    page: Page, http: httpx.AsyncClient, size: ViewportSize
) -> None:
    await page.set_viewport_size(size)
    for notes in ("Allergies: nuts, shellfish, sesame. " * 20, "x" * 200, None):
        await party(http, notes=notes)
    await page.goto("/")
    await expect(waiting(page).get_by_role("article")).to_have_count(3)
    first = waiting(page).get_by_role("article").first
    await expect(first.get_by_role("button", name="Accept")).to_be_in_viewport(ratio=1)
    assert await page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    assert await complaints(page) == []
    await waiting(page).get_by_role("button", name="Accept").nth(2).click()
    if size is TABLET:
        await expect(page.get_by_role("button", name="Hold")).to_be_in_viewport(ratio=1)
    assert await complaints(page) == []


async def test_a_table_is_renamed_on_the_page_of_the_sites(page: Page, till: Simulator) -> None:
    await page.goto("/sites")
    row = page.get_by_role("form", name="Table 12 at Harbour Kitchen")
    await row.get_by_label("Name").fill("Window")
    await row.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("form", name="Table Window at Harbour Kitchen")).to_be_visible()
    bar = page.get_by_role("region", name="Garden Bar")
    await bar.get_by_role("switch", name="Flat white: on the menu").uncheck()
    await expect(page.get_by_role("status")).to_contain_text("Saved")
    assert till.cloud.product(9001).not_sold_at == [4202]


@pytest.mark.parametrize("size", [TABLET, WIDER])
async def test_the_main_job_needs_no_scrolling(page: Page, size: ViewportSize) -> None:
    await page.set_viewport_size(size)
    await ring_up(page, "Flat white")
    for key in ("Customer", "Hold", "Pay $5.00"):
        await expect(page.get_by_role("button", name=key)).to_be_in_viewport(ratio=1)
    await find_rosa(page)
    await expect(page.get_by_role("button", name="Redeem: $5 off")).to_be_in_viewport(ratio=1)


async def test_the_screen_fits_a_phone(page: Page) -> None:
    await page.set_viewport_size(PHONE)
    await ring_up(page, "Flat white")
    await expect(page.get_by_role("button", name="See sale")).to_be_in_viewport(ratio=1)
    wide = await page.evaluate("document.documentElement.scrollWidth")
    assert wide <= PHONE["width"]


async def test_the_screen_is_accessible_all_the_way(page: Page) -> None:
    await ring_up(page, "Flat white")
    assert await complaints(page) == []
    await find_rosa(page)
    assert await complaints(page) == []
    await page.get_by_role("button", name="Back to the sale").click()
    await page.get_by_role("button", name="Pay $5.00").click()
    assert await complaints(page) == []


@pytest.mark.parametrize(
    "path", ["/addons", "/sites", "/switches", "/faults", "/log", f"{CONSENT}{ADDON}/callback"]
)
async def test_the_back_office_is_accessible(page: Page, path: str) -> None:
    await page.goto(path, wait_until="networkidle")
    assert await complaints(page) == []


async def test_a_switch_is_turned_on_its_page(page: Page, till: Simulator) -> None:
    await page.goto("/switches")
    await page.get_by_role("switch", name="redeem_twice").uncheck()
    await expect(page.get_by_role("status")).to_contain_text("redeem_twice is now off")
    assert till.cloud.switches.redeem_twice is False


async def test_the_add_on_is_set_up_on_its_page(page: Page, till: Simulator) -> None:
    await page.goto("/addons")
    await page.get_by_role("textbox", name="Search URL").fill(f"{ADDON}/elsewhere")
    await page.get_by_role("switch", name="Enable Integrated Customers").uncheck()
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("status")).to_contain_text("was saved")
    addon = till.cloud.state.addons["loyal"]
    assert (addon.search_url, addon.loyalty_enabled) == (f"{ADDON}/elsewhere", False)
    assert addon.client_secret == "s3cret"


async def test_a_fault_is_injected_and_removed(page: Page, till: Simulator) -> None:
    await page.goto("/faults")
    await page.get_by_role("form", name="Rate limited").get_by_role("button", name="Inject").click()
    await expect(page.get_by_role("region", name="Waiting")).to_contain_text("Rate limited")
    assert [each.kind for each in till.faults.waiting] == ["rate_limited"]
    await page.get_by_role("button", name="Remove Rate limited").click()
    await expect(page.get_by_role("region", name="Waiting")).to_contain_text("Nothing will go")
    assert till.faults.waiting == []


async def test_the_log_shows_both_sides_and_the_verdict(page: Page, cashier: Cashier) -> None:
    await cashier.do("POST", "/search", keyword="rosa k")
    await page.goto("/log")
    call = page.get_by_role("group").filter(has_text="/search?")
    await call.locator("summary").click()
    await expect(call).to_contain_text("keyword=rosa")
    await expect(call).to_contain_text('"first_name": "Rosa"')
