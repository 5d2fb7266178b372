"""The OpenAPI document, and a page to read it and to try the calls."""

import msgspec

from regulars.faces.assets import asset
from regulars.faces.voucher_api.openapi import document
from regulars.faces.voucher_api.route import BASE
from regulars.faces.voucher_api.wire import Answer

DOCUMENT, PAGE = f"{BASE}/openapi.json", f"{BASE}/docs"
HTML = b"text/html; charset=utf-8"
SELF_ALONE = (
    b"content-security-policy",
    (
        b"default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
        b"form-action 'self'; frame-ancestors 'none'"
    ),
)


class Pages:
    """What a browser may open, for the hub at `base_url`. Nothing here is about a merchant."""

    def __init__(self, base_url: str) -> None:
        self._document = Answer(200, msgspec.json.encode(document(base_url)))

    def find(self, method: str, path: str) -> Answer | None:
        """The document or the page; None for everything else."""
        if method != "GET":
            return None
        if path == DOCUMENT:
            return self._document
        return Answer(200, _page().encode(), (SELF_ALONE,), HTML) if path == PAGE else None


def _page() -> str:
    return f"""<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>Voucher API · Regulars</title>
  <link rel="icon" href="{asset("favicon.svg")}">
  <link rel="stylesheet" href="{asset("api.css")}">
  <script type="module" src="{asset("api.js")}"></script>
</head>
<body>
  <main id="api" data-document="{DOCUMENT}">
    <noscript>This page needs scripts. The document is at {DOCUMENT}.</noscript>
  </main>
</body>
</html>
"""
