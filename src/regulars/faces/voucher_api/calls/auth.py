"""Logging in and out."""

import msgspec

from regulars.faces.voucher_api.answers import LoggedIn, TokenPair, answer
from regulars.faces.voucher_api.call import Call
from regulars.faces.voucher_api.errors import Unreadable
from regulars.faces.voucher_api.requests import JsonOf, Login, RefreshBody
from regulars.faces.voucher_api.wire import Answer
from regulars.merchants import api_tokens
from regulars.merchants.model import ApiTokens

LOGIN = JsonOf(Login)

_token = msgspec.json.Decoder(RefreshBody | str)


async def log_in(call: Call) -> Answer:
    """A user name and a password for tokens."""
    asked: Login = call.read(LOGIN)
    tokens = await api_tokens.log_in(call.db, asked.username, asked.password, at=call.at)
    return _logged_in(call, tokens)


async def refresh(call: Call) -> Answer:
    """A refresh token for the next pair."""
    tokens = await api_tokens.refresh(call.db, _refresh_token(call.body), at=call.at)
    return _logged_in(call, tokens)


async def log_out(call: Call) -> Answer:
    """End the login that the call is made with."""
    await api_tokens.log_out(call.db, call.token, at=call.at)
    return Answer(204)


def _refresh_token(body: bytes) -> str:
    """The token, whether it came bare, as a JSON text, or in an object."""
    written = body.strip()
    try:
        if not written.startswith((b"{", b'"')):
            return written.decode("ascii")
        found = _token.decode(written)
    except (ValueError, RecursionError) as error:
        raise Unreadable("The refresh token, please.", field="refreshToken") from error
    return found.refresh_token if isinstance(found, RefreshBody) else found


def _logged_in(call: Call, tokens: ApiTokens) -> Answer:
    pair = TokenPair(tokens.access, tokens.refresh)
    lasts = int((tokens.access_until - call.at).total_seconds())
    return answer(
        LoggedIn(pair, tokens.access_until, lasts, tokens.refresh_until),
        headers=((b"authorization", f"Bearer {tokens.access}".encode()),),
    )
