"""Each call, both ways, and what the simulator thought of it."""

import re
from collections import deque
from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from msgspec import Struct

Level = Literal["ok", "odd", "wrong"]
Direction = Literal["in", "out"]
CallKind = Literal["api", "token", "search", "lookup", "redeem", "webhook", "callback"]

KEPT = 500
BODY_SHOWN = 20_000
SECRET_HEADERS = frozenset({"authorization", "cookie", "set-cookie", "proxy-authorization"})
SECRET_FIELD = re.compile(
    r'("?\b(?:client_secret|refresh_token|access_token|signature_token)"?\s*[:=]\s*"?|\bcode=)'
    r'([^"&\s,}]+)'
)


class Judgement(Struct, frozen=True):
    level: Level
    sentence: str


class Entry(Struct, kw_only=True):
    id: int
    at: datetime
    direction: Direction
    kind: CallKind
    method: str
    url: str
    request_headers: dict[str, str]
    request_body: str
    status: int | None
    """None when no answer came."""
    response_headers: dict[str, str]
    response_body: str
    milliseconds: int
    fault: str | None
    judgements: list[Judgement]


class Log:
    """The last calls, newest last."""

    def __init__(self) -> None:
        self.entries: deque[Entry] = deque(maxlen=KEPT)
        self._last_id = 0

    def record(
        self,
        *,
        direction: Direction,
        kind: CallKind,
        method: str,
        url: str,
        started_at: datetime,
        ended_at: datetime,
        request_headers: Mapping[str, str],
        request_body: bytes,
        status: int | None,
        response_headers: Mapping[str, str],
        response_body: bytes,
        fault: str | None = None,
        judgements: list[Judgement],
    ) -> Entry:
        """Keep a call. `judgements` may still grow afterwards, when its effect is known."""
        self._last_id += 1
        entry = Entry(
            id=self._last_id,
            at=started_at,
            direction=direction,
            kind=kind,
            method=method,
            url=without_secrets(url),
            request_headers=shown_headers(request_headers),
            request_body=shown_body(request_body),
            status=status,
            response_headers=shown_headers(response_headers),
            response_body=shown_body(response_body),
            milliseconds=round((ended_at - started_at).total_seconds() * 1000),
            fault=fault,
            judgements=judgements,
        )
        self.entries.append(entry)
        return entry


def shown_headers(headers: Mapping[str, str]) -> dict[str, str]:
    return {
        name: "…" if name.lower() in SECRET_HEADERS else value for name, value in headers.items()
    }


def shown_body(body: bytes) -> str:
    return without_secrets(body.decode(errors="replace")[:BODY_SHOWN])


def without_secrets(text: str) -> str:
    return SECRET_FIELD.sub(r"\1…", text)
