"""Visits of a span of days: a list, sums, and figures for a picture."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from regulars.bookings.store import visits as store
from regulars.bookings.store.visits import Mark
from regulars.bookings.visits.model import DayFigures, Totals, Visit, Which, each
from regulars.kernel.ids import MerchantId
from regulars.kernel.money import Money
from regulars.platform.db import Reads
from regulars.platform.spreadsheets import Cell

AT_ONCE = 500

HEADINGS = (
    "day",
    "store",
    "kind",
    "booking",
    "guest",
    "covers",
    "tables",
    "seated",
    "left",
    "minutes",
    "status",
    "sale",
    "items",
    "spent",
    "spent a head",
    "tips",
    "paid by",
)


async def list_visits(
    reads: Reads,
    merchant: MerchantId,
    which: Which,
    *,
    before: Mark | None = None,
    at: datetime,
    limit: int,
) -> Sequence[Visit]:
    """The visits that were seated last, or last `before` a mark. `at` is now."""
    return await store.newest(reads, merchant, which, before=before, at=at, limit=limit)


async def figures_by_day(reads: Reads, merchant: MerchantId, which: Which) -> Sequence[DayFigures]:
    """Covers and spend of each day on which anybody came, in order."""
    return await store.by_day(reads, merchant, which)


async def totals(reads: Reads, merchant: MerchantId, which: Which) -> Totals:
    """What the days brought together. Parties that did not come are counted whatever their name."""
    return await store.totals(reads, merchant, which)


async def pages(
    reads: Reads, merchant: MerchantId, which: Which, *, at: datetime
) -> AsyncIterator[Sequence[Sequence[Cell]]]:
    """All visits as rows under `HEADINGS`, a page at a time, by the clocks of their stores."""
    mark: Mark | None = None
    while page := await store.newest(reads, merchant, which, before=mark, at=at, limit=AT_ONCE):
        yield [row_of(visit) for visit in page]
        mark = page[-1].seated_at, page[-1].booking


def row_of(visit: Visit) -> Sequence[Cell]:
    zone = ZoneInfo(visit.time_zone)
    return (
        visit.day.isoformat(),
        visit.store_name,
        visit.kind.value,
        visit.code,
        visit.name,
        visit.covers,
        ", ".join(visit.tables),
        _moment(visit.seated_at, zone),
        _moment(visit.left_at, zone),
        visit.minutes,
        visit.status.value,
        visit.sale_number,
        visit.items,
        _amount(visit.spent),
        _amount(each(visit.spent, visit.covers)),
        _amount(visit.tips),
        ", ".join(dict.fromkeys(payment.method for payment in visit.payments)),
    )


def _moment(moment: datetime | None, zone: ZoneInfo) -> str:
    return "" if moment is None else moment.astimezone(zone).strftime("%Y-%m-%dT%H:%M:%S")


def _amount(amount: Money | None) -> Cell:
    return None if amount is None else amount.major
