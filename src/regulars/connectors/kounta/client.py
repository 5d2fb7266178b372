"""One connection's conversation with Kounta's API: authorised, paced, repeated where that is safe.

Everything that the documentation calls a manner of the API is met here and nowhere else: `.json`
paths, `201` with an address and no body, redirects, pages, `429` in plain text, spent tokens.
"""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TypeVar

import httpx

from regulars.connectors.kounta.errors import refusal, speaks_of_token, translated
from regulars.connectors.kounta.oauth import Grants
from regulars.connectors.kounta.payloads import encoder, parsed
from regulars.connectors.kounta.shared import Shared
from regulars.connectors.kounta.wire import HEADERS, sent
from regulars.kernel.ids import ConnectionId, MerchantId
from regulars.merchants.budget import ask_leave, hold_back
from regulars.merchants.model import Tokens
from regulars.platform import log
from regulars.pos.errors import PosBusy, PosUnavailable
from regulars.pos.port import Haste

T = TypeVar("T")

REPEATABLE = frozenset({"GET", "PUT"})
"""Saying these twice is saying them once. A POST makes something each time, and a line that was
deleted may have left its number to the next one.
"""

PAUSES = (0.2, 0.6)
"""Seconds before each further attempt at what may be repeated."""

TURNS = 4
"""How often one attempt may be sent back to wait for its turn or for a new token."""

PATIENCE_OF_NOBODY = timedelta(seconds=1)
"""Longer waits for the budget are for the job queue, which has better things to do meanwhile."""

UNKNOWN_RESET = timedelta(seconds=5)
MOST_REDIRECTS = 5


class KountaClient:
    """Speaks for one connection until `until`, a moment of the event loop's own clock.

    Every call may raise `PosUnavailable`, `PosBusy`, `NotAuthorised` or `Refused`.
    """

    def __init__(
        self,
        shared: Shared,
        grants: Grants,
        merchant: MerchantId,
        connection: ConnectionId,
        *,
        haste: Haste,
        until: float,
    ) -> None:
        self._shared = shared
        self._grants = grants
        self._merchant = merchant
        self._connection = connection
        self._cashier = haste is Haste.CASHIER
        self._until = until
        with translated():
            self._api = _parsed(shared.addresses.api)

    async def get(self, path: str, shape: type[T], query: Mapping[str, str] | None = None) -> T:
        return parsed(await self._got(self._url(path, query)), shape)

    async def pages(
        self,
        path: str,
        shape: type[T],
        query: Mapping[str, str] | None = None,
        *,
        most: int | None = None,
    ) -> list[T]:
        """The rows of a list, from all pages or the first `most`.

        A page is never known by its length: the next one is where `X-Next-Page` says, if at all.
        """
        rows: list[T] = []
        seen: set[httpx.URL] = set()
        url: httpx.URL | None = self._url(path, query)
        while url and url not in seen and (most is None or len(seen) < most):
            seen.add(url)
            answer = await self._got(url)
            rows += parsed(answer, list[shape])  # type: ignore[valid-type]
            following = answer.headers.get("x-next-page")
            url = self._at_home(url, following) if following else None
        return rows

    async def put(self, path: str, body: object) -> None:
        _done(await self._send("PUT", self._url(path), body))

    async def post(self, path: str, body: object) -> str:
        """Create something and answer its id: the end of its address, as the body is empty."""
        answer = _done(await self._send("POST", self._url(path), body))
        address: str = answer.headers.get("location", "")
        last = address.partition("?")[0].rstrip("/").rpartition("/")[2]
        return last.removesuffix(".json")

    async def delete(self, path: str) -> None:
        _done(await self._send("DELETE", self._url(path)))

    async def _got(self, url: httpx.URL) -> httpx.Response:
        """The answer to a GET, redirects followed with our authorisation, but never elsewhere."""
        for _ in range(MOST_REDIRECTS):
            answer = await self._send("GET", url)
            if not answer.has_redirect_location:
                return _done(answer)
            url = self._at_home(url, answer.headers["location"])
        raise PosUnavailable("The till's system sent us in circles.")

    async def _send(self, method: str, url: httpx.URL, body: object = None) -> httpx.Response:
        """One request, tried again after a failure that was not a clear no.

        Once a change may have happened, no later answer but a success takes that back.
        """
        content = None if body is None else encoder.encode(body)
        pauses = iter(PAUSES if method in REPEATABLE else ())
        silence: PosUnavailable | None = None
        while True:
            try:
                answer = await self._try(method, url, content)
                if answer.status_code >= 500:
                    raise refusal(answer)
            except PosBusy:
                if silence is not None:
                    raise silence from None
                raise
            except PosUnavailable as error:
                silence = error
                cause = type(error.__cause__ or error).__name__
                log.warning("till is silent", method=method, path=url.path, cause=cause)
                pause = next(pauses, None)
                if pause is None:
                    raise
                await self._shared.sleep(pause)
            else:
                if silence is not None and method != "GET" and not answer.is_success:
                    raise silence
                return answer

    async def _try(self, method: str, url: httpx.URL, content: bytes | None) -> httpx.Response:
        """One answer that is neither about our haste nor, if a new one helps, about our token."""
        renewed = False
        for _ in range(TURNS):
            tokens = await self._await_turn()
            answer = await self._ask(method, url, content, tokens.access_token)
            if answer.status_code == 429:
                await self._hold_back(answer)
            elif _wants_new_token(answer) and not renewed:
                await self._grants.after(self._merchant, self._connection, tokens.generation)
                renewed = True
            else:
                return answer
        raise _busy()

    async def _ask(
        self, method: str, url: httpx.URL, content: bytes | None, access_token: str
    ) -> httpx.Response:
        headers = {**HEADERS, "Authorization": f"Bearer {access_token}"}
        if content is not None:
            headers["Content-Type"] = "application/json"
        with translated():
            request = httpx.Request(method, url, headers=headers, content=content)
            return await sent(self._shared.transport, request, within=max(self._left(), 0.001))

    async def _await_turn(self) -> Tokens:
        """Take a request out of the budget, waiting a little for it. Answers what to ask with.

        Raises `PosBusy`, `NotAuthorised`.
        """
        while True:
            leave = await ask_leave(
                self._shared.db,
                self._shared.ring,
                self._shared.budget,
                self._merchant,
                self._connection,
                cashier=self._cashier,
                at=self._shared.clock(),
            )
            if leave.wait_until is None:
                return await self._grants.lasting(self._merchant, self._connection, leave.tokens)
            await self._wait(leave.wait_until)

    async def _wait(self, until: datetime) -> None:
        """Wait for `until`, which may be over by now: the database may have been slow to say so."""
        wait = (until - self._shared.clock()).total_seconds()
        patience = self._left() if self._cashier else PATIENCE_OF_NOBODY.total_seconds()
        if wait > patience:
            raise _busy()
        await self._shared.sleep(max(wait, 0.0))

    async def _hold_back(self, answer: httpx.Response) -> None:
        """The till counted more requests than we did: ask nothing until it begins to count anew."""
        at = self._shared.clock()
        until = _reset_of(answer) or at + UNKNOWN_RESET
        log.warning("till is busy", connection=str(self._connection), until=until.isoformat())
        await hold_back(
            self._shared.db,
            self._shared.budget,
            self._merchant,
            self._connection,
            until=until,
            at=at,
        )

    def _left(self) -> float:
        return self._until - asyncio.get_running_loop().time()

    def _url(self, path: str, query: Mapping[str, str] | None = None) -> httpx.URL:
        url = httpx.URL(f"{self._api.scheme}://{self._api.netloc.decode()}/v1/{path}.json")
        return url.copy_merge_params(query) if query else url

    def _at_home(self, base: httpx.URL, address: str) -> httpx.URL:
        """`address` as the till gave it, on the API's own host: a token goes nowhere else."""
        with translated():
            url = base.join(address)
        if (url.host, url.port) != (self._api.host, self._api.port):
            raise PosUnavailable("The till's system pointed to an address that is not its own.")
        return self._api.copy_with(raw_path=url.raw_path)


@cache
def _parsed(address: str) -> httpx.URL:
    return httpx.URL(address)


def _done(answer: httpx.Response) -> httpx.Response:
    if not answer.is_success:
        raise refusal(answer)
    return answer


def _wants_new_token(answer: httpx.Response) -> bool:
    """Spent tokens are met with a refusal, and by some servers with an empty page."""
    read_nothing = answer.request.method == "GET" and answer.is_success and not answer.content
    return read_nothing or speaks_of_token(answer)


def _reset_of(answer: httpx.Response) -> datetime | None:
    try:
        return datetime.fromtimestamp(int(answer.headers["x-ratelimit-reset"]), UTC)
    except (KeyError, ValueError, OverflowError, OSError):
        return None


def _busy() -> PosBusy:
    return PosBusy("The till's system has had many requests. Try again in a moment.")
