"""What a till tells is verified, kept once, and answered; what is not the till's is not kept."""

import hmac
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, cast

import httpx
import pytest
import pytest_asyncio
from litestar import Litestar

from regulars.faces.inbound import create_inbound
from regulars.kernel.ids import ConnectionId, MerchantId, uuid7
from regulars.merchants.connections import (
    authorised,
    disable,
    enable,
    new_key,
    save_credentials,
    save_mapping,
)
from regulars.merchants.keys import ConnectionKey, write_key
from regulars.merchants.model import ConnectionSettings, Credentials, Merchant, SiteMapping
from regulars.merchants.store.merchants import add_merchant
from regulars.merchants.stores import open_store
from regulars.platform.db import Database, Row, Transaction
from regulars.platform.secrets import KeyRing
from regulars.sales.exceptions import list_exceptions, put_aside
from regulars.sales.model import ExceptionKind

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
RING = KeyRing([b"0123456789abcdef0123456789abcdef"])
TOKEN = "the-signature-token"
ORDER = {"id": 4310020007, "id_str": "4310020007", "site_id": 4201, "status": "COMPLETE"}


@dataclass
class Door:
    """The hub as a till reaches it."""

    db: Database
    merchant: MerchantId
    connection: ConnectionId
    http: httpx.AsyncClient = field(repr=False)

    def key(self, *, version: int = 1, ring: KeyRing = RING) -> str:
        return write_key(ring, ConnectionKey(self.merchant, self.connection, version))

    async def tell(
        self,
        body: Any = ORDER,
        *,
        raw: bytes | None = None,
        key: str | None = None,
        query: str = "?topic=orders/completed",
        signed_with: str | None = TOKEN,
    ) -> httpx.Response:
        content = json.dumps(body).encode() if raw is None else raw
        headers = {"Content-Type": "application/json"}
        if signed_with is not None:
            signature = hmac.digest(signed_with.encode(), content, "sha256").hex()
            headers["X-Kounta-Signature"] = signature
        path = f"/hooks/kounta/{key or self.key()}{query}"
        return await self.http.post(path, content=content, headers=headers)

    async def kept(self) -> list[Row]:
        return list(await self.db.all("select topic, body, received from inbox order by id"))

    async def jobs(self) -> int:
        waiting: int = await self.db.value("select count(*) from pgqueuer")
        return waiting


@pytest_asyncio.fixture
async def door(db: Database) -> AsyncIterator[Door]:
    merchant = Merchant(MerchantId(uuid7(NOON)), "Harbour", "AU", "AUD", "en_AU", "UTC")

    async def work(tx: Transaction) -> SiteMapping:
        await add_merchant(tx, merchant, at=NOON)
        store = await open_store(tx, merchant, "Harbour Kitchen", at=NOON)
        return SiteMapping("4201", "Harbour Kitchen", store.id)

    site = await db.tx(work)
    connection = (await enable(db, merchant.id, "kounta", at=NOON)).id
    await authorised(db, merchant.id, connection, "5801", "Harbour", at=NOON)
    await save_mapping(db, merchant.id, connection, (site,), ConnectionSettings(), at=NOON)
    installed = Credentials("regulars", "the-secret", TOKEN)
    router = create_inbound(db, RING, lambda: NOON, installed=installed)
    app = Litestar([router], openapi_config=None, logging_config=None)
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(cast("Any", app)), base_url="https://hub.test"
    ) as http:
        yield Door(db, merchant.id, connection, http)


async def test_a_finished_order_is_kept_and_answered(door: Door) -> None:
    answer = await door.tell()
    assert (answer.status_code, answer.json()) == (202, {"received": True})
    [delivery] = await door.kept()
    assert delivery["topic"] == "orders/completed"
    assert delivery["body"]["order"] == "4310020007"
    assert await door.jobs() == 1


async def test_the_same_delivery_twice_is_worked_on_once(door: Door) -> None:
    for _ in range(3):
        assert (await door.tell()).status_code == 202
    [delivery] = await door.kept()
    assert (delivery["received"], await door.jobs()) == (3, 1)


async def test_the_order_as_it_changed_later_is_another_delivery(door: Door) -> None:
    await door.tell()
    await door.tell(ORDER | {"updated_at": "2026-05-04T22:00:00+10:00"})
    assert (len(await door.kept()), await door.jobs()) == (2, 2)


async def test_the_guests_name_is_not_kept(door: Door) -> None:
    guest = {"id": 301, "first_name": "Harriet", "email": "harriet@example.test"}
    await door.tell(ORDER | {"customer": guest, "total": 12.5})
    [delivery] = await door.kept()
    assert "harriet" not in json.dumps(delivery["body"]).lower()


async def test_an_order_in_a_wrapping_is_found(door: Door) -> None:
    await door.tell({"topic": "orders/completed", "data": ORDER})
    [delivery] = await door.kept()
    assert delivery["body"]["order"] == "4310020007"


async def test_an_id_beyond_53_bits_stays_what_it_is(door: Door) -> None:
    await door.tell(raw=b'{"id": 9007199254740993, "site_id": 4201}')
    [delivery] = await door.kept()
    assert delivery["body"]["order"] == "9007199254740993"


@pytest.mark.parametrize("token", ["another-token", "", None])
async def test_a_delivery_that_the_till_did_not_sign_is_not_kept(
    door: Door, token: str | None
) -> None:
    answer = await door.tell(signed_with=token)
    assert (answer.status_code, answer.json()["error"]) == (401, "wrong_signature")
    assert await door.kept() == []


async def test_a_body_that_was_changed_on_the_way_is_not_kept(door: Door) -> None:
    raw = json.dumps(ORDER).encode()
    signature = hmac.digest(TOKEN.encode(), raw, "sha256").hex()
    answer = await door.http.post(
        f"/hooks/kounta/{door.key()}",
        content=raw + b" ",
        headers={"X-Kounta-Signature": signature},
    )
    assert answer.status_code == 401
    assert await door.kept() == []


async def test_without_a_signature_token_the_key_alone_vouches(door: Door) -> None:
    own = Credentials("own", "secret")
    await save_credentials(door.db, RING, door.merchant, door.connection, own, at=NOON)
    assert (await door.tell(signed_with=None)).status_code == 202


async def test_a_key_that_ended_or_was_never_given_leads_nowhere(door: Door) -> None:
    await new_key(door.db, door.merchant, door.connection, at=NOON)
    forged = door.key(version=2, ring=KeyRing([b"another key of thirty-two bytes!"]))
    for key in (door.key(version=1), door.key(version=3), forged, "nonsense", "é"):
        answer = await door.tell(key=key)
        assert (answer.status_code, answer.json()["error"]) == (404, "not_found")
    assert await door.kept() == []
    assert (await door.tell(key=door.key(version=2))).status_code == 202


async def test_an_app_that_is_switched_off_leads_nowhere(door: Door) -> None:
    await disable(door.db, door.merchant, door.connection, at=NOON)
    assert (await door.tell()).status_code == 404
    assert await door.kept() == []


async def test_a_key_of_a_connection_that_is_gone_leads_nowhere(door: Door) -> None:
    stranger = ConnectionKey(door.merchant, ConnectionId(uuid7(NOON)), 1)
    assert (await door.tell(key=write_key(RING, stranger))).status_code == 404


async def test_an_order_of_a_site_that_is_no_store_of_ours_is_not_kept_but_the_site_is_listed_once(
    door: Door,
) -> None:
    for order in (310, 311):
        answer = await door.tell(ORDER | {"id": order, "site_id": 4202})
        assert (answer.status_code, answer.json()) == (202, {"received": False})
    assert await door.kept() == []
    [stray] = await list_exceptions(door.db, door.merchant)
    assert (stray.kind, stray.order, stray.store) == (ExceptionKind.STRAY, "4202", None)
    await put_aside(door.db, door.merchant, stray.id, at=NOON, actor="test")
    await door.tell(ORDER | {"id": 312, "site_id": 4202})
    assert len(await list_exceptions(door.db, door.merchant)) == 1


NO_ORDERS = [
    b"",
    b"null",
    b"[]",
    b"7",
    b"{}",
    b"\xff\xfe",
    b'{"id": null}',
    b'{"id": ""}',
    b'{"id": 1.5}',
    b'{"id": {"$ne": 1}}',
    b'{"id": "../../1"}',
    b'{"id": "' + b"9" * 41 + b'"}',
    b'{"id": "1\\u0000"}',
    b'{"id": 1, "site_id": [4201]}',
    b'{"id": 1, "site_id": "42\\u0000"}',
    b'{"id": 1, "company_id": 999}',
    b'{"data": [1]}',
    b'{"id": 1, "status": "COMPLETE"',
    b"[" * 100_000,
]


async def test_what_is_no_order_of_ours_gets_a_clear_error_and_is_not_kept(door: Door) -> None:
    for raw in NO_ORDERS:
        answer = await door.tell(raw=raw)
        assert answer.status_code == 400, raw
        assert answer.json()["message"]
    assert await door.kept() == []


async def test_texts_that_no_database_keeps_do_no_harm(door: Door) -> None:
    answer = await door.tell(raw=b'{"id": 1, "status": "A\\u0000", "updated_at": "\\u0000"}')
    assert answer.status_code == 202


@pytest.mark.parametrize("query", ["?topic=customers/updated", "?topic=%00", "?topic=a&topic=b"])
async def test_a_topic_that_we_did_not_register_is_refused(door: Door, query: str) -> None:
    assert (await door.tell(query=query)).status_code == 400
    assert await door.kept() == []


async def test_an_address_without_a_topic_still_tells_of_the_order(door: Door) -> None:
    assert (await door.tell(query="")).status_code == 202


async def test_a_huge_body_is_refused_before_it_is_read(door: Door) -> None:
    answer = await door.tell(raw=b" " * 1_000_001)
    assert answer.status_code == 413
    assert await door.kept() == []


async def test_another_merchants_order_cannot_be_told_through_ones_own_key(door: Door) -> None:
    answer = await door.tell(ORDER | {"company_id": 5802})
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid")


async def test_only_post_is_answered(door: Door) -> None:
    assert (await door.http.get(f"/hooks/kounta/{door.key()}")).status_code == 405
