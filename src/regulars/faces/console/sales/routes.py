"""Sales: what was sold, to whom, and what it did to points."""

from uuid import UUID

from litestar import get
from litestar.params import FromPath

from regulars.faces.console.requests import ConsoleRequest, Page
from regulars.faces.console.sales.bill import told
from regulars.faces.console.sales.correcting import ROUTES as CORRECTING
from regulars.faces.console.sales.filters import SALES
from regulars.faces.console.sales.listed import listed
from regulars.kernel.ids import SaleId
from regulars.sales.read import read_sale


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


@get(f"{SALES}/{{sale_id:uuid}}")
async def show_sale(request: ConsoleRequest, sale_id: FromPath[UUID]) -> Page:
    """One sale, as its bill was last read. htmx asks for the bill alone."""
    sale = await read_sale(request.db, request.merchant.id, SaleId(sale_id))
    bill = await told(request, sale)
    if request.is_htmx:
        return request.part("sales/bill.html", sale=sale, bill=bill)
    return request.page("sales/sale.html", here="sales", live="/console/live", sale=sale, bill=bill)


ROUTES = [show_sales, show_sale, *CORRECTING]
