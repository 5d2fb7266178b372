"""A till that calls the voucher API, and the merchant it stands at, for tests of that API."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx

from regulars.faces.voucher_api.app import VoucherApi
from regulars.kernel.money import Money
from regulars.members.model import Member, NewMember
from regulars.merchants.api_accounts import create_account
from regulars.merchants.create_merchant import create_merchant
from regulars.merchants.model import (
    ApiAccount,
    Merchant,
    NewApiAccount,
    NewMerchant,
    NewOwner,
    Store,
)
from regulars.merchants.stores import stores
from regulars.platform.db import Database
from regulars.programs.define import set_program
from regulars.programs.earning.model import one_for_each
from regulars.programs.join import join
from regulars.programs.model import Program
from regulars.vouchers.credit_by_hand import credit_by_hand
from regulars.vouchers.issue import issue
from regulars.vouchers.model import (
    AmountOff,
    NewVoucher,
    ShareOff,
    Terms,
    UseType,
    Voucher,
    WalletScheme,
    Worth,
)

NOON = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
"""Noon in Athens."""
BASE = "https://hub.test"
PASSWORD = "flat white please"


def eur(amount: str) -> Money:
    return Money.of(amount, "EUR")


@dataclass
class Clock:
    """A clock that a test winds on."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def wind(self, by: timedelta) -> None:
        self.now += by


@dataclass
class Till:
    """Somebody who calls the API, of one merchant with one store, perhaps with a token."""

    db: Database
    clock: Clock
    http: httpx.AsyncClient
    merchant: Merchant
    store: Store
    account: ApiAccount
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def path(self) -> str:
        """Where the calls about the store are."""
        return f"/api/v1/stores/{self.store.id}"

    async def call(
        self, method: str, path: str, body: Any = None, **headers: str
    ) -> httpx.Response:
        """A call about the store. What is no text is sent as JSON; text is sent as it is."""
        content = body if isinstance(body, str | bytes) or body is None else json.dumps(body)
        url = path if path.startswith("/api/") else f"{self.path}/{path}"
        kind = {} if content is None else {"Content-Type": "application/json"}
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.http.request(
            method, url, content=content, headers={**kind, **self.headers, **named}
        )

    async def get(self, path: str, **params: str) -> httpx.Response:
        query = f"?{httpx.QueryParams(params)}" if params else ""
        return await self.call("GET", path + query)

    async def post(self, path: str, body: Any = None) -> httpx.Response:
        return await self.call("POST", path, body)

    async def put(self, path: str, body: Any) -> httpx.Response:
        return await self.call("PUT", path, body)

    async def log_in(self, username: str = "", password: str = PASSWORD) -> httpx.Response:
        """Log in, and send the token with every call from now on."""
        credentials = {"username": username or self.account.username, "password": password}
        answer = await self.post("/api/v1/auth/login", credentials)
        if answer.status_code == 200:
            self.headers["Authorization"] = answer.headers["Authorization"]
        return answer

    async def enrol(self, name: str = "John Doe", *, credit: str = "", **details: Any) -> Member:
        """A member, with so much in the wallet."""
        first, _, last = name.partition(" ")
        new = NewMember(first, last, store=self.store.id, **details)
        member = await join(self.db, self.merchant.id, new, at=self.clock(), actor="test")
        if credit:
            await credit_by_hand(
                self.db,
                self.merchant.id,
                member.id,
                eur(credit),
                note="to begin with",
                key=uuid4(),
                at=self.clock(),
                actor="test",
            )
        return member

    async def issue(
        self,
        worth: str,
        code: str | None = None,
        *,
        use: UseType = UseType.ONE_TIME_USE,
        **terms: Any,
    ) -> Voucher:
        """A voucher worth `5.50` or `10 %`."""
        told = {"minimum": eur("0"), **terms}
        new = NewVoucher(code=code, worth=worth_of(worth), use_type=use, terms=Terms(**told))
        return await issue(self.db, self.merchant.id, new, at=self.clock(), actor="test")

    async def count(self, table: str) -> int:
        return int(await self.db.value(f"select count(*) from {table}"))  # noqa: S608


def worth_of(text: str) -> Worth:
    number, share, _ = text.partition("%")
    return ShareOff(int(float(number) * 100)) if share else AmountOff(eur(number))


@asynccontextmanager
async def open_till(
    db: Database, *, username: str = "front-till", clock: Clock | None = None
) -> AsyncIterator[Till]:
    """A till in Athens that has not logged in, of a merchant of its own with a wallet scheme."""
    clock = clock or Clock()
    new = NewMerchant(f"Taverna of {username}", "GR", "EUR", "en_GB", "Europe/Athens")
    owner = NewOwner(f"{username}@example.test", "Eleni", PASSWORD)
    merchant = await create_merchant(db, new, owner, "Front room", at=clock())
    [store] = await stores(db, merchant.id)
    program = Program(
        merchant.id,
        "Regulars",
        "points",
        terms=one_for_each(eur("1")),
        wallet=WalletScheme(eur("50"), eur("5")),
    )
    await set_program(db, program, at=clock(), actor="test")
    new_account = NewApiAccount(username, "Front till", PASSWORD)
    account = await create_account(db, merchant.id, new_account, at=clock())
    api: Any = VoucherApi(db, clock, BASE)
    transport = httpx.ASGITransport(api, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=BASE) as http:
        yield Till(db, clock, http, merchant, store, account)
