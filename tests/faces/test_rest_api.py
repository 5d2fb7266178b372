"""Promises of our own API for bookings."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, cast

import httpx
import pytest
import pytest_asyncio
from tests.stores.people import club_of

from regulars.bookings.floor.starter import plant
from regulars.faces.rest_api import BASE, RestDeps, create_rest_api
from regulars.kernel.ids import MerchantId, StoreId
from regulars.merchants.api_accounts import create_account, disable_account
from regulars.merchants.api_tokens import make_token
from regulars.merchants.model import ApiAccount, NewApiAccount
from regulars.merchants.read import read_merchant
from regulars.merchants.stores import add_store
from regulars.platform.asgi import App
from regulars.platform.db import Database

HUB = "https://hub.test"
NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
"""Friday, one in the afternoon in Sydney."""
FRIDAY = date(2026, 11, 20)
EVENING = "2026-11-20T19:30:00+11:00"


@dataclass
class Partner:
    """Another system that calls the API for one store of one merchant."""

    db: Database
    http: httpx.AsyncClient
    merchant: MerchantId
    store: StoreId
    account: ApiAccount
    token: str
    numbers: Any = field(default_factory=lambda: iter(range(1, 1_000)))

    async def call(self, method: str, path: str, **body: Any) -> httpx.Response:
        return await self.http.request(
            method,
            f"{HUB}{BASE}{path}",
            json=body or None,
            headers={"Authorization": f"Bearer {self.token}"},
        )

    async def take(self, **body: Any) -> httpx.Response:
        asked = {"externalId": f"A-{next(self.numbers)}", "startsAt": EVENING, "covers": 2} | body
        return await self.call("POST", f"/stores/{self.store}/bookings", **asked)

    async def taken(self, **body: Any) -> dict[str, Any]:
        answer = await self.take(**body)
        assert answer.status_code == 201, answer.text
        return cast("dict[str, Any]", answer.json())

    def one(self, booking: dict[str, Any], rest: str = "") -> str:
        return f"/stores/{self.store}/bookings/{booking['code']}{rest}"


@dataclass
class Clock:
    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest_asyncio.fixture
async def http(db: Database, clock: Clock) -> AsyncIterator[httpx.AsyncClient]:
    app = cast("App", create_rest_api(RestDeps(db, clock, HUB)))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(cast("Any", app))) as client:
        yield client


async def partner_of(db: Database, http: httpx.AsyncClient, username: str) -> Partner:
    club = await club_of(db)
    await plant(db, club.merchant, club.store, at=NOW - timedelta(days=1), actor="test")
    new = NewApiAccount(username, "The other system", "flat white please", (club.store,))
    account = await create_account(db, club.merchant, new, at=NOW, actor="test")
    token = await make_token(db, club.merchant, account.id, "To call", at=NOW)
    return Partner(db, http, club.merchant, club.store, account, token)


@pytest_asyncio.fixture
async def partner(db: Database, http: httpx.AsyncClient) -> Partner:
    return await partner_of(db, http, "partner")


async def test_a_booking_is_taken_at_the_best_table_and_read_by_its_code(partner: Partner) -> None:
    guest = {"firstName": "Ruby", "lastName": "Baker", "email": "ruby@example.test"}
    booking = await partner.taken(covers=4, guest=guest, request="Window if you can")
    assert booking["startsAt"] == EVENING
    assert booking["source"] == "api"
    assert booking["name"] == "Ruby Baker"
    assert booking["status"] == "confirmed"
    assert len(booking["tables"]) == 1
    read = await partner.call("GET", partner.one(booking))
    assert read.json() == booking
    day = await partner.call("GET", f"/stores/{partner.store}/bookings?day={FRIDAY}")
    assert day.json() == {"bookings": [booking]}


async def test_the_same_id_twice_is_one_booking_also_at_the_same_moment(partner: Partner) -> None:
    answers = await asyncio.gather(*(partner.take(externalId="A-77") for _ in range(8)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["code"] for answer in answers}) == 1


async def test_an_id_with_another_booking_is_refused(partner: Partner) -> None:
    await partner.taken(externalId="A-77")
    other = await partner.take(externalId="A-77", covers=5)
    assert (other.status_code, other.json()["code"]) == (409, "other_booking")


async def test_an_id_whose_booking_was_refused_is_free_again(partner: Partner) -> None:
    refused = await partner.take(externalId="A-77", covers=2, tables=["no such"])
    assert (refused.status_code, refused.json()["field"]) == (422, "tables")
    at_night = await partner.take(externalId="A-77", startsAt="2026-11-21T03:30:00+11:00")
    assert (at_night.status_code, at_night.json()["code"]) == (409, "closed")
    assert (await partner.take(externalId="A-77")).status_code == 201


async def test_a_taken_table_is_refused_with_who_has_it(partner: Partner) -> None:
    first = await partner.taken(guest={"firstName": "Nakou"})
    other = await partner.take(tables=first["tables"])
    assert other.status_code == 409
    assert other.headers["content-type"] == "application/problem+json"
    problem = other.json()
    assert problem["code"] == "table_taken"
    assert "Nakou" in problem["detail"]


async def test_a_booking_is_moved_unless_somebody_else_moved_it_before(partner: Partner) -> None:
    booking = await partner.taken()
    later = "2026-11-20T20:00:00+11:00"
    moved = await partner.call(
        "PATCH", partner.one(booking), startsAt=later, covers=3, version=booking["version"]
    )
    assert moved.status_code == 200, moved.text
    assert (moved.json()["startsAt"], moved.json()["covers"]) == (later, 3)
    again = await partner.call("PATCH", partner.one(booking), covers=2, version=booking["version"])
    assert (again.status_code, again.json()["code"]) == (409, "changed_meanwhile")


async def test_a_status_is_set_however_it_is_written(partner: Partner, clock: Clock) -> None:
    booking = await partner.taken()
    clock.now = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)
    seated = await partner.call("PUT", partner.one(booking, "/status"), status="SEATED")
    assert seated.status_code == 200, seated.text
    assert (seated.json()["statusType"], seated.json()["seatedAt"]) == ("seated", EVENING)
    gone = await partner.call("PUT", partner.one(booking, "/status"), status="No_Show")
    assert gone.json()["status"] == "no_show"
    wrong = await partner.call("PUT", partner.one(booking, "/status"), status="levitating")
    assert (wrong.status_code, wrong.json()["code"]) == (422, "no_such_status")


async def test_what_was_paid_ahead_is_recorded_once(partner: Partner) -> None:
    booking = await partner.taken()
    paid = {"amountMinor": 4_000, "transactionId": "pay_1", "paidAt": "2026-11-19T10:00:00Z"}
    for _ in range(2):
        answer = await partner.call("POST", partner.one(booking, "/payments"), **paid)
        assert answer.status_code == 201, answer.text
        assert answer.json()["amountPaidMinor"] == 4_000
    read = await partner.call("GET", partner.one(booking))
    summary = read.json()["paymentSummary"]
    assert (summary["amountPaidMinor"], summary["transactionId"]) == (4_000, "pay_1")
    other = await partner.call(
        "POST", partner.one(booking, "/payments"), **(paid | {"amountMinor": 5_000})
    )
    assert other.status_code == 422
    assert (await partner.call("GET", partner.one(booking))).json()["paymentSummary"] == summary


async def test_a_deposit_is_asked_for_and_what_is_due_follows_what_was_paid(
    partner: Partner,
) -> None:
    asked = {"paymentType": "deposit", "amountMinor": 5_000}
    booking = await partner.taken(payment=asked, tags=["Birthday"])
    assert booking["tags"] == ["Birthday"]
    assert booking["paymentSummary"]["amountDueMinor"] == 5_000
    paid = {"amountMinor": 2_000, "transactionId": "pay_1"}
    summary = (await partner.call("POST", partner.one(booking, "/payments"), **paid)).json()
    assert (summary["amountPaidMinor"], summary["amountDueMinor"]) == (2_000, 3_000)
    more = {"paymentType": "prepayment", "amountMinor": 9_000}
    changed = await partner.call("PATCH", partner.one(booking), payment=more)
    assert changed.json()["paymentSummary"]["amountDueMinor"] == 7_000
    for wrong in ({"paymentType": "gift", "amountMinor": 1}, asked | {"amountMinor": 0}):
        assert (await partner.take(payment=wrong)).status_code == 400


async def test_a_party_is_seated_at_other_tables_than_its_own(
    partner: Partner, clock: Clock
) -> None:
    booking = await partner.taken()
    clock.now = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)
    free = "6" if "5" in booking["tables"] else "5"
    seated = await partner.call(
        "PUT", partner.one(booking, "/status"), status="seated", tables=[free]
    )
    assert seated.json()["tables"] == [free], seated.text


async def test_only_times_that_can_be_kept_are_offered(partner: Partner) -> None:
    path = f"/stores/{partner.store}/availability?day={FRIDAY}&covers=2"
    slots = (await partner.call("GET", path)).json()["slots"]
    assert EVENING in [slot["startsAt"] for slot in slots]
    for slot in slots[:3]:
        assert (await partner.take(startsAt=slot["startsAt"])).status_code == 201
    none = await partner.call(
        "GET", f"/stores/{partner.store}/availability?day={FRIDAY}&covers=399"
    )
    assert none.json() == {"slots": []}


async def test_what_happened_can_be_followed_to_the_last(partner: Partner, clock: Clock) -> None:
    booking = await partner.taken()
    at_once = (await partner.call("GET", "/events")).json()
    assert at_once == {"events": [], "last": None}
    clock.now += timedelta(seconds=31)
    heard = (await partner.call("GET", "/events")).json()
    [event] = heard["events"]
    assert event["kind"] == "booking.created"
    assert event["data"]["code"] == booking["code"]
    after = (await partner.call("GET", f"/events?after={heard['last']}")).json()
    assert after == {"events": [], "last": None}


async def test_nobody_gets_in_without_a_token_that_holds(partner: Partner) -> None:
    paths = [
        ("GET", "/events"),
        ("GET", f"/stores/{partner.store}/statuses"),
        ("GET", f"/stores/{partner.store}/bookings?day={FRIDAY}"),
        ("POST", f"/stores/{partner.store}/bookings"),
        ("GET", f"/stores/{partner.store}/bookings/K7QM-2XHP"),
        ("PUT", f"/stores/{partner.store}/bookings/K7QM-2XHP/status"),
        ("POST", f"/stores/{partner.store}/bookings/K7QM-2XHP/payments"),
    ]
    await disable_account(partner.db, partner.merchant, partner.account.id, at=NOW, actor="test")
    for token in ("", "nonsense", partner.token):
        partner.token = token
        for method, path in paths:
            answer = await partner.call(method, path, covers=2)
            assert (answer.status_code, answer.json()["code"]) == (401, "unauthorised"), path


async def test_another_store_and_another_merchant_are_not_found(
    db: Database, partner: Partner, http: httpx.AsyncClient
) -> None:
    booking = await partner.taken()
    other = await partner_of(db, http, "stranger")
    merchant = await read_merchant(db, partner.merchant)
    second = await add_store(db, merchant, "Second room", at=NOW)
    for store in (other.store, second.id, 0, 2**40):
        answer = await partner.call("GET", f"/stores/{store}/statuses")
        assert answer.status_code == 404, store
    stolen = await other.call("GET", f"/stores/{other.store}/bookings/{booking['code']}")
    assert (stolen.status_code, stolen.json()["code"]) == (404, "no_such_booking")


@pytest.mark.parametrize(
    "body",
    [
        {"covers": 0},
        {"covers": "two"},
        {"covers": 2.5},
        {"startsAt": "tomorrow"},
        {"startsAt": "2026-11-20T19:30:00"},
        {"externalId": ""},
        {"durationMinutes": 100_000},
        {"guest": {"lastName": "Baker"}},
        {"colour": "red"},
        {"request": "x" * 1_001},
        {"tables": ["1"] * 21},
    ],
)
async def test_a_body_of_another_shape_is_refused_and_changes_nothing(
    partner: Partner, body: dict[str, Any]
) -> None:
    answer = await partner.take(**body)
    assert (answer.status_code, answer.json()["code"]) == (400, "unreadable"), answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    day = await partner.call("GET", f"/stores/{partner.store}/bookings?day={FRIDAY}")
    assert day.json() == {"bookings": []}


@pytest.mark.parametrize("field", ["name", "request", "note", "externalId"])
async def test_characters_that_cannot_be_kept_are_refused(partner: Partner, field: str) -> None:
    answer = await partner.take(**{field: "a\x00b"})
    assert (answer.status_code, answer.json()["field"]) == (422, field), answer.text


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff", b'"covers"'])
async def test_what_is_no_object_in_json_is_refused(partner: Partner, body: bytes) -> None:
    answer = await partner.http.post(
        f"{HUB}{BASE}/stores/{partner.store}/bookings",
        content=body,
        headers={"Authorization": f"Bearer {partner.token}", "Content-Type": "application/json"},
    )
    assert answer.status_code == 400, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_body_that_is_too_large_is_refused(partner: Partner) -> None:
    answer = await partner.take(guest={"firstName": "x" * 70_000})
    assert answer.status_code == 413


async def test_the_document_names_every_call(partner: Partner) -> None:
    document = (await partner.http.get(f"{HUB}{BASE}/openapi.json")).json()
    assert len(document["paths"]) == 7
    body = document["components"]["schemas"]["NewBookingBody"]
    assert {"externalId", "startsAt", "covers"} <= set(body["required"])
    page = await partner.http.get(f"{HUB}{BASE}/docs")
    assert f'data-document="{BASE}/openapi.json"' in page.text


async def test_a_call_that_lacks_its_body_says_so(partner: Partner) -> None:
    booking = await partner.taken()
    for method, path in (("PATCH", ""), ("PUT", "/status"), ("POST", "/payments")):
        answer = await partner.call(method, partner.one(booking, path))
        assert answer.status_code == 400, path
        assert answer.json()["detail"] == "The body is missing.", path
