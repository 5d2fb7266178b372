"""The people around the till: a clock, a cashier, and a small stranger as the add-on."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

TILL = "http://till.test"
ADDON = "http://addon.test"
COMPANY = 5801
SITE = 4201
REGISTER = 7101
FLAT_WHITE = 9001
ROSA = {
    "id": "m-81",
    "first_name": "Rosa",
    "last_name": "Kettle",
    "email_address": "rosa@example.test",
    "current_points": "340",
}


@dataclass
class Clock:
    """It stands still until told. It starts ten minutes before midnight in Sydney."""

    at: datetime = datetime(2026, 5, 3, 13, 50, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def pass_(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


@dataclass
class Stranger:
    """A tiny add-on: it finds Rosa, offers $5 off, and takes webhooks."""

    api: httpx.AsyncClient | None = None
    token: str = ""
    search: Any = field(default_factory=lambda: {"members": {"m-81": ROSA}})
    reward: dict[str, Any] = field(default_factory=dict)
    lookup: Any = None
    redeem: Any = None
    status: int = 200
    hook_status: int = 204
    silent: bool = False
    asked: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    hooks: list[tuple[bytes, dict[str, str]]] = field(default_factory=list)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        query = {
            name: values[0]
            for name, values in parse_qs(
                scope["query_string"].decode(), keep_blank_values=True
            ).items()
        }
        self.asked.append((scope["method"], scope["path"], query))
        if self.silent:
            await asyncio.Event().wait()
        if scope["path"] == "/hook":
            await self.take_hook(scope, receive, send)
            return
        answer = await self.answer(scope["path"], query)
        body = answer if isinstance(answer, bytes) else httpx.Response(200, json=answer).content
        await reply(send, self.status, body)

    async def answer(self, path: str, query: dict[str, str]) -> Any:
        if path == "/search":
            return self.search
        if path == "/lookup":
            return self.lookup or self.looked_up(query["order_id"])
        return self.redeem if self.redeem is not None else await self.five_off(query["order_id"])

    def looked_up(self, placeholder: str) -> dict[str, Any]:
        reward = {
            "id": "r-5",
            "title": "$5 off",
            "points_required": 100,
            "redeem_url": f"{ADDON}/redeem?reward=r-5&order_id={placeholder}",
        }
        return {"member": ROSA, "rewards": [reward | self.reward]}

    async def five_off(self, order_id: str) -> dict[str, Any]:
        assert self.api is not None
        answer = await self.api.put(
            f"/v1/companies/me/orders/{order_id}.json",
            json={"price_fixed_variation": -5},
            headers={"Authorization": f"Bearer {self.token}"},
        )
        if answer.status_code != 200:
            return {"success": False, "error": "The till refused the discount."}
        return {"success": True}

    async def take_hook(self, scope: Any, receive: Any, send: Any) -> None:
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        self.hooks.append(((await receive())["body"], headers))
        await reply(send, self.hook_status, b"")

    def calls(self, path: str) -> list[dict[str, str]]:
        return [query for _, asked, query in self.asked if asked == path]


async def reply(send: Any, status: int, body: bytes) -> None:
    headers = [(b"content-type", b"application/json; charset=utf-8")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def authorize(http: httpx.AsyncClient, **fields: str) -> httpx.Response:
    form = {
        "client_id": "loyal",
        "redirect_uri": f"{ADDON}/callback",
        "state": "xyz",
        "response_type": "code",
        "decision": "grant",
    }
    return await http.post("/authorize", data=form | fields)


async def grant(http: httpx.AsyncClient, **fields: str) -> dict[str, Any]:
    """The tokens that an application has after somebody granted it access."""
    answer = await authorize(http, **fields)
    code = parse_qs(urlsplit(answer.headers["location"]).query)["code"][0]
    tokens = await http.post(
        "/v1/token.json",
        data={
            "grant_type": "authorization_code",
            "code": code,
            "client_id": "loyal",
            "client_secret": "s3cret",
            "redirect_uri": f"{ADDON}/callback",
        },
    )
    assert tokens.status_code == 200, tokens.text
    granted: dict[str, Any] = tokens.json()
    return granted


@dataclass
class Cashier:
    """The cashier at one register."""

    http: httpx.AsyncClient
    register: int = REGISTER

    async def do(self, method: str, path: str = "", **body: Any) -> Any:
        answer = await self.try_(method, path, **body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def try_(self, method: str, path: str = "", **body: Any) -> httpx.Response:
        return await self.http.request(
            method, f"/till/{self.register}{path}", json=body if method != "GET" else None
        )

    async def ring(self, quantity: int = 2) -> Any:
        return await self.do("POST", "/sale/lines", product_id=FLAT_WHITE, quantity=quantity)

    async def choose_rosa(self) -> Any:
        await self.do("POST", "/search", keyword="rosa k")
        return await self.do("PUT", "/sale/customer", member_id="m-81")

    async def pay(self, **body: Any) -> Any:
        return await self.do("POST", "/sale/payments", **({"method_id": 501} | body))
