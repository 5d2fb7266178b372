"""A page of the list of sales, ready to be read."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from regulars.faces.console.forms import Form
from regulars.faces.console.requests import ConsoleRequest
from regulars.faces.console.sales.filters import Filters, read_filters
from regulars.faces.console.speech import Speech
from regulars.merchants.model import Store
from regulars.merchants.stores import stores
from regulars.sales.model import SaleRow
from regulars.sales.read import list_sales

ON_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Line:
    """A sale, and when it was completed in the words and by the clock of its store."""

    sale: SaleRow
    when: str


@dataclass(frozen=True, slots=True)
class Listed:
    """The sales of a page, what was asked for, and the way to the next page."""

    lines: Sequence[Line]
    filters: Filters
    venues: Sequence[Store]
    next: str = ""

    @property
    def refusal(self) -> str:
        """What is wrong with what was asked for."""
        return " ".join(self.filters.form.errors.values())

    @property
    def address(self) -> str:
        """Where this very page can be asked for again."""
        return self.filters.address(self.filters.before)


async def listed(request: ConsoleRequest) -> Listed:
    """The page that the address asks for; one that cannot be read has nothing but a refusal."""
    merchant = request.merchant
    venues = await stores(request.db, merchant.id)
    filters = read_filters(Form(dict(request.query_params)), merchant, venues)
    if not filters.form.is_good:
        return Listed([], filters, venues)
    sales = await list_sales(
        request.db,
        merchant.id,
        store_id=filters.store.id if filters.store else None,
        has_member=filters.has_member,
        number=filters.number,
        since=filters.since,
        until=filters.until,
        before=filters.before,
        limit=ON_A_PAGE + 1,
    )
    shown = sales[:ON_A_PAGE]
    last = (shown[-1].completed_at, shown[-1].id) if len(sales) > ON_A_PAGE else None
    lines = [Line(sale, when(sale, request.speech, now=request.now)) for sale in shown]
    return Listed(lines, filters, venues, next=filters.address(last) if last else "")


def when(sale: SaleRow, speech: Speech, *, now: datetime) -> str:
    return replace(speech, zone=ZoneInfo(sale.time_zone)).when(sale.completed_at, now=now)
