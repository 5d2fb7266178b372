"""The API has Kounta's manners of HTTP."""

import httpx
import pytest
from tests.simulator.scene import COMPANY, FLAT_WHITE, SITE, TILL, Clock

from regulars.simulator import Simulator


async def new_order(api: httpx.AsyncClient, **fields: object) -> str:
    body = {"site_id": SITE, "status": "ON_HOLD", "lines": [{"product_id": FLAT_WHITE}]} | fields
    answer = await api.post("/orders", json=body)
    assert answer.status_code == 201, answer.text
    return answer.headers["location"].rsplit("/", 1)[-1]


async def test_a_path_without_extension_needs_an_accept_header(api: httpx.AsyncClient) -> None:
    html = {"Accept": "text/html"}
    assert (await api.get("/sites", headers=html)).status_code == 406
    assert (await api.get("/sites.json", headers=html)).status_code == 200
    assert (await api.get("/sites", headers={"Accept": "*/*"})).status_code == 200


async def test_anything_but_json_is_refused_in_a_body(api: httpx.AsyncClient) -> None:
    answer = await api.post("/customers", data={"first_name": "Ann"})
    assert (answer.status_code, answer.json()["error"]) == (400, "bad_request")


async def test_a_creation_answers_null_with_the_absolute_address(api: httpx.AsyncClient) -> None:
    body = {"first_name": "Ann", "email": "ann@example.test"}
    answer = await api.post("/customers.json", json=body)
    assert (answer.status_code, answer.content) == (201, b"null")
    location = answer.headers["location"]
    assert location.startswith(f"{TILL}/v1/companies/{COMPANY}/customers/")
    assert location.endswith(".json")
    assert (await api.get(location)).json()["first_name"] == "Ann"


async def test_an_update_answers_null_and_a_deletion_nothing(api: httpx.AsyncClient) -> None:
    order = await new_order(api)
    changed = await api.put(f"/orders/{order}", json={"notes": "Window"})
    assert (changed.status_code, changed.content) == (200, b"null")
    deleted = await api.delete(f"/orders/{order}")
    assert (deleted.status_code, deleted.content) == (204, b"")


async def test_next_page_is_a_whole_address_with_the_filters_in_it(
    till: Simulator, api: httpx.AsyncClient
) -> None:
    till.turn(page_size=2)
    ids = [await new_order(api) for _ in range(5)]
    url: str | None = "/orders/on_hold.json?value_gte=1"
    seen: list[str] = []
    while url:
        page = await api.get(url)
        seen += [each["id_str"] for each in page.json()]
        url = page.headers.get("x-next-page")
        assert url is None or ("value_gte=1" in url and url.startswith(TILL))
    assert seen == ids[::-1]


async def test_a_last_page_that_is_just_full_has_no_next_one(
    till: Simulator, api: httpx.AsyncClient
) -> None:
    till.turn(page_size=2)
    sites = await api.get("/sites")
    assert len(sites.json()) == 2
    assert "x-next-page" not in sites.headers


async def test_pages_of_the_older_scheme_count_from_zero(
    till: Simulator, api: httpx.AsyncClient
) -> None:
    till.turn(page_size=2)
    second = await api.get("/customers", headers={"X-Page": "1"})
    assert second.headers["x-pages"] == "2"
    assert [each["first_name"] for each in second.json()] == ["Priya"]


async def test_start_continues_even_when_its_row_is_gone(
    till: Simulator, api: httpx.AsyncClient
) -> None:
    inventory = await api.get(f"/sites/{SITE}/inventory", params={"start": FLAT_WHITE - 1})
    assert inventory.json()[0]["id"] == FLAT_WHITE
    ids = [int(await new_order(api)) for _ in range(2)]
    between = await api.get("/orders", params={"start": ids[1] - 1 if ids[1] - 1 > ids[0] else 0})
    assert ids[1] not in [each["id"] for each in between.json()]


async def test_products_come_in_larger_pages(till: Simulator, api: httpx.AsyncClient) -> None:
    till.turn(page_size=2)
    assert len((await api.get("/products")).json()) == 28
    assert len((await api.get("/sites")).json()) == 2


async def test_the_limit_is_a_minute_long_and_refused_as_plain_text(
    till: Simulator, api: httpx.AsyncClient, clock: Clock
) -> None:
    till.turn(rate_limit_oauth=2)
    first = await api.get("")
    assert first.headers["x-ratelimit-remaining"] == "1"
    await api.get("")
    over = await api.get("")
    assert (over.status_code, over.text) == (429, "Limit exceeded")
    assert over.headers["content-type"].startswith("text/plain")
    assert "retry-after" not in over.headers
    assert int(over.headers["x-ratelimit-reset"]) == clock().timestamp() + 60
    clock.pass_(60)
    assert (await api.get("")).status_code == 200


async def test_basic_credentials_have_a_smaller_limit(http: httpx.AsyncClient) -> None:
    answer = await http.get("/v1/companies/me.json", auth=("loyal", "s3cret"))
    assert answer.headers["x-ratelimit-limit"] == "60"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nothing", 404),
        ("GET", "/orders/1", 404),
        ("GET", "/orders/99999999999999999999999", 404),
        ("GET", "/orders/teapots", 404),
        ("GET", "/orders?created_gte=yesterday", 400),
        ("GET", "/orders?value_gt=NaN", 400),
        ("GET", "/orders?start=x", 400),
        ("GET", "/customers?page=x", 400),
        ("PATCH", "/orders/1", 405),
        ("DELETE", "/customers/301", 405),
    ],
)
async def test_a_wrong_address_is_refused_with_a_description(
    api: httpx.AsyncClient, method: str, path: str, status: int
) -> None:
    answer = await api.request(method, path)
    assert answer.status_code == status
    assert answer.json().keys() == {"error", "error_description"}


async def test_another_company_is_not_there(api: httpx.AsyncClient) -> None:
    assert (await api.get(f"{TILL}/v1/companies/1/orders.json")).status_code == 404
    assert (await api.get(f"{TILL}/v1/companies/me/orders.json")).status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"\xff",
        b"[" * 100_000,
        b'{"first_name": 5, "email": "a@b.test"}',
        b'{"first_name": "", "email": "a@b.test"}',
        b'{"first_name": "Ann"}',
        b'{"first_name": "Ann", "email": "luca.ferraro@example.test"}',
        b'{"first_name": "Ann", "mobile": "+61491570157"}',
    ],
)
async def test_a_bad_body_is_refused_and_changes_nothing(
    till: Simulator, api: httpx.AsyncClient, body: bytes
) -> None:
    before = dict(till.cloud.state.customers)
    headers = {"Content-Type": "application/json"}
    answer = await api.post("/customers", content=body, headers=headers)
    assert answer.status_code == 400
    assert till.cloud.state.customers == before


@pytest.mark.parametrize(
    ("path", "keys"),
    [
        ("", {"id", "name", "currency", "timezone", "business_number"}),
        ("/sites", {"id", "name", "code"}),
        (f"/sites/{SITE}", {"id", "location", "price_list"}),
        (f"/sites/{SITE}/registers", {"id", "code", "name"}),
        ("/registers", {"id", "code", "name", "site_id"}),
        ("/registers/7101", {"site", "current_staff_member", "sale_prefix"}),
        ("/staff", {"id", "is_admin", "primary_email_address"}),
        ("/staff/me", {"id", "first_name"}),
        ("/staff/admins", {"id"}),
        ("/staff/me/sites", {"id", "code"}),
        ("/products", {"id", "name", "unit_price", "taxes", "sites"}),
        (f"/sites/{SITE}/products", {"id", "stock"}),
        (f"/products/{FLAT_WHITE}", {"id", "code"}),
        ("/products/9001/modifiers", {"is_modifier"}),
        ("/categories", {"id", "name"}),
        ("/categories/301", {"products"}),
        ("/categories/301/products", {"id"}),
        ("/taxes", {"id", "code", "name", "rate"}),
        ("/payment_methods", {"id", "name"}),
        ("/price_lists", {"id", "parent_id"}),
        ("/price_lists/base", {"products"}),
        (f"/sites/{SITE}/inventory", {"id", "stock"}),
        (f"/sites/{SITE}/addresses", {"lines", "city", "zone"}),
        (f"/sites/{SITE}/categories/301", {"products"}),
        (f"/sites/{SITE}/products/{FLAT_WHITE}/categories", {"name"}),
        ("/status", {"site_id", "status", "online_ordering"}),
        (f"{TILL}/v1/sites_status", {"site_id", "status"}),
        ("/customers/301", {"primary_email_address", "email_addresses", "addresses"}),
    ],
)
async def test_every_lookup_has_its_shape(
    api: httpx.AsyncClient, path: str, keys: set[str]
) -> None:
    answer = await api.get(path)
    assert answer.status_code == 200, answer.text
    found = answer.json()
    row = found[0] if isinstance(found, list) else found
    assert keys <= row.keys()
