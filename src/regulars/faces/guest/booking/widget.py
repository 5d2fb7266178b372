"""`/book/{slug}/widget.js`: one script with which a venue's own website shows its booking page."""

import json
from functools import cache

from litestar import Response, get
from litestar.params import FromPath

from regulars.bookings.page.links import PATH
from regulars.bookings.page.read import venue_at
from regulars.faces.assets import read_asset
from regulars.faces.guest.answers import GuestRequest, deps_of
from regulars.platform.languages import Language, translations

WORDS = "__WORDS__"
"""Stands in the script where its words go, between quotes."""

HEADERS = {
    "Cache-Control": "public, max-age=3600",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "X-Content-Type-Options": "nosniff",
}


@get(f"{PATH}/{{slug:str}}/widget.js", media_type="text/javascript")
async def send_widget(request: GuestRequest, slug: FromPath[str]) -> Response[str]:
    """The script. It knows by its own address whose page it is to show."""
    await venue_at(deps_of(request).db, slug)
    return Response(_script(), media_type="text/javascript; charset=utf-8", headers=HEADERS)


@cache
def _script() -> str:
    words = json.dumps({str(language): _words(language) for language in Language})
    quoted = "".join(one if one.isalnum() else f"\\u{ord(one):04x}" for one in words)
    return read_asset("widget.js").replace(WORDS, quoted)


def _words(language: Language) -> dict[str, str]:
    _ = translations(language).gettext
    return {
        "book": _("Book a table"),
        "close": _("Close"),
        "elsewhere": _("Book a table on our booking page"),
    }


ROUTES = [send_widget]
