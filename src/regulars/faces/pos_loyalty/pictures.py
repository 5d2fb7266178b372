"""A picture for members who have none: a disc in a colour of their own with their initials.

It is drawn from its address alone, 300 by 300, so it asks nothing of the database and can be kept
by whoever fetched it.
"""

import re
import zlib
from functools import lru_cache
from html import escape
from typing import Protocol
from urllib.parse import quote, unquote

from regulars.faces.pos_loyalty.wire import Receive, Scope, Send, respond

INKS = ("#7c2d12", "#1e3a5f", "#14532d", "#581c47", "#4a3410", "#134e4a")
PAPERS = ("#fde2cf", "#d7e6f5", "#d5eedb", "#f3d9ea", "#f4e7c1", "#cdeae6")
ADDRESS = re.compile(r"/pictures/([^/]{0,12})-([0-5])\.svg")

DRAWING = """<svg xmlns="http://www.w3.org/2000/svg" width="300" height="300" viewBox="0 0 300 300">
<rect width="300" height="300" fill="{paper}"/>
<text x="150" y="150" dy=".35em" text-anchor="middle" font-family="system-ui,sans-serif"
 font-size="118" font-weight="600" fill="{ink}">{initials}</text></svg>"""


class Named(Protocol):
    """Anybody with a code and a name."""

    @property
    def code(self) -> str: ...
    @property
    def first_name(self) -> str: ...
    @property
    def last_name(self) -> str: ...


def picture_path(member: Named) -> str:
    """Where the picture of `member` is."""
    colour = zlib.crc32(member.code.encode()) % len(INKS)
    return f"/pictures/{_initials(member.first_name[:1], member.last_name[:1])}-{colour}.svg"


@lru_cache(maxsize=5_000)
def _initials(first: str, last: str) -> str:
    return quote((first + last).upper(), safe="")


async def draw(scope: Scope, _receive: Receive, send: Send) -> None:
    """An ASGI application that draws the picture whose address was asked for."""
    found = ADDRESS.fullmatch(scope["path"])
    initials = unquote(found[1]) if found else ""
    if found is None or len(initials) > 3:
        await respond(send, b"There is no such picture.", kind="text/plain", status=404)
        return
    colour = int(found[2])
    drawing = DRAWING.format(paper=PAPERS[colour], ink=INKS[colour], initials=escape(initials))
    await respond(send, drawing.encode(), kind="image/svg+xml", keep=True)
