"""Consent and tokens. However many callers meet an expired token, Kounta is asked once.

In one process they wait for the same task; between processes a lease in the database decides who
asks (merchants/tokens.py). A refresh runs to its end even if nobody waits for it any more, since
what it brings may be the only refresh token that is still good.
"""

import asyncio
from datetime import timedelta
from decimal import Decimal
from urllib.parse import urlencode

import httpx

from regulars.connectors.kounta.errors import refusal, translated
from regulars.connectors.kounta.payloads import TokenBody, parsed
from regulars.connectors.kounta.shared import Shared
from regulars.connectors.kounta.wire import HEADERS, sent
from regulars.kernel.errors import RegularsError
from regulars.kernel.ids import ConnectionId, MerchantId
from regulars.merchants.errors import NoCredentials
from regulars.merchants.model import Credentials, Tokens
from regulars.merchants.tokens import (
    LEASE,
    give_back_lease,
    keep_refreshed,
    keep_tokens,
    lease_refresh,
    read_tokens,
)
from regulars.platform import log
from regulars.pos.errors import NotAuthorised, PosRefused

LIFETIME = timedelta(hours=1)
"""Of an access token that comes without `expires_in`."""

LONGEST_LIFETIME = timedelta(days=365)
BEFORE_THE_END = timedelta(seconds=30)
"""A token is refreshed this long before it ends, so that it does not end on the way."""

ANSWER_WITHIN = LEASE.total_seconds() - 5
LOOK_AGAIN = 0.1
"""Seconds between two looks at whether another process has refreshed."""


def consent_url(consent: str, credentials: Credentials, *, state: str, redirect_uri: str) -> str:
    """Where the merchant chooses a company and grants access to it."""
    query = {
        "client_id": credentials.client_id,
        "redirect_uri": redirect_uri,
        "response_type": "code",
        "state": state,
    }
    return f"{consent.rstrip('/')}/authorize?{urlencode(query)}"


class Grants:
    """The tokens of all connections, as this process uses them."""

    def __init__(self, shared: Shared) -> None:
        self._shared = shared
        self._renewals: dict[ConnectionId, asyncio.Task[Tokens]] = {}

    async def exchange(
        self, merchant: MerchantId, connection: ConnectionId, *, code: str, redirect_uri: str
    ) -> Tokens:
        """Keep the tokens that a granted consent's code is good for. Raises `PosRefused`."""
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri}
        try:
            body = await self._ask(merchant, connection, form)
        except NotAuthorised as error:
            raise PosRefused(
                "The till's maker does not know the add-on. Check its client ID and secret."
            ) from error
        return await keep_tokens(
            self._shared.db,
            self._shared.ring,
            merchant,
            connection,
            access_token=body.access_token,
            refresh_token=body.refresh_token or "",
            expires_at=self._shared.clock() + _lifetime(body),
        )

    async def lasting(
        self, merchant: MerchantId, connection: ConnectionId, stored: Tokens | None
    ) -> Tokens:
        """The stored tokens if they are good for some time yet, else new ones.

        Raises `NotAuthorised`.
        """
        tokens = _there(stored)
        if tokens.expires_at - BEFORE_THE_END > self._shared.clock() or not tokens.refresh_token:
            return tokens
        return await self.after(merchant, connection, tokens.generation)

    async def after(self, merchant: MerchantId, connection: ConnectionId, spent: int) -> Tokens:
        """Tokens of another generation than `spent`. Raises `NotAuthorised`."""
        renewal = self._renewals.get(connection)
        if renewal is None or renewal.done():
            renewal = asyncio.create_task(self._renewed(merchant, connection, spent))
            self._renewals[connection] = renewal
            renewal.add_done_callback(lambda done: self._seen(connection, done))
        return await asyncio.shield(renewal)

    async def _renewed(self, merchant: MerchantId, connection: ConnectionId, spent: int) -> Tokens:
        shared = self._shared
        with translated():
            async with asyncio.timeout(LEASE.total_seconds() * 2):
                while True:
                    tokens = await self._stored(merchant, connection)
                    if tokens.generation != spent:
                        return tokens
                    at = shared.clock()
                    if await lease_refresh(shared.db, merchant, connection, spent, at=at):
                        return await self._refreshed(merchant, connection, tokens)
                    await shared.sleep(LOOK_AGAIN)

    async def _refreshed(
        self, merchant: MerchantId, connection: ConnectionId, tokens: Tokens
    ) -> Tokens:
        db, ring, spent = self._shared.db, self._shared.ring, tokens.generation
        try:
            body = await self._refresh(merchant, connection, tokens)
        except RegularsError:
            await give_back_lease(db, merchant, connection, spent)
            raise
        await keep_refreshed(
            db,
            ring,
            merchant,
            connection,
            spent,
            access_token=body.access_token,
            refresh_token=body.refresh_token or "",
            expires_at=self._shared.clock() + _lifetime(body),
        )
        log.info("tokens refreshed", connection=str(connection), generation=spent + 1)
        return await self._stored(merchant, connection)

    async def _refresh(
        self, merchant: MerchantId, connection: ConnectionId, tokens: Tokens
    ) -> TokenBody:
        if not tokens.refresh_token:
            raise NotAuthorised("The authorisation has ended. Authorise the app again.")
        form = {"grant_type": "refresh_token", "refresh_token": tokens.refresh_token}
        try:
            return await self._ask(merchant, connection, form)
        except (PosRefused, NoCredentials) as error:
            raise NotAuthorised(
                "The till's maker has ended our authorisation. Authorise the app again."
            ) from error

    async def _ask(
        self, merchant: MerchantId, connection: ConnectionId, form: dict[str, str]
    ) -> TokenBody:
        """One call for tokens, never repeated: a code is good for one use only."""
        credentials = await self._shared.credentials(merchant, connection)
        with translated():
            async with asyncio.timeout(ANSWER_WITHIN):
                url = httpx.URL(self._shared.addresses.api).join("/v1/token.json")
                request = httpx.Request("POST", url, headers=HEADERS, data=form | _who(credentials))
                answer = await sent(self._shared.transport, request, within=ANSWER_WITHIN)
        if not answer.is_success:
            raise refusal(answer)
        return parsed(answer, TokenBody)

    def _seen(self, connection: ConnectionId, renewal: asyncio.Task[Tokens]) -> None:
        """Take note of a failure, too, that nobody waits for any more."""
        if self._renewals.get(connection) is renewal:
            del self._renewals[connection]
        if not renewal.cancelled():
            renewal.exception()

    async def _stored(self, merchant: MerchantId, connection: ConnectionId) -> Tokens:
        return _there(await read_tokens(self._shared.db, self._shared.ring, merchant, connection))


def _there(tokens: Tokens | None) -> Tokens:
    if tokens is None:
        raise NotAuthorised("The app is not authorised. Authorise it in the settings.")
    return tokens


def _who(credentials: Credentials) -> dict[str, str]:
    return {"client_id": credentials.client_id, "client_secret": credentials.client_secret}


def _lifetime(body: TokenBody) -> timedelta:
    if body.expires_in is None or not body.expires_in.is_finite():
        return LIFETIME
    longest = Decimal(LONGEST_LIFETIME.total_seconds())
    return timedelta(seconds=int(max(Decimal(0), min(body.expires_in, longest))))
