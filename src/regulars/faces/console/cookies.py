"""The console's cookies. None of them is for scripts, none goes to another site."""

from typing import Any

import msgspec
from litestar import Response
from litestar.datastructures import Cookie

from regulars.platform.secrets import from_text, to_text

SESSION = "regulars_session"
VISITOR = "regulars_visitor"
FLASHES = "regulars_flashes"
THEME = "regulars_theme"
PATH = "/console"


class Flash(msgspec.Struct, frozen=True):
    """A message for the next page; kinds are good, bad and info."""

    kind: str
    text: str


def set_cookie(
    response: Response[Any], name: str, value: str, *, secure: bool, max_age: int | None = None
) -> None:
    cookie = Cookie(
        name,
        PATH,
        value,
        max_age=max_age,
        httponly=True,
        secure=secure,
        samesite="lax",
    )
    response.set_cookie(cookie)


def drop_cookie(response: Response[Any], name: str) -> None:
    response.delete_cookie(name, path=PATH)


def write_flashes(flashes: list[Flash]) -> str:
    return to_text(msgspec.json.encode(flashes))


def read_flashes(text: str) -> list[Flash]:
    """The messages that wait; none when the cookie is not as we wrote it."""
    try:
        return msgspec.json.decode(from_text(text), type=list[Flash])
    except (ValueError, msgspec.MsgspecError):
        return []
