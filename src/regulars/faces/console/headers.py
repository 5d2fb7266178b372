"""Headers that every answer of the console carries."""

from litestar.datastructures import MutableScopeHeaders
from litestar.types import Message, Scope

SECURITY = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data: https:; object-src 'none'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


async def protect(message: Message, _: Scope) -> None:
    """Tell the browser to load, frame and send nothing from or to elsewhere."""
    if message["type"] == "http.response.start":
        headers = MutableScopeHeaders.from_message(message)
        for name, value in SECURITY.items():
            headers.setdefault(name, value)
