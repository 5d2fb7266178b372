"""Sales: what was sold, to whom, and what it did to points."""

from uuid import UUID

from litestar import get
from litestar.params import FromPath
from litestar.response import Stream

from regulars.faces.console.downloads import csv_download, day_of, xlsx_download
from regulars.faces.console.requests import ConsoleRequest, Page
from regulars.faces.console.sales.bill import told
from regulars.faces.console.sales.correcting import ROUTES as CORRECTING
from regulars.faces.console.sales.filters import SALES
from regulars.faces.console.sales.listed import asked, listed
from regulars.kernel.errors import Invalid
from regulars.kernel.ids import SaleId
from regulars.merchants.model import Role
from regulars.sales.read import read_sale
from regulars.sales.records.model import Which
from regulars.sales.records.read import HEADINGS, pages


@get(SALES)
async def show_sales(request: ConsoleRequest) -> Page:
    """A page of sales, the newest first. htmx asks for the list alone."""
    shown = await listed(request)
    status = 422 if shown.refusal else 200
    if request.is_htmx:
        part = request.part("sales/found.html", status=status, shown=shown)
        part.headers["HX-Replace-Url"] = shown.address
        return part
    return request.page(
        "sales/list.html", status=status, here="sales", live="/console/live", shown=shown
    )


@get(f"{SALES}/export.csv", may=Role.MANAGER)
async def export_csv(request: ConsoleRequest) -> Stream:
    rows = pages(request.db, request.merchant.id, await wanted(request))
    return csv_download(request, f"{file_name(request)}.csv", HEADINGS, rows)


@get(f"{SALES}/export.xlsx", may=Role.MANAGER)
async def export_xlsx(request: ConsoleRequest) -> Stream:
    rows = pages(request.db, request.merchant.id, await wanted(request))
    return await xlsx_download(f"{file_name(request)}.xlsx", "Sales", HEADINGS, rows)


@get(f"{SALES}/{{sale_id:uuid}}")
async def show_sale(request: ConsoleRequest, sale_id: FromPath[UUID]) -> Page:
    """One sale, as its bill was last read. htmx asks for the bill alone."""
    sale = await read_sale(request.db, request.merchant.id, SaleId(sale_id))
    bill = await told(request, sale)
    if request.is_htmx:
        return request.part("sales/bill.html", sale=sale, bill=bill)
    return request.page("sales/sale.html", here="sales", live="/console/live", sale=sale, bill=bill)


async def wanted(request: ConsoleRequest) -> Which:
    """Which sales the address asks for. Raises `Invalid`."""
    filters, _ = await asked(request)
    if not filters.form.is_good:
        raise Invalid(" ".join(filters.form.errors.values()))
    return filters.which


def file_name(request: ConsoleRequest) -> str:
    """`sales-2026-05-04`, by the merchant's day."""
    return f"sales-{day_of(request.now, request)}"


ROUTES = [show_sales, export_csv, export_xlsx, show_sale, *CORRECTING]
