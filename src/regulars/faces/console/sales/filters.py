"""Which sales a list is asked for, read from the address of the page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from regulars.faces.console.asked import asked_day, asked_mark, asked_store
from regulars.faces.console.forms import Form
from regulars.kernel.ids import SaleId
from regulars.merchants.model import Merchant, Store

SALES = "/console/sales"
FIELDS = ("q", "store", "member", "from", "to")

Mark = tuple[datetime, SaleId]
"""Where a page of the list ends."""


class Whose(StrEnum):
    """Whether a member is to be on the sale."""

    ALL = ""
    WITH = "with"
    WITHOUT = "without"


@dataclass(frozen=True, slots=True)
class Filters:
    """What was asked for. Look at `form.errors` before using the rest."""

    form: Form
    number: str
    store: Store | None
    whose: Whose
    since: datetime | None
    until: datetime | None
    before: Mark | None

    @property
    def are_set(self) -> bool:
        """Whether the list is narrowed down at all."""
        return any(self.form.value(field) for field in FIELDS)

    @property
    def has_member(self) -> bool | None:
        return None if self.whose is Whose.ALL else self.whose is Whose.WITH

    def address(self, before: Mark | None = None) -> str:
        """The list of the same filters that goes on after `before`."""
        asked = {field: self.form.value(field).strip() for field in FIELDS}
        asked["before"] = "" if before is None else f"{before[0].isoformat()}_{before[1]}"
        query = urlencode({name: value for name, value in asked.items() if value})
        return f"{SALES}?{query}" if query else SALES


def read_filters(form: Form, merchant: Merchant, venues: Sequence[Store]) -> Filters:
    """What `form` asks for. Days end at midnight at the chosen store, else at the merchant's."""
    store = asked_store(form, venues)
    zone = ZoneInfo(store.time_zone if store else merchant.time_zone)
    first = asked_day(form, "from", "The first day")
    last = asked_day(form, "to", "The last day")
    if first and last and last < first:
        form.errors["to"] = "The last day is before the first one."
    return Filters(
        form=form,
        number=form.text("q", most=40).removeprefix("#"),
        store=store,
        whose=form.choice("member", Whose, Whose.ALL),
        since=None if first is None else datetime.combine(first, time(), zone),
        until=None if last is None else datetime.combine(last + timedelta(days=1), time(), zone),
        before=_mark(form),
    )


def _mark(form: Form) -> Mark | None:
    mark = asked_mark(form, "This page of the list does not exist. Go back to the newest sales.")
    return None if mark is None else (mark[0], SaleId(mark[1]))
