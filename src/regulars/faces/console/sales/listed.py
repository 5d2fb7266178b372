"""Which sales a list shows."""

from collections.abc import Sequence
from dataclasses import dataclass

from regulars.faces.console.forms import Form
from regulars.faces.console.requests import ConsoleRequest
from regulars.faces.console.sales.filters import Filters, read_filters
from regulars.merchants.model import Store
from regulars.sales.model import SaleRow
from regulars.sales.read import list_sales

ON_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One sale of the list. `when` is the time where the merchant is."""

    sale: SaleRow
    when: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A list as it is shown, with its own address and that of the next page."""

    filters: Filters
    lines: Sequence[Line]
    refusal: str
    address: str
    next: str


async def listed(request: ConsoleRequest, venues: Sequence[Store]) -> Listed:
    """What the address asks for; a filter that cannot be read shows nothing but why."""
    filters = read_filters(Form(dict(request.query_params)), request.merchant, venues)
    here = filters.address(filters.before)
    if filters.form.errors:
        return Listed(filters, [], " ".join(filters.form.errors.values()), here, "")
    found = await list_sales(
        request.db,
        request.merchant.id,
        store_id=filters.store.id if filters.store else None,
        has_member=filters.has_member,
        number=filters.number,
        since=filters.since,
        until=filters.until,
        before=filters.before,
        limit=ON_A_PAGE + 1,
    )
    shown = found[:ON_A_PAGE]
    more = filters.address((shown[-1].completed_at, shown[-1].id)) if len(found) > ON_A_PAGE else ""
    lines = [Line(sale, request.speech.moment(sale.completed_at)) for sale in shown]
    return Listed(filters, lines, "", here, more)
