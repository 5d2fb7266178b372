"""The dashboard: what a period came to, beside the one before."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from regulars.kernel.ids import MerchantId, StoreId
from regulars.platform.db import Reads
from regulars.reports.count import count, spans_of
from regulars.reports.fold import changed_days
from regulars.reports.model import Dashboard, DayOf, Figures, Period, StoreFigures
from regulars.reports.rules import days_in, summed, to_count
from regulars.reports.sources import Span, StoreDay
from regulars.reports.store import days
from regulars.reports.store import outstanding as vouchers
from regulars.reports.store.days import Folded


async def dashboard(
    reads: Reads,
    merchant: MerchantId,
    period: Period,
    stores: Collection[StoreId] = (),
    *,
    at: datetime,
) -> Dashboard:
    """What `period` came to at some stores of a merchant, or at all of them. `at` is now."""
    asked = await days.folded(reads, merchant, list(stores))
    figures = await figures_by_day(reads, merchant, asked, period)
    each = [at_store(one, figures, period) for one in asked]
    total = summed([one.total for one in each])
    currency = await vouchers.currency_of(reads, merchant)
    return Dashboard(
        period=period,
        currency=currency,
        days=[DayOf(day, summed(of(asked, figures, [day]))) for day in days_in(period)],
        total=total,
        before=summed([one.before for one in each]),
        stores=each,
        outstanding=await vouchers.outstanding(reads, merchant, currency, at=at),
        names=await vouchers.names_of(reads, merchant, total.rewards),
    )


async def figures_by_day(
    reads: Reads, merchant: MerchantId, asked: Sequence[Folded], period: Period
) -> Mapping[StoreDay, Figures]:
    """The days of a period and of the one before: folded ones, and what is to be counted still."""
    both = Period(period.before.first, period.last)
    # In this order: what is folded meanwhile is counted twice, and none is missed.
    changed = await changed_days(reads, merchant, asked)
    folded = await days.read(reads, merchant, [one.store for one in asked], both)
    spans = [span for one in asked for span in live(one, folded, changed, both)]
    return {**folded, **await count(reads, merchant, spans)}


def live(
    one: Folded, folded: Collection[StoreDay], changed: Collection[StoreDay], period: Period
) -> list[Span]:
    """The days of a store that are counted from the rows."""
    known = {of.day for of in folded if of.store == one.store}
    others = {of.day for of in changed if of.store == one.store}
    return spans_of(one.store, to_count(period, known, others, since=one.first), one.time_zone)


def at_store(one: Folded, figures: Mapping[StoreDay, Figures], period: Period) -> StoreFigures:
    return StoreFigures(
        store=one.store,
        name=one.name,
        total=summed(of([one], figures, days_in(period))),
        before=summed(of([one], figures, days_in(period.before))),
    )


def of(
    stores: Sequence[Folded], figures: Mapping[StoreDay, Figures], which: Sequence[date]
) -> list[Figures]:
    """What there is of some days at some stores."""
    found = (figures.get(StoreDay(one.store, day)) for one in stores for day in which)
    return [one for one in found if one is not None]
