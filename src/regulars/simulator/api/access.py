"""Who may call the API, and how often."""

import hmac
from datetime import datetime
from math import ceil

from regulars.simulator.cloud import Cloud
from regulars.simulator.errors import Refused
from regulars.simulator.http import Answer, Call, Caller, basic_credentials, text_answer

WINDOW_SECONDS = 60
EXPIRED = "The access token provided has expired or is invalid."


def caller_of(cloud: Cloud, call: Call) -> Caller:
    scheme, _, credentials = call.headers.get("authorization", "").partition(" ")
    match scheme.lower():
        case "bearer":
            return bearer(cloud, credentials.strip())
        case "basic":
            return basic(cloud, call)
        case _:
            raise Refused("An access token is needed.", code="invalid_token")


def bearer(cloud: Cloud, token: str) -> Caller:
    known = cloud.state.access_tokens.get(token)
    if known is None or known.expires_at <= cloud.now():
        raise Refused(EXPIRED, code="invalid_token")
    return Caller(client_id=known.client_id, staff_id=known.staff_id, basic=False)


def basic(cloud: Cloud, call: Call) -> Caller:
    """Basic credentials reach the add-on owner's own company, as its first administrator."""
    client_id, secret = basic_credentials(call) or ("", "")
    addon = cloud.state.addons.get(client_id)
    if addon is None or not hmac.compare_digest(addon.client_secret.encode(), secret.encode()):
        raise Refused("The client id or secret is wrong.", code="invalid_token")
    owner = min(person.id for person in cloud.state.staff.values() if person.is_admin)
    return Caller(client_id=client_id, staff_id=owner, basic=True)


class RateLimiter:
    """Requests in windows of a minute, per application and company."""

    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud
        self._windows: dict[str, tuple[datetime, int]] = {}

    def clear(self) -> None:
        self._windows.clear()

    def count(self, caller: Caller) -> dict[str, str] | None:
        """The headers for an answer within the limit; None when the limit is exceeded."""
        limit = self.limit(caller)
        started, used = self._window(caller)
        if used >= limit:
            return None
        self._windows[self._key(caller)] = (started, used + 1)
        return rate_headers(limit, limit - used - 1, self._reset(started))

    def refusal(self, caller: Caller) -> Answer:
        started, _ = self._window(caller)
        return limit_exceeded(self.limit(caller), self._reset(started))

    def limit(self, caller: Caller) -> int:
        switches = self._cloud.switches
        return switches.rate_limit_basic if caller.basic else switches.rate_limit_oauth

    def _window(self, caller: Caller) -> tuple[datetime, int]:
        now = self._cloud.now()
        started, used = self._windows.get(self._key(caller), (now, 0))
        if (now - started).total_seconds() >= WINDOW_SECONDS:
            return now, 0
        return started, used

    def _key(self, caller: Caller) -> str:
        shared = self._cloud.switches.rate_limit_scope == "company"
        return "company" if shared else f"{caller.client_id} {caller.basic}"

    def _reset(self, started: datetime) -> int:
        return ceil(started.timestamp()) + WINDOW_SECONDS


def rate_headers(limit: int, remaining: int, reset: int) -> dict[str, str]:
    return {
        "X-Ratelimit-Limit": str(limit),
        "X-Ratelimit-Remaining": str(remaining),
        "X-Ratelimit-Reset": str(reset),
    }


def limit_exceeded(limit: int, reset: int) -> Answer:
    answer = text_answer("Limit exceeded", 429)
    answer.headers |= rate_headers(limit, 0, reset)
    return answer
