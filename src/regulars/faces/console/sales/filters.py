"""Which sales a list is asked for, read from the address of the page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from regulars.faces.console.asked import asked_day, asked_mark, asked_store
from regulars.faces.console.forms import Form
from regulars.faces.console.speech import Speech
from regulars.kernel.ids import SaleId
from regulars.merchants.model import Merchant, Store
from regulars.sales.records.model import Came, Which

SALES = "/console/sales"
AT_HAND = ("q", "store", "member", "from", "to")
FINER = (
    "name",
    "came",
    "covers_from",
    "covers_to",
    "paid_by",
    "total_from",
    "total_to",
    "reward",
)
FIELDS = (*AT_HAND, *FINER)

BEFORE_THE_LAST = timedelta(days=29)
"""Without a first day, thirty are shown; a number is looked for on all days."""
MOST_DAYS = 800
MOST_COVERS = 400

Mark = tuple[datetime, SaleId]
"""Where a page of the list ends."""


class Whose(StrEnum):
    """Whether a member is to be on the sale."""

    ALL = ""
    WITH = "with"
    WITHOUT = "without"


class Party(StrEnum):
    """How the guests of the sale came."""

    ALL = ""
    BOOKING = Came.BOOKING.value
    WALK_IN = Came.WALK_IN.value
    NEITHER = Came.NEITHER.value


@dataclass(frozen=True, slots=True)
class Filters:
    """What was asked for. Look at `form.errors` before using the rest.

    `first` is the first day that is shown; None where a number is looked for on all days.
    """

    form: Form
    which: Which
    first: date | None
    before: Mark | None

    @property
    def are_set(self) -> bool:
        """Whether the list is narrowed down at all."""
        return any(self.form.value(field) for field in FIELDS)

    @property
    def finer(self) -> int:
        """How many of those are set that are not always in sight."""
        return sum(bool(self.form.value(field)) for field in FINER)

    def address(self, before: Mark | None = None, *, page: str = SALES) -> str:
        """The same sales: those that go on after `before`, or all of them on another page."""
        asked = {field: self.form.value(field).strip() for field in FIELDS}
        asked["before"] = "" if before is None else f"{before[0].isoformat()}_{before[1]}"
        query = urlencode({name: value for name, value in asked.items() if value})
        return f"{page}?{query}" if query else page


def read_filters(
    form: Form, merchant: Merchant, venues: Sequence[Store], *, now: datetime
) -> Filters:
    """What `form` asks for. Days end at midnight at the chosen store, else at the merchant's."""
    store = asked_store(form, venues)
    zone = ZoneInfo(store.time_zone if store else merchant.time_zone)
    number = form.text("q", most=40).removeprefix("#")
    last = asked_day(form, "to", "The last day")
    first = asked_day(form, "from", "The first day")
    if first is None and (last or not number):
        first = (last or now.astimezone(zone).date()) - BEFORE_THE_LAST
    _check_days(form, first, last, now.astimezone(zone).date())
    speech, currency = Speech.of(merchant), merchant.currency
    least = form.money("total_from", speech, currency)
    most = form.money("total_to", speech, currency)
    if least and most and most < least:
        form.errors["total_to"] = "The largest total is below the smallest one."
    came = form.choice("came", Party, Party.ALL)
    which = Which(
        store=store.id if store else None,
        has_member=_with(form.choice("member", Whose, Whose.ALL)),
        named=form.text("name", most=80),
        number=number,
        came=Came(came.value) if came.value else None,
        least_covers=form.whole("covers_from", most=MOST_COVERS),
        most_covers=form.whole("covers_to", most=MOST_COVERS),
        paid_by=form.text("paid_by", most=80),
        least_minor=least.minor if least else None,
        most_minor=most.minor if most else None,
        has_reward=_with(form.choice("reward", Whose, Whose.ALL)),
        since=None if first is None else datetime.combine(first, time(), zone),
        until=None if last is None else datetime.combine(last + timedelta(days=1), time(), zone),
    )
    return Filters(form, which, first, _mark(form))


def _check_days(form: Form, first: date | None, last: date | None, today: date) -> None:
    if first is None:
        return
    if last and last < first:
        form.errors["to"] = "The last day is before the first one."
    elif ((last or today) - first).days >= MOST_DAYS:
        form.errors["to"] = f"Choose {MOST_DAYS} days at most."


def _with(whose: Whose) -> bool | None:
    return None if whose is Whose.ALL else whose is Whose.WITH


def _mark(form: Form) -> Mark | None:
    mark = asked_mark(form, "This page of the list does not exist. Go back to the newest sales.")
    return None if mark is None else (mark[0], SaleId(mark[1]))
