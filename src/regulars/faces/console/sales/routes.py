"""Sales: the list with its filters, and one sale."""

from uuid import UUID

from litestar import get
from litestar.params import FromPath

from regulars.faces.console.requests import ConsoleRequest, Page
from regulars.faces.console.sales.bill import told
from regulars.faces.console.sales.filters import SALES
from regulars.faces.console.sales.listed import listed
from regulars.kernel.ids import SaleId
from regulars.merchants.stores import stores
from regulars.sales.read import read_sale

MEMBERS = [("", "With or without a member"), ("with", "With a member"), ("without", "Without one")]


@get(SALES)
async def show_sales(request: ConsoleRequest) -> Page:
    """Sales, the newest first. htmx asks for the list alone."""
    venues = await stores(request.db, request.merchant.id)
    shown = await listed(request, venues)
    if request.is_htmx:
        return request.part("sales/found.html", shown=shown)
    return request.page(
        "sales/list.html",
        here="sales",
        live="/console/live",
        shown=shown,
        stores=[("", "Every store"), *((str(store.id), store.name) for store in venues)],
        members=MEMBERS,
    )


@get(f"{SALES}/{{sale_id:uuid}}")
async def show_sale(request: ConsoleRequest, sale_id: FromPath[UUID]) -> Page:
    """One sale. htmx asks for the bill alone."""
    sale = await read_sale(request.db, request.merchant.id, SaleId(sale_id))
    bill = await told(request, sale)
    if request.is_htmx:
        return request.part("sales/bill.html", sale=sale, bill=bill)
    return request.page("sales/sale.html", here="sales", live="/console/live", sale=sale, bill=bill)


ROUTES = [show_sales, show_sale]
