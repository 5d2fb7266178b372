"""A page of visits with its sums and pictures, ready to be read."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from regulars.bookings.visits.model import DayFigures, Totals, Visit, each
from regulars.bookings.visits.read import figures_by_day, list_visits, totals
from regulars.faces.console.forms import Form
from regulars.faces.console.home.pictures import money_axis, money_series, points_series
from regulars.faces.console.requests import ConsoleRequest
from regulars.faces.console.speech import Speech
from regulars.faces.console.visits.filters import VISITS, Filters, read_filters
from regulars.kernel.money import Money
from regulars.merchants.model import Store
from regulars.merchants.stores import stores

ON_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Line:
    """A visit, when it began in the words of its store, how long it lasted, what one spent."""

    visit: Visit
    when: str
    lasted: str
    a_head: Money | None
    paid_by: str


@dataclass(frozen=True, slots=True)
class Pictures:
    """Covers and spend of each day, by bookings and by walk-ins."""

    days: Sequence[str]
    covers: Sequence[dict[str, Any]]
    spent: Sequence[dict[str, Any]]
    money: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything on the page. What was asked for and cannot be read leaves only a refusal."""

    filters: Filters
    venues: Sequence[Store]
    lines: Sequence[Line] = ()
    totals: Totals | None = None
    pictures: Pictures | None = None
    next: str = ""

    @property
    def refusal(self) -> str:
        return " ".join(self.filters.form.errors.values())

    @property
    def address(self) -> str:
        """Where this very page can be asked for again."""
        return self.filters.address(self.filters.before)

    def file(self, name: str) -> str:
        """Where the same visits can be taken along."""
        return self.filters.address(page=f"{VISITS}/{name}")


async def asked(request: ConsoleRequest) -> tuple[Filters, Sequence[Store]]:
    """What the address asks for, and the stores to choose from."""
    venues = await stores(request.db, request.merchant.id)
    form = Form(dict(request.query_params))
    return read_filters(form, request.merchant, venues, now=request.now), venues


async def shown(request: ConsoleRequest) -> Shown:
    filters, venues = await asked(request)
    if not filters.form.is_good:
        return Shown(filters, venues)
    db, merchant, which = request.db, request.merchant.id, filters.which
    visits = await list_visits(
        db, merchant, which, before=filters.before, at=request.now, limit=ON_A_PAGE + 1
    )
    page = visits[:ON_A_PAGE]
    last = (page[-1].seated_at, page[-1].booking) if len(visits) > ON_A_PAGE else None
    return Shown(
        filters,
        venues,
        lines=[line(visit, request) for visit in page],
        totals=await totals(db, merchant, which),
        pictures=drawn(await figures_by_day(db, merchant, which), filters, request),
        next=filters.address(last) if last else "",
    )


def line(visit: Visit, request: ConsoleRequest) -> Line:
    clock = replace(request.speech, zone=ZoneInfo(visit.time_zone))
    methods = dict.fromkeys(payment.method for payment in visit.payments)
    return Line(
        visit,
        when=clock.when(visit.seated_at, now=request.now),
        lasted=lasted(visit.minutes),
        a_head=each(visit.spent, visit.covers),
        paid_by=", ".join(methods),
    )


def lasted(minutes: int) -> str:
    """`1 h 35 min`"""
    hours, rest = divmod(max(minutes, 0), 60)
    return f"{hours} h {rest:02} min" if hours else f"{rest} min"


def drawn(figures: Sequence[DayFigures], filters: Filters, request: ConsoleRequest) -> Pictures:
    """Every day of the span, also those on which nobody came."""
    speech, nothing = request.speech, Money.zero(request.merchant.currency)
    known = {one.day: one for one in figures}
    days = span(filters.first, filters.last)
    of_days = [known.get(day, _nobody(day, nothing)) for day in days]
    covers = ("Booked", [one.booked_covers for one in of_days])
    walked = ("Walked in", [one.walk_in_covers for one in of_days])
    spent = ("Booked", [one.booked_spent for one in of_days])
    walked_spent = ("Walked in", [one.walk_in_spent for one in of_days])
    return Pictures(
        days=[_named(day, speech) for day in days],
        covers=[points_series(name, values, speech) for name, values in (covers, walked)],
        spent=[money_series(name, values, speech) for name, values in (spent, walked_spent)],
        money=money_axis(request.merchant),
    )


def span(first: date, last: date) -> Sequence[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def _named(day: date, speech: Speech) -> str:
    return f"{speech.day(day)} {speech.month(day).split()[0]}"


def _nobody(day: date, nothing: Money) -> DayFigures:
    return DayFigures(
        day=day,
        booked_covers=0,
        walk_in_covers=0,
        booked_spent=nothing,
        walk_in_spent=nothing,
    )
