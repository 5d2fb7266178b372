"""Which visits are asked for, read from the address of the page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from regulars.bookings.model import Kind
from regulars.bookings.visits.model import Which
from regulars.faces.console.asked import asked_day, asked_mark, asked_store
from regulars.faces.console.forms import Form
from regulars.kernel.ids import BookingId
from regulars.merchants.model import Merchant, Store

VISITS = "/console/visits"
FIELDS = ("q", "store", "kind", "from", "to")
BEFORE_THE_LAST = timedelta(days=29)
"""Without a first day, thirty are shown."""
MOST_DAYS = 400

Mark = tuple[datetime, BookingId]
"""Where a page of the list ends."""


class Planned(StrEnum):
    """Whether the visit was planned."""

    ALL = ""
    BOOKING = Kind.BOOKING.value
    WALK_IN = Kind.WALK_IN.value

    @property
    def kind(self) -> Kind | None:
        return Kind(self.value) if self.value else None


@dataclass(frozen=True, slots=True)
class Filters:
    """What was asked for. Look at `form.errors` before using the rest."""

    form: Form
    which: Which
    first: date
    last: date
    before: Mark | None

    def address(self, before: Mark | None = None, *, page: str = VISITS) -> str:
        """The same visits: those that go on after `before`, or all of them on another page."""
        asked = {field: self.form.value(field).strip() for field in FIELDS}
        asked["before"] = "" if before is None else f"{before[0].isoformat()}_{before[1]}"
        query = urlencode({name: value for name, value in asked.items() if value})
        return f"{page}?{query}" if query else page


def read_filters(
    form: Form, merchant: Merchant, venues: Sequence[Store], *, now: datetime
) -> Filters:
    """What `form` asks for; its days are days of the diary."""
    today = now.astimezone(ZoneInfo(merchant.time_zone)).date()
    store = asked_store(form, venues)
    last = asked_day(form, "to", "The last day") or today
    first = asked_day(form, "from", "The first day") or last - BEFORE_THE_LAST
    if last < first:
        form.errors["to"] = "The last day is before the first one."
    elif (last - first).days >= MOST_DAYS:
        form.errors["to"] = f"Choose {MOST_DAYS} days at most."
    which = Which(
        store=store.id if store else None,
        first=first,
        last=last,
        kind=form.choice("kind", Planned, Planned.ALL).kind,
        named=form.text("q", most=80),
    )
    return Filters(form, which, first, last, _mark(form))


def _mark(form: Form) -> Mark | None:
    mark = asked_mark(form, "This page of the list does not exist. Go back to the newest visits.")
    return None if mark is None else (mark[0], BookingId(mark[1]))
