"""A page of the list of sales, ready to be read."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from regulars.faces.console.forms import Form
from regulars.faces.console.requests import ConsoleRequest
from regulars.faces.console.sales.filters import SALES, Filters, read_filters
from regulars.faces.console.speech import Speech
from regulars.merchants.model import Role, Store
from regulars.merchants.stores import stores
from regulars.sales.read import list_sales
from regulars.sales.records.model import Came, SaleRow, Sums
from regulars.sales.records.read import methods, sums

ON_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Line:
    """A sale, and when it was completed in the words and by the clock of its store."""

    sale: SaleRow
    when: str

    @property
    def party(self) -> str:
        """How its guests came, and how many; nothing where that is not known."""
        match self.sale.came:
            case Came.NEITHER:
                return ""
            case Came.BOOKING:
                how = "Booking"
            case Came.WALK_IN:
                how = "Walk-in"
        return (
            f"{how}\N{NO-BREAK SPACE}of\N{NO-BREAK SPACE}{self.sale.covers}"
            if self.sale.covers
            else how
        )


@dataclass(frozen=True, slots=True)
class Listed:
    """The sales of a page, what was asked for, what it comes to, and the way to the next page.

    `any_at_all` says of an empty list whether there are sales on other days. What sales come to
    is for managers.
    """

    lines: Sequence[Line]
    filters: Filters
    venues: Sequence[Store]
    methods: Sequence[str] = ()
    sums: Sums | None = None
    any_at_all: bool = True
    next: str = ""

    @property
    def refusal(self) -> str:
        """What is wrong with what was asked for."""
        return " ".join(self.filters.form.errors.values())

    @property
    def address(self) -> str:
        """Where this very page can be asked for again."""
        return self.filters.address(self.filters.before)

    def file(self, name: str) -> str:
        """Where the same sales can be taken along."""
        return self.filters.address(page=f"{SALES}/{name}")


async def asked(request: ConsoleRequest) -> tuple[Filters, Sequence[Store]]:
    """What the address asks for, and the stores to choose from."""
    venues = await stores(request.db, request.merchant.id)
    form = Form(dict(request.query_params))
    return read_filters(form, request.merchant, venues, now=request.now), venues


async def listed(request: ConsoleRequest) -> Listed:
    """The page that the address asks for; one that cannot be read has nothing but a refusal."""
    filters, venues = await asked(request)
    db, merchant = request.db, request.merchant.id
    paid_by = await methods(db, merchant)
    if not filters.form.is_good:
        return Listed([], filters, venues, paid_by)
    sales = await list_sales(
        db, merchant, filters.which, before=filters.before, limit=ON_A_PAGE + 1
    )
    shown = sales[:ON_A_PAGE]
    last = (shown[-1].completed_at, shown[-1].id) if len(sales) > ON_A_PAGE else None
    return Listed(
        lines=[Line(sale, when(sale, request.speech, now=request.now)) for sale in shown],
        filters=filters,
        venues=venues,
        methods=paid_by,
        sums=None if request.me.role is Role.STAFF else await sums(db, merchant, filters.which),
        any_at_all=bool(shown or await list_sales(db, merchant, limit=1)),
        next=filters.address(last) if last else "",
    )


def when(sale: SaleRow, speech: Speech, *, now: datetime) -> str:
    return replace(speech, zone=ZoneInfo(sale.time_zone)).when(sale.completed_at, now=now)
