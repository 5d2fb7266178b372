"""Days are counted from their rows."""

from collections.abc import Collection
from datetime import date

from regulars.bookings.rules.times import bounds
from regulars.kernel.ids import MerchantId, StoreId
from regulars.platform.db import Reads
from regulars.reports.model import Figures
from regulars.reports.rules import figures_of
from regulars.reports.sources import Span, StoreDay
from regulars.reports.store import rows as store


def spans_of(of: StoreId, days: Collection[date], time_zone: str) -> list[Span]:
    """Days of a store, by its clock."""
    return [Span(StoreDay(of, day), *bounds(day, time_zone)) for day in days]


async def count(
    reads: Reads, merchant: MerchantId, spans: Collection[Span]
) -> dict[StoreDay, Figures]:
    """What days of stores come to, as their rows are now."""
    rows = await store.rows_of(reads, merchant, list(spans))
    return {of: figures_of(of.day, rows[of]) for of in rows}
