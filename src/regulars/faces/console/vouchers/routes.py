"""Vouchers: which there are, and everything about one."""

from typing import Any
from uuid import UUID

import segno
from litestar import get
from litestar.params import FromPath
from markupsafe import Markup

from regulars.faces.console.codes import is_money, may_see_codes
from regulars.faces.console.requests import ConsoleRequest, Page
from regulars.faces.console.vouchers.filters import (
    KIND_OPTIONS,
    ONE,
    STATE_OPTIONS,
    VOUCHERS,
)
from regulars.faces.console.vouchers.listed import TABS, listed
from regulars.faces.console.vouchers.report import ROUTES as REPORT
from regulars.faces.console.vouchers.told import told
from regulars.faces.console.vouchers.writing import ROUTES as WRITING
from regulars.kernel.ids import VoucherId
from regulars.vouchers.read import read_voucher


@get(VOUCHERS)
async def show_vouchers(request: ConsoleRequest) -> Page:
    """A page of vouchers, the newest first. htmx asks for the list alone."""
    shown = await listed(request)
    status = 422 if shown.refusal else 200
    if request.is_htmx:
        part = request.part("vouchers/found.html", status=status, shown=shown)
        part.headers["HX-Replace-Url"] = shown.address
        return part
    return request.page(
        "vouchers/list.html",
        status=status,
        here="vouchers",
        live="/console/live",
        shown=shown,
        tabs=TABS,
        kinds=KIND_OPTIONS,
        states=STATE_OPTIONS,
    )


@get(ONE)
async def show_voucher(request: ConsoleRequest, voucher_id: FromPath[UUID]) -> Page:
    """One voucher and its story. htmx asks for the part that changes."""
    voucher = await read_voucher(request.db, request.merchant.id, VoucherId(voucher_id))
    sees_code = may_see_codes(request.me) or not is_money(voucher)
    shown: dict[str, Any] = {
        "voucher": voucher,
        "told": await told(request, voucher),
        "drawing": drawing(voucher.code) if sees_code else "",
    }
    if request.is_htmx:
        return request.part("vouchers/story.html", **shown)
    return request.page("vouchers/voucher.html", here="vouchers", live="/console/live", **shown)


def drawing(code: str) -> Markup:
    """The code for a scanner, to stand in a page."""
    picture = segno.make_qr(code).svg_inline(
        border=3, light="#fff", scale=4, svgclass="qr", omitsize=True, title=f"Voucher {code}"
    )
    return Markup(picture)  # noqa: S704 - segno escapes the title, the rest is drawn


ROUTES = [show_vouchers, show_voucher, *REPORT, *WRITING]
