"""Visits: the parties that sat down, planned or not, as sales records."""

from litestar import get
from litestar.response import Stream

from regulars.bookings.visits.model import Which
from regulars.bookings.visits.read import HEADINGS, pages
from regulars.faces.console.downloads import csv_download, day_of, xlsx_download
from regulars.faces.console.requests import ConsoleRequest, Page
from regulars.faces.console.visits.filters import VISITS
from regulars.faces.console.visits.shown import asked, lasted, shown
from regulars.kernel.errors import Invalid
from regulars.merchants.model import Role


@get(VISITS)
async def show_visits(request: ConsoleRequest) -> Page:
    """Visits of a span of days, the newest first, with sums and pictures. htmx asks for these."""
    what = await shown(request)
    status = 422 if what.refusal else 200
    if request.is_htmx:
        part = request.part("visits/found.html", status=status, shown=what, lasted=lasted)
        part.headers["HX-Replace-Url"] = what.address
        return part
    return request.page(
        "visits/list.html",
        status=status,
        here="visits",
        live="/console/live",
        shown=what,
        lasted=lasted,
    )


@get(f"{VISITS}/export.csv", may=Role.MANAGER)
async def export_csv(request: ConsoleRequest) -> Stream:
    rows = pages(request.db, request.merchant.id, await wanted(request), at=request.now)
    return csv_download(request, f"{file_name(request)}.csv", HEADINGS, rows)


@get(f"{VISITS}/export.xlsx", may=Role.MANAGER)
async def export_xlsx(request: ConsoleRequest) -> Stream:
    rows = pages(request.db, request.merchant.id, await wanted(request), at=request.now)
    return await xlsx_download(f"{file_name(request)}.xlsx", "Visits", HEADINGS, rows)


async def wanted(request: ConsoleRequest) -> Which:
    """Which visits the address asks for. Raises `Invalid`."""
    filters, _ = await asked(request)
    if not filters.form.is_good:
        raise Invalid(" ".join(filters.form.errors.values()))
    return filters.which


def file_name(request: ConsoleRequest) -> str:
    """`visits-2026-05-04`, by the merchant's day."""
    return f"visits-{day_of(request.now, request)}"


ROUTES = [show_visits, export_csv, export_xlsx]
