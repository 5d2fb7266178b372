"""A browser for tests of the console: cookies, forms with their token, and redirects."""

import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import httpx

from regulars.faces.console import cookies
from regulars.faces.console.app import create_console
from regulars.faces.console.deps import ConsoleDeps
from regulars.kernel.clock import Clock
from regulars.merchants.create_merchant import create_merchant
from regulars.merchants.model import Credentials, Merchant, NewMerchant, NewOwner, NewUser, Role
from regulars.merchants.sign_in import sign_in
from regulars.merchants.users import create_user
from regulars.platform.asgi import Given
from regulars.platform.db import Database
from regulars.platform.secrets import KeyRing
from regulars.pos.port import Tills

NOON = datetime(2026, 5, 4, 2, 0, tzinfo=UTC)
"""Noon in Sydney."""
RING = KeyRing([b"k" * 32])
BASE = "http://hub.test"
PASSWORD = "flat white please"
TOKEN = re.compile(r'name="_csrf_token" value="([^"]+)"')


class NoTills:
    """For pages that ask no till."""

    def at(self, *_: object, **__: object) -> Any:
        raise AssertionError("no till was to be asked")

    link = at


def console(
    db: Database,
    *,
    tills: Tills | None = None,
    clock: Clock = lambda: NOON,
    base_url: str = BASE,
    add_on: Credentials | None = None,
    stopping: Callable[[], bool] = lambda: False,
    outward: httpx.AsyncBaseTransport | None = None,
) -> Given:
    """The console on `db`."""
    tills = tills or NoTills()
    return create_console(ConsoleDeps(db, RING, clock, tills, base_url, add_on, stopping, outward))


class Browser:
    """Opens pages and sends their forms, as one person."""

    def __init__(self, client: httpx.AsyncClient, deps: ConsoleDeps) -> None:
        self.client = client
        self.token = ""
        self._deps = deps

    async def open(self, path: str, *, follow: bool = True, **kwargs: Any) -> httpx.Response:
        """GET a page, following redirects, and remember its form token."""
        return self._remember(await self.client.get(path, follow_redirects=follow, **kwargs))

    async def send(self, path: str, **fields: str) -> httpx.Response:
        """POST a form with the token of the page that was seen last; then follow redirects."""
        answer = await self.post(path, **fields)
        return await self.open(answer.headers["location"]) if answer.is_redirect else answer

    async def post(self, path: str, **fields: str) -> httpx.Response:
        """POST a form and answer just what came back."""
        data = {"_csrf_token": self.token, **fields}
        return self._remember(await self.client.post(path, data=data))

    async def send_file(self, path: str, name: str, data: bytes) -> httpx.Response:
        """POST a form with nothing but a file, and follow redirects."""
        return await self.send_with(path, {"file": (name, data)})

    async def send_with(
        self, path: str, files: dict[str, tuple[str, bytes]], **fields: str
    ) -> httpx.Response:
        """POST a form with files by their fields, and follow redirects."""
        data = {"_csrf_token": self.token, **fields}
        answer = await self.client.post(path, data=data, files=files)
        self._remember(answer)
        return await self.open(answer.headers["location"]) if answer.is_redirect else answer

    async def sign_in(self, email: str, password: str = PASSWORD) -> None:
        """Have a session as the sign-in page would give it, without its three pages."""
        token, session = await sign_in(self._deps.db, email, password, at=self._deps.now())
        host = self.client.base_url.host
        self.client.cookies.set(cookies.SESSION, token, domain=host, path=cookies.PATH)
        self.token = session.csrf_token

    def _remember(self, response: httpx.Response) -> httpx.Response:
        if found := TOKEN.search(response.text):
            self.token = found[1]
        return response


@asynccontextmanager
async def browsing(app: Given, *, base_url: str = BASE) -> AsyncIterator[Browser]:
    """A browser that has not been here before."""
    # The client is less exact than we about the types of ASGI.
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url=base_url) as client:
        yield Browser(client, app.parts["console"])


async def open_business(db: Database, email: str = "mia@example.test") -> Merchant:
    """A merchant with the store “Front room” and the owner Mia."""
    new = NewMerchant("Harbour Kitchen", "AU", "AUD", "en_AU", "Australia/Sydney")
    owner = NewOwner(email, "Mia Tran", PASSWORD)
    return await create_merchant(db, new, owner, "Front room", at=NOON)


async def hire(db: Database, merchant: Merchant, role: Role, email: str) -> None:
    """Somebody more who signs in for `merchant`."""
    await create_user(db, merchant.id, NewUser(email, "Jo Park", PASSWORD, role), at=NOON)
