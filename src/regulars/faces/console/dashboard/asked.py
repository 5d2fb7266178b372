"""Which days and stores the dashboard is asked for, read from its address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import assert_never
from urllib.parse import urlencode

from regulars.bookings.rules.times import day_of
from regulars.faces.console.asked import asked_day
from regulars.faces.console.chosen import Check, flags
from regulars.faces.console.forms import Form
from regulars.kernel.ids import StoreId
from regulars.merchants.model import Merchant, Store
from regulars.reports.model import Period

DASHBOARD = "/console/dashboard"
MOST_DAYS = 800
DAY = timedelta(days=1)


class Range(StrEnum):
    """Days that can be chosen by one press. All of them end with today but the last month."""

    WEEK = "7"
    FOUR_WEEKS = "28"
    QUARTER = "90"
    THIS_MONTH = "month"
    LAST_MONTH = "last_month"
    THIS_YEAR = "year"
    OWN = "days"


RANGES = {
    Range.WEEK: "7 days",
    Range.FOUR_WEEKS: "28 days",
    Range.QUARTER: "90 days",
    Range.THIS_MONTH: "This month",
    Range.LAST_MONTH: "Last month",
    Range.THIS_YEAR: "This year",
    Range.OWN: "Own days",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for. Look at `form.errors` before using the rest.

    Without `stores` it is all of them. `compares` says whether the days before are shown as well.
    """

    form: Form
    range: Range
    period: Period
    stores: Sequence[StoreId]
    checks: Sequence[Check]
    compares: bool

    @property
    def refusal(self) -> str:
        """What is wrong with what was asked for."""
        return " ".join(self.form.errors.values())

    def address(self, page: str = DASHBOARD) -> str:
        """Where the same can be asked for again, or something else about the same days."""
        query = urlencode(self._query())
        return f"{page}?{query}" if query else page

    def _query(self) -> Mapping[str, str]:
        query = {} if self.range is Range.FOUR_WEEKS else {"range": self.range.value}
        if self.range is Range.OWN:
            query |= {"from": self.period.first.isoformat(), "to": self.period.last.isoformat()}
        query |= {name: "on" for name, _, chosen in self.checks if chosen}
        return query if self.compares else query | {"before": "no"}


def read_asked(
    fields: Mapping[str, str], merchant: Merchant, venues: Sequence[Store], *, now: datetime
) -> Asked:
    """What `fields` ask for, in days of the merchant's diary. A day alone asks for own days."""
    form = Form(fields)
    own = form.value("from") or form.value("to")
    chosen = form.choice("range", Range, Range.OWN if own else Range.FOUR_WEEKS)
    today = day_of(now, merchant.time_zone)
    checks = flags(form, "store", venues)
    return Asked(
        form=form,
        range=chosen,
        period=_period(chosen, today, form),
        stores=[store.id for store, (_, _, on) in zip(venues, checks, strict=True) if on],
        checks=checks,
        compares=form.value("before") != "no",
    )


def _period(chosen: Range, today: date, form: Form) -> Period:
    match chosen:
        case Range.WEEK | Range.FOUR_WEEKS | Range.QUARTER:
            return Period(today - (int(chosen) - 1) * DAY, today)
        case Range.THIS_MONTH:
            return Period(today.replace(day=1), today)
        case Range.LAST_MONTH:
            last = today.replace(day=1) - DAY
            return Period(last.replace(day=1), last)
        case Range.THIS_YEAR:
            return Period(today.replace(month=1, day=1), today)
        case Range.OWN:
            return _own_days(today, form)
        case other:
            assert_never(other)


def _own_days(today: date, form: Form) -> Period:
    last = asked_day(form, "to", "The last day") or today
    first = asked_day(form, "from", "The first day") or last - 27 * DAY
    if first > today:
        form.errors["from"] = "The first day is still to come."
    elif last > today:
        form.errors["to"] = "The last day is still to come."
    elif last < first:
        form.errors["to"] = "The last day is before the first one."
    elif (last - first).days >= MOST_DAYS:
        form.errors["to"] = f"Choose {MOST_DAYS} days at most."
    return Period(first, last)
